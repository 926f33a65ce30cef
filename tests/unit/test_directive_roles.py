"""Who directs and who does the work; kinds that are named by what they take part in or are hired for."""

from __future__ import annotations

import pytest

from normalizers.agency import lead_phrase
from pipeline.model import Role


def bodies(text: str, role: Role) -> list[str]:
    return [m.name for m in lead_phrase(text) if m.role == role]


@pytest.mark.parametrize(
    ("text", "above", "leads"),
    [
        (
            "Phó Thủ tướng Trần Văn Mây chỉ đạo các bộ, ngành rà soát thủ tục.",
            ["Phó Thủ tướng Chính phủ"],
            ["Các bộ, ngành"],
        ),
        (
            "Chủ tịch Ủy ban nhân dân tỉnh chỉ đạo các sở, ngành, địa phương rà soát quỹ đất.",
            ["Chủ tịch Ủy ban nhân dân tỉnh"],
            ["Các sở, ngành, địa phương"],
        ),
        ("Giám đốc Sở Y tế chỉ đạo các đơn vị trực thuộc rà soát.", [], ["Giám đốc Sở Y tế"]),
        ("Ủy ban nhân dân tỉnh chỉ đạo các sở, ngành rà soát quỹ đất.", [], ["Ủy ban nhân dân tỉnh"]),
        (
            "Đề nghị Ban Thường vụ Tỉnh ủy lãnh đạo, chỉ đạo Đảng ủy Ủy ban nhân dân tỉnh hoàn thành đề án.",
            ["Ban Thường vụ Tỉnh ủy"],
            ["Đảng ủy Ủy ban nhân dân tỉnh"],
        ),
        (
            "Sở Công Thương chỉ đạo, hướng dẫn Công ty Điện lực Mây Hồng lập phương án.",
            ["Sở Công Thương"],
            ["Công ty Điện lực Mây Hồng"],
        ),
        ("Sở Nội vụ kính đề nghị các sở, ngành gửi báo cáo.", [], ["Các sở, ngành"]),
    ],
)
def test_who_directs_stands_above_who_works(text: str, above: list[str], leads: list[str]) -> None:
    assert (bodies(text, Role.SUPERVISOR), bodies(text, Role.LEAD)) == (above, leads)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Các đơn vị tham gia Kế hoạch gửi kết quả về Sở Nội vụ.", "Các đơn vị tham gia Kế hoạch"),
        ("Các đơn vị tham gia diễn tập chuẩn bị phương tiện.", "Các đơn vị tham gia diễn tập"),
        ("Các sở, ngành tham gia Tổ công tác cử cán bộ.", "Các sở, ngành tham gia Tổ công tác"),
        ("Các đơn vị tham gia Hội nghị đúng thành phần.", "Các đơn vị"),
        ("Các đơn vị tham gia góp ý dự thảo Luật.", "Các đơn vị"),
        ("Các sở, ngành tham gia Đoàn kiểm tra theo phân công.", "Các sở, ngành"),
        ("Đơn vị tư vấn giám sát kiểm tra vật liệu.", "Đơn vị tư vấn giám sát"),
        ("Đơn vị giám sát thi công lập nhật ký.", "Đơn vị giám sát thi công"),
        ("Nhà thầu thi công bố trí đủ máy móc.", "Nhà thầu thi công"),
        ("Tư vấn giám sát kiểm tra, nghiệm thu khối lượng.", "Tư vấn giám sát"),
    ],
)
def test_a_kind_is_named_by_its_part_in_the_work(text: str, name: str) -> None:
    assert bodies(text, Role.LEAD) == [name]
