"""Counts and sums that do not hold: parts and totals, shares and what is left, percentages, lists and annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizers.agency import parse_agencies
from normalizers.claims import (
    Claim,
    Item,
    Sum,
    find_claims,
    find_rates,
    find_rests,
    find_sums,
    inline_items,
    is_open_list,
    listed_names,
    sentence_end,
)
from normalizers.number import parse_number
from normalizers.text import SUPERSCRIPT_DIGITS, fold
from pipeline.consistency.passages import Passage
from pipeline.consistency.reading import Reading, annex_key, table_of
from pipeline.consistency.say import Side, finding, shown
from pipeline.model import BlockKind, Document, Finding, Role, TaskMention

_NEAR = 0.1
_PROSE = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING, BlockKind.FOOTNOTE)


def find_count_conflicts(reading: Reading) -> tuple[Finding, ...]:
    """Everything about figures in one file."""
    out: list[Finding] = []
    for document, passages in zip(reading.documents, reading.passages, strict=True):
        tables = _tables(reading, document)
        for index, passage in enumerate(passages):
            if passage.kind not in (*_PROSE, BlockKind.TABLE_CELL):
                continue
            claims = find_claims(passage.text)
            out += _sums(reading.source_id, passage, claims)
            out += _listed_sum(reading.source_id, passages, index, claims)
            out += _shares(reading.source_id, passage, claims)
            out += _states(reading.source_id, passage, claims)
            out += _named(reading.source_id, passages, index, claims)
            if passage.kind in _PROSE:
                out += _rows(reading.source_id, document, passage, claims, tables)
                out += _overdue(reading.source_id, document, passage, claims, tables)
    return tuple(out)


def _side(passage: Passage, start: int, end: int, value: str | None = None) -> Side:
    return Side(shown(value or passage.text[start:end]), passage.evidence(start, end))


def _with_noun(text: str, claim: Claim) -> str:
    """A figure with what it counts, cut short."""
    return shown(text[claim.start : max(claim.end, claim.noun_end)], 60)


def _printed(value: float, like: Claim) -> str:
    """A value written the way ``like`` is: its scale, points for thousands, a comma for decimals."""
    figure = parse_number(like.text.split("/")[0].strip()) or 1.0
    scaled = value / (like.value / figure if like.value else 1.0)
    text = f"{scaled:,.3f}".rstrip("0").rstrip(".")
    return text.replace(",", "\x00").replace(".", ",").replace("\x00", ".")


def _sum_finding(source_id: str, total: Side, parts: Side, claim: Claim, added: float, document: Document) -> Finding:
    printed = _printed(added, claim)
    return finding(
        source_id,
        "sum_differs",
        (total.value, parts.value),
        f"Tổng nêu là {total.vi}, nhưng các phần {parts.vi} cộng lại là {printed}.",
        f"The total is given as {total.en}, but its parts {parts.en} add up to {printed}.",
        total,
        parts,
        document=document,
        values=(total.value, parts.value, printed),
    )


def _sums(source_id: str, passage: Passage, claims: tuple[Claim, ...]) -> Iterator[Finding]:
    for found in find_sums(passage.text, claims):
        off = abs(found.added - found.total.value)
        if found.holds or not (found.closed or off <= _NEAR * found.total.value):
            continue
        total = _side(passage, found.start, found.total.noun_end, _with_noun(passage.text, found.total))
        parts = _side(passage, found.parts[0].start, found.end, " + ".join(p.text for p in found.parts))
        yield _sum_finding(source_id, total, parts, found.total, found.added, passage.document)


_OPENS_LIST = re.compile(r"(?:trong đó|bao gồm|gồm)[^.;:()]{0,20}:\s*$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-+–•]|\(?[0-9a-zđ]{1,2}[.)])\s*")


def _listed_sum(
    source_id: str, passages: Sequence[Passage], index: int, claims: tuple[Claim, ...]
) -> Iterator[Finding]:
    """A total that ends its paragraph with "trong đó:" and the items below, each of which opens with its part."""
    passage = passages[index]
    opens = _OPENS_LIST.search(passage.text)
    if opens is None or not claims or claims[-1].end > opens.start() or opens.start() - claims[-1].noun_end > 60:
        return
    total = claims[-1]
    if total.percent or total.vague or "." in passage.text[total.noun_end : opens.start()]:
        return
    found: list[tuple[Passage, Claim]] = []
    for below in passages[index + 1 :]:
        if below.kind == BlockKind.FOOTNOTE:
            continue
        bullet = _BULLET.match(below.text) if below.kind == BlockKind.LIST_ITEM else None
        if bullet is None:
            break
        part = next(iter(find_claims(below.text)), None)
        if part is None or part.start - bullet.end() > 2 or part.head != total.head or part.percent:
            break
        found.append((below, part))
    added = sum(part.value for _, part in found)
    whole = Sum(total, tuple(part for _, part in found), False, total.start, total.end)
    if len(found) < 2 or whole.holds or abs(added - total.value) > _NEAR * total.value:
        return
    evidence = tuple(e for below, part in found for e in below.evidence(part.start, part.end))
    yield _sum_finding(
        source_id,
        _side(passage, total.start, total.noun_end, _with_noun(passage.text, total)),
        Side(" + ".join(part.text for _, part in found), evidence),
        total,
        added,
        passage.document,
    )


def _shares(source_id: str, passage: Passage, claims: tuple[Claim, ...]) -> Iterator[Finding]:
    for rest in find_rests(passage.text, claims):
        if rest.holds:
            continue
        done = _side(passage, rest.done.start, rest.done.noun_end, _with_noun(passage.text, rest.done))
        left = _side(passage, rest.left.start, rest.left.noun_end, _with_noun(passage.text, rest.left))
        both = rest.done.value + rest.left.value
        yield finding(
            source_id,
            "rest_differs",
            (done.value, left.value),
            f"{done.vi} và phần còn lại {left.vi} cộng lại là {both:g}, không phải {rest.whole:g}.",
            f"{done.en} and what is left, {left.en}, make {both:g}, not {rest.whole:g}.",
            done,
            left,
            document=passage.document,
        )
    for rate in find_rates(passage.text, claims):
        if rate.holds or rate.share.whole is None:
            continue
        share = _side(passage, rate.share.start, rate.share.end)
        percent = _side(passage, rate.percent.start, rate.percent.end)
        real = f"{100 * rate.share.value / rate.share.whole:.2f}".rstrip("0").rstrip(".").replace(".", ",")
        yield finding(
            source_id,
            "percentage_differs",
            (share.value, percent.value),
            f"Tỷ lệ {percent.vi} không khớp với {share.vi}, tức là {real}%.",
            f"The percentage {percent.en} does not fit {share.en}, which is {real}%.",
            share,
            percent,
            document=passage.document,
        )
    for claim in claims:
        # "15/4 đơn vị" may be a day that lost its word.
        if claim.whole is not None and claim.value > claim.whole > 12:
            side = _side(passage, claim.start, claim.noun_end, _with_noun(passage.text, claim))
            yield finding(
                source_id,
                "share_over_whole",
                (side.value,),
                f"Phần lớn hơn tổng thể: {side.vi}.",
                f"The part is greater than the whole: {side.en}.",
                side,
                document=passage.document,
            )


# --- states of the same things ----------------------------------------------------------------------

_STATES = (
    re.compile(r"(?<!chưa )hoàn thành\s*(?:được\s*)?$", re.IGNORECASE),
    re.compile(r"đang (?:triển khai|thực hiện)(?: thực hiện)?\s*$", re.IGNORECASE),
    re.compile(r"chưa (?:triển khai|thực hiện|hoàn thành)\s*$", re.IGNORECASE),
)


def _states(source_id: str, passage: Passage, claims: tuple[Claim, ...]) -> Iterator[Finding]:
    """ "giao 61 nhiệm vụ ... đã hoàn thành 13 nhiệm vụ và đang triển khai 48 nhiệm vụ": done and under way make all."""
    text = passage.text
    states: dict[int, Claim] = {}
    for claim in claims:
        left = text[max(0, claim.start - 40) : claim.start]
        state = next((n for n, pattern in enumerate(_STATES) if pattern.search(left)), None)
        if state is not None and claim.whole is None and not claim.percent and not claim.vague:
            states.setdefault(state, claim)
    if 0 not in states or 1 not in states:
        return
    parts = sorted(states.values(), key=lambda c: c.start)
    before = [c for c in claims if c.end <= parts[0].start and c.head == parts[0].head and not c.percent]
    if not before or any(p.head != parts[0].head for p in parts) or before[-1].vague:
        return
    total, added = before[-1], sum(p.value for p in parts)
    if added == total.value or abs(added - total.value) > max(1.0, _NEAR * total.value):
        return
    yield _sum_finding(
        source_id,
        _side(passage, total.start, total.noun_end, _with_noun(text, total)),
        _side(passage, parts[0].start, parts[-1].end, " + ".join(_with_noun(text, p) for p in parts)),
        total,
        added,
        passage.document,
    )


# --- how many are named -----------------------------------------------------------------------------

_MARK = re.compile(rf"^[^.;:()]{{0,90}}?(?P<mark>[{SUPERSCRIPT_DIGITS}]{{1,3}})")
_DIGITS = str.maketrans(SUPERSCRIPT_DIGITS, "0123456789")
_EXAMPLES = re.compile(
    r"^\W*(?:như|ví dụ|vd|chẳng hạn|nhất là|trong đó|tiêu biểu|điển hình|đặc biệt|theo|căn cứ|tại|xem)\b", re.IGNORECASE
)
_INTRO = re.compile(r"^\W*(?:bao gồm|gồm(?: có)?|cụ thể|các|là)\b[^:]{0,40}:?\s*", re.IGNORECASE)
_BODIES = frozenset("bộ ban sở tỉnh cơ địa đơn ngành thành xã phường huyện".split())


def _named(source_id: str, passages: Sequence[Passage], index: int, claims: tuple[Claim, ...]) -> Iterator[Finding]:
    passage = passages[index]
    for position, claim in enumerate(claims):
        if claim.percent or not claim.noun or not 2 <= claim.value <= 200 or claim.step != 1:
            continue
        after = claims[position + 1].start if position + 1 < len(claims) else len(passage.text)
        found = _list_beside(passage.text, claim, after)
        if found is not None:
            names, start, end = found
            yield from _name_finding(source_id, passage, claim, passage, names, start, end)
            continue
        yield from _named_in_note(source_id, passages, index, claims, position)


_NO_LIST = re.compile(r"\b(?:như|nhất là|ví dụ|trong đó|tại|ở)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:thuộc|theo|của)\b", re.IGNORECASE)


def _list_beside(text: str, claim: Claim, after: int) -> tuple[int, int, int] | None:
    """How many things the list after a claim names, and its span: after a colon, or in brackets beside the noun."""
    stop = sentence_end(text, claim.end)
    gap = re.match(r"[^.;:()\[\]]{0,140}?(?P<mark>[:(])\s*", text[claim.end : stop])
    if gap is None or _NO_LIST.search(gap[0]) or (gap["mark"] == "(" and _OF.search(gap[0])):
        return None
    start = claim.end + gap.end()
    if after < start:
        return None
    bracket = gap["mark"] == "("
    opened = text.rfind("(", 0, claim.start)
    within = opened > text.rfind(")", 0, claim.start)
    end = text.find(")", start) if bracket or within else stop
    body = text[start : end if end >= 0 else stop]
    if not bracket and _ITEM_HERE.match(text, start):
        return _items_beside(text, start)
    if body.rstrip().endswith((",", ";")):
        return None  # the list goes on elsewhere
    if bracket and fold(gap[0]) and claim.noun_end - claim.end + 4 < gap.end():
        return None
    names = _names_in(body, claim)
    if names is None or (bracket and abs(names - claim.value) > max(1.0, 0.2 * claim.value)):
        return None
    return names, start, start + len(body)


_ITEM_HERE = re.compile(r"\((?:1|i)\)")


def _items_beside(text: str, start: int) -> tuple[int, int, int] | None:
    """How many items "(1) ...; (2) ..." follow, over full stops too; None when the list breaks or goes on elsewhere."""
    run: list[Item] = []
    for item in inline_items(text[start:]):
        if item.n == 1 and run:
            break
        if item.n != len(run) + 1:
            return None
        run.append(item)
    end = start + run[-1].end if run else start
    closed = bool(run) and not text[:end].rstrip().endswith((";", ","))
    return (len(run), start, end) if closed else None


def _names_in(body: str, claim: Claim) -> int | None:
    """How many names a plain list holds; None when that is not beyond doubt."""
    names = listed_names(body)
    if len(names) < 2 or not all(name[0].isupper() for name in names):
        return None
    if re.search(r"\bcác\b", body):
        return None  # a collective names nobody knows how many
    if claim.noun.split()[0].lower() in _BODIES:
        bodies = [m for m in parse_agencies(body, Role.LEAD) if not m.is_collective]
        if len(bodies) == claim.value:
            return len(bodies)
        if any(m.agency_id is None for m in bodies) and len(bodies) != len(names):
            return None
        return len(names) if len(bodies) == len(names) or len(names) == claim.value else None
    return len(names)


def _named_in_note(
    source_id: str, passages: Sequence[Passage], index: int, claims: tuple[Claim, ...], position: int
) -> Iterator[Finding]:
    """A footnote right after the claim (or after the row of claims that it closes) names the things."""
    passage, claim = passages[index], claims[position]
    chain = list(claims[position + 1 :])
    end = claim.noun_end
    while chain and re.fullmatch(r"(?:,| và|, và) ?", passage.text[end : chain[0].start]):
        end = chain.pop(0).noun_end
    match = _MARK.match(passage.text[end:])
    if match is None or (chain and chain[0].start < end + match.end()):
        return
    mark = match["mark"].translate(_DIGITS)
    note = next((p for p in passages[index + 1 :] if p.mark == mark), None)
    if note is None or passage.kind == BlockKind.FOOTNOTE:
        return
    body = note.text.lstrip(SUPERSCRIPT_DIGITS + " ")
    offset = len(note.text) - len(body)
    if _EXAMPLES.match(body) or is_open_list(body):
        return
    alone = end == claim.noun_end
    found = _count_in_note(body, claim, alone=alone and match.end() <= 60)
    if found is not None:
        yield from _name_finding(source_id, passage, claim, note, found[0], offset + found[1], offset + found[2])


def _count_in_note(body: str, claim: Claim, *, alone: bool) -> tuple[int, int, int] | None:
    """How many things of the claimed kind a footnote names, and where. ``alone``: the note is about this claim only."""
    items = inline_items(body)
    if alone and items and items[0].start <= 30 and not re.search(r"[.;]", body[: items[0].start]):
        numbers = [item.n for item in items]
        return (len(items), 0, len(body)) if numbers == list(range(1, len(items) + 1)) else None
    if items:
        return None
    intro = _INTRO.match(body)
    start = intro.end() if intro else 0
    if alone and (names := _names_in(body[start:], claim)) is not None:
        return names, start, len(body)
    first = claim.noun.split()[0]
    if len(first) < 3 or not first[0].isupper():
        return None
    stop = next((c.start for c in find_claims(body)), len(body))
    parts = [p.strip() for p in re.split(r"[,;]|\bvà\b", body[start:stop]) if p.strip()]
    own = [p for p in parts if p.startswith(first + " ")]
    return (len(own), start, stop) if len(own) >= 2 and len(own) == len(parts) else None


def _name_finding(
    source_id: str, passage: Passage, claim: Claim, where: Passage, names: int, start: int, end: int
) -> Iterator[Finding]:
    if names == claim.value or (claim.vague and names > claim.value):
        return
    said = _side(passage, claim.start, claim.noun_end, _with_noun(passage.text, claim))
    listed = Side(shown(where.text[start:end], 120), where.evidence(start, end))
    yield finding(
        source_id,
        "count_named_differs",
        (said.value, names),
        f"Nêu {said.vi} nhưng kể tên {names}: {listed.vi}.",
        f"The text says {said.en} but names {names}: {listed.en}.",
        said,
        listed,
        document=passage.document,
        values=(said.value, str(names)),
    )


# --- what an annex lists ----------------------------------------------------------------------------

_ANNEX = re.compile(r"phụ lục(?: số)? (?P<label>[0-9]{1,2}|[IVXivx]{1,5}|[A-Z])(?!\w)", re.IGNORECASE)
_OVERDUE = re.compile(r"^\s*(?:đã |bị |còn )?(?:quá hạn|trễ hạn|chậm tiến độ)", re.IGNORECASE)


def _tables(reading: Reading, document: Document) -> dict[str, list[TaskMention]]:
    """The rows (no sub-rows) of the task tables of a document by label."""
    out: dict[str, list[TaskMention]] = {}
    for task in reading.tasks:
        if task.document_id == document.document_id and task.parent_task_id is None and (label := table_of(task)):
            out.setdefault(label, []).append(task)
    return out


def _row_evidence(tasks: Sequence[TaskMention]) -> tuple[Side, ...]:
    return tuple(Side(task.ordinal or task.locator, task.evidence[:1]) for task in tasks)


def _tasks_claimed(claim: Claim) -> bool:
    return claim.head == "nhiem vu" and not claim.percent and claim.whole is None and not claim.vague


def _rows(
    source_id: str,
    document: Document,
    passage: Passage,
    claims: tuple[Claim, ...],
    tables: dict[str, list[TaskMention]],
) -> Iterator[Finding]:
    by_key = {annex_key(label): rows for label, rows in tables.items()}
    for match in _ANNEX.finditer(passage.text):
        rows = by_key.get(annex_key(match[0]), [])
        before = [c for c in claims if c.end < match.start()]
        if not rows or not before or not _tasks_claimed(before[-1]):
            continue
        claim = before[-1]
        if sentence_end(passage.text, claim.end) < match.start() or match.start() - claim.noun_end > 60:
            continue
        if claim.value == len(rows) or claim.value < 2:
            continue
        said = _side(passage, claim.start, claim.noun_end, _with_noun(passage.text, claim))
        listed = Side(f"{match[0]}: {len(rows)}", (*rows[0].evidence[:1], *rows[-1].evidence[:1]))
        yield finding(
            source_id,
            "count_rows_differs",
            (said.value, annex_key(match[0])),
            f"Nêu {said.vi} nhưng phụ lục được dẫn có {len(rows)} dòng: {listed.vi}.",
            f"The text says {said.en} but the annex it points to has {len(rows)} rows: {listed.en}.",
            said,
            listed,
            document=document,
        )


def _overdue(
    source_id: str,
    document: Document,
    passage: Passage,
    claims: tuple[Claim, ...],
    tables: dict[str, list[TaskMention]],
) -> Iterator[Finding]:
    """A list with more tasks past due than the text says are overdue."""
    issued = document.issued_on
    for claim in claims:
        tail = passage.text[claim.noun_end :]
        late = _OVERDUE.match(tail) is not None or fold(claim.noun).endswith("qua han")
        if issued is None or not _tasks_claimed(claim) or not late:
            continue
        for label, rows in tables.items():
            past = [t for t in rows if (d := [x.due_on for x in t.deadlines if x.due_on]) and max(d) < issued]
            if len(past) <= claim.value:
                continue
            said = _side(passage, claim.start, claim.noun_end, _with_noun(passage.text, claim))
            which = ", ".join((t.ordinal or "?").strip(" .") for t in past)
            listed = Side(f"{label}: {which}", tuple(t.evidence[0] for t in past))
            yield finding(
                source_id,
                "overdue_count_differs",
                (said.value, label),
                f"Nêu {said.vi} quá hạn, nhưng danh mục có {len(past)} dòng đến hạn trước "
                f"{issued:%d/%m/%Y}: {listed.vi}.",
                f"The text says {said.en} are overdue, but a list has {len(past)} rows due before "
                f"{issued:%d/%m/%Y}: {listed.en}.",
                said,
                listed,
                document=document,
            )
