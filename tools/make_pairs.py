"""Print paragraphs of a corpus, spoil the pictures, read them with Tesseract: pairs of texts for ``notices models``.

Usage: python tools/make_pairs.py --corpus FILE [--corpus FILE] --lang eng --pages 40 --seed 11 OUT

Writes OUT.read.txt (what Tesseract read) and OUT.true.txt (what was printed). With ``--lang eng``, ``fra``, ``ces`` and
the like the reader knows no Vietnamese, and each has other letters at hand; with ``--lang vie`` and a harder scan its
few mistakes are those of scanned pages. The same arguments, fonts and Tesseract give the same files. Needs the fonts
Liberation and DejaVu; ``--fonts`` adds folders with others, ``--tessdata`` names a folder with the languages.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parents[1]))
from pipeline.train import read_corpus

FOLDERS = tuple(Path("/usr/share/fonts/truetype") / name for name in ("liberation", "liberation2", "dejavu"))
TIMES = ("LiberationSerif", "FreeSerif", "texgyretermes")
"""Families like Times New Roman, the typeface that Decree 30/2020/NĐ-CP (annex I) prescribes."""
TIMES_SHARE = 0.6


def fonts(folders: list[Path]) -> list[Path]:
    """The text faces of the folders that have the Vietnamese letters, sorted by name."""
    found = sorted((f for folder in folders for f in folder.glob("*.[to]tf")), key=lambda f: f.name)
    plain = [f for f in found if not any(word in f.name for word in ("Mono", "Math", "Narrow", "cursor", "chorus"))]
    return [f for f in plain if _has_letters(f)]  # fonts-liberation of Debian 12 has empty boxes for most of them


def _has_letters(face: Path) -> bool:
    font = ImageFont.truetype(str(face), 40)
    missing = bytes(font.getmask("\uffff"))
    return all(bytes(font.getmask(letter)) != missing for letter in "ộữẳđẫỵ")


def page(lines: list[str], rng: random.Random, face: Path, dpi: int) -> tuple[Image.Image, list[str]]:
    """A page A4 of random paragraphs and the lines that stand on it."""
    size = int(rng.choice([13, 14]) * dpi / 72)
    font = ImageFont.truetype(str(face), size)
    width, height, margin = int(8.27 * dpi), int(11.69 * dpi), int(0.9 * dpi)
    image = Image.new("L", (width, height), 255)
    draw = ImageDraw.Draw(image)
    y, printed = margin, []
    while y < height - margin:
        text = rng.choice(lines)
        if rng.random() < 0.12:
            text = " ".join(text.split()[:10]).upper()
        line = ""
        for word in [*text.split(), None]:
            if word is None or draw.textlength(f"{line} {word}", font=font) > width - 2 * margin:
                draw.text((margin, y), line, font=font, fill=rng.randint(0, 60))
                printed.append(line)
                y += int(size * 1.35)
                line = word or ""
                if y >= height - margin:
                    break
            else:
                line = f"{line} {word}".strip()
    return image, printed


def spoil(image: Image.Image, rng: random.Random, noise: np.random.Generator, dpi: int, hard: float) -> np.ndarray:
    """The picture blurred, turned a little, with noise, sometimes black and white or compressed."""
    pixels = np.array(image).astype(np.float32)
    height, width = pixels.shape
    pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, 1.1) * dpi / 200 * hard)
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-0.4, 0.4), 1)
    pixels = cv2.warpAffine(pixels, turn, (width, height), borderValue=255)
    pixels += noise.normal(0, rng.uniform(2, 22) * hard, pixels.shape)
    out = np.clip(pixels, 0, 255).astype(np.uint8)
    if rng.random() < 0.3:
        _, out = cv2.threshold(out, rng.randint(120, 200), 255, 0)
    if rng.random() < 0.5:
        _, packed = cv2.imencode(".jpg", out, [cv2.IMWRITE_JPEG_QUALITY, rng.randint(25, 60)])
        out = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return out


def main() -> None:
    """Write the two files."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpus", type=Path, action="append", required=True)
    parser.add_argument("--lang", default="eng")
    parser.add_argument("--pages", type=int, default=40)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--hard", type=float, default=1.0, help="how strongly the pictures are spoiled; 1.5 for vie")
    parser.add_argument("--fonts", type=Path, action="append", default=[], help="a further folder of fonts")
    parser.add_argument("--tessdata", type=Path, help="the folder of Tesseract's languages, when not its own")
    parser.add_argument("out")
    chosen = parser.parse_args()
    rng, noise = random.Random(chosen.seed), np.random.default_rng(chosen.seed)
    lines = []
    for path in chosen.corpus:
        own = [text for text in read_corpus(path) if 40 < len(text) < 600]
        lines += rng.sample(own, min(6000, len(own)))
    faces = fonts([*FOLDERS, *chosen.fonts])
    times = [f for f in faces if f.name.startswith(TIMES)]
    read, true = [], []
    environment = dict(os.environ, OMP_THREAD_LIMIT="1")
    if chosen.tessdata is not None:
        environment["TESSDATA_PREFIX"] = str(chosen.tessdata)
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(chosen.pages):
            face = rng.choice(times if rng.random() < TIMES_SHARE else faces)
            dpi = rng.choice([150, 200, 200, 300])
            image, printed = page(lines, rng, face, dpi)
            file = Path(folder) / "page.png"
            cv2.imwrite(str(file), spoil(image, rng, noise, dpi, chosen.hard))
            command = ["tesseract", str(file), "stdout", "-l", chosen.lang, "--psm", "6", "--dpi", str(dpi)]
            done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
            read.append(" ".join(done.stdout.split()))
            true.append(" ".join(" ".join(printed).split()))
    Path(f"{chosen.out}.read.txt").write_text("\n".join(read) + "\n", encoding="utf-8")
    Path(f"{chosen.out}.true.txt").write_text("\n".join(true) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
