"""What a run costs after its files are read: merge, tables, checks, Parquet, for so many generated mentions.

Usage: python -m tests.benchmarks.bench_curate 10000

Every run does all of this anew, even if one notice was added. Reading the files, or recalling what was read, is not
counted. Not part of the test suite: it asserts nothing.
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from itertools import groupby

from normalizers.agency_register import load_register
from pipeline.curate import build_tables
from pipeline.merge.decisions import Decisions, apply_decisions
from pipeline.merge.groups import merge
from pipeline.merge.links import link_table
from pipeline.merge.mentions import PROVINCE, Mention, mentions_of
from pipeline.model import (
    AgencyMention,
    Deadline,
    DeadlineKind,
    Document,
    Evidence,
    Region,
    Role,
    Source,
    SourceResult,
    TaskMention,
)
from pipeline.schema import make_table, validate
from pipeline.snapshot import parquet_bytes
from tests.benchmarks.bench_merge import timed
from tests.benchmarks.near_duplicates import corpus


def results(mentions: int) -> Iterator[SourceResult]:
    """One file a document, with its rows as tasks."""
    made = sorted((each.mention for each in corpus(mentions)), key=lambda m: m.task_id)
    for document_id, rows in groupby(made, key=lambda m: m.document_id):
        held = list(rows)
        local = held[0].level == PROVINCE
        document = Document(
            document_id,
            1,
            number=f"{int(document_id[1:])}-BC/{'TU' if local else 'TW'}",
            issuer="Tỉnh ủy" if local else "Ban Chỉ đạo Trung ương",
            place=held[0].place or None,
            issued_on=dt.date.fromordinal(held[0].issued),
        )
        source = Source(document_id, document_id.ljust(64, "0"), f"{document_id}.txt", "text/plain", 1)
        tasks = tuple(_task(mention, number) for number, mention in enumerate(held, 1))
        yield SourceResult(source, documents=(document,), tasks=tasks)


def _task(mention: Mention, number: int) -> TaskMention:
    due = dt.date.fromordinal(mention.due[-1]) if mention.due else None
    return TaskMention(
        mention.task_id,
        mention.document_id,
        "table",
        f"Phụ lục/row {number}",
        str(number),
        mention.text,
        mention.text,
        1,
        (Evidence(Region(1, line_first=number, line_last=number), Role.ROW),),
        agencies=tuple(AgencyMention(name, name, None, False) for name in mention.bodies),
        deadline_text=due and f"{due:%d/%m/%Y}",
        deadlines=(Deadline(f"{due:%d/%m/%Y}", DeadlineKind.DATE, due.isoformat(), due, due),) if due else (),
    )


def main(mentions: int) -> None:
    """Time the steps of ``Run.curate`` and of the checks and writing that follow."""
    read = list(results(mentions))
    with timed(f"{mentions} mentions, all steps"):
        with timed("merge"):
            decided = apply_decisions(read, Decisions())
            register = load_register()
            merged = merge(mentions_of(decided.results, register), decided.verdicts)
        with timed("table of links"):
            links = link_table(merged)
        with timed("all tables"):
            tables = build_tables(decided.results, register, merged.groups, links, decided.findings)
        for name in ("tasks", "task_groups", "task_links"):
            with timed(f"check and write {name}, {tables[name].num_rows} rows"):
                validate(name, tables[name])
                parquet_bytes(tables[name])
    with timed("tables without a merge, for comparison"):
        build_tables(read, register)
    with timed("task_groups as rows, for comparison"):
        make_table("task_groups", tables["task_groups"].to_pylist())


if __name__ == "__main__":
    main(int(sys.argv[1]))
