"""The deadline grammar on some 790 literals of the genre, and the forms of its output.

``deadline_cases.tsv`` holds them, one a line: where the text stands (cell, prose, none = prose without a deadline), the
text, and the deadlines expected, apart by ";". Each is a letter (D date, P period, O open, R recurring, S ongoing, C
conditional), the EDTF or the recurrence rule ("-" for none) and the qualifier ("by" unless named). Offices and matters
are invented; the document was issued on Thursday 10 April 2025.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr

from normalizers.deadline import deadline_flags, find_deadlines, parse_deadlines
from normalizers.working_days import KNOWN_FROM, KNOWN_TO, add_working_days, is_working_day
from pipeline.model import Deadline, DeadlineKind, Qualifier

ISSUED = dt.date(2025, 4, 10)
LETTERS = {"D": "date", "P": "period", "O": "open", "R": "recurring", "S": "ongoing", "C": "conditional"}
# ISO 8601-2: months 01-12, quarters 33-36, half-years 40-41; an interval is closed, or open at its end.
PART = r"\d{4}(?:-(?:(?:0[1-9]|1[0-2])(?:-\d\d)?|3[3-6]|4[01]))?"
EDTF = re.compile(rf"{PART}(?:/(?:{PART}|\.\.))?")

ROWS = [
    [*line.split("\t"), ""][:3]
    for line in Path(__file__).with_name("deadline_cases.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


def of(where: str) -> list[tuple[str, str]]:
    return [(text, expected) for place, text, expected in ROWS if place == where]


def shapes(expected: str) -> list[tuple[str, str, str]]:
    out = []
    for each in expected.split(" ; "):
        given = each.split()
        letter, value, qualifier = [*given, *("-", "by")[len(given) - 1 :]]
        out.append((LETTERS[letter], value, qualifier))
    return out


def shape(deadline: Deadline) -> tuple[str, str, str]:
    return (deadline.kind.value, deadline.edtf or deadline.rrule or "-", deadline.qualifier.value)


def first_day(part: str) -> dt.date:
    year, month, day = (*map(int, part.split("-")), 0, 0)[:3]
    month = {**{32 + q: 3 * q - 2 for q in range(1, 5)}, 40: 1, 41: 7, 0: 1}.get(month, month)
    return dt.date(year, month, day or 1)


def last_day(part: str) -> dt.date:
    year, month, day = (*map(int, part.split("-")), 0, 0)[:3]
    month = {**{32 + q: 3 * q for q in range(1, 5)}, 40: 6, 41: 12, 0: 12}.get(month, month)
    return dt.date(year, month, day or calendar.monthrange(year, month)[1])


def check_form(deadline: Deadline) -> None:
    """EDTF, days and recurrence rule agree with each other and with their standards."""
    if deadline.rrule is not None:
        rule = rrulestr(deadline.rrule, dtstart=dt.datetime(2025, 1, 1))
        assert rule.after(dt.datetime(2025, 1, 1)) is not None
    if deadline.edtf is None:
        assert (deadline.start_on, deadline.due_on) == (None, None)
        return
    assert EDTF.fullmatch(deadline.edtf)
    start, _, end = deadline.edtf.partition("/")
    if deadline.kind is DeadlineKind.OPEN:
        assert (end, deadline.start_on, deadline.due_on) == ("..", first_day(start), None)
    elif deadline.kind is DeadlineKind.PERIOD:
        before = deadline.qualifier is Qualifier.BEFORE and not end
        days = (None, first_day(start)) if before else (first_day(start), last_day(end or start))
        assert (deadline.start_on, deadline.due_on) == days
    elif deadline.qualifier is Qualifier.FROM:
        assert (deadline.start_on, deadline.due_on) == (first_day(start), None)
    else:
        assert deadline.due_on == first_day(start)


@pytest.mark.parametrize(("text", "expected"), of("cell"))
def test_cells(text: str, expected: str) -> None:
    found = parse_deadlines(text, ISSUED)
    assert [shape(d) for d in found] == shapes(expected)
    for deadline in found:
        check_form(deadline)


@pytest.mark.parametrize(("text", "expected"), of("prose"))
def test_prose(text: str, expected: str) -> None:
    found = find_deadlines(text, ISSUED)
    assert [shape(s.deadline) for s in found] == shapes(expected)
    for span in found:
        check_form(span.deadline)


@pytest.mark.parametrize("text", [text for text, _ in of("none")])
def test_what_describes_is_no_deadline(text: str) -> None:
    assert find_deadlines(text, ISSUED) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Sở Xây dựng đã kiểm tra các hồ chứa trước mùa mưa bão.",
        "Chính phủ đã trình Quốc hội dự án Luật tại Kỳ họp thứ 9.",
        "Ngay sau khi Nghị quyết được ban hành, các sở đã triển khai.",
        "Ngay sau hội nghị, các xã đã lập kế hoạch.",
        "Luật được thông qua tại kỳ họp giữa năm 2024.",
    ],
)
def test_an_event_of_the_past_is_no_deadline(text: str) -> None:
    assert find_deadlines(text, ISSUED) == ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tháng 6/2025: dự thảo; Quý IV/2025: ban hành", ["dự thảo", "ban hành"]),
        ("Giai đoạn 1: quý II/2025; Giai đoạn 2: năm 2026", ["Giai đoạn 1", "Giai đoạn 2"]),
        ("Xong trước 30/4/2025; báo cáo trước 05/5/2025", [None, "báo cáo"]),
    ],
)
def test_what_each_deadline_of_a_cell_applies_to(text: str, names: list[str | None]) -> None:
    assert [d.applies_to for d in parse_deadlines(text)] == names


def test_the_date_assigned_before_can_be_told_from_the_one_that_holds() -> None:
    holds, before = parse_deadlines("Trước 15/11/2025 (hạn được giao: 30/9/2025)")
    assert (holds.edtf, holds.rule) == ("2025-11-15", "day")
    assert (before.edtf, before.rule) == ("2025-09-30", "day+as_assigned")
    (note,) = parse_deadlines("Thời hạn đã được giao: Quý II/2025")
    assert note.rule == "quarter+as_assigned"


@pytest.mark.parametrize(
    ("text", "issued", "edtf"),
    [
        ("Quý sau", dt.date(2025, 11, 3), "2026-33"),
        ("Tháng sau", dt.date(2025, 12, 31), "2026-01"),
        ("Tháng này", dt.date(2025, 12, 31), "2025-12"),
        ("Quý I năm sau", dt.date(2025, 12, 31), "2026-33"),
        ("Năm tới", dt.date(2025, 1, 1), "2026"),
        ("Tháng sau", None, None),
    ],
)
def test_relative_times_count_from_the_day_of_issue_only(text: str, issued: dt.date | None, edtf: str | None) -> None:
    (deadline,) = parse_deadlines(text, issued)
    assert deadline.edtf == edtf
    assert (deadline.kind is DeadlineKind.CONDITIONAL) == (edtf is None)


@pytest.mark.parametrize("text", ["Ngày 35 tháng cuối quý", "Trước ngày 32 hằng tháng"])
def test_an_impossible_rhythm_has_no_rule(text: str) -> None:
    (deadline,) = parse_deadlines(text)
    assert (deadline.kind, deadline.rrule) == (DeadlineKind.CONDITIONAL, None)


@pytest.mark.parametrize("text", ["các năm sau", "3 tháng tới", "tháng sau khi ban hành"])
def test_what_only_looks_relative_is_not_dated(text: str) -> None:
    assert all(d.edtf is None for d in parse_deadlines(text, ISSUED))


@pytest.mark.parametrize(
    ("start", "count", "due"),
    [
        ("2025-04-10", 1, "2025-04-11"),
        ("2025-04-11", 1, "2025-04-14"),  # over a weekend
        ("2025-04-04", 1, "2025-04-08"),  # the Hung Kings' day, Monday 7 April
        ("2025-04-25", 1, "2025-04-26"),  # a Saturday worked for Friday 2 May
        ("2025-04-29", 1, "2025-05-05"),  # 30 April, 1 May, the day exchanged, a weekend
        ("2026-02-13", 1, "2026-02-23"),  # the lunar New Year
        ("2025-08-29", 2, "2025-09-04"),  # National Day
        ("2026-01-01", 1, "2026-01-05"),
        ("2021-02-09", 1, "2021-02-17"),  # the lunar New Year and National Day of each other year
        ("2021-09-01", 1, "2021-09-06"),
        ("2022-01-28", 1, "2022-02-07"),
        ("2022-08-31", 1, "2022-09-05"),
        ("2023-01-19", 1, "2023-01-27"),
        ("2023-08-31", 1, "2023-09-05"),
        ("2024-02-07", 1, "2024-02-15"),
        ("2024-08-30", 1, "2024-09-04"),
        ("2026-11-20", 2, None),  # past the table
        ("2019-05-06", 3, None),
        ("2025-04-10", 0, None),
    ],
)
def test_working_days(start: str, count: int, due: str | None) -> None:
    day = add_working_days(dt.date.fromisoformat(start), count)
    assert (day.isoformat() if day else None) == due


def test_every_year_of_the_table_has_the_holidays_of_the_labour_code() -> None:
    """Article 112: eleven days a year; those that meet a weekend are made up for by another day."""
    for year in range(KNOWN_FROM.year, KNOWN_TO.year):
        week = [dt.date(year, 1, 1) + dt.timedelta(days=n) for n in range(366 if calendar.isleap(year) else 365)]
        off = [day for day in week if day.weekday() < 5 and not is_working_day(day)]
        worked = [day for day in week if day.weekday() > 4 and is_working_day(day)]
        assert 10 <= len(off) - len(worked) <= 13
        for month, day in ((4, 30), (5, 1), (9, 2)):
            assert not is_working_day(dt.date(year, month, day))
    assert is_working_day(KNOWN_TO + dt.timedelta(days=1)) is None


@pytest.mark.parametrize(
    ("text", "issued", "flags"),
    [
        ("Trong 15 ngày làm việc kể từ ngày ký", ISSUED, ()),
        ("Trong 15 ngày làm việc kể từ ngày ký", None, ("deadline_needs_issue_date",)),
        ("Trong 15 ngày làm việc kể từ ngày ký", dt.date(2027, 3, 1), ("deadline_needs_calendar",)),
        ("Trong 15 ngày kể từ ngày nhận được văn bản", ISSUED, ("deadline_needs_start",)),
        ("Trong 15 ngày kể từ ngày nhận được văn bản", None, ("deadline_needs_start",)),
        ("Trong vòng 30 ngày", ISSUED, ("deadline_needs_start",)),
        ("Trước 30/3", ISSUED, ("deadline_needs_issue_date",)),
        ("31/02/2025", ISSUED, ("deadline_impossible",)),
        ("chờ hướng dẫn", ISSUED, ("deadline_unparsed",)),
        ("Thường xuvên", ISSUED, ("deadline_corrected",)),
        ("Quý II/2025; Thường xuyên", ISSUED, ()),
    ],
)
def test_what_is_uncertain_is_flagged(text: str, issued: dt.date | None, flags: tuple[str, ...]) -> None:
    assert deadline_flags(parse_deadlines(text, issued)) == flags
