"""The READMEs against the code: every command, option, target, query and file they show exists."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest
from PIL import Image

from normalizers.agency import load_register
from pipeline.cli import INTERRUPTED, UNEXPECTED, cli
from pipeline.config import Settings
from pipeline.curate import build_tables, run_record, summarize
from pipeline.errors import InputError, NoticesError, PageError
from pipeline.messages import error_classes
from pipeline.process import InProcess, process_source
from pipeline.query import run_query
from pipeline.snapshot import SnapshotFacts
from pipeline.store import inventory, publish
from tests.unit.moments import NOON

ROOT = Path(__file__).parents[2]
READMES = ("README.md", "README.vi.md")


def shell_lines(name: str) -> list[list[str]]:
    text = (ROOT / name).read_text("utf-8")
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [shlex.split(line, comments=True) for block in blocks for line in block.splitlines() if line.strip()]


def commands(name: str) -> list[list[str]]:
    return [words for words in shell_lines(name) if words and words[0] == "notices"]


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(
        "KẾ HOẠCH\n\nSTT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn\n1\tMua máy quét\tSở Nội vụ\t29/6/2026\n"
        "2\tSửa kho lưu trữ\tSở Nội vụ\t15/5/2026\n3\tBáo cáo kết quả\tSở Nội vụ\t30/6/2026\n"
        "4\tTrực kho\tSở Nội vụ\t\n",
        "utf-8",
    )
    settings = Settings(raw=raw, curated=folder / "curated", cache=folder / "cache")
    results = [process_source(file, settings, InProcess()) for file in inventory(raw)]
    tables = build_tables(results, load_register())
    record = run_record(summarize(tables), tables, started_at=NOON, finished_at=NOON)
    publish(tables, SnapshotFacts("1", "c"), settings.curated, run=record)
    return settings.curated


@pytest.mark.parametrize("name", READMES)
def test_commands_and_options_exist(name: str) -> None:
    shown = commands(name)
    assert {words[1] for words in shown} == set(cli.commands)
    for words in shown:
        command = cli.commands[words[1]]
        known = {o for p in (*command.params, *cli.params) if isinstance(p, click.Option) for o in p.opts}
        assert {w for w in words if w.startswith("--")} <= known, words


@pytest.mark.parametrize("name", READMES)
def test_make_targets_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    shown = set(re.findall(r"`make ([a-z]+)`", text)) | {w[1] for w in shell_lines(name) if w[0] == "make"}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert {"run", "test", "setup"} <= shown <= targets


@pytest.mark.parametrize("name", READMES)
def test_queries_run(name: str, curated: Path) -> None:
    queries = [words[2] for words in commands(name) if words[1] == "query"]
    assert len(queries) >= 4
    for sql in queries:
        run_query(curated, sql)
    (block,) = re.findall(r"```sql\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    rows = run_query(curated, block.replace("'data/curated/tasks/*.parquet'", "tasks").rstrip("\n;"))
    assert rows.to_pylist() == [{"agency": "Sở Nội vụ", "tasks": 4}]


@pytest.mark.parametrize("name", READMES)
def test_the_pandas_example_runs(name: str, curated: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"```python\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    exec(block.replace("data/curated", str(curated)), {})
    shown = [line.split("] ")[-1].strip() for line in capsys.readouterr().out.splitlines()[1:]]
    assert shown == ["Sửa kho lưu trữ", "Mua máy quét"]  # the longest overdue first; on its last day nothing is late


@pytest.mark.parametrize("name", READMES)
def test_sources_are_joined_without_their_copies(name: str) -> None:
    joined = [words[2] for words in commands(name) if words[1] == "query" and "JOIN sources" in words[2]]
    assert joined
    assert all("duplicate_of IS NULL" in sql for sql in joined)


@pytest.mark.parametrize("name", READMES)
def test_linked_and_named_files_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert "docs/trace.png" in links
    named = re.findall(r"`((?:[a-z_]+/)*[a-z_.]+\.(?:toml|example|py))`", text)
    house = re.search(r"```\n(pipeline/.*?)```", text, re.DOTALL)
    assert house is not None
    room = ""
    for line in house[1].splitlines():
        room = line.split()[0] if not line.startswith(" ") else room
        for word in line.replace(room, "", 1).split():
            if word.endswith(".py") and "*" not in word:
                named.append(room + word)
    for path in [*links, *(n for n in named if n != "notices.toml")]:
        assert (ROOT / path).exists(), path


def test_both_show_the_same_commands() -> None:
    def plain(name: str) -> list[list[str]]:
        return [[w.replace("message_vi", "message_en") for w in words] for words in shell_lines(name)]

    assert plain("README.md") == plain("README.vi.md")


@pytest.mark.parametrize("name", READMES)
def test_commands_and_options_named_in_the_text_exist(name: str) -> None:
    text = re.sub(r"```.*?```", "", (ROOT / name).read_text("utf-8"), flags=re.DOTALL)
    options = {o for c in (cli, *cli.commands.values()) for p in c.params for o in p.opts} | {"--help"}
    named = re.findall(r"`(--[a-z]+)[^`]*`", text)
    assert {"--help", "--lang", "--image", "--raw", "--format"} <= set(named) <= options
    assert set(re.findall(r"`notices ([a-z]+)", text)) <= set(cli.commands)


@pytest.mark.parametrize("name", READMES)
def test_the_exit_codes_are_those_of_the_errors(name: str) -> None:
    rows = re.findall(r"^\| ([0-9, ]+) \|", (ROOT / name).read_text("utf-8"), re.MULTILINE)
    shown = [int(code) for row in rows for code in row.split(",")]
    recorded = (InputError, PageError)  # these stand in the tables; a run that meets them ends as PartialRun
    ours = {
        cls.exit_code
        for cls in error_classes()
        if cls.__module__ == NoticesError.__module__ and cls is not NoticesError and not issubclass(cls, recorded)
    }
    assert shown == sorted({0, *ours, UNEXPECTED, INTERRUPTED})


@pytest.mark.parametrize("name", READMES)
def test_the_traced_task_is_one_of_the_samples(name: str, tmp_path: Path) -> None:
    (short,) = {words[2].removeprefix("g-") for words in commands(name) if words[1] == "trace"}
    raw = ROOT / "data" / "raw"
    (file,) = [f for f in inventory(raw) if f.path == "ke-hoach-so-hoa.pdf"]
    result = process_source(file, Settings(raw=raw, cache=tmp_path), InProcess())
    (task,) = [t for t in result.tasks if t.task_id.startswith(short)]
    assert {e.region.page_no for e in task.evidence} == {3, 4}  # the picture shows a row over a page break


def test_the_picture_is_small_and_whole() -> None:
    picture = ROOT / "docs" / "trace.png"
    assert picture.stat().st_size < 400_000
    with Image.open(picture) as image:
        image.load()
        assert image.width >= 1000
