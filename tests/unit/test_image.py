"""Page images: modes, orientation, resolution and skew, each against what was drawn."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from extractors.image import (
    PageImage,
    Transform,
    check_pixels,
    deskew,
    image_frames,
    load_image_page,
    measure_skew,
    open_image,
    to_gray,
)
from extractors.reading import survey
from pipeline.config import Settings
from pipeline.errors import DamagedFile, PageError, TooLarge

SETTINGS = Settings()
EXIF_ORIENTATION = 0x0112


def marked(width: int, height: int) -> Image.Image:
    """White, with a black bar near its top left corner."""
    image = Image.new("L", (width, height), 255)
    image.paste(0, (20, 10, 80, 30))
    return image


def bar(pixels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """The box around what is dark."""
    rows, columns = np.where(pixels < 128)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


# --- modes ------------------------------------------------------------------------------------------


def test_one_bit_pixels() -> None:
    grey = to_gray(marked(200, 100).convert("1"))
    assert grey.dtype == np.uint8
    assert sorted(np.unique(grey)) == [0, 255]
    assert bar(grey) == (20, 10, 80, 30)


def test_sixteen_bits_become_eight_by_their_range() -> None:
    wide = np.full((100, 200), 40_000, np.uint16)
    wide[10:30, 20:80] = 2_000
    grey = to_gray(Image.fromarray(wide))
    assert (int(grey[0, 0]), int(grey[20, 40])) == pytest.approx((255, 12), abs=1)
    assert bar(grey) == (20, 10, 80, 30)


@pytest.mark.parametrize("order", ["<u2", ">u2"])
def test_sixteen_bits_of_either_byte_order(tmp_path: Path, order: str) -> None:
    wide = np.full((100, 200), 60_000, np.uint16)
    wide[10:30, 20:80] = 2_000
    Image.fromarray(wide.astype(order)).save(tmp_path / "page.tif", dpi=(200, 200))
    assert bar(load_image_page(tmp_path / "page.tif", 1, SETTINGS).pixels) == (20, 10, 80, 30)


def test_levels_as_fractions() -> None:
    shares = np.full((100, 200), 0.9, np.float32)
    shares[10:30, 20:80] = 0.1
    shares[0, 0] = np.nan
    assert bar(to_gray(Image.fromarray(shares))[1:]) == (20, 9, 80, 29)


def test_what_is_transparent_is_white_paper() -> None:
    image = Image.new("RGBA", (200, 100), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (20, 10, 80, 30))
    assert to_gray(image)[0, 0] == 255
    assert bar(to_gray(image)) == (20, 10, 80, 30)
    grey = Image.new("LA", (50, 50), (0, 0))
    assert to_gray(grey)[25, 25] == 255


def test_palette_with_a_transparent_colour(tmp_path: Path) -> None:
    image = Image.new("P", (200, 100), 1)
    image.putpalette([0, 0, 0, 9, 9, 9, 255, 255, 255])  # 0 black, 1 nearly black but transparent
    image.paste(0, (20, 10, 80, 30))
    path = tmp_path / "palette.png"
    image.save(path, transparency=1, dpi=(200, 200))
    page = load_image_page(path, 1, SETTINGS)
    assert page.pixels[0, 0] == 255
    assert bar(page.pixels) == (20, 10, 80, 30)


@pytest.mark.parametrize("mode", ["RGB", "CMYK", "YCbCr", "L", "F", "I"])
def test_other_modes_keep_dark_dark(mode: str) -> None:
    assert bar(to_gray(marked(200, 100).convert("RGB" if mode == "CMYK" else "L").convert(mode))) == (20, 10, 80, 30)


# --- orientation and resolution ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("orientation", "size", "box"),
    [
        (1, (400, 200), (20, 10, 80, 30)),
        (2, (400, 200), (320, 10, 380, 30)),
        (3, (400, 200), (320, 170, 380, 190)),
        (6, (200, 400), (170, 20, 190, 80)),
        (8, (200, 400), (10, 320, 30, 380)),
    ],
)
def test_exif_orientation_is_applied(
    tmp_path: Path, orientation: int, size: tuple[int, int], box: tuple[int, int, int, int]
) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    path = tmp_path / "turned.png"
    marked(400, 200).save(path, exif=exif, dpi=(144, 144))
    page = load_image_page(path, 1, SETTINGS)
    assert page.pixels.shape == (size[1], size[0])
    assert bar(page.pixels) == box
    assert (page.width_pt, page.height_pt) == pytest.approx((size[0] / 2, size[1] / 2), abs=0.1)


def test_orientation_of_pixels_that_are_not_square(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = 6
    path = tmp_path / "turned.jpg"
    marked(800, 200).save(path, exif=exif, dpi=(200, 100), quality=95)
    page = load_image_page(path, 1, SETTINGS)
    assert (page.width_pt, page.height_pt) == pytest.approx((144, 288), abs=0.5)
    box = page.to_points.box(*bar(page.pixels))
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((122.4, 7.2, 136.8, 28.8), abs=0.7)


def test_points_follow_from_the_resolution(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    marked(1240, 1754).save(path, dpi=(150, 150))
    page = load_image_page(path, 1, SETTINGS)
    assert page.dpi == pytest.approx(150, abs=0.1)
    assert (page.width_pt, page.height_pt) == pytest.approx((595.2, 841.9), abs=0.5)
    box = page.to_points.box(*bar(page.pixels))
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx((9.6, 4.8, 38.4, 14.4), abs=0.05)


@pytest.mark.parametrize("dpi", [100, 200, 300, 600])
def test_usual_resolutions_are_believed(tmp_path: Path, dpi: int) -> None:
    """PNG keeps dots a metre, so that 100 dots an inch come back as 99.9998."""
    path = tmp_path / "slip.png"
    marked(5 * dpi, 4 * dpi).save(path, dpi=(dpi, dpi))
    page = load_image_page(path, 1, SETTINGS)
    assert (page.width_pt, page.height_pt) == pytest.approx((360, 288), abs=0.1)


@pytest.mark.parametrize("dpi", [None, (1, 1), (72, 72), (9999, 9999)])
@pytest.mark.parametrize("size", [(1654, 2339), (2339, 1654)])
def test_without_a_believable_resolution_the_page_counts_as_a4(
    tmp_path: Path, dpi: tuple[int, int] | None, size: tuple[int, int]
) -> None:
    path = tmp_path / "page.png"
    marked(*size).save(path, **({"dpi": dpi} if dpi else {}))
    page = load_image_page(path, 1, SETTINGS)
    assert page.dpi == pytest.approx(200, abs=0.5)
    assert sorted((page.width_pt, page.height_pt)) == pytest.approx([595.3, 841.9], abs=1.0)


def test_pixels_of_a_fax_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    marked(1728, 1078).convert("1").save(path, dpi=(204, 98), compression="group4")
    page = load_image_page(path, 1, SETTINGS)
    assert (page.width_pt, page.height_pt) == pytest.approx((609.9, 792.0), abs=1.0)
    per_x, per_y = page.pixels.shape[1] / page.width_pt, page.pixels.shape[0] / page.height_pt
    assert per_x == pytest.approx(per_y, rel=0.01)
    box = page.to_points.box(*bar(page.pixels))
    expected = (20 * 72 / 204, 10 * 72 / 98, 80 * 72 / 204, 30 * 72 / 98)
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(expected, abs=1.0)


def test_each_page_of_a_tiff(tmp_path: Path) -> None:
    path = tmp_path / "three.tif"
    pages = [marked(400 + 100 * n, 600) for n in range(3)]
    pages[0].save(path, save_all=True, append_images=pages[1:], dpi=(100, 100), compression="tiff_lzw")
    assert image_frames(path) == 3
    assert [load_image_page(path, n, SETTINGS).pixels.shape for n in (1, 2, 3)] == [(600, 400), (600, 500), (600, 600)]
    with pytest.raises(DamagedFile, match="page 4"):
        load_image_page(path, 4, SETTINGS)
    hashes = survey(path, "image/tiff", SETTINGS)
    assert len(set(hashes)) == 3
    assert survey(path, "image/tiff", SETTINGS) == hashes
    with pytest.raises(TooLarge, match="3 pages, more than 2"):
        survey(path, "image/tiff", Settings(max_pages=2))


# --- refusals ---------------------------------------------------------------------------------------


def test_limits_count_pixels() -> None:
    check_pixels(100, 100, Settings(max_pixels=10_000))
    with pytest.raises(TooLarge, match="100 x 101 pixels, more than 10000"):
        check_pixels(100, 101, Settings(max_pixels=10_000))


def test_a_slip_too_small_for_text(tmp_path: Path) -> None:
    marked(400, 39).save(tmp_path / "slip.png")
    with pytest.raises(PageError, match="400 x 39"):
        load_image_page(tmp_path / "slip.png", 1, SETTINGS)
    marked(400, 40).save(tmp_path / "line.png")
    assert load_image_page(tmp_path / "line.png", 1, SETTINGS).pixels.shape == (40, 400)


def huge_png(path: Path, side: int) -> Path:
    """A PNG that says it is ``side`` x ``side`` and has almost no bytes: decoding it would call it damaged."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )
    return path


@pytest.mark.parametrize("side", [11_000, 20_000, 60_000])
def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path, side: int) -> None:
    with pytest.raises(TooLarge, match=f"{side} x {side} pixels"):
        load_image_page(huge_png(tmp_path / "a.png", side), 1, SETTINGS)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF"])
def test_half_a_file_is_damaged(tmp_path: Path, form: str) -> None:
    path = tmp_path / "half"
    noise = np.random.default_rng(3).integers(0, 255, (400, 400), np.uint8)
    Image.fromarray(noise).save(path, form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DamagedFile):
        load_image_page(path, 1, SETTINGS)


def test_no_image_at_all(tmp_path: Path) -> None:
    (tmp_path / "words.png").write_text("Thông báo")
    with pytest.raises(DamagedFile, match="cannot be opened"):
        open_image(tmp_path / "words.png")


# --- transforms -------------------------------------------------------------------------------------


def test_turns_go_where_they_should() -> None:
    assert Transform.quarter_turn(0, 600, 800).point(7, 9) == (7, 9)
    assert Transform.quarter_turn(90, 600, 800).point(0, 0) == (800, 0)
    assert Transform.quarter_turn(180, 600, 800).point(0, 0) == (600, 800)
    assert Transform.quarter_turn(270, 600, 800).point(0, 0) == (0, 600)
    assert Transform.quarter_turn(-90, 600, 800) == Transform.quarter_turn(270, 600, 800)
    assert Transform.rotate(90, 0, 0).point(1, 0) == (pytest.approx(0, abs=1e-12), -1)
    box = Transform.scale(0.24).box(100, 200, 300, 250)
    assert (box.x0, box.y0, box.x1, box.y1) == (24, 48, 72, 60)


# --- skew -------------------------------------------------------------------------------------------

DPI = 150


def text_page(noise: float = 0.0) -> NDArray[np.uint8]:
    """An A4 page of ragged lines of text-like strokes, grey on white."""
    rng = np.random.default_rng(11)
    page = np.full((1754, 1240), 250, np.uint8)
    for y in range(160, 1600, 38):
        x = 140
        while x < 1080:
            width = int(rng.integers(20, 90))
            cv2.putText(page, "haeon"[: max(1, width // 18)], (x, y), cv2.FONT_HERSHEY_SIMPLEX, 0.7, 30, 2)
            x += width + 14
        if rng.random() < 0.2:
            page[y - 30 : y + 12, 700:] = 250  # the last line of a paragraph
    if noise:
        page = np.clip(page + rng.normal(0, noise, page.shape), 0, 255).astype(np.uint8)
    return page


def tilted(page: NDArray[np.uint8], degrees: float) -> NDArray[np.uint8]:
    """The page turned so that its lines run downwards to the right by ``degrees``."""
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), -degrees, 1.0)
    return cv2.warpAffine(page, turn, (width, height), borderValue=250).astype(np.uint8)


@pytest.mark.parametrize("degrees", [-2.6, -1.3, -0.4, 0.0, 0.3, 0.85, 1.9, 2.7])
@pytest.mark.parametrize("noise", [0.0, 12.0])
def test_skew_is_measured(degrees: float, noise: float) -> None:
    assert measure_skew(tilted(text_page(noise), degrees), DPI) == pytest.approx(degrees, abs=0.15)


@pytest.mark.parametrize("page", [np.full((800, 600), 255, np.uint8), np.zeros((800, 600), np.uint8)])
def test_a_page_without_text_has_no_skew(page: NDArray[np.uint8]) -> None:
    assert measure_skew(page, 100) == 0.0


@pytest.mark.parametrize("degrees", [-2.2, -0.7, 1.1, 2.5])
def test_deskew_levels_the_lines_and_boxes_lead_back(degrees: float) -> None:
    upright = np.full((1754, 1240), 255, np.uint8)
    upright[300:330, 200:1000] = 0
    scan = tilted(upright, degrees)
    page = PageImage(scan, DPI, 595.2, 841.92, Transform.scale(72 / DPI))
    level = deskew(page, degrees)
    x0, y0, x1, y1 = bar(level.pixels)
    assert (x0, y0, x1, y1) == pytest.approx((200, 300, 1000, 330), abs=2)
    box = level.to_points.box(x0, y0, x1, y1)
    seen = np.array(bar(scan)) * 72 / DPI  # where the ink is on the page as it came
    assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(tuple(seen), abs=1.2)


def test_measured_and_levelled_a_page_has_no_skew_left() -> None:
    scan = tilted(text_page(), 1.45)
    page = PageImage(scan, DPI, 595.2, 841.92, Transform.scale(72 / DPI))
    assert measure_skew(deskew(page, measure_skew(scan, DPI)).pixels, DPI) == pytest.approx(0.0, abs=0.1)
