"""Ordinals of list items and table rows, roman numerals, and the targets of indicator tables.

Vietnamese numbers write thousands with a point and decimals with a comma ("978.500", "0,7"). What cannot be read
stays None: a target is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_ROMAN = re.compile(r"M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})")
_ROMAN_VALUE = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The letters that number points (điểm) in Vietnamese documents, in their order: no f, j, w, z; đ after d."""


def roman_to_int(text: str) -> int | None:
    """The value of a roman numeral in capitals or small letters, 1..3999; None if it is not well formed."""
    upper = text.strip().upper()
    if not upper or not upper.isascii() or _ROMAN.fullmatch(upper) is None:
        return None
    values = [_ROMAN_VALUE[c] for c in upper]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


@dataclass(frozen=True, slots=True)
class Ordinal:
    """The number of an item.

    ``kind``: roman ("II."), number ("1.", "Điều 3."), paren ("(1)"), letter ("đ)"), decimal ("11.2"), dash ("-", "+").
    ``value``: its place, one number for each level (letters count in ``LETTERS`` from 1; dash 1, plus 2).
    ``printed``: as it stands in the text, without white space at the ends.
    """

    kind: str
    value: tuple[int, ...]
    printed: str


_DECIMAL = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,4})[.)]?")
_NUMBER = re.compile(r"(?:(?:Điều|Mục|Phần|Chương|Khoản|Nhiệm vụ)\s+)?(\d{1,4})\s?[.)/:-]{0,2}", re.IGNORECASE)
_PAREN = re.compile(r"[(\[]\s?(\d{1,3}|[ivxlc]{1,6}|[a-zđ])\s?[)\]][.:]?", re.IGNORECASE)
_ROMAN_ITEM = re.compile(r"(?:(?:Điều|Mục|Phần|Chương)\s+)?([IVX]|[IVXLC]{2,8})\s?[.)/:-]{0,2}")
_LETTER = re.compile(r"(?:điểm\s+)?([a-zđ])\s?[.):]", re.IGNORECASE)
_LONE_LETTER = re.compile(r"[A-ZĐa-zđ]")
_DASHES = {"-": 1, "–": 1, "—": 1, "•": 1, "*": 1, "+": 2}


def parse_ordinal(text: str) -> Ordinal | None:
    """The ordinal that ``text`` is, whole (not the start of a sentence); None when it is none.

    A capital I, V or X alone is a roman numeral ("I-", "V."), any other capital a letter ("A.", "C.", "Đ)"). Small
    letters are roman only within brackets ("(ii)"); "i)" is the letter between h) and k).
    """
    printed = unicodedata.normalize("NFC", text).strip()
    if printed in _DASHES:
        return Ordinal("dash", (_DASHES[printed],), printed)
    if match := _DECIMAL.fullmatch(printed):
        return Ordinal("decimal", tuple(int(part) for part in match[1].split(".")), printed)
    if match := _NUMBER.fullmatch(printed):
        return Ordinal("number", (int(match[1]),), printed)
    if match := _PAREN.fullmatch(printed):
        inner = match[1]
        roman = len(inner) > 1 or inner.lower() in "ivx"
        value = int(inner) if inner.isdecimal() else roman_to_int(inner) if roman else _place(inner)
        return None if value is None else Ordinal("paren", (value,), printed)
    if (match := _ROMAN_ITEM.fullmatch(printed)) and (value := roman_to_int(match[1])) is not None:
        return Ordinal("roman", (value,), printed)
    letter = _LETTER.fullmatch(printed) or _LONE_LETTER.fullmatch(printed)
    if letter is not None:
        place = _place(letter[1] if letter.re is _LETTER else letter[0])
        return None if place is None else Ordinal("letter", (place,), printed)
    return None


def _place(letter: str) -> int | None:
    at = LETTERS.find(letter.lower()) if len(letter) == 1 else -1
    return at + 1 if at >= 0 else None


_ALIKE = str.maketrans("lIi|!OoQDZzSsBGgqT", "111110000225586997")


def number_alike(text: str) -> int | None:
    """The number that a spoiled ordinal looks like: "l1" -> 11, "I2." -> 12, "S" -> 5; None when it looks like none.

    A lone letter with a bracket ("b)") is a letter. The caller knows from the sequence whether it can be a number.
    """
    bare = text.strip().rstrip(".,: ")
    if not 0 < len(bare) <= 3:
        return None
    digits = bare.translate(_ALIKE)
    return int(digits) if digits.isascii() and digits.isdigit() else None


def follows(a: Ordinal, b: Ordinal) -> bool:
    """Whether ``b`` is the next item after ``a`` in one list: "1." -> "2.", "d)" -> "đ)", "11.2" -> "11.3"."""
    if a.kind != b.kind:
        return False
    if a.kind == "dash":
        return a.value == b.value
    return len(a.value) == len(b.value) and a.value[:-1] == b.value[:-1] and b.value[-1] == a.value[-1] + 1


def next_ordinal(a: Ordinal) -> Ordinal | None:
    """The ordinal that would follow ``a``, printed the same way; None after the last letter."""
    last = a.value[-1] + 1
    if a.kind == "dash":
        return a
    if a.kind == "letter":
        if last > len(LETTERS):
            return None
        old, new = LETTERS[last - 2], LETTERS[last - 1]
        at = a.printed.lower().rfind(old)
        printed = a.printed[:at] + (new.upper() if a.printed[at].isupper() else new) + a.printed[at + 1 :]
        return Ordinal(a.kind, (last,), printed)
    body = re.search(r"[IVXLCivxlc]+|[a-zđ](?=\W|$)|\d+(?=\D*$)", a.printed) if a.kind in {"roman", "paren"} else None
    digits = re.search(r"\d+(?=\D*$)", a.printed)
    if digits is not None:
        width = len(digits[0]) if digits[0].startswith("0") else 0
        printed = f"{a.printed[: digits.start()]}{last:0{width}d}{a.printed[digits.end() :]}"
    elif body is not None:
        roman = roman_to_int(body[0]) == a.value[-1]
        numeral = _to_roman(last) if roman else LETTERS[last - 1 : last]
        if not numeral:
            return None
        numeral = numeral.lower() if body[0].islower() else numeral
        printed = a.printed[: body.start()] + numeral + a.printed[body.end() :]
    else:
        return None
    return Ordinal(a.kind, (*a.value[:-1], last), printed)


def _to_roman(value: int) -> str:
    pairs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    out = ""
    for number, sign in pairs:
        out += sign * (value // number)
        value %= number
    return out


# --- targets --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Target:
    """The target of an indicator: ``comparator`` is one of >=, <=, =, >, <, range, or None.

    ">=" and ">" fill ``low``, "<=" and "<" fill ``high``, "=" and "range" fill both. The unit is not part of it:
    "25,5%" gives 25.5.
    """

    comparator: str | None
    low: float | None
    high: float | None


_NONE = Target(None, None, None)
_FIGURE = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?"
_FIGURES = re.compile(rf"(?<![\w/.,])(?:{_FIGURE})(?![\w/]|[.,]\d)")
_UNIT = r"(?:\s?%)?"
_WORDS: tuple[tuple[str, str], ...] = (
    (
        r"≥|>=|=>|⩾|≧|\\geq?(?:slant)?|tối thiểu(?: là)?|ít nhất(?: là)?|không (?:dưới|thấp hơn|ít hơn|nhỏ hơn)|từ"
        r"(?=.*trở lên)",
        ">=",
    ),
    (
        r"≤|<=|=<|⩽|≦|\\leq?(?:slant)?|tối đa(?: là)?|nhiều nhất(?: là)?|không (?:quá|vượt quá|lớn hơn|cao hơn"
        r"|nhiều hơn)",
        "<=",
    ),
    (r">|\\gt|trên|hơn|lớn hơn|cao hơn|vượt|nhiều hơn", ">"),
    (r"<|\\lt|dưới|thấp hơn|nhỏ hơn|ít hơn|chưa đến", "<"),
    (r"=|đạt|bằng", "="),
)
_COMPARED = tuple(
    (re.compile(rf"(?:đạt |phấn đấu |đạt tỷ lệ )*(?:{words})\s?({_FIGURE}){_UNIT}(?![\w/]|[.,]\d)(.*)"), sign)
    for words, sign in _WORDS
)
_RANGE = re.compile(
    rf"(?:đạt |khoảng |trong khoảng )*(?:từ )?({_FIGURE}){_UNIT}\s?(?:-|đến|tới|÷|~)\s?({_FIGURE}){_UNIT}(?![\w/]"
    rf"|[.,]\d)(.*)"
)
_PLAIN = re.compile(rf"({_FIGURE}){_UNIT}(?![\w/]|[.,]\d)(.*)")
_MATH = str.maketrans({"$": " ", "–": "-", "—": "-", "−": "-", "\u00a0": " ", "*": " "})


def parse_number(text: str) -> float | None:
    """A Vietnamese number: "978.500" -> 978500.0, "0,7" -> 0.7, "1.630,5" -> 1630.5; None when it is none.

    A point before exactly three digits parts thousands; any other single point is a decimal point ("0.7", "25.5"), as
    is the point after a lone zero ("0.700").
    """
    plain = text.strip().removesuffix("%").strip()
    if not plain.isascii():
        return None
    if re.fullmatch(r"[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?", plain):
        return float(plain.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d+(?:[.,]\d+)?", plain):
        return float(plain.replace(",", "."))
    return None


def parse_target(text: str) -> Target:
    """The target that ``text`` states with figures.

    A bare figure is "=". Words after the figure ("≥ 3% và tăng dần", "100% hồ sơ") do not change it. Several figures
    that are no range ("≤ 3 Đông Nam Á; ≤ 50 Thế giới") are several targets: no single one holds, so all fields are
    None and the text keeps the word; the same goes for words without figures ("Đạt mức tiên tiến") and for a figure
    that other words lead in ("Thuộc nhóm 30 nước dẫn đầu").
    """
    plain = " ".join(unicodedata.normalize("NFC", text).translate(_MATH).lower().split())
    plain = re.sub(r"(?<=\d)\s?\\?%", "%", plain)
    if match := _RANGE.fullmatch(plain):
        low, high = parse_number(match[1]), parse_number(match[2])
        if low is None or high is None or low > high or _FIGURES.search(match[3]):
            return _NONE
        return Target("range", low, high)
    for pattern, sign in _COMPARED:
        if match := pattern.fullmatch(plain):
            return _NONE if _FIGURES.search(match[2]) else _target(sign, parse_number(match[1]))
    if match := _PLAIN.fullmatch(plain):
        rest = match[2].strip()
        if _FIGURES.search(rest):
            return _NONE
        sign = ">=" if rest.startswith(("trở lên", "+")) else "<=" if rest.startswith("trở xuống") else "="
        return _target(sign, parse_number(match[1]))
    return _NONE


def _target(sign: str, value: float | None) -> Target:
    if value is None:
        return _NONE
    low = value if sign in {">=", ">", "="} else None
    high = value if sign in {"<=", "<", "="} else None
    return Target(sign, low, high)
