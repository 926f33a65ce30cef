"""Counts and sums that do not hold: parts and totals, shares and what is left, percentages, lists and annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizers.claims import (
    Claim,
    Sum,
    find_claims,
    find_rates,
    find_rests,
    find_sums,
    sentence_end,
)
from normalizers.number import parse_number
from normalizers.text import fold
from pipeline.consistency.named import find_named
from pipeline.consistency.passages import PROSE, Passage
from pipeline.consistency.reading import Reading, annex_key, tables_of, whole_rows
from pipeline.consistency.say import Side, claim_side, finding, shown, with_noun
from pipeline.model import BlockKind, Document, Finding, TaskMention

_NEAR = 0.1


def find_count_conflicts(reading: Reading) -> tuple[Finding, ...]:
    """Everything about figures in one file."""
    out: list[Finding] = []
    for document, passages in zip(reading.documents, reading.passages, strict=True):
        tables = tables_of(reading, document)
        for index, passage in enumerate(passages):
            if passage.kind not in (*PROSE, BlockKind.TABLE_CELL):
                continue
            claims = find_claims(passage.text)
            out += _sums(reading.source_id, passage, claims)
            out += _listed_sum(reading.source_id, passages, index, claims)
            out += _shares(reading.source_id, passage, claims)
            out += _states(reading.source_id, passage, claims)
            out += find_named(reading.source_id, passages, index, claims)
            if passage.kind in PROSE:
                out += _rows(reading.source_id, document, passage, claims, tables)
                out += _overdue(reading.source_id, document, passage, claims, tables)
    return tuple(out)


def _side(passage: Passage, start: int, end: int, value: str | None = None) -> Side:
    return Side(shown(value or passage.text[start:end]), passage.evidence(start, end))


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
        total = _side(passage, found.start, found.total.noun_end, with_noun(passage.text, found.total))
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
        claim_side(passage, total),
        Side(" + ".join(part.text for _, part in found), evidence),
        total,
        added,
        passage.document,
    )


def _shares(source_id: str, passage: Passage, claims: tuple[Claim, ...]) -> Iterator[Finding]:
    for rest in find_rests(passage.text, claims):
        if rest.holds:
            continue
        done = claim_side(passage, rest.done)
        left = claim_side(passage, rest.left)
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
            side = claim_side(passage, claim)
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
        claim_side(passage, total),
        _side(passage, parts[0].start, parts[-1].end, " + ".join(with_noun(text, p) for p in parts)),
        total,
        added,
        passage.document,
    )


# --- what an annex lists ----------------------------------------------------------------------------

_ANNEX = re.compile(
    r"\bphụ lục(?:(?: số)? (?P<label>[0-9]{1,2}|[IVXivx]{1,5}|(?-i:[A-Z]))(?!\w)|(?= kèm theo| (?:bao )?gồm \d|\W*$))",
    re.IGNORECASE,
)
_OVERDUE = re.compile(r"^\s*(?:đã |bị |còn )?(?:quá hạn|trễ hạn|chậm tiến độ)", re.IGNORECASE)


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
    only = next(iter(tables.values())) if len(tables) == 1 else []
    for match in _ANNEX.finditer(passage.text):
        rows = by_key.get(annex_key(match[0]), []) if match["label"] else only
        claim = _claim_of_annex(passage.text, match, claims)
        if not rows or claim is None or not _tasks_claimed(claim):
            continue
        parents = {row.parent_task_id for row in rows}
        smallest = [row for row in rows if row.task_id not in parents]
        if claim.value in (len(whole_rows(rows)), len(rows), len(smallest)) or claim.value < 2:
            continue
        rows = whole_rows(rows)
        said = claim_side(passage, claim)
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


_HOLDS = re.compile(r"\s(?:kèm theo |này )?(?:gồm|bao gồm|có|nêu|liệt kê)(?: tổng cộng| tổng số)?\s*", re.IGNORECASE)


def _claim_of_annex(text: str, annex: re.Match[str], claims: tuple[Claim, ...]) -> Claim | None:
    """The figure that says how much an annex holds: "12 nhiệm vụ nêu tại Phụ lục 1", "Phụ lục 1 gồm 12 nhiệm vụ"."""
    after = next((c for c in claims if c.start >= annex.end()), None)
    if after is not None and _HOLDS.fullmatch(text[annex.end() : after.start]):
        return after
    claim = next((c for c in reversed(claims) if c.end < annex.start()), None)
    if claim is None or sentence_end(text, claim.end) < annex.start() or annex.start() - claim.noun_end > 60:
        return None
    return claim


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
            past = [
                t for t in whole_rows(rows) if (d := [x.due_on for x in t.deadlines if x.due_on]) and max(d) < issued
            ]
            if len(past) <= claim.value:
                continue
            said = claim_side(passage, claim)
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
