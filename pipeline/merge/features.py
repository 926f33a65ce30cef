"""What two mentions have in common, a row of figures a pair. Each figure is a function of the two mentions
alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from rapidfuzz.distance import LCSseq, Levenshtein
from scipy import sparse

from pipeline.merge.mentions import NEVER, UNKNOWN, Columns
from pipeline.merge.terms import (
    OPPOSED,
    OPPOSED_ANY,
    OWN_DOCUMENT,
    TERM_BITS,
    Floats,
    Ints,
    term_of,
    term_weights,
    terms,
)

FEATURES: Final = (
    "wording",
    "terms",
    "contained",
    "replaced",
    "product",
    "references",
    "names",
    "quantities",
    "lead",
    "deadline",
    "lineage",
)
"""The figures of a pair, in order of the columns. The first four lie in 0..1, the others in -1..1, where 0 says that
one of the two is silent."""

_CHUNK = 50_000
"""Pairs compared at a time: what they hold stays in the cache of the processor."""
_FEW = 10_000
"""So many pairs are compared sooner than threads are started."""
_REPLACED_HALF = 6.0
"""So much in place of something else (nats, about one rare word) makes ``replaced`` one half."""
_PIECE_SHARED, _PIECE_HELD = 0.55, 0.6
"""A piece of work is about a task that says at least this share of it, and this share of whose words are in it."""
_PIECE_FOREIGN, _PIECE_LEAST = 0.35, 30.0
"""A piece of which a task says at most this share, and that says so much (nats), is other work."""
_WINDOW, _WINDOW_LEAST = 1.5, 4
"""A part is said in one place of the whole: within so many times as many words as it has itself, and so many more."""
_HEAD, _HEAD_WITHIN = 2, 2
"""One of so many first words of a part stands among so many where the whole begins to say it."""
_DEADLINE_SCALE = 365.0
"""Days after which two deadlines are as far apart as can be."""


class Comparer:
    """Compares pairs of mentions."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        weights = term_weights()
        shape = (len(columns), 1 << TERM_BITS)
        ones = np.ones(len(columns.terms), np.float32)
        self._holds = sparse.csr_matrix((ones, columns.terms, columns.starts), shape=shape)
        self._weighs = sparse.csr_matrix((weights[columns.terms], columns.terms, columns.starts), shape=shape)
        self.weight = _row_sums(self._weighs)
        self._weights = weights
        self._word_weight: dict[str, float] = {}
        # The pieces of the mentions that state several, one row each; those of mention i from ``_first_piece[i]`` on.
        cuts = [tuple(at for at in begins if at > 0) for begins in columns.clauses]
        parted = [i for i, at in enumerate(cuts) if at]
        starts, ids = terms(piece for i in parted for piece in _cut(columns.words[i].split(), cuts[i]))
        self._pieces = sparse.csr_matrix((weights[ids], ids, starts), shape=(len(starts) - 1, shape[1]))
        self._piece_weight = _row_sums(self._pieces)
        many = [len(at) + 1 if at else 0 for at in cuts]
        self._first_piece = np.concatenate([[0], np.cumsum(many, dtype=np.int64)])
        own = (" nay" in words and OWN_DOCUMENT.search(words) is not None for words in columns.words)
        self._names_own = np.fromiter(own, bool, len(columns))
        self._opposed = np.zeros((len(OPPOSED), len(columns)), np.int8)
        for at, words in enumerate(columns.words):
            if OPPOSED_ANY.search(words):
                self._opposed[:, at] = [_which(patterns, words) for patterns in OPPOSED]

    def shared(self, first: Ints, second: Ints) -> Floats:
        """The weight of the terms that both of each pair hold."""
        out = np.zeros(len(first))
        for at in range(0, len(first), _CHUNK):
            part = slice(at, at + _CHUNK)
            out[part] = _row_sums(self._weighs[first[part]].multiply(self._holds[second[part]]))
        return out

    def overlap(self, first: Ints, second: Ints) -> tuple[Floats, Floats]:
        """(``terms``, ``contained``): the weight shared, of what either says and of what the shorter says."""
        shared = self.shared(first, second)
        a, b = self.weight[first], self.weight[second]
        return shared / np.maximum(a + b - shared, 1e-9), shared / np.maximum(np.minimum(a, b), 1e-9)

    def wording(self, first: Ints, second: Ints) -> Floats:
        """Normalised Indel similarity of the folded words (rapidfuzz ``ratio``), 0..1."""
        words = self.columns.words
        out = np.zeros(len(first))
        for at in range(0, len(first), _CHUNK):
            part = slice(at, at + _CHUNK)
            left = [words[i] for i in first[part].tolist()]
            right = [words[i] for i in second[part].tolist()]
            workers = -1 if len(left) > _FEW else 1
            out[part] = process.cpdist(left, right, scorer=fuzz.ratio, workers=workers) / 100
        return out

    def replaced(self, first: Ints, second: Ints) -> Floats:
        """How much one says in the very place where the other says something else, in the largest such place, 0..1.

        One name in place of another tells two tasks apart, however long the words around it. What one alone adds, and
        the same words in another order, do not.
        """
        out = np.zeros(len(first))
        words = self.columns.words
        for at, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
            if words[a] != words[b]:
                out[at] = self._most_replaced(words[a].split(), words[b].split())
        return out / (out + _REPLACED_HALF)

    def _most_replaced(self, one: list[str], other: list[str]) -> float:
        old, new = set(one).difference(other), set(other).difference(one)
        most, at, to = 0.0, 0, 0
        if old and new:
            for same in Levenshtein.opcodes(one, other).as_matching_blocks():
                if at < same.a and to < same.b:
                    here, there = one[at : same.a], other[to : same.b]
                    most = max(most, min(self._said_of(old, here), self._said_of(new, there)))
                at, to = same.a + same.size, same.b + same.size
        return most

    def _said_of(self, wanted: set[str], words: list[str]) -> float:
        """How much those of the words say that are wanted."""
        weight = {word: self._weight_of(word) for word in wanted}
        return sum([weight[word] for word in words if word in wanted])

    def _weight_of(self, word: str) -> float:
        if word not in self._word_weight:
            self._word_weight[word] = float(self._weights[term_of(word)])
        return self._word_weight[word]

    def piece_of(self, first: Ints, second: Ints) -> Floats:
        """1 where the second states several pieces of work and the first is one of them, -1 the reverse, else 0."""
        inside, outside = self._states_more(first, second), self._states_more(second, first)
        both = np.where(self.weight[first] <= self.weight[second], 1.0, -1.0)
        return np.where(inside & outside, both, inside * 1.0 - outside)

    def _states_more(self, part: Ints, whole: Ints) -> npt.NDArray[np.bool_]:
        """Where the whole has a piece that is about the part, and another of which the part says little."""
        many = self._first_piece[whole + 1] - self._first_piece[whole]
        pair = np.repeat(np.arange(len(part)), many)
        piece = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many) + self._first_piece[whole[pair]]
        shared = np.zeros(len(pair))
        for at in range(0, len(pair), _CHUNK):
            span = slice(at, at + _CHUNK)
            shared[span] = _row_sums(self._pieces[piece[span]].multiply(self._holds[part[pair[span]]]))
        share = shared / np.maximum(self._piece_weight[piece], 1e-9)
        foreign = (share <= _PIECE_FOREIGN) & (self._piece_weight[piece] >= _PIECE_LEAST)
        held = np.bincount(pair, shared * (share >= _PIECE_SHARED), len(part))
        more: npt.NDArray[np.bool_] = np.bincount(pair, foreign, len(part)) > 0
        return more & (held >= _PIECE_HELD * self.weight[part])

    def said_at_once(self, part: Ints, whole: Ints) -> Floats:
        """The share of a part that one place of the whole says, by the weight of its words. Words strewn over the whole
        make no part of it."""
        out = np.zeros(len(part))
        for at, (one, other) in enumerate(self._words_of(part, whole)):
            weight = {word: self._weight_of(word) for word in one}
            size = int(_WINDOW * len(one)) + _WINDOW_LEAST
            places = [low for low, word in enumerate(other) if word in weight]
            said = (_weight_in(weight, other[low : low + size]) for low in places)
            out[at] = max(said, default=0.0) / max(sum(weight.values()), 1e-9)
        return out

    def begun(self, part: Ints, whole: Ints) -> Floats:
        """Like :meth:`said_at_once`, where the whole may begin to say a piece of work, and with the words that the part
        begins with. What the whole is only for, based on or connected with makes no part of it."""
        out = np.zeros(len(part))
        for at, (one, other) in enumerate(self._words_of(part, whole)):
            weight = {word: self._weight_of(word) for word in one}
            size = int(_WINDOW * len(one)) + _WINDOW_LEAST
            starts = {0, *(abs(cut) for cut in self.columns.clauses[whole[at]])}
            made = self.columns.product[part[at]] != 0
            head, within = one[:_HEAD], 1 if made else _HEAD_WITHIN  # what is made is named at once, or only used
            for low in starts:
                if set(head).isdisjoint(other[low : low + within]) or (
                    made and not _ends_there(one, other, low, starts)
                ):
                    continue
                here = other[max(0, low - len(one)) : low + size]  # with what the piece is about
                out[at] = max(out[at], _weight_in(weight, here))
            out[at] /= max(sum(weight.values()), 1e-9)
        return out

    def _words_of(self, first: Ints, second: Ints) -> Iterator[tuple[list[str], list[str]]]:
        words = self.columns.words
        return ((words[a].split(), words[b].split()) for a, b in zip(first.tolist(), second.tolist(), strict=True))

    def table(
        self, first: Ints, second: Ints, overlap: tuple[Floats, Floats], wording: Floats, replaced: Floats
    ) -> npt.NDArray[np.float32]:
        """All :data:`FEATURES` of the pairs, shape (pairs, features), of which the first four are given."""
        c = self.columns
        a, b = c.product[first], c.product[second]
        product = np.where((a == 0) | (b == 0), 0, np.where(a == b, 1, -1))
        figures = {
            "wording": wording,
            "terms": overlap[0],
            "contained": overlap[1],
            "replaced": replaced,
            "product": product,
            "references": self._agreement(c.reference_set, first, second, _same_items),
            "names": self._agreement(c.name_set, first, second, _same_names),
            "quantities": self._agreement(c.quantity_set, first, second, _same_items),
            # Another level has other bodies for the same work.
            "lead": self._agreement(c.body_set, first, second, _same_items) * ~self.other_level(first, second),
            "deadline": self._deadline(first, second),
            "lineage": self._agreement(c.lineage_set, first, second, _any_item)
            * (c.document[first] != c.document[second]),
        }
        return np.column_stack([figures[name] for name in FEATURES]).astype(np.float32)

    def _agreement(
        self,
        sets: npt.NDArray[np.int32],
        first: Ints,
        second: Ints,
        judge: Callable[[frozenset[str], frozenset[str]], float],
    ) -> Floats:
        out = np.zeros(len(first))
        a, b = sets[first].astype(np.int64), sets[second].astype(np.int64)
        both = np.flatnonzero((a > 0) & (b > 0))
        size = len(self.columns.sets)
        pairs, where = np.unique(a[both] * size + b[both], return_inverse=True)
        values = [judge(self.columns.sets[p // size], self.columns.sets[p % size]) for p in pairs.tolist()]
        out[both] = np.asarray(values, np.float64)[where] if values else 0.0
        return out

    def _deadline(self, first: Ints, second: Ints) -> Floats:
        c = self.columns
        a, b = c.last_due[first].astype(np.int64), c.last_due[second].astype(np.int64)
        apart = np.minimum(np.abs(a - b) / _DEADLINE_SCALE, 1.0)
        return np.where((a == NEVER) | (b == NEVER), 0.0, np.where(a == b, 1.0, -apart))

    def named_inside(self, first: Ints, second: Ints) -> Floats:
        """1 where all laws and databases that the first names are among more that the second names; -1 the reverse."""
        return self._agreement(self.columns.name_set, first, second, _named_inside)

    def other_level(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Where the bodies that work stand on different levels."""
        a, b = self.columns.level[first], self.columns.level[second]
        apart: npt.NDArray[np.bool_] = (a != b) & (a != UNKNOWN) & (b != UNKNOWN)
        return apart

    def own_documents(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Where each is about the document it stands in ("Kế hoạch này"), and these are two."""
        c = self.columns
        own: npt.NDArray[np.bool_] = self._names_own[first] & self._names_own[second]
        own &= c.document[first] != c.document[second]
        at = np.flatnonzero(own)
        own[at] = self._agreement(c.lineage_set, first[at], second[at], _any_item) == 0  # one number: one document
        return own

    def opposed(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Where one says a word that changes all in place of the other's (see :data:`pipeline.merge.terms.OPPOSED`)."""
        out = np.zeros(len(first), bool)
        for said in self._opposed:
            a, b = said[first], said[second]
            out |= (a != 0) & (b != 0) & (a & b == 0)
        return out

    def other_lead(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Where both name who leads, and nobody leads both."""
        other: npt.NDArray[np.bool_] = self._agreement(self.columns.body_set, first, second, _same_items) < 0
        return other

    def other_place(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Where both are tasks of local bodies, of different provinces."""
        a, b = self.columns.place[first], self.columns.place[second]
        apart: npt.NDArray[np.bool_] = (a != b) & (a != 0) & (b != 0)
        return apart


def _row_sums(matrix: sparse.csr_matrix) -> Floats:
    return np.asarray(matrix.sum(axis=1), np.float64).ravel()


def _weight_in(weight: dict[str, float], here: list[str]) -> float:
    """The weight of the words that stand here, added up in one order."""
    present = set(here)
    return sum(value for word, value in weight.items() if word in present)


def _ends_there(one: list[str], other: list[str], low: int, starts: set[int]) -> bool:
    """Whether the name of what is made ends with the part's last word: with more words it is something narrower."""
    at = next((at for at in range(low, min(low + len(one) + _WINDOW_LEAST, len(other))) if other[at] == one[-1]), low)
    return at + 1 in starts or at + 1 == len(other)


def _which(patterns: tuple[re.Pattern[str], ...], words: str) -> int:
    """Which of the patterns occur, as bits."""
    return sum(1 << at for at, pattern in enumerate(patterns) if pattern.search(words))


def _cut(words: list[str], cuts: tuple[int, ...]) -> list[list[str]]:
    return [words[low:high] for low, high in pairwise((0, *cuts, len(words)))]


def _same_items(a: frozenset[str], b: frozenset[str]) -> float:
    """1 where the smaller set is in the larger, -1 where nothing is shared."""
    return 2.0 * len(a & b) / min(len(a), len(b)) - 1.0


def _any_item(a: frozenset[str], b: frozenset[str]) -> float:
    return 1.0 if a & b else 0.0


def _same_names(a: frozenset[str], b: frozenset[str]) -> float:
    """Like :func:`_same_items` for names, of which one may be the beginning of the other; lists of other length are
    not alike."""
    small, large = sorted((a, b), key=len)
    hits = sum(any(_same_name(x, y) for y in large) for x in small)
    return 2.0 * hits / len(large) - 1.0


def _named_inside(a: frozenset[str], b: frozenset[str]) -> float:
    small, large = sorted((a, b), key=len)
    inside = len(small) < len(large) and all(any(_same_name(x, y) for y in large) for x in small)
    return 0.0 if not inside else 1.0 if small is a else -1.0


@lru_cache(maxsize=1 << 16)
def _same_name(a: str, b: str) -> bool:
    """One is the other but for a few words, in the same order, or but for a few letters."""
    small, large = sorted((a.split(), b.split()), key=len)
    return bool(LCSseq.similarity(small, large) >= 0.85 * len(small) or fuzz.ratio(a, b) >= 90)
