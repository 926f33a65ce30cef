"""Lead-ins and lines that say who: partners listed below, roles with more behind them, and what is no task at all."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention

HEADING = "II. NHIỆM VỤ TRỌNG TÂM"


def tasks(*texts: str, type_code: str = "TB") -> dict[str, TaskMention]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    document = Document("d" * 16, 1, type_code=type_code, issued_on=dt.date(2026, 4, 1))
    found = directives_of("s" * 16, document, number_sections(link_paragraphs(classify(raw))))
    return {t.locator: t for t in found}


def named(task: TaskMention, role: Role) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


@pytest.mark.parametrize("ending", ["phối hợp với:", "phối hợp chặt chẽ với các cơ quan, đơn vị sau:"])
def test_partners_listed_below_coordinate_what_stands_above(ending: str) -> None:
    found = tasks(
        HEADING,
        f"1. Sở Xây dựng kiểm định các cầu treo trước ngày 30/6/2026, {ending}",
        "- Công an tỉnh;",
        "- Ủy ban nhân dân các xã vùng cao.",
        "2. Sở Y tế tổ chức khám lưu động.",
    )
    assert list(found) == ["II/1", "II/2"]
    assert named(found["II/1"], Role.LEAD) == ["Sở Xây dựng"]
    assert named(found["II/1"], Role.COORDINATING) == ["Công an tỉnh", "Ủy ban nhân dân các xã vùng cao"]
    assert [d.edtf for d in found["II/1"].deadlines] == ["2026-06-30"]
    assert [e.region.line_first for e in found["II/1"].evidence if e.role == Role.COORDINATING] == [3, 4]
    assert named(found["II/2"], Role.COORDINATING) == []


def test_partners_below_that_have_work_coordinate_it() -> None:
    found = tasks(
        HEADING,
        "1. Sở Y tế chủ trì, phối hợp với các đơn vị sau:",
        "a) Sở Tài chính thẩm định giá vắc xin.",
        "b) Công an tỉnh truy quét thuốc giả.",
    )
    assert [(k, named(t, Role.LEAD), named(t, Role.COORDINATING)) for k, t in found.items()] == [
        ("II/1/a", ["Sở Y tế"], ["Sở Tài chính"]),
        ("II/1/b", ["Sở Y tế"], ["Công an tỉnh"]),
    ]


def test_a_heading_that_names_only_partners_leaves_the_lead_above_it() -> None:
    found = tasks(
        HEADING,
        "1. Sở Công Thương:",
        "a) Chủ trì, phối hợp với Công an tỉnh:",
        "- Kiểm tra các kho xăng dầu;",
        "b) Báo cáo kết quả trước ngày 20/5/2026.",
    )
    assert [(k, named(t, Role.LEAD), named(t, Role.COORDINATING)) for k, t in found.items()] == [
        ("II/1/a/-1", ["Sở Công Thương"], ["Công an tỉnh"]),
        ("II/1/b", ["Sở Công Thương"], []),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Đơn vị phối hợp: Sở Tài chính, Sở Y tế. Kết quả báo cáo Ủy ban nhân dân tỉnh trong tháng 6/2026.",
        "Đơn vị phối hợp: Sở Tài chính, Sở Y tế; hoàn thành trong tháng 6/2026.",
        "Đơn vị phối hợp: Sở Tài chính, Sở Y tế, báo cáo kết quả trong tháng 6/2026.",
    ],
)
def test_work_and_time_behind_a_role_are_no_body_and_belong_to_the_task(line: str) -> None:
    (task,) = tasks(HEADING, "1. Xây dựng trạm bơm vùng cao.", "Đơn vị chủ trì: Sở Xây dựng.", line).values()
    assert named(task, Role.LEAD) == ["Sở Xây dựng"]
    assert named(task, Role.COORDINATING) == ["Sở Tài chính", "Sở Y tế"]
    assert [d.edtf for d in task.deadlines] == ["2026-06"]
    assert any(e.role == Role.DEADLINE and e.region.line_first == 4 for e in task.evidence)


def test_a_lead_in_that_only_says_who_does_what_is_listed_below_is_no_task() -> None:
    found = tasks(
        HEADING,
        "1. Phải có chuyển biến rõ nét trong cách làm; bỏ thói quen chờ báo cáo, coi trọng việc xem số liệu trực tuyến "
        "mỗi ngày. Các sở, ngành, địa phương nghiêm túc:",
        "- Sử dụng bảng theo dõi nhiệm vụ dùng chung.",
        "2. Các sở, ngành khẩn trương phân bổ vốn, không để vốn nằm chờ trong kho bạc quá ba tháng như năm trước. "
        "Trong đó:",
        "- Sở Y tế giải ngân 120 tỷ đồng.",
    )
    assert list(found) == ["II/1/-1", "II/2", "II/2/-1"]
    assert named(found["II/1/-1"], Role.LEAD) == ["Các sở, ngành, địa phương"]


PROVISIONS = [
    "1. Kế hoạch này có hiệu lực kể từ ngày ký và thay thế Kế hoạch số 9/KH-UBND ngày 05/02/2024.",
    "1. Thông báo này thay thế Thông báo số 9/TB-UBND ngày 05/02/2024.",
    "1. Quy chế này áp dụng đối với các trạm y tế xã.",
    "1. Kinh phí thực hiện từ nguồn sự nghiệp y tế năm 2026.",
    "1. Kinh phí thực hiện do ngân sách tỉnh bảo đảm trong năm 2026.",
    "1. Nhiệm kỳ của Hội đồng là 05 năm.",
    "1. Phạm vi áp dụng gồm các trạm y tế và nhà hộ sinh.",
    "1. Trong Quy định này, trạm bơm được hiểu là công trình cấp nước tự chảy.",
]


@pytest.mark.parametrize("text", PROVISIONS)
def test_provisions_are_no_tasks_below_a_body_either(text: str) -> None:
    assert tasks(HEADING, text, "2. Sở Y tế lập danh sách trạm.").keys() == {"II/2"}
    below = tasks(HEADING, "1. Sở Y tế:", "- " + text[3:], "- Lập danh sách trạm.")
    assert list(below) == ["II/1/-2"]


def test_duties_that_begin_like_provisions_are_tasks() -> None:
    found = tasks(
        HEADING,
        "1. Kinh phí: Sở Tài chính cân đối từ nguồn dự phòng.",
        "2. Bố trí kinh phí thực hiện từ nguồn sự nghiệp y tế.",
        "3. Sở Nội vụ phổ biến Quy chế này đến các trạm y tế.",
    )
    assert list(found) == ["II/1", "II/2", "II/3"]
    assert named(found["II/1"], Role.LEAD) == ["Sở Tài chính"]


def test_an_act_takes_effect_in_its_article() -> None:
    found = tasks(
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế trực ca.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày 01/5/2026.",
        type_code="QĐ",
    )
    assert [(t.locator, t.rule) for t in found.values()] == [("Điều 2", "provision")]
    assert named(found["Điều 2"], Role.LEAD) == []


def test_leaders_of_an_office_act_for_it_and_leading_is_a_verb() -> None:
    found = tasks(
        HEADING,
        "1. Sở Xây dựng",
        "- Lãnh đạo Phòng Quản lý cầu tổ chức trực ban.",
        "- Lãnh đạo Sở trực tiếp kiểm tra các bến phà.",
        "- Lãnh đạo nhân viên giữ nghiêm kỷ luật trực.",
        "- Lãnh đạo công an các xã bám các bến phà.",
        "- Chỉ đạo phòng Kế toán bố trí xe.",
    )
    assert [(named(t, Role.LEAD), named(t, Role.SUPERVISOR)) for t in found.values()] == [
        (["Phòng Quản lý cầu"], []),
        (["Lãnh đạo Sở"], []),
        (["Sở Xây dựng"], []),
        (["Sở Xây dựng"], []),  # nobody read the name: the work is not lost
        (["Phòng Kế toán"], ["Sở Xây dựng"]),
    ]


def test_the_time_of_a_line_is_not_the_sentence_behind_it() -> None:
    (task,) = tasks(
        HEADING,
        "1. Sửa chữa trường học xã Bản Mây.",
        "Chủ trì: Sở Xây dựng. Thời gian: trong quý II/2026. Kết quả báo cáo Ủy ban nhân dân tỉnh.",
    ).values()
    assert [d.edtf for d in task.deadlines] == ["2026-34"]


@pytest.mark.parametrize(
    "lead_in",
    [
        "Riêng Ban Quản lý Khu kinh tế Suối Mây:",
        "Đối với Ban Quản lý Khu kinh tế Suối Mây:",
        "Riêng đối với Ban Quản lý Khu kinh tế Suối Mây:",
        "Với Ban Quản lý Khu kinh tế Suối Mây:",
        "Phần việc của Ban Quản lý Khu kinh tế Suối Mây:",
        "Về phía Ban Quản lý Khu kinh tế Suối Mây:",
        "Ban Quản lý Khu kinh tế Suối Mây:",
    ],
)
def test_a_paragraph_that_says_whose_work_follows_takes_the_place_of_the_one_above(lead_in: str) -> None:
    found = tasks(
        HEADING,
        "Yêu cầu các sở, ngành:",
        "- Rà soát quy trình nội bộ.",
        lead_in,
        "- Buộc các nhà thầu lắp cầu rửa xe, xong trước ngày 25/4/2026.",
        "- Cử cán bộ phối hợp với Công an tỉnh kiểm tra xe.",
    )
    body = ["Ban Quản lý Khu kinh tế Suối Mây"]
    assert [named(t, Role.LEAD) for t in found.values()] == [["Các sở, ngành"], body, body]
    assert named(found["II/-3"], Role.COORDINATING) == ["Công an tỉnh"]


def test_a_paragraph_about_things_gives_its_list_to_nobody() -> None:
    found = tasks(HEADING, "Các nhóm việc nổi bật:", "- Rà soát quy trình nội bộ.")
    assert [named(t, Role.LEAD) for t in found.values()] == [[]]


def test_the_word_behind_part_is_no_number() -> None:
    found = tasks(HEADING, "Phần mềm quản lý cần được nâng cấp:", "- Sở Tư pháp rà soát dữ liệu cũ.")
    assert list(found) == ["II/-1"]


def test_a_kind_that_runs_on_into_its_duties_keeps_its_name() -> None:
    found = tasks(
        "II. NHIỆM VỤ",
        "1. Cá nhân đề nghị cấp chứng chỉ có các nghĩa vụ sau đây:",
        "a) Bảo quản chứng chỉ đã được cấp.",
    )
    assert [named(t, Role.LEAD) for t in found.values()] == [["Cá nhân đề nghị cấp chứng chỉ"]]
