"""Sentences that say who acts otherwise than "Sở A làm ...", and sentences that only sound like an order."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directive_pipeline import Kind, read_unit
from pipeline.model import Role

ISSUED = dt.date(2026, 4, 1)

# (text, leads, supervisors)
FORMS = [
    ("Nghiêm cấm các nhà thầu tự ý đổi vật liệu.", ["Các nhà thầu"], []),
    ("Thống nhất giao Sở Nội vụ làm đầu mối tổng hợp.", ["Sở Nội vụ"], []),
    ("Đồng ý giao Sở Nội vụ mở lớp học tiếng Dao.", ["Sở Nội vụ"], []),
    ("Thời gian tới, Sở Y tế cần quan tâm bác sĩ tuyến xã.", ["Sở Y tế"], []),
    ("Trường hợp giá cát tăng quá 10% thì Sở Xây dựng trình phương án mới.", ["Sở Xây dựng"], []),
    ("Nếu nước lên quá báo động hai thì Công an tỉnh cấm đường.", ["Công an tỉnh"], []),
    ("Việc kiểm đếm cây trồng được giao cho Sở Nội vụ thực hiện.", ["Sở Nội vụ"], []),
    ("Việc nghiệm thu do Sở Xây dựng chủ trì, xong trước ngày 30/6/2026.", ["Sở Xây dựng"], []),
    ("Lập bản đồ ngập trong quý III/2026, do Sở Xây dựng chủ trì.", ["Sở Xây dựng"], []),
    ("Nhiệm vụ của Sở Y tế là bảo đảm đủ máu dự trữ.", ["Sở Y tế"], []),
    ("Trách nhiệm chính của Công an tỉnh là giữ trật tự bến phà.", ["Công an tỉnh"], []),
    ("Theo dõi giá phân bón; Sở Công Thương là cơ quan thường trực.", ["Sở Công Thương"], []),
    ("Đo đạc đất (Sở Nội vụ); cấp sổ (Sở Tư pháp) trong tháng 5/2026.", ["Sở Nội vụ", "Sở Tư pháp"], []),
    # a thing of a body's is no work of his
    ("Kiểm tra các đề tài do Sở Y tế chủ trì.", [], []),
    ("Việc kiểm đếm do Sở Nội vụ thực hiện đã xong.", [], []),
]


@pytest.mark.parametrize(("text", "leads", "supervisors"), FORMS, ids=[f[0][:48] for f in FORMS])
def test_who_acts_in_other_forms(text: str, leads: list[str], supervisors: list[str]) -> None:
    doc = read_unit(text, 0, ISSUED)
    assert [m.name for m in doc._.actors if m.role == Role.LEAD] == leads
    assert [m.name for m in doc._.actors if m.role == Role.SUPERVISOR] == supervisors
    for mention in doc._.actors:
        assert text[mention.start : mention.end] == mention.name_raw


def test_a_body_written_small_behind_a_verb_of_directing_keeps_its_words() -> None:
    text = "Sở Y tế chỉ đạo phòng Tài vụ lập dự toán."
    doc = read_unit(text, 0, ISSUED)
    assert [(m.role, m.name_raw) for m in doc._.actors] == [
        (Role.SUPERVISOR, "Sở Y tế"),
        (Role.LEAD, "phòng Tài vụ"),
    ]


KINDS = [
    ("Các xã cơ bản hoàn thành thu hoạch lúa.", Kind.TOLD),
    ("Chủ tịch Ủy ban nhân dân tỉnh biểu dương Sở Y tế đã sớm dập dịch.", Kind.TOLD),
    ("Các xã phấn đấu cơ bản hoàn thành thu hoạch lúa.", Kind.ORDER),
    ("Các xã cơ bản hoàn thành thu hoạch lúa trước ngày 30/5/2026.", Kind.ORDER),
    ("Sở Y tế khẩn trương chống dịch cơ bản đạt yêu cầu đề ra.", Kind.ORDER),
    ("Sở Nội vụ ghi nhận sự việc qua đường dây nóng.", Kind.ORDER),
    ("Sở Nội vụ biểu dương, khen thưởng kịp thời.", Kind.ORDER),
    ("Không bố trí vốn cho dự án thiếu thủ tục.", Kind.ORDER),
    ("Tuyệt đối không để trẻ em thiếu bữa trưa.", Kind.ORDER),
    ("Nghiêm cấm đổ rác xuống kênh thủy lợi.", Kind.ORDER),
    ("Không khí lạnh tràn về trong tuần tới.", Kind.TEXT),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[k[0][:40] for k in KINDS])
def test_what_is_ordered_and_what_is_told(text: str, kind: Kind) -> None:
    assert read_unit(text, 0, ISSUED)._.directive.kind == kind
