"""Turn set pages into what a scanner makes of them: images with skew, paper and grain, with or without a bad layer."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass

import numpy as np
import pypdfium2 as pdfium
from numpy.typing import NDArray
from PIL import Image, ImageFilter
from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.samples.drawing import native_pdf, new_canvas, seal_pdf
from tests.samples.fonts import width
from tests.samples.garble import garble
from tests.samples.typeset import Layout, Page

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Scanner:
    """How a scan looks. ``skew_deg`` turns the page anticlockwise; ``grain`` is the noise in grey levels (0..255).

    ``paper`` is the colour of the sheet; ``specks`` the number of dust specks a page; ``quality`` that of the JPEG;
    ``blur`` how far the optics spread a point (sigma of a Gaussian in pixels), before paper, dust and grain come in.
    """

    dpi: int
    colour: bool
    skew_deg: float
    grain: float
    paper: tuple[int, int, int]
    specks: int
    quality: int
    seed: int
    blur: float = 0.0


def through_skew(
    box: tuple[float, float, float, float], skew_deg: float, page_width: float, page_height: float
) -> tuple[float, float, float, float]:
    """The upright box round ``box`` after the page was turned anticlockwise about its centre (points, top left)."""
    turn = math.radians(skew_deg)
    cos, sin = math.cos(turn), math.sin(turn)
    cx, cy = page_width / 2, page_height / 2
    xs, ys = [], []
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            xs.append(cx + (x - cx) * cos + (y - cy) * sin)
            ys.append(cy - (x - cx) * sin + (y - cy) * cos)
    return min(xs), min(ys), max(xs), max(ys)


def smooth_noise(rng: np.random.Generator, height: int, width_px: int, cells: int) -> Floats:
    """Slow unevenness in -1..1, ``cells`` knots along the longer side."""
    knots = rng.uniform(-1, 1, (max(2, cells), max(2, cells * width_px // height)))
    field = Image.fromarray(((knots + 1) * 127.5).astype(np.uint8)).resize((width_px, height), Image.Resampling.BICUBIC)
    return np.asarray(field, dtype=np.float64) / 127.5 - 1


def render(data: bytes, index: int, dpi: int) -> Floats:
    document = pdfium.PdfDocument(data)
    image = document[index].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return np.asarray(image, dtype=np.float64)


def scan_page(layout: Layout, native: bytes, seals: bytes, index: int, scanner: Scanner) -> Image.Image:
    """One page as the scanner sees it: ink, a worn seal, skew, blur, paper, dust and grain, in this order."""
    rng = np.random.default_rng([scanner.seed, index])
    ink = render(native, index, scanner.dpi)
    if layout.pages[index].seals:
        seal = render(seals, index, scanner.dpi)
        wear = (
            0.80
            + 0.2 * smooth_noise(rng, seal.shape[0], seal.shape[1], 40)
            - 0.12 * (rng.random(seal.shape[:2]) < 0.08)
        )
        ink = ink * (255 - (255 - seal) * np.clip(wear, 0, 1)[..., None]) / 255
    turned = Image.fromarray(ink.astype(np.uint8)).rotate(
        scanner.skew_deg, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)
    )
    if scanner.blur:
        turned = turned.filter(ImageFilter.GaussianBlur(scanner.blur))
    out = 255 - (255 - np.asarray(turned, dtype=np.float64)) * 0.93
    height, wide = out.shape[:2]
    out *= np.array(scanner.paper, dtype=np.float64) / 255
    out += 2.5 * smooth_noise(rng, height, wide, 9)[..., None]
    for _ in range(scanner.specks):
        y, x = int(rng.integers(4, height - 4)), int(rng.integers(4, wide - 4))
        size = int(rng.integers(1, 3))
        out[y : y + size, x : x + size] *= 0.35
    out += rng.normal(0, scanner.grain, (height, wide))[..., None]
    image = Image.fromarray(np.clip(out, 0, 255).astype(np.uint8))
    return image if scanner.colour else image.convert("L")


def scan_images(layout: Layout, scanner: Scanner) -> list[Image.Image]:
    native, seals = native_pdf(layout), seal_pdf(layout)
    return [scan_page(layout, native, seals, i, scanner) for i in range(len(layout.pages))]


def scanned_pdf(layout: Layout, scanner: Scanner, garbled_layer: bool = False) -> bytes:
    """The scan as a PDF of JPEG images; ``garbled_layer`` lays the words of a bad OCR invisibly over them."""
    rl_config.useA85 = 0
    out = io.BytesIO()
    canvas = new_canvas(out, "scan")
    for page, image in zip(layout.pages, scan_images(layout, scanner), strict=True):
        canvas.setPageSize((page.width, page.height))
        jpeg = io.BytesIO()
        image.save(jpeg, "JPEG", quality=scanner.quality, optimize=True, dpi=(scanner.dpi, scanner.dpi))
        jpeg.seek(0)
        canvas.drawImage(ImageReader(jpeg), 0, 0, page.width, page.height)
        if garbled_layer:
            draw_garbled(canvas, page, np.random.default_rng([scanner.seed, 900 + page.number]))
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def draw_garbled(canvas: Canvas, page: Page, rng: np.random.Generator) -> None:
    """The page's words as misread, in text render mode 3 (neither filled nor stroked), each over its image."""
    for word in page.words:
        text = garble(word.text, rng)
        if not text:
            continue
        line = canvas.beginText(word.x, page.height - word.y)
        line.setTextRenderMode(3)
        line.setFont("Helvetica", word.size)
        drawn = canvas.stringWidth(text, "Helvetica", word.size)
        line.setHorizScale(100 * width(word.text, word.face, word.size) / drawn)
        line.textOut(text + " ")
        canvas.drawText(line)


def png_page(layout: Layout, scanner: Scanner, levels: int = 16) -> bytes:
    """The first page as a grey PNG of few levels (a small file) that states its resolution."""
    grey = np.asarray(scan_images(layout, scanner)[0].convert("L"), dtype=np.float64)
    step = 255 / (levels - 1)
    few = Image.fromarray((np.round(grey / step) * step).astype(np.uint8))
    out = io.BytesIO()
    few.save(out, "PNG", optimize=True, dpi=(scanner.dpi, scanner.dpi))
    return out.getvalue()
