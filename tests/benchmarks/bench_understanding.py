"""What understanding costs: everything after OCR, as a share of the OCR time of the same pages, and where it goes.

``python -m tests.benchmarks.bench_understanding [FILE ...] [--pages N] [--repeat N]``

Scans are read as the product reads them (:func:`extractors.reading.read_page`), and by the bare program Tesseract on
the same images (the floor of ``bench_reading``). Then the same pages are understood: blocks, tables, documents,
outline, words, tasks, agencies, deadlines, references, all in this process; with ``--repeat`` the best time of
understanding counts. Models and registers load before the clock runs and are stated apart: they load once a process
(the proofreader's model in a first pass that is not counted). Caches of single texts are emptied before each
measurement, so that no second reading of the same page is cheaper than the first.

The share of each part is its own time, without that of the parts it calls. Text notices need no OCR: for them only
pages (of 3,000 characters) a second are given.

Without files the shipped notices of ``data/raw`` are read. Not part of the test suite: it asserts nothing.
"""

from __future__ import annotations

import argparse
import functools
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractors import (
    annex_measures,
    assemble,
    directive_actors,
    directive_context,
    directive_pipeline,
    directives,
    documents,
    task_rows,
)
from extractors.layout import page_content
from extractors.ocr import TesseractEngine
from extractors.pieces import PageContent
from extractors.proofreading import proofread
from extractors.reading import read_page
from extractors.text import read_text_pages, text_content
from extractors.triage import identify
from normalizers import segment
from pipeline.config import Settings
from pipeline.model import TextSource
from tests.benchmarks.bench_reading import RAW, floor_command, pages_of, seconds

PAGE_CHARACTERS = 3000

# (part, module, name by which the module calls it)
PARTS: tuple[tuple[str, Any, str], ...] = (
    ("segmentation", segment, "words"),
    ("segmentation", segment, "sentences"),
    ("segmentation", assemble, "tokens"),
    ("agencies", task_rows, "parse_agencies"),
    ("agencies", documents, "parse_agencies"),
    ("agencies", directive_actors, "lead_phrase"),
    ("agencies", directive_actors, "parse_agencies"),
    ("agencies", directive_context, "parse_agencies"),
    ("agencies", directives, "find_agencies"),
    ("deadlines", task_rows, "parse_deadlines"),
    ("deadlines", directive_pipeline, "find_deadlines"),
    ("references", task_rows, "find_references"),
    ("references", directive_pipeline, "find_references"),
    ("references", assemble, "find_references"),
    ("directives", assemble, "prose_tasks"),
    ("directives", annex_measures, "without_assigned"),
    ("tables", assemble, "assemble"),
    ("tables", assemble, "infer_ordinals"),
    ("tables", assemble, "tasks_of_table"),
    ("tables", assemble, "indicators_of_table"),
    ("documents and outline", assemble, "split_documents"),
    ("documents and outline", assemble, "classify"),
    ("documents and outline", assemble, "link_paragraphs"),
)


@dataclass
class Clock:
    """Own time of each part: the time of the parts that it calls is theirs."""

    own: Counter[str] = field(default_factory=Counter)
    running: list[list[float]] = field(default_factory=list)

    def timed(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function with its time counted."""

        @functools.wraps(function)
        def call(*args: Any, **kwargs: Any) -> Any:
            self.running.append([0.0])
            start = time.perf_counter()
            try:
                return function(*args, **kwargs)
            finally:
                took = time.perf_counter() - start
                inner = self.running.pop()[0]
                self.own[part] += took - inner
                if self.running:
                    self.running[-1][0] += took

        return call

    @contextmanager
    def watching(self) -> Iterator[None]:
        """All parts with their time counted."""
        kept = [(module, name, getattr(module, name)) for _, module, name in PARTS if hasattr(module, name)]
        for part, module, name in PARTS:
            if hasattr(module, name):
                setattr(module, name, self.timed(part, getattr(module, name)))
        try:
            yield
        finally:
            for module, name, function in kept:
                setattr(module, name, function)


_CACHED = (segment.words, segment.sentences, segment.tokens)
_FRESH = tuple(function.cache_clear for function in _CACHED)


def understand(contents: Callable[[], Sequence[PageContent]], clock: Clock) -> float:
    """Seconds to understand pages, with the caches of single texts empty."""
    for clear in _FRESH:
        clear()
    with clock.watching():
        start = time.perf_counter()
        clock.timed("rest", assemble.extract)("bench", clock.timed("layout", contents)())
        return time.perf_counter() - start


_FIRST = "1. Sở Y tế chủ trì, phối hợp với Sở Tài chính báo cáo trước ngày 15/5/2026."
_LOADS = f"from extractors.directive_pipeline import read_unit; read_unit({_FIRST!r}, 3)"


def load() -> float:
    """Seconds that a new process takes to import spaCy and to load underthesea's models and the registers; this one
    loads them too."""
    directive_pipeline.read_unit(_FIRST, 3)
    bare = seconds(functools.partial(subprocess.run, [sys.executable, "-c", "pass"], check=True))
    return seconds(functools.partial(subprocess.run, [sys.executable, "-c", _LOADS], check=True)) - bare


@dataclass
class Row:
    """The times of one file in seconds, best of all repeats; ``pages`` may be a fraction for a text notice."""

    name: str
    pages: float
    ocr: float
    floor: float
    understanding: float
    clock: Clock

    def line(self) -> str:
        """The row of the table."""
        rate = self.pages / self.understanding
        share = f"{100 * self.understanding / self.ocr:8.1f} %" if self.ocr else f"{'':>10}"
        floor = f"{100 * self.understanding / self.floor:9.1f} %" if self.floor else f"{'':>11}"
        return f"{self.name[:40]:40} {self.pages:6.1f} {rate:10.1f} {self.ocr:9.2f} {share} {floor}"


def scan_row(path: Path, settings: Settings, engine: TesseractEngine, limit: int | None, repeat: int) -> Row | None:
    """The times of a scan; None where every page has a good layer."""
    readings, ocr, floor = [], 0.0, 0.0
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for page in pages_of(path, settings, limit):
            start = time.perf_counter()
            reading = read_page(page.path, page.media_type, page.page_no, settings, engine)
            took = time.perf_counter() - start
            if reading.text_source is not TextSource.OCR:
                continue
            readings.append(reading)
            ocr += took
            command = floor_command(page, settings, Path(folder))
            floor += seconds(functools.partial(subprocess.run, command, check=True, capture_output=True))
    if not readings:
        return None

    def contents() -> list[PageContent]:
        return [proofread(page_content("bench", r)) for r in readings]

    return _best(Row(path.name, len(readings), ocr, floor, 0.0, Clock()), contents, repeat)


def text_row(path: Path, repeat: int) -> Row:
    """The times of a text notice (its repair is measured by ``bench_repair``)."""
    pages = read_text_pages(path)
    size = sum(len(line.text) for page in pages for line in page.lines)
    return _best(
        Row(path.name, size / PAGE_CHARACTERS, 0.0, 0.0, 0.0, Clock()), lambda: text_content("bench", pages), repeat
    )


def _best(row: Row, contents: Callable[[], Sequence[PageContent]], repeat: int) -> Row:
    understand(contents, Clock())  # loads what loads once: the proofreader's model, the registers
    for n in range(repeat):
        clock = Clock()
        took = understand(contents, clock)
        if n == 0 or took < row.understanding:
            row.understanding, row.clock = took, clock
    return row


def report(rows: Sequence[Row]) -> None:
    """Print the tables."""
    print(f"{'file':40} {'pages':>6} {'pages/s':>10} {'OCR s':>9} {'of OCR':>10} {'of floor':>11}")
    for row in rows:
        print(row.line())
    scans = [r for r in rows if r.ocr]
    if scans:
        total = Row("all scans", 0.0, 0.0, 0.0, 0.0, Clock())
        for r in scans:
            total.pages, total.ocr, total.floor = total.pages + r.pages, total.ocr + r.ocr, total.floor + r.floor
            total.understanding += r.understanding
        print(total.line())
    own: Counter[str] = Counter()
    for row in rows:
        own.update(row.clock.own)
    print("\nwhere the time goes")
    for part, took in own.most_common():
        print(f"  {part:24} {100 * took / sum(own.values()):5.1f} %")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--pages", type=int, help="the first pages of each file only")
    parser.add_argument("--repeat", type=int, default=2)
    args = parser.parse_args(argv)
    settings = Settings()
    print(f"loading, once a process: {load():.1f} s\n")
    engine = TesseractEngine(settings)
    rows = []
    for path in args.files or sorted(p for p in RAW.iterdir() if p.suffix in (".pdf", ".png", ".txt")):
        if identify(path, settings) == "text/plain":
            rows.append(text_row(path, args.repeat))
        elif (row := scan_row(path, settings, engine, args.pages, args.repeat)) is not None:
            rows.append(row)
    report(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
