"""The grid of the degradation benchmark: one base scan, and what gets worse along each axis, one at a time.

A point of the grid is a :class:`Condition`; :func:`scan` makes the PDF of a sample notice under it, the same bytes each
time. The base is a good office scan: 200 dots an inch, grey, turned by half a degree, JPEG of quality 75. Along every
axis all else stays as in the base, so that a curve shows what its axis alone does.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.samples import fonts, gold
from tests.samples.compose import compose
from tests.samples.content import Notice
from tests.samples.content_bundle import ATTACHED, BUNDLE
from tests.samples.content_image import IMAGE
from tests.samples.content_report import REPORT
from tests.samples.scan import Scanner, scan_images
from tests.samples.typeset import Layout, Seal

Item = dict[str, object]

NOTICES = {
    notice.key: replace(notice, file=f"{notice.key.lower()}.pdf")
    for notice in (IMAGE, REPORT, replace(BUNDLE, docs=(ATTACHED,)))
}
"""The samples that are scanned: seven pages, 22 rows in ruled tables, 8 prose tasks."""

SEAL_TEXTS = ("ỦY BAN NHÂN DÂN TỈNH HOÀI SƠN", "TỈNH HOÀI SƠN", "VIỆT NAM")
SEAL_PLACES = ((0.50, 0.35), (0.30, 0.70), (0.75, 0.60), (0.25, 0.20))
"""Where the seals of the seal axis are put, in order: shares of the width and height of the table on its page."""


STAMP_BOX_MM = (24.0, 52.0, 66.0, 74.0)


@dataclass(frozen=True)
class Condition:
    """How a page is scanned.

    ``skew`` is in degrees (anticlockwise), ``noise`` in grey levels (standard deviation), ``blur`` in pixels (sigma),
    ``quality`` that of the JPEG. With ``threshold`` (a grey level) each pixel becomes black or white. ``seals`` red
    seals are put over the tables of each page and the scan is in colour; None is the grey scan of the base.
    ``rotation`` turns the finished page by quarter turns (degrees, anticlockwise). ``specks`` are specks of dust
    a page; ``border`` makes the left and lower edges black (mm); ``stamped`` puts a framed incoming-mail stamp on the
    first page. A photograph: ``tilt`` draws the upper corners together (share of the width) before a dark desk,
    ``shade`` darkens the page towards its lower right corner (share of the light).
    """

    dpi: int = 200
    skew: float = 0.5
    noise: float = 3.0
    blur: float = 0.0
    quality: int = 75
    threshold: int | None = None
    seals: int | None = None
    rotation: int = 0
    specks: int = 10
    border: float = 0.0
    stamped: bool = False
    tilt: float = 0.0
    shade: float = 0.0


BASE = Condition()


@dataclass(frozen=True)
class Axis:
    """One kind of damage: its points in order, and how the values are shown. ``quick`` are those of the short run."""

    name: str
    title: str
    points: tuple[tuple[str, Condition], ...]
    quick: tuple[int, ...]

    def shortened(self) -> Axis:
        return replace(self, points=tuple(self.points[i] for i in self.quick))


def _axis(
    name: str, title: str, values: Sequence[object], quick: Sequence[int], show: Callable[[object], str] = str
) -> Axis:
    points = tuple((show(v), replace(BASE, **{name: v})) for v in values)  # type: ignore[arg-type]
    return Axis(name, title, points, tuple(quick))


AXES = (
    _axis("dpi", "resolution (dots an inch)", (100, 150, 200, 250, 300, 400), (1, 2)),
    _axis("skew", "skew (degrees)", (0.0, 0.5, 1.0, 1.5, 2.0, 3.0), (1, 5)),
    _axis("noise", "noise (grey levels)", (0.0, 3.0, 10.0, 20.0, 30.0, 45.0), (1, 4)),
    _axis("blur", "blur (sigma, pixels)", (0.0, 1.0, 1.5, 2.0, 2.5, 3.0), (0, 3)),
    _axis("quality", "JPEG quality", (90, 75, 50, 30, 15, 8), (1, 4)),
    _axis(
        "threshold",
        "one bit (threshold)",
        (None, 190, 160, 130, 100, 70),
        (0, 3),
        lambda v: "grey" if v is None else str(v),
    ),
    _axis(
        "seals",
        "red seals over each table",
        (None, 0, 1, 2, 4),
        (0, 3),
        lambda v: "grey" if v is None else str(v),
    ),
    _axis("rotation", "page turned (degrees)", (0, 90, 180, 270), (0, 1)),
)


def _with_seals(layout: Layout, count: int) -> Layout:
    """Seals over the part of each table that stands on a page."""
    for page in layout.pages:
        boxes = [placed.box for placed in layout.rows if placed.page_no == page.number]
        if not boxes:
            continue
        x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
        x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
        for x, y in SEAL_PLACES[:count]:
            page.seals.append(Seal(x0 + x * (x1 - x0), y0 + y * (y1 - y0), SEAL_TEXTS))
    return layout


def _layout(notice: Notice, condition: Condition) -> Layout:
    return _with_seals(compose(notice), condition.seals or 0)


def page_images(notice: Notice, condition: Condition, seed: int = 31) -> list[Image.Image]:
    """The pages as they leave the scanner, before JPEG."""
    scanner = Scanner(
        dpi=condition.dpi,
        colour=condition.seals is not None,
        skew_deg=condition.skew,
        grain=condition.noise,
        paper=(248, 247, 243),
        specks=condition.specks,
        quality=condition.quality,
        seed=seed,
        blur=condition.blur,
    )
    images = scan_images(_layout(notice, condition), scanner)
    if condition.stamped:
        _stamp(images[0], condition.dpi)
    return [_finish(_damaged(image, condition), condition) for image in images]


def scan(notice: Notice, condition: Condition) -> tuple[bytes, dict[str, Item]]:
    """The notice as a scanned PDF under ``condition``, and its gold by kind (boxes are not turned with the page)."""
    texts = gold.of_layout(_layout(notice, condition), condition.skew)
    kinds = {name.split(".")[-2]: json.loads(text) for name, text in texts.items()}
    return _pdf(page_images(notice, condition), condition), kinds


def _stamp(image: Image.Image, dpi: int) -> None:
    """Draw the framed stamp of a mail room, in black, beside the title."""
    mm = dpi / 25.4
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(fonts.find(*fonts.FACES["sans"])), round(3.6 * mm))
    left, top, right, bottom = (round(v * mm) for v in STAMP_BOX_MM)
    draw.rectangle((left, top, right, bottom), outline=40, width=max(2, round(0.5 * mm)))
    for n, text in enumerate(("CÔNG VĂN ĐẾN", "Số: 1284", "Ngày: 07/4/2026", "Chuyển: VP")):
        draw.text((left + 2 * mm, top + (1.5 + 5 * n) * mm), text, fill=45, font=font)


def _damaged(image: Image.Image, condition: Condition) -> Image.Image:
    """The page with the damage that Pillow's own means can do: light, perspective and black edges."""
    width, height = image.size
    if condition.shade:
        x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
        light = 1 - condition.shade * (x + y) / 2
        image = Image.fromarray((np.asarray(image, np.float64) * light).astype(np.uint8))
    if condition.tilt:
        corners = [(condition.tilt * width, 0.0), ((1 - condition.tilt) * width, 0.0), (width, height), (0.0, height)]
        image = image.transform(
            image.size, Image.Transform.PERSPECTIVE, _coefficients(corners, width, height), Image.Resampling.BICUBIC,
            fillcolor=60,
        )  # fmt: skip
    if condition.border:
        edge = round(condition.border * condition.dpi / 25.4)
        draw = ImageDraw.Draw(image)
        draw.polygon([(0, 0), (edge, 0), (edge // 2, height), (0, height)], fill=18)
        draw.polygon([(0, height), (0, height - edge), (width, height - edge // 2), (width, height)], fill=18)
    return image


def _coefficients(corners: Sequence[tuple[float, float]], width: int, height: int) -> list[float]:
    """Pillow's eight numbers for a page whose corners (clockwise from the upper left) come to lie at ``corners``."""
    rows, wanted = [], []
    for (x, y), (u, v) in zip(corners, ((0, 0), (width, 0), (width, height), (0, height)), strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        wanted += [u, v]
    return [float(c) for c in np.linalg.solve(np.array(rows, float), np.array(wanted, float))]


def _finish(image: Image.Image, condition: Condition) -> Image.Image:
    limit = condition.threshold
    if limit is not None:
        image = image.convert("L").point([255 * (level >= limit) for level in range(256)], "1")
    return image.rotate(condition.rotation, expand=True) if condition.rotation else image


def _pdf(images: Sequence[Image.Image], condition: Condition) -> bytes:
    """JPEG pages; pages of one bit are packed without loss, as by a fax."""
    out = io.BytesIO()
    never = time.gmtime(0)  # the same bytes each time
    images[0].save(
        out,
        "PDF",
        save_all=True,
        append_images=images[1:],
        resolution=condition.dpi,
        creationDate=never,
        modDate=never,
        **({"quality": condition.quality} if condition.threshold is None else {}),
    )
    return out.getvalue()
