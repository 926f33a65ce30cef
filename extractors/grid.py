"""Ruled tables from straight segments: pure geometry, shared by native rulings and scans.

Coordinates are any one unit (points or pixels), origin top left; ``tol`` is the width within which two edges are one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Segment:
    """A straight rule along one axis: at ``at`` (y of a horizontal, x of a vertical one) from ``start`` to ``end``."""

    at: float
    start: float
    end: float

    @property
    def length(self) -> float:
        """Extent along its axis."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class RuledCell:
    """A cell between rules: 0-based address, spans, and (x0, y0, x1, y1)."""

    row: int
    col: int
    row_span: int
    col_span: int
    box: tuple[float, float, float, float]
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A table: its column edges (``xs``), row edges (``ys``) and cells sorted by address."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[RuledCell, ...]


def merge_segments(segments: Iterable[Segment], tol: float, gap: float) -> list[Segment]:
    """Collinear segments (within ``tol``) that overlap or lie at most ``gap`` apart become one."""
    out: list[Segment] = []
    for seg in sorted(segments, key=lambda s: (s.at, s.start)):
        near = [i for i, other in enumerate(out) if abs(seg.at - other.at) <= tol]
        touching = [i for i in near if seg.start <= out[i].end + gap and out[i].start <= seg.end + gap]
        for i in reversed(touching):
            other = out.pop(i)
            weight = other.length + seg.length or 1.0
            at = (other.at * other.length + seg.at * seg.length) / weight
            seg = Segment(at, min(other.start, seg.start), max(other.end, seg.end))
        out.append(seg)
    return out


def _cluster(values: Iterable[float], tol: float) -> list[float]:
    groups: list[list[float]] = []
    for value in sorted(values):
        if groups and value - groups[-1][-1] <= tol:
            groups[-1].append(value)
        else:
            groups.append([value])
    return [sum(g) / len(g) for g in groups]


def _crosses(h: Segment, v: Segment, tol: float) -> bool:
    return h.start - tol <= v.at <= h.end + tol and v.start - tol <= h.at <= v.end + tol


def _components(hs: Sequence[Segment], vs: Sequence[Segment], tol: float) -> list[tuple[list[Segment], list[Segment]]]:
    """Sets of rules that hang together by crossing."""
    parent = list(range(len(hs) + len(vs)))

    def find(i: int) -> int:
        while parent[i] != i:
            parent[i] = parent[parent[i]]
            i = parent[i]
        return i

    for i, h in enumerate(hs):
        for j, v in enumerate(vs):
            if _crosses(h, v, tol):
                parent[find(i)] = find(len(hs) + j)
    groups: dict[int, tuple[list[Segment], list[Segment]]] = {}
    for i, seg in enumerate([*hs, *vs]):
        group = groups.setdefault(find(i), ([], []))
        group[0 if i < len(hs) else 1].append(seg)
    return list(groups.values())


def _covered(segments: Sequence[Segment], at: float, start: float, end: float, tol: float) -> bool:
    """Whether rules at ``at`` cover most of [start, end]."""
    total = 0.0
    for seg in segments:
        if abs(seg.at - at) <= tol:
            total += max(0.0, min(seg.end, end) - max(seg.start, start))
    return total >= 0.55 * (end - start)


def build_grids(hs: Iterable[Segment], vs: Iterable[Segment], *, tol: float, min_size: float) -> tuple[RuledGrid, ...]:
    """Tables from horizontal and vertical rules, top to bottom.

    ``tol`` joins edges; ``min_size`` is the least row height and column width (about one line of text). A table has at
    least two columns and two vertical rules; lone strokes (letterhead, underlines, frames) make none. Where the
    vertical rules run on above the first or below the last horizontal one, the row there is open (cut by the page);
    three or more vertical rules of one height without any horizontal one are a row that fills the page.
    """
    h_all = merge_segments(hs, tol, 3 * tol)
    v_all = merge_segments(vs, tol, 3 * tol)
    grids = []
    alone: list[Segment] = []
    for h_own, v_own in _components(h_all, v_all, 2 * tol):
        if not h_own:
            alone.extend(v_own)
        elif len(v_own) >= 2:
            grid = _grid(h_own, v_own, tol, min_size)
            if grid is not None:
                grids.append(grid)
    whole = _open_row(alone, tol, min_size)
    if whole is not None:
        grids.append(whole)
    return tuple(sorted(grids, key=lambda g: (g.ys[0], g.xs[0])))


def _open_row(vs: Sequence[Segment], tol: float, min_size: float) -> RuledGrid | None:
    """The row between vertical rules that no horizontal one crosses, if they are at least three of one height."""
    tall = [v for v in vs if v.length >= 3 * min_size]
    if not tall:
        return None
    longest = max(tall, key=lambda v: v.length)
    like = [v for v in tall if abs(v.start - longest.start) <= 4 * tol and abs(v.end - longest.end) <= 4 * tol]
    xs = [v.at for v in sorted(like, key=lambda v: v.at)]
    if len(xs) < 3 or min(b - a for a, b in pairwise(xs)) < min_size:
        return None
    top, bottom = min(v.start for v in like), max(v.end for v in like)
    cells = tuple(RuledCell(0, i, 1, 1, (a, top, b, bottom), True, True) for i, (a, b) in enumerate(pairwise(xs)))
    return RuledGrid(tuple(xs), (top, bottom), cells)


def _edges(
    segments: Sequence[Segment], across: Sequence[Segment], tol: float, min_size: float
) -> tuple[list[float], bool, bool]:
    """Edge positions along one axis, with an open edge added where the crossing rules run on beyond the last one."""
    edges = _cluster((s.at for s in segments), 2 * tol)
    first = min(s.start for s in across)
    last = max(s.end for s in across)
    # Rules may be interrupted (by a row that is one wide cell), so positions count, not segments.
    enough = max(2, 0.6 * len(_cluster((s.at for s in across), 2 * tol)))
    lead = sum(s.start <= edges[0] - min_size for s in across) >= enough
    tail = sum(s.end >= edges[-1] + min_size for s in across) >= enough
    if lead:
        edges.insert(0, first)
    if tail:
        edges.append(last)
    return edges, lead, tail


def _grid(hs: Sequence[Segment], vs: Sequence[Segment], tol: float, min_size: float) -> RuledGrid | None:
    xs, _, _ = _edges(vs, hs, tol, min_size)
    ys, open_top, open_bottom = _edges(hs, vs, tol, min_size)
    xs = [x for i, x in enumerate(xs) if i == 0 or x - xs[i - 1] >= 0.4 * min_size]
    ys = [y for i, y in enumerate(ys) if i == 0 or y - ys[i - 1] >= 0.4 * min_size]
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    if n_cols < 2 or n_rows < 1:
        return None
    cells = _cells(xs, ys, hs, vs, tol)
    if len(cells) < 2:
        return None
    last = n_rows - 1
    ruled = tuple(
        RuledCell(
            r,
            c,
            rs,
            cs,
            (xs[c], ys[r], xs[c + cs], ys[r + rs]),
            open_top and r == 0,
            open_bottom and r + rs - 1 == last,
        )
        for r, c, rs, cs in cells
    )
    return RuledGrid(tuple(xs), tuple(ys), ruled)


def _cells(
    xs: Sequence[float], ys: Sequence[float], hs: Sequence[Segment], vs: Sequence[Segment], tol: float
) -> list[tuple[int, int, int, int]]:
    """(row, col, row_span, col_span) of every cell: elementary cells joined where the rule between them is missing,
    as long as the union is a rectangle."""
    n_rows, n_cols = len(ys) - 1, len(xs) - 1
    right = [
        [c + 1 == n_cols or _covered(vs, xs[c + 1], ys[r], ys[r + 1], 2 * tol) for c in range(n_cols)]
        for r in range(n_rows)
    ]
    below = [
        [r + 1 == n_rows or _covered(hs, ys[r + 1], xs[c], xs[c + 1], 2 * tol) for c in range(n_cols)]
        for r in range(n_rows)
    ]
    taken = [[False] * n_cols for _ in range(n_rows)]
    out = []
    for r in range(n_rows):
        for c in range(n_cols):
            if taken[r][c]:
                continue
            width = 1
            while not right[r][c + width - 1] and not taken[r][c + width]:
                width += 1
            height = 1
            while r + height < n_rows and all(
                not below[r + height - 1][k]
                and not taken[r + height][k]
                and (k == c + width - 1 or not right[r + height][k])
                for k in range(c, c + width)
            ):
                height += 1
            for i in range(r, r + height):
                for k in range(c, c + width):
                    taken[i][k] = True
            out.append((r, c, height, width))
    return out


# --- rules on scans -------------------------------------------------------------------------------


def rule_mask(gray: Gray, dpi: float) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Masks (255 = rule) of the horizontal and the vertical rules of a grey page image.

    A rule is a straight run of ink at least 0.3 inch long (longer than any letter of body text is high). The local
    threshold copes with uneven light; short gaps of broken or dotted rules are closed first.
    """
    block = max(15, int(dpi / 10)) | 1
    ink = cv2.adaptiveThreshold(gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, block, 12)
    run = max(20, int(0.3 * dpi))
    close = max(3, int(dpi / 60))
    masks = []
    for shape in ((run, 1), (1, run)):
        gap = (close, 1) if shape[0] > 1 else (1, close)
        closed = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, gap))
        mask = cv2.morphologyEx(closed, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, shape))
        masks.append(mask.astype(np.uint8))
    return masks[0], masks[1]


def find_segments(gray: Gray, dpi: float) -> tuple[list[Segment], list[Segment]]:
    """Horizontal and vertical rules of a grey page image, in pixels (rows and columns of the image)."""
    horizontal, vertical = rule_mask(gray, dpi)
    out: list[list[Segment]] = []
    thick = dpi / 12  # a thicker bar is a picture or a stamp's rim, not a rule
    for mask, along_x in ((horizontal, True), (vertical, False)):
        spread = max(3, int(dpi / 75)) | 1
        size = (spread, 3) if along_x else (3, spread)
        joined = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        count, _, stats, centres = cv2.connectedComponentsWithStats(joined)
        found = []
        for i in range(1, count):
            x, y, w, h, _ = (int(v) for v in stats[i])
            cx, cy = (float(v) for v in centres[i])
            if along_x and h <= max(thick, 0.02 * w):
                found.append(Segment(cy, x + spread / 2, x + w - spread / 2))
            elif not along_x and w <= max(thick, 0.02 * h):
                found.append(Segment(cx, y + spread / 2, y + h - spread / 2))
        out.append(found)
    return out[0], out[1]
