"""From mentions to groups and links: the merge from end to end, and what each of its results says to people.

A group bears the id of its oldest mention, so it keeps its id while newer notices join. ``aliases`` holds the ids
that it may
have had, or will have: those of all its members. Of a group that is parted, the part with the oldest mention keeps
the id; of two that
become one, the older id stays. Groups depend on the set of mentions alone, never on the order in which they came.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from pipeline.merge.blocking import candidate_pairs
from pipeline.merge.clustering import clusters
from pipeline.merge.mentions import NEVER, Bodies, Columns, Mention, columns
from pipeline.merge.scoring import RELATED, RELATIONS, SAME, Links, Model, Scorer, load_model
from pipeline.merge.terms import Floats, Ints
from pipeline.model import Document, Role, TaskMention

_Row = dict[str, Any]
_SAME = RELATIONS.index(SAME)
_NOBODY: Mapping[tuple[int, int], str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class TaskGroup:
    """Mentions (task ids) of one task; ``canonical_task_id`` speaks for them, ``oldest_task_id`` gives the group its
    id."""

    canonical_task_id: str
    members: tuple[str, ...]
    oldest_task_id: str = ""

    @property
    def task_group_id(self) -> str:
        """The id of the group, made of that of its oldest mention."""
        return group_id(self.oldest_task_id or self.canonical_task_id)


def group_id(task_id: str) -> str:
    """The id of a group whose oldest mention is this task."""
    return f"g-{task_id}"


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """Groups of two or more mentions, and the pairs judged, by task id."""

    groups: tuple[TaskGroup, ...]
    links: Links
    columns: Columns
    model: Model
    decided: Mapping[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What reviewers decided of pairs of tasks (ids sorted), each with who said so."""

    same: Mapping[tuple[str, str], str]
    apart: Mapping[tuple[str, str], str]


NO_VERDICTS = Verdicts({}, {})


def merge(mentions: Iterable[Mention], verdicts: Verdicts = NO_VERDICTS, model: Model | None = None) -> Merged:
    """Find the groups and links of ``mentions``, whatever their order."""
    model = model or load_model()
    table = columns(mentions)
    scorer = Scorer(table, model)
    found = scorer.links(*candidate_pairs(table))
    return grouped(table, scorer, found, verdicts)


def grouped(table: Columns, scorer: Scorer, found: Links, verdicts: Verdicts = NO_VERDICTS) -> Merged:
    """Groups from the pairs found, with the reviewers' verdicts applied to both."""
    number = {task_id: at for at, task_id in enumerate(table.task_id)}
    same = {(number[a], number[b]): by for (a, b), by in verdicts.same.items()}
    apart = {(number[a], number[b]): by for (a, b), by in verdicts.apart.items()}
    links = _decided(found, scorer, same, apart)
    alike = links.where(links.relation == _SAME)
    groups = groups_of(scorer, alike.first, alike.second, alike.score, same, apart)
    return Merged(tuple(groups), links, table, scorer.model, {**same, **apart})


def groups_of(
    scorer: Scorer,
    first: Ints,
    second: Ints,
    score: Floats,
    same: Mapping[tuple[int, int], str] = _NOBODY,
    apart: Mapping[tuple[int, int], str] = _NOBODY,
) -> list[TaskGroup]:
    """The groups that links of the relation same form. ``same``, ``apart``: pairs that reviewers decided."""
    table = scorer.columns
    rank = canonical_rank(table, scorer.compare.weight)

    def more(first: Ints, second: Ints) -> Floats:
        scores = scorer.score(first, second)
        if same or apart:
            pairs = list(zip(first.tolist(), second.tolist(), strict=True))
            scores = np.where([p in same for p in pairs], 1.0, np.where([p in apart for p in pairs], 0.0, scores))
        return scores

    limits = scorer.model
    members = clusters(first, second, score, rank, table.list, more, same=limits.same, core=limits.core, apart=apart)
    age = np.where(table.issued == NEVER, np.iinfo(np.int32).max, table.issued)
    groups = []
    for group in members:
        canonical = min(group, key=rank.__getitem__)
        oldest = min(group, key=lambda at: (age[at], table.task_id[at]))
        names = tuple(sorted(table.task_id[at] for at in group))
        groups.append(TaskGroup(table.task_id[canonical], names, table.task_id[oldest]))
    return groups


def canonical_rank(table: Columns, weight: Floats) -> Ints:
    """The place of each mention, 0 the best: higher authority, a deadline, a lead body, more said, older, id."""
    order = np.lexsort(
        (
            _id_order(table),
            np.where(table.issued == NEVER, np.iinfo(np.int32).max, table.issued),
            -np.round(weight, 3),
            -(table.body_set > 0).astype(int),
            -(table.last_due != NEVER).astype(int),
            -table.authority,
        )
    )
    rank = np.empty(len(table), np.int64)
    rank[order] = np.arange(len(table))
    return rank


def _id_order(table: Columns) -> Ints:
    order = np.empty(len(table), np.int64)
    order[sorted(range(len(table)), key=table.task_id.__getitem__)] = np.arange(len(table))
    return order


def _decided(
    found: Links, scorer: Scorer, same: Mapping[tuple[int, int], str], apart: Mapping[tuple[int, int], str]
) -> Links:
    """The links with the reviewers' words in place of the scores; pairs that nobody compared are added."""
    if not same and not apart:
        return found
    wanted = sorted({**same, **apart})
    low, high = np.minimum(found.first, found.second), np.maximum(found.first, found.second)
    keep = np.array(
        [pair not in same and pair not in apart for pair in zip(low.tolist(), high.tolist(), strict=True)], bool
    )
    rest = found.where(keep)
    pairs = np.array(wanted, np.int64)
    first, second = pairs[:, 0], pairs[:, 1]
    table = scorer.figures(first, second)
    said = np.array([pair in same for pair in wanted])
    return Links(
        np.concatenate([rest.first, first]),
        np.concatenate([rest.second, second]),
        np.concatenate([rest.score, np.where(said, 1.0, 0.0)]),
        np.concatenate([rest.relation, np.where(said, _SAME, RELATIONS.index(RELATED)).astype(np.int8)]),
        np.concatenate([rest.ground, np.zeros(len(first), np.int8)]),
        np.concatenate([rest.table, table]),
    )


# --- rows of the table task_groups --------------------------------------------------------------------------------


def group_row(
    group: TaskGroup, tasks: Mapping[str, TaskMention], documents: Mapping[str, Document], bodies: Bodies
) -> _Row:
    """The row of one group: what its mentions agree on, where they differ, and who says what."""
    members = sorted((tasks[task_id] for task_id in group.members), key=lambda t: (_said_on(t, documents), t.task_id))
    due = sorted(day for task in members for day in due_dates(task))
    spans = {tuple(due_dates(task)) for task in members} - {()}
    leads = {bodies.leading(task) for task in members} - {frozenset()}
    named = [n for n in (bodies.named(task) for task in members) if n]  # provinces as well, which the merge passes over
    strangers = any(bodies.strangers(a, b) for n, a in enumerate(named) for b in named[n + 1 :])
    return {
        "task_group_id": group.task_group_id,
        "canonical_task_id": group.canonical_task_id,
        "task_text": tasks[group.canonical_task_id].text,
        "mentions": len(members),
        "documents": len({task.document_id for task in members}),
        "lead": list(dict.fromkeys(name for task in sorted(members, key=lambda t: t.task_id) for name in _leads(task))),
        "first_due_on": due[0] if due else None,
        "last_due_on": due[-1] if due else None,
        "has_deadline_conflict": len(spans) > 1,
        "has_lead_conflict": len(leads) > 1 or strangers,
        "aliases": sorted(group_id(task_id) for task_id in group.members),
        "history": [_said(task, documents) for task in members],
    }


def due_dates(task: TaskMention) -> list[Any]:
    """The closed due dates of a task, ascending."""
    return sorted(deadline.due_on for deadline in task.deadlines if deadline.due_on is not None)


def _leads(task: TaskMention) -> list[str]:
    return list(dict.fromkeys(m.name for m in task.agencies if m.role is Role.LEAD))


def _said_on(task: TaskMention, documents: Mapping[str, Document]) -> str:
    document = documents.get(task.document_id)
    return document.issued_on.isoformat() if document and document.issued_on else "9999"


def _said(task: TaskMention, documents: Mapping[str, Document]) -> _Row:
    document = documents.get(task.document_id)
    due = due_dates(task)
    return {
        "task_id": task.task_id,
        "document_number": document.number if document else None,
        "issued_on": document.issued_on if document else None,
        "deadline_text": task.deadline_text,
        "due_on": due[-1] if due else None,
        "lead": _leads(task),
    }
