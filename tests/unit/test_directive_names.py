"""Where the names of bodies end in prose, which bodies a list names, and what an item hands to the items inside it."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from normalizers.agency import lead_phrase, parse_agencies
from normalizers.deadline import find_deadlines
from pipeline.model import Block, BlockKind, Document, Region, Role, TaskMention


def tasks(type_code: str, *texts: str) -> tuple[TaskMention, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    return directives_of("s" * 16, Document("d" * 16, 1, type_code=type_code), blocks)


def item(text: str) -> TaskMention:
    (task,) = tasks("KH", "II. NHIỆM VỤ", "- " + text)
    return task


def named(task: TaskMention, role: Role = Role.LEAD) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "Công ty TNHH MTV Đầu tư phát triển cấp nước Sông Mây vận hành hai trạm bơm.",
            "Công ty TNHH MTV Đầu tư phát triển cấp nước Sông Mây",
        ),
        (
            "Công ty cổ phần Tư vấn đầu tư xây dựng Hoài Sơn lập bản vẽ nhà văn hóa.",
            "Công ty cổ phần Tư vấn đầu tư xây dựng Hoài Sơn",
        ),
        (
            "Công ty cổ phần Môi trường và công trình Đô thị Trà Giang thu gom rác chợ.",
            "Công ty cổ phần Môi trường và công trình Đô thị Trà Giang",
        ),
        (
            "Ban Quản lý dự án đầu tư xây dựng công trình thủy lợi và nông thôn tỉnh tập trung đắp đê.",
            "Ban Quản lý dự án đầu tư xây dựng công trình thủy lợi và nông thôn tỉnh",
        ),
        (
            "Ban Quản lý dự án đầu tư xây dựng các công trình cầu đường tỉnh xây dựng kế hoạch làm đêm.",
            "Ban Quản lý dự án đầu tư xây dựng các công trình cầu đường tỉnh",
        ),
        ("Ban Quản lý xây dựng kế hoạch trông giữ xe trong lễ hội.", "Ban Quản lý"),
        ("Trung tâm quản lý bến bãi Hoài Sơn rà soát chỗ đỗ xe.", "Trung tâm quản lý bến bãi Hoài Sơn"),
        ("Chi cục Thủy lợi và Phòng, chống thiên tai trực ban ngày đêm.", "Chi cục Thủy lợi và Phòng, chống thiên tai"),
        ("Phòng Cảnh sát giao thông phân luồng xe ở hai đầu cầu.", "Phòng Cảnh sát giao thông"),
        ("Hạt Kiểm lâm khu vực Mây Ngàn canh lửa rừng thông.", "Hạt Kiểm lâm khu vực Mây Ngàn"),
        ("UBND phường Trà Giang - Hoài Sơn quét vôi cổng chợ.", "Ủy ban nhân dân phường Trà Giang - Hoài Sơn"),
        ("Ban Chỉ huy Bộ đội Biên phòng tỉnh canh giữ cửa sông.", "Ban Chỉ huy Bộ đội Biên phòng tỉnh"),
        ("Trưởng Ban Chỉ đạo 99 các sở, ngành chịu trách nhiệm.", "Trưởng Ban Chỉ đạo 99 các sở, ngành"),
    ],
)
def test_a_name_goes_on_to_the_predicate(text: str, name: str) -> None:
    assert [m.name for m in lead_phrase(text) if m.role == Role.LEAD] == [name]


def test_a_thing_that_something_is_done_to_is_no_body() -> None:
    assert lead_phrase("Trạm bơm Trà Giang được bảo dưỡng trước mùa mưa.") == ()
    assert [m.name for m in lead_phrase("Trạm bơm Trà Giang được giao trực đêm.")] == ["Trạm bơm Trà Giang"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "UBND các tỉnh: Cao Bằng, Lạng Sơn trồng hồi.",
            ["Ủy ban nhân dân tỉnh Cao Bằng", "Ủy ban nhân dân tỉnh Lạng Sơn"],
        ),
        (
            "UBND các xã: Mây Hồng, Suối Bạc và các trường nội trú sửa mái nhà.",
            ["Ủy ban nhân dân xã Mây Hồng", "Ủy ban nhân dân xã Suối Bạc", "Các trường nội trú"],
        ),
        ("Đảng ủy các Bộ: Y tế, Nội vụ ban hành quy chế.", ["Đảng ủy Bộ Y tế", "Đảng ủy Bộ Nội vụ"]),
        ("Các tỉnh ủy: Cà Mau, Phú Thọ báo cáo.", ["Tỉnh ủy Cà Mau", "Tỉnh ủy Phú Thọ"]),
        (
            "Ban Chỉ đạo 99 các tỉnh: Cà Mau, Phú Thọ báo cáo.",
            ["Ban Chỉ đạo 99 tỉnh Cà Mau", "Ban Chỉ đạo 99 tỉnh Phú Thọ"],
        ),
        (
            "Các sở: Nội vụ, Văn hóa, Thể thao và Du lịch theo lĩnh vực mở lớp đan lát.",
            ["Sở Nội vụ", "Sở Văn hóa, Thể thao và Du lịch"],
        ),
        (
            "Các Cục: Đường sông Việt Nam, Bến cảng và Luồng lạch Việt Nam lập kế hoạch nạo vét.",
            ["Cục Đường sông Việt Nam", "Cục Bến cảng và Luồng lạch Việt Nam"],
        ),
        ("Các Sở Giáo dục và Đào tạo sửa bếp ăn.", ["Các Sở Giáo dục và Đào tạo"]),
        ("Cục Sông nước và Đào tạo rà soát danh mục.", ["Cục Sông nước và Đào tạo"]),
        ("Cục Quản lý Khám, chữa bệnh hướng dẫn các trạm.", ["Cục Quản lý Khám, chữa bệnh"]),
    ],
)
def test_a_kind_with_a_colon_names_its_bodies(text: str, names: list[str]) -> None:
    assert named(item(text)) == names


def test_a_list_of_a_kind_goes_on_with_bodies_of_another() -> None:
    task = item("Chủ trì, phối hợp với các Bộ: Y tế, Công an và Ủy ban nhân dân cấp tỉnh kiểm tra bếp ăn bán trú.")
    assert named(task, Role.COORDINATING) == ["Bộ Y tế", "Bộ Công an", "Ủy ban nhân dân cấp tỉnh"]


def test_a_body_of_many_places_keeps_them() -> None:
    task = item("Sở Xây dựng các tỉnh, thành phố trực thuộc Trung ương sơn lại cột mốc trước ngày 20/12/2031.")
    assert named(task) == ["Sở Xây dựng các tỉnh, thành phố trực thuộc Trung ương"]
    (cell,) = parse_agencies("Sở Y tế các tỉnh, thành phố")
    assert (cell.name, cell.is_collective) == ("Sở Y tế các tỉnh, thành phố", True)


@pytest.mark.parametrize(
    ("text", "partners"),
    [
        ("Cùng Sở Xây dựng gỡ vướng mắc ở hai bến đò trước ngày 05/6/2031.", ["Sở Xây dựng"]),
        ("Lát lại sân chợ; cùng Sở Tài chính quyết toán trong tháng 6/2031.", ["Sở Tài chính"]),
        ("Xây dựng phương án trực lễ hội (phối hợp với Sở Y tế, Công an tỉnh).", ["Sở Y tế", "Công an tỉnh"]),
        ("Lát đường dạo ven hồ (chủ trì: Sở Xây dựng; phối hợp: Sở Du lịch).", ["Sở Du lịch"]),
    ],
)
def test_partners(text: str, partners: list[str]) -> None:
    (task,) = tasks("KH", "II. NHIỆM VỤ", "1. Sở Công Thương:", "- " + text)
    assert named(task, Role.COORDINATING) == partners


def test_the_subject_of_a_clause_behind_a_semicolon_leads_too() -> None:
    task = item("Sở Xây dựng lập danh mục cầu yếu; Sở Tài chính cân đối vốn; Sở Y tế đã gửi văn bản góp ý.")
    assert named(task) == ["Sở Xây dựng", "Sở Tài chính"]
    task = item("Sở Tài chính thẩm định dự toán; trách nhiệm quyết toán thuộc về Sở Y tế.")
    assert named(task) == ["Sở Tài chính", "Sở Y tế"]


def test_whom_a_clause_gives_the_work_to() -> None:
    (task,) = tasks("TB", "II. NHIỆM VỤ", "1. Đồng ý mở bến đò mới; giao Sở Xây dựng hoàn thiện bản vẽ trước mùa hoa.")
    assert named(task) == ["Sở Xây dựng"]


def test_items_inside_an_item_have_its_subject() -> None:
    found = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "2.1. Sở Du lịch phối hợp với các xã trong công tác đón khách mùa hoa.",
        "- Tổ chức tập huấn cho chủ nhà trọ.",
        "- Sửa đường lên đồi chè:",
        "Dọn dẹp hai bên đường, cắm biển chỉ lối trước mùa hoa.",
    )
    assert [(t.locator, named(t)) for t in found] == [
        ("II/2.1", ["Sở Du lịch"]),
        ("II/2.1/-1", ["Sở Du lịch"]),
        ("II/2.1/¶2", ["Sở Du lịch"]),
    ]


def test_the_roles_of_a_heading_are_those_of_its_items() -> None:
    found = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "2. Bảo trì đường núi (chủ trì: Sở Xây dựng; phối hợp: Sở Du lịch)",
        "a) Vá mặt đường đèo trước ngày 31/01/2031.",
        "b) Dựng lan can ở khúc cua.",
    )
    assert [named(t) for t in found] == [["Sở Xây dựng"]] * 2
    assert [named(t, Role.COORDINATING) for t in found] == [["Sở Du lịch"]] * 2


def test_every_item_of_an_article_below_a_body_is_its_work() -> None:
    found = tasks(
        "NQ",
        "Điều 2. Nhiệm vụ, giải pháp",
        "1. Công an tỉnh:",
        "a) Nhổ sạch rừng cọc cũ ở cửa sông, xong trước ngày 08/5/2031;",
        "b) Cùng Tòa án nhân dân tỉnh mở tủ sách ở 4 đảo trong năm 2031.",
    )
    assert [named(t) for t in found] == [["Công an tỉnh"]] * 2
    assert named(found[1], Role.COORDINATING) == ["Tòa án nhân dân tỉnh"]


def test_a_dated_item_is_a_task_whatever_its_verb() -> None:
    (task,) = tasks("TB", "II. NHIỆM VỤ", "- Bện xong 300 chiếc chiếu cói tặng trường nội trú trước ngày 05/6/2031.")
    assert task.rule == "dated"


@pytest.mark.parametrize(
    "text",
    [
        "- Công ty cổ phần Cấp nước Trà Giang: 0912.345.678",
        "- Qua theo dõi, tính đến ngày 31/10/2031, các cơ quan đã làm xong 96 trong 118 việc được UBND tỉnh giao.",
    ],
)
def test_what_is_no_task(text: str) -> None:
    assert tasks("KH", "II. NHIỆM VỤ", text) == ()


def test_whom_a_second_sentence_asks() -> None:
    (task,) = tasks("TB", "Nhân dịp hội làng lần thứ năm. Ủy ban nhân dân tỉnh đề nghị các cơ quan, đơn vị treo cờ.")
    assert named(task) == ["Các cơ quan, đơn vị"]


@pytest.mark.parametrize(
    ("text", "lead", "supervisor"),
    [
        ("Sở Du lịch yêu cầu các nhà thầu che chắn bến đò.", ["Sở Du lịch"], []),
        ("Sở Du lịch yêu cầu các phường, xã che chắn bến đò.", ["Các phường, xã"], ["Sở Du lịch"]),
    ],
)
def test_who_asks_those_that_are_no_public_bodies_stays_answerable(
    text: str, lead: list[str], supervisor: list[str]
) -> None:
    task = item(text)
    assert (named(task), named(task, Role.SUPERVISOR)) == (lead, supervisor)


def test_directing_the_committees_of_places_makes_them_lead() -> None:
    (task,) = tasks(
        "KL", "II. NHIỆM VỤ", "1. Các tỉnh ủy, thành ủy:", "- Chỉ đạo ủy ban nhân dân tỉnh, thành phố cấp đất."
    )
    assert named(task) == ["Ủy ban nhân dân tỉnh, thành phố"]
    assert named(task, Role.SUPERVISOR) == ["Các tỉnh ủy, thành ủy"]


def test_a_motto_is_less_sure_than_a_task() -> None:
    (motto,) = tasks("KH", "II. PHƯƠNG CHÂM HÀNH ĐỘNG", "a) Lấy tiếng cười của trẻ nhỏ làm thước đo.")
    (task,) = tasks("KH", "II. NHIỆM VỤ", "a) Lấy ý kiến của trẻ nhỏ về sân chơi mới.")
    assert motto.confidence < 0.6 < task.confidence


def test_a_letter_misread_twice_is_corrected_by_the_sequence() -> None:
    found = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "c) Sở Y tế mở trạm cấp cứu.",
        "đ) Sở Du lịch in bản đồ.",
        "đ) Sở Nội vụ cử người trực.",
        "e) Sở Xây dựng sơn vạch đường.",
    )
    assert [t.locator for t in found] == ["II/c", "II/d", "II/đ", "II/e"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Sở A gửi lại bản vẽ bến đò (đã lỡ hẹn từ ngày 12/7/2031) trước ngày 09/12/2031.", ["2031-12-09"]),
        ("Kiểm tra các bến đã cấp phép, đóng bến xấu trong tháng 12/2031.", ["2031-12"]),
        ("Kiểm tra 40 xe hết hạn trong năm 2031.", []),
        ("Xây dựng 12 bến đò trong giai đoạn 2032 - 2035.", ["2032/2035"]),
        ("Sở B hằng năm cân đối kinh phí cho lớp đan lát.", ["FREQ=YEARLY"]),
        ("Canh lửa rừng thông; báo cáo Chủ tịch xã hằng ngày.", ["FREQ=DAILY"]),
        ("c) Khi Luật Đê điều (sửa đổi) có hiệu lực thi hành, bãi bỏ các quy định cũ.", ["conditional"]),
        ("Cấp đủ vở trước khi kết thúc học kỳ I.", ["conditional"]),
        ("Gọi thuyền về bến khi có tin bão khẩn cấp.", ["conditional"]),
        ("Chia sẻ dữ liệu sau khi kho dữ liệu được nghiệm thu.", ["conditional"]),
    ],
)
def test_times_around_which_other_times_are_told(text: str, said: list[str]) -> None:
    found = [s.deadline for s in find_deadlines(text, dt.date(2031, 10, 1))]
    assert [d.edtf or d.rrule or d.kind.value for d in found] == said
