"""What several test files share: small PDFs without a font file, and programs that pose as Tesseract."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import settings
from reportlab.pdfgen.canvas import Canvas

settings.register_profile("steady", deadline=None)  # a busy machine is no failure
settings.load_profile("steady")

MakePdf = Callable[..., Path]
FakeTesseract = Callable[..., Path]

HEADER = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext"
ANSWER = (
    f"{HEADER}\n"
    "1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t\n"
    "5\t1\t1\t1\t1\t1\t100\t200\t90\t30\t96.5\tThông\n"
    "5\t1\t1\t1\t1\t2\t200\t200\t70\t30\t91\tbáo\n"
)


@pytest.fixture
def make_pdf() -> MakePdf:
    """Write a PDF, one list of lines a page. Helvetica has the Vietnamese letters of Latin-1 (á, ê, õ, ...)."""

    def make(path: Path, pages: Sequence[Sequence[str]], **options: object) -> Path:
        canvas = Canvas(str(path), pagesize=(595, 842), invariant=1, **options)
        for lines in pages:
            canvas.setFont("Helvetica", 12)
            for number, line in enumerate(lines):
                canvas.drawString(72, 842 - 72 - 18 * number, line)
            canvas.showPage()
        canvas.save()
        return path

    return make


@pytest.fixture
def fake_tesseract(tmp_path: Path) -> FakeTesseract:
    """Write a program that answers as Tesseract does; ``read`` is the shell code that reads an image.

    There ``$2`` is the output path without its suffix and ``$answer`` a file with two words in Tesseract's form.
    """

    def make(read: str = 'cat "$answer" > "$2.tsv"', languages: Sequence[str] = ("eng", "osd", "vie")) -> Path:
        folder = tmp_path / f"engine {len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        (folder / "answer.tsv").write_text(ANSWER, encoding="utf-8")
        program = folder / "tesseract"
        names = " ".join(languages)
        program.write_text(
            f"#!/bin/sh\nanswer={shlex.quote(str(folder / 'answer.tsv'))}\n"
            'case "$1" in\n--version) echo "tesseract 5.3.0" ;;\n'
            f'--list-langs) echo "List of available languages:"; printf "%s\\n" {names} ;;\n'
            f"*) {read} ;;\nesac\n",
            encoding="utf-8",
        )
        program.chmod(0o755)
        return program

    return make
