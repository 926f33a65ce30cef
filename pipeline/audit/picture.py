"""Pictures of pages with highlighted regions, for scans, native PDFs and text notices alike.

Boxes come in points (origin top left of the page as displayed) and are drawn at ``DPI``. A text notice has no
geometry: its lines are set in a fixed type with their line numbers, and the highlighted characters are marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFont

from extractors.reading import page_picture
from extractors.text import read_text_pages
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing
from pipeline.model import Box, Role

DPI = 110
_ACROSS = 4  # pages side by side
_MARGIN = 14
_INK = (32, 36, 44)
_PAPER = (255, 255, 255)
_GREY = (122, 128, 138)

# One colour a role (RGB), told apart by people who see colours differently (Okabe and Ito's palette).
COLOURS: dict[Role, tuple[int, int, int]] = {
    Role.ROW: (64, 64, 64),
    Role.TASK: (230, 159, 0),
    Role.ORDINAL: (120, 120, 120),
    Role.LEAD: (0, 114, 178),
    Role.COORDINATING: (86, 180, 233),
    Role.SUPERVISOR: (204, 121, 167),
    Role.DEADLINE: (213, 94, 0),
    Role.DELIVERABLE: (0, 158, 115),
    Role.ASSIGNED_BY: (148, 103, 189),
    Role.STATUS: (150, 150, 60),
    Role.NOTE: (146, 98, 57),
    Role.UNIT: (86, 180, 233),
    Role.TARGET: (213, 94, 0),
    Role.NUMBER: (213, 94, 0),
    Role.ISSUED_ON: (204, 121, 167),
    Role.ISSUER: (0, 114, 178),
    Role.TITLE: (230, 159, 0),
    Role.SIGNER: (0, 158, 115),
    Role.RECIPIENT: (120, 120, 120),
}
ROLE_NAMES: dict[Role, tuple[str, str]] = {
    Role.ROW: ("cả dòng", "whole row"),
    Role.TASK: ("nhiệm vụ", "task"),
    Role.ORDINAL: ("số thứ tự", "ordinal"),
    Role.LEAD: ("chủ trì", "lead"),
    Role.COORDINATING: ("phối hợp", "coordinating"),
    Role.SUPERVISOR: ("chỉ đạo, theo dõi", "supervisor"),
    Role.DEADLINE: ("thời hạn", "deadline"),
    Role.DELIVERABLE: ("kết quả", "deliverable"),
    Role.ASSIGNED_BY: ("văn bản giao", "assigned by"),
    Role.STATUS: ("tình hình", "status"),
    Role.NOTE: ("ghi chú", "note"),
    Role.UNIT: ("đơn vị", "unit"),
    Role.TARGET: ("chỉ tiêu", "target"),
    Role.NUMBER: ("số, ký hiệu", "number"),
    Role.ISSUED_ON: ("địa danh, ngày ban hành", "place and date"),
    Role.ISSUER: ("cơ quan ban hành", "issuer"),
    Role.TITLE: ("tên loại, trích yếu", "type and title"),
    Role.SIGNER: ("người ký", "signer"),
    Role.RECIPIENT: ("kính gửi, nơi nhận", "recipients"),
}
_IN_FINDINGS: dict[Role, tuple[str, str]] = {Role.NOTE: ("chỗ được nói đến", "place spoken of")}


def role_name(role: Role, lang: str, *, in_finding: bool = False) -> str:
    """The name of a role for people. A finding speaks of places that are no remarks."""
    names = _IN_FINDINGS.get(role, ROLE_NAMES[role]) if in_finding else ROLE_NAMES[role]
    return names[0 if lang == "vi" else 1]


@dataclass(frozen=True, slots=True)
class Mark:
    """One region to highlight: its role, and a box (points) or lines of a text file with character offsets."""

    role: Role
    page_no: int
    box: Box | None = None
    line_first: int | None = None
    line_last: int | None = None
    char_first: int | None = None
    char_last: int | None = None


_FONT_FILES = (
    "DejaVuSans.ttf",
    "LiberationSans-Regular.ttf",
    "NotoSans-Regular.ttf",
    "Arial.ttf",
    "arial.ttf",
    "FreeSans.ttf",
)
_FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "~/.fonts",
    "~/.local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)


@lru_cache(maxsize=1)
def font_file() -> str:
    """A font file with Vietnamese letters. Raises EnvironmentMissing when the machine has none."""
    for name in _FONT_FILES:
        for folder in _FONT_FOLDERS:
            root = Path(folder).expanduser()
            if root.is_dir():
                found = sorted(root.rglob(name))
                if found:
                    return str(found[0])
    raise EnvironmentMissing(
        "no font with Vietnamese letters was found for pictures",
        remedy="Install one, e.g. `apt-get install fonts-dejavu-core`, or run `make setup`.",
    )


@lru_cache(maxsize=8)
def _font(size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(font_file(), size)


def _shade(image: Image.Image, boxes: Sequence[tuple[tuple[float, float, float, float], Role]]) -> Image.Image:
    """The image (RGB) with its boxes (pixels) tinted as by a highlighter, so that ink stays black, and outlined.

    The whole row is a frame without a tint: it surrounds the cells, which have their own colours.
    """
    tint = Image.new("RGB", image.size, _PAPER)
    pen = ImageDraw.Draw(tint)
    for box, role in boxes:
        if role != Role.ROW:
            pen.rectangle(box, fill=_pale(role))
    shaded = ImageChops.multiply(image, tint)
    pen = ImageDraw.Draw(shaded)
    for (x0, y0, x1, y1), role in boxes:
        out = 3 if role == Role.ROW else 1
        pen.rectangle((x0 - out, y0 - out, x1 + out, y1 + out), outline=COLOURS[role], width=2)
    return shaded


def _pale(role: Role) -> tuple[int, int, int]:
    """The tint of a role: its colour thinned with white."""
    red, green, blue = (round(255 - (255 - c) * 0.3) for c in COLOURS[role])
    return red, green, blue


def page_image(path: Path, media_type: str, page_no: int, marks: Sequence[Mark], settings: Settings) -> Image.Image:
    """One page as a picture with its marks. ``media_type`` is that of the ``sources`` table."""
    if media_type == "text/plain":
        return _text_page(path, page_no, marks)
    image, scale = page_picture(path, media_type, page_no, settings, DPI)
    boxes = [
        ((m.box.x0 * scale, m.box.y0 * scale, m.box.x1 * scale, m.box.y1 * scale), m.role)
        for m in marks
        if m.page_no == page_no and m.box is not None
    ]
    return _shade(image.convert("RGB"), boxes)


def _text_page(path: Path, page_no: int, marks: Sequence[Mark], context: int = 6, width: int = 980) -> Image.Image:
    """The lines around the marks of a text notice, wrapped, with line numbers; tabs show as column gaps."""
    pages = read_text_pages(path)
    page = pages[min(page_no, len(pages)) - 1]
    mine = [m for m in marks if m.page_no == page_no and m.line_first is not None]
    shown: set[int] = set()
    for mark in mine:
        assert mark.line_first is not None
        shown.update(range(mark.line_first - context, (mark.line_last or mark.line_first) + context + 1))
    lines = [line for line in page.lines if not mine or line.number in shown]
    font, small = _font(15), _font(12)
    left, step = 64, 22
    rows: list[tuple[int | None, list[tuple[str, int]]]] = []  # (line number, [(glyphs, offset in line)])
    for n, line in enumerate(lines):
        if n and line.number != lines[n - 1].number + 1:
            rows.append((None, []))  # lines are left out
        first = True
        for start, text in _wrap(line.text, font, width - left - _MARGIN):
            rows.append((line.number if first else None, [(text, start)]))
            first = False
    image = Image.new("RGB", (width, step * max(1, len(rows)) + 2 * _MARGIN), _PAPER)
    draw = ImageDraw.Draw(image)
    boxes: list[tuple[tuple[float, float, float, float], Role]] = []
    number = 0
    for i, (shown_number, runs) in enumerate(rows):
        y = _MARGIN + i * step
        if not runs:
            draw.text((_MARGIN, y), "...", font=font, fill=_GREY)
        if shown_number is not None:
            number = shown_number
            draw.text((_MARGIN, y + 2), str(number), font=small, fill=_GREY)
        for text, start in runs:
            draw.text((left, y), text.replace("\t", "   "), font=font, fill=_INK)
            for mark in mine:
                span = _overlap(mark, number, start, len(text))
                if span is not None:
                    x0 = left + font.getlength(text[: span[0]].replace("\t", "   "))
                    x1 = left + font.getlength(text[: span[1]].replace("\t", "   "))
                    boxes.append(((x0, y, max(x1, x0 + 3), y + step - 4), mark.role))
    return _shade(image, boxes)


def _overlap(mark: Mark, number: int, start: int, length: int) -> tuple[int, int] | None:
    """The part of a row [start, start + length) of line ``number`` that a mark covers, as offsets in the row."""
    assert mark.line_first is not None
    last = mark.line_last or mark.line_first
    if not mark.line_first <= number <= last:
        return None
    first = mark.char_first or 0 if number == mark.line_first else 0
    end = mark.char_last if number == last and mark.char_last is not None else start + length
    a, b = max(first - start, 0), min(end - start, length)
    return (a, b) if a < b else None


def _wrap(text: str, font: ImageFont.FreeTypeFont, width: float) -> list[tuple[int, str]]:
    """Rows of a line with their offsets, broken at spaces and tabs."""
    rows: list[tuple[int, str]] = []
    start = 0
    while start < len(text):
        end = min(len(text), start + 200)
        while end > start + 1 and font.getlength(text[start:end].replace("\t", "   ")) > width:
            cut = max(text.rfind(" ", start, end - 1), text.rfind("\t", start, end - 1))
            end = cut + 1 if cut > start else end - 1
        rows.append((start, text[start:end]))
        start = end
    return rows or [(0, "")]


def with_legend(
    images: Sequence[Image.Image],
    heading: str,
    roles: Sequence[Role],
    lang: str,
    *,
    captions: Sequence[str] = (),
    in_finding: bool = False,
) -> Image.Image:
    """Pages side by side, ``_ACROSS`` in a row, under a heading and a legend of the roles in use.

    ``captions``: what each page is, written above it. ``in_finding``: the roles are those of a finding.
    """
    title, label = _font(17), _font(14)
    rows = [list(range(at, min(at + _ACROSS, len(images)))) for at in range(0, len(images), _ACROSS)]
    width = max(sum(images[i].width + _MARGIN for i in row) for row in rows) + _MARGIN
    items: list[tuple[int, int, Role]] = []
    x, y = _MARGIN, 44
    for role in roles:
        step = int(34 + label.getlength(role_name(role, lang, in_finding=in_finding)))
        if x + step > width - _MARGIN and x > _MARGIN:
            x, y = _MARGIN, y + 26
        items.append((x, y, role))
        x += step
    top = y + 34
    above = 24 if captions else 0
    heights = [above + max(images[i].height for i in row) + _MARGIN for row in rows]
    sheet = Image.new("RGB", (width, top + sum(heights)), (238, 240, 243))
    draw = ImageDraw.Draw(sheet)
    draw.text((_MARGIN, 12), _trimmed(heading, title, width - 2 * _MARGIN), font=title, fill=_INK)
    for x, y, role in items:
        fill = _PAPER if role == Role.ROW else _pale(role)
        draw.rectangle((x, y + 2, x + 16, y + 16), fill=fill, outline=COLOURS[role], width=2)
        draw.text((x + 22, y), role_name(role, lang, in_finding=in_finding), font=label, fill=_INK)
    for row, height in zip(rows, heights, strict=True):
        left = _MARGIN
        for i in row:
            if captions:
                draw.text((left, top), _trimmed(captions[i], label, images[i].width), font=label, fill=_INK)
            sheet.paste(images[i], (left, top + above))
            left += images[i].width + _MARGIN
        top += height
    return sheet


def _trimmed(text: str, font: ImageFont.FreeTypeFont, width: float) -> str:
    """The text on one line, its end cut off where there is no room for it."""
    line = " ".join(text.split())
    while line and font.getlength(line) > width:
        line = line[:-2].rstrip("…") + "…"
    return line
