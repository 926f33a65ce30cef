"""Learn how letters are misread, from texts as read and as they are: alignment, then expectation maximisation."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    for _ in range(ROUNDS):
        channel = Channel(counts, sorted({word for word, _ in seen}))
        counts = {}
        for (word, got), times in sorted(seen.items()):
            channel.expect(word, got, times * weight, counts)
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
