"""extractors.directives: which prose is a task, who acts, until when, and where it stands."""

from __future__ import annotations

import datetime as dt

from extractors.directives import directives_of
from extractors.outline import classify, link_paragraphs, number_sections
from pipeline.model import Block, BlockKind, Box, Document, Region, Role, TaskMention, Word


def blocks(*texts: str) -> tuple[Block, ...]:
    raw = [Block(f"b{i}", i, BlockKind.PARAGRAPH, t, t, Region(1, None, i, i)) for i, t in enumerate(texts, 1)]
    return number_sections(link_paragraphs(classify(raw)))


def tasks(type_code: str, *texts: str) -> tuple[TaskMention, ...]:
    document = Document("d" * 16, 1, type_code=type_code, issued_on=dt.date(2026, 4, 1))
    return directives_of("s" * 16, document, blocks(*texts))


def leads(task: TaskMention) -> list[str]:
    return [m.name for m in task.agencies if m.role == Role.LEAD]


def test_a_report_gives_orders_only_in_its_task_sections() -> None:
    found = tasks(
        "BC",
        "I- KẾT QUẢ THỰC HIỆN",
        "- Tổ chức 12 lớp tập huấn cho cán bộ các xã.",
        "- Đã ban hành kế hoạch số hóa.",
        "II- NHIỆM VỤ TRỌNG TÂM",
        "- Hoàn thành số hóa sổ hộ tịch trước ngày 30/6/2026.",
        "- Đã ban hành xong quy chế phối hợp giữa các đơn vị.",
    )
    assert [t.locator for t in found] == ["II/-1"]
    (task,) = found
    assert task.text == "Hoàn thành số hóa sổ hộ tịch trước ngày 30/6/2026."
    assert [(d.edtf, d.qualifier) for d in task.deadlines] == [("2026-06-30", "before")]
    assert task.ordinal == "-"
    assert "lead_missing" in task.flags


def test_the_heading_gives_its_agency_to_the_items_below() -> None:
    found = tasks(
        "KH",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Nội vụ:",
        "- Rà soát danh mục hồ sơ cần số hóa của toàn tỉnh.",
        "- Giao Sở Tài chính bố trí kinh phí thực hiện trong năm 2026.",
        "2. Sở Y tế",
        "- Cập nhật hồ sơ sức khỏe điện tử định kỳ hằng quý.",
    )
    assert [(t.locator, leads(t)) for t in found] == [
        ("II/1/-1", ["Sở Nội vụ"]),
        ("II/1/-2", ["Sở Tài chính"]),
        ("II/2/-1", ["Sở Y tế"]),
    ]
    first = found[0]
    assert "lead_inherited" in first.flags
    where = [e for e in first.evidence if e.role == Role.LEAD]
    assert [(e.block_id, e.region.line_first) for e in where] == [("b2", 2)]  # the heading that names it


def test_a_directing_heading_supervises_who_is_named_below() -> None:
    (task,) = tasks(
        "KL",
        "1. Nhiệm vụ",
        "Đảng ủy Chính phủ tiếp tục chỉ đạo:",
        "- Bộ Y tế phối hợp với Bộ Tài chính xây dựng đề án khám chữa bệnh từ xa.",
    )
    roles = {(m.role.value, m.name) for m in task.agencies}
    assert roles == {("lead", "Bộ Y tế"), ("coordinating", "Bộ Tài chính"), ("supervisor", "Đảng ủy Chính phủ")}


def test_an_announcing_preamble_gives_nobody() -> None:
    (task,) = tasks(
        "TB", "Chủ tịch Ủy ban nhân dân tỉnh kết luận như sau:", "1. Khẩn trương hoàn thành nạo vét kênh trước mùa mưa."
    )
    assert leads(task) == []


def test_inline_enumeration_of_actions_is_split_and_of_things_is_not() -> None:
    found = tasks(
        "CT",
        "1. Sở Xây dựng: (1) Rà soát các công trình xuống cấp; (2) Lập phương án di dời. Hoàn thành trong quý II/2026.",
        "2. Sở Y tế kiểm tra các điểm: (1) bệnh viện tỉnh; (2) trạm y tế xã; (3) nhà thuốc.",
    )
    assert [(t.locator, t.text[:24]) for t in found] == [
        ("1", "Sở Xây dựng: (1) Rà soát"),
        ("1/(1)", "Rà soát các công trình x"),
        ("1/(2)", "Lập phương án di dời. Ho"),
        ("2", "Sở Y tế kiểm tra các điể"),
    ]
    whole, first, second, _ = found
    assert [d.edtf for d in whole.deadlines] == ["2026-34"]
    assert first.parent_task_id == second.parent_task_id == whole.task_id
    assert leads(first) == leads(second) == ["Sở Xây dựng"]


def test_a_task_cut_by_a_page_keeps_both_parts() -> None:
    raw = [
        Block(
            "b1",
            1,
            BlockKind.PARAGRAPH,
            "1. Sở Y tế chủ trì, phối hợp với Sở Tài",
            "1. Sở Y tế chủ trì, phối hợp với Sở Tài",
            Region(1, Box(10, 700, 500, 720)),
        ),
        Block("b2", 1, BlockKind.PARAGRAPH, "2", "2", Region(2, Box(300, 20, 310, 30))),
        Block(
            "b3",
            2,
            BlockKind.PARAGRAPH,
            "chính mua vắc xin, hoàn thành trước 15/5/2026.",
            "chính mua vắc xin, hoàn thành trước 15/5/2026.",
            Region(2, Box(10, 50, 500, 70)),
        ),
    ]
    document = Document("d" * 16, 1, type_code="CT", issued_on=dt.date(2026, 4, 1))
    (task,) = directives_of("s" * 16, document, number_sections(link_paragraphs(classify(raw))))
    assert task.text == "Sở Y tế chủ trì, phối hợp với Sở Tài chính mua vắc xin, hoàn thành trước 15/5/2026."
    assert [e.region.page_no for e in task.evidence if e.role == Role.TASK] == [1, 2]
    assert task.page_no == 1


def test_a_deadline_is_shown_by_its_own_words() -> None:
    words = []
    for row, line in enumerate(["1. Sở Y tế báo cáo kết quả tiêm", "chủng trước ngày 15/5/2026 cho tỉnh."]):
        for col, text in enumerate(line.split()):
            words.append(Word(text, Box(10 + 40 * col, 100 + 20 * row, 45 + 40 * col, 112 + 20 * row)))
    text = " ".join(w.text for w in words)
    raw = [Block("b1", 1, BlockKind.PARAGRAPH, text, text, Region(1, Box(10, 100, 400, 132)), words=tuple(words))]
    document = Document("d" * 16, 1, type_code="CT", issued_on=dt.date(2026, 4, 1))
    (task,) = directives_of("s" * 16, document, number_sections(classify(raw)))
    (where,) = [e.region.box for e in task.evidence if e.role == Role.DEADLINE]
    assert where == Box(50, 120, 165, 132)  # "trước ngày 15/5/2026" on the second line


def test_decisions_bind_by_their_articles_and_preambles_do_not() -> None:
    found = tasks(
        "QĐ",
        "Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;",
        "Theo đề nghị của Giám đốc Sở Nội vụ.",
        "Điều 1. Ban hành Quy chế quản lý kho lưu trữ dùng chung của tỉnh.",
        "Điều 2. Giám đốc Sở Nội vụ, Giám đốc Sở Tài chính chịu trách nhiệm thi hành Quyết định này.",
    )
    assert [t.locator for t in found][-1] == "Điều 2"
    assert all(t.locator.startswith("Điều") for t in found)


def test_closing_phrases_and_goals_are_not_tasks() -> None:
    assert tasks("KH", "I. MỤC ĐÍCH, YÊU CẦU", "- Nâng cao chất lượng hồ sơ lưu trữ của các cơ quan trong tỉnh.") == ()
    assert tasks("KH", "Trên đây là Kế hoạch số hóa hồ sơ, các đơn vị nghiêm túc triển khai thực hiện.") == ()


def shown(found: tuple[TaskMention, ...]) -> list[tuple[str, str, list[str]]]:
    return [(t.locator, t.rule, leads(t)) for t in found]


def test_roles_on_lines_of_their_own_belong_to_the_task_above_them() -> None:
    first, second = tasks(
        "KH",
        "II. NỘI DUNG CÁC HOẠT ĐỘNG",
        "1. Hội chợ trái cây đầu mùa",
        "a) Thời gian dự kiến: trước ngày 05/6/2026.",
        "b) Địa điểm: chợ trung tâm.",
        "c) Đơn vị chủ trì: Sở Công Thương.",
        "d) Đơn vị phối hợp: Sở Nông nghiệp và Môi trường; Công an tỉnh.",
        "đ) Sản phẩm: Báo cáo doanh thu của hội chợ.",
        "2. Đêm nhạc ngoài trời",
        "Đơn vị chủ trì/phối hợp: Sở Văn hóa, Thể thao và Du lịch/Tỉnh đoàn.",
    )
    assert (first.text, first.rule, leads(first)) == ("Hội chợ trái cây đầu mùa", "attributed", ["Sở Công Thương"])
    assert [m.name for m in first.agencies if m.role == Role.COORDINATING] == [
        "Sở Nông nghiệp và Môi trường",
        "Công an tỉnh",
    ]
    assert first.deliverable == "Báo cáo doanh thu của hội chợ"
    assert [d.edtf for d in first.deadlines] == ["2026-06-05"]
    assert {(e.role.value, e.region.line_first) for e in first.evidence} == {
        ("task", 2),
        ("deadline", 3),
        ("lead", 5),
        ("coordinating", 6),
        ("deliverable", 7),
    }
    assert leads(second) == ["Sở Văn hóa, Thể thao và Du lịch"]


def test_details_behind_the_sentence_are_not_its_text() -> None:
    (task,) = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "1. Nâng cấp đường truyền cấp xã. Đơn vị chủ trì: Sở Xây dựng; thời hạn: 30/6/2026; sản phẩm: biên bản.",
    )
    assert task.text == "Nâng cấp đường truyền cấp xã."
    assert (leads(task), task.deliverable, [d.edtf for d in task.deadlines]) == (
        ["Sở Xây dựng"],
        "biên bản",
        ["2026-06-30"],
    )


def test_a_task_list_inside_a_report_is_read() -> None:
    found = tasks(
        "BC",
        "I. KẾT QUẢ",
        "1. Hạ tầng",
        "Toàn tỉnh có 40 xã đã phủ sóng.",
        "Một số nhiệm vụ cần tập trung thực hiện trong quý II/2026 là: (1) Phủ sóng 5 xã vùng cao; (2) Chính sách giá "
        "cước cho hộ nghèo. Trách nhiệm thuộc về các Bộ: Xây dựng, Tài chính.",
    )
    both = ["Bộ Xây dựng", "Bộ Tài chính"]
    assert shown(found) == [
        ("I/1/¶1", "task_list", both),
        ("I/1/¶1/(1)", "task_list+item", both),
        ("I/1/¶1/(2)", "task_list+item", both),
    ]
    assert all([d.edtf for d in t.deadlines] == ["2026-34"] for t in found)


def test_a_trailing_deadline_belongs_to_all_items_without_one_of_their_own() -> None:
    whole, first, second, third = tasks(
        "CT",
        "1. Sở Nội vụ: (1) Rà soát biên chế; (2) Lập đề án vị trí việc làm, xong trước ngày 30/4/2026; (3) Tổ chức thi "
        "tuyển. Hoàn thành trong tháng 11/2026.",
    )
    assert [[d.edtf for d in t.deadlines] for t in (whole, first, second, third)] == [
        ["2026-11"],
        ["2026-11"],
        ["2026-04-30"],
        ["2026-11"],
    ]
    assert {t.parent_task_id for t in (first, second, third)} == {whole.task_id}


def test_a_numbered_heading_carries_its_body_also_behind_a_request_or_a_verb_in_its_name() -> None:
    found = tasks(
        "KH",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Sở Xây dựng",
        "- Rà soát biển báo tại các điểm sạt lở của tỉnh lộ.",
        "2. Đề nghị Ban Tuyên giáo và Dân vận Tỉnh ủy",
        "- Định hướng tuyên truyền về an toàn giao thông.",
        "3. Liên hiệp các hội khoa học tỉnh",
        "Vận động hội viên hiến kế cho đề án bến thủy.",
        "4. Sở Y tế chỉ đạo các bệnh viện",
        "- Trực cấp cứu 24/24 giờ trong dịp lễ hội.",
    )
    assert [(t.locator, leads(t)) for t in found] == [
        ("III/1/-1", ["Sở Xây dựng"]),
        ("III/2/-1", ["Ban Tuyên giáo và Dân vận Tỉnh ủy"]),
        ("III/3/¶1", ["Liên hiệp các hội khoa học tỉnh"]),
        ("III/4/-1", ["Sở Y tế"]),
    ]
    assert found[1].rule == "inherited_unknown_verb"
    assert found[1].confidence < found[0].confidence


def test_who_directs_above_stays_answerable_for_what_nobody_named_does() -> None:
    first, second = tasks(
        "KH",
        "III. TỔ CHỨC THỰC HIỆN",
        "1. Sở Du lịch",
        "- Chỉ đạo các đơn vị trực thuộc in bản đồ du lịch.",
        "- Chỉ đạo Trung tâm Xúc tiến du lịch mở quầy thông tin.",
    )
    assert leads(first) == ["Sở Du lịch"]
    assert leads(second) == ["Trung tâm Xúc tiến du lịch"]
    assert [m.name for m in second.agencies if m.role == Role.SUPERVISOR] == ["Sở Du lịch"]


def test_what_a_document_does_by_being_signed_is_no_task() -> None:
    found = tasks(
        "QĐ",
        "Điều 1. Ban hành kèm theo Quyết định này Quy chế quản lý bến thủy.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký và thay thế Quyết định số 7/QĐ-UBND ngày 03/02/2020.",
        "Điều 3. Giám đốc Sở Xây dựng chịu trách nhiệm thi hành Quyết định này./.",
        "- Văn phòng Quốc hội;",
        "- Lưu trữ, phòng tổng hợp theo dõi.",
    )
    assert [(t.locator, t.rule) for t in found] == [("Điều 2", "provision"), ("Điều 3", "subject")]


def test_an_annex_has_paths_of_its_own_and_no_bodies_of_the_section_before_it() -> None:
    found = tasks(
        "TB",
        "II. KẾT LUẬN",
        "1. Sở Y tế",
        "- Tổ chức khám sàng lọc cho người cao tuổi.",
        "Phụ lục 1",
        "1. Bổ sung 12 xe cứu thương cho tuyến xã.",
    )
    assert [(t.locator, leads(t)) for t in found] == [("II/1/-1", ["Sở Y tế"]), ("Phụ lục 1/1", [])]


def test_evidence_is_the_place_of_each_name_also_when_it_is_named_twice() -> None:
    lines = ["1. Sở Y tế báo cáo Sở Tài chính; phối hợp", "với Sở Tài chính mua vắc xin."]
    words = [
        Word(text, Box(10 + 40 * col, 100 + 20 * row, 45 + 40 * col, 112 + 20 * row))
        for row, line in enumerate(lines)
        for col, text in enumerate(line.split())
    ]
    text = " ".join(w.text for w in words)
    raw = [Block("b1", 1, BlockKind.PARAGRAPH, text, text, Region(1, Box(10, 100, 400, 132)), words=tuple(words))]
    document = Document("d" * 16, 1, type_code="CT", issued_on=dt.date(2026, 4, 1))
    (task,) = directives_of("s" * 16, document, number_sections(classify(raw)))
    (where,) = [e.region.box for e in task.evidence if e.role == Role.COORDINATING]
    assert where == Box(50, 120, 165, 132)  # "Sở Tài chính" on the second line


def test_confidence_falls_with_what_is_not_known() -> None:
    subject, given, verb = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "1. Sở Y tế tổ chức tập huấn sơ cứu cho giáo viên.",
        "2. Sở Nội vụ:",
        "- Rà soát danh mục hồ sơ cần số hóa của toàn tỉnh.",
        "3. Hoàn thiện hệ thống cảnh báo lũ ở các xã ven sông.",
    )
    assert subject.confidence > given.confidence > verb.confidence
    assert [t.rule for t in (subject, given, verb)] == ["subject", "inherited", "verb"]


def test_a_subject_that_nobody_knows_keeps_its_words() -> None:
    (task,) = tasks(
        "TB",
        "II. NHIỆM VỤ",
        "1. Các đồng chí phụ trách bến, Bí thư chi bộ các thôn phải trực 24/24 giờ trong mùa lũ.",
    )
    assert task.rule in {"subject", "unknown_subject"}
    assert leads(task)
    assert leads(task)[0].startswith("Các đồng chí phụ trách bến")


def test_amounts_and_results_below_a_heading_of_a_body_are_no_work() -> None:
    found = tasks(
        "KH",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Tài chính",
        "- Kinh phí năm 2026 của nội dung này là 6,4 tỷ đồng.",
        "- Dự toán bổ sung đã giao các xã từ đầu năm.",
        "- Định hướng sử dụng nguồn vượt thu cho tuyến xã.",
    )
    assert [t.locator for t in found] == ["II/1/-3"]


def test_a_sentence_before_a_lead_in_and_a_verb_behind_a_condition_are_orders() -> None:
    found = tasks(
        "TB",
        "II. NHIỆM VỤ",
        "1. Về bến bãi; luồng lạch: Sở Xây dựng hoàn thành cắm mốc trong tháng 5/2026. Trong đó:",
        "- Trường hợp cần thiết, thành lập tổ công tác tại từng bến.",
    )
    assert shown(found) == [("II/1", "subject", ["Sở Xây dựng"]), ("II/1/-1", "inherited", ["Sở Xây dựng"])]


def partners(task: TaskMention) -> list[str]:
    return [m.name for m in task.agencies if m.role == Role.COORDINATING]


def test_a_report_hands_out_work_below_a_lead_in_that_asks() -> None:
    found = tasks(
        "BC",
        "I. KẾT QUẢ THỰC HIỆN",
        "Các xã đã số hóa 40% sổ hộ tịch.",
        "Ủy ban nhân dân tỉnh yêu cầu:",
        "1. Sở Nội vụ đôn đốc các xã gửi sổ hộ tịch trước ngày 25/12/2026.",
        "2. Tổ chức hội nghị rút kinh nghiệm trong quý III/2026.",
    )
    assert [leads(t) for t in found] == [["Sở Nội vụ"], []]  # who asks is not asked


def test_a_report_hands_out_work_until_a_day_to_come_and_tells_of_days_gone() -> None:
    found = tasks(
        "BC",
        "I. KẾT QUẢ THỰC HIỆN",
        "Ủy ban nhân dân tỉnh giao Sở Y tế kiểm kê thuốc trước ngày 01/02/2026.",
        "Ủy ban nhân dân tỉnh đã giao Sở Y tế kiểm kê thuốc trước ngày 01/9/2026.",
        "Ủy ban nhân dân tỉnh yêu cầu: Sở Tài chính kiểm kê xe công trước ngày 01/10/2026.",
    )
    assert [(leads(t), t.deadline_text) for t in found] == [(["Sở Tài chính"], "trước ngày 01/10/2026")]


def test_a_heading_hands_its_partners_down() -> None:
    found = tasks(
        "KH",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. Sở Y tế chủ trì, phối hợp với Sở Tài chính và Ủy ban nhân dân các xã: Mây Hồng, Suối Vàng:",
        "a) Rà soát trạm y tế xuống cấp.",
        "2. Sở Nội vụ:",
        "a) Rà soát biên chế trạm y tế.",
    )
    assert [(leads(t), partners(t)) for t in found] == [
        (
            ["Sở Y tế"],
            ["Sở Tài chính", "Ủy ban nhân dân xã Mây Hồng", "Ủy ban nhân dân xã Suối Vàng"],
        ),
        (["Sở Nội vụ"], []),
    ]


def test_an_item_of_an_article_below_a_body_is_work_though_its_verb_promulgates() -> None:
    found = tasks(
        "QĐ",
        "Điều 1. Phê duyệt Đề án chợ nông thôn.",
        "Điều 2. Trách nhiệm thực hiện",
        "1. Sở Công Thương:",
        "a) Thành lập tổ giám sát chợ, hoàn thành trong tháng 10/2026;",
        "b) Báo cáo Ủy ban nhân dân tỉnh hằng quý.",
    )
    assert [(t.locator, leads(t)) for t in found] == [
        ("Điều 2/1/a", ["Sở Công Thương"]),
        ("Điều 2/1/b", ["Sở Công Thương"]),
    ]


def test_what_the_issuer_agrees_to_is_no_task_and_what_it_gives_on_is() -> None:
    found = tasks(
        "TB",
        "1. Ban Thường vụ Tỉnh ủy thống nhất chủ trương đầu tư cầu Mây Hồng như đề nghị của Sở Xây dựng.",
        "2. Chính phủ cơ bản thống nhất với nội dung tiếp thu, giải trình của Bộ Tư pháp.",
        "3. Ủy ban nhân dân tỉnh thống nhất chủ trương đầu tư chợ Suối Vàng; giao Sở Công Thương lập dự án.",
    )
    assert [(t.ordinal, leads(t)) for t in found] == [("3", ["Sở Công Thương"])]


def test_praise_that_a_body_is_told_to_give_is_its_task() -> None:
    found = tasks(
        "TB", "1. Sở Nội vụ kịp thời biểu dương các tập thể làm tốt.", "2. Các xã ghi nhận ý kiến của nhân dân."
    )
    assert [t.ordinal for t in found] == ["1", "2"]


def test_labels_of_other_words_are_details() -> None:
    found = tasks(
        "CTr",
        "II. NỘI DUNG",
        "1. Ban hành Quy định quản lý chợ đêm.",
        "- Cơ quan chuẩn bị: Sở Công Thương",
        "- Cơ quan phối hợp: Sở Tư pháp",
        "- Thời hạn ban hành: tháng 12/2026",
    )
    assert [(leads(t), partners(t), t.deadline_text) for t in found] == [
        (["Sở Công Thương"], ["Sở Tư pháp"], "tháng 12/2026")
    ]


def test_a_heading_in_capitals_gives_its_bodies() -> None:
    found = tasks(
        "KH",
        "II. TỔ CHỨC THỰC HIỆN",
        "1. SỞ Y TẾ",
        "- Rà soát mọi bến đò ngang của tỉnh.",
        "2. PHÒNG QUẢN LÝ BẾN ĐÒ",
        "- Cập nhật hồ sơ bến đò định kỳ hằng quý.",
        "3. ĐỀ NGHỊ ỦY BAN NHÂN DÂN CÁC XÃ, PHƯỜNG",
        "- Lắp biển báo tại từng bến đò.",
        "4. PHÒNG, CHỐNG THIÊN TAI",
        "- Rà soát phao cứu sinh tại từng bến đò.",
    )
    assert [leads(t) for t in found] == [
        ["Sở Y tế"],
        ["Phòng Quản lý bến đò"],
        ["Ủy ban nhân dân các xã, phường"],
        [],
    ]
    printed = [m.name_raw for m in found[0].agencies]
    assert printed == ["SỞ Y TẾ"]


ASSESSED = "Chính phủ thống nhất đánh giá: Kinh tế quý I chuyển biến tích cực, thu ngân sách đạt 31% dự toán."


def test_a_section_that_tells_first_gives_the_work_of_its_lead_in() -> None:
    found = tasks(
        "NQ",
        "I. VỀ TÌNH HÌNH KINH TẾ THÁNG 3",
        ASSESSED,
        "Để giữ đà tăng trưởng, Chính phủ thống nhất các nhiệm vụ, giải pháp trọng tâm trong quý II như sau:",
        "1. Bộ Tài chính:",
        "a) Rà soát kịch bản điều hành giá của cả năm.",
        "2. Bộ Công Thương theo dõi sát giá xăng dầu tại các tỉnh.",
        "II. VỀ TÌNH HÌNH XỬ LÝ CÁC DỰ ÁN TỒN ĐỌNG",
        "Chính phủ cơ bản thống nhất với báo cáo; giao Bộ Tài chính phân loại các dự án trong tháng 6 năm 2026.",
    )
    assert [(t.locator, leads(t)) for t in found] == [
        ("I/1/a", ["Bộ Tài chính"]),
        ("I/2", ["Bộ Công Thương"]),
        ("II/¶1", ["Bộ Tài chính"]),
    ]


def test_items_below_names_of_bodies_give_work_where_no_lead_in_says_so() -> None:
    below = [
        "1. Bộ Tài chính:",
        "a) Trình nghị định về giá trước ngày 30/6/2026.",
        "2. Bộ Y tế:",
        "- Rà soát danh mục.",
    ]
    found = tasks("NQ", "I. VỀ TÌNH HÌNH KINH TẾ THÁNG 3", ASSESSED, *below)
    assert [(t.locator, leads(t)) for t in found] == [("I/1/a", ["Bộ Tài chính"]), ("I/2/-1", ["Bộ Y tế"])]
    assert tasks("BC", "I. VỀ TÌNH HÌNH KINH TẾ THÁNG 3", ASSESSED, *below) == ()  # a report tells


def test_results_below_names_of_bodies_are_none() -> None:
    found = tasks(
        "TB",
        "I. ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN THÁNG 3",
        "1. Sở Tài chính:",
        "- Hoàn thành 12/15 nhiệm vụ được giao.",
        "- Ban hành 05 văn bản hướng dẫn các xã.",
    )
    assert found == ()


def test_a_sentence_that_names_the_last_day_is_a_task_whoever_does_it() -> None:
    found = tasks(
        "KH",
        "II. NHIỆM VỤ",
        "Mực nước hồ Mây giữ ở cao trình 12 m đến hết ngày 31/5/2026.",
        "Đến hết năm 2026: 100% hồ sơ được số hóa.",
    )
    assert [(t.locator, t.rule, leads(t)) for t in found] == [("II/¶1", "dated", [])]
