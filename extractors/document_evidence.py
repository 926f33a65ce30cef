"""Where the facts about a document were read: number, date, issuer, title, signer, recipients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from extractors.letterhead import Letterhead
from extractors.letterhead_lines import head_lines, lines_of, place_and_date
from extractors.signature import End
from normalizers.text import fold
from pipeline.model import Block, BlockKind, Document, Evidence, Role

_NEAR = 25  # blocks below the letterhead in which a date or a copied title can stand


def evidence_of(
    document: Document,
    head: Letterhead,
    head_blocks: Sequence[Block],
    body: Sequence[Block],
    titled: Iterable[int],
    addressed: Iterable[int],
    end: End,
) -> tuple[Evidence, ...]:
    """The regions of the facts that ``document`` has, each block once a role, in the order of the roles.

    ``head_blocks`` are those of its letterhead, ``body`` those below it; ``titled`` and ``addressed`` index ``body``,
    as the places of ``end`` do. Facts taken over from the line "(Kèm theo ...)" are not known here.
    """
    found: dict[tuple[Role, str], Evidence] = {}
    for role, block in (
        *_in_letterhead(document, head, head_blocks),
        *((Role.TITLE, body[n]) for n in titled if document.title or document.type_name),
        *_below(document, head, body),
        *((Role.SIGNER, body[n]) for n in end.signature.places),
        *((Role.RECIPIENT, body[n]) for n in (*addressed, *end.listed)),
    ):
        found.setdefault((role, block.block_id), Evidence(block.region, role, block.block_id))
    roles = list(Role)
    return tuple(sorted(found.values(), key=lambda e: roles.index(e.role)))  # stable: the order of reading in a role


def _in_letterhead(document: Document, head: Letterhead, blocks: Sequence[Block]) -> Iterator[tuple[Role, Block]]:
    numbered = False
    subject = document.title is not None and document.title == head.subject
    for block in blocks:
        for kind, line in head_lines(block):
            if kind == "number" and head.number and not numbered:
                numbered = True
                yield Role.NUMBER, block
            elif kind == "date" and (document.place or document.issued_on):
                yield Role.ISSUED_ON, block
            elif kind == "caps" and line in head.issuer_lines and document.issuer:
                yield Role.ISSUER, block
            elif subject and (
                kind == "subject" or (not kind and fold(line) and fold(line) in fold(head.subject or ""))
            ):
                yield Role.TITLE, block


def _below(document: Document, head: Letterhead, body: Sequence[Block]) -> Iterator[tuple[Role, Block]]:
    """Place and date below the letterhead, and the title line of a certified-copy slip."""
    dated = head.place is not None or document.place is None
    for block in body[:_NEAR]:
        lines = lines_of(block) if block.kind != BlockKind.TABLE_CELL else []
        if not dated and (document.place, document.issued_on) in map(place_and_date, lines):
            dated = True
            yield Role.ISSUED_ON, block
        if head.copy_title is not None and any(line.startswith(head.copy_title) for line in lines):
            yield Role.TITLE, block
