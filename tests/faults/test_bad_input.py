"""Bad files, each alone and all together: one line that says what is wrong and what to do, and no harm to the rest."""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from PIL import Image, ImageFile
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

import flows.ingest
import flows.settings
import pipeline.cli
from pipeline.config import Settings
from pipeline.errors import (
    BadEncoding,
    DamagedFile,
    EmptyFile,
    EncryptedFile,
    PageError,
    TooLarge,
    UnreadableFile,
    UnsupportedFile,
)
from pipeline.model import SourceResult, SourceStatus, TextSource
from pipeline.process import InProcess, process_source
from pipeline.progress import Progress
from pipeline.run import Run
from pipeline.snapshot import open_snapshot
from pipeline.store import inventory
from pipeline.summary import RunReport

NOTICE = """TRẠM THỦY NÔNG GÒ DẦU CŨ
Số: 8/BC-TTN

Gò Dầu, ngày 11 tháng 4 năm 2025

BÁO CÁO
Về việc nạo vét kênh quý I năm 2025

Phụ lục 1

DANH MỤC NHIỆM VỤ

TT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn
1\tNạo vét đoạn kênh số {number}\tSở Xây dựng\t30/6/2025
"""
LINES = ["Trình xã Hòa Tân báo cáo tình hình công trình", "và các công viên trong tháng giêng."]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "raw").mkdir()
    return Settings(
        raw=tmp_path / "raw",
        curated=tmp_path / "curated",
        cache=tmp_path / "cache",
        jobs=1,
        tesseract_cmd=str(tmp_path / "no tesseract here"),
    )


def changed(settings: Settings, **values: object) -> Settings:
    names = ("raw", "curated", "cache", "jobs", "tesseract_cmd")
    return Settings(**{**{name: getattr(settings, name) for name in names}, **values})  # type: ignore[arg-type]


# --- making bad files -------------------------------------------------------------------------------


def png(width: int, height: int) -> bytes:
    """A blank PNG of one bit a pixel, made without holding its pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    pack = zlib.compressobj(1)
    row = b"\0" + b"\xff" * ((width + 7) // 8)
    data = b"".join(pack.compress(row) for _ in range(height)) + pack.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def whole_pdf(path: Path, pages: int = 1, lines: list[str] | None = None, password: str | None = None) -> Path:
    encrypt = StandardEncryption(password, ownerPassword="owner", canPrint=0) if password else None
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1, encrypt=encrypt)
    for _ in range(pages):
        for number, line in enumerate(lines if lines is not None else LINES):
            canvas.drawString(72, 700 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def truncated_pdf(path: Path) -> None:
    data = whole_pdf(path, pages=3).read_bytes()
    path.write_bytes(data[: len(data) // 2])


def page_image(path: Path, mode: str = "L", **options: object) -> Path:
    image = Image.new(mode, (620, 877), 255)
    image.paste(0, (100, 200, 190, 230))
    image.save(path, **options)
    return path


def read(path: Path, settings: Settings) -> SourceResult:
    (raw,) = inventory(settings.raw, [path])
    return process_source(raw, settings, InProcess())


def no_decoding(*_: object) -> None:
    raise AssertionError("the pixels were decoded")


# --- one bad file at a time -------------------------------------------------------------------------

BAD_FILES: list[tuple[str, Callable[[Path], object], str, str]] = [
    ("zero.pdf", Path.touch, "the file is empty", EmptyFile.remedy),
    ("zero.txt", Path.touch, "the file is empty", EmptyFile.remedy),
    ("cut.pdf", truncated_pdf, "truncated", DamagedFile.remedy),
    ("locked.pdf", lambda p: whole_pdf(p, password="kín"), "asks for a password", EncryptedFile.remedy),
    ("rubbish.pdf", lambda p: p.write_bytes(b"%PDF-1.4\n" + bytes(range(256)) * 9), "truncated", DamagedFile.remedy),
    (
        "no pages.pdf",
        lambda p: p.write_bytes(
            b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
            b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000053 00000 n \n"
            b"trailer<</Size 3/Root 1 0 R>>\nstartxref\n101\n%%EOF\n"
        ),
        "PDF",
        DamagedFile.remedy,
    ),
    ("3000 pages.pdf", lambda p: whole_pdf(p, 3000, []), "3000 pages, more than 2000", "NOTICES_MAX_PAGES"),
    ("cut.png", lambda p: p.write_bytes(page_image(p).read_bytes()[:400]), "image cannot be", DamagedFile.remedy),
    ("cut.tif", lambda p: p.write_bytes(page_image(p).read_bytes()[:400]), "image cannot be", DamagedFile.remedy),
    ("cut.jpg", lambda p: p.write_bytes(page_image(p).read_bytes()[:120]), "image cannot be", DamagedFile.remedy),
    ("latin.txt", lambda p: p.write_bytes("Thông báo: ngày họp".encode()[:-1] + b"\xe9\xff"), "UTF-8", "UTF-8"),
    ("late.txt", lambda p: p.write_bytes(b"a b c d\n" * 9000 + b"\xc3\x28\n"), "byte 72001", BadEncoding.remedy),
    ("half.txt", lambda p: p.write_bytes(b"\xff\xfeT\0h\0i\0x"), "UTF-16", BadEncoding.remedy),
    ("table.xlsx", lambda p: p.write_bytes(b"PK\x03\x04\x14\0\0\0"), "not a PDF", UnsupportedFile.remedy),
    ("page.html", lambda p: p.write_text("<html><p>Thông báo</p></html>"), ".html", UnsupportedFile.remedy),
    ("page.pdf", lambda p: p.write_text("<html><p>Không tìm thấy</p></html>"), "a web page", UnsupportedFile.remedy),
]


@pytest.mark.parametrize(("name", "make", "words", "remedy"), BAD_FILES, ids=[b[0] for b in BAD_FILES])
def test_a_bad_file_is_a_failed_source_with_one_line_and_a_remedy(
    settings: Settings, name: str, make: Callable[[Path], object], words: str, remedy: str
) -> None:
    make(settings.raw / name)
    result = read(settings.raw / name, settings)
    assert result.source.path == name
    assert result.source.status == SourceStatus.FAILED
    assert words in str(result.source.error)
    assert remedy in str(result.source.remedy)
    assert "\n" not in f"{result.source.error}{result.source.remedy}"
    assert str(settings.raw) not in str(result.source.error)
    assert (result.blocks, result.tasks, result.documents) == ((), (), ())


def test_a_one_pixel_image(settings: Settings, fake_tesseract: Callable[..., Path]) -> None:
    Image.new("L", (1, 1)).save(settings.raw / "dot.png")
    result = read(settings.raw / "dot.png", changed(settings, tesseract_cmd=str(fake_tesseract())))
    assert result.source.status == SourceStatus.FAILED
    assert str(result.source.error).startswith("the image has 1 x 1 pixels")
    assert [(p.status, p.error) for p in result.pages] == [(SourceStatus.FAILED, result.source.error)]
    assert "rescan" in str(result.source.remedy)


def test_a_huge_image_is_refused_without_decoding_it(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    (settings.raw / "huge.png").write_bytes(png(20_000, 20_000))
    monkeypatch.setattr(ImageFile.ImageFile, "load", no_decoding)
    result = read(settings.raw / "huge.png", settings)
    assert result.source.status == SourceStatus.FAILED
    assert result.source.error == "the page image has 20000 x 20000 pixels, more than 120000000"
    assert "NOTICES_MAX_PIXELS" in str(result.source.remedy)


def test_the_remedy_for_a_huge_image_works(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """The image library has a limit of its own, which must not stand in the way of a raised one."""

    def decode(*_: object) -> None:
        raise OSError("decoding begins")

    (settings.raw / "huge.png").write_bytes(png(20_000, 20_000))
    monkeypatch.setattr(ImageFile.ImageFile, "load", decode)
    result = read(settings.raw / "huge.png", changed(settings, max_pixels=400_000_000))
    assert "decoding begins" in str(result.source.error)


def test_the_limits_can_be_raised_and_lowered(settings: Settings) -> None:
    whole_pdf(settings.raw / "three.pdf", 3)
    assert "more than 2" in str(read(settings.raw / "three.pdf", changed(settings, max_pages=2)).source.error)
    assert read(settings.raw / "three.pdf", changed(settings, max_pages=3)).source.status == SourceStatus.OK
    small = read(settings.raw / "three.pdf", changed(settings, max_bytes=100))
    assert "more than 100" in str(small.source.error)
    assert "NOTICES_MAX_BYTES" in str(small.source.remedy)


def test_a_scan_inside_a_pdf_obeys_the_pixel_limit_and_the_other_pages_are_read(
    settings: Settings, tmp_path: Path
) -> None:
    scan = page_image(tmp_path / "scan.png")
    canvas = Canvas(str(settings.raw / "mixed.pdf"), pagesize=(595, 842), invariant=1)
    canvas.drawImage(str(scan), 0, 0, 595, 842)
    canvas.showPage()
    canvas.drawString(72, 700, LINES[0])
    canvas.showPage()
    canvas.save()
    result = read(settings.raw / "mixed.pdf", changed(settings, max_pixels=100_000))
    assert result.source.status == SourceStatus.PARTIAL
    assert [p.status for p in result.pages] == [SourceStatus.FAILED, SourceStatus.OK]
    assert "more than 100000" in str(result.pages[0].error)
    assert [b.text for b in result.blocks] == [LINES[0]]
    assert "NOTICES_MAX_PIXELS" in str(result.source.remedy)


def test_a_pdf_that_is_a_jpeg_is_read_as_what_it_is_and_said(
    settings: Settings, fake_tesseract: Callable[..., Path]
) -> None:
    page_image(settings.raw / "scan.pdf", format="JPEG")
    result = read(settings.raw / "scan.pdf", changed(settings, tesseract_cmd=str(fake_tesseract())))
    assert (result.source.media_type, result.source.status) == ("image/jpeg", SourceStatus.PARTIAL)
    assert result.source.error == "the file is named .pdf but holds a JPEG"
    assert "Rename" in str(result.source.remedy)
    assert [b.text for b in result.blocks] == ["Thông báo"]


@contextlib.contextmanager
def nobody() -> Iterator[None]:
    """Run as a user without rights where the tests run as root, for root may read everything."""
    if os.geteuid() != 0:
        yield
        return
    try:
        os.seteuid(65534)
    except OSError as error:  # a container that knows one user only
        pytest.skip(f"runs as root and cannot become another user: {error}")
    try:
        yield
    finally:
        os.seteuid(0)


def test_an_unreadable_file(settings: Settings) -> None:
    folder = Path(tempfile.mkdtemp())
    try:
        folder.chmod(0o755)
        for name in ("kín.txt", "mở.txt"):
            (folder / name).write_text(NOTICE.format(number=4), encoding="utf-8")
            (folder / name).chmod(0o000 if name == "kín.txt" else 0o644)
        with nobody():
            closed, opened = inventory(folder)
        assert (closed.path, opened.path) == ("kín.txt", "mở.txt")
        result = process_source(closed, settings, InProcess())
        assert result.source.status == SourceStatus.FAILED
        assert result.source.error == "cannot be read: Permission denied"
        assert result.source.remedy == UnreadableFile.remedy
        assert process_source(opened, settings, InProcess()).source.status == SourceStatus.OK
    finally:
        shutil.rmtree(folder)


def test_a_folder_named_as_a_file(settings: Settings) -> None:
    (settings.raw / "x.pdf").mkdir()
    (settings.raw / "x.pdf" / "trong.txt").write_text(NOTICE.format(number=5), encoding="utf-8")
    for paths in ((), (settings.raw / "x.pdf",)):
        files = {file.path: file for file in inventory(settings.raw, paths)}
        assert set(files) == {"x.pdf", "x.pdf/trong.txt"}
        result = process_source(files["x.pdf"], settings, InProcess())
        assert result.source.status == SourceStatus.FAILED
        assert result.source.error == "a folder that bears the name of a file"
        assert result.source.remedy == "Rename or remove the folder."
        inside = process_source(files["x.pdf/trong.txt"], settings, InProcess())
        assert (inside.source.status, len(inside.tasks)) == (SourceStatus.OK, 1)


NAMES = ["báo cáo quý 1.txt", "-v.txt", "--force.txt", "'một' \"hai\" `ba`.txt", "$HOME; rm x.txt", "kế\thoạch.txt"]


@pytest.mark.parametrize("name", NAMES)
def test_odd_names_are_names_like_any_other(settings: Settings, name: str) -> None:
    (settings.raw / name).write_text(NOTICE.format(number=6), encoding="utf-8")
    whole_pdf(settings.raw / name.replace(".txt", ".pdf"))
    results = [process_source(f, settings, InProcess()) for f in inventory(settings.raw)]
    assert {r.source.path: r.source.status for r in results} == {
        name: SourceStatus.OK,
        name.replace(".txt", ".pdf"): SourceStatus.OK,
    }
    assert sum(len(r.tasks) for r in results) == 1


# --- Tesseract ----------------------------------------------------------------------------------------


def test_missing_tesseract_fails_what_needs_it_only(settings: Settings) -> None:
    page_image(settings.raw / "scan.png")
    whole_pdf(settings.raw / "native.pdf")
    result = read(settings.raw / "scan.png", settings)
    assert result.source.status == SourceStatus.FAILED
    (page,) = result.pages
    for error, remedy in ((page.error, page.remedy), (result.source.error, result.source.remedy)):
        assert "no tesseract here" in str(error)
        assert "tesseract-ocr-vie" in str(remedy)
    assert read(settings.raw / "native.pdf", settings).source.status == SourceStatus.OK


def test_missing_vietnamese_model(settings: Settings, fake_tesseract: Callable[..., Path]) -> None:
    page_image(settings.raw / "scan.png")
    program = fake_tesseract(languages=("eng", "osd"))
    result = read(settings.raw / "scan.png", changed(settings, tesseract_cmd=str(program)))
    assert "'vie'" in str(result.pages[0].error)
    assert "tesseract-ocr-vie" in str(result.pages[0].remedy)


# --- a whole run ------------------------------------------------------------------------------------


def plain_ingest(
    settings: Settings, paths: tuple[Path, ...], only: str | None, force: bool, progress: Progress
) -> RunReport:
    """The steps of ``flows.ingest`` without the flow engine, whose start takes seconds."""
    run = Run(settings, InProcess(), paths=paths, only=only, force=force, progress=progress)
    run.take_inventory()
    for index in run.recall_unchanged():
        run.read(index)
    run.curate()
    return run.publish()


@pytest.fixture
def quick_cli(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., int]:
    """The command line with the plain steps instead of the flow; paths are relative to the temporary folder."""
    monkeypatch.setattr(flows.settings, "engine", lambda *_, **__: nullcontext())
    monkeypatch.setattr(flows.ingest, "ingest", plain_ingest)
    monkeypatch.setattr(pipeline.cli.signal, "signal", lambda *_: None)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    for name in ("raw", "curated", "cache", "tesseract_cmd"):
        monkeypatch.setenv(f"NOTICES_{name.upper()}", str(getattr(settings, name)))
    return lambda *arguments: pipeline.cli.main(arguments)


def paths_of(curated: Path) -> dict[str, str]:
    return {row["path"]: row["status"] for row in open_snapshot(curated).read("sources").to_pylist()}


def test_missing_tesseract_is_said_and_harms_no_other_file(
    settings: Settings, quick_cli: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    (settings.raw / "tốt.txt").write_text(NOTICE.format(number=1), encoding="utf-8")
    page_image(settings.raw / "scan.png")
    assert quick_cli("run") == 4
    shown = capsys.readouterr()
    last = shown.err.splitlines()[-1]
    assert last.startswith("notices: the program ")
    assert "tesseract-ocr-vie" in last
    (line,) = [x for x in shown.out.splitlines() if "scan.png" in x]
    assert "no tesseract here" in line
    assert " -> " in line
    assert paths_of(settings.curated) == {"scan.png": "failed", "tốt.txt": "ok"}
    (page,) = [p for p in open_snapshot(settings.curated).read("pages").to_pylist() if p["status"] == "failed"]
    assert "no tesseract here" in page["error"]


def test_what_tesseract_read_before_it_went_stays(
    settings: Settings,
    quick_cli: Callable[..., int],
    fake_tesseract: Callable[..., Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page_image(settings.raw / "scan.png")
    monkeypatch.setenv("NOTICES_TESSERACT_CMD", str(fake_tesseract()))
    assert quick_cli("run") == 0
    monkeypatch.setenv("NOTICES_TESSERACT_CMD", str(settings.tesseract_cmd))
    (settings.raw / "tốt.txt").write_text(NOTICE.format(number=1), encoding="utf-8")
    assert quick_cli("run") == 0
    assert paths_of(settings.curated) == {"scan.png": "ok", "tốt.txt": "ok"}


def test_a_name_with_a_leading_dash_on_the_command_line(settings: Settings, quick_cli: Callable[..., int]) -> None:
    (settings.raw / "-v.txt").write_text(NOTICE.format(number=1), encoding="utf-8")
    assert quick_cli("run", "--", "-v.txt") == 0
    assert paths_of(settings.curated) == {"-v.txt": "ok"}


def test_a_path_that_does_not_exist(settings: Settings, quick_cli: Callable[..., int]) -> None:
    (settings.raw / "tốt.txt").write_text(NOTICE.format(number=1), encoding="utf-8")
    assert quick_cli("run", "tốt.txt", "vắng.txt") == 6
    assert paths_of(settings.curated)["tốt.txt"] == "ok"
    assert sorted(paths_of(settings.curated).values()) == ["failed", "ok"]


def test_a_folder_of_bad_files_and_a_good_one_through_the_command(
    settings: Settings, tmp_path: Path, fake_tesseract: Callable[..., Path]
) -> None:
    """The real command with its flow engine and page workers."""
    for name, make, _, _ in BAD_FILES:
        make(settings.raw / name)
    Image.new("L", (1, 1)).save(settings.raw / "dot.png")
    (settings.raw / "huge.png").write_bytes(png(20_000, 20_000))
    page_image(settings.raw / "scan.pdf", format="JPEG")
    (settings.raw / "x.pdf").mkdir()
    (settings.raw / "lost.pdf").symlink_to(tmp_path / "nowhere")
    for name in NAMES[:4]:
        (settings.raw / name).write_text(NOTICE.format(number=NAMES.index(name)), encoding="utf-8")
    whole_pdf(settings.raw / "native.pdf")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("NOTICES_", "PREFECT_"))}
    environment |= {
        "NOTICES_CACHE": str(settings.cache),
        "NOTICES_TESSERACT_CMD": str(fake_tesseract()),
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    command = [sys.executable, "-m", "pipeline.cli", "run", "--raw", "raw", "--curated", "curated", "--jobs", "2"]
    run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=200)
    assert run.returncode == 6, run.stderr
    assert "Traceback" not in run.stdout + run.stderr

    status = paths_of(settings.curated)
    bad = {name for name, _, _, _ in BAD_FILES if name != "zero.txt"} | {"dot.png", "huge.png", "x.pdf", "lost.pdf"}
    assert {path for path, state in status.items() if state == "failed"} >= bad
    assert status["scan.pdf"] == "partial"
    good = {*NAMES[:4], "native.pdf"}
    assert {path for path, state in status.items() if state == "ok"} == good

    lines = [line.strip() for line in run.stdout.splitlines()]
    for name in bad | {"scan.pdf"}:
        said = [line for line in lines if line.startswith((f"{name}: ", f"{name}, page"))]
        assert len(said) == 1, said
        assert " -> " in said[0]
    assert run.stderr.splitlines()[-1].startswith("notices: ")

    snapshot = open_snapshot(settings.curated)
    tasks = {row["task_text"] for row in snapshot.read("tasks").to_pylist()}
    assert tasks == {f"Nạo vét đoạn kênh số {n}" for n in range(4)}
    sources = {row["source_id"]: row["path"] for row in snapshot.read("sources").to_pylist()}
    pages = [(sources[p["source_id"]], p["text_source"], p["status"]) for p in snapshot.read("pages").to_pylist()]
    assert ("native.pdf", TextSource.NATIVE, "ok") in pages
    assert ("scan.pdf", TextSource.OCR, "ok") in pages
    assert {path for path, _, state in pages if state == "failed"} >= {"dot.png", "huge.png"}
    for line in snapshot.read("sources").to_pylist():
        assert (line["error"] is None) == (line["status"] == "ok")
        assert (line["remedy"] is None) == (line["status"] == "ok")


def test_the_remedies_of_the_classes_differ() -> None:
    """The parameters above tell the classes apart by their remedies."""
    classes = (EmptyFile, DamagedFile, EncryptedFile, BadEncoding, UnsupportedFile, UnreadableFile, TooLarge, PageError)
    assert len({c.remedy for c in classes}) == len(classes)
