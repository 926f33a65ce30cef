"""Text that stands in annotations over a page: the number, the day and the month that a registry stamps digitally.

An office that signs electronically leaves "Số:     /KH-UBND" and "ngày    tháng    năm" open in the file and fills the
gaps with signature fields, whose pictures (appearance streams: ISO 32000-1, 12.5.5) belong to no page content: text
extraction passes them by, and a program that draws the page without its forms does not show them.
Notes of a signature ("Người ký: ...", "Thời gian ký: ...") come the same way; they are stamps, not text of the notice.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium_raw

from extractors.pdf import open_pdf, read_native
from normalizers.text import fold, nfc
from pipeline.config import Settings
from pipeline.errors import DamagedFile
from pipeline.model import Box, Word

_WITH_TEXT = (pdfium_raw.FPDF_ANNOT_WIDGET, pdfium_raw.FPDF_ANNOT_FREETEXT, pdfium_raw.FPDF_ANNOT_STAMP)
_UNSEEN = pdfium_raw.FPDF_ANNOT_FLAG_HIDDEN | pdfium_raw.FPDF_ANNOT_FLAG_NOVIEW
_MOST = 200  # annotations of a page that are looked at; a notice has a handful, a form made to harm may have millions
_SIGNED_BY = re.compile(r"\b(?:nguoi ky|ky boi|duoc ky|thoi gian ky|ngay ky|ky ngay|signed by|email|signature)\b")


@dataclass(frozen=True, slots=True)
class Annotation:
    """One annotation with text: where it lies and its words, in points of the page as displayed, origin top left.

    ``is_note``: it says who signed the file and when (the mark of a digital signature), and fills no gap of the page.
    """

    box: Box
    words: tuple[Word, ...]
    is_note: bool


def read_annotations(path: Path, page_no: int, settings: Settings, *, drawn: bool = True) -> tuple[Annotation, ...]:
    """The annotations of a page whose appearance holds text, from top to bottom.

    ``drawn``: also those that :func:`extractors.pdf.render_page` draws (free text, rubber stamps); False leaves only
    form fields, which it does not draw. Raises as :func:`extractors.pdf.open_pdf`, and DamagedFile for a broken page.
    """
    kinds = _WITH_TEXT if drawn else _WITH_TEXT[:1]
    with open_pdf(path, settings) as document:
        if not _has_any(document, page_no, kinds):
            return ()
        alone, boxes = _without_content(document, page_no, kinds)
    if not boxes:
        return ()
    # What is left is a page made of the annotations alone: it is read as any page born digital.
    said = _tokens(alone)
    words = [w for w in read_native(alone, 1).words if w.text in said]  # on a page that lies sideways "173" is "371"
    groups: dict[int, list[Word]] = {}
    for word in words:
        at = _around(word, boxes)
        if at is not None:
            groups.setdefault(at, []).append(word)
    found = [Annotation(boxes[at], tuple(own), _is_note(own)) for at, own in groups.items()]
    return tuple(sorted(found, key=lambda a: (a.box.y0, a.box.x0)))


def _has_any(document: pypdfium2.PdfDocument, page_no: int, kinds: Sequence[int]) -> bool:
    page = document[page_no - 1]
    return any(kind in kinds for kind, _ in listed(page))


def listed(page: pypdfium2.PdfPage) -> list[tuple[int, Box | None]]:
    """Kind and place of each annotation of a page, in file order; no place when it is not to be seen."""
    found: list[tuple[int, Box | None]] = []
    for index in range(min(_MOST, pdfium_raw.FPDFPage_GetAnnotCount(page))):
        annotation = pdfium_raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            found.append((pdfium_raw.FPDF_ANNOT_UNKNOWN, None))
            continue
        try:
            kind = int(pdfium_raw.FPDFAnnot_GetSubtype(annotation))
            rect = pdfium_raw.FS_RECTF()
            seen = pdfium_raw.FPDFAnnot_GetRect(annotation, rect)
            if not seen or pdfium_raw.FPDFAnnot_GetFlags(annotation) & _UNSEEN:
                found.append((kind, None))
            else:
                found.append((kind, _displayed(page, rect)))
        finally:
            pdfium_raw.FPDFPage_CloseAnnot(annotation)
    return found


def _displayed(page: pypdfium2.PdfPage, rect: pdfium_raw.FS_RECTF) -> Box | None:
    """A rectangle of page space as displayed: after /Rotate and the crop, points from the top left."""
    media, crop = page.get_mediabox(), page.get_cropbox()
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    turn = page.get_rotation()
    corners = []
    for x, y in ((rect.left, rect.bottom), (rect.right, rect.top)):
        upright = {0: (x - left, top - y), 90: (y - bottom, x - left), 180: (right - x, y - bottom)}
        corners.append(upright.get(turn, (top - y, right - x)))
    (x0, y0), (x1, y1) = corners
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return Box(*box) if box[0] < box[2] and box[1] < box[3] else None


def _without_content(
    document: pypdfium2.PdfDocument, page_no: int, kinds: Sequence[int]
) -> tuple[io.BytesIO, list[Box]]:
    """A file of one page that holds what the annotations of these kinds draw and nothing else, and their places."""
    try:
        with pypdfium2.PdfDocument.new() as copy:
            copy.import_pages(document, [page_no - 1])
            page = copy[0]
            places = listed(page)
            boxes = []
            for index in reversed(range(pdfium_raw.FPDFPage_GetAnnotCount(page))):
                box = places[index][1] if index < len(places) and places[index][0] in kinds else None
                if box is None:
                    pdfium_raw.FPDFPage_RemoveAnnot(page, index)
                else:
                    boxes.append(box)
            for item in list(page.get_objects(max_depth=1)):
                page.remove_obj(item)
            page.gen_content()
            pdfium_raw.FPDFPage_Flatten(page, pdfium_raw.FLAT_NORMALDISPLAY)
            page.close()
            out = io.BytesIO()
            copy.save(out)
    except pypdfium2.PdfiumError as error:
        raise DamagedFile(f"the annotations of page {page_no} are broken: {error}") from error
    out.seek(0)
    return out, boxes


def _tokens(file: io.BytesIO) -> set[str]:
    """The words of the one page of a file in the order in which they were written, however the page lies."""
    with pypdfium2.PdfDocument(file) as document:
        tokens = set(nfc(document[0].get_textpage().get_text_bounded()).split())
    file.seek(0)
    return tokens


def _around(word: Word, boxes: Sequence[Box]) -> int | None:
    """Which annotation a word stands in: the smallest one around its middle."""
    x, y = (word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2
    inside = [n for n, b in enumerate(boxes) if b.x0 - 1 <= x <= b.x1 + 1 and b.y0 - 1 <= y <= b.y1 + 1]
    return min(inside, key=lambda n: ((boxes[n].x1 - boxes[n].x0) * (boxes[n].y1 - boxes[n].y0), n), default=None)


def _is_note(words: Sequence[Word]) -> bool:
    return _SIGNED_BY.search(fold(" ".join(w.text for w in words))) is not None
