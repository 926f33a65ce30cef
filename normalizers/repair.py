"""Give garbled or diacritic-stripped text its Vietnamese back: a noisy channel and a language model, line by line.

The lines of a paragraph are read together, so that the words before and after count over line breaks. What was good
Vietnamese to begin with is left as it was. Pure functions; the statistics come with the package.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from normalizers.channel import Channel, load_counts
from normalizers.garbled import Kind, Piece, is_caps, is_noise, next_enumerator, pieces_of, with_mended
from normalizers.language_model import NUMBER, UNKNOWN, LanguageModel, language_model
from normalizers.lattice import Choice, Edge, judge, search
from normalizers.syllables import canonical
from normalizers.text import has_diacritic, is_syllable, nfc, vietnamese_share
from normalizers.truecase import restore_case

GOOD_SHARE: Final = 0.85
"""Lines whose surroundings are Vietnamese to this share (``vietnamese_share``) stay as they are."""
_BAD_SHARE: Final = 0.6
"""Below this share every line is read anew, also one whose words are all possible syllables."""
_AROUND: Final = 4
"""Lines before and after that tell whether a line is garbled."""
_WIDE: Final = 18
"""Candidates kept for a piece."""
_CHANNEL_WEIGHT: Final = 0.75
"""Trust in the channel beside the language model: letters of one word are not misread independently of each other."""
_UNIGRAM_WEIGHT: Final = 0.6
"""Weight of a syllable's frequency when candidates are shortlisted."""
_GLUE: Final = -4.0
_SPLIT: Final = -6.0
"""Nats for two pieces that are one word, one piece that is two words."""
_KEEP: Final = (-9.0, -1.6)
"""Nats for keeping a piece that is no known word: once, and a character."""
_BAD: Final = -7.0
"""A piece whose best reading is below this may be cut or glued."""


@dataclass(frozen=True, slots=True)
class RepairedToken:
    """One token of a line: what stood there, what it is, how sure, and what else it may be.

    ``start``, ``end``: characters of the raw line, end exclusive. ``alternatives``: other readings with their
    probabilities, the likeliest first. ``confidence`` 0..1: of the tokens at 0.9 and above at least 97 % are right.
    """

    raw: str
    text: str
    confidence: float
    start: int
    end: int
    alternatives: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RepairedLine:
    """A line after repair. ``noise``: stray marks, no text; ``text`` is then empty. Lines left alone have no tokens."""

    raw: str
    text: str
    tokens: tuple[RepairedToken, ...] = ()
    noise: bool = False

    @property
    def confidence(self) -> float:
        """Mean confidence of the tokens; 1.0 for a line that was left alone."""
        return sum(t.confidence for t in self.tokens) / len(self.tokens) if self.tokens else 1.0


@cache
def _channel() -> Channel:
    return Channel(load_counts(), language_model().words)


def repair_lines(lines: Sequence[str]) -> tuple[RepairedLine, ...]:
    """Repair the lines of one page or file, in order. Deterministic; one result a line."""
    texts = [nfc(line.replace("\t", " ")) for line in lines]
    garbled = _garbled(texts)
    pieces = [pieces_of(t, i) if g else [] for i, (t, g) in enumerate(zip(texts, garbled, strict=True))]
    noise = [bool(p) and is_noise(p) for p in pieces]
    marks: list[str] = []
    out = [RepairedLine(raw, text) for raw, text in zip(lines, texts, strict=True)]
    for group in _paragraphs(texts, pieces, noise):
        found = _repair_paragraph([pieces[i] for i in group], marks)
        for i, tokens in zip(group, found, strict=True):
            out[i] = RepairedLine(lines[i], " ".join(t.text for t in tokens if t.text), tuple(tokens))
    for i, stray in enumerate(noise):
        if stray:
            out[i] = RepairedLine(lines[i], "", (), True)
    return tuple(out)


def _garbled(texts: Sequence[str]) -> list[bool]:
    """Whether each line needs repair, judged with the lines around it."""
    words = [[w for w in re.findall(r"[^\W\d_]+", t) if len(w) > 1] for t in texts]
    full = [i for i, w in enumerate(words) if w]
    # In a good text a line in another language, or of names, is no reason to repair.
    limit = GOOD_SHARE if vietnamese_share("\n".join(texts)) < GOOD_SHARE else _BAD_SHARE
    out = [False] * len(texts)
    for k, i in enumerate(full):
        near = full[max(0, k - _AROUND) : k + _AROUND + 1]
        around = vietnamese_share(" ".join(texts[j] for j in near))
        own = vietnamese_share(texts[i])
        out[i] = around < limit and (around < _BAD_SHARE or own < 0.98 or not has_diacritic(texts[i]))
    for i, text in enumerate(texts):  # stray marks between garbled lines
        if text.strip() and not words[i]:
            near = [out[j] for j in full if abs(j - i) <= _AROUND]
            out[i] = bool(near) and all(near)
    return out


def _paragraphs(texts: Sequence[str], pieces: Sequence[Sequence[Piece]], noise: Sequence[bool]) -> list[list[int]]:
    """Runs of lines that are read together: no blank line between them, all in capitals or none."""
    out: list[list[int]] = [[]]
    caps = False
    for i, text in enumerate(texts):
        if not text.strip() or noise[i] or not pieces[i]:
            if noise[i]:
                continue
            out.append([])
            continue
        here = is_caps(pieces[i])
        if out[-1] and here != caps:
            out.append([])
        caps = here
        out[-1].append(i)
    return [group for group in out if group]


# --- candidates ---------------------------------------------------------------------------------


@lru_cache(maxsize=32768)
def _shortlist(read: str) -> tuple[tuple[int, ...], tuple[float, ...]]:
    """Vocabulary numbers and channel scores (nats, weighted) of what a string may be, the likeliest first."""
    channel, model = _channel(), language_model()
    scores = channel.scores(read) * _CHANNEL_WEIGHT
    rank = scores + _UNIGRAM_WEIGHT * _unigrams()
    best = np.argpartition(-rank, _WIDE)[:_WIDE]
    best = best[np.argsort(-rank[best], kind="stable")]
    ids = _word_ids()[best]
    known = model.ids.get(read.lower(), -1)
    numbers, values = [int(i) for i in ids], [float(s) for s in scores[best]]
    if known >= 0 and known not in numbers:  # a foreign word that stands in the vocabulary
        numbers.append(known)
        values.append(-1.0)
    return tuple(numbers), tuple(values)


@cache
def _word_ids() -> npt.NDArray[np.int64]:
    model = language_model()
    return np.array([model.ids[s] for s in _channel().syllables], np.int64)


@cache
def _unigrams() -> npt.NDArray[np.float32]:
    return language_model().log_p[_word_ids()]


def _readings_of(piece: Piece, caps: bool) -> list[str]:
    """The strings to look up for a piece: its core, and its core with a trailing mark that may be part of a letter."""
    core = piece.core
    if caps or (len(core) > 1 and core.isupper()):
        core = core.lower()
    elif core[:1].isupper():
        core = core[0].lower() + core[1:]
    out = [core]
    if piece.tail[:1] and piece.tail[0] in ")'^\"`’”" and not (piece.tail[0] in ')"”' and piece.head):
        out.append(core + piece.tail[0])
    return out


def _edge(
    model: LanguageModel, piece: Piece, node: tuple[int, int], place: tuple[int, int], caps: bool, penalty: float = 0.0
) -> Edge:
    """The edge of a word. ``node``: from and to; ``place``: first and last piece; ``caps``: lines in capitals."""
    reads = _readings_of(piece, caps)
    best: dict[int, float] = {}
    for read in reads:
        for word, score in zip(*_shortlist(read), strict=True):
            value = score + penalty
            if value > best.get(word, -1e9):
                best[word] = value
    items = sorted(best.items(), key=lambda x: (-x[1], x[0]))
    texts = [model.words[w] for w, _ in items]
    words = [w for w, _ in items]
    scores = [s for _, s in items]
    if place[0] == place[1] and canonical(piece.core) not in texts:
        texts.append(piece.core)
        words.append(model.ids[UNKNOWN])
        scores.append(_keep_score(piece, caps) + penalty)
    return Edge(
        node[0],
        node[1],
        place[0],
        place[1],
        tuple(texts),
        np.array(words),
        np.array(scores, np.float32),
        ends=piece.ends,
    )


def _keep_score(piece: Piece, caps: bool) -> float:
    core = piece.core
    once, each = _KEEP
    if core.isupper() and 2 <= len(core) <= 6 and not caps:
        once, each = once * 0.8, each * 0.4  # an acronym
    elif not core.islower() and core[0].isupper():
        each *= 0.8
    if is_syllable(core) and has_diacritic(core):
        each *= 0.7
    return once + each * len(core)


def _fixed(piece: Piece, n: int, word: int) -> Edge:
    return Edge(2 * n, 2 * n + 2, n, n, (piece.mended,), np.array([word]), np.zeros(1, np.float32), ends=piece.ends)


def _edges(model: LanguageModel, pieces: Sequence[Piece], caps: bool) -> list[Edge]:
    """The lattice of a paragraph: node 2n before piece n, nodes in between for pieces that are two words."""
    number = model.ids[NUMBER]
    out: list[Edge] = []
    best = [0.0] * len(pieces)
    for n, piece in enumerate(pieces):
        if piece.kind is Kind.WORD:
            edge = _edge(model, piece, (2 * n, 2 * n + 2), (n, n), caps)
            known = [s for t, s in zip(edge.texts, edge.scores, strict=True) if t != piece.core]
            best[n] = float(max(known, default=-99.0))
            out.append(edge)
        elif piece.kind in (Kind.NUMBER, Kind.CODE, Kind.ROMAN):
            out.append(_fixed(piece, n, number))
        else:
            out.append(_fixed(piece, n, -1))
    for n in range(len(pieces) - 1):
        glued = _glued(pieces[n], pieces[n + 1], best[n], best[n + 1])
        if glued is not None:
            out.append(_edge(model, glued, (2 * n, 2 * n + 4), (n, n + 1), caps, _GLUE))
    for n, piece in enumerate(pieces):
        if piece.kind is Kind.WORD and len(piece.core) >= 5 and best[n] < _BAD:
            out.extend(_halves(model, piece, n, caps))
    return out


def _glued(one: Piece, two: Piece, best_one: float, best_two: float) -> Piece | None:
    """Two pieces of a line as one, when they are short enough for a syllable and may be halves of one."""
    if one.line != two.line or one.kind is not Kind.WORD or two.kind is not Kind.WORD or one.tail or two.head:
        return None
    if len(one.core) + len(two.core) > 8 or (
        best_one > _BAD / 2 and best_two > _BAD / 2 and min(len(one.core), len(two.core)) > 2
    ):
        return None
    core = one.core + two.core
    return Piece(one.line, one.start, two.end, one.head, core, two.tail, Kind.WORD, core, one.opens)


def _halves(model: LanguageModel, piece: Piece, n: int, caps: bool) -> list[Edge]:
    """A piece as two words: one edge a half, cut where the halves are likeliest."""
    read = _readings_of(piece, caps)[0]
    tried: list[tuple[float, int]] = []
    for k in range(2, len(read) - 1):
        left, right = _shortlist(read[:k]), _shortlist(read[k:])
        tried.append(
            (left[1][0] + right[1][0] + _UNIGRAM_WEIGHT * float(model.log_p[left[0][0]] + model.log_p[right[0][0]]), k)
        )
    if not tried:
        return []
    _, k = max(tried)
    out = []
    for part, text in ((1, read[:k]), (2, read[k:])):
        words, scores = _shortlist(text)
        out.append(
            Edge(
                2 * n + part - 1,
                2 * n + part if part == 1 else 2 * n + 2,
                n,
                n,
                tuple(model.words[w] for w in words),
                np.array(words),
                np.array(scores, np.float32) + _SPLIT / 2,
                part,
                part == 2 and piece.ends,
            )
        )
    return out


# --- a paragraph --------------------------------------------------------------------------------


def _repair_paragraph(lines: Sequence[Sequence[Piece]], marks: list[str]) -> list[list[RepairedToken]]:
    """The tokens of each line of a paragraph."""
    pieces: list[Piece] = []
    for line in lines:
        for piece in line:
            if piece.kind is Kind.MARK:
                text = next_enumerator(marks, piece.core)
                marks.append(text)
                piece = with_mended(piece, text)
            pieces.append(piece)
    model = language_model()
    caps = is_caps(pieces)
    edges = _edges(model, pieces, caps)
    way = judge(model, search(model, edges, 2 * len(pieces)))
    written = restore_case(model, [(c.text, pieces[c.edge.first]) for c in way], caps=caps)
    out: dict[int, list[RepairedToken]] = {}
    index = 0
    while index < len(way):
        group = [index]
        if way[index].edge.part == 1:
            group.append(index + 1)
        index += len(group)
        first, last = pieces[way[group[0]].edge.first], pieces[way[group[-1]].edge.last]
        out.setdefault(first.line, []).append(_token([way[g] for g in group], [written[g] for g in group], first, last))
    numbers = [line[0].line for line in lines]
    return [out.get(n, []) for n in numbers]


def _token(choices: Sequence[Choice], written: Sequence[str], first: Piece, last: Piece) -> RepairedToken:
    raw = first.raw if first is last else f"{first.raw} {last.raw}"
    kept = first.kind is Kind.WORD and choices[0].text == first.core and not is_syllable(first.core)
    tail = last.tail
    if first.kind is Kind.WORD and not kept and tail[:1] in ("'", "^", "`", "’"):
        tail = tail[1:]  # a mark of the letter, read as a stroke
    head = first.head.strip("~^`'")
    text = head + " ".join(written) + tail
    confidence = min((c.posterior[c.index] for c in choices), default=1.0)
    others: list[tuple[str, float]] = []
    if len(choices) == 1:
        ranked = sorted(zip(choices[0].posterior, choices[0].edge.texts, strict=True), key=lambda x: (-x[0], x[1]))
        others = [(t, round(p, 3)) for p, t in ranked if t != choices[0].text and p >= 0.005][:3]
    return RepairedToken(raw, text, round(_calibrated(confidence, kept), 3), first.start, last.end, tuple(others))


def _calibrated(posterior: float, kept: bool) -> float:
    return min(posterior, 0.3) if kept else posterior
