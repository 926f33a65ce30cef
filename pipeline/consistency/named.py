"""How many things a list names against how many the text says: "10 cơ quan" with nine named."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractors.outline import Opener, opener_of
from normalizers.agency import parse_agencies
from normalizers.claims import Claim, find_claims, sentence_end
from normalizers.enumerations import Item, inline_items, is_open_list, listed_names
from normalizers.number import parse_ordinal
from normalizers.text import CAPITAL, SUPERSCRIPT_DIGITS, fold
from pipeline.consistency.passages import Passage
from pipeline.consistency.say import Side, claim_side, finding, shown, unsure
from pipeline.model import BlockKind, Finding, Role

_MARK = re.compile(rf"^[^.;:()]{{0,90}}?(?P<mark>[{SUPERSCRIPT_DIGITS}]{{1,3}})")
_DIGITS = str.maketrans(SUPERSCRIPT_DIGITS, "0123456789")
_EXAMPLES = re.compile(
    r"^\W*(?:như|ví dụ|vd|chẳng hạn|nhất là|trong đó|tiêu biểu|điển hình|đặc biệt|theo|căn cứ|tại|xem)\b", re.IGNORECASE
)
_INTRO = re.compile(r"^\W*(?:bao gồm|gồm(?: có)?|cụ thể|các|là)\b[^:]{0,40}:?\s*", re.IGNORECASE)
_BODIES = frozenset("bộ ban sở tỉnh cơ địa đơn ngành thành xã phường huyện".split())


# "Ba xã ..." at the head of a sentence. Not "Năm": as a word it is mostly the year.
_IN_WORDS = re.compile(
    r"(?:^\W*(?:\d+[.)]\s*)?|[.;]\s+)(?P<n>Hai|Ba|Bốn|Sáu|Bảy|Tám|Chín|Mười) (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)(?!\w)"
)
_WORDS = {"Hai": 2, "Ba": 3, "Bốn": 4, "Sáu": 6, "Bảy": 7, "Tám": 8, "Chín": 9, "Mười": 10}


def _claims_in_words(text: str) -> tuple[Claim, ...]:
    """Numbers written as words at the head of a sentence, as claims."""
    return tuple(
        Claim(m["n"], float(_WORDS[m["n"]]), m["noun"], m.start("n"), m.end("n"), m.end("noun"))
        for m in _IN_WORDS.finditer(text)
    )


def find_named(source_id: str, passages: Sequence[Passage], index: int, claims: tuple[Claim, ...]) -> Iterator[Finding]:
    """Claims of ``passages[index]`` whose list (after a colon, in brackets, in a footnote) names more or fewer."""
    passage = passages[index]
    for claim in _claims_in_words(passage.text):
        listed = _class_list(passage.text, claim)
        if listed is not None:
            yield from _name_finding(source_id, passage, claim, passage, *listed)
    yield from _items_below(source_id, passages, index, claims)
    for position, claim in enumerate(claims):
        if claim.percent or not claim.noun or not 2 <= claim.value <= 200 or claim.step != 1:
            continue
        after = claims[position + 1].start if position + 1 < len(claims) else len(passage.text)
        found = _list_beside(passage.text, claim, after)
        found = found or _class_list(passage.text, claim)
        if found is not None:
            names, start, end = found
            yield from _name_finding(source_id, passage, claim, passage, names, start, end)
            continue
        yield from _named_in_note(source_id, passages, index, claims, position)


_NO_LIST = re.compile(r"\b(?:như|nhất là|ví dụ|trong đó|tại|ở)\b", re.IGNORECASE)
_OF = re.compile(r"\b(?:thuộc|theo|của)\b", re.IGNORECASE)


def _list_beside(text: str, claim: Claim, after: int) -> tuple[int, int, int] | None:
    """How many things the list after a claim names, and its span: after a colon, or in brackets beside the noun."""
    stop = sentence_end(text, claim.end)
    gap = re.match(r"[^.;:()\[\]]{0,140}?(?P<mark>[:(])\s*", text[claim.end : stop])
    if gap is None or _NO_LIST.search(gap[0]) or (gap["mark"] == "(" and _OF.search(gap[0])):
        return None
    start = claim.end + gap.end()
    if after < start:
        return None
    bracket = gap["mark"] == "("
    opened = text.rfind("(", 0, claim.start)
    within = opened > text.rfind(")", 0, claim.start)
    end = text.find(")", start) if bracket or within else stop
    body = text[start : end if end >= 0 else stop]
    if not bracket and _ITEM_HERE.match(text, start):
        return _items_beside(text, start)
    if body.rstrip().endswith((",", ";")):
        return None  # the list goes on elsewhere
    if bracket and fold(gap[0]) and claim.noun_end - claim.end + 4 < gap.end():
        return None
    names = _names_in(body, claim)
    if names is None or (bracket and abs(names - claim.value) > max(1.0, 0.2 * claim.value)):
        return None
    return names, start, start + len(body)


# Words of a class that its members bear: "xã Tân Hòa", "đường Lê Lợi".
_CLASSES = "xã|phường|thị trấn|huyện|tỉnh|thành phố|quận|thôn|ấp|đường|phố|sông|hồ|cầu|cảng|bệnh viện|trường|chợ|đảo"
_OPENS_CLASS = re.compile(rf"(?::|\blà|\bgồm:?)\s+(?=(?P<class>{_CLASSES}) [{CAPITAL}])")


def _class_list(text: str, claim: Claim) -> tuple[int, int, int] | None:
    """How many members "Ba xã ...: xã A, xã B và xã C" names, each with the word of the class that is counted."""
    stop = sentence_end(text, claim.end)
    opens = _OPENS_CLASS.search(text, claim.end, stop)
    if opens is None or opens["class"] not in claim.noun.lower() or opens.start() - claim.noun_end > 60:
        return None
    if re.search(r"[.;:()]", text[claim.end : opens.start()]) or _NO_LIST.search(text[claim.end : opens.start()]):
        return None
    if is_open_list(text[opens.end() : stop]):
        return None
    parts = [p.strip() for p in re.split(r"[,;]|\bvà\b", text[opens.end() : stop]) if p.strip()]
    member = re.compile(rf"{opens['class']} [{CAPITAL}][\w-]*(?: [\w-]+){{0,6}}")
    if len(parts) < 2 or not all(member.fullmatch(part) for part in parts):
        return None
    return len(parts), opens.end(), stop


_BELOW = re.compile(r"^[^.;:()]{0,90}?(?:sau đây|sau|như sau|dưới đây|gồm|là)\s*:\s*$", re.IGNORECASE)
_COUNTABLE = re.compile(
    r"^(?:nhóm )?(?:nhiệm vụ|nội dung|giải pháp|nhóm|mục tiêu|yêu cầu|công việc|vấn đề|việc|đề án|dự án|tiêu chí"
    r"|nguyên tắc|biện pháp|bước|tổ|đoàn|điểm)(?!\w)",
    re.IGNORECASE,
)


def _items_below(
    source_id: str, passages: Sequence[Passage], index: int, claims: tuple[Claim, ...]
) -> Iterator[Finding]:
    """ "05 nhiệm vụ trọng tâm sau:" over numbered items that are four: a run from the first, of one form, that ends
    with the document, with a heading, or with an item of the level of what announces it."""
    passage = passages[index]
    if not claims or claims[-1].vague or claims[-1].percent or claims[-1].whole is not None:
        return
    claim = claims[-1]
    if len(claims) > 1 and re.fullmatch(r"(?:,| và|, và) ?", passage.text[claims[-2].noun_end : claim.start]):
        return  # "01 pháp lệnh, 03 nghị quyết sau đây:" announces four
    if not 2 <= claim.value <= 60 or not _COUNTABLE.match(claim.noun) or not _BELOW.match(passage.text[claim.end :]):
        return
    run = _run_below(passages[index + 1 :], opener_of(passage.text))
    if len(run) < 2 or len(run) == claim.value or 2 * len(run) < claim.value:
        return  # so few are another list
    said, ends = claim_side(passage, claim), (run[0], run[-1])
    listed = Side(" – ".join(shown(p.text, 40) for p in ends), tuple(e for p in ends for e in p.evidence(0, 3)))
    found = finding(
        source_id,
        "count_named_differs",
        (said.value, len(run)),
        f"Nêu {said.vi} nhưng liệt kê {len(run)}: {listed.vi}.",
        f"The text says {said.en} but {len(run)} items follow: {listed.en}.",
        said,
        listed,
        document=passage.document,
        values=(said.value, str(len(run))),
    )
    yield unsure(found) if passage.recognised else found


def _run_below(after: Sequence[Passage], outer: Opener | None) -> list[Passage]:
    """The items of the first series behind a passage; empty when it does not begin with the first, or breaks."""
    run: list[Passage] = []
    kind = ""
    for passage in after:
        if passage.kind is BlockKind.FOOTNOTE:
            continue
        opener = opener_of(passage.text) if passage.kind in (BlockKind.LIST_ITEM, BlockKind.HEADING) else None
        if not run:
            place = _place(opener)
            if opener is None or place != 1 or (outer is not None and opener.rank <= outer.rank):
                return []
            run, kind = [passage], opener.kind
            continue
        if opener is None:
            if passage.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
                continue  # more of an item, or the words behind the list
            break
        if opener.kind == kind:
            place = _place(opener)
            if place == 1:
                break
            if place != len(run) + 1:
                return []
            run.append(passage)
        elif opener.rank < (first.rank if (first := opener_of(run[0].text)) else 0):
            break
    return run


def _place(opener: Opener | None) -> int | None:
    """The place of an item in its series: 2 for "2.", "b)", "II."; None for dashes and labels of several levels."""
    if opener is None or opener.kind not in ("number", "letter", "roman"):
        return None
    ordinal = parse_ordinal(f"{opener.label}{')' if opener.kind == 'letter' else '.'}")
    return ordinal.value[0] if ordinal is not None and len(ordinal.value) == 1 else None


_ITEM_HERE = re.compile(r"\((?:1|i)\)")


def _items_beside(text: str, start: int) -> tuple[int, int, int] | None:
    """How many items "(1) ...; (2) ..." follow, over full stops too; None when the list breaks or goes on elsewhere."""
    run: list[Item] = []
    for item in inline_items(text[start:]):
        if item.n == 1 and run:
            break
        if item.n != len(run) + 1:
            return None
        run.append(item)
    end = start + run[-1].end if run else start
    closed = bool(run) and not text[:end].rstrip().endswith((";", ","))
    return (len(run), start, end) if closed else None


def _names_in(body: str, claim: Claim) -> int | None:
    """How many names a plain list holds; None when that is not beyond doubt."""
    names = listed_names(body)
    if len(names) < 2 or not all(name[0].isupper() for name in names):
        return None
    if re.search(r"\bcác\b", body):
        return None  # a collective names nobody knows how many
    if claim.noun.split()[0].lower() in _BODIES:
        bodies = [m for m in parse_agencies(body, Role.LEAD) if not m.is_collective]
        if len(bodies) == claim.value:
            return len(bodies)
        if any(m.agency_id is None for m in bodies) and len(bodies) != len(names):
            return None
        return len(names) if len(bodies) == len(names) or len(names) == claim.value else None
    return len(names)


def _named_in_note(
    source_id: str, passages: Sequence[Passage], index: int, claims: tuple[Claim, ...], position: int
) -> Iterator[Finding]:
    """A footnote right after the claim (or after the row of claims that it closes) names the things."""
    passage, claim = passages[index], claims[position]
    chain = list(claims[position + 1 :])
    end = claim.noun_end
    while chain and re.fullmatch(r"(?:,| và|, và) ?", passage.text[end : chain[0].start]):
        end = chain.pop(0).noun_end
    match = _MARK.match(passage.text[end:])
    if match is None or (chain and chain[0].start < end + match.end()):
        return
    mark = match["mark"].translate(_DIGITS)
    note = next((p for p in passages[index + 1 :] if p.mark == mark), None)
    if note is None or passage.kind == BlockKind.FOOTNOTE:
        return
    body = note.text.lstrip(SUPERSCRIPT_DIGITS + " ")
    offset = len(note.text) - len(body)
    if _EXAMPLES.match(body) or is_open_list(body):
        return
    alone = end == claim.noun_end
    found = _count_in_note(body, claim, alone=alone and match.end() <= 60)
    if found is not None:
        yield from _name_finding(source_id, passage, claim, note, found[0], offset + found[1], offset + found[2])


def _count_in_note(body: str, claim: Claim, *, alone: bool) -> tuple[int, int, int] | None:
    """How many things of the claimed kind a footnote names, and where. ``alone``: the note is about this claim only."""
    items = inline_items(body)
    if alone and items and items[0].start <= 30 and not re.search(r"[.;]", body[: items[0].start]):
        numbers = [item.n for item in items]
        return (len(items), 0, len(body)) if numbers == list(range(1, len(items) + 1)) else None
    if items:
        return None
    intro = _INTRO.match(body)
    start = intro.end() if intro else 0
    if alone and (names := _names_in(body[start:], claim)) is not None:
        return names, start, len(body)
    first = claim.noun.split()[0]
    if len(first) < 3 or not first[0].isupper():
        return None
    stop = next((c.start for c in find_claims(body)), len(body))
    parts = [p.strip() for p in re.split(r"[,;]|\bvà\b", body[start:stop]) if p.strip()]
    own = [p for p in parts if p.startswith(first + " ")]
    return (len(own), start, stop) if len(own) >= 2 and len(own) == len(parts) else None


def _name_finding(
    source_id: str, passage: Passage, claim: Claim, where: Passage, names: int, start: int, end: int
) -> Iterator[Finding]:
    if names == claim.value or (claim.vague and names > claim.value):
        return
    said = claim_side(passage, claim)
    listed = Side(shown(where.text[start:end].strip(" ,;").removesuffix(" và"), 120), where.evidence(start, end))
    yield finding(
        source_id,
        "count_named_differs",
        (said.value, names),
        f"Nêu {said.vi} nhưng kể tên {names}: {listed.vi}.",
        f"The text says {said.en} but names {names}: {listed.en}.",
        said,
        listed,
        document=passage.document,
        values=(said.value, str(names)),
    )
