"""Very large corpora: what was compared stays, so a thousand new mentions meet a million old ones in seconds.

The index is built once from all mentions (:meth:`MergeIndex.build`). Mentions added later are weighed by the term
weights of that day, looked up by their keys, and only the groups they touch are formed anew. A run of the product does
not need it: it recomputes everything, so that its groups depend on nothing but the notices. Build anew when the corpus
has grown by a tenth.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from pipeline.merge.blocking import (
    FULL_BLOCK,
    NEIGHBOURS,
    candidate_pairs,
    distinct,
    keys_of,
    pairs_within,
    wording_rank,
)
from pipeline.merge.groups import TaskGroup, groups_of
from pipeline.merge.mentions import Columns, Mention, columns
from pipeline.merge.scoring import RELATIONS, SAME, Links, Model, Scorer, load_model
from pipeline.merge.terms import Ints, rarity

_SAME = RELATIONS.index(SAME)


@dataclass(frozen=True, slots=True, eq=False)
class _Keys:
    """The keys of one kind, sorted: ``owner[i]`` bears ``key[i]``."""

    owner: Ints
    key: Ints


class MergeIndex:
    """Merged mentions that more can be added to. ``groups`` holds those of two or more, ``columns`` all mentions."""

    def __init__(
        self, table: Columns, weights: npt.NDArray[np.float32], counts: npt.NDArray[np.int32], model: Model
    ) -> None:
        self.columns = table
        self.groups: dict[str, TaskGroup] = {}
        self._weights, self._counts, self._model = weights, counts, model
        self._segments: list[list[_Keys]] = []
        self._alike = (np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0))
        self._group_of: dict[str, str] = {}

    @classmethod
    def build(cls, mentions: Iterable[Mention], model: Model | None = None) -> MergeIndex:
        """Merge ``mentions`` and keep what later ones need."""
        model = model or load_model()
        table = columns(mentions)
        weights, counts = rarity(table.terms, len(table))
        index = cls(table, weights, counts, model)
        index._remember_keys(table, 0)
        scorer = Scorer(table, weights, model)
        every = np.arange(len(table))
        index._keep(scorer.links(*candidate_pairs(table, counts)), every)
        index._form(scorer, every)
        return index

    def add(self, mentions: Iterable[Mention]) -> list[TaskGroup]:
        """Add mentions whose ids are not there yet. Returns the groups that they changed or made."""
        new = columns(mentions)
        old = len(self.columns)
        first, second = self._candidates(new, old)
        self._remember_keys(new, old)
        self.columns = self.columns.joined(new)
        compared = distinct(np.concatenate([first, second]))
        scorer = Scorer(self.columns.take(compared), self._weights, self._model)
        found = scorer.links(np.searchsorted(compared, first), np.searchsorted(compared, second))
        self._keep(found, compared)
        alike = found.where(found.relation == _SAME)
        rows = np.concatenate([compared[alike.first], compared[alike.second], np.arange(old, len(self.columns))])
        touched = self._touched(distinct(rows))
        return self._form(Scorer(self.columns.take(touched), self._weights, self._model), touched)

    def _remember_keys(self, table: Columns, offset: int) -> None:
        rank = wording_rank(table)
        segment = []
        for owner, key in keys_of(table, self._counts):
            order = np.lexsort((rank[owner], key))
            segment.append(_Keys(owner[order] + offset, key[order]))
        self._segments.append(segment)

    def _candidates(self, new: Columns, offset: int) -> tuple[Ints, Ints]:
        """Pairs of an old and a new mention, and of two new ones."""
        many = offset + len(new)
        rank = wording_rank(new)
        found = []
        for kind, (owner, key) in enumerate(keys_of(new, self._counts)):
            for within in pairs_within(owner, key, rank, len(new)):
                found.append((within // len(new) + offset) * many + within % len(new) + offset)
            for segment in self._segments:
                held = segment[kind]
                low, high = np.searchsorted(held.key, key, "left"), np.searchsorted(held.key, key, "right")
                for at in np.flatnonzero(high - low > FULL_BLOCK).tolist():
                    low[at], high[at] = self._near(held, int(low[at]), int(high[at]), new.words[int(owner[at])])
                size = high - low
                place = np.repeat(low - np.cumsum(size) + size, size) + np.arange(size.sum())
                found.append(held.owner[place] * many + np.repeat(owner, size) + offset)
        pairs = distinct(np.concatenate(found))
        return pairs // many, pairs % many

    def _near(self, held: _Keys, low: int, high: int, words: str) -> tuple[int, int]:
        """The neighbours of a wording in a block that is sorted by it."""
        left, right = low, high
        while left < right:
            middle = (left + right) // 2
            if self.columns.words[int(held.owner[middle])][:32] < words[:32]:
                left = middle + 1
            else:
                right = middle
        return max(low, left - NEIGHBOURS), min(high, left + NEIGHBOURS)

    def _touched(self, rows: Ints) -> Ints:
        """``rows`` and all mentions that are linked to them by links of the relation same."""
        first, second, _ = self._alike
        many = len(self.columns)
        graph = sparse.coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(many, many))
        component = csgraph.connected_components(graph, directed=False)[1]
        return np.flatnonzero(np.isin(component, np.unique(component[rows])))

    def _keep(self, found: Links, rows: Ints) -> None:
        """Keep the links of the relation same, which are numbered within ``rows``."""
        alike = found.where(found.relation == _SAME)
        first, second, score = self._alike
        self._alike = (
            np.concatenate([first, rows[alike.first]]),
            np.concatenate([second, rows[alike.second]]),
            np.concatenate([score, alike.score]),
        )

    def _form(self, scorer: Scorer, rows: Ints) -> list[TaskGroup]:
        """Form the groups of ``rows`` (whole components, the mentions of ``scorer``) anew."""
        first, second, score = self._alike
        if len(rows) < len(self.columns):
            inside = np.isin(first, rows)
            first, second, score = (
                np.searchsorted(rows, first[inside]),
                np.searchsorted(rows, second[inside]),
                score[inside],
            )
        for row in rows.tolist() if self.groups else ():
            gone = self._group_of.pop(self.columns.task_id[row], None)
            self.groups.pop(gone or "", None)
        made = groups_of(scorer, first, second, score)
        for group in made:
            self.groups[group.task_group_id] = group
            self._group_of.update(dict.fromkeys(group.members, group.task_group_id))
        return made
