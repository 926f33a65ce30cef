"""Mentions of bodies as they stand in notices of ministries, provinces, the Party, unions, banks, the army and courts.

``data/agency_names.tsv`` holds them, one a line: the text of a cell, and what it names, joined by " + ": "*" for a
collective, else "name|kind|body above it" with "-" for what is not asked. The body above is the parent, or of a Party
committee the body it belongs to.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from normalizers.agency import document_bodies, find_agencies, home_of, in_document, parse_agencies
from normalizers.agency_mentions import named_agencies
from normalizers.agency_prose import lead_phrase
from normalizers.agency_units import unit_body
from pipeline.model import AgencyMatch, AgencyMention

TABLE = Path(__file__).with_name("data") / "agency_names.tsv"
CASES = [line.split("\t") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]


def facts(mention: AgencyMention, asked: str) -> str:
    """What is known of a mention, in the form and to the extent of ``asked``."""
    if mention.is_collective or "|" not in asked:
        return "*" if mention.is_collective else mention.name
    held = {a.agency_id: a for a in named_agencies((mention,))}
    agency = held.get(mention.agency_id or "")
    _, kind, above = asked.split("|")
    kinds = "-" if kind == "-" or agency is None else agency.kind
    over = [] if agency is None else [held[i].name for i in (agency.parent_id, agency.body_id) if i in held]
    same = [n for n in over if n.lower() == above.lower()]
    return "|".join((mention.name, kinds, above if above == "-" or same else ", ".join(over)))


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text for text, _ in CASES])
def test_names_as_they_stand_in_notices(text: str, expected: str) -> None:
    wanted = expected.split(" + ")
    mentions = parse_agencies(text)
    assert len(mentions) == len(wanted)
    assert [facts(m, w) for m, w in zip(mentions, wanted, strict=True)] == wanted


@pytest.mark.parametrize(
    "name",
    [
        "Trung tâm Hà Nội",
        "Phòng Cần Thơ",
        "Phòng chống thiên tai tỉnh Lai Châu",
        "Trung tâm dữ liệu đặt tại Đà Nẵng",
        "Công ty Cổ phần Mây Xanh",
        "Thứ trưởng",
        "Cục Mây Hồng",
        "công ty điện lực Hà Nội",
    ],
)
def test_words_that_say_of_no_unit_whose_it_is(name: str) -> None:
    assert unit_body(name) == ()


def test_a_university_that_is_called_after_a_province_is_not_the_province_s() -> None:
    (body,) = unit_body("Trường Đại học Cần Thơ")
    assert (body.kind, body.parent_id) == ("university", None)


def test_a_body_that_each_province_has_is_that_of_the_issuer() -> None:
    cell = parse_agencies("Sở Tài chính; Công an tỉnh; HĐND; Bộ Y tế; Sở Y tế tỉnh Lai Châu; Công an Thành phố")
    found = in_document(cell, {}, home_of("Ủy ban nhân dân tỉnh Nghệ An"))
    assert [(m.name, m.agency_id) for m in found] == [
        ("Sở Tài chính", "so-tai-chinh-tinh-nghe-an"),
        ("Công an tỉnh", "cong-an-tinh-nghe-an"),
        ("Hội đồng nhân dân", "hoi-dong-nhan-dan-tinh-nghe-an"),
        ("Bộ Y tế", "bo-y-te"),
        ("Sở Y tế tỉnh Lai Châu", "so-y-te-tinh-lai-chau"),
        ("Công an Thành phố", "cong-an-thanh-pho"),
    ]
    assert found[0].match is AgencyMatch.CONTEXT
    above = {a.agency_id: a.parent_id for a in named_agencies(found)}
    assert above["so-tai-chinh-tinh-nghe-an"] == "tinh-nghe-an"


@pytest.mark.parametrize(
    "issuer",
    [
        "Chính phủ",
        "Bộ Tài chính - Bộ Nội vụ",
        "Cục Đường bộ Việt Nam",
        "Đại học Quốc gia Hà Nội",
        "Ban Chỉ đạo",
        "Ủy ban nhân dân xã Mây",
        "",
    ],
)
def test_other_issuers_tell_no_home(issuer: str) -> None:
    assert home_of(issuer) is None


def test_units_that_many_ministries_have_are_those_of_the_issuer() -> None:
    cell = "Vụ Pháp chế; Văn phòng Bộ, Chánh Thanh tra Bộ; Cục Kế hoạch - Tài chính; Cục Mây Hồng; Sở Y tế"
    found = in_document(parse_agencies(cell), {}, home_of("BỘ CÔNG THƯƠNG"))
    assert [m.name for m in found] == [m.name for m in parse_agencies(cell)]
    units = {a.name: (a.parent_id, a.kind) for a in named_agencies(found) if a.parent_id == "bo-cong-thuong"}
    assert units == {
        "Vụ Pháp chế Bộ Công Thương": ("bo-cong-thuong", "department"),
        "Văn phòng Bộ Công Thương": ("bo-cong-thuong", "department"),
        "Chánh Thanh tra Bộ Công Thương": ("bo-cong-thuong", "person_office"),
        "Cục Kế hoạch - Tài chính Bộ Công Thương": ("bo-cong-thuong", "department"),
    }
    assert [m.agency_id for m in found][4:] == [None, "so-y-te"]
    assert all(m.match is AgencyMatch.CONTEXT for m in found[:4])
    assert [m.agency_id for m in in_document(parse_agencies("Vụ Pháp chế"), {}, home_of("Bộ Y tế"))] != [
        found[0].agency_id
    ]
    assert [m.agency_id for m in in_document(parse_agencies("Vụ Pháp chế; Văn phòng Bộ"), {}, None)] == [None, None]


@pytest.mark.parametrize(
    ("issuer", "ids"),
    [
        (
            "Ủy ban nhân dân Thành phố Hải Phòng",
            ["chi-cuc-kiem-lam-thanh-pho-hai-phong", "phong-canh-sat-kinh-te-cong-an-thanh-pho-hai-phong"],
        ),
        (
            "Ủy ban nhân dân tỉnh Sơn La",
            ["chi-cuc-kiem-lam-tinh-son-la", "phong-canh-sat-kinh-te-cong-an-tinh-son-la"],
        ),
    ],
)
def test_units_below_the_departments_are_those_of_the_issuers_province(issuer: str, ids: list[str]) -> None:
    found = in_document(parse_agencies("Chi cục Kiểm lâm; Phòng Cảnh sát kinh tế"), {}, home_of(issuer))
    assert [m.name for m in found] == ["Chi cục Kiểm lâm", "Phòng Cảnh sát kinh tế"]
    assert [m.agency_id for m in found] == ids
    assert {a.agency_id for a in named_agencies(found)} > set(ids)


def test_a_body_is_not_a_lookalike_of_another_number() -> None:
    cell = "Ban Quản lý dự án 8; Khu Quản lý đường bộ V; Binh đoàn 11; Tổng công ty Phát điện 4; Bệnh viện F"
    assert [(m.name, m.agency_id) for m in parse_agencies(cell)] == [(name, None) for name in cell.split("; ")]


@pytest.mark.parametrize(
    ("cell", "ids"),
    [
        ("Ngân hàng Nhà nước chi nhánh Khu vực 5", 1),
        ("Ngân hàng Nhà nước Khu vực 5; Ngân hàng Nhà nước chi nhánh Khu vực 5", 1),
        ("Ngân hàng Nhà nước Khu vực 5; Ngân hàng Nhà nước Khu vực 6", 2),
        ("Đoàn Thanh niên xã Mây Hồng; Đoàn TNCS Hồ Chí Minh xã Mây Hồng", 1),
        ("Hội Liên hiệp Phụ nữ Việt Nam; Trung ương Hội LHPN Việt Nam", 1),
        ("Tỉnh đoàn Sơn La; Đoàn TNCS Hồ Chí Minh tỉnh Sơn La", 1),
    ],
)
def test_two_names_of_one_body(cell: str, ids: int) -> None:
    found = parse_agencies(cell)
    assert len({m.agency_id for m in found} - {None}) == ids
    assert len(found) == len(cell.split("; "))


@pytest.mark.parametrize(
    ("before", "after", "last_day"),
    [
        ("Cục Hàng hải Việt Nam", "Cục Hàng hải và Đường thủy Việt Nam", "2025-02-28"),
        ("Cục Đường thủy nội địa Việt Nam", "Cục Hàng hải và Đường thủy Việt Nam", "2025-02-28"),
        ("Cục Thú y", "Cục Chăn nuôi và Thú y", "2025-02-28"),
        ("Tổng cục Khí tượng Thủy văn", "Cục Khí tượng Thủy văn", "2025-02-28"),
        ("Tổng cục Thi hành án dân sự", "Cục Quản lý Thi hành án dân sự", "2025-02-28"),
        ("Cục Quản lý thị trường tỉnh Sơn La", "Chi cục Quản lý thị trường tỉnh Sơn La", "2025-02-28"),
    ],
)
def test_a_body_of_before_the_mergers_leads_to_the_one_of_today(before: str, after: str, last_day: str) -> None:
    (old,), (new,) = parse_agencies(before), parse_agencies(after)
    held = {a.agency_id: a for a in named_agencies((old,))}
    assert held[old.agency_id or ""].successor_id == new.agency_id
    assert str(held[old.agency_id or ""].valid_to) == last_day
    assert held[new.agency_id or ""].valid_to is None


def test_the_councils_of_a_commune_are_not_those_of_its_province() -> None:
    home = home_of("Ủy ban nhân dân xã Mây Hồng, tỉnh Lào Cai")
    found = in_document(parse_agencies("HĐND; Sở Y tế"), {}, home)
    assert [m.agency_id for m in found] == [None, "so-y-te-tinh-lao-cai"]


COMMITTEE = "Ban Chỉ đạo Trung ương về phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số"


def test_a_damaged_definition_means_the_body_that_the_document_names_elsewhere() -> None:
    damaged = COMMITTEE.replace("công nghệ", "gương nghệ")
    text = f"THÔNG BÁO\ncủa {COMMITTEE}\nNgày 02/7/2031, {damaged} (sau đây gọi tắt là Ban Chỉ đạo) đã họp."
    assert document_bodies(text)["ban chi dao"].name == COMMITTEE
    other = "Ban Chỉ đạo Trung ương về phát triển nghề dệt (sau đây gọi tắt là Ban Chỉ đạo)"
    assert document_bodies(f"{COMMITTEE} và {other} họp.")["ban chi dao"].agency_id is None


def test_a_body_that_the_document_never_names_in_full_keeps_its_name_there() -> None:
    bodies = document_bodies(f"{COMMITTEE} họp; Tổ Giúp việc gửi biên bản.")
    (mention,) = in_document(parse_agencies("Tổ Giúp việc"), bodies)
    assert (mention.name, mention.agency_id) == ("Tổ Giúp việc", "to-giup-viec-ban-chi-dao-trung-uong")


def test_a_comma_before_a_standing_body_may_part_two_bodies() -> None:
    said = "Văn phòng Trung ương Đảng - Cơ quan Thường trực Ban Chỉ đạo báo cáo."
    listed = "Phối hợp với Bộ Y tế, Cơ quan Thường trực Ban Chỉ đạo."
    assert document_bodies(f"{said} {listed}")["co quan thuong truc"].name == "Văn phòng Trung ương Đảng"
    assert document_bodies(listed)["co quan thuong truc"].name == "Bộ Y tế"


def test_a_short_name_is_not_read_into_a_longer_one() -> None:
    assert [m.name for m in find_agencies("Chi cục Thú y báo cáo Cục Thú y; Bệnh viện Dinh dưỡng Mây")] == ["Cục Thú y"]
    assert [m.name for m in parse_agencies("Cục Chăn nuôi và Thú y tham mưu")] == ["Cục Chăn nuôi và Thú y tham mưu"]


@pytest.mark.parametrize(
    ("name", "predicate"),
    [
        ("Ban Văn hóa - Xã hội", "tái giám sát việc sửa trường học"),
        ("Tập đoàn Mây Hồng", "thông kỹ thuật tuyến chính"),
        ("Câu lạc bộ Hoa Ban", "ra mắt mô hình mới"),
        ("Trung tâm Khảo thí Quốc gia", "tổ chức tập huấn"),
        ("Phòng Khảo thí và Kiểm định chất lượng", "rà soát đề thi"),
        ("Trung tâm Phối hợp tìm kiếm cứu nạn hàng hải khu vực IV", "xây dựng phương án"),
        ("Liên danh tư vấn giám sát", "kiểm tra hồ sơ"),
        ("Các cơ sở sử dụng năng lượng trọng điểm", "xây dựng kế hoạch"),
        ("Các doanh nghiệp sử dụng nhiều lao động", "rà soát hợp đồng"),
        ("Các cơ quan", "sử dụng tiết kiệm điện"),
        ("Các đơn vị", "sử dụng hệ thống họp đúng quy định"),
    ],
)
def test_a_name_ends_where_the_predicate_begins(name: str, predicate: str) -> None:
    assert [m.name_raw for m in lead_phrase(f"{name} {predicate}")] == [name]
