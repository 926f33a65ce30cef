"""The gazetteer: bodies as data (``data/agencies.toml``), checked, with the user's own, and what is derived.

``agencies.toml`` says in its head what a group and a body are. A second text of the same form may be laid over it: a
body of the same id takes over the keys given there (aliases are added), the others are new. Every error is a
:class:`ConfigError` that names the place.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Final

from normalizers.text import fold, tone_key
from pipeline.errors import ConfigError
from pipeline.model import Agency

KINDS: Final = frozenset(
    """party government ministry provincial department assembly court procuracy state enterprise university front
    association local province district commune person_office service_unit collective""".split()
)
"""Kinds of bodies that a gazetteer may use."""
_SCOPES: Final = frozenset(("province", "commune", "district", "region"))
_GROUP_KEYS: Final = frozenset(("kind", "scope", "parent", "valid_from", "valid_to", "source", "bodies"))
_BODY_KEYS: Final = frozenset(
    ("id", "name", "kind", "aliases", "parent", "body", "valid_from", "valid_to", "successor", "source", "word")
)
_HAD_CAUCUS: Final = frozenset(("ministry", "court", "procuracy"))
_CAUCUS_END: Final = dt.date(2025, 1, 23)  # KL 121-KL/TW of 24 January 2025
_HAS_PARTY_COMMITTEE: Final = frozenset(
    ("ministry", "government", "court", "procuracy", "state", "enterprise", "university", "department")
)
_BELOW: Final = frozenset(("service_unit", "association", "enterprise"))
_REMEDY: Final = "Correct the gazetteer file named here; normalizers/data/agencies.toml shows the form."
PLACES: Final = ("tỉnh", "Thành phố")
"""The word before a province's name, of a province and of a city."""
_WORDS: Final = (
    {"{place}": "tỉnh", "{bare}": "tỉnh", "{committee}": "Tỉnh ủy", "{youth}": "Tỉnh đoàn"},
    {"{place}": "Thành phố", "{bare}": "Thành phố", "{committee}": "Thành ủy", "{youth}": "Thành đoàn"},
)


@dataclass(frozen=True, slots=True)
class Body:
    """One body as the file gives it. ``parent``, ``body`` and ``successor`` are names; ``scope`` and ``word`` as in the
    file."""

    name: str
    kind: str
    scope: str = ""
    id: str = ""
    aliases: tuple[str, ...] = ()
    parent: str | None = None
    body: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor: str | None = None
    sources: tuple[str, ...] = ()
    word: bool = False


@dataclass(frozen=True, slots=True)
class Local:
    """A body that each province has. Index 0 is the form of a province, 1 that of a city.

    ``local_id`` names it ("cong-an-tinh"), ``spellings`` are its names without a province ("Công an tỉnh", "CA tỉnh"),
    ``stems`` what stands before the (optional) place word and the province's name ("Công an", "CA"); the first of each
    is the canonical one. ``own`` gives the stems that have a name of their own; ``as_printed``: a mention without the
    place word ("Chi cục Kiểm lâm Lào Cai") gets none; ``word``: in lower case the name is no body but what it does
    ("thanh tra tỉnh Lào Cai"). ``parent``, ``body`` and ``successor`` are the ``local_id`` of others.
    """

    local_id: str
    kind: str
    spellings: tuple[tuple[str, ...], tuple[str, ...]]
    stems: tuple[tuple[str, ...], tuple[str, ...]]
    committee: bool
    own: tuple[Mapping[str, str], Mapping[str, str]] = field(default_factory=lambda: ({}, {}))
    as_printed: bool = False
    bare: bool = False
    word: bool = False
    parent: str | None = None
    body: str | None = None
    successor: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All that is known: bodies (sorted by id; brands marked by "="), bodies of provinces, patterns by scope."""

    agencies: tuple[Agency, ...]
    locals: tuple[Local, ...]
    patterns: tuple[Body, ...]
    sources: Mapping[str, str] = field(default_factory=dict)


def slug(text: str) -> str:
    """ "Bộ Y tế" -> "bo-y-te"."""
    return fold(text).replace(" ", "-")


def printed(alias: str) -> str:
    """An alias as it is printed: "=VOV" -> "VOV", "BQL KKT=Ban Quản lý khu kinh tế" -> "BQL KKT"."""
    before, _, behind = alias.partition("=")
    return before or behind


def own_name(alias: str) -> str | None:
    """The name that a mention printed so has, where it is not that of its body: "=VOV" -> "VOV", "Đài TNVN" -> None."""
    return alias.partition("=")[2] or None


# --- reading and checking a file ----------------------------------------------------------------------


def _wrong(where: str, what: str) -> ConfigError:
    return ConfigError(f"{where}: {what}", remedy=_REMEDY)


def _value(where: str, held: Mapping[str, Any], key: str, kind: type[Any]) -> Any:
    value: Any = held.get(key)
    if value is not None and (not isinstance(value, kind) or isinstance(value, dt.datetime)):
        wanted = {str: "a text", list: "a list of texts", dt.date: "a date (2025-07-01)", bool: "true or false"}[kind]
        raise _wrong(where, f"{key} must be {wanted}, not {value!r}")
    if kind is list and value is not None and not all(isinstance(v, str) and v.strip() for v in value):
        raise _wrong(where, f"{key} must be a list of texts")
    if kind is str and value is not None and not value.strip():
        raise _wrong(where, f"{key} is empty")
    return value


def _body(where: str, group: Mapping[str, Any], held: Mapping[str, Any]) -> Body:
    if not isinstance(held, dict):
        raise _wrong(where, 'a body must be a table: {name = "..."}')
    if unknown := sorted(set(held) - _BODY_KEYS):
        raise _wrong(where, f"unknown key {unknown[0]!r} (known: {', '.join(sorted(_BODY_KEYS))})")
    name = _value(where, held, "name", str)
    if name is None:
        raise _wrong(where, "a body without a name")
    where = f"{where}, {name!r}"
    both = {**{k: v for k, v in group.items() if k != "bodies"}, **held}
    kind = _value(where, both, "kind", str)
    if kind not in KINDS:
        raise _wrong(where, f"kind {kind!r} is none of {', '.join(sorted(KINDS))}")
    since, until = _value(where, both, "valid_from", dt.date), _value(where, both, "valid_to", dt.date)
    if since is not None and until is not None and since > until:
        raise _wrong(where, f"valid_from {since} is after valid_to {until}")
    return Body(
        name=name,
        kind=kind,
        scope=both.get("scope") or "",
        id=_value(where, held, "id", str) or "",
        aliases=tuple(_value(where, held, "aliases", list) or ()),
        parent=_value(where, both, "parent", str),
        body=_value(where, both, "body", str),
        valid_from=since,
        valid_to=until,
        successor=_value(where, both, "successor", str),
        sources=tuple(_value(where, both, "source", list) or ()),
        word=_value(where, held, "word", bool) or False,
    )


def read_bodies(text: str, where: str) -> tuple[list[Body], dict[str, str]]:
    """The bodies and sources that a TOML text declares. ``where`` names the file in errors (:class:`ConfigError`)."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _wrong(where, f"not TOML: {error}") from error
    if unknown := sorted(set(data) - {"sources", "group"}):
        raise _wrong(where, f"unknown key {unknown[0]!r} (known: sources, group)")
    groups = data.get("group", [])
    if not isinstance(groups, list):
        raise _wrong(where, "write [[group]], not [group]")
    out = []
    for number, group in enumerate(groups, 1):
        place = f"{where}, group {number}"
        if unknown := sorted(set(group) - _GROUP_KEYS):
            raise _wrong(place, f"unknown key {unknown[0]!r} (known: {', '.join(sorted(_GROUP_KEYS))})")
        if (group.get("scope") or "province") not in _SCOPES:
            raise _wrong(place, f"scope {group['scope']!r} is none of {', '.join(sorted(_SCOPES))}")
        if not isinstance(group.get("bodies"), list):
            raise _wrong(place, "bodies must be a list")
        out += [_body(place, group, held) for held in group["bodies"]]
    return out, dict(data.get("sources", {}))


@cache
def _own() -> tuple[list[Body], dict[str, str]]:
    text = files("normalizers").joinpath("data", "agencies.toml").read_text(encoding="utf-8")
    return read_bodies(text, "agencies.toml")


# --- putting it together -----------------------------------------------------------------------------------


def _id(body: Body) -> str:
    return body.id or slug(body.name)


def _merged(own: Iterable[Body], more: Iterable[Body], where: str) -> list[Body]:
    """``more`` laid over ``own``: a body of a known id keeps what the second does not give."""
    known = {(b.scope, _id(b)): b for b in own}
    spelt = {tone_key(b.name): key for key, b in known.items() if not b.scope}
    seen: set[tuple[str, str]] = set()
    for body in more:
        key = (body.scope, _id(body))
        if key in seen:
            raise _wrong(where, f"{body.name!r} is there twice")
        seen.add(key)
        before = known.get(key)
        for alias in body.aliases if not body.scope else ():
            if spelt.get(tone_key(printed(alias)), key) != key:
                raise _wrong(where, f"{body.name!r}: the alias {alias!r} is the name of another body")
        if before is None and not body.scope and spelt.get(tone_key(body.name), key) != key:
            raise _wrong(where, f"{body.name!r} has the name of another body; give that one's id")
        spelt.setdefault(tone_key(body.name), key)
        if before is not None:
            body = replace(
                body,
                aliases=tuple(dict.fromkeys((*before.aliases, *body.aliases))),
                parent=body.parent or before.parent,
                body=body.body or before.body,
                valid_from=body.valid_from or before.valid_from,
                valid_to=body.valid_to or before.valid_to,
                successor=body.successor or before.successor,
                sources=body.sources or before.sources,
            )
        known[key] = body
    return list(known.values())


def _filled(text: str, city: int) -> str:
    for mark, word in _WORDS[city].items():
        text = text.replace(mark, word)
    return text


def _stems(spellings: Iterable[str], city: int) -> tuple[str, ...]:
    """What stands before the place word and the province: "Công an {place}" -> "Công an"."""
    return tuple(dict.fromkeys(_stem(printed(s), city) for s in spellings))


def _stem(spelling: str, city: int) -> str:
    return _filled(spelling.removesuffix(" {place}").removesuffix(" {bare}"), city)


def _own_stems(spellings: Sequence[str], city: int) -> Mapping[str, str]:
    """Stems with a name of their own, and that name: "Thành đoàn" of "Đoàn Thanh niên Cộng sản Hồ Chí Minh"."""
    own = {_stem(printed(s), city): _stem(named, city) for s in spellings if (named := own_name(s)) is not None}
    plain = {_stem(s, city) for s in spellings if own_name(s) is None}
    return {stem: named for stem, named in own.items() if stem not in plain and named != _stem(spellings[0], city)}


def _local(body: Body, known: Mapping[str, str], where: str) -> Local:
    def other(name: str | None) -> str | None:
        if name is None:
            return None
        if name not in known:
            raise _wrong(where, f"{body.name!r} refers to {name!r}, which is not there")
        return known[name]

    spellings = (body.name, *body.aliases)
    return Local(
        local_id=known[body.name],
        kind=body.kind,
        spellings=(tuple(_filled(s, 0) for s in spellings), tuple(_filled(s, 1) for s in spellings)),
        stems=(_stems(spellings, 0), _stems(spellings, 1)),
        own=(_own_stems(spellings, 0), _own_stems(spellings, 1)),
        as_printed=body.kind in _BELOW or (body.kind == "department" and not body.name.startswith("Sở ")),
        committee="{committee}" in body.name,
        bare=body.name.endswith(" {bare}"),
        word=body.word,
        parent=other(body.parent),
        body=other(body.body),
        successor=other(body.successor),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )


def _derived_locals(locals_: Iterable[Local]) -> Iterable[Local]:
    """The Party committee and the director of each department."""
    for dept in locals_:
        if dept.kind != "department" or not dept.spellings[0][0].startswith("Sở "):
            continue
        for head, kind in (("Đảng ủy", "party"), ("Giám đốc", "person_office")):
            stems = tuple(f"{head} {s}" for s in dept.stems[0])
            yield Local(
                local_id=slug(stems[0]),
                kind=kind,
                spellings=(stems, stems),
                stems=(stems, stems),
                committee=False,
                parent=dept.local_id if kind == "person_office" else None,
                body=dept.local_id if kind == "party" else None,
                successor=f"{slug(head)}-{dept.successor}" if dept.successor else None,
                valid_from=dept.valid_from,
                valid_to=dept.valid_to,
            )


def _derived(agencies: Iterable[Agency]) -> Iterable[Agency]:
    """The Party committee "Đảng ủy X", the caucus before it, and the minister "Bộ trưởng Bộ X"."""
    for body in agencies:
        if body.kind in _HAD_CAUCUS and (body.valid_from is None or body.valid_from <= _CAUCUS_END):
            yield Agency(
                agency_id=slug(f"Ban cán sự đảng {body.name}"),
                name=f"Ban cán sự đảng {body.name}",
                kind="party",
                body_id=body.agency_id,
                valid_to=_CAUCUS_END,
                successor_id=slug(f"Đảng ủy {body.name}") if body.kind in _HAS_PARTY_COMMITTEE else None,
                aliases=tuple(f"Ban cán sự đảng {printed(a)}" for a in body.aliases),
            )
        heads = []
        if body.kind in _HAS_PARTY_COMMITTEE and body.name != "Chính phủ":
            heads.append(("Đảng ủy", "party"))
        if body.kind == "ministry" and body.name.startswith("Bộ "):
            heads.append(("Bộ trưởng", "person_office"))
        for head, kind in heads:
            yield Agency(
                agency_id=slug(f"{head} {body.name}"),
                name=f"{head} {body.name}",
                kind=kind,
                parent_id=body.agency_id if kind == "person_office" else None,
                body_id=body.agency_id if kind == "party" else None,
                valid_from=body.valid_from,
                valid_to=body.valid_to,
                successor_id=f"{slug(head)}-{body.successor_id}" if body.successor_id else None,
                aliases=tuple(f"{head} {printed(a)}" for a in body.aliases),
            )


def _generic(local: Local, city: int) -> Agency:
    """The body without the province's name. "Sở Y tế tỉnh" is "Sở Y tế"; the name of another department ("Văn phòng
    Đoàn đại biểu Quốc hội tỉnh") keeps the word when it is printed, for it belongs to the name in full."""
    name, *aliases = local.spellings[city]
    if city and name != local.spellings[0][0]:  # without a place word the same in both: it is said of the province
        aliases = [a for a in aliases if a not in local.spellings[0]]
    if local.spellings[city] == local.stems[city] and not local.committee:
        kept = "" if name.startswith("Sở ") else "="
        aliases += [f"{kept}{name} {p}" if s == name else f"{s} {p}" for s in local.stems[city] for p in PLACES]
    return Agency(
        agency_id=slug(name),
        name=name,
        kind=local.kind,
        valid_from=local.valid_from,
        valid_to=local.valid_to,
        aliases=tuple(aliases),
    )


def _generics(locals_: list[Local]) -> Iterable[Agency]:
    by_id = {local.local_id: local for local in locals_}
    for local in locals_:
        for city in (0, 1):

            def name_id(other: str | None, city: int = city) -> str | None:
                return None if other is None else slug(by_id[other].spellings[city][0])

            yield replace(
                _generic(local, city),
                parent_id=name_id(local.parent),
                body_id=name_id(local.body),
                successor_id=name_id(local.successor),
            )


#: Communes named by their kind alone: within a notice of a commune everyone knows which is meant.
_UNITS: Final = ("xã", "phường", "đặc khu")


def _generic_communes(patterns: Iterable[Body]) -> Iterable[Agency]:
    for body in patterns:
        if body.scope != "commune" or body.name == "{commune}":
            continue
        for unit in _UNITS:
            name = body.name.replace("{commune}", unit)
            parent = slug(body.parent.replace("{commune}", unit)) if body.parent else None
            yield Agency(
                agency_id=slug(name),
                name=name,
                kind=body.kind,
                aliases=tuple(a.replace("{commune}", unit) for a in body.aliases),
                parent_id=parent,
            )


def build(extra: str = "", where: str = "") -> Gazetteer:
    """The gazetteer of this package, with the bodies of the TOML text ``extra`` (of the file ``where``) laid over it.

    Raises :class:`ConfigError` for an ``extra`` that cannot be read, is not of the form, or refers to nothing.
    """
    bodies, sources = _own()
    if extra:
        more, more_sources = read_bodies(extra, where)
        for body in more:
            for source in body.sources:
                if source not in sources and source not in more_sources:
                    raise _wrong(where, f"{body.name!r}: the source {source!r} is not in [sources]")
        bodies, sources = _merged(bodies, more, where), {**sources, **more_sources}
    plain = [b for b in bodies if not b.scope]
    placed = [b for b in bodies if b.scope == "province"]
    patterns = tuple(b for b in bodies if b.scope not in ("", "province"))
    local_ids = {b.name: slug(_filled(b.name, 0)) for b in placed}
    locals_ = [_local(b, local_ids, where) for b in placed]
    locals_ += list(_derived_locals(locals_))
    known = {b.name: _id(b) for b in plain}
    generics = [*_generics(locals_), *_generic_communes(patterns)]
    ids = {*known.values(), *(a.agency_id for a in generics)}
    names = {**{a.name: a.agency_id for a in generics}, **known}

    def other(body: Body, name: str | None) -> str | None:
        found = None if name is None else name if name in ids else names.get(name)
        if name is not None and found is None:
            raise _wrong(where or "agencies.toml", f"{body.name!r} refers to {name!r}, which is not there")
        return found

    agencies = {
        _id(b): Agency(
            agency_id=_id(b),
            name=b.name,
            kind=b.kind,
            parent_id=other(b, b.parent),
            body_id=other(b, b.body),
            valid_from=b.valid_from,
            valid_to=b.valid_to,
            successor_id=other(b, b.successor),
            aliases=b.aliases,
        )
        for b in plain
    }
    for made in (*_derived(list(agencies.values())), *generics):
        agencies.setdefault(made.agency_id, made)
    return Gazetteer(tuple(sorted(agencies.values(), key=lambda a: a.agency_id)), tuple(locals_), patterns, sources)


# --- bodies of one province ---------------------------------------------------------------------------------


def bare_name(province: Agency) -> str:
    """ "Tỉnh Bắc Ninh" -> "Bắc Ninh"."""
    return province.name.removeprefix("Tỉnh ").removeprefix("Thành phố ")


def is_city(province: Agency) -> bool:
    """Whether the province is a city under the central Government."""
    return province.name.startswith("Thành phố")


def may_stand_alone(province: Agency) -> bool:
    """Whether the name goes without its place word: "Thành ủy Hà Nội", but "Thành ủy Thành phố Hồ Chí Minh"."""
    return bare_name(province) != "Hồ Chí Minh"


def _local_parts(local: Local, province: Agency) -> tuple[str, ...]:
    city, bare = is_city(province), bare_name(province)
    head = local.spellings[city][0] if local.committee else local.stems[city][0]
    alone = (local.committee or local.bare) and may_stand_alone(province)
    return head, *(() if alone else (PLACES[city],)), bare


def local_name(local: Local, province: Agency) -> str:
    """The canonical name of a body in one province: "Công an tỉnh Bắc Ninh", "Thành ủy Hà Nội"."""
    return " ".join(_local_parts(local, province))


def local_slug(local: Local, province: Agency) -> str:
    """The id of a body in one province, :func:`slug` of its name."""
    return "-".join(_part_slug(part) for part in _local_parts(local, province))


@cache
def _part_slug(part: str) -> str:
    return slug(part)


def local_aliases(local: Local, province: Agency) -> tuple[str, ...]:
    """The other usual spellings: with and without the place word."""
    city, bare = is_city(province), bare_name(province)
    name = local_name(local, province)
    made = (f"{s}{p} {bare}" for s in local.stems[city] for p in ("", f" {PLACES[city]}"))
    return tuple(dict.fromkeys(a for a in made if a != name))
