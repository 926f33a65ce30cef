"""A run on unchanged input takes the tables as they were published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

import pipeline.run
from pipeline.config import Settings
from pipeline.errors import NotFound
from pipeline.process import InProcess
from pipeline.run import Run
from pipeline.snapshot import open_snapshot
from pipeline.summary import RunReport

NOTICE = """ỦY BAN NHÂN DÂN TỈNH MÂY
Số: 7/KH-UBND
Mây, ngày 05 tháng 01 năm 2031
KẾ HOẠCH
Sửa chữa đê điều
II. NHIỆM VỤ
1. Sở Nội vụ chủ trì, phối hợp với Sở Tài chính lập danh mục đê xung yếu, hoàn thành trước ngày 15/3/2031.
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "ke-hoach.txt").write_text(NOTICE, encoding="utf-8")
    return Settings(raw=raw, curated=tmp_path / "curated", cache=tmp_path / "cache", decisions=tmp_path / "decisions")


def run(settings: Settings, *, force: bool = False, only: str | None = None) -> RunReport:
    work = Run(settings, InProcess(), force=force, only=only)
    work.take_inventory()
    for index in work.recall_unchanged():
        work.read(index)
    work.curate()
    return work.publish()


@pytest.fixture
def merges(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many mentions were merged, one entry a merge."""
    calls: list[int] = []
    merge = pipeline.run.merge

    def counted(mentions: Any, *more: Any) -> Any:
        calls.append(len(mentions))
        return merge(mentions, *more)

    monkeypatch.setattr(pipeline.run, "merge", counted)
    return calls


def test_an_unchanged_run_merges_nothing_and_says_the_same(settings: Settings, merges: list[int]) -> None:
    first, second = run(settings), run(settings)
    assert merges == [1]
    assert (first.changed, second.changed) == (True, False)
    assert second.snapshot_id == first.snapshot_id
    assert (second.summary, second.sample_task_id) == (first.summary, first.sample_task_id)


def test_copies_and_files_that_fail_each_time_are_no_reason_to_merge_anew(
    settings: Settings, merges: list[int]
) -> None:
    (settings.raw / "copy.txt").write_text(NOTICE, encoding="utf-8")
    (settings.raw / "later.txt").touch()
    first, second = run(settings), run(settings)
    assert merges == [1]
    assert (first.changed, second.changed) == (True, False)
    assert (second.summary, second.snapshot_id) == (first.summary, first.snapshot_id)
    (settings.raw / "later.txt").write_text(NOTICE.replace("Số: 7/", "Số: 8/"), encoding="utf-8")
    assert run(settings).changed
    assert merges == [1, 2]


def test_a_forced_run_is_merged_anew(settings: Settings, merges: list[int]) -> None:
    run(settings)
    assert not run(settings, force=True).changed
    assert merges == [1, 1]


def test_other_input_is_merged_anew(settings: Settings, merges: list[int]) -> None:
    run(settings)
    (settings.raw / "more.txt").write_text(NOTICE.replace("Số: 7/", "Số: 8/"), encoding="utf-8")
    run(settings)
    (settings.raw / "more.txt").unlink()
    assert run(settings).changed
    settings.decisions.mkdir()
    line = '{"decision": "dismiss", "finding_id": "f1", "by": "Lan", "why": "đã xem"}'
    (settings.decisions / "a.jsonl").write_text(line, encoding="utf-8")
    assert run(settings).changed
    assert merges == [1, 2, 1, 1]


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-8])


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def empty(path: Path) -> None:
    pq.write_table(pq.read_table(path).slice(0, 0), path)


@pytest.mark.parametrize("damage", [cut, flip, empty])
def test_a_damaged_table_is_made_anew(settings: Settings, merges: list[int], damage: Callable[[Path], None]) -> None:
    first = run(settings)
    damage(Path(open_snapshot(settings.curated).table_path("tasks")))
    assert run(settings).changed
    assert merges == [1, 1]
    assert open_snapshot(settings.curated).read("tasks").num_rows == 1
    assert open_snapshot(settings.curated).snapshot_id == first.snapshot_id
    assert not run(settings).changed
    assert merges == [1, 1]


OTHER = NOTICE.replace("Số: 7/", "Số: 8/")


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The paths of the files that are read, in order."""
    paths: list[str] = []
    process = pipeline.run.process_source

    def counted(file: Any, *more: Any) -> Any:
        paths.append(file.path)
        return process(file, *more)

    monkeypatch.setattr(pipeline.run, "process_source", counted)
    return paths


def numbers(settings: Settings) -> list[str]:
    return sorted(open_snapshot(settings.curated).read("documents").column("number").to_pylist())


def test_force_reads_anew_only_what_the_glob_matches(settings: Settings, reads: list[str]) -> None:
    (settings.raw / "bao-cao.txt").write_text(OTHER, encoding="utf-8")
    run(settings)
    assert sorted(reads) == ["bao-cao.txt", "ke-hoach.txt"]
    reads.clear()
    report = run(settings, force=True, only="bao*")
    assert reads == ["bao-cao.txt"]
    assert (report.reused, report.removed, report.changed) == (1, 0, False)


@pytest.mark.parametrize("force", [False, True])
def test_a_changed_file_that_the_glob_leaves_out_stays_as_published(
    settings: Settings, reads: list[str], force: bool
) -> None:
    (settings.raw / "bao-cao.txt").write_text(OTHER, encoding="utf-8")
    run(settings)
    reads.clear()
    (settings.raw / "ke-hoach.txt").write_text(NOTICE.replace("Số: 7/", "Số: 9/"), encoding="utf-8")
    (settings.raw / "bao-cao.txt").write_text(NOTICE.replace("Số: 7/", "Số: 11/"), encoding="utf-8")
    run(settings, force=force, only="bao*")
    assert reads == ["bao-cao.txt"]
    assert numbers(settings) == ["11/KH-UBND", "7/KH-UBND"]
    run(settings)
    assert numbers(settings) == ["11/KH-UBND", "9/KH-UBND"]


def test_a_glob_that_matches_nothing_publishes_nothing(settings: Settings) -> None:
    with pytest.raises(NotFound, match="no file matches 'zzz") as caught:
        run(settings, only="zzz*")
    assert "--only" in caught.value.remedy
    assert not settings.curated.exists()
