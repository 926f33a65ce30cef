"""Syllables of agency texts: abbreviations written out, separators ranked, offsets kept."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from normalizers.text import fold, tone_key

#: What stands between two tokens. A larger value parts more.
SPACE, DASH, COMMA, AND, COLON, HARD = range(6)

_EXPANSIONS = {
    "UBND": "ủy ban nhân dân",
    "UBNDTP": "ủy ban nhân dân thành phố",
    "HĐND": "hội đồng nhân dân",
    "HDND": "hội đồng nhân dân",
    "TP": "thành phố",
    "TPHCM": "thành phố hồ chí minh",
    "HCM": "hồ chí minh",
    "TW": "trung ương",
    "TƯ": "trung ương",
    "KHCN": "khoa học công nghệ",
    "GDĐT": "giáo dục đào tạo",
    "VHTTDL": "văn hóa thể thao du lịch",
    "VHTT": "văn hóa thể thao",
    "TNMT": "tài nguyên môi trường",
    "NNMT": "nông nghiệp môi trường",
    "NNPTNT": "nông nghiệp phát triển nông thôn",
    "TTTT": "thông tin truyền thông",
    "LĐTBXH": "lao động thương binh xã hội",
    "KHĐT": "kế hoạch đầu tư",
    "DTTG": "dân tộc tôn giáo",
    "KHKT": "khoa học kỹ thuật",
    "KHXH": "khoa học xã hội",
    "GTVT": "giao thông vận tải",
    "MTTQ": "mặt trận tổ quốc",
    "MTTQVN": "mặt trận tổ quốc việt nam",
    "UBMTTQ": "ủy ban mặt trận tổ quốc",
    "UBMTTQVN": "ủy ban mặt trận tổ quốc việt nam",
    "ĐBQH": "đại biểu quốc hội",
    "VP": "văn phòng",
    "VPCP": "văn phòng chính phủ",
    "BCĐ": "ban chỉ đạo",
    "BCĐTW": "ban chỉ đạo trung ương",
    "CĐS": "chuyển đổi số",
    "ĐMST": "đổi mới sáng tạo",
    "NHNN": "ngân hàng nhà nước",
    "TAND": "tòa án nhân dân",
    "TANDTC": "tòa án nhân dân tối cao",
    "VKSND": "viện kiểm sát nhân dân",
    "VKSNDTC": "viện kiểm sát nhân dân tối cao",
    "KTNN": "kiểm toán nhà nước",
    "BHXH": "bảo hiểm xã hội",
    "NHCSXH": "ngân hàng chính sách xã hội",
    "LĐLĐ": "liên đoàn lao động",
    "TNCS": "thanh niên cộng sản",
    "CCB": "cựu chiến binh",
    "LHPN": "liên hiệp phụ nữ",
    "UBKT": "ủy ban kiểm tra",
    "TGDV": "tuyên giáo dân vận",
    "CATP": "công an thành phố",
    "BTV": "ban thường vụ",
    "HTX": "hợp tác xã",
    "CHQS": "chỉ huy quân sự",
    "BĐBP": "bộ đội biên phòng",
    "CQTT": "cơ quan thường trực",
    "BQL": "ban quản lý",
    "TCT": "tổng công ty",
    "VN": "việt nam",
    "KKT": "khu kinh tế",
    "KCN": "khu công nghiệp",
    "QLDA": "quản lý dự án",
    "ĐTXD": "đầu tư xây dựng",
    "TMCP": "thương mại cổ phần",
    "PTTH": "phát thanh truyền hình",
}
_ANY_CASE = {"TP"}
_TOKEN = re.compile(
    r"(?P<joined>[A-ZĐƯ]{1,6}(?:(?:\s?[,&\-]\s?|\svà\s)[A-ZĐƯ]{1,6})+(?![^\W\d_]))|[A-ZĐƯ]{1,6}\d{1,3}-\d{1,3}(?!\d)|[^\W_](?:\w|[\u0300-\u036f])*"
)
_PART = re.compile(r"[A-ZĐƯ]+")


class Token(NamedTuple):
    """One syllable of a text. An abbreviation yields several, which share ``start`` and ``end``.

    ``key`` is the folded syllable, ``tone`` the same with its diacritics (``tone_key``); ``start``/``end`` are
    offsets in the text; ``gap`` says what stands before it (SPACE ... HARD); ``first``/``last`` tell whether it
    opens and closes its printed word.
    """

    key: str
    tone: str
    raw: str
    start: int
    end: int
    gap: int
    first: bool
    last: bool


@lru_cache(maxsize=65536)
def _syllables(raw: str) -> tuple[tuple[str, str], ...]:
    """The (key, tone) pairs that a printed word stands for."""
    full = _EXPANSIONS.get(raw) or (_EXPANSIONS.get(raw.upper()) if raw.upper() in _ANY_CASE else None)
    return tuple((fold(w), tone_key(w)) for w in (full.split() if full else [raw]))


def _gap(between: str) -> int:
    """The separator class of the text between two words (the word "và" is dealt with by the caller)."""
    gap = SPACE
    for char in between:
        if char in ",/":
            gap = max(gap, COMMA)
        elif char == "&":
            gap = max(gap, AND)
        elif char in "-–—":
            gap = max(gap, DASH)
        elif char == ":":
            gap = max(gap, COLON)
        elif char in ";.()[]…\x1f!?|•*":
            gap = HARD
    return gap


def _words(text: str) -> Iterable[tuple[str, int, int]]:
    """Printed words with offsets; an abbreviation such as "KH&CN" is one word, "VTV,VOV" are two."""
    for m in _TOKEN.finditer(text):
        if m["joined"] is None:
            yield m.group(), m.start(), m.end()
            continue
        parts = [(p.group(), m.start() + p.start(), m.start() + p.end()) for p in _PART.finditer(m.group())]
        while parts:
            for n in range(len(parts), 0, -1):
                joined = "".join(p[0] for p in parts[:n])
                if n == 1 or joined in _EXPANSIONS:
                    yield joined, parts[0][1], parts[n - 1][2]
                    del parts[:n]
                    break


def tokenize(text: str) -> list[Token]:
    """The syllables of an NFC text, without the conjunction "và" (it becomes the gap ``AND``)."""
    out: list[Token] = []
    before, gap, capitals = 0, SPACE, text.isupper()
    for raw, start, end in _words(text):
        between = text[before:start]
        here = max(_gap(between), AND if "và" in between else SPACE)  # "VTV và VOV", parted by _words
        # the point of an abbreviation ("TP. Huế", "Q. 3") does not part
        if here == HARD and between.strip() == "." and out and (out[-1].raw.lower() in {"tp", "q", "h", "p", "x", "t"}):
            here = SPACE
        gap = max(gap, here)
        before = end
        if raw.lower() == "và":
            gap = max(gap, AND)
            continue
        # in a text in capitals "TƯ" is the syllable of "BỘ TƯ PHÁP"
        pairs = ((fold(raw), tone_key(raw)),) if raw == "TƯ" and capitals else _syllables(raw)
        for n, (key, tone) in enumerate(pairs):
            out.append(Token(key, tone, raw, start, end, SPACE if n else gap, n == 0, n == len(pairs) - 1))
        gap = SPACE
    return out
