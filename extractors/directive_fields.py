"""Details of a task on lines of their own, or behind its sentence: "Đơn vị chủ trì: ...", "Thời hạn: ...".

Such lines say something about a task; they are no tasks themselves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from extractors.directive_actors import acting_behind
from extractors.directive_brackets import brackets
from extractors.directive_clauses import parsed_list
from normalizers.text import CAPITAL, SMALL
from pipeline.model import AgencyMention, DeadlineSpan, Role


class FieldKind(StrEnum):
    """What a detail tells."""

    LEAD = "lead"
    COORDINATING = "coordinating"
    BOTH = "lead_and_coordinating"
    EXECUTING = "executing"
    SUPERVISOR = "supervisor"
    DEADLINE = "deadline"
    DELIVERABLE = "deliverable"
    OTHER = "other"

    @property
    def is_role(self) -> bool:
        """Whether it tells who leads, coordinates or executes: what makes the line above it a task."""
        return self in _ROLES


_ROLES = frozenset({FieldKind.LEAD, FieldKind.COORDINATING, FieldKind.BOTH, FieldKind.EXECUTING})


@dataclass(frozen=True, slots=True)
class Field:
    """One detail: what it tells, where its label begins, and where its value stands in the text of the unit."""

    kind: FieldKind
    at: int
    start: int
    end: int


_BODY = r"(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|đầu\s+mối|cấp|lãnh\s+đạo|cá\s+nhân)"
_TAIL = r"(?:\s+(?:thực\s+hiện|tham\s+mưu|chính|triển\s+khai|tổ\s+chức|theo\s+dõi))*"
_LABELS: tuple[tuple[FieldKind, str], ...] = (
    (FieldKind.BOTH, rf"(?:{_BODY}\s+)?chủ\s+trì\s*(?:/|,|;|và|-|–)\s*(?:{_BODY}\s+)?phối\s+hợp{_TAIL}"),
    (FieldKind.LEAD, rf"(?:{_BODY}\s+)?chủ\s+trì{_TAIL}"),
    (FieldKind.COORDINATING, rf"(?:(?:các\s+)?{_BODY}\s+)?phối\s+hợp{_TAIL}(?:\s+(?:bao\s+)?gồm(?:\s+có)?)?"),
    (FieldKind.LEAD, rf"{_BODY}\s+(?:chịu\s+trách\s+nhiệm|phụ\s+trách|đầu\s+mối)(?:\s+chính)?{_TAIL}"),
    (FieldKind.LEAD, rf"{_BODY}\s+(?:chuẩn\s+bị|soạn\s+thảo|xây\s+dựng|trình){_TAIL}"),
    (FieldKind.EXECUTING, rf"{_BODY}\s+(?:thực\s+hiện|triển\s+khai)"),
    (FieldKind.SUPERVISOR, rf"{_BODY}\s+(?:chỉ\s+đạo|theo\s+dõi|giám\s+sát){_TAIL}"),
    (
        FieldKind.DEADLINE,
        r"(?:thời\s+(?:hạn|gian|điểm)|tiến\s+độ|hạn)"
        r"(?:\s+(?:thực\s+hiện|hoàn\s+thành|dự\s+kiến|trình|báo\s+cáo|kết\s+thúc|triển\s+khai|cuối\s+cùng|ban\s+hành|"
        r"phê\s+duyệt|công\s+bố|tổ\s+chức|bàn\s+giao|gửi|nộp))*",
    ),
    (
        FieldKind.DELIVERABLE,
        r"(?:sản\s+phẩm|kết\s+quả|đầu\s+ra)"
        r"(?:\s*(?:/|,|và)?\s*(?:sản\s+phẩm|kết\s+quả|đầu\s+ra|dự\s+kiến|hoàn\s+thành|cần\s+đạt|chủ\s+yếu|thực\s+hiện))*",
    ),
    (
        FieldKind.OTHER,
        r"(?:danh\s+nghĩa|(?:nguồn\s+)?kinh\s+phí|nguồn\s+lực|địa\s+điểm|hình\s+thức|thành\s+phần|đối\s+tượng|quy\s+mô|phương\s+thức|"
        r"nội\s+dung(?=\s+truyền\s+thông)|ghi\s+chú)(?:\s+[^\W\d_]+){0,3}",
    ),
)
_LABEL = re.compile(
    r"(?:(?<=^)|(?<=[.;(])\s*|(?<=[.;(]\s))(?:[-–+]\s*)?(?:"
    + "|".join(f"(?P<k{n}>{pattern})" for n, (_, pattern) in enumerate(_LABELS))
    + r")\s*:\s*",
    re.IGNORECASE,
)


# "Sở A (phối hợp: Sở B; Sở C) rà soát ...": a bracket inside the sentence, which says no detail of it.
_WITHIN = re.compile(
    rf"(?<=\()[^()]*\)\s+(?=[{SMALL}])(?!(?:hoàn thành|xong|trong|trước|chậm nhất|đến|thời|tiến độ)\b)"
)
_PLURAL = re.compile(r"\W*các\s", re.IGNORECASE)  # "...; các đơn vị phối hợp gồm: ..." is part of the sentence
_SENTENCE = re.compile(rf"(?<!\bTP)(?<!\bTX)\.\s+(?=[{CAPITAL}])")  # what stands behind the bodies


# "Đơn vị phối hợp: A, B, báo cáo kết quả ...": work or time behind the bodies.
_NO_BODY = re.compile(
    r"[,;(]\s*(?=(?:hoàn thành|xong|thực hiện xong|báo cáo|kết quả|gửi|trình|thời gian|thời hạn|hạn|tiến độ|trước|"
    r"chậm nhất|trong)\b)",
    re.IGNORECASE,
)


def _bodies_end(value: str, start: int, deadlines: Sequence[DeadlineSpan]) -> int:
    """Where the bodies of a role's value end, which begins at ``start``: at a sentence, work or time behind them."""
    ends = [m.start() for m in (_SENTENCE.search(value), _NO_BODY.search(value)) if m]
    ends += [d.start - start for d in deadlines if start < d.start < start + len(value)]
    return min(ends, default=len(value))


def fields_of(text: str, body: int, deadlines: Sequence[DeadlineSpan] = ()) -> tuple[Field, ...]:
    """The details that a unit's text states, in order; ``body`` is where it begins behind its enumerator, ``deadlines``
    are those of the text: none stands in the name of a body."""
    said = text[body:]
    if alone := _bracket_alone(text, body):
        return alone
    found = [
        (m, next(n for n in range(len(_LABELS)) if m[f"k{n}"]))
        for m in _LABEL.finditer(said)
        if not _WITHIN.match(said, m.start()) and (m.start() == 0 or not _PLURAL.match(m.group()))
    ]
    out: list[Field] = []
    for n, (match, kind) in enumerate(found):
        last = found[n + 1][0].start() if n + 1 < len(found) else len(said)
        value = said[match.end() : last]
        if _LABELS[kind][0].is_role:
            value = value[: _bodies_end(value, body + match.end(), deadlines)]
        if _LABELS[kind][0] is FieldKind.DEADLINE and (sentence := _SENTENCE.search(value)):
            more = value[sentence.start() :]
            value = value if any(c.isdigit() for c in more) else value[: sentence.start()]
        trimmed = value.rstrip(" .;,-–(\n")
        if trimmed.endswith(")") and trimmed.count("(") < trimmed.count(")"):
            trimmed = trimmed[:-1].rstrip()
        if _LABELS[kind][0] is FieldKind.OTHER and acting_behind(text, body + match.end(), body + last):
            continue  # "Kinh phí: Sở Tài chính cân đối ngân sách": an order
        out.append(Field(_LABELS[kind][0], body + match.start(), body + match.end(), body + match.end() + len(trimmed)))
    return tuple(out)


_KIND_OF_ROLE = {
    Role.LEAD: FieldKind.LEAD,
    Role.COORDINATING: FieldKind.COORDINATING,
    Role.SUPERVISOR: FieldKind.SUPERVISOR,
}


def _bracket_alone(text: str, body: int) -> tuple[Field, ...]:
    """The details of a line that is a bracket: "(Sở A chủ trì, Sở B phối hợp; hoàn thành trong quý II/2026)"."""
    said = text[body:]
    bracket = next(brackets(text, body), None) if said.startswith("(") else None
    if bracket is None or not bracket.says or text[bracket.span[1] :].strip(" .;"):
        return ()
    told = [(m.start, m.end, _KIND_OF_ROLE[m.role]) for m in bracket.mentions]
    told = sorted([*told, *((start, end, FieldKind.DEADLINE) for start, end in bracket.times)])
    return tuple(Field(kind, start if n else body, start, end) for n, (start, end, kind) in enumerate(told))


def bodies_of(text: str, field: Field) -> list[AgencyMention]:
    """The bodies that a detail names, with their roles and offsets in the text. One label for both roles names the
    lead first: up to a slash or semicolon, or the first body."""
    match field.kind:
        case FieldKind.LEAD | FieldKind.EXECUTING:
            return parsed_list(text, field.start, field.end, Role.LEAD)
        case FieldKind.COORDINATING:
            return parsed_list(text, field.start, field.end, Role.COORDINATING)
        case FieldKind.SUPERVISOR:
            return parsed_list(text, field.start, field.end, Role.SUPERVISOR)
        case FieldKind.BOTH:
            return _both(text, field)
        case _:
            return []


def _both(text: str, field: Field) -> list[AgencyMention]:
    cut = re.compile(r"\s*[/;]\s*").search(text, field.start, field.end)
    if cut is not None:
        leads = parsed_list(text, field.start, cut.start(), Role.LEAD)
        return leads + parsed_list(text, cut.end(), field.end, Role.COORDINATING)
    named = parsed_list(text, field.start, field.end, Role.LEAD)
    return named[:1] + [replace(m, role=Role.COORDINATING) for m in named[1:]]
