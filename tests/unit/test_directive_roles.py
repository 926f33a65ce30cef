"""Who directs and who does the work; kinds that are named by what they take part in or are hired for."""

from __future__ import annotations

import pytest

from extractors.directive_actors import acting_bodies
from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from normalizers.agency import lead_phrase
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention


def bodies(text: str, role: Role) -> list[str]:
    return [m.name for m in lead_phrase(text) if m.role == role]


@pytest.mark.parametrize(
    ("text", "above", "leads"),
    [
        (
            "Phó Thủ tướng Trần Văn Mây chỉ đạo các bộ, ngành rà soát thủ tục.",
            ["Phó Thủ tướng Chính phủ"],
            ["Các bộ, ngành"],
        ),
        (
            "Chủ tịch Ủy ban nhân dân tỉnh chỉ đạo các sở, ngành, địa phương rà soát quỹ đất.",
            ["Chủ tịch Ủy ban nhân dân tỉnh"],
            ["Các sở, ngành, địa phương"],
        ),
        ("Giám đốc Sở Y tế chỉ đạo các đơn vị trực thuộc rà soát.", [], ["Giám đốc Sở Y tế"]),
        ("Ủy ban nhân dân tỉnh chỉ đạo các sở, ngành rà soát quỹ đất.", [], ["Ủy ban nhân dân tỉnh"]),
        (
            "Đề nghị Ban Thường vụ Tỉnh ủy lãnh đạo, chỉ đạo Đảng ủy Ủy ban nhân dân tỉnh hoàn thành đề án.",
            ["Ban Thường vụ Tỉnh ủy"],
            ["Đảng ủy Ủy ban nhân dân tỉnh"],
        ),
        (
            "Sở Công Thương chỉ đạo, hướng dẫn Công ty Điện lực Mây Hồng lập phương án.",
            ["Sở Công Thương"],
            ["Công ty Điện lực Mây Hồng"],
        ),
        ("Sở Nội vụ kính đề nghị các sở, ngành gửi báo cáo.", [], ["Các sở, ngành"]),
    ],
)
def test_who_directs_stands_above_who_works(text: str, above: list[str], leads: list[str]) -> None:
    assert (bodies(text, Role.SUPERVISOR), bodies(text, Role.LEAD)) == (above, leads)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Các đơn vị tham gia Kế hoạch gửi kết quả về Sở Nội vụ.", "Các đơn vị tham gia Kế hoạch"),
        ("Các đơn vị tham gia diễn tập chuẩn bị phương tiện.", "Các đơn vị tham gia diễn tập"),
        ("Các sở, ngành tham gia Tổ công tác cử cán bộ.", "Các sở, ngành tham gia Tổ công tác"),
        ("Các đơn vị tham gia Hội nghị đúng thành phần.", "Các đơn vị"),
        ("Các đơn vị tham gia góp ý dự thảo Luật.", "Các đơn vị"),
        ("Các sở, ngành tham gia Đoàn kiểm tra theo phân công.", "Các sở, ngành"),
        ("Đơn vị tư vấn giám sát kiểm tra vật liệu.", "Đơn vị tư vấn giám sát"),
        ("Đơn vị giám sát thi công lập nhật ký.", "Đơn vị giám sát thi công"),
        ("Nhà thầu thi công bố trí đủ máy móc.", "Nhà thầu thi công"),
        ("Tư vấn giám sát kiểm tra, nghiệm thu khối lượng.", "Tư vấn giám sát"),
    ],
)
def test_a_kind_is_named_by_its_part_in_the_work(text: str, name: str) -> None:
    assert bodies(text, Role.LEAD) == [name]


def tasks(type_code: str, *texts: str) -> dict[str, TaskMention]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    found = directives_of("s" * 16, Document("d" * 16, 1, type_code=type_code), blocks)
    return {task.text.rstrip("."): task for task in found}


def named(task: TaskMention, role: Role) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


def test_a_numbered_lead_in_is_no_task_and_hands_down_its_partners() -> None:
    found = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "1. Sở Xây dựng chủ trì, phối hợp với các đơn vị liên quan thực hiện các nhiệm vụ sau:",
        "a) Rà soát quy hoạch bến đò;",
        "b) Kiểm tra kè.",
    )
    assert list(found) == ["Rà soát quy hoạch bến đò", "Kiểm tra kè"]
    assert all(named(t, Role.LEAD) == ["Sở Xây dựng"] for t in found.values())
    assert all(named(t, Role.COORDINATING) == ["Các đơn vị liên quan"] for t in found.values())


def test_lines_of_roles_below_a_dash_are_its_own() -> None:
    found = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "1. Công tác tổ chức",
        "- Xây dựng đề án sắp xếp bến đò.",
        "Cơ quan chủ trì: Sở Xây dựng.",
        "Cơ quan phối hợp: Sở Tài chính; Công an tỉnh. Kết quả báo cáo Ủy ban nhân dân tỉnh.",
        "Thời gian hoàn thành: Tháng 6/2026.",
        "- Mở 06 lớp tập huấn cho chủ đò.",
        "Cơ quan chủ trì: Trường Chính trị tỉnh.",
    )
    first, second = found["Xây dựng đề án sắp xếp bến đò"], found["Mở 06 lớp tập huấn cho chủ đò"]
    assert (named(first, Role.LEAD), named(second, Role.LEAD)) == (["Sở Xây dựng"], ["Trường Chính trị tỉnh"])
    assert named(first, Role.COORDINATING) == ["Sở Tài chính", "Công an tỉnh"]
    assert [d.edtf for d in first.deadlines] == ["2026-06"]
    assert second.deadlines == ()


def test_short_items_below_a_body_are_its_tasks() -> None:
    found = tasks("TB", "1. Giao Sở Tài chính:", "- Bố trí vốn.", "- Hướng dẫn giải ngân.")
    assert list(found) == ["Bố trí vốn", "Hướng dẫn giải ngân"]
    assert all(named(t, Role.LEAD) == ["Sở Tài chính"] for t in found.values())


def test_what_a_conclusion_agrees_to_is_no_task() -> None:
    found = tasks(
        "TB",
        "1. Thống nhất chủ trương đầu tư kè Sông Mây.",
        "2. Đồng ý với đề nghị của Sở Y tế về danh mục thuốc.",
        "3. Thống nhất chủ trương mở bến; giao Sở Xây dựng lập hồ sơ.",
    )
    assert [named(t, Role.LEAD) for t in found.values()] == [["Sở Xây dựng"]]


def test_a_label_before_a_body_that_acts_is_no_detail() -> None:
    found = tasks(
        "KH",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Kinh phí: Phòng Kinh tế cân đối ngân sách.",
        "2. Kinh phí: Ngân sách nhà nước.",
    )
    assert [named(t, Role.LEAD) for t in found.values()] == [["Phòng Kinh tế"]]


def test_the_verb_behind_many_departments_is_no_part_of_their_name() -> None:
    assert bodies("Giám đốc các sở chịu trách nhiệm thi hành Quyết định.", Role.LEAD) == ["Giám đốc các sở"]
    assert bodies("Các sở rà soát quỹ đất.", Role.LEAD) == ["Các sở"]


@pytest.mark.parametrize(
    ("text", "leads", "partners"),
    [
        ("Giao Sở Tài chính (chủ trì), Sở Xây dựng (phối hợp) rà soát.", ["Sở Tài chính"], ["Sở Xây dựng"]),
        ("Giao Sở Nội vụ (03 cán bộ), Sở Y tế rà soát.", ["Sở Nội vụ", "Sở Y tế"], []),
        ("Sở Nội vụ (Chi cục Lưu trữ), Sở Y tế rà soát.", ["Sở Nội vụ", "Chi cục Lưu trữ", "Sở Y tế"], []),
        ("Từng cơ quan, đơn vị xây dựng kế hoạch.", ["Từng cơ quan, đơn vị"], []),
        ("Hiệu trưởng các trường tổ chức ký cam kết.", ["Hiệu trưởng các trường"], []),
    ],
)
def test_lists_go_on_behind_parentheses(text: str, leads: list[str], partners: list[str]) -> None:
    assert (bodies(text, Role.LEAD), bodies(text, Role.COORDINATING)) == (leads, partners)


def test_an_order_may_begin_with_its_basis() -> None:
    (task,) = tasks(
        "CV", "1. Nhiệm vụ", "Căn cứ nhiệm vụ được giao, các sở, ngành xây dựng kế hoạch chi tiết."
    ).values()
    assert named(task, Role.LEAD) == ["Các sở, ngành"]
    assert not tasks("CV", "1. Nhiệm vụ", "Căn cứ Luật Đê điều ngày 29 tháng 11 năm 2006;")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "UBND các xã: Mây Hồng, Đá Bạc; các phường: Suối Cát, Hoa Sim rà soát hộ nghèo.",
            ["xã Mây Hồng", "xã Đá Bạc", "phường Suối Cát", "phường Hoa Sim"],
        ),
        (
            "UBND các xã Mây Hồng, Đá Bạc và phường Suối Cát rà soát hộ nghèo.",
            ["xã Mây Hồng", "xã Đá Bạc", "phường Suối Cát"],
        ),
        # which of them are communes and which wards nobody says
        ("UBND các xã, phường: Mây Hồng, Đá Bạc di dời dân.", ["xã, phường Mây Hồng", "xã, phường Đá Bạc"]),
    ],
)
def test_lists_of_communes_and_wards(text: str, names: list[str]) -> None:
    assert [m.name for m in acting_bodies(text)] == [f"Ủy ban nhân dân {name}" for name in names]


def test_each_of_those_above_are_those_above() -> None:
    found = tasks(
        "TB",
        "II. NHIỆM VỤ",
        "1. Sở Xây dựng, Sở Y tế:",
        "- Mỗi sở thành lập 01 tổ công tác.",
        "2. Từng cơ quan, đơn vị xây dựng kế hoạch.",
    )
    assert named(found["Mỗi sở thành lập 01 tổ công tác"], Role.LEAD) == ["Sở Xây dựng", "Sở Y tế"]
    assert named(found["Từng cơ quan, đơn vị xây dựng kế hoạch"], Role.LEAD) == ["Từng cơ quan, đơn vị"]
