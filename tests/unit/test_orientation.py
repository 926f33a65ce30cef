"""Pages scanned sideways or upside down: found, read upright, boxes those of the page as displayed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from extractors.image import PageImage, Transform, runs_sideways, turned
from extractors.layout import page_content
from extractors.ocr import NullEngine, OcrWord
from extractors.reading import read_page
from pipeline.config import Settings
from pipeline.model import Grid, GridCell, PageReading, TextSource, Word

DPI = 100.0


def lines(width: int = 600, height: int = 800) -> NDArray[np.uint8]:
    """A page of drawn lines of "letters": dark marks in rows, of uneven width."""
    page = np.full((height, width), 255, np.uint8)
    for y in range(80, height - 80, 24):
        x = 60
        while x < width - 70:
            step = 5 + (x * 7 + y) % 9
            page[y : y + 10, x : x + step] = 0
            x += step + 4
    return page


def test_lines_tell_which_way_a_page_runs() -> None:
    page = lines()
    assert runs_sideways(page, DPI) > 1.6
    assert runs_sideways(np.rot90(page).copy(), DPI) < 1.0
    assert runs_sideways(np.full((400, 300), 255, np.uint8), DPI) > 1.6  # a blank page is not asked about


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_a_turned_page_keeps_its_way_back(degrees: int) -> None:
    pixels = lines(300, 400)
    pixels[10:14, 20:26] = 7
    page = PageImage(pixels, DPI, 216.0, 288.0, Transform.scale(72 / DPI))
    after = turned(page, degrees)
    ys, xs = np.where(after.pixels == 7)
    box = after.to_points.box(int(xs.min()), int(ys.min()), int(xs.max()) + 1, int(ys.max()) + 1)
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((14.4, 7.2, 18.72, 10.08))


class Says(NullEngine):
    """Finds a turn, and one word in the upright page."""

    def __init__(self, turn: int, confidence: float = 0.9) -> None:
        self.turn, self.confidence, self.asked = turn, confidence, 0

    def find_turn(self, pixels: NDArray[np.uint8], dpi: float) -> int:
        self.asked += 1
        return self.turn

    def read_page(self, pixels: NDArray[np.uint8], dpi: float) -> list[OcrWord]:
        return [OcrWord(f"{pixels.shape[1]}x{pixels.shape[0]}", 10, 20, 60, 30, self.confidence)]

    def read_columns(self, columns: Sequence[Sequence[NDArray[np.uint8]]], dpi: float) -> list[list[list[OcrWord]]]:
        return [[[] for _ in c] for c in columns]


def _save(path: Path, pixels: NDArray[np.uint8]) -> Path:
    Image.fromarray(pixels).save(path, dpi=(DPI, DPI))
    return path


def test_a_sideways_page_is_read_upright(tmp_path: Path) -> None:
    file = _save(tmp_path / "a.png", np.rot90(lines()).copy())  # turned counter-clockwise: 800 x 600
    reading = read_page(file, "image/png", 1, Settings(), Says(90))
    assert (reading.rotation_deg, reading.words[0].text) == (90, "600x800")
    assert (round(reading.width_pt), round(reading.height_pt)) == (576, 432)
    box = reading.words[0].box  # upright (10, 20, 60, 30) px of a page 600 px wide
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx([v * 0.72 for v in (20, 540, 30, 590)], abs=0.1)


def test_an_upright_page_is_not_asked_about_and_a_doubtful_one_is_asked_once(tmp_path: Path) -> None:
    file = _save(tmp_path / "a.png", lines())
    engine = Says(180)
    assert read_page(file, "image/png", 1, Settings(), engine).rotation_deg == 0
    assert engine.asked == 0
    engine = Says(180, confidence=0.3)  # read so badly that the page may stand on its head
    assert read_page(file, "image/png", 1, Settings(), engine).rotation_deg == 180
    assert engine.asked == 1


def test_a_sideways_page_is_laid_out_upright_with_boxes_as_displayed() -> None:
    """Two lines and a table of two cells on a page of 600 x 400 points that was turned clockwise by 90 degrees."""
    upright = Transform.quarter_turn(90, 600, 400)
    back = upright.inverse()

    def word(text: str, x: float, y: float) -> Word:
        return Word(text, back.box(x, y, x + 40, y + 10), 0.9)

    words = (word("dưới", 30, 120), word("Dòng", 30, 100), word("trên", 80, 100))
    cells = tuple(
        GridCell(0, c, 1, 1, back.box(30 + 100 * c, 200, 130 + 100 * c, 230), (word(f"ô{c}", 40 + 100 * c, 210),), True)
        for c in (0, 1)
    )
    grid = Grid(back.box(30, 200, 230, 230), 1, 2, (0.0, 0.0, 0.0), cells)
    reading = PageReading(1, 600, 400, TextSource.OCR, words, (grid,), rotation_deg=90)
    content = page_content("s" * 16, reading)
    assert [b.text for b in content.blocks] == ["Dòng trên dưới", "ô0", "ô1"]
    (piece,) = content.pieces
    assert piece.edges == pytest.approx((30, 130, 230))
    for block in content.blocks:
        assert block.region.box is not None
        assert 0 <= block.region.box.x0 < block.region.box.x1 <= 600
        assert 0 <= block.region.box.y0 < block.region.box.y1 <= 400
    assert content.blocks[1].region.box == cells[0].box
    assert piece.cells[0].block == content.blocks[1]
