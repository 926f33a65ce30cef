"""Pages of a camera get the white paper of a scanner; pages of a scanner stay as they are."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from extractors.image import PageImage, Transform
from extractors.light import desk_mask, even_light, needs_light, paper_light

DPI = 100.0
WIDTH, HEIGHT = 600, 800


def page(pixels: NDArray[np.uint8]) -> PageImage:
    return PageImage(pixels, DPI, WIDTH * 72 / DPI, HEIGHT * 72 / DPI, Transform.scale(72 / DPI))


def text(paper: int = 255) -> NDArray[np.uint8]:
    out = np.full((HEIGHT, WIDTH), paper, np.uint8)
    for y in range(80, 740, 24):
        cv2.putText(out, "giao cac don vi thuc hien", (70, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 2, cv2.LINE_AA)
    return out


def lit(pixels: NDArray[np.uint8], left: float, right: float) -> NDArray[np.uint8]:
    """The page under a light that falls off from the left to the right."""
    return (pixels * np.linspace(left, right, pixels.shape[1])[None, :]).astype(np.uint8)


@pytest.mark.parametrize("paper", [241, 248, 255])
def test_a_scan_stays_the_very_same(paper: int) -> None:
    scan = page(text(paper))
    assert even_light(scan) is scan


def test_a_black_border_of_a_scan_is_no_uneven_light() -> None:
    pixels = text()
    pixels[:, :40] = 10
    scan = page(pixels)
    assert even_light(scan) is scan


@pytest.mark.parametrize(("left", "right"), [(0.6, 0.6), (0.85, 0.4), (1.0, 0.75)])
def test_ink_and_paper_mean_the_same_in_any_light(left: float, right: float) -> None:
    clean = text()
    even = even_light(page(lit(clean, left, right))).pixels
    paper, ink = even[clean == 255], even[clean < 60]
    assert np.percentile(paper, 1) >= 235
    assert np.percentile(ink, 99) <= 90


def test_the_light_is_that_of_the_paper_not_of_the_ink() -> None:
    light = paper_light(lit(text(), 0.8, 0.5), DPI)
    assert light[:, 3].mean() == pytest.approx(0.8 * 255, abs=8)
    assert light[:, -3].mean() == pytest.approx(0.5 * 255, abs=8)
    assert not needs_light(paper_light(text(), DPI))


def on_a_desk(paper: NDArray[np.uint8], desk: int) -> NDArray[np.uint8]:
    """The paper lies turned on a desk; its right side runs out of the picture."""
    corners = np.array([(40, 25), (640, 10), (650, 780), (25, 770)], np.float32)
    flat = np.array([(0, 0), (WIDTH, 0), (WIDTH, HEIGHT), (0, HEIGHT)], np.float32)
    view = cv2.getPerspectiveTransform(flat, corners)
    return cv2.warpPerspective(paper, view, (WIDTH, HEIGHT), borderValue=desk).astype(np.uint8)


@pytest.mark.parametrize("desk", [40, 100, 150])
def test_the_desk_becomes_white_and_the_text_stays(desk: int) -> None:
    shown = on_a_desk(text(), desk)
    even = even_light(page(lit(shown, 0.9, 0.7))).pixels
    assert even[:, :15].min() == 255
    assert even[-15:, :].min() == 255
    inside = shown[60:740, 80:560]
    assert np.percentile(even[60:740, 80:560][inside < 60], 99) <= 100


def test_writing_in_a_hard_shadow_is_not_taken_for_the_desk() -> None:
    shown = lit(text(), 0.9, 0.9)
    shown[:, 250:] = (shown[:, 250:] * 0.55).astype(np.uint8)  # the text runs on into the shadow
    assert not desk_mask(shown, DPI).any()
    even = even_light(page(shown)).pixels
    assert np.percentile(even[:, 270:][text()[:, 270:] < 60], 99) <= 110


def test_a_lone_number_in_a_shadow_is_kept() -> None:
    shown = np.full((HEIGHT, WIDTH), 230, np.uint8)
    shown[560:, 380:] = 120
    cv2.putText(shown, "7", (500, 700), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 10, 2, cv2.LINE_AA)
    even = even_light(page(shown)).pixels
    assert even[685:700, 500:515].min() < 120


def test_the_desk_is_white_as_far_as_the_corners_where_it_is_but_a_hair() -> None:
    """Paper whose upper edge is farther away: beside it the desk thins out to nothing at the lower corners."""
    dpi, width, height = 200.0, 1200, 1600
    corners = np.array([(60, 0), (width - 60, 0), (width, height), (0, height)], np.float32)
    flat = np.array([(0, 0), (width, 0), (width, height), (0, height)], np.float32)
    paper = np.full((height, width), 200, np.uint8)
    cv2.putText(paper, "giao cac don vi", (200, 700), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 30, 3, cv2.LINE_AA)
    view = cv2.getPerspectiveTransform(flat, corners)
    shown = cv2.warpPerspective(paper, view, (width, height), borderValue=60).astype(np.uint8)
    assert shown[-100:, :3].min() < 100  # the hair
    photo = PageImage(shown, dpi, width * 72 / dpi, height * 72 / dpi, Transform.scale(72 / dpi))
    even = even_light(photo).pixels
    assert even[:, :150].min() > 200
    assert even[:, -150:].min() > 200
    assert even[600:720, 200:900].min() < 60


def test_letters_at_the_edge_of_the_picture_stay_beside_the_desk() -> None:
    shown = np.full((HEIGHT, WIDTH), 200, np.uint8)
    shown[500:, :12] = 50  # the desk, below on the left
    cv2.putText(shown, "so 14", (1, 200), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 20, 2, cv2.LINE_AA)
    even = even_light(page(shown)).pixels
    assert even[600:, :10].min() == 255
    assert np.array_equal(even[180:205, :80] < 100, shown[180:205, :80] < 80)
