"""Set a whole notice: each part of each document by its own setter."""

from __future__ import annotations

from tests.samples.content import Ending, Letterhead, Notice, PageBreak, Para, Table
from tests.samples.tableset import set_table
from tests.samples.typeset import Composer, Layout


def set_part(composer: Composer, part: Para | Letterhead | Ending | Table | PageBreak) -> None:
    """Set one part at the composer's cursor."""
    if isinstance(part, Para):
        composer.paragraph(part)
    elif isinstance(part, Letterhead):
        composer.letterhead(part)
    elif isinstance(part, Ending):
        composer.ending(part)
    elif isinstance(part, Table):
        set_table(composer, part)
    else:
        composer.new_page(part.landscape)


def compose(notice: Notice) -> Layout:
    """Set every document of ``notice``; each begins on a new page and counts its own pages from 1."""
    composer = Composer(notice)
    for doc in notice.docs:
        composer.doc = doc
        start = len(composer.layout.pages) + 1
        composer.layout.doc_pages.append((start, start))
        composer.new_page(landscape=False)
        for part in doc.parts:
            set_part(composer, part)
        composer.layout.doc_pages[-1] = (start, len(composer.layout.pages))
    return composer.layout
