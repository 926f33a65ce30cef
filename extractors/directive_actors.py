"""Who acts in a stretch of prose: the bodies of its subject, those it is given to, and those it is laid on.

Every mention has offsets in the whole text, so that its place on the page is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors import directive_cues as cues
from extractors.directive_brackets import brackets
from extractors.directive_clauses import HELPS, LIKE_BODY, NAME, acts, is_body, later_subjects, parsed_list
from extractors.directive_forms import as_written, carried_out_by, plain
from extractors.directive_members import counted, counted_partners, plural_subject, window, with_members
from normalizers.agency import lead_phrase, partners_at
from normalizers.text import CAPITAL, fold
from pipeline.model import AgencyMention, Role

Span = tuple[int, int]

RESPONSIBLE = re.compile(r"\b[Tt]rách nhiệm (?:[^\W\d_]+ ){0,4}?(?:thuộc về|là của)\s+(?P<who>[^.;]+(?:\.{3}[^.;]*)*)")
_GIVES = re.compile(r"\s*(?:Giao|Yêu cầu|Đề nghị|Phân công|Kiến nghị)\s")
_ALONG = re.compile(r"(?:\s+chủ trì)?,?\s+cùng(?:\s+với)?\s+(?=\w)")
_TOPIC = re.compile(
    r"\s*(?:Về\s[^:.]{1,240}|Đối với\s[^:.]{1,240}(?=:\s*(?i:đề nghị|yêu cầu|giao)\s)):\s*"
)  # "Về bến bãi; luồng lạch: Sở A ..."
# "Dự án A: Sở B đôn đốc ...", "Kè B: giao Sở C xử lý ...", "Việc sửa cống giao Sở D chủ trì": a thing, and who works
# on it
_THING = re.compile(
    rf"\s*[{CAPITAL}][^:;.]{{4,200}}:\s+(?=[{CAPITAL}]|các\s|giao\s|đề nghị\s|yêu cầu\s|phân công\s)"
    r"|\s*(?:Việc|Nội dung|Phần việc|Công tác|Nhiệm vụ|Kinh phí|Hồ sơ|Khối lượng|Phần|Đoạn|Gói thầu|Hạng mục)\s"
    r"[^:;.]{4,200}?"
    rf"(?<!được)(?<!đã)(?<!vừa)\s+(?=(?:giao|phân công)\s+(?:[{CAPITAL}]|các\s))"
)
_SHARED = re.compile(r"\s*(?:Chủ trì|Phối hợp|Cùng|Chủ động phối hợp)\b")  # what follows a colon are partners
_TAKES = re.compile(r"[^,;.:]{0,12}(?:chủ trì|chịu trách nhiệm)\b")
_TAKES_UP = re.compile(
    r"[^,;.:]{0,12}(?:chủ trì|phối hợp|có trách nhiệm|chịu trách nhiệm|tham mưu|chuẩn bị|theo dõi, đôn đốc)\b"
)


@dataclass(slots=True)
class _Found:
    """The mentions found so far, each name once a role."""

    mentions: list[AgencyMention] = field(default_factory=list)

    def add(self, more: Iterable[AgencyMention]) -> None:
        for mention in more:
            if not any(m.name == mention.name for m in self.mentions):
                self.mentions.append(mention)

    def replace(self, noted: tuple[Span, Sequence[AgencyMention]] | None) -> None:
        """Bodies with the role that stands beside them, in place of what was read in those words."""
        if noted is not None:
            (start, end), named = noted
            self.mentions = [m for m in self.mentions if not start <= m.start < end]
            self.add(named)


def acting_bodies(
    text: str, start: int = 0, end: int | None = None, sentences: Sequence[Span] = ()
) -> tuple[AgencyMention, ...]:
    """The bodies that act in ``text[start:end]`` with their roles.

    ``sentences`` are the sentences of the whole text; without them only the first counts. A body that directs ("Sở A
    chỉ đạo xây dựng ...") leads when the text names nobody whom it hands the work to.
    """
    end = len(text) if end is None else end
    own = plain(window(text, start, end))
    found = _Found()
    found.add(_beside(own, start) or with_members(own, lead_phrase(own)))
    topic = _TOPIC.match(own)
    if topic and "Đối với" in topic[0]:
        found.mentions.clear()  # those asked are told behind it
    if topic and not any(m.role == Role.LEAD for m in found.mentions):
        rest = window(text, topic.end(), end)
        found.add(with_members(rest, lead_phrase(rest)))
    thing = None if topic or _SHARED.match(own, start) else _THING.match(own, start)
    if thing and not any(m.role == Role.LEAD for m in found.mentions):
        found.add(_acts_behind(window(text, thing.end(), end), thing.end()))
    if not any(m.role == Role.LEAD for m in found.mentions):
        found.add(counted(own, start))
        listed = plural_subject(own, start)
        found.add(listed if listed and acts(own, listed[-1].end) else ())
    found.add(_alongside(own, found.mentions))
    led = any(m.role == Role.LEAD for m in found.mentions)
    for first, last in sentences:
        if start < first < end:
            sentence = window(text, first, min(last, end))
            later = _given_later(sentence, first)
            if not later and not led and _leads_in(text[first:end]):
                found.add(lead_phrase(window(text, first, end)))
            # "Rà soát ... . Yêu cầu các đơn vị ...": who does the first part is not those of the second.
            found.add(m for m in later if led or not m.is_collective)
            if led:
                found.add(_acts_later(sentence, first))
            if not led and not later and not cues.starts_with_verb(text[start:first]):
                # "1. Phiên họp ... dự kiến ngày 10/7. Văn phòng A chuẩn bị nội dung.": who acts in a later sentence
                takes = _acts_later(sentence, first) if start > 0 else []
                found.add(_asked(sentence, first) or [m for m in takes if _TAKES_UP.match(own, takes[-1].end)])
    if led:
        found.add(later_subjects(own, start, found.mentions))
    found.add(_given_on(own, start))
    found.add(_alongside(own, found.mentions))
    found.add(counted_partners(own, found.mentions))
    found.add(_partners_in_parentheses(own))
    found.replace(_partners_noted(own))
    found.replace(_partners_listed(own, start))
    found.mentions = _spelled_out(own, found.mentions)
    found.add(_responsible(own))
    if not any(m.role == Role.LEAD for m in found.mentions):
        found.add(_in_parentheses(own))
    if not any(m.role == Role.LEAD for m in found.mentions) and (carried := carried_out_by(own, start)):
        found.add(carried)
        found.add(m for m in later_subjects(own, start, found.mentions) if m.role == Role.COORDINATING)
    mentions = _decided(own, start, found.mentions)
    if not any(m.role == Role.LEAD for m in mentions):
        mentions = [replace(m, role=Role.LEAD) if m.role == Role.SUPERVISOR else m for m in mentions]
    return tuple(as_written(text, m) for m in mentions)


def _decided(own: str, start: int, mentions: list[AgencyMention]) -> list[AgencyMention]:
    """ "Ủy ban A thống nhất chủ trương ...; giao Sở B ...": who decides does not do what it gives on."""
    decides = cues.DECIDES.match(own, start)
    if decides is None or not any(m.role == Role.LEAD and m.start >= decides.end() for m in mentions):
        return mentions
    early = [m.role == Role.LEAD and 0 <= m.start < decides.end() for m in mentions]
    return [replace(m, role=Role.SUPERVISOR) if e else m for m, e in zip(mentions, early, strict=True)]


def _leads_in(sentence: str) -> bool:
    """Whether a last sentence says who does what the list below says; one that asks names who asks."""
    return sentence.rstrip().endswith(":") and cues.ASKS.search(fold(sentence)) is None


def _alongside(own: str, mentions: Sequence[AgencyMention]) -> list[AgencyMention]:
    """ "Sở A chủ trì, cùng Sở B soạn thảo ...": the bodies behind "cùng" coordinate."""
    out: list[AgencyMention] = []
    for last in sorted({m.end for m in mentions if m.role == Role.LEAD and m.end >= 0}):
        if match := _ALONG.match(own, last):
            beside = window(own, match.end(), len(own))
            out.extend(with_members(beside, partners_at(beside, match.end())))
    return out


def _given_later(own: str, first: int) -> list[AgencyMention]:
    """The leads of a later sentence that gives work: "... Giao Sở B đôn đốc.", "... Sở C chủ trì ..."."""
    leads = [m for m in lead_phrase(own) if m.role == Role.LEAD]
    if _GIVES.match(own, first):
        return leads
    return [m for m in leads if m.agency_id and m.end >= 0 and _TAKES.match(own, m.end)]


_ALSO = re.compile(r"\s*(?:Đồng thời|Bên cạnh đó|Ngoài ra|Cùng với đó),?\s+")


def _acts_later(own: str, first: int) -> list[AgencyMention]:
    """The subject of a later sentence: "Các đơn vị gửi kết quả về Vụ A. Vụ A tổng hợp, trình ..."."""
    if joined := _ALSO.match(own, first):
        first = joined.end()
        own = window(own, first, len(own))
    leads = [m for m in lead_phrase(own) if m.role == Role.LEAD]
    known = all(m.agency_id or LIKE_BODY.match(m.name_raw) or NAME.match(m.name_raw) for m in leads)
    known = known and not any(m.agency_id is None and _OFFICE.match(m.name_raw) for m in leads)
    if not leads or leads[0].start != first or not known:
        return []
    last = max(m.end for m in leads)
    helps = HELPS.match(own, last) is not None  # "... . Hội A, Ban B phối hợp cung cấp tư liệu."
    return [replace(m, role=Role.COORDINATING) if helps else m for m in leads] if acts(own, last) else []


def _acts_behind(own: str, first: int) -> list[AgencyMention]:
    """Who acts in a text that begins at ``first`` behind the thing it is about; a list of names alone acts not."""
    named = lead_phrase(own)
    last = max((m.end for m in named), default=-1)
    if last < 0 or not (_GIVES.match(own[first : first + 1].upper() + own[first + 1 :]) or acts(own, last)):
        return []
    return list(with_members(own, named))


def acting_behind(text: str, first: int, end: int) -> bool:
    """Whether a body acts in ``text[first:end]``, which a label stands before."""
    return bool(_acts_behind(window(text, first, end), first))


_OFFICE = re.compile(r"(?:Chủ tịch|Giám đốc)\s")
_ASKED = re.compile(r"(?<!đã )(?<!vừa )(?<!được )\b(?:đề nghị|yêu cầu|giao|phân công)\s+$")


def _asked(own: str, first: int) -> list[AgencyMention]:
    """Whom a later sentence asks: "Nhân dịp ngày hội A. Sở B đề nghị các đơn vị treo cờ."."""
    leads = [m for m in lead_phrase(own) if m.role == Role.LEAD and m.start >= 0]
    return leads if leads and _ASKED.search(own[first : leads[0].start]) else []


def _responsible(own: str) -> list[AgencyMention]:
    """ "Trách nhiệm thuộc về các Bộ: A, B và C.": they lead."""
    match = RESPONSIBLE.search(own)
    if match is None:
        return []
    out: list[AgencyMention] = []
    for mention in parsed_list(own, *_outside_parentheses(own, *match.span("who")), Role.LEAD):
        out.append(mention)
    return list(with_members(own, out))


def _outside_parentheses(own: str, start: int, end: int) -> Span:
    """The span up to a parenthesis that explains its last body."""
    opened = own.find("(", start, end)
    return (start, opened if opened > start else end)


_GIVES_ON = re.compile(
    rf"(?:[;,]\s+(?=(?:giao|phân công)\s+[{CAPITAL}])|;\s+(?=(?:đề nghị|yêu cầu)\s+[{CAPITAL}])"
    rf"|\b(?:đồng ý|thống nhất|nhất trí)\s+(?:về\s+)?(?:chủ trương\s+)?(?:để\s+)?(?=giao\s+[{CAPITAL}]))"
)


# "Hoan nghênh tinh thần của ... và đề nghị Sở A ...": praise or consent, and a request behind it
_AND_ASKS = re.compile(
    rf"(?:,|\s(?:và|đồng thời|song|nhưng),?)\s+(?=(?:giao|đề nghị|yêu cầu|mong muốn|mong)\s+(?:[{CAPITAL}]|các\s))"
)


def _given_on(own: str, start: int) -> list[AgencyMention]:
    """ "Thống nhất chủ trương ...; giao Sở A hoàn thiện hồ sơ": whom the clause gives the work to."""
    out: list[AgencyMention] = []
    also = _AND_ASKS.finditer(own, start) if cues.DECIDES.match(own, start) or cues.AGREES.match(own, start) else ()
    for match in (*_GIVES_ON.finditer(own, start), *also):
        stop = own.find(";", match.end())
        found = lead_phrase(window(own, match.end(), stop if stop > 0 else len(own)))
        out.extend(m for m in found if m.role == Role.LEAD and is_body(m))
    return out


_PARTNERS = re.compile(r"\(\s*phối hợp\s+(?:cùng\s+)?(?:với\s+)?(?P<who>[^()]{3,240})\)")
_LABELLED = re.compile(
    r"\(\s*(?:(?:các )?(?:cơ quan|đơn vị) )?phối hợp(?: thực hiện)?\s*:\s*(?P<who>[^():]{3,300})\)", re.I
)
_HELPING = re.compile(r"\((?P<who>[^();]{3,240}?)\s+(?:cùng\s+)?phối hợp(?:\s+thực hiện)?\)")
# "Giao Sở A (chủ trì), Sở B và Sở C (phối hợp) ...", "Sở A chủ trì, Sở B và Sở C phối hợp rà soát ..."
_NOTED = re.compile(
    r"\(\s*(?:cơ quan |đơn vị )?chủ trì\s*\)\s*(?:[,;]|và\b)\s*(?P<noted>[^().;:]{3,240}?)\s*"
    r"\(\s*(?:cơ quan |đơn vị )?phối hợp\s*\)"
    r"|\b(?:chủ trì|đầu mối)(?:\s(?!phối hợp)[^,.;:()]{2,40})?,\s+(?!(?:(?:cơ quan|đơn vị)\s)?phối hợp)"
    r"(?P<said>[^().;:]{3,240}?)\s+(?:cùng\s+)?(?:phối hợp\b(?!\s+(?:chặt chẽ\s+)?(?:với|cùng)\b)|tham gia\b)"
)


def _partners_noted(own: str) -> tuple[Span, Sequence[AgencyMention]] | None:
    """The bodies behind which their role stands, those that help, and where their names stand."""
    match = _NOTED.search(own)
    if match is None:
        return None
    span = match.span("noted" if match["noted"] else "said")
    named = parsed_list(own, *span, Role.COORDINATING)
    known = bool(named) and all(m.agency_id or m.is_collective or LIKE_BODY.match(m.name_raw) for m in named)
    return (span, named) if known or (named and match["noted"]) else None


# What a list of the members of a collective begins with: "các đơn vị liên quan: Sở A, Sở B", "... (Sở A, Sở B)".
_SPELLS = re.compile(
    r"\s*(?:(?P<some>(?:,\s*|\s|\(\s*)(?:nhất là|đặc biệt là|trong đó có))\s+|\(\s*|"
    r"(?:\s(?:bao\s)?gồm(?:\scó)?\s*:?|\snhư|:)\s+)"
)
_MENTIONED = re.compile(r"\s(?:như|nhất là|trong đó có|bao gồm|gồm)\s")


def _spelled_out(own: str, mentions: Sequence[AgencyMention]) -> list[AgencyMention]:
    """The members that stand by their names behind a collective of partners take its place; "nhất là Sở A" adds one."""
    out: list[AgencyMention] = []
    for mention in mentions:
        open_end = mention.is_collective and mention.role == Role.COORDINATING and mention.start >= 0
        within = _MENTIONED.search(own, mention.start, mention.end) if open_end else None
        end = within.start() if within else mention.end
        opens = _SPELLS.match(own, end) if open_end else None
        members = _members(own, opens) if opens else ()
        sure = opens is not None and opens[0].endswith(": ")  # names that nobody knows too
        named = [m for m in members if sure or m.agency_id or m.is_collective or LIKE_BODY.match(m.name_raw)]
        if opens is None or not named or named[0].start != opens.end() or named[0].is_collective:
            out.append(mention)
            continue
        if opens["some"]:
            out.append(mention)
        known = {m.name for m in mentions if m is not mention} | {m.name for m in out}
        out.extend(m for m in named if m.name not in known)
    return out


def _members(own: str, opens: re.Match[str]) -> Sequence[AgencyMention]:
    """The bodies listed behind the words that open the list, or in the parenthesis that they open."""
    if "(" not in opens[0]:
        return partners_at(own, opens.end())
    closed = own.find(")", opens.end())
    return parsed_list(own, opens.end(), closed, Role.COORDINATING) if closed > 0 else ()


# "Cùng với Sở A và Sở B, Sở C rà soát ...": the list of partners is closed by "và", and who acts follows.
_BESIDE = re.compile(
    rf"(?:Cùng(?:\s+với)?|(?:Chủ động\s+)?[Pp]hối hợp(?:\s+chặt chẽ)?\s+(?:với|cùng))\s+"
    rf"(?P<who>[^.;:]{{3,240}}?\svà\s[^,.;:]{{3,80}}),\s+(?=[{CAPITAL}])"
)


def _beside(own: str, start: int) -> list[AgencyMention]:
    match = _BESIDE.match(own, start)
    if match is None:
        return []
    partners = parsed_list(own, *match.span("who"), Role.COORDINATING)
    closed = len(partners) > 1 and own[: partners[-1].start].rstrip().endswith("và")  # not the "và" of a name
    leads = [m for m in lead_phrase(window(own, match.end(), len(own))) if m.role == Role.LEAD]
    if not closed or len(leads) != 1 or leads[0].start != match.end() or not acts(own, leads[0].end):
        return []
    return [*leads, *partners]


# Partners behind a label in a sentence: "...; các đơn vị phối hợp gồm: Cục A, Báo B", ". Cùng thực hiện: Hội A."
_LISTED = re.compile(
    r"(?:(?:các|những)\s(?:cơ quan|đơn vị|lực lượng|tổ chức)(?:,\s(?:đơn vị|địa phương|tổ chức))?\s(?:cùng\s)?"
    r"(?:phối hợp|tham gia)(?:\s(?:thực hiện|phối hợp|tham gia))?|cùng\s(?:thực hiện|phối hợp|tham gia)"
    r"|(?:cơ quan|đơn vị)\sphối hợp)\s*(?:(?:bao\s)?gồm(?:\scó)?|là)?\s*(?::|(?<=gồm)|(?<=gồm có)|(?<=là))\s*"
    r"(?P<who>[^.;:]{3,300})",
    re.IGNORECASE,
)
_INVITED = re.compile(
    r"\bmời\s+(?:đại diện\s+)?(?:lãnh đạo\s+)?(?P<who>[^.;:]{3,240}?)\s+(?:cùng\s+)?(?:tham gia|phối hợp)\b",
    re.IGNORECASE,
)


def _partners_listed(own: str, start: int) -> tuple[Span, Sequence[AgencyMention]] | None:
    """The partners behind a label inside the text, or whom somebody invites to take part, and where that is said."""
    match = _LISTED.search(own, start) or _INVITED.search(own, start + 1)
    if match is None or match.start() <= start:
        return None
    named = parsed_list(own, *match.span("who"), Role.COORDINATING)
    return (match.span(), named) if named else None


def _partners_in_parentheses(own: str) -> list[AgencyMention]:
    """ "... (phối hợp với Sở A, Sở B)": the bodies coordinate."""
    out: list[AgencyMention] = []
    for match in _HELPING.finditer(own):
        named = parsed_list(own, *match.span("who"), Role.COORDINATING)
        out.extend(named if all(map(is_body, named)) else ())
    for match in _LABELLED.finditer(own):
        out.extend(parsed_list(own, *match.span("who"), Role.COORDINATING))
    for match in _PARTNERS.finditer(own):
        out.extend(m for m in lead_phrase(window(own, match.start() + 1, match.end("who"))))
    read = {m.start for m in out}  # one place, one body
    laid = (m for bracket in brackets(own) for m in bracket.mentions if m.start not in read)
    return [m for m in (*out, *laid) if m.role == Role.COORDINATING]


def _in_parentheses(own: str) -> list[AgencyMention]:
    """ "... (Bộ A); ... (Sở B chủ trì)": the bodies that a parenthesis behind a clause lays it on."""
    return [m for bracket in brackets(own) for m in bracket.mentions if m.role != Role.COORDINATING]
