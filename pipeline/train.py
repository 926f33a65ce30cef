"""Make the statistics that repair uses from text corpora: the same corpora give the same bytes.

Estimation: interpolated modified Kneser-Ney over syllables (Chen and Goodman, 1999), with the discounts estimated from
the counts of counts of each order. N-grams seen once are dropped above the bigram; their mass stays with the shorter
context. No text of a corpus is kept.
"""

from __future__ import annotations

import lzma
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from normalizers.agency import load_register
from normalizers.garbled import without_enumerator
from normalizers.language_model import NUMBER, ORDER, SPECIAL, START, STEP, UNKNOWN, language_tokens, pack, word_key
from normalizers.reference import DOCUMENT_TYPES
from normalizers.text import clean, is_syllable
from pipeline.errors import UnreadableFile
from pipeline.train_channel import learn_files, merge
from pipeline.train_verbs import build_verbs

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

LEAST_COUNT = (1, 1, 1, 2)
"""An n-gram of order 1..4 is kept from this many occurrences on. Dropping the single ones of orders 2 to 4 shrinks the
file to a fifth."""

LEAST_WORD = 3
"""A syllable enters the vocabulary from this many occurrences on."""
LEAST_FOREIGN = 8
"""A word that is no Vietnamese syllable enters from this many on: below stand misprints and names of persons."""
_ROOM = 1 << 14  # four word numbers must fit one 63-bit key

_MARKUP = re.compile(r"^(?:<doc\b[^>]*>|</doc>)$")
_CASE_UNKNOWN = 2


def read_corpus(path: Path) -> Iterator[str]:
    """The lines of a text file (UTF-8, plain or .xz), NFC and without markup."""
    opener = lzma.open if path.suffix == ".xz" else open
    with opener(path, "rt", encoding="utf-8-sig") as lines:
        for line in lines:
            text = line.strip().lstrip("|").strip()
            if not text or _MARKUP.match(text):
                continue
            if "\t" in text:
                yield from (clean(cell) for cell in text.split("\t") if cell.strip())
            else:
                yield clean(text) if "<" in text or "*" in text else unicodedata.normalize("NFC", text)


@dataclass(frozen=True, slots=True)
class Stream:
    """A corpus as numbers: word numbers, and for each whether it has a capital (0, 1; 2 = its place does not tell)."""

    words: tuple[str, ...]
    ids: Ints
    case: npt.NDArray[np.uint8]


def encode(texts: Iterable[str]) -> Stream:
    """Number the words of the texts, each text beginning a sentence. The vocabulary is sorted by use, then spelling."""
    number: dict[str, int] = {w: i for i, w in enumerate(SPECIAL)}
    spelled: dict[str, int] = dict(number)
    ids, case = array("i"), array("B")
    start = number[START]
    for text in texts:
        letters = sum(c.isalpha() for c in text)
        shouting = letters > 0 and sum(c.isupper() for c in text) > 0.6 * letters
        ids.append(start)
        case.append(_CASE_UNKNOWN)
        for token, written in language_tokens(without_enumerator(text)):
            known = spelled.get(token)
            if known is None:
                known = spelled[token] = number.setdefault(word_key(token), len(number))
            if known == start:
                if ids[-1] != start:
                    ids.append(start)
                    case.append(_CASE_UNKNOWN)
                continue
            first = ids[-1] == start
            ids.append(known)
            if shouting or first or not written:
                case.append(_CASE_UNKNOWN)
            else:
                case.append(1 if written[0].isupper() else 0)
    raw = np.frombuffer(ids, np.int32).astype(np.int64)
    counts = np.bincount(raw, minlength=len(number))
    names = list(number)
    kept = [
        i
        for i in range(len(SPECIAL), len(names))
        if counts[i] >= (LEAST_WORD if is_syllable(names[i]) else LEAST_FOREIGN)
    ]
    kept.sort(key=lambda i: (-counts[i], names[i]))
    kept = kept[: _ROOM - len(SPECIAL)]
    order = [*range(len(SPECIAL)), *kept]
    renumber = np.full(len(names), SPECIAL.index(UNKNOWN), np.int64)
    renumber[order] = np.arange(len(order))
    return Stream(tuple(names[i] for i in order), renumber[raw], np.frombuffer(case, np.uint8).copy())


@dataclass(slots=True)
class _Level:
    keys: Ints  # n-grams packed as base-V numbers, ascending
    raw: Ints  # occurrences
    adjusted: Ints  # occurrences of the longest order, continuations of the shorter ones
    last: npt.NDArray[np.uint8]
    first: npt.NDArray[np.uint8]


def _share(capitals: Floats, known: Floats) -> npt.NDArray[np.uint8]:
    """Share of capitals in 0..254 with one imagined lower-case half; 255 when the case of no occurrence is known."""
    share = np.round(capitals / np.maximum(known, 1) * 16) * 15
    return np.where(known > 0, share, 255).astype(np.uint8)


def _count(stream: Stream) -> list[_Level]:
    size = len(stream.words)
    ids, case = stream.ids, stream.case
    start = SPECIAL.index(START)
    out: list[_Level] = []
    packed = ids.copy()
    valid = np.ones(len(ids), bool)
    for n in range(1, ORDER + 1):
        if n > 1:
            packed = packed[:-1] * size + ids[n - 1 :]
            valid = valid[:-1] & (ids[n - 1 :] != start)
        keys, inverse, raw = np.unique(packed[valid], return_inverse=True, return_counts=True)
        ends = case[n - 1 :][valid]
        heads = case[: len(valid)][valid]
        shares = []
        for seen in (ends, heads):
            known = np.bincount(inverse, weights=(seen != _CASE_UNKNOWN).astype(float), minlength=len(keys))
            capital = np.bincount(inverse, weights=(seen == 1).astype(float), minlength=len(keys))
            shares.append(_share(capital.astype(np.float64), known.astype(np.float64)))
        out.append(_Level(keys, raw.astype(np.int64), raw.astype(np.int64), shares[0], shares[1]))
    for n in range(1, ORDER):
        lower, upper = out[n - 1], out[n]
        suffix = upper.keys % size**n
        found = np.searchsorted(lower.keys, suffix)
        continued = np.bincount(found, minlength=len(lower.keys))
        begins = lower.keys // size ** (n - 1) == start  # nothing stands before a sentence start
        adjusted = np.where(begins, lower.raw, np.maximum(continued, 1)).astype(np.int64)
        lower.adjusted = _with_number_share(lower.keys, lower.raw, adjusted, size)
    return out


def _with_number_share(keys: Ints, raw: Ints, adjusted: Ints, size: int) -> Ints:
    """The adjusted counts of one order, with that of a number after each context in proportion to its raw share.

    Continuation counts say how many words may precede. A number is a class and not a word: "số" is followed by one
    half of the time, whatever stands before it, and hardly any other word is.
    """
    number = SPECIAL.index(NUMBER)
    _, inverse = np.unique(keys // size, return_inverse=True)
    is_number = keys % size == number
    others = np.where(is_number, 0, 1)
    raw_others = np.bincount(inverse, weights=raw * others)[inverse]
    adjusted_others = np.bincount(inverse, weights=adjusted * others)[inverse]
    share = adjusted_others * raw / np.maximum(raw_others, 1)
    fair = np.where(raw_others > 0, np.maximum(np.round(share), 1), raw)
    return np.where(is_number, fair, adjusted).astype(np.int64)


def _discounts(counts: Ints) -> Floats:
    """Discount of a count of 0, 1, 2 and 3 or more (modified Kneser-Ney)."""
    n = [0.0, *(max(1.0, float(np.sum(counts == k))) for k in (1, 2, 3, 4))]
    y = n[1] / (n[1] + 2 * n[2])
    d = [0.0, *(k - (k + 1) * y * n[k + 1] / n[k] for k in (1, 2, 3))]
    out: Floats = np.clip(np.array(d), 0.0, np.array([0.0, 0.95, 1.9, 2.85]))
    return out


def build_language_model(texts: Iterable[str]) -> bytes:
    """The file of ``normalizers.language_model`` for the texts."""
    stream = encode(texts)
    size = len(stream.words)
    levels = _count(stream)
    unigram = levels[0]
    weight = np.zeros(size)
    weight[unigram.keys] = unigram.adjusted
    weight[SPECIAL.index(START)] = 0
    prob = (weight + 0.5) / (weight.sum() + 0.5 * size)
    node_of = np.arange(size)  # node of each kept n-gram of the level above, by place
    kept_keys, kept_prob = np.arange(size), prob
    node_keys: list[Ints] = []
    all_p, all_b = [prob], []
    last = [np.full(size, 255, np.uint8)]
    first = [np.full(size, 255, np.uint8)]
    last[0][unigram.keys], first[0][unigram.keys] = unigram.last, unigram.first
    total_nodes = size
    for n in range(2, ORDER + 1):
        level = levels[n - 1]
        discount = _discounts(level.adjusted)[np.minimum(level.adjusted, 3)]
        context = level.keys // size
        keep = level.raw >= LEAST_COUNT[n - 1]
        place = np.searchsorted(kept_keys, context)
        place = np.minimum(place, len(kept_keys) - 1)
        keep &= kept_keys[place] == context
        groups, inverse = np.unique(context, return_inverse=True)
        mass = np.bincount(inverse, weights=level.adjusted)
        alpha = (level.adjusted - discount) / mass[inverse]
        held = np.bincount(inverse, weights=np.where(keep, alpha, 0.0), minlength=len(groups))
        gamma_of_context = np.clip(1.0 - held, 1e-6, 1.0)
        gamma = np.ones(len(kept_keys))
        at = np.searchsorted(groups, kept_keys)
        at = np.minimum(at, len(groups) - 1)
        match = groups[at] == kept_keys
        gamma[match] = gamma_of_context[at[match]]
        keys = level.keys[keep]
        lower = kept_prob[np.searchsorted(kept_keys, keys % size ** (n - 1))]
        p = alpha[keep] + gamma_of_context[inverse[keep]] * lower
        node_keys.append(node_of[place[keep]] * size + keys % size)
        all_b.append(gamma)
        all_p.append(p)
        last.append(level.last[keep])
        first.append(level.first[keep])
        kept_keys, kept_prob = keys, p
        node_of = total_nodes + np.arange(len(keys))
        total_nodes += len(keys)
    return pack(
        stream.words,
        node_keys,
        _quantise(np.concatenate(all_p)),
        _quantise(np.concatenate(all_b)),
        np.concatenate(last),
        np.concatenate(first),
    )


NOTICES_WEIGHT = 3
"""How often the notices count: they are of the genre itself, and a hundredth of the corpora."""
NAMES_WEIGHT = 2
"""How often the names of the register and the document types count."""


def build_models(
    corpora: Sequence[Path],
    notices: Sequence[Path],
    garbled: Sequence[tuple[Path, Path]],
    misread: Sequence[tuple[Path, Path]],
    folder: Path,
) -> tuple[Path, ...]:
    """Write the statistics of repair into a folder; returns the files written.

    ``garbled``: (text as read by a reader without Vietnamese, true text); ``misread``: the same for a reader with it.
    What has no input is not written. Raises UnreadableFile for a file that cannot be read.
    """
    folder.mkdir(parents=True, exist_ok=True)
    out: list[Path] = []
    try:
        if corpora or notices:
            out.append(folder / "language.bin")
            out[-1].write_bytes(build_language_model(_texts(corpora, notices)))
            out.append(folder / "verbs.tsv")
            read = (text for path in (*corpora, *notices) for text in read_corpus(path))
            out[-1].write_text(build_verbs(read), encoding="utf-8")
        for name, pairs, even in (("confusions.json", garbled, True), ("misreadings.json", misread, False)):
            if pairs:
                counts = [learn_files(read, true, even=even) for read, true in pairs]
                out.append(folder / name)
                out[-1].write_text(merge(counts), encoding="utf-8")
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise UnreadableFile(f"a corpus cannot be read: {error}") from error
    return tuple(out)


def _texts(corpora: Sequence[Path], notices: Sequence[Path]) -> Iterator[str]:
    for path in corpora:
        yield from read_corpus(path)
    for path in notices:
        lines = list(read_corpus(path))
        for _ in range(NOTICES_WEIGHT):
            yield from lines
    names = [*sorted({name for a in load_register() for name in (a.name, *a.aliases)}), *DOCUMENT_TYPES.values()]
    for _ in range(NAMES_WEIGHT):
        yield from names


def _quantise(p: Floats) -> npt.NDArray[np.uint8]:
    return np.clip(np.round(-np.log(np.maximum(p, 1e-12)) / STEP), 0, 255).astype(np.uint8)
