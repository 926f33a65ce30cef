"""What each block is (heading, list item, footnote, ...), which blocks go on with one another, and where each stands.

Works on blocks of any origin. The section path of a block is the chain of enumerators above it, outermost first:
("IV", "1", "b", "-2"); a dash is numbered among its siblings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from normalizers.text import BULLETS, CAPITAL, SMALL, clean, fold
from pipeline.model import Block, BlockKind

# --- openers ----------------------------------------------------------------------------------

_WORD = rf"[{CAPITAL}][{SMALL}]"  # how a word with a capital begins: what may follow an enumerator without a space
_OPENERS: tuple[tuple[str, int, re.Pattern[str]], ...] = (
    (
        "annex",
        -1,
        re.compile(r"^(?P<label>(?:PHỤ LỤC|Phụ lục)(?:\s+(?:số\s+)?(?:\d{1,2}|[IVX]{1,5}))?)(?:\s*[.:\-–]\s*|$)"),
    ),
    (
        "part",
        0,
        re.compile(
            r"^(?:PHẦN|Phần)\s+(?:(?i:thứ)\s+)?(?P<label>[IVX]{1,5}|\d{1,2}"
            r"|(?i:nhất|hai|ba|bốn|tư|năm|sáu|bảy|tám|chín|mười))\b[.:\-–]?\s*"
        ),
    ),
    ("chapter", 1, re.compile(r"^(?:CHƯƠNG|Chương)\s+(?P<label>[IVX]{1,6}|\d{1,2})\b[.:\-–]?\s*")),
    ("section", 2, re.compile(r"^(?P<label>(?:MỤC|Mục)\s+(?:[IVX]{1,5}|\d{1,2}))\s*[.:]\s*(?=\S)")),
    # An engine reads the capital I as l or as a stroke: only before a heading in capitals.
    ("roman", 2, re.compile(rf"^(?P<misread>[IVXl|]{{1,5}})\s?[.\-–]\s*(?=[{CAPITAL}]{{2}})")),
    (
        "roman",
        2,
        re.compile(
            rf"^(?!V\s?/\s?v\b)(?P<label>[IVX]{{1,6}})\s?"
            rf"(?:\.\s?[-–]|[.\-–)]|/(?=\s?[^\d\s])|(?=\s[{CAPITAL}]{{2}}))\s*(?=\S)"
        ),
    ),
    ("article", 3, re.compile(r"^(?P<label>(?:ĐIỀU|Điều)\s+\d{1,3})\s*[.:]\s*")),
    ("number", 4, re.compile(r"^(?:KHOẢN|Khoản)\s+(?P<label>\d{1,2})\s*[.:]\s*(?=\S)")),
    ("letter", 6, re.compile(r"^(?:ĐIỂM|Điểm)\s+(?P<label>[a-zđ])\s*[.:)]\s*(?=\S)")),
    (
        "decimal",
        5,
        re.compile(
            r"^(?P<label>\d{1,2}(?:\.\d{1,2}){1,3})"
            rf"(?:\.?\s+(?=\D)|\.?\s?[-–)]\s*(?=[^\W\d_])|/\s+(?=[^\W\d_])|[./](?={_WORD}))"
        ),
    ),
    (
        "number",
        4,
        re.compile(
            r"^(?P<label>\d{1,2})"
            rf"(?:\s?[.)]\s*(?:[-–]\s*)?(?=[^\d\s.,])|[-–](?:\s+(?=[{CAPITAL}])|(?={_WORD}))|/(?:\s+(?=[^\W\d_])|(?={_WORD})))"
        ),
    ),
    (
        "letter",
        6,
        re.compile(
            rf"^(?P<label>[^\W\d_A-Z])\s?\)(?:\s+(?=\S)|(?=[{CAPITAL}]))"
            rf"|^(?P<slashed>[a-zđ])/(?:\s+(?=[^\W\d_])|(?={_WORD}))"
            rf"|^(?P<dotted>[a-eđ])\.\s+(?=\S)|^(?P<dot>[a-zđ])\.(?:\s+(?=[{CAPITAL}])|(?={_WORD}))"
        ),
    ),
    ("paren", 9, re.compile(r"^\((?P<label>\d{1,3}|[ivx]{1,5}|[a-zđ])\)(?:\.(?=\s))?\s*(?=\S)")),
    ("plus", 8, re.compile(rf"^[+{BULLETS}]\s*(?=\S)")),
    ("dash", 7, re.compile(r"^[-–*](?:\s+(?=[^\s\-–*])|(?=[^\s\-–*\d]))")),
)


@dataclass(frozen=True, slots=True)
class Opener:
    """The enumerator that opens a block: its kind, its rank (lower is outer), its label, and where the text begins."""

    kind: str
    rank: int
    label: str
    end: int


def opener_of(text: str) -> Opener | None:
    """The enumerator at the start of a text ("IV-", "1.", "b)", "- ", "(2)", "Điều 3."), or None."""
    for kind, rank, pattern in _OPENERS:
        match = pattern.match(text)
        if match:
            labels = [v for v in match.groupdict().values() if v]
            label = labels[0] if labels else "-"
            if match.groupdict().get("misread"):
                label = label.replace("l", "I").replace("|", "I")
            return Opener(kind, rank, label, match.end())
    return None


def body_of(text: str) -> str:
    """The text without its opener."""
    opener = opener_of(text)
    return text[opener.end :] if opener else text


# --- kinds ------------------------------------------------------------------------------------

_FOOTNOTE = re.compile(r"^\s*[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\s*\S")
_PAGE_NUMBER = re.compile(r"^[-–\s]*\d{1,3}[-–\s]*$")
_RECIPIENTS = re.compile(r"^[\W_]*noi nhan\b")
_ADDRESSEE = re.compile(r"^kinh gui\b")
_STAMP = re.compile(
    r"^(?:ky boi|nguoi ky|ngay ky|thoi gian ky|co quan ky|email|van ban den|den so|so den|cong van den|"
    r"luu ho so(?: so)?|da ky|signature|signed by)\b|^(?:den|ngay)\s+\d{1,2}\s\d{1,2}\s\d{4}\s\d{1,2}\s\d{2}\s\d{2}|"
    r"\d{1,2}\s\d{2}\s\d{2}\s\+?\d{2}\s00$"
)
_ROUTING = re.compile(r"^Chuy[êể]n\s*:")  # "Chuyển: ..." on an incoming-mail stamp
_SIGNING = re.compile(r"^(?:Cơ quan|Chức vụ|Đơn vị)\s*:")  # in a digital signature, below "Người ký: ..."
_CAPTION_EN = re.compile(
    r"\b(?:the|this) image\b|\b(?:handwritten|signature) in (?:black|blue) ink\b|\bappears to be\b", re.I
)


def is_caps(text: str) -> bool:
    """Whether nearly all letters are capitals (at least three letters)."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= 3 and sum(c.isupper() for c in letters) >= 0.85 * len(letters)


def is_heading(text: str, *, bold: bool = False) -> bool:
    """Whether a block that begins with an enumerator is a heading: short, and not a sentence that ends.

    A heading ends without a full stop ("1. Hoàn thiện thể chế"), or with the colon that opens its items
    ("a) Sở Tài chính:"). Items of a list end with a stop or a semicolon.
    """
    opener = opener_of(text)
    if opener is None:
        return False
    body = text[opener.end :].strip()
    if opener.kind in ("annex", "part", "chapter", "section"):
        return True
    if not body or opener.kind in ("dash", "plus", "paren"):
        return False
    if opener.kind == "article":
        return len(body) < 120 and not body.endswith((".", ";"))
    if opener.kind == "roman":
        return is_caps(body) or len(body) < 250
    if body.endswith(":"):
        return len(body) < 160
    if body.endswith((".", ";", ",", "/")) and not is_caps(body):
        return bold and len(body) < 120
    return len(body) < 400


def _bold(block: Block) -> bool:
    if block.words:
        return sum(w.bold for w in block.words) > 0.6 * len(block.words)
    raw = block.text_raw.strip()
    return raw.startswith(("**", "#")) or (raw.startswith("***") and raw.endswith("***"))


def classify(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give every block its kind by its own text. Letterhead, title and signature are found by ``documents``."""
    out: list[Block] = []
    recipients = False
    for block, following in zip(blocks, [*blocks[1:], None], strict=False):
        if block.kind != BlockKind.PARAGRAPH:
            recipients = recipients and block.kind in (BlockKind.NOISE, BlockKind.PAGE_NUMBER)
            out.append(block)
            continue
        kind = _kind(block, recipients)
        if kind == BlockKind.LIST_ITEM and following is not None and _heads_list(block.text, following.text):
            kind = BlockKind.HEADING
        elif kind == BlockKind.HEADING and not _bold(block) and _heads_nothing(block.text, following):
            kind = BlockKind.LIST_ITEM
        if out and out[-1].kind == BlockKind.STAMP and _SIGNING.match(block.text):
            kind = BlockKind.STAMP
        if kind == BlockKind.RECIPIENTS:
            recipients = True
        elif kind not in (BlockKind.NOISE, BlockKind.STAMP, BlockKind.PAGE_NUMBER):
            recipients = False
        out.append(replace(block, kind=kind))
    return tuple(out)


def _heads_list(text: str, following: str) -> bool:
    """Whether "(1) Sở Tài chính" is the heading of the list that begins behind it."""
    opener, first = opener_of(text), opener_of(following)
    if opener is None or opener.kind != "paren" or first is None or first.kind not in ("number", "letter", "dash"):
        return False
    body = text[opener.end :].strip()
    return len(body) < 120 and body[-1:] not in (".", ";", ",", "/") and first.label in ("1", "a", "-")


_TOPIC_LENGTH, _SENTENCE_LENGTH = 60, 120  # characters


def _heads_nothing(text: str, following: Block | None) -> bool:
    """Whether a long item that lacks its stop only looks like a heading: its sibling or an outer item stands right
    behind it, or a paragraph that opens no list behind an item as long as two clauses or a date."""
    opener = opener_of(text)
    if opener is None or opener.kind not in ("number", "decimal", "letter"):
        return False
    body = text[opener.end :].strip()
    if len(body) < _TOPIC_LENGTH or is_caps(body) or body.endswith(":") or _TOPIC.match(body):
        return False
    if following is None or following.kind != BlockKind.PARAGRAPH:
        return following is None
    after = opener_of(following.text)
    if after is None:
        said = len(body) >= _SENTENCE_LENGTH and (";" in body or body[-1].isdigit())
        return said and following.text[:1].isupper() and not following.text.rstrip().endswith(":")
    return after.rank <= opener.rank


def _kind(block: Block, recipients: bool) -> BlockKind:
    text = block.text
    key = fold(text)
    raw = clean(block.text_raw) if not block.repairs else text
    if (
        not any(c.isdigit() for c in text)
        and sum(c.isalpha() for c in text) <= 2
        and not re.search(r"[^\W\d_]{2}", text)
    ):
        return BlockKind.NOISE  # "*", "-----", what OCR makes of a stroke
    if _PAGE_NUMBER.match(text):
        return BlockKind.PAGE_NUMBER
    if _FOOTNOTE.match(text) or _FOOTNOTE.match(raw):
        return BlockKind.FOOTNOTE
    if _CAPTION_EN.search(text) and not any(ord(c) > 0x1EA0 for c in text.split("'")[0]):
        return BlockKind.NOISE
    if _RECIPIENTS.match(key) or _ADDRESSEE.match(key):
        return BlockKind.RECIPIENTS
    if len(text) < 120 and (_STAMP.search(key) or _ROUTING.match(text)):
        return BlockKind.STAMP
    opener = opener_of(text)
    if recipients and (text.startswith(("-", "–", "+", "(", *BULLETS)) or (text[:1].islower() and opener is None)):
        return BlockKind.RECIPIENTS
    if opener is not None:
        return BlockKind.HEADING if is_heading(text, bold=_bold(block)) else BlockKind.LIST_ITEM
    return BlockKind.PARAGRAPH


# --- paragraphs cut by pages and footnotes ----------------------------------------------------

_ENDS = re.compile(r"[.;:!?…/][\"”’)\]]*$")
# The last word of a line that no sentence ends with: the rest of it stands in the next block.
_UNFINISHED = re.compile(
    r"(?:\s(?:và|hoặc|của|các|những|với|về|cho|từ|do|tại|đến|để|trong|theo|bằng|ngày|số|Bộ|Sở|Ban|"
    r"Ủy ban|Uỷ ban|Hội đồng)|"
    r"[^\W\d_],|[;,.]\s\((?:\d{1,2}|[ivx]{1,4})\))$"
)
_OPENS_ANEW = re.compile(r"^(?:Căn cứ|Theo|Xét|Thực hiện|Kính gửi|Trân trọng|Nơi nhận)\b")
_SHORTEST = 40
_LONG = 100
_TOPIC = re.compile(r"\bVề\s")
_SKIPPED = (BlockKind.FOOTNOTE, BlockKind.PAGE_NUMBER, BlockKind.NOISE, BlockKind.STAMP)
_BODY = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.HEADING)


def link_paragraphs(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Mark blocks that go on with the paragraph of an earlier block: ``continues``.

    A block continues the last body block before it when that one does not end like a sentence (a semicolon ends a long
    one only before an enumerator) and this one begins in lower case without an enumerator, or when that one breaks off
    at a word that must go on ("... phối hợp với Bộ" / "Tài chính ..."), or when this one goes on with an enumeration
    inside it ("... gồm: (1) Sửa A;" / "(2) Xây B; ..."); footnotes, page numbers and noise may stand
    between, tables may not. The rest of a footnote that runs over a page begins in lower case too: it goes to the body
    block only if no footnote that was cut stands nearer.
    """
    out: list[Block] = []
    body: int | None = None  # the last body block
    head: int | None = None  # the block in which its paragraph begins
    note: int | None = None
    for block in blocks:
        text = block.text
        lower = bool(text) and (text[0].islower() or text[0] in ",;)") and opener_of(text) is None
        if block.kind in _BODY:
            if lower and note is not None and body is not None and _ENDS.search(out[body].text):
                out.append(replace(block, kind=BlockKind.FOOTNOTE, continues=True))
                note = None if _ENDS.search(text) else len(out) - 1
                continue
            if body is not None and (
                (lower and _is_open(out[body].text))
                or _breaks_off(out[body], block)
                or _ends_partner(out[body], block)
                or _goes_on_counting(out[head if head is not None else body : body + 1], block)
            ):
                block = replace(block, continues=True)
                if head is not None and out[head].kind == BlockKind.HEADING and _ENDS.search(text):
                    out[head] = replace(out[head], kind=BlockKind.LIST_ITEM)  # a sentence that was cut is no heading
            else:
                head = len(out)
            out.append(block)
            body = len(out) - 1
            continue
        out.append(block)
        if block.kind == BlockKind.FOOTNOTE:
            note = None if _ENDS.search(text) else len(out) - 1
        elif block.kind not in _SKIPPED:
            body, note = None, None
    return tuple(out)


def _is_open(text: str) -> bool:
    """Whether words in lower case behind a text go on with it."""
    return not _ENDS.search(text) or (len(text) >= _SHORTEST and text.endswith(";"))


_COUNTED = re.compile(r"(?<![\w)])\((\d{1,2}|[ivx]{1,5})\)")
_ROMAN = {r: n for n, r in enumerate("i ii iii iv v vi vii viii ix x xi xii".split(), 1)}


def _goes_on_counting(before: Sequence[Block], block: Block) -> bool:
    """Whether a block "(2) ..." goes on with the items inside the paragraph before it, which has not ended."""
    opener = opener_of(block.text)
    if opener is None or opener.kind != "paren" or not _is_unended(before[-1].text):
        return False
    text = " ".join(b.text for b in before if b.kind in _BODY)
    first = opener_of(text)
    marks = [m[1] for m in _COUNTED.finditer(text, first.end if first else 0)]
    if opener.label.isdecimal():
        return str(int(opener.label) - 1) in marks
    return opener.label in _ROMAN and any(_ROMAN.get(m) == _ROMAN[opener.label] - 1 for m in marks)


def _is_unended(text: str) -> bool:
    return text.rstrip().endswith((";", ",")) or not _ENDS.search(text)


def _breaks_off(before: Block, block: Block) -> bool:
    """Whether a body block ends in the middle of a sentence that a block in capitals or digits can go on.

    A damaged text layer breaks lines anywhere and begins the next with scraps in capitals: there every long text
    without an end goes on, unless it is a heading on a topic.
    """
    text = block.text
    torn = (
        bool(before.repairs and block.repairs)
        and len(before.text) >= _LONG
        and not _ENDS.search(before.text)
        and not _TOPIC.search(before.text[:_SHORTEST])
    )
    return (
        block.kind == BlockKind.PARAGRAPH
        and len(before.text) >= _SHORTEST
        and (torn or _UNFINISHED.search(before.text) is not None)
        and not is_caps(before.text)
        and not is_caps(text)
        and opener_of(text) is None
        and not _OPENS_ANEW.match(text)
    )


_NAMES_PARTNER = re.compile(r"\b(?:phối hợp|cùng)\s(?:với\s|cùng\s)?(?:[^.;:]*[,\s])?[^\W\d_][^.;:]*$")
_NAME_ENDS = re.compile(rf"[{CAPITAL}][^\s.;:,]*(?:,?\s[^\s.;:,]+){{0,7}}:$")


def _ends_partner(before: Block, block: Block) -> bool:
    """Whether a line is the rest of the partner with whose name a numbered heading breaks off: "2. Sở A chủ trì, phối
    hợp với Công ty B" / "Mây Hồng:"."""
    opener = opener_of(before.text)
    heads = opener is not None and opener.kind in ("number", "decimal", "letter") and not _ENDS.search(before.text)
    rest = block.kind == BlockKind.PARAGRAPH and opener_of(block.text) is None and not is_caps(block.text)
    return heads and rest and bool(_NAMES_PARTNER.search(before.text) and _NAME_ENDS.fullmatch(block.text.strip()))


# --- section paths ----------------------------------------------------------------------------


# The order of Vietnamese point letters (Decree 30/2020/NĐ-CP, annex I: a, b, c, d, đ, e ...); some issuers leave out đ.
_LETTERS = "abcdđeghiklmnopqrstuvxy"


_LABELS = frozenset(_LETTERS + "fjwz")


def _by_sequence(label: str, before: str | None, after: str | None) -> str:
    """The letter that was meant: a second "d)" is "đ)" where a "d)" stands right before it, and the like of OCR.

    What is no letter of an enumeration ("ø)") takes the place that its neighbours leave: between "e)" and "h)", and
    behind "e)" where nothing follows, it is "g)". Where two letters can be meant it stays as read.
    """
    if label not in _LABELS and (before or after):
        meant = [letter for letter in _follows(before) if after is None or after in _follows(letter)]
        return meant[0] if len(meant) == 1 else label
    if before is None or label != before or label not in _LETTERS:
        return label
    following = _LETTERS[_LETTERS.index(label) + 1 : _LETTERS.index(label) + 2]
    return following if following and fold(following) == fold(label) else label


def _follows(letter: str | None) -> str:
    """The letters that can stand right behind one, "a" at the beginning; "đ" may be left out."""
    if letter is None:
        return "a"
    at = _LETTERS.find(letter) + 1
    return (_LETTERS[at : at + 1] + ("e" if letter == "d" else "")) if at else ""


def _letter_after(blocks: Sequence[Block], at: int) -> str | None:
    """The letter of the next item beside the block ``at``; None when it is the last."""
    for block in blocks[at + 1 :]:
        opener = opener_of(block.text) if block.kind in _BODY and not block.continues else None
        if opener is not None and opener.rank <= _LETTER_RANK:
            return opener.label if opener.kind == "letter" else None
    return None


_LETTER_RANK = 6


def number_sections(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Give every body block of one document its section path. Annexes begin a path of their own.

    A letter that cannot follow its neighbour ("c)", "d)", "d)", or "c)", "đ)", "đ)"), or that is none ("e)", "ø)",
    "h)"), is corrected by the sequence in the path; the text keeps what is printed.
    """
    stack: list[tuple[float, str]] = []
    counts: dict[tuple[str, ...], int] = {}
    letters: dict[tuple[str, ...], str] = {}
    out: list[Block] = []
    for at, block in enumerate(blocks):
        if (block.kind in _BODY or _annex(block)) and not block.continues:
            opener = opener_of(block.text)
            after = _letter_after(blocks, at) if opener is not None and opener.kind == "letter" else None
            if opener is not None and opener.label == after == "đ":
                opener = replace(opener, label="d")
            if opener is None:
                stack = [entry for entry in stack if entry[0] < 7]
            else:
                rank = _rank_of(opener, stack)
                stack = [entry for entry in stack if entry[0] < rank]
                stack.append((rank, _label(opener, tuple(n for _, n in stack), counts, letters, after)))
                here = tuple(name for _, name in stack)
                if opener.kind not in ("dash", "plus", "paren"):
                    counts = {key: n for key, n in counts.items() if key[: len(here)] != here}
                letters = {key: n for key, n in letters.items() if len(key) < len(here) or key[: len(here)] != here}
        out.append(replace(block, section_path=tuple(name for _, name in stack)))
    return tuple(out)


_BELOW_ARTICLES = 3.5


def _rank_of(opener: Opener, stack: Sequence[tuple[float, str]]) -> float:
    """The rank of an enumerator below those of ``stack``. "(1)" has none of its own: the first of a list stands inside
    what it follows ("I. / (1) / a)" or "a) / (1)"), the others stand beside the one before them."""
    if opener.kind != "paren":
        return opener.rank
    before = _before(opener.label)
    beside = [rank for rank, label in stack if label == f"({before})"]
    if beside:
        return beside[-1]
    if before or not stack:
        return opener.rank if before else _BELOW_ARTICLES
    above = stack[-1][0]
    return max(_BELOW_ARTICLES, above + (0.5 if above == int(above) else 0.25))


def _before(label: str) -> str:
    """The label before one in its list; empty for the first."""
    if label.isdecimal():
        return str(int(label) - 1) if int(label) > 1 else ""
    if label in _ROMAN and label != "v":
        return next((r for r, n in _ROMAN.items() if n == _ROMAN[label] - 1), "")
    at = _LETTERS.find(label)
    return _LETTERS[at - 1] if at > 0 else ""


def _annex(block: Block) -> bool:
    opener = opener_of(block.text) if block.kind == BlockKind.TITLE else None
    return opener is not None and opener.kind == "annex"


def _label(
    opener: Opener,
    above: tuple[str, ...],
    counts: dict[tuple[str, ...], int],
    letters: dict[tuple[str, ...], str],
    after: str | None,
) -> str:
    """The label of one enumerator below ``above``; dashes are counted, letters checked against their neighbours."""
    if opener.kind in ("dash", "plus"):
        key = (*above, opener.kind)
        counts[key] = counts.get(key, 0) + 1
        return f"{'-' if opener.kind == 'dash' else '+'}{counts[key]}"
    if opener.kind == "paren":
        return f"({opener.label})"
    if opener.kind == "annex":
        return "Phụ lục" + opener.label[len("Phụ lục") :]
    if opener.kind == "letter":
        letters[above] = _by_sequence(opener.label, letters.get(above), after)
        return letters[above]
    return opener.label
