"""The register of Vietnamese public bodies and the index that recognises their names.

The bodies come from the gazetteer (``agency_gazetteer``). The index holds them and, apart, the stems of bodies that
each province has ("Công an", "Sở Tư pháp"): a stem, a place word and a province are put together when a text names
them, so that loading stays quick. A name is found by its folded syllables and checked against its diacritics; what is
near but not equal counts only where no other body can be meant.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import Final, NamedTuple

from normalizers.agency_gazetteer import (
    PLACES,
    Gazetteer,
    Local,
    bare_name,
    build,
    is_city,
    local_aliases,
    local_name,
    local_slug,
    may_stand_alone,
    own_name,
    printed,
    slug,
)
from normalizers.agency_slips import cost_of_marks, marks, slips
from normalizers.agency_tokens import AND, DASH, SPACE, Token, tokenize
from normalizers.text import fold
from pipeline.model import Agency


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling (``text``) of one body. ``joints`` are the places where a comma, "và", "-" or "&" may stand;
    ``word``: in lower case it is an ordinary word."""

    agency: Agency
    name: str
    tones: tuple[str, ...]
    joints: frozenset[int]
    text: str
    acronym: bool = False
    bare_place: bool = False
    word: bool = False


class Match(NamedTuple):
    """A spelling found in a token list, up to but not including the token ``end``."""

    entry: Entry
    end: int


class Place(NamedTuple):
    """A body of one province: which of the bodies that each province has ("" for the province itself), and where."""

    local_id: str
    province_id: str


class _Spelling(NamedTuple):
    """Syllables of a stem or of a province's name."""

    keys: tuple[str, ...]
    tones: tuple[str, ...]
    joints: frozenset[int]
    text: str


class _Stem(NamedTuple):
    """A stem of a body that each province has; ``city`` 0 or 1 when only provinces or only cities have it so. ``own``
    is the stem of the name where that is not the body's."""

    local: Local
    spelling: _Spelling
    city: int | None
    own: str | None = None
    abbreviated: bool = False


class _Tail(NamedTuple):
    """What stands behind a stem; ``city`` tells which place word it begins with, None for none."""

    keys: tuple[str, ...]
    province: Agency
    spelling: _Spelling
    city: int | None


#: Syllables of the longest tail ("Tỉnh Bà Rịa - Vũng Tàu", "Thành phố Hồ Chí Minh").
_LONGEST_TAIL = 5
#: Words that end in the first syllable of a body: "cán bộ Công an", "cơ sở Y tế", "tổ chức thành Đoàn".
_BEFORE: Final = {
    "bo": frozenset(("can", "chi", "dang", "dong", "noi", "toan")),
    "so": frozenset(("co", "cong", "tru")),
    "thanh": frozenset(("chia", "chuc", "hinh", "hoan", "lap", "tro")),
}


def _spelling(text: str) -> _Spelling:
    tokens = tokenize(text)
    joints = frozenset(n for n, t in enumerate(tokens) if n and t.gap > SPACE)
    return _Spelling(tuple(t.key for t in tokens), tuple(t.tone for t in tokens), joints, text)


_PLACE_SPELLINGS = {city: _spelling(word) for city, word in enumerate(PLACES)}


def _ends_a_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the syllable at ``at``, in lower case, closes the word of the one before."""
    if not at or tokens[at].gap != SPACE or not tokens[at].raw[:1].islower():
        return False
    return tokens[at - 1].key in _BEFORE.get(tokens[at].key, ())


def _abbreviated(spelling: str) -> bool:
    """Whether the spelling begins with an abbreviation of its own ("CA tỉnh"), which stands in capitals in a text."""
    first = spelling.split()[0]
    return len(first) > 1 and first.isupper() and len(tokenize(first)) == 1


def _tolerable(seen: Sequence[Token], entry: Entry, offset: int) -> float | None:
    """How far the diacritics of the tokens are from the entry; None when too far to be the same name."""
    costs = [cost_of_marks(t.tone, m) for t, m in zip(seen, entry.tones[offset:], strict=True)]
    total = sum(costs)
    if total == 0 or (total <= len(entry.tones) / 3 and len(entry.tones) >= 3):
        return total
    if all(c < 1 for c in costs) and not any(marks(t.tone) for t in seen):
        return total  # written without any diacritics
    return total if len(costs) == 2 and total <= 0.5 else None


def _unbranded(agency: Agency) -> Agency:
    if not any("=" in a for a in agency.aliases):
        return agency
    return replace(agency, aliases=tuple(printed(a) for a in agency.aliases))


class Index:
    """Looks up names in token lists: longest spelling first, by folded syllables, checked against diacritics."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.locals = {local.local_id: local for local in gazetteer.locals}
        self.provinces = tuple(a for a in gazetteer.agencies if a.kind == "province")
        self.places: dict[str, Place] = {p.agency_id: Place("", p.agency_id) for p in self.provinces}
        self._by_id = {a.agency_id: a for a in gazetteer.agencies}
        self._words = {slug(names[0]) for local in gazetteer.locals if local.word for names in local.spellings}
        self._made: dict[Place, Agency] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._shapes: dict[tuple[str, int], list[tuple[tuple[str, ...], Entry]]] = {}
        for agency in gazetteer.agencies:
            if agency.kind != "province":
                for spelling in (agency.name, *agency.aliases):
                    self._add(agency, spelling)
        self._names_of_places: dict[str, list[tuple[Agency, _Spelling]]] = {}
        for province in self.provinces:
            bare = (bare_name(province), *province.aliases)
            for name in bare:
                self._add(province, name, bare=True)
                self._add(province, f"{PLACES[is_city(province)]} {name}")
                spelt = _spelling(name)
                self._names_of_places.setdefault(spelt.keys[0], []).append((province, spelt))
        self._stems: dict[str, list[_Stem]] = {}
        for local in gazetteer.locals:
            same = local.stems[0] == local.stems[1]
            for city in (0,) if same else (0, 1):
                for text in local.stems[city]:
                    own = local.own[city].get(text)
                    self._add_stem(_Stem(local, _spelling(text), None if same else city, own, _abbreviated(text)))
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def agency(self, agency_id: str) -> Agency | None:
        """The registered body of this id, those of provinces only once they were named."""
        return self._by_id.get(agency_id)

    def at(self, local_id: str, province_id: str) -> Agency | None:
        """The body that ``local_id`` ("" for itself) is in one province; None for an unknown id."""
        place = Place(local_id, province_id)
        province = self._by_id.get(province_id)
        if not local_id or province is None:
            return province
        if place not in self._made and local_id in self.locals:
            made = self._made_at(self.locals[local_id], province)
            self._made[place] = self._by_id[made.agency_id] = made
            self.places[made.agency_id] = place
        return self._made.get(place)

    def _made_at(self, local: Local, province: Agency) -> Agency:
        def id_at(local_id: str | None, where: Agency | None = province) -> str | None:
            if local_id is None or where is None:
                return None
            return local_slug(self.locals[local_id], where)

        dates = [d for d in (local.valid_from, province.valid_from) if d is not None]
        ends = [d for d in (local.valid_to, province.valid_to) if d is not None]
        merged = province.valid_to is not None and (local.valid_to is None or province.valid_to <= local.valid_to)
        heir = self._by_id.get(province.successor_id or "")
        since, until = max(dates, default=None), min(ends, default=None)
        return Agency(
            agency_id=local_slug(local, province),
            name=local_name(local, province),
            kind="provincial" if local.kind == "local" else local.kind,
            parent_id=id_at(local.parent) or province.agency_id,
            body_id=province.agency_id if local.local_id == "tinh-uy" else id_at(local.body),
            valid_from=since if since is None or until is None or since <= until else None,
            valid_to=until,
            successor_id=id_at(local.local_id, heir) if merged else id_at(local.successor),
            aliases=local_aliases(local, province),
        )

    def closure(self, agency_id: str) -> tuple[Agency, ...]:
        """The body of this id and those it leads to (above it, its body, its successor), made where need be."""
        out: dict[str, Agency] = {}
        waiting = [agency_id]
        while waiting:
            wanted = waiting.pop()
            held = self._by_id.get(wanted) or self._of_some_province(wanted)
            if held is None or held.agency_id in out:
                continue
            out[held.agency_id] = held
            place = self.places.get(held.agency_id)
            if place is not None and place.local_id:
                self._relatives(place)
            waiting += [i for i in (held.parent_id, held.body_id, held.successor_id) if i is not None]
        return tuple(_unbranded(a) for a in out.values())

    def _of_some_province(self, agency_id: str) -> Agency | None:
        """The body of a province that has this id and was not named yet."""
        for province in self.provinces:
            if agency_id.endswith(f"-{slug(bare_name(province))}"):
                for local in self.locals.values():
                    if local_slug(local, province) == agency_id:
                        return self.at(local.local_id, province.agency_id)
        return None

    def _relatives(self, place: Place) -> None:
        """Makes the bodies that the one at ``place`` refers to."""
        local, province = self.locals[place.local_id], self._by_id[place.province_id]
        for other in (local.parent, local.body, local.successor):
            if other is not None:
                self.at(other, province.agency_id)
        if province.successor_id is not None:
            self.at(place.local_id, province.successor_id)

    def all_agencies(self) -> tuple[Agency, ...]:
        """Every registered body, those of all provinces included, sorted by id; brand marks are removed."""
        made = [self.at(local.local_id, p.agency_id) for p in self.provinces for local in self.gazetteer.locals]
        held = {a.agency_id: a for a in (*self.gazetteer.agencies, *made) if a is not None}
        return tuple(_unbranded(a) for _, a in sorted(held.items()))

    # -- filling

    def _add(self, agency: Agency, spelling: str, *, bare: bool = False) -> None:
        own, spelling = own_name(spelling), printed(spelling)
        keys, tones, joints, _ = _spelling(spelling)
        entry = Entry(
            agency=agency,
            name=own or agency.name,
            tones=tones,
            joints=joints,
            text=spelling,
            acronym=_abbreviated(spelling),
            bare_place=bare,
            word=agency.agency_id in self._words,
        )
        held = self._entries.setdefault(" ".join(keys), [])
        for n, other in enumerate(held):
            if other.agency is agency and other.tones == tones:
                held[n] = replace(other, joints=other.joints | joints)
                return
        held.append(entry)
        lengths = self._lengths.setdefault(" ".join(keys[:2]), [])
        if len(keys) not in lengths:
            lengths.append(len(keys))
        if len(keys) >= 3:
            self._shapes.setdefault((keys[0], len(keys)), []).append((keys, entry))

    def _add_stem(self, stem: _Stem) -> None:
        keys = stem.spelling.keys
        self._stems.setdefault(" ".join(keys), []).append(stem)
        lengths = self._lengths.setdefault(" ".join(keys[:2]), [])
        if len(keys) not in lengths:
            lengths.append(len(keys))

    # -- exact names and aliases

    def match(
        self, tokens: Sequence[Token], at: int, *, prefix: Sequence[Token] = (), on: dt.date | None = None
    ) -> Match | None:
        """The longest registered name that begins at token ``at``, after an unprinted ``prefix``."""
        if at >= len(tokens) or not tokens[at].first or _ends_a_word(tokens, at):
            return None
        opening = [t.key for t in (*prefix[:2], *tokens[at : at + 2])][:2]
        best: Match | None = None
        # lengths by the first two syllables, then the names of one syllable
        for length in (*self._lengths.get(" ".join(opening), ()), *self._lengths.get(opening[0], ())):
            end = at + length - len(prefix)
            if end <= at or end > len(tokens):
                continue
            key = " ".join(t.key for t in (*prefix, *tokens[at:end]))
            placed = self._placed(key, tokens, at, end, len(prefix), on)
            if placed is not None and (best is None or placed.end > best.end):
                best = placed
            held = self._entries.get(key) if tokens[end - 1].last and (best is None or end > best.end) else None
            entry = None if held is None else self._best(held, tokens[at:end], len(prefix), on)
            if entry is not None:
                best = Match(entry, end)
        return best

    def _placed(
        self, key: str, tokens: Sequence[Token], at: int, end: int, offset: int, on: dt.date | None
    ) -> Match | None:
        """A stem that ends before token ``end``, with the province behind it: "Sở Y tế tỉnh Lai Châu"."""
        stems = self._stems.get(key)
        if stems is None or end >= len(tokens) or tokens[end].gap > SPACE:
            return None
        for city, word in ((None, None), *_PLACE_SPELLINGS.items()):
            size = 0 if word is None else len(word.keys)
            if word is not None and tuple(t.key for t in tokens[end : end + size]) != word.keys:
                continue
            start = end + size
            if start >= len(tokens) or any(t.gap > SPACE for t in tokens[end : start + 1]):
                continue
            for province, spelt in self._names_of_places.get(tokens[start].key, ()):
                stop = start + len(spelt.keys)
                if tuple(t.key for t in tokens[start:stop]) != spelt.keys or not tokens[stop - 1].last:
                    continue
                if city is not None and city != is_city(province):
                    continue
                held = [e for s in stems if (e := self._entry_at(s, province, spelt, city)) is not None]
                entry = self._best(held, tokens[at:stop], offset, on) if held else None
                if entry is not None:
                    return Match(entry, stop)
        return None

    def _entry_at(self, stem: _Stem, province: Agency, spelt: _Spelling, city: int | None) -> Entry | None:
        """The spelling made of a stem, a place word (``city``; None for none) and a province's name."""
        if stem.city is not None and stem.city != is_city(province):
            return None
        agency = self.at(stem.local.local_id, province.agency_id)
        if agency is None:
            return None
        between = () if city is None else _PLACE_SPELLINGS[city].tones
        shift = len(stem.spelling.tones) + len(between)
        joints = stem.spelling.joints | {j + shift for j in spelt.joints}
        behind = " ".join((*(() if city is None else (PLACES[city],)), spelt.text))
        name = agency.name
        if stem.own is not None or (city is None and stem.local.as_printed):
            here = is_city(province)
            word = () if city is None and may_stand_alone(province) else (PLACES[here],)
            name = " ".join((stem.own or stem.local.stems[here][0], *word, bare_name(province)))
        return Entry(
            agency=agency,
            name=name,
            tones=(*stem.spelling.tones, *between, *spelt.tones),
            joints=joints,
            text=f"{stem.spelling.text} {behind}",
            acronym=stem.abbreviated,
            word=stem.local.word,
        )

    def _best(self, held: list[Entry], seen: Sequence[Token], offset: int, on: dt.date | None) -> Entry | None:
        ranked = []
        for n, entry in enumerate(held):
            if any(t.gap > AND or (t.gap > SPACE and k + offset not in entry.joints) for k, t in enumerate(seen) if k):
                continue
            if not offset and entry.acronym and not seen[0].raw.isupper():
                continue
            if not offset and entry.word and not seen[0].raw[:1].isupper():
                continue
            cost = _tolerable(seen, entry, offset)
            if cost is not None:
                a = entry.agency
                stale = on is not None and (
                    (a.valid_to is not None and a.valid_to < on) or (a.valid_from is not None and a.valid_from > on)
                )
                ranked.append((cost, stale, on is None and a.valid_to is not None, n))
        return held[min(ranked)[-1]] if ranked else None

    # -- names that are near

    @cached_property
    def _run_together(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for held in self._entries.values():
            for entry in held:
                if " " in entry.text and entry.agency.kind != "province":  # a place is too often part of another word
                    found.setdefault(letters(entry.text), []).append(entry)
        return found

    @cached_property
    def _stems_run_together(self) -> dict[str, list[_Stem]]:
        found: dict[str, list[_Stem]] = {}
        for held in self._stems.values():
            for stem in held:
                found.setdefault(letters(stem.spelling.text), []).append(stem)
        return found

    def spelt_with(self, folded: str) -> tuple[Entry, ...]:
        """The names (of more than one word) whose folded letters, run together, are ``folded``."""
        found = list(self._run_together.get(folded, ()))
        for tail, province, spelt, city in self._tails_run_together.get(folded[-3:], ()):
            if folded.endswith(tail):
                for stem in self._stems_run_together.get(folded[: -len(tail)], ()):
                    entry = self._entry_at(stem, province, spelt, city)
                    found += [] if entry is None else [entry]
        return tuple(found)

    @cached_property
    def _tails(self) -> tuple[_Tail, ...]:
        """What may stand behind a stem: each province's name, with and without the place word."""
        found = []
        for pairs in self._names_of_places.values():
            for province, spelt in pairs:
                word = int(is_city(province))
                found.append(_Tail(spelt.keys, province, spelt, None))
                found.append(_Tail((*_PLACE_SPELLINGS[word].keys, *spelt.keys), province, spelt, word))
        return tuple(found)

    @cached_property
    def _tails_run_together(self) -> dict[str, list[tuple[str, Agency, _Spelling, int | None]]]:
        """By their last three letters."""
        found: dict[str, list[tuple[str, Agency, _Spelling, int | None]]] = {}
        for tail in self._tails:
            run = "".join(tail.keys)
            found.setdefault(run[-3:], []).append((run, tail.province, tail.spelling, tail.city))
        return found

    @cached_property
    def _tails_by_keys(self) -> dict[tuple[str, ...], list[_Tail]]:
        found: dict[tuple[str, ...], list[_Tail]] = {}
        for tail in self._tails:
            found.setdefault(tail.keys, []).append(tail)
        return found

    def near(self, tokens: Sequence[Token]) -> Entry | None:
        """The one registered name that the whole token list misspells by a letter or two.

        Never a lookalike: the number of syllables must agree, the kind of body (first syllable) must be exact, and the
        wrong letter must be a usual confusion of OCR or stand in a long name. Two wrong syllables are forgiven in names
        of seven or more. Two provinces may differ by one letter, so in their bodies only confusions of OCR count.
        """
        if len(tokens) < 3 or any(t.gap > AND for t in tokens[1:]):
            return None
        seen = tuple(t.key for t in tokens)
        hits = {
            entry.agency.agency_id: entry
            for keys, entry in self._shapes.get((seen[0], len(seen)), ())
            if slips(seen, keys, free=len(seen) >= 5)
        }
        for entry in self._near_placed(seen):
            hits[entry.agency.agency_id] = entry
        return next(iter(hits.values())) if len(hits) == 1 else None

    def _near_placed(self, seen: tuple[str, ...]) -> Iterator[Entry]:
        """A stem with one slip before a province, or a stem before a province with one."""
        for size in range(max(1, len(seen) - _LONGEST_TAIL), len(seen)):
            head, behind = seen[:size], seen[size:]
            pairs = [
                (stem, tail)
                for tail in self._tails_by_keys.get(behind, ())
                for keys, stem in self._stem_shapes.get((seen[0], size), ())
                if slips(head, keys, free=False)
            ]
            pairs += [
                (stem, tail)
                for stem in self._stems.get(" ".join(head), ())
                for tail in self._tails
                if len(tail.keys) == len(behind) and slips(behind, tail.keys, free=False)
            ]
            for stem, tail in pairs:
                entry = self._entry_at(stem, tail.province, tail.spelling, tail.city)
                if entry is not None:
                    yield entry

    @cached_property
    def _stem_shapes(self) -> dict[tuple[str, int], list[tuple[tuple[str, ...], _Stem]]]:
        found: dict[tuple[str, int], list[tuple[tuple[str, ...], _Stem]]] = {}
        for held in self._stems.values():
            for stem in held:
                keys = stem.spelling.keys
                found.setdefault((keys[0], len(keys)), []).append((keys, stem))
        return found


# --- the register in force ------------------------------------------------------------------------


def letters(text: str) -> str:
    """The folded letters of a text, run together."""
    return fold(text).replace(" ", "")


class _Extension(NamedTuple):
    """The user's own bodies: the TOML text and the file it came from."""

    text: str
    where: str


_extension = _Extension("", "")


@lru_cache(maxsize=4)
def _index(extension: _Extension) -> Index:
    return Index(build(extension.text, extension.where))


def index() -> Index:
    """The index over the register in force; made at the first call."""
    return _index(_extension)


@cache
def _all_agencies(held: Index) -> tuple[Agency, ...]:
    return held.all_agencies()


def owner_end(tokens: Sequence[Token], found: Match) -> int:
    """The token behind the name of the body that the one found belongs to, where it stands right behind it, after a
    dash or none; ``found.end`` where it does not."""
    if found.end >= len(tokens) or tokens[found.end].gap not in (SPACE, DASH):
        return found.end
    above = index().match(tokens, found.end)
    parent = index().agency(found.entry.agency.parent_id or "")
    if above is None or parent is None:
        return found.end
    # of the unit of a city the register knows that of a province: "Phòng A - Công an Thành phố"
    alike = fold(above.entry.agency.name).split()[:2] == fold(parent.name).split()[:2]
    return above.end if alike or above.entry.agency.agency_id == parent.agency_id else found.end


def load_register() -> tuple[Agency, ...]:
    """All registered bodies, sorted by ``agency_id``. Brand marks are removed from the aliases."""
    return _all_agencies(index())


def extend_register(text: str, where: str = "") -> None:
    """Lay the gazetteer in the TOML ``text`` (of the file ``where``) over ours from now on; "" takes it away again.

    For this process, before anything is read: a run sets it once. Raises :class:`ConfigError` and changes nothing when
    the text is not a gazetteer.
    """
    global _extension
    wanted = _Extension(text, where if text else "")
    _index(wanted)
    _extension = wanted


def extension_digest() -> str:
    """Hex digest of what :func:`extend_register` laid over ours; "" for nothing."""
    return hashlib.sha256(_extension.text.encode()).hexdigest()[:16] if _extension.text else ""
