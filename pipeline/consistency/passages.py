"""The running text of one document as passages: whole paragraphs, whose every offset leads back to block and place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from normalizers.text import SUPERSCRIPT_DIGITS
from pipeline.model import Block, BlockKind, Document, Evidence, Role

PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.FOOTNOTE)
"""The kinds of blocks whose text makes statements."""
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.RECIPIENTS, BlockKind.TITLE)
_DIGITS = str.maketrans(SUPERSCRIPT_DIGITS, "0123456789")
_MARK = re.compile(f"^[{SUPERSCRIPT_DIGITS}]+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One paragraph, footnote or table cell: the text of its parts joined by spaces, and where each part begins."""

    parts: tuple[Block, ...]
    starts: tuple[int, ...]
    text: str
    document: Document

    @property
    def kind(self) -> BlockKind:
        """The kind of the block in which it begins."""
        return self.parts[0].kind

    @property
    def page_no(self) -> int:
        """The page on which it begins."""
        return self.parts[0].region.page_no

    @property
    def recognised(self) -> bool:
        """Whether it was read from an image: only recognised blocks are less than sure."""
        return any(block.confidence < 1.0 for block in self.parts)

    @property
    def mark(self) -> str | None:
        """The number of a footnote ("8"), None for other text."""
        match = _MARK.match(self.text) if self.kind == BlockKind.FOOTNOTE else None
        return match[0].translate(_DIGITS) if match else None

    def evidence(self, start: int, end: int, role: Role = Role.NOTE) -> tuple[Evidence, ...]:
        """The parts that hold ``text[start:end]``."""
        return tuple(
            Evidence(block.region, role, block.block_id)
            for block, first in zip(self.parts, self.starts, strict=True)
            if first < max(end, start + 1) and first + len(block.text) > start
        )


def passages_of(document: Document, blocks: Iterable[Block]) -> tuple[Passage, ...]:
    """The passages of one document in reading order; ``blocks`` are those of its file. Parts of a paragraph that a
    page break cut are joined; stamps, page numbers and noise are left out."""
    body: list[list[Block]] = []
    last: dict[bool, list[Block]] = {}
    for block in blocks:
        if block.document_seq != document.seq or not block.text:
            continue
        foot = block.kind == BlockKind.FOOTNOTE
        if block.kind == BlockKind.TABLE_CELL or not (foot or block.kind in _BODY):
            if block.kind in (BlockKind.TABLE_CELL, BlockKind.LETTERHEAD, BlockKind.SIGNATURE):
                body.append([block])
            continue
        unmarked = foot and _MARK.match(block.text) is None
        if (block.continues or unmarked) and foot in last:
            last[foot].append(block)
        else:
            last[foot] = [block]
            body.append(last[foot])
    return tuple(_passage(document, parts) for parts in body)


def _passage(document: Document, parts: Sequence[Block]) -> Passage:
    starts, length = [], 0
    for block in parts:
        starts.append(length)
        length += len(block.text) + 1
    return Passage(tuple(parts), tuple(starts), " ".join(b.text for b in parts), document)
