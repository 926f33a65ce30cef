"""Table pieces on pages -> logical tables whose rows may span pages.

The joining rules, in the order they apply:

1. A piece goes on with the table before it when nothing but footnotes, page numbers and noise stands between, the
   columns are as many (and, for ruled grids, about as wide), and its header, if it has one, means the same.
2. A repeated header row, and a row that only numbers the columns, is dropped.
3. The first data row of a continuing piece whose ordinal cell is empty (no ink) goes on with the last row.
4. Inside a piece, a row whose ordinal and task cells are the same merged cells as above adds to the row above.
5. A row that is one wide cell is a section row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.columns import ORDINAL, TASK, header_role, is_header, resolve_roles
from extractors.pieces import PieceCell, TablePiece
from normalizers.number import parse_ordinal
from normalizers.text import fold
from pipeline.model import Region, Table, TableCell, TableRow

_EMPTY = TableCell("", "")
_GLUE_END = re.compile(r"(?:\d|[A-ZĐ]{2,})[-/]$")  # not after a space: "1991 - / 2015" is a range
_SPECKS = re.compile(r"[|~`'\"^_ˆ°•\s]+")  # dirt and rules: no writer sets a cell of these alone
_GLUE_START = re.compile(r"^[A-ZĐ0-9]")
# Narrow columns tear dates: "15/01" + "/2026", "31/01/202" + "6", "15/1" + "2/2025".
_TORN = (
    (re.compile(r"\d$"), re.compile(r"^/\d")),
    (re.compile(r"\d/(?:1|19\d?|2|20\d?)$"), re.compile(r"^\d{1,3}\b(?![/.-])")),
    (re.compile(r"\b\d{1,2}/[01]$"), re.compile(r"^\d/\d{4}\b")),
)
_DATE_END = re.compile(r"(?:^|\D)(?:\d{1,2}/)?\d{1,2}/\d{4}\b")


@dataclass(frozen=True, slots=True)
class PlacedPiece:
    """A table piece with what stands before it: its document, annex label and caption, and whether text of the
    document lies between it and the piece before (then it cannot go on with that piece)."""

    piece: TablePiece
    document_seq: int
    label: str
    caption: str
    detached: bool


def join_parts(first: str, second: str) -> str:
    """Join two parts of one text over a line or page break.

    A break inside a document number or a date leaves no space ("01-TB/" + "BCĐTW" -> "01-TB/BCĐTW", "15/01" + "/2026"
    -> "15/01/2026").
    """
    if not first or not second:
        return first or second
    if _GLUE_END.search(first) and _GLUE_START.search(second):
        return first + second
    torn = any(end.search(first) and start.search(second) for end, start in _TORN)
    if torn and _DATE_END.search(first[-10:] + second[:9]):
        return first + second
    return f"{first} {second}"


def _join_cells(first: TableCell, second: TableCell) -> TableCell:
    if not second.parts and not second.text:
        return replace(first, has_ink=first.has_ink or second.has_ink)
    if not first.parts and not first.text:
        return replace(second, has_ink=first.has_ink or second.has_ink)
    if second.parts and set(second.parts) <= set(first.parts):
        return first  # the same merged cell seen again
    return TableCell(
        text_raw=f"{first.text_raw}\n{second.text_raw}",
        text=first.text if _SPECKS.fullmatch(second.text) and first.text else join_parts(first.text, second.text),
        parts=first.parts + tuple(p for p in second.parts if p not in first.parts),
        confidence=min(first.confidence, second.confidence),
        has_ink=True,
    )


def _join_rows(first: TableRow, second: TableRow, flag: str) -> TableRow:
    cells = tuple(_join_cells(a, b) for a, b in zip(first.cells, second.cells, strict=True))
    flags = first.flags if flag in first.flags else (*first.flags, flag)
    bands = first.bands + tuple(b for b in second.bands if b not in first.bands)
    return replace(first, cells=cells, bands=bands, flags=flags, open_end=second.open_end)


def _table_cell(cell: PieceCell) -> TableCell:
    block = cell.block
    if block is None:
        return replace(_EMPTY, has_ink=True) if cell.has_ink else _EMPTY
    return TableCell(block.text_raw, block.text, ((block.block_id, block.region),), block.confidence, True)


@dataclass(frozen=True, slots=True)
class _RawRow:
    row: TableRow
    merged_from_above: frozenset[int]
    open_top: bool
    open_bottom: bool


def _rows(piece: TablePiece) -> list[_RawRow]:
    """The rows of a piece; a cell that spans rows stands in each of them, one that spans columns in its first."""
    grid: list[list[TableCell]] = [[_EMPTY] * piece.n_cols for _ in range(piece.n_rows)]
    above: list[set[int]] = [set() for _ in range(piece.n_rows)]
    widths: list[list[int]] = [[] for _ in range(piece.n_rows)]
    top, bottom = [False] * piece.n_rows, [False] * piece.n_rows
    for cell in piece.cells:
        content = _table_cell(cell)
        last = min(cell.row + cell.row_span, piece.n_rows)
        for at in range(cell.row, last):
            grid[at][cell.col] = content
            if content.text:
                widths[at].append(cell.col_span)
            if at > cell.row:
                above[at].add(cell.col)
        top[cell.row] |= cell.open_top
        bottom[last - 1] |= cell.open_bottom
    out = []
    for i, cells in enumerate(grid):
        wide = len(widths[i]) == 1 and widths[i][0] >= max(2, piece.n_cols - 1)
        bands = _bands(piece, i)
        row = TableRow(tuple(cells), piece.page_no, bands, full_width=wide, open_end=bottom[i])
        out.append(_RawRow(row, frozenset(above[i]), top[i], bottom[i]))
    return out


def _bands(piece: TablePiece, row: int) -> tuple[Region, ...]:
    """The strip of one row of a piece: the union of the cells that stand in this row alone."""
    own = [c.region for c in piece.cells if c.row == row and c.row_span == 1] or [
        c.region for c in piece.cells if c.row == row
    ]
    if not own:
        return ()
    first = own[0]
    box = first.box
    for region in own[1:]:
        if box is not None and region.box is not None:
            box = box.union(region.box)
    return (replace(first, box=box),)


def _is_numbering(row: TableRow) -> bool:
    """A row that only numbers the columns: (1) (2) (3), 1 2 3, A B 1 2."""
    texts = [c.text.strip("() .") for c in row.cells if c.text]
    if len(texts) < 3:
        return False
    digits = [t for t in texts if t.isdigit()]
    letters = [t for t in texts if len(t) == 1 and t.isalpha()]
    return (
        len(digits) + len(letters) == len(texts)
        and len(digits) >= 2
        and all(int(b) == int(a) + 1 for a, b in pairwise(digits))
    )


def _repeats_header(header: Sequence[str], row: TableRow) -> bool:
    """A row that says what the header says, in every cell: an export keeps the header that each page repeats."""
    return len(header) == len(row.cells) and all(
        fold(a) == fold(c.text) for a, c in zip(header, row.cells, strict=True)
    )


def _merge_header(rows: list[TableRow]) -> tuple[str, ...]:
    """Header texts over all header rows: a group heading above and the names below it are joined."""
    out: list[str] = []
    for col in range(len(rows[0].cells)):
        texts: list[str] = []
        for row in rows:
            text = row.cells[col].text
            if text and text not in texts:
                texts.append(text)
        out.append(" ".join(texts))
    return tuple(out)


def _split_header(rows: list[_RawRow]) -> tuple[tuple[str, ...], list[_RawRow]]:
    """Take the header rows (if any) off the top of a piece."""
    if not rows or not is_header(tuple(c.text for c in rows[0].row.cells)):
        return (), rows
    header = [rows[0].row]
    rest = rows[1:]
    # A second header row: its ordinal cell is the merged one from above, or it names columns too.
    while rest and (0 in rest[0].merged_from_above) and header_role(rest[0].row.cells[0].text) == ORDINAL:
        header.append(rest[0].row)
        rest = rest[1:]
    if rest and _is_numbering(rest[0].row):
        rest = rest[1:]
    return _merge_header(header), rest


def _same_columns(table: _Open, piece: TablePiece) -> bool:
    if table.n_cols != piece.n_cols:
        return False
    if table.edges is None or piece.edges is None:
        return table.edges is None and piece.edges is None
    width = max(table.edges[-1] - table.edges[0], 1.0)
    a = [(e - table.edges[0]) / width for e in table.edges]
    other = max(piece.edges[-1] - piece.edges[0], 1.0)
    b = [(e - piece.edges[0]) / other for e in piece.edges]
    return max(abs(x - y) for x, y in zip(a, b, strict=True)) <= 0.04


def _roles_agree(a: Sequence[str | None], b: Sequence[str | None]) -> bool:
    """Two headers mean the same when every column that both recognise has the same role."""
    pairs = [(x, y) for x, y in zip(a, b, strict=True) if x and y]
    return bool(pairs) and sum(x == y for x, y in pairs) >= 0.6 * len(pairs)


@dataclass(slots=True)
class _Open:
    """The table under construction."""

    label: str
    caption: str
    header: tuple[str, ...]
    roles: tuple[str | None, ...]
    n_cols: int
    edges: tuple[float, ...] | None
    document_seq: int
    page_first: int
    rows: list[TableRow]
    last_open: bool = False

    def close(self) -> Table:
        return Table(
            self.label, self.caption, self.header, self.roles, tuple(self.rows), self.document_seq, self.page_first
        )


def _goes_on(table: _Open, raw: _RawRow) -> bool:
    """Whether the first data row of a continuing piece is the rest of the table's last row (rule 3)."""
    row = raw.row
    if not table.rows or row.full_width:
        return False
    column = table.roles.index(ORDINAL) if ORDINAL in table.roles else 0
    ordinal = row.cells[column]
    if (ordinal.text or ordinal.has_ink) and not _is_rest(table, row, ordinal):
        return False
    return any(c.text for c in row.cells)


def _is_rest(table: _Open, row: TableRow, ordinal: TableCell) -> bool:
    """Whether a row has specks for an ordinal and no task: no row of its own, but the rest of one cut by the page."""
    if TASK not in table.roles:
        return False
    task = row.cells[table.roles.index(TASK)]
    return not any(c.isalnum() for c in ordinal.text + task.text) and any(
        any(c.isalpha() for c in cell.text) for cell in row.cells
    )


def _same_row(table: _Open, raw: _RawRow) -> bool:
    """Whether a row inside a piece shares the merged ordinal and task cells of the row above (rule 4)."""
    if not table.rows or TASK not in table.roles:
        return False
    task = table.roles.index(TASK)
    ordinal = table.roles.index(ORDINAL) if ORDINAL in table.roles else task
    return task in raw.merged_from_above and ordinal in raw.merged_from_above


def assemble(pieces: Sequence[PlacedPiece]) -> tuple[Table, ...]:
    """Join table pieces (in document order) into logical tables. Pieces without a known header stay out."""
    tables: list[Table] = []
    current: _Open | None = None
    for placed in pieces:
        piece = placed.piece
        header, rows = _split_header(_rows(piece))
        roles = resolve_roles(header) if header else ()
        attached = (
            current is not None
            and not placed.detached
            and placed.document_seq == current.document_seq
            and _same_columns(current, piece)
            and (not header or _roles_agree(current.roles, roles))
        )
        if not attached:
            if current is not None:
                tables.append(current.close())
                current = None
            if not header:
                continue  # a frame, a letterhead or a form: its cells stay blocks of text
            current = _Open(
                placed.label,
                placed.caption,
                header,
                roles,
                piece.n_cols,
                piece.edges,
                placed.document_seq,
                piece.page_no,
                [],
            )
        assert current is not None
        for i, raw in enumerate(rows):
            if not any(c.text or c.has_ink for c in raw.row.cells) or _is_numbering(raw.row):
                continue
            if _repeats_header(current.header, raw.row):
                continue
            if i == 0 and attached and _goes_on(current, raw):
                current.rows[-1] = _join_rows(current.rows[-1], raw.row, "continued_on_next_page")
            elif i > 0 and _same_row(current, raw):
                current.rows[-1] = _join_rows(current.rows[-1], raw.row, "merged_cells")
            else:
                current.rows.append(raw.row)
        current.edges = piece.edges
    if current is not None:
        tables.append(current.close())
    return tuple(tables)


_SPANNED = 24  # letters that no ordinal has


def is_section_row(table: Table, row: TableRow) -> bool:
    """Whether a row only names a section: one wide cell, or a roman/letter ordinal with nothing but its text."""
    filled = [i for i, c in enumerate(row.cells) if c.text]
    if not filled:
        return False
    if row.full_width or len(filled) == 1:
        text = row.cells[filled[0]].text
        column = table.roles.index(ORDINAL) if ORDINAL in table.roles else -1
        if filled[0] == column and not row.full_width:  # "II Đến năm 2035", all in the first cell
            spans = len(text) >= _SPANNED  # an export puts the text of a cell over all columns into the first
            return parse_ordinal(text) is None and (spans or parse_ordinal(text.split()[0]) is not None)
        return row.full_width or not text.lstrip().startswith(("-", "+"))
    ordinal_col = table.roles.index(ORDINAL) if ORDINAL in table.roles else 0
    if ordinal_col not in filled or len(filled) > 2:
        return False
    text = row.cells[ordinal_col].text
    ordinal = parse_ordinal(text)
    if ordinal is None:
        return True  # unreadable: a row with nothing but a title heads a section
    return ordinal.kind == "roman" or (ordinal.kind == "letter" and text[:1].isupper())


def begins_before(table: Table, row: TableRow) -> bool:
    """Whether the first row of a table is the rest of a row that began on a page before, which the file does not have:
    nothing but the end of a task, in small letters."""
    if row is not table.rows[0] or row.full_width or TASK not in table.roles:
        return False
    task = row.cells[table.roles.index(TASK)]
    alone = all(c is task or not (c.text or c.has_ink) for c in row.cells)
    return alone and task.text[:1].islower() and parse_ordinal(task.text.split()[0]) is None
