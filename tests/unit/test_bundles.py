"""Files of several documents, signature blocks, recipients, annexes: invented offices, texts and persons."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.documents import Split, split_documents
from extractors.letterhead import find_letterheads
from extractors.outline import classify, link_paragraphs
from extractors.signature import read_addressees, read_recipients, read_signature
from pipeline.consistency import find_type_conflicts
from pipeline.model import Block, BlockKind, Box, Region

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def blocks(text: str) -> tuple[Block, ...]:
    raw = [
        Block(f"b{i}", i, BlockKind.PARAGRAPH, t, " ".join(t.split()), Region(1, None, i, i))
        for i, t in enumerate(text.split("\n"), 1)
        if t.strip()
    ]
    return link_paragraphs(classify(raw))


def split(text: str) -> Split:
    return split_documents("s" * 16, blocks(text))


DECISION = f"""ỦY BAN NHÂN DÂN
TỈNH LAM GIANG
Số: 15/QĐ-UBND
{STATE}
Lam Giang, ngày 10 tháng 3 năm 2031
QUYẾT ĐỊNH
Ban hành Quy chế tiếp công dân
Điều 1. Ban hành kèm theo Quyết định này Quy chế tiếp công dân.
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Hữu Bảo
"""
RULES = """QUY CHẾ
Tiếp công dân của các cơ quan
(Ban hành kèm theo Quyết định số 15/QĐ-UBND ngày 10/3/2031 của Ủy ban nhân dân tỉnh)
Điều 1. Phạm vi
Quy chế này quy định việc tiếp công dân.
PHỤ LỤC I
MẪU SỔ TIẾP CÔNG DÂN
(Kèm theo Quy chế)
Sổ có các cột như sau.
PHỤ LỤC II. MẪU BÁO CÁO
Báo cáo hằng tháng.
"""


def test_an_attached_document_without_a_letterhead_stands_on_its_own() -> None:
    decision, rules = split(DECISION + RULES).documents
    assert (decision.number, decision.signer_role) == ("15/QĐ-UBND", "TM. Ủy ban nhân dân, KT. Chủ tịch, Phó Chủ tịch")
    assert decision.recipients == ("Như Điều 3", "Lưu: VT")
    assert (rules.type_code, rules.type_name, rules.number) == ("QC", "Quy chế", "15/QĐ-UBND")
    assert (rules.issued_on, rules.issuer) == (dt.date(2031, 3, 10), "Ủy ban nhân dân tỉnh Lam Giang")
    assert rules.parent_document_id == decision.document_id
    assert rules.title == "Tiếp công dân của các cơ quan"
    assert [(a.label, a.title, a.line_first, a.line_last) for a in rules.annexes] == [
        ("Phụ lục I", "MẪU SỔ TIẾP CÔNG DÂN", 22, 25),
        ("Phụ lục II", "MẪU BÁO CÁO", 26, 27),
    ]
    assert (decision.line_last, rules.line_first, rules.line_last) == (16, 17, 27)
    assert decision.annexes == ()


def test_an_attached_document_whose_parent_has_a_blank_number_has_none_either() -> None:
    text = (DECISION + RULES).replace("Số: 15/QĐ-UBND", "Số:      /QĐ-UBND").replace("số 15/QĐ-UBND", "số    /QĐ-UBND")
    decision, rules = split(text.replace("ngày 10/3/2031", "ngày   /3/2031")).documents
    assert (decision.number, rules.number) == (None, None)
    assert rules.parent_document_id == decision.document_id


def test_a_rule_that_is_only_spoken_of_begins_no_document() -> None:
    (decision,) = split(DECISION).documents
    assert decision.title == "Ban hành Quy chế tiếp công dân"


SLIP = f"""UBND XÃ ĐỒNG MÂY
Số: 3/SY-UBND
{STATE}
SAO Y
Đồng Mây, ngày 12 tháng 3 năm 2031
Nơi nhận:
- Các thôn;
- Lưu: VT.
TL. CHỦ TỊCH
CHÁNH VĂN PHÒNG
Lê Thị Mai
"""


def test_a_copy_slip_of_the_state_copies_the_document_before_it() -> None:
    decision, slip = split(DECISION + SLIP).documents
    assert (slip.number, slip.type_code, slip.type_name) == ("3/SY-UBND", "SY", "Sao y")
    assert (slip.is_copy_of, slip.issued_on) == ("15/QĐ-UBND", dt.date(2031, 3, 12))
    assert (slip.signer_name, slip.signer_role) == ("Lê Thị Mai", "TL. Chủ tịch, Chánh Văn phòng")
    assert decision.is_copy_of is None


def test_letter_plan_annex_and_notice_are_three_documents_with_one_annex() -> None:
    letter = f"""ĐẢNG ỦY SỞ Y TẾ
*
Số 5-CV/ĐU
V/v gửi kế hoạch
{PARTY}
Lam Giang, ngày 01 tháng 12 năm 2031
Kính gửi: - Các chi bộ trực thuộc,
- Đoàn Thanh niên Sở.
Đảng ủy gửi kế hoạch kèm theo.
Nơi nhận:
- Như trên,
- Lưu.
(Đính kèm: Kế hoạch số 7-KH/TU)
T/M ĐẢNG ỦY
BÍ THƯ
Phan Văn Đức
"""
    plan = f"""TỈNH ỦY LAM GIANG
{PARTY}
Lam Giang, ngày 20 tháng 11 năm 2031
Số 7 -KH/TU
KẾ HOẠCH
thực hiện Thông báo số 9-TB/BCĐTS
I. MỤC ĐÍCH
Nâng cao chất lượng.
Nơi nhận:
- Các huyện ủy.
PHÓ BÍ THƯ
kiêm
TRƯỞNG BAN CHỈ ĐẠO
Trịnh Thu Hà
PHỤ LỤC NHIỆM VỤ
(Kèm theo Kế hoạch số 7-KH/TU)
Danh mục nhiệm vụ ở dưới.
"""
    notice = f"""BAN CHỈ ĐẠO TỈNH
CƠ QUAN THƯỜNG TRỰC
{PARTY}
Lam Giang, ngày 15 tháng 10 năm 2031
Số 9-TB/CQTTBCĐ
THÔNG BÁO KẾT LUẬN
của đồng chí Trưởng Ban
I. TÌNH HÌNH
Đã làm tốt.
"""
    first, second, third = split(letter + plan + notice).documents
    assert first.addressees == ("Các chi bộ trực thuộc", "Đoàn Thanh niên Sở")
    assert first.recipients == ("Như trên", "Lưu")
    assert (first.title, first.signer_name) == ("gửi kế hoạch", "Phan Văn Đức")
    assert (second.number, second.signer_role) == ("7-KH/TU", "Phó Bí thư kiêm Trưởng Ban Chỉ đạo")
    assert [(a.label, a.title) for a in second.annexes] == [("Phụ lục", "NHIỆM VỤ")]
    assert (third.type_name, third.issuer) == ("Thông báo kết luận", "Cơ quan Thường trực Ban Chỉ đạo tỉnh")
    assert third.signer_name is None


@pytest.mark.parametrize(
    ("number", "title", "kinds"),
    [
        ("12/QĐ-UBND", "KẾ HOẠCH", ("Quyết định", "Kế hoạch")),
        ("12/KH-UBND", "KẾ HOẠCH", None),
        ("12-QĐ/TU", "QUY ĐỊNH", None),
        ("12-TB/TU", "THÔNG BÁO KẾT LUẬN", None),
        ("12-TB/TU", "KẾT LUẬN", None),
        ("12/BC-STC", "TỜ TRÌNH", ("Báo cáo", "Tờ trình")),
        ("88/2031/QH17", "LUẬT", None),
    ],
)
def test_symbol_and_title_that_disagree_are_a_finding(number: str, title: str, kinds: tuple[str, str] | None) -> None:
    text = (
        f"UBND TỈNH LAM GIANG\nSố: {number}\n{STATE}\nLam Giang, ngày 1 tháng 2 năm 2031\n{title}\nVề việc mới\nI. MỤC"
    )
    found = split(text)
    conflicts = found.type_conflicts
    assert [(c.symbol_type, c.title_type) for c in conflicts] == ([kinds] if kinds else [])
    if kinds:
        (finding,) = find_type_conflicts("s" * 16, conflicts)
        assert (finding.kind, finding.values) == ("type_conflict", kinds)
        assert number in finding.message_vi
        assert found.documents[0].type_name == kinds[1]


SIGNATURES = [
    ("TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\nVũ Đại Long", "Vũ Đại Long", "TM. Ủy ban nhân dân, Chủ tịch"),
    ("T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\nVũ Đại Long", "Vũ Đại Long", "T/M Ban Thường vụ, Phó Bí thư"),
    ("T/L BAN THƯỜNG VỤ\nCHÁNH VĂN PHÒNG\nVũ Đại Long", "Vũ Đại Long", "T/L Ban Thường vụ, Chánh Văn phòng"),
    ("KT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nVũ Đại Long", "Vũ Đại Long", "KT. Bộ trưởng, Thứ trưởng"),
    ("Q. GIÁM ĐỐC\nVũ Đại Long", "Vũ Đại Long", "Q. Giám đốc"),
    ("TUQ. CHỦ TỊCH\nGIÁM ĐỐC\nTS. Vũ Đại Long", "Vũ Đại Long", "TUQ. Chủ tịch, Giám đốc"),
    ("BỘ TRƯỞNG\nĐại tướng Vũ Đại Long", "Vũ Đại Long", "Bộ trưởng"),
    ("CHÁNH VĂN PHÒNG\nkiêm\nPHÓ TRƯỞNG BAN\nVũ Long", "Vũ Long", "Chánh Văn phòng kiêm Phó Trưởng Ban"),
    ("TRƯỞNG BAN\n(Đã ký)\nVũ Đại Long", "Vũ Đại Long", "Trưởng Ban"),
    ("TRƯỞNG BAN\nzz~ 7 q", None, "Trưởng Ban"),
    ("TRƯỞNG BAN\nài Long", None, "Trưởng Ban"),
    ("KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\nY Blôk Kbuôr", "Y Blôk Kbuôr", "KT. Chủ tịch, Phó Chủ tịch"),
    ("CHỦ TỊCH\nH'Len Niê Bkrông", "H'Len Niê Bkrông", "Chủ tịch"),
    ("Y Blôk Kbuôr", None, None),
    ("Vũ Đại Long", "Vũ Đại Long", None),
    ("", None, None),
]


def test_documents_that_a_letter_sends_along_belong_to_it() -> None:
    letter = (
        f"HUYỆN ỦY SÔNG XANH\nSố 55-CV/HU\n{PARTY}\nSông Xanh, ngày 01 tháng 12 năm 2031\nV/v gửi kế hoạch\n"
        "Kính gửi: Các đảng ủy xã,\nHuyện ủy gửi kế hoạch để thực hiện.\nNơi nhận:\n- Như trên,\n- Lưu.\n"
        "(Đính kèm: Kế hoạch số 01-KH/HU; Thông báo số 7-TB/TU).\nBÍ THƯ\nVũ Đại Long\n"
    )
    plan = f"HUYỆN ỦY SÔNG XANH\nSố 01 -KH/HU\n{PARTY}\nSông Xanh, ngày 20 tháng 10 năm 2031\nKẾ HOẠCH\nTrồng cây\n"
    other = f"TỈNH ỦY LAM GIANG\nSố 8-TB/TU\n{PARTY}\nLam Giang, ngày 15 tháng 10 năm 2031\nTHÔNG BÁO\nHọp\n"
    documents = split(letter + plan + other).documents
    assert [d.number for d in documents] == ["55-CV/HU", "01-KH/HU", "8-TB/TU"]
    assert [d.parent_document_id for d in documents] == [None, documents[0].document_id, None]


def test_a_rule_of_dashes_does_not_cut_a_letterhead() -> None:
    text = (
        "ỦY BAN NHÂN DÂN                 CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TỈNH LAM GIANG                     Độc lập - Tự do - Hạnh phúc\n"
        "   -------                        ---------------------------\n"
        "Số: 31/CT-UBND                 Lam Giang, ngày 22 tháng 9 năm 2031\nCHỈ THỊ\nVề trồng cây\n"
    )
    (document,) = split(text).documents
    assert (document.number, document.issuer) == ("31/CT-UBND", "Ủy ban nhân dân tỉnh Lam Giang")
    assert (document.place, str(document.issued_on)) == ("Lam Giang", "2031-09-22")


@pytest.mark.parametrize(("text", "name", "role"), SIGNATURES)
def test_signatures(text: str, name: str | None, role: str | None) -> None:
    own = blocks(f"Trên đây là báo cáo.\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n{text}")
    recipients, used = read_recipients(own)
    signature = read_signature(own, used)
    assert (signature.name, signature.role) == (name, role)
    assert recipients == ("Như trên", "Lưu: VT")


def test_a_signature_above_its_recipients() -> None:
    own = blocks("Trên đây là báo cáo.\nGIÁM ĐỐC\nVũ Đại Long\nNơi nhận:\n- Như trên;\n- Lưu.")
    signature = read_signature(own, read_recipients(own)[1])
    assert (signature.name, signature.role) == ("Vũ Đại Long", "Giám đốc")


def test_recipients_whose_dashes_were_misread_and_columns_that_cross() -> None:
    left, right = 80.0, 380.0
    lines = [
        (left, "Nơi nhận:"),
        (left, "- Như Điều 3;"),
        (right, "TL. CHỦ TỊCH"),
        (left, "~ Thường trực Tỉnh ủy;"),
        (left, "Các sở, ban, ngành;"),
        (left, "- VP: CVP, các phòng: TH,"),
        (left, "NC, KGVX;"),
        (right, "CHÁNH VĂN PHÒNG"),
        (right, "Võ Tuấn Kiệt"),
        (left, "(để đưa tin)"),
        (left, "- Lưu: VT."),
    ]
    own = [
        Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, Box(x, 10.0 * i, x + 90, 10.0 * i + 9)))
        for i, (x, t) in enumerate(lines, 1)
    ]
    recipients, used = read_recipients(own)
    assert recipients == (
        "Như Điều 3",
        "Thường trực Tỉnh ủy",
        "Các sở, ban, ngành",
        "VP: CVP, các phòng: TH, NC, KGVX; (để đưa tin)",
        "Lưu: VT",
    )
    signature = read_signature(own, used)
    assert (signature.name, signature.role) == ("Võ Tuấn Kiệt", "TL. Chủ tịch, Chánh Văn phòng")


def test_both_columns_on_one_line_of_an_export() -> None:
    text = (
        "HUYỆN ỦY SÔNG XANH\nSố 3-BC/HU\nBÁO CÁO\nquý I\nI. KẾT QUẢ\nTốt.\n"
        "Nơi nhận:                         T/M BAN THƯỜNG VỤ\n"
        "- Thường trực Tỉnh ủy,\tPHÓ BÍ THƯ\n- Lưu:   VT.      Ngô Thanh Tùng"
    )
    (document,) = split(text).documents
    assert document.recipients == ("Thường trực Tỉnh ủy", "Lưu: VT")
    assert (document.signer_name, document.signer_role) == ("Ngô Thanh Tùng", "T/M Ban Thường vụ, Phó Bí thư")


def test_the_list_of_recipients_ends_where_another_part_begins() -> None:
    own = blocks("Nơi nhận:\n- Như trên;\n- Lưu: VT.\nI. NỘI DUNG\n- Báo cáo kết quả;")
    assert read_recipients(own)[0] == ("Như trên", "Lưu: VT")


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("Kính gửi: Các sở, ban, ngành\nỦy ban nhân dân tỉnh đề nghị các sở báo cáo.", ("Các sở, ban, ngành",)),
        (
            "Kính gửi:\n- Sở Y tế;\n- Sở Tài chính.\nXét đề nghị của các sở, Ủy ban yêu cầu.",
            ("Sở Y tế", "Sở Tài chính"),
        ),
        (
            "Kính gửi: - Đồng chí An, Bí thư,\nTrưởng Ban,\n- Các ủy viên.",
            ("Đồng chí An, Bí thư, Trưởng Ban", "Các ủy viên"),
        ),
        (
            "Kính gửi:\n- Đảng ủy các sở,\ncơ quan cấp tỉnh.\n- Các xã ủy,\nNgày 02/3/2031, tỉnh đã họp.",
            ("Đảng ủy các sở, cơ quan cấp tỉnh", "Các xã ủy"),
        ),
        ("Kính gửi: - Sở Y tế, - Sở Tài chính.", ("Sở Y tế", "Sở Tài chính")),
        ("Báo cáo kính gửi ai đó", ()),
        (
            "CHỦ TỊCH TỈNH điện:\n- Giám đốc các Sở: Y tế, Nội vụ;\n- Trưởng Công an tỉnh.\nBão đã tan.",
            ("Giám đốc các Sở: Y tế, Nội vụ", "Trưởng Công an tỉnh"),
        ),
    ],
)
def test_addressees(text: str, entries: tuple[str, ...]) -> None:
    assert read_addressees(blocks(text))[0] == entries


@given(st.lists(st.sampled_from([*DECISION.split("\n"), *SLIP.split("\n"), *RULES.split("\n"), "…", "Số", "ngày"])))
def test_no_order_of_lines_raises_and_no_block_is_lost(lines: list[str]) -> None:
    given_blocks = blocks("\n".join(lines))
    found = split_documents("s" * 16, given_blocks)
    assert [b.block_id for b in found.blocks] == [b.block_id for b in given_blocks]
    assert {b.document_seq for b in found.blocks} <= {d.seq for d in found.documents}
    numbers = {"15/QĐ-UBND", "3/SY-UBND", None}
    assert {d.number for d in found.documents} <= numbers  # nothing that no line has


@given(st.text())
def test_no_text_raises(text: str) -> None:
    block = Block("b", 1, BlockKind.PARAGRAPH, text, text, Region(1, None, 1, 1))
    find_letterheads([block])
    read_recipients([block])
    read_addressees([block])
