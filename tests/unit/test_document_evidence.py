"""Where the facts about documents were read: each leads to the blocks that state it, and to no other."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.assemble import extract
from extractors.text import read_text_pages, text_content
from pipeline.model import Document, Role

LETTER = """SỞ XÂY DỰNG
TỈNH MÂY HỒNG
Số: 45/SXD-QLN
V/v gửi Quy chế quản lý nhà ở

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Lam Giang, ngày 05 tháng 3 năm 2026

Kính gửi: Ủy ban nhân dân các xã.

Sở Xây dựng gửi Quy chế để các xã thực hiện.

Nơi nhận:
- Như trên;          GIÁM ĐỐC
- Lưu: VT.

Trịnh Bảo Ngân
"""
ATTACHED = """
QUY CHẾ
Quản lý nhà ở công vụ
(Kèm theo Công văn số 45/SXD-QLN ngày 05/3/2026 của Sở Xây dựng)

Điều 1. Phạm vi
Quy chế này quy định việc quản lý nhà ở công vụ.
"""


def documents(tmp_path: Path, text: str) -> tuple[Document, ...]:
    path = tmp_path / "notice.txt"
    path.write_text(text, encoding="utf-8")
    return extract("s" * 16, text_content("s" * 16, read_text_pages(path))).documents


def stated(document: Document, text: str) -> dict[Role, list[str]]:
    """The lines of the text that each role of the evidence stands on."""
    lines = text.splitlines()
    out: dict[Role, list[str]] = {}
    for e in document.evidence:
        assert e.region.line_first is not None
        assert e.region.line_last is not None
        out.setdefault(e.role, []).extend(lines[e.region.line_first - 1 : e.region.line_last])
    return out


def test_every_fact_of_a_letter_has_its_lines(tmp_path: Path) -> None:
    (letter,) = documents(tmp_path, LETTER)
    assert (letter.number, letter.signer_name, letter.signer_role) == ("45/SXD-QLN", "Trịnh Bảo Ngân", "Giám đốc")
    assert stated(letter, LETTER) == {
        Role.NUMBER: ["Số: 45/SXD-QLN"],
        Role.ISSUED_ON: ["Lam Giang, ngày 05 tháng 3 năm 2026"],
        Role.ISSUER: ["SỞ XÂY DỰNG", "TỈNH MÂY HỒNG"],
        Role.TITLE: ["V/v gửi Quy chế quản lý nhà ở"],
        Role.SIGNER: ["- Như trên;          GIÁM ĐỐC", "Trịnh Bảo Ngân"],  # a line of both columns
        Role.RECIPIENT: [
            "Kính gửi: Ủy ban nhân dân các xã.",
            "Nơi nhận:",
            "- Như trên;          GIÁM ĐỐC",
            "- Lưu: VT.",
        ],
    }


def test_the_number_of_what_is_attached_stands_in_the_line_that_says_so(tmp_path: Path) -> None:
    _, attached = documents(tmp_path, LETTER + ATTACHED)
    assert attached.number == "45/SXD-QLN"
    found = stated(attached, LETTER + ATTACHED)
    assert found[Role.NUMBER] == found[Role.ISSUED_ON] == [ATTACHED.splitlines()[3]]
    assert found[Role.TITLE] == ["QUY CHẾ", "Quản lý nhà ở công vụ"]
    assert Role.SIGNER not in found


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("Số: 45/SXD-QLN", Role.NUMBER),
        ("Lam Giang, ngày 05 tháng 3 năm 2026", Role.ISSUED_ON),
        ("SỞ XÂY DỰNG\nTỈNH MÂY HỒNG", Role.ISSUER),
        ("Trịnh Bảo Ngân", None),
    ],
)
def test_what_is_not_there_leads_nowhere(tmp_path: Path, line: str, role: Role | None) -> None:
    text = LETTER.replace(line, "")
    (letter,) = documents(tmp_path, text)
    found = stated(letter, text)
    if role is None:
        assert letter.signer_name is None
        assert "Trịnh Bảo Ngân" not in found.get(Role.SIGNER, [])
    else:
        assert role not in found
