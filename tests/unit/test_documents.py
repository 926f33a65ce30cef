"""extractors.documents: letterheads, titles, signatures, bundles, numbers that disagree."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.documents import annex_label, fits_issuer, split_documents
from extractors.letterhead_lines import place_and_date, type_name_at
from extractors.outline import classify, link_paragraphs
from pipeline.model import Block, BlockKind, Region

LETTER = [
    "ỦY BAN NHÂN DÂN",
    "TỈNH LAM GIANG",
    "Số: 12/UBND-NC",
    "V/v chuẩn bị hội nghị",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Lam Giang, ngày 05 tháng 02 năm 2026",
    "Kính gửi: Các sở, ban, ngành",
    "Ủy ban nhân dân tỉnh đề nghị các sở báo cáo trước ngày 10/2/2026.",
    "Nơi nhận:",
    "- Như trên;",
    "- Lưu: VT.",
    "TL. CHỦ TỊCH",
    "CHÁNH VĂN PHÒNG",
    "Ngô Bảo Lâm",
]
PLAN = [
    "TỈNH ỦY LAM GIANG",
    "BAN CHỈ ĐẠO",
    "ĐẢNG CỘNG SẢN VIỆT NAM",
    "Lam Giang, ngày 20 tháng 01 năm 2026",
    "Số 07-KH/BCĐ",
    "KẾ HOẠCH",
    "chuyển đổi số trong các cơ quan đảng năm 2026",
    "I. MỤC ĐÍCH",
    "Nâng cao chất lượng.",
    "Nơi nhận:",
    "- Thường trực Tỉnh ủy,",
    "- Lưu.",
    "PHÓ TRƯỞNG BAN",
    "Vũ Thị Hà",
    "PHỤ LỤC 1",
    "DANH SÁCH NHIỆM VỤ",
]


def blocks(texts: list[str]) -> tuple[Block, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    return link_paragraphs(classify(raw))


def test_letter_and_attached_plan_are_two_documents() -> None:
    split = split_documents("s" * 16, blocks(LETTER + PLAN))
    letter, plan = split.documents
    assert (letter.number, letter.type_name, letter.issued_on) == ("12/UBND-NC", "Công văn", dt.date(2026, 2, 5))
    assert (letter.place, letter.title, letter.signer_name) == ("Lam Giang", "chuẩn bị hội nghị", "Ngô Bảo Lâm")
    assert letter.signer_role == "TL. Chủ tịch, Chánh Văn phòng"
    assert letter.recipients == ("Như trên", "Lưu: VT")
    assert (plan.number, plan.type_code, plan.type_name) == ("07-KH/BCĐ", "KH", "Kế hoạch")
    assert plan.title == "chuyển đổi số trong các cơ quan đảng năm 2026"
    assert (plan.line_first, plan.line_last) == (len(LETTER) + 1, len(LETTER) + len(PLAN))
    kinds = {b.text: b.kind for b in split.blocks}
    assert kinds["TỈNH ỦY LAM GIANG"] == BlockKind.LETTERHEAD
    assert kinds["KẾ HOẠCH"] == BlockKind.TITLE
    assert kinds["Vũ Thị Hà"] == BlockKind.SIGNATURE
    assert {b.document_seq for b in split.blocks} == {1, 2}


def test_blank_number_and_day_are_not_invented() -> None:
    texts = [
        "ỦY BAN NHÂN DÂN XÃ ĐỒNG MÂY",
        "Số: /KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Đồng Mây, ngày tháng 3 năm 2026",
        "KẾ HOẠCH",
        "Trồng cây năm 2026",
        "I. MỤC ĐÍCH",
    ]
    (document,) = split_documents("s" * 16, blocks(texts)).documents
    assert (document.number, document.issued_on, document.type_name) == (None, None, "Kế hoạch")
    assert document.place == "Đồng Mây"


def test_after_a_certified_copy_slip_the_copied_report_goes_on() -> None:
    report = [
        "BAN CHỈ ĐẠO TỈNH",
        "VĂN PHÒNG THƯỜNG TRỰC",
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Lam Giang, ngày 10 tháng 4 năm 2026",
        "Số 09-BC/VPTTCĐ",
        "BÁO CÁO",
        "TÌNH HÌNH THỰC HIỆN",
        "I- KẾT QUẢ",
        "Đã xong.",
        "Nơi nhận:",
        "- Như trên,",
        "CHÁNH VĂN PHÒNG",
        "Lê Văn Đức",
    ]
    slip = [
        "HUYỆN ỦY SÔNG XANH",
        "Số 41-SL/HU",
        "Nơi nhận:",
        "- Các chi bộ,",
        "- Lưu.",
        "Sao lục Báo cáo số 09-BC/VPTTBCĐ ngày 10/4/2026",
        "Sông Xanh, ngày 17 tháng 4 năm 2026",
        "T/L BAN THƯỜNG VỤ",
        "CHÁNH VĂN PHÒNG",
        "Đỗ Minh Tú",
    ]
    annex = ["Phụ lục 1", "DANH SÁCH NHIỆM VỤ CHẬM"]
    split = split_documents("s" * 16, blocks(report + slip + annex))
    first, second = split.documents
    assert (second.number, second.type_code, second.issued_on) == ("41-SL/HU", "SL", dt.date(2026, 4, 17))
    assert second.is_copy_of == "09-BC/VPTTBCĐ"
    assert second.signer_name == "Đỗ Minh Tú"
    assert first.line_last == len(report + slip + annex)
    # The letterhead's number does not fit the issuer's initials, the citation's does.
    assert first.number == "09-BC/VPTTBCĐ"
    assert [(c.printed, c.taken) for c in split.conflicts] == [("09-BC/VPTTCĐ", "09-BC/VPTTBCĐ")]


def test_an_annexed_programme_takes_the_number_of_the_resolution_before_it() -> None:
    texts = [
        "CHÍNH QUYỀN TỈNH",
        "Số: 71/NQ-HĐND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Hoài Sơn, ngày 01 tháng 4 năm 2026",
        "NGHỊ QUYẾT",
        "Ban hành Chương trình hành động",
        "Điều 1. Ban hành.",
        "Nơi nhận:",
        "- Lưu.",
        "CHỦ TỊCH",
        "Đinh Công Sơn",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "CHƯƠNG TRÌNH HÀNH ĐỘNG",
        "Phát triển cấp nước",
        "(Kèm theo Nghị quyết số 11/NQ-HĐND ngày 01/4/2026)",
        "I. MỤC TIÊU",
    ]
    split = split_documents("s" * 16, blocks(texts))
    programme = split.documents[1]
    assert (programme.number, programme.issued_on) == ("71/NQ-HĐND", dt.date(2026, 4, 1))
    assert programme.type_name == "Chương trình hành động"
    assert [(c.printed, c.taken) for c in split.conflicts] == [("11/NQ-HĐND", "71/NQ-HĐND")]


def test_a_file_without_letterhead_is_one_document() -> None:
    split = split_documents("s" * 16, blocks(["Danh sách", "- Một.", "- Hai."]))
    assert [(d.seq, d.number) for d in split.documents] == [(1, None)]
    assert split_documents("s" * 16, ()).documents == ()


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("PHỤ LỤC II", "Phụ lục II"),
        ("Phụ lục 2", "Phụ lục 2"),
        ("PHỤ LỤC", "Phụ lục"),
        ("Phụ lục kèm theo", None),
        ("PHỤ LỤC NHIỆM VỤ", "Phụ lục"),
        ("Biểu số 3", "Biểu 3"),
        ("DANH MỤC CÁC NHIỆM VỤ", None),
    ],
)
def test_annex_labels(text: str, label: str | None) -> None:
    assert annex_label(text) == label


@pytest.mark.parametrize(
    ("text", "before", "label"),
    [
        ("PHỤ LỤC H", "Phụ lục I", "Phụ lục II"),  # as engines read II
        ("PHỤ LỤC 11", "Phụ lục I", "Phụ lục II"),
        ("PHỤ LỤC H", "Phụ lục G", "Phụ lục H"),
        ("PHỤ LỤC H", None, "Phụ lục H"),
        ("PHỤ LỤC 11", "Phụ lục 10", "Phụ lục 11"),
        ("PHỤ LỤC III", "Phụ lục II", "Phụ lục III"),
    ],
)
def test_annex_labels_by_their_order(text: str, before: str | None, label: str) -> None:
    assert annex_label(text, before) == label


def test_small_readers() -> None:
    assert place_and_date("Hà Nội, ngày 31 tháng 02 năm 2026") == ("Hà Nội", None)
    assert place_and_date("TP. Cần Thơ, ngày 3 tháng 12 năm 2025") == ("TP. Cần Thơ", dt.date(2025, 12, 3))
    assert place_and_date("Họp ngày 3 tháng 12") is None
    assert type_name_at("THÔNG BÁO KẾT LUẬN CỦA ĐỒNG CHÍ BÍ THƯ") == "Thông báo kết luận"
    assert type_name_at("Báo cáo gửi về trước ngày 5") is None
    assert fits_issuer("09-BC/VPTTBCĐ", ["BAN CHỈ ĐẠO TỈNH", "VĂN PHÒNG THƯỜNG TRỰC"])
    assert not fits_issuer("09-BC/VPTTCĐ", ["BAN CHỈ ĐẠO TỈNH", "VĂN PHÒNG THƯỜNG TRỰC"])


@pytest.mark.parametrize(
    ("below", "title"),
    [
        (["Tổng kết mùa vụ năm 2026", "Ủy ban nhân dân tỉnh giao Sở Y tế kiểm kê thuốc trước ngày 01/9/2026."], 1),
        (["Tổng kết mùa vụ", "của các hợp tác xã trên địa bàn tỉnh"], 2),
        (["Thực hiện Nghị quyết số 12-NQ/TU về nông nghiệp, du lịch xanh"], 1),
        (["Tổng kết mùa vụ", "Thực hiện Kế hoạch số 5/KH-UBND, Sở Y tế báo cáo kết quả như dưới đây"], 1),
        (["Ngày 02/3/2026, tại Lam Giang, bão đã đổ bộ."], 0),
        (["Trong thời gian qua, các xã đã cấy xong lúa xuân"], 0),
    ],
)
def test_a_sentence_below_the_title_is_no_title(below: list[str], title: int) -> None:
    (document,) = split_documents("s" * 16, blocks([*PLAN[:6], *below, *PLAN[7:]])).documents
    assert document.title == (" ".join(below[:title]) or None)


def test_a_place_without_a_vietnamese_syllable_has_its_date() -> None:
    (document,) = split_documents(
        "s" * 16, blocks([*PLAN[:3], "Đắk Lắk, ngày 20 tháng 01 năm 2026", *PLAN[4:]])
    ).documents
    assert (document.place, document.issued_on) == ("Đắk Lắk", dt.date(2026, 1, 20))
