"""Text set side by side (letterhead; recipients beside the signature), moved apart for reading.

Tesseract takes two lines that stand side by side for one and reads both worse: their base lines and sizes differ. The
right-hand block is therefore read below the page, on the same sheet, in the same call.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.ocr import OcrWord

Gray = NDArray[np.uint8]

_GUTTER_MM = 4.0  # white between the sides; words of justified text stand closer
_RANGE = (0.22, 0.78)  # part of the page width in which the gutter may run
_LINE_MM = 1.6  # ink rows lower than this make no line of text
_LEAST_LINES = 2  # of the right-hand text
_TEXT_MM = 8.0  # a side is wider than this
_DPI = 50.0


@dataclass(frozen=True, slots=True)
class SideBlock:
    """A right-hand block: pixels (x0, y0, x1, y1) of the page."""

    x0: int
    y0: int
    x1: int
    y1: int


def find_side_blocks(gray: Gray, dpi: float) -> tuple[SideBlock, ...]:
    """Blocks of text with other text to their left, past a white gutter that runs through at least a line of both.

    Found on a copy at 50 dots an inch; top to bottom.
    """
    factor = min(1.0, _DPI / dpi)
    mm = dpi * factor / 25.4
    small = cv2.resize(gray, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = (small < 190).astype(np.uint8)
    height, width = ink.shape
    half = max(1, round(_GUTTER_MM * mm / 2))
    inked = np.concatenate((np.zeros((height, 1), np.int32), np.cumsum(ink, axis=1, dtype=np.int32)), axis=1)
    taken = np.zeros(height, bool)
    candidates: list[tuple[int, int, int, int]] = []
    for x in range(int(_RANGE[0] * width), int(_RANGE[1] * width), max(1, round(0.5 * mm))):
        blank = inked[:, x + half + 1] == inked[:, x - half]
        left, right = inked[:, x] > 0, inked[:, width] > inked[:, x]
        for y0, y1 in _runs(blank):
            if y1 - y0 < 2 * _LEAST_LINES * _LINE_MM * mm or not left[y0:y1].any() or not right[y0:y1].any():
                continue
            found = _two_sides(left[y0:y1], right[y0:y1], mm)
            if found is None:
                continue
            top, end = y0 + found[0], y0 + found[1]
            sides = (ink[top:end, x:].any(axis=0).sum(), ink[top:end, :x].any(axis=0).sum())
            if min(sides) >= _TEXT_MM * mm:
                candidates.append((end - top, -abs(x - width // 2), x, top))
    blocks: list[SideBlock] = []
    for rows, _, x, top in sorted(candidates, reverse=True):
        if taken[top : top + rows].any():
            continue
        taken[top : top + rows] = True
        pad = max(1, round(0.8 * mm))
        y0, y1 = max(0, top - pad), min(height, top + rows + pad)
        blocks.append(
            SideBlock(round(x / factor), round(y0 / factor), gray.shape[1], min(gray.shape[0], round(y1 / factor)))
        )
    return tuple(sorted(blocks, key=lambda b: b.y0))


def _runs(flags: NDArray[Any]) -> list[tuple[int, int]]:
    """The stretches (first, end) of True."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], flags.astype(np.int8), [0]))))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _lines(rows: NDArray[Any], mm: float) -> list[tuple[int, int]]:
    """Rows (first, end) of the lines of text in a stretch of inked rows, without lines that its ends cut."""
    return [(a, b) for a, b in _runs(rows) if b - a >= _LINE_MM * mm and a > 0 and b < len(rows)]


def _two_sides(left_rows: NDArray[Any], right_rows: NDArray[Any], mm: float) -> tuple[int, int] | None:
    """The rows (first, end) of the text on the right when there is text beside it on the left, else None."""
    left, right = _lines(left_rows, mm), _lines(right_rows, mm)
    beside = [i for i, (a, b) in enumerate(right) if any(min(b, d) > max(a, c) for c, d in left)]
    if not beside:
        return None
    # The right-hand text in one piece: lines no further apart than a signature needs.
    first = last = beside[0]
    while first > 0 and right[first][0] - right[first - 1][1] <= 12 * mm:
        first -= 1
    while last + 1 < len(right) and right[last + 1][0] - right[last][1] <= 45 * mm:
        last += 1
    if last - first + 1 < _LEAST_LINES:
        return None  # a wide space between two words of a justified line is no gutter
    return right[first][0], right[last][1]


def apart(gray: Gray, blocks: Sequence[SideBlock], dpi: float) -> Gray:
    """The sheet to read: the page without its right-hand blocks, and these below it."""
    if not blocks:
        return gray
    gap = round(0.3 * dpi)
    rest = gray.copy()
    parts = [rest]
    for b in blocks:
        rest[b.y0 : b.y1, b.x0 : b.x1] = 255
        part = np.full((b.y1 - b.y0 + gap, gray.shape[1]), 255, np.uint8)
        part[gap:, b.x0 : b.x1] = gray[b.y0 : b.y1, b.x0 : b.x1]
        parts.append(part)
    return np.vstack(parts)


def together(words: Sequence[OcrWord], blocks: Sequence[SideBlock], height: int, dpi: float) -> list[OcrWord]:
    """Words read on the sheet of :func:`apart`, where they stand on the page of ``height`` pixels."""
    gap = round(0.3 * dpi)
    out = []
    for word in words:
        middle = (word.y0 + word.y1) / 2
        shift = 0
        top = height
        for b in blocks:
            if middle >= top:
                shift = b.y0 - top - gap
            top += b.y1 - b.y0 + gap
        out.append(replace(word, y0=max(0, word.y0 + shift), y1=max(1, word.y1 + shift)) if shift else word)
    return out
