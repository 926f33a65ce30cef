"""Cited documents: one document with two numbers or two dates, malformed symbols, what is cited before it exists."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from extractors.documents import NumberConflict
from normalizers.claims import sentence_end
from normalizers.reference import DOCUMENT_TYPES, find_references, number_key, type_code_of
from normalizers.text import SUPERSCRIPT_DIGITS
from pipeline.consistency.cited import Citation, Parts, citation_side, citations_of, letterheads_of, number_parts
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import Side, finding, issued_side, unsure
from pipeline.consistency.symbols import find_symbol_problems
from pipeline.model import Block, BlockKind, Document, Evidence, Finding, Role


def find_citation_conflicts(reading: Reading, known: Iterable[NumberConflict] = ()) -> tuple[Finding, ...]:
    """Everything about the documents that one file cites. ``known``: conflicts of own numbers, told elsewhere."""
    cited = citations_of(reading)
    named = (*letterheads_of(reading), *cited)
    told = {frozenset((c.printed, c.taken)) for c in known}
    return (
        *_date_conflicts(reading.source_id, named),
        *_variants(reading.source_id, named, told),
        *_two_numbers(reading.source_id, cited, told),
        *_copied_otherwise(reading, told),
        *find_symbol_problems(reading, cited),
        *_later(reading, cited),
        *_answered_before(reading),
        *_out_of_order(reading.source_id, named),
    )


def dates_at_odds(dates: Iterable[dt.date], *, numbered_by_year: bool) -> bool:
    """Whether the dates given to one number cannot all be right.

    Numbers start anew each year, so two years may be two documents, unless the number bears its year or the day and
    month are the same (a slip in the year).
    """
    days = sorted(set(dates))
    if len(days) < 2:
        return False
    return any(
        a != b and (numbered_by_year or a.year == b.year or (a.day, a.month) == (b.day, b.month))
        for i, a in enumerate(days)
        for b in days[i + 1 :]
    )


def _date_conflicts(source_id: str, named: Sequence[Citation]) -> Iterator[Finding]:
    by_number: defaultdict[tuple[str, str | None], list[Citation]] = defaultdict(list)
    for citation in named:
        if citation.dated_on is not None:
            by_number[(citation.number, citation.type_code)].append(citation)
    for (number, _), citations in by_number.items():
        by_date: defaultdict[dt.date, list[Citation]] = defaultdict(list)
        for citation in citations:
            assert citation.dated_on is not None
            by_date[citation.dated_on].append(citation)
        if not dates_at_odds(by_date, numbered_by_year=citations[0].parts[1] is not None):
            continue
        sides = [citation_side(f"{day:%d/%m/%Y}", own) for day, own in sorted(by_date.items())]
        yield finding(
            source_id,
            "citation_date_conflict",
            (number, *(s.value for s in sides)),
            f"{number} được dẫn với các ngày khác nhau: {'; '.join(s.vi for s in sides)}.",
            f"{number} is cited with different dates: {'; '.join(s.en for s in sides)}.",
            *sides,
            document=citations[0].document,
            values=(number, *(s.value for s in sides)),
        )


def spelled_alike(a: Parts, b: Parts) -> bool:
    """Whether two numbers are one number in two spellings: a type code left out where the year tells the number, or
    one letter lost inside a long issuer code."""
    (n, year, codes), (n2, year2, codes2) = a, b
    if n != n2 or year != year2:
        return False
    bare, bare2 = (tuple(c for c in each if c not in DOCUMENT_TYPES) for each in (codes, codes2))
    typed, typed2 = (tuple(c for c in each if c in DOCUMENT_TYPES) for each in (codes, codes2))
    if year is not None and bare == bare2 and bare and typed != typed2:
        return not typed or not typed2
    if len(codes) == len(codes2) == 2 and codes[0] == codes2[0]:
        return _letter_lost(codes[1], codes2[1])
    return False


def _letter_lost(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    inside = any(long[:i] + long[i + 1 :] == short for i in range(1, len(long) - 1))
    return len(long) == len(short) + 1 and len(short) >= 5 and inside


def _one_slip(a: Sequence[Citation], b: Sequence[Citation]) -> bool:
    """Whether one citation lost a letter of a symbol that is cited in full at least three times."""
    rare, usual = sorted((a, b), key=len)
    (n, year, codes), (n2, year2, codes2) = rare[0].parts, usual[0].parts
    if len(rare) != 1 or len(usual) < 3 or (n, year, codes[:-1]) != (n2, year2, codes2[:-1]) or not codes:
        return False
    short, long = codes[-1], codes2[-1]
    return len(long) == len(short) + 1 >= 3 and any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def _variants(source_id: str, named: Sequence[Citation], told: set[frozenset[str]]) -> Iterator[Finding]:
    spellings: dict[str, list[Citation]] = {}
    for citation in named:
        spellings.setdefault(citation.number, []).append(citation)
    numbers = list(spellings)
    by_digits: defaultdict[tuple[str, str | None], list[str]] = defaultdict(list)
    for number in numbers:
        by_digits[spellings[number][0].parts[:2]].append(number)
    for alike in by_digits.values():
        for i, number in enumerate(alike):
            for other in alike[i + 1 :]:
                a, b = spellings[number], spellings[other]
                alike_enough = spelled_alike(a[0].parts, b[0].parts) or _one_slip(a, b)
                if frozenset((number, other)) in told or not alike_enough:
                    continue
                dates = {c.dated_on for c in (*a, *b) if c.dated_on}
                if len(dates) > 1 and a[0].parts[1] is None:
                    continue
                sides = (citation_side(number, a), citation_side(other, b))
                told_of = finding(
                    source_id,
                    "citation_number_variant",
                    sorted((number, other)),
                    f"Cùng một văn bản được ghi bằng hai ký hiệu: {sides[0].vi} và {sides[1].vi}.",
                    f"The same document is written with two numbers: {sides[0].en} and {sides[1].en}.",
                    *sides,
                    document=a[0].document,
                )
                yield unsure(told_of) if not a[0].parts[1] and any(c.recognised for c in (*a, *b)) else told_of


SUBJECT_WORDS = 8
"""A subject told in fewer words than this may be that of two documents."""


def _two_numbers(source_id: str, cited: Sequence[Citation], told: set[frozenset[str]]) -> Iterator[Finding]:
    """Two numbers of one type, issuer and date, whose subject is told in the same words."""
    same: defaultdict[tuple[object, ...], dict[str, list[Citation]]] = defaultdict(dict)
    for citation in cited:
        _, year, codes = citation.parts
        if citation.dated_on is not None and len(citation.about.split()) >= SUBJECT_WORDS:
            key = (citation.type_code, year, codes, citation.dated_on, citation.about)
            same[key].setdefault(citation.number, []).append(citation)
    for numbers in same.values():
        if len(numbers) != 2 or frozenset(numbers) in told:
            continue  # more than two are a series
        first, second = numbers.values()
        if set(first[0].evidence) & set(second[0].evidence):
            continue  # side by side they are two documents
        sides = (citation_side(first[0].number, first), citation_side(second[0].number, second))
        found = finding(
            source_id,
            "number_conflict",
            sorted(numbers),
            f"Cùng ngày, cùng nội dung nhưng ghi hai số: {sides[0].vi} và {sides[1].vi}.",
            f"Same date and subject, but two numbers: {sides[0].en} and {sides[1].en}.",
            *sides,
            document=first[0].document,
        )
        yield unsure(found) if first[0].recognised else found


_COPIES = frozenset({"SY", "SL", "TrS"})


def _copied_otherwise(reading: Reading, told: set[frozenset[str]]) -> Iterator[Finding]:
    """A certified-copy slip that gives the document before it another number."""
    own = {number_key(d.number) for d in reading.documents if d.number}
    original: Document | None = None
    for document, passages in zip(reading.documents, reading.passages, strict=True):
        if document.type_code not in _COPIES:
            original = document
            continue
        named = [
            (passage, reference)
            for passage in passages
            if passage.kind != BlockKind.LETTERHEAD
            for reference in find_references(passage.text)
            if reference.number and not reference.number.isdigit()
        ]
        if original is None or not original.number or not named:
            continue
        if any(number_key(reference.number or "") in own for _, reference in named):
            continue
        passage, reference = named[0]
        number = reference.number or ""
        if type_code_of(number) != type_code_of(original.number) or frozenset((number, original.number)) in told:
            continue
        if reference.dated_on is not None and reference.dated_on != original.issued_on:
            continue  # a slip of something else
        heads = [c for c in letterheads_of(reading) if c.document is original]
        sides = (
            citation_side(original.number, heads),
            Side(number, passage.evidence(reference.start, reference.end)),
        )
        found = finding(
            reading.source_id,
            "number_conflict",
            (original.number, number),
            f"Văn bản mang số {sides[0].vi}, phần sao lại ghi {sides[1].vi}.",
            f"The document bears the number {sides[0].en}, the copy slip says {sides[1].en}.",
            *sides,
            document=original,
        )
        yield unsure(found) if passage.recognised else found


def _later(reading: Reading, cited: Sequence[Citation]) -> Iterator[Finding]:
    later: dict[tuple[str, str], list[Citation]] = {}
    for citation in cited:
        issued = citation.document.issued_on
        if issued is not None and citation.dated_on is not None and citation.dated_on > issued:
            later.setdefault((citation.document.document_id, citation.number), []).append(citation)
    for citations in later.values():
        first = citations[0]
        side = citation_side(f"{first.number}, {first.dated_on:%d/%m/%Y}", citations)
        dated = issued_side(first.document, reading.blocks)
        yield finding(
            reading.source_id,
            "cited_later",
            (side.value,),
            f"Văn bản ngày {dated.vi} dẫn văn bản có ngày sau đó: {side.vi}.",
            f"The document of {dated.en} cites one that is later: {side.en}.",
            side,
            dated,
            document=first.document,
        )


_OPENS_DAY = re.compile(
    rf"(?:^|(?<=[.;] ))[\W{SUPERSCRIPT_DIGITS}]*Ngày (?P<d>\d{{1,2}})/(?P<m>\d{{1,2}})/(?P<y>20\d\d),", re.MULTILINE
)
_ANSWERS = re.compile(r"\b(?:phúc đáp|trả lời|trên cơ sở|theo|căn cứ|thực hiện)\b[^.;]{0,60}$", re.IGNORECASE)


def _answered_before(reading: Reading) -> Iterator[Finding]:
    """ "Ngày 10/3/2031, Sở A có văn bản ... phúc đáp công văn ... ngày 15/12/2031": the answer before the question."""
    for passage in reading.all_passages:
        for opening in _OPENS_DAY.finditer(passage.text):
            try:
                day = dt.date(int(opening["y"]), int(opening["m"]), int(opening["d"]))
            except ValueError:
                continue
            stop = sentence_end(passage.text, opening.end())
            for cited in find_references(passage.text[opening.end() : stop]):
                start = opening.end() + cited.start
                said = passage.text[opening.end() : start]
                if cited.dated_on is None or cited.dated_on <= day or not _ANSWERS.search(said):
                    continue
                event = Side(f"{day:%d/%m/%Y}", passage.evidence(opening.start(), opening.end()))
                basis = Side(cited.raw, passage.evidence(start, start + len(cited.raw)))
                yield finding(
                    reading.source_id,
                    "cited_later",
                    (event.value, basis.value),
                    f"Việc ngày {event.vi} lại theo văn bản có ngày sau đó: {basis.vi}.",
                    f"What was done on {event.en} follows a document that is later: {basis.en}.",
                    event,
                    basis,
                    document=passage.document,
                )


# Numbers are sometimes given before the day of signing; a register is out of order only beyond this many days.
_REGISTER_DAYS = 15


def out_of_order(register: Mapping[int, dt.date]) -> tuple[int, int] | None:
    """The highest number of a register (of one year) that is dated too early, and the highest below it that is later.

    The numbers of a state register rise through the year (Decree 30/2020/NĐ-CP). The Party numbers by terms of office,
    which begin within a year: its registers tell nothing.
    """
    numbers = sorted(register)
    for high in reversed(numbers):
        later = [n for n in numbers if n < high and (register[n] - register[high]).days > _REGISTER_DAYS]
        if later:
            return high, later[-1]
    return None


def state_register(number: str) -> tuple[int, str] | None:
    """The number within its register and the register's symbol: "12/QĐ-XYZ" -> (12, "/QĐ-XYZ"); None for others."""
    digits, _, codes = number_parts(number)
    symbol = number.lstrip("0123456789")
    return (int(digits), symbol) if symbol.startswith("/") and digits.isdigit() and len(codes) >= 2 else None


def _out_of_order(source_id: str, named: Sequence[Citation]) -> Iterator[Finding]:
    registers: defaultdict[tuple[str, int], dict[int, list[Citation]]] = defaultdict(dict)
    for citation in named:
        place = state_register(citation.number)
        if place is not None and citation.dated_on is not None:
            registers[(place[1], citation.dated_on.year)].setdefault(place[0], []).append(citation)
    for register in registers.values():
        pair = out_of_order({n: own[0].dated_on for n, own in register.items() if own[0].dated_on})
        if pair is not None:
            high, low = (register[n] for n in pair)
            sides = tuple(citation_side(f"{c[0].number}, {c[0].dated_on:%d/%m/%Y}", c) for c in (high, low))
            yield order_finding(source_id, sides, high[0].document)


def order_finding(source_id: str, sides: Sequence[Side], document: Document | None = None) -> Finding:
    """A higher number with an earlier date; ``sides``: the higher number first."""
    return finding(
        source_id,
        "number_out_of_order",
        [s.value for s in sides],
        f"Số lớn hơn lại có ngày sớm hơn: {sides[0].vi} và {sides[1].vi}.",
        f"The higher number has the earlier date: {sides[0].en} and {sides[1].en}.",
        *sides,
        document=document,
    )


# --- numbers of the file's own documents ----------------------------------------------------------


def find_conflicts(
    source_id: str,
    conflicts: Sequence[NumberConflict],
    documents: Sequence[Document] = (),
    blocks: Sequence[Block] = (),
) -> tuple[Finding, ...]:
    """Two readings of one document's number in the same file, with both places where both are known."""
    by_id: Mapping[str, Document] = {d.document_id: d for d in documents}
    out = []
    for c in conflicts:
        document = by_id.get(c.document_id)
        here = Evidence(c.block.region, Role.NOTE, c.block.block_id)
        printed = _places(c.printed, blocks) or (here,)
        taken = _places(c.taken, blocks) or (here,)
        sides = (Side(c.printed, printed), Side(c.taken, taken))
        found = finding(
            source_id,
            "number_conflict",
            (c.printed, c.taken),
            f"Số văn bản đọc được là {sides[0].vi}, nơi khác trong tệp ghi {sides[1].vi}; đã lấy {c.taken}.",
            f"The document number reads {sides[0].en}, elsewhere in the file {sides[1].en}; {c.taken} was taken.",
            *sides,
            document=document or Document(c.document_id, 1),
        )
        out.append(found)
    return tuple(out)


def _places(number: str, blocks: Sequence[Block]) -> tuple[Evidence, ...]:
    """Where a number stands in a file, spaces aside."""
    want = re.sub(r"\s+", "", number)
    pattern = re.compile(rf"(?<![\w/-]){re.escape(want)}(?![\w/-])")
    found = [b for b in blocks if want[:1] and pattern.search(re.sub(r"\s*([-/])\s*", r"\1", b.text))]
    return tuple(Evidence(b.region, Role.NOTE, b.block_id) for b in found)
