"""Findings across files, dismissals, doubt of the recognition, and the declaration of the kinds."""

from __future__ import annotations

import ast
import datetime as dt
import json
import random
import re
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.consistency import KINDS, find_across
from pipeline.consistency.doubt import find_doubts
from pipeline.consistency.reading import read
from pipeline.consistency.say import unsure
from pipeline.curate import TaskGroup, build_tables, summarize
from pipeline.merge.decisions import Decisions, apply_decisions, load_decisions
from pipeline.model import (
    AgencyMention,
    Block,
    BlockKind,
    Box,
    CellAddress,
    CitedReference,
    Deadline,
    DeadlineKind,
    Document,
    Evidence,
    Finding,
    Page,
    Reference,
    Region,
    Role,
    Severity,
    Source,
    SourceResult,
    TaskMention,
    TextSource,
)

ROOT = Path(__file__).parents[2]
DAY = dt.date


def task(task_id: str, document_id: str, due: dt.date, **changes: object) -> TaskMention:
    text = f"{due:%d/%m/%Y}"
    evidence = (Evidence(Region(1, line_first=9), Role.DEADLINE, f"{document_id}-b2"),)
    deadlines = (Deadline(text, DeadlineKind.DATE, due_on=due),)
    base = TaskMention(task_id, document_id, "table", "Bảng 1/row 1", "1", "Sửa đê", "Sửa đê", 1, evidence)
    return replace(base, deadline_text=text, deadlines=deadlines, **changes)  # type: ignore[arg-type]


def result(n: int, *tasks: TaskMention, cites: dt.date | None = None, issued: dt.date | None = None) -> SourceResult:
    """File n (n.txt) with document dn; it cites 7/TB-SĐĐ with a date, or is that document."""
    raw = f"Thông báo số 7/TB-SĐĐ ngày {cites:%d/%m/%Y}" if cites else "Sửa đê"
    document = Document(f"d{n}", 1, "7/TB-SĐĐ" if issued else f"{n}/KH-XYZ", "TB" if issued else "KH", issued_on=issued)
    blocks = (
        Block(f"d{n}-b1", 0, BlockKind.PARAGRAPH, raw, raw, Region(1, line_first=4), document_seq=1),
        Block(f"d{n}-b2", 1, BlockKind.TABLE_CELL, "x", "x", Region(1, line_first=9), document_seq=1),
    )
    references = (CitedReference(Reference("7/TB-SĐĐ", "TB", cites, raw), f"d{n}", None, 1),) if cites else ()
    source = Source(str(n) * 16, str(n) * 64, f"{n}.txt", "text/plain", 9, page_count=1)
    return SourceResult(source, (Page(1, TextSource.PLAIN),), (document,), blocks, tasks, references)


def test_one_document_cited_with_two_dates_in_two_files() -> None:
    ((source, finding),) = find_across([result(1, cites=DAY(2031, 1, 20)), result(2, cites=DAY(2031, 1, 22))])
    assert (source.path, finding.kind) == ("1.txt", "citation_date_conflict")
    assert "“20/01/2031” (1.txt, trang 1, dòng 4); “22/01/2031” (2.txt, trang 1, dòng 4)" in finding.message_vi
    assert [e.block_id for e in finding.evidence] == ["d1-b1", "d2-b1"]


def test_a_citation_against_the_letterhead_of_the_document_itself() -> None:
    ((_, finding),) = find_across([result(1, cites=DAY(2031, 1, 20)), result(2, issued=DAY(2031, 1, 22))])
    assert finding.values == ("7/TB-SĐĐ", "20/01/2031", "22/01/2031")


@pytest.mark.parametrize("other", [DAY(2031, 1, 20), DAY(2032, 3, 5)])
def test_the_same_date_or_another_year_is_no_conflict(other: dt.date) -> None:
    assert find_across([result(1, cites=DAY(2031, 1, 20)), result(2, cites=other)]) == ()


def test_what_one_file_says_by_itself_is_not_told_again() -> None:
    first = result(1, cites=DAY(2031, 1, 20))
    again = replace(first.references[0], reference=replace(first.references[0].reference, dated_on=DAY(2031, 1, 22)))
    both = replace(first, references=(*first.references, again))
    assert find_across([both, result(2, cites=DAY(2031, 1, 20))]) == ()


def test_deadlines_of_one_task_in_two_files() -> None:
    results = [result(1, task("t1", "d1", DAY(2031, 3, 31))), result(2, task("t2", "d2", DAY(2031, 6, 30)))]
    ((source, finding),) = find_across(results, [("t1", "t2")])
    assert (source.path, finding.kind, finding.task_id) == ("1.txt", "task_deadline_differs", "t1")
    assert finding.values == ("31/03/2031", "30/06/2031")
    assert "1.txt, page 1, line 9" in finding.message_en
    assert "2.txt, page 1, line 9" in finding.message_en
    assert find_across(results) == ()
    assert find_across([results[0], result(2, task("t2", "d2", DAY(2031, 3, 31)))], [("t1", "t2")]) == ()


def test_leads_of_one_task_in_two_files() -> None:
    led = [(AgencyMention(name, name, name, False),) for name in ("Sở A", "Sở B")]
    due = DAY(2031, 3, 31)
    results = [result(n, task(f"t{n}", f"d{n}", due, agencies=led[n - 1])) for n in (1, 2)]
    ((_, finding),) = find_across(results, [("t1", "t2")])
    assert (finding.kind, finding.values) == ("task_lead_differs", ("Sở A", "Sở B"))


def test_the_id_hangs_on_the_two_sides_not_on_all_mentions() -> None:
    def of(number: int, month: int) -> SourceResult:
        return result(number, task(f"t{number}", f"d{number}", DAY(2031, month, 28)))

    two = find_across([of(1, 2), of(2, 6)], [("t1", "t2")])
    ((_, between),) = two
    repeated = find_across([of(n, month) for n, month in ((1, 2), (2, 6), (3, 6))], [("t1", "t2", "t3")])
    assert [f.finding_id for _, f in repeated] == [between.finding_id]
    assert len(repeated[0][1].evidence) == 3
    third = find_across([of(n, month) for n, month in ((1, 2), (2, 6), (3, 9))], [("t1", "t2", "t3")])
    assert [f.finding_id for _, f in third][:1] == [between.finding_id]
    assert [f.values for _, f in third] == [("28/02/2031", "28/06/2031"), ("28/02/2031", "28/09/2031")]


def test_a_mention_without_a_deadline_takes_no_side() -> None:
    silent = result(1, replace(task("t1", "d1", DAY(2031, 1, 1)), deadlines=()))
    others = [result(n, task(f"t{n}", f"d{n}", DAY(2031, n, 1))) for n in (2, 3)]
    with_it = find_across([silent, *others], [("t1", "t2", "t3")])
    assert with_it == find_across(others, [("t2", "t3")])
    assert len(with_it) == 1


def test_the_order_of_the_files_changes_nothing() -> None:
    results = [result(n, task(f"t{n}", f"d{n}", DAY(2031, n, 1)), cites=DAY(2031, 1, n)) for n in range(1, 6)]
    groups = [("t1", "t2", "t3")]
    expected = find_across(results, groups)
    assert len(expected) == 3
    random.Random(7).shuffle(results)
    assert find_across(results, groups) == expected


def test_the_id_hangs_on_the_values_not_on_the_first_file() -> None:
    few = find_across([result(2, cites=DAY(2031, 1, 20)), result(3, cites=DAY(2031, 1, 22))])
    more = find_across([result(n, cites=DAY(2031, 1, day)) for n, day in ((1, 22), (2, 20), (3, 22))])
    assert [f.finding_id for _, f in few] == [f.finding_id for _, f in more]
    assert few[0][0].path != more[0][0].path


def test_an_unrelated_file_changes_no_finding() -> None:
    results = [result(n, task(f"t{n}", f"d{n}", DAY(2031, n, 1)), cites=DAY(2031, 1, n)) for n in (1, 2)]
    other = result(9, task("t9", "d9", DAY(2031, 9, 1)))
    assert find_across([other, *results], [("t1", "t2")]) == find_across(results, [("t1", "t2")])


# --- dismissals ---------------------------------------------------------------------------------------


def dismissed(folder: Path, *finding_ids: str) -> Decisions:
    lines = [
        json.dumps({"decision": "dismiss", "finding_id": i, "by": "Lan", "why": "đã đính chính"}) for i in finding_ids
    ]
    (folder / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    return load_decisions(folder)


def test_a_dismissed_finding_stays_in_the_table_and_leaves_the_summary(tmp_path: Path) -> None:
    results = [result(1, cites=DAY(2031, 1, 20)), result(2, cites=DAY(2031, 1, 22))]
    ((_, finding),) = find_across(results)
    decisions = dismissed(tmp_path, finding.finding_id, "f2")
    assert apply_decisions(results, decisions).findings == ()
    tables = build_tables(results, dismissals=decisions.dismissals)
    rows = {row["kind"]: row for row in tables["findings"].to_pylist()}
    row = rows.pop(finding.kind)
    assert (row["dismissed_by"], row["dismissed_why"]) == ("Lan", "đã đính chính")
    assert list(rows) == ["decision_unresolved"]  # there is no finding "f2"
    assert summarize(tables).findings == 1
    open_tables = build_tables(results, ())
    assert open_tables["findings"].to_pylist()[0]["dismissed_by"] is None
    assert summarize(open_tables).findings == 1


def test_groups_reach_the_findings_of_the_tables() -> None:
    results = [result(1, task("t1", "d1", DAY(2031, 3, 31))), result(2, task("t2", "d2", DAY(2031, 6, 30)))]
    tables = build_tables(results, (), [TaskGroup("t1", ("t1", "t2"))])
    assert tables["findings"].column("kind").to_pylist() == ["task_deadline_differs"]


# --- doubt --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("confidence", "kinds"), [(0.3, ["deadline_doubtful"]), (0.9, [])])
def test_a_deadline_read_with_low_confidence(confidence: float, kinds: list[str]) -> None:
    region = Region(2, Box(10, 20, 60, 40))
    cell = Block(
        "b", 1, BlockKind.TABLE_CELL, "Quý 1/2031", "Quý I/2031", region, confidence, cell=CellAddress(0, 1, 4)
    )
    mention = task("t1", "d1", DAY(2031, 3, 31), evidence=(Evidence(region, Role.DEADLINE, "b"),))
    found: tuple[Finding, ...] = find_doubts(read("1" * 16, (Document("d1", 1),), (cell,), (mention,)))
    assert [f.kind for f in found] == kinds
    for finding in found:
        assert finding.values == ("Quý I/2031", "0.30")
        assert "page 2" in finding.message_en


# --- kinds --------------------------------------------------------------------------------------------


def test_the_documentation_lists_every_kind_with_its_severity() -> None:
    text = (ROOT / "docs" / "findings.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+?) \| (.+?) \| (.+?) \|$", text, re.MULTILINE)
    expected = [
        (name, f"{kind.severity}; info {kind.info_when}" if kind.info_when else str(kind.severity), kind.en, kind.vi)
        for name, kind in KINDS.items()
    ]
    assert rows == expected


def test_only_kinds_that_say_so_may_be_lowered() -> None:
    lowered = Finding("f", "ordinal_sequence", Severity.WARNING, "m", "m")
    assert unsure(lowered).severity is Severity.INFO
    with pytest.raises(ValueError, match="annex_missing is declared to be warning always"):
        unsure(replace(lowered, kind="annex_missing"))


def test_no_finding_has_a_severity_of_its_own() -> None:
    """Wherever a finding is made, its severity is that of the declaration."""
    made = {}
    for file in sorted((ROOT / "pipeline").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Finding":
                continue
            words = {k.arg: ast.unparse(k.value) for k in node.keywords}
            made[f"{file.name}:{node.lineno}"] = (words["kind"].strip("'"), words["severity"])
    assert len(made) > 5
    for where, (kind, severity) in made.items():
        if severity.startswith("Severity."):
            assert str(KINDS[kind].severity) == severity.removeprefix("Severity.").lower(), where
        else:
            assert severity in (f"KINDS['{kind}'].severity", f"KINDS[{kind}].severity"), where
