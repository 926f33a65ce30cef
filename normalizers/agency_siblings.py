"""Bodies of a list that say their place or their office for one another: "HĐND, UBND xã A", "UBND xã A, phường B"."""

from __future__ import annotations

import re
from dataclasses import replace

from normalizers.agency_mentions import named_mention, own_mention
from normalizers.agency_register import index
from normalizers.agency_tokens import tokenize
from pipeline.model import AgencyMatch, AgencyMention

_COUNCILS = (
    "Đảng ủy",
    "Hội đồng nhân dân",
    "Thường trực Hội đồng nhân dân",
    "Ủy ban nhân dân",
    "Ủy ban Mặt trận Tổ quốc Việt Nam",
)


_SAME_LEVEL = " cùng cấp"


def share_place(listed: list[AgencyMention]) -> None:
    """Gives the councils at the end of a list the place that its last body names: "HĐND, UBND, Ủy ban MTTQ xã A"."""
    for n in range(len(listed) - 2, -1, -1):
        whole = of_same_place(listed[n], listed[n + 1])
        if whole is None:
            return
        listed[n] = whole


def of_same_place(council: AgencyMention, after: AgencyMention) -> AgencyMention | None:
    """ "Hội đồng nhân dân, Ủy ban nhân dân tỉnh A": the council of the place that the body behind it names; None for
    other pairs."""
    if council.agency_id is not None or council.name not in _COUNCILS:
        return None
    if after.name.endswith(_SAME_LEVEL):  # "UBND, Ủy ban MTTQ Việt Nam cùng cấp"
        return replace(council, name=council.name + _SAME_LEVEL, is_collective=True)
    if after.is_collective:
        return None
    place = next((after.name[len(c) + 1 :] for c in _COUNCILS[::-1] if after.name.startswith(c + " ")), "")
    if not place:
        return None
    tokens = tokenize(f"{council.name} {place}")
    found = index().match(tokens, 0)
    if found is not None and found.end == len(tokens):
        return named_mention(found.entry, tokens, council.name_raw, council.role, council.start, council.end)
    made = own_mention(f"{council.name} {place}", council.name_raw, council.role, council.start, council.end)
    return None if made.agency_id is None else made


_UNIT = r"(?:xã|phường|đặc khu|thị trấn)"
_COMMUNE = re.compile(rf"{_UNIT}\s\S.*", re.IGNORECASE)
_BODY_OF_COMMUNE = re.compile(rf"(?P<whose>\S.*?)\s{_UNIT}\s\S.*")
_QUARTER = r"(?:thôn|bản|ấp|buôn|khóm|khu phố|tổ dân phố)"
_QUARTERS = re.compile(rf"{_QUARTER}\s[\w ]+")
_BODY_OF_QUARTER = re.compile(rf"(?P<whose>\S.*?)\s{_QUARTER}\s[\w ]+")
#: Bodies that are no organ of the commune in which they stand.
_NOT_OF_COMMUNES = re.compile(r"(?:Trường|Công ty|Hợp tác|Doanh nghiệp|Bệnh viện|Ban Quản lý dự án|Chi nhánh)\b")


def in_another_place(before: AgencyMention, after: AgencyMention) -> AgencyMention:
    """ "Ủy ban nhân dân xã A, phường B", "Công an tỉnh A, thành phố B": the same body of the second place, which stands
    alone in the text behind the first; any other mention as it is."""
    quarter = _BODY_OF_QUARTER.fullmatch(before.name) if _QUARTERS.fullmatch(after.name_raw) else None
    if quarter is not None and before.agency_id is None and not _NOT_OF_COMMUNES.match(before.name):
        name = f"{quarter['whose']} {after.name_raw}"  # "Chi bộ khu phố 1, khu phố 2"
        return replace(after, name=name, is_collective=before.is_collective, match=before.match)
    if after.is_collective or before.is_collective:
        return after
    if not _COMMUNE.fullmatch(after.name):
        if after.agency_id is None:
            return after
        first, second = index().places.get(before.agency_id or ""), index().places.get(after.agency_id)
        if first is None or second is None or not first.local_id or second.local_id:
            return after
        body = index().at(first.local_id, second.province_id)
        return after if body is None else replace(after, name=body.name, agency_id=body.agency_id)
    body_of = _BODY_OF_COMMUNE.fullmatch(before.name)
    if body_of is None or _NOT_OF_COMMUNES.match(before.name):
        return after
    name = f"{body_of['whose']} {after.name[0].lower()}{after.name[1:]}"
    made = own_mention(name, after.name_raw, after.role, after.start, after.end)
    return made if made.match is AgencyMatch.PATTERN or before.agency_id is None else after
