"""A merge that is kept, to which mentions are added and from which they are taken away.

The result is that of :func:`pipeline.merge.groups.merge` for the mentions that are there, to the last digit, whatever
came and went before. For the keys of a mention and the score of a pair depend on no other mention; only which mentions
of a large block are neighbours does, and that is found again for the blocks that a change touches.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from pipeline.merge.blocking import (
    Flags,
    Keys,
    keys_of,
    pair_numbers,
    pairs_around,
    pairs_of,
    pairs_within,
    places,
    wordings,
)
from pipeline.merge.groups import NO_VERDICTS, Merged, TaskGroup, Verdicts, grouped, groups_of
from pipeline.merge.mentions import Mention, appended, empty
from pipeline.merge.scoring import RELATIONS, SAME, Links, Model, Scorer, load_model
from pipeline.merge.terms import Ints, distinct

_SAME = RELATIONS.index(SAME)
_NO_ROWS = np.zeros(0, np.int64)


class MergeIndex:
    """Merged mentions. A mention keeps the row that it was given when it came; rows of those that went stay unused."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model or load_model()
        self._table = empty()
        self._row: dict[str, int] = {}
        # All rows in order of wording, and the place of each there.
        self._wordings, self._by_wording = wordings((), _NO_ROWS), _NO_ROWS
        self._rank = _NO_ROWS
        self._keys = list(keys_of(self._table))
        self._links = Scorer(self._table, self._model).links(_NO_ROWS, _NO_ROWS)
        self._groups: dict[str, TaskGroup] = {}
        self._group_of: dict[str, str] = {}

    @property
    def groups(self) -> tuple[TaskGroup, ...]:
        """The groups of two or more mentions, sorted by their members."""
        return tuple(sorted(self._groups.values(), key=lambda group: group.members))

    def merged(self, verdicts: Verdicts = NO_VERDICTS) -> Merged:
        """Groups and links of all mentions, with reviewers' verdicts."""
        rows = self._ordered(np.fromiter(self._row.values(), np.int64, len(self._row)))
        table = self._table.take(rows)
        return grouped(table, Scorer(table, self._model), self._within(rows), verdicts)

    def add(self, mentions: Iterable[Mention]) -> None:
        """Add mentions. Raises ``ValueError`` when a task id is there already, or comes twice."""
        old = len(self._table)
        table = appended(self._table, mentions)
        added = np.arange(old, len(table))
        row = dict(zip(table.task_id[old:], added.tolist(), strict=True))
        twice = sorted(task_id for task_id in row if task_id in self._row)
        if len(row) < len(added) or twice:
            raise ValueError(f"task ids given twice: {', '.join(twice[:5]) or 'among those added'}")
        self._table = table
        self._row.update(row)
        self._rank_by_wording(added)
        own = keys_of(self._table.take(added))
        self._keys = [_with(held, _owned(keys, added), self._rank) for held, keys in zip(self._keys, own, strict=True)]
        if len(self._row) == len(added):
            self._form(self._judge(pairs_within(self._keys)))
            return
        without, with_ = self._around(added)
        linked = self._linked()
        lost = _minus(without, with_)
        lost = lost[_among(lost, np.sort(linked))]
        if len(lost):
            # What one block no longer pairs another may.
            lost = _minus(lost, self._around(distinct(np.concatenate(pairs_of(lost))))[1])
        gone = self._drop(_among(linked, lost))
        self._form(np.concatenate([self._judge(_minus(with_, without)), gone]))

    def remove(self, task_ids: Iterable[str]) -> None:
        """Take mentions away. Raises ``KeyError`` when one is not there."""
        removed = np.array(sorted({self._row[task_id] for task_id in task_ids}), np.int64)
        went = self._flags(removed)
        without, with_ = self._around(removed)
        for row in removed.tolist():
            del self._row[self._table.task_id[row]]
        self._keys = [keys.where(~went[keys.owner]) for keys in self._keys]
        gone = self._drop(went[self._links.first] | went[self._links.second])
        come = _minus(_minus(without, with_), np.sort(self._linked()))
        self._form(np.concatenate([self._judge(come), gone, removed]))

    def _rank_by_wording(self, added: Ints) -> None:
        own = wordings([self._table.words[row] for row in added.tolist()], self._table.id_key[added])
        order = np.argsort(own)
        at = np.searchsorted(self._wordings, own[order])
        self._wordings = np.insert(self._wordings, at, own[order])
        self._by_wording = np.insert(self._by_wording, at, added[order])
        self._rank = places(self._by_wording)

    def _linked(self) -> Ints:
        """The numbers of the pairs that have links, in the order of these."""
        return pair_numbers(self._links.first, self._links.second)

    def _drop(self, dropped: Flags) -> Ints:
        """Drop links. Returns the rows of those that are the same."""
        gone = self._links.where(dropped & (self._links.relation == _SAME))
        self._links = self._links.where(~dropped)
        return np.concatenate([gone.first, gone.second])

    def _flags(self, rows: Ints) -> Flags:
        flags = np.zeros(len(self._table), bool)
        flags[rows] = True
        return flags

    def _around(self, rows: Ints) -> tuple[Ints, Ints]:
        """The pairs (numbers) that blocks hold without and with some rows; what is the same in both may be missing."""
        moved = self._flags(rows)
        kinds = zip(self._keys, keys_of(self._table.take(rows)), strict=True)
        pairs = [pairs_around(held, self._rank, _owned(own, rows), moved) for held, own in kinds]
        without, with_ = zip(*pairs, strict=True)
        return distinct(np.concatenate(without)), distinct(np.concatenate(with_))

    def _judge(self, numbers: Ints) -> Ints:
        """Score pairs and keep their links. Returns the rows of those that are the same."""
        first, second = pairs_of(numbers)
        rows = self._ordered(np.flatnonzero(self._flags(first) | self._flags(second)))
        place = self._places(rows)
        first, second = pairs_of(np.sort(pair_numbers(place[first], place[second])))
        found = Scorer(self._table.take(rows), self._model).links(first, second)
        found = replace(found, first=rows[found.first], second=rows[found.second])
        self._links = self._links.joined(found)
        same = found.where(found.relation == _SAME)
        return np.concatenate([same.first, same.second])

    def _form(self, changed: Ints) -> None:
        """Form the groups of all rows that links of the relation same join to the rows ``changed``."""
        alike = self._links.where(self._links.relation == _SAME)
        many = len(self._table)
        graph = sparse.coo_matrix((np.ones(len(alike.first), np.int8), (alike.first, alike.second)), shape=(many, many))
        component = csgraph.connected_components(graph, directed=False)[1]
        touched = np.flatnonzero(np.isin(component, component[changed]))
        for row in touched.tolist():
            self._groups.pop(self._group_of.pop(self._table.task_id[row], ""), None)
        rows = self._ordered(touched)
        place = self._places(rows)
        alike = alike.where(np.isin(component[alike.first], component[changed]))
        scorer = Scorer(self._table.take(rows), self._model)
        for group in groups_of(scorer, place[alike.first], place[alike.second], alike.score):
            self._groups[group.task_group_id] = group
            self._group_of.update(dict.fromkeys(group.members, group.task_group_id))

    def _within(self, rows: Ints) -> Links:
        place = self._places(rows)
        return replace(self._links, first=place[self._links.first], second=place[self._links.second])

    def _places(self, rows: Ints) -> Ints:
        """Where in ``rows`` each row stands."""
        place = np.zeros(len(self._table), np.int64)
        place[rows] = np.arange(len(rows))
        return place

    def _ordered(self, rows: Ints) -> Ints:
        """``rows`` in the order of their task ids, the order of a merge from nothing."""
        return np.array(sorted(rows.tolist(), key=self._table.task_id.__getitem__), np.int64)


def _owned(keys: Keys, rows: Ints) -> Keys:
    """Keys whose owners are counted within ``rows`` with their rows as owners."""
    return replace(keys, owner=rows[keys.owner])


def _with(held: Keys, new: Keys, rank: Ints) -> Keys:
    """Keys in order and new ones."""
    new = new.in_order(rank)
    at = held.bisect(new.key, rank[new.owner], rank)
    return replace(held, owner=np.insert(held.owner, at, new.owner), key=np.insert(held.key, at, new.key))


def _among(values: Ints, those: Ints) -> Flags:
    """Which values are among those, which are sorted."""
    if not len(those):
        return np.zeros(len(values), bool)
    found: Flags = those[np.minimum(np.searchsorted(those, values), len(those) - 1)] == values
    return found


def _minus(these: Ints, those: Ints) -> Ints:
    """These that are not among those, which are sorted."""
    return these[~_among(these, those)]
