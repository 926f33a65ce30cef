"""Mentions of one task within one file: the text orders it, an annex lists it, another annex lists it as late.

This finds contradictions inside a file and joins nothing; groups over all files are ``pipeline.merge``'s. Precision
comes first: what is asked for must be the same in nearly all its words, and no figure may differ.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from normalizers.deadline import find_deadlines
from normalizers.reference import find_references
from normalizers.text import CAPITAL, fold, strip_footnote_marks
from pipeline.model import Deadline, Role, TaskMention

# Words that open an order and say nothing of what it asks for.
_OPENERS = frozenset(
    """
    xay dung trinh cap co tham quyen ban hanh khan truong kip thoi som tiep tuc hoan thien hoan thanh nghien cuu
    de xuat chi dao trien khai thuc hien to chuc phe duyet ra soat dieu chinh cap nhat day manh tap trung chu tri
    phoi hop va giao yeu cau voi cung
    """.split()
)
_EMPTY = frozenset("va cac cua cho ve de trong theo tai so nhung mot duoc la voi nhu".split())
# A point behind a figure may be that of thousands, but not behind a year.
_CLAUSE_END = re.compile(rf";\s+|(?:(?<=[^\W\d_])|(?<=/\d{{4}}))\.\s+(?=[{CAPITAL}])")
_LEAST_WORDS = 6
_ALIKE = 0.75
_ALIKE_IN_LIST = 0.9
_WITHIN = 0.9

Window = tuple[dt.date, dt.date]


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a task with what it asks for (match words) and its deadlines."""

    task: TaskMention
    words: frozenset[str]
    deadlines: tuple[Deadline, ...]
    table: str


def window(deadline: Deadline) -> Window | None:
    """First and last day on which a closed deadline can be met as written; None for an open or standing one."""
    if deadline.due_on is None:
        return None
    return (deadline.start_on or deadline.due_on, deadline.due_on)


def apart(a: Window, b: Window) -> bool:
    """Whether two deadlines cannot mean the same time: their windows have no day in common."""
    return a[1] < b[0] or b[1] < a[0]


def clauses_of(tasks: Sequence[TaskMention], table_of: dict[str, str]) -> tuple[Clause, ...]:
    """The clauses of all tasks that ask for something. A clause without a time of its own has that of the task's end.

    ``table_of``: task id -> label of its table, "" for prose.
    """
    out: list[Clause] = []
    for task in tasks:
        table = table_of.get(task.task_id, "")
        if table:
            out.append(Clause(task, _words(task.text), task.deadlines, table))
            continue
        for text in _CLAUSE_END.split(task.text):
            own = [d for d in task.deadlines if d.text and d.text in text]
            out.append(Clause(task, _words(_without_bodies(text, task)), tuple(own) or task.deadlines[-1:], table))
    return tuple(c for c in out if len(c.words) >= _LEAST_WORDS)


def _without_bodies(text: str, task: TaskMention) -> str:
    """The text of a directive without the bodies that lead and coordinate, whom a row has in columns of their own."""
    for mention in task.agencies:
        if mention.role is not Role.SUPERVISOR and mention.name_raw:
            text = text.replace(mention.name_raw, " ", 1)
    return text


def _words(text: str) -> frozenset[str]:
    """The words that say what is asked for: without times, opening verbs and particles; document numbers by digits."""
    text = strip_footnote_marks(text)
    for found in reversed(find_deadlines(text)):
        text = text[: found.start] + " " + text[found.end :]
    for cited in reversed(find_references(text)):
        number = re.match(r"\d+", cited.number or "")
        text = f"{text[: cited.start]} {cited.type_code or ''}{number[0] if number else ''} {text[cited.end :]}"
    text = re.sub(r"^[^:]{0,60}:\s+(?=\S)", "", text)
    words = fold(text).split()
    while words and words[0] in _OPENERS:
        words.pop(0)
    return frozenset(w for w in words if w not in _EMPTY)


def alike_pairs(clauses: Sequence[Clause]) -> list[tuple[Clause, Clause]]:
    """Pairs of clauses of different tasks that ask for the same thing, in order. Candidates share a rare word."""
    frequency: defaultdict[str, int] = defaultdict(int)
    for clause in clauses:
        for word in clause.words:
            frequency[word] += 1
    index: defaultdict[str, list[int]] = defaultdict(list)
    pairs: set[tuple[int, int]] = set()
    for at, clause in enumerate(clauses):
        for word in sorted(clause.words, key=lambda w: (frequency[w], w))[:5]:
            pairs.update((other, at) for other in index[word])
            index[word].append(at)
    found = []
    for i, j in sorted(pairs):
        a, b = clauses[i], clauses[j]
        if a.task.task_id != b.task.task_id and _same(a, b):
            found.append((a, b))
    return found


def _same(a: Clause, b: Clause) -> bool:
    family = (a.task.parent_task_id, b.task.parent_task_id)
    if a.task.task_id in family or b.task.task_id in family:
        return False
    if not a.table and not b.table and _leads(a.task) != _leads(b.task):
        return False  # the text asks the same of two bodies
    both, either = len(a.words & b.words), len(a.words | b.words)
    least = _ALIKE_IN_LIST if a.table == b.table else _ALIKE
    if both < least * either or both < _WITHIN * min(len(a.words), len(b.words)):
        return False
    return not any(c.isdigit() for word in a.words ^ b.words for c in word)


def _leads(task: TaskMention) -> frozenset[str]:
    return frozenset(m.name for m in task.agencies if m.role is Role.LEAD)


def groups_of(pairs: Sequence[tuple[Clause, Clause]]) -> list[list[Clause]]:
    """The pairs joined to groups, each in the order of its members' first appearance."""
    member: dict[int, int] = {}
    groups: dict[int, list[Clause]] = {}
    for a, b in pairs:
        one = member.setdefault(id(a), id(a))
        groups.setdefault(one, [a])
        other = member.setdefault(id(b), one)
        if other == one:
            if all(c is not b for c in groups[one]):
                groups[one].append(b)
            continue
        for clause in groups.pop(other, [b]):
            member[id(clause)] = one
            groups[one].append(clause)
    return list(groups.values())
