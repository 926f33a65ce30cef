"""Lists of bodies that no register knows, persons before their office, items inside items: read whole, nothing lost."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directives import directives_of
from extractors.layout import page_content
from extractors.outline import classify, link_paragraphs, number_sections
from normalizers.agency import lead_phrase, parse_agencies
from normalizers.deadline import find_deadlines
from normalizers.repair import repair_lines
from pipeline.consistency.known import find_task_problems
from pipeline.model import Block, BlockKind, Box, Document, PageReading, Region, Role, TaskMention, TextSource, Word

ISSUED = dt.date(2031, 4, 20)


def tasks(*texts: str) -> tuple[TaskMention, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    blocks = number_sections(link_paragraphs(classify(raw)))
    return directives_of("s" * 16, Document("d" * 16, 1, type_code="KH", issued_on=ISSUED), blocks)


def item(text: str) -> TaskMention:
    (task,) = tasks("II. NHIỆM VỤ", "- " + text)
    return task


def named(task: TaskMention, role: Role = Role.LEAD) -> list[str]:
    return [m.name for m in task.agencies if m.role == role]


# --- lists of bodies ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "Công ty cổ phần Dịch vụ vận tải và thương mại 27; Công ty CP Quản lý và khai thác bến Trà Giang; "
            "Công ty TNHH Đầu tư xây dựng và Thương mại Hoài Sơn; Công ty cổ phần Xây dựng dịch vụ và thương mại 36 "
            "theo địa bàn được giao có trách nhiệm quét dọn.",
            [
                "Công ty cổ phần Dịch vụ vận tải và thương mại 27",
                "Công ty CP Quản lý và khai thác bến Trà Giang",
                "Công ty TNHH Đầu tư xây dựng và Thương mại Hoài Sơn",
                "Công ty cổ phần Xây dựng dịch vụ và thương mại 36",
            ],
        ),
        (
            "Giao công ty cổ phần Môi trường Trà Giang, công ty TNHH Cây xanh Hoài Sơn thu gom rác.",
            ["Công ty cổ phần Môi trường Trà Giang", "Công ty TNHH Cây xanh Hoài Sơn"],
        ),
        (
            "Giao Công ty TNHH Vận tải và Xếp dỡ 27, Hợp tác xã Dịch vụ nông nghiệp và thu mua chè Suối Bạc mở chợ.",
            ["Công ty TNHH Vận tải và Xếp dỡ 27", "Hợp tác xã Dịch vụ nông nghiệp và thu mua chè Suối Bạc"],
        ),
        (
            "Sở Y tế, Trung tâm Dịch vụ việc làm Mây Ngàn, nhóm chuyên gia Hoài Sơn, Sở Tài chính rà soát danh mục.",
            ["Sở Y tế", "Trung tâm Dịch vụ việc làm Mây Ngàn", "Nhóm chuyên gia Hoài Sơn", "Sở Tài chính"],
        ),
        ("Công ty TNHH Trà Giang sửa đèn; Sở Nội vụ rà soát hồ sơ.", ["Công ty TNHH Trà Giang", "Sở Nội vụ"]),
        (
            "Phòng Kiểm tra Bến bãi và phòng cháy, chữa cháy và các đơn vị thuộc Sở rà soát hẻm nhỏ.",
            ["Phòng Kiểm tra Bến bãi và phòng cháy, chữa cháy", "Các đơn vị thuộc Sở"],
        ),
        (
            "Hội đồng nhân dân, Ủy ban nhân dân tỉnh Cà Mau và bà Lê Thị Mây chịu trách nhiệm thi hành.",
            ["Hội đồng nhân dân tỉnh Cà Mau", "Ủy ban nhân dân tỉnh Cà Mau", "Bà Lê Thị Mây"],
        ),
        (
            "Đề nghị Đại sứ quán các nước: Lào, Cuba cử nghệ nhân.",
            ["Đại sứ quán Lào", "Đại sứ quán Cuba"],
        ),
        (
            "Ủy ban nhân dân tỉnh đề nghị các đoàn thể, yêu cầu các sở, ngành và giao Sở Nội vụ cử đầu mối.",
            ["Các đoàn thể", "Các sở, ngành", "Sở Nội vụ"],
        ),
    ],
)
def test_a_list_of_bodies_is_read_whole(text: str, names: list[str]) -> None:
    assert named(item(text)) == names


def test_partners_behind_one_that_nobody_knows_are_not_lost() -> None:
    task = item("Phối hợp với Sở Y tế, Tạp chí Rừng và phát triển, Diễn đàn Thợ mộc, Sở Tài chính và các xã mở lớp.")
    assert named(task, Role.COORDINATING) == [
        "Sở Y tế",
        "Tạp chí Rừng và phát triển",
        "Diễn đàn Thợ mộc",
        "Sở Tài chính",
        "Các xã",
    ]
    findings = find_task_problems("s" * 16, (task,))
    assert [(f.kind, f.values[0]) for f in findings] == [
        ("agency_unresolved", "Tạp chí Rừng và phát triển"),
        ("agency_unresolved", "Diễn đàn Thợ mộc"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Các đơn vị vận hành trạm bơm rà soát vật tư dự phòng.", ["Các đơn vị vận hành trạm bơm"]),
        ("Các đơn vị duy trì vườn hoa theo địa bàn quản lý bố trí người trực.", ["Các đơn vị duy trì vườn hoa"]),
        ("Các đơn vị duy trì chế độ trực ban trong mùa lũ.", ["Các đơn vị"]),
        ("Các hợp tác xã vận hành trạm bơm trong mùa lũ.", ["Các hợp tác xã"]),
        ("Đôn đốc các chủ đầu tư, đơn vị thi công phá dỡ đê quai.", ["Các chủ đầu tư, đơn vị thi công"]),
        (
            "Ủy ban nhân dân xã đề nghị các cơ quan, đơn vị của tỉnh; các thôn và các hộ gia đình treo cờ.",
            ["Các cơ quan, đơn vị của tỉnh", "Các thôn", "Các hộ gia đình"],
        ),
    ],
)
def test_the_words_for_many_bodies_hold_what_they_do(text: str, names: list[str]) -> None:
    assert named(item(text)) == names


def test_partners_are_named_by_what_they_do() -> None:
    task = item("Chủ trì, phối hợp với Sở Y tế và các đơn vị duy trì hệ thống cấp nước, thoát nước: lập sơ đồ bể nước.")
    assert named(task, Role.COORDINATING) == ["Sở Y tế", "Các đơn vị duy trì hệ thống cấp nước, thoát nước"]
    task = item("Sở Y tế phối hợp với các Công ty TNHH Đầu tư phát triển Bến bãi Hoài Sơn, Trà Giang mở lớp sơ cứu.")
    assert named(task, Role.COORDINATING) == ["Các Công ty TNHH Đầu tư phát triển Bến bãi Hoài Sơn, Trà Giang"]
    task = item("Sở Y tế phối hợp với các già làng, trưởng bản tuyên truyền tiêm phòng.")
    assert named(task, Role.COORDINATING) == ["Các già làng, trưởng bản"]
    assert named(item("Sở Y tế phối hợp với các chương trình khác mở lớp sơ cứu."), Role.COORDINATING) == []
    task = item("Sở Y tế phối hợp với Cảnh sát giao thông, lực lượng chức năng mở lớp sơ cứu.")
    assert named(task, Role.COORDINATING) == ["Cảnh sát giao thông", "Lực lượng chức năng"]


# --- persons ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Đồng chí Nguyễn Văn Mây, Giám đốc Sở Y tế chủ trì lập danh mục thuốc.", ["Giám đốc Sở Y tế"]),
        ("Giao đồng chí Lê Thị Trà - Chủ tịch UBND xã Mây Hồng rà soát.", ["Chủ tịch Ủy ban nhân dân xã Mây Hồng"]),
        ("Ông Trần Hoài (Giám đốc Sở Nội vụ) chịu trách nhiệm rà soát hồ sơ.", ["Giám đốc Sở Nội vụ"]),
        (
            "Phân công bà Lê Thị Trà, Phó Bí thư Tỉnh ủy, Chủ tịch UBND tỉnh chỉ đạo chung.",
            ["Chủ tịch Ủy ban nhân dân tỉnh"],
        ),
        (
            "UBND các phường: Ba Đình Mây, Trà Giang quét vôi.",
            ["Ủy ban nhân dân phường Ba Đình Mây", "Ủy ban nhân dân phường Trà Giang"],
        ),
        ("Đồng chí Nguyễn Văn Mây chủ trì lập danh mục thuốc.", ["Đồng chí Nguyễn Văn Mây"]),
        (
            "Phân công ông Nguyễn Văn Mây - Giám đốc Sở Y tế phụ trách; ông Trần Hoài - Giám đốc Sở Nội vụ thực hiện.",
            ["Giám đốc Sở Y tế", "Giám đốc Sở Nội vụ"],
        ),
    ],
)
def test_the_office_of_a_person_acts(text: str, names: list[str]) -> None:
    assert named(item(text)) == names


def test_the_office_of_a_person_acts_in_a_cell_too() -> None:
    (office,) = parse_agencies("Đồng chí Nguyễn Văn Mây, Giám đốc Sở Y tế")
    assert (office.name, office.name_raw, office.agency_id) == (
        "Giám đốc Sở Y tế",
        "Giám đốc Sở Y tế",
        "giam-doc-so-y-te",
    )
    assert [m.name for m in parse_agencies("Bà Lê Thị Trà - Chủ tịch UBND xã Mây Hồng")] == [
        "Chủ tịch Ủy ban nhân dân xã Mây Hồng"
    ]


# --- who directs, urges, coordinates ----------------------------------------------------------------


def test_who_directs_supervises_and_the_partner_stays() -> None:
    task = item("Bộ Y tế chỉ đạo Cục Dân số rà soát số liệu các xã; phối hợp với Bộ Nội vụ đối chiếu.")
    assert named(task) == ["Cục Dân số"]
    assert named(task, Role.SUPERVISOR) == ["Bộ Y tế"]
    assert named(task, Role.COORDINATING) == ["Bộ Nội vụ"]


def test_who_urges_below_a_heading_leads_and_who_asks_supervises() -> None:
    texts = ("II. NHIỆM VỤ", "1. UBND các xã:", "- Đôn đốc các chủ đầu tư hoàn trả mặt đường.")
    assert named(tasks(*texts)[-1]) == ["Ủy ban nhân dân các xã"]
    asked = tasks("II. NHIỆM VỤ", "1. UBND các xã:", "- Yêu cầu các chủ đầu tư hoàn trả mặt đường.")[-1]
    assert (named(asked), named(asked, Role.SUPERVISOR)) == (["Các chủ đầu tư"], ["Ủy ban nhân dân các xã"])


def test_about_a_body_by_its_name_or_about_things() -> None:
    assert named(item("Đối với Sở Y tế, rà soát danh mục thuốc hết hạn.")) == ["Sở Y tế"]
    assert named(item("Đối với Sở Y tế, đề nghị Sở Nội vụ rà soát biên chế.")) == ["Sở Nội vụ"]
    assert named(item("Đối với các bến đò (Trà Giang, Hoài Sơn) bố trí người trực ngày đêm.")) == []


# --- items and headings -----------------------------------------------------------------------------


def test_items_inside_items_are_tasks_of_them_also_over_a_line_break() -> None:
    found = tasks(
        "II. NHIỆM VỤ",
        "- Sở Xây dựng tập trung: (i) Hoàn thành trong năm 2031 các công trình gồm: (1) Sửa chữa cầu Mây;",
        "(2) Nạo vét kênh Trà; (ii) Rà soát bến đò;",
        "(iii) Lắp đặt biển báo.",
    )
    by_label = {t.locator.split("-1", 1)[1]: t for t in found}
    assert list(by_label) == ["", "/(i)", "/(i)/(1)", "/(i)/(2)", "/(ii)", "/(iii)"]
    assert by_label["/(i)/(2)"].text == "Nạo vét kênh Trà"
    assert by_label["/(i)/(2)"].parent_task_id == by_label["/(i)"].task_id
    assert by_label["/(i)/(2)"].deadline_text == "Hoàn thành trong năm 2031"
    assert by_label["/(ii)"].deadline_text is None
    assert {tuple(named(t)) for t in found} == {("Sở Xây dựng",)}


def test_an_enumeration_that_ended_does_not_go_on() -> None:
    found = tasks("II. NHIỆM VỤ", "1. Rà soát: (1) bến; (2) đò.", "(3) Sở Y tế khám cho người lái đò.")
    assert [t.text for t in found][-1] == "Sở Y tế khám cho người lái đò."
    assert found[-1].parent_task_id is None


def test_a_stop_behind_the_parenthesis_is_part_of_the_enumerator() -> None:
    found = tasks("II. NHIỆM VỤ", "(1). Sở Y tế khám cho người lái đò.", "(2). Sở Nội vụ rà soát danh sách.")
    assert [t.text for t in found] == ["Sở Y tế khám cho người lái đò.", "Sở Nội vụ rà soát danh sách."]


def test_partners_before_the_items_coordinate_each() -> None:
    found = tasks(
        "II. NHIỆM VỤ", "- Sở Y tế chủ trì, phối hợp với Sở Nội vụ: (1) rà soát trạm; (2) mở lớp cho y tá thôn."
    )
    assert [named(t, Role.COORDINATING) for t in found] == [["Sở Nội vụ"]] * 3


def test_a_line_of_a_telephone_list_is_no_task() -> None:
    assert tasks("II. NHIỆM VỤ", "- Công ty Cổ phần dịch vụ thương mại 36: 090.0000.000") == ()


def test_a_heading_that_says_who_works_is_no_task() -> None:
    roles = ("1. Cơ quan chỉ đạo: UBND tỉnh.", "2. Đơn vị chủ trì thực hiện: Sở Y tế.")
    assert tasks("II. CƠ QUAN CHỈ ĐẠO VÀ TỔ CHỨC THỰC HIỆN", *roles) == ()
    (fair,) = tasks("II. CÁC HOẠT ĐỘNG", "1. Hội chợ nghề mộc Hoài Sơn", "- Đơn vị chủ trì: Sở Y tế.")
    assert (fair.text, named(fair)) == ("Hội chợ nghề mộc Hoài Sơn", ["Sở Y tế"])


# --- spans, page numbers, repair ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("Tổ chức hội chợ nghề mộc từ tháng 5 đến tháng 7/2031.", ["2031-05/2031-07"]),
        ("Tổ chức tiêu thụ chè cho nông dân từ tháng 5 đến tháng 7.", ["2031-05/2031-07"]),
        ("Thi công nạo vét kênh Trà từ quý II đến quý IV/2031.", ["2031-34/2031-36"]),
        ("Thống kê số vụ cháy từ tháng 5 đến tháng 7/2031.", []),
        ("Tổ chức trực trong mùa lũ từ tháng 5 đến tháng 7/2031.", []),
        ("Đánh giá kết quả thực hiện từ tháng 5 đến tháng 7/2031.", []),
        ("Tổ chức hội chợ từ tháng 1 đến tháng 3/2031 đông khách.", []),
    ],
)
def test_a_span_of_months_binds_work_that_is_carried_out(text: str, spans: list[str]) -> None:
    assert [d.deadline.edtf for d in find_deadlines(text, ISSUED)] == spans


def test_a_number_above_the_text_is_not_its_first_word() -> None:
    lines = [(24.0, "4", 300.0), (60.0, "các thôn có liên quan.", 85.0), (83.0, "Kinh phí: ngân sách tỉnh.", 85.0)]
    words = tuple(
        Word(word, Box(x + 40 * n, y, x + 40 * n + 36, y + 12), 1.0)
        for y, text, x in lines
        for n, word in enumerate(text.split())
    )
    reading = PageReading(4, 595.0, 842.0, TextSource.NATIVE, words=words)
    blocks = page_content("s" * 16, reading).blocks
    assert blocks[0].text == "4"
    assert blocks[0].kind == BlockKind.PAGE_NUMBER
    assert blocks[1].text.startswith("các thôn")


def test_kinds_of_bodies_have_heads_and_ministries_have_deputies() -> None:
    garbled = [
        "b) Các dng chi Thu trtràng các b, co quan, BI thu tinh phãi nêu cao trách nhim.",
        "Dong chi Thu trirOng Bo Y tê chu tri cuôc hop.",
    ]
    assert repair_lines(garbled[:1])[0].text.startswith("b) Các đồng chí Thủ trưởng các bộ, cơ quan")
    assert repair_lines(garbled[1:])[0].text.startswith("Đồng chí Thứ trưởng Bộ Y tế")


def test_a_list_that_ends_in_clauses_keeps_its_clauses() -> None:
    found = lead_phrase("Công ty Điện lực Trà Giang bảo đảm nguồn điện; Công ty Cấp nước Hoài Sơn vận hành trạm bơm.")
    assert [m.name for m in found] == ["Công ty Điện lực Trà Giang"]


def test_bodies_of_communes_are_named_one_by_one() -> None:
    assert named(item("Công đoàn các phường Mây Hạ, Trà Giang, Hoài Sơn vận động chủ nhà trọ giảm giá.")) == [
        "Công đoàn phường Mây Hạ",
        "Công đoàn phường Trà Giang",
        "Công đoàn phường Hoài Sơn",
    ]
    assert named(item("Hội Nông dân các xã, phường vận động hội viên.")) == ["Hội Nông dân các xã, phường"]
