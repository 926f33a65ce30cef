"""The documents that one file cites, and how it names its own."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from normalizers.reference import find_references
from normalizers.text import CAPITAL, fold
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import Side, distinct
from pipeline.model import BlockKind, Document, Evidence, Role

_YEAR = re.compile(r"(?:19|20)\d\d")
_SPLIT = re.compile(r"[-/]")
# What is said of a cited document ends at a mark, and where the sentence goes on about something else.
_PHRASE_END = re.compile(
    rf"[.;:()\[\]“”\"]|,(?= [{CAPITAL}])|"
    r"(?<!\w)(?:đã|đang|chưa|không|còn|vẫn|sẽ|phải|được|có hiệu lực|là|nêu|giao|thì|tại|theo)(?!\w)"
)

Parts = tuple[str, str | None, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation (or the letterhead of a document itself): canonical number, date, and where it stands.
    ``raw`` is the citation as printed, ``about`` the match key of what the words behind it say of the document.
    ``recognised``: read from an image, where a letter may be the reader's slip."""

    number: str
    type_code: str | None
    dated_on: dt.date | None
    evidence: tuple[Evidence, ...]
    document: Document
    own: bool = False
    raw: str = ""
    about: str = ""
    recognised: bool = False

    @property
    def parts(self) -> Parts:
        """Digits, year and codes of the number."""
        return number_parts(self.number)


def number_parts(number: str) -> Parts:
    """Digits, year, codes: "12/2031/NĐ-CP" -> ("12", "2031", ("NĐ", "CP"))."""
    digits, *rest = _SPLIT.split(number)
    year = rest.pop(0) if rest and _YEAR.fullmatch(rest[0]) else None
    return digits.lstrip("0") or "0", year, tuple(rest)


def citations_of(reading: Reading) -> tuple[Citation, ...]:
    """Every citation of a numbered document in the running text and tables of a file, in reading order."""
    out = []
    for passage in reading.all_passages:
        if passage.kind == BlockKind.LETTERHEAD:
            continue
        for found in find_references(passage.text):
            if found.number is None or found.number.isdigit():
                continue
            out.append(
                Citation(
                    found.number,
                    found.type_code,
                    found.dated_on,
                    passage.evidence(found.start, found.end),
                    passage.document,
                    raw=found.raw,
                    about=said_of(passage.text[found.end :]),
                    recognised=passage.recognised,
                )
            )
    return tuple(out)


def said_of(after: str) -> str:
    """Match key of what the words behind a citation say of the document: " của Chính phủ về quản lý dữ liệu y tế, Sở Y
    tế ..." -> "cua chinh phu ve quan ly du lieu y te"."""
    return fold(_PHRASE_END.split(after, maxsplit=1)[0]) if after[:1] == " " else ""


def letterheads_of(reading: Reading) -> tuple[Citation, ...]:
    """The documents of a file as they name themselves, where the letterhead is found."""
    out = []
    for document in reading.documents:
        heads = [b for b in reading.blocks if b.document_seq == document.seq and b.kind == BlockKind.LETTERHEAD]
        if document.number is None or not heads:
            continue
        block = next((b for b in heads if re.search(r"\d\s*[-/]", b.text)), heads[0])
        date = next((b for b in heads if re.search(r"ngày\s*\d", b.text)), block)
        evidence = distinct(Evidence(b.region, Role.NOTE, b.block_id) for b in (block, date))
        out.append(Citation(document.number, document.type_code, document.issued_on, evidence, document, own=True))
    return tuple(out)


def citation_side(value: str, citations: Sequence[Citation]) -> Side:
    """One side of a contradiction: a value and the citations that give it."""
    return Side(value, distinct(e for c in citations for e in c.evidence))
