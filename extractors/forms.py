"""Forms annexed to an act ("Mẫu số 01": a decision, a report, an application to fill in).

A form has a letterhead like a document, with blanks where a document has its number, its date and its issuer. It is a
part of the act that it is annexed to, and what it says nobody has decided yet: it gives no document and no task.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.letterhead import Letterhead
from extractors.letterhead_lines import SKIPPED, is_form_title
from extractors.outline import is_caps
from pipeline.model import Block, BlockKind

# "Mẫu số 01", "Mẫu 01-SHTT", "Biểu mẫu số 2a", "1.1. Mẫu phiếu bầu"; an index of forms has the same words in cells.
_LABEL = re.compile(
    r"^\W*(?:\d+(?:\.\d+)*\.?\s+)?(?P<label>(?P<head>Mẫu|MẪU|Biểu mẫu|BIỂU MẪU|Mẫu biểu|MẪU BIỂU)"
    r"(?:\s+(?:số|SỐ))?\s*:?\s*(?P<number>[A-Z]{0,3}\d{1,3}(?:\.\d{1,3})*[a-zđ]?(?:[-–/.][A-ZĐ][\w.-]*)?)?)"
)
# Dots to write upon; in a table of contents they lead to the number of a page.
_BLANK = re.compile(r"(?:[….]{4,}|…[….]+)(?!\s*\d+$)|\.{3}\s*\(\d|\(\d+\)\s*(?:…|\.{3})|(?:…|\.{3})\s*/\s*(?:…|\.{3})")
# Names that stand for a body: "TÊN CƠ QUAN, TỔ CHỨC", "ĐƠN VỊ CẤP TRÊN", "CƠ QUAN CHỦ QUẢN (1)".
_STAND_IN = re.compile(r"^\W*(?:TÊN\s|(?:ĐƠN VỊ|CƠ QUAN)(?: QUẢN LÝ)?(?:,? TỔ CHỨC)? (?:CẤP TRÊN|CHỦ QUẢN))|…|\.{3}")
_ABOVE = 3  # blocks between the label of a form and its letterhead, at most
_TO_TITLE = 8  # blocks from the head of a form to its title: place and date may be in several
_BELOW = 30  # blocks of a form that are searched for blanks
_MANY = 0.2  # the share of blocks with blanks that makes a form


@dataclass(frozen=True, slots=True)
class Form:
    """A form: the blocks [first, last] (indices) down to its title, with the label above it, and the label where it has
    one ("Mẫu số 01")."""

    first: int
    last: int
    label: str | None


def part_forms(blocks: Sequence[Block], heads: Sequence[Letterhead]) -> tuple[list[Letterhead], list[Form]]:
    """The letterheads of documents, and the forms that others of the letterheads begin.

    What a file begins with is no form of an act; nor is what has a number or a date.
    """
    documents: list[Letterhead] = []
    forms: list[Form] = []
    for n, head in enumerate(heads):
        end = heads[n + 1].first if n + 1 < len(heads) else len(blocks)
        after_form = bool(forms) and (not documents or forms[-1].first > documents[-1].first)
        if documents and _is_form(blocks, head, end, after_form=after_form):
            at = _labelled(blocks, head)
            label = _label_of(blocks[at].text) if at is not None and not _is_listed(blocks, at) else None
            forms.append(Form(head.first if at is None else min(at, head.first), _title_at(blocks, head.last), label))
        else:
            documents.append(head)
    return documents, forms


def _title_at(blocks: Sequence[Block], last: int) -> int:
    """The block above the title of a form: its head, or the place and date below it with their blanks."""
    below = range(last + 1, min(last + 1 + _TO_TITLE, len(blocks)))
    return next((i - 1 for i in below if is_caps(blocks[i].text)), last)


def has_blank(text: str) -> bool:
    """Whether a line has dots to write upon ("số ……/QĐ-……", "ngày ..../..../....")."""
    return _BLANK.search(text) is not None


def _is_form(blocks: Sequence[Block], head: Letterhead, end: int, *, after_form: bool) -> bool:
    if head.number or head.issued_on or head.copy_title or not head.motto:
        return False
    if _labelled(blocks, head) is not None or any(_STAND_IN.search(line) for line in head.issuer_lines):
        return True
    body = [
        b.text for b in blocks[head.last + 1 : min(end, head.last + 1 + _BELOW)] if b.kind not in SKIPPED and b.text
    ]
    blank = sum(map(has_blank, body))
    if blank and (after_form or any(is_form_title(text) for text in body[:3])):
        return True
    return blank >= 2 and blank >= _MANY * len(body)


def _labelled(blocks: Sequence[Block], head: Letterhead) -> int | None:
    """The block with the label of a form, in its head or right above it."""
    above = [i for i in reversed(range(head.first)) if blocks[i].text.strip(" |") and blocks[i].kind not in SKIPPED]
    places: list[int] = [*range(head.first, head.last + 1), *above[:_ABOVE]]
    said = (i for i in places if blocks[i].kind not in SKIPPED and len(blocks[i].text) < 200)
    return next((i for i in said if _LABEL.match(blocks[i].text)), None)


def _is_listed(blocks: Sequence[Block], at: int) -> bool:
    """Whether the label of a form is the last of an index ("Mẫu 9. Tờ khai" / "Mẫu 10. Đơn") above the forms."""
    above = next((b.text for b in reversed(blocks[:at]) if b.text.strip(" |") and b.kind not in SKIPPED), "")
    labels = [_LABEL.match(text) for text in (above, blocks[at].text)]
    return all(m is not None and m["number"] and m.end() < len(m.string.rstrip()) for m in labels)


def _label_of(text: str) -> str | None:
    match = _LABEL.match(text)
    label: str | None = match["label"].strip(" :") if match is not None and match["number"] else None
    return label


def blocks_of_forms(blocks: Sequence[Block], forms: Sequence[Form], ends: Sequence[int]) -> frozenset[str]:
    """The ids of the blocks of all forms; ``ends``: where documents and annexes begin, which end a form."""
    out: set[str] = set()
    for form in forms:
        end = min((e for e in ends if e > form.last), default=len(blocks))
        out.update(b.block_id for b in blocks[form.first : end] if b.kind != BlockKind.TABLE_CELL)
    return frozenset(out)
