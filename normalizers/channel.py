"""How letters are misread: the probability that a Vietnamese syllable comes out of a foreign reader as a given string.

Every letter with its marks gives rise to a string of none to three characters. The probabilities are counts learned
from aligned texts (``data/*.json``, made by ``pipeline.train_channel``) smoothed by a prior over the shapes of letters,
so that a confusion never seen before is unlikely and not impossible. The prior follows from the canonical
decomposition of Unicode: a reader that does not know Vietnamese keeps the base letter, with another mark or none.
"""

from __future__ import annotations

import json
import math
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import numpy as np
import numpy.typing as npt

from normalizers.syllables import split_syllable

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

LONGEST: Final = 3
"""Most characters that one letter becomes: "ươ" read as "ix" + "o", "m" as "rn"."""
PRIOR_WEIGHT: Final = 2.0
"""Imagined occurrences behind the prior of a letter; held-out likelihood of aligned texts is flat from 1 to 5."""
EXPERIENCE: Final = 5.0
"""Occurrences of a letter that the readers of the training count for once a text has taught how its reader reads."""
_OTHER_CASE: Final = -1.5
"""Nats for a capital inside a word in lower case, beyond the confusions learned with case ("chInh")."""
_LONGEST_READ: Final = 12
"""Characters of a piece that are looked at; the longest syllable has 7 letters."""
_LONGEST_ONSET: Final = 7
"""Characters that an onset of up to three letters becomes."""
_CACHED: Final = 3000
"""Ends of words whose scores are kept at hand (16 KB each): most words of a page share theirs with others."""
NEVER: Final = -60.0
"""Log-probability of what the channel cannot do."""

_SHAPES: Final = (
    "il1I|!íìïjtfrJ[]/",
    "oO0Q9qeacçCG6D(ö",
    "uüvUVyYnùúûµ",
    "nmrhñ",
    "dđ&aácl0ðD",
    "aäâãeoáàA4",
    "eêécèëoE",
    "gq9yj",
    "BEHR8P",
    "sS5$§z",
)
"""Letters of like shape in printing types; a letter is taken for its neighbours more often than for any other."""

_BROKEN: Final = {
    "d": ("cl", "ci", "ol", "el"),
    "h": ("li", "ii", "lr", "ln"),
    "m": ("rn", "in", "nn", "ni"),
    "n": ("ri", "ii", "rr", "ir"),
    "u": ("ii", "li", "ir", "il"),
    "o": ("()", "cr", "ci", "o'"),
    "a": ("ci", "oi", "cl"),
    "b": ("lo", "l)", "1)"),
    "k": ("lc", "lt", "l<"),
    "p": ("l)", "i)"),
    "g": ("q;", "c;"),
}
"""Letters whose strokes fall apart into two characters ("rn" for m, "cl" for d), by the letter without its marks."""


@lru_cache(maxsize=4096)
def base_letter(letter: str) -> str:
    """The letter without its marks: "ộ" -> "o", "đ" -> "d"."""
    if letter in "đĐ":
        return "d" if letter == "đ" else "D"
    return unicodedata.normalize("NFD", letter)[0]


@lru_cache(maxsize=65536)
def prior(letter: str, read: str) -> float:
    """Probability, before any text was seen, that ``letter`` (lower case, NFC) is read as ``read``.

    The shares are those of the groups (same letter, same base, like shape, lost, other) in the aligned texts, rounded.
    """
    base = base_letter(letter)
    marked = base != letter
    if not read:
        return 0.03 if marked else 0.004
    first = base_letter(read[0])
    if len(read) == 1:
        if read == letter:
            return 0.25 if marked else 0.93
        if read == base:
            return 0.4
        if first == base:
            return 0.02 if marked else 0.002
        if first.lower() == base:
            return 0.01
        if any(base in group and (read in group or first in group) for group in _SHAPES):
            return 0.008 if marked else 0.002
        return 0.0004 if marked else 0.0001
    if len(read) == 2:
        if read in _BROKEN.get(base, ()):
            return 0.004
        stray = not read[1].isalnum()
        if first == base:
            return (0.01 if stray else 0.0003) if marked else 0.0003
        return 0.00004
    return 0.000004


@lru_cache(maxsize=16384)
def _prior_rows(letters: tuple[str, ...], read: str) -> npt.NDArray[np.float64]:
    return np.array([1.0, *(prior(letter, read) for letter in letters)])


def _priors(letters: tuple[str, ...], read: str) -> npt.NDArray[np.float64]:
    """The prior of ``read`` for each letter, after one entry for the missing letter; the caller may change it."""
    return _prior_rows(letters, read).copy()


class Channel:
    """Emission scores of letters, and from them the score of every syllable of a lexicon for a string that was read."""

    def __init__(
        self,
        counts: Mapping[str, Mapping[str, float]],
        lexicon: Sequence[str],
        prior_weight: float = PRIOR_WEIGHT,
    ) -> None:
        """``counts``: letter -> what it was read as -> occurrences. ``lexicon``: syllables in canonical spelling.

        ``prior_weight``: imagined occurrences behind the prior of each letter.
        """
        self._prior_weight = prior_weight
        self._counts = {k: dict(v) for k, v in counts.items()}
        self.syllables: tuple[str, ...] = tuple(s for s in lexicon if split_syllable(s) is not None)
        parts = [split_syllable(s) or ("", "", "") for s in self.syllables]
        onsets = sorted({p[0] for p in parts})
        rimes = sorted({p[1] + p[2] for p in parts})
        self._letters = tuple(sorted({c for word in (*onsets, *rimes) for c in word}))
        self._index = index = {c: i + 1 for i, c in enumerate(self._letters)}  # 0 is "no letter"
        self._heads = _Parts(_matrix(onsets, index)[::-1], self._vector, backwards=True)
        self._tails = _Parts(_matrix(rimes, index), self._vector, backwards=False)
        at_onset = {o: i for i, o in enumerate(onsets)}
        at_rime = {r: i for i, r in enumerate(rimes)}
        self._cell = np.array([at_onset[p[0]] * len(rimes) + at_rime[p[1] + p[2]] for p in parts], np.int64)
        self._emissions: dict[str, Floats] = {}
        self._seen: dict[str, list[tuple[int, float]]] = {}
        for letter, readings in self._counts.items():
            for read, times in readings.items():
                if letter in index:
                    self._seen.setdefault(read, []).append((index[letter], times))
        self._total = np.array([0.0, *(sum(self._counts.get(c, {}).values()) for c in self._letters)])

    def emit(self, letter: str, read: str) -> float:
        """Log-probability (nats) that ``letter`` is read as ``read``."""
        return float(self._vector(read)[self._index[letter]])

    def _vector(self, read: str) -> Floats:
        """Scores of ``read`` for every letter; entry 0 is the missing letter, which is read as nothing."""
        known = self._emissions.get(read)
        if known is None:
            known = self._smoothed(read)
            lower = read.lower()
            if lower != read:
                known = np.maximum(known, self._smoothed(lower) + np.float32(_OTHER_CASE))
            known[0] = NEVER if read else 0.0
            self._emissions[read] = known
        return known

    def _smoothed(self, read: str) -> Floats:
        mass = self._prior_weight * _priors(self._letters, read)
        for letter, times in self._seen.get(read, ()):
            mass[letter] += times
        out: Floats = np.log(mass / (self._total + self._prior_weight)).astype(np.float32)
        return out

    def adapted(self, pairs: Mapping[tuple[str, str], int]) -> Channel:
        """The channel after it has seen how this reader read these words: (word, reading) -> occurrences.

        What all readers together did counts for ``EXPERIENCE`` occurrences of a letter at most, so that a page of this
        very reader weighs more.
        """
        counts: dict[str, dict[str, float]] = {}
        for letter, readings in self._counts.items():
            scale = min(1.0, EXPERIENCE / max(sum(readings.values()), 1e-9))
            counts[letter] = {read: times * scale for read, times in readings.items()}
        for (word, read), times in sorted(pairs.items()):
            self.expect(word, read, times, counts)
        return Channel(counts, self.syllables, self._prior_weight)

    def expect(self, word: str, read: str, times: float, into: dict[str, dict[str, float]]) -> None:
        """Add to ``into`` (letter -> reading -> occurrences) the expected counts of one word read ``times`` times.

        Forward and backward over the letters of the word and the characters of the reading. A pair that cannot belong
        together (an alignment that slipped) adds nothing. Raises KeyError for a letter that is in no syllable.
        """
        n, m = len(word), len(read)
        rows = [self._index[c] for c in word]
        emit = {
            (i, a, b): math.exp(float(self._vector(read[a:b])[rows[i]]))
            for i in range(n)
            for a in range(m + 1)
            for b in range(a, min(m, a + LONGEST) + 1)
        }
        ahead = [[0.0] * (m + 1) for _ in range(n + 1)]
        back = [[0.0] * (m + 1) for _ in range(n + 1)]
        ahead[0][0] = back[n][m] = 1.0
        for (i, a, b), p in emit.items():  # in ascending order of i, and of a within i
            ahead[i + 1][b] += ahead[i][a] * p
        for (i, a, b), p in reversed(emit.items()):
            back[i][a] += p * back[i + 1][b]
        total = ahead[n][m]
        if total < 1e-7 ** max(1, n / 2):
            return
        for (i, a, b), p in emit.items():
            share = ahead[i][a] * p * back[i + 1][b] / total
            if share > 1e-3:
                own = into.setdefault(word[i], {})
                own[read[a:b]] = own.get(read[a:b], 0.0) + share * times

    def score(self, word: str, read: str) -> float:
        """Log-probability (nats) of the likeliest way in which ``word`` (lower case) is read as ``read``.

        The word need not be in the lexicon; ``NEVER`` when a letter of it is in no syllable.
        """
        if any(c not in self._index for c in word):
            return NEVER
        best = [0.0] + [NEVER] * len(read)
        for letter in word:
            row = self._index[letter]
            after = [NEVER] * (len(read) + 1)
            for a, so_far in enumerate(best):
                if so_far <= NEVER:
                    continue
                for b in range(a, min(len(read), a + LONGEST) + 1):
                    after[b] = max(after[b], so_far + float(self._vector(read[a:b])[row]))
            best = after
        return max(best[-1], NEVER)

    def scores(self, read: str) -> Floats:
        """Log-probability (nats) of ``read`` for every syllable, in the order of ``syllables``: shape (n,)."""
        read = read[:_LONGEST_READ]
        table = np.full((self._heads.words, self._tails.words), -np.inf, np.float32)
        for i in range(min(len(read), _LONGEST_ONSET) + 1):
            np.maximum(table, self._heads.of(read[:i])[0][:, None] + self._tails.of(read[i:])[0][None, :], out=table)
        out: Floats = table.reshape(-1)[self._cell]
        return out


class _Parts:
    """How likely the first (or the last) letters of onsets or rimes are read as a string.

    ``letters``: shape (positions, words), 0 for "no letter"; from the end inwards when ``backwards``, as the string is.
    ``vector``: the scores of a short string for every letter.
    """

    def __init__(self, letters: Ints, vector: Callable[[str], Floats], *, backwards: bool) -> None:
        self._letters = letters
        self._vector = vector
        self._backwards = backwards
        self._known: dict[str, Floats] = {}
        self._spread: dict[str, Floats] = {}

    @property
    def words(self) -> int:
        """Number of onsets or rimes."""
        return int(self._letters.shape[1])

    def of(self, read: str) -> Floats:
        """Row k: how likely the letters of each word but its first k positions are read as ``read``."""
        known = self._known.get(read)
        if known is None:
            if len(self._known) > _CACHED:
                self._known.clear()
                self._spread.clear()
            known = self._known[read] = self._worked_out(read)
        return known

    def _worked_out(self, read: str) -> Floats:
        positions = len(self._letters)
        out = np.full((positions + 1, self.words), NEVER, np.float32)
        if not read:
            out[positions] = 0.0
        for k in range(1, min(LONGEST, len(read)) + 1):
            piece, rest = (read[-k:], read[:-k]) if self._backwards else (read[:k], read[k:])
            np.maximum(out[:-1], self._scores_of(piece) + self.of(rest)[1:], out=out[:-1])
        lost = self._scores_of("")
        for k in range(positions - 1, -1, -1):
            np.maximum(out[k], lost[k] + out[k + 1], out=out[k])
        return out

    def _scores_of(self, piece: str) -> Floats:
        known = self._spread.get(piece)
        if known is None:
            known = self._spread[piece] = self._vector(piece)[self._letters]
        return known


def _matrix(words: Sequence[str], index: Mapping[str, int]) -> Ints:
    """Letter numbers, one row a position in the word; 0 fills up."""
    longest = max(len(w) for w in words)
    return np.array([[index[w[i]] if i < len(w) else 0 for w in words] for i in range(longest)], np.int64)


@cache
def load_counts() -> Mapping[str, Mapping[str, float]]:
    """The learned confusions that ship with the package."""
    text = files(__package__).joinpath("data", "confusions.json").read_text(encoding="utf-8")
    counts: dict[str, dict[str, float]] = json.loads(text)
    return counts
