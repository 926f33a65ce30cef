"""Forms of sentences that say who acts otherwise than "Sở A làm ...": brought into that form, or read by themselves."""

from __future__ import annotations

import re
from dataclasses import replace

from extractors.directive_clauses import is_body, parsed_list
from normalizers.text import CAPITAL, fold
from pipeline.model import AgencyMention, Role

# Words before a sentence that say nothing of who acts: "Thời gian tới, Sở A ...", "Thống nhất giao Sở A ...".
_BEFORE = re.compile(
    r"\s*(?:(?:(?:Trong\s)?[Tt]hời gian tới|Trước mắt|Đồng thời|Bên cạnh đó|Ngoài ra|Song song với đó"
    r"|Cùng với đó|Song song đó|Theo đó|Tuy nhiên|Do đó"
    r"|Do vậy|Vì vậy|Vì thế),?\s+"
    rf"(?=[{CAPITAL}]|các\s)|(?:[Tt]hống nhất|[Đđ]ồng ý|[Nn]hất trí)\s+(?=(?:giao|phân công|đề nghị|yêu cầu)\s)|"
    r"(?:Hạn|Thời hạn)\s[^,.;:]{3,80},\s+)"
)
_ENUMERATOR = re.compile(r"\s*(?:[-–+*•]|\(?\w{1,4}[.)/])\s+")
_FORBIDS = re.compile(r"Nghiêm cấm(?=\s+(?:mọi|các|những)\s)")
_THEN = re.compile(r"(?P<if>(?:Trường hợp|Trong trường hợp|Nếu|Khi)\b[^.;]{3,200}?)\sthì\s")
# "Còn Sở A thì ...", "Phần việc của Sở B: ..."
_FOR_ITS_PART = re.compile(
    rf"(?P<lead>(?:Còn|Riêng|Phần việc của|Phần việc giao|Nhiệm vụ của|Trách nhiệm của|Về phía)\s+)"
    rf"(?=[{CAPITAL}]|các\s)(?P<who>[^,;.:()]{{3,100}}?)(?:(?P<then>\sthì)(?=\s)|(?=:\s+\w))"
)
# "chỉ đạo phòng Tổ chức lập ...": a body whose kind is written small
_SMALL_KIND = re.compile(
    r"(?<![^\W\d_])(?P<verb>[Cc]hỉ đạo|[Gg]iao|[Yy]êu cầu|[Pp]hân công)\s+"
    rf"(?=(?:phòng|ban|đội|trạm|trung tâm|chi cục|văn phòng|bệnh viện|công ty|nhà máy)\s[{CAPITAL}])"
)


def plain(own: str) -> str:
    """The text in a form that says plainly who acts, of the same length: each character stands where it stood."""
    own = _THEN.sub(lambda m: f"{m['if']},    ", own)
    at = enumerator.end() if (enumerator := _ENUMERATOR.match(own)) else 0
    if before := _BEFORE.match(own, at):
        own = own[:at] + " " * (before.end() - at) + own[before.end() :]
    at = len(own) - len(own[at:].lstrip()) if own[at:].strip() else at
    if part := _FOR_ITS_PART.match(own, at):
        own = own[:at] + " " * len(part["lead"]) + part["who"] + " " * len(part["then"] or "") + own[part.end() :]
    if forbids := _FORBIDS.match(own, at):
        own = own[:at] + "Yêu cầu".ljust(forbids.end() - at) + own[forbids.end() :]
    for small in _SMALL_KIND.finditer(own):
        own = own[: small.end()] + own[small.end()].upper() + own[small.end() + 1 :]
    return own


_MEETING = (
    r"(?:Phiên họp|Cuộc họp|Kỳ họp|Hội nghị|Hội thảo|Hội chợ|Hội thi|Triển lãm|Đại hội|Lễ|Kỳ thi|Giải|Ngày hội|Tuần lễ)"
)
# "Phiên họp quý II dự kiến tổ chức ngày ... . Văn phòng A chuẩn bị ...": the first sentence only tells.
_TO_COME = re.compile(
    rf"\s*{_MEETING}\s(?:(?!\b(?:giao|chủ trì|yêu cầu|đề nghị)\b)[^.;:]){{0,160}}?"
    r"\b(?:dự kiến|sẽ|được)\s(?:được\s)?(?:tổ chức|diễn ra|khai mạc|họp|bắt đầu)"
    rf"(?:(?!\b(?:giao|chủ trì|yêu cầu|đề nghị)\b)[^.;:])*\.\s+(?=[{CAPITAL}])"
)
_ACT = (
    r"(?:Quyết định|Nghị quyết|Chỉ thị|Thông báo|Kế hoạch|Quy chế|Quy định|Chương trình|Hướng dẫn|Công điện|Kết luận"
    r"|Công văn|Văn bản)\snày\s"
)
# "Chỉ thị này thay thế ... và có hiệu lực kể từ ngày ký. Giao Văn phòng A kiểm tra ...": so does the first here.
_OF_ITSELF = re.compile(rf"\s*{_ACT}[^.;]*?\bcó hiệu lực\b[^.;]*\.\s+(?!{_ACT})(?=[{CAPITAL}])")
# "Về đề án A: đồng ý chủ trương giao Sở B lập ...", "Thống nhất về nguyên tắc, giao Sở C ..."
_AGREED = re.compile(
    r"(?:(?<=:\s)|(?<=;\s)|(?<=\.\s)|(?<=\)\s)|(?<=[-–+]\s)|^)(?:[Cc]ơ bản\s)?(?:[Tt]hống nhất|[Đđ]ồng ý|[Nn]hất trí)"
    r"(?:\s(?:về|với))?(?:\s(?:chủ trương|nguyên tắc))?,?\s+(?P<gives>giao|phân công)(?=\s)"
)
# "Ủy ban A đồng ý chủ trương giao Sở B ..."
_BODY_AGREES = re.compile(
    rf"\s*[{CAPITAL}][^\s,;:.()]*(?:\s[^\s,;:.()]+){{0,9}}?\s(?P<agrees>(?:cơ bản\s)?(?:thống nhất|đồng ý|nhất trí)"
    r"(?:\s(?:về|với))?(?:\s(?:chủ trương|nguyên tắc))?,?)\s+(?=giao\s)"
)
_MATTER_GIVEN = re.compile(r"\s*(?:Đối với|Về)\s[^:.;]{3,240}:\s+(?P<gives>giao|phân công|yêu cầu|đề nghị)(?=\s)")
_ALLOWS = re.compile(r"\s*(?P<gives>Cho phép)(?=\s)")


def told_until(text: str, start: int) -> int:
    """Where the sentence ends that tells, from ``start`` on, of a meeting to come or of the act's own effect before an
    order; ``start`` when none does."""
    told = _TO_COME.match(text, start) or _OF_ITSELF.match(text, start)
    return told.end() if told else start


def as_orders(text: str, start: int, dated: bool) -> str:
    """The text from ``start`` on in the form of orders, of the same length: a first sentence that only tells is
    blank, an agreement that gives work is "Giao", and so is a leave with a day to keep (``dated``)."""
    told = told_until(text, start)
    text = text[:start] + " " * (told - start) + text[told:]
    for agreed in _AGREED.finditer(text, start):
        first, at = agreed.start(), agreed.start("gives")
        gives = agreed["gives"] if text[:first].rstrip().endswith(";") else agreed["gives"].capitalize()
        text = text[:first] + " " * (at - first) + gives + text[agreed.end() :]
    if decides := _BODY_AGREES.match(text, start):
        first, at = decides.span("agrees")
        text = text[:first] + " " * (at - first) + text[at:]
    if given := _MATTER_GIVEN.match(text, start):
        at = given.start("gives")
        text = text[:at] + text[at].upper() + text[at + 1 :]
    if dated and (allows := _ALLOWS.match(text, start)):
        text = text[: allows.start("gives")] + "Giao".ljust(len("Cho phép")) + text[allows.end() :]
    return text


def as_written(text: str, mention: AgencyMention) -> AgencyMention:
    """The mention with its own words as the text has them."""
    raw = text[mention.start : mention.end] if mention.start >= 0 else ""
    other_case = raw != mention.name_raw and fold(raw) == fold(mention.name_raw)
    return replace(mention, name_raw=raw) if other_case else mention


# "Việc A do Sở B chủ trì", "Nội dung A được giao cho Sở B thực hiện", "Lập A trong quý III, do Sở B chủ trì"
_BY = re.compile(
    r"(?P<by>\bđược giao cho|\bđược giao|\bgiao cho|\bdo)\s+(?P<who>[^.;,()]{3,160}?)\s+"
    r"(?:trực tiếp\s+|làm\s+)?(?:chủ trì|thực hiện|đảm nhiệm|đảm nhận|phụ trách|chịu trách nhiệm|đầu mối)\b"
)
_MATTER = re.compile(r"\s*(?:Việc|Nội dung|Phần việc|Công tác|Nhiệm vụ)\s")
# "Nhiệm vụ của Sở A là bảo đảm ..."
_DUTY_OF = re.compile(r"\s*(?:Nhiệm vụ|Trách nhiệm)(?:\s[^\W\d_]+){0,3}?\scủa\s(?P<who>[^.;,:()]{3,160}?)\slà\s")
# "Theo dõi giá; Sở A là cơ quan thường trực"
_STANDS = re.compile(
    r"(?:[;.,]\s+|\s{0,9}(?<!\S))(?P<who>[^.;,:()]{3,120}?)\s(?:là|làm)\s(?:cơ quan|đơn vị|đầu mối|bộ phận)"
    r"(?:\s(?:thường trực|chủ trì|đầu mối|chính|tổng hợp))?\b"
)


def carried_out_by(own: str, start: int) -> list[AgencyMention]:
    """Who does what a sentence says without naming him as its subject."""
    matter = _MATTER.match(own, start) is not None
    for match in (_DUTY_OF.match(own, start), *_BY.finditer(own, start), *_STANDS.finditer(own, start)):
        if match is None or (match.re is _BY and not matter and not _set_off(own, match)):
            continue
        named = parsed_list(own, *match.span("who"), Role.LEAD)
        if named and all(map(is_body, named)) and (match.re is _DUTY_OF or not _told(own, match)):
            return named
    return []


def _set_off(own: str, match: re.Match[str]) -> bool:
    """Whether a comma or a day stands before "do Sở A chủ trì", and nothing but a stop behind it: it says who does the
    work, not whose thing is worked on ("kiểm tra đề tài do Sở A chủ trì")."""
    before = own[: match.start()].rstrip()
    return before[-1:].isdigit() or before.endswith(",")


def _told(own: str, match: re.Match[str]) -> bool:
    return re.match(r"[^.;]{0,40}\s(?:đã|đang|vừa)\s", own[match.end() :]) is not None
