"""What a file is by its content, and what the text layer of a page is worth."""

from __future__ import annotations

import io
import os
import unicodedata
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractors.triage import identify, judge_layer, judge_text, mislabel
from pipeline.config import Settings
from pipeline.errors import BadEncoding, EmptyFile, NoticesError, TooLarge, UnreadableFile, UnsupportedFile
from pipeline.model import LayerVerdict
from tests.samples.garble import garble

SETTINGS = Settings()


def picture(kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    Image.new("L", (60, 60), 255).save(stream, kind, **options)
    return stream.getvalue()


BIG_ENDIAN_TIFF = b"MM\0*" + picture("TIFF")[4:]


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"\xef\xbb\xbf\n\n%PDF-1.4\n...", "application/pdf"),  # rubbish before the header is allowed up to 1024 bytes
        (picture("PNG"), "image/png"),
        (picture("JPEG"), "image/jpeg"),
        (picture("TIFF"), "image/tiff"),
        (BIG_ENDIAN_TIFF, "image/tiff"),
        (picture("TIFF", big_tiff=True), "image/tiff"),
        ("Thông báo số 5\n".encode(), "text/plain"),
        ("\ufeffThông báo\n".encode(), "text/plain"),
        ("Thông báo\n".encode("utf-16"), "text/plain"),
        (b"TT\tNhiem vu\n1\tLam duong\n", "text/plain"),
    ],
)
@pytest.mark.parametrize("name", ["a", "a.dat", "- 'tên' \"lạ\" đấy.bin"])
def test_content_decides(tmp_path: Path, data: bytes, media_type: str, name: str) -> None:
    (tmp_path / name).write_bytes(data)
    assert identify(tmp_path / name, SETTINGS) == media_type


@pytest.mark.parametrize(
    ("name", "data", "error", "words"),
    [
        ("a.pdf", b"", EmptyFile, "empty"),
        ("a.docx", b"PK\x03\x04\x14\0\x06\0", UnsupportedFile, ".docx"),
        ("a", b"\x7fELF\0\0", UnsupportedFile, "nameless"),
        ("a.gif", b"GIF89a\x01\x00", UnsupportedFile, ".gif"),
        ("a.txt", b"Th\xf4ng b\xe1o", BadEncoding, "byte 3"),
        ("a.tsv", b"a" * 70_000 + b"\xff", None, ""),  # seen when the text is read, not here
        ("a.bin", b"Th\xf4ng b\xe1o", UnsupportedFile, "UTF-8"),
        ("a.pdf", b"<!doctype html><html><body>404</body>", UnsupportedFile, "named .pdf but holds a web page"),
        ("a.png", "chỉ là chữ".encode(), UnsupportedFile, "named .png"),
        ("a.json", b"{}", UnsupportedFile, ".json"),
        ("a.html", b"<p>x</p>", UnsupportedFile, ".html"),
    ],
)
def test_refusals(tmp_path: Path, name: str, data: bytes, error: type[NoticesError] | None, words: str) -> None:
    (tmp_path / name).write_bytes(data)
    if error is None:
        assert identify(tmp_path / name, SETTINGS) == "text/plain"
        return
    with pytest.raises(error, match=words) as caught:
        identify(tmp_path / name, SETTINGS)
    assert type(caught.value) is error


def test_a_letter_cut_at_the_end_of_the_part_looked_at_is_no_error(tmp_path: Path) -> None:
    for shift in range(4):
        (tmp_path / "a.txt").write_bytes(b"x" * shift + "ệ".encode() * 30_000)
        assert identify(tmp_path / "a.txt", SETTINGS) == "text/plain"


def test_what_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").mkdir()
    with pytest.raises(UnreadableFile, match="folder"):
        identify(tmp_path / "x.pdf", SETTINGS)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        identify(tmp_path / "absent.pdf", SETTINGS)


def test_a_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(Path, "open", refuse)  # root may read everything, so a mode would not do
    with pytest.raises(UnreadableFile, match="Permission denied"):
        identify(tmp_path / "a.pdf", SETTINGS)


@pytest.mark.timeout(20)
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableFile, match="pipe"):
        identify(tmp_path / "pipe.txt", SETTINGS)


def test_the_size_limit(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"abcdef")
    assert identify(tmp_path / "a.txt", Settings(max_bytes=6)) == "text/plain"
    with pytest.raises(TooLarge, match="6 bytes, more than 5") as caught:
        identify(tmp_path / "a.txt", Settings(max_bytes=5))
    assert "NOTICES_MAX_BYTES" in caught.value.remedy


@pytest.mark.parametrize(
    ("name", "media_type", "note"),
    [
        ("a.pdf", "application/pdf", None),
        ("A.PDF", "application/pdf", None),
        ("a.pdf", "image/jpeg", "the file is named .pdf but holds a JPEG"),
        ("a.jpg", "image/png", "the file is named .jpg but holds a PNG"),
        ("a.jpeg", "image/jpeg", None),
        ("a.txt", "application/pdf", "the file is named .txt but holds a PDF"),
        ("a.tiff", "image/tiff", None),
        ("a", "application/pdf", None),  # a name that promises nothing
        ("a.2025", "application/pdf", None),
        ("notes.2025", "text/plain", None),
    ],
)
def test_mislabel(name: str, media_type: str, note: str | None) -> None:
    assert mislabel(Path(name), media_type) == note


# --- the text layer ---------------------------------------------------------------------------------

GOOD = (
    "Căn cứ kết luận của Chủ tịch xã tại buổi làm việc với các hộ nuôi cá bè, Trạm Khuyến nông đề nghị các ấp rà soát "
    "số lồng bè đang neo đậu, lập danh sách những hộ cần di dời trước mùa lũ và gửi về Trạm trước ngày 20 tháng 8. "
    "Tổ tự quản bố trí ghe máy, phao cứu sinh và phân công người trực ban đêm ở từng khúc sông có nước xiết. "
) * 3
STAMP = "Người ký: Trạm Khuyến nông Cù Lao Dài\nThời gian ký: 20/8/2025 09:15:00 +07:00"


def garbled(text: str) -> str:
    rng = np.random.default_rng(5)
    return " ".join(garble(word, rng) for word in text.split())


def test_good_vietnamese_is_good_on_any_page() -> None:
    for scanned in (True, False):
        verdict, quality = judge_layer(GOOD, scanned=scanned)
        assert verdict == LayerVerdict.GOOD
        assert quality is not None
        assert quality >= 0.95


@pytest.mark.parametrize("scanned", [True, False])
def test_a_layer_read_without_vietnamese_is_garbled(scanned: bool) -> None:
    verdict, quality = judge_layer(garbled(GOOD), scanned=scanned)
    assert verdict == LayerVerdict.GARBLED
    assert quality is not None
    assert quality < 0.5


def test_text_without_its_marks_is_garbled() -> None:
    stripped = "".join(c for c in GOOD if ord(c) < 128)
    assert judge_layer(stripped, scanned=True)[0] == LayerVerdict.GARBLED
    assert judge_layer(stripped, scanned=False)[0] == LayerVerdict.GARBLED


def test_a_font_without_a_map_gives_nonsense() -> None:
    nonsense = " ".join(f"(cid:{n % 90})" for n in range(300))
    assert judge_layer(nonsense, scanned=False)[0] == LayerVerdict.GARBLED
    assert judge_layer("\ufffd\ufffd \ue001\ue002 " * 200, scanned=False)[0] == LayerVerdict.GARBLED


def test_a_half_garbled_layer_is_not_trusted() -> None:
    words = GOOD.split()
    mixed = " ".join([*words[: len(words) // 3], *garbled(GOOD).split()[len(words) // 3 :]])
    assert judge_layer(mixed, scanned=True)[0] == LayerVerdict.GARBLED


def test_a_signature_on_a_scan_is_a_stamp_but_a_short_page_born_digital_is_text() -> None:
    assert judge_layer(STAMP, scanned=True)[0] == LayerVerdict.STAMP_ONLY
    assert judge_layer(STAMP, scanned=False)[0] == LayerVerdict.GOOD


@pytest.mark.parametrize("text", ["", "  \n\t "])
@pytest.mark.parametrize("scanned", [True, False])
def test_no_text_is_no_layer(text: str, scanned: bool) -> None:
    assert judge_layer(text, scanned=scanned) == (LayerVerdict.ABSENT, None)
    assert judge_text(text) == (LayerVerdict.ABSENT, None)


def test_a_page_of_numbers_born_digital_is_good() -> None:
    numbers = "\n".join(f"{n} {n * 1250} {n * 3},5 %" for n in range(1, 40))
    assert judge_layer(numbers, scanned=False)[0] == LayerVerdict.GOOD


def test_marks_set_apart_count_as_the_letters_they_make() -> None:
    assert judge_layer(unicodedata.normalize("NFD", GOOD), scanned=True) == judge_layer(GOOD, scanned=True)


def test_a_text_export_is_judged_the_same() -> None:
    assert judge_text(GOOD)[0] == LayerVerdict.GOOD
    assert judge_text(garbled(GOOD))[0] == LayerVerdict.GARBLED
