"""What a file is by its content, and what a text layer is worth. The sentences are made up."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from extractors.triage import identify, judge_layer, judge_text, mislabel
from pipeline.config import Settings
from pipeline.errors import BadEncoding, EmptyFile, TooLarge, UnreadableFile, UnsupportedFile
from pipeline.model import LayerVerdict

GOOD = (
    "Ủy ban nhân dân huyện Suối Trong yêu cầu các phòng, ban rà soát hồ sơ lưu trữ, hoàn thành việc số hóa và báo cáo "
    "kết quả thực hiện trước ngày cuối cùng của quý này; Văn phòng có trách nhiệm đôn đốc, theo dõi và tổng hợp. "
) * 3
GARBLED = (
    "Uy ban nhan din huyn Sui Trong yeu cu cac phOng, ban rà soát h so luu tr, hoân thânh vic s hóa vã bão cáo kt quã "
    "thuc hin truOc ngày cui cüng cüa qu nay; Van phông có trách nhim don dc, theo dOi vã tong hçip. "
) * 3


def put(folder: Path, name: str, content: bytes) -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.pdf", b"%PDF-1.7\n", "application/pdf"),
        ("a.pdf", b"\n\n  %PDF-1.4\n", "application/pdf"),
        ("a.png", b"\x89PNG\r\n\x1a\n\0\0", "image/png"),
        ("a.pdf", b"\xff\xd8\xff\xe0\0\x10JFIF", "image/jpeg"),
        ("a.tif", b"II*\0\x08\0", "image/tiff"),
        ("a.tif", b"MM\0*\0\0", "image/tiff"),
        ("a.txt", "Kế hoạch số 5".encode(), "text/plain"),
        ("a.txt", b"\xef\xbb\xbfK\xe1\xba\xbf", "text/plain"),
        ("không đuôi", "Kế hoạch".encode(), "text/plain"),
        ("- 'tên' \"lạ\" đấy.txt", "Kế hoạch".encode(), "text/plain"),
    ],
)
def test_the_content_decides(tmp_path: Path, name: str, content: bytes, expected: str) -> None:
    assert identify(put(tmp_path, name, content), Settings()) == expected


@pytest.mark.parametrize(
    ("name", "content", "error"),
    [
        ("a.txt", b"", EmptyFile),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0", UnsupportedFile),
        ("a.pdf", b"<html><body>404</body></html>", UnsupportedFile),
        ("a.html", b"<html><body>trang</body></html>", UnsupportedFile),
        ("a.txt", b"K\xfd ho\xb9ch", BadEncoding),
        ("a.bin", b"\x80\x81\x82\x83", UnsupportedFile),
    ],
)
def test_what_is_refused(tmp_path: Path, name: str, content: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        identify(put(tmp_path, name, content), Settings())


def test_a_file_over_the_limit_is_refused_with_the_setting_that_helps(tmp_path: Path) -> None:
    with pytest.raises(TooLarge) as caught:
        identify(put(tmp_path, "a.txt", b"x" * 101), Settings(max_bytes=100))
    assert "NOTICES_MAX_BYTES" in caught.value.remedy


def test_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="folder"):
        identify(tmp_path, Settings())
    with pytest.raises(UnreadableFile):
        identify(tmp_path / "absent.pdf", Settings())
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(UnreadableFile, match="pipe"):
        identify(pipe, Settings())


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    path = put(tmp_path, "a.pdf", b"%PDF-1.7")
    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so a mode would not do
    with pytest.raises(UnreadableFile, match="Permission denied"):
        identify(path, Settings())


@pytest.mark.parametrize(
    ("name", "media_type", "note"),
    [
        ("a.pdf", "application/pdf", None),
        ("a.PDF", "image/jpeg", "the file is named .pdf but holds a JPEG"),
        ("a.jpg", "application/pdf", "the file is named .jpg but holds a PDF"),
        ("a.tiff", "image/tiff", None),
        ("a", "application/pdf", None),
        ("a.v2", "application/pdf", None),
    ],
)
def test_a_name_that_contradicts_the_content_is_noted(name: str, media_type: str, note: str | None) -> None:
    assert mislabel(Path(name), media_type) == note


@pytest.mark.parametrize(
    ("text", "scanned", "verdict"),
    [
        (GOOD, True, LayerVerdict.GOOD),
        (GOOD, False, LayerVerdict.GOOD),
        (GARBLED, True, LayerVerdict.GARBLED),
        (GARBLED, False, LayerVerdict.GARBLED),
        ("", True, LayerVerdict.ABSENT),
        (" \n\t", False, LayerVerdict.ABSENT),
        (
            "Người ký: Phòng Văn thư\nCơ quan: Huyện Suối Trong\nThời gian ký: 05.03.2025 08:15:20",
            True,
            LayerVerdict.STAMP_ONLY,
        ),
        ("Bảng số liệu\n12 14 15 230\n7,5 8,25", False, LayerVerdict.GOOD),
    ],
)
def test_the_verdict_on_a_layer(text: str, scanned: bool, verdict: LayerVerdict) -> None:
    found, quality = judge_layer(text, scanned=scanned)
    assert found == verdict
    assert (quality is None) == (verdict == LayerVerdict.ABSENT)
    assert quality is None or 0 <= quality <= 1


def test_the_verdict_on_an_export() -> None:
    assert judge_text(GOOD)[0] == LayerVerdict.GOOD
    assert judge_text(GARBLED)[0] == LayerVerdict.GARBLED
    assert judge_text("  ") == (LayerVerdict.ABSENT, None)
