"""Learn how letters are misread, from texts as read and as they are: alignment, then expectation maximisation."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from normalizers.channel import Channel, base_letter
from normalizers.syllables import canonical
from normalizers.text import is_syllable

ROUNDS = 4
"""Rounds of expectation maximisation; the likelihood no longer moves after the fourth."""


def align_words(read: str, true: str) -> Iterator[tuple[str, str]]:
    """(word, what was read for it) for each word of ``true``: the texts are aligned letter by letter without marks."""
    read, true = (" ".join(unicodedata.normalize("NFC", t).split()) for t in (read, true))
    key = ["".join(base_letter(c).lower() for c in t) for t in (read, true)]
    place = [0] * (len(true) + 1)  # place[i]: where letter i of the true text begins in what was read
    codes = Levenshtein.opcodes(key[1], key[0])
    for code in codes:
        span, out = code.src_end - code.src_start, code.dest_end - code.dest_start
        for i in range(span + 1):
            at = min(code.src_start + i, len(true))
            value = code.dest_start + (min(i, out) if i < span else out)
            if i < span or at == len(true):
                place[at] = value
    start = done = 0
    for word in true.split(" "):
        end = start + len(word)
        stop = place[end] if end < len(true) else len(read)
        following = place[end + 1] if end < len(true) else len(read)
        begin = max(done, place[start])
        while begin > done and read[begin - 1] != " ":  # characters put in before the first or after the last letter
            begin -= 1
        while begin < stop < following and read[stop] != " ":
            stop += 1
        yield word, read[begin:stop].strip()
        done = max(done, stop)
        start = end + 1


def learn(pairs: Iterable[tuple[str, str]], weight: float = 1.0) -> dict[str, dict[str, float]]:
    """Expected counts letter -> reading -> times, from (word, reading) pairs; punctuation around them is left out."""
    seen: Counter[tuple[str, str]] = Counter()
    for word, read in pairs:
        core = word.strip(".,;:!?()[]{}\"“”'‘’-–…/*")
        got = read.strip('.,;:!?([{"“”‘’–…/*') if core != word else read
        if not core or not is_syllable(core) or not got or " " in got or any(c.isdigit() for c in core):
            continue
        if core.isupper() and len(core) > 1:
            got = got.lower()
        elif core[0].isupper():
            got = got[0].lower() + got[1:]
        if len(got) <= len(core) + 5:
            seen[canonical(core), got] += 1
    counts: dict[str, dict[str, float]] = {}
    if not seen:
        return counts
    for _ in range(ROUNDS):
        channel = Channel(counts, sorted({word for word, _ in seen}))
        counts = {}
        for (word, got), times in sorted(seen.items()):
            channel.expect(word, got, times * weight, counts)
    return counts


LETTERS = 25_000
"""Letters that a reader without Vietnamese counts for, however long its text: every reader has its own confusions."""
WRONG = 0.3
"""A page of a reader with Vietnamese with more wrong words than this share was not read but guessed; it is left out."""


def learn_files(read: Path, true: Path, *, even: bool) -> dict[str, dict[str, float]]:
    """Expected counts of one reader from two files, aligned page by page where both have as many lines.

    ``even``: scaled to ``LETTERS``, for readers without Vietnamese; else pages that are mostly wrong are left out.
    """
    texts = [path.read_text(encoding="utf-8") for path in (read, true)]
    pages = [text.strip("\n").split("\n") for text in texts]
    whole = [("\n".join(pages[0]), "\n".join(pages[1]))]
    parts = (
        list(zip(*pages, strict=True))
        if len(pages[0]) == len(pages[1]) and len(texts[0]) > 2000 * len(pages[0])
        else whole
    )
    pairs: list[tuple[str, str]] = []
    for page_read, page_true in parts:
        found = list(align_words(page_read, page_true))
        if even or sum(a != b for a, b in found) <= WRONG * len(found):
            pairs.extend(found)
    counts = learn(pairs)
    total = sum(sum(readings.values()) for readings in counts.values())
    if even and total:
        return {c: {r: n * LETTERS / total for r, n in readings.items()} for c, readings in counts.items()}
    return counts


def merge(parts: Sequence[Mapping[str, Mapping[str, float]]], least: float = 0.3) -> str:
    """The counts of several readers as one JSON text, without what is rarer than ``least``."""
    out: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for part in parts:
        for letter, readings in part.items():
            for read, times in readings.items():
                out[letter][read] += times
    tidy = {
        letter: {read: round(times, 1) for read, times in sorted(readings.items()) if times >= least}
        for letter, readings in sorted(out.items())
    }
    return json.dumps(tidy, ensure_ascii=False, indent=0, sort_keys=True) + "\n"
