"""How sure it is that two mentions state the same task, and what else they are to each other.

The model is logistic regression over the figures of a pair; its weights, and the figures it was judged by, are in
``model.toml``. Level and place are no weights but a rule: the same words carried out by another level's body are an
execution, not the task itself.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

from pipeline.merge.features import FEATURES, Comparer
from pipeline.merge.mentions import Columns
from pipeline.merge.terms import LAW, Floats, Ints

SAME, PART_OF, IMPLEMENTS, RELATED, NOTHING = "same", "part_of", "implements", "related", ""
RELATIONS = (NOTHING, SAME, PART_OF, IMPLEMENTS, RELATED)
"""The relations by their codes in arrays."""
NUMBERED_UNDER, LAW_OF_PACKAGE, PIECE_OF_WORK, CONTAINED = (
    "numbered_under",
    "law_of_package",
    "piece_of_work",
    "contained",
)
OTHER_PLACE, OPPOSED = "other_place", "opposed"
GROUNDS = ("", NUMBERED_UNDER, LAW_OF_PACKAGE, PIECE_OF_WORK, CONTAINED, OTHER_PLACE, OPPOSED)
"""The rules by which a pair is a part, or related though it may look the same; by their codes in arrays."""
_CHUNK = 1_000_000
_CODE = {name: code for code, name in enumerate(RELATIONS)}


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature, the intercept, and the limits (see ``model.toml``)."""

    intercept: float
    weights: Mapping[str, float]
    same: float
    core: float
    related: float
    part_contained: float
    part_size: float
    part_least: float
    part_begun: float
    piece_said: float
    piece_said_of_long: float
    long: float
    candidate: float
    repeated: float
    repeated_long: float
    long_row: float
    spelt_out: float
    confidence: Mapping[str, float]

    def probability(self, table: npt.NDArray[np.float32]) -> Floats:
        """For each row of features how sure it is that both state the same task, 0..1."""
        total = np.full(len(table), self.intercept)
        for at, name in enumerate(FEATURES):  # one after the other: a matrix product may round by the place of a row
            total += self.weights[name] * table[:, at].astype(np.float64)
        score: Floats = 1.0 / (1.0 + np.exp(-total))
        return score


@cache
def load_model() -> Model:
    """The model that ships."""
    data = tomllib.loads(files(__package__).joinpath("model.toml").read_text(encoding="utf-8"))
    return Model(data["intercept"], data["weights"], **data["limits"], confidence=data["confidence"])


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """The pairs judged: mention numbers, ``score``, codes of :data:`RELATIONS` and :data:`GROUNDS`, and features.

    ``score``: how sure it is that both are the same task, whatever relation is told (see :meth:`Scorer.confidence`).
    Of part_of and implements ``first`` is the part or the execution, ``second`` the whole.
    """

    first: Ints
    second: Ints
    score: Floats
    relation: npt.NDArray[np.int8]
    ground: npt.NDArray[np.int8]
    table: npt.NDArray[np.float32]

    def where(self, mask: npt.NDArray[np.bool_]) -> Links:
        """The links where ``mask`` holds."""
        return self.take(np.flatnonzero(mask))

    def take(self, rows: Ints) -> Links:
        """The links ``rows``, in that order."""
        return Links(*(getattr(self, field.name)[rows] for field in fields(self)))

    def joined(self, *others: Links) -> Links:
        """These links and after them those of others."""
        return Links(*(np.concatenate([getattr(part, f.name) for part in (self, *others)]) for f in fields(self)))


class Scorer:
    """Scores pairs of one corpus."""

    def __init__(self, columns: Columns, model: Model) -> None:
        self.columns = columns
        self.model = model
        self.compare = Comparer(columns)

    def links(self, first: Ints, second: Ints) -> Links:
        """The pairs that have to do with each other, with their relation; memory grows with these alone."""
        parts = [
            self._links(first[at : at + _CHUNK], second[at : at + _CHUNK])
            for at in range(0, max(len(first), 1), _CHUNK)
        ]
        return parts[0].joined(*parts[1:])

    def _links(self, first: Ints, second: Ints) -> Links:
        overlap = self.compare.overlap(first, second)
        near = overlap[1] >= self.model.candidate
        items = self.item_of(first, second)
        near |= self._below(first, second) | self._below(second, first) | (items != 0)
        first, second, items, overlap = first[near], second[near], items[near], (overlap[0][near], overlap[1][near])
        wording = self.compare.wording(first, second)
        table = self.compare.table(first, second, overlap, wording, np.zeros(len(first)))
        pieces = np.where(items != 0, 2 * items, self._piece_of(first, second))
        part = self._contained(first, second, table)
        # What is said in place of something else takes long to find, and only lowers a score: it is sought last.
        maybe = self._related(first, second, table, pieces, part).relation > 0
        first, second, table, pieces, part = first[maybe], second[maybe], table[maybe], pieces[maybe], part[maybe]
        table[:, FEATURES.index("replaced")] = self.compare.replaced(first, second)
        found = self._related(first, second, table, pieces, part)
        return found.where(found.relation > 0)

    @staticmethod
    def confidence(links: Links, model: Model) -> Floats:
        """How sure the relation of each link is, 0..1 (the limits and shares of ``model.toml``).

        Of ``same``, and of ``related`` that only looks unlike, it is what the model says. What a rule decides, however
        alike or unlike the words, is as sure as the rule was right where its links were read.
        """
        is_same = links.relation == _CODE[SAME]
        by_rule = np.where(links.relation == _CODE[IMPLEMENTS], model.confidence[IMPLEMENTS], model.confidence["apart"])
        for ground in (NUMBERED_UNDER, LAW_OF_PACKAGE, PIECE_OF_WORK, CONTAINED):
            by_rule = np.where(links.ground == GROUNDS.index(ground), model.confidence[ground], by_rule)
        unlike = (links.relation == _CODE[RELATED]) & (links.score < model.same)
        return np.where(is_same, links.score, np.where(unlike, 1.0 - links.score, by_rule))

    def figures(self, first: Ints, second: Ints) -> npt.NDArray[np.float32]:
        """All figures of each pair (see :data:`pipeline.merge.features.FEATURES`)."""
        compare = self.compare
        overlap, wording = compare.overlap(first, second), compare.wording(first, second)
        return compare.table(first, second, overlap, wording, compare.replaced(first, second))

    def score(self, first: Ints, second: Ints) -> Floats:
        """How sure it is that each pair is the same task; 0 where level or place forbid it."""
        table = self.figures(first, second)
        items = self.item_of(first, second)
        apart = self._apart(first, second, table, np.where(items != 0, 2 * items, self._piece_of(first, second)))
        return np.where(apart, 0.0, self.model.probability(table))

    def _apart(
        self, first: Ints, second: Ints, table: npt.NDArray[np.float32], pieces: Floats
    ) -> npt.NDArray[np.bool_]:
        """Pairs that cannot be the same: other levels or places, a part and its whole, two rows of one list.

        A list states each task once; where it repeats itself, it does so in the same words, or nothing is said in place
        of something else in a long task. The same words under the name of another body are that body's own task.
        """
        lists, figure = self.columns.list, dict(zip(FEATURES, table.T, strict=True))
        long = self._ordered(first, second)[0] >= self.model.long_row
        repeats = (figure["terms"] >= self.model.repeated) | (
            long & (figure["terms"] >= self.model.repeated_long) & (figure["replaced"] == 0)
        )
        rows = lists[first] == lists[second]
        at = np.flatnonzero(rows)
        rows[at] = ~repeats[at] | self.compare.other_lead(first[at], second[at])
        apart: npt.NDArray[np.bool_] = (
            self.compare.other_level(first, second)
            | self.compare.other_place(first, second)
            | self._below(first, second)
            | self._below(second, first)
            | (pieces != 0)
            | self.compare.own_documents(first, second)
            | self.compare.opposed(first, second)
            | rows
        )
        return apart

    def _contained(self, first: Ints, second: Ints, table: npt.NDArray[np.float32]) -> npt.NDArray[np.bool_]:
        """Where nearly all that the shorter says stands in one place of the longer, said as work of its own."""
        model, figure = self.model, dict(zip(FEATURES, table.T, strict=True))
        small, large = self._ordered(first, second)
        part: npt.NDArray[np.bool_] = (figure["contained"] >= model.part_contained) & (large >= model.part_size * small)
        part &= figure["terms"] >= model.part_least
        part &= (figure["names"] > -1) & (figure["quantities"] > -1) & ~self._equally_broad(first, second)
        at = np.flatnonzero(part)
        shorter = self.compare.weight[first[at]] <= self.compare.weight[second[at]]
        short, long = np.where(shorter, first[at], second[at]), np.where(shorter, second[at], first[at])
        part[at] = self.compare.begun(short, long) >= model.part_begun
        return part

    def _related(
        self,
        first: Ints,
        second: Ints,
        table: npt.NDArray[np.float32],
        pieces: Floats,
        contained: npt.NDArray[np.bool_],
    ) -> Links:
        """The relation of each pair: the rules in order, the first that holds.

        ``pieces``: see :meth:`_piece_of`, and twice :meth:`item_of` where that is not 0. ``contained``: see
        :meth:`_contained`.
        """
        model, figure = self.model, dict(zip(FEATURES, table.T, strict=True))
        score = model.probability(table)
        alike = score >= model.same
        below = self._below(first, second) | self._below(second, first)
        elsewhere_too = self.compare.other_place(first, second)
        own, opposed = self.compare.own_documents(first, second), self.compare.opposed(first, second)
        part = (contained | (pieces != 0)) & ~elsewhere_too | below
        apart = self._apart(first, second, table, pieces)
        elsewhere, spelt_out = self.compare.other_level(first, second), self._spelt_out(first, second, part)
        # A lower level's part of a higher level's task is its execution.
        execution = np.where(spelt_out, figure["terms"] >= model.spelt_out, part & ~below)
        relation = np.select(
            [
                own,  # "Quyết định này có hiệu lực": of another decision nothing is said
                alike & ~apart,
                elsewhere & ((score >= model.core) & ~opposed | execution),
                part & ~spelt_out,
                (score >= model.related) | (alike & apart) | spelt_out,
            ],
            [_CODE[name] for name in (NOTHING, SAME, IMPLEMENTS, PART_OF, RELATED)],
            _CODE[NOTHING],
        ).astype(np.int8)
        is_part = relation == _CODE[PART_OF]
        ground = np.select(
            [
                is_part & below,
                is_part & (abs(pieces) == 2),
                is_part & (pieces != 0),
                is_part,
                (relation == _CODE[RELATED]) & elsewhere_too,
                (relation == _CODE[RELATED]) & alike & opposed,
            ],
            [GROUNDS.index(ground) for ground in GROUNDS[1:]],
            0,
        ).astype(np.int8)
        first, second = self._directed(first, second, relation, pieces)
        return Links(first, second, score, relation, ground, table)

    def _piece_of(self, first: Ints, second: Ints) -> Floats:
        """1 where the second states several pieces of work and the first is one of them, -1 the reverse."""
        product = self.columns.product
        laws = (product[first] == LAW) & (product[second] == LAW)  # for these there is item_of
        pieces: Floats = self.compare.piece_of(first, second) * (~laws & ~self._equally_broad(first, second))
        at = np.flatnonzero(pieces)
        part, whole = np.where(pieces[at] > 0, (first[at], second[at]), (second[at], first[at]))
        model, listed = self.model, self.columns.list[part] == self.columns.list[whole]
        least = np.where(self.compare.weight[part] < model.long, model.piece_said, model.piece_said_of_long)
        least = np.where(listed, model.part_begun, least)
        pieces[at] *= self.compare.said_at_once(part, whole) >= least
        return pieces

    def _below(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Where the first is a part of the second by the numbering of its document."""
        below: npt.NDArray[np.bool_] = self.columns.parent[first] == self.columns.id_key[second]
        return below

    def _spelt_out(self, first: Ints, second: Ints, part: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
        """Where a lower level's longer text holds a higher level's: no central task is a part of a local one."""
        level, longer = self.columns.level, self.compare.weight[first] > self.compare.weight[second]
        longer_lower = np.where(longer, level[first] > level[second], level[second] > level[first])
        below = self._below(first, second) | self._below(second, first)
        spelt_out: npt.NDArray[np.bool_] = part & self.compare.other_level(first, second) & longer_lower & ~below
        return spelt_out

    def _siblings(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        parent = self.columns.parent
        siblings: npt.NDArray[np.bool_] = (parent[first] != 0) & (parent[first] == parent[second])
        return siblings

    def _equally_broad(self, first: Ints, second: Ints) -> npt.NDArray[np.bool_]:
        """Items under one heading; in one list, a plan (or list, programme ...) for a work and the work itself."""
        c = self.columns
        first_shorter = self.compare.weight[first] <= self.compare.weight[second]
        short, long = np.where(first_shorter, first, second), np.where(first_shorter, second, first)
        planned = (c.list[first] == c.list[second]) & (c.product[long] != 0) & (c.product[short] != c.product[long])
        equal: npt.NDArray[np.bool_] = self._siblings(first, second) | planned
        return equal

    def item_of(self, first: Ints, second: Ints) -> Floats:
        """1 where the second is a package of laws and the first is the task for some of them, -1 the reverse."""
        product = self.columns.product
        laws = (product[first] == LAW) & (product[second] == LAW) & ~self._siblings(first, second)
        item = np.zeros(len(first))
        item[laws] = self.compare.named_inside(first[laws], second[laws])
        return item

    def _ordered(self, first: Ints, second: Ints) -> tuple[Floats, Floats]:
        a, b = self.compare.weight[first], self.compare.weight[second]
        return np.minimum(a, b), np.maximum(a, b)

    def _directed(self, first: Ints, second: Ints, relation: npt.NDArray[np.int8], pieces: Floats) -> tuple[Ints, Ints]:
        weight, level = self.compare.weight, self.columns.level
        longer = np.where(pieces != 0, pieces < 0, weight[first] > weight[second])
        longer = longer & ~self._below(first, second) | self._below(second, first)
        lower = level[first] < level[second]
        turn = ((relation == _CODE[PART_OF]) & longer) | ((relation == _CODE[IMPLEMENTS]) & lower)
        return np.where(turn, second, first), np.where(turn, first, second)
