"""Page images: loading them within limits, and the transforms that lead every pixel back to page points.

A page image is a grey ``uint8`` array, rows downwards. Points have their origin at the top left of the page as
displayed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

from pipeline.config import Settings
from pipeline.errors import DamagedFile, InputError, PageError, TooLarge
from pipeline.model import Box

Gray = NDArray[np.uint8]
A4_PT = (595.276, 841.89)
_MIN_SIDE = 40  # pixels: less cannot hold a line of text


@dataclass(frozen=True, slots=True)
class Transform:
    """A projective map (x, y) -> ((a x + b y + c) / w, (d x + e y + f) / w), w = g x + h y + i, with an exact inverse.

    With g = h = 0 and i = 1, as everything but :meth:`projective` makes it, the map is affine.
    """

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float
    g: float = 0.0
    h: float = 0.0
    i: float = 1.0

    @classmethod
    def identity(cls) -> Transform:
        """The map that moves nothing."""
        return cls(1, 0, 0, 0, 1, 0)

    @classmethod
    def scale(cls, sx: float, sy: float | None = None) -> Transform:
        """Multiply x by ``sx`` and y by ``sy`` (the same when omitted)."""
        return cls(sx, 0, 0, 0, sx if sy is None else sy, 0)

    @classmethod
    def translate(cls, dx: float, dy: float) -> Transform:
        """Move by (dx, dy)."""
        return cls(1, 0, dx, 0, 1, dy)

    @classmethod
    def rotate(cls, degrees: float, cx: float, cy: float) -> Transform:
        """Turn counter-clockwise as seen on the page (y down) about (cx, cy)."""
        t = math.radians(degrees)
        c, s = math.cos(t), math.sin(t)
        return cls(c, s, cx - c * cx - s * cy, -s, c, cy + s * cx - c * cy)

    @classmethod
    def quarter_turn(cls, degrees: int, width: float, height: float) -> Transform:
        """Turn a ``width`` x ``height`` page clockwise by 0, 90, 180 or 270 degrees, its corner staying at (0, 0)."""
        match degrees % 360:
            case 0:
                return cls.identity()
            case 90:
                return cls(0, -1, height, 1, 0, 0)
            case 180:
                return cls(-1, 0, width, 0, -1, height)
            case 270:
                return cls(0, 1, 0, -1, 0, width)
        raise ValueError(f"not a quarter turn: {degrees}")

    @classmethod
    def projective(cls, matrix: NDArray[np.float64]) -> Transform:
        """The map of a 3 x 3 matrix that acts on (x, y, 1)."""
        return cls(*(float(v) for v in matrix.reshape(9)))

    @property
    def matrix(self) -> NDArray[np.float64]:
        """The 3 x 3 matrix that acts on (x, y, 1)."""
        return np.array([[self.a, self.b, self.c], [self.d, self.e, self.f], [self.g, self.h, self.i]], np.float64)

    def then(self, after: Transform) -> Transform:
        """This map, then ``after``."""
        return Transform(
            after.a * self.a + after.b * self.d + after.c * self.g,
            after.a * self.b + after.b * self.e + after.c * self.h,
            after.a * self.c + after.b * self.f + after.c * self.i,
            after.d * self.a + after.e * self.d + after.f * self.g,
            after.d * self.b + after.e * self.e + after.f * self.h,
            after.d * self.c + after.e * self.f + after.f * self.i,
            after.g * self.a + after.h * self.d + after.i * self.g,
            after.g * self.b + after.h * self.e + after.i * self.h,
            after.g * self.c + after.h * self.f + after.i * self.i,
        )

    def inverse(self) -> Transform:
        """The map back. Raises ValueError when the map is flat."""
        a, b, c, d, e, f, g, h, i = self.a, self.b, self.c, self.d, self.e, self.f, self.g, self.h, self.i
        det = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
        if det == 0:
            raise ValueError("the transform has no inverse")
        return Transform(
            (e * i - f * h) / det,
            (c * h - b * i) / det,
            (b * f - c * e) / det,
            (f * g - d * i) / det,
            (a * i - c * g) / det,
            (c * d - a * f) / det,
            (d * h - e * g) / det,
            (b * g - a * h) / det,
            (a * e - b * d) / det,
        )

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point goes. Raises ValueError for a point that the map sends to infinity."""
        w = self.g * x + self.h * y + self.i
        if w == 0:
            raise ValueError(f"the transform sends ({x:g}, {y:g}) to infinity")
        return (self.a * x + self.b * y + self.c) / w, (self.d * x + self.e * y + self.f) / w

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The upright box around a mapped rectangle (one that the horizon of a projective map does not cut)."""
        xs, ys = zip(*(self.point(x, y) for x in (x0, x1) for y in (y0, y1)), strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class PageImage:
    """A grey page image with its resolution (pixels an inch), page size (points) and the map pixels -> points.

    ``colour`` is the same picture in RGB (height x width x 3), None where it has no colour.
    """

    pixels: Gray
    dpi: float
    width_pt: float
    height_pt: float
    to_points: Transform
    colour: NDArray[np.uint8] | None = None


def check_pixels(width: int, height: int, settings: Settings) -> None:
    """Refuse an image before its pixels are decoded. Raises TooLarge."""
    if width * height > settings.max_pixels:
        raise TooLarge(f"the page image has {width} x {height} pixels, more than {settings.max_pixels}")


def open_image(path: Path) -> Image.Image:
    """Open an image file without decoding its pixels. Raises DamagedFile.

    Pillow's own limit is off meanwhile: :func:`check_pixels` applies the one of the settings.
    """
    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        return Image.open(path)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        raise DamagedFile(f"the image cannot be opened: {error}") from error
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def image_frames(path: Path) -> int:
    """Number of pages of an image file (TIFF can have several). Raises DamagedFile."""
    with open_image(path) as image:
        try:
            return int(getattr(image, "n_frames", 1))
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise DamagedFile(f"the pages of the image cannot be counted: {error}") from error


def _dpi(image: Image.Image) -> tuple[float, float]:
    """Resolution (x, y) of an image: its metadata when believable, else that of an A4 page of this size.

    Cameras and screens write 72 or 96 whatever the page was; nobody scans documents below 100.
    """
    width, height = image.size
    try:
        given_x, given_y = (float(v) for v in image.info.get("dpi", (0.0, 0.0)))
    except (TypeError, ValueError, ZeroDivisionError):
        given_x = given_y = 0.0
    if 99 <= max(given_x, given_y) <= 1300 and min(given_x, given_y) >= 75:
        longest = 72 * max(width / given_x, height / given_y)
        if 150 <= longest <= 1700:  # points: a slip of 5 cm to a sheet of A2
            return given_x, given_y
    short, long = sorted((width, height))
    assumed = max(short / (A4_PT[0] / 72), long / (A4_PT[1] / 72))
    return assumed, assumed


def load_image_page(path: Path, page_no: int, settings: Settings) -> PageImage:
    """One page of a PNG, JPEG or TIFF file, upright by its EXIF orientation.

    The resolution comes from the file; without one the page counts as A4. Pixels that are not square (fax: 204 x 98
    dots an inch) are made square. Raises TooLarge before decoding, DamagedFile, and PageError for a page too small to
    hold text.
    """
    with open_image(path) as image:
        try:
            image.seek(page_no - 1)
            check_pixels(*image.size, settings)
            if min(image.size) < _MIN_SIDE:
                raise PageError(f"the image has {image.size[0]} x {image.size[1]} pixels, too few to hold text")
            dpi_x, dpi_y = _dpi(image)
            dpi = max(dpi_x, dpi_y)
            if dpi > 1.1 * min(dpi_x, dpi_y):
                size = (round(image.width * dpi / dpi_x), round(image.height * dpi / dpi_y))
                check_pixels(*size, settings)
                square = Image.fromarray(to_gray(image)).resize(size, Image.Resampling.BICUBIC)
                square.getexif().update(image.getexif())
            else:
                square = image
            upright = ImageOps.exif_transpose(square) or square
            pixels = to_gray(upright)
            plain = upright.mode in ("RGB", "CMYK", "YCbCr", "P") and "transparency" not in upright.info
            colour = in_colour(np.asarray(upright.convert("RGB"), dtype=np.uint8)) if plain else None
        except (InputError, PageError):
            raise
        except (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError) as error:
            raise DamagedFile(f"page {page_no} of the image cannot be decoded: {error}") from error
    height, width = pixels.shape
    scale = 72 / dpi
    return PageImage(pixels, dpi, width * scale, height * scale, Transform.scale(scale), colour)


def in_colour(rgb: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    """The picture when some of it is clearly coloured (not a mere tint of the paper), else None."""
    small = rgb[::4, ::4].astype(np.int16)
    chroma = small.max(axis=2) - small.min(axis=2)
    ground = float(np.median(chroma))
    return rgb if float((chroma > ground + 30).mean()) > 2e-4 else None


def to_gray(image: Image.Image) -> Gray:
    """A PIL image of any mode as grey pixels; transparency shows as white paper.

    Levels wider than a byte are scaled so that the brightest is white, fractions (0..1) so that 1 is.
    """
    if image.mode in ("RGBA", "LA", "PA") or (image.mode == "P" and "transparency" in image.info):
        rgba = image.convert("RGBA")
        paper = Image.new("RGBA", rgba.size, (255, 255, 255, 255))
        image = Image.alpha_composite(paper, rgba)
    elif image.mode.startswith("I") or image.mode == "F":  # "I;16B" is what a TIFF of some scanners has
        wide = np.nan_to_num(np.asarray(image, dtype=np.float64))
        top = float(wide.max())
        most = 1.0 if image.mode == "F" and top <= 1.0 else max(top, 255.0)
        return np.clip(wide * (255.0 / most), 0, 255).astype(np.uint8)
    return np.asarray(image.convert("L"), dtype=np.uint8)


# --- orientation and skew -------------------------------------------------------------------------------------------


def runs_sideways(pixels: Gray, dpi: float) -> float:
    """How much more the ink is layered in lines across the page than up and down: the ratio of the sharpness of both
    projection profiles, without the rules. Measured: upright pages 1.2 to 22, pages scanned sideways 0.5 to 0.9."""
    factor = min(1.0, 100 / dpi)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    for size in ((30, 1), (1, 30)):
        rules = cv2.morphologyEx(ink, cv2.MORPH_OPEN, cv2.getStructuringElement(cv2.MORPH_RECT, size))
        ink[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0
    edge = max(4, int(0.02 * min(ink.shape)))
    ink = ink[edge:-edge, edge:-edge]
    if int(np.count_nonzero(ink)) < 200:
        return 99.0
    sharp = [float(np.square(np.diff(ink.sum(axis=axis, dtype=np.float64))).sum()) / ink.shape[axis] for axis in (1, 0)]
    return float(sharp[0] / max(sharp[1], 1.0))


def turned(page: PageImage, degrees: int) -> PageImage:
    """The page turned clockwise by 0, 90, 180 or 270 degrees, with its map back to the points as displayed."""
    if degrees % 360 == 0:
        return page
    height, width = page.pixels.shape
    pixels = np.ascontiguousarray(np.rot90(page.pixels, k=-(degrees // 90)))
    colour = None if page.colour is None else np.ascontiguousarray(np.rot90(page.colour, k=-(degrees // 90)))
    back = Transform.quarter_turn(degrees, width, height).inverse()
    return PageImage(pixels, page.dpi, page.width_pt, page.height_pt, back.then(page.to_points), colour)


def measure_skew(pixels: Gray, dpi: float, limit: float = 3.0) -> float:
    """Angle in degrees by which the text lines run downwards to the right, -limit..limit, to about 0.05 degree.

    Projection profile: the sum over rows of squared differences of the ink profile is greatest when the lines are
    level. Measured on a copy at 100 dots an inch. Returns 0.0 when no angle stands out (a blank page).
    """
    factor = min(1.0, 100 / dpi)
    small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    ink = cv2.adaptiveThreshold(small, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
    edge = max(4, int(0.02 * min(ink.shape)))
    ink[:edge], ink[-edge:], ink[:, :edge], ink[:, -edge:] = 0, 0, 0, 0
    if int(np.count_nonzero(ink)) < 200:
        return 0.0
    height, width = ink.shape

    def sharpness(angle: float) -> float:
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
        rows = cv2.warpAffine(ink, turn, (width, height), flags=cv2.INTER_NEAREST).sum(axis=1, dtype=np.float64)
        return float(np.square(np.diff(rows)).sum())

    best = 0.0
    step = 0.5
    candidates = np.arange(-limit, limit + step / 2, step)
    while step >= 0.05:
        scores = [sharpness(float(a)) for a in candidates]
        best = float(candidates[int(np.argmax(scores))])
        step /= 2.5
        candidates = np.arange(best - 2 * step, best + 2.5 * step, step)
    level = sharpness(0.0)
    return round(best, 2) if sharpness(best) > 1.02 * level else 0.0


def deskew(page: PageImage, angle: float) -> PageImage:
    """The page turned level by ``angle`` degrees (as :func:`measure_skew` gives), with its map back to points."""
    height, width = page.pixels.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    pixels = cv2.warpAffine(
        page.pixels, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    forward = Transform(*(float(v) for v in turn.reshape(6)))
    return PageImage(
        pixels.astype(np.uint8), page.dpi, page.width_pt, page.height_pt, forward.inverse().then(page.to_points)
    )
