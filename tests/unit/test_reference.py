"""Cited documents and letterhead numbers, on literals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from normalizers.reference import (
    DOCUMENT_TYPES,
    find_references,
    mend_numbers,
    normalize_number,
    parse_letterhead_number,
    type_code_of,
)

CITED = [
    ("theo Nghị quyết số 18-NQ/TW ngày 19/11/2024 của", [("18-NQ/TW", "NQ", "2024-11-19")]),
    (
        "Thông báo số 21-TB/BCĐ, ngày 17/01/2025 và 23-TB/BCĐ, ngày 09/3/2025",
        [("21-TB/BCĐ", "TB", "2025-01-17"), ("23-TB/BCĐ", "TB", "2025-03-09")],
    ),
    ("Quyết định số 345/QĐ-SXD", [("345/QĐ-SXD", "QĐ", None)]),
    ("Kế hoạch số 09 KH/ABC, tổng hợp", [("09-KH/ABC", "KH", None)]),  # the hyphen lost
    ("có 12 KH và 3 BC", []),
    ("Thực hiện Quyết định số 345/QĐ-SXD. Các sở", [("345/QĐ-SXD", "QĐ", None)]),
    ("Nghị định số 55/2031/NĐ-CP", [("55/2031/NĐ-CP", "NĐ", None)]),
    ("Nghị quyết số 12.3/2031/NQ-CP", [("12.3/2031/NQ-CP", "NQ", None)]),
    ("Luật số 88/2031/QH17", [("88/2031/QH17", "L", None)]),
    ("Nghị quyết 77/2031/QH17 và 78/2031/QH17", [("77/2031/QH17", "NQ", None), ("78/2031/QH17", "NQ", None)]),
    ("Chỉ thị số 05/CT-TTg, 07/CT-TTg", [("05/CT-TTg", "CT", None), ("07/CT-TTg", "CT", None)]),
    ("Công văn số 417-CV/VPTU ngày 08 tháng 02 năm 2026", [("417-CV/VPTU", "CV", "2026-02-08")]),
    ("văn bản số 1234/VPUB-TH ngày 05/4/2025", [("1234/VPUB-TH", "CV", "2025-04-05")]),
    ("Kế hoạch số 02 - KH/BCĐ", [("02-KH/BCĐ", "KH", None)]),
    ("Quyết định số 12/QD-UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("Nghị quyết số 12 ngày 03/4/2025", [("12", "NQ", "2025-04-03")]),
    ("Quyết định số 9/QĐ-UBND ngày 31/02/2025", [("9/QĐ-UBND", "QĐ", None)]),
    ("63/63 xã, tháng 5/2025, ngày 15/4/2025, 05/10 cơ sở, 24/7", []),
]


@pytest.mark.parametrize(("text", "expected"), CITED)
def test_cited_documents(text: str, expected: list[tuple[str, str, str | None]]) -> None:
    found = find_references(text)
    got = [(r.number, r.type_code, r.dated_on.isoformat() if r.dated_on else None) for r in found]
    assert got == expected
    assert all(text[r.start : r.end] == r.raw for r in found)


def test_raw_covers_name_number_and_date() -> None:
    (reference,) = find_references("thực hiện Nghị quyết số 18-NQ/TW, ngày 19/11/2024 của Bộ Chính trị")
    assert reference.raw == "Nghị quyết số 18-NQ/TW, ngày 19/11/2024"
    assert reference.dated_on == dt.date(2024, 11, 19)


LETTERHEADS = [
    ("Số: 46 /NQ-CP", ("46/NQ-CP", "NQ", "CP")),
    ("Số 08-BC/ABC", ("08-BC/ABC", "BC", "ABC")),
    ("Số:     /KH-UBND", (None, "KH", "UBND")),
    ("Số: ....../QĐ-UBND", (None, "QĐ", "UBND")),
    ("Số       -BC/HU", (None, "BC", "HU")),
    ("SỐ: 55/2031/NĐ-CP", ("55/2031/NĐ-CP", "NĐ", "CP")),
    ("Số: 1234/VPUB-TH", ("1234/VPUB-TH", "CV", "VPUB")),
    ("Số: 88/2031/QH17", ("88/2031/QH17", None, "QH17")),
    ("Sô: 4l/NQ-CP", ("41/NQ-CP", "NQ", "CP")),
    ("Số: 46/NQ-CP    Hà Nội, ngày 01 tháng 4 năm 2025", ("46/NQ-CP", "NQ", "CP")),
    ("Độc lập - Tự do - Hạnh phúc", (None, None, None)),
    ("", (None, None, None)),
]


@pytest.mark.parametrize(("line", "expected"), LETTERHEADS)
def test_letterhead_numbers(line: str, expected: tuple[str | None, str | None, str | None]) -> None:
    assert parse_letterhead_number(line) == expected
    assert normalize_number(line) == expected[0]


def test_type_codes() -> None:
    assert (type_code_of("18-NQ/TW"), type_code_of("55/2031/NĐ-CP"), type_code_of("88/2031/QH17")) == ("NQ", "NĐ", None)
    assert (DOCUMENT_TYPES["TTr"], DOCUMENT_TYPES["CTr"], DOCUMENT_TYPES["QyĐ"]) == (
        "Tờ trình",
        "Chương trình",
        "Quy định",
    )


def test_the_table_of_types_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        DOCUMENT_TYPES["XX"] = "x"  # type: ignore[index]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Thông báo số O7-TB/BCĐXH", "Thông báo số 07-TB/BCĐXH"),
        ("Thông báo số 07- 'TB/BCĐXH ngày 3/2/2031", "Thông báo số 07-TB/BCĐXH ngày 3/2/2031"),
        ("07-TB/ | BCĐXH", "07-TB/BCĐXH"),
        ("số OI-TB/BCĐXH", "số 01-TB/BCĐXH"),
        ("l2/2O31/NĐ-CP", "12/2031/NĐ-CP"),
        ("88/2031/ . NQ-QHI7", "88/2031/NQ-QH17"),
        ("18-NQTW", "18-NQ/TW"),
    ],
)
def test_numbers_that_scanning_damaged_are_mended_in_cells(read: str, meant: str) -> None:
    assert mend_numbers(read) == meant
    assert all(r.number for r in find_references(mend_numbers(read)))


@pytest.mark.parametrize(
    "text",
    [
        "Thông báo số 07-TB/BCĐXH ngày 3/2/2031; Kế hoạch 12/KH-UBND",
        "I-KH/UBND",  # no digit, and nothing says that it is a number
        "mục I-TB/X",
        "Điểm 1, KH/UBND",
        "Tại 3. KH-UBND",
        "Công văn 12/VPUB-TH",
        "QHI7",
    ],
)
def test_other_text_is_left_alone(text: str) -> None:
    assert mend_numbers(text) == text


# One citation a line: the text, and "number|type|date" of each reference, "-" for none of it, joined by " + ". A number
# is never completed ("88, 97/2025/NĐ-CP" gives 88 alone) and of a year no date is made.
CASES = [
    line.split("\t")
    for line in Path(__file__).with_name("reference_cases.tsv").read_text(encoding="utf-8").splitlines()[1:]
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_citations_as_they_stand_in_notices(text: str, expected: str) -> None:
    found = find_references(text)
    assert " + ".join(f"{r.number or '-'}|{r.type_code or '-'}|{r.dated_on or '-'}" for r in found) == expected
    assert all(text[r.start : r.end] == r.raw for r in found)
