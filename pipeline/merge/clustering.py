"""Pairs become groups that hold together: no chain of likenesses from one task to another.

Two groups join, best pair first, only if every member of both is like the mention at the core of the joined group.
The core is
the most authoritative and complete mention. The result depends on the set of mentions, not on their order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from pipeline.merge.terms import Floats, Ints

Score = Callable[[Ints, Ints], Floats]

SMALL = 40
"""Of components up to this size all pairs are scored at once, of larger ones those that are asked for."""
_SHIFT = 32
_NONE: frozenset[int] = frozenset()


def clusters(
    first: Ints,
    second: Ints,
    score: Floats,
    rank: Ints,
    lists: Ints,
    more: Score,
    *,
    same: float,
    core: float,
    apart: Iterable[tuple[int, int]] = (),
) -> list[list[int]]:
    """Groups of two or more mention numbers, each sorted.

    ``first``, ``second``, ``score``: pairs of the relation same, with ``score >= same``. ``rank``: the place of each
    mention in the order of
    authority and completeness, 0 the best, no two alike. ``lists``: the list each stands in; a group holds two rows
    of one
    list only if their pair is the same by itself. ``more`` scores other pairs. ``apart``: pairs that no group may hold.
    """
    many = len(rank)
    forbidden: dict[int, set[int]] = {}
    for a, b in apart:
        forbidden.setdefault(a, set()).add(b)
        forbidden.setdefault(b, set()).add(a)
    graph = sparse.coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(many, many))
    component = csgraph.connected_components(graph, directed=False)[1]
    size = np.bincount(component, minlength=1)
    edges = np.bincount(component[first], minlength=len(size))
    whole = edges == size * (size - 1) // 2
    groups = _members(component, (size > 1) & whole)
    open_ = ~whole[component[first]]
    joiner = _Joiner(first[open_], second[open_], score[open_], rank, lists, more, (same, core), forbidden)
    joiner.learn(_missing_pairs(component, ~whole & (size <= SMALL)))
    by_component: defaultdict[int, list[int]] = defaultdict(list)
    for edge, name in enumerate(component[first[open_]].tolist()):
        by_component[name].append(edge)
    for name in sorted(by_component):
        groups += joiner.joined(by_component[name])
    return sorted(groups)


def _members(component: Ints, wanted: Ints) -> list[list[int]]:
    chosen = np.flatnonzero(wanted[component])
    order = chosen[np.argsort(component[chosen], kind="stable")]
    edges = np.flatnonzero(np.diff(component[order])) + 1
    return [part.tolist() for part in np.split(order, edges) if len(part)]


def _missing_pairs(component: Ints, wanted: Ints) -> tuple[Ints, Ints]:
    """All pairs within the wanted components."""
    chosen = np.flatnonzero(wanted[component])
    order = chosen[np.argsort(component[chosen], kind="stable")]
    names = component[order]
    last = np.searchsorted(names, names, "right") - 1
    reach = last - np.arange(len(order))
    left = np.repeat(np.arange(len(order)), reach)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(reach) - reach, reach) + 1
    a, b = order[left], order[left + offset]
    return np.minimum(a, b), np.maximum(a, b)


class _Joiner:
    def __init__(
        self,
        first: Ints,
        second: Ints,
        score: Floats,
        rank: Ints,
        lists: Ints,
        more: Score,
        floors: tuple[float, float],
        forbidden: Mapping[int, set[int]],
    ) -> None:
        self._edges = list(zip(first.tolist(), second.tolist(), strict=True))
        self._rank, self._lists, self._more = rank.tolist(), lists.tolist(), more
        ahead, behind = np.minimum(rank[first], rank[second]), np.maximum(rank[first], rank[second])
        place = np.empty(len(first), np.int64)
        place[np.lexsort((behind, ahead, -score))] = np.arange(len(first))
        self._place: list[int] = place.tolist()
        self._same, self._core = floors
        self._forbidden = forbidden
        low, high = np.minimum(first, second), np.maximum(first, second)
        self._known: dict[int, float] = dict(zip((low << _SHIFT | high).tolist(), score.tolist(), strict=True))

    def learn(self, pairs: tuple[Ints, Ints]) -> None:
        """Score the pairs that are not known yet (``first < second``)."""
        first, second = pairs
        if not len(first):
            return
        keys = (first << _SHIFT | second).tolist()
        new = np.array([key not in self._known for key in keys], bool)
        if new.any():
            scores = self._more(first[new], second[new]).tolist()
            self._known.update(zip((first[new] << _SHIFT | second[new]).tolist(), scores, strict=True))

    def joined(self, edges: list[int]) -> list[list[int]]:
        """The groups of one component."""
        group_of: dict[int, int] = {}
        groups: dict[int, list[int]] = {}
        for edge in sorted(edges, key=self._place.__getitem__):
            a, b = self._edges[edge]
            for mention in (a, b):
                if mention not in group_of:
                    group_of[mention] = mention
                    groups[mention] = [mention]
            one, two = group_of[a], group_of[b]
            if one == two or not self._may_join(groups[one], groups[two]):
                continue
            groups[one] += groups.pop(two)
            for mention in groups[one]:
                group_of[mention] = one
        return [sorted(members) for members in groups.values() if len(members) > 1]

    def _may_join(self, one: list[int], two: list[int]) -> bool:
        """Whether all members are like the core of both together. Those of the core's own group are so already."""
        if self._forbidden and any(not self._forbidden.get(mention, _NONE).isdisjoint(two) for mention in one):
            return False
        rank, lists = self._rank, self._lists
        core = min(min(one, key=rank.__getitem__), min(two, key=rank.__getitem__), key=rank.__getitem__)
        others = two if core in one else one
        if any(s < self._core for s in self._scores([core] * len(others), others)):
            return False
        listed = {lists[mention]: mention for mention in one}
        twins = [(listed[lists[mention]], mention) for mention in two if lists[mention] in listed]
        return all(s >= self._same for s in self._scores([a for a, _ in twins], [b for _, b in twins]))

    def _scores(self, ones: list[int], twos: list[int]) -> list[float]:
        pairs = [(min(a, b), max(a, b)) for a, b in zip(ones, twos, strict=True)]
        keys = [low << _SHIFT | high for low, high in pairs]
        unknown = [pair for pair, key in zip(pairs, keys, strict=True) if key not in self._known]
        if unknown:
            wanted = np.array(unknown, np.int64)
            self.learn((wanted[:, 0], wanted[:, 1]))
        return [self._known[key] for key in keys]
