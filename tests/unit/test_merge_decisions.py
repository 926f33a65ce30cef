"""Reviewers' decisions: format and its errors, finding tasks again, verdicts, corrected values, contradictions."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.curate import build_tables, summarize
from pipeline.errors import DecisionError
from pipeline.merge.decisions import Decisions, apply_decisions, load_decisions
from pipeline.model import (
    AgencyMention,
    Box,
    Document,
    Evidence,
    Region,
    Role,
    Source,
    SourceResult,
    TaskMention,
)

TEXT = "Lập danh mục đê điều xung yếu trình Ủy ban nhân dân tỉnh Mây"


def task(task_id: str, text: str = TEXT, row: int = 1) -> TaskMention:
    return TaskMention(
        task_id,
        "d1",
        origin="table",
        locator=f"Phụ lục/row {row}",
        ordinal=str(row),
        text_raw=text,
        text=text,
        page_no=1,
        evidence=(Evidence(Region(1, Box(1, 1, 2, 2)), Role.TASK),),
        agencies=(AgencyMention("Sở Đê điều", "Sở Đê điều", None, False),),
    )


def result(*tasks: TaskMention) -> SourceResult:
    document = Document("d1", 1, number="7/BC-SĐĐ", issued_on=dt.date(2030, 1, 5))
    return SourceResult(
        Source("1" * 16, "", "2030/de-dieu.pdf", "application/pdf", 9), documents=(document,), tasks=tasks
    )


def decisions(folder: Path, *lines: dict[str, Any]) -> Decisions:
    (folder / "a.jsonl").write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return load_decisions(folder)


def said(decision: str, *tasks: Any, **more: Any) -> dict[str, Any]:
    named = {"task": tasks[0]} if decision == "value" else {"tasks": list(tasks)}
    return {"decision": decision, **named, "by": "Lê Thị Đê", "why": "đã đối chiếu", **more}


def test_no_folder_no_decisions(tmp_path: Path) -> None:
    assert load_decisions(tmp_path / "none") == Decisions()


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "a.jsonl:2: not a JSON object"),
        ("[1]", "a.jsonl:2: not a JSON object"),
        ('{"decision": "dismiss", "finding_id": "f1", "by": "x"}', "'why' must be a text"),
        ('{"decision": "dismiss", "by": "x", "why": "y"}', "'finding_id' must be a text"),
        ('{"decision": "dismiss", "finding_id": "f1", "by": "x", "why": "y", "page": 2}', "no key 'page'"),
        ('{"decision": "merge"}', "decision is 'merge'"),
        ('{"decision": "same", "tasks": ["a"], "by": "x", "why": "y"}', "'same' needs two tasks"),
        ('{"decision": "same", "tasks": ["a", "a"], "by": "x", "why": "y"}', "named twice"),
        ('{"decision": "not_same", "tasks": ["a", "b", "c"], "by": "x", "why": "y"}', "'not_same' needs two tasks"),
        ('{"decision": "same", "tasks": ["a", "b"], "by": " ", "why": "y"}', "'by' must be a text"),
        ('{"decision": "same", "tasks": ["a", "b"], "by": "x", "why": "y", "on": "31/1/2030"}', "not a date"),
        ('{"decision": "same", "tasks": ["a", "b"], "by": "x", "why": "y", "who": "z"}', "no key 'who'"),
        ('{"decision": "same", "tasks": ["a", {"text": "t"}], "by": "x", "why": "y"}', "needs 'source'"),
        ('{"decision": "same", "tasks": ["a", {"row": "t"}], "by": "x", "why": "y"}', "named by its id"),
        (
            '{"decision": "value", "task": "a", "field": "due_on", "value": "v", "by": "x", "why": "y"}',
            "field is 'due_on'",
        ),
        ('{"decision": "value", "task": "a", "field": "lead", "by": "x", "why": "y"}', "'value' must be a text"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    (tmp_path / "a.jsonl").write_text(f"\n{line}\n", encoding="utf-8")
    with pytest.raises(DecisionError, match=r"a\.jsonl:2") as caught:
        load_decisions(tmp_path)
    assert message in str(caught.value)
    assert caught.value.exit_code == 3


def test_the_digest_is_of_what_is_said_not_of_where(tmp_path: Path) -> None:
    first = decisions(tmp_path, said("same", "a", "b"))
    (tmp_path / "a.jsonl").rename(tmp_path / "b.jsonl")
    assert load_decisions(tmp_path).digest == first.digest
    assert decisions(tmp_path, said("not_same", "a", "b")).digest != first.digest


def test_same_joins_through_others_and_not_same_parts(tmp_path: Path) -> None:
    read = decisions(tmp_path, said("same", "a", "b"), said("same", "c", "b"), said("not_same", "d", "a"))
    applied = apply_decisions([result(*(task(i, row=n) for n, i in enumerate("abcd", 1)))], read)
    assert sorted(applied.verdicts.same) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert applied.verdicts.apart == {("a", "d"): "Lê Thị Đê"}
    assert applied.findings == ()


def test_a_contradiction_is_reported_and_nothing_of_it_applied(tmp_path: Path) -> None:
    read = decisions(tmp_path, said("same", "a", "b"), said("same", "b", "c"), said("not_same", "a", "c"))
    applied = apply_decisions([result(*(task(i, row=n) for n, i in enumerate("abc", 1)))], read)
    assert (applied.verdicts.same, applied.verdicts.apart) == ({}, {})
    (finding,) = applied.findings
    assert finding.kind == "decision_conflict"
    assert "a.jsonl:1, a.jsonl:2, a.jsonl:3" in finding.message_en


def test_two_values_for_one_field_are_a_contradiction(tmp_path: Path) -> None:
    read = decisions(
        tmp_path,
        said("value", "a", field="deadline_text", value="31/3/2030"),
        said("value", "a", field="deadline_text", value="30/4/2030"),
    )
    applied = apply_decisions([result(task("a"))], read)
    assert [f.kind for f in applied.findings] == ["decision_conflict"]
    assert applied.results[0].tasks[0].deadlines == ()


def test_values_are_read_like_printed_ones(tmp_path: Path) -> None:
    read = decisions(
        tmp_path,
        said("value", "a", field="deadline_text", value="Trước 31/3/2030"),
        said("value", "a", field="lead", value="Bộ Tài chính"),
    )
    (changed,) = apply_decisions([result(task("a"))], read).results[0].tasks
    assert [d.due_on for d in changed.deadlines] == [dt.date(2030, 3, 31)]
    assert [(m.name, m.role) for m in changed.agencies] == [("Bộ Tài chính", Role.LEAD)]
    assert changed.flags == ("reviewed_deadline_text", "reviewed_lead")
    assert changed.text_raw == TEXT


def test_a_correction_settles_what_the_reading_doubted_of_that_field_alone(tmp_path: Path) -> None:
    read = decisions(tmp_path, said("value", "a", field="lead", value="Bộ Tài chính"))
    doubted = replace(task("a"), flags=("agency_unresolved", "deadline_unparsed", "lead_missing"))
    (changed,) = apply_decisions([result(doubted)], read).results[0].tasks
    assert changed.flags == ("deadline_unparsed", "reviewed_lead")


def test_what_a_reviewer_names_may_itself_be_unknown(tmp_path: Path) -> None:
    read = decisions(tmp_path, said("value", "a", field="lead", value="Tổ Mây Hồng Ba Sáu"))
    (changed,) = apply_decisions([result(task("a"))], read).results[0].tasks
    assert changed.flags == ("agency_unresolved", "reviewed_lead")


def test_a_local_body_is_that_of_the_issuers_province(tmp_path: Path) -> None:
    read = decisions(tmp_path, said("value", "a", field="lead", value="Sở Tài chính"))
    local = result(task("a"))
    local = replace(local, documents=tuple(replace(d, issuer="Ủy ban nhân dân tỉnh Cà Mau") for d in local.documents))
    (changed,) = apply_decisions([local], read).results[0].tasks
    assert [(m.name, m.agency_id) for m in changed.agencies] == [("Sở Tài chính", "so-tai-chinh-tinh-ca-mau")]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ({"task_id": "old", "source": "de-dieu.pdf", "locator": "Phụ lục/row 2"}, "new"),
        ({"task_id": "old", "source": "de-dieu.pdf", "locator": "Phụ lục/dòng 2"}, "new"),  # as it is shown
        ({"task_id": "old", "source": "7/BC-SĐĐ", "text": TEXT.replace("Lập", "Lặp")}, "new"),
        ({"task_id": "other", "source": "de-dieu.pdf", "text": TEXT}, "new"),  # that id is another task now
        ({"task_id": "old", "source": "khac.pdf", "locator": "Phụ lục/row 2"}, None),
        (
            {"task_id": "old", "source": "de-dieu.pdf", "locator": "Phụ lục/row 2", "text": "Tổ chức hội thi cấp xã"},
            None,
        ),
        ("old", None),
    ],
)
def test_a_task_is_found_again_after_its_id_changed(tmp_path: Path, name: Any, found: str | None) -> None:
    read = decisions(tmp_path, said("value", name, field="note", value="đã xong"))
    tasks = (task("new", row=2), task("other", "Rà soát quy hoạch chợ đầu mối vùng ven", row=3))
    applied = apply_decisions([result(*tasks)], read)
    noted = [t.task_id for t in applied.results[0].tasks if t.note == "đã xong"]
    assert noted == ([found] if found else [])
    assert [f.kind for f in applied.findings] == ([] if found else ["decision_unresolved"])


def test_a_later_dismissal_replaces_an_earlier_one(tmp_path: Path) -> None:
    line = {"decision": "dismiss", "finding_id": "f1", "by": "Lan", "why": "đã đính chính"}
    found = decisions(tmp_path, line, line | {"by": "Minh"}).dismissals
    assert [(i, d.by, d.why) for i, d in found.items()] == [("f1", "Minh", "đã đính chính")]


def dismissal(finding_id: str) -> dict[str, Any]:
    return {"decision": "dismiss", "finding_id": finding_id, "by": "Lan", "why": "đã đính chính"}


def unresolved(folder: Path, *finding_ids: str) -> list[dict[str, Any]]:
    """Findings on decisions that were not applied, of a snapshot with these dismissals."""
    found = decisions(folder, *map(dismissal, finding_ids)).dismissals
    tables = build_tables([result(task("a"))], dismissals=found)
    rows = [r for r in tables["findings"].to_pylist() if r["kind"] == "decision_unresolved"]
    assert summarize(tables).decisions_unresolved == sum(r["dismissed_by"] is None for r in rows)
    return rows


def test_a_dismissal_of_a_finding_that_is_not_there_is_told(tmp_path: Path) -> None:
    (row,) = unresolved(tmp_path, "0123456789abcdef")
    assert "'0123456789abcdef'" in row["message_en"]
    assert "'0123456789abcdef'" in row["message_vi"]
    assert (row["severity"], row["values"]) == ("warning", ["a.jsonl:1", "Lan", "đã đính chính"])
    (same,) = unresolved(tmp_path, "0123456789abcdef", row["finding_id"])
    assert (same["finding_id"], same["dismissed_by"]) == (row["finding_id"], "Lan")
