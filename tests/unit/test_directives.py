"""extractors.directives: which prose is a task, who acts, until when, and where it stands."""

from __future__ import annotations

import datetime as dt

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from pipeline.model import Block, BlockKind, Box, Document, Region, Role, TaskMention, Word


def blocks(*texts: str) -> tuple[Block, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    return number_sections(link_paragraphs(classify(raw)))


def tasks(type_code: str, *texts: str) -> tuple[TaskMention, ...]:
    document = Document("d" * 16, 1, type_code=type_code, issued_on=dt.date(2026, 4, 1))
    return directives_of("s" * 16, document, blocks(*texts))


def leads(task: TaskMention) -> list[str]:
    return [m.name for m in task.agencies if m.role == Role.LEAD]


def test_a_report_gives_orders_only_in_its_task_sections() -> None:
    found = tasks(
        "BC",
        "I- KẾT QUẢ THỰC HIỆN",
        "- Tổ chức 12 lớp tập huấn cho cán bộ các xã.",
        "- Đã ban hành kế hoạch số hóa.",
        "II- NHIỆM VỤ TRỌNG TÂM",
        "- Hoàn thành số hóa sổ hộ tịch trước ngày 30/6/2026.",
        "- Đã ban hành xong quy chế phối hợp giữa các đơn vị.",
    )
    assert [t.locator for t in found] == ["II/-1"]
    (task,) = found
    assert task.text == "Hoàn thành số hóa sổ hộ tịch trước ngày 30/6/2026."
    assert [(d.edtf, d.qualifier) for d in task.deadlines] == [("2026-06-30", "before")]
    assert task.ordinal == "-"
    assert "lead_missing" in task.flags


def test_the_heading_gives_its_agency_to_the_items_below() -> None:
    found = tasks(
        "KH",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Nội vụ:",
        "- Rà soát danh mục hồ sơ cần số hóa của toàn tỉnh.",
        "- Giao Sở Tài chính bố trí kinh phí thực hiện trong năm 2026.",
        "2. Sở Y tế",
        "- Cập nhật hồ sơ sức khỏe điện tử định kỳ hằng quý.",
    )
    assert [(t.locator, leads(t)) for t in found] == [
        ("II/1/-1", ["Sở Nội vụ"]),
        ("II/1/-2", ["Sở Tài chính"]),
        ("II/2/-1", ["Sở Y tế"]),
    ]
    first = found[0]
    assert "lead_inherited" in first.flags
    where = [e for e in first.evidence if e.role == Role.LEAD]
    assert [(e.block_id, e.region.line_first) for e in where] == [("b2", 2)]  # the heading that names it


def test_a_directing_heading_supervises_who_is_named_below() -> None:
    (task,) = tasks(
        "KL",
        "1. Nhiệm vụ",
        "Đảng ủy Chính phủ tiếp tục chỉ đạo:",
        "- Bộ Y tế phối hợp với Bộ Tài chính xây dựng đề án khám chữa bệnh từ xa.",
    )
    roles = {(m.role.value, m.name) for m in task.agencies}
    assert roles == {("lead", "Bộ Y tế"), ("coordinating", "Bộ Tài chính"), ("supervisor", "Đảng ủy Chính phủ")}


def test_an_announcing_preamble_gives_nobody() -> None:
    (task,) = tasks(
        "TB", "Chủ tịch Ủy ban nhân dân tỉnh kết luận như sau:", "1. Khẩn trương hoàn thành nạo vét kênh trước mùa mưa."
    )
    assert leads(task) == []


def test_inline_enumeration_of_actions_is_split_and_of_things_is_not() -> None:
    found = tasks(
        "CT",
        "1. Sở Xây dựng: (1) Rà soát các công trình xuống cấp; (2) Lập phương án di dời. Hoàn thành trong quý II/2026.",
        "2. Sở Y tế kiểm tra các điểm: (1) bệnh viện tỉnh; (2) trạm y tế xã; (3) nhà thuốc.",
    )
    assert [(t.locator, t.text[:24]) for t in found] == [
        ("1", "Sở Xây dựng: (1) Rà soát"),
        ("1/(1)", "Rà soát các công trình x"),
        ("1/(2)", "Lập phương án di dời. Ho"),
        ("2", "Sở Y tế kiểm tra các điể"),
    ]
    whole, first, second, _ = found
    assert [d.edtf for d in whole.deadlines] == ["2026-34"]
    assert first.parent_task_id == second.parent_task_id == whole.task_id
    assert leads(first) == leads(second) == ["Sở Xây dựng"]


def test_a_task_cut_by_a_page_keeps_both_parts() -> None:
    raw = [
        Block(
            "b1",
            1,
            BlockKind.PARAGRAPH,
            "1. Sở Y tế chủ trì, phối hợp với Sở Tài",
            "1. Sở Y tế chủ trì, phối hợp với Sở Tài",
            Region(1, Box(10, 700, 500, 720)),
        ),
        Block("b2", 1, BlockKind.PARAGRAPH, "2", "2", Region(2, Box(300, 20, 310, 30))),
        Block(
            "b3",
            2,
            BlockKind.PARAGRAPH,
            "chính mua vắc xin, hoàn thành trước 15/5/2026.",
            "chính mua vắc xin, hoàn thành trước 15/5/2026.",
            Region(2, Box(10, 50, 500, 70)),
        ),
    ]
    document = Document("d" * 16, 1, type_code="CT", issued_on=dt.date(2026, 4, 1))
    (task,) = directives_of("s" * 16, document, number_sections(link_paragraphs(classify(raw))))
    assert task.text == "Sở Y tế chủ trì, phối hợp với Sở Tài chính mua vắc xin, hoàn thành trước 15/5/2026."
    assert [e.region.page_no for e in task.evidence if e.role == Role.TASK] == [1, 2]
    assert task.page_no == 1


def test_a_deadline_is_shown_by_its_own_words() -> None:
    words = []
    for row, line in enumerate(["1. Sở Y tế báo cáo kết quả tiêm", "chủng trước ngày 15/5/2026 cho tỉnh."]):
        for col, text in enumerate(line.split()):
            words.append(Word(text, Box(10 + 40 * col, 100 + 20 * row, 45 + 40 * col, 112 + 20 * row)))
    text = " ".join(w.text for w in words)
    raw = [Block("b1", 1, BlockKind.PARAGRAPH, text, text, Region(1, Box(10, 100, 400, 132)), words=tuple(words))]
    document = Document("d" * 16, 1, type_code="CT", issued_on=dt.date(2026, 4, 1))
    (task,) = directives_of("s" * 16, document, number_sections(classify(raw)))
    (where,) = [e.region.box for e in task.evidence if e.role == Role.DEADLINE]
    assert where == Box(50, 120, 165, 132)  # "trước ngày 15/5/2026" on the second line


def test_decisions_bind_by_their_articles_and_preambles_do_not() -> None:
    found = tasks(
        "QĐ",
        "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
        "Theo đề nghị của Giám đốc Sở Nội vụ.",
        "Điều 1. Ban hành Quy chế quản lý kho lưu trữ dùng chung của tỉnh.",
        "Điều 2. Giám đốc Sở Nội vụ, Giám đốc Sở Tài chính chịu trách nhiệm thi hành Quyết định này.",
    )
    assert [t.locator for t in found][-1] == "Điều 2"
    assert all(t.locator.startswith("Điều") for t in found)


def test_closing_phrases_and_goals_are_not_tasks() -> None:
    assert tasks("KH", "I. MỤC ĐÍCH, YÊU CẦU", "- Nâng cao chất lượng hồ sơ lưu trữ của các cơ quan trong tỉnh.") == ()
    assert tasks("KH", "Trên đây là Kế hoạch số hóa hồ sơ, các đơn vị nghiêm túc triển khai thực hiện.") == ()
