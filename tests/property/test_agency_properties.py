"""Properties of the agency readers that hold for every text."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from normalizers.agency import find_agencies, lead_phrase, load_register, parse_agencies
from normalizers.agency_phrases import starts_head
from normalizers.agency_register import tokenize
from normalizers.text import nfc
from pipeline.model import Agency

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


# Names in which no part before or after a gap can be an item of its own.
SINGLE = [
    a
    for a in NAMED
    if a.kind in {"ministry", "government", "state", "court", "university"}
    and len(a.name.split()) > 2
    and all(
        parse_agencies(part)[0].agency_id is None and not starts_head(tokenize(part), 0)
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
