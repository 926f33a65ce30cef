"""Text that stands side by side is read apart, and every word comes back to its place."""

import numpy as np

from extractors.ocr import OcrWord
from extractors.sides import apart, find_side_blocks, together

DPI = 200
MM = DPI / 25.4


def px(mm: float) -> int:
    return round(mm * MM)


def page(*lines: tuple[float, float, float]) -> np.ndarray:
    """A4 with black bars for lines of text: (x0, x1, y) in mm, 3 mm high, with word gaps of 2 mm."""
    pixels = np.full((px(297), px(210)), 255, np.uint8)
    for x0, x1, y in lines:
        pixels[px(y) : px(y + 3), px(x0) : px(x1)] = 0
        for gap in range(int(x0) + 12, int(x1) - 4, 14):
            pixels[px(y) : px(y + 3), px(gap) : px(gap + 2)] = 255
    return pixels


LETTERHEAD = [(25, 80, 20), (40, 65, 27), (95, 185, 20), (110, 170, 27), (105, 180, 36)]
BODY = [(25, 190, 60 + 7 * n) for n in range(8)]


def test_the_right_side_of_a_letterhead_is_a_block() -> None:
    (block,) = find_side_blocks(page(*LETTERHEAD, *BODY), DPI)
    assert px(80) <= block.x0 <= px(95)
    assert px(17) <= block.y0 <= px(20)
    assert px(39) <= block.y1 <= px(42)


def test_running_text_has_no_sides() -> None:
    assert find_side_blocks(page(*BODY), DPI) == ()


def test_one_wide_space_in_a_line_is_no_gutter() -> None:
    assert find_side_blocks(page((25, 90, 20), (97, 190, 20), *BODY), DPI) == ()


def test_words_come_back_to_where_they_stand() -> None:
    pixels = page(*LETTERHEAD, *BODY)
    blocks = find_side_blocks(pixels, DPI)
    sheet = apart(pixels, blocks, DPI)
    assert sheet.shape[0] > pixels.shape[0]
    assert (sheet < 128).sum() == (pixels < 128).sum()
    right = np.argwhere(sheet[pixels.shape[0] :] < 128)
    y, x = right.min(axis=0)
    y += pixels.shape[0]
    words = [OcrWord("phải", int(x), int(y), int(x) + 50, int(y) + 20, 0.9), OcrWord("thân", 200, 600, 250, 620, 0.9)]
    moved, kept = together(words, blocks, pixels.shape[0], DPI)
    assert (moved.x0, moved.y0) == (px(95), px(20))
    assert kept == words[1]
