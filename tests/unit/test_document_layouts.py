"""Heads and ends of invented documents as text exports lay them out: columns side by side, tables, odd orders."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.documents import split_documents
from extractors.letterhead_lines import number_line
from extractors.outline import classify, link_paragraphs
from extractors.persons import minority_name, name_in_capitals, names_office, person
from extractors.text import read_text_pages, text_content
from pipeline.model import Document

Reader = Callable[[str], tuple[Document, ...]]
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
HEAD = f"ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\nSố: 12/KH-UBND\n{STATE}\nLam Giang, ngày 05 tháng 02 năm 2031\n"
BODY = "KẾ HOẠCH\nTrồng cây năm 2031\n\n1. Các xã trồng cây ven đường.\n\n"
SIGNED = "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH\n\n\nTrịnh Bảo Ngân\n"


@pytest.fixture
def documents(tmp_path: Path) -> Reader:
    def read(text: str) -> tuple[Document, ...]:
        path = tmp_path / "notice.txt"
        path.write_text(text, encoding="utf-8")
        contents = text_content("s" * 16, read_text_pages(path))
        blocks = link_paragraphs(classify([b for content in contents for b in content.blocks]))
        return split_documents("s" * 16, blocks).documents

    return read


# --- heads: what stands in the letterhead; number, issuer, body above it, place, date -----------------------

HEADS = {
    "the right column first, two bodies": (
        f"{STATE}\nLam Giang, ngày 05 tháng 02 năm 2031\nUBND TỈNH LAM GIANG\nSỞ Y TẾ\nSố: 12/KH-SYT\n",
        ("12/KH-SYT", "Sở Y tế", "UBND tỉnh Lam Giang", "Lam Giang", "2031-02-05"),
    ),
    "the number above the issuer": (
        f"Số: 12/KH-UBND\n{STATE}\nLam Giang, ngày 05 tháng 02 năm 2031\nỦY BAN NHÂN DÂN\nXÃ ĐỒNG MÂY\n",
        ("12/KH-UBND", "Ủy ban nhân dân xã Đồng Mây", None, "Lam Giang", "2031-02-05"),
    ),
    "a name without Vietnamese syllables below its committee": (
        "| TỈNH ỦY | ĐẢNG CỘNG SẢN VIỆT NAM |\n|---|---|\n| ĐẮK LẮK |  |\n| Số 12-KH/TU | Đắk Lắk, ngày 05/02/2031 |\n",
        ("12-KH/TU", "Tỉnh ủy Đắk Lắk", None, "Đắk Lắk", "2031-02-05"),
    ),
    "two bodies that issue together": (
        f"ỦY BAN NHÂN DÂN TỈNH LAM GIANG -\nHỘI ĐỒNG NHÂN DÂN TỈNH LAM GIANG\nSố: 12/KH-UBND-HĐND\n{STATE}\n"
        "Lam Giang, ngày 05 tháng 02 năm 2031\n",
        (
            "12/KH-UBND-HĐND",
            "Ủy ban nhân dân tỉnh Lam Giang - Hội đồng nhân dân tỉnh Lam Giang",
            None,
            "Lam Giang",
            "2031-02-05",
        ),
    ),
    "a draft that is urgent": (
        f"DỰ THẢO LẦN 2\n{HEAD}HỎA TỐC\n",
        ("12/KH-UBND", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
    "an incoming-mail stamp below the date": (
        f"{HEAD}ĐẾN\nSố: 245\nNgày: 15/5/2031\n",
        ("12/KH-UBND", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
    "room left for the number and the day, side by side": (
        "ỦY BAN NHÂN DÂN         CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n"
        "TỈNH LAM GIANG             Độc lập - Tự do - Hạnh phúc\n"
        "Số:      /KH-UBND       Lam Giang, ngày      tháng 02 năm 2031\n",
        (None, "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", None),
    ),
    "a place without a comma beside the number": (
        "BỘ XÂY DỰNG   CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
        "Số: 12/KH-BXD Krông Pắc ngày 05 tháng 02 năm 2031\n",
        ("12/KH-BXD", "Bộ Xây dựng", None, "Krông Pắc", "2031-02-05"),
    ),
    "a number that was put in between": (
        HEAD.replace("12/", "12a/"),
        ("12a/KH-UBND", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
}


@pytest.mark.parametrize(("head", "said"), HEADS.values(), ids=HEADS)
def test_heads(documents: Reader, head: str, said: tuple[str | None, ...]) -> None:
    (document,) = documents(f"{head}\n{BODY}{SIGNED}")
    date = document.issued_on.isoformat() if document.issued_on else None
    assert (document.number, document.issuer, document.issuer_parent, document.place, date) == said
    assert (document.type_name, document.title) == ("Kế hoạch", "Trồng cây năm 2031")


def test_a_telegram_has_an_hour_and_addressees_of_an_office(documents: Reader) -> None:
    (document,) = documents(
        f"ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\nSố: 05/CĐ-UBND\n{STATE}\n"
        "Lam Giang, hồi 15 giờ 30 ngày 12 tháng 9 năm 2031\n\nCÔNG ĐIỆN\nVề việc ứng phó với bão số 3\n\n"
        "TRƯỞNG BAN CHỈ ĐẠO 35 TỈNH LAM GIANG ĐIỆN:\n- Sở Y tế;\n- Công an tỉnh.\n\n"
        f"1. Các xã trực ban.\n\n{SIGNED}"
    )
    assert (document.number, document.issued_on, document.place) == ("05/CĐ-UBND", dt.date(2031, 9, 12), "Lam Giang")
    assert document.addressees == ("Sở Y tế", "Công an tỉnh")


# --- titles and subjects ------------------------------------------------------------------------


def test_a_subject_that_ends_the_letterhead_is_read_whole(documents: Reader) -> None:
    lines = "| UBND TỈNH LAM GIANG | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n|---|---|\n"
    lines += "| SỞ Y TẾ | Độc lập - Tự do - Hạnh phúc |\n| Số: 7/SYT-NV | Lam Giang, ngày 05 tháng 02 năm 2031 |\n"
    lines += (
        "| v/v báo cáo công tác |  |\n| Tổ chức cán bộ |  |\n\nKính gửi:\n- Sở Nội vụ\n- Công an tỉnh\n\nSở báo cáo.\n"
    )
    (letter,) = documents(lines + f"\n{SIGNED}")
    assert (letter.number, letter.type_name) == ("7/SYT-NV", "Công văn")
    assert letter.title == "báo cáo công tác Tổ chức cán bộ"
    assert letter.addressees == ("Sở Nội vụ", "Công an tỉnh")


def test_a_subject_in_a_cell_with_its_number(documents: Reader) -> None:
    (letter,) = documents(
        "| UBND TỈNH LAM GIANG<br>SỞ Y TẾ | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM<br>Độc lập - Tự do - Hạnh phúc |\n"
        "|---|---|\n"
        "| Số: 7/SYT-NV<br>V/v báo cáo<br>công tác | Lam Giang, ngày 05 tháng 02 năm 2031 |\n\n"
        f"Kính gửi: Sở Nội vụ; Công an tỉnh (qua Phòng Tham mưu; bản giấy).\n\nSở báo cáo.\n\n{SIGNED}"
    )
    assert (letter.number, letter.title, letter.place) == ("7/SYT-NV", "báo cáo công tác", "Lam Giang")
    assert letter.addressees == ("Sở Nội vụ", "Công an tỉnh (qua Phòng Tham mưu; bản giấy)")


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("V/v trồng cây ven đường\n\n1. Các xã trồng cây.", "V/v trồng cây ven đường"),
        ("Trồng cây giai đoạn 2031\n- 2035\n\n1. Các xã trồng cây.", "Trồng cây giai đoạn 2031 - 2035"),
        (
            "Trồng cây, giữ đất; "
            + "chăm cây ven bến đò, " * 30
            + "giữ rừng.\n\nCăn cứ Luật A;\n\n1. Các xã trồng cây.",
            None,
        ),
        (
            "Trồng cây ven đường, trồng rừng ngập mặn và bảo vệ các bến đò của cả tỉnh;\nchăm cây\n\nCăn cứ Luật A;\n\n"
            "1. Các xã trồng cây.",
            "Trồng cây ven đường, trồng rừng ngập mặn và bảo vệ các bến đò của cả tỉnh; chăm cây",
        ),
        ("Dự hội nghị trồng cây\nTrân trọng kính mời: Sở Y tế", "Dự hội nghị trồng cây"),
        ("Ghi nhớ cuộc họp\nHôm nay, ngày 05 tháng 02 năm 2031, tại Hội trường, hai bên họp.", "Ghi nhớ cuộc họp"),
        (
            "VỀ TRỒNG CÂY\nCHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH LAM GIANG\nCăn cứ Luật A;\n1. Các xã trồng cây.",
            "VỀ TRỒNG CÂY",
        ),
    ],
)
def test_titles(documents: Reader, lines: str, title: str | None) -> None:
    (document,) = documents(f"{HEAD}KẾ HOẠCH\n{lines}\n\n{SIGNED}")
    title = lines.partition("\n")[0] if title is None else title
    assert (document.title, document.signer_name) == (title, "Trịnh Bảo Ngân")


# --- ends: signer, office, recipients -----------------------------------------------------------

LIST = ("Như trên", "Lưu: VT")
ENDS = {
    "table": (
        "| Nơi nhận: | KT. GIÁM ĐỐC |\n|---|---|\n| - Như trên; | PHÓ GIÁM ĐỐC |\n"
        "| - Lưu: VT. | (Ký, đóng dấu) |\n|  |  |\n|  | Trịnh Bảo Ngân |\n",
        ("Trịnh Bảo Ngân", "KT. Giám đốc, Phó Giám đốc", LIST),
    ),
    "table of two cells": (
        "| _Nơi nhận:_<br>- Như trên;<br>- Lưu: VT. | GIÁM ĐỐC<br>(đã ký)<br><br>K'Brêu |\n|---|---|\n",
        ("K'Brêu", "Giám đốc", LIST),
    ),
    "two signers": (
        "TM. ỦY BAN NHÂN DÂN                KT. CHÁNH ÁN\nCHỦ TỊCH                           PHÓ CHÁNH ÁN\n\n\n"
        "Trịnh Bảo Ngân                     Lý Văn An\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n",
        ("Trịnh Bảo Ngân", "TM. Ủy ban nhân dân, Chủ tịch", LIST),
    ),
    "a name in capitals": (
        "Nơi nhận:\n- Như trên;\n- Lưu: VT.\n\nKT.GIÁM ĐỐC\nPHÓ GIÁM ĐỐC\n\nTRỊNH BẢO NGÂN\n",
        ("Trịnh Bảo Ngân", "KT. Giám đốc, Phó Giám đốc", LIST),
    ),
    "an office in small letters": (
        "Nơi nhận:\n- Như trên;\n- Lưu: VT\nGiám đốc\n[daky]\nPGS.TS. Trịnh Bảo Ngân\n",
        ("Trịnh Bảo Ngân", "Giám đốc", LIST),
    ),
    "a digital signature": (
        "Nơi nhận:                    GIÁM ĐỐC\n- Như trên;                  Người ký: Sở Y tế\n"
        "- Lưu: VT.                   Cơ quan: Sở Y tế\n"
        "                             Thời gian ký: 05.02.2031 10:20:30 +07:00\n"
        "                             Trịnh Bảo Ngân\n",
        ("Trịnh Bảo Ngân", "Giám đốc", LIST),
    ),
    "the list on the line of its heading": (
        "Nơi nhận: Như trên; Lưu: VT.\n\nGIÁM ĐỐC\n\nTrịnh Bảo Ngân\n",
        ("Trịnh Bảo Ngân", "Giám đốc", LIST),
    ),
    "a list without dashes": (
        "Nơi nhận:\nNhư trên;\nLưu: VT.\n\nGIÁM ĐỐC\n\nTrịnh Bảo Ngân\n",
        ("Trịnh Bảo Ngân", "Giám đốc", LIST),
    ),
    "columns line by line, entries that end with commas": (
        "Nơi nhận:\nGIÁM ĐỐC\n- Như trên,\nKsor Phước\n- Lưu: VT.\n",
        ("Ksor Phước", "Giám đốc", LIST),
    ),
    "a school is no office": ("TRƯỜNG TIỂU HỌC\nLÊ HỒNG PHONG\n", (None, None, ())),
}


@pytest.mark.parametrize(("end", "said"), ENDS.values(), ids=ENDS)
def test_ends(documents: Reader, end: str, said: tuple[str | None, str | None, tuple[str, ...]]) -> None:
    (document,) = documents(f"{HEAD}{BODY}{end}")
    assert (document.signer_name, document.signer_role, document.recipients) == said


def test_a_name_in_capitals_is_not_the_body_above_the_next_letterhead(documents: Reader) -> None:
    first, second = documents(f"{HEAD}{BODY}CHỦ TỊCH\nTRỊNH BẢO NGÂN\n{HEAD.replace('12/', '13/')}{BODY}{SIGNED}")
    assert (first.signer_name, second.number) == ("Trịnh Bảo Ngân", "13/KH-UBND")
    assert (second.issuer, second.issuer_parent) == ("Ủy ban nhân dân tỉnh Lam Giang", None)


def test_what_is_attached_to_a_decision_without_recipients_is_a_document(documents: Reader) -> None:
    decision, plan = documents(
        f"{HEAD.replace('KH-', 'QĐ-')}QUYẾT ĐỊNH\nVề việc ban hành Quy chế\n\nĐiều 1. Ban hành Quy chế.\n\n{SIGNED}\n"
        "QUY CHẾ\nTrồng cây\n(Ban hành kèm theo Quyết định số 12/QĐ-UBND ngày 05/02/2031 của UBND tỉnh)\n\n"
        "Điều 1. Phạm vi\n"
    )
    assert (decision.type_name, decision.signer_name) == ("Quyết định", "Trịnh Bảo Ngân")
    assert (plan.type_name, plan.title, plan.parent_document_id) == ("Quy chế", "Trồng cây", decision.document_id)


# --- persons ------------------------------------------------------------------------------------


def test_a_chapter_below_the_word_that_decides_signs_nothing(documents: Reader) -> None:
    body = "Căn cứ Luật A;\n\nQUYẾT NGHỊ:\n\nChương I\n\nQUY ĐỊNH CHUNG\n\n1. Các xã trồng cây."
    (document,) = documents(f"{HEAD}NGHỊ QUYẾT\nVề trồng cây\n\n{body}")
    assert (document.signer_name, document.signer_role) == (None, None)


def test_numbers_of_laws_and_symbols_with_lookalike_letters() -> None:
    assert number_line("| Luật số: 121/2031/QH15") == ("121/2031/QH15", None, "QH15")
    assert number_line("Nghị quyết số: 96/2031/UBTVQH15")[0] == "96/2031/UBTVQH15"
    assert number_line("Số: 06/2031/TT-BT\u0421")[0] == "06/2031/TT-BTC"
    joint = "29/2031/TTLT-BTP-BCA-BQP-BTC-TANDTC-VKSNDTC"
    assert number_line(f"Số: {joint}")[0] == joint


def test_lines_of_persons() -> None:
    assert minority_name("Trần Văn Đạo Võ Hữu Thuận") == "Trần Văn Đạo"
    assert person("Chương I") is None
    assert person("Đại tá, TS. Trịnh Bảo Ngân") == "Trịnh Bảo Ngân"
    assert person("Kiến trúc sư Lý Văn An") == "Lý Văn An"
    assert person("Lý Văn An;") is None
    assert name_in_capitals("H'NGĂM BYĂ") == "H'Ngăm Byă"
    assert name_in_capitals("PHÓ CHỦ TỊCH") is None
    assert name_in_capitals("KẾ HOẠCH NĂM") is None
    assert names_office("PHÓ TRƯỞNG BAN")
    assert not names_office("TRƯỜNG TIỂU HỌC LÊ HỒNG PHONG")
