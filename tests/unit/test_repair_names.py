"""Names of bodies in garbled text, read with the help of the register. The offices and tasks are invented."""

from __future__ import annotations

import pytest

from normalizers.channel import NEVER, Channel, load_counts
from normalizers.language_model import language_model
from normalizers.repair import RepairedToken, repair_lines

GARBLED = [
    "d) Các B: Quôc phOng, Mi vu, Tn phap, Tài chInh, Y tê và các cci",
    "quan liên quan nghiên ciru, thüc dy ürng dung cong ngh s trong san xuât.",
    "- UBND tinh Däk Lak phi hçip vâi các sâ, ngành rà soát quy hoch do thj.",
    "- Giao Bo Thüy san chü trI, phi hçip vâi các dja phuong xay dimg k hoach.",
    "- Giao Sâ Cong nghiçp chü trI, phôi hqp vâi Sâ Ni vii trInh Uy ban nhân dan.",
]


def repaired(*lines: str) -> str:
    return " ".join(line.text for line in repair_lines(lines))


@pytest.mark.parametrize("name", ["Quốc phòng, Nội vụ", "UBND tỉnh Đắk Lắk", "Sở Nội vụ"], ids=lambda n: n)
def test_a_misread_name_is_the_one_that_can_stand_there(name: str) -> None:
    assert name in repaired(*GARBLED)


@pytest.mark.parametrize("name", ["Bộ Thủy sản", "Sở Công nghiệp"])
def test_a_body_that_is_not_registered_is_not_turned_into_a_lookalike(name: str) -> None:
    assert name in repaired(*GARBLED)


def test_a_name_whose_words_lost_their_space() -> None:
    line = "- Giao B Ni vii chü trI, phi hçip vâi B TvChInh, B Ngoi giao khan truong xây drng k hoach."
    assert "Bộ Tài chính, Bộ Ngoại giao" in repaired(line, *GARBLED)


def test_a_mended_word_is_not_sure() -> None:
    tokens: list[RepairedToken] = [t for line in repair_lines(GARBLED) for t in line.tokens]
    mended = {t.raw: t.confidence for t in tokens if t.text.strip(",") in ("Nội", "Đắk", "Lắk")}
    assert all(mended[raw] < 0.9 for raw in ("Mi", "Däk", "Lak"))


def test_a_name_runs_over_the_other_column_of_a_letterhead() -> None:
    letterhead = [
        "BAN CHI DAO TRUNG IJONG",
        "VE PHAT TRIEN KHOA HOC, CONG NGHE,",
        "Ha Noi, ngay 04 thang 7 nam 2031",
        "BOT MO! SANG TAO VA CHUYEN DOI SO",
    ]
    assert repair_lines(letterhead)[3].text == "ĐỔI MỚI SÁNG TẠO VÀ CHUYỂN ĐỔI SỐ"


def test_the_score_of_one_word_is_that_of_the_lexicon() -> None:
    channel = Channel(load_counts(), language_model().words)
    scores = channel.scores("drng")
    for word in ("dựng", "đồng", "đường"):
        assert channel.score(word, "drng") == pytest.approx(float(scores[channel.syllables.index(word)]), abs=1e-3)
    assert channel.score("đắk", "dak") > channel.score("lắk", "dak")
    assert channel.score("ö", "o") == NEVER
