"""The parts of an agency cell: markup, bullets and numbering out of the way, and the roles that words in it give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from normalizers.text import CAPITAL, SMALL
from pipeline.model import Role

_INLINE_TAG = re.compile(r"</?(?:b|i|u|em|strong|span|sup|sub|br|font)\b[^<>]*>", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_EMPHASIS = re.compile(r"\*{2,}|_{2,}")
_BULLET = re.compile(r"(?:^|(?<=[\n;.:\x1f]))\s*[-–—•+*](?=\s|[^\W\d_])|(?<=\s)•")
_INNER_BULLET = re.compile(rf"(?<=[\s)])[-–—+](?=\s+[^\W\d_{SMALL}])")
_GIVES = re.compile(rf"(?:^|(?<=[\n;\x1f]))\s*(?:Giao|Đề nghị|Yêu cầu|Mời)\s(?=\s*[{CAPITAL}])")
_NUMBERING = re.compile(r"(?:^|(?<=[\s;]))(?:\d{1,2}|[a-zđ])[.)](?=\s)|\(\d{1,2}\)")
PARENTHESIS = re.compile(r"\([^()]*(?:\)|$)|\[[^\[\]]*(?:\]|$)")
#: A unit of the body before it, or the one that other places have instead: "Sở A (Phòng B)", "Sở A (qua Chi cục B)",
#: "Phòng A (Phòng B đối với phường)".
UNIT_INSIDE = re.compile(
    r"\s*\(\s*(?:(?:qua|giao|hoặc|trực tiếp(?: là)?|đầu mối(?: là)?|"
    r"(?:đối với|ở|tại)\s(?:các\s)?(?:xã|phường|đặc khu)(?:\slà)?)\s*[:,]?\s+)?"
    r"(?P<unit>(?:Phòng|Chi cục|Cục|Tổng cục|Vụ|Trung tâm|Văn phòng|Thanh tra|Đội|Viện|Chi nhánh)\s"
    rf"[{CAPITAL}][^()]{{1,120}}?)(?P<elsewhere>,?\s+(?:đối với|ở|tại)\s[^()]{{2,40}})?\)"
)
BREAK = "\x1f"
# Accents that stand alone count as letters in Unicode; in a cell they are specks.
_LONE_ACCENT = re.compile("[\u02b0-\u02ff]")

_ROLE_WORDS = {
    "chủ trì": Role.LEAD,
    "phối hợp": Role.COORDINATING,
    "theo dõi": Role.SUPERVISOR,
    "chỉ đạo": Role.SUPERVISOR,
    "giám sát": Role.SUPERVISOR,
    "thực hiện": Role.LEAD,
}
_SIGN = re.compile(
    r"""(?P<label>(?:(?:cơ\s+quan|đơn\s+vị)\s+)?
          \b(?P<label_role>chủ\s+trì|phối\s+hợp|theo\s+dõi|chỉ\s+đạo|giám\s+sát|thực\s+hiện)
          (?:\s+(?:thực\s+hiện|chính))?\s*:)
      | (?P<paren>\(\s*(?:là\s+)?(?:(?:cơ\s+quan|đơn\s+vị)\s+)?(?P<paren_role>chủ\s+trì|phối\s+hợp)[^()]*\))
      | (?P<short>\(\s*(?:CT|(?P<helps>PH))\s*\))
      | (?P<both>\bchủ\s+trì\s*[,;]?\s*(?:và\s+)?phối\s+hợp(?:\s+chặt\s+chẽ)?(?:\s+(?:cùng\s+với|với|cùng))?(?=\s+\w))
      | (?P<with>\bphối\s+hợp(?:\s+chặt\s+chẽ)?\s+(?:cùng\s+với|với|cùng)\b)
      | (?P<tail>(?:[-–,]\s*)?(?:\blà\s+(?:cơ\s+quan|đơn\s+vị)\s+)?\b(?P<tail_role>chủ\s+trì|phối\s+hợp)
          (?:\s+(?:thực\s+hiện|chính))?(?=\s*(?:[,;.\x1f]|$|và\s+phối\s+hợp|phối\s+hợp)))""",
    re.IGNORECASE | re.VERBOSE,
)
_KIND_BEFORE = re.compile(r"(?:cơ\s+quan|đơn\s+vị|\bbộ|ngành)\s*$", re.IGNORECASE)


def _blank(m: re.Match[str]) -> str:
    return " " * len(m.group())


def as_part(m: re.Match[str]) -> str:
    """What is matched as blanks that part the items around it; every character keeps its offset."""
    return BREAK + " " * (len(m.group()) - 1) if m.group() else ""


def mask(text: str) -> str:
    """The text with markup, bullets and numbering blanked; every character keeps its offset."""
    text = _INLINE_TAG.sub(_blank, text)
    text = _BLOCK_TAG.sub(as_part, text)
    text = _LONE_ACCENT.sub(" ", _EMPHASIS.sub(_blank, text))
    bulleted = _BULLET.match(text) is not None or "\n-" in text or BREAK in text
    text = _BULLET.sub(as_part, text)
    if bulleted:
        text = _INNER_BULLET.sub(as_part, text)
    return _GIVES.sub(as_part, _NUMBERING.sub(as_part, text))


def _role(words: str) -> Role:
    return _ROLE_WORDS[" ".join(words.lower().split())]


class Stretch(NamedTuple):
    """A part of the cell between role words; ``tail_role`` is the role that a word behind it gives."""

    start: int
    end: int
    role: Role
    tail_role: Role | None


def stretches(text: str, default: Role) -> Iterator[Stretch]:
    """The cell cut at "chủ trì", "phối hợp với", "(chủ trì)", "Phối hợp:" and their kin."""
    at, role = 0, default
    for m in _SIGN.finditer(text):
        if m["label"]:
            yield Stretch(at, m.start(), role, None)
            role = _role(m["label_role"])
        elif m["both"]:
            yield Stretch(at, m.start(), role, Role.LEAD)
            role = Role.COORDINATING
        elif m["with"]:
            yield Stretch(at, m.start(), role, None)
            role = Role.COORDINATING
        elif m["paren"] or m["short"]:
            short = Role.COORDINATING if m["helps"] else Role.LEAD
            yield Stretch(at, m.start(), role, _role(m["paren_role"]) if m["paren"] else short)
            role = default
        elif _KIND_BEFORE.search(text[at : m.start()]) and (at == 0 or _role(m["tail_role"]) is Role.LEAD):
            # "các cơ quan chủ trì": the word belongs to the name. After "A chủ trì;" the words "các bộ, ngành phối hợp"
            # give a role, as the words before them did.
            continue
        else:
            yield Stretch(at, m.start(), role, _role(m["tail_role"]))
            role = default
        at = m.end()
    yield Stretch(at, len(text), role, None)
