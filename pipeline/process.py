"""One source -> one SourceResult: look at the file, read its pages, understand them. Never raises for a bad file."""

from __future__ import annotations

import hashlib
import unicodedata
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future
from dataclasses import replace
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import extractors
import normalizers
import pipeline
from extractors.assemble import extract
from extractors.layout import page_content
from extractors.pieces import PageContent, without_cell_words
from extractors.proofreading import proofread
from extractors.reading import engine_version, known_program, read_page, survey
from extractors.text import read_text_pages, repair_pages, text_content
from extractors.triage import identify, judge_text, mislabel
from normalizers.agency_register import extension_digest
from pipeline import consistency, merge
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing, NoticesError
from pipeline.model import Page, PageReading, Source, SourceResult, SourceStatus, TextSource
from pipeline.progress import Progress
from pipeline.store import PageCache, RawFile

_DEFECT = "This is a defect of the product: report it with the message; the other pages are unharmed."
_PAGES_AHEAD = 64  # pages of one file being read or waiting to be understood: enough for as many workers
_PAGE_STAGE = (
    "annotations.py",
    "cleaning.py", "grid.py", "image.py", "light.py", "numerals.py", "ocr.py", "pdf.py", "perspective.py", "reading.py",
    "sides.py", "stamps.py", "triage.py", "voting.py",
)  # fmt: skip
_PAGE_STAGE_TEXT = ("number.py", "text.py")  # the same of the normalizers
_PAGE_LIBRARIES = ("numpy", "opencv-python-headless", "pdfminer.six", "pdfplumber", "pillow", "pypdfium2")
_TEXT_LIBRARIES = ("rapidfuzz", "spacy", "underthesea", "underthesea-core")


class Pool(Protocol):
    """Where page jobs run (``pipeline.workers.PagePool``, or in this process)."""

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        """Run ``function(*args)``; a future of its value or error."""
        ...


class InProcess:
    """Runs page jobs at once in this process: no time-out, no protection against crashes. For tests and library use."""

    def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
        """Run the function now."""
        future: Future[Any] = Future()
        try:
            future.set_result(function(*args))
        except Exception as error:
            future.set_exception(error)
        return future


# --- what the results depend on -------------------------------------------------------------------


def _digest(files: Iterable[Path], beside: str = "") -> str:
    out = hashlib.sha256(beside.encode())
    for file in files:
        out.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return out.hexdigest()[:16]


def _files(package: Any, *names: str) -> Iterator[Path]:
    root = Path(package.__path__[0])
    found = (
        [root / n for n in names]
        if names
        else [p for p in root.rglob("*") if p.suffix in (".py", ".tsv", ".toml", ".json", ".bin")]
    )
    yield from sorted(p for p in found if "__pycache__" not in p.parts)


def _versions(*libraries: str) -> str:
    """The versions of libraries whose results are ours; another one may read a page differently."""
    return " ".join(f"{name} {_version(name)}" for name in libraries)


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:  # installed under another name
        return "?"


@cache
def page_stage_version() -> str:
    """Hash of the code that reads one page, with its libraries; part of the page cache key."""
    ours = [*_files(extractors, *_PAGE_STAGE), *_files(normalizers, *_PAGE_STAGE_TEXT), *_files(pipeline, "model.py")]
    return _digest(ours, _versions(*_PAGE_LIBRARIES))


@cache
def code_version() -> str:
    """Hash of all code, libraries and data that turn a file into a SourceResult."""
    here = _files(pipeline, "model.py", "process.py")
    ours = [*_files(extractors), *_files(normalizers), *here, *_files(consistency)]
    letters = f"Unicode {unicodedata.unidata_version}"
    return _digest(ours, f"{_versions(*_PAGE_LIBRARIES, *_TEXT_LIBRARIES)} {letters}")


@cache
def curation_version() -> str:
    """Hash of the code that turns results into tables. What it calls of the reading is in ``code_version``."""
    files = _files(pipeline, "citations.py", "curate.py", "model.py", "run.py", "schema.py", "snapshot.py", "tables.py")
    return _digest([*files, *_files(merge), *_files(consistency)])


def fingerprint(raw: RawFile, settings: Settings, *, any_engine: bool = False) -> str:
    """What the result of one file depends on: its bytes and name, settings, engine, code, the user's agencies (hex).

    With ``any_engine`` the engine is left out: what is known of the file, whichever Tesseract read it.
    """
    engine = "any" if any_engine else engine_version(settings)
    parts = (raw.sha256, raw.path, settings.extraction_key(), engine, code_version(), extension_digest())
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


# --- the story --------------------------------------------------------------------------------------


def process_source(
    raw: RawFile, settings: Settings, pool: Pool, cache: PageCache | None = None, progress: Progress | None = None
) -> SourceResult:
    """Read and understand one file.

    What cannot be read is said in the result: a failed source has its error and remedy, a failed page its own. The
    page cache is used when given. Raises nothing for bad input; EnvironmentMissing passes when the cache cannot be
    written. Without Tesseract the pages that need it fail, the others are read.
    """
    progress = progress or Progress()
    mark = fingerprint(raw, settings)
    source = Source(raw.source_id, raw.sha256, raw.path, "application/octet-stream", raw.byte_size)
    if raw.error is not None:
        return _failed(source, raw.error, raw.remedy, mark)
    if raw.duplicate_of is not None:
        return SourceResult(_with(source, duplicate_of=raw.duplicate_of), fingerprint=mark)
    try:
        media_type = identify(raw.file, settings)
        source = _with(source, media_type=media_type)
        if media_type == "text/plain":
            pages, contents = _read_text(source.source_id, raw.file, settings)
            progress.add_pages(len(pages), raw.path)
            progress.page_done(len(pages))
        else:
            hashes = pool.submit(survey, raw.file, media_type, settings).result()
            progress.add_pages(len(hashes), raw.path)
            # One by one: the words of a page are many times its text, and later pages are read meanwhile.
            readings = _read_pages(raw.file, media_type, hashes, settings, pool, cache, progress)
            read = [(_page(r), _content(source.source_id, r)) for r in readings]
            pages, contents = tuple(page for page, _ in read), tuple(content for _, content in read)
    except NoticesError as error:
        if error.exit_code == EnvironmentMissing.exit_code:  # a full disk: the run cannot go on
            raise
        return _failed(source, str(error), error.remedy, mark)
    extraction = extract(source.source_id, contents)
    source = _with(source, page_count=len(pages), **_status(pages, mislabel(raw.file, media_type)))
    return SourceResult(
        source,
        pages,
        extraction.documents,
        # Nothing asks for the words any more; without them results are about half as large (30 to 17 MB for 200 pages).
        tuple(replace(b, words=()) for b in extraction.blocks),
        extraction.tasks,
        extraction.references,
        extraction.indicators,
        consistency.find_in_source(source.source_id, pages, extraction),
        mark,
    )


def _content(source_id: str, reading: PageReading) -> PageContent:
    """Blocks and table pieces of a page; recognised text is proofread."""
    content = page_content(source_id, reading)
    return without_cell_words(proofread(content) if reading.text_source == TextSource.OCR else content)


def _with(source: Source, **changes: Any) -> Source:
    return replace(source, **changes)


def _failed(source: Source, error: str, remedy: str | None, mark: str) -> SourceResult:
    return SourceResult(_with(source, status=SourceStatus.FAILED, error=error, remedy=remedy), fingerprint=mark)


def _status(pages: tuple[Page, ...], note: str | None) -> dict[str, Any]:
    """Status, error and remedy of a file from its pages and its name."""
    failed = [p for p in pages if p.status == SourceStatus.FAILED]
    if pages and len(failed) == len(pages):
        return {"status": SourceStatus.FAILED, "error": failed[0].error, "remedy": failed[0].remedy}
    if failed:
        numbers = ", ".join(str(p.page_no) for p in failed[:10])
        error = f"{len(failed)} of {len(pages)} pages could not be read (pages {numbers}): {failed[0].error}"
        return {"status": SourceStatus.PARTIAL, "error": error, "remedy": failed[0].remedy}
    if note:
        remedy = "Rename the file to match its content; it was read by its content."
        return {"status": SourceStatus.PARTIAL, "error": note, "remedy": remedy}
    return {}


def _read_text(source_id: str, path: Path, settings: Settings) -> tuple[tuple[Page, ...], tuple[PageContent, ...]]:
    text_pages = repair_pages(read_text_pages(path))
    pages = []
    for page in text_pages:
        verdict, quality = judge_text("\n".join(line.text for line in page.lines))
        repaired = any(line.repaired is not None for line in page.lines)
        origin = TextSource.REPAIRED if repaired else TextSource.PLAIN
        pages.append(Page(page.page_no, origin, layer_quality=quality, layer_verdict=verdict, engine="text"))
    return tuple(pages), text_content(source_id, text_pages)


def _read_pages(
    path: Path,
    media_type: str,
    hashes: tuple[str, ...],
    settings: Settings,
    pool: Pool,
    cache: PageCache | None,
    progress: Progress,
) -> Iterator[PageReading]:
    """The pages of a PDF or image in order, from the cache or through the pool, few at a time in memory.

    A page that fails is a failed reading.
    """
    program = known_program(settings)
    ahead: deque[tuple[int, str, PageReading | Future[PageReading]]] = deque()
    for page_no, content in enumerate(hashes, 1):
        if len(ahead) >= _PAGES_AHEAD:
            yield _finished(*ahead.popleft(), cache)
        key = _page_key(content, settings)
        hit = cache.get(key, PageReading) if cache is not None else None
        if hit is not None:
            ahead.append((page_no, key, _renumbered(hit, page_no)))
            progress.page_done()
            continue
        future = pool.submit(read_page, path, media_type, page_no, settings, None, program)
        future.add_done_callback(lambda _: progress.page_done())
        ahead.append((page_no, key, future))
    while ahead:
        yield _finished(*ahead.popleft(), cache)


def _finished(page_no: int, key: str, page: PageReading | Future[PageReading], cache: PageCache | None) -> PageReading:
    """The reading of a page that is known, or is being read; what was read is put into the cache."""
    if isinstance(page, PageReading):
        return page
    try:
        reading = page.result()
    except NoticesError as error:  # Tesseract that is not there too: pages with a good layer do without
        return _failed_page(page_no, str(error), error.remedy)
    except CancelledError:  # the pool was closed: the run is over
        raise
    except Exception as error:  # a defect of ours, or no memory, on one page is no reason to lose the others
        said = " ".join(f"the program failed on this page: {type(error).__name__}: {error}".split())
        return _failed_page(page_no, said, _DEFECT)
    if cache is not None:
        cache.put(key, reading)
    return reading


def _failed_page(page_no: int, error: str, remedy: str) -> PageReading:
    return PageReading(page_no, 0.0, 0.0, TextSource.OCR, status=SourceStatus.FAILED, error=error, remedy=remedy)


def _renumbered(reading: PageReading, page_no: int) -> PageReading:
    """The reading of an equal page image elsewhere, with this page's number."""
    return reading if reading.page_no == page_no else replace(reading, page_no=page_no)


def _page_key(content: str, settings: Settings) -> str:
    parts = (content, settings.extraction_key(), engine_version(settings), page_stage_version())
    return hashlib.sha256("|".join(parts).encode()).hexdigest()


def _page(reading: PageReading) -> Page:
    """The facts of a reading that the ``pages`` table keeps."""
    known = reading.width_pt > 0 and reading.height_pt > 0
    return Page(
        page_no=reading.page_no,
        text_source=reading.text_source,
        width_pt=reading.width_pt if known else None,
        height_pt=reading.height_pt if known else None,
        layer_quality=reading.layer_quality,
        layer_verdict=reading.layer_verdict,
        rotation_deg=reading.rotation_deg,
        skew_deg=reading.skew_deg,
        ocr_confidence=reading.ocr_confidence,
        engine=reading.engine,
        status=reading.status,
        error=reading.error,
        remedy=reading.remedy,
    )
