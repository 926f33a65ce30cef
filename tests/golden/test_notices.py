"""The invented notices of tests/benchmarks/notices keep being read as well as they were."""

from __future__ import annotations

from typing import Any

import pytest

from tests.benchmarks.bench_prose import Score, names, read_notices, score

MENDED = names(["mended"])


@pytest.fixture(scope="module")
def tables() -> dict[str, list[dict[str, Any]]]:
    return {name: table.to_pylist() for name, table in read_notices().items()}


def test_there_are_notices_and_each_is_read(tables: dict[str, list[dict[str, Any]]]) -> None:
    assert len(MENDED) >= 10
    assert {row["path"] for row in tables["sources"] if row["status"] == "ok"} == {f"{n}.txt" for n in names()}


@pytest.mark.parametrize("name", MENDED)
def test_every_unit_of_a_notice_is_found_and_nothing_is_made_a_task_that_is_none(
    tables: dict[str, list[dict[str, Any]]], name: str
) -> None:
    one = score(name, tables)
    assert one.units.missing == 0, one.wrong
    assert one.tasks.surplus <= 1, one.wrong
    assert one.deadline.f1 >= 0.95, one.wrong
    assert one.documents.f1 == 1.0, one.wrong


def test_bodies_over_all_notices(tables: dict[str, list[dict[str, Any]]]) -> None:
    total = Score()
    for name in MENDED:
        total += score(name, tables)
    assert total.lead.f1 >= 0.95, total.wrong
    assert total.coordinating.f1 >= 0.92, total.wrong
    assert total.rows.f1 == total.row_deadline.f1 == 1.0, total.wrong
    assert min(total.row_lead.f1, total.row_coordinating.f1) >= 0.97, total.wrong
