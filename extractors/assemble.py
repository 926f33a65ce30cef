"""The content of all pages of one file -> documents, blocks, tasks, indicators, references. No I/O."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from extractors.annex_measures import AssignedMeasures, without_assigned
from extractors.columns import is_indicator_table, is_task_table
from extractors.directives import prose_tasks
from extractors.documents import NumberConflict, TypeConflict, annex_label, split_documents
from extractors.indicators import indicators_of_table
from extractors.ordinals import infer_ordinals
from extractors.outline import classify, link_paragraphs
from extractors.pieces import PageContent
from extractors.tables import PlacedPiece, assemble
from extractors.task_rows import CutRow, cut_rows, tasks_of_table
from normalizers.agency import agency_flags, document_bodies, home_of, in_document
from normalizers.agency_context import Home
from normalizers.reference import assigning_references, cited_part, find_references
from normalizers.segment import tokens
from pipeline.model import (
    AgencyMention,
    Block,
    BlockKind,
    CitedReference,
    Document,
    Indicator,
    Table,
    TaskMention,
)


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything that one file says."""

    documents: tuple[Document, ...]
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...]
    tasks: tuple[TaskMention, ...]
    indicators: tuple[Indicator, ...]
    references: tuple[CitedReference, ...]
    conflicts: tuple[NumberConflict, ...]
    cut_rows: tuple[tuple[Document, CutRow], ...] = ()
    type_conflicts: tuple[TypeConflict, ...] = ()
    assigned_measures: tuple[AssignedMeasures, ...] = ()


_BETWEEN = (BlockKind.FOOTNOTE, BlockKind.PAGE_NUMBER, BlockKind.NOISE, BlockKind.STAMP, BlockKind.TABLE_CELL)


def extract(source_id: str, contents: Sequence[PageContent]) -> Extraction:
    """Understand the pages of one file (in page order)."""
    blocks = link_paragraphs(classify([b for content in contents for b in content.blocks]))
    split = split_documents(source_id, blocks)
    tables = tuple(infer_ordinals(t) for t in assemble(_place(split.blocks, contents)))
    by_seq = {d.seq: d for d in split.documents}
    tasks: list[TaskMention] = []
    indicators: list[Indicator] = []
    cut: list[tuple[Document, CutRow]] = []
    for table, label in _labels(tables):
        document = by_seq[table.document_seq]
        if is_task_table(table.roles):
            ends_file = table is tables[-1] and _ends_with_table(split.blocks)
            tasks.extend(tasks_of_table(source_id, document, table, label=label, ends_file=ends_file))
            cut.extend((document, row) for row in cut_rows(table, label, ends_file=ends_file))
        elif is_indicator_table(table.roles):
            indicators.extend(indicators_of_table(source_id, document, table, label=label))
    measures: list[AssignedMeasures] = []
    for document in split.documents:
        own = [b for b in split.blocks if b.document_seq == document.seq]
        said = [b for b in own if b.block_id not in split.forms]
        prose, assigned = without_assigned(document, own, prose_tasks(source_id, document, said), tables)
        tasks.extend(t.mention for t in prose)
        measures.extend(assigned)
    bodies = {
        d.document_id: document_bodies("\n".join(b.text for b in split.blocks if b.document_seq == d.seq))
        for d in split.documents
    }
    homes = {d.document_id: home_of(d.issuer) if d.issuer else None for d in split.documents}
    tasks = [_in_document(task, bodies[task.document_id], homes[task.document_id]) for task in tasks]
    tasks = [_assigned(task) for task in _marked_repaired(tasks, split.blocks)]
    final = tuple(replace(b, tokens=tokens(b.text)) for b in map(_own_text, split.blocks))
    references = _references(final, by_seq, tasks)
    return Extraction(
        split.documents,
        final,
        tables,
        tuple(tasks),
        tuple(indicators),
        references,
        split.conflicts,
        tuple(cut),
        split.type_conflicts,
        tuple(measures),
    )


def _ends_with_table(blocks: Sequence[Block]) -> bool:
    """Whether nothing but footnotes, page numbers, stamps and noise comes after the last table cell."""
    for block in reversed(blocks):
        if block.kind == BlockKind.TABLE_CELL:
            return True
        if block.kind not in _BETWEEN:
            return False
    return False


def _own_text(block: Block) -> Block:
    """Stamps and noise are no text of the document: only ``text_raw`` keeps what was read in them."""
    return replace(block, text="") if block.kind in (BlockKind.STAMP, BlockKind.NOISE) else block


def _place(blocks: Sequence[Block], contents: Sequence[PageContent]) -> list[PlacedPiece]:
    """Every table piece with its document, annex label, caption, and whether text parts it from the piece before."""
    pieces = {(c.page_no, i): p for c in contents for i, p in enumerate(c.pieces)}
    label = caption = ""
    detached = False
    seen: set[tuple[int, int]] = set()
    seq = 1
    out: list[PlacedPiece] = []
    for block in blocks:
        if block.document_seq is not None and block.document_seq != seq:
            seq, label, caption, detached = block.document_seq, "", "", True
        if block.cell is not None:
            key = (block.region.page_no, block.cell.piece)
            if key not in seen:
                seen.add(key)
                out.append(PlacedPiece(pieces[key], seq, label, caption, detached))
                detached = False
            continue
        name = annex_label(block.text, label or None)
        if name:
            label, caption, detached = name, "", True
            tail = block.text[len(annex_label(block.text) or "") :].strip(" .:-–")
            caption = tail if len(tail) > 3 else ""
        elif block.kind not in _BETWEEN:
            detached = True
            if label and not caption and block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.TITLE):
                caption = block.text if not block.text.startswith("(") else ""
    return out


def _labels(tables: Sequence[Table]) -> list[tuple[Table, str]]:
    """A label for each table that is unique in its document: the annex it stands in, else "Bảng n"."""
    out: list[tuple[Table, str]] = []
    used: dict[tuple[int, str], int] = {}
    plain: dict[int, int] = {}
    for table in tables:
        if table.label:
            label = table.label
        else:
            plain[table.document_seq] = plain.get(table.document_seq, 0) + 1
            label = f"Bảng {plain[table.document_seq]}"
        key = (table.document_seq, label)
        used[key] = used.get(key, 0) + 1
        out.append((table, label if used[key] == 1 else f"{label} ({used[key]})"))
    return out


def _marked_repaired(tasks: Sequence[TaskMention], blocks: Sequence[Block]) -> list[TaskMention]:
    """The tasks; those read from repaired text say so among their flags."""
    repaired = {b.block_id for b in blocks if b.repairs}
    if not repaired:
        return list(tasks)
    return [
        replace(t, flags=(*t.flags, "repaired_text")) if any(e.block_id in repaired for e in t.evidence) else t
        for t in tasks
    ]


def _in_document(task: TaskMention, bodies: Mapping[str, AgencyMention], home: Home | None) -> TaskMention:
    """The task with the bodies that its document names in full elsewhere ("Tổ giúp việc") under their names, and
    those that each province has ("Sở Tài chính") as those of the issuer's."""
    agencies = in_document(task.agencies, bodies, home)
    if agencies == task.agencies:
        return task
    known = tuple(f for f in task.flags if f != "agency_unresolved" or f in agency_flags(agencies))
    return replace(task, agencies=agencies, flags=known)


def _assigned(task: TaskMention) -> TaskMention:
    """The task with the documents that its words say assigned it ("nhiệm vụ giao tại Thông báo số ...")."""
    if task.assigned_by or task.origin != "prose":
        return task
    numbers = dict.fromkeys(r.number for r in assigning_references(task.text) if r.number)
    return replace(task, assigned_by=tuple(numbers)) if numbers else task


def _references(
    blocks: Sequence[Block], by_seq: dict[int, Document], tasks: Sequence[TaskMention]
) -> tuple[CitedReference, ...]:
    """Every document cited in a block, once a block, with the task that was read from that block (if one was)."""
    task_of: dict[str, str] = {}
    for task in tasks:
        for evidence in task.evidence:
            if evidence.block_id and task.parent_task_id is None:
                task_of.setdefault(evidence.block_id, task.task_id)
    out: list[CitedReference] = []
    for block in blocks:
        document = by_seq.get(block.document_seq or 0)
        if document is None or block.kind in (BlockKind.LETTERHEAD, BlockKind.NOISE, BlockKind.PAGE_NUMBER):
            continue
        for reference in find_references(block.text):
            task_id, part = task_of.get(block.block_id), cited_part(block.text, reference)
            out.append(CitedReference(reference, document.document_id, task_id, block.region.page_no, part))
    return tuple(out)
