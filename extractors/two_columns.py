"""Recipients and signature that stand side by side in a text export, read one column after the other.

A line holds both columns ("- Như trên;      GIÁM ĐỐC"), parted by spaces, a tab or the bars of a Markdown table, whose
cells can hold several lines (``<br>``). Between two such lines stand lines of one column only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractors.outline import classify
from normalizers.text import clean
from pipeline.model import Block, BlockKind

_LONG = 300  # characters a line of the text: no line of an end of document
_GAP = re.compile(r"(?:\t+|\s{3,})(?=(?:(?!\t|\s{3}).)+$)")  # the last gap of a line
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_ITEM = re.compile(r"\s*[-–—+*•]")

Place = tuple[int, Block]


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: the texts of its left and of its right column, and the character where the columns part (None where
    bars or tabs part them)."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    middle: float | None = None


def _lines(cell: str) -> tuple[str, ...]:
    return tuple(text for part in _BREAK.split(cell) if (text := clean(part)))


def _row(line: str, among: float | None) -> _Row | None:
    """The columns of a line; None for a line of one column. ``among``: where the columns of the line above part."""
    if line.lstrip().startswith("|"):
        cells = [c.strip() for c in line.strip().strip("|").split("|")]
        if all(set(c) <= set(":-") for c in cells):
            return _Row((), ())  # the rule below the head of the table, or an empty row
        return _Row(_lines(cells[0]), tuple(t for c in cells[1:] for t in _lines(c)))
    text = line.rstrip()
    gap = _GAP.search(text)
    if gap and gap.start() and text[: gap.start()].strip():
        middle = None if "\t" in gap.group() else (gap.start() + gap.end()) / 2
        return _Row(_lines(text[: gap.start()]), _lines(text[gap.end() :]), middle)
    if "\t" in text[: len(text) - len(text.lstrip())]:
        return _Row((), _lines(text))
    if among is not None and text.strip() and (len(text) - len(text.lstrip()) + len(text)) / 2 > among:
        return _Row((), _lines(text), among)
    return None


def one_after_the_other(blocks: Sequence[Block], signs: Callable[[str], bool]) -> list[Place]:
    """The blocks with their indices in ``blocks``, the lines of two columns taken apart: all of the left column, then
    all of the right. ``signs``: whether a text is a line of a signature, which the right column begins with."""
    out: list[Place] = []
    right: list[Place] = []
    middle: float | None = None
    both = False  # whether signatures stand in both columns
    for i, block in enumerate(blocks):
        rows = _rows(block, middle)
        begins = rows is not None and any(signs(text) for r in rows for text in r.right)
        if rows is None or not (right or begins):
            if right and not (_goes_on(block) or (both and signs(block.text))):
                out, right, middle, both = [*out, *_own_kinds(right)], [], None, False
            out.append((i, block))
            continue
        both = both or any(signs(text) for row in rows for text in row.left)
        out.extend((i, _view(block, text)) for row in rows for text in row.left)
        right.extend((i, _view(block, text)) for row in rows for text in row.right)
        middle = next((r.middle for r in rows if r.middle is not None), middle)
    return [*out, *_own_kinds(right)]


def _own_kinds(right: Sequence[Place]) -> list[Place]:
    """The lines of the right column, each of its own kind: a stamp of a digital signature is no part of a list."""
    views = classify([replace(view, kind=BlockKind.PARAGRAPH) for _, view in right])
    return [(i, view) for (i, _), view in zip(right, views, strict=True)]


def _rows(block: Block, among: float | None) -> list[_Row] | None:
    """The lines of a block in their columns; None when no line has two, or none in the right one."""
    long = len(block.text_raw) > _LONG * (1 + len(_BREAK.findall(block.text_raw)))
    if block.repairs or block.region.box is not None or block.cell is not None or long:
        return None
    found: list[_Row] = []
    several = False
    for line in block.text_raw.split("\n"):
        row = _row(line, among)
        several = several or row is not None
        found.append(row or _Row(_lines(line), ()))
    return found if several else None


def _goes_on(block: Block) -> bool:
    """Whether a line of one column goes on with the left column: another recipient, or the rest of one."""
    text = block.text
    begins = _ITEM.match(text) is not None or text.startswith(("(", "Lưu")) or text[:1].islower()
    return begins or text.rstrip().endswith((";", ","))


def _view(block: Block, text: str) -> Block:
    kind = BlockKind.PARAGRAPH if block.kind == BlockKind.STAMP else block.kind  # the other column made it a stamp
    return replace(block, text=text, text_raw=text, kind=kind)
