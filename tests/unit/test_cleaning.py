"""Dust goes; letters and dots stay."""

import numpy as np

from extractors.cleaning import without_specks

DPI = 200


def page() -> np.ndarray:
    return np.full((1100, 800), 255, np.uint8)


def test_lone_specks_go() -> None:
    pixels = page()
    pixels[700:703, 400:403] = 0
    assert without_specks(pixels, DPI).min() == 255


def test_dots_near_ink_and_dots_in_a_row_stay() -> None:
    pixels = page()
    pixels[500:524, 300:304] = 0  # the stem of an i, and its dot 3 pixels above
    pixels[493:497, 300:304] = 0
    for x in range(400, 460, 8):  # leaders
        pixels[520:523, x : x + 3] = 0
    assert np.array_equal(without_specks(pixels, DPI), pixels)
