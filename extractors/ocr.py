"""Tesseract through pytesseract: whole pages, and many cells in one process.

Boxes are pixels of the image that was given, origin top left. Tesseract runs single-threaded (OMP_THREAD_LIMIT=1):
pages are read in parallel instead.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray
from PIL import Image

from normalizers.text import nfc
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing, PageCrashed, PageTimeout

Gray = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class OcrWord:
    """One recognised word: text, pixel box, confidence 0..1, and the number of the line of text that the engine found
    it in (unique within a page)."""

    text: str
    x0: int
    y0: int
    x1: int
    y1: int
    confidence: float
    line: int | None = None


class Engine(Protocol):
    """Something that reads text from grey images."""

    @property
    def name(self) -> str:
        """Name, version, model and parameters, as the ``pages`` table shows them."""
        ...

    def read_page(self, pixels: Gray, dpi: float) -> list[OcrWord]:
        """The words of a page."""
        ...

    def read_columns(self, columns: Sequence[Sequence[Gray]], dpi: float) -> list[list[list[OcrWord]]]:
        """The words of each cell of each column, boxes within the cell."""
        ...

    def read_ordinals(self, cells: Sequence[Gray], dpi: float) -> list[list[OcrWord]]:
        """The same for cells that hold a short number only."""
        ...

    def find_turn(self, pixels: Gray, dpi: float) -> int:
        """By how many degrees (0, 90, 180, 270) the page must be turned clockwise to stand upright."""
        ...


class NullEngine:
    """Reads nothing, needs nothing: for tests of everything around OCR."""

    name = "null"

    def read_page(self, pixels: Gray, dpi: float) -> list[OcrWord]:
        """No words."""
        return []

    def read_columns(self, columns: Sequence[Sequence[Gray]], dpi: float) -> list[list[list[OcrWord]]]:
        """No words."""
        return [[[] for _ in cells] for cells in columns]

    def read_ordinals(self, cells: Sequence[Gray], dpi: float) -> list[list[OcrWord]]:
        """No words."""
        return [[] for _ in cells]

    def find_turn(self, pixels: Gray, dpi: float) -> int:
        """Upright."""
        return 0


_BRACKET_MODEL = "eng"
_PLAIN_NUMBER = re.compile(r"\d{1,3}\.?")
_ENUMERATOR = re.compile(r"\(?(?:\d{1,3}|[a-zđ])\)|\d{1,3}(?:\.\d{1,3})+\.?|[IVX]{1,5}\.?")

_STROKES = re.compile(r"I{1,3}(\.?)")
_ROMAN = re.compile(r"[IVX]{1,5}\.?")

SURE_OF_TURN = 2.0
"""Tesseract's confidence in an orientation: 11 to 19 on pages of text, near 0 on pages without."""

_APT = "Install it: `apt-get install tesseract-ocr tesseract-ocr-vie`, or run `make setup`."


@dataclass(frozen=True, slots=True)
class Installed:
    """What a Tesseract program says of itself: its version, its language models, and the folder that they lie in
    (empty when it does not say)."""

    version: str
    languages: tuple[str, ...]
    folder: str = ""


_KNOWN: dict[str, Installed] = {}
_FOLDER = re.compile(r'"(.+)"')


def installed(command: str) -> Installed:
    """What the Tesseract program says of itself; asked once in a process. Raises EnvironmentMissing when it does not
    run."""
    if command not in _KNOWN:
        _KNOWN[command] = _ask(command)
    return _KNOWN[command]


def take_over(command: str, answer: Installed | None) -> None:
    """Let :func:`installed` give ``answer``, which is known from elsewhere; with None it asks again."""
    if answer is None:
        _KNOWN.pop(command, None)
    else:
        _KNOWN[command] = answer


def _ask(command: str) -> Installed:
    try:
        out = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=30, check=True)
        listing = subprocess.run([command, "--list-langs"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise EnvironmentMissing(f"the program {command!r} (Tesseract OCR) does not run", remedy=_APT) from error
    words = (out.stdout or out.stderr).split()
    title, *names = listing.stdout.splitlines() or [""]
    folder = _FOLDER.search(title)
    return Installed(
        words[1] if len(words) > 1 else "unknown",
        tuple(sorted(name.strip() for name in names if name.strip())),
        folder[1] if folder and listing.returncode == 0 else "",
    )


def model_version(lang: str, folder: str) -> str:
    """The name of a language model ("vie", "vie+eng") with a digest of each of its files in ``folder``, where models of
    one name may be small or large ones: "vie:0f3a52c1". The name alone where a file is not found."""
    names = []
    for name in lang.split("+"):
        file = Path(folder, f"{name}.traineddata")
        try:
            facts = file.stat()
            names.append(f"{name}:{_file_digest(file, facts.st_size, facts.st_mtime_ns)}")
        except OSError:
            names.append(name)
    return "+".join(names)


@lru_cache(maxsize=64)
def _file_digest(file: Path, _size: int, _changed: int) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:8]


def bracket_model(settings: Settings) -> str | None:
    """The model that reads enumerators in brackets better than the language's own, if it is installed."""
    return _bracket_model(settings.ocr_lang, installed(settings.tesseract_cmd))


def _bracket_model(lang: str, program: Installed) -> str | None:
    return _BRACKET_MODEL if lang != _BRACKET_MODEL and _BRACKET_MODEL in program.languages else None


class TesseractEngine:
    """Tesseract with one language model, LSTM engine. ``program``: what is known of it; else it is asked.

    Where the English data is there too (the Debian package brings it along), it reads enumerators in brackets.
    Raises (from the reading methods) EnvironmentMissing, PageTimeout and PageCrashed.
    """

    _brackets: str | None = None  # the model for enumerators in brackets

    def __init__(self, settings: Settings, program: Installed | None = None) -> None:
        self._command = settings.tesseract_cmd
        self._lang = settings.ocr_lang
        self._timeout = settings.page_timeout
        self._program = program or installed(self._command)
        self._brackets = _bracket_model(self._lang, self._program)
        missing = [x for x in self._lang.split("+") if x not in self._program.languages]
        if missing:
            raise EnvironmentMissing(f"Tesseract has no data for the language {missing[0]!r}", remedy=_APT)

    @property
    def name(self) -> str:
        """For example "tesseract 5.3.0 vie --oem 1 page:psm3 column:psm6 ordinal:psm7,eng:psm6"."""
        second = f",{self._brackets}:psm6" if self._brackets else ""
        return f"tesseract {self._program.version} {self._lang} --oem 1 page:psm3 column:psm6 ordinal:psm7{second}"

    def read_page(self, pixels: Gray, dpi: float) -> list[OcrWord]:
        """The words of a page in Tesseract's order (page segmentation mode 3)."""
        return self._read([pixels], dpi, "--psm 3")[0]

    def read_columns(self, columns: Sequence[Sequence[Gray]], dpi: float) -> list[list[list[OcrWord]]]:
        """The words of the cells of each column. The cells of a column are stacked on one sheet, which is read as one
        block of text (mode 6); all sheets go through one process.

        Measured on three scans against each cell by itself: characters as accurate or better (error 1.68 to 0.41 %
        against 2.02 to 0.42 %), short cells clearly better ("5/2025" alone was read "9/2025"), a tenth faster.
        """
        sheets = [_stack(cells, dpi) for cells in columns]
        read = self._read([sheet for sheet, _ in sheets], dpi, "--psm 6")
        return [_unstack(words, places) for (_, places), words in zip(sheets, read, strict=True)]

    def read_ordinals(self, cells: Sequence[Gray], dpi: float) -> list[list[OcrWord]]:
        """Lone numbers, which the page model drops or misreads: set side by side as one line of text (mode 7).

        Measured on 46 ordinals of three scans: alone 59 to 83 % come out right whatever the mode and whitelist, in a
        line with wide gaps all but the ones whose crop was bad.

        What is no plain number of as many digits as glyphs then is stacked and read with the English model, whose
        answer counts where it is an enumerator. Measured on drawn ones of four sizes: 8 of 44 with brackets come out
        right with the Vietnamese model alone, 38 with both; of 235 enumerators in columns 212 and 230. Either model
        drops the point of "1.1": it is looked for in the pixels.
        """
        out: list[list[OcrWord]] = [[] for _ in cells]
        for at in range(0, len(cells), _STRIP_CELLS):
            part = [
                cells[at],
                *cells[at : at + _STRIP_CELLS],
            ]  # the first one twice: a line's first sign is misread most
            line, spans, origins, factor = _strip(part, dpi)
            for word in self._read([line], 300, "--psm 7")[0]:
                for i, text in _share_out(word, spans):
                    if i == 0:
                        continue
                    left, top = origins[i]
                    width = max(1, round((spans[i][1] - spans[i][0]) / factor))
                    height = max(2, round((word.y1 - word.y0) / factor))
                    out[at + i - 1].append(OcrWord(text, left, top, left + width, top + height, word.confidence))
        unsure = [i for i, words in enumerate(out) if not _is_sure("".join(w.text for w in words), cells[i], dpi)]
        if unsure and self._brackets:
            sheet, places = _stack([cells[i] for i in unsure], dpi)
            second = _unstack(self._read([sheet], dpi, "--psm 6", self._brackets)[0], places)
            for i, words in zip(unsure, second, strict=True):
                if _better("".join(w.text for w in out[i]), "".join(w.text for w in words)):
                    out[i] = words
        for i, words in enumerate(out):
            if len(words) == 1:
                out[i] = [replace(words[0], text=mend_enumerator(words[0].text, cells[i], dpi))]
        return out

    def find_turn(self, pixels: Gray, dpi: float) -> int:
        """Tesseract's orientation detection, on a copy at 150 dots an inch. 0 when it is not sure, or has no data."""
        factor = min(1.0, 150 / dpi)
        small = cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
        if "osd" not in self._program.languages:
            return 0
        pytesseract.pytesseract.tesseract_cmd = self._command
        try:
            found = pytesseract.image_to_osd(
                Image.fromarray(small),
                config=f"--dpi {round(dpi * factor)}",
                output_type=pytesseract.Output.DICT,
                timeout=self._timeout,
            )
            turn, sure = int(found["rotate"]), float(found["orientation_conf"])
        except (pytesseract.TesseractError, RuntimeError, OSError, KeyError, ValueError):
            return 0  # "too few characters" among others: then the page stays as it is
        return turn % 360 if sure >= SURE_OF_TURN and turn % 90 == 0 else 0

    def _read(self, images: Sequence[Gray], dpi: float, config: str, lang: str | None = None) -> list[list[OcrWord]]:
        """Run Tesseract once over all images (a list file), and sort its words by image."""
        if not images:
            return []
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        pytesseract.pytesseract.tesseract_cmd = self._command
        with tempfile.TemporaryDirectory(prefix="notices-") as folder:
            names = []
            for i, image in enumerate(images):
                name = Path(folder) / f"{i:05d}.pgm"
                cv2.imwrite(str(name), image)
                names.append(str(name))
            listing = Path(folder) / "images.txt"
            listing.write_text("\n".join(names) + "\n", encoding="utf-8")
            try:
                tsv = pytesseract.image_to_data(
                    str(listing),
                    lang=lang or self._lang,
                    config=f"--oem 1 --dpi {round(dpi)} {config}",
                    output_type=pytesseract.Output.STRING,
                    timeout=self._timeout,
                )
            except pytesseract.TesseractNotFoundError as error:
                raise EnvironmentMissing(
                    f"the program {self._command!r} (Tesseract OCR) is gone", remedy=_APT
                ) from error
            except pytesseract.TesseractError as error:
                raise PageCrashed(f"Tesseract ended with status {error.status}: {str(error.message)[:200]}") from error
            except RuntimeError as error:  # pytesseract's way to say that the time is over
                raise PageTimeout(f"Tesseract took longer than {self._timeout:g} s") from error
            except (OSError, UnicodeDecodeError) as error:
                raise PageCrashed(f"Tesseract gave no usable result: {error}") from error
        return parse_tsv(tsv, len(images))


def _share_out(word: OcrWord, spans: Sequence[tuple[int, int]]) -> list[tuple[int, str]]:
    """Which cells of the strip a word belongs to. A word over several cells is cut only when it has one character
    for each; otherwise it is nobody's."""
    hit = [i for i, (a, b) in enumerate(spans) if min(word.x1, b) - max(word.x0, a) > 0.4 * (b - a)]
    if len(hit) == 1:
        return [(hit[0], word.text)]
    return list(zip(hit, word.text, strict=True)) if len(hit) == len(word.text) else []


def _stack(cells: Sequence[Gray], dpi: float) -> tuple[Gray, list[tuple[int, int, int, int, int]]]:
    """Cells trimmed to their ink, one below the other: the sheet, and for each cell (left, top, height on the sheet,
    corner x, corner y of the trimmed part in the cell)."""
    margin, gap = 20, int(0.16 * dpi)
    parts: list[tuple[Gray, int, int]] = []
    for cell in cells:
        rows, cols = np.where((cell < 150).any(axis=1))[0], np.where((cell < 150).any(axis=0))[0]
        if len(rows) == 0:
            parts.append((np.full((4, 4), 255, np.uint8), 0, 0))
            continue
        y0, x0 = max(0, int(rows[0]) - 1), max(0, int(cols[0]) - 1)
        parts.append((cell[y0 : int(rows[-1]) + 2, x0 : int(cols[-1]) + 2], x0, y0))
    width = max(p.shape[1] for p, _, _ in parts) + 2 * margin
    sheet = np.full((sum(p.shape[0] + gap for p, _, _ in parts) + 2 * margin, width), 255, np.uint8)
    places = []
    y = margin
    for part, x0, y0 in parts:
        sheet[y : y + part.shape[0], margin : margin + part.shape[1]] = part
        places.append((margin, y, part.shape[0], x0, y0))
        y += part.shape[0] + gap
    return sheet, places


def _unstack(words: Sequence[OcrWord], places: Sequence[tuple[int, int, int, int, int]]) -> list[list[OcrWord]]:
    """The words of a sheet by cell, their boxes within the cell. ``places`` as :func:`_stack` gives them."""
    out: list[list[OcrWord]] = [[] for _ in places]
    for word in words:
        middle = (word.y0 + word.y1) / 2
        for i, (left, top, height, dx, dy) in enumerate(places):
            if top - 4 <= middle <= top + height + 4:
                x, y = dx - left, dy - top
                box = (word.x0 + x, word.y0 + y, word.x1 + x, word.y1 + y)
                out[i].append(OcrWord(word.text, *box, word.confidence, word.line))
                break
    return out


def _is_sure(text: str, pixels: Gray, dpi: float) -> bool:
    """Whether a reading is a plain number with one glyph for each digit."""
    return _PLAIN_NUMBER.fullmatch(text) is not None and len(text.rstrip(".")) == len(_glyphs(pixels, dpi)[0])


def _better(first: str, second: str) -> bool:
    """Whether the second reading of an enumerator counts: not where the first is a Roman number, unless the second one
    is a longer one (strokes get lost)."""
    if _ROMAN.fullmatch(first):
        return _ROMAN.fullmatch(second) is not None and len(second) > len(first)
    return _ENUMERATOR.fullmatch(second) is not None or _PLAIN_NUMBER.fullmatch(second) is not None


_Spot = tuple[int, int, int, int]


def _glyphs(pixels: Gray, dpi: float) -> tuple[list[_Spot], list[_Spot]]:
    """The spots of ink (x, y, width, height) of a cell's one text from left to right: the tall ones, and all."""
    box = glyph_box(pixels, dpi)
    if box is None:
        return [], []
    _, _, stats, _ = cv2.connectedComponentsWithStats((pixels[box[1] : box[3], box[0] : box[2]] < 150).astype(np.uint8))
    spots = sorted((int(x), int(y), int(w), int(h)) for x, y, w, h, _ in stats[1:])
    high = max((h for _, _, _, h in spots), default=0)
    return [s for s in spots if s[3] >= 0.7 * high], spots


def mend_enumerator(text: str, pixels: Gray, dpi: float) -> str:
    """A number with what both models drop, by its pixels: points between digits ("11" may be "1.1"), strokes of "III".

    The text stays as it is unless each of its characters is one glyph of its own.
    """
    strokes = _STROKES.fullmatch(text)
    tall, parts = _glyphs(pixels, dpi)
    if not tall or not (strokes or (text.isdigit() and len(text) > 1)):
        return text
    high = max(h for _, _, _, h in tall)
    if strokes:
        single = len(tall) <= 3 and all(w <= 0.6 * high for _, _, w, _ in tall)
        return "I" * len(tall) + strokes[1] if single else text
    if len(tall) != len(text):
        return text
    base = max(y + h for _, y, _, h in tall)
    out = text[0]
    for digit, left, right in zip(text[1:], tall, tall[1:], strict=False):
        point = any(
            left[0] + left[2] <= x and x + w <= right[0] and abs(base - y - h) <= 0.1 * high + 1
            and 0.06 * high <= min(w, h) and max(w, h) <= 0.28 * high
            for x, y, w, h in parts
        )  # fmt: skip
        out += f".{digit}" if point else digit
    return out


_STRIP_CELLS = 24
_STRIP_HEIGHT = 40  # pixels of a capital letter in the strip


def glyph_box(pixels: Gray, dpi: float) -> tuple[int, int, int, int] | None:
    """The box (x0, y0, x1, y1, pixels) around the glyphs of a cell with one short text; specks far off stay out."""
    ink = (pixels < 150).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink)
    boxes = [tuple(int(v) for v in stats[i][:4]) for i in range(1, count)]
    tall = [b for b in boxes if dpi * 4 / 72 <= b[3] <= dpi * 20 / 72]
    if not tall:
        return None
    x0, y0 = min(b[0] for b in tall), min(b[1] for b in tall)
    x1, y1 = max(b[0] + b[2] for b in tall), max(b[1] + b[3] for b in tall)
    reach = dpi * 5 / 72
    near = [
        b
        for b in boxes
        if y0 - 2 <= b[1]
        and b[1] + b[3] <= y1 + dpi * 3 / 72
        and b[3] >= 2
        and x0 - 1 <= b[0]
        and b[0] + b[2] <= x1 + reach
    ]
    return x0, y0, max([x1, *(b[0] + b[2] for b in near)]), max([y1, *(b[1] + b[3] for b in near)])


def _strip(cells: Sequence[Gray], dpi: float) -> tuple[Gray, list[tuple[int, int]], list[tuple[int, int]], float]:
    """The glyphs of the cells on one line: the image, their x spans in it, their corners in the cells, the scale."""
    factor = _STRIP_HEIGHT / (dpi * 9.5 / 72)
    gap = int(2.0 * _STRIP_HEIGHT)
    pieces: list[Gray] = []
    origins: list[tuple[int, int]] = []
    for cell in cells:
        box = glyph_box(cell, dpi) or (0, 0, min(4, cell.shape[1]), min(4, cell.shape[0]))
        x0, y0, x1, y1 = box
        piece = cell[max(0, y0 - 2) : y1 + 2, max(0, x0 - 2) : x1 + 2]
        pieces.append(cv2.resize(piece, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC).astype(np.uint8))
        origins.append((max(0, x0 - 2), max(0, y0 - 2)))
    height = max(p.shape[0] for p in pieces) + 60
    line = np.full((height, sum(p.shape[1] + gap for p in pieces) + gap), 255, np.uint8)
    spans: list[tuple[int, int]] = []
    x = gap
    for piece in pieces:
        y = height - 30 - piece.shape[0]
        line[y : y + piece.shape[0], x : x + piece.shape[1]] = piece
        spans.append((x, x + piece.shape[1]))
        x += piece.shape[1] + gap
    return line, spans, origins, factor


def parse_tsv(tsv: str, count: int) -> list[list[OcrWord]]:
    """Words of ``count`` images from Tesseract's TSV. Raises PageCrashed when it is not that."""
    out: list[list[OcrWord]] = [[] for _ in range(count)]
    reader = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    if reader.fieldnames is None or "conf" not in reader.fieldnames or "text" not in reader.fieldnames:
        raise PageCrashed("Tesseract's answer is not the table it should be")
    line: int | None = None
    try:
        for row in reader:
            if row["level"] == "4":
                line = 1 + (line or 0)
            if row["level"] != "5":
                continue
            if row["text"] is None:
                raise ValueError("a line is cut off")
            text = nfc(row["text"]).strip()
            if not text:
                continue
            x, y, w, h = (int(row[k]) for k in ("left", "top", "width", "height"))
            page = int(row["page_num"]) - 1
            if w > 0 and h > 0 and 0 <= page < count:
                confidence = min(1.0, max(0.0, float(row["conf"]) / 100))
                out[page].append(OcrWord(text, x, y, x + w, y + h, confidence, line))
    except (KeyError, TypeError, ValueError, OverflowError, csv.Error) as error:
        raise PageCrashed(f"Tesseract's answer cannot be read: {error}") from error
    return out
