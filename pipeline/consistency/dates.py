"""Dates that cannot be, or hardly: figures as of the wrong year, events out of their period, signatures."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from normalizers.reference import find_references
from normalizers.timex import find_times
from normalizers.timex_parts import Hit
from normalizers.timex_view import View
from pipeline.consistency.passages import PROSE, Passage
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import Side, finding, issued_side, unsure
from pipeline.model import BlockKind, Document, Evidence, Finding, Role

_AS_OF = re.compile(r"\b(?:tính|thống kê|số liệu|cập nhật|tổng hợp) (?:đến|tới)(?: hết)?\s*$", re.IGNORECASE)
_PAST = re.compile(r"\bđã\b", re.IGNORECASE)
_TELLS_OF = re.compile(r"^[\W⁰¹²³⁴-⁹]*(?:\d+[.)]\s*)?(?:trong\b.*)?$", re.IGNORECASE)
_DONE_BY = re.compile(r"^\W*(?:\d+[.)]\s*)?(?:tính )?đến(?: hết)?\s*$", re.IGNORECASE)
_AT_ONCE = re.compile(r"^[,\s]*(?:(?!phải|cần|sẽ)\w+\s+){0,4}?đã\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\((?:các )?ngày\s*$", re.IGNORECASE)
_DAY_FIRST = re.compile(r"^\W*(?:\d+[.)]\s*)?(?:vào )?$", re.IGNORECASE)
_STAMP = re.compile(
    r"(?P<d>\d{1,2})[/.-](?P<m>\d{1,2})[/.-](?P<y>20\d\d)\s+\d{1,2}:\d{2}(?::\d{2})?(?:\s*(?P<zone>[+-]\d{2}:?\d{2}))?"
)
_HOME = "+0700"
# An as-of day is stale when a year later it would lie at most this many days before the document.
_NEAR_DAYS = 60


def find_date_conflicts(reading: Reading) -> tuple[Finding, ...]:
    """Everything about the days and periods that the running text of one file names."""
    out: list[Finding] = []
    for document, passages in zip(reading.documents, reading.passages, strict=True):
        for passage in passages:
            if passage.kind not in PROSE or not re.search(r"\d", passage.text):
                continue
            out += _calendar(reading.source_id, passage)
            view = View(passage.text, cell=False)
            times = [(*view.span(h.start, h.end), h) for h in find_times(view, cell=False, taken=[])]
            if document.issued_on is not None:
                out += _against_document(reading, passage, times, document, document.issued_on)
            out += _outside_period(reading.source_id, passage, times)
        out += _signatures(reading, document)
    return tuple(out)


_DATE = re.compile(
    r"(?<![\d/.-])(?P<d>\d{1,2})(?:\s?/\s?|\s+tháng\s+)(?P<m>\d{1,2})(?:\s?/\s?|\s+năm\s+)(?P<y>(?:19|20)\d\d)"
    r"(?![\d/]|-\w)",
    re.IGNORECASE,
)
_WEEKDAY = r"(?P<weekday>thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật)"
_WEEKDAY_AFTER = re.compile(rf"\s*\({_WEEKDAY}\)", re.IGNORECASE)
# "phiên họp thứ ba, ngày ..." counts meetings: a weekday opens a phrase or follows an hour or a part of the day.
_WEEKDAY_BEFORE = re.compile(
    rf"(?:^|[,;:(–-]\s*|\b(?:sáng|trưa|chiều|tối|vào|hồi|giờ|phút|\d)\s+){_WEEKDAY}\s*[,(]?\s*(?:ngày\s+)?$",
    re.IGNORECASE,
)
_DAYS_VI = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_DAYS_EN = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "nhật": 6, **{str(n + 2): n for n in range(6)}}


def _calendar(source_id: str, passage: Passage) -> Iterator[Finding]:
    """Days that the calendar does not have, and days that are not the weekday beside them."""
    for match in _DATE.finditer(passage.text):
        d, m, y = (int(match[name]) for name in "dmy")
        side = Side(match[0], passage.evidence(*match.span()))
        try:
            day = dt.date(y, m, d)
        except ValueError:
            found = finding(
                source_id,
                "impossible_date",
                (side.value,),
                f"Ngày không có trong lịch: {side.vi}.",
                f"The calendar has no such day: {side.en}.",
                side,
                document=passage.document,
            )
            # A digit read wrongly makes such days, too.
            yield unsure(found) if passage.recognised else found
            continue
        told = _WEEKDAY_AFTER.match(passage.text, match.end())
        told = told or _WEEKDAY_BEFORE.search(passage.text[max(0, match.start() - 40) : match.start()])
        if told is None or _WEEKDAYS[told["weekday"].lower().split()[-1]] == day.weekday():
            continue
        side = Side(f"{told['weekday']} {match[0]}", side.evidence)
        yield finding(
            source_id,
            "weekday_differs",
            (side.value,),
            f"{side.vi} thực ra là {_DAYS_VI[day.weekday()]}.",
            f"{side.en} is in fact a {_DAYS_EN[day.weekday()]}.",
            side,
            document=passage.document,
        )


def _day(hit: Hit) -> dt.date | None:
    """The day of a hit that is one full date."""
    if len(hit.pieces) != 1 or len(hit.pieces[0].points) != 1:
        return None
    point = hit.pieces[0].points[0]
    return point.first() if point.unit == "day" and point.year is not None and point.possible() else None


def _against_document(
    reading: Reading, passage: Passage, times: list[tuple[int, int, Hit]], document: Document, issued: dt.date
) -> Iterator[Finding]:
    for start, end, hit in times:
        day = _day(hit)
        if day is None:
            continue
        left = passage.text[max(0, start - 40) : start]
        as_of = _AS_OF.search(left) is not None
        printed = issued_side(document, reading.blocks)
        side = Side(passage.text[start:end], passage.evidence(start, end))
        year_later = _a_year_later(day)
        if as_of and year_later is not None and -1 <= (issued - year_later).days <= _NEAR_DAYS:
            yield finding(
                reading.source_id,
                "stale_as_of",
                (side.value,),
                f"Số liệu tính đến {side.vi}, trước ngày văn bản {printed.vi} khoảng một năm.",
                f"Figures as of {side.en}, about a year before the document, {printed.en}.",
                side,
                printed,
                document=document,
            )
        opens = _DAY_FIRST.match(passage.text[:start]) is not None
        done = _PAST.search(passage.text[end : end + 120]) is not None
        by_then = _DONE_BY.match(passage.text[:start]) and _AT_ONCE.match(passage.text[end:])
        if day > issued and ((done and (as_of or opens)) or by_then):
            yield finding(
                reading.source_id,
                "event_after_document",
                (side.value,),
                f"Việc đã làm ghi ngày {side.vi}, sau ngày văn bản {printed.vi}.",
                f"What was done is dated {side.en}, after the document, {printed.en}.",
                side,
                printed,
                document=document,
            )


def _a_year_later(day: dt.date) -> dt.date | None:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return None


def _outside_period(source_id: str, passage: Passage, times: list[tuple[int, int, Hit]]) -> Iterator[Finding]:
    """ "Trong quý I/2031, ... đã ... (ngày 03/4/2031)": what the period is said to hold lies outside it."""
    if not times:
        return
    start, end, period = times[0]
    lead = passage.text[:end]
    if _TELLS_OF.match(passage.text[:start]) is None or len(lead) > 60:
        return
    if len(period.pieces) != 1 or len(period.pieces[0].points) != 1 or period.kind is not None:
        return
    point = period.pieces[0].points[0]
    if point.unit not in ("month", "quarter", "half", "year") or point.year is None or not point.possible():
        return
    references = find_references(passage.text)
    for first, last, hit in times[1:]:
        if _names_period(hit):
            return  # another period begins: what follows may belong to it
        if not _IN_BRACKETS.search(passage.text[max(0, first - 12) : first] + _word(passage, first)):
            continue
        if any(cited.start < first and cited.end >= first - 8 for cited in references):
            continue  # the date of a cited document
        # "(các ngày 12/3 và 09/7/2031)": the first day has the year of the period.
        days = [p.settled(point.last()) for piece in hit.pieces for p in piece.points if p.unit == "day"]
        if all(not day.possible() or point.first() <= day.first() <= point.last() for day in days):
            continue
        told = Side(passage.text[start:end], passage.evidence(start, end))
        event = Side(passage.text[first:last], passage.evidence(first, last))
        yield finding(
            source_id,
            "event_outside_period",
            (told.value, event.value),
            f"Kể việc trong {told.vi} nhưng có việc ngày {event.vi}.",
            f"It tells of {told.en} but one event is dated {event.en}.",
            told,
            event,
            document=passage.document,
        )


def _word(passage: Passage, first: int) -> str:
    """The word "ngày" where the time itself begins with it, so that the look to the left sees it."""
    return "ngày" if passage.text[first : first + 4].lower() == "ngày" else ""


def _names_period(hit: Hit) -> bool:
    return any(p.unit in ("month", "quarter", "half", "year") for piece in hit.pieces for p in piece.points)


def _signatures(reading: Reading, document: Document) -> Iterator[Finding]:
    if document.issued_on is None:
        return
    head = next(
        (b for b in reading.blocks if b.document_seq == document.seq and b.kind == BlockKind.LETTERHEAD
         and re.search(r"ngày\s*\d", b.text)),
        None,
    )  # fmt: skip
    for block in reading.blocks:
        if block.document_seq != document.seq or block.kind not in (BlockKind.STAMP, BlockKind.SIGNATURE):
            continue
        for match in _STAMP.finditer(block.text_raw):
            try:
                day = dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                continue
            zone = (match["zone"] or _HOME).replace(":", "")
            if day == document.issued_on and zone == _HOME:
                continue
            issued = f"{document.issued_on:%d/%m/%Y}"
            signed = Side(match[0], (Evidence(block.region, Role.NOTE, block.block_id),))
            dated = Side(issued, (Evidence(head.region, Role.NOTE, head.block_id),) if head else signed.evidence)
            yield finding(
                reading.source_id,
                "signed_otherwise",
                (match[0],),
                f"Văn bản ghi ngày {dated.vi} nhưng chữ ký số ghi {signed.vi}.",
                f"The document is dated {dated.en} but its digital signature says {signed.en}.",
                dated,
                signed,
                document=document,
            )
