"""How a finding is put together: an id that stays, both sides with their places, a message in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from extractors.task_rows import stable_id
from normalizers.claims import Claim
from pipeline.consistency.kinds import KINDS
from pipeline.consistency.passages import Passage
from pipeline.messages import locator_text
from pipeline.model import Block, Deadline, Document, Evidence, Finding, Role, Severity, TaskMention

_MOST_PLACES = 4


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a contradiction: the value as it is shown, and every place that states it. ``source`` names the
    file (or document) when the sides stand in different ones."""

    value: str
    evidence: tuple[Evidence, ...]
    source: str = ""

    @property
    def vi(self) -> str:
        """The value with its places, in Vietnamese: “20/01/2025” (trang 1, dòng 46)."""
        return f"“{self.value}”{self._places('trang', 'dòng')}"

    @property
    def en(self) -> str:
        """The value with its places, in English: “20/01/2025” (page 1, line 46)."""
        return f"“{self.value}”{self._places('page', 'line')}"

    def _places(self, page: str, line: str) -> str:
        places = list(
            dict.fromkeys(
                f"{page} {e.region.page_no}" + (f", {line} {e.region.line_first}" if e.region.line_first else "")
                for e in self.evidence
            )
        )
        shown = "; ".join(places[:_MOST_PLACES]) + ("; …" if len(places) > _MOST_PLACES else "")
        told = ", ".join(part for part in (self.source, shown) if part)
        return f" ({told})" if told else ""


def distinct(evidence: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """The evidence without repetitions, in order."""
    return tuple(dict.fromkeys(evidence))


def shown(text: str, most: int = 160) -> str:
    """The text, cut at a word when it is long."""
    return text if len(text) <= most else text[:most].rsplit(" ", 1)[0] + " …"


def with_noun(text: str, claim: Claim) -> str:
    """A figure with what it counts, cut short."""
    return shown(text[claim.start : max(claim.end, claim.noun_end)], 60)


def claim_side(passage: Passage, claim: Claim) -> Side:
    """A figure of a passage as one side."""
    return Side(with_noun(passage.text, claim), passage.evidence(claim.start, claim.noun_end))


def evidence_of(task: TaskMention, *roles: Role) -> tuple[Evidence, ...]:
    """The regions of a task with one of the roles; the first region when it has none of them."""
    return tuple(e for e in task.evidence if e.role in roles) or task.evidence[:1]


def name_of(task: TaskMention) -> str:
    """How a task is called in a message: its place and the beginning of its text."""
    return f"{task.locator}: {shown(task.text, 70)}"


def deadline_side(task: TaskMention, deadlines: Sequence[Deadline]) -> Side:
    """The deadlines of a task as one side, each text once."""
    text = "; ".join(dict.fromkeys(d.text for d in deadlines))
    return Side(text, evidence_of(task, Role.DEADLINE))


def issued_side(document: Document, blocks: Sequence[Block]) -> Side:
    """The date of a document as one side, with the block that states it, as near as that can be told. ``blocks``: those
    of its file."""
    assert document.issued_on is not None
    own = [b for b in blocks if b.document_seq == document.seq]
    day = document.issued_on
    states = re.compile(rf"\b0?{day.day}\s*(?:tháng|[/.-])\s*0?{day.month}\s*(?:năm|[/.-])\s*{day.year}\b")
    printed = next((b for b in own if states.search(b.text)), own[0] if own else None)
    evidence = (Evidence(printed.region, Role.NOTE, printed.block_id),) if printed else ()
    return Side(f"{day:%d/%m/%Y}", evidence)


def finding(
    source_id: str,
    kind: str,
    key: Sequence[object],
    vi: str,
    en: str,
    *sides: Side,
    document: Document | None = None,
    task: TaskMention | None = None,
    values: Sequence[str] | None = None,
) -> Finding:
    """A finding of ``kind``. ``key`` holds what the contradiction is about (values, task ids; never a position), so
    that the id is the same at each run, whatever else changes in the file. ``values`` are those of the sides unless
    given."""
    evidence = distinct(e for side in sides for e in side.evidence)
    document_id = document.document_id if document else task.document_id if task else None
    return Finding(
        finding_id=stable_id(source_id, kind, document_id, *key),
        kind=kind,
        severity=KINDS[kind].severity,
        message_vi=locator_text(vi, "vi"),  # messages name tasks by their locators
        message_en=en,
        document_id=document_id,
        task_id=task.task_id if task else None,
        page_no=min((e.region.page_no for e in sides[0].evidence), default=None) if sides else None,
        evidence=evidence,
        values=tuple(values) if values is not None else tuple(side.value for side in sides),
    )


def unsure(found: Finding) -> Finding:
    """The finding as info: what may be a slip of the recognition, or a habit, is worth a look, no more. Raises
    :class:`ValueError` for a kind that is not declared to be so (``Kind.info_when``)."""
    if not KINDS[found.kind].info_when:
        raise ValueError(f"{found.kind} is declared to be {KINDS[found.kind].severity} always")
    return replace(found, severity=Severity.INFO)
