"""Candidate pairs by shared keys: a pair is compared when any key is the same, so no two lists are compared in full.

Keys of a mention: its rarest terms, alone and two together; bands of a MinHash signature (Broder 1997) over its terms;
its first words; each document number, law or database that it names, with what is made; each law or database alone,
for a package of laws meets the task for one of them. A key that many share is sorted by wording and only neighbours are
paired (sorted neighbourhood, Hernández and Stolfo 1995). A row is paired with the row that it is numbered under.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
import numpy.typing as npt

from pipeline.merge.mentions import Columns
from pipeline.merge.terms import TERM_BITS, Ints, hash_text, term_weights

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


def candidate_pairs(columns: Columns) -> tuple[Ints, Ints]:
    """(``first``, ``second``) with ``first < second``: mention numbers of the pairs to compare, sorted, each once."""
    rank = wording_rank(columns.words, columns.id_key)
    found = [pairs for keys in keys_of(columns) for pairs in pairs_within(keys, rank)]
    return pairs_of(distinct(np.concatenate([np.zeros(0, np.int64), *found])))


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


def wording_rank(words: Sequence[str], id_key: Ints) -> Ints:
    """The place of each mention in order of its first words, and of its id where they are the same."""
    prefix = np.array([each[:32].encode() for each in words], "S32")
    rank = np.empty(len(prefix), np.int64)
    rank[np.lexsort((id_key, prefix))] = np.arange(len(prefix))
    return rank


def pairs_within(keys: Keys, rank: Ints) -> Iterator[Ints]:
    """The pairs within each block of equal keys, as numbers (see :func:`pair_numbers`), in parts."""
    order = np.lexsort((rank[keys.owner], keys.key))
    edges = _edges(keys.key[order])
    size = np.diff(edges)
    reach = np.where(size <= keys.full, size - 1, keys.neighbours)
    yield from _reached(keys.owner[order], np.repeat(edges[1:], size), np.repeat(reach, size))


def pairs_around(keys: Keys, rank: Ints, changed: Flags, before: Flags, after: Flags) -> tuple[Ints, Ints]:
    """The pairs that blocks hold before and after a change, as far as it reaches; pairs that it leaves may be missing.

    ``changed``, ``before``, ``after``: of each key whether its owner came or went, and whether it was, and is, there.
    """
    order = np.lexsort((rank[keys.owner], keys.key))
    owner, key, changed = keys.owner[order], keys.key[order], changed[order]
    states = before[order], after[order]
    edges = _edges(key)
    size = np.diff(edges)
    held = [np.add.reduceat(state, edges[:-1]) if len(size) else size for state in states]
    # In a large block a mention that comes or goes concerns its neighbours alone.
    at, low, high = np.arange(len(key)), np.repeat(edges[:-1], size), np.repeat(edges[1:], size)
    counted = np.concatenate([[0], np.cumsum(changed)])
    near = counted[np.minimum(at + keys.neighbours + 1, high)] > counted[np.maximum(at - keys.neighbours, low)]
    kept = near | np.repeat(np.minimum(*held) <= keys.full, size)
    run = np.cumsum((at == low) | ~kept)
    out = []
    for state, many in zip(states, held, strict=True):
        rows = np.flatnonzero(kept & state)
        length = np.diff(_edges(run[rows]))
        end = np.repeat(_edges(run[rows])[1:], length)
        whole = np.repeat(many <= keys.full, size)[rows]
        reach = np.where(whole, np.repeat(length, length) - 1, keys.neighbours)
        out.append(distinct(np.concatenate([np.zeros(0, np.int64), *_reached(owner[rows], end, reach)])))
    return out[0], out[1]


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


def distinct(values: Ints) -> Ints:
    """The values sorted, each once; faster than ``numpy.unique`` for millions of integers."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def _hash(values: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    """The finaliser of SplitMix64 (Steele et al. 2014)."""
    with np.errstate(over="ignore"):
        x = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return x ^ (x >> np.uint64(31))
