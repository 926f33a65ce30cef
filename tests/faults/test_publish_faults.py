"""Publishing when things go wrong: whatever happens, readers see the old snapshot or the new one, whole."""

from __future__ import annotations

import datetime as dt
import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from pipeline.errors import EnvironmentMissing, SnapshotError
from pipeline.schema import TABLE_NAMES, make_table, validate_all
from pipeline.snapshot import RunRecord, SnapshotFacts, open_snapshot
from pipeline.store import publish, publish_lock

FACTS = SnapshotFacts("0.1.0", "c0ffee")
RUN = RunRecord(dt.datetime(2030, 1, 1, tzinfo=dt.UTC), dt.datetime(2030, 1, 1, 0, 5, tzinfo=dt.UTC))
PROJECT = Path(__file__).parents[2]


def tables(name: str) -> dict[str, pa.Table]:
    """A snapshot of one file, told apart by the path of that file."""
    source = {
        "source_id": "1" * 16,
        "sha256": "1" * 64,
        "path": name,
        "media_type": "text/plain",
        "byte_size": 1,
        "page_count": 0,
        "status": "ok",
    }
    rows: dict[str, list[dict[str, Any]]] = {"sources": [source]}
    return {table: make_table(table, rows.get(table, [])) for table in TABLE_NAMES if table != "runs"}


def published(curated: Path) -> str:
    """The path of the one file of the published snapshot, which must be whole and agree with the table links."""
    snapshot = open_snapshot(curated)
    validate_all({name: snapshot.read(name) for name in TABLE_NAMES})
    for name in TABLE_NAMES:
        assert os.path.samefile(snapshot.table_path(name), curated / name / "part-0.parquet")
    (path,) = snapshot.read("sources").column("path").to_pylist()
    return str(path)


class Crash(BaseException):
    """The process dies here: nothing that handles exceptions may see it."""


STEPS = ("mkdir", "symlink", "rename", "replace", "fsync", "unlink")


def crash_at(monkeypatch: pytest.MonkeyPatch, step: int, *, after: bool) -> list[str]:
    """Let the ``step``-th change of the file system raise :class:`Crash`, before or after it was done."""
    done: list[str] = []

    def wrap(name: str) -> None:
        real = getattr(os, name)

        def counted(*args: Any, **kwargs: Any) -> Any:
            done.append(name)
            if len(done) == step and not after:
                raise Crash(name)
            try:
                return real(*args, **kwargs)
            finally:
                if len(done) == step:
                    raise Crash(name)

        monkeypatch.setattr(os, name, counted)

    for name in STEPS:
        wrap(name)
    return done


def count_steps(tmp_path: Path, old: bool) -> int:
    with pytest.MonkeyPatch.context() as patch:
        if old:
            publish(tables("old"), FACTS, tmp_path / "count", run=RUN)
        done = crash_at(patch, -1, after=False)
        publish(tables("new"), FACTS, tmp_path / "count", run=RUN)
    return len(done)


@pytest.mark.parametrize(("old", "after"), [(False, False), (True, False), (True, True)])
def test_a_crash_at_any_step_leaves_the_old_snapshot_or_the_new_one(tmp_path: Path, old: bool, after: bool) -> None:
    total = count_steps(tmp_path, old)
    assert total > 20
    outcomes = []
    for step in range(1, total + 1):
        curated = tmp_path / f"{step}"
        if old:
            publish(tables("old"), FACTS, curated, run=RUN)
        with pytest.MonkeyPatch.context() as patch:
            crash_at(patch, step, after=after)
            with pytest.raises(Crash):
                publish(tables("new"), FACTS, curated, run=RUN)
        outcomes.append(published(curated) if (curated / ".current").is_symlink() else "none")
        versions = curated / ".versions"
        whole = [n for n in os.listdir(versions) if not n.startswith(".")] if versions.is_dir() else []
        # The next run mends everything and leaves nothing of the crash behind.
        publish(tables("newer"), FACTS, curated, run=RUN)
        assert published(curated) == "newer"
        left = os.listdir(curated / ".versions")
        assert [name for name in left if name.startswith(".")] == []
        assert not (curated / ".current.new-").is_symlink()
        kept = len(whole) if outcomes[-1] != "old" else 1  # a whole version goes only when an older one is published
        assert len(left) == 1 + kept
    before = "old" if old else "none"
    switch = outcomes.index("new") if "new" in outcomes else len(outcomes)
    assert outcomes == [before] * switch + ["new"] * (total - switch)
    assert switch >= total - 2


def test_a_killed_process_leaves_the_old_snapshot_and_no_lock(tmp_path: Path) -> None:
    publish(tables("old"), FACTS, tmp_path / "curated", run=RUN)
    script = textwrap.dedent("""
        import os, signal, sys
        sys.path[:0] = [sys.argv[1], sys.argv[2]]
        from pathlib import Path
        import test_publish_faults as t
        os.replace = lambda *a: os.kill(os.getpid(), signal.SIGKILL)
        t.publish(t.tables("new"), t.FACTS, Path(sys.argv[3]), run=t.RUN)
    """)
    arguments = [sys.executable, "-c", script, PROJECT, PROJECT / "tests/faults", tmp_path / "curated"]
    done = subprocess.run(arguments, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert published(tmp_path / "curated") == "old"
    assert len(os.listdir(tmp_path / "curated/.versions")) == 2
    assert publish(tables("new"), FACTS, tmp_path / "curated", run=RUN).changed
    assert published(tmp_path / "curated") == "new"


@pytest.mark.parametrize("old", [False, True])
@pytest.mark.parametrize("nth", [1, 7, 15])
def test_a_full_disk_is_said_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, old: bool, nth: int
) -> None:
    if old:
        publish(tables("old"), FACTS, tmp_path, run=RUN)
    real, calls = os.fsync, []

    def full(handle: int) -> None:
        calls.append(handle)
        if len(calls) == nth:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(handle)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SnapshotError, match="No space left on device") as caught:
        publish(tables("new"), FACTS, tmp_path, run=RUN)
    assert "Free disk space" in caught.value.remedy
    assert len(os.listdir(tmp_path / ".versions")) == int(old)
    monkeypatch.undo()
    if old:
        assert published(tmp_path) == "old"
    assert publish(tables("new"), FACTS, tmp_path, run=RUN).changed
    assert published(tmp_path) == "new"


def test_a_folder_that_may_not_be_written_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(EnvironmentMissing, match="cannot write in"):
        publish(tables("new"), FACTS, tmp_path / "curated", run=RUN)


def test_a_file_system_without_links_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise OSError(errno.EOPNOTSUPP, "Operation not supported")

    monkeypatch.setattr(os, "symlink", refuse)
    with pytest.raises(SnapshotError, match="Operation not supported") as caught:
        publish(tables("new"), FACTS, tmp_path / "curated", run=RUN)
    assert "symbolic links" in caught.value.remedy


def test_two_publishers_do_not_meet(tmp_path: Path) -> None:
    publish(tables("old"), FACTS, tmp_path, run=RUN)
    with publish_lock(tmp_path):
        with pytest.raises(SnapshotError, match="another run is publishing"):
            publish(tables("new"), FACTS, tmp_path, run=RUN)
        assert published(tmp_path) == "old"
    assert publish(tables("new"), FACTS, tmp_path, run=RUN).changed


def test_readers_see_whole_snapshots_while_others_are_published(tmp_path: Path) -> None:
    publish(tables("0"), FACTS, tmp_path, run=RUN)
    stop, seen, broken = threading.Event(), set(), []

    def read() -> None:
        while not stop.is_set():
            try:
                snapshot = open_snapshot(tmp_path)
                names = {str(snapshot.read("sources").column("path").to_pylist()[0]) for _ in range(2)}
                assert len(names) == 1
                assert snapshot.read("runs").num_rows == int(names.copy().pop()) + 1
                seen.update(names)
            except BaseException as error:
                broken.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 15):
        publish(tables(str(number)), FACTS, tmp_path, run=RUN)
    stop.set()
    reader.join()
    assert broken == []
    assert len(seen) > 1


@pytest.mark.parametrize("name", ["letter.docx", ".config", "tasks"])
def test_a_folder_with_other_files_is_refused_and_untouched(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")
    with pytest.raises(SnapshotError, match="is no snapshot") as caught:
        publish(tables("new"), FACTS, tmp_path, run=RUN)
    assert "nothing was changed" in caught.value.remedy
    assert [p.name for p in tmp_path.iterdir()] == [name]


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "curated").write_text("mine")
    with pytest.raises(SnapshotError, match="is not a folder"):
        publish(tables("new"), FACTS, tmp_path / "curated", run=RUN)
    assert (tmp_path / "curated").read_text() == "mine"


def test_files_put_beside_a_snapshot_survive(tmp_path: Path) -> None:
    publish(tables("old"), FACTS, tmp_path, run=RUN)
    (tmp_path / "notes.txt").write_text("mine")
    (tmp_path / "export").mkdir()
    publish(tables("new"), FACTS, tmp_path, run=RUN)
    assert published(tmp_path) == "new"
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert (tmp_path / "export").is_dir()


def test_a_real_folder_where_a_table_must_stand_is_refused(tmp_path: Path) -> None:
    publish(tables("old"), FACTS, tmp_path, run=RUN)
    (tmp_path / "tasks").unlink()
    (tmp_path / "tasks").mkdir()
    (tmp_path / "tasks/mine.txt").write_text("mine")
    with pytest.raises(SnapshotError, match="was not made by this program"):
        publish(tables("new"), FACTS, tmp_path, run=RUN)
    assert (tmp_path / "tasks/mine.txt").read_text() == "mine"
    assert open_snapshot(tmp_path).read("sources").column("path").to_pylist() == ["old"]


def test_a_damaged_snapshot_is_mended_by_the_next_run(tmp_path: Path) -> None:
    publish(tables("old"), FACTS, tmp_path, run=RUN)
    os.unlink(os.path.realpath(tmp_path / "pages/part-0.parquet"))
    (tmp_path / "tasks").unlink()
    assert publish(tables("old"), FACTS, tmp_path, run=RUN).changed
    assert published(tmp_path) == "old"


def test_the_curated_folder_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "disk").mkdir()
    (tmp_path / "curated").symlink_to(tmp_path / "disk")
    publish(tables("old"), FACTS, tmp_path / "curated", run=RUN)
    assert published(tmp_path / "curated") == "old"
    assert (tmp_path / "curated").is_symlink()
