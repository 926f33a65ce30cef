"""SourceResults become tables: groups, roles, due dates, agencies, references, duplicates, summary."""

from __future__ import annotations

import dataclasses
import datetime as dt
import random
from typing import Any

import pytest

from pipeline.curate import TaskGroup, build_tables, run_record, summarize
from pipeline.errors import ContractError
from pipeline.model import (
    Agency,
    AgencyMention,
    Block,
    BlockKind,
    Box,
    CitedReference,
    Deadline,
    DeadlineKind,
    Document,
    Evidence,
    Finding,
    Indicator,
    Page,
    Qualifier,
    Reference,
    Region,
    Role,
    Severity,
    Source,
    SourceResult,
    SourceStatus,
    TaskMention,
    TextSource,
)
from pipeline.schema import make_table, validate_all

DAY = dt.date
REGISTER = (
    Agency("a-so", "Sở Đê điều", "department", parent_id="a-tinh"),
    Agency("a-tinh", "Ủy ban nhân dân tỉnh Mây", "provincial"),
    Agency("a-du", "Đảng ủy Sở Đê điều", "party", body_id="a-so"),
    Agency("a-khac", "Sở Khác", "department"),
    Agency("a-cu", "Sở Thủy lợi", "department", valid_to=DAY(2030, 3, 1), successor_id="a-so"),
)


def mention(name: str, role: Role = Role.LEAD, agency_id: str | None = None) -> AgencyMention:
    return AgencyMention(name, name.lower(), agency_id, False, role)


def task(task_id: str, document_id: str = "d1", **changes: Any) -> TaskMention:
    fields: dict[str, Any] = {
        "origin": "table",
        "locator": "Phụ lục/row 1",
        "ordinal": "1",
        "text_raw": "Kiểm tra đê",
        "text": "Kiểm tra đê",
        "page_no": 1,
        "evidence": (Evidence(Region(1, Box(10, 20, 30, 40)), Role.TASK, f"{document_id}-b1"),),
    }
    return TaskMention(task_id, document_id, **{**fields, **changes})


def result(source_id: str = "1" * 16, document_id: str = "d1", *tasks: TaskMention, **changes: Any) -> SourceResult:
    block = Block(
        f"{document_id}-b1", 0, BlockKind.TABLE_CELL, "raw", "text", Region(1, Box(0, 0, 9, 9)), document_seq=1
    )
    base = SourceResult(
        Source(source_id, source_id * 4, f"{document_id}.pdf", "application/pdf", 99, page_count=1),
        pages=(Page(1, TextSource.NATIVE, 595.0, 842.0),),
        documents=(Document(document_id, 1, number="7/BC-SĐĐ", issued_on=DAY(2030, 1, 5)),),
        blocks=(block,),
        tasks=tasks,
    )
    return dataclasses.replace(base, **changes)


def said(task_id: str, due_on: dt.date, lead: str) -> dict[str, Any]:
    return {
        "task_id": task_id,
        "document_number": "7/BC-SĐĐ",
        "issued_on": DAY(2030, 1, 5),
        "deadline_text": None,
        "due_on": due_on,
        "lead": [lead],
    }


def built(*results: SourceResult, groups: Any = ()) -> dict[str, Any]:
    tables = build_tables(results, REGISTER, groups)
    validate_all({**tables, "runs": make_table("runs", [])})
    return {name: table.to_pylist() for name, table in tables.items()}


def test_a_task_row_has_names_by_role_and_the_span_of_its_due_dates() -> None:
    one = task(
        "t1",
        agencies=(
            mention("Sở Đê điều", agency_id="a-so"),
            mention("Chi cục Thủy lợi", Role.COORDINATING),
            mention("Sở Đê điều", agency_id="a-so"),
            mention("Phó Chủ tịch tỉnh", Role.SUPERVISOR),
        ),
        deadlines=(
            Deadline("2031", DeadlineKind.PERIOD, "2031", DAY(2031, 1, 1), DAY(2031, 12, 31), rule="year"),
            Deadline(
                "30/6/2030", DeadlineKind.DATE, "2030-06-30", None, DAY(2030, 6, 30), Qualifier.BEFORE, rule="day"
            ),
            Deadline("Thường xuyên", DeadlineKind.ONGOING, rule="ongoing"),
        ),
    )
    tables = built(result("1" * 16, "d1", one))
    row = tables["tasks"][0]
    assert row["lead"] == ["Sở Đê điều"]
    assert row["coordinating"] == ["Chi cục Thủy lợi"]
    assert row["supervisors"] == ["Phó Chủ tịch tỉnh"]
    assert (row["first_due_on"], row["due_on"]) == (DAY(2030, 6, 30), DAY(2031, 12, 31))
    assert [d["qualifier"] for d in row["deadlines"]] == ["by", "before", None]
    assert [(r["role"], r["position"], r["name"]) for r in tables["task_agencies"]] == [
        ("coordinating", 1, "Chi cục Thủy lợi"),
        ("lead", 1, "Sở Đê điều"),
        ("lead", 2, "Sở Đê điều"),
        ("supervisor", 1, "Phó Chủ tịch tỉnh"),
    ]


def test_a_task_without_closed_deadline_has_no_due_date() -> None:
    ongoing = Deadline("Từ năm 2030", DeadlineKind.OPEN, "2030/..", DAY(2030, 1, 1), None, Qualifier.FROM, rule="open")
    row = built(result("1" * 16, "d1", task("t1", deadlines=(ongoing,))))["tasks"][0]
    assert (row["first_due_on"], row["due_on"]) == (None, None)
    assert row["deadlines"][0]["qualifier"] == "from"


def test_evidence_keeps_boxes_or_lines() -> None:
    lines = Evidence(Region(1, None, 4), Role.DEADLINE, None)
    boxed = Evidence(Region(1, Box(1, 2, 3, 4)), Role.TASK, "d1-b1")
    row = built(result("1" * 16, "d1", task("t1", evidence=(boxed, lines))))["tasks"][0]
    assert row["evidence"] == [
        {
            "page_no": 1,
            "x0": 1.0,
            "y0": 2.0,
            "x1": 3.0,
            "y1": 4.0,
            "block_id": "d1-b1",
            "line_first": None,
            "line_last": None,
            "role": "task",
        },
        {
            "page_no": 1,
            "x0": None,
            "y0": None,
            "x1": None,
            "y1": None,
            "block_id": None,
            "line_first": 4,
            "line_last": 4,
            "role": "deadline",
        },
    ]


def test_agencies_are_those_named_with_all_they_lead_to() -> None:
    party = task("t1", agencies=(mention("Đảng ủy Sở Đê điều", agency_id="a-du"),))
    assert [row["agency_id"] for row in built(result("1" * 16, "d1", party))["agencies"]] == ["a-du", "a-so", "a-tinh"]
    former = task("t1", agencies=(mention("Sở Thủy lợi", agency_id="a-cu"),))
    assert [row["agency_id"] for row in built(result("1" * 16, "d1", former))["agencies"]] == ["a-cu", "a-so", "a-tinh"]


def test_an_agency_that_the_register_lacks_is_refused() -> None:
    with pytest.raises(ContractError, match="a-ma"):
        build_tables([result("1" * 16, "d1", task("t1", agencies=(mention("Ma", agency_id="a-ma"),)))], REGISTER)


def test_each_task_is_its_own_group_unless_groups_say_otherwise() -> None:
    due = Deadline("x", DeadlineKind.DATE, "2030-01-01", None, DAY(2030, 1, 1), rule="r")
    later = dataclasses.replace(due, due_on=DAY(2030, 2, 1))
    first = result("1" * 16, "d1", task("t1", deadlines=(due,), agencies=(mention("Sở A"),)), task("t2"))
    second = result("2" * 16, "d2", task("t3", "d2", deadlines=(later,), agencies=(mention("Sở B"),)))
    alone = built(first, second)
    assert [(g["task_group_id"], g["mentions"]) for g in alone["task_groups"]] == [
        ("g-t1", 1),
        ("g-t2", 1),
        ("g-t3", 1),
    ]
    assert alone["task_links"] == []
    merged = built(first, second, groups=[TaskGroup("t3", ("t1", "t3"))])
    group = next(g for g in merged["task_groups"] if g["task_group_id"] == "g-t3")
    assert group == {
        "task_group_id": "g-t3",
        "canonical_task_id": "t3",
        "task_text": "Kiểm tra đê",
        "mentions": 2,
        "documents": 2,
        "lead": ["Sở A", "Sở B"],
        "first_due_on": DAY(2030, 1, 1),
        "last_due_on": DAY(2030, 2, 1),
        "has_deadline_conflict": True,
        "has_lead_conflict": True,
        "aliases": ["g-t1", "g-t3"],
        "history": [
            said("t1", DAY(2030, 1, 1), "Sở A"),
            said("t3", DAY(2030, 2, 1), "Sở B"),
        ],
    }
    assert {t["task_id"]: t["task_group_id"] for t in merged["tasks"]} == {"t1": "g-t3", "t2": "g-t2", "t3": "g-t3"}


@pytest.mark.parametrize(
    "groups",
    [
        [TaskGroup("t1", ("t1", "t9"))],
        [TaskGroup("t2", ("t1",))],
        [TaskGroup("t1", ("t1",)), TaskGroup("t1", ("t1", "t2"))],
    ],
)
def test_groups_that_contradict_the_tasks_are_refused(groups: list[TaskGroup]) -> None:
    with pytest.raises(ContractError, match="task_groups"):
        build_tables([result("1" * 16, "d1", task("t1"), task("t2"))], REGISTER, groups)


def test_a_task_id_given_twice_is_refused() -> None:
    with pytest.raises(ContractError, match="'t1' occurs twice"):
        build_tables([result("1" * 16, "d1", task("t1")), result("2" * 16, "d2", task("t1", "d2"))], REGISTER)


def test_a_duplicate_file_yields_its_source_row_alone_with_what_the_reading_found() -> None:
    original = result("1" * 16, "d1", task("t1"))
    source = dataclasses.replace(original.source, status=SourceStatus.PARTIAL, error="trang 1 hỏng", remedy="Quét lại")
    original = dataclasses.replace(original, source=source)
    copy = SourceResult(
        Source("1" * 16, "1" * 64, "bản sao.pdf", "", 99, duplicate_of="1" * 16), documents=original.documents
    )
    tables = built(copy, original)
    assert len(tables["documents"]) == 1
    assert [(s["path"], s["duplicate_of"], s["status"], s["page_count"], s["error"]) for s in tables["sources"]] == [
        ("bản sao.pdf", "1" * 16, "partial", 1, "trang 1 hỏng"),
        ("d1.pdf", None, "partial", 1, "trang 1 hỏng"),
    ]


def test_a_failed_file_has_a_row_and_no_hash_when_it_was_not_read() -> None:
    failed = SourceResult(
        Source("9" * 16, "", "x.pdf", "", 0, status=SourceStatus.FAILED, error="cannot be read", remedy="chmod")
    )
    tables = built(failed, result())
    assert [(s["path"], s["sha256"], s["status"]) for s in tables["sources"]][-1] == ("x.pdf", None, "failed")


def cite(number: str | None, dated: dt.date | None, task_id: str | None = None) -> CitedReference:
    return CitedReference(Reference(number, None, dated, f"văn bản {number}"), "d2", task_id, 1)


@pytest.mark.parametrize(
    ("number", "dated", "expected"),
    [
        ("7/BC-SĐĐ", DAY(2030, 1, 5), "d1"),
        ("7 /BC-SĐĐ", DAY(2030, 1, 5), "d1"),
        ("7/BC-SĐĐ", DAY(2031, 1, 5), None),
        ("7/BC-SĐĐ", None, None),
        ("8/BC-SĐĐ", DAY(2030, 1, 5), None),
        (None, DAY(2030, 1, 5), None),
    ],
)
def test_a_citation_is_resolved_only_beyond_doubt(
    number: str | None, dated: dt.date | None, expected: str | None
) -> None:
    citing = result("2" * 16, "d2", documents=(Document("d2", 1),), references=(cite(number, dated),))
    rows = built(result(), citing)["references"]
    assert [(r["position"], r["resolved_document_id"]) for r in rows] == [(1, expected)]


def test_a_number_that_bears_its_year_needs_no_date_and_two_candidates_are_no_answer() -> None:
    def held(number: int) -> SourceResult:
        return result(str(number) * 16, f"d{number}", documents=(Document(f"d{number}", 1, number="3/2030/QĐ-UB"),))

    citing = result("2" * 16, "d2", documents=(Document("d2", 1),), references=(cite("3/2030/QĐ-UB", None),))
    assert built(held(1), citing)["references"][0]["resolved_document_id"] == "d1"
    assert built(held(1), held(3), citing)["references"][0]["resolved_document_id"] is None


def test_indicators_and_findings_come_through() -> None:
    evidence = (Evidence(Region(1, Box(1, 1, 2, 2)), Role.TARGET),)
    indicator = Indicator("i1", "d1", "1", "I", "Tỷ lệ", "%", "≥ 90", 1, evidence, ">=", 90.0, None, (mention("Sở A"),))
    finding = Finding("f1", "no_lead", Severity.WARNING, "Thiếu chủ trì", "No lead", "d1", "t1", 1, evidence, ("a",))
    tables = built(result("1" * 16, "d1", task("t1"), indicators=(indicator,), findings=(finding,)))
    assert tables["indicators"][0]["lead"] == ["Sở A"]
    assert tables["indicators"][0]["target_low"] == 90.0
    assert (tables["findings"][0]["severity"], tables["findings"][0]["source_id"]) == ("warning", "1" * 16)


def test_a_block_of_an_unknown_document_is_refused() -> None:
    with pytest.raises(ContractError, match="names document 1"):
        build_tables([result(documents=())], REGISTER)


def test_the_order_of_the_results_does_not_matter() -> None:
    results = [result(str(i) * 16, f"d{i}", task(f"t{i}", f"d{i}"), references=()) for i in range(1, 6)]
    expected = build_tables(results, REGISTER)
    random.Random(3).shuffle(results)
    assert build_tables(results, REGISTER) == expected


def test_the_summary_counts_and_lists_failures_in_order() -> None:
    pages = (
        Page(1, TextSource.OCR),
        Page(2, TextSource.OCR, status=SourceStatus.FAILED, error="timed out", remedy="Look, or rescan it."),
    )
    partial = result("2" * 16, "d2", task("t2", "d2", origin="prose"), pages=pages)
    partial = dataclasses.replace(partial, source=dataclasses.replace(partial.source, status=SourceStatus.PARTIAL))
    failed = SourceResult(
        Source("9" * 16, "9" * 64, "a.pdf", "", 0, status=SourceStatus.FAILED, error="the file is empty", remedy="Xóa")
    )
    due = Deadline("x", DeadlineKind.DATE, "2030-01-01", None, DAY(2030, 1, 1), rule="r")
    whole = result("1" * 16, "d1", task("t1", deadlines=(due, dataclasses.replace(due, kind=DeadlineKind.ONGOING))))
    tables = build_tables([partial, failed, whole], REGISTER)
    summary = summarize(tables)
    assert summary.sources_by_status == (("failed", 1), ("ok", 1), ("partial", 1))
    assert summary.pages_by_text_source == (("native", 1), ("ocr", 1))  # pages that were read
    assert summary.tasks_by_origin == (("prose", 1), ("table", 1))
    assert summary.deadlines_by_kind == (("date", 1), ("ongoing", 1))
    assert summary.sources_failed == 2
    assert [(f.path, f.page_no, f.error) for f in summary.failures] == [
        ("a.pdf", None, "the file is empty"),
        ("d2.pdf", 2, "timed out"),
    ]
    assert summary.failures[0].remedy == "Xóa"
    assert "rescan" in (summary.failures[1].remedy or "")
    noon = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)
    record = run_record(summary, tables, started_at=noon, finished_at=noon)
    assert (record.sources, record.sources_failed, record.pages, record.pages_failed) == (3, 2, 3, 1)
    assert (record.tasks, record.deadlines, record.documents) == (2, 2, 2)
    with pytest.raises(ValueError, match="time zone"):
        run_record(summary, tables, started_at=noon.replace(tzinfo=None), finished_at=noon)
