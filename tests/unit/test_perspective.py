"""Photographed pages: the perspective found is the one they were drawn in, and every point leads back."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractors import perspective
from extractors.image import PageImage, Transform, deskew
from extractors.perspective import Perspective, measure_perspective, rectify

DPI = 100.0
WIDTH, HEIGHT = 850, 1100
XS, YS = (100, 180, 480, 620, 750), (200, 330, 480, 600, 760, 900)


def table_page() -> NDArray[np.uint8]:
    """A ruled table with short words in its cells."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for x in XS:
        cv2.line(page, (x, YS[0]), (x, YS[-1]), 0, 2)
    for y in YS:
        cv2.line(page, (XS[0], y), (XS[-1], y), 0, 2)
    for y in YS[:-1]:
        for x in XS[:-1]:
            cv2.putText(page, "abc", (x + 15, y + 40), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    return page


def text_page() -> NDArray[np.uint8]:
    """Paragraphs with a straight left margin and a ragged right one."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    words = ["ra quyet dinh", "trong nam nay", "phoi hop voi", "bao cao ket qua", "thuc hien"]
    for n, y in enumerate(range(120, 1000, 22)):
        line = " ".join(words[(n + k) % 5] for k in range(5))[: 58 - 7 * (n % 4)]
        cv2.putText(page, line, (110, y), cv2.FONT_HERSHEY_SIMPLEX, 0.5, 0, 1, cv2.LINE_AA)
    return page


def photograph(page: NDArray[np.uint8], corners: list[tuple[float, float]]) -> tuple[PageImage, NDArray[np.float64]]:
    """The page as a camera sees it when its corners (clockwise from the top left) lie there, and the map used."""
    height, width = page.shape
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    view = cv2.getPerspectiveTransform(flat, np.array(corners, np.float32))
    seen = cv2.warpPerspective(page, view, (width, height), flags=cv2.INTER_AREA, borderValue=120)
    noisy = seen + np.random.default_rng(3).normal(0, 4, seen.shape)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    return PageImage(pixels, DPI, width * 72 / DPI, height * 72 / DPI, Transform.scale(72 / DPI)), view


def leans(seen: Perspective, view: NDArray[np.float64]) -> list[float]:
    """Degrees by which the lines of the page lean off their axis once mended: both diagonal ends of each family."""
    half = max(WIDTH, HEIGHT) / 2
    pixels = np.array([[half, 0, WIDTH / 2], [0, half, HEIGHT / 2], [0, 0, 1]])
    whole = Transform.projective(np.linalg.inv(seen.to_page()) @ np.linalg.inv(pixels) @ view)
    out = []
    for x0, y0, x1, y1 in ((60, 100, 790, 100), (60, 1000, 790, 1000), (100, 60, 100, 1040), (750, 60, 750, 1040)):
        (ax, ay), (bx, by) = whole.point(x0, y0), whole.point(x1, y1)
        across = abs(bx - ax) > abs(by - ay)
        out.append(math.degrees((by - ay) / (bx - ax) if across else (bx - ax) / (by - ay)))
    return out


TILTS = {
    "far edge above": [(70.0, 40.0), (790.0, 40.0), (840.0, 1080.0), (10.0, 1080.0)],
    "far edge left, turned": [(40.0, 60.0), (800.0, 20.0), (840.0, 1090.0), (20.0, 1000.0)],
    "far edge below": [(10.0, 15.0), (845.0, 30.0), (770.0, 1060.0), (90.0, 1070.0)],
}


@pytest.mark.parametrize("tilt", TILTS)
@pytest.mark.parametrize("page", [table_page(), text_page()], ids=["table", "text"])
def test_lines_are_parallel_and_level_again(page: NDArray[np.uint8], tilt: str) -> None:
    photo, view = photograph(page, TILTS[tilt])
    seen = measure_perspective(photo.pixels, DPI)
    assert seen is not None
    assert seen.needs_mending
    assert leans(seen, view) == pytest.approx([0, 0, 0, 0], abs=0.2)


@pytest.mark.parametrize("tilt", TILTS)
def test_only_the_rules_converge(tilt: str) -> None:
    """No edge of the paper is in sight: the picture is cut out of the middle of the table."""
    photo, view = photograph(table_page(), TILTS[tilt])
    inside = np.full_like(photo.pixels, 250)
    inside[150:950, 80:780] = photo.pixels[150:950, 80:780]
    seen = measure_perspective(inside, DPI)
    assert seen is not None
    assert seen.ruled
    assert leans(seen, view) == pytest.approx([0, 0, 0, 0], abs=0.2)


@pytest.mark.parametrize("tilt", TILTS)
def test_a_point_leads_back_within_a_point(tilt: str) -> None:
    page = table_page()
    cv2.rectangle(page, (650, 840), (700, 870), 0, -1)
    photo, view = photograph(page, TILTS[tilt])
    seen = measure_perspective(photo.pixels, DPI)
    assert seen is not None
    level = rectify(photo, seen)
    # The filled block is found again in the mended picture, away from rules and letters.
    thick = cv2.morphologyEx(255 - level.pixels, cv2.MORPH_OPEN, np.ones((11, 11), np.uint8)) > 160
    _, _, stats, _ = cv2.connectedComponentsWithStats(thick.astype(np.uint8))
    x, y, w, h, _ = (int(v) for v in stats[1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))])
    assert 1.1 < w / h < 2.2
    found = level.to_points.point(x + w / 2, y + h / 2)
    expected = Transform.projective(view).then(Transform.scale(72 / DPI)).point(675, 855)
    assert found == pytest.approx(expected, abs=1.0)


def test_the_mended_page_holds_all_of_the_picture() -> None:
    photo, _ = photograph(table_page(), TILTS["far edge above"])
    seen = measure_perspective(photo.pixels, DPI)
    assert seen is not None
    level = rectify(photo, seen)
    assert (level.width_pt, level.height_pt) == (photo.width_pt, photo.height_pt)
    assert level.pixels.size <= 2.02 * photo.pixels.size
    assert level.dpi <= photo.dpi  # a picture has no more detail than it has
    back = level.to_points.inverse()
    for x, y in ((0, 0), (photo.width_pt, 0), (0, photo.height_pt), (photo.width_pt, photo.height_pt)):
        column, row = back.point(x, y)
        assert -0.01 <= column <= level.pixels.shape[1] + 0.01
        assert -0.01 <= row <= level.pixels.shape[0] + 0.01


def test_lines_that_are_lost_on_the_mended_copy_leave_the_first_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    photo, _ = photograph(table_page(), TILTS["far edge above"])
    fit, fits = perspective._fit, []

    def once(*lines: object) -> Perspective | None:
        fits.append(None if fits else fit(*lines))  # type: ignore[arg-type]
        return fits[-1]

    monkeypatch.setattr(perspective, "_fit", once)
    assert measure_perspective(photo.pixels, DPI) == fits[0] is not None
    assert len(fits) == 2


@pytest.mark.parametrize("degrees", [-2.4, -0.6, 0.0, 1.3, 2.8])
@pytest.mark.parametrize("page", [table_page(), text_page()], ids=["table", "text"])
def test_a_flat_scan_however_turned_needs_no_mending(page: NDArray[np.uint8], degrees: float) -> None:
    flat = PageImage(page, DPI, 612.0, 792.0, Transform.scale(72 / DPI))
    seen = measure_perspective(deskew(flat, -degrees).pixels, DPI)
    assert seen is not None
    assert not seen.needs_mending
    assert seen.skew == pytest.approx(degrees, abs=0.15)


@pytest.mark.parametrize("shade", [0, 255])
def test_a_page_without_lines_has_no_perspective(shade: int) -> None:
    assert measure_perspective(np.full((800, 600), shade, np.uint8), 100) is None


def test_distortion_is_that_within_the_page() -> None:
    assert Perspective(0.05, 0.0, -0.05, 0.0, True).distortion == 0.0  # a turned page
    assert Perspective(0.0, 0.01, 0.0, 0.0, True).distortion == pytest.approx(math.degrees(0.02))
    assert Perspective(0.0, 0.0, 0.01, 0.0, True).distortion == pytest.approx(math.degrees(0.01))
    assert Perspective(0.0, 0.01, 0.0, 0.0, True).needs_mending
    assert not Perspective(0.0, 0.01, 0.0, 0.0, False).needs_mending
