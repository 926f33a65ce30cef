"""The same notice written otherwise says the same: enumerators, bullets, line breaks, spellings, words of asking."""

from __future__ import annotations

import datetime as dt
import re
import textwrap
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from extractors.text import read_text_pages, text_content
from normalizers.text import fold
from pipeline.model import Document, Role

NOTICE = """\
Ủy ban nhân dân tỉnh giao nhiệm vụ cho các cơ quan, đơn vị như sau:

I. CÁC NHIỆM VỤ

1. Về bến đò ngang trên sông Mây

a) Sở Xây dựng chủ trì, phối hợp với Công an tỉnh, Phòng Cảnh sát đường thủy rà soát; hoàn thành trước ngày 15/11/2026.

b) Giao Chi cục Thủy sản hướng dẫn các chủ đò đăng ký phương tiện trong quý IV/2026.

c) Ủy ban nhân dân các xã: Mây Hồng, Đá Biếc lắp biển báo, phao cứu sinh tại từng bến.

2. Về trường học ven sông

- Sở Giáo dục và Đào tạo tổ chức dạy bơi cho học sinh trước ngày 30/6/2027.

- Đề nghị Hội Chữ thập đỏ tỉnh tặng áo phao cho học sinh qua đò hằng ngày, xong trong tháng 12/2026.

3. Sở Tài chính

- Bố trí kinh phí thực hiện trong năm 2027.

- Phối hợp với Ban Quản lý dự án đầu tư xây dựng tỉnh quyết toán kinh phí đóng đò.
"""

Said = list[tuple[str, set[str], set[str], set[str | None]]]


def said(file: Path, text: str) -> Said:
    """What is to be done (for comparison without enumerators), by whom, with whom and until when."""
    file.write_bytes(text.encode())
    (page,) = text_content("f" * 16, read_text_pages(file))
    document = Document("d" * 16, 1, type_code="TB", issued_on=dt.date(2026, 10, 1))
    found = directives_of("s" * 16, document, number_sections(link_paragraphs(classify(page.blocks))))
    return [
        (
            fold(task.text).split()[-1],
            {fold(m.name) for m in task.agencies if m.role == Role.LEAD},
            {fold(m.name) for m in task.agencies if m.role == Role.COORDINATING},
            {d.edtf for d in task.deadlines},
        )
        for task in found
    ]


def sub(pattern: str, to: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, to, text)


def wrapped(columns: int) -> Callable[[str], str]:
    def wrap(text: str) -> str:
        paragraphs = [textwrap.fill(p, columns, break_on_hyphens=False) for p in text.split("\n\n")]
        return "\n\n".join(paragraphs)

    return wrap


NUMBER, LETTER = r"(?m)^(\d)\. ", r"(?m)^([a-c])\) "

VARIANTS: dict[str, Callable[[str], str]] = {
    "1)": sub(NUMBER, r"\1) "),
    "1/": sub(NUMBER, r"\1/ "),
    "1-": sub(NUMBER, r"\1- "),
    "1.-": sub(NUMBER, r"\1.- "),
    "(1)": sub(NUMBER, r"(\1) "),
    "1.Về": sub(NUMBER, r"\1."),
    "a.": sub(LETTER, r"\1. "),
    "a/": sub(LETTER, r"\1/ "),
    "(a)": sub(LETTER, r"(\1) "),
    "a)Sở": sub(LETTER, r"\1)"),
    **{bullet: sub("(?m)^- ", f"{bullet} ") for bullet in "–+*•▪\uf0b7"},
    "-Sở": sub("(?m)^- ", "-"),
    "45 columns": wrapped(45),
    "90 columns": wrapped(90),
    "no blank lines": sub(r"\n\n", "\n"),
    "two blanks": sub(r"(?<=\S) (?=\S)", "  "),
    "no-break space": sub(r"(?<=\d) |(?<=Sở) ", "\u00a0"),
    "carriage returns": sub("\n", "\r\n"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "old tones": sub("Ủy", "Uỷ"),
    "UBND": sub("Ủy ban nhân dân", "UBND"),
    "no stops": sub(r"(?m)\.$", ""),
    "capitals": lambda text: text.replace("3. Sở Tài chính", "3. SỞ TÀI CHÍNH"),
    "without to ask": sub(r"Giao (?=Chi)|Đề nghị (?=Hội)", ""),
    "duty": sub("Giao (?=Chi)", "Giao nhiệm vụ cho "),
    "another verb": sub("lắp biển báo", "hàn gắn biển báo"),
    "day in words": sub("15/11/2026", "15 tháng 11 năm 2026"),
    "day with points": sub("15/11/2026", "15.11.2026"),
    "quarter in figures": sub("quý IV/2026", "quý 4 năm 2026"),
    "until when in a sentence": sub("; hoàn thành", ". Hoàn thành"),
    "until when in parentheses": sub("rà soát; (hoàn thành .*?)\\.", r"rà soát (\1)."),
}


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_same_is_read(variant: str, tmp_path: Path) -> None:
    plain = said(tmp_path / "plain.txt", NOTICE)
    assert len(plain) == 7
    assert all(leads for _, leads, _, _ in plain)
    changed = VARIANTS[variant](NOTICE)
    assert changed != NOTICE
    assert said(tmp_path / "changed.txt", changed) == plain
