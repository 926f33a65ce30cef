"""The raw folder, the codec and the page cache, and publishing where nothing goes wrong."""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pandas as pd
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import codec
from pipeline import model as m
from pipeline.curate import build_tables
from pipeline.errors import ContractError, NotFound, SnapshotError, UsageError
from pipeline.schema import TABLE_NAMES, validate_all
from pipeline.snapshot import RunRecord, SnapshotFacts, as_url, open_snapshot
from pipeline.store import PageCache, inventory, publish

# --- raw folder --------------------------------------------------------------------------------------------------


def write(folder: Path, name: str, data: bytes = b"x") -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_inventory_lists_files_sorted_with_hash_size_and_duplicates(tmp_path: Path) -> None:
    write(tmp_path, "b/hai.txt", b"same")
    write(tmp_path, "a.pdf", b"same")
    write(tmp_path, "c.txt", b"")
    files = inventory(tmp_path)
    assert [(f.path, f.byte_size, f.duplicate_of) for f in files] == [
        ("a.pdf", 4, None),
        ("b/hai.txt", 4, hashlib.sha256(b"same").hexdigest()[:16]),
        ("c.txt", 0, None),
    ]
    assert files[0].sha256 == hashlib.sha256(b"same").hexdigest()
    assert files[0].source_id == files[0].sha256[:16]
    assert all(f.error is None for f in files)


@pytest.mark.parametrize(
    ("name", "recorded"),
    [
        ("-rf.txt", "-rf.txt"),
        ('it\'s "quoted" $(x).txt', 'it\'s "quoted" $(x).txt'),
        ("dòng\nmới.txt", "dòng\nmới.txt"),
        ("Tho\u0302ng ba\u0301o.txt", "Thông báo.txt"),
        (os.fsdecode(b"bad\xff.txt"), "bad\\xff.txt"),
    ],
)
def test_any_file_name_is_taken(tmp_path: Path, name: str, recorded: str) -> None:
    write(tmp_path, name)
    (file,) = inventory(tmp_path)
    assert (file.path, file.error) == (recorded, None)
    assert file.file.read_bytes() == b"x"


def test_names_that_are_recorded_alike_are_told_apart(tmp_path: Path) -> None:
    composed, decomposed = "a\u0301o.txt", "\u00e1o.txt"
    for name in (composed, decomposed, os.fsdecode(b"bad\xff.txt"), "bad\\xff.txt"):
        write(tmp_path, name)
    files = inventory(tmp_path)
    assert {f.path: f.file.name for f in files} == {
        "áo.txt": decomposed,
        "a\\u0301o.txt": composed,
        "bad\\xff.txt": "bad\\xff.txt",
        "bad\\udcff.txt": os.fsdecode(b"bad\xff.txt"),
    }
    assert len({(f.source_id, f.path) for f in files}) == 4  # the key of the table


def test_only_takes_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    write(tmp_path, os.fsdecode(b"bad\xff.txt"))
    write(tmp_path, "good.txt")
    assert [f.path for f in inventory(tmp_path, only=os.fsdecode(b"bad\xff*"))] == ["bad\\xff.txt"]


def test_hidden_files_are_passed_over_and_links_never_lead_out(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    write(raw, ".hidden/x.txt")
    write(raw, ".DS_Store")
    inside = write(raw, "trong.txt")
    outside = write(tmp_path, "secret.txt", b"secret")
    (raw / "link-in.txt").symlink_to(inside)
    (raw / "link-out.txt").symlink_to(outside)
    (raw / "loop").symlink_to(raw)
    (raw / "dangling.txt").symlink_to(raw / "gone.txt")
    found = {f.path: f for f in inventory(raw)}
    assert sorted(found) == ["dangling.txt", "link-in.txt", "link-out.txt", "trong.txt"]
    assert (found["link-out.txt"].sha256, found["link-out.txt"].error) == (
        "",
        "a link that leads out of the raw folder",
    )
    assert found["trong.txt"].duplicate_of == found["link-in.txt"].source_id
    assert "cannot be read" in (found["dangling.txt"].error or "")


def test_what_cannot_be_read_is_an_entry_with_a_remedy(tmp_path: Path) -> None:
    write(tmp_path, "folder.pdf/inner.txt")
    os.mkfifo(tmp_path / "pipe.txt")
    write(tmp_path, "good.txt", b"good")
    found = {f.path: f for f in inventory(tmp_path)}
    assert found["folder.pdf"].error == "a folder that bears the name of a file"
    assert found["folder.pdf/inner.txt"].error is None
    assert found["pipe.txt"].error == "not a regular file"
    assert found["good.txt"].error is None
    assert all(f.remedy for f in found.values() if f.error)
    assert len({f.source_id for f in found.values()}) == 4


def test_a_file_without_permission_is_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, "khóa.txt", b"12345")
    if os.geteuid() == 0:  # root reads everything: let the open fail as it would for others

        def refuse(path: Any, *args: Any, **kwargs: Any) -> Any:
            raise PermissionError(13, "Permission denied", os.fspath(path))

        monkeypatch.setattr("builtins.open", refuse)
    else:
        file.chmod(0)
    (entry,) = inventory(tmp_path)
    assert (entry.sha256, entry.byte_size, entry.error) == ("", 5, "cannot be read: Permission denied")
    assert entry.remedy == "Give read permission to the file, or remove it from the list."


def test_only_and_paths_limit_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = tmp_path / "raw"
    write(raw, "2030/a.txt", b"1")
    write(raw, "2030/b.pdf", b"2")
    write(raw, "2031/đê.txt", b"3")
    outside = write(tmp_path, "ngoài.txt", b"4")
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)

    def listed(*paths: str, only: str | None = None) -> list[str]:
        return [f.path for f in inventory(raw, [Path(p) for p in paths], only=only)]

    assert listed(only="2030/*") == ["2030/a.txt", "2030/b.pdf"]
    assert listed(only="*.txt") == ["2030/a.txt", "2031/đê.txt"]
    assert listed(only="đe\u0302.txt".replace("e\u0302", "ê")) == ["2031/đê.txt"]
    assert listed("raw/2030") == ["2030/a.txt", "2030/b.pdf"]
    assert listed("2031/đê.txt", "2031", "raw/2031/đê.txt") == ["2031/đê.txt"]
    assert listed(str(outside)) == ["../ngoài.txt"]
    (missing,) = inventory(raw, [Path("no.txt")])
    assert (missing.path, missing.error) == ("no.txt", "cannot be read: No such file or directory")
    (empty,) = inventory(raw, [Path("empty")])
    assert empty.error == "a folder without files"


def test_a_missing_raw_folder_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="does not exist"):
        inventory(tmp_path / "none")


# --- codec and cache ---------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec=None), max_size=12)
NUMBER = st.floats(allow_nan=False, allow_infinity=False)
BOXES = st.builds(
    lambda x, y, w, h: m.Box(x, y, x + w, y + h),
    *(st.floats(0, 2000) for _ in range(2)),
    *(st.floats(0.5, 500) for _ in range(2)),
)
WORDS = st.builds(m.Word, TEXT, BOXES, NUMBER, st.booleans())
CELLS = st.builds(
    m.GridCell, *(st.integers(0, 9) for _ in range(4)), BOXES, st.lists(WORDS, max_size=2).map(tuple), st.booleans()
)
GRIDS = st.builds(
    m.Grid, BOXES, st.integers(1, 9), st.integers(1, 9), st.lists(NUMBER).map(tuple), st.lists(CELLS).map(tuple)
)
READINGS = st.builds(
    m.PageReading,
    st.integers(1, 5000),
    NUMBER,
    NUMBER,
    st.sampled_from(m.TextSource),
    words=st.lists(WORDS, max_size=3).map(tuple),
    grids=st.lists(GRIDS, max_size=2).map(tuple),
    layer_quality=st.none() | NUMBER,
    error=st.none() | TEXT,
)
DATES = st.none() | st.dates()
DEADLINES = st.builds(
    m.Deadline, TEXT, st.sampled_from(m.DeadlineKind), st.none() | TEXT, DATES, DATES, st.sampled_from(m.Qualifier)
)
REGIONS = st.builds(m.Region, st.integers(1, 99), BOXES, st.none() | st.integers(1, 99))
TASKS = st.builds(
    m.TaskMention,
    *(TEXT for _ in range(4)),
    st.none() | TEXT,
    TEXT,
    TEXT,
    st.integers(1, 99),
    st.lists(st.builds(m.Evidence, REGIONS, st.sampled_from(m.Role), st.none() | TEXT), min_size=1, max_size=2).map(
        tuple
    ),
    deadlines=st.lists(DEADLINES, max_size=2).map(tuple),
    flags=st.lists(TEXT, max_size=2).map(tuple),
)
TABLES = st.builds(  # its cells hold pairs (block id, region), the one tuple of fixed length in the model
    m.TableCell, TEXT, TEXT, st.lists(st.tuples(TEXT, REGIONS), max_size=2).map(tuple), NUMBER, st.booleans()
)
RESULTS = st.builds(
    m.SourceResult,
    st.builds(m.Source, TEXT, TEXT, TEXT, TEXT, st.integers(0, 2**60)),
    tasks=st.lists(TASKS, max_size=2).map(tuple),
    fingerprint=TEXT,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.one_of(READINGS, RESULTS, TABLES))
def test_the_codec_gives_back_what_it_was_given(value: Any) -> None:
    data = codec.dumps(value)
    assert codec.loads(type(value), data) == value
    assert codec.dumps(codec.loads(type(value), data)) == data


WORD = m.Word("Bộ", m.Box(1, 2, 3, 4), 0.5)
READING = m.PageReading(1, 595.0, 842.0, m.TextSource.OCR, (WORD,), engine="null 1")


def test_the_codec_is_positional_and_typed() -> None:
    assert codec.to_plain(WORD) == ["Bộ", [1.0, 2.0, 3.0, 4.0], 0.5, False, None]
    assert codec.from_plain(m.Word, ["Bộ", [1, 2, 3, 4], 0.5, False, None]) == WORD


@pytest.mark.parametrize(
    "plain",
    [
        ["Bộ", [1, 2, 3, 4], 0.5, False],
        ["Bộ", [1, 2, 3, 4], 0.5, 0, None],
        [7, [1, 2, 3, 4], 0.5, False, None],
        ["Bộ", [3, 2, 1, 4], 0.5, False, None],
        ["Bộ", [1, 2, 3], 0.5, False, None],
        ["Bộ", [1, 2, 3, "4"], 0.5, False, None],
        {"text": "Bộ"},
        None,
    ],
)
def test_what_is_not_a_word_is_refused(plain: Any) -> None:
    with pytest.raises(codec.CodecError):
        codec.from_plain(m.Word, plain)


@pytest.mark.parametrize(
    "value", [dataclasses.replace(WORD, text=5), dataclasses.replace(WORD, confidence=float("nan"))]
)
def test_a_value_of_an_undeclared_type_is_not_stored(value: Any) -> None:
    with pytest.raises(codec.CodecError):
        codec.dumps(value)


class Later:
    """The model after a change: a class of the old name with another field."""

    @dataclasses.dataclass(frozen=True)
    class Box:
        x0: float
        y0: float
        x1: float
        y1: float
        angle: float = 0.0


def test_what_another_declaration_wrote_is_refused() -> None:
    assert codec.shape(m.Word) != codec.shape(m.Box)
    with pytest.raises(codec.CodecError, match="of this version"):
        codec.loads(m.Box, codec.dumps(Later.Box(1, 2, 3, 4)))
    with pytest.raises(codec.CodecError, match="not a Word"):
        codec.loads(m.Word, codec.dumps(m.Box(1, 2, 3, 4)))


def test_the_cache_keeps_values_by_key_and_class(tmp_path: Path) -> None:
    cache = PageCache(tmp_path / "cache")
    assert cache.get("ab" * 16, m.PageReading) is None
    cache.put("ab" * 16, READING)
    assert cache.get("ab" * 16, m.PageReading) == READING
    assert cache.get("ab" * 16, m.SourceResult) is None
    assert cache.get("cd" * 16, m.PageReading) is None
    newer = dataclasses.replace(READING, engine="null 2")
    cache.put("ab" * 16, newer)
    assert cache.get("ab" * 16, m.PageReading) == newer
    assert [p.name for p in (tmp_path / "cache").rglob("*") if p.is_file()] == ["ab" * 16]


@pytest.mark.parametrize("damage", [b"", b"\x00junk", "cut", "flip"])
def test_a_damaged_entry_is_a_miss(tmp_path: Path, damage: Any) -> None:
    cache = PageCache(tmp_path)
    cache.put("ab" * 16, READING)
    (file,) = [p for p in tmp_path.rglob("*") if p.is_file()]
    data = bytearray(file.read_bytes())
    if damage == "cut":
        file.write_bytes(data[: len(data) // 2])
    elif damage == "flip":
        data[len(data) // 2] ^= 0x10
        file.write_bytes(data)
    else:
        file.write_bytes(damage)
    assert cache.get("ab" * 16, m.PageReading) is None


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "ABCDEF12", "abc"])
def test_a_key_must_be_hex(tmp_path: Path, key: str) -> None:
    with pytest.raises(ValueError, match="not a cache key"):
        PageCache(tmp_path).get(key, m.PageReading)


# --- publishing --------------------------------------------------------------------------------------------------

FACTS = SnapshotFacts("0.1.0", "c0ffee", (("tesseract", "5.3.0 vie"),), (("1" * 16, "f1"),))
NOON = dt.datetime(2030, 1, 2, 12, tzinfo=dt.UTC)


def run_at(minute: int) -> RunRecord:
    return RunRecord(NOON, NOON + dt.timedelta(minutes=minute), sources=1)


def tables(text: str = "Kiểm tra đê") -> dict[str, Any]:
    evidence = (m.Evidence(m.Region(1, m.Box(1, 2, 30, 40)), m.Role.TASK, "b1"),)
    due = m.Deadline("30/6/2030", m.DeadlineKind.DATE, "2030-06-30", None, dt.date(2030, 6, 30), rule="day")
    lead = m.AgencyMention("Sở Đê điều", "SĐĐ", None, False)
    one = m.TaskMention("t1", "d1", "table", "row 1", "1", text, text, 1, evidence, agencies=(lead,), deadlines=(due,))
    result = m.SourceResult(
        m.Source("1" * 16, "1" * 64, "một.pdf", "application/pdf", 9, 1),
        (m.Page(1, m.TextSource.NATIVE, 595.0, 842.0),),
        (m.Document("d1", 1, recipients=("Lưu: VT",)),),
        (m.Block("b1", 0, m.BlockKind.TABLE_CELL, text, text, m.Region(1, m.Box(1, 2, 30, 40)), document_seq=1),),
        (one,),
    )
    return build_tables([result], ())


def parquet_files(curated: Path) -> dict[str, bytes]:
    return {name: (curated / name / "part-0.parquet").read_bytes() for name in TABLE_NAMES}


def test_a_snapshot_has_the_layout_of_the_contract(tmp_path: Path) -> None:
    curated = tmp_path / "curated"
    curated.mkdir()
    (curated / ".gitkeep").touch()
    published = publish(tables(), FACTS, curated, run=run_at(1))
    assert published.changed
    assert {p.parent.name for p in curated.glob("*/part-*.parquet")} == set(TABLE_NAMES)
    manifest = json.loads((curated / "MANIFEST.json").read_text("utf-8"))
    assert manifest["snapshot_id"] == published.snapshot.snapshot_id
    assert manifest["fingerprints"] == {"1" * 16: "f1"}
    assert (manifest["code_version"], manifest["config_hash"]) == ("0.1.0", "c0ffee")
    assert manifest["models"] == [{"name": "tesseract", "version": "5.3.0 vie"}]
    snapshot = open_snapshot(curated)
    validate_all({name: snapshot.read(name) for name in TABLE_NAMES})
    assert (curated / ".gitkeep").exists()
    with pytest.raises(NotFound):
        snapshot.read("gossip")


def test_the_package_gives_sizes_hashes_rows_and_validates_with_frictionless(tmp_path: Path) -> None:
    publish(tables(), FACTS, tmp_path / "curated", run=run_at(1))
    package = json.loads((tmp_path / "curated/datapackage.json").read_text("utf-8"))
    files = parquet_files(tmp_path / "curated")
    for resource in package["resources"]:
        data = files[resource["name"]]
        if resource["name"] == "runs":  # the clock stands in it: its digest would make the package differ each time
            assert not {"bytes", "hash", "rowCount"} & set(resource)
        else:
            assert resource["bytes"] == len(data)
            assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
            assert resource["rowCount"] == pq.read_metadata(tmp_path / "curated" / resource["path"]).num_rows
        assert [f["name"] for f in resource["schema"]["fields"]] == pq.read_schema(
            tmp_path / "curated" / resource["path"]
        ).names

    def valid() -> bool:
        program = [os.path.join(os.path.dirname(sys.executable), "frictionless"), "validate", "datapackage.json"]
        done = subprocess.run(program, cwd=tmp_path / "curated", capture_output=True, text=True, check=False)
        assert "sources" in done.stdout, done.stderr
        return done.returncode == 0

    assert valid()
    file = os.path.realpath(tmp_path / "curated/tasks/part-0.parquet")
    Path(file).write_bytes(files["tasks"][:-1] + b"?")
    assert not valid()


def test_pandas_duckdb_and_arrow_read_it(tmp_path: Path) -> None:
    publish(tables(), FACTS, tmp_path / "curated", run=run_at(1))
    frame = pd.read_parquet(tmp_path / "curated/tasks")
    assert list(frame["task_text"]) == ["Kiểm tra đê"]
    assert list(frame["lead"].iloc[0]) == ["Sở Đê điều"]
    found = duckdb.sql(
        f"SELECT task_id, deadlines[1].due_on, evidence[1].x1 FROM '{tmp_path}/curated/tasks/*.parquet'"
    ).fetchall()
    assert found == [("t1", dt.date(2030, 6, 30), 30.0)]
    rows = ds.dataset(tmp_path / "curated/tasks", format="parquet", partitioning="hive").to_table()
    assert rows.num_rows == 1
    column = pq.ParquetFile(tmp_path / "curated/tasks/part-0.parquet").metadata.row_group(0).column(0)
    assert column.compression == "ZSTD"


def test_two_fresh_publishes_differ_in_the_clock_alone(tmp_path: Path) -> None:
    first = publish(tables(), FACTS, tmp_path / "one", run=run_at(1))
    second = publish(tables(), FACTS, tmp_path / "two", run=run_at(2))
    assert first.snapshot.snapshot_id == second.snapshot.snapshot_id
    one, two = parquet_files(tmp_path / "one"), parquet_files(tmp_path / "two")
    assert [name for name in TABLE_NAMES if one[name] != two[name]] == ["runs"]
    assert (tmp_path / "one/MANIFEST.json").read_bytes() == (tmp_path / "two/MANIFEST.json").read_bytes()
    runs = [open_snapshot(tmp_path / name).read("runs").to_pylist() for name in ("one", "two")]
    differing = [key for key in runs[0][0] if runs[0][0][key] != runs[1][0][key]]
    assert differing == ["finished_at"]


def test_the_same_content_again_writes_nothing(tmp_path: Path) -> None:
    curated = tmp_path / "curated"
    publish(tables(), FACTS, curated, run=run_at(1))
    before = {p: (p.lstat().st_mtime_ns, p.lstat().st_ino) for p in curated.rglob("*")}
    again = publish(tables(), FACTS, curated, run=run_at(9))
    assert not again.changed
    assert {p: (p.lstat().st_mtime_ns, p.lstat().st_ino) for p in curated.rglob("*")} == before


@pytest.mark.parametrize("change", [{"code_version": "0.2.0"}, {"fingerprints": ()}, {"config_hash": "other"}])
def test_other_facts_are_another_snapshot(tmp_path: Path, change: dict[str, Any]) -> None:
    first = publish(tables(), FACTS, tmp_path, run=run_at(1))
    second = publish(tables(), dataclasses.replace(FACTS, **change), tmp_path, run=run_at(2))
    assert second.changed
    assert second.snapshot.snapshot_id != first.snapshot.snapshot_id


def test_the_run_log_grows_and_a_pinned_reader_keeps_its_snapshot(tmp_path: Path) -> None:
    publish(tables("một"), FACTS, tmp_path, run=run_at(1))
    pinned = open_snapshot(tmp_path)
    for number, text in enumerate(("hai", "ba"), start=2):
        publish(tables(text), FACTS, tmp_path, run=run_at(number))
    assert pinned.read("tasks").column("task_text").to_pylist() == ["một"]
    runs = open_snapshot(tmp_path).read("runs").to_pylist()
    assert [r["run_id"][:6] for r in runs] == ["000001", "000002", "000003"]
    assert [r["finished_at"].minute for r in runs] == [1, 2, 3]
    publish(tables("một"), FACTS, tmp_path, run=run_at(4))
    assert len(os.listdir(tmp_path / ".versions")) == 3
    assert pd.read_parquet(tmp_path / "tasks")["task_text"].tolist() == ["một"]
    with pytest.raises(SnapshotError):
        pinned.read("tasks")


def test_the_only_version_survives_the_loss_of_its_link(tmp_path: Path) -> None:
    publish(tables("một"), FACTS, tmp_path, run=run_at(1))
    (tmp_path / ".current").unlink()
    publish(tables("hai"), FACTS, tmp_path, run=run_at(2))
    assert [name[:6] for name in sorted(os.listdir(tmp_path / ".versions"))] == ["000001", "000002"]
    snapshot = open_snapshot(tmp_path)
    assert snapshot.read("tasks").column("task_text").to_pylist() == ["hai"]
    assert [r["run_id"][:6] for r in snapshot.read("runs").to_pylist()] == ["000001", "000002"]  # the log goes on


@pytest.mark.parametrize("target", ["elsewhere", ".versions/000007-gone"])
def test_a_link_that_leads_nowhere_costs_no_version(tmp_path: Path, target: str) -> None:
    publish(tables("một"), FACTS, tmp_path, run=run_at(1))
    (tmp_path / ".current").unlink()
    (tmp_path / ".current").symlink_to(target)
    assert not publish(tables("một"), FACTS, tmp_path, run=run_at(2)).changed  # it is linked again
    assert [name[:6] for name in os.listdir(tmp_path / ".versions")] == ["000001"]


def test_a_damaged_version_is_kept_while_none_is_published(tmp_path: Path) -> None:
    publish(tables("một"), FACTS, tmp_path, run=run_at(1))
    (damaged,) = (tmp_path / ".versions").iterdir()
    (damaged / "MANIFEST.json").write_text("{", "utf-8")
    (tmp_path / ".current").unlink()
    publish(tables("hai"), FACTS, tmp_path, run=run_at(2))
    assert damaged.is_dir()
    assert open_snapshot(tmp_path).read("tasks").column("task_text").to_pylist() == ["hai"]


def test_a_plain_copy_of_a_snapshot_opens(tmp_path: Path) -> None:
    publish(tables(), FACTS, tmp_path / "curated", run=run_at(1))
    subprocess.run(["cp", "-rL", tmp_path / "curated", tmp_path / "copy"], check=True)
    subprocess.run(["rm", "-rf", tmp_path / "copy/.versions", tmp_path / "copy/.current"], check=True)
    assert open_snapshot(tmp_path / "copy").read("tasks").num_rows == 1


def test_a_table_that_breaks_its_declaration_is_not_published(tmp_path: Path) -> None:
    bad = tables()
    bad["pages"] = bad["pages"].slice(0, 0)
    with pytest.raises(ContractError):
        publish(bad, FACTS, tmp_path / "curated", run=run_at(1))
    assert not (tmp_path / "curated").exists()


def test_no_snapshot_and_a_foreign_version_are_said(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError, match="there is no snapshot"):
        open_snapshot(tmp_path)
    publish(tables(), FACTS, tmp_path, run=run_at(1))
    manifest = Path(os.path.realpath(tmp_path / "MANIFEST.json"))
    manifest.write_text(manifest.read_text("utf-8").replace('"contract_version": 1', '"contract_version": 99'), "utf-8")
    with pytest.raises(SnapshotError, match="of version 99"):
        open_snapshot(tmp_path)
    manifest.write_text("{", "utf-8")
    with pytest.raises(SnapshotError, match="damaged"):
        open_snapshot(tmp_path)
    assert publish(tables(), FACTS, tmp_path, run=run_at(2)).changed
    assert open_snapshot(tmp_path).read("tasks").num_rows == 1


# --- object stores -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given_as", "url"),
    [
        ("s3://bucket/a", "s3://bucket/a"),
        (Path("s3://bucket/a"), "s3://bucket/a"),
        ("memory://x", "memory://x"),
        ("data/curated", None),
        (Path("/data/curated"), None),
        ("file:///data/curated", None),
    ],
)
def test_urls_are_told_from_folders(given_as: Path | str, url: str | None) -> None:
    assert as_url(given_as) == url


def test_publishing_in_an_object_store(request: pytest.FixtureRequest) -> None:
    url = f"memory://{request.node.name}/curated"
    system = fsspec.filesystem("memory")
    request.addfinalizer(lambda: system.rm(f"/{request.node.name}", recursive=True))
    assert publish(tables("một"), FACTS, url, run=run_at(1)).changed
    pinned = open_snapshot(url)
    assert not publish(tables("một"), FACTS, url, run=run_at(2)).changed
    assert publish(tables("hai"), FACTS, url, run=run_at(3)).changed
    assert pinned.read("tasks").column("task_text").to_pylist() == ["một"]
    now = open_snapshot(url)
    assert now.read("tasks").column("task_text").to_pylist() == ["hai"]
    assert now.read("runs").num_rows == 2
    assert pinned.read("pages") == now.read("pages")


def test_an_object_store_with_other_things_is_refused(request: pytest.FixtureRequest) -> None:
    system = fsspec.filesystem("memory")
    request.addfinalizer(lambda: system.rm(f"/{request.node.name}", recursive=True))
    system.pipe_file(f"/{request.node.name}/letter.txt", b"mine")
    with pytest.raises(SnapshotError, match=r"letter\.txt"):
        publish(tables(), FACTS, f"memory://{request.node.name}", run=run_at(1))
    with pytest.raises(SnapshotError, match="cannot publish"):
        publish(tables(), FACTS, "nosuchscheme://x", run=run_at(1))
