"""The declaration of the tables: what the contract fixes, and that every check refuses what it must."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from pipeline.errors import ContractError
from pipeline.schema import (
    TABLE_NAMES,
    arrow_schema,
    data_dictionary,
    frictionless_schema,
    make_table,
    table_spec,
    validate,
    validate_all,
)

# The columns that the data contract fixes, in its words; columns may be added, none may be renamed or dropped.
CONTRACT = {
    "sources": "source_id sha256 path media_type byte_size page_count status duplicate_of",
    "pages": "source_id page_no width_pt height_pt text_source layer_quality layer_verdict rotation_deg skew_deg "
    "ocr_confidence engine status error",
    "documents": "document_id source_id seq number type_code type_name issuer place issued_on title signer_name "
    "signer_role recipients page_first page_last line_first line_last is_copy_of",
    "blocks": "block_id source_id document_id page_no reading_order kind section_path text_raw text tokens x0 y0 x1 y1 "
    "line_first line_last confidence",
    "tasks": "task_id task_group_id source_id document_id origin locator ordinal parent_task_id section task_text_raw "
    "task_text lead coordinating supervisors assigned_by deliverable status_text note deadline_text deadlines "
    "first_due_on due_on page_no evidence confidence flags",
    "task_agencies": "task_id role position agency_id name name_raw is_collective",
    "agencies": "agency_id name kind parent_id body_id valid_from valid_to successor_id aliases",
    "references": "document_id task_id number type_code dated_on raw resolved_document_id page_no",
    "indicators": "indicator_id source_id document_id ordinal section name unit target_text comparator target_low "
    "target_high lead page_no evidence",
    "task_groups": "task_group_id canonical_task_id task_text mentions documents lead first_due_on last_due_on "
    "has_deadline_conflict has_lead_conflict",
    "task_links": "task_id_a task_id_b relation score reasons",
    "findings": "finding_id kind severity source_id document_id task_id page_no message_vi message_en evidence values",
    "runs": "run_id started_at finished_at code_version config_hash",
}
STRUCTS = {
    ("tasks", "deadlines"): "text kind edtf start_on due_on qualifier rrule condition applies_to rule",
    ("tasks", "evidence"): "page_no x0 y0 x1 y1 block_id line_first line_last role",
    ("indicators", "evidence"): "page_no x0 y0 x1 y1 block_id line_first line_last role",
    ("findings", "evidence"): "page_no x0 y0 x1 y1 block_id line_first line_last role",
    ("task_links", "reasons"): "feature value weight",
}

SOURCE = {
    "source_id": "ab" * 8,
    "sha256": "ab" * 32,
    "path": "thông báo.txt",
    "media_type": "text/plain",
    "byte_size": 10,
    "page_count": 1,
    "status": "ok",
}
PAGE = {
    "source_id": "ab" * 8,
    "page_no": 1,
    "text_source": "plain",
    "layer_verdict": "absent",
    "rotation_deg": 0,
    "skew_deg": 0.0,
    "engine": "",
    "status": "ok",
}
DOCUMENT = {"document_id": "d1", "source_id": "ab" * 8, "seq": 1}
BLOCK = {
    "block_id": "b1",
    "source_id": "ab" * 8,
    "document_id": "d1",
    "page_no": 1,
    "reading_order": 0,
    "kind": "paragraph",
    "text_raw": "Rà soát quy chế",
    "text": "Rà soát quy chế",
    "line_first": 1,
    "line_last": 2,
    "confidence": 1.0,
}
EVIDENCE = {"page_no": 1, "line_first": 1, "line_last": 1, "role": "task", "block_id": "b1"}
TASK = {
    "task_id": "t1",
    "task_group_id": "g-t1",
    "source_id": "ab" * 8,
    "document_id": "d1",
    "origin": "prose",
    "locator": "I/1",
    "task_text_raw": "Rà soát quy chế",
    "task_text": "Rà soát quy chế",
    "page_no": 1,
    "page_last": 1,
    "evidence": [EVIDENCE],
    "confidence": 0.5,
    "rule": "row",
}
GROUP = {
    "task_group_id": "g-t1",
    "canonical_task_id": "t1",
    "history": [{"task_id": "t1"}],
    "task_text": "Rà soát quy chế",
    "mentions": 1,
    "documents": 1,
    "has_deadline_conflict": False,
    "has_lead_conflict": False,
}
ROWS = {
    "sources": [SOURCE],
    "pages": [PAGE],
    "documents": [DOCUMENT],
    "blocks": [BLOCK],
    "tasks": [TASK],
    "task_groups": [GROUP],
}


def tables(**changes: list[dict[str, Any]]) -> dict[str, pa.Table]:
    rows = {**ROWS, **changes}
    return {name: make_table(name, rows.get(name, [])) for name in TABLE_NAMES}


def test_the_tables_and_columns_of_the_contract_are_all_declared() -> None:
    assert set(TABLE_NAMES) == set(CONTRACT)
    for name, columns in CONTRACT.items():
        declared = [column.name for column in table_spec(name).columns]
        assert [c for c in columns.split() if c not in declared] == [], name


@pytest.mark.parametrize(("table", "column"), STRUCTS)
def test_the_fields_of_structs_are_those_of_the_contract(table: str, column: str) -> None:
    struct = arrow_schema(table).field(column).type.value_type
    assert [field.name for field in struct] == STRUCTS[table, column].split()


def test_arrow_types_of_the_contract() -> None:
    tasks = arrow_schema("tasks")
    assert tasks.field("due_on").type == pa.date32()
    assert tasks.field("lead").type.value_type == pa.string()
    assert not tasks.field("lead").nullable
    assert arrow_schema("blocks").field("x0").type == pa.float64()
    clocked = [n for n in TABLE_NAMES if any(pa.types.is_timestamp(f.type) for f in arrow_schema(n))]
    assert clocked == ["runs"]


def test_every_key_and_foreign_key_names_a_declared_column() -> None:
    for name in TABLE_NAMES:
        spec = table_spec(name)
        columns = {column.name for column in spec.columns}
        assert columns.issuperset(spec.key)
        for fk in spec.foreign_keys:
            assert columns.issuperset(fk.columns)
            assert {c.name for c in table_spec(fk.table).columns}.issuperset(fk.target)


def test_good_tables_pass() -> None:
    validate_all(tables())


def test_make_table_sorts_by_key_and_fills_lists_and_composes_text() -> None:
    decomposed = "Ha\u0300 No\u0323\u0302i"
    rows = [
        {**TASK, "task_id": "t2", "task_text": decomposed, "task_text_raw": decomposed},
        {**TASK, "task_id": "t1"},
    ]
    table = make_table("tasks", rows)
    assert table.column("task_id").to_pylist() == ["t1", "t2"]
    assert table.column("task_text").to_pylist()[1] == "Hà Nội"
    assert table.column("task_text_raw").to_pylist()[1] == decomposed
    assert table.column("flags").to_pylist() == [[], []]


def test_make_table_refuses_a_column_that_is_not_declared() -> None:
    with pytest.raises(KeyError, match="colour"):
        make_table("pages", [{**PAGE, "colour": "red"}])


def test_lone_surrogates_of_a_damaged_layer_are_shown_not_fatal() -> None:
    table = make_table("blocks", [{**BLOCK, "text_raw": "điều \ud83d khoản"}])
    assert table.column("text_raw").to_pylist() == ["điều \ufffd khoản"]


@pytest.mark.parametrize(
    ("table", "row", "message"),
    [
        ("sources", {**SOURCE, "status": "fine"}, "sources.status: unknown code 'fine'"),
        ("sources", {**SOURCE, "path": None}, "sources.path: 1 of 1 values are null"),
        ("sources", {**SOURCE, "byte_size": -1}, "sources.byte_size: a value is less than 0"),
        ("pages", {**PAGE, "page_no": 0}, "pages.page_no: a value is less than 1"),
        ("pages", {**PAGE, "layer_quality": 1.01}, "pages.layer_quality: a value lies outside 0..1"),
        ("pages", {**PAGE, "width_pt": float("nan")}, "pages.width_pt: a value is not a finite number"),
        ("blocks", {**BLOCK, "confidence": -0.1}, "blocks.confidence: a value lies outside 0..1"),
        ("blocks", {**BLOCK, "x0": 1.0}, "blocks: a box has some corners and lacks others"),
        ("blocks", {**BLOCK, "x0": 5.0, "x1": 5.0, "y0": 0.0, "y1": 1.0}, "blocks: a box is empty or inverted"),
        ("blocks", {**BLOCK, "x0": 5.0, "x1": 6.0, "y0": 3.0, "y1": 1.0}, "blocks: a box is empty or inverted"),
        ("blocks", {**BLOCK, "line_first": None, "line_last": None}, "blocks: a region has neither a box nor lines"),
        ("blocks", {**BLOCK, "line_last": 0}, "blocks.line_last: a value is less than 1"),
        ("blocks", {**BLOCK, "line_first": 3}, "blocks: line_first..line_last is not a span of lines"),
        ("tasks", {**TASK, "evidence": []}, "tasks.evidence: a row has an empty list"),
        ("tasks", {**TASK, "evidence": [{**EVIDENCE, "role": "boss"}]}, "tasks.evidence[].role: unknown code 'boss'"),
        ("tasks", {**TASK, "evidence": [{"page_no": 1, "role": "task"}]}, "neither a box nor lines"),
        ("tasks", {**TASK, "deadlines": [{"text": "2030", "kind": "soon", "rule": "x"}]}, "deadlines[].kind"),
        ("tasks", {**TASK, "deadlines": [{"text": "2030", "kind": "date", "rule": None}]}, "deadlines[].rule: 1 of 1"),
        ("tasks", {**TASK, "origin": "guess"}, "tasks.origin: unknown code 'guess'"),
    ],
)
def test_a_row_that_breaks_the_declaration_is_refused(table: str, row: dict[str, Any], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        validate(table, make_table(table, [row]))
    assert message in str(caught.value)


def _replaced(table: pa.Table, name: str, array: pa.Array) -> pa.Table:
    index = table.schema.get_field_index(name)
    return table.set_column(index, table.schema.field(index), array)


def test_text_that_is_not_composed_is_refused() -> None:
    bad = _replaced(make_table("sources", [SOURCE]), "path", pa.array(["Ha\u0300.txt"]))
    with pytest.raises(ContractError, match=r"sources\.path: text is not NFC"):
        validate("sources", bad)


def test_a_null_list_and_a_null_inside_a_list_are_refused() -> None:
    table = make_table("documents", [DOCUMENT])
    kind = table.schema.field("recipients").type
    with pytest.raises(ContractError, match=r"documents\.recipients: 1 of 1 values are null"):
        validate("documents", _replaced(table, "recipients", pa.array([None], kind)))
    with pytest.raises(ContractError, match=r"documents\.recipients: a list holds a null"):
        validate("documents", _replaced(table, "recipients", pa.array([["Lưu: VT", None]], kind)))


def test_keys_must_be_unique_and_sorted() -> None:
    two = make_table("documents", [DOCUMENT, {**DOCUMENT, "document_id": "d2"}])
    validate("documents", two)
    with pytest.raises(ContractError, match="not sorted by document_id"):
        validate("documents", two.take([1, 0]))
    with pytest.raises(ContractError, match="occurs twice"):
        validate("documents", make_table("documents", [DOCUMENT, DOCUMENT]))


def test_two_files_of_the_same_bytes_are_two_rows() -> None:
    copy = {**SOURCE, "path": "bản sao.txt", "duplicate_of": SOURCE["source_id"]}
    validate_all(tables(sources=[SOURCE, copy]))


def test_wrong_columns_are_named() -> None:
    table = make_table("documents", [DOCUMENT])
    with pytest.raises(ContractError, match=r"documents\.seq: the column is missing"):
        validate("documents", table.drop_columns(["seq"]))
    narrow = table.set_column(2, "seq", table.column("seq").cast(pa.int32()))
    with pytest.raises(ContractError, match=r"documents\.seq: is .*int32"):
        validate("documents", narrow)
    with pytest.raises(ContractError, match="columns are"):
        validate("documents", table.append_column("mood", pa.array(["good"])))


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"pages": [PAGE, {**PAGE, "source_id": "cd" * 8}]}, "is not in sources"),
        ({"blocks": [{**BLOCK, "page_no": 2}]}, "blocks.source_id+page_no"),
        ({"tasks": [{**TASK, "parent_task_id": "t0"}]}, "tasks.parent_task_id"),
        ({"tasks": [{**TASK, "evidence": [{**EVIDENCE, "block_id": "b9"}]}]}, "tasks.evidence[].block_id: 'b9'"),
        ({"task_groups": []}, "tasks.task_group_id"),
    ],
)
def test_references_to_nothing_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ContractError) as caught:
        validate_all(tables(**changes))
    assert message in str(caught.value)


def test_a_missing_or_unknown_table_is_refused() -> None:
    some = tables()
    del some["findings"]
    with pytest.raises(ContractError, match="findings"):
        validate_all(some)
    with pytest.raises(ContractError, match="gossip"):
        validate_all({**tables(), "gossip": tables()["pages"]})


def test_frictionless_schema_carries_keys_types_and_constraints() -> None:
    schema = frictionless_schema("tasks")
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["task_id"]
    assert {"fields": ["parent_task_id"], "reference": {"resource": "", "fields": ["task_id"]}} in schema["foreignKeys"]
    assert fields["due_on"]["type"] == "date"
    assert fields["lead"]["type"] == "array"
    assert fields["lead"]["arrayItem"] == {"type": "string"}
    assert fields["origin"]["constraints"] == {"required": True, "enum": ["table", "prose"]}
    assert [item["name"] for item in fields["evidence"]["itemFields"]][:2] == ["page_no", "x0"]
    assert frictionless_schema("runs")["fields"][2]["type"] == "datetime"


@pytest.mark.parametrize(("lang", "word"), [("vi", "Thời hạn như in"), ("en", "Deadline as printed")])
def test_the_data_dictionary_names_every_column_in_both_languages(lang: Any, word: str) -> None:
    text = data_dictionary(lang)
    for name in TABLE_NAMES:
        assert f"## {name}\n" in text
        for column in table_spec(name).columns:
            assert f"| {column.name} " in text
    assert word in text
    assert data_dictionary(lang, ["pages"]).count("## ") == 1


def test_no_description_is_empty() -> None:
    for name in TABLE_NAMES:
        for column in table_spec(name).columns:
            for one in (column, *column.fields):
                assert one.en.strip(), (name, one.name)
                assert one.vi.strip(), (name, one.name)


def test_runs_hold_instants() -> None:
    noon = dt.datetime(2030, 1, 2, 12, tzinfo=dt.UTC)
    row = {c.name: 0 for c in table_spec("runs").columns if c.type == "integer"}
    row |= {"run_id": "1", "snapshot_id": "s", "code_version": "0", "config_hash": "c"}
    table = make_table("runs", [{**row, "started_at": noon, "finished_at": noon}])
    validate("runs", table)
    assert table.column("started_at").to_pylist() == [noon]
