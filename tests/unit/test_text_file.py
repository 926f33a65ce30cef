"""extractors.text: lines, pages, table runs of text exports."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from extractors.text import read_text_pages, text_content
from pipeline.errors import BadEncoding
from pipeline.model import BlockKind


def _content(tmp_path: Path, text: str) -> tuple:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    return text_content("f" * 16, read_text_pages(file))


def test_form_feed_ends_a_page_and_lines_count_over_the_file(tmp_path: Path) -> None:
    pages = _content(tmp_path, "Một\n\fHai\nBa\n\f")
    assert [[b.text for b in p.blocks] for p in pages] == [["Một"], ["Hai", "Ba"]]
    assert [b.region.line_first for b in pages[1].blocks] == [2, 3]
    assert [b.region.page_no for b in pages[1].blocks] == [2, 2]


def test_tab_lines_are_cells_with_their_offsets(tmp_path: Path) -> None:
    (page,) = _content(tmp_path, "STT\tNhiệm vụ\tThời hạn\n1\tMua máy\t\n")
    assert [(b.cell.row, b.cell.col, b.text) for b in page.blocks if b.cell] == [
        (0, 0, "STT"),
        (0, 1, "Nhiệm vụ"),
        (0, 2, "Thời hạn"),
        (1, 0, "1"),
        (1, 1, "Mua máy"),
    ]
    cell = page.blocks[4]
    assert (cell.char_first, cell.char_last, cell.region.line_first) == (2, 9, 2)
    (piece,) = page.pieces
    assert (piece.n_rows, piece.n_cols) == (2, 3)
    assert next(c for c in piece.cells if (c.row, c.col) == (1, 2)).block is None


def test_a_line_without_tabs_inside_a_table_is_one_wide_cell(tmp_path: Path) -> None:
    (page,) = _content(tmp_path, "STT\tChỉ tiêu\tĐơn vị\nII Đến năm 2040\n1\tTỷ lệ\t%\n")
    wide = next(c for c in page.pieces[0].cells if c.row == 1)
    assert wide.col_span == 3
    assert wide.block is not None
    assert wide.block.text == "II Đến năm 2040"


def test_wrapped_lines_join_and_openers_do_not(tmp_path: Path) -> None:
    (page,) = _content(tmp_path, "- Rà soát quy trình,\nsửa đổi mẫu biểu.\n- Công bố kết quả.\nSỞ NỘI VỤ\n")
    assert [b.text for b in page.blocks] == [
        "- Rà soát quy trình, sửa đổi mẫu biểu.",
        "- Công bố kết quả.",
        "SỞ NỘI VỤ",
    ]
    assert (page.blocks[0].region.line_first, page.blocks[0].region.line_last) == (1, 2)
    assert all(b.kind == BlockKind.PARAGRAPH for b in page.blocks)


def test_a_paragraph_whose_first_line_alone_is_indented_joins_its_lines(tmp_path: Path) -> None:
    text = (
        "    1. Thường trực Hội đồng nhân dân tỉnh, các ban và đại biểu\n"
        "Hội đồng nhân dân tỉnh giám sát việc đắp đê.\n"
        "    2. Sở Xây dựng kè lại bờ suối.\n" + "Một dòng dài không xuống hàng. " * 9 + "\n"
    )
    (page,) = _content(tmp_path, text)
    assert page.blocks[0].text.endswith("đại biểu Hội đồng nhân dân tỉnh giám sát việc đắp đê.")
    assert page.blocks[1].text == "2. Sở Xây dựng kè lại bờ suối."


def test_every_visible_character_is_in_a_block(tmp_path: Path) -> None:
    text = "A\n\n  B b\tC\nSTT\tX\tY\n1\tx\ty\n\tz\t\n\nD.\n"
    (page,) = _content(tmp_path, text)
    assert sorted(
        "".join(b.text_raw for b in page.blocks).replace("\t", "").replace(" ", "").replace("\n", "")
    ) == sorted(text.replace("\t", "").replace(" ", "").replace("\n", ""))


def test_crlf_bom_and_utf16(tmp_path: Path) -> None:
    file = tmp_path / "b.txt"
    file.write_bytes("\ufeffSố 1\r\nHai\r\n".encode())
    assert [line.text for line in read_text_pages(file)[0].lines[:2]] == ["Số 1", "Hai"]
    file.write_bytes("Số 2".encode("utf-16"))
    assert read_text_pages(file)[0].lines[0].text == "Số 2"


def test_invalid_utf8_is_a_typed_error(tmp_path: Path) -> None:
    file = tmp_path / "c.txt"
    file.write_bytes(b"Th\xe9 ch\xff")
    with pytest.raises(BadEncoding, match="byte 3"):
        read_text_pages(file)


def test_a_table_directly_below_and_above_prose(tmp_path: Path) -> None:
    (page,) = _content(tmp_path, "Phụ lục\nDanh sách nhiệm vụ\nSTT\tViệc\tHạn\n1\tMua\t2026\nGhi chú: không có.\n")
    assert [b.text for b in page.blocks if b.cell is None] == ["Phụ lục", "Danh sách nhiệm vụ", "Ghi chú: không có."]
    assert [(p.n_rows, p.n_cols) for p in page.pieces] == [(2, 3)]


def test_a_wrapped_line_that_goes_on_with_a_dash_is_no_item(tmp_path: Path) -> None:
    long = "Ban Quản lý lập hồ sơ nâng cấp tuyến đường ven sông nối bến phà Mây Hồng"
    lines = [f"{n}. {long}" for n in range(1, 12)]
    text = "\n".join(line + "\n- Suối Vàng với quốc lộ theo quy hoạch đã duyệt năm trước.\n" for line in lines)
    (page,) = _content(tmp_path, text)
    assert len(page.blocks) == 11
    assert page.blocks[0].text.endswith("Mây Hồng - Suối Vàng với quốc lộ theo quy hoạch đã duyệt năm trước.")
    listed = "\n".join(f"{long} gồm các việc sau đây:\n- Lập dự toán kinh phí và trình phê duyệt;\n" for _ in lines)
    (page,) = _content(tmp_path, listed)
    assert len(page.blocks) == 22


def _wrapped(paragraphs: list[str], width: int) -> str:
    return "\n".join(line for text in paragraphs for line in textwrap.wrap(text, width))


def test_a_sentence_ends_its_paragraph_where_the_next_word_had_room_on_the_line(tmp_path: Path) -> None:
    long = "các đơn vị rà soát hồ sơ của từng công trình và gửi danh sách những việc còn vướng về " * 3
    first = f"7. Sở Mây tổng hợp: {long}cơ quan thường trực, gửi Văn phòng trước ngày 20."
    second = "Văn phòng thông báo để các đơn vị biết, thực hiện."
    blocks = _content(tmp_path, _wrapped([f"6. Sở Gió: {long}cuối tuần này.", first, second], 88))[0].blocks
    assert [b.text for b in blocks][-2:] == [first, second]


def test_a_ragged_export_of_printed_lines_keeps_its_paragraphs(tmp_path: Path) -> None:
    # lines of a proportional font: a sentence ends in the middle of the paragraph, at the end of a short line
    lines = [
        "Sở Mây rà soát toàn bộ hồ sơ của các công trình đang thi công trên địa bàn,",
        "kiểm tra từng hạng mục và những vướng mắc, mời các đơn vị",
        "liên quan cùng dự; lập biên bản từng buổi và gửi kết quả về Văn phòng Ủy ban",
        "nhân dân tỉnh để theo dõi, nhắc việc chung, báo cáo vào cuối tuần.",
        "Mọi chậm trễ phải nêu rõ nguyên nhân, trách nhiệm từng người và",
        "hướng xử lý tiếp theo của từng đơn vị được giao, thời gian hoàn",
        "thành cùng người theo dõi việc đó đến khi xong hẳn mọi việc.",
    ]
    blocks = _content(tmp_path, "\n".join(lines * 3))[0].blocks
    assert sum("cuối tuần. Mọi chậm trễ" in b.text for b in blocks) == 3


def test_a_quarter_on_a_line_of_its_own_is_no_heading(tmp_path: Path) -> None:
    said = "1.2. Viện Mây nghiên cứu kinh nghiệm của các bến đò khác, báo cáo kết quả trong quý"
    filler = [f"{n}. Bến đò số {n} được kiểm tra và lập hồ sơ theo dõi ngay trong tháng này" for n in range(2, 22)]
    blocks = _content(tmp_path, "\n".join([said, "III/2026.", *filler]))[0].blocks
    assert blocks[0].text == f"{said} III/2026."


def test_the_line_that_attaches_a_plan_is_no_part_of_its_title(tmp_path: Path) -> None:
    lines = ["KẾ HOẠCH", "Làm sạch, hoàn thiện cơ sở dữ liệu của các bến đò toàn tỉnh năm 2026",
             "(Kèm theo Quyết định số 12/QĐ-XYZ ngày 18 tháng 3 năm 2026 của Sở Mây)"]  # fmt: skip
    filler = [f"{n}. Bến đò số {n} được kiểm tra và lập hồ sơ theo dõi ngay trong tháng này" for n in range(2, 22)]
    blocks = _content(tmp_path, "\n".join([*lines, *filler]))[0].blocks
    assert [b.text for b in blocks[:3]] == lines
