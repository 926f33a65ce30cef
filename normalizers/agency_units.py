"""Units known by the form of their name: a kind of unit, what it does, and whose it is.

"Chi cục Kiểm lâm tỉnh Lai Châu" is a unit of that province and "Thanh tra Bộ Xây dựng" one of that ministry, whatever
else they are called; nobody lists them all. A name that does not end with a province or a registered ministry is none
of them: such a body stays unknown, for those who extend the gazetteer.
"""

from __future__ import annotations

import hashlib
from typing import Final

from normalizers.agency_gazetteer import slug
from normalizers.agency_phrases import (
    phrase_at,
    starts_collective,
    table,
)
from normalizers.agency_predicates import predicate_at
from normalizers.agency_register import index
from normalizers.agency_tokens import AND, DASH, SPACE, Token, tokenize
from normalizers.text import fold, tone_key
from pipeline.model import Agency

_KINDS: Final = {
    "enterprise": table(
        """công ty, tổng công ty, điện lực, viễn thông, vnpt, chi nhánh, hợp tác xã, xí nghiệp, ngân hàng, bưu điện,
        tập đoàn, nhà máy"""
    ),
    "university": table("trường đại học, đại học, học viện, trường cao đẳng"),
    "service_unit": table(
        """trung tâm, bệnh viện, bảo tàng, thư viện, viện, ban quản lý, quỹ, nhà xuất bản, báo, đài, tạp chí, trường,
        nhà hát, nhà văn hóa, trạm, vườn quốc gia, cổng thông tin điện tử"""
    ),
    "department": table("chi cục, cục, phòng, thanh tra, văn phòng, vụ, tổng cục, cơ quan, đội"),
    "association": table("hiệp hội, hội, liên hiệp, liên đoàn, câu lạc bộ, đoàn luật sư"),
}
"""Kind -> what names of such units begin with."""
_OFFICES: Final = table("thứ trưởng, chánh văn phòng, chánh thanh tra, vụ trưởng, cục trưởng")
_ABOVE: Final = frozenset(("ministry", "government", "state", "court", "procuracy"))
_NO_UNITS: Final = table(
    "phòng chống, phòng ngừa, phòng không, báo cáo, đội ngũ, viện trợ, quỹ đất, trường hợp, hội nghị, hội thảo"
)
_NEEDS_MORE: Final = frozenset(tone_key(w) for w in ("trung", "viện", "trường", "quỹ", "ban", "trạm", "phòng", "đội"))
"""Beginnings that with a place alone are no name: "Trung tâm Hà Nội"."""
_MOST_WORDS: Final = 18
_OF: Final = tone_key("thuộc")


def _id(name: str) -> str:
    return f"{slug(name)}-{hashlib.sha256(tone_key(name).encode()).hexdigest()[:6]}"


def _kind(tokens: list[Token]) -> tuple[str, int] | None:
    """The kind of unit that the words begin with, and the length of that beginning."""
    found = [(phrase_at(heads, tokens, 0), kind) for kind, heads in _KINDS.items()]
    size, kind = max(found)
    return (kind, size) if size else None


def _clear(tokens: list[Token], start: int, end: int) -> bool:
    """Whether the words from ``start`` to ``end`` may be a part of a name and are no clause."""
    for at in range(start, end):
        if tokens[at].gap not in (SPACE, DASH, AND) and not tokens[at].raw[:1].isupper():
            return False
        if at > start and starts_collective(tokens, at, strict=True):
            return False
        lower = not tokens[at].raw[:1].isupper() and not tokens[at - 1].raw[:1].isupper()
        if lower and tokens[at].raw.lower() in ("tại", "trên", "phải", "và", "với"):
            return False
    return tokens[start].raw[:1].isupper() or not predicate_at(tokens, start)


def _owner(tokens: list[Token], first: int) -> tuple[Agency, int] | None:
    """The province or ministry that the name ends with, and where that begins; not before token ``first``."""
    for at in range(first, len(tokens)):
        found = index().match(tokens, at)
        if found is None or found.end != len(tokens):
            continue
        agency = found.entry.agency
        if agency.kind == "province" or (agency.kind in _ABOVE and agency.name.startswith(("Bộ ", "Ngân hàng Nhà"))):
            return agency, at
    return None


_OF_MANY: Final = frozenset(
    fold(name)
    for name in (
        "Cục Chuyển đổi số",
        "Cục Công nghệ thông tin",
        "Cục Hợp tác quốc tế",
        "Cục Kế hoạch - Tài chính",
        "Cục Tổ chức cán bộ",
        "Trung tâm Công nghệ thông tin",
    )
)
"""Units that several ministries have under one name."""
_OF_ITS_OWN: Final = frozenset(
    fold(name) for name in ("Văn phòng Bộ", "Thanh tra Bộ", "Chánh Văn phòng Bộ", "Chánh Thanh tra Bộ")
)


def unit_of(name: str, ministry: Agency) -> tuple[Agency, ...]:
    """The unit that a ministry's own notices name without it ("Vụ Pháp chế", "Văn phòng Bộ"); empty for other names."""
    folded = fold(name)
    if folded in _OF_ITS_OWN:
        return unit_body(f"{name.rpartition(' ')[0]} {ministry.name}")
    return unit_body(f"{name} {ministry.name}") if folded in _OF_MANY or folded.startswith("vu ") else ()


def unit_with_id(name: str, agency_id: str) -> tuple[Agency, ...]:
    """The unit of some ministry that has this id and is named without it; empty for none."""
    ministries = (a for a in index().gazetteer.agencies if a.kind == "ministry")
    return next((made for m in ministries if (made := unit_of(name, m)) and made[0].agency_id == agency_id), ())


def unit_body(name: str) -> tuple[Agency, ...]:
    """The unit that has this form of name; empty when the name has no such form. ``name`` keeps its words.

    Only bodies that are not in the register are answered.
    """
    tokens = tokenize(name)
    if not 2 <= len(tokens) <= _MOST_WORDS or not tokens[0].raw[:1].isupper():
        return ()
    office = phrase_at(_OFFICES, tokens, 0)
    if office:
        owner = _owner(tokens, office)
        if owner is None or owner[1] != office or owner[0].kind == "province":
            return ()
        return (Agency(_id(name), name, "person_office", owner[0].agency_id),)
    begun = _kind(tokens)
    if begun is None or phrase_at(_NO_UNITS, tokens, 0):
        return ()
    kind, size = begun
    owner = _owner(tokens, size)
    if owner is None:
        return ()
    body, at = owner
    end = at - 1 if tokens[at - 1].tone == _OF else at
    if not _clear(tokens, size, end) if end > size else tokens[0].tone in _NEEDS_MORE and kind != "university":
        return ()
    # "Trường Đại học Cần Thơ" is called after the place, and belongs to a ministry as often
    parent = None if kind == "university" and body.kind == "province" else body.agency_id
    return (Agency(_id(name), name, kind, parent),)
