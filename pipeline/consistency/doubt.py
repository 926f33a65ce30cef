"""Doubt of the recognition where it matters: a deadline or a leading body read with low confidence."""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.consistency.reading import Reading
from pipeline.consistency.say import Side, finding, shown
from pipeline.model import Block, Finding, Role, TaskMention

LOW = 0.6
"""Below this confidence of a cell (0..1) its deadline or body is doubted."""

_FIELDS = (
    (Role.DEADLINE, "deadline_doubtful", "Thời hạn", "The deadline"),
    (Role.LEAD, "lead_doubtful", "Cơ quan chủ trì", "The leading body"),
)


def find_doubts(reading: Reading) -> tuple[Finding, ...]:
    """Deadlines and leading bodies of tables whose cell was read with low confidence."""
    blocks = {block.block_id: block for block in reading.blocks if block.confidence < LOW and block.cell is not None}
    return tuple(f for task in reading.tasks for f in _doubts(reading.source_id, task, blocks)) if blocks else ()


def _doubts(source_id: str, task: TaskMention, blocks: dict[str, Block]) -> Iterator[Finding]:
    for role, kind, vi, en in _FIELDS:
        own = [e for e in task.evidence if e.role is role and e.block_id in blocks]
        stated = task.deadlines if role is Role.DEADLINE else [m for m in task.agencies if m.role is role]
        if not own or not stated:
            continue
        cells = [blocks[e.block_id] for e in own if e.block_id]
        confidence = min(block.confidence for block in cells)
        side = Side(shown(" ".join(block.text for block in cells), 80), tuple(own))
        yield finding(
            source_id,
            kind,
            (task.task_id,),
            f"{vi} {side.vi} được đọc với độ tin cậy {confidence:.2f}; cần xem lại ảnh.",
            f"{en} {side.en} was read with confidence {confidence:.2f}; look at the image.",
            side,
            task=task,
            values=(side.value, f"{confidence:.2f}"),
        )
