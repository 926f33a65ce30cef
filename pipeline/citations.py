"""Citations of all files -> the rows of ``references``, each with the document cited where it is here beyond doubt."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from normalizers.reference import issuer_code_of, number_key
from pipeline.model import CitedReference, Document, Reference, SourceResult

_YEAR = re.compile(r"/(19|20)\d\d/")
_Dates = Mapping[tuple[str, str], set[dt.date]]


@dataclass(frozen=True, slots=True)
class _Held:
    """A document of the snapshot and the file it is in."""

    document: Document
    source_id: str


def reference_rows(results: Sequence[SourceResult]) -> list[dict[str, Any]]:
    """The rows of ``references`` for the files that were read, in the order of the citations."""
    held: defaultdict[str, list[_Held]] = defaultdict(list)
    dates: defaultdict[tuple[str, str], set[dt.date]] = defaultdict(set)
    citing: dict[str, _Held] = {}
    for result in results:
        for document in result.documents:
            here = citing[document.document_id] = _Held(document, result.source.source_id)
            # A slip goes by its own number and an attached document by its parent's: neither is what is cited.
            if document.number and not document.is_copy_of and document.parent_document_id is None:
                held[number_key(document.number)].append(here)
        for cited in result.references:
            if cited.reference.number and cited.reference.dated_on:
                dates[cited.document_id, number_key(cited.reference.number)].add(cited.reference.dated_on)
    positions: Counter[str] = Counter()
    rows = []
    for cited in (c for r in results for c in r.references):
        positions[cited.document_id] += 1
        resolved = _resolve(cited.reference, citing[cited.document_id], held, dates)
        rows.append(_row(cited, positions[cited.document_id], resolved))
    return rows


def _resolve(reference: Reference, citing: _Held, held: Mapping[str, Sequence[_Held]], dates: _Dates) -> str | None:
    """The document cited; None when it is not here, or when two could be meant.

    Numbers start anew each year, and offices share their codes ("15/QĐ-UBND"), so that a number alone decides only
    where it bears its year, where the document is in the same file, or where the Party's central offices gave it
    (their numbers run through a term). A number that the citing document gives once with its date has that date.
    """
    if reference.number is None:
        return None
    key = number_key(reference.number)
    found = [h for h in held.get(key, ()) if h.document.document_id != citing.document.document_id]
    known = dates.get((citing.document.document_id, key), set())
    dated = reference.dated_on or (next(iter(known)) if len(known) == 1 else None)
    same_file = [h for h in found if h.source_id == citing.source_id]
    if dated is not None:
        exact = [h for h in found if h.document.issued_on == dated]
        found = exact or [h for h in same_file if h.document.issued_on is None]
    elif not _YEAR.search(reference.number):
        found = same_file or [h for h in found if _central(h.document.number or "") and _not_later(h, citing)]
    return found[0].document.document_id if len(found) == 1 else None


def _central(number: str) -> bool:
    """Whether a central office of the Party gave the number ("02-KH/BCĐTW")."""
    return "-" in number.partition("/")[0] and (issuer_code_of(number) or "").endswith("TW")


def _not_later(cited: _Held, citing: _Held) -> bool:
    first, second = cited.document.issued_on, citing.document.issued_on
    return first is not None and second is not None and first <= second


def _row(cited: CitedReference, position: int, resolved: str | None) -> dict[str, Any]:
    reference = cited.reference
    return {
        "document_id": cited.document_id,
        "position": position,
        "task_id": cited.task_id,
        "number": reference.number,
        "type_code": reference.type_code,
        "issuer_code": issuer_code_of(reference.number),
        "dated_on": reference.dated_on,
        "part": cited.part,
        "raw": reference.raw,
        "resolved_document_id": resolved,
        "page_no": cited.page_no,
    }
