"""The figures that the product is held to on real notices, where those notices are at hand.

The notices, their gold and the scoring tool are not part of this repository. They lie in a folder ``shared`` beside
it, or where the environment variable NOTICES_SHARED says; without them this module says so and skips.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from normalizers.agency_register import load_register
from pipeline.config import Settings
from pipeline.curate import build_tables
from pipeline.process import process_source
from pipeline.snapshot import parquet_bytes
from pipeline.store import PageCache, inventory
from pipeline.workers import PagePool

SHARED = Path(os.environ.get("NOTICES_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
FILES = (
    "notices/bc-02-cqttbcd.txt",
    "notices/nq-71-nq-cp.txt",
    "real/kh-173-hanoi.pdf",
    "real/qd-2280-hanoi.pdf",
    "real/tb-453-hanoi.pdf",
    "scans/bc02.clean300.pdf",
)
Scores = dict[str, Any]

if not (SHARED / "tools" / "evaluate.py").is_file():
    pytest.skip(f"the real notices are not at hand (no {SHARED.name}/tools/evaluate.py)", allow_module_level=True)


def load_evaluate() -> ModuleType:
    """The scoring tool, by its path."""
    spec = importlib.util.spec_from_file_location("shared_evaluate", SHARED / "tools" / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


evaluate = load_evaluate()


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A snapshot of the files named above, as the scoring tool opens it."""
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed: run `make setup`")
    folder = tmp_path_factory.mktemp("shared")
    settings = Settings(raw=SHARED, cache=folder / "cache")
    store = PageCache(folder / "cache")
    with PagePool(settings.workers, settings.page_timeout) as pool:
        files = inventory(SHARED, [SHARED / name for name in FILES])
        assert len(files) == len(FILES)
        results = [process_source(file, settings, pool, store) for file in files]
    for name, table in build_tables(results, load_register()).items():
        (folder / "curated" / name).mkdir(parents=True)
        (folder / "curated" / name / "part-0.parquet").write_bytes(parquet_bytes(table))
    return evaluate.Curated(folder / "curated")


def gold(name: str) -> Scores:
    loaded: Scores = json.loads((SHARED / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def score(curated: Any, name: str) -> Scores:
    scores: Scores = evaluate.SCORERS[gold(name)["kind"]](curated, gold(name))
    return scores


@pytest.mark.parametrize("name", ["tasks-text-bc-02-cqttbcd", "tasks-text-nq-71-nq-cp"])
def test_task_tables_of_text_notices(curated: Any, name: str) -> None:
    got = score(curated, name)
    assert got["row_f1"] == 1.0, got
    assert got["ordinal_acc"] == 1.0, got
    assert got["deadline_acc"] == 1.0, got
    assert got["lead"]["f1"] >= 0.99, got
    assert got["coordinating"]["f1"] >= 0.99, got
    assert got["text_cer"] <= 0.002, got


def test_indicators(curated: Any) -> None:
    got = score(curated, "indicators-nq-71")
    assert got["row_f1"] == 1.0, got
    assert min(got["unit_acc"], got["target_acc"], got["lead_acc"]) >= 0.98, got


def test_task_tables_of_the_clean_scan(curated: Any) -> None:
    got = score(curated, "tasks-scan-bc02-clean300")
    assert got["row_f1"] >= 0.95, got
    assert got["deadline_acc"] >= 0.9, got
    assert got["lead"]["f1"] >= 0.95, got
    assert got["evidence_box_acc"] >= 0.95, got


def test_rows_of_the_clean_scan_begin_on_the_right_page(curated: Any) -> None:
    """A task's page is where it begins. For a row that a page break cuts the gold names the page where it ends; then
    the row must begin earlier and have evidence on both pages."""
    items = gold("tasks-scan-bc02-clean300")["items"]
    rows = curated.tasks_of("bc02.clean300.pdf", "table").reset_index(drop=True)
    matched = evaluate.assign(
        list(rows["task_text"].fillna("")),
        [item["task"] for item in items],
        pred_ord=list(rows["ordinal"]),
        gold_ord=[item["ordinal"] for item in items],
    )
    wrong = []
    for index, item in enumerate(items):
        if index not in matched:
            wrong.append((item["id"], "not found"))
            continue
        row = rows.iloc[matched[index]]
        pages = {int(region["page_no"]) for region in row["evidence"]}
        cut = row["page_no"] < item["page_no"] and {int(row["page_no"]), item["page_no"]} <= pages
        if row["page_no"] != item["page_no"] and not cut:
            wrong.append((item["id"], f"page {row['page_no']}, evidence on {sorted(pages)}, gold {item['page_no']}"))
    assert len(wrong) <= 0.02 * len(items), wrong


def test_prose_tasks(curated: Any) -> None:
    got = score(curated, "prose-bc-02")
    assert got["unit_recall"] >= 0.8, got
    assert got["deadline"]["f1"] >= 0.8, got


@pytest.mark.parametrize("name", ["text-real-kh-173-hanoi", "text-real-qd-2280-hanoi"])
def test_text_of_digital_files(curated: Any, name: str) -> None:
    got = score(curated, name)
    assert got["syllable_acc"] >= 0.98, got


def test_digital_files_are_read_from_their_layer(curated: Any) -> None:
    pages = evaluate.table(curated.root, "pages")
    ids = [i for name in FILES if name.startswith("real/") for i in curated.source_ids(Path(name).name)]
    own = pages[pages["source_id"].isin(ids)]
    assert set(own["source_id"]) == set(ids)
    assert set(own["text_source"]) == {"native"}


@pytest.mark.parametrize("name", ["documents-bc-02-cqttbcd", "documents-nq-71-nq-cp"])
def test_documents(curated: Any, name: str) -> None:
    got = score(curated, name)
    assert min(got["number_recall"], got["date_acc"], got["type_acc"]) >= 0.66, got
