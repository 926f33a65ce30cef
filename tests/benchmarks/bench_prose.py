"""How well tasks in prose, documents and annexed tables are read on invented notices: ``python -m
tests.benchmarks.bench_prose [--set mended|second|...|thirteenth] [-v]``.

``notices/`` holds texts of many offices and layouts with gold beside them, written by people who had not seen the code.
The bodies in them are real, what they are made to say is not: numbers, signers and facts are invented. Each gold names
its set: ``mended`` was read for mistakes until the code had few left in it, so its figures say little of other papers;
sets named later were measured once before anything was mended on them (docs/prose.md has those figures).

A unit is found when a task of the text lies in it (similarity >= 85 of the folded texts, best part). Bodies are
compared by name, collectives too, deadlines by (kind, edtf, due); a unit told as several tasks counts once, with all
their bodies and deadlines.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from rapidfuzz import fuzz, process

from normalizers.agency import load_register
from normalizers.text import fold
from pipeline.config import Settings
from pipeline.curate import build_tables
from pipeline.process import process_source
from pipeline.store import inventory
from pipeline.workers import PagePool

NOTICES = Path(__file__).parent / "notices"
SAME_UNIT = 85.0
LEAST_TASK = 12  # letters of the folded text: a shorter one lies in any unit
Item = dict[str, Any]


@dataclass
class Count:
    """Right, surplus and missing items."""

    right: int = 0
    surplus: int = 0
    missing: int = 0

    def add(self, got: set[Any], needed: set[Any], allowed: set[Any] | None = None) -> None:
        """``allowed``: what is no mistake, though nobody asks for it."""
        fine = needed if allowed is None else needed | allowed
        self.right += len(got & fine)
        self.surplus += len(got - fine)
        self.missing += len(needed - got)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to find and nothing was found."""
        total = 2 * self.right + self.surplus + self.missing
        return 2 * self.right / total if total else 1.0

    def __iadd__(self, other: Count) -> Count:
        self.right += other.right
        self.surplus += other.surplus
        self.missing += other.missing
        return self


@dataclass
class Score:
    """The figures of one notice or of several. ``units`` counts gold units, ``tasks`` the tasks read from prose."""

    units: Count = field(default_factory=Count)
    tasks: Count = field(default_factory=Count)
    lead: Count = field(default_factory=Count)
    coordinating: Count = field(default_factory=Count)
    deadline: Count = field(default_factory=Count)
    documents: Count = field(default_factory=Count)
    rows: Count = field(default_factory=Count)
    row_lead: Count = field(default_factory=Count)
    row_coordinating: Count = field(default_factory=Count)
    row_deadline: Count = field(default_factory=Count)
    wrong: list[str] = field(default_factory=list)

    def __iadd__(self, other: Score) -> Score:
        for name in (*_COLUMNS, "wrong"):
            mine = getattr(self, name)
            mine += getattr(other, name)
        return self


_COLUMNS = (
    "units", "tasks", "lead", "coordinating", "deadline",
    "documents", "rows", "row_lead", "row_coordinating", "row_deadline",
)  # fmt: skip


def gold_of(name: str) -> Item:
    """The gold of a notice by the name of its file without suffix."""
    loaded: Item = json.loads((NOTICES / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def names(sets: Sequence[str] = ()) -> list[str]:
    """The notices, all or those of some sets."""
    found = sorted(p.stem for p in NOTICES.glob("*.txt"))
    return [name for name in found if not sets or gold_of(name)["set"] in sets]


def read_notices() -> dict[str, pa.Table]:
    """The tables made of all notices, read anew."""
    with tempfile.TemporaryDirectory() as cache:
        settings = Settings(raw=NOTICES, cache=Path(cache))
        files = [file for file in inventory(NOTICES) if file.path.endswith(".txt")]
        with PagePool(settings.workers, settings.page_timeout) as pool:
            results = [process_source(file, settings, pool) for file in files]
    return build_tables(results, load_register())


def _bodies(named: Iterable[str] | None) -> set[str]:
    return {fold(name) for name in named or ()}


def _due(deadlines: Iterable[Mapping[str, Any]] | None) -> set[tuple[Any, ...]]:
    return {
        (d["kind"], d["edtf"], str(d["due_on"] if "due_on" in d else d["due"]), d["rrule"] if d["edtf"] is None else "")
        for d in deadlines or ()
    }


def score(name: str, tables: Mapping[str, list[Item]]) -> Score:
    """The figures of one notice; ``tables`` are rows by table name."""
    gold, out = gold_of(name), Score()
    sources = {row["source_id"] for row in tables["sources"] if row["path"] == f"{name}.txt"}
    tasks = [row for row in tables["tasks"] if row["source_id"] in sources]
    _score_prose(name, gold["prose"], [t for t in tasks if t["origin"] == "prose"], out)
    read = {
        (row["number"], row["type_name"], str(row["issued_on"]), row["signer_name"])
        for row in tables["documents"]
        if row["source_id"] in sources
    }
    wanted = {(d["number"], d["type"], str(d["date"]), d["signer_name"]) for d in gold.get("documents", ())}
    out.documents.add(read, wanted)
    out.wrong += [f"{name}: document {d}" for d in sorted(map(str, read ^ wanted))]
    _score_rows(name, gold.get("rows", ()), [t for t in tasks if t["origin"] == "table"], out)
    return out


def _score_prose(name: str, units: Sequence[Item], tasks: Sequence[Item], out: Score) -> None:
    texts = [fold(unit["text"]) for unit in units]
    held: list[list[Item]] = [[] for _ in units]
    for task in tasks:
        key = fold(task["task_text"])
        if len(key) < LEAST_TASK:
            continue
        _, alike, at = process.extractOne(key, texts, scorer=fuzz.partial_ratio)
        out.tasks.add({task["task_id"]}, {task["task_id"]} if alike >= SAME_UNIT else set())
        if alike >= SAME_UNIT:
            held[at].append(task)
        else:
            out.wrong.append(f"{name}: no task: {task['locator']} {task['task_text'][:90]}")
    for unit, own in zip(units, held, strict=True):
        out.units.add({unit["id"]} if own else set(), {unit["id"]})
        parts = unit["parts"]
        directing = _bodies(unit.get("directing"))
        for role, count in (("lead", out.lead), ("coordinating", out.coordinating)):
            got = set().union(*(_bodies(t[role]) for t in own))
            needed = _bodies(unit[role])
            allowed = set().union(*(_bodies(p[role]) for p in parts), directing if role == "lead" else set())
            if role == "lead" and directing and directing <= got:
                needed &= got  # who directs may stand for whom he directs
            count.add(got, needed, allowed)
            _tell(out, name, unit, role, got, needed, allowed)
        due = set().union(*(_due(t["deadlines"]) for t in own))
        wanted = _due(unit["deadlines"]).union(*(_due(p["deadlines"]) for p in parts))
        out.deadline.add(due, wanted)
        _tell(out, name, unit, "deadline", due, wanted, set())


def _tell(out: Score, name: str, unit: Item, what: str, got: set[Any], needed: set[Any], allowed: set[Any]) -> None:
    surplus, missing = sorted(map(str, got - needed - allowed)), sorted(map(str, needed - got))
    if surplus or missing:
        out.wrong.append(f"{name}: {unit['id']} {what}: surplus {surplus}, missing {missing}")


def _score_rows(name: str, rows: Sequence[Item], tasks: Sequence[Item], out: Score) -> None:
    left = list(tasks)
    for row in rows:
        found = next((t for t in left if fold(t["task_text"]) == fold(row["task"])), None)
        out.rows.add({row["task"]} if found else set(), {row["task"]})
        if found is None:
            out.wrong.append(f"{name}: row {row['ordinal']} {row['task'][:60]}")
            continue
        left.remove(found)
        out.row_lead.add(_bodies(found["lead"]), _bodies(row["lead"]))
        out.row_coordinating.add(_bodies(found["coordinating"]), _bodies(row["coordinating"]))
        out.row_deadline.add(_due(found["deadlines"]), _due(row["deadlines"]))
        for role in ("lead", "coordinating"):
            _tell(out, name, {"id": f"row {row['ordinal']}"}, role, _bodies(found[role]), _bodies(row[role]), set())
    if rows:
        out.rows.surplus += len(left)


def main() -> None:
    """Print a table, one notice a line, and with ``-v`` each mistake."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--set", action="append", default=[], dest="sets")
    options.add_argument("-v", action="store_true", dest="verbose")
    chosen = options.parse_args()
    tables = {name: table.to_pylist() for name, table in read_notices().items()}
    print(f"{'notice':28} units recall precision lead coord deadline documents rows")
    total = Score()
    for name in names(chosen.sets):
        one = score(name, tables)
        _print(name, one)
        for line in one.wrong if chosen.verbose else ():
            print(f"    {line}")
        total += one
    _print("all", total)


def _print(name: str, one: Score) -> None:
    tasks = one.tasks.right + one.tasks.surplus
    found = one.units.right / max(1, one.units.right + one.units.missing)
    rows = f"{one.rows.f1:.3f}" if one.rows.right + one.rows.missing else "-"
    print(
        f"{name:28} {one.units.right + one.units.missing:5} {found:6.3f} {one.tasks.right / max(1, tasks):9.3f}"
        f" {one.lead.f1:.3f} {one.coordinating.f1:.3f} {one.deadline.f1:8.3f} {one.documents.f1:9.3f} {rows}"
    )


if __name__ == "__main__":
    main()
