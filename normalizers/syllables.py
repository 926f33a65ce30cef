"""The Vietnamese syllable as letters: official tone placement, and its onset, vowels and coda.

Source of the placement rule: the spelling of official texts, which set the tone over the main vowel and, in the open
pairs oa, oe, uy, over the first letter ("hóa", "khỏe", "ủy"); after q and in "gi" + vowel the u and the i belong to the
onset ("quý", "giá").
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from normalizers.text import TONES, is_syllable

_PARTS = re.compile(r"([bcdđghklmnpqrstvx]*)([aăâeêioôơuưy]*)([cghmnpt]*)")
_MAIN = frozenset("ăâêôơ")


def _without_tone(word: str) -> tuple[str, str]:
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in marks if c in TONES)
    return unicodedata.normalize("NFC", "".join(c for c in marks if c not in TONES)), tones


@lru_cache(maxsize=65536)
def canonical(word: str) -> str:
    """The word in lower case and NFC with its tone mark where official texts put it; other words only lowered."""
    lower = unicodedata.normalize("NFC", word.lower())
    base, tone = _without_tone(lower)
    if len(tone) != 1:
        return lower
    match = _PARTS.fullmatch(base)
    if match is None or not match[2]:
        return lower
    onset, vowels, coda = match.groups()
    skip = 0
    if (onset == "q" and vowels[0] == "u") or (onset == "g" and vowels[0] == "i"):
        skip = 1 if len(vowels) > 1 else 0
    inner = vowels[skip:]
    main = [i for i, c in enumerate(inner) if c in _MAIN]
    if main:
        place = main[-1]
    elif "ư" in inner:
        place = inner.index("ư")
    elif len(inner) == 1:
        place = 0
    elif len(inner) == 2:
        place = 1 if coda else 0
    else:
        place = 1
    at = len(onset) + skip + place
    return unicodedata.normalize("NFC", base[: at + 1] + tone + base[at + 1 :])


def split_syllable(word: str) -> tuple[str, str, str] | None:
    """Onset, vowels (with tone) and coda of a syllable in lower case NFC; None for what is no Vietnamese syllable."""
    if not is_syllable(word):
        return None
    base, _ = _without_tone(word)
    match = _PARTS.fullmatch(base)
    if match is None:
        return None
    one, two = len(match[1]), len(match[1]) + len(match[2])
    return word[:one], word[one:two], word[two:]
