"""First sentences that only tell, agreements that give work, and subjects that stand behind them, on invented texts."""

from __future__ import annotations

import datetime as dt

import pytest
from spacy.tokens import Doc

from extractors.directive_forms import as_orders, told_until
from extractors.directive_pipeline import Kind, read_unit
from extractors.outline import opener_of
from pipeline.model import Role

ISSUED = dt.date(2026, 3, 18)


def read(text: str) -> Doc:
    opener = opener_of(text)
    return read_unit(text, opener.end if opener else 0, ISSUED)


def named(doc: Doc, role: Role) -> list[str]:
    return [m.name for m in doc._.actors if m.role == role]


# (text, leads, coordinating, deadlines)
ORDERS = [
    (
        "Việc sửa cống Bến Mây giao Chi cục Thủy lợi (Sở Nông nghiệp và Môi trường) chủ trì; Sở Xây dựng phối hợp.",
        ["Chi cục Thủy lợi"],
        ["Sở Xây dựng"],
        [],
    ),
    ("Kinh phí tu bổ giao Sở Tài chính cân đối trong quý II/2026.", ["Sở Tài chính"], [], ["trong quý II/2026"]),
    (
        "Việc sửa cống Bến Mây do Chi cục Thủy lợi chủ trì; Sở Xây dựng phối hợp.",
        ["Chi cục Thủy lợi"],
        ["Sở Xây dựng"],
        [],
    ),
    ("Các trạm y tế khám sàng lọc cho người cao tuổi.", ["Các trạm y tế"], [], []),
    (
        "Công đoàn các xã, phường, Công đoàn ngành Giáo dục rà soát đoàn viên khó khăn.",
        ["Công đoàn các xã, phường", "Công đoàn ngành Giáo dục"],
        [],
        [],
    ),
    (
        "Các doanh nghiệp vận tải và các hợp tác xã rà soát luồng tuyến.",
        ["Các doanh nghiệp vận tải", "Các hợp tác xã"],
        [],
        [],
    ),
    (
        "Về Đề án nhà vườn: đồng ý chủ trương giao Ban Quản lý Khu du lịch Hồ Mây lập đề án. Sở Tài chính có trách "
        "nhiệm góp ý trước ngày 10/5/2026.",
        ["Ban Quản lý Khu du lịch Hồ Mây", "Sở Tài chính"],
        [],
        ["trước ngày 10/5/2026"],
    ),
    ("Thống nhất về chủ trương, giao Sở Xây dựng lập phương án di dời bến cá.", ["Sở Xây dựng"], [], []),
    ("1. Cơ bản thống nhất giao Ủy ban nhân dân xã Mây Hạ quản lý bến thuyền.", ["Ủy ban nhân dân xã Mây Hạ"], [], []),
    (
        "Đồng ý chủ trương xây cầu Mây; giao Ban Quản lý dự án giao thông lập báo cáo.",
        ["Ban Quản lý dự án giao thông"],
        [],
        [],
    ),
    (
        "Cho phép Sở Y tế mua sắm rút gọn thuốc chữa bệnh, hoàn thành trước ngày 20/4/2026.",
        ["Sở Y tế"],
        [],
        ["hoàn thành trước ngày 20/4/2026"],
    ),
    (
        "Phiên họp quý II dự kiến tổ chức ngày 10/7/2026. Sở Nội vụ phối hợp với Sở Tài chính chuẩn bị, gửi tài liệu "
        "trước ngày 05/7/2026.",
        ["Sở Nội vụ"],
        ["Sở Tài chính"],
        ["trước ngày 05/7/2026"],
    ),
    (
        "Hội nghị tổng kết sẽ tổ chức vào ngày 20/5/2026. Sở Nội vụ rà soát thành phần, báo cáo trước ngày 10/5/2026.",
        ["Sở Nội vụ"],
        [],
        ["trước ngày 10/5/2026"],
    ),
    (
        "Hội chợ xuân dự kiến khai mạc ngày 12/12/2026. Trung tâm Xúc tiến thương mại lập sơ đồ trước ngày 30/11/2026.",
        ["Trung tâm Xúc tiến thương mại"],
        [],
        ["trước ngày 30/11/2026"],
    ),
    (
        "Cắm mốc ranh giới, lắp trạm cân. Công ty Cổ phần Đá Mây hoàn trả mặt bằng trước ngày 15/4/2026.",
        ["Công ty Cổ phần Đá Mây"],
        [],
        ["trước ngày 15/4/2026"],
    ),
    (
        "Chỉ thị này thay thế Chỉ thị số 08/CT-UBND và có hiệu lực kể từ ngày ký. Giao Sở Tư pháp kiểm tra thực hiện.",
        ["Sở Tư pháp"],
        [],
        [],
    ),
    (
        "Đối với 12 hộ lấn chiếm: giao Đội Quản lý trật tự đô thị lập hồ sơ trước ngày 12/5/2026, Công an phường "
        "hỗ trợ bảo đảm an ninh.",
        ["Đội Quản lý trật tự đô thị"],
        ["Công an phường"],
        ["trước ngày 12/5/2026"],
    ),
    (
        "Sở Xây dựng lập hồ sơ nâng cấp bến xe, Công an tỉnh tham gia ý kiến về phòng cháy.",
        ["Sở Xây dựng"],
        ["Công an tỉnh"],
        [],
    ),
    ("Tuy nhiên, Sở Tài chính cần rà soát các khoản vay vẫn còn dư nợ.", ["Sở Tài chính"], [], []),
]


@pytest.mark.parametrize(("text", "leads", "partners", "deadlines"), ORDERS, ids=[o[0][:40] for o in ORDERS])
def test_an_order_behind_what_only_tells(
    text: str, leads: list[str], partners: list[str], deadlines: list[str]
) -> None:
    doc = read(text)
    assert doc._.directive.kind == Kind.ORDER
    assert named(doc, Role.LEAD) == leads
    assert named(doc, Role.COORDINATING) == partners
    assert [d.deadline.text for d in doc._.deadlines] == deadlines


def test_who_agrees_supervises_whom_the_work_is_given_to() -> None:
    doc = read("Ủy ban nhân dân tỉnh đồng ý chủ trương giao Ban Quản lý khu kinh tế lập quy hoạch trong quý III/2026.")
    assert named(doc, Role.LEAD) == ["Ban Quản lý khu kinh tế"]
    assert named(doc, Role.SUPERVISOR) == ["Ủy ban nhân dân tỉnh"]


@pytest.mark.parametrize(
    "text",
    [
        "Tuy nhiên, tình trạng đổ trộm phế thải vẫn tái diễn; việc xử lý chưa nghiêm. Trách nhiệm trước hết thuộc về "
        "người đứng đầu các xã.",
        "Chủ tịch Ủy ban nhân dân tỉnh gửi lời chia buồn tới gia đình các nạn nhân.",
        "Ủy ban nhân dân tỉnh trân trọng gửi lời cảm ơn các đơn vị ứng cứu.",
    ],
)
def test_what_judges_or_condoles_is_told(text: str) -> None:
    assert read(text)._.directive.kind == Kind.TOLD


def test_a_condolence_that_gives_work_is_an_order() -> None:
    text = (
        "Chủ tịch Ủy ban nhân dân tỉnh gửi lời thăm hỏi tới các gia đình và yêu cầu Sở Y tế cứu chữa người bị thương."
    )
    assert read(text)._.directive.kind == Kind.ORDER


def test_the_subject_of_a_later_sentence_needs_work_before_it() -> None:
    assert named(read("Kinh tế năm qua phát triển khá. Sở Công Thương thực hiện tốt xúc tiến."), Role.LEAD) == []
    assert named(read("Rà soát quy hoạch chợ. Các xã cung cấp số liệu."), Role.LEAD) == []


@pytest.mark.parametrize("text", [o[0] for o in ORDERS])
def test_the_form_of_an_order_keeps_every_place(text: str) -> None:
    assert len(as_orders(text, 0, dated=True)) == len(text)
    assert 0 <= told_until(text, 0) <= len(text)


def test_effect_of_the_act_alone_stays_a_day() -> None:
    doc = read("Quyết định này có hiệu lực kể từ ngày ký.")
    assert [d.deadline.text for d in doc._.deadlines] == ["có hiệu lực kể từ ngày ký"]


@pytest.mark.parametrize(
    "text", ["Buộc nộp lại giấy phép khai thác cát đã bị sửa chữa.", "Đóng góp của các tổ chức, cá nhân theo quy định."]
)
def test_penalties_and_funds_open_with_no_order(text: str) -> None:
    assert not read(text)._.directive.verb
