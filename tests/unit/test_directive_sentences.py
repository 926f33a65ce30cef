"""The directive pipeline and its components, one by one, on invented sentences."""

from __future__ import annotations

import datetime as dt

import pytest
from spacy.tokens import Doc

from extractors.directive_actors import acting_bodies
from extractors.directive_fields import bodies_of, fields_of
from extractors.directive_pipeline import COMPONENTS, Kind, mark_deadlines, mark_references, pipeline, read_unit
from extractors.outline import opener_of
from normalizers.segment import VietnameseTokenizer, blank, dictionary_spans, sentences, tokens
from pipeline.model import Role

ISSUED = dt.date(2026, 4, 1)


def read(text: str) -> Doc:
    opener = opener_of(text)
    return read_unit(text, opener.end if opener else 0, ISSUED)


def named(doc: Doc, role: Role) -> list[str]:
    return [m.name for m in doc._.actors if m.role == role]


def test_the_pipeline_declares_what_it_makes_and_needs() -> None:
    analysis = pipeline().analyze_pipes()
    assert not any(analysis["problems"].values())
    assert tuple(pipeline().pipe_names[1:]) == COMPONENTS
    assert analysis["summary"]["notices_deadlines"]["assigns"] == ["doc._.deadlines", "doc.spans"]


# (text, leads, coordinating, supervisors)
ACTORS = [
    ("Sở Y tế chủ trì, phối hợp với Sở Tài chính mua sắm vắc xin.", ["Sở Y tế"], ["Sở Tài chính"], []),
    ("a) Sở Nội vụ khẩn trương rà soát biên chế.", ["Sở Nội vụ"], [], []),
    ("- Giao Sở Xây dựng lập hồ sơ mời thầu.", ["Sở Xây dựng"], [], []),
    ("Yêu cầu Sở Công Thương báo cáo tiến độ cấp điện.", ["Sở Công Thương"], [], []),
    ("Đề nghị Bộ Y tế tổ chức ngày hội hiến máu.", ["Bộ Y tế"], [], []),
    ("Bộ Y tế chỉ đạo Cục Quản lý Dược cấp phép lưu hành.", ["Cục Quản lý Dược"], [], ["Bộ Y tế"]),
    ("Sở Tư pháp chủ trì, cùng Sở Nội vụ soạn thảo quy chế.", ["Sở Tư pháp"], ["Sở Nội vụ"], []),
    ("Giao các Bộ: Tư pháp, Công an có ý kiến về dự thảo.", ["Bộ Tư pháp", "Bộ Công an"], [], []),
    ("Các Bộ: Y tế, Xây dựng và Công Thương rà soát quy chuẩn.", ["Bộ Y tế", "Bộ Xây dựng", "Bộ Công Thương"], [], []),
    ("Hoàn thiện bến xe. Trách nhiệm thuộc về Sở Xây dựng.", ["Sở Xây dựng"], [], []),
    (
        "Cắt giảm thủ tục. Trách nhiệm thuộc về các Bộ: Tư pháp, Y tế.",
        ["Bộ Tư pháp", "Bộ Y tế"],
        [],
        [],
    ),
    ("Ban hành bộ tiêu chí nhà ở (Bộ Xây dựng).", ["Bộ Xây dựng"], [], []),
    ("Cải tạo chợ dân sinh (Sở Công Thương chủ trì).", ["Sở Công Thương"], [], []),
    (
        "Cải tạo bến xe (Sở Xây dựng chủ trì, Công an tỉnh phối hợp; hoàn thành trong quý III/2026).",
        ["Sở Xây dựng"],
        ["Công an tỉnh"],
        [],
    ),
    ("Kiểm tra kho lạnh (giao Sở Y tế thực hiện; xong trước ngày 05/5/2026).", ["Sở Y tế"], [], []),
    (
        "Các đơn vị gửi danh sách về Sở Nội vụ. Sở Nội vụ tổng hợp, trình Ủy ban nhân dân tỉnh.",
        ["Các đơn vị", "Sở Nội vụ"],
        [],
        [],
    ),
    ("Sở Y tế đôn đốc các xã nộp hồ sơ.", ["Sở Y tế"], [], []),
    (
        "Giao Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo Ủy ban nhân dân tỉnh chỉ đạo Sở Y tế mua vắc xin.",
        ["Sở Y tế"],
        [],
        ["Đảng ủy Ủy ban nhân dân tỉnh", "Ủy ban nhân dân tỉnh"],
    ),
    (
        "Sở Công Thương chủ trì, phối hợp với Cục Lưu trữ và Phát triển kho lạnh và Sở Y tế kiểm tra.",
        ["Sở Công Thương"],
        ["Cục Lưu trữ và Phát triển kho lạnh", "Sở Y tế"],
        [],
    ),
    (
        "Yêu cầu Công ty TNHH một thành viên Vận hành tuyến phà và bến tàu khách quốc gia (VHP) nạo vét luồng.",
        ["Công ty TNHH một thành viên Vận hành tuyến phà và bến tàu khách quốc gia"],
        [],
        [],
    ),
    ("Mở lớp tập huấn (Sở Y tế); in tài liệu (Sở Tài chính).", ["Sở Y tế", "Sở Tài chính"], [], []),
    (
        "3 địa phương (Hà Nội, Huế, thành phố Đà Nẵng) thí điểm bản đồ số.",
        ["Thành phố Hà Nội", "Thành phố Huế", "Thành phố Đà Nẵng"],
        [],
        [],
    ),
    (
        "Các bộ chuyên ngành (Xây dựng, Y tế...) hoàn thiện định mức.",
        ["Bộ Xây dựng", "Bộ Y tế"],
        [],
        [],
    ),
    ("Trên cơ sở kết quả rà soát, Sở Tài chính tham mưu phương án.", ["Sở Tài chính"], [], []),
    ("Rà soát giá đất. Giao Sở Tài chính thẩm định phương án.", ["Sở Tài chính"], [], []),
    ("Sở Y tế lập danh sách. Sở Nội vụ chủ trì thẩm định hồ sơ.", ["Sở Y tế", "Sở Nội vụ"], [], []),
    ("Số hóa hồ sơ lưu trữ của toàn tỉnh.", [], [], []),
    ("Phối hợp với Công an tỉnh phân luồng giao thông.", [], ["Công an tỉnh"], []),
    ("Trình Chính phủ phê duyệt quy hoạch vùng.", [], [], []),
    (
        "Giao Sở Y tế (chủ trì), Văn phòng UBND tỉnh, Bưu điện tỉnh (phối hợp) hoàn thiện đề cương.",
        ["Sở Y tế"],
        ["Văn phòng Ủy ban nhân dân tỉnh", "Bưu điện tỉnh"],
        [],
    ),
    (
        "Công an tỉnh chủ trì, Thanh tra tỉnh, Sở Y tế phối hợp xử lý đơn.",
        ["Công an tỉnh"],
        ["Thanh tra tỉnh", "Sở Y tế"],
        [],
    ),
    ("Sở Nội vụ chủ trì tham mưu kế hoạch; Thanh tra tỉnh phối hợp.", ["Sở Nội vụ"], ["Thanh tra tỉnh"], []),
    (
        "Sở Y tế chủ trì nối 07 kho dữ liệu; các sở chủ quản dữ liệu phối hợp, cử đầu mối.",
        ["Sở Y tế"],
        ["Các sở chủ quản dữ liệu"],
        [],
    ),
    ("Sở Nội vụ chủ trì rà soát; Sở Y tế phối hợp kiểm tra biên chế.", ["Sở Nội vụ"], ["Sở Y tế"], []),
    (
        "Phân công đồng chí Phó Chủ tịch Thường trực UBND tỉnh chủ trì họp.",
        ["Phó Chủ tịch Thường trực Ủy ban nhân dân tỉnh"],
        [],
        [],
    ),
    (
        "Riêng UBND các tỉnh Lạng Sơn, Cao Bằng và An Giang phối hợp với Bộ đội Biên phòng kiểm soát lối mở.",
        ["Ủy ban nhân dân tỉnh Lạng Sơn", "Ủy ban nhân dân tỉnh Cao Bằng", "Ủy ban nhân dân tỉnh An Giang"],
        ["Bộ đội Biên phòng"],
        [],
    ),
    (
        "Yêu cầu Giám đốc các sở, Trưởng các ban, ngành và Thủ trưởng các đơn vị liên quan thực hiện Công điện này.",
        ["Giám đốc các sở", "Trưởng các ban, ngành", "Thủ trưởng các đơn vị liên quan"],
        [],
        [],
    ),
    (
        "Khi có úng ngập xảy ra, các đơn vị duy trì thoát nước theo địa bàn quản lý, bố trí công nhân trực.",
        ["Các đơn vị duy trì thoát nước"],
        [],
        [],
    ),
    (
        "Phối hợp với Sở Y tế, Phòng Cảnh sát giao thông - Công an Thành phố, Đài Tiếng nói Việt Nam phân luồng.",
        [],
        ["Sở Y tế", "Phòng Cảnh sát giao thông", "Đài Tiếng nói Việt Nam"],
        [],
    ),
    ("Giám đốc, Thủ trưởng các sở, ban, ngành chịu trách nhiệm.", ["Giám đốc, Thủ trưởng các sở, ban, ngành"], [], []),
    ("Các đồng chí Ủy viên Ban Thường vụ xuống cơ sở nắm tình hình.", ["Các đồng chí Ủy viên Ban Thường vụ"], [], []),
    ("Cục Hậu cần cấp phát áo phao; Ban Tổ chức cuộc thi lập thể lệ.", ["Cục Hậu cần", "Ban Tổ chức cuộc thi"], [], []),
    (
        "Phối hợp với Hội Nông dân tỉnh, Chi nhánh Ngân hàng Mây Hồng tỉnh hỗ trợ con giống.",
        [],
        ["Hội Nông dân tỉnh", "Chi nhánh Ngân hàng Mây Hồng tỉnh"],
        [],
    ),
]


@pytest.mark.parametrize(("text", "leads", "partners", "supervisors"), ACTORS, ids=[a[0][:40] for a in ACTORS])
def test_who_acts(text: str, leads: list[str], partners: list[str], supervisors: list[str]) -> None:
    doc = read(text)
    assert [named(doc, r) for r in (Role.LEAD, Role.COORDINATING, Role.SUPERVISOR)] == [leads, partners, supervisors]
    for mention in doc._.actors:  # the span is the place of the name
        assert doc.text[mention.start : mention.end] == mention.name_raw
    assert all(span.start_char >= doc._.body for span in doc.spans["actors"])


# (text, kind)
KINDS = [
    ("a) Sở Y tế tổ chức tiêm chủng mở rộng cho trẻ em.", Kind.ORDER),
    ("- Khẩn trương hoàn thành nạo vét kênh trước mùa mưa.", Kind.ORDER),
    ("1. Đã hoàn thành 12 trạm y tế đạt chuẩn quốc gia.", Kind.TOLD),
    ("Đến nay, đã giải ngân được 45% kế hoạch vốn năm.", Kind.TOLD),
    ("Trong quý I/2026 đã tổ chức 5 phiên chợ vùng cao.", Kind.TOLD),
    ("Sở Công Thương đã ban hành kế hoạch bình ổn giá.", Kind.TOLD),
    ("Trên cơ sở ý kiến của các xã, phường, Sở Xây dựng đã hoàn thiện bản vẽ.", Kind.TOLD),
    ("- Sở Nội vụ đang lấy ý kiến các đơn vị về dự thảo.", Kind.TOLD),
    ("Trân trọng cảm ơn sự quan tâm của quý cơ quan.", Kind.CLOSING),
    ("Trên đây là Kế hoạch phòng cháy của Ủy ban nhân dân xã.", Kind.CLOSING),
    ("Đề nghị các đơn vị quan tâm phối hợp thực hiện.", Kind.CLOSING),
    ("Văn phòng Ủy ban nhân dân tỉnh thông báo để các đơn vị biết, thực hiện.", Kind.CLOSING),
    ("Căn cứ Luật Đất đai ngày 18 tháng 01 năm 2024;", Kind.PREAMBLE),
    ("Theo đề nghị của Giám đốc Sở Nội vụ tỉnh tại Tờ trình số 5.", Kind.PREAMBLE),
    ("(Kèm theo Quyết định số 15/QĐ-UBND ngày 12/3/2026)", Kind.REMARK),
    ("- Tòa án nhân dân tối cao, Văn phòng Quốc hội;", Kind.NAMES),
    ("b) Đơn vị chủ trì: Sở Khoa học và Công nghệ.", Kind.DETAILS),
    ("- Thời gian hoàn thành: trước ngày 30/6/2026.", Kind.DETAILS),
    ("Ban hành kèm theo Quyết định này Quy chế quản lý kho lưu trữ.", Kind.PROMULGATION),
    ("Phê duyệt quy hoạch chi tiết khu dân cư phía Đông thị trấn.", Kind.PROMULGATION),
    ("Quyết định này có hiệu lực kể từ ngày ký ban hành.", Kind.PROVISION),
    ("Các nội dung dở dang tiếp tục được triển khai theo quy định cũ.", Kind.PROVISION),
    ("Một số nhiệm vụ cần làm ngay trong quý II/2026 là:", Kind.TASK_LIST),
    ("Những việc cần tập trung giải quyết là: (1) Rà soát bến đò; (2) Kè sông Đuống.", Kind.TASK_LIST),
    ("Chủ tịch Ủy ban nhân dân tỉnh kết luận như sau:", Kind.LEAD_IN),
    ("Yêu cầu các đơn vị tập trung thực hiện một số nội dung sau:", Kind.LEAD_IN),
    ("Tình hình thời tiết quý II diễn biến phức tạp, khó lường.", Kind.TEXT),
]


@pytest.mark.parametrize(("text", "kind"), KINDS, ids=[k[0][:40] for k in KINDS])
def test_what_a_unit_is(text: str, kind: Kind) -> None:
    assert read(text)._.directive.kind == kind


# (text, deadlines)
DEADLINES = [
    ("Sở Y tế báo cáo trước ngày 15/5/2026.", ["2026-05-15"]),
    ("Hoàn thành trong tháng 11/2026.", ["2026-11"]),
    ("Hoàn thành chậm nhất trong quý III/2026.", ["2026-35"]),
    ("Thực hiện Kế hoạch số 12/KH-UBND ngày 05/3/2026, lập danh mục đầu tư.", []),
    ("Thực hiện kết luận tại cuộc họp ngày 20/3/2026, rà soát các dự án chậm.", []),
    ("Sở Tài chính cân đối nguồn theo Nghị quyết số 09/NQ-HĐND ngày 10/12/2025, xong trước 30/4/2026.", ["2026-04-30"]),
]


@pytest.mark.parametrize(("text", "expected"), DEADLINES, ids=[d[0][:40] for d in DEADLINES])
def test_deadlines_are_no_dates_of_cited_documents(text: str, expected: list[str]) -> None:
    doc = read(text)
    assert [d.deadline.edtf for d in doc._.deadlines] == expected
    for found in doc._.deadlines:
        assert found.deadline.text in doc.text[found.start : found.end]


def test_components_work_one_by_one() -> None:
    doc = blank().make_doc("Theo Công văn số 15/CV-SYT ngày 02/3/2026, báo cáo trước ngày 15/5/2026.")
    doc._.issued_on = ISSUED
    mark_deadlines(mark_references(doc))
    assert [s.text for s in doc.spans["references"]] == ["Công văn số 15/CV-SYT ngày 02/3/2026"]
    assert [s.text for s in doc.spans["deadlines"]] == ["trước ngày 15/5/2026"]
    assert doc._.actors is None  # nobody asked


def test_inline_items_have_their_own_bodies_and_what_is_laid_on_all_is_no_item_s() -> None:
    doc = read("1. Sở Y tế: (1) Lập đề án; (2) Sở Nội vụ thẩm định biên chế. Trách nhiệm thuộc về Sở Tài chính.")
    assert [c.label for c in doc._.clauses] == ["(1)", "(2)"]
    assert [[m.name for m in c.actors] for c in doc._.clauses] == [[], ["Sở Nội vụ"]]
    assert "Sở Tài chính" in named(doc, Role.LEAD)
    assert read("Kiểm tra các điểm: (1) bệnh viện; (2) trạm y tế.")._.clauses == ()
    assert read("Lập đề án (2) và dự toán (3) cho năm sau.")._.clauses == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đơn vị chủ trì: Sở Y tế.", [("lead", "Sở Y tế")]),
        ("Cơ quan phối hợp thực hiện: Sở Tài chính, Công an tỉnh", [("coordinating", "Sở Tài chính, Công an tỉnh")]),
        ("Đơn vị chủ trì/phối hợp: Sở Y tế/Sở Nội vụ", [("lead_and_coordinating", "Sở Y tế/Sở Nội vụ")]),
        (
            "Thời hạn hoàn thành: Quý II/2026. Sản phẩm: Báo cáo.",
            [("deadline", "Quý II/2026"), ("deliverable", "Báo cáo")],
        ),
        ("Thời gian dự kiến: ngày 11/9/2026 (thứ Sáu).", [("deadline", "ngày 11/9/2026 (thứ Sáu)")]),
        ("Kinh phí: ngân sách tỉnh.", [("other", "ngân sách tỉnh")]),
        ("Tổ chức thực hiện:", []),
        ("Sở Y tế và đơn vị phối hợp họp giao ban: thứ Hai.", []),
    ],
)
def test_details_behind_labels(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.kind.value, text[f.start : f.end]) for f in fields_of(text, 0)] == expected


def test_one_label_for_both_roles_names_the_lead_first() -> None:
    for text in (
        "Chủ trì/phối hợp: Sở Y tế/Sở Nội vụ, Công an tỉnh",
        "Chủ trì, phối hợp: Sở Y tế, Sở Nội vụ, Công an tỉnh",
    ):
        (field,) = fields_of(text, 0)
        roles = [(m.role.value, m.name) for m in bodies_of(text, field)]
        assert roles == [("lead", "Sở Y tế"), ("coordinating", "Sở Nội vụ"), ("coordinating", "Công an tỉnh")]


def test_spans_of_any_window_are_those_of_the_whole_text() -> None:
    text = "Lập đề án; Sở Y tế phối hợp với Sở Tài chính mua thuốc."
    found = acting_bodies(text, text.index("Sở Y tế"))
    assert [(text[m.start : m.end], m.role.value) for m in found] == [
        ("Sở Y tế", "lead"),
        ("Sở Tài chính", "coordinating"),
    ]


# --- segmentation -------------------------------------------------------------------------------


def test_names_and_terms_stay_whole() -> None:
    found = tokens("Bộ Khoa học và Công nghệ chủ trì chuyển đổi số với Sở Y tế.")
    assert found == ("Bộ_Khoa_học_và_Công_nghệ", "chủ_trì", "chuyển_đổi_số", "với", "Sở_Y_tế", ".")
    assert tokens("Uỷ ban nhân dân thành phố Huế họp.")[:1] == ("Uỷ_ban_nhân_dân_thành_phố_Huế",)  # old tone placement
    assert [("Sở Y tế họp"[a:b]) for a, b in dictionary_spans("Sở Y tế họp")] == ["Sở Y tế"]
    assert tokens(" \n ") == ()


@pytest.mark.parametrize("text", ["Sở  Y tế\nhọp.", " a", "…", "Sở Y tế (SYT) - Sở TC;", "5,5% / 3.200 m²", "Đ​ã xong"])
def test_the_tokenizer_loses_no_character(text: str) -> None:
    assert VietnameseTokenizer(blank().vocab)(text).text == text


def test_sentences_end_at_stops_and_not_inside_dates() -> None:
    text = "Sở Y tế họp ngày 5.6.2026. Báo cáo UBND tỉnh; gửi TP. Huế. Xong."
    assert [text[a:b] for a, b in sentences(text)] == [
        "Sở Y tế họp ngày 5.6.2026.",
        "Báo cáo UBND tỉnh; gửi TP. Huế.",
        "Xong.",
    ]
