"""Which words are verbs, from how often a corpus has them behind a word that only verbs follow.

"phải quan trắc", "để quan trắc", "chưa quan trắc": a fifteenth of all "quan trắc" stands so, and hardly any "chất
lượng". Nothing is tagged by hand; a list of the phrases with their shares ships, no text of the corpus.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

from normalizers.syllables import canonical
from normalizers.text import is_syllable, nfc

OPENERS = frozenset(("phải", "để", "sẽ", "đã", "cần", "việc", "nhằm", "đang", "chưa"))
"""Words that a verb follows."""
NO_VERBS = frozenset(
    "của và hoặc các những một mỗi mọi từng về từ trước sau ra tại ở trong ngoài trên dưới với cho do vì theo khác này "
    "đó nào người mà thì là bên đến đối nhiều ít đủ hết".split()
)
"""Words that stand behind those too, and begin no verb."""
_DUTY = ("trách", "nhiệm")
LEAST_PAIR, LEAST_SYLLABLE = 15, 50
"""From so many occurrences on the share of two syllables together, and of one, is believed."""
SHARE, SHARE_ALONE = 0.02, 0.04
"""From these shares on a pair, and a syllable, may be a verb. Other pairs are kept only to contradict their first
syllable ("thu nhập" is no verb, though "thu" is one)."""
LEAST_FOLLOWING = 3
"""So many of the occurrences must stand behind such a word."""

Pair = tuple[str, str]


def build_verbs(texts: Iterable[str]) -> str:
    """The file of :mod:`normalizers.verbs` for the texts: one phrase a line with its share, sorted."""
    alone: Counter[str] = Counter()
    together: Counter[Pair] = Counter()
    led_alone: Counter[str] = Counter()
    led_together: Counter[Pair] = Counter()
    for text in texts:
        for clause in _clauses(text):
            pairs = list(pairwise(clause))
            alone.update(clause)
            together.update(pairs)
            for at, pair in enumerate(pairs):
                if pair[0] in OPENERS or pair == _DUTY:
                    begins = at + (2 if pair == _DUTY else 1)
                    led_alone.update(clause[begins : begins + 1])
                    led_together.update(pairs[begins : begins + 1])
    shares: dict[tuple[str, ...], float] = {
        (word,): led_alone[word] / many
        for word, many in alone.items()
        if many >= LEAST_SYLLABLE and led_alone[word] >= SHARE_ALONE * many and _may_be(word)
    }
    for pair, many in together.items():
        led = led_together[pair]
        told = led >= max(SHARE * many, LEAST_FOLLOWING)
        contradicts = led < SHARE * many and pair[:1] in shares
        if many >= LEAST_PAIR and (told or contradicts) and _may_be(pair[0]) and is_syllable(pair[1]):
            shares[pair] = led / many
    return "".join(f"{' '.join(phrase)}\t{share:.3f}\n" for phrase, share in sorted(shares.items()))


def _may_be(word: str) -> bool:
    return is_syllable(word) and word not in NO_VERBS and word not in OPENERS


_WORDS = re.compile(r"[^\W\d_]+(?:[ \t]+[^\W\d_]+)*")


def _clauses(text: str) -> Iterator[list[str]]:
    """The runs of words between marks and figures, each word in one spelling."""
    for run in _WORDS.finditer(nfc(text)):
        yield [canonical(word) for word in run.group().split()]
