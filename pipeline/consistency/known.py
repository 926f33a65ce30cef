"""What the reading of one file could not settle: pages, blanks, deadlines, bodies, ordinals, rows cut off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.annex_measures import AssignedMeasures
from extractors.documents import TypeConflict
from extractors.task_rows import CutRow, begin_page, stable_id
from normalizers.text import fold
from pipeline.consistency.kinds import KINDS
from pipeline.consistency.reading import table_of
from pipeline.consistency.say import Side, distinct, evidence_of, finding, shown
from pipeline.model import (
    AgencyMention,
    Block,
    BlockKind,
    DeadlineKind,
    Document,
    Evidence,
    Finding,
    Page,
    Role,
    SourceStatus,
    TaskMention,
)


def find_type_conflicts(source_id: str, conflicts: Sequence[TypeConflict]) -> tuple[Finding, ...]:
    """Documents whose symbol names another type than their title."""
    out = []
    for c in conflicts:
        side = Side(c.title_type, (Evidence(c.block.region, Role.NOTE, c.block.block_id),))
        out.append(
            Finding(
                finding_id=stable_id(source_id, "type_conflict", c.document_id),
                kind="type_conflict",
                severity=KINDS["type_conflict"].severity,
                message_vi=f"Ký hiệu ({c.number or 'không số'}) là của {c.symbol_type}, "
                f"tiêu đề ghi {side.vi}; đã lấy tiêu đề.",
                message_en=f"The symbol ({c.number or 'no number'}) is that of a {c.symbol_type}, "
                f"the title says {side.en}; the title was taken.",
                document_id=c.document_id,
                page_no=c.block.region.page_no,
                evidence=side.evidence,
                values=(c.symbol_type, c.title_type),
            )
        )
    return tuple(out)


_UNREADABLE = frozenset({"unparsed", "impossible_date", "impossible_range"})


def find_task_problems(source_id: str, tasks: Sequence[TaskMention]) -> tuple[Finding, ...]:
    """Deadlines that could not be read; bodies that are not in the register, or whose names are damaged, each once a
    document with all its places; tables with rows whose ordinal is missing."""
    unresolved: dict[tuple[str, str], list[_Named]] = {}
    corrected: dict[tuple[str, str], list[_Named]] = {}
    unnumbered: dict[tuple[str, str], list[TaskMention]] = {}
    for task in tasks:
        for mention in task.agencies:
            if mention.role is Role.SUPERVISOR:
                continue
            if mention.agency_id is None and not mention.is_collective:
                unresolved.setdefault((task.document_id, fold(mention.name_raw)), []).append((task, mention))
            if mention.corrected:
                corrected.setdefault((task.document_id, f"{mention.name_raw}|{mention.name}"), []).append(
                    (task, mention)
                )
        if "ordinal_missing" in task.flags:
            unnumbered.setdefault((task.document_id, table_of(task)), []).append(task)
    return (
        *(found for task in tasks for found in _unreadable(source_id, task)),
        *(_unresolved(source_id, key, named) for (_, key), named in unresolved.items()),
        *(_corrected(source_id, key, named) for (_, key), named in corrected.items()),
        *(_unnumbered(source_id, table, rows) for (_, table), rows in unnumbered.items()),
    )


_Named = tuple[TaskMention, AgencyMention]


def _unreadable(source_id: str, task: TaskMention) -> Iterator[Finding]:
    for deadline in task.deadlines:
        if deadline.kind == DeadlineKind.CONDITIONAL and deadline.rule in _UNREADABLE:
            side = Side(deadline.text, evidence_of(task, Role.DEADLINE))
            yield Finding(
                finding_id=stable_id(source_id, "deadline_unreadable", task.task_id, deadline.text),
                kind="deadline_unreadable",
                severity=KINDS["deadline_unreadable"].severity,
                message_vi=f"Không hiểu thời hạn {side.vi}; giữ nguyên văn.",
                message_en=f"The deadline {side.en} could not be read; its text is kept.",
                document_id=task.document_id,
                task_id=task.task_id,
                page_no=task.page_no,
                evidence=task.evidence,
                values=(deadline.text,),
            )


def _places(named: Sequence[_Named]) -> Side:
    """A name as it is first printed, with all its places."""
    return Side(named[0][1].name_raw, distinct(e for task, m in named for e in evidence_of(task, m.role)))


def _of_document(
    source_id: str, kind: str, key: str, vi: str, en: str, side: Side, tasks: Sequence[TaskMention], *values: str
) -> Finding:
    """A finding about one thing in one document, however many tasks show it; the last value says how many."""
    document = Document(tasks[0].document_id, 1)
    found = finding(source_id, kind, (key,), vi, en, side, document=document, values=(*values, str(len(tasks))))
    own = {task.task_id for task in tasks}
    return replace(found, task_id=tasks[0].task_id if len(own) == 1 else None)


def _unresolved(source_id: str, key: str, named: Sequence[_Named]) -> Finding:
    side = _places(named)
    return _of_document(
        source_id,
        "agency_unresolved",
        key,
        f"Cơ quan {side.vi} không có trong danh mục; giữ nguyên văn.",
        f"The body {side.en} is not in the register; its text is kept.",
        side,
        [task for task, _ in named],
        side.value,
    )


def _corrected(source_id: str, key: str, named: Sequence[_Named]) -> Finding:
    side, name = _places(named), named[0][1].name
    return _of_document(
        source_id,
        "agency_corrected",
        key,
        f"{side.vi} được hiểu là “{name}”.",
        f"{side.en} was taken for “{name}”.",
        side,
        [task for task, _ in named],
        side.value,
        name,
    )


def _unnumbered(source_id: str, table: str, rows: Sequence[TaskMention]) -> Finding:
    side = Side(table, distinct(e for row in rows for e in row.evidence[:1]))
    return _of_document(
        source_id,
        "ordinal_missing",
        table,
        f"Có {len(rows)} dòng của bảng {side.vi} không có số thứ tự đọc được.",
        f"Rows of the table {side.en} have no readable ordinal: {len(rows)}.",
        side,
        rows,
        table,
    )


def find_cut_rows(source_id: str, rows: Sequence[tuple[Document, CutRow]]) -> tuple[Finding, ...]:
    """Rows of task tables whose beginning or end is not in the file: no tasks, but nothing to be lost either."""
    out = []
    for document, cut in rows:
        where_vi, where_en = ("cuối", "end") if cut.at_end else ("đầu", "beginning")
        side = Side(shown(cut.text), cut.evidence)
        out.append(
            Finding(
                finding_id=stable_id(source_id, "row_cut_off", document.document_id, cut.label, where_en),
                kind="row_cut_off",
                severity=KINDS["row_cut_off"].severity,
                message_vi=f"{cut.label}: tệp chỉ có một phần của dòng ở {where_vi} bảng: {side.vi}.",
                message_en=f"{cut.label}: the file has only a part of the row at the {where_en}: {side.en}.",
                document_id=document.document_id,
                page_no=begin_page(cut.evidence),
                evidence=cut.evidence,
                values=(cut.text,),
            )
        )
    return tuple(out)


def find_assigned_measures(source_id: str, measures: Sequence[AssignedMeasures]) -> tuple[Finding, ...]:
    """Sections of programme text whose measures an annexed task table assigns: no tasks of their own, but said."""
    out = []
    for m in measures:
        side = Side(m.heading, m.evidence)
        out.append(
            Finding(
                finding_id=stable_id(source_id, "measures_assigned_in_annex", m.document.document_id, m.section),
                kind="measures_assigned_in_annex",
                severity=KINDS["measures_assigned_in_annex"].severity,
                message_vi=f"Mục {side.vi}: {m.count} nội dung do bảng nhiệm vụ kèm theo phân công, không tính riêng.",
                message_en=f"Section {side.en}: the annexed task table assigns its {m.count} measures.",
                document_id=m.document.document_id,
                page_no=begin_page(m.evidence),
                evidence=m.evidence,
                values=(m.section, str(m.count)),
            )
        )
    return tuple(out)


def find_page_problems(source_id: str, pages: Sequence[Page]) -> tuple[Finding, ...]:
    """Pages that failed, with their reason."""
    return tuple(
        Finding(
            finding_id=stable_id(source_id, "page_failed", p.page_no),
            kind="page_failed",
            severity=KINDS["page_failed"].severity,
            message_vi=f"Không đọc được trang {p.page_no}: {p.error}",
            message_en=f"Page {p.page_no} could not be read: {p.error}",
            page_no=p.page_no,
        )
        for p in pages
        if p.status == SourceStatus.FAILED
    )


_ENGLISH = {"số": "number", "ngày": "date", "tên người ký": "name of the signer"}
_LINES = {"số": re.compile(r"\bS[ốó]\b.*[-/]", re.IGNORECASE), "ngày": re.compile(r"\bngày\b", re.IGNORECASE)}


def find_blank_numbers(source_id: str, documents: Sequence[Document], blocks: Sequence[Block]) -> tuple[Finding, ...]:
    """Documents whose number, date or signer was left blank or could not be read; attached ones need none of their own.

    What was read in the place is told: handwriting is not trusted, nor a name under a seal, but somebody may know it.
    """
    out = []
    for d in documents:
        signer = d.signer_name or (None if d.signer_role else "")  # without an office above it no name is missed
        values = (("số", d.number), ("ngày", d.issued_on), ("tên người ký", signer))
        missing = [name for name, value in values if value is None]
        if missing and d.type_name and d.parent_document_id is None:
            own = [b for b in blocks if b.document_seq == d.seq]
            places = [b for b in (_place_of(name, own) for name in missing) if b is not None]
            read = [Side(shown(b.text), (Evidence(b.region, Role.NOTE, b.block_id),)) for b in places]
            vietnamese, english = _listed(missing, "và"), _listed([_ENGLISH[name] for name in missing], "and")
            told_vi, told_en = (f": {', '.join(v)}" if v else "" for v in ([r.vi for r in read], [r.en for r in read]))
            if not read and d.page_first is not None:
                told_vi, told_en = f" (trang {d.page_first})", f" (page {d.page_first})"
            out.append(
                Finding(
                    finding_id=stable_id(source_id, "document_incomplete", d.document_id),
                    kind="document_incomplete",
                    severity=KINDS["document_incomplete"].severity,
                    message_vi=f"{d.type_name} không có {vietnamese} đọc được (để trống, viết tay, bị che){told_vi}.",
                    message_en=f"The document ({d.type_name}) has no legible {english} (blank, handwritten, covered)"
                    f"{told_en}.",
                    document_id=d.document_id,
                    page_no=d.page_first,
                    evidence=distinct(e for r in read for e in r.evidence),
                )
            )
    return tuple(out)


def _listed(words: Sequence[str], joiner: str) -> str:
    """ "số, ngày và tên người ký"."""
    return f" {joiner} ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def _place_of(name: str, own: Sequence[Block]) -> Block | None:
    """Where in a document its number, its date or the name of its signer should stand."""
    if name not in _LINES:
        return next((b for b in reversed(own) if b.kind == BlockKind.SIGNATURE), None)
    return next((b for b in own if b.kind == BlockKind.LETTERHEAD and _LINES[name].search(b.text)), None)
