"""Vietnamese deadlines: the text of a deadline cell, and deadlines in running prose.

The way of one deadline, in three layers, each a table of small rules:

1. *times and recurrences* (:mod:`normalizers.timex`);
2. *frame* (``_FRAME``): the words before a time that bind it ("hoàn thành trước ngày", "trong", "từ", "chậm nhất");
3. *licence* (prose only, ``_licensed``): does this time bind a task, or does it name a thing, date a cited document or
   tell of the past? Without a binding word a time in prose is no deadline.

Readings that the data contract leaves open, decided here:

* ``before`` a period is due on its first day ("trước tháng 6/2025": 2025-06-01), as ``before`` a day is on that day;
* ``from`` a period is open ("từ quý II/2026": 2026-34/..);
* "đầu/giữa/cuối" of a period gives the whole period: a day is never invented;
* a yearly duty "quý I hằng năm" falls in the last month of that quarter (by its end);
* a term counted from the signing day follows the Civil Code 91/2015/QH13, arts. 147-148: the first day is not counted,
  a term in months ends on the same day of the last month (or its last day). Working days need a calendar of public
  holidays that no document carries: such a term stays conditional;
* a time without a year takes the anchor's year if it then ends on or after the anchor (its rule ends in
  ``+anchor_year``), and stays conditional if not; so does a day "of the year after";
* an impossible date (31/02/2025) or range stays conditional with its text: nothing is "corrected".
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, replace

from normalizers.deadline_damage import is_misread_month_word, phrase_meant
from normalizers.timex import Hit, Point, View, disjoint, find_recurrences, find_times, yearly_rule
from pipeline.model import Deadline, DeadlineKind, DeadlineSpan, Qualifier

# --- layer 2: frame -------------------------------------------------------------------------

_DONE = r"(?:co ban )?(?:hoan thanh|hoan tat|xong|ket thuc)(?: (?:xong|dut diem|toan bo|viec|dung han))?"
_CUES: tuple[tuple[str, Qualifier], ...] = (
    (
        r"(?:cham nhat|muon nhat|tre nhat|khong muon hon|khong cham hon|khong tre hon|khong qua|han cuoi(?: cung)?)"
        r"(?: la)?(?: vao| den| trong| truoc| tu| het){0,2} ?:?",
        Qualifier.NO_LATER_THAN,
    ),
    (r"(?:tu )?truoc", Qualifier.BEFORE),
    (r"(?:ngay )?trong(?: vong| khoang| giai doan)?(?: thoi gian)?(?: tu)?", Qualifier.IN),
    (r"(?:ke |bat dau |ngay )?tu", Qualifier.FROM),
    (r"(?:cho )?den(?: het)?|toi(?: het)?|het|vao(?: khoang)?|giai doan", Qualifier.BY),
)
_FRAME = re.compile(
    r"(?<![a-z0-9#])"
    r"(?P<label>(?:de xuat |du kien )?(?:thoi (?:han|gian|diem)|han|tien do|moc)(?: [a-z]{1,8}){0,5} ?: ?)?"
    rf"(?P<done>(?:{_DONE}|co hieu luc(?: thi hanh)?)(?: ?[:,(])? ?)?"
    r"(?P<meet>(?:ngay )?tai (?:ky|phien) hop(?: thu [0-9a-z]{1,6})?(?: quoc hoi(?: khoa [a-z]{1,5})?)? ?,? ?)?"
    rf"(?P<cue>(?:{'|'.join(pattern for pattern, _ in _CUES)}) ?)?"
    r"(?P<clock>(?:luc )?[0-9]{1,2} ?(?:gio|h|g|:) ?(?:[0-9]{1,2} ?)?(?:phut ?)?,? ?)?"
    r"(?P<part>(?:(?:ngay|\(ngay\)|thoi diem|het|cuoi|dau|giua|nua dau|nua cuoi|moc|khoang|dip) ?){0,3})$"
)
_CUE_OF = tuple((re.compile(pattern), qualifier) for pattern, qualifier in _CUES)
_FRAME_REACH = 110


@dataclass(frozen=True, slots=True)
class _Found:
    """A hit with the words that bind it: ``start`` is where they begin (in the view), ``cue`` the binding word."""

    hit: Hit
    start: int
    end: int
    cue: str = ""
    done: bool = False
    label: bool = False
    qualifier: Qualifier | None = None


def _framed(view: View, hit: Hit, floor: int) -> _Found:
    """The hit with its frame, which never reaches left of ``floor`` (the end of the hit before)."""
    match = _FRAME.search(view.v, max(floor, hit.start - _FRAME_REACH), hit.start)
    assert match is not None  # every part of a frame is optional
    cue = (match["cue"] or "").strip()
    qualifier = next((q for pattern, q in _CUE_OF if cue and pattern.fullmatch(cue)), None)
    return _Found(hit, match.start(), hit.end, cue, match["done"] is not None, match["label"] is not None, qualifier)


_PARTNER = re.compile(r" ?:?[^.;:]*")
_TOWARDS = frozenset({Qualifier.BEFORE, Qualifier.NO_LATER_THAN, Qualifier.BY})
_MERGEABLE = frozenset({"each", "every", "periodic", "times_per"})
_MERGE_REACH = 160


def _merged(view: View, found: list[_Found]) -> list[_Found]:
    """One deadline for "định kỳ hằng quý ... trước ngày 15 tháng cuối quý": the rhythm and its day in one clause."""
    merged: list[_Found] = []
    for each in found:
        before = merged[-1] if merged else None
        near = before is not None and view.v[before.end : each.start].strip() in {"", "(", ",", ":"}
        rrule = _rhythm(before.hit, each, near) if before is not None else None
        if (
            before is not None
            and rrule is not None
            and each.start - before.end <= _MERGE_REACH
            and _PARTNER.fullmatch(view.v, before.end, each.start)
        ):
            hit = replace(each.hit, rule=f"{before.hit.rule}+{each.hit.rule}", kind=DeadlineKind.RECURRING)
            hit = replace(hit, start=before.hit.start, pieces=(), rrule=rrule)
            qualifier = each.qualifier or before.qualifier
            merged[-1] = _Found(hit, before.start, each.end, each.cue, before.done or each.done, False, qualifier)
            continue
        merged.append(each)
    return merged


def _rhythm(rhythm: Hit, day: _Found, near: bool) -> str | None:
    """The rule of ``day`` within ``rhythm``; None when the two do not belong together."""
    if rhythm.kind is not DeadlineKind.RECURRING or rhythm.rule not in _MERGEABLE or rhythm.also:
        return None
    hit = day.hit
    if hit.kind is DeadlineKind.RECURRING:
        if rhythm.rule == "periodic" and hit.rule != "periodic":
            return hit.rrule
        dated = hit.rrule is not None and ("BYMONTHDAY" in hit.rrule or "BYDAY" in hit.rrule)
        return hit.rrule if dated and rhythm.unit == hit.unit else None
    if hit.kind is not None or len(hit.pieces) != 1 or len(hit.pieces[0].points) != 1:
        return None
    point = hit.pieces[0].points[0]
    if not (near or day.qualifier in _TOWARDS) or point.year is not None:
        return None
    if point.unit == "dom" and rhythm.rrule == "FREQ=MONTHLY" and point.possible():
        return f"FREQ=MONTHLY;BYMONTHDAY={point.day}"
    slow = rhythm.unit == "nam" or rhythm.rule == "periodic" or (rhythm.rrule or "").endswith("INTERVAL=6")
    return yearly_rule(point) if point.unit == "day" and slow and point.possible() else None


def _collect(view: View, *, cell: bool) -> list[_Found]:
    recurrences = find_recurrences(view)
    hits = disjoint(recurrences + find_times(view, cell=cell, taken=recurrences))
    found, floor = [], 0
    for hit in hits:
        found.append(_framed(view, hit, floor))
        floor = hit.end
    return [_closed(view, each) for each in _merged(view, found)]


def _closed(view: View, found: _Found) -> _Found:
    """The phrase with the bracket that closes the one opened in it."""
    inside = view.v[found.start : found.end]
    opened = inside.count("(") > inside.count(")") and view.v[found.end : found.end + 1] == ")"
    return replace(found, end=found.end + 1) if opened else found


# --- from a framed hit to deadlines ---------------------------------------------------------


def _filled(points: tuple[Point, ...], anchor: dt.date | None) -> tuple[Point, ...] | None:
    """The points with the anchor's year where they have none; None when that year is not to be had."""
    if any(p.unit == "dom" for p in points):
        return None
    if all(p.year is not None for p in points):
        return points
    if anchor is None:
        return None
    full = tuple(p if p.year is not None else replace(p, year=anchor.year) for p in points)
    return full if full[-1].possible() and full[-1].last() >= anchor else None


def _dated(text: str, points: tuple[Point, ...], found: _Found, anchor: dt.date | None) -> Deadline:
    """The deadline of one point or of a range of two."""
    rule, qualifier = found.hit.rule, found.qualifier or Qualifier.BY
    held = Deadline(text, DeadlineKind.CONDITIONAL, qualifier=qualifier, condition=text)
    if not all(p.possible() for p in points):
        return replace(held, rule="impossible_date")
    if rule == "relative_year":
        return replace(held, rule=rule)
    full = _filled(points, anchor)
    if full is None:
        return replace(held, rule=f"{rule}+no_year")
    if full != points:
        rule += "+anchor_year"
        if not all(p.possible() for p in full):
            return replace(held, rule="impossible_date")
    first, last = full[0], full[-1]
    if len(full) == 2:
        if first.first() > last.last():
            return replace(held, rule="impossible_range")
        bound = Qualifier.BY if qualifier is Qualifier.FROM else qualifier
        return Deadline(
            text, DeadlineKind.PERIOD, f"{first.edtf()}/{last.edtf()}", first.first(), last.last(), bound, rule=rule
        )
    edtf = first.edtf()
    if found.hit.kind is DeadlineKind.OPEN or (qualifier is Qualifier.FROM and first.unit != "day"):
        return Deadline(text, DeadlineKind.OPEN, f"{edtf}/..", first.first(), None, qualifier, rule=rule)
    if first.unit == "day":
        starts = qualifier is Qualifier.FROM
        start, due = (first.first(), None) if starts else (None, first.first())
        return Deadline(text, DeadlineKind.DATE, edtf, start, due, qualifier, rule=rule)
    if qualifier is Qualifier.BEFORE:
        return Deadline(text, DeadlineKind.PERIOD, edtf, None, first.first(), qualifier, rule=rule)
    return Deadline(text, DeadlineKind.PERIOD, edtf, first.first(), last.last(), qualifier, rule=rule)


def _term_end(anchor: dt.date, count: int, unit: str) -> dt.date | None:
    """The last day of a term counted from ``anchor`` (Civil Code 91/2015/QH13, arts. 147-148)."""
    try:
        if unit in {"ngay", "tuan"}:
            return anchor + dt.timedelta(days=count * (7 if unit == "tuan" else 1))
        months = anchor.month - 1 + count * (12 if unit == "nam" else 1)
        year, month = anchor.year + months // 12, months % 12 + 1
        return dt.date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def _counted(text: str, found: _Found, anchor: dt.date | None) -> Deadline:
    """A term counted from the signing day, or an effect from that day."""
    held = Deadline(text, DeadlineKind.CONDITIONAL, condition=text, rule=found.hit.rule)
    count, unit = found.hit.term or (0, "")
    if found.hit.rule == "from_signing":
        if anchor is None:
            return replace(held, qualifier=Qualifier.FROM)
        return Deadline(text, DeadlineKind.DATE, anchor.isoformat(), anchor, None, Qualifier.FROM, rule="from_signing")
    in_term = {"trong": Qualifier.IN, "sau": Qualifier.FROM}.get(found.hit.cue, Qualifier.NO_LATER_THAN)
    due = _term_end(anchor, count, unit) if anchor is not None and count > 0 else None
    if due is None or anchor is None:
        return replace(held, qualifier=in_term)
    if in_term is Qualifier.FROM:  # "sau 15 ngày kể từ ngày ký": it begins then, and has no end
        return Deadline(text, DeadlineKind.DATE, due.isoformat(), due, None, in_term, rule="term")
    return Deadline(text, DeadlineKind.DATE, due.isoformat(), anchor, due, in_term, rule="term")


def _deadlines(view: View, found: _Found, anchor: dt.date | None) -> Iterator[tuple[int, int, Deadline]]:
    """The deadlines of one framed hit with their places in the view. Members of a list that borrow their year from
    the list stand at the place of the whole list, so that the text of each can be read alone."""
    hit = found.hit
    if hit.term is not None or hit.rule == "term":
        yield found.start, found.end, _counted(view.raw(found.start, found.end), found, anchor)
        return
    if not hit.pieces:
        text = view.raw(found.start, found.end)
        kind = hit.kind or DeadlineKind.CONDITIONAL
        condition = text if kind is DeadlineKind.CONDITIONAL else None
        qualifier = found.qualifier if kind is DeadlineKind.RECURRING else None
        bound = qualifier or Qualifier.BY
        for rrule in (hit.rrule, *hit.also):
            made = Deadline(text, kind, qualifier=bound, rrule=rrule, condition=condition, rule=hit.rule)
            yield found.start, found.end, made
        return
    for index, piece in enumerate(hit.pieces):
        start, end = found.start, found.end
        if len(hit.pieces) > 1 and piece.own_year:
            start, end = (found.start if index == 0 else piece.start), piece.end
        last_open = hit.kind is DeadlineKind.OPEN and index == len(hit.pieces) - 1
        alone = found if last_open or hit.kind is None else replace(found, hit=replace(hit, kind=None))
        yield start, end, _dated(view.raw(start, end), piece.points, alone, anchor)


# --- cells ----------------------------------------------------------------------------------

_CLAUSE = re.compile(r";|(?<!tp)\.(?= |$)|(?<=[a-z]),(?= (?:khi|sau khi|ngay sau khi|theo) )")
_OPENER = re.compile(
    r"[^a-z0-9#~]*(?P<word>(?:ngay )?(?:sau )?khi|(?:ngay )?sau|truoc khi|den khi|ke tu khi|theo|neu|tuy|dong bo"
    r"|dung tien do|cung|phu hop"
    r"|bao dam tien do|~{1,4} cu|tren co so|trong qua trinh|song song)(?![a-z])"
)
_EDGE = re.compile(
    r"^(?:[^a-z0-9#~]+|(?:xong|hoan thanh|hoan tat|du kien|phan dau|trong do|va|doi voi|cho|la|phai|can|den|thuc hien"
    r"|(?:thoi (?:han|gian|diem)|han|tien do|moc)(?: [a-z]{1,8}){0,5}(?= ?:| ?$)|de xuat(?= (?:thoi|han))"
    r"|nhiem vu(?= ?[).]| ?$)|khoang|vao|ca(?= ?$)|tuan(?: thu)? [0-9]|nam hoc|nien do)(?![a-z0-9]))"
)
_EMPTY_REST = re.compile(r"[^a-z0-9#~]*(?:\(|theo |tai |trong |~{1,4} cu |(?:ky|phien) hop |hoi nghi |#)")


def _rest(view: View, start: int, end: int) -> str | None:
    """What the words around a time name ("xong thí điểm" -> "thí điểm"); None when they name nothing."""
    for _ in range(24):
        match = _EDGE.match(view.v[start:end])
        if match is None or match.end() == 0:
            break
        start += match.end()
    while end > start and not (view.v[end - 1].isalnum() or view.v[end - 1] in "#~"):
        end -= 1
    if start >= end or _EMPTY_REST.match(view.v, start, end):
        return None
    tail = re.search(r" (?:xong|hoan thanh|trong|va|vao|den|la|phai|du kien)$", view.v[start:end])
    if tail is not None:
        end = start + tail.start()
    names = view.raw(start, end)
    return names if any(c.isalpha() for c in names) else None


def _names(view: View, left: int, found: _Found, right: int) -> str | None:
    """What the words before a time (or else those after it) name; a misread "tháng" before a month names nothing."""
    names = _rest(view, left, found.start)
    if names is None or (found.hit.rule.startswith("month") and is_misread_month_word(names)):
        return _rest(view, found.end, right)
    return names


def _clauses(view: View, found: list[_Found]) -> list[tuple[int, int]]:
    """The view cut at semicolons and full stops that stand inside no time."""
    inside = [(f.start, f.end) for f in found]
    cuts, index = [0], 0
    for match in _CLAUSE.finditer(view.v):
        while index < len(inside) and inside[index][1] <= match.start():
            index += 1
        if index == len(inside) or inside[index][0] > match.start():
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(view.v)], strict=True))


def _conditional(text: str, rule: str) -> Deadline:
    return Deadline(text, DeadlineKind.CONDITIONAL, condition=text, rule=rule)


def _opened(view: View, start: int, end: int, found: list[_Found]) -> tuple[int, str] | None:
    """End and rule of the condition that opens the clause; a time after a comma is no more part of it."""
    match = _OPENER.match(view.v, start, end)
    if match is None:
        return None
    for each in found:
        if each.start > match.end() and view.v[: each.start].rstrip().endswith((",", "(", ":")):
            end = each.start
            break
    return end, "per_plan" if match["word"] == "theo" else "condition"


def _clause_deadlines(
    view: View, start: int, end: int, found: list[_Found], anchor: dt.date | None
) -> Iterator[Deadline]:
    """The deadlines of one clause of a cell; a clause without a time is a condition, never dropped."""
    opened = _opened(view, start, end, found)
    if opened is not None:
        upto, rule = opened
        if found and found[0].start <= start + 1 and found[0].end > start + 1:
            upto = start
        else:
            text = view.raw(start, upto).rstrip(" ,(;.")
            if text:
                yield _conditional(text, rule)
            found = [f for f in found if f.start >= upto]
            start = upto
            if not found:
                return
    if not found:
        text = view.raw(start, end).strip(" ;,.")
        if _rest(view, start, end) is not None:
            yield _conditional(text, "unparsed")
        return
    made = [(f, list(_deadlines(view, f, anchor))) for f in found]
    if len(made) == 1 and len(made[0][1]) == 1:
        only, deadline = made[0][0], made[0][1][0][2]
        text = view.raw(start, end).strip(" ;,")
        condition = text if deadline.condition is not None else None
        names = _names(view, start, only, end)
        yield replace(deadline, text=text, condition=condition, applies_to=names)
        return
    left = start
    for index, (each, deadlines) in enumerate(made):
        limit = made[index + 1][0].start if index + 1 < len(made) else end
        comma = view.v.find(",", each.end, limit)
        right = limit if index + 1 == len(made) else comma if comma >= 0 else each.end
        names = _names(view, left, each, right)
        left = right
        for *_, deadline in deadlines:
            yield replace(deadline, applies_to=names)


def parse_deadlines(text: str, anchor: dt.date | None = None) -> tuple[Deadline, ...]:
    """All deadlines of the whole text of a deadline cell, in reading order; empty for an empty cell or a dash.

    ``anchor`` is the day the document was issued; it gives the year to a time without one and the start of a term
    "kể từ ngày ký". Text that no rule reads stays as one conditional deadline with rule "unparsed". Never raises.
    """
    view = View(text, cell=True)
    if not any(c.isalnum() or c in "#~" for c in view.v):
        return ()
    found = _collect(view, cell=True)
    made: list[Deadline] = []
    index = 0
    clauses = _clauses(view, found)
    for start, end in clauses:
        mine = []
        while index < len(found) and found[index].start < end:
            mine.append(found[index])
            index += 1
        made.extend(_clause_deadlines(view, start, end, mine, anchor))
    if made and all(d.rule in {"unparsed", "condition", "per_plan"} for d in made):
        rule = made[0].rule if made[0].rule != "unparsed" else next((d.rule for d in made), "unparsed")
        made = [_conditional(text.strip(), rule)]
    if not made or all(d.rule == "unparsed" for d in made):
        meant = phrase_meant(text)
        if meant is not None:
            read = parse_deadlines(meant, anchor)
            return tuple(replace(d, text=text.strip(), rule=f"{d.rule}+misread") for d in read)
    return tuple(made) or (_conditional(text.strip(), "unparsed"),)


# --- layer 3: licence (prose) ---------------------------------------------------------------

_ACT = (
    r"(?:bao cao|trinh|gui|nop|ban hanh|to chuc|trien khai|thuc hien|xay dung|ra soat|cong bo|cong khai|cap nhat"
    r"|kiem tra"
    r"|danh gia|so ket|tong ket|tong hop|theo doi|don doc|phe duyet|hoan thanh|hoan thien|hoan tat|dua|bo tri"
    r"|giao ban|hop"
    r"|do luong|thong ke|xem xet|thong bao|cung cap|giam sat|doi chieu|cham diem|xep hang|khao sat|thanh tra|dien tap)"
)
_HAS_ACT = re.compile(rf"(?<![a-z]){_ACT}(?![a-z])")
_ENDS_IN_ACT = re.compile(
    rf"(?<![a-z]){_ACT}"
    r"(?: (?:ket qua|ket qua thuc hien|tinh hinh thuc hien|theo quy dinh|kinh phi|nguon kinh phi|von|nguon luc))? ?$"
)
_REPORT_NOUN = re.compile(r"(?:trong|tai|theo|cac|che do|cua|tren|mau|tu|dua tren) (?:[a-z]+ ){0,2}$")
_STARTS_WITH_ACT = re.compile(rf" ?,? ?(?:phai |can |tien hanh |chu dong |va dot xuat |hoac dot xuat )?{_ACT}(?![a-z])")
_PAST_RIGHT = re.compile(r"(?<![a-z])(?:da|vua|ghi nhan|cho thay|thu duoc)(?![a-z])")
_FIGURES_RIGHT = re.compile(r"(?<![a-z])(?:tang|giam|dat|co|chiem|uoc)(?: khoang| hon| tren)? [0-9]")
_GIVEN = re.compile(r"(?<![a-z])da (?:duoc )?[a-z]+ ?$")
_PAST_LEFT = re.compile(
    r"(?<![a-z])da(?! (?:duoc )?(?:giao|de ra|neu|xac dinh|dang ky|phan cong|cam ket|phe duyet)(?![a-z]))(?![a-z])"
)
_TELLING = re.compile(
    r"(?<![a-z])(?:tinh(?! hinh)|so lieu|tong hop|luy ke|cap nhat|ghi nhan|thong ke|so voi|cung ky)(?: [a-z]+)? ?$"
)
_COMPARING = re.compile(r"(?<![a-z])(?:luy ke|ghi nhan|so voi|cung ky)(?: [a-z]+)? ?$")
_DUTY_NOUN = re.compile(
    r"(?<![a-z])(?:nhiem vu|giai phap|cong tac|hoat dong|tinh hinh|so lieu|chi tieu|phong trao|ket qua dat duoc"
    r"|phuong huong(?: trien khai)?|von|von dau ~~|kinh phi|giai ngan|dau ~~ cong)"
    r"(?: (?:trong tam|~{1,6} tam|chu yeu|cu the|cap bach|duoc giao|de ra|lon|chinh|nay|tren|dot pha|uu tien"
    r"|phai thuc hien|can thuc hien)){0,3} ?$"
)
_PLAN_NOUN = re.compile(
    r"(?<![a-z])(?:ke hoach|chuong trinh|du toan|ngan sach|van ban|de an)(?: (?:cong tac|hanh dong|hoat dong|nay|tren"
    r"|nha nuoc|chi)){0,2} ?$"
)
_MAKES = re.compile(
    r"(?<![a-z])(?:ban hanh|trinh|xay dung|phe duyet|gui|hoan thanh|xong|hoan thien|thong qua)(?![a-z])"
)
_COMPLETES = re.compile(rf"(?<![a-z]){_DONE}(?![a-z])")
_PASSIVE = re.compile(
    r"(?<![a-z])(?<!phai )(?<!can )(?:duoc|ton tai|phat sinh) (?:[a-z]+ ){0,4}?(?:cap|phe duyet|ban hanh|giao"
    r"|thong qua|cong nhan"
    r"|xay dung|ky|tiep nhan|thanh lap|chap thuan|xac lap|khoi cong|giao ket|quyet dinh|tuyen dung|bo nhiem|cap phep)"
    r"(?: [a-z]+){0,4} ?$"
)
_NAMED = re.compile(
    r"(?<![a-z])(?P<thing>chien luoc|chuong trinh|ke hoach|de an|quy hoach|nghi quyet|tam nhin|dinh huong|muc tieu"
    r"|du an"
    r"|lo trinh|#)[^,]*$"
)
_BEGINS = re.compile(
    r"[^a-z]*(?:[a-z0-9]{1,4}[.)] ?)?[^a-z]*(?:(?:dong thoi|do do|theo do|rieng|phan dau|yeu cau|de nghi|bao dam"
    r"|cu the),? ?)?"
)
_SETS_OUT = re.compile(
    r"(?<![a-z])(?:ap dung|trien khai|thuc hien|van hanh|hieu luc|bat dau|su dung|thi hanh|ket noi"
    r"|hoat dong)[^,]{0,40}$"
)
_SCHEDULES = re.compile(
    r"(?<![a-z])(?:to chuc|khai truong|dien ra|hop|trinh|bao cao|gui|cong bo|khanh thanh|khoi cong|ban hanh)[^,]{0,80}$"
)
_THEN_DONE = re.compile(rf" ?,? ?(?:phai |can |se |co ban |thi )?(?:{_DONE}|trinh|ban hanh|bao cao|100 ?%)(?![a-z])")
_NOT_SO = re.compile(r"(?<![a-z])(?:da|chua|du kien)(?: co ban| duoc)? ?$")
_REVIEW = re.compile(r"(?<![a-z])(?:ket qua|tinh hinh|danh gia|duoc|so ket|tong ket)(?![a-z])")
_NEXT_TOPIC = re.compile(r" ?,? ?va (?:mot so |cac )?(?:nhiem vu|phuong huong|giai phap|ke hoach|muc tieu)(?![a-z])")
_SENTENCE_END = re.compile(r"[;!?]|(?<!tp)\.(?= |$)")
_EXACT = frozenset(
    {"day_of_quarter", "last_day_of_quarter", "last_day_of_month", "day_of_month", "day_of_year", "month_of_year",
     "quarter_of_year", "weekday", "every", "times_per", "term", "from_signing"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around a phrase in its clause: all to the left, the part after the last comma, and the right."""

    left: str
    phrase: str
    right: str
    begins: bool
    shouted: bool


def _context(view: View, found: _Found, ends: list[int]) -> _Context:
    at = bisect_left(ends, found.start)
    first = ends[at - 1] if at else 0
    at = bisect_left(ends, found.end)
    last = ends[at] if at < len(ends) else len(view.v)
    left = view.v[max(first, found.start - 240) : found.start]
    right = view.v[found.end : min(last, found.end + 240)]
    letters = [c for c in view.raw(max(first, found.start - 240), found.end) if c.isalpha()]
    shouted = len(letters) > 24 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    begins = _BEGINS.fullmatch(left) is not None and not left.rstrip().endswith("(")
    return _Context(left, left.rpartition(",")[2], right, begins, shouted)


def _licensed(found: _Found, around: _Context, anchor: dt.date | None) -> bool:
    """Whether a time in prose binds a task. A no costs recall, a wrong yes puts a false date before a reader."""
    points = found.hit.pieces[0].points
    point, qualifier = points[-1], found.qualifier
    binds = qualifier in {Qualifier.BEFORE, Qualifier.NO_LATER_THAN, Qualifier.IN}
    if _NOT_SO.search(around.phrase) or (_COMPARING if binds else _TELLING).search(around.phrase):
        return False
    fraction = found.hit.rule == "day_without_year" and not found.hit.day_word  # "63/63 địa phương", "từ 28/30 điểm"
    if fraction and not (point.possible() and qualifier in _TOWARDS):
        return False
    if found.done or found.label:
        return True
    vague = point.year is None and qualifier not in {Qualifier.BEFORE, Qualifier.NO_LATER_THAN}
    if around.shouted or (vague and not (qualifier is Qualifier.IN and _filled(points, anchor))):
        return False
    over = anchor is not None and point.year is not None and point.possible() and point.last() < anchor
    reports = around.begins and (anchor is None or over) and _FIGURES_RIGHT.search(around.right) is not None
    past = _PAST_LEFT.search(around.left) is not None or (
        around.begins and _PAST_RIGHT.search(around.right) is not None
    )
    if past or reports:
        return False
    match qualifier:
        case Qualifier.NO_LATER_THAN:
            return True
        case Qualifier.BEFORE:
            if over and _HAS_ACT.search(around.phrase) is None:
                return False
            return _PASSIVE.search(around.phrase) is None or (anchor is not None and not over)
        case Qualifier.IN:
            long_gone = over and anchor is not None and (point.year or 0) < anchor.year
            return not long_gone and _licensed_within(found, around, over)
        case Qualifier.FROM:
            if (over and "hieu luc" not in around.phrase) or around.right.lstrip().startswith("den nay"):
                return False
            told = len(points) == 2 and _PAST_RIGHT.search(around.right) is not None
            sets_out = around.begins or _SETS_OUT.search(around.phrase) is not None
            return sets_out or (point.unit == "day" and not told)
        case Qualifier.BY:
            named = _NAMED.search(around.phrase)
            names = named is not None and _HAS_ACT.search(around.phrase, named.end("thing")) is None
            if names or over or found.cue.endswith("giai doan"):
                return False
            if found.cue.startswith("vao"):
                return _SCHEDULES.search(around.phrase) is not None
            if "het" in found.cue:
                return True
            acts = point.unit != "year" and around.right.startswith((",", " ,")) and _HAS_ACT.search(around.right)
            return around.begins and bool(_THEN_DONE.match(around.right) or acts)
    return around.begins and _THEN_DONE.match(around.right) is not None


def _licensed_within(found: _Found, around: _Context, over: bool) -> bool:
    """The same for "trong" and a period: not what frames a list of duties, a review or a heading."""
    if found.cue.endswith("giai doan") or _NEXT_TOPIC.match(around.right) or _GIVEN.search(around.phrase):
        return False
    if over and (not around.phrase.strip() or _REVIEW.search(around.phrase) or _PAST_RIGHT.search(around.right)):
        return False
    if around.begins and _FIGURES_RIGHT.search(around.right):
        return False
    if _DUTY_NOUN.search(around.phrase):
        return _COMPLETES.search(around.phrase) is not None
    if _PLAN_NOUN.search(around.phrase):
        return _MAKES.search(around.phrase) is not None
    alone = not any(c.isalnum() for c in around.right)
    return not around.begins or alone or _HAS_ACT.search(around.right) is not None


def _rhythm_licensed(found: _Found, around: _Context, text: str, listed: bool) -> bool:
    """Whether a recurrence in prose binds a task, or only describes a thing ("kế hoạch công tác hằng năm")."""
    hit = found.hit
    if hit.rule in _EXACT or "+" in hit.rule or listed:
        return not _PAST_LEFT.search(around.phrase)
    if hit.kind is DeadlineKind.ONGOING:
        whole = around.phrase.rstrip().endswith(("(", ".", ":")) or _BEGINS.fullmatch(around.left) is not None
        whole = whole or re.fullmatch(r".*(?<![a-z])(?:thuc hien|la|day la)", around.left.strip()) is not None
        return whole and re.match(r" ?(?:$|[.;,)])", around.right) is not None
    before, after = _ENDS_IN_ACT.search(around.left), _STARTS_WITH_ACT.match(around.right)
    noun = before is not None and _REPORT_NOUN.search(around.left[: before.start()]) is not None
    if hit.rule == "periodic":
        if after is not None and not noun:
            return before is None
        report = re.search(r"(?<![a-z])bao cao(?: [^,;.]{0,80})?$", around.phrase)
        return "dot xuat" in text and report is not None and not _REPORT_NOUN.search(around.phrase[: report.start()])
    if text.startswith("dinh ky"):
        return not noun
    if around.begins or around.left.endswith(", "):
        return not _PAST_RIGHT.search(around.right)
    return (before is not None and not noun) or (after is not None and _PLAN_NOUN.search(around.left) is None)


_CONDITIONS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("event", re.compile(rf"(?<![a-z])(?:{_DONE} truoc|(?:{_DONE}|trinh|bao cao|ban hanh) (?:truoc khi|dung "
                         rf"(?:tien do|thoi han|han)|dong bo voi|cung (?:thoi diem|voi)))"
                         r"(?!(?: ngay)?[^a-z0-9]{1,3}[0-9]| ngay$)"
                         r"(?: [^.;,()]{0,160})?(?:, (?:dong bo|phu hop|cung) [^.;,()]{0,120})?")),
    ("event", re.compile(r"(?<![a-z])(?:ngay )?sau khi [^.;,]{3,160}(?:thong qua|ban hanh|hieu luc|phe duyet"
                         r"|hoan thanh|ket thuc|quyet dinh)(?![a-z])")),
    ("event", re.compile(r"(?<![a-z])co hieu luc (?:dong thoi|cung (?:thoi diem|ngay|luc)) [^.;,]{0,160}")),
    ("in_case", re.compile(r"(?<![a-z])neu (?:thay can|can|co (?:kho khan|vuong mac|phat sinh|van de)|phat sinh|thay)"
                           r"(?![a-z])[^.;,]{0,160}"
                           r"(?:, (?:bo sung|vuong mac|bat cap|phat sinh|dieu chinh|thay the"
                           r"|hoan thien)[^.;,]{0,160}){0,3}")),
    ("upon_request", re.compile(r"(?<![a-z])(?:bao cao|gui|cung cap|dot xuat)[^.;,]{0,60} (?P<c>khi (?:co"
                                r"|duoc) yeu cau)(?![a-z])")),
)  # fmt: skip


def _prose_conditions(view: View, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int, Deadline]]:
    for rule, pattern in _CONDITIONS:
        for match in pattern.finditer(view.v):
            start, end = match.span("c") if "c" in match.groupdict() else match.span()
            around = view.v[max(0, start - 24) : start]
            told = rule == "event" and re.match(r"[^.;]{0,200}?(?<![a-z])da(?![a-z])", view.v[end : end + 220])
            if told or re.search(r"(?<![a-z])(?:da|chua) $", around) or any(s < end and start < e for s, e in taken):
                continue
            text = view.raw(start, end)
            taken.append((start, end))
            yield start, end, _conditional(text, rule)


def find_deadlines(text: str, anchor: dt.date | None = None) -> tuple[DeadlineSpan, ...]:
    """The deadlines in running text, in reading order, each with the span of its whole phrase ("Hoàn thành trong ...").

    Precision counts as much as recall: dates of cited documents, years that name a thing ("dự toán năm 2025"), what is
    told of the past and headings give nothing. Members of a list that share one year share one span; other spans do
    not overlap. ``anchor`` is the day the document was issued (see :func:`parse_deadlines`). Never raises.
    """
    view = View(text, cell=False)
    ends = [m.start() for m in _SENTENCE_END.finditer(view.v)]
    made: list[tuple[int, int, Deadline]] = []
    accepted_to = -10
    for found in _collect(view, cell=False):
        around = _context(view, found, ends)
        if found.hit.pieces:
            yes = _licensed(found, around, anchor)
        else:
            listed = found.hit.rule == "each" and 0 <= found.start - accepted_to <= 5
            yes = _rhythm_licensed(found, around, view.v[found.start : found.end].strip(), listed)
            accepted_to = found.end if yes else accepted_to
        if yes:
            made.extend(_deadlines(view, found, anchor))
    made.extend(_prose_conditions(view, [(start, end) for start, end, _ in made]))
    made.sort(key=lambda m: m[:2])
    return tuple(DeadlineSpan(*view.span(start, end), deadline) for start, end, deadline in made)
