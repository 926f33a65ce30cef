"""Compare curated tables with the gold of the sample notices, one difference a line.

Gold and tables are compared as they stand: text in NFC with single spaces, names in their order, every field of a
deadline. Folded forms serve only to find which row answers which gold item. Boxes are points, origin at the top left
of the page as displayed; pages and lines are 1-based.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

GOLD = Path(__file__).parent / "gold"
Item = dict[str, Any]

SAME_ROW = 72.0
"""Least similarity (0..100, folded text) at which a row answers a gold item."""
SAME_UNIT = 88.0
"""Least similarity (0..100, folded text, best part) at which a prose task lies in a gold unit."""


@dataclass(frozen=True)
class Curated:
    """The tables of one run as rows, by table name."""

    tables: Mapping[str, list[Item]]

    @classmethod
    def of_arrow(cls, tables: Mapping[str, pa.Table]) -> Curated:
        return cls({name: table.to_pylist() for name, table in tables.items()})

    def rows(self, table: str, source: str) -> list[Item]:
        """The rows of ``table`` that come from the file with this name."""
        ids = {row["source_id"] for row in self.tables["sources"] if row["path"] == source}
        assert ids, f"no source {source}"
        return [row for row in self.tables[table] if row["source_id"] in ids]

    def task(self, task_id: str) -> Item:
        return next(row for row in self.tables["tasks"] if row["task_id"] == task_id)


@dataclass(frozen=True)
class Difference:
    """One field of one gold item that the tables give otherwise. ``field`` is "row" for a missing or surplus row."""

    item: str
    field: str
    gold: object
    got: object

    def __str__(self) -> str:
        return f"{self.item} {self.field}: {self.got!r} should be {self.gold!r}"


@dataclass
class Comparison:
    """How the rows of one kind and source compare. ``pairs`` holds (gold item, row) of the matched ones."""

    gold: int
    found: int
    pairs: list[tuple[Item, Item]] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    @property
    def row_f1(self) -> float:
        return 2 * len(self.pairs) / (self.gold + self.found) if self.gold + self.found else 1.0

    def share_right(self, *fields: str) -> float:
        """The share of gold items that were found and differ in none of ``fields``."""
        wrong = {d.item for d in self.differences if d.field in fields or d.field == "row"}
        ids = {item["id"] for item, _ in self.pairs}
        return len(ids - wrong) / self.gold

    def lines(self) -> list[str]:
        return [str(d) for d in self.differences]

    def check(self, item: str, name: str, gold: object, got: object) -> None:
        if gold != got:
            self.differences.append(Difference(item, name, gold, got))


def load(stem: str, kind: str) -> Item:
    """One gold file."""
    loaded: Item = json.loads((GOLD / f"{stem}.{kind}.json").read_text(encoding="utf-8"))
    return loaded


def has(stem: str, kind: str) -> bool:
    return (GOLD / f"{stem}.{kind}.json").is_file()


# --- text --------------------------------------------------------------------------------------------------------


def clean(text: str | None) -> str | None:
    """NFC with single spaces; nothing is None."""
    return unicodedata.normalize("NFC", " ".join((text or "").split())) or None


def fold(text: str | None) -> str:
    """Lower-case ASCII words: a key to find rows by, never compared as text."""
    plain = unicodedata.normalize("NFD", (text or "").lower()).replace("đ", "d")
    return " ".join(re.findall(r"[a-z0-9]+", "".join(c for c in plain if not unicodedata.combining(c))))


def cer(got: str | None, gold: str | None) -> float:
    """Character errors a gold character."""
    want = clean(gold) or ""
    return Levenshtein.distance(clean(got) or "", want) / max(1, len(want))


def words(text: str) -> list[str]:
    """Words and numbers in lower case, without marks: what text can lose or gain."""
    return re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())


def text_cer(got: str, gold: str) -> float:
    """Error rate over the characters of the words; case, marks and spacing do not count."""
    want = " ".join(words(gold))
    return Levenshtein.distance(" ".join(words(got)), want) / max(1, len(want))


def lost_words(gold: str, got: str) -> list[str]:
    """Words of ``gold`` that ``got`` has fewer times."""
    return sorted((Counter(words(gold)) - Counter(words(got))).elements())


# --- matching ----------------------------------------------------------------------------------------------------


def bare(ordinal: str | None) -> str:
    """ "(1)", "1." and "1" are the same ordinal."""
    return (ordinal or "").strip("(). ")


def as_printed(ordinal: str | None) -> str | None:
    """The ordinal as the gold has it: as printed, without the full stop behind it."""
    return ordinal.rstrip(".") if ordinal else None


def match(gold: Sequence[tuple[str, str]], got: Sequence[tuple[str, str]]) -> dict[int, int]:
    """Gold index -> row index, one to one, best first. Each side gives (text, ordinal); equal ordinals decide ties."""
    if not gold or not got:
        return {}
    likeness = process.cdist(
        [fold(text) for text, _ in gold], [fold(text) for text, _ in got], scorer=fuzz.ratio, score_cutoff=SAME_ROW
    )
    scored = [
        (float(likeness[g, p]) + 5.0 * (bare(gold[g][1]) == bare(got[p][1])), -g, -p)
        for g in range(len(gold))
        for p in range(len(got))
        if likeness[g, p] > 0
    ]
    pairs: dict[int, int] = {}
    used: set[int] = set()
    for _, minus_g, minus_p in sorted(scored, reverse=True):
        if -minus_g not in pairs and -minus_p not in used:
            pairs[-minus_g] = -minus_p
            used.add(-minus_p)
    return pairs


def paired(
    items: list[Item], rows: list[Item], gold_text: str, row_text: str, surplus: Callable[[Item], str]
) -> Comparison:
    """Match ``rows`` to ``items``; what is missing or too much is a difference."""
    pairs = match(
        [(item[gold_text], item["ordinal"]) for item in items], [(row[row_text] or "", row["ordinal"]) for row in rows]
    )
    result = Comparison(len(items), len(rows), [(items[g], rows[p]) for g, p in sorted(pairs.items())])
    for index, item in enumerate(items):
        if index not in pairs:
            result.check(item["id"], "row", item[gold_text], None)
    for index, row in enumerate(rows):
        if index not in set(pairs.values()):
            result.check(surplus(row), "row", None, row[row_text])
    return result


# --- values ------------------------------------------------------------------------------------------------------

Due = tuple[str | None, ...]


def gold_deadlines(items: Iterable[Item]) -> list[Due]:
    """What the tables should say. "by" with no due date binds to nothing, and the tables leave it out."""
    return [
        (
            d["kind"],
            d["edtf"],
            d["start"],
            d["due"],
            None if d["qualifier"] == "by" and d["due"] is None else d["qualifier"],
            d["rrule"],
        )
        for d in items
    ]


def got_deadlines(row: Item) -> list[Due]:
    return [
        (
            d["kind"],
            d["edtf"],
            d["start_on"] and d["start_on"].isoformat(),
            d["due_on"] and d["due_on"].isoformat(),
            d["qualifier"],
            d["rrule"],
        )
        for d in row["deadlines"]
    ]


def essence(due: Sequence[Due]) -> list[Due]:
    """(kind, edtf, rrule) alone, for scans."""
    return [(d[0], d[1], d[5]) for d in due]


def cited(cell: str | None) -> list[str]:
    """The document numbers in a cell ("Thông báo số 31-TB/BCĐ ngày ..." -> "31-TB/BCĐ")."""
    return re.findall(r"\d+[-/]\S*[^\W\d_](?:\S*[^\s,;.])?", cell or "")


def first_part(row: Item, role: str) -> tuple[int, tuple[float, ...] | None, int | None]:
    """(page, box or None, first line or None) of the first region with ``role``."""
    regions = [e for e in row["evidence"] if e["role"] == role]
    if not regions:
        return (0, None, None)
    page = min(e["page_no"] for e in regions)
    first = next(e for e in regions if e["page_no"] == page)
    box = None if first["x0"] is None else tuple(float(first[k]) for k in ("x0", "y0", "x1", "y1"))
    return (page, box, first["line_first"])


def near(box: Sequence[float] | None, gold: Sequence[float], points: float) -> bool:
    """Whether each side of the box lies within ``points`` of the gold box."""
    return box is not None and all(abs(a - b) <= points for a, b in zip(box, gold, strict=True))


def rounded(box: Sequence[float] | None) -> list[float] | None:
    return None if box is None else [round(v, 1) for v in box]


# --- one kind of gold after the other ----------------------------------------------------------------------------


def compare_tasks(curated: Curated, gold: Item, box_points: float = 3.0) -> Comparison:
    """Rows of task tables: every field of the gold."""
    source = gold["source"]
    rows = [row for row in curated.rows("tasks", source) if row["origin"] == "table"]
    numbers = {d["document_id"]: d["number"] for d in curated.rows("documents", source)}
    result = paired(gold["items"], rows, "task", "task_text", lambda row: row["locator"])
    for item, row in result.pairs:
        at = item["id"]
        parent = curated.task(row["parent_task_id"])["ordinal"] if row["parent_task_id"] else None
        result.check(at, "document", item["doc"], numbers[row["document_id"]])
        result.check(at, "ordinal", item["ordinal"], as_printed(row["ordinal"]))
        result.check(at, "parent", item["parent"], as_printed(parent))
        result.check(at, "section", clean(item["section"]), clean(row["section"]))
        result.check(at, "task", clean(item["task"]), clean(row["task_text"]))
        result.check(at, "lead", item["lead"], row["lead"])
        result.check(at, "coordinating", item["coordinating"], row["coordinating"])
        result.check(at, "supervisors", clean(item["supervisors"]), clean(", ".join(row["supervisors"])))
        result.check(at, "assigned_by", cited(item["assigned_by"]), row["assigned_by"])
        result.check(at, "deliverable", clean(item["deliverable"]), clean(row["deliverable"]))
        result.check(at, "status", clean(item["status"]), clean(row["status_text"]))
        result.check(at, "note", clean(item["note"]), clean(row["note"]))
        result.check(at, "deadline_text", clean(item["deadline_text"]), clean(row["deadline_text"]))
        check_deadlines(result, at, gold_deadlines(item["deadlines"]), got_deadlines(row))
        check_place(result, item, row, "row", box_points)
    return result


def check_deadlines(result: Comparison, at: str, gold: list[Due], got: list[Due]) -> None:
    """The essence (kind, edtf, rrule) is a field of its own, so that scans can be scored by it."""
    result.check(at, "deadlines", essence(gold), essence(got))
    if essence(gold) == essence(got):
        result.check(at, "deadlines in full", gold, got)


def check_place(result: Comparison, item: Item, row: Item, role: str, points: float) -> None:
    """Page and box, or line, of the first region with ``role``."""
    page, box, line = first_part(row, role)
    at = item["id"]
    result.check(at, "page", item["page_no"] if "box" in item else item["text_page_no"], row["page_no"])
    result.check(at, "page of the evidence", row["page_no"], page)
    if "box" in item:
        if not near(box, item["box"], points):
            result.check(at, "box", item["box"], rounded(box))
    else:
        result.check(at, "line", item["line"] if "line" in item else item["line_first"], line)


def compare_prose(curated: Curated, gold: Item, box_points: float = 3.0) -> Comparison:
    """Directives in running text. A unit may be told as several tasks: their names and deadlines count together."""
    rows = [row for row in curated.rows("tasks", gold["source"]) if row["origin"] == "prose"]
    items = gold["items"]
    units: list[list[Item]] = [[] for _ in items]
    result = Comparison(len(items), 0)
    for row in sorted(rows, key=lambda r: (r["page_no"], *_height(r))):
        scores = [fuzz.partial_ratio(fold(row["task_text"]), fold(item["text"])) for item in items]
        best = max(range(len(items)), key=scores.__getitem__)
        if scores[best] < SAME_UNIT:
            result.check(row["locator"], "row", None, row["task_text"])
        else:
            units[best].append(row)
    # A unit told in several tasks is one found unit; what lies in no unit is one too many.
    result.found = sum(map(bool, units)) + len(result.differences)
    for item, found in zip(items, units, strict=True):
        at = item["id"]
        if not found:
            result.check(at, "row", item["text"], None)
            continue
        result.pairs.append((item, found[0]))
        said = " ".join(dict.fromkeys(row["task_text"] for row in found))
        result.check(at, "task", without_marker(item["text"]), without_marker(said))
        result.check(at, "lead", item["lead"], _distinct(name for row in found for name in row["lead"]))
        names = _distinct(name for row in found for name in row["coordinating"])
        result.check(at, "coordinating", item["coordinating"], names)
        check_deadlines(
            result,
            at,
            gold_deadlines(item["deadlines"]),
            list(dict.fromkeys(due for row in found for due in got_deadlines(row))),
        )
        check_place(result, item, found[0], "task", box_points)
    return result


def _height(row: Item) -> tuple[float, ...]:
    _, box, line = first_part(row, "task")
    return (float(line or 0), *((box[1], box[0]) if box else ()))


def _distinct(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def without_marker(text: str) -> str | None:
    """The sentence without its list marker ("a) ", "2. ", "- ", "1.1. ")."""
    return clean(re.sub(r"^\s*(?:\(?(?:\d+(?:\.\d+)*|[a-zđ]{1,2}|[IVX]+)[.)]|[-+])\s+", "", text))


def compare_indicators(curated: Curated, gold: Item) -> Comparison:
    """Rows of target tables."""
    items = [{**item, "id": f"{item['table']}#{item['ordinal']}@{item['line']}"} for item in gold["items"]]
    rows = curated.rows("indicators", gold["source"])
    result = paired(items, rows, "indicator", "name", lambda row: row["indicator_id"])
    for item, row in result.pairs:
        at = item["id"]
        for name, column in (("ordinal", "ordinal"), ("section", "section"), ("indicator", "name"), ("unit", "unit")):
            result.check(at, name, clean(item[name]), clean(row[column]))
        result.check(at, "target", clean(item["target"]), clean(row["target_text"]))
        result.check(at, "lead", item["lead"], row["lead"])
        result.check(at, "line", item["line"], first_part(row, "row")[2])
    return result


DOCUMENT_FIELDS = (
    ("type", "type_name"),
    ("type_code", "type_code"),
    ("place", "place"),
    ("signer_name", "signer_name"),
    ("page_first", "page_first"),
    ("page_last", "page_last"),
    ("line_first", "line_first"),
    ("line_last", "line_last"),
)


def capital(text: str | None) -> str | None:
    return text[:1].upper() + text[1:] if text else None


def compare_documents(curated: Curated, gold: Item) -> Comparison:
    """Component documents, found by their number."""
    rows = {clean(row["number"]): row for row in curated.rows("documents", gold["source"])}
    items = [{**item, "id": item["number"]} for item in gold["items"]]
    result = Comparison(len(items), len(rows), [(i, rows[i["number"]]) for i in items if i["number"] in rows])
    for number in rows.keys() - {item["number"] for item in items}:
        result.check(str(number), "row", None, number)
    for item in items:
        row = rows.get(item["number"])
        if row is None:
            result.check(item["id"], "row", item["number"], None)
            continue
        result.check(item["id"], "date", item["date"], row["issued_on"] and row["issued_on"].isoformat())
        for name, column in DOCUMENT_FIELDS:
            if name in item:
                result.check(item["id"], name, item[name], row[column])
        # "V/v gửi ..." is printed in lower case; the gold writes the title as one would quote it.
        result.check(item["id"], "title", capital(item["title"]), capital(row["title"]))
    return result
