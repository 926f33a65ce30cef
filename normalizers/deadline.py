"""Vietnamese deadlines: the text of a deadline cell, and deadlines in running prose.

The way of one deadline, in three layers, each a table of small rules:

1. *times and recurrences* (:mod:`normalizers.timex`, :mod:`normalizers.recurrence`);
2. *frame* (:mod:`normalizers.deadline_frame`): the words before a time that bind it ("hoàn thành trước ngày", "trong",
   "từ", "chậm nhất");
3. *licence* (prose only, :mod:`normalizers.deadline_prose`): does this time bind a task, or does it name a thing, date
   a cited document or tell of the past? Without a binding word a time in prose is no deadline.

Readings that the data contract leaves open, decided here:

* ``before`` a period is due on its first day ("trước tháng 6/2025": 2025-06-01), as ``before`` a day is on that day;
* ``from`` a period is open ("từ quý II/2026": 2026-34/..);
* "đầu/giữa/cuối" of a period gives the whole period: a day is never invented;
* a yearly duty "quý I hằng năm" falls in the last month of that quarter (by its end);
* a term counted from the signing day follows the Civil Code 91/2015/QH13, arts. 147-148: the first day is not counted,
  a term in months ends on the same day of the last month (or its last day). It is not moved off a weekend: the date
  is the one that the words give. Working days follow :mod:`normalizers.working_days`; outside its years, and for a
  start that the document does not date ("kể từ ngày nhận được"), the term stays conditional;
* "tháng này", "quý sau", "năm tới" count from the anchor; a week has no place in EDTF and stays conditional;
* a date called the one assigned before ("hạn được giao: 30/9/2025") keeps its date, and its rule ends in
  ``+as_assigned``; what a cell says is done ("đã trình tháng 3/2025") is no deadline to come and stays conditional;
* a time without a year takes the anchor's year if it then ends on or after the anchor (its rule ends in
  ``+anchor_year``), and stays conditional if not; so does a day "of the year after";
* an impossible date (31/02/2025) or range stays conditional with its text: nothing is "corrected".
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from normalizers.deadline_damage import is_misread_month_word, phrase_meant
from normalizers.deadline_frame import Found, collect, conditional, to_deadlines
from normalizers.deadline_prose import find_deadlines
from normalizers.timex_view import View
from pipeline.model import Deadline, DeadlineKind

__all__ = ["DEADLINE_FLAGS", "deadline_flags", "find_deadlines", "parse_deadlines"]

_CLAUSE = re.compile(
    r";|(?<!tp)\.(?= |$)|(?<=[a-z]),(?= (?:khi|sau khi|ngay sau khi|theo) )|(?<=[a-z0-9]) va(?= khi (?:co|duoc) )"
)
_OPENER = re.compile(
    r"[^a-z0-9#~]*(?P<word>(?:ngay )?(?:sau )?khi|(?:ngay )?sau|truoc khi|den khi|ke tu khi|theo|neu|tuy|dong bo"
    r"|dung tien do|cung|phu hop"
    r"|bao dam tien do|~{1,4} cu|tren co so"
    r"|truoc(?= (?!ngay |thang |quy |nam |tuan |cuoi |dau |giua |het |khi |thoi |han |ky |mot |hai |ba )[a-z]{2})"
    r"|trong qua trinh|song song)(?![a-z])"
)
_EDGE = re.compile(
    r"^(?:[^a-z0-9#~]+|(?:xong|hoan thanh|hoan tat|du kien|phan dau|trong do|va|doi voi|cho|la|phai|can|den|thuc hien"
    r"|(?:thoi (?:han|gian|diem)|han|tien do|moc)(?: [a-z]{1,8}){0,5}(?= ?:| ?$)|de xuat(?= (?:thoi|han))"
    r"|nhiem vu(?= ?[).]| ?$)|khoang|vao|ca(?= ?$)|tuan(?: thu)? [0-9]|nien do)(?![a-z0-9]))"
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


def _names(view: View, left: int, found: Found, right: int) -> str | None:
    """What the words before a time (or else those after it) name; a misread "tháng" before a month names nothing."""
    names = _rest(view, left, found.start)
    if names is None or (found.hit.rule.startswith("month") and is_misread_month_word(names)):
        return _rest(view, found.end, right)
    return names


def _clauses(view: View, found: list[Found]) -> list[tuple[int, int]]:
    """The view cut at semicolons and full stops that stand inside no time."""
    inside = [(f.start, f.end) for f in found]
    cuts, index = [0], 0
    for match in _CLAUSE.finditer(view.v):
        while index < len(inside) and inside[index][1] <= match.start():
            index += 1
        if index == len(inside) or inside[index][0] > match.start():
            cuts.append(match.end())
    return list(zip(cuts, [*cuts[1:], len(view.v)], strict=True))


_TOLD = re.compile(
    r"[^a-z0-9#~]*(?:da|dang) (?:co ban )?(?:hoan thanh|trinh|ban hanh|bao cao|trien khai|thuc hien|gui|xong)"
)
_AS_ASSIGNED = re.compile(
    r"(?:han|thoi (?:han|gian|diem)|tien do)(?: hoan thanh| thuc hien)? (?:da )?(?:(?:duoc |ban dau |truoc day )*giao"
    r"|cu|ban dau|truoc day)(?![a-z])[^;.]*$"
)


def _opened(view: View, start: int, end: int, found: list[Found]) -> tuple[int, str] | None:
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
    view: View, start: int, end: int, found: list[Found], anchor: dt.date | None
) -> Iterator[Deadline]:
    """The deadlines of one clause of a cell; a clause without a time is a condition, never dropped."""
    if _TOLD.match(view.v, start, end):
        yield conditional(view.raw(start, end).strip(" ;,."), "told")
        return
    opened = _opened(view, start, end, found)
    if opened is not None:
        upto, rule = opened
        if found and found[0].start <= start + 1 and found[0].end > start + 1:
            upto = start
        else:
            text = view.raw(start, upto).rstrip(" ,(;.")
            if text:
                yield conditional(text, rule)
            found = [f for f in found if f.start >= upto]
            start = upto
            if not found:
                return
    if not found:
        text = view.raw(start, end).strip(" ;,.")
        if _rest(view, start, end) is not None:
            yield conditional(text, "unparsed")
        return
    made = []
    before = start
    for each in found:
        deadlines = list(to_deadlines(view, each, anchor))
        if _AS_ASSIGNED.search(view.v, before, each.hit.start):
            deadlines = [(a, b, replace(d, rule=f"{d.rule}+as_assigned")) for a, b, d in deadlines]
        made.append((each, deadlines))
        before = each.end
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
    found = collect(view, cell=True)
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
        made = [conditional(text.strip(), rule)]
    if not made or all(d.rule == "unparsed" for d in made):
        meant = phrase_meant(text)
        if meant is not None:
            read = parse_deadlines(meant, anchor)
            return tuple(replace(d, text=text.strip(), rule=f"{d.rule}+misread") for d in read)
    return tuple(made) or (conditional(text.strip(), "unparsed"),)


_FLAGS = {
    "unparsed": "deadline_unparsed",
    "misread": "deadline_corrected",
    "impossible_date": "deadline_impossible",
    "impossible_range": "deadline_impossible",
    "no_year": "deadline_needs_issue_date",
    "no_anchor": "deadline_needs_issue_date",
    "no_start": "deadline_needs_start",
    "no_calendar": "deadline_needs_calendar",
}


DEADLINE_FLAGS = tuple(dict.fromkeys(_FLAGS.values()))
"""What :func:`deadline_flags` may say."""


def deadline_flags(deadlines: Iterable[Deadline]) -> tuple[str, ...]:
    """What a reader of a task must know of its deadlines, as flags in the order of first need.

    ``deadline_unparsed`` (no rule read it), ``deadline_corrected`` (a misread phrase was mended),
    ``deadline_impossible`` (31/02), ``deadline_needs_issue_date`` (the document's date would give the day or year, and
    is missing or does not fit), ``deadline_needs_start`` (a term from an event that the document does not date),
    ``deadline_needs_calendar`` (working days outside the years of :mod:`normalizers.working_days`).
    """
    flags: dict[str, None] = {}
    for deadline in deadlines:
        head, *marks = deadline.rule.split("+")
        flags |= {_FLAGS[mark]: None for mark in (head, *marks) if mark in _FLAGS}
        if head == "term" and deadline.kind is DeadlineKind.CONDITIONAL and not marks:
            flags["deadline_needs_start"] = None
    return tuple(flags)
