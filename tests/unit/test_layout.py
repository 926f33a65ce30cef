"""Words to blocks in reading order: columns, paragraphs, margins, and nothing lost on the way."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.assemble import extract
from extractors.image import Transform
from extractors.layout import field_confidence, group_lines, join_lines, page_content
from extractors.pieces import PageContent
from pipeline.model import BlockKind, Box, Grid, GridCell, PageReading, StampReading, TextSource, Word

WIDTH, HEIGHT = 595.0, 842.0
EM = 12.0


def line(text: str, x: float, y: float, size: float = EM, bold: bool = False, confidence: float = 1.0) -> list[Word]:
    """The words of one line that begins at (x, y), each letter half a text height wide, the gaps a quarter."""
    out = []
    for word in text.split():
        width = 0.5 * size * len(word)
        out.append(Word(word, Box(x, y, x + width, y + size), confidence, bold))
        x += width + 0.25 * size
    return out


def length(text: str, size: float = EM) -> float:
    return sum(0.5 * size * len(w) for w in text.split()) + 0.25 * size * (len(text.split()) - 1)


def centred(text: str, middle: float, y: float, bold: bool = False) -> list[Word]:
    return line(text, middle - length(text) / 2, y, bold=bold)


def paragraph(rows: list[str], y: float, indent: float = 28.0, step: float = 16.0, bold: bool = False) -> list[Word]:
    """Lines from the left margin at 72, the first one indented."""
    words: list[Word] = []
    for number, row in enumerate(rows):
        words += line(row, 72 + (indent if number == 0 else 0), y + number * step, bold=bold)
    return words


def content(words: list[Word], grids: tuple[Grid, ...] = ()) -> PageContent:
    return page_content("s" * 16, PageReading(3, WIDTH, HEIGHT, TextSource.NATIVE, tuple(words), grids))


def texts(page: PageContent) -> list[str]:
    return [block.text for block in page.blocks]


FULL = "Trạm quản lý đò ngang rà soát các bến không phép dọc hai bờ sông, nhắc nhở"  # reaches the right margin
BODY = [
    FULL,
    "chủ đò trang bị đủ áo phao, bến nào chưa có đèn hiệu thì phải lắp thêm ngay",
    "trước mùa nước nổi năm nay.",
]


# --- lines --------------------------------------------------------------------------------------------


def test_lines_go_from_top_to_bottom_and_from_left_to_right() -> None:
    words = line("một hai ba", 100, 100) + line("bốn năm", 90, 118)
    assert [x.text for x in group_lines(list(reversed(words)))] == ["một hai ba", "bốn năm"]


def test_lines_of_an_engine_that_cover_one_another_are_two_however_close() -> None:
    upper = [replace(w, line=1) for w in line("một hai ba bốn", 100, 100)]
    lower = [replace(w, line=2) for w in line("năm sáu bảy tám", 102, 105)]
    assert [x.text for x in group_lines([*lower, *upper])] == ["một hai ba bốn", "năm sáu bảy tám"]
    beside = [replace(w, line=2) for w in line("năm sáu", 300, 105)]
    assert [x.text for x in group_lines([*beside, *upper])] == ["một hai ba bốn năm sáu"]


def test_a_raised_footnote_mark_stays_in_its_line() -> None:
    words = line("bến Vàm Nhựt", 100, 100)
    mark = Word("1", Box(words[-1].box.x1, 98, words[-1].box.x1 + 4, 105))
    assert [x.text for x in group_lines([*words, mark, *line("dòng sau", 100, 118)])] == ["bến Vàm Nhựt 1", "dòng sau"]


def test_a_slightly_slanted_line_is_one_line() -> None:
    words = [Word(w.text, Box(w.box.x0, w.box.y0 + 0.3 * n, w.box.x1, w.box.y1 + 0.3 * n))
             for n, w in enumerate(line("các bến đò ngang hai bờ sông phải có phao", 72, 100))]  # fmt: skip
    assert len(group_lines([*words, *line("dòng dưới", 72, 120)])) == 2


# --- columns ------------------------------------------------------------------------------------------


def letterhead() -> list[Word]:
    return (
        centred("UBND XÃ VÀM NHỰT", 170, 60)
        + centred("TRẠM QUẢN LÝ ĐÒ NGANG", 170, 76, bold=True)
        + centred("Số: 17/TB-TĐN", 170, 104)
        + centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 425, 60, bold=True)
        + centred("Độc lập - Tự do - Hạnh phúc", 425, 76, bold=True)
        + centred("Vàm Nhựt, ngày 4 tháng 9 năm 2025", 425, 104)
    )


def test_a_letterhead_is_read_one_column_after_the_other() -> None:
    page = content(letterhead() + centred("THÔNG BÁO", 297, 150, bold=True) + paragraph(BODY, 190))
    assert texts(page) == [
        "UBND XÃ VÀM NHỰT",
        "TRẠM QUẢN LÝ ĐÒ NGANG",
        "Số: 17/TB-TĐN",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Vàm Nhựt, ngày 4 tháng 9 năm 2025",
        "THÔNG BÁO",
        " ".join(BODY),
    ]
    assert [b.reading_order for b in page.blocks] == list(range(1, 9))


def test_recipients_stand_beside_the_signature() -> None:
    left = ["Nơi nhận:", "- Như trên;", "- Đồn biên phòng cửa sông;", "- Lưu: VT."]
    words = paragraph(BODY, 300)
    for number, row in enumerate(left):
        words += line(row, 72, 400 + 15 * number)
    words += centred("TRẠM TRƯỞNG", 430, 400, bold=True) + centred("Lâm Thị Bến", 430, 480, bold=True)
    assert texts(content(words)) == [" ".join(BODY), *left, "TRẠM TRƯỞNG", "Lâm Thị Bến"]


def test_columns_far_below_each_other_are_two_zones() -> None:
    words = letterhead() + line("Nơi nhận:", 72, 400) + centred("TRẠM TRƯỞNG", 430, 400)
    assert texts(content(words))[-4:] == [
        "Độc lập - Tự do - Hạnh phúc",
        "Vàm Nhựt, ngày 4 tháng 9 năm 2025",
        "Nơi nhận:",
        "TRẠM TRƯỞNG",
    ]


def test_one_column_is_not_cut_by_a_wide_gap_in_one_line() -> None:
    words = paragraph(BODY, 100) + line("Điện thoại:", 72, 200) + line("số máy trực", 260, 200)
    found = texts(content(words))
    assert found[0] == " ".join(BODY)
    assert " ".join(found[1:]).split() == ["Điện", "thoại:", "số", "máy", "trực"]


# --- paragraphs ---------------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_joined_and_paragraphs_are_kept_apart() -> None:
    page = content(paragraph(BODY, 100) + paragraph(BODY, 160) + paragraph(["1. Tổ chức thực hiện"], 220))
    assert texts(page) == [" ".join(BODY), " ".join(BODY), "1. Tổ chức thực hiện"]
    first = page.blocks[0]
    assert first.text_raw == "\n".join(BODY)
    assert first.region.page_no == 3
    assert first.region.box is not None
    assert (first.region.box.x0, first.region.box.y0, first.region.box.y1) == (72, 100, 144)
    assert first.block_id == f"{'s' * 16}-0003-0001"


def test_a_short_line_ends_its_paragraph_unless_the_sentence_goes_on() -> None:
    filled = paragraph(BODY, 300)  # shows how wide the text is set
    going_on = ["Trạm quản lý đò ngang rà soát các", "bến không phép dọc hai bờ sông."]
    assert texts(content(paragraph(going_on, 100) + filled))[0] == " ".join(going_on)
    ended = ["Trạm quản lý đò ngang", "Bến không phép dọc hai bờ sông thì đóng."]
    assert texts(content(paragraph(ended, 100, indent=0) + filled))[:2] == ended


@pytest.mark.parametrize(
    "opener",
    ["- Bến đò", "+ Bến đò", "a) Bến đò", "(2) Bến đò", "3. Bến đò", "1.2. Bến đò", "II. BẾN ĐÒ", "Điều 4. Bến"],
)
def test_an_enumerator_begins_a_paragraph(opener: str) -> None:
    long = FULL.replace(", nhắc nhở", " và báo về.")
    assert texts(content(paragraph([long], 100) + paragraph([f"{opener} số sáu."], 116))) == [long, f"{opener} số sáu."]


def test_a_dash_inside_a_sentence_can_fall_on_the_start_of_a_line() -> None:
    rows = [FULL.replace("nhắc nhở", "tuyến Vàm"), "- Cồn Sẻ cũng phải có phao trước khi vào mùa nước nổi ở vùng này."]
    assert texts(content(paragraph(rows, 100) + paragraph(BODY, 160)))[0] == " ".join(rows)


def test_a_document_number_cut_by_the_line_end_is_whole_again() -> None:
    rows = ["Căn cứ Thông báo số 17/TB-", "TĐN và công văn số 8/"]
    assert join_lines(["theo Thông báo số 17/TB-", "TĐN ngày 4"]) == "theo Thông báo số 17/TB-TĐN ngày 4"
    assert join_lines(["công văn số 8/", "CV-TĐN"]) == "công văn số 8/CV-TĐN"
    assert join_lines(rows[:1]) == rows[0]
    assert join_lines(["Tuyến Vàm", "- Cồn Sẻ"]) == "Tuyến Vàm - Cồn Sẻ"


def test_a_text_is_as_sure_as_its_weakest_word() -> None:
    words = line("rất dài", 72, 100, confidence=0.96) + line("ng", 118, 100, confidence=0.41)
    assert content(words).blocks[0].confidence == 0.41


def test_a_text_without_words_is_not_sure() -> None:
    assert field_confidence([]) == 0.0


# --- margins ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", ["7", "- 7 -", "12"])
@pytest.mark.parametrize("y", [40.0, 795.0])
def test_a_number_alone_in_the_margin_is_the_page_number(number: str, y: float) -> None:
    page = content(centred(number, 297, y) + paragraph(BODY, 100))
    (found,) = [b for b in page.blocks if b.kind == BlockKind.PAGE_NUMBER]
    assert found.text == number
    assert " ".join(BODY) in texts(page)


def test_a_number_alone_in_the_text_is_no_page_number() -> None:
    page = content(paragraph(BODY, 100) + centred("7", 297, 400) + paragraph(BODY, 460))
    assert BlockKind.PAGE_NUMBER not in {b.kind for b in page.blocks}
    assert "7" in texts(page)


@pytest.mark.parametrize("mark", ["1", "¹", "°", "_", "*"])
def test_small_print_with_a_mark_at_the_bottom_is_a_footnote(mark: str) -> None:
    note = line(f"{mark} Bến mở từ năm ngoái, nay đã có đèn.", 72, 760, size=9)
    page = content(paragraph(BODY, 100) + paragraph(BODY, 400) + note)
    assert [b.kind for b in page.blocks] == [BlockKind.PARAGRAPH, BlockKind.PARAGRAPH, BlockKind.FOOTNOTE]
    above = content(line("1 Bến mở từ năm ngoái, nay đã có đèn.", 72, 100, size=9) + paragraph(BODY, 400))
    assert BlockKind.FOOTNOTE not in {b.kind for b in above.blocks}
    listed = content(paragraph(BODY, 100) + paragraph(BODY, 400) + line("- Như trên;", 72, 760, size=9))
    assert BlockKind.FOOTNOTE not in {b.kind for b in listed.blocks}


def test_stamps_are_blocks_of_their_own_at_the_end_and_no_text() -> None:
    stamp = StampReading(Box(300, 300, 420, 360), tuple(line("VĂN BẢN ĐẾN", 310, 320)))
    stamps = (stamp, StampReading(Box(1, 2, 3, 4)))
    reading = PageReading(1, 595, 842, TextSource.OCR, tuple(paragraph(BODY, 100)), stamps=stamps)
    blocks = page_content("0" * 16, reading).blocks
    assert [b.kind for b in blocks[-2:]] == [BlockKind.STAMP, BlockKind.STAMP]
    assert blocks[-2].text_raw == "VĂN BẢN ĐẾN"
    assert blocks[-2].region.box == stamp.box
    published = extract("0" * 16, [page_content("0" * 16, reading)]).blocks
    assert [(b.text, b.text_raw) for b in published if b.kind == BlockKind.STAMP] == [("", "VĂN BẢN ĐẾN"), ("", "")]


@pytest.mark.parametrize("skew", [-2.5, 2.0])
def test_a_skewed_page_is_read_line_by_line(skew: float) -> None:
    level = paragraph(BODY, 100)
    turn = Transform.rotate(-skew, 595 / 2, 842 / 2)
    tilted = tuple(replace(w, box=turn.box(w.box.x0, w.box.y0, w.box.x1, w.box.y1)) for w in level)
    reading = PageReading(1, 595, 842, TextSource.OCR, tilted, skew_deg=skew)
    (block,) = page_content("0" * 16, reading).blocks
    assert block.text == " ".join(BODY)
    assert set(block.words) == set(tilted)


def test_long_words_of_a_skewed_page_are_as_flat_as_on_a_level_one() -> None:
    """The upright box of a tilted word is the higher the longer the word: those of two lines overlap."""
    level = [Word(w, Box(72, y, 522, y + EM), 0.9) for w, y in (("Trên" * 9, 100.0), ("dưới" * 9, 114.0))]
    turn = Transform.rotate(-2.5, 595 / 2, 842 / 2)
    tilted = tuple(replace(w, box=turn.box(w.box.x0, w.box.y0, w.box.x1, w.box.y1)) for w in level)
    (block,) = page_content("0" * 16, PageReading(1, 595, 842, TextSource.OCR, tilted, skew_deg=2.5)).blocks
    assert block.text_raw.split("\n") == [w.text for w in level]


# --- tables -------------------------------------------------------------------------------------------


def grid(y: float, cells: list[list[str]]) -> Grid:
    out = []
    for r, row in enumerate(cells):
        for c, text in enumerate(row):
            box = Box(72 + 150 * c, y + 30 * r, 222 + 150 * c, y + 30 * r + 30)
            words = tuple(line(text, box.x0 + 4, box.y0 + 8))
            out.append(GridCell(r, c, 1, 1, box, words, bool(words)))
    n = len(cells[0])
    edges = tuple(72 + 150.0 * c for c in range(n + 1))
    return Grid(Box(72, y, 72 + 150.0 * n, y + 30.0 * len(cells)), len(cells), n, edges, tuple(out))


def test_a_table_stands_between_the_text_above_and_below() -> None:
    table = grid(200, [["TT", "Việc"], ["1", "Lắp phao"], ["", "Sơn cọc"]])
    page = content(paragraph(BODY, 100) + paragraph(BODY, 400), (table,))
    assert texts(page) == [" ".join(BODY), "TT", "Việc", "1", "Lắp phao", "Sơn cọc", " ".join(BODY)]
    kinds = [b.kind for b in page.blocks]
    assert kinds == [BlockKind.PARAGRAPH, *[BlockKind.TABLE_CELL] * 5, BlockKind.PARAGRAPH]
    (piece,) = page.pieces
    assert (piece.n_rows, piece.n_cols, piece.order) == (3, 2, 2)
    assert [(c.row, c.col, c.block.text if c.block else None) for c in piece.cells] == [
        (0, 0, "TT"), (0, 1, "Việc"), (1, 0, "1"), (1, 1, "Lắp phao"), (2, 0, None), (2, 1, "Sơn cọc"),
    ]  # fmt: skip
    assert piece.cells[3].region.box == Box(222, 230, 372, 260)
    addresses = [(b.cell.piece, b.cell.row, b.cell.col) for b in page.blocks if b.cell]
    assert addresses == [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (0, 2, 1)]


def test_two_tables_keep_their_order_and_numbers() -> None:
    page = content(paragraph(BODY, 300), (grid(500, [["ba", "bốn"]]), grid(100, [["một", "hai"]])))
    assert texts(page) == ["một", "hai", " ".join(BODY), "ba", "bốn"]
    assert [b.cell.piece for b in page.blocks if b.cell] == [0, 0, 1, 1]
    assert [p.order for p in page.pieces] == [1, 4]


def test_an_empty_page_has_no_blocks() -> None:
    assert content([]) == PageContent(3, (), ())
    assert texts(content([Word("  ", Box(10, 10, 20, 20))])) == []


# --- nothing lost -------------------------------------------------------------------------------------

word = st.builds(
    lambda text, x, y, w, h, confidence: Word(text, Box(x, y, x + w, y + h), confidence),
    st.text("abđêố1-./(;ÁX", min_size=1, max_size=7),
    st.floats(0, 560),
    st.floats(0, 820),
    st.floats(1, 200),
    st.floats(2, 40),
    st.floats(0, 1),
)


@st.composite
def laid_out(draw: st.DrawFn) -> list[Word]:
    """Words on lines, in one or two columns, as on a page rather than strewn about."""
    words: list[Word] = []
    for row in range(draw(st.integers(1, 12))):
        for x in draw(st.sampled_from([(72.0,), (72.0, 330.0), (330.0,)])):
            text = draw(st.lists(st.text("abđêố1-./;ÁX", min_size=1, max_size=6), min_size=1, max_size=5))
            words += line(" ".join(text), x + draw(st.sampled_from([0.0, 0.0, 28.0])), 80.0 + 17 * row)
    return words


@given(st.one_of(st.lists(word, max_size=40), laid_out()), st.booleans())
def test_every_word_stands_in_exactly_one_block(words: list[Word], with_table: bool) -> None:
    tables = (grid(300, [["TT", "Việc"], ["1", ""]]),) if with_table else ()
    page = content(words, tables)
    expected = Counter(words) + Counter(w for g in tables for c in g.cells for w in c.words)
    assert Counter(w for b in page.blocks for w in b.words) == expected
    assert [b.reading_order for b in page.blocks] == list(range(1, len(page.blocks) + 1))
    assert len({b.block_id for b in page.blocks}) == len(page.blocks)
    for block in page.blocks:
        assert Counter(block.text_raw.split()) == Counter(w.text for w in block.words)
        if block.cell is None:
            box = block.region.box
            assert box is not None
            assert all(box.x0 <= w.box.x0 and w.box.x1 <= box.x1 for w in block.words)
            assert all(box.y0 <= w.box.y0 and w.box.y1 <= box.y1 for w in block.words)


@given(laid_out(), st.randoms(use_true_random=False))
def test_the_order_in_which_the_reader_gives_words_does_not_matter(words: list[Word], random: object) -> None:
    shuffled = list(words)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert content(shuffled) == content(words)
