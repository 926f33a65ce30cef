"""Partners that stand on other lines than the work: below a label, in a heading that runs over two lines."""

from __future__ import annotations

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention


def tasks(*texts: str) -> dict[str, TaskMention]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    found = directives_of("s" * 16, Document("d" * 16, 1, type_code="KH"), blocks)
    return {task.text.rstrip("."): task for task in found}


def roles(task: TaskMention) -> tuple[list[str], list[str]]:
    leads, partners = ([m.name for m in task.agencies if m.role == r] for r in (Role.LEAD, Role.COORDINATING))
    return leads, partners


def test_lists_below_labels_and_the_day_behind_them() -> None:
    found = tasks(
        "II. NỘI DUNG",
        "1. Khám mắt cho học sinh vùng cao",
        "- Chủ trì: Sở Y tế.",
        "- Các đơn vị phối hợp gồm:",
        "+ Sở Tài chính;",
        "+ Bệnh viện Đa khoa Mây Hồng.",
        "- Hoàn thành trước ngày 31/5/2031.",
        "2. Dạy bơi cho học sinh vùng cao",
        "- Chủ trì:",
        "+ Sở Nội vụ;",
        "+ Tỉnh đoàn.",
        "- Phối hợp: các trường học.",
    )
    assert list(found) == ["Khám mắt cho học sinh vùng cao", "Dạy bơi cho học sinh vùng cao"]
    first, second = found.values()
    assert roles(first) == (["Sở Y tế"], ["Sở Tài chính", "Bệnh viện Đa khoa Mây Hồng"])
    assert [d.edtf for d in first.deadlines] == ["2031-05-31"]
    assert roles(second) == (["Sở Nội vụ", "Tỉnh đoàn"], ["Các trường học"])


def test_a_day_that_stands_among_orders_is_an_order() -> None:
    found = tasks("II. NHIỆM VỤ", "1. Sở Y tế", "- Rà soát các bến đò.", "- Hoàn thành trước ngày 31/5/2031.")
    assert len(found) == 2


def test_a_heading_broken_inside_the_name_of_a_partner() -> None:
    found = tasks(
        "II. NHIỆM VỤ",
        "1. Sở Xây dựng chủ trì, phối hợp với Công ty Chiếu sáng",
        "Mây Hồng:",
        "a) Giảm 50% công suất đèn quảng cáo.",
        "2. Sở Y tế chủ trì, phối hợp với Công ty Quản lý vận hành đèn đường Mây",
        "Hồng:",
        "a) Kiểm tra các trạm biến áp.",
        "3. Sở Nội vụ",
        "Trong quý II/2031:",
        "a) Rà soát biên chế các bến.",
    )
    assert roles(found["Giảm 50% công suất đèn quảng cáo"]) == (["Sở Xây dựng"], ["Công ty Chiếu sáng Mây Hồng"])
    partner = ["Công ty Quản lý vận hành đèn đường Mây Hồng"]
    assert roles(found["Kiểm tra các trạm biến áp"]) == (["Sở Y tế"], partner)
    assert roles(found["Rà soát biên chế các bến"]) == (["Sở Nội vụ"], [])


def test_a_label_in_a_bracket_inside_the_sentence_leaves_it_whole() -> None:
    text = "Sở Y tế (phối hợp: Sở Tài chính; Hội Nông dân tỉnh) rà soát các bến đò trước ngày 13/8/2031"
    (task,) = tasks("II. NHIỆM VỤ", f"1. {text}.").values()
    assert task.text.rstrip(".") == text
    assert roles(task) == (["Sở Y tế"], ["Sở Tài chính", "Hội Nông dân tỉnh"])
    assert [d.edtf for d in task.deadlines] == ["2031-08-13"]


def test_who_works_closely_with_others_is_no_helper() -> None:
    text = "Tổng Công ty Mây Hồng đào hầm. Công ty Mây Trắng phối hợp chặt chẽ với Sở Y tế quan trắc địa chất."
    (task,) = tasks("II. NHIỆM VỤ", f"1. {text}").values()
    assert roles(task)[1] == ["Sở Y tế"]


def test_bodies_that_stand_below_a_lead_in_do_not_do_the_work_of_others() -> None:
    found = tasks(
        "II. NHIỆM VỤ",
        "1. Giao nhiệm vụ cho các đơn vị như sau:",
        "a) Sở Y tế rà soát các trạm.",
        "b) Hoàn thiện hồ sơ các bến.",
    )
    assert roles(found["Hoàn thiện hồ sơ các bến"]) == ([], [])
