"""Rows of task tables -> task mentions."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from extractors import columns as col
from extractors.tables import begins_before, is_section_row
from normalizers.agency import agency_flags, parse_agencies
from normalizers.deadline import deadline_flags, parse_deadlines
from normalizers.number import Ordinal, parse_ordinal
from normalizers.reference import find_references, mend_numbers
from normalizers.text import nfc, squeeze, strip_footnote_marks
from pipeline.model import (
    AgencyMention,
    Document,
    Evidence,
    Role,
    Table,
    TableCell,
    TableRow,
    TaskMention,
)

_ROLE_OF_COLUMN = {
    col.TASK: Role.TASK,
    col.ORDINAL: Role.ORDINAL,
    col.LEAD: Role.LEAD,
    col.COORDINATING: Role.COORDINATING,
    col.SUPERVISOR: Role.SUPERVISOR,
    col.DEADLINE: Role.DEADLINE,
    col.DELIVERABLE: Role.DELIVERABLE,
    col.ASSIGNED_BY: Role.ASSIGNED_BY,
    col.STATUS: Role.STATUS,
    col.NOTE: Role.NOTE,
    col.INDICATOR: Role.TASK,
    col.UNIT: Role.UNIT,
    col.TARGET: Role.TARGET,
}
_NOTHING = re.compile(r"^[\s.\-–—…/_]*$")
_PERSON_TITLE = re.compile(r"^(?:các\s+)?(?:đồng\s+chí|đ/c|ông|bà)\s*:?\s+", re.IGNORECASE)
# Signs that stand in no name of a person; a point does after a letter ("TS. A"), a colon after a title.
_SPECK = re.compile(r"[|~`'\"^_ˆ°•„“”‘’…]|(?<!\w)\.|(?<!chí)(?<!ông)(?<!bà)(?<!đ/c):", re.IGNORECASE)
_PARENTHESIS = re.compile(r"\([^()]*\)")


def stable_id(*parts: object) -> str:
    """A 16-hex-digit id from its parts. The parts are places (source, locator), never recognised text, so that an id
    survives a better reading of the same page."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def row_cells(table: Table, row: TableRow) -> dict[str, TableCell]:
    """The cells of a row by column role; columns without a role are left out."""
    return {role: cell for role, cell in zip(table.roles, row.cells, strict=True) if role}


def row_evidence(table: Table, row: TableRow) -> tuple[Evidence, ...]:
    """The strip of the row on each page, and every region of every cell with the role of its column (unknown columns
    are notes)."""
    out = [Evidence(band, Role.ROW) for band in row.bands]
    for role, cell in zip(table.roles, row.cells, strict=True):
        for block_id, region in cell.parts:
            evidence = Evidence(region, _ROLE_OF_COLUMN[role] if role else Role.NOTE, block_id)
            if evidence not in out:
                out.append(evidence)
    return tuple(out)


def begin_page(evidence: Iterable[Evidence]) -> int:
    """The page on which the evidence begins."""
    return min(e.region.page_no for e in evidence)


def _value(cell: TableCell | None) -> str | None:
    if cell is None:
        return None
    text = strip_footnote_marks(cell.text)
    return None if _NOTHING.match(text) else text


def parse_supervisors(text: str) -> tuple[AgencyMention, ...]:
    """Persons (or bodies) who follow up a task: "Đồng chí A, B (BCĐ)" -> A and B. Titles are dropped from ``name``."""
    out: list[AgencyMention] = []
    bare = squeeze(_PARENTHESIS.sub(" ", text))
    for part in re.split(r"[,;\n]|\s-\s", bare):
        raw = part.strip(" .-")
        printed = _PERSON_TITLE.sub("", raw).strip()
        name = squeeze(_SPECK.sub(" ", _PERSON_TITLE.sub("", squeeze(_SPECK.sub(" ", raw)))))
        if any(c.isalpha() for c in name):
            out.append(AgencyMention(name, raw, None, False, Role.SUPERVISOR, corrected=name != printed))
    return tuple(out)


@dataclass(slots=True)
class _Outline:
    """Where the rows stand: the section above, the open parents by ordinal."""

    section: str | None = None
    number: tuple[str, str] | None = None  # (path, task id) of the last row with a plain number
    decimals: dict[tuple[int, ...], tuple[str, str]] | None = None
    last: str = "start"

    def place(self, ordinal: Ordinal | None) -> tuple[str, str | None]:
        """Locator path and parent task id of a row with this ordinal."""
        if ordinal is None:
            return f"after {self.last}", None
        printed = ordinal.printed.strip(" .")
        if ordinal.kind == "decimal" and self.decimals:
            value = tuple(int(v) for v in ordinal.value)
            for cut in range(len(value) - 1, 0, -1):
                if value[:cut] in self.decimals:
                    return printed, self.decimals[value[:cut]][1]
            return printed, None
        if ordinal.kind in ("paren", "letter", "dash") and self.number:
            return f"{self.number[0]}/{printed}", self.number[1]
        return printed, None

    def remember(self, ordinal: Ordinal | None, path: str, task_id: str) -> None:
        self.last = path
        if ordinal is None:
            return
        self.decimals = self.decimals or {}
        if ordinal.kind == "number":
            self.number = (path, task_id)
            self.decimals[tuple(int(v) for v in ordinal.value)] = (path, task_id)
        elif ordinal.kind == "decimal":
            self.decimals[tuple(int(v) for v in ordinal.value)] = (path, task_id)


def section_text(row: TableRow) -> str:
    """A section row as one text: "II. Phát triển hạ tầng"."""
    return squeeze(" ".join(c.text for c in row.cells if c.text))


def _is_remark(text: str) -> bool:
    """Whether a row below a section's row says something about that section and names no section of its own."""
    return text.endswith((".", "!")) and parse_ordinal(text.split()[0]) is None


def unknown_columns(table: Table, row: TableRow) -> tuple[str, ...]:
    """What columns without a known role say, under their printed name: nothing of a row is lost."""
    out = []
    for role, header, cell in zip(table.roles, table.header, row.cells, strict=True):
        if role is None and not _NOTHING.match(cell.text):
            out.append(f"{header}: {cell.text}" if header else cell.text)
    return tuple(out)


@dataclass(frozen=True, slots=True)
class CutRow:
    """A row that the file has a part of only: its beginning (``at_end``: the file ends in it) or its end."""

    row: TableRow
    label: str
    at_end: bool
    evidence: tuple[Evidence, ...]

    @property
    def text(self) -> str:
        """What the file has of the row."""
        return section_text(self.row)


def cut_rows(table: Table, label: str, *, ends_file: bool) -> tuple[CutRow, ...]:
    """The rows of a table that the file has a part of only: the first, when it is the rest of one on a page before, and
    the last, when the file ends with it (``ends_file``) and no rule closes it."""
    out = []
    if table.rows and begins_before(table, table.rows[0]):
        out.append(CutRow(table.rows[0], label, False, row_evidence(table, table.rows[0])))
    if len(table.rows) > 1 and ends_file and table.rows[-1].open_end:
        out.append(CutRow(table.rows[-1], label, True, row_evidence(table, table.rows[-1])))
    return tuple(out)


def tasks_of_table(
    source_id: str, document: Document, table: Table, *, label: str, ends_file: bool = False
) -> tuple[TaskMention, ...]:
    """The task mentions of one table, in row order.

    ``label`` names the table in locators ("Phụ lục 2", "Bảng 1") and is unique in the document; ``ends_file``: nothing
    comes after it. Deadlines that need an anchor take the document's date. Section rows, headers, numbering rows and
    rows that the file has a part of only (:func:`cut_rows`) are not tasks.
    """
    out: list[TaskMention] = []
    outline = _Outline()
    used: dict[str, int] = {}
    below_section = False
    for row in table.rows:
        if any(row is cut.row for cut in cut_rows(table, label, ends_file=ends_file)):
            continue  # what the file does not have is not known: a finding, no task
        if is_section_row(table, row):
            remark = below_section and _is_remark(section_text(row))
            outline = _Outline(section=outline.section if remark else section_text(row), last=outline.last)
            below_section = True
            continue
        below_section = False
        cells = row_cells(table, row)
        task = cells.get(col.TASK)
        if task is None or (_NOTHING.match(task.text) and not any(_value(c) for c in cells.values())):
            continue
        ordinal_text = cells[col.ORDINAL].text if col.ORDINAL in cells else ""
        ordinal = parse_ordinal(ordinal_text)
        path, parent = outline.place(ordinal)
        locator = f"{label}/row {path}"
        used[locator] = used.get(locator, 0) + 1
        if used[locator] > 1:
            locator += f"#{used[locator]}"
        mention = _task(source_id, document, table, row, cells, locator)
        mention = replace(
            mention,
            ordinal=ordinal_text or None,
            parent_task_id=parent,
            section=outline.section,
            flags=mention.flags if ordinal_text else (*mention.flags, "ordinal_missing"),
        )
        outline.remember(ordinal, path, mention.task_id)
        out.append(mention)
    return tuple(_same_issuer(out))


def _agencies(table: Table, cells: dict[str, TableCell], on: dt.date | None) -> tuple[AgencyMention, ...]:
    out: list[AgencyMention] = []
    lead, coordinating = (_value(cells.get(c)) for c in (col.LEAD, col.COORDINATING))
    combined = col.LEAD in table.roles and col.names_both_roles(table.header[table.roles.index(col.LEAD)])
    if combined and lead and "/" in lead and not coordinating and not _SAYS_ROLE.search(lead):
        # "Sở Y tế/Sở Tài chính, UBND cấp xã": the stroke of the header stands between the roles in the cells as well.
        lead, _, coordinating = lead.partition("/")
    for text, role in ((lead, Role.LEAD), (coordinating, Role.COORDINATING)):
        for mention in parse_agencies(text, role, on) if text else ():
            if not any(m.role == mention.role and m.name == mention.name for m in out):
                out.append(mention)
    supervisor = _value(cells.get(col.SUPERVISOR))
    return (*out, *(parse_supervisors(supervisor) if supervisor else ()))


_SAYS_ROLE = re.compile(r"\b(?:chủ trì|phối hợp)\b", re.IGNORECASE)


def _numbers(text: str) -> tuple[str, ...]:
    """The document numbers of a cell, each once, in order."""
    return tuple(dict.fromkeys(r.number for r in find_references(mend_numbers(nfc(text))) if r.number))


def _mended(numbers: Iterable[str], text: str) -> bool:
    """Whether a number does not stand in the text as it is given (spaces aside)."""
    printed = "".join(nfc(text).replace("–", "-").split())
    return any(number not in printed for number in numbers)


_ISSUER_LETTERS = 5
_USUAL = 3
_TIMES = 5


def _same_issuer(tasks: list[TaskMention]) -> list[TaskMention]:
    """The tasks with document numbers whose issuer code was read with one letter too many or wrong.

    A table cites few documents, often. A number is taken for another of the same digits and type when their issuers
    (five letters or more) differ by one letter and the other stands in at least three rows and five times as many.
    """
    counts = Counter(n for task in tasks for n in task.assigned_by)

    def usual(number: str) -> str:
        head, _, issuer = number.rpartition("/")
        near = [
            other
            for other, times in counts.items()
            if times >= max(_USUAL, _TIMES * counts[number])
            and other.rpartition("/")[0] == head
            and len(other.rpartition("/")[2]) >= _ISSUER_LETTERS
            and Levenshtein.distance(issuer, other.rpartition("/")[2]) == 1
        ]
        return near[0] if head and len(near) == 1 else number

    out = []
    for task in tasks:
        numbers = tuple(dict.fromkeys(map(usual, task.assigned_by)))
        if numbers != task.assigned_by:
            flags = tuple(dict.fromkeys((*task.flags, "assigned_by_corrected")))
            task = replace(task, assigned_by=numbers, flags=flags)
        out.append(task)
    return out


def _task(
    source_id: str, document: Document, table: Table, row: TableRow, cells: dict[str, TableCell], locator: str
) -> TaskMention:
    evidence = row_evidence(table, row)
    agencies = _agencies(table, cells, document.issued_on)
    deadline_text = _value(cells.get(col.DEADLINE))
    deadlines = parse_deadlines(deadline_text, document.issued_on) if deadline_text else ()
    assigned = _value(cells.get(col.ASSIGNED_BY))
    note = _value(cells.get(col.NOTE))
    notes = [t for t in (note, *unknown_columns(table, row)) if t]
    flags = list(row.flags)
    flags.extend((*agency_flags(agencies), *deadline_flags(deadlines)))
    numbers = _numbers(assigned or "")
    if assigned and not numbers:
        flags.append("assigned_by_unresolved")
        notes.append(assigned)
    origin = assigned if numbers else note  # "Thông báo số ..." under "Ghi chú" names the origin too
    numbers = numbers or _numbers(note or "")
    if _mended(numbers, origin or ""):
        flags.append("assigned_by_corrected")
    task = cells[col.TASK]
    filled = [c.confidence for c in cells.values() if c.text]
    return TaskMention(
        task_id=stable_id(source_id, document.seq, locator),
        document_id=document.document_id,
        origin="table",
        locator=locator,
        ordinal=None,
        text_raw=task.text_raw,
        text=strip_footnote_marks(task.text),
        page_no=begin_page(evidence),
        evidence=evidence,
        agencies=agencies,
        assigned_by=numbers,
        deliverable=_value(cells.get(col.DELIVERABLE)),
        status_text=_value(cells.get(col.STATUS)),
        note="; ".join(notes) or None,
        deadline_text=deadline_text,
        deadlines=deadlines,
        confidence=round(min(filled, default=0.0), 4),
        flags=tuple(dict.fromkeys(flags)),
    )
