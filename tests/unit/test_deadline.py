"""The deadline grammar on literals: every row of the contract's table, variants, and what must not be a deadline."""

from __future__ import annotations

import datetime as dt
import time
import unicodedata

import pytest

from normalizers.deadline import find_deadlines, parse_deadlines
from pipeline.model import Deadline, DeadlineKind, Qualifier

ANCHOR = dt.date(2025, 4, 10)

Shape = tuple[str, str | None, str | None, str | None, str]


def shape(deadline: Deadline) -> Shape:
    """(kind, edtf or rrule, first day, due day, qualifier)."""
    start = deadline.start_on.isoformat() if deadline.start_on else None
    due = deadline.due_on.isoformat() if deadline.due_on else None
    return (deadline.kind.value, deadline.edtf or deadline.rrule, start, due, deadline.qualifier.value)


def month(year: int, number: int, qualifier: str = "by") -> Shape:
    last = (dt.date(year + number // 12, number % 12 + 1, 1) - dt.timedelta(days=1)).isoformat()
    return ("period", f"{year}-{number:02d}", f"{year}-{number:02d}-01", last, qualifier)


QUARTERS = {1: ("01-01", "03-31"), 2: ("04-01", "06-30"), 3: ("07-01", "09-30"), 4: ("10-01", "12-31")}


def quarter(year: int, number: int, qualifier: str = "by") -> Shape:
    first, last = QUARTERS[number]
    return ("period", f"{year}-{32 + number}", f"{year}-{first}", f"{year}-{last}", qualifier)


def year(number: int, qualifier: str = "by") -> Shape:
    return ("period", str(number), f"{number}-01-01", f"{number}-12-31", qualifier)


def day(iso: str, qualifier: str = "by") -> Shape:
    return ("date", iso, iso, None, qualifier) if qualifier == "from" else ("date", iso, None, iso, qualifier)


def rhythm(rule: str | None, qualifier: str = "by") -> Shape:
    return ("recurring", rule, None, None, qualifier)


def held(qualifier: str = "by") -> Shape:
    return ("conditional", None, None, None, qualifier)


ONGOING: Shape = ("ongoing", None, None, None, "by")

CONTRACT: list[tuple[str, list[Shape]]] = [
    ("31/12/2025", [day("2025-12-31")]),
    ("Trước 15/11/2025", [day("2025-11-15", "before")]),
    ("Trước ngày 15/11/2025", [day("2025-11-15", "before")]),
    ("chậm nhất trước ngày 31/3/2026", [day("2026-03-31", "no_later_than")]),
    ("từ ngày 01/5/2026", [day("2026-05-01", "from")]),
    ("Tháng 02/2025", [month(2025, 2)]),
    ("5/2025", [month(2025, 5)]),
    ("trong tháng 5/2025", [month(2025, 5, "in")]),
    ("Quý I/2025", [quarter(2025, 1)]),
    ("Quý 1/2025", [quarter(2025, 1)]),
    ("Quý l/2025", [quarter(2025, 1)]),
    ("6 tháng đầu năm 2026", [("period", "2026-40", "2026-01-01", "2026-06-30", "by")]),
    ("2025", [year(2025)]),
    ("Năm 2025", [year(2025)]),
    ("2025 và những năm tiếp theo", [("open", "2025/..", "2025-01-01", None, "by")]),
    ("Tháng 12/2025 và năm 2026", [month(2025, 12), year(2026)]),
    ("Thường xuyên", [ONGOING]),
    ("Hằng năm", [rhythm("FREQ=YEARLY")]),
    ("định kỳ hằng tháng", [rhythm("FREQ=MONTHLY")]),
    ("hằng quý", [rhythm("FREQ=MONTHLY;INTERVAL=3")]),
    ("Định kỳ", [rhythm(None)]),
    ("Khi các kho số liệu của tỉnh hoàn thành", [held()]),
    ("", []),
]


@pytest.mark.parametrize(("text", "expected"), CONTRACT)
def test_every_row_of_the_contract(text: str, expected: list[Shape]) -> None:
    assert [shape(d) for d in parse_deadlines(text)] == expected


@pytest.mark.parametrize("text", ["", " ", "-", "–", "—", "…", "...", ".", " - ", "/", "\n"])
def test_an_empty_cell_has_no_deadline(text: str) -> None:
    assert parse_deadlines(text) == ()


CELLS: list[tuple[str, list[Shape]]] = [
    # spellings of a day
    ("15.4.2025", [day("2025-04-15")]),
    ("15-4-2025", [day("2025-04-15")]),
    ("15 / 4 / 2025", [day("2025-04-15")]),
    ("01/ 5/2026", [day("2026-05-01")]),
    ("2025-12-31", [day("2025-12-31")]),
    ("31/12/25", [day("2025-12-31")]),
    ("Ngày 15 tháng 4 năm 2025", [day("2025-04-15")]),
    ("ngày 15/4 năm 2025", [day("2025-04-15")]),
    ("29/2/2024", [day("2024-02-29")]),
    ("Trước 17 giờ ngày 15/4/2025", [day("2025-04-15", "before")]),
    ("15h00 ngày 20/5/2025", [day("2025-05-20")]),
    ("<p>01/01/2026</p>", [day("2026-01-01")]),
    ("**30/6/2025**", [day("2025-06-30")]),
    ("Muộn nhất 30/6/2025", [day("2025-06-30", "no_later_than")]),
    ("Hạn được giao: 30/9/2025", [day("2025-09-30")]),
    ("Hạn cuối: 15/4/2025", [day("2025-04-15")]),
    # spellings of a month
    ("THÁNG 9/2025", [month(2025, 9)]),
    ("tháng 9-2025", [month(2025, 9)]),
    ("Tháng 12 năm 2025", [month(2025, 12)]),
    ("T12/2025", [month(2025, 12)]),
    ("5/2025¹⁶", [month(2025, 5)]),
    ("5/202516", [month(2025, 5)]),
    ("Tháng l/2025", [month(2025, 1)]),
    ("Thảng 5/2025", [month(2025, 5)]),
    ("Tháng 5/2025", [month(2025, 5)]),
    ("đầu tháng 6/2025", [month(2025, 6)]),
    ("Tuần 3 tháng 5/2025", [month(2025, 5)]),
    ("Kỳ họp thứ 9 tháng 5/2025", [month(2025, 5)]),
    # quarters and what scanners make of them
    ("QUÝ II/2025", [quarter(2025, 2)]),
    ("Quí 2/2025", [quarter(2025, 2)]),
    ("Qúy III/2025", [quarter(2025, 3)]),
    ("Quý 1V/2025", [quarter(2025, 4)]),
    ("Quý lV/2025", [quarter(2025, 4)]),
    ("Quý 11/2025", [quarter(2025, 2)]),
    ("Quý IV/2O25", [quarter(2025, 4)]),
    ("Quý II/20Z5", [quarter(2025, 2)]),
    ("Quý II - 2025", [quarter(2025, 2)]),
    ("Quý 3 năm 2025", [quarter(2025, 3)]),
    ("Q1/2025", [quarter(2025, 1)]),
    ("II/2025", [quarter(2025, 2)]),
    ("2025 (Quý IV)", [quarter(2025, 4)]),
    ("Quý IV (2025)", [quarter(2025, 4)]),
    # halves, years, parts of them
    ("6 tháng cuối năm 2025", [("period", "2025-41", "2025-07-01", "2025-12-31", "by")]),
    ("nửa cuối năm 2025", [("period", "2025-41", "2025-07-01", "2025-12-31", "by")]),
    ("9 tháng đầu năm 2025", [("period", "2025-01/2025-09", "2025-01-01", "2025-09-30", "by")]),
    ("cuối năm 2025", [year(2025)]),
    ("đến hết năm 2026", [year(2026)]),
    ("Cả năm 2025", [year(2025)]),
    ("trước tháng 6/2025", [("period", "2025-06", None, "2025-06-01", "before")]),
    # ranges
    ("2025-2027", [("period", "2025/2027", "2025-01-01", "2027-12-31", "by")]),
    ("giai đoạn 2025 – 2026", [("period", "2025/2026", "2025-01-01", "2026-12-31", "by")]),
    ("từ tháng 5 đến tháng 9/2025", [("period", "2025-05/2025-09", "2025-05-01", "2025-09-30", "by")]),
    ("Quý III-IV/2025", [("period", "2025-35/2025-36", "2025-07-01", "2025-12-31", "by")]),
    ("Quý IV/2025 - Quý I/2026", [("period", "2025-36/2026-33", "2025-10-01", "2026-03-31", "by")]),
    ("12/2025-6/2026", [("period", "2025-12/2026-06", "2025-12-01", "2026-06-30", "by")]),
    ("05-10/3/2025", [("period", "2025-03-05/2025-03-10", "2025-03-05", "2025-03-10", "by")]),
    ("từ ngày 11/9 đến hết ngày 20/9/2026", [("period", "2026-09-11/2026-09-20", "2026-09-11", "2026-09-20", "by")]),
    ("Trong năm 2025 và 5 năm tiếp theo", [("period", "2025/2030", "2025-01-01", "2030-12-31", "in")]),
    # lists
    ("tháng 6 và tháng 7/2025", [month(2025, 6), month(2025, 7)]),
    ("Tháng 6, 7, 8/2025", [month(2025, 6), month(2025, 7), month(2025, 8)]),
    ("10, 11/2025", [month(2025, 10), month(2025, 11)]),
    ("trong Quý I, II/2025", [quarter(2025, 1, "in"), quarter(2025, 2, "in")]),
    ("Quý II, III/2025 và Quý I/2026", [quarter(2025, 2), quarter(2025, 3), quarter(2026, 1)]),
    ("2025, 2026", [year(2025), year(2026)]),
    ("Trước 30/6 và 31/12/2025", [day("2025-06-30", "before"), day("2025-12-31", "before")]),
    ("Quý II/2025; Quý IV/2025", [quarter(2025, 2), quarter(2025, 4)]),
    # open ends
    ("Năm 2026 trở đi", [("open", "2026/..", "2026-01-01", None, "by")]),
    ("Từ quý II/2026", [("open", "2026-34/..", "2026-04-01", None, "from")]),
    ("Từ tháng 6/2025", [("open", "2025-06/..", "2025-06-01", None, "from")]),
    # rhythms
    ("Tháng 3 hằng năm", [rhythm("FREQ=YEARLY;BYMONTH=3")]),
    ("Tháng 6 và tháng 12 hàng năm", [rhythm("FREQ=YEARLY;BYMONTH=6,12")]),
    ("Quý IV hằng năm", [rhythm("FREQ=YEARLY;BYMONTH=12")]),
    ("trước ngày 15/12 hằng năm", [rhythm("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=15", "before")]),
    ("Hằng năm (trước 31/12)", [rhythm("FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31", "before")]),
    ("trước ngày 20 hằng tháng", [rhythm("FREQ=MONTHLY;BYMONTHDAY=20", "before")]),
    ("Hàng tháng (ngày 25)", [rhythm("FREQ=MONTHLY;BYMONTHDAY=25")]),
    ("Ngày 20 của tháng cuối quý", [rhythm("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=20")]),
    ("Thứ Sáu hằng tuần", [rhythm("FREQ=WEEKLY;BYDAY=FR")]),
    ("hằng tuần", [rhythm("FREQ=WEEKLY")]),
    ("hàng ngày", [rhythm("FREQ=DAILY")]),
    ("6 tháng/lần", [rhythm("FREQ=MONTHLY;INTERVAL=6")]),
    ("03 tháng một lần", [rhythm("FREQ=MONTHLY;INTERVAL=3")]),
    ("2 lần/năm", [rhythm("FREQ=MONTHLY;INTERVAL=6")]),
    ("Mỗi năm 01 lần", [rhythm("FREQ=YEARLY")]),
    ("3 lần/tháng", [rhythm(None)]),
    ("hằng tháng/quý/năm", [rhythm("FREQ=MONTHLY"), rhythm("FREQ=MONTHLY;INTERVAL=3"), rhythm("FREQ=YEARLY")]),
    ("Định kỳ 6 tháng, hằng năm", [rhythm("FREQ=MONTHLY;INTERVAL=6"), rhythm("FREQ=YEARLY")]),
    ("Thường xuyên, hằng năm", [ONGOING, rhythm("FREQ=YEARLY")]),
    ("Thường xuyên hằng năm", [rhythm("FREQ=YEARLY")]),
    ("Năm 2025; thường xuyên", [year(2025), ONGOING]),
    # conditions
    ("Theo tiến độ", [held()]),
    ("Sau khi Luật được thông qua", [held()]),
    ("Sau Quý I/2025", [held()]),
    ("Sau khi Luật được thông qua, chậm nhất 31/12/2025", [held(), day("2025-12-31", "no_later_than")]),
    ("Theo Kế hoạch số 12/KH-UBND ngày 5/3/2025", [held()]),
    ("Quý I/2025; theo kế hoạch riêng", [quarter(2025, 1), held()]),
]


@pytest.mark.parametrize(("text", "expected"), CELLS)
def test_cells(text: str, expected: list[Shape]) -> None:
    assert [shape(d) for d in parse_deadlines(text)] == expected


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("31/02/2025", "impossible_date"),
        ("29/02/2025", "impossible_date"),
        ("15/13/2025", "impossible_date"),
        ("tháng 13/2025", "impossible_date"),
        ("Quý V/2025", "impossible_date"),
        ("Tháng   năm 2025", "impossible_date"),
        ("2027-2025", "impossible_range"),
        ("chờ hướng dẫn riêng", "unparsed"),
        ("Trước kỳ họp thứ 10", "unparsed"),
        ("theo lộ trình của ngành", "per_plan"),
        ("Ngay sau khi ký kết", "condition"),
    ],
)
def test_what_cannot_be_dated_keeps_its_words(text: str, rule: str) -> None:
    (deadline,) = parse_deadlines(text, ANCHOR)
    assert shape(deadline)[:4] == ("conditional", None, None, None)
    assert (deadline.rule, deadline.condition, deadline.text) == (rule, text, text)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tháng 9/2025 xong thí điểm; mở rộng 2026 và những năm tiếp theo", ["thí điểm", "mở rộng"]),
        ("Trình Quý II/2025, ban hành Quý III/2025", ["Trình", "ban hành"]),
        ("Tháng 5/2025 (dự thảo), tháng 8/2025 (trình ký)", ["dự thảo", "trình ký"]),
        ("Tháng 5/2025 (đề án thoát nước)", ["đề án thoát nước"]),
        ("Quý II/2025 trình; Quý IV/2025 ban hành", ["trình", "ban hành"]),
        ("Hoàn thành trong tháng 5/2025", [None]),
        ("Thời gian hoàn thành: quý IV/2025", [None]),
        ("Quý II/2025 (theo Thông báo số 05-TB/ABC ngày 3/3/2025)", [None]),
    ],
)
def test_what_a_clause_applies_to(text: str, names: list[str | None]) -> None:
    assert [d.applies_to for d in parse_deadlines(text)] == names


@pytest.mark.parametrize(
    ("text", "without", "with_anchor", "rule"),
    [
        ("trước ngày 30/6", held("before"), day("2025-06-30", "before"), "day_without_year+anchor_year"),
        ("trước ngày 30/3", held("before"), held("before"), "day_without_year+no_year"),
        ("Quý III", held(), quarter(2025, 3), "quarter+anchor_year"),
        ("Tháng 3", held(), held(), "month+no_year"),
        ("Tháng 4", held(), month(2025, 4), "month+anchor_year"),
        ("kể từ ngày ký", held("from"), day("2025-04-10", "from"), "from_signing"),
        ("trước ngày 31/01 năm sau", held("before"), held("before"), "relative_year"),
        ("trước ngày 25", held("before"), held("before"), "day_of_month+no_year"),
    ],
)
def test_the_anchor_gives_the_year_or_nothing(text: str, without: Shape, with_anchor: Shape, rule: str) -> None:
    (bare,) = parse_deadlines(text)
    (anchored,) = parse_deadlines(text, ANCHOR)
    assert (shape(bare), shape(anchored), anchored.rule) == (without, with_anchor, rule)


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("trong 15 ngày kể từ ngày ký", "2025-02-15"),
        ("15 ngày kể từ ngày ký", "2025-02-15"),
        ("trong vòng 01 tháng kể từ ngày ban hành", "2025-02-28"),
        ("chậm nhất 02 tuần kể từ ngày ký Quyết định này", "2025-02-14"),
        ("trong thời hạn 03 (ba) tháng, kể từ ngày ký", "2025-04-30"),
    ],
)
def test_terms_count_from_the_signing_day(text: str, due: str) -> None:
    anchor = dt.date(2025, 1, 31)
    (deadline,) = parse_deadlines(text, anchor)
    assert (deadline.kind, deadline.start_on, str(deadline.due_on)) == (DeadlineKind.DATE, anchor, due)
    (bare,) = parse_deadlines(text)
    assert (bare.kind, bare.condition) == (DeadlineKind.CONDITIONAL, text)


@pytest.mark.parametrize(
    "text",
    [
        "trong 15 ngày làm việc kể từ ngày nhận được hồ sơ",
        "trong 10 ngày kể từ ngày nhận được văn bản",
        "sau 6 tháng kể từ khi Luật có hiệu lực",
    ],
)
def test_terms_that_no_document_can_date_stay_conditions(text: str) -> None:
    (deadline,) = parse_deadlines(text, ANCHOR)
    assert (deadline.kind, deadline.condition, deadline.due_on) == (DeadlineKind.CONDITIONAL, text, None)


PROSE: list[tuple[str, str, Shape]] = [
    ("Sở Xây dựng khảo sát 12 tuyến phố. Hoàn thành trước 15/4/2025.", "Hoàn thành trước 15/4/2025",
     day("2025-04-15", "before")),
    ("Ban hành quy chế, hoàn thành trong tháng 4/2025.", "hoàn thành trong tháng 4/2025", month(2025, 4, "in")),
    ("Báo cáo Thường trực kết quả trong quý II/2025.", "trong quý II/2025", quarter(2025, 2, "in")),
    ("trình tỉnh tại kỳ họp thứ 9 trong tháng 5/2025;", "tại kỳ họp thứ 9 trong tháng 5/2025", month(2025, 5, "in")),
    ("nâng mức hỗ trợ ngay trong năm 2025 và 5 năm tiếp theo.", "ngay trong năm 2025 và 5 năm tiếp theo",
     ("period", "2025/2030", "2025-01-01", "2030-12-31", "in")),
    ("gửi về Sở Nội vụ trước ngày 15 tháng 11 năm 2025 để tổng hợp.", "trước ngày 15 tháng 11 năm 2025",
     day("2025-11-15", "before")),
    ("nộp hồ sơ chậm nhất trước ngày 31/3/2026.", "chậm nhất trước ngày 31/3/2026", day("2026-03-31", "no_later_than")),
    ("đưa cổng dịch vụ vào vận hành từ ngày 01/5/2026.", "từ ngày 01/5/2026", day("2026-05-01", "from")),
    ("Kế hoạch được thực hiện đến hết năm 2026.", "đến hết năm 2026", year(2026)),
    ("Các phòng làm xong trước ngày 30/6.", "xong trước ngày 30/6", day("2025-06-30", "before")),
    ("Quy chế này có hiệu lực thi hành kể từ ngày ký ban hành và thay thế quy chế cũ.",
     "có hiệu lực thi hành kể từ ngày ký ban hành", day("2025-04-10", "from")),
    ("Thông tư này có hiệu lực từ ngày 15 tháng 6 năm 2026.", "có hiệu lực từ ngày 15 tháng 6 năm 2026",
     day("2026-06-15", "from")),
    ("Thủ trưởng đơn vị định kỳ hằng tháng báo cáo Ban Chỉ đạo.", "định kỳ hằng tháng", rhythm("FREQ=MONTHLY")),
    ("Các huyện gửi số liệu trước ngày 25 hằng tháng.", "trước ngày 25 hằng tháng",
     rhythm("FREQ=MONTHLY;BYMONTHDAY=25", "before")),
    ("Sở Y tế định kỳ hàng quý tổng hợp kết quả, gửi Ủy ban trước ngày 15 tháng cuối quý để theo dõi.",
     "định kỳ hàng quý tổng hợp kết quả, gửi Ủy ban trước ngày 15 tháng cuối quý",
     rhythm("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=15", "before")),
    ("Hoàn thành trong 15 ngày kể từ ngày ký.", "Hoàn thành trong 15 ngày kể từ ngày ký",
     ("date", "2025-04-25", "2025-04-10", "2025-04-25", "in")),
    ("hoàn thành **trong tháng 6/2025**; rà soát lại", "hoàn thành **trong tháng 6/2025", month(2025, 6, "in")),
    ("xây dựng phương án (hoàn thành trong tháng 6/2025).", "hoàn thành trong tháng 6/2025", month(2025, 6, "in")),
    ("Thời gian thực hiện: từ quý II/2026.", "Thời gian thực hiện: từ quý II/2026",
     ("open", "2026-34/..", "2026-04-01", None, "from")),
    ("Đến tháng 6/2026, hoàn thành 100% hồ sơ số.", "Đến tháng 6/2026", month(2026, 6)),
    ("tập huấn cán bộ trong quý II và quý III/2025.", "trong quý II và quý III/2025", quarter(2025, 2, "in")),
    ("Đồng chí Chánh Văn phòng theo dõi. Nhiệm vụ thường xuyên.", "Nhiệm vụ thường xuyên", ONGOING),
    ("Hằng năm, sơ kết và báo cáo Thường vụ.", "Hằng năm", rhythm("FREQ=YEARLY")),
    ("báo cáo Thường trực định kỳ và đột xuất.", "định kỳ và đột xuất", rhythm(None)),
    ("phấn đấu hoàn thành trước mùa mưa năm 2026", "hoàn thành trước mùa mưa năm 2026", held()),
    ("Nếu có vướng mắc, các xã báo cáo về huyện.", "Nếu có vướng mắc", held()),
    ("Sở Y tế báo cáo Ủy ban nhân dân tỉnh trước ngày 15/5/2025.", "trước ngày 15/5/2025", day("2025-05-15", "before")),
    ("Ban Quản lý sửa chữa trong tháng 5/2025.", "trong tháng 5/2025", month(2025, 5, "in")),
    ("Văn phòng tổng hợp trước ngày 20/5/2025.", "trước ngày 20/5/2025", day("2025-05-20", "before")),
    ("hồ sơ phải được phê duyệt trước ngày 20/5/2025.", "trước ngày 20/5/2025", day("2025-05-20", "before")),
    ("thực hiện xong trước ngày 31/02/2025.", "xong trước ngày 31/02/2025", held("before")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "phrase", "expected"), PROSE)
def test_prose(text: str, phrase: str, expected: Shape) -> None:
    first = find_deadlines(text, ANCHOR)[0]
    assert text[first.start : first.end] == phrase == first.deadline.text
    assert shape(first.deadline) == expected


NO_DEADLINE = [
    # dates and numbers of cited documents
    "theo Nghị quyết số 12-NQ/TW ngày 19/11/2024 của Bộ Chính trị",
    "tại Công văn số 417/UBND-VX, ngày 05/4/2025 về phòng cháy",
    "Nghị quyết 77/2031/QH17 của Quốc hội",
    "Căn cứ Luật Đầu tư công ngày 29 tháng 11 năm 2024;",
    "(Kèm theo Quyết định số 15/QĐ-UBND ngày 03 tháng 3 năm 2025)",
    "Hà Nội, ngày 04 tháng 7 năm 2025",
    # years that name a thing
    "bố trí trong dự toán ngân sách năm 2025",
    "Chương trình phát triển nhà ở giai đoạn 2026-2030",
    "Chiến lược cây xanh đến năm 2030, tầm nhìn đến năm 2045",
    "Chương trình công tác năm 2026 của Ban Chỉ đạo",
    "đánh giá thi đua, khen thưởng năm 2025 đối với tập thể",
    "đầu tư năm 2025 và vốn đầu tư trong năm 2025",
    "bảng xếp hạng năm 2025",
    "phấn đấu đến năm 2030 đạt 80%",
    # the past
    "ngày 18/3/2025 đã tổ chức hội nghị",
    "Trong quý I/2025, Ban Chỉ đạo đã ban hành 12 văn bản.",
    "Huyện đã tổ chức 5 hội nghị trong tháng 3/2025.",
    "Từ ngày 12/12/2024 đến ngày 14/3/2025, các xã đã rà soát",
    "Tính đến hết ngày 07/3/2025, có 88/97 xã gửi báo cáo",
    "Trong năm 2025, số hồ sơ tăng 27%.",
    "Sở đã tổ chức họp vào ngày 18/3/2025",
    "Sở tổ chức họp vào ngày 18/3/2025",
    "kinh phí giải ngân (tổng hợp đến ngày 09/3/2025)",
    "chưa hoàn thành trong năm 2025",
    "Dự án được phê duyệt trước ngày 01 tháng 8 năm 2024 thì tiếp tục",
    "số liệu từ năm 2020 đến nay",
    "Các nhiệm vụ đã giao trong năm 2024",
    # fractions
    "63/63 địa phương và 05/10 cơ sở",
    "đạt điểm chuẩn từ 28/30 trở lên",
    "hoàn thành 3/3 hệ thống",
    # headings and frames
    "Nhiệm vụ trọng tâm quý II/2025",
    "các nhiệm vụ trong quý II/2025",
    "Để triển khai đồng bộ các nhiệm vụ trong quý II/2025, đề nghị các sở",
    "TÌNH HÌNH THỰC HIỆN KẾ HOẠCH CẢI CÁCH HÀNH CHÍNH TRONG QUÝ II/2025",
    "Báo cáo kết quả cải cách hành chính trong quý I/2025 và phương hướng quý II/2025",
    # rhythms that describe a thing
    "kế hoạch công tác hằng năm của cơ quan",
    "trợ cấp hằng tháng cho người dân",
    "thay báo cáo định kỳ bằng bảng theo dõi trực tuyến",
    "tổ chức chấm điểm định kỳ trên bộ số liệu của huyện",
    "lấy ý kiến nhân dân trước khi trình tỉnh ban hành",
]


@pytest.mark.parametrize("text", NO_DEADLINE)
def test_no_deadline_in(text: str) -> None:
    assert find_deadlines(text, ANCHOR) == ()


def test_several_deadlines_keep_their_order_and_places() -> None:
    text = "Ban hành danh mục, hoàn thành trong tháng 4/2025; lập quỹ hỗ trợ. Hoàn thành trong quý III/2025."
    found = find_deadlines(text)
    assert [shape(s.deadline) for s in found] == [month(2025, 4, "in"), quarter(2025, 3, "in")]
    assert [text[s.start : s.end] for s in found] == ["hoàn thành trong tháng 4/2025", "Hoàn thành trong quý III/2025"]


def test_decomposed_text_gives_spans_of_the_same_text() -> None:
    text = unicodedata.normalize("NFD", "Báo cáo kết quả, hoàn thành trước ngày 15/4/2025.")
    (span,) = find_deadlines(text)
    assert unicodedata.normalize("NFC", text[span.start : span.end]) == "hoàn thành trước ngày 15/4/2025"


def test_raw_text_stays_as_it_was_read() -> None:
    (deadline,) = parse_deadlines(" Quý  1V/2O25 ")
    assert (deadline.text, deadline.edtf) == ("Quý  1V/2O25", "2025-36")


def test_qualifier_of_a_cell_is_by_unless_words_say_otherwise() -> None:
    assert parse_deadlines("Quý II/2025")[0].qualifier is Qualifier.BY
    assert parse_deadlines("Trong quý II/2025")[0].qualifier is Qualifier.IN


@pytest.mark.parametrize(
    ("text", "edtf", "due"),
    [
        ("từ ngày 15/5/2025 đến ngày 15/5/2025", ["2025-05-15/2025-05-15"], dt.date(2025, 5, 15)),
        ("11 tháng đầu năm 2026", ["2026-01/2026-11"], dt.date(2026, 11, 30)),
        ("12 tháng đầu năm 2026", ["2026"], dt.date(2026, 12, 31)),
        ("1 tháng đầu năm 2026", ["2026"], dt.date(2026, 12, 31)),
        (
            "15/3, 15/5, 15/7, 15/9 và 15/12/2025",
            ["2025-03-15", "2025-05-15", "2025-07-15", "2025-09-15", "2025-12-15"],
            dt.date(2025, 12, 15),
        ),
    ],
)
def test_edges_of_ranges_and_lists(text: str, edtf: list[str], due: dt.date) -> None:
    found = parse_deadlines(text)
    assert [d.edtf for d in found] == edtf
    assert found[-1].due_on == due


def test_rhythms_at_their_edges() -> None:
    (last,) = parse_deadlines("Định kỳ hằng tháng, trước ngày 31")
    assert (last.rrule, last.qualifier) == ("FREQ=MONTHLY;BYMONTHDAY=31", Qualifier.BEFORE)
    assert parse_deadlines("Định kỳ hằng tháng, trước ngày 32")[-1].rule == "impossible_date"
    yearly = parse_deadlines("Hằng quý, 6 tháng, 9 tháng, năm")
    assert [d.rrule for d in yearly] == [
        "FREQ=MONTHLY;INTERVAL=3",
        "FREQ=MONTHLY;INTERVAL=6",
        "FREQ=YEARLY;BYMONTH=9",
        "FREQ=YEARLY",
    ]


@pytest.mark.parametrize(("year", "found"), [(2024, 0), (2025, 1)])
def test_what_was_to_be_done_until_a_time_gone_by_is_no_deadline(year: int, found: int) -> None:
    text = f"Từ nay đến hết năm {year}, tập trung rà soát, hoàn thiện hồ sơ."
    assert len(find_deadlines(text, dt.date(2025, 4, 10))) == found


@pytest.mark.parametrize("text", ["năm sau", "tháng sau", "quý I năm sau", "trong 30 ngày kể từ ngày ký"])
def test_beyond_the_last_year_there_is_no_date(text: str) -> None:
    (cell,) = parse_deadlines(text, dt.date.max)
    assert (cell.kind, cell.edtf) == (DeadlineKind.CONDITIONAL, None)
    assert all(s.deadline.edtf is None for s in find_deadlines(f"Hoàn thành {text}.", dt.date.max))


def test_rules_name_themselves() -> None:
    assert parse_deadlines("Quý II/2025")[0].rule == "quarter"
    assert parse_deadlines("31/12/2025")[0].rule == "day"
    assert parse_deadlines("trong 5 ngày kể từ ngày ký", ANCHOR)[0].rule == "term"


@pytest.mark.parametrize(
    "unit",
    [
        "tháng 5, ",
        "quý I, ",
        "hằng năm, ",
        "ngày 1/1/2025 đến ",
        "thời gian a b ",
        "(",
        "5/",
        "trình a b tại kỳ họp thứ ",
        "trong vòng 5 ngày kể từ ngày ",
        "hằng quý, 6 tháng, ",
        "15/6 và ",
        "khi a ",
    ],
)
def test_time_is_linear_in_the_length(unit: str) -> None:
    text = unit * (60_000 // len(unit))
    begun = time.perf_counter()
    find_deadlines(text, ANCHOR)
    parse_deadlines(text, ANCHOR)
    # about 0.8 s here; a quadratic reading takes over a minute
    assert time.perf_counter() - begun < 20


@pytest.mark.parametrize(
    ("text", "edtf"),
    [("Quý H/ 2025", "2025-34"), ("Quý IU/2026", "2026-34"), ("quý IH/2026", "2026-35"), ("Quý TV/2026", "2026-36")],
)
def test_quarters_that_ocr_read_as_letters(text: str, edtf: str) -> None:
    (deadline,) = parse_deadlines(text)
    assert (deadline.kind, deadline.edtf, deadline.text) == (DeadlineKind.PERIOD, edtf, text)


@pytest.mark.parametrize("text", ["Quý X/2025", "Quý ?/2025", "Quý K/2025"])
def test_an_unreadable_quarter_is_not_read_as_its_year(text: str) -> None:
    (deadline,) = parse_deadlines(text)
    assert (deadline.kind, deadline.edtf, deadline.condition) == (DeadlineKind.CONDITIONAL, None, text)


def test_a_number_that_is_no_time_makes_no_event() -> None:
    assert find_deadlines("Hoàn thành trước '2000") == ()
    (span,) = find_deadlines("Hoàn thành trước kỳ họp của Hội đồng nhân dân")
    assert span.deadline.kind == DeadlineKind.CONDITIONAL
