"""The private Prefect server of one run, as a program of its own.

``python -m flows.server serve FD`` serves on an open listening socket until standard input ends (the run is over, or
its process is gone). ``python -m flows.server prepare [HOME]`` makes the migrated, empty database that each run copies.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import sqlite3
import sys
import tempfile
import threading
from pathlib import Path

from flows import settings


def serve(descriptor: int) -> None:
    """Serve the API on the listening socket ``descriptor``. The environment says with which database."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Prefect's own temporary server is marked so: no background services that a run of minutes does not need.
    os.environ.update(PREFECT__SERVER_EPHEMERAL="1", PREFECT__SERVER_FINAL="1")
    import uvicorn
    from prefect.server.api.server import create_app

    server = uvicorn.Server(uvicorn.Config(create_app(), log_level="error", lifespan="on"))
    server.run(sockets=[socket.socket(fileno=descriptor)])


def _end_with_parent() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def prepare(home: Path | None = None) -> Path:
    """Make the migrated database beside the Python environment, or in ``home`` if that is not writable.

    Returns its path; does nothing when it is there. Raises :class:`OSError` when no place is writable.
    """
    places = settings.templates(home)
    for place in places:
        if place.is_file():
            return place
    for place in places:
        try:
            place.parent.mkdir(parents=True, exist_ok=True)
            work = tempfile.TemporaryDirectory(dir=place.parent, prefix=".new-")
        except OSError:
            if place == places[-1]:
                raise
            continue
        with work as folder:
            database = Path(folder, "new.sqlite")
            _migrate(database, Path(folder))
            os.replace(database, place)
        return place
    raise OSError("no place for the database")


def _migrate(database: Path, home: Path) -> None:
    os.environ["PREFECT_HOME"] = str(home)
    os.environ["PREFECT_API_DATABASE_CONNECTION_URL"] = f"sqlite+aiosqlite:///{database.absolute()}"
    settings.configure(home)
    from prefect.server.database import provide_database_interface

    async def create() -> None:
        interface = provide_database_interface()
        await interface.create_db()
        await (await interface.engine()).dispose()

    asyncio.run(create())
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")  # fold the write-ahead log in: one file to copy
        connection.execute("VACUUM")


def main(arguments: list[str]) -> int:
    """Run one of the two commands of the module. Returns the exit code."""
    match arguments:
        case ["serve", descriptor]:
            serve(int(descriptor))
        case ["prepare", *home] if len(home) <= 1:
            prepare(Path(home[0]) if home else None)
        case _:
            print("usage: python -m flows.server serve FD | prepare [HOME]", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
