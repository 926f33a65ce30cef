"""Speed, memory and quality of the merge on generated near-duplicates.

Usage:
  python -m tests.benchmarks.bench_merge scale 100000            all at once
  python -m tests.benchmarks.bench_merge add 1000000 1000        build the index, then add so many
  python -m tests.benchmarks.bench_merge compare 20000           this merge, token_set_ratio, splink, on the same pairs

``compare`` needs ``splink`` (not a dependency: ``pip install splink``). Seconds are wall clock; those of the processor
stand beside them, since other work on the machine lengthens the former alone. Not part of the test suite: it asserts
nothing.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
from rapidfuzz import fuzz, process
from scipy import sparse
from scipy.sparse import csgraph

from pipeline.merge.blocking import candidate_pairs
from pipeline.merge.groups import grouped
from pipeline.merge.index import MergeIndex
from pipeline.merge.mentions import Columns, columns
from pipeline.merge.scoring import Scorer, load_model
from pipeline.merge.terms import rarity
from tests.benchmarks.near_duplicates import Labelled, corpus

Ints = npt.NDArray[np.int64]


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Print how long the body took."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 / 1024
    print(
        f"{name}: {time.perf_counter() - wall:.1f} s, processor {time.process_time() - cpu:.1f} s, "
        f"peak {peak:.2f} GB, load {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def truth(made: Sequence[Labelled], table: Columns) -> Ints:
    """A number for each mention of ``table``: equal where the generator says same."""
    name = {each.mention.task_id: (each.task, each.mention.level, each.mention.place) for each in made}
    numbers: dict[Any, int] = {}
    return np.array([numbers.setdefault(name[task_id], len(numbers)) for task_id in table.task_id], np.int64)


def pairs_in(group: Ints) -> int:
    """How many pairs share a group."""
    size = np.unique(group, return_counts=True)[1]
    return int((size * (size - 1) // 2).sum())


def judged(group: Ints, true: Ints) -> str:
    """Pairwise precision and recall."""
    both = np.unique(np.column_stack([group, true]), axis=0, return_inverse=True)[1].ravel()
    hits = pairs_in(both)
    return f"precision {hits / max(pairs_in(group), 1):.4f}, recall {hits / max(pairs_in(true), 1):.4f}"


def numbered(table: Columns, groups: Iterable[Sequence[str]]) -> Ints:
    """The group of each mention; those in none are alone."""
    number = {task_id: at for at, task_id in enumerate(table.task_id)}
    group = np.arange(len(table))
    for members in groups:
        group[[number[member] for member in members]] = number[members[0]]
    return group


def scale(mentions: int) -> None:
    """Merge all at once, step by step."""
    made = list(corpus(mentions))
    with timed(f"{mentions} mentions, all steps"):
        with timed("read texts"):
            table = columns([each.mention for each in made])
            weights, counts = rarity(table.terms, len(table))
        with timed("candidate pairs"):
            first, second = candidate_pairs(table, counts)
        with timed(f"score {len(first)} pairs"):
            scorer = Scorer(table, weights, load_model())
            links = scorer.links(first, second)
        with timed("groups"):
            merged = grouped(table, scorer, links)
    true = truth(made, table)
    reached = np.unique(np.concatenate([first * len(table) + second]))
    print(
        f"{len(merged.groups)} groups, {len(merged.links.first)} links, "
        + judged(numbered(table, (g.members for g in merged.groups)), true)
    )
    hits = int((true[reached // len(table)] == true[reached % len(table)]).sum())
    print(f"candidate pairs: {len(first) / len(table):.1f} a mention, recall {hits / pairs_in(true):.4f}")


def add(mentions: int, more: int) -> None:
    """Build the index, then add some."""
    made = [each.mention for each in corpus(mentions + more)]
    with timed(f"build with {mentions} mentions"):
        index = MergeIndex.build(made[:mentions])
    with timed(f"add {more} mentions"):
        changed = index.add(made[mentions:])
    print(f"{len(changed)} groups changed or made, {len(index.groups)} in all")


def compare(mentions: int) -> None:
    """The same candidate pairs judged in three ways."""
    made = list(corpus(mentions, seed=3))
    table = columns([each.mention for each in made])
    weights, counts = rarity(table.terms, len(table))
    first, second = candidate_pairs(table, counts)
    true = truth(made, table)
    print(f"{mentions} mentions, {len(first)} pairs")
    with timed("this merge"):
        scorer = Scorer(table, weights, load_model())
        merged = grouped(table, scorer, scorer.links(first, second))
    print(judged(numbered(table, (g.members for g in merged.groups)), true))
    for floor in (85, 95):
        with timed(f"token_set_ratio >= {floor}, union-find"):
            left, right = [table.words[i] for i in first.tolist()], [table.words[i] for i in second.tolist()]
            alike = process.cpdist(left, right, scorer=fuzz.token_set_ratio, score_cutoff=floor, workers=-1) >= floor
            group = joined(first[alike], second[alike], len(table))
        print(judged(group, true))
    with timed("splink"):
        group = splink_groups(table, first, second)
    print(judged(group, true))


def joined(first: Ints, second: Ints, many: int) -> Ints:
    """Connected components."""
    graph = sparse.coo_matrix((np.ones(len(first), np.int8), (first, second)), shape=(many, many))
    component: Ints = csgraph.connected_components(graph, directed=False)[1]
    return component


def splink_groups(table: Columns, first: Ints, second: Ints) -> Ints:
    """Splink's own model, trained without labels, on the same pairs: each pair is a block of its own."""
    import pandas as pd
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    blocks: list[list[int]] = [[] for _ in table.task_id]
    for pair, (a, b) in enumerate(zip(first.tolist(), second.tolist(), strict=True)):
        blocks[a].append(pair)
        blocks[b].append(pair)
    named = lambda sets: [" ".join(sorted(table.sets[i])) or None for i in sets.tolist()]  # noqa: E731
    frame = pd.DataFrame(
        {
            "unique_id": np.arange(len(table)),
            "words": table.words,
            "tokens": [sorted(set(words.split())) for words in table.words],
            "head": [" ".join(words.split()[:4]) for words in table.words],
            "product": pd.array([int(p) or None for p in table.product], "Int64"),
            "reference": named(table.reference_set),
            "name": named(table.name_set),
            "quantity": named(table.quantity_set),
            "lead": named(table.body_set),
            "level": [str(int(v)) for v in table.level],
            "place": [str(int(v)) for v in table.place],
            "due": [str(int(v)) for v in table.last_due],
            "pairs": blocks,
        }
    )
    exact = [cl.ExactMatch(c) for c in ("product", "lead", "due")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.LevenshteinAtThresholds("words", [5, 15, 40]),
            *exact,
        ],
        blocking_rules_to_generate_predictions=[block_on("pairs", arrays_to_explode=["pairs"])],
    )
    linker = Linker(DuckDBAPI().register(frame), settings)
    linker.training.estimate_probability_two_random_records_match([block_on("words", "lead")], recall=0.4)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e5, seed=1)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("head"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("product", "lead", "due"))
    found = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    return joined(found["unique_id_l"].to_numpy(), found["unique_id_r"].to_numpy(), len(table))


if __name__ == "__main__":
    command, *numbers = sys.argv[1:]
    {"scale": scale, "add": add, "compare": compare}[command](*map(int, numbers))
