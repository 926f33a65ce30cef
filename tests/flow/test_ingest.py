"""A run end to end on tiny text notices: first the plain steps, then the same through Prefect and the command line."""

from __future__ import annotations

import errno
import hashlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image

import pipeline.run
from flows.settings import configure, engine
from pipeline.config import Settings
from pipeline.errors import EmptyFile, EnvironmentMissing, UsageError
from pipeline.process import InProcess
from pipeline.progress import Progress
from pipeline.run import Run
from pipeline.snapshot import open_snapshot
from pipeline.store import RawFile
from pipeline.summary import RunReport

NOTICE = """BAN QUẢN LÝ CHỢ NỔI
Số: {number}/BC-CN

Bến Sậy, ngày 05 tháng 3 năm 2025

BÁO CÁO
Kết quả thực hiện nhiệm vụ quý I năm 2025

Phụ lục 1

DANH MỤC NHIỆM VỤ

TT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn
1\tLắp phao tiêu tại bến số {number}\tSở Xây dựng\t30/6/2025
2\tKiểm đếm ghe thuyền neo đậu\tSở Tài chính\tQuý III/2025
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    for number in (11, 12):
        (tmp_path / "raw" / f"báo cáo {number}.txt").write_text(NOTICE.format(number=number), encoding="utf-8")
    return Settings(raw=tmp_path / "raw", curated=tmp_path / "curated", cache=tmp_path / "cache", jobs=1)


def steps(settings: Settings, **options: object) -> tuple[RunReport, list[str]]:
    """Run the plain steps in this process. Returns the report and the paths that were read."""
    run = Run(settings, InProcess(), **options)  # type: ignore[arg-type]
    run.take_inventory()
    missing = run.recall_unchanged()
    for index in missing:
        run.read(index)
    run.curate()
    return run.publish(), [run._files[index].path for index in missing]


def rows(settings: Settings, table: str) -> list[dict[str, object]]:
    found: list[dict[str, object]] = open_snapshot(settings.curated).read(table).to_pylist()
    return found


def hashes(folder: Path) -> dict[str, str]:
    return {
        f"{file.parent.name}/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest()
        for name in sorted(os.listdir(folder))
        if not name.startswith(".") and (folder / name).is_dir()
        for file in (folder / name).iterdir()
    }


# --- the plain steps ------------------------------------------------------------------------------


def test_tasks_of_all_files_are_published(settings: Settings) -> None:
    report, read = steps(settings)
    assert read == ["báo cáo 11.txt", "báo cáo 12.txt"]
    assert report.summary.sources_by_status == (("ok", 2),)
    assert report.summary.failures == ()
    found = {str(task["task_text"]) for task in rows(settings, "tasks")}
    assert {"Lắp phao tiêu tại bến số 11", "Lắp phao tiêu tại bến số 12", "Kiểm đếm ghe thuyền neo đậu"} <= found
    assert report.sample_task_id in {task["task_id"] for task in rows(settings, "tasks")}


def test_second_run_reads_nothing_and_changes_nothing(settings: Settings) -> None:
    first, _ = steps(settings)
    before = hashes(settings.curated)
    second, read = steps(settings)
    assert read == []
    assert (first.changed, second.changed, second.reused) == (True, False, 2)
    assert second.snapshot_id == first.snapshot_id
    assert hashes(settings.curated) == before
    assert second.summary == first.summary


def test_new_changed_and_removed_files(settings: Settings) -> None:
    steps(settings)
    (settings.raw / "báo cáo 11.txt").write_text(NOTICE.format(number=21), encoding="utf-8")
    (settings.raw / "báo cáo 12.txt").unlink()
    (settings.raw / "mới.txt").write_text(NOTICE.format(number=22), encoding="utf-8")
    report, read = steps(settings)
    assert read == ["báo cáo 11.txt", "mới.txt"]
    assert report.removed == 1
    assert {source["path"] for source in rows(settings, "sources")} == {"báo cáo 11.txt", "mới.txt"}
    texts = {str(task["task_text"]) for task in rows(settings, "tasks")}
    assert "Lắp phao tiêu tại bến số 12" not in texts
    assert "Lắp phao tiêu tại bến số 21" in texts


def test_force_reads_everything_and_yields_the_same(settings: Settings) -> None:
    first, _ = steps(settings)
    forced, read = steps(settings, force=True)
    assert len(read) == 2
    assert forced.reused == 0
    assert forced.snapshot_id == first.snapshot_id


def test_a_setting_that_changes_the_reading_makes_files_read_again(settings: Settings) -> None:
    steps(settings)
    other = Settings(raw=settings.raw, curated=settings.curated, cache=settings.cache, jobs=1, dpi_default=200)
    assert len(steps(other)[1]) == 2


def test_only_and_paths_limit_what_is_read_and_what_is_published_stays(settings: Settings) -> None:
    _, read = steps(settings, only="*12.txt")
    assert read == ["báo cáo 12.txt"]
    assert [source["path"] for source in rows(settings, "sources")] == ["báo cáo 12.txt"]
    report, read = steps(settings, paths=[settings.raw / "báo cáo 11.txt"])
    assert read == ["báo cáo 11.txt"]
    assert [source["path"] for source in rows(settings, "sources")] == ["báo cáo 11.txt", "báo cáo 12.txt"]
    assert (report.removed, report.reused) == (0, 1)
    (settings.raw / "báo cáo 12.txt").unlink()
    report, _ = steps(settings, only="*11.txt")
    assert [source["path"] for source in rows(settings, "sources")] == ["báo cáo 11.txt"]
    assert report.removed == 1


def test_a_copy_is_read_once(settings: Settings) -> None:
    (settings.raw / "bản sao.txt").write_text(NOTICE.format(number=11), encoding="utf-8")
    steps(settings)
    sources = {str(s["path"]): s for s in rows(settings, "sources")}
    assert sources["bản sao.txt"]["duplicate_of"] == sources["báo cáo 11.txt"]["source_id"]
    assert sources["báo cáo 11.txt"]["duplicate_of"] is None
    assert len(rows(settings, "pages")) == 2


def test_bad_files_fail_alone_and_are_tried_again(settings: Settings) -> None:
    (settings.raw / "rỗng.pdf").touch()
    report, _ = steps(settings)
    (failure,) = report.summary.failures
    assert (failure.path, failure.page_no, failure.remedy) == ("rỗng.pdf", None, EmptyFile.remedy)
    assert dict(report.summary.sources_by_status) == {"failed": 1, "ok": 2}
    assert steps(settings)[1] == ["rỗng.pdf"]


def test_a_defect_of_ours_fails_one_file_only(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    genuine = pipeline.run.process_source

    def broken(file: RawFile, *rest: object) -> object:
        if "11" in file.path:
            raise IndexError("list index\nout of range")
        return genuine(file, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(pipeline.run, "process_source", broken)
    report, _ = steps(settings)
    (failure,) = report.summary.failures
    assert failure.path == "báo cáo 11.txt"
    assert failure.error == "the program failed on this file: IndexError: list index out of range"
    assert "defect" in str(failure.remedy)
    assert {str(task["task_text"]) for task in rows(settings, "tasks")} >= {"Lắp phao tiêu tại bến số 12"}


def test_what_stops_every_file_stops_the_run(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> object:
        raise EnvironmentMissing("the program tesseract cannot be run")

    monkeypatch.setattr(pipeline.run, "process_source", missing)
    with pytest.raises(EnvironmentMissing):
        steps(settings)
    assert not settings.curated.exists()


# --- through Prefect --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A running flow engine; the first one on a machine without `make setup` takes 10-20 s more."""
    cache = tmp_path_factory.mktemp("engine")
    with engine(cache):
        yield cache


def test_flow_gives_the_same_bytes_as_the_plain_steps(settings: Settings, started: Path, tmp_path: Path) -> None:
    from flows.ingest import ingest

    (settings.raw / "rỗng.txt").touch()
    progress = Progress()
    through_prefect = ingest(settings, progress=progress)
    apart = Settings(raw=settings.raw, curated=tmp_path / "other", cache=tmp_path / "other cache", jobs=1)
    plain, _ = steps(apart)
    assert through_prefect.summary == plain.summary
    assert through_prefect.snapshot_id == plain.snapshot_id
    ours, theirs = hashes(settings.curated), hashes(apart.curated)
    assert len(ours) == 13
    assert {k: v for k, v in ours.items() if not k.startswith("runs/")} == {
        k: v for k, v in theirs.items() if not k.startswith("runs/")
    }
    assert (progress.files_total, progress.files_done) == (3, 3)
    assert progress.pages_done == progress.pages_total == 2


def test_flow_passes_errors_through(settings: Settings, started: Path) -> None:
    from flows.ingest import ingest

    with pytest.raises(UsageError, match="does not exist"):
        ingest(Settings(raw=settings.raw / "absent", curated=settings.curated, cache=settings.cache, jobs=1))
    assert not settings.curated.exists()


def test_prefect_keeps_no_results_and_tells_nobody(started: Path) -> None:
    assert os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert os.environ["DO_NOT_TRACK"] == "1"
    home = Path(os.environ["PREFECT_HOME"])
    assert not (home / "storage").exists()
    assert sorted(p.suffix for p in (started / "prefect").iterdir() if p.name.startswith("run-"))[:1] == [".sqlite"]


def test_a_server_of_the_user_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_API_URL", "http://127.0.0.1:9/api")
    with engine(tmp_path):
        assert os.environ["PREFECT_API_URL"] == "http://127.0.0.1:9/api"
    assert list((tmp_path / "prefect").iterdir()) == []


def test_settings_of_the_user_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PREFECT_LOGGING_LEVEL", "DEBUG")
    monkeypatch.setenv("DO_NOT_TRACK", "0")
    configure(tmp_path / "home")
    assert os.environ["PREFECT_LOGGING_LEVEL"] == "DEBUG"
    assert os.environ["DO_NOT_TRACK"] == "1"


def test_unwritable_cache(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(EnvironmentMissing, match="cannot write the cache"), engine(tmp_path / "file"):
        pass


@pytest.mark.parametrize(
    ("error", "said", "remedy"),
    [
        (
            OSError(errno.ENOSPC, "No space left on device"),
            "cannot write the cache .*: No space left",
            "Free disk space",
        ),
        (PermissionError(errno.EACCES, "Permission denied", "x/python"), "started: x/python: Permission", "make setup"),
    ],
)
def test_an_engine_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, said: str, remedy: str
) -> None:
    def fails(*_: object) -> None:
        raise error

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    monkeypatch.setattr("flows.settings._template", lambda *_: tmp_path)
    monkeypatch.setattr("flows.settings.shutil.copyfile", fails)
    with pytest.raises(EnvironmentMissing, match=said) as caught, engine(tmp_path):
        pass
    assert remedy in caught.value.remedy


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if int((entry / "stat").read_text().rpartition(")")[2].split()[1]) == pid:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_private_server_dies_with_a_killed_run(tmp_path: Path) -> None:
    script = f"""
        import sys, time
        sys.path.insert(0, {str(Path(__file__).parents[2])!r})
        from pathlib import Path
        from flows.settings import engine
        with engine(Path({str(tmp_path)!r})):
            print("ready", flush=True)
            time.sleep(600)
    """
    parent = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)
    try:
        assert parent.stdout is not None
        assert parent.stdout.readline() == "ready\n"
        servers = children(parent.pid)
        assert len(servers) == 1
    finally:
        parent.kill()
        parent.wait()
    end = time.monotonic() + 10
    while alive(servers[0]) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(servers[0])
    home = tmp_path / "prefect"
    assert any(home.glob("run-*.sqlite"))
    with engine(tmp_path):
        left = [file.name for file in home.glob("run-*.sqlite")]
        assert [name.split("-")[1] for name in left] == [str(os.getpid())]
    assert not any(home.glob("run-*"))


# --- the command ------------------------------------------------------------------------------------


def notices(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NOTICES_", "PREFECT_"))}
    environment |= {"NOTICES_CACHE": str(folder / "cache"), "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [sys.executable, "-m", "pipeline.cli", *arguments],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )


def test_command_reports_partial_failure_and_odd_names(settings: Settings, tmp_path: Path) -> None:
    odd = settings.raw / "-tệp 'lạ' \"quá\".txt"
    (settings.raw / "báo cáo 12.txt").rename(odd)
    (settings.raw / "ảnh.docx").write_bytes(b"\x00\x01\x02" * 50)
    done = notices(tmp_path, "run", "--raw", "raw", "--curated", "curated", "--jobs", "1")
    assert done.returncode == 6, done.stderr
    assert "Sources: 3 (1 failed, 2 ok)" in done.stdout
    assert "  ảnh.docx: " in done.stdout
    assert done.stderr.splitlines()[-1].startswith("notices: 1 file(s) and 0 page(s) failed or need a look")
    assert "Traceback" not in done.stderr
    shown = notices(tmp_path, "run", "--curated", "curated", "--lang", "vi", "--", str(odd))
    assert shown.returncode == 0, shown.stderr
    assert "Tệp nguồn: 1 (1 đọc đủ)" in shown.stdout
    example = next(line for line in shown.stdout.splitlines() if "notices trace" in line)
    assert notices(tmp_path, "trace", example.split()[2], "--curated", "curated").returncode == 0
    answer = notices(tmp_path, "query", "SELECT count(*) AS n FROM sources", "--curated", "curated", "--format", "csv")
    assert answer.stdout.split() == ["n", "1"]


HANGING = """#!/bin/sh
case "$1" in
--version) echo "tesseract 5.3.0" ;;
--list-langs) printf 'List of available languages (3):\\neng\\nosd\\nvie\\n' ;;
*) echo $$ > "{note}"; exec sleep 600 ;;
esac
"""


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_interrupt_ends_everything_and_keeps_the_old_snapshot(settings: Settings, tmp_path: Path) -> None:
    before, _ = steps(settings)
    note, program = tmp_path / "pid", tmp_path / "tesseract"
    program.write_text(HANGING.format(note=note))
    program.chmod(0o755)
    page = Image.new("L", (800, 1000), 255)
    for line in range(100, 900, 60):
        page.paste(0, (100, line, 700, line + 20))
    page.save(settings.raw / "trang quét.png", dpi=(150, 150))
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NOTICES_", "PREFECT_"))}
    environment |= {"NOTICES_CACHE": str(settings.cache), "NOTICES_TESSERACT_CMD": str(program), "LC_ALL": "C.UTF-8"}
    environment["PYTHONPATH"] = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "pipeline.cli", "run", "--raw", "raw", "--curated", "curated", "--jobs", "1"]
    # A shell starts what it puts in the background with the interrupt ignored, and the tests inherit that.
    restore = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    run = subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True, preexec_fn=restore
    )
    try:
        end = time.monotonic() + 120
        while not (note.exists() and note.read_text().strip()) and run.poll() is None and time.monotonic() < end:
            time.sleep(0.05)
        engine_pid = int(note.read_text())
        below = children(run.pid)
        assert alive(engine_pid)
        assert len(below) == 2  # the page worker and the flow engine's server
        run.send_signal(signal.SIGINT)
        _, shown = run.communicate(timeout=60)
    finally:
        run.kill()
    assert run.returncode == 130
    assert "Stopped on request" in shown.splitlines()[-1]
    assert "Traceback" not in shown
    assert not any(alive(pid) for pid in (engine_pid, *below))
    assert open_snapshot(settings.curated).snapshot_id == before.snapshot_id
