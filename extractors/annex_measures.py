"""Programme text that an annexed task table of the same document assigns in detail.

A programme sets out its measures section by section, in prose, under one lead-in for all bodies; the table annexed to
it repeats the headings of those sections as section rows and assigns the work row by row. The measures in the prose are
then the text that the table assigns, not tasks beside those of the table. They are counted, with where they stand, so
that nothing is lost in silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from extractors.columns import is_task_table
from extractors.directives import ProseTask
from extractors.outline import body_of
from extractors.tables import is_section_row
from extractors.task_rows import section_text
from normalizers.text import fold
from pipeline.model import Block, BlockKind, Document, Evidence, Role, Table

_SAME_HEADING = 88.0  # similarity of folded headings, 0..100 (rapidfuzz ratio)
_MOST = 0.6
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class AssignedMeasures:
    """The measures of one prose section that an annexed table assigns: how many, and the heading of the section."""

    document: Document
    section: str
    heading: str
    count: int
    evidence: tuple[Evidence, ...]


def _section_headings(document: Document, tables: Sequence[Table]) -> frozenset[str]:
    """The section rows of the task tables of a document, as folded headings without numbers."""
    return frozenset(
        fold(body_of(section_text(row)))
        for table in tables
        if table.document_seq == document.seq and is_task_table(table.roles)
        for row in table.rows
        if is_section_row(table, row)
    )


def without_assigned(
    document: Document, blocks: Sequence[Block], tasks: Sequence[ProseTask], tables: Sequence[Table]
) -> tuple[tuple[ProseTask, ...], tuple[AssignedMeasures, ...]]:
    """The prose tasks of a document without the measures that annexed tables assign, and what was set aside.

    A section is such programme text when it has at least three headings below it and most of them (60 %) stand as
    section rows in its task tables. Only units that name no body of their own are set aside.
    """
    rows = _section_headings(document, tables)
    kept = list(tasks)
    found: list[AssignedMeasures] = []
    for heading in blocks:
        if heading.kind != BlockKind.HEADING or len(heading.section_path) != 1 or not rows:
            continue
        path = heading.section_path
        below = [b for b in blocks if b.kind == BlockKind.HEADING and _inside(b.section_path, path)]
        top = [b for b in below if len(b.section_path) == len(path) + 1]
        same = sum(_repeated(b.text, rows) for b in top)
        if len(top) < _FEWEST or same < _MOST * len(top):
            continue
        assigned = [t for t in kept if _inside(t.path, path) and not t.names_body]
        if assigned:
            kept = [t for t in kept if t not in assigned]
            evidence = (Evidence(heading.region, Role.TASK, heading.block_id), *(_first(t) for t in assigned))
            found.append(AssignedMeasures(document, path[0], heading.text, len(assigned), evidence))
    return tuple(kept), tuple(found)


def _inside(path: tuple[str, ...], above: tuple[str, ...]) -> bool:
    return len(path) > len(above) and path[: len(above)] == above


def _repeated(text: str, rows: frozenset[str]) -> bool:
    key = fold(body_of(text))
    return any(fuzz.ratio(key, row) >= _SAME_HEADING for row in rows)


def _first(task: ProseTask) -> Evidence:
    """Where a measure that was set aside begins."""
    return task.mention.evidence[0]
