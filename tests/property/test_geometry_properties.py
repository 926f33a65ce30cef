"""Transforms lead every pixel back to the page, whatever was done to the image before."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.grid import Segment, merge_segments
from extractors.image import PageImage, Transform, deskew
from extractors.perspective import Perspective, rectify

coordinate = st.floats(-3000, 3000)
angle = st.floats(-180, 180)
factor = st.floats(0.05, 20)
turn = st.sampled_from([0, 90, 180, 270])


@st.composite
def steps(draw: st.DrawFn) -> Transform:
    """Up to five scalings, shifts, rotations and quarter turns in a row."""
    out = Transform.identity()
    for _ in range(draw(st.integers(0, 5))):
        match draw(st.sampled_from("smrq")):
            case "s":
                out = out.then(Transform.scale(draw(factor), draw(factor)))
            case "m":
                out = out.then(Transform.translate(draw(coordinate), draw(coordinate)))
            case "r":
                out = out.then(Transform.rotate(draw(angle), draw(coordinate), draw(coordinate)))
            case _:
                out = out.then(Transform.quarter_turn(draw(turn), draw(st.floats(1, 3000)), draw(st.floats(1, 3000))))
    return out


@given(steps(), coordinate, coordinate)
def test_inverse_leads_back(transform: Transform, x: float, y: float) -> None:
    there = transform.point(x, y)
    back = transform.inverse().point(*there)
    # The error of the numbers grows with how much the map enlarges and how far away the image lies.
    grain = 1e-9 * (1 + math.hypot(*there)) * (1 + max(abs(v) for v in vars_of(transform.inverse())))
    assert math.dist(back, (x, y)) <= max(1e-6, grain)


def vars_of(transform: Transform) -> tuple[float, ...]:
    return transform.a, transform.b, transform.c, transform.d, transform.e, transform.f


@st.composite
def views(draw: st.DrawFn) -> Transform:
    """What a camera sees of a page of 2000 x 3000 pixels: its corners moved by up to a fifth of the side."""
    moved = [(x + draw(st.floats(-400, 400)), y + draw(st.floats(-400, 400))) for x, y in CORNERS]
    matrix = cv2.getPerspectiveTransform(np.array(CORNERS, np.float32), np.array(moved, np.float32))
    return Transform.projective(matrix)


CORNERS = [(0, 0), (2000, 0), (2000, 3000), (0, 3000)]
on_page = st.tuples(st.floats(0, 2000), st.floats(0, 3000))


@given(views(), on_page)
def test_the_inverse_of_a_view_leads_back(view: Transform, at: tuple[float, float]) -> None:
    assert view.inverse().point(*view.point(*at)) == pytest.approx(at, abs=1e-5)
    assert view.then(view.inverse()).point(*at) == pytest.approx(at, abs=1e-5)


@given(views(), steps(), on_page)
def test_a_view_goes_together_with_every_other_map(view: Transform, after: Transform, at: tuple[float, float]) -> None:
    expected = after.point(*view.point(*at))
    assert view.then(after).point(*at) == pytest.approx(expected, rel=1e-6, abs=1e-3)
    assert Transform.projective(view.matrix) == view


@given(views(), st.tuples(st.floats(0, 1900), st.floats(0, 2900)), st.floats(1, 100), st.floats(0, 1), st.floats(0, 1))
def test_a_box_of_a_view_holds_what_lies_in_it(
    view: Transform, corner: tuple[float, float], size: float, u: float, v: float
) -> None:
    x, y = corner
    box = view.box(x, y, x + size, y + size)
    x, y = view.point(x + u * size, y + v * size)
    assert box.x0 - 1e-6 <= x <= box.x1 + 1e-6
    assert box.y0 - 1e-6 <= y <= box.y1 + 1e-6


@given(st.floats(-0.2, 0.2), st.floats(-0.15, 0.15), st.floats(-0.2, 0.2), st.floats(-0.15, 0.15), on_page)
def test_a_mended_page_leads_back_to_where_it_was_seen(
    a: float, p: float, b: float, q: float, at: tuple[float, float]
) -> None:
    """Whatever was found: the points of the mended pixels are those of the picture, and all of it is there."""
    page = PageImage(np.full((60, 40), 255, np.uint8), 1.44, 2000, 3000, Transform.scale(50))
    level = rectify(page, Perspective(a, p, b, q, True))
    assert level.to_points.point(*level.to_points.inverse().point(*at)) == pytest.approx(at, abs=1e-5)
    column, row = level.to_points.inverse().point(*at)
    assert -1e-6 <= column <= level.pixels.shape[1]
    assert -1e-6 <= row <= level.pixels.shape[0]


@given(steps(), steps(), coordinate, coordinate)
def test_then_is_one_after_the_other(first: Transform, second: Transform, x: float, y: float) -> None:
    expected = second.point(*first.point(x, y))
    assert first.then(second).point(x, y) == pytest.approx(expected, rel=1e-6, abs=1e-3)


@given(steps(), coordinate, coordinate, st.floats(0.5, 500), st.floats(0.5, 500), st.floats(0, 1), st.floats(0, 1))
def test_a_mapped_box_holds_every_mapped_point(
    transform: Transform, x: float, y: float, width: float, height: float, u: float, v: float
) -> None:
    box = transform.box(x, y, x + width, y + height)
    px, py = transform.point(x + u * width, y + v * height)
    slack = 1e-6 * (1 + abs(px) + abs(py))
    assert box.x0 - slack <= px <= box.x1 + slack
    assert box.y0 - slack <= py <= box.y1 + slack


@given(turn, st.integers(1, 2000), st.integers(1, 2000), st.floats(0, 1), st.floats(0, 1))
def test_a_quarter_turn_keeps_the_page_at_the_origin(degrees: int, width: int, height: int, u: float, v: float) -> None:
    x, y = Transform.quarter_turn(degrees, width, height).point(u * width, v * height)
    across, down = (height, width) if degrees % 180 else (width, height)
    assert -1e-6 <= x <= across + 1e-6
    assert -1e-6 <= y <= down + 1e-6


@given(turn, st.integers(2, 12), st.integers(2, 12), st.data())
def test_a_quarter_turn_is_that_of_the_pixels(degrees: int, width: int, height: int, data: st.DataObject) -> None:
    """numpy turns counter-clockwise, so the clockwise turn of the transform is its negative."""
    column, row = data.draw(st.integers(0, width - 1)), data.draw(st.integers(0, height - 1))
    pixels = np.zeros((height, width), np.uint8)
    pixels[row, column] = 1
    (found,) = np.argwhere(np.rot90(pixels, -degrees // 90))
    x, y = Transform.quarter_turn(degrees, width, height).point(column + 0.5, row + 0.5)
    assert (x, y) == pytest.approx((found[1] + 0.5, found[0] + 0.5))


@given(st.floats(-3, 3), st.integers(60, 500), st.integers(60, 500), st.floats(50, 600))
def test_a_level_page_still_knows_its_points(degrees: float, width: int, height: int, dpi: float) -> None:
    scale = 72 / dpi
    page = PageImage(
        np.full((height, width), 255, np.uint8), dpi, width * scale, height * scale, Transform.scale(scale)
    )
    level = deskew(page, degrees)
    assert level.pixels.shape == page.pixels.shape
    assert (level.width_pt, level.height_pt, level.dpi) == (page.width_pt, page.height_pt, page.dpi)
    # The centre stays; what lies to the right of it moves down on the page by the angle the lines had.
    cx, cy = width / 2, height / 2
    assert level.to_points.point(cx, cy) == pytest.approx((cx * scale, cy * scale), abs=1e-6)
    x, y = level.to_points.point(cx + 50, cy)
    assert x == pytest.approx((cx + 50 * math.cos(math.radians(degrees))) * scale, abs=1e-6)
    assert y == pytest.approx((cy + 50 * math.sin(math.radians(degrees))) * scale, abs=1e-6)


pieces = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 300), st.integers(1, 80)).map(
        lambda t: Segment(40.0 * t[0], float(t[1]), float(t[1] + t[2]))
    ),
    max_size=25,
)


@given(pieces)
def test_merged_rules_cover_what_their_pieces_cover_and_lie_apart(segments: list[Segment]) -> None:
    merged = merge_segments(segments, tol=2, gap=4)
    for piece in segments:
        assert sum(m.at == piece.at and m.start <= piece.start and piece.end <= m.end for m in merged) == 1
    for one in merged:
        assert one.start in {s.start for s in segments}
        assert one.end in {s.end for s in segments}
        assert all(m is one or m.at != one.at or m.start > one.end + 4 or m.end < one.start - 4 for m in merged)


@given(pieces, st.randoms(use_true_random=False))
def test_merging_does_not_depend_on_the_order(segments: list[Segment], random: object) -> None:
    shuffled = list(segments)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    key = lambda s: (s.at, s.start)  # noqa: E731
    assert sorted(merge_segments(shuffled, 2, 4), key=key) == sorted(merge_segments(segments, 2, 4), key=key)


def test_a_point_on_the_horizon_goes_nowhere() -> None:
    with pytest.raises(ValueError, match="infinity"):
        Transform(1, 0, 0, 0, 1, 0, 0.01, 0, 1).point(-100, 5)


def test_a_flat_map_has_no_inverse() -> None:
    with pytest.raises(ValueError, match="no inverse"):
        Transform.scale(2, 0).inverse()
    with pytest.raises(ValueError, match="not a quarter turn: 45"):
        Transform.quarter_turn(45, 10, 10)
