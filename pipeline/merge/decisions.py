"""The reviewers' word: ``data/decisions/*.jsonl``, one JSON object a line, applied at every run.

A task is named by its id and, for the day on which the id changes, by where and what it is: ``source`` (file name or
document number), ``locator``, ``text``. An id whose text is another one now is not believed. A finding is named by its
id; a dismissal of one that is no longer made is idle.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import hashlib
import itertools
import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from rapidfuzz import fuzz

from extractors.directive_mentions import LEAD_INHERITED, LEAD_MISSING
from extractors.task_rows import stable_id
from normalizers.agency import AGENCY_FLAGS, agency_flags, home_of, in_document, parse_agencies
from normalizers.deadline import DEADLINE_FLAGS, deadline_flags, parse_deadlines
from normalizers.text import fold, nfc, squeeze
from pipeline.errors import DecisionError
from pipeline.merge.groups import Verdicts
from pipeline.messages import locator_text
from pipeline.model import Document, Finding, Role, Severity, SourceResult, TaskMention

SAME: Final = "same"
NOT_SAME: Final = "not_same"
VALUE: Final = "value"
DISMISS: Final = "dismiss"
FIELDS: Final = ("task_text", "deadline_text", "lead", "coordinating", "supervisors", "status_text", "note")
"""The fields that a reviewer may correct. Names of bodies are written as in a table cell."""

_ROLES = {"lead": Role.LEAD, "coordinating": Role.COORDINATING, "supervisors": Role.SUPERVISOR}
_COMMON = {"decision", "by", "why", "on"}
_KEYS = {
    SAME: _COMMON | {"tasks"},
    NOT_SAME: _COMMON | {"tasks"},
    VALUE: _COMMON | {"task", "field", "value"},
    DISMISS: _COMMON | {"finding_id"},
}
_TRUSTED = 60
"""An id is believed if the text given is like that of the task by so much (percent, Indel)."""
_RECOGNISED = 88
"""Without its id a task is recognised by a text so much alike; where file and locator agree, :data:`_TRUSTED` is
enough."""


@dataclass(frozen=True, slots=True)
class TaskName:
    """How a decision names a task."""

    task_id: str = ""
    source: str = ""
    locator: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """One line. ``where`` is "file:line"; ``field`` and ``value`` belong to decisions of the kind value, ``finding_id``
    to dismissals."""

    kind: str
    tasks: tuple[TaskName, ...]
    by: str
    why: str
    where: str
    on: dt.date | None = None
    field: str = ""
    value: str = ""
    finding_id: str = ""


@dataclass(frozen=True, slots=True)
class Decisions:
    """All decisions in order of file and line, and a digest of what they say ("" when there are none)."""

    items: tuple[Decision, ...] = ()
    digest: str = ""

    @property
    def dismissals(self) -> dict[str, Decision]:
        """The dismissals by finding id; a later one replaces an earlier one."""
        return {item.finding_id: item for item in self.items if item.kind == DISMISS}


# --- reading ------------------------------------------------------------------------------------------------------


def load_decisions(folder: Path) -> Decisions:
    """Read ``*.jsonl`` of a folder (which need not exist). Raises :class:`DecisionError` naming file and line."""
    items: list[Decision] = []
    for path in sorted(folder.glob("*.jsonl")) if folder.is_dir() else ():
        try:
            lines = path.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DecisionError(f"{path.name}: cannot be read: {error}") from error
        items += [_decision(line, f"{path.name}:{n}") for n, line in enumerate(lines, 1) if line.strip()]
    said = json.dumps([dataclasses.asdict(replace(item, where="")) for item in items], sort_keys=True, default=str)
    return Decisions(tuple(items), hashlib.sha256(said.encode()).hexdigest()[:16] if items else "")


def _decision(line: str, where: str) -> Decision:
    try:
        said = json.loads(line)
    except ValueError as error:
        raise DecisionError(f"{where}: not a JSON object: {error}") from error
    if not isinstance(said, dict):
        raise DecisionError(f"{where}: not a JSON object")
    kind = said.get("decision")
    if kind not in _KEYS:
        raise DecisionError(f"{where}: decision is {kind!r}, not one of {', '.join(_KEYS)}")
    unknown = sorted(set(said) - _KEYS[kind])
    if unknown:
        raise DecisionError(f"{where}: a decision {kind!r} has no key {unknown[0]!r}")
    by, why, on = _text(said, "by", where), _text(said, "why", where), _day(said.get("on"), where)
    if kind == DISMISS:
        return Decision(kind, (), by, why, where, on, finding_id=_text(said, "finding_id", where))
    named = said.get("tasks") if kind != VALUE else [said.get("task")]
    least = 1 if kind == VALUE else 2
    if not isinstance(named, list) or len(named) < least or (kind == NOT_SAME and len(named) != 2):
        raise DecisionError(f"{where}: {kind!r} needs {'a task' if kind == VALUE else 'two tasks'}")
    tasks = tuple(_task_name(name, where) for name in named)
    if len(set(tasks)) != len(tasks):
        raise DecisionError(f"{where}: a task is named twice")
    field = value = ""
    if kind == VALUE:
        field = _text(said, "field", where)
        if field not in FIELDS:
            raise DecisionError(f"{where}: field is {field!r}, not one of {', '.join(FIELDS)}")
        value = _text(said, "value", where)
    return Decision(kind, tasks, by, why, where, on, field, value)


def _text(said: Mapping[str, Any], key: str, where: str) -> str:
    value = said.get(key)
    if not isinstance(value, str) or not value.strip():
        raise DecisionError(f"{where}: {key!r} must be a text that is not empty")
    return squeeze(nfc(value))


def _day(value: object, where: str) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(str(value))
    except ValueError as error:
        raise DecisionError(f"{where}: 'on' is {value!r}, not a date like 2030-01-31") from error


def _task_name(name: object, where: str) -> TaskName:
    if isinstance(name, str) and name.strip():
        return TaskName(task_id=name.strip())
    known = {field.name for field in dataclasses.fields(TaskName)}
    if not isinstance(name, dict) or not set(name) <= known or not all(isinstance(v, str) for v in name.values()):
        raise DecisionError(f"{where}: a task is named by its id or by an object with {', '.join(sorted(known))}")
    task = TaskName(**{key: squeeze(nfc(value)) for key, value in name.items()})
    if not task.task_id and not (task.source and (task.locator or task.text)):
        raise DecisionError(f"{where}: a task without 'task_id' needs 'source' and 'locator' or 'text'")
    return task


# --- finding the tasks again --------------------------------------------------------------------------------------


class _Finder:
    def __init__(self, results: Sequence[SourceResult]) -> None:
        self._tasks: dict[str, TaskMention] = {}
        self._in_source: dict[str, list[TaskMention]] = {}
        for result in results:
            if result.source.duplicate_of is not None:
                continue
            names = {PurePosixPath(result.source.path).name, result.source.path, result.source.source_id}
            numbers = {document.document_id: document.number for document in result.documents}
            for task in result.tasks:
                self._tasks[task.task_id] = task
                for name in {*names, numbers.get(task.document_id) or ""} - {""}:
                    self._in_source.setdefault(fold(name), []).append(task)

    def find(self, name: TaskName) -> str | None:
        """The id of the task now, None when it cannot be told."""
        task = self._tasks.get(name.task_id)
        if task is not None and (not name.text or _alike(task, name) >= _TRUSTED):
            return task.task_id
        near = self._in_source.get(fold(name.source), []) if name.source else []
        placed = [t for t in near if name.locator in (t.locator, locator_text(t.locator, "vi"))]
        placed = [t for t in placed if not name.text or _alike(t, name) >= _TRUSTED]
        if len(placed) == 1:
            return placed[0].task_id
        ranked = sorted(((_alike(t, name), t.task_id) for t in near), reverse=True) if name.text else []
        if ranked and ranked[0][0] >= _RECOGNISED and (len(ranked) == 1 or ranked[1][0] < ranked[0][0]):
            return ranked[0][1]
        return None


def _alike(task: TaskMention, name: TaskName) -> float:
    """Likeness of the texts in percent; the beginning of a text is enough."""
    said, is_ = fold(name.text), fold(task.text)
    return max(fuzz.ratio(said, is_), fuzz.ratio(said, is_[: len(said)]) if len(said) >= 40 else 0.0)


# --- applying -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Applied:
    """The results with corrected values, the verdicts on pairs, and what could not be applied, as findings."""

    results: tuple[SourceResult, ...]
    verdicts: Verdicts
    findings: tuple[Finding, ...]


def apply_decisions(results: Sequence[SourceResult], decisions: Decisions) -> Applied:
    """Find the tasks named, correct values, and settle which pairs are the same.

    A decision whose task is not found, and decisions that contradict each other, are not applied but reported.
    """
    finder = _Finder(results)
    findings: list[Finding] = []
    found: list[tuple[Decision, tuple[str, ...]]] = []
    for item in decisions.items:
        if item.kind == DISMISS:
            continue
        ids = [finder.find(name) for name in item.tasks]
        if None in ids:
            findings.append(_unresolved_task(item, item.tasks[ids.index(None)]))
        else:
            found.append((item, tuple(dict.fromkeys(i for i in ids if i is not None))))
    verdicts = _verdicts(found, findings)
    values = _values(found, findings)
    return Applied(tuple(_corrected(result, values) for result in results), verdicts, tuple(findings))


def _verdicts(found: Iterable[tuple[Decision, tuple[str, ...]]], findings: list[Finding]) -> Verdicts:
    """All pairs of the same task, however the reviewers paired them, and the pairs that are not."""
    pairs = [(item, ids) for item, ids in found if item.kind == SAME]
    group_of: dict[str, frozenset[str]] = {}
    for _, ids in pairs:
        joined = frozenset(ids).union(*(group_of.get(i, frozenset()) for i in ids))
        group_of.update(dict.fromkeys(joined, joined))
    apart: dict[tuple[str, str], str] = {}
    disputed: set[frozenset[str]] = set()
    for item, ids in found:
        if item.kind != NOT_SAME:
            continue
        if len(ids) < 2:
            findings.append(_contradiction([item], ids))
        elif ids[1] in group_of.get(ids[0], ()):
            group = group_of[ids[0]]
            disputed.add(group)
            findings.append(_contradiction([i for i, named in pairs if set(named) <= group] + [item], ids))
        else:
            apart[(min(ids), max(ids))] = item.by
    same: dict[tuple[str, str], str] = {}
    for group in sorted(set(group_of.values()) - disputed, key=sorted):
        by = "; ".join(dict.fromkeys(item.by for item, ids in pairs if set(ids) <= group))
        same.update(dict.fromkeys(itertools.combinations(sorted(group), 2), by))
    return Verdicts(same, apart)


def _values(found: Iterable[tuple[Decision, tuple[str, ...]]], findings: list[Finding]) -> dict[str, list[Decision]]:
    """The corrections of each task."""
    said: dict[tuple[str, str], list[Decision]] = {}
    for item, ids in found:
        if item.kind == VALUE:
            said.setdefault((ids[0], item.field), []).append(item)
    values: dict[str, list[Decision]] = {}
    for (task_id, _), items in sorted(said.items()):
        if len({item.value for item in items}) > 1:
            findings.append(_contradiction(items, (task_id,)))
        else:
            values.setdefault(task_id, []).append(items[0])
    return values


def _corrected(result: SourceResult, values: Mapping[str, list[Decision]]) -> SourceResult:
    if not any(task.task_id in values for task in result.tasks):
        return result
    documents = {document.document_id: document for document in result.documents}
    tasks = []
    for task in result.tasks:
        for item in values.get(task.task_id, ()):
            task = _with_value(task, item, documents[task.document_id])
        tasks.append(task)
    return replace(result, tasks=tuple(tasks))


def _with_value(task: TaskMention, item: Decision, document: Document) -> TaskMention:
    flagged = _flagged(task, f"reviewed_{item.field}")
    if item.field == "task_text":
        return replace(flagged, text=item.value)
    if item.field == "deadline_text":
        read = parse_deadlines(item.value, document.issued_on)
        return _flagged(
            replace(flagged, deadline_text=item.value, deadlines=read), *deadline_flags(read), settled=DEADLINE_FLAGS
        )
    if item.field == "status_text":
        return replace(flagged, status_text=item.value)
    if item.field == "note":
        return replace(flagged, note=item.value)
    role = _ROLES[item.field]
    others = tuple(m for m in task.agencies if m.role is not role)
    home = home_of(document.issuer) if document.issuer else None
    named = in_document(parse_agencies(item.value, role, document.issued_on), {}, home)
    order: Callable[[Any], int] = lambda m: tuple(_ROLES.values()).index(m.role)  # noqa: E731
    agencies = tuple(sorted((*others, *(replace(m, role=role) for m in named)), key=order))
    settled = (*AGENCY_FLAGS, *((LEAD_MISSING, LEAD_INHERITED) if role is Role.LEAD else ()))
    return _flagged(replace(flagged, agencies=agencies), *agency_flags(agencies), settled=settled)


def _flagged(task: TaskMention, *flags: str, settled: Collection[str] = ()) -> TaskMention:
    """The task with these flags, and without those that the reviewer settled."""
    return replace(task, flags=tuple(sorted({*task.flags}.difference(settled).union(flags))))


def _unresolved_task(item: Decision, name: TaskName) -> Finding:
    what = name.task_id or f"{name.source} {name.locator} {name.text[:60]}".strip()
    return _unresolved(
        item,
        what,
        f"Không tìm thấy nhiệm vụ {what!r} của quyết định tại {item.where}; quyết định chưa được áp dụng.",
        f"The task {what!r} of the decision at {item.where} was not found; the decision was not applied.",
    )


def unresolved_dismissals(dismissals: Mapping[str, Decision], known: Collection[str]) -> tuple[Finding, ...]:
    """What to say of dismissals whose finding is not among ``known`` (finding ids); what is said can be dismissed."""
    told = {
        (finding := _unresolved_dismissal(item)).finding_id: (item.finding_id, finding)
        for item in dismissals.values()
        if item.finding_id not in known
    }
    return tuple(finding for target, finding in told.values() if target not in told)


def _unresolved_dismissal(item: Decision) -> Finding:
    what = item.finding_id
    return _unresolved(
        item,
        what,
        f"Không có phát hiện {what!r} mà quyết định tại {item.where} bỏ qua; quyết định chưa được áp dụng.",
        f"The finding {what!r} that the decision at {item.where} dismisses is not there.",
    )


def _unresolved(item: Decision, what: str, message_vi: str, message_en: str) -> Finding:
    return Finding(
        finding_id=stable_id("decision_unresolved", item.kind, what, item.field, item.by),
        kind="decision_unresolved",
        severity=Severity.WARNING,
        message_vi=message_vi,
        message_en=message_en,
        values=(item.where, item.by, item.why),
    )


def _contradiction(items: Sequence[Decision], ids: Sequence[str]) -> Finding:
    places = ", ".join(item.where for item in items)
    return Finding(
        finding_id=stable_id(
            "decision_conflict", *sorted(f"{i.kind} {i.field} {i.value} {i.by}" for i in items), *sorted(ids)
        ),
        kind="decision_conflict",
        severity=Severity.ERROR,
        message_vi=f"Các quyết định tại {places} trái ngược nhau; chưa áp dụng quyết định nào trong số đó.",
        message_en=f"The decisions at {places} contradict each other; none of them was applied.",
        task_id=ids[0],
        values=tuple(f"{item.by}: {item.kind} {item.field} {item.value}".strip() for item in items),
    )
