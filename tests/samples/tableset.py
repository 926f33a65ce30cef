"""Set a ruled table: header repeated on each page, rows cut by the page's end, cells merged downwards.

Lengths are points, origin at the top left of the page.
"""

from __future__ import annotations

from tests.samples.content import Row, Table
from tests.samples.typeset import LEFT, PAD, Composer, Line, PlacedRow, Run, runs_of, wrap

LEADING = 1.15
CENTRED = {"ordinal", "deadline", "unit", "target"}


class TableSetter:
    """Sets one table with the cursor of a ``Composer``."""

    def __init__(self, composer: Composer, table: Table) -> None:
        self.c = composer
        self.t = table
        measure = composer.right - LEFT
        total = sum(table.widths)
        self.edges = [LEFT]
        for share in table.widths:
            self.edges.append(self.edges[-1] + measure * share / total)
        self.line = table.size * LEADING
        self.section: str | None = None

    # --- measures

    def lines_of(self, row: Row) -> list[list[list[Run]]]:
        if row.kind == "section":
            texts = [(row.cells[0], 0, 1), (row.cells[1], 1, len(self.edges) - 1)]
        else:
            texts = [(text, i, i + 1) for i, text in enumerate(row.cells)]
        face = "bold" if row.kind == "section" else "regular"
        out = []
        for text, a, b in texts:
            runs = runs_of(text, face)
            out.append(wrap(runs, self.t.size, self.edges[b] - self.edges[a] - 2 * PAD) if runs else [])
        return out

    def height(self, cells: list[list[list[Run]]], skip: set[int] | None = None) -> float:
        most = max((len(cell) for i, cell in enumerate(cells) if i not in (skip or set())), default=1)
        return max(most, 1) * self.line + 2 * PAD

    # --- drawing

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.c.page.rules.append(Line(x0, y0, x1, y1))

    def text(
        self, lines: list[list[Run]], a: int, b: int, top: float, bottom: float, middle: bool, centre: bool
    ) -> None:
        x0, x1 = self.edges[a], self.edges[b]
        y = top + PAD
        if middle:
            y = (top + bottom - len(lines) * self.line) / 2
        for line in lines:
            x = (x0 + x1) / 2 if centre else x0 + PAD
            self.c.set_line(line, x, y + self.t.size * 0.9, self.t.size, "centre" if centre else "left", 0)
            y += self.line
        if lines:
            self.c.page.lines.append(" ".join(word for line in lines for word, _ in line))

    def header(self) -> None:
        cells = [wrap(runs_of(h, "bold"), self.t.size, self.edges[i + 1] - self.edges[i] - 2 * PAD)
                 for i, h in enumerate(self.t.header)]  # fmt: skip
        top = self.c.y
        bottom = top + self.height(cells)
        for i, lines in enumerate(cells):
            self.text(lines, i, i + 1, top, bottom, True, True)
        for x in self.edges:
            self.rule(x, top, x, bottom)
        self.rule(self.edges[0], top, self.edges[-1], top)
        self.rule(self.edges[0], bottom, self.edges[-1], bottom)
        self.c.y = bottom

    def next_page(self) -> None:
        self.c.new_page()
        self.header()

    def place(self, row: Row, page_no: int, top: float, bottom: float) -> None:
        box = (self.edges[0], top, self.edges[-1], bottom)
        self.c.layout.rows.append(PlacedRow(self.t, self.c.doc, row, self.section, page_no, box))

    # --- rows

    def run(self) -> None:
        self.header()
        rows = list(self.t.rows)
        i = 0
        while i < len(rows):
            span = max([1, *rows[i].merge.values()])
            if span > 1:
                self.group(rows[i : i + span])
            elif rows[i].kind == "section":
                self.section_row(rows[i])
            else:
                self.single(rows[i])
            i += span

    def section_row(self, row: Row) -> None:
        cells = self.lines_of(row)
        need = self.height(cells)
        if self.c.y + need + 3 * self.line > self.c.bottom:
            self.next_page()
        top, bottom = self.c.y, self.c.y + need
        self.section = " ".join(row.cells[:2])
        self.text(cells[0], 0, 1, top, bottom, True, True)
        self.text(cells[1], 1, len(self.edges) - 1, top, bottom, True, False)
        for x in (self.edges[0], self.edges[1], self.edges[-1]):
            self.rule(x, top, x, bottom)
        self.rule(self.edges[0], bottom, self.edges[-1], bottom)
        self.c.y = bottom

    def single(self, row: Row) -> None:
        cells = self.lines_of(row)
        need = self.height(cells)
        room = self.c.bottom - self.c.y
        if need <= room:
            if row.split:
                raise ValueError(f"row {row.ordinal} of {self.t.key} was to be cut by the page's end, but it fits")
            self.draw(row, cells, need, self.t.middle, True)
            self.place(row, self.c.page.number, self.c.y - need, self.c.y)
            return
        if row.split:
            fit = int((room - 2 * PAD) // self.line)
            if not 1 <= fit < max(len(cell) for cell in cells):
                raise ValueError(f"row {row.ordinal} of {self.t.key} cannot be cut here ({fit} lines fit)")
            head = [cell[:fit] for cell in cells]
            tail = [cell[fit:] for cell in cells]
            page_no, top = self.c.page.number, self.c.y
            self.draw(row, head, room if self.t.open_cut else self.height(head), False, not self.t.open_cut)
            self.place(row, page_no, top, self.c.y)
            self.next_page()
            self.draw(row, tail, self.height(tail), False, True)
            return
        self.next_page()
        self.draw(row, cells, need, self.t.middle, True)
        self.place(row, self.c.page.number, self.c.y - need, self.c.y)

    def draw(self, row: Row, cells: list[list[list[Run]]], need: float, middle: bool, closed: bool) -> None:
        top, bottom = self.c.y, self.c.y + need
        for i, lines in enumerate(cells):
            self.text(lines, i, i + 1, top, bottom, middle, self.t.roles[i] in CENTRED)
        for x in self.edges:
            self.rule(x, top, x, bottom)
        if closed:
            self.rule(self.edges[0], bottom, self.edges[-1], bottom)
        self.c.y = bottom

    def group(self, rows: list[Row]) -> None:
        """Rows that share cells merged downwards from the first; kept on one page."""
        merged = set(rows[0].merge)
        cells = [self.lines_of(row) for row in rows]
        needs = [self.height(cell, merged) for cell in cells]
        if self.c.y + sum(needs) > self.c.bottom:
            self.next_page()
        top = self.c.y
        tops = [top]
        for need in needs:
            tops.append(tops[-1] + need)
        for k, row in enumerate(rows):
            for i, lines in enumerate(cells[k]):
                if i in merged and k:
                    continue
                low = tops[rows[0].merge[i]] if i in merged else tops[k + 1]
                self.text(lines, i, i + 1, tops[k], low, self.t.middle, self.t.roles[i] in CENTRED)
            last = k == len(rows) - 1
            for i in range(len(self.edges) - 1):
                if last or i not in merged:
                    self.rule(self.edges[i], tops[k + 1], self.edges[i + 1], tops[k + 1])
            self.place(row, self.c.page.number, tops[k], tops[k + 1])
        for x in self.edges:
            self.rule(x, top, x, tops[-1])
        self.c.y = tops[-1]


def set_table(composer: Composer, table: Table) -> None:
    """Set ``table`` at the cursor of ``composer``."""
    TableSetter(composer, table).run()
    composer.y += 6
