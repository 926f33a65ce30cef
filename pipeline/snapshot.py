"""A published snapshot: how its files are made (bytes, package, manifest) and how a reader opens one.

On disk a curated folder looks like this (``pipeline.store`` says how it gets there)::

    curated/tasks -> .current/tasks             one link a table, and one each for datapackage.json and MANIFEST.json
    curated/.current -> .versions/000002-ab12   the only thing that a publish switches
    curated/.versions/000002-ab12/tasks/part-0.parquet

so that ``curated/tasks/part-0.parquet`` always works, and a reader that resolves ``.current`` once, as
:func:`open_snapshot` does, keeps reading one and the same snapshot while others are published.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.errors import NotFound, SnapshotError
from pipeline.schema import CONTRACT_VERSION, TABLE_NAMES, arrow_schema, frictionless_schema, make_table, table_spec

CURRENT = ".current"
VERSIONS = ".versions"
REMOTE_POINTER = "CURRENT.json"
REMOTE_VERSIONS = "versions"
PACKAGE = "datapackage.json"
MANIFEST = "MANIFEST.json"
ROW_GROUP_ROWS = 65_536
"""Rows a Parquet row group; fixed, for it shapes the bytes."""

_URL = re.compile(r"^([a-z][a-z0-9+.-]+):/+(.*)$")


# --- facts that the tables do not hold ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SnapshotFacts:
    """What made the snapshot; part of its identity. Nothing here may depend on the clock or the machine.

    ``models``: (name, version) of whatever read the pages. ``fingerprints``: (source_id, extraction fingerprint).
    ``decisions``: digest of the reviewers' decisions, "" when there are none. ``made_from``: digest of all that the
    tables are made from, code included; "" when it is not known.
    """

    code_version: str
    config_hash: str
    models: tuple[tuple[str, str], ...] = ()
    fingerprints: tuple[tuple[str, str], ...] = ()
    decisions: str = ""
    made_from: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """One file (``page_no`` None) or page that could not be read, and what to do about it."""

    path: str
    page_no: int | None
    error: str
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run for the ``runs`` table. The two times are aware datetimes; they are the only wall-clock facts."""

    started_at: dt.datetime
    finished_at: dt.datetime
    sources: int = 0
    sources_failed: int = 0
    pages: int = 0
    pages_failed: int = 0
    documents: int = 0
    tasks: int = 0
    deadlines: int = 0
    indicators: int = 0
    findings: int = 0
    failures: tuple[Failure, ...] = ()


# --- making the files --------------------------------------------------------------------------------------------


def parquet_bytes(table: pa.Table) -> bytes:
    """The Parquet file of one table: zstd, fixed row groups; the same rows give the same bytes."""
    sink = io.BytesIO()
    pq.write_table(
        table.replace_schema_metadata(None),
        sink,
        compression="zstd",
        compression_level=6,
        row_group_size=ROW_GROUP_ROWS,
        version="2.6",
        use_dictionary=True,
        write_statistics=True,
    )
    return sink.getvalue()


def content_id(files: Mapping[str, bytes], facts: SnapshotFacts) -> str:
    """The snapshot id: SHA-256 over the table files (without ``runs``), the facts and the contract version."""
    digests = {name: hashlib.sha256(data).hexdigest() for name, data in files.items() if name != "runs"}
    body = [CONTRACT_VERSION, digests, _facts(facts)]
    return hashlib.sha256(json.dumps(body, sort_keys=True, ensure_ascii=True).encode()).hexdigest()


def _facts(facts: SnapshotFacts) -> dict[str, Any]:
    return {
        "code_version": facts.code_version,
        "config_hash": facts.config_hash,
        "models": [{"name": name, "version": version} for name, version in sorted(facts.models)],
        "fingerprints": dict(sorted(facts.fingerprints)),
        **({"decisions": facts.decisions} if facts.decisions else {}),
        **({"made_from": facts.made_from} if facts.made_from else {}),
    }


def run_rows(previous: pa.Table | None, run: RunRecord, facts: SnapshotFacts, snapshot_id: str) -> pa.Table:
    """The ``runs`` table: the rows of the snapshot before this one, and this run.

    The log starts anew when the snapshot before was written with other columns.
    """
    rows: list[dict[str, Any]] = []
    if previous is not None and previous.schema.equals(arrow_schema("runs"), check_metadata=False):
        rows = previous.to_pylist()
    rows.append(
        {
            "run_id": f"{len(rows) + 1:06d}-{snapshot_id[:12]}",
            "snapshot_id": snapshot_id,
            "started_at": run.started_at,
            "finished_at": run.finished_at,
            "code_version": facts.code_version,
            "config_hash": facts.config_hash,
            "sources": run.sources,
            "sources_failed": run.sources_failed,
            "pages": run.pages,
            "pages_failed": run.pages_failed,
            "documents": run.documents,
            "tasks": run.tasks,
            "deadlines": run.deadlines,
            "indicators": run.indicators,
            "findings": run.findings,
            "failures": [
                {"path": f.path, "page_no": f.page_no, "error": f.error, "remedy": f.remedy} for f in run.failures
            ],
        }
    )
    return make_table("runs", rows)


def package_json(files: Mapping[str, bytes], rows: Mapping[str, int], snapshot_id: str) -> bytes:
    """``datapackage.json``: every file with its size, hash, schema, key and row count.

    The resources are declared as files: the Parquet reader of the frictionless tool (5.x) turns nested and nullable
    integer columns into numpy arrays and NaN, then refuses them, and it measures no sizes. As files it checks sizes and
    hashes (but counts no rows, hence ``rowCount``, which it leaves alone); what is inside was checked by
    ``pipeline.schema`` before it was written.
    """
    resources = []
    for name in TABLE_NAMES:
        spec = table_spec(name)
        resource: dict[str, Any] = {
            "name": name,
            "type": "file",
            "path": table_file(name),
            "format": "parquet",
            "mediatype": "application/vnd.apache.parquet",
            "description": spec.en,
        }
        if (
            name != "runs"
        ):  # the clock stands in runs alone: without its size and hash the package is the same each time
            digest = hashlib.sha256(files[name]).hexdigest()
            resource |= {"bytes": len(files[name]), "hash": f"sha256:{digest}", "rowCount": rows[name]}
        resources.append(resource | {"schema": frictionless_schema(name)})
    return _json(
        {
            "name": "vn-notices",
            "title": "Vietnamese government notices, curated",
            "profile": "data-package",
            "version": f"{CONTRACT_VERSION}+{snapshot_id[:12]}",
            "resources": resources,
        }
    )


def manifest_json(files: Mapping[str, bytes], rows: Mapping[str, int], facts: SnapshotFacts, snapshot_id: str) -> bytes:
    """``MANIFEST.json``: snapshot id, versions, fingerprints of the sources, table digests (not of ``runs``)."""
    tables = {
        name: {"rows": rows[name], "sha256": hashlib.sha256(files[name]).hexdigest()}
        for name in TABLE_NAMES
        if name != "runs"
    }
    return _json({"contract_version": CONTRACT_VERSION, "snapshot_id": snapshot_id, **_facts(facts), "tables": tables})


def _json(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def table_file(name: str) -> str:
    """Path of a table's file below the snapshot."""
    return f"{name}/part-0.parquet"


# --- opening -----------------------------------------------------------------------------------------------------


def as_url(curated: Path | str) -> str | None:
    """The URL when ``curated`` names an object store ("s3://...", also after :class:`Path` ate a slash), else None."""
    match = _URL.match(str(curated))
    if match is None or match[1] == "file":
        return None
    return f"{match[1]}://{match[2]}"


def local_folder(curated: Path | str) -> Path:
    """The folder that a path or a ``file://`` URL names."""
    match = _URL.match(str(curated))
    return Path("/" + match[2]) if match and match[1] == "file" else Path(curated)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One snapshot, pinned: it stays the same while newer ones are published. ``root`` is a path or a URL."""

    root: str
    snapshot_id: str
    manifest: Mapping[str, Any]

    @property
    def is_remote(self) -> bool:
        """True when ``root`` is a URL of an object store."""
        return as_url(self.root) is not None

    def table_path(self, name: str) -> str:
        """Path or URL of a table's Parquet file. Raises :class:`NotFound` for an unknown table."""
        if name not in TABLE_NAMES:
            raise NotFound(f"there is no table {name!r}")
        return f"{self.root}/{table_file(name)}"

    def read(self, name: str) -> pa.Table:
        """All rows of one table. Raises :class:`NotFound` or :class:`SnapshotError` (the file is gone or damaged)."""
        path = self.table_path(name)
        try:
            with fsspec.open(path, "rb") if self.is_remote else open(path, "rb") as stream:
                return pq.read_table(stream)
        except (OSError, pa.ArrowException) as error:
            raise SnapshotError(f"cannot read the table {name} of the snapshot: {error}") from error


def tables_made_from(curated: Path | str, made_from: str) -> dict[str, pa.Table] | None:
    """All tables but ``runs`` of the snapshot in ``curated`` if it was made from the same things (``made_from`` of
    :class:`SnapshotFacts`) and its files are as they were written; else None."""
    try:
        snapshot = open_snapshot(curated)
        if snapshot.manifest.get("made_from") != made_from:
            return None
        written = {name: table["sha256"] for name, table in snapshot.manifest["tables"].items()}
        tables = {}
        for name in TABLE_NAMES:
            if name == "runs":
                continue
            path = snapshot.table_path(name)
            with fsspec.open(path, "rb") if snapshot.is_remote else open(path, "rb") as stream:
                data = stream.read()
            if hashlib.sha256(data).hexdigest() != written[name]:
                return None
            tables[name] = pq.read_table(io.BytesIO(data))
        return tables
    except (SnapshotError, OSError, pa.ArrowException, KeyError, TypeError):
        return None


def open_snapshot(curated: Path | str) -> Snapshot:
    """The snapshot published last in ``curated`` (folder or URL), pinned.

    A plain copy of a snapshot (real files, no links) opens as well. Raises :class:`SnapshotError` when there is none,
    or one of another contract version.
    """
    url = as_url(curated)
    root = _remote_root(url) if url else _local_root(local_folder(curated))
    if root is None:
        raise SnapshotError(f"there is no snapshot in {curated}")
    try:
        with fsspec.open(f"{root}/{MANIFEST}", "rb") if url else open(f"{root}/{MANIFEST}", "rb") as stream:
            manifest = json.loads(stream.read())
        snapshot_id, version = str(manifest["snapshot_id"]), manifest["contract_version"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"the snapshot in {curated} is damaged: {error}") from error
    if version != CONTRACT_VERSION:
        raise SnapshotError(f"the snapshot in {curated} is of version {version}, not {CONTRACT_VERSION}")
    return Snapshot(root, snapshot_id, manifest)


def _local_root(folder: Path) -> str | None:
    try:
        return str(folder / os.readlink(folder / CURRENT))
    except OSError:
        return str(folder) if (folder / MANIFEST).is_file() else None


def _remote_root(url: str) -> str | None:
    base = url.rstrip("/")
    try:
        with fsspec.open(f"{base}/{REMOTE_POINTER}", "rb") as stream:
            pointer = json.loads(stream.read())
        return f"{base}/{pointer['version']}"
    except FileNotFoundError:
        return None
    except (ImportError, OSError, ValueError, KeyError, TypeError) as error:
        raise SnapshotError(f"cannot read the snapshot at {url}: {error}") from error
