"""Draw set pages: as a native PDF, or one overlay with the seals and signatures alone.

Pages are in points with the origin at the top left; reportlab's origin is the bottom left, so y is turned here.
"""

from __future__ import annotations

import io
import math

from reportlab.pdfgen.canvas import Canvas

from tests.samples.fonts import width
from tests.samples.typeset import Layout, Page, Seal

RED = (0.82, 0.10, 0.12)
BLUE = (0.10, 0.13, 0.48)


def new_canvas(out: io.BytesIO, title: str = "") -> Canvas:
    """A canvas without clock or random ids, so that the same pages give the same bytes."""
    canvas = Canvas(out, invariant=1, pageCompression=1)
    canvas.setTitle(title)
    canvas.setAuthor("vn-notices sample")
    return canvas


def draw_text(canvas: Canvas, page: Page) -> None:
    """The words and rules of one page. Words of a line that touch are drawn with the space that parts them."""
    for word in page.words:
        canvas.setFont(word.face, word.size)
        canvas.drawString(word.x, page.height - word.y, word.text + " ")
    for rule in page.rules:
        canvas.setLineWidth(rule.width)
        canvas.line(rule.x0, page.height - rule.y0, rule.x1, page.height - rule.y1)


def ring_text(canvas: Canvas, text: str, radius: float, size: float, middle_deg: float, outward: bool) -> None:
    """Text on a circle about the origin, centred at ``middle_deg`` (90 is the top); ``outward`` has its feet inside."""
    longest = math.radians(196 if outward else 128)
    size *= min(1.0, longest * radius / (1.12 * width(text, "sans", size)))
    step = [width(char, "sans", size) * 1.12 / radius for char in text]
    turn = -1 if outward else 1
    angle = math.radians(middle_deg) - turn * sum(step) / 2
    canvas.setFont("sans", size)
    for char, wide in zip(text, step, strict=True):
        at = angle + turn * wide / 2
        canvas.saveState()
        canvas.translate(radius * math.cos(at), radius * math.sin(at))
        canvas.rotate(math.degrees(at) + (-90 if outward else 90))
        canvas.drawCentredString(0, 0, char)
        canvas.restoreState()
        angle += turn * wide


def draw_seal(canvas: Canvas, seal: Seal, page_height: float) -> None:
    """A round seal of 36 mm with two rings, text round it and a middle, then a signature in blue ink."""
    top, foot, middle = seal.texts
    canvas.saveState()
    canvas.translate(seal.x, page_height - seal.y)
    canvas.rotate(-7)
    canvas.setStrokeColorRGB(*RED)
    canvas.setFillColorRGB(*RED)
    for radius, line in ((51.0, 2.2), (48.0, 0.7), (33.0, 0.9)):
        canvas.setLineWidth(line)
        canvas.circle(0, 0, radius, stroke=1, fill=0)
    ring_text(canvas, top, 37.5, 6.9, 90, True)
    ring_text(canvas, foot, 43.0, 6.9, 270, False)
    for degrees in (207, -27):
        canvas.setFont("sans", 7)
        canvas.drawCentredString(
            40.5 * math.cos(math.radians(degrees)), 40.5 * math.sin(math.radians(degrees)) - 4.5, "*"
        )
    star = canvas.beginPath()
    for i in range(10):
        radius = 3.9 if i % 2 else 10.0
        at = math.radians(90 + 36 * i)
        x, y = radius * math.cos(at), radius * math.sin(at) + 15
        if i:
            star.lineTo(x, y)
        else:
            star.moveTo(x, y)
    star.close()
    canvas.drawPath(star, stroke=0, fill=1)
    for i, text in enumerate(middle.split("|")):
        canvas.setFont("sans", 8.2)
        canvas.drawCentredString(0, -4 - 10 * i, text)
    canvas.restoreState()
    canvas.saveState()
    canvas.translate(seal.x + 12, page_height - seal.y - 8)
    canvas.setStrokeColorRGB(*BLUE)
    canvas.setLineWidth(1.7)
    canvas.setLineCap(1)
    pen = canvas.beginPath()
    pen.moveTo(-22, -12)
    pen.curveTo(-10, 26, 2, 38, 4, 22)
    pen.curveTo(6, 4, -14, -22, -4, -18)
    pen.curveTo(8, -12, 12, 14, 20, 6)
    pen.curveTo(26, -2, 16, -14, 26, -6)
    pen.curveTo(34, 2, 38, 12, 44, 2)
    pen.curveTo(50, -6, 62, 8, 84, 14)
    canvas.drawPath(pen, stroke=1, fill=0)
    canvas.restoreState()


def native_pdf(layout: Layout, title: str = "") -> bytes:
    """The pages as a PDF with its text and embedded font subsets."""
    out = io.BytesIO()
    canvas = new_canvas(out, title)
    for page in layout.pages:
        canvas.setPageSize((page.width, page.height))
        draw_text(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def seal_pdf(layout: Layout) -> bytes:
    """The same pages with nothing on them but seals and signatures."""
    out = io.BytesIO()
    canvas = new_canvas(out)
    for page in layout.pages:
        canvas.setPageSize((page.width, page.height))
        for seal in page.seals:
            draw_seal(canvas, seal, page.height)
        canvas.showPage()
    canvas.save()
    return out.getvalue()
