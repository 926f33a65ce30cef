"""extractors.columns, tables, task_rows, indicators: from cells to logical rows to mentions."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.columns import header_role, is_header, is_indicator_table, is_task_table, resolve_roles
from extractors.indicators import indicators_of_table
from extractors.ordinals import infer_ordinals
from extractors.pieces import PieceCell, TablePiece
from extractors.tables import PlacedPiece, assemble, join_parts
from extractors.task_rows import cut_rows, parse_supervisors, tasks_of_table
from pipeline.model import Block, BlockKind, Box, CellAddress, Document, Region, Role, Table

HEADER = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"]
DOCUMENT = Document("d" * 16, 1, issued_on=dt.date(2026, 3, 2))


def piece(
    page: int,
    rows: list[list[str]],
    *,
    ink: set[tuple[int, int]] = frozenset(),
    edges: tuple[float, ...] | None = None,
    spans: dict[tuple[int, int], int] | None = None,
    open_bottom: bool = False,
) -> TablePiece:
    """A table piece from rows of texts; a row with one text is one wide cell; ``spans``: row spans by address;
    ``open_bottom``: no rule closes the last row."""
    n_cols = max(len(r) for r in rows)
    cells = []
    for i, row in enumerate(rows):
        wide = n_cols if len(row) == 1 else 1
        for j, text in enumerate(row):
            region = Region(page, Box(10 * j + 1, 10 * i + 1, 10 * j + 9, 10 * i + 9))
            block = None
            if text:
                block = Block(
                    f"b-{page}-{i}-{j}",
                    i * n_cols + j + 1,
                    BlockKind.TABLE_CELL,
                    text,
                    text,
                    region,
                    cell=CellAddress(0, i, j),
                )
            span = (spans or {}).get((i, j), 1)
            if any((i - k, j) in (spans or {}) and (spans or {})[(i - k, j)] > k for k in range(1, i + 1)):
                continue
            opened = open_bottom and i + span == len(rows)
            has_ink = block is not None or (i, j) in ink
            cells.append(PieceCell(i, j, region, span, wide, block, has_ink, False, opened))
    return TablePiece(page, 1, len(rows), n_cols, tuple(cells), Region(page, Box(0, 0, 99, 99)), edges)


def table(*pieces: TablePiece, detached: bool = False) -> tuple[Table, ...]:
    return assemble([PlacedPiece(p, 1, "Phụ lục I", "", detached and i > 0) for i, p in enumerate(pieces)])


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("STT", "ordinal"),
        ("TT", "ordinal"),
        ("Tên nhiệm vụ", "task"),
        ("Nội dung công việc", "task"),
        ("Cơ quan chủ trì thực hiện", "lead"),
        ("Cơ quan, đơn vị phối hợp", "coordinating"),
        ("Thời gian hoàn thành", "deadline"),
        ("Hạn hoàn thành", "deadline"),
        ("Kết quả, sản phẩm", "deliverable"),
        ("Kết quả thực hiện (tổ giúp việc theo dõi)", "status"),
        ("Văn bản giao nhiệm vụ", "assigned_by"),
        ("Vấn bản giao nhiêm vụ", "assigned_by"),
        ("Vấn đề giao nhiệm vụ", "assigned_by"),
        ("Ngày giao nhiệm vụ", "task"),  # another column, though alike: today's reading stays
        ("Cơ quan chủ tri", "lead"),
        ("Cơquan chủtrì", "lead"),
        ("Cơ quan phôi họp", "coordinating"),
        ("Thời hạn hòan thành", "deadline"),
        ("Thòi han hoàn thảnh", "deadline"),
        ("Nhiêm vụ cụ thể", "task"),
        ("SIT", "ordinal"),
        ("ST", "ordinal"),
        ("5TT", "ordinal"),
        ("SƠ", None),
        ("Cơ quan chủ quản", None),
        ("Đơn vị thẩm", None),
        ("Đồng chí lãnh đạo chỉ đạo, theo dõi", "supervisor"),
        ("Ghi chú", "note"),
        ("Chỉ tiêu", "indicator"),
        ("Đơn vị tính", "unit"),
        ("Kinh phí (triệu đồng)", None),
        ("", None),
    ],
)
def test_header_role(text: str, role: str | None) -> None:
    assert header_role(text) == role


def test_roles_depend_on_neighbours() -> None:
    assert resolve_roles(("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi")) == (
        "ordinal",
        "indicator",
        "unit",
        "target",
        "lead",
    )
    assert resolve_roles(("STT", "Nội dung", "Đơn vị", "Thời gian")) == ("ordinal", "task", "lead", "deadline")
    assert resolve_roles(("STT", "Nhiệm vụ", "Kết quả", "Kết quả", "Thời hạn"))[2:4] == ("deliverable", "status")
    assert is_task_table(("ordinal", "task", "lead"))
    assert not is_task_table(("ordinal", "task", "note"))
    assert is_indicator_table(("ordinal", "indicator", "unit"))


def test_data_rows_are_not_headers() -> None:
    assert is_header(tuple(HEADER))
    assert not is_header(("1", "Rà soát nhiệm vụ của các cơ quan chủ trì trong năm", "Sở Nội vụ", "", "Năm 2026"))
    assert not is_header(("Số: 12/KH", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("Thông báo số 12-", "TB/BCĐ ngày", "Thông báo số 12-TB/BCĐ ngày"),
        ("12-TB/", "BCĐTW", "12-TB/BCĐTW"),
        ("Sở Khoa", "học", "Sở Khoa học"),
        ("Trước ngày 15/01", "/2026", "Trước ngày 15/01/2026"),
        ("31/01/202", "6", "31/01/2026"),
        ("Trước 15/1", "2/2025 và 2026", "Trước 15/12/2025 và 2026"),
        ("12/20", "25", "12/2025"),
        ("Quý I/2025", "2026", "Quý I/2025 2026"),
        ("đạt 27/42", "3 đơn vị", "đạt 27/42 3 đơn vị"),
        ("tổ 1/2", "10 người", "tổ 1/2 10 người"),
        ("ngày 15/1", "2 đơn vị", "ngày 15/1 2 đơn vị"),
        ("kinh tế -", "xã hội", "kinh tế - xã hội"),
        ("", "a", "a"),
        ("a", "", "a"),
    ],
)
def test_join_parts(first: str, second: str, joined: str) -> None:
    assert join_parts(first, second) == joined


def test_row_cut_by_a_page_break_keeps_both_places() -> None:
    (t,) = table(
        piece(1, [HEADER, ["1", "Mua sắm", "Sở A", "", "Quý"], ["2", "Lập quy chế quản", "Sở Khoa", "", "Tháng"]]),
        piece(2, [HEADER, ["", "lý kho dữ liệu.", "học và Công nghệ", "", "6/2026"], ["3", "Báo cáo", "Sở B", "", ""]]),
    )
    assert [r.cells[0].text for r in t.rows] == ["1", "2", "3"]
    cut = t.rows[1]
    assert [c.text for c in cut.cells] == [
        "2",
        "Lập quy chế quản lý kho dữ liệu.",
        "Sở Khoa học và Công nghệ",
        "",
        "Tháng 6/2026",
    ]
    assert [region.page_no for _, region in cut.cells[1].parts] == [1, 2]
    assert cut.flags == ("continued_on_next_page",)
    assert cut.page_no == 1


def test_a_row_whose_ordinal_ocr_lost_is_not_swallowed() -> None:
    (t,) = table(
        piece(1, [HEADER, ["1", "Mua sắm", "Sở A", "", ""]]),
        piece(2, [["", "Rà soát", "Sở B", "", ""]], ink={(0, 0)}),
    )
    assert [r.cells[1].text for r in t.rows] == ["Mua sắm", "Rà soát"]


def test_text_between_pieces_parts_the_tables_and_headerless_frames_stay_out() -> None:
    first = piece(1, [HEADER, ["1", "Mua sắm", "Sở A", "", ""]])
    second = piece(2, [HEADER, ["1", "Rà soát", "Sở B", "", ""]])
    assert len(table(first, second, detached=True)) == 2
    assert len(table(first, second)) == 1
    assert table(piece(1, [["Số 5", "CỘNG HÒA"], ["a", "b"]])) == ()


@pytest.mark.parametrize(
    ("printed", "read"),
    [
        (["1", "2", "B", "4"], ["1", "2", "3", "4"]),
        (["7", "98", "9"], ["7", "8", "9"]),
        (["l", "2"], ["1", "2"]),
        (["3", "5", "6"], ["3", "5", "6"]),  # a number that is missing in the paper is not invented
        (["1", "x"], ["1", "x"]),
        (["1", "(1)", "(2)", "?", "3"], ["1", "(1)", "(2)", "2", "3"]),
        (["7", "", "?", "", "11"], ["7", "8", "9", "10", "11"]),  # as many rows as numbers are missing
        (["7", "", "?", "11"], ["7", "", "?", "11"]),
        (["9", "10", "l1", "I2", "13"], ["9", "10", "11", "12", "13"]),
        (["9", "10", "II", "12"], ["9", "10", "11", "12"]),
        (["4", "S", "6"], ["4", "5", "6"]),
        (["10", "l1"], ["10", "11"]),
        (["10", "l2"], ["10", "l2"]),  # it does not look like the number that comes next
        (["4", "S)"], ["4", "S)"]),
        (["I", "1", "2", "II", "3"], ["I", "1", "2", "II", "3"]),
        (["1", "a)", "b)", "2"], ["1", "a)", "b)", "2"]),
        (["5", "(Œ", "(2)", "(@", "(4)", "6"], ["5", "(1)", "(2)", "(3)", "(4)", "6"]),
        (["5", "(9)", "(10)", "1)", "6"], ["5", "(9)", "(10)", "(11)", "6"]),
        (["5", "(9)", "(10)", "x", "6"], ["5", "(9)", "(10)", "x", "6"]),
        (["5", "a)", "?", "c)", "6"], ["5", "a)", "b)", "c)", "6"]),
        (["5", "?", "5.2", "5,3", "5.4", "6"], ["5", "5.1", "5.2", "5.3", "5.4", "6"]),
        (["5", "", "(1)", "(2)"], ["5", "", "(1)", "(2)"]),
    ],
)
def test_ordinals_are_inferred_only_between_agreeing_neighbours(printed: list[str], read: list[str]) -> None:
    (t,) = table(piece(1, [HEADER, *[[o, "Việc", "Sở A", "", "2026"] for o in printed]]))
    rows = infer_ordinals(t).rows
    assert [r.cells[0].text for r in rows] == read
    assert [r.flags == ("ordinal_inferred",) for r in rows] == [a != b for a, b in zip(printed, read, strict=True)]


def test_other_columns_are_another_table() -> None:
    first = piece(1, [HEADER, ["1", "Mua", "Sở A", "", ""]], edges=(0, 10, 50, 70, 90, 100))
    same = piece(2, [["2", "Rà soát", "Sở B", "", ""]], edges=(1, 11, 51, 71, 91, 101))
    other = piece(3, [["3", "x", "y", "", ""]], edges=(0, 40, 50, 60, 70, 100))
    (t,) = table(first, same, other)
    assert [r.cells[0].text for r in t.rows] == ["1", "2"]


def test_vertically_merged_lead_serves_all_its_rows() -> None:
    (t,) = table(
        piece(
            1, [HEADER, ["1", "Một", "Sở Nội vụ", "", "Năm 2026"], ["2", "Hai", "", "", "Năm 2027"]], spans={(1, 2): 2}
        )
    )
    tasks = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert [[m.name for m in task.agencies] for task in tasks] == [["Sở Nội vụ"], ["Sở Nội vụ"]]


def test_tasks_sections_sub_rows_and_values() -> None:
    (t,) = table(
        piece(
            1,
            [
                HEADER,
                ["(1)", "(2)", "(3)", "(4)", "(5)"],
                ["I", "Hoàn thiện thể chế", "", "", ""],
                ["1", "Ban hành các quy chế:", "", "", ""],
                ["(1)", "Quy chế quản lý kho¹", "Sở Nội vụ", "Các sở, ban, ngành", "Trước ngày 15/5/2026"],
                ["(2)", "Quy chế khai thác", "Sở Tư pháp", "-", "Thường xuyên"],
                ["II. Hạ tầng"],
                ["2.", "Mua máy quét", "Sở Tài chính", "", "khi có kinh phí riêng"],
            ],
        )
    )
    tasks = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert [x.locator for x in tasks] == [
        "Phụ lục I/row 1",
        "Phụ lục I/row 1/(1)",
        "Phụ lục I/row 1/(2)",
        "Phụ lục I/row 2",
    ]
    assert [x.section for x in tasks] == ["I Hoàn thiện thể chế"] * 3 + ["II. Hạ tầng"]
    assert tasks[1].parent_task_id == tasks[0].task_id
    assert tasks[3].parent_task_id is None
    assert tasks[1].text == "Quy chế quản lý kho"
    assert tasks[1].text_raw == "Quy chế quản lý kho¹"
    assert [(d.kind, d.edtf, d.qualifier) for d in tasks[1].deadlines] == [("date", "2026-05-15", "before")]
    assert [(m.role, m.name, m.is_collective) for m in tasks[1].agencies] == [
        (Role.LEAD, "Sở Nội vụ", False),
        (Role.COORDINATING, "Các sở, ban, ngành", True),
    ]
    assert [m.role for m in tasks[2].agencies] == [Role.LEAD]  # "-" is nobody
    assert {e.role for e in tasks[1].evidence} == {
        Role.ROW,
        Role.ORDINAL,
        Role.TASK,
        Role.LEAD,
        Role.COORDINATING,
        Role.DEADLINE,
    }
    assert len({x.task_id for x in tasks}) == 4


@pytest.mark.parametrize(
    ("header", "cell", "lead", "coordinating"),
    [
        ("Cơ quan chủ trì/phối hợp", "Sở Y tế/Sở Tài chính, Sở Nội vụ", ["Sở Y tế"], ["Sở Tài chính", "Sở Nội vụ"]),
        (
            "Đơn vị chủ trì/ đơn vị phối hợp",
            "Sở Y tế, Sở Du lịch / Sở Nội vụ",
            ["Sở Y tế", "Sở Du lịch"],
            ["Sở Nội vụ"],
        ),
        ("Cơ quan chủ trì/phối hợp", "Sở Y tế chủ trì; Sở Nội vụ phối hợp", ["Sở Y tế"], ["Sở Nội vụ"]),
        ("Cơ quan chủ trì/phối hợp", "Sở Y tế", ["Sở Y tế"], []),
        ("Cơ quan chủ trì", "Sở Y tế/Sở Nội vụ", ["Sở Y tế", "Sở Nội vụ"], []),
    ],
)
def test_one_column_with_both_roles(header: str, cell: str, lead: list[str], coordinating: list[str]) -> None:
    (t,) = table(piece(1, [["STT", "Nhiệm vụ", header, "Thời hạn"], ["1", "Lập sổ theo dõi", cell, "5/2025"]]))
    (task,) = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục 1")
    got = {role: [a.name for a in task.agencies if a.role == role] for role in (Role.LEAD, Role.COORDINATING)}
    assert (got[Role.LEAD], got[Role.COORDINATING]) == (lead, coordinating)


def test_unknown_columns_are_kept_in_the_note() -> None:
    header = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Kinh phí", "Ghi chú"]
    (t,) = table(piece(1, [header, ["1", "Mua máy", "Sở Y tế", "120 triệu đồng", "Vốn sự nghiệp"]]))
    (task,) = tasks_of_table("s" * 16, DOCUMENT, t, label="Bảng 1")
    assert task.note == "Vốn sự nghiệp; Kinh phí: 120 triệu đồng"


def test_task_id_survives_another_reading_of_the_text() -> None:
    def read(text: str) -> str:
        (t,) = table(piece(1, [HEADER, ["7", text, "Sở Y tế", "", ""]]))
        return tasks_of_table("s" * 16, DOCUMENT, t, label="Bảng 1")[0].task_id

    assert read("Tiêm chủng mở rộng") == read("Tiêm chùng mở rông")


def test_supervisors_are_people_without_titles() -> None:
    names = [m.name for m in parse_supervisors("Đồng chí Trần Văn An, Lê Thị Bình (BCĐ tỉnh); đ/c Vũ Cường")]
    assert names == ["Trần Văn An", "Lê Thị Bình", "Vũ Cường"]


def test_indicators() -> None:
    header = ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"]
    (t,) = table(
        piece(
            1,
            [
                header,
                ["I", "Đến năm 2028", "", "", ""],
                ["1", "Tỷ lệ hồ sơ số", "%", "≥ 80", "Sở Nội vụ"],
                ["2", "Nhóm chỉ số", "", "", ""],
                ["2.1", "Số xã", "Xã", "40 - 50", "Sở Y tế"],
            ],
        )
    )
    found = indicators_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert [(i.ordinal, i.name, i.unit, i.target_text, i.comparator, i.target_low, i.target_high) for i in found] == [
        ("1", "Tỷ lệ hồ sơ số", "%", "≥ 80", ">=", 80.0, None),
        ("2", "Nhóm chỉ số", "", "", None, None, None),
        ("2.1", "Số xã", "Xã", "40 - 50", "range", 40.0, 50.0),
    ]
    assert {i.section for i in found} == {"I Đến năm 2028"}
    assert [m.name for m in found[0].lead] == ["Sở Nội vụ"]


def test_only_the_lead_of_an_indicator_leads() -> None:
    header = ["TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi"]
    (t,) = table(piece(1, [header, ["1", "Số trung tâm", "Cái", "3", "Sở Y tế chủ trì; Sở Nội vụ phối hợp"]]))
    (found,) = indicators_of_table("s" * 16, DOCUMENT, t, label="Bảng 1")
    assert [m.name for m in found.lead] == ["Sở Y tế"]


def test_the_rest_of_a_row_whose_page_is_missing_is_neither_task_nor_section() -> None:
    rest = ["", "của Hội đồng nhân dân tỉnh về nước sạch.", "", "", ""]
    (t,) = table(piece(4, [HEADER, rest, ["7", "Đào giếng", "Sở A", "", "2026"]]))
    (task,) = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert (task.ordinal, task.section) == ("7", None)


def test_a_remark_over_all_columns_below_a_section_is_no_task_and_no_section() -> None:
    remark = ["Tập trung hoàn thành các công trình theo Kế hoạch số 09-KH/ABC, bảo đảm đúng tiến độ.", "", "", "", ""]
    section = ["II", "Về nước sạch", "", "", ""]
    (t,) = table(piece(4, [HEADER, section, remark, ["7", "Đào giếng", "Sở A", "", "2026"]]))
    (task,) = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert (task.ordinal, task.section) == ("7", "II Về nước sạch")
    heading = ["Các công trình do cấp xã làm chủ đầu tư", "", "", "", ""]
    (t,) = table(piece(4, [HEADER, section, heading, ["7", "Đào giếng", "Sở A", "", "2026"]]))
    (task,) = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert task.section == heading[0]


def test_a_section_row_in_capitals_at_the_top_of_a_table_stays_one() -> None:
    (t,) = table(piece(4, [HEADER, ["", "Về nước sạch", "", "", ""], ["7", "Đào giếng", "Sở A", "", "2026"]]))
    (task,) = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert task.section == "Về nước sạch"


def test_a_row_of_specks_goes_on_with_the_row_before_the_page_break() -> None:
    first = piece(1, [HEADER, ["1", "Đào giếng", "Sở", "", "2026"]])
    second = piece(2, [HEADER, ["|", "| |", "Nội vụ", "", ""], ["2", "Trồng tre", "Sở B", "", "2027"]], ink={(1, 0)})
    (t,) = table(first, second)
    seen = [[c.text for c in r.cells[:3]] for r in t.rows]
    assert seen == [["1", "Đào giếng", "Sở Nội vụ"], ["2", "Trồng tre", "Sở B"]]
    assert t.rows[0].flags == ("continued_on_next_page",)


SOURCED = ["STT", "Nhiệm vụ", "Văn bản giao nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]


def sourced(numbers: list[str]) -> list[tuple[tuple[str, ...], bool]]:
    """(document numbers, corrected) of the tasks whose cells name these documents."""
    rows = [[str(n), "Việc", number, "Sở A", "2026"] for n, number in enumerate(numbers, 1)]
    (t,) = table(piece(1, [SOURCED, *rows]))
    tasks = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    return [(task.assigned_by, "assigned_by_corrected" in task.flags) for task in tasks]


def test_a_damaged_document_number_is_mended_and_said() -> None:
    assert sourced(["Thông báo số O7-TB/BCĐXH", "Thông báo số 07-TB/BCĐXH"]) == [
        (("07-TB/BCĐXH",), True),
        (("07-TB/BCĐXH",), False),
    ]


def test_an_issuer_with_a_wrong_letter_is_the_one_that_the_table_cites_all_the_time() -> None:
    often = ["Thông báo số 07-TB/BCĐXH"] * 5
    assert sourced([*often, "Thông báo số 07-TB/BCĐIXH"])[-1] == (("07-TB/BCĐXH",), True)
    # other digits, another issuer, too few to go by
    assert sourced([*often, "Thông báo số 08-TB/BCĐIXH"])[-1] == (("08-TB/BCĐIXH",), False)
    assert sourced([*often, "Thông báo số 07-TB/BCXHH"])[-1] == (("07-TB/BCXHH",), False)
    assert sourced([*often[:2], "Thông báo số 07-TB/BCĐIXH"])[-1] == (("07-TB/BCĐIXH",), False)


def test_a_corrected_agency_and_deadline_are_said() -> None:
    row = ["1", "Việc", "Bộ Ngoại. giao", "Sở Nội. vụ", "Thường xuvên"]
    (t,) = table(piece(1, [HEADER, row, ["2", "Việc", "Bộ Ngoại giao", "", "Thường xuyên"]]))
    damaged, clean = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")
    assert damaged.flags == ("agency_corrected", "deadline_corrected")
    assert [(m.name, m.name_raw) for m in damaged.agencies] == [
        ("Bộ Ngoại giao", "Bộ Ngoại. giao"),
        ("Sở Nội vụ", "Sở Nội. vụ"),
    ]
    assert damaged.deadline_text == "Thường xuvên"
    assert clean.flags == ()


@pytest.mark.parametrize(
    ("read", "name", "corrected"),
    [
        ("Đồng chí Trần Văn Bão", "Trần Văn Bão", False),
        ("| Đồng chí Trần Văn .Bão", "Trần Văn Bão", True),
        ("Đồng chí: Trần Văn: Bão |", "Trần Văn Bão", True),
        ("TS. Trần Văn Bão", "TS. Trần Văn Bão", False),
    ],
)
def test_specks_are_no_part_of_the_name_of_a_person(read: str, name: str, corrected: bool) -> None:
    (mention,) = parse_supervisors(read)
    assert (mention.name, mention.corrected) == (name, corrected)


def test_a_cell_of_specks_names_nobody() -> None:
    assert parse_supervisors("| . '") == ()


# --- rows that the file has a part of only ----------------------------------------------------------

FIRST = ["1", "Rà soát quy chế", "Sở Nội vụ", "", "Tháng 3/2026"]
SECOND = ["2", "Lập danh mục dữ liệu, trước hết là", "Sở Tài chính", "", ""]


def test_a_row_in_which_the_file_ends_is_no_task_but_is_told() -> None:
    (t,) = table(piece(1, [HEADER, FIRST, SECOND], open_bottom=True))
    tasks = tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I", ends_file=True)
    assert [task.ordinal for task in tasks] == ["1"]
    (cut,) = cut_rows(t, "Phụ lục I", ends_file=True)
    assert cut.at_end
    assert cut.text == "2 Lập danh mục dữ liệu, trước hết là Sở Tài chính"
    assert {e.region.page_no for e in cut.evidence} == {1}


def test_an_open_row_is_a_task_when_the_file_goes_on() -> None:
    (t,) = table(piece(1, [HEADER, FIRST, SECOND], open_bottom=True))
    assert cut_rows(t, "Phụ lục I", ends_file=False) == ()
    assert len(tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")) == 2


def test_a_closed_last_row_is_a_task() -> None:
    (t,) = table(piece(1, [HEADER, FIRST, SECOND]))
    assert cut_rows(t, "Phụ lục I", ends_file=True) == ()
    assert len(tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I", ends_file=True)) == 2


def test_a_row_that_goes_on_and_is_closed_on_the_next_page_is_a_task() -> None:
    (t,) = table(
        piece(1, [HEADER, FIRST, SECOND], open_bottom=True), piece(2, [["", "dữ liệu đất đai", "", "", "Quý I/2026"]])
    )
    assert cut_rows(t, "Phụ lục I", ends_file=True) == ()
    assert len(tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I", ends_file=True)) == 2


def test_the_rest_of_a_row_from_before_the_file_is_told() -> None:
    (t,) = table(piece(1, [HEADER, ["", "của các đơn vị trực thuộc.", "", "", ""], FIRST]))
    (cut,) = cut_rows(t, "Phụ lục I", ends_file=False)
    assert not cut.at_end
    assert cut.text == "của các đơn vị trực thuộc."
    assert len(tasks_of_table("s" * 16, DOCUMENT, t, label="Phụ lục I")) == 1


def test_the_header_that_an_export_repeats_inside_a_piece_is_no_row() -> None:
    header = ["TT", "Nhiệm vụ", "Đơn vị thực hiện"]
    rows = [header, ["1", "Mua máy", "Sở Y tế"], ["tt", "Nhiệm vụ", "Đơn vị thực hiện"], ["2", "Nhiệm vụ", "Sở Nội vụ"]]
    (found,) = table(piece(1, rows))
    assert [[c.text for c in r.cells] for r in found.rows] == [rows[1], rows[3]]
