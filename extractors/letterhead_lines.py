"""The lines of a letterhead, each by itself: motto, number, place and date, subject, names in capitals, and types."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from extractors.outline import is_caps
from normalizers.reference import DOCUMENT_TYPES, LOOKALIKES, parse_letterhead_number
from normalizers.text import CAPITAL, clean, fold, is_syllable, squeeze
from pipeline.model import Block, BlockKind, Word

SKIPPED = (BlockKind.NOISE, BlockKind.PAGE_NUMBER, BlockKind.STAMP, BlockKind.FOOTNOTE)
BODY = (BlockKind.PARAGRAPH, BlockKind.HEADING, BlockKind.LIST_ITEM)

_MOTTOES = ("cong hoa xa hoi chu nghia viet nam", "dang cong san viet nam")
_SUB_MOTTO = "doc lap tu do hanh phuc"
_ENGLISH = re.compile(r"^(?:the )?socialist republic of viet ?nam$|^independence freedom happiness$")  # below the motto
_HOUR = r"(?:hồi\s+\d{1,2}\s*(?:giờ|h|:)\s*(?:\d{1,2}\s*(?:phút|')?)?\s*[,.;]?\s*)?"  # of a telegram
_PLACE_DATE = re.compile(rf"^(?P<place>[^\d,:;()|/]{{2,60}}?)\s*[,.;]?\s*\b{_HOUR}ngày(?P<rest>.*)$", re.IGNORECASE)
_DATE = re.compile(
    r"^[\s.…_]*(?P<day>[\dOolI|]{1,2})?[\s.…_]*tháng[\s.…_]*(?P<month>[\dOolI|]{1,2})?[\s.…_]*năm[\s.…_]*(?P<year>\d{4})?"
    r"(?P<tail>.*)$",
    re.IGNORECASE,
)
_CITES = re.compile(r"^(?:can cu|theo|thuc hien|xet|tai|trong|luat|nghi quyet|nghi dinh|quyet dinh|chi thi|hom nay)\b")
_SLASHED = re.compile(r"^\s*(?P<day>\d{1,2})\s*[/.-]\s*(?P<month>\d{1,2})\s*[/.-]\s*(?P<year>\d{4})\s*$")
_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})
SUBJECT = re.compile(r"^\(?\s*(?:[Vv]\s?/\s?v|Về việc|VỀ VIỆC)\b[:\s]*")
# The lines of an incoming-mail stamp.
_INCOMING = re.compile(
    r"^(?:(?:CÔNG VĂN |VĂN BẢN )?ĐẾN|Số(?: đến)?\s*:?[\s.…]*\d*|"
    r"Ngày(?: đến)?\s*:?[\s.…]*\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4})[\s.…]*$",
    re.IGNORECASE,
)
# Drafts and the stamps of secrecy and urgency: beside a letterhead, no part of a name.
_MARKED = re.compile(
    r"^(?:du thao(?: (?:lan )?(?:thu )?\d+)?|ban du thao|toi mat|tuyet mat|mat|hoa toc(?: hen gio)?|thuong khan|khan)$"
)
_NUMBER = re.compile(
    r"^\W{0,3}(?:(?i:luật|bộ luật|nghị quyết|pháp lệnh) s|S)[ốôóoồổỗ6Ốốộ]\s*[:;.,]?\s*(?P<digits>[^/]{0,14}?)\s*"
    r"(?P<rest>[-–/]\s*(?:\d{4}\s*/\s*)?[A-ZĐÐ].{1,50})$"
)
_SYMBOL = re.compile(r"[-–/]\s*(?:\d{4}\s*/\s*)?[A-ZĐÐƯ][\w.&]*(?:\s*[-–/]\s*[A-ZĐÐƯ][\w.&]*)*")
_COLUMNS = re.compile(r"\t+|\s{3,}|\s*\|\s*|<br\s*/?>", re.IGNORECASE)
# Gaps left for the number ("Số:      /KH-UBND") and for the day and month part no columns.
_BLANK = re.compile(r"(?<=\S)[^\S\n]{3,}(?=(?:tháng|năm)\b)|(?<=ngày)\s{3,}|(?<=[ốỐ:])\s{3,}(?=[-–/]\s?[A-ZĐ])")


# --- lines ------------------------------------------------------------------------------------


def _number_of(text: str, pattern: re.Match[str]) -> int | None:
    value = pattern[text]
    if not value:
        return None
    digits = value.translate(_DIGITS)
    return int(digits) if any(c.isdigit() for c in value) else None


def place_and_date(text: str) -> tuple[str | None, dt.date | None] | None:
    """Place and date of a letterhead line ("Hà Nội, ngày 01 tháng 4 năm 2025"); None when it is no such line.

    A day, month or year that is blank or cannot be read gives no date.
    """
    match = _PLACE_DATE.match(text)
    if match is None or not match["place"].strip()[:1].isupper() or len(text) > 90 or _CITES.match(fold(text)):
        return None
    place, rest = squeeze(match["place"]), match["rest"]
    shouted = [w for w in place.split() if len(w.split(".")[0]) > 2 and w.isupper()]
    if len(place.split()) > 6 or (shouted and not place.isupper()):
        return None
    found = _DATE.match(rest) or _SLASHED.match(rest)
    # "Đắk Lắk" has no Vietnamese syllable; the form of a date behind a name in capitals vouches for it.
    sure = (
        found is not None and found["year"] and place.istitle() and ("," in text or (found["day"] and found["month"]))
    )
    if not sure and not any(is_syllable(w) for w in re.findall(r"[^\W\d_]+", place)):
        return None
    if found is None:
        # Handwriting and stamps over the date: the line is known by what is left of it.
        damaged = ("tháng" in rest and ("năm" in rest or len(rest) < 16)) or len(rest.split()) <= 1
        return (place, None) if damaged and "," in text and not rest[:1].isalpha() else None
    if found.re is _DATE and len(found["tail"].strip(" ./")) > 3:
        return None
    parts = [_number_of(name, found) for name in ("year", "month", "day")]
    date = None
    if None not in parts:
        try:
            date = dt.date(*[p for p in parts if p is not None])
        except ValueError:
            date = None
    return place, date


_TALL = 1.25  # printed numerals of a letterhead and its text differ by a point of 13
_SURE = 0.95  # as engines are of print, whose box they draw too high now and then; handwriting was never read so surely


def has_handwriting(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a numeral of a scanned block is written by hand: taller than the numerals printed on its page.

    Engines made for print read handwriting as other digits, with high confidence ("115" as "445"): a number or date
    read so is not to be trusted. ``blocks``: those of the document, with their words.
    """
    own = [_height(w) for w in block.words if _is_numeral(w) and w.confidence < _SURE]
    if not own:
        return False
    page = block.region.page_no
    printed = sorted(_height(w) for b in blocks if b.region.page_no == page for w in b.words if _is_numeral(w))
    return len(printed) >= 4 and max(own) > _TALL * printed[(len(printed) - 1) // 2]


def _is_numeral(word: Word) -> bool:
    return word.confidence < 1.0 and word.text.isdigit()


def _height(word: Word) -> float:
    return word.box.y1 - word.box.y0


def number_line(text: str) -> tuple[str | None, str | None, str | None] | None:
    """(number, type code, issuer code) of a line "Số: 12 /QĐ-UBND"; None when it is no such line.

    Digits that are blank or cannot be read ("Số: #27 /QĐ-TTg") give no number, the symbol still its type and issuer.
    """
    text = text.lstrip("|*_ \t").translate(LOOKALIKES)
    match = _NUMBER.match(text)
    if match is None or len(text) > 70:
        return None
    number, code, issuer = parse_letterhead_number(text[text.lower().index("s") :] if text[:1] in "BbLlNnPp" else text)
    if number is None and not (code or issuer):
        _, code, issuer = parse_letterhead_number(f"Số: {match['rest']}")
    if any(is_syllable(w) for w in re.findall(r"[^\W\d_]{2,}", match["digits"])):
        return None  # words of a sentence
    if not (number or (code and issuer) or (issuer and "/" in match["rest"])):
        return None
    # Nothing but the symbol may follow: "Số 12-NQ/XY của ..." is a sentence or a title.
    symbol = _SYMBOL.match(match["rest"])
    rest = match["rest"][symbol.end() :] if symbol else ""
    return (number, code, issuer) if len(rest.strip(" .,;*")) <= 4 else None


def _window(words: Sequence[str], motto: str, most: int) -> tuple[int, int] | None:
    """Where the words of a motto stand (start, end), a few misread letters allowed."""
    keys = [fold(w) for w in words]
    size = len(motto.split())
    if len(set(motto.split()).intersection(keys)) < 2:
        return None
    for start in range(len(words)):
        taken: list[str] = []
        end = start
        while end < len(words) and len(taken) < size:
            if keys[end]:
                taken.extend(keys[end].split())
            end += 1
        if len(taken) == size and keys[start] and Levenshtein.distance(" ".join(taken), motto) <= most:
            return start, end
    return None


def lines_of(block: Block) -> list[str]:
    """The lines of a letterhead block: broken where the two columns meet, and around the mottoes and the date."""
    raw = [block.text] if block.repairs else block.text_raw.split("\n")
    out: list[str] = []
    for line in raw:
        for piece in _COLUMNS.split(_BLANK.sub(" ", line)):
            text = clean(piece)
            if text:
                out.extend(_broken(text))
    return out


_PLACE_BEHIND = re.compile(
    rf"(?<=\S)\s+(?=[{CAPITAL}][^\d,]{{2,40}}[,\s]\s*(?:hồi\s[^,]{{3,20}}[,\s]\s*)?[Nn]gày\b.*(?:tháng|\d/\d))"
)


@lru_cache(maxsize=8192)
def _broken(text: str) -> tuple[str, ...]:
    words = text.split()
    for motto, most in ((_MOTTOES[0], 4), (_MOTTOES[1], 2), (_SUB_MOTTO, 3)):
        found = _window(words, motto, most)
        named = found is not None and fold(" ".join(words[: found[0]])).endswith(
            "nuoc"
        )  # "... biên giới nước CỘNG HÒA"
        if found is not None and len(words) > found[1] - found[0] and not named:
            around = (words[: found[0]], words[found[0] : found[1]], words[found[1] :])
            return tuple(line for part in around if part for line in _broken(" ".join(part)))
    for match in _PLACE_BEHIND.finditer(text):
        beside = text[: match.start()]
        if number_line(beside) or is_caps(beside) or SUBJECT.match(beside):
            return beside, text[match.end() :]
    return (text,)


def is_motto(text: str) -> bool:
    """Whether the line is the motto of the state or the name of the party, a few misread letters allowed."""
    words = text.split()
    return any(
        (found := _window(words, motto, most)) is not None and found == (0, len(words))
        for motto, most in zip(_MOTTOES, (4, 2), strict=True)
    )


def _is_sub_motto(text: str) -> bool:
    return Levenshtein.distance(fold(text), _SUB_MOTTO) <= 3


_VOWEL = re.compile("[aeiouy]")


def is_speck(text: str) -> bool:
    """A routing mark or what is left of one ("TTĐ1", "T17"): short, and no word."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    if text.isupper() and all(w.isalpha() and len(w) > 1 and _VOWEL.search(fold(w)) for w in text.split()):
        return False  # "ĐẮK LẮK"
    return len(text) <= 12 and not (text.isalpha() and text.isupper()) and not any(is_syllable(w) for w in words)


LONGEST_LINE = 160  # characters


@lru_cache(maxsize=8192)
def _line_kind(text: str) -> str:
    if is_motto(text):
        return "motto"
    if _is_sub_motto(text) or is_speck(text) or not any(c.isalnum() for c in text):  # the last: a rule of dashes
        return "other head"
    if _MARKED.match(fold(text)) or _ENGLISH.match(fold(text)) or _INCOMING.match(text):
        return "other head"
    if number_line(text):
        return "number"
    if place_and_date(text):
        return "date"
    if SUBJECT.match(text):
        return "subject"
    if is_caps(text) and len(text) <= LONGEST_LINE and type_name_at(text) is None and not is_form_title(text):
        return "caps"
    return ""


def own_lines(block: Block) -> list[str]:
    """The lines of a block; a date, number or subject may run over several."""
    lines = lines_of(block)
    whole = _line_kind(block.text)
    apart = whole == "subject" and "date" in map(_line_kind, lines)  # a subject beside the date
    return [block.text] if whole in ("date", "number", "subject") and not apart else lines


def head_lines(block: Block) -> list[tuple[str, str]]:
    """The lines of a letterhead block, each with what it is ("motto", "number", "date", "subject", "caps") or ""."""
    out: list[tuple[str, str]] = []
    for text in own_lines(block):
        kind = _line_kind(text)
        goes_on = not kind and bool(out) and out[-1][0] == "subject"
        out.append(("subject" if goes_on else kind, text))
    return out


# --- types ------------------------------------------------------------------------------------

_TYPE_NAMES = tuple(
    sorted(
        {
            *DOCUMENT_TYPES.values(),
            "Thông báo kết luận",
            "Chương trình hành động",
            "Chương trình phối hợp",
            "Kế hoạch phối hợp",
            "Quy chế phối hợp",
            "Chương trình công tác",
            "Kế hoạch hành động",
            "Nghị quyết liên tịch",
        },
        key=lambda name: (-len(name), name),
    )
)


def type_name_at(text: str) -> str | None:
    """The document type that a title line begins with ("THÔNG BÁO KẾT LUẬN của ..." -> "Thông báo kết luận")."""
    key = fold(text)
    if not is_caps(" ".join(text.split()[:2])) or text[:6].upper() == "PHƯỜNG":  # folded, "PHƯỜNG AN" is "Phương án"
        return None
    return next((name for name in _TYPE_NAMES if key == fold(name) or key.startswith(fold(name) + " ")), None)


def nearly_type(text: str, code: str | None) -> str | None:
    """The type that the symbol names, when a line in capitals is that name with misread letters ("]rmônG TƯ")."""
    expected = DOCUMENT_TYPES.get(code or "")
    if expected is None or code == "CV" or len(text) > len(expected) + 6:
        return None
    key, name = fold(text), fold(expected)
    return expected if Levenshtein.normalized_similarity(key, name) >= 0.7 else None


# What people fill in for an office. None of them is a type of document that an office issues.
_FORM_TITLE = re.compile(
    r"^(?:ĐƠN(?! VỊ)|TỜ KHAI|BẢN KHAI|PHIẾU(?! (?:GỬI|CHUYỂN|BÁO|TRÌNH))|"
    r"GIẤY (?:ĐỀ NGHỊ|CAM KẾT|CHỨNG NHẬN|XÁC NHẬN|ĐĂNG KÝ)|BẢN (?:CAM KẾT|TỰ NHẬN XÉT|KÊ KHAI)|"
    r"SƠ YẾU LÝ LỊCH|PHỤ LỤC|QCVN|TCVN)(?!\w)"
)


def is_form_title(text: str) -> bool:
    """Whether a line is the title of a form ("ĐƠN ĐỀ NGHỊ ..."), an annex or a standard: no name of a body."""
    return _FORM_TITLE.match(text) is not None
