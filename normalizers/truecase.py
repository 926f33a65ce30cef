"""Capitals as the genre writes them: "Bộ Khoa học và Công nghệ", "Ban Chỉ đạo", "Nghị quyết".

What was read and how the corpora write the word between its neighbours vote together.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

from normalizers.garbled import Kind, Piece
from normalizers.language_model import LanguageModel, language_model, word_key
from normalizers.text import is_syllable

_READ: Final = 2.2
"""Log-odds that the case that was read is right (a first letter is misread in case once in six where it is misread)."""
_FULL: Final = 240


def restore_case(model: LanguageModel, words: Sequence[tuple[str, Piece]], *, caps: bool) -> list[str]:
    """The words with their capitals. Each comes with its piece; ``caps``: the lines are in capitals."""
    ids = [model.ids.get(text, -1) if piece.kind is Kind.WORD else -1 for text, piece in words]
    out: list[str] = []
    begins = True
    for i, (text, piece) in enumerate(words):
        if piece.kind is not Kind.WORD:
            out.append(text)
            begins = piece.opens or (begins and piece.kind is Kind.MARK) or piece.ends
            continue
        if (text == piece.core or (text.isupper() and len(text) > 1)) and not is_syllable(text):
            out.append(text)  # kept as it was read, or initials
        elif caps or (len(piece.core) > 1 and piece.core.isupper() and (not is_syllable(text) or _same(text, piece))):
            out.append(text.upper())
        elif _capital(model, ids, i, piece, begins or (piece.opens and piece.core[:1].isupper() and begins)):
            out.append(text[:1].upper() + text[1:])
        else:
            out.append(text)
        begins = piece.ends and "." in piece.tail
    return out


def _same(text: str, piece: Piece) -> bool:
    """Whether a word in capitals was right as read: initials ("AI"), while "BO" is Bộ with a capital misread."""
    return text == piece.core.lower()


def _capital(model: LanguageModel, ids: Sequence[int], i: int, piece: Piece, begins: bool) -> bool:
    read = piece.core[:1]
    vote = _READ if read.isupper() else -_READ if read.isalpha() else 0.0
    if begins:
        return not read.islower()
    return vote + 1.2 * _corpora(model, ids, i) > 0


def _corpora(model: LanguageModel, ids: Sequence[int], i: int) -> float:
    """Log-odds of a capital on the word ``i`` between its neighbours, as the corpora write it."""
    shares = []
    for spans, shares_of in (
        (((i - 2, i + 1), (i - 1, i + 1)), model.capital_last),
        (((i, i + 3), (i, i + 2)), model.capital_first),
    ):
        for start, end in spans:
            if start < 0 or end > len(ids) or min(ids[start:end]) < 0:
                continue
            node = model.find(ids[start:end])
            if node >= 0 and shares_of[node] != 255:
                shares.append(float(shares_of[node]) / _FULL)
                break
    if not shares and ids[i] >= 0 and model.capital_last[ids[i]] != 255:
        shares.append(float(model.capital_last[ids[i]]) / _FULL)
    logits = [math.log(s / (1 - s)) for s in (min(max(share, 0.05), 0.95) for share in shares)]
    return sum(logits) / max(1, len(logits))


_WORD = re.compile(r"[^\W\d_]+")


def calm(text: str) -> str:
    """A line in capitals as the corpora write its words: "PHÒNG QUẢN LÝ ĐÔ THỊ" -> "Phòng Quản lý đô thị".

    Initials, numerals and all marks stay; the result has the length of ``text``. Text in small letters is left alone.
    """
    words = list(_WORD.finditer(text))
    if not words or any(c.islower() for c in text):
        return text
    model = language_model()
    ids = [model.ids.get(word_key(m.group()), -1) for m in words]
    out = list(text)
    for i, m in enumerate(words):
        word = m.group()
        if not is_syllable(word):
            continue
        small = word.lower()
        first = i == 0 or _corpora(model, ids, i) > 0
        out[m.start() : m.end()] = (small[:1].upper() if first else small[:1]) + small[1:]
    return "".join(out)
