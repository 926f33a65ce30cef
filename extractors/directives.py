"""Tasks in prose: sentences and list items that tell a body to do something.

A unit is a list item or paragraph (joined over pages and footnotes). ``directive_pipeline`` says what it is by itself;
here its place decides: a task stands where the genre gives orders (a section on tasks, solutions, proposals or
implementation; an article that binds; any body text of a plan, directive or letter). A heading that names who acts
("b) Sở Tài chính:") gives its bodies to the units below it that name none themselves. Lines that only tell who, until
when and what ("Đơn vị chủ trì: ...") belong to the task above them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from extractors import directive_cues as cues
from extractors.directive_clauses import says_verb
from extractors.directive_context import (
    Context,
    Path,
    actors_for_list,
    actors_of_fields,
    actors_of_item,
    begins_with_body,
    unread_subject,
)
from extractors.directive_cues import Mode
from extractors.directive_fields import Field, FieldKind
from extractors.directive_mentions import Detail, Locators, Place, mentions_of
from extractors.directive_pipeline import Directive, Kind, is_short, only_names, read_unit, sentences_of
from extractors.outline import is_caps
from extractors.prose_units import Unit, units_of
from normalizers.text import fold
from pipeline.model import Block, DeadlineSpan, Document, Role, TaskMention

_CONTINUED_LETTERS = ("CV", "TB", "CĐ", "CT")  # their body text needs no headings
_ENDS_BODY = ("./.", "/.")
_NO_TASK = frozenset({Kind.DETAILS, Kind.TOLD, Kind.CLOSING, Kind.PREAMBLE, Kind.REMARK, Kind.NAMES})
_OF_ITSELF = re.compile(
    r"\b(?:Quyết định|Nghị quyết|Kế hoạch|Thông báo|Chỉ thị|Thông tư|Nghị định|Quy chế|văn bản)\s+này\b"
)
_NEAR_BEGIN = 120
_OPEN = frozenset({Kind.TEXT, Kind.PROMULGATION, Kind.PROVISION})  # what only the place can tell
_SHORT_HEADING = 60
_LONG_LEAD_IN = 120


@dataclass(frozen=True, slots=True)
class ProseTask:
    """A task read from prose, and what the rule on annexed task tables asks of it: its section path, and whether it
    names a body of its own (not a collective, and not one that a heading gives)."""

    mention: TaskMention
    path: tuple[str, ...]
    names_body: bool


@dataclass(slots=True)
class _Reader:
    """The state of reading one document from its beginning to its end."""

    source_id: str
    document: Document
    units: Sequence[Unit]
    docs: Sequence[Doc]
    context: Context
    locators: Locators = field(default_factory=Locators)
    seen_section: bool = False
    over: bool = False  # the text has ended ("./."); what follows are recipients, unless an annex begins
    details: frozenset[int] = frozenset()  # the units that only tell of one above them
    opened: tuple[str, ...] | None = None  # the path of an item that ends with a colon, for the paragraph behind it


def directives_of(source_id: str, document: Document, blocks: Sequence[Block]) -> tuple[TaskMention, ...]:
    """The prose tasks of one document (``blocks`` in reading order, with section paths)."""
    return tuple(t.mention for t in prose_tasks(source_id, document, blocks))


def prose_tasks(source_id: str, document: Document, blocks: Sequence[Block]) -> tuple[ProseTask, ...]:
    """The prose tasks of one document with what the rule on annexed task tables asks of them."""
    base = Mode.UNKNOWN
    if document.type_code in cues.REPORT_TYPES:
        base = Mode.REPORTS
    elif document.type_code in cues.DIRECT_TYPES:
        base = Mode.ORDERS
    units = units_of(blocks)
    docs = [read_unit(u.text, u.body, document.issued_on) for u in units]
    reader = _Reader(source_id, document, units, docs, Context(base))
    details = _details(units, docs)
    told = {id(d.unit) for n, given in details.items() for d in given if d.unit is not units[n]}
    reader.details = frozenset(i for i, unit in enumerate(units) if id(unit) in told)
    out: list[ProseTask] = []
    for i in range(len(units)):
        out.extend(_read(reader, i, details.get(i, [])))
    return tuple(out)


# --- details on lines of their own --------------------------------------------------------------


def _details(units: Sequence[Unit], docs: Sequence[Doc]) -> dict[int, list[Detail]]:
    """The details of each unit: those behind its own sentence, and those on lines of their own below it."""
    out: dict[int, list[Detail]] = {}
    owner: int | None = None
    below: tuple[Unit, FieldKind] | None = None  # a label that says nothing: its list stands below
    for i, (unit, doc) in enumerate(zip(units, docs, strict=True)):
        if owner is not None and below and _is_inside_list(unit, below[0]) and only_names(doc):
            whole = Field(below[1], unit.body, unit.body, len(unit.text.rstrip(" .;,")))
            out.setdefault(owner, []).append(Detail(unit, doc, whole))
            continue
        if owner is not None and _is_last_day(units, docs, i) and _belongs(unit, units[owner], docs[owner]):
            whole = Field(FieldKind.DEADLINE, unit.body, unit.body, len(unit.text.rstrip(" .;,")))
            out.setdefault(owner, []).append(Detail(unit, doc, whole))
            continue
        if owner is not None and _is_partner(unit, doc, units[owner], docs[owner]):
            whole = Field(FieldKind.COORDINATING, unit.body, unit.body, len(unit.text.rstrip(" .;,")))
            out.setdefault(owner, []).append(Detail(unit, doc, whole))
            continue
        if doc._.directive.kind != Kind.DETAILS:
            owner = i
        elif owner is not None and not _belongs(unit, units[owner], docs[owner]):
            owner = None
        last: Field | None = doc._.fields[-1] if doc._.fields else None
        below = (unit, last.kind) if last and last.kind.is_role and last.start == last.end else None
        if owner is not None:
            out.setdefault(owner, []).extend(Detail(unit, doc, f) for f in doc._.fields)
    return out


def _is_partner(line: Unit, doc: Doc, owner: Unit, above: Doc) -> bool:
    """Whether a line only names a partner of the unit above it: "..., phối hợp với:" and "- Sở B;"."""
    return above._.directive.partners and _is_inside_list(line, owner) and only_names(doc)


def _is_last_day(units: Sequence[Unit], docs: Sequence[Doc], i: int) -> bool:
    """Whether an item only says until when, behind an item of roles: "- Chủ trì: A" / "- Hoàn thành trước ..."."""
    unit, doc = units[i], docs[i]
    if not unit.label or not i or len(doc._.deadlines) != 1 or doc._.fields:
        return False
    day: DeadlineSpan = doc._.deadlines[0]
    whole = day.start == unit.body and not unit.text[day.end :].strip(" .;,")
    above = next((n for n in range(i - 1, -1, -1) if units[n].path[:-1] == unit.path[:-1]), None)
    return whole and above is not None and docs[above]._.directive.kind == Kind.DETAILS


def _is_inside_list(line: Unit, owner: Unit) -> bool:
    return line.label != "" and len(line.path) > len(owner.path) and _begins(line.path, owner.path)


def _belongs(line: Unit, owner: Unit, doc: Doc) -> bool:
    """Whether a line of details stands below the unit: inside it, a plain paragraph behind it (its path has no dashes),
    or beside an order."""
    beside = line.path[:-1] == owner.path[:-1] and doc._.directive.kind == Kind.ORDER
    behind = line.label == "" and _is_counted(owner) and line.path == owner.path[:-1]
    return line.path[: len(owner.path)] == owner.path or beside or behind


# --- one unit -----------------------------------------------------------------------------------


def _read(reader: _Reader, i: int, details: Sequence[Detail]) -> list[ProseTask]:
    unit, doc = reader.units[i], reader.docs[i]
    if not fold(unit.said):
        return []
    heading = unit.is_heading or is_caps(unit.said)
    if heading:
        reader.seen_section = reader.seen_section or bool(unit.path)
        reader.over = reader.over and not unit.path
        reader.context.enter(unit)
    if reader.over:
        return []
    reader.over = unit.text.rstrip().endswith(_ENDS_BODY)
    following = reader.units[i + 1] if i + 1 < len(reader.units) else None
    below = following is not None and _is_below(following, unit)
    given = actors_for_list(unit, doc) if below or unit.is_heading else ()
    given = given or (actors_of_fields(unit, doc) if unit.is_heading else ())
    if given and all(a.mention.role == Role.COORDINATING for a in given):  # "a) Phối hợp với B ...:": A still leads
        above, _ = reader.context.actors_at(unit.path[:-1])
        given = (*above, *(replace(a, shares=True) for a in given))
    handed = given
    if not given and following is not None and _is_inside(following, unit):
        handed = actors_of_item(unit, doc)
    if handed:
        reader.context.give(unit.path, handed)
    if (doc._.directive.kind == Kind.TASK_LIST and doc._.directive.opens) or (below and _hands_down(reader, unit, doc)):
        reader.context.modes[unit.path] = Mode.ORDERS
    elif given and unit.label != "" and _orders_below(reader, i):  # and so do the items beside it
        reader.context.modes[unit.path] = reader.context.modes[unit.path[:-1]] = Mode.ORDERS
    if doc._.directive.partners:
        reader.context.partners.add(unit.path)
    if reader.context.lists_partners(unit.path) and only_names(doc):
        return []
    rule = "" if i in reader.details else _rule(reader, unit, doc, details, hands_down=bool(given))
    reader.opened = unit.path[: -1 if _is_counted(unit) else None] if _opens_item(unit) else None
    if not rule:
        return []
    inherited, distance = reader.context.actors_at(unit.path)
    if handed and (unit.is_heading or not given):  # its own bodies, not handed down to itself
        inherited, distance = (), 0
    place = Place(
        reader.context.mode_at(unit.path),
        inherited,
        distance,
        reader.context.in_maxims(unit.path),
        reader.context.lists_partners(unit.path),
    )
    locator = reader.locators.of(unit)
    found = mentions_of(reader.source_id, reader.document, unit, doc, locator, place, rule, details)
    return [ProseTask(m, unit.path, own) for m, own in found]


def _is_below(unit: Unit, above: Unit) -> bool:
    return unit.label != "" and len(unit.path) >= len(above.path)


def _is_inside(unit: Unit, above: Unit) -> bool:
    """Whether a unit is an item of the item ``above`` it."""
    return (
        unit.label != "" and above.label != "" and _begins(unit.path, above.path) and len(unit.path) > len(above.path)
    )


def _begins(path: Path, above: Path) -> bool:
    return path[: len(above)] == above


def _opens_item(unit: Unit) -> bool:
    return unit.label != "" and unit.text.rstrip().endswith(":")


def _is_counted(unit: Unit) -> bool:
    """Whether the item is one of a list of dashes; a paragraph behind it stands under the path of the list."""
    return unit.label in ("-", "+")


def _rule(reader: _Reader, unit: Unit, doc: Doc, details: Sequence[Detail], *, hands_down: bool) -> str:
    """The rule by which a unit is a task at its place; empty where it is none."""
    judged: Directive = doc._.directive
    mode = reader.context.mode_at(unit.path)
    if any(d.field.kind.is_role for d in details if d.unit is not unit) and unit.is_heading and unit.label:
        return "" if cues.WHO.match(fold(unit.said)) else "attributed"
    if _in_article(unit) and mode != Mode.REPORTS and not unit.is_heading and _provides_duty(unit, judged):
        return "provision"
    if judged.kind in _NO_TASK or is_caps(unit.said) or is_short(unit.said, unit.label != ""):
        return ""
    if judged.kind == Kind.TASK_LIST:
        return "" if judged.opens else "task_list"
    if not unit.is_heading and _hands_out(reader, unit, doc):
        return judged.rule
    leads_in = judged.kind == Kind.ORDER and judged.opens  # an order, and then "Trong đó:"
    if mode == Mode.REPORTS or (unit.is_heading and not leads_in and (hands_down or not _heading_is_order(unit, doc))):
        return ""
    if any(d.field.kind.is_role for d in details):
        return "attributed"
    if _in_article(unit):
        if (
            judged.kind == Kind.PROMULGATION
        ):  # work below a body ("7. Các xã: a) Thành lập tổ ..."), else the act itself
            return "inherited" if len(unit.path) > 1 and reader.context.actors_at(unit.path)[0] else ""
        if judged.kind == Kind.ORDER and judged.rule == "verb" and reader.context.actors_at(unit.path)[0]:
            return "inherited"
        if _binds(judged):
            return judged.rule
        return _rule_below_body(reader, unit, judged, mode) or _rule_unread(unit, judged, mode)
    if unit.label == "" and not reader.seen_section and reader.document.type_code not in _CONTINUED_LETTERS:
        return ""  # the preamble
    return _rule_in_text(reader, unit, doc, judged, mode)


def _provides_duty(unit: Unit, judged: Directive) -> bool:
    """Whether an article says in other forms that somebody has to act: "Ngoài việc A, trưởng bến có trách nhiệm ...",
    "Căn cứ mức độ B; Chủ tịch C giao ..." (above the articles "Căn cứ" names legal bases)."""
    open_ = judged.kind in (Kind.TEXT, Kind.PREAMBLE) and not judged.opens
    return open_ and not judged.verb and cues.SAYS_DUTY.search(unit.said) is not None


def _orders_below(reader: _Reader, i: int) -> bool:
    """Whether the items below a body's name give it work, though the section is headed as one that tells ("I. Về tình
    hình tháng 3" with assessments first and the tasks by ministry behind them): a day to come, or words of an order."""
    above, issued = reader.units[i], reader.document.issued_on
    if reader.context.base != Mode.ORDERS or reader.context.mode_at(above.path) != Mode.REPORTS:
        return False
    for unit, doc in zip(reader.units[i + 1 :], reader.docs[i + 1 :], strict=True):
        if not _is_inside(unit, above):
            return False
        judged: Directive = doc._.directive
        if judged.kind == Kind.ORDER and judged.verb:
            to_come = any(
                d.deadline.due_on is not None and issued and d.deadline.due_on > issued for d in doc._.deadlines
            )
            if to_come or cues.URGES.match(unit.said):
                return True
    return False


def _hands_down(reader: _Reader, unit: Unit, doc: Doc) -> bool:
    """Whether a lead-in gives out the work listed below it, in a report too: "Ủy ban nhân dân tỉnh yêu cầu:"."""
    judged, key = doc._.directive, fold(unit.said)
    if unit.label == "" and reader.context.base == Mode.ORDERS and cues.SETS_TASKS.match(unit.said.rstrip()):
        return True
    asked = judged.acts or key.startswith(cues.ASKS_FIRST) or cues.ASSIGNS.search(unit.text, unit.body) is not None
    return judged.kind == Kind.LEAD_IN and asked and cues.HANDS_OUT.search(key) is not None


def _hands_out(reader: _Reader, unit: Unit, doc: Doc) -> bool:
    """Whether a unit gives work to a body by its name until a day that is to come, wherever it stands: also what
    reports tell of, and the paragraphs above the first heading, say so."""
    gives = cues.ASSIGNS.match(unit.text, unit.body) or cues.GIVES_ON.search(unit.text, unit.body)
    if doc._.directive.kind != Kind.ORDER or not doc._.directive.acts or not gives:
        return False
    issued = reader.document.issued_on
    return any(
        d.deadline.due_on is not None and (issued is None or d.deadline.due_on > issued) for d in doc._.deadlines
    )


def _rule_in_text(reader: _Reader, unit: Unit, doc: Doc, judged: Directive, mode: Mode) -> str:
    """The rule by which body text that is no article is a task."""
    inherited, _ = reader.context.actors_at(unit.path)
    plain = unit.label == ""
    if judged.kind == Kind.PROMULGATION and _OF_ITSELF.search(unit.said[:_NEAR_BEGIN]):
        return ""
    if judged.kind == Kind.PROVISION and cues.OF_ITSELF.match(fold(unit.said)):
        return ""  # "Kế hoạch này có hiệu lực ...": an act has articles for it
    if judged.kind == Kind.LEAD_IN:
        asks = bool(cues.ASKS.search(fold(unit.said))) if plain else len(unit.said) > _LONG_LEAD_IN
        if not plain and _opens_for_whom(doc):
            return ""
        if plain and (cues.ANNOUNCES.search(fold(unit.said)) or not _says_what(doc)):
            return ""
        return judged.rule if judged.acts and asks else ""
    given = bool(unit.path) and bool(inherited)
    says = not plain or any(p.search(fold(unit.said)) for p in (cues.ACTION, cues.ASKS, cues.CALLS))
    if judged.acts and (says or (mode == Mode.ORDERS and (doc._.deadlines or _does(unit, doc)))):
        return judged.rule
    if judged.verb and (given or not plain or reader.opened == unit.path):
        return "inherited" if given else "verb"
    if judged.kind not in _OPEN or cues.TELLS.search(unit.said):
        return ""
    if not plain and mode == Mode.ORDERS and begins_with_body(unit.said):
        acts = cues.ACTION.search(fold(unit.said[:_NEAR_BEGIN])) or unread_subject(unit.text, unit.body)
        if acts:
            return "unknown_subject"
        return _rule_below_body(reader, unit, judged, mode) if len(unit.said.split()) > _NAME_AT_MOST else ""
    if doc._.deadlines and mode == Mode.ORDERS and (given or not plain):
        return "dated"
    if plain and mode == Mode.ORDERS and judged.kind == Kind.TEXT and _names_last_day(doc):
        return "dated"
    return _rule_below_body(reader, unit, judged, mode)


def _names_last_day(doc: Doc) -> bool:
    """Whether a sentence says until when its work is done; "Đến hết năm 2026: 100% ..." states a target."""
    begins = doc._.body or 0
    return any(d.deadline.due_on is not None and d.start > begins for d in doc._.deadlines)


_NAME_AT_MOST = 5  # words: a longer item says more than a name


def _rule_unread(unit: Unit, judged: Directive, mode: Mode) -> str:
    """An item that begins with a body nobody could read as one, and soon says what it does."""
    if judged.kind not in _OPEN or not unit.label or mode != Mode.ORDERS or not begins_with_body(unit.said):
        return ""
    return "unknown_subject" if cues.ACTION.search(fold(unit.said[:_NEAR_BEGIN])) else ""


def _rule_below_body(reader: _Reader, unit: Unit, judged: Directive, mode: Mode) -> str:
    """Below a heading that names a body every item is its work, also when its verb is not known."""
    inherited, distance = reader.context.actors_at(unit.path)
    if judged.kind not in _OPEN or not inherited or not unit.path or cues.TELLS.search(unit.said):
        return ""
    near = distance <= 1 if unit.label else distance == 0 and all(a.unit.is_heading for a in inherited)
    return "inherited_unknown_verb" if near and mode == Mode.ORDERS else ""


def _does(unit: Unit, doc: Doc) -> bool:
    """Whether a sentence that ends says with a verb what its subject does, which is not done to it."""
    last = max(doc._.actors, key=lambda m: m.end, default=None)
    closed = unit.text.rstrip().endswith((".", ";", "./", ".”"))
    return closed and last is not None and " được " not in f"{last.name} " and says_verb(doc.text[max(last.end, 0) :])


def _says_what(doc: Doc) -> bool:
    """Whether a lead-in says what its bodies shall do ("Yêu cầu các sở:" leaves that to the list below)."""
    last = max((m.end for m in doc._.actors), default=-1)
    return last < 0 or cues.ACTION.search(fold(doc.text[last:])) is not None


def _opens_for_whom(doc: Doc) -> bool:
    """Whether a lead-in of several sentences only says in its last one who does what is listed below, and names nobody
    before it: "Phải đổi mới cách làm. Các sở, ngành cần:"."""
    sentences = [s for s in sentences_of(doc) if s[1] > doc._.body]
    leads = [m for m in doc._.actors if m.role == Role.LEAD]
    if len(sentences) < 2 or not leads or min(m.start for m in leads) < sentences[-1][0]:
        return False
    return cues.ONLY_HOW.fullmatch(fold(doc.text[max(m.end for m in leads) :])) is not None


def _in_article(unit: Unit) -> bool:
    return bool(unit.path) and unit.path[0].startswith("Điều")


def _binds(judged: Directive) -> bool:
    """Whether a unit of an article tells somebody something, or says from when on and in place of what it holds."""
    return judged.kind in (Kind.ORDER, Kind.PROVISION) or (judged.kind == Kind.LEAD_IN and judged.acts)


def _heading_is_order(unit: Unit, doc: Doc) -> bool:
    """A heading can be an order itself: "c) Bộ X tổ chức ... " (its body acts), not "c) Về hạ tầng" or "c) Bộ X:"."""
    if unit.said.rstrip().endswith(":") or (unit.path and len(unit.said) < _SHORT_HEADING):
        return False
    leads = any(m.role == Role.LEAD for m in doc._.actors)
    return leads and bool(cues.ACTION.search(fold(unit.said)))
