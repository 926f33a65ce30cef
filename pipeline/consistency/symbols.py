"""Numbers of documents that are malformed, or in the other system (Party or state) than the issuer's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from normalizers.reference import DOCUMENT_TYPES, code_of_type, type_code_of
from pipeline.consistency.cited import Citation, citation_side
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import finding, unsure
from pipeline.model import Finding

# As printed, whatever the reading of references makes of it: a symbol that stands twice, a type glued to its number.
_TWICE = re.compile(
    r"(?<![\w/-])\d{1,5}[-/](?P<codes>[A-ZĐ][A-Za-zĐđ]*(?:[-/][A-ZĐ][A-Za-zĐđ0-9]*)?)[-/](?P=codes)(?![\w/-])"
)
_GLUED = re.compile(
    rf"(?<![\w/.-])(?P<code>{'|'.join(sorted(DOCUMENT_TYPES))})(?P<n>\d{{1,5}}/(?:19|20)\d\d/[A-ZĐ]\w*)"
)
# "12-NQ-TU": the Party's numbers part the issuer with a stroke (Instruction 36-HD/VPTW).
_DASHES = re.compile(rf"(?<![\w/.-])\d{{1,5}}-(?:{'|'.join(sorted(DOCUMENT_TYPES))})-[A-ZĐ]\w*(?![\w/-]|\.\w)")
# "749/QĐTTg": type and issuer are parted (Decree 30/2020/NĐ-CP, Instruction 36-HD/VPTW).
_RUN_TOGETHER = re.compile(
    r"(?<![\w/.-])\d{1,5}(?:/(?:19|20)\d\d)?[-/](?:(?:QĐ|NQ|KH|TB|BC|CT)(?:UBND|HĐND)|(?:QĐ|CT)TTg|(?:NĐ|NQ)CP"
    r"|(?:NQ|CT|KL|QĐ|TB|HD|KH)(?:TW|TU))(?![\w/-])"
)
_MALFORMED = (_TWICE, _DASHES, _GLUED, _RUN_TOGETHER)
# Types whose numbers never bear another code. A conclusion may come as a notice, a Party regulation bears "QĐ".
_PLAIN_TYPES = frozenset({"BC", "CT", "KH", "NĐ", "NQ", "QĐ", "TT", "TTr"})
_TYPE_WORD = re.compile(r"(?P<name>[^\W\d_]+(?: [^\W\d_]+)?) số ?:? ?\d")
# Shorter issuer codes ("BCĐ") stand for more than one body.
_OWN_CODE = 4


def find_symbol_problems(reading: Reading, cited: Sequence[Citation]) -> tuple[Finding, ...]:
    """Everything about the form of the numbers that one file cites."""
    return (*_malformed(reading), *_forms(reading.source_id, cited), *_types(reading.source_id, cited))


def _malformed(reading: Reading) -> Iterator[Finding]:
    wrong: dict[str, list[Citation]] = {}
    for passage in reading.all_passages:
        for match in (
            m for pattern in (_TWICE, _DASHES, _GLUED, _RUN_TOGETHER) for m in pattern.finditer(passage.text)
        ):
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
        doubled = _TWICE.fullmatch(number) is not None  # a single sign is easily lost in recognition
        yield unsure(told_of) if not doubled and citations[0].recognised else told_of


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
        if len(usual) == len(other) and len(issuer) < _OWN_CODE:
            continue  # two bodies may have the code
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


def _types(source_id: str, cited: Sequence[Citation]) -> Iterator[Finding]:
    """ "Thông tư số 15/2031/NĐ-CP": the word says one type, the number another."""
    wrong: dict[str, list[Citation]] = {}
    for citation in cited:
        word = _TYPE_WORD.match(citation.raw)
        codes = {code_of_type(word["name"]) if word else None, type_code_of(citation.number)}
        if len(codes) == 2 and codes <= _PLAIN_TYPES:
            wrong.setdefault(citation.raw, []).append(citation)
    for raw, citations in wrong.items():
        side = citation_side(raw, citations)
        told_of = finding(
            source_id,
            "citation_type_differs",
            (raw,),
            f"Tên loại và ký hiệu của văn bản được dẫn không khớp: {side.vi}.",
            f"The cited document is called one type and numbered as another: {side.en}.",
            side,
            document=citations[0].document,
        )
        yield unsure(told_of) if citations[0].recognised else told_of
