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
