"""The flow ``ingest``. Prefect orchestrates: it names the steps, runs the files side by side and shows their states.

All work is done by :class:`pipeline.run.Run`, which knows nothing of Prefect. Between tasks travels a reference to it
in memory, never pages; nothing is persisted or cached by Prefect (its default cache key holds the run id and could
never hit in a later run; the product's own cache goes by content).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.futures import PrefectFuture
from prefect.task_runners import ThreadPoolTaskRunner

from pipeline.config import Settings
from pipeline.progress import Progress
from pipeline.run import Run
from pipeline.summary import RunReport
from pipeline.workers import PagePool

FILES_A_WORKER: Final = 2
"""Files in hand for each page worker: while one is assembled, another keeps the worker busy."""


@task(name="inventory", cache_policy=NO_CACHE, persist_result=False)
def take_inventory(run: Run) -> int:
    """List the files and hash their bytes."""
    return run.take_inventory()


@task(name="recall", cache_policy=NO_CACHE, persist_result=False)
def recall_unchanged(run: Run) -> list[int]:
    """Find what need not be read again."""
    return run.recall_unchanged()


@task(name="read", task_run_name="read-{index}", cache_policy=NO_CACHE, persist_result=False)
def read_file(run: Run, index: int) -> None:
    """Read one file."""
    run.read(index)


@task(name="curate", cache_policy=NO_CACHE, persist_result=False)
def curate(run: Run) -> None:
    """Make the tables."""
    run.curate()


@task(name="publish", cache_policy=NO_CACHE, persist_result=False)
def publish(run: Run) -> RunReport:
    """Publish the tables, all or none."""
    return run.publish()


@flow(name="ingest", validate_parameters=False, persist_result=False)
def ingest_flow(run: Run, pool: PagePool, at_once: int) -> RunReport:
    """The steps of one run, with at most ``at_once`` files in hand."""
    try:
        take_inventory(run)
        _read_all(run, recall_unchanged(run), at_once)
        curate(run)
        return publish(run)
    except BaseException:
        pool.close()  # tasks that wait for a page would keep the flow from ending
        raise


def _read_all(run: Run, indices: Sequence[int], at_once: int) -> None:
    """Read the files, a bounded number at a time: thousands of submitted tasks would choke Prefect's database."""
    running: deque[PrefectFuture[Any]] = deque()
    for index in indices:
        if len(running) >= at_once:
            running.popleft().result()
        running.append(read_file.submit(run, index))
    for future in running:
        future.result()


def ingest(
    settings: Settings,
    paths: Sequence[Path] = (),
    only: str | None = None,
    force: bool = False,
    progress: Progress | None = None,
) -> RunReport:
    """Read the raw folder (or ``paths``, or what the glob ``only`` matches) and publish the snapshot.

    With ``force`` what is to be read is read without the cache. Call it within :func:`flows.settings.engine`. Files and
    pages that cannot be read are failures in the report. Raises :class:`NoticesError` when nothing could be published.
    """
    shown = progress or Progress()
    with PagePool(settings.workers, settings.page_timeout) as pool, shown:
        run = Run(settings, pool, paths=paths, only=only, force=force, progress=shown)
        at_once = FILES_A_WORKER * settings.workers
        runner: Any = ThreadPoolTaskRunner(max_workers=at_once)
        report: RunReport = ingest_flow.with_options(task_runner=runner)(run, pool, at_once)
        return report
