"""Image files as pages: size, resolution, orientation, limits; transforms and their inverses; skew."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.image import Transform, deskew, image_frames, load_image_page, measure_skew
from extractors.reading import survey
from pipeline.config import Settings
from pipeline.errors import DamagedFile, PageError, TooLarge


def picture(width: int, height: int) -> Image.Image:
    """White paper with a dark field in the top left corner."""
    pixels = np.full((height, width), 255, np.uint8)
    pixels[: height // 4, : width // 8] = 0
    return Image.fromarray(pixels)


def test_the_resolution_of_the_file_gives_the_page_size(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    picture(1654, 2339).save(path, dpi=(200, 200))
    page = load_image_page(path, 1, Settings())
    assert page.pixels.shape == (2339, 1654)
    assert page.dpi == pytest.approx(200, abs=0.1)
    assert (page.width_pt, page.height_pt) == (pytest.approx(595.4, abs=0.3), pytest.approx(842, abs=0.3))
    assert page.to_points.point(1654, 2339) == (pytest.approx(page.width_pt), pytest.approx(page.height_pt))


@pytest.mark.parametrize("dpi", [None, (72, 72), (1, 1)])
def test_without_a_believable_resolution_the_page_is_an_a4_sheet(tmp_path: Path, dpi: tuple[int, int] | None) -> None:
    path = tmp_path / "a.jpg"
    picture(3508, 2480).save(path, **({"dpi": dpi} if dpi else {}))
    page = load_image_page(path, 1, Settings())
    assert page.dpi == pytest.approx(300, abs=0.5)
    assert (page.width_pt, page.height_pt) == (pytest.approx(842, abs=1), pytest.approx(595, abs=1))


def test_fax_pixels_are_made_square(tmp_path: Path) -> None:
    path = tmp_path / "fax.tif"
    picture(1728, 1143).save(path, dpi=(204, 98))
    page = load_image_page(path, 1, Settings())
    assert page.pixels.shape == (2379, 1728)
    assert (page.width_pt, page.height_pt) == (pytest.approx(610, abs=1), pytest.approx(840, abs=1))


@pytest.mark.parametrize(("orientation", "corner"), [(1, (0, 0)), (3, (-1, -1)), (6, (0, -1)), (8, (-1, 0))])
def test_the_exif_orientation_is_honoured(tmp_path: Path, orientation: int, corner: tuple[int, int]) -> None:
    path = tmp_path / "a.jpg"
    exif = Image.Exif()
    exif[0x0112] = orientation
    picture(800, 600).save(path, exif=exif)
    page = load_image_page(path, 1, Settings())
    assert page.pixels.shape == ((600, 800) if orientation in (1, 3) else (800, 600))
    rows, cols = (slice(0, 60) if i == 0 else slice(-60, None) for i in corner)
    assert page.pixels[rows, cols].mean() < 20
    assert page.width_pt * page.pixels.shape[0] == pytest.approx(page.height_pt * page.pixels.shape[1])


def test_every_page_of_a_tiff(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    first, *rest = [picture(400 + 10 * i, 300) for i in range(3)]
    first.save(path, save_all=True, append_images=rest, dpi=(150, 150))
    assert image_frames(path) == 3
    assert [load_image_page(path, n, Settings()).pixels.shape[1] for n in (1, 2, 3)] == [400, 410, 420]
    hashes = survey(path, "image/tiff", Settings())
    assert len(set(hashes)) == 3
    assert survey(path, "image/tiff", Settings()) == hashes
    with pytest.raises(TooLarge):
        survey(path, "image/tiff", Settings(max_pages=2))


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "RGBA", "P", "CMYK", "LA", "I;16"])
def test_every_mode_becomes_dark_on_white(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "a.tif"
    if mode == "I;16":
        Image.fromarray(np.asarray(picture(400, 400), np.uint16) * 257).save(path)
    else:
        picture(400, 400).convert("RGB" if mode in ("P", "CMYK") else "L").convert(mode).save(path)
    pixels = load_image_page(path, 1, Settings()).pixels
    assert pixels.dtype == np.uint8
    assert pixels[:90, :40].max() < 30
    assert pixels[200:].min() > 240


def test_transparent_paper_is_white(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("RGBA", (200, 200), (0, 0, 0, 0)).save(path)
    assert load_image_page(path, 1, Settings()).pixels.min() == 255


def test_one_pixel_holds_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    Image.new("L", (1, 1), 255).save(path)
    with pytest.raises(PageError, match="1 x 1 pixels, too few to hold text"):
        load_image_page(path, 1, Settings())


def huge_png(path: Path, side: int) -> Path:
    """A PNG that says it is ``side`` x ``side`` and has almost no bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 9)) + chunk(b"IEND", b"")
    )
    return path


@pytest.mark.parametrize("side", [11_000, 20_000])
def test_too_many_pixels_are_refused_before_decoding(tmp_path: Path, side: int) -> None:
    path = huge_png(tmp_path / "a.png", side)
    start = time.perf_counter()
    with pytest.raises(TooLarge):
        load_image_page(path, 1, Settings())
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(("name", "form"), [("a.jpg", "JPEG"), ("a.png", "PNG"), ("a.tif", "TIFF")])
def test_half_a_file_is_damaged(tmp_path: Path, name: str, form: str) -> None:
    path = tmp_path / name
    noise = np.random.default_rng(3).integers(0, 255, (400, 400), np.uint8)
    Image.fromarray(noise).save(path, form)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(DamagedFile):
        load_image_page(path, 1, Settings())


# --- transforms -------------------------------------------------------------------------------------

small = st.floats(-500, 500)
steps = st.one_of(
    st.builds(Transform.scale, st.floats(0.05, 20), st.floats(0.05, 20)),
    st.builds(Transform.translate, small, small),
    st.builds(Transform.rotate, st.floats(-180, 180), small, small),
    st.builds(Transform.quarter_turn, st.sampled_from([0, 90, 180, 270]), st.floats(1, 2000), st.floats(1, 2000)),
)


@given(st.lists(steps, max_size=5), small, small)
def test_a_chain_of_transforms_leads_back(chain: list[Transform], x: float, y: float) -> None:
    whole = Transform.identity()
    here = (x, y)
    for step in chain:
        whole = whole.then(step)
        here = step.point(*here)
    assert whole.point(x, y) == pytest.approx(here, rel=1e-6, abs=1e-3)
    assert whole.inverse().point(*here) == pytest.approx((x, y), rel=1e-5, abs=1e-2)


def test_turns_go_where_they_should() -> None:
    assert Transform.quarter_turn(90, 600, 800).point(0, 0) == (800, 0)
    assert Transform.quarter_turn(180, 600, 800).point(0, 0) == (600, 800)
    assert Transform.quarter_turn(270, 600, 800).point(0, 0) == (0, 600)
    assert Transform.rotate(90, 0, 0).point(1, 0) == (pytest.approx(0, abs=1e-12), -1)
    box = Transform.scale(0.24).box(100, 200, 300, 250)
    assert (box.x0, box.y0, box.x1, box.y1) == (24, 48, 72, 60)
    with pytest.raises(ValueError, match="inverse"):
        Transform.scale(0).inverse()


# --- skew -------------------------------------------------------------------------------------------


def lines_of_text(angle: float) -> np.ndarray:
    page = np.full((1600, 1200), 245, np.uint8)
    for y in range(150, 1450, 45):
        cv2.putText(page, "Cac dong chu thang hang tren trang giay", (130, y), cv2.FONT_HERSHEY_DUPLEX, 1.2, 20, 2)
    turn = cv2.getRotationMatrix2D((600, 800), -angle, 1)
    return cv2.warpAffine(page, turn, (1200, 1600), borderValue=245).astype(np.uint8)


@pytest.mark.parametrize("angle", [-2.0, -0.6, 0.4, 1.5])
def test_skew_is_measured_and_taken_out_and_led_back(tmp_path: Path, angle: float) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(lines_of_text(angle)).save(path, dpi=(150, 150))
    page = load_image_page(path, 1, Settings())
    measured = measure_skew(page.pixels, page.dpi)
    assert measured == pytest.approx(angle, abs=0.12)
    level = deskew(page, measured)
    assert abs(measure_skew(level.pixels, level.dpi)) <= 0.12
    ink_before = np.argwhere(page.pixels < 100)[:, ::-1].mean(axis=0)
    ink_level = np.argwhere(level.pixels < 100)[:, ::-1].mean(axis=0)
    assert level.to_points.point(*ink_level) == pytest.approx(page.to_points.point(*ink_before), abs=0.5)


def test_a_blank_page_has_no_skew() -> None:
    assert measure_skew(np.full((1600, 1200), 250, np.uint8), 150) == 0.0
