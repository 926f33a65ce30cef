"""What a bracket behind a clause lays on whom, and until when: "... (Sở A chủ trì; Sở B, Sở C phối hợp; quý II/2026)".

The bracket stands at the end of what it speaks of, before a stop or a deadline. Semicolons part its segments; each
names bodies with the role that a verb or label gives them, bodies alone (they lead), or a time. A bracket that only
explains ("gọi tắt là ...", "có danh sách kèm theo", the parent of a body) lays nothing on anybody.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.directive_clauses import LIKE_BODY, NAME, parsed_list
from normalizers.agency import find_agencies
from normalizers.agency_partners import is_brand
from normalizers.agency_phrases import starts_collective
from normalizers.agency_tokens import tokenize
from normalizers.deadline import parse_deadlines
from normalizers.text import CAPITAL
from pipeline.model import AgencyMention, Deadline, DeadlineKind, DeadlineSpan, Role

Span = tuple[int, int]

# One with a time may stand inside a list too: "sửa hồ A (Sở B; quý II/2026), hồ C (Sở D; quý III/2026)".
# One that is not closed ends with the text that a label inside it ends: "... (Sở A; | phối hợp: Sở B)".
_BRACKET = re.compile(
    r"\((?P<inside>[^()]{3,400}?)(?:\)(?=\s*(?:[.;/]|$|[,–-]?\s*(?:hoàn thành|xong|trong|trước|chậm nhất|đến hết)\b))"
    r"|;\s*$|(?P<goes_on>\))(?=\s*(?:,|và)\s))"
)
_TIME = re.compile(
    r"(?:(?:dự kiến|hoàn thành|xong|thực hiện|thời gian|thời hạn|tiến độ|trong|trước|chậm nhất|muộn nhất|từ|đến|vào|"
    r"cuối|đầu|giữa|hết|cả|đưa vào|vận hành|ngày|tháng|quý|năm|tuần)\s[^;]*?(?:\d|\bquý [IVX]|\bnăm nay|\bnăm$)"
    r"|\d{1,2}\s*[/.]\s*\d|\d{1,2} (?:tháng|ngày)\b|thường xuyên|định kỳ|(?:hằng|hàng) (?:ngày|tuần|tháng|quý|năm)\b)",
    re.IGNORECASE,
)
# A time that nothing binds but its place in the bracket: "quý II/2026", "20/3/2026", "năm 2026".
_BARE_TIME = re.compile(
    r"(?:(?:dự kiến|trong|vào|từ|đến|cuối|đầu|giữa|hết)\s+)*"
    r"(?:(?:ngày|tháng|quý|năm)\s+[\dIVX]|\d{1,2}\s*[/.]\s*\d|0?[69] tháng\s|cả năm|thường xuyên|định kỳ"
    r"|(?:hằng|hàng) )",
    re.IGNORECASE,
)
_KINDS_OF_TIME = frozenset({DeadlineKind.DATE, DeadlineKind.PERIOD, DeadlineKind.RECURRING, DeadlineKind.ONGOING})

_LEADS = (
    r"(?:[-–] (?:cơ quan|đơn vị) |đồng |cùng )?chủ trì|chịu trách nhiệm(?: chính| chủ trì)?|(?:làm|là) (?:chủ đầu tư|"
    r"đầu mối|(?:cơ quan |đơn vị )(?:chủ trì|đầu mối|thường trực|thực hiện|tổ chức))|đầu mối"
)
_WORKS = (
    r"thực hiện|triển khai|tham mưu|phụ trách|đảm nhiệm|đảm nhận|tổ chức|soạn thảo|biên soạn|xây dựng|tổng hợp|thi công"
)
_HELPS = r"(?:(?:là )?(?:cơ quan|đơn vị) |cùng |tham gia )?phối hợp|tham gia|hỗ trợ"
_WATCHES = r"chỉ đạo|giám sát|theo dõi|đôn đốc"
# One share of the work: "Sở A, Sở B chủ trì", "giao Sở C thực hiện", "Sở D phối hợp (với Sở E)".
_SHARE = re.compile(
    r"(?:(?:trong đó,?|đồng thời|còn|và|cùng)\s+)?(?:(?:giao|phân công|đề nghị|yêu cầu|do)\s+)?"
    r"(?P<who>[^\s;,.()][^;.()]{2,240}?)\s+"
    rf"(?:(?P<leads>{_LEADS})|(?P<joins>phối hợp(?: chặt chẽ)?(?=\s+(?:với|cùng)?\s*(?:các\s|[{CAPITAL}])))"
    rf"|(?P<helps>{_HELPS})|(?P<watches>{_WATCHES})|(?P<works>{_WORKS}))"
    r"(?:(?<!phối hợp)\s+(?:thực hiện|triển khai|tổ chức|tham mưu|tổng hợp|theo dõi))*(?:\s+thực hiện)?"
    r"(?=\s*(?:[;,.)]|$|(?:và|cùng|phối hợp|với)\s))"
)
_WITH = re.compile(
    r"(?:(?:cơ quan|đơn vị)\s+)?(?:(?:và\s+)?phối hợp(?:\s+chặt chẽ)?(?:\s+(?:với|cùng(?:\s+với)?))?|cùng(?:\s+với)?|"
    r"với sự (?:phối hợp|tham gia|hỗ trợ) của|có sự (?:phối hợp|tham gia|hỗ trợ) của)\s*:?\s*"
    rf"(?=(?-i:[{CAPITAL}])|các\s|những\s)",
    re.IGNORECASE,
)
_GIVEN = re.compile(
    rf"(?:(?:(?-i:[{CAPITAL}])[^;,.()]{{2,60}}?\s)?(?:giao|phân công|trách nhiệm thuộc về)\s+(?:cho\s+)?"
    rf"|(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|thực hiện)\s*(?::|là)?\s+|chủ đầu tư\s*(?::|là)\s*)"
    rf"(?=(?-i:[{CAPITAL}])|các\s)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"(?!chủ đầu tư)[^:;,.()]{3,40}:\s", re.IGNORECASE)  # a detail with its label is read as such
_WORK_BEHIND = re.compile(rf"\s+(?:{_WORKS}|{_HELPS})\s*$")
_APART = re.compile(r"[\s,]*")
_TOLD = re.compile(r"\b(?:đã|đang|vừa|được|chưa|không|do|trong đó có|nhất là|gồm|bao gồm)$")
_DONE = re.compile(r"\s(?:đã|vừa)\s")
_NO_ACTOR = re.compile(
    r"(?:đã|đang|vừa|có|theo|gọi|sau đây|kèm|tại|gồm|bao gồm|nhất là|ví dụ|như|trong đó có|kinh phí)\s"
)
_PLACE = re.compile(r"(?:xã|phường|đặc khu|thị trấn|huyện|quận|thị xã|tỉnh|thành phố|TP\.?)\s", re.IGNORECASE)
_INSTITUTION = re.compile(
    r"(?:Đài|Bảo tàng|Thư viện|Nhà hát|Học viện|Đại học|Trạm|Hạt|Đội|Tạp chí|Bưu điện|Ủy viên|Thường trực|Lực lượng|"
    r"Liên hiệp|Thành đoàn|Tỉnh đoàn|Tổng cục|Viễn thông|Điện lực|HĐND|BHXH|MTTQ|Nhà xuất bản)\s"
    rf"(?:[{CAPITAL}]|tỉnh|thành phố)"
)
# A unit of a body, and who may stand above it: "Cục A (Bộ B)", "Trung tâm C (Sở D)".
_UNIT = re.compile(
    r"(?:Tổng cục|Cục|Vụ|Viện|Học viện|Trung tâm|Chi cục|Phòng|Ban Quản lý|Trường|Bệnh viện|Trạm|Hạt|Đội)\s"
)
_PARENT = re.compile(r"(?:Bộ|Sở|UBND|Ủy ban|Uỷ ban|Công an|Ban|Tổng cục|Cục|Viện|Đại học|Tập đoàn|Văn phòng)\s")


@dataclass(frozen=True, slots=True)
class Bracket:
    """One bracket that lays work on somebody: where it stands, who does what of it, and where its times stand in the
    text. ``says``: verbs give roles, or times stand in it; else it only names bodies."""

    span: Span
    mentions: tuple[AgencyMention, ...]
    times: tuple[Span, ...]
    says: bool


def brackets(own: str, start: int = 0) -> Iterator[Bracket]:
    """The brackets in ``own`` from ``start`` on that lay work on somebody."""
    for match in _BRACKET.finditer(own, start):
        spans = list(_segments(own, *match.span("inside")))
        times = tuple(s for s in spans if _TIME.match(own, *s))
        told = [s for s in spans if s not in times and not _LABEL.match(own, *s)]
        shares = [m for s in told for m in _shares_of(own, *s)]
        says = bool(shares or times)
        leads = any(m.role == Role.LEAD for m in shares)
        for span in told:
            if not any(span[0] <= m.start < span[1] for m in shares):
                shares += _names_alone(own, span, match.start(), Role.COORDINATING if leads else Role.LEAD, says=says)
        if shares and (times or not match["goes_on"]):
            yield Bracket(match.span(), tuple(shares), times, says)


def bracket_deadlines(
    text: str, start: int, anchor: dt.date | None, known: Sequence[DeadlineSpan]
) -> list[DeadlineSpan]:
    """The times that stand alone in a segment of a bracket that lays work on somebody, which nothing else binds, from
    the day ``anchor`` of the document on; ``known`` are those read already."""
    out: list[DeadlineSpan] = []
    labelled = [m for m in _BRACKET.finditer(text, start) if _ROLE_LABEL.search(text, *m.span("inside"))]
    spans = [s for b in brackets(text, start) for s in b.times]
    spans += [s for m in labelled for s in _segments(text, *m.span("inside")) if _TIME.match(text, *s)]
    for first, last in dict.fromkeys(spans):
        if any(d.start < last and first < d.end for d in known) or not _BARE_TIME.match(text, first, last):
            continue
        read = parse_deadlines(text[first:last], anchor)
        if read and all(d.kind in _KINDS_OF_TIME and not _is_over(d, anchor) for d in read):
            out.extend(DeadlineSpan(first, last, d) for d in read)
    return out


_ROLE_LABEL = re.compile(r"\b(?:chủ trì|phối hợp|thực hiện|đầu mối)\s*:", re.IGNORECASE)


def _is_over(deadline: Deadline, anchor: dt.date | None) -> bool:
    return anchor is not None and deadline.due_on is not None and deadline.due_on < anchor


_CUT = re.compile(
    rf"\s*;\s*|,\s*(?={_TIME.pattern}|(?:cơ quan|đơn vị) (?:chủ trì|phối hợp|thực hiện)\b)", re.IGNORECASE
)


def _segments(own: str, start: int, end: int) -> Iterator[Span]:
    """The parts of a bracket between semicolons, and the time behind a comma at the end of one."""
    at = start
    for cut in (*_CUT.finditer(own, start, end), None):
        last = cut.start() if cut else end
        said = own[at:last]
        first = at + len(said) - len(said.lstrip(" ,;*_"))
        if own[first:last].strip():
            yield first, at + len(said.rstrip(" ,;*_"))
        at = cut.end() if cut else end


def _shares_of(own: str, start: int, end: int) -> list[AgencyMention]:
    """The bodies of a segment with the role that a verb gives: "Sở A chủ trì, phối hợp với Sở B, Sở C"."""
    out: list[AgencyMention] = []
    at = start
    while at < end:
        at = _APART.match(own, at, end).end()  # type: ignore[union-attr]  # both parts are optional
        share = _SHARE.match(own, at, end)
        partners, given = _WITH.match(own, at, end), _GIVEN.match(own, at, end)
        if partners and (out or share is None or share.start("who") < partners.end()):
            out += _known(own, partners.end(), _before_work(own, partners.end(), end), Role.COORDINATING)
            return out
        if given and (share is None or share.start("who") < given.end()):
            out += _known(own, given.end(), _before_work(own, given.end(), end), Role.LEAD)
            return out
        if share is None or _TOLD.search(share["who"]) or _NO_ACTOR.match(share["who"]):
            if out:  # "Sở A chủ trì, Sở B, Sở C"
                named = parsed_list(own, at, end, Role.COORDINATING)
                out += named if all(m.agency_id or m.is_collective for m in named) else []
            return out
        named = _known(
            own, *share.span("who"), _role_of(share), sure=bool(share["leads"] or share["helps"] or share["joins"])
        )
        if not named:
            return out
        out += named
        at = share.start("joins") if share["joins"] else share.end()
    return out


def _role_of(share: re.Match[str]) -> Role:
    if share["helps"]:
        return Role.COORDINATING
    return Role.SUPERVISOR if share["watches"] else Role.LEAD


def _before_work(own: str, start: int, end: int) -> int:
    work = _WORK_BEHIND.search(own, start, end)
    return work.start() if work else end


def _known(own: str, start: int, end: int, role: Role, *, sure: bool = True) -> list[AgencyMention]:
    """The bodies of a list, if each looks like one; words that a verb of a role surely makes act may be any name."""
    found = parsed_list(own, start, end, role)
    named = [_is_actor(own, m, sure=sure) for m in found]
    brands = any(named) and all(n or is_brand(tokenize(m.name_raw)[0]) for n, m in zip(named, found, strict=True))
    return found if all(named) or brands else []


def _is_actor(own: str, mention: AgencyMention, *, sure: bool) -> bool:
    raw = own[mention.start : mention.end]
    if mention.agency_id or LIKE_BODY.match(raw) or NAME.match(raw) or _INSTITUTION.match(raw):
        return not raw.startswith("Hội trường")
    if mention.is_collective:
        return (starts_collective(tokenize(raw), 0, strict=True) or sure) and not any(c.isdigit() for c in raw)
    return sure and raw[:1].isupper() and not _NO_NAME.match(raw)


_NO_NAME = re.compile(
    r"(?:Dự án|Đề án|Kế hoạch|Chương trình|Quyết định|Nghị quyết|Nghị định|Thông tư|Luật|Chỉ thị|Công văn|Phụ lục|"
    r"Điều|Khoản|Điểm|Mục|Phần|Nhiệm vụ|Việc|Nội dung)\s"
)


def _names_alone(own: str, span: Span, opened: int, role: Role, *, says: bool) -> list[AgencyMention]:
    """The bodies of a segment that says nothing else, and no members of the kind that stands before the bracket. In a
    bracket that ``says`` neither roles nor a time they are registered, or look like a body, and none is the body above
    one that stands before it."""
    start, end = span
    if _PLACE.match(own, start) or _NO_ACTOR.match(own, start) or _DONE.search(own, start, end):
        return []
    found = _known(own, start, end, role, sure=False)
    if _are_members(own, opened, found):
        return []
    if says:
        return found
    if not all(m.agency_id or LIKE_BODY.match(m.name_raw) for m in found) or _explains(own, start, opened, found):
        return []
    return found


# "Sắp xếp các trường học (Trường A, Trường B; ...)", "Thăm các đơn vị (Bệnh viện C; ...)"
_MEMBERS = re.compile(r"\b(?:các|những|một số|\d{1,3})\s(?P<kind>[^\W\d_]+)(?:\s[^\W\d_]+){0,4}\s*$", re.IGNORECASE)
_SERVES = re.compile(r"(?:Trường|Trạm|Bệnh viện|Công ty|Hợp tác xã|Nhà máy)\s")
_ANY_KIND = ("đơn", "cơ", "tổ", "doanh", "địa")  # "đơn vị", "cơ quan", "cơ sở", "tổ chức", "doanh nghiệp", ...


def _are_members(own: str, opened: int, found: Sequence[AgencyMention]) -> bool:
    """Whether the bodies are of the kind with which the text before the bracket ends: their names begin with its noun,
    or it may be any and nobody knows them."""
    match = _MEMBERS.search(own, 0, opened)
    kind = match["kind"].lower() if match else ""
    alike = all(m.name_raw.lower().startswith(kind + " ") for m in found)
    plain = all(m.agency_id is None or _SERVES.match(m.name_raw) for m in found)
    return bool(found) and bool(kind) and (alike or (kind in _ANY_KIND and plain))


def _explains(own: str, start: int, opened: int, found: Sequence[AgencyMention]) -> bool:
    """Whether a bracket names the body above the unit that stands before it: "... về Cục A (Bộ B)"."""
    before = own[:opened].rstrip()
    last = next((m for m in reversed(find_agencies(before)) if m.end == len(before)), None)
    unit = _UNIT.match(last.name_raw) is not None if last else _ends_with_unit(before)
    return len(found) == 1 and unit and _PARENT.match(own, start) is not None


def _ends_with_unit(before: str) -> bool:
    """Whether a text ends with the name of a unit that nobody registered: up to its end there is no small verb."""
    units = list(_UNIT.finditer(before))
    tail = before[units[-1].start() :] if units else ""
    return bool(tail) and len(tail.split()) <= _LONGEST_UNIT and not re.search(r"[,.;:]", tail)


_LONGEST_UNIT = 8  # words
