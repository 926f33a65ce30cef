"""Mend single words of a reading that knows Vietnamese: lost and wrong marks of scanned pages.

A reader with a Vietnamese model errs seldom, and then mostly in the marks ("sửa đôi, bỗ sung"). A word is mended only
when it may be wrong (the engine doubted it, or it is no syllable), when a syllable that could be misread as it exists,
and when the language model prefers that syllable by far in this place. Numbers, words with digits, acronyms and names
the model does not know are never touched. Pure functions.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np

from normalizers.channel import Channel
from normalizers.language_model import (
    NUMBER,
    ORDER,
    START,
    UNKNOWN,
    LanguageModel,
    language_model,
)
from normalizers.syllables import canonical
from normalizers.text import is_syllable

SURE: Final = 0.96
"""Words at or above this engine confidence are left alone when they are syllables."""
MARGIN: Final = 2.5
"""Log-odds (nats) by which a syllable must beat all others and the word as read when the engine was not sure at all."""
MARGIN_SURE: Final = 3.0
"""Further log-odds for a word the engine was sure of; in between in proportion. At a confidence of 0.5 throughout, the
two together change 0.02 % of the words of correct notices the model was not made from, and mend from a twentieth to a
half of the wrong words of five scanned documents (docs/repair.md)."""
_PRIOR_WEIGHT: Final = 30.0
"""Imagined occurrences behind the prior of a letter: a reader that errs seldom teaches few of its errors."""
_CANDIDATES: Final = 24
_FARTHEST: Final = -11.0
"""Log-probability below which a misreading is not considered."""

_WORD = re.compile(r"^(\W*)([^\W\d_]+)(\W*)$")
_END = re.compile(r"[.;:!?…][\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Correction:
    """A mended word: ``text`` for ``raw``; ``confidence`` 0..1 that it is right, ``log_odds`` (nats) over ``raw``."""

    raw: str
    text: str
    confidence: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class _Word:
    head: str
    core: str
    tail: str
    token: str  # what the language model sees


def _look(text: str) -> _Word:
    text = unicodedata.normalize("NFC", text)
    match = _WORD.match(text)
    if match is not None:
        return _Word(match[1], match[2], match[3], match[2])
    return _Word("", "", text, NUMBER if any(c.isdigit() for c in text) else "")


@cache
def _channel() -> Channel:
    counts = json.loads(files(__package__).joinpath("data", "misreadings.json").read_text(encoding="utf-8"))
    return Channel(counts, language_model().words, _PRIOR_WEIGHT)


_I_OR_Y = str.maketrans("yýỳỷỹỵ", "iíìỉĩị")


@lru_cache(maxsize=65536)
def _spelling(word: str) -> str:
    """A key that forgives the two official spellings of the vowel i ("kỹ", "kĩ")."""
    return word.translate(_I_OR_Y) if not word.startswith("qu") and "uy" not in word else word


@lru_cache(maxsize=65536)
def _readings(core: str) -> tuple[tuple[str, float], ...]:
    """Syllables that could be read as ``core`` (lower case), each with its log-probability, the likeliest first."""
    channel = _channel()
    scores = channel.scores(core)
    best = np.argsort(-scores, kind="stable")[:_CANDIDATES]
    found = [(channel.syllables[i], float(scores[i])) for i in best if scores[i] > _FARTHEST]
    return tuple(sorted(found, key=lambda x: (-x[1], x[0])))


def correct_reading(words: Sequence[str], confidences: Sequence[float]) -> list[Correction | None]:
    """Mend what is surely misread in the words of one line or paragraph.

    ``words``: in reading order, with their punctuation. ``confidences``: the engine's, 0..1, one a word. Returns one
    entry a word: None where nothing is mended. Punctuation and case are kept. Raises ValueError for unequal lengths.
    """
    if len(words) != len(confidences):
        raise ValueError("as many confidences as words are needed")
    model = language_model()
    looks = [_look(w) for w in words]
    tokens = [x.token for x in looks]
    out: list[Correction | None] = [None] * len(words)
    for _ in range(2):  # the second pass sees mended neighbours
        changed = False
        for i, look in enumerate(looks):
            if out[i] is not None or not _may_be_wrong(look, confidences[i]):
                continue
            found = _best(model, looks, tokens, i, confidences[i])
            if found is not None:
                out[i] = found
                tokens[i] = _look(found.text).core
                changed = True
        if not changed:
            break
    return out


def _may_be_wrong(look: _Word, confidence: float) -> bool:
    core = look.core
    if not core or (len(core) > 1 and core.isupper() and not is_syllable(core)):
        return False  # no word, or an acronym
    if len(core) == 1 or (len(core) == 2 and core[1].isupper() and core[0].islower()):
        return False  # enumerators, initials, units and signs ("pH")
    return confidence < SURE or not is_syllable(core)


def _context(looks: Sequence[_Word], tokens: Sequence[str], i: int) -> tuple[list[str], list[str]]:
    """Up to three tokens before and after word ``i``, not over a sentence end."""
    left: list[str] = []
    for j in range(i - 1, -1, -1):
        if _END.search(looks[j].tail) and looks[j].core:
            left.append(START)
            break
        if tokens[j]:
            left.append(tokens[j])
        if len(left) == ORDER - 1:
            break
    else:
        left.append(START)
    right: list[str] = []
    if not _END.search(looks[i].tail):
        for j in range(i + 1, len(looks)):
            if tokens[j]:
                right.append(tokens[j])
            if len(right) == ORDER - 1 or _END.search(looks[j].tail):
                break
    return left[::-1][-(ORDER - 1) :], right


def _best(
    model: LanguageModel, looks: Sequence[_Word], tokens: Sequence[str], i: int, confidence: float
) -> Correction | None:
    look = looks[i]
    own = canonical(look.core)
    readings = [(w, p) for w, p in _readings(look.core.lower()) if _spelling(w) != _spelling(own)]
    if not readings:
        return None
    left, right = _context(looks, tokens, i)
    before, after = model.encode(left), model.encode(right)
    identity = dict(_readings(look.core.lower())).get(own, -0.05 if is_syllable(own) else -4.0)
    names = [own, *(w for w, _ in readings)]
    channel = np.array([identity, *(p for _, p in readings)])
    rows = np.array([[*before, model.ids.get(w, model.ids[UNKNOWN]), *after] for w in names], np.int64)
    total = channel + model.score(rows, first=len(before))
    if own not in model.ids:
        total[0] -= 3.0 if not is_syllable(own) else 0.0
    order = np.argsort(-total, kind="stable")
    top = int(order[0])
    if top == 0:
        return None
    odds = float(total[top] - total[0])
    rest = float(total[top] - np.logaddexp.reduce(np.delete(total, top)))
    doubt = max(0.0, min(1.0, confidence))
    needed = MARGIN + MARGIN_SURE * doubt
    if rest < needed or (look.core[0].isupper() and not _known_name(model, before, names[top], after, look, looks, i)):
        return None
    text = look.head + _cased(names[top], look.core) + look.tail
    raw = look.head + look.core + look.tail
    return Correction(raw, text, round(float(1 / (1 + np.exp(-rest))), 4), round(odds, 2))


def _known_name(
    model: LanguageModel,
    before: Sequence[int],
    word: str,
    after: Sequence[int],
    look: _Word,
    looks: Sequence[_Word],
    i: int,
) -> bool:
    """Whether a word with a capital may be mended: the model must know the words around it together with it."""
    own = model.ids[word]
    wide = [n for n in ([*before[-2:], own], [*before[-1:], own, *after[:1]], [own, *after[:2]]) if len(n) == 3]
    if model.ids[START] in before[-1:] and look.core[1:].islower():
        wide.append([own, *after[:1]])
    return any(model.find(list(n)) >= 0 for n in wide)


def _cased(word: str, like: str) -> str:
    if like.isupper() and len(like) > 1:
        return word.upper()
    if like[0].isupper():
        return word[0].upper() + word[1:]
    return word
