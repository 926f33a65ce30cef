"""Findings that a reviewer has dismissed: lines ``{"decision": "dismiss", "finding_id", "by", "why"}`` in ``*.jsonl``.

``on``, a date, may stand beside them. Other decisions are on tasks and are not looked at here.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.errors import ConfigError

_KEYS = {"decision", "finding_id", "by", "why", "on"}


@dataclass(frozen=True, slots=True)
class Dismissal:
    """Who dismissed a finding, and why."""

    by: str
    why: str


def read_dismissals(folder: Path) -> dict[str, Dismissal]:
    """The dismissals of a folder by finding id; empty when there is no such folder. Files are read in the order of
    their names, a later line replaces an earlier one. Raises :class:`ConfigError` naming the file and line of one that
    is not a decision or lacks a field."""
    out: dict[str, Dismissal] = {}
    for path in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if not line.strip():
                continue
            where = f"{path.name}, line {number}"
            decision = _parsed(line, where)
            if decision.get("decision") != "dismiss":
                continue
            if unknown := sorted(set(decision) - _KEYS):
                raise ConfigError(f"{where}: a dismissal has no key {unknown[0]!r}")
            values = [decision.get(name) for name in ("finding_id", "by", "why")]
            if not all(isinstance(value, str) and value.strip() for value in values):
                raise ConfigError(f"{where}: a dismissal needs finding_id, by and why")
            out[str(values[0])] = Dismissal(str(values[1]), str(values[2]))
    return out


def _parsed(line: str, where: str) -> dict[str, Any]:
    try:
        decision = json.loads(line)
    except json.JSONDecodeError as error:
        raise ConfigError(f"{where}: not JSON: {error.msg}") from error
    if not isinstance(decision, dict):
        raise ConfigError(f"{where}: not an object")
    return decision
