"""pipeline.audit.picture: the right places are coloured on native pages, scans and text notices; the legend is true."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdfium2 import PdfDocument
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from pipeline.audit.picture import COLOURS, DPI, ROLE_NAMES, Mark, font_file, page_image, with_legend
from pipeline.config import Settings
from pipeline.model import Box, Role

SETTINGS = Settings()
WHITE = (255, 255, 255)
TASK = Box(100, 100, 300, 160)
LEAD = Box(320, 100, 400, 160)
DEADLINE = Box(120, 115, 180, 140)
MARKS = (Mark(Role.TASK, 1, TASK), Mark(Role.LEAD, 1, LEAD), Mark(Role.DEADLINE, 1, DEADLINE))

Pixel = tuple[int, int, int]


def pixel(image: Image.Image, x: float, y: float, scale: float = DPI / 72) -> Pixel:
    """The pixel at a point of the page."""
    red, green, blue = image.getpixel((round(x * scale), round(y * scale)))  # type: ignore[misc]
    return red, green, blue


def tinted(found: Pixel, role: Role) -> bool:
    """Whether a pixel is white paper under a thin coat of the role's colour."""
    if found == WHITE:
        return False
    fits = []
    for coat in np.arange(0.15, 0.6, 0.01):
        wanted = [255 - (255 - c) * coat for c in COLOURS[role]]
        fits.append(max(abs(a - b) for a, b in zip(found, wanted, strict=True)))
    return min(fits) < 4


def edged(image: Image.Image, x: float, y: float, role: Role) -> bool:
    """Whether the outline of a role runs within three pixels above or below a point."""
    middle = round(y * DPI / 72)
    column = [image.getpixel((round(x * DPI / 72), middle + dy)) for dy in range(-3, 4)]
    return COLOURS[role] in column


def pdf(path: Path, *, pages: int = 1) -> Path:
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    for _ in range(pages):
        canvas.rect(250, A4[1] - 150, 20, 10, stroke=0, fill=1)  # black ink at (250..270, 140..150) from the top left
        canvas.showPage()
    canvas.save()
    return path


# --- pages with boxes -----------------------------------------------------------------------------


def test_boxes_of_a_native_page_are_tinted_and_outlined_in_their_colours(tmp_path: Path) -> None:
    image = page_image(pdf(tmp_path / "a.pdf"), "application/pdf", 1, MARKS, SETTINGS)
    assert image.size == (910, 1287)  # A4 at 110 dpi
    assert tinted(pixel(image, 110, 150), Role.TASK)
    assert tinted(pixel(image, 360, 130), Role.LEAD)
    assert tinted(pixel(image, 150, 128), Role.DEADLINE)  # drawn above the task that surrounds it
    for box, role in ((TASK, Role.TASK), (LEAD, Role.LEAD), (DEADLINE, Role.DEADLINE)):
        assert edged(image, (box.x0 + box.x1) / 2, box.y0, role)
        assert edged(image, (box.x0 + box.x1) / 2, box.y1, role)
    for x, y in ((50, 130), (310, 130), (200, 90), (200, 170), (450, 130)):
        assert pixel(image, x, y) == WHITE


def test_ink_under_a_mark_stays_dark(tmp_path: Path) -> None:
    image = page_image(pdf(tmp_path / "a.pdf"), "application/pdf", 1, MARKS, SETTINGS)
    assert max(pixel(image, 260, 145)) < 80


def test_only_the_marks_of_the_page_are_drawn(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", pages=2)
    second = page_image(path, "application/pdf", 2, MARKS, SETTINGS)
    assert second.tobytes() == page_image(path, "application/pdf", 2, (), SETTINGS).tobytes()


def test_a_turned_page_is_drawn_as_it_is_displayed(tmp_path: Path) -> None:
    document = PdfDocument(pdf(tmp_path / "a.pdf"))
    document[0].set_rotation(90)
    path = tmp_path / "turned.pdf"
    document.save(path)
    document.close()
    low = Box(700, 500, 800, 560)  # outside an upright A4 page
    image = page_image(path, "application/pdf", 1, (Mark(Role.LEAD, 1, low),), SETTINGS)
    assert image.size == (1287, 910)
    assert tinted(pixel(image, 750, 530), Role.LEAD)
    assert pixel(image, 530, 300) == WHITE


@pytest.mark.parametrize("dpi", [100, 200])
def test_a_scan_is_marked_at_its_own_scale(tmp_path: Path, dpi: int) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (round(500 * dpi / 72), round(400 * dpi / 72)), WHITE).save(path, dpi=(dpi, dpi))
    image = page_image(path, "image/png", 1, MARKS, SETTINGS)
    scale = image.width / 500
    assert scale == pytest.approx(min(dpi, DPI) / 72, rel=0.01)  # never blown up
    assert tinted(pixel(image, 200, 108, scale), Role.TASK)
    assert tinted(pixel(image, 380, 150, scale), Role.LEAD)
    assert pixel(image, 310, 130, scale) == WHITE


def test_the_same_picture_twice(tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf")
    one, two = (page_image(path, "application/pdf", 1, MARKS, SETTINGS) for _ in range(2))
    assert one.tobytes() == two.tobytes()


# --- text notices ---------------------------------------------------------------------------------

GUTTER = 60  # pixels at the left that hold line numbers


def numbers(image: Image.Image, candidates: range) -> list[int]:
    """The line numbers that stand in the gutter, from top to bottom."""
    gutter = np.asarray(image.convert("L"))[:, :GUTTER]
    font = ImageFont.truetype(font_file(), 12)
    rows = [y for y in range(1, len(gutter)) if (gutter[y] < 250).any() and not (gutter[y - 1] < 250).any()]
    found = []
    for top in rows:
        for number in candidates:
            sample = Image.new("RGB", (GUTTER, 24), WHITE)
            ImageDraw.Draw(sample).text((14, 2), str(number), font=font, fill=(122, 128, 138))
            glyphs = np.asarray(sample.convert("L"))
            first = int(np.argmax((glyphs < 250).any(axis=1)))
            glyphs = glyphs[first : first + 10]
            if np.array_equal(gutter[top : top + 10], glyphs[: len(gutter[top : top + 10])]):
                found.append(number)
    return found


def text_notice(tmp_path: Path, lines: list[str]) -> Path:
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines), "utf-8")
    return path


def count(image: Image.Image, role: Role) -> int:
    """Pixels of the role's outline colour."""
    return int((np.asarray(image) == np.array(COLOURS[role])).all(axis=2).sum())


def test_a_text_notice_shows_the_numbered_lines_around_its_marks(tmp_path: Path) -> None:
    path = text_notice(tmp_path, [f"Dòng chữ thứ {n}" for n in range(1, 41)])
    mark = Mark(Role.TASK, 1, None, 20, 21)
    image = page_image(path, "text/plain", 1, (mark,), SETTINGS)
    assert numbers(image, range(1, 41)) == list(range(14, 28))
    assert count(image, Role.TASK) > 0
    assert count(image, Role.LEAD) == 0


def test_only_the_marked_characters_are_coloured(tmp_path: Path) -> None:
    line = "1\tMua máy quét\tSở Nội vụ\t30/6/2026"
    path = text_notice(tmp_path, [line])
    first = line.index("Sở")
    marks = (Mark(Role.LEAD, 1, None, 1, 1, first, first + len("Sở Nội vụ")),)
    image = page_image(path, "text/plain", 1, marks, SETTINGS)
    coloured = np.argwhere((np.asarray(image) == np.array(COLOURS[Role.LEAD])).all(axis=2))
    font = ImageFont.truetype(font_file(), 15)
    shown = line.replace("\t", "   ")
    at = shown.index("Sở")
    left, right = (64 + font.getlength(shown[:n]) for n in (at, at + len("Sở Nội vụ")))
    assert coloured[:, 1].min() == pytest.approx(left, abs=4)
    assert coloured[:, 1].max() == pytest.approx(right, abs=4)


def test_a_mark_goes_on_in_the_next_row_of_a_wrapped_line(tmp_path: Path) -> None:
    path = text_notice(tmp_path, ["Đoạn dài về việc giao nhiệm vụ cho từng đơn vị " * 6, "Hết"])
    image = page_image(path, "text/plain", 1, (Mark(Role.TASK, 1, None, 1, 1),), SETTINGS)
    assert numbers(image, range(1, 5)) == [1, 2]
    rows = np.flatnonzero((np.asarray(image) == np.array(COLOURS[Role.TASK])).all(axis=2).any(axis=1))
    assert rows.max() - rows.min() > 2 * 20  # three rows of text or more
    assert rows.max() < image.height - 22  # and not the line after


# --- the legend -----------------------------------------------------------------------------------


def test_every_role_has_a_colour_and_a_name_in_both_languages() -> None:
    assert set(COLOURS) == set(ROLE_NAMES) == set(Role)
    for position in (0, 1):
        names = [ROLE_NAMES[role][position] for role in Role]
        assert len(set(names)) == len(names)


def test_the_legend_shows_the_roles_in_use_and_no_other() -> None:
    page = Image.new("RGB", (900, 100), WHITE)
    sheet = with_legend([page], "Phụ lục/row 1", (Role.TASK, Role.DEADLINE), "vi")
    assert count(sheet, Role.TASK) > 30
    assert count(sheet, Role.DEADLINE) > 30
    assert {role for role in Role if count(sheet, role)} <= {
        role for role in Role if COLOURS[role] in (COLOURS[Role.TASK], COLOURS[Role.DEADLINE])
    }
    other = with_legend([page], "Phụ lục/row 1", (Role.TASK, Role.DEADLINE), "en")
    assert other.tobytes() != sheet.tobytes()


def test_pages_stand_side_by_side_under_the_legend() -> None:
    pages = [Image.new("RGB", (300, 400), (250, 0, 0)), Image.new("RGB", (200, 350), (0, 0, 250))]
    sheet = with_legend(pages, "hai trang", (Role.TASK,), "vi")
    pixels = np.asarray(sheet)
    red = np.argwhere((pixels == (250, 0, 0)).all(axis=2))
    blue = np.argwhere((pixels == (0, 0, 250)).all(axis=2))
    assert len(red) == 300 * 400  # nothing is cut off or covered
    assert len(blue) == 200 * 350
    assert red[:, 1].max() < blue[:, 1].min()
    assert red[:, 0].min() == blue[:, 0].min()


def test_a_narrow_picture_wraps_its_legend_and_trims_its_heading() -> None:
    page = Image.new("RGB", (260, 100), (250, 0, 0))
    heading = "Một tiêu đề rất dài " * 20
    few = with_legend([page], heading, (Role.TASK,), "vi")
    all_roles = with_legend([page], heading, tuple(Role), "vi")
    assert few.width == all_roles.width == 260 + 2 * 14
    assert all_roles.height > few.height + 26
    for role in Role:
        assert count(all_roles, role) > 0, role
    assert (np.asarray(few)[:, -10:] == (238, 240, 243)).all()  # the heading ends within the sheet
