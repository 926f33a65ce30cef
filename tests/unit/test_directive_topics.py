"""Who acts behind a topic with a comma, whom somebody asks in other words, and what only tells, on invented texts."""

from __future__ import annotations

import datetime as dt

import pytest
from spacy.tokens import Doc

from extractors.directive_pipeline import Kind, read_unit
from pipeline.model import Role

ISSUED = dt.date(2026, 3, 18)


def read(text: str) -> Doc:
    return read_unit(text, 0, ISSUED)


def leads(doc: Doc) -> list[str]:
    return [m.name for m in doc._.actors if m.role == Role.LEAD]


# (text, leads)
ORDERS = [
    ("Về phân luồng qua cầu Mây, Sở Xây dựng chủ trì, phối hợp với Công an tỉnh cắm lại biển báo.", ["Sở Xây dựng"]),
    (
        "Về bãi đổ thải, đề nghị Sở Nông nghiệp và Môi trường hướng dẫn xã Bình Mây chọn vị trí.",
        ["Sở Nông nghiệp và Môi trường"],
    ),
    ("Về an ninh, trật tự, Công an tỉnh tăng cường tuần tra.", ["Công an tỉnh"]),
    (
        "Về vốn, năm 2025 dự án đã giải ngân 120 tỷ đồng. Giao Sở Tài chính tham mưu bổ sung vốn.",
        ["Sở Tài chính"],
    ),
    ("Về giá đất, còn 12 hộ chưa đồng thuận. Sở Tài chính thẩm định lại phương án.", ["Sở Tài chính"]),
    (
        "Liên quan đến các hộ bị nứt nhà, giao Sở Xây dựng thuê đơn vị kiểm định; Công an tỉnh bảo vệ hiện trường.",
        ["Sở Xây dựng", "Công an tỉnh"],
    ),
    ("Liên quan tới đền bù cây trồng, Sở Tư pháp cho ý kiến bằng văn bản.", ["Sở Tư pháp"]),
    ("Trong quá trình thi công, nhà thầu phải bảo đảm an toàn giao thông.", ["Nhà thầu"]),
    ("Để đẩy nhanh tiến độ, chủ đầu tư đôn đốc các tổ thợ.", ["Chủ đầu tư"]),
    ("Cùng với đó, UBND tỉnh đề nghị Hội Nông dân tỉnh giám sát việc chi trả.", ["Hội Nông dân tỉnh"]),
    ("Tại cuộc họp, Chủ tịch UBND tỉnh giao Sở Nội vụ rà soát biên chế.", ["Sở Nội vụ"]),
    ("Với Sở Y tế, giao mua đủ vắc xin trong tháng 4/2026.", ["Sở Y tế"]),
    ("Đối với trường học ở xã Bình Mây, giao Sở Y tế xây thêm phòng khám.", ["Sở Y tế"]),
    ("Riêng xã Bình Mây, UBND xã hoàn thành kiểm đếm trước ngày 10/4/2026.", ["Ủy ban nhân dân xã"]),
    ("Còn Sở Du lịch thì xây dựng sản phẩm mới cho mùa lễ hội.", ["Sở Du lịch"]),
    ("Phần việc của Sở Nội vụ: tuyển đủ biên chế cho các trạm.", ["Sở Nội vụ"]),
    ("Giao nhiệm vụ Sở Tư pháp thẩm định dự thảo.", ["Sở Tư pháp"]),
    (
        "Cũng tại cuộc họp, Phó Chủ tịch UBND tỉnh lưu ý Thanh tra tỉnh không kiểm tra trùng lặp; Công an tỉnh nắm "
        "chắc tình hình.",
        ["Thanh tra tỉnh", "Công an tỉnh"],
    ),
    ("Chủ tịch UBND tỉnh đặc biệt lưu ý Công an tỉnh kiểm soát xe quá tải.", ["Công an tỉnh"]),
    ("Chủ tịch UBND tỉnh nhắc nhở Sở Công Thương khẩn trương tháo gỡ vướng mắc.", ["Sở Công Thương"]),
    ("Chủ tịch UBND tỉnh quán triệt Thủ trưởng các sở, ngành chấm dứt né tránh.", ["Thủ trưởng các sở, ngành"]),
    ("UBND tỉnh mong muốn Hội Luật gia tỉnh tham gia phản biện.", ["Hội Luật gia tỉnh"]),
    ("Chủ tịch UBND tỉnh kêu gọi các doanh nghiệp ủng hộ Quỹ Vì trẻ em vùng cao.", ["Các doanh nghiệp"]),
    ("Lưu ý Sở Nội vụ hoàn thiện hồ sơ trước khi trình.", ["Sở Nội vụ"]),
    ("Ghi nhận kiến nghị của các xã, đề nghị Sở Tài chính xem xét bố trí vốn.", ["Sở Tài chính"]),
    ("UBND tỉnh hoan nghênh nỗ lực của các xã và đề nghị Sở Công Thương tiếp tục hỗ trợ.", ["Sở Công Thương"]),
    # who reminds or calls upon those he serves acts himself
    ("Công an tỉnh nhắc nhở các hộ kinh doanh không lấn chiếm vỉa hè.", ["Công an tỉnh"]),
    ("Chủ tịch UBND xã Bình Mây nhắc nhở các hộ dân không đốt rác.", ["Chủ tịch Ủy ban nhân dân xã Bình Mây"]),
    ("Hội Nông dân tỉnh kêu gọi các doanh nghiệp bao tiêu nông sản.", ["Hội Nông dân tỉnh"]),
    ("Sở Y tế, với sự tham gia của Sở Xây dựng, Công an tỉnh, kiểm tra các chợ.", ["Sở Y tế"]),
    (
        "Báo Hoa Ban, cổng thông tin điện tử các xã, phường tăng thời lượng đăng bài.",
        ["Báo Hoa Ban", "Cổng thông tin điện tử các xã, phường"],
    ),
    ("Chi bộ thôn mới tổ chức họp dân hằng quý.", ["Chi bộ thôn mới"]),
]


@pytest.mark.parametrize(("text", "who"), ORDERS, ids=[o[0][:40] for o in ORDERS])
def test_who_acts_behind_a_topic_or_is_asked(text: str, who: list[str]) -> None:
    doc = read(text)
    assert doc._.directive.kind == Kind.ORDER
    assert leads(doc) == who


def test_those_who_take_part_between_subject_and_verb_coordinate() -> None:
    doc = read("Sở Y tế, với sự cộng tác của Sở Xây dựng, Công an tỉnh, kiểm tra các chợ.")
    assert [m.name for m in doc._.actors if m.role == Role.COORDINATING] == ["Sở Xây dựng", "Công an tỉnh"]


@pytest.mark.parametrize(
    "text",
    [
        "Về vốn, Sở Tài chính đã giải ngân 300 tỷ đồng, đạt 80% kế hoạch.",
        "Về tiến độ, Ban Quản lý dự án Suối Mây mới hoàn thành 30% khối lượng.",
        "Ban Quản lý dự án Suối Mây mới giải ngân 12 tỷ đồng.",
        "Về y tế, các trạm y tế cơ bản đáp ứng nhu cầu.",
        "Về kết quả, các xã trồng được 120 ha rừng.",
        "Về tồn tại, Sở Xây dựng chậm bàn giao mặt bằng.",
        "Liên quan đến giải phóng mặt bằng, UBND xã Bình Mây đã chi trả cho 120 hộ.",
        "Về môi trường, UBND tỉnh ghi nhận cố gắng của các xã đã trồng rừng.",
        "Tại Công điện số 12/CĐ-UBND, Chủ tịch UBND tỉnh đã yêu cầu các xã dừng đốt rơm.",
    ],
)
def test_what_is_said_of_a_topic_is_told(text: str) -> None:
    assert read(text)._.directive.kind == Kind.TOLD


@pytest.mark.parametrize(
    "text",
    [
        "Mưa lớn kéo dài. Tại Công điện số 12/CĐ-UBND, Chủ tịch UBND tỉnh đã yêu cầu các xã dừng đốt rơm.",
        "Về thu hút đầu tư, tỉnh có 12 dự án mới.",
        "Lưu ý công tác phòng cháy tại các chợ.",
    ],
)
def test_nobody_acts_where_nobody_is_told_to(text: str) -> None:
    assert leads(read(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Nghị quyết này đã được Hội đồng nhân dân tỉnh Hoa Ban khóa V, kỳ họp thứ 3 thông qua ngày 09/7/2026 và có "
        "hiệu lực từ ngày thông qua.",
        "Kế hoạch này được Ban Thường vụ Tỉnh ủy xem xét, cho ý kiến.",
    ],
)
def test_how_an_act_came_to_be_is_no_task(text: str) -> None:
    assert read(text)._.directive.kind == Kind.REMARK


def test_attention_drawn_to_a_thing_asks_nobody() -> None:
    told = read("Chủ tịch Ủy ban nhân dân tỉnh lưu ý mùa mưa năm nay đến sớm, các hồ đã đầy trên 80%.")
    assert told._.directive.kind == Kind.TOLD
    asked = read("Chủ tịch Ủy ban nhân dân tỉnh lưu ý Sở Xây dựng không để chậm tiến độ.")
    assert (asked._.directive.kind, leads(asked)) == (Kind.ORDER, ["Sở Xây dựng"])
