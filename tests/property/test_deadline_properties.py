"""Properties of the deadline, reference and number parsers on generated text."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.deadline import find_deadlines, parse_deadlines
from normalizers.number import follows, next_ordinal, parse_ordinal, parse_target, roman_to_int
from normalizers.reference import find_references, parse_letterhead_number
from pipeline.model import DeadlineKind, Qualifier

WORDS = (
    "hoàn thành|trước|ngày|15/4/2025|tháng|6|quý|II|2025|và|năm|-|,|;|.|hằng|định kỳ|từ|đến|hết|trong|30/6|I|/2026|cuối"
    "|sau|31/02/2025|kể từ ngày ký|thường xuyên|lần|(|)|khi|nếu cần|theo|số 12-NQ/TW|thứ hai|chậm nhất|đã|tháng đầu"
    "|những năm tiếp theo|¹|**|<b>|tuần|mỗi|02|báo cáo|sở|kỳ họp thứ 9|giai đoạn|Quý 1V/2O25|làm việc"
).split("|")
GENRE = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", "", "\n"])), max_size=16).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
TEXTS = st.one_of(st.text(max_size=120), GENRE)
ANCHORS = st.one_of(st.none(), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
DAYS = st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31))


@settings(max_examples=300, deadline=None)
@given(TEXTS, ANCHORS)
def test_cells_never_raise_and_never_drop_text(text: str, anchor: dt.date | None) -> None:
    deadlines = parse_deadlines(text, anchor)
    assert parse_deadlines(text, anchor) == deadlines
    for deadline in deadlines:
        assert deadline.text.strip()
        assert deadline.rule
        assert (deadline.kind is DeadlineKind.CONDITIONAL) == (deadline.condition is not None)
        if deadline.start_on and deadline.due_on:
            assert deadline.start_on <= deadline.due_on
    if any(c.isascii() and c.isalnum() for c in text) and "<" not in text:
        assert deadlines


@settings(max_examples=300, deadline=None)
@given(TEXTS, ANCHORS)
def test_spans_lie_in_the_text_and_can_be_read_alone(text: str, anchor: dt.date | None) -> None:
    spans = find_deadlines(text, anchor)
    assert list(spans) == sorted(spans, key=lambda s: (s.start, s.end))
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
        phrase = text[span.start : span.end]
        assert phrase == span.deadline.text
        again = {(d.kind, d.edtf, d.rrule) for d in parse_deadlines(phrase, anchor)}
        assert (span.deadline.kind, span.deadline.edtf, span.deadline.rrule) in again


@given(
    DAYS,
    st.sampled_from(
        ["{d}/{m}/{y}", "{d:02}/{m:02}/{y}", "ngày {d} tháng {m} năm {y}", "{d}.{m}.{y}", "{d} / {m} / {y}"]
    ),
)
def test_a_written_day_is_read_back(day: dt.date, form: str) -> None:
    text = form.format(d=day.day, m=day.month, y=day.year)
    (deadline,) = parse_deadlines(text)
    assert (deadline.kind, deadline.due_on, deadline.edtf) == (DeadlineKind.DATE, day, day.isoformat())
    (span,) = find_deadlines(f"Sở Tài chính rà soát, hoàn thành trước {text}.")
    assert (span.deadline.due_on, span.deadline.qualifier) == (day, Qualifier.BEFORE)


@given(
    st.integers(2000, 2099),
    st.integers(1, 12),
    st.sampled_from(["tháng {m}/{y}", "{m}/{y}", "T{m}/{y}", "Tháng {m:02} năm {y}"]),
)
def test_a_written_month_is_read_back(year: int, month: int, form: str) -> None:
    (deadline,) = parse_deadlines(form.format(m=month, y=year))
    assert (deadline.edtf, deadline.start_on) == (f"{year}-{month:02d}", dt.date(year, month, 1))


@given(
    st.integers(2000, 2099),
    st.integers(1, 4),
    st.sampled_from(["Quý {r}/{y}", "quý {r} năm {y}", "QUÝ {r} - {y}", "Quý {q}/{y}"]),
)
def test_a_written_quarter_is_read_back(year: int, number: int, form: str) -> None:
    roman = ["I", "II", "III", "IV"][number - 1]
    (deadline,) = parse_deadlines(form.format(r=roman, q=number, y=year))
    assert deadline.edtf == f"{year}-{32 + number}"
    assert deadline.due_on is not None
    assert deadline.due_on.month == 3 * number


@given(DAYS, DAYS)
def test_an_anchor_never_makes_a_past_date(day: dt.date, anchor: dt.date) -> None:
    (deadline,) = parse_deadlines(f"trước ngày {day.day}/{day.month}", anchor)
    assert deadline.due_on is None or (deadline.due_on >= anchor and deadline.due_on.year == anchor.year)


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_references_lie_in_the_text_in_order(text: str) -> None:
    found = find_references(text)
    assert all(text[r.start : r.end] == r.raw and r.raw for r in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    parse_letterhead_number(text)


@given(st.integers(1, 9999), st.sampled_from(["{n}/QĐ-UBND", "{n}-KH/TU", "{n}/2025/NĐ-CP", "{n}/CT-TTg"]))
def test_a_canonical_number_is_read_back(number: int, form: str) -> None:
    printed = form.format(n=number)
    assert parse_letterhead_number(f"Số: {printed}")[0] == printed
    assert [r.number for r in find_references(f"thực hiện văn bản số {printed} của tỉnh")] == [printed]


@settings(max_examples=200, deadline=None)
@given(st.one_of(st.text(max_size=40), st.from_regex(r"[(]?[0-9a-zđIVX]{1,4}[.)]?(\.[0-9]{1,2})?", fullmatch=True)))
def test_ordinals_and_targets_never_raise(text: str) -> None:
    target = parse_target(text)
    assert (target.comparator is None) == (target.low is None and target.high is None)
    roman_to_int(text)
    ordinal = parse_ordinal(text)
    following = next_ordinal(ordinal) if ordinal else None
    if ordinal and following:
        assert follows(ordinal, following)
