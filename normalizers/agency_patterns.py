"""Bodies known by the form of their name: of communes, wards and special zones, of districts, and of numbered regions.

There are some 3300 communes, and many share a name; so none is listed. "Ủy ban nhân dân xã Mây Hồng" is the People's
Committee of a commune whatever its name is. The id of such a body stands for its name, diacritics included.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cache

from normalizers.agency_gazetteer import Body, own_name, printed, slug
from normalizers.agency_register import Index, index
from normalizers.agency_tokens import COMMA, HARD, tokenize
from normalizers.text import tone_key
from pipeline.model import Agency

_UNITS = {
    "xã": "{commune}",
    "phường": "{commune}",
    "đặc khu": "{commune}",
    "thị trấn": "{commune}",
    "huyện": "{district}",
    "quận": "{district}",
    "thị xã": "{district}",
    "huyện ủy": "{district committee}",
    "quận ủy": "{district committee}",
    "thị ủy": "{district committee}",
    "khu vực": "{region}",
}
_UNIT = re.compile(rf"\b(?:{'|'.join(sorted(_UNITS, key=len, reverse=True))})\b(?=\s)", re.IGNORECASE)
_MOST_WORDS = 5
_PROVINCE, _CITY = tone_key("tỉnh"), (tone_key("thành"), tone_key("phố"))
_NUMBER = re.compile(r"\d{1,3}|[IVXL]{1,6}")


@cache
def _patterns(register: Index) -> dict[tuple[str, str], tuple[Body, str]]:
    """(mark, syllables of the stem) -> pattern, and the form of the name that a body printed so has."""
    found: dict[tuple[str, str], tuple[Body, str]] = {}
    for body in register.gazetteer.patterns:
        mark = body.name[body.name.index("{") :]
        for spelling in (body.name, *body.aliases):
            key = " ".join(t.key for t in tokenize(printed(spelling).removesuffix(mark)))
            found.setdefault((mark, key), (body, own_name(spelling) or body.name))
    return found


def _id(name: str) -> str:
    """Two communes may differ by diacritics alone, so a digest of them goes with the folded name."""
    return f"{slug(name)}-{hashlib.sha256(tone_key(name).encode()).hexdigest()[:6]}"


def _place_name(text: str, unit: str) -> tuple[str, Agency | None] | None:
    """The name of a commune, and the province that is named behind it; None when the words are no name."""
    province = None
    tokens = tokenize(text)
    for at in range(1, len(tokens)):
        city = tokens[at].tone == _CITY[0] and tuple(t.tone for t in tokens[at : at + 2]) == _CITY
        if tokens[at].tone == _PROVINCE or city or tokens[at].gap == COMMA:
            found = index().match(tokens, at)
            if found is None or found.end != len(tokens) or found.entry.agency.kind != "province":
                return None
            province, text = found.entry.agency, text[: tokens[at - 1].end]
            tokens = tokens[:at]
            break
    if any(t.gap >= COMMA for t in tokens[1:]) or not 1 <= len(tokens) <= _MOST_WORDS:
        return None
    words = [w for w in text.split() if w not in "-–—"]
    if unit == "khu vực":
        return (text, None) if len(words) == 1 and _NUMBER.fullmatch(text) else _numbered(text)
    if all(w[:1].isupper() for w in words) or (len(words) == 1 and words[0].isdigit()):
        return text.title() if text.isupper() else text, province  # a letterhead is printed in capitals
    return None


def _numbered(text: str) -> tuple[str, None] | None:
    """ "2 - Lào Cai", as courts and procuracies of regions are called."""
    number, _, place = re.sub(r"\s*[-–]\s*", "-", text).partition("-")
    found = index().match(tokenize(place), 0) if place else None
    if not _NUMBER.fullmatch(number) or found is None or found.entry.agency.kind != "province":
        return None
    return f"{number} - {found.entry.name.removeprefix('Tỉnh ').removeprefix('Thành phố ')}", None


def pattern_bodies(name: str) -> tuple[Agency, ...]:
    """The body that has this form of name, then the bodies it leads to; empty when the name has no such form.

    ``name`` has modern tones and its abbreviations written out. Only bodies that are not in the register are answered.
    """
    if any(t.gap == HARD for t in tokenize(name)):
        return ()
    for m in _UNIT.finditer(name):  # the second in "Phòng Văn hóa - Xã hội xã Mây"
        unit = m.group().lower()
        stem = " ".join(t.key for t in tokenize(name[: m.start()]))
        pattern = _patterns(index()).get((_UNITS[unit], stem))
        named = None if pattern is None else _place_name(name[m.end() :].strip(), unit)
        if pattern is not None and named is not None:
            brand = pattern[1] != pattern[0].name and unit == "khu vực" and not m.group().isupper()
            return _bodies(*pattern, m.group() if brand else unit, *named)  # "... chi nhánh Khu vực 9" as printed
    return ()


def _bodies(pattern: Body, form: str, unit: str, place: str, province: Agency | None) -> tuple[Agency, ...]:
    said = f"{unit} {place}"
    behind = f", {province.name[0].lower()}{province.name[1:]}" if province is not None else ""
    made: dict[str, Agency] = {}
    first = _make(pattern, said + behind, province, made)
    made[first] = replace(made[first], name=_said(form, said + behind))
    return tuple(made.values())


def _said(form: str, said: str) -> str:
    name = re.sub(r"\{[^{}]*\}", said, form)
    return name[0].upper() + name[1:]


def _make(body: Body, said: str, province: Agency | None, made: dict[str, Agency]) -> str:
    name = _said(body.name, said)
    agency_id = _id(name)
    if agency_id in made:
        return agency_id
    made[agency_id] = Agency(agency_id, name, body.kind)  # holds the place; replaced below

    def other(of: str | None) -> str | None:
        if of is None:
            return None
        held = next((b for b in index().gazetteer.patterns if b.name == of), None)
        if held is None:
            known = index().match(tokenize(of), 0)
            return None if known is None else known.entry.agency.agency_id
        return _make(held, said, province, made)

    parent = other(body.parent)
    made[agency_id] = Agency(
        agency_id=agency_id,
        name=name,
        kind=body.kind,
        parent_id=parent or (province.agency_id if province is not None else None),
        body_id=other(body.body),
        valid_from=body.valid_from,
        valid_to=body.valid_to,
    )
    return agency_id
