"""What only several files together show: one number with two dates, one task with two deadlines.

Runs when the tables are built, over all results. Documents are looked up by number, tasks by their group, so the time
grows with the number of citations and group members, not with the pairs of files.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pipeline.consistency.alike import Clause, window
from pipeline.consistency.citations import dates_at_odds
from pipeline.consistency.say import Side, finding
from pipeline.consistency.sides import in_pairs
from pipeline.consistency.tasks import deadline_conflict, lead_conflict, names_bodies
from pipeline.model import CitedReference, Document, Evidence, Finding, Role, Source, SourceResult, TaskMention


@dataclass(frozen=True, slots=True)
class _Dated:
    """One file's word on the date of a document: its letterhead (``cited`` None), or a citation."""

    result: SourceResult
    document: Document
    dated_on: dt.date
    cited: CitedReference | None = None

    @property
    def source(self) -> Source:
        """The file that says it."""
        return self.result.source

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The block that says it: the first of the document, or of the page, with the citation as printed."""
        blocks = self.result.blocks
        if self.cited is None:
            own = (b for b in blocks if b.document_seq == self.document.seq)
        else:
            page_no, raw = self.cited.page_no, self.cited.reference.raw
            own = (b for b in blocks if b.region.page_no == page_no and raw in b.text)
        return tuple(Evidence(b.region, Role.NOTE, b.block_id) for b in own)[:1]


def find_across(
    results: Sequence[SourceResult], groups: Iterable[Sequence[str]] = ()
) -> tuple[tuple[Source, Finding], ...]:
    """The findings across files, each with the file it is told of (the first in the order of paths), whatever the
    order of ``results``. ``groups``: the ids of the tasks that are judged the same."""
    read = sorted(
        (r for r in results if r.source.duplicate_of is None), key=lambda r: (r.source.path, r.source.source_id)
    )
    return (*_dates(read), *_tasks(read, groups))


# --- dates ------------------------------------------------------------------------------------------


def _dates(results: Sequence[SourceResult]) -> Iterator[tuple[Source, Finding]]:
    named: defaultdict[tuple[str, str | None], list[_Dated]] = defaultdict(list)
    for result in results:
        documents = {d.document_id: d for d in result.documents}
        for document in result.documents:
            if document.number and document.issued_on and not document.is_copy_of:
                here = _Dated(result, document, document.issued_on)
                named[(document.number, document.type_code)].append(here)
        for cited in result.references:
            reference = cited.reference
            if reference.number and reference.dated_on and not reference.number.isdigit():
                here = _Dated(result, documents[cited.document_id], reference.dated_on, cited)
                named[(reference.number, reference.type_code)].append(here)
    for (number, _), words in sorted(named.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield from _date_conflict(number, words)


def _date_conflict(number: str, words: Sequence[_Dated]) -> Iterator[tuple[Source, Finding]]:
    by_date: defaultdict[dt.date, list[_Dated]] = defaultdict(list)
    for word in words:
        by_date[word.dated_on].append(word)
    numbered = any(part.isdigit() and len(part) == 4 for part in number.replace("-", "/").split("/")[1:2])
    if not dates_at_odds(by_date, numbered_by_year=numbered):
        return
    files = {day: {w.source.source_id for w in own} for day, own in by_date.items()}
    if len(set().union(*files.values())) < 2 or any(
        all(day in own for day in by_date) for own in _days_of(words).values()
    ):
        return  # one file alone says both: told there
    sides = [
        Side(
            f"{day:%d/%m/%Y}",
            tuple(e for w in own if w.source.source_id == source.source_id for e in w.evidence),
            source.path,
        )
        for day, own in sorted(by_date.items())
        for source in {w.source.source_id: w.source for w in own}.values()
    ]
    first = min(words, key=lambda w: (w.source.path, w.document.seq))
    found = finding(
        "",
        "citation_date_conflict",
        (number, *sorted(f"{day}" for day in by_date)),
        f"{number} được dẫn với các ngày khác nhau: {'; '.join(s.vi for s in sides)}.",
        f"{number} is cited with different dates: {'; '.join(s.en for s in sides)}.",
        *sides,
        values=(number, *dict.fromkeys(s.value for s in sides)),
    )
    yield first.source, replace(found, document_id=first.document.document_id)


def _days_of(words: Sequence[_Dated]) -> dict[str, set[dt.date]]:
    out: defaultdict[str, set[dt.date]] = defaultdict(set)
    for word in words:
        out[word.source.source_id].add(word.dated_on)
    return out


# --- tasks --------------------------------------------------------------------------------------


def _tasks(results: Sequence[SourceResult], groups: Iterable[Sequence[str]]) -> Iterator[tuple[Source, Finding]]:
    where: dict[str, tuple[Source, TaskMention]] = {
        task.task_id: (result.source, task) for result in results for task in result.tasks
    }
    issued = {d.document_id: d.issued_on or dt.date.max for result in results for d in result.documents}
    for members in sorted(tuple(sorted(group)) for group in groups if len(group) > 1):
        known = sorted(
            (where[m] for m in members if m in where), key=lambda w: (issued[w[1].document_id], w[0].path, w[1].task_id)
        )
        if len({source.source_id for source, _ in known}) < 2:
            continue
        clauses = [
            (Clause(task, frozenset(), task.deadlines, ""), source.path)
            for source, task in known
            if any(window(d) for d in task.deadlines)
        ]
        rows = [(task, source.path) for source, task in known if task.origin == "table" and names_bodies(task)]
        for found in (
            *in_pairs(clauses, lambda some: deadline_conflict("", some), lambda each: each[0].task.task_id),
            *in_pairs(rows, lambda some: lead_conflict("", some), lambda each: each[0].task_id),
        ):
            if found.task_id is not None:
                yield where[found.task_id][0], found
