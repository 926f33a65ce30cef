"""Subjects behind the first: which clause has a body of its own, and which comma only goes on with a list."""

from __future__ import annotations

import pytest

from extractors.directive_actors import acting_bodies
from pipeline.model import Role


def named(text: str, role: Role) -> list[str]:
    ends = [n + 2 for n in range(len(text)) if text[n : n + 2] == ". "]
    sentences = list(zip([0, *ends], [*ends, len(text)], strict=True))
    return [m.name for m in acting_bodies(text, sentences=sentences) if m.role == role]


# (text, leads, coordinating)
SUBJECTS = [
    ("Sở Y tế soạn quy chế trực, Sở Tài chính xác định định mức chi.", ["Sở Y tế", "Sở Tài chính"], []),
    ("Giao Sở Nội vụ lập danh sách, Thanh tra tỉnh đối chiếu hồ sơ.", ["Sở Nội vụ", "Thanh tra tỉnh"], []),
    (
        "Công an tỉnh cắm biển cấm, Sở Xây dựng lắp lan can, Ủy ban nhân dân các xã tuyên truyền.",
        ["Công an tỉnh", "Sở Xây dựng", "Ủy ban nhân dân các xã"],
        [],
    ),
    ("Sở Y tế lập phương án, đồng thời Sở Tài chính tạm ứng vốn.", ["Sở Y tế", "Sở Tài chính"], []),
    ("Sở Y tế tiêu hủy thuốc giả; đồng thời, Công an tỉnh truy tìm kẻ bán.", ["Sở Y tế", "Công an tỉnh"], []),
    ("Sở Y tế cấp thuốc cho vùng lũ. Đồng thời, Sở Công Thương điều tiết hàng.", ["Sở Y tế", "Sở Công Thương"], []),
    ("Công an tỉnh điều tiết xe, còn Sở Xây dựng sửa cầu tạm.", ["Công an tỉnh", "Sở Xây dựng"], []),
    ("Sở Tư pháp soạn dự thảo, Sở Nội vụ phối hợp cung cấp số liệu.", ["Sở Tư pháp"], ["Sở Nội vụ"]),
    ("Sở Công Thương rà soát kho (gạo, xăng), Sở Y tế kiểm tra thực phẩm.", ["Sở Công Thương", "Sở Y tế"], []),
    # the comma goes on with partners, objects, those who are made to act, and what is told of a thing
    ("Sở Y tế phối hợp với Sở Tài chính, Sở Nội vụ lập dự toán.", ["Sở Y tế"], ["Sở Tài chính", "Sở Nội vụ"]),
    ("Sở Y tế gửi hồ sơ cho Sở Tài chính, Sở Nội vụ thẩm định.", ["Sở Y tế"], []),
    ("Sở Y tế kiểm tra các kho do Sở Tài chính lập, Sở Nội vụ quản lý.", ["Sở Y tế"], []),
    ("Hội Nông dân tỉnh vận động hội viên, các hợp tác xã trồng rừng.", ["Hội Nông dân tỉnh"], []),
    ("Sở Y tế hướng dẫn người dân, Công an xã khai báo tạm trú.", ["Sở Y tế"], []),
    ("Sở Y tế thẩm tra báo cáo của Giám đốc Bệnh viện Mắt, Giám đốc Sở Nội vụ kết luận.", ["Sở Y tế"], []),
    ("Sở Y tế khảo sát nhu cầu, Sở Nội vụ đã giao biên chế.", ["Sở Y tế"], []),
    ("Sở Y tế bố trí xe cho Trường Cao đẳng Dược, Trường Chính trị tỉnh thực tập.", ["Sở Y tế"], []),
]


@pytest.mark.parametrize(("text", "leads", "coordinating"), SUBJECTS, ids=[s[0][:48] for s in SUBJECTS])
def test_a_second_subject_is_no_partner_and_no_object(text: str, leads: list[str], coordinating: list[str]) -> None:
    assert named(text, Role.LEAD) == leads
    assert named(text, Role.COORDINATING) == coordinating


def test_a_later_subject_stands_at_its_own_words() -> None:
    text = "Sở Y tế soạn quy chế trực, Sở Tài chính xác định định mức chi."
    for mention in acting_bodies(text):
        assert text[mention.start : mention.end] == mention.name_raw
