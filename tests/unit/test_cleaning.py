"""Black borders and dust go; letters, dots and rules stay."""

import numpy as np

from extractors.cleaning import without_borders, without_specks

DPI = 200


def page() -> np.ndarray:
    return np.full((1100, 800), 255, np.uint8)


def test_black_bars_along_the_edges_are_painted_white() -> None:
    pixels = page()
    pixels[:40] = 0
    pixels[:, 785:] = 20
    pixels[500:530, 300:320] = 0  # a bold letter
    clean = without_borders(pixels, DPI)
    assert clean[:36].min() == 255
    assert clean[60:, 790:].min() == 255
    assert np.array_equal(clean[200:1000, 100:700], pixels[200:1000, 100:700])


def test_rules_and_text_that_reach_the_edge_stay() -> None:
    pixels = page()
    pixels[300:304, :] = 0  # a table rule over the whole width
    pixels[400:430, :25] = 0
    assert np.array_equal(without_borders(pixels, DPI), pixels)


def test_a_dark_photograph_is_not_taken_for_a_border() -> None:
    pixels = np.full((1100, 800), 90, np.uint8)
    assert np.array_equal(without_borders(pixels, DPI), pixels)


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
