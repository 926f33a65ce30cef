"""Roles and times in brackets behind an item, and brackets that only explain."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directive_pipeline import read_unit
from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention

ISSUED = dt.date(2031, 1, 15)
WORK = "Rà soát hồ sơ các bến đò "


def roles(text: str) -> tuple[list[str], list[str]]:
    found = read_unit(text, 0, ISSUED)._.actors
    leads, partners = ([m.name for m in found if m.role == role] for role in (Role.LEAD, Role.COORDINATING))
    return leads, partners


def times(text: str) -> list[str]:
    return [
        d.deadline.edtf or d.deadline.rrule or d.deadline.kind.value for d in read_unit(text, 0, ISSUED)._.deadlines
    ]


@pytest.mark.parametrize(
    ("bracket", "leads", "partners"),
    [
        ("(Sở Tư pháp chủ trì; hoàn thành trước 31/3/2031)", ["Sở Tư pháp"], []),
        (
            "(UBND các xã, phường đang quản lý bến chủ trì, Sở Tư pháp phối hợp; trong tháng 4/2031)",
            ["Ủy ban nhân dân các xã, phường đang quản lý bến"],
            ["Sở Tư pháp"],
        ),
        (
            "(Sở Tư pháp chủ trì, phối hợp Sở Y tế, Công an tỉnh; quý II/2031)",
            ["Sở Tư pháp"],
            ["Sở Y tế", "Công an tỉnh"],
        ),
        ("(Sở Tư pháp chủ trì cùng Hạt Kiểm lâm Mây Hồng; năm 2031)", ["Sở Tư pháp"], ["Hạt Kiểm lâm Mây Hồng"]),
        ("(các sở, ban, ngành; hoàn thành trước ngày 30/9/2031)", ["Các sở, ban, ngành"], []),
        ("(người đứng đầu các cơ quan, đơn vị chịu trách nhiệm)", ["Người đứng đầu các cơ quan, đơn vị"], []),
        ("(Ban Quản lý dự án Mây Hồng làm chủ đầu tư; xong trong quý II/2031)", ["Ban Quản lý dự án Mây Hồng"], []),
        ("(Sở Tư pháp chủ trì; Viettel Mây Hồng, Sở Y tế phối hợp)", ["Sở Tư pháp"], ["Viettel Mây Hồng", "Sở Y tế"]),
        ("(Sở Du lịch, Bảo tàng tỉnh; tháng 11/2031)", ["Sở Du lịch", "Bảo tàng tỉnh"], []),
        (
            "(Văn phòng UBND tỉnh, VNPT Mây Hồng; quý 3 năm 2031)",
            ["Văn phòng Ủy ban nhân dân tỉnh", "VNPT Mây Hồng"],
            [],
        ),
        ("(Sở Tư pháp, quý II/2031)", ["Sở Tư pháp"], []),
        ("(Sở Tư pháp; Hội Nông dân phối hợp; thường xuyên)", ["Sở Tư pháp"], ["Hội Nông dân"]),
        ("(do Công an tỉnh chủ trì; tháng 8/2031)", ["Công an tỉnh"], []),
        ("(giao Công an tỉnh; tháng 8/2031)", ["Công an tỉnh"], []),
        ("(UBND tỉnh giao Công an tỉnh; tháng 8/2031)", ["Công an tỉnh"], []),
        ("(cơ quan chủ trì Sở Tư pháp, cơ quan phối hợp Sở Y tế; tháng 8/2031)", ["Sở Tư pháp"], ["Sở Y tế"]),
        ("(Sở Tư pháp là cơ quan chủ trì, Sở Y tế là cơ quan phối hợp; ngày 02/9/2031)", ["Sở Tư pháp"], ["Sở Y tế"]),
        ("(Sở Tư pháp - đơn vị chủ trì; tháng 8/2031)", ["Sở Tư pháp"], []),
        (
            "(Sở Tư pháp phối hợp với UBND các xã; từ tháng 4 đến tháng 6/2031)",
            ["Sở Tư pháp"],
            ["Ủy ban nhân dân các xã"],
        ),
        ("(chủ đầu tư: Ban Quản lý dự án 3; khởi công trong quý II/2031)", ["Ban Quản lý dự án 3"], []),
        ("(Sở Tư pháp đôn đốc; Sở Y tế thực hiện; trong năm 2031)", ["Sở Y tế"], []),
        ("(Sở Tư pháp tham mưu, UBND tỉnh quyết định; quý II/2031)", ["Sở Tư pháp"], []),
        ("(Sở Tư pháp chủ trì), xong trong quý II/2031", ["Sở Tư pháp"], []),
    ],
)
def test_a_bracket_behind_the_work_says_whose_it_is(bracket: str, leads: list[str], partners: list[str]) -> None:
    assert roles(f"{WORK}{bracket}.") == (leads, partners)


@pytest.mark.parametrize(
    "bracket",
    [
        "(gọi tắt là Danh mục; đã phê duyệt tháng 3/2030)",
        "(có danh sách kèm theo)",
        "(trong đó có Sở Tư pháp)",
        "(theo Quyết định số 12/QĐ-UBND ngày 10/01/2031 của UBND tỉnh)",
        "(tại Nhà văn hóa tỉnh; ngày 20/4/2031)",
        "(dự kiến 300 bến; tháng 10/2031)",
        "(đoạn từ cầu Mây đến chợ Hồng; quý II/2031)",
        "(vốn ngân sách tỉnh; năm 2031)",
        "(CSDL hộ tịch; CSDL đất đai; năm 2031)",
        "(trụ sở Sở Tư pháp; trụ sở Sở Y tế)",
        "(gồm Sở Tư pháp, Sở Y tế, Công an tỉnh)",
        "(Sở Tư pháp đã chủ trì; năm 2030)",
        "(Nghị định số 12/2030/NĐ-CP; Nghị định số 15/2030/NĐ-CP)",
    ],
)
def test_a_bracket_that_explains_lays_nothing_on_anybody(bracket: str) -> None:
    text = f"{WORK}{bracket}."
    assert (roles(text), times(text)) == (([], []), [])


@pytest.mark.parametrize(
    "text",
    [
        "Thu hồi đất của các tổ chức (Công ty Mây Hồng; Công ty Mây Trắng).",
        "Sắp xếp các trường học (Trường Tiểu học Mây Hồng, Trường Tiểu học Mây Trắng; tháng 5/2031).",
        "Kiểm tra y tế tại các đơn vị (Trạm Y tế xã Mây Hồng, Bệnh viện Mây Trắng; tháng 5/2031).",
    ],
)
def test_the_members_of_a_kind_are_not_told_to_act(text: str) -> None:
    assert roles(text) == ([], [])
    assert roles("Kiểm tra công tác tại các đơn vị (Thanh tra tỉnh; tháng 5/2031).")[0] == ["Thanh tra tỉnh"]


def test_the_body_above_a_unit_is_not_told_to_act() -> None:
    assert roles("Báo cáo kết quả về Cục Quản lý bến bãi (Bộ Xây dựng).") == ([], [])
    assert roles("Báo cáo kết quả về Ủy ban nhân dân tỉnh (Sở Xây dựng).") == (["Sở Xây dựng"], [])


@pytest.mark.parametrize(
    ("time", "read"),
    [
        ("quý II/2031", ["2031-34"]),
        ("tháng 11/2031", ["2031-11"]),
        ("năm 2031", ["2031"]),
        ("20/4/2031", ["2031-04-20"]),
        ("6 tháng đầu năm 2031", ["2031-40"]),
        ("quý II và quý III/2031", ["2031-34", "2031-35"]),
        ("tháng 4, tháng 5/2031", ["2031-04", "2031-05"]),
        ("thường xuyên", ["ongoing"]),
        ("định kỳ hằng quý", ["FREQ=MONTHLY;INTERVAL=3"]),
        ("hoàn thành trước 31/3/2031", ["2031-03-31"]),
        ("tháng 3/2030", []),  # it is over
    ],
)
def test_a_time_alone_binds_beside_a_body(time: str, read: list[str]) -> None:
    assert times(f"{WORK}(Sở Tư pháp chủ trì; {time}).") == read
    assert times(f"{WORK}(Sở Tư pháp; {time}).") == read


def tasks(*texts: str) -> dict[str, TaskMention]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    found = directives_of("s" * 16, Document("d" * 16, 1, type_code="KH", issued_on=ISSUED), blocks)
    return {task.text.rstrip("."): task for task in found}


def named(task: TaskMention, role: Role) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


def test_two_brackets_in_a_list_of_works() -> None:
    text = "Sửa hồ Mây (UBND xã Mây Hồng; quý III/2031), hồ Hồng (UBND xã Mây Trắng; quý IV/2031)."
    assert roles(text)[0] == ["Ủy ban nhân dân xã Mây Hồng", "Ủy ban nhân dân xã Mây Trắng"]
    assert times(text) == ["2031-35", "2031-36"]


def test_labels_behind_a_body_in_a_bracket() -> None:
    found = tasks("II. NHIỆM VỤ", "1. Rà soát các bến đò (Công an tỉnh; phối hợp: Sở Tư pháp; tháng 6/2031).")
    (task,) = found.values()
    assert (named(task, Role.LEAD), named(task, Role.COORDINATING)) == (["Công an tỉnh"], ["Sở Tư pháp"])
    assert [d.edtf for d in task.deadlines] == ["2031-06"]


def test_a_bracket_hands_its_bodies_to_the_items_below() -> None:
    found = tasks(
        "II. NHIỆM VỤ",
        "1. Thu thập tài liệu về bến bãi (Sở Nội vụ chủ trì, Sở Tư pháp phối hợp; quý II/2031)",
        "a) Thống kê tài liệu tồn đọng tại các kho.",
    )
    below = found["Thống kê tài liệu tồn đọng tại các kho"]
    assert (named(below, Role.LEAD), named(below, Role.COORDINATING)) == (["Sở Nội vụ"], ["Sở Tư pháp"])
    assert below.deadlines == ()


def test_a_bracket_on_a_line_of_its_own_belongs_to_the_item_above() -> None:
    found = tasks(
        "II. NHIỆM VỤ",
        "1. Công tác bến bãi",
        "- Rà soát hồ sơ các bến đò.",
        "(UBND các xã chủ trì; Sở Tư pháp phối hợp; xong trong tháng 8/2031)",
        "- Kiểm tra phao cứu sinh trên đò.",
        "(Bộ Tài chính)",
    )
    task = found["Rà soát hồ sơ các bến đò"]
    assert (named(task, Role.LEAD), named(task, Role.COORDINATING)) == (["Ủy ban nhân dân các xã"], ["Sở Tư pháp"])
    assert [d.edtf for d in task.deadlines] == ["2031-08"]
    assert named(found["Kiểm tra phao cứu sinh trên đò"], Role.LEAD) == []


def test_one_place_in_a_bracket_names_one_body() -> None:
    text = f"{WORK}(phối hợp với Sở Y tế, UBND các phường diễn ra lễ hội và đơn vị tổ chức chương trình)"
    places = [m.start for m in read_unit(text, 0, ISSUED)._.actors]
    assert len(places) == len(set(places)) > 1
