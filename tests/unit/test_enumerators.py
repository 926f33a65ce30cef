"""Short enumerators of tables: what the pixels say beyond the recogniser, and, with Tesseract, what comes out."""

from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from extractors.ocr import TesseractEngine, bracket_model, mend_enumerator
from pipeline.config import Settings
from tests.samples import fonts

Gray = NDArray[np.uint8]


def cell(text: str, dpi: int = 300, points: float = 12) -> Gray:
    """A cell with one enumerator, in the serif face of the samples."""
    try:
        file = fonts.find(*fonts.FACES["regular"])
    except fonts.FontMissing as missing:
        pytest.skip(str(missing))
    face = ImageFont.truetype(str(file), round(points * dpi / 72))
    page = Image.new("L", (round(0.75 * dpi), round(0.5 * dpi)), 250)
    ImageDraw.Draw(page).text((dpi / 15, dpi / 10), text, font=face, fill=20)
    return np.asarray(page, np.uint8)


@pytest.mark.parametrize("dpi", [150, 200, 300])
@pytest.mark.parametrize(
    ("printed", "read", "mended"),
    [
        ("1.1", "11", "1.1"),
        ("2.10", "210", "2.10"),
        ("1.2.3", "123", "1.2.3"),
        ("11", "11", "11"),
        ("210", "210", "210"),
        ("50.", "50", "50"),  # a point after the number says nothing
        ("7", "7", "7"),
        ("2.10", "21", "21"),  # not one glyph a character: left alone
        ("III", "II", "III"),
        ("III.", "II.", "III."),
        ("I", "I", "I"),
        ("V", "V", "V"),
        ("a)", "a)", "a)"),
    ],
)
def test_points_and_strokes_come_from_the_pixels(dpi: int, printed: str, read: str, mended: str) -> None:
    assert mend_enumerator(read, cell(printed, dpi), dpi) == mended


def test_dust_is_no_point() -> None:
    dusty = cell("11").copy()
    dusty[10:13, 40:43] = 0
    dusty[60:61, 45:46] = 0
    assert mend_enumerator("11", dusty, 300) == "11"
    assert mend_enumerator("11", np.full((50, 50), 250, np.uint8), 300) == "11"


@pytest.fixture(scope="module")
def engine() -> TesseractEngine:
    if shutil.which("tesseract") is None:
        pytest.skip("Tesseract is not installed")
    langs = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=True).stdout.split()
    if "vie" not in langs or "eng" not in langs:
        pytest.skip("Tesseract has no Vietnamese or no English data")
    return TesseractEngine(Settings())


@pytest.mark.ocr
@pytest.mark.parametrize("dpi", [200, 300])
def test_enumerators_of_every_kind(engine: TesseractEngine, dpi: int) -> None:
    labels = ["1", "2", "(1)", "(2)", "(5)", "(10)", "(12)", "b)", "d)", "3", "1.1", "2.3", "10", "24"]
    out = engine.read_ordinals([cell(label, dpi) for label in labels], dpi)
    assert ["".join(w.text for w in words) for words in out] == labels
    for label, words in zip(labels, out, strict=True):
        pixels = cell(label, dpi)
        assert all((pixels[w.y0 : w.y1, w.x0 : w.x1] < 128).any() for w in words)


@pytest.mark.ocr
def test_plain_numbers_need_no_second_model(engine: TesseractEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    started = []
    original = engine._read
    monkeypatch.setattr(engine, "_read", lambda *args: started.append(args[2:]) or original(*args))
    engine.read_ordinals([cell(str(n)) for n in (3, 14, 26)], 300)
    assert started == [("--psm 7",)]


@pytest.mark.ocr
def test_the_second_model_is_part_of_the_name(engine: TesseractEngine) -> None:
    assert bracket_model(Settings()) == "eng"
    assert engine.name.endswith("ordinal:psm7,eng:psm6")
    assert bracket_model(Settings(ocr_lang="eng")) is None
