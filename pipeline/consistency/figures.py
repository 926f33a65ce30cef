"""One statement with two figures: the same words, of the same time, in one file or in two notices of one issuer.

"Đến ngày 30/6/2031, toàn tỉnh có 34 bệnh viện ..." and "Tính đến ngày 30/6/2031, toàn tỉnh có 43 bệnh viện ..." cannot
both be right. Statements are looked up by their words with the figures left out, so the time grows with the text.
Precision comes first: the words must be the same, name their time or the document they are about, and one figure only
may differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.outline import opener_of
from normalizers.claims import find_claims, sentence_end
from normalizers.number import parse_number
from normalizers.text import blank_footnote_marks, fold
from pipeline.consistency.passages import PROSE, Passage, passages_of
from pipeline.consistency.reading import Reading
from pipeline.consistency.say import Side, distinct, finding, shown, unsure
from pipeline.model import Finding, Source, SourceResult

_LEAST_WORDS = 6
# A time or a document that a statement is about, with the words that lead to it.
_PERIOD = (
    r"ngày \d{1,2}(?:/\d{1,2}(?:/\d{4})?| tháng \d{1,2} năm \d{4})|\d{1,2}/\d{1,2}/\d{4}|\d{1,2}/\d{4}"
    r"|(?:tháng|quý) (?:\d{1,2}|[IV]{1,3})(?:(?:/| năm )\d{4})?|\d{1,2} tháng(?: đầu| cuối)? năm(?: \d{4})?|năm \d{4}"
)
_CITED = (
    r"(?:[^\W\d_]+ [^\W\d_]+ )?số \d{1,5}[/-][\w/.-]*\w(?: ngày \d{1,2}(?:/\d{1,2}/\d{4}| tháng \d{1,2} năm \d{4}))?"
)
_LED = r"(?:(?:tính|kể|lũy kế|luỹ kế|đến|tới|trong|từ|vào|hết|của|tại|theo|thời điểm)\s+)*"
_ANCHOR = re.compile(rf"(?<![\w/]){_LED}(?P<what>{_CITED}|{_PERIOD})(?![\w/])", re.IGNORECASE)
_FIGURE = re.compile(r"(?<![\w.,/-])\d+(?:[.,]\d+)*(?![\w/]|[.,]\d|-\w)")
# Words that say of whom a statement speaks. Without them, and in an item of a list, that may be told above it.
_SCOPE = re.compile(
    r"(?<!\w)(?:cả nước|toàn (?:quốc|tỉnh|thành phố|ngành|hệ thống|huyện|xã|phường|đảng bộ)|trên địa bàn"
    r"|các (?:bộ|sở|địa phương))(?!\w)",
    re.IGNORECASE,
)
_PLAIN_ENOUGH = 10
_FIGURES = re.compile(r"\d+")
_CLAUSE = re.compile(r"[^;:()\[\]“”\"]+")
_STOPS = re.compile(r"[.,](?=\s|$)")
_CLAUSE_ENDS = re.compile(r"[;:()\[\]“”\"]|[.,](?=\s|$)")
_OPENS = re.compile(r"^(?:\W|(?:nay|hiện|hiện nay|đã|mới|đồng thời|bên cạnh đó|như vậy)(?!\w))+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one clause says: its words with the figures left out, the times and documents it names, its figures and
    where each stands in the passage."""

    key: str
    about: frozenset[str]
    figures: tuple[tuple[str, int, int], ...]
    passage: Passage
    source: str = ""


def find_figure_conflicts(reading: Reading) -> tuple[Finding, ...]:
    """Statements of one file that differ in one figure."""
    told: defaultdict[tuple[str, frozenset[str]], list[_Statement]] = defaultdict(list)
    for passage in reading.all_passages:
        for one in _statements(passage, ""):
            told[(one.key, one.about)].append(one)
    return tuple(f for own in told.values() for f in _conflict(reading.source_id, own))


def find_figures_across(results: Sequence[SourceResult]) -> tuple[tuple[Source, Finding], ...]:
    """Statements of one issuer in several files that differ in one figure. ``results``: in the order of their paths."""
    told: defaultdict[tuple[str, str, frozenset[str]], list[tuple[Source, _Statement]]] = defaultdict(list)
    for result in results:
        for document in result.documents:
            if document.issuer is None or document.is_copy_of is not None:
                continue
            issuer = fold(f"{document.issuer} {document.issuer_parent or ''}")
            for passage in passages_of(document, result.blocks):
                for one in _statements(passage, result.source.path):
                    told[(issuer, one.key, one.about)].append((result.source, one))
    out = []
    for own in told.values():
        if len({source.source_id for source, _ in own}) < 2 or _same_notice([one for _, one in own]):
            continue
        for found in _conflict("", [one for _, one in own]):
            first = own[0][1].passage.document
            out.append((own[0][0], replace(found, document_id=first.document_id)))
    return tuple(out)


def _same_notice(statements: Sequence[_Statement]) -> bool:
    """Whether all are of one notice in several files: such copies are compared elsewhere."""
    return len({(s.passage.document.number, s.passage.document.issued_on) for s in statements}) == 1


def _statements(passage: Passage, source: str) -> Iterator[_Statement]:
    """The first clause of each sentence that has a figure and names its time, or the document it is about."""
    if passage.kind not in PROSE or not re.search(r"\d", passage.text):
        return
    text = blank_footnote_marks(passage.text)
    opener = opener_of(text)
    start = opener.end if opener is not None else 0
    below = opener is not None and opener.kind not in ("number", "decimal", "roman")
    while start < len(text):
        stop = sentence_end(text, start)
        for one in _statement(passage, text, start, stop, source):
            of_all = _SCOPE.search(text, start, stop) is not None or any("/" in what for what in one.about)
            if of_all or (not below and len(one.key.split()) >= _PLAIN_ENOUGH):
                yield one
        start = stop + 1


def _statement(passage: Passage, text: str, start: int, stop: int, source: str) -> Iterator[_Statement]:
    sentence = text[start:stop]
    if len(_FIGURES.findall(sentence)) < 2:
        return  # a time and a figure at least
    anchors = list(_ANCHOR.finditer(sentence))
    if not anchors:
        return
    about = frozenset(_anchor_key(anchor["what"]) for anchor in anchors)
    bare = sentence
    for anchor in anchors:
        bare = bare[: anchor.start()] + " " * len(anchor[0]) + bare[anchor.end() :]
    for clause in _CLAUSE.finditer(_STOPS.sub(";", bare)):
        words = _OPENS.sub(lambda m: " " * len(m[0]), clause[0])
        if not words.strip():
            continue  # a time alone
        figures = tuple((m[0], start + clause.start() + m.start(), start + clause.start() + m.end())
                        for m in _FIGURE.finditer(words))  # fmt: skip
        key = fold(_FIGURE.sub(" 0 ", words))
        if figures and len(key.replace(" 0 ", " ").split()) >= _LEAST_WORDS:
            yield _Statement(key, about, figures, passage, source)
        return


def _anchor_key(what: str) -> str:
    """Match key of a time or a cited document: "ngày 30 tháng 6 năm 2031" and "30/6/2031" have the same. A cited
    document keeps a slash."""
    key = re.sub(r"(?<!\d)0+(?=\d)", "", fold(what))
    day = re.match(r"(?:ngay )?\d", key) is not None
    cited = "/" if re.search(r"số \d", what) else ""
    return cited + " ".join(w for w in key.split() if w not in ("ngay", "nam") and not (day and w == "thang"))


def _conflict(source_id: str, statements: Sequence[_Statement]) -> Iterator[Finding]:
    """One finding when statements of the same words differ in one figure that is a count, a share or a sum."""
    first = statements[0]
    other = next((s for s in statements[1:] if len(_apart(first, s)) > 0), None)
    if other is None or len(places := _apart(first, other)) != 1 or len(first.figures) != len(other.figures):
        return
    place = places[0]
    if not (_counts(first, place) and _counts(other, place)):
        return
    by_value: dict[tuple[float | None, str], list[_Statement]] = {}
    for one in statements:
        by_value.setdefault((parse_number(one.figures[place][0]), one.source), []).append(one)
    sides = [_side(own, place) for own in by_value.values()]
    vi, en = "; ".join(s.vi for s in sides), "; ".join(s.en for s in sides)
    found = finding(
        source_id,
        "figures_differ",
        (first.key, *sorted(first.about), *sorted({s.value for s in sides})),
        f"Cùng một nội dung, cùng thời điểm nhưng số liệu khác nhau: {vi}.",
        f"The same statement of the same time has different figures: {en}.",
        *sides,
        document=None if not source_id else first.passage.document,
    )
    yield unsure(found) if any(s.passage.recognised for s in statements) else found


def _apart(a: _Statement, b: _Statement) -> list[int]:
    """Which figures differ."""
    return [i for i, (x, y) in enumerate(zip(a.figures, b.figures, strict=False))
            if parse_number(x[0]) != parse_number(y[0])]  # fmt: skip


def _counts(one: _Statement, place: int) -> bool:
    """Whether a figure is claimed, and not as "about" or "more than"."""
    _, start, end = one.figures[place]
    return any(c.start <= start and end <= c.end and not c.vague for c in find_claims(one.passage.text))


def _side(own: Sequence[_Statement], place: int) -> Side:
    _, start, end = own[0].figures[place]
    text = own[0].passage.text
    stop = _CLAUSE_ENDS.search(text, end)
    value = shown(text[start : stop.start() if stop else len(text)].strip(), 60)
    evidence = distinct(e for s in own for e in s.passage.evidence(s.figures[place][1], s.figures[place][2]))
    return Side(value, evidence, own[0].source)
