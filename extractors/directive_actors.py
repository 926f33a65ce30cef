"""Who acts in a stretch of prose: the bodies of its subject, those it is given to, and those it is laid on.

Every mention has offsets in the whole text, so that its place on the page is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extractors import directive_cues as cues
from normalizers.agency import lead_phrase, parse_agencies
from normalizers.text import blank_footnote_marks, fold
from pipeline.model import AgencyMention, Role

Span = tuple[int, int]

RESPONSIBLE = re.compile(r"\b[Tt]rách nhiệm (?:chính |chủ yếu )?(?:thuộc về|là của)\s+(?P<who>[^.;]+(?:\.{3}[^.;]*)*)")
_GIVES = re.compile(r"\s*(?:Giao|Yêu cầu|Đề nghị|Phân công|Kiến nghị)\s")
_ALONG = re.compile(r"(?:\s+chủ trì)?,?\s+cùng(?:\s+với)?\s+(?=\w)")
_TOPIC = re.compile(r"\s*Về\s[^:.]{1,240}:\s*")  # "Về bến bãi; luồng lạch: Sở A ..."
_TAKES = re.compile(r"[^,;.:]{0,12}(?:chủ trì|chịu trách nhiệm)\b")
_LISTED = re.compile(r"\s*:\s*")
_IN_PARENTHESES = re.compile(r"\s*(?:[^\W\d_]+\s){0,3}\((?P<list>[^()]{3,240})\)")
_COUNTED = re.compile(
    r"\s*(?:Các|Một số|\d{1,3})\s(?P<kind>địa phương|tỉnh|thành phố|bộ|sở|trường|đơn vị|cơ quan)\s(?=[^.;:]{0,30}\()"
)
_LAID_ON = re.compile(r"\((?P<who>[^()]{3,120})\)(?=\s*(?:[.;/]|$))")
_DOES = re.compile(r"\s+(?P<verb>chủ trì|chỉ đạo|thực hiện|chịu trách nhiệm|phối hợp)(?:\s+thực hiện)?\s*$")
_LIKE_BODY = re.compile(r"(?:Bộ|Sở|Ban|Cục|Văn phòng|Ủy ban|Uỷ ban|UBND|Công an)\s[A-ZĐÀ-Ỹ]")
_ROLE_OF_VERB = {"chỉ đạo": Role.SUPERVISOR, "phối hợp": Role.COORDINATING}
_ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…|v\.v\.?)\s*$")


@dataclass(slots=True)
class _Found:
    """The mentions found so far, each name once a role."""

    mentions: list[AgencyMention] = field(default_factory=list)

    def add(self, more: Iterable[AgencyMention]) -> None:
        for mention in more:
            if not any(m.name == mention.name for m in self.mentions):
                self.mentions.append(mention)


def window(text: str, start: int, end: int) -> str:
    """``text[start:end]`` at its place: all before it is blank, footnote marks are blank, nothing stands behind it."""
    return " " * start + blank_footnote_marks(text[start:end])


def acting_bodies(
    text: str, start: int = 0, end: int | None = None, sentences: Sequence[Span] = ()
) -> tuple[AgencyMention, ...]:
    """The bodies that act in ``text[start:end]`` with their roles.

    ``sentences`` are the sentences of the whole text; without them only the first counts. A body that directs ("Sở A
    chỉ đạo xây dựng ...") leads when the text names nobody whom it hands the work to.
    """
    end = len(text) if end is None else end
    own = window(text, start, end)
    found = _Found()
    found.add(_with_members(own, lead_phrase(own)))
    topic = _TOPIC.match(own)
    if topic and not any(m.role == Role.LEAD for m in found.mentions):
        rest = window(text, topic.end(), end)
        found.add(_with_members(rest, lead_phrase(rest)))
    if not any(m.role == Role.LEAD for m in found.mentions):
        found.add(_counted(own, start))
    found.add(_alongside(own, found.mentions))
    led = any(m.role == Role.LEAD for m in found.mentions)
    for first, last in sentences:
        if start < first < end:
            later = _given_later(window(text, first, min(last, end)), first)
            if not later and not led and _leads_in(text[first:end]):
                found.add(lead_phrase(window(text, first, end)))
            # "Rà soát ... . Yêu cầu các đơn vị ...": who does the first part is not those of the second.
            found.add(m for m in later if led or m.agency_id)
    found.add(_counted_partners(own, found.mentions))
    found.add(_responsible(own))
    if not any(m.role == Role.LEAD for m in found.mentions):
        found.add(_in_parentheses(own))
    mentions = found.mentions
    if not any(m.role == Role.LEAD for m in mentions):
        mentions = [replace(m, role=Role.LEAD) if m.role == Role.SUPERVISOR else m for m in mentions]
    return tuple(mentions)


def _leads_in(sentence: str) -> bool:
    """Whether a last sentence says who does what the list below says; one that asks names who asks."""
    return sentence.rstrip().endswith(":") and cues.ASKS.search(fold(sentence)) is None


def _alongside(own: str, mentions: Sequence[AgencyMention]) -> list[AgencyMention]:
    """ "Sở A chủ trì, cùng Sở B soạn thảo ...": the bodies behind "cùng" coordinate."""
    last = max((m.end for m in mentions if m.role == Role.LEAD), default=-1)
    match = _ALONG.match(own, last) if last >= 0 else None
    if match is None:
        return []
    rest = lead_phrase(window(own, match.end(), len(own)))
    return [replace(m, role=Role.COORDINATING) for m in rest if m.role == Role.LEAD]


def _given_later(own: str, first: int) -> list[AgencyMention]:
    """The leads of a later sentence that gives work: "... Giao Sở B đôn đốc.", "... Sở C chủ trì ..."."""
    leads = [m for m in lead_phrase(own) if m.role == Role.LEAD]
    if _GIVES.match(own, first):
        return leads
    return [m for m in leads if m.agency_id and m.end >= 0 and _TAKES.match(own, m.end)]


def parsed_list(text: str, start: int, end: int, role: Role) -> list[AgencyMention]:
    """The bodies of a list ``text[start:end]`` with offsets in the text; one composed from a list head ("các Bộ: A, B")
    stands where its own words stand, else at the whole list."""
    listed = _ELLIPSIS.sub("", text[start:end])
    out: list[AgencyMention] = []
    for mention in parse_agencies(listed, role):
        at = mention.start if mention.start >= 0 else listed.find(mention.name_raw)
        size = (mention.end - mention.start) if mention.start >= 0 else len(mention.name_raw)
        span = (start + at, start + at + size) if at >= 0 else (start, start + len(listed))
        out.append(replace(mention, start=span[0], end=span[1]))
    return out


def _responsible(own: str) -> list[AgencyMention]:
    """ "Trách nhiệm thuộc về các Bộ: A, B và C.": they lead."""
    match = RESPONSIBLE.search(own)
    if match is None:
        return []
    out: list[AgencyMention] = []
    for mention in parsed_list(own, *_outside_parentheses(own, *match.span("who")), Role.LEAD):
        out.append(mention)
    return list(_with_members(own, out))


def _outside_parentheses(own: str, start: int, end: int) -> Span:
    """The span up to a parenthesis that explains its last body."""
    opened = own.find("(", start, end)
    return (start, opened if opened > start else end)


def _with_members(own: str, mentions: Sequence[AgencyMention]) -> tuple[AgencyMention, ...]:
    """The mentions; behind a bare kind the bodies named for it: "các Bộ: A, B", "các bộ chuyên ngành (A, B)"."""
    out: list[AgencyMention] = []
    for mention in mentions:
        listed = _listed(own, mention) if mention.is_collective and mention.end >= 0 else []
        if not (listed and fold(mention.name) in _BARE_KINDS):
            out.append(mention)
        out.extend(m for m in listed if m.name not in {k.name for k in out})
    return tuple(out)


_BARE_KINDS = frozenset({"cac bo", "cac so", "cac tinh uy", "cac thanh uy", "cac dang uy"})
_HEADS = {"cac bo": "Bộ", "cac so": "Sở"}


def _listed(own: str, mention: AgencyMention) -> list[AgencyMention]:
    head = next((h for kind, h in _HEADS.items() if fold(mention.name).startswith(kind)), "")
    colon = _LISTED.match(own, mention.end)
    if colon and head and fold(mention.name) in _BARE_KINDS:
        return _names_after(own, colon.end(), head, mention.role)
    inside = _IN_PARENTHESES.match(own, mention.end)
    return _members(own, *inside.span("list"), head, mention.role) if inside else []


def _members(own: str, start: int, end: int, head: str, role: Role) -> list[AgencyMention]:
    """The registered bodies of a list in parentheses; one that is not a list of names gives nothing."""
    out: list[AgencyMention] = []
    for match in re.finditer(r"[^,;]+", _ELLIPSIS.sub("", own[start:end])):
        raw = match.group().strip()
        at = start + match.start() + match.group().index(raw) if raw else start
        for name in (raw, f"{head} {raw}", f"Thành phố {raw}") if head else (raw, f"Thành phố {raw}"):
            found = parse_agencies(name, role) if name[:1].isupper() or name.startswith("thành phố") else ()
            if len(found) == 1 and found[0].agency_id:
                out.append(replace(found[0], name_raw=raw, start=at, end=at + len(raw)))
                break
    return out


_ITEM = re.compile(r"(?:[^,;.:()]|\.(?=\w))+")


def _names_after(own: str, at: int, head: str, role: Role) -> list[AgencyMention]:
    """The names of a list behind "các Bộ:", up to the word that no name of the register goes on with. Items that cannot
    be read keep their words when more names follow."""
    out: list[AgencyMention] = []
    unread: list[AgencyMention] = []
    while True:
        rest = _ITEM.match(own, at)
        if rest is None:
            return out
        syllables = list(re.finditer(r"\S+", rest.group()))
        for count in range(len(syllables), 0, -1):
            raw = rest.group()[syllables[0].start() : syllables[count - 1].end()]
            named = raw if raw.startswith(head) else f"{head} {raw}"
            found = parse_agencies(named, role) if out or raw[:1].isupper() else ()
            if len(found) == 1 and found[0].agency_id and fold(found[0].name_raw) == fold(named):
                break
        else:
            if not out or len(syllables) > _LONGEST_UNREAD or own[rest.end() : rest.end() + 1] not in (",", ";"):
                return out
            raw = rest.group().strip()
            start = at + syllables[0].start() if syllables else at
            unread.append(AgencyMention(f"{head} {raw}", raw, None, False, role, start=start, end=start + len(raw)))
            at = rest.end() + 1
            continue
        out += unread
        unread = []
        start = at + syllables[0].start()
        out.append(replace(found[0], name_raw=raw, start=start, end=start + len(raw)))
        after = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+)(?=[^\W\d_])").match(own, start + len(raw))
        if after is None:
            return out
        at = after.end()


_LONGEST_UNREAD = 8  # syllables


def _counted(own: str, start: int) -> list[AgencyMention]:
    """ "3 địa phương (A, B, C) thực hiện ...": the bodies in the parentheses."""
    counted = _COUNTED.match(own, start)
    inside = _IN_PARENTHESES.match(own, counted.end("kind")) if counted else None
    return (
        _members(own, *inside.span("list"), _HEADS.get("cac " + fold(counted["kind"]), ""), Role.LEAD)
        if counted and inside
        else []
    )


_JOINED = re.compile(r"\s*(?:,|,?\s*và)(?=\s)")


def _counted_partners(own: str, mentions: Sequence[AgencyMention]) -> list[AgencyMention]:
    """ "phối hợp với Sở A và 03 địa phương (B, C, D)": the bodies in the parentheses coordinate too."""
    out: list[AgencyMention] = []
    for mention in mentions:
        joined = _JOINED.match(own, mention.end) if mention.role == Role.COORDINATING and mention.end >= 0 else None
        if joined:
            out.extend(replace(m, role=Role.COORDINATING) for m in _counted(own, joined.end()))
    return out


def _in_parentheses(own: str) -> list[AgencyMention]:
    """ "... (Bộ A); ... (Sở B chủ trì)": the bodies that a parenthesis behind a clause lays it on."""
    out: list[AgencyMention] = []
    for match in _LAID_ON.finditer(own):
        start, end = match.span("who")
        verb = _DOES.search(own, start, end)
        role = _ROLE_OF_VERB.get(verb["verb"], Role.LEAD) if verb else Role.LEAD
        found = parsed_list(own, start, verb.start() if verb else end, role)
        if all(m.agency_id or _LIKE_BODY.match(m.name_raw) for m in found):
            out.extend(found)
    return out
