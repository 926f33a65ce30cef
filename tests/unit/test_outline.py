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
        ("1/ Về hạ tầng", "number", "1"),
        ("2/Về hạ tầng", "number", "2"),
        ("3.- Về hạ tầng", "number", "3"),
        ("4) - Về hạ tầng", "number", "4"),
        ("1.2/ Về hạ tầng", "decimal", "1.2"),
        ("1.2) Về hạ tầng", "decimal", "1.2"),
        ("1.2.Về hạ tầng", "decimal", "1.2"),
        ("I.- NHIỆM VỤ", "roman", "I"),
        ("b/ Sở Y tế", "letter", "b"),
        ("b/Sở Y tế", "letter", "b"),
        ("h. Sở Y tế", "letter", "h"),
        ("b)Sở Y tế", "letter", "b"),
        ("c)UBND tỉnh", "letter", "c"),
        ("▪ Cấp xã", "plus", "-"),
        ("\uf0b7 Cấp xã", "plus", "-"),
    ],
)
def test_openers(text: str, kind: str, label: str) -> None:
    opener = opener_of(text)
    assert opener is not None
    assert (opener.kind, opener.label) == (kind, label)


@pytest.mark.parametrize(
    "text",
    [
        "Ngày 12/3/2026 họp",
        "12/3/2026",
        "1.200 tỷ đồng",
        "3,5 %",
        "-5 độ",
        "Iếc",
        "V",
        "12/NQ-CP",
        "2/3 số xã",
        "2.5/km",
        "h/ngày",
    ],
)
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


def paths(*texts: str) -> list[str]:
    return ["/".join(b.section_path) for b in number_sections(link_paragraphs(classify(blocks(*texts))))]


def test_numbers_in_parentheses_stand_where_their_list_stands() -> None:
    outer = ("I. VIỆC", "(1) Sở Y tế", "a) Một.", "- Hai.", "b) Ba.", "(2) Sở Nội vụ", "- Bốn.", "II. KHÁC", "(1) Năm.")
    assert paths(*outer) == ["I", "I/(1)", "I/(1)/a", "I/(1)/a/-1", "I/(1)/b", "I/(2)", "I/(2)/-1", "II", "II/(1)"]
    assert paths("1. Việc", "(a) Một.", "(1) Hai.", "(2) Ba.", "(b) Bốn.", "(i) Năm.", "(ii) Sáu.", "2. Khác") == [
        "1",
        "1/(a)",
        "1/(a)/(1)",
        "1/(a)/(2)",
        "1/(b)",
        "1/(b)/(i)",
        "1/(b)/(ii)",
        "2",
    ]


def test_a_number_in_parentheses_heads_the_list_that_begins_behind_it() -> None:
    def kind(*texts: str) -> BlockKind:
        return classify(blocks(*texts))[0].kind

    assert kind("(1) Sở Y tế", "a) Một.") == BlockKind.HEADING
    assert kind("(1) Sở Y tế", "- Một.") == BlockKind.HEADING
    assert kind("(1) Sở Y tế rà soát.", "a) Một.") == BlockKind.LIST_ITEM
    assert kind("(3) Cấp vốn", "b) Hai.") == BlockKind.LIST_ITEM  # the last of a list inside "a)"
    assert kind("(1) Cấp vốn", "(2) Hai.") == BlockKind.LIST_ITEM


def test_an_item_without_its_stop_is_no_heading() -> None:
    long = "Sở Y tế rà soát mọi bến đò ngang trên sông Mây, báo cáo trước ngày 05/6/2026"
    longer = f"{long}; lắp phao cứu sinh, biển báo tại từng bến đò của từng xã"

    def kind(*texts: str) -> BlockKind:
        return classify(blocks(*texts))[0].kind

    assert kind(f"2. {long}", "3. Sở Nội vụ") == BlockKind.LIST_ITEM
    assert kind(f"b) {long}", "3. Sở Nội vụ") == BlockKind.LIST_ITEM
    assert kind(f"b) {long}") == BlockKind.LIST_ITEM
    assert kind(f"b) {longer}", "Thông báo để các đơn vị biết.") == BlockKind.LIST_ITEM
    assert kind(f"2. {long}", "a) Sở Nội vụ") == BlockKind.HEADING  # a list stands below it
    assert kind(f"2. {long}", "- Sở Nội vụ") == BlockKind.HEADING
    assert kind(f"2. {long}", "Hiện nay có 14 bến đò.") == BlockKind.HEADING
    assert kind(f"2. {longer}", "Sở Nội vụ chỉ đạo:") == BlockKind.HEADING
    assert kind(f"2. {longer}", "và các xã ven sông.") == BlockKind.HEADING  # cut by a page
    assert kind("2. Sở Nội vụ", "3. Sở Y tế") == BlockKind.HEADING
    assert kind(f"2. Về việc {long}", "3. Sở Y tế") == BlockKind.HEADING


def test_a_wrong_letter_is_corrected_by_its_place() -> None:
    assert paths("1. Việc", "c) Ba.", "d) Bốn.", "d) Năm.", "e) Sáu.", "2. Khác", "d) Một.") == [
        "1",
        "1/c",
        "1/d",
        "1/đ",
        "1/e",
        "2",
        "2/d",
    ]


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("d đ e ø h", "d đ e g h"),
        ("c d đ e ø", "c d đ e g"),
        ("ä b c", "a b c"),
        ("c d ð e", "c d đ e"),
        ("c ð đ e", "c d đ e"),
        ("c d ø", "c d ø"),  # đ, or e where the issuer leaves out đ
        ("d e ø k", "d e ø k"),  # two are missing
        ("đ e ø i", "đ e ø i"),
        ("ø", "ø"),
        ("e f g", "e f g"),  # issuers do count so
    ],
)
def test_what_is_no_letter_is_read_by_its_neighbours(printed: str, meant: str) -> None:
    texts = [f"{letter}) Phòng Một làm việc số {n}." for n, letter in enumerate(printed.split())]
    assert paths("1. Việc", *texts) == ["1", *(f"1/{letter}" for letter in meant.split())]


def test_the_letter_after_is_that_of_the_same_list() -> None:
    assert paths("1. Việc", "e) Sáu:", "- Một.", "ø) Bảy.", "- Hai.", "2. Khác", "a) Một.")[3] == "1/g"


def test_annexes_articles_clauses_and_points() -> None:
    assert paths(
        "Mục 1. QUY ĐỊNH CHUNG",
        "Điều 4. Trách nhiệm",
        "Khoản 2. Các xã",
        "Điểm a) Rà soát.",
        "PHỤ LỤC II",
        "l. NHIỆM VỤ CHUNG",
        "1. Rà soát.",
        "+ Cấp xã.",
        "(i) Báo cáo.",
    ) == [
        "Mục 1",
        "Mục 1/Điều 4",
        "Mục 1/Điều 4/2",
        "Mục 1/Điều 4/2/a",
        "Phụ lục II",
        "Phụ lục II/I",
        "Phụ lục II/I/1",
        "Phụ lục II/I/1/+1",
        "Phụ lục II/I/1/+1/(i)",
    ]


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("1. Sở Y tế chủ trì, phối hợp với Sở Nội vụ, Sở", "Tài chính lập dự toán.", True),
        ("1. Các Bộ: Y tế, Xây dựng, Công Thương, Nội vụ,", "Tư pháp rà soát quy định.", True),
        ("1. Thực hiện Thông báo kết luận số 45-TB/TGV ngày", "30/9/2025 về bến thủy.", True),
        ("Một số việc cần làm là: (1) Rà soát các bến; (2)", "Kiểm tra phương tiện.", True),
        ("1. Sở Y tế lập danh mục thuốc của các bệnh viện công", "Sở Nội vụ tuyển dụng.", False),
        ("Căn cứ Luật Đất đai số 31/2024/QH15 của Quốc hội,", "Căn cứ Luật Giá năm 2023;", False),
        ("1. Sở Y tế chủ trì, phối hợp với Sở Nội vụ và", "2. Sở Công Thương.", False),
    ],
)
def test_a_sentence_that_breaks_off_goes_on_in_the_next_block(first: str, second: str, joined: bool) -> None:
    found = link_paragraphs(classify(blocks(first, second)))
    assert found[1].continues is joined


def test_a_cut_sentence_is_no_heading() -> None:
    found = link_paragraphs(
        classify(blocks("đ) Sở Y tế chủ trì, phối hợp với Sở Nội vụ và Sở", "Tài chính lập dự toán."))
    )
    assert found[0].kind == BlockKind.LIST_ITEM
