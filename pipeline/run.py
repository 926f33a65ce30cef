"""One run, step by step: inventory -> recall what is unchanged -> read the rest -> curate -> publish.

Plain code that works without a flow engine; the flow of ``flows.ingest`` calls these steps in this order.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from normalizers.agency_mentions import named_agencies
from normalizers.agency_register import load_register
from pipeline.config import Settings
from pipeline.curate import agency_mentions, build_tables, run_record, summarize
from pipeline.engine import know_engine
from pipeline.errors import NotFound, NoticesError, SnapshotError
from pipeline.gazetteer import use_agencies
from pipeline.merge.decisions import Decisions, apply_decisions, load_decisions
from pipeline.merge.groups import merge
from pipeline.merge.links import link_table
from pipeline.merge.mentions import mentions_of
from pipeline.model import SourceResult
from pipeline.process import Pool, curation_version, process_source
from pipeline.progress import Progress
from pipeline.recall import ForgetfulCache, broken_result, recall, remember, version
from pipeline.snapshot import SnapshotFacts, open_snapshot, tables_made_from
from pipeline.store import PageCache, RawFile, inventory, mark_duplicates, publish
from pipeline.summary import RunReport


class TakingTurns:
    """A pool for many threads of which one at a time works in this process; waiting for a page gives the turn away.

    Libraries used here are not safe in threads (PDFium; the word segmenter loads its model at first use), and Python
    would not run them side by side anyway. A thread holds ``turn`` while it works and calls :meth:`submit`.
    """

    def __init__(self, pool: Pool) -> None:
        self.turn = threading.Lock()
        self._pool = pool

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        """Run ``function(*args)`` in the pool. The future's ``result`` lets other threads work meanwhile."""
        future = self._pool.submit(function, *args)
        wait = future.result

        def result(timeout: float | None = None) -> Any:
            self.turn.release()
            try:
                return wait(timeout)
            finally:
                self.turn.acquire()

        future.result = result  # type: ignore[method-assign]
        return future


class Run:
    """What one run has so far. Files are named by their place in the inventory; :meth:`read` is safe from any thread.

    ``paths`` and ``only`` limit the files to read (see :func:`pipeline.store.inventory`). Other files of the raw folder
    that the published snapshot holds stay in it as they were published, even if their bytes have changed since (such a
    file is read when what was read of it is no longer in the cache).
    ``force`` reads anew what is to be read, without the cache. ``pool`` is where pages are read. Raises
    :class:`ConfigError` for the setting ``agencies``.
    """

    def __init__(
        self,
        settings: Settings,
        pool: Pool,
        *,
        paths: Sequence[Path] = (),
        only: str | None = None,
        force: bool = False,
        progress: Progress | None = None,
    ) -> None:
        use_agencies(settings)
        self.settings = settings
        self._pool = TakingTurns(pool)
        self.started_at = dt.datetime.now(dt.UTC)  # for the table ``runs`` and the report, for nothing else
        self._paths = tuple(paths)
        self._only = only
        self._force = force
        self._progress = progress or Progress()
        self._cache = PageCache(settings.cache / "pages")
        self._forgetful = ForgetfulCache(self._cache.root)
        self._chosen: frozenset[str] = frozenset()
        self._kept: dict[str, SourceResult] = {}
        self._files: tuple[RawFile, ...] = ()
        self._results: dict[int, SourceResult] = {}
        self._reused = 0
        self._tables: dict[str, pa.Table] = {}
        self._decisions = Decisions()

    def take_inventory(self) -> int:
        """List the files and hash their bytes. Returns their number.

        Raises :class:`UsageError` (no raw folder), :class:`NotFound` (the glob matches no file) and
        :class:`DecisionError`, before anything is read.
        """
        self._decisions = load_decisions(self.settings.decisions)
        chosen = inventory(self.settings.raw, self._paths, only=self._only)
        if self._only is not None and not chosen:
            raise NotFound(
                f"no file matches {self._only!r}",
                remedy="Give --only a glob on the path in the raw folder or on the file's name, e.g. '2025/*.pdf'.",
            )
        self._chosen = frozenset(file.path for file in chosen)
        self._files = mark_duplicates([*chosen, *self._published()])
        self._progress.add_files(len(self._files))
        return len(self._files)

    def _published(self) -> tuple[RawFile, ...]:
        """Files not chosen that the snapshot holds, as it holds them, when this run is limited to some files."""
        if (not self._paths and self._only is None) or not self.settings.raw.is_dir():
            return ()
        try:
            snapshot = open_snapshot(self.settings.curated)
            rows = snapshot.read("sources").select(["path", "source_id", "sha256", "byte_size"]).to_pylist()
        except SnapshotError:
            return ()
        held = {row["path"]: row for row in rows}
        marks: Mapping[str, str] = snapshot.manifest.get("fingerprints", {})
        others = [f for f in inventory(self.settings.raw) if f.path in held and f.path not in self._chosen]
        return tuple(self._as_published(file, held[file.path], marks) for file in others)

    def _as_published(self, file: RawFile, row: Mapping[str, Any], marks: Mapping[str, str]) -> RawFile:
        """``file`` with the bytes that were published, when they were others and what was read of them is known."""
        if not row["sha256"] or file.sha256 == row["sha256"]:
            return file
        result = self._cache.get(marks.get(row["source_id"], ""), SourceResult) if row["source_id"] in marks else None
        if result is None:
            return file
        self._kept[file.path] = replace(result, source=replace(result.source, path=file.path))
        return RawFile(file.path, file.file, row["sha256"], row["byte_size"])

    def recall_unchanged(self) -> list[int]:
        """Take over what earlier runs have read. Returns the files that must be read.

        Raises :class:`EnvironmentMissing` (the cache cannot be written).
        """
        know_engine(self.settings, self._forgetful if self._force else self._cache)
        missing = []
        for index, file in enumerate(self._files):
            known = None if self._is_forced(file) else self._known(file)
            if known is None:
                missing.append(index)
                continue
            self._results[index] = known
            self._reused += 1
            self._progress.file_done(file.path)
        return missing

    def _is_forced(self, file: RawFile) -> bool:
        return self._force and file.path in self._chosen

    def _known(self, file: RawFile) -> SourceResult | None:
        kept = self._kept.get(file.path) if file.duplicate_of is None else None
        return kept or recall(file, self.settings, self._cache)

    def read(self, index: int) -> None:
        """Read one file. A defect of our own fails this file only.

        Raises :class:`EnvironmentMissing` (a full disk): then no file can be read.
        """
        file = self._files[index]
        try:
            cache = self._forgetful if self._is_forced(file) else self._cache
            with self._pool.turn:
                result = process_source(file, self.settings, self._pool, cache, self._progress)
            remember(file, result, self.settings, self._cache)
        except NoticesError:
            raise
        except Exception as error:
            result = broken_result(file, error)
        self._results[index] = result
        self._progress.file_done(file.path)

    def curate(self) -> None:
        """Merge the mentions of the same task and make the tables from all results.

        The published tables are taken when they were made from the same things by the same code, unless all is to be
        done anew. Copies, and files that fail in every run, are not remembered, and are no reason to merge again.
        """
        known = None if self._force else tables_made_from(self.settings.curated, self._made_from())
        if known is not None:
            self._tables = known
            return
        decided = apply_decisions(self._ordered(), self._decisions)
        register = (*load_register(), *named_agencies(agency_mentions(decided.results)))
        merged = merge(mentions_of(decided.results, register), decided.verdicts)
        self._tables = build_tables(
            decided.results,
            register,
            merged.groups,
            link_table(merged),
            decided.findings,
            self._decisions.dismissals,
        )

    def publish(self) -> RunReport:
        """Publish the tables, all or none, and report. Raises what :func:`pipeline.store.publish` raises."""
        results = self._ordered()
        removed = self._removed()
        summary = summarize(self._tables)
        facts = SnapshotFacts(
            code_version=version(),
            config_hash=self.settings.extraction_key(),
            models=_models(results),
            decisions=self._decisions.digest,
            made_from=self._made_from(),
            fingerprints=tuple((r.source.source_id, r.fingerprint) for r in results if not r.source.duplicate_of),
        )
        finished_at = dt.datetime.now(dt.UTC)
        record = run_record(summary, self._tables, started_at=self.started_at, finished_at=finished_at)
        published = publish(self._tables, facts, self.settings.curated, run=record)
        task_ids = self._tables["tasks"].column("task_id").to_pylist()
        return RunReport(
            summary=summary,
            curated=str(self.settings.curated),
            snapshot_id=published.snapshot.snapshot_id,
            changed=published.changed,
            reused=self._reused,
            removed=removed,
            sample_task_id=task_ids[0] if task_ids else None,
            seconds=(finished_at - self.started_at).total_seconds(),
        )

    def _made_from(self) -> str:
        """Digest of what the tables are made from: the results, named by what they depend on, decisions, code."""
        said = [
            [r.source.path, r.source.sha256, r.source.duplicate_of, r.fingerprint, r.source.status, r.source.error]
            + [[p.page_no, p.error] for p in r.pages if p.error]
            for r in self._ordered()
        ]
        body = json.dumps([said, self._decisions.digest, curation_version()], ensure_ascii=True)
        return hashlib.sha256(body.encode()).hexdigest()

    def _ordered(self) -> list[SourceResult]:
        return [self._results[index] for index in sorted(self._results)]

    def _removed(self) -> int:
        """How many files of the published snapshot are not in this run."""
        try:
            before = open_snapshot(self.settings.curated).read("sources").column("path").to_pylist()
        except SnapshotError:
            return 0
        return len(set(before) - {file.path for file in self._files})


def _models(results: Sequence[SourceResult]) -> tuple[tuple[str, str], ...]:
    """(name, version and parameters) of whatever read the pages, one entry a name and version."""
    engines = sorted({page.engine for result in results for page in result.pages if page.engine})
    return tuple((name, rest) for name, _, rest in (engine.partition(" ") for engine in engines))
