"""Names of bodies as prose has them: places called like verbs, numbers at the end, persons, lists of places."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.directive_pipeline import read_unit
from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from normalizers.agency import lead_phrase, parse_agencies
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention

ISSUED = dt.date(2031, 3, 1)


def acting(text: str, role: Role = Role.LEAD) -> list[str]:
    return [m.name for m in read_unit(f"- {text}", 2, ISSUED)._.actors if m.role == role]


def partners(text: str) -> list[str]:
    return acting(text, Role.COORDINATING)


def tasks(*texts: str) -> tuple[TaskMention, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    return directives_of("s" * 16, Document("d" * 16, 1, type_code="KH", issued_on=ISSUED), blocks)


# --- places ---------------------------------------------------------------------------------------

PLACES = ["Thống Nhất", "Quyết Thắng", "Hợp Tác", "Đoàn Kết", "Tự Do", "Tăng Tiến", "Tân Lập", "Chiến Thắng"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("unit", ["xã", "phường", "đặc khu"])
def test_a_place_called_like_a_verb(place: str, unit: str) -> None:
    for body in ("Ủy ban nhân dân", "Công an", "Đảng ủy"):
        assert acting(f"{body} {unit} {place} rà soát bến đò.") == [f"{body} {unit} {place}"]
        assert acting(f"Giao {body} {unit} {place} lập phương án.") == [f"{body} {unit} {place}"]
        assert partners(f"Sở Y tế phối hợp với {body} {unit} {place} rà soát.") == [f"{body} {unit} {place}"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UBND xã thống nhất phương án với chủ đò.", "Ủy ban nhân dân xã"),
        ("UBND phường hợp tác với doanh nghiệp.", "Ủy ban nhân dân phường"),
        ("UBND xã: Rà soát các bến đò.", "Ủy ban nhân dân xã"),
    ],
)
def test_a_verb_in_lower_case_is_no_place(text: str, name: str) -> None:
    assert acting(text) == [name]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("UBND xã Đồng Tâm, phường Hợp Tác", ["Ủy ban nhân dân xã Đồng Tâm", "Ủy ban nhân dân phường Hợp Tác"]),
        ("Công an xã Mây Hồng và xã Suối Bạc", ["Công an xã Mây Hồng", "Công an xã Suối Bạc"]),
        ("UBND tỉnh Cà Mau, thành phố Huế", ["Ủy ban nhân dân tỉnh Cà Mau", "Ủy ban nhân dân Thành phố Huế"]),
        ("Trường Tiểu học xã Mây Hồng, xã Suối Bạc", ["Trường Tiểu học xã Mây Hồng", "Xã Suối Bạc"]),
        (
            "UBND các xã Mây Hồng, Suối Bạc và các phường Trà Giang, Hoài Sơn",
            [
                "Ủy ban nhân dân xã Mây Hồng",
                "Ủy ban nhân dân xã Suối Bạc",
                "Ủy ban nhân dân phường Trà Giang",
                "Ủy ban nhân dân phường Hoài Sơn",
            ],
        ),
        (
            "Đội Thuế các phường: Trà Giang, Hoài Sơn; xã Mây Hồng",
            ["Đội Thuế phường Trà Giang", "Đội Thuế phường Hoài Sơn", "Đội Thuế xã Mây Hồng"],
        ),
        (
            "UBND các tỉnh: Cà Mau, Phú Thọ; các thành phố: Huế, Hải Phòng",
            [
                "Ủy ban nhân dân tỉnh Cà Mau",
                "Ủy ban nhân dân tỉnh Phú Thọ",
                "Ủy ban nhân dân Thành phố Huế",
                "Ủy ban nhân dân Thành phố Hải Phòng",
            ],
        ),
        (
            "UBND xã: Mây Hồng, Suối Bạc; phường: Trà Giang",
            ["Ủy ban nhân dân xã Mây Hồng", "Ủy ban nhân dân xã Suối Bạc", "Ủy ban nhân dân phường Trà Giang"],
        ),
        (
            "UBND các xã Mây Hồng, Suối Bạc, phường Trà Giang và Trung tâm Phát triển quỹ đất tỉnh",
            [
                "Ủy ban nhân dân xã Mây Hồng",
                "Ủy ban nhân dân xã Suối Bạc",
                "Ủy ban nhân dân phường Trà Giang",
                "Trung tâm Phát triển quỹ đất tỉnh",
            ],
        ),
        (
            "Thường trực HĐND, UBND, Ủy ban MTTQ Việt Nam xã Mây Hồng",
            [
                "Thường trực Hội đồng nhân dân xã Mây Hồng",
                "Ủy ban nhân dân xã Mây Hồng",
                "Ủy ban Mặt trận Tổ quốc Việt Nam xã Mây Hồng",
            ],
        ),
        ("Các thôn: Đoàn Kết, Tân Lập", ["Thôn Đoàn Kết", "Thôn Tân Lập"]),
        ("Thôn Thống Nhất, thôn Tân Lập, bản Nà Hương", ["Thôn Thống Nhất", "Thôn Tân Lập", "Bản Nà Hương"]),
    ],
)
def test_lists_of_places_whose_bodies_act(text: str, names: list[str]) -> None:
    assert acting(f"{text} rà soát bến đò.") == names


def test_cells_and_prose_read_places_alike() -> None:
    assert [m.name for m in parse_agencies("UBND xã Mây Hồng, phường Trà Giang")] == [
        "Ủy ban nhân dân xã Mây Hồng",
        "Ủy ban nhân dân phường Trà Giang",
    ]
    assert [m.name for m in parse_agencies("UBND xã Mây Hồng; Phường Trà Giang")][1] == "Phường Trà Giang"
    assert [
        m.name for m in parse_agencies("Công an các xã Mây Hồng, Suối Bạc; phường Trà Giang, Hoài Sơn; Sở Y tế")
    ] == [
        "Công an xã Mây Hồng",
        "Công an xã Suối Bạc",
        "Công an phường Trà Giang",
        "Công an phường Hoài Sơn",
        "Sở Y tế",
    ]
    (kind,) = parse_agencies("Công an các xã, phường")
    assert (kind.name, kind.is_collective) == ("Công an các xã, phường", True)


@given(st.lists(st.sampled_from(PLACES), min_size=2, max_size=5, unique=True), st.data())
def test_every_place_of_a_list_gets_its_body(places: list[str], data: st.DataObject) -> None:
    units = [data.draw(st.sampled_from(("xã", "phường"))) for _ in places]
    listed = ", ".join(f"{u} {p}" for u, p in zip(units, places, strict=True))
    wanted = [f"Công an {u} {p}" for u, p in zip(units, places, strict=True)]
    assert [m.name for m in lead_phrase(f"Công an {listed} tuần tra.")] == wanted


# --- numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Trung tâm Cấp cứu 125",
        "Bệnh viện Quân y 204",
        "Ban Quản lý dự án 74",
        "Đội Cảnh sát trật tự số 3",
        "Trung đoàn 518",
        "Công ty Cổ phần 603",
        "Đồn Biên phòng Cửa khẩu 31",
        "Hải đội Cảnh sát biển 6",
        "Xí nghiệp Giấy 19/5",
        "Tổ công tác 2041",
        "Cơ quan Thường trực Ban Chỉ đạo 389 quốc gia",
        "Ban Điều hành Đề án 06 cấp xã",
        "Trường Tiểu học số 2 Quyết Tiến",
    ],
)
@pytest.mark.parametrize("verb", ["họp định kỳ", "phối hợp với Sở Y tế trực", "kiểm tra 12 bến đò"])
def test_a_number_at_the_end_of_a_name(name: str, verb: str) -> None:
    assert acting(f"{name} {verb}.") == [name]


@pytest.mark.parametrize("text", ["Sở Y tế cấp 200 liều.", "Công ty Điện lực Mây Hồng thay 120 công tơ."])
def test_a_number_of_things_is_no_part_of_a_name(text: str) -> None:
    assert not acting(text)[0][-1].isdigit()


# --- verbs and "và" inside names ------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Tổng công ty Tư vấn thiết kế cảng đường thủy",
        "Viện Nghiên cứu phát triển kinh tế - xã hội tỉnh",
        "Viện Quy hoạch xây dựng nông thôn thành phố",
        "Trung tâm Nghiên cứu ứng dụng khoa học công nghệ tỉnh",
        "Trung tâm Hỗ trợ khởi nghiệp đổi mới sáng tạo tỉnh",
        "Trung tâm Quản lý, điều hành bến thủy nội địa",
        "Trung tâm Tư vấn, hỗ trợ pháp lý cho hợp tác xã",
        "Trung tâm Khuyến nông và Dịch vụ bến bãi tỉnh",
        "Đài Phát thanh - Truyền hình Mây Hồng",
        "Báo và Phát thanh, Truyền hình địa phương",
        "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ",
        "Phòng Phòng chống ma túy và tội phạm thuộc Ban Chỉ huy Bộ đội Biên phòng tỉnh",
        "Phòng Tham mưu tổng hợp - Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh",
        "Hội đồng bồi thường, hỗ trợ và tái định cư phường",
        "Ban Chỉ đạo Chương trình mục tiêu quốc gia xây dựng nông thôn mới tỉnh",
        "Ban Quản lý Khu kinh tế cửa khẩu Mây Hồng - Trà Giang",
        "Trung tâm Phát triển quỹ đất khu vực Mây Hồng",
        "Đoàn kiểm tra liên ngành về an toàn đò ngang",
        "Tổ tự quản bảo vệ môi trường",
        "Các nhà đầu tư dự án Đăng Sơn - Trà Lập",
        "Hiệp hội Cà phê Buôn Mây",
    ],
)
def test_a_name_with_verbs_and_lists_in_it(name: str) -> None:
    assert acting(f"{name} bổ sung hồ sơ.") == [name]
    assert partners(f"Sở Y tế phối hợp với {name} bổ sung hồ sơ.") == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Phòng Công Thương hỗ trợ chủ đò.", "Phòng Công Thương"),
        ("Đoàn kiểm tra báo cáo kết quả.", "Đoàn kiểm tra"),
        ("Ban Quản lý xây dựng kế hoạch.", "Ban Quản lý"),
        ("Thanh tra Sở Xây dựng rà soát.", "Thanh tra Sở Xây dựng"),
        ("Lãnh đạo Sở Y tế rà soát.", "Sở Y tế"),
    ],
)
def test_what_a_body_does_is_no_name(text: str, name: str) -> None:
    assert acting(text) == [name]


# --- kinds, regions, bodies in lower case ---------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        "Ủy ban nhân dân các tỉnh vùng Tây Nguyên, Tây Bắc",
        "Các tỉnh, thành phố vùng Đồng bằng sông Cửu Long",
        "Các tỉnh, thành phố khu vực miền Trung, Tây Nguyên",
        "Công an các tỉnh vùng Đồng bằng sông Hồng, Bắc Trung Bộ",
        "Các tỉnh miền núi phía Bắc",
        "Ủy ban nhân dân các xã ven sông",
    ],
)
@pytest.mark.parametrize("verb", ["phục dựng lễ hội", "rà soát bến đò"])
def test_places_of_a_region(name: str, verb: str) -> None:
    assert acting(f"{name} {verb}.") == [name]
    assert partners(f"Sở Y tế phối hợp với {name} {verb}.") == [name]


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("cơ quan thú y, lực lượng quản lý thị trường", ["Cơ quan thú y", "Lực lượng quản lý thị trường"]),
        ("lực lượng công an, lực lượng biên phòng", ["Lực lượng công an", "Lực lượng biên phòng"]),
        ("công an xã, trạm y tế, hội phụ nữ cấp xã", ["Công an xã", "Trạm y tế", "Hội phụ nữ cấp xã"]),
        ("đồn biên phòng trên địa bàn, nhà trường", ["Đồn biên phòng trên địa bàn", "Nhà trường"]),
        ("Hội Nông dân, Đoàn Thanh niên cùng cấp", ["Hội Nông dân", "Đoàn Thanh niên cùng cấp"]),
        ("các đồn biên phòng, hội nông dân cấp xã", ["Các đồn biên phòng", "Hội nông dân cấp xã"]),
        ("cơ quan, đơn vị liên quan", ["Cơ quan, đơn vị liên quan"]),
    ],
)
def test_partners_in_lower_case(listed: str, names: list[str]) -> None:
    assert partners(f"Sở Y tế phối hợp với {listed} kiểm tra bến đò.") == names


def test_a_kind_in_a_cell_says_which() -> None:
    (told,) = parse_agencies("Sở Nội vụ các tỉnh được thanh tra")
    assert (told.name, told.is_collective) == ("Sở Nội vụ các tỉnh được thanh tra", True)


# --- brackets, headings, persons ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Phòng Kinh tế (Phòng Kinh tế, Hạ tầng và Đô thị đối với phường) tham mưu kế hoạch.",
            ["Phòng Kinh tế", "Phòng Kinh tế, Hạ tầng và Đô thị"],
        ),
        (
            "Giao Phòng Văn hóa - Xã hội (hoặc Phòng Văn hóa ở đặc khu) rà soát.",
            ["Phòng Văn hóa - Xã hội", "Phòng Văn hóa"],
        ),
        ("Giao Sở Xây dựng (qua Phòng Bến bãi) rà soát.", ["Sở Xây dựng", "Phòng Bến bãi"]),
    ],
)
def test_the_body_that_other_places_have(text: str, names: list[str]) -> None:
    assert acting(text) == names


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        ("Trưởng khu vực, tổ trưởng tổ dân phố", ["Trưởng khu vực", "Tổ trưởng tổ dân phố"]),
        ("UBND xã Thống Nhất, phường Hợp Tác", ["Ủy ban nhân dân xã Thống Nhất", "Ủy ban nhân dân phường Hợp Tác"]),
        (
            "UBND các xã Đoàn Kết, Tân Lập; phường Hợp Tác",
            ["Ủy ban nhân dân xã Đoàn Kết", "Ủy ban nhân dân xã Tân Lập", "Ủy ban nhân dân phường Hợp Tác"],
        ),
        ("Chi hội trưởng phụ nữ, bí thư chi đoàn", ["Chi hội trưởng phụ nữ, bí thư chi đoàn"]),
    ],
)
def test_a_heading_hands_its_bodies_down(heading: str, names: list[str]) -> None:
    (task,) = tasks("II. NHIỆM VỤ", f"1. {heading}", "- Lập danh sách chủ đò, gửi Sở Y tế trước ngày 30/6/2031.")
    assert [m.name for m in task.agencies if m.role == Role.LEAD] == names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Phân công đồng chí Phó Chủ tịch UBND phường Lê Thị Trà chủ trì.", "Phó Chủ tịch Ủy ban nhân dân phường"),
        ("Chủ tịch UBND xã Mây Hồng Lê Văn Trà chịu trách nhiệm.", "Chủ tịch Ủy ban nhân dân xã Mây Hồng"),
        ("Chủ tịch UBND phường Trần Hưng Đạo chịu trách nhiệm.", "Chủ tịch Ủy ban nhân dân phường Trần Hưng Đạo"),
        ("Chủ tịch UBND xã Nguyễn Trãi chịu trách nhiệm.", "Chủ tịch Ủy ban nhân dân xã Nguyễn Trãi"),
        ("Giám đốc Sở Y tế Phạm Văn Giang báo cáo.", "Giám đốc Sở Y tế"),
        ("Trưởng phòng Kinh tế Lê Thị Trà tổng hợp.", "Trưởng phòng Kinh tế"),
        ("Giao đ/c Trưởng phòng VH-XH chuẩn bị nội dung.", "Trưởng phòng Văn hóa - Xã hội"),
    ],
)
def test_the_person_behind_an_office(text: str, name: str) -> None:
    assert acting(text) == [name]


@pytest.mark.parametrize("address", ["Các ông (bà):", "Các ông, bà:", "Các đồng chí:", "Ông (bà)"])
def test_words_of_address_before_offices(address: str) -> None:
    text = f"{address} Chánh Văn phòng, Trưởng phòng Bến bãi, thủ trưởng các đơn vị chịu trách nhiệm thi hành."
    assert acting(text) == ["Chánh Văn phòng", "Trưởng phòng Bến bãi", "Thủ trưởng các đơn vị"]


# --- lists of places and quarters among partners --------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (
            "các Bộ: Tài chính, Công an và UBND các tỉnh, thành phố: Huế, Cà Mau",
            ["Bộ Tài chính", "Bộ Công an", "Ủy ban nhân dân Thành phố Huế", "Ủy ban nhân dân tỉnh Cà Mau"],
        ),
        (
            "các Sở: Tài chính, Nội vụ, Công an tỉnh, UBND các xã: Mây Hồng, Suối Bạc",
            [
                "Sở Tài chính",
                "Sở Nội vụ",
                "Công an tỉnh",
                "Ủy ban nhân dân xã Mây Hồng",
                "Ủy ban nhân dân xã Suối Bạc",
            ],
        ),
        (
            "UBND các phường Trà Giang, Hoài Sơn, Mây Hồng và UBND các xã Suối Bạc, Đồi Xanh",
            [
                "Ủy ban nhân dân phường Trà Giang",
                "Ủy ban nhân dân phường Hoài Sơn",
                "Ủy ban nhân dân phường Mây Hồng",
                "Ủy ban nhân dân xã Suối Bạc",
                "Ủy ban nhân dân xã Đồi Xanh",
            ],
        ),
        (
            "Công an các xã: Mây Hồng, Suối Bạc; Công an các phường: Trà Giang, Hoài Sơn",
            [
                "Công an xã Mây Hồng",
                "Công an xã Suối Bạc",
                "Công an phường Trà Giang",
                "Công an phường Hoài Sơn",
            ],
        ),
        (
            "Trạm Y tế các xã: Mây Hồng, Suối Bạc và Bệnh viện Đa khoa khu vực Trà Giang",
            ["Trạm Y tế xã Mây Hồng", "Trạm Y tế xã Suối Bạc", "Bệnh viện Đa khoa khu vực Trà Giang"],
        ),
        (
            "UBND thành phố Huế, các tỉnh: Cà Mau, Gia Lai",
            ["Ủy ban nhân dân Thành phố Huế", "Ủy ban nhân dân tỉnh Cà Mau", "Ủy ban nhân dân tỉnh Gia Lai"],
        ),
        (
            "UBND các tỉnh biên giới: Cà Mau, Gia Lai",
            ["Ủy ban nhân dân tỉnh Cà Mau", "Ủy ban nhân dân tỉnh Gia Lai"],
        ),
        (
            "HĐND các tỉnh, thành phố: Cà Mau, Huế",
            ["Hội đồng nhân dân tỉnh Cà Mau", "Hội đồng nhân dân Thành phố Huế"],
        ),
        (
            "Ban điều hành các khu phố 1, 2, 5",
            ["Ban điều hành khu phố 1", "Ban điều hành khu phố 2", "Ban điều hành khu phố 5"],
        ),
        ("Ban điều hành khu phố 3, khu phố 4", ["Ban điều hành khu phố 3", "Ban điều hành khu phố 4"]),
        ("Chi bộ các ấp: 1, 2", ["Chi bộ ấp 1", "Chi bộ ấp 2"]),
        ("Trưởng các thôn Đoàn Kết, Tân Lập", ["Trưởng thôn Đoàn Kết", "Trưởng thôn Tân Lập"]),
        (
            "UBND các xã, phường Mây Hồng, Trà Giang",
            ["Ủy ban nhân dân xã, phường Mây Hồng", "Ủy ban nhân dân xã, phường Trà Giang"],
        ),
        (
            "Công an các phường Trà Giang, Hoài Sơn và Đội Cảnh sát giao thông số 1",
            ["Công an phường Trà Giang", "Công an phường Hoài Sơn", "Đội Cảnh sát giao thông số 1"],
        ),
        ("UBND các xã, phường Mây Hồng", ["Ủy ban nhân dân các xã, phường Mây Hồng"]),
        ("Chủ tịch UBND các tỉnh, thành phố nêu trên", ["Chủ tịch Ủy ban nhân dân các tỉnh, thành phố nêu trên"]),
        ("Kho bạc Nhà nước khu vực V - Phòng Giao dịch số 3", ["Kho bạc Nhà nước khu vực V"]),
        (
            "Ngân hàng Nhà nước chi nhánh Khu vực 11, Thuế cơ sở 4, Bảo hiểm xã hội cơ sở Trà Giang",
            ["Ngân hàng Nhà nước chi nhánh Khu vực 11", "Thuế cơ sở 4", "Bảo hiểm xã hội cơ sở Trà Giang"],
        ),
    ],
)
def test_partners_of_many_places(listed: str, names: list[str]) -> None:
    assert partners(f"Bộ Y tế phối hợp với {listed} rà soát bến đò.") == names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Sở Y tế các tỉnh: Cà Mau, Phú Thọ; Bộ Y tế", ["Sở Y tế tỉnh Cà Mau", "Sở Y tế tỉnh Phú Thọ", "Bộ Y tế"]),
        ("Thuế các tỉnh, thành phố: Cà Mau, Huế", ["Thuế tỉnh Cà Mau", "Thuế Thành phố Huế"]),
        ("Ban điều hành các khu phố 1, 2", ["Ban điều hành khu phố 1", "Ban điều hành khu phố 2"]),
        ("Các thôn Đoàn Kết, Tân Lập; UBND xã", ["Thôn Đoàn Kết", "Thôn Tân Lập", "Ủy ban nhân dân xã"]),
        ("Trưởng các thôn, tổ dân phố", ["Trưởng các thôn, tổ dân phố"]),
        ("Bảo Việt Trà Giang, PVI Trà Giang", ["Bảo Việt Trà Giang", "PVI Trà Giang"]),
        ("Sở Y tế các tỉnh, thành phố", ["Sở Y tế các tỉnh, thành phố"]),
    ],
)
def test_cells_of_many_places(cell: str, names: list[str]) -> None:
    assert [m.name for m in parse_agencies(cell)] == names


@pytest.mark.parametrize(
    ("heading", "names"),
    [
        (
            "UBND các xã Mây Hồng, Suối Bạc, Đồi Xanh và phường Trà Giang:",
            [
                "Ủy ban nhân dân xã Mây Hồng",
                "Ủy ban nhân dân xã Suối Bạc",
                "Ủy ban nhân dân xã Đồi Xanh",
                "Ủy ban nhân dân phường Trà Giang",
            ],
        ),
        ("Ban điều hành các khu phố 1, 2:", ["Ban điều hành khu phố 1", "Ban điều hành khu phố 2"]),
    ],
)
def test_a_heading_of_many_places_hands_them_down(heading: str, names: list[str]) -> None:
    (task,) = tasks("II. NHIỆM VỤ", f"1. {heading}", "- Lập danh sách chủ đò, gửi Sở Y tế trước ngày 30/6/2031.")
    assert [m.name for m in task.agencies if m.role == Role.LEAD] == names


# --- people and brands among partners -------------------------------------------------------------


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        ("cộng tác viên dân số, tổ trưởng tổ dân phố", ["Cộng tác viên dân số", "Tổ trưởng tổ dân phố"]),
        ("cảnh sát khu vực, chủ nhà trọ", ["Cảnh sát khu vực", "Chủ nhà trọ"]),
        ("nhân viên y tế thôn, bản và Công an xã", ["Nhân viên y tế thôn, bản", "Công an xã"]),
        ("chủ các cơ sở lưu trú, nhà nghỉ", ["Chủ các cơ sở lưu trú, nhà nghỉ"]),
        (
            "Công an xã, tổ bảo vệ an ninh, trật tự cơ sở, dân quân",
            ["Công an xã", "Tổ bảo vệ an ninh, trật tự cơ sở", "Dân quân"],
        ),
        (
            "người có uy tín trong đồng bào dân tộc thiểu số, các chức sắc tôn giáo",
            ["Người có uy tín trong đồng bào dân tộc thiểu số", "Các chức sắc tôn giáo"],
        ),
        ("Sở Y tế, giáo viên được tập huấn; học sinh", ["Sở Y tế"]),
        ("tổ hợp tác trồng chè Suối Bạc", ["Tổ hợp tác trồng chè Suối Bạc"]),
        ("chủ đầu tư, tư vấn giám sát", ["Chủ đầu tư, tư vấn giám sát"]),
        ("các hội, đoàn thể nhận ủy thác", ["Các hội, đoàn thể nhận ủy thác"]),
        ("Bưu điện, tình nguyện viên", ["Bưu điện", "Tình nguyện viên"]),
        (
            "Giáo hội Phật giáo Việt Nam tỉnh, Hội Đoàn kết Sư sãi yêu nước, Tòa Giám mục Trà Giang",
            ["Giáo hội Phật giáo Việt Nam tỉnh", "Hội Đoàn kết Sư sãi yêu nước", "Tòa Giám mục Trà Giang"],
        ),
        (
            "Sở Y tế, Bảo Việt Trà Giang, PVI Đông Đô, Viettel Trà Giang và Sở Tài chính",
            ["Sở Y tế", "Bảo Việt Trà Giang", "PVI Đông Đô", "Viettel Trà Giang", "Sở Tài chính"],
        ),
        ("Tổ chức MAG, Tổ chức Cứu trợ Trẻ em", ["Tổ chức MAG", "Tổ chức Cứu trợ Trẻ em"]),
        (
            "Công an tỉnh, Khu du lịch Mây Hồng, Chợ Trà Giang",
            ["Công an tỉnh", "Khu du lịch Mây Hồng", "Chợ Trà Giang"],
        ),
        ("Trường THCS và THPT Suối Bạc", ["Trường THCS và THPT Suối Bạc"]),
        (
            "Tòa án nhân dân khu vực 3, Thi hành án dân sự tỉnh",
            ["Tòa án nhân dân khu vực 3", "Thi hành án dân sự tỉnh"],
        ),
        ("liên danh nhà thầu Công ty Mây - Công ty Suối", ["Liên danh nhà thầu Công ty Mây - Công ty Suối"]),
    ],
)
def test_partners_that_no_register_holds(listed: str, names: list[str]) -> None:
    assert partners(f"Sở Nội vụ phối hợp với {listed} rà soát bến đò.") == names


@pytest.mark.parametrize(
    "words",
    ["Kế hoạch số 12 của Sở Y tế", "Đề án Mây Hồng", "Dự án Kè Sông Trà", "Hà Nội, Hải Phòng", "Trung ương"],
)
def test_things_and_places_are_no_partners(words: str) -> None:
    assert partners(f"Sở Nội vụ phối hợp với {words} rà soát bến đò.") == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đề nghị Tổ chức MAG bổ sung nhân lực.", ["Tổ chức MAG"]),
        ("Đề nghị Bảo Việt Trà Giang, PVI Trà Giang chi trả.", ["Bảo Việt Trà Giang", "PVI Trà Giang"]),
        (
            "Đề nghị Liên danh Sông Trà - Mây Hồng, Tổ chức MAG báo cáo.",
            ["Liên danh Sông Trà - Mây Hồng", "Tổ chức MAG"],
        ),
        ("Tổ chức Hội nghị tổng kết.", []),
        ("Tổ chức HĐND họp.", []),
        ("Chỉ đạo Đường Trà Giang hoàn thành trước mùa mưa.", []),
    ],
)
def test_brands_that_are_asked(text: str, names: list[str]) -> None:
    assert acting(text) == names


@pytest.mark.parametrize(
    "name",
    [
        "Trung tâm Hành động bom mìn tỉnh Cà Mau",
        "Hội đồng kiểm tra nhà nước về công tác nghiệm thu công trình xây dựng",
        "Ban Dân chủ, Giám sát và Phản biện xã hội",
        "Ban Quản lý dự án Đầu tư xây dựng phường",
        "Tổ công tác khắc phục hậu quả thiên tai",
        "Hội đồng Phối hợp phổ biến, giáo dục pháp luật tỉnh",
        "Ban Tổ chức Lễ kỷ niệm 50 năm Ngày thành lập tỉnh",
        "Hội Cựu giáo chức tỉnh",
        "Hội Nạn nhân chất độc da cam/dioxin",
        "Công ty Xổ số kiến thiết",
    ],
)
def test_a_name_cut_at_no_verb_or_comma(name: str) -> None:
    assert acting(f"{name} rà soát hồ sơ.") == [name]
    assert partners(f"Sở Nội vụ phối hợp với {name}, Sở Y tế rà soát hồ sơ.") == [name, "Sở Y tế"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Tổ công tác khắc phục sự cố (thành lập theo Quyết định số 5/QĐ-UBND) kiểm tra các hộ.",
            "Tổ công tác khắc phục sự cố",
        ),
        ("Tổ công tác kiểm tra các hộ (theo danh sách) báo cáo Sở Y tế.", "Tổ công tác"),
        ("Tổ công tác giải phóng mặt bằng các hộ dân.", "Tổ công tác"),
        ("Phòng Tư pháp phổ biến, giáo dục pháp luật cho người dân.", "Phòng Tư pháp"),
    ],
)
def test_what_a_working_party_is_set_up_for(text: str, name: str) -> None:
    assert acting(text) == [name]
