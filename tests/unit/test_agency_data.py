"""What the register says of bodies: their heirs by law, names that two had in turn, names that are words."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from normalizers.agency import find_agencies, lead_phrase, load_register, parse_agencies
from normalizers.agency_gazetteer import _own, build
from pipeline.errors import ConfigError

BY_NAME = {a.name: a for a in load_register()}
BY_ID = {a.agency_id: a for a in load_register()}


@pytest.mark.parametrize(
    ("text", "name", "kind", "above"),
    [
        ("Văn phòng Tổng Bí thư", "Văn phòng Tổng Bí thư", "party", "Ban Chấp hành Trung ương Đảng"),
        ("Cổng TTĐT Chính phủ", "Cổng Thông tin điện tử Chính phủ", "government", "Văn phòng Chính phủ"),
        (
            "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
            "Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ",
            "person_office",
            "Văn phòng Chính phủ",
        ),
        ("Thanh tra NHNN", "Thanh tra Ngân hàng Nhà nước", "government", "Ngân hàng Nhà nước Việt Nam"),
        ("Cục Pháp luật dân sự - kinh tế", "Cục Pháp luật dân sự - kinh tế", "government", "Bộ Tư pháp"),
        ("Ban ATGT tỉnh Sơn La", "Ban An toàn giao thông tỉnh Sơn La", "provincial", "Tỉnh Sơn La"),
        (
            "Chi nhánh NHCSXH tỉnh Sơn La",
            "Chi nhánh Ngân hàng Chính sách xã hội tỉnh Sơn La",
            "enterprise",
            "Tỉnh Sơn La",
        ),
        ("BTL Quân khu 7", "Bộ Tư lệnh Quân khu 7", "government", "Bộ Quốc phòng"),
        (
            "Phòng Cảnh sát PCCC và CNCH Công an tỉnh Sơn La",
            "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ Công an tỉnh Sơn La",
            "department",
            "Công an tỉnh Sơn La",
        ),
    ],
)
def test_bodies_that_notices_name_often_are_known(text: str, name: str, kind: str, above: str) -> None:
    (found,) = parse_agencies(text)
    body = BY_ID[found.agency_id or ""]
    assert (found.name, body.kind, BY_ID[body.parent_id or ""].name) == (name, kind, above)


def test_the_office_of_the_general_secretary_is_not_the_general_secretary() -> None:
    found = find_agencies("Gửi: Văn phòng Tổng Bí thư, Văn phòng Chủ tịch nước; trình Tổng Bí thư.")
    assert [m.name for m in found] == ["Văn phòng Tổng Bí thư", "Văn phòng Chủ tịch nước", "Tổng Bí thư"]


@pytest.mark.parametrize(
    ("before", "after", "until"),
    [
        (
            "Cục Kiểm tra văn bản và Quản lý xử lý vi phạm hành chính",
            "Cục Kiểm tra văn bản và Tổ chức thi hành pháp luật",
            dt.date(2026, 1, 9),
        ),
        ("Vụ Pháp luật dân sự - kinh tế", "Cục Pháp luật dân sự - kinh tế", dt.date(2026, 1, 9)),
        ("Bệnh viện Đa khoa Trung ương Quảng Nam", "Bệnh viện Việt - Hàn Đà Nẵng", dt.date(2026, 2, 28)),
        (
            "Bộ Chỉ huy Bộ đội Biên phòng tỉnh Sơn La",
            "Ban Chỉ huy Bộ đội Biên phòng tỉnh Sơn La",
            dt.date(2025, 6, 30),
        ),
    ],
)
def test_a_body_ends_where_its_heir_begins(before: str, after: str, until: dt.date) -> None:
    old, new = BY_NAME[before], BY_NAME[after]
    assert (old.successor_id, old.valid_to) == (new.agency_id, until)
    assert new.valid_from == until + dt.timedelta(days=1)


@pytest.mark.parametrize(
    ("text", "on", "above"),
    [
        ("Cục Kiểm soát TTHC", dt.date(2025, 6, 1), "Văn phòng Chính phủ"),
        ("Cục Kiểm soát thủ tục hành chính", dt.date(2025, 12, 31), "Văn phòng Chính phủ"),
        ("Cục Kiểm soát thủ tục hành chính", dt.date(2026, 2, 1), "Bộ Tư pháp"),
        ("Cục Kiểm soát thủ tục hành chính", None, "Bộ Tư pháp"),
    ],
)
def test_a_department_that_changed_its_ministry_is_told_by_the_date(text: str, on: dt.date | None, above: str) -> None:
    (found,) = parse_agencies(text, on=on)
    assert found.name == "Cục Kiểm soát thủ tục hành chính"
    assert BY_ID[BY_ID[found.agency_id or ""].parent_id or ""].name == above


@pytest.mark.parametrize(
    ("on", "name"),
    [
        (dt.date(2025, 5, 1), "Bộ Chỉ huy Bộ đội Biên phòng tỉnh"),
        (dt.date(2025, 9, 1), "Ban Chỉ huy Bộ đội Biên phòng tỉnh"),
    ],
)
def test_a_short_name_of_the_border_guard_is_told_by_the_date(on: dt.date, name: str) -> None:
    assert [m.name for m in parse_agencies("BCH BĐBP tỉnh", on=on)] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Kết quả thi hành án dân sự tỉnh Lào Cai đạt chín phần mười.",
        "Tiếp tục thanh tra tỉnh Lào Cai về đất rừng.",
        "Số liệu thống kê thành phố Hà Nội có trăm phường.",
        "Nguồn thu thuế tỉnh Lào Cai tăng.",
        "Mở rộng bảo hiểm xã hội tỉnh Lào Cai.",
    ],
)
def test_what_a_body_does_is_not_the_body(text: str) -> None:
    assert find_agencies(text) == lead_phrase(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Bố trí cán bộ Công an trực chợ.",
        "Tập huấn cho cán bộ Tư pháp.",
        "Sửa các cơ sở Y tế trong rừng.",
        "Kinh phí nội bộ Quốc phòng.",
        "Bao gồm cả tỉnh Tây Ninh.",
        "Mưa trên cả tỉnh.",
        "Hội thẩm được tổ chức thành Đoàn Hội thẩm.",
    ],
)
def test_the_end_of_a_word_begins_no_body(text: str) -> None:
    assert [m.name for m in find_agencies(text) if m.agency_id] == []


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Đề nghị các cán bộ và bộ Công an trả lời.", "Bộ Công an"),
        ("Gửi sở Y tế một bản.", "Sở Y tế"),
        ("Đề nghị CA tỉnh Tây Ninh trả lời.", "Công an tỉnh Tây Ninh"),
        ("Đề nghị BTV Tỉnh ủy trả lời.", "Ban Thường vụ Tỉnh ủy"),
    ],
)
def test_a_kind_in_lower_case_still_begins_one(text: str, name: str) -> None:
    assert [m.name for m in find_agencies(text) if m.agency_id] == [name]


@pytest.mark.parametrize(
    "text",
    [
        "Thi hành án dân sự tỉnh Lào Cai",
        "Thanh tra tỉnh Lào Cai",
        "THANH TRA TỈNH LÀO CAI",
        "Thống kê Thành phố Hà Nội",
        "Thuế tỉnh Lào Cai",
        "Bảo hiểm xã hội tỉnh Lào Cai",
    ],
)
def test_with_a_capital_it_is(text: str) -> None:
    (found,) = find_agencies(f"Đề nghị {text} trả lời.")
    assert found.name_raw == text


def test_names_that_only_begin_like_those_of_a_province() -> None:
    museum, hospital = parse_agencies("Bảo tàng Hồ Chí Minh; Bệnh viện Đa khoa tỉnh Bắc Ninh số 1")
    assert BY_ID[museum.agency_id or ""].parent_id == "bo-van-hoa-the-thao-va-du-lich"
    assert (hospital.name, hospital.agency_id) == ("Bệnh viện Đa khoa tỉnh Bắc Ninh số 1", None)


def test_a_word_is_true_or_false() -> None:
    text = '[[group]]\nkind = "local"\nscope = "province"\nbodies = [{name = "Mây {place}", word = "ja"}]\n'
    with pytest.raises(ConfigError, match="word must be true or false"):
        build(text, "own.toml")


def test_sources_name_each_act_once_and_with_its_date() -> None:
    _, sources = _own()
    acts = [m[0] for s in sources.values() if (m := re.match(r"(?:Luật|Nghị định|Nghị quyết|Quyết định) [\w/-]+", s))]
    assert len(acts) == len(set(acts))
    for said in sources.values():
        if said.startswith(("Nghị định", "Nghị quyết", "Quyết định")):
            assert re.search(r"ngày \d\d/\d{1,2}/20\d\d", said), said
