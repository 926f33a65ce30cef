"""Fit the weights of the merge and print what they are worth; ``--output`` writes ``pipeline/merge/model.toml``.

Usage: python tools/fit_merge.py --raw DIR --gold FILE [--generated 20000] [--keep] [--output pipeline/merge/model.toml]

``--keep`` judges the weights that ship instead of new ones. Pages are looked up in, and added to, ``NOTICES_CACHE``.

Labelled pairs: those that the generator of near-duplicates makes, half of those written by hand (``merge_pairs.tsv``;
the other half judges), and those of a gold file (tasks of notices in DIR, which of them are the same). Weights are
statistics; no text is kept. The same input gives the same file.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz
from scipy.optimize import minimize

sys.path.insert(0, str(Path(__file__).parents[1]))
from normalizers.agency_register import load_register
from normalizers.text import fold
from pipeline.config import load_settings
from pipeline.merge.blocking import candidate_pairs
from pipeline.merge.features import FEATURES
from pipeline.merge.mentions import Columns, columns, mentions_of
from pipeline.merge.scoring import Scorer, load_model
from pipeline.model import SourceResult
from pipeline.process import InProcess, process_source
from pipeline.progress import Progress
from pipeline.store import PageCache, inventory
from tests.benchmarks.bench_pairs import read_pairs
from tests.benchmarks.near_duplicates import corpus, relation

Floats = npt.NDArray[np.float64]
SHRINK = 2.0
"""Strength of the penalty on the squared weights, in pairs."""


def figures(table: Columns) -> tuple[npt.NDArray[np.int64], Floats]:
    """(pairs, features) of the candidate pairs of a corpus that share enough to be compared."""
    first, second = candidate_pairs(table)
    scorer = Scorer(table, load_model())
    comparer = scorer.compare
    overlap = comparer.overlap(first, second)
    near = overlap[1] >= load_model().candidate
    near &= ~comparer.other_level(first, second) & ~comparer.other_place(first, second)
    near &= scorer.item_of(first, second) == 0
    first, second = first[near], second[near]
    return np.column_stack([first, second]), scorer.figures(first, second).astype(np.float64)


def generated_pairs(mentions: int) -> tuple[Floats, Floats]:
    """Features and labels of generated pairs."""
    made = sorted(corpus(mentions, seed=7), key=lambda each: each.mention.task_id)
    pairs, table = figures(columns([each.mention for each in made]))
    return table, np.array([relation(made[a], made[b]) == "same" for a, b in pairs.tolist()], np.float64)


def gold_pairs(
    results: list[SourceResult], gold: dict
) -> tuple[Floats, Floats, npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Features, labels, folds (by cluster) of the pairs of gold tasks, and whether they stand in one list.

    Pairs that the gold file calls uncertain are left out.
    """
    mentions = mentions_of(results, load_register())
    number = {mention.task_id: i for i, mention in enumerate(mentions)}
    by_name = {
        Path(r.source.path).name: [t for t in r.tasks if t.origin == "table" and t.task_id in number] for r in results
    }
    place = {}
    for source, items in gold["items_by_source"].items():
        for item in items:
            key = fold(item["task"])
            best = max(
                by_name[source],
                key=lambda t: (
                    fuzz.ratio(fold(t.text), key)
                    + 5 * ((t.ordinal or "").strip("(). ") == item["ordinal"].strip("(). ")),
                    t.task_id,
                ),
            )
            place[item["id"]] = number[best.task_id]
    pair = lambda a, b: (min(place[a], place[b]), max(place[a], place[b]))  # noqa: E731
    same = {pair(a, b) for cluster in gold["clusters"] for i, a in enumerate(cluster) for b in cluster[i + 1 :]}
    cluster_of = {place[a]: i + 1 for i, cluster in enumerate(gold["clusters"]) for a in cluster}
    unsure = {pair(*names) for names in gold["uncertain"]}
    known = set(place.values())
    table = columns(mentions)
    pairs, wanted = figures(table)
    keep = np.array([a in known and b in known and (a, b) not in unsure for a, b in pairs.tolist()])
    pairs, wanted = pairs[keep], wanted[keep]
    folds = np.array([cluster_of.get(a, cluster_of.get(b, a + b)) % 5 for a, b in pairs.tolist()])
    listed = (table.list[pairs[:, 0]] == table.list[pairs[:, 1]]) & (
        wanted[:, FEATURES.index("terms")] < load_model().repeated
    )
    return wanted, np.array([(a, b) in same for a, b in pairs.tolist()], np.float64), folds, listed


def hand_written(half: int) -> tuple[Floats, Floats]:
    """Features and labels of one half of the pairs of ``bench_pairs``: 1 the odd ones, 0 the even ones."""
    pairs, mentions = read_pairs()
    table = columns(mentions)
    number = {task_id: at for at, task_id in enumerate(table.task_id)}
    label = {
        tuple(sorted((number[p.first], number[p.second]))): float(p.relation == "same")
        for at, p in enumerate(pairs, 1)
        if at % 2 == half
    }
    compared, wanted = figures(table)
    chosen = np.array([tuple(pair) in label for pair in compared.tolist()])
    return wanted[chosen], np.array([label[tuple(pair)] for pair in compared[chosen].tolist()])


def fit(table: Floats, label: Floats, weight: Floats) -> Floats:
    """Weights (the intercept last) of a logistic regression with a quadratic penalty.

    Every figure speaks for the same task, ``replaced`` against it: no weight may have the other sign, however the
    figures hang together.
    """
    x = np.column_stack([table, np.ones(len(table))])
    penalty = np.array([SHRINK] * len(FEATURES) + [1e-6])

    def loss(w: Floats) -> tuple[float, Floats]:
        z = x @ w
        p = 1 / (1 + np.exp(-z))
        told = weight @ (np.logaddexp(0, z) - label * z) + (penalty * w * w).sum() / 2
        return float(told), x.T @ (weight * (p - label)) + penalty * w

    bounds = [(None, 0) if name == "replaced" else (0, None) for name in FEATURES] + [(None, None)]
    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 2000})
    return found.x


def judged(w: Floats, table: Floats, label: Floats, floor: float = 0.5) -> dict[str, float]:
    """Precision, recall, F1 of ``score >= floor`` and the calibration error over ten bins."""
    p = 1 / (1 + np.exp(-(table @ w[:-1] + w[-1])))
    said, true = p >= floor, label > 0
    hits = float((said & true).sum())
    precision, recall = hits / max(said.sum(), 1), hits / max(true.sum(), 1)
    bins = np.minimum((p * 10).astype(int), 9)
    off = sum(
        abs(p[bins == b].mean() - label[bins == b].mean()) * (bins == b).mean() for b in range(10) if (bins == b).any()
    )
    return {
        "pairs": len(p),
        "same": int(true.sum()),
        "precision": round(precision, 4),
        "recall": round(recall, 4),
        "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4),
        "calibration_error": round(float(off), 4),
    }


def main() -> None:
    """Fit, judge, print, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--raw", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--generated", type=int, default=20_000)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--output", type=Path)
    asked = parser.parse_args()
    gold = json.loads(asked.gold.read_text(encoding="utf-8"))
    settings = load_settings({"raw": asked.raw})
    cache = PageCache(settings.cache / "pages")
    names = set(gold["items_by_source"])
    files = [f for f in inventory(settings.raw) if Path(f.path).name in names]
    results = [process_source(f, settings, InProcess(), cache, Progress()) for f in files]

    made, made_label = generated_pairs(asked.generated)
    own, own_label, folds, listed = gold_pairs(results, gold)
    written, written_label = hand_written(1)
    # A gold pair counts as much as several generated ones: they are few, and real. So does one written by hand.
    worth = np.where(own_label > 0, 50.0, 10.0)
    base = np.vstack([made[::2], written]), np.concatenate([made_label[::2], written_label])
    base_worth = np.concatenate([np.full(len(made[::2]), 0.5), np.full(len(written), 20.0)])

    def fitted(rows: npt.NDArray[np.bool_]) -> Floats:
        return fit(
            np.vstack([base[0], own[rows]]),
            np.concatenate([base[1], own_label[rows]]),
            np.concatenate([base_worth, worth[rows]]),
        )

    model = load_model()
    shipped = np.array([*(model.weights[name] for name in FEATURES), model.intercept])
    w = shipped if asked.keep else fitted(np.ones(len(own), bool))
    alone = fit(*base, base_worth)
    held_out = np.zeros((len(own), 1))
    for number in range(5):
        part = fitted(folds != number)
        held_out[folds == number, 0] = own[folds == number] @ part[:-1] + part[-1]
    plain = np.array([1.0, 0.0])
    reports = {
        "generated_held_out": judged(w, made[1::2], made_label[1::2]),
        "hand_written_unseen": judged(w, *hand_written(0), floor=model.same),
        "gold_unseen": judged(alone, own[~listed], own_label[~listed]),
        "gold_by_cluster": judged(plain, held_out[~listed], own_label[~listed]),
        "gold_fitted": judged(w, own[~listed], own_label[~listed]),
        "gold_by_cluster_without_list_rule": judged(plain, held_out, own_label),
    }
    lines = [
        "# Weights of the merge, made by tools/fit_merge.py.",
        "# The score of a pair is 1 / (1 + exp(-(intercept + sum of weight times figure))).",
        f"intercept = {w[-1]:.3f}",
        "",
        "[weights]",
        *(f"{name} = {value:.3f}" for name, value in zip(FEATURES, w, strict=False)),
    ]
    for name, report in reports.items():
        lines += ["", f"[figures.{name}]", *(f"{key} = {value}" for key, value in report.items())]
    print("\n".join(lines))
    if asked.output:
        old = asked.output.read_text(encoding="utf-8")
        limits = old[old.index("[limits]") :].split("\n[figures", 1)[0].rstrip()
        head = "\n".join(lines)
        at = head.index("\n[figures")
        asked.output.write_text(f"{head[:at]}\n{limits}\n{head[at:]}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
