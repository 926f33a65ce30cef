"""Tasks in prose: sentences and list items that tell a body to do something.

A unit is a list item or paragraph (joined over pages and footnotes). It is a directive when it stands where the
genre gives orders (a section on tasks, solutions, proposals or implementation; an article that binds; any body text
of a plan, directive or letter) and says an action: it begins with a verb, or an agency acts in it. A heading that
names who acts ("b) Sở Tài chính:") gives its agency to the units below it that name none themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from extractors.layout import bounds, group_lines
from extractors.outline import is_caps, opener_of
from extractors.task_rows import begin_page, stable_id
from normalizers.agency import lead_phrase, parse_agencies
from normalizers.deadline import find_deadlines
from normalizers.text import fold, strip_footnote_marks
from pipeline.model import (
    AgencyMention,
    Block,
    BlockKind,
    DeadlineSpan,
    Document,
    Evidence,
    Region,
    Role,
    TaskMention,
    Word,
)


class _Mode(IntEnum):
    """What a section is for."""

    REPORTS = 0
    UNKNOWN = 1
    ORDERS = 2


_ORDERS = re.compile(
    r"\b(?:nhiem vu|giai phap|kien nghi|de xuat|to chuc thuc hien|phan cong|trach nhiem|trong tam|phuong huong|"
    r"bien phap|noi dung thuc hien|noi dung cong viec|to chuc trien khai|y kien chi dao|ket luan|yeu cau doi voi|"
    r"dieu khoan thi hanh|hieu luc thi hanh|phuong cham hanh dong|noi dung ke hoach|"
    r"chi dao dieu hanh trong thoi gian toi)\b"
)
_REPORTS = re.compile(
    r"\b(?:tinh hinh|ket qua|danh gia|nhan xet|han che|ton tai|nguyen nhan|uu diem|khuyet diem|bai hoc|thuc trang|"
    r"boi canh|muc dich|quan diem|muc tieu|du bao|can cu|co so phap ly|thanh phan|thoi gian dia diem|diem nghen|"
    r"kho khan vuong mac|chu de|danh nghia|kinh phi du kien)\b"
)
# A topic of reports, unless the section around it gives orders ("II. Nhiệm vụ ... 1. Về công tác lãnh đạo, chỉ đạo").
_TOPICS = re.compile(r"\b(?:cong tac lanh dao|cong tac chi dao)\b")
_PROPOSALS = re.compile(r"\b(?:kien nghi|de xuat)\b")
_ASKS = re.compile(r"\b(?:kien nghi|de nghi|yeu cau)\b")
_OPENS_ORDERS = re.compile(
    r"\b(?:chi dao|giao|trien khai|thuc hien|tap trung|chuc nang|nhiem vu|trach nhiem|chu tri)\b"
)
# "... quan tâm chỉ đạo một số nội dung sau": asks for nothing but what the list below says.
_ONLY_OPENS = re.compile(
    r"\b(?:quan tam|xem xet|chi dao|thuc hien|trien khai|tap trung|cho y kien)(?: [a-z]+){0,4}"
    r" (?:noi dung|nhiem vu|van de|viec|giai phap)(?: [a-z]+){0,2} sau(?: day)?$"
)
_ANNOUNCES = re.compile(r"\b(?:ket luan|bao cao|thong bao|bao gom|gom|trong do)(?: cu the)?(?: nhu sau)?$")
_DIRECTS = re.compile(r"\b(?:chi dao|lanh dao|giao|phan cong)\b")
_REPORT_TYPES = frozenset({"BC", "TTr", "SL", "BB", "GM", "GGT", "HĐ"})
_DIRECT_TYPES = frozenset({"CT", "CV", "CĐ", "KH", "CTr", "TB", "KL", "HD", "QĐ", "NQ", "PA", "ĐA", "TTg"})

# First syllables of the verbs that open an order in this genre, folded.
_VERBS = frozenset(
    """
    xay dung|hoan thanh|hoan thien|tiep tuc|tap trung|khan truong|chi dao|ra soat|nghien cuu|de xuat|trien khai|
    to chuc|phoi hop|chu tri|chu dong|tang cuong|day manh|day nhanh|thuc hien|ban hanh|trinh|bao cao|tham muu|huong dan|
    kiem tra|giam sat|theo doi|don doc|dieu chinh|bo tri|bao dam|dam bao|phat dong|phat trien|phan cong|phan bo|
    thanh lap|kien toan|lua chon|thu hut|dua|giao|yeu cau|de nghi|kien nghi|som|kip thoi|xem xet|cap nhat|tong hop|
    tham dinh|phe duyet|quan triet|tuyen truyen|pho bien|dao tao|boi duong|nang cao|nang cap|mo rong|thao go|xu ly|
    khac phuc|sua doi|bo sung|ket noi|chia se|khai thac|quan ly|thuc day|khuyen khich|ho tro|hinh thanh|hop tac|ky ket|
    thong ke|cong bo|cong khai|danh gia|lap|xac dinh|lam ro|huy dong|giai quyet|dieu hanh|don gian hoa|cat giam|so hoa|
    tai cau truc|chuan bi|du thao|soan thao|tiep thu|tiep nhan|van hanh|cung cap|duy tri|cu|gui|moi|niem yet|treo|
    doi moi|chuyen doi|nhan rong|thi diem|uu tien|han che|ngan chan|phong ngua|tham gia|van dong|to chuc lai|sap xep|
    bam sat|lam tot|lam viec|thong nhat|quyet liet|dinh ky|hang nam|hang thang|hang quy|thuong xuyen|nghiem tuc|
    chuyen|tao|mua sam|dau tu|ung dung|su dung|tra loi|tang|giam|giu|bo|ra|lay|cong nhan|khao sat|tiep cap|quy dinh|
    quy hoach|bao ve|lap ke hoach|kiem soat|tuan thu|chap hanh|can|phai|dien tap|truc|ung truc|quan tam|phat huy|gan
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
_ACTION_AFTER_BODY = re.compile(
    r"\b(?:chu tri|phoi hop|chi dao|to chuc|tiep tuc|khan truong|co trach nhiem|chiu trach nhiem|som|chu dong|tham muu|"
    r"xay dung|trien khai|thuc hien|huong dan|ban hanh|tap trung|ra soat|nghien cuu|trinh|bao cao|hoan thanh|theo doi|"
    r"kiem tra|don doc|tang cuong|day manh|bo tri|bao dam|dam bao|can|phai|tong hop|thong bao|cung cap|cap nhat|"
    r"de xuat|"
    r"hoan thien|khac phuc|quan triet|can cu|theo chuc nang)\b"
)
# Not folded: "Đảng" and "đang" have one key.
_PAST = re.compile(
    r"^(?:(?:đến nay|trong (?:quý|tháng|năm) \S+|ngày \S+),?\s)?(?:đã|đang|mới chỉ|vẫn còn|còn)\s", re.IGNORECASE
)
_CLOSING = re.compile(
    r"^(?:tren day la|tran trong)\b|\btran trong (?:cam on|thong bao|kinh bao)|"
    r"\bthong bao\b.*\bbiet(?: va| de)? (?:to chuc )?(?:thuc hien|trien khai)$|\bthong bao\b.{0,200}\bbiet$"
)
_INLINE = re.compile(r"(?<![\w)])\((\d{1,2}|[ivx]{1,5})\)\s+")
_ROMAN_ORDER = {r: i for i, r in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph or list item with all its parts (blocks), in reading order, and its text without enumerator."""

    parts: tuple[Block, ...]
    text: str
    label: str
    path: tuple[str, ...]

    @property
    def head(self) -> Block:
        """The block in which the unit begins."""
        return self.parts[0]


def units_of(blocks: Sequence[Block]) -> tuple[Unit, ...]:
    """Join the body blocks of one document into units; annex tables, footnotes and letterheads stand outside."""
    groups: list[list[Block]] = []
    for block in blocks:
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING):
            continue
        if block.continues and groups:
            groups[-1].append(block)
        else:
            groups.append([block])
    out = []
    for group in groups:
        text = " ".join(b.text for b in group)
        opener = opener_of(text)
        out.append(
            Unit(
                tuple(group),
                text[opener.end :] if opener else text,
                opener.label if opener else "",
                group[0].section_path,
            )
        )
    return tuple(out)


def _starts_with_verb(key: str) -> bool:
    words = key.split()
    return any(" ".join(words[:n]) in _VERBS for n in (1, 2, 3))


def _section_mode(text: str, mode: _Mode) -> _Mode:
    """What a heading says its section is for; a heading that says nothing leaves the mode of the section above."""
    key = fold(text)
    orders, reports = _ORDERS.search(key), _REPORTS.search(key)
    if orders and (not reports or _PROPOSALS.search(key) or orders.start() < reports.start()):
        return _Mode.ORDERS
    if reports or (_TOPICS.search(key) and mode is not _Mode.ORDERS):
        return _Mode.REPORTS
    return mode


@dataclass(frozen=True, slots=True)
class _Actor:
    """A body that a heading or lead-in names, with the block that names it. ``directs``: the lead-in says that it
    directs others ("Đảng ủy A tiếp tục chỉ đạo:"), so it supervises what a body named below it does."""

    mention: AgencyMention
    block: Block
    directs: bool


@dataclass(slots=True)
class _Context:
    """Modes and acting agencies of the headings above the current unit, by section path."""

    base: _Mode
    modes: dict[tuple[str, ...], _Mode]
    actors: dict[tuple[str, ...], tuple[_Actor, ...]]

    def mode_at(self, path: tuple[str, ...]) -> _Mode:
        for n in range(len(path), 0, -1):
            if path[:n] in self.modes:
                return self.modes[path[:n]]
        return self.base

    def actors_at(self, path: tuple[str, ...]) -> tuple[_Actor, ...]:
        for n in range(len(path), -1, -1):
            if path[:n] in self.actors:
                return self.actors[path[:n]]
        return ()


def _is_heading(unit: Unit) -> bool:
    return unit.head.kind == BlockKind.HEADING


def _order_key(text: str) -> str:
    """Match key without the bodies whose name itself says "chỉ đạo"."""
    return fold(text).replace("ban chi dao", "ban")


def _hands_on(text: str) -> bool:
    """Whether a lead-in says that its bodies direct others."""
    key = _order_key(text)
    return bool(_DIRECTS.search(key)) and not _ASKS.search(key)


def _actors_for_list(unit: Unit) -> tuple[_Actor, ...]:
    """The bodies that a heading or lead-in gives to the list below it.

    A heading gives those it begins with ("b) Sở Tài chính:", "2. Đoàn Thanh niên"). A lead-in sentence gives them when
    it asks or directs them to do what follows, not when it only announces it ("... kết luận như sau:").
    """
    if is_caps(unit.text):
        return ()
    if not _introduces(unit):
        if not _is_heading(unit) or _ACTION_AFTER_BODY.search(fold(unit.text)):
            return ()
        named = parse_agencies(unit.text.rstrip(" .:")) if acting_bodies(unit.text.rstrip(" .") + ":") else ()
        return tuple(_Actor(m, unit.head, False) for m in named)
    key = _order_key(unit.text)
    if unit.label == "" and (_ANNOUNCES.search(key) or not (_ASKS.search(key) or _OPENS_ORDERS.search(key[-80:]))):
        return ()
    return tuple(_Actor(m, unit.head, _hands_on(unit.text)) for m in acting_bodies(unit.text))


def _introduces(unit: Unit) -> bool:
    """A unit that only opens the list below it: ends with a colon."""
    return unit.text.rstrip().endswith(":")


def directives_of(source_id: str, document: Document, blocks: Sequence[Block]) -> tuple[TaskMention, ...]:
    """The prose tasks of one document (``blocks`` in reading order, with section paths)."""
    base = _Mode.UNKNOWN
    if document.type_code in _REPORT_TYPES:
        base = _Mode.REPORTS
    elif document.type_code in _DIRECT_TYPES:
        base = _Mode.ORDERS
    context = _Context(base, {}, {})
    units = units_of(blocks)
    out: list[TaskMention] = []
    used: dict[str, int] = {}
    seen_section = False
    for i, unit in enumerate(units):
        key = fold(unit.text)
        if not key:
            continue
        path = unit.path
        plain = unit.label == ""
        if is_caps(unit.text) or _is_heading(unit):
            seen_section = seen_section or bool(path)
            context.modes = {p: m for p, m in context.modes.items() if p[: len(path)] != path or not path}
            context.actors = {p: a for p, a in context.actors.items() if p and p[: len(path)] != path}
            context.modes[path] = _section_mode(unit.text, context.mode_at(path[:-1]))
        below = i + 1 < len(units) and len(units[i + 1].path) >= len(path) and units[i + 1].label != ""
        actors = _actors_for_list(unit) if below or _is_heading(unit) else ()
        if actors:
            context.actors = {p: a for p, a in context.actors.items() if p[: len(path)] != path}
            context.actors[path] = actors
        mode = context.mode_at(path)
        if _is_heading(unit) and not _heading_is_order(unit):
            continue
        given = bool(path) and bool(context.actors_at(path))
        if not _is_directive(unit, key, mode, document, seen_section, plain, given):
            continue
        number = used.get("/".join(path) or "¶", 0) + 1
        used["/".join(path) or "¶"] = number
        locator = "/".join(path) or "mở đầu"
        if number > 1 or plain:
            locator += f"/¶{number}"
        out.extend(_mentions(source_id, document, unit, locator, context.actors_at(path)))
    return tuple(out)


def _heading_is_order(unit: Unit) -> bool:
    """A heading can be an order itself: "c) Bộ X tổ chức ... " (its body acts), not "c) Về hạ tầng" or "c) Bộ X:"."""
    if _introduces(unit) or is_caps(unit.text):
        return False
    if unit.head.section_path and len(unit.text) < 60:
        return False
    return bool(acting_bodies(unit.text)) and bool(_ACTION_AFTER_BODY.search(fold(unit.text)))


def acting_bodies(text: str) -> tuple[AgencyMention, ...]:
    """The bodies that act in a text with their roles. One that directs ("Sở A chỉ đạo xây dựng ...") leads when the
    text names nobody it hands the work to."""
    found = lead_phrase(text)
    if any(m.role == Role.LEAD for m in found):
        return found
    return tuple(replace(m, role=Role.LEAD) if m.role == Role.SUPERVISOR else m for m in found)


def _is_directive(
    unit: Unit, key: str, mode: _Mode, document: Document, seen_section: bool, plain: bool, given: bool
) -> bool:
    """Whether a unit is an order. ``plain``: it has no enumerator. ``given``: a heading above names who acts."""
    if mode == _Mode.REPORTS or len(key) < 20 or _PAST.match(unit.text) or _CLOSING.search(key) or is_caps(unit.text):
        return False
    if key.startswith(("can cu", "kinh gui", "noi nhan", "theo de nghi")):
        return False
    actors = [m for m in acting_bodies(unit.text) if m.role == Role.LEAD]
    acts = bool(actors) and (not plain or bool(_ACTION_AFTER_BODY.search(key)))
    if _introduces(unit):
        if _ONLY_OPENS.search(key):
            return False
        return acts and (bool(_ASKS.search(key)) if plain else len(unit.text) > 120)
    verb = _starts_with_verb(key)
    colon = unit.text.find(":")
    if not verb and 0 < colon < 120:  # "Về dữ liệu: (1) Hoàn thành ..."
        verb = _starts_with_verb(fold(_INLINE.sub("", unit.text[colon + 1 : colon + 60])))
    if re.match(r"^dieu \d", fold(unit.head.text)) or (unit.path and unit.path[0].startswith("Điều")):
        return acts or verb or "hieu luc" in key or "chiu trach nhiem" in key
    if plain and not seen_section and document.type_code not in ("CV", "TB", "CĐ", "CT"):
        return False  # the preamble
    if plain:
        return acts or (verb and given)
    return acts or verb


# --- one unit -> one task, or a task with its parts ----------------------------------------------


def _inline_parts(text: str) -> list[tuple[str, int, int]]:
    """The items of an inline enumeration "(1) ...; (2) ...": label, start, end. Empty unless they count up from 1."""
    marks = list(_INLINE.finditer(text))
    runs: list[re.Match[str]] = []
    for mark in marks:
        value = int(mark[1]) if mark[1].isdigit() else _ROMAN_ORDER.get(mark[1], 0)
        if value == len(runs) + 1 and (not runs or runs[0][1].isdigit() == mark[1].isdigit()):
            runs.append(mark)
    if len(runs) < 2:
        return []
    ends = [m.start() for m in runs[1:]] + [len(text)]
    parts = [(f"({m[1]})", m.end(), end) for m, end in zip(runs, ends, strict=True)]
    # Only parts that say an action are tasks; "(1) dữ liệu, (2) hạ tầng" lists things.
    return parts if all(_says_action(text[start:end]) for _, start, end in parts) else []


def _says_action(text: str) -> bool:
    return _starts_with_verb(fold(text)) or bool(acting_bodies(text))


def _mentions(
    source_id: str, document: Document, unit: Unit, locator: str, inherited: tuple[_Actor, ...]
) -> list[TaskMention]:
    parts = _inline_parts(unit.text)
    whole = _mention(source_id, document, unit, locator, (0, len(unit.text)), inherited, None, skip=parts)
    out = [whole]
    named = tuple(_Actor(m, unit.head, False) for m in acting_bodies(unit.text[: parts[0][1]])) if parts else ()
    for label, start, end in parts:
        out.append(
            _mention(
                source_id,
                document,
                unit,
                f"{locator}/{label}",
                (start, end),
                named or inherited,
                whole.task_id,
                ordinal=label,
            )
        )
    return out


def _agencies(text: str, inherited: tuple[_Actor, ...]) -> tuple[AgencyMention, ...]:
    """Who acts: the bodies named in the text; those of the heading above when it names no lead of its own, and as
    supervisors when the text hands the work on to another body."""
    own = acting_bodies(text)
    if not any(m.role == Role.LEAD for m in own):
        above = tuple(a.mention for a in inherited if a.mention.role == Role.LEAD)
        return (*above, *(m for m in own if m not in above))
    names = {m.name for m in own}
    directing = (a.mention for a in inherited if a.directs and a.mention.role == Role.LEAD)
    return (*own, *(replace(m, role=Role.SUPERVISOR) for m in directing if m.name not in names))


def _mention(
    source_id: str,
    document: Document,
    unit: Unit,
    locator: str,
    span: tuple[int, int],
    inherited: tuple[_Actor, ...],
    parent: str | None,
    *,
    ordinal: str | None = None,
    skip: Sequence[tuple[str, int, int]] = (),
) -> TaskMention:
    text = unit.text[span[0] : span[1]].strip(" ;,")
    found = list(find_deadlines(text, document.issued_on))
    if skip:
        found = [d for d in found if not _inside(text, d, skip)]
    evidence = list(_regions(unit, text, Role.TASK))
    for item in found:
        evidence.extend(_regions(unit, item.deadline.text, Role.DEADLINE))
    agencies = _agencies(strip_footnote_marks(text), inherited)
    for mention in agencies:
        evidence.extend(_mention_regions(unit, mention, inherited))
    flags = []
    if agencies and not any(m.role == Role.LEAD and fold(m.name_raw) in fold(text) for m in agencies):
        flags.append("lead_inherited")
    if not any(m.role == Role.LEAD for m in agencies):
        flags.append("lead_missing")
    return TaskMention(
        task_id=stable_id(source_id, document.seq, "prose", locator),
        document_id=document.document_id,
        origin="prose",
        locator=locator,
        ordinal=ordinal or unit.label or None,
        text_raw="\n".join(b.text_raw for b in unit.parts) if parent is None else text,
        text=strip_footnote_marks(text),
        page_no=begin_page(evidence),
        evidence=tuple(dict.fromkeys(evidence)),
        parent_task_id=parent,
        section="/".join(unit.path) or None,
        agencies=agencies,
        assigned_by=(),
        deadline_text="; ".join(d.deadline.text for d in found) or None,
        deadlines=tuple(d.deadline for d in found),
        confidence=round(min(b.confidence for b in unit.parts), 4),
        flags=tuple(flags),
    )


def _inside(text: str, item: DeadlineSpan, parts: Sequence[tuple[str, int, int]]) -> bool:
    """Whether a deadline belongs to one item of an inline enumeration. One in a sentence of its own after the last
    item ("... . Hoàn thành trong quý II/2025.") belongs to the whole."""
    for n, (_, start, end) in enumerate(parts):
        if start <= item.start < end:
            own_sentence = re.search(r"[.…]\s+$", text[start : item.start])
            return not (n == len(parts) - 1 and own_sentence is not None)
    return False


# --- spans -> regions -----------------------------------------------------------------------------


def _match_words(words: Sequence[Word], text: str) -> list[Word]:
    """The run of words on a page that spells the text (compared without punctuation), empty when it is not there."""
    wanted = [k for k in (fold(t) for t in text.split()) if k]
    keys = [fold(w.text) for w in words]
    filled = [i for i, k in enumerate(keys) if k]
    for at in range(len(filled) - len(wanted) + 1):
        if all(keys[filled[at + n]] == wanted[n] for n in range(len(wanted))):
            return list(words[filled[at] : filled[at + len(wanted) - 1] + 1])
    return []


def _regions(unit: Unit, text: str, role: Role) -> list[Evidence]:
    """Where the text stands: its own words line by line where the page has words, else the whole parts."""
    if role == Role.TASK:
        return [Evidence(b.region, role, b.block_id) for b in unit.parts]
    for block in unit.parts:
        if block.words:
            words = _match_words(block.words, text)
            if words:
                return [
                    Evidence(Region(block.region.page_no, bounds(line.words)), role, block.block_id)
                    for line in group_lines(words)
                ]
        elif fold(text) in fold(block.text):
            return [Evidence(block.region, role, block.block_id)]
    return [Evidence(unit.head.region, role, unit.head.block_id)]


def _mention_regions(unit: Unit, mention: AgencyMention, inherited: Sequence[_Actor]) -> list[Evidence]:
    """Where a body is named: in the unit itself, else in the heading it was carried down from."""
    if any(fold(mention.name_raw) in fold(b.text) for b in unit.parts):
        return _regions(unit, mention.name_raw, mention.role)
    return [
        Evidence(a.block.region, mention.role, a.block.block_id) for a in inherited if a.mention.name == mention.name
    ][:1]
