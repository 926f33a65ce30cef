"""Roman numerals, ordinals and targets, on literals."""

from __future__ import annotations

import pytest

from normalizers.number import (
    LETTERS,
    Target,
    follows,
    next_ordinal,
    parse_number,
    parse_ordinal,
    parse_target,
    roman_to_int,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I", 1),
        ("iv", 4),
        ("XIX", 19),
        ("XL", 40),
        ("MMXXV", 2025),
        ("IIII", None),
        ("VX", None),
        ("", None),
        ("A", None),
    ],
)
def test_roman(text: str, value: int | None) -> None:
    assert roman_to_int(text) == value


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1", "number", (1,)),
        ("1.", "number", (1,)),
        ("01", "number", (1,)),
        ("12)", "number", (12,)),
        ("Điều 3.", "number", (3,)),
        ("II.", "roman", (2,)),
        ("I-", "roman", (1,)),
        ("(1)", "paren", (1,)),
        ("(ii)", "paren", (2,)),
        ("(c)", "paren", (3,)),
        ("a)", "letter", (1,)),
        ("đ)", "letter", (5,)),
        ("i)", "letter", (9,)),
        ("C.", "letter", (3,)),
        ("11.2", "decimal", (11, 2)),
        ("1.1.", "decimal", (1, 1)),
        ("-", "dash", (1,)),
        ("+", "dash", (2,)),
    ],
)
def test_ordinals(text: str, kind: str, value: tuple[int, ...]) -> None:
    ordinal = parse_ordinal(text)
    assert ordinal is not None
    assert (ordinal.kind, ordinal.value, ordinal.printed) == (kind, value, text)


@pytest.mark.parametrize("text", ["", "abc", "f)", "w.", "IIII.", "1 nhiệm vụ", "()", "12345"])
def test_no_ordinal(text: str) -> None:
    assert parse_ordinal(text) is None


@pytest.mark.parametrize(
    ("a", "b", "yes"),
    [
        ("1.", "2.", True),
        ("1.", "3.", False),
        ("d)", "đ)", True),
        ("d)", "e)", False),
        ("e)", "g)", True),
        ("i)", "k)", True),
        ("11.2", "11.3", True),
        ("11.2", "12.3", False),
        ("IV.", "V.", True),
        ("-", "-", True),
        ("-", "+", False),
        ("1.", "(2)", False),
    ],
)
def test_follows(a: str, b: str, yes: bool) -> None:
    first, second = parse_ordinal(a), parse_ordinal(b)
    assert first is not None
    assert second is not None
    assert follows(first, second) is yes


@pytest.mark.parametrize(
    ("text", "after"),
    [("1.", "2."), ("09", "10"), ("(9)", "(10)"), ("d)", "đ)"), ("điểm đ)", "điểm e)"), ("IX.", "X."),
     ("(ii)", "(iii)"),
     ("11.9", "11.10"), ("Điều 3.", "Điều 4."), ("Đ)", "E)"), ("(c)", "(d)"), ("-", "-")],
)  # fmt: skip
def test_next_ordinal_is_printed_alike_and_follows(text: str, after: str) -> None:
    ordinal = parse_ordinal(text)
    assert ordinal is not None
    following = next_ordinal(ordinal)
    assert following is not None
    assert following.printed == after
    assert parse_ordinal(after) == following
    assert follows(ordinal, following)


def test_no_letter_after_the_last() -> None:
    last = parse_ordinal("y)")
    assert last is not None
    assert (last.value, next_ordinal(last)) == ((len(LETTERS),), None)


@pytest.mark.parametrize(
    ("text", "value"),
    [("978.500", 978500.0), ("0,7", 0.7), ("1.630", 1630.0), ("1.630,5", 1630.5), ("25,5%", 25.5), ("0.7", 0.7),
     ("0.700", 0.7), ("01", 1.0), ("", None), ("1.63.5", None), ("mười", None)],
)  # fmt: skip
def test_numbers(text: str, value: float | None) -> None:
    assert parse_number(text) == value


NONE = Target(None, None, None)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("≥ 80", Target(">=", 80.0, None)),
        ("> 60", Target(">", 60.0, None)),
        ("$> 0,7$", Target(">", 0.7, None)),
        ("$\\geq 80\\%$", Target(">=", 80.0, None)),
        ("40 - 50", Target("range", 40.0, 50.0)),
        ("từ 16 - 18", Target("range", 16.0, 18.0)),
        ("5-7%", Target("range", 5.0, 7.0)),
        ("≥ 3% và tăng dần", Target(">=", 3.0, None)),
        ("01", Target("=", 1.0, 1.0)),
        ("978.500", Target("=", 978500.0, 978500.0)),
        ("25,5%", Target("=", 25.5, 25.5)),
        ("100% hồ sơ", Target("=", 100.0, 100.0)),
        ("tối thiểu 90%", Target(">=", 90.0, None)),
        ("trên 95%", Target(">", 95.0, None)),
        ("dưới 5%", Target("<", None, 5.0)),
        ("không quá 3", Target("<=", None, 3.0)),
        ("≤ 10", Target("<=", None, 10.0)),
        ("từ 80% trở lên", Target(">=", 80.0, None)),
        ("80 trở lên", Target(">=", 80.0, None)),
        ("≤ 3 khu vực; ≤ 50 thế giới", NONE),
        ("50 - 40", NONE),
        ("Đạt mức tiên tiến", NONE),
        ("Thuộc nhóm 30 nước dẫn đầu", NONE),
        ("", NONE),
    ],
)
def test_targets(text: str, target: Target) -> None:
    assert parse_target(text) == target
