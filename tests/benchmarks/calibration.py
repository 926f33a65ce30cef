"""Whether a confidence can be trusted: what was read, how sure the product was, and whether it was right.

Pure functions over :class:`Field`; the degradation benchmark collects the fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 1.0)
"""Edges of the bins of the reliability table; a bin holds its lower edge, the last one both."""
SURE = 0.9
"""Fields with at least this confidence are asked to be right in 98 of 100 cases."""


@dataclass(frozen=True)
class Field:
    """One value of one task that the product published: its kind, the confidence it gave, whether it is right.

    ``kind`` is ordinal, text, lead or deadline; ``at`` names the gold item or the place of a surplus task.
    """

    kind: str
    at: str
    confidence: float
    right: bool
    got: str
    want: str


def bin_of(confidence: float) -> int:
    """The index of the bin that holds a confidence."""
    return max(i for i in range(len(BINS) - 1) if confidence >= BINS[i])


def reliability(fields: Sequence[Field]) -> pd.DataFrame:
    """One row a bin: ``bin``, ``fields`` (their number), ``confidence`` (mean), ``right`` (share, 0..1)."""
    rows = []
    for index in range(len(BINS) - 1):
        own = [f for f in fields if bin_of(f.confidence) == index]
        mean = sum(f.confidence for f in own) / len(own) if own else None
        right = sum(f.right for f in own) / len(own) if own else None
        rows.append((f"{BINS[index]:.2f}-{BINS[index + 1]:.2f}", len(own), mean, right))
    return pd.DataFrame(rows, columns=["bin", "fields", "confidence", "right"])


def right_when_sure(fields: Sequence[Field]) -> tuple[int, float]:
    """How many fields have at least ``SURE``, and the share of them that is right (1 for none)."""
    own = [f for f in fields if f.confidence >= SURE]
    return len(own), sum(f.right for f in own) / len(own) if own else 1.0


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """The rank correlation of two series, -1..1 (not a number when one of them never changes)."""
    return float(pd.DataFrame({"a": first, "b": second}, dtype=float).corr("spearman").loc["a", "b"])
