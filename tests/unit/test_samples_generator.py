"""The generator of the sample notices: what ``--check`` says and leaves alone, and that its gold holds together."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from normalizers.number import parse_ordinal
from tests.samples import fonts, make_samples
from tests.samples.garble import garble
from tests.samples.gold import stem
from tests.samples.scan import through_skew

Item = dict[str, Any]


# --- the command -------------------------------------------------------------------------------------------------


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree in which the generator would write two small files."""
    files = {tmp_path / "raw" / "a.txt": b"mot", tmp_path / "gold" / "a.json": b"{}"}
    monkeypatch.setattr(make_samples, "ROOT", tmp_path)
    monkeypatch.setattr(make_samples, "make", lambda: files)
    return tmp_path


def run(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int:
    monkeypatch.setattr("sys.argv", ["make_samples", *arguments])
    return make_samples.main()


def test_the_plain_command_writes_and_check_then_agrees(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(monkeypatch) == 0
    assert (tree / "raw" / "a.txt").read_bytes() == b"mot"
    assert (tree / "gold" / "a.json").read_bytes() == b"{}"
    capsys.readouterr()
    assert run(monkeypatch, "--check") == 0
    assert capsys.readouterr().out.split() == ["same", "gold/a.json", "same", "raw/a.txt"]


def test_check_names_what_differs_and_writes_nothing(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "raw").mkdir()
    (tree / "raw" / "a.txt").write_bytes(b"hai")
    assert run(monkeypatch, "--check") == 1
    assert capsys.readouterr().out.split() == ["DIFFERS", "gold/a.json", "DIFFERS", "raw/a.txt"]
    assert (tree / "raw" / "a.txt").read_bytes() == b"hai"
    assert not (tree / "gold").exists()


def test_missing_fonts_are_said_with_their_remedy(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", (str(tree),))
    monkeypatch.setattr(fonts.shutil, "which", lambda name: None)
    monkeypatch.setattr(make_samples, "make", fonts.register)
    assert run(monkeypatch) == 2
    assert "apt-get install fonts-liberation2" in capsys.readouterr().err
    assert list(tree.iterdir()) == []


# --- its parts ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "name"),
    [("Kế hoạch tháng Đầu.pdf", "ke-hoach-thang-dau"), ("a-b.tar.txt", "a-b.tar"), ("ĐẶNG 2.png", "dang-2")],
)
def test_gold_files_are_named_in_ascii(file: str, name: str) -> None:
    assert stem(file) == name


def test_a_page_turned_anticlockwise_lifts_its_right_side() -> None:
    left = through_skew((0, 400, 1, 401), 1.0, 600, 800)
    right = through_skew((599, 400, 600, 401), 1.0, 600, 800)
    assert left[1] == pytest.approx(400 + 300 * 0.01745, abs=0.05)
    assert right[1] == pytest.approx(400 - 300 * 0.01745, abs=0.05)
    assert through_skew((10, 20, 30, 40), 0.0, 600, 800) == pytest.approx((10, 20, 30, 40))


def test_misread_words_lose_their_vietnamese_and_repeat_with_the_seed() -> None:
    words = ["Ủy", "ban", "nhân", "dân", "tỉnh", "đôn", "đốc", "thực", "hiện", "nghiệm", "thu"] * 5
    first = [garble(word, generator) for generator in [np.random.default_rng(5)] for word in words]
    again = [garble(word, generator) for generator in [np.random.default_rng(5)] for word in words]
    assert first == again
    assert all(ord(char) < 256 for word in first for char in word)
    assert sum(a != b for a, b in zip(first, words, strict=True)) > 25


# --- the gold that is shipped ------------------------------------------------------------------------------------


def shipped(kind: str) -> Iterator[Item]:
    for file in sorted(make_samples.GOLD.glob(f"*.{kind}.json")):
        loaded: Item = json.loads(file.read_text(encoding="utf-8"))
        assert loaded["kind"] == kind
        assert file.name == f"{stem(loaded['source'])}.{kind}.json"
        yield loaded


def test_gold_text_is_composed() -> None:
    files = list(make_samples.GOLD.glob("*.json"))
    assert len(files) >= 20
    assert all(unicodedata.is_normalized("NFC", file.read_text(encoding="utf-8")) for file in files)


@pytest.mark.parametrize("kind", ["tasks", "prose"])
def test_gold_items_have_an_id_a_document_and_a_place(kind: str) -> None:
    for gold in shipped(kind):
        ids = [item["id"] for item in gold["items"]]
        assert len(set(ids)) == len(ids)
        numbers = {d["number"] for g in shipped("documents") if g["source"] == gold["source"] for d in g["items"]}
        for item in gold["items"]:
            assert item["doc"] in numbers
            if "box" in item:
                x0, y0, x1, y1 = item["box"]
                assert 0 <= x0 < x1 <= 842
                assert 0 <= y0 < y1 <= 842
            else:
                assert item.get("line", item.get("line_first")) >= 1


def test_gold_rows_name_parents_that_stand_above_them() -> None:
    subordinate = 0
    for gold in shipped("tasks"):
        above: list[str] = []
        for item in gold["items"]:
            if item["parent"] is not None:
                assert item["parent"] in above
                subordinate += 1
            else:
                ordinal = parse_ordinal(item["ordinal"])
                assert ordinal is not None
                assert ordinal.kind == "number"
            above.append(item["ordinal"])
    assert subordinate >= 4


def test_gold_deadlines_say_what_their_kind_must_say() -> None:
    kinds = set()
    for gold in (*shipped("tasks"), *shipped("prose")):
        for due in (due for item in gold["items"] for due in item["deadlines"]):
            kinds.add(due["kind"])
            assert (due["edtf"] is not None) == (due["kind"] in ("date", "period", "open")), due
            assert due["rrule"] is None or due["kind"] == "recurring", due
            assert due["kind"] != "period" or due["start"] < due["due"], due
    assert kinds == {"date", "period", "open", "ongoing", "recurring", "conditional"}
