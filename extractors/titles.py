"""The type line and the title (trích yếu) of a document, read from the blocks below its letterhead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.issuers import begins_body, issuer_groups
from extractors.letterhead_lines import SKIPPED, nearly_type, type_name_at
from extractors.outline import is_caps, opener_of
from extractors.persons import begins_office
from normalizers.text import CAPITAL, fold, squeeze, strip_footnote_marks
from pipeline.model import Block, BlockKind

#: The line of what belongs to another document: "(Ban hành kèm theo Quyết định số ...)".
ATTACHED = re.compile(r"^\(?\s*(?:(?:Được\s+)?Ban hành\s+)?k[èe]m\s+theo\b", re.IGNORECASE)


def read_title(
    blocks: Sequence[Block], issuer: Sequence[str], code: str | None
) -> tuple[str | None, str | None, list[int]]:
    """Type name, title and the indices of the title blocks, read from the blocks after the letterhead.

    ``code``: the type code of the symbol, which tells a type line with misread letters."""
    type_name: str | None = None
    lines: list[str] = []
    used: list[int] = []
    own = issuer_groups(issuer)[-1:]
    issuers = tuple(fold(name) for name in (" ".join(issuer), *own) if name)
    for i, block in enumerate(blocks[:24]):
        if block.kind in SKIPPED:
            continue
        text, key = strip_footnote_marks(block.text), fold(block.text)
        if type_name is None:
            name = type_name_at(text)
            if name is None and (nearly := nearly_type(text, code)) is not None:
                type_name = nearly
                used.append(i)
                continue
            if name is None:
                if block.kind in (BlockKind.RECIPIENTS, BlockKind.TABLE_CELL) or len(text) > 200:
                    break
                continue
            type_name = name
            used.append(i)
            if key != fold(name):
                lines.append(text)
            continue
        below = next((b.text for b in blocks[i + 1 :] if b.kind not in SKIPPED), "")
        above_grounds = fold(below).startswith(_GROUNDS)
        # "... thất nghiệp;" / "khiếu nại ...", "... của Văn phòng Mây." / "Căn cứ ...": a stop ends no title there
        goes_on = above_grounds or (text.endswith(";") and below[:1].islower())
        said = text.rstrip(".;") if goes_on else text
        if _ends_title(block, said, lines, issuers, above_grounds) or (above_grounds and _names_issuer(text, issuers)):
            break
        if key == "chu tich" and fold(below).startswith("nuoc cong hoa"):  # the President of the State, over two lines
            break
        lines.append(text)
        used.append(i)
    return type_name, squeeze(" ".join(lines)) or None, used


# How a sentence of the text begins. A title may begin so too ("Thực hiện Nghị quyết ..."), but then nobody acts in it.
_SENTENCE = re.compile(
    r"(?:Thực hiện|Triển khai|Căn cứ|Ngày|Trong|Thời gian|Qua|Để|Nhằm|Sau|Theo|Từ|Trên cơ sở|Tại|Năm \d{4})\s"
)
# With these words no title begins.
_TELLS = re.compile(
    r"(?:Ngày \d|Hôm nay|Thời gian (?:qua|vừa qua|gần đây)|Trong (?:thời gian|những|\d)|"
    r"Vừa qua|Hiện nay|Tính đến|Đến nay)"
)
_SUBJECT = re.compile(rf",\s+(?=[{CAPITAL}])")
_TO_YEAR = re.compile(r"[-–]\s*\d{4}$")  # "... giai đoạn 2031" / "- 2035"
_GROUNDS = ("can cu ", "theo de nghi")
_LONG_TITLE = 420  # characters: longer than the titles of the genre
_LONG_LINE = 300  # of a line below the first
_STOPS_FROM = 80  # a short line may end with a stop: "V/v ... tỉnh."
_STOPS_LATER_FROM = 30


def _is_sentence(text: str, first: bool) -> bool:
    """Whether a line below the type line is a sentence of the text; ``first``: no line of the title stands above."""
    stops = text.endswith((".", ";"))
    if _TELLS.match(text) and (stops or "," in text):
        return True
    if _SENTENCE.match(text) and any(begins_body(text[m.end() :]) for m in _SUBJECT.finditer(text)):
        return True
    if first:
        return len(text) > _LONG_TITLE or (stops and len(text) > _STOPS_FROM)
    short = _STOPS_LATER_FROM if text[:1].isupper() else _STOPS_FROM  # in small letters the line above goes on
    return len(text) > _LONG_LINE or (stops and len(text) > short)


def _ends_title(block: Block, text: str, lines: Sequence[str], issuers: tuple[str, ...], above_grounds: bool) -> bool:
    """Whether a block below the type line no longer belongs to the title."""
    key = fold(text)
    if lines and _TO_YEAR.match(text):
        return False
    if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or ATTACHED.match(text):
        return True
    if opener_of(text) is not None and not text.startswith("("):
        return True
    if key in issuers or key.startswith((*_GROUNDS, "kinh gui", "kinh moi", "tran trong kinh moi")):
        return True
    if is_caps(text) and lines and not is_caps(lines[0]):
        return True  # the issuer named again above the legal grounds, or the first heading
    if above_grounds and not lines:
        return text.endswith(":") or _is_sentence(text[:_LONG_TITLE], first=True)  # of any length
    return text.endswith(":") or _is_sentence(text, all(map(is_caps, lines)))


def _names_issuer(text: str, issuers: tuple[str, ...]) -> bool:
    """Whether a line is the office that decides: "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH ..." above the legal grounds."""
    return is_caps(text) and begins_office(text) and bool(issuers) and fold(text).endswith(issuers)
