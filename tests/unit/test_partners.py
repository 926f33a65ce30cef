"""Partners: the many forms in which a sentence names the bodies that coordinate."""

from __future__ import annotations

import pytest

from extractors.directive_actors import acting_bodies
from extractors.directive_context import begins_with_body
from extractors.directive_pipeline import read_unit
from normalizers.agency import parse_agencies
from pipeline.model import Role

POLICE, MONEY = "Công an tỉnh", "Sở Tài chính"


def roles(text: str) -> tuple[list[str], list[str]]:
    doc = read_unit(text)
    found = doc._.actors
    return tuple([m.name for m in found if m.role == role] for role in (Role.LEAD, Role.COORDINATING))  # type: ignore[return-value]


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế chủ trì với sự phối hợp của Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Sở Y tế chủ trì, có sự tham gia của Công an tỉnh và Sở Tài chính, rà soát các bến.",
        "Sở Y tế rà soát các bến; có sự tham gia của Công an tỉnh, Sở Tài chính. Báo cáo trong quý I/2031.",
        "Sở Y tế rà soát các bến, huy động sự tham gia của Công an tỉnh, Sở Tài chính.",
        "Sở Y tế duy trì lực lượng; hiệp đồng với Công an tỉnh, Sở Tài chính bảo đảm phương tiện.",
        "Sở Y tế kết hợp chặt chẽ với Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Sở Y tế phối hợp chặt chẽ, kịp thời với Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Sở Y tế phối hợp hiệu quả với Công an tỉnh và Sở Tài chính rà soát các bến.",
        "Sở Y tế chủ trì tổ chức hội chợ; các đơn vị phối hợp gồm: Công an tỉnh, Sở Tài chính.",
        "Sở Y tế đặt hàng nghiên cứu vắc xin; các cơ quan phối hợp: Công an tỉnh, Sở Tài chính.",
        "Sở Y tế vận động các hộ dời bến. Cùng thực hiện: Công an tỉnh, Sở Tài chính. Hoàn thành trong quý I/2031.",
        "Sở Y tế kiểm tra các quán; tham gia phối hợp có Công an tỉnh, Sở Tài chính; kết thúc trong quý I/2031.",
        "Sở Y tế làm đầu mối, Công an tỉnh và Sở Tài chính phối hợp, dự báo dịch bệnh.",
        "Sở Y tế chủ trì, Công an tỉnh và Sở Tài chính tham gia rà soát các bến.",
        "Sở Y tế chủ trì (Công an tỉnh, Sở Tài chính phối hợp) rà soát các bến.",
        "Sở Y tế thành lập 05 đoàn giám sát, mời đại diện Công an tỉnh, Sở Tài chính cùng tham gia.",
        "Sở Y tế phối hợp với các cơ quan: Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Sở Y tế phối hợp với các cơ quan gồm Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Sở Y tế phối hợp với các cơ quan như Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Sở Y tế phối hợp với các cơ quan (Công an tỉnh, Sở Tài chính) rà soát các bến.",
        "Sở Y tế cùng các cơ quan: Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Cùng với Công an tỉnh và Sở Tài chính, Sở Y tế rà soát các bến.",
        "Phối hợp với Công an tỉnh và Sở Tài chính, Sở Y tế rà soát các bến.",
        "Sở Y tế liên kết với Công an tỉnh, Sở Tài chính tập huấn cho các bến.",
        "Sở Y tế hợp tác chặt chẽ với Công an tỉnh, Sở Tài chính tập huấn cho các bến.",
        "Sở Y tế rà soát các bến với sự cộng tác của Công an tỉnh, Sở Tài chính.",
        "Sở Y tế rà soát các bến, với sự đồng hành của Công an tỉnh, Sở Tài chính.",
        "Sở Y tế thi tuyển chủ đò cùng với Công an tỉnh, Sở Tài chính; xong trong quý I/2031.",
    ],
)
def test_partners_in_many_forms(text: str) -> None:
    assert roles(text) == (["Sở Y tế"], [POLICE, MONEY])


def test_partners_parted_by_semicolons() -> None:
    text = "Sở Y tế chủ trì, phối hợp với Công an tỉnh; Sở Tài chính; Hội Nông dân tỉnh tổ chức hội chợ."
    assert roles(text) == (["Sở Y tế"], [POLICE, MONEY, "Hội Nông dân tỉnh"])


def test_a_body_behind_a_semicolon_with_its_own_verb_is_no_partner() -> None:
    text = "Sở Y tế chủ trì, phối hợp với Công an tỉnh; Sở Tài chính bố trí kinh phí mua thuốc."
    assert roles(text) == (["Sở Y tế", MONEY], [POLICE])


def test_members_told_apart_are_added_to_their_collective() -> None:
    for words in (", nhất là Công an tỉnh", " (trong đó có Công an tỉnh)", ", đặc biệt là Công an tỉnh"):
        text = f"Sở Y tế phối hợp với các cơ quan liên quan{words} rà soát các bến."
        assert roles(text) == (["Sở Y tế"], ["Các cơ quan liên quan", POLICE])


@pytest.mark.parametrize(
    "text",
    [
        "Chủ trì cùng Công an tỉnh và Sở Tài chính rà soát các bến.",
        "Chủ trì cùng với Công an tỉnh, Sở Tài chính rà soát các bến.",
        "Cùng Công an tỉnh, Sở Tài chính rà soát các bến.",
    ],
)
def test_partners_of_an_item_without_its_lead(text: str) -> None:
    assert roles(text) == ([], [POLICE, MONEY])


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế mời Công an tỉnh.",  # to what, nobody knows
        "Sở Y tế rà soát các cơ quan: bệnh viện, trạm y tế.",
        "Sở Y tế báo cáo về sự tham gia của người dân.",
        "Sở Y tế kết hợp tuyên truyền với kiểm tra.",
    ],
)
def test_what_names_no_partner(text: str) -> None:
    assert roles(text)[1] == []


def test_who_is_told_to_ask_another_body_acts() -> None:
    assert roles("Giao Sở Y tế kiến nghị Bộ Y tế hỗ trợ vắc xin.") == (["Sở Y tế"], [])
    assert roles("Đề nghị Đoàn đại biểu Quốc hội tỉnh kiến nghị Quốc hội xem xét.")[0] == [
        "Đoàn đại biểu Quốc hội tỉnh"
    ]


def test_places_of_partners_are_known() -> None:
    text = "Sở Y tế phối hợp với các cơ quan: Công an tỉnh, Sở Tài chính rà soát các bến."
    found = {m.name: text[m.start : m.end] for m in acting_bodies(text)}
    assert found == {"Sở Y tế": "Sở Y tế", POLICE: POLICE, MONEY: MONEY}


def test_a_unit_in_parentheses_stands_beside_its_body() -> None:
    assert roles("Công an tỉnh (Phòng Cảnh sát giao thông) phân luồng phương tiện.") == (
        ["Công an tỉnh", "Phòng Cảnh sát giao thông"],
        [],
    )


@pytest.mark.parametrize(
    ("said", "body"),
    [
        ("Chợ Hòa An chủ trì, phối hợp với Công an xã rà soát các ki-ốt.", True),
        ("Chùa Vĩnh Mây phối hợp với Công an xã giữ trật tự.", True),
        ("Việc phân loại rác ở xã phối hợp với thu gom.", False),
        ("Chiến dịch Mùa hè xanh phối hợp với các trường.", False),
    ],
)
def test_what_only_a_body_does_tells_a_body(said: str, body: bool) -> None:
    assert begins_with_body(said) is body


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("1. Phiên họp quý II dự kiến ngày 10/7/2031. Văn phòng Tỉnh ủy chuẩn bị nội dung.", ["Văn phòng Tỉnh ủy"]),
        ("1. Về Đề án Mây: đồng ý chủ trương giao Sở Tài chính lập đề án.", ["Sở Tài chính"]),
        ("1. Đối với 09 trường hợp xây dựng trái phép: giao Sở Tài chính lập hồ sơ.", ["Sở Tài chính"]),
        ("1. Hai tháng đầu năm, du lịch khởi sắc. Sở Tài chính thu vượt dự toán.", []),
    ],
)
def test_who_acts_behind_a_first_sentence(text: str, leads: list[str]) -> None:
    doc = read_unit(text, body=3)
    assert [m.name for m in doc._.actors if m.role == Role.LEAD] == leads


@pytest.mark.parametrize(
    ("text", "leads", "partners"),
    [
        (
            "Việc sửa đổi quy định về bến do Sở Y tế chủ trì soạn thảo, Công an tỉnh, Sở Tài chính phối hợp.",
            ["Sở Y tế"],
            [POLICE, MONEY],
        ),
        (
            "Chủ trì cùng các đơn vị: Công ty Cổ phần Mây Trắng, Công ty Cổ phần Nắng Mai kiểm tra các bến.",
            [],
            ["Công ty Cổ phần Mây Trắng", "Công ty Cổ phần Nắng Mai"],
        ),
        ("Công an phường phân công lực lượng trực tại các điểm ngập.", ["Công an phường"], []),
        ("Văn phòng TAND tỉnh số hóa hồ sơ.", ["Văn phòng Tòa án nhân dân tỉnh"], []),
        ("Tòa Hình sự rà soát các vụ án.", ["Tòa Hình sự"], []),
    ],
)
def test_who_leads_and_who_helps(text: str, leads: list[str], partners: list[str]) -> None:
    assert roles(text) == (leads, partners)


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế nâng cao năng lực hợp tác với Công an tỉnh.",
        "Sở Y tế rà soát các trường liên kết với Trường Đại học Mây Hồng.",
        "Sở Y tế công bố danh mục cùng với Kế hoạch bến bãi, Chương trình kè.",
        "Sở Y tế nâng cấp bến cùng với các công trình phụ trợ.",
    ],
)
def test_what_goes_along_with_things_names_no_partner(text: str) -> None:
    assert roles(text) == (["Sở Y tế"], [])


def test_a_kind_and_people_behind_a_body_are_partners_of_their_own() -> None:
    text = "Sở Y tế mở chuyên mục với sự cộng tác của Sở Tài chính, Trung tâm Văn hóa các xã, nghệ nhân, già làng."
    assert roles(text)[1] == [MONEY, "Trung tâm Văn hóa các xã", "Nghệ nhân", "Già làng"]
    text = "Sở Y tế tổ chức thi cùng với các Sở Giáo dục và Đào tạo, Trường Đại học Mây Hồng, Công an tỉnh."
    assert roles(text)[1] == ["Các Sở Giáo dục và Đào tạo", "Trường Đại học Mây Hồng", POLICE]


def test_consultants_and_contractors_by_name() -> None:
    text = "Sở Y tế cùng Tư vấn thiết kế TEDCO, nhà thầu Mây Hồng hoàn thiện giải pháp gia cố kè."
    assert roles(text) == (["Sở Y tế"], ["Tư vấn thiết kế TEDCO", "Nhà thầu Mây Hồng"])


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Công đoàn các xã, phường", ["Công đoàn các xã, phường"]),
        (
            "Quỹ Mây Hồng; hội nông dân các xã, phường, đặc khu",
            ["Quỹ Mây Hồng", "Hội nông dân các xã, phường, đặc khu"],
        ),
        (
            "Hội Nông dân các xã, phường, Hội Phụ nữ các phường",
            ["Hội Nông dân các xã, phường", "Hội Phụ nữ các phường"],
        ),
    ],
)
def test_a_body_of_many_places_in_a_list_of_names(text: str, names: list[str]) -> None:
    assert [m.name for m in parse_agencies(text)] == names


def test_two_bodies_of_many_places_act() -> None:
    text = "Công đoàn các xã, phường, công đoàn các khu công nghiệp rà soát các bến."
    assert roles(text)[0] == ["Công đoàn các xã, phường", "Công đoàn các khu công nghiệp"]


@pytest.mark.parametrize(
    ("partners", "names"),
    [
        ("người lao động, đại diện nhà đầu tư nước ngoài", ["Người lao động", "Đại diện nhà đầu tư nước ngoài"]),
        ("đại diện các hộ dân, Sở Tài chính", ["Đại diện các hộ dân", MONEY]),
        ("đại diện lãnh đạo Công an tỉnh, đại diện Sở Tài chính", [POLICE, MONEY]),
        (
            "UBND, Ủy ban MTTQ Việt Nam cùng cấp",
            ["Ủy ban nhân dân cùng cấp", "Ủy ban Mặt trận Tổ quốc Việt Nam cùng cấp"],
        ),
        (
            "UBND tỉnh, Ủy ban MTTQ Việt Nam cùng cấp",
            ["Ủy ban nhân dân tỉnh", "Ủy ban Mặt trận Tổ quốc Việt Nam cùng cấp"],
        ),
    ],
)
def test_those_who_stand_for_others_and_councils_of_one_level(partners: str, names: list[str]) -> None:
    assert roles(f"Sở Y tế phối hợp với {partners} rà soát các bến.") == (["Sở Y tế"], names)
