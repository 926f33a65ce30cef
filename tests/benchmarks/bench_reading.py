"""How fast scanned pages are read, as a ratio to a floor that is measured in the same run.

``python -m tests.benchmarks.bench_reading [FILE.pdf ...] [--pages N] [--repeat N] [--steps]``

Seconds depend on the machine and on what else it does; a ratio hardly does. The floor is what no reader built on
Tesseract can beat with one pass over the page: the bare program, once a page, on the very image that the product reads
(``--psm 3``, language ``vie``, one thread), drawing and decoding not counted. The product's time is all of
:func:`extractors.reading.read_page`: drawing the page, judging its layer, levelling it, finding rules, reading page,
cells and ordinals, and mapping every box back. Product and floor take turns page by page, so that a busy moment of the
machine meets both; with ``--repeat`` the best time of each counts. A ratio below 2 means that tables, boxes and
ordinals together cost less than reading the page a second time.

Without files the shipped scans of ``data/raw`` are read. PDF pages with a good layer of their own are left out: they
need no OCR. ``--pages`` takes the first pages of each file only.

``--steps`` switches parts of the product off, one at a time, on the shipped scans, and gives the character error of
each page against the gold of the samples (``tests.golden.scoring.text_cer``) and the time: levelling (a page that is
turned is read as it lies), and column sheets (each cell of a table is read by itself instead of together with the cells
of its column). A step that makes nothing better is not worth its time.

Not part of the test suite: it asserts nothing and takes a minute.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"  # before Tesseract is started: pages are read side by side, not lines

import cv2

from extractors import reading
from extractors.image import load_image_page
from extractors.layout import page_content
from extractors.ocr import Gray, OcrWord, TesseractEngine
from extractors.pdf import page_facts, render_page
from extractors.reading import read_page, survey
from extractors.triage import identify
from pipeline.config import Settings
from pipeline.errors import NoticesError
from pipeline.model import PageReading, TextSource
from tests.golden import scoring

RAW = Path(__file__).resolve().parents[2] / "data" / "raw"
SAMPLES = ("bao-cao-scan.pdf", "phieu-giao-viec.png", "thong-bao-lop-chu-hong.pdf")


@dataclass(frozen=True)
class PageOf:
    """One page of a file."""

    path: Path
    media_type: str
    page_no: int


@dataclass
class Timing:
    """Seconds of the product and of the floor, one entry a page."""

    product: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)

    def row(self, name: str) -> str:
        pages = len(self.product)
        product, floor = sum(self.product) / pages, sum(self.floor) / pages
        return f"{name[:40]:40} {pages:5d} {product:14.2f} {floor:12.2f} {product / floor:7.2f}"


def pages_of(path: Path, settings: Settings, limit: int | None) -> list[PageOf]:
    media_type = identify(path, settings)
    count = len(survey(path, media_type, settings))
    return [PageOf(path, media_type, n) for n in range(1, min(count, limit or count) + 1)]


def image_of(page: PageOf, settings: Settings) -> tuple[Gray, float]:
    """The image that the product reads, and its pixels an inch."""
    if page.media_type == "application/pdf":
        facts = page_facts(page.path, page.page_no, settings)
        image = render_page(page.path, page.page_no, facts, settings)
    else:
        image = load_image_page(page.path, page.page_no, settings)
    return image.pixels, image.dpi


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def floor_command(page: PageOf, settings: Settings, folder: Path, name: str = "page") -> list[str]:
    """The bare program on the image that the product reads, which is written into ``folder``."""
    pixels, dpi = image_of(page, settings)
    picture = folder / f"{name}.pgm"
    cv2.imwrite(str(picture), pixels)
    words = "--oem", "1", "--psm", "3", "-l", settings.ocr_lang, "--dpi", str(round(dpi)), "tsv"
    return [settings.tesseract_cmd, str(picture), str(folder / name), *words]


def time_page(
    page: PageOf, settings: Settings, engine: TesseractEngine, repeat: int, folder: Path
) -> tuple[float, float]:
    """Best seconds of the product and of the floor on one page."""
    command = floor_command(page, settings, folder)

    def floor() -> None:
        subprocess.run(command, check=True, capture_output=True)

    def product() -> None:
        read_page(page.path, page.media_type, page.page_no, settings, engine)

    times = [(seconds(product), seconds(floor)) for _ in range(repeat)]
    return min(t for t, _ in times), min(t for _, t in times)


def compare(files: Sequence[Path], settings: Settings, repeat: int, limit: int | None) -> None:
    """Print the table of product against floor."""
    engine = TesseractEngine(settings)
    whole = Timing()
    print(f"{'file':40} {'pages':>5} {'product s/page':>14} {'floor s/page':>12} {'ratio':>7}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for path in files:
            own = Timing()
            for page in pages_of(path, settings, limit):
                seen = read_page(page.path, page.media_type, page.page_no, settings, engine)  # also warms the caches
                if seen.text_source is not TextSource.OCR:
                    continue
                product, floor = time_page(page, settings, engine, repeat, Path(folder))
                own.product.append(product)
                own.floor.append(floor)
            if not own.product:
                print(f"{path.name[:40]:40}     0   (every page has a good layer: no OCR)")
                continue
            print(own.row(path.name), flush=True)
            whole.product += own.product
            whole.floor += own.floor
    if whole.product:
        print(whole.row("all"))


# --- what each step is worth -------------------------------------------------------------------------------------


class CellByCell(TesseractEngine):
    """Reads each cell of a table by itself."""

    def read_columns(self, columns: Sequence[Sequence[Gray]], dpi: float) -> list[list[list[OcrWord]]]:
        """Each cell is an image of its own; all go through one process, as the column sheets do."""
        margin = 20
        framed = [
            cv2.copyMakeBorder(cell, margin, margin, margin, margin, cv2.BORDER_CONSTANT, value=255).astype("uint8")
            for cells in columns
            for cell in cells
        ]
        words = iter(self._read(framed, dpi, "--psm 6"))
        return [[[_moved(w, -margin) for w in next(words)] for _ in cells] for cells in columns]


def _moved(word: OcrWord, by: int) -> OcrWord:
    return OcrWord(word.text, word.x0 + by, word.y0 + by, word.x1 + by, word.y1 + by, word.confidence)


@contextmanager
def without_levelling() -> Iterator[None]:
    """Read turned pages as they lie."""
    kept = reading.SKEW_TO_MEND
    reading.SKEW_TO_MEND = 90.0
    try:
        yield
    finally:
        reading.SKEW_TO_MEND = kept


def text_of(page: PageReading) -> str:
    return " ".join(block.text for block in page_content("bench", page).blocks)


def read_samples(settings: Settings, engine: TesseractEngine) -> dict[str, tuple[float, float]]:
    """Character error and seconds of every sample page, by "file page"."""
    out: dict[str, tuple[float, float]] = {}
    for name in SAMPLES:
        gold = scoring.load(name.rsplit(".", 1)[0], "text")
        for page, text in zip(pages_of(RAW / name, settings, None), gold["page_texts"], strict=True):
            start = time.perf_counter()
            seen = read_page(page.path, page.media_type, page.page_no, settings, engine)
            took = time.perf_counter() - start
            out[f"{name} {page.page_no}"] = (scoring.text_cer(text_of(seen), text), took)
    return out


def steps(settings: Settings) -> None:
    """Print character error and time with each step on and off."""
    whole = read_samples(settings, TesseractEngine(settings))
    with without_levelling():
        lying = read_samples(settings, TesseractEngine(settings))
    single = read_samples(settings, CellByCell(settings))
    print(f"\n{'character error % (seconds)':34} {'as shipped':>16} {'not levelled':>16} {'cell by cell':>16}")
    for page in whole:
        shown = [f"{100 * error:7.2f} ({took:5.2f})" for error, took in (whole[page], lying[page], single[page])]
        print(f"{page:34} " + " ".join(f"{text:>16}" for text in shown))


def main() -> int:
    """Run the benchmark; the exit code is that of the first error."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path, help="scans to read (default: the shipped ones)")
    parser.add_argument("--pages", type=int, help="at most so many pages of each file")
    parser.add_argument("--repeat", type=int, default=1, help="times each page is read; the best counts")
    parser.add_argument("--steps", action="store_true", help="also switch steps off, one at a time")
    args = parser.parse_args()
    settings = Settings()
    try:
        compare(args.files or [RAW / name for name in SAMPLES], settings, max(1, args.repeat), args.pages)
        if args.steps:
            steps(settings)
    except NoticesError as error:
        print(f"bench_reading: {error.line}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
