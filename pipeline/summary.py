"""What a run did, for a person: the closing report of ``notices run``."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pipeline.curate import Summary
from pipeline.messages import Lang, fact_text, remedy_text, text, visible
from pipeline.progress import duration
from pipeline.snapshot import Failure

SHOWN_FAILURES: Final = 50
"""Failures listed one by one; the rest is counted and stands in the tables."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """The outcome of one run.

    ``curated`` is the folder or URL as given; ``changed`` is False when the published snapshot already was the same.
    ``reused``: files taken over from an earlier run; ``removed``: files of the last snapshot that are not in this one.
    ``sample_task_id`` is the first task of the snapshot (None without tasks); ``seconds`` the wall time.
    """

    summary: Summary
    curated: str
    snapshot_id: str
    changed: bool
    reused: int
    removed: int
    sample_task_id: str | None
    seconds: float

    @property
    def files_failed(self) -> int:
        """Files that failed or are read in part."""
        return len({f.path for f in self.summary.failures})

    @property
    def pages_failed(self) -> int:
        """Pages that could not be read."""
        return sum(f.page_no is not None for f in self.summary.failures)


def report_lines(
    report: RunReport,
    lang: Lang,
    *,
    default_curated: bool = True,
    raw: str | None = None,
    program: str = "notices",
) -> Iterator[str]:
    """The closing report. ``default_curated``: the example commands need no ``--curated``; ``raw``: they need this
    ``--raw``; ``program``: how to call the program (:func:`program_name`)."""
    summary = report.summary
    notes = [
        text(key, lang, count=count)
        for key, count in (("run.reused", report.reused), ("run.removed", report.removed))
        if count
    ]
    yield _counts("run.sources", "status", summary.sources_by_status, lang, notes)
    yield _counts("run.pages", "text", summary.pages_by_text_source, lang)
    yield _counts("run.tasks", "origin", summary.tasks_by_origin, lang)
    yield _counts("run.deadlines", "deadline", summary.deadlines_by_kind, lang)
    yield f"{text('run.groups', lang)}: {summary.groups_merged}"
    yield _counts("run.findings", "severity", summary.findings_by_severity, lang)
    if summary.decisions_unresolved:
        yield text("run.unresolved", lang, count=summary.decisions_unresolved)
    yield from _failure_lines(summary.failures, lang)
    state = text("run.published" if report.changed else "run.unchanged", lang)
    yield f"{text('run.snapshot', lang)}: {report.curated} ({report.snapshot_id[:12]}, {state})"
    yield f"{text('run.elapsed', lang)}: {duration(report.seconds)}"
    where = "" if default_curated else f" --curated {shlex.quote(report.curated)}"
    yield f"{text('run.look', lang)}:"
    yield f'  {program} query "SELECT task_text, lead, deadline_text FROM tasks LIMIT 5"{where}'
    if report.sample_task_id:
        papers = "" if raw is None else f" --raw {shlex.quote(raw)}"
        yield f"  {program} trace {report.sample_task_id} --image trace.png{papers}{where}"


def program_name() -> str:
    """How the user can call this program: its name when the shell finds it, else its path beside the interpreter."""
    beside = Path(sys.executable).with_name("notices")
    if shutil.which("notices") is not None or not beside.is_file():
        return "notices"
    here = Path.cwd()
    return shlex.quote(str(beside.relative_to(here) if beside.is_relative_to(here) else beside))


def _counts(key: str, group: str, pairs: Sequence[tuple[str, int]], lang: Lang, notes: Sequence[str] = ()) -> str:
    total = sum(count for _, count in pairs)
    parts = ", ".join(f"{count} {text(f'{group}.{name}', lang)}" for name, count in pairs)
    line = f"{text(key, lang)}: {total}"
    return line + (f" ({parts})" if parts else "") + "".join(f"; {note}" for note in notes)


def _failure_lines(failures: Sequence[Failure], lang: Lang) -> Iterator[str]:
    if not failures:
        yield f"{text('run.failures', lang)}: {text('run.none', lang)}"
        return
    yield f"{text('run.failures', lang)}: {len(failures)}"
    for failure in failures[:SHOWN_FAILURES]:
        place = visible(failure.path)
        if failure.page_no is not None:
            place = text("run.file_page", lang, path=place, page=failure.page_no)
        remedy = f" -> {remedy_text(failure.remedy, lang)}" if failure.remedy else ""
        yield f"  {place}: {visible(fact_text(failure.error, lang))}{remedy}"
    if (rest := len(failures) - SHOWN_FAILURES) > 0:
        yield "  " + text("run.more_failures", lang, count=rest)
