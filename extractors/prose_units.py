"""Units of prose: one paragraph or list item with all its parts, and the way from its characters back to the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.layout import bounds, group_lines
from extractors.outline import opener_of
from normalizers.text import fold
from pipeline.model import Block, BlockKind, Evidence, Region, Role, Word

_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)


@dataclass(frozen=True, slots=True)
class Unit:
    """One paragraph or list item with all its parts (blocks), in reading order.

    ``text`` joins the texts of the parts by single spaces; spans are offsets in it. ``body`` is where the text begins
    behind its enumerator; ``label`` the enumerator ("" where there is none); ``path`` the section path.
    """

    parts: tuple[Block, ...]
    text: str
    body: int
    label: str
    path: tuple[str, ...]

    @property
    def head(self) -> Block:
        """The block in which the unit begins."""
        return self.parts[0]

    @property
    def said(self) -> str:
        """The text without its enumerator."""
        return self.text[self.body :]

    @property
    def is_heading(self) -> bool:
        """Whether the unit is a heading of the outline."""
        return self.head.kind == BlockKind.HEADING


def units_of(blocks: Sequence[Block]) -> tuple[Unit, ...]:
    """Join the body blocks of one document into units; annex tables, footnotes and letterheads stand outside."""
    groups: list[list[Block]] = []
    for block in blocks:
        if block.kind not in _PROSE:
            continue
        if block.continues and groups:
            groups[-1].append(block)
        else:
            groups.append([block])
    return tuple(_unit(group) for group in groups)


def _unit(group: Sequence[Block]) -> Unit:
    text = " ".join(b.text for b in group)
    opener = opener_of(text)
    return Unit(
        tuple(group),
        text,
        opener.end if opener else 0,
        opener.label if opener else "",
        group[0].section_path,
    )


# --- spans -> regions ---------------------------------------------------------------------------


def whole(unit: Unit, role: Role) -> list[Evidence]:
    """The regions of all parts of a unit."""
    return [Evidence(b.region, role, b.block_id) for b in unit.parts]


def regions(unit: Unit, start: int, end: int, role: Role) -> list[Evidence]:
    """Where the characters ``text[start:end]`` of a unit stand: their own words line by line where the page has words,
    else the parts that hold them. An empty list for a span outside the unit."""
    out: list[Evidence] = []
    at = 0
    for block in unit.parts:
        first, last = max(start - at, 0), min(end - at, len(block.text))
        if first < last:
            out.extend(_in_block(block, first, last, role))
        at += len(block.text) + 1
    return out


def _in_block(block: Block, start: int, end: int, role: Role) -> list[Evidence]:
    words = _words_at(block, start, end) if block.words else []
    if not words:
        return [Evidence(block.region, role, block.block_id)]
    page = block.region.page_no
    return [Evidence(Region(page, bounds(line.words)), role, block.block_id) for line in group_lines(words)]


def _words_at(block: Block, start: int, end: int) -> list[Word]:
    """The words on the page that spell ``block.text[start:end]``, compared without punctuation and case.

    The text of a block can differ from its words (hyphens joined, proofread): the run of words is taken that spells the
    span, at the occurrence that has as many before it as the text has. Empty where there is none.
    """
    wanted = fold(block.text[start:end]).split()
    keys = [(key, n) for n, word in enumerate(block.words) for key in fold(word.text).split()]
    if not wanted:
        return []
    before = fold(block.text[:start]).split()
    earlier = sum(before[i : i + len(wanted)] == wanted for i in range(len(before) - len(wanted) + 1))
    found = [
        at for at in range(len(keys) - len(wanted) + 1) if all(keys[at + n][0] == key for n, key in enumerate(wanted))
    ]
    if not found:
        return []
    at = found[min(earlier, len(found) - 1)]
    return list(block.words[keys[at][1] : keys[at + len(wanted) - 1][1] + 1])
