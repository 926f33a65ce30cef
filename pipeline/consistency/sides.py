"""The two sides of a contradiction between many mentions of one task, so that each pair of sides is one finding."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from extractors.task_rows import stable_id
from pipeline.model import Finding

_Member = TypeVar("_Member")


def in_pairs(
    members: Sequence[_Member],
    conflict: Callable[[Sequence[_Member]], Iterator[Finding]],
    task_id: Callable[[_Member], str],
) -> Iterator[Finding]:
    """A finding for each side and the oldest side that it contradicts.

    ``members``: the mentions that say something, oldest first. ``conflict``: the findings of some of them. The id hangs
    on the oldest mention of either side: a newer notice that repeats one side, or takes a third, leaves it, and with it
    the word of whoever dismissed it.
    """
    if next(conflict(members), None) is None:
        return
    sides: list[list[_Member]] = []
    for member in members:
        own = next((side for side in sides if next(conflict((side[0], member)), None) is None), None)
        if own is None:
            sides.append([member])
        else:
            own.append(member)
    for at, side in enumerate(sides):
        for older in sides[:at]:
            found = next(conflict((*older, *side)), None)
            if found is not None:
                yield replace(found, finding_id=stable_id(found.kind, task_id(older[0]), task_id(side[0])))
                break
