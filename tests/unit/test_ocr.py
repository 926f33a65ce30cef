"""Tesseract at arm's length: its table, the sheets made for it, and every way in which it can fail."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from extractors.ocr import NullEngine, OcrWord, TesseractEngine, glyph_box, installed, parse_tsv
from extractors.reading import read_page
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing, NoticesError, PageCrashed, PageTimeout
from pipeline.model import SourceStatus
from pipeline.process import process_source
from pipeline.store import inventory
from pipeline.workers import PagePool

Gray = NDArray[np.uint8]
HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"


def row(text: str, page: int = 1, box: tuple[int, int, int, int] = (10, 20, 30, 40), conf: object = 90) -> str:
    return f"5\t{page}\t1\t1\t1\t1\t{box[0]}\t{box[1]}\t{box[2]}\t{box[3]}\t{conf}\t{text}\n"


# --- the table --------------------------------------------------------------------------------------


def test_words_come_with_boxes_confidence_and_composed_letters() -> None:
    tsv = HEADER + "1\t1\t0\t0\t0\t0\t0\t0\t900\t900\t-1\t\n" + row("Tho\u0302ng", conf=96.5) + row("báo", conf=7)
    assert parse_tsv(tsv, 1) == [[OcrWord("Thông", 10, 20, 40, 60, 0.965), OcrWord("báo", 10, 20, 40, 60, 0.07)]]


def test_words_are_sorted_to_their_images() -> None:
    tsv = HEADER + row("ba", page=3) + row("một", page=1) + row("hai", page=2)
    assert [[w.text for w in page] for page in parse_tsv(tsv, 3)] == [["một"], ["hai"], ["ba"]]


def test_quotes_are_text_not_syntax() -> None:
    tsv = HEADER + row('"Về') + row('việc"') + row("'")
    assert [w.text for w in parse_tsv(tsv, 1)[0]] == ['"Về', 'việc"', "'"]


@pytest.mark.parametrize(
    "line",
    [row("   "), row(""), row("x", box=(1, 1, 0, 5)), row("x", box=(1, 1, 5, 0)), row("x", page=2), row("x", page=0)],
)
def test_what_is_no_word_is_left_out(line: str) -> None:
    assert parse_tsv(HEADER + line, 1) == [[]]


def test_confidence_stays_between_0_and_1() -> None:
    assert [w.confidence for w in parse_tsv(HEADER + row("a", conf=-1) + row("b", conf=140), 1)[0]] == [0.0, 1.0]


@pytest.mark.parametrize(
    "tsv",
    [
        "",
        "Segmentation fault",
        "level\tpage_num\n5\t1\n",
        HEADER + "5\t1\t1\t1\t1\t1\t10\t20\t30\t40\n",
        HEADER + row("x", conf="high"),
        HEADER + row("x", page=1).replace("\t10\t", "\tten\t"),
        HEADER.replace("left", "links") + row("x"),
    ],
)
def test_an_answer_that_is_not_the_table(tsv: str) -> None:
    with pytest.raises(PageCrashed, match="Tesseract's answer"):
        parse_tsv(tsv, 1)


@given(st.text(max_size=300), st.integers(0, 3))
def test_rubbish_gives_a_typed_error_or_nothing(rubbish: str, count: int) -> None:
    try:
        found = parse_tsv(HEADER + rubbish, count)
    except PageCrashed:
        return
    assert len(found) == count


# --- sheets of cells --------------------------------------------------------------------------------

DPI = 200


def cell(width: int, height: int, ink: tuple[int, int, int, int]) -> Gray:
    out = np.full((height, width), 240, np.uint8)
    out[ink[1] : ink[3], ink[0] : ink[2]] = 20
    return out


class Blobs(TesseractEngine):
    """Reads every dark blob of every image as the word "o", so that boxes can be followed."""

    def __init__(self) -> None:
        self.calls: list[tuple[list[Gray], str]] = []

    def _read(self, images: Sequence[Gray], dpi: float, config: str) -> list[list[OcrWord]]:
        self.calls.append((list(images), config))
        out = []
        for image in images:
            ink = cv2.dilate((image < 150).astype(np.uint8), np.ones((3, 9), np.uint8))
            count, labels, _, _ = cv2.connectedComponentsWithStats(ink)
            words = []
            for i in range(1, count):
                rows, columns = np.where((labels == i) & (image < 150))
                box = (int(v) for v in (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1))
                words.append(OcrWord("o", *box, 0.9))
            out.append(words)
        return out


def test_each_cell_of_a_column_gets_its_own_words_back_in_its_own_pixels() -> None:
    inks = [(30, 12, 90, 34), (5, 40, 60, 62), (100, 6, 180, 28)]
    columns = [[cell(200, 80, ink) for ink in inks], [cell(120, 50, (10, 10, 40, 32))]]
    engine = Blobs()
    read = engine.read_columns(columns, DPI)
    assert [[[(w.x0, w.y0, w.x1, w.y1) for w in words] for words in column] for column in read] == [
        [[ink] for ink in inks],
        [[(10, 10, 40, 32)]],
    ]
    assert len(engine.calls) == 1  # all columns in one process
    assert len(engine.calls[0][0]) == 2


def test_an_empty_cell_stays_empty_and_shifts_nobody() -> None:
    blank = np.full((60, 200), 240, np.uint8)
    ink = (20, 10, 80, 32)
    ((first, second, third),) = Blobs().read_columns([[cell(200, 60, ink), blank, cell(200, 60, ink)]], DPI)
    assert [(w.x0, w.y0, w.x1, w.y1) for w in first] == [ink]
    assert second == []
    assert [(w.x0, w.y0, w.x1, w.y1) for w in third] == [ink]


def test_two_lines_in_a_cell_stay_in_that_cell() -> None:
    double = cell(200, 90, (10, 10, 100, 30))
    double[50:70, 10:60] = 20
    ((words, below),) = Blobs().read_columns([[double, cell(200, 40, (10, 10, 50, 30))]], DPI)
    assert sorted((w.y0, w.y1) for w in words) == [(10, 30), (50, 70)]
    assert len(below) == 1


def test_numbers_side_by_side_come_back_one_a_cell_over_several_strips() -> None:
    size = round(9.5 * DPI / 72)  # the height of a digit
    inks = [(20 + n % 7, 10 + n % 5, 20 + n % 7 + size // 2, 10 + n % 5 + size) for n in range(50)]
    engine = Blobs()
    read = engine.read_ordinals([cell(90, 60, ink) for ink in inks], DPI)
    assert [[w.text for w in words] for words in read] == [["o"]] * 50
    for ink, (word,) in zip(inks, read, strict=True):
        assert (word.x0, word.y0) == pytest.approx(ink[:2], abs=3)
        assert (word.x1, word.y1) == pytest.approx(ink[2:], abs=4)
    assert 1 < len(engine.calls) < 5
    assert all("--psm 7" in config for _, config in engine.calls)


class Says(TesseractEngine):
    """Answers one word that covers a share of the line, whatever it shows."""

    def __init__(self, text: str, first: float, last: float) -> None:
        self.text, self.first, self.last = text, first, last

    def _read(self, images: Sequence[Gray], dpi: float, config: str) -> list[list[OcrWord]]:
        height, width = images[0].shape
        return [[OcrWord(self.text, round(self.first * width), 0, round(self.last * width), height, 0.5)]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("12", [["1"], ["2"]]), ("1", [[], []]), ("123", [[], []])],
)
def test_a_word_over_two_cells_is_cut_only_when_it_has_a_character_for_each(
    text: str, expected: list[list[str]]
) -> None:
    cells = [cell(60, 60, (20, 15, 33, 41))] * 2
    read = Says(text, 0.34, 1.0).read_ordinals(cells, DPI)  # the line begins with the first cell once more
    assert [[w.text for w in words] for words in read] == expected


def test_nothing_to_read_starts_no_process() -> None:
    engine = TesseractEngine.__new__(TesseractEngine)
    assert engine._read([], 300, "--psm 6") == []
    assert engine.read_columns([], 300) == []
    assert engine.read_ordinals([], 300) == []


def test_the_box_around_the_glyphs_leaves_specks_out() -> None:
    ink = (40, 20, 60, 46)
    dirty = cell(200, 80, ink)
    dirty[5:7, 150:152] = 0
    dirty[70:72, 10:12] = 0
    assert glyph_box(dirty, DPI) == ink
    assert glyph_box(np.full((60, 60), 250, np.uint8), DPI) is None


def test_the_null_engine_reads_nothing_in_the_right_shape() -> None:
    blank = np.full((50, 50), 255, np.uint8)
    assert NullEngine().read_page(blank, 100) == []
    assert NullEngine().read_columns([[blank, blank], [blank]], 100) == [[[], []], [[]]]
    assert NullEngine().read_ordinals([blank], 100) == [[]]


# --- the program ------------------------------------------------------------------------------------

FakeTesseract = Callable[..., Path]
PAGE = np.full((300, 400), 255, np.uint8)
PAGE[100:130, 50:200] = 0


def engine(program: Path, **values: object) -> TesseractEngine:
    return TesseractEngine(Settings(tesseract_cmd=str(program), **values))  # type: ignore[arg-type]


def test_a_good_answer(fake_tesseract: FakeTesseract) -> None:
    ours = engine(fake_tesseract())
    assert [(w.text, w.x0, w.confidence) for w in ours.read_page(PAGE, 150)] == [
        ("Thông", 100, 0.965),
        ("báo", 200, 0.91),
    ]
    assert ours.name.startswith("tesseract 5.3.0 vie ")


def test_what_tesseract_is_told(fake_tesseract: FakeTesseract, tmp_path: Path) -> None:
    note = tmp_path / "arguments"
    program = fake_tesseract(f'echo "$OMP_THREAD_LIMIT $*" > "{note}"; cat "$answer" > "$2.tsv"')
    engine(program).read_page(PAGE, 149.6)
    told = note.read_text()
    assert told.startswith("1 ")
    for words in ("-l vie", "--oem 1", "--dpi 150", "--psm 3", "tsv"):
        assert words in told


def test_a_program_that_hangs_when_asked_is_missing(
    fake_tesseract: FakeTesseract, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = subprocess.run

    def slow(command: list[str], **options: object) -> object:
        if "--list-langs" in command:
            raise subprocess.TimeoutExpired(command, 30)
        return start(command, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", slow)
    with pytest.raises(EnvironmentMissing, match="does not run"):
        installed(str(fake_tesseract()))


@pytest.mark.parametrize(
    ("read", "error", "words"),
    [
        ("exit 139", PageCrashed, "139"),
        ("kill -SEGV $$", PageCrashed, "status -11"),
        ('echo "Error in pixReadStream" >&2; exit 1', PageCrashed, "pixReadStream"),
        ('echo "no table here" > "$2.tsv"', PageCrashed, "not the table"),
        ('head -c 3000 /dev/urandom > "$2.tsv"', PageCrashed, "Tesseract"),
        (': > "$2.tsv"', PageCrashed, "not the table"),
        (":", PageCrashed, "no usable result"),
        ("exec sleep 60", PageTimeout, "longer than 0.5 s"),
    ],
)
def test_every_failure_is_typed(
    fake_tesseract: FakeTesseract, read: str, error: type[NoticesError], words: str
) -> None:
    ours = engine(fake_tesseract(read), page_timeout=0.5)
    with pytest.raises(error, match=words) as caught:
        ours.read_page(PAGE, 150)
    assert "\n" not in str(caught.value)


def test_a_program_that_vanishes_is_missing(fake_tesseract: FakeTesseract) -> None:
    program = fake_tesseract()
    ours = engine(program)
    program.unlink()
    with pytest.raises(EnvironmentMissing, match="is gone"):
        ours.read_page(PAGE, 150)


def test_no_program(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentMissing, match="does not run") as caught:
        engine(tmp_path / "none")
    assert "apt-get install tesseract-ocr" in caught.value.remedy
    assert caught.value.exit_code == 4


def test_a_program_that_cannot_be_run(tmp_path: Path) -> None:
    (tmp_path / "broken").write_text("#!/nowhere/sh\n")
    (tmp_path / "broken").chmod(0o755)
    (tmp_path / "angry").write_text("#!/bin/sh\nexit 3\n")
    (tmp_path / "angry").chmod(0o755)
    for name in ("broken", "angry"):
        with pytest.raises(EnvironmentMissing, match=name):
            installed(str(tmp_path / name))


def test_no_vietnamese_model(fake_tesseract: FakeTesseract) -> None:
    with pytest.raises(EnvironmentMissing, match="no data for the language 'vie'"):
        engine(fake_tesseract(languages=("eng", "osd")))
    with pytest.raises(EnvironmentMissing, match="'lao'"):
        engine(fake_tesseract(), ocr_lang="vie+lao")
    assert "vie+eng" in engine(fake_tesseract(), ocr_lang="vie+eng").name


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except FileNotFoundError:
        return False


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_a_hanging_page_is_killed_with_its_children_and_the_next_page_is_read(
    tmp_path: Path, fake_tesseract: FakeTesseract
) -> None:
    """The program starts a child and waits for it; both must be gone, whoever's limit strikes first."""
    note = tmp_path / "pids"
    program = fake_tesseract(f'sleep 300 & echo "$$ $!" > "{note}"; wait')
    raw = tmp_path / "raw"
    raw.mkdir()
    Image.fromarray(PAGE).save(raw / "treo.png", dpi=(100, 100))
    Image.fromarray(np.full((300, 400), 255, np.uint8)).save(raw / "trắng.png", dpi=(100, 100))
    settings = Settings(raw=raw, tesseract_cmd=str(program), page_timeout=3.0)
    hanging, blank = inventory(raw)
    with PagePool(1, 3.0) as pool:
        started = time.monotonic()
        result = process_source(hanging, settings, pool)
        assert time.monotonic() - started < 60
        after = process_source(blank, settings, pool)
    assert result.source.status == SourceStatus.FAILED
    assert "longer than 3 s" in str(result.pages[0].error)
    assert "NOTICES_PAGE_TIMEOUT" in str(result.source.remedy)
    assert after.source.status == SourceStatus.OK
    pids = [int(word) for word in note.read_text().split()]
    end = time.monotonic() + 10
    while any(alive(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.02)
    assert [pid for pid in pids if alive(pid)] == []


def test_a_crash_fails_its_page_only(tmp_path: Path, fake_tesseract: FakeTesseract) -> None:
    """Page 2 of three makes the engine die, at its first of three readings (the pages are black and white)."""
    pages = [Image.fromarray(PAGE), Image.fromarray(np.flipud(PAGE)), Image.fromarray(PAGE)]
    raw = tmp_path / "raw"
    raw.mkdir()
    pages[0].save(raw / "ba.tif", save_all=True, append_images=pages[1:], dpi=(100, 100))
    count = tmp_path / "count"
    program = fake_tesseract(
        f'echo x >> "{count}"; [ "$(wc -l < "{count}")" = 4 ] && exit 139; cat "$answer" > "$2.tsv"'
    )
    settings = Settings(raw=raw, tesseract_cmd=str(program))
    (file,) = inventory(raw)
    with PagePool(1, 60) as pool:
        result = process_source(file, settings, pool)
    assert [p.status for p in result.pages] == [SourceStatus.OK, SourceStatus.FAILED, SourceStatus.OK]
    assert result.source.status == SourceStatus.PARTIAL
    assert "1 of 3 pages" in str(result.source.error)
    assert "139" in str(result.pages[1].error)
    assert {b.region.page_no for b in result.blocks} == {1, 3}


# --- the real program -------------------------------------------------------------------------------


@pytest.mark.ocr
def test_tesseract_reads_large_plain_letters(tmp_path: Path) -> None:
    page = np.full((700, 1300), 255, np.uint8)
    for number, line in enumerate(("TRUNG TAM KHAI THAC", "LAN BAN HANH 2025")):
        cv2.putText(page, line, (90, 200 + 140 * number), cv2.FONT_HERSHEY_SIMPLEX, 2.2, 0, 5, cv2.LINE_AA)
    Image.fromarray(page).save(tmp_path / "page.png", dpi=(200, 200))
    reading = read_page(tmp_path / "page.png", "image/png", 1, Settings())
    words = {w.text: w for w in reading.words}
    assert "2025" in words
    assert len(words) >= 6
    box = words["2025"].box
    ink = np.argwhere(page[260:400, 560:] < 128)  # the last word of the second line
    left, bottom = 560 + ink[:, 1].min(), 260 + ink[:, 0].max()
    assert (box.x0, box.y1) == pytest.approx((left * 0.36, bottom * 0.36), abs=3)
    assert reading.engine.startswith("tesseract ")
    assert reading.ocr_confidence is not None
    assert 0.3 < reading.ocr_confidence <= 1
