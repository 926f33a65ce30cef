"""The bodies of the clauses behind the first: "Sở A kiểm tra ...; Sở B cấp ...", "Sở A lập ..., Sở B thẩm định ..."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extractors import directive_cues as cues
from extractors.directive_members import ELLIPSIS, window
from normalizers.agency import find_agencies, lead_phrase, parse_agencies
from normalizers.text import CAPITAL, tone_key
from normalizers.verbs import is_verb
from pipeline.model import AgencyMention, Role

LIKE_BODY = re.compile(
    rf"(?:Bộ|Sở|Ban|Cục|Vụ|Viện|Trung tâm|Chi cục|Phòng|Thanh tra|Văn phòng|Ủy ban|Uỷ ban|UBND|Công an)\s[{CAPITAL}]"
)
"""How the name of a body begins that nobody registered."""


def parsed_list(text: str, start: int, end: int, role: Role) -> list[AgencyMention]:
    """The bodies of a list ``text[start:end]`` with offsets in the text; one composed from a list head ("các Bộ: A, B")
    stands where its own words stand, else at the whole list."""
    listed = ELLIPSIS.sub("", text[start:end])
    out: list[AgencyMention] = []
    for mention in parse_agencies(listed, role):
        at = mention.start if mention.start >= 0 else listed.find(mention.name_raw)
        size = (mention.end - mention.start) if mention.start >= 0 else len(mention.name_raw)
        span = (start + at, start + at + size) if at >= 0 else (start, start + len(listed))
        out.append(replace(mention, start=span[0], end=span[1]))
    return out


def acts(own: str, last: int) -> bool:
    """Whether a duty is said behind the subject that ends at ``last``."""
    return cues.DUTY.match(own[last:]) is not None and cues.TOLD.match(own[last:]) is None


def is_body(mention: AgencyMention) -> bool:
    """Whether a name is known, or looks like that of a body or kind."""
    return bool(mention.agency_id or mention.is_collective or LIKE_BODY.match(mention.name_raw))


def later_subjects(own: str, start: int, known: Sequence[AgencyMention]) -> list[AgencyMention]:
    """The subjects of the clauses behind the first, in the text from ``start`` on; those that only help coordinate.
    What stands in the name of a ``known`` body is none."""
    found = _behind_commas(own, start)
    behind = [m for m in found if not any(k.start <= m.start < k.end for k in known)]
    return [*_behind_semicolons(own, start), *behind]


# --- behind a semicolon -------------------------------------------------------------------------

_CLAUSE = re.compile(
    r";\s+(?:đồng thời,?\s+|(?:đối với|riêng|về)\s[^,;.:]{3,100}[,:]\s+)?"
    rf"(?=(?P<open>[{CAPITAL}]|các\s|đồng chí\s|ông\s|bà\s))"
)
HELPS = re.compile(
    r"\s+phối hợp\b(?! (?:chặt chẽ,? |thường xuyên )?(?:với|cùng)\b)"
)  # "Bộ A chủ trì; Bộ B phối hợp bảo đảm ..."
_ASSISTS = re.compile(rf"{HELPS.pattern}|\s+(?:cùng\s+)?(?:hỗ trợ|tham gia)\b")  # behind a comma
_HELPERS = re.compile(  # "...; Sở A, Sở B phối hợp."
    r"(?P<who>[^;:.()]{4,200}?)\s+(?:cùng\s+|tham gia\s+)?phối hợp(?:\s+(?:thực hiện|tham gia))?\s*(?:[.,;/]|$)"
)
_TAKES_LEAD = re.compile(r"\bchủ trì\b(?!,? phối hợp)")
_PERSON = re.compile(r"(?:đồng chí|ông|bà)\s[^;:.]{2,60}", re.IGNORECASE)  # named before his office


def _behind_semicolons(own: str, start: int) -> list[AgencyMention]:
    out: list[AgencyMention] = []
    for match in _CLAUSE.finditer(own, start):
        stop = own.find(";", match.end())
        clause = window(own, match.end(), stop if stop > 0 else len(own))
        if helpers := _HELPERS.match(clause, match.end()):
            named = parsed_list(own, *helpers.span("who"), Role.COORDINATING)
            if named and all(map(is_body, named)):
                out.extend(named)
                continue
        if cues.starts_with_verb(own[match.end() : match.end() + 40]):
            continue
        leads = [m for m in lead_phrase(clause) if m.role == Role.LEAD]
        if leads and (leads[0].start == match.end() or _PERSON.fullmatch(own, match.end(), leads[0].start)):
            last = max(m.end for m in leads)
            if acts(clause, last):
                helps = HELPS.match(clause, last) and _TAKES_LEAD.search(own[start : match.start()])
                out.extend(replace(m, role=Role.COORDINATING) if helps else m for m in leads)
    return out


# --- behind a comma -----------------------------------------------------------------------------

_COMMA = re.compile(rf",\s+(?:đồng thời,?\s+)?(?=[{CAPITAL}]|các\s)|\s(?:đồng thời|còn),?\s+(?=[{CAPITAL}]|các\s)")
_BOUND = re.compile(r"[;:]|(?<!\bTP)\.(?=\s)")
# Words that end a list of those whom the first subject works for or with: what follows the comma goes on with it.
_PEOPLE = re.compile(
    r"\b(?:người|nhân dân|người dân|doanh nghiệp|hộ dân|hộ gia đình|cán bộ|công chức|viên chức|người lao động|học sinh|"
    r"sinh viên|tổ chức|cá nhân|lực lượng|đoàn viên|hội viên|đảng viên|đại biểu|cơ quan|đơn vị|địa phương|ngành|"
    r"đồng chí)"
    r"(?:\s[^\W\d_]+){0,3}$",
    re.IGNORECASE,
)
# "... vận động hội viên góp vốn, các hộ ...": a list of those whom somebody makes act.
_CAUSES = re.compile(
    r"\b(?:vận động|yêu cầu|đề nghị|chỉ đạo|hướng dẫn|đôn đốc|kêu gọi|khuyến khích|hỗ trợ|giúp|mời|tạo điều kiện|cho|"
    r"phối hợp|cùng|với|tới|đến|để|của|giữa|gồm|từ|tại|là|như)\b"
)
_OWNED = re.compile(rf"\b(?:do|được)\s+(?:[{CAPITAL}]|các\s)")  # "các dự án do Sở B lập, Sở C duyệt"
# Nouns with which the name of a body begins that may stand before the comma.
NAME = re.compile(
    rf"{LIKE_BODY.pattern}|(?:Trường|Bệnh viện|Công ty|Tổng [Cc]ông ty|Tập đoàn|Hội|Hiệp hội|Liên đoàn|Đoàn|Đảng ủy|"
    rf"Tỉnh ủy|Báo|Đài|Chi nhánh|Ngân hàng|Kho bạc|Tổ|Hội đồng|Hợp tác xã|Tòa án|Toà án|Chủ tịch|Giám đốc|Quỹ|"
    rf"Xí nghiệp)\s[{CAPITAL}]"
)
_TITLE = re.compile(r"(?:Phó|Chủ tịch|Giám đốc|Trưởng|Bí thư|Chánh|Thủ trưởng|Ủy viên|Cục trưởng|Vụ trưởng)\b")
_NEAR = 8  # words of a name
_SHORTEST_CLAUSE = 6  # letters behind its subject


def _behind_commas(own: str, start: int) -> list[AgencyMention]:
    """The subjects behind a comma. One is told from a partner, an object or a member of a list by what stands before
    the comma (a clause with a subject and its verb, that ends with no body) and behind it (a verb)."""
    out: list[AgencyMention] = []
    first = start
    for match in _COMMA.finditer(own, start):
        bounds = [m.end() for m in _BOUND.finditer(own, first, match.start())]
        first = bounds[-1] if bounds else first
        before = own[first : match.start()].rstrip(", ")
        if before.count("(") > before.count(")") or not _is_clause(own, first, match.start()):
            continue
        listed, helps = _subject_at(own, match.end())
        if not listed or _goes_on(before, listed, own[match.end() : match.end() + 20]):
            continue
        out.extend(replace(m, role=Role.COORDINATING) if helps else m for m in listed)
        first = match.end()
    return out


def _is_clause(own: str, first: int, end: int) -> bool:
    """Whether the text says what a body does: its subject, and a verb behind it."""
    clause = window(own, first, end)
    leads = [m for m in lead_phrase(clause) if m.role == Role.LEAD]
    last = max((m.end for m in leads), default=-1)
    return last >= 0 and end - last > _SHORTEST_CLAUSE and acts(clause, last)


def _subject_at(own: str, at: int) -> tuple[list[AgencyMention], bool]:
    """The bodies whose verb follows them, at the place ``at``, and whether they only help."""
    stop = _BOUND.search(own, at)
    clause = window(own, at, stop.start() if stop else len(own))
    leads = [m for m in lead_phrase(clause) if m.role == Role.LEAD]
    if not leads or leads[0].start != at or not all(is_body(m) or NAME.match(m.name_raw) for m in leads):
        return [], False
    last = max(m.end for m in leads)
    if not acts(clause, last) or not says_verb(clause[last:]):
        return [], False
    return leads, _ASSISTS.match(clause, last) is not None


_GIVEN_ON = re.compile(rf";\s+(?=(?:giao|phân công)\s+[{CAPITAL}])")


def subject_later(text: str, start: int, end: int, sentences: Sequence[tuple[int, int]]) -> tuple[AgencyMention, ...]:
    """The subject of a later sentence where the first names nobody: "Cắm mốc ... . Công ty A trả lại mặt bằng ...", or
    whom an agreement gives the work to: "Đồng ý chủ trương đầu tư ...; giao Ban B lập ...".

    A kind ("các xã") is none: it tells who helps with the work of the first.
    """
    own = window(text, start, end)
    for first, _ in sentences:
        if start < first < end:
            named, helps = _subject_at(own, first)
            if named and not helps and not any(m.is_collective for m in named):
                return tuple(named)
    if given := _GIVEN_ON.search(own, start):
        return tuple(m for m in lead_phrase(window(own, given.end(), end)) if is_body(m))
    return ()


_ADVERBS = re.compile(r"\s*(?:(?:có trách nhiệm|khẩn trương|chủ động|kịp thời|tiếp tục|cần|phải|sẽ|cũng|cùng)\s+)*")
_WORDS = re.compile(r"[^\W\d_]+")


def says_verb(rest: str) -> bool:
    """Whether what stands behind a subject begins with a verb."""
    rest = rest[_ADVERBS.match(rest).end() :]  # type: ignore[union-attr]  # every part is optional
    words = [tone_key(w) for w in _WORDS.findall(rest[:40])[:2]]
    return bool(words) and (cues.starts_with_verb(rest) or is_verb(words[0], words[1] if len(words) > 1 else ""))


def _goes_on(before: str, listed: Sequence[AgencyMention], opening: str) -> bool:
    """Whether what stands before the comma ends with a body, or with people or things that the bodies go on with."""
    said = before.rstrip()
    if said.endswith(")"):
        said = said[: said.rfind("(")].rstrip()
    if _PEOPLE.search(said) or _OWNED.search(said):
        return True
    if _TITLE.match(opening) and said[said.rfind(" ") + 1 :][:1].isupper():
        return True  # "đồng chí Nguyễn Văn A, Phó Chủ tịch ..."
    if any(m.is_collective for m in listed) and _CAUSES.search(said):
        return True
    named = find_agencies(said)
    if any(m.end >= len(said) for m in named):
        return True
    return any(
        not any(m.start <= found.start() < m.end for m in named) and len(said[found.start() :].split()) <= _NEAR
        for found in NAME.finditer(said)
    )
