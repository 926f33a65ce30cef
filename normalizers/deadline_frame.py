"""The words that bind a time ("hoàn thành trước ngày", "trong", "từ"), and the deadline that both make together."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from normalizers.recurrence import disjoint, find_recurrences, yearly_rules
from normalizers.timex import find_times
from normalizers.timex_parts import Hit, Point
from normalizers.timex_view import View
from normalizers.working_days import add_working_days
from pipeline.model import Deadline, DeadlineKind, Qualifier

DONE = r"(?:co ban )?(?:hoan thanh|hoan tat|xong|ket thuc)(?: (?:xong|dut diem|toan bo|viec|dung han))?"
_CUES: tuple[tuple[str, Qualifier], ...] = (
    (
        r"(?:cham nhat|muon nhat|tre nhat|khong muon hon|khong cham hon|khong tre hon|khong qua"
        r"|han (?:cuoi(?: cung)?|chot)"
        r"(?: (?:nop|gui|trinh|bao cao|hoan thanh|dang ky|tiep nhan)(?: [a-z]{1,8}){0,5}?(?= la))?)"
        r"(?: la)?(?: vao| den| trong| truoc| tu| het){0,2} ?:?",
        Qualifier.NO_LATER_THAN,
    ),
    (r"truoc khi (?:ket thuc|het)|tu (?:nay|bay gio) (?:cho )?(?:den|toi)(?: het)?", Qualifier.BY),
    (r"(?:tu )?truoc", Qualifier.BEFORE),
    (
        r"(?:ngay )?trong(?: vong| khoang| giai doan| suot)?(?: thoi gian)?(?: 0?[2-9])?(?: tu)?",
        Qualifier.IN,
    ),
    (r"(?:ke |bat dau |ngay )?tu", Qualifier.FROM),
    (r"(?:cho )?den(?: het)?|toi(?: het)?|het|vao(?: khoang)?|giai doan", Qualifier.BY),
)
_MEETING = r"(?:ky|phien|cuoc) hop(?: (?!ngay |thang |quy |nam |cuoi |dau |giua |trong |vao )[a-z0-9]{1,9}){0,8}"
_FRAME = re.compile(
    r"(?<![a-z0-9#])"
    r"(?P<label>(?:de xuat |du kien )?(?:thoi (?:han|gian|diem)|han|tien do|moc)(?: [a-z]{1,8}){0,5} ?: ?)?"
    rf"(?P<done>(?:{DONE}|co hieu luc(?: thi hanh)?)(?: ?[:,(])? ?)?"
    rf"(?P<meet>(?:ngay )?(?:tai|trong) {_MEETING} ?[,(]? ?)?"
    rf"(?P<cue>(?:{'|'.join(pattern for pattern, _ in _CUES)}) ?)?"
    r"(?P<clock>(?:luc )?[0-9]{1,2} ?(?:gio|h|g|:(?=[0-9]{2})) ?(?:[0-9]{1,2} ?)?(?:phut ?|['’] ?)?,? ?)?"
    r"(?P<part>(?:(?:ngay|\(ngay\)|thoi diem|thoi han|han|het|cuoi|dau|giua|nua dau|nua cuoi|moc|khoang|dip) ?){0,3})$"
)
_CUE_OF = tuple((re.compile(pattern), qualifier) for pattern, qualifier in _CUES)
_FRAME_REACH = 110


@dataclass(frozen=True, slots=True)
class Found:
    """A hit with the words that bind it: ``start`` is where they begin (in the view), ``cue`` the binding word."""

    hit: Hit
    start: int
    end: int
    cue: str = ""
    done: bool = False
    label: bool = False
    meets: bool = False
    takes_effect: bool = False
    qualifier: Qualifier | None = None


def _framed(view: View, hit: Hit, floor: int) -> Found:
    """The hit with its frame, which never reaches left of ``floor`` (the end of the hit before)."""
    match = _FRAME.search(view.v, max(floor, hit.start - _FRAME_REACH), hit.start)
    assert match is not None  # every part of a frame is optional
    cue = (match["cue"] or "").strip()
    qualifier = next((q for pattern, q in _CUE_OF if cue and pattern.fullmatch(cue)), None)
    done, label, meets = (match[name] is not None for name in ("done", "label", "meet"))
    effect = "hieu luc" in (match["done"] or "")
    return Found(hit, match.start(), hit.end, cue, done, label, meets, effect, qualifier)


_PARTNER = re.compile(r" ?:?[^.;:]*")
TOWARDS = frozenset({Qualifier.BEFORE, Qualifier.NO_LATER_THAN, Qualifier.BY})
_MERGEABLE = frozenset({"each", "every", "periodic", "times_per", "quarter_of_year", "month_of_year"})
_MERGE_REACH = 160
_SLOW = frozenset({"FREQ=YEARLY", "FREQ=MONTHLY;INTERVAL=6"})


def _merged(view: View, found: list[Found]) -> list[Found]:
    """One deadline for "định kỳ hằng quý ... trước ngày 15 tháng cuối quý": the rhythm and its day in one clause."""
    merged: list[Found] = []
    for each in found:
        before = merged[-1] if merged else None
        near = before is not None and view.v[before.end : each.start].strip() in {"", "(", ",", ":"}
        rules = _rhythm(before.hit, each, near) if before is not None else ()
        if (
            before is not None
            and rules
            and each.start - before.end <= _MERGE_REACH
            and _PARTNER.fullmatch(view.v, before.end, each.start)
        ):
            hit = replace(each.hit, rule=f"{before.hit.rule}+{each.hit.rule}", kind=DeadlineKind.RECURRING)
            hit = replace(hit, start=before.hit.start, pieces=(), rrule=rules[0], also=rules[1:])
            qualifier = each.qualifier or before.qualifier
            merged[-1] = Found(hit, before.start, each.end, each.cue, before.done or each.done, qualifier=qualifier)
            continue
        merged.append(each)
    return merged


def _rhythm(rhythm: Hit, day: Found, near: bool) -> tuple[str, ...]:
    """The rules of ``day`` within ``rhythm``; none when the two do not belong together."""
    if rhythm.kind is not DeadlineKind.RECURRING or rhythm.rule not in _MERGEABLE:
        return ()
    hit = day.hit
    if hit.kind is DeadlineKind.RECURRING:
        if rhythm.also or hit.rrule is None:
            return ()
        if rhythm.rule == "periodic" and hit.rule != "periodic":
            return (hit.rrule, *hit.also)
        dated = "BYMONTHDAY" in hit.rrule or "BYDAY" in hit.rrule
        return (hit.rrule,) if dated and rhythm.unit == hit.unit else ()
    points = tuple(point for piece in hit.pieces for point in piece.points)
    if hit.kind is not None or not points or any(len(piece.points) != 1 for piece in hit.pieces):
        return ()
    if not (near or day.qualifier in TOWARDS) or any(p.year is not None or not p.possible() for p in points):
        return ()
    if all(p.unit == "dom" for p in points) and rhythm.rrule == "FREQ=MONTHLY" and not rhythm.also:
        return ("FREQ=MONTHLY;BYMONTHDAY=" + ",".join(str(p.day) for p in points),)
    slow = rhythm.rule == "periodic" or all(_is_slow(rule) for rule in (rhythm.rrule, *rhythm.also))
    if slow and all(p.unit == "day" for p in points):
        return yearly_rules(points)
    part = (
        near and rhythm.rule != "periodic" and all(p.unit in {"month", "quarter"} and p.ahead is None for p in points)
    )
    if slow and part:
        return ("FREQ=YEARLY;BYMONTH=" + ",".join(str(p.n if p.unit == "month" else 3 * p.n) for p in points),)
    return ()


def _is_slow(rule: str | None) -> bool:
    """Whether a rule comes once or twice a year, and names no day: then a day of the year may be its day."""
    return rule is not None and (rule in _SLOW or rule.startswith("FREQ=YEARLY;BYMONTH=")) and "DAY" not in rule


def collect(view: View, *, cell: bool) -> list[Found]:
    """All times and recurrences of the text with the words that bind them, in reading order."""
    recurrences = find_recurrences(view)
    hits = disjoint(recurrences + find_times(view, cell=cell, taken=recurrences))
    found, floor = [], 0
    for hit in hits:
        found.append(_framed(view, hit, floor))
        floor = hit.end
    return [_closed(view, each) for each in _merged(view, found)]


def _closed(view: View, found: Found) -> Found:
    """The phrase with the bracket that closes the one opened in it."""
    inside = view.v[found.start : found.end]
    opened = inside.count("(") > inside.count(")") and view.v[found.end : found.end + 1] == ")"
    return replace(found, end=found.end + 1) if opened else found


# --- from a framed hit to deadlines ---------------------------------------------------------


def filled(points: tuple[Point, ...], anchor: dt.date | None) -> tuple[Point, ...] | None:
    """The points with the anchor's year where they have none; None when that year is not to be had."""
    if any(p.unit == "dom" for p in points):
        return None
    if all(p.year is not None for p in points):
        return points
    if anchor is None:
        return None
    full = tuple(p.settled(anchor) for p in points)
    return full if full[-1].possible() and full[-1].last() >= anchor else None


def _dated(text: str, points: tuple[Point, ...], found: Found, anchor: dt.date | None) -> Deadline:
    """The deadline of one point or of a range of two."""
    rule, qualifier = found.hit.rule, found.qualifier or Qualifier.BY
    held = Deadline(text, DeadlineKind.CONDITIONAL, qualifier=qualifier, condition=text)
    if not all(p.possible() for p in points):
        return replace(held, rule="impossible_date")
    if rule == "relative_year":
        return replace(held, rule=rule)
    full = filled(points, anchor)
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
    """The last day of a term counted from ``anchor``; None for hours and where the working days are not known.

    Civil Code 91/2015/QH13, arts. 147-148: the first day is not counted.
    """
    if unit not in {"ngay", "ngay lam viec", "tuan", "thang", "nam"}:
        return None
    try:
        if unit == "ngay lam viec":
            return add_working_days(anchor, count)
        if unit in {"ngay", "tuan"}:
            return anchor + dt.timedelta(days=count * (7 if unit == "tuan" else 1))
        months = anchor.month - 1 + count * (12 if unit == "nam" else 1)
        year, month = anchor.year + months // 12, months % 12 + 1
        return dt.date(year, month, min(anchor.day, calendar.monthrange(year, month)[1]))
    except (ValueError, OverflowError):
        return None


def _counted(text: str, found: Found, anchor: dt.date | None) -> Deadline:
    """A term counted from the signing day or from a day named, or an effect from the signing day."""
    rule = found.hit.rule
    held = Deadline(text, DeadlineKind.CONDITIONAL, condition=text, rule=rule)
    count, unit = found.hit.term or (0, "")
    if rule == "from_signing":
        if anchor is None:
            return replace(held, qualifier=Qualifier.FROM)
        return Deadline(text, DeadlineKind.DATE, anchor.isoformat(), anchor, None, Qualifier.FROM, rule="from_signing")
    in_term = {"trong": Qualifier.IN, "sau": Qualifier.FROM}.get(found.hit.cue, Qualifier.NO_LATER_THAN)
    held = replace(held, qualifier=in_term)
    if rule == "term_from_day":
        anchor = found.hit.pieces[0].points[0].first() if found.hit.pieces else None
    if count <= 0:
        return held
    if anchor is None:
        return replace(held, rule=f"{rule}+no_anchor" if rule == "term" else "impossible_date")
    due = _term_end(anchor, count, unit)
    if due is None:
        return replace(held, rule=f"{rule}+no_calendar" if unit == "ngay lam viec" else rule)
    if in_term is Qualifier.FROM:  # "sau 15 ngày kể từ ngày ký": it begins then, and has no end
        return Deadline(text, DeadlineKind.DATE, due.isoformat(), due, None, in_term, rule=rule)
    return Deadline(text, DeadlineKind.DATE, due.isoformat(), anchor, due, in_term, rule=rule)


def to_deadlines(view: View, found: Found, anchor: dt.date | None) -> Iterator[tuple[int, int, Deadline]]:
    """The deadlines of one framed hit with their places in the view. Members of a list that borrow their year from
    the list stand at the place of the whole list, so that the text of each can be read alone."""
    hit = found.hit
    if hit.term is not None:
        yield found.start, found.end, _counted(view.raw(found.start, found.end), found, anchor)
        return
    if not hit.pieces:
        text = view.raw(found.start, found.end)
        kind = hit.kind or DeadlineKind.CONDITIONAL
        condition = text if kind is DeadlineKind.CONDITIONAL else None
        qualifier = found.qualifier if kind is not DeadlineKind.ONGOING else None
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


def conditional(text: str, rule: str) -> Deadline:
    """A deadline that no calendar gives: its words are the condition."""
    return Deadline(text, DeadlineKind.CONDITIONAL, condition=text, rule=rule)
