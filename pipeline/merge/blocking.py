"""Candidate pairs by shared keys: a pair is compared when any key is the same, so no two lists are compared in full.

Keys of a mention: its rarest terms, alone and two together; bands of a MinHash signature (Broder 1997) over its terms;
its first words; each document number, law or database that it names, with what is made; each law or database alone,
for a package of laws meets the task for one of them. A key that many share is sorted by wording and only neighbours are
paired (sorted neighbourhood, Hernández and Stolfo 1995). A row is paired with the row that it is numbered under.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from pipeline.merge.mentions import Columns
from pipeline.merge.terms import TERM_BITS, Ints, hash_text

RAREST = 12
"""How many of its rarest terms are keys of a mention."""
RARE_AT_MOST = 24
"""A term alone is no key where more tasks than this hold it."""
MORE_OF_LONG, MORE_AT_MOST = 48, 8
"""Of a long text so many terms are keys if so few tasks hold them: it may contain a shorter task word for word."""
TOGETHER = 6
"""So many of its rarest terms are keys two by two, however common each is."""
BANDS, ROWS = 6, 3
"""MinHash: two texts that share two thirds of their terms meet in one of the bands with probability 0.88."""
FIRST_WORDS = 4
"""So many of its first words, together, are a key: what is made and for what."""
FULL_BLOCK = 24
"""Blocks up to this size are paired in full."""
NEIGHBOURS = 6
"""In larger blocks each mention is paired with so many that follow in order of wording."""
_SPAN = 100_000
_SEED = 0x9E3779B97F4A7C15


def candidate_pairs(columns: Columns, counts: npt.NDArray[np.int32]) -> tuple[Ints, Ints]:
    """(``first``, ``second``) with ``first < second``: mention numbers of the pairs to compare, sorted, each once.

    ``counts``: in how many mentions each term stands.
    """
    many = len(columns)
    rank = wording_rank(columns)
    found = [pairs for owner, key in keys_of(columns, counts) for pairs in pairs_within(owner, key, rank, many)]
    pairs = distinct(np.concatenate([np.zeros(0, np.int64), *found]))
    return pairs // max(many, 1), pairs % max(many, 1)


def keys_of(columns: Columns, counts: npt.NDArray[np.int32]) -> Iterator[tuple[Ints, Ints]]:
    """(owners, keys) of every kind of key, always in the same order of kinds."""
    yield from _rare_terms(columns, counts)
    yield from _minhash(columns)
    yield _first_words(columns)
    yield from _named(columns)
    yield _numbered_under(columns)


def _spans(many: int) -> Iterator[tuple[int, int]]:
    """Mentions are taken up so many at a time: a million hold forty million terms."""
    for low in range(0, many, _SPAN):
        yield low, min(low + _SPAN, many)


def _rare_terms(columns: Columns, counts: npt.NDArray[np.int32]) -> Iterator[tuple[Ints, Ints]]:
    """The rarest terms that another mention holds too: alone, and each with the others next in rarity."""
    parts = [_rare_terms_of(columns, counts, low, high) for low, high in _spans(len(columns))]
    while parts and parts[0]:
        kind = [part.pop(0) for part in parts]
        yield np.concatenate([owner for owner, _ in kind]), np.concatenate([key for _, key in kind])


def _rare_terms_of(columns: Columns, counts: npt.NDArray[np.int32], low: int, high: int) -> list[tuple[Ints, Ints]]:
    terms = columns.terms[columns.starts[low] : columns.starts[high]]
    held = counts[terms]
    chosen = np.flatnonzero(held > 1)
    owner = np.repeat(np.arange(low, high), np.diff(columns.starts[low : high + 1]))[chosen]
    key, held = terms[chosen].astype(np.int64), held[chosen]
    order = np.lexsort((key, held, owner))
    owner, key, held = owner[order], key[order], held[order]
    place = np.arange(len(owner)) - np.searchsorted(owner, owner, "left")
    alone = (place < RAREST) & (held <= RARE_AT_MOST) | (place < MORE_OF_LONG) & (held <= MORE_AT_MOST)
    out = [(owner[alone], key[alone])]
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
    """The id of each row below another, held by both."""
    order = np.argsort(columns.id_key, kind="stable")
    below = np.flatnonzero(columns.parent)
    if not len(below):
        return below, below
    place = order[np.minimum(np.searchsorted(columns.id_key[order], columns.parent[below]), len(order) - 1)]
    below, place = (rows[columns.id_key[place] == columns.parent[below]] for rows in (below, place))
    return np.concatenate([below, place]), np.tile(columns.id_key[below], 2)


def wording_rank(columns: Columns) -> Ints:
    """The place of each mention in order of its first words."""
    prefix = np.array([words[:32].encode() for words in columns.words], "S32")
    rank = np.empty(len(columns), np.int64)
    rank[np.argsort(prefix, kind="stable")] = np.arange(len(columns))
    return rank


def pairs_within(owner: Ints, key: Ints, rank: Ints, many: int) -> Iterator[Ints]:
    """The pairs within each block of equal keys, as ``first * many + second``, in parts."""
    order = np.lexsort((rank[owner], key))
    owner, key = owner[order], key[order]
    edges = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1], [True]])) if len(key) else np.zeros(1, np.int64)
    size = np.diff(edges)
    reach = np.repeat(np.where(size <= FULL_BLOCK, size - 1, NEIGHBOURS), size)
    last = np.repeat(edges[1:], size) - 1
    reach = np.minimum(reach, last - np.arange(len(owner)))
    for low, high in _spans(len(owner)):
        own = reach[low:high]
        left = np.repeat(np.arange(low, high), own)
        offset = np.arange(len(left)) - np.repeat(np.cumsum(own) - own, own) + 1
        a, b = owner[left], owner[left + offset]
        pairs = np.minimum(a, b) * many + np.maximum(a, b)
        yield distinct(pairs[a != b])


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
