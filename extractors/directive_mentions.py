"""One unit of prose -> its task mention, or a mention with its parts, each with the regions it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from extractors.directive_clauses import says_verb
from extractors.directive_context import Actor, unread_subject
from extractors.directive_cues import Mode
from extractors.directive_fields import Field, FieldKind, bodies_of
from extractors.directive_pipeline import Clause, sentences_of
from extractors.prose_units import Unit, regions, whole
from extractors.task_rows import begin_page, stable_id
from normalizers.agency import agency_flags
from normalizers.deadline import deadline_flags, parse_deadlines
from normalizers.text import fold, strip_footnote_marks
from pipeline.model import AgencyMention, Deadline, DeadlineKind, DeadlineSpan, Document, Evidence, Role, TaskMention

# How far a rule is to be trusted: that its unit is a task and that no lead of it is wrong. Measured twice: on ten
# papers (plans, notices, a directive, a resolution) that the rules had not seen, and after they were mended, on those
# and six more; the figure stands between the two, and lower where few units were read.
#                            unseen   mended
_TRUST = {
    "subject": 0.95,  #      86/96    243/244  a body acts in the sentence
    "assigned": 0.95,  #     12/13    20/20    "Giao Sở A ..."
    "attributed": 0.95,  #   14/14    14/14    a line or label names the roles
    "inherited": 0.93,  #    39/47    141/141  a heading hands its body down
    "task_list": 0.93,  #             21/21    below "Nhiệm vụ trọng tâm là:"
    "dated": 0.9,  #                  8/8      an item with a deadline whose verb nobody knows
    "verb": 0.87,  #         7/7      1/1      a verb of an order, and no body
    "provision": 0.85,  #    4/4      4/4      "Nghị quyết này có hiệu lực ..."
    "inherited_unknown_verb": 0.83,  # 8/9  4/4
    "lead_in": 0.6,  #                1/2      a lead-in that says what its bodies do
    "unknown_subject": 0.6,  # 0/1    1/1      the body is nobody's known name
}
LEAD_MISSING, LEAD_INHERITED = "lead_missing", "lead_inherited"
"""Flags of a task that nobody is told to lead, and of one whose lead stands in a heading above it."""
_PER_LEVEL = 0.95  # for each level between a unit and the heading that names its body
_UNKNOWN_SECTION = 0.85
_NO_LEAD = 0.9
_MAXIM = 0.6  # instead of it, for a motto that nobody in particular is told to follow


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of a task, and the unit (with its doc) that states it."""

    unit: Unit
    doc: Doc
    field: Field


@dataclass(frozen=True, slots=True)
class Place:
    """Where a unit stands: what its section is for, the bodies given from above, how many levels above, and whether it
    is a section of mottoes, or a list of partners."""

    mode: Mode
    inherited: tuple[Actor, ...]
    distance: int
    maxims: bool = False
    partners: bool = False


@dataclass(slots=True)
class Locators:
    """Names for the tasks of one document by their section paths; a second task of a path gets a number."""

    used: dict[str, int] = field(default_factory=dict)

    def of(self, unit: Unit) -> str:
        """The locator of a unit: "IV/1/b", "mở đầu/¶2"."""
        key = "/".join(unit.path) or "¶"
        self.used[key] = self.used.get(key, 0) + 1
        locator = "/".join(unit.path) or "mở đầu"
        return f"{locator}/¶{self.used[key]}" if self.used[key] > 1 or unit.label == "" else locator


@dataclass(frozen=True, slots=True)
class _Named:
    """A body with its role and the place that names it (a span of a unit)."""

    mention: AgencyMention
    unit: Unit
    inherited: bool = False

    def evidence(self) -> list[Evidence]:
        """The regions of its name."""
        if self.mention.start >= 0:
            return regions(self.unit, self.mention.start, self.mention.end, self.mention.role)
        return whole(self.unit, self.mention.role)[:1]


def mentions_of(
    source_id: str,
    document: Document,
    unit: Unit,
    doc: Doc,
    locator: str,
    place: Place,
    rule: str,
    details: Sequence[Detail],
) -> list[tuple[TaskMention, bool]]:
    """The mention of a unit and those of its inline items, each with whether it names a body of its own."""
    end = doc._.fields[0].at if doc._.fields else len(unit.text)
    clauses: tuple[Clause, ...] = tuple(c for c in doc._.clauses if c.start < end)
    spans = _deadlines_of(doc, clauses, end, provides=rule == "provision")
    builder = _Builder(source_id, document, unit, locator, place, rule)
    # A heading that details make a task names a thing: what looks like an unknown body in it ("Hội chợ ...") is none.
    thing = rule == "attributed" and unit.is_heading
    acting = [m for m in doc._.actors if m.agency_id or not thing]
    if rule == "unknown_subject":
        acting = [*unread_subject(unit.text, unit.body), *acting]
        place = replace(place, inherited=())
    if doc._.directive.partners:  # they stand below: "..., phối hợp với các đơn vị sau:"
        acting = [m for m in acting if m.role != Role.COORDINATING]
    if place.partners and any(a.mention.role == Role.LEAD for a in place.inherited):
        acting = [replace(m, role=Role.COORDINATING) if m.role == Role.LEAD else m for m in acting]
    named = _combined(unit, acting, place, unit.body)
    made = [builder.make((unit.body, end), named, spans[0], details)]
    acting_in: list[list[_Named]] = []
    for n, clause in enumerate(clauses):
        around = acting_in[clause.above] if clause.above >= 0 else named
        first = next(c.start for c in clauses if c.above == clause.above)
        own = _for_clause(unit, doc, clause, first, around, place, rule)
        acting_in.append(own)
        above = made[clause.above + 1][0]
        made.append(
            builder.make((clause.start, min(clause.end, end)), own, spans[n + 1], (), parent=above, label=clause.label)
        )
    return made


# --- deadlines ----------------------------------------------------------------------------------

_FINISHES = re.compile(r"(?:\*+|\s)*(?:hoàn thành|thời hạn|thời gian|hạn|xong|tiến độ|thực hiện xong)\b", re.IGNORECASE)


# "Chỉ thị này thay thế ... và có hiệu lực kể từ ngày ký. Giao Sở A ...": a day of the act, not of the work.
_IN_FORCE = re.compile(
    r"(?:Chỉ thị|Quyết định|Nghị quyết|Kế hoạch|Thông báo|Kết luận|Công văn|Quy chế|Quy định|Chương trình)\s+này\b"
    r"[^.;]*\bhiệu lực\b[^.;]*$"
)


def _is_of_act(text: str, found: DeadlineSpan) -> bool:
    """Whether a deadline is the day from which the document itself is in force."""
    dated = found.deadline.kind == DeadlineKind.DATE
    return dated and _IN_FORCE.search(text[max(found.start - 200, 0) : found.end]) is not None


def _deadlines_of(doc: Doc, clauses: Sequence[Clause], end: int, *, provides: bool) -> list[list[DeadlineSpan]]:
    """The deadlines of the unit itself and of each of its items.

    One that stands in an item is the item's. One in a sentence of its own behind the last item ("... . Hoàn thành
    trong quý II/2025.") belongs to the unit and to every item that has none; one before the first item too. What an
    item says before the items inside it holds for those.
    """
    found: list[DeadlineSpan] = [
        d for d in doc._.deadlines if d.start < end and (provides or not _is_of_act(doc.text, d))
    ]
    if not clauses:
        return [found]
    sentences = [start for start, _ in sentences_of(doc)]
    common: list[DeadlineSpan] = []
    own: list[list[DeadlineSpan]] = [[] for _ in clauses]
    for item in found:
        at = max((n for n, c in enumerate(clauses) if c.start <= item.start < c.end), default=None)  # the innermost
        if at is None or (at == len(clauses) - 1 and _is_for_all(doc.text, item, clauses[at], sentences)):
            common.append(item)
        else:
            own[at].append(item)
    for n, clause in enumerate(clauses):
        own[n] = own[n] or list(own[clause.above] if clause.above >= 0 else common)
    return [common, *own]


def _is_for_all(text: str, item: DeadlineSpan, last: Clause, sentences: Sequence[int]) -> bool:
    """Whether a deadline in the last item stands in a sentence that says nothing else."""
    start = max((s for s in sentences if s <= item.start), default=0)
    return start > last.start and (item.start - start <= 2 or _FINISHES.match(text, start) is not None)


# --- bodies -------------------------------------------------------------------------------------


def _combined(unit: Unit, own: Sequence[AgencyMention], place: Place, start: int) -> list[_Named]:
    """Who acts: the bodies named in the text; those of the heading above when it names no lead of its own, and as
    supervisors when the text or the heading hands the work on to another body."""
    named = [_Named(m, unit) for m in own]
    above = [_Named(a.mention, a.unit, True) for a in place.inherited if a.mention.role == Role.LEAD]
    if above:
        named = [n for n in named if not _is_each(n.mention)]
    leads = [n for n in named if n.mention.role == Role.LEAD]
    names = {n.mention.name for n in named}
    first = min((n.mention.start for n in leads if n.mention.start >= 0), default=start)
    opens = fold(unit.text[start : start + 40]).startswith("chi dao ")
    directs = opens or fold(unit.text[start:first]).endswith(" chi dao")  # "Trên cơ sở ..., chỉ đạo các sở ..."
    # "Đôn đốc các xã ...": who urges acts, as in "Sở A đôn đốc các xã ..."
    # and "Mời các nhà thầu làm việc" below a heading: who invites acts
    urges = fold(unit.text[start : start + 40]).startswith(("don doc ", "moi "))
    if not leads or (above and (urges or (directs and all(_is_own_kind(n.mention) for n in leads)))):
        # "Chỉ đạo các đơn vị trực thuộc ...": the body above stays answerable.
        given = [
            _Named(a.mention, a.unit, True) for a in place.inherited if a.shares or a.mention.role != Role.COORDINATING
        ]
        kept = {n.mention.name for n in given}
        return [*given, *(n for n in named if n.mention.name not in kept and n not in leads)]
    if above and _OWN_SENTENCE.search(unit.text[start:first]) and says_verb(unit.text[start:]):
        names |= {n.mention.name for n in above}
        named = [*(n for n in above if n.mention.name not in {m.name for m in own}), *named]
    asks = fold(unit.text[start : start + 40]).startswith(("yeu cau ", "phan cong "))
    told = any(n.mention.role == Role.SUPERVISOR for n in named)  # the text says itself who directs
    directing = [
        _Named(replace(a.mention, role=Role.SUPERVISOR), a.unit, True)
        for a in place.inherited
        if (a.directs or ((directs or asks) and not told))
        and a.mention.role == Role.LEAD
        and a.mention.name not in names
    ]
    return [*named, *directing]


# "Cắm mốc ... . Công ty A trả lại mặt bằng ...": the first sentence is work of the heading's body
_OWN_SENTENCE = re.compile(r"[^\s.]{2,}\.\s+$")
# "Chỉ đạo ủy ban nhân dân các xã ...": bodies of their own, that answer for what they are told to do.
_OTHERS = re.compile(r"(?:ủy|uỷ) ban|hội đồng|công an|(?:đảng|tỉnh|thành) (?:ủy|uỷ)|chủ tịch|bí thư", re.IGNORECASE)


def _is_own_kind(mention: AgencyMention) -> bool:
    """Whether a collective is of the directing body's own units, or of nobody in particular."""
    return mention.is_collective and _OTHERS.match(mention.name) is None


def _is_each(mention: AgencyMention) -> bool:
    """Whether the words mean each of those named above: "1. Bộ A, Bộ B:" / "Mỗi bộ lập 01 tổ công tác"."""
    return mention.is_collective and mention.role == Role.LEAD and mention.name.startswith(("Mỗi ", "Từng "))


def _for_clause(
    unit: Unit, doc: Doc, clause: Clause, first: int, whole_unit: Sequence[_Named], place: Place, rule: str
) -> list[_Named]:
    """Who acts in one item: its own bodies, else those named before the items or for all, else the heading's."""
    before = [
        n
        for n in whole_unit
        if n.inherited or rule == "task_list" or n.mention.start < first or n.mention.role == Role.SUPERVISOR
    ]
    shared = _closed_by_partners(unit, before, first)
    leads = [n for n in before if shared or n.mention.role != Role.COORDINATING]
    actors = [m for m in clause.actors if not (leads and _is_each(m))]
    if any(m.role == Role.LEAD for m in actors):
        return _combined(unit, actors, place, clause.start)
    names = {m.name for m in actors}
    given = [replace(n, inherited=True) for n in leads if n.mention.name not in names]
    return [*given, *(_Named(m, unit) for m in actors)]


def _closed_by_partners(unit: Unit, before: Sequence[_Named], first: int) -> bool:
    """Whether the words before the items end with the bodies that coordinate: "Chủ trì, phối hợp với Sở A: (1) ..."."""
    ends = [n.mention.end for n in before if n.mention.role == Role.COORDINATING and n.unit is unit]
    return bool(ends) and _ONLY_OPENS_ITEMS.fullmatch(unit.text, max(ends), first) is not None


_ONLY_OPENS_ITEMS = re.compile(r"\s*:\s*\(\w{1,5}\)\.?\s*")


def _from_details(details: Sequence[Detail]) -> list[_Named]:
    out: list[_Named] = []
    leads = any(d.field.kind in (FieldKind.LEAD, FieldKind.BOTH) for d in details)
    for detail in details:
        for mention in bodies_of(detail.unit.text, detail.field):
            if detail.field.kind == FieldKind.EXECUTING and leads:
                mention = replace(mention, role=Role.COORDINATING)
            out.append(_Named(mention, detail.unit))
    return out


def _with_details(named: Sequence[_Named], more: Sequence[_Named]) -> list[_Named]:
    """The bodies of a task with those of its details. A lead that a detail names stands in place of a heading's."""
    if any(n.mention.role == Role.LEAD for n in more):
        named = [n for n in named if not (n.inherited and n.mention.role == Role.LEAD)]
    out = list(named)
    for item in more:
        if not any(n.mention.name == item.mention.name and n.mention.role == item.mention.role for n in out):
            out.append(item)
    return out


# --- the mention --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Builder:
    """What all mentions of one unit share."""

    source_id: str
    document: Document
    unit: Unit
    locator: str
    place: Place
    rule: str

    def make(
        self,
        span: tuple[int, int],
        named: Sequence[_Named],
        deadlines: Sequence[DeadlineSpan],
        details: Sequence[Detail],
        *,
        parent: TaskMention | None = None,
        label: str | None = None,
    ) -> tuple[TaskMention, bool]:
        """The mention of the characters ``span`` of the unit, and whether it names a body of its own."""
        unit = self.unit
        named = _with_details(named, _from_details(details))
        evidence = whole(unit, Role.TASK)
        for item in deadlines:
            evidence.extend(regions(unit, item.start, item.end, Role.DEADLINE))
        for name in named:
            evidence.extend(name.evidence())
        more = self._stated(details)
        evidence.extend(e for _, found in more.regions for e in found)
        text = unit.text[span[0] : span[1]].strip(" ;,")
        leads = [n for n in named if n.mention.role == Role.LEAD]
        given = (*(d.deadline for d in deadlines), *more.deadlines)
        flags = [
            *([LEAD_INHERITED] if leads and all(n.inherited for n in leads) else []),
            *([LEAD_MISSING] if not leads else []),
            *agency_flags(n.mention for n in named),
            *deadline_flags(given),
        ]
        locator = f"{self.locator}/{label}" if label else self.locator
        mention = TaskMention(
            task_id=stable_id(self.source_id, self.document.seq, "prose", locator),
            document_id=self.document.document_id,
            origin="prose",
            locator=locator,
            ordinal=label or unit.label or None,
            text_raw=text if label else "\n".join(b.text_raw for b in unit.parts),
            text=strip_footnote_marks(text),
            page_no=begin_page(evidence),
            evidence=tuple(dict.fromkeys(evidence)),
            parent_task_id=parent.task_id if parent else None,
            section="/".join(unit.path) or None,
            agencies=tuple(n.mention for n in named),
            deliverable=more.deliverable,
            deadline_text="; ".join([*(d.deadline.text for d in deadlines), *more.deadline_texts]) or None,
            deadlines=given,
            confidence=self._confidence(leads),
            rule=self._rule(leads, parent),
            flags=tuple(flags),
        )
        own = any(not n.inherited and not n.mention.is_collective for n in leads)
        return mention, own

    def _rule(self, leads: Sequence[_Named], parent: TaskMention | None) -> str:
        """How the task was found: the rule of its unit, and that it is an item of it."""
        return f"{self.rule}+item" if parent else self.rule

    def _confidence(self, leads: Sequence[_Named]) -> float:
        """How sure the extraction is: how well the text was read, times how far the rule is trusted at its place."""
        out = min(b.confidence for b in self.unit.parts) * _TRUST[self.rule]
        if leads and all(n.inherited for n in leads):
            out *= _PER_LEVEL ** max(self.place.distance - 1, 0)
        if not leads and self.rule != "provision":
            out *= _MAXIM if self.place.maxims else _NO_LEAD
        if self.place.mode != Mode.ORDERS:
            out *= _UNKNOWN_SECTION
        return round(out, 4)

    def _stated(self, details: Sequence[Detail]) -> _Stated:
        """Deadlines and deliverable that the details state."""
        out = _Stated()
        for detail in details:
            field, unit = detail.field, detail.unit
            value = unit.text[field.start : field.end]
            if field.kind == FieldKind.DEADLINE and value:
                out.deadline_texts.append(value)
                out.deadlines.extend(parse_deadlines(value, self.document.issued_on))
                out.regions.append((field, regions(unit, field.start, field.end, Role.DEADLINE)))
            elif field.kind.is_role:
                for span in _behind(detail):
                    out.deadline_texts.append(span.deadline.text)
                    out.deadlines.append(span.deadline)
                    out.regions.append((field, regions(unit, span.start, span.end, Role.DEADLINE)))
            elif field.kind == FieldKind.DELIVERABLE and value:
                out.deliverables.append(strip_footnote_marks(value))
                out.regions.append((field, regions(unit, field.start, field.end, Role.DELIVERABLE)))
        return out


def _behind(detail: Detail) -> list[DeadlineSpan]:
    """The deadlines between the bodies of a detail and the next detail: "Đơn vị phối hợp: A. Gửi trước ngày ..."."""
    fields: tuple[Field, ...] = detail.doc._.fields
    following = min((f.at for f in fields if f.at > detail.field.at), default=len(detail.unit.text))
    return [d for d in detail.doc._.deadlines if detail.field.end <= d.start < following]


@dataclass(slots=True)
class _Stated:
    """What the details of a task state, with the regions."""

    deadlines: list[Deadline] = field(default_factory=list)
    deadline_texts: list[str] = field(default_factory=list)
    deliverables: list[str] = field(default_factory=list)
    regions: list[tuple[Field, Iterable[Evidence]]] = field(default_factory=list)

    @property
    def deliverable(self) -> str | None:
        """All that must be delivered, as one text."""
        return "; ".join(self.deliverables) or None
