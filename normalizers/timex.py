"""Times as Vietnamese writes them ("quý II/2025", "từ tháng 5 đến tháng 9/2025"): under :mod:`normalizers.deadline`.

A time is found wherever it stands; what it binds is not judged here. All patterns run on a folded view of the text
(lower case, no marks, single spaces) whose positions map back to the text. Their repetitions are bounded, so the time
is linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from normalizers.timex_parts import (
    SEP,
    B,
    E,
    Hit,
    N,
    Piece,
    Point,
    Q,
    W,
    Y,
    number,
    quarter,
    year_of,
)
from normalizers.timex_view import View
from pipeline.model import DeadlineKind

_NOTE = r"(?P<note>[0-9]{1,2}(?![0-9]))?"  # a footnote number that lost its superscript: "5/202516"
# Before a day that lacks the word "ngày": nothing or a binding word, so that "kỳ họp thứ 9 tháng 5/2025" and "tuần 3
# tháng 5/2025" name no day.
_LED = (
    "(?:(?<![a-z0-9~] )|" + "|".join(f"(?<={word} )" for word in "truoc trong tu den het vao nhat la va".split()) + ")"
)
_AND = r" ?(?:,? ?va|,|&|\+|hoac|-|den(?: het)?) ?"

_Build = Callable[[re.Match[str]], tuple[Point, ...] | None]


@dataclass(frozen=True, slots=True)
class _TimeRule:
    """One way to write a time. ``build`` returns its points (two for a range, None to decline).

    A view without one of the words ``needs`` cannot match: most sentences name no time, and looking for a word is much
    cheaper than trying the pattern.
    """

    name: str
    pattern: re.Pattern[str]
    build: _Build
    cell: bool = False
    many: bool = False
    needs: tuple[str, ...] = ()


def day_points(m: re.Match[str]) -> tuple[Point, ...] | None:
    """The day of a match with the groups d, m and perhaps y; None when letters alone would make it."""
    groups = m.groupdict()
    if not (any(c.isdigit() for c in groups["d"] + groups["m"]) or m[0].startswith("ngay")):
        return None
    year = year_of(groups.get("y"))
    return (Point("day", year + 2000 if year and year < 100 else year, number(groups["m"]), number(groups["d"])),)


def _day_pair(m: re.Match[str]) -> tuple[Point, ...]:
    year, month = year_of(m["y"]), number(m["m"])
    return (Point("day", year, month, number(m["d1"])), Point("day", year, month, number(m["d"])))


def _month(m: re.Match[str]) -> tuple[Point, ...] | None:
    if not ("t" in m[0] or any(c.isdigit() for c in m["m"])):
        return None
    return (Point("month", year_of(m["y"]), number(m["m"])),)


def _series(unit: str, token: str, value: Callable[[str], int]) -> _Build:
    """Builds "tháng 5, 6 và 7/2025" (several points) and "quý I - III/2025" (first and last, see ``_is_range``)."""

    def build(m: re.Match[str]) -> tuple[Point, ...] | None:
        year = year_of(m["y"])
        if year is None and unit == "month" and not m["n"].isdigit():
            return None  # "tháng l2" and then no year that could be read: too little to go by
        tokens = [m["n"], *re.findall(rf"(?:(?<![0-9a-z|!])|(?<=[^a-z]t)){token}(?![0-9a-z|!])", m["rest"])]
        return tuple(Point(unit, year, value(t)) for t in tokens if t not in {"va", "het"})

    return build


def _half(m: re.Match[str]) -> tuple[Point, ...]:
    return (Point("half", year_of(m["y"] or m["y2"]), 1 if m["h"] == "dau" else 2),)


def _some_months(m: re.Match[str]) -> tuple[Point, ...] | None:
    count, year = number(m["n"]), year_of(m["y"])
    if not 1 < count < 12:
        return None
    first, last = (1, count) if m["h"] == "dau" else (13 - count, 12)
    return (Point("month", year, first), Point("month", year, last))


def _month_word(m: re.Match[str]) -> tuple[Point, ...]:
    return (Point("month", year_of(m["y"]), _MONTH_WORDS[m["w"]]),)


def _short_year(unit: str, value: Callable[[str], int]) -> _Build:
    """Builds "tháng 6/25": the century is this one."""
    return lambda m: (Point(unit, 2000 + int(m["y"]), value(m["n"])),)


def _relative(m: re.Match[str]) -> tuple[Point, ...]:
    unit = {"thang": "month", "quy": "quarter", "nam": "year"}[m["u"]]
    return (Point(unit, None, ahead=0 if m["w"] == "nay" else 1),)


def _of_relative_year(unit: str, value: Callable[[str], int]) -> _Build:
    """Builds "quý I năm sau"."""
    return lambda m: (Point(unit, None, value(m["n"]), ahead=0 if m["w"] == "nay" else 1),)


def _rule(
    name: str, pattern: str, build: _Build, *, cell: bool = False, many: bool = False, needs: str = ""
) -> _TimeRule:
    return _TimeRule(name, re.compile(B + pattern), build, cell, many, tuple(needs.split("|")) if needs else ())


# Not after a number or a plural: "các năm sau", "3 tháng tới" are more than one.
_ONE = "".join(f"(?<!{word} )" for word in "cac nhung nhieu hang moi mot hai ba vai may [0-9]".split())
# "Tư" is hidden in the view: its fold is that of "từ".
_MONTH_WORDS = {"hai": 2, "ba": 3, "~~": 4, "nam": 5, "bay": 7, "tam": 8, "chin": 9, "muoi": 10,
                "muoi mot": 11, "muoi hai": 12}  # fmt: skip
_YEAR_OF = r" ?(?:[/.\-](?: ?nam)?|,? ?nam|\( ?(?:nam)?)? ?"
_TIME_RULES: tuple[_TimeRule, ...] = (
    _rule("day_range", rf"(?:ngay ?)?(?P<d1>{N}) ?(?:-|den(?: het)?(?: ngay)?) ?(?P<d>{N})/(?P<m>{N})/"
                       rf"(?P<y>{Y}){E}",
          _day_pair, many=True, needs="/"),
    _rule("day", rf"(?:ngay ?)?(?P<d>{N}) ?[/.] ?(?P<m>{N}){SEP}(?P<y>{Y}){_NOTE}{E}", day_points),
    _rule("day", rf"(?:ngay ?)?(?P<d>{N}) ?- ?(?P<m>{N}) ?- ?(?P<y>{Y}){_NOTE}{E}", day_points, needs="-"),
    _rule("day", rf"(?:ngay ?|{_LED})(?P<d>{N}) ?thang (?P<m>{N})(?:,? nam |{SEP}| )(?P<y>{Y}){E}", day_points,
          needs="thang"),
    _rule("day", rf"(?:ngay ?)?(?P<d>{N}) ?/ ?(?P<m>{N}),? (?:nam )?(?P<y>{Y}){E}", day_points, needs="/"),
    _rule("day_iso", rf"(?P<y>{Y})[-/](?P<m>[01][0-9])[-/](?P<d>[0-3][0-9]){E}", day_points),
    _rule("day_two_digit_year", rf"(?:ngay ?)?(?P<d>[0-9]{{1,2}})/(?P<m>[0-9]{{1,2}})/(?P<y>[2-4][0-9]){E}", day_points,
          cell=True),
    _rule("day_without_year", rf"ngay ?(?P<d>{N})(?: ?thang |{SEP})(?P<m>{N}){E}", day_points, needs="ngay"),
    _rule("day_without_year", rf"(?P<d>{N}) ?/ ?(?P<m>{N}){E}", day_points, needs="/"),
    _rule("relative_year", rf"(?:ngay ?)?(?P<d>{N})(?: ?thang |{SEP})(?P<m>{N})(?: cua)? nam (?:sau|truoc|ke hoach"
                           rf"|tiep theo|bao cao|quyet toan|ke tiep|do|lien (?:ke|sau|truoc)){E}", day_points,
          needs=" nam "),
    _rule("day_of_month", rf"ngay (?P<d>{N})(?: cua)?(?: (?:thang|quy|ky) (?:sau|tiep theo|ke tiep|lien ke))?{E}",
          lambda m: (Point("dom", None, 0, number(m["d"])),), needs="ngay"),
    _rule("month", rf"(?:thang|thg\.?|(?<!quy )t\.?) ?(?P<m>{N}) ?(?:[/.\-]|,? ?nam)? ?(?P<y>{Y})"
                   rf"{_NOTE}{E}", _month),
    _rule("month", rf"(?P<m>{N}) ?/ ?(?P<y>{Y}){_NOTE}{E}", _month, needs="/"),
    _rule("month", rf"{_LED}(?P<m>{N}) ?(?:[.\-]|nam) ?(?P<y>{Y}){E}", _month, cell=True),
    _rule("months", rf"thang (?P<n>{N})(?P<rest>(?:{_AND}(?:thang )?{N}(?![0-9a-z])){{0,11}})(?:{_YEAR_OF}"
                    rf"(?P<y>{Y}){_NOTE})?{E}",
          _series("month", N, number), many=True, needs="thang"),
    _rule("months", rf"(?P<n>{N})(?P<rest>(?:(?: ?(?:,|-) ?| va |, va ){N}(?![0-9a-z])){{1,11}}) ?/ ?(?P<y>{Y}){E}",
          _series("month", N, number), cell=True, many=True),
    _rule("quarters", rf"(?:quy|q\.?) ?(?P<n>{Q})(?P<rest>(?:{_AND}(?:quy )?{Q}(?![0-9a-z])){{0,3}})(?:{_YEAR_OF}"
                      rf"(?P<y>{Y}){_NOTE})?{E}",
          _series("quarter", Q, quarter), many=True, needs="q"),
    _rule("quarters", rf"(?P<n>iv|i{{1,3}})(?P<rest>(?:{_AND}(?:iv|i{{1,3}})){{0,3}}) ?[/\-] ?(?P<y>{Y}){E}",
          _series("quarter", Q, quarter), cell=True, many=True),
    _rule("months", rf"t\.? ?(?P<n>{N})(?P<rest>(?:{_AND}t\.? ?{N}(?![0-9a-z])){{1,11}}){_YEAR_OF}(?P<y>{Y}){E}",
          _series("month", N, number), many=True),
    _rule("month", rf"thang (?P<w>{'|'.join(_MONTH_WORDS)}) ?(?:/|,? ?nam) ?(?P<y>{Y}){E}", _month_word, needs="thang"),
    _rule("month_two_digit_year", rf"(?:thang|thg\.?|t\.?) ?(?P<n>[0-9]{{1,2}}) ?/ ?(?P<y>2[0-9]){E}",
          _short_year("month", number), cell=True),
    _rule("quarter_two_digit_year", rf"(?:quy|q\.?) ?(?P<n>{Q}) ?/ ?(?P<y>2[0-9]){E}",
          _short_year("quarter", quarter), cell=True),
    _rule("relative", rf"thang (?P<n>{N})(?: cua)? nam (?P<w>nay|sau|toi){E}", _of_relative_year("month", number),
          needs=" nam "),
    _rule("relative", rf"quy (?P<n>{Q})(?: cua)? nam (?P<w>nay|sau|toi){E}", _of_relative_year("quarter", quarter),
          needs=" nam "),
    _rule("relative", rf"{_ONE}(?P<u>thang|quy|nam) (?P<w>nay|sau(?! khi)|toi){E}", _relative, needs=" nay| sau| toi"),
    _rule("blank_month", rf"thang[ .…_]{{1,12}}nam (?P<y>{Y}){E}", lambda m: (Point("month", year_of(m["y"]), 0),),
          needs="thang"),
    _rule("half", rf"(?:(?:0?6|sau) thang|nua)(?: nam)? (?P<h>dau|cuoi)(?:(?: cua)? nam(?:,? (?P<y>{Y}))?| "
                  rf"(?P<y2>{Y})){E}",
          _half, needs=" dau| cuoi"),
    _rule("some_months", rf"(?P<n>{W}) thang (?P<h>dau|cuoi)(?: cua)? nam(?: "
                         rf"(?P<y>{Y}))?{E}", _some_months, many=True, needs=" dau| cuoi"),
    _rule("year", rf"(?:(?:cac |nhung )?nam ?|nhiem ky |nam ngan sach )?(?P<y>{Y}){E}",
          lambda m: (Point("year", year_of(m["y"])),), needs="20|2o"),
    _rule("this_year", rf"(?:(?<=cuoi )(?<!hop cuoi )nam|(?<=giua )(?<!hop giua )nam|(?<=dau )(?<!hop dau )nam"
                       rf"|(?<=het )nam|(?<=ca )nam)"
                       rf"{E}(?! ?[0-9]| (?:hoc|nay|sau|toi))",
          lambda m: (Point("year", None),), needs=" nam"),
    _rule("this_year", rf"(?<=trong )nam{E}(?! ?[0-9])", lambda m: (Point("year", None),), cell=True),
)  # fmt: skip

_LONGEST_LIST = 24  # times; keeps the cost of a list linear in the text
_RANGE_GAP = re.compile(r" ?(?:-|(?:cho )?den|toi)(?: het| cuoi| dau)?(?: thang)? ?")
_OF_YEAR_GAP = re.compile(r" ?(?:\(|,|:|-) ?(?:trong |vao )?")
_LIST_GAP = re.compile(r" ?(?:,? ?va|,|&|\+|hoac)(?: trong| vao)? ?")
_CELL_LIST_GAP = re.compile(r" ?(?:,? ?va|[,;&+]|hoac)(?: trong| vao)? ?")
_ON_AND_ON = re.compile(
    r" ?,? ?(?:va )?(?:(?:trong |cho |duy tri |tiep tuc |thuc hien |mo rong ){0,3}(?:nhung|cac) nam"
    r" (?:tiep theo|tiep|sau|toi|ke tiep|sau do)|tro (?:di|ve sau))"
    r"(?![a-z])"
)
_YEARS_ON = re.compile(rf" ?,? ?va (?P<n>{W}) nam (?:tiep theo|tiep|toi|sau|ke tiep)(?![a-z])")


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
        if (rule.cell and not cell) or (rule.needs and not any(word in v for word in rule.needs)):
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
            else replace(p, year=like.year) if p.year is None and p.ahead is None and p.unit != "dom" else p
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
    if match is not None and len(last.points) == 2 and hit.rule == "range" and last.points[0].unit == "year":
        # "2025-2026 và những năm tiếp theo": from its first year on
        piece = replace(last, end=match.end(), points=last.points[:1])
        return replace(hit, end=match.end(), kind=DeadlineKind.OPEN, rule="open", pieces=(*hit.pieces[:-1], piece))
    match = _YEARS_ON.match(view.v, hit.end)
    if match is not None and len(last.points) == 1 and last.points[0].unit == "year" and last.points[0].year:
        until = Point("year", last.points[0].year + number(match["n"]))
        piece = replace(last, end=match.end(), points=(last.points[0], until))
        return replace(hit, end=match.end(), rule="years_on", pieces=(*hit.pieces[:-1], piece))
    return hit
