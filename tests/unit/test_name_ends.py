"""Where names of bodies end: verbs that the corpora know, lists for a kind, letterheads and enumerators beside them."""

from __future__ import annotations

import datetime as dt

import pytest

from extractors.directive_pipeline import Kind, read_unit
from extractors.outline import opener_of
from normalizers.agency import document_bodies, lead_phrase
from normalizers.deadline import find_deadlines
from normalizers.text import tone_key
from normalizers.verbs import is_known_pair, is_one_word, is_verb
from pipeline.train_verbs import build_verbs

ISSUED = dt.date(2031, 3, 1)


def acting(text: str) -> list[tuple[str, str]]:
    return [(m.role.value, m.name) for m in read_unit(f"- {text}", 2, ISSUED)._.actors]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hải quan Ga đường sắt Sông Mây quan trắc mọi toa hàng.", "Hải quan Ga đường sắt Sông Mây"),
        ("Công ty TNHH Tư vấn và Kiểm định xây dựng Mây Hồng quan trắc lún.", None),
        ("Báo Nông nghiệp và Môi trường tăng thời lượng phát sóng.", "Báo Nông nghiệp và Môi trường"),
        ("Phòng Tham mưu giúp Giám đốc Công an tỉnh theo dõi.", "Phòng Tham mưu"),
        ("Công ty Cổ phần Chế biến Mây Hồng chỉ thu mua cá có nguồn gốc.", "Công ty Cổ phần Chế biến Mây Hồng"),
        ("Viễn thông Mây Hồng khắc phục chập chờn tín hiệu.", "Viễn thông Mây Hồng"),
        ("Công ty Công nghệ thông tin Điện lực Sông Mây chủ trì.", "Công ty Công nghệ thông tin Điện lực Sông Mây"),
        ("Văn phòng Sở cùng Thanh tra tỉnh hoàn thiện báo cáo.", "Văn phòng Sở"),
        ("Ban Hỗ trợ phụ nữ phát triển kinh tế phối hợp với Quỹ A cho vay.", "Ban Hỗ trợ phụ nữ phát triển kinh tế"),
        ("Các doanh nghiệp viễn thông xóa các thôn lõm sóng.", "Các doanh nghiệp viễn thông"),
        ("Các trường cao đẳng trên địa bàn tỉnh đổi mới chương trình.", "Các trường cao đẳng trên địa bàn tỉnh"),
    ],
)
def test_a_name_ends_before_the_verb(text: str, name: str | None) -> None:
    wanted = name or text.removesuffix(" quan trắc lún.")
    assert next(m.name for m in lead_phrase(text)) == wanted


@pytest.mark.parametrize(
    "name",
    [
        "Phòng Hậu cần",
        "Văn phòng Đăng ký bến bãi",
        "Văn phòng Điều phối làng nghề",
        "Trung tâm Cứu hộ, bảo tồn và phát triển rùa biển",
        "Cục Quản lý, giám sát hồ đập",
        "Phòng Thanh tra, Kiểm tra",
        "Trung tâm Giống cây trồng, vật nuôi",
        "Trung tâm Kiểm nghiệm bánh kẹo, mỹ phẩm, thực phẩm",
        "Ban Quản lý bến đò, bến thủy",
        "Ban Quản lý di tích và danh thắng",
        "Ban Quản lý Khu bảo tồn thiên nhiên Mây Hồng",
        "Cục Kinh tế hợp tác và Phát triển làng nghề",
        "Quỹ Đầu tư phát triển",
        "Hội Nạn nhân chất độc da cam tỉnh",
        "Trung tâm Điều dưỡng người có công",
        "Trung tâm Hỗ trợ doanh nghiệp và Xúc tiến đầu tư",
        "Chi cục Quản lý chất lượng nông, lâm sản và thủy sản",
        "Công ty Cổ phần Quản lý và Xây dựng đường bộ 27",
        "Ban Quản lý các bến đò",
    ],
)
@pytest.mark.parametrize("verb", ["rà soát mọi hồ sơ", "tham mưu kinh phí", "phối hợp với Sở Y tế kiểm tra"])
def test_verbs_and_lists_inside_a_name(name: str, verb: str) -> None:
    assert next(m.name for m in lead_phrase(f"{name} {verb}.")) == name
    assert next(m.name for m in lead_phrase(f"Giao {name} {verb}.")) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Phòng Kinh tế, trước ngày 15/11/2031, rà soát các chợ.", ["Phòng Kinh tế"]),
        ("Trung tâm Y tế, trạm y tế các xã rà soát.", ["Trung tâm Y tế", "Trạm y tế các xã"]),
        (
            "Đội Kiểm tra trật tự đô thị, lực lượng chức năng xử lý.",
            ["Đội Kiểm tra trật tự đô thị", "Lực lượng chức năng"],
        ),
        ("Ban Kỹ thuật xây dựng lộ trình.", ["Ban Kỹ thuật"]),
        ("Vụ Mầm non và các sở giáo dục và đào tạo mở lớp.", ["Vụ Mầm non", "Các sở giáo dục và đào tạo"]),
        ("BQL các bến đò nhắc chủ đò.", ["Ban Quản lý các bến đò"]),
        ("Giao nhiệm vụ cho Sở Y tế khám lại.", ["Sở Y tế"]),
        ("Giao trách nhiệm cho Công an tỉnh tìm đò.", ["Công an tỉnh"]),
    ],
)
def test_a_list_of_bodies_is_no_name(text: str, names: list[str]) -> None:
    assert [m.name for m in lead_phrase(text)] == names


@pytest.mark.parametrize(
    ("kind", "predicate"),
    [
        ("Các xã, phường", "dọn rửa bến đò."),
        ("Các xã, phường", "vớt bèo, rà soát bến đò."),
        ("Ủy ban nhân dân các xã, phường, đặc khu", "phục hồi, đề xuất danh mục bến đò."),
        ("Các đơn vị thuộc Bộ", "liên thông văn bản về bến đò."),
        ("Các cấp ủy, tổ chức đảng trực thuộc Thành ủy", "thấm nhuần Kết luận này."),
        ("Các tổ chức chính trị - xã hội tỉnh", "hiệu chỉnh nếp sinh hoạt."),
        ("Hiệu trưởng các trường trên địa bàn xã", "luân phiên cho học sinh tập bơi."),
        ("Các xã, phường biên giới", "rà soát bến đò."),
        ("Các địa phương ven biển", "rà soát bến đò."),
        ("Các cơ quan tham mưu, giúp việc của Tỉnh ủy", "rà soát bến đò."),
        ("Các ngân hàng thương mại", "rà soát lãi suất."),
    ],
)
def test_the_words_for_many_end_before_a_verb_that_no_list_holds(kind: str, predicate: str) -> None:
    assert [m.name for m in lead_phrase(f"{kind} {predicate}")] == [kind]


@pytest.mark.parametrize("verb", ["ngơi", "nghiêm túc rà soát", "chích mủ", "soi gương, rà soát", "gột rửa hồ sơ"])
def test_a_name_ends_where_the_corpora_know_no_word_behind_it(verb: str) -> None:
    assert next(m.name for m in lead_phrase(f"Giao Bệnh viện Bạch Mây {verb} cho sạch.")) == "Bệnh viện Bạch Mây"


def test_what_the_corpora_know_of_words() -> None:
    assert is_verb(tone_key("quan"), tone_key("trắc"))
    assert not is_verb(tone_key("chất"), tone_key("lượng"))
    assert not is_verb(tone_key("thu"), tone_key("nhập"))  # though "thu" alone may be one
    assert is_one_word("Môi", "trường")
    assert not is_one_word("Mây", "phân")
    assert not is_known_pair("ngóng", "trông")


def test_verbs_are_counted_behind_words_that_only_verbs_follow() -> None:
    texts = ["Cơ sở phải soi chiếu hàng."] * 20 + ["Chất lượng hàng là chất lượng của cơ sở."] * 20
    read = dict(line.split("\t") for line in build_verbs(texts).splitlines())
    assert read["soi chiếu"] == "1.000"
    assert not {"chất lượng", "của cơ"} & set(read)
    assert build_verbs(texts) == build_verbs(list(reversed(texts)))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Công an các phường Hà Tu, Hà Lầm và Quang Hanh phân luồng.",
            ["Công an phường Hà Tu", "Công an phường Hà Lầm", "Công an phường Quang Hanh"],
        ),
        ("Các bộ Tài chính, Công an và Quốc phòng rà soát.", ["Bộ Tài chính", "Bộ Công an", "Bộ Quốc phòng"]),
        ("Các Sở Giáo dục và Đào tạo, Y tế xây dựng kế hoạch.", ["Sở Giáo dục và Đào tạo", "Sở Y tế"]),
        ("Các tỉnh Đồng Tháp, An Giang báo cáo kết quả.", ["Tỉnh Đồng Tháp", "Tỉnh An Giang"]),
        (
            "Các đồn Biên phòng: Mây Hồng, Sông Mây duy trì chốt.",
            ["Đồn Biên phòng Mây Hồng", "Đồn Biên phòng Sông Mây"],
        ),
        ("Công an các xã, phường tổ chức tuần tra.", ["Công an các xã, phường"]),
        (
            "Sở Y tế các tỉnh: Đồng Tháp, An Giang và thành phố Cần Thơ tiêm chủng.",
            ["Sở Y tế tỉnh Đồng Tháp", "Sở Y tế tỉnh An Giang", "Sở Y tế Thành phố Cần Thơ"],
        ),
        (
            "Các Ban QLDA: 85, Mây Hồng rà soát hồ sơ.",
            ["Ban Quản lý dự án 85", "Ban Quản lý dự án Mây Hồng"],
        ),
        ("Thôn Mây, thôn Hồng và thôn Trà phối hợp với Sở Y tế dọn rác.", ["Thôn Mây", "Thôn Hồng", "Thôn Trà"]),
    ],
)
def test_bodies_named_for_a_kind(text: str, expected: list[str]) -> None:
    assert [name for role, name in acting(text) if role == "lead"] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Dự án đường ven sông: Sở Xây dựng đôn đốc thi công.", [("lead", "Sở Xây dựng")]),
        ("Kè Sông Mây: giao Sở Tài chính kiểm tra khối lượng.", [("lead", "Sở Tài chính")]),
        ("Nơi nhận tin: Sở Tài chính, Sở Xây dựng.", []),
        (
            "Bộ Công Thương chủ trì; Bộ Tài chính phối hợp bảo đảm cấp điện.",
            [("lead", "Bộ Công Thương"), ("coordinating", "Bộ Tài chính")],
        ),
        (
            "Giao Sở Xây dựng chủ trì, cùng các Sở: Tài chính, Y tế thẩm định.",
            [("lead", "Sở Xây dựng"), ("coordinating", "Sở Tài chính"), ("coordinating", "Sở Y tế")],
        ),
        (
            "Riêng Sở Y tế phối hợp với Sở Tài chính bố trí vốn.",
            [("lead", "Sở Y tế"), ("coordinating", "Sở Tài chính")],
        ),
    ],
)
def test_who_works_on_a_thing_and_who_helps(text: str, expected: list[tuple[str, str]]) -> None:
    assert acting(text) == expected


def test_a_new_beginning_tells_of_no_past() -> None:
    kind = read_unit("- Sở Xây dựng khởi công mới 5 dự án trong năm 2031.", 2, ISSUED)._.directive.kind
    assert kind is Kind.ORDER
    assert read_unit("- Sở Xây dựng mới ban hành quy định về chợ.", 2, ISSUED)._.directive.kind is Kind.TOLD


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bộ Tài chính đã ban hành Thông tư về giá dịch vụ.", Kind.TOLD),  # no "bỏ"
        ("Bộ Tư pháp sớm ban hành quy định thống nhất về chứng thực.", Kind.ORDER),
        ("Bộ Tư pháp thống nhất với đề nghị của Sở Tài chính về giá.", Kind.TOLD),
        ("Trong năm qua, tỉnh có 5 chỉ tiêu vượt kế hoạch.", Kind.TEXT),  # no "trồng"
        ("Bỏ quy định về giấy phép con trong ngành.", Kind.ORDER),
        ("**Trồng** 5 triệu cây xanh ở các xã ven sông.", Kind.ORDER),
    ],
)
def test_verbs_of_one_syllable_are_told_by_their_marks(text: str, kind: Kind) -> None:
    assert read_unit(f"- {text}", 2, ISSUED)._.directive.kind is kind


def test_lead_as_a_verb_names_nobody() -> None:
    assert read_unit("- Lãnh đạo xây dựng kế hoạch của đảng bộ xã.", 2, ISSUED)._.directive.verb
    assert not read_unit("- Lãnh đạo các phòng báo cáo kết quả.", 2, ISSUED)._.directive.verb


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Sở Nội vụ hằng năm sử dụng kết quả để đánh giá.", ["hằng năm"]),
        ("Văn phòng tỉnh thường xuyên theo dõi việc thực hiện.", ["thường xuyên"]),
        ("Gửi báo cáo nhanh về Văn phòng trước 16 giờ 30 hằng ngày.", ["trước 16 giờ 30 hằng ngày"]),
        ("Đưa vào hoạt động trong quý IV/2031.", ["trong quý IV/2031"]),
        ("Kinh phí sự nghiệp hằng năm của đơn vị tăng.", []),
        ("Nhiệm vụ chi thường xuyên của tỉnh lớn.", []),
        ("Xử lý dứt điểm nhiệm vụ quá hạn xong trước ngày 10/12/2031.", ["xong trước ngày 10/12/2031"]),
    ],
)
def test_adverbs_of_rhythm(text: str, found: list[str]) -> None:
    assert [d.deadline.text for d in find_deadlines(text, ISSUED)] == found


@pytest.mark.parametrize(
    ("text", "label"),
    [("1.1- Sở Y tế báo cáo", "1.1"), ("2- Đánh giá chung", "2"), ("3-Đảng ủy báo cáo", "3"), ("57-NQ/TW của", None)],
)
def test_enumerators_of_the_party(text: str, label: str | None) -> None:
    opener = opener_of(text)
    assert (opener.label if opener else None) == label


def test_a_paper_shortens_a_name_itself() -> None:
    text = "Sau khi Ban Quản lý dự án Mây Hồng (sau đây gọi tắt là Ban QLDA) báo cáo, Chủ tịch kết luận."
    assert document_bodies(text)["ban quan ly du an"].name == "Ban Quản lý dự án Mây Hồng"
    assert "dự án" not in document_bodies("Dự án đường Mây (sau đây gọi tắt là Dự án)")
