"""Roman quarters checked against the pixels: engines drop strokes of II and III, and that changes a deadline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr import OcrWord
from normalizers.text import fold

Gray = NDArray[np.uint8]

_QUARTER = re.compile(r"([I1l|]{1,4})((?:/(?:\d{4})?)?[.,;:)]*)")
_MENDED = 0.6  # confidence of a numeral whose strokes were counted


def mend_quarters(words: Sequence[OcrWord], pixels: Gray) -> list[OcrWord]:
    """The words with the strokes that quarters lost ("quý I/2026" printed as "quý II/2026").

    A numeral after "quý" gets the number of strokes that stand in its box as spots of their own, before those of the
    rest of the word ("/2026"). Strokes are only added (glyphs that touch can hide some, never make more), but for a
    reading that mixes signs ("I1I"): that is what engines make of strokes they are not sure of.
    """
    out = list(words)
    for i, word in enumerate(out):
        before = fold(out[i - 1].text) if i else ""
        found = _QUARTER.fullmatch(word.text)
        if found is None or before != "quy":
            continue
        rest = sum(c == "/" or c.isdigit() for c in found[2])
        strokes = _count_strokes(pixels[max(0, word.y0 - 1) : word.y1 + 1, max(0, word.x0 - 1) : word.x1 + 1], rest)
        mixed = len(set(found[1])) > 1
        if strokes <= 3 and (strokes > len(found[1]) or (mixed and strokes > 0)):
            confidence = min(word.confidence, _MENDED)
            out[i] = replace(word, text="I" * strokes + found[2], confidence=confidence)
    return out


def _count_strokes(part: Gray, rest: int) -> int:
    """How many upright strokes stand left of the last ``rest`` glyphs of a word; 0 when its spots are no such row."""
    if part.size == 0:
        return 0
    level = (float(part.min()) + float(part.max())) / 2
    _, _, stats, _ = cv2.connectedComponentsWithStats((part < level).astype(np.uint8))
    spots = sorted((int(x), int(w), int(h)) for x, _, w, h, _ in stats[1:])
    high = max((h for _, _, h in spots), default=0)
    tall = [(w, h) for _, w, h in spots if h >= 0.75 * high]
    strokes = tall[: len(tall) - rest]
    return len(strokes) if all(w <= 0.6 * h for w, h in strokes) else 0
