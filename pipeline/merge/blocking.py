"""Candidate pairs by shared keys: a pair is compared when any key is the same, so no two lists are compared in full.

Keys of a mention: its rarest terms, alone and two together; bands of a MinHash signature (Broder 1997) over its terms;
its first words; each document number, law or database that it names, with what is made; each law or database alone,
for a package of laws meets the task for one of them. A key that many share is sorted by wording and only neighbours are
paired (sorted neighbourhood, Hernández and Stolfo 1995). A row is paired with the row that it is numbered under.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipeline.merge.mentions import Columns
from pipeline.merge.terms import TERM_BITS, Ints, distinct, hash_text, term_weights

Flags = npt.NDArray[np.bool_]

RAREST, RARE_AT_MOST = 12, 24
"""So many of its rarest terms are keys of a mention, each where at most so many mentions share it."""
MORE_OF_LONG, MORE_AT_MOST = 48, 8
"""Of a long text so many terms are keys if so few share them: it may contain a shorter task word for word."""
TOGETHER = 6
"""So many of its rarest terms are keys two by two, however common each is."""
BANDS, ROWS = 6, 3
"""MinHash: two texts that share two thirds of their terms meet in one of the bands with probability 0.88."""
FIRST_WORDS = 4
"""So many of its first words, together, are a key: what is made and for what."""
FULL_BLOCK = 24
"""Blocks up to this size are paired in full."""
FULL_LIST = 200
"""A heading and the rows numbered under it are paired in full up to so many."""
NEIGHBOURS = 6
"""In larger blocks each mention is paired with so many that follow in order of wording."""
_WORDING = 32  # bytes of its first words by which a mention is sorted
_SPAN = 100_000
_HALF = 32  # bits of a mention's number
_SEED = 0x9E3779B97F4A7C15


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys of one kind: ``owner[i]`` bears ``key[i]``.

    Blocks up to ``full`` are paired in full, in larger ones each mention with so many ``neighbours``.
    """

    owner: Ints
    key: Ints
    full: int
    neighbours: int

    def where(self, wanted: Ints | Flags) -> Keys:
        """These keys only."""
        return replace(self, owner=self.owner[wanted], key=self.key[wanted])

    def in_order(self, rank: Ints) -> Keys:
        """Block after block, each in order of wording; ``rank``: the place of each mention in that order."""
        return self.where(np.lexsort((rank[self.owner], self.key)))

    def blocks(self, key: Ints) -> tuple[Ints, Ints]:
        """Where the block of each ``key`` begins and ends, of keys in order."""
        return np.searchsorted(self.key, key, "left"), np.searchsorted(self.key, key, "right")

    def bisect(self, key: Ints, place: Ints, rank: Ints) -> Ints:
        """Where each ``key`` of a mention at ``place`` in order of wording stands first, or would, of keys in order."""
        low, high = self.blocks(key)
        while len(open_ := np.flatnonzero(low < high)):
            middle = (low[open_] + high[open_]) // 2
            before = rank[self.owner[middle]] < place[open_]
            low[open_[before]] = middle[before] + 1
            high[open_[~before]] = middle[~before]
        return low


def candidate_pairs(columns: Columns) -> tuple[Ints, Ints]:
    """(``first``, ``second``) with ``first < second``: mention numbers of the pairs to compare, sorted, each once."""
    rank = places(np.argsort(wordings(columns.words, columns.id_key)))
    return pairs_of(pairs_within(keys.in_order(rank) for keys in keys_of(columns)))


def keys_of(columns: Columns) -> Iterator[Keys]:
    """The keys of every kind, always in the same order of kinds. Those of a mention depend on nothing but it."""
    yield from _rare_terms(columns)
    others = chain(_minhash(columns), [_first_words(columns)], _named(columns))
    yield from (Keys(owner, key, FULL_BLOCK, NEIGHBOURS) for owner, key in others)
    yield Keys(*_numbered_under(columns), FULL_LIST, NEIGHBOURS)


def _spans(many: int) -> Iterator[tuple[int, int]]:
    """Mentions are taken up so many at a time: a million hold forty million terms."""
    for low in range(0, many, _SPAN):
        yield low, min(low + _SPAN, many)


def _rare_terms(columns: Columns) -> Iterator[Keys]:
    """The rarest terms: alone, and each with the others next in rarity."""
    parts = [_rare_terms_of(columns, low, high) for low, high in _spans(max(len(columns), 1))]
    limits = [(RARE_AT_MOST, 0), (MORE_AT_MOST, 0)] + [(FULL_BLOCK, NEIGHBOURS)] * (TOGETHER - 1)
    for full, neighbours in limits:
        kind = [part.pop(0) for part in parts]
        owner, key = (np.concatenate(each) for each in zip(*kind, strict=True))
        yield Keys(owner, key, full, neighbours)


def _rare_terms_of(columns: Columns, low: int, high: int) -> list[tuple[Ints, Ints]]:
    high = min(high, len(columns))
    key = columns.terms[columns.starts[low] : columns.starts[high]].astype(np.int64)
    owner = np.repeat(np.arange(low, high), np.diff(columns.starts[low : high + 1]))
    order = np.lexsort((key, -term_weights()[key], owner))
    owner, key = owner[order], key[order]
    place = np.arange(len(owner)) - np.searchsorted(owner, owner, "left")
    out = [(owner[rarest], key[rarest]) for rarest in (place < RAREST, place < MORE_OF_LONG)]
    for step in range(1, TOGETHER):
        # A term and the one ``step`` places after it, of the same mention.
        first = np.flatnonzero(place[: max(len(place) - step, 0)] < TOGETHER - step)
        second = first + step
        same = owner[first] == owner[second]
        less, more = np.minimum(key[first], key[second])[same], np.maximum(key[first], key[second])[same]
        out.append((owner[first][same], less << TERM_BITS | more))
    return out


def _minhash(columns: Columns) -> Iterator[tuple[Ints, Ints]]:
    present = np.flatnonzero(columns.length() > 0)
    for band in range(BANDS):
        salts = [np.uint64((band * ROWS + row + 1) * _SEED % (1 << 64)) for row in range(ROWS)]
        keys = [np.zeros(0, np.uint64)]
        for low, high in _spans(len(present)):
            # Mentions without terms lie between those present; their span of terms is empty.
            at = columns.starts[present[low:high]]
            terms = columns.terms[at[0] : columns.starts[present[high - 1] + 1]].astype(np.uint64)
            key = np.zeros(len(at), np.uint64)
            for salt in salts:
                key = _hash(key ^ np.minimum.reduceat(_hash(terms ^ salt), at - at[0]))
            keys.append(key)
        yield present, np.concatenate(keys).astype(np.int64)


def _first_words(columns: Columns) -> tuple[Ints, Ints]:
    keys = [hash_text(" ".join(words.split(" ", FIRST_WORDS)[:FIRST_WORDS])) for words in columns.words]
    return np.arange(len(columns)), np.asarray(keys, np.int64)


def _named(columns: Columns) -> list[tuple[Ints, Ints]]:
    """Each named object with what is made, a law or database also alone; of these the first two words."""
    by_set: dict[int, list[int]] = {}
    out = []
    product, whatever = columns.product, np.zeros_like(columns.product)
    named = (("số", columns.reference_set, product), ("tên", columns.name_set, product))
    for kind, sets, made in (*named, ("tên", columns.name_set, whatever)):
        owners: list[int] = []
        keys: list[int] = []
        for mention in np.flatnonzero(sets).tolist():
            number = int(sets[mention])
            if number not in by_set:
                by_set[number] = [hash_text(kind + " ".join(name.split()[:2])) for name in sorted(columns.sets[number])]
            owners += [mention] * len(by_set[number])
            keys += by_set[number]
        owner = np.asarray(owners, np.int64)
        key = np.asarray(keys, np.int64) ^ made[owner]
        out.append((owner, key))
    return out


def _numbered_under(columns: Columns) -> tuple[Ints, Ints]:
    """The id of each row, held by it and by the rows below it."""
    below = np.flatnonzero(columns.parent)
    return np.concatenate([np.arange(len(columns)), below]), np.concatenate([columns.id_key, columns.parent[below]])


def wordings(words: Sequence[str], id_key: Ints) -> npt.NDArray[np.bytes_]:
    """What mentions are sorted by: the first words of each, and its id where they are the same."""
    first = np.array([each[:_WORDING].encode() for each in words], f"S{_WORDING}")
    parts = first.view(np.uint8).reshape(-1, _WORDING), id_key.astype(">i8").view(np.uint8).reshape(-1, 8)
    return np.hstack(parts).view(f"S{_WORDING + 8}").ravel()


def places(order: Ints) -> Ints:
    """The place of each number in ``order``, which holds each once."""
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    return place


def pairs_within(kinds: Iterable[Keys]) -> Ints:
    """The pairs within each block of keys in order, as numbers (see :func:`pair_numbers`), sorted, each once."""
    found = [np.zeros(0, np.int64)]
    for keys in kinds:
        size = np.diff(_edges(keys.key))
        found.append(_in_runs(keys.owner, keys.key, np.repeat(_reach(keys, size), size)))
    return distinct(np.concatenate(found))


def pairs_around(keys: Keys, rank: Ints, changed: Keys, moved: Flags) -> tuple[Ints, Ints]:
    """The pairs (numbers) without some mentions and with them, of all that their being there makes or parts.

    ``keys``: of all mentions, in order. ``changed``: of the mentions in question. ``moved``: of each mention
    whether it is one of these. Pairs that are the same without and with them may be missing.
    """
    changed = changed.in_order(rank)
    low, high = keys.blocks(changed.key)
    size = high - low
    own = changed.blocks(changed.key)
    rest = size - (own[1] - own[0])
    # In a large block a mention that comes or goes concerns its neighbours alone.
    start, end, large = low.copy(), high.copy(), rest > keys.full
    key, place = changed.key[large], rank[changed.owner[large]]
    start[large] = np.maximum(low[large], keys.bisect(key, place, rank) - keys.neighbours)
    end[large] = np.minimum(high[large], keys.bisect(key, place + 1, rank) + keys.neighbours)
    at, span = _joined(start, end)
    owner, size, rest = keys.owner[at], size[span], rest[span]
    # Where a stretch of neighbours begins; a block begins one as well.
    run = np.cumsum((np.diff(at, prepend=-2) > 1) | (np.diff(low[span], prepend=-1) != 0))
    staying = ~moved[owner]
    without = _in_runs(owner[staying], run[staying], _reach(keys, rest[staying]))
    return without, _in_runs(owner, run, _reach(keys, size))


def _in_runs(owner: Ints, run: Ints, reach: Ints) -> Ints:
    """The pairs of each owner with so many that follow in its run, as numbers."""
    edges = _edges(run)
    return np.concatenate([np.zeros(0, np.int64), *_reached(owner, np.repeat(edges[1:], np.diff(edges)), reach)])


def _joined(start: Ints, end: Ints) -> tuple[Ints, Ints]:
    """(numbers, spans): the numbers that any span holds, sorted, each once, and one span that holds each."""
    order = np.argsort(start)
    start, reached = start[order], np.maximum.accumulate(end[order])
    start[1:] = np.maximum(start[1:], reached[:-1])
    many = np.maximum(end[order] - start, 0)
    return np.repeat(start - np.cumsum(many) + many, many) + np.arange(many.sum()), np.repeat(order, many)


def _reach(keys: Keys, size: Ints) -> Ints:
    """With how many that follow a mention is paired in a block of this size."""
    return np.where(size <= keys.full, size - 1, keys.neighbours)


def _reached(owner: Ints, end: Ints, reach: Ints) -> Iterator[Ints]:
    """The pairs of each owner with so many that follow, up to ``end`` (excluded)."""
    reach = np.minimum(reach, end - 1 - np.arange(len(owner)))
    for low, high in _spans(len(owner)):
        own = reach[low:high]
        left = np.repeat(np.arange(low, high), own)
        offset = np.arange(len(left)) - np.repeat(np.cumsum(own) - own, own) + 1
        a, b = owner[left], owner[left + offset]
        yield distinct(pair_numbers(a, b)[a != b])


def pair_numbers(first: Ints, second: Ints) -> Ints:
    """One number for each pair, whatever its order."""
    return np.minimum(first, second) << _HALF | np.maximum(first, second)


def pairs_of(numbers: Ints) -> tuple[Ints, Ints]:
    """The pairs of such numbers, the smaller first."""
    return numbers >> _HALF, numbers & ((1 << _HALF) - 1)


def _edges(key: Ints) -> Ints:
    """Where each block of sorted keys begins, and the end."""
    return np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1], [True]])) if len(key) else np.zeros(1, np.int64)


def _hash(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        x = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))
