"""Duties as laws, decrees and circulars hand them out: "3. Cơ quan A có trách nhiệm:" and its points."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from normalizers.agency import lead_phrase
from normalizers.deadline import find_deadlines
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention

ISSUED = dt.date(2031, 4, 20)
ARTICLE = "Điều 9. Tổ chức thực hiện"


def tasks(*texts: str) -> dict[str, TaskMention]:
    """The tasks of an article by the beginning of their text."""
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    document = Document("d" * 16, 1, type_code="NĐ", issued_on=ISSUED)
    return {t.text.split(") ")[-1][:20]: t for t in directives_of("s" * 16, document, blocks)}


def named(task: TaskMention, role: Role = Role.LEAD) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


@pytest.mark.parametrize(
    ("heading", "leads"),
    [
        ("1. Bộ Công Thương, căn cứ vào Chiến lược phát triển chợ đầu mối, có trách nhiệm:", ["Bộ Công Thương"]),
        ("1. Bộ Công Thương có trách nhiệm", ["Bộ Công Thương"]),
        ("1. Bộ Công Thương có nhiệm vụ", ["Bộ Công Thương"]),
        (
            "1. Cơ quan quản lý nhà nước về trồng trọt cấp tỉnh có trách nhiệm:",
            ["Cơ quan quản lý nhà nước về trồng trọt cấp tỉnh"],
        ),
        (
            "1. Hội đồng thành viên hoặc Chủ nhiệm hợp tác xã tại bến, chợ do Nhà nước nắm giữ có trách nhiệm:",
            ["Hội đồng thành viên hoặc Chủ nhiệm hợp tác xã"],
        ),
        ("1. Người khai thác bến có trách nhiệm:", ["Người khai thác bến"]),
        ("1. Trách nhiệm của người khai thác bến:", ["Người khai thác bến"]),
        ("1. Trách nhiệm của kiểm lâm các đồi chè", ["Kiểm lâm các đồi chè"]),
        (
            "1. Trách nhiệm của tổ chức, cá nhân chế biến, bảo quản, vận chuyển chè:",
            ["Tổ chức, cá nhân chế biến, bảo quản, vận chuyển chè"],
        ),
        ("1. Nhóm giữ sổ, nhóm trực đêm tại bến phao có trách nhiệm:", ["Nhóm giữ sổ, nhóm trực đêm"]),
        ("1. Trách nhiệm của Bộ Công Thương:", ["Bộ Công Thương"]),
    ],
)
def test_a_clause_that_says_whose_duties_follow_gives_them_to_its_points(heading: str, leads: list[str]) -> None:
    found = tasks(
        ARTICLE,
        heading,
        "a) Chủ trì, phối hợp với Bộ Tài chính xây dựng phương án di dời chợ;",
        "b) Công khai danh sách chợ được di dời.",
    )
    assert [named(t) for t in found.values()] == [leads, leads]
    assert named(found["Chủ trì, phối hợp vớ"], Role.COORDINATING) == ["Bộ Tài chính"]


def test_a_paragraph_below_whose_duty_it_is() -> None:
    found = tasks(
        ARTICLE,
        "1. Bộ Y tế có trách nhiệm",
        "a) Ban hành danh mục thuốc nam trước ngày 15/6/2031;",
        "2. Bộ Tài chính có trách nhiệm",
        "Hằng năm, căn cứ vào dự toán do các bộ lập, bảo đảm kinh phí trồng thuốc nam.",
    )
    assert named(found["Hằng năm, căn cứ vào"]) == ["Bộ Tài chính"]


def test_the_partners_of_a_clause_work_on_its_points_too() -> None:
    found = tasks(
        ARTICLE,
        "1. Cục Đường bộ Việt Nam chủ trì, phối hợp với Cục Cảnh sát giao thông có trách nhiệm:",
        "a) Hướng dẫn, kiểm tra việc sử dụng cầu tạm;",
        "b) Biên soạn tài liệu về cầu tạm.",
    )
    assert [named(t) for t in found.values()] == [["Cục Đường bộ Việt Nam"]] * 2
    assert [named(t, Role.COORDINATING) for t in found.values()] == [["Cục Cảnh sát giao thông"]] * 2


def test_a_point_that_opens_a_list_of_things_keeps_who_does_it() -> None:
    found = tasks(
        ARTICLE,
        "1. Bộ Công Thương:",
        "a) Chủ trì, phối hợp với các cơ quan có liên quan hướng dẫn việc thực hiện các quy định về:",
        "- Hướng dẫn lập hồ sơ chợ nổi.",
        "- Kiểm tra chợ nổi.",
        "b) Giám sát việc hỗ trợ chợ nổi.",
    )
    assert [named(t) for t in found.values()] == [["Bộ Công Thương"]] * 3


@pytest.mark.parametrize(
    "text",
    [
        "Các Chi cục quản lý nhà nước chuyên ngành: theo chức năng, nhiệm vụ được giao có trách nhiệm phối hợp với "
        "Sở Y tế tổ chức thực hiện các nội dung tại Kế hoạch này.",
        "Trách nhiệm của các Trạm thuộc lĩnh vực thủy lợi, các trường trung cấp chủ động nghiên cứu, đề xuất mô hình "
        "mới để Sở Nông nghiệp và Môi trường tổng hợp.",
    ],
)
def test_duties_of_kinds_that_nobody_registered_are_kept(text: str) -> None:
    assert len(tasks(ARTICLE, f"1. {text}", "2. Sở Tài chính bố trí kinh phí.")) == 2


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("Người khai thác bến có trách nhiệm báo cáo Sở Xây dựng.", ["Người khai thác bến"]),
        ("Đơn vị chủ trì kiểm tra có trách nhiệm thành lập đoàn.", ["Đơn vị chủ trì kiểm tra"]),
        (
            "Cơ quan quản lý nhà nước về trồng trọt cấp tỉnh có trách nhiệm lập sổ vùng trồng.",
            ["Cơ quan quản lý nhà nước về trồng trọt cấp tỉnh"],
        ),
        (
            "Chủ quản hệ thống thông tin quan trọng về phòng chống lũ quét và sạt lở đất có trách nhiệm báo sự cố.",
            ["Chủ quản hệ thống thông tin quan trọng về phòng chống lũ quét và sạt lở đất"],
        ),
        ("Tổ chức bảo hiểm mùa màng có trách nhiệm công bố danh sách hộ.", ["Tổ chức bảo hiểm mùa màng"]),
        (
            "Thủ trưởng các đơn vị thuộc Bộ Giáo dục và Đào tạo tổng hợp sổ mượn sách.",
            ["Thủ trưởng các đơn vị thuộc Bộ Giáo dục và Đào tạo"],
        ),
        ("Các đơn vị thuộc Bộ Nội vụ có liên quan lập sổ.", ["Các đơn vị thuộc Bộ Nội vụ có liên quan"]),
        ("Đối với Bộ tiêu chí về chợ nổi cấp xã: Bộ Nội vụ chủ trì hướng dẫn nội dung.", []),
        ("Theo dõi, tổng hợp vướng mắc để báo cáo Chính phủ, Thủ tướng Chính phủ kịp thời điều chỉnh.", []),
        ("Tổ chức tập huấn cho cán bộ có trách nhiệm quản lý bến.", []),
        (
            "Các tổ chức, cá nhân liên quan có nghĩa vụ phối hợp với Sở Xây dựng dọn bến.",
            ["Các tổ chức, cá nhân liên quan"],
        ),
        ("Ban của Hội đồng nhân dân có thể thực hiện khảo sát.", ["Ban của Hội đồng nhân dân"]),
        ("Sở Y tế theo chức năng có trách nhiệm lập sổ tiêm.", ["Sở Y tế"]),
        ("Khi nhận hồ sơ người trực có trách nhiệm ghi sổ.", []),
        ("Tiếp nhận hồ sơ của người có trách nhiệm ký.", []),
        (
            "Thực hiện biểu dương kịp thời nghệ nhân, các hợp tác xã, tổ chức, cá nhân có đóng góp trong bảo tồn nghề "
            "gốm.",
            [],
        ),
    ],
)
def test_who_has_the_duty(text: str, leads: list[str]) -> None:
    assert [m.name for m in lead_phrase(text) if m.role == Role.LEAD] == leads


@pytest.mark.parametrize(
    ("text", "deadlines"),
    [
        ("Sở Y tế cho vay thuốc; định kỳ chủ trì, phối hợp với Sở Nội vụ kiểm tra kho.", ["định kỳ"]),
        ("Sở Y tế xây dựng và thường xuyên cập nhật sổ thuốc.", ["thường xuyên"]),
        ("Sở Y tế giám sát, kiểm tra chuyên ngành hằng năm hoặc đột xuất các kho thuốc.", ["hằng năm"]),
        ("Sở Y tế giao vốn mua thuốc giai đoạn 5 năm, hằng năm cho các xã.", []),
        ("Sở Y tế hướng dẫn các xã lập kế hoạch đầu tư trung hạn, hằng năm vốn ngân sách.", []),
        ("Sở Y tế đề xuất sửa đổi danh mục thuốc (nếu cần thiết).", []),
        ("Hằng năm, Sở Y tế kiểm kê thuốc.", ["Hằng năm"]),
    ],
)
def test_rhythms_that_bind_and_that_describe(text: str, deadlines: list[str]) -> None:
    assert [d.deadline.text for d in find_deadlines(text, ISSUED)] == deadlines


def test_work_behind_its_ground_has_the_body_of_its_clause() -> None:
    found = tasks(
        ARTICLE,
        "1. Bộ Công Thương có trách nhiệm",
        "Căn cứ yêu cầu di dời chợ, bến bãi và kết quả kiểm đếm, chủ trì xây dựng kế hoạch của Ban Chỉ đạo di dời chợ "
        "nổi, Ban Công tác đặc biệt trình Thủ tướng Chính phủ.",
        "2. Bộ Tài chính có trách nhiệm",
        "Hằng năm, lập dự toán cho các hoạt động của Ban Chỉ đạo di dời chợ nổi, Ban Công tác đặc biệt Chính phủ.",
    )
    assert [named(t) for t in found.values()] == [["Bộ Công Thương"], ["Bộ Tài chính"]]


@pytest.mark.parametrize(
    "text",
    [
        "Ngoài việc trực bến theo lịch, trưởng bến có trách nhiệm ghi sổ khi có đoàn đến.",
        "Căn cứ mức độ hư hỏng của cầu tạm; Chủ tịch Ủy ban nhân dân cấp tỉnh giao cơ quan chuyên môn chủ trì, phối "
        "hợp với các đơn vị có liên quan sửa cầu.",
        "Tổ chức bảo hiểm mùa màng có trách nhiệm công bố danh sách hộ được đền bù.",
    ],
)
def test_a_provision_that_says_a_duty_is_kept_whoever_has_it(text: str) -> None:
    assert len(tasks("Điều 9. Trách nhiệm thi hành", text, "Sở Tài chính bố trí kinh phí.")) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Thành phần hồ sơ trình kế hoạch bảo trì bến gồm: Báo cáo theo mẫu và bản thuyết minh.",
        "Thời gian chốt số liệu tính từ ngày 15 tháng 12 năm trước đến ngày 14 tháng 6.",
    ],
)
def test_what_a_file_consists_of_is_no_task(text: str) -> None:
    found = tasks(ARTICLE, "1. Cục Đường bộ Việt Nam lập kế hoạch bảo trì bến.", text)
    assert list(found) == ["Cục Đường bộ Việt Na"]


def test_the_name_of_a_partner_ends_before_a_preposition() -> None:
    found = lead_phrase("Phối hợp với các cơ quan có liên quan trong tiếp nhận hồ sơ chợ nổi.")
    assert [(m.name, m.name_raw, m.end) for m in found] == [
        ("Các cơ quan có liên quan", "các cơ quan có liên quan", 37)
    ]


def test_the_day_of_the_act_itself_is_no_deadline_of_the_work() -> None:
    raw = [
        "II. NHIỆM VỤ",
        "1. Kế hoạch này có hiệu lực kể từ ngày ký. Giao Sở Tư pháp kiểm tra.",
        "2. Sở Tư pháp trình Nghị quyết để có hiệu lực chậm nhất từ ngày 01/3/2032.",
    ]
    blocks = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(raw, 1)]
    document = Document("d" * 16, 1, type_code="KH", issued_on=ISSUED)
    found = directives_of("s" * 16, document, number_sections(link_paragraphs(classify(blocks))))
    assert [[d.due_on for d in t.deadlines] for t in found] == [[], [dt.date(2032, 3, 1)]]
