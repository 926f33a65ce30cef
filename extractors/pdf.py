"""PDF files: opening within limits, native words and rulings, page images at the page's own resolution.

pdfplumber gives words and rulings of the text layer; pypdfium2 renders. Boxes are points, origin top left of the page
as displayed (after /Rotate).
"""

from __future__ import annotations

import hashlib
import io
import math
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium_raw
from numpy.typing import NDArray
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import PdfminerException

from extractors.grid import Segment
from extractors.image import Gray, PageImage, Transform, check_pixels, in_colour
from normalizers.text import nfc
from pipeline.config import Settings
from pipeline.errors import DamagedFile, EncryptedFile, PageCrashed, TooLarge
from pipeline.model import Box, Word

_COVERS = 0.6  # a page is a scan when images cover this share of it
_LEAST_SCAN_DPI = 50.0  # an image drawn coarser than this is a background colour, not a scan
_SQUARE = 1.1  # pixels whose sides differ by more (fax: 204 x 98 dpi) are made square for reading
_TAIL = 1 << 16  # bytes at the end of a file in which the cross-reference table must be announced


@contextmanager
def open_pdf(path: Path, settings: Settings) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for rendering. Raises EncryptedFile, DamagedFile (truncated, corrupt), TooLarge (pages)."""
    try:
        _refuse_truncated(path)
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        # PDFium keeps the code of an earlier failure where it sets none, so a locked file must show that it is one.
        if error.err_code in (pdfium_raw.FPDF_ERR_PASSWORD, pdfium_raw.FPDF_ERR_SECURITY) and _says_encrypted(path):
            raise EncryptedFile("the PDF asks for a password") from error
        if error.err_code == pdfium_raw.FPDF_ERR_SUCCESS:  # nothing wrong, and yet no document
            raise DamagedFile("the PDF has no pages") from error
        raise DamagedFile(f"the PDF cannot be opened: {error}") from error
    except OSError as error:
        raise DamagedFile(f"the PDF cannot be read: {error.strerror or error}") from error
    try:
        if len(document) == 0:
            raise DamagedFile("the PDF has no pages")
        if len(document) > settings.max_pages:
            raise TooLarge(
                f"the PDF has {len(document)} pages, more than {settings.max_pages}",
                remedy="Split the file, or raise NOTICES_MAX_PAGES.",
            )
        yield document
    finally:
        document.close()


def _says_encrypted(path: Path) -> bool:
    """Whether the file has an encryption dictionary (ISO 32000-1, 7.6: named in the trailer or a cross-reference
    stream, neither of which is encrypted or, for the trailer, compressed; a stream names it in its dictionary)."""
    with path.open("rb") as file:
        return b"/Encrypt" in file.read()


def _refuse_truncated(path: Path) -> None:
    """Raise DamagedFile when the end of the file is missing.

    PDF readers mend such a file by searching it for objects and then show what is left of it: pages and lines would be
    lost without a word. ISO 32000-1, 7.5.5 wants ``startxref`` near the end; Annex F gives the length of a linearized
    file in its first object.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        head = file.read(2048)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    stated = re.search(rb"/Linearized\b[^>]{0,400}?/L\s+(\d+)", head)
    after_end = tail.rpartition(b"%%EOF")[2]
    cut_update = re.search(rb"[\r\n]\d+ \d+ obj\b", after_end) is not None  # a signature is added in such an update
    if b"startxref" not in tail or cut_update or (stated and int(stated.group(1)) > size):
        raise DamagedFile("the PDF is truncated: its end is missing")


@dataclass(frozen=True, slots=True)
class PdfPageFacts:
    """What a page is made of.

    ``width_pt``/``height_pt``: size as displayed. ``image_share``: part of the page under images, 0..1. ``image_dpi``:
    resolution of the image that covers most (None without one). ``image_px``: (width, height) in pixels that the page
    as displayed has at the resolution of that image. ``drawn``: the page has any object or annotation at all.
    ``coloured``: it may show colour (an image of more than 8 bits a pixel, or it is no scan).
    """

    width_pt: float
    height_pt: float
    image_share: float
    image_dpi: float | None
    text: str
    image_px: tuple[int, int] | None = None
    drawn: bool = True
    coloured: bool = True

    @property
    def scanned(self) -> bool:
        """Whether images make up the page."""
        return self.image_share >= _COVERS and self.image_dpi is not None and self.image_dpi >= _LEAST_SCAN_DPI


@dataclass(frozen=True, slots=True)
class _DrawnImage:
    """An image on a page: area in square points, pixels a point along the displayed x and y axis, bits a pixel."""

    area: float
    per_x: float
    per_y: float
    depth: int


def page_facts(path: Path, page_no: int, settings: Settings) -> PdfPageFacts:
    """Size, images and text of one page. Raises as :func:`open_pdf`, and DamagedFile for a broken page."""
    with open_pdf(path, settings) as document:
        try:
            page = document[page_no - 1]
            width, height = page.get_size()
            images = _drawn_images(page)
            text = page.get_textpage().get_text_bounded()
            drawn = pdfium_raw.FPDFPage_CountObjects(page) > 0 or pdfium_raw.FPDFPage_GetAnnotCount(page) > 0
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"page {page_no} of the PDF is broken: {error}") from error
    share = min(1.0, sum(i.area for i in images) / max(width * height, 1.0))
    if not images:
        return PdfPageFacts(width, height, share, None, nfc(text), drawn=drawn)
    # A scan may come as a coarse background under a fine mask, both over the whole page: the finer one has the text.
    large = max(i.area for i in images)
    best = max((i for i in images if i.area >= 0.5 * large), key=lambda i: i.per_x)
    pixels = (max(1, round(width * best.per_x)), max(1, round(height * best.per_y)))
    coloured = share < _COVERS or any(i.depth > 8 for i in images)
    return PdfPageFacts(width, height, share, 72 * max(best.per_x, best.per_y), nfc(text), pixels, coloured=coloured)


def _drawn_images(page: pypdfium2.PdfPage) -> list[_DrawnImage]:
    sideways = page.get_rotation() in (90, 270)
    out = []
    for item in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
        across, down = item.get_px_size()
        matrix = item.get_matrix()
        form = item.container
        while form is not None:
            matrix = matrix.multiply(form.get_matrix())
            form = form.container
        wide, high = math.hypot(matrix.a, matrix.b), math.hypot(matrix.c, matrix.d)
        area = abs(matrix.a * matrix.d - matrix.b * matrix.c)
        if wide <= 0 or high <= 0 or area <= 0:
            continue
        turned = (abs(matrix.b) > abs(matrix.a)) != sideways
        per_x, per_y = across / wide, down / high
        depth = int(item.get_metadata().bits_per_pixel)
        out.append(_DrawnImage(area, per_y, per_x, depth) if turned else _DrawnImage(area, per_x, per_y, depth))
    return out


def render_page(path: Path, page_no: int, facts: PdfPageFacts, settings: Settings) -> PageImage:
    """A grey image of the page as displayed, at the resolution of its scan, so that no pixel is resampled.

    A page without a scan is drawn at ``settings.dpi_default``, less (but at least ``dpi_min``) when a large sheet would
    pass ``max_pixels``; images that cover a part of it can raise that up to ``dpi_max``. Raises TooLarge before
    drawing, PageCrashed when drawing fails.
    """
    width, height = _target_size(facts, settings)
    check_pixels(width, height, settings)
    pixels, colour = _draw(path, page_no, width, height, facts.coloured, settings)
    return PageImage(
        pixels,
        72 * width / facts.width_pt,
        facts.width_pt,
        facts.height_pt,
        Transform.scale(facts.width_pt / width, facts.height_pt / height),
        colour,
    )


def _target_size(facts: PdfPageFacts, settings: Settings) -> tuple[int, int]:
    """Pixels (width, height) to draw a page with."""
    if facts.scanned and facts.image_px is not None and facts.image_dpi is not None:
        width, height = facts.image_px
        per_x, per_y = width / facts.width_pt, height / facts.height_pt
        if max(per_x, per_y) <= _SQUARE * min(per_x, per_y):
            return width, height
        dpi = facts.image_dpi
    else:
        dpi = float(settings.dpi_default)
        if facts.image_dpi is not None and facts.image_share >= 0.1:
            dpi = min(max(dpi, facts.image_dpi), settings.dpi_max)
        fits = 72 * math.sqrt(settings.max_pixels / (facts.width_pt * facts.height_pt)) * 0.999
        dpi = max(min(dpi, fits), settings.dpi_min)
    return max(1, round(facts.width_pt * dpi / 72)), max(1, round(facts.height_pt * dpi / 72))


def _draw(
    path: Path, page_no: int, width: int, height: int, coloured: bool, settings: Settings
) -> tuple[Gray, NDArray[np.uint8] | None]:
    """The page on exactly ``width`` x ``height`` pixels: grey, and in RGB where it may be and is ``coloured``.

    PdfPage.render rounds the size up, which resamples a scan by half a pixel; a matrix keeps it pixel by pixel. It is a
    trifle too small because PDFium rounds the far edge of an image up, to one pixel too many.
    """
    with open_pdf(path, settings) as document:
        try:
            page = document[page_no - 1]
            kind = pdfium_raw.FPDFBitmap_BGR if coloured else pdfium_raw.FPDFBitmap_Gray
            bitmap = pypdfium2.PdfBitmap.new_native(width, height, kind)
            bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
            per_x, per_y = (width - 0.001) / page.get_width(), (height - 0.001) / page.get_height()
            scale = pdfium_raw.FS_MATRIX(per_x, 0, 0, per_y, 0, 0)
            clip = pdfium_raw.FS_RECTF(0, 0, width, height)
            pdfium_raw.FPDF_RenderPageBitmapWithMatrix(bitmap, page, scale, clip, pdfium_raw.FPDF_ANNOT)
            pixels = bitmap.to_numpy()
        except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
            raise PageCrashed(f"page {page_no} cannot be drawn: {error}") from error
        if not coloured:
            return np.array(pixels.reshape(height, -1)[:, :width], dtype=np.uint8), None
        rgb = np.ascontiguousarray(pixels.reshape(height, width, 3)[..., ::-1])
        return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), dtype=np.uint8), in_colour(rgb)


_PAGES_AT_ONCE = 20


def content_hashes(path: Path, settings: Settings) -> tuple[str, ...]:
    """For each page a hash of what its reading depends on: its size, rotation, text layer and drawn objects.

    Cheap: image streams are hashed as they are stored, nothing is rendered. A broken page has the hash of its error,
    so that reading it says what is wrong. Raises as :func:`open_pdf`.
    """
    try:
        with path.open("rb") as file:
            whole = hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise DamagedFile(f"the PDF cannot be read: {error.strerror or error}") from error
    hashes: list[str] = []
    while True:
        # PDFium keeps the streams of all pages it has seen until the document is closed.
        with open_pdf(path, settings) as document:
            end = min(len(document), len(hashes) + _PAGES_AT_ONCE)
            hashes += [_content_hash(document, n, whole) for n in range(len(hashes), end)]
            if end == len(document):
                return tuple(hashes)


def _content_hash(document: pypdfium2.PdfDocument, index: int, whole: bytes) -> str:
    """``whole``: hash of the file, which enters where a page has what cannot be listed in full (rules, stamps)."""
    digest = hashlib.sha256()
    try:
        page = document[index]
        shape = (page.get_size(), page.get_rotation(), page.get_mediabox(), page.get_cropbox())
        digest.update(repr(shape).encode())
        digest.update(page.get_textpage().get_text_bounded().encode("utf-8", "surrogatepass"))
        listed = pdfium_raw.FPDFPage_GetAnnotCount(page) == 0
        for item in page.get_objects(max_depth=4):
            digest.update(repr((item.type, item.get_bounds(), item.get_matrix().get())).encode())
            if isinstance(item, pypdfium2.PdfImage):
                digest.update(repr((item.get_px_size(), item.get_filters())).encode())
                digest.update(bytes(item.get_data()))
            elif item.type not in (pdfium_raw.FPDF_PAGEOBJ_TEXT, pdfium_raw.FPDF_PAGEOBJ_FORM):
                listed = False
        if not listed:
            digest.update(whole)
        page.close()
    except pypdfium2.PdfiumError as error:
        digest.update(f"page {index + 1}: {error}".encode())
    return digest.hexdigest()


# --- the native layer -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NativePage:
    """Words and rulings of a page born digital, in points."""

    width_pt: float
    height_pt: float
    words: tuple[Word, ...]
    horizontals: tuple[Segment, ...]
    verticals: tuple[Segment, ...]


def read_native(path: Path | io.BytesIO, page_no: int) -> NativePage:
    """Words (pdfplumber) and rulings of one page. Raises EncryptedFile, DamagedFile."""
    try:
        with pdfplumber.open(path, pages=[page_no]) as document:
            page = document.pages[0]
            try:
                return _native(page)
            finally:
                page.close()
    except PdfminerException as error:
        if isinstance(error.args[0] if error.args else None, PDFPasswordIncorrect):
            raise EncryptedFile("the PDF asks for a password") from error
        raise DamagedFile(f"page {page_no} of the PDF cannot be parsed: {error}") from error
    except (ValueError, KeyError, TypeError, IndexError, RecursionError, OverflowError) as error:
        raise DamagedFile(f"page {page_no} of the PDF cannot be parsed: {type(error).__name__} {error}") from error


def _native(page: PlumberPage) -> NativePage:
    left, top = _crop_corner(page)
    x_base, y_base = float(page.bbox[0]) + left, float(page.bbox[1]) + top
    width, height = _displayed_size(page)
    words = []
    single = page.dedupe_chars(tolerance=0.6)  # bold faked by drawing a letter twice
    # No extra_attrs: a word is not cut where a letter comes from a second font (as ơ and ư often do).
    for w in single.extract_words(keep_blank_chars=False, x_tolerance_ratio=0.22, y_tolerance=3, return_chars=True):
        text = nfc(str(w["text"])).strip()
        x0, y0 = float(w["x0"]) - x_base, float(w["top"]) - y_base
        x1, y1 = float(w["x1"]) - x_base, float(w["bottom"]) - y_base
        middle = ((x0 + x1) / 2, (y0 + y1) / 2)
        if text and x0 < x1 and y0 < y1 and 0 <= middle[0] <= width and 0 <= middle[1] <= height:
            words.append(Word(text, Box(x0, y0, x1, y1), 1.0, _is_bold([str(c["fontname"]) for c in w["chars"]])))
    horizontals, verticals = [], []
    for edge in page.edges:
        x0, x1 = float(edge["x0"]) - x_base, float(edge["x1"]) - x_base
        y0, y1 = float(edge["top"]) - y_base, float(edge["bottom"]) - y_base
        if edge["orientation"] == "h" and x1 - x0 > 1:
            horizontals.append(Segment((y0 + y1) / 2, x0, x1))
        elif edge["orientation"] == "v" and y1 - y0 > 1:
            verticals.append(Segment((x0 + x1) / 2, y0, y1))
    return NativePage(width, height, tuple(words), tuple(horizontals), tuple(verticals))


def _is_bold(fonts: Sequence[str]) -> bool:
    """Whether most letters of a word come from a font that is bold by its name."""
    heavy = sum(any(mark in font.lower() for mark in ("bold", "black", "heavy")) for font in fonts)
    return 2 * heavy > len(fonts)


def _boxes(page: PlumberPage) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """MediaBox and the visible part of the CropBox, (x0, y0, x1, y1) with the origin at the bottom left, unrotated."""
    media = [float(v) for v in page.page_obj.mediabox]
    crop = [float(v) for v in (page.page_obj.cropbox or media)]
    mx0, mx1 = sorted((media[0], media[2]))
    my0, my1 = sorted((media[1], media[3]))
    cx0, cx1 = sorted((crop[0], crop[2]))
    cy0, cy1 = sorted((crop[1], crop[3]))
    seen = (max(mx0, cx0), max(my0, cy0), min(mx1, cx1), min(my1, cy1))
    whole = (mx0, my0, mx1, my1)
    return whole, seen if seen[0] < seen[2] and seen[1] < seen[3] else whole


def _crop_corner(page: PlumberPage) -> tuple[float, float]:
    """Where the top left corner of the displayed page (CropBox) lies on the turned MediaBox, in points."""
    media, crop = _boxes(page)
    west, south, east, north = crop[0] - media[0], crop[1] - media[1], media[2] - crop[2], media[3] - crop[3]
    match int(page.rotation or 0) % 360:
        case 90:
            return south, west
        case 180:
            return east, south
        case 270:
            return north, east
    return west, north


def _displayed_size(page: PlumberPage) -> tuple[float, float]:
    _, crop = _boxes(page)
    width, height = crop[2] - crop[0], crop[3] - crop[1]
    return (height, width) if int(page.rotation or 0) % 180 else (width, height)
