"""A language model of Vietnamese official prose: syllable 4-grams with the case in which they are written.

The model is a forward trie: level 1 holds the vocabulary, a node of level n the n-gram that leads to it. Probabilities
are natural logarithms of interpolated modified Kneser-Ney estimates (Chen and Goodman, 1999, "An empirical study of
smoothing techniques for language modeling"), folded into back-off form and quantised to one byte. Punctuation inside a
sentence is no token; a number or a document number is the token ``<n>``; ``<s>`` begins a sentence.

``pipeline.train`` makes the file from text; nothing here writes it.
"""

from __future__ import annotations

import io
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from normalizers.syllables import canonical

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Bytes = npt.NDArray[np.uint8]

ORDER: Final = 4
"""Longest n-gram, in syllables."""

STEP: Final = 0.08
"""Width of one quantisation step of a log-probability, in nats; 255 steps reach down to -20.4."""

START: Final = "<s>"
UNKNOWN: Final = "<unk>"
NUMBER: Final = "<n>"
SPECIAL: Final = (START, UNKNOWN, NUMBER)
"""The tokens that are no words, at the head of every vocabulary."""

_MAGIC: Final = b"VNLM1\n"

_TOKEN = re.compile(
    r"(?P<n>[^\W_]*\d(?:[\w/%-]|[.,](?=\d))*|[A-ZĐƯ]{1,8}[-/][A-ZĐƯ]{1,8})|(?P<w>[^\W\d_⁰¹²³⁴-⁹]+)|(?P<s>[.;:!?…]+(?=\s|$))"
)


def language_tokens(text: str) -> list[tuple[str, str]]:
    """The text as (token, spelling as written) pairs; sentence ends become ``("<s>", "")``. ``text`` must be NFC."""
    out: list[tuple[str, str]] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "w":
            word = match.group()
            out.append((word.lower(), word))
        elif kind == "n":
            out.append((NUMBER, match.group()))
        else:
            out.append((START, ""))
    return out


@cache
def word_key(word: str) -> str:
    """The vocabulary's spelling of a word: NFC, lower case, tone mark placed as in official spelling."""
    return canonical(word)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageModel:
    """The loaded model.

    ``words``: the vocabulary, ``ids`` its index. ``keys``: sorted ``parent * len(words) + word`` of every node of level
    2 and above; node ``len(words) + i`` has key ``keys[i]``. ``log_p`` and ``back_off`` are nats, one a node;
    ``suffix`` is the node of the n-gram without its first word (-1: the empty context). ``capital_last`` and
    ``capital_first``: in how many of 240 occurrences of the n-gram its last or first word had a capital (255: unknown).
    """

    words: tuple[str, ...]
    ids: dict[str, int]
    keys: Ints
    log_p: Floats
    back_off: Floats
    suffix: npt.NDArray[np.int32]
    capital_last: Bytes
    capital_first: Bytes

    def encode(self, words: Sequence[str]) -> list[int]:
        """Vocabulary numbers of the words (any case); what is not in it becomes ``<unk>``."""
        unknown = self.ids[UNKNOWN]
        return [self.ids.get(w if w in SPECIAL else word_key(w), unknown) for w in words]

    def step(self, states: Ints, words: Ints) -> tuple[Floats, Ints]:
        """Log-probability (nats) of each word after its state, and the state after it. Arrays of one shape, (n,).

        A state is a node of level 3 or less; -1 is the empty context.
        """
        size = len(self.words)
        score = np.zeros(len(words), np.float32)
        node = np.where(states < 0, words, -1)
        open_ = np.flatnonzero(states >= 0)
        at = states[open_]
        while len(open_):
            want = at * size + words[open_]
            place = np.searchsorted(self.keys, want)
            np.minimum(place, len(self.keys) - 1, out=place)
            hit = self.keys[place] == want
            node[open_[hit]] = place[hit] + size
            open_, at = open_[~hit], at[~hit]
            score[open_] += self.back_off[at]
            at = self.suffix[at].astype(np.int64)
            root = at < 0
            node[open_[root]] = words[open_[root]]
            open_, at = open_[~root], at[~root]
        score += self.log_p[node]
        after = np.where(node >= self.first_of_last_level, self.suffix[node], node)
        return score, after

    @property
    def first_of_last_level(self) -> int:
        """The first node of level ``ORDER``; those nodes are no states."""
        return len(self.back_off)

    def score(self, sequences: Ints, first: int = 0) -> Floats:
        """Log-probability of each row of word numbers (shape (rows, length)), counting the words from column ``first``.

        The columns before ``first`` are context. A negative number stands for "no word" and is passed over.
        """
        rows, length = sequences.shape
        total = np.zeros(rows, np.float32)
        states = np.full(rows, -1, np.int64)
        for column in range(length):
            words = sequences[:, column]
            live = np.flatnonzero(words >= 0)
            if not len(live):
                continue
            gain, after = self.step(states[live], words[live])
            if column >= first:
                total[live] += gain
            states[live] = after
        return total

    def likely_next(self, word: int, floor: float) -> list[int]:
        """The words that follow a word with at least the log-probability ``floor`` (nats)."""
        size = len(self.words)
        start, end = np.searchsorted(self.keys, [word * size, (word + 1) * size])
        good = np.flatnonzero(self.log_p[size + start : size + end] >= floor) + start
        return [int(k) - word * size for k in self.keys[good]]

    def find(self, words: Sequence[int]) -> int:
        """The node of an n-gram, or -1."""
        node = words[0]
        for word in words[1:]:
            want = node * len(self.words) + word
            place = int(np.searchsorted(self.keys, want))
            if place == len(self.keys) or self.keys[place] != want:
                return -1
            node = place + len(self.words)
        return node


# --- the file ---------------------------------------------------------------------------------


def _deltas(values: Ints) -> bytes:
    """Ascending integers as the byte planes of their differences."""
    steps = np.diff(values, prepend=0).astype("<u4")
    return np.ascontiguousarray(steps.view(np.uint8).reshape(-1, 4).T).tobytes()


def pack(
    words: Sequence[str], levels: Sequence[Ints], log_p: Bytes, back_off: Bytes, last: Bytes, first: Bytes
) -> bytes:
    """The model as bytes. ``levels``: the ascending keys of levels 2 and up, the other arrays one entry a node."""
    size = len(words)
    header: dict[str, object] = {"words": list(words), "levels": [len(x) for x in levels]}
    parts = [json.dumps(header, ensure_ascii=False).encode()]
    for keys in levels:
        parents, own = keys // size, keys % size
        parts.append(_deltas(parents))
        # Children of one parent ascend: their differences are small, the first child of each stands as it is.
        fresh = np.diff(parents, prepend=-1) != 0
        steps = np.where(fresh, own, np.diff(own, prepend=0)).astype("<u2")
        parts.append(np.ascontiguousarray(steps.view(np.uint8).reshape(-1, 2).T).tobytes())
    parts += [log_p.tobytes(), back_off.tobytes(), last.tobytes(), first.tobytes()]
    out = io.BytesIO()
    out.write(_MAGIC)
    for part in parts:
        packed = zlib.compress(part, 9)
        out.write(len(packed).to_bytes(4, "little"))
        out.write(packed)
    return out.getvalue()


def unpack(data: bytes) -> LanguageModel:
    """The model of a file's bytes. Raises ValueError when they are none of ours."""
    if not data.startswith(_MAGIC):
        raise ValueError("this is no language model file")
    at = len(_MAGIC)

    def take() -> bytes:
        nonlocal at
        size = int.from_bytes(data[at : at + 4], "little")
        at += 4 + size
        return zlib.decompress(data[at - size : at])

    header = json.loads(take())
    words = tuple(header["words"])
    size = len(words)
    keys: list[Ints] = []
    suffixes: list[Ints] = [np.full(size, -1, np.int64)]
    start = 0  # number of the first node of the level above
    for count in header["levels"]:
        parents = np.cumsum(_planes(take(), count, 4), dtype=np.int64)
        steps = _planes(take(), count, 2).astype(np.int64)
        fresh = np.diff(parents, prepend=-1) != 0
        total = np.cumsum(steps)
        heads = np.flatnonzero(fresh)
        before = np.repeat(total[heads] - steps[heads], np.diff(heads, append=count))
        own = total - before
        # The suffix of a child is the child, by the same word, of its parent's suffix; every suffix is in the model.
        above = suffixes[-1][parents - start]
        if len(keys) == 0:
            suffixes.append(own)
        else:
            suffixes.append(np.searchsorted(keys[-1], above * size + own) + start)
        keys.append(parents * size + own)
        start = size + sum(len(k) for k in keys[:-1])
    log_p = np.frombuffer(take(), np.uint8).astype(np.float32) * -STEP
    back_off = np.frombuffer(take(), np.uint8).astype(np.float32) * -STEP
    last, first = np.frombuffer(take(), np.uint8), np.frombuffer(take(), np.uint8)
    return LanguageModel(
        words,
        {w: i for i, w in enumerate(words)},
        np.concatenate(keys),
        log_p,
        back_off,
        np.concatenate(suffixes).astype(np.int32),
        last,
        first,
    )


def _planes(data: bytes, count: int, width: int) -> Ints:
    planes = np.frombuffer(data, np.uint8).reshape(width, count)
    out: Ints = sum(planes[i].astype(np.int64) << (8 * i) for i in range(width))
    return out


@cache
def language_model() -> LanguageModel:
    """The model that ships with the package. Loaded once a process."""
    return unpack(files(__package__).joinpath("data", "language.bin").read_bytes())
