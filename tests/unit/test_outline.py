"""extractors.outline: enumerators, kinds, joined paragraphs, section paths."""

from __future__ import annotations

import pytest

from extractors.outline import classify, is_heading, link_paragraphs, number_sections, opener_of
from pipeline.model import Block, BlockKind, Region


def blocks(*texts: str) -> list[Block]:
    return [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]


@pytest.mark.parametrize(
    ("text", "kind", "label"),
    [
        ("IV- NHIỆM VỤ TRỌNG TÂM", "roman", "IV"),
        ("II. Tổ chức thực hiện", "roman", "II"),
        ("1. Hoàn thiện thể chế", "number", "1"),
        ("2.1. Về hạ tầng", "decimal", "2.1"),
        ("đ) Sở Y tế:", "letter", "đ"),
        ("- Rà soát quy hoạch", "dash", "-"),
        ("+ Cấp xã", "plus", "-"),
        ("(3) Báo cáo", "paren", "3"),
        ("(ii) Báo cáo", "paren", "ii"),
        ("Điều 2. Hiệu lực", "article", "Điều 2"),
        ("Chương II", "chapter", "II"),
    ],
)
def test_openers(text: str, kind: str, label: str) -> None:
    opener = opener_of(text)
    assert opener is not None
    assert (opener.kind, opener.label) == (kind, label)


@pytest.mark.parametrize("text", ["Ngày 12/3/2026 họp", "12/3/2026", "1.200 tỷ đồng", "3,5 %", "-5 độ", "Iếc", "V"])
def test_not_openers(text: str) -> None:
    assert opener_of(text) is None


@pytest.mark.parametrize(
    ("text", "heading"),
    [
        ("1. Hoàn thiện thể chế, tháo gỡ rào cản", True),
        ("b) Sở Tài chính:", True),
        ("III. TỔ CHỨC THỰC HIỆN", True),
        ("2. Sở Y tế khẩn trương rà soát, báo cáo trước ngày 5/6/2026.", False),
        ("- Về hạ tầng:", False),
        ("Điều 2. Hiệu lực thi hành", True),
        ("Điều 3. Chánh Văn phòng chịu trách nhiệm thi hành.", False),
        ("Không có số", False),
    ],
)
def test_headings(text: str, heading: bool) -> None:
    assert is_heading(text) is heading


def test_kinds() -> None:
    found = classify(
        blocks(
            "I. NHIỆM VỤ",
            "- Rà soát quy hoạch.",
            "¹ Theo báo cáo của các xã.",
            "12",
            "*",
            "Nơi nhận:",
            "- Như trên;",
            "- Lưu: VT.",
            "Người ký: Văn phòng",
            "The image shows a handwritten signature.",
            "Số liệu đã rõ.",
        )
    )
    assert [b.kind.value for b in found] == [
        "heading",
        "list_item",
        "footnote",
        "page_number",
        "noise",
        "recipients",
        "recipients",
        "recipients",
        "stamp",
        "noise",
        "paragraph",
    ]


def test_a_paragraph_goes_on_after_a_footnote_and_the_footnote_after_the_page() -> None:
    found = link_paragraphs(
        classify(
            blocks(
                "- Các sở đẩy",
                "¹ Họp ngày 3/4 tại trụ sở",
                "2",
                "mạnh số hóa hồ sơ.",
                "của Ban quản lý.",
                "- Báo cáo.",
            )
        )
    )
    assert [(b.kind.value, b.continues) for b in found] == [
        ("list_item", False),
        ("footnote", False),
        ("page_number", False),
        ("paragraph", True),
        ("footnote", True),
        ("list_item", False),
    ]


def test_section_paths_number_dashes_among_siblings() -> None:
    found = number_sections(
        classify(
            blocks(
                "IV- NHIỆM VỤ",
                "1. Về thể chế",
                "a) Sở Tư pháp:",
                "- Một.",
                "- Hai.",
                "(1) Hai một.",
                "b) Sở Y tế:",
                "- Ba.",
                "2. Về hạ tầng",
                "- Bốn.",
                "V- KIẾN NGHỊ",
                "Ban Chỉ đạo kiến nghị:",
                "1. Năm.",
            )
        )
    )
    assert ["/".join(b.section_path) for b in found] == [
        "IV",
        "IV/1",
        "IV/1/a",
        "IV/1/a/-1",
        "IV/1/a/-2",
        "IV/1/a/-2/(1)",
        "IV/1/b",
        "IV/1/b/-1",
        "IV/2",
        "IV/2/-1",
        "V",
        "V",
        "V/1",
    ]
