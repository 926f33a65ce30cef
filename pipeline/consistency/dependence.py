"""Deadlines earlier than what the task depends on: another task, a thing that another task makes, a time it names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from normalizers.deadline import find_deadlines
from normalizers.number import parse_ordinal
from normalizers.reference import find_references
from normalizers.text import fold
from pipeline.consistency.alike import Window, window
from pipeline.consistency.reading import Reading, annex_key, table_of
from pipeline.consistency.say import Side, deadline_side, evidence_of, finding, name_of, shown
from pipeline.model import Document, Finding, Role, TaskMention

# What follows these words must be there before the task can be done.
_CUE = re.compile(
    r"(?<!\w)(?:(?:ngay )?sau khi|trên cơ sở|căn cứ(?: vào)?|dựa trên|phụ thuộc vào)(?: kết quả)?\s+"
    r"(?P<what>[^.;()]{4,160}?)"
    r"(?=[.;()]|$|,\s*(?:hoàn thành|xong|chậm nhất|trước|trong|thời hạn|báo cáo|trình|gửi)(?!\w))"
    r"(?P<aside>\s?\([^()]{4,80}\))?",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:nhiệm vụ|nội dung|công việc|mục|dòng|số thứ tự|stt)\s+(?:(?:nêu|quy định) )?(?:(?:tại|ở|số|mục|dòng)\s+)*)"
    r"(?P<label>\d{1,3}(?:\.\d{1,3}){0,3}|[IVX]{1,4}(?:[./]\d{1,3})?)(?![\w/-]|\s+(?:tháng|năm|quý|ngày|tuần|%))"
    r"(?:,? (?P<annex>phụ lục(?: số)? (?:\d{1,2}|[IVX]{1,5}|[A-Z])(?!\w)))?",
    re.IGNORECASE,
)
_THING = re.compile(
    r"(?P<name>(?:đề án|kế hoạch|chương trình|chiến lược|quy hoạch|nghị định|thông tư|luật|nghị quyết|danh mục|khung|bộ"
    r"|quy chế|quy định|hướng dẫn|cơ sở dữ liệu|nền tảng|hệ thống|phương án|định mức|đơn giá|tiêu chuẩn|quy chuẩn"
    r"|quy trình|tiêu chí|dự án|thiết kế|báo cáo|bản đồ)\s[^,.;:()]{4,120}?)"
    r"(?=[,.;:()]|$|\s(?:được|đã|có hiệu lực|ban hành|hoàn thành|đi vào|do|để|trong|trước)(?!\w))",
    re.IGNORECASE,
)
_MAKES = r"(?:xay dung|ban hanh|trinh|hoan thien|hoan thanh|phe duyet|sua doi|lap|thong qua|soan thao)"
# Behind its name a thing is done with: else it is another, with a longer name.
_NAME_ENDS = r"(?=$|\s(?:trong|truoc|hoan thanh|quy|thang|cham nhat|va trinh|trinh|de|bao dam|lam co so))"
_LEAST_WORDS = 4
_DONE = re.compile(
    r"(?<!\w)(?:trình|hoàn thành|xong|ban hành|gửi|phê duyệt|thông qua|báo cáo|hiệu lực|vận hành)(?!\w)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Basis:
    """What a task depends on: the words that say it, when that will be there, and the task that makes it (if any)."""

    told: str
    when: Window
    side: Side


def find_dependence_conflicts(reading: Reading) -> tuple[Finding, ...]:
    """Tasks due before what they depend on can be there."""
    documents = {document.document_id: document for document in reading.documents}
    keys = {task.task_id: fold(task.text) for task in reading.tasks}
    out: list[Finding] = []
    for task in reading.tasks:
        cues = list(_CUE.finditer(task.text))
        due = _own_due(task, cues) if cues else None
        if due is None:
            continue
        for cue in cues:
            basis = next(_bases(reading, task, cue, documents.get(task.document_id), keys), None)
            if basis is not None and due[1] < basis.when[0]:
                out.append(_told(reading.source_id, task, due, basis))
    return tuple(out)


def _own_due(task: TaskMention, cues: Sequence[re.Match[str]]) -> Window | None:
    """When the task itself is due, the last of its closed deadlines: not a time that its condition names."""
    within = [task.text[cue.start() : cue.end()] for cue in cues]
    own = [d for d in task.deadlines if table_of(task) or not any(d.text in text for text in within)]
    return max((w for d in own if (w := window(d)) is not None), key=lambda w: w[1], default=None)


def _bases(
    reading: Reading, task: TaskMention, cue: re.Match[str], document: Document | None, keys: dict[str, str]
) -> Iterator[_Basis]:
    told = cue["what"] + (cue["aside"] or "")
    cited = find_references(told)
    for label in _LABEL.finditer(told):
        if not any(reference.start < label.end() + 40 and label.start() < reference.end for reference in cited):
            yield from _of_tasks(told, _labelled(reading, task, label["label"], label["annex"]))
    thing = _THING.match(told)
    if thing is not None and len(thing["name"].split()) >= _LEAST_WORDS:
        made = re.compile(rf"(?<!\w){_MAKES}(?:\s\S+){{0,4}}?\s{re.escape(fold(thing['name']))}{_NAME_ENDS}")
        yield from _of_tasks(told, [t for t in reading.tasks if t is not task and made.search(keys[t.task_id])])
    for found in find_deadlines(told, document.issued_on if document else None):
        when = window(found.deadline)
        # "Quy hoạch đến năm 2030" does not say when it will be there.
        done = _DONE.search(told[max(0, found.start - 40) : found.end])
        if when is not None and done and not any(r.start <= found.start < r.end for r in cited):
            yield _Basis(told, when, Side(shown(told, 100), evidence_of(task, Role.TASK)))


def _of_tasks(told: str, tasks: Sequence[TaskMention]) -> Iterator[_Basis]:
    """The one task that a condition names, where it is due at a known time."""
    due = [w for d in tasks[0].deadlines if (w := window(d)) is not None] if len(tasks) == 1 else []
    if due:
        yield _Basis(told, max(due, key=lambda w: w[1]), deadline_side(tasks[0], tasks[0].deadlines))


def _labelled(reading: Reading, task: TaskMention, label: str, annex: str | None) -> list[TaskMention]:
    """The tasks that a label means beside ``task``: rows of its table (or the annex named), items of its document."""
    own = [t for t in reading.tasks if t.document_id == task.document_id and t is not task]
    if annex is not None or table_of(task):
        table = annex_key(annex) if annex else annex_key(table_of(task))
        wanted = parse_ordinal(label)
        rows = [t for t in own if table_of(t) and annex_key(table_of(t)) == table and t.ordinal]
        return [t for t in rows if wanted and (o := parse_ordinal(t.ordinal or "")) and o.value == wanted.value]
    parts = re.split(r"[./]", label)
    beside = "/".join([*task.locator.split("/")[: -len(parts)], *parts])
    return [t for t in own if t.locator in (beside, "/".join(parts))]


def _told(source_id: str, task: TaskMention, due: Window, basis: _Basis) -> Finding:
    side = deadline_side(task, [d for d in task.deadlines if window(d) == due])
    told = shown(basis.told, 100)
    return finding(
        source_id,
        "deadline_before_dependency",
        (task.task_id, side.value, told),
        f"Hạn {side.vi} trước khi có điều kiện “{told}”: {basis.side.vi} ({name_of(task)}).",
        f"The deadline {side.en} is before what the task depends on, “{told}”: {basis.side.en} ({name_of(task)}).",
        side,
        basis.side,
        task=task,
    )
