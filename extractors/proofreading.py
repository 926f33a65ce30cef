"""Recognised text with single misread words mended by the language model; what was read stays in ``text_raw``."""

from __future__ import annotations

from dataclasses import replace

from extractors.layout import join_lines
from extractors.pieces import PageContent
from normalizers.proofread import correct_reading
from pipeline.model import Block, BlockKind, Word

_UNTOUCHED = (BlockKind.STAMP, BlockKind.NOISE, BlockKind.PAGE_NUMBER)


def proofread(content: PageContent) -> PageContent:
    """The content of a recognised page with ``text`` (and the words that lead to boxes) mended.

    Rules and figures: :mod:`normalizers.proofread`. Words of a native layer (confidence 1) are never changed.
    """
    blocks = tuple(_mended(b) for b in content.blocks)
    if blocks == content.blocks:
        return content
    by_id = {b.block_id: b for b in blocks}
    pieces = tuple(
        replace(p, cells=tuple(replace(c, block=by_id[c.block.block_id] if c.block else None) for c in p.cells))
        for p in content.pieces
    )
    return PageContent(content.page_no, blocks, pieces)


def _mended(block: Block) -> Block:
    if block.kind in _UNTOUCHED or all(w.confidence == 1.0 for w in block.words):
        return block
    found = correct_reading([w.text for w in block.words], [w.confidence for w in block.words])
    if not any(found):
        return block
    words = tuple(replace(w, text=c.text) if c else w for w, c in zip(block.words, found, strict=True))
    return replace(block, text=join_lines(_lines(block, words)), words=words)


def _lines(block: Block, words: tuple[Word, ...]) -> list[str]:
    """The words by the lines of ``text_raw``."""
    out = []
    at = 0
    for line in block.text_raw.split("\n"):
        count = len(line.split())
        out.append(" ".join(w.text for w in words[at : at + count]))
        at += count
    return out
