"""Queries over a snapshot: typed results in four formats, and no way out of the snapshot."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.errors import EnvironmentMissing, QueryError, SnapshotError, UsageError
from pipeline.query import MAX_TABLE_ROWS, run_query, unique_names, write_result
from pipeline.schema import TABLE_NAMES, make_table
from pipeline.snapshot import RunRecord, SnapshotFacts
from pipeline.store import publish

SOURCES = [
    {
        "source_id": "00aa",
        "path": "công văn.txt",
        "media_type": "text/plain",
        "byte_size": 7,
        "page_count": 1,
        "status": "ok",
    },
    {
        "source_id": "00bb",
        "path": "hỏng.pdf",
        "media_type": "application/pdf",
        "byte_size": 0,
        "page_count": 0,
        "status": "failed",
    },
]
AGENCIES = [{"agency_id": "so-ca-phe", "name": "Sở Cà phê", "kind": "department", "aliases": ["SCP", "Sở CP"]}]


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshot") / "curated"
    rows: dict[str, list[dict[str, object]]] = {"sources": SOURCES, "agencies": AGENCIES}
    tables = {name: make_table(name, rows.get(name, [])) for name in TABLE_NAMES if name != "runs"}
    moment = dt.datetime(2025, 1, 2, tzinfo=dt.UTC)
    publish(tables, SnapshotFacts("1", "c"), folder, run=RunRecord(moment, moment))
    return folder


def written(table: pa.Table, form: str, lang: str = "en") -> str:
    stream = io.StringIO()
    write_result(table, form, None, stream, lang)  # type: ignore[arg-type]
    return stream.getvalue()


def test_one_view_a_table(curated: Path) -> None:
    names = run_query(curated, "SHOW TABLES").column(0).to_pylist()
    assert sorted(names) == sorted(TABLE_NAMES)


def test_select_keeps_types_and_lists(curated: Path) -> None:
    table = run_query(curated, "SELECT name, aliases, valid_from FROM agencies")
    assert table.to_pylist() == [{"name": "Sở Cà phê", "aliases": ["SCP", "Sở CP"], "valid_from": None}]
    assert table.schema.field("valid_from").type == pa.date32()


def test_join_and_parameters_of_sql(curated: Path) -> None:
    table = run_query(curated, "WITH bad AS (SELECT * FROM sources WHERE status = 'failed') SELECT path FROM bad")
    assert table.column("path").to_pylist() == ["hỏng.pdf"]


@pytest.mark.parametrize(
    ("sql", "words"),
    [
        ("SELEC 1", "syntax error"),
        ("SELECT nothing FROM sources", "nothing"),
        ("SELECT * FROM tabel", "tabel"),
        ("SELECT 1; SELECT 2", "one statement"),
        ("", "one statement"),
        ("DROP VIEW sources", "only reading"),
        ("CREATE TABLE t AS SELECT 1", "only reading"),
        ("COPY sources TO 'out.csv'", "only reading"),
        ("SELECT * FROM read_csv('/etc/hostname')", "disabled by configuration"),
        ("SELECT * FROM read_parquet('https://example.invalid/x.parquet')", ""),
        ("ATTACH 'other.db'", ""),
        ("INSTALL httpfs", ""),
        ("SET enable_external_access = true", ""),
    ],
)
def test_wrong_or_forbidden_sql(
    curated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sql: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(QueryError) as caught:
        run_query(curated, sql)
    assert words in str(caught.value)
    assert "\n" not in caught.value.line
    assert list(tmp_path.iterdir()) == []


def test_a_python_variable_is_no_table(curated: Path) -> None:
    local_frame = pa.table({"x": [1]})
    assert local_frame.num_rows == 1
    with pytest.raises(QueryError):
        run_query(curated, "SELECT * FROM local_frame")


def test_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError):
        run_query(tmp_path, "SELECT 1")


TABLE = pa.table(
    {
        "text": ["Khảo sát, đo đạc", 'nói "xong"', None],
        "on": pa.array([dt.date(2025, 3, 1), None, None], pa.date32()),
        "lead": [["Sở A", "Sở B"], [], []],
        "n": [1, 2, 3],
        "yes": [True, False, None],
    }
)


def test_csv() -> None:
    rows = list(csv.reader(io.StringIO(written(TABLE, "csv"))))
    assert rows == [
        ["text", "on", "lead", "n", "yes"],
        ["Khảo sát, đo đạc", "2025-03-01", '["Sở A", "Sở B"]', "1", "true"],
        ['nói "xong"', "", "[]", "2", "false"],
        ["", "", "[]", "3", ""],
    ]


def test_csv_file_for_excel_has_a_byte_order_mark(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    write_result(TABLE, "csv", out, io.StringIO(), "en")
    assert out.read_bytes()[:7] == b"\xef\xbb\xbftext"
    assert [p.name for p in tmp_path.iterdir()] == ["out.csv"]


def test_json() -> None:
    rows = json.loads(written(TABLE, "json"))
    assert rows[0] == {"text": "Khảo sát, đo đạc", "on": "2025-03-01", "lead": ["Sở A", "Sở B"], "n": 1, "yes": True}
    assert rows[2]["text"] is None
    assert "Khảo" in written(TABLE, "json")


def test_json_of_no_rows_and_of_equal_names(curated: Path) -> None:
    assert json.loads(written(TABLE.slice(0, 0), "json")) == []
    assert unique_names(["a", "a", "b", "a"]) == ["a", "a_2", "b", "a_3"]


def test_parquet(tmp_path: Path) -> None:
    out = tmp_path / "out.parquet"
    write_result(TABLE, "parquet", out, io.StringIO(), "en")
    assert pq.read_table(out).equals(TABLE)
    with pytest.raises(UsageError, match="--output"):
        write_result(TABLE, "parquet", None, io.StringIO(), "en")


def test_a_drawn_table_steers_no_terminal() -> None:
    stream = io.StringIO()
    write_result(pa.table({"path": ["a\x1b[2Jb.txt", "hai\ndòng"]}), "table", None, stream, "vi")
    assert "a\\x1b[2Jb.txt" in stream.getvalue()
    assert "\x1b" not in stream.getvalue()
    assert "hai\n dòng" in stream.getvalue()


def test_drawn_table_outside_a_terminal_wraps_nothing() -> None:
    long = "Rà soát " * 60 + "[bold]hết[/bold]"
    drawn = written(pa.table({"task_text": [long], "n": [12]}), "table")
    assert long in drawn
    assert drawn.splitlines()[1].split() == ["task_text", "n"]


def test_drawn_table_says_what_it_does_not_show() -> None:
    table = pa.table({"n": list(range(MAX_TABLE_ROWS + 5))})
    assert "5 more rows" in written(table, "table").splitlines()[-1]
    assert "còn 5 dòng" in written(table, "table", "vi").splitlines()[-1]


def test_unwritable_output(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentMissing, match="cannot write"):
        write_result(TABLE, "csv", tmp_path / "absent" / "out.csv", io.StringIO(), "en")


def test_csv_on_standard_output_has_plain_line_ends_and_files_have_crlf(curated: Path, tmp_path: Path) -> None:
    table = run_query(curated, "SELECT 1 AS a")
    stream = io.StringIO()
    write_result(table, "csv", None, stream, "en")
    assert stream.getvalue() == "a\n1\n"
    write_result(table, "csv", tmp_path / "a.csv", io.StringIO(), "en")
    assert (tmp_path / "a.csv").read_bytes() == "\ufeffa\r\n1\r\n".encode()
