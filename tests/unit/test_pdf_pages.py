"""PDF pages: limits, pixels of a scan untouched, boxes as displayed, words, rules, hashes."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.ocr import NullEngine
from extractors.pdf import content_hashes, open_pdf, page_facts, read_native, render_page
from extractors.reading import read_page
from pipeline.config import Settings
from pipeline.errors import DamagedFile, EncryptedFile, TooLarge
from pipeline.model import LayerVerdict, TextSource

S = Settings()
SENTENCE = "Phong Tong hop theo doi, don doc va bao cao ket qua thuc hien truoc ngay 15 thang 6."
VIETNAMESE = "Văn phòng theo dõi, đôn đốc và báo cáo kết quả thực hiện trước ngày mười lăm tháng sáu. "


def draw(
    path: Path, *pages: Callable[[Canvas], None], size: tuple[float, float] = (595, 842), **options: object
) -> Path:
    canvas = Canvas(str(path), pagesize=size, invariant=1, **options)
    for page in pages:
        page(canvas)
        canvas.showPage()
    canvas.save()
    return path


def text(canvas: Canvas) -> None:
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 700, SENTENCE)


def blank(canvas: Canvas) -> None:
    """Nothing on the page."""


def noise(width: int, height: int, mode: str = "L") -> Image.Image:
    shape = (height, width) if mode == "L" else (height, width, 3)
    return Image.fromarray(np.random.default_rng(5).integers(0, 256, shape, np.uint8))


def scan(image: Image.Image, width: float = 595, height: float = 842) -> Callable[[Canvas], None]:
    return lambda canvas: canvas.drawImage(ImageReader(image), 0, 0, width, height)


def change(path: Path, how: Callable[[pypdfium2.PdfPage], None]) -> Path:
    document = pypdfium2.PdfDocument(path)
    how(document[0])
    buffer = io.BytesIO()
    document.save(buffer)
    document.close()
    path.write_bytes(buffer.getvalue())
    return path


def count(path: Path, settings: Settings) -> int:
    with open_pdf(path, settings) as document:
        return len(document)


# --- limits -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_truncated_file_is_damaged_even_if_a_reader_could_mend_it(tmp_path: Path, share: float) -> None:
    path = draw(tmp_path / "a.pdf", *[text] * 8)
    path.write_bytes(path.read_bytes()[: int(path.stat().st_size * share)])
    with pytest.raises(DamagedFile):
        count(path, S)


def test_a_truncated_second_revision_is_damaged(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", text)
    whole = path.read_bytes()
    path.write_bytes(whole + b"\n99 0 obj\n<< /Type /Annot >>\nendobj\n")
    with pytest.raises(DamagedFile, match="truncated"):
        count(path, S)
    path.write_bytes(whole + b"\r\n\r\n<!-- served by a web server -->")  # harmless
    assert count(path, S) == 1


def test_a_password_is_asked_for(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", text, encrypt=StandardEncryption("bi mat", canPrint=0))
    with pytest.raises(EncryptedFile) as caught:
        count(path, S)
    assert "password" in caught.value.remedy


def test_a_file_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", text, encrypt=StandardEncryption("", ownerPassword="chu", canPrint=0))
    assert read_page(path, "application/pdf", 1, S, NullEngine()).words[0].text == "Phong"


def test_too_many_pages(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", *[blank] * 3000)
    with pytest.raises(TooLarge, match="3000 pages"):
        count(path, S)
    assert count(path, Settings(max_pages=3000)) == 3000


def test_too_many_pixels_are_refused_before_drawing(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", scan(noise(900, 1200)))
    facts = page_facts(path, 1, S)
    with pytest.raises(TooLarge, match="900 x 1200 pixels"):
        render_page(path, 1, facts, Settings(max_pixels=1_000_000))


def test_a_poster_is_drawn_coarser_and_a_vast_one_refused(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", text, size=(2400, 3200))
    limit = Settings(max_pixels=30_000_000)
    page = render_page(path, 1, page_facts(path, 1, limit), limit)
    assert page.pixels.size <= 30_000_000
    assert 100 <= page.dpi < 300
    vast = draw(tmp_path / "b.pdf", text, size=(14_000, 14_000))
    with pytest.raises(TooLarge):
        render_page(vast, 1, page_facts(vast, 1, limit), limit)


# --- the picture of a page --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pixels", "points"), [((1654, 2339), (595.44, 842.04)), ((1700, 2199), (612, 792)), ((701, 992), (595.28, 841.89))]
)
def test_a_scan_keeps_its_pixels(tmp_path: Path, pixels: tuple[int, int], points: tuple[float, float]) -> None:
    image = noise(*pixels)
    path = draw(tmp_path / "a.pdf", scan(image, *points), size=points)
    facts = page_facts(path, 1, S)
    assert facts.scanned
    page = render_page(path, 1, facts, S)
    assert np.array_equal(page.pixels, np.asarray(image))
    assert page.dpi == pytest.approx(72 * pixels[0] / points[0])
    assert page.to_points.point(*pixels) == (pytest.approx(page.width_pt), pytest.approx(page.height_pt))


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_a_turned_scan_keeps_its_pixels(tmp_path: Path, rotation: int) -> None:
    image = noise(620, 877)
    path = change(draw(tmp_path / "a.pdf", scan(image)), lambda p: p.set_rotation(rotation))
    page = render_page(path, 1, page_facts(path, 1, S), S)
    assert np.array_equal(page.pixels, np.rot90(np.asarray(image), -rotation // 90))


def test_a_scan_inside_a_form_keeps_its_resolution(tmp_path: Path) -> None:
    image = noise(620, 877)

    def page_of(canvas: Canvas) -> None:
        canvas.beginForm("scan")
        canvas.drawImage(ImageReader(image), 0, 0, 100, 100)
        canvas.endForm()
        canvas.scale(5.95, 8.42)
        canvas.doForm("scan")

    path = draw(tmp_path / "a.pdf", page_of)
    facts = page_facts(path, 1, S)
    assert facts.scanned
    assert render_page(path, 1, facts, S).pixels.shape == (877, 620)


def test_a_page_without_a_scan_is_drawn_at_the_default(tmp_path: Path) -> None:
    path = draw(tmp_path / "a.pdf", text)
    assert render_page(path, 1, page_facts(path, 1, S), S).pixels.shape == (3508, 2479)


def test_a_stretched_colour_is_no_scan(tmp_path: Path) -> None:
    def page_of(canvas: Canvas) -> None:
        scan(Image.new("RGB", (2, 2), (250, 250, 240)))(canvas)
        text(canvas)

    facts = page_facts(draw(tmp_path / "a.pdf", page_of), 1, S)
    assert not facts.scanned
    assert facts.image_share == pytest.approx(1.0)


# --- words as displayed -----------------------------------------------------------------------------


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
@pytest.mark.parametrize("crop", [None, (60, 40, 560, 820)])
@pytest.mark.parametrize("origin", [(0, 0), (-30, 25)])
def test_word_boxes_lie_on_the_ink_of_the_displayed_page(
    tmp_path: Path, rotation: int, crop: tuple[float, ...] | None, origin: tuple[float, float]
) -> None:
    def turn(page: pypdfium2.PdfPage) -> None:
        page.set_mediabox(origin[0], origin[1], 595, 842)
        if crop:
            page.set_cropbox(*crop)
        page.set_rotation(rotation)

    path = change(draw(tmp_path / "a.pdf", text), turn)
    facts = page_facts(path, 1, S)
    native = read_native(path, 1)
    assert (native.width_pt, native.height_pt) == (pytest.approx(facts.width_pt), pytest.approx(facts.height_pt))
    picture = render_page(path, 1, facts, S)
    rows, cols = np.where(picture.pixels < 128)
    ink = picture.to_points.box(cols.min(), rows.min(), cols.max() + 1, rows.max() + 1)
    boxes = [w.box for w in native.words]
    assert boxes
    assert min(b.x0 for b in boxes) == pytest.approx(ink.x0, abs=4)
    assert max(b.x1 for b in boxes) == pytest.approx(ink.x1, abs=4)
    assert min(b.y0 for b in boxes) == pytest.approx(ink.y0, abs=4)
    assert max(b.y1 for b in boxes) == pytest.approx(ink.y1, abs=4)


def test_words_are_in_order_and_bold_is_known(tmp_path: Path) -> None:
    def page_of(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 12)
        canvas.drawString(100, 700, "KE HOACH")
        canvas.setFont("Helvetica", 12)
        canvas.drawString(100, 680, "theo doi")

    words = read_native(draw(tmp_path / "a.pdf", page_of), 1).words
    assert [(w.text, w.bold) for w in words] == [("KE", True), ("HOACH", True), ("theo", False), ("doi", False)]


def test_a_word_in_two_fonts_is_one_word(tmp_path: Path) -> None:
    def page_of(canvas: Canvas) -> None:
        line = canvas.beginText(100, 700)
        for font, part in (("Helvetica", "ph"), ("Times-Roman", "uo"), ("Helvetica", "ng")):
            line.setFont(font, 12)
            line.textOut(part)
        canvas.drawText(line)

    assert [w.text for w in read_native(draw(tmp_path / "a.pdf", page_of), 1).words] == ["phuong"]


def test_letters_drawn_twice_count_once(tmp_path: Path) -> None:
    def page_of(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        for shift in (0, 0.3):
            canvas.drawString(100 + shift, 700, "bao cao")

    assert [w.text for w in read_native(draw(tmp_path / "a.pdf", page_of), 1).words] == ["bao", "cao"]


def test_a_ruled_table_takes_its_words(tmp_path: Path) -> None:
    def page_of(canvas: Canvas) -> None:
        text(canvas)
        canvas.grid([80, 120, 300, 500], [500, 540, 580])
        for x, y, word in ((90, 550, "TT"), (130, 550, "Viec"), (90, 510, "1"), (130, 510, "Lam"), (310, 510, "Quy")):
            canvas.drawString(x, y, word)

    reading = read_page(draw(tmp_path / "a.pdf", page_of), "application/pdf", 1, S, NullEngine())
    (grid,) = reading.grids
    assert reading.text_source == TextSource.NATIVE
    assert [(c.row, c.col, " ".join(w.text for w in c.words), c.has_ink) for c in grid.cells] == [
        (0, 0, "TT", True), (0, 1, "Viec", True), (0, 2, "", False),
        (1, 0, "1", True), (1, 1, "Lam", True), (1, 2, "Quy", True),
    ]  # fmt: skip
    assert grid.column_edges == pytest.approx((80, 120, 300, 500), abs=0.6)
    assert (grid.box.y0, grid.box.y1) == (pytest.approx(842 - 580, abs=0.6), pytest.approx(842 - 500, abs=0.6))
    assert " ".join(w.text for w in reading.words) == SENTENCE


# --- which text is taken ----------------------------------------------------------------------------


def test_a_page_with_nothing_on_it_is_native_and_empty(tmp_path: Path) -> None:
    reading = read_page(draw(tmp_path / "a.pdf", blank), "application/pdf", 1, S, NullEngine())
    assert (reading.text_source, reading.layer_verdict, reading.words) == (TextSource.NATIVE, LayerVerdict.ABSENT, ())
    white = draw(tmp_path / "b.pdf", lambda c: (c.setFillGray(1), c.rect(0, 0, 595, 842, stroke=0, fill=1)))
    assert read_page(white, "application/pdf", 1, S, NullEngine()).text_source == TextSource.NATIVE


def test_letters_drawn_as_curves_go_to_ocr(tmp_path: Path) -> None:
    def page_of(canvas: Canvas) -> None:
        path = canvas.beginPath()
        path.moveTo(100, 700)
        path.curveTo(110, 720, 120, 690, 130, 700)
        canvas.drawPath(path)

    reading = read_page(draw(tmp_path / "a.pdf", page_of), "application/pdf", 1, S, NullEngine())
    assert (reading.text_source, reading.engine) == (TextSource.OCR, "null")


def test_a_good_layer_over_a_scan_is_taken_and_the_rules_come_from_the_pixels(tmp_path: Path) -> None:
    from tests.samples import fonts

    try:
        fonts.register()
    except fonts.FontMissing as missing:
        pytest.skip(str(missing))
    pixels = np.full((1754, 1240), 245, np.uint8)
    for y in (300, 500, 900):
        pixels[y : y + 3, 100:1140] = 30
    for x in (100, 250, 1137):
        pixels[300:903, x : x + 3] = 30

    def page_of(canvas: Canvas) -> None:
        scan(Image.fromarray(pixels))(canvas)
        layer = canvas.beginText(60, 780)
        layer.setTextRenderMode(3)
        layer.setFont("regular", 11)
        for _ in range(5):
            layer.textLine(VIETNAMESE)
        layer.setTextOrigin(140, 550)
        layer.textLine("Rà soát hồ sơ")
        layer.setTextOrigin(60, 550)
        layer.textLine("7")
        canvas.drawText(layer)

    reading = read_page(draw(tmp_path / "a.pdf", page_of), "application/pdf", 1, S, NullEngine())
    assert (reading.text_source, reading.layer_verdict) == (TextSource.NATIVE, LayerVerdict.GOOD)
    (grid,) = reading.grids
    assert [" ".join(w.text for w in c.words) for c in grid.cells] == ["", "", "7", "Rà soát hồ sơ"]


# --- hashes -----------------------------------------------------------------------------------------


def test_a_page_hash_changes_with_what_is_read_and_with_nothing_else(tmp_path: Path) -> None:
    image = noise(620, 877)
    first = content_hashes(draw(tmp_path / "a.pdf", scan(image), text), S)
    more = content_hashes(draw(tmp_path / "b.pdf", scan(image), text, blank), S)
    assert more[:2] == first
    assert len(set(more)) == 3
    assert content_hashes(draw(tmp_path / "c.pdf", scan(noise(620, 876))), S)[0] != first[0]

    def ruled(y: float) -> Callable[[Canvas], None]:
        return lambda canvas: (text(canvas), canvas.lines([(50, 50, 500, 50), (50, y, 500, y), (50, 300, 500, 300)]))

    rules = {content_hashes(draw(tmp_path / f"{y}.pdf", ruled(y)), S)[0] for y in (100, 200)}
    assert len(rules) == 2
