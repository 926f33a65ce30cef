"""Agency cells as scanners damage them. Every cell is invented; names of bodies are those of the register."""

from __future__ import annotations

import pytest

from normalizers.agency import parse_agencies
from pipeline.model import Role


def names(text: str) -> list[str]:
    return [m.name for m in parse_agencies(text)]


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        ("Bộ Ngoại. giao", "Bộ Ngoại giao"),
        ("Bộ Ngoại .giao", "Bộ Ngoại giao"),
        ("Bộ Quốc , phòng", "Bộ Quốc phòng"),
        ("Bộ Xây | dựng", "Bộ Xây dựng"),
        ("Bộ Nông nghiệp và. Môi trường", "Bộ Nông nghiệp và Môi trường"),
        ("Bộ Nông nghiệp và Môi - trường .", "Bộ Nông nghiệp và Môi trường"),
        ("Bộ Dân ~ tộc và : Tôn giáo", "Bộ Dân tộc và Tôn giáo"),
        ("Văn phòng | Chính phủ", "Văn phòng Chính phủ"),
        ("Đảng uỷ Bộ • Xây dựng", "Đảng ủy Bộ Xây dựng"),
        ("Bộ Dântộcvà Tôn giáo", "Bộ Dân tộc và Tôn giáo"),
        ("BộTưpháp", "Bộ Tư pháp"),
        ("Bộ Dântộc. và Tôn giáo", "Bộ Dân tộc và Tôn giáo"),
        ("Bộ Văn hóa, Thể i thao và Du lịch", "Bộ Văn hóa, Thể thao và Du lịch"),
        ("Bộ Y tế ì", "Bộ Y tế"),
        ("Đảng uỷ Quốc hội ki", "Đảng ủy Quốc hội"),
        ("ˆ Văn phòng Chính phủ", "Văn phòng Chính phủ"),
        ("Ki . Đảng uỷ Chính phủ", "Đảng ủy Chính phủ"),
        ("Bộ Tư pháp | I —", "Bộ Tư pháp"),
        ("TIXVN", "TTXVN"),
        ("Ngân hàng. Nhà nước Viột Nam", "Ngân hàng Nhà nước Việt Nam"),
    ],
)
def test_a_damaged_name_that_is_one_registered_name_is_that_body(read: str, meant: str) -> None:
    (mention,) = parse_agencies(read)
    assert mention.name == meant
    assert mention.agency_id is not None
    assert mention.name_raw in read


@pytest.mark.parametrize(
    "read", ["Bộ Ngoại. giao", "Bộ Xâydựng", "Bộ Y tế ì", "TIXVN", "Bộ Tư pháp | I —", "Cácsở, ban"]
)
def test_a_correction_is_said_and_the_words_read_are_kept(read: str) -> None:
    (mention,) = parse_agencies(read)
    assert mention.corrected
    assert mention.name_raw == read.removesuffix(" | I —")


@pytest.mark.parametrize(
    "clean",
    [
        "Bộ Ngoại giao",
        "Đảng uỷ Bộ Nội vụ, Thanh tra Chính phủ",
        "Sở: Tư pháp, Y tế",
        "Các bộ, ngành, địa phương",
        "Tổ dự án đường ven hồ",
        "Bộ NN&MT; UBND tỉnh",
    ],
)
def test_clean_text_is_not_called_corrected(clean: str) -> None:
    mentions = parse_agencies(clean)
    assert mentions
    assert not any(m.corrected for m in mentions)


def test_the_items_of_a_list_with_a_head_are_mended_too() -> None:
    assert names("Đảng uỷ các Bộ: Nông nghiệp và .Môi trường; Xây | dựng; Tài chính") == [
        "Đảng ủy Bộ Nông nghiệp và Môi trường",
        "Đảng ủy Bộ Xây dựng",
        "Đảng ủy Bộ Tài chính",
    ]


def test_only_the_damaged_body_of_a_list_is_corrected() -> None:
    mentions = parse_agencies("Bộ Y tế; Bộ Ngoại. giao, Bộ Tư pháp")
    assert [(m.name, m.corrected) for m in mentions] == [
        ("Bộ Y tế", False),
        ("Bộ Ngoại giao", True),
        ("Bộ Tư pháp", False),
    ]


@pytest.mark.parametrize(
    ("read", "expected"),
    [
        # another body, however alike
        ("Sở Nội. vụ", ["Sở Nội vụ"]),
        ("Bộ Công an", ["Bộ Công an"]),
        ("Cục Tài chính", ["Cục Tài chính"]),
        ("Bộ Công", ["Bộ Công"]),
        ("Ban Xây dựng đê", ["Ban Xây dựng đê"]),
        # two items, though run together they would be the name of a third
        ("Văn phòng. Chính phủ", ["Văn phòng", "Chính phủ"]),
        ("Ban Tổ chức, Tỉnh ủy", ["Ban Tổ chức", "Tỉnh ủy"]),
        ("Đảng ủy; Bộ Y tế", ["Đảng ủy", "Bộ Y tế"]),
        ("Bộ Y tế. Bộ Nội vụ", ["Bộ Y tế", "Bộ Nội vụ"]),
        # the writer parted them
        ("Bộ Tài; chính", ["Bộ Tài", "Chính"]),
        # marks that say another word
        ("Bộ Tái. chình", ["Bộ Tái", "Chình"]),
        # single letters that name a body
        ("Phòng khám I, Phòng khám V", ["Phòng khám I", "Phòng khám V"]),
        ("Kho bạc khu vực I", ["Kho bạc khu vực I"]),
        ("VOX", ["VOX"]),
        ("TTXVX", ["TTXVX"]),
    ],
)
def test_what_is_not_exactly_one_registered_name_keeps_its_words(read: str, expected: list[str]) -> None:
    assert names(read) == expected


@pytest.mark.parametrize(
    ("read", "name"),
    [
        ("Các bộ. ngành và địa phương", "Các bộ, ngành và địa phương"),
        ("ˆ Các bộ, ngành, địa phương", "Các bộ, ngành, địa phương"),
        ("Các bộ, , ` ngành", "Các bộ, ngành"),
        ("Cácbộ, - ngành và địa phương", "Các bộ, ngành và địa phương"),
        ("các sở, ban, địa - phương", "Các sở, ban, địa phương"),
        ("Các bộ, ngành liên Í quan", "Các bộ, ngành liên quan"),
        ("Các sở, ngành. có liên quan", "Các sở, ngành có liên quan"),
        ("UBND các ' xã, phường", "Ủy ban nhân dân các xã, phường"),
    ],
)
def test_a_damaged_collective_stays_one_collective(read: str, name: str) -> None:
    mentions = parse_agencies(read, Role.COORDINATING)
    assert [(m.name, m.is_collective) for m in mentions] == [(name, True)]


def test_a_body_after_a_stop_is_not_drawn_into_the_collective() -> None:
    assert names("Các bộ, ngành. Công an tỉnh") == ["Các bộ, ngành", "Công an tỉnh"]
    assert names("Các sở; ban quản lý chợ") == ["Các sở", "Ban quản lý chợ"]


def test_endless_damage_is_read_in_pieces() -> None:
    assert len(parse_agencies("các" * 2000)) == 1
    assert names("Bộ . Văn . hóa . Thể . thao và Du lịch")[0] != "Bộ Văn hóa, Thể thao và Du lịch"
