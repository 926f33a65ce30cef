"""The vocabulary of the pipeline: frozen dataclasses, no behaviour beyond their own invariants.

Conventions that hold for every class here:

* pages are 1-based; lines of a text file are 1-based and inclusive;
* boxes are PDF points (1/72 inch), origin at the top left of the page as displayed (after /Rotate);
* ``text_raw`` is what was read, untouched; ``text`` is NFC, free of markup, with single spaces;
* confidences lie in 0..1;
* tuples are never ``None``: an empty tuple means "none".
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class SourceStatus(StrEnum):
    """How the reading of a file (or of a page) ended."""

    OK = "ok"
    PARTIAL = "partial"
    FAILED = "failed"


class TextSource(StrEnum):
    """Where the text of a page comes from."""

    NATIVE = "native"
    OCR = "ocr"
    REPAIRED = "repaired"
    PLAIN = "plain"


class LayerVerdict(StrEnum):
    """What the embedded text layer of one page is worth."""

    GOOD = "good"
    GARBLED = "garbled"
    STAMP_ONLY = "stamp_only"
    ABSENT = "absent"


class BlockKind(StrEnum):
    """What a block of text is on its page."""

    LETTERHEAD = "letterhead"
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    FOOTNOTE = "footnote"
    TABLE_CELL = "table_cell"
    RECIPIENTS = "recipients"
    SIGNATURE = "signature"
    STAMP = "stamp"
    PAGE_NUMBER = "page_number"
    NOISE = "noise"


class Role(StrEnum):
    """What a region of evidence stands for in a task, an indicator or a document, or an agency in a task."""

    ROW = "row"
    TASK = "task"
    ORDINAL = "ordinal"
    LEAD = "lead"
    COORDINATING = "coordinating"
    SUPERVISOR = "supervisor"
    DEADLINE = "deadline"
    DELIVERABLE = "deliverable"
    ASSIGNED_BY = "assigned_by"
    STATUS = "status"
    NOTE = "note"
    UNIT = "unit"
    TARGET = "target"
    NUMBER = "number"
    ISSUED_ON = "issued_on"
    ISSUER = "issuer"
    TITLE = "title"
    SIGNER = "signer"
    RECIPIENT = "recipient"


class AgencyMatch(StrEnum):
    """How the words of a mention led to its body."""

    EXACT = "exact"
    ALIAS = "alias"
    FUZZY = "fuzzy"
    PATTERN = "pattern"
    CONTEXT = "context"
    COLLECTIVE = "collective"
    NONE = "none"


class DeadlineKind(StrEnum):
    """The shape of a deadline (see the deadline table of the data dictionary)."""

    DATE = "date"
    PERIOD = "period"
    OPEN = "open"
    ONGOING = "ongoing"
    RECURRING = "recurring"
    CONDITIONAL = "conditional"


class Qualifier(StrEnum):
    """How a deadline binds: by the date, strictly before it, within the period, ..."""

    BY = "by"
    BEFORE = "before"
    NO_LATER_THAN = "no_later_than"
    FROM = "from"
    IN = "in"


class Severity(StrEnum):
    """How much a finding matters to an auditor."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


# --- geometry -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points, origin top left, ``x0 < x1`` and ``y0 < y1``."""

    x0: float
    y0: float
    x1: float
    y1: float

    def __post_init__(self) -> None:
        if not (self.x0 < self.x1 and self.y0 < self.y1):
            raise ValueError(f"empty or inverted box: {self.x0, self.y0, self.x1, self.y1}")

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Region:
    """Where something was read: a box on a page, or lines of a text file (then ``box`` is None)."""

    page_no: int
    box: Box | None = None
    line_first: int | None = None
    line_last: int | None = None

    def __post_init__(self) -> None:
        if self.page_no < 1:
            raise ValueError("pages are 1-based")
        if self.box is None and self.line_first is None:
            raise ValueError("a region needs a box or lines")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One region that a value was read from, with the block that holds it and the value's role."""

    region: Region
    role: Role
    block_id: str | None = None


# --- what reading one page yields -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Word:
    """One word on a page with its box (points) and the reader's confidence (1.0 for a native layer).

    ``line`` numbers the line of text in which an OCR engine found the word, None where no engine says."""

    text: str
    box: Box
    confidence: float = 1.0
    bold: bool = False
    line: int | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One cell of a ruled table on one page. ``row`` and ``col`` are 0-based within the grid.

    ``words`` are in reading order. ``has_ink`` is True when the cell shows ink even if no word was
    read in it (a lone digit that OCR missed, say). ``open_top``/``open_bottom``: the cell has no rule
    there (a row cut by the page break).
    """

    row: int
    col: int
    row_span: int
    col_span: int
    box: Box
    words: tuple[Word, ...] = ()
    has_ink: bool = False
    open_top: bool = False
    open_bottom: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """One ruled table on one page: its outer box, the x positions of its column edges, its cells.

    ``column_edges`` has ``n_cols + 1`` ascending x positions in points. Cells are sorted by (row, col);
    a merged cell appears once, at its top left address.
    """

    box: Box
    n_rows: int
    n_cols: int
    column_edges: tuple[float, ...]
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class StampReading:
    """A seal, a signature or an incoming-mail stamp on a page: where it stands, and the words read in it (none in a
    seal). They are no words of the page."""

    box: Box
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class PageReading:
    """Everything read from one page of a PDF or an image. Words inside a grid stand in its cells only.

    ``width_pt`` and ``height_pt`` are those of the page as displayed. ``engine`` names what read the page
    ("pdfplumber 0.11.9", "tesseract 5.3.0 vie --psm 4"). ``layer_quality`` is None where there is no layer.
    """

    page_no: int
    width_pt: float
    height_pt: float
    text_source: TextSource
    words: tuple[Word, ...] = ()
    grids: tuple[Grid, ...] = ()
    stamps: tuple[StampReading, ...] = ()
    layer_quality: float | None = None
    layer_verdict: LayerVerdict = LayerVerdict.ABSENT
    rotation_deg: int = 0
    skew_deg: float = 0.0
    ocr_confidence: float | None = None
    engine: str = ""
    status: SourceStatus = SourceStatus.OK
    error: str | None = None
    remedy: str | None = None


# --- blocks and tables ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class CellAddress:
    """The place of a table-cell block: table piece on the page, 0-based row and column, spans."""

    piece: int
    row: int
    col: int
    row_span: int = 1
    col_span: int = 1


@dataclass(frozen=True, slots=True)
class Repair:
    """One token of a repaired text: what was read, what stands for it now, how sure that is, what else it may be."""

    raw: str
    text: str
    confidence: float
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of text in reading order, with its place.

    ``region`` holds the box (PDF, image) or the lines (text file). ``char_first``/``char_last`` are offsets
    in the first/last line of a text file (end exclusive), so that a cell of a tab-separated row can be shown.
    ``words`` lets a span of ``text`` be turned into boxes; it is empty for text files and in a ``SourceResult``.
    ``continues`` is True when the block goes on with the paragraph of an earlier block (cut by a page break or a
    footnote).
    ``repairs`` holds the tokens of ``text`` in order where ``text`` is a repair of ``text_raw``.
    """

    block_id: str
    reading_order: int
    kind: BlockKind
    text_raw: str
    text: str
    region: Region
    confidence: float = 1.0
    section_path: tuple[str, ...] = ()
    document_seq: int | None = None
    tokens: tuple[str, ...] = ()
    cell: CellAddress | None = None
    char_first: int | None = None
    char_last: int | None = None
    words: tuple[Word, ...] = ()
    continues: bool = False
    repairs: tuple[Repair, ...] = ()


@dataclass(frozen=True, slots=True)
class TableCell:
    """One cell of a logical row: text joined over its parts, with every block and region it came from."""

    text_raw: str
    text: str
    parts: tuple[tuple[str, Region], ...] = ()
    confidence: float = 1.0
    has_ink: bool = False


@dataclass(frozen=True, slots=True)
class TableRow:
    """One logical row of a table (all its parts over all its pages). ``cells`` has one entry a column; ``bands`` is
    the whole strip of the row on each of its pages, in order. ``open_end``: no rule closes the row below, as where a
    page break cuts it."""

    cells: tuple[TableCell, ...]
    page_no: int
    bands: tuple[Region, ...] = ()
    full_width: bool = False
    flags: tuple[str, ...] = ()
    open_end: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """One logical table over all its pages.

    ``label`` is the annex it stands in ("Phụ lục 2"), empty when it has none; ``caption`` its title.
    ``header`` holds the column names as printed; ``roles`` what each column means (None = unknown).
    """

    label: str
    caption: str
    header: tuple[str, ...]
    roles: tuple[str | None, ...]
    rows: tuple[TableRow, ...]
    document_seq: int
    page_first: int


# --- normalized values ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Deadline:
    """One normalized deadline; ``rule`` names the rule of ``normalizers.deadline`` that made it."""

    text: str
    kind: DeadlineKind
    edtf: str | None = None
    start_on: dt.date | None = None
    due_on: dt.date | None = None
    qualifier: Qualifier = Qualifier.BY
    rrule: str | None = None
    condition: str | None = None
    applies_to: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class DeadlineSpan:
    """A deadline found in running text at ``text[start:end]``."""

    start: int
    end: int
    deadline: Deadline


@dataclass(frozen=True, slots=True)
class Agency:
    """One body of the agency register. ``aliases`` hold short names and spellings."""

    agency_id: str
    name: str
    kind: str
    parent_id: str | None = None
    body_id: str | None = None
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    successor_id: str | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AgencyMention:
    """A body named in a text: canonical ``name``, the words it was read from, and its role.

    ``agency_id`` is None when the body is not in the register (it keeps its own text). ``start``/``end``
    are offsets in the text that was parsed; -1 when the name was composed from a list head
    ("Sở: Tư pháp, Y tế" -> "Sở Y tế"). ``corrected`` tells that ``name_raw`` was damaged (stray signs, lost spaces, a
    letter read wrongly) and that ``name`` is what it was taken for.

    ``match`` says how the body was found: by its name, by an alias or abbreviation, by a spelling that is near, by the
    form of its name ("Ủy ban nhân dân xã Mây"), from what else its document names, as a collective, or not at all.
    ``score`` is how near the words read are to the registered spelling, 0..1; None where no spelling was compared.
    """

    name: str
    name_raw: str
    agency_id: str | None
    is_collective: bool
    role: Role = Role.LEAD
    start: int = -1
    end: int = -1
    corrected: bool = False
    match: AgencyMatch = AgencyMatch.NONE
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Reference:
    """A document cited: number, type, date, the words as printed and their offsets in the parsed text."""

    number: str | None
    type_code: str | None
    dated_on: dt.date | None
    raw: str
    start: int = -1
    end: int = -1


# --- mentions and documents -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Annex:
    """One annex of a document: its label ("Phụ lục 2"), its title, and where it stands (1-based, inclusive)."""

    label: str
    title: str | None
    page_first: int
    page_last: int
    line_first: int | None = None
    line_last: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One component document of a file. ``seq`` is 1-based within the file.

    ``issuer_parent`` is the body that the letterhead names above the issuer. ``addressees`` follow "Kính gửi",
    ``recipients`` "Nơi nhận". ``parent_document_id``: the document of the file that this one is attached to.
    ``evidence``: where number, place and date, issuer, title, signer and recipients were read.
    """

    document_id: str
    seq: int
    number: str | None = None
    type_code: str | None = None
    type_name: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued_on: dt.date | None = None
    title: str | None = None
    signer_name: str | None = None
    signer_role: str | None = None
    recipients: tuple[str, ...] = ()
    page_first: int | None = None
    page_last: int | None = None
    line_first: int | None = None
    line_last: int | None = None
    is_copy_of: str | None = None
    issuer_parent: str | None = None
    addressees: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    parent_document_id: str | None = None
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class CitedReference:
    """A reference with the document and (if any) the task that cites it. ``part``: what of it is cited."""

    reference: Reference
    document_id: str
    task_id: str | None
    page_no: int
    part: str | None = None


@dataclass(frozen=True, slots=True)
class TaskMention:
    """One task as one document states it, with every region it was read from. ``rule`` names the rule that made it."""

    task_id: str
    document_id: str
    origin: str
    locator: str
    ordinal: str | None
    text_raw: str
    text: str
    page_no: int
    evidence: tuple[Evidence, ...]
    parent_task_id: str | None = None
    section: str | None = None
    agencies: tuple[AgencyMention, ...] = ()
    assigned_by: tuple[str, ...] = ()
    deliverable: str | None = None
    status_text: str | None = None
    note: str | None = None
    deadline_text: str | None = None
    deadlines: tuple[Deadline, ...] = ()
    confidence: float = 1.0
    rule: str = "row"
    flags: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError(f"task {self.task_id} has no evidence")


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of a target table."""

    indicator_id: str
    document_id: str
    ordinal: str | None
    section: str | None
    name: str
    unit: str | None
    target_text: str | None
    page_no: int
    evidence: tuple[Evidence, ...]
    comparator: str | None = None
    target_low: float | None = None
    target_high: float | None = None
    lead: tuple[AgencyMention, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an auditor should look at, said in Vietnamese and in English."""

    finding_id: str
    kind: str
    severity: Severity
    message_vi: str
    message_en: str
    document_id: str | None = None
    task_id: str | None = None
    page_no: int | None = None
    evidence: tuple[Evidence, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """The facts about one page that the ``pages`` table keeps."""

    page_no: int
    text_source: TextSource
    width_pt: float | None = None
    height_pt: float | None = None
    layer_quality: float | None = None
    layer_verdict: LayerVerdict = LayerVerdict.ABSENT
    rotation_deg: int = 0
    skew_deg: float = 0.0
    ocr_confidence: float | None = None
    engine: str = ""
    status: SourceStatus = SourceStatus.OK
    error: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One file of the raw folder. ``path`` is relative to that folder, with forward slashes."""

    source_id: str
    sha256: str
    path: str
    media_type: str
    byte_size: int
    page_count: int = 0
    status: SourceStatus = SourceStatus.OK
    duplicate_of: str | None = None
    error: str | None = None
    remedy: str | None = None


@dataclass(frozen=True, slots=True)
class SourceResult:
    """All that one file yields. A failed file has a ``source`` with its error and nothing else."""

    source: Source
    pages: tuple[Page, ...] = ()
    documents: tuple[Document, ...] = ()
    blocks: tuple[Block, ...] = ()
    tasks: tuple[TaskMention, ...] = ()
    references: tuple[CitedReference, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    findings: tuple[Finding, ...] = ()
    fingerprint: str = field(default="")
