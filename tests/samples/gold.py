"""Write down the truth about a sample: the items that the scoring tool and the golden tests read.

Every item comes from the same content that is drawn, so nothing here reads a produced file. Boxes are points, origin
at the top left of the page as displayed, after the skew of the scan; pages and lines are 1-based.
"""

from __future__ import annotations

import json
import unicodedata

from tests.samples.content import CUT, Doc, Due, Letterhead, Notice, Para, Prose, Row, Table
from tests.samples.scan import through_skew
from tests.samples.textexport import Export
from tests.samples.typeset import Layout, plain

Item = dict[str, object]
Box = tuple[float, float, float, float]
NAMES = ("task", "deliverable", "assigned_by", "supervisors", "status", "note")


def stem(file_name: str) -> str:
    """The file name without suffix in plain ASCII, words joined by dashes: the name of its gold files."""
    text = unicodedata.normalize("NFD", file_name.rsplit(".", 1)[0].lower()).replace("đ", "d")
    return "-".join("".join(c for c in text if not unicodedata.combining(c)).split())


def cell(row: Row, table: Table, role: str) -> str | None:
    """The text of the cell with this role, as one line; None when the table has no such column or it is empty."""
    if role not in table.roles:
        return None
    return " ".join(row.cells[table.roles.index(role)].replace(CUT, "").split()) or None


def shown_ordinal(row: Row) -> str:
    return row.ordinal.rstrip(".")


def row_id(key: str, row: Row) -> str:
    ordinal = shown_ordinal(row)
    return f"{key}#{row.parent}.{ordinal.strip('()')}" if row.parent else f"{key}#{ordinal}"


def task_item(table: Table, doc: Doc, row: Row, section: str | None) -> Item:
    named = {name: cell(row, table, name) for name in NAMES}
    return {
        "id": row_id(table.key, row),
        "doc": doc.number,
        "ordinal": shown_ordinal(row),
        "parent": row.parent,
        "section": section,
        "task": named["task"],
        "lead": list(row.lead),
        "coordinating": list(row.coordinating),
        **{name: named[name] for name in NAMES[1:]},
        "deadline_text": cell(row, table, "deadline") or "",
        "deadlines": [due.as_gold() for due in row.due],
    }


def indicator_item(table: Table, doc: Doc, row: Row, section: str | None, page_of_table: int, line: int) -> Item:
    return {
        "table": table.key,
        "doc": doc.number,
        "ordinal": shown_ordinal(row),
        "section": section,
        "indicator": cell(row, table, "indicator"),
        "unit": cell(row, table, "unit") or "",
        "target": cell(row, table, "target") or "",
        "lead": list(row.lead),
        "page_of_table": [page_of_table],
        "line": line,
    }


def due_item(due: Due) -> Item:
    return {"text": due.text, **due.as_gold(), "applies_to": "all"}


def prose_item(key: str, number: int, doc: Doc, para: Para, truth: Prose) -> Item:
    return {
        "id": f"{key}#{number}",
        "doc": doc.number,
        "text": plain(para.text),
        "lead": list(truth.lead),
        "directing": [],
        "coordinating": list(truth.coordinating),
        "deadlines": [due_item(due) for due in truth.due],
        "subtasks": [],
    }


def document_item(doc: Doc) -> Item:
    head = next(part for part in doc.parts if isinstance(part, Letterhead))
    return {
        "number": doc.number,
        "type": doc.type_name,
        "type_code": doc.type_code,
        "issuer": doc.issuer,
        "issuer_lines": [line.removeprefix("**") for line in head.left],
        "place": doc.place,
        "date": doc.date,
        "title": doc.title,
        "signer_name": doc.signer_name,
        "signer_role": doc.signer_role,
        "recipients": list(doc.recipients),
    }


def bundle(source: str, made: dict[str, list[Item]], texts: list[str]) -> dict[str, str]:
    """Gold file name -> JSON text, for every kind that has items; the text is a kind of its own."""
    files: dict[str, Item] = {
        kind: {"kind": kind, "source": source, "items": items} for kind, items in made.items() if items
    }
    pages = list(range(1, len(texts) + 1))
    files["text"] = {"kind": "text", "source": source, "pages": pages, "page_texts": texts, "text": "\n".join(texts)}
    name = stem(source)
    return {
        f"{name}.{kind}.json": json.dumps(body, ensure_ascii=False, indent=1) + "\n" for kind, body in files.items()
    }


def of_layout(layout: Layout, skew_deg: float = 0.0) -> dict[str, str]:
    """The gold of a notice set on pages, seen through the skew of its scan."""

    def mapped(box: Box, page_no: int) -> list[float]:
        page = layout.pages[page_no - 1]
        return [round(v, 1) for v in through_skew(box, skew_deg, page.width, page.height)]

    tasks: list[Item] = []
    for placed in layout.rows:
        item = task_item(placed.table, placed.doc, placed.row, placed.section)
        box = mapped(placed.box, placed.page_no)
        x0, y0 = placed.box[:2]
        anchor = mapped((x0, y0, x0 + 0.1, y0 + 0.1), placed.page_no)[:2]
        tasks.append({**item, "page_no": placed.page_no, "anchor_pt": anchor, "box": box})
    prose: list[Item] = []
    for number, para in enumerate(layout.paras, 1):
        assert para.para.task is not None
        item = prose_item(layout.notice.key, number, para.doc, para.para, para.para.task)
        prose.append({**item, "page_no": para.page_no, "box": mapped(para.box, para.page_no)})
    documents = [
        {**document_item(doc), "page_first": first, "page_last": last}
        for doc, (first, last) in zip(layout.notice.docs, layout.doc_pages, strict=True)
    ]
    texts = ["\n".join(page.lines) for page in layout.pages]
    return bundle(layout.notice.file, {"tasks": tasks, "prose": prose, "documents": documents}, texts)


def of_export(export: Export) -> dict[str, str]:
    """The gold of a text export, with line numbers."""
    notice: Notice = export.notice
    tasks, indicators = [], []
    for at in export.rows:
        if at.table.kind == "indicators":
            indicators.append(indicator_item(at.table, at.doc, at.row, at.section, at.page_of_table, at.line))
        else:
            tasks.append(
                {**task_item(at.table, at.doc, at.row, at.section), "line": at.line, "text_page_no": at.page_no}
            )
    prose: list[Item] = []
    for number, para in enumerate(export.paras, 1):
        assert para.para.task is not None
        item = prose_item(notice.key, number, para.doc, para.para, para.para.task)
        lines = {"line_first": para.line_first, "line_last": para.line_last, "text_page_no": para.page_no}
        prose.append({**item, **lines})
    documents = [
        {**document_item(doc), "line_first": first, "line_last": last}
        for doc, (first, last) in zip(notice.docs, export.doc_lines, strict=True)
    ]
    made = {"tasks": tasks, "prose": prose, "documents": documents, "indicators": indicators}
    return bundle(notice.file, made, ["\n".join(page) for page in export.said])
