"""Uneven light: page images taken by a camera made as white as flat-bed scans, so that ink means the same on both."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.image import Gray, PageImage

WHITE = 250
"""The grey of the paper of an evened page: that of flat-bed scans (measured: 241 to 255)."""

_DARK_PAPER = 228  # paper darker than this is evened; measured: flat-bed scans 241 to 255, photographs 150 to 235
_UNEVEN = 18  # or paper whose darker fifth is darker than its brighter fifth by this much
_DPI = 25  # of the copy on which the paper's brightness is measured: a letter is 3 pixels, the noise is gone
_LETTER_IN = 0.4  # inches: wider dark spots than this belong to the light, narrower ones are ink
_OTHER_THAN_PAPER = 0.12  # of the paper's brightness; a smooth surface meets that of photographed paper to about 0.05
_SHARP = 0.12  # of the brightness within 3 pixels of that copy; soft shadows fall off by 0.03, to the desk it is 0.2 up
_FEW_SPOTS = 8  # of the size of a letter: more are a line of text
_KEPT_IN = 0.25  # inches around any such spot are never wiped: it may be a page number in a shadow


def paper_light(pixels: Gray, dpi: float) -> Gray:
    """How bright the paper is, on a copy at 25 dots an inch: the ink is filled with the brightness around it."""
    factor = min(1.0, _DPI / dpi)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    size = max(3, round(_LETTER_IN * dpi * factor)) | 1
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (size, size)))
    return np.asarray(cv2.medianBlur(closed, 5), dtype=np.uint8)


def needs_light(light: Gray) -> bool:
    """Whether the paper is dark or unevenly lit. ``light`` is that of :func:`paper_light`."""
    low, middle, high = (float(v) for v in np.percentile(light, [20, 50, 80]))
    return middle < _DARK_PAPER or high - low > _UNEVEN


def even_light(page: PageImage) -> PageImage:
    """The page with its paper evenly white; the same object when it is so already (a flat-bed scan).

    Every pixel is divided by the brightness of the paper around it; what lies around the paper becomes white.
    """
    light = paper_light(page.pixels, page.dpi)
    if not needs_light(light):
        return page
    height, width = page.pixels.shape
    floor = 0.25 * float(np.percentile(light, 80))  # what is so dark is no paper
    smooth = cv2.resize(np.maximum(light, floor).astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    pixels = np.minimum(page.pixels.astype(np.float32) * (WHITE / smooth), 255)
    desk = cv2.resize(desk_mask(page.pixels, page.dpi), (width, height), interpolation=cv2.INTER_NEAREST)
    pixels[desk > 0] = 255
    return replace(page, pixels=pixels.astype(np.uint8))


def desk_mask(pixels: Gray, dpi: float) -> NDArray[np.uint8]:
    """What lies around the paper (255), on a copy at 25 dots an inch: areas at the border of the image that are darker
    or brighter than the light on the paper explains. An area with writing on it is paper in a hard shadow."""
    factor = min(1.0, _DPI / dpi)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    size = max(3, round(0.5 * _LETTER_IN * dpi * factor)) | 1
    # The border is repeated outwards, so that a strip of desk narrower than a letter counts as well.
    wide = cv2.copyMakeBorder(small, size, size, size, size, cv2.BORDER_REPLICATE)
    wide = cv2.morphologyEx(wide, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_RECT, (size, size)))
    share = wide / _smooth_light(wide.astype(np.uint8))
    other = (share < 1 - _OTHER_THAN_PAPER) | (share > 1 + _OTHER_THAN_PAPER)
    # A shadow that runs on from the desk over the paper is divided at the edge of the paper, the sharpest there is.
    top = cv2.dilate(wide, np.ones((3, 3), np.uint8)).astype(np.float32)
    sharp = cv2.erode(wide, np.ones((3, 3), np.uint8)) < (1 - _SHARP) * top
    _, labels, _, _ = cv2.connectedComponentsWithStats((other & ~sharp).astype(np.uint8), connectivity=4)
    rim = sorted(set(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]).tolist()) - {0})
    mask = np.zeros(wide.shape, np.uint8)
    if not rim:
        return np.ascontiguousarray(mask[size:-size, size:-size])
    written = cv2.copyMakeBorder(_writing(pixels, dpi, small.shape), size, size, size, size, cv2.BORDER_CONSTANT)
    for label in rim:
        if int(np.count_nonzero(written[labels == label])) <= _FEW_SPOTS:
            mask[labels == label] = 255
    # The edge itself is blurred over 2 pixels, and sharp as far as 1 pixel on.
    edge = cv2.dilate(sharp.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    mask[(cv2.dilate(mask, np.ones((9, 9), np.uint8)) > 0) & edge] = 255
    mask = cv2.dilate(mask, np.ones((3, 3), np.uint8)).astype(np.uint8)
    reach = round(_KEPT_IN * dpi * factor)
    mask[cv2.dilate(written, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8)) > 0] = 0
    inner, letters = mask[size:-size, size:-size], written[size:-size, size:-size]
    return _to_the_corners(np.ascontiguousarray(inner), np.ascontiguousarray(letters))


def _to_the_corners(mask: NDArray[np.uint8], written: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The mask of the desk with the outermost pixels (1 mm) of each side on which the desk shows.

    Towards a corner of the picture the strip beside the paper thins out, at last to a hair that no copy of 25 dots an
    inch holds. Such a hair looks like a rule, and Tesseract reads the grain of the empty paper around it. Letters that
    run into it stay: their middles are farther inside.
    """
    out = mask.copy()
    for here, there in ((mask[0], out[0]), (mask[-1], out[-1]), (mask[:, 0], out[:, 0]), (mask[:, -1], out[:, -1])):
        if here.any():
            there[:] = 255
    inside = np.zeros_like(written)
    inside[1:-1, 1:-1] = written[1:-1, 1:-1]
    out[(cv2.dilate(inside, np.ones((5, 5), np.uint8)) > 0) & (mask == 0)] = 0
    return out


def _smooth_light(light: Gray) -> NDArray[np.float64]:
    """The light on the paper as a surface of the second degree, fitted to the logarithm (it falls off by factors) of
    what is not far from it; ``light`` is paper for the most part."""
    height, width = light.shape
    y, x = (v.ravel() for v in np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j])
    terms = np.column_stack([np.ones_like(x), x, y, x * x, x * y, y * y])
    level = np.log(np.maximum(light.ravel(), 8).astype(np.float64))
    near = np.abs(level - np.median(level)) < 0.4
    fitted = level
    for slack in (0.2, 0.1, 0.08, 0.08):
        fitted = terms @ np.linalg.lstsq(terms[near], level[near], rcond=None)[0]
        near = np.abs(level - fitted) < slack
        if int(np.count_nonzero(near)) < 0.2 * len(level):
            break
    return np.asarray(np.exp(fitted).reshape(height, width), dtype=np.float64)


def _writing(pixels: Gray, dpi: float, shape: tuple[int, ...]) -> NDArray[np.uint8]:
    """Where a spot of ink of the size of a letter has its middle (1), on a copy of the given shape."""
    factor = min(1.0, 100 / dpi)
    copy = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(copy, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    _, _, stats, middles = cv2.connectedComponentsWithStats(ink)
    out = np.zeros(shape[:2], np.uint8)
    for (_, _, w, h, _), (x, y) in zip(stats[1:].tolist(), middles[1:].tolist(), strict=True):
        if 5 <= h <= 30 and w <= 60:  # hundredths of an inch
            row, column = int(y * shape[0] / copy.shape[0]), int(x * shape[1] / copy.shape[1])
            out[min(row, shape[0] - 1), min(column, shape[1] - 1)] = 1
    return out
