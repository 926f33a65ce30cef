"""Facts of invented documents are read the same in every layout, and a fact that is not printed is not read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.documents import split_documents
from extractors.outline import classify, link_paragraphs
from extractors.text import TextLine, TextPage, text_content
from pipeline.model import Document

ISSUERS = {
    ("ỦY BAN NHÂN DÂN", "TỈNH LAM GIANG"): ("UBND", "Ủy ban nhân dân tỉnh Lam Giang", None),
    ("UBND XÃ ĐỒNG MÂY", "VĂN PHÒNG"): ("VP", "Văn phòng Ủy ban nhân dân xã Đồng Mây", "Ủy ban nhân dân xã Đồng Mây"),
    ("BỘ XÂY DỰNG",): ("BXD", "Bộ Xây dựng", None),
    ("UBND TỈNH LAM GIANG", "SỞ VĂN HÓA,", "THỂ THAO VÀ DU LỊCH"): (
        "SVHTTDL",
        "Sở Văn hóa, Thể thao và Du lịch",
        "UBND tỉnh Lam Giang",
    ),
}
TYPES = {"KH": "KẾ HOẠCH", "BC": "BÁO CÁO", "TB": "THÔNG BÁO", "CT": "CHỈ THỊ"}
MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
OFFICES = {
    ("GIÁM ĐỐC",): "Giám đốc",
    ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH"): "TM. Ủy ban nhân dân, Chủ tịch",
    ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"): "KT. Giám đốc, Phó Giám đốc",
    ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG"): "TL. Chủ tịch, Chánh Văn phòng",
}
SIGNERS = ("Trịnh Bảo Ngân", "Lý An", "Vũ Thị Hà My")
ENTRIES = ("Như trên", "Các sở, ban, ngành", "Công an tỉnh (để b/c)", "Lưu: VT, TH")
LAYOUTS = ("under one another", "line by line", "spaces", "tab", "bars")


def beside(left: Sequence[str], right: Sequence[str], layout: str) -> list[str]:
    """The lines of two columns as an export writes them."""
    if layout == "under one another":
        return [*left, "", *right]
    rows = [
        (left[i] if i < len(left) else "", right[i] if i < len(right) else "")
        for i in range(max(len(left), len(right)))
    ]
    if layout == "line by line":
        return [text for row in rows for text in row if text]
    if layout == "tab":
        return [f"{a}\t{b}" if b else a for a, b in rows]
    if layout == "bars":
        return [f"| {a} | {b} |" for a, b in rows]
    width = max(map(len, left)) + 7
    return [f"{a.ljust(width)}{b}".rstrip() for a, b in rows]


def read(lines: Sequence[str]) -> tuple[Document, ...]:
    page = TextPage(1, tuple(TextLine(n, line) for n, line in enumerate(lines, 1)))
    contents = text_content("s" * 16, (page,))
    return split_documents("s" * 16, link_paragraphs(classify([b for c in contents for b in c.blocks]))).documents


@settings(max_examples=150, deadline=None)
@given(
    issuer=st.sampled_from(sorted(ISSUERS)),
    code=st.sampled_from(sorted(TYPES)),
    numeral=st.none() | st.integers(1, 4000),
    day=st.none() | st.dates(dt.date(2020, 1, 1), dt.date(2040, 12, 31)),
    head=st.sampled_from(LAYOUTS),
    end=st.sampled_from(LAYOUTS),
    office=st.sampled_from(sorted(OFFICES)),
    signer=st.sampled_from(SIGNERS),
    capitals=st.booleans(),
    mark=st.sampled_from(([], ["(Đã ký)"], ["", "", ""])),
)
def test_facts_in_every_layout(
    issuer: tuple[str, ...],
    code: str,
    numeral: int | None,
    day: dt.date | None,
    head: str,
    end: str,
    office: tuple[str, ...],
    signer: str,
    capitals: bool,
    mark: list[str],
) -> None:
    symbol, name, above = ISSUERS[issuer]
    number = f"{numeral:02d}/{code}-{symbol}" if numeral else None
    date = f"{day.day:02d} tháng {day.month:02d} năm {day.year}" if day else "   tháng   năm 2031"
    left = [*issuer, f"Số: {number}" if number else f"Số:      /{code}-{symbol}"]
    right = [*MOTTO, *[""] * (len(left) - 3), f"Lam Giang, ngày {date}"]
    signed = [*office, *mark, signer.upper() if capitals else signer]
    listed = ["Nơi nhận:", *(f"- {entry};" for entry in ENTRIES)]
    lines = beside(left, right, head)
    lines += ["", TYPES[code], "Trồng cây năm 2031", "", "1. Các xã trồng cây ven đường.", ""]
    lines += beside(listed, signed, end)
    (document,) = read(lines)
    assert (document.number, document.issued_on) == (number, day)
    assert (document.issuer, document.issuer_parent, document.place) == (name, above, "Lam Giang")
    assert (document.type_code, document.title) == (code, "Trồng cây năm 2031")
    assert (document.signer_name, document.signer_role) == (signer, OFFICES[office])
    assert document.recipients == ENTRIES
