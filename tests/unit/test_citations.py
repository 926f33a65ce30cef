"""Citations as offices write them: lists, laws, parts, damage. Invented offices; every line written for this test."""

from __future__ import annotations

import datetime as dt

import pytest

from normalizers.reference import assigning_references, cited_part, find_references, issuer_code_of, number_key

CASES: list[tuple[str, list[tuple[str | None, str | None, str | None]]]] = [
    # party
    ("Thông báo số 11-TB/BCĐTS ngày 06/3/2031", [("11-TB/BCĐTS", "TB", "2031-03-06")]),
    ("Thông báo số 11-TB/BCĐTS, ngày 06/3/2031 của Ban Chỉ đạo", [("11-TB/BCĐTS", "TB", "2031-03-06")]),
    ("Thông báo kết luận số 12-TB/BCĐTS ngày 06/3/2031", [("12-TB/BCĐTS", "TB", "2031-03-06")]),
    ("Thông báo Kết luận số 12-TB/BCĐTS", [("12-TB/BCĐTS", "TB", None)]),
    (
        "Thông báo kết luận số 12-TB/BCĐTS ngày 06/3/2031, số 14-TB/BCĐTS",
        [("12-TB/BCĐTS", "TB", "2031-03-06"), ("14-TB/BCĐTS", "TB", None)],
    ),
    (
        "các Nghị quyết số 77-NQ/TW, 79-NQ/TW, 86-NQ/TW và 88-NQ/TW của Bộ Chính trị",
        [("77-NQ/TW", "NQ", None), ("79-NQ/TW", "NQ", None), ("86-NQ/TW", "NQ", None), ("88-NQ/TW", "NQ", None)],
    ),
    ("thực hiện Nghị quyết 77-NQ/TW.", [("77-NQ/TW", "NQ", None)]),
    ("Kết luận số 21-KL/TW ngày 14 tháng 8 năm 2031", [("21-KL/TW", "KL", "2031-08-14")]),
    ("Chỉ thị số 40-CT/TU, ngày 1-9-2031", [("40-CT/TU", "CT", "2031-09-01")]),
    ("Quy định số 15-QĐ/TU ngày 02/02/2031", [("15-QĐ/TU", "QĐ", "2031-02-02")]),
    ("Quy định số 15-QĐi/TU ngày 02/02/2031", [("15-QĐi/TU", "QĐi", "2031-02-02")]),
    ("Quy chế số 03-QC/HU", [("03-QC/HU", "QC", None)]),
    ("Hướng dẫn số 36-HD/VPTU ngày 03/4/2031", [("36-HD/VPTU", "HD", "2031-04-03")]),
    ("Chương trình số 02-CTr/TU", [("02-CTr/TU", "CTr", None)]),
    ("Chương trình hành động số 05-CTr/HU ngày 9/9/2031", [("05-CTr/HU", "CTr", "2031-09-09")]),
    ("Công văn số 417-CV/BTGDVTU", [("417-CV/BTGDVTU", "CV", None)]),
    ("Tờ trình số 9-TTr/ĐU ngày 19/12/2031", [("9-TTr/ĐU", "TTr", "2031-12-19")]),
    ("Báo cáo số 102-BC/BCSĐ", [("102-BC/BCSĐ", "BC", None)]),
    ("Kế hoạch số 02 - KH/BCĐ ngày 01/7/2031", [("02-KH/BCĐ", "KH", "2031-07-01")]),
    ("Kế hoạch số: 02-KH/BCĐ", [("02-KH/BCĐ", "KH", None)]),
    ("Đề án số 6-ĐA/TU", [("6-ĐA/TU", "ĐA", None)]),
    # state
    ("Nghị định số 155/2031/NĐ-CP ngày 14/5/2031 của Chính phủ", [("155/2031/NĐ-CP", "NĐ", "2031-05-14")]),
    ("Nghị định 155/2031/NĐ-CP.", [("155/2031/NĐ-CP", "NĐ", None)]),
    ("Nghị quyết số 293/2031/QH17", [("293/2031/QH17", "NQ", None)]),
    ("Nghị quyết 293/2031/QH17.", [("293/2031/QH17", "NQ", None)]),
    ("Nghị quyết số 293/2031/NQ-QH17", [("293/2031/NQ-QH17", "NQ", None)]),
    ("Luật Nhà ở (số 127/2031/QH17)", [("127/2031/QH17", "L", None)]),
    ("Luật Đầu tư công số 58/2031/QH17 ngày 29/11/2031", [("58/2031/QH17", "L", "2031-11-29")]),
    ("Bộ luật Dân sự số 91/2031/QH17", [("91/2031/QH17", "L", None)]),
    ("Quyết định số 749/QĐ-TTg ngày 03/6/2031", [("749/QĐ-TTg", "QĐ", "2031-06-03")]),
    ("Quyết định số 10/2031/QĐ-TTg", [("10/2031/QĐ-TTg", "QĐ", None)]),
    ("Chỉ thị số 24/CT-TTg và số 25/CT-TTg", [("24/CT-TTg", "CT", None), ("25/CT-TTg", "CT", None)]),
    ("Chỉ thị số 24/CT-TTg ngày 13-9-2031", [("24/CT-TTg", "CT", "2031-09-13")]),
    ("Thông tư số 08/2031/TT-BNV", [("08/2031/TT-BNV", "TT", None)]),
    ("Thông tư liên tịch số 04/2031/TTLT-BTC-BNV", [("04/2031/TTLT-BTC-BNV", "TTLT", None)]),
    ("Nghị quyết liên tịch số 12/2031/NQLT-CP-MTTQ", [("12/2031/NQLT-CP-MTTQ", "NQLT", None)]),
    ("Công điện số 22/CĐ-TTg, ngày 09/3/2031", [("22/CĐ-TTg", "CĐ", "2031-03-09")]),
    ("Công văn số 2132/BTC-KBNN ngày 15/12/2031", [("2132/BTC-KBNN", "CV", "2031-12-15")]),
    ("công văn 2132/BTC-KBNN", [("2132/BTC-KBNN", "CV", None)]),
    ("văn bản số 88/UBND-KGVX", [("88/UBND-KGVX", "CV", None)]),
    ("Thông báo số 45/TB-VPCP ngày 03/02/2031 của Văn phòng Chính phủ", [("45/TB-VPCP", "TB", "2031-02-03")]),
    ("Thông báo kết luận số 45/TB-VPUB", [("45/TB-VPUB", "TB", None)]),
    ("Kế hoạch số 325/KH-UBND ngày 03/12/2031 của UBND Thành phố", [("325/KH-UBND", "KH", "2031-12-03")]),
    ("Tờ trình số 191/TTr-SXD ngày 10/4/2031", [("191/TTr-SXD", "TTr", "2031-04-10")]),
    ("Báo cáo số 4123/BC-BNNMT", [("4123/BC-BNNMT", "BC", None)]),
    ("Nghị quyết số 15/NQ-HĐND ngày 11/7/2031", [("15/NQ-HĐND", "NQ", "2031-07-11")]),
    ("Nghị quyết số 66.9/2031/NQ-CP", [("66.9/2031/NQ-CP", "NQ", None)]),
    ("Nghị quyết liên tịch", []),
    ("Pháp lệnh số 01/2031/UBTVQH17", [("01/2031/UBTVQH17", "PL", None)]),
    ("Hướng dẫn số 2475/HD-BKHCN", [("2475/HD-BKHCN", "HD", None)]),
    ("Quyết định số 12 /QĐ-UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("Quyết định số 12/ QĐ-UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("Quyết định số 12/QĐ - UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("QĐ số 12/QĐ-UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("theo NQ293/2031/QH17", [("293/2031/QH17", "NQ", None)]),
    ("NQ 293/2031/QH17", [("293/2031/QH17", "NQ", None)]),
    ("NĐ 155/2031/NĐ-CP", [("155/2031/NĐ-CP", "NĐ", None)]),
    # several in one place
    (
        "Kế hoạch số 01-KH/BCĐTS, ngày 02/6/2031 và Kế hoạch số 02-KH/BCĐTS, ngày 19/6/2031",
        [("01-KH/BCĐTS", "KH", "2031-06-02"), ("02-KH/BCĐTS", "KH", "2031-06-19")],
    ),
    (
        "Nghị định số 80/2030/NĐ-CP; 97/2031/NĐ-CP",
        [("80/2030/NĐ-CP", "NĐ", None), ("97/2031/NĐ-CP", "NĐ", None)],
    ),
    (
        "(Quyết định số 3/QĐ-SYT ngày 5/1/2031; Kế hoạch 4/KH-SYT)",
        [("3/QĐ-SYT", "QĐ", "2031-01-05"), ("4/KH-SYT", "KH", None)],
    ),
    ("Nghị quyết số 193, 197 của Quốc hội", [("193", "NQ", None), ("197", "NQ", None)]),
    ("Nghị quyết 57 và Nghị quyết 68", [("57", "NQ", None), ("68", "NQ", None)]),
    ("theo Kế hoạch 02 của Ban Chỉ đạo", [("02", "KH", None)]),
    ("thực hiện Chỉ thị 18 của Thủ tướng", [("18", "CT", None)]),
    ("Nghị định số 31/2031", [("31/2031", "NĐ", None)]),
    ("03 Nghị định: Số 31/2031, số 63/2030", [("31/2031", "NĐ", None), ("63/2030", "NĐ", None)]),
    # laws by name and date
    ("Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2031", [(None, "L", "2031-02-18")]),
    ("Căn cứ Luật Xây dựng ngày 18/6/2030; Luật sửa đổi", [(None, "L", "2030-06-18")]),
    # damage by scanning
    ("Thông báo số O3-TB/BCĐTS", [("03-TB/BCĐTS", "TB", None)]),
    ("Thông báo số 0l-TB/BCĐTS ngày 22/01/2031", [("01-TB/BCĐTS", "TB", "2031-01-22")]),
    ("Nghị quyết số 57-NQTW", [("57-NQ/TW", "NQ", None)]),
    ("Nghị quyết số 77-NQ/TW-NQ/TW", [("77-NQ/TW", "NQ", None)]),
    ("Thông báo số 01- 'TB/BCĐTS ngày 22/01/2031", [("01-TB/BCĐTS", "TB", "2031-01-22")]),
    ("Văn bản số 2770/ 'VPUB-TCCV", [("2770/VPUB-TCCV", "CV", None)]),
    ("Nghị quyết 293/2031/NÑQ-QHI17", [("293/2031/NQ-QH17", "NQ", None)]),
    ("Nghị quyết số 03/NÑQ-CP ngày 09 tháng 01 năm 2031", [("03/NQ-CP", "NQ", "2031-01-09")]),
    ("Luật Ban hành văn bản số 64/2031QH 17", [("64/2031/QH17", "L", None)]),
    ("Quyết định số 12/QD-UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("Quyết định số 12/QÐ-UBND", [("12/QĐ-UBND", "QĐ", None)]),
    ("Kế hoạch số 01–KH/BCĐ", [("01-KH/BCĐ", "KH", None)]),
    ("Nghị quyết số 57-NQ/TW⁹, trong đó", [("57-NQ/TW", "NQ", None)]),
    ("Căn cứ Luật Phòng, chống tham nhũng ngày 20/11/2030", [(None, "L", "2030-11-20")]),
    # no citations
    ("Nghị định số 31/2031 và 02 điều ước", [("31/2031", "NĐ", None)]),
    ("sửa Luật Nhà ở, bảo đảm có hiệu lực chậm nhất từ ngày 01/3/2032", []),
    ("trình Luật Nhà ở trước ngày 01/3/2032", []),
    ("hệ thống có 965 hồ sơ, số 5 và số 7", []),
    ("24/7, 3/4 số xã, 12/2031, 15/4/2031", []),
    ("Kế hoạch 5 năm 2031 - 2035", []),
    ("Kế hoạch 2031", []),
    ("xây dựng Kế hoạch năm 2031", []),
    ("03 nghị quyết, 12 quyết định", []),
    ("chuyển đổi số 100% xã", []),
    ("Trung tâm dữ liệu quốc gia số 1", []),
    ("công nghệ 4G/5G-LTE", []),
    ("Nghị quyết 2 năm một lần", []),
    ("Sửa đổi Luật Viên chức", []),
    ("Dự án số 3/QL-12", []),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:50] for c in CASES])
def test_citations(text: str, expected: list[tuple[str | None, str | None, str | None]]) -> None:
    found = find_references(text)
    assert [(r.number, r.type_code, r.dated_on.isoformat() if r.dated_on else None) for r in found] == expected
    assert all(text[r.start : r.end] == r.raw for r in found)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Điểm b Mục 4 Phụ lục kèm theo Thông báo số 17-TB/CQBCĐ", "Điểm b Mục 4 Phụ lục"),
        ("theo khoản 2 Điều 5 Nghị định số 155/2031/NĐ-CP", "khoản 2 Điều 5"),
        ("quy định tại điểm a, khoản 3, Điều 12 của Luật Nhà ở số 27/2031/QH17", "điểm a, khoản 3, Điều 12"),
        ("mục II.3 Thông báo số 45/TB-VPUB", "mục II.3"),
        ("Phụ lục I, II kèm Chỉ thị số 24/CT-TTg", "Phụ lục I, II"),
        ("Điều 3 Quyết định số 12/QĐ-UBND", "Điều 3"),
        ("thực hiện Quyết định số 12/QĐ-UBND", None),
        ("Sau đó Quyết định số 12/QĐ-UBND", None),
    ],
)
def test_the_part_that_is_cited(text: str, part: str | None) -> None:
    assert cited_part(text, find_references(text)[-1]) == part


@pytest.mark.parametrize(
    ("number", "issuer"),
    [
        ("12/QĐ-UBND", "UBND"),
        ("11-TB/BCĐTS", "BCĐTS"),
        ("88/2031/QH17", "QH17"),
        ("1234/VPUB-TH", "VPUB"),
        ("155/2031/NĐ-CP", "CP"),
        ("57", None),
        ("31/2031", None),
        (None, None),
    ],
)
def test_issuer_codes(number: str | None, issuer: str | None) -> None:
    assert issuer_code_of(number) == issuer


def test_two_ways_of_writing_one_number_have_one_key() -> None:
    assert number_key("02/KH-BCĐTS") == number_key("02-KH/BCĐTS")
    assert number_key("293/2031/NQ-QH17") == number_key("293/2031/QH17")
    assert number_key("2-KH/BCĐTS") == number_key("02-KH/BCĐTS")
    assert number_key("02-KH/BCĐTS") != number_key("02-TB/BCĐTS")
    assert number_key("10/2031/QĐ-TTg") != number_key("10/QĐ-TTg")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Thực hiện nhiệm vụ giao tại Thông báo số 11-TB/BCĐTS ngày 06/3/2031.", ["11-TB/BCĐTS"]),
        ("các nhiệm vụ được giao tại Quyết định số 12/QĐ-UBND và Kế hoạch số 3/KH-UBND", ["12/QĐ-UBND", "3/KH-UBND"]),
        ("nhiệm vụ được phân công tại Điểm b Mục 4 Thông báo số 17-TB/CQBCĐ", ["17-TB/CQBCĐ"]),
        ("Sở Y tế báo cáo theo Thông báo số 11-TB/BCĐTS", []),
        ("Sửa đổi Quyết định số 12/QĐ-UBND", []),
        ("Nhiệm vụ giao tại Hội nghị. Ban hành Quyết định số 12/QĐ-UBND", []),
    ],
)
def test_documents_that_assign_in_prose(text: str, numbers: list[str]) -> None:
    assert [r.number for r in assigning_references(text)] == numbers


def test_dates_that_are_not_dates_stay_unknown() -> None:
    (found,) = find_references("Quyết định số 9/QĐ-UBND ngày 31/02/2031")
    assert (found.number, found.dated_on) == ("9/QĐ-UBND", None)
    assert find_references("Quyết định số 9/QĐ-UBND ngày 1/2/2031")[0].dated_on == dt.date(2031, 2, 1)
