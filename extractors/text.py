"""Text notices: UTF-8 exports with tables as tab-separated lines. A form feed ends a page; lines run over the file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from extractors.directive_cues import starts_with_verb
from extractors.pieces import PageContent, PieceCell, TablePiece, block_id
from normalizers.repair import RepairedLine, RepairedToken, repair_lines
from normalizers.text import BULLETS, CAPITAL, SMALL, clean, nfc
from pipeline.errors import BadEncoding, UnreadableFile
from pipeline.model import Block, BlockKind, CellAddress, Region, Repair


@dataclass(frozen=True, slots=True)
class TextLine:
    """One physical line of a text file: 1-based number in the file, its characters without the line end.

    ``repaired`` is set where the line was garbled; ``shown`` is what the line is taken to say.
    """

    number: int
    text: str
    repaired: RepairedLine | None = None

    @property
    def shown(self) -> str:
        """The repaired text of a garbled line, the text itself of any other."""
        return self.text if self.repaired is None else self.repaired.text

    @property
    def is_noise(self) -> bool:
        """Whether the line holds only stray marks of a garbled page."""
        return self.repaired is not None and self.repaired.noise


@dataclass(frozen=True, slots=True)
class TextPage:
    """The lines between two form feeds."""

    page_no: int
    lines: tuple[TextLine, ...]


def read_text_pages(path: Path) -> tuple[TextPage, ...]:
    """Read a text notice.

    Raises:
        UnreadableFile: the file went away or may not be read.
        BadEncoding: the bytes are not valid UTF-8 (UTF-16 with a byte-order mark is read too).
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"the file cannot be read: {error.strerror or error}") from error
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadEncoding(f"byte {error.start + 1} is not valid {encoding.removesuffix('-sig').upper()}") from error
    pages: list[TextPage] = []
    lines: list[TextLine] = []
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        parts = line.split("\f")
        for i, part in enumerate(parts):
            if i:
                pages.append(TextPage(len(pages) + 1, tuple(lines)))
                lines = []
            lines.append(TextLine(number, part))
    pages.append(TextPage(len(pages) + 1, tuple(lines)))
    if len(pages) > 1 and not any(line.text.strip() for line in pages[-1].lines):
        pages.pop()  # a form feed at the very end ends the last page, it does not begin an empty one
    return tuple(pages)


def repair_pages(pages: tuple[TextPage, ...]) -> tuple[TextPage, ...]:
    """The pages with their garbled lines repaired. Good pages come back as they are."""
    lines = [line for page in pages for line in page.lines]
    found = iter(repair_lines([line.text for line in lines]))
    out = []
    for page in pages:
        own = tuple(replace(line, repaired=r) if (r := next(found)).tokens or r.noise else line for line in page.lines)
        out.append(TextPage(page.page_no, own))
    return tuple(out)


# A line that begins a paragraph of its own even when it follows another line directly.
_OPENER = re.compile(
    rf"""\s*(?:[*_#>]*\s*)?(?:
        [-+{BULLETS}–*]\s+ | [-+](?=[{CAPITAL}][{SMALL}]) | \(?[ivxIVX]{{1,5}}\)\s
        | \(?\d{{1,3}}[).]\s | \d{{1,2}}(?:\.\d{{1,2}})+\.?\s
        | \d{{1,2}}(?:\.\d{{1,2}})*\s?[-–](?:\s+(?=[{CAPITAL}])|(?=[{CAPITAL}][{SMALL}])) | \(?[a-zđA-ZĐ]\)\s
        | \d{{1,2}}(?:\.\d{{1,2}})*(?:/\s+(?=[{CAPITAL}])|\.\s?[-–]\s|[./)](?=[{CAPITAL}][{SMALL}]))
        | [a-zđ](?:[./]\s+(?=[{CAPITAL}])|[./)](?=[{CAPITAL}][{SMALL}]))
        | [IVX]{{1,5}}(?:\s?[-.]\s | /\s | \.\s?[-–]\s)
        | [⁰¹²³⁴⁵⁶⁷⁸⁹]+\s | <sup>\d | Điều\s+\d+ | Nơi\s+nhận | Kính\s+gửi | Căn\s+cứ\s
        | \((?:Ban\s+hành\s+kèm|Kèm|Đính\s+kèm)\s+theo\s
    )""",
    re.VERBOSE,
)
_SENTENCE_END = re.compile(r"[.;:!?…/][\"'”’)*_]*\s*$")


_NUMERAL = re.compile(r"\b[IVXLC]+\b")  # "III/2026.": the rest of "quý III/2026" on a line of its own


def _is_caps(text: str) -> bool:
    letters = [c for c in _NUMERAL.sub("", text) if c.isalpha()]
    return len(letters) >= 3 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)


def _wrap_width(pages: tuple[TextPage, ...]) -> int | None:
    """The width in characters at which the file wraps its lines, or None when a paragraph is one line."""
    lengths = sorted(len(x.text.rstrip()) for p in pages for x in p.lines if x.text.strip() and "\t" not in x.text)
    if len(lengths) < 20:
        return None
    longest = lengths[int(0.98 * (len(lengths) - 1))]
    return longest if longest <= 130 else None


_FILLED = 0.75  # of the breaks; a heading in short lines is among them. Of a printed page a fifth are such
_ENOUGH_LINES = 5


def _filled_width(pages: tuple[TextPage, ...]) -> int | None:
    """The width in characters up to which the file fills each line of a paragraph before it breaks it; None where it
    does not: printed lines hold as many letters as are narrow, and an export of them breaks where they did."""
    broken = [
        (len(a.text.rstrip()), _room(a, b))
        for page in pages
        for a, b in pairwise(page.lines)
        if b.text[:1].islower()
        and a.text.strip()
        and not _OPENER.match(b.text)
        and not _SENTENCE_END.search(a.text)
        and not any("\t" in x.text or _COLUMNS.search(x.text.strip()) for x in (a, b))
    ]
    if len(broken) < _ENOUGH_LINES:
        return None
    width = sorted(length for length, _ in broken)[int(0.98 * (len(broken) - 1))]
    return width if sum(room > width for _, room in broken) >= _FILLED * len(broken) else None


def _room(above: TextLine, below: TextLine) -> int:
    """How long a line would be if it took the first word of the line below it as well."""
    return len(above.text.rstrip()) + 1 + len(below.text.split()[0])


def _starts_anew(above: TextLine, below: TextLine, filled: int | None) -> bool:
    """Whether a sentence ended and the next word, though it had room on the line, begins the line below."""
    return (
        filled is not None
        and _SENTENCE_END.search(above.text.rstrip()) is not None
        and below.text.strip()[:1].isupper()
        and _room(above, below) <= filled
    )


_COLUMNS = re.compile(r"\S {5,}\S")  # two columns side by side, as in a letterhead


def _continues(previous: TextLine, line: TextLine, width: int | None) -> bool:
    """Whether the line goes on with the paragraph of the line directly above it."""
    above, here = previous.shown.strip(), line.shown.strip()
    if _OPENER.match(here) or _is_caps(above) != _is_caps(here):
        return False
    if _is_caps(above):
        return False  # letterhead and title lines stay apart; documents.py joins what belongs together
    if width is not None and len(previous.text.rstrip()) >= 0.8 * width:
        return True
    first = clean(here)[:1]
    return bool(first) and first.islower() and not _SENTENCE_END.search(above)


_DASHED = re.compile(r"[-–]\s+(?P<next>\S)")


def _breaks_at_dash(group: list[TextLine], line: TextLine, width: int | None) -> bool:
    """Whether a wrapped line goes on with the dash of a pair: "... cao tốc Hà Nội" / "- Hải Phòng với ..."."""
    above, dashed = group[-1].shown.rstrip(), _DASHED.match(line.shown)
    if width is None or dashed is None or len(above) < 0.8 * width or _DASHED.match(group[0].shown.strip()):
        return False
    if starts_with_verb(line.shown[dashed.start("next") :]):
        return False  # "... các xã A, B" / "- Phân công cán bộ ...": an item
    last = above.split()[-1]
    return (
        last.isalnum()
        and last[0].isupper() == dashed["next"].isupper()
        and last[0].isdigit() == dashed["next"].isdigit()
        and not last.islower()
    )


_INDENT = 2
_FULL_LINE = 60


def _hangs(first: TextLine, previous: TextLine, line: TextLine) -> bool:
    """Whether the line goes on with a paragraph whose first line alone is indented."""
    shown = (first.shown, previous.shown, line.shown)
    if any(_is_caps(s) for s in shown) or _OPENER.match(line.shown.strip()):
        return False
    indent = len(first.text) - len(first.text.lstrip(" "))
    return indent >= _INDENT and not line.text.startswith(" ") and len(previous.text.rstrip()) >= _FULL_LINE


def _tokens(line: TextLine, span: tuple[int, int] | None) -> list[RepairedToken]:
    """The repaired tokens of a line, or of the characters ``span`` of it."""
    if line.repaired is None:
        return []
    if span is None:
        return list(line.repaired.tokens)
    first, last = (len(nfc(line.text[:end])) for end in span)  # tokens count characters in normal form
    return [t for t in line.repaired.tokens if first <= t.start < last]


class _Pager:
    """Collects the blocks and pieces of one page, numbering them in reading order."""

    def __init__(self, source_id: str, page_no: int) -> None:
        self.source_id, self.page_no = source_id, page_no
        self.blocks: list[Block] = []
        self.pieces: list[TablePiece] = []

    def add(
        self,
        kind: BlockKind,
        lines: list[TextLine],
        *,
        cell: CellAddress | None = None,
        span: tuple[int, int] | None = None,
    ) -> Block:
        order = len(self.blocks) + 1
        if span is None:
            raw = "\n".join(x.text for x in lines)
            first, last = 0, len(lines[-1].text)
        else:
            first, last = span
            raw = lines[0].text[first:last]
        repairs = [t for line in lines for t in _tokens(line, span)]
        text = clean(raw)
        if any(line.repaired is not None for line in lines):
            shown = (x.shown if span is None else " ".join(t.text for t in repairs) for x in lines)
            text = clean("\n".join(shown))
        block = Block(
            block_id=block_id(self.source_id, self.page_no, order),
            reading_order=order,
            kind=kind,
            text_raw=raw,
            text=text,
            confidence=min((t.confidence for t in repairs), default=1.0),  # the weakest token, as on scanned pages
            repairs=tuple(
                Repair(t.raw, nfc(t.text), t.confidence, tuple(text for text, _ in t.alternatives)) for t in repairs
            ),
            region=Region(self.page_no, None, lines[0].number, lines[-1].number),
            cell=cell,
            char_first=first,
            char_last=last,
        )
        self.blocks.append(block)
        return block

    def table(self, lines: list[TextLine]) -> None:
        """Add a run of lines that stand as one table: tabs part the cells, a line without tabs is one wide cell."""
        n_cols = max(x.text.count("\t") for x in lines) + 1
        order = len(self.blocks) + 1
        piece = len(self.pieces)
        cells: list[PieceCell] = []
        for row, line in enumerate(lines):
            start = 0
            texts = line.text.split("\t")
            for col, text in enumerate(texts):
                wide = n_cols if len(texts) == 1 else 1
                block = None
                if text.strip():
                    lead = len(text) - len(text.lstrip())
                    span = (start + lead, start + len(text.rstrip()))
                    block = self.add(
                        BlockKind.TABLE_CELL, [line], cell=CellAddress(piece, row, col, 1, wide), span=span
                    )
                here = Region(self.page_no, None, line.number, line.number)
                cells.append(PieceCell(row, col, here, 1, wide, block, block is not None))
                start += len(text) + 1
            for col in range(len(texts), n_cols if len(texts) > 1 else 0):
                here = Region(self.page_no, None, line.number, line.number)
                cells.append(PieceCell(row, col, here))  # a short row: the missing cells are empty
        region = Region(self.page_no, None, lines[0].number, lines[-1].number)
        self.pieces.append(TablePiece(self.page_no, order, len(lines), n_cols, tuple(cells), region))

    def prose(self, lines: list[TextLine], width: int | None, filled: int | None) -> None:
        """Add a run of lines without tables, one block a paragraph."""
        group: list[TextLine] = []
        for line in lines:
            if line.is_noise:  # kept as evidence, apart from the paragraph it stands in
                if group:
                    self.add(BlockKind.PARAGRAPH, group)
                    group = []
                self.add(BlockKind.NOISE, [line])
                continue
            goes_on = (
                group
                and not _starts_anew(group[-1], line, filled)
                and (
                    _continues(group[-1], line, width)
                    or _hangs(group[0], group[-1], line)
                    or _breaks_at_dash(group, line, width)
                )
            )
            if group and (not goes_on or any(_COLUMNS.search(each.text) for each in (group[-1], line))):
                self.add(BlockKind.PARAGRAPH, group)
                group = []
            group.append(line)
        if group:
            self.add(BlockKind.PARAGRAPH, group)


def _runs(lines: tuple[TextLine, ...]) -> list[list[TextLine]]:
    """Runs of lines without a blank line between them."""
    out: list[list[TextLine]] = [[]]
    for line in lines:
        if line.text.strip(" \u00a0") and not (set(line.text) <= {"\t", " "}):
            out[-1].append(line)
        elif out[-1]:
            out.append([])
    return [run for run in out if run]


def _is_row(line: TextLine) -> bool:
    """A tab-separated row: at least two tabs inside the text, not as indentation; first cells may be empty.

    Tabs between the stray marks that begin a garbled line part no cells.
    """
    return not line.is_noise and _without_stray(line).strip(" ").count("\t") >= 2


def _without_stray(line: TextLine) -> str:
    """The characters of a line after the stray marks that begin it."""
    start = 0
    for token in line.repaired.tokens if line.repaired is not None else ():
        if token.text:
            break
        start = token.end
    return nfc(line.text)[start:] if start else line.text


def _parts(run: list[TextLine]) -> Iterator[tuple[bool, list[TextLine]]]:
    """A run of lines as tables (True) and prose.

    A single line without tabs between two rows belongs to the table, unless it is noise.
    """
    i = 0
    while i < len(run):
        table = _is_row(run[i])
        end = i + 1
        while end < len(run):
            inside = _is_row(run[end])
            if table and not inside and not run[end].is_noise and end + 1 < len(run) and _is_row(run[end + 1]):
                inside = True
            if inside != table:
                break
            end += 1
        yield table, run[i:end]
        i = end


def text_content(source_id: str, pages: tuple[TextPage, ...]) -> tuple[PageContent, ...]:
    """Blocks and table pieces of a text notice, page by page."""
    width, filled = _wrap_width(pages), _filled_width(pages)
    out = []
    for page in pages:
        pager = _Pager(source_id, page.page_no)
        for run in _runs(page.lines):
            for table, lines in _parts(run):
                if table:
                    pager.table(lines)
                else:
                    pager.prose(lines, width, filled)
        out.append(PageContent(page.page_no, tuple(pager.blocks), tuple(pager.pieces)))
    return tuple(out)
