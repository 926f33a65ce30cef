"""One file to one result: what is read, what is reused, what fails alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

import extractors
import normalizers
from pipeline import process
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing, PageCrashed, PageTimeout
from pipeline.model import LayerVerdict, SourceResult, SourceStatus, TextSource
from pipeline.process import (
    _PAGE_STAGE,
    _PAGE_STAGE_TEXT,
    InProcess,
    code_version,
    fingerprint,
    page_stage_version,
    process_source,
)
from pipeline.progress import Progress
from pipeline.store import PageCache, RawFile, inventory
from pipeline.workers import PagePool

MakePdf = Callable[..., Path]
FakeTesseract = Callable[..., Path]

NOTICE = """HỢP TÁC XÃ MUỐI BÃI NGANG
Số: 3/TB-HTX

Bãi Ngang, ngày 2 tháng 6 năm 2025

THÔNG BÁO
Về lịch lấy nước vào ruộng muối

TT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn
1\tMở cống lấy nước đợt {number}\tSở Xây dựng\t15/6/2025
"""
LINES = ["Trình xã Hòa Tân báo cáo tình hình công trình", "và các công viên trong tháng giêng."]


class Recorder(InProcess):
    """Runs jobs here and keeps their names; some pages can be made to fail."""

    def __init__(self, failures: dict[int, Exception] | None = None) -> None:
        self.jobs: list[tuple[str, int | None]] = []
        self.failures = failures or {}

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        page_no = args[2] if function.__name__ == "read_page" else None
        self.jobs.append((function.__name__, page_no))
        if page_no in self.failures:
            future: Future[Any] = Future()
            future.set_exception(self.failures[page_no])
            return future
        return super().submit(function, *args)

    @property
    def pages(self) -> list[int | None]:
        return [page_no for name, page_no in self.jobs if name == "read_page"]


@pytest.fixture
def settings(tmp_path: Path, fake_tesseract: FakeTesseract) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(raw=tmp_path / "raw", cache=tmp_path / "cache", tesseract_cmd=str(fake_tesseract()))


def only(settings: Settings) -> RawFile:
    (file,) = inventory(settings.raw)
    return file


def scan(path: Path, pages: int = 1) -> None:
    """Pages that differ from each other."""
    images = []
    for number in range(pages):
        pixels = np.full((877, 620), 250, np.uint8)
        pixels[200 + 40 * number : 230 + 40 * number, 100:190] = 10
        images.append(Image.fromarray(pixels))
    options: dict[str, Any] = {"save_all": True, "append_images": images[1:]} if pages > 1 else {}
    images[0].save(path, dpi=(75.0, 75.0), **options)


# --- what is read -----------------------------------------------------------------------------------


def test_a_text_notice(settings: Settings) -> None:
    text = NOTICE.format(number=1)
    (settings.raw / "a.txt").write_text(f"{text}\f{text}", encoding="utf-8")
    pool = Recorder()
    result = process_source(only(settings), settings, pool)
    assert (result.source.status, result.source.media_type, result.source.page_count) == (
        SourceStatus.OK,
        "text/plain",
        2,
    )
    assert [(p.page_no, p.text_source, p.layer_verdict, p.width_pt) for p in result.pages] == [
        (1, TextSource.PLAIN, LayerVerdict.GOOD, None),
        (2, TextSource.PLAIN, LayerVerdict.GOOD, None),
    ]
    assert [t.text for t in result.tasks][:1] == ["Mở cống lấy nước đợt 1"]
    assert pool.jobs == []  # no page worker is needed
    assert result.documents[0].number == "3/TB-HTX"


def test_a_native_pdf(settings: Settings, make_pdf: MakePdf) -> None:
    make_pdf(settings.raw / "a.pdf", [LINES, LINES[:1]])
    result = process_source(only(settings), settings, InProcess())
    assert (result.source.status, result.source.page_count, result.source.error) == (SourceStatus.OK, 2, None)
    assert [(p.page_no, p.text_source, p.width_pt, p.height_pt) for p in result.pages] == [
        (1, TextSource.NATIVE, 595, 842),
        (2, TextSource.NATIVE, 595, 842),
    ]
    assert [(b.region.page_no, b.text) for b in result.blocks] == [(1, " ".join(LINES)), (2, LINES[0])]
    assert {b.block_id[:16] for b in result.blocks} == {result.source.source_id}
    assert [b.words for b in result.blocks] == [(), ()]  # they would double what a long file costs in memory


def test_a_scan(settings: Settings) -> None:
    scan(settings.raw / "a.tif", 2)
    result = process_source(only(settings), settings, InProcess())
    assert [(p.text_source, p.engine.split()[0], p.status) for p in result.pages] == [
        (TextSource.OCR, "tesseract", SourceStatus.OK)
    ] * 2
    assert result.pages[0].ocr_confidence == pytest.approx(0.94, abs=0.01)
    assert [b.text for b in result.blocks] == ["Thông báo", "Thông báo"]


def test_page_workers_give_the_same_result(settings: Settings, make_pdf: MakePdf) -> None:
    scan(settings.raw / "a.tif", 2)
    make_pdf(settings.raw / "b.pdf", [LINES, LINES[:1], LINES[1:]])
    here = [process_source(f, settings, InProcess()) for f in inventory(settings.raw)]
    with PagePool(2, 60) as pool:
        there = [process_source(f, settings, pool) for f in inventory(settings.raw)]
    assert here == there


def test_progress_counts_every_page_once(settings: Settings, make_pdf: MakePdf, tmp_path: Path) -> None:
    make_pdf(settings.raw / "a.pdf", [LINES] * 3)
    scan(settings.raw / "b.tif", 2)
    (settings.raw / "c.txt").write_text(NOTICE.format(number=1), encoding="utf-8")
    cache = PageCache(tmp_path / "pages")
    for _ in range(2):  # the second time from the cache
        progress = Progress()
        for file in inventory(settings.raw):
            process_source(file, settings, Recorder(), cache, progress)
        assert (progress.pages_total, progress.pages_done) == (6, 6)


# --- what is reused ---------------------------------------------------------------------------------


def test_pages_are_read_once(settings: Settings, tmp_path: Path) -> None:
    scan(settings.raw / "a.tif", 3)
    cache = PageCache(tmp_path / "pages")
    first, second = Recorder(), Recorder()
    before = process_source(only(settings), settings, first, cache)
    after = process_source(only(settings), settings, second, cache)
    assert (first.pages, second.pages) == ([1, 2, 3], [])
    assert after == before


def test_pages_of_a_pdf_are_known_wherever_they_stand(settings: Settings, make_pdf: MakePdf, tmp_path: Path) -> None:
    cache = PageCache(tmp_path / "pages")
    make_pdf(settings.raw / "a.pdf", [LINES, LINES[:1]])
    process_source(only(settings), settings, InProcess(), cache)
    make_pdf(settings.raw / "a.pdf", [LINES[1:], LINES, LINES[:1]])
    pool = Recorder()
    result = process_source(only(settings), settings, pool, cache)
    assert pool.pages == [1]
    assert [(p.page_no, p.status) for p in result.pages] == [(n, SourceStatus.OK) for n in (1, 2, 3)]
    assert [(b.region.page_no, b.text) for b in result.blocks] == [
        (1, LINES[1]),
        (2, " ".join(LINES)),
        (3, LINES[0]),
    ]


@pytest.mark.parametrize("change", [{"dpi_default": 200}, {"max_pixels": 50_000_000}])
def test_a_setting_that_changes_the_reading_reads_again(
    settings: Settings, tmp_path: Path, change: dict[str, Any]
) -> None:
    scan(settings.raw / "a.png")
    cache = PageCache(tmp_path / "pages")
    process_source(only(settings), settings, InProcess(), cache)
    pool = Recorder()
    process_source(only(settings), replace(settings, **change), pool, cache)
    assert pool.pages == [1]


def test_another_engine_reads_again(settings: Settings, tmp_path: Path, fake_tesseract: FakeTesseract) -> None:
    scan(settings.raw / "a.png")
    cache = PageCache(tmp_path / "pages")
    process_source(only(settings), settings, InProcess(), cache)
    other = fake_tesseract()
    other.write_text(other.read_text().replace("5.3.0", "5.5.1"))
    pool = Recorder()
    result = process_source(only(settings), replace(settings, tesseract_cmd=str(other)), pool, cache)
    assert pool.pages == [1]
    assert "5.5.1" in result.pages[0].engine


def test_the_fingerprint_follows_what_the_result_depends_on(settings: Settings) -> None:
    file = RawFile("a.txt", Path("a.txt"), "0" * 64, 5)
    marks = {
        fingerprint(file, settings),
        fingerprint(replace(file, sha256="1" * 64), settings),
        fingerprint(replace(file, path="b.txt"), settings),
        fingerprint(file, replace(settings, ocr_lang="eng")),
        fingerprint(file, replace(settings, max_pages=7)),
        fingerprint(file, replace(settings, tesseract_cmd="absent")),
    }
    assert len(marks) == 6
    assert fingerprint(file, replace(settings, jobs=3, page_timeout=9.0)) == fingerprint(file, settings)
    assert len(code_version()) == len(page_stage_version()) == 16
    assert code_version() != page_stage_version()


def test_few_pages_of_a_long_file_are_in_memory(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    class Waiting(Recorder):
        """Counts the pages that were asked for and not yet fetched."""

        waiting = most = 0

        def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
            future = super().submit(function, *args)
            if function.__name__ == "read_page":
                self.waiting += 1
                self.most = max(self.most, self.waiting)
                fetch = future.result

                def result(timeout: float | None = None) -> Any:
                    self.waiting -= 1
                    return fetch(timeout)

                future.result = result  # type: ignore[method-assign]
            return future

    monkeypatch.setattr(process, "_PAGES_AHEAD", 2)
    scan(settings.raw / "a.tif", 6)
    pool = Waiting()
    pages = process_source(only(settings), settings, pool).pages
    assert [page.page_no for page in pages] == [1, 2, 3, 4, 5, 6]
    assert (pool.most, pool.waiting) == (2, 0)


# --- what fails alone -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "failure",
    [
        PageTimeout("reading the page took longer than 9 s"),
        PageCrashed("the process that read the page was killed by SIGSEGV"),
        ZeroDivisionError("a defect of ours"),
        MemoryError(),
    ],
    ids=lambda e: type(e).__name__,
)
def test_a_page_fails_alone(settings: Settings, tmp_path: Path, failure: Exception) -> None:
    scan(settings.raw / "a.tif", 3)
    cache = PageCache(tmp_path / "pages")
    result = process_source(only(settings), settings, Recorder({2: failure}), cache)
    assert result.source.status == SourceStatus.PARTIAL
    assert [p.status for p in result.pages] == [SourceStatus.OK, SourceStatus.FAILED, SourceStatus.OK]
    said = str(result.pages[1].error)
    assert str(failure) in said
    assert len(said) > 10
    assert (result.pages[1].width_pt, result.pages[1].height_pt) == (None, None)
    assert str(result.source.error).startswith("1 of 3 pages could not be read (pages 2)")
    assert result.source.remedy
    assert {b.region.page_no for b in result.blocks} == {1, 3}
    again = Recorder()
    assert process_source(only(settings), settings, again, cache).source.status == SourceStatus.OK
    assert again.pages == [2]  # a failure is never remembered, the good pages are


def test_a_file_of_which_every_page_fails_has_failed(settings: Settings) -> None:
    scan(settings.raw / "a.tif", 2)
    failures: dict[int, Exception] = {1: PageCrashed("first"), 2: PageCrashed("second")}
    result = process_source(only(settings), settings, Recorder(failures))
    assert (result.source.status, result.source.error) == (SourceStatus.FAILED, "first")
    assert result.source.remedy == PageCrashed.remedy
    assert result.blocks == ()


def test_what_is_missing_on_the_machine_fails_the_pages_that_need_it(settings: Settings) -> None:
    scan(settings.raw / "a.tif", 3)
    result = process_source(
        only(settings), settings, Recorder({2: EnvironmentMissing("tesseract is gone", remedy="Go.")})
    )
    assert result.source.status == SourceStatus.PARTIAL
    assert [(p.status.value, p.error, p.remedy) for p in result.pages][1] == ("failed", "tesseract is gone", "Go.")


def test_a_survey_that_crashes_fails_the_file(settings: Settings, make_pdf: MakePdf) -> None:
    class Pool(InProcess):
        def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
            future: Future[Any] = Future()
            future.set_exception(PageCrashed("the process that read the page was killed by SIGSEGV"))
            return future

    make_pdf(settings.raw / "a.pdf", [LINES])
    result = process_source(only(settings), settings, Pool())
    assert (result.source.status, result.pages) == (SourceStatus.FAILED, ())
    assert "SIGSEGV" in str(result.source.error)


def test_what_the_inventory_could_not_read_is_passed_on(settings: Settings) -> None:
    broken = RawFile("a.pdf", settings.raw / "a.pdf", error="cannot be read: Permission denied", remedy="Ask.")
    result = process_source(broken, settings, Recorder())
    assert (result.source.status, result.source.error, result.source.remedy) == (
        SourceStatus.FAILED,
        "cannot be read: Permission denied",
        "Ask.",
    )
    assert result == SourceResult(result.source, fingerprint=result.fingerprint)


def test_a_copy_is_named_and_not_read(settings: Settings) -> None:
    for name in ("a.txt", "b.txt"):
        (settings.raw / name).write_text(NOTICE.format(number=1), encoding="utf-8")
    first, second = inventory(settings.raw)
    result = process_source(second, settings, Recorder())
    assert result.source.duplicate_of == first.source_id
    assert (result.pages, result.blocks, result.tasks) == ((), (), ())


def test_a_file_that_goes_away_fails_alone(settings: Settings, make_pdf: MakePdf) -> None:
    make_pdf(settings.raw / "a.pdf", [LINES])
    file = only(settings)
    (settings.raw / "a.pdf").unlink()
    result = process_source(file, settings, InProcess())
    assert result.source.status == SourceStatus.FAILED
    assert "No such file" in str(result.source.error)


def test_the_page_cache_depends_on_all_modules_that_read_a_page() -> None:
    """What ``extractors.reading`` imports, directly or not, is hashed into the key of a page."""
    roots = {"extractors": Path(extractors.__path__[0]), "normalizers": Path(normalizers.__path__[0])}
    waiting, seen = [("extractors", "reading")], set()
    while waiting:
        package, module = waiting.pop()
        seen.add((package, f"{module}.py"))
        text = (roots[package] / f"{module}.py").read_text(encoding="utf-8")
        found = re.findall(r"^from (extractors|normalizers)\.(\w+) import", text, re.MULTILINE)
        waiting += [(package, module) for package, module in found if (package, f"{module}.py") not in seen]
    assert {("extractors", name) for name in _PAGE_STAGE} | {("normalizers", name) for name in _PAGE_STAGE_TEXT} == seen


def test_the_caches_depend_on_the_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    def versions() -> tuple[str, str]:
        page_stage_version.cache_clear()
        code_version.cache_clear()
        return page_stage_version(), code_version()

    before = versions()
    known = metadata.version
    monkeypatch.setattr(metadata, "version", lambda name: "99" if name == "pypdfium2" else known(name))
    other = versions()
    monkeypatch.setattr(metadata, "version", lambda name: "99" if name == "underthesea" else known(name))
    words = versions()
    monkeypatch.undo()
    assert versions() == before
    assert other[0] != before[0]
    assert other[1] != before[1]
    assert words[0] == before[0]  # how words are cut says nothing about pages
    assert words[1] != before[1]
