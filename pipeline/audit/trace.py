"""Trace one task of the published snapshot back to its document, file, page and boxes."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.audit.picture import ROLE_NAMES, Mark, page_image, with_legend
from pipeline.config import Settings
from pipeline.errors import NotFound, UsageError
from pipeline.model import Box, Role
from pipeline.snapshot import open_snapshot

Row = dict[str, Any]
MIN_ID: Final = 4
"""Characters of a task's id that must be given at least; fewer would name another task after the next run."""
_MAX_PAGES = 4  # pages side by side in one picture; a task over more pages is rare, the rest is listed in words


@dataclass(frozen=True, slots=True)
class ContextLine:
    """One block near the evidence: its place, its text, and the role it plays in the task (None = around it)."""

    page_no: int
    line_first: int | None
    role: Role | None
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything that leads from one task to its paper. The rows are those of the snapshot's tables, unchanged."""

    task: Row
    document: Row
    source: Row
    agencies: tuple[Row, ...]
    marks: tuple[Mark, ...]
    context: tuple[ContextLine, ...]

    @property
    def pages(self) -> tuple[int, ...]:
        """The pages the evidence stands on, ascending."""
        return tuple(sorted({m.page_no for m in self.marks}))


def _one(table: pa.Table, column: str, value: str) -> Row | None:
    rows: list[Row] = table.filter(pc.equal(table[column], value)).to_pylist()
    return rows[0] if rows else None


def find_trace(curated: Path | str, task_id: str, *, around: int = 2) -> Trace:
    """Gather the trace of a task; ``task_id`` may be shortened to a unique beginning of at least 4
    characters (:data:`MIN_ID`).

    Raises NotFound when no task (or more than one) has that id, SnapshotError when nothing is published.
    """
    snapshot = open_snapshot(curated)
    tasks = snapshot.read("tasks")
    hits: list[Row] = tasks.filter(pc.starts_with(tasks["task_id"], task_id)).to_pylist()
    exact = [r for r in hits if r["task_id"] == task_id]
    if not exact and len(task_id) < MIN_ID:
        raise NotFound(
            f"the id {task_id!r} is too short", remedy=f"Give at least {MIN_ID} characters of the task's id."
        )
    if not hits:
        raise NotFound(
            f"no task has an id that begins with {task_id!r}",
            remedy='List tasks with `notices query "SELECT task_id, task_text FROM tasks LIMIT 20"`.',
        )
    if len(exact or hits) > 1:
        some = ", ".join(r["task_id"] for r in hits[:5])
        raise NotFound(
            f"{len(hits)} tasks have an id that begins with {task_id!r}: {some}",
            remedy="Give more characters of the task's id.",
        )
    task = (exact or hits)[0]
    document = _one(snapshot.read("documents"), "document_id", task["document_id"]) or {}
    source = _one(snapshot.read("sources"), "source_id", task["source_id"]) or {}
    roles = snapshot.read("task_agencies")
    agencies = roles.filter(pc.equal(roles["task_id"], task["task_id"])).to_pylist()
    blocks = snapshot.read("blocks")
    own = blocks.filter(pc.equal(blocks["source_id"], task["source_id"])).to_pylist()
    marks = _marks(task, agencies, own)
    return Trace(task, document, source, tuple(agencies), marks, _context(task, own, around))


def _marks(task: Row, agencies: Sequence[Row], blocks: Sequence[Row]) -> tuple[Mark, ...]:
    by_id = {b["block_id"]: b for b in blocks}
    said: dict[str, list[str]] = {Role.DEADLINE: [d["text"] for d in task["deadlines"]]}
    for agency in agencies:
        said.setdefault(agency["role"], []).append(agency["name_raw"])
    out: list[Mark] = []
    for e in task["evidence"]:
        box = None if e["x0"] is None else Box(e["x0"], e["y0"], e["x1"], e["y1"])
        block = by_id.get(e["block_id"] or "", {})
        spans = _spans(block, said.get(e["role"], ())) if box is None and task["origin"] == "prose" else []
        if spans:
            line = e["line_first"]
            out.extend(Mark(Role(e["role"]), e["page_no"], None, line, line, a, b) for a, b in spans)
            continue
        out.append(
            Mark(
                Role(e["role"]),
                e["page_no"],
                box,
                e["line_first"],
                e["line_last"],
                block.get("char_first"),
                block.get("char_last"),
            )
        )
    # The widest region first, so that a deadline inside a sentence is drawn above the sentence.
    order = {Role.ROW: 0, Role.TASK: 1}
    return tuple(sorted(out, key=lambda m: order.get(m.role, 2)))


def _spans(block: Row, texts: Sequence[str]) -> list[tuple[int, int]]:
    """Where the texts stand in a block of one line of a text file: character offsets in the line."""
    if not block or block["line_first"] != block["line_last"] or block["char_first"] is None:
        return []
    raw, start = block["text_raw"], block["char_first"]
    return [(start + at, start + at + len(t)) for t in texts if t and (at := raw.find(t)) >= 0]


def _context(task: Row, blocks: Sequence[Row], around: int) -> tuple[ContextLine, ...]:
    """The blocks of the evidence and ``around`` blocks before and after each, in reading order."""
    ordered = sorted(blocks, key=lambda b: (b["page_no"], b["reading_order"]))
    role_of: dict[str, Role] = {}
    for e in task["evidence"]:
        if e["block_id"]:
            role_of.setdefault(e["block_id"], Role(e["role"]))
    at = [i for i, b in enumerate(ordered) if b["block_id"] in role_of]
    near = sorted({j for i in at for j in range(max(0, i - around), min(len(ordered), i + around + 1))})
    return tuple(
        ContextLine(b["page_no"], b["line_first"], role_of.get(b["block_id"]), b["text"])
        for b in (ordered[j] for j in near)
    )


# --- shown to people -------------------------------------------------------------------------------

_LABELS: tuple[tuple[str, str, str], ...] = (
    ("task_text", "Nhiệm vụ", "Task"),
    ("task_text_raw", "Nguyên văn", "As read"),
    ("section", "Mục", "Section"),
    ("lead", "Chủ trì", "Lead"),
    ("coordinating", "Phối hợp", "Coordinating"),
    ("supervisors", "Chỉ đạo, theo dõi", "Supervisors"),
    ("assigned_by", "Văn bản giao", "Assigned by"),
    ("deliverable", "Kết quả", "Deliverable"),
    ("status_text", "Tình hình", "Status"),
    ("deadline_text", "Thời hạn (nguyên văn)", "Deadline as read"),
    ("note", "Ghi chú", "Note"),
    ("flags", "Lưu ý", "Flags"),
)


def render(trace: Trace, lang: str) -> str:
    """The trace as lines of text for a person, in Vietnamese or English."""
    vi = lang == "vi"
    task, document, source = trace.task, trace.document, trace.source
    lines = [f"{'Mã nhiệm vụ' if vi else 'Task id'}: {task['task_id']}   {task['locator']}"]
    for key, vietnamese, english in _LABELS:
        value = task[key]
        if key == "task_text_raw" and value.split() == task["task_text"].split():
            continue  # the same words, broken into other lines
        if isinstance(value, list):
            value = "; ".join(value)
        if value:
            lines.append(f"{vietnamese if vi else english}: {' '.join(str(value).split())}")
    for d in task["deadlines"]:
        span = "..".join(str(x) if x else "" for x in (d["start_on"], d["due_on"]))
        parts = [d["kind"], d["edtf"] or d["rrule"], span if span != ".." else None, d["qualifier"], d["rule"]]
        lines.append(f"  {'chuẩn hóa' if vi else 'normalized'}: {'  '.join(str(p) for p in parts if p)}")
    title = " ".join(str(document.get(k)) for k in ("type_name", "number", "title") if document.get(k))
    issued = f" ({document['issued_on']})" if document.get("issued_on") else ""
    lines.append(f"{'Văn bản' if vi else 'Document'}: {title}{issued}")
    lines.append(f"{'Tệp' if vi else 'File'}: {source.get('path')}   sha256 {str(source.get('sha256'))[:16]}...")
    lines.append(f"{'Độ tin cậy' if vi else 'Confidence'}: {task['confidence']:.2f}")
    lines.append("Nơi đọc được:" if vi else "Evidence:")
    for m in trace.marks:
        name = ROLE_NAMES[m.role][0 if vi else 1]
        if m.box is not None:
            place = f"[{m.box.x0:.1f}, {m.box.y0:.1f}, {m.box.x1:.1f}, {m.box.y1:.1f}] pt"
        else:
            last = "" if m.line_last in (None, m.line_first) else f"-{m.line_last}"
            place = f"{'dòng' if vi else 'line'} {m.line_first}{last}"
        lines.append(f"  {'trang' if vi else 'page'} {m.page_no}  {place}  {name}")
    lines.append("Văn bản xung quanh:" if vi else "Text around it:")
    for c in trace.context:
        text = c.text if len(c.text) <= 160 else c.text[:157] + "..."
        lines.append(f"  {'>' if c.role else ' '} {text}")
    return "\n".join(lines)


def to_json(trace: Trace) -> str:
    """The trace as one JSON object: the rows of the tables as they are, dates in ISO 8601."""

    def plain(value: object) -> object:
        if isinstance(value, dt.date | dt.datetime):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    content = {
        "task": trace.task,
        "document": trace.document,
        "source": trace.source,
        "agencies": list(trace.agencies),
        "context": [
            {"page_no": c.page_no, "line_first": c.line_first, "role": c.role, "text": c.text} for c in trace.context
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=plain)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def draw(trace: Trace, settings: Settings, out: Path, lang: str) -> Path:
    """Write the picture of the task's pages with its evidence highlighted (PNG). Returns the path written.

    Raises NotFound when the raw file is gone or no longer the one that was read, UsageError when the picture cannot be
    written.
    """
    path = settings.raw / str(trace.source["path"])
    if not path.is_file():
        raise NotFound(
            f"the file {trace.source['path']} was not found under {settings.raw}",
            remedy="Name the raw folder of the run: --raw DIR.",
        )
    if _sha256(path) != trace.source["sha256"]:
        raise NotFound(
            f"the file {trace.source['path']} has changed since it was read",
            remedy="Run `notices run` again, or name the raw folder of that run: --raw DIR.",
        )
    images = [
        page_image(path, str(trace.source["media_type"]), page, trace.marks, settings)
        for page in trace.pages[:_MAX_PAGES]
    ]
    roles = [r for r in Role if any(m.role == r for m in trace.marks)]
    document = trace.document.get("number") or trace.document.get("type_name") or ""
    page_word = "trang" if lang == "vi" else "page" if len(trace.pages) == 1 else "pages"
    heading = f"{trace.task['locator']}   {document}   {trace.source['path']}, {page_word} " + ", ".join(
        map(str, trace.pages)
    )
    sheet = with_legend(images, heading, roles, lang)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        temporary = out.with_name(f".{out.name}.part")
        sheet.save(temporary, format="PNG", optimize=True)
        os.replace(temporary, out)
    except OSError as error:
        raise UsageError(f"cannot write the picture {out}: {error.strerror or error}") from error
    return out
