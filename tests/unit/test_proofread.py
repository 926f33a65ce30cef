"""Mending single words of a reading that knows Vietnamese."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.proofread import correct_reading


def mended(text: str, confidence: float = 0.6) -> str:
    words = text.split()
    found = correct_reading(words, [confidence] * len(words))
    return " ".join(c.text if c else w for w, c in zip(words, found, strict=True))


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("Luật sửa đôi, bỗ sung một số điều", "Luật sửa đổi, bổ sung một số điều"),
        ("chức năng, nhiệm vụ, quyên hạn và cơ cấu tổ chức", "chức năng, nhiệm vụ, quyền hạn và cơ cấu tổ chức"),
        ("kinh doanh xăng dâu trên địa bàn", "kinh doanh xăng dầu trên địa bàn"),
        ("quy định chúc năng, nhiệm vụ của Cục", "quy định chức năng, nhiệm vụ của Cục"),
        ("Ủy ban nhân đân các cấp", "Ủy ban nhân dân các cấp"),
        ("SỬA ĐÔI, BỔ SUNG MỘT SÓ ĐIỀU", "SỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU"),
    ],
)
def test_lost_and_wrong_marks_are_mended(read: str, right: str) -> None:
    assert mended(read) == right


def test_a_correction_says_what_was_read_and_how_sure_it_is() -> None:
    found = correct_reading(["sửa", "đôi,", "bổ", "sung"], [0.9, 0.5, 0.9, 0.9])
    assert [c is None for c in found] == [True, False, True, True]
    assert found[1] is not None
    assert (found[1].raw, found[1].text) == ("đôi,", "đổi,")
    assert found[1].confidence > 0.9
    assert found[1].log_odds > 0


@pytest.mark.parametrize(
    "text",
    [
        "Bộ Tài chính chủ trì, phối hợp với Bộ Nội vụ hoàn thành trước ngày 15/4/2031.",
        "Số 12-QĐ/TW ngày 01 tháng 7 năm 2031, quý I/2031, 3.321 xã, đạt 95,5%",
        "đồng chí Nguyễn Văn Hoành, ông Lò Thị Mẩy và bà Trương Ngọc Sính",
        "tỉ lệ hồ sơ, kĩ thuật số, khoá XV, uỷ quyền",
        "độ pH của nước, mã QR, hệ thống VNeID, robot, blockchain",
    ],
)
def test_right_words_names_and_numbers_stay(text: str) -> None:
    assert mended(text, 0.5) == text


def test_a_word_the_engine_is_sure_of_stays_when_it_is_a_syllable() -> None:
    assert mended("sửa đôi, bổ sung", 0.99) == "sửa đôi, bổ sung"


def test_the_surer_the_engine_the_more_it_takes() -> None:
    read = "kiểm tra việc chấp hành kỷ luật, kỷ cương hành chinh"
    assert mended(read, 0.1) == "kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính"
    assert mended(read, 0.95) == read


def test_a_mended_word_helps_its_neighbour() -> None:
    read = "hoàn thành việc cấp giấy chứng nhân quyèn sư dụng đất"
    assert mended(read) == "hoàn thành việc cấp giấy chứng nhận quyền sử dụng đất"


def test_a_lone_letter_is_an_enumerator_or_an_initial() -> None:
    assert mended("theo y kiến của cơ quan chủ trì", 0.2) == "theo y kiến của cơ quan chủ trì"


def test_each_word_needs_its_confidence() -> None:
    with pytest.raises(ValueError, match="confidences"):
        correct_reading(["một"], [])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("sửa đôi bổ sung ngày 15/4/2031 12-QĐ/TW 5% 3.000 dâu đân b2 9m".split()), max_size=8))
def test_words_with_digits_are_never_touched(words: list[str]) -> None:
    found = correct_reading(words, [0.1] * len(words))
    assert found == correct_reading(words, [0.1] * len(words))
    assert all(c is None for w, c in zip(words, found, strict=True) if any(x.isdigit() for x in w))
