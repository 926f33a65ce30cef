"""Recurrences, standing duties and terms as Vietnamese writes them: under :mod:`normalizers.deadline`.

A recurrence ("6 tháng/lần", "trước ngày 15 tháng cuối quý") becomes a rule of RFC 5545.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable

from normalizers.timex_parts import SEP, B, E, Hit, N, Piece, Point, Q, W, number, quarter
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
_DAY = r"(?:[2-7]|hai|ba|tu|~{1,2}|nam|sau|bay)"
_MORE_DAYS = rf"(?:(?:,| va|, va) (?:ngay )?(?:(?:thu )?{_DAY}(?![a-z0-9])|chu nhat)){{0,5}}"
_WEEKDAYS = rf"(?P<days>(?:ngay )?(?:thu {_DAY}|chu nhat){_MORE_DAYS})"
_QUARTER_MONTHS = {"dau": "1,4,7,10", "cuoi": "3,6,9,12"}


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


def _dated(m: re.Match[str]) -> tuple[str, ...] | None:
    days = re.findall(rf"(?<![0-9a-z])({N})(?: ?thang |{SEP})({N})(?![0-9a-z])", m["days"])
    points = tuple(Point("day", None, number(month), number(day)) for day, month in days)
    return yearly_rules(points) if points and all(p.possible() for p in points) else None


def yearly_rules(points: tuple[Point, ...]) -> tuple[str, ...]:
    """The recurrences of days of the year: one rule where they share the day ("15/6 và 15/12"), else one for each."""
    if len({p.day for p in points}) == 1:
        months = ",".join(str(n) for n in sorted({p.n for p in points}))
        return (f"FREQ=YEARLY;BYMONTH={months};BYMONTHDAY={points[0].day}",)
    return tuple(f"FREQ=YEARLY;BYMONTH={p.n};BYMONTHDAY={p.day}" for p in points)


def _on_weekdays(m: re.Match[str]) -> str:
    days = re.findall(rf"(?<![a-z0-9])(?:chu nhat|{_DAY})(?![a-z0-9])", m["days"])
    named = {_WEEKDAY.get(day, "SU") for day in days}
    return "FREQ=WEEKLY;BYDAY=" + ",".join(day for day in ("MO", "TU", "WE", "TH", "FR", "SA", "SU") if day in named)


def _listed(part: str, tokens: str, most: int) -> str | None:
    """A rule over a list of numbers ("6 và tháng 12"); None when one of them is out of 1..``most``."""
    numbers = [number(token) for token in re.findall(rf"(?<![0-9a-z]){N}(?![0-9a-z])", tokens)]
    return f"FREQ={part}=" + ",".join(map(str, numbers)) if all(1 <= n <= most for n in numbers) else None


def _in_quarter(m: re.Match[str]) -> str | None:
    # By the end of the quarter, hence its last month.
    quarters = [quarter(q) for q in re.findall(rf"(?<![0-9a-z|!]){Q}(?![0-9a-z|!])", m["quarters"])]
    return "FREQ=YEARLY;BYMONTH=" + ",".join(str(3 * q) for q in quarters) if all(quarters) else None


def _counted(unit: str, count: str | None) -> str:
    """The rhythm of a member of a list: "6 tháng" is every six months, "9 tháng" the nine months of a year, once."""
    n = number(count) if count else 1
    return "FREQ=YEARLY;BYMONTH=9" if (unit, n) == ("thang", 9) else _frequency(unit, n)


_Rrule = Callable[[re.Match[str]], str | tuple[str, ...] | None]
_EACH = re.compile(
    rf"{B}(?:dinh ky,? ?)?(?:{EVERY}|(?<=dinh ky )theo|(?<=dinh ky )(?=thang|quy|nam|tuan)) ?(?P<u>{_UNIT})"
    rf"(?![a-z0-9])(?! ?[0-9])"
)
_NOT_A_NAME = r"(?![a-z0-9])(?! ?[0-9]| [ivl]{1,3}[ /]| (?:dau|cuoi|hoc|nay|sau|toi|lam viec|ke tu|tu)(?![a-z]))"
_EACH_MORE = re.compile(
    rf" ?(?:,? ?va|/|,|;|hoac) ?(?:dinh ky )?(?:(?:{EVERY} |theo )?(?P<u>{_UNIT})|(?P<n>0?[1-9]|mot|hai|ba|nam) "
    rf"(?P<v>thang|nam)){_NOT_A_NAME}"
)
# A bare unit that its own day follows, after another rhythm: "hằng quý (...), năm (trước ngày 15/12)".
_REPORT_DATED = re.compile(
    rf"{B}bao cao (?:dinh ky )?(?:(?P<n>0?6) )?(?P<u>thang|quy|nam)"
    r"(?= ?[(,]? ?(?:gui )?(?:truoc|cham nhat(?: la)?|vao) ngay [0-9]{1,2}(?:/[0-9]{1,2})?(?![0-9/]))"
)
_HALVES = re.compile(
    rf"{B}(?:so ket |bao cao )?0?6 thang(?:,| va|, va) (?:hang |0?1 |mot |tong ket |bao cao |ca )?nam{E}(?! ?[0-9])"
)
_EACH_DATED = re.compile(r"(?<=[,;)] )(?:va )?(?:(?P<n>0?[1-9]) )?(?P<u>thang|quy|nam)(?= ?\((?:truoc |vao )?ngay )")
_DAY_OF = rf"ngay (?P<d>{N})"
_RECUR_RULES: tuple[tuple[str, re.Pattern[str], _Rrule, str], ...] = (
    ("range_of_year", re.compile(rf"{B}(?:tu )?(?:ngay |thang )?{N}(?:(?: thang |{SEP}){N})? den(?: het)?"
                                 rf" (?:ngay |thang )?{N}(?:(?: thang |{SEP}){N})?(?: cua)?,? {EVERY} nam{E}"),
     lambda m: None, "nam"),
    ("day_of_quarter", re.compile(rf"{B}{_DAY_OF}(?: cua)?,? thang (?P<w>cuoi|dau)(?: tien| cung)?(?: cua)?"
                                  rf"(?: {EVERY}| mot)? quy(?![a-z])(?: sau| tiep theo| bao cao)?"),
     lambda m: _listed(f"YEARLY;BYMONTH={_QUARTER_MONTHS[m['w']]};BYMONTHDAY", m["d"], 31), "quy"),
    ("last_day_of_quarter", re.compile(rf"{B}ngay cuoi(?: cung)?(?: cua)?(?: {EVERY})? quy(?! [0-9ivl])"),
     lambda m: "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "quy"),
    ("last_day_of_month", re.compile(rf"{B}ngay cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang(?! ?[0-9])"),
     lambda m: "FREQ=MONTHLY;BYMONTHDAY=-1", "thang"),
    ("day_of_month", re.compile(rf"{B}(?:ngay (?:m[uo]ng )?|(?=[0-9]))(?P<days>{N}(?:(?:,| va|, va)"
                                rf" (?:ngay )?{N}){{0,3}})(?: cua)?,? (?:dinh ky )?(?:thang )?{EVERY} thang"),
     lambda m: _listed("MONTHLY;BYMONTHDAY", m["days"], 31), "thang"),
    ("day_of_year", re.compile(rf"{B}(?P<days>(?:(?:ngay ?)?{N}(?: ?thang |{SEP}){N}(?: va |, va |, )){{0,3}}"
                               rf"(?:ngay ?)?{N}(?: ?thang |{SEP}){N})(?: cua)?,? (?:dinh ky )?{EVERY} nam{E}"),
     _dated, "nam"),
    ("month_of_year", re.compile(rf"{B}thang (?P<months>{N}(?:(?:,| va|, va) (?:thang )?{N}){{0,11}})(?: cua)?,? "
                                 rf"(?:dinh ky )?{EVERY} nam{E}"),
     lambda m: _listed("YEARLY;BYMONTH", m["months"], 12), "nam"),
    ("quarter_of_year", re.compile(rf"{B}quy (?P<quarters>{Q}(?:(?:,| va|, va) (?:quy )?{Q}){{0,3}})(?: cua)?,? "
                                   rf"(?:dinh ky )?{EVERY} nam{E}"), _in_quarter, "nam"),
    ("part_of_year", re.compile(rf"{B}(?:cuoi|dau|giua) {EVERY} nam{E}"), lambda m: "FREQ=YEARLY", "nam"),
    ("weekday", re.compile(rf"{B}{_WEEKDAYS},? {EVERY} tuan"), _on_weekdays, "tuan"),
    ("weekday", re.compile(rf"{B}(?:dinh ky )?{EVERY} tuan,? ?\(?(?:vao )?{_WEEKDAYS}{E}\)?"), _on_weekdays, "tuan"),
    ("every", re.compile(rf"{B}(?:dinh ky )?(?:moi )?(?P<n>{W}) (?P<u>{_UNIT}) ?(?:/|mot|moi|bao cao|to chuc)? ?"
                         rf"(?:0?1 |mot )?lan{E}"),
     lambda m: _frequency(m["u"], number(m["n"])), ""),
    ("every", re.compile(rf"{B}(?:(?:dinh ky |moi )nua nam(?: ?(?:/|mot|1) ?lan)?|nua nam ?(?:/|mot|1|0?1) ?lan){E}"),
     lambda m: _frequency("thang", 6), ""),
    ("every", re.compile(rf"{B}(?:(?:dinh ky|moi)(?: {EVERY})?) (?P<n>{W}) (?P<u>{_UNIT}){E}(?! (?:dau|cuoi))"),
     lambda m: _frequency(m["u"], number(m["n"])), ""),
    ("times_per", re.compile(rf"{B}(?:dinh ky )?(?:it nhat |toi thieu )?(?P<k>{W}) ?lan ?(?:/|moi|mot|trong"
                             rf"|tren)? ?(?:0?1 |mot |moi )?(?P<u>{_UNIT}){E}"),
     _per, ""),
    ("times_per", re.compile(rf"{B}(?:dinh ky )?{EVERY} (?P<u>{_UNIT}) (?:it nhat |toi thieu )?(?P<k>{W}) ?lan{E}"),
     _per, ""),
    ("every", re.compile(rf"{B}(?P<u>tuan|thang|quy|nam) ?(?:/|mot) ?(?:0?1 )?lan{E}"),
     lambda m: _frequency(m["u"]), ""),
)  # fmt: skip
# A view without "hằng", "mỗi", "định kỳ" and without these cannot match: looking for a word is cheaper.
_NEEDS = {name: () for name, *_ in _RECUR_RULES} | {
    "day_of_quarter": ("quy",),
    "last_day_of_quarter": ("ngay cuoi",),
    "last_day_of_month": ("ngay cuoi",),
    "every": ("lan",),
    "times_per": ("lan",),
}
_PERIODIC = re.compile(rf"{B}dinh ky(?![a-z0-9#])(?: ?[,/]? ?(?:va |hoac )?dot xuat)?")
_STANDING = re.compile(
    rf"{B}(?:nhiem vu )?(?:thuong xuyen|lien tuc|xuyen suot(?! (?:giai|nam|nhiem|qua|thoi))|lau dai"
    rf"|\A24/(?:7|24)(?: ?(?:gio|h))?(?=\W*$))"
    rf"(?:,? (?:va )?(?:thuong xuyen|lien tuc|lau dai|{EVERY} (?:ngay|nam)|24/(?:7|24)(?: ?(?:gio|h))?)){{0,2}}"
    rf"(?![a-z0-9#])(?: ?(?:,|/|,? va|,? hoac) ?dot xuat{E})?"
)
_PAPER = r"(?:van ban|quyet dinh|ke hoach|cong van|nghi quyet|thong bao|chi thi|chuong trinh|nghi dinh|thong tu)"
_NAY = rf"(?:{_PAPER} nay )?"
_SIGNED = rf"(?:duoc )?(?:ky|ban hanh)(?:,? ban hanh|,? ky)?(?: {_PAPER}(?: nay)?)?"
_LENGTH = (
    rf"(?P<n>{W}) (?:\([^)]{{1,20}}\) ?)?(?P<u>ngay|tuan|thang|nam|gio)(?P<work> lam viec)?"
    r"(?: \([^)]{1,20}\))?"
)
_WITHIN = (
    r"trong(?: vong| thoi (?:han|gian))(?: khong qua| toi da)?|khong qua|(?:cham nhat|muon nhat) (?:la )?(?:trong|sau)"
)
_TERM = re.compile(
    rf"{B}(?:(?P<cue>{_WITHIN}(?: vong)?|trong(?: khong qua)?|cham nhat(?: la)?|muon nhat(?: la)?|sau) )?{_LENGTH},? "
    r"(?:(?:ke |tinh )?tu|sau) (?:(?P<date>(?:ngay )?[0-9]{1,2}[/.-][0-9]{1,2}[/.-]2[0-9]{3}(?![0-9])"
    r"(?! ?(?:den|toi|-) ))"
    r"|(?:ngay|khi|thoi diem|luc) (?P<event>(?![0-9])[^.;:,)]{1,200}(?![a-z0-9])))"
)
# A length without a beginning; never what tells of a time gone by or ahead ("trong vòng 5 năm qua"). A bare "trong"
# is weak: see the licence of prose.
_SPAN = re.compile(
    rf"{B}(?P<cue>{_WITHIN}|trong) {_LENGTH}{E}"
    r"(?! (?:[0-9ivx]|qua|gan day|vua qua|truoc|nua|toi|tiep theo|dau|cuoi|lien tuc|lien tiep))"
)
# Weeks have no place in EDTF, and years that are not the calendar's none at all: a day would have to be invented.
_WEEK = re.compile(rf"{B}tuan (?:nay|sau|toi){E}(?! khi)")
_OTHER_YEAR = re.compile(
    rf"{B}(?:hoc ky (?:[0-9]|i{{1,3}}),? )?(?:nam hoc|nien hoc|nien khoa|mua vu)(?: ~{3})?(?: 20[0-9]{{2}}"
    rf"(?: ?- ?(?:20)?[0-9]{{2}})?)?{E}"
)
_SIGNING_EVENT = re.compile(rf"{_NAY}{_SIGNED}(?![a-z])")
_FROM_SIGNING = re.compile(
    rf"{B}(?<!viec )(?<!viec, )(?<!ngay )(?<!ngay, )(?<!thang )(?<!thang, )"
    rf"(?:co hieu luc(?: thi hanh)? )?(?:ke |bat dau )?tu ngay {_NAY}{_SIGNED}(?= ?(?:[.,;)#/]|$| va | thay the"
    rf"| den ))"
)


def _term(match: re.Match[str]) -> Hit:
    """The hit of a length of time from an event or a day. Only the signing and a day can be counted from."""
    length = (number(match["n"]), match["u"] + (match["work"] or ""))
    cue = (match["cue"] or "").split(" ", 1)[0]
    if match["date"]:
        day, month, year = (int(n) for n in re.findall(r"[0-9]+", match["date"]))
        start = Point("day", year, month, day)
        piece = (Piece(match.start("date"), match.end("date"), (start,)),) if start.possible() else ()
        return Hit(match.start(), match.end(), "term_from_day", piece, DeadlineKind.DATE, term=length, cue=cue)
    signing = _SIGNING_EVENT.match(match["event"])
    end = match.start("event") + signing.end() if signing else match.end()
    return Hit(match.start(), end, "term", kind=DeadlineKind.DATE, term=length if signing else (0, ""), cue=cue)


def _further(view: View, end: int) -> tuple[int, tuple[str, ...]]:
    """Where a list of rhythms ends that goes on at ``end``, and its further rules ("hằng quý, 6 tháng, năm")."""
    also: list[str] = []
    while len(also) < len(_FREQ) and (more := _EACH_MORE.match(view.v, end)) is not None:
        also.append(_counted(more["u"] or more["v"], more["n"]))
        end = more.end()
    return end, tuple(also)


def find_recurrences(view: View) -> list[Hit]:
    """All recurrences, standing duties and terms, without overlaps, in reading order; the more exact rule wins."""
    found: list[Hit] = []
    v = view.v
    for match in _TERM.finditer(v):
        found.append(_term(match))
    for match in _SPAN.finditer(v):
        cue, weak = match["cue"].split(" ", 1)[0], match["cue"] == "trong" and not match["work"]
        kind, unit = DeadlineKind.DATE, "weak" if weak else ""
        found.append(Hit(match.start(), match.end(), "term+no_start", kind=kind, term=(0, ""), cue=cue, unit=unit))
    for match in _OTHER_YEAR.finditer(v):
        found.append(Hit(match.start(), match.end(), "school_year", kind=DeadlineKind.CONDITIONAL))
    for match in _WEEK.finditer(v):
        found.append(Hit(match.start(), match.end(), "relative_week", kind=DeadlineKind.CONDITIONAL))
    for match in _FROM_SIGNING.finditer(v):
        found.append(Hit(match.start(), match.end(), "from_signing", kind=DeadlineKind.DATE, term=(0, "ngay")))
    every = any(word in v for word in ("hang", "moi", "dinh ky"))
    for name, pattern, rrule, unit in _RECUR_RULES:
        if not (every or any(word in v for word in _NEEDS[name])):
            continue
        for match in pattern.finditer(v):
            made = rrule(match)
            kind = DeadlineKind.CONDITIONAL if made is None and name != "times_per" else DeadlineKind.RECURRING
            freq = unit or match.groupdict().get("u") or ""
            first, *also = made if isinstance(made, tuple) else (made,)
            end, more = match.end(), tuple(r for r in also if r)
            if name == "every":
                end, more = _further(view, end)
            found.append(Hit(match.start(), end, name, kind=kind, rrule=first, also=more, unit=freq))
    for match in _STANDING.finditer(v):
        each_year = re.search(rf"[^,] {EVERY} nam$", match.group())
        end = match.end()
        kind, rrule_text = (DeadlineKind.RECURRING, "FREQ=YEARLY") if each_year else (DeadlineKind.ONGOING, None)
        if not each_year and (listed := re.search(rf",? (?:va )?{EVERY} nam$", match.group())):
            end = match.start() + listed.start()
        found.append(
            Hit(match.start(), end, "each" if each_year else "standing", kind=kind, rrule=rrule_text, unit="nam")
        )
    for match in _EACH.finditer(v):
        end, more = _further(view, match.end())
        kind, rrule_text = DeadlineKind.RECURRING, _frequency(match["u"])
        found.append(Hit(match.start(), end, "each", kind=kind, rrule=rrule_text, also=more, unit=match["u"]))
    for match in _HALVES.finditer(v):
        kind, rrule_text = DeadlineKind.RECURRING, _frequency("thang", 6)
        yearly = (_frequency("nam"),)
        found.append(Hit(match.start(), match.end(), "each", kind=kind, rrule=rrule_text, also=yearly, unit="nam"))
    for pattern in (_REPORT_DATED, *((_EACH_DATED,) if found else ())):
        for match in pattern.finditer(v):
            kind, rrule_text = DeadlineKind.RECURRING, _counted(match["u"], match["n"])
            found.append(Hit(match.start(), match.end(), "each", kind=kind, rrule=rrule_text, unit=match["u"]))
    for match in _PERIODIC.finditer(v):
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
