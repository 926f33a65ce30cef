"""Names of public bodies in repaired text: where the language model read a name amiss, the register knows better.

The language model knows words, not bodies. "Bộ mới vụ" is good Vietnamese for it; but behind "Bộ" stands one of some
twenty names, and the channel tells which of them was read as "Mi vu". A word is changed only

* inside a registered name most of whose words were read rightly, or
* behind "Bộ" or "Sở" (in a list after each comma too), or as a province behind "tỉnh" or "thành phố",

and only to what the characters that stood there may well be a misreading of, far likelier than of any other name that
could stand there. Everything else keeps its reading: a body that is not registered is never turned into a lookalike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NamedTuple

import numpy as np

from normalizers.agency_gazetteer import bare_name
from normalizers.agency_register import Index, index
from normalizers.candidates import Reader, strings
from normalizers.garbled import Kind, Piece
from normalizers.lattice import Choice
from normalizers.syllables import canonical
from normalizers.text import fold, is_syllable

FARTHEST: Final = -13.0
"""Nats of the channel a syllable, on the average, below which what was read cannot be the name."""
WORST: Final = -24.0
"""The same for one syllable of it."""
MARGIN: Final = 8.0
"""Nats by which a whole name must beat the next that could stand in its place."""
MARGIN_EACH: Final = 4.0
"""The same a syllable, for names of different lengths."""
SHARE: Final = 3
"""One syllable in so many of a whole name may be wrong."""
POSTERIOR: Final = 0.9
"""The posterior of a mended word: it is not as sure as one that the language model and the channel agree on."""

_BREAK = re.compile(r"[.;:!?()]")
_DEPUTY: Final = ("thứ", "trưởng", "các")
_KINDS: Final = (
    ("bộ", "cơ"),
    ("bộ", "ban"),
    ("bộ", "ngành"),
    ("cơ", "quan"),
    ("đơn", "vị"),
    ("sở", "ban"),
    ("ban", "ngành"),
)
_STROKES: Final = "!.'`~^"
_MINISTER: Final = "trưởng"  # behind "Bộ" the one long word that is no name
_GLUED: Final = 6  # letters that two words have at least
_PLACE_WORDS: Final = (("tỉnh",), ("thành", "phố"))
_ITEM_HEADS: Final = ("bộ", "sở")


@dataclass(frozen=True, slots=True)
class _Names:
    """Syllables of names, lower case: whole ones by (place 0 or 1, syllable there), what follows "Bộ" or "Sở", and
    the names of provinces."""

    whole: dict[tuple[int, str], tuple[tuple[str, ...], ...]]
    known: frozenset[tuple[str, ...]]
    items: dict[str, tuple[tuple[str, ...], ...]]
    provinces: tuple[tuple[str, ...], ...]


def _syllables(name: str) -> tuple[str, ...]:
    return tuple(canonical(w) for w in re.findall(r"[^\W\d_]+", name))


@cache
def _names(register: Index) -> _Names:
    spelt = [a.name for a in register.gazetteer.agencies if a.kind != "province"]
    spelt += [stem for local in register.gazetteer.locals for stems in local.stems for stem in stems]
    known = {_syllables(name) for name in spelt if not any(c.isdigit() for c in name)}
    whole: dict[tuple[int, str], set[tuple[str, ...]]] = {}
    for name in known:
        if len(name) > SHARE:  # in a shorter one, one word in three says too little
            for place in (0, 1):
                whole.setdefault((place, name[place]), set()).add(name)
    items = {
        head: tuple(sorted({n[1:] for n in known if n[0] == head and len(n) > 2 and n[1] != _MINISTER}))
        for head in _ITEM_HEADS
    }
    provinces = {_syllables(bare_name(p)) for p in register.provinces}
    return _Names(
        {key: tuple(sorted(held)) for key, held in whole.items()},
        frozenset(known),
        items,
        tuple(sorted(p for p in provinces if len(p) > 1)),
    )


class Part(NamedTuple):
    """A paragraph: its pieces and the way through them; ``caps``: in capitals."""

    pieces: Sequence[Piece]
    way: Sequence[Choice]
    caps: bool


class _Reading:
    """The words of a stretch of text as they were read, and what may be changed in them."""

    def __init__(self, reader: Reader, parts: Sequence[Part]) -> None:
        self.reader = reader
        self.names = _names(index())
        self.way = [choice for part in parts for choice in part.way]
        self.first = [part.pieces[c.edge.first] for part in parts for c in part.way]
        self.last = [part.pieces[c.edge.last] for part in parts for c in part.way]
        self.tails = [part.pieces[c.edge.last].tail for part in parts for c in part.way]
        self.strokes: set[int] = set()
        self.caps = [part.caps for part in parts for _ in part.way]
        self.words = [canonical(c.text) for c in self.way]

    def _stretch(self, at: int, size: int) -> bool:
        """Whether ``size`` words from ``at`` on may be one name: words all, and nothing that parts them."""
        if at + size > len(self.way):
            return False
        for k in range(at, at + size):
            piece = self.first[k]
            if piece.kind is not Kind.WORD or (k > at and piece.head.strip("'`~^")):
                return False
            # a stray "!" or "." may be a stroke of the letter before it; a real one ends a line in few names
            if k < at + size - 1 and _BREAK.search(self.tails[k].strip(_STROKES)):
                return False
        return True

    def _capital(self, at: int) -> bool:
        return self.caps[at] or self.first[at].core[:1].isupper()

    def _score(self, at: int, word: str) -> float:
        """Nats of the channel for ``word`` where word ``at`` was read."""
        if self.words[at] == word:
            return 0.0
        if self.way[at].edge.part:
            return WORST * 2
        first, last = self.first[at], self.last[at]
        piece = first if first is last else replace(first, core=first.core + last.core, tail=last.tail)
        return max(self.reader.channel.score(word, read) for read in strings(piece, caps=self.caps[at]))

    def _doubtful(self, at: int) -> bool:
        """Whether other letters stand there than those of the word that was read, or that is no word."""
        return fold(self.first[at].core) != fold(self.words[at]) or not is_syllable(self.words[at])

    def _fits(self, at: int, name: Sequence[str], *, among: int | None = None) -> float | None:
        """The nats of the words that would be changed; None when they cannot be what was read.

        ``among``: the words over which the nats are averaged, those that would be changed unless it is given.
        """
        scores = [self._score(at + k, word) for k, word in enumerate(name) if word != self.words[at + k]]
        if not scores or min(scores) < WORST or sum(scores) < FARTHEST * (among or len(scores)):
            return None
        return sum(scores)

    def _change(self, at: int, name: Sequence[str]) -> None:
        ids = self.reader.model.ids
        for k, word in enumerate(name):
            if word == self.words[at + k]:
                continue
            edge = replace(
                self.way[at + k].edge,
                texts=(word,),
                words=np.array([ids.get(word, -1)]),
                scores=np.zeros(1, np.float32),
            )
            self.way[at + k] = Choice(edge, 0, (POSTERIOR,))
            self.words[at + k] = word
            if k < len(name) - 1 and self.tails[at + k].strip(_STROKES) == "":
                self.strokes.add(at + k)  # a stroke of the last letter, not a mark

    # -- whole names

    def mend_names(self) -> None:
        """Names most of whose words were read rightly."""
        for at in range(len(self.words)):
            held = self._whole_at(at)
            if len(held) == 1 or (len(held) > 1 and held[0][0] >= held[1][0] + MARGIN):
                self._change(at, held[0][1])

    def _whole_at(self, at: int) -> list[tuple[float, tuple[str, ...]]]:
        """The names that word ``at`` may begin, with their nats, the likeliest first; none where a name stands."""
        found: dict[tuple[str, ...], float] = {}
        for place in (0, 1):
            for name in self.names.whole.get(
                (place, self.words[at + place] if at + place < len(self.words) else ""), ()
            ):
                seen = tuple(self.words[at : at + len(name)])
                wrong = [k for k, (a, b) in enumerate(zip(seen, name, strict=False)) if a != b]
                if len(seen) < len(name) or SHARE * len(wrong) > len(name) or not self._stretch(at, len(name)):
                    continue
                if not wrong:
                    return []
                if len(name) < 2 * SHARE and not all(self._doubtful(at + k) for k in wrong):
                    continue
                nats = self._fits(at, name)
                if nats is not None and not self._is_name(at, len(name)):
                    found[name] = nats
        return sorted(((nats, name) for name, nats in found.items()), reverse=True)

    def _is_name(self, at: int, most: int) -> bool:
        """Whether a registered name, or "Bộ" with a known item, stands at ``at`` already."""
        return any(tuple(self.words[at : at + n]) in self.names.known for n in range(2, most + 1))

    # -- heads of many bodies

    def mend_heads(self) -> None:
        """ "Thủ trưởng các cơ quan": ministries have deputies, kinds of bodies have heads. A clear "Thứ" stays."""
        for at in range(len(self.words) - 4):
            if tuple(self.words[at : at + 3]) != _DEPUTY or tuple(self.words[at + 3 : at + 5]) not in _KINDS:
                continue
            if self._stretch(at, 4) and canonical(self.first[at].core) != _DEPUTY[0]:
                self._change(at, ("thủ",))

    # -- items of a kind

    def mend_items(self) -> None:
        """What follows "Bộ" or "Sở", and the names of provinces."""
        at = 0
        while at < len(self.words):
            items = self.names.items.get(self.words[at])
            if items is not None and self._capital(at):
                at = self._mend_list(at + 1, items)
            else:
                at += 1
        for at in range(len(self.words)):
            for word in _PLACE_WORDS:
                start = at + len(word)
                if tuple(self.words[at:start]) == word and not self.tails[start - 1]:
                    self._mend_item(start, self.names.provinces, all_capitals=True)

    def _mend_list(self, at: int, items: tuple[tuple[str, ...], ...]) -> int:
        """Mends the items that begin at ``at``; the word after them."""
        while at < len(self.words):
            size = self._mend_item(at, items)
            if size == 0:
                break
            at += size
            if "," not in self.tails[at - 1] and not (at < len(self.words) and self.words[at] == "và"):
                break
            at += at < len(self.words) and self.words[at] == "và"
        return at

    def _mend_item(self, at: int, items: tuple[tuple[str, ...], ...], *, all_capitals: bool = False) -> int:
        """The number of words of the item at ``at``, mended where it had to be; 0 when it is none of ``items``."""
        exact = [n for n in items if tuple(self.words[at : at + len(n)]) == n]
        if exact:
            return max(map(len, exact))
        if at >= len(self.words) or not self._capital(at):
            return 0
        ranked = sorted(self._ranked(at, items, all_capitals), reverse=True)
        if not ranked or (len(ranked) > 1 and ranked[0][0] < ranked[1][0] + MARGIN_EACH):
            return self._mend_glued(at, items)
        name = ranked[0][1]
        if not self._may_be(at, name):
            return self._mend_glued(at, items)
        self._change(at, name)
        return len(name)

    def _mend_glued(self, at: int, items: tuple[tuple[str, ...], ...]) -> int:
        """1 when word ``at`` is an item whose words lost the space between them ("TvChInh"), mended; else 0."""
        if len(self.first[at].core) < _GLUED or not self._stretch(at, 1) or not self._doubtful(at):
            return 0
        if self.words[at] == _MINISTER:
            return 0
        pairs = [name for name in items if len(name) == 2]
        ranked = sorted(((self._score(at, "".join(name)) / 2, name) for name in pairs), reverse=True)
        if ranked[0][0] < FARTHEST or ranked[0][0] < ranked[1][0] + MARGIN_EACH:
            return 0
        self._change(at, (" ".join(ranked[0][1]),))
        return 1

    def _may_be(self, at: int, name: Sequence[str]) -> bool:
        """Whether an item was misread for ``name``: what stands there is no item of its own that just was not known."""
        places = range(at, at + len(name))
        if all(self._doubtful(k) for k, word in zip(places, name, strict=True) if word != self.words[k]):
            return self._fits(at, name) is not None
        # "công nghiệp" goes together, "gửi chính" does not
        strange = not any(self._go_together(k) for k in places[:-1])
        doubtful = any(self._doubtful(k) for k in places)
        return strange and doubtful and self._fits(at, name, among=len(name)) is not None

    def _go_together(self, at: int) -> bool:
        """Whether the language model knows word ``at`` and the next one together."""
        pair = self.words[at : at + 2]
        model = self.reader.model
        return all(word in model.ids for word in pair) and model.find(model.encode(pair)) >= 0

    def _ranked(
        self, at: int, items: tuple[tuple[str, ...], ...], all_capitals: bool
    ) -> Iterator[tuple[float, tuple[str, ...]]]:
        """The items that may stand at ``at``, each with its nats a syllable."""
        for name in items:
            end = at + len(name)
            if not self._stretch(at, len(name)) or "," in "".join(self.tails[at : end - 1]):
                continue
            if all_capitals and not all(self._capital(k) for k in range(at, end)):
                continue
            if not self.tails[end - 1] and end < len(self.words) and self.words[end] != "và" and self._goes_on(end):
                continue
            yield sum(self._score(at + k, word) for k, word in enumerate(name)) / len(name), name

    def _goes_on(self, at: int) -> bool:
        """Whether word ``at`` may belong to the name before it: in running text it would have a capital."""
        return not self.caps[at] and self.first[at].core[:1].isupper()


def mend_bodies(reader: Reader, parts: Sequence[Part]) -> list[Part]:
    """The paragraphs with the names of bodies as the register has them, as many and as long as they came in.

    The paragraphs follow each other: a name may run over the end of one (a letterhead in two columns).
    """
    reading = _Reading(reader, parts)
    reading.mend_items()
    reading.mend_names()
    reading.mend_heads()
    out, at = [], 0
    for part in parts:
        pieces, end = list(part.pieces), at + len(part.way)
        for k in reading.strokes & set(range(at, end)):
            place = reading.way[k].edge.last
            pieces[place] = replace(pieces[place], tail="")
        out.append(Part(pieces, reading.way[at:end], part.caps))
        at = end
    return out
