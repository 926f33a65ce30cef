"""Repair of garbled and stripped lines. The offices and tasks are invented."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.garbled import Kind, is_noise, mend_code, next_enumerator, pieces_of
from normalizers.initials import heads, with_lost_d
from normalizers.repair import repair_lines

GOOD = [
    "Bộ Tài chính chủ trì, phối hợp với Bộ Nội vụ và các cơ quan liên quan xây dựng kế hoạch",
    "triển khai Nghị quyết số 12-NQ/TW, hoàn thành trước ngày 15/8/2031.",
    "- Ủy ban nhân dân các tỉnh, thành phố báo cáo kết quả thực hiện trong quý II/2031.",
]


def stripped(text: str) -> str:
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    return "".join(c for c in plain if not unicodedata.combining(c))


def repaired(*lines: str) -> list[str]:
    return [line.text for line in repair_lines(lines)]


def test_stripped_text_gets_its_marks_back() -> None:
    assert repaired(*map(stripped, GOOD)) == GOOD


def test_capitals_stay_capitals() -> None:
    assert repaired("BAN CHAP HANH TRUNG UONG", "KE HOACH", "PHAT TRIEN KHOA HOC, CONG NGHE") == [
        "BAN CHẤP HÀNH TRUNG ƯƠNG",
        "KẾ HOẠCH",
        "PHÁT TRIỂN KHOA HỌC, CÔNG NGHỆ",
    ]


@pytest.mark.parametrize(
    ("read", "right"),
    [
        (
            "Bo Tai chInh chü trI, phi hçp vâi các b, ngành lien quan",
            "Bộ Tài chính chủ trì, phối hợp với các bộ, ngành liên quan",
        ),
        (
            "thuc hin nhim vi.i trQng tam ve cãi cách hành chInh",
            "thực hiện nhiệm vụ trọng tâm về cải cách hành chính",
        ),
        (
            "B) Ni vii báo cáo Thu tuóng ChInh phü xem xét, quy& djnh",
            "Bộ Nội vụ báo cáo Thủ tướng Chính phủ xem xét, quyết định",
        ),
        (
            "Uy ban nhan dan cac tinh, thanh pho truc thuoc Trung uong",
            "Ủy ban nhân dân các tỉnh, thành phố trực thuộc Trung ương",
        ),
        (
            "xây dirng, s'ra di, bo^ sung các van bàn pháp luat",
            "xây dựng, sửa đổi, bổ sung các văn bản pháp luật",
        ),
        (
            "trInh Quc hi thông qua Ludt Khoa h9c và cong ngh",
            "trình Quốc hội thông qua Luật Khoa học và công nghệ",
        ),
    ],
)
def test_garbled_text_is_read(read: str, right: str) -> None:
    assert repaired(read)[0].casefold() == right.casefold()


def test_split_and_glued_syllables() -> None:
    assert repaired("day manh chuy en doi so trong cac co quan nha nuoc") == [
        "đẩy mạnh chuyển đổi số trong các cơ quan nhà nước"
    ]
    assert repaired("phuc vu ngithidan, doanh nghip và phát triên kinh tê") == [
        "phục vụ người dân, doanh nghiệp và phát triển kinh tế"
    ]


def test_every_token_says_what_was_read_where_and_how_sure_it_is() -> None:
    (line,) = repair_lines(["Hoan thanh truoc ngay 15/8/2031 theo quy dinh"])
    assert [line.raw[t.start : t.end] for t in line.tokens] == line.raw.split()
    assert [t.raw for t in line.tokens] == line.raw.split()
    assert all(0.0 <= t.confidence <= 1.0 for t in line.tokens)
    assert line.tokens[-1].text == "định"
    assert line.tokens[-1].confidence > 0.9


def test_what_cannot_be_repaired_stays_raw_with_low_confidence() -> None:
    (line,) = repair_lines(["Thuc hien nhim vi xqzwkjx trong nam 2031 cua các b, nganh"])
    (token,) = [t for t in line.tokens if t.raw == "xqzwkjx"]
    assert token.text == "xqzwkjx"
    assert token.confidence < 0.5


def test_an_uncertain_word_keeps_alternatives() -> None:
    (line,) = repair_lines(["Thong nhat giao dong chi Do phu trach cong tac nay"])
    token = line.tokens[5]
    assert token.raw == "Do"
    assert len(token.alternatives) >= 2
    assert token.alternatives == tuple(sorted(token.alternatives, key=lambda x: -x[1]))


def test_stray_marks_are_noise_and_not_lost() -> None:
    lines = repair_lines(["Trien khai thuc hien nghiem tuc các nhim vu", "n \t r \t r", "duoc giao trong nam 2031"])
    assert [line.noise for line in lines] == [False, True, False]
    assert lines[1].raw == "n \t r \t r"
    assert lines[1].text == ""


def test_stray_marks_in_a_good_text_are_left_alone() -> None:
    lines = [GOOD[0], "~ . ~", GOOD[1], "|---|", GOOD[2]]
    assert [(line.text, line.noise, line.tokens) for line in repair_lines(lines)] == [(t, False, ()) for t in lines]


def test_a_second_d_is_the_letter_after_it() -> None:
    lines = ["c) Bo Y te", "d) Bo Cong an chu tri", "d) Bo Noi vu chu tri", "e) Bo Xay dung chu tri"]
    assert [t.split()[0] for t in repaired(*lines)] == ["c)", "d)", "đ)", "e)"]
    assert next_enumerator(["a)", "b)"], "d)") == "d)"


def test_correct_vietnamese_stays_as_it_is() -> None:
    lines = [*GOOD, "", "1.\tĐồng chí Lò Thị Mẩy\t\tSở Nội vụ\t05/2031", "The Ministry of Finance, 2031"]
    assert [line.text for line in repair_lines(lines)] == [line.replace("\t", " ") for line in lines]
    assert not any(line.tokens for line in repair_lines(lines))


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("57-NQ/TW", "57-NQ/TW"),
        ("01-KHIBCDTW", "01-KH/BCĐTW"),
        ("02-KH/BCDTW", "02-KH/BCĐTW"),
        ("15/QD-UBND", "15/QĐ-UBND"),
        ("08/2031/ND-CP", "08/2031/NĐ-CP"),
        ("71/NQ-CP", "71/NQ-CP"),
        ("12/NQ-HDND", "12/NQ-HĐND"),
        ("48/2031/0H13", "48/2031/QH13"),
        ("35/2031/OH14", "35/2031/QH14"),
        ("12/OD-UBND", "12/QĐ-UBND"),
        ("02-NO/TW", "02-NQ/TW"),
        ("105/2031/NB-CP", "105/2031/NĐ-CP"),
        ("12/NQ-HPND", "12/NQ-HĐND"),
        ("02/6/2031", None),
        ("kinh-te", None),
    ],
)
def test_document_numbers_have_a_grammar(read: str, right: str | None) -> None:
    assert mend_code(read) == right


def test_what_the_pieces_of_a_line_are() -> None:
    kinds = [p.kind for p in pieces_of("1. Ngay 02/6/2031, so 57-NQ/TW, quy II/2031, 3.321 xa ~ 5G", 0)]
    assert kinds == [
        Kind.MARK, Kind.WORD, Kind.NUMBER, Kind.WORD, Kind.CODE, Kind.WORD, Kind.ROMAN,
        Kind.NUMBER, Kind.WORD, Kind.SYMBOL, Kind.NUMBER,
    ]  # fmt: skip


def test_marks_of_footnotes_and_addresses_stay() -> None:
    (line,) = repair_lines(
        ["Cac co quan lien quan¹ bao cao theo quy dinh³. Xem https://tinh.gov.vn/bao-cao trong nam 2031"]
    )
    assert line.text == "Các cơ quan liên quan¹ báo cáo theo quy định³. Xem https://tinh.gov.vn/bao-cao trong năm 2031"


def test_initials_get_the_letter_of_their_name() -> None:
    first, second = repair_lines(
        ["Trien khai chuong trinh quoc gia ve doi moi sang tao va chuyen doi so trong nam 2031.",
         "Bo Tai chinh bao cao ket qua ve KHCN va DMST, kinh phi cua DXQK trong nam 2031."]
    )  # fmt: skip
    assert "ĐMST," in [t.text for t in second.tokens]
    assert [t.confidence < 0.9 for t in second.tokens if t.raw == "DXQK"] == [True]  # D or Đ: nothing tells
    assert with_lost_d("KHCN&DMST", heads("đổi mới sáng tạo".split())) == "KHCN&ĐMST"
    assert with_lost_d("DMST", heads("dân tộc, miền núi".split())) is None
    assert first.noise is False


def test_capitals_in_a_line_are_initials_only_when_right_as_read() -> None:
    assert repaired("BO Tai chinh va BO Noi vu ung dung AI trong cac co quan nha nuoc tu nam 2031") == [
        "Bộ Tài chính và Bộ Nội vụ ứng dụng AI trong các cơ quan nhà nước từ năm 2031"
    ]


@pytest.mark.parametrize(
    ("line", "noise"), [("V V V", True), ("A .", True), ("12", False), ("II.", False), ("so", False)]
)
def test_noise_lines(line: str, noise: bool) -> None:
    assert is_noise(pieces_of(line, 0)) is noise


_WORDS = st.sampled_from(
    "thuc hien nhim vi các b nganh Chinh phu trI hçp 15/8/2031 57-NQ/TW 3.321 100% 2030 07".split()
)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=9), min_size=1, max_size=4))
def test_numbers_never_change_and_nothing_is_lost(rows: list[list[str]]) -> None:
    lines = [" ".join(row) for row in rows]
    found = repair_lines(lines)
    assert found == repair_lines(lines)
    for row, line in zip(rows, found, strict=True):
        numbers = [w for w in row if any(c.isdigit() for c in w)]
        assert [w for w in line.text.split() if any(c.isdigit() for c in w)] == numbers
        if line.tokens:
            assert " ".join(t.raw for t in line.tokens).split() == row


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(GOOD), max_size=6))
def test_good_lines_never_change(lines: list[str]) -> None:
    assert [line.text for line in repair_lines(lines)] == lines
