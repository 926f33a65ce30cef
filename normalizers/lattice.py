"""Readings of a garbled line as a lattice, and the likeliest way through it.

The nodes stand between the pieces of the text (what white space parts), and inside a piece that may be two words. An
edge is one word that a piece, a part of one, or two pieces glued may be, with candidates and their channel scores. The
search is a beam over language model states; what it chose is then judged word by word against all other candidates in
its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from normalizers.language_model import ORDER, SPECIAL, START, LanguageModel

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

BEAM: Final = 10
"""Hypotheses kept at a node; 8 loses a tenth of a point of accuracy, 30 gains nothing."""

_START_STATE: Final = SPECIAL.index(START)


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """Candidates for pieces ``first``..``last`` (inclusive), from node ``source`` to node ``target``.

    ``words``: numbers in the vocabulary, -1 for what the language model does not see. ``scores``: nats, channel and
    penalties. ``part``: 0 the whole, 1 and 2 the halves of a piece that is two words. ``ends``: a sentence ends there.
    """

    source: int
    target: int
    first: int
    last: int
    texts: tuple[str, ...]
    words: Ints
    scores: Floats
    part: int = 0
    ends: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """One word of the chosen way: its edge, the candidate, and the posterior of every candidate in this place."""

    edge: Edge
    index: int
    posterior: tuple[float, ...] = ()

    @property
    def text(self) -> str:
        """The candidate's spelling."""
        return self.edge.texts[self.index]


@dataclass(slots=True)
class _Front:
    """Hypotheses that reach a node: total score, language model state, and (edge, candidate, front, place) behind."""

    scores: Floats
    states: Ints
    edges: npt.NDArray[np.int64]
    choices: npt.NDArray[np.int64]
    behind: Ints


def search(
    model: LanguageModel, edges: Sequence[Edge], end: int, bonus: Sequence[Floats] | None = None
) -> list[Choice]:
    """The likeliest way from node 0 to node ``end``. Edges lead to higher nodes; every node on a way has an edge on.

    ``bonus``: nats added to each candidate of each edge.
    """
    leaving: dict[int, list[int]] = {}
    for number, edge in enumerate(edges):
        leaving.setdefault(edge.source, []).append(number)
    fronts: dict[int, _Front] = {}
    arriving: dict[int, list[_Front]] = {}
    nothing = np.zeros(1, np.int64)
    fronts[0] = _Front(np.zeros(1, np.float32), np.full(1, _START_STATE, np.int64), nothing - 1, nothing, nothing)
    for node in sorted(leaving):
        if node:
            fronts[node] = _prune(arriving.pop(node))
        front = fronts[node]
        for number in leaving[node]:
            edge = edges[number]
            extra = edge.scores if bonus is None else edge.scores + bonus[number]
            arriving.setdefault(edge.target, []).append(_follow(model, front, number, edge, extra))
    last = _prune(arriving[end])
    return _trace(edges, fronts, last)


def _follow(model: LanguageModel, front: _Front, number: int, edge: Edge, scores: Floats) -> _Front:
    """All hypotheses of a front, each with every candidate of an edge."""
    many, wide = len(front.scores), len(edge.words)
    states = np.repeat(front.states, wide)
    words = np.tile(edge.words, many)
    total = (front.scores[:, None] + scores[None, :]).reshape(-1)
    seen = words >= 0
    if seen.all():
        gain, states = model.step(states, words)
        total += gain
    elif seen.any():
        gain, after = model.step(states[seen], words[seen])
        total[seen] += gain
        states[seen] = after
    if edge.ends:
        states = np.full(many * wide, _START_STATE, np.int64)
    keep = np.argsort(-total, kind="stable")[: 4 * BEAM]  # a mere partition has ties as the processor likes
    return _Front(total[keep], states[keep], np.full(len(keep), number), keep % wide, keep // wide)


def _prune(parts: Sequence[_Front]) -> _Front:
    """The best hypotheses, one a language model state, the best first."""
    scores = np.concatenate([p.scores for p in parts])
    states = np.concatenate([p.states for p in parts])
    order = np.argsort(-scores, kind="stable")[: 5 * BEAM]
    _, first = np.unique(states[order], return_index=True)
    order = order[np.sort(first)][:BEAM]
    columns = [np.concatenate(c)[order] for c in zip(*((p.edges, p.choices, p.behind) for p in parts), strict=True)]
    return _Front(scores[order], states[order], columns[0], columns[1], columns[2])


def _trace(edges: Sequence[Edge], fronts: dict[int, _Front], front: _Front) -> list[Choice]:
    out: list[Choice] = []
    place = 0
    while front.edges[place] >= 0:
        edge = edges[int(front.edges[place])]
        out.append(Choice(edge, int(front.choices[place])))
        place = int(front.behind[place])
        front = fronts[edge.source]
    return out[::-1]


def judge(model: LanguageModel, way: Sequence[Choice]) -> list[Choice]:
    """The choices of a way with the posterior of every candidate, the words around it being what was chosen."""
    span = ORDER - 1
    tokens: list[tuple[int, bool]] = [(_START_STATE, False)]  # (word, a sentence ends after it)
    at: list[int] = []
    for choice in way:
        word = int(choice.edge.words[choice.index])
        at.append(len(tokens))
        tokens.append((word, False))
        if choice.edge.ends:
            tokens.append((_START_STATE, True))
    rows: list[list[int]] = []
    first_row: list[int] = []
    seen = [i for i, (w, _) in enumerate(tokens) if w >= 0]
    rank = {i: k for k, i in enumerate(seen)}
    for choice, i in zip(way, at, strict=True):
        first_row.append(len(rows))
        if len(choice.edge.texts) == 1 or i not in rank:
            continue
        k = rank[i]
        before = [tokens[j][0] for j in seen[max(0, k - span) : k]]
        if _START_STATE in before:
            before = before[len(before) - 1 - before[::-1].index(_START_STATE) :]
        after: list[int] = []
        for j in seen[k + 1 : k + 1 + span]:
            if tokens[j][0] == _START_STATE:
                break
            after.append(tokens[j][0])
        pad = [-1] * (span - len(before))
        rows.extend([*pad, *before, int(w), *after, *([-1] * (span - len(after)))] for w in choice.edge.words)
    if not rows:
        return [Choice(c.edge, c.index, (1.0,) * len(c.edge.texts)) for c in way]
    scored = _score_around(model, np.array(rows, np.int64), span)
    out: list[Choice] = []
    for n, choice in enumerate(way):
        end = first_row[n + 1] if n + 1 < len(way) else len(rows)
        if end == first_row[n]:
            post = tuple(1.0 if k == choice.index else 0.0 for k in range(len(choice.edge.texts)))
        else:
            total = scored[first_row[n] : end] + choice.edge.scores
            weight = np.exp(total - total.max())
            post = tuple(float(x) for x in weight / weight.sum())
        out.append(Choice(choice.edge, choice.index, post))
    return out


def _score_around(model: LanguageModel, rows: Ints, span: int) -> Floats:
    """Score of the middle word and what follows. Rows with no word in the middle get the words around alone."""
    return model.score(rows, first=span)
