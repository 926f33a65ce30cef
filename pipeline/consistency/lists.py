"""Lists: annexes that are announced but missing, numbers that skip or repeat, the same item twice."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from extractors.documents import annex_label
from extractors.outline import opener_of
from normalizers.claims import sentence_end
from normalizers.enumerations import Item, inline_items, listed_names
from normalizers.number import LETTERS, Ordinal, parse_ordinal
from normalizers.reference import find_references
from normalizers.text import fold, strip_footnote_marks
from pipeline.consistency.passages import PROSE, Passage
from pipeline.consistency.reading import Reading, annex_key, annexes_of, tables_of
from pipeline.consistency.say import Side, finding, shown, unsure
from pipeline.model import BlockKind, Document, Finding, TaskMention

_LABELS = r"(?:[0-9]{1,2}|[IVX]{1,5}|[A-Z])(?!\w)"
_ANNEX = re.compile(
    rf"(?P<what>phụ lục|(?<!\w)biểu(?: mẫu)?)(?: số)?"
    rf" (?P<labels>{_LABELS}(?:(?:, ?| và | - )(?:(?P=what)(?: số)? )?{_LABELS})*)",
    re.IGNORECASE,
)
_FORM = re.compile(rf"^(?:biểu(?: mẫu)?)(?: số)? {_LABELS}", re.IGNORECASE)
_SOME_ANNEX = re.compile(
    r"\b(?:có|tại|theo|xem|như|các) phụ lục(?= (?:đính kèm|kèm theo|ban hành kèm theo))", re.IGNORECASE
)
_HERE = re.compile(r"^\W{0,3}(?:(?:được )?(?:ban hành )?(?:kèm theo|đính kèm|gửi kèm)|dưới đây|của (?:báo cáo|kế hoạch"
                   r"|quyết định|nghị quyết|thông báo|công văn|chương trình|văn bản) này)", re.IGNORECASE)  # fmt: skip
_SEE = re.compile(
    r"(?:chi tiết|cụ thể|nêu|xem|theo|danh mục|quy định)(?: (?:như|tại|ở|theo|trong|các|có))*\s*$", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"^\W{0,3}(?:ban hành )?(?:kèm theo|kèm|của|thuộc|trong)? ?(?:nghị quyết|quyết định|nghị định|thông tư|chỉ thị"
    r"|kế hoạch|thông báo|công văn|luật|văn bản|hướng dẫn|quy định|chương trình|đề án)\b(?! này)",
    re.IGNORECASE,
)
_AMENDS = re.compile(r"sửa đổi|bổ sung|thay thế|dự thảo", re.IGNORECASE)
_AMENDED = re.compile(
    r"(?:sửa đổi|bổ sung|thay thế|bãi bỏ)[^;]{0,160}(?:như sau|điểm [a-zđ] |khoản \d|điều \d)", re.IGNORECASE
)
_ADDED = re.compile(r"\b(?:sua doi|bo sung|thay the|moi)\b")
_LONG_ENOUGH = 5
_LEAST_NAMES = 4
_LONG_NAME = 8
_COUNTED = ("number", "paren", "letter")


def find_list_problems(reading: Reading) -> tuple[Finding, ...]:
    """Everything about annexes, enumerations and tables of one file as lists."""
    out: list[Finding] = []
    for document, passages in zip(reading.documents, reading.passages, strict=True):
        out += _missing_annexes(reading, document, passages)
        for passage in passages:
            if passage.kind in (*PROSE, BlockKind.TABLE_CELL):
                out += _inline(reading.source_id, passage)
                out += _begins_late(reading.source_id, passage)
                out += _name_twice(reading.source_id, passage)
        out += _points(reading.source_id, passages)
        for label, rows in tables_of(reading, document).items():
            out += _duplicate_rows(reading.source_id, document, label, rows)
            out += _row_numbers(reading.source_id, document, label, rows)
    return tuple(out)


# --- annexes ------------------------------------------------------------------------------------------


def _missing_annexes(reading: Reading, document: Document, passages: Sequence[Passage]) -> Iterator[Finding]:
    present = {key for own in reading.passages for key in annexes_of(own)}
    present |= {annex_key(form[0]) for p in reading.all_passages if (form := _FORM.match(p.text)) is not None}
    wanted: dict[str, list[tuple[Passage, int, int]]] = {}
    spelled: dict[str, str] = {}
    attached = _goes_on(reading)
    for passage in passages:
        if passage.kind not in PROSE or annex_label(passage.text) is not None:
            continue
        cited = [(r.start, r.end) for r in find_references(passage.text)]
        for match in _ANNEX.finditer(passage.text):
            after, before = passage.text[match.end() :], passage.text[max(0, match.start() - 40) : match.start()]
            near = _HERE.match(after) is not None
            if (not near and _SEE.search(before) is None) or _ELSEWHERE.match(after):
                continue
            if near and any(match.end() <= start <= match.end() + 40 for start, _ in cited):
                continue
            if _AMENDS.search(before):
                continue
            for label in re.findall(_LABELS, match["labels"]):
                what = match["what"].capitalize()
                key = annex_key(f"{what} {label}")
                if key not in present:
                    wanted.setdefault(key, []).append((passage, match.start(), match.end()))
                    spelled.setdefault(key, f"{what} {label}")
        some = None if present or attached else _SOME_ANNEX.search(passage.text)
        if some is not None and not _ELSEWHERE.match(passage.text[some.end() :]):
            wanted.setdefault("phu luc", []).append((passage, some.start(), some.end()))
            spelled.setdefault("phu luc", "Phụ lục")
    for key, places in wanted.items():
        side = Side(spelled[key], tuple(e for p, start, end in places for e in p.evidence(start, end)))
        yield finding(
            reading.source_id,
            "annex_missing",
            (key,),
            f"Văn bản dẫn {side.vi} nhưng trong tệp không có phụ lục này.",
            f"The document points to {side.en}, which is not in the file.",
            side,
            document=document,
        )


def _goes_on(reading: Reading) -> bool:
    """Whether a file has tables, or text behind the last signature: an annex without its label may be there."""
    passages = reading.all_passages
    signed = [i for i, p in enumerate(passages) if p.kind is BlockKind.SIGNATURE]
    return any(p.kind is BlockKind.TABLE_CELL for p in passages) or (
        bool(signed) and any(p.kind in PROSE for p in passages[signed[-1] + 1 :])
    )


# --- enumerations in running text ---------------------------------------------------------------------


def _inline(source_id: str, passage: Passage) -> Iterator[Finding]:
    items = inline_items(passage.text)
    for roman in (False, True):  # "(i) A gồm: (1) ...; (2) ...; (ii) B": each style counts for itself
        run: list[Item] = []
        for item in [*(i for i in items if i.roman == roman), None]:
            if item is not None and (not run or item.n != 1):
                run.append(item)
                continue
            yield from _item_numbers(source_id, passage, run)
            yield from _item_twice(source_id, passage, run)
            run = [item] if item is not None else []


def _item_numbers(source_id: str, passage: Passage, run: Sequence[Item]) -> Iterator[Finding]:
    """One break in a run that begins with 1 and otherwise counts up."""
    if len(run) < 3 or run[0].n != 1:
        return
    breaks = [(a, b) for a, b in itertools.pairwise(run) if b.n != a.n + 1]
    if len(breaks) != 1 or breaks[0][1].n - breaks[0][0].n not in (0, 2):
        return
    (a, b) = breaks[0]
    sides = tuple(Side(f"({i.n}) {shown(i.text, 60)}", passage.evidence(i.start, i.start + 4)) for i in (a, b))
    yield finding(
        source_id,
        "ordinal_sequence",
        (sides[0].value, sides[1].value),
        f"Số thứ tự nhảy hoặc trùng: sau {sides[0].vi} là {sides[1].vi}.",
        f"The numbers skip or repeat: after {sides[0].en} comes {sides[1].en}.",
        *sides,
        document=passage.document,
    )


def _item_key(text: str) -> str:
    key = fold(strip_footnote_marks(re.sub(r"\([^()]*\)", " ", text)))
    return " ".join(_ADDED.sub(" ", key).split())


def _item_twice(source_id: str, passage: Passage, run: Sequence[Item]) -> Iterator[Finding]:
    seen: dict[str, Item] = {}
    for item in run:
        key = _item_key(item.text)
        if len(key.split()) < 3:
            continue
        first = seen.setdefault(key, item)
        if first is item or first.n == item.n:
            continue
        sides = tuple(Side(f"({i.n}) {shown(i.text, 80)}", passage.evidence(i.start, i.end)) for i in (first, item))
        yield finding(
            source_id,
            "list_duplicate",
            (key, first.n, item.n),
            f"Một mục xuất hiện hai lần trong danh sách: {sides[0].vi} và {sides[1].vi}.",
            f"The same item stands twice in a list: {sides[0].en} and {sides[1].en}.",
            *sides,
            document=passage.document,
        )


def _name_twice(source_id: str, passage: Passage) -> Iterator[Finding]:
    """ "gồm: Sở A, Sở B, Sở A": a name twice in a plain list of at least four, after a colon or in a cell."""
    cell = passage.kind is BlockKind.TABLE_CELL
    opening = None if cell else re.search(r":\s+(?=[^\W\d_])", passage.text)
    if not cell and opening is None:
        return
    start = opening.end() if opening else 0
    end = sentence_end(passage.text, start)
    names = listed_names(passage.text[start:end])
    plain = ";" in passage.text[start:end] and all(len(name.split()) <= _LONG_NAME for name in names)
    if len(names) < _LEAST_NAMES or not (plain or all(name[0].isupper() for name in names)):
        return
    keys = [fold(name) for name in names]
    twice = next((n for n, key in zip(names, keys, strict=True) if keys.count(key) > 1 and " " in key), None)
    if twice is None:
        return
    side = Side(twice, passage.evidence(start, end))
    yield finding(
        source_id,
        "list_duplicate",
        (fold(twice), len(names)),
        f"Một mục xuất hiện hai lần trong danh sách: {side.vi}.",
        f"The same item stands twice in a list: {side.en}.",
        side,
        document=passage.document,
    )


_LATE_START = re.compile(r"\b(?:gồm|sau|sau đây|là|như)\s?:\s*\((?P<n>\d{1,2})\)\s+(?=\S)", re.IGNORECASE)


def _begins_late(source_id: str, passage: Passage) -> Iterator[Finding]:
    """ "gồm: (8) ...": an enumeration whose first number is not 1."""
    match = _LATE_START.search(passage.text)
    if match is None or int(match["n"]) < 2 or re.search(r"\(1\)|\([a-z]\)", passage.text[: match.start()]):
        return
    side = Side(shown(passage.text[match.start() :], 60), passage.evidence(match.start(), match.end()))
    yield finding(
        source_id,
        "ordinal_sequence",
        (side.value,),
        f"Danh sách không bắt đầu từ (1): {side.vi}.",
        f"The list does not begin with (1): {side.en}.",
        side,
        document=passage.document,
    )


_LETTER_BREAKS = 3
_SERIES = ("letter", "number", "decimal", "roman", "article")


_Series = list[tuple[Passage, int]]


def _points(source_id: str, passages: Sequence[Passage]) -> Iterator[Finding]:
    """Sections I., items 1. and points a) of one section: one left out or used twice in a series that begins with the
    first and otherwise counts up. Marks of small letters are easily lost, and all marks in recognised text, hence info;
    after one used twice the second counts as the next."""
    series: dict[tuple[object, ...], _Series] = {}
    done: list[_Series] = []
    for passage in passages:
        opener = opener_of(passage.text) if passage.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING) else None
        if opener is None or opener.kind not in _SERIES:
            continue
        ordinal = parse_ordinal(f"{opener.label}{')' if opener.kind == 'letter' else '.'}")
        if ordinal is None:
            continue
        mark = passage.text[: opener.end].strip()[-1:]
        *above, place = ordinal.value
        own = series.setdefault((passage.parts[0].section_path[:-1], opener.kind, mark, *above), [])
        if own and place == 1:
            done.append(own.copy())
            own.clear()
        own.append((passage, place + 1 if own and place == own[-1][1] else place))
    for run in (*done, *series.values()):
        yield from _break_in(source_id, run)


def _break_in(source_id: str, run: _Series) -> Iterator[Finding]:
    openers = [opener_of(passage.text) for passage, _ in run]
    labels = [opener.label if opener else "" for opener in openers]
    letters = any(opener is not None and opener.kind == "letter" for opener in openers)
    breaks = [
        (i, i + 1)
        for i, ((_, x), (_, y)) in enumerate(itertools.pairwise(run))
        if y != x + 1 or labels[i] == labels[i + 1]
    ]
    if run[0][1] != 1 or len(breaks) > (_LETTER_BREAKS if letters else 1):
        return
    if any(_AMENDED.search(passage.text) for passage, _ in run):
        return  # the numbers may be those of the text that is amended
    for i, j in breaks:
        if run[j][1] - run[i][1] not in (1, 2):
            continue
        before, after = run[i][0], run[j][0]
        sides = tuple(Side(shown(p.text, 60), p.evidence(0, 3)) for p in (before, after))
        found = finding(
            source_id,
            "ordinal_sequence",
            (*after.parts[0].section_path[:-1], *(s.value for s in sides)),
            f"Số thứ tự nhảy hoặc trùng: sau {sides[0].vi} là {sides[1].vi}.",
            f"The numbers skip or repeat: after {sides[0].en} comes {sides[1].en}.",
            *sides,
            document=after.document,
        )
        yield unsure(found) if letters or before.recognised or after.recognised else found


# --- tables -------------------------------------------------------------------------------------------


def _duplicate_rows(source_id: str, document: Document, label: str, rows: Sequence[TaskMention]) -> Iterator[Finding]:
    seen: dict[tuple[str | None, str], TaskMention] = {}
    for task in rows:
        key = fold(strip_footnote_marks(task.text))
        if len(key.split()) < _LONG_ENOUGH:
            continue
        first = seen.setdefault((task.parent_task_id, key), task)
        if first is task:
            continue
        sides = tuple(Side(f"{t.ordinal or t.locator} {shown(t.text, 80)}", t.evidence[:1]) for t in (first, task))
        yield finding(
            source_id,
            "row_duplicate",
            (first.task_id, task.task_id),
            f"Một nhiệm vụ xuất hiện hai lần trong {label}: {sides[0].vi} và {sides[1].vi}.",
            f"The same task stands twice in {label}: {sides[0].en} and {sides[1].en}.",
            *sides,
            document=document,
            task=task,
        )


def _row_numbers(source_id: str, document: Document, label: str, rows: Sequence[TaskMention]) -> Iterator[Finding]:
    """A number left out or used twice between rows that otherwise count up, at the top and below one parent."""
    levels: defaultdict[str | None, list[tuple[TaskMention, Ordinal]]] = defaultdict(list)
    for task in rows:
        ordinal = parse_ordinal(task.ordinal) if task.ordinal else None
        if ordinal is not None and ordinal.kind in _COUNTED and "ordinal_inferred" not in task.flags:
            levels[task.parent_task_id].append((task, ordinal))
    for own in levels.values():
        for (a, x), (b, y) in itertools.pairwise(own):
            step = y.value[0] - x.value[0]
            if x.kind != y.kind or step not in (0, 2) or len(own) < 4:
                continue
            if x.kind == "letter" and LETTERS[x.value[0]] == "đ":
                continue  # many lists leave out đ
            if step == 2 and _stands_between(rows, a, b):
                continue
            sides = tuple(Side(f"{t.ordinal} {shown(t.text, 60)}", t.evidence[:1]) for t in (a, b))
            yield finding(
                source_id,
                "ordinal_sequence",
                (label, a.task_id, b.task_id),
                f"Số thứ tự trong {label} nhảy hoặc trùng: sau {sides[0].vi} là {sides[1].vi}.",
                f"The numbers in {label} skip or repeat: after {sides[0].en} comes {sides[1].en}.",
                *sides,
                document=document,
                task=b,
            )


def _stands_between(rows: Sequence[TaskMention], a: TaskMention, b: TaskMention) -> bool:
    """Whether a row without a readable ordinal stands between two rows: the number may be its."""
    places = [t.task_id for t in rows]
    between = rows[places.index(a.task_id) + 1 : places.index(b.task_id)]
    return any(t.parent_task_id == a.parent_task_id for t in between)
