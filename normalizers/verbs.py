"""Verbs that no list of this package holds: how often a corpus has words where only a verb can stand.

The shares come from ``data/verbs.tsv`` (:mod:`pipeline.train_verbs` makes it): behind "phải", "để", "chưa" and their
like stand a fifteenth of all "quan trắc" and hardly any "chất lượng".
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from normalizers.language_model import UNKNOWN, language_model
from normalizers.text import tone_key

VERB: Final = 0.02
"""From this share on words are taken for a verb."""
ALONE: Final = 0.5
"""The share of the first syllable counts so much where the corpus knows nothing of the two together."""
ONE_WORD: Final = -2.3
"""From this log-probability of a syllable behind another on (a tenth), the two are one word."""


ADVERBS: Final = frozenset(map(tone_key, ("chỉ", "cũng", "đều", "vẫn", "luôn")))
"""Words that stand right before a verb."""


#: Nouns of bodies' names that the corpora have where verbs stand, for words of the sentence are left out there.
_NO_VERBS: Final = frozenset(map(tone_key, ("dân sự", "hình sự", "hữu hạn", "công tác", "đảng ủy", "thanh niên")))


@cache
def _shares() -> dict[str, float]:
    lines = files(__package__).joinpath("data", "verbs.tsv").read_text(encoding="utf-8").splitlines()
    return {tone_key(phrase): float(share) for phrase, share in (line.split("\t") for line in lines)}


def is_verb(first: str, second: str = "") -> bool:
    """Whether a verb begins with the syllable ``first``, which ``second`` follows ("" for nothing); tone keys."""
    if f"{first} {second}" in _NO_VERBS:
        return False
    shares = _shares()
    together = shares.get(f"{first} {second}") if second else None
    return (together if together is not None else ALONE * shares.get(first, 0.0)) >= VERB


def is_one_word(first: str, second: str) -> bool:
    """Whether the syllable ``second`` is mostly expected behind ``first``: "môi trường", "truyền hình"."""
    node = _pair(first, second)
    return node >= 0 and float(language_model().log_p[node]) >= ONE_WORD


def is_known_pair(first: str, second: str) -> bool:
    """Whether the corpora ever have ``second`` behind ``first``."""
    return _pair(first, second) >= 0


def are_strangers(first: str, second: str) -> bool:
    """Whether the corpora have both syllables often and never the second behind the first: no name holds the two."""
    model = language_model()
    pair = model.encode((first, second))
    return model.ids[UNKNOWN] not in pair and model.find(pair) < 0


def _pair(first: str, second: str) -> int:
    model = language_model()
    pair = model.encode((first, second))
    return -1 if model.ids[UNKNOWN] in pair else model.find(pair)
