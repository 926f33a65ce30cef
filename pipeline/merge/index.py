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
    candidate_pairs,
    distinct,
    keys_of,
    pair_numbers,
    pairs_around,
    pairs_of,
    wording_rank,
)
from pipeline.merge.groups import NO_VERDICTS, Merged, TaskGroup, Verdicts, grouped, groups_of
from pipeline.merge.mentions import Mention, appended, empty
from pipeline.merge.scoring import RELATIONS, SAME, Links, Model, Scorer, load_model
from pipeline.merge.terms import Ints

_SAME = RELATIONS.index(SAME)
_NO_ROWS = np.zeros(0, np.int64)


class MergeIndex:
    """Merged mentions. A mention keeps the row that it was given when it came; rows of those that went stay unused."""

    def __init__(self, model: Model | None = None) -> None:
        self._model = model or load_model()
        self._table = empty()
        self._row: dict[str, int] = {}
        self._keys = [_sorted(keys) for keys in keys_of(self._table)]
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
        own = self._table.take(added)
        self._keys = [_with(held, keys, old) for held, keys in zip(self._keys, keys_of(own), strict=True)]
        if len(self._row) == len(added):
            rows = self._ordered(added)
            first, second = candidate_pairs(self._table.take(rows))
            self._form(self._judge(pair_numbers(rows[first], rows[second])))
        else:
            self._change(added, _NO_ROWS)

    def remove(self, task_ids: Iterable[str]) -> None:
        """Take mentions away. Raises ``KeyError`` when one is not there."""
        removed = np.array(sorted({self._row[task_id] for task_id in task_ids}), np.int64)
        self._change(_NO_ROWS, removed)

    def _change(self, added: Ints, removed: Ints) -> None:
        """Judge the pairs that a change brings, drop those that it takes, and form the groups of either anew."""
        was, stays = self._flags(added, False), self._flags(removed, False)
        before, after = self._around(np.concatenate([added, removed]), was, stays)
        for row in removed.tolist():
            del self._row[self._table.task_id[row]]
        if len(removed):
            self._keys = [_chosen(keys, stays[keys.owner]) for keys in self._keys]
        linked = pair_numbers(self._links.first, self._links.second)
        lost = _minus(before, after)
        lost = lost[_among(lost, np.sort(linked))]
        first, second = pairs_of(lost)
        lost = lost[stays[first] & stays[second]]
        if len(lost):
            # What one block no longer pairs another may.
            everyone = np.ones(len(self._table), bool)
            lost = _minus(lost, self._around(distinct(np.concatenate(pairs_of(lost))), everyone, everyone)[1])
        dropped = _among(linked, lost) | ~stays[self._links.first] | ~stays[self._links.second]
        gone = self._links.where(dropped & (self._links.relation == _SAME))
        self._links = self._links.where(~dropped)
        linked = np.sort(pair_numbers(self._links.first, self._links.second))
        come = self._judge(_minus(_minus(after, before), linked))
        self._form(np.concatenate([come, gone.first, gone.second, removed]))

    def _flags(self, rows: Ints, value: bool) -> Flags:
        flags = np.full(len(self._table), not value)
        flags[rows] = value
        return flags

    def _around(self, changed: Ints, was: Flags, stays: Flags) -> tuple[Ints, Ints]:
        """The pairs (numbers) that the blocks of the rows ``changed`` hold before and after the change."""
        moved = self._flags(changed, True)
        touched = [
            _blocks(held, keys.key) for held, keys in zip(self._keys, keys_of(self._table.take(changed)), strict=True)
        ]
        rows = distinct(np.concatenate([keys.owner for keys in touched]))
        rank = np.zeros(len(self._table), np.int64)
        rank[rows] = wording_rank([self._table.words[row] for row in rows.tolist()], self._table.id_key[rows])
        pairs = [pairs_around(k, rank, moved[k.owner], was[k.owner], stays[k.owner]) for k in touched]
        before, after = zip(*pairs, strict=True)
        return distinct(np.concatenate(before)), distinct(np.concatenate(after))

    def _judge(self, numbers: Ints) -> Ints:
        """Score pairs and keep their links. Returns the rows of those that are the same."""
        pairs = pairs_of(numbers)
        rows = self._ordered(distinct(np.concatenate(pairs)))
        place = self._places(rows)
        first, second = pairs_of(distinct(pair_numbers(place[pairs[0]], place[pairs[1]])))
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


def _sorted(keys: Keys) -> Keys:
    return _chosen(keys, np.argsort(keys.key, kind="stable"))


def _chosen(keys: Keys, wanted: Ints | Flags) -> Keys:
    return replace(keys, owner=keys.owner[wanted], key=keys.key[wanted])


def _with(held: Keys, new: Keys, offset: int) -> Keys:
    """Sorted keys and new ones, whose owners are counted from ``offset``."""
    new = _sorted(new)
    at = np.searchsorted(held.key, new.key)
    return replace(held, owner=np.insert(held.owner, at, new.owner + offset), key=np.insert(held.key, at, new.key))


def _blocks(held: Keys, wanted: Ints) -> Keys:
    """All keys that are among those wanted."""
    wanted = distinct(wanted)
    low, high = np.searchsorted(held.key, wanted, "left"), np.searchsorted(held.key, wanted, "right")
    size = high - low
    return _chosen(held, np.repeat(low - np.cumsum(size) + size, size) + np.arange(size.sum()))


def _among(values: Ints, those: Ints) -> Flags:
    """Which values are among those, which are sorted."""
    if not len(those):
        return np.zeros(len(values), bool)
    found: Flags = those[np.minimum(np.searchsorted(those, values), len(those) - 1)] == values
    return found


def _minus(these: Ints, those: Ints) -> Ints:
    """These that are not among those, which are sorted."""
    return these[~_among(these, those)]
