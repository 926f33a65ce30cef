"""Properties of the agency readers that hold for every text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import Levenshtein

from normalizers.agency import find_agencies, lead_phrase, load_register, parse_agencies
from normalizers.agency_phrases import starts_head
from normalizers.agency_register import index
from normalizers.agency_tokens import tokenize
from normalizers.text import fold, nfc
from pipeline.model import Agency, AgencyMatch

IDS = {a.agency_id: a for a in load_register()}
# without the bodies of provinces: in a list these lend their head to a province that follows
NAMED = [a for a in load_register() if a.kind != "province" and IDS.get(a.parent_id or "", a).kind != "province"]
WORDS = (
    "Bộ|Sở|Y tế|các|ngành|địa phương|,|;|:|-|và|UBND|TP|Hà Nội|chủ trì|phối hợp với|(|)|...|Đảng uỷ|Tài chính|\n|KH&CN"
    "|giao|Công an|<p>|1.|liên quan"
)
PIECES = st.sampled_from(WORDS.split("|"))
TEXTS = st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=20).map(" ".join))


@settings(deadline=None)
@given(TEXTS)
def test_any_text_is_read_without_an_error_and_within_bounds(text: str) -> None:
    normal = nfc(text)
    for read in (parse_agencies, lead_phrase, find_agencies):
        mentions = read(text)
        assert mentions == read(text)
        for m in mentions:
            assert m.name == unicodedata.normalize("NFC", m.name).strip()
            assert m.name
            assert m.agency_id is None or m.agency_id in IDS
            assert not (m.is_collective and m.agency_id)
            if m.start >= 0:
                assert normal[m.start : m.end] == m.name_raw
            else:
                assert m.name_raw in normal


@settings(deadline=None)
@given(st.lists(st.sampled_from(NAMED), min_size=1, max_size=6, unique=True))
def test_a_list_of_full_names_gives_those_names(agencies: list[Agency]) -> None:
    expected = [a.name for a in agencies]
    assert [m.name for m in parse_agencies("; ".join(expected))] == expected


@settings(deadline=None)
@given(st.sampled_from(NAMED), st.sampled_from(["NFC", "NFD"]), st.booleans())
def test_form_and_case_do_not_matter(agency: Agency, form: str, upper: bool) -> None:
    printed = unicodedata.normalize(form, agency.name.upper() if upper else agency.name)
    assert [m.agency_id for m in parse_agencies(printed)] == [agency.agency_id]


# Names in which no part before or after a gap can be an item of its own, a collective included.
SINGLE = [
    a
    for a in NAMED
    if a.kind in {"ministry", "government", "state", "court", "university"}
    and len(a.name.split()) > 2
    and " y " not in a.name  # "y. tế" may be the item of a list
    and all(
        all(m.agency_id is None and not m.is_collective for m in parse_agencies(part))
        and not starts_head(tokenize(part), 0)
        for k in range(1, len(a.name.split()))
        for part in [" ".join(a.name.split()[k:])]
    )
]


@settings(deadline=None)
@given(st.sampled_from(SINGLE), st.data())
def test_one_stray_sign_at_a_gap_does_not_hide_a_name(agency: Agency, data: st.DataObject) -> None:
    words = agency.name.split()
    gap = data.draw(st.integers(1, len(words) - 1))
    sign = data.draw(st.sampled_from([". ", " .", " . ", " | ", " - ", " ~ ", " ' ", ""]))
    read = " ".join(words[:gap]) + sign + " " * (not sign.endswith(" ") and sign != "") + " ".join(words[gap:])
    assert [m.agency_id for m in parse_agencies(read)] == [agency.agency_id]


@settings(deadline=None)
@given(st.sampled_from(load_register()))
def test_no_clean_name_is_corrected(agency: Agency) -> None:
    for spelling in (agency.name, *agency.aliases):
        assert not any(m.corrected for m in parse_agencies(spelling))


# --- no body is taken for another ------------------------------------------------------------------

CORE = index().gazetteer.agencies


def test_no_registered_name_is_near_another() -> None:
    """As if it were not registered: fuzzy matching would leave every registered name alone."""
    for agency in CORE:
        assert index().near(tokenize(agency.name)) is None, agency.name


@settings(deadline=None)
@given(st.sampled_from(load_register()))
def test_no_body_of_a_province_is_near_another(agency: Agency) -> None:
    assert index().near(tokenize(agency.name)) is None


SYLLABLES = sorted({w for a in CORE for w in a.name.split()})


@settings(deadline=None)
@given(st.sampled_from(CORE), st.sampled_from(SYLLABLES), st.data())
def test_a_name_with_another_word_in_it_is_no_fuzzy_match(agency: Agency, other: str, data: st.DataObject) -> None:
    words = agency.name.split()
    words[data.draw(st.integers(0, len(words) - 1))] = other
    for mention in parse_agencies(" ".join(words)):
        if mention.match is AgencyMatch.FUZZY:
            assert Levenshtein.distance(fold(mention.name_raw), fold(mention.name)) <= 2


@pytest.mark.parametrize(
    "real",
    [
        "Bộ Nội giao",
        "Ban Tổ chức Quận ủy",
        "Ban Tổ chức Đảng ủy",
        "Ủy ban Kiểm tra Đảng ủy",
        "Văn phòng Huyện ủy",
        "Ban Xây dựng Đảng",
        "Cục Thuế doanh nghiệp lớn",
        "Học viện Chính trị Quân đội nhân dân",
        "Học viện Chính trị khu vực I",
        "Ngân hàng Nhà nước Lào",
        "Đại học Quốc gia Lào",
        "Viện Khoa học và Công nghệ Việt Nam - Hàn Quốc",
        "Sở Giao dịch Chứng khoán Lào",
        "Sở Tư lệnh",
        "Trung tâm Dữ liệu tỉnh",
        "Tổng cục Thống kê Lào",
        "Hội Nông dân Việt Nam tại Đức",
        "Tổng công ty Điện lực miền Đông",
        "Tổng công ty Điện lực Lào",
        "Ủy ban nhân dân thành phố Hải Dương",
        "Ủy ban nhân dân thành phố Bắc Ninh",
        "Bộ Y",
        "Sở Nộ vụ",
    ],
)
def test_real_bodies_that_look_like_registered_ones_keep_their_words(real: str) -> None:
    for mention in parse_agencies(real):
        assert mention.match not in (AgencyMatch.FUZZY, AgencyMatch.ALIAS, AgencyMatch.EXACT)
        assert mention.name == mention.name_raw
