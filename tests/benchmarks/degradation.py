"""Where the product stops being reliable: the sample notices through worse and worse scans.

``python -m tests.benchmarks.degradation [--quick] [--out DIR] [--jobs N] [--fields FILE] [--cache DIR]``

Seven pages of the samples (two of prose, five with ruled task tables) are scanned under each condition of
``conditions.AXES``, one axis varied at a time, and read as any file is (:func:`pipeline.process.process_source`).
Against the exact gold of the samples each point gets:

* ``row_f1``: task rows and prose tasks that were found, against those missed and invented;
* ``deadline``: share of the gold tasks whose deadlines (kind, EDTF, recurrence) are all right;
* ``lead_f1``: names of the leading bodies, canonical and whole;
* ``cer``: character errors a gold character over all words of the pages, signatures and letterheads included;
* ``confidence``: mean of ``tasks.confidence``, with no task 0.

Written: ``degradation.csv`` (one row a point), ``degradation.png`` (one panel an axis) and ``reliability.csv`` (what a
confidence is worth, see ``calibration``). The same code and versions give the same figures.
The whole run takes about ten minutes on two cores; ``--quick`` reads one page under two conditions an axis. With
``--cache`` pages that were read are kept, so that changes behind the reading are measured sooner.

Not part of the test suite: it asserts nothing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import astuple, dataclass, field
from pathlib import Path

os.environ["OMP_THREAD_LIMIT"] = "1"  # before Tesseract is started: pages are read side by side, not lines

import pandas as pd

from normalizers.agency_register import load_register
from pipeline.config import Settings
from pipeline.curate import build_tables
from pipeline.model import SourceResult
from pipeline.process import InProcess, process_source
from pipeline.store import PageCache, inventory
from tests.benchmarks.calibration import Field, reliability, right_when_sure, spearman
from tests.benchmarks.conditions import AXES, BASE, NOTICES, Axis, Condition, scan
from tests.golden import scoring
from tests.golden.scoring import Comparison, Curated, Item
from tests.samples import fonts

MEASURES = ("row_f1", "deadline", "lead_f1", "cer", "confidence")
RIGHT_TEXT = 0.02
"""Most character errors a character at which a task text counts as right: one in fifty."""
QUICK_NOTICES = ("TB07",)


@dataclass
class Score:
    """Counts of one notice under one condition; scores of several add up."""

    gold: int = 0
    found: int = 0
    paired: int = 0
    deadlines: int = 0
    leads_gold: int = 0
    leads_got: int = 0
    leads_right: int = 0
    errors: float = 0.0
    characters: int = 0
    confidences: list[float] = field(default_factory=list)
    fields: list[Field] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(*(getattr(self, n) + getattr(other, n) for n in self.__dataclass_fields__))

    def measures(self) -> dict[str, float]:
        """The figures of the table, each in 0..1 but ``cer``, which may exceed 1."""
        return {
            "row_f1": 2 * self.paired / (self.gold + self.found),
            "deadline": self.deadlines / self.gold,
            "lead_f1": 2 * self.leads_right / (self.leads_gold + self.leads_got),
            "cer": self.errors / self.characters,
            "confidence": sum(self.confidences) / len(self.confidences) if self.confidences else 0.0,
        }


# --- one notice under one condition ------------------------------------------------------------------------------


def measure(key: str, condition: Condition, cache: Path | None) -> Score:
    """Scan one notice, read it, compare it. Runs in a process of its own."""
    fonts.register()
    data, gold = scan(NOTICES[key], condition)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        raw = Path(folder)
        (raw / NOTICES[key].file).write_bytes(data)
        settings = Settings(raw=raw, cache=raw / "cache")
        pages = PageCache(cache) if cache else None
        results = [process_source(file, settings, InProcess(), pages) for file in inventory(raw)]
    return score_of(results, gold)


def score_of(results: Sequence[SourceResult], gold: dict[str, Item]) -> Score:
    """The counts of one notice as it was read."""
    curated = Curated.of_arrow(build_tables(results, load_register()))
    score = Score(confidences=[row["confidence"] for row in curated.tables["tasks"]])
    _add_text(score, curated, gold["text"])
    confidence_of = {block["block_id"]: block["confidence"] for block in curated.tables["blocks"]}
    for kind, compare in (("tasks", scoring.compare_tasks), ("prose", scoring.compare_prose)):
        if kind in gold:
            score.leads_gold += sum(len(item["lead"]) for item in gold[kind]["items"])
            _add_tasks(score, curated, compare(curated, gold[kind]), confidence_of)
    return score


def _add_text(score: Score, curated: Curated, gold: Item) -> None:
    for page_no, text in zip(gold["pages"], gold["page_texts"], strict=True):
        blocks = [b for b in curated.tables["blocks"] if b["page_no"] == page_no]
        got = " ".join(b["text"] for b in sorted(blocks, key=lambda b: b["reading_order"]))
        length = len(" ".join(scoring.words(text)))
        score.errors += scoring.text_cer(got, text) * length
        score.characters += length


def _add_tasks(score: Score, curated: Curated, result: Comparison, confidence_of: dict[str, float]) -> None:
    wrong = {(d.item, d.field): d for d in result.differences}
    score.gold += result.gold
    score.found += result.found
    score.paired += len(result.pairs)
    for item, row in result.pairs:
        at = item["id"]
        lead = wrong.get((at, "lead"))
        got = list(lead.got) if lead else item["lead"]  # type: ignore[call-overload]
        score.leads_got += len(got)
        score.leads_right += len(set(got) & set(item["lead"]))
        score.deadlines += (at, "deadlines") not in wrong
        task = wrong.get((at, "task"))
        right = {
            "ordinal": (at, "ordinal") not in wrong,
            "text": task is None or scoring.cer(str(task.got), str(task.gold)) <= RIGHT_TEXT,
            "lead": lead is None,
            "deadline": (at, "deadlines") not in wrong,
        }
        score.fields += _fields(at, item, row, right, confidence_of)
    rows = {row["locator"]: row for row in curated.tables["tasks"]}
    for difference in result.differences:
        if difference.field == "row" and difference.gold is None:  # a task that is not on the paper: all is wrong
            row = rows[difference.item]
            score.leads_got += len(row["lead"])
            score.fields += _fields(row["locator"], {}, row, {}, confidence_of)


def _fields(at: str, item: Item, row: Item, right: dict[str, bool], confidence_of: dict[str, float]) -> Iterable[Field]:
    """The fields of one task that hold a value, each with the least confidence of the blocks it was read from."""
    values = {
        "ordinal": (row["ordinal"], item.get("ordinal")),
        "text": (row["task_text"], item.get("task", item.get("text"))),
        "lead": ("; ".join(row["lead"]), "; ".join(item.get("lead", ()))),
        "deadline": (row["deadline_text"], item.get("deadline_text")),
    }
    for kind, (got, want) in values.items():
        if not got or (kind == "ordinal" and row["origin"] == "prose"):  # markers of prose are not in the gold
            continue
        role = "task" if kind == "text" else kind
        blocks = [e["block_id"] for e in row["evidence"] if e["role"] == role and e["block_id"]]
        sure = min((confidence_of[block] for block in blocks), default=row["confidence"])
        yield Field(kind, at, sure, right.get(kind, False), str(got), str(want or ""))


# --- the grid ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Point:
    """One point of the grid with its score."""

    axis: Axis
    label: str
    condition: Condition
    score: Score


def walk(axes: Sequence[Axis], keys: Sequence[str], jobs: int, cache: Path | None) -> list[Point]:
    """Measure every point; the base, which is on most axes, once."""
    conditions = list(dict.fromkeys(condition for axis in axes for _, condition in axis.points))
    scores = dict.fromkeys(conditions, Score())
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn")) as pool:
        waiting = [(c, pool.submit(measure, key, c, cache)) for c in conditions for key in keys]
        for done, (condition, future) in enumerate(waiting, 1):
            scores[condition] = scores[condition] + future.result()
            if sys.stderr.isatty():
                print(f"\r{done}/{len(waiting)}", end="", file=sys.stderr)
    return [Point(axis, label, c, scores[c]) for axis in axes for label, c in axis.points]


def table(points: Sequence[Point]) -> pd.DataFrame:
    rows = [{"axis": p.axis.name, "value": p.label, "base": p.condition == BASE, **p.score.measures()} for p in points]
    return pd.DataFrame(rows).round(4)


def plot(points: Sequence[Point], path: Path) -> None:
    """One panel an axis."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    axes = list(dict.fromkeys(p.axis for p in points))
    figure, panels = pyplot.subplots(2, (len(axes) + 1) // 2, figsize=(15, 6.6), sharey=True, layout="constrained")
    shown = {"row_f1": "rows (F1)", "deadline": "deadlines", "lead_f1": "lead bodies (F1)", "cer": "character error"}
    marks = dict(zip(MEASURES, ("o-", "s-", "^-", "x--", "D:"), strict=True))
    for panel, axis in zip(panels.flat, axes, strict=False):
        own = [p for p in points if p.axis == axis]
        for name in MEASURES:
            values = [min(1.0, p.score.measures()[name]) for p in own]
            panel.plot(range(len(own)), values, marks[name], markersize=4, label=shown.get(name, name))
        panel.set_xticks(range(len(own)), [p.label for p in own])
        panel.set_title(axis.title, fontsize=10)
        panel.set_ylim(-0.03, 1.03)
        panel.grid(alpha=0.3)
    figure.legend(*panels.flat[0].get_legend_handles_labels(), loc="outside lower center", ncols=len(MEASURES))
    figure.savefig(path, dpi=100, metadata={"Software": None})
    pyplot.close(figure)


def report(points: Sequence[Point]) -> list[Field]:
    """Print what the confidences are worth; returns the fields of all points, each condition once."""
    once = list({p.condition: p for p in points}.values())
    fields = [f for p in once for f in p.score.fields]
    measured = [p.score.measures() for p in once]
    accuracy = [sum(f.right for f in p.score.fields) / max(1, len(p.score.fields)) for p in once]
    print("\nconfidence against accuracy (Spearman)")
    over = [("points, share of fields right", [m["confidence"] for m in measured], accuracy)]
    over += [
        (f"points, {n}", [m["confidence"] for m in measured], [m[n] for m in measured])
        for n in MEASURES
        if n != "confidence"
    ]
    over.append(("fields", [f.confidence for f in fields], [float(f.right) for f in fields]))
    for name, first, second in over:
        print(f"  {name:32} {spearman(first, second):6.3f}")
    print(f"\n{'sure (>= 0.9)':14} {'fields':>7} {'right':>8} {'all':>7} {'right':>8} {'Spearman':>9}")
    for kind in ("ordinal", "text", "lead", "deadline", ""):
        own = [f for f in fields if not kind or f.kind == kind]
        count, share = right_when_sure(own)
        rank = spearman([f.confidence for f in own], [float(f.right) for f in own])
        right = sum(f.right for f in own) / max(1, len(own))
        print(f"{kind or 'all':14} {count:7d} {share:8.2%} {len(own):7d} {right:8.2%} {rank:9.3f}")
    print()
    print(reliability(fields).to_string(index=False, float_format="{:.4f}".format))
    return fields


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="one page, two conditions an axis")
    parser.add_argument("--out", type=Path, default=Path("docs"), help="where the files go (default: docs)")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--fields", type=Path, help="also write every field with its confidence into this CSV file")
    parser.add_argument("--cache", type=Path, help="keep what was read here")
    args = parser.parse_args()
    axes, keys = AXES, tuple(NOTICES)
    if args.quick:
        axes, keys = tuple(axis.shortened() for axis in AXES), QUICK_NOTICES
    points = walk(axes, keys, args.jobs, args.cache)
    args.out.mkdir(parents=True, exist_ok=True)
    shown = table(points)
    print(shown.to_string(index=False))
    shown.to_csv(args.out / "degradation.csv", index=False, lineterminator="\n")
    plot(points, args.out / "degradation.png")
    fields = report(points)
    reliability(fields).round(4).to_csv(args.out / "reliability.csv", index=False, lineterminator="\n")
    if args.fields:
        rows = [(p.axis.name, p.label, *astuple(f)) for p in points for f in p.score.fields]
        columns = ["axis", "value", "field", "at", "confidence", "right", "got", "gold"]
        pd.DataFrame(rows, columns=columns).to_csv(args.fields, index=False, lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
