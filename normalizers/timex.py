"""Times and recurrences as Vietnamese writes them: the grammar under :mod:`normalizers.deadline`.

A time ("quý II/2025", "từ tháng 5 đến tháng 9/2025") or a recurrence ("6 tháng/lần") is found wherever it stands; what
it binds is not judged here. All patterns run on a folded view of the text (lower case, no marks, single spaces) whose
positions map back to the text. Their repetitions are bounded, so the time is linear in the length of the text.

Scanners read the roman I as 1, l or |, and letters for digits ("20Z5"): such look-alikes are read as what they must be
inside a date, nowhere else. The text itself is never changed.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from normalizers.deadline_damage import dirt
from normalizers.reference import find_references
from pipeline.model import DeadlineKind

# --- the folded view ------------------------------------------------------------------------

# Words whose fold is also the fold of other words: the forms that may stand for the key. Any other word with that
# fold is hidden from the rules ("đầu tư năm 2025" is not "từ năm 2025", "xếp hạng năm" not "hằng năm").
_MEANT: dict[str, frozenset[str]] = {
    line.split()[0]: frozenset(line.split()[1:])
    for line in """
        can cần
        cham chậm cham
        chua chưa
        cung cùng
        cuoi cuối cuoi
        da đã
        dau đầu
        den đến đên dến
        giam giảm
        giua giữa giua
        duoc được
        gui gửi gởi
        han hạn
        hang hằng hàng hăng hang
        het hết
        khi khi
        la là
        lan lần
        moi mỗi
        muon muộn
        nam năm nãm nam
        neu nếu
        ngay ngày ngay
        quy quý quí qúy qúi quy
        sau sau sáu
        tang tăng
        thang tháng thang
        tinh tính tình
        trinh trình
        trong trong
        tu từ
        tuan tuần
        va và
        vao vào
        xong xong
    """.strip().splitlines()
}
# In a deadline cell the genre is known: a mark that the scanner lost or changed does not hide these words.
_LOOSE_IN_CELLS = frozenset({"quy", "thang", "nam", "ngay", "hang", "den", "het", "va", "trong"})
_MARKUP = re.compile(r"<[^<>]{1,60}>")
_WORD = re.compile(r"[^\W\d_]+")
_DASHES = frozenset("‐‑‒–—−")


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """Lower case without marks; "" for a combining mark; " " for white space, emphasis marks and superscripts."""
    if char in _DASHES:
        return "-"
    if char in "*_`" or char.isspace() or unicodedata.decomposition(char).startswith("<super>"):
        return " "
    plain = unicodedata.normalize("NFKD", char).translate({0x2044: "/", ord("đ"): "d", ord("Đ"): "D", 0xD0: "D"})
    return "".join(c for c in plain.lower() if not unicodedata.combining(c))


def _fold(word: str) -> str:
    return "".join(map(_fold_char, word))


class View:
    """The folded form of a text for matching, with the way back to the text.

    ``v`` is what the rules read. ``origin[i]`` is the offset in ``text`` of the character behind ``v[i]``. Cited
    documents are blotted out with "#": their numbers and dates are nobody's deadline.
    """

    def __init__(self, text: str, *, cell: bool) -> None:
        self.text = text
        hidden = bytearray(len(text))
        respelt: dict[int, str] = {}
        for match in _WORD.finditer(text):
            fold = _fold(match.group())
            if fold == "qui" and match.group()[1:].lower() in {"uí", "úi"}:  # the other spelling of "quý"
                respelt[match.end() - 1] = "y"
            meant = _MEANT.get(fold)
            if meant is None or (cell and fold in _LOOSE_IN_CELLS):
                continue
            low = unicodedata.normalize("NFC", match.group()).lower()
            if low not in meant:
                hidden[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        for match in _MARKUP.finditer(text):
            hidden[match.start() : match.end()] = b"\2" * (match.end() - match.start())
        for reference in find_references(text):
            hidden[reference.start : reference.end] = b"\3" * (reference.end - reference.start)
        if cell:
            for start, end in dirt("".join((_fold_char(c) or " ")[0] for c in text)):
                hidden[start:end] = b"\4" + b"\5" * (end - start - 1)
        chars: list[str] = []
        origin: list[int] = []
        for index, char in enumerate(text):
            if hidden[index] == 5:
                continue
            folded = ("", "~", " ", "#", " ")[hidden[index]] or respelt.get(index) or _fold_char(char)
            for each in folded:
                if each == " " and (not chars or chars[-1] == " "):
                    continue
                chars.append(each)
                origin.append(index)
        self.v = "".join(chars)
        self.origin = origin

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in ``text`` of ``v[start:end]``, without white space at the ends."""
        while start < end and self.v[start] == " ":
            start += 1
        while end > start and self.v[end - 1] == " ":
            end -= 1
        if start == end:
            here = self.origin[start] if start < len(self.origin) else len(self.text)
            return here, here
        last = self.origin[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return self.origin[start], last

    def raw(self, start: int, end: int) -> str:
        """The text behind ``v[start:end]``."""
        first, last = self.span(start, end)
        return self.text[first:last]


# --- points in time -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Point:
    """A day, month, quarter, half or year; ``year`` is None where the text gives none. ``n`` counts within the year."""

    unit: str
    year: int | None
    n: int = 0
    day: int = 0

    def possible(self) -> bool:
        """Whether the calendar has it (29 February without a year: yes)."""
        limit = {"day": 12, "month": 12, "quarter": 4, "half": 2, "year": 0, "dom": 0}[self.unit]
        if not (min(limit, 1) <= self.n <= limit):
            return False
        if self.unit == "dom":
            return 1 <= self.day <= 31
        if self.unit == "day":
            return 1 <= self.day <= calendar.monthrange(self.year or 2024, self.n)[1]
        return True

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


# --- layer 1: times -------------------------------------------------------------------------

# Left and right edges. Neither part of a longer number nor of a document number ("05/2025/TT-...") nor of a word.
_B = r"(?<![0-9a-z#/])(?<![0-9]\.)"
_E = r"(?![0-9a-z#])(?! ?/ ?[0-9a-z])(?!-[a-z])(?!\.[0-9])"
_N = r"[0-9oilzs|]{1,2}"
_Y = r"2[0o][0-9oilzs|]{2}"
# Before a slash also what OCR makes of II, III and IV: "H/2025", "IU/2025", "IH/2025", "TI/2025", "TV/2025".
_Q = r"(?:0?[1-4](?![0-9ivl|!])|[ivxl|1!]{1,4}(?![a-z])|(?:h|iu|ui|ih|hi|tv|iy|[itl|1!]{2,3})(?= ?/))"
_NOTE = r"(?P<note>[0-9]{1,2}(?![0-9]))?"  # a footnote number that lost its superscript: "5/202516"
_SEP = r" ?[/.\-] ?"
# Before a day that lacks the word "ngày": nothing or a binding word, so that "kỳ họp thứ 9 tháng 5/2025" and "tuần 3
# tháng 5/2025" name no day.
_LED = "(?:(?<![a-z0-9~] )|" + "|".join(f"(?<={word} )" for word in "truoc tu den het vao nhat la va".split()) + ")"
_AND = r" ?(?:,? ?va|,|&|\+|hoac|-|den(?: het)?) ?"
_LOOKALIKE = str.maketrans({"o": "0", "i": "1", "l": "1", "|": "1", "!": "1", "z": "2", "s": "5"})
_COUNT = {"mot": 1, "hai": 2, "ba": 3, "bon": 4, "nam": 5, "sau": 6, "bay": 7, "tam": 8, "chin": 9, "muoi": 10}
_W = r"(?:0?[0-9]{1,3}|mot|hai|ba|bon|nam|sau|bay|tam|chin|muoi)"


def _number(token: str) -> int:
    """The value of a number token, its look-alike letters read as digits; -1 if it is no number."""
    if token in _COUNT:
        return _COUNT[token]
    if len(token) > 1 and not any(c.isdigit() for c in token) and token not in {"ll", "il", "li", "ii", "lo", "l|"}:
        return -1
    digits = token.translate(_LOOKALIKE)
    return int(digits) if digits.isascii() and digits.isdigit() and token not in {"o", "s", "z"} else -1


def _quarter(token: str) -> int:
    """1..4 for "i".."iv", "1".."4" and the look-alikes of roman numerals ("l", "1v", "11"); 0 if it is none."""
    if re.fullmatch("0?[1-4]", token):
        return int(token)
    roman = re.sub(r"[l|1!]", "i", token)
    roman = re.sub(r"(?<=i)t|t(?=[it])", "i", roman)
    seen_as = {"h": 2, "iu": 2, "ui": 2, "ih": 3, "hi": 3, "tv": 4, "iy": 4}
    return {"i": 1, "ii": 2, "iii": 3, "iv": 4, "iiii": 4, **seen_as}.get(roman, 0)


def _year(token: str | None) -> int | None:
    return _number(token) if token else None


_Build = Callable[[re.Match[str]], tuple[Point, ...] | None]


@dataclass(frozen=True, slots=True)
class _TimeRule:
    """One way to write a time. ``build`` returns its points (two for a range, None to decline)."""

    name: str
    pattern: re.Pattern[str]
    build: _Build
    cell: bool = False
    many: bool = False


def _day(m: re.Match[str]) -> tuple[Point, ...] | None:
    groups = m.groupdict()
    if not (any(c.isdigit() for c in groups["d"] + groups["m"]) or m[0].startswith("ngay")):
        return None
    year = _year(groups.get("y"))
    return (Point("day", year + 2000 if year and year < 100 else year, _number(groups["m"]), _number(groups["d"])),)


def _day_pair(m: re.Match[str]) -> tuple[Point, ...]:
    year, month = _year(m["y"]), _number(m["m"])
    return (Point("day", year, month, _number(m["d1"])), Point("day", year, month, _number(m["d"])))


def _month(m: re.Match[str]) -> tuple[Point, ...] | None:
    if not ("t" in m[0] or any(c.isdigit() for c in m["m"])):
        return None
    return (Point("month", _year(m["y"]), _number(m["m"])),)


def _series(unit: str, token: str, value: Callable[[str], int]) -> _Build:
    """Builds "tháng 5, 6 và 7/2025" (several points) and "quý I - III/2025" (first and last, see ``_is_range``)."""

    def build(m: re.Match[str]) -> tuple[Point, ...] | None:
        year = _year(m["y"])
        if year is None and unit == "month" and not m["n"].isdigit():
            return None  # "tháng l2" and then no year that could be read: too little to go by
        tokens = [m["n"], *re.findall(rf"(?<![0-9a-z|!]){token}(?![0-9a-z|!])", m["rest"])]
        return tuple(Point(unit, year, value(t)) for t in tokens if t not in {"va", "het"})

    return build


def _half(m: re.Match[str]) -> tuple[Point, ...]:
    return (Point("half", _year(m["y"] or m["y2"]), 1 if m["h"] == "dau" else 2),)


def _some_months(m: re.Match[str]) -> tuple[Point, ...] | None:
    count, year = _number(m["n"]), _year(m["y"])
    if not 1 < count < 12:
        return None
    first, last = (1, count) if m["h"] == "dau" else (13 - count, 12)
    return (Point("month", year, first), Point("month", year, last))


def _rule(name: str, pattern: str, build: _Build, *, cell: bool = False, many: bool = False) -> _TimeRule:
    return _TimeRule(name, re.compile(_B + pattern), build, cell, many)


_YEAR_OF = r" ?(?:[/.\-]|,? ?nam|\( ?(?:nam)?)? ?"
_TIME_RULES: tuple[_TimeRule, ...] = (
    _rule("day_range", rf"(?:ngay ?)?(?P<d1>{_N}) ?(?:-|den(?: het)?(?: ngay)?) ?(?P<d>{_N})/(?P<m>{_N})/"
                       rf"(?P<y>{_Y}){_E}",
          _day_pair, many=True),
    _rule("day", rf"(?:ngay ?)?(?P<d>{_N}) ?[/.] ?(?P<m>{_N}){_SEP}(?P<y>{_Y}){_NOTE}{_E}", _day),
    _rule("day", rf"(?:ngay ?)?(?P<d>{_N}) ?- ?(?P<m>{_N}) ?- ?(?P<y>{_Y}){_NOTE}{_E}", _day),
    _rule("day", rf"(?:ngay ?|{_LED})(?P<d>{_N}) ?thang (?P<m>{_N})(?:,? nam |{_SEP}| )(?P<y>{_Y}){_E}", _day),
    _rule("day", rf"(?:ngay ?)?(?P<d>{_N}) ?/ ?(?P<m>{_N}),? (?:nam )?(?P<y>{_Y}){_E}", _day),
    _rule("day_iso", rf"(?P<y>{_Y})[-/](?P<m>[01][0-9])[-/](?P<d>[0-3][0-9]){_E}", _day),
    _rule("day_two_digit_year", rf"(?:ngay ?)?(?P<d>[0-9]{{1,2}})/(?P<m>[0-9]{{1,2}})/(?P<y>[2-4][0-9]){_E}", _day,
          cell=True),
    _rule("day_without_year", rf"ngay ?(?P<d>{_N})(?: ?thang |{_SEP})(?P<m>{_N}){_E}", _day),
    _rule("day_without_year", rf"(?P<d>{_N}) ?/ ?(?P<m>{_N}){_E}", _day),
    _rule("relative_year", rf"(?:ngay ?)?(?P<d>{_N})(?: ?thang |{_SEP})(?P<m>{_N})(?: cua)? nam (?:sau|truoc|ke hoach"
                           rf"|tiep theo|bao cao|quyet toan|ke tiep|do|lien (?:ke|sau|truoc)){_E}", _day),
    _rule("day_of_month", rf"ngay (?P<d>{_N}){_E}", lambda m: (Point("dom", None, 0, _number(m["d"])),)),
    _rule("month", rf"(?:thang|thg\.?|(?<!quy )t\.?) ?(?P<m>{_N}) ?(?:[/.\-]|,? ?nam)? ?(?P<y>{_Y})"
                   rf"{_NOTE}{_E}", _month),
    _rule("month", rf"(?P<m>{_N}) ?/ ?(?P<y>{_Y}){_NOTE}{_E}", _month),
    _rule("month", rf"(?P<m>{_N}) ?(?:[.\-]|nam) ?(?P<y>{_Y}){_E}", _month, cell=True),
    _rule("months", rf"thang (?P<n>{_N})(?P<rest>(?:{_AND}(?:thang )?{_N}(?![0-9a-z])){{0,11}})(?:{_YEAR_OF}"
                    rf"(?P<y>{_Y}){_NOTE})?{_E}",
          _series("month", _N, _number), many=True),
    _rule("months", rf"(?P<n>{_N})(?P<rest>(?:(?: ?(?:,|-) ?| va |, va ){_N}(?![0-9a-z])){{1,11}}) ?/ ?(?P<y>{_Y}){_E}",
          _series("month", _N, _number), cell=True, many=True),
    _rule("quarters", rf"(?:quy|q\.?) ?(?P<n>{_Q})(?P<rest>(?:{_AND}(?:quy )?{_Q}(?![0-9a-z])){{0,3}})(?:{_YEAR_OF}"
                      rf"(?P<y>{_Y}){_NOTE})?{_E}",
          _series("quarter", _Q, _quarter), many=True),
    _rule("quarters", rf"(?P<n>iv|i{{1,3}})(?P<rest>(?:{_AND}(?:iv|i{{1,3}})){{0,3}}) ?[/\-] ?(?P<y>{_Y}){_E}",
          _series("quarter", _Q, _quarter), cell=True, many=True),
    _rule("blank_month", rf"thang[ .…_]{{1,12}}nam (?P<y>{_Y}){_E}", lambda m: (Point("month", _year(m["y"]), 0),)),
    _rule("half", rf"(?:(?:0?6|sau) thang|nua)(?: nam)? (?P<h>dau|cuoi)(?:(?: cua)? nam(?:,? (?P<y>{_Y}))?| "
                  rf"(?P<y2>{_Y})){_E}",
          _half),
    _rule("some_months", rf"(?P<n>{_W}) thang (?P<h>dau|cuoi)(?: cua)? nam(?: "
                         rf"(?P<y>{_Y}))?{_E}", _some_months, many=True),
    _rule("year", rf"(?:(?:cac |nhung )?nam ?)?(?P<y>{_Y}){_E}", lambda m: (Point("year", _year(m["y"])),)),
    _rule("this_year", rf"(?:nam nay|(?<=cuoi )nam|(?<=giua )nam|(?<=dau )nam|(?<=het )nam){_E}(?! ?[0-9])",
          lambda m: (Point("year", None),)),
)  # fmt: skip

_LONGEST_LIST = 24  # times; keeps the cost of a list linear in the text
_RANGE_GAP = re.compile(r" ?(?:-|(?:cho )?den|toi)(?: het| cuoi| dau)?(?: thang)? ?")
_OF_YEAR_GAP = re.compile(r" ?(?:\(|,|:|-) ?(?:trong |vao )?")
_LIST_GAP = re.compile(r" ?(?:,? ?va|,|&|\+|hoac)(?: trong| vao)? ?")
_CELL_LIST_GAP = re.compile(r" ?(?:,? ?va|[,;&+]|hoac)(?: trong| vao)? ?")
_ON_AND_ON = re.compile(
    r" ?,? ?(?:va )?(?:(?:trong )?(?:nhung|cac) nam (?:tiep theo|tiep|sau|toi|ke tiep|sau do)|tro (?:di|ve sau))"
    r"(?![a-z])"
)
_YEARS_ON = re.compile(rf" ?,? ?va (?P<n>{_W}) nam (?:tiep theo|tiep|toi|sau|ke tiep)(?![a-z])")


def _is_range(rule: _TimeRule, match: re.Match[str]) -> bool | None:
    """True: the points are the ends of a range; False: a list; None: a mixture that no rule reads."""
    if rule.name in {"day_range", "some_months"}:
        return True
    rest = match.groupdict().get("rest") or ""
    ranges = len(re.findall(r"-|den", rest))
    return False if not ranges else True if ranges == 1 and not re.search(r"va|[,&+]|hoac", rest) else None


def find_times(view: View, *, cell: bool, taken: list[Hit]) -> list[Hit]:
    """All times outside ``taken``, leftmost and longest first, without overlaps, each with one or more pieces."""
    blotted = list(view.v)
    for hit in taken:
        blotted[hit.start : hit.end] = "#" * (hit.end - hit.start)
    v = "".join(blotted)
    found: list[tuple[int, int, int, Hit]] = []
    for order, rule in enumerate(_TIME_RULES):
        if rule.cell and not cell:
            continue
        for match in rule.pattern.finditer(v):
            points = rule.build(match)
            if not points:
                continue
            start, end = match.start(), match.end()
            if match.groupdict().get("note"):
                end = match.start("note")
            if len(points) == 1:
                pieces: tuple[Piece, ...] = (Piece(start, end, points),)
            else:
                ranged = _is_range(rule, match)
                if ranged is None:
                    continue
                own = (points,) if ranged else tuple((p,) for p in points)
                pieces = tuple(Piece(start, end, p, own_year=False) for p in own)
            name = rule.name.rstrip("s") if rule.many and len(points) == 1 else rule.name
            found.append((start, -end, order, Hit(start, end, name, pieces, day_word=match[0].startswith("ngay"))))
    found.sort(key=lambda f: f[:3])
    hits: list[Hit] = []
    for *_, hit in found:
        if not hits or hit.start >= hits[-1].end:
            hits.append(hit)
    return _join(view, hits, cell=cell)


def _with_year(hit: Hit, like: Point) -> Hit:
    """The hit with missing years (and, for a bare day, the month) taken from the point that follows it."""
    pieces = []
    for piece in hit.pieces:
        points = tuple(
            Point("day", like.year, like.n, p.day) if p.unit == "dom" and like.unit == "day"
            else replace(p, year=like.year) if p.year is None and p.unit != "dom" else p
            for p in piece.points
        )  # fmt: skip
        pieces.append(replace(piece, points=points, own_year=piece.own_year and points == piece.points))
    return replace(hit, pieces=tuple(pieces))


def _join(view: View, hits: list[Hit], *, cell: bool) -> list[Hit]:
    """Joins neighbours to ranges ("tháng 5 đến tháng 9/2025") and lists ("tháng 12/2025 và năm 2026"), reads tails."""
    joined: list[Hit] = []
    list_gap = _CELL_LIST_GAP if cell else _LIST_GAP
    for hit in hits:
        before = joined[-1] if joined else None
        gap = view.v[before.end : hit.start] if before and hit.start - before.end < 24 else None
        if before is not None and gap is not None and hit.pieces and before.kind is None:
            last, first = before.pieces[-1], hit.pieces[0]
            if _OF_YEAR_GAP.fullmatch(gap) and _is_year(before) and all(p.year is None for p in first.points):
                # "2025 (Quý IV)": the second time says which part of the first
                joined[-1] = replace(_with_year(hit, last.points[0]), start=before.start)
                continue
            if len(hit.pieces) == len(last.points) == len(first.points) == 1 and _RANGE_GAP.fullmatch(gap):
                filled = _with_year(replace(before, pieces=(last,)), first.points[0]).pieces[0]
                end_point = first.points[0]
                if end_point.year is None and end_point.unit != "dom" and filled.points[0].year is not None:
                    end_point = replace(end_point, year=filled.points[0].year)
                piece = Piece(last.start, hit.end, (filled.points[0], end_point))
                name = "range" if before.rule != "range" else before.rule
                joined[-1] = replace(before, end=hit.end, rule=name, pieces=(*before.pieces[:-1], piece))
                continue
            if list_gap.fullmatch(gap) and len(before.pieces) + len(hit.pieces) <= _LONGEST_LIST:
                filled_hit = _with_year(before, first.points[0]) if _may_list(before, hit) else before
                joined[-1] = replace(filled_hit, end=hit.end, rule="list", pieces=(*filled_hit.pieces, *hit.pieces))
                continue
        joined.append(hit)
    return [_tail(view, hit) for hit in joined]


def _is_year(hit: Hit) -> bool:
    return len(hit.pieces) == len(hit.pieces[0].points) == 1 and hit.pieces[0].points[0].unit == "year"


def _may_list(before: Hit, hit: Hit) -> bool:
    """Whether a member without a year may take the year of the next one: only among times of one size."""
    unit = hit.pieces[0].points[0].unit
    return all(p.unit == unit or (p.unit == "dom" and unit == "day") for piece in before.pieces for p in piece.points)


def _tail(view: View, hit: Hit) -> Hit:
    last = hit.pieces[-1]
    match = _ON_AND_ON.match(view.v, hit.end)
    if match is not None and len(last.points) == 1 and last.points[0].unit != "dom":
        piece = replace(last, end=match.end())
        return replace(hit, end=match.end(), kind=DeadlineKind.OPEN, rule="open", pieces=(*hit.pieces[:-1], piece))
    match = _YEARS_ON.match(view.v, hit.end)
    if match is not None and len(last.points) == 1 and last.points[0].unit == "year" and last.points[0].year:
        until = Point("year", last.points[0].year + _number(match["n"]))
        piece = replace(last, end=match.end(), points=(last.points[0], until))
        return replace(hit, end=match.end(), rule="years_on", pieces=(*hit.pieces[:-1], piece))
    return hit


# --- layer 1: recurrences, terms, standing duties -------------------------------------------

_UNIT = r"(?:ngay|tuan|thang|quy|nam)"
_FREQ = {
    "ngay": ("DAILY", 1),
    "tuan": ("WEEKLY", 1),
    "thang": ("MONTHLY", 1),
    "quy": ("MONTHLY", 3),
    "nam": ("YEARLY", 1),
}
EVERY = r"(?:hang|moi)"
_WEEKDAY = {"2": "MO", "hai": "MO", "3": "TU", "ba": "TU", "4": "WE", "tu": "WE", "~": "WE", "~~": "WE", "5": "TH",
            "nam": "TH", "6": "FR", "sau": "FR", "7": "SA", "bay": "SA"}  # fmt: skip
_QUARTER_MONTHS = {"dau": "1,4,7,10", "cuoi": "3,6,9,12"}
_MAX_MERGE = 160


def _frequency(unit: str, count: int = 1) -> str:
    freq, step = _FREQ[unit]
    return f"FREQ={freq}" + (f";INTERVAL={step * count}" if step * count > 1 else "")


def _per(m: re.Match[str]) -> str | None:
    """ "2 lần/năm" -> every six months; None where the times do not divide evenly ("3 lần/tháng")."""
    count, unit = _number(m["k"]), m["u"]
    months = {"thang": 1, "quy": 3, "nam": 12}.get(unit, 0)
    if count == 1:
        return _frequency(unit)
    return _frequency("thang", months // count) if count > 1 and months and months % count == 0 else None


def _dated(m: re.Match[str]) -> str | None:
    point = _day(m)
    return yearly_rule(point[0]) if point and point[0].possible() else None


def yearly_rule(point: Point) -> str:
    """The recurrence of a day of the year."""
    return f"FREQ=YEARLY;BYMONTH={point.n};BYMONTHDAY={point.day}"


def _listed(part: str, tokens: str, most: int) -> str | None:
    """A rule over a list of numbers ("6 và tháng 12"); None when one of them is out of 1..``most``."""
    numbers = [_number(token) for token in re.findall(rf"(?<![0-9a-z]){_N}(?![0-9a-z])", tokens)]
    return f"FREQ={part}=" + ",".join(map(str, numbers)) if all(1 <= n <= most for n in numbers) else None


def _in_quarter(m: re.Match[str]) -> str | None:
    # By the end of the quarter, hence its last month.
    return f"FREQ=YEARLY;BYMONTH={3 * _quarter(m['q'])}" if _quarter(m["q"]) else None


_Rrule = Callable[[re.Match[str]], str | None]
_EACH = re.compile(
    rf"{_B}(?:dinh ky,? ?)?(?:{EVERY}|(?<=dinh ky )theo|(?<=dinh ky )(?=thang|quy|nam|tuan)) ?(?P<u>{_UNIT})"
    rf"(?![a-z0-9])(?! ?[0-9])"
)
_EACH_MORE = re.compile(
    rf" ?(?:,? ?va|/|,|;|hoac) ?(?:{EVERY} |theo )?(?P<u>{_UNIT})(?![a-z0-9])(?! ?[0-9]| [ivl]{{1,3}}[ /])"
)
_DAY_OF = rf"ngay (?P<d>{_N})"
_RECUR_RULES: tuple[tuple[str, re.Pattern[str], _Rrule, str], ...] = (
    ("day_of_quarter", re.compile(rf"{_B}{_DAY_OF}(?: cua)?,? thang (?P<w>cuoi|dau)(?: tien| cung)?(?: cua)?"
                                  rf"(?: {EVERY}| mot)? quy(?![a-z])(?: sau| tiep theo| bao cao)?"),
     lambda m: f"FREQ=YEARLY;BYMONTH={_QUARTER_MONTHS[m['w']]};BYMONTHDAY={_number(m['d'])}", "quy"),
    ("last_day_of_quarter", re.compile(rf"{_B}ngay cuoi(?: cung)?(?: cua)?(?: {EVERY})? quy(?! [0-9ivl])"),
     lambda m: "FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "quy"),
    ("last_day_of_month", re.compile(rf"{_B}ngay cuoi(?: cung)?(?: cua)?(?: {EVERY})? thang(?! ?[0-9])"),
     lambda m: "FREQ=MONTHLY;BYMONTHDAY=-1", "thang"),
    ("day_of_month", re.compile(rf"{_B}ngay (?P<days>{_N}(?:(?:,| va|, va) (?:ngay )?{_N}){{0,3}})(?: cua)?,? "
                                rf"(?:dinh ky )?(?:thang )?{EVERY} thang"),
     lambda m: _listed("MONTHLY;BYMONTHDAY", m["days"], 31), "thang"),
    ("day_of_year", re.compile(rf"{_B}(?:ngay ?)?(?P<d>{_N})(?: ?thang |{_SEP})(?P<m>{_N})(?: cua)?,? "
                               rf"(?:dinh ky )?{EVERY} nam{_E}"),
     _dated, "nam"),
    ("month_of_year", re.compile(rf"{_B}thang (?P<months>{_N}(?:(?:,| va|, va) (?:thang )?{_N}){{0,11}})(?: cua)?,? "
                                 rf"(?:dinh ky )?{EVERY} nam{_E}"),
     lambda m: _listed("YEARLY;BYMONTH", m["months"], 12), "nam"),
    ("quarter_of_year", re.compile(rf"{_B}quy (?P<q>{_Q})(?: cua)?,? "
                                   rf"(?:dinh ky )?{EVERY} nam{_E}"), _in_quarter, "nam"),
    ("part_of_year", re.compile(rf"{_B}(?:cuoi|dau|giua) {EVERY} nam{_E}"), lambda m: "FREQ=YEARLY", "nam"),
    ("weekday", re.compile(rf"{_B}(?:(?:ngay )?thu (?P<w>[2-7]|hai|ba|tu|~{{1,2}}|nam|sau|bay)"
                           rf"|chu nhat),? {EVERY} tuan"),
     lambda m: f"FREQ=WEEKLY;BYDAY={_WEEKDAY[m['w']] if m['w'] else 'SU'}", "tuan"),
    ("every", re.compile(rf"{_B}(?:dinh ky )?(?:moi )?(?P<n>{_W}) (?P<u>{_UNIT}) ?(?:/|mot|moi|bao cao|to chuc)? ?"
                         rf"(?:0?1 |mot )?lan{_E}"),
     lambda m: _frequency(m["u"], _number(m["n"])), ""),
    ("every", re.compile(rf"{_B}(?:(?:dinh ky|moi)(?: {EVERY})?) (?P<n>{_W}) (?P<u>{_UNIT}){_E}(?! (?:dau|cuoi))"),
     lambda m: _frequency(m["u"], _number(m["n"])), ""),
    ("times_per", re.compile(rf"{_B}(?:dinh ky )?(?:it nhat |toi thieu )?(?P<k>{_W}) ?lan ?(?:/|moi|mot|trong"
                             rf"|tren)? ?(?:0?1 |mot |moi )?(?P<u>{_UNIT}){_E}"),
     _per, ""),
    ("times_per", re.compile(rf"{_B}(?:dinh ky )?{EVERY} (?P<u>{_UNIT}) (?:it nhat |toi thieu )?(?P<k>{_W}) ?lan{_E}"),
     _per, ""),
)  # fmt: skip
_PERIODIC = re.compile(rf"{_B}dinh ky{_E}(?:,? (?:va|hoac)? ?dot xuat)?")
_STANDING = re.compile(
    rf"{_B}(?:nhiem vu )?(?:thuong xuyen|lien tuc|xuyen suot|lau dai)(?:,? (?:va )?(?:thuong xuyen|lien tuc|lau dai"
    rf"|{EVERY} (?:ngay|nam))){{0,2}}{_E}"
)
_PAPER = r"(?:van ban|quyet dinh|ke hoach|cong van|nghi quyet|thong bao|chi thi|chuong trinh|nghi dinh|thong tu)"
_NAY = rf"(?:{_PAPER} nay )?"
_SIGNED = rf"(?:duoc )?(?:ky|ban hanh)(?:,? ban hanh|,? ky)?(?: {_PAPER}(?: nay)?)?"
_TERM = re.compile(
    rf"{_B}(?:(?:trong(?: vong| thoi han)?(?: khong qua)?|(?:cham nhat|muon nhat)(?: la)?(?: trong| sau| khong qua)?"
    rf"(?: vong)?|khong qua|sau) )?(?P<n>{_W}) "
    rf"(?:\([^)]{{1,20}}\) ?)?(?P<u>ngay|tuan|thang|nam)(?P<work> lam viec)?,? (?:ke )?tu (?:ngay|khi|thoi diem) "
    rf"(?P<event>[^.;:,)]{{1,200}}(?![a-z0-9]))"
)
_SIGNING_EVENT = re.compile(rf"{_NAY}{_SIGNED}(?![a-z])")
_FROM_SIGNING = re.compile(
    rf"{_B}(?<!viec )(?<!viec, )(?<!ngay )(?<!ngay, )(?<!thang )(?<!thang, )"
    rf"(?:co hieu luc(?: thi hanh)? )?(?:ke |bat dau )?tu ngay {_NAY}{_SIGNED}(?= ?(?:[.,;)#/]|$| va | thay the"
    rf"| den ))"
)


def find_recurrences(view: View) -> list[Hit]:
    """All recurrences, standing duties and terms, without overlaps, in reading order; the more exact rule wins."""
    found: list[Hit] = []
    for match in _TERM.finditer(view.v):
        signing = _SIGNING_EVENT.match(match["event"])
        end = match.start("event") + signing.end() if signing else match.end()
        term = (_number(match["n"]), match["u"]) if signing and not match["work"] else (0, "")
        cue = match.group().split(" ", 1)[0]
        found.append(Hit(match.start(), end, "term", kind=DeadlineKind.DATE, term=term, cue=cue))
    for match in _FROM_SIGNING.finditer(view.v):
        found.append(Hit(match.start(), match.end(), "from_signing", kind=DeadlineKind.DATE, term=(0, "ngay")))
    for name, pattern, rrule, unit in _RECUR_RULES:
        for match in pattern.finditer(view.v):
            made = rrule(match)
            kind = DeadlineKind.CONDITIONAL if made is None and name != "times_per" else DeadlineKind.RECURRING
            freq = unit or match.groupdict().get("u") or ""
            found.append(Hit(match.start(), match.end(), name, kind=kind, rrule=made, unit=freq))
    for match in _STANDING.finditer(view.v):
        yearly = re.search(rf"[^,] {EVERY} nam$", match.group())
        end = match.end()
        kind, rrule_text = (DeadlineKind.RECURRING, "FREQ=YEARLY") if yearly else (DeadlineKind.ONGOING, None)
        if not yearly and (listed := re.search(rf",? (?:va )?{EVERY} nam$", match.group())):
            end = match.start() + listed.start()
        found.append(Hit(match.start(), end, "each" if yearly else "standing", kind=kind, rrule=rrule_text, unit="nam"))
    for match in _EACH.finditer(view.v):
        end = match.end()
        also: list[str] = []
        while len(also) < len(_FREQ) and (more := _EACH_MORE.match(view.v, end)) is not None:
            also.append(_frequency(more["u"]))
            end = more.end()
        kind, rrule_text = DeadlineKind.RECURRING, _frequency(match["u"])
        found.append(Hit(match.start(), end, "each", kind=kind, rrule=rrule_text, also=tuple(also), unit=match["u"]))
    for match in _PERIODIC.finditer(view.v):
        found.append(Hit(match.start(), match.end(), "periodic", kind=DeadlineKind.RECURRING))
    return disjoint(found)


def disjoint(hits: list[Hit]) -> list[Hit]:
    """The hits that overlap no earlier one of the list, in reading order. Time: n log n."""
    starts: list[int] = []
    kept: list[Hit] = []
    for hit in hits:
        at = bisect_left(starts, hit.start)
        if at > 0 and kept[at - 1].end > hit.start:
            continue
        if at < len(kept) and kept[at].start < hit.end:
            continue
        starts.insert(at, hit.start)
        kept.insert(at, hit)
    return kept
