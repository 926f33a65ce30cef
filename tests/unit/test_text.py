"""normalizers.text: markup, match keys, tone placement, the syllable grammar."""

from __future__ import annotations

import re
import unicodedata

import pytest

from normalizers.syllables import canonical
from normalizers.text import (
    CAPITAL,
    SMALL,
    clean,
    fold,
    is_syllable,
    modern_tone,
    nfc,
    strip_footnote_marks,
    tone_key,
    vietnamese_share,
)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("**BÁO CÁO**  ", "BÁO CÁO"),
        ("### a) Về hạ tầng", "a) Về hạ tầng"),
        ("***Nhận xét** chung*", "Nhận xét chung"),
        ("$> 0,7$", "> 0,7"),
        ("<p>Rà soát</p> <ul style='x: y'> - Sở A; </ul>", "Rà soát - Sở A;"),
        ("đạt < 5 % và > 3 %", "đạt < 5 % và > 3 %"),
        ("<Sở A, Sở B>", "<Sở A, Sở B>"),
        ("theo phân công<sup>12</sup>.", "theo phân công¹².".replace("¹", "¹")),
        ("xem <https://vi.du.vn/a> nhé", "xem https://vi.du.vn/a nhé"),
        ("R&amp;D\u00a0 \u200bnội bộ", "R&D nội bộ"),
        ("2 * 3 * 4", "2 * 3 * 4"),
    ],
)
def test_clean(raw: str, shown: str) -> None:
    assert clean(raw) == shown


def test_clean_composes_to_nfc() -> None:
    assert clean(unicodedata.normalize("NFD", "hướng dẫn")) == "hướng dẫn"
    assert nfc("a\x00b\u00adc") == "abc"


def test_fold_and_tone_key() -> None:
    assert fold("Đảng ủy Bộ KH&CN - 2025") == "dang uy bo kh cn 2025"
    assert tone_key("Hoá  học") == tone_key("HÓA HỌC")
    assert tone_key("má") != tone_key("mà")


@pytest.mark.parametrize(
    ("old", "modern"),
    [
        ("Uỷ ban", "Ủy ban"),
        ("văn hoá", "văn hóa"),
        ("sức khoẻ", "sức khỏe"),
        ("thuỷ lợi", "thủy lợi"),
        ("quý", "quý"),
        ("quả", "quả"),
        ("hoàn toàn", "hoàn toàn"),
        ("thuyền", "thuyền"),
        ("(tuỳ)", "(tùy)"),
    ],
)
def test_modern_tone(old: str, modern: str) -> None:
    assert modern_tone(old) == modern


@pytest.mark.parametrize("word", "nghiệm thuở quyển giếng gì khuya khuếch oách ươm yếu quốc xoong".split())
def test_real_syllables(word: str) -> None:
    assert is_syllable(word)
    assert is_syllable(word.upper())


@pytest.mark.parametrize("word", ["chü", "trI1", "hàc", "kắ", "ngên", "gha", "cfing", "vçi", "quan2", "ượ̀"])
def test_impossible_syllables(word: str) -> None:
    assert not is_syllable(word)


def test_vietnamese_share_tells_layers_apart() -> None:
    good = "Giao Sở Nội vụ chủ trì, phối hợp với các đơn vị liên quan hoàn thành trước ngày 30/6/2026."
    assert vietnamese_share(good) > 0.95
    assert vietnamese_share("Giao So Noi vu chu tri, phoi hop voi cac don vi lien quan hoan thanh") < 0.3
    assert vietnamese_share("Ni vçi chü trI, phi hçip vâi các dGn vj 1iên quan") < 0.7
    assert vietnamese_share("12/3 - 45") == 0.0


def test_footnote_marks() -> None:
    assert strip_footnote_marks("tháng 5/2025¹⁶; theo phân công ³.") == "tháng 5/2025; theo phân công."
    assert strip_footnote_marks("120 km² và 10³ tấn") == "120 km² và 10³ tấn"


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("hoá", "hóa"),
        ("khoẻ", "khỏe"),
        ("uỷ", "ủy"),
        ("thuý", "thúy"),
        ("Toán", "toán"),
        ("tóan", "toán"),
        ("hùynh", "huỳnh"),
        ("quý", "quý"),
        ("qúy", "quý"),
        ("gía", "giá"),
        ("gì", "gì"),
        ("ngừơi", "người"),
        ("nứơc", "nước"),
        ("tíên", "tiến"),
        ("khủyu", "khuỷu"),
        ("giừơng", "giường"),
        ("xqz\u0301", "xqz\u0301"),
        ("", ""),
    ],
)
def test_the_tone_stands_where_official_texts_put_it(word: str, right: str) -> None:
    assert canonical(word) == unicodedata.normalize("NFC", right)
    assert canonical(canonical(word)) == canonical(word)


def test_capital_and_small_are_the_letters_of_the_alphabet_in_one_case_each() -> None:
    letters = "aàáâãăạảấầẩẫậắằẳẵặbcdđeèéêẹẻẽếềểễệghiìíĩỉịklmnoòóôõơọỏốồổỗộớờởỡợpqrstuùúũưụủứừửữựvxyýỳỵỷỹ"
    assert all(re.fullmatch(f"[{SMALL}]", c) and not re.fullmatch(f"[{CAPITAL}]", c) for c in letters)
    assert all(re.fullmatch(f"[{CAPITAL}]", c) and not re.fullmatch(f"[{SMALL}]", c) for c in letters.upper())
