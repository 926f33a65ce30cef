"""What the pieces of a garbled paragraph may be: the edges of its lattice, with their channel scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from normalizers.channel import NEVER, Channel
from normalizers.garbled import Kind, Piece
from normalizers.language_model import NUMBER, UNKNOWN, LanguageModel
from normalizers.lattice import Edge
from normalizers.syllables import canonical
from normalizers.text import fold, has_diacritic, is_syllable

WIDE: Final = 18
"""Candidates kept for a piece, before those that the context expects."""
EXPECTED: Final = -3.5
"""A word that follows one of the likeliest readings of the piece before with at least this log-probability (nats) is a
candidate too, however badly it was read."""
LEADING: Final = -2.5
"""The same for a word before one of the likeliest readings of the next piece (nats of the next given it)."""
FREQUENT: Final = -9.5
"""Log-probability (nats) that such a word must have by itself."""
FARTHEST: Final = -13.0
"""Nats of the channel below which an expected word is no candidate."""
CHANNEL_WEIGHT: Final = 0.65
"""Trust in the channel beside the language model: letters of one word are not misread independently of each other."""
ADAPTED_WEIGHT: Final = 1.0
"""The same once a text has taught the channel: then it knows how this reader misreads."""
UNIGRAM_WEIGHT: Final = 0.6
"""Weight of a syllable's frequency when candidates are shortlisted."""
GLUE: Final = -4.0
SPLIT: Final = -6.0
"""Nats for two pieces that are one word, one piece that is two words."""
INSERT: Final = -5.0
"""Nats for the word "ý" lost altogether: it is the one common syllable of a single letter with a mark."""
KEEP: Final = (-9.0, -1.6)
"""Nats for keeping a piece that is no known word: once, and a character."""
INITIALS: Final = -3.0
"""Nats for initials ("KHCN") that are kept; half of it when the vocabulary has them."""
NO_INITIALS: Final = -5.0
"""Nats for reading initials as a word all the same."""
DIGIT: Final = -4.0
"""Nats for a lone "1" that is a word: the strokes of "lý" are read so."""
BAD: Final = -7.0
"""A piece whose best reading is below this may be cut or glued."""

_MARKS: Final = "'^`’~"
"""Strokes that a reader without Vietnamese makes of the marks of letters."""
_LOST: Final = "ý"
_BEFORE_CODE: Final = "số"
"""The word that stands before a document number."""


class Reader:
    """One channel with the language model, and what it has looked up already."""

    def __init__(self, model: LanguageModel, channel: Channel, weight: float = CHANNEL_WEIGHT) -> None:
        self.model, self.channel, self._weight = model, channel, np.float32(weight)
        self._ids = np.array([model.ids[s] for s in channel.syllables], np.int64)
        self._place = {int(word): i for i, word in enumerate(self._ids)}
        self._unigrams = model.log_p[self._ids]
        self._number, self._unknown = model.ids[NUMBER], model.ids[UNKNOWN]
        self._lost = model.ids.get(_LOST, -1)
        self.scores = lru_cache(maxsize=4096)(self._scores)
        self.shortlist = lru_cache(maxsize=16384)(self._shortlist)
        self.followers = lru_cache(maxsize=8192)(self._followers)
        self._plain = frozenset(fold(s) for s in channel.syllables)
        self._initials = _initials(model, frozenset(self._place))
        self._leaders = _leaders(model, frozenset(self._place))

    def _scores(self, read: str) -> npt.NDArray[np.float32]:
        return self.channel.scores(read) * self._weight

    def _followers(self, word: int) -> frozenset[int]:
        return frozenset(w for w in self.model.likely_next(word, EXPECTED) if w in self._place)

    def _shortlist(self, read: str) -> dict[int, float]:
        """Vocabulary number -> channel score (nats, weighted) of what a string may be."""
        scores = self.scores(read)
        rank = scores + UNIGRAM_WEIGHT * self._unigrams
        best = np.argsort(-rank, kind="stable")[:WIDE]
        out = {int(w): float(s) for w, s in zip(self._ids[best], scores[best], strict=True)}
        known = self.model.ids.get(read.lower())
        if known is not None and known not in self._place:  # a foreign word that stands in the vocabulary
            out[known] = -1.0
        return out

    # --- edges ------------------------------------------------------------------------------------

    def edges(self, pieces: Sequence[Piece], settled: Sequence[str | None], *, caps: bool) -> list[Edge]:
        """The lattice of a paragraph: node 2n before piece n, nodes between for pieces that are two words.

        ``settled``: the word of a piece that is known already, None for the others. ``caps``: lines in capitals.
        """
        out: list[Edge] = []
        best = [0.0] * len(pieces)
        before: tuple[int, ...] = ()
        ahead = [self._expected_before(pieces, settled, n + 1, caps) for n in range(len(pieces))]
        for n, piece in enumerate(pieces):
            known = settled[n]
            if known is not None:
                word = self.model.ids.get(known, self._unknown)
                out.append(self._one(piece, n, known, word))
                before = () if piece.ends else (word,)
            elif piece.kind is Kind.WORD:
                expected = ahead[n].union(*(self.followers(w) for w in before))
                edge = self._word(piece, (2 * n, 2 * n + 2), (n, n), caps, expected)
                out.append(edge)
                best[n] = max(
                    (float(s) for t, s in zip(edge.texts, edge.scores, strict=True) if t != piece.core), default=NEVER
                )
                out.extend(self._with_lost_word(edge, piece, n))
                before = () if piece.ends else tuple(int(w) for w in edge.words[:3])
            elif piece.kind is Kind.NUMBER and n and not piece.opens and self._word_like(pieces, n):
                out.append(self._one_or_word(pieces, n))
                before = ()
            elif piece.kind in (Kind.NUMBER, Kind.CODE, Kind.ROMAN):
                word = self.model.ids.get(piece.core.split("/")[0].lower(), self._number)
                out.append(self._one(piece, n, piece.mended, word if piece.kind is Kind.ROMAN else self._number))
                before = ()
            else:
                out.append(self._one(piece, n, piece.mended, -1))
        for n in range(len(pieces) - 1):
            if settled[n] is None and settled[n + 1] is None:
                glued = _glued(pieces[n], pieces[n + 1], best[n], best[n + 1])
                if glued is not None:
                    out.append(self._word(glued, (2 * n, 2 * n + 4), (n, n + 1), caps, penalty=GLUE))
        for n, piece in enumerate(pieces):
            if (
                settled[n] is None
                and piece.kind is Kind.WORD
                and len(piece.core) >= 5
                and (best[n] < BAD or any(m in piece.core[1:-1] for m in _MARKS))
            ):
                out.extend(self._halves(piece, n, caps))
        return out

    def _expected_before(
        self, pieces: Sequence[Piece], settled: Sequence[str | None], n: int, caps: bool
    ) -> frozenset[int]:
        """The words that piece ``n``, as it is likeliest, wants before it."""
        if n == len(pieces) or settled[n - 1] is not None or pieces[n - 1].ends or pieces[n].kind is not Kind.WORD:
            return frozenset()
        known = settled[n]
        if known is not None:
            return self._leaders.get(self.model.ids.get(known, -1), frozenset())
        likely = list(self.shortlist(strings(pieces[n], caps=caps)[0]))[:3]
        return frozenset[int]().union(*(self._leaders.get(w, frozenset()) for w in likely))

    @staticmethod
    def _one(piece: Piece, n: int, text: str, word: int) -> Edge:
        return Edge(2 * n, 2 * n + 2, n, n, (text,), np.array([word]), np.zeros(1, np.float32), ends=piece.ends)

    def _word(
        self,
        piece: Piece,
        node: tuple[int, int],
        place: tuple[int, int],
        caps: bool,
        expected: frozenset[int] = frozenset(),
        penalty: float = 0.0,
    ) -> Edge:
        """The edge of a word. ``node``: from and to; ``place``: first and last piece."""
        best: dict[int, float] = {}
        for read in strings(piece, caps=caps):
            for word, score in self.shortlist(read).items():
                best[word] = max(score, best.get(word, NEVER))
            scores = self.scores(read) if expected else None
            for word in expected:
                value = float(scores[self._place[word]]) if scores is not None else NEVER
                if value > FARTHEST:
                    best[word] = max(value, best.get(word, NEVER))
        if self._is_initials(piece, caps):
            best = {word: score + NO_INITIALS for word, score in best.items()}
            for word in self._initials.get(fold(piece.core), ()):
                best[word] = INITIALS / 2
        elif not caps and 2 <= len(piece.core) <= 4 and piece.core.isupper() and piece.core.isalpha():
            own = fold(piece.core)  # initials that spell a syllable: "AI"
            best = {w: s if fold(self.model.words[w]) == own else s + NO_INITIALS / 2 for w, s in best.items()}
        items = sorted(best.items(), key=lambda x: (-x[1], x[0]))
        texts = [self.model.words[w] for w, _ in items]
        words = [w for w, _ in items]
        values = [s + penalty for _, s in items]
        if place[0] == place[1] and canonical(piece.core) not in texts:
            texts.append(piece.core)
            words.append(self._unknown)
            values.append(INITIALS if self._is_initials(piece, caps) else _keep_score(piece, caps))
        return Edge(*node, *place, tuple(texts), np.array(words), np.array(values, np.float32), ends=piece.ends)

    def _is_initials(self, piece: Piece, caps: bool) -> bool:
        """Whether a piece in capitals among lower case is no syllable even without its marks: initials of names."""
        core = piece.core
        return not caps and 2 <= len(core) <= 8 and core.isalpha() and core.isupper() and fold(core) not in self._plain

    def _with_lost_word(self, edge: Edge, piece: Piece, n: int) -> list[Edge]:
        """Edges for a word before which "ý" was lost, where "ý" often stands before that word."""
        after = self.followers(self._lost) if self._lost >= 0 else frozenset()
        keep = [i for i, w in enumerate(edge.words) if int(w) in after and edge.scores[i] > BAD]
        if not keep or piece.head:
            return []
        texts = tuple(edge.texts[i] for i in keep)
        first = Edge(2 * n, 2 * n + 1, n, n, (_LOST,), np.array([self._lost]), np.array([INSERT], np.float32), part=1)
        return [first, Edge(2 * n + 1, 2 * n + 2, n, n, texts, edge.words[keep], edge.scores[keep], 2, piece.ends)]

    @staticmethod
    def _word_like(pieces: Sequence[Piece], n: int) -> bool:
        """Whether a number may be a word: a lone "1" between words, or two digits before a document number."""
        piece = pieces[n]
        near = [pieces[n - 1], *pieces[n + 1 : n + 2]]
        if piece.head or pieces[n - 1].tail.strip(_MARKS) or pieces[n - 1].kind is not Kind.WORD:
            return False
        if piece.core == "1":
            return all(p.kind is Kind.WORD for p in near)
        after = pieces[n + 1] if n + 1 < len(pieces) else None
        return after is not None and after.kind is Kind.CODE and len(piece.core) == 2 and not piece.tail

    def _one_or_word(self, pieces: Sequence[Piece], n: int) -> Edge:
        """A number, or the word whose strokes were read as digits: "1" for "lý", "56" for the "số" of a number."""
        piece = pieces[n]
        texts, words, values = [piece.mended], [self._number], [0.0]
        for word, score in self.shortlist(piece.core).items():
            if piece.core == "1" or self.model.words[word] == _BEFORE_CODE:
                texts.append(self.model.words[word])
                words.append(word)
                values.append(score + DIGIT)
        return Edge(
            2 * n, 2 * n + 2, n, n, tuple(texts), np.array(words), np.array(values, np.float32), ends=piece.ends
        )

    def _halves(self, piece: Piece, n: int, caps: bool) -> list[Edge]:
        """A piece as two words: one edge a half, cut where the halves are likeliest."""
        read = strings(piece, caps=caps)[0]
        tried: list[tuple[float, int]] = []
        for k in range(2, len(read) - 1):
            halves = [next(iter(self.shortlist(half).items())) for half in (read[:k], read[k:])]
            tried.append((sum(s + UNIGRAM_WEIGHT * float(self.model.log_p[w]) for w, s in halves), k))
        if not tried:
            return []
        _, k = max(tried)
        out = []
        for part, text in ((1, read[:k]), (2, read[k:])):
            found = self.shortlist(text)
            nodes = (2 * n, 2 * n + 1) if part == 1 else (2 * n + 1, 2 * n + 2)
            texts = tuple(self.model.words[w] for w in found)
            scores = np.array(list(found.values()), np.float32) + np.float32(SPLIT / 2)
            out.append(Edge(*nodes, n, n, texts, np.array(list(found)), scores, part, part == 2 and piece.ends))
        return out


def _leaders(model: LanguageModel, among: frozenset[int]) -> dict[int, frozenset[int]]:
    """For each word the frequent words that it mostly follows."""
    size = len(model.words)
    level = slice(size, size + int(np.searchsorted(model.keys, size * size)))
    strong = np.flatnonzero(model.log_p[level] >= LEADING)
    out: dict[int, set[int]] = {}
    for key in model.keys[strong]:
        parent, word = divmod(int(key), size)
        if parent in among and model.log_p[parent] > FREQUENT:
            out.setdefault(word, set()).add(parent)
    return {word: frozenset(parents) for word, parents in out.items()}


def _initials(model: LanguageModel, syllables: frozenset[int]) -> dict[str, tuple[int, ...]]:
    """The words of the vocabulary that are no syllables, by their letters without marks ("bcd" -> "bcđ")."""
    out: dict[str, list[int]] = {}
    for word, i in model.ids.items():
        if i not in syllables and word.isalpha():
            out.setdefault(fold(word), []).append(i)
    return {key: tuple(words) for key, words in out.items()}


def strings(piece: Piece, *, caps: bool) -> list[str]:
    """What to look up for a piece: its core; its core with a trailing mark that may be part of a letter; and without
    a capital A at its end, which is what a circumflex set apart is read as."""
    core = piece.core
    if len(core) > 1 and core[-1] == "A" and not caps:
        return [*strings(replace(piece, core=core[:-1]), caps=caps), _lowered(core, caps)]
    core = _lowered(core, caps)
    return [core, core + piece.tail[0]] if swallows(piece) else [core]


def _lowered(core: str, caps: bool) -> str:
    if caps or (len(core) > 1 and core.isupper()):
        core = core.lower()
    elif core[:1].isupper():
        core = core[0].lower() + core[1:]
    return core


def swallows(piece: Piece) -> bool:
    """Whether the first mark after a word may be a part of its last letter: a stroke, or a bracket never opened."""
    mark = piece.tail[:1]
    return bool(mark) and (mark in _MARKS or (mark == ")" and not piece.closes))


def _keep_score(piece: Piece, caps: bool) -> float:
    core = piece.core
    once, each = KEEP
    if core.isupper() and 2 <= len(core) <= 6 and not caps:
        once, each = once * 0.8, each * 0.4  # an acronym
    elif not core.islower() and core[0].isupper():
        each *= 0.8
    if is_syllable(core) and has_diacritic(core):
        each *= 0.7
    return once + each * len(core)


def _glued(one: Piece, two: Piece, best_one: float, best_two: float) -> Piece | None:
    """Two pieces of a line as one, when they are short enough for a syllable and may be halves of one."""
    if one.line != two.line or one.kind is not Kind.WORD or two.kind is not Kind.WORD:
        return None
    if one.tail or two.head.strip(_MARKS) or len(one.core) + len(two.core) > 8:
        return None
    if min(best_one, best_two) > BAD / 2 and min(len(one.core), len(two.core)) > 2:
        return None
    core = one.core + two.core
    return Piece(one.line, one.start, two.end, one.head, core, two.tail, Kind.WORD, core, one.opens, two.closes)
