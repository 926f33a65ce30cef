"""Several readings of a black-and-white page become one."""

import numpy as np

from extractors.ocr import OcrWord
from extractors.voting import combine, is_bilevel


def word(text: str, x: int, confidence: float, line: int = 1) -> OcrWord:
    return OcrWord(text, x, 10, x + 40, 30, confidence, line)


def test_the_surest_reading_of_a_place_wins_and_keeps_its_line() -> None:
    first = [word("bồ", 0, 0.6), word("sung", 50, 0.96)]
    second = [word("bổ", 1, 0.9, 7), word("sụng", 50, 0.5, 7)]
    assert [(w.text, w.line) for w in combine([first, second])] == [("bổ", 1), ("sung", 1)]


def test_a_little_more_confidence_changes_nothing() -> None:
    assert combine([[word("số", 0, 0.9)], [word("sổ", 0, 0.92)]])[0].text == "số"


def test_a_word_that_only_another_reading_has_is_added_when_it_is_sure() -> None:
    first = [word("Lê", 0, 0.9)]
    second = [word("Lê", 0, 0.9), word("Minh", 100, 0.95), word("~~", 200, 0.3)]
    assert [w.text for w in combine([first, second])] == ["Lê", "Minh"]


def test_one_reading_stays_as_it_is() -> None:
    first = [word("Điều", 0, 0.4)]
    assert combine([first]) == first


def test_black_and_white_is_told_from_grey() -> None:
    bilevel = np.full((300, 300), 255, np.uint8)
    bilevel[100:120, 50:200] = 0
    grey = bilevel.copy()
    grey[150:200, 50:200] = 150
    assert is_bilevel(bilevel)
    assert not is_bilevel(grey)
