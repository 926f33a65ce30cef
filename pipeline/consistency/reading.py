"""What the finders look at: one file as it was understood. Nothing here reads the raw file again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.documents import annex_label
from normalizers.number import roman_to_int
from normalizers.text import fold
from pipeline.consistency.passages import Passage, passages_of
from pipeline.model import Block, Document, TaskMention


@dataclass(frozen=True, slots=True)
class Reading:
    """One file: its documents, blocks, tasks, and the passages of each document (in the order of the documents)."""

    source_id: str
    documents: tuple[Document, ...]
    blocks: tuple[Block, ...]
    tasks: tuple[TaskMention, ...]
    passages: tuple[tuple[Passage, ...], ...]

    @property
    def all_passages(self) -> tuple[Passage, ...]:
        """The passages of all documents in reading order."""
        return tuple(p for own in self.passages for p in own)


def read(
    source_id: str, documents: Sequence[Document], blocks: Sequence[Block], tasks: Sequence[TaskMention]
) -> Reading:
    """Make ready what the finders look at."""
    passages = tuple(passages_of(document, blocks) for document in documents)
    return Reading(source_id, tuple(documents), tuple(blocks), tuple(tasks), passages)


def table_of(task: TaskMention) -> str:
    """The label of the table that a row stands in ("Phụ lục 2"); "" for prose."""
    return task.locator.rsplit("/row ", 1)[0] if task.origin == "table" and "/row " in task.locator else ""


def tables_of(reading: Reading, document: Document) -> dict[str, list[TaskMention]]:
    """The rows of the task tables of a document, sub-rows among them, by the label of the table."""
    out: dict[str, list[TaskMention]] = {}
    for task in reading.tasks:
        if task.document_id == document.document_id and (label := table_of(task)):
            out.setdefault(label, []).append(task)
    return out


def whole_rows(rows: Sequence[TaskMention]) -> list[TaskMention]:
    """The rows that are no part of another."""
    return [row for row in rows if row.parent_task_id is None]


def annex_key(label: str) -> str:
    """Match key of an annex label: "Phụ lục II", "PHỤ LỤC 2" and "phụ lục số 02" have the same."""
    words = [w for w in fold(label).split() if w != "so"]
    if not words:
        return ""
    last = words[-1]
    roman = roman_to_int(last) if last not in ("c", "d", "l", "m") else None
    number = roman if roman is not None else int(last) if last.isdigit() else None
    return " ".join([*words[:-1], str(number) if number is not None else last])


def annexes_of(passages: Sequence[Passage]) -> dict[str, Passage | None]:
    """The annexes of a document: key of the label -> the passage with its title (None when nothing follows)."""
    out: dict[str, Passage | None] = {}
    for passage, after in zip(passages, [*passages[1:], None], strict=True):
        label = annex_label(passage.text)
        if label is not None:
            tail = re.sub(r"^[\s.:–-]+", "", passage.text[len(label) :])
            out.setdefault(annex_key(label), passage if len(tail) > 3 else after)
    return out
