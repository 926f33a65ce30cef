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

LOOKALIKES = str.maketrans("АВЕКМНОРСТХ", "ABEKMHOPCTX")
"""Cyrillic capitals, which some exports have in symbols, to the Latin ones they look like."""
# Letters of Latin, and the Eth and the African D that scanners and old fonts put for the Vietnamese Đ.
_ETH = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "–": "-", "‐": "-", "‑": "-", "−": "-", "⁄": "/", "\u00a0": " "}) | LOOKALIKES

_CODES = "|".join(sorted(map(re.escape, _NAMES), key=len, reverse=True))
_CODE = r"[A-ZĐƯÑ][A-Za-zĐđƯưÑ0-9.&]{0,19}(?<![.&])"
_QUOTE = r"['`‘’]?"  # a stray mark of scanning
_YEAR = r"(?:19|20)\d\d"
_STATE = rf"(?: ?/ ?{_YEAR})? ?/ ?{_QUOTE}{_CODE}(?: ?- ?{_CODE}){{0,7}}"
_PARTY = rf" ?- ?{_QUOTE}{_CODE} ?/ ?{_CODE}(?:[-/]{_CODE}){{0,2}}"
_ASSEMBLY = rf" ?/ ?{_YEAR} ?/? ?(?:N?Ñ?Q ?- ?)?QH ?[IlO]?\d\d"  # the National Assembly: "64/2025QH 15", "NÑQ-QHI15"
_LOST_TW = rf"-(?:{_CODES})TW"  # the slash lost: "57-NQTW"
_LOST_DASH = rf" (?:{_CODES})/{_CODE}(?:[-/]{_CODE}){{0,2}}"  # "số 03 KH/ABC"
_NUMBER = re.compile(
    r"(?:(?<![\w/.,-])|(?<=\bNQ)|(?<=\bNĐ)|(?<=\bQĐ)|(?<=\bCT)|(?<=\bTB)|(?<=\bKL)|(?<=\bKH))"
    r"(?P<n>\d[\dOolI|]{0,5}(?:\.\d{1,3}|[a-d](?= ?[/-]))?|[OolI]\d{1,4})"
    rf"(?P<rest>{_ASSEMBLY}|{_LOST_TW}|{_PARTY}|{_STATE}|{_LOST_DASH})(?![^\W_⁰¹²³⁴⁵⁶⁷⁸⁹]|/|-\d)"
)
_TYPE_WORDS = "|".join(sorted((re.escape(n).replace(r"\ ", " ") for n in _CODE_BY_NAME), key=len, reverse=True))
_HEAD = re.compile(rf"(?<!\w)(?:(?P<type>{_TYPE_WORDS})|(?P<code>(?-i:{_CODES}))) ?(?:số ?:? ?)?$", re.IGNORECASE)
# A law is named before its number: "Luật Nhà ở (số 27/2023/QH15)", "Luật Đầu tư số 61/2020/QH14".
_LAW_BEFORE = re.compile(r"(?<!\w)(?P<type>Bộ luật|Luật|Pháp lệnh|Nghị quyết) [^;.()/]{2,90}[( ] ?(?:số ?:? ?)?$")
_SO = re.compile(r"(?<!\w)số ?:? ?$", re.IGNORECASE)
_JOIN = re.compile(r"(?: ?(?:,|;|và|hoặc)){1,2} ?(?:số ?)?", re.IGNORECASE)
# Types that are cited by a bare number ("Nghị quyết số 12"); "dự án số 3" or "hợp đồng số 3" counts things instead.
_BARE_TYPES = ("Nghị quyết", "Quyết định", "Chỉ thị", "Kết luận", "Nghị định", "Thông tư", "Thông báo", "Kế hoạch")
_BARE_NUMBER = rf"\d{{1,5}}(?:/{_YEAR})?(?![\w/.-]| ?[-/])"
_BARE = re.compile(
    rf"(?<!\w)(?P<type>{'|'.join(_BARE_TYPES)}) ?:? ?số ?:? ?(?P<n>{_BARE_NUMBER})"
    rf"(?P<more>(?: ?(?:,|;|và) ?(?:số {_BARE_NUMBER}|{_BARE_NUMBER}(?= ?(?:$|[,;.)]|và|của|về|ngày))))*)",
    re.IGNORECASE,
)
# "Nghị quyết 57", "Kế hoạch 02": no year, no count of something ("Nghị quyết 2 năm").
_BARER = re.compile(
    rf"(?<!\w)(?P<type>(?:{'|'.join(_BARE_TYPES)})) (?P<n>(?!{_YEAR}\b)(?:\d{{2,4}}|0\d))(?![\w/.%-]| ?[-/])"
    r"(?! (?:năm|tháng|ngày|quý|tuần|giờ|lần|nhiệm|nội|chỉ|mục|điểm|nhóm|%|tỷ|tỉ|triệu|dự|cơ|bộ|xã|đơn|người|văn))"
    r"(?P<more>)"
)
_EACH_BARE = re.compile(r"\d{1,5}(?:/\d{4})?")
# A law by its name and full date. The name holds no word that begins another clause ("... có hiệu lực từ ngày").
_CLAUSE = "Luật|luật|từ|đến|trước|sau|khi|trong|có|bảo|hiệu|chậm|nhất|để|vào|được|kể|tại|thi|ban|lần|các"
_LAW = re.compile(
    rf"(?<!\w)(?P<type>Bộ luật|Luật|Pháp lệnh) (?P<name>(?:(?! (?:{_CLAUSE}) )[^;.():\d]){{3,110}}?)(?= ?,? ?ngày)"
)
# A law by its name and year: "Luật Đất đai năm 2024", "Bộ luật Lao động 2019", "Luật Viễn thông (sửa đổi năm 2023)".
_OTHER_MATTER = f"{_CLAUSE}|dự|kế|chương|nhiệm|báo|giai|theo|do|của"
_CHANGED = r"(?:(?:sửa đổi|bổ sung)(?:, )?){1,2} ?"
_LAW_OF_YEAR = re.compile(
    rf"(?<!\w)(?P<type>Bộ luật|Luật|Pháp lệnh) (?P<name>[^\W\d_](?:(?! (?:{_OTHER_MATTER}) )[^;.():\d]){{2,110}}?)"
    rf" (?:\((?:{_CHANGED})?(?:năm )?{_YEAR}\)|(?:\(sửa đổi\) )?(?:năm )?{_YEAR})(?![\d/]| ?[-–] ?\d)"
)
#: Words before a law that is not there yet: its year is when it is due.
_IN_THE_MAKING = re.compile(
    r"(?:dự án|dự thảo|xây dựng|soạn thảo|trình|ban hành|thông qua|hồ sơ|đề xuất|hoàn thiện|sửa đổi|bổ sung)"
    r"(?: Quốc hội)?(?: (?:dự án|dự thảo|các|một số điều của))? ?$",
    re.IGNORECASE,
)
_DATED = re.compile(
    r" ?[,(]? ?(?:ký |ban hành )?ngày ?(?P<d>\d{1,2})(?: ?[/.\-] ?| tháng )(?P<m>\d{1,2})"
    r"(?: ?[/.\-] ?| năm )(?P<y>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
#: Types that share a symbol: (code in the number, code of the words before it). The words tell.
_SAME_SYMBOL = frozenset({("L", "LCT")})
_SPACES = re.compile(r"\s")
_LETTERHEAD = re.compile(
    r"^\W*(?:S[ốôóoồổỗ6]\s*[:;.,]?)?\s*(?P<n>[\dOolI|]{0,6}(?:\.\d{1,3}|(?<=\d)[a-d])?)[\s.…_]*(?P<rest>[-/].*)$",
    re.IGNORECASE,
)
_REST = re.compile(rf"(?:{_ASSEMBLY}|{_LOST_TW}|{_PARTY}|{_STATE})")
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
    """The declared spelling of a type code, tolerant of a lost Đ ("QD" -> "QĐ") and of "NÑQ" for "NQ"; None if it is
    no type."""
    if code in DOCUMENT_TYPES:
        return code
    capitals = code.upper()
    for candidate in (code.replace("Ñ", ""), code.replace("D", "Đ", 1), capitals, capitals.replace("D", "Đ", 1)):
        if candidate in DOCUMENT_TYPES:
            return candidate
    return next((known for known in DOCUMENT_TYPES if known.upper() == code.upper()), None)


def _parts(rest: str) -> tuple[str | None, str | None, str]:
    """Type code, issuer code and canonical spelling of what follows the digits of a number."""
    rest = re.sub(r"[ '`‘’]", "", rest)
    lost = re.fullmatch(rf"(-(?:{_CODES}))(TW)", rest)
    if lost is not None:
        rest = f"{lost[1]}/{lost[2]}"
    if rest[:1] not in "-/":
        rest = f"-{rest}"
    term = re.fullmatch(rf"(/{_YEAR})/?(?:(?P<nq>N?Ñ?Q)-)?QH[IlO]?(?P<term>\d\d)", rest)
    if term is not None:
        issuer = f"QH{term['term']}"
        return ("NQ", issuer, f"{term[1]}/NQ-{issuer}") if term["nq"] else (None, issuer, f"{term[1]}/{issuer}")
    if rest.startswith("-"):
        code, _, issuer = rest[1:].partition("/")
        known = _known(code)
        issuer = issuer.removesuffix(f"-{code}/{issuer.partition('-')[0]}")  # "57-NQ/TW-NQ/TW": the symbol twice
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


def code_of_type(name: str) -> str | None:
    """The code of a type name or one of its aliases: "Thông báo kết luận" -> "TB"."""
    return _CODE_BY_NAME.get(name.lower())


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
_CELL_NUMBERS = (
    re.compile(rf"{_LOOKS}{_DIRT}-{_DIRT}(?P<y>)(?P<code>{_CODES}){_DIRT}/{_DIRT}(?=[A-ZĐƯ])"),
    re.compile(
        rf"{_LOOKS}{_DIRT}/{_DIRT}(?:(?P<y>(?:19|2[0Oo])[\dOolI]{{2}}){_DIRT}/{_DIRT})?(?P<code>{_CODES}){_DIRT}-{_DIRT}"
        rf"(?=[A-ZĐƯ])"
    ),
)
_LOST_SLASH = re.compile(rf"(?<![\w/-])(?P<head>\d{{1,4}}-(?:{_CODES}))(?=TW(?!\w))")
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
        digits = match["n"]
        if not digits.replace(".", "").isdigit():
            if type_code in (None, "CV"):
                continue  # letters for digits are mended only where a known type says that this is a number
            digits = digits.translate(_DIGITS)
        left = text[max(0, match.start() - 110) : match.start()]
        head, joined = _HEAD.search(left), previous_end >= 0 and _JOIN.fullmatch(text[previous_end : match.start()])
        start = match.start()
        named: str | None = None
        if head is not None:
            named = _CODE_BY_NAME[head["type"].lower()] if head["type"] else head["code"]
            start -= len(left) - head.start()
        elif joined:
            named = carried
        elif (so := _SO.search(left)) is not None:
            start -= len(left) - so.start()
        if named in (None, "CV") and type_code is None and "QH" in canonical and (law := _LAW_BEFORE.search(left)):
            named = _CODE_BY_NAME[law["type"].lower()]
        if (type_code, named) in _SAME_SYMBOL:
            type_code = named
        if type_code is None or (type_code == "CV" and "CV" not in canonical and named is not None):
            type_code = named
        end, dated_on = match.end(), None
        if (dated := _DATED.match(text, end)) is not None:
            end, dated_on = dated.end(), _date(dated)
        previous_end, carried = end, named
        yield Reference(digits + canonical, type_code, dated_on, text[start:end], start, end)


def _bare(text: str) -> Iterator[Reference]:
    """Documents cited by type and bare number, or laws by name and date."""
    for pattern in (_BARE, _BARER):
        for match in pattern.finditer(text):
            code = _CODE_BY_NAME[match["type"].lower()]
            numbers = [(match["n"], match.start(), match.end("n"))]
            offset = match.start("more")
            numbers += [(m[0], offset + m.start(), offset + m.end()) for m in _EACH_BARE.finditer(match["more"])]
            for number, start, end in numbers:
                dated = _DATED.match(text, end) if (number, start, end) == numbers[-1] else None
                stop = dated.end() if dated is not None else end
                yield Reference(number, code, _date(dated) if dated else None, "", start, stop)
    for match in _LAW.finditer(text):
        dated = _DATED.match(text, match.end())
        if dated is not None:
            code = _CODE_BY_NAME[match["type"].lower()]
            yield Reference(None, code, _date(dated), "", match.start(), dated.end())
    for match in _LAW_OF_YEAR.finditer(text):
        due = _IN_THE_MAKING.search(text[max(0, match.start() - 40) : match.start()])
        if match["name"][0].isupper() and not due:
            yield Reference(None, _CODE_BY_NAME[match["type"].lower()], None, "", match.start(), match.end())


def find_references(text: str) -> tuple[Reference, ...]:
    """All documents cited in ``text``, in reading order, without overlaps.

    ``raw`` is ``text[start:end]`` and covers the type name, the word "số", the number and its date where they stand
    together. A list ("Thông báo số 01-TB/X, ngày ... và 03-TB/X, ngày ...") gives one reference a number. A name with
    a bare number ("Nghị quyết số 12", "Kế hoạch 02") is a reference too, and so is a law with its date or its year
    (without a number; of a year alone no date is made). A number that scanning damaged comes in canonical form. An
    impossible date gives ``dated_on`` None.
    """
    plain = _same_length(text)
    found = list(_numbered(plain))
    taken = bytearray(len(plain) + 1)
    for reference in found:
        taken[reference.start : reference.end] = b"\1" * (reference.end - reference.start)
    for reference in _bare(plain):
        if not any(taken[reference.start : reference.end]):
            taken[reference.start : reference.end] = b"\1" * (reference.end - reference.start)
            found.append(reference)
    found.sort(key=lambda r: r.start)
    return tuple(Reference(r.number, r.type_code, r.dated_on, text[r.start : r.end], r.start, r.end) for r in found)


# --- what stands around a citation ------------------------------------------------------------

_LABEL = r"(?:[IVX]{1,5}|\d{1,3}|[a-zđ](?!\w))(?:\.\d{1,3})*"
_UNIT = r"(?:tiểu mục|mục|điểm|khoản|điều|phụ lục|phụ biểu|chương|phần|tiết)"
_PLACED = rf"{_UNIT} {_LABEL}(?:(?:, | và |; ){_LABEL})*"
_PART = re.compile(
    rf"(?<!\w)(?P<part>(?:{_PLACED}|phụ lục)(?:,? ?{_PLACED}|,? phụ lục)*)"
    r" ?(?:ban hành )?(?:kèm theo|kèm|của|tại|trong)? ?$",
    re.IGNORECASE,
)
_LAW_NAME = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh) [^;.()/]{2,90}[( ] ?(?:số ?:? ?)?$")
_GIVEN = re.compile(r"nhiệm vụ[^.;]{0,60}\b(?:giao|phân công)\b[^.;]{0,40}$", re.IGNORECASE)


def cited_part(text: str, reference: Reference) -> str | None:
    """The part of the document that is cited: "Điểm b Mục 4 Phụ lục" before "kèm theo Thông báo số 17-TB/XY"."""
    left = _same_length(text[max(0, reference.start - 250) : reference.start])
    law = _LAW_NAME.search(left)
    left = (left[: law.start()] if law else left).rstrip()
    match = _PART.search(left)
    if match is None or not re.search(rf"(?:^| )(?:{_LABEL})(?:$|,| )|phụ lục", match["part"], re.IGNORECASE):
        return None
    return match["part"].strip()


def assigning_references(text: str) -> tuple[Reference, ...]:
    """The cited documents that the words before them call the origin of the task ("nhiệm vụ giao tại Thông báo số
    ..."), with those listed next to them. A mere "theo Thông báo số ..." cites."""
    out: list[Reference] = []
    for reference in find_references(text):
        left = _same_length(text[max(0, reference.start - 110) : reference.start])
        joined = out and _JOIN.fullmatch(_same_length(text[out[-1].end : reference.start]))
        if reference.number and (joined or (_GIVEN.search(left) and re.search(r"\b(?:tại|theo|ở)\b", left))):
            out.append(reference)
    return tuple(out)


def issuer_code_of(number: str | None) -> str | None:
    """The code of the issuer in a document number: "11-TB/XY" -> "XY", "12/QĐ-UBND" -> "UBND"; None without one."""
    return parse_letterhead_number(number)[2] if number else None


def number_key(number: str) -> str:
    """Match key of a document number: the same for "02-KH/XY" and "02/KH-XY", "2-KH/XY", "5/2031/NQ-QH17" and
    "5/2031/QH17", whatever the case and the spaces."""
    line = " ".join(unicodedata.normalize("NFC", number).translate(_ETH).split())
    match = _LETTERHEAD.match(line)
    rest = _REST.match(match["rest"]) if match else None
    if match is None or rest is None:
        return re.sub(r"\s+", "", line).casefold()
    code, issuer, canonical = _parts(rest.group(0))
    year = re.match(rf"/({_YEAR})/", canonical)
    if issuer and issuer.startswith("QH"):
        code = None  # laws and resolutions of the National Assembly share one sequence
    if code in (None, "CV") and canonical.startswith("/"):
        issuer = canonical.rpartition("/")[2] if code else issuer  # a letter is known by its unit too
    return f"{match['n'].lstrip('0')}|{year[1] if year else ''}|{code or ''}|{issuer}".casefold()
