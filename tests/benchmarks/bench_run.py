"""How fast a whole run is, as a ratio to a floor measured in the same call; and what a second run does.

``python -m tests.benchmarks.bench_run [FILE ...] [--jobs N] [--repeat N]``

The floor is the bare Tesseract over the very page images that the product reads (``bench_reading.floor_command``: mode
3, language ``vie``, one thread), as many processes at a time as the product has page workers; drawing the images is not
counted. The product's time is everything from the inventory of the raw folder to the published snapshot
(:class:`pipeline.run.Run`), with the starts of its page workers; Prefect and the imports of the main process are not
counted. Product and floor take turns; with ``--repeat`` the best time of each counts.

Then the same input once more in a fresh process, and then with one notice of four scanned pages added (the shipped
bundle): seconds, the pages that were read, the processes of Tesseract that read images, and those that only said
their version or languages. They are counted by a wrapper that is given to the product as its Tesseract command.

Without files the shipped scans of ``data/raw`` are read. Not part of the test suite: it asserts nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ["OMP_THREAD_LIMIT"] = "1"  # before Tesseract is started: pages are read side by side, not lines

from extractors.reading import read_page
from pipeline.config import Settings
from pipeline.process import Pool
from pipeline.run import Run
from pipeline.snapshot import open_snapshot
from pipeline.store import inventory
from pipeline.workers import PagePool
from tests.benchmarks.bench_reading import RAW, SAMPLES, PageOf, floor_command, pages_of, seconds
from tests.samples import fonts
from tests.samples.compose import compose
from tests.samples.content_bundle import BUNDLE
from tests.samples.make_samples import OFFICE_SCANNER
from tests.samples.scan import scanned_pdf

ADDED = "added.pdf"


@dataclass(frozen=True)
class Outcome:
    """What one run did: its seconds, the pages that were read ("file page"), those that OCR read, files taken over."""

    seconds: float
    read: tuple[str, ...]
    ocr: tuple[tuple[str, int], ...]
    reused: int


class Counting:
    """A pool that notes which pages it was asked to read."""

    def __init__(self, pool: Pool) -> None:
        self.read: list[str] = []
        self._pool = pool

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        if function is read_page:
            self.read.append(f"{args[0].name} {args[2]}")
        return self._pool.submit(function, *args)


def whole_run(settings: Settings) -> Outcome:
    """Inventory to published snapshot: the steps of ``flows.ingest``, with threads in place of Prefect's tasks."""
    start = time.perf_counter()
    with PagePool(settings.workers, settings.page_timeout) as pool:
        counting = Counting(pool)
        run = Run(settings, counting)
        run.take_inventory()
        with ThreadPoolExecutor(2 * settings.workers) as threads:  # as many files in hand as the flow has
            for future in [threads.submit(run.read, index) for index in run.recall_unchanged()]:
                future.result()
        run.curate()
        report = run.publish()
    took = time.perf_counter() - start
    snapshot = open_snapshot(settings.curated)
    names = {row["source_id"]: row["path"] for row in snapshot.read("sources").to_pylist()}
    pages = snapshot.read("pages").to_pylist()
    ocr = tuple((names[p["source_id"]], p["page_no"]) for p in pages if p["text_source"] == "ocr")
    return Outcome(took, tuple(counting.read), ocr, report.reused)


def in_fresh_process(settings: Settings) -> Outcome:
    """:func:`whole_run` where nothing is warm."""
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(whole_run, settings).result()


def floor(pages: Sequence[PageOf], settings: Settings) -> float:
    """Seconds of bare Tesseract over the pages, as many at a time as there are page workers."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        commands = [floor_command(page, settings, Path(folder), f"{n:04d}") for n, page in enumerate(pages)]

        def read(command: Sequence[str]) -> None:
            subprocess.run(command, check=True, capture_output=True)

        def read_all() -> None:
            with ThreadPoolExecutor(settings.workers) as threads:
                list(threads.map(read, commands))

        return seconds(read_all)


class Starts:
    """Counts the starts of Tesseract: a wrapper of the command that notes its arguments, a line a start."""

    def __init__(self, folder: Path, command: str) -> None:
        self._log = folder / "starts.txt"
        self._log.touch()
        self.command = str(folder / "tesseract")
        target = shutil.which(command) or command
        script = f'#!/bin/sh\necho "$*" >> {shlex.quote(str(self._log))}\nexec {shlex.quote(target)} "$@"\n'
        Path(self.command).write_text(script, encoding="utf-8")
        Path(self.command).chmod(0o755)

    def since(self) -> tuple[int, int]:
        """Starts that read images, and the others, since the last call."""
        lines = self._log.read_text(encoding="utf-8").splitlines()
        self._log.write_text("", encoding="utf-8")
        others = sum(line.split()[:1] in (["--version"], ["--list-langs"]) for line in lines)
        return len(lines) - others, others


def show(name: str, outcome: Outcome, starts: tuple[int, int]) -> None:
    by_file: dict[str, int] = {}
    for page in outcome.read:
        by_file[page.rsplit(" ", 1)[0]] = by_file.get(page.rsplit(" ", 1)[0], 0) + 1
    read = ", ".join(f"{name} {count}" for name, count in sorted(by_file.items())) or "none"
    print(f"{name:22} {outcome.seconds:8.2f} s   files taken over {outcome.reused}   pages read: {read}")
    print(f"{'':22} Tesseract started {starts[0]} times to read, {starts[1]} times to say its version", flush=True)


def compare(files: Sequence[Path], jobs: int, repeat: int) -> None:
    """Run, compare with the floor, run again, add a notice, run again."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        root = Path(folder)
        raw = root / "raw"
        raw.mkdir()
        for path in files:
            shutil.copyfile(path, raw / path.name)
        bare = Settings(raw=raw, jobs=jobs)
        starts = Starts(root, bare.tesseract_cmd)
        best = least = float("inf")
        for n in range(repeat):
            settings = replace(
                bare, curated=root / f"curated{n}", cache=root / f"cache{n}", tesseract_cmd=starts.command
            )
            first = in_fresh_process(settings)
            counted = starts.since()
            everything = {(p.path.name, p.page_no): p for f in inventory(raw) for p in pages_of(f.file, bare, None)}
            scans = [everything[page] for page in first.ocr]
            best, least = min(best, first.seconds), min(least, floor(scans, bare) if scans else 0.0)
        show("first run", first, counted)
        if scans:
            print(
                f"{'floor':22} {least:8.2f} s   bare Tesseract over {len(scans)} page images, {bare.workers} at a time"
            )
            print(f"{'ratio':22} {best / least:8.2f}     (best of {repeat}: {best:.2f} s)", flush=True)
        again = in_fresh_process(settings)
        show("unchanged", again, starts.since())
        fonts.register()
        (raw / ADDED).write_bytes(scanned_pdf(compose(BUNDLE), OFFICE_SCANNER))
        more = in_fresh_process(settings)
        show("one notice added", more, starts.since())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="notices to read (default: the shipped scans)")
    parser.add_argument("--jobs", type=int, default=0, help="page workers (default: one a core)")
    parser.add_argument("--repeat", type=int, default=1, help="times the first run is made; the best counts")
    args = parser.parse_args()
    compare(args.files or [RAW / name for name in SAMPLES], args.jobs, max(1, args.repeat))
    return 0


if __name__ == "__main__":
    sys.exit(main())
