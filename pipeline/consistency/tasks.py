"""Tasks: deadlines and bodies that contradict each other within a task, its parts, its document, or the same file."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from normalizers.agency import parse_agencies
from normalizers.agency_register import load_register
from normalizers.deadline import find_deadlines, parse_deadlines
from normalizers.reference import find_references
from normalizers.text import SMALL, fold
from normalizers.timex import find_times
from normalizers.timex_view import View
from pipeline.consistency.alike import Clause, Window, alike_pairs, apart, clauses_of, groups_of, window
from pipeline.consistency.passages import PROSE
from pipeline.consistency.reading import Reading, annex_key, annexes_of, table_of, tables_of, whole_rows
from pipeline.consistency.say import Side, deadline_side, evidence_of, finding, issued_side, name_of, shown, unsure
from pipeline.model import (
    AgencyMention,
    Block,
    BlockKind,
    DeadlineKind,
    Document,
    Finding,
    Qualifier,
    Role,
    TaskMention,
)

_REPORTS = frozenset({"BC", "TTr", "SL"})
_LATE_LIST = re.compile(r"(?:chậm|muộn|quá hạn|trễ hạn|tồn đọng|đã hoàn thành|đã ban hành)", re.IGNORECASE)
# A time in the text and one in the column that end within a month of each other may mean the same.
_SLIP_DAYS = 31
_LEAD_WITHIN = 120


def find_task_conflicts(reading: Reading) -> tuple[Finding, ...]:
    """Everything about the tasks of one file."""
    by_id = {task.task_id: task for task in reading.tasks}
    documents = {document.document_id: document for document in reading.documents}
    blocks = {block.block_id: block for block in reading.blocks}
    out: list[Finding] = []
    for task in reading.tasks:
        document = documents.get(task.document_id)
        out += _twice_named(reading.source_id, task)
        out += _text_and_column(reading.source_id, task, document)
        out += _note_and_column(reading.source_id, task, document)
        if document is not None:
            out += _before_document(reading, task, document)
        out += _before_basis(reading.source_id, task, blocks)
    out += _parts_later(reading.source_id, reading.tasks, by_id)
    for document in reading.documents:
        out += _outside_list(reading, document)
        out += _items_later(reading, document)
    out += _same_task(reading)
    out += _twice_in_passages(reading)
    return tuple(out)


def last_due(task: TaskMention) -> dt.date | None:
    """The last closed due date of a task."""
    return max((d.due_on for d in task.deadlines if d.due_on is not None), default=None)


def _twice_named(source_id: str, task: TaskMention) -> Iterator[Finding]:
    if task.origin != "table":
        yield from _twice_in_clause(source_id, task)
        return
    leads = {_body_key(m): m for m in task.agencies if m.role is Role.LEAD and not m.is_collective}
    for mention in task.agencies:
        if mention.role is not Role.COORDINATING or mention.is_collective or _body_key(mention) not in leads:
            continue
        side = Side(leads[_body_key(mention)].name_raw, evidence_of(task, Role.LEAD))
        other = Side(mention.name_raw, evidence_of(task, Role.COORDINATING))
        yield finding(
            source_id,
            "lead_also_coordinates",
            (task.task_id, mention.name),
            f"{mention.name} vừa chủ trì {side.vi} vừa phối hợp {other.vi} ở {name_of(task)}.",
            f"{mention.name} both leads {side.en} and coordinates {other.en} in {name_of(task)}.",
            side,
            other,
            task=task,
            values=(mention.name,),
        )


_WITH = re.compile(r"chủ trì,? (?:và )?phối hợp(?: chặt chẽ)?(?: với| cùng)?\s+", re.IGNORECASE)
_NAME_GAP = re.compile(
    r"\s*(?:,|;|và|,\s*và)?\s*(?:các )?(?:(?:bộ|sở|đảng ủy|đảng uỷ)(?: ngành)?\s?:\s*)?", re.IGNORECASE
)


def _twice_in_clause(source_id: str, task: TaskMention) -> Iterator[Finding]:
    """ "Sở A chủ trì, phối hợp với Sở B, Sở A": in prose a body may lead one thing and coordinate the next, but not
    stand on both sides of one clause."""
    for clause in _WITH.finditer(task.text):
        before = task.text[: clause.start()].rstrip(" ,")
        lead = next((m for m in task.agencies if m.role is Role.LEAD and before.endswith(m.name_raw)), None)
        mention = _named_again(lead, task.text[clause.end() :]) if lead is not None else None
        if lead is not None and mention is not None:
            side = Side(f"{lead.name_raw} … {mention.name_raw}", evidence_of(task, Role.TASK))
            yield finding(
                source_id,
                "lead_also_coordinates",
                (task.task_id, lead.name),
                f"{lead.name} vừa chủ trì vừa phối hợp: {side.vi} ({name_of(task)}).",
                f"{lead.name} both leads and coordinates: {side.en} ({name_of(task)}).",
                side,
                task=task,
                values=(lead.name,),
            )


def _twice_in_passages(reading: Reading) -> Iterator[Finding]:
    """The same in paragraphs of which no task was made."""
    used = {e.block_id for task in reading.tasks for e in task.evidence}
    for passage in reading.all_passages:
        if passage.kind not in PROSE or any(block.block_id in used for block in passage.parts):
            continue
        for clause in _WITH.finditer(passage.text):
            before = passage.text[: clause.start()].rstrip(" ,")
            led = [m for m in parse_agencies(before[-_LEAD_WITHIN:], Role.LEAD) if before.endswith(m.name_raw)]
            after = passage.text[clause.end() :]
            twice = _named_again(led[0], after) if led else None
            if twice is None:
                continue
            side = Side(f"{led[0].name_raw} … {twice.name_raw}", passage.evidence(clause.start(), clause.end()))
            yield finding(
                reading.source_id,
                "lead_also_coordinates",
                (led[0].name, after[:60]),
                f"{led[0].name} vừa chủ trì vừa phối hợp: {side.vi}.",
                f"{led[0].name} both leads and coordinates: {side.en}.",
                side,
                document=passage.document,
                values=(led[0].name,),
            )


def _named_again(lead: AgencyMention, after: str) -> AgencyMention | None:
    """The mention of the leading body among the bodies that open ``after``."""
    end = 0
    for mention in parse_agencies(re.split(r"[;.]\s", after, maxsplit=1)[0], Role.COORDINATING):
        at = mention.start if mention.start >= 0 else after.find(mention.name_raw, end)
        if at < end or not _NAME_GAP.fullmatch(after[end:at]):
            return None
        end = at + len(mention.name_raw)
        # In its task the lead may be known as that of a province; the same words beside it mean the same body.
        same = _body_key(mention) == _body_key(lead) or fold(lead.name_raw) in (
            fold(mention.name_raw),
            fold(mention.name),
        )
        if not mention.is_collective and (same or _goes_on(lead, mention)):
            return mention
    return None


_VERBS = re.compile(rf" (?!của|các|tỉnh|thành|huyện|xã|phường|và|thuộc|trực|khu|cấp|số)[{SMALL}]")


def _goes_on(lead: AgencyMention, mention: AgencyMention) -> bool:
    """Whether a name that is not known is the leading body's with the verb behind it: "Sở A kiểm tra ..."."""
    if mention.agency_id is not None or not mention.name_raw.startswith(lead.name_raw):
        return False
    return _VERBS.match(mention.name_raw, len(lead.name_raw)) is not None


def _body_key(mention: AgencyMention) -> str:
    """Match key of a body: its id, else its name without the place-word that may follow ("... Thành phố")."""
    return mention.agency_id or re.sub(r" (?:thanh pho|tinh|huyen|tp)$", "", fold(mention.name))


def _text_and_column(source_id: str, task: TaskMention, document: Document | None) -> Iterator[Finding]:
    """A row whose text gives another time than its deadline column."""
    if task.origin != "table" or not task.deadlines:
        return
    column = [w for d in task.deadlines if (w := window(d)) is not None]
    ongoing = all(d.kind is DeadlineKind.ONGOING for d in task.deadlines)
    if not column and not ongoing:
        return
    for found in find_deadlines(task.text, document.issued_on if document else None):
        told = window(found.deadline)
        standing = found.deadline.kind is DeadlineKind.ONGOING
        rhythm = found.deadline.kind is DeadlineKind.RECURRING
        if not standing and not _of_the_whole(task.text, found.start, found.end, told, column):
            continue  # it may belong to a part of the task
        if ongoing and told is not None:
            differs = True
        elif standing or rhythm:
            differs = bool(column) and len(task.deadlines) == 1
        else:
            differs = told is not None and bool(column) and all(_differs(told, w) for w in column)
        if differs:
            text = Side(found.deadline.text, evidence_of(task, Role.TASK))
            against = _against_column(source_id, "deadline_text_differs", task, text, "Nội dung ghi", "The text says")
            # Before a verb it may tell how the work is done until the date.
            how = standing and bool(task.text[found.end :].strip(" .,;:)"))
            yield unsure(against) if rhythm or how else against
    adverb = _OPENS_ONGOING.match(task.text)
    if adverb is not None and column and len(task.deadlines) == 1:
        text = Side(adverb[0].strip(), evidence_of(task, Role.TASK))
        yield unsure(_against_column(source_id, "deadline_text_differs", task, text, "Nội dung ghi", "The text says"))


# As an adverb it may tell how the work is done until the date.
_OPENS_ONGOING = re.compile(r"^\W*thường xuyên\b", re.IGNORECASE)


def _against_column(source_id: str, kind: str, task: TaskMention, told: Side, vi: str, en: str) -> Finding:
    """What a row says elsewhere against its deadline column."""
    cell = deadline_side(task, task.deadlines)
    return finding(
        source_id,
        kind,
        (task.task_id, told.value, cell.value),
        f"{vi} {told.vi} nhưng cột thời hạn ghi {cell.vi} ({name_of(task)}).",
        f"{en} {told.en} but the deadline column {cell.en} ({name_of(task)}).",
        told,
        cell,
        task=task,
    )


def _of_the_whole(text: str, start: int, end: int, told: Window | None, column: Sequence[Window]) -> bool:
    """Whether a time at ``text[start:end]`` is the time of all that the text says: it opens the text, or ends it. A
    wide period at the end ("... trong năm 2031") that holds the column's may be that of the last clause alone."""
    if not text[:start].strip(" -–("):
        return True
    holds = told is not None and any(told[0] <= w[0] and w[1] <= told[1] for w in column)
    return not text[end:].strip(" .;)") and not holds


_NOTED = re.compile(
    r"\b(?:thời hạn|hạn|thời gian hoàn thành|tiến độ)\b[^:;.]{0,30}:\s*(?P<time>[^;.()]{4,60})", re.IGNORECASE
)


def _note_and_column(source_id: str, task: TaskMention, document: Document | None) -> Iterator[Finding]:
    """ "Hạn được giao: 30/9/2031" in the notes of a row whose column says "Trước 15/11/2031"."""
    due = last_due(task)
    noted = _NOTED.search(task.note or "")
    if noted is None or due is None:
        return
    told = [d.due_on for d in parse_deadlines(noted["time"], document.issued_on if document else None) if d.due_on]
    if not told or max(told) == due:
        return
    note = Side(noted[0].strip(), evidence_of(task, Role.NOTE))
    yield _against_column(source_id, "deadline_note_differs", task, note, "Ghi chú nêu", "The note says")


def _differs(told: Window, column: Window) -> bool:
    """Whether a time in the text contradicts the column: it ends later or earlier by more than a month."""
    return abs((told[1] - column[1]).days) > _SLIP_DAYS


def _before_document(reading: Reading, task: TaskMention, document: Document) -> Iterator[Finding]:
    """A deadline that had passed when the document set it. In a report the deadlines were set by others before."""
    due = last_due(task)
    if document.issued_on is None or due is None or due >= document.issued_on:
        return
    if document.type_code in _REPORTS or task.assigned_by or task.status_text:
        return
    if _LATE_LIST.search(task.section or "") or any(d.qualifier is Qualifier.FROM for d in task.deadlines):
        return
    if any(d.kind in (DeadlineKind.RECURRING, DeadlineKind.ONGOING, DeadlineKind.OPEN) for d in task.deadlines):
        return
    side = deadline_side(task, [d for d in task.deadlines if d.due_on])
    issued = issued_side(document, reading.blocks)
    yield finding(
        reading.source_id,
        "deadline_before_document",
        (task.task_id, side.value),
        f"Thời hạn {side.vi} đã qua khi văn bản ra ngày {issued.vi} ({name_of(task)}).",
        f"The deadline {side.en} had passed when the document was issued on {issued.en} ({name_of(task)}).",
        side,
        issued,
        task=task,
    )


def _before_basis(source_id: str, task: TaskMention, blocks: dict[str, Block]) -> Iterator[Finding]:
    """A deadline earlier than every document that assigns the task, as the column of assigning documents gives them."""
    due = last_due(task)
    if due is None:
        return
    cells = [blocks[e.block_id] for e in task.evidence if e.role is Role.ASSIGNED_BY and e.block_id in blocks]
    assigned = find_references(" ".join(b.text for b in cells))
    dates = [r.dated_on for r in assigned if r.dated_on is not None]
    if not dates or len(dates) < len(assigned) or min(dates) <= due:
        return
    side = deadline_side(task, task.deadlines)
    basis = Side("; ".join(r.raw for r in assigned), evidence_of(task, Role.ASSIGNED_BY))
    yield finding(
        source_id,
        "deadline_before_basis",
        (task.task_id, side.value, basis.value),
        f"Thời hạn {side.vi} trước ngày của văn bản giao việc {basis.vi} ({name_of(task)}).",
        f"The deadline {side.en} is before the document that assigns the task, {basis.en} ({name_of(task)}).",
        side,
        basis,
        task=task,
    )


def _parts_later(source_id: str, tasks: Sequence[TaskMention], by_id: dict[str, TaskMention]) -> Iterator[Finding]:
    later: defaultdict[str, list[TaskMention]] = defaultdict(list)
    for task in tasks:
        parent = by_id.get(task.parent_task_id or "")
        due, whole = last_due(task), last_due(parent) if parent else None
        if parent is not None and due is not None and whole is not None and due > whole:
            later[parent.task_id].append(task)
    for parent_id, parts in later.items():
        parent = by_id[parent_id]
        said = deadline_side(parent, parent.deadlines)
        yield _later_finding(source_id, said, parts, (parent_id,), parent, name_of(parent))


def _later_finding(
    source_id: str, whole: Side, parts: Sequence[TaskMention], key: tuple[str, ...], task: TaskMention, name: str
) -> Finding:
    sides = [deadline_side(p, p.deadlines) for p in parts]
    which_vi = "; ".join(f"{p.ordinal or p.locator} {s.vi}" for p, s in zip(parts[:4], sides, strict=False))
    which_en = "; ".join(f"{p.ordinal or p.locator} {s.en}" for p, s in zip(parts[:4], sides, strict=False))
    return finding(
        source_id,
        "subtask_later",
        (*key, *(p.task_id for p in parts)),
        f"Nhiệm vụ có hạn {whole.vi} nhưng việc thành phần có hạn sau: {which_vi} ({name}).",
        f"The task is due {whole.en} but parts of it later: {which_en} ({name}).",
        whole,
        *sides,
        task=task,
    )


_DUE_CUE = re.compile(r"hoàn thành|trước|chậm nhất|xong", re.IGNORECASE)


def _items_later(reading: Reading, document: Document) -> Iterator[Finding]:
    """An item of the text with a time of its own ("hoàn thành trong tháng 12/2031, trong đó:") over items due later."""
    for passage in reading.passages[reading.documents.index(document)]:
        if passage.kind not in (BlockKind.HEADING, BlockKind.LIST_ITEM) or not passage.text.rstrip().endswith(":"):
            continue
        times = [t for t in find_deadlines(passage.text, document.issued_on) if window(t.deadline) is not None]
        if len(times) != 1 or _DUE_CUE.search(times[0].deadline.text) is None:
            continue
        whole = times[0].deadline
        below = "/".join(passage.parts[0].section_path) + "/"
        own = [t for t in reading.tasks if t.document_id == document.document_id and t.locator.startswith(below)]
        parts = [t for t in own if (due := last_due(t)) is not None and whole.due_on is not None and due > whole.due_on]
        if not parts:
            continue
        said = Side(whole.text, passage.evidence(times[0].start, times[0].end))
        yield _later_finding(reading.source_id, said, parts, (passage.text[:80],), parts[0], shown(passage.text, 70))


def _outside_list(reading: Reading, document: Document) -> Iterator[Finding]:
    """A list titled for a period with rows due before it: carried over, or in the wrong list."""
    passages = reading.passages[reading.documents.index(document)]
    titles = annexes_of(passages)
    for label, all_rows in tables_of(reading, document).items():
        rows = whole_rows(all_rows)
        title = titles.get(annex_key(label))
        if title is None or _LATE_LIST.search(title.text):
            continue
        view = View(title.text, cell=False)
        hits = [h for h in find_times(view, cell=False, taken=[]) if len(h.pieces) == 1 and h.kind is None]
        points = [p for h in hits for p in h.pieces[0].points if p.unit in ("quarter", "month", "half") and p.year]
        if len(hits) != 1 or len(points) != 1 or not points[0].possible():
            continue
        early = [t for t in rows if (due := last_due(t)) is not None and due < points[0].first()]
        if not early or len(early) > 0.5 * len(rows):
            continue
        span = view.span(hits[0].start, hits[0].end)
        said = Side(shown(title.text, 80), title.evidence(*span))
        listed = Side(
            ", ".join((t.ordinal or "?").strip(" .") for t in early),
            tuple(e for t in early for e in evidence_of(t, Role.DEADLINE)[:1]),
        )
        yield finding(
            reading.source_id,
            "deadline_outside_list",
            (label, *(t.task_id for t in early)),
            f"Danh mục {said.vi} có {len(early)} dòng đến hạn trước kỳ đó: {listed.vi}.",
            f"The list {said.en} has {len(early)} rows due before that period: {listed.en}.",
            said,
            listed,
            document=document,
        )


# --- the same task in text and annexes ----------------------------------------------------------------


def _same_task(reading: Reading) -> Iterator[Finding]:
    tables = {t.task_id: f"{t.document_id}/{label}" for t in reading.tasks if (label := table_of(t))}
    clauses = clauses_of(reading.tasks, tables)
    for group in groups_of(alike_pairs(clauses)):
        yield from deadline_conflict(reading.source_id, [(c, "") for c in group])
        yield from lead_conflict(reading.source_id, [(c.task, "") for c in group if c.table or names_lead(c.task)])


_DIRECTS = re.compile(r"\W*(?:tập trung |tăng cường |tiếp tục )?(?:lãnh đạo|chỉ đạo)(?!\w)", re.IGNORECASE)


def names_lead(task: TaskMention) -> bool:
    """Whether the text of a directive itself names its leading body, not a heading above. Who directs ("chỉ đạo")
    leaves the work to others."""
    text = task.text[:_LEAD_WITHIN]
    named = [m for m in task.agencies if m.role is Role.LEAD and m.name_raw in text]
    return bool(named) and not any(_DIRECTS.match(text.partition(m.name_raw)[2]) for m in named)


def deadline_conflict(source_id: str, members: Sequence[tuple[Clause, str]]) -> Iterator[Finding]:
    """One finding when mentions of one task have deadlines that cannot mean the same time. ``members``: the mentions,
    each with the name of its file ("" within one file)."""
    closed = [(c, source, ws) for c, source in members if (ws := [w for d in c.deadlines if (w := window(d))])]
    spans = [(c, source, (min(w[0] for w in ws), max(w[1] for w in ws))) for c, source, ws in closed]
    if not any(apart(a[2], b[2]) for i, a in enumerate(spans) for b in spans[i + 1 :]):
        return
    # "Quý I" and "Quý 1" are one deadline.
    by_window: dict[tuple[Window, str], list[Clause]] = {}
    for clause, source, span in sorted(spans, key=lambda s: s[2]):
        by_window.setdefault((span, source), []).append(clause)
    sides = [
        Side(
            "; ".join(dict.fromkeys(d.text for d in own[0].deadlines if d.due_on)),
            tuple(e for c in own for e in evidence_of(c.task, Role.DEADLINE)),
            source,
        )
        for (_, source), own in by_window.items()
    ]
    first = spans[0][0].task
    yield finding(
        source_id,
        "task_deadline_differs",
        sorted({c.task.task_id for c, _, _ in spans}),
        f"Cùng một nhiệm vụ có các thời hạn khác nhau: {'; '.join(s.vi for s in sides)} ({name_of(first)}).",
        f"The same task has different deadlines: {'; '.join(s.en for s in sides)} ({name_of(first)}).",
        *sides,
        task=first,
    )


@cache
def _body_of() -> Mapping[str, str]:
    return {a.agency_id: a.body_id or a.agency_id for a in load_register()}


@cache
def _parent_of() -> Mapping[str, str | None]:
    return {a.agency_id: a.parent_id for a in load_register()}


def _above(a: frozenset[str], b: frozenset[str]) -> bool:
    """Whether a body of one side stands above one of the other: a task goes down from the first to the second."""
    parents = _parent_of()
    return any(parents.get(x) in b for x in a) or any(parents.get(x) in a for x in b)


def bodies_of(task: TaskMention) -> frozenset[str]:
    """The bodies that lead, a party committee as the body that it belongs to."""
    body_of = _body_of()
    return frozenset(
        body_of.get(m.agency_id, m.agency_id) for m in task.agencies if m.role is Role.LEAD and m.agency_id
    )


def lead_conflict(source_id: str, members: Iterable[tuple[TaskMention, str]]) -> Iterator[Finding]:
    """One finding when mentions of one task are led by wholly different bodies. ``members``: rows of tables, and
    prose that names the body itself, each with the name of its file ("" within one file)."""
    led = [(t, source, bodies_of(t)) for t, source in members if names_bodies(t)]
    if not any(not (a[2] & b[2]) and not _above(a[2], b[2]) for i, a in enumerate(led) for b in led[i + 1 :]):
        return
    by_names: dict[tuple[str, str], list[TaskMention]] = {}
    for task, source, _ in led:
        names = ", ".join(dict.fromkeys(m.name for m in task.agencies if m.role is Role.LEAD))
        by_names.setdefault((names, source), []).append(task)
    sides = [
        Side(names, tuple(e for t in own for e in evidence_of(t, Role.LEAD)), source)
        for (names, source), own in by_names.items()
    ]
    first = led[0][0]
    yield finding(
        source_id,
        "task_lead_differs",
        sorted({t.task_id for t, _, _ in led}),
        f"Cùng một nhiệm vụ có cơ quan chủ trì khác nhau: {'; '.join(s.vi for s in sides)} ({name_of(first)}).",
        f"The same task has different leading bodies: {'; '.join(s.en for s in sides)} ({name_of(first)}).",
        *sides,
        task=first,
    )


def names_bodies(task: TaskMention) -> bool:
    """Whether a task says which bodies lead it, and not only "các bộ, ngành"."""
    return bool(bodies_of(task)) and not any(m.is_collective for m in task.agencies if m.role is Role.LEAD)
