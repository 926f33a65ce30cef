"""PDF files: opening within limits, native words and rulings, page images at the page's own resolution.

pdfplumber gives words and rulings of the text layer; pypdfium2 renders. Boxes are points, origin top left of the page
as displayed (after /Rotate).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pdfplumber
import pypdfium2
import pypdfium2.raw as pdfium_raw
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.page import Page as PlumberPage
from pdfplumber.utils.exceptions import PdfminerException

from extractors.grid import Segment
from extractors.image import Gray, PageImage, Transform, check_pixels
from normalizers.text import nfc
from pipeline.config import Settings
from pipeline.errors import DamagedFile, EncryptedFile, PageCrashed, TooLarge
from pipeline.model import Box, Word

_COVERS = 0.6  # a page is a scan when images cover this share of it


@contextmanager
def open_pdf(path: Path, settings: Settings) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF for rendering. Raises EncryptedFile, DamagedFile, TooLarge (pages)."""
    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise EncryptedFile("the PDF asks for a password") from error
        raise DamagedFile(f"the PDF cannot be opened: {error}") from error
    except OSError as error:
        raise DamagedFile(f"the PDF cannot be read: {error}") from error
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


def count_pdf_pages(path: Path, settings: Settings) -> int:
    """Number of pages. Raises as :func:`open_pdf`."""
    with open_pdf(path, settings) as document:
        return len(document)


@dataclass(frozen=True, slots=True)
class PdfPageFacts:
    """What a page is made of: displayed size (points), image share 0..1, resolution of the largest image (dpi)."""

    width_pt: float
    height_pt: float
    image_share: float
    image_dpi: float | None
    text: str

    @property
    def scanned(self) -> bool:
        """Whether images make up the page."""
        return self.image_share >= _COVERS


def page_facts(path: Path, page_no: int, settings: Settings) -> PdfPageFacts:
    """Size, images and text of one page. Raises as :func:`open_pdf`, and DamagedFile for a broken page."""
    with open_pdf(path, settings) as document:
        try:
            page = document[page_no - 1]
            width, height = page.get_size()
            share, dpi, largest = 0.0, None, 0.0
            for item in page.get_objects(filter=[pdfium_raw.FPDF_PAGEOBJ_IMAGE], max_depth=4):
                x0, y0, x1, y1 = item.get_bounds()
                area = max(0.0, x1 - x0) * max(0.0, y1 - y0)
                share += area / max(width * height, 1.0)
                if area > largest:
                    largest = area
                    pixels = item.get_px_size()
                    dpi = _image_dpi(pixels, x1 - x0, y1 - y0)
            text = page.get_textpage().get_text_bounded()
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"page {page_no} of the PDF is broken: {error}") from error
        return PdfPageFacts(width, height, min(share, 1.0), dpi, nfc(text))


def _image_dpi(pixels: tuple[int, int], width: float, height: float) -> float | None:
    """Resolution of an image drawn ``width`` x ``height`` points large; its own sides may be swapped by a rotation."""
    if width <= 0 or height <= 0:
        return None
    a, b = sorted(pixels)
    short, long = sorted((width, height))
    return max(a * 72 / short, b * 72 / long)


def render_page(path: Path, page_no: int, facts: PdfPageFacts, settings: Settings) -> PageImage:
    """A grey image of the page as displayed, at the resolution of its scan, so that no pixel is resampled.

    A page without an image is rendered at ``settings.dpi_default``. The resolution is kept within dpi_min..dpi_max.
    Raises TooLarge before drawing, PageCrashed when drawing fails.
    """
    dpi = facts.image_dpi if facts.scanned and facts.image_dpi else float(settings.dpi_default)
    dpi = min(max(dpi, settings.dpi_min), settings.dpi_max)
    check_pixels(round(facts.width_pt * dpi / 72), round(facts.height_pt * dpi / 72), settings)
    pixels = _draw(path, page_no, dpi, settings)
    height, width = pixels.shape
    return PageImage(
        pixels, dpi, facts.width_pt, facts.height_pt, Transform.scale(facts.width_pt / width, facts.height_pt / height)
    )


def _draw(path: Path, page_no: int, dpi: float, settings: Settings) -> Gray:
    with open_pdf(path, settings) as document:
        try:
            bitmap = document[page_no - 1].render(scale=dpi / 72, grayscale=True, fill_color=(255, 255, 255, 255))
            pixels = bitmap.to_numpy()
        except (pypdfium2.PdfiumError, MemoryError, ValueError) as error:
            raise PageCrashed(f"page {page_no} cannot be drawn: {error}") from error
        grey = pixels[:, :, 0] if pixels.ndim == 3 else pixels
        return np.ascontiguousarray(grey, dtype=np.uint8)


def content_hash(path: Path, page_no: int, settings: Settings) -> str:
    """Hash of what the reading of a page depends on: its size, rotation, text layer and drawn objects.

    Cheap: image streams are hashed as they are stored, nothing is rendered. Raises as :func:`open_pdf`.
    """
    digest = hashlib.sha256()
    with open_pdf(path, settings) as document:
        try:
            page = document[page_no - 1]
            digest.update(repr((page.get_size(), page.get_rotation(), page.get_mediabox(), page.get_cropbox())).encode())
            digest.update(page.get_textpage().get_text_bounded().encode("utf-8", "surrogatepass"))
            for item in page.get_objects(max_depth=4):
                digest.update(repr((item.type, item.get_bounds(), item.get_matrix().get())).encode())
                if isinstance(item, pypdfium2.PdfImage):
                    digest.update(bytes(item.get_data()))
        except pypdfium2.PdfiumError as error:
            raise DamagedFile(f"page {page_no} of the PDF is broken: {error}") from error
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


def read_native(path: Path, page_no: int) -> NativePage:
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
    x_base, y_base = float(page.bbox[0]), float(page.bbox[1])
    width, height = float(page.width), float(page.height)
    words = []
    seen = page.dedupe_chars(tolerance=0.6)  # bold faked by drawing a letter twice
    for w in seen.extract_words(extra_attrs=["fontname"], keep_blank_chars=False, x_tolerance_ratio=0.22, y_tolerance=3):
        text = nfc(str(w["text"])).strip()
        x0, y0 = float(w["x0"]) - x_base, float(w["top"]) - y_base
        x1, y1 = float(w["x1"]) - x_base, float(w["bottom"]) - y_base
        if text and x0 < x1 and y0 < y1 and x1 > 0 and y1 > 0 and x0 < width and y0 < height:
            bold = any(mark in str(w["fontname"]).lower() for mark in ("bold", "black", "heavy"))
            words.append(Word(text, Box(x0, y0, x1, y1), 1.0, bold))
    horizontals, verticals = [], []
    for edge in page.edges:
        x0, x1 = float(edge["x0"]) - x_base, float(edge["x1"]) - x_base
        y0, y1 = float(edge["top"]) - y_base, float(edge["bottom"]) - y_base
        if edge["orientation"] == "h" and x1 - x0 > 1:
            horizontals.append(Segment((y0 + y1) / 2, x0, x1))
        elif edge["orientation"] == "v" and y1 - y0 > 1:
            verticals.append(Segment((x0 + x1) / 2, y0, y1))
    return NativePage(width, height, tuple(words), tuple(horizontals), tuple(verticals))
