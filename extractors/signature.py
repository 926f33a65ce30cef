"""The end of a document: who signed it and in what office, and to whom it goes.

Sources of the layout rules: Nghị định 30/2020/NĐ-CP, annex I (recipients left, signature right), and Hướng dẫn
36-HD/VPTW. Text exports and skewed scans lay the two columns one into the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractors.letterhead_lines import BODY, SKIPPED, is_motto, is_speck, lines_of, type_name_at
from extractors.outline import is_caps, opener_of
from extractors.persons import (
    AUTHORITY,
    begins_office,
    is_signed,
    minority_name,
    name_in_capitals,
    names_office,
    person,
    without_degrees,
)
from extractors.two_columns import one_after_the_other
from extractors.under_seal import near_seal, office_under_seal, person_under_seal
from normalizers.official_case import official_case
from normalizers.text import BULLETS, CAPITAL, fold, squeeze
from pipeline.model import Block, BlockKind

_ITEM = re.compile(rf"^\s*[-–—~·*+_={BULLETS}]{{1,3}}\s*(?=[^\s\-–—])")
_TWO_ITEMS = re.compile(rf"(?<=[,;:.])\s*[-–~]\s+(?=[{CAPITAL}])")
_SEMICOLON = re.compile(r";\s+(?![^()]*\))")  # outside of brackets
_ENCLOSED = re.compile(r"^\(?\s*(?:đính kèm|gửi kèm|kèm theo)\b", re.IGNORECASE)
_TELEGRAPHS = re.compile(rf"^[{CAPITAL}][^.;:]{{2,110}}\s(?:điện|ĐIỆN)\s*:\s*$")
_JOINERS = ("kiem", "thay mat", "kt", "tm", "tl")
_AUTHORITY_GLUED = re.compile(r"^(TM|TL|KT|TUQ|Q)\.(?=\S)")
_MOST_ROLE_LINES = 9
_MOST_RECIPIENTS = 60
_LONGEST_ENTRY = 250  # characters
_LAST_ENTRY = re.compile(r"Lưu\b")


@dataclass(frozen=True, slots=True)
class Signature:
    """Signer, office ("TL. Chủ tịch, Chánh Văn phòng") and the indices of the blocks; what is not there is None.

    ``used`` are the blocks of nothing else; ``places`` all of them, with those that the list of recipients shares.
    """

    name: str | None = None
    role: str | None = None
    used: tuple[int, ...] = ()
    places: tuple[int, ...] = ()


def _last_in_capitals(blocks: Sequence[Block], i: int, listed: set[int]) -> str | None:
    """The name in capitals that a block is, where the lines of the office end with it."""
    name = name_in_capitals(blocks[i].text)
    below = [b.text for n, b in enumerate(blocks[i + 1 : i + 4], i + 1) if b.kind in BODY and n not in listed]
    another = bool(below) and (begins_office(below[0]) or AUTHORITY.match(below[0]))  # the signature beside this one
    return name if another or not any(_role_line(text) or person(text) for text in below) else None


def _is_office(text: str) -> bool:
    """Whether a line above a name is one of the office, in capitals or not ("Giám đốc")."""
    return _role_line(text) or (begins_office(text) and text[:1].isupper() and len(text) < 70 and text[-1:].isalpha())


def is_signer(blocks: Sequence[Block], i: int) -> bool:
    """Whether a block is the name of a person right below an office in capitals: a document ends here."""
    above = next((b for b in reversed(blocks[:i]) if b.kind not in SKIPPED), None)
    return (
        above is not None
        and _role_line(above.text)
        and begins_office(above.text)
        and (person(blocks[i].text) or name_in_capitals(blocks[i].text)) is not None
    )


def _role_line(text: str) -> bool:
    if fold(text) in _JOINERS:
        return True
    taken = type_name_at(text) or is_motto(text) or fold(text).startswith(("phu luc", "noi nhan", "so "))
    taken = taken or text.rstrip().endswith(":")  # "QUYẾT NGHỊ:"
    return is_caps(text) and len(text) < 120 and not taken and not is_signed(text)


def _joined(lines: Sequence[str]) -> str | None:
    """The lines of an office as one: a line that names whose authority it is ends with a comma."""
    out = last = ""
    for line in lines:
        office = line if fold(line) in _JOINERS else official_case(_AUTHORITY_GLUED.sub(r"\1. ", line))
        if out and AUTHORITY.match(last) and len(last) > 4:
            out += ","
        out, last = f"{out} {office}", line
    return squeeze(out).strip(" ,.-—–") or None


def read_signature(blocks: Sequence[Block], recipients: Sequence[int]) -> Signature:
    """The signature among the blocks of one document. ``recipients``: the indices of its list of recipients."""
    start = recipients[0] if recipients else None
    listed = set(recipients)
    order = range(len(blocks)) if start is None else [*range(start, len(blocks)), *range(max(0, start - 12), start)]
    for i in order:
        if blocks[i].kind not in BODY or i in listed:
            continue
        name = _signer(blocks, i)
        below_office = None
        if name is None and blocks[i].confidence == 1.0:  # in letters that nobody had to guess
            below_office = _last_in_capitals(blocks, i, listed) or minority_name(blocks[i].text)
        if name is None and below_office is None:
            continue
        role, used = _role_above(blocks, i, listed)
        if name is None:
            name = below_office if role and names_office(role[-1]) else None
            if name is None:
                continue
        if role or (start is not None and 0 < i - start <= 40):
            return Signature(name, _joined(role), tuple(used))
    if start is None:
        return Signature()
    return _unsigned(blocks, range(start, len(blocks)), listed)


def _signer(blocks: Sequence[Block], i: int) -> str | None:
    """The name of a person that a block is; under a seal only one that can be a whole name."""
    text = blocks[i].text
    if len(text) > 60 or not near_seal(blocks[i], blocks):
        return person(text)
    return person_under_seal(without_degrees(text), [b.text for n, b in enumerate(blocks) if n != i])


def _role_above(blocks: Sequence[Block], i: int, listed: set[int]) -> tuple[list[str], list[int]]:
    role: list[tuple[str, bool]] = []
    used = [i]
    j = i - 1
    while j >= 0 and len(role) < _MOST_ROLE_LINES:
        above = blocks[j]
        covered = above.kind in BODY and near_seal(above, blocks)
        if above.kind not in SKIPPED and j not in listed and (covered or not is_speck(above.text)):
            lines = [above.text] if above.repairs else lines_of(above)
            if above.kind not in BODY or not all(_is_office(line) or is_signed(line) for line in lines):
                break
            role[:0] = [(line, covered) for line in lines if not is_signed(line)]
            used.insert(0, j)
        j -= 1
    above_each = ["", *(line for line, _ in role)]
    read = [
        office_under_seal(line, over) or ("" if is_speck(line) else line) if covered else line
        for (line, covered), over in zip(role, above_each, strict=False)
    ]
    return [line for line in read if line], used


def _unsigned(blocks: Sequence[Block], order: Sequence[int], listed: set[int]) -> Signature:
    """The office alone, where the name of the signer cannot be read."""
    for i in order:
        block = blocks[i]
        if block.kind in BODY and i not in listed and _role_line(block.text) and names_office(block.text):
            below = i
            at = i + 1
            while at < len(blocks) and (
                at in listed or blocks[at].kind in SKIPPED or _role_line(blocks[at].text.strip(" .,-–—"))
            ):
                below = at if at in listed or blocks[at].kind not in SKIPPED else below
                at += 1
            role, used = _role_above(blocks, below + 1, listed)
            signed = below + 1 < len(blocks) and blocks[below + 1].kind in BODY and len(blocks[below + 1].text) <= 40
            return Signature(None, _joined(role), tuple(u for u in used if u <= below or signed))
    return Signature()


# --- recipients -------------------------------------------------------------------------------


def _items(texts: Sequence[str], inline: bool = False) -> tuple[str, ...]:
    """The entries of a list whose lines are these: a dash begins one, other lines go on. ``inline``: the list begins on
    the line of its heading ("Kính gửi: A; B."), where semicolons part the entries."""
    out: list[str] = []
    for text in texts:
        for n, part in enumerate(_TWO_ITEMS.split(text)):
            if n or not out or _ITEM.match(part):
                out.append(_ITEM.sub("", part))
            else:
                out[-1] = f"{out[-1]} {part.strip()}"
    if inline and out:
        out[:1] = _SEMICOLON.split(out[0])
    entries = (squeeze(t).rstrip(" ;,.:*") for t in out)
    return tuple(t for t in entries if any(c.isalpha() for c in t) and not _ENCLOSED.match(t))


def _left_of(block: Block, start: Block) -> bool:
    """Whether a block stands in the column of the list (always, without boxes)."""
    box, first = block.region.box, start.region.box
    return box is None or first is None or block.region.page_no != start.region.page_no or box.x0 < first.x0 + 90


@dataclass(frozen=True, slots=True)
class End:
    """What the end of a document says: recipients with the indices of their blocks, and the signature."""

    recipients: tuple[str, ...]
    listed: tuple[int, ...]
    signature: Signature


def read_end(blocks: Sequence[Block]) -> End:
    """The recipients and the signature of a document."""
    views = one_after_the_other(blocks, lambda text: _is_office(text) or person(text) is not None)
    own = [block for _, block in views]
    recipients, used = read_recipients(own)
    signature = read_signature(own, used)
    listed = tuple(dict.fromkeys(views[n][0] for n in used))
    signed = tuple(dict.fromkeys(views[n][0] for n in signature.used))
    own_only = tuple(i for i in signed if i not in listed)
    return End(recipients, listed, replace(signature, used=own_only, places=signed))


def begins_recipients(text: str) -> bool:
    """Whether a text begins the list of recipients ("Nơi nhận:")."""
    return fold(text).strip("_ ").startswith("noi nhan")


def _ends_list(block: Block) -> bool:
    """Whether another part of the file begins with a block: a table, a document, a numbered section, a long text."""
    opener = opener_of(block.text)
    numbered = opener is not None and opener.kind in ("part", "chapter", "roman", "article", "number", "decimal")
    text = block.text
    return (
        block.kind == BlockKind.TABLE_CELL or numbered or bool(type_name_at(text)) or is_motto(text) or len(text) > 250
    )


def read_recipients(blocks: Sequence[Block]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The entries of "Nơi nhận" and the indices of their blocks, the signature column between them left out."""
    start = next((i for i, b in enumerate(blocks) if begins_recipients(b.text)), None)
    if start is None:
        return (), ()
    first = re.sub(r"^[\W_]*N[oơ]i\s+nh[aậ]n\s*[:.]?[\s_]*", "", blocks[start].text, flags=re.IGNORECASE)
    if blocks[start].kind == BlockKind.TABLE_CELL:
        lines = [t for t in lines_of(blocks[start]) if not begins_recipients(t)]
        return _items(lines or [first]), (start,)
    texts, used, gap = ([first] if first else []), [start], 0
    signing = False  # whether lines of the signature stand between the entries
    for i in range(start + 1, min(len(blocks), start + _MOST_RECIPIENTS)):
        block, text = blocks[i], blocks[i].text
        if block.kind in SKIPPED or is_signed(text):
            continue
        if _ends_list(block) or gap > 6:
            break
        left = _left_of(block, blocks[start])
        ends = text.rstrip().endswith((",", ";", "."))  # as entries do, no line of a signature
        named = signing and not ends and minority_name(text) is not None
        goes_on = bool(texts) and ((texts[-1].rstrip().endswith(",") and not named) or (text[:1].islower() and not gap))
        office = AUTHORITY.match(text) or names_office(text)
        signing = signing or (is_caps(text) and bool(office))
        if left and _ENCLOSED.match(text):
            pass  # what goes with a letter is no recipient
        elif left and (_ITEM.match(text) or text[:1] == "("):
            texts.append(text)
        elif (
            (is_caps(text) and not (left and goes_on and not office and (ends or not signing)))
            or person(text)
            or fold(text) in _JOINERS
            or named
        ):
            gap += 1 if texts else 0
            continue
        elif (left and goes_on and len(text) < 120) or (left and not texts and len(text) < _LONGEST_ENTRY):
            texts.append(text)
        elif _is_office(text) and any(person(b.text) for b in blocks[i + 1 : i + 5]):
            gap += 1
            continue
        elif left and len(text) < 120 and _LAST_ENTRY.match(text) and texts[-1].rstrip().endswith((";", ",")):
            texts.append(f"- {text}")
        elif left and len(text) < 120 and not gap and (block.region.box is not None or text.endswith((";", ","))):
            texts.append(f"- {text}")  # its dash was not read
        elif left and len(text) < 120 and not gap and not texts[-1].endswith((";", ".")):
            texts.append(text)
        else:
            gap += 1
            continue
        used.append(i)
        gap = 0
    return _items(texts, bool(first)), tuple(used)


def read_addressees(blocks: Sequence[Block]) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The entries of "Kính gửi", or of "THỦ TƯỚNG CHÍNH PHỦ điện:" in a telegram, and the indices of their blocks."""
    start = next(
        (i for i, b in enumerate(blocks[:60]) if fold(b.text).startswith("kinh gui") or _TELEGRAPHS.match(b.text)), None
    )
    if start is None:
        return (), ()
    first = re.sub(r"^\W*K[ií]nh\s+g[uưửứữ]i\s*[:.]?[\s*]*", "", blocks[start].text, flags=re.IGNORECASE)
    texts, used = ([first] if first and not _TELEGRAPHS.match(first) else []), [start]
    for i in range(start + 1, min(len(blocks), start + 40)):
        block, text = blocks[i], blocks[i].text
        if block.kind in SKIPPED:
            continue
        open_entry = bool(texts) and texts[-1].rstrip().endswith(",")
        listed = text.rstrip().endswith((",", ";"))  # an entry like the others, though the one above ends with a stop
        # Entries below "Kính gửi:" may end without any sign.
        unended = not first and len(used) > 1 and bool(texts) and texts[-1].rstrip()[-1:].isalnum()
        item = bool(_ITEM.match(text)) and (
            not texts or open_entry or listed or unended or texts[-1].rstrip().endswith(";")
        )
        stopped = any(t.rstrip().endswith(".") for t in texts)
        goes_on = not texts or (
            ((open_entry and not stopped) or text[:1].islower()) and not texts[-1].endswith((".", ";"))
        )
        if block.kind == BlockKind.TABLE_CELL or len(text) > 220 or not (item or goes_on):
            break
        texts.append(text)
        used.append(i)
    return _items(texts, bool(first)), tuple(used)
