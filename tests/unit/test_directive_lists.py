"""Lists of bodies in prose: whom a lead-in names, who only cooperates, and what follows a torn line."""

from __future__ import annotations

import dataclasses

import pytest

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from normalizers.agency import lead_phrase, parse_agencies
from normalizers.deadline import find_deadlines
from pipeline.model import Block, BlockKind, Document, Region, Repair, Role, TaskMention


def blocks(*texts: str) -> tuple[Block, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    return number_sections(link_paragraphs(classify(raw)))


def tasks(type_code: str, *texts: str) -> tuple[TaskMention, ...]:
    return directives_of("s" * 16, Document("d" * 16, 1, type_code=type_code), blocks(*texts))


def named(task: TaskMention, role: Role = Role.LEAD) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


def lead_names(text: str) -> list[str]:
    return [m.name for m in lead_phrase(text) if m.role == Role.LEAD]


def test_a_body_to_cooperate_with_behind_an_opening_clause_does_not_lead() -> None:
    (task,) = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "a) Sở Du lịch",
        "- Trên cơ sở lịch lễ hội năm 2031, chủ động phối hợp với Sở Tài chính, Sở Y tế xây dựng phương án đón khách.",
    )
    assert named(task) == ["Sở Du lịch"]
    assert named(task, Role.COORDINATING) == ["Sở Tài chính", "Sở Y tế"]


def test_a_lead_in_names_everybody_up_to_its_colon() -> None:
    found = tasks(
        "KH",
        "IV. TỔ CHỨC THỰC HIỆN",
        "Yêu cầu Tổ Giúp việc Ban Chỉ đạo về bảo tồn và phát triển nghề dệt cấp xã; Thủ trưởng các sở, ban, ngành; "
        "Bí thư, Chủ tịch Ủy ban nhân dân cấp xã; thủ trưởng các đơn vị trực thuộc:",
        "1. Kiểm kê toàn bộ khung cửi còn dùng được.",
    )
    assert [t.locator for t in found] == ["IV/1"]  # the lead-in itself says no more than whom it asks
    assert named(found[0]) == [
        "Tổ Giúp việc Ban Chỉ đạo về bảo tồn và phát triển nghề dệt cấp xã",
        "Thủ trưởng các sở, ban, ngành",
        "Bí thư, Chủ tịch Ủy ban nhân dân cấp xã",
        "Thủ trưởng các đơn vị trực thuộc",
    ]


def test_a_lead_in_that_only_announces_a_list_is_no_task() -> None:
    found = tasks(
        "BC",
        "IV. KIẾN NGHỊ",
        "Trên cơ sở báo cáo của các xã, Sở Công Thương kiến nghị cần tập trung triển khai 03 nhóm nhiệm vụ, bao gồm:",
        "1. Sở Xây dựng sửa chữa chợ huyện.",
    )
    assert [t.locator for t in found] == ["IV/1"]


def test_the_last_sentence_of_a_lead_in_says_who_acts_below() -> None:
    *_, below = tasks(
        "TB",
        "II. NHIỆM VỤ",
        "Để trồng rừng, yêu cầu ban chỉ đạo các cấp, các ngành hành động quyết liệt theo những hướng sau:",
        "b) Yêu cầu phải có sự thay đổi căn bản trong cách làm. Các sở, ngành, địa phương nghiêm túc:",
        "- Sử dụng bản đồ rừng trong giao ban hằng ngày.",
    )
    assert named(below) == ["Các sở, ngành, địa phương"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Để giữ rừng, yêu cầu ban chỉ đạo các cấp, các ngành quán triệt:", ["Ban chỉ đạo các cấp, các ngành"]),
        ("Các tỉnh, thành ủy chỉ đạo bố trí nguồn lực.", ["Các tỉnh, thành ủy"]),
        (
            "Các đồng chí Bộ trưởng, Bí thư tỉnh, thành ủy, Chủ tịch Ủy ban nhân dân cấp tỉnh:",
            ["Các đồng chí Bộ trưởng", "Bí thư tỉnh, thành ủy", "Chủ tịch Ủy ban nhân dân cấp tỉnh"],
        ),
        (
            "Yêu cầu các đồng chí giám đốc, trưởng ngành, bí thư, chủ tịch ủy ban nhân dân cấp xã và lãnh đạo cấp vụ, "
            "cấp phòng, phải nêu cao trách nhiệm.",
            [
                "Các đồng chí giám đốc, trưởng ngành",
                "Bí thư, chủ tịch Ủy ban nhân dân cấp xã",
                "Lãnh đạo cấp vụ, cấp phòng",
            ],
        ),
        ("Thực hiện vai trò đầu mối điều phối, đôn đốc các sở, ngành trả lời kiến nghị.", []),
    ],
)
def test_series_of_bodies(text: str, names: list[str]) -> None:
    assert lead_names(text) == names


def test_a_party_committee_stays_answerable_for_its_own_body() -> None:
    (task,) = tasks(
        "KH",
        "III. NHIỆM VỤ",
        "e) Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo Ủy ban nhân dân tỉnh:",
        "- Xử lý dứt điểm nợ đọng văn bản.",
    )
    assert named(task) == ["Đảng ủy Ủy ban nhân dân tỉnh"]
    assert named(task, Role.SUPERVISOR) == []


def test_who_asks_in_the_last_sentence_of_a_letter_does_not_act() -> None:
    found = tasks(
        "CV",
        "Ngày 22/6/2031, Ban Tổ chức ban hành kế hoạch hội chợ. Sở Công Thương gửi kèm kế hoạch để quý cơ quan nghiên "
        "cứu, thực hiện và đề nghị:",
        "1. Các xã cử một cán bộ làm đầu mối.",
    )
    assert [(t.locator, named(t)) for t in found] == [("1", ["Các xã"])]


def test_counted_places_in_parentheses_cooperate() -> None:
    (task,) = tasks(
        "KH",
        "III. NHIỆM VỤ",
        "c) Bộ Xây dựng",
        "- Chủ trì, phối hợp với Bộ Y tế và 02 địa phương (Huế, Cần Thơ) chọn mẫu nhà vượt lũ.",
    )
    assert named(task) == ["Bộ Xây dựng"]
    assert named(task, Role.COORDINATING) == ["Bộ Y tế", "Thành phố Huế", "Thành phố Cần Thơ"]


def test_a_name_nobody_can_read_does_not_end_a_list() -> None:
    (task,) = tasks(
        "KH", "III. NHIỆM VỤ", "a) Các Bộ: Tài chính, Xdyn.g dg, Y tế và các cơ quan liên quan nghiên cứu mẫu nhà mới."
    )
    assert named(task)[:3] == ["Bộ Tài chính", "Bộ Xdyn.g dg", "Bộ Y tế"]
    assert [m.agency_id is None for m in task.agencies[:3]] == [False, True, False]


def test_a_misread_acronym_in_a_list_of_ministries() -> None:
    found = parse_agencies("các Bộ: KHHCN, Y tế")
    assert [(m.name, m.corrected) for m in found] == [("Bộ Khoa học và Công nghệ", True), ("Bộ Y tế", False)]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- Trường hợp cần thiết, thành lập tổ công tác.", ["Trường hợp cần thiết"]),
        (
            "Trình nghị định, bảo đảm có hiệu lực thi hành cùng thời điểm với luật.",
            ["có hiệu lực thi hành cùng thời điểm với luật"],
        ),
        ("Làm mới sổ sách, kể cả nếu cần thiết phải bỏ sổ cũ.", []),
    ],
)
def test_conditions(text: str, words: list[str]) -> None:
    assert [d.deadline.text for d in find_deadlines(text, None)] == words


def test_words_in_lower_case_go_on_behind_a_semicolon() -> None:
    found = link_paragraphs(
        classify(blocks("1. Các xã phải nêu cao tinh thần trách nhiệm, gương mẫu;", "nhận thức đầy đủ yêu cầu mới."))
    )
    assert [b.continues for b in found] == [False, True]


def test_a_torn_line_of_a_damaged_layer_goes_on() -> None:
    first = (
        "a) Sở Xây dựng chủ trì, phối hợp với Sở Tài chính, Sở Y tế, Sở Nội vụ khẩn trương rà soát, xây dựng, ban hành"
    )
    second = "Ao cơ chế giao nhà cho người có công."
    clean = link_paragraphs(classify(blocks(first, second)))
    assert [b.continues for b in clean] == [False, False]
    repaired = [dataclasses.replace(b, repairs=(TOKEN,), continues=False) for b in clean]
    assert [b.continues for b in link_paragraphs(repaired)] == [False, True]


TOKEN = Repair("S", "S", 1.0)
