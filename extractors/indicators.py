"""Rows of target tables (Chỉ tiêu, Đơn vị, Kết quả, Cơ quan chủ trì) -> indicators."""

from __future__ import annotations

from extractors import columns as col
from extractors.tables import is_section_row
from extractors.task_rows import begin_page, row_cells, row_evidence, section_text, stable_id
from normalizers.agency import parse_agencies
from normalizers.number import parse_ordinal, parse_target
from normalizers.text import strip_footnote_marks
from pipeline.model import Document, Indicator, Role, Table


def indicators_of_table(source_id: str, document: Document, table: Table, *, label: str) -> tuple[Indicator, ...]:
    """The indicators of one table, in row order. A row whose unit and target are empty heads the rows below it and
    is kept as an indicator without a target."""
    out: list[Indicator] = []
    section: str | None = None
    used: dict[str, int] = {}
    for row in table.rows:
        cells = row_cells(table, row)
        ordinal_text = cells[col.ORDINAL].text if col.ORDINAL in cells else ""
        ordinal = parse_ordinal(ordinal_text)
        if is_section_row(table, row) and not (ordinal and ordinal.kind in ("number", "decimal")):
            section = section_text(row)
            continue
        name = strip_footnote_marks(cells[col.INDICATOR].text)
        if not name:
            continue
        locator = f"{label}/indicator {ordinal_text.strip(' .') or name[:40]}"
        used[locator] = used.get(locator, 0) + 1
        if used[locator] > 1:
            locator += f"#{used[locator]}"
        unit = cells[col.UNIT].text if col.UNIT in cells else ""
        target_text = cells[col.TARGET].text if col.TARGET in cells else ""
        target = parse_target(target_text)
        lead = cells[col.LEAD].text if col.LEAD in cells else ""
        evidence = row_evidence(table, row)
        out.append(
            Indicator(
                indicator_id=stable_id(source_id, document.seq, locator),
                document_id=document.document_id,
                ordinal=ordinal_text or None,
                section=section,
                name=name,
                unit=unit,
                target_text=target_text,
                page_no=begin_page(evidence),
                evidence=evidence,
                comparator=target.comparator,
                target_low=target.low,
                target_high=target.high,
                lead=tuple(m for m in parse_agencies(lead, Role.LEAD, document.issued_on) if m.role == Role.LEAD),
            )
        )
    return tuple(out)
