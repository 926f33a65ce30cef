"""Several readings of one image made into one: black-and-white scans are read sharp and softened.

A scanner that makes black and white breaks thin strokes and clots marks; which of them an engine survives depends on
how the edges are softened. Measured on five real scans of that kind (3,100 syllables): sharp alone 93.9 % right, the
word with the highest confidence of three readings 94.8 %. On grey scans the softened readings add nothing but time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr import OcrWord

Gray = NDArray[np.uint8]

SOFTENINGS = (0.8, 1.3)  # standard deviations in pixels at 200 dots an inch
_MARGIN = 0.03  # by how much more confident another reading must be
_NEW_WORD = 0.75  # least confidence of a word that the first reading does not have at all


def is_bilevel(pixels: Gray) -> bool:
    """Whether an image is black and white (1 bit a pixel): next to no pixel is grey."""
    sample = pixels[::3, ::3]
    return float(((sample > 24) & (sample < 232)).mean()) < 0.004


def softened(pixels: Gray, sigma: float, dpi: float) -> Gray:
    """The image with soft edges."""
    return np.asarray(cv2.GaussianBlur(pixels, (0, 0), sigma * dpi / 200), dtype=np.uint8)


def read_thrice(pixels: Gray, dpi: float, read: Callable[[Gray], list[OcrWord]]) -> list[OcrWord]:
    """The words of an image read sharp and softened."""
    return combine([read(pixels), *(read(softened(pixels, sigma, dpi)) for sigma in SOFTENINGS)])


def combine(readings: Sequence[Sequence[OcrWord]]) -> list[OcrWord]:
    """The words of the first reading, each with the text that is read there with the highest confidence; and words that
    only another reading has, where the first has none."""
    first, *others = readings
    out = [max([word, *_rivals(word, others)], key=lambda w: w.confidence) for word in first]
    out = [replace(best, line=word.line) for best, word in zip(out, first, strict=True)]
    base = 1 + max((w.line or 0 for w in first), default=0)
    for n, other in enumerate(others):
        for word in other:
            if word.confidence >= _NEW_WORD and len(word.text) > 1 and not any(_touch(word, o) for o in out):
                line = None if word.line is None else (n + 1) * 10_000 + base + word.line
                out.append(replace(word, line=line))
    return out


def _rivals(word: OcrWord, others: Sequence[Sequence[OcrWord]]) -> list[OcrWord]:
    """What other readings have in the very place of a word and are clearly surer of."""
    out = []
    for other in others:
        here = [o for o in other if _same_place(word, o)]
        if len(here) == 1 and here[0].confidence > word.confidence + _MARGIN:
            out.append(here[0])
    return out


def _same_place(a: OcrWord, b: OcrWord) -> bool:
    across = min(a.x1, b.x1) - max(a.x0, b.x0)
    down = min(a.y1, b.y1) - max(a.y0, b.y0)
    return across > 0.7 * max(a.x1 - a.x0, b.x1 - b.x0) and down > 0.5 * min(a.y1 - a.y0, b.y1 - b.y0)


def _touch(a: OcrWord, b: OcrWord) -> bool:
    return min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)
