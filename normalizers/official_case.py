"""Names of bodies and offices printed in capitals -> their official capitals: "ỦY BAN NHÂN DÂN TỈNH LAM GIANG" ->
"Ủy ban nhân dân tỉnh Lam Giang".

Source of the rule: Nghị định 30/2020/NĐ-CP, annex II (capitals in administrative documents). A name is respelt only
when the rule covers every word of it; any other keeps the capitals that were printed.
"""

from __future__ import annotations

import re

from normalizers.text import fold, modern_tone, squeeze

# Generic words of names, as annex II writes them. A place follows those of the first line.
_UNITS = ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "thị trấn", "xã", "phường", "đặc khu", "TP.", "TP")
_COMMITTEES = ("Tỉnh ủy", "Thành ủy", "Huyện ủy", "Quận ủy", "Thị ủy", "Đảng ủy", "Đảng bộ", "Chi bộ", "Tỉnh đoàn")
_GENERIC = (
    *("Ủy ban nhân dân", "Hội đồng nhân dân", "Ủy ban Kiểm tra", "Ủy ban Mặt trận Tổ quốc Việt Nam", "UBND", "HĐND"),
    *("Ban Thường vụ", "Ban Chấp hành", "Ban Chỉ đạo", "Ban Tổ chức", "Ban Tuyên giáo và Dân vận", "Ban Nội chính"),
    *("Ban Tuyên giáo", "Ban Dân vận", "Ban Cán sự đảng", "Ban Quản lý", "Tiểu ban", "Ban Kinh tế", "Thường trực"),
    *("Cơ quan Thường trực", "Văn phòng Thường trực", "Văn phòng", "Tổ Giúp việc", "Tổ công tác", "Hội đồng tư vấn"),
    *("Trung ương Đảng", "Trung ương", "Bộ Chính trị", "Ban Bí thư", "Quốc hội", "Chính phủ", "Thủ tướng", "Tổ"),
    *("Chủ tịch", "Phó Chủ tịch", "Bí thư", "Phó Bí thư", "Chánh Văn phòng", "Phó Chánh Văn phòng", "Chủ nhiệm"),
    *("Trưởng Ban", "Phó Trưởng Ban", "Trưởng Ban Thường trực", "Phó Trưởng Ban Thường trực", "Phó Chủ nhiệm"),
    *("Giám đốc", "Phó Giám đốc", "Tổng Giám đốc", "Phó Tổng Giám đốc", "Bộ trưởng", "Thứ trưởng", "Phó Thủ tướng"),
    *("Cục trưởng", "Phó Cục trưởng", "Vụ trưởng", "Phó Vụ trưởng", "Viện trưởng", "Phó Viện trưởng", "Hiệu trưởng"),
    *(
        "Trưởng",
        "Phó Trưởng",
        "Phó",
        "Trưởng phòng",
        "Phó Trưởng phòng",
        "Chánh Thanh tra",
        "Chánh án",
        "Chi cục trưởng",
        "Tổng Bí thư",
        "Ban",
    ),
    *("Thường trực Ban Bí thư", "Thường vụ", "Ủy viên Thường trực", "Tổ trưởng", "Phó Tổ trưởng", "Sở", "Quyền"),
)
_SMALL = ("kiêm", "và", "của")
_MARK = re.compile(r"(?:TM|TL|KT|TUQ|Q)\.|T/[MLU]|K/T|T/UQ")
_PATTERNS = {fold(g): g for g in (*_GENERIC, *_SMALL)}
_PLACED = {fold(g): g for g in (*_UNITS, *_COMMITTEES)}
_LONGEST = max(len(key.split()) for key in (*_PATTERNS, *_PLACED))


def _phrase(words: list[str], at: int, known: dict[str, str]) -> tuple[str, int] | None:
    """The longest known phrase at a word and where it ends."""
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        bare = " ".join(words[at : at + size]).rstrip(",")
        found = known.get(fold(bare))
        if found is not None and "," not in bare:
            return found, at + size
    return None


def _split_office(words: list[str], at: int) -> bool:
    """Whether "TRƯỞNG BAN CHỈ ĐẠO" stands here: an office and a body that share the word "ban"."""
    return fold(" ".join(words[at : at + 4])) in {"truong ban chi dao", "truong ban to chuc", "truong ban quan ly"}


def official_case(printed: str) -> str:
    """The name with official capitals and modern tone placement; as printed when the rule does not cover it all.

    Names of places are those words after a unit ("TỈNH", "XÃ") or a committee; what a body is for ("VỀ PHÁT TRIỂN
    KHOA HỌC") stands in small letters. Text that is not all in capitals is left alone.
    """
    text = modern_tone(squeeze(printed))
    if any(c.islower() for c in text.replace("kiêm", "")):
        return text
    words, out, at, place = text.split(), [], 0, 0
    while at < len(words):
        if _MARK.fullmatch(words[at]):
            out.append(words[at])
            at += 1
            continue
        if _split_office(words, at):
            out.append("Trưởng")
            at += 1
            continue
        found = _phrase(words, at, _PATTERNS) or _phrase(words, at, _PLACED)
        if found is not None:
            place = 5 if fold(found[0]) in _PLACED else 0
            out.append(found[0] + ("," if words[found[1] - 1].endswith(",") else ""))
            at = found[1]
        elif fold(words[at]) == "ve":
            while at < len(words) and _phrase(words, at, {fold(u): u for u in _UNITS}) is None:
                out.append(words[at].lower())
                at += 1
        elif place and words[at].rstrip(",").replace("-", "").isalpha():
            out.append(words[at].title())
            at, place = at + 1, place - 1
        else:
            return text
    joined = " ".join(out)
    return joined[:1].upper() + joined[1:]
