"""What a scanner adds to a page image and a reader must not see: specks of dust."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Gray = NDArray[np.uint8]

_SPECK_MM = 0.55  # the dot of an i in 12-point print is about 0.5 mm across
_ALONE_MM = 1.0  # a dot belongs to what is nearer than this


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
