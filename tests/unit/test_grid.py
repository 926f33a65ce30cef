"""Ruled tables from segments, on drawn and on made-up rules: cells, spans, open rows, and what is no table."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from extractors.grid import RuledGrid, Segment, build_grids, find_segments, merge_segments

TOL, LEAST = 1.5, 9.0


def grids(hs: list[Segment], vs: list[Segment]) -> tuple[RuledGrid, ...]:
    return build_grids(hs, vs, tol=TOL, min_size=LEAST)


def addresses(grid: RuledGrid) -> list[tuple[int, int, int, int]]:
    return [(c.row, c.col, c.row_span, c.col_span) for c in grid.cells]


def lattice(xs: list[float], ys: list[float]) -> tuple[list[Segment], list[Segment]]:
    return [Segment(y, xs[0], xs[-1]) for y in ys], [Segment(x, ys[0], ys[-1]) for x in xs]


def test_a_plain_table_has_one_cell_for_each_field() -> None:
    (grid,) = grids(*lattice([50, 80, 300, 400], [100, 120, 160]))
    assert grid.xs == (50, 80, 300, 400)
    assert grid.ys == (100, 120, 160)
    assert addresses(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (0, 2, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1), (1, 2, 1, 1)]
    assert grid.cells[4].box == (80, 120, 300, 160)
    assert not any(c.open_top or c.open_bottom for c in grid.cells)


def test_a_section_row_over_all_columns_is_one_cell() -> None:
    hs = [Segment(y, 50, 400) for y in (100, 120, 140, 160)]
    vs = [Segment(50, 100, 160), Segment(400, 100, 160), Segment(90, 100, 120), Segment(90, 140, 160)]
    (grid,) = grids(hs, vs)
    assert addresses(grid) == [(0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 2), (2, 0, 1, 1), (2, 1, 1, 1)]


def test_a_cell_over_two_rows() -> None:
    hs = [Segment(100, 50, 400), Segment(120, 200, 400), Segment(140, 50, 400)]
    vs = [Segment(x, 100, 140) for x in (50, 200, 400)]
    (grid,) = grids(hs, vs)
    assert addresses(grid) == [(0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)]


def test_rules_that_run_on_below_the_last_one_leave_an_open_row() -> None:
    hs = [Segment(y, 50, 400) for y in (100, 120)]
    vs = [Segment(x, 100, 139) for x in (50, 90, 400)]
    (grid,) = grids(hs, vs)
    assert grid.ys == (100, 120, 139)
    assert [(c.row, c.open_top, c.open_bottom) for c in grid.cells] == [
        (0, False, False), (0, False, False), (1, False, True), (1, False, True),
    ]  # fmt: skip


def test_rules_that_begin_above_the_first_one_leave_an_open_row() -> None:
    hs = [Segment(y, 50, 400) for y in (100, 120)]
    vs = [Segment(x, 60, 120) for x in (50, 90, 400)]
    (grid,) = grids(hs, vs)
    assert grid.ys == (60, 100, 120)
    assert [c.open_top for c in grid.cells] == [True, True, False, False]


def test_a_row_that_fills_the_page_has_rules_on_its_sides_only() -> None:
    (grid,) = grids([], [Segment(x, 60, 700) for x in (50, 90, 250, 400)])
    assert grid.ys == (60, 700)
    assert [(c.col, c.open_top, c.open_bottom) for c in grid.cells] == [
        (0, True, True),
        (1, True, True),
        (2, True, True),
    ]


def test_a_table_without_outer_side_rules() -> None:
    hs = [Segment(y, 50, 400) for y in (100, 120, 140)]
    (grid,) = grids(hs, [Segment(90, 100, 140), Segment(250, 100, 140)])
    assert grid.xs == (50, 90, 250, 400)
    assert len(grid.cells) == 6


def test_two_tables_on_a_page_stay_two() -> None:
    first, second = lattice([50, 90, 400], [100, 120, 140]), lattice([50, 200, 400], [300, 330])
    upper, lower = grids(first[0] + second[0], first[1] + second[1])
    assert (upper.ys, lower.ys) == ((100, 120, 140), (300, 330))


@pytest.mark.parametrize(
    ("hs", "vs"),
    [
        ([], []),
        ([Segment(80, 100, 180), Segment(80, 300, 420)], []),  # strokes below a letterhead
        ([Segment(20, 20, 570), Segment(820, 20, 570)], [Segment(20, 20, 820), Segment(570, 20, 820)]),  # a frame
        ([Segment(100, 50, 60)], [Segment(55, 90, 110)]),  # a cross
        ([], [Segment(55, 90, 110), Segment(90, 300, 330)]),
    ],
)
def test_what_is_no_table(hs: list[Segment], vs: list[Segment]) -> None:
    assert grids(hs, vs) == ()


def test_an_underline_inside_a_cell_makes_no_row() -> None:
    hs, vs = lattice([50, 150, 400], [100, 160])
    assert addresses(grids([*hs, Segment(130, 190, 360)], vs)[0]) == [(0, 0, 1, 1), (0, 1, 1, 1)]


def test_pieces_of_one_rule_become_one() -> None:
    assert merge_segments([Segment(100, 50, 90), Segment(100.4, 92, 200), Segment(130, 50, 90)], 1.5, 4) == [
        Segment(pytest.approx(100.29, abs=0.01), 50, 200),
        Segment(130, 50, 90),
    ]
    assert merge_segments([Segment(100, 50, 90), Segment(100, 99, 200)], 1.5, 4) == [
        Segment(100, 50, 90),
        Segment(100, 99, 200),
    ]


Field = tuple[int, int, int, int]


@st.composite
def merged_tables(draw: st.DrawFn) -> tuple[list[float], list[float], list[Field]]:
    """Edges and a tiling of the fields by rectangles (row, col, height, width)."""
    n_rows, n_cols = draw(st.integers(1, 6)), draw(st.integers(2, 6))
    xs, ys = [40.0], [60.0]
    for _ in range(n_cols):
        xs.append(xs[-1] + draw(st.integers(15, 120)))
    for _ in range(n_rows):
        ys.append(ys[-1] + draw(st.integers(12, 90)))
    owner = {(r, c): (r, c, 1, 1) for r in range(n_rows) for c in range(n_cols)}
    for _ in range(draw(st.integers(0, 4))):
        r, c = draw(st.integers(0, n_rows - 1)), draw(st.integers(0, n_cols - 1))
        height, width = draw(st.integers(1, n_rows - r)), draw(st.integers(1, n_cols - c))
        fields = [(i, k) for i in range(r, r + height) for k in range(c, c + width)]
        if all(owner[f][2:] == (1, 1) for f in fields):
            owner.update(dict.fromkeys(fields, (r, c, height, width)))
    return xs, ys, sorted(set(owner.values()))


def borders(xs: list[float], ys: list[float], fields: list[Field]) -> tuple[list[Segment], list[Segment]]:
    """The four sides of every field, drawn on their own as word processors do."""
    hs, vs = [], []
    for r, c, height, width in fields:
        x0, y0, x1, y1 = xs[c], ys[r], xs[c + width], ys[r + height]
        hs += [Segment(y0, x0, x1), Segment(y1, x0, x1)]
        vs += [Segment(x0, y0, y1), Segment(x1, y0, y1)]
    return hs, vs


@settings(max_examples=150, deadline=None)
@given(merged_tables(), st.randoms(use_true_random=False))
def test_every_merged_cell_comes_back(table: tuple[list[float], list[float], list[Field]], random: object) -> None:
    xs, ys, fields = table
    hs, vs = borders(xs, ys, fields)
    jitter = [Segment(s.at + random.uniform(-0.3, 0.3), s.start, s.end) for s in hs]  # type: ignore[attr-defined]
    found = grids(jitter, vs)
    expected = [(xs[c], ys[r], xs[c + w], ys[r + h]) for r, c, h, w in fields]
    if len({x for x0, _, x1, _ in expected for x in (x0, x1)}) < 3:
        assert found == ()  # one column is no table
        return
    (grid,) = found
    assert len(grid.cells) == len(expected)
    for box in expected:
        assert any(np.allclose(cell.box, box, atol=0.7) for cell in grid.cells), box


# --- rules on scans ---------------------------------------------------------------------------------


def paper(width: int, height: int) -> NDArray[np.uint8]:
    noise = np.random.default_rng(7).normal(0, 4, (height, width))
    return np.clip(238 + noise, 0, 255).astype(np.uint8)


def draw_table(page: NDArray[np.uint8], xs: list[int], ys: list[int], thick: int, grey: int = 40) -> None:
    for y in ys:
        cv2.line(page, (xs[0], y), (xs[-1], y), grey, thick)
    for x in xs:
        cv2.line(page, (x, ys[0]), (x, ys[-1]), grey, thick)


def scan_grids(page: NDArray[np.uint8], dpi: int) -> tuple[RuledGrid, ...]:
    hs, vs = find_segments(page, dpi)
    return build_grids(hs, vs, tol=max(2.0, dpi / 60), min_size=LEAST * dpi / 72)


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize("thick", [1, 2, 4])
def test_rules_of_any_usual_width_are_found(dpi: int, thick: int) -> None:
    unit = dpi / 100
    page = paper(int(800 * unit), int(600 * unit))
    xs, ys = [int(v * unit) for v in (60, 110, 500, 740)], [int(v * unit) for v in (80, 130, 300, 520)]
    draw_table(page, xs, ys, thick)
    for i, y in enumerate(range(ys[1] + 30, ys[3] - 10, int(30 * unit))):
        cv2.putText(page, f"HIEN THI {i} III lll", (xs[1] + 15, y), cv2.FONT_HERSHEY_SIMPLEX, 0.35 * unit, 30, 2)
    (grid,) = scan_grids(page, dpi)
    assert np.allclose(grid.xs, xs, atol=3)
    assert np.allclose(grid.ys, ys, atol=3)
    assert len(grid.cells) == 9


def test_rules_with_holes_and_a_slight_tilt_are_found() -> None:
    page = paper(2400, 1600)
    xs, ys = [150, 300, 1400, 2250], [200, 400, 900, 1400]
    draw_table(page, xs, ys, 3)
    for x in range(330, 2200, 260):
        page[:, x : x + 8] = 238
    turn = cv2.getRotationMatrix2D((1200, 800), 0.12, 1.0)
    page = cv2.warpAffine(page, turn, (2400, 1600), borderValue=238).astype(np.uint8)
    (grid,) = scan_grids(page, 300)
    assert (len(grid.xs), len(grid.ys), len(grid.cells)) == (4, 4, 9)


def test_text_without_rules_has_none() -> None:
    page = paper(1650, 1100)
    for y in range(80, 1000, 40):
        cv2.putText(
            page, "Khong co duong ke nao trong trang nay, chi co chu", (80, y), cv2.FONT_HERSHEY_TRIPLEX, 1, 20, 2
        )
    assert scan_grids(page, 200) == ()
