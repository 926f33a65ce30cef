"""Component documents of a file: where each begins and ends, and what its letterhead, title and signature say.

A file can hold several documents: a letter, an attached plan with an annex, a copied notice, a certified-copy slip.
A document begins at a letterhead: a run of short lines with the state motto or the party's name, or with a document
number of its own. Sources of the layout rules: Nghị định 30/2020/NĐ-CP, annex I (state offices), and Hướng dẫn
36-HD/VPTW (party offices).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from extractors.outline import is_caps, number_sections, opener_of
from extractors.task_rows import stable_id
from normalizers.agency import parse_agencies
from normalizers.reference import DOCUMENT_TYPES, find_references, parse_letterhead_number, type_code_of
from normalizers.text import fold, squeeze, strip_footnote_marks
from pipeline.model import Block, BlockKind, Document, Role

_MOTTO = re.compile(r"^(?:cong hoa xa hoi chu nghia viet nam|dang cong san viet nam)$")
_SUB_MOTTO = re.compile(r"^doc lap tu do hanh phuc$")
_PLACE_DATE = re.compile(
    r"^(?P<place>[^\d,]{2,60}),\s*ngày\s*(?P<day>\d{1,2})?[\s.…_]*"
    r"tháng\s*(?P<month>\d{1,2})?[\s.…_]*năm\s*(?P<year>\d{4})?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(r"^(?:V/v|Về việc)\b[:\s]*", re.IGNORECASE)
_ATTACHED = re.compile(r"^\(?\s*(?:Ban hành\s+)?k[èe]m\s+theo\b", re.IGNORECASE)
_COPY = re.compile(r"^(?:sao luc|sao y|trich sao|sao nguyen van)\b")
_ANNEX = re.compile(
    r"^(?P<head>PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu|BIỂU|Biểu)(?:\s+(?:SỐ|số))?"
    r"(?:\s*(?P<label>[IVX]{1,5}|\d{1,2}|[A-Z]))?\b"
)
_NAME = re.compile(r"^(?:[A-ZĐ][a-zđà-ỹ]+|[A-ZĐÀ-Ỹ][a-zà-ỹđ]*)(?:\s+[A-ZĐÀ-Ỹ][a-zà-ỹđ]*){1,4}$")
_DEGREE = re.compile(r"^(?:(?:GS|PGS|TS|ThS|BS|KS|LS|CN)\.?\s*)+")
_SKIPPED = (BlockKind.NOISE, BlockKind.PAGE_NUMBER, BlockKind.STAMP, BlockKind.FOOTNOTE)

# Type names, longest first, as they stand alone in capitals above a title.
_TYPE_NAMES = tuple(
    sorted(
        {
            *DOCUMENT_TYPES.values(),
            "Thông báo kết luận",
            "Chương trình hành động",
            "Chương trình công tác",
            "Nghị quyết liên tịch",
            "Thông tư liên tịch",
            "Phương án",
            "Biên bản",
            "Kế hoạch hành động",
        },
        key=lambda name: (-len(name), name),
    )
)
_CODE_OF_TYPE = {fold(name): code for code, name in sorted(DOCUMENT_TYPES.items(), reverse=True)}


def type_name_at(text: str) -> str | None:
    """The document type that a title line begins with ("THÔNG BÁO KẾT LUẬN của ..." -> "Thông báo kết luận")."""
    key = fold(text)
    if not is_caps(" ".join(text.split()[:2])):
        return None
    return next((name for name in _TYPE_NAMES if key == fold(name) or key.startswith(fold(name) + " ")), None)


def annex_label(text: str) -> str | None:
    """The label of an annex heading ("PHỤ LỤC II" -> "Phụ lục II"), None when the text is no annex heading."""
    match = _ANNEX.match(text)
    if match is None or len(text) > 120 or (not match["label"] and not is_caps(text)):
        return None
    head = match["head"].capitalize()
    if not match["label"] and head == "Biểu":
        return None
    return f"{head} {match['label']}" if match["label"] else head


@dataclass(frozen=True, slots=True)
class _Letterhead:
    """A run of letterhead blocks [first, last] (indices) and what it says."""

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


def place_and_date(text: str) -> tuple[str | None, dt.date | None] | None:
    """Place and date of a letterhead line ("Hà Nội, ngày 01 tháng 4 năm 2025"). A blank day gives no date."""
    match = _PLACE_DATE.match(text)
    if match is None:
        return None
    date = None
    if match["day"] and match["month"] and match["year"]:
        try:
            date = dt.date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            date = None
    return squeeze(match["place"]), date


def _is_number_line(text: str) -> bool:
    if len(text) > 60 or not fold(text).startswith("so"):
        return False
    number, type_code, issuer = parse_letterhead_number(text)
    return bool(number or (type_code and issuer) or (issuer and "/" in text))


def _head_like(block: Block) -> bool:
    text = block.text
    if block.kind in _SKIPPED:
        return True
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or len(text) > 160:
        return False
    if type_name_at(text) and not _is_number_line(text):
        return False
    key = fold(text)
    return bool(
        is_caps(text)
        or _MOTTO.match(key)
        or _SUB_MOTTO.match(key)
        or _is_number_line(text)
        or place_and_date(text)
        or _SUBJECT.match(text)
    )


def _letterheads(blocks: Sequence[Block]) -> list[_Letterhead]:
    out: list[_Letterhead] = []
    i = 0
    while i < len(blocks):
        key = fold(blocks[i].text)
        anchor = blocks[i].kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) and (
            bool(_MOTTO.match(key)) or _is_number_line(blocks[i].text)
        )
        if not anchor:
            i += 1
            continue
        floor = out[-1].last + 1 if out else 0
        first = i
        while first > floor and _head_like(blocks[first - 1]) and i - first < 14:
            first -= 1
        while first < i and blocks[first].kind in _SKIPPED:
            first += 1
        last = i
        at = i + 1
        while at < len(blocks) and at - i < 16 and _head_like(blocks[at]):
            key = fold(blocks[at].text)
            if _MOTTO.match(key) and any(_MOTTO.match(fold(b.text)) for b in blocks[first:at]):
                break
            if blocks[at].kind not in _SKIPPED:
                last = at
            at += 1
        head = _read_letterhead(blocks, first, last)
        if head is not None:
            out.append(head)
        i = last + 1
    return out


def _read_letterhead(blocks: Sequence[Block], first: int, last: int) -> _Letterhead | None:
    number = code = issuer_code = place = None
    date: dt.date | None = None
    subject = None
    motto = False
    issuer: list[str] = []
    open_issuer = True
    for block in blocks[first : last + 1]:
        text, key = block.text, fold(block.text)
        where = place_and_date(text)
        if block.kind in _SKIPPED:
            continue
        if _MOTTO.match(key):
            motto = True
            open_issuer = open_issuer and not issuer
        elif _SUB_MOTTO.match(key):
            continue
        elif where is not None:
            place, date = place or where[0], date or where[1]
            open_issuer = open_issuer and not issuer
        elif _is_number_line(text):
            if number is None and code is None:
                number, code, issuer_code = parse_letterhead_number(text)
            open_issuer = False
        elif _SUBJECT.match(text):
            subject = _SUBJECT.sub("", text)
        elif is_caps(text) and open_issuer:
            issuer.append(text)
    if not motto and number is None and issuer_code is None:
        return None
    copy_title = None
    for block in blocks[last + 1 : last + 16]:
        if _COPY.match(fold(block.text)):
            copy_title = block.text
        elif block.kind not in (BlockKind.RECIPIENTS, *_SKIPPED) and not is_caps(block.text):
            break
    return _Letterhead(first, last, number, code, issuer_code, place, date, tuple(issuer), subject, motto, copy_title)


# --- title, signature, recipients --------------------------------------------------------------


def _title(blocks: Sequence[Block], issuer: Sequence[str]) -> tuple[str | None, str | None, list[int]]:
    """Type name, title and the indices of the title blocks, read from the blocks after the letterhead."""
    type_name: str | None = None
    lines: list[str] = []
    used: list[int] = []
    issuer_key = fold(" ".join(issuer))
    for i, block in enumerate(blocks[:24]):
        if block.kind in _SKIPPED:
            continue
        text, key = strip_footnote_marks(block.text), fold(block.text)
        if type_name is None:
            name = type_name_at(text)
            if name is None:
                if block.kind in (BlockKind.RECIPIENTS, BlockKind.TABLE_CELL) or len(text) > 200:
                    break
                continue
            type_name = name
            used.append(i)
            if key != fold(name):
                lines.append(text)
            continue
        if _ends_title(block, text, lines, issuer_key):
            break
        lines.append(text)
        used.append(i)
    return type_name, squeeze(" ".join(lines)) or None, used


def _ends_title(block: Block, text: str, lines: Sequence[str], issuer_key: str) -> bool:
    """Whether a block below the type line no longer belongs to the title."""
    key = fold(text)
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or _ATTACHED.match(text):
        return True
    if opener_of(text) is not None and not text.startswith("("):
        return True
    if key == issuer_key or key.startswith(("can cu ", "theo de nghi", "kinh gui")):
        return True
    if is_caps(text) and lines and not is_caps(lines[0]):
        return True  # the issuer named again above the legal grounds, or the first heading
    return len(text) > 420 or (len(text) > 80 and text.endswith((".", ";", ":")))


def _attachment(blocks: Sequence[Block]) -> str | None:
    """The line "(Kèm theo Quyết định số ...)" near the head of a document, joined over its lines."""
    for i, block in enumerate(blocks[:16]):
        if _ATTACHED.match(block.text):
            text = block.text
            for follower in blocks[i + 1 : i + 4]:
                if text.count("(") <= text.count(")"):
                    break
                text = f"{text} {follower.text}"
            return text
    return None


def _signature(blocks: Sequence[Block]) -> tuple[str | None, str | None, list[int]]:
    """Signer name, signer role and the indices of the signature blocks: capitals, then a name, after the text."""
    start = next((i for i, b in enumerate(blocks) if fold(b.text).startswith("noi nhan")), None)
    candidates = (
        range(len(blocks)) if start is None else [*range(start, len(blocks)), *range(max(0, start - 12), start)]
    )
    for i in candidates:
        block = blocks[i]
        name = _DEGREE.sub("", strip_footnote_marks(block.text).strip())
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or not _NAME.match(name) or len(name) > 40:
            continue
        role: list[str] = []
        used = [i]
        for j in range(i - 1, max(-1, i - 9), -1):
            above = blocks[j]
            if above.kind in _SKIPPED:
                continue
            if not (is_caps(above.text) and len(above.text) < 120) and fold(above.text) not in ("kiem", "thay mat"):
                break
            role.insert(0, above.text)
            used.insert(0, j)
        near_recipients = start is not None and 0 < i - start <= 40
        if role or near_recipients:
            if not role and start is None:
                continue
            return name, squeeze(" ".join(role)) or None, used
    return None, None, []


def _recipients(blocks: Sequence[Block]) -> tuple[str, ...]:
    out: list[str] = []
    inside = False
    for block in blocks:
        if block.kind == BlockKind.RECIPIENTS:
            key = fold(block.text)
            if key.startswith("noi nhan"):
                inside = True
                rest = re.sub(r"^Nơi\s+nhận\s*:?\s*", "", block.text, flags=re.IGNORECASE)
                out.extend([rest.lstrip("- ").strip()] if rest.strip() else [])
                continue
            if key.startswith("kinh gui"):
                inside = False
                continue
            if not inside:
                continue
            text = block.text.lstrip("-–+ ").strip()
            if out and not block.text.lstrip().startswith(("-", "–", "+")):
                out[-1] = f"{out[-1]} {text}"
            else:
                out.append(text)
    return tuple(t.rstrip(" ;,.") for t in out if t.strip(" ;,.-"))


# --- numbers that disagree ----------------------------------------------------------------------


def fits_issuer(number: str, issuer_lines: Sequence[str]) -> bool:
    """Whether the issuer code of a document number is made of initials of the issuer's lines.

    "VPTTBCĐ" fits "VĂN PHÒNG THƯỜNG TRỰC" + "BAN CHỈ ĐẠO TỈNH": each piece is the initials of the beginning of one
    line.
    """
    code = number.rsplit("/", 1)[-1].rsplit("-", 1)[-1].upper()
    initials = ["".join(w[0] for w in re.findall(r"[^\W\d_]+", line.upper())) for line in issuer_lines]

    def fits(rest: str) -> bool:
        if not rest:
            return True
        return any(
            len(line) >= n >= 2 and rest.startswith(line[:n]) and fits(rest[n:])
            for line in initials
            for n in range(min(len(line), len(rest)), 1, -1)
        )

    return bool(code) and fits(code)


@dataclass(frozen=True, slots=True)
class NumberConflict:
    """Two readings of one document's number: the printed one and the one that was taken, with its block."""

    document_id: str
    printed: str
    taken: str
    block: Block


@dataclass(frozen=True, slots=True)
class Split:
    """The documents of a file, its blocks with ``document_seq`` and section paths, and number conflicts."""

    documents: tuple[Document, ...]
    blocks: tuple[Block, ...]
    conflicts: tuple[NumberConflict, ...]


def split_documents(source_id: str, blocks: Sequence[Block]) -> Split:
    """Cut the blocks of one file (in reading order, classified) into its component documents."""
    heads = _letterheads(blocks)
    owner = _owners(blocks, heads)
    documents: list[Document] = []
    conflicts: list[NumberConflict] = []
    marked = list(blocks)
    for seq in sorted(set(owner)):
        indices = [i for i, o in enumerate(owner) if o == seq]
        head = heads[seq - 1] if heads and seq <= len(heads) else None
        document, kinds = _describe(source_id, seq, [blocks[i] for i in indices], indices, head, documents)
        for i, kind in kinds.items():
            marked[i] = replace(marked[i], kind=kind)
        if head is not None and document.number:
            other = _cited_otherwise(document, head, blocks)
            if other is not None:
                conflicts.append(NumberConflict(document.document_id, document.number, other[0], other[1]))
                document = replace(document, number=other[0])
        attached = _attachment([blocks[i] for i in indices])
        if attached and document.number:
            for reference in find_references(attached):
                if reference.number and reference.number != document.number and head is not None and not head.number:
                    block = next(blocks[i] for i in indices if _ATTACHED.match(blocks[i].text))
                    conflicts.append(NumberConflict(document.document_id, reference.number, document.number, block))
                    break
        documents.append(document)
    out: list[Block] = []
    for seq in sorted(set(owner)):
        own = [replace(marked[i], document_seq=seq) for i, o in enumerate(owner) if o == seq]
        out.extend(number_sections(own))
    position = {b.block_id: i for i, b in enumerate(blocks)}
    out.sort(key=lambda b: position[b.block_id])
    return Split(tuple(documents), tuple(out), tuple(conflicts))


def _owners(blocks: Sequence[Block], heads: Sequence[_Letterhead]) -> list[int]:
    """The 1-based document of each block. After a certified-copy slip the copied document goes on."""
    owner = [1] * len(blocks)
    for seq, head in enumerate(heads, 1):
        end = heads[seq].first if seq < len(heads) else len(blocks)
        start = head.first if seq > 1 else 0
        stop = end
        if head.copy_title is not None and seq > 1:
            _, _, used = _signature(blocks[start:end])
            annex = next((i for i in range(start, end) if annex_label(blocks[i].text)), end)
            stop = min(annex, start + used[-1] + 1) if used else annex
        for i in range(start, end):
            owner[i] = seq if i < stop else max(1, seq - 1)
    return owner


def _describe(
    source_id: str,
    seq: int,
    own: Sequence[Block],
    indices: Sequence[int],
    head: _Letterhead | None,
    before: Sequence[Document],
) -> tuple[Document, dict[int, BlockKind]]:
    """Metadata of one document and the kinds its letterhead, title and signature blocks get."""
    kinds: dict[int, BlockKind] = {}
    offset = 0
    if head is not None:
        offset = next((n for n, i in enumerate(indices) if i > head.last), len(own))
        for n in range(offset):
            if own[n].kind not in _SKIPPED and indices[n] >= head.first:
                kinds[indices[n]] = BlockKind.LETTERHEAD
    issuer = head.issuer_lines if head else ()
    type_name, title, used = _title(own[offset:], issuer)
    for n in used:
        kinds[indices[offset + n]] = BlockKind.TITLE
    annex = next((n for n, b in enumerate(own) if n >= offset and annex_label(b.text)), len(own))
    signer, role, signed = _signature(own[offset:annex])
    for n in signed:
        kinds[indices[offset + n]] = BlockKind.SIGNATURE
    number = head.number if head else None
    code = head.type_code if head else None
    date = head.issued_on if head else None
    place = head.place if head else None
    if head is not None and date is None and place is None:
        # On a certified-copy slip, and where OCR set it apart, the place and date stand below the letterhead.
        for block in own[offset : offset + 25]:
            where = place_and_date(block.text) if len(block.text) < 90 else None
            if where is not None:
                place, date = where
                break
    copied = None
    if head is not None and head.copy_title:
        title, type_name = head.copy_title, DOCUMENT_TYPES.get("SL", "Sao lục")
        code = code or "SL"
        copied = next((r.number for r in find_references(head.copy_title) if r.number), None)
    attached = _attachment(own[offset:])
    if number is None and attached:
        number, date = _parent_of(attached, before, number, date)
        code = _CODE_OF_TYPE.get(fold(type_name or "")) or code
    if head is not None and type_name is None and (code is None or head.subject):
        code, type_name = code or "CV", DOCUMENT_TYPES.get(code or "CV") or "Công văn"
    if type_name is None and code:
        type_name = DOCUMENT_TYPES.get(code)
    if code is None and type_name:
        code = _CODE_OF_TYPE.get(fold(type_name)) or (type_code_of(number) if number else None)
    lines = [b.region for b in own if b.region.line_first is not None]
    document = Document(
        document_id=stable_id(source_id, "document", seq),
        seq=seq,
        number=number,
        type_code=code,
        type_name=type_name,
        issuer=_issuer_name(issuer),
        place=place,
        issued_on=date,
        title=title or (head.subject if head else None),
        signer_name=signer,
        signer_role=role,
        recipients=_recipients(own[offset:annex]),
        page_first=min((b.region.page_no for b in own), default=None),
        page_last=max((b.region.page_no for b in own), default=None),
        line_first=min((r.line_first for r in lines if r.line_first), default=None),
        line_last=max((r.line_last for r in lines if r.line_last), default=None),
        is_copy_of=copied,
    )
    return document, kinds


def _parent_of(
    attached: str, before: Sequence[Document], number: str | None, date: dt.date | None
) -> tuple[str | None, dt.date | None]:
    """Number and date of the document this one is attached to; the document before it in the file if it is that one
    (same type and date), because its letterhead is the better reading of the number."""
    for reference in find_references(attached):
        for parent in reversed(before):
            same_type = parent.type_code and parent.type_code == reference.type_code
            if same_type and (reference.dated_on is None or parent.issued_on in (None, reference.dated_on)):
                return parent.number or reference.number, parent.issued_on or reference.dated_on
        return reference.number or number, reference.dated_on or date
    return number, date


def _cited_otherwise(document: Document, head: _Letterhead, blocks: Sequence[Block]) -> tuple[str, Block] | None:
    """A citation of the same document elsewhere in the file whose number differs by a letter or two and, unlike the
    printed one, fits the issuer's initials."""
    number = document.number or ""
    if fits_issuer(number, head.issuer_lines):
        return None
    for i, block in enumerate(blocks):
        if head.first <= i <= head.last:
            continue
        for reference in find_references(block.text):
            other = reference.number
            if (
                other
                and other != number
                and reference.type_code == document.type_code
                and other.split("-")[0] == number.split("-")[0]
                and reference.dated_on == document.issued_on
                and Levenshtein.distance(other, number) <= 2
                and fits_issuer(other, head.issuer_lines)
            ):
                return other, block
    return None


def _issuer_name(lines: Sequence[str]) -> str | None:
    """The issuer as one name: the register's spelling where it is registered, else the printed lines."""
    printed = squeeze(" ".join(lines))
    if not printed:
        return None
    mentions = parse_agencies(printed, Role.LEAD)
    if len(mentions) == 1 and mentions[0].agency_id:
        return mentions[0].name
    return printed
