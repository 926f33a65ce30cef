"""Figures that a text claims, and what it says they consist of: literals, and properties of the parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers.claims import find_claims, find_rates, find_rests, find_sums
from normalizers.enumerations import inline_items, is_open_list, listed_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("có 09 nhiệm vụ quá hạn", [(9, None, False, "nhiem vu")]),
        ("còn 27/42 hồ sơ chưa số hóa", [(27, 42, False, "ho so")]),
        ("đạt 64,3% kế hoạch", [(64.3, None, True, "ke hoach")]),
        ("thu 1.630 phiếu và 70 nghìn tỉ đồng", [(1630, None, False, "phieu"), (7e13, None, False, "dong")]),
        ("giải ngân 23.991/34.447 tỷ đồng", [(23991e9, 34447e9, False, "dong")]),
        ("Tổng số nhiệm vụ của năm là 707, gồm", [(707, None, False, "nhiem vu")]),
        ("đã mở 02/12 cơ sở dữ liệu", [(2, 12, False, "co so")]),
        ("có 12 NV chậm", [(12, None, False, "nhiem vu")]),
    ],
)
def test_figures_with_what_they_count(text: str, expected: list[tuple[float, float | None, bool, str]]) -> None:
    assert [(c.value, c.whole, c.percent, c.head) for c in find_claims(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "ngày 20/01/2031 và quý II/2031",
        "Quyết định số 12/QĐ-SĐĐ ngày 3/4/2031",
        "theo khoản 2 Điều 15 và Phụ lục 3",
        "kỳ họp thứ 9, phiên bản 4",
        "trong 15 ngày làm việc",
        "(1) Sở A; (2) Sở B",
        "mạng 5G và tầm nhìn đến năm 2045",
        "từ 01/7 đến 15/8",
    ],
)
def test_names_dates_and_measures_are_no_claims(text: str) -> None:
    assert find_claims(text) == ()


@pytest.mark.parametrize(
    ("text", "parts", "holds"),
    [
        ("có 72 trạm bơm, gồm 44 trạm điện và 28 trạm dầu", [44, 28], True),
        ("có 72 trạm bơm, gồm 44 trạm điện và 27 trạm dầu", [44, 27], False),
        ("Tổng số nhiệm vụ là 30, trong đó: 20 nhiệm vụ có thời hạn (67%) và 10 NV thường xuyên (33%)", [20, 10], True),
        ("bán 500 sản phẩm (320 của sàn tỉnh và 160 của sàn huyện)", [320, 160], False),
        ("Còn 60 hồ sơ chưa số hóa, gồm các sở: A (30); B (20); C (9).", [30, 20, 9], False),
        ("chi 16,5 tỷ đồng, gồm: đầu tư là 11,3 tỷ đồng; thường xuyên là 5,2 tỷ đồng", [11.3e9, 5.2e9], True),
        ("giao 82,7 tỷ đồng (trong đó, tỉnh là 57,8 tỷ đồng, huyện là 25 tỷ đồng)", [57.8e9, 25e9], True),  # rounding
        ("chi 90 tỷ đồng, trong đó: 6 sở là 50 tỷ đồng; 9 huyện là 30 tỷ đồng", [50e9, 30e9], False),
    ],
)
def test_wholes_and_their_parts(text: str, parts: list[float], holds: bool) -> None:
    (found,) = find_sums(text)
    assert [p.value for p in found.parts] == pytest.approx(parts)
    assert found.holds is holds


@pytest.mark.parametrize(
    "text",
    [
        "kế hoạch gồm 110 chỉ tiêu, 203 nhiệm vụ và 31 dự án",  # three kinds, no total
        "có 229 nhiệm vụ cần làm ngay (48 nhiệm vụ tại chương trình của tỉnh)",  # one part
        "trên 50 trạm bơm, gồm 20 trạm điện và 10 trạm dầu",  # not said exactly
        "có 40 hồ sơ. Trong đó, 10 hồ sơ mới và 5 hồ sơ cũ",  # a sentence of its own may tell of some
    ],
)
def test_no_sum_where_none_is_claimed(text: str) -> None:
    assert find_sums(text) == ()


def test_percentages_beside_their_share() -> None:
    (good,) = find_rates("55/63 xã (87,3%) đã nộp")
    (cut,) = find_rates("2/3 xã (66%) đã nộp")
    (bad,) = find_rates("đạt 90% kế hoạch (45/60 hồ sơ)")
    assert (good.holds, cut.holds, bad.holds) == (True, True, False)
    assert find_rates("55/63 xã đã nộp; tăng 12%") == ()


def test_what_is_left_of_a_whole() -> None:
    (bad,) = find_rests("Mới có 13/42 hồ sơ số hóa; còn lại 27/42 hồ sơ trên giấy")
    (good,) = find_rests("Mới có 13/42 hồ sơ số hóa; còn 29/42 hồ sơ trên giấy")
    assert (bad.holds, good.holds) == (False, True)
    assert find_rests("03/12 xã chưa nộp; 02/12 xã nộp muộn") == ()
    assert find_rests("5/12 xã đã nộp, 3/12 xã nộp muộn, còn 4/12 xã chưa nộp") == ()


def test_names_of_a_plain_list() -> None:
    assert listed_names("Sở Y tế, Sở Văn hóa, thể thao và Sở Nội vụ.") == (
        "Sở Y tế",
        "Sở Văn hóa, thể thao",
        "Sở Nội vụ",
    )
    assert listed_names("Sở Y tế, Sở Nội vụ...") == ()
    assert is_open_list("Sở Y tế và các sở khác")


def test_items_in_running_text() -> None:
    items = inline_items("Gồm: (1) Luật A; (2) Luật B; và (3) Luật Cây. Sau đó")
    assert [(i.n, i.text) for i in items] == [(1, "Luật A"), (2, "Luật B"), (3, "Luật Cây")]
    assert inline_items("như điểm (2) đã nêu") == ()


@given(st.text(alphabet="0123456789.,/%() gồmtrongđóhồsơ;:ngày", max_size=80))
def test_spans_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    claims = find_claims(text)
    ends = 0
    for claim in claims:
        assert ends <= claim.start < claim.end <= len(text)
        assert text[claim.start : claim.end] == claim.text
        ends = claim.end
    for found in find_sums(text, claims):
        assert len(found.parts) >= 2


@given(st.integers(1, 500), st.integers(1, 500), st.integers(0, 3))
def test_a_sum_of_whole_numbers_holds_exactly(a: int, b: int, off: int) -> None:
    (found,) = find_sums(f"có {a + b + off} trạm bơm, gồm {a} trạm điện và {b} trạm dầu")
    assert found.holds is (off == 0)
