"""SQL over the published snapshot: DuckDB in memory, one view a table, read only.

DuckDB never touches a file itself: the Parquet files are opened here and handed over as Arrow data sets, then its
access to files, network and extensions is switched off and the configuration is locked. So no query can read or
write anything but the snapshot's tables.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final, Literal, TextIO

import duckdb
import fsspec
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from pipeline.errors import EnvironmentMissing, QueryError, SnapshotError, UsageError
from pipeline.messages import Lang, text, visible
from pipeline.schema import TABLE_NAMES
from pipeline.snapshot import open_snapshot

Format = Literal["table", "csv", "json", "parquet"]
MAX_TABLE_ROWS: Final = 1000
"""Rows that the format ``table`` shows; the rest is announced, never dropped silently."""

_LOCKED: Final = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "python_enable_replacements": "false",  # a Python variable's name must not become a table
}


def connect(curated: Path) -> duckdb.DuckDBPyConnection:
    """A locked in-memory DuckDB with one view a table of the snapshot that is published in ``curated`` now.

    The snapshot is pinned: publishing a newer one meanwhile does not disturb. Raises :class:`SnapshotError`.
    """
    snapshot = open_snapshot(curated)
    connection = duckdb.connect(":memory:", config=dict(_LOCKED))
    try:
        for name in TABLE_NAMES:
            system, path = fsspec.core.url_to_fs(snapshot.table_path(name))
            connection.register(name, ds.dataset(path, filesystem=system, format="parquet"))
        connection.execute("SET lock_configuration = true")
    except (OSError, pa.ArrowException) as error:
        connection.close()
        raise SnapshotError(f"the snapshot in {curated} cannot be opened: {error}") from error
    return connection


def run_query(curated: Path, sql: str) -> pa.Table:
    """The rows of one SELECT (or WITH, DESCRIBE, SHOW, EXPLAIN) statement.

    Raises :class:`QueryError` for anything else, for wrong SQL, and for SQL that reaches beyond the snapshot;
    :class:`SnapshotError` when there is no snapshot.
    """
    with connect(curated) as connection:
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                raise QueryError(f"one statement is expected, not {len(statements)}")
            kind = statements[0].type
            if kind not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
                raise QueryError(f"only reading is possible here, not {kind.name}")
            return connection.sql(sql).to_arrow_table()
        except duckdb.Error as error:
            raise QueryError(_first_lines(str(error))) from error


def _first_lines(message: str) -> str:
    """DuckDB's message with its hint, without the drawing that points into the SQL text."""
    return message.split("\n\nLINE ", 1)[0]


# --- formats --------------------------------------------------------------------------------------


def write_result(table: pa.Table, form: Format, output: Path | None, stream: TextIO, lang: Lang) -> None:
    """Write ``table`` to ``output``, or to ``stream`` when it is None.

    Lists and structs become JSON text in CSV and in the drawn table. A CSV *file* begins with a byte order mark, so
    that Excel shows Vietnamese. Raises :class:`UsageError` for Parquet without a file.
    """
    if form == "parquet" and output is None:
        raise UsageError("the format parquet needs --output FILE")
    if output is None:
        _write_text(table, form, stream, lang)
        return
    part = output.with_name(f".{output.name}.part")
    try:
        if form == "parquet":
            pq.write_table(table, part, compression="zstd")
        else:
            encoding = "utf-8-sig" if form == "csv" else "utf-8"
            with part.open("w", encoding=encoding, newline="") as file:
                _write_text(table, form, file, lang, to_file=True)
        os.replace(part, output)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise EnvironmentMissing(
            f"cannot write {output}: {error.strerror or error}", remedy="Name a file in a folder that you may write to."
        ) from error


def _write_text(table: pa.Table, form: Format, stream: TextIO, lang: Lang, *, to_file: bool = False) -> None:
    if form == "csv":
        # A file is for spreadsheets (CRLF, as RFC 4180 has it); what is printed goes to other programs.
        writer = csv.writer(stream, lineterminator="\r\n" if to_file else "\n")
        writer.writerow(table.column_names)
        writer.writerows(_text_rows(table))
    elif form == "json":
        _write_json(table, stream)
    else:
        _write_drawn(table, stream, lang)


def _rows(table: pa.Table) -> Iterator[tuple[Any, ...]]:
    for batch in table.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _text_rows(table: pa.Table) -> Iterator[list[str]]:
    for row in _rows(table):
        yield ["" if value is None else _cell(value) for value in row]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return _json(value)
    if isinstance(value, dt.date | dt.datetime):
        return value.isoformat()
    return str(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_json_value)


def _json_value(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date | dt.datetime | dt.time) else str(value)


def _write_json(table: pa.Table, stream: TextIO) -> None:
    """One array, one object a line. Equal column names (``SELECT a, a``) get a number, so that none is lost."""
    names = unique_names(table.column_names)
    stream.write("[")
    for n, row in enumerate(_rows(table)):
        stream.write("\n" if n == 0 else ",\n")
        stream.write(_json(dict(zip(names, row, strict=True))))
    stream.write("\n]\n")


def unique_names(names: Sequence[str]) -> list[str]:
    """``["a", "a", "b"]`` -> ``["a", "a_2", "b"]``."""
    result: list[str] = []
    for name in names:
        candidate, n = name, 1
        while candidate in result:
            n += 1
            candidate = f"{name}_{n}"
        result.append(candidate)
    return result


def _write_drawn(table: pa.Table, stream: TextIO, lang: Lang) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold")
    for field in table.schema:
        number = pa.types.is_integer(field.type) or pa.types.is_floating(field.type)
        drawn.add_column(Text(field.name), justify="right" if number else "left", overflow="fold")
    for row in _text_rows(table.slice(0, MAX_TABLE_ROWS)):
        drawn.add_row(*(Text(visible(cell, keep="\n\t")) for cell in row))
    terminal = stream.isatty()
    console = Console(file=stream, width=None if terminal else _width(drawn), highlight=False, soft_wrap=False)
    if terminal:
        console.print(drawn)
    else:
        buffer = io.StringIO()
        Console(file=buffer, width=_width(drawn), highlight=False).print(drawn)
        stream.writelines(line.rstrip() + "\n" for line in buffer.getvalue().splitlines())
    if (rest := table.num_rows - MAX_TABLE_ROWS) > 0:
        print(text("query.more_rows", lang, count=rest), file=stream)


def _width(drawn: Any) -> int:
    """The natural width of a table: a pipe or a file has no edge at which to wrap."""
    from rich.console import Console
    from rich.measure import Measurement

    wide = Console(width=1_000_000, file=io.StringIO())
    return max(20, Measurement.get(wide, wide.options, drawn).maximum)
