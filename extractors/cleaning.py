"""What a scanner adds to a page image and a reader must not see: black borders and specks of dust."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

_BORDER_MM = 1.5  # a border is thicker than any rule or letter stroke
_BORDER_SHARE = 0.2  # of the edge it lies on
_SPECK_MM = 0.55  # the dot of an i in 12-point print is about 0.5 mm across
_ALONE_MM = 1.0  # a dot belongs to what is nearer than this


def without_borders(gray: Gray, dpi: float) -> Gray:
    """The page with the black bars along its edges (lid open, page askew on the glass) painted white.

    A bar is dark, touches an edge of the image along at least a fifth of that edge, and is thicker than a rule. Found
    on a copy at 50 dots an inch.
    """
    factor = min(1.0, 50 / dpi)
    mm = dpi * factor / 25.4
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    dark = (small < 110).astype(np.uint8)
    edges = (dark[0], dark[-1], dark[:, 0], dark[:, -1])
    if max(float(e.mean()) for e in edges) < _BORDER_SHARE:
        return gray
    size = max(2, round(_BORDER_MM * mm))
    framed = cv2.copyMakeBorder(dark, size, size, size, size, cv2.BORDER_REPLICATE)
    thick = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((size, size), np.uint8))[size:-size, size:-size]
    count, labels, stats, _ = cv2.connectedComponentsWithStats(np.ascontiguousarray(thick))
    height, width = thick.shape
    bars = np.zeros(count, bool)
    for line, length in ((labels[0], width), (labels[-1], width), (labels[:, 0], height), (labels[:, -1], height)):
        touching = np.bincount(line, minlength=count) >= _BORDER_SHARE * length
        bars |= touching
    bars[0] = False
    bars &= stats[:, cv2.CC_STAT_AREA] < 0.5 * thick.size  # else the paper itself is dark
    if not bars.any():
        return gray
    mask = cv2.dilate(bars[labels].astype(np.uint8), np.ones((3, 3), np.uint8))
    full = cv2.resize(mask, (gray.shape[1], gray.shape[0]), interpolation=cv2.INTER_NEAREST)
    out = gray.copy()
    out[full > 0] = 255
    return out


def without_specks(gray: Gray, dpi: float) -> Gray:
    """The page without dust: spots smaller than the dot of an i that stand more than a millimetre from all other ink.

    Dots in a row (leaders, "...") keep each other. Not for finding rules: dotted ones are made of specks.
    """
    mm = dpi / 25.4
    ink = (gray < 150).astype(np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink)
    size = np.maximum(stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT])
    small = size <= max(2.0, _SPECK_MM * mm)
    small[0] = False
    if not small.any():
        return gray
    reach = max(1, round(_ALONE_MM * mm))
    out = gray.copy()
    height, width = gray.shape
    for i in np.flatnonzero(small):
        x, y, w, h = (int(v) for v in stats[i][:4])
        x0, y0, x1, y1 = max(0, x - reach), max(0, y - reach), min(width, x + w + reach), min(height, y + h + reach)
        if not np.any((labels[y0:y1, x0:x1] != i) & (ink[y0:y1, x0:x1] > 0)):
            out[max(0, y - 1) : y + h + 1, max(0, x - 1) : x + w + 1] = 255
    return out
