"""What scanning does to a deadline cell: stray signs inside a time, strokes after it, phrases with a wrong letter.

Only cells are mended, where the genre is known: a time, or one of a few standing phrases. Digits are never changed.
"""

from __future__ import annotations

import re

from rapidfuzz.distance import Levenshtein

from normalizers.text import fold

_SIGN = r"[.,:;'\"´‘’“”„^=?•°·-]"
#: A rule of the table is read as a bar; right before a digit it may as well be a 1, so it counts only with a space.
_SIGNS = rf" ?(?:{_SIGN}{{1,2}}|{_SIGN}? ?\| )[ ]?"
_YEAR = r"2[0o][0-9ozils]{2}(?![0-9a-z])"
_DIRT = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![a-z0-9])(?:thang|thg)(?P<dirt>{_SIGNS})(?=[0-9ilo]{{1,2}} ?/)",
        rf"(?<![a-z0-9])q[uú](?:y|i)(?P<dirt>{_SIGNS})(?=[ivlh1-4]{{1,4}} ?/)",
        rf"(?<![a-z0-9])nam(?P<dirt>{_SIGNS})(?={_YEAR})",
        rf"(?<![a-z0-9])(?:ngay|truoc)(?P<dirt>{_SIGNS})(?=(?:ngay )?[0-9ilo]{{1,2}} ?/)",
        rf"(?<![a-z0-9])thuong(?P<dirt>{_SIGNS})(?=xuyen)",
        rf"(?<![a-z0-9])h[ăa]ng(?P<dirt>{_SIGNS})(?=(?:nam|quy|thang|tuan|ngay)(?![a-z]))",
        rf"(?<![a-z0-9])dinh(?P<dirt>{_SIGNS})(?=ky(?![a-z]))",
        rf"thang(?P<dirt>{_SIGNS})(?=(?:dau|cuoi) nam)",
        # beside a slash, between two numbers
        rf"(?<=[0-9ivlo])(?P<dirt> ?{_SIGN}{{1,2}} ?)(?=/ ?[0-9ol|])",
        rf"(?<=[0-9ivlo])/(?P<dirt>{_SIGNS})(?=(?:[0-9ol]{{1,2}}/)?{_YEAR})",
        rf"(?<=[0-9ivlo]) /(?P<dirt>{_SIGNS})(?=(?:[0-9ol]{{1,2}}/)?{_YEAR})",
        rf"(?<=[0-9ivlo])/(?P<dirt> ?\| ?)(?={_YEAR})",
        # strokes at the end of the cell
        rf"{_YEAR}(?P<dirt>(?: ?{_SIGN}){{0,3}} [ilj|!]{{1,2}}(?: ?{_SIGN}){{0,3}} ?)$",
    )
)


def dirt(plain: str) -> list[tuple[int, int]]:
    """The stretches of a deadline cell that are dirt inside or after a time, in reading order, without overlaps.

    ``plain`` is the text with every character folded to one small letter without marks.
    """
    found = sorted({m.span("dirt") for pattern in _DIRT for m in pattern.finditer(plain)})
    kept: list[tuple[int, int]] = []
    for span in found:
        if span[0] < span[1] and (not kept or span[0] >= kept[-1][1]):
            kept.append(span)
    return kept


#: The phrases that make up a whole cell, by their letters.
_PHRASES = {
    fold(p).replace(" ", ""): p
    for p in ("Thường xuyên", "Hằng năm", "Hằng quý", "Hằng tháng", "Hằng tuần", "Hằng ngày", "Định kỳ")
}


def phrase_meant(text: str) -> str | None:
    """The one standing phrase that a whole cell misspells: lost spaces, stray signs, one letter read wrongly."""
    letters = fold(text).replace(" ", "")
    if not 5 <= len(letters) <= 13:
        return None
    near = [p for known, p in _PHRASES.items() if Levenshtein.distance(letters, known, score_cutoff=1) <= 1]
    return near[0] if len(near) == 1 else None


def is_misread_month_word(text: str) -> bool:
    """Whether a word before a month is "tháng" with one letter read wrongly ("Tháne", "Thánpg")."""
    letters = fold(text)
    return Levenshtein.distance(letters, "thang", score_cutoff=1) <= 1 and letters[:2] == "th"
