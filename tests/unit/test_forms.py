"""extractors.forms: forms annexed to an act are parts of it, not documents, and give no tasks."""

from __future__ import annotations

import pytest

from extractors.documents import Split, split_documents
from extractors.outline import classify, link_paragraphs
from pipeline.model import Block, BlockKind, Region

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
DECISION = f"""ỦY BAN NHÂN DÂN
TỈNH LAM GIANG
Số: 15/QĐ-UBND
{STATE}
Lam Giang, ngày 10 tháng 3 năm 2031
QUYẾT ĐỊNH
Ban hành mẫu giấy tờ tiếp công dân
Điều 1. Ban hành kèm theo Quyết định này các mẫu giấy tờ.
Điều 2. Sở Tư pháp hướng dẫn các xã trước ngày 20/4/2031.
Nơi nhận:
- Như Điều 3;
- Lưu: VT.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Nguyễn Hữu Bảo
"""
FORM = f"""ỦY BAN NHÂN DÂN XÃ ………
Số: ……/QĐ-UBND
{STATE}
………, ngày …… tháng …… năm ……
QUYẾT ĐỊNH
Về việc cử người tiếp công dân
Điều 1. Cử ông (bà) …………………… tiếp công dân.
Điều 2. Công an xã chịu trách nhiệm giữ trật tự nơi tiếp công dân.
CHỦ TỊCH
(Ký, ghi rõ họ tên và đóng dấu)
"""
APPLICATION = f"""{STATE}
ĐƠN ĐỀ NGHỊ
Kính gửi: ……………………………
Tôi tên là: …………………… Nơi ở: ……………………
Đề nghị Ủy ban nhân dân xã xem xét.
"""


def split(text: str) -> Split:
    raw = [
        Block(f"b{i}", i, BlockKind.PARAGRAPH, t, " ".join(t.split()), Region(1, None, i, i))
        for i, t in enumerate(text.split("\n"), 1)
        if t.strip()
    ]
    return split_documents("s" * 16, link_paragraphs(classify(raw)))


@pytest.mark.parametrize(
    ("papers", "labels"),
    [
        (DECISION + "Mẫu số 01\n" + FORM + "Mẫu số 02\n" + APPLICATION, ["Mẫu số 01", "Mẫu số 02"]),
        (DECISION + "PHỤ LỤC I\nCÁC MẪU GIẤY TỜ\nMẫu 01-TCD\n" + FORM, ["Phụ lục I", "Mẫu 01-TCD"]),
        (DECISION + FORM + APPLICATION, []),
        (DECISION + "1.1. Mẫu đơn\n" + APPLICATION, []),
    ],
)
def test_a_form_belongs_to_the_act_that_it_is_annexed_to(papers: str, labels: list[str]) -> None:
    (document,) = split(papers).documents
    assert (document.number, document.type_name) == ("15/QĐ-UBND", "Quyết định")
    assert (document.issuer, document.signer_name) == ("Ủy ban nhân dân tỉnh Lam Giang", "Nguyễn Hữu Bảo")
    assert [a.label for a in document.annexes] == labels


def test_titles_of_forms() -> None:
    (document,) = split(DECISION + "Mẫu số 01: Phiếu hẹn\n" + FORM + "Mẫu số 02\n" + APPLICATION).documents
    assert [a.title for a in document.annexes] == ["Phiếu hẹn", "ĐƠN ĐỀ NGHỊ"]


def test_the_last_entry_of_an_index_is_no_label() -> None:
    index = "PHỤ LỤC\nCÁC MẪU\nMẫu 1. Quyết định cử người.\nMẫu 2. Đơn đề nghị.\n"
    (document,) = split(DECISION + index + FORM).documents
    assert [a.label for a in document.annexes] == ["Phụ lục"]


def test_the_blocks_of_a_form_end_at_the_next_annex() -> None:
    found = split(DECISION + "Mẫu số 01\n" + FORM + "PHỤ LỤC II\nNHIỆM VỤ\n1. Sở Tài chính bố trí kinh phí.\n")
    text = {b.block_id: b.text for b in found.blocks}
    inside = {text[i] for i in found.forms}
    assert "Điều 2. Công an xã chịu trách nhiệm giữ trật tự nơi tiếp công dân." in inside
    assert "Mẫu số 01" in inside
    assert not inside & {"PHỤ LỤC II", "1. Sở Tài chính bố trí kinh phí.", "Nguyễn Hữu Bảo"}


def test_a_draft_with_gaps_for_its_number_is_a_document() -> None:
    draft = f"""ỦY BAN NHÂN DÂN
TỈNH LAM GIANG
Số: …/KH-UBND
{STATE}
Lam Giang, ngày … tháng … năm 2031
KẾ HOẠCH
Tiếp công dân năm 2032
I. MỤC ĐÍCH
Nâng cao chất lượng tiếp công dân.
II. NHIỆM VỤ
1. Sở Tư pháp tập huấn cho cán bộ xã.
2. Thanh tra tỉnh kiểm tra việc tiếp công dân.
"""
    letter, plan = split(DECISION + draft).documents
    assert (plan.number, plan.type_name, plan.issuer) == (None, "Kế hoạch", "Ủy ban nhân dân tỉnh Lam Giang")
    assert letter.line_last == plan.line_first - 1


def test_a_file_that_begins_with_a_form_has_a_document_without_an_invented_type() -> None:
    (document,) = split(APPLICATION).documents
    assert (document.type_name, document.issuer, document.number) == (None, None, None)


def test_a_second_language_below_the_motto_is_no_issuer() -> None:
    english = "SOCIALIST REPUBLIC OF VIET NAM\nIndependence - Freedom - Happiness"
    text = DECISION.replace(STATE, f"{STATE}\n{english}").replace("ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n", "", 1)
    (document,) = split(text).documents
    assert document.issuer is None


def test_the_name_of_the_state_in_a_title_is_no_letterhead() -> None:
    annex = "PHỤ LỤC I\nDANH SÁCH XÃ BIÊN GIỚI NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n1. Xã Mây Trắng\n"
    (document,) = split(DECISION + annex).documents
    (found,) = document.annexes
    assert (found.label, found.title) == (
        "Phụ lục I",
        "DANH SÁCH XÃ BIÊN GIỚI NƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    )
