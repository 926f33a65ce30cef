"""Trace one row of the published snapshot back to its document, file, page and boxes.

A row is a task, a document, a finding, an indicator or a group of tasks; it is named by its id.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.audit.picture import Mark, page_image, with_legend
from pipeline.config import Settings
from pipeline.errors import NotFound, UsageError
from pipeline.messages import Lang, locator_text, text, visible
from pipeline.model import Box, Role
from pipeline.snapshot import Snapshot, open_snapshot
from pipeline.store import recorded_names

Row = dict[str, Any]
Kind = Literal["task", "document", "finding", "indicator", "task_group"]
TABLE_OF: Final[dict[Kind, str]] = {
    "task": "tasks",
    "document": "documents",
    "finding": "findings",
    "indicator": "indicators",
    "task_group": "task_groups",
}
"""The kinds of rows that can be traced, with their tables; the id is the column ``<kind>_id``."""
MIN_ID: Final = 4
"""Characters of an id that must be given at least; fewer would name another row after the next run."""
MAX_PAGES: Final = 12
"""Pages in one picture; the rest is listed in words."""
_GROUP_ID = "g-"
_TELLING = 3  # characters: a shorter value ("2") stands anywhere in a text


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One block near the evidence: its place, its text, and the role it plays in the row (None = around it)."""

    page_no: int
    line_first: int | None
    role: Role | None
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """The regions in one document. The rows are those of the tables; ``document`` is empty outside any."""

    document: Row
    source: Row
    marks: tuple[Mark, ...]
    context: tuple[ContextLine, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages the evidence stands on, ascending."""
        return tuple(sorted({m.page_no for m in self.marks}))


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that leads from one row to its paper. The rows are those of the snapshot's tables, unchanged.

    ``places``: one a document, that of the row first; none where a finding speaks of what is not there. ``agencies``:
    the bodies of a task. ``members``: the traces of the tasks of a group, whose places are theirs.
    """

    kind: Kind
    row: Row
    places: tuple[Place, ...]
    agencies: tuple[Row, ...] = ()
    members: tuple[Trace, ...] = ()

    @property
    def id(self) -> str:
        """The id of the row."""
        return str(self.row[f"{self.kind}_id"])

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The regions of all places."""
        return tuple(mark for place in self.places for mark in place.marks)

    @property
    def sheets(self) -> tuple[tuple[Place, int], ...]:
        """The pages with evidence, place by place, each once."""
        found: dict[tuple[str, int], tuple[Place, int]] = {}
        for place in self.places:
            for page in place.pages:
                found.setdefault((place.source["source_id"], page), (place, page))
        return tuple(found.values())


def find_trace(curated: Path | str, wanted: str, *, around: int = 2) -> Trace:
    """Gather the trace of a row; its id ``wanted`` may be shortened to a unique beginning of at least 4 characters
    (:data:`MIN_ID`). A group is found by each id that it may have had, a document by its number as well.

    Raises NotFound when no row (or more than one) has that id, SnapshotError when nothing is published.
    """
    snapshot = open_snapshot(curated)
    kind, row = _row_of(snapshot, wanted)
    tables = _Tables(snapshot, around)
    if kind != "task_group":
        return tables.trace(kind, row)
    tasks = snapshot.read("tasks")
    own: list[Row] = tasks.filter(pc.equal(tasks["task_group_id"], row["task_group_id"])).to_pylist()
    order = [said["task_id"] for said in row["history"]]
    own.sort(key=lambda task: order.index(task["task_id"]) if task["task_id"] in order else len(order))
    members = tuple(tables.trace("task", task) for task in own)
    return Trace(kind, row, tuple(place for member in members for place in member.places), members=members)


def _row_of(snapshot: Snapshot, wanted: str) -> tuple[Kind, Row]:
    """The one row whose id begins with ``wanted``, or the document of that number."""
    hits: list[tuple[Kind, str, Row]] = []
    for kind, name in TABLE_OF.items():
        table = snapshot.read(name)
        column = f"{kind}_id"
        hits += [(kind, r[column], r) for r in table.filter(pc.starts_with(table[column], wanted)).to_pylist()]
        if kind == "document":
            hits += [(kind, r[column], r) for r in table.filter(pc.equal(table["number"], wanted)).to_pylist()]
        if kind == "task_group" and not hits and wanted.startswith(_GROUP_ID):
            hits += [(kind, r[column], r) for r in table.to_pylist() if wanted in r["aliases"]]
            if hits:
                return kind, hits[0][2]
    exact = [hit for hit in hits if wanted in (hit[1], hit[2].get("number"))]
    if not exact and len(wanted.removeprefix(_GROUP_ID)) < MIN_ID:
        raise NotFound(f"the id {wanted!r} is too short", remedy=f"Give at least {MIN_ID} characters of the id.")
    if not hits:
        raise NotFound(
            f"nothing has the number {wanted!r} or an id that begins so",
            remedy='List ids with `notices query "SELECT task_id, task_text FROM tasks LIMIT 20"`; documents, '
            "findings, indicators and task_groups have theirs.",
        )
    if len(exact or hits) > 1:
        some = ", ".join(f"{kind} {row_id}" for kind, row_id, _ in hits[:5])
        raise NotFound(
            f"{len(hits)} rows are called {wanted!r}: {some}",
            remedy="Give one of these ids, or more characters of it.",
        )
    kind, _, row = (exact or hits)[0]
    return kind, row


class _Tables:
    """The tables that a trace needs, read once."""

    def __init__(self, snapshot: Snapshot, around: int) -> None:
        self._around = around
        self._documents = snapshot.read("documents")
        self._sources = snapshot.read("sources")
        self._roles = snapshot.read("task_agencies")
        self._blocks = snapshot.read("blocks")

    def trace(self, kind: Kind, row: Row) -> Trace:
        """The trace of a row that has evidence."""
        agencies = _rows(self._roles, "task_id", [row["task_id"]]) if kind == "task" else []
        evidence = row.get("evidence", [])  # documents of older snapshots have no such column
        held = _rows(self._blocks, "block_id", [e["block_id"] for e in evidence if e["block_id"]])
        by_id = {b["block_id"]: b for b in held}
        home = row["source_id"], row["document_id"]
        parts: dict[tuple[str | None, str | None], list[Row]] = {home: []} if home[0] else {}
        for e in evidence:
            block = by_id.get(e["block_id"])
            # Findings speak of several documents; the evidence of every other row is that of its own document.
            elsewhere = kind == "finding" and block is not None
            key = (block["source_id"], block["document_id"]) if elsewhere and block is not None else home
            parts.setdefault(key, []).append(e)
        said, exact = _words_of(kind, row, agencies)
        places = []
        for (source_id, document_id), own in parts.items():
            sources = _rows(self._sources, "source_id", [source_id])
            source = next((s for s in sources if s["duplicate_of"] is None), sources[0] if sources else {})
            document = next(iter(_rows(self._documents, "document_id", [document_id])), {})
            marks = _marks(own, by_id, said if exact else {})
            around = 0 if kind == "document" else self._around
            context = _context(own, _rows(self._blocks, "source_id", [source_id]), around)
            places.append(Place(document, source, marks, context))
        with_marks = [place for place in places if place.marks]
        return Trace(kind, row, tuple(with_marks or places), tuple(agencies))


def _rows(table: pa.Table, column: str, values: Sequence[str | None]) -> list[Row]:
    wanted = pa.array([v for v in values if v is not None], pa.string())
    rows: list[Row] = table.filter(pc.is_in(table[column], value_set=wanted)).to_pylist()
    return rows


def _words_of(kind: Kind, row: Row, agencies: Sequence[Row]) -> tuple[Mapping[str, Sequence[str]], bool]:
    """The words that stand for each role, and whether they are to be looked for in the lines of text notices.

    In cells of a table the whole cell is what was read.
    """
    said: dict[str, list[str]] = {}
    if kind == "task":
        said[Role.DEADLINE] = [d["text"] for d in row["deadlines"]]
        for agency in agencies:
            said.setdefault(agency["role"], []).append(agency["name_raw"])
        return said, row["origin"] == "prose"
    if kind == "finding":
        values = [v for v in row["values"] if len(v) >= _TELLING]
        return dict.fromkeys(Role, values), True
    if kind == "document":
        said = {Role.NUMBER: [row["number"] or ""], Role.SIGNER: [row["signer_name"] or ""]}
    return said, kind == "document"


def _marks(evidence: Sequence[Row], by_id: Mapping[str, Row], said: Mapping[str, Sequence[str]]) -> tuple[Mark, ...]:
    out: list[Mark] = []
    for e in evidence:
        box = None if e["x0"] is None else Box(e["x0"], e["y0"], e["x1"], e["y1"])
        block = by_id.get(e["block_id"] or "", {})
        role, page, first, last = Role(e["role"]), e["page_no"], e["line_first"], e["line_last"]
        spans = _spans(block, said.get(role, ())) if box is None else []
        if spans:
            out.extend(Mark(role, page, None, first, first, a, b) for a, b in spans)
        else:
            out.append(Mark(role, page, box, first, last, block.get("char_first"), block.get("char_last")))
    # The widest region first, so that a deadline inside a sentence is drawn above the sentence.
    order = {Role.ROW: 0, Role.TASK: 1}
    return tuple(sorted(dict.fromkeys(out), key=lambda m: order.get(m.role, 2)))


def _spans(block: Row, texts: Sequence[str]) -> list[tuple[int, int]]:
    """Where the texts stand in a block of one line of a text file: character offsets in the line."""
    if not block or block["line_first"] != block["line_last"] or block["char_first"] is None:
        return []
    raw, start = block["text_raw"], block["char_first"]
    return [(start + at, start + at + len(t)) for t in texts if t and (at := raw.find(t)) >= 0]


def _context(evidence: Sequence[Row], blocks: Sequence[Row], around: int) -> tuple[ContextLine, ...]:
    """The blocks of the evidence and ``around`` blocks before and after each, in reading order."""
    ordered = sorted(blocks, key=lambda b: (b["page_no"], b["reading_order"]))
    role_of: dict[str, Role] = {}
    for e in evidence:
        if e["block_id"]:
            role_of.setdefault(e["block_id"], Role(e["role"]))
    at = [i for i, b in enumerate(ordered) if b["block_id"] in role_of]
    near = sorted({j for i in at for j in range(max(0, i - around), min(len(ordered), i + around + 1))})
    return tuple(
        ContextLine(b["page_no"], b["line_first"], role_of.get(b["block_id"]), b["text"])
        for b in (ordered[j] for j in near)
    )


# --- the picture -----------------------------------------------------------------------------------


def name_of(document: Row, source: Row) -> str:
    """How a document is called in a heading: its number, else its type, else its file."""
    return str(document.get("number") or document.get("type_name") or source.get("path") or "")


def _heading(trace: Trace, lang: Lang) -> str:
    if trace.kind in ("task", "indicator"):
        place = trace.places[0]
        where = locator_text(trace.row["locator"], lang) if trace.kind == "task" else trace.row["name"]
        return f"{where} · {name_of(place.document, place.source)}"
    if trace.kind == "document":
        return " · ".join(trace.row[key] for key in ("type_name", "number", "title") if trace.row[key])
    return str(trace.row[f"message_{lang}"] if trace.kind == "finding" else trace.row["task_text"])


def draw(trace: Trace, settings: Settings, out: Path, lang: Lang) -> Path:
    """Write the picture of the row's pages with its evidence highlighted (PNG), :data:`MAX_PAGES` at most. Returns the
    path written.

    Raises NotFound when there is no evidence, when a raw file is gone or no longer the one that was read, UsageError
    when the picture cannot be written.
    """
    sheets = trace.sheets[:MAX_PAGES]
    if not sheets:
        raise NotFound(
            f"{trace.id} has no region on a page",
            remedy="Leave out --image: what is known of it is said in words.",
        )
    images, captions = [], []
    for place, page in sheets:
        source = place.source
        # The members of a group may stand on the same page.
        marks = tuple(m for p in trace.places if p.source["source_id"] == source["source_id"] for m in p.marks)
        images.append(page_image(_raw_file(settings.raw, source), str(source["media_type"]), page, marks, settings))
        on = text("run.file_page", lang, path=visible(source["path"]), page=page)
        captions.append(" · ".join(part for part in (name_of(place.document, {}), on) if part))
    marked = {m.role for m in trace.marks}
    roles = [r for r in Role if r in marked]
    sheet = with_legend(
        images, _heading(trace, lang), roles, lang, captions=captions, in_finding=trace.kind == "finding"
    )
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = out.with_name(f".{out.name}.part")
        sheet.save(temporary, format="PNG", optimize=True)
        os.replace(temporary, out)
    except OSError as error:
        raise UsageError(f"cannot write the picture {out}: {error.strerror or error}") from error
    return out


def _raw_file(raw: Path, source: Row) -> Path:
    """The raw file of a row of ``sources``, known by its bytes. Raises NotFound."""
    found = False
    for path in _spelled(raw, str(source["path"])):
        if path.is_file():
            found = True
            if _sha256(path) == source["sha256"]:
                return path
    if found:
        raise NotFound(
            f"the file {source['path']} has changed since it was read",
            remedy="Run `notices run` again, or name the raw folder of that run: --raw DIR.",
        )
    raise NotFound(
        f"the file {source['path']} was not found under {raw}",
        remedy="Name the raw folder of the run: --raw DIR.",
    )


def _spelled(raw: Path, recorded: str) -> Iterator[Path]:
    """The paths that are recorded so: as it stands, and with names that are composed otherwise or are not UTF-8."""
    yield raw / recorded
    folders = [raw]
    for part in recorded.split("/"):
        below: list[Path] = []
        for folder in folders:
            if part == "..":
                below.append(folder / part)
                continue
            with contextlib.suppress(OSError):
                below += [folder / name for name in sorted(os.listdir(folder)) if part in recorded_names(name)]
        folders = below
    yield from folders


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
