"""Native pages against what was drawn on them: words, tables and order, upright and turned."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from extractors.layout import page_content
from extractors.ocr import NullEngine
from extractors.pdf import open_pdf, page_facts, read_native
from extractors.reading import read_page, survey
from pipeline.config import Settings
from pipeline.errors import DamagedFile, InputError
from pipeline.model import Box, PageReading, TextSource

S = Settings()
PDF = "application/pdf"
W, H = 595.0, 842.0
SIZE = 12
ASCENT, DESCENT = 0.718, 0.207  # of Helvetica, parts of the font size


def draw(path: Path, page: Callable[[Canvas], object], rotation: int = 0) -> Path:
    canvas = Canvas(str(path), pagesize=(W, H), invariant=1)
    canvas.setFont("Helvetica", SIZE)
    page(canvas)
    canvas.showPage()
    canvas.save()
    if rotation:
        document = pypdfium2.PdfDocument(path)
        document[0].set_rotation(rotation)
        buffer = io.BytesIO()
        document.save(buffer)
        document.close()
        path.write_bytes(buffer.getvalue())
    return path


def turned(box: tuple[float, float, float, float], rotation: int) -> tuple[float, float, float, float]:
    """Where a box of the upright page (origin top left) stands on the page turned clockwise."""
    x0, y0, x1, y1 = box
    match rotation:
        case 90:
            return H - y1, x0, H - y0, x1
        case 180:
            return W - x1, H - y1, W - x0, H - y0
        case 270:
            return y0, W - x1, y1, W - x0
    return box


def coordinates(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


def read(path: Path) -> PageReading:
    return read_page(path, PDF, 1, S, NullEngine())


# --- words ----------------------------------------------------------------------------------------

WORDS = (("Công", 90, 120), ("trình", 200, 120), ("xã", 90, 300), ("Hòa", 480, 800))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_words_stand_where_they_were_drawn(tmp_path: Path, rotation: int) -> None:
    """Left, right and baseline within a point; above and below by the letters' own reach, which a font overstates."""

    def page(canvas: Canvas) -> None:
        for text, x, y in WORDS:
            canvas.drawString(x, H - y, text)

    native = read_native(draw(tmp_path / "a.pdf", page, rotation), 1)
    assert (native.width_pt, native.height_pt) == ((H, W) if rotation % 180 else (W, H))
    # pdfplumber sets the letters of a turned page out in the direction they have there, so only its boxes are compared.
    found = sorted(coordinates(w.box) for w in native.words)
    if rotation in (90, 270):
        found = sorted(coordinates(bounding([w.box for w in native.words if near(w.box, x, y, rotation)]))
                       for _, x, y in WORDS)  # fmt: skip
    expected = sorted(
        turned((x, y - ASCENT * SIZE, x + stringWidth(text, "Helvetica", SIZE), y + DESCENT * SIZE), rotation)
        for text, x, y in WORDS
    )
    assert len(found) == len(expected)
    for ours, theirs in zip(found, expected, strict=True):
        along = (0, 2) if rotation % 180 == 0 else (1, 3)
        across = (1, 3) if rotation % 180 == 0 else (0, 2)
        assert [ours[i] for i in along] == pytest.approx([theirs[i] for i in along], abs=1)
        assert [ours[i] for i in across] == pytest.approx([theirs[i] for i in across], abs=2)
    if not rotation:
        assert [w.text for w in native.words] == ["Công", "trình", "xã", "Hòa"]


def near(box: Box, x: float, y: float, rotation: int) -> bool:
    """Whether a box belongs to the word drawn at (x, y) of the upright page."""
    x0, y0, x1, y1 = turned((x - 5, y - 15, x + 60, y + 8), rotation)
    return x0 <= box.x0 and box.x1 <= x1 and y0 <= box.y0 and box.y1 <= y1


def bounding(boxes: list[Box]) -> Box:
    out = boxes[0]
    for box in boxes[1:]:
        out = out.union(box)
    return out


def test_text_of_a_turned_page_is_read_when_it_is_upright_there(tmp_path: Path) -> None:
    """A landscape table: the page has /Rotate 90 and its text is drawn sideways, so that people see it upright."""

    def page(canvas: Canvas) -> None:
        canvas.rotate(90)
        canvas.setFont("Helvetica", SIZE)
        canvas.drawString(100, -60, "Phòng kê khai và báo cáo")
        canvas.drawString(100, -80, "công trình")

    path = draw(tmp_path / "a.pdf", page, rotation=90)
    native = read_native(path, 1)
    assert (native.width_pt, native.height_pt) == (H, W)
    assert " ".join(w.text for w in native.words) == "Phòng kê khai và báo cáo công trình"
    first = native.words[0].box
    assert first.x0 == pytest.approx(100, abs=1)
    assert first.y1 == pytest.approx(60 + DESCENT * SIZE, abs=2)


def test_nothing_but_the_words_is_read_and_each_once(tmp_path: Path) -> None:
    sentence = "Trình xã Hòa Tân báo cáo tình hình các công trình và công viên trong tháng giêng"

    def page(canvas: Canvas) -> None:
        for n in range(30):
            canvas.drawString(72, 760 - 20 * n, f"{n + 1}. {sentence}")

    path = draw(tmp_path / "a.pdf", page)
    content = page_content("0" * 16, read(path))
    assert [b.text for b in content.blocks] == [f"{n + 1}. {sentence}" for n in range(30)]


# --- rules ----------------------------------------------------------------------------------------


def table(canvas: Canvas, across: list[float], down: list[float]) -> None:
    """A ruled table with a word in each cell; ``down`` is measured from the top."""
    canvas.grid(across, [H - y for y in down])
    for r, y in enumerate(down[1:]):
        for c, x in enumerate(across[:-1]):
            canvas.drawString(x + 4, H - y + 6, f"h{r}c{c}")


def cells(reading: PageReading) -> list[list[tuple[int, int, str]]]:
    return [[(c.row, c.col, " ".join(w.text for w in c.words)) for c in g.cells] for g in reading.grids]


def test_rules_drawn_as_lines_or_as_thin_boxes_make_the_same_table(tmp_path: Path) -> None:
    across, down = [72.0, 110.0, 320.0, 520.0], [200.0, 226.0, 260.0]

    def boxes(canvas: Canvas) -> None:
        table(canvas, across, down)
        canvas.setFillGray(0)

    def thin(canvas: Canvas) -> None:
        for y in down:
            canvas.rect(across[0], H - y - 0.25, across[-1] - across[0], 0.5, stroke=0, fill=1)
        for x in across:
            canvas.rect(x - 0.25, H - down[-1], 0.5, down[-1] - down[0], stroke=0, fill=1)
        for r, y in enumerate(down[1:]):
            for c, x in enumerate(across[:-1]):
                canvas.drawString(x + 4, H - y + 6, f"h{r}c{c}")

    for n, how in enumerate((boxes, thin)):
        reading = read(draw(tmp_path / f"{n}.pdf", how))
        assert cells(reading) == [[(r, c, f"h{r}c{c}") for r in range(2) for c in range(3)]]
        (grid,) = reading.grids
        assert grid.column_edges == pytest.approx(across, abs=0.6)
        assert coordinates(grid.box) == pytest.approx((72, 200, 520, 260), abs=0.6)
        assert reading.words == ()


def test_cell_borders_drawn_one_by_one_with_a_merged_cell(tmp_path: Path) -> None:
    fields = [
        (72, 200, 110, 260, "1"),
        (110, 200, 520, 230, "Làm"),
        (110, 230, 300, 260, "xong"),
        (300, 230, 520, 260, ""),
    ]

    def page(canvas: Canvas) -> None:
        for x0, y0, x1, y1, text in fields:
            canvas.rect(x0, H - y1, x1 - x0, y1 - y0)
            canvas.drawString(x0 + 4, H - y1 + 6, text)

    (grid,) = read(draw(tmp_path / "a.pdf", page)).grids
    assert [(c.row, c.col, c.row_span, c.col_span, " ".join(w.text for w in c.words)) for c in grid.cells] == [
        (0, 0, 2, 1, "1"),
        (0, 1, 1, 2, "Làm"),
        (1, 1, 1, 1, "xong"),
        (1, 2, 1, 1, ""),
    ]


def test_strokes_and_frames_are_no_tables(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        canvas.drawString(90, 790, "UBND xã Hòa Tân")
        canvas.line(110, 780, 170, 780)
        canvas.line(330, 780, 500, 780)
        canvas.rect(20, 20, W - 40, H - 40)  # a frame around the page
        canvas.rect(400, 700, 100, 40)  # a note in a box
        canvas.drawString(410, 715, "Công khai")
        canvas.drawString(72, 600, "Trình xã báo cáo")
        canvas.line(72, 597, 160, 597)  # underlined

    reading = read(draw(tmp_path / "a.pdf", page))
    assert reading.grids == ()
    assert sorted(w.text for w in reading.words) == sorted("UBND xã Hòa Tân Công khai Trình xã báo cáo".split())


def test_two_tables_and_the_text_between(tmp_path: Path) -> None:
    def page(canvas: Canvas) -> None:
        table(canvas, [72, 110, 520], [100, 126, 152])
        canvas.drawString(72, H - 250, "Các công trình xong")
        table(canvas, [72, 300, 520], [300, 326])

    reading = read(draw(tmp_path / "a.pdf", page))
    assert cells(reading) == [
        [(0, 0, "h0c0"), (0, 1, "h0c1"), (1, 0, "h1c0"), (1, 1, "h1c1")],
        [(0, 0, "h0c0"), (0, 1, "h0c1")],
    ]
    assert " ".join(w.text for w in reading.words) == "Các công trình xong"


@pytest.mark.parametrize("rotation", [90, 270])
def test_a_table_on_a_turned_page(tmp_path: Path, rotation: int) -> None:
    """Drawn so that it is upright on the page as displayed."""

    def page(canvas: Canvas) -> None:
        if rotation == 90:
            canvas.rotate(90)
            canvas.translate(0, -W)
        else:
            canvas.rotate(-90)
            canvas.translate(-H, 0)
        canvas.setFont("Helvetica", SIZE)
        canvas.grid([72, 200, 700], [W - 100, W - 130, W - 160])
        for n, text in enumerate(("Quý", "xong", "hai", "ba")):
            canvas.drawString((76, 204)[n % 2], W - 124 - 30 * (n // 2), text)

    reading = read(draw(tmp_path / "a.pdf", page, rotation))
    assert (reading.width_pt, reading.height_pt) == (H, W)
    assert cells(reading) == [[(0, 0, "Quý"), (0, 1, "xong"), (1, 0, "hai"), (1, 1, "ba")]]
    assert coordinates(reading.grids[0].box) == pytest.approx((72, 100, 700, 160), abs=1)


# --- what a page is ------------------------------------------------------------------------------


def test_facts_and_survey(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", lambda c: c.drawString(72, 700, "Trình xã"))
    facts = page_facts(path, 1, S)
    assert (facts.width_pt, facts.height_pt, facts.image_share, facts.scanned) == (W, H, 0.0, False)
    assert facts.text.strip() == "Trình xã"
    assert len(survey(path, PDF, S)) == 1
    assert survey(path, PDF, S) == survey(path, PDF, S)
    reading = read(path)
    assert reading.text_source == TextSource.NATIVE
    assert reading.engine.startswith("pdfplumber ")
    assert (reading.ocr_confidence, reading.skew_deg, reading.rotation_deg) == (None, 0.0, 0)


def test_a_pdf_without_pages(tmp_path: Path) -> None:
    """Made by hand with a correct cross-reference table: the file is whole, it just has no pages. PDFium sets no error
    for it and shows that of an earlier failure, so the sentence depends on what the process did before."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>"]
    data = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj%bendobj\n" % (number, body)
    start = len(data)
    data += b"xref\n0 3\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % o for o in offsets)
    data += b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % start
    (tmp_path / "a.pdf").write_bytes(data)
    with pytest.raises(DamagedFile, match=r"no pages|cannot be opened"), open_pdf(tmp_path / "a.pdf", S):
        pass  # PDFium's own words are "Failed to load document (PDFium: Success)"


def test_a_file_that_goes_away_while_it_is_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be"):
        survey(tmp_path / "gone.pdf", PDF, S)
    with pytest.raises(InputError, match="cannot be"):
        survey(tmp_path / "gone.png", "image/png", S)
