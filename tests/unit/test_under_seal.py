"""Offices and names that a seal covers, handwriting in a letterhead: invented persons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.letterhead import find_letterheads
from extractors.outline import classify, link_paragraphs
from extractors.signature import read_recipients, read_signature
from extractors.under_seal import office_under_seal, person_under_seal
from pipeline.model import Block, BlockKind, Box, Region, Word

SEAL = Box(300, 20, 420, 140)

OFFICES = [
    ("XNHỦ TƯỚNG", "", "THỦ TƯỚNG"),
    ("öPHỒXHỦ NHIỆM", "KT. BỘ TRƯỞNG, CHỦ NHIỆM", "PHÓ CHỦ NHIỆM"),
    ("— TỦNRƯỞNG.", "KT. BỘ TRƯỞNG", "THỨ TRƯỞNG"),
    ("CỤC TRƯỞNG", "", "CỤC TRƯỞNG"),
    ("ZHÓ GIÁM ĐỐC", "K/T GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"),
    ("XHỎ CHỦ TỊCH", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    ("TRƯỞNG", "", None),  # of what is lost
    ("NGƯỜI LÀM CHỨNG", "", None),
    ("Trên đây là báo cáo", "", None),
    ("BẢN SAO", "KT. GIÁM ĐỐC", None),
]


@pytest.mark.parametrize(("read", "above", "office"), OFFICES)
def test_offices_under_a_seal(read: str, above: str, office: str | None) -> None:
    assert office_under_seal(read, above) == office


PERSONS = [
    ("ZZLê Minh Quân", (), "Lê Minh Quân"),
    ("~ Trần Văn Bảo", (), "Trần Văn Bảo"),
    ("wPEhanếMạnh Khôi", ("- PCN Phạm Mạnh Khôi, các vụ;",), "Phạm Mạnh Khôi"),
    ("wPEhanếMạnh Khôi", (), None),
    ("wPEhanếMạnh Khôi", ("ông Phạm Mạnh Khôi", "bà Vũ Mạnh Khôi"), None),  # two persons end so
    ("Mạnh Khôi", (), None),  # no family name: the seal hides it
    ("Siếh Nhật Tường", (), None),
    ("Nguyễn Hà", (), "Nguyễn Hà"),
    ("*", (), None),
]


@pytest.mark.parametrize(("read", "elsewhere", "name"), PERSONS)
def test_persons_under_a_seal(read: str, elsewhere: tuple[str, ...], name: str | None) -> None:
    assert person_under_seal(read, elsewhere) == name


@given(st.text(max_size=60), st.text(max_size=30))
def test_nothing_raises_and_what_is_returned_was_there(text: str, above: str) -> None:
    office_under_seal(text, above)
    name = person_under_seal(text, [above])
    assert name is None or name.split()[-1] in text


def lines(*texts: tuple[str, float, float]) -> list[Block]:
    out = [
        Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, Box(x, y, x + 90, y + 12)), 0.5)
        for i, (t, x, y) in enumerate(texts, 1)
    ]
    return [*out, Block("seal", len(out) + 1, BlockKind.STAMP, "", "", Region(1, SEAL), 0.0)]


def test_a_signature_half_under_its_seal() -> None:
    own = lines(
        ("Nơi nhận:", 60, 10), ("- Như trên;", 60, 25), ("KT. BỘ TRƯỞNG", 330, 5), ("TỦNRƯỞNG.", 330, 22),
        ("ZZĐỗ Quang Vinh", 330, 120),
    )  # fmt: skip
    signature = read_signature(own, read_recipients(own)[1])
    assert (signature.name, signature.role) == ("Đỗ Quang Vinh", "KT. Bộ trưởng, Thứ trưởng")


def test_a_name_that_cannot_be_read_is_not_taken_and_the_office_stays() -> None:
    own = lines(
        ("Nơi nhận:", 60, 10), ("- Như trên;", 60, 25), ("KT. BỘ TRƯỞNG", 330, 5), ("TỦNRƯỞNG.", 330, 22),
        ("Siếh Quang Vinh", 330, 120),
    )  # fmt: skip
    signature = read_signature(own, read_recipients(own)[1])
    assert (signature.name, signature.role) == (None, "KT. Bộ trưởng, Thứ trưởng")


def scanned(text: str, y: float, tall: tuple[str, ...] = (), confidence: float = 0.93) -> Block:
    words, x = [], 60.0
    for word in text.split():
        height = 14.0 if word in tall else 9.5
        words.append(Word(word, Box(x, y - height, x + 6.0 * len(word), y), confidence))
        x += 6.0 * len(word) + 4
    box = Box(60, y - 14, x, y)
    return Block(f"b{y}", int(y), BlockKind.PARAGRAPH, text, text, Region(1, box), confidence, words=tuple(words))


@pytest.mark.parametrize(
    ("by_hand", "confidence", "number", "date"),
    [
        ((), 0.93, "445/NQ-CP", "2031-04-29"),
        (("445",), 0.93, None, "2031-04-29"),
        (("445",), 0.97, "445/NQ-CP", "2031-04-29"),  # print in a box drawn too high
        (("29", "4"), 0.93, "445/NQ-CP", None),
        (("445", "29"), 1.0, "445/NQ-CP", "2031-04-29"),  # a native layer does not guess
    ],
)
def test_handwritten_numerals_of_a_letterhead_are_not_trusted(
    by_hand: tuple[str, ...], confidence: float, number: str | None, date: str | None
) -> None:
    texts = ["CHÍNH PHỦ", "Số: 445 /NQ-CP", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    texts += ["Hà Nội, ngày 29 tháng 4 năm 2031", "NGHỊ QUYẾT", "Về việc trồng cây"]
    texts += ["Căn cứ Luật số 12 ngày 18 tháng 02 năm 2025 và Luật ngày 16 tháng 6 năm 2025 của Quốc hội."]
    blocks = [scanned(t, 40.0 + 20 * n, by_hand, confidence) for n, t in enumerate(texts)]
    (head,) = find_letterheads(link_paragraphs(classify(blocks)))
    assert (head.number, head.issued_on and str(head.issued_on)) == (number, date)
    assert (head.type_code, head.place) == ("NQ", "Hà Nội")
