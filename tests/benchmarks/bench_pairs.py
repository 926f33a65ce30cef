"""How well the merge tells the relations of hand-written pairs, which no weight or rule was fitted to.

Usage: python -m tests.benchmarks.bench_pairs [--wrong] [odd | even | fields]

``merge_pairs.tsv`` holds 120 pairs of invented tasks as they stand in two of ten invented notices: a report's late list
and its quarter list, the next report, a Government annex, a ministry's plan, a party programme, plans of two provinces,
a province's party programme, a commune's plan. Half of the pairs ("odd", by their place) may be looked at with
``--wrong`` while rules change; the others ("even") only judge. ``merge_pairs_fields.tsv`` ("fields") holds 60 pairs of
other fields (health, floods, roads, festivals, laws ...) in eleven other notices, among them conclusions in prose and
rows of one list. All mentions of a file are merged at once: two of different pairs in one group are an error too. Not
part of the test suite: it asserts nothing.
"""

from __future__ import annotations

import csv
import datetime as dt
import sys
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from normalizers.agency_cells import parse_agencies
from normalizers.agency_mentions import named_agencies
from normalizers.agency_register import load_register
from pipeline.merge.groups import Merged, merge
from pipeline.merge.mentions import Mention, mentions_of
from pipeline.merge.scoring import RELATIONS
from pipeline.model import Deadline, DeadlineKind, Document, Evidence, Region, Role, Source, SourceResult, TaskMention

PAIRS = Path(__file__).with_name("merge_pairs.tsv")
FIELDS = Path(__file__).with_name("merge_pairs_fields.tsv")
CENTRAL_COMMITTEE = "Ban Chỉ đạo Trung ương về chuyển đổi số"

# (file, number, type, issuer, place, day of issue, annex)
NOTICES: dict[str, tuple[str, str, str, str, str, dt.date, str]] = {
    "L": ("bc", "14-BC/BCĐTW", "BC", CENTRAL_COMMITTEE, "Hà Nội", dt.date(2031, 2, 15), "Phụ lục 1"),
    "Q": ("bc", "14-BC/BCĐTW", "BC", CENTRAL_COMMITTEE, "Hà Nội", dt.date(2031, 2, 15), "Phụ lục 2"),
    "R": ("bc2", "21-BC/BCĐTW", "BC", CENTRAL_COMMITTEE, "Hà Nội", dt.date(2031, 5, 20), "Phụ lục 1"),
    "G": ("nq", "88/NQ-CP", "NQ", "Chính phủ", "Hà Nội", dt.date(2030, 12, 20), "Phụ lục"),
    "B": ("kh", "152/KH-BKHCN", "KH", "Bộ Khoa học và Công nghệ", "Hà Nội", dt.date(2031, 1, 25), "Phụ lục"),
    "T": ("ctr", "33-CTr/TW", "CTr", "Ban Chấp hành Trung ương", "Hà Nội", dt.date(2031, 1, 10), ""),
    "P": ("kh-p", "41/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Lam Giang", "Lam Giang", dt.date(2031, 3, 10), "Phụ lục"),
    "U": ("ctr-u", "19-CTr/TU", "CTr", "Tỉnh ủy Lam Giang", "Lam Giang", dt.date(2031, 3, 1), "Phụ lục"),
    "H": ("kh-h", "27/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Hoài Sơn", "Hoài Sơn", dt.date(2031, 3, 18), "Phụ lục"),
    "H2": ("kh-h2", "60/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Hoài Sơn", "Hoài Sơn", dt.date(2031, 6, 2), "Phụ lục"),
    "X": ("kh-x", "09/KH-UBND", "KH", "Ủy ban nhân dân xã Mây Ngàn", "Mây Ngàn", dt.date(2031, 4, 4), "Phụ lục"),
}
FIELD_NOTICES = {
    "N": ("nq", "112/NQ-CP", "NQ", "Chính phủ", "Hà Nội", dt.date(2032, 1, 15), "Phụ lục"),
    "R": ("bc", "75/BC-CP", "BC", "Chính phủ", "Hà Nội", dt.date(2032, 3, 30), "Phụ lục 1"),
    "S": ("bc", "75/BC-CP", "BC", "Chính phủ", "Hà Nội", dt.date(2032, 3, 30), "Phụ lục 2"),
    "V": ("tb", "64/TB-VPCP", "TB", "Văn phòng Chính phủ", "Hà Nội", dt.date(2032, 2, 2), ""),
    "M": (
        "kh-m",
        "310/KH-BNNMT",
        "KH",
        "Bộ Nông nghiệp và Môi trường",
        "Hà Nội",
        dt.date(2032, 2, 18),
        "Phụ lục",
    ),
    "K": ("kh", "85/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Đông Lĩnh", "Đông Lĩnh", dt.date(2032, 1, 28), "Phụ lục"),
    "E": ("kh-e", "142/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Đông Lĩnh", "Đông Lĩnh", dt.date(2032, 3, 9), "Phụ lục"),
    "O": ("tb-o", "120/TB-UBND", "TB", "Ủy ban nhân dân tỉnh Đông Lĩnh", "Đông Lĩnh", dt.date(2032, 2, 27), ""),
    "D": ("kh-d", "57/KH-SYT", "KH", "Sở Y tế tỉnh Đông Lĩnh", "Đông Lĩnh", dt.date(2032, 2, 5), "Phụ lục"),
    "A": ("kh-a", "66/KH-UBND", "KH", "Ủy ban nhân dân tỉnh Vân Hải", "Vân Hải", dt.date(2032, 2, 12), "Phụ lục"),
    "X": ("kh-x", "18/KH-UBND", "KH", "Ủy ban nhân dân xã Khe Mận", "Khe Mận", dt.date(2032, 3, 3), "Phụ lục"),
    "X2": ("kh-y", "31/KH-UBND", "KH", "Ủy ban nhân dân xã Khe Mận", "Khe Mận", dt.date(2032, 4, 6), "Phụ lục"),
}


@dataclass(frozen=True, slots=True)
class Pair:
    """What a pair is, and the ids of its two tasks; of a part or an execution ``first`` is the narrower or lower."""

    relation: str
    first: str
    second: str


def read_pairs(path: Path = PAIRS) -> tuple[list[Pair], list[Mention]]:
    """The pairs, and all their mentions as a run makes them."""
    pairs: list[Pair] = []
    tasks: dict[str, list[TaskMention]] = {}
    notices = FIELD_NOTICES if path == FIELDS else NOTICES
    known: dict[tuple[str, str], str] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines, delimiter="\t"), 1):
            for side in "ab":
                row_id = known.setdefault((row[f"notice_{side}"], row[f"text_{side}"]), f"{number:03d}{side}")
                if row_id != f"{number:03d}{side}":
                    continue  # the task of an earlier pair
                notice = notices[row[f"notice_{side}"]]
                file, annex = notice[0], notice[-1]
                tasks.setdefault(file, []).append(_task(row_id, file, annex, row, side))
            first, second = (known[row[f"notice_{side}"], row[f"text_{side}"]] for side in "ab")
            pairs.append(Pair(row["relation"], first, second))
    by_file = {notice[0]: notice for notice in notices.values()}
    results = [_result(by_file[file], held) for file, held in sorted(tasks.items())]
    named = named_agencies(m for held in tasks.values() for task in held for m in task.agencies)
    return pairs, mentions_of(results, (*load_register(), *named))


def _task(task_id: str, file: str, annex: str, row: dict[str, str], side: str) -> TaskMention:
    text, due = row[f"text_{side}"], row[f"due_{side}"]
    day = dt.date.fromisoformat(due) if due else None
    deadlines = (Deadline(f"{day:%d/%m/%Y}", DeadlineKind.DATE, due, day, day),) if day else ()
    return TaskMention(
        task_id,
        file,
        "table" if annex else "prose",
        f"{annex}/row {task_id}",
        task_id,
        text,
        text,
        1,
        (Evidence(Region(1, line_first=1), Role.ROW),),
        agencies=parse_agencies(row[f"lead_{side}"]),
        deadline_text=f"{day:%d/%m/%Y}" if day else None,
        deadlines=deadlines,
    )


def _result(notice: tuple[str, str, str, str, str, dt.date, str], tasks: list[TaskMention]) -> SourceResult:
    file, number, code, issuer, place, day, _ = notice
    document = Document(file, 1, number=number, type_code=code, issuer=issuer, place=place, issued_on=day)
    source = Source(file, file.ljust(64, "0"), f"{file}.txt", "text/plain", 1)
    return SourceResult(source, documents=(document,), tasks=tuple(tasks))


def judged(merged: Merged) -> dict[tuple[str, str], str]:
    """The relation of each linked pair, directed; tasks of one group are the same whatever their links say."""
    ids, links = merged.columns.task_id, merged.links
    found = {
        (ids[a], ids[b]): RELATIONS[r]
        for a, b, r in zip(links.first.tolist(), links.second.tolist(), links.relation.tolist(), strict=True)
    }
    for pair in [pair for pair, said in found.items() if said == "same"]:
        found[pair] = "related"  # unless a group holds both
    return found | {pair: "same" for group in merged.groups for pair in combinations(group.members, 2)}


def main(half: str | None, wrong: bool) -> None:
    """Print precision and recall of each relation."""
    pairs, mentions = read_pairs(FIELDS if half == "fields" else PAIRS)
    found = judged(merge(mentions))
    text = {mention.task_id: mention.text for mention in mentions}
    wanted = {frozenset((p.first, p.second)): p.relation for p in pairs}
    across = sorted((p for p, r in found.items() if r == "same" and frozenset(p) not in wanted))
    told: Counter[str] = Counter()
    hit: Counter[str] = Counter()
    whole = half in (None, "fields")
    chosen = [p for at, p in enumerate(pairs, 1) if whole or at % 2 == (half == "odd")]
    confused: Counter[tuple[str, str]] = Counter()
    for pair in chosen:
        straight, turned = found.get((pair.first, pair.second), ""), found.get((pair.second, pair.first), "")
        said = straight or (turned if turned in ("", "same", "related") else f"{turned} (turned)")
        told[said] += 1
        hit[said] += said == pair.relation
        confused[pair.relation, said] += 1
        if wrong and said != pair.relation:
            print(f"{pair.relation} told as {said or 'nothing'}\n  {text[pair.first]}\n  {text[pair.second]}")
    for relation in RELATIONS[1:]:
        labelled = sum(p.relation == relation for p in chosen)
        extra = len(across) if relation == "same" and whole else 0
        precision = hit[relation] / max(told[relation] + extra, 1)
        print(
            f"{relation}: labelled {labelled}, told {told[relation] + extra}, right {hit[relation]}, "
            f"precision {precision:.3f}, recall {hit[relation] / labelled:.3f}"
        )
    print("told as:", ", ".join(f"{a} -> {b or 'nothing'} {n}" for (a, b), n in sorted(confused.items())))
    print(f"pairs of different lines in one group: {len(across)}")
    if wrong:
        for a, b in across:
            print(f"{a} {text[a]}\n  {b} {text[b]}")


if __name__ == "__main__":
    main(next((word for word in sys.argv[1:] if word in ("odd", "even", "fields")), None), "--wrong" in sys.argv)
