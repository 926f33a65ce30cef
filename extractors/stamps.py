"""Seals, signatures and incoming-mail stamps on page images: found, kept apart, and taken out of the text's way.

Three ways, by what the image can tell:

* Colour: the ink of a stamp is coloured, that of text black. Coloured spots as large as a stamp are looked at through
  their own colour, where they are as bright as paper and the text below stays dark.
* Grey: the rim of a round seal is lighter than text; what is lighter than text inside the circle is whitened.
* Black and white: text inside the circle stays only where a line of text enters it from outside, as far as the line
  reaches (signature blocks are centred, so a line reaches as far left of its axis as right).

Sizes are measured on scans (round seals 35 to 42 mm across), with room for smaller seals and a wrong scale. All boxes
are pixels of the image that was given, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.grid import Segment
from normalizers.text import fold

Gray = NDArray[np.uint8]
Colour = NDArray[np.uint8]
Mask = NDArray[np.bool_]
PixelBox = tuple[int, int, int, int]

_SEAL_RADIUS_MM = (11.0, 26.0)
_STAMP_MM = 13.0
"""A coloured spot as wide and as high as this is a stamp or a signature; a line of text is lower."""
_FRAME_MM = ((24.0, 90.0), (8.0, 42.0))  # width and height of a framed stamp
_CHROMA = 36  # levels between the strongest and the weakest channel of coloured ink, on white-balanced paper
_INK = 200  # weakest channel below which a point of white-balanced paper holds ink of any colour
_LINE_MM = 6.3  # a stroke this high is no letter
_COVERED_MM = 4.0  # over how long a stretch other ink may hide the stroke of a signature
_UNDER = 0.72  # share of the ink's own brightness (in its strongest channel) below which black lies under it
_TEXT_SHARE = 0.015  # of the page: a seal and two signatures cover less, the text of a page more
_UNDER_SEAL_MM = 9.0  # how far a line is followed under a seal when no other line says where its middle is
_SLACK_MM = 3.0  # lines are centred by hand
_RIM = 0.8
"""Share of a circle that must show ink. Measured on 40 pages: rims of seals 0.90 to 1.0 (broken ones 0.83), the best
circle through text 0.66."""

_INCOMING = frozenset("đến giờ ngày số chuyển lưu công văn kính".split())
_INCOMING_KEYS = frozenset(fold(w) for w in _INCOMING)


@dataclass(frozen=True, slots=True)
class Seal:
    """A round seal: centre and radius of its outer rim in pixels."""

    x: float
    y: float
    radius: float

    @property
    def box(self) -> PixelBox:
        """The box around the rim."""
        return (
            round(self.x - self.radius),
            round(self.y - self.radius),
            round(self.x + self.radius) + 1,
            round(self.y + self.radius) + 1,
        )


@dataclass(frozen=True, slots=True)
class StampSpot:
    """Where a coloured stamp, seal or signature stands, and its own ink (grey on white)."""

    box: PixelBox
    pixels: Gray


def clip(box: PixelBox, shape: tuple[int, ...]) -> PixelBox:
    """The part of a box that lies on an image of this shape (rows, columns)."""
    return max(0, box[0]), max(0, box[1]), min(shape[1], box[2]), min(shape[0], box[3])


# --- coloured ink -----------------------------------------------------------------------------------


def balanced(colour: Colour) -> Colour:
    """The picture with its paper made white: each channel stretched so that its bright part is 255."""
    paper = np.percentile(colour[::7, ::7].reshape(-1, 3), 75, axis=0)
    scale = 255.0 / np.maximum(np.asarray(paper, dtype=np.float64), 60.0)
    table = np.clip(np.arange(256)[:, None] * scale[None, :], 0, 255).astype(np.uint8)
    return np.dstack([cv2.LUT(np.ascontiguousarray(colour[..., c]), table[:, c].copy()) for c in range(3)])


def lift_colour(colour: Colour, gray: Gray, dpi: float) -> tuple[Gray, tuple[StampSpot, ...]]:
    """The grey page without coloured stamps and signatures, and what was taken away.

    ``colour`` and ``gray`` show the same page (h x w x 3 and h x w). Coloured lines of text stay as they are, also
    where they run into a seal: a spot counts only when it is round or at least 13 mm wide and high. A page whose text
    itself is coloured stays untouched.
    """
    mm = dpi / 25.4
    white = balanced(colour)
    red, green, blue = cv2.split(white)
    low, high = np.minimum(np.minimum(red, green), blue), np.maximum(np.maximum(red, green), blue)
    chroma = high - low
    inked = np.asarray(chroma >= _CHROMA)
    dark = low < 140
    coloured = np.count_nonzero(inked & dark)
    if not coloured or coloured > max(0.5 * np.count_nonzero(dark), _TEXT_SHARE * dark.size):
        return gray, ()
    out = gray.copy()
    spots: list[StampSpot] = []
    reddish = np.asarray(red >= blue)  # a blue signature over a red seal is another spot
    found: list[tuple[PixelBox, Mask]] = []
    other = np.asarray(low < _INK)
    seals: list[tuple[PixelBox, Mask]] = []
    for ink in (inked & reddish, inked & ~reddish):
        for seal, _ in seals:
            found.extend(_crossing_strokes(ink, other, seal, mm))
        seals = _coloured_seals(ink, gray, dpi)
        found.extend([*seals, *_coloured_spots(ink, mm)])
    for box, own in found:
        x0, y0, x1, y1 = box
        near = cv2.dilate(own.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        through = high[y0:y1, x0:x1]  # as bright as paper where only the stamp's ink is, dark where text lies under it
        part = out[y0:y1, x0:x1]
        level = _UNDER * float(np.median(through[own])) if own.any() else 255.0
        part[near] = np.where(through[near] > level, 255, through[near])
        alone = np.full(own.shape, 255, np.uint8)
        alone[near] = gray[y0:y1, x0:x1][near]
        spots.append(StampSpot(box, alone))
    return (out, tuple(spots)) if spots else (gray, ())


def _coloured_seals(inked: NDArray[np.bool_], gray: Gray, dpi: float) -> list[tuple[PixelBox, Mask]]:
    """The coloured ink of round seals: box and mask of each. It is taken out of ``inked``."""
    layer = np.where(inked, np.minimum(gray, 120), 255).astype(np.uint8)
    out = []
    for seal in find_seals(layer, dpi):
        kept = _keep_lines(layer, seal, dpi / 25.4)
        x0, y0, x1, y1 = clip(seal.box, gray.shape)
        pad = round(1.5 * dpi / 25.4)
        box = clip((x0 - pad, y0 - pad, x1 + pad, y1 + pad), gray.shape)
        view = np.s_[box[1] : box[3], box[0] : box[2]]
        own = inked[view] & (kept[view] == 255)
        inked[view] &= ~own
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        if rows.size:
            top, left, bottom, right = rows[0], columns[0], rows[-1] + 1, columns[-1] + 1
            tight = (box[0] + int(left), box[1] + int(top), box[0] + int(right), box[1] + int(bottom))
            out.append((tight, np.ascontiguousarray(own[top:bottom, left:right])))
    return out


def _crossing_strokes(inked: Mask, other: Mask, seal: PixelBox, mm: float) -> list[tuple[PixelBox, Mask]]:
    """A signature over a seal of another colour: box and mask of each piece. They are taken out of ``inked``.

    Rules, letters and the seal itself lie over the stroke and cut it into pieces, each too small for a signature. It
    goes on below them, so pieces that are joined by ``other`` (ink of any colour) are one. One of them is higher than a
    line of text: coloured names and titles in a seal stay.
    """
    grow = max(seal[2] - seal[0], seal[3] - seal[1]) // 2
    x0, y0, x1, y1 = clip((seal[0] - grow, seal[1] - grow, seal[2] + grow, seal[3] + grow), inked.shape)
    ink = inked[y0:y1, x0:x1].astype(np.uint8)
    near, far = (np.ones((n, n), np.uint8) for n in (max(3, round(size * mm)) | 1 for size in (0.9, _COVERED_MM)))
    pieces = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, near)
    whole = pieces | (cv2.dilate(ink, far) & other[y0:y1, x0:x1].astype(np.uint8))
    _, labels = cv2.connectedComponents(whole)
    _, own, stats, _ = cv2.connectedComponentsWithStats(pieces)
    found = set()
    for i in range(1, len(stats)):
        x, y, w, h, _ = (int(v) for v in stats[i])
        inside = _overlap((x0 + x, y0 + y, x0 + x + w, y0 + y + h), seal)
        if inside and _LINE_MM * mm <= h <= 40 * mm and w <= 80 * mm:
            found.add(int(labels[y : y + h, x : x + w][own[y : y + h, x : x + w] == i][0]))
    out = []
    for i in sorted(found):
        mask = (labels == i) & (ink > 0)
        inked[y0:y1, x0:x1] &= ~mask
        x, y, w, h = cv2.boundingRect(mask.astype(np.uint8))
        out.append(((x0 + x, y0 + y, x0 + x + w, y0 + y + h), np.ascontiguousarray(mask[y : y + h, x : x + w])))
    return out


def _coloured_spots(inked: NDArray[np.bool_], mm: float) -> list[tuple[PixelBox, Mask]]:
    """The coloured ink of other stamps and of signatures: box and mask of each."""
    reach = max(3, round(0.9 * mm)) | 1
    joined = cv2.morphologyEx(inked.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined)
    least = _STAMP_MM * mm
    out = []
    for i in range(1, count):
        x, y, w, h, area = (int(v) for v in stats[i])
        if w < least or h < 0.6 * least or max(w, h) < 1.3 * least or area < (2 * mm) ** 2:
            continue
        if w > 110 * mm or h > 110 * mm:
            continue  # a coloured ground or border, no stamp
        view = np.s_[y : y + h, x : x + w]
        own = np.asarray((labels[view] == i) & inked[view])
        if _is_frame(own, mm):
            own = np.asarray(inked[view])  # with the words in it
        out.append(((x, y, x + w, y + h), own))
    return out


def _is_frame(mask: Mask, mm: float) -> bool:
    """Whether a spot runs along at least three edges of its box."""
    band = max(2, round(2.0 * mm))
    edges = (mask[:band].any(axis=0), mask[-band:].any(axis=0), mask[:, :band].any(axis=1), mask[:, -band:].any(axis=1))
    return sum(float(edge.mean()) >= 0.6 for edge in edges) >= 3


# --- round seals ------------------------------------------------------------------------------------

_SEAL_DPI = 75.0
_ANGLES = np.linspace(0, 2 * np.pi, 360, endpoint=False)
_COS, _SIN = np.cos(_ANGLES), np.sin(_ANGLES)


def _rim_share(ink: NDArray[np.uint8], x: float, y: float, radius: float) -> float:
    """Share of the circle's angles at which ink lies within a pixel of it."""
    hit = np.zeros(len(_ANGLES), bool)
    for r in (radius - 1, radius, radius + 1):
        xs = np.rint(x + r * _COS).astype(int)
        ys = np.rint(y + r * _SIN).astype(int)
        inside = (xs >= 0) & (ys >= 0) & (xs < ink.shape[1]) & (ys < ink.shape[0])
        hit[inside] |= ink[ys[inside], xs[inside]] > 0
    return float(hit.mean())


def _fit(ink: NDArray[np.uint8], x: float, y: float, radius: float) -> tuple[float, float, float, float]:
    """The circle near (x, y, radius) with the most ink on it: (share, x, y, radius)."""
    best = (_rim_share(ink, x, y, radius), x, y, radius)
    for step in (4, 2, 1):
        for _ in range(6):
            share, x, y, radius = best
            around = product((-step, 0, step), repeat=3)
            found = max((_rim_share(ink, x + a, y + b, radius + c), x + a, y + b, radius + c) for a, b, c in around)
            if found[0] <= share:
                break
            best = found
    return best


def find_seals(gray: Gray, dpi: float) -> tuple[Seal, ...]:
    """Round seals whose rim is mostly there, the outer rim of each. Works on a copy at 75 dots an inch."""
    factor = min(1.0, _SEAL_DPI / dpi)
    mm = dpi * factor / 25.4
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = np.asarray(
        cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 12), dtype=np.uint8
    )
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    arcs = (height >= 5 * mm) & (width >= 3 * mm) & (height <= 60 * mm)  # higher than a line of text
    arcs[0] = False
    if not arcs.any():
        return ()
    drawn = np.where(arcs[labels], 0, 255).astype(np.uint8)
    low, high = (r * mm for r in _SEAL_RADIUS_MM)
    found = cv2.HoughCircles(
        cv2.GaussianBlur(drawn, (3, 3), 0),
        cv2.HOUGH_GRADIENT,
        dp=1.5,
        minDist=3 * mm,
        param1=120,
        param2=22,
        minRadius=int(low),
        maxRadius=int(high),
    )
    if found is None:
        return ()
    fits = [_fit(ink, float(x), float(y), float(r)) for x, y, r in found.reshape(-1, 3)[:16]]
    seals: list[tuple[float, float, float, float]] = []
    for share, x, y, r in sorted(fits, key=lambda f: -f[3]):
        if share < _RIM or not low <= r <= high:
            continue
        aside = np.mean([_rim_share(ink, x, y, r + d * mm) for d in (-2.4, -1.7, 1.7, 2.4)])
        if share - aside < 0.2:
            continue  # as much ink beside the circle as on it: text, not a rim
        if all(np.hypot(x - a, y - b) > max(r, c) for _, a, b, c in seals):
            # The circle found may be an inner one, and a rim may be thick or not quite round.
            rims = [q for q in np.arange(r + 1, high) if _rim_share(ink, x, y, q) >= _RIM]
            outer = max([r, *map(float, rims)])
            while outer < high and _rim_share(ink, x, y, outer + 1) >= 0.5:
                outer += 1
            seals.append((share, x, y, outer))
    return tuple(Seal(x / factor, y / factor, r / factor) for _, x, y, r in sorted(seals, key=lambda s: (s[2], s[1])))


def lift_seal(gray: Gray, seal: Seal, dpi: float) -> Gray:
    """The page without the ink of a round seal and of the signature over it; text under it stays as far as it can be
    told apart."""
    mm = dpi / 25.4
    rim = _ring_level(gray, seal, mm)
    text = _text_level(gray)
    if rim - text >= 45:
        return _whiten_light(gray, seal, (rim + text) / 2, mm)
    return _keep_lines(gray, seal, mm)


def _disc(shape: tuple[int, ...], seal: Seal, reach: float) -> tuple[PixelBox, Mask]:
    """The box around a disc (clipped to the page) and the disc within it."""
    r = seal.radius + reach
    x0, y0, x1, y1 = clip((int(seal.x - r) - 1, int(seal.y - r) - 1, int(seal.x + r) + 2, int(seal.y + r) + 2), shape)
    ys, xs = np.ogrid[y0:y1, x0:x1]
    return (x0, y0, x1, y1), np.asarray((xs - seal.x) ** 2 + (ys - seal.y) ** 2 <= r * r)


def _ring_level(gray: Gray, seal: Seal, mm: float) -> float:
    """How bright the rim of the seal is: the median of its ink."""
    (x0, y0, x1, y1), outer = _disc(gray.shape, seal, 0.5 * mm)
    ys, xs = np.ogrid[y0:y1, x0:x1]
    ring = outer & np.asarray((xs - seal.x) ** 2 + (ys - seal.y) ** 2 >= (seal.radius - 0.8 * mm) ** 2)
    part = gray[y0:y1, x0:x1]
    ink = part[ring & (part < 200)]
    return float(np.median(ink)) if ink.size else 255.0


def _text_level(gray: Gray) -> float:
    """How dark the text of the page is."""
    ink = gray[::3, ::3]
    ink = ink[ink < 160]
    return float(np.percentile(ink, 30)) if ink.size else 0.0


def _whiten_light(gray: Gray, seal: Seal, level: float, mm: float) -> Gray:
    (x0, y0, x1, y1), disc = _disc(gray.shape, seal, 1.0 * mm)
    out = gray.copy()
    part = out[y0:y1, x0:x1]
    dark = (part < level).astype(np.uint8)
    text = cv2.dilate(dark, np.ones((3, 3), np.uint8)) > 0  # with its soft edges
    part[disc & ~text] = 255
    return out


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of text near a seal, pixels."""

    x0: int
    y0: int
    x1: int
    y1: int


def _lines_around(gray: Gray, seal: Seal, mm: float) -> tuple[list[_Line], NDArray[np.int32], NDArray[np.int32]]:
    """Lines of text outside the disc but near it, with the labels and the box sizes of the ink spots."""
    ink = (gray < 128).astype(np.uint8)
    (x0, y0, x1, y1), disc = _disc(gray.shape, seal, 0.6 * mm)
    ink[y0:y1, x0:x1][disc] = 0
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    width, height = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
    glyph = (height <= 6.5 * mm) & (width <= 18 * mm) & ((height >= 0.8 * mm) | (width >= 0.8 * mm))
    glyph[0] = False
    mask = glyph[labels].astype(np.uint8)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((1, round(3.2 * mm) | 1), np.uint8))
    joined = cv2.morphologyEx(joined, cv2.MORPH_CLOSE, np.ones((max(1, round(0.5 * mm)) | 1, 1), np.uint8))
    _, _, found, _ = cv2.connectedComponentsWithStats(joined)
    lines = []
    for x, y, w, h, _ in (tuple(int(v) for v in row) for row in found[1:]):
        near = abs(y + h / 2 - seal.y) <= 2.6 * seal.radius and seal.x - 3 * seal.radius <= x + w / 2
        if near and x + w / 2 <= seal.x + 4 * seal.radius and 1.8 * mm <= h <= 8 * mm and w >= 3 * mm:
            lines.append(_Line(x, y, x + w, y + h))
    return lines, np.asarray(labels, dtype=np.int32), np.asarray(stats, dtype=np.int32)


def _keep_lines(gray: Gray, seal: Seal, mm: float) -> Gray:
    """Black and white: whiten the disc but for the lines of text that enter it, and large strokes (a signature)
    beside it outside every line of text."""
    lines, labels, stats = _lines_around(gray, seal, mm)
    reach = 0.8 * mm
    axis = _axis(lines, seal, mm)
    out = gray.copy()
    (x0, y0, x1, y1), disc = _disc(gray.shape, seal, reach)
    keep = np.zeros(disc.shape, bool)
    kept: list[_Line] = []
    for line in lines:
        kept.append(line)
        left, right = _entered(line, lines, seal, reach, axis, mm) or (line.x0, line.x1)
        top, bottom = max(0, line.y0 - y0 - round(0.4 * mm)), max(0, line.y1 - y0 + round(0.4 * mm))
        keep[top:bottom, max(0, int(left) - x0) : max(0, int(right) - x0 + 1)] = True
    part = out[y0:y1, x0:x1]
    part[disc & ~keep] = 255
    letters = np.zeros(disc.shape, bool)
    near = round(1.5 * mm)
    for line in lines:
        rows = np.s_[max(0, line.y0 - y0) : max(0, line.y1 - y0)]
        letters[rows, max(0, line.x0 - x0 - near) : max(0, line.x1 - x0 + near)] = True
    _whiten_arcs(part, disc & ~letters, (x0, y0), seal, mm)
    _whiten_strokes(out, seal, labels, stats, kept, mm)
    return out


def _whiten_arcs(part: Gray, disc: Mask, corner: tuple[int, int], seal: Seal, mm: float) -> None:
    """Take pieces of the rim away that no letter hangs on; ``disc`` leaves out where letters are known to stand."""
    _, labels, stats, _ = cv2.connectedComponentsWithStats((part < 128).astype(np.uint8))
    ys, xs = np.ogrid[: part.shape[0], : part.shape[1]]
    distance = np.hypot(xs + corner[0] - seal.x, ys + corner[1] - seal.y)
    rim = disc & (np.abs(distance - seal.radius + 0.4 * mm) <= 1.3 * mm)
    on_rim = np.bincount(labels[rim], minlength=len(stats))
    arcs = on_rim >= 0.75 * stats[:, cv2.CC_STAT_AREA]
    arcs[0] = False
    part[arcs[labels]] = 255


def _entered(
    line: _Line, lines: Sequence[_Line], seal: Seal, reach: float, axis: float | None, mm: float
) -> tuple[float, float] | None:
    """From where to where a line of text runs through the disc, None when it does not enter it."""
    radius = seal.radius + reach
    heights = [min(radius, abs(y - seal.y)) for y in (line.y0, (line.y0 + line.y1) / 2, line.y1)]
    if abs((line.y0 + line.y1) / 2 - seal.y) > radius + 1.0 * mm:
        return None
    halves = [float(np.sqrt(radius**2 - h * h)) for h in heights]
    narrow, wide = min(halves) - 2.5 * mm, max(halves) + 4.0 * mm
    from_right = narrow <= line.x0 - seal.x <= wide
    from_left = narrow <= seal.x - line.x1 <= wide
    across = [o for o in lines if min(o.y1, line.y1) - max(o.y0, line.y0) > 0.5 * (line.y1 - line.y0)]
    if from_right:
        if any(narrow <= seal.x - o.x1 <= wide for o in across):
            return seal.x - radius, seal.x + radius  # running text on both sides: all of the line stays
        inner = seal.x + max(halves) - _UNDER_SEAL_MM * mm if axis is None else 2 * axis - line.x1 - _SLACK_MM * mm
        return min(line.x0, inner), seal.x + radius
    if from_left:
        if any(narrow <= o.x0 - seal.x <= wide for o in across):
            return seal.x - radius, seal.x + radius
        inner = seal.x - max(halves) + _UNDER_SEAL_MM * mm if axis is None else 2 * axis - line.x0 + _SLACK_MM * mm
        return seal.x - radius, max(line.x1, inner)
    return None


def _axis(lines: Sequence[_Line], seal: Seal, mm: float) -> float | None:
    """The middle of the signature block: that of the nearest line above or below the seal that is clear of it."""
    clear = [
        line
        for line in lines
        if abs((line.y0 + line.y1) / 2 - seal.y) >= seal.radius - 1.0 * mm
        and seal.x - 0.7 * seal.radius <= (line.x0 + line.x1) / 2 <= seal.x + 2.6 * seal.radius
        and line.x1 - line.x0 >= 12 * mm
    ]
    if not clear:
        return None
    nearest = min(clear, key=lambda line: (abs((line.y0 + line.y1) / 2 - seal.y), line.x0))
    return (nearest.x0 + nearest.x1) / 2


def _whiten_strokes(
    out: Gray, seal: Seal, labels: NDArray[np.int32], stats: NDArray[np.int32], bands: Sequence[_Line], mm: float
) -> None:
    """Take a handwritten signature beside the seal away: spots larger than letters, but for what lies in lines."""
    reach = 3.2 * seal.radius
    for i in range(1, len(stats)):
        x, y, w, h, area = (int(v) for v in stats[i])
        if not (h > 6.5 * mm or w > 18 * mm) or area > 0.3 * w * h or w > 80 * mm or h > 40 * mm:
            continue
        if abs(x + w / 2 - seal.x) > reach or abs(y + h / 2 - seal.y) > 1.3 * seal.radius:
            continue
        own = labels[y : y + h, x : x + w] == i
        for band in bands:
            if band.x1 + 16 * mm > x and band.x0 - 3 * mm < x + w:
                top, bottom = max(0, band.y0 - y), max(0, band.y1 - y + 1)
                # A letter that the signature touches belongs to its spot, so a line may go on where it seems to end.
                own[top:bottom, max(0, band.x0 - x - round(3 * mm)) : max(0, band.x1 - x + round(16 * mm))] = False
        out[y : y + h, x : x + w][own] = 255


# --- framed stamps ----------------------------------------------------------------------------------


def find_frames(horizontals: Sequence[Segment], verticals: Sequence[Segment], dpi: float) -> tuple[PixelBox, ...]:
    """Boxes of small ruled frames, as incoming-mail stamps have: two rules of like ends, and at least one side.

    The rules are those of :func:`extractors.grid.find_segments`. A frame inside another is left out.
    """
    mm = dpi / 25.4
    w_low, w_high = (v * mm for v in _FRAME_MM[0])
    h_low, h_high = (v * mm for v in _FRAME_MM[1])
    rules = sorted((s for s in horizontals if w_low <= s.length <= w_high), key=lambda s: s.at)
    frames: list[PixelBox] = []
    for i, top in enumerate(rules):
        for bottom in reversed(rules[i + 1 :]):
            height = bottom.at - top.at
            if not h_low <= height <= h_high:
                continue
            if min(abs(top.start - bottom.start), abs(top.end - bottom.end)) > 4 * mm:
                continue
            left, right = min(top.start, bottom.start), max(top.end, bottom.end)
            sides = [
                v
                for v in verticals
                if min(abs(v.at - left), abs(v.at - right)) <= 3.5 * mm
                and min(v.end, bottom.at) - max(v.start, top.at) >= 0.6 * height
            ]
            if not sides or right - left > w_high:
                continue
            box = (
                round(min(left, *(v.at for v in sides))),
                round(min(v.start if v.start > top.at - 10 * mm else top.at for v in sides)),
                round(max(right, *(v.at for v in sides))),
                round(bottom.at),
            )
            if not any(_overlap(box, other) for other in frames):
                frames.append(box)
            break
    return tuple(frames)


def _overlap(a: PixelBox, b: PixelBox) -> bool:
    return min(a[2], b[2]) > max(a[0], b[0]) and min(a[3], b[3]) > max(a[1], b[1])


def is_incoming_stamp(words: Sequence[str]) -> bool:
    """Whether the words in a frame are those of an incoming-mail stamp ("ĐẾN Số: ... Ngày: ... Chuyển: ...")."""
    keys = {m for w in words for m in re.findall("[a-z]+", fold(w))}
    found = _INCOMING_KEYS & keys
    return len(found) >= 2 and bool(found & {"den", "gio", "ngay", "chuyen"})
