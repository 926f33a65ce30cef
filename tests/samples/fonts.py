"""Where the fonts of the samples come from: Liberation 2 (Debian package ``fonts-liberation2``).

Version 1 of the same family has no Vietnamese letters, so a face is taken only if it has them all.
"""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont, TTFontFace

FACES = {
    "regular": ("LiberationSerif-Regular.ttf", "Liberation Serif:style=Regular"),
    "bold": ("LiberationSerif-Bold.ttf", "Liberation Serif:style=Bold"),
    "italic": ("LiberationSerif-Italic.ttf", "Liberation Serif:style=Italic"),
    "bolditalic": ("LiberationSerif-BoldItalic.ttf", "Liberation Serif:style=Bold Italic"),
    "sans": ("LiberationSans-Bold.ttf", "Liberation Sans:style=Bold"),
}
FOLDERS = ("/usr/share/fonts/truetype/liberation2", "/usr/share/fonts/truetype/liberation")
NEEDED = "ĂăĐđƠơƯưẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặẸẹẺẻẼẽẾếỀềỂểỄễỆệỈỉỊịỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợỤụỦủỨứỪừỬửỮữỰựỲỳỴỵỶỷỸỹ"


class FontMissing(RuntimeError):
    """A font of the samples is not installed."""


def find(file_name: str, pattern: str) -> Path:
    """The font file by its known place, else by fontconfig; raises ``FontMissing`` with the remedy."""
    for folder in FOLDERS:
        path = Path(folder) / file_name
        if path.is_file() and speaks_vietnamese(path):
            return path
    if shutil.which("fc-match"):
        command = ["fc-match", "--format=%{file}", pattern]
        path = Path(subprocess.run(command, capture_output=True, text=True, check=False).stdout)
        if path.name == file_name and speaks_vietnamese(path):
            return path
    raise FontMissing(f"no {file_name} with Vietnamese letters found; install it: apt-get install fonts-liberation2")


def speaks_vietnamese(path: Path) -> bool:
    """Whether the font has every Vietnamese letter."""
    face = TTFontFace(str(path))
    return all(ord(char) in face.charToGlyph for char in NEEDED)


def register() -> None:
    """Make the faces known to reportlab under the keys of ``FACES``."""
    for face, (file_name, pattern) in FACES.items():
        pdfmetrics.registerFont(TTFont(face, str(find(file_name, pattern))))


def width(text: str, face: str, size: float) -> float:
    """The width of ``text`` in points."""
    return float(pdfmetrics.stringWidth(text, face, size))
