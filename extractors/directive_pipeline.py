"""The spaCy pipeline that reads one unit of prose: a blank Vietnamese pipeline with our tokenizer and components.

Each component reads the text (and what the components before it found) and says in ``assigns`` and ``requires`` what it
makes and needs. All offsets are characters of ``Doc.text``, the text of the unit with its enumerator; the same findings
stand as spans of words in ``doc.spans``.

========================  ======================================================================
``doc._.body``            where the text begins behind its enumerator (set by the caller)
``doc._.issued_on``       the date of the document, anchor of deadlines (set by the caller)
``token.is_sent_start``   sentences
``doc._.references``      documents cited (``doc.spans["references"]``)
``doc._.deadlines``       deadlines (``doc.spans["deadlines"]``)
``doc._.fields``          details behind a label: "Đơn vị chủ trì: ...", "Thời hạn: ..."
``doc._.clauses``         items of an inline enumeration "(1) ...; (2) ..." (``doc.spans["clauses"]``)
``doc._.actors``          the bodies that act, with roles (``doc.spans["actors"]``)
``doc._.directive``       what the unit is: an order, a lead-in, a report, ...
========================  ======================================================================
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from extractors import directive_cues as cues
from extractors.directive_actors import RESPONSIBLE, acting_bodies
from extractors.directive_brackets import bracket_deadlines
from extractors.directive_clauses import says_verb, subject_later
from extractors.directive_fields import fields_of
from extractors.directive_forms import as_orders, told_until
from extractors.outline import is_caps
from normalizers import segment
from normalizers.deadline import find_deadlines
from normalizers.reference import find_references
from normalizers.text import fold
from pipeline.model import AgencyMention, Reference, Role


class Kind(StrEnum):
    """What one unit of prose is, taken by itself."""

    ORDER = "order"
    TASK_LIST = "task_list"
    LEAD_IN = "lead_in"
    DETAILS = "details"
    TOLD = "told"
    CLOSING = "closing"
    PREAMBLE = "preamble"
    REMARK = "remark"
    NAMES = "names"
    PROMULGATION = "promulgation"
    PROVISION = "provision"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Clause:
    """One item of an inline enumeration: its label, its span, the bodies that act in it. ``above`` is the place among
    the clauses of the one that it is an item of: "(i) ... gồm: (1) ...; (2) ...; (ii) ..."; -1 for an outer one."""

    label: str
    start: int
    end: int
    actors: tuple[AgencyMention, ...] = ()
    above: int = -1


@dataclass(frozen=True, slots=True)
class Directive:
    """What a unit is, and the rule that says so. ``acts``: a body acts in it; ``verb``: it opens with a verb of an
    order; ``opens``: it ends with the colon of a list; ``partners``: of a list of those who coordinate."""

    kind: Kind
    rule: str = ""
    acts: bool = False
    verb: bool = False
    opens: bool = False
    partners: bool = False


for _name in ("body", "issued_on", "references", "deadlines", "fields", "clauses", "actors", "directive"):
    Doc.set_extension(_name, default=None, force=True)


def _mark(doc: Doc, name: str, found: Iterable[tuple[int, int, str]]) -> None:
    """Store findings (start, end, label) as spans of whole words under ``name``."""
    spans: list[Span] = []
    for start, end, label in found:
        span = doc.char_span(start, end, label=label, alignment_mode="expand") if 0 <= start < end else None
        if span is not None:
            spans.append(span)
    doc.spans[name] = SpanGroup(doc, name=name, spans=spans)


def sentences_of(doc: Doc) -> tuple[tuple[int, int], ...]:
    """The sentences of a doc by their characters; asked of spaCy once, which goes over all words each time."""
    held: tuple[tuple[int, int], ...] | None = doc.user_data.get("sentences")
    if held is None:
        held = doc.user_data["sentences"] = tuple((s.start_char, s.end_char) for s in doc.sents)
    return held


# --- components -----------------------------------------------------------------------------------

Component = Callable[[Doc], Doc]


def _component(name: str, assigns: Sequence[str], requires: Sequence[str] = ()) -> Callable[[Component], Component]:
    """Declare a function that needs no settings as a factory of itself; it can still be called on a doc by itself."""

    def declare(function: Component) -> Component:
        @Language.factory(name, assigns=list(assigns), requires=list(requires))
        def make(nlp: Language, name: str) -> Component:
            return function

        return function

    return declare


@_component("notices_sentences", assigns=["token.is_sent_start"])
def mark_sentences(doc: Doc) -> Doc:
    """Sentence starts by underthesea."""
    starts = {start for start, _ in segment.sentences(doc.text)}
    for token in doc:
        token.is_sent_start = token.idx in starts or token.i == 0
    return doc


@_component("notices_references", assigns=["doc._.references", "doc.spans"])
def mark_references(doc: Doc) -> Doc:
    """Documents cited."""
    doc._.references = find_references(doc.text)
    _mark(doc, "references", ((r.start, r.end, r.type_code or "REFERENCE") for r in doc._.references))
    return doc


@_component(
    "notices_deadlines",
    assigns=["doc._.deadlines", "doc.spans"],
    requires=["doc._.issued_on", "doc._.references"],
)
def mark_deadlines(doc: Doc) -> Doc:
    """Deadlines; a date that belongs to a cited document is none, nor the day of a meeting that a first sentence tells
    of, nor the day from which the document itself holds where an order stands behind it."""
    cited: tuple[Reference, ...] = doc._.references
    told = told_until(doc.text, doc._.body or 0)
    found = find_deadlines(doc.text, doc._.issued_on)
    found = (*found, *bracket_deadlines(doc.text, doc._.body or 0, doc._.issued_on, found))
    doc._.deadlines = tuple(
        d
        for d in sorted(found, key=lambda d: (d.start, d.end))
        if not any(r.start <= d.start and d.end <= r.end for r in cited) and d.start >= told
    )
    _mark(doc, "deadlines", ((d.start, d.end, d.deadline.kind.value) for d in doc._.deadlines))
    return doc


@_component("notices_fields", assigns=["doc._.fields", "doc.spans"], requires=["doc._.body", "doc._.deadlines"])
def mark_fields(doc: Doc) -> Doc:
    """Details behind a label."""
    doc._.fields = fields_of(doc.text, doc._.body, doc._.deadlines)
    _mark(doc, "fields", ((f.start, f.end, f.kind.value) for f in doc._.fields))
    return doc


@_component("notices_clauses", assigns=["doc._.clauses", "doc.spans"], requires=["token.is_sent_start"])
def mark_clauses(doc: Doc) -> Doc:
    """The items of an inline enumeration, with the bodies that act in each."""
    doc._.clauses = _with_inner(doc.text, _clauses(doc.text, doc._.body, sentences_of(doc)), sentences_of(doc))
    _mark(doc, "clauses", ((c.start, c.end, c.label) for c in doc._.clauses))
    return doc


@_component(
    "notices_actors",
    assigns=["doc._.actors", "doc.spans"],
    requires=["token.is_sent_start", "doc._.fields", "doc._.deadlines"],
)
def mark_actors(doc: Doc) -> Doc:
    """The bodies that act in the unit, outside its details."""
    end = _end_of_statement(doc)
    doc._.actors = ()
    if end > doc._.body:
        dated = any(d.deadline.due_on is not None for d in doc._.deadlines)
        text, sentences = as_orders(doc.text, doc._.body, dated), sentences_of(doc)
        found = acting_bodies(text, doc._.body, end, sentences)
        works = doc._.deadlines or says_verb(text[doc._.body :]) or cues.ABOUT.match(text, doc._.body)
        works = works and not text[:end].rstrip().endswith(":")
        if works and not any(m.role == Role.LEAD for m in found):
            found = (*found, *subject_later(text, doc._.body, end, sentences))
        doc._.actors = found
    _mark(doc, "actors", ((m.start, m.end, m.role.value) for m in doc._.actors))
    return doc


@_component(
    "notices_directive",
    assigns=["doc._.directive"],
    requires=["token.is_sent_start", "doc._.actors", "doc._.clauses", "doc._.fields", "doc._.deadlines"],
)
def judge(doc: Doc) -> Doc:
    """What the unit is, taken by itself."""
    doc._.directive = _judge(doc)
    return doc


COMPONENTS = (
    "notices_sentences",
    "notices_references",
    "notices_deadlines",
    "notices_fields",
    "notices_clauses",
    "notices_actors",
    "notices_directive",
)


@_component("notices_unit", assigns=["doc._.body", "doc._.issued_on"])
def begin(doc: Doc) -> Doc:
    """What the caller says of the unit; by default the text has no enumerator and the document no date."""
    doc._.body = doc._.body or 0
    return doc


@cache
def pipeline() -> Language:
    """The pipeline, made once a process."""
    nlp = segment.blank()
    for name in ("notices_unit", *COMPONENTS):
        nlp.add_pipe(name)
    return nlp


def read_unit(text: str, body: int = 0, issued_on: dt.date | None = None) -> Doc:
    """Run the pipeline on the text of one unit; ``body`` is where it begins behind its enumerator."""
    nlp = pipeline()
    doc = nlp.make_doc(text)
    doc._.body = body
    doc._.issued_on = issued_on
    return nlp(doc)


# --- clauses ------------------------------------------------------------------------------------

_INLINE = re.compile(r"(?<![\w)])\((\d{1,2}|[ivx]{1,5})\)\.?\s+")
_ROMAN_ORDER = {r: i for i, r in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}


def _with_inner(text: str, outer: Sequence[Clause], sentences: Sequence[tuple[int, int]]) -> tuple[Clause, ...]:
    """The clauses, and behind each the items of an enumeration inside it: "(i) Sửa ... gồm: (1) ...; (2) ..."."""
    out: list[Clause] = []
    for clause in outer:
        at = len(out)
        out.append(clause)
        inner = _clauses(text, clause.start, sentences, clause.end)
        if inner:
            out[at] = replace(clause, actors=acting_bodies(text, clause.start, inner[0].start, sentences))
        out.extend(replace(c, label=f"{clause.label}/{c.label}", above=at) for c in inner)
    return tuple(out)


def _clauses(text: str, body: int, sentences: Sequence[tuple[int, int]], last: int | None = None) -> tuple[Clause, ...]:
    """The items of "(1) ...; (2) ..." when they count up from 1 and say actions; "(1) dữ liệu, (2) hạ tầng" lists
    things. Below "Một số nhiệm vụ cần thực hiện là:" every item is a task."""
    runs: list[re.Match[str]] = []
    last = len(text) if last is None else last
    for mark in _INLINE.finditer(text, body, last):
        value = int(mark[1]) if mark[1].isdigit() else _ROMAN_ORDER.get(mark[1], 0)
        if value == len(runs) + 1 and (not runs or runs[0][1].isdigit() == mark[1].isdigit()):
            runs.append(mark)
    if len(runs) < 2:
        return ()
    ends = [m.start() for m in runs[1:]] + [last]
    for_all = RESPONSIBLE.search(text, runs[-1].end(), last)  # laid on somebody behind the last item: it holds for all
    acts_to = [*ends[:-1], for_all.start() if for_all else last]
    out = [
        Clause(f"({m[1]})", m.end(), end, acting_bodies(text, m.end(), stop, sentences))
        for m, end, stop in zip(runs, ends, acts_to, strict=True)
    ]
    named = cues.TASK_LIST.search(fold(text[body : runs[0].start()].rstrip(" :")))
    says = [cues.starts_with_verb(text[c.start : c.end]) or bool(c.actors) for c in out]
    return tuple(out) if named or all(says) else ()


def _end_of_statement(doc: Doc) -> int:
    """Where the statement of a unit ends and its details begin."""
    return doc._.fields[0].at if doc._.fields else len(doc.text)


# --- what a unit is -----------------------------------------------------------------------------

_LETTERS = re.compile(r"[^\W\d_]")
_SHORTEST = 20
_SHORTEST_ORDER = 8


def is_short(said: str, item: bool) -> bool:
    """Whether a text is too short to be a task; an ``item`` of a list that opens with a verb ("a) Bố trí vốn;") may be
    shorter than a sentence."""
    return len(fold(said)) < (_SHORTEST_ORDER if item and cues.starts_with_verb(said) else _SHORTEST)


def _judge(doc: Doc) -> Directive:
    said = doc.text[doc._.body : _end_of_statement(doc)].strip()
    key = fold(said)
    if doc._.fields and not key:
        return Directive(Kind.DETAILS)
    actors: tuple[AgencyMention, ...] = doc._.actors
    leads = [m for m in actors if m.role == Role.LEAD]
    opens = said.endswith(":")
    verb = _opens_with_verb(said)
    if is_caps(said) or is_short(said, doc._.body > 0):
        return Directive(Kind.TEXT, acts=bool(leads), verb=verb, opens=opens)
    if not doc._.deadlines and cues.ABOUT_RESULTS.match(said):
        return Directive(Kind.TOLD)
    if cues.PAST.match(said) or cues.TOLD_LATER.match(said) or (not verb and _is_told(doc.text, leads)):
        return Directive(Kind.TOLD)
    if not doc._.deadlines and (
        (not verb and (_is_achieved(said) or _only_came(doc.text, leads))) or (not leads and cues.AGREES.match(said))
    ):
        return Directive(Kind.TOLD)
    if not doc._.deadlines and _only_notes(doc.text, leads):
        return Directive(Kind.TOLD)
    about = cues.ABOUT.match(doc.text, doc._.body)
    decides = None if verb else cues.DECIDES.match(doc.text, about.end() if about else doc._.body)
    if decides and all(m.start < decides.end() for m in leads):
        return Directive(Kind.TOLD)
    if not doc._.deadlines and cues.ASSESSES.match(said) and not cues.OBLIGES.search(said):
        return Directive(Kind.TOLD)
    if cues.CLOSING.search(key) or (not doc._.body and not doc._.deadlines and cues.COURTESY.search(key)):
        return Directive(Kind.CLOSING)
    if cues.FILE.match(said):
        return Directive(Kind.REMARK)
    if said.startswith("(") and said.rstrip(" .;").endswith(")") and said.count("(") == 1:
        return Directive(Kind.REMARK)
    if (not leads and not verb and cues.STATES.match(key)) or cues.HAS_TERM.match(key):
        return Directive(Kind.REMARK)
    # "Căn cứ ..., các sở lập ...", "Căn cứ ..., chủ trì lập ..."
    based = key.startswith("can cu ") and (doc._.body or ((leads or verb) and said.endswith(".")))
    if key.startswith(cues.PREAMBLE) and not based:
        return Directive(Kind.PREAMBLE)
    if names_alone(doc.text, doc._.body, actors):
        return Directive(Kind.NAMES, acts=True, opens=opens)
    if doc._.clauses and cues.TASK_LIST.search(fold(doc.text[doc._.body : doc._.clauses[0].start].split(":")[0])):
        return Directive(Kind.TASK_LIST, "task_list", bool(leads), verb)
    if cues.ADOPTED.match(key):
        return Directive(Kind.REMARK)
    if cues.OF_ITSELF.match(key) and not leads:
        return Directive(Kind.PROVISION if cues.TAKES_EFFECT.search(key) else Kind.REMARK, "provision")
    if opens:
        return _judge_opening(doc, said, key, bool(leads), verb)
    if cues.PROMULGATES.match(key) and not leads:
        return Directive(Kind.PROMULGATION, "verb", verb=verb)
    if leads:
        return Directive(Kind.ORDER, "assigned" if key.startswith(cues.ASKS_FIRST) else "subject", True, verb)
    if verb:
        return Directive(Kind.ORDER, "verb", False, True)
    return Directive(Kind.PROVISION if cues.PROVIDES.search(key) else Kind.TEXT, "provision")


def _judge_opening(doc: Doc, said: str, key: str, acts: bool, verb: bool) -> Directive:
    """A unit that ends with a colon: it orders something itself when a sentence before its last does."""
    sentences = [s for s in sentences_of(doc) if s[1] > doc._.body]  # the enumerator is none
    last = fold(doc.text[max(sentences[-1][0], doc._.body) :])
    if len(sentences) > 1 and (cues.LIST_OPENER.search(last) or cues.ONLY_OPENS.search(last)) and (acts or verb):
        return Directive(Kind.ORDER, "subject" if acts else "verb", acts, verb, opens=True)
    if cues.TASK_LIST.search(key):
        return Directive(Kind.TASK_LIST, "task_list", acts, verb, opens=True)
    if cues.ONLY_OPENS.search(key):
        return Directive(Kind.LEAD_IN, opens=True)
    partners = cues.PARTNERS_BELOW.search(key) is not None
    return Directive(Kind.LEAD_IN, "lead_in", acts, verb, opens=True, partners=partners)


# "Trường hợp cần thiết, thành lập ...": the verb stands behind the opening clause.
_OPENING = re.compile(
    r"(?:Trường hợp|Trong trường hợp|Nhân dịp|Khi|Nếu|Trên cơ sở|Căn cứ|Trước mắt|Để|Nhằm|Định kỳ|Hằng năm|"
    r"Hàng năm|Sau khi)\b"
    r"[^,.;:]{0,100},\s+"
)
# "Căn cứ kết quả kiểm đếm, rà soát, chủ trì xây dựng ...": of work no noun begins so, whatever list stands before.
_LEADS_BEHIND = re.compile(r"(?:Căn cứ|Trên cơ sở|Theo)\b[^.;:]{0,200}?,\s+chủ trì(?:,|\s+(?!bởi|của))")
# "Đối với các trạm bơm (A, B) bố trí người trực", "Đối với đường C: bố trí xe bơm".
_ABOUT = re.compile(r"(?:Đối với|Riêng)\b(?:\([^()]{0,160}\)|[^.;:()]){3,160}?(?:[,:]|(?<=\)))\s+")


def _opens_with_verb(said: str) -> bool:
    if cues.starts_with_verb(said):
        return True
    if _LEADS_BEHIND.match(said):
        return True
    for opening in (_OPENING.match(said), _ABOUT.match(said)):
        if opening and cues.starts_with_verb(said[opening.end() : opening.end() + 60]):
            return True
    colon = said.find(":")  # "Về dữ liệu: (1) Hoàn thành ..."
    return 0 < colon < 120 and cues.starts_with_verb(_INLINE.sub("", said[colon + 1 : colon + 60]))


def _is_achieved(said: str) -> bool:
    """Whether a text without a day to come says of its subject what is so: "Các xã cơ bản hoàn thành ..."."""
    found = cues.ACHIEVED.match(said)
    return found is not None and cues.ACTION.search(fold(said[: found.start("so")])) is None


def _only_notes(text: str, leads: Sequence[AgencyMention]) -> bool:
    """Whether somebody draws attention to a thing, and asks nobody: "Chủ tịch A lưu ý mùa mưa năm nay đến sớm"."""
    noted = cues.NOTES.match(text, max((m.end for m in leads), default=0)) if leads else None
    return noted is not None and not cues.starts_with_verb(noted["what"]) and cues.OBLIGES.search(noted["what"]) is None


def _only_came(text: str, leads: Sequence[AgencyMention]) -> bool:
    """Whether a text says how far its subject has come: "Ban A mới hoàn thành 30% khối lượng"."""
    last = max((m.end for m in leads), default=0)
    return cues.ONLY_NOW.search(text[:last]) is not None and cues.REACHED.match(text[last:]) is not None


def _is_told(text: str, leads: Sequence[AgencyMention]) -> bool:
    """Whether the subject is said to have done something: "Sở A đã ban hành ..."."""
    last = max((m.end for m in leads), default=-1)
    if last < 0:
        return False
    return cues.TOLD.match(text[last:]) is not None or cues.NOT_YET.match(text[last:]) is not None


def only_names(doc: Doc) -> bool:
    """Whether a unit, however short, says nothing but names of bodies, or one whose last words nobody read."""
    actors: tuple[AgencyMention, ...] = doc._.actors
    if names_alone(doc.text, doc._.body, actors):
        return True
    last = max((m.end for m in actors), default=-1)
    return last >= 0 and min(m.start for m in actors) == doc._.body and not says_verb(doc.text[last:])


def names_alone(text: str, body: int, actors: Sequence[AgencyMention]) -> bool:
    """Whether a text says nothing from ``body`` on but names of bodies, as an item of a list of recipients does."""
    known = sorted((m.start, m.end) for m in actors if m.start >= 0)
    if not known:
        return False
    rest, at = "", body
    for start, end in known:
        rest += text[at : max(at, start)]
        at = max(at, end)
    rest += text[at:]
    return not _LETTERS.search(re.sub(r"\bvà\b|\([^()]*\)|^\s*[Cc]ác\b", " ", rest))
