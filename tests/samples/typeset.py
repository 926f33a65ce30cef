"""Set a notice on pages: parts in, placed words and rules out, with what each page says and where each row stands.

Lengths are points, origin at the top left of the page, y downwards. Nothing here draws.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.samples.content import Doc, Ending, Letterhead, Notice, Para, Row, Table
from tests.samples.fonts import width

A4 = (595.28, 841.89)
TOP, BOTTOM, LEFT, RIGHT = 56.7, 56.7, 85.0, 42.5
PAD = 4.0


@dataclass(frozen=True)
class Style:
    """How a paragraph is set: face, size, alignment, first-line indent, space before and after, line height."""

    face: str = "regular"
    size: float = 14.0
    align: str = "justify"
    indent: float = 0.0
    before: float = 3.0
    after: float = 3.0
    leading: float = 1.17


STYLES = {
    "body": Style(indent=28.35),
    "basis": Style(face="italic", indent=28.35),
    "heading": Style(face="bold", indent=28.35, before=6),
    "subheading": Style(face="bolditalic", indent=28.35),
    "type": Style(face="bold", align="centre", before=16, after=0),
    "title": Style(face="bold", align="centre", before=0, after=0),
    "title_end": Style(face="bold", align="centre", before=0, after=14),
    "centred_bold": Style(face="bold", align="centre", before=6),
    "centred_italic": Style(face="italic", align="centre", after=8),
    "address": Style(align="centre", before=10, after=8),
    "annex": Style(face="bold", align="centre", before=0, after=0),
    "footnote": Style(size=10.5, before=1, after=0),
}


@dataclass(frozen=True)
class Word:
    """One drawn word: left x, baseline y, face, size."""

    text: str
    x: float
    y: float
    face: str
    size: float


@dataclass(frozen=True)
class Line:
    """One drawn rule."""

    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.6


@dataclass(frozen=True)
class Seal:
    """A round seal and the squiggle of a signature, centred at x, y; ``texts`` go round it and into its middle."""

    x: float
    y: float
    texts: tuple[str, str, str]


@dataclass
class Page:
    """What stands on one page; ``lines`` is its text in reading order."""

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rules: list[Line] = field(default_factory=list)
    seals: list[Seal] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class PlacedRow:
    """The first part of a row: its table, document, section, page and box."""

    table: Table
    doc: Doc
    row: Row
    section: str | None
    page_no: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True)
class PlacedPara:
    """The first part of a paragraph that states a task."""

    para: Para
    doc: Doc
    page_no: int
    box: tuple[float, float, float, float]


@dataclass
class Layout:
    """A whole notice set on pages."""

    notice: Notice
    pages: list[Page] = field(default_factory=list)
    rows: list[PlacedRow] = field(default_factory=list)
    paras: list[PlacedPara] = field(default_factory=list)
    doc_pages: list[tuple[int, int]] = field(default_factory=list)


Run = tuple[str, str]


def runs_of(text: str, face: str) -> list[Run]:
    """Words with their face; ``**`` switches bold on and off."""
    out: list[Run] = []
    glued = False
    for i, piece in enumerate(text.split("**")):
        words = piece.split()
        if words and glued and not piece[0].isspace():  # "**bold**;" stays one word
            out[-1] = (out[-1][0] + words.pop(0), out[-1][1])
        out += [(word, "bold" if i % 2 else face) for word in words]
        glued = bool(out) and bool(piece) and not piece[-1].isspace()
    return out


def plain(text: str) -> str:
    return text.replace("**", "")


def wrap(runs: list[Run], size: float, measure: float, indent: float = 0.0) -> list[list[Run]]:
    """Greedy line breaking; ``indent`` shortens the first line."""
    lines: list[list[Run]] = [[]]
    room = measure - indent
    used = 0.0
    for word, face in runs:
        wide = width(word, face, size)
        if wide > measure:
            raise ValueError(f"the word {word!r} is wider than its column ({wide:.0f} > {measure:.0f} points)")
        gap = width(" ", face, size) if lines[-1] else 0.0
        if used + gap + wide > room:
            lines.append([])
            room, used, gap = measure, 0.0, 0.0
        lines[-1].append((word, face))
        used += gap + wide
    return lines


class Composer:
    """Keeps the cursor while the parts of a notice are set one after the other."""

    def __init__(self, notice: Notice) -> None:
        self.layout = Layout(notice)
        self.doc = notice.docs[0]
        self.y = 0.0

    # --- pages

    @property
    def page(self) -> Page:
        return self.layout.pages[-1]

    @property
    def right(self) -> float:
        return self.page.width - RIGHT

    @property
    def bottom(self) -> float:
        return self.page.height - BOTTOM

    def new_page(self, landscape: bool | None = None) -> None:
        if landscape is None:
            landscape = bool(self.layout.pages) and self.page.width > self.page.height
        wide, high = (A4[1], A4[0]) if landscape else A4
        number = len(self.layout.pages) + 1
        self.layout.pages.append(Page(number, wide, high))
        self.y = TOP
        shown = number - self.layout.doc_pages[-1][0] + 1 if self.layout.doc_pages else number
        if shown > 1:
            self.set_line([(str(shown), "regular")], wide / 2, 40.0, 13.0, "centre", wide)
            self.page.lines.append(str(shown))

    # --- lines

    def set_line(self, line: list[Run], x: float, y: float, size: float, align: str, measure: float) -> None:
        """Place one line with its baseline at ``y``; ``x`` is the left edge, or the middle if centred."""
        natural = sum(width(word, face, size) for word, face in line)
        spaces = [width(" ", face, size) for _, face in line[1:]]
        total = natural + sum(spaces)
        if align == "centre":
            x -= total / 2
        elif align == "justify" and len(line) > 1:
            extra = (measure - total) / (len(line) - 1)
            spaces = [space + extra for space in spaces]
        for (word, face), space in zip(line, [*spaces, 0.0], strict=True):
            self.page.words.append(Word(word, x, y, face, size))
            x += width(word, face, size) + space

    def paragraph(self, para: Para) -> None:
        style = STYLES[para.style]
        measure = self.right - LEFT
        height = style.size * style.leading
        lines = wrap(runs_of(para.text, style.face), style.size, measure, style.indent)
        if para.style in ("heading", "subheading") and self.y + style.before + height * (len(lines) + 3) > self.bottom:
            self.new_page()
        first = True
        top, page_no = 0.0, 0
        said: list[str] = []
        self.y += style.before
        for i, line in enumerate(lines):
            orphan = i == 0 and len(lines) > 1 and self.y + 2 * height > self.bottom
            if self.y + height > self.bottom or orphan:
                self.page.lines += said
                said = []
                if first is False and para.task:
                    self.note(para, page_no, top, self.bottom)
                    page_no = -1
                self.new_page()
            if first:
                top, page_no, first = self.y, self.page.number, False
            last = i == len(lines) - 1
            indent = style.indent if i == 0 else 0.0
            align = "left" if last and style.align == "justify" else style.align
            x = (LEFT + self.right) / 2 if align == "centre" else LEFT + indent
            self.set_line(line, x, self.y + style.size * 0.92, style.size, align, measure - indent)
            said.append(" ".join(word for word, _ in line))
            self.y += height
        self.page.lines += said
        if para.task and page_no > 0:
            self.note(para, page_no, top, self.y)
        self.y += style.after

    def note(self, para: Para, page_no: int, top: float, bottom: float) -> None:
        self.layout.paras.append(PlacedPara(para, self.doc, page_no, (LEFT, top, self.right, bottom)))

    # --- head and end

    def column(self, lines: tuple[str, ...], middle: float, y: float, size: float) -> float:
        for text in lines:
            face = "bold" if text.startswith("**") else "regular"
            self.set_line(runs_of(text.removeprefix("**"), face), middle, y + size * 0.92, size, "centre", 0)
            self.page.lines.append(text.removeprefix("**"))
            y += size * 1.2
        return y

    def letterhead(self, head: Letterhead) -> None:
        left, right = LEFT + 88, self.right - 138
        y = self.column(head.left, left, self.y, 13)
        if head.party:
            self.set_line([("*", "regular")], left, y + 12, 13, "centre", 0)
            self.page.lines.append("*")
            y += 16
        else:
            self.page.rules.append(Line(left - 30, y + 2, left + 30, y + 2))
            y += 8
        y_left = self.column((head.number_line,), left, y, 13)
        if head.subject:
            for line in wrap(runs_of(f"V/v {head.subject}", "regular"), 12, 185):
                y_left = self.column((" ".join(word for word, _ in line),), left, y_left, 12)
        y = self.column(head.right, right, self.y, 13)
        reach = 86 if head.party else 80
        self.page.rules.append(Line(right - reach, y + 2, right + reach, y + 2))
        y += 8
        place = runs_of(head.place_line, "italic")
        self.set_line(place, right, y + 13, 13.5, "centre", 0)
        self.page.lines.append(head.place_line)
        self.y = max(y_left, y + 18) + 4

    def ending(self, end: Ending) -> None:
        height = max(20 + 14 * len(end.recipients), 17 * len(end.role_lines) + 100)
        if self.y + height > self.bottom:
            self.new_page()
        self.y += 10
        left, middle = LEFT, self.right - 115
        self.set_line(runs_of("Nơi nhận:", "bolditalic"), left, self.y + 12, 12, "left", 0)
        self.page.lines.append("Nơi nhận:")
        y = self.y + 16
        for text in end.recipients:
            for line in wrap(runs_of(text, "regular"), 11, 210):
                self.set_line(line, left, y + 11, 11, "left", 0)
                self.page.lines.append(" ".join(word for word, _ in line))
                y += 13.2
        y_left, y = y, self.y
        for text in end.role_lines:
            self.set_line(runs_of(text, "bold"), middle, y + 13, 13.5, "centre", 0)
            self.page.lines.append(text)
            y += 16.5
        if end.seal:
            self.page.seals.append(Seal(middle - 34, y + 40, end.seal))
        y += 78
        self.set_line(runs_of(end.name, "bold"), middle, y + 13, 14, "centre", 0)
        self.page.lines.append(end.name)
        self.y = max(y + 20, y_left)
