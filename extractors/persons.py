"""Names and offices of persons on lines of their own, as signatures have them."""

from __future__ import annotations

import re

from normalizers.text import fold, is_syllable, modern_tone, strip_footnote_marks

_DEGREES = re.compile(
    r"^(?:(?:GS|PGS|TSKH|TS|ThS|BS|KS|KTS|LS|DS|CN|BSCK\w*|CK\s?I+|NG[ƯN][TD]|TT[ƯN][TD])[.,]\s*|"
    r"(?:GS|PGS|TS|ThS|BS)\s+|(?:Đại|Thượng|Trung|Thiếu|Chuẩn)\s+(?:tướng|tá|úy|đô đốc)[\s,]+|"
    r"(?:Kiến trúc sư|Kỹ sư|Luật sư|Bác sĩ|Dược sĩ)\s+)+",
    re.IGNORECASE,
)
AUTHORITY = re.compile(r"^(?:(?:TM|TL|KT|TUQ)\s?[.,:]|T\s?/\s?[MLU]|K\s?/\s?T)")
_OFFICE = re.compile(
    r"\b(?:chu tich|bi thu|chanh|truong|giam doc|thu tuong|chu nhiem|thuong truc|uy vien|pho|quyen|dai dien)\b"
)
_SCHOOL = re.compile(r"\btrường (?=tiểu|trung|đại|cao|mầm|mẫu|phổ|chính|dạy|học|thpt|thcs|pt)")
_SIGNED = re.compile(r"^(?:da ?)?k[yi](?: ten)?(?: va)?(?: dong dau)?$")  # "(Đã ký)", "[daky]", "(Ký tên, đóng dấu)"
_OF_PEOPLES = re.compile(r"^(?:Y|[HK]['’]\w*)$")  # with which names of the Central Highlands begin

# Common family names of the Kinh and of the larger ethnic groups, without those that are middle names more often (Văn,
# Quang, Kim). A name that begins otherwise is looked for elsewhere in the document; clear of a seal it needs no list.
_FAMILY = frozenset(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm "
    "phùng mai tô hà tạ lương lưu cao chu châu thái quách la lã lại lô lò lục lữ mạc ma mẫn nghiêm ninh nông ông "
    "phó quan sầm tăng thạch thang thiều tiêu tòng tôn tống triệu trình từ ung vi viên yên âu bành bạch bế cà cầm "
    "chử cung cù diệp doãn đàm đái điêu đồng đổng giáp hạ hàn hầu hình hứa khổng khuất khương kiều hùng nhâm nhan "
    "nhữ nguỵ ngụy phí phương quản sơn sùng thào giàng vàng vừ lầu bàn tẩn chảo phàn đèo quàng lường điểu siu "
    "ksor rơ kpă tráng bríu ka danh".split()
)


def is_family_name(word: str) -> bool:
    """Whether a word is a common family name, in capitals or not."""
    return modern_tone(word).lower() in _FAMILY


_PARTS_OF_A_TEXT = frozenset(("Chương", "Phần", "Mục", "Điều", "Khoản", "Phụ", "Tiểu"))


def person(text: str) -> str | None:
    """The name of a person that a line is, without degrees and ranks; None when it is no such line."""
    if text.rstrip().endswith((";", ",")):
        return None  # the rest of a line of the recipients
    name = without_degrees(text)
    words = name.split()
    if words[:1] and words[0] in _PARTS_OF_A_TEXT:
        return None
    good = 2 <= len(words) <= 5 and len(name) <= 40
    if good and all(w.isalpha() and w[0].isupper() and (w[1:].islower() or len(w) == 1) for w in words):
        return name if sum(map(is_syllable, words)) >= len(words) - 1 else None
    return None


_LONGEST_NAME = 5  # words of a Vietnamese name


def minority_name(text: str) -> str | None:
    """A name with syllables that Vietnamese has not ("Y Blôk Kbuôr"), for a line where a name must stand."""
    name = without_degrees(text)
    words = name.split()
    alone = len(words) == 1 and _OF_PEOPLES.match(words[0]) is not None  # "K'Brêu"
    if not (alone or 2 <= len(words) <= 6) or len(name) > 40:
        return None
    plain = [w.replace("'", "").replace("’", "") for w in words]
    if len(words) > _LONGEST_NAME and all(map(is_syllable, words)):  # names side by side: the first
        second = next((n for n in range(2, len(words) - 1) if is_family_name(words[n])), 0)
        return person(" ".join(words[:second])) if second else None
    return name if all(p.isalpha() and p[0].isupper() and not (len(p) > 2 and p.isupper()) for p in plain) else None


def name_in_capitals(text: str) -> str | None:
    """A name printed in capitals and begun by a family name ("PHẠM GIA TOÀN" -> "Phạm Gia Toàn"), else None."""
    words = without_degrees(text).split()
    family = bool(words) and (is_family_name(words[0]) or _OF_PEOPLES.match(words[0].title()))
    if not family or not 2 <= len(words) <= 5 or names_office(" ".join(words)):
        return None
    if not all(w.isupper() and re.sub(r"['’]", "", w).isalpha() for w in words):
        return None
    return " ".join(re.sub(r"\w+", lambda m: m[0].capitalize(), w) for w in words)


def without_degrees(text: str) -> str:
    """A name without degrees and ranks before it ("PGS.TS. Trần Văn An" -> "Trần Văn An")."""
    return _DEGREES.sub("", strip_footnote_marks(text).strip(" ."))


def names_office(text: str) -> bool:
    """Whether a line holds the office of a person ("PHÓ TRƯỞNG BAN", not "TRƯỜNG TIỂU HỌC")."""
    return _OFFICE.search(fold(_SCHOOL.sub("", modern_tone(text).lower()))) is not None


def begins_office(text: str) -> bool:
    """Whether a line begins with the office of a person ("GIÁM ĐỐC SỞ ...")."""
    rest = AUTHORITY.sub("", text).strip()
    found = _OFFICE.search(fold(rest))
    return found is not None and found.start() <= len("tong ") and names_office(rest)


def is_signed(text: str) -> bool:
    """Whether a line stands for the signature: "(Đã ký)"."""
    return _SIGNED.match(fold(text)) is not None
