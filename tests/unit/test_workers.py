"""The page pool: time-outs, crashes and errors of one page never harm another, and nothing is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import time
from concurrent.futures import Future
from pathlib import Path

import pytest

from pipeline.errors import EncryptedFile, PageCrashed, PageError, PageTimeout
from pipeline.workers import PagePool

LINUX = sys.platform == "linux"


def square(n: int) -> int:
    return n * n


def late_square(n: int, seconds: float) -> int:
    time.sleep(seconds)
    return n * n


def who_am_i() -> tuple[int, int, int, str | None]:
    return os.getpid(), os.getsid(0), os.getpgrp(), os.environ.get("OMP_THREAD_LIMIT")


def hang_with_child(note: str) -> None:
    child = subprocess.Popen(["sleep", "600"])
    Path(note).write_text(f"{os.getpid()} {child.pid}")
    child.wait()


def die(code: int) -> None:
    os._exit(code)


def leave_child_and_die(note: str) -> None:
    child = subprocess.Popen(["sleep", "600"])
    Path(note).write_text(f"{os.getpid()} {child.pid}")
    os._exit(3)


def segfault() -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def refuse(path: str) -> None:
    raise EncryptedFile(f"{path} asks for a password", remedy="Ask the sender.")


def call_exit() -> None:
    sys.exit(0)


class TwoArguments(Exception):
    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} {second}")


def raise_unpicklable() -> None:
    raise TwoArguments("left", "right")


def return_unpicklable() -> object:
    return lambda: None


def alive(pid: int) -> bool:
    """Whether a process runs (a zombie that waits to be reaped by init does not count)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


def wait_gone(pids: list[int], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while any(alive(p) for p in pids) and time.monotonic() < end:
        time.sleep(0.02)
    return not any(alive(p) for p in pids)


def noted(path: Path, seconds: float = 30.0) -> list[int]:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if path.exists() and len(words := path.read_text().split()) == 2:
            return [int(w) for w in words]
        time.sleep(0.02)
    raise AssertionError("the job did not start")


needs_proc = pytest.mark.skipif(not LINUX, reason="reads /proc")


def test_many_quick_jobs_each_future_has_its_own_value() -> None:
    with PagePool(2, 30) as pool:
        futures = [pool.submit(square, n) for n in range(200)]
        assert [f.result() for f in futures] == [n * n for n in range(200)]


def test_slow_first_job_does_not_hold_up_the_others() -> None:
    with PagePool(2, 30) as pool:
        slow = pool.submit(late_square, 9, 1.5)
        quick = [pool.submit(square, n) for n in range(5)]
        assert [f.result() for f in quick] == [0, 1, 4, 9, 16]
        assert not slow.done()
        assert slow.result() == 81


def test_worker_is_long_lived_leads_its_group_and_limits_threads() -> None:
    with PagePool(1, 30) as pool:
        first = pool.submit(who_am_i).result()
        assert pool.submit(who_am_i).result() == first
    pid, session, group, limit = first
    assert pid == session == group != os.getpid()
    assert limit == "1"


@needs_proc
def test_timeout_kills_the_page_with_its_children_and_the_pool_goes_on(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    with PagePool(1, 1.0) as pool:
        hanging = pool.submit(hang_with_child, str(note))
        after = pool.submit(square, 7)
        with pytest.raises(PageTimeout, match="longer than 1 s") as caught:
            hanging.result()
        assert "NOTICES_PAGE_TIMEOUT" in caught.value.remedy
        assert wait_gone(noted(note))
        assert after.result() == 49


def leave_a_file(note: str) -> None:
    with tempfile.NamedTemporaryFile(delete=False) as file:
        Path(note).write_text(f"{os.getpid()} {file.name}")
    time.sleep(600)


def test_temporary_files_of_a_killed_worker_go_with_the_pool(tmp_path: Path) -> None:
    note = tmp_path / "note"
    with PagePool(1, 1.0) as pool:
        with pytest.raises(PageTimeout):
            pool.submit(leave_a_file, str(note)).result()
        left = Path(note.read_text().split()[1])
        assert pool.submit(square, 3).result() == 9
    assert left.parent != Path(tempfile.gettempdir())
    assert not left.parent.exists()


@needs_proc
def test_crash_names_the_exit_code_and_takes_its_children_along(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    with PagePool(1, 30) as pool:
        with pytest.raises(PageCrashed, match="exited with code 3"):
            pool.submit(leave_child_and_die, str(note)).result()
        assert wait_gone(noted(note))
        assert pool.submit(square, 3).result() == 9


@pytest.mark.parametrize(
    ("function", "args", "words"),
    [(die, (9,), "exited with code 9"), (segfault, (), "was killed by SIGSEGV"), (call_exit, (), "end its process")],
)
def test_dead_worker_is_reported_and_replaced(function: object, args: tuple[int, ...], words: str) -> None:
    with PagePool(1, 30) as pool:
        with pytest.raises(PageCrashed, match=words):
            pool.submit(function, *args).result()  # type: ignore[arg-type]
        assert pool.submit(square, 4).result() == 16


def test_error_keeps_class_message_and_remedy() -> None:
    with PagePool(1, 30) as pool, pytest.raises(EncryptedFile) as caught:
        pool.submit(refuse, "a b.pdf").result()
    assert caught.value.line == "a b.pdf asks for a password -> Ask the sender."
    assert "in refuse" in "".join(caught.value.__notes__)


def test_what_cannot_travel_becomes_a_page_error() -> None:
    with PagePool(1, 30) as pool:
        with pytest.raises(PageError, match="TwoArguments: left right"):
            pool.submit(raise_unpicklable).result()
        with pytest.raises(PageError, match="cannot be sent"):
            pool.submit(return_unpicklable).result()
        assert pool.submit(square, 5).result() == 25


@needs_proc
def test_close_ends_running_and_waiting_jobs_and_leaves_nothing(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    pool = PagePool(1, 60)
    running = pool.submit(hang_with_child, str(note))
    waiting: Future[int] = pool.submit(square, 2)
    pids = noted(note)
    pool.close()
    assert wait_gone(pids)
    with pytest.raises(PageCrashed, match="stopped"):
        running.result(timeout=5)
    assert waiting.cancelled()
    with pytest.raises(RuntimeError, match="closed"):
        pool.submit(square, 1)


@needs_proc
def test_nothing_is_left_when_the_parent_is_killed(tmp_path: Path) -> None:
    note = tmp_path / "pids"
    script = textwrap.dedent(
        f"""
        import sys
        sys.path[:0] = {[str(Path(__file__).parent), str(Path(__file__).parents[2])]!r}
        from pipeline.workers import PagePool
        from test_workers import hang_with_child
        PagePool(1, 600).submit(hang_with_child, {str(note)!r}).result()
        """
    )
    parent = subprocess.Popen([sys.executable, "-c", script])
    try:
        pids = noted(note)
        assert all(alive(p) for p in pids)
    finally:
        parent.kill()
        parent.wait()
    assert wait_gone(pids)


@needs_proc
def test_an_interrupt_does_not_reach_the_worker(tmp_path: Path) -> None:
    with PagePool(1, 30) as pool:
        pid = pool.submit(who_am_i).result()[0]
        os.kill(pid, signal.SIGINT)
        assert pool.submit(who_am_i).result()[0] == pid


@pytest.mark.parametrize(("jobs", "timeout"), [(0, 1.0), (1, 0.0)])
def test_sizes_must_be_positive(jobs: int, timeout: float) -> None:
    with pytest.raises(ValueError, match="positive"):
        PagePool(jobs, timeout)
