"""Places behind the names of bodies and of kinds: "Sở A các tỉnh", "Kho bạc khu vực X", "các tỉnh vùng Tây Nguyên"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from normalizers.agency_phrases import phrase_at, starts_head, table, written_collective
from normalizers.agency_register import index
from normalizers.agency_tokens import AND, COMMA, DASH, SPACE, Token
from normalizers.text import CAPITAL

_PROVINCE_WORDS = frozenset(("tinh", "pho"))
_BRANCH = table(
    """chi nhánh tỉnh, chi nhánh thành phố, chi nhánh khu vực, chi nhánh, cửa khẩu quốc tế, cửa khẩu, ven biển,
    khu vực"""
)
_OTHER_PLACE = table("thành phố")
_PLACE_WORD = re.compile(rf"[{CAPITAL}]|\d{{1,2}}$")
#: Places in the plural behind the name of a body that each of them has: "Sở Xây dựng các tỉnh, thành phố".
_PLACES_OF = table(
    """các tỉnh, các thành phố, các địa phương, các xã, các phường, các đặc khu, cấp tỉnh, cấp xã, các cấp, cùng cấp"""
)
_NO_LEVEL = table("cấp ủy, cấp phát, cấp giấy, cấp phép, cấp kinh phí")
_MORE_PLACES = table("tỉnh, thành phố, xã, phường, đặc khu, địa phương")
_UNDER = table("trực thuộc trung ương, trên địa bàn tỉnh, trên địa bàn thành phố, trên cả nước, trong cả nước")


def of_places_end(tokens: Sequence[Token], at: int) -> int:
    """The token after the places in the plural that begin at ``at`` right behind the name of a body; ``at`` where
    there are none."""
    size = phrase_at(_PLACES_OF, tokens, at)
    if not size or tokens[at].gap != SPACE or phrase_at(_NO_LEVEL, tokens, at + 1):
        return at
    end = at + size
    while end < len(tokens) and tokens[end].gap in (COMMA, AND) and (more := phrase_at(_MORE_PLACES, tokens, end)):
        end += more
    return end + phrase_at(_UNDER, tokens, end)


def of_places_written(text: str, tokens: Sequence[Token], at: int, end: int) -> str:
    """The name of a body of many places between two tokens, its abbreviation written out: "Sở NN&MT các tỉnh"."""
    found = index().match(tokens, at)
    raw = text[tokens[at].start : tokens[end - 1].end]
    if found is None or found.end >= end or all(t.first and t.last for t in tokens[at : found.end]):
        return written_collective(raw)
    return written_collective(found.entry.name + text[tokens[found.end - 1].end : tokens[end - 1].end])


_IN_AREA = table(
    "trên địa bàn tỉnh, trên địa bàn thành phố, trên địa bàn xã, trên địa bàn phường, trên địa bàn, trên cả nước"
)


def in_area_end(tokens: Sequence[Token], at: int) -> int:
    """The token after "trên địa bàn tỉnh" behind the words for many bodies; ``at`` where it does not stand there."""
    return at + phrase_at(_IN_AREA, tokens, at) if at < len(tokens) and tokens[at].gap == SPACE else at


_REGIONS = table("vùng, miền, thuộc vùng, thuộc khu vực, khu vực, phía, ven, duyên hải")
_OF_REGIONS = table(
    """vùng, miền, đồng bằng, trung du, miền núi, núi, vùng núi, phía, sông, biển, ven biển, duyên hải, biên giới,
    trung bộ, kinh tế trọng điểm, bắc, nam, đông, tây"""
)


def region_end(tokens: Sequence[Token], at: int) -> int:
    """The token after the regions right behind the words for many places: "các tỉnh | vùng Tây Nguyên, Tây Bắc",
    "các tỉnh | miền núi phía Bắc"; ``at`` where none is named."""
    end = at + (phrase_at(_REGIONS, tokens, at) if at < len(tokens) and tokens[at].gap == SPACE else 0)
    if end == at:
        return at
    named = end
    while end < len(tokens) and tokens[end].gap <= AND:
        listed = tokens[end].gap in (COMMA, AND)
        title = tokens[end].raw.istitle() and not (listed and starts_head(tokens, end))
        size = 0 if listed and end == named else phrase_at(_OF_REGIONS, tokens, end)
        size = int(title) if not size or (listed and tokens[end].raw.istitle() and not title) else size
        if not size:
            break
        end += size
    return end if end > named else at


def branch_end(tokens: Sequence[Token], at: int) -> int:
    """The token after "khu vực X" or "chi nhánh tỉnh X" right behind a name; ``at`` where neither stands there."""
    branch = phrase_at(_BRANCH, tokens, at)
    if branch and tokens[at].gap == SPACE:
        end = at + branch
        while end < len(tokens) and tokens[end].gap <= DASH and _PLACE_WORD.match(tokens[end].raw):
            if tokens[end].gap == DASH and starts_head(tokens, end):
                break  # "Kho bạc Nhà nước khu vực X | - Phòng Giao dịch số 3"
            end += 1
        return end if end > at + branch else at
    seen = tokens[at : at + 3]
    region = [t.key for t in seen[:2]] == ["khu", "vuc"] and all(t.gap == SPACE for t in seen) and len(seen) == 3
    return at + 3 if region and (seen[2].raw[0].isdigit() or seen[2].raw.isupper()) else at


def provinces_end(tokens: Sequence[Token], at: int, end: int) -> int:
    """The token after the provinces that go on with a list of them: "UBND các tỉnh A | , B và thành phố C"."""
    kinds = (k for k in range(at, end - 1) if tokens[k].key in _PROVINCE_WORDS and tokens[k].raw.islower())
    if not any(tokens[k + 1].raw[:1].isupper() and tokens[k + 1].gap == SPACE for k in kinds):
        return end
    while end < len(tokens) and tokens[end].gap in (COMMA, AND):
        found = index().match(tokens, end)
        if found is None or found.entry.agency.kind != "province":
            break
        end = found.end
    return end


def each_end(tokens: Sequence[Token], at: int) -> int:
    """The token after ", thành phố" behind the name of a body of a province ("Hội A tỉnh, thành phố")."""
    size = phrase_at(_OTHER_PLACE, tokens, at)
    after = tokens[at + size] if at + size < len(tokens) else None
    named = after is not None and after.gap == SPACE and after.raw[:1].isupper()
    here = size > 0 and tokens[at].gap == COMMA and tokens[at - 1].key == "tinh" and not named
    return at + size if here else at
