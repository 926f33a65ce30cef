"""Give garbled or diacritic-stripped text its Vietnamese back: a noisy channel and a language model, line by line.

The lines of a paragraph are read together, so that the words before and after count over line breaks. What was good
Vietnamese to begin with is left as it was. Pure functions; the statistics come with the package.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import numpy as np

from normalizers.candidates import ADAPTED_WEIGHT, Reader, strings, swallows
from normalizers.channel import Channel, load_counts
from normalizers.garbled import (
    Kind,
    Piece,
    is_caps,
    is_noise,
    known_initials,
    next_enumerator,
    pieces_of,
    with_mended,
)
from normalizers.initials import has_doubtful_d, heads, with_lost_d
from normalizers.language_model import language_model
from normalizers.lattice import Choice, judge, search
from normalizers.repair_names import Part, mend_bodies
from normalizers.syllables import canonical
from normalizers.text import has_diacritic, is_syllable, nfc, vietnamese_share
from normalizers.truecase import restore_case

GOOD_SHARE: Final = 0.85
"""Lines whose surroundings are Vietnamese to this share (``vietnamese_share``) stay as they are."""
_BAD_SHARE: Final = 0.6
"""Below this share every line is read anew, also one whose words are all possible syllables."""
_AROUND: Final = 4
"""Lines before and after that tell whether a line is garbled."""
_SETTLED: Final = 0.999
"""A word this sure after the first reading is taken as read."""
_LESSON: Final = 0.9
"""A word this sure teaches the channel how this reader misreads."""
_POSTERIOR: Final = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0)
_RIGHT: Final = (0.0, 0.3, 0.42, 0.58, 0.71, 0.8, 0.86, 0.94, 0.995)
"""Posterior of a word among its candidates, and the share of such words that were right: 57,000 tokens of stripped
notices, recognised pages and a garbled notice, none of whose text the model was made from (docs/repair.md)."""
_SPELLED_OUT: Final = 0.99
_DOUBTFUL: Final = 0.6
"""Posterior of initials with a D: whether it is one or a lost Đ is known when their name stands in the text, or not."""
_LESSONS: Final = 40
"""Settled words that a text must have to teach anything."""


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
def _reader() -> Reader:
    model = language_model()
    return Reader(model, Channel(load_counts(), model.words))


def repair_lines(lines: Sequence[str]) -> tuple[RepairedLine, ...]:
    """Repair the lines of one file, in order: one result a line. Deterministic.

    The text is read twice: what is sure after the first reading teaches the channel how this very reader misreads.
    """
    texts = [nfc(line.replace("\t", " ")) for line in lines]
    garbled = _garbled(texts)
    pieces = [pieces_of(t, i) if g else [] for i, (t, g) in enumerate(zip(texts, garbled, strict=True))]
    noise = [bool(p) and is_noise(p) for p in pieces]
    out = [RepairedLine(raw, text) for raw, text in zip(lines, texts, strict=True)]
    for i, stray in enumerate(noise):
        if stray:
            out[i] = RepairedLine(lines[i], "", (), True)
    groups = _paragraphs(texts, pieces, noise)
    if not groups:
        return tuple(out)
    paragraphs = _enumerated([[p for i in group for p in pieces[i]] for group in groups])
    first = [_read(_reader(), p, [None] * len(p)) for p in paragraphs]
    adapted = _adapted(paragraphs, first)
    if adapted is not None:
        first = [_again(adapted, p, way) for p, way in zip(paragraphs, first, strict=True)]
    parts = _with_names(adapted or _reader(), groups, paragraphs, first)
    letters = "..".join(heads([_head_word(c, part.pieces) for c in part.way]) for part in parts)
    for group, part in zip(groups, parts, strict=True):
        found = _tokens(part.pieces, _initials_mended(part.pieces, part.way, letters))
        for i in group:
            tokens = tuple(found.get(i, ()))
            out[i] = RepairedLine(lines[i], " ".join(t.text for t in tokens if t.text), tokens)
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
            near = [out[j] for j in full[bisect_left(full, i - _AROUND) : bisect_right(full, i + _AROUND)]]
            out[i] = 2 * sum(near) > len(near)
    return out


def _paragraphs(texts: Sequence[str], pieces: Sequence[Sequence[Piece]], noise: Sequence[bool]) -> list[list[int]]:
    """Runs of lines that are read together: no blank line between them, all in capitals or none."""
    out: list[list[int]] = [[]]
    caps = False
    for i, text in enumerate(texts):
        if not text.strip() or noise[i] or not pieces[i]:
            if not noise[i] and out[-1]:
                out.append([])
            continue
        here = is_caps(pieces[i])
        if out[-1] and here != caps:
            out.append([])
        if not out[-1] and len(out) > 1 and out[-2] and here == caps and _goes_on(pieces[out[-2][-1]], pieces[i]):
            out.pop()  # a page break or stray marks cut the paragraph
        caps = here
        out[-1].append(i)
    return [group for group in out if group]


def _goes_on(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether the first line after a gap goes on with the sentence before it."""
    last, first = above[-1], below[0]
    return not last.ends and not last.tail and first.kind is Kind.WORD and not first.head and first.core[:1].islower()


def _enumerated(paragraphs: Sequence[Sequence[Piece]]) -> list[list[Piece]]:
    """The paragraphs with their enumerators as the alphabet wants them, over the whole text."""
    marks: list[str] = []
    out: list[list[Piece]] = []
    for paragraph in paragraphs:
        out.append([])
        for piece in paragraph:
            if piece.kind is Kind.MARK:
                text = next_enumerator(marks, piece.core)
                marks.append(text)
                piece = with_mended(piece, text)
            out[-1].append(piece)
    return out


# --- a paragraph --------------------------------------------------------------------------------


def _read(reader: Reader, pieces: Sequence[Piece], settled: Sequence[str | None]) -> list[Choice]:
    edges = reader.edges(pieces, settled, caps=is_caps(pieces))
    return judge(reader.model, search(reader.model, edges, 2 * len(pieces)))


def _settled(pieces: Sequence[Piece], way: Sequence[Choice], least: float) -> list[tuple[str, float] | None]:
    """The word and its posterior of each piece that is one word and sure; None for the others."""
    out: list[tuple[str, float] | None] = [None] * len(pieces)
    for choice in way:
        edge = choice.edge
        sure = edge.first == edge.last and edge.part == 0 and choice.posterior[choice.index] >= least
        if sure and pieces[edge.first].kind is Kind.WORD and is_syllable(choice.text):
            out[edge.first] = (choice.text, choice.posterior[choice.index])
    return out


def _adapted(paragraphs: Sequence[Sequence[Piece]], ways: Sequence[Sequence[Choice]]) -> Reader | None:
    """A reader whose channel has learned from the settled words; None when there are too few, or none unsettled."""
    lessons: Counter[tuple[str, str]] = Counter()
    for pieces, way in zip(paragraphs, ways, strict=True):
        caps = is_caps(pieces)
        for piece, known in zip(pieces, _settled(pieces, way, _LESSON), strict=True):
            if known is not None:
                lessons[canonical(known[0]), strings(piece, caps=caps)[-1]] += 1
    if sum(lessons.values()) < _LESSONS:
        return None
    base = _reader()
    return Reader(base.model, base.channel.adapted(lessons), ADAPTED_WEIGHT)


def _again(reader: Reader, pieces: Sequence[Piece], way: Sequence[Choice]) -> list[Choice]:
    """Read the unsettled pieces anew; the settled ones keep their word and posterior."""
    known = _settled(pieces, way, _SETTLED)
    if all(k is not None or p.kind is not Kind.WORD for k, p in zip(known, pieces, strict=True)):
        return list(way)
    before = {c.edge.first: c for c in way}
    fresh = _read(reader, pieces, [None if k is None else k[0] for k in known])
    return [before[c.edge.first] if known[c.edge.first] is not None else c for c in fresh]


_NEAR: Final = 3
"""Lines between two paragraphs in capitals over which the name of a body may run: the other column of a letterhead."""


def _with_names(
    reader: Reader,
    groups: Sequence[Sequence[int]],
    paragraphs: Sequence[Sequence[Piece]],
    ways: Sequence[Sequence[Choice]],
) -> list[Part]:
    """The paragraphs with the names of bodies mended. ``groups``: the lines of each paragraph."""
    runs: list[list[int]] = []
    capitals: list[int] = []
    for n, pieces in enumerate(paragraphs):
        if not is_caps(pieces):
            runs.append([n])
        elif capitals and groups[n][0] - groups[capitals[-1]][-1] <= _NEAR:
            capitals.append(n)
        else:
            capitals = [n]
            runs.append(capitals)
    out = [Part(p, way, is_caps(p)) for p, way in zip(paragraphs, ways, strict=True)]
    for run in runs:
        for n, part in zip(run, mend_bodies(reader, [out[n] for n in run]), strict=True):
            out[n] = part
    return out


def _head_word(choice: Choice, pieces: Sequence[Piece]) -> str:
    """The word of a choice; nothing for numbers, marks and initials."""
    piece = pieces[choice.edge.first]
    return "" if piece.kind is not Kind.WORD or has_doubtful_d(piece.core) else choice.text


def _initials_mended(pieces: Sequence[Piece], way: Sequence[Choice], letters: str) -> list[Choice]:
    """The choices with Đ in the initials whose name stands in the text; other initials with a D are not trusted."""
    out: list[Choice] = []
    for choice in way:
        core = pieces[choice.edge.first].core
        if choice.text != core or not has_doubtful_d(core):
            out.append(choice)
            continue
        text = with_lost_d(core, letters) or known_initials(core)
        sure = _DOUBTFUL if text is None else _SPELLED_OUT
        edge = replace(choice.edge, texts=(text or core,))
        out.append(Choice(edge, 0, (sure,)))
    return out


def _tokens(pieces: Sequence[Piece], way: Sequence[Choice]) -> dict[int, list[RepairedToken]]:
    """The tokens of each line of a paragraph, from the way through its lattice."""
    caps = is_caps(pieces)
    read = [(c.text, replace(pieces[c.edge.first], tail=pieces[c.edge.last].tail)) for c in way]
    written = restore_case(language_model(), read, caps=caps)
    out: dict[int, list[RepairedToken]] = {}
    index = 0
    while index < len(way):
        end = index + (2 if way[index].edge.part == 1 else 1)
        first, last = pieces[way[index].edge.first], pieces[way[end - 1].edge.last]
        out.setdefault(first.line, []).append(_token(way[index:end], written[index:end], first, last))
        index = end
    return out


def _token(choices: Sequence[Choice], written: Sequence[str], first: Piece, last: Piece) -> RepairedToken:
    raw = first.raw if first is last else f"{first.raw} {last.raw}"
    kept = first.kind is Kind.WORD and choices[0].text == first.core and not is_syllable(first.core)
    kept = kept and not (first.core.isupper() and len(first.core) > 1)  # initials are rightly kept
    head, tail = first.head, last.tail
    if first.kind is Kind.WORD and not kept:
        head = head.strip("~^`'")
        if swallows(last):
            tail = tail[1:]
    elif first.kind is Kind.NUMBER and choices[0].text != first.mended:
        tail = tail.lstrip("~^`'")  # the mark of the word that was read as a digit
    text = head + " ".join(written) + tail
    posterior = min((c.posterior[c.index] for c in choices), default=1.0)
    others: list[tuple[str, float]] = []
    if len(choices) == 1:
        ranked = sorted(zip(choices[0].posterior, choices[0].edge.texts, strict=True), key=lambda x: (-x[0], x[1]))
        others = [(t, round(p, 3)) for p, t in ranked if t != choices[0].text and p >= 0.005][:3]
    return RepairedToken(raw, text, round(_confidence(posterior, kept), 3), first.start, last.end, tuple(others))


def _confidence(posterior: float, kept: bool) -> float:
    """Share of tokens with such a posterior that were right, measured; what could not be repaired is not trusted."""
    if kept:
        return 0.3 * posterior
    return float(np.interp(posterior, _POSTERIOR, _RIGHT))
