"""Text in annotations over a page: fields that a registry fills, free text, notes of a signature."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_raw
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.annotations import listed, read_annotations
from extractors.layout import page_content
from extractors.ocr import NullEngine
from extractors.reading import page_picture, read_page
from pipeline.config import Settings
from pipeline.model import BlockKind, LayerVerdict

S = Settings()
LINES = ["Phong Tong hop theo doi, don doc va bao cao ket qua thuc hien truoc ngay 15 thang 6."] * 3


def field(canvas: Canvas, value: str, x: float, y: float, width: float = 60, **options: object) -> None:
    plain = {"borderWidth": 0, "fillColor": None, "borderColor": None, "forceBorder": False, "fontSize": 12}
    canvas.acroForm.textfield(value=value, x=x, y=y, width=width, height=18, **{**plain, **options})


def stamped(path: Path, rotation: int = 0) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(80, 750, "So:")
    canvas.drawString(132, 750, "/KH-UBND")
    for n, line in enumerate(LINES):
        canvas.drawString(80, 650 - 20 * n, line)
    field(canvas, "173", 102, 746, 40)
    canvas.save()
    with pypdfium2.PdfDocument(path.read_bytes()) as document:
        document[0].set_rotation(rotation)
        document.save(path)
    return path


def scan_with(path: Path, *fields: tuple[str, float, float, float]) -> Path:
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    image = Image.new("L", (1240, 1754), 255)
    image.paste(0, (300, 500, 900, 520))
    canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
    for value, x, y, width in fields:
        field(canvas, value, x, y, width)
    canvas.save()
    return path


def test_a_number_stamped_into_the_gap_of_a_letterhead_is_read_in_its_place(tmp_path: Path) -> None:
    path = stamped(tmp_path / "a.pdf")
    reading = read_page(path, "application/pdf", 1, S, NullEngine())
    (word,) = [w for w in reading.words if w.text == "173"]
    assert 100 <= word.box.x0 < word.box.x1 <= 145
    assert 78 <= word.box.y0 < word.box.y1 <= 96
    blocks = page_content("s", reading).blocks
    assert blocks[0].text == "So: 173 /KH-UBND"


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_number_that_stands_on_its_head_is_not_read_backwards(tmp_path: Path, rotation: int) -> None:
    found = read_annotations(stamped(tmp_path / "a.pdf", rotation), 1, S)
    assert {w.text for a in found for w in a.words} <= {"173"}


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_are_those_of_the_page_as_displayed(tmp_path: Path, rotation: int) -> None:
    with pypdfium2.PdfDocument(stamped(tmp_path / "a.pdf", rotation)) as document:
        page = document[0]
        ((_, box),) = listed(page)
    across, down = 102 + 20, 842 - 746 - 9  # the middle of the field on the upright page
    middle = {0: (across, down), 90: (842 - down, across), 180: (595 - across, 842 - down), 270: (down, 595 - across)}
    assert box is not None
    assert ((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) == pytest.approx(middle[rotation], abs=0.5)


def test_a_page_without_annotations_has_none(tmp_path: Path, make_pdf) -> None:  # type: ignore[no-untyped-def]
    assert read_annotations(make_pdf(tmp_path / "a.pdf", [LINES]), 1, S) == ()


def test_hidden_and_empty_fields_say_nothing(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"), pagesize=(595, 842), invariant=1)
    canvas.drawString(80, 700, LINES[0])
    field(canvas, "99", 102, 746, annotationFlags="hidden")
    field(canvas, "", 202, 746)
    canvas.save()
    assert read_annotations(tmp_path / "a.pdf", 1, S) == ()


def test_the_note_of_a_signature_over_a_scan_is_a_stamp_and_the_layer_is_no_more_than_that(tmp_path: Path) -> None:
    path = scan_with(tmp_path / "a.pdf", ("Nguoi ky: Van phong; Thoi gian ky: 01.02.2031 08:00", 20, 810, 400))
    reading = read_page(path, "application/pdf", 1, S, NullEngine())
    assert reading.words == ()
    assert [w.text for w in reading.stamps[-1].words][:2] == ["Nguoi", "ky:"]
    assert (reading.layer_verdict, reading.layer_quality is None) != (LayerVerdict.ABSENT, True)
    assert BlockKind.STAMP in {b.kind for b in page_content("s", reading).blocks}


def test_a_number_stamped_over_a_scan_is_a_word_of_the_page(tmp_path: Path) -> None:
    path = scan_with(tmp_path / "a.pdf", ("453", 120, 740, 50))
    reading = read_page(path, "application/pdf", 1, S, NullEngine())
    assert [w.text for w in reading.words] == ["453"]


def test_free_text_over_a_page_born_digital_is_read_and_is_not_read_twice_over_a_scan(tmp_path: Path) -> None:
    path = stamped(tmp_path / "a.pdf")
    document = pypdfium2.PdfDocument(path)
    page = document[0]
    note = pdfium_raw.FPDFPage_CreateAnnot(page, pdfium_raw.FPDF_ANNOT_STAMP)
    pdfium_raw.FPDFAnnot_SetRect(note, pdfium_raw.FS_RECTF(300, 800, 400, 780))
    text = pdfium_raw.FPDFPageObj_NewTextObj(document, b"Helvetica", 12.0)
    wide = ("HOA TOC" + "\0").encode("utf-16-le")
    pdfium_raw.FPDFText_SetText(text, (pdfium_raw.c_ushort * len("HOA TOC\0")).from_buffer_copy(wide))
    pdfium_raw.FPDFPageObj_Transform(text, 1, 0, 0, 1, 305, 785)
    pdfium_raw.FPDFAnnot_AppendObject(note, text)
    pdfium_raw.FPDFPage_CloseAnnot(note)
    out = tmp_path / "b.pdf"
    document.save(out)
    both = {w.text for a in read_annotations(out, 1, S) for w in a.words}
    assert both == {"173", "HOA", "TOC"}
    assert {w.text for a in read_annotations(out, 1, S, drawn=False) for w in a.words} == {"173"}


def test_the_picture_for_people_shows_what_was_stamped(tmp_path: Path) -> None:
    picture, scale = page_picture(stamped(tmp_path / "a.pdf"), "application/pdf", 1, S, 144)
    box = tuple(round(v * scale) for v in (103, 842 - 763, 140, 842 - 747))
    assert min(picture.crop(box).convert("L").getextrema()[:1]) < 100
