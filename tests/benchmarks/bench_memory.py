"""Whether the memory of a run depends on how many pages a file has.

``python -m tests.benchmarks.bench_memory [--pages N] [--dpi N] [--jobs N] [--sizes N,N,...]``

Scans of 20, 100 and N pages (default 300) are made of the sample notices, each page with its own number and grain so
that no page equals another (equal pages would be read once). They are written page by page. Each file is read by
``notices run`` with ``--jobs`` page workers in a folder of its own, and the memory of the whole process tree is sampled
ten times a second: the command, Prefect's server, the page workers, and Tesseract. The figure is PSS (proportional set
size, ``/proc/<pid>/smaps_rollup``: what processes share counts once); Linux only.

The time grows with the pages: at 100 dots an inch about a second a page on two idle cores. Not part of the test
suite: it asserts nothing.
"""

from __future__ import annotations

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageDraw

from tests.benchmarks.conditions import BASE, NOTICES, Condition, page_images
from tests.samples import fonts

LIMIT_MB = 1200
INTERVAL = 0.1


# --- the file ----------------------------------------------------------------------------------------------------


class PdfOfImages:
    """Writes a PDF of JPEG pages, one page at a time, keeping nothing but the places of the objects."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        out.write(b"%PDF-1.4\n")

    def _object(self, number: int, body: bytes) -> None:
        self._places[number] = self._out.tell()
        self._out.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    def add(self, jpeg: bytes, width: int, height: int, dpi: int) -> None:
        """One grey page of ``width`` by ``height`` pixels."""
        image = 3 * len(self._pages) + 3  # 1 is the catalogue, 2 the list of pages
        wide, high = 72 * width / dpi, 72 * height / dpi
        header = b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray" % (width, height)
        header += b" /BitsPerComponent 8 /Filter /DCTDecode /Length %d >>\nstream\n" % len(jpeg)
        self._object(image, header + jpeg + b"\nendstream")
        drawing = b"%.3f 0 0 %.3f 0 0 cm /I Do" % (wide, high)
        self._object(image + 1, b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing))
        page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.3f %.3f] /Contents %d 0 R" % (wide, high, image + 1)
        self._object(image + 2, page + b" /Resources << /XObject << /I %d 0 R >> >> >>" % image)
        self._pages.append(image + 2)

    def close(self) -> None:
        kids = b" ".join(b"%d 0 R" % number for number in self._pages)
        self._object(1, b"<< /Type /Catalog /Pages 2 0 R >>")
        self._object(2, b"<< /Type /Pages /Count %d /Kids [%b] >>" % (len(self._pages), kids))
        start = self._out.tell()
        self._out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(self._places) + 1))
        for number in range(1, len(self._places) + 1):
            self._out.write(b"%010d 00000 n \n" % self._places[number])
        trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
        self._out.write(trailer % (len(self._places) + 1, start))


def write_scan(path: Path, pages: int, images: Sequence[Image.Image], dpi: int) -> None:
    """A file of ``pages`` pages: the images over and over, each time with another number and grain."""
    with path.open("wb") as out:
        pdf = PdfOfImages(out)
        for number in range(1, pages + 1):
            image = images[(number - 1) % len(images)].copy()
            ImageDraw.Draw(image).text((image.width // 2, dpi // 3), f"{number}", fill=20, font_size=dpi // 5)
            rng = np.random.default_rng([300, number])
            grain = np.asarray(image, dtype=np.float32) + rng.normal(0, 1.5, (image.height, image.width))
            jpeg = io.BytesIO()
            Image.fromarray(np.clip(grain, 0, 255).astype(np.uint8)).save(jpeg, "JPEG", quality=70)
            pdf.add(jpeg.getvalue(), image.width, image.height, dpi)
        pdf.close()


# --- the memory --------------------------------------------------------------------------------------------------


@dataclass
class Peak:
    """What the tree of processes held together at each moment, and the most of each kind of process, in MB (PSS)."""

    totals: list[float] = field(default_factory=list)
    kinds: dict[str, float] = field(default_factory=dict)

    def add(self, sample: dict[str, float]) -> None:
        self.totals.append(sum(sample.values()))
        for kind, size in sample.items():
            self.kinds[kind] = max(self.kinds.get(kind, 0.0), size)


def family(root: int) -> Iterator[int]:
    """The process and all that it started, and what those started."""
    parents: dict[int, list[int]] = {}
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                stat = Path(entry.path, "stat").read_text()
            except OSError:
                continue  # it ended
            parents.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(int(entry.name))
    waiting = [root]
    while waiting:
        pid = waiting.pop()
        yield pid
        waiting += parents.get(pid, [])


def kind_of(pid: int) -> str:
    """What a process is, from its command line."""
    line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    if "tesseract" in line.split(" ", 1)[0]:
        return "tesseract"
    return "worker" if "pipeline.workers" in line else "server" if "flows.server" in line else "command"


def sample(root: int) -> dict[str, float]:
    """MB (PSS) of each kind of process now."""
    out: dict[str, float] = {}
    for pid in family(root):
        try:
            rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
            size = int(rollup.split("Pss:")[1].split()[0]) / 1024
            kind = kind_of(pid)
        except (OSError, IndexError):
            continue  # it ended
        out[kind] = out.get(kind, 0.0) + size
    return out


def measure(path: Path, jobs: int, folder: Path) -> tuple[Peak, float]:
    """Read the one file as a user does, and watch. Returns the peak and the seconds."""
    places = ["--raw", str(path.parent), "--curated", str(folder / "curated"), "--jobs", str(jobs)]
    command = [sys.executable, "-m", "pipeline.cli", "run", *places]
    peak = Peak()
    start = time.monotonic()
    with (folder / "said.txt").open("w") as said:
        process = subprocess.Popen(
            command, stdout=said, stderr=said, env={**os.environ, "NOTICES_CACHE": str(folder / "cache")}
        )
        while process.poll() is None:
            peak.add(sample(process.pid))
            time.sleep(INTERVAL)
    if process.returncode:
        raise SystemExit((folder / "said.txt").read_text() + f"\nthe run ended with {process.returncode}")
    return peak, time.monotonic() - start


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=300, help="pages of the largest file (default: 300)")
    parser.add_argument("--sizes", help="page counts to measure instead, with commas (5,10)")
    parser.add_argument("--dpi", type=int, default=100, help="dots an inch of the pages (default: 100)")
    parser.add_argument("--jobs", type=int, default=2, help="page workers (default: 2)")
    args = parser.parse_args()
    sizes = [*(n for n in (20, 100) if n < args.pages), args.pages]
    if args.sizes:
        sizes = [int(n) for n in args.sizes.split(",")]
    fonts.register()
    base = Condition(dpi=args.dpi, skew=BASE.skew)
    images = [image for notice in NOTICES.values() for image in page_images(notice, base)]
    names = (*(f"{name:>8}" for name in ("peak MB", "median", "command", "server", "workers")), f"{'tesseract':>9}")
    print(f"{'pages':>6} {' '.join(names)} {'s':>7}   (PSS)")
    for pages in sizes:
        with tempfile.TemporaryDirectory(prefix="bench-") as name:
            folder = Path(name)
            (folder / "raw").mkdir()
            path = folder / "raw" / "scan.pdf"
            write_scan(path, pages, images, args.dpi)
            peak, took = measure(path, args.jobs, folder)
        kinds = [peak.kinds.get(kind, 0.0) for kind in ("command", "server", "worker", "tesseract")]
        cells = " ".join(f"{size:{width}.0f}" for size, width in zip(kinds, (8, 8, 8, 9), strict=True))
        print(f"{pages:6d} {max(peak.totals):8.0f} {median(peak.totals):8.0f} {cells} {took:7.0f}", flush=True)
    print(f"asked: less than {LIMIT_MB} MB, whatever the number of pages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
