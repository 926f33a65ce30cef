"""Sentences whose verb no list holds: the body before it ends its name there, and the task is not lost."""

from __future__ import annotations

import pytest

from extractors.directive_pipeline import Kind, read_unit
from normalizers.agency import parse_agencies
from pipeline.model import Role


def leads(text: str) -> list[str]:
    doc = read_unit(text)
    assert doc._.directive.kind == Kind.ORDER
    return [m.name for m in doc._.actors if m.role == Role.LEAD]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Tổ công tác Mây Hồng đốc thúc tiến độ.", ["Tổ công tác Mây Hồng"]),
        ("Xí nghiệp Thủy nông Sông Mây bơm tiêu úng.", ["Xí nghiệp Thủy nông Sông Mây"]),
        ("Câu lạc bộ Văn nghệ Mây Hồng dàn dựng chương trình.", ["Câu lạc bộ Văn nghệ Mây Hồng"]),
        ("Bệnh viện Đa khoa Mây Hồng mổ lưu động.", ["Bệnh viện Đa khoa Mây Hồng"]),
        ("Cục Quản lý tài sản công lọc danh sách nhà, đất.", ["Cục Quản lý tài sản công"]),
        ("Đội Thanh niên xung kích số 2 khiêng bao cát lên bờ kè.", ["Đội Thanh niên xung kích số 2"]),
        ("Ban Công tác Mặt trận thôn 3 vận động nhân dân.", ["Ban Công tác Mặt trận thôn 3"]),
        ("Ban Chỉ huy Phòng thủ dân sự xã Mây Hồng gia cố bờ bao.", ["Ban Chỉ huy Phòng thủ dân sự xã Mây Hồng"]),
        ("Trung tâm Dịch vụ tổng hợp phơi sấy lúa.", ["Trung tâm Dịch vụ tổng hợp"]),
        ("Tổ bảo vệ an ninh, trật tự ở cơ sở canh gác đê.", ["Tổ bảo vệ an ninh, trật tự ở cơ sở"]),
        ("Hội Thầy thuốc trẻ tỉnh khám bệnh lưu động.", ["Hội Thầy thuốc trẻ tỉnh"]),
        ("Cục Sông nước và Đào tạo rà soát danh mục.", ["Cục Sông nước và Đào tạo"]),
    ],
)
def test_a_name_ends_before_a_word_that_never_stands_behind_it(text: str, names: list[str]) -> None:
    assert leads(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Chủ đầu tư các dự án chậm tiến độ kiểm điểm trách nhiệm.", ["Chủ đầu tư các dự án chậm tiến độ"]),
        ("Các cơ sở giết mổ gia súc khử trùng chuồng trại.", ["Các cơ sở giết mổ gia súc"]),
        ("Các chủ bến đò ngang trang bị áo phao.", ["Các chủ bến đò ngang"]),
        ("Các trường học lau chùi bàn ghế, quét vôi phòng học.", ["Các trường học"]),
        ("Nhà thầu thi công bố trí đủ máy móc, thiết bị.", ["Nhà thầu thi công"]),
    ],
)
def test_a_kind_ends_before_a_rare_verb(text: str, names: list[str]) -> None:
    assert leads(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Sở Xây dựng kiểm tra kè; Phòng Kinh tế lọc hồ sơ.", ["Sở Xây dựng", "Phòng Kinh tế"]),
        (
            "Hạt Kiểm lâm đốt thực bì; Đội Quản lý thị trường số 3 niêm phong kho hàng.",
            ["Hạt Kiểm lâm", "Đội Quản lý thị trường số 3"],
        ),
        ("Phòng Văn hóa - Xã hội treo cờ; Trạm Y tế khử trùng lớp học.", ["Phòng Văn hóa - Xã hội", "Trạm Y tế"]),
    ],
)
def test_the_second_clause_keeps_its_subject(text: str, names: list[str]) -> None:
    assert leads(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "- Trung tâm Kiểm soát bệnh tật tỉnh.",
        "- Trung tâm Phát triển quỹ đất tỉnh;",
        "- Các hợp tác xã nông nghiệp.",
        "- Các hộ chăn nuôi gia súc, gia cầm.",
        "- Ban Quản lý rừng phòng hộ đầu nguồn Sông Mây.",
        "- Mặt trận Tổ quốc và các tổ chức thành viên.",
    ],
)
def test_a_name_alone_is_no_order(text: str) -> None:
    assert read_unit(text, 2)._.directive.kind == Kind.NAMES


@pytest.mark.parametrize("aside", ["với vai trò là cơ quan thường trực", "với chức năng quản lý nhà nước"])
def test_a_subject_acts_behind_an_aside(aside: str) -> None:
    assert leads(f"Sở Y tế, {aside}, tham mưu Ủy ban nhân dân tỉnh phương án.") == ["Sở Y tế"]


def test_partners_end_before_a_verb_behind_their_last_word() -> None:
    doc = read_unit("Sở Y tế phối hợp với các đơn vị liên quan hoàn chỉnh hồ sơ trình Ủy ban nhân dân tỉnh.")
    assert [m.name for m in doc._.actors if m.role == Role.COORDINATING] == ["Các đơn vị liên quan"]


def test_a_board_of_zones_is_named_in_full() -> None:
    text = "Ban Quản lý các khu công nghiệp và khu kinh tế tỉnh, Sở Y tế tỉnh"
    names = ["Ban Quản lý các khu công nghiệp và khu kinh tế tỉnh", "Sở Y tế"]
    assert [m.name for m in parse_agencies(text)] == names
    assert leads(text + " rà soát danh mục.") == names
