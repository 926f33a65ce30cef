"""The lines of a letterhead that name the issuer, as names of bodies: who issues, and the body above it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from normalizers.agency import parse_agencies
from normalizers.official_case import official_case
from normalizers.text import fold, has_diacritic, modern_tone
from pipeline.model import Role

_BODIES = (
    r"(?:tỉnh|thành|huyện|quận|thị|đảng) ủy|tỉnh đoàn|huyện đoàn|thành đoàn|đảng (?:bộ|đoàn)|chi bộ|"
    r"ban(?! hành)|bộ(?! ngành)|sở|cục|tổng cục|chi cục|vụ|ủy ban|ubnd|hđnd|ubmttq|hội(?! nhập)|văn phòng|"
    r"phòng(?!,? chống| cháy| thủ)|trung tâm|cơ quan|tổ(?! chức)|viện|trường(?! hợp)|công an|tòa án|thanh tra|"
    r"tiểu ban|đoàn(?! kết)|liên đoàn|liên minh|liên hiệp|tổng công ty|tập đoàn|công ty|ngân hàng|bảo hiểm|"
    r"kho bạc|kiểm toán|quốc hội|chính phủ|thủ tướng|chủ tịch|mặt trận|bệnh viện|quân khu|tổng liên đoàn|"
    r"học viện|đại học|hiệp hội|câu lạc bộ|hợp tác xã|nhà xuất bản|báo|đài"
)
_HEADS = re.compile(rf"(?:{_BODIES})(?!\w)")
_PLAIN_HEADS = re.compile(rf"(?:{''.join(fold(c) or c for c in _BODIES)})(?!\w)")  # of text that lost its marks
_GOES_ON = re.compile(r"(?:,|\b(?:ve|cua|va|cho|truc thuoc|thuoc|cac|truong|du an))$")
_JOINT = re.compile(r"\s[-–—]$")  # "BỘ A -" above "BỘ B": the two issue together
_WHOLE = re.compile(
    r"\b(?:trung uong|tinh|thanh pho|huyen|(?<!co )quan|thi xa|xa|phuong|dac khu|uy ban nhan dan|quoc gia|chinh phu|"
    r"quoc hoi|nha nuoc|viet nam|(?:tinh|thanh|huyen|quan|dang|thi) uy|ubnd)\b"
)
_NEEDS_BODY = re.compile(
    r"^(?:van phong|co quan thuong truc|ban(?! quan ly)|to|tieu ban|uy ban kiem tra|hoi dong tu van|thuong truc)\b"
)
_ALONE = re.compile(
    r"^(?:dang uy|dang bo|chi bo|uy ban nhan dan|uy ban thuong vu|hoi dong nhan dan|ubnd|van phong|ban chap hanh|"
    r"ban thuong vu)$"
)
_KNOWN_PARTS = ("CƠ QUAN THƯỜNG TRỰC", "VĂN PHÒNG THƯỜNG TRỰC", "BAN CHỈ ĐẠO", "VĂN PHÒNG", "TỔ GIÚP VIỆC")


def begins_body(line: str) -> bool:
    """Whether a line in capitals begins the name of a body ("SỞ TÀI CHÍNH", not "TỈNH LAM GIANG")."""
    marked = modern_tone(line).lower()
    return bool(_HEADS.match(marked) or (not has_diacritic(line) and _PLAIN_HEADS.match(marked)))


def is_bare(name: str) -> bool:
    """Whether the name says no whose: "VĂN PHÒNG", "BAN TUYÊN GIÁO VÀ DÂN VẬN" take the body above them."""
    key = fold(name)
    return bool(_NEEDS_BODY.match(key)) and not _WHOLE.search(key)


def issuer_groups(lines: Sequence[str]) -> list[str]:
    """The lines of a letterhead as names of bodies, the highest first."""
    out: list[str] = []
    for line in map(_mended, lines):
        above = fold(out[-1]) if out else ""
        open_end = bool(out) and (out[-1].rstrip().endswith(",") or _JOINT.search(out[-1].rstrip()) is not None)
        joined = not out or open_end or _GOES_ON.search(above) or not begins_body(line)
        if not joined and _ALONE.match(above) and len(out) == 1:
            joined = True  # "ĐẢNG ỦY" + "BỘ TÀI CHÍNH", "VĂN PHÒNG" + "CHÍNH PHỦ"
        if joined and out:
            out[-1] = f"{out[-1]} {line}"
        else:
            out.append(line)
    return out


def _mended(line: str) -> str:
    return next((k for k in _KNOWN_PARTS if 0 < Levenshtein.distance(fold(line), fold(k)) <= 2 < len(k) / 4), line)


def _named(printed: str) -> str:
    """The name as the register spells it, else with official capitals, else as printed."""
    parts = re.split(r"\s[-–—]\s", printed)
    if len(parts) > 1 and all(map(begins_body, parts)):
        return " - ".join(map(_named, parts))  # bodies that issue together
    mentions = parse_agencies(printed, Role.LEAD)
    if len(mentions) == 1 and mentions[0].agency_id:
        return mentions[0].name
    return official_case(printed)


def issuer_of(lines: Sequence[str]) -> tuple[str | None, str | None]:
    """(issuing body, body above it) of the issuer lines of a letterhead.

    The body named last issues. A name that says not whose it is takes the name above: "VĂN PHÒNG" under "TỈNH ỦY
    LAM GIANG" is "Văn phòng Tỉnh ủy Lam Giang".
    """
    groups = issuer_groups(lines)
    if not groups:
        return None, None
    parent = _named(groups[-2]) if len(groups) > 1 else None
    own = _named(groups[-1])
    return (f"{own} {parent}" if parent and is_bare(groups[-1]) else own), parent
