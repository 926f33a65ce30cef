"""How the flow engine (Prefect) runs here: private, silent, offline, and started without its usual wait.

This module imports nothing of Prefect: its settings are read once, when it is first imported, so the environment must
be right before. :func:`engine` sets it, starts a private server beside the rest of the start-up, and stops it.

Measured on two cores with Prefect 3.7.2: left alone, a first start takes 25 s (it migrates an empty database) and
later ones 11 s (the server program is started only after everything else has been imported). With a migrated database
kept beside the environment and the server started first: 6 s each time.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from importlib import metadata
from pathlib import Path
from typing import Final

from pipeline.errors import EnvironmentMissing

_START_LIMIT: Final = 180.0  # seconds; a cold disk and a busy machine included
_ALWAYS: Final = {
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
}
_UNLESS_SET: Final = {
    # Errors reach the person as one line from the command line, not as a log with a traceback.
    "PREFECT_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
    "PREFECT_CLI_PROMPT": "false",
}
_SERVER: Final = {
    "PREFECT_UI_ENABLED": "false",
    "PREFECT_API_DATABASE_MIGRATE_ON_START": "false",
    "PREFECT_API_BLOCKS_REGISTER_ON_START": "false",
    "PREFECT_MEMO_STORE_PATH": os.devnull,
    "PREFECT_SERVER_LOGGING_LEVEL": "ERROR",
}


def configure(home: Path) -> None:
    """Set Prefect's environment: its files below ``home``, no telemetry, quiet. What the user has set stays."""
    home.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("PREFECT_HOME", str(home.absolute()))
    os.environ.update(_ALWAYS)
    for name, value in _UNLESS_SET.items():
        os.environ.setdefault(name, value)


def template_name() -> str:
    """File name of a migrated, empty database; it belongs to one version of Prefect."""
    return f"prefect-{metadata.version('prefect')}.sqlite"


def templates(home: Path | None) -> list[Path]:
    """Where a migrated database may lie: beside the Python environment (set-up puts it there), else in ``home``."""
    places = [Path(sys.prefix) / "share" / "vn-notices"]
    if home is not None:
        places.append(home)
    return [place / template_name() for place in places]


@contextlib.contextmanager
def engine(cache: Path, notify: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Within this context flows can be imported and run.

    ``cache`` is the cache folder; ``notify`` is called before a wait of 10-20 s (the database is made, once).
    A server named by PREFECT_API_URL is used as it is. Raises :class:`EnvironmentMissing` when the private server does
    not start.
    """
    home = cache / "prefect"
    try:
        configure(home)
    except OSError as error:
        raise EnvironmentMissing(
            f"cannot write the cache {cache}: {error.strerror or error}",
            remedy="Give write permission, or name another folder (NOTICES_CACHE).",
        ) from error
    if os.environ.get("PREFECT_API_URL"):
        yield
        return
    with _private_server(home, notify) as url:
        from prefect.settings import PREFECT_API_URL, temporary_settings

        with temporary_settings({PREFECT_API_URL: url}):
            yield


@contextlib.contextmanager
def _private_server(home: Path, notify: Callable[[], None]) -> Iterator[str]:
    database = home / f"run-{os.getpid()}-{threading.get_ident()}.sqlite"
    log = home / "server.log"
    _sweep(home)
    try:
        shutil.copyfile(_template(home, notify), database)
        process, url = _launch(database, log)
    except OSError as error:
        _remove(database)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentMissing(
                f"cannot write the cache {home.parent}: {error.strerror}",
                remedy="Free disk space, give write permission, or name another folder (NOTICES_CACHE).",
            ) from error
        reason = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else error
        raise EnvironmentMissing(f"the flow engine cannot be started: {reason}") from error
    try:
        with _no_proxy():
            import flows.ingest  # noqa: F401  the slow imports run while the server starts

            _wait_ready(process, url, log)
            yield url
    finally:
        process.kill()  # its database is thrown away: nothing to save
        process.wait()
        if process.stdin:
            process.stdin.close()
        _remove(database)


def _template(home: Path, notify: Callable[[], None]) -> Path:
    """The migrated database, made now if set-up has not made it."""
    for template in templates(home):
        if template.is_file():
            return template
    notify()
    done = subprocess.run(
        [sys.executable, "-m", "flows.server", "prepare", str(home.absolute())],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        env=_child_environment(),
    )
    for template in templates(home):
        if template.is_file():
            return template
    raise OSError(f"its database could not be made: {done.stderr.strip()[-300:]}")


def _child_environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    root = str(Path(__file__).resolve().parents[1])
    path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH"))))
    return {**os.environ, **(extra or {}), "PYTHONPATH": path}


def _launch(database: Path, log: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start the server on a free port of the loopback address, which is bound here: no race, no guessing."""
    with socket.socket() as listener, log.open("wb") as output:
        listener.bind(("127.0.0.1", 0))
        listener.listen(128)
        port = listener.getsockname()[1]
        process = subprocess.Popen(
            [sys.executable, "-m", "flows.server", "serve", str(listener.fileno())],
            pass_fds=(listener.fileno(),),
            stdin=subprocess.PIPE,  # held open for as long as this process lives; its end stops the server
            stdout=output,
            stderr=output,
            start_new_session=True,  # an interrupt from the keyboard is ours to handle
            env=_child_environment(
                {**_SERVER, "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database.absolute()}"}
            ),
        )
    return process, f"http://127.0.0.1:{port}/api"


def _wait_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    end = time.monotonic() + _START_LIMIT
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    while time.monotonic() < end and process.poll() is None:
        try:
            with opener.open(f"{url}/health", timeout=5.0) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass  # it is still starting
        time.sleep(0.05)
    raise EnvironmentMissing(f"the flow engine did not start, its log is {log}")


@contextlib.contextmanager
def _no_proxy() -> Iterator[None]:
    """Keep a proxy of the user away from the loopback address for the time of the run."""
    before = {name: os.environ.get(name) for name in ("NO_PROXY", "no_proxy")}
    for name, value in before.items():
        os.environ[name] = ",".join(filter(None, (value, "127.0.0.1")))
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def _sweep(home: Path) -> None:
    """Remove the databases of runs that were killed."""
    for database in home.glob("run-*.sqlite"):
        process = database.name.split("-")[1]
        try:
            os.kill(int(process), 0)
        except ProcessLookupError:
            _remove(database)
        except (ValueError, OverflowError, PermissionError):
            continue  # not one of ours, or the run of another user


def _remove(database: Path) -> None:
    """Remove a database with the logs and journals that stand beside it."""
    for file in database.parent.glob(f"{database.name}*"):
        file.unlink(missing_ok=True)
