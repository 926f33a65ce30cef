"""Ordinals of table rows that OCR lost or spoiled: what the sequence of the table leaves for them.

A row gets a number only where its neighbours leave exactly one, or where what was read looks like the number that comes
next. Nothing is changed where the printed numbers can stand as they are; every inferred row says so in its flags.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.columns import ORDINAL
from extractors.tables import is_section_row
from normalizers.number import Ordinal, follows, next_ordinal, number_alike, parse_ordinal
from pipeline.model import Table, TableRow

_SUB_KINDS = ("paren", "decimal", "letter")
FLAG = "ordinal_inferred"
"""Flag of a row whose ordinal is not the one that was read."""


def infer_ordinals(table: Table) -> Table:
    """The table with the ordinals that can be inferred.

    Sub-rows first, "(1)", ?, "(3)"; then the plain numbers: 7, ?, ?, 10. What cannot be inferred stays as it was read.
    """
    if ORDINAL not in table.roles:
        return table
    column = table.roles.index(ORDINAL)
    at = [i for i, row in enumerate(table.rows) if not _heads(table, row, column)]
    texts = [table.rows[i].cells[column].text for i in at]
    opens = {k for k in range(1, len(at)) if at[k] != at[k - 1] + 1}
    meant = _plain(_subordinate(texts), opens)
    rows = list(table.rows)
    for i, read, ordinal in zip(at, texts, meant, strict=True):
        if read != ordinal:
            rows[i] = _numbered(rows[i], column, ordinal)
    return replace(table, rows=tuple(rows))


def _heads(table: Table, row: TableRow, column: int) -> bool:
    """Whether a row is a section row; one with a number belongs to the sequence all the same."""
    ordinal = parse_ordinal(row.cells[column].text)
    return (ordinal is None or ordinal.kind != "number") and is_section_row(table, row)


def _numbered(row: TableRow, column: int, ordinal: str) -> TableRow:
    cells = list(row.cells)
    cells[column] = replace(cells[column], text=ordinal)
    return replace(row, cells=tuple(cells), flags=(*row.flags, FLAG))


# --- sub-rows ---------------------------------------------------------------------------------


def _subordinate(texts: Sequence[str]) -> list[str]:
    """The texts with the lost ordinals of sub-rows: the one between two, the one before the second, the last."""
    out = list(texts)
    number = 0
    for k, text in enumerate(out):
        here = parse_ordinal(text)
        before = parse_ordinal(out[k - 1]) if k else None
        after = parse_ordinal(out[k + 1]) if k + 1 < len(out) else None
        due = _due(text, here, before, after, number)
        if due is not None:
            out[k] = due.printed
        elif here is not None and here.kind == "number":
            number = here.value[0]
    return out


def _due(text: str, here: Ordinal | None, before: Ordinal | None, after: Ordinal | None, number: int) -> Ordinal | None:
    """The sub-ordinal that belongs where ``text`` was read; None when there is none or the text can stand."""
    if here is not None and here.kind in _SUB_KINDS and not (here.kind == "letter" and ")" not in text):
        return None
    if before is not None and before.kind in _SUB_KINDS:
        due = next_ordinal(before)
        if due is None:
            return None
        if after is not None and follows(due, after):
            return due
        # the last one: nothing but a part of it was read, and the number of the parent row goes on behind it
        closes = after is None or (after.kind == "number" and after.value[0] == number + 1)
        stands = here is not None and here.kind == "number" and here.value[0] == number + 1
        if closes and not stands and ")" in text and _part_of(text, due.printed):
            return due
        return None
    if here is None and before is not None and before.kind == "number" and after is not None:
        first = _first_before(after)
        if first is not None and (first.kind != "decimal" or first.value[:-1] == before.value):
            return first
    return None


def _first_before(second: Ordinal) -> Ordinal | None:
    """ "(2)" -> "(1)", "b)" -> "a)", "4.2" -> "4.1"; None when ``second`` is not the second of its kind."""
    if second.kind not in _SUB_KINDS or second.value[-1] != 2:
        return None
    for old, new in (("2", "1"), ("ii", "i"), ("II", "I"), ("b", "a"), ("B", "A")):
        head, found, tail = second.printed.rpartition(old)
        first = parse_ordinal(head + new + tail) if found else None
        if first is not None and follows(first, second):
            return first
    return None


def _part_of(read: str, whole: str) -> bool:
    """Whether the characters read all stand in ``whole``, in this order: "1)" in "(11)"."""
    rest = iter(whole)
    read = read.replace(" ", "")
    return bool(read) and any(c.isdigit() for c in read) and all(c in rest for c in read)


# --- plain numbers ----------------------------------------------------------------------------


def _plain(texts: Sequence[str], opens: set[int]) -> list[str]:
    """The texts with the lost plain numbers. ``opens`` are the rows that a section row stands before."""
    out = list(texts)
    ordinals = [parse_ordinal(t) for t in texts]
    own = [k for k in range(len(texts)) if _counts(texts, ordinals, k)]
    numbers = [o.value[0] if (o := ordinals[k]) is not None and o.kind == "number" else None for k in own]
    n = 0
    while n < len(own):
        after = numbers[n + 1] if n + 1 < len(own) else None
        before = 0 if n == 0 or (own[n] in opens and after == 2) else numbers[n - 1]
        if before is None or numbers[n] == before + 1:
            n += 1
            continue
        run = _run(own, numbers, ordinals, n)
        end = numbers[n + run] if run and n + run < len(own) else None
        if not (end is not None and end - before - 1 == run):
            run = int(_spoiled(texts[own[n]], ordinals[own[n]], before, after))
        for k in range(run):
            numbers[n + k] = before + 1 + k
            out[own[n + k]] = str(before + 1 + k)
        n += max(run, 1)
    return out


def _counts(texts: Sequence[str], ordinals: Sequence[Ordinal | None], k: int) -> bool:
    """Whether a row stands in the plain sequence. A roman numeral does only as a spoiled number: 10, "II", 12."""
    here = ordinals[k]
    if here is None or here.kind in ("number", "letter"):
        return True
    if here.kind != "roman":
        return False
    before = next((o.value[0] for o in reversed(ordinals[:k]) if o is not None and o.kind == "number"), 0)
    after = next((o.value[0] for o in ordinals[k + 1 :] if o is not None and o.kind == "number"), None)
    return after == before + 2 and number_alike(texts[k]) == before + 1


def _spoiled(text: str, ordinal: Ordinal | None, before: int, after: int | None) -> bool:
    """Whether what was read stands for the number after ``before``."""
    if after == before + 2:
        return ordinal is not None and ordinal.kind == "number"  # it fits nowhere, and one place is left
    free = after is None or after > before + 2
    return ordinal is None and before > 0 and free and number_alike(text) == before + 1


def _run(own: Sequence[int], numbers: Sequence[int | None], ordinals: Sequence[Ordinal | None], n: int) -> int:
    """How many rows from ``n`` on have no number that could be read. A letter ends a run unless it stands alone."""
    size = 0
    while n + size < len(own) and numbers[n + size] is None:
        size += 1
    if size > 1 and any(ordinals[own[n + k]] is not None for k in range(size)):
        return 0
    return size
