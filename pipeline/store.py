"""Where bytes live: the raw folder, the cache of what was read, the publishing of a snapshot.

**Publishing.** ``curated/.versions/<version>/`` gets the whole new snapshot, synced to disk; then one ``rename`` of the
link ``curated/.current`` makes it the published one. The table folders in ``curated`` are links through ``.current``.
Chosen over exchanging the curated folder itself (``renameat2``) because that cannot work where ``curated`` is a mount
point, lies in a lower layer of a container or in a parent that is not writable, takes the old snapshot away from its
readers, and is Linux only; one rename of a link works on every POSIX file system, whether ``curated`` existed before or
not. The price: a program that walks folders without following links sees the files under ``.versions`` only. The two
versions before the published one are kept for readers that hold them.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import fnmatch
import hashlib
import itertools
import json
import os
import shutil
import stat
import tempfile
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import fsspec
import pyarrow as pa

from pipeline import codec
from pipeline.errors import EnvironmentMissing, SnapshotError, UnreadableFile, UsageError
from pipeline.schema import TABLE_NAMES, validate, validate_all
from pipeline.snapshot import (
    CURRENT,
    MANIFEST,
    PACKAGE,
    REMOTE_POINTER,
    REMOTE_VERSIONS,
    VERSIONS,
    RunRecord,
    Snapshot,
    SnapshotFacts,
    as_url,
    content_id,
    local_folder,
    manifest_json,
    open_snapshot,
    package_json,
    parquet_bytes,
    run_rows,
    table_file,
)

T = TypeVar("T")

# --- the raw folder ----------------------------------------------------------------------------------------------

_LINK_REMEDY = "Copy the file itself into the raw folder."
_FILE_SUFFIXES = frozenset({".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff", ".txt"})


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file to read. ``path`` is what the tables record: relative to the raw folder, forward slashes, NFC.

    ``file`` is the path to open. ``byte_size`` is in bytes. ``sha256`` is empty when the bytes could not be read; then
    ``error`` and ``remedy`` say why. ``duplicate_of`` is the source id of an earlier file of the same bytes.
    """

    path: str
    file: Path
    sha256: str = ""
    byte_size: int = 0
    duplicate_of: str | None = None
    error: str | None = None
    remedy: str | None = None

    @property
    def source_id(self) -> str:
        """First 16 hex digits of the hash of the bytes; of the path where there are no bytes to hash."""
        return (self.sha256 or hashlib.sha256(f"unreadable:{self.path}".encode()).hexdigest())[:16]


def inventory(raw: Path, paths: Sequence[Path] = (), *, only: str | None = None) -> tuple[RawFile, ...]:
    """The files of the raw folder (all depths), or those that ``paths`` name, sorted by recorded path.

    ``paths`` may be files or folders, in the raw folder or elsewhere (then recorded as "../..."); a relative one is
    looked for in the working directory, then in ``raw``. ``only`` is a glob on the recorded path or on the file name.

    Hidden files and folders are passed over. Links that lead out of the raw folder are never followed. Whatever cannot
    be read is an entry with an ``error``: such a link, a missing path, a folder that bears the name of a file (what is
    in it is listed too), a special file, no permission. Raises :class:`UsageError` when ``raw`` is not a folder.
    """
    if not paths and not raw.is_dir():
        raise UsageError(f"the raw folder {raw} does not exist", remedy="Create it, or name another with --raw.")
    base = Path(os.path.realpath(raw))
    found: dict[str, RawFile] = {}
    for start in paths or (base,):
        for file in _walk(base, _locate(base, start) if paths else base, given=bool(paths)):
            found.setdefault(os.fspath(file.file), file)
    files = [f for f in _told_apart(base, found.values()) if only is None or _matches(f.path, recorded_names(only)[0])]
    return mark_duplicates(map(_hashed, files))


def mark_duplicates(files: Iterable[RawFile]) -> tuple[RawFile, ...]:
    """The files sorted by recorded path, each that repeats the bytes of an earlier one marked as its duplicate."""
    first: dict[str, str] = {}
    result = []
    for file in sorted(files, key=lambda f: (f.path, os.fsencode(f.file))):
        seen = file.sha256 and first.setdefault(file.sha256, os.fspath(file.file)) != os.fspath(file.file)
        result.append(replace(file, duplicate_of=file.source_id if seen else None))
    return tuple(result)


def _locate(base: Path, path: Path) -> Path:
    """``path`` as an absolute path without ``..`` and without following a link at its end."""
    candidate = path if path.is_absolute() or os.path.lexists(path) else base / path
    folder, name = os.path.split(os.path.abspath(candidate))
    return Path(os.path.realpath(folder), name)


def recorded_names(path: str) -> tuple[str, str]:
    """How the tables write a file name or path: NFC, the bytes that are not UTF-8 as "\\xff". The second form tells two
    names apart that the first makes equal (the same letters composed and decomposed): all but ASCII is escaped."""
    shown = os.fsencode(path).decode("utf-8", "backslashreplace")  # such bytes reach us as lone surrogates
    return unicodedata.normalize("NFC", shown), path.encode("ascii", "backslashreplace").decode("ascii")


def _recorded(base: Path, file: Path) -> str:
    return recorded_names(os.path.relpath(file, base).replace(os.sep, "/"))[0]


def _told_apart(base: Path, files: Iterable[RawFile]) -> Iterator[RawFile]:
    """The files; of two with the same recorded path the one that is spelled so keeps it."""
    ordered = sorted(files, key=lambda f: (f.path, os.fsencode(f.file)))
    for path, same in itertools.groupby(ordered, key=lambda f: f.path):
        first, *others = sorted(same, key=lambda f: os.path.relpath(f.file, base) != path)
        yield first
        for other in others:
            yield replace(other, path=recorded_names(os.path.relpath(other.file, base).replace(os.sep, "/"))[1])


def _matches(path: str, only: str) -> bool:
    return fnmatch.fnmatchcase(path, only) or fnmatch.fnmatchcase(path.rsplit("/", 1)[-1], only)


def _walk(base: Path, start: Path, *, given: bool) -> Iterator[RawFile]:
    """Entries at and below ``start``, not hashed yet. ``given``: the user named ``start`` himself."""
    entry = RawFile(_recorded(base, start), start)
    try:
        mode = start.lstat().st_mode
        if stat.S_ISLNK(mode):
            target = Path(os.path.realpath(start, strict=True))
            if not given and not target.is_relative_to(base):
                error = UnreadableFile("a link that leads out of the raw folder", remedy=_LINK_REMEDY)
                yield replace(entry, error=str(error), remedy=error.remedy)
                return
            mode = target.stat().st_mode
            if stat.S_ISDIR(mode) and not given:
                return  # what it leads to lies in the raw folder and is listed there
        if not stat.S_ISDIR(mode):
            if not stat.S_ISREG(mode):
                yield replace(entry, error="not a regular file", remedy="Remove it from the raw folder.")
            else:
                yield entry
            return
        names = sorted(os.listdir(start))
    except OSError as error:
        yield _unreadable(entry, error)
        return
    empty = True
    if start.suffix.lower() in _FILE_SUFFIXES:
        empty = False
        yield replace(entry, error="a folder that bears the name of a file", remedy="Rename or remove the folder.")
    for name in names:
        if not name.startswith("."):
            empty = False
            yield from _walk(base, start / name, given=False)
    if empty and given:
        yield replace(entry, error="a folder without files", remedy="Name a file, or a folder that holds files.")


def _unreadable(entry: RawFile, error: OSError) -> RawFile:
    remedy = UnreadableFile.remedy
    if isinstance(error, FileNotFoundError):
        remedy = "Check the spelling of the path; a link may lead to a file that is gone."
    return replace(entry, error=f"cannot be read: {error.strerror or error}", remedy=remedy)


def _hashed(entry: RawFile) -> RawFile:
    if entry.error is not None:
        return entry
    try:
        with open(entry.file, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            return replace(entry, sha256=digest, byte_size=stream.tell())
    except OSError as error:
        with contextlib.suppress(OSError):
            entry = replace(entry, byte_size=entry.file.stat().st_size)
        return _unreadable(entry, error)


# --- the page cache ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PageCache:
    """Values of ``pipeline.model`` classes by content key, one file each below ``root``.

    The key (hex digits) must cover everything that the value depends on: bytes, engine, settings, code of that stage.
    A damaged entry, or one written under another declaration of the class, counts as absent.
    """

    root: Path

    def _file(self, key: str, kind: type[object]) -> Path:
        if len(key) < 8 or not set(key) <= set("0123456789abcdef"):
            raise ValueError(f"not a cache key: {key!r}")
        return self.root / kind.__name__ / key[:2] / key

    def get(self, key: str, kind: type[T]) -> T | None:
        """The value of class ``kind`` stored under ``key``, or None."""
        try:
            return codec.loads(kind, self._file(key, kind).read_bytes())
        except (OSError, codec.CodecError):
            return None

    def put(self, key: str, value: object) -> None:
        """Store ``value``; whoever reads meanwhile sees the old entry or the new one, never a part.

        Raises :class:`EnvironmentMissing` when the cache folder cannot be written.
        """
        file = self._file(key, type(value))
        data = codec.dumps(value)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(prefix=".", dir=file.parent)
            try:
                with os.fdopen(handle, "wb") as stream:
                    stream.write(data)
                os.replace(temporary, file)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
        except OSError as error:
            raise EnvironmentMissing(
                f"cannot write the cache {self.root}: {error.strerror or error}",
                remedy="Free disk space, give write permission, or name another folder (NOTICES_CACHE).",
            ) from error


# --- publishing --------------------------------------------------------------------------------------------------

KEEP_PREVIOUS = 2
"""Versions kept beside the published one, for readers that still hold them."""

_LOCK = ".publish.lock"
_NEW = ".new-"
_HARMLESS = frozenset({".gitkeep", ".gitignore", "lost+found"})
_FOREIGN_REMEDY = "Name an empty or new folder with --curated; nothing was changed."


@dataclass(frozen=True, slots=True)
class Published:
    """The outcome of :func:`publish`: the snapshot that is current now, and whether this call put it there."""

    snapshot: Snapshot
    changed: bool


def publish(tables: Mapping[str, pa.Table], facts: SnapshotFacts, curated: Path | str, *, run: RunRecord) -> Published:
    """Publish ``tables`` (all but ``runs``) in ``curated``, a folder or a URL: all of them, or nothing.

    When the published snapshot already has this content and these facts, nothing is written and ``changed`` is False.
    Otherwise ``run`` is appended to the run log of the snapshot before.

    Raises :class:`ContractError` (a table breaks its declaration), :class:`SnapshotError` (the folder holds other
    things, another publish is under way, the disk is full) or :class:`EnvironmentMissing` (no write access). After any
    of them the old snapshot is the published one. Files that are not ours are never touched.
    """
    checked = {**tables, "runs": run_rows(None, run, facts, "0" * 64)}
    validate_all(checked)
    files = {name: parquet_bytes(checked[name]) for name in TABLE_NAMES if name != "runs"}
    snapshot_id = content_id(files, facts)

    def complete(previous: pa.Table | None) -> dict[str, bytes]:
        """The files of the new version, by path below it."""
        runs = run_rows(previous, run, facts, snapshot_id)
        validate("runs", runs)
        whole = {**files, "runs": parquet_bytes(runs)}
        rows = {name: checked[name].num_rows for name in TABLE_NAMES} | {"runs": runs.num_rows}
        content = {table_file(name): whole[name] for name in TABLE_NAMES}
        content[PACKAGE] = package_json(whole, rows, snapshot_id)
        content[MANIFEST] = manifest_json(whole, rows, facts, snapshot_id)
        return content

    url = as_url(curated)
    if url:
        return _publish_remote(url, snapshot_id, complete)
    expected = {table_file(name): data for name, data in files.items()}
    return _publish_local(local_folder(curated), snapshot_id, expected, complete)


_Complete = Callable[[pa.Table | None], dict[str, bytes]]


def _version_name(number: int, snapshot_id: str) -> str:
    """Versions are numbered, so that the same content published again later never meets its old folder."""
    return f"{number:06d}-{snapshot_id[:16]}"


def _version_number(name: str) -> int:
    number = os.path.basename(name).split("-", 1)[0]
    return int(number) if number.isdigit() else 0


def _current(curated: Path | str) -> tuple[Snapshot | None, pa.Table | None]:
    """The published snapshot and its run log; (None, None) when there is none or it is damaged."""
    try:
        snapshot = open_snapshot(curated)
        return snapshot, snapshot.read("runs")
    except SnapshotError:
        return None, None


def _publish_local(folder: Path, snapshot_id: str, expected: Mapping[str, bytes], complete: _Complete) -> Published:
    try:
        _check_folder(folder)
        folder.mkdir(parents=True, exist_ok=True)
        with publish_lock(folder):
            number = _clean(folder) + 1
            current, runs = _current(folder)
            if current is not None and current.snapshot_id == snapshot_id and _intact(folder, current, expected):
                return Published(current, changed=False)
            name = _version_name(number, snapshot_id)
            _write_version(folder, name, complete(runs))
            _link_tables(folder)
            _switch(folder, name)
            _prune(folder)
            return Published(open_snapshot(folder), changed=True)
    except PermissionError as error:
        raise EnvironmentMissing(
            f"cannot write in {folder}: {error.strerror}", remedy="Give write permission, or name another --curated."
        ) from error
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise SnapshotError(
            f"cannot publish in {folder}: {error.strerror or error}",
            remedy="Free disk space and run again; the last snapshot is unharmed."
            if full
            else "Mend the file system (symbolic links, renaming) and run again; the last snapshot is unharmed.",
        ) from error


def _our_names() -> tuple[str, ...]:
    return (*TABLE_NAMES, PACKAGE, MANIFEST)


def _is_ours(path: Path) -> bool:
    try:
        return os.readlink(path) == f"{CURRENT}/{path.name}"
    except OSError:
        return False


def _check_folder(folder: Path) -> None:
    """Refuse a folder that holds other people's files and no snapshot, or such files where the tables must stand."""
    if not os.path.lexists(folder):
        return
    if not folder.is_dir():
        raise SnapshotError(f"{folder} is not a folder", remedy=_FOREIGN_REMEDY)
    names = set(os.listdir(folder)) - _HARMLESS - {_LOCK}
    if VERSIONS not in names and names:
        raise SnapshotError(f"{folder} holds {sorted(names)[0]!r} and is no snapshot", remedy=_FOREIGN_REMEDY)
    for name in _our_names():
        if name in names and not _is_ours(folder / name):
            raise SnapshotError(
                f"{folder / name} was not made by this program", remedy="Move it away; nothing was changed."
            )


@contextlib.contextmanager
def publish_lock(folder: Path) -> Iterator[None]:
    """Hold the right to publish in ``folder``; :class:`SnapshotError` at once when another process holds it.

    The operating system frees the lock when its holder dies, so no stale lock can remain.
    """
    handle = os.open(folder / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise SnapshotError(
                f"another run is publishing in {folder}", remedy="Wait until it has ended, then run again."
            ) from error
        yield
    finally:
        os.close(handle)


def _clean(folder: Path) -> int:
    """Remove what a crashed publish left: half-written versions, versions never switched to, a link not yet renamed.

    Returns the number of the published version, of the last one where none is published. Then none is removed: it may
    be the only one.
    """
    with contextlib.suppress(FileNotFoundError):
        os.unlink(folder / f"{CURRENT}{_NEW}")
    versions = folder / VERSIONS
    names = os.listdir(versions) if versions.is_dir() else []
    for name in names:
        if name.startswith(_NEW):
            shutil.rmtree(versions / name)
    whole = sorted((name for name in names if not name.startswith(_NEW)), key=_version_number, reverse=True)
    published = _published(folder, whole)
    if published is None:
        return max(map(_version_number, whole), default=0)
    for name in whole:
        if _version_number(name) > _version_number(published):
            shutil.rmtree(versions / name)
    return _version_number(published)


def _published(folder: Path, names: Sequence[str]) -> str | None:
    """The version of ``names`` (the newest first) that ``.current`` leads to; when the link was lost (a copy without
    links, a slip of the hand), the newest one that can be opened, linked again."""
    with contextlib.suppress(OSError):
        name = os.path.basename(os.readlink(folder / CURRENT))
        if name in names:
            return name
    for name in names:
        with contextlib.suppress(SnapshotError):
            open_snapshot(folder / VERSIONS / name)
            _switch(folder, name)
            return name
    return None


def _write_version(folder: Path, name: str, content: Mapping[str, bytes]) -> None:
    """Write all files below ``.versions/<name>`` and sync them; on a full disk nothing of them remains."""
    versions = folder / VERSIONS
    versions.mkdir(exist_ok=True)
    temporary = versions / f"{_NEW}{name}"
    try:
        temporary.mkdir()
        for path, data in content.items():
            file = temporary / path
            file.parent.mkdir(exist_ok=True)
            with open(file, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
        for parent in sorted({(temporary / path).parent for path in content}):
            _sync_folder(parent)
        os.rename(temporary, versions / name)
        _sync_folder(versions)
    except OSError:
        shutil.rmtree(temporary, ignore_errors=True)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _intact(folder: Path, current: Snapshot, expected: Mapping[str, bytes]) -> bool:
    """False when links or files of the published snapshot were removed or changed: then it is worth writing again."""
    try:
        whole = all(Path(current.root, path).read_bytes() == data for path, data in expected.items())
    except OSError:
        return False
    return whole and all(_is_ours(folder / name) for name in _our_names())


def _link_tables(folder: Path) -> None:
    """The table links. They lead through ``.current``, so they show nothing new before the switch."""
    for name in _our_names():
        if not _is_ours(folder / name):
            os.symlink(f"{CURRENT}/{name}", folder / name)


def _switch(folder: Path, name: str) -> None:
    """The one step that readers can see."""
    link = folder / f"{CURRENT}{_NEW}"
    os.symlink(f"{VERSIONS}/{name}", link)
    os.replace(link, folder / CURRENT)
    _sync_folder(folder)


def _prune(folder: Path) -> None:
    """Remove versions too old for any reader. Never fails: the snapshot is published already."""
    versions = folder / VERSIONS
    for name in sorted(os.listdir(versions), key=_version_number)[: -1 - KEEP_PREVIOUS]:
        shutil.rmtree(versions / name, ignore_errors=True)


# --- publishing in an object store -------------------------------------------------------------------------------


def _publish_remote(url: str, snapshot_id: str, complete: _Complete) -> Published:
    """Upload to ``versions/<version>/``, then write the small pointer ``CURRENT.json``: one object, hence atomic.

    Object stores have no lock: of two publishers at once the one that writes its pointer last wins, and each snapshot
    is whole. Old versions stay; the store's own life-cycle rules remove them.
    """
    try:
        system, root = fsspec.core.url_to_fs(url.rstrip("/"))
        listing = system.ls(root, detail=False) if system.exists(root) else []
        names = {os.path.basename(path.rstrip("/")) for path in listing}
        if names and not names & {REMOTE_POINTER, REMOTE_VERSIONS}:
            raise SnapshotError(f"{url} holds {sorted(names)[0]!r} and is no snapshot", remedy=_FOREIGN_REMEDY)
        current, runs = _current(url)
        if current is not None and current.snapshot_id == snapshot_id:
            return Published(current, changed=False)
        version = f"{REMOTE_VERSIONS}/{_version_name(_version_number(current.root) + 1 if current else 1, snapshot_id)}"
        for path, data in complete(runs).items():
            system.makedirs(os.path.dirname(f"{root}/{version}/{path}"), exist_ok=True)
            system.pipe_file(f"{root}/{version}/{path}", data)
        system.pipe_file(f"{root}/{REMOTE_POINTER}", json.dumps({"version": version}).encode())
        return Published(open_snapshot(url), changed=True)
    except (ImportError, OSError, ValueError) as error:
        raise SnapshotError(
            f"cannot publish at {url}: {error}", remedy="Check the URL, the credentials and the network."
        ) from error
