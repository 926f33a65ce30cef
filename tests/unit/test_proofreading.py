"""Recognised pages are proofread; what was read stays, and so do the boxes."""

from extractors.layout import page_content
from extractors.proofreading import proofread
from pipeline.model import Box, Grid, GridCell, PageReading, TextSource, Word

SOURCE = "0" * 16


def words(text: str, y: float, confidence: float, x: float = 60.0) -> tuple[Word, ...]:
    out = []
    for token in text.split():
        out.append(Word(token, Box(x, y, x + 7.0 * len(token), y + 12), confidence))
        x += 7.0 * len(token) + 5
    return tuple(out)


def reading(confidence: float, source: TextSource = TextSource.OCR) -> PageReading:
    lines = (
        *words("Luật sửa đôi, bỗ sung một số điều của Luật Tổ chúc", 300, confidence),
        *words("Chính phủ và quy định quyên hạn của các bộ,", 316, confidence),
    )
    cell = GridCell(0, 0, 1, 1, Box(60, 400, 300, 440), words("Quản lý kinh doanh xăng dâu", 410, confidence))
    other = GridCell(0, 1, 1, 1, Box(300, 400, 500, 440), words("Tháng 3/2031", 410, confidence, 310))
    grid = Grid(Box(60, 400, 500, 440), 1, 2, (60, 300, 500), (cell, other))
    return PageReading(1, 595, 842, source, lines, (grid,))


def test_text_is_mended_and_the_raw_reading_kept() -> None:
    before = page_content(SOURCE, reading(0.7))
    content = proofread(before)
    paragraph = content.blocks[0]
    assert paragraph.text == (
        "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ và quy định quyền hạn của các bộ,"
    )
    assert "sửa đôi, bỗ sung" in paragraph.text_raw
    assert [w.box for w in paragraph.words] == [w.box for w in before.blocks[0].words]
    assert [w.text for w in paragraph.words] == paragraph.text.split()


def test_cells_of_tables_see_the_mended_block() -> None:
    content = proofread(page_content(SOURCE, reading(0.7)))
    (piece,) = content.pieces
    assert [c.block.text for c in piece.cells if c.block] == ["Quản lý kinh doanh xăng dầu", "Tháng 3/2031"]


def test_a_native_layer_is_never_changed() -> None:
    content = page_content(SOURCE, reading(1.0, TextSource.NATIVE))
    assert proofread(content) is content
