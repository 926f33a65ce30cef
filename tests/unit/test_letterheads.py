"""Letterheads of invented offices in the layouts of state and party offices, whole, damaged and flattened."""

from __future__ import annotations

import pytest

from extractors.documents import split_documents
from extractors.issuers import begins_body, issuer_groups
from extractors.letterhead_lines import number_line, place_and_date
from extractors.outline import classify, link_paragraphs
from normalizers.official_case import official_case
from pipeline.model import Block, BlockKind, Region

STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"
PARTY = "ĐẢNG CỘNG SẢN VIỆT NAM"


def blocks(text: str) -> tuple[Block, ...]:
    raw = [
        Block(f"b{i}", i, BlockKind.PARAGRAPH, t, " ".join(t.split()), Region(1, None, i, i))
        for i, t in enumerate(text.split("\n"), 1)
        if t.strip()
    ]
    return link_paragraphs(classify(raw))


# text; number, type code, issuer, parent, place, date
HEADS: list[tuple[str, tuple[str | None, ...]]] = [
    (
        f"ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\nSố: 12/KH-UBND\n{STATE}\n"
        "Lam Giang, ngày 05 tháng 02 năm 2031\nKẾ HOẠCH\nTrồng cây",
        ("12/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
    (
        f"ỦY BAN NHÂN DÂN\nTỈNH LAM GIANG\n{STATE}\n"
        "Số: 12 /KH-UBND\nLam Giang, ngày 5 tháng 2 năm 2031\nKẾ HOẠCH\nTrồng cây",
        ("12/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
    (
        f"ỦY BAN NHÂN DÂN TỈNH LAM GIANG\nSỞ TÀI CHÍNH\nSố: 88/BC-STC\n{STATE}\n"
        "Lam Giang, ngày 15 tháng 02 năm 2031\nBÁO CÁO\nThu chi",
        ("88/BC-STC", "BC", "Sở Tài chính", "Ủy ban nhân dân tỉnh Lam Giang", "Lam Giang", "2031-02-15"),
    ),
    (
        f"UBND TỈNH LAM GIANG\nVĂN PHÒNG\nSố: 9/TB-VP\n{STATE}\nLam Giang, ngày 15 tháng 02 năm 2031\nTHÔNG BÁO\nHọp",
        ("9/TB-VP", "TB", "Văn phòng UBND tỉnh Lam Giang", "UBND tỉnh Lam Giang", "Lam Giang", "2031-02-15"),
    ),
    (
        f"BỘ CÔNG THƯƠNG\nSố:      /TTr-BCT\n{STATE}\nHà Nội, ngày      tháng 6 năm 2031\nTỜ TRÌNH\nVề việc giá điện",
        (None, "TTr", "Bộ Công Thương", None, "Hà Nội", None),
    ),
    (
        f"BỘ CÔNG THƯƠNG\nSố: ....../QĐ-BCT\n{STATE}\n"
        "Hà Nội, ngày ... tháng ... năm 2031\nQUYẾT ĐỊNH\nVề việc giá điện",
        (None, "QĐ", "Bộ Công Thương", None, "Hà Nội", None),
    ),
    (
        f"THỦ TƯỚNG CHÍNH PHỦ\nSó: #27 /QĐ-TTg\n{STATE}\nHà Nội, ngày23 tháng 4 năm 2031\nQUYÉT ĐỊNH\nPhê chuẩn",
        (None, "QĐ", "Thủ tướng Chính phủ", None, "Hà Nội", "2031-04-23"),
    ),
    (
        f"BỘ CÔNG AN\nSố: 3 - /2031/TT-BCA\n{STATE}\nHà Nội, ngày,9{{ tháng ({{ năm 2031\nTHÔNG TƯ\nSửa đổi quy định",
        (None, "TT", "Bộ Công an", None, "Hà Nội", None),
    ),
    (
        f"BỘ CÔNG THƯƠNG\nSố: 2 † /2031/TT-BCT\n{STATE}\nHà Nội, ngày¿\n` ]rmônG TƯ\nBãi bỏ một phần khoản 2",
        (None, "TT", "Bộ Công Thương", None, "Hà Nội", None),
    ),
    (
        f"CHÍNH PHỦ\nSố: 45 /NQ-CP\nTT#Trt2)\n{STATE}\n"
        "Hà Nội, ngày #3 tháng !†Ệ năm 2031\nNGHỊ QUYẾT\nVề việc chuyển giao",
        ("45/NQ-CP", "NQ", "Chính phủ", None, "Hà Nội", None),
    ),
    (
        "VĂN PHÒNG CHÍNH PHỦ\nSố: 3722/VPCP-CN\nV/v cơ chế đặc thù đối với Dự án\nMetro Bến Sông đến Trung tâm\nTTĐ1\n"
        f"{STATE}\nHà Nội, ngày 28 tháng 4 năm 2031\nKính gửi: Các Bộ.\nGiao các Bộ xem xét.",
        ("3722/VPCP-CN", "CV", "Văn phòng Chính phủ", None, "Hà Nội", "2031-04-28"),
    ),
    (
        f"HỘI ĐỒNG NHÂN DÂN\nXÃ ĐỒNG MÂY\nSố: 7/NQ-HĐND\n{STATE}\n"
        "Đồng Mây, ngày 01 tháng 8 năm 2031\nNGHỊ QUYẾT\nVề dự toán",
        ("7/NQ-HĐND", "NQ", "Hội đồng nhân dân xã Đồng Mây", None, "Đồng Mây", "2031-08-01"),
    ),
    (
        f"ỦY BAN NHÂN DÂN\nPHƯỜNG AN LÂM\nSố: 7/TB-UBND\n{STATE}\nAn Lâm, ngày 31 tháng 02 năm 2031\nTHÔNG BÁO\nLịch",
        ("7/TB-UBND", "TB", "Ủy ban nhân dân phường An Lâm", None, "An Lâm", None),
    ),
    (
        f"{STATE}\nNGHỊ QUYẾT\nVề phát triển",
        (None, "NQ", None, None, None, None),
    ),
    # party
    (
        f"TỈNH ỦY LAM GIANG\n*\nSố 12-KH/TU\n{PARTY}\nLam Giang, ngày 05 tháng 02 năm 2031\nKẾ HOẠCH\nhọc tập",
        ("12-KH/TU", "KH", "Tỉnh ủy Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
    (
        f"TỈNH ỦY LAM GIANG\nVĂN PHÒNG\n*\nSố 12-BC/VPTU\n{PARTY}\nLam Giang, ngày 05 tháng 02 năm 2031\nBÁO CÁO\nquý",
        ("12-BC/VPTU", "BC", "Văn phòng Tỉnh ủy Lam Giang", "Tỉnh ủy Lam Giang", "Lam Giang", "2031-02-05"),
    ),
    (
        f"TỈNH UỶ LAM GIANG\n{PARTY}\n"
        "BAN TỔ CHỨC\nLam Giang, ngày 05 tháng 02 năm 2031\n*\nSố 12 - HD/BTCTU\nHƯỚNG DẪN\nviệc",
        ("12-HD/BTCTU", "HD", "Ban Tổ chức Tỉnh ủy Lam Giang", "Tỉnh ủy Lam Giang", "Lam Giang", "2031-02-05"),
    ),
    (
        f"BAN CHỈ ĐẠO TỈNH\nVỀ PHÁT TRIỂN KINH TẾ SỐ,\nĐỔI MỚI SÁNG TẠO\nCƠ QUAN THƯỜNG TRỰC\n{PARTY}\n"
        "Lam Giang, ngày 10 tháng 4 năm 2031\nVĂN PHÒNG HUYỆN ỦY SÔNG XANH\nSố 02-BC/CQTTBCĐ\nBÁO CÁO\nquý I",
        (
            "02-BC/CQTTBCĐ",
            "BC",
            "Cơ quan Thường trực Ban Chỉ đạo tỉnh về phát triển kinh tế số, đổi mới sáng tạo",
            "Ban Chỉ đạo tỉnh về phát triển kinh tế số, đổi mới sáng tạo",
            "Lam Giang",
            "2031-04-10",
        ),
    ),
    (
        f"BAN CHẤP HÀNH ĐẢNG BỘ TỈNH\n{PARTY}\nBAN CHỈ ĐẠO TỈNH\nVỀ KINH TẾ SỐ,\nLam Giang, ngày 4 tháng 7 năm 2031\n"
        "ĐỔI MỚI SÁNG TẠO\nSố 05-TB/BCĐT\nTHÔNG BÁO KẾT LUẬN\ncủa đồng chí Bí thư",
        (
            "05-TB/BCĐT",
            "TB",
            "Ban Chỉ đạo tỉnh về kinh tế số, đổi mới sáng tạo",
            "Ban Chấp hành Đảng bộ tỉnh",
            "Lam Giang",
            "2031-07-04",
        ),
    ),
    (
        f"THÀNH ỦY SÔNG TRÀ\nBAN CHỈ ĐẠO VỀ KINH TẾ SỐ,\nĐÔ THỊ THÔNG MINH THÀNH PHỐ\nSÔNG TRÀ\n{PARTY}\n"
        "TP. Sông Trà, ngày 23 tháng 10 năm 2031\n*\nSố 01 -KH/BCĐ\nKẾ HOẠCH\ntriển khai",
        (
            "01-KH/BCĐ",
            "KH",
            "Ban Chỉ đạo về kinh tế số, đô thị thông minh thành phố Sông Trà",
            "Thành ủy Sông Trà",
            "TP. Sông Trà",
            "2031-10-23",
        ),
    ),
    (
        f"ĐẢNG ỦY ỦY BAN NHÂN DÂN THÀNH PHỐ\nBAN TUYÊN GIÁO VÀ DÂN VẬN\n*\nSố 55-CV/BTGDV\nV/v tuyên truyền\n{PARTY}\n"
        "TP.Sông Trà, ngày 01 tháng 12 năm 2031\nKính gửi: - Cấp ủy trực thuộc,",
        (
            "55-CV/BTGDV",
            "CV",
            "Ban Tuyên giáo và Dân vận Đảng ủy Ủy ban nhân dân Thành phố",
            "Đảng ủy Ủy ban nhân dân Thành phố",
            "TP.Sông Trà",
            "2031-12-01",
        ),
    ),
    (
        f"ĐẢNG BỘ TỈNH LAM GIANG\nHUYỆN ỦY SÔNG XANH\n*\nSố 3-CTr/HU\n{PARTY}\n"
        "Sông Xanh, ngày 1 tháng 1 năm 2031\nCHƯƠNG TRÌNH\nnăm",
        ("3-CTr/HU", "CTr", "Huyện ủy Sông Xanh", "Đảng bộ tỉnh Lam Giang", "Sông Xanh", "2031-01-01"),
    ),
    (
        f"ĐẢNG ỦY\nBỘ TÀI CHÍNH\n*\nSố 3-NQ/ĐU\n{PARTY}\nHà Nội, ngày 1 tháng 1 năm 2031\nNGHỊ QUYẾT\nchuyên đề",
        ("3-NQ/ĐU", "NQ", "Đảng ủy Bộ Tài chính", None, "Hà Nội", "2031-01-01"),
    ),
    (
        f"HUYỆN ỦY SÔNG XANH\nSố        -BC/HU\n{PARTY}\nSông Xanh, ngày     tháng      năm 2031\nBÁO CÁO\nsơ kết",
        (None, "BC", "Huyện ủy Sông Xanh", None, "Sông Xanh", None),
    ),
    (
        f"HUYỆN ỦY SÔNG XANH\n{PARTY}\nSông Xanh, ngày l5 tháng O4 năm 2031\nSố O3-BC/HU\nBÁO CÁO\nsơ kết",
        ("03-BC/HU", "BC", "Huyện ủy Sông Xanh", None, "Sông Xanh", "2031-04-15"),
    ),
    ("Số 19-BC/CQTTBCĐ\nBÁO CÁO\nTÌNH HÌNH TRIỂN KHAI", ("19-BC/CQTTBCĐ", "BC", None, None, None, None)),
    # flattened: two columns on one line
    (
        "CHÍNH PHỦ        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\n                 Độc lập - Tự do - Hạnh phúc\n"
        "Số: 71 /NQ-CP    Hà Nội, ngày 01 tháng 4 năm 2031\nNGHỊ QUYẾT\nSửa đổi",
        ("71/NQ-CP", "NQ", "Chính phủ", None, "Hà Nội", "2031-04-01"),
    ),
    (
        "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH LAM GIANG Độc lập - Tự do - Hạnh phúc\n"
        "Số: 5/QĐ-UBND Lam Giang, ngày 01 tháng 4 năm 2031\nQUYẾT ĐỊNH\nPhân công",
        ("5/QĐ-UBND", "QĐ", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-04-01"),
    ),
    (
        "TỈNH ỦY LAM GIANG\tĐẢNG CỘNG SẢN VIỆT NAM\nBAN TỔ CHỨC\tLam Giang, ngày 7 tháng 7 năm 2031\n*\nSố 8-CV/BTCTU\n"
        "V/v báo cáo\nKính gửi: Các huyện ủy.",
        ("8-CV/BTCTU", "CV", "Ban Tổ chức Tỉnh ủy Lam Giang", "Tỉnh ủy Lam Giang", "Lam Giang", "2031-07-07"),
    ),
    (
        "| ỦY BAN NHÂN DÂN XÃ ĐỒNG MÂY | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"
        "| Số: 6/KH-UBND | Đồng Mây, ngày 2 tháng 3 năm 2031 |\n"
        "**KẾ HOẠCH**\nTrồng rừng",
        ("6/KH-UBND", "KH", "Ủy ban nhân dân xã Đồng Mây", None, "Đồng Mây", "2031-03-02"),
    ),
    (
        "**UBND TỈNH LAM GIANG**<br>**SỞ Y TẾ**\n"
        "**CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM**<br>Độc lập - Tự do - Hạnh phúc\nSố: 6/SYT-NVY\n"
        "*Lam Giang, ngày 2 tháng 3 năm 2031*\nKính gửi: Các bệnh viện",
        ("6/SYT-NVY", "CV", "Sở Y tế", "UBND tỉnh Lam Giang", "Lam Giang", "2031-03-02"),
    ),
    # damaged
    (
        "UY BAN NHAN DAN\nTINH LAM GIANG\nSố: 12/KH-UBND\nCỌNG HOÀ XÃ HỘI CHU NGHIA VIẸT NAM\n"
        "Đọc lập - Tư do - Hanh phúc\n"
        "Lam Giang, ngày 05 tháng 02 năm 2031\nKẾ HOẠCH\nTrồng cây",
        ("12/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Lam Giang", None, "Lam Giang", "2031-02-05"),
    ),
    (
        f"BAN CHỈ ĐẠO TỈNH\nCƠ OUJAN THƯỜNG TRỰC\n{PARTY}\n"
        "Lam Giang, ngày 10 tháng 4 năm 2031\nSố 02-BC/CQTTBCĐ\nBÁO CÁO\nquý I",
        (
            "02-BC/CQTTBCĐ",
            "BC",
            "Cơ quan Thường trực Ban Chỉ đạo tỉnh",
            "Ban Chỉ đạo tỉnh",
            "Lam Giang",
            "2031-04-10",
        ),
    ),
    (
        f"CÔNG TY CỔ PHẦN SAO BIỂN\nSố: 12/TB-SB\n{STATE}\nLam Giang, ngày 05 tháng 02 năm 2031\nTHÔNG BÁO\nNghỉ lễ",
        ("12/TB-SB", "TB", "CÔNG TY CỔ PHẦN SAO BIỂN", None, "Lam Giang", "2031-02-05"),
    ),
    (
        f"QUỐC HỘI\nNghị quyết số: 88/2031/QH17\n{STATE}\nNGHỊ QUYẾT\nVề thí điểm",
        ("88/2031/QH17", "NQ", "Quốc hội", None, None, None),
    ),
    (
        f"QUỐC HỘI\nSố: 88/2031/QH17\n{STATE}\nLUẬT\nNHÀ Ở",
        ("88/2031/QH17", "L", "Quốc hội", None, None, None),
    ),
    (
        f"TÒA ÁN NHÂN DÂN\nTỈNH LAM GIANG\nSố: 4/TB-TA\n{STATE}\nLam Giang, ngày 05 tháng 02 năm 2031\nTHÔNG BÁO\nlịch",
        ("4/TB-TA", "TB", "TÒA ÁN NHÂN DÂN TỈNH LAM GIANG", None, "Lam Giang", "2031-02-05"),
    ),
    (
        f"ỦY BAN NHÂN DÂN\nTHÀNH PHỐ SÔNG TRÀ\nBAN QUẢN LÝ DỰ ÁN SỐ 1\nSố: 4/BC-BQL\n{STATE}\n"
        "Sông Trà, ngày 05 tháng 02 năm 2031\nBÁO CÁO\nTiến độ",
        (
            "4/BC-BQL",
            "BC",
            "BAN QUẢN LÝ DỰ ÁN SỐ 1",
            "Ủy ban nhân dân thành phố Sông Trà",
            "Sông Trà",
            "2031-02-05",
        ),
    ),
    (
        f"TỔNG CÔNG TY SÔNG TRÀ\nCÔNG TY NƯỚC SẠCH\nSố: 4/CV-NS\n{STATE}\n"
        "Sông Trà, ngày 05/02/2031\nKính gửi: Sở Xây dựng",
        ("4/CV-NS", "CV", "CÔNG TY NƯỚC SẠCH", "TỔNG CÔNG TY SÔNG TRÀ", "Sông Trà", "2031-02-05"),
    ),
    (
        f"BỘ TÀI CHÍNH\nCỤC THUẾ\nSố: 41/CT-NVT\n{STATE}\nHà Nội ngày 05 tháng 02 năm 2031\nKính gửi: Các chi cục",
        ("41/CT-NVT", "CT", "Cục Thuế", "Bộ Tài chính", "Hà Nội", "2031-02-05"),
    ),
]


@pytest.mark.parametrize(("text", "expected"), HEADS, ids=[c[0][:40].replace("\n", " ") for c in HEADS])
def test_letterheads(text: str, expected: tuple[str | None, ...]) -> None:
    body = "\nI. MỤC ĐÍCH\nNâng cao chất lượng công tác của các cơ quan trong tỉnh."
    documents = split_documents("s" * 16, blocks(text + body)).documents
    assert len(documents) == 1
    d = documents[0]
    got = (d.number, d.type_code, d.issuer, d.issuer_parent, d.place, d.issued_on.isoformat() if d.issued_on else None)
    assert got == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Số: 12/QĐ - UBND", ("12/QĐ-UBND", "QĐ", "UBND")),
        ("Số 12 - HD / BTCTU", ("12-HD/BTCTU", "HD", "BTCTU")),
        ("Số: 08/2031/TT-BNV", ("08/2031/TT-BNV", "TT", "BNV")),
        ("Số:…../TTr-SXD", (None, "TTr", "SXD")),
        ("Số: 1234/UBND-KGVX.", ("1234/UBND-KGVX", "CV", "UBND")),
        ("Luật số: 88/2031/QH17", ("88/2031/QH17", None, "QH17")),
    ],
)
def test_number_lines(text: str, expected: tuple[str | None, ...]) -> None:
    assert number_line(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Số 12-NQ/XY của Ban Thường vụ",
        "SỐ 57-NQ/TW NGÀY 22/12/2024 CỦA BỘ CHÍNH TRỊ",
        "số lượng 12/KH",
        "Số 2819 ngày 12/4/2031",
        "Số người tham gia - TB/XY",
        "Sở Y tế",
        "",
    ],
)
def test_lines_that_are_no_number_lines(text: str) -> None:
    assert number_line(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Họp, ngày 3 tháng 12 các đơn vị báo cáo kết quả",
        "từ nay, ngày 3 tháng 12 năm 2031",
        "Báo cáo trước ngày 15",
        "Ngày 3 tháng 12 năm 2031",
        "Tỉnh ủy giao, ngày mai họp",
        "Căn cứ Luật Đê điều ngày 27 tháng 6 năm 2031;",
        "Theo Nghị quyết của tỉnh ngày 27 tháng 6 năm 2031",
    ],
)
def test_lines_that_are_no_place_and_date(text: str) -> None:
    assert place_and_date(text) is None


def test_names_are_joined_over_lines_and_parted_from_the_body_above() -> None:
    assert issuer_groups(["ĐẢNG ỦY", "BỘ TÀI CHÍNH"]) == ["ĐẢNG ỦY BỘ TÀI CHÍNH"]
    assert issuer_groups(["ỦY BAN NHÂN DÂN", "TỈNH A", "SỞ Y TẾ"]) == ["ỦY BAN NHÂN DÂN TỈNH A", "SỞ Y TẾ"]
    assert issuer_groups(["BAN CHỈ ĐẠO VỀ", "BAN HÀNH LUẬT"]) == ["BAN CHỈ ĐẠO VỀ BAN HÀNH LUẬT"]
    assert begins_body("SỞ Y TẾ")
    assert begins_body("UY BAN NHAN DAN")
    assert begins_body("TỈNH UỶ LAM GIANG")
    for line in ("SỐ QUỐC GIA", "PHÒNG CHỐNG THIÊN TAI", "HỘI NHẬP QUỐC TẾ", "BẢO VỆ MÔI TRƯỜNG", "TỔ CHỨC LẠI"):
        assert not begins_body(line)
    assert not begins_body("TỈNH LAM GIANG")


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH LAM GIANG", "Ủy ban nhân dân tỉnh Lam Giang"),
        ("HUYỆN UỶ SÔNG XANH", "Huyện ủy Sông Xanh"),
        ("BAN CHỈ ĐẠO VỀ KINH TẾ SỐ, ĐÔ THỊ", "Ban Chỉ đạo về kinh tế số, đô thị"),
        ("T/L BAN THƯỜNG VỤ", "T/L Ban Thường vụ"),
        ("PHÓ CHỦ TỊCH", "Phó Chủ tịch"),
        ("CÔNG TY SAO BIỂN", "CÔNG TY SAO BIỂN"),
        ("Sở Y tế", "Sở Y tế"),
        ("", ""),
    ],
)
def test_official_capitals(printed: str, name: str) -> None:
    assert official_case(printed) == name
