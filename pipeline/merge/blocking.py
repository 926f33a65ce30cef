"""Candidate pairs by shared keys: a pair is compared when any key is the same, so no two lists are compared in full.

Keys of a mention: its rarest terms, alone and two together; bands of a MinHash signature (Broder 1997) over its terms;
its first words; each document number, law or database that it names, with what is made. A key that many share is
sorted by wording and
only neighbours are paired (sorted neighbourhood, Hernández and Stolfo 1995).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from pipeline.merge.mentions import Columns
from pipeline.merge.terms import TERM_BITS, Ints, hash_text

RAREST = 12
"""How many of its rarest terms are keys of a mention."""
RARE_AT_MOST = 24
"""A term alone is no key where more tasks than this hold it."""
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
_SEED = 0x9E3779B97F4A7C15


def candidate_pairs(columns: Columns, counts: npt.NDArray[np.int32]) -> tuple[Ints, Ints]:
    """(``first``, ``second``) with ``first < second``: mention numbers of the pairs to compare, sorted, each once.

    ``counts``: in how many mentions each term stands.
    """
    many = len(columns)
    rank = wording_rank(columns)
    found = [pairs_within(owner, key, rank, many) for owner, key in keys_of(columns, counts)]
    pairs = distinct(np.concatenate(found))
    return pairs // many, pairs % many


def keys_of(columns: Columns, counts: npt.NDArray[np.int32]) -> list[tuple[Ints, Ints]]:
    """(owners, keys) of every kind of key, always in the same order of kinds."""
    return [*_rare_terms(columns, counts), *_minhash(columns), _first_words(columns), *_named(columns)]


def _owners(columns: Columns) -> Ints:
    return np.repeat(np.arange(len(columns)), columns.length())


def _rare_terms(columns: Columns, counts: npt.NDArray[np.int32]) -> list[tuple[Ints, Ints]]:
    """The rarest terms that another mention holds too."""
    held = counts[columns.terms]
    chosen = np.flatnonzero(held > 1)
    owner, key, held = _owners(columns)[chosen], columns.terms[chosen].astype(np.int64), held[chosen]
    order = np.lexsort((key, held, owner))
    owner, key, held = owner[order], key[order], held[order]
    place = np.arange(len(owner)) - np.searchsorted(owner, owner, "left")
    alone = (place < RAREST) & (held <= RARE_AT_MOST)
    out = [(owner[alone], key[alone])]
    for step in range(1, TOGETHER):
        # A term and the one ``step`` places after it, of the same mention.
        first = np.flatnonzero(place[: len(place) - step] < TOGETHER - step)
        second = first + step
        same = owner[first] == owner[second]
        low, high = np.minimum(key[first], key[second])[same], np.maximum(key[first], key[second])[same]
        out.append((owner[first][same], low << TERM_BITS | high))
    return out


def _minhash(columns: Columns) -> list[tuple[Ints, Ints]]:
    present = np.flatnonzero(columns.length() > 0)
    if not len(present):
        return []
    at = columns.starts[present]
    bands = []
    for band in range(BANDS):
        key = np.zeros(len(present), np.uint64)
        for row in range(ROWS):
            salt = np.uint64((band * ROWS + row + 1) * _SEED % (1 << 64))
            key = _hash(key ^ np.minimum.reduceat(_hash(columns.terms.astype(np.uint64) ^ salt), at))
        bands.append((present, key.astype(np.int64)))
    return bands


def _first_words(columns: Columns) -> tuple[Ints, Ints]:
    keys = [hash_text(" ".join(words.split(" ", FIRST_WORDS)[:FIRST_WORDS])) for words in columns.words]
    return np.arange(len(columns)), np.asarray(keys, np.int64)


def _named(columns: Columns) -> list[tuple[Ints, Ints]]:
    """Each named object with what is made; of a law or database the first two words."""
    by_set: dict[int, list[int]] = {}
    out = []
    for kind, sets in (("số", columns.reference_set), ("tên", columns.name_set)):
        owners: list[int] = []
        keys: list[int] = []
        for mention in np.flatnonzero(sets).tolist():
            number = int(sets[mention])
            if number not in by_set:
                by_set[number] = [hash_text(kind + " ".join(name.split()[:2])) for name in sorted(columns.sets[number])]
            owners += [mention] * len(by_set[number])
            keys += by_set[number]
        owner = np.asarray(owners, np.int64)
        key = np.asarray(keys, np.int64) ^ columns.product[owner]
        out.append((owner, key))
    return out


def wording_rank(columns: Columns) -> Ints:
    """The place of each mention in order of its first words."""
    prefix = np.array([words[:32].encode() for words in columns.words], "S32")
    rank = np.empty(len(columns), np.int64)
    rank[np.argsort(prefix, kind="stable")] = np.arange(len(columns))
    return rank


def pairs_within(owner: Ints, key: Ints, rank: Ints, many: int) -> Ints:
    """The pairs within each block of equal keys, as ``first * many + second``."""
    order = np.lexsort((rank[owner], key))
    owner, key = owner[order], key[order]
    edges = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1], [True]])) if len(key) else np.zeros(1, np.int64)
    size = np.diff(edges)
    reach = np.repeat(np.where(size <= FULL_BLOCK, size - 1, NEIGHBOURS), size)
    last = np.repeat(edges[1:], size) - 1
    reach = np.minimum(reach, last - np.arange(len(owner)))
    left = np.repeat(np.arange(len(owner)), reach)
    offset = np.arange(len(left)) - np.repeat(np.cumsum(reach) - reach, reach) + 1
    a, b = owner[left], owner[left + offset]
    pairs = np.minimum(a, b) * many + np.maximum(a, b)
    return distinct(pairs[a != b])


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
