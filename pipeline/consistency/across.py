"""What only several files together show: one number with two dates, one task with two deadlines, copies that differ.

Runs when the tables are built, over all results. Documents are looked up by number, tasks by their group, statements by
their words, so the time grows with the citations, group members and text, not with the pairs of files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from pipeline.consistency.alike import Clause, window
from pipeline.consistency.cited_across import find_cited_across
from pipeline.consistency.copies import find_copies, replaced_documents
from pipeline.consistency.figures import find_figures_across
from pipeline.consistency.promised import find_promised
from pipeline.consistency.sides import in_pairs
from pipeline.consistency.states import state_conflict
from pipeline.consistency.tasks import deadline_conflict, lead_conflict, names_bodies, names_lead
from pipeline.model import Document, Finding, Source, SourceResult, TaskMention


def find_across(
    results: Sequence[SourceResult], groups: Iterable[Sequence[str]] = ()
) -> tuple[tuple[Source, Finding], ...]:
    """The findings across files, each with the file it is told of (the first in the order of paths), whatever the
    order of ``results``. ``groups``: the ids of the tasks that are judged the same."""
    read = sorted(
        (r for r in results if r.source.duplicate_of is None), key=lambda r: (r.source.path, r.source.source_id)
    )
    together = sorted(tuple(sorted(group)) for group in groups if len(group) > 1)
    return (
        *find_cited_across(read),
        *find_copies(read),
        *find_figures_across(read),
        *_tasks(read, together),
        *find_promised(read, together),
    )


# --- tasks --------------------------------------------------------------------------------------


def _tasks(results: Sequence[SourceResult], groups: Sequence[Sequence[str]]) -> Iterator[tuple[Source, Finding]]:
    where: dict[str, tuple[Source, TaskMention]] = {
        task.task_id: (result.source, task) for result in results for task in result.tasks
    }
    documents: dict[str, Document] = {d.document_id: d for result in results for d in result.documents}
    issued = {key: document.issued_on or dt.date.max for key, document in documents.items()}
    replaced = replaced_documents(results)
    for members in groups:
        # What a replaced notice asked for is no longer asked for.
        known = sorted(
            (where[m] for m in members if m in where and where[m][1].document_id not in replaced),
            key=lambda w: (issued[w[1].document_id], w[0].path, w[1].task_id),
        )
        if len({source.source_id for source, _ in known}) < 2:
            continue
        clauses = [
            (Clause(task, frozenset(), task.deadlines, ""), source.path)
            for source, task in known
            if any(window(d) for d in task.deadlines)
        ]
        rows = [
            (task, source.path)
            for source, task in known
            if (task.origin == "table" or names_lead(task)) and names_bodies(task)
        ]
        dated = [(task, documents.get(task.document_id), source.path) for source, task in known]
        for found in (
            *in_pairs(clauses, lambda some: deadline_conflict("", some), lambda each: each[0].task.task_id),
            *in_pairs(rows, lambda some: lead_conflict("", some), lambda each: each[0].task_id),
            *in_pairs(dated, lambda some: state_conflict("", some), lambda each: each[0].task_id),
        ):
            if found.task_id is not None:
                yield where[found.task_id][0], found
