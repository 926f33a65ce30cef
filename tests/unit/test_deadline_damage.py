"""Deadline cells as scanners damage them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.deadline import parse_deadlines
from normalizers.timex_view import View
from pipeline.model import DeadlineKind

SIGNED = dt.date(2026, 2, 3)


@pytest.mark.parametrize(
    ("read", "edtf"),
    [
        ("Tháng . 8/2026", "2026-08"),
        ("Tháng .8/2026", "2026-08"),
        ("Tháng: 8/2026", "2026-08"),
        ("Tháng - 11/2026", "2026-11"),
        ("Tháng l1/2026", "2026-11"),
        ("Tháng1O/2026", "2026-10"),
        ("Tháne 8/2026", "2026-08"),
        ("Tháng 8/. 2026", "2026-08"),
        ("Tháng 8/ |2026", "2026-08"),
        ("Tháng 8/2026 ị", "2026-08"),
        ("Quý . III/2026", "2026-35"),
        ("Quý IIT/2026", "2026-35"),
        ("Quý lI/2026", "2026-34"),
        ("Quý TI/2026", "2026-34"),
        ("Quý IY/2026", "2026-36"),
        ("Năm . 2026", "2026"),
        ("Trước . 3O/6/2026", "2026-06-30"),
        ("30/6./2026", "2026-06-30"),
        ("19/6/20Z6", "2026-06-19"),
        ("6 tháng . cuối năm 2026", "2026-41"),
    ],
)
def test_dirt_inside_a_time_does_not_hide_it(read: str, edtf: str) -> None:
    (deadline,) = parse_deadlines(read, SIGNED)
    assert deadline.edtf == edtf
    assert deadline.applies_to is None
    assert deadline.text in read


@pytest.mark.parametrize(
    ("read", "kind", "rrule"),
    [
        ("Thường. xuyên", DeadlineKind.ONGOING, None),
        ("Thườngxuyên", DeadlineKind.ONGOING, None),
        ("Thường xuvên", DeadlineKind.ONGOING, None),
        ("Hằng năn", DeadlineKind.RECURRING, "FREQ=YEARLY"),
        ("Hằng | quý", DeadlineKind.RECURRING, "FREQ=MONTHLY;INTERVAL=3"),
        ("Địnhkỳ", DeadlineKind.RECURRING, None),
    ],
)
def test_the_standing_phrases_are_known_by_their_letters(read: str, kind: DeadlineKind, rrule: str | None) -> None:
    (deadline,) = parse_deadlines(read)
    assert (deadline.kind, deadline.rrule, deadline.text) == (kind, rrule, read)


def test_only_a_phrase_with_a_wrong_letter_is_called_misread() -> None:
    assert parse_deadlines("Thường xuvên")[0].rule == "standing+misread"
    assert parse_deadlines("Thường xuyên")[0].rule == "standing"


@pytest.mark.parametrize(
    "read",
    [
        "Tháng l2 ĐI:",  # the year is gone: too little to go by
        "Tháng l2",
        "Quý T/2026",  # I, or half of another numeral
        "Quý N/2026",
        "Tháng .../2026",  # left blank by the writer
        "Tháng ... năm 2026",
        "Tháng 8/2826",
        "Đính kèm",
        "Hạn nộp",
    ],
)
def test_what_can_be_read_in_two_ways_is_no_date(read: str) -> None:
    for deadline in parse_deadlines(read, SIGNED):
        assert (deadline.kind, deadline.edtf) == (DeadlineKind.CONDITIONAL, None)


def test_a_quarter_in_strange_letters_is_never_a_month() -> None:
    assert [d.edtf for d in parse_deadlines("Quý T9/2026", SIGNED)] == [None]


def test_two_clauses_stay_two() -> None:
    first, second = parse_deadlines("Tháng 8/2026. Tháng 11/2026 xong thí điểm")
    assert (first.edtf, second.edtf, second.applies_to) == ("2026-08", "2026-11", "thí điểm")


def test_dirt_is_forgiven_in_cells_only() -> None:
    text = "Tháng . 8/2026"
    assert View(text, cell=True).v == "thang 8/2026"
    assert View(text, cell=False).v == "thang . 8/2026"


@given(
    st.integers(1, 12),
    st.integers(2024, 2035),
    st.sampled_from([" . ", " .", ". ", " - ", ": ", " ' ", " ` ", " | ", " , "]),
)
def test_one_stray_sign_after_the_unit_changes_nothing(month: int, year: int, sign: str) -> None:
    clean = parse_deadlines(f"Tháng {month}/{year}")
    read = parse_deadlines(f"Tháng{sign}{month}/{year}")
    assert [(d.edtf, d.due_on, d.rule) for d in read] == [(d.edtf, d.due_on, d.rule) for d in clean]
