"""One notice in several files, and notices that replace or correct another that is here.

Files of the same bytes are one source already. Here the bytes differ: a scan beside a text export, or a version that
went out before the signed one. What both files have is compared word by word; what only one has is no contradiction.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import Levenshtein

from normalizers.number import roman_to_int
from normalizers.reference import number_key
from normalizers.text import fold, strip_footnote_marks
from pipeline.consistency.passages import Passage, passages_of
from pipeline.consistency.say import Side, finding, unsure
from pipeline.model import BlockKind, Document, Evidence, Finding, Role, Source, SourceResult, TaskMention

_MOST_WORDS = 30_000  # longer notices would need more memory for the comparison than it is worth
_MOST_SHOWN = 5
_ANCHOR = 3  # so many equal words on both sides of a difference say that the same place is meant


@dataclass(frozen=True, slots=True)
class _Copy:
    """One notice in one file."""

    result: SourceResult
    document: Document

    @property
    def source(self) -> Source:
        return self.result.source

    @property
    def printed(self) -> bool:
        """Whether nothing of it was read from an image."""
        return all(b.confidence >= 1.0 for b in self.result.blocks if b.document_seq == self.document.seq)

    @property
    def head(self) -> Side:
        """The file with the place where the notice begins."""
        own = next((b for b in self.result.blocks if b.document_seq == self.document.seq), None)
        evidence = (Evidence(own.region, Role.NOTE, own.block_id),) if own is not None else ()
        return Side(f"{self.document.number}, {self.document.issued_on:%d/%m/%Y}", evidence, self.source.path)


def find_copies(results: Sequence[SourceResult]) -> tuple[tuple[Source, Finding], ...]:
    """One finding for each notice that stands in several files: info where what both have agrees, a warning for each
    pair that differs in a figure, a date or a leading body. And one for each notice that another here replaces or
    corrects. ``results``: in the order of their paths."""
    out: list[tuple[Source, Finding]] = []
    for copies in _copies(results):
        differing = [told for other in copies[1:] if (told := _compare(copies[0], other)) is not None]
        out += differing or [_twice(copies)]
    return (*out, *(_replaced(*found) for found in _replacements(results)))


def _copies(results: Sequence[SourceResult]) -> list[list[_Copy]]:
    """The notices that stand in more than one file: same number, date and issuer (or title)."""
    named: defaultdict[tuple[str, dt.date], list[_Copy]] = defaultdict(list)
    for result in results:
        for d in result.documents:
            if d.number and d.issued_on and not d.number.isdigit() and not d.is_copy_of and not d.parent_document_id:
                named[(number_key(d.number), d.issued_on)].append(_Copy(result, d))
    out = []
    for key in sorted(named):
        waiting = named[key]
        while waiting:
            first, waiting_for = waiting[0], waiting[1:]
            same = [first, *(c for c in waiting_for if _same_notice(first.document, c.document))]
            waiting = [c for c in waiting_for if c not in same]
            by_file = {c.source.source_id: c for c in reversed(same)}
            if len(by_file) > 1:
                out.append(sorted(by_file.values(), key=lambda c: c.source.path))
    return out


def _same_notice(a: Document, b: Document) -> bool:
    return any(x and y and fold(x) == fold(y) for x, y in ((a.issuer, b.issuer), (a.title, b.title)))


def _twice(copies: Sequence[_Copy]) -> tuple[Source, Finding]:
    sides = [c.head for c in copies]
    number = copies[0].document.number or ""
    found = finding(
        "",
        "notice_twice",
        (number_key(number), f"{copies[0].document.issued_on}"),
        f"Cùng một văn bản có trong {len(copies)} tệp khác nhau: {'; '.join(s.vi for s in sides)}.",
        f"The same notice is in {len(copies)} different files: {'; '.join(s.en for s in sides)}.",
        *sides,
        values=(number, *(c.source.path for c in copies)),
    )
    return copies[0].source, replace(found, document_id=copies[0].document.document_id)


# --- what two copies say ----------------------------------------------------------------------------

_ROMANS = 5  # "Quý III", "Quý 3"
_WORD = re.compile(r"\d+(?:[./,]\d+)*|[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class _Place:
    """One word of a notice: its match key and where it stands."""

    key: str
    passage: Passage
    start: int
    end: int


def _words(copy: _Copy) -> list[_Place]:
    """The words of a notice in reading order, without notes and what surrounds the text (stamps, copies' slips)."""
    out = []
    for passage in passages_of(copy.document, copy.result.blocks):
        if passage.kind in (BlockKind.FOOTNOTE, BlockKind.LETTERHEAD, BlockKind.SIGNATURE):
            continue
        for match in _WORD.finditer(passage.text):
            word = match[0]
            roman = roman_to_int(word) if word.isupper() and len(word) < _ROMANS else None
            key = re.sub(r"(?<!\d)0+(?=\d)", "", word) if word[0].isdigit() else str(roman or word.casefold())
            out.append(_Place(key, passage, match.start(), match.end()))
    return out


def _compare(first: _Copy, other: _Copy) -> tuple[Source, Finding] | None:
    """The finding on a pair of copies that differ; None when they agree in what both have."""
    pairs = [*_figures(first, other), *_leads(first, other)]
    if not pairs:
        return None
    shown = pairs[:_MOST_SHOWN]
    more = f"; … (+{len(pairs) - _MOST_SHOWN})" if len(pairs) > _MOST_SHOWN else ""
    number = first.document.number or ""
    found = finding(
        "",
        "copies_differ",
        (number_key(number), f"{first.document.issued_on}", *sorted(side.value for pair in pairs for side in pair[:2])),
        f"Hai bản của cùng văn bản {number} khác nhau: {'; '.join(f'{a.vi} và {b.vi}' for a, b, _ in shown)}{more}.",
        f"Two copies of one notice, {number}, differ: {'; '.join(f'{a.en} and {b.en}' for a, b, _ in shown)}{more}.",
        *(side for a, b, _ in pairs for side in (a, b)),
        values=[side.value for a, b, _ in pairs for side in (a, b)],
    )
    told = found if any(sure for _, _, sure in pairs) else unsure(found)
    return first.source, replace(told, document_id=first.document.document_id)


_Pair = tuple[Side, Side, bool]


def _figures(first: _Copy, other: _Copy) -> Iterator[_Pair]:
    """Figures and dates that differ where the words around them are the same."""
    a, b = _words(first), _words(other)
    if not a or not b or max(len(a), len(b)) > _MOST_WORDS:
        return
    steps = list(Levenshtein.opcodes([w.key for w in a], [w.key for w in b]))
    for before, step, after in zip(steps, steps[1:], steps[2:], strict=False):
        around = (before, after)
        if step.tag != "replace" or any(s.tag != "equal" or s.src_end - s.src_start < _ANCHOR for s in around):
            continue
        mine, theirs = a[step.src_start : step.src_end], b[step.dest_start : step.dest_end]
        if len(mine) != len(theirs) or not all(x.key[0].isdigit() == y.key[0].isdigit() for x, y in zip(mine, theirs)):  # noqa: B905
            continue
        if not any(x.key[0].isdigit() for x in mine):
            continue
        here = _at(a, step.src_start, step.src_end, first)
        there = _at(b, step.dest_start, step.dest_end, other)
        yield here, there, not (mine[0].passage.recognised or theirs[0].passage.recognised)


def _at(words: Sequence[_Place], start: int, end: int, copy: _Copy) -> Side:
    """Words with the one before and the one after them, where these stand in the same paragraph."""
    passage = words[start].passage
    first = words[start - 1] if start and words[start - 1].passage is passage else words[start]
    last = words[end] if end < len(words) and words[end].passage is passage else words[end - 1]
    stop = last.end if last.passage is passage else words[start].end
    value = strip_footnote_marks(passage.text[first.start : stop])
    return Side(value, passage.evidence(words[start].start, words[start].end), copy.source.path)


def _leads(first: _Copy, other: _Copy) -> Iterator[_Pair]:
    """Tasks of the same place and words whose leading bodies are others."""
    known = {_task_key(t): t for t in other.result.tasks if t.document_id == other.document.document_id}
    for task in first.result.tasks:
        twin = known.get(_task_key(task)) if task.document_id == first.document.document_id else None
        if twin is None or not _led(task) or not _led(twin) or _led(task) & _led(twin):
            continue
        sides = (_lead_side(task, first), _lead_side(twin, other))
        yield *sides, first.printed and other.printed


def _led(task: TaskMention) -> frozenset[str]:
    """Who leads a task, also where the register does not know the body."""
    return frozenset(m.agency_id or fold(m.name_raw) for m in task.agencies if m.role is Role.LEAD)


def _task_key(task: TaskMention) -> tuple[str, str]:
    text = task.text
    for mention in task.agencies:
        text = text.replace(mention.name_raw, " ", 1)
    return task.locator, fold(text)


def _lead_side(task: TaskMention, copy: _Copy) -> Side:
    names = ", ".join(dict.fromkeys(m.name for m in task.agencies if m.role is Role.LEAD))
    evidence = tuple(e for e in task.evidence if e.role is Role.LEAD) or task.evidence[:1]
    return Side(names, evidence, copy.source.path)


# --- replaced and corrected notices -----------------------------------------------------------------

_REPLACES = re.compile(
    r"(?<!được )(?<!bị )(?P<how>thay thế|thay cho|bãi bỏ|huỷ bỏ|hủy bỏ|thu hồi|đính chính)"
    r"(?: (?:toàn bộ|nội dung|sai sót|tại|cho|một số|các|văn bản))*:?\s*$",
    re.IGNORECASE,
)
_WHOLLY = ("thay thế", "thay cho", "bãi bỏ", "hủy bỏ", "huỷ bỏ", "thu hồi")
_Replacement = tuple[_Copy, _Copy, str, Side]


def _replacements(results: Sequence[SourceResult]) -> Iterator[_Replacement]:
    """(replacing notice, replaced notice that is here, how, the words that say so)."""
    held: defaultdict[str, list[_Copy]] = defaultdict(list)
    for result in results:
        for d in result.documents:
            if d.number and d.issued_on and not d.is_copy_of and not d.parent_document_id:
                held[number_key(d.number)].append(_Copy(result, d))
    for result in results:
        documents = {d.document_id: d for d in result.documents}
        told: set[tuple[str, str]] = set()
        for cited in result.references:
            reference, own = cited.reference, documents[cited.document_id]
            known = held.get(number_key(reference.number), []) if reference.number else []
            for old in known:
                key = (own.document_id, old.document.document_id)
                if key in told or not _may_replace(own, old.document, reference.dated_on):
                    continue
                said = _said(result, cited.page_no, reference.raw)
                if said is not None:
                    told.add(key)
                    yield _Copy(result, own), old, said[0], said[1]


def _may_replace(own: Document, old: Document, dated_on: dt.date | None) -> bool:
    if own.issued_on is None or old.issued_on is None or own.document_id == old.document_id:
        return False
    if number_key(own.number or "") == number_key(old.number or "") or old.issued_on > own.issued_on:
        return False
    same_issuer = bool(own.issuer and old.issuer) and fold(own.issuer or "") == fold(old.issuer or "")
    return (
        dated_on == old.issued_on if dated_on is not None else same_issuer and own.issued_on.year == old.issued_on.year
    )


def _said(result: SourceResult, page_no: int, raw: str) -> tuple[str, Side] | None:
    for block in result.blocks:
        if block.region.page_no != page_no or (at := block.text.find(raw)) < 0:
            continue
        match = _REPLACES.search(block.text[:at])
        if match is not None:
            side = Side(block.text[match.start() : at + len(raw)], (Evidence(block.region, Role.NOTE, block.block_id),))
            return match["how"].lower(), replace(side, source=result.source.path)
    return None


def replaced_documents(results: Sequence[SourceResult]) -> frozenset[str]:
    """The ids of the documents that a later one here replaces or repeals as a whole."""
    return frozenset(old.document.document_id for _, old, how, _ in _replacements(results) if how in _WHOLLY)


def _replaced(new: _Copy, old: _Copy, how: str, said: Side) -> tuple[Source, Finding]:
    head = old.head
    found = finding(
        "",
        "notice_replaced",
        (number_key(old.document.number or ""), f"{old.document.issued_on}", new.document.number or ""),
        f"Văn bản {head.vi} đã có văn bản sau {how}: {said.vi}.",
        f"The notice {head.en} has been replaced or corrected by a later one: {said.en}.",
        head,
        said,
        values=(old.document.number or "", new.document.number or "", how),
    )
    return old.source, replace(found, document_id=old.document.document_id)
