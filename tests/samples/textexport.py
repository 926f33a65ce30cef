"""Write a notice as a text export: paragraphs between blank lines, tables as tab-separated lines.

Lines are 1-based and counted by line feeds alone. With ``form_feeds`` a page break puts a form feed before the first
character of the next page (as ``pdftotext`` does); most exports have none.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.samples.content import CUT, Doc, Ending, Letterhead, Notice, PageBreak, Para, Row, Table
from tests.samples.typeset import plain


@dataclass(frozen=True)
class RowLine:
    """Where a row begins: its line, page, section and the pages of the table so far (1-based)."""

    table: Table
    doc: Doc
    row: Row
    section: str | None
    line: int
    page_no: int
    page_of_table: int


@dataclass(frozen=True)
class ParaLines:
    para: Para
    doc: Doc
    line_first: int
    line_last: int
    page_no: int


@dataclass
class Export:
    """The lines of the file and where the tasks stand in it."""

    notice: Notice
    lines: list[str] = field(default_factory=list)
    said: list[list[str]] = field(default_factory=lambda: [[]])
    rows: list[RowLine] = field(default_factory=list)
    paras: list[ParaLines] = field(default_factory=list)
    doc_lines: list[tuple[int, int]] = field(default_factory=list)

    def text(self) -> str:
        return "\n".join(self.lines) + "\n"


class Exporter:
    """Writes one notice line by line."""

    def __init__(self, notice: Notice, form_feeds: bool) -> None:
        self.x = Export(notice)
        self.form_feeds = form_feeds
        self.doc = notice.docs[0]
        self.turn = False

    @property
    def next_line(self) -> int:
        return len(self.x.lines) + 1

    def put(self, *lines: str, blank: int = 1) -> None:
        shown = ["\f" + lines[0], *lines[1:]] if self.turn else list(lines)
        self.turn = False
        self.x.lines += [*shown, *[""] * blank]
        self.x.said[-1] += [plain(line) for line in lines if line.strip()]

    def letterhead(self, head: Letterhead) -> None:
        self.put(*(line.removeprefix("**") for line in head.left))
        self.put(*(line.removeprefix("**") for line in head.right))
        self.put(head.number_line)
        self.put(head.place_line)

    def paragraph(self, para: Para) -> None:
        first = self.next_line
        lines = para.text.split("\n")
        self.put(*lines)
        if para.task:
            last = first + len(lines) - 1
            self.x.paras.append(ParaLines(para, self.doc, first, last, len(self.x.said)))

    def ending(self, end: Ending) -> None:
        self.put("Nơi nhận:")
        self.put(*end.recipients)
        self.put(*end.role_lines, blank=3)
        self.put(end.name)

    def page_break(self) -> None:
        if self.form_feeds:
            self.x.said.append([])
            self.turn = True
        else:
            self.x.lines += ["", ""]

    def table(self, table: Table) -> None:
        pages, section = 1, None
        header = "\t".join(table.header)
        self.put(header, blank=0)
        for row in table.rows:
            if row.kind in ("page", "footnote"):
                self.x.lines.append("")
                if row.kind == "footnote":
                    self.put(row.cells[0])
                self.put(header, blank=0)
                pages += 1
                continue
            cells = [row.raw.get(i, text) for i, text in enumerate(row.cells)]
            cells += [""] * (len(table.header) - len(cells))
            if row.kind == "section":
                section = " ".join(text for text in row.cells if text)
            elif row.kind == "task":
                number = self.next_line
                self.x.rows.append(RowLine(table, self.doc, row, section, number, len(self.x.said), pages))
            parts = [[text.partition(CUT)[k] for text in cells] for k in (0, 2)]
            said = [text.split(CUT) for text in row.cells]
            self.x.lines.append("\t".join(text.strip() for text in parts[0]))
            self.x.said[-1].append(" ".join(text[0].strip() for text in said if text[0]))
            if any(parts[1]):
                self.x.lines.append("")
                self.put(header, blank=0)
                pages += 1
                self.x.lines.append("\t".join(text.strip() for text in parts[1]))
                self.x.said[-1].append(" ".join(text[1].strip() for text in said if len(text) > 1))
        self.x.lines.append("")

    def run(self) -> Export:
        for doc in self.x.notice.docs:
            self.doc = doc
            first = self.next_line
            for part in doc.parts:
                if isinstance(part, Letterhead):
                    self.letterhead(part)
                elif isinstance(part, Para):
                    self.paragraph(part)
                elif isinstance(part, Ending):
                    self.ending(part)
                elif isinstance(part, PageBreak):
                    self.page_break()
                else:
                    self.table(part)
            while self.x.lines and not self.x.lines[-1]:
                self.x.lines.pop()
            self.x.doc_lines.append((first, len(self.x.lines)))
        return self.x


def export(notice: Notice, form_feeds: bool = False) -> Export:
    """``notice`` as the lines of a text export."""
    return Exporter(notice, form_feeds).run()
