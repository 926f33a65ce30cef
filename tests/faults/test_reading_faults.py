"""What breaks while a page is read: each fault is one typed error with a remedy, and nothing else happens."""

from __future__ import annotations

import pickle
import stat
import time
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from extractors.ocr import Gray, NullEngine, OcrWord, TesseractEngine
from extractors.reading import engine_version, read_page, survey
from pipeline.config import Settings
from pipeline.errors import (
    DamagedFile,
    EnvironmentMissing,
    NoticesError,
    PageCrashed,
    PageError,
    PageTimeout,
    TooLarge,
)
from pipeline.model import PageReading, TextSource

PNG = "image/png"


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page with some ink and a ruled table with ink in two of its cells."""
    pixels = np.full((1754, 1240), 250, np.uint8)
    pixels[200:230, 200:260] = 10
    for y in (500, 700, 1000):
        pixels[y : y + 3, 100:1103] = 30
    for x in (100, 220, 1100):
        pixels[500:1003, x : x + 3] = 30
    pixels[830:850, 150:160] = 10
    pixels[830:850, 400:480] = 10
    path = tmp_path / "trang 1.png"
    Image.fromarray(pixels).save(path, dpi=(150, 150))
    return path


def tesseract_that(folder: Path, does: str, langs: str = "eng\nvie") -> Settings:
    """Settings with a Tesseract that tells its version and models and then, asked to read, ``does``."""
    script = folder / "tesseract"
    script.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        "  *--version*) echo 'tesseract 5.3.0'; exit 0;;\n"
        f"  *--list-langs*) printf 'List of available languages (2):\\n{langs}\\n'; exit 0;;\n"
        "esac\n"
        f"{does}\n"
    )
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    return Settings(tesseract_cmd=str(script), page_timeout=2)


def caught(path: Path, settings: Settings, media_type: str = PNG) -> NoticesError:
    with pytest.raises(NoticesError) as error:
        read_page(path, media_type, 1, settings)
    assert "\n" not in error.value.line
    assert pickle.loads(pickle.dumps(error.value)).args == error.value.args  # it has to come home from a worker
    return error.value


def test_without_tesseract_the_package_is_named(page: Path, tmp_path: Path) -> None:
    error = caught(page, Settings(tesseract_cmd=str(tmp_path / "absent")))
    assert isinstance(error, EnvironmentMissing)
    assert "tesseract-ocr" in error.remedy
    assert engine_version(Settings(tesseract_cmd=str(tmp_path / "absent"))) == "absent"


def test_without_vietnamese_data_the_package_is_named(page: Path, tmp_path: Path) -> None:
    error = caught(page, tesseract_that(tmp_path, "exit 0", langs="eng"))
    assert isinstance(error, EnvironmentMissing)
    assert "'vie'" in str(error)
    assert "tesseract-ocr-vie" in error.remedy


@pytest.mark.parametrize("does", ["kill -SEGV $$", "echo broken >&2; exit 1", "exit 0"])
def test_a_crash_is_told(page: Path, tmp_path: Path, does: str) -> None:
    assert isinstance(caught(page, tesseract_that(tmp_path, does)), PageCrashed)


def test_rubbish_is_told(page: Path, tmp_path: Path) -> None:
    does = 'for last; do :; done; echo "no table" > "$2.tsv"'
    assert isinstance(caught(page, tesseract_that(tmp_path, does)), PageCrashed)


def test_a_hang_ends_in_time(page: Path, tmp_path: Path) -> None:
    start = time.monotonic()
    assert isinstance(caught(page, tesseract_that(tmp_path, "exec sleep 60")), PageTimeout)
    assert time.monotonic() - start < 20


def test_a_page_without_ink_needs_no_tesseract_run(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (1240, 1754), 250).save(path, dpi=(150, 150))
    reading = read_page(path, PNG, 1, tesseract_that(tmp_path, "exit 1"))
    assert (reading.words, reading.grids, reading.ocr_confidence) == ((), (), None)


def test_a_native_page_needs_no_tesseract(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 700, "Bao cao so 5")
    canvas.save()
    reading = read_page(path, "application/pdf", 1, Settings(tesseract_cmd="absent"))
    assert [w.text for w in reading.words] == ["Bao", "cao", "so", "5"]


def test_image_faults_are_typed(tmp_path: Path) -> None:
    dot = tmp_path / "dot.png"
    Image.new("L", (1, 1)).save(dot)
    assert type(caught(dot, Settings())) is PageError
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing follows")
    assert isinstance(caught(broken, Settings()), DamagedFile)
    with pytest.raises(DamagedFile):
        survey(broken, PNG, Settings())
    large = tmp_path / "large.png"
    Image.new("1", (4000, 4000)).save(large)
    assert isinstance(caught(large, Settings(max_pixels=1_000_000)), TooLarge)


@pytest.mark.parametrize("page_no", [2, 99])
def test_a_page_that_is_not_there(tmp_path: Path, page: Path, page_no: int) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path))
    canvas.drawString(100, 700, "Bao cao")
    canvas.save()
    with pytest.raises(NoticesError):
        read_page(path, "application/pdf", page_no, Settings(), NullEngine())
    with pytest.raises(NoticesError):
        read_page(page, PNG, page_no, Settings(), NullEngine())


def test_a_broken_page_of_a_pdf_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    canvas = Canvas(str(path), pageCompression=0)
    canvas.drawString(100, 700, "Bao cao")
    canvas.save()
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"/Type /Page\n", b"/Type /Pxxx\n").replace(b"/MediaBox [", b"/MediaBux ["))
    try:
        reading = read_page(path, "application/pdf", 1, Settings(), NullEngine())
    except NoticesError:
        return
    assert [w.text for w in reading.words] == ["Bao", "cao"]  # mended, and nothing lost


class OneWord(NullEngine):
    """Reads one word in every image, over its whole width."""

    name = "one word"

    def read_page(self, pixels: Gray, dpi: float) -> list[OcrWord]:
        return [OcrWord("trang", 0, 0, pixels.shape[1], pixels.shape[0], 0.5)]

    def read_columns(self, columns: object, dpi: float) -> list[list[list[OcrWord]]]:
        return [
            [[OcrWord("ô", 0, 0, cell.shape[1], cell.shape[0], 0.9)] for cell in cells]
            for cells in columns  # type: ignore[attr-defined]
        ]


def test_only_cells_with_ink_are_read_and_boxes_are_points(page: Path) -> None:
    reading = read_page(page, PNG, 1, Settings(), OneWord())
    assert reading.text_source == TextSource.OCR
    (grid,) = reading.grids
    assert [(c.row, c.col, " ".join(w.text for w in c.words), c.has_ink) for c in grid.cells] == [
        (0, 0, "", False),
        (0, 1, "", False),
        (1, 0, "ô", True),
        (1, 1, "ô", True),
    ]
    assert grid.column_edges == pytest.approx([101 * 0.48, 221 * 0.48, 1101 * 0.48], abs=1)
    cell = grid.cells[3]
    assert (cell.box.x0, cell.box.y0, cell.box.x1, cell.box.y1) == pytest.approx((106, 336.5, 528.5, 480.5), abs=1.5)
    for word in cell.words:
        assert cell.box.x0 <= word.box.x0 < word.box.x1 <= cell.box.x1
        assert cell.box.y0 <= word.box.y0 < word.box.y1 <= cell.box.y1
    assert reading.ocr_confidence == 0.9
    assert pickle.loads(pickle.dumps(reading)) == reading


def test_ink_that_nobody_can_read_is_still_known(page: Path) -> None:
    reading: PageReading = read_page(page, PNG, 1, Settings(), NullEngine())
    assert [c.has_ink for c in reading.grids[0].cells] == [False, False, True, True]
    assert not any(c.words for c in reading.grids[0].cells)


def test_an_engine_can_be_sent_to_a_worker(tmp_path: Path) -> None:
    engine = TesseractEngine(tesseract_that(tmp_path, "exit 0"))
    assert pickle.loads(pickle.dumps(engine)).name == engine.name
