"""A task that one notice calls done and another, of the same day or later, calls open."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.consistency.say import Side, evidence_of, finding, name_of, shown
from pipeline.model import Document, Finding, Role, TaskMention

_DONE = re.compile(
    r"^\W*(?:đã )?(?:hoàn thành|ban hành|hoàn tất|thực hiện xong|xong)\b(?! (?:một phần|\d|dự thảo))", re.I
)
_OPEN = re.compile(r"^\W*(?:chưa|đang|chậm|quá hạn|trễ hạn)\b", re.I)


def state_conflict(source_id: str, members: Sequence[tuple[TaskMention, Document | None, str]]) -> Iterator[Finding]:
    """One finding when a mention of a task says that it is done, and a mention in a notice of the same day or later
    that it is not. ``members``: the mentions, each with its document and the name of its file ("" within one file)."""
    told = [(t, d.issued_on, path, t.status_text.strip()) for t, d, path in members
            if t.status_text and d is not None and d.issued_on is not None]  # fmt: skip
    done = min((m for m in told if _DONE.match(m[3])), key=lambda m: m[1], default=None)
    still = max((m for m in told if _OPEN.match(m[3])), key=lambda m: m[1], default=None)
    if done is None or still is None or still[1] < done[1]:
        return
    sides = [
        Side(f"{shown(text, 60)}, {issued:%d/%m/%Y}", evidence_of(task, Role.STATUS, Role.TASK), path)
        for task, issued, path, text in (done, still)
    ]
    yield finding(
        source_id,
        "task_state_differs",
        sorted({done[0].task_id, still[0].task_id}),
        f"Cùng một nhiệm vụ, nơi ghi đã xong, nơi ghi chưa: {sides[0].vi}; {sides[1].vi} ({name_of(done[0])}).",
        f"The same task is done here and open there: {sides[0].en}; {sides[1].en} ({name_of(done[0])}).",
        *sides,
        task=done[0],
    )
