"""The strokes of a roman quarter are counted in the pixels."""

import cv2
import numpy as np
import pytest

from extractors.numerals import mend_quarters
from extractors.ocr import OcrWord


def drawn(strokes: int, rest: str) -> tuple[np.ndarray, int]:
    """ "quý" is left to the imagination: serif strokes, then the rest of the word; the picture and the word's end."""
    pixels = np.full((60, 400), 245, np.uint8)
    for n in range(strokes):
        x = 20 + 14 * n
        pixels[10:40, x + 3 : x + 7] = 20
        pixels[10:13, x : x + 10] = 20
        pixels[37:40, x : x + 10] = 20
    x = 20 + 14 * strokes + 2
    for sign in rest:
        cv2.putText(pixels, sign, (x, 40), cv2.FONT_HERSHEY_SIMPLEX, 1.3 if sign != "." else 0.6, 20, 3)
        x += 27
    return pixels, x


@pytest.mark.parametrize(
    ("printed", "rest", "read", "expected"),
    [
        (2, "/2026", "I/2026", "II/2026"),
        (3, "/2026", "I/2026", "III/2026"),
        (3, "/2026", "II/2026", "III/2026"),
        (2, "", "I", "II"),
        (1, "/2026", "I/2026", "I/2026"),
        (2, "/2026", "II/2026", "II/2026"),
        (1, "/2026", "II/2026", "II/2026"),  # strokes are never taken away
        (2, "/2026", "IV/2026", "IV/2026"),
        (2, "/", "I1I/", "II/"),  # the year stands on the next line
        (3, "/2026", "Il/2026", "III/2026"),
    ],
)
def test_lost_strokes_come_back(printed: int, rest: str, read: str, expected: str) -> None:
    pixels, end = drawn(printed, rest)
    words = [OcrWord("Quý", 0, 8, 15, 42, 0.95), OcrWord(read, 19, 8, end, 42, 0.9)]
    assert mend_quarters(words, pixels)[1].text == expected


def test_a_mended_quarter_is_less_sure() -> None:
    pixels, end = drawn(2, "/2026")
    words = [OcrWord("quý", 0, 8, 15, 42, 0.95), OcrWord("I/2026", 19, 8, end, 42, 0.9)]
    assert mend_quarters(words, pixels)[1].confidence == 0.6


def test_only_quarters_are_looked_at() -> None:
    pixels, end = drawn(2, "/2026")
    words = [OcrWord("Phần", 0, 8, 15, 42, 0.95), OcrWord("I/2026", 19, 8, end, 42, 0.9)]
    assert mend_quarters(words, pixels) == words
