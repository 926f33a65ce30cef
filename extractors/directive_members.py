"""The bodies that a text names for a kind: "các Bộ: A, B", "UBND các xã: C, D", "các bộ chuyên ngành (A, B)"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.agency import lead_phrase, parse_agencies
from normalizers.agency_phrases import starts_collective, starts_head, written
from normalizers.agency_predicates import predicate_at
from normalizers.agency_siblings import in_another_place
from normalizers.agency_tokens import tokenize
from normalizers.text import CAPITAL, SMALL, blank_footnote_marks, fold
from normalizers.verbs import is_one_word
from pipeline.model import AgencyMatch, AgencyMention, Role

ELLIPSIS = re.compile(r"\s*(?:\.{2,}|…|v\.v\.?)\s*$")
_LISTED = re.compile(r"\s*:\s*")
_IN_PARENTHESES = re.compile(r"\s*(?:[^\W\d_]+\s){0,3}\((?P<list>[^()]{3,240})\)")
_COUNTED = re.compile(
    r"\s*(?:Các|Một số|\d{1,3})\s(?P<kind>địa phương|tỉnh|thành phố|bộ|sở|trường|đơn vị|cơ quan)\s(?=[^.;:]{0,30}\()"
)
# A kind in the plural that bodies are named for: "các Bộ", "UBND các tỉnh, thành phố", "Đảng ủy các phường".
_KIND = (
    "bộ|sở|ban|cục|vụ|chi cục|phòng|viện|học viện|trường đại học|đại học|trường|tập đoàn|tổng công ty|công ty|"
    "bệnh viện|trung tâm|đại sứ quán|tổng lãnh sự quán|tỉnh ủy|thành ủy|đảng ủy|"
    "tỉnh|thành phố|xã|phường|đặc khu|huyện|quận|thôn|bản|ấp|buôn|khóm|khu phố|tổ dân phố"
)
_PLURAL = re.compile(
    rf"(?:(?P<whose>[^,;:]{{2,60}}?)\s+)?các\s+(?P<kind>{_KIND})(?:(?:,|\s+và)\s*(?:các\s+)?(?P<also>{_KIND}))?"
    r"(?:\s+các\s+nước)?|(?P<abroad>đại sứ quán|tổng lãnh sự quán)\s+các\s+nước",
    re.IGNORECASE,
)
_COMMUNES = ("xã", "phường", "đặc khu")
_VILLAGES = ("thôn", "bản", "ấp", "buôn", "khóm", "khu phố", "tổ dân phố")
_PLACES = ("tỉnh", "thành phố", "huyện", "quận")
# A kind with more words: "các đồn Biên phòng", "các Công ty Điện lực".
_LONGER = re.compile(r"[Cc]ác\s+(?P<head>[^\W\d_]+(?:\s+[^\W\d_]+){1,10})")
_CAPITAL_NEXT = re.compile(rf"\s+(?=[{CAPITAL}])")
_NUMBER_NEXT = re.compile(r"\s+(?=\d{1,2}[A-Z]?\s*(?:,|và\s))")
_LONGEST_UNREAD = 8  # syllables


def window(text: str, start: int, end: int) -> str:
    """``text[start:end]`` at its place: all before it is blank, footnote marks are blank, nothing stands behind it."""
    return " " * start + blank_footnote_marks(text[start:end])


def with_members(own: str, mentions: Sequence[AgencyMention]) -> tuple[AgencyMention, ...]:
    """The mentions; in place of a bare kind the bodies named for it, and behind a kind with more words to it too."""
    out: list[AgencyMention] = []
    past = -1  # where the last list ends: what stands in it is told
    for mention in mentions:
        if 0 <= mention.start < past:
            continue
        named = mention.end >= 0 and (
            mention.is_collective or mention.agency_id is None or _LAST_KIND.search(mention.name) is not None
        )
        listed, instead = _listed(own, mention) if named else ([], False)
        if listed and out and _JOINS.fullmatch(own[out[-1].end : mention.start]):  # "UBND thành phố A, các tỉnh: B, C"
            listed = [in_another_place(out[-1], m) for m in listed]
        if not (listed and instead):
            out.append(mention)
        out.extend(m for m in listed if m.name not in {k.name for k in out})
        last = max((m.end for m in listed), default=-1)
        past = max(past, last) if instead else past
    return tuple(out)


_JOINS = re.compile(r"\s*(?:[,;]|và)\s*(?:và\s+)?")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_WHOSE_KIND = re.compile(rf"^(?P<whose>(?!.*\bcác\b).+?)\s+(?=(?:{'|'.join((*_COMMUNES, *_PLACES))})(?:,|$))")


def heads_of(plural: str) -> tuple[str, ...]:
    """What stands before each name of a list: "Ủy ban nhân dân các phường" -> "Ủy ban nhân dân phường", and so
    "Ủy ban nhân dân phường" before a colon. Empty for a text that is no bare kind."""
    match = _PLURAL.fullmatch(plural) or _PLURAL.fullmatch(_WHOSE_KIND.sub(r"\g<whose> các ", plural))
    if match is None:
        return ()
    kinds = {fold(match["kind"] or ""), fold(match["also"] or "")}
    if kinds <= set(map(fold, _COMMUNES)) and match["also"]:  # which is which nobody says
        both = f"{match['kind']}, {match['also']}".lower()
        return (f"{match['whose']} {both}" if match["whose"] else _capital(both),)
    out: list[str] = []
    for kind in (match["kind"], match["also"], match["abroad"]):
        if kind:
            out.extend(_heads(match["whose"], kind))
    return tuple(dict.fromkeys(out))


def _heads(whose: str | None, kind: str) -> tuple[str, ...]:
    """What stands before a name of one kind: "Công an xã"; a list of provinces names cities too."""
    small = fold(kind) in map(fold, (*_COMMUNES, *_PLACES, *_VILLAGES))
    kind = kind.lower() if small and whose else _capital(kind.lower())
    first = f"{whose} {kind}" if whose else kind
    both = fold(kind) in ("tinh", "thanh pho")
    other = "tỉnh" if fold(kind) == "thanh pho" else "Thành phố"
    return (first, f"{whose} {other}" if whose else _capital(other)) if both else (first,)


def _listed(own: str, mention: AgencyMention) -> tuple[list[AgencyMention], bool]:
    """The bodies named for a kind, and whether they stand in its place."""
    heads, longer = heads_of(mention.name), _LONGER.fullmatch(mention.name)
    colon = _LISTED.match(own, mention.end)
    if colon and (whole := heads or ((_capital(longer["head"]),) if longer else _heads_within(mention.name))):
        listed, end = _names_of_kinds(own, colon.end(), whole, mention.role)
        sure = mention.is_collective and (heads or longer)
        if not sure and len(listed) < 2:
            return [], False  # "UBND xã: Rà soát ..."
        return ([*listed, *_joined(own, end, mention.role)], True) if listed else ([], False)
    kind = _PLURAL.match(own, mention.start)
    if kind and (space := _names_begin(own, kind)) and kind.start("kind") <= mention.end:
        # "Công an các phường A, B và C": without a colon two at least, for one is no list, and all of them known
        listed, end = _names_of_kinds(own, space.end(), heads_of(written(kind.group())), mention.role)
        # a village has no id, and neither has "xã, phường A", of which nobody says which it is
        mixed = kind["also"] is not None and kind["kind"].lower() in _COMMUNES
        small = kind["kind"].lower() in _VILLAGES or _of_communes(kind)  # they have no id
        # "các Sở Y tế, Trường A": departments of many provinces, for no other department stands beside it
        many = fold(kind["kind"] or "") == "so" and len(listed) > 1 and not fold(listed[1].name).startswith("so ")
        if len(listed) > 1 and not many and (mixed or all(m.agency_id or small for m in listed)):
            return [*listed, *_joined(own, end, mention.role)], True
    inside = _IN_PARENTHESES.match(own, mention.end)
    known = heads or tuple(h for h in ("Bộ", "Sở") if fold(mention.name).startswith("cac " + fold(h)))
    members = _members(own, *inside.span("list"), known, mention.role) if inside else []
    if not mention.is_collective and not all(fold(m.name).startswith(tuple(map(fold, heads))) for m in members):
        return [], False  # "Công an tỉnh (Phòng Cảnh sát giao thông)": a unit of the body
    return members, bool(heads)


def _of_communes(kind: re.Match[str]) -> bool:
    """Whether the kind is of bodies that every commune has: "Công đoàn các phường A, B", "Trạm Y tế các xã C, D"."""
    return (
        kind["kind"].lower() in _COMMUNES and kind["whose"] is not None and _OF_COMMUNE.match(kind["whose"]) is not None
    )


_OF_COMMUNE = re.compile(
    r"(?:Công đoàn|Hội|Đoàn|Trạm|Đảng ủy|Đảng bộ|Ban|Trung tâm|Trường|Tổ|Đội|Mặt trận|Phòng)\b", re.IGNORECASE
)


def _names_begin(own: str, kind: re.Match[str]) -> re.Match[str] | None:
    """The space before the names behind a kind, which villages and quarters have as numbers too: "các khu phố 1, 2"."""
    numbered = _NUMBER_NEXT.match(own, kind.end()) if kind["kind"] and kind["kind"].lower() in _VILLAGES else None
    return numbered or _CAPITAL_NEXT.match(own, kind.end())


_QUALIFIED = re.compile(
    rf"(?P<kind>[^,;:]{{2,60}}?\s+các\s+(?:tỉnh(?:,\s+thành phố)?|thành phố|xã|phường))\s+[{SMALL}]"
)


def _heads_within(plural: str) -> tuple[str, ...]:
    """What stands before each name when words say which places are meant: "Ủy ban nhân dân các tỉnh biên giới: ..."."""
    found = _QUALIFIED.match(plural)
    return heads_of(found["kind"]) if found else ()


_NEXT_KIND = re.compile(rf"(?:các\s+)?(?P<kind>{'|'.join((*_COMMUNES, *_PLACES))})\s*:?\s+(?=[{CAPITAL}])")
_LAST_KIND = re.compile(rf"(?:^|\s)(?P<kind>{'|'.join((*_COMMUNES, *_PLACES))})$", re.IGNORECASE)


def _names_of_kinds(own: str, at: int, heads: Sequence[str], role: Role) -> tuple[list[AgencyMention], int]:
    """The names of a list, and of those for other kinds of places that go on with it, whose body they all are: "Ủy ban
    nhân dân các xã: A, B; các phường: C", "Công an các xã A, B và phường C"."""
    listed, end = _names_after(own, at, heads, role)
    last = _LAST_KIND.search(heads[0]) if heads else None
    while listed and last and (kind := _NEXT_KIND.match(own, end)):
        more, after = _names_after(own, kind.end(), _heads(heads[0][: last.start()], kind["kind"]), role)
        if not more:
            break
        listed, end = [*listed, *more], after
    return listed, end


def _members(own: str, start: int, end: int, heads: Sequence[str], role: Role) -> list[AgencyMention]:
    """The registered bodies of a list in parentheses; one that is not a list of names gives nothing."""
    out: list[AgencyMention] = []
    for match in re.finditer(r"[^,;]+", ELLIPSIS.sub("", own[start:end])):
        raw = match.group().strip()
        at = start + match.start() + match.group().index(raw) if raw else start
        if not (raw[:1].isupper() or raw.startswith("thành phố")):
            continue
        for name in (*(_behind(head, raw) for head in heads), raw, f"Thành phố {raw}"):
            found = parse_agencies(name, role)
            if len(found) == 1 and found[0].agency_id:
                out.append(replace(found[0], name_raw=raw, start=at, end=at + len(raw)))
                break
    return out


def _behind(head: str, raw: str) -> str:
    """``raw`` behind the head of its list; alone where it begins with it ("các trường đại học (Đại học A, ...)")."""
    words, own = fold(raw).split(), fold(head).split()
    return raw if any(words[: len(own) - n] == own[n:] for n in range(len(own))) else f"{head} {raw}"


def _joined_to(head: str, raw: str) -> str:
    """``raw`` joined to a head that ends as it begins: "Sở A Thành phố" and "thành phố B" are "Sở A thành phố B"."""
    words, own = raw.split(), head.split()
    for size in range(min(len(words), len(own) - 1), 0, -1):
        if fold(" ".join(words[:size])) == fold(" ".join(own[-size:])):
            return " ".join([*own[:-size], *words])
    return f"{head} {raw}"


def _is_place(raw: str) -> bool:
    return raw.lower().startswith(("tỉnh ", "thành phố ", *(f"{unit} " for unit in _COMMUNES)))


def _whose(heads: Sequence[str]) -> bool:
    """Whether the heads name the body of a place ("Sở A tỉnh"), not the place itself ("Tỉnh")."""
    return any((kind := _PLACE_KIND.search(head)) and fold(head) != fold(kind[1]) for head in heads)


_ITEM = re.compile(r"(?:[^,;.:()]|\.(?=\w))+")
_WIDE = re.compile(r"(?:[^;.:()]|\.(?=\w)){1,120}")  # a name with commas: "Văn hóa, Thể thao và Du lịch"
_PLACE_KIND = re.compile(r"\b(tỉnh|thành phố|xã|phường|đặc khu|huyện|quận)$", re.IGNORECASE)
_AND_NEXT = re.compile(r"\svà\s")
_NEXT = re.compile(r"\s*(?:[,;]\s*(?:và\s+)?|và\s+)(?=[^\W_])")


def _names_after(own: str, at: int, heads: Sequence[str], role: Role) -> tuple[list[AgencyMention], int]:
    """The names of a list behind "các Bộ:", up to the word that no name of the register goes on with, and where what
    is joined to the list begins. Items that cannot be read keep their words when more names follow."""
    out: list[AgencyMention] = []
    unread: list[AgencyMention] = []
    while True:
        rest = _ITEM.match(own, at)
        if rest is None or (out and _NEXT_KIND.match(own, at)):
            return out, at
        syllables = list(re.finditer(r"\S+", rest.group()))
        item = _AND_NEXT.split(rest.group())[0].strip()
        words = tokenize(item) if out or unread else []
        body = starts_head(words, 0) and words[0].raw[:1].isupper()
        if starts_collective(words, 0) or (body and _PLURAL.match(item)):
            return out, at  # "các Bộ: A, B | và UBND các tỉnh, thành phố: C"
        wide = _WIDE.match(own, at)
        # "Trạm Y tế các xã: A, B và | Bệnh viện C"; but "các Bộ: A, Công an"
        apart = body and _LAST_KIND.search(heads[0]) is not None and _names_no_place(item)
        found, last = (None, 0) if apart else _longest(wide.group() if wide else "", heads, role, first=not out)
        if found is None:
            if not out or len(syllables) > _LONGEST_UNREAD or own[rest.end() : rest.end() + 1] not in (",", ";"):
                return out, at
            raw = rest.group().strip()
            start = at + syllables[0].start() if syllables else at
            if body:  # "các Sở: A, B, Công an tỉnh, C"
                alone = [m for m in lead_phrase(raw) if m.start == 0 and m.end == len(raw)]
                if not alone:
                    return out, at
                out += [*unread, replace(alone[0], role=role, start=start, end=start + len(raw))]
                unread = []
            else:
                name = f"{heads[0]} {raw}"
                unread.append(AgencyMention(name, raw, None, False, role, start=start, end=start + len(raw)))
            at = rest.end() + 1
            continue
        out += unread
        unread = []
        start = at + syllables[0].start()
        raw = own[start : at + last]
        out.append(replace(found, name_raw=raw, start=start, end=start + len(raw)))
        after = _NEXT.match(own, start + len(raw))
        if after is None:
            return out, len(own)
        at = after.end()


def _names_no_place(item: str) -> bool:
    """Whether a body opens the item whose name has words in lower case, as the names of communes have not."""
    return any(m.start == 0 and any(w.islower() for w in m.name_raw.split()) for m in lead_phrase(item))


def _longest(text: str, heads: Sequence[str], role: Role, *, first: bool) -> tuple[AgencyMention | None, int]:
    """The body that the most syllables at the beginning of a text name behind one of the heads, and where those end.

    Behind a head that is not registered ("Ban Chỉ đạo A tỉnh") the name of a place is enough, else the name that prose
    shows ("Cục Đường thủy và Hàng hải B").
    """
    syllables = list(re.finditer(r"[^\s,]+", text))
    if not syllables or (first and not (syllables[0].group()[:1].isupper() or syllables[0].group().isdecimal())):
        return None, 0
    start = syllables[0].start()
    for last in [s.end() for s in syllables[:_LONGEST_NAME]][::-1]:
        raw = text[start:last]
        # "Hội đồng nhân dân tỉnh Huế" has the form of a name; the city has its own
        by_form: AgencyMention | None = None
        for named in dict.fromkeys(name for head in heads for name in (_behind(head, raw), _joined_to(head, raw))):
            found = parse_agencies(named, role)
            owned = _is_place(raw) and fold(named) == fold(raw) and _whose(heads)  # the place itself, not its body
            cut = bool(_LAST_KIND.search(heads[0])) and _is_cut(raw, text[last:])
            known = len(found) == 1 and found[0].agency_id and fold(found[0].name_raw) == fold(named)
            if known and not owned and not cut:
                if found[0].match is not AgencyMatch.PATTERN or len(heads) == 1:
                    return found[0], last
                by_form = by_form or found[0]
        if by_form is not None:
            return by_form, last
        for head in heads:
            if (place := _place(head, raw)) and not _is_cut(raw, text[last:]):
                return AgencyMention(f"{_PLACE_KIND.sub('', head)}{place}", raw, None, False, role), last
    return _shown(text[start:].split(",")[0], start, heads[0], role)


_NEXT_WORD = re.compile(r"\s([^\W\d_]+)")


def _is_cut(raw: str, rest: str) -> bool:
    """Whether a body is named and no place, for its last word goes on behind it: "Trung | tâm", "Trường Tiểu | học"."""
    word = _NEXT_WORD.match(rest)
    begins = word is not None and starts_head(tokenize(f"{raw} {word[1]}"), 0)
    return begins and word is not None and word[1].islower() and is_one_word(raw.split()[-1].lower(), word[1])


_LONGEST_NAME = 14  # syllables
_NUMBER_ALONE = re.compile(r"\d{1,2}(?=\s*(?:[,;:]|$|và\s))")


def _place(head: str, raw: str) -> str:
    """The full name of a place of the kind with which the head ends ("tỉnh Cà Mau", "xã Mây Hồng"); "" for none."""
    kind = _PLACE_KIND.search(head)
    if kind is None:
        return ""
    small = kind[1].lower()
    if fold(small) in ("tinh", "thanh pho"):
        found = parse_agencies(raw)
        named = len(found) == 1 and found[0].agency_id is not None and fold(found[0].name_raw) == fold(raw)
        name = found[0].name if named else ""
        return name if name.startswith("Thành phố ") else "tỉnh " + name[5:] if name.startswith("Tỉnh ") else ""
    probe = f"Ủy ban nhân dân {small} {raw}"
    found = parse_agencies(probe)
    named = len(found) == 1 and found[0].agency_id is not None and fold(found[0].name_raw) == fold(probe)
    return f"{small} {raw}" if named else ""


def _shown(text: str, at: int, head: str, role: Role) -> tuple[AgencyMention | None, int]:
    """The name that the words behind a head show by themselves: up to the predicate or the next item."""
    numbered = _NUMBER_ALONE.match(text)
    if numbered is None and (numbered := re.match(r"\d{1,2}(?=\s)", text)) and not predicate_at(tokenize(text), 1):
        numbered = None  # "... các tổ: 1, 2, 3 | rà soát"
    if numbered and not _PLACE_KIND.search(head):  # "các Ban Quản lý dự án: 85, Mây Hồng"
        return AgencyMention(f"{head} {numbered[0]}", numbered[0], None, False, role), at + numbered.end()
    alone = lead_phrase(text)
    if not text[:1].isupper() or _PLACE_KIND.search(head) or any(m.start == 0 for m in alone):
        return None, 0
    named = lead_phrase(f"{head} {text}")
    if not named or named[0].start != 0 or named[0].is_collective or named[0].end <= len(head):
        return None, 0
    end = named[0].end - len(head) - 1
    if text[end : end + 1].strip():
        return None, 0
    return AgencyMention(named[0].name, text[:end], named[0].agency_id, False, role), at + end


def _joined(own: str, at: int, role: Role) -> list[AgencyMention]:
    """The bodies of another kind that a list goes on with: "các Bộ: A, B và Ủy ban nhân dân các tỉnh"."""
    rest = window(own, at, len(own))
    return [replace(m, role=role) for m in with_members(rest, lead_phrase(rest)) if m.role == Role.LEAD]


def counted(own: str, start: int) -> list[AgencyMention]:
    """ "3 địa phương (A, B, C) thực hiện ...": the bodies in the parentheses."""
    found = _COUNTED.match(own, start)
    inside = _IN_PARENTHESES.match(own, found.end("kind")) if found else None
    if found is None or inside is None:
        return []
    heads = tuple(h for h in ("Bộ", "Sở") if fold(h) == fold(found["kind"]))
    return _members(own, *inside.span("list"), heads, Role.LEAD)


def plural_subject(own: str, start: int) -> list[AgencyMention]:
    """ "Các Sở Giáo dục và Đào tạo, Y tế ...", "Các tỉnh A, B, C ...": the bodies of a list that opens the text; two at
    least, for one is no list."""
    kind = _PLURAL.match(own, start)
    space = _CAPITAL_NEXT.match(own, kind.end()) if kind else None
    if kind is None or space is None:
        return []
    listed, _ = _names_of_kinds(own, space.end(), heads_of(kind.group()), Role.LEAD)
    return listed if len(listed) > 1 and all(m.agency_id for m in listed) else []


_AND = re.compile(r"\s*(?:,|,?\s*và)(?=\s)")


def counted_partners(own: str, mentions: Sequence[AgencyMention]) -> list[AgencyMention]:
    """ "phối hợp với Sở A và 03 địa phương (B, C, D)": the bodies in the parentheses coordinate too."""
    out: list[AgencyMention] = []
    for mention in mentions:
        joined = _AND.match(own, mention.end) if mention.role == Role.COORDINATING and mention.end >= 0 else None
        if joined:
            out.extend(replace(m, role=Role.COORDINATING) for m in counted(own, joined.end()))
    return out
