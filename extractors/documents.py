"""Component documents of a file: where each begins and ends, and what its letterhead, title and signature say.

A file can hold several documents: a letter, an attached plan with an annex, a copied notice, a certified-copy slip.
A document begins at a letterhead, or at a type name under which the document it is attached to is cited ("QUY CHẾ ...
(Ban hành kèm theo Quyết định số ...)").
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from extractors.document_evidence import evidence_of
from extractors.forms import Form, blocks_of_forms, has_blank, part_forms
from extractors.issuers import issuer_of
from extractors.letterhead import Letterhead, find_letterheads
from extractors.letterhead_lines import SKIPPED, lines_of, place_and_date, type_name_at
from extractors.outline import is_caps, number_sections, opener_of
from extractors.signature import End, begins_recipients, is_signer, read_addressees, read_end
from extractors.task_rows import stable_id
from extractors.titles import ATTACHED, read_title
from normalizers.number import roman_to_int
from normalizers.reference import DOCUMENT_TYPES, code_of_type, find_references, type_code_of
from normalizers.text import fold, squeeze
from pipeline.model import Annex, Block, BlockKind, Document, Evidence, Role

_ANNEX = re.compile(
    r"^(?P<head>PHỤ LỤC|Phụ lục|PHỤ BIỂU|Phụ biểu|BIỂU|Biểu)(?:\s+(?:SỐ|số))?"
    r"(?:\s*(?P<label>[IVX]{1,5}|\d{1,2}|[A-Z]))?\b"
)


_SECOND = {"H": "II", "11": "II"}


def annex_label(text: str, before: str | None = None) -> str | None:
    """The label of an annex heading ("PHỤ LỤC II" -> "Phụ lục II"), None when the text is no annex heading.

    ``before``: the label of the annex before it in the document. After "Phụ lục I" an "H" is the II that engines make
    of it.
    """
    match = _ANNEX.match(text)
    if match is None or len(text) > 120 or (not match["label"] and not is_caps(text) and match.end() < len(text)):
        return None
    if text[match.end() :].lstrip(" .:-–")[:1].islower():
        return None  # "Phụ lục 2 kèm theo ...": a sentence speaks of it
    head = match["head"].capitalize()
    if not match["label"] and head == "Biểu":
        return None
    if not match["label"]:
        return head
    meant = _SECOND.get(match["label"], "")
    follows = roman_to_int(before.split()[-1]) if before and meant else None
    return f"{head} {meant if follows and roman_to_int(meant) == follows + 1 else match['label']}"


def _attachment(blocks: Sequence[Block]) -> str | None:
    """The line "(Kèm theo Quyết định số ...)" near the head of a document, joined over its lines."""
    for i, block in enumerate(blocks[:16]):
        if ATTACHED.match(block.text):
            text = block.text
            for follower in blocks[i + 1 : i + 4]:
                if text.count("(") <= text.count(")"):
                    break
                text = f"{text} {follower.text}"
            return text
    return None


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
class TypeConflict:
    """A document whose symbol names another type than its title."""

    document_id: str
    number: str | None
    symbol_type: str
    title_type: str
    block: Block


@dataclass(frozen=True, slots=True)
class Split:
    """The documents of a file, its blocks with ``document_seq`` and section paths, and what disagrees in them.

    ``forms``: the ids of the blocks (not of table cells) that are forms to fill in: they tell nobody to do anything."""

    documents: tuple[Document, ...]
    blocks: tuple[Block, ...]
    conflicts: tuple[NumberConflict, ...]
    type_conflicts: tuple[TypeConflict, ...] = ()
    forms: frozenset[str] = frozenset()


def split_documents(source_id: str, blocks: Sequence[Block]) -> Split:
    """Cut the blocks of one file (in reading order, classified) into its component documents."""
    found, forms = part_forms(blocks, find_letterheads(blocks))
    heads = _with_attached(blocks, found, {f.first for f in forms})
    owner = _owners(blocks, heads)
    documents: list[Document] = []
    conflicts: list[NumberConflict] = []
    types: list[TypeConflict] = []
    marked = list(blocks)
    for seq in sorted(set(owner)):
        indices = [i for i, o in enumerate(owner) if o == seq]
        own = [blocks[i] for i in indices]
        head = heads[seq - 1] if heads and seq <= len(heads) else None
        document, kinds, conflict = _describe(source_id, seq, own, indices, head, documents, forms)
        types.extend([conflict] if conflict else [])
        for i, kind in kinds.items():
            marked[i] = replace(marked[i], kind=kind)
        if head is not None and head.number and document.number:
            other = _cited_otherwise(document, head, blocks)
            if other is not None:
                conflicts.append(NumberConflict(document.document_id, document.number, other[0], other[1]))
                cited = Evidence(other[1].region, Role.NUMBER, other[1].block_id)
                document = replace(document, number=other[0], evidence=(cited, *document.evidence))
        misquoted = _misquoted(document, own) if head is not None and not head.number else None
        if misquoted is not None:
            conflicts.append(misquoted)
        documents.append(document)
    documents = _enclosed(documents, owner, blocks)
    out: list[Block] = []
    for seq in sorted(set(owner)):
        own = [replace(marked[i], document_seq=seq) for i, o in enumerate(owner) if o == seq]
        out.extend(number_sections(own))
    position = {b.block_id: i for i, b in enumerate(blocks)}
    out.sort(key=lambda b: position[b.block_id])
    ends = [*(h.first for h in heads), *(i for i, b in enumerate(blocks) if annex_label(b.text))]
    in_forms = blocks_of_forms(blocks, forms, ends)
    return Split(tuple(documents), tuple(out), tuple(conflicts), tuple(types), in_forms)


def _with_attached(blocks: Sequence[Block], heads: Sequence[Letterhead], forms: Collection[int]) -> list[Letterhead]:
    """The letterheads, and an empty one for each attached document that has none: a type name alone in capitals, after
    the recipients of another document and above "(Ban hành kèm theo Quyết định số ...)". ``forms``: where forms to fill
    in begin; what signs those ends no document."""
    out = list(heads)
    ended = in_form = False
    starts = {h.first for h in heads}
    for i, block in enumerate(blocks):
        if i in starts or i in forms:
            ended, in_form = False, i in forms
        if begins_recipients(block.text) or is_signer(blocks, i):
            ended = True
        name = type_name_at(block.text) if block.kind in (BlockKind.PARAGRAPH, BlockKind.HEADING) else None
        attached = _attachment(blocks[i + 1 : i + 9]) if ended and name and len(block.text) < 200 else None
        if attached and not (in_form and not any(r.number for r in find_references(attached))):
            out.append(Letterhead(i, i - 1, None, None, None, None, None, (), None, False, None))
            ended = False
    return sorted(out, key=lambda head: head.first)


def _misquoted(document: Document, own: Sequence[Block]) -> NumberConflict | None:
    """The line "(Kèm theo Nghị quyết số ...)" of an attached document, where it has another number than its parent."""
    attached = _attachment(own)
    if not attached or not document.number:
        return None
    cited = next((r.number for r in find_references(attached) if r.number and r.number != document.number), None)
    if cited is None:
        return None
    block = next(b for b in own if ATTACHED.match(b.text))
    return NumberConflict(document.document_id, cited, document.number, block)


def _owners(blocks: Sequence[Block], heads: Sequence[Letterhead]) -> list[int]:
    """The 1-based document of each block. After a certified-copy slip the copied document goes on."""
    owner = [1] * len(blocks)
    for seq, head in enumerate(heads, 1):
        end = heads[seq].first if seq < len(heads) else len(blocks)
        start = head.first if seq > 1 else 0
        stop = end
        if head.copy_title is not None and seq > 1:
            annex = next((i for i in range(start, end) if annex_label(blocks[i].text)), end)
            slip = read_end(blocks[start:annex])
            used = (*slip.signature.used, *slip.listed)
            stop = min(annex, start + max(used) + 1) if used else annex
        for i in range(start, end):
            owner[i] = seq if i < stop else max(1, seq - 1)
    return owner


# --- one document -------------------------------------------------------------------------------

_SLIPS = (("sao y", "SY"), ("trich sao", "TrS"))
# Types that share a symbol in practice: party offices number a Quy định as QĐ, conclusions come as notices.
_ALIKE = ({"QĐ", "QyĐ", "QĐi"}, {"TB", "KL"}, {"CTr", "KH"})


def _describe(
    source_id: str,
    seq: int,
    own: Sequence[Block],
    indices: Sequence[int],
    head: Letterhead | None,
    before: Sequence[Document],
    forms: Sequence[Form],
) -> tuple[Document, dict[int, BlockKind], TypeConflict | None]:
    """Metadata of one document, the kinds that its blocks get, and a conflict of its types."""
    kinds: dict[int, BlockKind] = {}
    head = head or Letterhead(0, -1, None, None, None, None, None, (), None, False, None)
    offset = next((n for n, i in enumerate(indices) if i > head.last), len(own))
    for n in range(offset):
        if own[n].kind not in (*SKIPPED, BlockKind.TABLE_CELL) and indices[n] >= head.first:
            kinds[indices[n]] = BlockKind.LETTERHEAD
    body = own[offset:]
    title_type, title, titled = read_title(body, head.issuer_lines, head.type_code)
    starts = _annex_starts(body, indices[offset:], forms)
    annex = starts[0].at if starts else len(body)
    addressees, addressed = read_addressees(body[:annex])
    end = read_end(body[:annex])
    for used, kind in (
        (titled, BlockKind.TITLE),
        ((*addressed, *end.listed), BlockKind.RECIPIENTS),
        (end.signature.used, BlockKind.SIGNATURE),
    ):
        kinds.update({indices[offset + n]: kind for n in used if body[n].kind != BlockKind.TABLE_CELL})
    place, date = head.place, head.issued_on
    if head.last >= head.first and place is None:
        # On a certified-copy slip, and where OCR set it apart, the place and date stand below the letterhead.
        place, date = _place_below(body) or (None, None)
    copied = None
    if head.copy_title:
        title = head.copy_title
        title_type = DOCUMENT_TYPES[next((c for k, c in _SLIPS if fold(title).startswith(k)), "SL")]
        copied = next((r.number for r in find_references(title) if r.number), before[-1].number if before else None)
    attached = _attachment(body) if head.number is None and not head.copy_title else None
    parent = _parent_of(attached, before) if attached else None
    number, issuer, above = head.number, *issuer_of(head.issuer_lines)
    if attached and head.type_code is None:
        cited = next((r for r in find_references(attached) if r.number), None)
        number = parent.number if parent else cited.number if cited else None
        date = date or (parent.issued_on if parent else cited.dated_on if cited else None)
        if issuer is None and parent is not None:
            issuer, above = parent.issuer, parent.issuer_parent
    code, type_name, conflict = _type(head, title_type, number)
    lines = [b.region for b in own if b.region.line_first is not None]
    document = Document(
        document_id=stable_id(source_id, "document", seq),
        seq=seq,
        number=number,
        type_code=code,
        type_name=type_name,
        issuer=issuer,
        issuer_parent=above,
        place=place,
        issued_on=date,
        title=title or head.subject,
        signer_name=end.signature.name,
        signer_role=end.signature.role,
        addressees=addressees,
        recipients=end.recipients,
        annexes=_annexes(body, starts),
        page_first=min((b.region.page_no for b in own), default=None),
        page_last=max((b.region.page_no for b in own), default=None),
        line_first=min((r.line_first for r in lines if r.line_first), default=None),
        line_last=max((r.line_last for r in lines if r.line_last), default=None),
        is_copy_of=copied,
        parent_document_id=parent.document_id if parent else None,
    )
    above_body = [own[n] for n in range(offset) if indices[n] >= head.first and own[n].kind not in SKIPPED]
    document = replace(
        document, evidence=_evidence(document, head, above_body, body, (titled, addressed, end), attached)
    )
    found = None
    if conflict is not None:
        block = body[titled[0]] if titled else own[0]
        found = TypeConflict(document.document_id, number, *conflict, block)
    return document, kinds, found


def _evidence(
    document: Document,
    head: Letterhead,
    head_blocks: Sequence[Block],
    body: Sequence[Block],
    parts: tuple[Sequence[int], Sequence[int], End],
    attached: str | None,
) -> tuple[Evidence, ...]:
    """Where the facts were read; those without a letterhead in the line "(Kèm theo ...)" (``attached``)."""
    found = evidence_of(document, head, head_blocks, body, *parts)
    line = next((b for b in body if ATTACHED.match(b.text)), None) if attached else None
    facts = ((Role.NUMBER, document.number), (Role.ISSUED_ON, document.issued_on))
    missing = [role for role, value in facts if value and all(e.role is not role for e in found)]
    return (*(Evidence(line.region, role, line.block_id) for role in missing if line is not None), *found)


def _type(
    head: Letterhead, title_type: str | None, number: str | None
) -> tuple[str | None, str | None, tuple[str, str] | None]:
    """Type code and name of a document, and (type of the symbol, type of the title) where they disagree.

    The title says what a document is; the symbol says it where no title does. A letter has a subject and no title."""
    symbol = head.type_code
    if title_type is None:
        if not number and not head.subject and symbol is None and head.issuer_code is None:
            return None, None, None
        code = "CV" if head.subject or symbol is None else symbol
        return code, DOCUMENT_TYPES.get(code, "Công văn"), None
    own = code_of_type(title_type)
    if symbol is None or own is None or own == symbol:
        return own or symbol or (type_code_of(number) if number else None), title_type, None
    if any(own in alike and symbol in alike for alike in _ALIKE):
        return symbol, title_type, None
    return own, title_type, (DOCUMENT_TYPES.get(symbol, symbol), title_type)


def _place_below(body: Sequence[Block]) -> tuple[str | None, dt.date | None] | None:
    for block in body[:25]:
        for line in lines_of(block) if len(block.text) < 200 and block.kind != BlockKind.TABLE_CELL else ():
            where = place_and_date(line)
            if where is not None:
                return where
    return None


@dataclass(frozen=True, slots=True)
class _Start:
    """Where an annex or a form begins in the body of its document, its label, and where its title stands below it."""

    at: int
    label: str | None
    below: int


def _annex_starts(body: Sequence[Block], indices: Sequence[int], forms: Sequence[Form]) -> list[_Start]:
    """Where the annexes and the forms of a document begin in its ``body``; a form may have no label.

    ``indices``: of the blocks of ``body`` in the file, as those of ``forms``."""
    begun = {f.first: f for f in forms}
    out: list[_Start] = []
    last: str | None = None
    for n, (block, index) in enumerate(zip(body, indices, strict=True)):
        label = annex_label(block.text, last)
        if label is not None and block.kind not in (*SKIPPED, BlockKind.TABLE_CELL):
            out.append(_Start(n, label, n + 1))
            last = label
        elif (form := begun.get(index)) is not None:
            out.append(_Start(n, form.label, n + form.last - form.first + 1))
    return out


def _annexes(body: Sequence[Block], begun: Sequence[_Start]) -> tuple[Annex, ...]:
    """The annexes of a document: label, title, and the pages and lines from its heading to the next one."""
    starts = [start for start in begun if start.label is not None]
    out: list[Annex] = []
    ends = [*(start.at for start in starts[1:]), len(body)]
    for start, after in zip(starts, ends, strict=False):
        own, label = body[start.at : after], start.label or ""
        regions = [b.region for b in own]
        if out and out[-1].label == label and out[-1].title is None:
            out.pop()  # its label alone at the foot of a page, and again above its title
        out.append(
            Annex(
                label,
                _annex_title(own[0], label, body[start.below : min(after, start.below + 5)]),
                regions[0].page_no,
                max(r.page_no for r in regions),
                regions[0].line_first,
                max((r.line_last for r in regions if r.line_last), default=None),
            )
        )
    return tuple(out)


def _annex_title(head: Block, label: str, below: Sequence[Block]) -> str | None:
    match = _ANNEX.match(head.text)
    lines = [(head.text[match.end() :] if match else head.text.partition(label)[2]).strip(" .:-–")]
    lines = [line for line in lines if len(line) > 3]
    for block in below:
        if block.kind in SKIPPED:
            continue
        text = block.text
        ends = block.kind == BlockKind.TABLE_CELL or text.startswith("(") or opener_of(text) is not None
        if (
            ends
            or (has_blank(text) and not is_caps(text))
            or len(text) > 420
            or (lines and is_caps(lines[0]) != is_caps(text))
        ):
            break
        lines.append(text)
        if not is_caps(text):
            break
    return squeeze(" ".join(lines)) or None


def _parent_of(attached: str, before: Sequence[Document]) -> Document | None:
    """The document before this one in the file that it is attached to: of the type that the line names and of its date,
    as far as both are known. Its own letterhead is the better reading of its number."""
    cited = next(iter(find_references(attached)), None)
    for parent in reversed(before):
        if cited is not None and cited.number:
            same = parent.type_code == cited.type_code and parent.issued_on in (None, cited.dated_on)
            if same or (parent.type_code == cited.type_code and cited.dated_on is None):
                return parent
        elif parent.type_name and f" {fold(parent.type_name)} " in f" {fold(attached)} ":
            return parent
    return None


_ENCLOSES = re.compile(r"^\W*(?:đính kèm|gửi kèm|gửi kèm theo|kèm theo)(?: văn bản này)?\s*:", re.IGNORECASE)


def _enclosed(documents: Sequence[Document], owner: Sequence[int], blocks: Sequence[Block]) -> list[Document]:
    """The documents; those that another of the file sends along ("(Đính kèm: Kế hoạch số ...)") belong to it.

    The same document is meant when type and numeral agree; the letters of a symbol are mistyped more often.
    """
    sent: dict[tuple[str, str], Document] = {}
    for document in documents:
        own = [b for b, seq in zip(blocks, owner, strict=True) if seq == document.seq]
        for reference in (r for b in own if _ENCLOSES.match(b.text) for r in find_references(b.text)):
            if reference.number and reference.type_code:
                sent.setdefault((reference.type_code, _numeral(reference.number)), document)
    out = []
    for document in documents:
        letter = sent.get((document.type_code or "", _numeral(document.number or "")))
        if letter is not None and letter.seq < document.seq and document.parent_document_id is None:
            document = replace(document, parent_document_id=letter.document_id)
        out.append(document)
    return out


def _numeral(number: str) -> str:
    return re.split(r"[-–/]", number.strip())[0].lstrip("0")


def _cited_otherwise(document: Document, head: Letterhead, blocks: Sequence[Block]) -> tuple[str, Block] | None:
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
