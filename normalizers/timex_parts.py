"""What times are made of: points, pieces and hits, and the numbers that name days, months, quarters and years.

Scanners read the roman I as 1, l or |, and letters for digits ("20Z5"): such look-alikes are read as what they must be
inside a date, nowhere else. The text itself is never changed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass, replace

from pipeline.model import DeadlineKind

# --- points in time -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, quarter, half or year; ``year`` is None where the text gives none. ``n`` counts within the year.

    ``ahead`` counts from the anchor: units from the one that holds it while ``n`` is 0 ("tháng này": 0, "quý sau": 1),
    else years ("quý I năm sau": 1).
    """

    unit: str
    year: int | None
    n: int = 0
    day: int = 0
    ahead: int | None = None

    def possible(self) -> bool:
        """Whether the calendar has it (29 February without a year: yes)."""
        if self.year is not None and not dt.MINYEAR <= self.year <= dt.MAXYEAR:
            return False
        if self.ahead is not None and not self.n:
            return True
        limit = {"day": 12, "month": 12, "quarter": 4, "half": 2, "year": 0, "dom": 0}[self.unit]
        if not (min(limit, 1) <= self.n <= limit):
            return False
        if self.unit == "dom":
            return 1 <= self.day <= 31
        if self.unit == "day":
            return 1 <= self.day <= calendar.monthrange(self.year or 2024, self.n)[1]
        return True

    def settled(self, anchor: dt.date) -> Point:
        """The point with its year (and, counted from the anchor, its number) taken from the anchor."""
        if self.ahead is not None and self.n:
            return replace(self, year=anchor.year + self.ahead, ahead=None)
        if self.ahead is not None:
            per_year = {"month": 12, "quarter": 4}.get(self.unit, 1)
            months = 12 // per_year
            index = anchor.year * per_year + (anchor.month - 1) // months + self.ahead
            return Point(self.unit, index // per_year, index % per_year + 1 if per_year > 1 else 0)
        return self if self.year is not None else replace(self, year=anchor.year)

    def edtf(self) -> str:
        """ISO 8601-2: quarters are 33-36, half-years 40-41. Needs a year."""
        base = f"{self.year:04d}"
        match self.unit:
            case "day":
                return f"{base}-{self.n:02d}-{self.day:02d}"
            case "month":
                return f"{base}-{self.n:02d}"
            case "quarter":
                return f"{base}-{32 + self.n}"
            case "half":
                return f"{base}-{39 + self.n}"
        return base

    def first(self) -> dt.date:
        """Its first day. Needs a year."""
        assert self.year is not None
        month = {"quarter": 3 * self.n - 2, "half": 6 * self.n - 5, "year": 1}.get(self.unit, self.n)
        return dt.date(self.year, month, self.day or 1)

    def last(self) -> dt.date:
        """Its last day. Needs a year."""
        assert self.year is not None
        if self.unit == "day":
            return self.first()
        month = {"quarter": 3 * self.n, "half": 6 * self.n, "year": 12}.get(self.unit, self.n)
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])


@dataclass(frozen=True, slots=True)
class Piece:
    """What one deadline is made of: one point, or two ends of a range; ``start``/``end`` in the view."""

    start: int
    end: int
    points: tuple[Point, ...]
    own_year: bool = True


@dataclass(frozen=True, slots=True)
class Hit:
    """A time expression found: pieces (several for a list) or a recurrence or a ready kind, with its rule's name.

    ``also`` holds the further rhythms of a list ("hằng tháng, hằng quý").
    """

    start: int
    end: int
    rule: str
    pieces: tuple[Piece, ...] = ()
    kind: DeadlineKind | None = None
    rrule: str | None = None
    also: tuple[str, ...] = ()
    unit: str = ""
    cue: str = ""
    term: tuple[int, str] | None = None
    day_word: bool = False


# --- numbers --------------------------------------------------------------------------------

# Short names, for the tables of rules: edges B and E, a number of one or two digits N, a count of units W, a year Y, a
# quarter Q, a separator SEP. The edges: neither part of a longer number nor of a document number ("05/2025/TT-...")
# nor of a word.
B = r"(?<![0-9a-z#/])(?<![0-9]\.)"
E = r"(?![0-9a-z#])(?! ?/ ?[0-9a-z])(?!-(?!t[0-9]|thang|quy|q[0-9iv])[a-z])(?!\.[0-9])"
N = r"[0-9oilzs|]{1,2}"
Y = r"2[0o][0-9oilzs|]{2}"
# Before a slash also what OCR makes of II, III and IV: "H/2025", "IU/2025", "IH/2025", "TI/2025", "TV/2025".
Q = r"(?:0?[1-4](?![0-9ivl|!])|[ivxl|1!]{1,4}(?![a-z])|(?:h|iu|ui|ih|hi|tv|iy|[itl|1!]{2,3})(?= ?/))"
SEP = r" ?[/.\-] ?"
_LOOKALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "|": "1", "!": "1", "z": "2", "s": "5"})
_COUNT_WORDS = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
W = r"(?:0{0,2}[1-9][0-9]{0,2}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"


def number(token: str) -> int:
    """The value of a number token, its look-alike letters read as digits; -1 if it is no number."""
    if token in _COUNT_WORDS:
        return _COUNT_WORDS[token]
    if len(token) > 1 and not any(c.isdigit() for c in token) and token not in {"ll", "il", "li", "ii", "lo", "l|"}:
        return -1
    digits = token.translate(_LOOKALIKE)
    return int(digits) if digits.isascii() and digits.isdigit() and token not in {"o", "s", "z"} else -1


def quarter(token: str) -> int:
    """1..4 for "i".."iv", "1".."4" and the look-alikes of roman numerals ("l", "1v", "11"); 0 if it is none."""
    if re.fullmatch("0?[1-4]", token):
        return int(token)
    roman = re.sub(r"[l|1!]", "i", token)
    roman = re.sub(r"(?<=i)t|t(?=[it])", "i", roman)
    seen_as = {"h": 2, "iu": 2, "ui": 2, "ih": 3, "hi": 3, "tv": 4, "iy": 4}
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4, "iiii": 4, **seen_as}.get(roman, 0)


def year_of(token: str | None) -> int | None:
    """The year that a token spells, None where the text gives none."""
    return number(token) if token else None
