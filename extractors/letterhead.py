"""Letterheads: where one stands among the blocks of a file, and what it says.

Two layouts. State offices (Nghị định 30/2020/NĐ-CP, annex I): the office and the number on the left, the state's motto
and place and date on the right. Party offices (Hướng dẫn 36-HD/VPTW): the same with the party's name for the motto, and
a line with "*". Text exports lay the two columns one after the other, line by line between each other, or in the cells
of a table; a block can hold several of these lines.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.issuers import begins_body, is_bare
from extractors.letterhead_lines import (
    BODY,
    LONGEST_LINE,
    SKIPPED,
    SUBJECT,
    has_handwriting,
    head_lines,
    is_speck,
    lines_of,
    number_line,
    own_lines,
    place_and_date,
    type_name_at,
)
from extractors.outline import is_caps, opener_of
from extractors.persons import is_signed, name_in_capitals, names_office
from normalizers.text import fold, squeeze
from pipeline.model import Block, BlockKind

_COPY = re.compile(r"^(?:sao luc|sao y|trich sao|sao nguyen van)\b")
_YEAR = re.compile(r"^(?:[-–]\s*)?\d{4}[.)]?$")  # "... giai đoạn 2031" / "- 2035"
_SHORT_OFFICE = 40  # characters
_LONG = 500  # characters: no part of a letterhead
_REACH = 16  # blocks that a letterhead may have above or below its motto or number


@dataclass(frozen=True, slots=True)
class Letterhead:
    """A run of letterhead blocks [first, last] (indices) and what it says.

    ``issuer_lines`` are those of the issuing body and the bodies above it, as printed. ``copy_title`` is the line of a
    certified-copy slip ("Sao lục Báo cáo số ...").
    """

    first: int
    last: int
    number: str | None
    type_code: str | None
    issuer_code: str | None
    place: str | None
    issued_on: dt.date | None
    issuer_lines: tuple[str, ...]
    subject: str | None
    motto: bool
    copy_title: str | None


def _kinds(block: Block, cells: bool) -> list[str]:
    """The kind of each line of a block; [""] for a block that is no part of a letterhead."""
    if block.kind in SKIPPED:
        return ["other head"]
    if len(block.text_raw) > _LONG:
        return [""]
    if block.kind not in BODY and not (cells and block.kind == BlockKind.TABLE_CELL):
        return [""]
    return [kind for kind, _ in head_lines(block)] or [""]


def _kinds_at(blocks: Sequence[Block], at: int, cells: bool) -> list[str]:
    """The kinds of the lines of a block; a line in capitals below one that ends with a comma goes on with it, whatever
    type it could name ("BAN CHỈ ĐẠO CÁC CÔNG TRÌNH," / "DỰ ÁN TRỌNG ĐIỂM")."""
    kinds = _kinds(blocks[at], cells)
    above = next((b.text for b in reversed(blocks[:at]) if b.kind not in SKIPPED), "")
    if kinds[0] == "" and _is_open(above) and _rest_of_name(own_lines(blocks[at])[0]):
        return ["caps", *kinds[1:]]
    return kinds


def _is_open(above: str) -> bool:
    return above.rstrip().endswith(",") and is_caps(above)


def _rest_of_name(text: str) -> bool:
    return is_caps(text) and len(text) <= LONGEST_LINE


# --- letterheads ------------------------------------------------------------------------------


def find_letterheads(blocks: Sequence[Block]) -> list[Letterhead]:
    """The letterheads of a file, in reading order."""
    out: list[Letterhead] = []
    i = 0
    while i < len(blocks):
        kinds = _kinds(blocks[i], True)
        if not {"motto", "number"} & set(kinds) or not all(kinds):
            i += 1
            continue
        cells = blocks[i].kind == BlockKind.TABLE_CELL
        first, last = _reach(blocks, i, out[-1].last + 1 if out else 0, cells)
        head = _read(blocks, first, last)
        if head is not None:
            out.append(head)
            i = head.last + 1
        else:
            i += 1
    return out


def _reach(blocks: Sequence[Block], anchor: int, floor: int, cells: bool) -> tuple[int, int]:
    """The first and the last block of the letterhead that holds the block ``anchor``."""
    first = anchor
    while first > floor and anchor - first < _REACH and all(_kinds_at(blocks, first - 1, cells)):
        if _signs_above(blocks, first - 1, floor):
            break
        first -= 1
    while first < anchor and (blocks[first].kind in SKIPPED or is_speck(blocks[first].text)):
        first += 1
    last, at = anchor, anchor + 1
    mottoes = sum(_kinds(b, cells).count("motto") for b in blocks[first:at])
    while at < len(blocks) and at - anchor < _REACH:
        kinds = _kinds_at(blocks, at, cells)
        if not all(kinds):
            # The subject of a letter runs over several lines; the head or the addressees come below it.
            below = [k for b in blocks[at + 1 : at + 5] for k in _kinds(b, cells)]
            if not (_in_subject(blocks, first, at) and ({"motto", "date"} & set(below) or _before_address(blocks, at))):
                break
        mottoes += kinds.count("motto")
        if mottoes > 1:
            break
        if blocks[at].kind not in SKIPPED:
            last = at
        at += 1
    return first, last


def _signs_above(blocks: Sequence[Block], at: int, floor: int) -> bool:
    """Whether a block is the name in capitals of who signed the document above, with the office over it."""
    if name_in_capitals(blocks[at].text) is None:
        return False
    above = [b.text for b in blocks[floor:at] if b.kind not in SKIPPED and not is_signed(b.text)]
    return bool(above) and names_office(above[-1]) and (is_caps(above[-1]) or len(above[-1]) < _SHORT_OFFICE)


def _in_subject(blocks: Sequence[Block], first: int, at: int) -> bool:
    """Whether a block goes on with the subject ("V/v ...") of the letterhead above it."""
    if len(blocks[at].text) > 200 or blocks[at].kind not in BODY:
        return False
    above = blocks[max(first, at - 3) : at]
    return any("subject" in _kinds(b, True) for b in above)


def _before_address(blocks: Sequence[Block], at: int) -> bool:
    """Whether "Kính gửi" comes right below a block, or below the lines that go on with it."""
    for block in blocks[at : at + 5]:
        if fold(block.text).startswith("kinh gui"):
            return True
        if opener_of(block.text) is not None or block.text.rstrip().endswith((".", ";", ":")):
            return False
    return False


def _read(blocks: Sequence[Block], first: int, last: int) -> Letterhead | None:
    lines = _said(blocks[first : last + 1])
    kinds = [kind for kind, _, _ in lines]
    issuer = _issuer_lines([(kind, text) for kind, text, _ in lines])
    motto = "motto" in kinds
    if not motto and "number" not in kinds:
        return None
    if not motto and not issuer and not _stands_alone(blocks, first, last):
        return None
    number = code = issuer_code = place = None
    if "number" in kinds:
        _, text, block = lines[kinds.index("number")]
        number, code, issuer_code = number_line(text) or (None, None, None)
        number = None if has_handwriting(block, blocks) else number
    date: dt.date | None = None
    for text, block in ((text, block) for kind, text, block in lines if kind == "date"):
        where = place_and_date(text) or (None, None)
        place, date = place or where[0], date or (None if has_handwriting(block, blocks) else where[1])
    below = kinds.index("subject") if "subject" in kinds else len(lines)
    subject = [SUBJECT.sub("", text) for kind, text, _ in lines[below:] if kind in ("subject", "")]
    return Letterhead(
        first,
        last,
        number,
        code,
        issuer_code,
        place,
        date,
        tuple(issuer),
        squeeze(" ".join(subject)).strip(" )") or None,
        motto,
        _copy_title(blocks, first, last),
    )


def _said(blocks: Sequence[Block]) -> list[tuple[str, str, Block]]:
    """The lines of a letterhead: kind, text, block."""
    out: list[tuple[str, str, Block]] = []
    named = ""
    for block in blocks:
        for kind, text in head_lines(block) if block.kind not in SKIPPED else ():
            kind = "caps" if not kind and _is_open(named) and _rest_of_name(text) else kind
            named = text if kind == "caps" else named
            if out and out[-1][0] == "subject" and _YEAR.match(text):
                kind = "subject"
            out.append((kind, text, block))
    return out


def _issuer_lines(lines: Sequence[tuple[str, str]]) -> list[str]:
    """The lines of a letterhead (kind, text) that name the issuer: those in capitals above the number.

    Below a date that the issuer stands above, another body is that of an incoming-mail stamp; the rest of a name and a
    body that is nobody's ("VĂN PHÒNG") are the issuer's. Exports that put the number first have the issuer below it.
    """
    out: list[str] = []
    motto = closed = False
    rest = iter(lines)
    for kind, text in rest:
        if kind == "number":
            break
        motto = motto or kind == "motto"
        closed = closed or (kind == "date" and motto and bool(out))
        if kind == "caps" and (not closed or not begins_body(text) or is_bare(text)):
            out.append(text)
    for kind, text in () if out else rest:
        if kind == "caps" and (out or begins_body(text)):
            out.append(text)
        elif out:
            break
    return out


def _stands_alone(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Whether a number without motto and issuer opens a document: at the start of the file, or above a type name."""
    if all(b.kind in SKIPPED or not b.text for b in blocks[:first]):
        return True
    return any(type_name_at(b.text) for b in blocks[last + 1 : last + 4])


def _copy_title(blocks: Sequence[Block], first: int, last: int) -> str | None:
    """The title line of a certified-copy slip, in or below its letterhead."""
    for block in blocks[first : last + 16]:
        if len(block.text_raw) > _LONG:
            break
        for line in lines_of(block) if block.kind != BlockKind.TABLE_CELL else ():
            if _COPY.match(fold(line)) and len(line) < 200:
                where = re.search(r"\s(?=[A-ZĐ][^\d,]{2,40},\s*ngày\s.*tháng)", line)
                return line[: where.start()] if where else line
        listed = block.kind in (BlockKind.RECIPIENTS, *SKIPPED) or block.text.startswith(("-", "–"))
        if not listed and not all(_kinds(block, True)):
            break
    return None
