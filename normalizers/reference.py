"""Cited documents in running text, and document numbers in letterheads.

Two ways of numbering live side by side:

* the state's (Decree 30/2020/NĐ-CP, annexes I and III): ``345/QĐ-SXD``, ``55/2031/NĐ-CP``, ``88/2031/QH17``; an
  official letter (công văn) carries no type code, only issuer and unit: ``1234/VPUB-TH``;
* the Party's (Instruction 36-HD/VPTW of the Party Central Office): ``18-NQ/TW``, ``08-BC/ABC``.

A number is never completed or invented: a letterhead whose number is left blank yields the type and no number.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Mapping
from importlib import resources
from types import MappingProxyType

from pipeline.model import Reference


def _load_types() -> tuple[dict[str, str], dict[str, str]]:
    """Type code -> name, and lower-case type name or alias -> code, from ``document_types.tsv``."""
    names: dict[str, str] = {}
    by_name: dict[str, str] = {}
    table = resources.files(__package__).joinpath("document_types.tsv").read_text(encoding="utf-8")
    for line in table.splitlines()[1:]:
        code, name, aliases = line.split("\t")
        names[code] = name
        for each in (name, *filter(None, aliases.split("|"))):
            by_name[each.lower()] = code
    return names, by_name


_NAMES, _CODE_BY_NAME = _load_types()

DOCUMENT_TYPES: Mapping[str, str] = MappingProxyType(_NAMES)
"""Type code -> Vietnamese type name, Party and state types together ("NQ" -> "Nghị quyết")."""

# Letters of Latin, and the Eth and the African D that scanners and old fonts put for the Vietnamese Đ.
_ETH = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "–": "-", "‐": "-", "‑": "-", "−": "-", "⁄": "/", "\u00a0": " "})

_CODE = r"[A-ZĐƯ][A-Za-zĐđƯư0-9.&]{0,19}"
_YEAR = r"(?:19|20)\d\d"
_STATE = rf"(?: ?/ ?{_YEAR})? ?/ ?{_CODE}(?: ?- ?{_CODE}){{0,3}}"
_PARTY = rf" ?- ?{_CODE} ?/ ?{_CODE}(?:[-/]{_CODE}){{0,2}}"
_NUMBER = re.compile(rf"(?<![\w/.,-])(?P<n>\d{{1,6}}(?:\.\d{{1,3}})?)(?P<rest>{_PARTY}|{_STATE})(?![\w/])")
_TYPE_WORDS = "|".join(sorted((re.escape(n).replace(r"\ ", " ") for n in _CODE_BY_NAME), key=len, reverse=True))
_HEAD = re.compile(rf"(?<!\w)(?P<type>{_TYPE_WORDS}) ?(?:số ?:? ?)?$", re.IGNORECASE)
_SO = re.compile(r"(?<!\w)số ?:? ?$", re.IGNORECASE)
_JOIN = re.compile(r"(?: ?(?:,|;|và|hoặc)){1,2} ?(?:số ?)?", re.IGNORECASE)
# Types that are cited by a bare number ("Nghị quyết số 12"); "dự án số 3" or "hợp đồng số 3" counts things instead.
_BARE_TYPES = ("Nghị quyết", "Quyết định", "Chỉ thị", "Kết luận", "Nghị định", "Thông tư", "Thông báo", "Kế hoạch")
_BARE = re.compile(rf"(?<!\w)(?P<type>{'|'.join(_BARE_TYPES)}) số (?P<n>\d{{1,5}})(?![\w/.-]| ?[-/])", re.IGNORECASE)
_DATED = re.compile(
    r" ?[,(]? ?(?:ký |ban hành )?ngày ?(?P<d>\d{1,2})(?: ?[/.\-] ?| tháng )(?P<m>\d{1,2})"
    r"(?: ?[/.\-] ?| năm )(?P<y>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_SPACES = re.compile(r"\s")
_LETTERHEAD = re.compile(
    r"^\W*(?:S[ốôóoồổỗ6]\s*[:;.,]?)?\s*(?P<n>[\dOolI|]{0,6}(?:\.\d{1,3})?)[\s.…_]*(?P<rest>[-/].*)$", re.IGNORECASE
)
_REST = re.compile(rf"(?:{_PARTY}|{_STATE})")
_DIGITS = str.maketrans({"O": "0", "o": "0", "l": "1", "I": "1", "|": "1"})


def _same_length(text: str) -> str:
    """``text`` with every white-space character and look-alike replaced by one plain character (offsets stay)."""
    return _SPACES.sub(" ", text.translate(_ETH))


def _date(match: re.Match[str]) -> dt.date | None:
    try:
        return dt.date(int(match["y"]), int(match["m"]), int(match["d"]))
    except ValueError:
        return None


def _known(code: str) -> str | None:
    """The declared spelling of a type code, tolerant of a lost Đ ("QD" -> "QĐ"); None if it is no type."""
    if code in DOCUMENT_TYPES:
        return code
    for candidate in (code.replace("D", "Đ", 1), code.upper(), code.upper().replace("D", "Đ", 1)):
        if candidate in DOCUMENT_TYPES:
            return candidate
    return next((known for known in DOCUMENT_TYPES if known.upper() == code.upper()), None)


def _parts(rest: str) -> tuple[str | None, str | None, str]:
    """Type code, issuer code and canonical spelling of what follows the digits of a number."""
    rest = rest.replace(" ", "")
    if rest.startswith("-"):
        code, _, issuer = rest[1:].partition("/")
        known = _known(code)
        return known, issuer or None, f"-{known or code}/{issuer}"
    year = re.match(rf"/({_YEAR})(?=/)", rest)
    lead = year.group(0) if year else ""
    head, dash, issuer = rest[len(lead) + 1 :].partition("-")
    if not dash:
        return None, head or None, f"{lead}/{head}"
    known = _known(head)
    if known is not None:
        return known, issuer or None, f"{lead}/{known}-{issuer}"
    # "1234/VPUB-TH": issuer and unit without a type code is how an official letter is numbered.
    letter = "CV" if not lead and re.fullmatch(r"[A-ZĐƯ][A-Za-zĐđƯư&]*", head) else None
    return letter, head, f"{lead}/{head}-{issuer}"


def type_code_of(number: str) -> str | None:
    """The type code that a document number carries: "18-NQ/TW" -> "NQ"; None when it carries none.

    "88/2031/QH17" gives None: the National Assembly numbers laws and resolutions alike, only the words around tell.
    """
    return parse_letterhead_number(number)[1]


def parse_letterhead_number(text: str) -> tuple[str | None, str | None, str | None]:
    """(number, type code, issuer code) of a letterhead line; each None when the line does not give it.

    "Số: 46 /NQ-CP" -> ("46/NQ-CP", "NQ", "CP"). "Số:     /KH-UBND", a number to be filled in by hand, ->
    (None, "KH", "UBND").
    """
    line = " ".join(unicodedata.normalize("NFC", text).translate(_ETH).split())
    match = _LETTERHEAD.match(line)
    if match is None:
        return None, None, None
    rest = _REST.match(match["rest"])
    if rest is None:
        return None, None, None
    type_code, issuer, canonical = _parts(rest.group(0))
    digits = match["n"]
    if not any(c.isdigit() for c in digits):
        return None, type_code, issuer
    return digits.translate(_DIGITS) + canonical, type_code, issuer


def normalize_number(text: str) -> str | None:
    """Canonical document number of a letterhead line or a citation: "Số: 46 /NQ-CP" -> "46/NQ-CP".

    None when there is no number, or when the place for its digits is blank.
    """
    return parse_letterhead_number(text)[0]


# --- cells ----------------------------------------------------------------------------------

_DIRT = r"[ .,:;'\"`´‘’“”„~_|°·•ˆ]{0,3}"
_LOOKS = r"(?<![\w/-])(?P<n>[\dOolI|]{1,5})"
_TYPES = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_CELL_NUMBERS = (
    re.compile(rf"{_LOOKS}{_DIRT}-{_DIRT}(?P<y>)(?P<code>{_TYPES}){_DIRT}/{_DIRT}(?=[A-ZĐƯ])"),
    re.compile(
        rf"{_LOOKS}{_DIRT}/{_DIRT}(?:(?P<y>(?:19|2[0Oo])[\dOolI]{{2}}){_DIRT}/{_DIRT})?(?P<code>{_TYPES}){_DIRT}-{_DIRT}"
        rf"(?=[A-ZĐƯ])"
    ),
)
_LOST_SLASH = re.compile(rf"(?<![\w/-])(?P<head>\d{{1,4}}-(?:{_TYPES}))(?=TW(?!\w))")
_TERM = re.compile(r"(?<=[-/]QH)[\dIlO]{1,2}(?!\w)")


def mend_numbers(text: str) -> str:
    """The text of a cell of document numbers without what scanning did to the numbers in it.

    Stray signs around "-" and "/", letters for digits ("O3-TB/XY" -> "03-TB/XY") and a lost slash before "TW" are
    mended, only where a known type code says that this is a number. Other text is returned as it is.
    """

    def mended(match: re.Match[str]) -> str:
        digits = match["n"]
        named = text[: match.start()].rstrip().lower().endswith("số")
        if not any(c.isdigit() for c in digits) and not (named and len(digits) > 1):
            return match[0]
        year = f"{match['y'].translate(_DIGITS)}/" if match["y"] else ""
        first, second = ("-", "/") if match.re is _CELL_NUMBERS[0] else ("/", "-")
        return f"{digits.translate(_DIGITS)}{first}{year}{match['code']}{second}"

    for pattern in _CELL_NUMBERS:
        text = pattern.sub(mended, text)
    text = _LOST_SLASH.sub(r"\g<head>/", text)
    return _TERM.sub(lambda m: m[0].translate(_DIGITS), text)


def _numbered(text: str) -> Iterator[Reference]:
    previous_end, carried = -1, None
    for match in _NUMBER.finditer(text):
        type_code, _, canonical = _parts(match["rest"])
        left = text[max(0, match.start() - 60) : match.start()]
        head, joined = _HEAD.search(left), previous_end >= 0 and _JOIN.fullmatch(text[previous_end : match.start()])
        start = match.start()
        named: str | None = None
        if head is not None:
            named = _CODE_BY_NAME[head["type"].lower()]
            start -= len(left) - head.start()
        elif joined:
            named = carried
        elif (so := _SO.search(left)) is not None:
            start -= len(left) - so.start()
        if type_code is None or (type_code == "CV" and "CV" not in canonical and named is not None):
            type_code = named
        end, dated_on = match.end(), None
        if (dated := _DATED.match(text, end)) is not None:
            end, dated_on = dated.end(), _date(dated)
        previous_end, carried = end, named
        yield Reference(match["n"] + canonical, type_code, dated_on, text[start:end], start, end)


def find_references(text: str) -> tuple[Reference, ...]:
    """All documents cited in ``text``, in reading order, without overlaps.

    ``raw`` is ``text[start:end]`` and covers the type name, the word "số", the number and its date where they stand
    together. A list ("Thông báo số 01-TB/X, ngày ... và 03-TB/X, ngày ...") gives one reference a number. A name with
    "số" and a bare number ("Nghị quyết số 12") is a reference too. An impossible date gives ``dated_on`` None.
    """
    plain = _same_length(text)
    found = list(_numbered(plain))
    taken = [(r.start, r.end) for r in found]
    index = 0
    for match in _BARE.finditer(plain):
        while index < len(taken) and taken[index][1] <= match.start():
            index += 1
        if index < len(taken) and taken[index][0] < match.end():
            continue
        end, dated_on = match.end(), None
        if (dated := _DATED.match(plain, end)) is not None:
            end, dated_on = dated.end(), _date(dated)
        code = _CODE_BY_NAME[match["type"].lower()]
        found.append(Reference(match["n"], code, dated_on, "", match.start(), end))
    found.sort(key=lambda r: r.start)
    return tuple(Reference(r.number, r.type_code, r.dated_on, text[r.start : r.end], r.start, r.end) for r in found)
