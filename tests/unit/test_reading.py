"""Which text of a page is taken, and that whatever is read comes back in points of the page as it came."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from extractors.image import PageImage, Transform
from extractors.ocr import NullEngine, OcrWord
from extractors.reading import _may_be_photographed, page_picture, read_page
from pipeline.config import Settings
from pipeline.errors import TooLarge
from pipeline.model import Box, LayerVerdict, PageReading, TextSource

Gray = NDArray[np.uint8]
S = Settings()
PNG, PDF = "image/png", "application/pdf"
DPI = 150

GOOD = "Trình xã Hòa Tân báo cáo tình hình các công trình và công viên, kê khai thì hoàn thành trong tháng giêng này."
# What an engine without Vietnamese makes of such words; all of it in Latin-1.
GARBLED = "Trnh xA Ha Tdn bo co tnh hnh cc cng trnh v cng vin, k khai thl hon thnh trong thng ging ny."


class Blobs(NullEngine):
    """Reads every dark spot as a word and remembers what it was shown."""

    name = "blobs 1"

    def __init__(self) -> None:
        self.pages: list[Gray] = []

    def read_page(self, pixels: Gray, dpi: float) -> list[OcrWord]:
        self.pages.append(pixels)
        return self._words(pixels)

    def read_columns(self, columns: Sequence[Sequence[Gray]], dpi: float) -> list[list[list[OcrWord]]]:
        return [[self._words(cell) for cell in cells] for cells in columns]

    def read_ordinals(self, cells: Sequence[Gray], dpi: float) -> list[list[OcrWord]]:
        return [[] for _ in cells]

    def _words(self, pixels: Gray) -> list[OcrWord]:
        count, _, stats, _ = cv2.connectedComponentsWithStats((pixels < 128).astype(np.uint8))
        boxes = sorted(tuple(int(v) for v in stats[i][:4]) for i in range(1, count) if stats[i][4] >= 60)
        return [OcrWord(f"w{n}", x, y, x + w, y + h, 0.8) for n, (x, y, w, h) in enumerate(boxes)]


def sheet() -> Gray:
    return np.full((1754, 1240), 245, np.uint8)


def ink(page: Gray, *boxes: tuple[int, int, int, int]) -> Gray:
    for x0, y0, x1, y1 in boxes:
        page[y0:y1, x0:x1] = 20
    return page


def ruled(page: Gray, across: Sequence[int], down: Sequence[int]) -> Gray:
    for y in down:
        page[y : y + 3, across[0] : across[-1] + 3] = 30
    for x in across:
        page[down[0] : down[-1] + 3, x : x + 3] = 30
    return page


def write(path: Path, page: Gray) -> Path:
    Image.fromarray(page).save(path, dpi=(DPI, DPI))
    return path


def read(page: Gray, tmp_path: Path) -> tuple[PageReading, Blobs]:
    engine = Blobs()
    return read_page(write(tmp_path / "page.png", page), PNG, 1, S, engine), engine


def points(box: Sequence[float]) -> tuple[float, ...]:
    return tuple(v * 72 / DPI for v in box)


def sides(box: Box) -> tuple[float, float, float, float]:
    return box.x0, box.y0, box.x1, box.y1


# --- images -----------------------------------------------------------------------------------------


def test_words_of_a_scan_stand_on_their_ink(tmp_path: Path) -> None:
    inks = [(200, 300, 320, 330), (400, 900, 470, 925)]
    reading, _ = read(ink(sheet(), *inks), tmp_path)
    assert [sides(w.box) for w in reading.words] == [pytest.approx(points(i), abs=0.3) for i in inks]
    assert (reading.text_source, reading.layer_verdict, reading.layer_quality) == (
        TextSource.OCR,
        LayerVerdict.ABSENT,
        None,
    )
    assert (reading.engine, reading.ocr_confidence, reading.grids) == ("blobs 1", 0.8, ())
    assert (reading.width_pt, reading.height_pt) == pytest.approx((595.2, 841.9), abs=0.3)


def test_words_of_a_table_stand_in_their_cells_and_are_not_read_again_with_the_page(tmp_path: Path) -> None:
    above, inside, below = (200, 150, 320, 180), (420, 560, 520, 590), (200, 1500, 300, 1530)
    page = ink(ruled(sheet(), (120, 300, 700, 1120), (500, 640, 900)), above, inside, below)
    reading, engine = read(page, tmp_path)
    (grid,) = reading.grids
    held = {(c.row, c.col): [sides(w.box) for w in c.words] for c in grid.cells}
    assert held.pop((0, 1)) == [pytest.approx(points(inside), abs=0.5)]
    assert set(map(tuple, held.values())) == {()}
    assert [c.has_ink for c in grid.cells] == [False, True, False, False, False, False]
    assert [sides(w.box) for w in reading.words] == [pytest.approx(points(i), abs=0.3) for i in (above, below)]
    assert grid.column_edges == pytest.approx(points((121, 301, 701, 1121)), abs=1)
    assert engine.pages == []  # the little that stands around a table is read together with its cells


def test_paper_around_a_table_is_shown_without_its_grain_and_faint_print_stays(tmp_path: Path) -> None:
    """Of a strip with next to no ink Tesseract reads the grain as letters."""
    word, faint = (200, 1500, 300, 1530), (310, 1505, 360, 1525)
    page = ink(ruled(sheet(), (120, 300, 700, 1120), (500, 640, 900)), word, (1100, 1500, 1120, 1530))
    page[faint[1] : faint[3], faint[0] : faint[2]] = 185
    grain = np.random.default_rng(5).integers(-15, 10, page.shape)
    shown: list[Gray] = []

    class Watching(Blobs):
        def read_columns(self, columns: Sequence[Sequence[Gray]], dpi: float) -> list[list[list[OcrWord]]]:
            shown.extend(cell for cells in columns for cell in cells)
            return super().read_columns(columns, dpi)

    path = write(tmp_path / "page.png", np.clip(page + grain, 0, 255).astype(np.uint8))
    read_page(path, PNG, 1, S, Watching())
    (strip,) = shown
    left, top = 200 - 4, 1500 - 4
    assert (strip[:, 400:800] == 255).all()
    assert (strip[1510 - top : 1520 - top, 320 - left : 350 - left] < 210).all()
    assert (strip[1510 - top : 1520 - top, 210 - left : 290 - left] < 60).all()


def test_much_text_around_a_table_is_read_as_a_page_without_the_table(tmp_path: Path) -> None:
    page = ruled(sheet(), (120, 300, 700, 1120), (500, 640, 900))
    lines = [(200, y, 900, y + 20) for y in range(1000, 1700, 40)]
    inside = (420, 560, 520, 590)
    reading, engine = read(ink(page, inside, *lines), tmp_path)
    assert len(reading.words) == len(lines)
    assert (engine.pages[0][560:590, 420:520] > 200).all()


@pytest.mark.parametrize("degrees", [-1.4, -0.5, 0.8, 2.0])
def test_boxes_of_a_skewed_scan_lead_back_to_the_scan(tmp_path: Path, degrees: float) -> None:
    """Lines of strokes give the skew; each word must be found where its ink is on the skewed page."""
    page = sheet()
    for y in range(150, 1600, 45):
        for x in range(130, 1080, 70):
            ink(page, (x, y, x + 52, y + 16))
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    scan = cv2.warpAffine(page, turn, (width, height), borderValue=245).astype(np.uint8)
    reading, _ = read(scan, tmp_path)
    assert reading.skew_deg == pytest.approx(degrees, abs=0.15)
    count, _, stats, _ = cv2.connectedComponentsWithStats((scan < 128).astype(np.uint8))
    seen = np.array([(s[0] + s[2] / 2, s[1] + s[3] / 2) for s in stats[1:]])
    boxes = np.array([sides(w.box) for w in reading.words]) * DPI / 72
    found = np.stack([boxes[:, [0, 2]].mean(axis=1), boxes[:, [1, 3]].mean(axis=1)], axis=1)
    assert len(found) == count - 1
    apart = np.linalg.norm(seen[:, None] - found[None], axis=2)
    assert apart.min(axis=1).max() < 2.5  # pixels; every spot has its word
    assert len(set(apart.argmin(axis=1))) == len(found)


@pytest.mark.parametrize(("degrees", "expected"), [(0.0, False), (0.6, True)])
def test_lines_that_fan_out_are_those_of_a_photograph_also_on_white_paper(degrees: float, expected: bool) -> None:
    halves = []
    for turn in (degrees, -degrees):
        half = sheet()
        for y in range(200, 1500, 40):
            for x in range(150, 1050, 60):
                half[y : y + 18, x : x + 44] = 20
        height, width = half.shape
        matrix = cv2.getRotationMatrix2D((width / 2, height / 2), turn, 1.0)
        halves.append(cv2.warpAffine(half, matrix, (width, height), borderValue=255)[: height // 2])
    pixels = np.vstack(halves).astype(np.uint8)
    page = PageImage(pixels, 150.0, 595.0, 842.0, Transform.scale(72 / 150))
    assert _may_be_photographed(page) is expected


def test_a_table_on_a_skewed_scan(tmp_path: Path) -> None:
    inside = (420, 560, 520, 590)
    page = ink(ruled(sheet(), (120, 300, 700, 1120), (500, 640, 900)), inside)
    for y in range(1000, 1600, 45):
        for x in range(130, 1080, 70):
            ink(page, (x, y, x + 52, y + 16))
    turn = cv2.getRotationMatrix2D((620, 877), -1.2, 1.0)
    scan = cv2.warpAffine(page, turn, (1240, 1754), borderValue=245).astype(np.uint8)
    reading, _ = read(scan, tmp_path)
    (grid,) = reading.grids
    assert (grid.n_rows, grid.n_cols) == (2, 3)
    (cell,) = [c for c in grid.cells if c.words]
    assert (cell.row, cell.col) == (0, 1)
    corner = turn @ np.array([470, 575, 1])
    (word,) = cell.words
    middle = ((word.box.x0 + word.box.x1) / 2, (word.box.y0 + word.box.y1) / 2)
    assert middle == pytest.approx(points(corner), abs=1)
    assert cell.box.x0 < middle[0] < cell.box.x1
    assert cell.box.y0 < middle[1] < cell.box.y1


@pytest.mark.parametrize("frame", [(500, 300, 740, 420), (60, 60, 130, 1700)])
def test_a_stamp_or_an_edge_is_no_table(tmp_path: Path, frame: tuple[int, int, int, int]) -> None:
    x0, y0, x1, y1 = frame
    middle = (x0 + x1) // 2
    reading, _ = read(ruled(sheet(), (x0, middle, x1), (y0, y1)), tmp_path)
    assert reading.grids == ()


def test_a_blank_page(tmp_path: Path) -> None:
    reading, engine = read(sheet(), tmp_path)
    assert (reading.words, reading.grids, reading.ocr_confidence, engine.pages) == ((), (), None, [])


class Letter(Blobs):
    """Takes every page number for a letter, until it is asked for a number."""

    def _words(self, pixels: Gray) -> list[OcrWord]:
        return [OcrWord("ñ" if word.y0 < 100 else "chữ", *self._box(word), 0.4) for word in super()._words(pixels)]

    @staticmethod
    def _box(word: OcrWord) -> tuple[int, int, int, int]:
        return word.x0, word.y0, word.x1, word.y1

    def read_ordinals(self, cells: Sequence[Gray], dpi: float) -> list[list[OcrWord]]:
        return [[OcrWord("3", 0, 0, 9, 9, 0.9)] for _ in cells]


def test_a_lone_character_in_the_margin_is_read_again_as_a_number(tmp_path: Path) -> None:
    page = ink(sheet(), (610, 60, 625, 84), (200, 800, 290, 830))
    reading = read_page(write(tmp_path / "page.png", page), PNG, 1, S, Letter())
    assert sorted(w.text for w in reading.words) == ["3", "chữ"]
    (number,) = [w for w in reading.words if w.text == "3"]
    assert sides(number.box) == pytest.approx(points((610, 60, 625, 84)), abs=0.3)


def test_a_lone_character_that_is_no_number_stays(tmp_path: Path) -> None:
    class Lost(Letter):
        def read_ordinals(self, cells: Sequence[Gray], dpi: float) -> list[list[OcrWord]]:
            return [[OcrWord("x", 0, 0, 9, 9, 0.9)] for _ in cells]

    page = ink(sheet(), (610, 60, 625, 84), (200, 800, 290, 830))
    reading = read_page(write(tmp_path / "page.png", page), PNG, 1, S, Lost())
    assert sorted(w.text for w in reading.words) == ["chữ", "ñ"]


# --- which layer ------------------------------------------------------------------------------------


def pdf(path: Path, lines: Sequence[str], scan: Gray | None = None) -> Path:
    canvas = Canvas(str(path), pagesize=(595.2, 841.92), invariant=1)
    if scan is not None:
        canvas.drawImage(ImageReader(Image.fromarray(scan)), 0, 0, 595.2, 841.92)
    layer = canvas.beginText(60, 760)
    layer.setFont("Helvetica", 9)
    if scan is not None:
        layer.setTextRenderMode(3)
    for line in lines:
        layer.textLine(line)
    canvas.drawText(layer)
    canvas.save()
    return path


SCAN = ink(sheet(), (200, 300, 320, 330))


@pytest.mark.parametrize(
    ("lines", "scan", "source", "verdict"),
    [
        ([GOOD] * 8, None, TextSource.NATIVE, LayerVerdict.GOOD),
        ([GOOD] * 8, SCAN, TextSource.NATIVE, LayerVerdict.GOOD),
        ([GARBLED] * 8, SCAN, TextSource.OCR, LayerVerdict.GARBLED),
        (["Phòng báo cáo tình hình", "xã Hòa Tân"], SCAN, TextSource.OCR, LayerVerdict.STAMP_ONLY),
        ([], SCAN, TextSource.OCR, LayerVerdict.ABSENT),
        ([], None, TextSource.NATIVE, LayerVerdict.ABSENT),
    ],
)
def test_the_layer_is_taken_only_if_it_is_good(
    tmp_path: Path, lines: list[str], scan: Gray | None, source: TextSource, verdict: LayerVerdict
) -> None:
    reading = read_page(pdf(tmp_path / "a.pdf", lines, scan), PDF, 1, S, Blobs())
    assert (reading.text_source, reading.layer_verdict) == (source, verdict)
    assert (reading.layer_quality is None) == (not lines)
    if source == TextSource.OCR:
        assert [sides(w.box) for w in reading.words] == [pytest.approx(points((200, 300, 320, 330)), abs=0.5)]
    else:
        assert [w.text for w in reading.words] == " ".join(lines).split()


def test_the_image_goes_to_the_engine_pixel_by_pixel(tmp_path: Path) -> None:
    noisy = np.random.default_rng(2).integers(236, 256, SCAN.shape).astype(np.uint8)
    noisy[300:330, 200:320] = 20
    engine = Blobs()
    read_page(pdf(tmp_path / "a.pdf", [], noisy), PDF, 1, S, engine)
    assert np.array_equal(engine.pages[0], noisy)


# --- pictures for people ----------------------------------------------------------------------------


def test_a_picture_of_a_page_has_the_size_that_was_asked_for(tmp_path: Path) -> None:
    picture, scale = page_picture(pdf(tmp_path / "a.pdf", [GOOD]), PDF, 1, S, 100)
    assert scale == pytest.approx(100 / 72, rel=0.01)
    assert picture.size == pytest.approx((827, 1169), abs=2)
    assert picture.mode == "RGB"
    picture, scale = page_picture(write(tmp_path / "a.png", SCAN), PNG, 1, S, 75)
    assert picture.size == pytest.approx((620, 877), abs=1)
    assert scale == pytest.approx(75 / 72, rel=0.01)
    grey = np.asarray(picture.convert("L"))
    assert grey[157, 130] < 60
    assert grey[100, 100] > 200
    with pytest.raises(TooLarge):
        page_picture(tmp_path / "a.pdf", PDF, 1, Settings(max_pixels=10_000), 300)


@pytest.mark.parametrize(("orientation", "size"), [(1, (1240, 1754)), (3, (1240, 1754)), (6, (1754, 1240))])
def test_a_picture_is_as_upright_as_the_reading(tmp_path: Path, orientation: int, size: tuple[int, int]) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.fromarray(SCAN).save(tmp_path / "a.jpg", exif=exif, dpi=(DPI, DPI), quality=95)
    picture, scale = page_picture(tmp_path / "a.jpg", "image/jpeg", 1, S, DPI)
    assert picture.size == size
    (word,) = read_page(tmp_path / "a.jpg", "image/jpeg", 1, S, Blobs()).words
    x0, y0, x1, y1 = (round(v * scale) for v in sides(word.box))
    assert np.asarray(picture.convert("L"))[y0 + 4 : y1 - 4, x0 + 4 : x1 - 4].max() < 80


def test_a_picture_keeps_colours(tmp_path: Path) -> None:
    Image.new("RGB", (1240, 1754), (200, 30, 40)).save(tmp_path / "a.png", dpi=(DPI, DPI))
    picture, _ = page_picture(tmp_path / "a.png", PNG, 1, S, 75)
    assert picture.getpixel((300, 300)) == (200, 30, 40)
