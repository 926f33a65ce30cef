"""How far a syllable read is from the one meant: missing marks, a letter read or typed wrongly."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache


@lru_cache(maxsize=65536)
def marks(tone: str) -> frozenset[str]:
    """The diacritics of a syllable, "đ" among them."""
    return frozenset(c for c in unicodedata.normalize("NFD", tone) if unicodedata.combining(c) or c == "đ")


@lru_cache(maxsize=65536)
def cost_of_marks(seen: str, meant: str) -> float:
    """0 for the same syllable, 0.5 when only marks are missing, 1 when marks differ."""
    if seen == meant:
        return 0.0
    return 0.5 if marks(seen) < marks(meant) else 1.0


_CONFUSED = {
    frozenset(p)
    for p in ("l1", "li", "i1", "lt", "ft", "o0", "ce", "un", "hb", "gq", "rn", "oe", "nr", "ij", "5s", "8b", "vy")
}


def slips(seen: Sequence[str], meant: Sequence[str], *, free: bool) -> bool:
    """Whether one syllable (two of seven or more) is wrong by one letter; ``free``: any letter, not only what OCR
    confuses."""
    wrong = [(a, b) for a, b in zip(seen, meant, strict=True) if a != b]
    most = 2 if free and len(meant) >= 7 else 1
    return 1 <= len(wrong) <= most and all(_one_slip(a, b, any_letter=free) for a, b in wrong)


def _one_slip(seen: str, meant: str, *, any_letter: bool) -> bool:
    """Whether two syllables differ by one letter that a reader or typist may well get wrong."""
    if len(seen) == len(meant):
        pairs = [(a, b) for a, b in zip(seen, meant, strict=True) if a != b]
        if len(pairs) == 1:
            return frozenset(pairs[0]) in _CONFUSED or (any_letter and len(meant) >= 4)
        # two neighbours swapped
        return any_letter and len(pairs) == 2 and pairs[0] == pairs[1][::-1]
    long, short = sorted((seen, meant), key=len, reverse=True)
    drop = any(long[:k] + long[k + 1 :] == short for k in range(len(long)))
    return len(long) - len(short) == 1 and any_letter and len(short) >= 3 and drop
