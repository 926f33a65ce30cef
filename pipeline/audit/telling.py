"""A trace in words, Vietnamese or English, and as JSON."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any, Final

from pipeline.audit.picture import role_name
from pipeline.audit.trace import Kind, Place, Row, Trace
from pipeline.messages import Lang, locator_text, text, visible

_Labels = tuple[tuple[str, str, str], ...]
_TASK: Final[_Labels] = (
    ("task_text", "Nhiệm vụ", "Task"),
    ("task_text_raw", "Nguyên văn", "As read"),
    ("section", "Mục", "Section"),
    ("lead", "Chủ trì", "Lead"),
    ("coordinating", "Phối hợp", "Coordinating"),
    ("supervisors", "Chỉ đạo, theo dõi", "Supervisors"),
    ("assigned_by", "Văn bản giao", "Assigned by"),
    ("deliverable", "Kết quả", "Deliverable"),
    ("status_text", "Tình hình", "Status"),
    ("deadline_text", "Thời hạn (nguyên văn)", "Deadline as read"),
    ("note", "Ghi chú", "Note"),
    ("flags", "Lưu ý", "Flags"),
)
_DOCUMENT: Final[_Labels] = (
    ("number", "Số, ký hiệu", "Number"),
    ("type_name", "Loại văn bản", "Type"),
    ("title", "Trích yếu", "Title"),
    ("issuer", "Cơ quan ban hành", "Issuer"),
    ("issuer_parent", "Cơ quan chủ quản", "Body above the issuer"),
    ("place", "Địa danh", "Place"),
    ("issued_on", "Ngày ban hành", "Date of issue"),
    ("signer_name", "Người ký", "Signer"),
    ("signer_role", "Chức vụ người ký", "Office of the signer"),
    ("addressees", "Kính gửi", "Addressees"),
    ("recipients", "Nơi nhận", "Recipients"),
    ("is_copy_of", "Sao từ văn bản", "Copy of"),
)
_FINDING: Final[_Labels] = (
    ("message", "Nội dung", "Message"),
    ("values", "Các giá trị liên quan", "Values"),
    ("task_id", "Nhiệm vụ", "Task"),
    ("dismissed_by", "Người bác bỏ", "Dismissed by"),
    ("dismissed_why", "Lý do bác bỏ", "Why"),
)
_INDICATOR: Final[_Labels] = (
    ("name", "Chỉ tiêu", "Indicator"),
    ("section", "Mục", "Section"),
    ("unit", "Đơn vị tính", "Unit"),
    ("target_text", "Mục tiêu (nguyên văn)", "Target as read"),
    ("lead", "Cơ quan chịu trách nhiệm", "Responsible"),
)
_GROUP: Final[_Labels] = (
    ("task_text", "Nhiệm vụ", "Task"),
    ("mentions", "Số lần nêu", "Mentions"),
    ("documents", "Số văn bản", "Documents"),
    ("lead", "Chủ trì", "Lead"),
    ("first_due_on", "Hạn sớm nhất", "Earliest due date"),
    ("last_due_on", "Hạn muộn nhất", "Latest due date"),
)
_LABELS: Final[dict[Kind, _Labels]] = {
    "task": _TASK,
    "document": _DOCUMENT,
    "finding": _FINDING,
    "indicator": _INDICATOR,
    "task_group": _GROUP,
}
_ID: Final[dict[Kind, tuple[str, str]]] = {
    "task": ("Mã nhiệm vụ", "Task id"),
    "document": ("Mã văn bản", "Document id"),
    "finding": ("Mã phát hiện", "Finding id"),
    "indicator": ("Mã chỉ tiêu", "Indicator id"),
    "task_group": ("Mã nhóm", "Group id"),
}
_LONGEST = 160  # characters of a line of context


def render(trace: Trace, lang: Lang) -> str:
    """The trace as lines of text for a person, in Vietnamese or English."""
    return "\n".join(_lines(trace, lang))


def _lines(trace: Trace, lang: Lang) -> Iterator[str]:
    vi = lang == "vi"
    yield f"{_ID[trace.kind][0 if vi else 1]}: {trace.id}{_beside_id(trace, lang)}"
    yield from _values(trace, lang)
    if trace.kind == "task":
        yield from _deadlines(trace.row, lang)
    if trace.kind == "task_group":
        yield from _conflicts(trace.row, vi)
        for number, member in enumerate(trace.members, 1):
            yield ""
            yield f"({number}/{len(trace.members)})"
            yield from _lines(member, lang)
        return
    for place in trace.places:
        yield from _place(place, trace, lang)
    if not trace.marks:
        yield "Không có vùng nào trên trang." if vi else "There is no region on a page."


def _beside_id(trace: Trace, lang: Lang) -> str:
    row = trace.row
    if trace.kind == "task":
        return f"   {locator_text(row['locator'], lang)}"
    return f"   {row['kind']} ({text('severity.' + row['severity'], lang)})" if trace.kind == "finding" else ""


def _values(trace: Trace, lang: Lang) -> Iterator[str]:
    for key, vietnamese, english in _LABELS[trace.kind]:
        value = trace.row[f"message_{lang}" if key == "message" else key]
        if key == "task_text_raw" and value.split() == trace.row["task_text"].split():
            continue  # the same words, broken into other lines
        if isinstance(value, list):
            value = "; ".join(value)
        if value:
            yield f"{vietnamese if lang == 'vi' else english}: {' '.join(str(value).split())}"


def _deadlines(task: Row, lang: Lang) -> Iterator[str]:
    for d in task["deadlines"]:
        span = "..".join(str(x) if x else "" for x in (d["start_on"], d["due_on"]))
        kind = text(f"deadline.{d['kind']}", lang)
        binds = text(f"qualifier.{d['qualifier']}", lang) if d["qualifier"] else None
        parts = [kind, d["edtf"] or d["rrule"], span if span != ".." else None, binds, d["rule"]]
        yield f"  {'chuẩn hóa' if lang == 'vi' else 'normalized'}: {'  '.join(str(p) for p in parts if p)}"


def _conflicts(group: Row, vi: bool) -> Iterator[str]:
    if group["has_deadline_conflict"]:
        yield "Các lần nêu khác nhau về thời hạn." if vi else "The mentions differ in the due date."
    if group["has_lead_conflict"]:
        yield "Các lần nêu khác nhau về cơ quan chủ trì." if vi else "The mentions differ in the lead."


def _place(place: Place, trace: Trace, lang: Lang) -> Iterator[str]:
    vi = lang == "vi"
    document, source = place.document, place.source
    if trace.kind != "document":
        title = " ".join(str(document.get(k)) for k in ("type_name", "number", "title") if document.get(k))
        issued = f" ({document['issued_on']})" if document.get("issued_on") else ""
        yield f"{'Văn bản' if vi else 'Document'}: {title}{issued}"
    yield f"{'Tệp' if vi else 'File'}: {visible(str(source.get('path')))}   sha256 {str(source.get('sha256'))[:16]}..."
    if trace.kind == "task":
        yield f"{'Độ tin cậy' if vi else 'Confidence'}: {trace.row['confidence']:.2f}"
    if not place.marks:
        return
    yield "Nơi đọc được:" if vi else "Evidence:"
    for m in place.marks:
        if m.box is not None:
            where = f"[{m.box.x0:.1f}, {m.box.y0:.1f}, {m.box.x1:.1f}, {m.box.y1:.1f}] pt"
        else:
            last = "" if m.line_last in (None, m.line_first) else f"-{m.line_last}"
            where = f"{'dòng' if vi else 'line'} {m.line_first}{last}"
        name = role_name(m.role, lang, in_finding=trace.kind == "finding")
        yield f"  {'trang' if vi else 'page'} {m.page_no}  {where}  {name}"
    yield "Văn bản xung quanh:" if vi else "Text around it:"
    for c in place.context:
        shown = c.text if len(c.text) <= _LONGEST else c.text[: _LONGEST - 3] + "..."
        yield f"  {'>' if c.role else ' '} {shown}"


def to_json(trace: Trace) -> str:
    """The trace as one JSON object: the rows of the tables as they are, dates in ISO 8601.

    The row stands under its kind. A task has its ``document``, ``source``, ``agencies`` and ``context`` beside it; a
    group its ``members``, each of that form; every other row its ``places``, one a document.
    """

    def plain(value: object) -> object:
        if isinstance(value, dt.date | dt.datetime):
            return value.isoformat()
        raise TypeError(type(value).__name__)

    return json.dumps(_content(trace), ensure_ascii=False, indent=1, default=plain)


def _content(trace: Trace) -> dict[str, Any]:
    if trace.kind == "task_group":
        return {trace.kind: trace.row, "members": [_content(member) for member in trace.members]}
    places = [
        {
            "document": place.document,
            "source": place.source,
            "context": [
                {"page_no": c.page_no, "line_first": c.line_first, "role": c.role, "text": c.text}
                for c in place.context
            ],
        }
        for place in trace.places
    ]
    if trace.kind == "task":
        return {"task": trace.row, "agencies": list(trace.agencies), **places[0]}
    return {trace.kind: trace.row, "places": places}
