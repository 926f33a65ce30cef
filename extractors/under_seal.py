"""Offices and names that a seal covers in part.

A seal is put over the left third of the signature (Nghị định 30/2020/NĐ-CP, annex I, part II, 7.c), so on a black and
white scan the first letters of the office and of the name come out as anything: "XNHỦ TƯỚNG", "ZZLê Minh Hưng". Offices
are a closed list and are found in it; a name is taken only where all that is left of it can be one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rapidfuzz.distance import Levenshtein

from extractors.outline import is_caps
from extractors.persons import is_family_name
from normalizers.text import fold, is_syllable, squeeze
from pipeline.model import Block, BlockKind, Box

_HEADS = (
    *(
        "BỘ TRƯỞNG",
        "THỦ TƯỚNG",
        "CHỦ TỊCH",
        "CHỦ NHIỆM",
        "BÍ THƯ",
        "GIÁM ĐỐC",
        "TỔNG GIÁM ĐỐC",
        "THỐNG ĐỐC",
        "CHÁNH ÁN",
    ),
    *("CHÁNH ÁN", "CỤC TRƯỞNG", "TỔNG CỤC TRƯỞNG", "CHI CỤC TRƯỞNG", "VỤ TRƯỞNG", "VIỆN TRƯỞNG", "HIỆU TRƯỞNG"),
    *("TRƯỞNG BAN", "TRƯỞNG PHÒNG", "TỔ TRƯỞNG", "CHÁNH VĂN PHÒNG", "CHÁNH THANH TRA", "TỔNG BIÊN TẬP", "TỔNG BÍ THƯ"),
    *("TỔNG KIỂM TOÁN NHÀ NƯỚC", "TỔNG THANH TRA CHÍNH PHỦ", "TƯ LỆNH", "CHỈ HUY TRƯỞNG", "ĐỘI TRƯỞNG"),
)
_DEPUTY = {"BỘ TRƯỞNG": "THỨ TRƯỞNG"}
_STANDING = " THƯỜNG TRỰC"
_ALIKE = 0.75  # similarity of the folded office to what was read; a seal covers a third of it at most
_ALIKE_DEPUTY = 0.6  # where the line above says for whom is signed, few offices are left to choose from
_APART = 0.08  # by which the best office must lead the second
_EDGES = " .,;|`´'_-–—~*"
_REST = 3  # letters of the rim before a name that may be dropped; more could be a part of the name


def near_seal(block: Block, blocks: Sequence[Block]) -> bool:
    """Whether a seal or another stamp of the page lies on a block."""
    box = block.region.box
    return box is not None and any(
        _meet(box, b.region.box)
        for b in blocks
        if b.kind == BlockKind.STAMP and b.region.page_no == block.region.page_no and b.region.box is not None
    )


def _meet(a: Box, b: Box | None) -> bool:
    return b is not None and min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) > max(a.y0, b.y0)


def office_under_seal(text: str, above: str) -> str | None:
    """The office that a line in capitals is, its letters partly misread; None when it is none, or doubtful.

    ``above``: the line over it, in whose place ("KT. BỘ TRƯỞNG") only a deputy signs.
    """
    if not is_caps(text) or len(text) > 60:
        return None
    behind = re.match(r"^\W*K\s?/?\s?T\s?[.,:/]\s*(.+)$", above)
    read = fold(text)
    if behind:
        heads = [h for h in _HEADS if fold(h) in fold(behind[1])]
        known = [d + tail for h in heads for d in (_DEPUTY.get(h, f"PHÓ {h}"),) for tail in ("", _STANDING)]
        floor = _ALIKE_DEPUTY
    else:
        known = [o for h in _HEADS for o in (h, _DEPUTY.get(h, f"PHÓ {h}"))]
        floor = _ALIKE
    scored = sorted({(Levenshtein.normalized_similarity(read, fold(o)), o) for o in known}, reverse=True)
    if not scored or scored[0][0] < floor or (len(scored) > 1 and scored[0][0] - scored[1][0] < _APART):
        return None
    return scored[0][1]


def person_under_seal(text: str, elsewhere: Iterable[str]) -> str | None:
    """The name in a line whose beginning a seal covers; None where a part of it is lost.

    ``elsewhere``: other texts of the document; where the beginning is lost, a full name in them that ends in what is
    left ("... Mạnh Cường") is taken, if there is just one.
    """
    words, lost = _names(text)
    if len(words) < 2 or len(words) > 5:
        return None
    if lost <= _REST and is_family_name(words[0]):
        return " ".join(words)
    ending = re.compile(r"(?<!\w)((?:[^\W\d_]+\s+){1,3}" + re.escape(" ".join(words[-2:])) + r")(?!\w)")
    found = set()
    for other in elsewhere:
        for match in ending.finditer(squeeze(other)):
            parts = match[1].split()
            starts = [n for n in range(len(parts) - 2) if is_family_name(parts[n]) and parts[n][0].isupper()]
            if starts and all(p[0].isupper() and p[1:].islower() for p in parts[starts[-1] :]):
                found.add(" ".join(parts[starts[-1] :]))
    return found.pop() if len(found) == 1 else None


def _names(text: str) -> tuple[list[str], int]:
    """The last words of a line that are capitalized syllables, and how many letters before them are none."""
    words: list[str] = []
    rest = text.rstrip(_EDGES)
    while rest:
        start = max((n for n, c in enumerate(rest) if c.isupper()), default=None)
        word = "" if start is None else rest[start:]
        if not (word.isalpha() and is_syllable(word)):
            break
        words.insert(0, word)
        rest = rest[:start].rstrip(_EDGES)
    return words, sum(c.isalpha() for c in rest)
