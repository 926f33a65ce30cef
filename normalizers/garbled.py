"""The pieces of garbled lines: what is a number, a document number, an enumerator, a symbol, a word; and noise lines.

Numbers, dates, document numbers and roman numerals have their own grammars and are never given to the language model.
Source of the document numbers: Decree 30/2020/NĐ-CP (annexes I and III) and Instruction 36-HD/VPTW.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Final

from normalizers.reference import DOCUMENT_TYPES
from normalizers.text import fold


class Kind(StrEnum):
    """What a piece of a line is."""

    WORD = "word"
    NUMBER = "number"
    CODE = "code"
    ROMAN = "roman"
    MARK = "mark"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of one line between white space: ``head`` + ``core`` + ``tail``, at characters ``start``..``end``.

    ``line`` counts from 0. ``mended``: the core as its grammar wants it (numbers and codes), else the core itself.
    ``opens``: it begins its line. ``closes``: a bracket was opened before it that its tail may close.
    """

    line: int
    start: int
    end: int
    head: str
    core: str
    tail: str
    kind: Kind
    mended: str
    opens: bool = False
    closes: bool = False

    @property
    def raw(self) -> str:
        """The piece as read."""
        return self.head + self.core + self.tail

    @property
    def ends(self) -> bool:
        """Whether a sentence ends after it."""
        return bool(_SENTENCE_END.search(self.tail)) and self.kind is not Kind.MARK


_SPACED = re.compile(r"\S+")
_HEAD = re.compile(r"^[(\[{\"“”‘’'`*_<«•·~^,.;:!?|\\/–—-]*")
_TAIL = re.compile(r"[⁰¹²³⁴-⁹]*[.,;:!?)\]}\"“”’'`^*_>»…–—-]*[⁰¹²³⁴-⁹]*$")  # marks of footnotes too
_SENTENCE_END = re.compile(r"[.;:!?…]")
_NUMBER = re.compile(r"\d[\d.,/:%\u2013-]*|\d+(?:[.,]\d+)*(?:%|km|ha|kg|kW|MW|kWh|kV|[2-6]?G|GB|TB|MB|m2|m3|km2)")
_CODE = re.compile(
    r"(?P<n>\d{1,6})(?P<year>/(?:19|20)\d\d)?"
    r"(?P<rest>/[QO0]H\d\d|[-/][A-Za-zĐđƯư0-9][A-Za-zĐđƯư0-9&/.-]*[A-Za-zĐƯ])"
)
_ROMAN = re.compile(r"[IVX]{1,5}|[XVI]{1,4}[lI1]?|[IVXl1]{1,3}/(?:19|20)\d\d")
_ENUMERATOR = re.compile(r"[a-zđ]\)|\(?\d{1,3}[.)]|\(?[ivx]{1,4}\)|[-+•*–—]|[IVX]{1,5}[.)-]|\d{1,2}(?:\.\d{1,2})+\.?")
_DATE = re.compile(r"[\dOolI]{1,2}/[\dOolI]{1,2}/(?:19|20)\d\d")
_LOOKALIKE = str.maketrans("OolI", "0011")
_URL = re.compile(r"(?:https?://|www\.)\S+|[\w.-]+@[\w.-]+\.\w+", re.IGNORECASE)


def pieces_of(line: str, number: int) -> list[Piece]:
    """The pieces of one line (NFC), ``number`` its place, 0-based."""
    out: list[Piece] = []
    open_brackets = 0
    for match in _SPACED.finditer(line):
        first = not out
        for start, end in _cuts(match.group(), match.start()):
            piece = _piece(line[start:end], number, start, end, first=first)
            open_brackets += piece.head.count("(")
            if ")" in piece.tail and open_brackets:
                open_brackets -= 1
                piece = replace(piece, closes=True)
            out.append(piece)
            first = False
    return _without_strokes(out)


_STROKES: Final = 4
"""Pieces of one letter in a row that are stray marks: the shortest run longer than any text has."""


def _without_strokes(pieces: list[Piece]) -> list[Piece]:
    """Lone letters in a row at the beginning of a line become symbols without a text."""
    run = 0
    while run < len(pieces) and len(pieces[run].core) == 1 and not pieces[run].core.isdigit():
        run += 1
    if run < _STROKES:
        return pieces
    return [replace(p, kind=Kind.SYMBOL, mended="") if i < run else p for i, p in enumerate(pieces)]


_INNER = re.compile(r"(?<=[^\W\d_]{2}[,;:])(?=[^\W\d_]{2})")


def _cuts(text: str, offset: int) -> list[tuple[int, int]]:
    """Where a piece falls into several because the space after a comma was lost ("nghệ,đổi")."""
    edges = [0, *(m.start() for m in _INNER.finditer(text)), len(text)]
    return [(offset + a, offset + b) for a, b in pairwise(edges)]


def _piece(raw: str, line: int, start: int, end: int, *, first: bool) -> Piece:
    def make(kind: Kind, head: str, core: str, tail: str, mended: str | None = None) -> Piece:
        return Piece(line, start, end, head, core, tail, kind, core if mended is None else mended, first)

    if first and _ENUMERATOR.fullmatch(raw):
        return make(Kind.MARK, "", raw, "")
    head = _HEAD.match(raw)
    lead = head.group() if head else ""
    rest = raw[len(lead) :]
    tail = _TAIL.search(rest)
    trail = tail.group() if tail else ""
    core = rest[: len(rest) - len(trail)]
    if raw == "&":
        return make(Kind.WORD, "", raw, "")  # what becomes of "ở" standing alone
    if not core:
        return make(Kind.SYMBOL, "", raw, "")
    if _URL.fullmatch(core):
        return make(Kind.CODE, lead, core, trail)
    if _DATE.fullmatch(core):
        return make(Kind.NUMBER, lead, core, trail, core.translate(_LOOKALIKE))
    if core.isdigit() or _NUMBER.fullmatch(core):
        return make(Kind.NUMBER, lead, core, trail)
    code = mend_code(core)
    if code is not None:
        return make(Kind.CODE, lead, core, trail, code)
    if _ROMAN.fullmatch(core) and (first or len(core) > 1):
        return make(Kind.ROMAN, lead, core, trail)
    if not any(c.isalpha() for c in core) and len(core) < 2 and not core.isalnum():
        return make(Kind.SYMBOL, "", raw, "")
    return make(Kind.WORD, lead, core, trail)


_PLAIN_TYPES: Final = {fold(code).replace(" ", ""): code for code in DOCUMENT_TYPES}
_D_LETTER: Final = {
    "BCD": "BCĐ",
    "HDND": "HĐND",
    "HD": "HĐ",
    "GDDT": "GDĐT",
    "KHDT": "KHĐT",
    "LDTBXH": "LĐTBXH",
    "QDND": "QĐND",
    "TCD": "TCĐ",
    "UBMTTQ": "UBMTTQ",
    "TLD": "TLĐ",
    "DU": "ĐU",
    "BTGDVTU": "BTGDVTU",
}
"""Parts of issuers' initials written with Đ (annexes of Decree 30/2020/NĐ-CP, Instruction 36-HD/VPTW)."""


_ROUND = str.maketrans("o0bp", "qqdd")
"""Letters of one shape in capitals: a reader without Đ has D, B or P for it, and O or 0 for Q."""


def mend_code(core: str) -> str | None:
    """A document number in its spelling: "12-KHIBCDTU" -> "12-KH/BCĐTU", "15/QD-UBND" -> "15/QĐ-UBND".

    None for what is no document number. Digits are never changed.
    """
    match = _CODE.fullmatch(core)
    if match is None:
        return None
    rest = match["rest"]
    lead, body = rest[0], rest[1:]
    if lead == "-":  # the Party's way: 57-NQ/TW
        known = _split_party(body)
        if known is None:
            return None
        kind, issuer = known
        return f"{match['n']}-{kind}/{_issuer(issuer)}"
    head, dash, issuer = body.partition("-")
    if not dash:
        assembly = re.fullmatch(r"[QO0](H\d{1,2})", body)  # a term of the National Assembly: "48/2014/QH13"
        if assembly is not None:
            return f"{match['n']}{match['year'] or ''}/Q{assembly[1]}"
        return core if body.isupper() else None
    if head.upper() != head and fold(head).replace(" ", "") not in _PLAIN_TYPES:
        return None
    return f"{match['n']}{match['year'] or ''}/{_kind(head)}-{_issuer(issuer)}"


def _kind(code: str) -> str:
    """The declared spelling of a type code, else the code itself ("QD", "OD", "QP" -> "QĐ")."""
    if code in DOCUMENT_TYPES:
        return code
    plain = fold(code).replace(" ", "")
    if plain in _PLAIN_TYPES:
        return _PLAIN_TYPES[plain]
    alike = [t for p, t in _PLAIN_TYPES.items() if p.translate(_ROUND) == plain.translate(_ROUND)]
    return alike[0] if len(alike) == 1 else code


def _split_party(body: str) -> tuple[str, str] | None:
    """Type code and issuer of "KHIBCDTW": the stroke may have been read as a letter."""
    for width in range(4, 0, -1):
        kind, stroke, issuer = body[:width], body[width : width + 1], body[width + 1 :]
        if stroke and stroke in "/IlJ1|" and issuer[:1].isupper() and fold(kind).replace(" ", "") in _PLAIN_TYPES:
            return _kind(kind), issuer
    kind, stroke, issuer = body.partition("/")
    return (_kind(kind), issuer) if stroke and kind.isupper() and issuer else None


def _issuer(initials: str) -> str:
    """The issuer's initials with the Đ that the reader lost, where it is known."""
    if "Đ" in initials:
        return initials
    parts = re.split(r"([-/.&])", initials)
    return "".join(_D_LETTER.get(p) or _alike_issuer(p) or _prefixed(p) for p in parts)


def known_initials(core: str) -> str | None:
    """The spelling with Đ of declared initials ("HDND" -> "HĐND"); None for others."""
    return _D_LETTER.get(core)


def _alike_issuer(part: str) -> str | None:
    """The known initials that a part is misread from: "HBND", "HPND" -> "HĐND"."""
    key = part.lower().translate(_ROUND)
    known = [right for plain, right in _D_LETTER.items() if len(plain) > 3 and plain.lower().translate(_ROUND) == key]
    return known[0] if len(known) == 1 else None


def _prefixed(part: str) -> str:
    for plain, right in _D_LETTER.items():
        if len(plain) > 2 and plain != right and plain in part:
            return part.replace(plain, right)
    return part


def without_enumerator(text: str) -> str:
    """The line without the enumerator that begins it."""
    first, _, rest = text.partition(" ")
    return rest if rest and _ENUMERATOR.fullmatch(first) else text


def next_enumerator(seen: Sequence[str], mark: str) -> str:
    """The enumerator as the alphabet wants it: a second "d)" after a "d)" is "đ)"."""
    if mark in ("d)", "đ)"):
        previous = next((m for m in reversed(seen) if re.fullmatch(r"[a-zđ]\)", m)), None)
        if previous == "d)":
            return "đ)"
    return mark


def is_noise(pieces: Sequence[Piece]) -> bool:
    """Whether a line holds only stray marks: no piece of two letters, no number, no enumerator alone."""
    if not pieces:
        return False
    cores = [p.core for p in pieces]
    if any(p.kind in (Kind.NUMBER, Kind.CODE) for p in pieces):
        return False
    longest = max(sum(c.isalpha() for c in core) for core in cores)
    if len(pieces) == 1 and pieces[0].kind in (Kind.MARK, Kind.ROMAN):
        return False
    return longest < 2


def is_caps(pieces: Sequence[Piece]) -> bool:
    """Whether a line is in capitals (misread letters apart)."""
    letters = [c for p in pieces if p.kind is Kind.WORD for c in unicodedata.normalize("NFC", p.core) if c.isalpha()]
    return len(letters) >= 4 and sum(c.isupper() for c in letters) >= 0.7 * len(letters)


def with_mended(piece: Piece, text: str) -> Piece:
    """The piece with another spelling of its core."""
    return replace(piece, mended=text)
