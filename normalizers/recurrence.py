"""Recurrences, standing duties and terms as Vietnamese writes them: under :mod:`normalizers.deadline`.

A recurrence ("6 tháng/lần", "trước ngày 15 tháng cuối quý") becomes a rule of RFC 5545.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from normalizers.timex import day_points
from normalizers.timex_parts import SEP, B, E, Hit, N, Point, Q, W, number, quarter
from normalizers.timex_view import View
from pipeline.model import DeadlineKind

_UNIT = r"(?:ngay|tuan|thang|quy|nam)"
_FREQ = {
    "ngay": ("DAILY", 1),
    "tuan": ("WEEKLY", 1),
    "thang": ("MONTHLY", 1),
    "quy": ("MONTHLY", 3),
    "nam": ("YEARLY", 1),
}
EVERY = r"(?:hang|moi)"
_WEEKDAY = {"2": "MO", "hai": "MO", "3": "TU", "ba": "TU", "4": "WE", "tu": "WE", "~": "WE", "~~": "WE", "5": "TH",
            "nam": "TH", "6": "FR", "sau": "FR", "7": "SA", "bay": "SA"}  # fmt: skip
_QUARTER_MONTHS = {"dau": "1,4,7,10", "cuoi": "3,6,9,12"}
_MAX_MERGE = 160


def _frequency(unit: str, count: int = 1) -> str:
    freq, step = _FREQ[unit]
    return f"FREQ={freq}" + (f";INTERVAL={step * count}" if step * count > 1 else "")


def _per(m: re.Match[str]) -> str | None:
    """ "2 lần/năm" -> every six months; None where the times do not divide evenly ("3 lần/tháng")."""
    count, unit = number(m["k"]), m["u"]
    months = {"thang": 1, "quy": 3, "nam": 12}.get(unit, 0)
    if count == 1:
        return _frequency(unit)
    return _frequency("thang", months // count) if count > 1 and months and months % count == 0 else None


def _dated(m: re.Match[str]) -> str | None:
    point = day_points(m)
    return yearly_rule(point[0]) if point and point[0].possible() else None


def yearly_rule(point: Point) -> str:
    """The recurrence of a day of the year."""
    return f"FREQ=YEARLY;BYMONTH={point.n};BYMONTHDAY={point.day}"


def _listed(part: str, tokens: str, most: int) -> str | None:
    """A rule over a list of numbers ("6 và tháng 12"); None when one of them is out of 1..``most``."""
    numbers = [number(token) for token in re.findall(rf"(?<![0-9a-z]){N}(?![0-9a-z])", tokens)]
    return f"FREQ={part}=" + ",".join(map(str, numbers)) if all(1 <= n <= most for n in numbers) else None


def _in_quarter(m: re.Match[str]) -> str | None:
    # By the end of the quarter, hence its last month.
    return f"FREQ=YEARLY;BYMONTH={3 * quarter(m['q'])}" if quarter(m["q"]) else None


_Rrule = Callable[[re.Match[str]], str | None]
_EACH = re.compile(
    rf"{B}(?:dinh ky,? ?)?(?:{EVERY}|(?<=dinh ky )theo|(?<=dinh ky )(?=thang|quy|nam|tuan)) ?(?P<u>{_UNIT})"
    rf"(?![a-z0-9])(?! ?[0-9])"
)
_EACH_MORE = re.compile(
    rf" ?(?:,? ?va|/|,|;|hoac) ?(?:{EVERY} |theo )?(?P<u>{_UNIT})(?![a-z0-9])(?! ?[0-9]| [ivl]{{1,3}}[ /])"
)
_DAY_OF = rf"ngay (?P<d>{N})"
_RECUR_RULES: tuple[tuple[str, re.Pattern[str], _Rrule, str], ...] = (
    ("day_of_quarter", re.compile(rf"{B}{_DAY_OF}(?: cua)?,? thang (?P<w>cuoi|dau)(?: tien| cung)?(?: cua)?"
                                  rf"(?: {EVERY}| mot)? quy(?![a-z])(?: sau| tiep theo| bao cao)?"),
     lambda m: f"FREQ=YEARLY;BYMONTH={_QUARTER_MONTHS[m['w']]};BYMONTHDAY={number(m['d'])}", "quy"),
    ("last_day_of_quarter", re.compile(rf"{B}ngay cuoi(?: cung)?(?: cua)?(?: {EVERY})? quy(?! [0-9ivl])"),
     lambda m: "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "quy"),
    ("last_day_of_month", re.compile(rf"{B}ngay cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang(?! ?[0-9])"),
     lambda m: "FREQ=MONTHLY;BYMONTHDAY=-1", "thang"),
    ("day_of_month", re.compile(rf"{B}ngay (?P<days>{N}(?:(?:,| va|, va) (?:ngay )?{N}){{0,3}})(?: cua)?,? "
                                rf"(?:dinh ky )?(?:thang )?{EVERY} thang"),
     lambda m: _listed("MONTHLY;BYMONTHDAY", m["days"], 31), "thang"),
    ("day_of_year", re.compile(rf"{B}(?:ngay ?)?(?P<d>{N})(?: ?thang |{SEP})(?P<m>{N})(?: cua)?,? "
                               rf"(?:dinh ky )?{EVERY} nam{E}"),
     _dated, "nam"),
    ("month_of_year", re.compile(rf"{B}thang (?P<months>{N}(?:(?:,| va|, va) (?:thang )?{N}){{0,11}})(?: cua)?,? "
                                 rf"(?:dinh ky )?{EVERY} nam{E}"),
     lambda m: _listed("YEARLY;BYMONTH", m["months"], 12), "nam"),
    ("quarter_of_year", re.compile(rf"{B}quy (?P<q>{Q})(?: cua)?,? "
                                   rf"(?:dinh ky )?{EVERY} nam{E}"), _in_quarter, "nam"),
    ("part_of_year", re.compile(rf"{B}(?:cuoi|dau|giua) {EVERY} nam{E}"), lambda m: "FREQ=YEARLY", "nam"),
    ("weekday", re.compile(rf"{B}(?:(?:ngay )?thu (?P<w>[2-7]|hai|ba|tu|~{{1,2}}|nam|sau|bay)"
                           rf"|chu nhat),? {EVERY} tuan"),
     lambda m: f"FREQ=WEEKLY;BYDAY={_WEEKDAY[m['w']] if m['w'] else 'SU'}", "tuan"),
    ("every", re.compile(rf"{B}(?:dinh ky )?(?:moi )?(?P<n>{W}) (?P<u>{_UNIT}) ?(?:/|mot|moi|bao cao|to chuc)? ?"
                         rf"(?:0?1 |mot )?lan{E}"),
     lambda m: _frequency(m["u"], number(m["n"])), ""),
    ("every", re.compile(rf"{B}(?:(?:dinh ky|moi)(?: {EVERY})?) (?P<n>{W}) (?P<u>{_UNIT}){E}(?! (?:dau|cuoi))"),
     lambda m: _frequency(m["u"], number(m["n"])), ""),
    ("times_per", re.compile(rf"{B}(?:dinh ky )?(?:it nhat |toi thieu )?(?P<k>{W}) ?lan ?(?:/|moi|mot|trong"
                             rf"|tren)? ?(?:0?1 |mot |moi )?(?P<u>{_UNIT}){E}"),
     _per, ""),
    ("times_per", re.compile(rf"{B}(?:dinh ky )?{EVERY} (?P<u>{_UNIT}) (?:it nhat |toi thieu )?(?P<k>{W}) ?lan{E}"),
     _per, ""),
)  # fmt: skip
_PERIODIC = re.compile(rf"{B}dinh ky{E}(?:,? (?:va|hoac)? ?dot xuat)?")
_STANDING = re.compile(
    rf"{B}(?:nhiem vu )?(?:thuong xuyen|lien tuc|xuyen suot|lau dai)(?:,? (?:va )?(?:thuong xuyen|lien tuc|lau dai"
    rf"|{EVERY} (?:ngay|nam))){{0,2}}{E}"
)
_PAPER = r"(?:van ban|quyet dinh|ke hoach|cong van|nghi quyet|thong bao|chi thi|chuong trinh|nghi dinh|thong tu)"
_NAY = rf"(?:{_PAPER} nay )?"
_SIGNED = rf"(?:duoc )?(?:ky|ban hanh)(?:,? ban hanh|,? ky)?(?: {_PAPER}(?: nay)?)?"
_TERM = re.compile(
    rf"{B}(?:(?:trong(?: vong| thoi han)?(?: khong qua)?|(?:cham nhat|muon nhat)(?: la)?(?: trong| sau| khong qua)?"
    rf"(?: vong)?|khong qua|sau) )?(?P<n>{W}) "
    rf"(?:\([^)]{{1,20}}\) ?)?(?P<u>ngay|tuan|thang|nam)(?P<work> lam viec)?,? (?:ke )?tu (?:ngay|khi|thoi diem) "
    rf"(?P<event>[^.;:,)]{{1,200}}(?![a-z0-9]))"
)
_SIGNING_EVENT = re.compile(rf"{_NAY}{_SIGNED}(?![a-z])")
_FROM_SIGNING = re.compile(
    rf"{B}(?<!viec )(?<!viec, )(?<!ngay )(?<!ngay, )(?<!thang )(?<!thang, )"
    rf"(?:co hieu luc(?: thi hanh)? )?(?:ke |bat dau )?tu ngay {_NAY}{_SIGNED}(?= ?(?:[.,;)#/]|$| va | thay the"
    rf"| den ))"
)


def find_recurrences(view: View) -> list[Hit]:
    """All recurrences, standing duties and terms, without overlaps, in reading order; the more exact rule wins."""
    found: list[Hit] = []
    for match in _TERM.finditer(view.v):
        signing = _SIGNING_EVENT.match(match["event"])
        end = match.start("event") + signing.end() if signing else match.end()
        term = (number(match["n"]), match["u"]) if signing and not match["work"] else (0, "")
        cue = match.group().split(" ", 1)[0]
        found.append(Hit(match.start(), end, "term", kind=DeadlineKind.DATE, term=term, cue=cue))
    for match in _FROM_SIGNING.finditer(view.v):
        found.append(Hit(match.start(), match.end(), "from_signing", kind=DeadlineKind.DATE, term=(0, "ngay")))
    for name, pattern, rrule, unit in _RECUR_RULES:
        for match in pattern.finditer(view.v):
            made = rrule(match)
            kind = DeadlineKind.CONDITIONAL if made is None and name != "times_per" else DeadlineKind.RECURRING
            freq = unit or match.groupdict().get("u") or ""
            found.append(Hit(match.start(), match.end(), name, kind=kind, rrule=made, unit=freq))
    for match in _STANDING.finditer(view.v):
        yearly = re.search(rf"[^,] {EVERY} nam$", match.group())
        end = match.end()
        kind, rrule_text = (DeadlineKind.RECURRING, "FREQ=YEARLY") if yearly else (DeadlineKind.ONGOING, None)
        if not yearly and (listed := re.search(rf",? (?:va )?{EVERY} nam$", match.group())):
            end = match.start() + listed.start()
        found.append(Hit(match.start(), end, "each" if yearly else "standing", kind=kind, rrule=rrule_text, unit="nam"))
    for match in _EACH.finditer(view.v):
        end = match.end()
        also: list[str] = []
        while len(also) < len(_FREQ) and (more := _EACH_MORE.match(view.v, end)) is not None:
            also.append(_frequency(more["u"]))
            end = more.end()
        kind, rrule_text = DeadlineKind.RECURRING, _frequency(match["u"])
        found.append(Hit(match.start(), end, "each", kind=kind, rrule=rrule_text, also=tuple(also), unit=match["u"]))
    for match in _PERIODIC.finditer(view.v):
        found.append(Hit(match.start(), match.end(), "periodic", kind=DeadlineKind.RECURRING))
    return disjoint(found)


def disjoint(hits: list[Hit]) -> list[Hit]:
    """The hits that overlap no earlier one of the list, in reading order. Time: n log n."""
    starts: list[int] = []
    kept: list[Hit] = []
    for hit in hits:
        at = bisect_left(starts, hit.start)
        if at > 0 and kept[at - 1].end > hit.start:
            continue
        if at < len(kept) and kept[at].start < hit.end:
            continue
        starts.insert(at, hit.start)
        kept.insert(at, hit)
    return kept
