"""Findings: what an auditor should look at, inside one file and across files, in Vietnamese and in English.

One family a module: what could not be read (``known``), citations, dates, counts, lists, tasks, doubt of the
recognition, and what only several files together show (``across``). ``kinds`` declares every kind once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.assemble import Extraction
from extractors.task_rows import stable_id
from pipeline.consistency.across import find_across
from pipeline.consistency.citations import find_citation_conflicts, find_conflicts
from pipeline.consistency.counts import find_count_conflicts
from pipeline.consistency.dates import find_date_conflicts
from pipeline.consistency.dependence import find_dependence_conflicts
from pipeline.consistency.doubt import find_doubts
from pipeline.consistency.figures import find_figure_conflicts
from pipeline.consistency.kinds import KINDS
from pipeline.consistency.known import (
    find_assigned_measures,
    find_blank_numbers,
    find_cut_rows,
    find_page_problems,
    find_task_problems,
    find_type_conflicts,
)
from pipeline.consistency.lists import find_list_problems
from pipeline.consistency.reading import read
from pipeline.consistency.spelling import find_spellings
from pipeline.consistency.tasks import find_task_conflicts
from pipeline.model import Finding, Page

__all__ = [
    "KINDS",
    "find_across",
    "find_assigned_measures",
    "find_blank_numbers",
    "find_conflicts",
    "find_cut_rows",
    "find_in_source",
    "find_page_problems",
    "find_task_problems",
    "find_type_conflicts",
]


def find_in_source(source_id: str, pages: Sequence[Page], extraction: Extraction) -> tuple[Finding, ...]:
    """All findings that one file yields by itself, each once, in the order of the families."""
    reading = read(source_id, extraction.documents, extraction.blocks, extraction.tasks)
    found = (
        *find_page_problems(source_id, pages),
        *find_conflicts(source_id, extraction.conflicts, extraction.documents, extraction.blocks),
        *find_blank_numbers(source_id, extraction.documents, extraction.blocks),
        *find_task_problems(source_id, extraction.tasks),
        *find_cut_rows(source_id, extraction.cut_rows),
        *find_assigned_measures(source_id, extraction.assigned_measures),
        *find_type_conflicts(source_id, extraction.type_conflicts),
        *find_citation_conflicts(reading, extraction.conflicts),
        *find_date_conflicts(reading),
        *find_count_conflicts(reading),
        *find_figure_conflicts(reading),
        *find_list_problems(reading),
        *find_task_conflicts(reading),
        *find_dependence_conflicts(reading),
        *find_spellings(reading),
        *find_doubts(reading),
    )
    return _told_apart(found)


def _told_apart(found: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings without repetitions. Where the same contradiction stands in several places, the second and later
    ones get an id of their own."""
    out: dict[str, Finding] = {}
    for one in found:
        finding_id, times = one.finding_id, 1
        while finding_id in out and out[finding_id].evidence != one.evidence:
            times += 1
            finding_id = stable_id(one.finding_id, times)
        out.setdefault(finding_id, replace(one, finding_id=finding_id))
    return tuple(out.values())
