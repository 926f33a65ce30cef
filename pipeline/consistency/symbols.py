"""Numbers of documents that are malformed, or in the other system (Party or state) than the issuer's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizers.reference import DOCUMENT_TYPES
from pipeline.consistency.cited import Citation, citation_side, unsure
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import finding
from pipeline.model import Finding

# As printed, whatever the reading of references makes of it: a symbol that stands twice, a type glued to its number.
_TWICE = re.compile(
    r"(?<![\w/-])\d{1,5}[-/](?P<codes>[A-ZĐ][A-Za-zĐđ]*(?:[-/][A-ZĐ][A-Za-zĐđ0-9]*)?)[-/](?P=codes)(?![\w/-])"
)
_GLUED = re.compile(
    rf"(?<![\w/.-])(?P<code>{'|'.join(sorted(DOCUMENT_TYPES))})(?P<n>\d{{1,5}}/(?:19|20)\d\d/[A-ZĐ]\w*)"
)


def find_symbol_problems(reading: Reading, cited: Sequence[Citation]) -> tuple[Finding, ...]:
    """Everything about the form of the numbers that one file cites."""
    return (*_malformed(reading), *_forms(reading.source_id, cited))


def _malformed(reading: Reading) -> Iterator[Finding]:
    wrong: dict[str, list[Citation]] = {}
    for passage in reading.all_passages:
        for match in (*_TWICE.finditer(passage.text), *_GLUED.finditer(passage.text)):
            evidence, read = passage.evidence(*match.span()), passage.recognised
            found = Citation(match[0], None, None, evidence, passage.document, recognised=read)
            wrong.setdefault(match[0], []).append(found)
    for number, citations in wrong.items():
        side = citation_side(number, citations)
        told_of = finding(
            reading.source_id,
            "number_malformed",
            (number,),
            f"Ký hiệu văn bản ghi sai thể thức: {side.vi}.",
            f"The number of a document is malformed: {side.en}.",
            side,
            document=citations[0].document,
        )
        glued = not number[0].isdigit()  # a space is easily lost in recognition
        yield unsure(told_of) if glued and citations[0].recognised else told_of


def _forms(source_id: str, cited: Sequence[Citation]) -> Iterator[Finding]:
    """ "02/KH-ABC" where the same body elsewhere writes "02-KH/ABC": the Party's numbers and the state's mixed up."""
    party: dict[str, list[Citation]] = {}
    state: dict[str, list[Citation]] = {}
    for citation in cited:
        codes = citation.parts[2]
        if len(codes) != 2 or citation.parts[1] is not None or codes[0] not in DOCUMENT_TYPES:
            continue
        form = party if re.match(r"\d+-", citation.number) else state
        form.setdefault(codes[1], []).append(citation)
    for issuer in sorted(set(party) & set(state), key=lambda code: list(party).index(code)):
        usual, other = sorted((party[issuer], state[issuer]), key=len, reverse=True)
        if len(usual) <= len(other):
            continue
        for number in dict.fromkeys(c.number for c in other):
            wrong = citation_side(number, [c for c in other if c.number == number])
            same = [c for c in usual if c.parts[0] == number.split("/")[0].split("-")[0].lstrip("0")] or usual
            right = citation_side(same[0].number, [c for c in same if c.number == same[0].number])
            yield finding(
                source_id,
                "number_form",
                (number,),
                f"Ký hiệu {wrong.vi} không theo thể thức mà cơ quan này dùng ở nơi khác: {right.vi}.",
                f"The number {wrong.en} is not in the form that this body uses elsewhere: {right.en}.",
                wrong,
                right,
                document=other[0].document,
            )
