"""What several files say of one document: two dates, two spellings of its number, two numbers, a register out of order.

Citations and letterheads are looked up by number, so the time grows with their number, not with the pairs of files.
Blocks are looked at only where something is at odds.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from normalizers.reference import DOCUMENT_TYPES
from normalizers.text import fold
from pipeline.consistency.citations import (
    SUBJECT_WORDS,
    dates_at_odds,
    order_finding,
    out_of_order,
    spelled_alike,
    state_register,
)
from pipeline.consistency.cited import number_parts, said_of
from pipeline.consistency.say import Side, finding, unsure
from pipeline.model import Block, CitedReference, Document, Evidence, Finding, Role, Source, SourceResult


@dataclass(frozen=True, slots=True)
class Word:
    """One file's word on a numbered document: its letterhead (``cited`` None), or a citation."""

    result: SourceResult
    document: Document
    number: str
    type_code: str | None
    dated_on: dt.date | None
    cited: CitedReference | None = None

    @property
    def source(self) -> Source:
        """The file that says it."""
        return self.result.source

    @property
    def block(self) -> Block | None:
        """The block that says it: the first of the document, or of the page, with the citation as printed."""
        blocks = self.result.blocks
        if self.cited is None:
            return next((b for b in blocks if b.document_seq == self.document.seq), None)
        page_no, raw = self.cited.page_no, self.cited.reference.raw
        return next((b for b in blocks if b.region.page_no == page_no and raw in b.text), None)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The place of :attr:`block`."""
        block = self.block
        return (Evidence(block.region, Role.NOTE, block.block_id),) if block is not None else ()

    @property
    def subject(self) -> str:
        """Match key of what the document is about, by its title or by the words behind the citation."""
        if self.cited is None:
            return f" {fold(self.document.title or '')}".rpartition(" ve ")[2].strip()
        block, raw = self.block, self.cited.reference.raw
        said = said_of(block.text[block.text.index(raw) + len(raw) :]) if block is not None else ""
        return f" {said}".partition(" ve ")[2]


def find_cited_across(results: Sequence[SourceResult]) -> tuple[tuple[Source, Finding], ...]:
    """The findings on numbered documents that no file shows by itself, in a fixed order. ``results``: in the order of
    their paths."""
    words = list(_words(results))
    return (*_dates(words), *_variants(words), *_two_numbers(words), *_registers(words))


def _words(results: Sequence[SourceResult]) -> Iterator[Word]:
    for result in results:
        documents = {d.document_id: d for d in result.documents}
        for document in result.documents:
            if document.number and not document.is_copy_of:
                yield Word(result, document, document.number, document.type_code, document.issued_on)
        for cited in result.references:
            reference = cited.reference
            if reference.number and not reference.number.isdigit():
                document = documents[cited.document_id]
                yield Word(result, document, reference.number, reference.type_code, reference.dated_on, cited)


def _sides(words: Sequence[Word], value_of: Callable[[Word], str]) -> list[Side]:
    """One side a value and file, by value."""
    own: defaultdict[tuple[str, str], list[Word]] = defaultdict(list)
    for word in words:
        own[(value_of(word), word.source.source_id)].append(word)
    ordered = sorted(own.items(), key=lambda item: (item[0][0], item[1][0].source.path))
    return [
        Side(value, tuple(e for w in each for e in w.evidence), each[0].source.path) for (value, _), each in ordered
    ]


def _first(words: Sequence[Word]) -> Word:
    return min(words, key=lambda w: (w.source.path, w.document.seq))


def _told(found: Finding, words: Sequence[Word]) -> tuple[Source, Finding]:
    """The finding, told of the first file, its id free of where it is told."""
    first = _first(words)
    return first.source, replace(found, document_id=first.document.document_id)


# --- two dates --------------------------------------------------------------------------------------


def _dates(words: Sequence[Word]) -> Iterator[tuple[Source, Finding]]:
    named: defaultdict[tuple[str, str | None], list[Word]] = defaultdict(list)
    for word in words:
        if word.dated_on is not None:
            named[(word.number, word.type_code)].append(word)
    for (number, _), own in sorted(named.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        yield from _date_conflict(number, own)


def _date_conflict(number: str, words: Sequence[Word]) -> Iterator[tuple[Source, Finding]]:
    days = sorted({w.dated_on for w in words if w.dated_on})
    if not dates_at_odds(days, numbered_by_year=number_parts(number)[1] is not None):
        return
    by_file: defaultdict[str, set[dt.date | None]] = defaultdict(set)
    for word in words:
        by_file[word.source.source_id].add(word.dated_on)
    if len(by_file) < 2 or any(len(said) == len(days) for said in by_file.values()):
        return  # one file alone says both: told there
    sides = [
        side
        for day in days
        for side in _sides([w for w in words if w.dated_on == day], lambda w: f"{w.dated_on:%d/%m/%Y}")
    ]
    found = finding(
        "",
        "citation_date_conflict",
        (number, *(f"{day}" for day in days)),
        f"{number} được dẫn với các ngày khác nhau: {'; '.join(s.vi for s in sides)}.",
        f"{number} is cited with different dates: {'; '.join(s.en for s in sides)}.",
        *sides,
        values=(number, *dict.fromkeys(s.value for s in sides)),
    )
    yield _told(found, words)


# --- two numbers ------------------------------------------------------------------------------------


def _in_one_file(a: Sequence[Word], b: Sequence[Word]) -> bool:
    return not {w.source.source_id for w in a}.isdisjoint(w.source.source_id for w in b)


def _variants(words: Sequence[Word]) -> Iterator[tuple[Source, Finding]]:
    """One number in two spellings: where it bears its year, or where both are dated the same."""
    spellings: defaultdict[str, list[Word]] = defaultdict(list)
    for word in words:
        spellings[word.number].append(word)
    for number, other in _maybe_alike(spellings):
        year, a, b = number_parts(number)[1], spellings[number], spellings[other]
        if not spelled_alike(number_parts(number), number_parts(other)) or _in_one_file(a, b):
            continue
        dates = [{w.dated_on for w in own if w.dated_on} for own in (a, b)]
        if dates[0].isdisjoint(dates[1]) and (year is None or all(dates)):
            continue
        sides = _sides([*a, *b], lambda w: w.number)
        found = finding(
            "",
            "citation_number_variant",
            (number, other),
            f"Cùng một văn bản được ghi bằng hai ký hiệu: {'; '.join(s.vi for s in sides)}.",
            f"The same document is written with two numbers: {'; '.join(s.en for s in sides)}.",
            *sides,
            values=(number, other),
        )
        yield _told(unsure(found) if _read_from_image((*a, *b)) and year is None else found, (*a, *b))


def _maybe_alike(numbers: Iterable[str]) -> list[tuple[str, str]]:
    """Pairs of numbers that :func:`spelled_alike` may join, in order: the same digits, year and issuer, or issuer codes
    that share what is left when one letter is taken out."""
    near: defaultdict[tuple[object, ...], list[str]] = defaultdict(list)
    for number in sorted(numbers):
        digits, year, codes = number_parts(number)
        near[(digits, year, tuple(c for c in codes if c not in DOCUMENT_TYPES))].append(number)
        if len(codes) == 2:
            code = codes[1]
            for left in {code, *(code[:i] + code[i + 1 :] for i in range(1, len(code) - 1))}:
                near[(digits, year, codes[0], left)].append(number)
    return sorted({pair for own in near.values() for pair in itertools.combinations(own, 2)})


def _read_from_image(words: Sequence[Word]) -> bool:
    return any(block is not None and block.confidence < 1.0 for w in words for block in (w.block,))


def _two_numbers(words: Sequence[Word]) -> Iterator[tuple[Source, Finding]]:
    """Two numbers of one type, issuer and date, whose subject is told in the same words."""
    same: defaultdict[tuple[str, str, dt.date], dict[str, list[Word]]] = defaultdict(dict)
    for word in words:
        _, year, codes = number_parts(word.number)
        if word.dated_on is not None and len(codes) >= 2:
            key = (word.type_code or "", "/".join((year or "", *codes)), word.dated_on)
            same[key].setdefault(word.number, []).append(word)
    for key in sorted(key for key, numbers in same.items() if len(numbers) > 1):
        by_subject: defaultdict[str, dict[str, list[Word]]] = defaultdict(dict)
        for number, own in same[key].items():
            for word in own:
                if len((subject := word.subject).split()) >= SUBJECT_WORDS:
                    by_subject[subject].setdefault(number, []).append(word)
        for numbers in (by_subject[subject] for subject in sorted(by_subject)):
            if len(numbers) != 2:
                continue  # more than two are a series
            first, second = (numbers[number] for number in sorted(numbers))
            if _in_one_file(same[key][first[0].number], same[key][second[0].number]):
                continue  # one file knows both
            if first[0].cited is None and second[0].cited is None:
                continue  # two documents of one title: both are here
            sides = _sides([*first, *second], lambda w: w.number)
            found = finding(
                "",
                "number_conflict",
                sorted(numbers),
                f"Cùng ngày, cùng nội dung nhưng ghi hai số: {'; '.join(s.vi for s in sides)}.",
                f"Same date and subject, but two numbers: {'; '.join(s.en for s in sides)}.",
                *sides,
                values=sorted(numbers),
            )
            both = (*first, *second)
            yield _told(unsure(found) if _read_from_image(both) else found, both)


# --- registers --------------------------------------------------------------------------------------


def _registers(words: Sequence[Word]) -> Iterator[tuple[Source, Finding]]:
    """The letterheads of one issuer's register: citations do not tell whose "/QĐ-UBND" they mean."""
    registers: defaultdict[tuple[str, ...], dict[int, Word]] = defaultdict(dict)
    for word in words:
        place, document = state_register(word.number), word.document
        if word.cited is None and place is not None and document.issuer and word.dated_on is not None:
            issuer = tuple(fold(name or "") for name in (document.issuer, document.issuer_parent, document.place))
            registers[(place[1], str(word.dated_on.year), *issuer)].setdefault(place[0], word)
    for key in sorted(registers):
        register: Mapping[int, Word] = registers[key]
        pair = out_of_order({n: word.dated_on for n, word in register.items() if word.dated_on})
        if pair is None or _in_one_file([register[pair[0]]], [register[pair[1]]]):
            continue
        own = [register[n] for n in pair]
        sides = [Side(f"{w.number}, {w.dated_on:%d/%m/%Y}", w.evidence, w.source.path) for w in own]
        found = order_finding("", sides)
        yield _told(unsure(found) if _read_from_image(own) else found, own)
