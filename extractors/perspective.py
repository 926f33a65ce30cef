"""Photographed pages: how far a page image is from a view straight from above, and the map that mends it.

On a page, text lines and horizontal rules are parallel, and so are vertical rules, margins and the edges of the
paper. A camera that is not level makes either family of lines meet in a vanishing point. Both points are fitted to the
lines found; they give the homography that makes the lines parallel again (Hartley and Zisserman, Multiple View
Geometry, 2nd ed., section 2.7). The ratio of width to height stays as it is in the middle of the picture: the lines do
not tell it.

Coordinates here are centred on the image, in units of half its longer side, y downwards.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.image import Gray, PageImage, Transform

LEAST_RULED = 0.25
"""Degrees of :attr:`Perspective.distortion` from which a page with tables is mended: below, a crop of a cell holds no
piece of its rules. Measured: flat-bed scans of tables 0.01 to 0.10, photographs of them 0.12 to 0.64."""

LEAST_UNRULED = 1.5
"""The same for a page without: Tesseract reads text lines that lean so much, and lines of text tell less than rules.
Measured: flat-bed scans of text 0.00 to 0.77 (paper that was bent, a letterhead that is not level)."""

_DPI = 100  # of the copy that is measured: fine enough for text lines, and averaging the pixels takes the noise away
_STEEPEST = 12.0  # degrees off its axis that a line may lean; steeper ones are of a drawing, or of the desk
_FARTHEST = 0.45  # of 1 / distance of a vanishing point: nearer, and the far edge is enlarged more than twice
_LOOSE = math.radians(0.5)  # a line that leans more than this off its family tells nothing


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line of the page: the middle (x, y) of what was seen of it, its lean off its axis (dy/dx of a line
    across the page, dx/dy of one down the page), its length, and whether it is drawn (a rule, an edge of the paper)."""

    x: float
    y: float
    lean: float
    length: float
    rule: bool = False


@dataclass(frozen=True, slots=True)
class Perspective:
    """The vanishing points (1, ``across_lean``, ``across_pull``) of the lines across the page, and
    (``down_lean``, 1, ``down_pull``) of those down the page.

    A pull is 0 where the lines are parallel. ``ruled`` tells whether the rules of a table are among the lines.
    """

    across_lean: float
    across_pull: float
    down_lean: float
    down_pull: float
    ruled: bool

    @property
    def needs_mending(self) -> bool:
        """Whether a page seen so is better mended. Flat-bed scans are not, however much they are turned."""
        return self.distortion >= (LEAST_RULED if self.ruled else LEAST_UNRULED)

    @property
    def distortion(self) -> float:
        """By how many degrees lines of one family differ from one another within the page, or from a right angle to
        those of the other. A turn of the whole page is none."""
        fan = 2 * max(abs(self.across_pull), abs(self.down_pull))
        return math.degrees(max(fan, abs(self.across_lean + self.down_lean)))

    @property
    def skew(self) -> float:
        """Degrees by which the text lines in the middle run downwards to the right, as of a plain turn."""
        return round(math.degrees(math.atan(self.across_lean)), 2)

    def to_page(self) -> NDArray[np.float64]:
        """3 x 3 map from the page as it should be to the picture, both centred; the middle keeps place and scale."""
        return np.array(
            [
                [1.0, self.down_lean, 0.0],
                [self.across_lean, 1.0, 0.0],
                [self.across_pull, self.down_pull, 1.0],
            ]
        )


def measure_perspective(pixels: Gray, dpi: float) -> Perspective | None:
    """The perspective of a page image whose text runs left to right; None when the lines do not tell.

    It is measured twice, the second time on the copy mended by the first: text lines are found better on level ones.
    """
    factor = min(1.0, _DPI / dpi)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.uint8)
    first = _fit(*find_lines(small, dpi * factor))
    if first is None:
        return None
    half = max(small.shape) / 2
    to_picture = _in_pixels(first.to_page(), small.shape, half)
    height, width = small.shape
    mended = cv2.warpPerspective(
        small,
        to_picture,
        (width, height),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
    second = _fit(*find_lines(mended.astype(np.uint8), dpi * factor))
    if second is None:
        return first
    both = first.to_page() @ second.to_page()
    across, down = both[:, 0] / both[0, 0], both[:, 1] / both[1, 1]
    if abs(across[2]) + abs(down[2]) > _FARTHEST:
        return None
    return Perspective(float(across[1]), float(across[2]), float(down[0]), float(down[2]), second.ruled)


def rectify(page: PageImage, seen: Perspective) -> PageImage:
    """The page as seen straight from above, with its map back to the points of the page as displayed.

    Nothing is cut off: the new image holds all of the old one, on white. The lines of ``seen`` are level in it.
    """
    height, width = page.pixels.shape
    to_picture = Transform.projective(_in_pixels(seen.to_page(), (height, width), max(height, width) / 2))
    around = to_picture.inverse().box(0, 0, width, height)
    # Twice the pixels at most: a strong perspective would else enlarge the far edge without end.
    scale = min(1.0, math.sqrt(2 * width * height / ((around.x1 - around.x0) * (around.y1 - around.y0))))
    back = Transform.scale(1 / scale).then(Transform.translate(around.x0, around.y0)).then(to_picture)
    size = (math.ceil((around.x1 - around.x0) * scale), math.ceil((around.y1 - around.y0) * scale))
    middles = Transform.translate(0.5, 0.5).then(back).then(Transform.translate(-0.5, -0.5))  # OpenCV counts from them
    pixels = cv2.warpPerspective(
        page.pixels,
        middles.matrix,
        size,
        flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=255,
    )
    return PageImage(
        pixels.astype(np.uint8), page.dpi * scale, page.width_pt, page.height_pt, back.then(page.to_points)
    )


def _in_pixels(centred: NDArray[np.float64], shape: tuple[int, ...], half: float) -> NDArray[np.float64]:
    """A centred map as one of pixels."""
    cx, cy = shape[1] / 2, shape[0] / 2
    out = np.array([[half, 0, cx], [0, half, cy], [0, 0, 1]]) @ centred
    return np.asarray(out @ np.array([[1 / half, 0, -cx / half], [0, 1 / half, -cy / half], [0, 0, 1]]))


# --- the lines of a page ----------------------------------------------------------------------------------------------


def find_lines(small: Gray, dpi: float) -> tuple[list[Line], list[Line]]:
    """The lines across and down a page image of about 100 dots an inch: rules and paper edges, text lines, margins."""
    height, width = small.shape
    half = max(height, width) / 2
    across: list[Line] = []
    down: list[Line] = []
    steepest = math.tan(math.radians(_STEEPEST))
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)

    def add(x0: float, y0: float, x1: float, y1: float, rule: bool = False) -> None:
        dx, dy = x1 - x0, y1 - y0
        x, y = ((x0 + x1) / 2 - width / 2) / half, ((y0 + y1) / 2 - height / 2) / half
        length = math.hypot(dx, dy) / half
        if abs(dy) <= steepest * abs(dx):
            across.append(Line(x, y, dy / dx, length, rule))
        elif abs(dx) <= steepest * abs(dy):
            down.append(Line(x, y, dx / dy, length, rule))

    found = cv2.createLineSegmentDetector(cv2.LSD_REFINE_STD).detect(cv2.GaussianBlur(small, (3, 3), 0))[0]
    for x0, y0, x1, y1 in np.empty((0, 4)) if found is None else found.reshape(-1, 4).astype(float):
        if math.hypot(x1 - x0, y1 - y0) >= 0.6 * dpi:  # longer than any stroke of a letter
            add(x0, y0, x1, y1, rule=True)
            cv2.line(ink, (round(x0), round(y0)), (round(x1), round(y1)), 0, 5)
    text = _text_lines(ink.astype(np.uint8), dpi)
    for line in text:
        add(*line)
    for side in (0, 2):  # where the lines begin, and where they end if they are justified
        margin = _margin([(line[side], line[side + 1]) for line in text], 0.03 * dpi, 0.3 * height)
        if margin is not None:
            add(*margin)
    return across, down


def _text_lines(ink: NDArray[np.uint8], dpi: float) -> list[tuple[float, float, float, float]]:
    """Ends (x0, y0, x1, y1) of the text lines at least an inch long, pixels."""
    edge = max(4, int(0.02 * min(ink.shape)))
    ink = ink.copy()
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((1, round(0.12 * dpi)), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    lines = []
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        if w < dpi or h > 0.1 * dpi + 0.25 * w or area < 0.02 * dpi * w:
            continue
        own = (labels[y : y + h, x : x + w] == i) & (ink[y : y + h, x : x + w] > 0)
        rows, columns = np.nonzero(own)
        if len(rows) < 30:
            continue
        vx, vy, px, py = (
            float(v)
            for v in cv2.fitLine(
                np.column_stack([columns, rows]).astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01
            ).reshape(4)
        )
        if abs(vx) < 0.9:
            continue
        lean = vy / vx
        off = np.abs(rows - py - lean * (columns - px))
        if float(np.percentile(off, 95)) > 0.12 * dpi:
            continue  # two lines that touch, a figure
        left, right = float(columns.min()), float(columns.max())
        lines.append((x + left, y + py + lean * (left - px), x + right, y + py + lean * (right - px)))
    return lines


def _margin(
    ends: Sequence[tuple[float, float]], slack: float, least: float
) -> tuple[float, float, float, float] | None:
    """The straight line on which most of the ends of text lines stand."""
    best: list[tuple[float, float]] = []
    for (xa, ya), (xb, yb) in combinations(ends[:80], 2):
        if abs(yb - ya) < least or abs(xb - xa) > 0.25 * abs(yb - ya):
            continue
        lean = (xb - xa) / (yb - ya)
        own = [(x, y) for x, y in ends if abs(x - xa - lean * (y - ya)) <= slack]
        if len(own) > len(best):
            best = own
    if len(best) < max(5, 0.4 * len(ends)):
        return None
    xs, ys = np.array(best).T
    lean, at = (float(v) for v in np.polyfit(ys, xs, 1))
    return lean * float(ys.min()) + at, float(ys.min()), lean * float(ys.max()) + at, float(ys.max())


# --- the vanishing points ---------------------------------------------------------------------------------------------


def _fit(across: Sequence[Line], down: Sequence[Line]) -> Perspective | None:
    """Both vanishing points; one that its lines do not tell is that of lines parallel, and at a right angle to the
    others. None without lines across the page."""
    level = _vanishing([(line.x, line.y, line.lean, line.length) for line in across])
    if level is None:
        return None
    upright = _vanishing([(line.y, line.x, line.lean, line.length) for line in down]) or (-level[0], 0.0)
    if abs(level[1]) + abs(upright[1]) > _FARTHEST:
        return None
    ruled = _distinct([line.x for line in down if line.rule and line.length > 0.2]) >= 3
    ruled = ruled and _distinct([line.y for line in across if line.rule and line.length > 0.2]) >= 2
    return Perspective(level[0], level[1], upright[0], upright[1], ruled)


def _distinct(places: Sequence[float]) -> int:
    """How many places there are that lie apart (both edges of a rule are one, so are those of a frame)."""
    return sum(b - a > 0.04 for a, b in pairwise(sorted([-math.inf, *places])))


def _vanishing(lines: Sequence[tuple[float, float, float, float]]) -> tuple[float, float] | None:
    """(lean, pull) of the point in which lines (along, beside, lean, length) meet; None when too few agree.

    A line through the middle (u, v) towards the point (1, a, p) leans (a - p v) / (1 - p u), which is linear in a
    and p. The pair of lines that most others agree with starts a weighted least-squares fit.
    """
    if not lines:
        return None
    data = np.array(lines)
    u, v, lean, length = data.T
    weight = np.square(np.minimum(length, 0.6))
    rows = np.column_stack([np.ones_like(u), u * lean - v])

    def cost(guess: NDArray[np.float64]) -> float:
        return float((weight * np.minimum(np.abs(rows @ guess - lean), _LOOSE)).sum())

    strong = np.argsort(-weight, kind="stable")[:40]
    guesses = [np.array([lean[i], 0.0]) for i in strong]
    for i, j in combinations(strong, 2):
        if abs(rows[i, 1] - rows[j, 1]) > 0.2:
            guesses.append(np.linalg.solve(rows[[i, j]], lean[[i, j]]))
    best = min(guesses, key=cost)
    for _ in range(5):
        near = weight * (np.abs(rows @ best - lean) < _LOOSE)
        total = float(near.sum())
        if total < 0.5:
            return None
        spread = math.sqrt(float((near * np.square(v - (near * v).sum() / total)).sum()) / total)
        if spread < 0.15:
            best = np.array([float((near * (lean - best[1] * rows[:, 1])).sum()) / total, best[1]])
            break
        root = np.sqrt(near)
        best = np.linalg.lstsq(rows * root[:, None], lean * root, rcond=None)[0]
    return float(best[0]), float(best[1])
