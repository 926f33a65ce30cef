"""What each step of the page preparation is worth: on and off, under the condition it was made for.

``python -m tests.benchmarks.bench_steps [--notice KEY ...] [--step WORD]``

Samples are scanned as in ``conditions`` and read by the product as a whole, once as shipped and once with one step
switched off. Printed for each: rows (F1), deadlines, lead bodies (F1), character error, and seconds of reading. A step
that makes nothing better and nothing faster is not worth its code. Not part of the test suite: it asserts nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

os.environ["OMP_THREAD_LIMIT"] = "1"

from extractors import reading
from pipeline import process
from tests.benchmarks.conditions import BASE, NOTICES, Condition
from tests.benchmarks.degradation import Score, measure

SEALED = replace(BASE, seals=2)
BILEVEL = replace(BASE, threshold=130)
SKEWED = replace(BASE, skew=1.4)
PHOTO = replace(BASE, tilt=0.03, shade=0.45)
STEEP = replace(PHOTO, tilt=0.06)


@dataclass(frozen=True)
class Step:
    """A step that can be left out: the name it is called by, and what stands in for it."""

    title: str
    condition: Condition
    owner: Any
    name: str
    instead: object


def _first(first: Any, *_: Any) -> Any:
    """Hand back what came in."""
    return first


def _uncoloured(page: Any, *_: Any) -> Any:
    return replace(page, colour=None), ()


def _unlifted(page: Any) -> Any:
    return page, ()


def _nothing(*_: Any) -> Any:
    return ()


def _no_strips(*_: Any) -> Any:
    return []


STEPS = (
    Step("coloured ink lifted", SEALED, reading, "_lift_colour", _uncoloured),
    Step("seals lifted (black and white)", replace(BILEVEL, seals=2), reading, "_lift_seals", _unlifted),
    Step("several readings (black and white)", BILEVEL, reading, "is_bilevel", lambda pixels: False),
    Step("levelling", SKEWED, reading, "SKEW_TO_MEND", 90.0),
    Step("levelling (black edges)", replace(SKEWED, border=8.0), reading, "SKEW_TO_MEND", 90.0),
    Step("even light", PHOTO, reading, "even_light", _first),
    Step("perspective mended", PHOTO, reading, "measure_perspective", lambda *_: None),
    Step("perspective mended (steep)", STEEP, reading, "measure_perspective", lambda *_: None),
    Step("perspective measured where it is likely only", BASE, reading, "_may_be_photographed", lambda page: True),
    Step("framed stamps set apart", replace(BASE, stamped=True), reading, "find_frames", _nothing),
    Step("dust wiped", replace(BASE, specks=600), reading, "without_specks", _first),
    Step("dust wiped (black and white)", replace(BILEVEL, specks=600), reading, "without_specks", _first),
    Step("sides read apart", BASE, reading, "find_side_blocks", _nothing),
    Step("around tables read with the cells", BASE, reading, "_strips", _no_strips),
    Step("strokes of quarters counted", BASE, reading, "mend_quarters", _first),
    Step("proofreading", BASE, process, "proofread", _first),
    Step("proofreading (black and white)", BILEVEL, process, "proofread", _first),
)


@contextmanager
def left_out(step: Step) -> Iterator[None]:
    with mock.patch.object(step.owner, step.name, step.instead):
        yield


def total(keys: Sequence[str], condition: Condition) -> tuple[Score, float]:
    """The summed score of the notices, and the seconds it took."""
    start = time.perf_counter()
    score = Score()
    for key in keys:
        score = score + measure(key, condition, None)
    return score, time.perf_counter() - start


def row(title: str, score: Score, seconds: float) -> str:
    m = score.measures()
    return f"{title:44} {m['row_f1']:7.3f} {m['deadline']:9.3f} {m['lead_f1']:7.3f} {m['cer']:8.4f} {seconds:7.1f}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--notice", nargs="*", choices=sorted(NOTICES), default=sorted(NOTICES))
    parser.add_argument("--step", default="", help="only steps whose title holds this")
    args = parser.parse_args()
    keys: Sequence[str] = args.notice
    print(f"{'step':44} {'row F1':>7} {'deadline':>9} {'lead':>7} {'CER':>8} {'s':>7}")
    shipped: dict[Condition, tuple[Score, float]] = {}
    for step in (s for s in STEPS if args.step in s.title):
        if step.condition not in shipped:
            shipped[step.condition] = total(keys, step.condition)
        print(row(f"{step.title}: on", *shipped[step.condition]), flush=True)
        with left_out(step):
            print(row(f"{'':{len(step.title)}}  off", *total(keys, step.condition)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
