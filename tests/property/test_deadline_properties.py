"""Properties of the deadline, reference and number parsers on generated text."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.deadline import find_deadlines, parse_deadlines
from normalizers.number import follows, next_ordinal, parse_ordinal, parse_target, roman_to_int
from normalizers.reference import find_references, parse_letterhead_number
from normalizers.working_days import is_working_day
from pipeline.model import Deadline, DeadlineKind, Qualifier

WORDS = (
    "hoàn thành|trước|ngày|15/4/2025|tháng|6|quý|II|2025|và|năm|-|,|;|.|hằng|định kỳ|từ|đến|hết|trong|30/6|I|/2026|cuối"
    "|sau|31/02/2025|kể từ ngày ký|thường xuyên|lần|(|)|khi|nếu cần|theo|số 12-NQ/TW|thứ hai|chậm nhất|đã|tháng đầu"
    "|những năm tiếp theo|¹|**|<b>|tuần|mỗi|02|báo cáo|sở|kỳ họp thứ 9|giai đoạn|Quý 1V/2O25|làm việc|này|tới|sáu"
    "|năm học|từ nay đến|trước khi kết thúc|tại kỳ họp|trong vòng|kể từ ngày|đột xuất|nửa năm|24/7|nhiệm kỳ"
    "|hạn được giao|15 ngày|trình|ngay sau khi|có hiệu lực|T5|q3|:|/25|năm sau|gio|trường hợp cần thiết"
).split("|")
GENRE = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", " ", "", "\n"])), max_size=16).map(
    lambda parts: "".join(word + gap for word, gap in parts)
)
TEXTS = st.one_of(st.text(max_size=120), GENRE)
ANCHORS = st.one_of(
    st.none(), st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)), st.sampled_from((dt.date.min, dt.date.max))
)
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
        if span.deadline.rule in {"event", "in_case", "after_meeting", "upon_request", "upon_signal"}:
            assert parse_deadlines(phrase, anchor)  # the words of an event may hold a time of their own
            continue
        again = {(d.kind, d.edtf, d.rrule) for d in parse_deadlines(phrase, anchor)}
        assert (span.deadline.kind, span.deadline.edtf, span.deadline.rrule) in again


# --- what is written is read back: parse(render(d)) == d ------------------------------------------

ROMAN = ("I", "II", "III", "IV")
Shape = tuple[str, str | None, str]


@dataclass(frozen=True)
class Time:
    """A time, its EDTF, and the ways to write it."""

    edtf: str
    forms: tuple[str, ...]
    is_day: bool = False


def day(date: dt.date) -> Time:
    d, m, y = date.day, date.month, date.year
    forms = (
        f"{d}/{m}/{y}", f"{d:02}/{m:02}/{y}", f"ngày {d}/{m}/{y}", f"ngày {d:02} tháng {m:02} năm {y}", f"{d}.{m}.{y}",
        f"ngày {d} tháng {m} năm {y}", f"{d} / {m} / {y}", f"{d:02}-{m:02}-{y}", f"ngày {d:02}/{m}/{y}",
    )  # fmt: skip
    return Time(date.isoformat(), forms, is_day=True)


def month(year: int, m: int) -> Time:
    forms = (f"tháng {m}/{year}", f"tháng {m:02}/{year}", f"tháng {m} năm {year}", f"tháng {m:02} - {year}")
    return Time(f"{year}-{m:02d}", (*forms, f"tháng {m}, năm {year}"))


def quarter(year: int, q: int) -> Time:
    forms = (f"quý {ROMAN[q - 1]}/{year}", f"quý {q}/{year}", f"quý {ROMAN[q - 1]} năm {year}", f"quí {q} năm {year}")
    return Time(f"{year}-{32 + q}", (*forms, f"quý {ROMAN[q - 1]} - {year}", f"quý 0{q}/{year}"))


def half(year: int, h: int) -> Time:
    word = ("đầu", "cuối")[h - 1]
    forms = (f"6 tháng {word} năm {year}", f"06 tháng {word} năm {year}", f"sáu tháng {word} năm {year}")
    return Time(f"{year}-{39 + h}", (*forms, f"nửa {word} năm {year}"))


def year(number: int) -> Time:
    return Time(str(number), (f"năm {number}", f"{number}"))


YEARS = st.integers(2020, 2039)
TIMES = st.one_of(
    st.builds(day, st.dates(dt.date(2020, 1, 1), dt.date(2039, 12, 31))),
    st.builds(month, YEARS, st.integers(1, 12)),
    st.builds(quarter, YEARS, st.integers(1, 4)),
    st.builds(half, YEARS, st.integers(1, 2)),
    st.builds(year, YEARS),
)
PREFIXES = {
    "": Qualifier.BY,
    "đến": Qualifier.BY,
    "đến hết": Qualifier.BY,
    "hết": Qualifier.BY,
    "hoàn thành": Qualifier.BY,
    "thời hạn:": Qualifier.BY,
    "trước khi kết thúc": Qualifier.BY,
    "từ nay đến hết": Qualifier.BY,
    "trước": Qualifier.BEFORE,
    "xong trước": Qualifier.BEFORE,
    "hoàn thành trước": Qualifier.BEFORE,
    "trong": Qualifier.IN,
    "ngay trong": Qualifier.IN,
    "hoàn thành trong": Qualifier.IN,
    "chậm nhất": Qualifier.NO_LATER_THAN,
    "chậm nhất là": Qualifier.NO_LATER_THAN,
    "muộn nhất": Qualifier.NO_LATER_THAN,
    "không muộn hơn": Qualifier.NO_LATER_THAN,
    "không quá": Qualifier.NO_LATER_THAN,
    "từ": Qualifier.FROM,
    "kể từ": Qualifier.FROM,
    "bắt đầu từ": Qualifier.FROM,
}
DRESS = st.sampled_from(["plain", "upper", "title", "spaces", "stop", "bare", "bold"])


def dressed(text: str, dress: str) -> str:
    """The text as another hand writes it: capitals, spaces, marks of emphasis, lost diacritics."""
    match dress:
        case "upper":
            return text.upper()
        case "title":
            return text[:1].upper() + text[1:]
        case "spaces":
            return "  " + text.replace(" ", "   ") + " "
        case "stop":
            return text + "."
        case "bold":
            return f"**{text}**"
        case "bare":  # what is left when the scanner loses every mark
            plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
            return "".join(c for c in plain if not unicodedata.combining(c))
    return text


def shape(deadline: Deadline) -> Shape:
    return (deadline.kind.value, deadline.edtf or deadline.rrule, deadline.qualifier.value)


@st.composite
def written_times(draw: st.DrawFn) -> tuple[str, Shape]:
    time, prefix = draw(TIMES), draw(st.sampled_from(sorted(PREFIXES)))
    qualifier = PREFIXES[prefix]
    text = f"{prefix} {draw(st.sampled_from(time.forms))}".strip()
    if qualifier is Qualifier.FROM and not time.is_day:
        return text, ("open", f"{time.edtf}/..", "from")
    return text, ("date" if time.is_day else "period", time.edtf, qualifier.value)


@settings(max_examples=600, deadline=None)
@given(written_times(), DRESS)
def test_a_written_deadline_is_read_back(written: tuple[str, Shape], dress: str) -> None:
    text, expected = written
    assert [shape(d) for d in parse_deadlines(dressed(text, dress))] == [expected]


@settings(max_examples=300, deadline=None)
@given(written_times(), st.sampled_from(["plain", "bold", "title"]))
def test_a_deadline_of_an_order_is_found_in_prose(written: tuple[str, Shape], dress: str) -> None:
    text, expected = written
    if text.startswith("hoàn thành "):
        found = find_deadlines(f"Sở Tài chính rà soát các quỹ, {dressed(text, dress)}; gửi Sở Tư pháp.")
        assert [shape(s.deadline) for s in found] == [expected]


@settings(max_examples=200, deadline=None)
@given(st.lists(TIMES, min_size=2, max_size=3, unique_by=lambda t: t.edtf), DRESS)
def test_a_list_is_read_back_in_order(times: list[Time], dress: str) -> None:
    text = "; ".join(t.forms[0] for t in times)
    found = parse_deadlines(dressed(text, dress))
    assert [d.edtf for d in found] == [t.edtf for t in times]


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([month, quarter]),
    st.tuples(YEARS, st.integers(1, 4)),
    st.tuples(YEARS, st.integers(1, 4)),
    st.sampled_from(["từ {a} đến {b}", "{a} - {b}", "từ {a} đến hết {b}", "{a} đến {b}", "trong {a} - {b}"]),
    DRESS,
)
def test_a_range_is_read_back(
    unit: Callable[[int, int], Time], a: tuple[int, int], b: tuple[int, int], form: str, dress: str
) -> None:
    start, end = sorted((a, b))
    text = form.format(a=unit(*start).forms[0], b=unit(*end).forms[0])
    (deadline,) = parse_deadlines(dressed(text, dress))
    assert deadline.edtf == f"{unit(*start).edtf}/{unit(*end).edtf}"


@given(st.integers(1, 28), st.integers(1, 12), st.integers(2, 5), DRESS, st.data())
def test_a_rhythm_is_read_back(d: int, m: int, n: int, dress: str, data: st.DataObject) -> None:
    every = data.draw(st.sampled_from(["hằng", "hàng"]))
    rules = {
        "FREQ=WEEKLY": [f"{every} tuần", f"định kỳ {every} tuần"],
        "FREQ=MONTHLY": [f"{every} tháng", f"định kỳ {every} tháng", "mỗi tháng một lần", "01 lần/tháng"],
        "FREQ=MONTHLY;INTERVAL=3": [f"{every} quý", f"định kỳ {every} quý", "03 tháng/lần", "mỗi quý 1 lần"],
        "FREQ=MONTHLY;INTERVAL=6": ["định kỳ 6 tháng", "6 tháng/lần", "nửa năm một lần", "02 lần/năm"],
        "FREQ=YEARLY": [f"{every} năm", f"định kỳ {every} năm", "mỗi năm một lần"],
        f"FREQ=YEARLY;INTERVAL={n}": [f"{n} năm/lần", f"định kỳ {n} năm", f"0{n} năm một lần"],
        f"FREQ=MONTHLY;BYMONTHDAY={d}": [f"trước ngày {d} {every} tháng", f"{every} tháng (trước ngày {d:02})"],
        f"FREQ=YEARLY;BYMONTH={m};BYMONTHDAY={d}": [
            f"trước ngày {d}/{m} {every} năm", f"{every} năm, trước ngày {d:02}/{m:02}",
        ],
        f"FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY={d}": [
            f"trước ngày {d} tháng cuối quý", f"{every} quý, trước ngày {d} của tháng cuối quý",
        ],
    }  # fmt: skip
    rule = data.draw(st.sampled_from(sorted(rules)))
    text = data.draw(st.sampled_from(rules[rule]))
    (deadline,) = parse_deadlines(dressed(text, dress))
    assert (deadline.kind, deadline.rrule) == (DeadlineKind.RECURRING, rule)
    assert (deadline.qualifier is Qualifier.BEFORE) == ("trước" in text)


@given(
    st.dates(dt.date(2021, 1, 1), dt.date(2026, 6, 30)),
    st.integers(1, 60),
    st.booleans(),
    st.sampled_from(["trong {} kể từ ngày ký", "trong thời hạn {}, kể từ ngày ban hành", "chậm nhất {} kể từ ngày ký"]),
)
def test_a_term_from_the_signing_is_counted(issued: dt.date, count: int, work: bool, form: str) -> None:
    text = form.format(f"{count:02} ngày" + (" làm việc" if work else ""))
    (deadline,) = parse_deadlines(text, issued)
    assert (deadline.kind, deadline.start_on) == (DeadlineKind.DATE, issued)
    assert deadline.due_on is not None
    after = [issued + dt.timedelta(days=n) for n in range(1, (deadline.due_on - issued).days + 1)]
    assert len([day for day in after if not work or is_working_day(day)]) == count
    assert not work or is_working_day(deadline.due_on)
    assert parse_deadlines(text)[0].kind is DeadlineKind.CONDITIONAL


LOOKALIKES = {"1": "lI|", "0": "Oo", "5": "sS", "2": "zZ"}


@given(TIMES, st.data())
def test_look_alike_letters_do_not_hide_a_time(time: Time, data: st.DataObject) -> None:
    """Scanners read letters for digits. One letter a number, and never the first of a year, as engines do."""
    text = time.forms[0]
    at = [i for i, c in enumerate(text) if c in LOOKALIKES and i and text[i - 1].isdigit()]
    if at:
        i = data.draw(st.sampled_from(at))
        text = text[:i] + data.draw(st.sampled_from(LOOKALIKES[text[i]])) + text[i + 1 :]
    (deadline,) = parse_deadlines(text)
    assert deadline.edtf in (time.edtf, None)
    if time.edtf[5:6] != "4":  # "6 tháng": no look-alike is read in a count of months
        assert deadline.edtf == time.edtf


@settings(max_examples=400, deadline=None)
@given(TEXTS, ANCHORS)
def test_nothing_is_invented(text: str, anchor: dt.date | None) -> None:
    """Every year, month and day of a date stands in the text or is the day of issue's; terms and counts apart."""
    read = text.lower().translate(str.maketrans("ozsil|!", "0251111"))
    numbers = {int(n) for n in re.findall(r"\d+", read)} | {
        int(n[i : i + 4]) for n in re.findall(r"\d+", read) for i in range(len(n))
    }
    years = (
        numbers | ({anchor.year, anchor.year + 1} if anchor else set()) | {2000 + n for n in numbers if 20 <= n < 50}
    )
    for deadline in parse_deadlines(text, anchor) + tuple(s.deadline for s in find_deadlines(text, anchor)):
        if deadline.edtf is None or any(k in deadline.rule for k in ("term", "from_signing", "years_on")):
            continue
        for part in deadline.edtf.replace("/..", "").split("/"):
            y, m, d = (*map(int, part.split("-")), 0, 0)[:3]
            assert y in years
            assert not d or d in numbers
            counted = (
                m > 12
                or not m
                or deadline.rule.startswith(("some_months", "relative"))
                or not any(c.isdigit() for c in text)
            )
            assert counted or m in numbers


@given(DAYS)
def test_a_day_of_the_past_is_no_deadline_of_prose(date: dt.date) -> None:
    told = f"Ngày {date.day}/{date.month}/{date.year}, Sở Tài chính đã tổ chức hội nghị."
    assert find_deadlines(told, date + dt.timedelta(days=1)) == ()


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
