"""What one page yields before it is understood: blocks in reading order, and the pieces of its tables.

A piece is the part of a table that stands on one page. Text files and ruled grids both end here, so that
everything downstream (``tables``, ``outline``, ``documents``, ...) is the same for scans, PDFs and text exports.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from pipeline.model import Block, Region


@dataclass(frozen=True, slots=True)
class PieceCell:
    """One cell of a table piece. ``block`` is None when nothing was read in it. Rows and columns are 0-based.

    ``region`` is the cell itself (PDF, image) or its line (text file), also where it is empty."""

    row: int
    col: int
    region: Region
    row_span: int = 1
    col_span: int = 1
    block: Block | None = None
    has_ink: bool = False
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class TablePiece:
    """The part of a table on one page. ``order`` is the reading order of its first block on the page.

    ``edges`` are the x positions of the column edges in points, None for a text file. ``region`` is where the
    whole piece stands.
    """

    page_no: int
    order: int
    n_rows: int
    n_cols: int
    cells: tuple[PieceCell, ...]
    region: Region
    edges: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class PageContent:
    """Blocks in reading order and table pieces of one page."""

    page_no: int
    blocks: tuple[Block, ...]
    pieces: tuple[TablePiece, ...]


def without_cell_words(content: PageContent) -> PageContent:
    """The page without the words of its table cells. A cell is evidence as a whole, and the words of long tables are
    most of what a file keeps in memory."""
    bare = {b.block_id: replace(b, words=()) for b in content.blocks if b.cell is not None and b.words}
    pieces = tuple(
        replace(
            p, cells=tuple(replace(c, block=bare.get(c.block.block_id, c.block)) if c.block else c for c in p.cells)
        )
        for p in content.pieces
    )
    return PageContent(content.page_no, tuple(bare.get(b.block_id, b) for b in content.blocks), pieces)


def block_id(source_id: str, page_no: int, order: int) -> str:
    """The id of a block: source, 1-based page, 1-based reading order on that page."""
    return f"{source_id}-{page_no:04d}-{order:04d}"
