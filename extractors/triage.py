"""What is this file, by its content; and is the text layer of a page to be trusted."""

from __future__ import annotations

import codecs
import re
import unicodedata
from pathlib import Path

from normalizers.text import vietnamese_share
from pipeline.config import Settings
from pipeline.errors import BadEncoding, EmptyFile, TooLarge, UnreadableFile, UnsupportedFile
from pipeline.model import LayerVerdict

GOOD_SHARE = 0.7
"""A layer at or above this share is good Vietnamese. Correct notices measure 0.96 and more, layers read by an engine
without Vietnamese 0.0 to 0.4; mixtures lie between and count as garbled."""

FEW_WORDS = 60
"""A scanned page whose layer has fewer words carries a signature note, not its text."""

_GLYPH_NUMBER = re.compile(r"\(cid:\d+\)")

_EXTENSIONS = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg", ".jpe", ".jfif"),
    "image/tiff": (".tif", ".tiff"),
    "text/plain": (".txt", ".md", ".tsv", ".text", ".csv", ""),
}
_NAMES = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "image/tiff": "TIFF",
    "text/plain": "text",
}


def identify(path: Path, settings: Settings) -> str:
    """The media type of a file by its first bytes.

    Raises EmptyFile, TooLarge (more than ``settings.max_bytes``), UnreadableFile (no permission, a folder, a device),
    BadEncoding (text that is not UTF-8), UnsupportedFile.
    """
    try:
        if path.is_dir():
            raise UnreadableFile("this is a folder, not a file", remedy="Name the files in it, or rename the folder.")
        if path.exists() and not path.is_file():
            raise UnreadableFile("this is a device or a pipe, not a file", remedy="Remove it from the raw folder.")
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(65536)
    except OSError as error:
        raise UnreadableFile(f"the file cannot be read: {error.strerror or error}") from error
    if not head:
        raise EmptyFile("the file is empty")
    if size > settings.max_bytes:
        raise TooLarge(
            f"the file has {size} bytes, more than {settings.max_bytes}",
            remedy="Split the file, or raise NOTICES_MAX_BYTES.",
        )
    if b"%PDF-" in head[:1024]:
        return "application/pdf"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith((b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")):
        return "image/tiff"
    return _text_or_refuse(path, head)


def _text_or_refuse(path: Path, head: bytes) -> str:
    suffix = path.suffix.lower()
    utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if b"\0" in head and not utf16:
        raise UnsupportedFile(f"the content of this {suffix or 'nameless'} file is not a PDF, PNG, JPEG, TIFF or text")
    if not utf16:
        decoder = codecs.getincrementaldecoder("utf-8")()
        try:
            decoder.decode(head)
        except UnicodeDecodeError as error:
            if suffix in _EXTENSIONS["text/plain"]:
                raise BadEncoding(f"byte {error.start + 1} is not valid UTF-8") from error
            raise UnsupportedFile("the content is not a PDF, PNG, JPEG, TIFF or UTF-8 text") from error
    if suffix in (".pdf", ".png", ".jpg", ".jpeg", ".tif", ".tiff"):
        raise UnsupportedFile(f"the file is named {suffix} but holds {_what(head)}")
    if suffix in (".html", ".htm", ".xml", ".rtf", ".json", ".eml"):
        raise UnsupportedFile(f"{suffix} files are not read")
    return "text/plain"


def _what(head: bytes) -> str:
    return "a web page" if b"<html" in head[:2000].lower() else "something else"


def mislabel(path: Path, media_type: str) -> str | None:
    """A note when the file's name promises another content than it has, else None."""
    suffix = path.suffix.lower()
    if suffix in _EXTENSIONS[media_type] or media_type == "text/plain":
        return None
    known = any(suffix in suffixes for suffixes in _EXTENSIONS.values())
    if not known or not suffix:
        return None
    return f"the file is named {suffix} but holds a {_NAMES[media_type]}"


def judge_layer(text: str, *, scanned: bool) -> tuple[LayerVerdict, float | None]:
    """Verdict and quality (0..1, None without text) of one page's embedded text layer.

    ``scanned``: one image covers the page. A page born digital with text is good unless its fonts map to nonsense.
    """
    words = text.split()
    if not words:
        return LayerVerdict.ABSENT, None
    quality = vietnamese_share(text)
    if scanned and len(words) < FEW_WORDS and quality >= 0.3:
        return LayerVerdict.STAMP_ONLY, quality
    if quality >= GOOD_SHARE:
        return LayerVerdict.GOOD, quality
    letters = sum(len(w) for w in words if any(c.isalpha() for c in w))
    if not scanned and letters < 200 and not _is_nonsense(words):
        return LayerVerdict.GOOD, quality  # a page of numbers, or of a few names, born digital
    return LayerVerdict.GARBLED, quality


def _is_nonsense(words: list[str]) -> bool:
    """Whether a fifth of the characters are glyph numbers or have no meaning: the font says not what its glyphs are."""
    total = sum(len(w) for w in words)
    unknown = sum(len(m) for w in words for m in _GLYPH_NUMBER.findall(w))
    unknown += sum(unicodedata.category(c) in ("Co", "Cn", "Cc") or c == "\ufffd" for w in words for c in w)
    return 5 * unknown >= total


def judge_text(text: str) -> tuple[LayerVerdict, float | None]:
    """The same for a page of a text export, which has no image to fall back on."""
    if not text.strip():
        return LayerVerdict.ABSENT, None
    quality = vietnamese_share(text)
    return (LayerVerdict.GOOD if quality >= GOOD_SHARE else LayerVerdict.GARBLED), quality
