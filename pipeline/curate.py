"""All SourceResults -> the curated tables, and what a run has to say about them.

Pure functions: no clock, no files. A task's group, document and file are looked up, never recomputed from text.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from normalizers.agency_mentions import named_agencies
from pipeline.citations import reference_rows
from pipeline.consistency import find_across
from pipeline.errors import ContractError
from pipeline.merge.decisions import Decision, unresolved_dismissals
from pipeline.merge.groups import TaskGroup, due_dates, group_row
from pipeline.merge.mentions import Bodies
from pipeline.model import (
    Agency,
    AgencyMention,
    Block,
    Deadline,
    Document,
    Evidence,
    Finding,
    Indicator,
    Page,
    Qualifier,
    Region,
    Role,
    Source,
    SourceResult,
    SourceStatus,
    TaskMention,
)
from pipeline.schema import TABLE_NAMES, make_table
from pipeline.snapshot import Failure, RunRecord

_Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run found, for people. Counts are (name, number) pairs sorted by name; ``failures`` by path and page.

    Findings that were dismissed are not counted. ``groups_merged``: groups of more than one mention of a task.
    ``decisions_unresolved``: decisions of reviewers on something that was not found.
    """

    sources_by_status: tuple[tuple[str, int], ...]
    pages_by_text_source: tuple[tuple[str, int], ...]
    tasks_by_origin: tuple[tuple[str, int], ...]
    deadlines_by_kind: tuple[tuple[str, int], ...]
    documents: int
    indicators: int
    findings_by_severity: tuple[tuple[str, int], ...]
    groups_merged: int
    decisions_unresolved: int
    pages_failed: int
    failures: tuple[Failure, ...]

    @property
    def findings(self) -> int:
        """Findings that were not dismissed."""
        return sum(n for _, n in self.findings_by_severity)

    @property
    def sources_failed(self) -> int:
        """Files that failed, wholly or in part."""
        return sum(n for status, n in self.sources_by_status if status != SourceStatus.OK)


# --- tables ------------------------------------------------------------------------------------------------------


def build_tables(
    results: Sequence[SourceResult],
    agencies: Sequence[Agency] = (),
    groups: Sequence[TaskGroup] = (),
    links: pa.Table | None = None,
    findings: Sequence[Finding] = (),
    dismissals: Mapping[str, Decision] | None = None,
) -> dict[str, pa.Table]:
    """All contract tables but ``runs``, rows sorted by key, whatever the order of ``results``.

    The table ``agencies`` holds the bodies named and those that these lead to, of the register and of ``agencies``.
    Tasks in none of ``groups`` are groups of their own. ``links``: the table ``task_links``. ``findings``: those of no
    single file. A duplicate file (``duplicate_of``) yields its ``sources`` row alone, with what the reading of the same
    bytes found. Findings named in ``dismissals`` stay, with who dismissed them and why. Raises :class:`ContractError`
    when the results contradict themselves.
    """
    read = sorted(
        (r for r in results if r.source.duplicate_of is None), key=lambda r: (r.source.path, r.source.source_id)
    )
    tasks = {task.task_id: task for result in read for task in result.tasks}
    if len(tasks) != sum(len(result.tasks) for result in read):
        counts = Counter(task.task_id for result in read for task in result.tasks)
        raise ContractError(f"tasks: the id {counts.most_common(1)[0][0]!r} occurs twice")
    grouping = _complete_groups(groups, tasks)
    group_of = {member: group.task_group_id for group in grouping for member in group.members}
    documents = {document.document_id: document for result in read for document in result.documents}
    bodies = Bodies((*named_agencies(agency_mentions(read)), *agencies))
    rows: dict[str, Iterable[_Row]] = {
        "sources": _source_rows(results),
        "pages": [_page_row(r.source, page) for r in read for page in r.pages],
        "documents": [_document_row(r.source, document) for r in read for document in r.documents],
        "blocks": [row for r in read for row in _block_rows(r)],
        "tasks": [_task_row(r.source, task, group_of[task.task_id]) for r in read for task in r.tasks],
        "task_agencies": [row for task in tasks.values() for row in _task_agency_rows(task)],
        "agencies": _agency_rows(read, agencies),
        "references": reference_rows(read),
        "indicators": [_indicator_row(r.source, indicator) for r in read for indicator in r.indicators],
        "task_groups": [group_row(group, tasks, documents, bodies) for group in grouping],
        "findings": _finding_rows(read, grouping, findings, dismissals or {}),
    }
    made = {name: make_table(name, rows.get(name, ())) for name in TABLE_NAMES if name != "runs"}
    return made if links is None else {**made, "task_links": links}


def _source_rows(results: Sequence[SourceResult]) -> list[_Row]:
    originals = {r.source.source_id: r.source for r in results if r.source.duplicate_of is None}
    rows = []
    for source in (r.source for r in results):
        # The same bytes were read once: the copy has the same pages, the same end and the same error.
        seen = originals.get(source.duplicate_of or "", source)
        rows.append(
            {
                "source_id": source.source_id,
                "sha256": source.sha256 or None,
                "path": source.path,
                "media_type": seen.media_type,
                "byte_size": source.byte_size,
                "page_count": seen.page_count,
                "status": seen.status,
                "duplicate_of": source.duplicate_of,
                "error": seen.error,
                "remedy": seen.remedy,
            }
        )
    return rows


def _page_row(source: Source, page: Page) -> _Row:
    return {
        "source_id": source.source_id,
        "page_no": page.page_no,
        "width_pt": page.width_pt,
        "height_pt": page.height_pt,
        "text_source": page.text_source,
        "layer_quality": page.layer_quality,
        "layer_verdict": page.layer_verdict,
        "rotation_deg": page.rotation_deg,
        "skew_deg": page.skew_deg,
        "ocr_confidence": page.ocr_confidence,
        "engine": page.engine,
        "status": page.status,
        "error": page.error,
        "remedy": page.remedy,
    }


def _document_row(source: Source, document: Document) -> _Row:
    return {
        "document_id": document.document_id,
        "source_id": source.source_id,
        "seq": document.seq,
        "number": document.number,
        "type_code": document.type_code,
        "type_name": document.type_name,
        "issuer": document.issuer,
        "issuer_parent": document.issuer_parent,
        "place": document.place,
        "issued_on": document.issued_on,
        "title": document.title,
        "signer_name": document.signer_name,
        "signer_role": document.signer_role,
        "addressees": document.addressees,
        "recipients": document.recipients,
        "page_first": document.page_first,
        "page_last": document.page_last,
        "line_first": document.line_first,
        "line_last": document.line_last,
        "annexes": [
            {
                "label": annex.label,
                "title": annex.title,
                "page_first": annex.page_first,
                "page_last": annex.page_last,
                "line_first": annex.line_first,
                "line_last": annex.line_last,
            }
            for annex in document.annexes
        ],
        "is_copy_of": document.is_copy_of,
        "parent_document_id": document.parent_document_id,
        "evidence": _evidence(document.evidence),
    }


def _place(region: Region) -> _Row:
    box = region.box
    # One line given stands for the span of that line.
    last = region.line_first if region.line_last is None else region.line_last
    return {
        "page_no": region.page_no,
        "x0": box.x0 if box else None,
        "y0": box.y0 if box else None,
        "x1": box.x1 if box else None,
        "y1": box.y1 if box else None,
        "line_first": region.line_first,
        "line_last": last,
    }


def _block_rows(result: SourceResult) -> list[_Row]:
    ids = {document.seq: document.document_id for document in result.documents}
    return [_block_row(result.source, block, ids) for block in result.blocks]


def _block_row(source: Source, block: Block, ids: Mapping[int, str]) -> _Row:
    if block.document_seq is not None and block.document_seq not in ids:
        raise ContractError(
            f"block {block.block_id} of {source.path} names document {block.document_seq}, which is not"
        )
    return {
        "block_id": block.block_id,
        "source_id": source.source_id,
        "document_id": None if block.document_seq is None else ids[block.document_seq],
        "reading_order": block.reading_order,
        "kind": block.kind,
        "section_path": block.section_path,
        "text_raw": block.text_raw,
        "text": block.text,
        "tokens": block.tokens,
        **_place(block.region),
        "char_first": block.char_first,
        "char_last": block.char_last,
        "confidence": block.confidence,
        "repairs": [
            {"raw": r.raw, "text": r.text, "confidence": r.confidence, "alternatives": r.alternatives}
            for r in block.repairs
        ],
    }


def _evidence(evidence: Sequence[Evidence]) -> list[_Row]:
    return [{**_place(e.region), "block_id": e.block_id, "role": e.role} for e in evidence]


def _deadline(deadline: Deadline) -> _Row:
    # "by" is what the model says when nothing else binds; without a due date it binds to nothing.
    unbound = deadline.qualifier is Qualifier.BY and deadline.due_on is None
    return {
        "text": deadline.text,
        "kind": deadline.kind,
        "edtf": deadline.edtf,
        "start_on": deadline.start_on,
        "due_on": deadline.due_on,
        "qualifier": None if unbound else deadline.qualifier,
        "rrule": deadline.rrule,
        "condition": deadline.condition,
        "applies_to": deadline.applies_to,
        "rule": deadline.rule,
    }


def _names(mentions: Iterable[AgencyMention], role: Role | None = None) -> list[str]:
    """Distinct canonical names in order of mention."""
    return list(dict.fromkeys(m.name for m in mentions if role is None or m.role is role))


def _task_row(source: Source, task: TaskMention, group_id: str) -> _Row:
    due = due_dates(task)
    return {
        "task_id": task.task_id,
        "task_group_id": group_id,
        "source_id": source.source_id,
        "document_id": task.document_id,
        "origin": task.origin,
        "locator": task.locator,
        "ordinal": task.ordinal,
        "parent_task_id": task.parent_task_id,
        "section": task.section,
        "task_text_raw": task.text_raw,
        "task_text": task.text,
        "lead": _names(task.agencies, Role.LEAD),
        "coordinating": _names(task.agencies, Role.COORDINATING),
        "supervisors": _names(task.agencies, Role.SUPERVISOR),
        "assigned_by": task.assigned_by,
        "deliverable": task.deliverable,
        "status_text": task.status_text,
        "note": task.note,
        "deadline_text": task.deadline_text,
        "deadlines": [_deadline(deadline) for deadline in task.deadlines],
        "first_due_on": due[0] if due else None,
        "due_on": due[-1] if due else None,
        "page_no": task.page_no,
        "page_last": max((e.region.page_no for e in task.evidence), default=task.page_no),
        "evidence": _evidence(task.evidence),
        "confidence": task.confidence,
        "rule": task.rule,
        "flags": task.flags,
    }


def _task_agency_rows(task: TaskMention) -> list[_Row]:
    positions: Counter[Role] = Counter()
    rows = []
    for mention in task.agencies:
        positions[mention.role] += 1
        rows.append(
            {
                "task_id": task.task_id,
                "role": mention.role,
                "position": positions[mention.role],
                "agency_id": mention.agency_id,
                "name": mention.name,
                "name_raw": mention.name_raw,
                "is_collective": mention.is_collective,
                "match": mention.match,
                "score": mention.score,
            }
        )
    return rows


def agency_mentions(results: Iterable[SourceResult]) -> Iterator[AgencyMention]:
    """Every mention of a body, in tasks and in indicators."""
    for result in results:
        for holder in (*(task.agencies for task in result.tasks), *(i.lead for i in result.indicators)):
            yield from holder


def _agency_rows(results: Sequence[SourceResult], register: Sequence[Agency]) -> list[_Row]:
    known = {a.agency_id: a for a in (*named_agencies(agency_mentions(results)), *register)}
    waiting = [mention.agency_id for mention in agency_mentions(results)]
    used: dict[str, Agency] = {}
    while waiting:
        agency_id = waiting.pop()
        if agency_id is None or agency_id in used:
            continue
        if agency_id not in known:
            raise ContractError(f"agency {agency_id!r} is not in the register")
        agency = used[agency_id] = known[agency_id]
        waiting += [agency.parent_id, agency.body_id, agency.successor_id]
    return [
        {
            "agency_id": agency.agency_id,
            "name": agency.name,
            "kind": agency.kind,
            "parent_id": agency.parent_id,
            "body_id": agency.body_id,
            "valid_from": agency.valid_from,
            "valid_to": agency.valid_to,
            "successor_id": agency.successor_id,
            "aliases": agency.aliases,
        }
        for agency in used.values()
    ]


def _indicator_row(source: Source, indicator: Indicator) -> _Row:
    return {
        "indicator_id": indicator.indicator_id,
        "source_id": source.source_id,
        "document_id": indicator.document_id,
        "ordinal": indicator.ordinal,
        "section": indicator.section,
        "name": indicator.name,
        "unit": indicator.unit,
        "target_text": indicator.target_text,
        "comparator": indicator.comparator,
        "target_low": indicator.target_low,
        "target_high": indicator.target_high,
        "lead": _names(indicator.lead),
        "page_no": indicator.page_no,
        "evidence": _evidence(indicator.evidence),
    }


def _complete_groups(groups: Sequence[TaskGroup], tasks: Mapping[str, TaskMention]) -> list[TaskGroup]:
    """``groups`` and one group for every task that is in none of them."""
    counts = Counter(member for group in groups for member in group.members)
    for group in groups:
        if group.canonical_task_id not in group.members:
            raise ContractError(f"task_groups: {group.canonical_task_id!r} is not a member of its own group")
    for member, count in counts.items():
        if count > 1 or member not in tasks:
            raise ContractError(f"task_groups: task {member!r} is unknown or in more than one group")
    return [*groups, *(TaskGroup(task_id, (task_id,)) for task_id in tasks if task_id not in counts)]


def _finding_rows(
    results: Sequence[SourceResult],
    groups: Sequence[TaskGroup],
    findings: Sequence[Finding],
    dismissals: Mapping[str, Decision],
) -> list[_Row]:
    told: list[tuple[Source | None, Finding]] = [(r.source, finding) for r in results for finding in r.findings]
    told += find_across(results, [group.members for group in groups])
    told += [(None, finding) for finding in findings]
    told += [(None, finding) for finding in unresolved_dismissals(dismissals, {f.finding_id for _, f in told})]
    return [_finding_row(source, finding, dismissals.get(finding.finding_id)) for source, finding in told]


def _finding_row(source: Source | None, finding: Finding, dismissal: Decision | None) -> _Row:
    return {
        "finding_id": finding.finding_id,
        "kind": finding.kind,
        "severity": finding.severity,
        "source_id": source.source_id if source else None,
        "document_id": finding.document_id,
        "task_id": finding.task_id,
        "page_no": finding.page_no,
        "message_vi": finding.message_vi,
        "message_en": finding.message_en,
        "evidence": _evidence(finding.evidence),
        "values": finding.values,
        "dismissed_by": dismissal.by if dismissal else None,
        "dismissed_why": dismissal.why if dismissal else None,
    }


# --- what a run has to say ---------------------------------------------------------------------------------------


def summarize(tables: Mapping[str, pa.Table]) -> Summary:
    """Counts and failures of built tables (``runs`` is not looked at)."""
    kinds = Counter(d["kind"] for row in tables["tasks"].column("deadlines").to_pylist() for d in row)
    failed_pages = [page for page in _rows(tables["pages"]) if page["status"] != SourceStatus.OK]
    read_pages = tables["pages"].filter(pc.equal(tables["pages"]["status"], SourceStatus.OK.value))
    findings = tables["findings"].filter(pc.is_null(tables["findings"]["dismissed_by"]))
    return Summary(
        sources_by_status=_counts(tables["sources"], "status"),
        pages_by_text_source=_counts(read_pages, "text_source"),
        tasks_by_origin=_counts(tables["tasks"], "origin"),
        deadlines_by_kind=tuple(sorted(kinds.items())),
        documents=tables["documents"].num_rows,
        indicators=tables["indicators"].num_rows,
        findings_by_severity=_counts(findings, "severity"),
        groups_merged=sum(n > 1 for n in Counter(tables["tasks"].column("task_group_id").to_pylist()).values()),
        decisions_unresolved=findings.column("kind").to_pylist().count("decision_unresolved"),
        pages_failed=len(failed_pages),
        failures=_failures(_rows(tables["sources"]), failed_pages),
    )


def _rows(table: pa.Table) -> list[_Row]:
    rows: list[_Row] = table.to_pylist()
    return rows


def _counts(table: pa.Table, column: str) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(Counter(table.column(column).to_pylist()).items()))


def _failures(sources: Sequence[_Row], failed_pages: Sequence[_Row]) -> tuple[Failure, ...]:
    pages: defaultdict[str, list[_Row]] = defaultdict(list)
    for page in failed_pages:
        pages[page["source_id"]].append(page)
    failures = []
    for source in sources:
        of_pages = pages[source["source_id"]]
        if source["status"] != SourceStatus.OK and not of_pages:
            failures.append(Failure(source["path"], None, source["error"] or "failed", source["remedy"]))
        for page in of_pages:
            failures.append(Failure(source["path"], page["page_no"], page["error"] or "failed", page["remedy"]))
    return tuple(sorted(failures, key=lambda f: (f.path, f.page_no or 0)))


def run_record(
    summary: Summary, tables: Mapping[str, pa.Table], *, started_at: dt.datetime, finished_at: dt.datetime
) -> RunRecord:
    """The row of the ``runs`` table for this run. The times must be aware; the caller reads the clock."""
    if started_at.tzinfo is None or finished_at.tzinfo is None:
        raise ValueError("the times of a run must bear a time zone")
    return RunRecord(
        started_at=started_at,
        finished_at=finished_at,
        sources=tables["sources"].num_rows,
        sources_failed=summary.sources_failed,
        pages=tables["pages"].num_rows,
        pages_failed=summary.pages_failed,
        documents=summary.documents,
        tasks=tables["tasks"].num_rows,
        deadlines=sum(n for _, n in summary.deadlines_by_kind),
        indicators=summary.indicators,
        findings=summary.findings,
        failures=summary.failures,
    )
