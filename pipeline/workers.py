"""A small pool of long-lived worker processes for page work: killable, replaceable, and never left behind.

Reading a page runs native code (PDF and image libraries) and a child process (Tesseract). Both can hang or crash on
bad input, and a thread cannot be interrupted. So each worker is a process that leads its own session and process
group: when a page takes too long the whole group is killed, with the children that the page started.

One dispatcher thread a worker takes jobs from one queue; the thread owns its process and replaces it when it dies.
Functions and arguments travel pickled, so functions must be importable (module level).
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import queue
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Final, TypeVar

from pipeline.errors import NoticesError, PageCrashed, PageError, PageTimeout

T = TypeVar("T")

_START_LIMIT: Final = 120.0  # seconds for a worker to start and to import what a job needs; not part of a page's time
_GRACE: Final = 30  # seconds after the page limit at which an abandoned worker ends itself
_READY: Final = b"ready"
_STARTED: Final = b"started"
_BOOT: Final = "import sys; from pipeline.workers import _serve; _serve(int(sys.argv[1]), float(sys.argv[2]))"


@dataclass(slots=True)
class _Job:
    payload: bytes
    future: Future[Any]


class _Stopped(Exception):
    """The pool was closed while this worker was busy."""


class PagePool:
    """Runs functions in ``jobs`` worker processes; each call may take ``timeout`` seconds.

    Workers start when the first jobs arrive. Use as a context manager, or call :meth:`close`: afterwards no worker,
    no child of a worker and none of their temporary files exist (a worker that is killed cannot remove its own). A
    worker also ends, with its children, when this process dies in any way.
    """

    def __init__(self, jobs: int, timeout: float) -> None:
        if jobs < 1 or timeout <= 0:
            raise ValueError(f"jobs and timeout must be positive: {jobs}, {timeout}")
        self.jobs = jobs
        self.timeout = timeout
        self._queue: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._closed = False
        self._slots: list[_Slot] = []
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def submit(self, function: Callable[..., T], *args: Any) -> Future[T]:
        """Queue ``function(*args)``. The future ends with its value or one of these errors.

        * :class:`PageTimeout`: it ran longer than ``timeout`` seconds; worker and children were killed;
        * :class:`PageCrashed`: the worker died (the message names the exit code or signal);
        * what the function raised, with its class and remedy (the worker's traceback is a note on it);
        * :class:`PageError`: the value or the exception cannot be sent between processes.
        """
        payload = pickle.dumps((function, args), protocol=pickle.HIGHEST_PROTOCOL)
        future: Future[T] = Future()
        with self._lock:
            if self._closed:
                raise RuntimeError("the page pool is closed")
            self._queue.put(_Job(payload, future))
            if len(self._slots) < self.jobs:
                self._slots.append(_Slot(self))
        return future

    def close(self) -> None:
        """End all workers at once. Waiting jobs are cancelled, running ones end with :class:`PageCrashed`."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            slots = list(self._slots)
        with contextlib.suppress(queue.Empty):
            while True:
                job = self._queue.get_nowait()
                if job is not None:
                    job.future.cancel()
                    job.future.set_running_or_notify_cancel()  # wakes concurrent.futures.wait
        for _ in slots:
            self._queue.put(None)
        for slot in slots:
            slot.stop()
        if self._scratch is not None:
            self._scratch.cleanup()

    def scratch(self) -> str:
        """The folder for temporary files of the workers; it goes with the pool."""
        with self._lock:
            if self._scratch is None:
                self._scratch = tempfile.TemporaryDirectory(prefix="notices-", ignore_cleanup_errors=True)
            return self._scratch.name

    def __enter__(self) -> PagePool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Slot:
    """One dispatcher thread and the worker process it owns at the moment."""

    def __init__(self, pool: PagePool) -> None:
        self._pool = pool
        self._process: subprocess.Popen[bytes] | None = None
        self._connection: Connection | None = None
        self._wake_read, self._wake_write = os.pipe()
        self._thread = threading.Thread(target=self._run, name="page-worker", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Interrupt the job in hand and wait until the worker is gone."""
        os.close(self._wake_write)  # the reading end becomes readable: `_receive` notices
        self._thread.join()
        os.close(self._wake_read)

    def _run(self) -> None:
        try:
            while (job := self._pool._queue.get()) is not None:
                if not job.future.set_running_or_notify_cancel():
                    continue
                try:
                    ok, value = self._execute(job.payload)
                except NoticesError as error:
                    ok, value = False, error
                except Exception as error:  # a defect here must not leave a future waiting for ever
                    self._kill()
                    ok, value = False, PageCrashed(f"the page worker failed: {type(error).__name__}: {error}")
                if ok:
                    job.future.set_result(value)
                else:
                    job.future.set_exception(value)
        finally:
            self._kill()

    def _execute(self, payload: bytes) -> tuple[bool, Any]:
        try:
            try:
                connection = self._connection or self._start()
                connection.send_bytes(payload)
                self._expect(_STARTED)
                answer = self._receive(self._pool.timeout)
            except TimeoutError:
                self._kill()
                raise PageTimeout(f"reading the page took longer than {self._pool.timeout:g} s") from None
            return pickle.loads(answer)  # type: ignore[no-any-return]  # written by `_answer`: a pair
        except (EOFError, ConnectionError, BrokenPipeError) as error:
            raise PageCrashed(f"the process that read the page {self._kill()}") from error
        except _Stopped:
            self._kill()
            raise PageCrashed("the page was given up: the run was stopped") from None

    def _start(self) -> Connection:
        ours, theirs = socket.socketpair()
        with theirs:
            paths = [path or os.getcwd() for path in sys.path]
            limits = dict.fromkeys(("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
            try:
                self._process = subprocess.Popen(
                    [sys.executable, "-P", "-c", _BOOT, str(theirs.fileno()), str(self._pool.timeout)],
                    pass_fds=(theirs.fileno(),),
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    start_new_session=True,  # setsid before exec: the process id is the group id from the start
                    env={**os.environ, **limits, "PYTHONPATH": os.pathsep.join(paths), "TMPDIR": self._pool.scratch()},
                )
            except OSError as error:
                ours.close()
                raise PageCrashed(f"a page worker cannot be started: {error}") from error
        self._connection = Connection(ours.detach())
        self._expect(_READY)
        return self._connection

    def _expect(self, word: bytes) -> None:
        try:
            answer = self._receive(_START_LIMIT)
        except TimeoutError:
            self._kill()
            raise PageCrashed(f"a page worker did not start within {_START_LIMIT:g} s") from None
        if answer != word:
            raise EOFError(f"unexpected answer from a page worker: {answer[:40]!r}")

    def _receive(self, timeout: float) -> bytes:
        """The next message. Raises TimeoutError, EOFError (the worker died) or _Stopped (the pool closes)."""
        connection = self._connection
        if connection is None:
            raise EOFError
        ready = wait([connection, self._wake_read], timeout)
        if connection in ready:
            return connection.recv_bytes()
        raise _Stopped if ready else TimeoutError

    def _kill(self) -> str:
        """End the worker's whole process group. Returns how the worker ended, in words."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        if connection is not None:
            connection.close()
        if process is None:
            return "is gone"
        # The group is killed before the leader is reaped: until then its id cannot belong to anybody else.
        # A leader that has ended by itself keeps its own exit code.
        _wait_unreaped(process.pid, 1.0 if connection is not None else 0.0)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
        return _how_it_ended(process.wait())


def _wait_unreaped(pid: int, seconds: float) -> None:
    """Let a process that has closed its connection finish dying, so that its own exit code is kept."""
    if not hasattr(os, "waitid"):
        return
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        with contextlib.suppress(ChildProcessError):
            if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
                time.sleep(0.005)
                continue
        return


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"exited with code {code}"
    try:
        return f"was killed by {signal.Signals(-code).name}"
    except ValueError:
        return f"was killed by signal {-code}"


# --- in the worker process --------------------------------------------------------------------


def _serve(descriptor: int, timeout: float) -> None:
    """Main of a worker: answer jobs until the other side closes the connection."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides; it kills the group
    os.set_inheritable(descriptor, False)  # a child of a page must not keep the connection open
    logging.getLogger().addHandler(logging.NullHandler())  # libraries' warnings would tear the progress line
    connection = Connection(descriptor)
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    threading.Thread(target=_listen, args=(connection, inbox), daemon=True).start()
    connection.send_bytes(_READY)
    while True:
        payload = inbox.get()
        answer = _answer(connection, payload, timeout)
        connection.send_bytes(answer)


def _listen(connection: Connection, inbox: queue.SimpleQueue[bytes]) -> None:
    """Pass jobs on. The end of the connection means that the parent is gone: end with all children.

    PR_SET_PDEATHSIG would be simpler, but it kills the worker alone and leaves a running Tesseract behind.
    """
    try:
        while True:
            inbox.put(connection.recv_bytes())
    except (EOFError, OSError):
        os.killpg(os.getpgrp(), signal.SIGKILL)


def _answer(connection: Connection, payload: bytes, timeout: float) -> bytes:
    try:
        function, args = pickle.loads(payload)  # imports what the job needs
    except Exception as error:
        connection.send_bytes(_STARTED)
        return _pack_error(error)
    connection.send_bytes(_STARTED)
    # A worker stuck in native code never runs `_listen`: the kernel's alarm ends it even if the parent is gone.
    signal.alarm(int(timeout) + _GRACE)
    try:
        value = function(*args)
        try:
            return pickle.dumps((True, value), protocol=pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            return _pack_error(PageError(f"the result cannot be sent between processes: {error}"))
    except (SystemExit, KeyboardInterrupt) as error:
        return _pack_error(PageCrashed(f"the page tried to end its process: {error!r}"))
    except Exception as error:
        return _pack_error(error)
    finally:
        signal.alarm(0)


def _pack_error(error: Exception) -> bytes:
    error.add_note("".join(traceback.format_exception(error)))
    try:
        packed = pickle.dumps((False, error), protocol=pickle.HIGHEST_PROTOCOL)
        if type(pickle.loads(packed)[1]) is type(error):
            return packed
    except Exception:
        logging.getLogger(__name__).debug("exception does not pickle", exc_info=True)
    plain = PageError(f"{type(error).__name__}: {error}")
    return pickle.dumps((False, plain), protocol=pickle.HIGHEST_PROTOCOL)
