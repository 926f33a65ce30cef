"""Seals, signatures and incoming-mail stamps are kept apart; the text under them stays."""

import cv2
import numpy as np
import pytest

from extractors.grid import Segment, find_segments
from extractors.stamps import find_frames, find_seals, is_incoming_stamp, lift_colour, lift_seal

DPI = 200
MM = DPI / 25.4
PAPER = (250, 250, 248)
BLACK, RED, BLUE = (25, 25, 25), (205, 40, 45), (40, 45, 170)


def sheet() -> np.ndarray:
    return np.full((int(150 * MM), int(200 * MM), 3), PAPER, np.uint8)


def write(picture: np.ndarray, text: str, x_mm: float, y_mm: float, colour=BLACK, scale: float = 1.1) -> None:
    at = (round(x_mm * MM), round(y_mm * MM))
    cv2.putText(picture, text, at, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, 3, cv2.LINE_AA)


def seal(picture: np.ndarray, x_mm: float, y_mm: float, colour=RED, radius_mm: float = 18) -> None:
    centre = (round(x_mm * MM), round(y_mm * MM))
    cv2.circle(picture, centre, round(radius_mm * MM), colour, 7, cv2.LINE_AA)
    cv2.circle(picture, centre, round(0.6 * radius_mm * MM), colour, 3, cv2.LINE_AA)
    cv2.circle(picture, centre, round(0.25 * radius_mm * MM), colour, -1, cv2.LINE_AA)


def gray_of(picture: np.ndarray) -> np.ndarray:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)


def ink_mm2(gray: np.ndarray, x0: float, y0: float, x1: float, y1: float) -> float:
    part = gray[round(y0 * MM) : round(y1 * MM), round(x0 * MM) : round(x1 * MM)]
    return float((part < 140).sum() / MM**2)


def test_a_seal_is_found_with_its_centre_and_outer_rim() -> None:
    picture = sheet()
    write(picture, "Thong bao ket luan cuoc hop giao ban thang", 10, 30)
    seal(picture, 120, 90, BLACK)
    (found,) = find_seals(gray_of(picture), DPI)
    assert (found.x / MM, found.y / MM) == pytest.approx((120, 90), abs=1)
    assert found.radius / MM == pytest.approx(18, abs=1.2)


def test_text_alone_has_no_seal() -> None:
    picture = sheet()
    for line in range(12):
        write(picture, "Cac bo nganh dia phuong khan truong OOO QQQ CGC trien khai", 8, 20 + 10 * line)
    assert find_seals(gray_of(picture), DPI) == ()


def test_many_rings_in_one_another_are_a_figure_and_no_seal() -> None:
    picture = sheet()
    for radius in range(4, 25):
        cv2.circle(picture, (round(100 * MM), round(75 * MM)), round(radius * MM), BLACK, 3, cv2.LINE_AA)
    assert find_seals(gray_of(picture), DPI) == ()


def test_a_red_seal_goes_and_the_black_text_under_it_stays() -> None:
    plain, stamped = sheet(), sheet()
    seal(stamped, 100, 80)
    for picture in (plain, stamped):
        write(picture, "Hoan thanh truoc ngay", 60, 82)
    clean, spots = lift_colour(stamped, gray_of(stamped), DPI)
    assert len(spots) == 1
    x0, y0, x1, y1 = (v / MM for v in spots[0].box)
    assert (x0, y0, x1, y1) == pytest.approx((82, 62, 118, 98), abs=2.5)
    text = ink_mm2(gray_of(plain), 55, 70, 140, 90)
    assert ink_mm2(clean, 55, 70, 140, 90) == pytest.approx(text, rel=0.1)
    assert ink_mm2(clean, 80, 84, 120, 100) < 0.05 * ink_mm2(gray_of(stamped), 80, 84, 120, 100)


def test_a_red_name_and_title_stay_text_beside_and_under_the_seal() -> None:
    picture = sheet()
    write(picture, "GIAM DOC", 100, 40, RED)
    write(picture, "Tran Thi Hoa Mai", 90, 90, RED)
    before = gray_of(picture)
    seal(picture, 90, 72)
    clean, spots = lift_colour(picture, gray_of(picture), DPI)
    assert len(spots) == 1
    assert ink_mm2(clean, 95, 30, 150, 45) == pytest.approx(ink_mm2(before, 95, 30, 150, 45), rel=0.02)
    assert ink_mm2(clean, 112, 82, 160, 92) == pytest.approx(ink_mm2(before, 112, 82, 160, 92), rel=0.02)
    assert ink_mm2(clean, 89, 83, 108, 92) >= 0.9 * ink_mm2(before, 89, 83, 108, 92)


def test_a_handwritten_number_in_blue_stays_and_a_blue_signature_goes() -> None:
    picture = sheet()
    write(picture, "So:      /QD-UBND", 10, 30)
    write(picture, "37", 20, 30, BLUE, 1.3)
    path = np.array([[100, 80], [110, 60], [115, 85], [130, 62], [135, 80], [160, 70]]) * MM
    cv2.polylines(picture, [path.astype(np.int32)], False, BLUE, 4, cv2.LINE_AA)
    clean, spots = lift_colour(picture, gray_of(picture), DPI)
    assert len(spots) == 1
    assert ink_mm2(clean, 5, 20, 80, 35) == pytest.approx(ink_mm2(gray_of(picture), 5, 20, 80, 35))
    assert ink_mm2(clean, 98, 55, 165, 90) == 0


def signed_table() -> tuple[np.ndarray, np.ndarray]:
    """A table with a seal over it, without and with a blue signature that its rules, letters and the seal cut up."""
    plain = sheet()
    for x in (20, 70, 108, 150):
        cv2.line(plain, (round(x * MM), round(40 * MM)), (round(x * MM), round(120 * MM)), BLACK, 3)
    for y in (40, 66, 76, 90, 120):
        cv2.line(plain, (round(20 * MM), round(y * MM)), (round(150 * MM), round(y * MM)), BLACK, 3)
    write(plain, "So Tai chinh", 73, 73)
    write(plain, "Cong ty moi", 73, 86)
    signed = plain.copy()
    path = np.array([[103, 88], [109, 63], [111, 70], [106, 89], [114, 78], [117, 86], [122, 78], [126, 82], [134, 80]])
    cv2.polylines(signed, [(path * MM).astype(np.int32)], False, BLUE, 5, cv2.LINE_AA)
    for picture in (plain, signed):
        ink = np.full_like(picture, 255)
        seal(ink, 98, 80)
        picture[:] = np.minimum(picture, ink)  # as ink lies over ink
        write(picture, "So Tai chinh", 73, 73)
        write(picture, "Cong ty moi", 73, 86)
    return plain, signed


def test_a_signature_over_a_seal_goes_also_where_rules_and_letters_cut_it() -> None:
    plain, signed = signed_table()
    clean, _ = lift_colour(signed, gray_of(signed), DPI)
    wanted, _ = lift_colour(plain, gray_of(plain), DPI)
    left = ink_mm2(gray_of(signed), 74, 60, 136, 92) - ink_mm2(gray_of(plain), 74, 60, 136, 92)
    assert left > 20  # there is a signature to remove
    assert abs(ink_mm2(clean, 74, 60, 136, 92) - ink_mm2(wanted, 74, 60, 136, 92)) < 0.15 * left
    assert ink_mm2(clean, 18, 38, 70, 122) == pytest.approx(ink_mm2(wanted, 18, 38, 70, 122), rel=0.02)


def test_a_blue_name_under_a_red_seal_stays() -> None:
    picture = sheet()
    for line in (12, 22, 32, 112, 122, 132):
        write(picture, "Cac bo nganh dia phuong khan truong trien", 8, line)
    write(picture, "Nguyen Thi Hoa Mai", 70, 92, BLUE, 1.0)
    before = picture.copy()
    ink = np.full_like(picture, 255)
    seal(ink, 90, 76)
    picture[:] = np.minimum(picture, ink)
    clean, spots = lift_colour(picture, gray_of(picture), DPI)
    assert len(spots) == 1
    assert ink_mm2(clean, 68, 86, 160, 93) == pytest.approx(ink_mm2(gray_of(before), 68, 86, 160, 93), rel=0.02)


def test_a_page_written_in_blue_keeps_its_text() -> None:
    picture = sheet()
    for line in range(14):
        write(picture, "Cac bo nganh dia phuong khan truong trien khai", 8, 12 + 9.5 * line, BLUE)
    gray = gray_of(picture)
    clean, spots = lift_colour(picture, gray, DPI)
    assert spots == ()
    assert np.array_equal(clean, gray)


def test_a_grey_seal_goes_by_its_lighter_ink() -> None:
    picture = sheet()
    write(picture, "Hoan thanh truoc ngay", 60, 82)
    text = ink_mm2(gray_of(picture), 55, 70, 140, 90)
    seal(picture, 100, 105, (130, 130, 130))
    gray = np.minimum(gray_of(picture), 255)
    (found,) = find_seals(gray, DPI)
    clean = lift_seal(gray, found, DPI)
    assert ink_mm2(clean, 55, 70, 140, 90) == pytest.approx(text, rel=0.1)
    assert ink_mm2(clean, 80, 95, 120, 125) == 0


def test_in_black_and_white_the_lines_of_the_signature_block_stay() -> None:
    picture = sheet()
    write(picture, "GIAM DOC", 86.5, 30, scale=1.2)
    write(picture, "Tran Thi Hoa Mai", 80, 85, scale=1.2)
    before = gray_of(picture)
    seal(picture, 82, 70, BLACK)
    gray = np.where(gray_of(picture) < 128, 0, 255).astype(np.uint8)
    (found,) = find_seals(gray, DPI)
    clean = lift_seal(gray, found, DPI)
    assert ink_mm2(clean, 60, 52, 102, 76) == 0  # rim and emblem above the name
    assert ink_mm2(clean, 101, 78, 150, 90) == pytest.approx(ink_mm2(before, 101, 78, 150, 90), rel=0.15)
    assert ink_mm2(clean, 79, 79, 100, 86) >= 0.9 * ink_mm2(before, 79, 79, 100, 86)


def test_the_frame_of_an_incoming_stamp_is_found_and_a_table_is_not() -> None:
    picture = sheet()
    cv2.rectangle(picture, (round(20 * MM), round(20 * MM)), (round(68 * MM), round(40 * MM)), BLACK, 3)
    cv2.rectangle(picture, (round(10 * MM), round(60 * MM)), (round(190 * MM), round(95 * MM)), BLACK, 3)
    (box,) = find_frames(*find_segments(gray_of(picture), DPI), DPI)
    assert tuple(v / MM for v in box) == pytest.approx((20, 20, 68, 40), abs=1.5)


def test_a_frame_is_as_wide_as_the_longer_of_its_rules() -> None:
    top, bottom = Segment(20 * MM, 22 * MM, 66 * MM), Segment(40 * MM, 20 * MM, 68 * MM)
    side = Segment(66 * MM, 20 * MM, 40 * MM)
    (box,) = find_frames([top, bottom], [side], DPI)
    assert tuple(v / MM for v in box) == pytest.approx((20, 20, 68, 40), abs=0.2)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["ĐẾN", "Giờ:", "C", "Ngày:", "28/4/2026"], True),
        (["CÔNG", "VĂN", "ĐẾN"], True),
        (["Số:......", "Ngày..12/3"], True),
        (["Cộng", "hòa", "xã", "hội"], False),
        (["Công", "văn", "số", "12"], False),
        ([], False),
    ],
)
def test_incoming_stamps_by_their_words(words: list[str], expected: bool) -> None:
    assert is_incoming_stamp(words) is expected
