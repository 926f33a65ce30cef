"""The vocabulary in which a sample notice is written: what it says, without where it stands on a page.

A notice is a list of documents; a document is a list of parts (paragraphs, tables, page breaks ...). Each part that
states a task carries its truth (agencies, deadlines) beside the words that are printed, written by hand, so that the
gold never depends on the code under test.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Due:
    """One deadline as the data contract wants it (dates are ISO strings, ``None`` where open)."""

    kind: str
    edtf: str | None = None
    start: str | None = None
    due: str | None = None
    qualifier: str = "by"
    rrule: str | None = None
    text: str = ""

    def as_gold(self) -> dict[str, object]:
        return {
            "edtf": self.edtf,
            "kind": self.kind,
            "start": self.start,
            "due": self.due,
            "qualifier": self.qualifier,
            "rrule": self.rrule,
        }


def on(day: str, qualifier: str = "by", text: str = "") -> Due:
    """A date (``2026-05-15``); ``from`` gives a start instead of a due day."""
    if qualifier == "from":
        return Due("date", day, start=day, qualifier=qualifier, text=text)
    return Due("date", day, due=day, qualifier=qualifier, text=text)


def within(edtf: str, qualifier: str = "by", text: str = "") -> Due:
    """A period in EDTF: ``2026``, ``2026-05``, a quarter ``2026-33..36`` or a half-year ``2026-40..41``."""
    year, _, part = edtf.partition("-")
    first, last = 1, 12
    if part:
        number = int(part)
        if number <= 12:
            first = last = number
        elif 33 <= number <= 36:
            first, last = 3 * (number - 33) + 1, 3 * (number - 33) + 3
        else:
            first, last = 6 * (number - 40) + 1, 6 * (number - 40) + 6
    end = calendar.monthrange(int(year), last)[1]
    return Due(
        "period", edtf, f"{year}-{first:02d}-01", dt.date(int(year), last, end).isoformat(), qualifier, text=text
    )


def onwards(year: int, text: str = "") -> Due:
    return Due("open", f"{year}/..", start=f"{year}-01-01", text=text)


def ongoing(text: str = "") -> Due:
    return Due("ongoing", text=text)


def every(rrule: str | None, text: str = "") -> Due:
    return Due("recurring", rrule=rrule, text=text)


def when(text: str) -> Due:
    return Due("conditional", text=text)


@dataclass(frozen=True)
class Prose:
    """The truth about a paragraph that gives a task: who leads, who helps, by when."""

    lead: tuple[str, ...]
    coordinating: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()


@dataclass(frozen=True)
class Para:
    """A paragraph. ``style`` is one of the names in ``typeset.STYLES``; ``**bold**`` marks bold words."""

    text: str
    style: str = "body"
    task: Prose | None = None


@dataclass(frozen=True)
class Letterhead:
    """The head of a document: issuer lines left, motto or party name right, number, place and date.

    Lines that start with ``**`` are bold. ``party`` gives the layout of party offices (a star, underlined party
    name, no colon after "Số").
    """

    left: tuple[str, ...]
    number: str
    place: str
    date: str
    party: bool = False
    subject: str = ""

    @property
    def place_line(self) -> str:
        year, month, day = (int(part) for part in self.date.split("-"))
        shown = f"{month:02d}" if month < 3 else str(month)
        return f"{self.place}, ngày {day:02d} tháng {shown} năm {year}"

    @property
    def number_line(self) -> str:
        return f"Số {self.number}" if self.party else f"Số: {self.number}"

    @property
    def right(self) -> tuple[str, ...]:
        if self.party:
            return ("**ĐẢNG CỘNG SẢN VIỆT NAM",)
        return ("**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "**Độc lập - Tự do - Hạnh phúc")


@dataclass(frozen=True)
class Ending:
    """The end of a document: recipients left, signature block right (``seal`` draws a round seal over it)."""

    recipients: tuple[str, ...]
    role_lines: tuple[str, ...]
    name: str
    seal: tuple[str, str, str] | None = None


CUT = "‖"


@dataclass(frozen=True)
class Row:
    """One row of a table. ``cells`` follow the columns; a section row has its ordinal and one wide cell.

    ``merge`` maps a 0-based column to the number of rows its cell spans downwards. ``split`` asks for the row to be
    cut by the end of the page. In a text export ``CUT`` in a cell marks where the page ends, ``raw`` holds cells that
    are printed with remains of markup, and the kinds ``page`` and ``footnote`` stand for what lies between two pages.
    The truth stands in the other fields; ``parent`` is the parent's ordinal.
    """

    cells: tuple[str, ...]
    kind: str = "task"
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    due: tuple[Due, ...] = ()
    parent: str | None = None
    merge: dict[int, int] = field(default_factory=dict)
    split: bool = False
    raw: dict[int, str] = field(default_factory=dict)

    @property
    def ordinal(self) -> str:
        return self.cells[0].strip()


@dataclass(frozen=True)
class Table:
    """A ruled table. ``roles`` names each column; ``widths`` are shares of the text width.

    ``kind`` is ``tasks`` or ``indicators``; ``label`` the annex it stands in; ``key`` starts the ids of its rows.
    """

    key: str
    header: tuple[str, ...]
    roles: tuple[str, ...]
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    kind: str = "tasks"
    size: float = 12.0
    middle: bool = True
    open_cut: bool = False


@dataclass(frozen=True)
class PageBreak:
    """A new page, from here on portrait or landscape."""

    landscape: bool = False


@dataclass(frozen=True)
class Doc:
    """One component document with the truth about it."""

    number: str
    type_code: str
    type_name: str
    issuer: str
    place: str
    date: str
    title: str
    signer_name: str
    signer_role: str
    recipients: tuple[str, ...]
    parts: tuple[Para | Letterhead | Ending | Table | PageBreak, ...]


@dataclass(frozen=True)
class Notice:
    """One file: its name, the prefix of its gold ids, its documents."""

    file: str
    key: str
    docs: tuple[Doc, ...]
