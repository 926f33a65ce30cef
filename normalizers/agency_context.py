"""Short names that only their document explains: "Tổ giúp việc", "Ban Chỉ đạo", "Cơ quan Thường trực", "Sở Tài chính".

A notice of a steering committee says "Tổ giúp việc" for the one working group that everyone there knows. Such a name is
resolved when the same document names exactly one body that it can stand for; with none or two it keeps its own words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from normalizers.agency_cells import parse_agencies
from normalizers.agency_gazetteer import is_city, own_name, slug
from normalizers.agency_mentions import named_agencies, named_mention, own_mention
from normalizers.agency_phrases import (
    starts_head,
    written,
)
from normalizers.agency_register import Index, index
from normalizers.agency_tokens import tokenize
from normalizers.agency_units import unit_of
from normalizers.text import fold, nfc, squeeze
from pipeline.model import AgencyMatch, AgencyMention, Role

_SHORT = ("ban chi dao", "to giup viec", "to cong tac", "hoi dong tu van")
#: "Tổ giúp việc Ban Chỉ đạo" is no more than "Tổ giúp việc".
_OWNER = re.compile(r"(?: cua)? ban chi dao$")
_QUALIFIERS = frozenset(("ve", "cua", "cap", "tinh", "thanh", "trung", "quoc", "lien"))
_STANDING = "co quan thuong truc"
_NAMES = re.compile(
    r"\b(?:Ban\s+Chỉ\s+đạo|BCĐ|Tổ\s+giúp\s+việc|Tổ\s+công\s+tác|Hội\s+đồng\s+tư\s+vấn)\b", re.IGNORECASE
)
_DEFINED = re.compile(
    r"\(\s*(?:(?:sau|dưới)\s+đây\s+)?(?:gọi|viết)\s+(?:tắt|chung)?\s*(?:là|:)\s*[“\"']?(?P<short>[^()“”\"']{3,60})[”\"']?\s*\)",
    re.IGNORECASE,
)
_STANDS = re.compile(r"\s*(?P<sign>[-–—,(]?)\s*(?P<is>là\s+)?cơ\s+quan\s+thường\s+trực\b", re.IGNORECASE)
_COUNCILS = ("Ủy ban nhân dân", "Hội đồng nhân dân")
#: Two long names whose letters are alike to this share, in one document, are one name in two spellings.
_ALIKE = 0.85
#: A name is looked for in this many characters from where it begins.
_REACH = 300


def document_bodies(text: str) -> dict[str, AgencyMention]:
    """What short names stand for in one document: folded short name -> the one body meant.

    ``text`` is the whole text of the document, letterhead and title included. A name that the document defines
    ("... (sau đây gọi tắt là Ban Chỉ đạo)") is what it is defined as. Pure; ask once a document.
    """
    text = nfc(text)
    named: dict[str, dict[str, AgencyMention]] = {}
    unknown: dict[str, set[str]] = {}
    for found in _NAMES.finditer(text):
        piece = text[found.start() : found.start() + _REACH]
        tokens = tokenize(piece)
        match = index().match(tokens, 0)
        if match is None:
            short, more = fold(found.group()).replace("bcd", "ban chi dao"), _qualifier(piece[len(found.group()) :])
            if more:
                unknown.setdefault(short, set()).add(f"{short} {more}")
            continue
        raw = piece[: tokens[match.end - 1].end]
        mention = named_mention(match.entry, tokens[: match.end], raw, Role.LEAD, -1, -1)
        for short in (*_SHORT, "ban chi dao trung uong"):
            if fold(mention.name).startswith(short + " "):
                named.setdefault(short, {})[mention.agency_id or mention.name] = mention
    named[_STANDING] = _standing(text)
    out = {}
    for short, held in named.items():
        one = next(iter(held.values()), None)
        others = (other for other in unknown.get(short, ()) if one and not fold(one.name).startswith(other))
        if one is not None and len(held) == 1 and not any(others):
            out[short] = one
    full = sorted((m for held in named.values() for m in held.values()), key=lambda m: m.name)
    for short, meant in _defined(text).items():
        out[short] = next((m for m in full if _misspelt(meant, m)), meant)
    for short in ("to giup viec", "to cong tac", "thuong truc ban chi dao"):
        if short not in named and "ban chi dao" in out:
            served = [a for a in index().gazetteer.agencies if a.parent_id == out["ban chi dao"].agency_id]
            served = [a for a in served if a.parent_id is not None and fold(a.name).startswith(short)]
            if len(served) == 1:
                out[short] = AgencyMention(served[0].name, "", served[0].agency_id, False)
    return out


def _misspelt(defined: AgencyMention, named: AgencyMention) -> bool:
    """Whether an unregistered name is a damaged spelling of the registered one that the document names elsewhere."""
    if defined.agency_id is not None:
        return False
    return Levenshtein.normalized_similarity(fold(defined.name), fold(named.name)) >= _ALIKE


def _qualifier(text: str) -> str:
    """The folded words that make a name of a short name ("... Trung ương", "... về", "... cấp xã"); "" for none."""
    words = text.split("\n")[0].split()[:2]
    if not words or fold(" ".join(words)) in ("ban chi", "cua ban"):
        return ""
    if fold(words[0]) == "cua" and not words[-1][:1].isupper():
        return ""  # "của hai Ban Chỉ đạo" names none
    says_more = (words[0][:1].isupper() and not text[:1].isupper()) or fold(words[0]) in _QUALIFIERS
    return fold(" ".join(words)) if says_more and text[:1].isspace() else ""


def _standing(text: str) -> dict[str, AgencyMention]:
    """The bodies that the text calls a standing body: "Văn phòng A - Cơ quan Thường trực Ban Chỉ đạo".

    A comma may part two bodies of a list; it counts only where the text never says it with a dash or "là".
    """
    out: dict[str, AgencyMention] = {}
    listed: dict[str, AgencyMention] = {}
    for stands in _STANDS.finditer(text):
        before = text[max(0, stands.start() - _REACH) : stands.start()]
        if before.endswith(" và"):
            continue
        tokens = tokenize(before)
        for at in range(max(0, len(tokens) - 14), len(tokens)):
            match = index().match(tokens, at)
            if match is not None and match.end == len(tokens):
                raw = before[tokens[at].start : tokens[-1].end]
                mention = named_mention(match.entry, tokens[at:], raw, Role.LEAD, -1, -1)
                if mention.agency_id is not None and match.entry.agency.kind != "province":
                    (out if stands["is"] or stands["sign"] not in ("", ",") else listed)[mention.agency_id] = mention
                break
    return out or listed


def _defined(text: str) -> dict[str, AgencyMention]:
    """Short names that the text itself defines, with the body named right before."""
    found: dict[str, dict[str, AgencyMention]] = {}
    for defined in _DEFINED.finditer(text):
        short = fold(defined["short"])
        before = text[max(0, defined.start() - _REACH) : defined.start()]
        if short in (*_SHORT, _STANDING):
            starts = [m.start() for m in _NAMES.finditer(before) if fold(m.group()) == short]
            full = before[starts[-1] :].strip() if starts else ""
        else:
            full = _written_out(before, defined["short"])
            short = fold(written(defined["short"]))
        if not full:
            continue
        tokens = tokenize(full)
        match = index().match(tokens, 0)
        if match is not None and match.end == len(tokens):
            mention = named_mention(match.entry, tokens, full, Role.LEAD, -1, -1)
        else:
            mention = own_mention(written(full), full, Role.LEAD, -1, -1)
        if len(tokens) > len(short.split()):
            found.setdefault(short, {})[mention.agency_id or mention.name] = mention
    return {short: next(iter(held.values())) for short, held in found.items() if len(held) == 1}


def _written_out(before: str, short: str) -> str:
    """The name at the end of a text that another short name stands for: it begins with the same word, which begins
    names of bodies ("Ban Quản lý dự án giao thông tỉnh" for "Ban QLDA"); "" for none."""
    first = short.split()[0]
    if not first[:1].isupper() or not starts_head(tokenize(short), 0):
        return ""
    starts = [m.start() for m in re.finditer(rf"(?<!\w){re.escape(first)}\s", before)]
    full = squeeze(before[starts[-1] :]) if starts else ""
    return full if re.fullmatch(r"[^.;:()]{6,120}", full) and starts_head(tokenize(full), 0) else ""


class Home(NamedTuple):
    """Where the issuer of a document belongs: a province, or a ministry that issues it itself. ``own``: it is a body of
    the province itself, of none below it."""

    body_id: str
    own: bool


def home_of(issuer: str) -> Home | None:
    """The province that ``issuer`` is a body of, or the ministry that it is; None for others and for two."""
    homes: set[Home] = set()
    for mention in parse_agencies(issuer):
        held = {a.agency_id: a for a in named_agencies((mention,))}
        agency, seen = held.get(mention.agency_id or ""), set[str]()
        if agency is not None and agency.kind == "ministry":
            homes.add(Home(agency.agency_id, True))
            continue
        while agency is not None and agency.kind != "province" and agency.agency_id not in seen:
            seen.add(agency.agency_id)
            agency = held.get(agency.parent_id or agency.body_id or "")
        if agency is not None and agency.kind == "province":
            homes.add(Home(agency.agency_id, mention.match is not AgencyMatch.PATTERN))
    return homes.pop() if len(homes) == 1 else None


@cache
def _generic(register: Index) -> dict[str, tuple[str, int | None]]:
    """Id of a body without its province ("cong-an-tinh") -> (``local_id``, 0 or 1 when provinces and cities differ)."""
    out: dict[str, tuple[str, int | None]] = {}
    for local in register.gazetteer.locals:
        names = [spellings[0] for spellings in local.spellings]
        for city, name in enumerate(names):
            out[slug(name)] = (local.local_id, None if names[0] == names[1] else city)
    return out


@cache
def _placeless(register: Index) -> frozenset[str]:
    """Names without a place word, of bodies that are named with one: "Trung tâm Kiểm soát bệnh tật"."""
    pairs = [local.spellings for local in register.gazetteer.locals]
    same = (set(ours) & set(theirs) for ours, theirs in pairs if ours[0] != theirs[0])
    return frozenset(own for alias in set().union(*same) if (own := own_name(alias)) is not None)


def _at_home(mention: AgencyMention, home: Home) -> str | None:
    """The id of the body that a name without a place means in a document from ``home``; None for no such name."""
    where = index().agency(home.body_id)
    if where is not None and where.kind == "ministry":
        unit = unit_of(mention.name, where) if mention.agency_id is None else ()
        return unit[0].agency_id if unit else None
    held = _generic(index()).get(mention.agency_id or "")
    if mention.agency_id is None and mention.name in _COUNCILS and home.own:
        held = _generic(index())[slug(f"{mention.name} tỉnh")][0], None
    if held is None or where is None:
        return None
    if held[1] not in (None, int(is_city(where))) and mention.name not in _placeless(index()):
        return None
    body = index().at(held[0], where.agency_id)
    return None if body is None else body.agency_id


def in_document(
    mentions: Iterable[AgencyMention], bodies: Mapping[str, AgencyMention], home: Home | None = None
) -> tuple[AgencyMention, ...]:
    """The mentions, those that are only a short name resolved by ``bodies`` (from :func:`document_bodies`).

    A body that each province or ministry has ("Sở Tài chính", "Vụ Pháp chế") is that of ``home``, to which the issuer
    of the document belongs; its name stays as it was written. The words read (``name_raw``) and offsets stay;
    ``match`` becomes ``context``. A body that the mentions name already in the same role is not named twice.
    """
    out: dict[tuple[str, Role], AgencyMention] = {}
    for mention in mentions:
        placed = _at_home(mention, home) if home is not None and not mention.is_collective else None
        if placed is not None:
            mention = replace(mention, agency_id=placed, match=AgencyMatch.CONTEXT)
        meant = None
        if mention.agency_id is None and not mention.is_collective:
            key = fold(mention.name)
            meant = bodies.get(key) or bodies.get(_OWNER.sub("", key) or key)
        if meant is not None:
            # a body that the document never names in full keeps the name it has there
            name = meant.name if meant.name_raw else mention.name
            mention = replace(mention, name=name, agency_id=meant.agency_id, match=AgencyMatch.CONTEXT)
        out.setdefault((mention.name, mention.role), mention)
    return tuple(out.values())
