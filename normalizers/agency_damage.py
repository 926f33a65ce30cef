"""What scanning does to an agency cell: stray signs inside names, lost spaces, strokes read as letters.

A damaged piece of a cell counts as a registered body only when it is letter for letter one registered name once stray
signs, spaces and strokes are left out, and when the piece cannot be two items of a list. Nothing here guesses between
two bodies: what is not exactly one name keeps its own words.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from rapidfuzz.distance import Levenshtein

from normalizers.agency_gazetteer import printed
from normalizers.agency_phrases import (
    item_ends,
    phrase_at,
    starts_collective,
    starts_head,
    table,
)
from normalizers.agency_register import Entry, Index, index, letters
from normalizers.agency_tokens import AND, COMMA, SPACE, Token, tokenize
from normalizers.text import fold, is_syllable, modern_tone, tone_key

#: Signs that dirt, table rules and speckles are read as. The semicolon and brackets are left out: where they stand,
#: the writer parted something.
_STRAY = frozenset(".,:|*•!?…'\"`´‘’“”„~_-–—=^°·/\\ \u00a0")
#: Those that no writer puts between two items.
_NO_SEPARATOR = frozenset("|'\"`´‘’“”„~_^°· \u00a0")
#: Strokes of rules and dots that OCR writes as letters; none of them is a Vietnamese word.
_STROKE = re.compile(r"[iíìỉĩịÍÌỈĨỊljtfr]|[iljtkfr]{2}")
#: The same as an item of its own; inside an item a capital I may number the body ("khu vực I").
_LONE_STROKE = re.compile(rf"{_STROKE.pattern}|I|[IK][iljtkfr]")
#: Below this many letters lost spaces and signs make too many words one.
_MIN_LETTERS = 5
#: Syllables of the longest damaged name that is looked for; keeps the cost linear in the length of a cell.
_LONGEST = 24
#: Signs and strokes inside one name; what is parted more often is a list, not a name.
_MOST_DIRT = 3
#: Letters of the longest run of words of a collective that is cut up ("các bộ, ngành, địa phương" has nineteen).
_LONGEST_RUN = 24
_AND_WORD = re.compile(r"\bvà\b", re.IGNORECASE)


class Mended(NamedTuple):
    """A registered name found in damaged text, up to but not including the token ``end``."""

    entry: Entry
    end: int


def _marked(text: str) -> str:
    return "".join(c for c in modern_tone(text).lower() if c.isalnum())


@lru_cache(maxsize=4096)
def _meant(register: Index, folded: str, marked: str, on: dt.date | None) -> Entry | None:
    """The one body that is spelt with these letters; None for none, for two, or when the marks say otherwise."""
    if len(folded) < _MIN_LETTERS:
        return None
    entries: dict[str, Entry] = {}
    for spelt in register.spelt_with(folded):
        wanted = _marked(spelt.text)
        if len(wanted) == len(marked):
            wrong = sum(a != b for a, b in zip(wanted, marked, strict=True))
            # as for clean text: marks may be wrong in a third of the syllables, or missing altogether
            if wrong > len(spelt.text.split()) // 3 and marked != folded:
                continue
        tokens = tokenize(spelt.text)
        match = register.match(tokens, 0, on=on)
        if match is not None and match.end == len(tokens):
            entries[match.entry.agency.agency_id] = match.entry
    return next(iter(entries.values())) if len(entries) == 1 else None


def is_stroke(token: Token) -> bool:
    """Whether a token is no word but a stroke: "ì", "l", "ki"."""
    return _STROKE.fullmatch(token.raw) is not None


def stroke_alone(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether token ``at`` is an item that is nothing but a stroke, parted by dirt and not by a comma or "và"."""
    if _LONE_STROKE.fullmatch(tokens[at].raw) is None or not item_ends(tokens, at + 1):
        return False
    return all(
        k in (0, len(tokens)) or (tokens[k].gap not in (COMMA, AND) and set(_between(text, tokens, k)) <= _STRAY)
        for k in (at, at + 1)
    )


def strokes_to(tokens: Sequence[Token], at: int) -> int:
    """Where the strokes that begin at ``at`` end, if nothing else stands before the next separator; else ``at``."""
    end = at
    while end < len(tokens) and end - at < 3 and is_stroke(tokens[end]) and (end == at or not item_ends(tokens, end)):
        end += 1
    return end if end > at and item_ends(tokens, end) else at


def _between(text: str, tokens: Sequence[Token], at: int) -> str:
    return text[tokens[at - 1].end : tokens[at].start]


def _may_be_stray(text: str, tokens: Sequence[Token], start: int, at: int, on: dt.date | None) -> bool:
    """Whether what stands before token ``at`` can be dirt inside the name that begins at ``start``.

    It cannot where the words after it can be an item of their own: where they begin a registered name, a collective,
    or (in capitals) a kind of body.
    """
    if tokens[at].gap in (SPACE, AND):
        return True
    # "và" is no token; what stands around it may be dirt too
    between = set(_AND_WORD.sub("", _between(text, tokens, at)))
    if not between <= _STRAY:
        return False
    if between <= _NO_SEPARATOR:
        return True
    own = index().match(tokens, at, on=on)
    if (own is not None and item_ends(tokens, own.end)) or starts_collective(tokens, at):
        return False
    return tokens[at].raw[:1].islower() or not starts_head(tokens, at)


def mended(
    text: str, tokens: Sequence[Token], at: int, *, prefix: Sequence[Token] = (), on: dt.date | None = None
) -> Mended | None:
    """The longest registered name that the damaged words from token ``at`` spell, after an unprinted ``prefix``.

    ``text`` is the text that the offsets of the tokens refer to. The name must end where an item ends (strokes before
    the separator are passed over).
    """
    if at >= len(tokens) or not tokens[at].first:
        return None
    pieces = [t.raw for t in prefix]
    kept: list[Token] = []
    dirt, best = 0, None
    for k in range(at, min(len(tokens), at + _LONGEST)):
        if k > at:
            if not _may_be_stray(text, tokens, at, k, on):
                break
            between = _between(text, tokens, k)
            dirt += tokens[k].gap not in (SPACE, AND) or is_stroke(tokens[k])
            if dirt > _MOST_DIRT:
                break
            if is_stroke(tokens[k]):
                continue
            if tokens[k].first and _AND_WORD.search(between):
                pieces.append("và")
        if tokens[k].first:
            pieces.append(tokens[k].raw)
        kept.append(tokens[k]._replace(gap=SPACE))
        end = strokes_to(tokens, k + 1)
        if not tokens[k].last or not item_ends(tokens, end):
            continue
        words = " ".join(pieces)
        entry = _meant(index(), letters(words), _marked(words), on)
        if entry is None and dirt:
            entry = index().near([*prefix, *kept])
        if entry is not None:
            best = Mended(entry, end)
    return best


# --- acronyms ---------------------------------------------------------------------------------

#: Capitals that are read for one another.
_ALIKE = {
    frozenset(p) for p in ("IT", "IL", "LT", "1I", "O0", "OQ", "CG", "OD", "DĐ", "VY", "UV", "8B", "5S", "HN", "EF")
}


@cache
def _acronyms(register: Index) -> dict[str, tuple[str, ...]]:
    """Acronyms of five letters or more by "", and of four or more behind a kind of body ("Bộ KHCN") by that word."""
    found: dict[str, dict[str, None]] = {}
    for agency in register.gazetteer.agencies:
        for alias in agency.aliases:
            head, _, short = printed(alias).rpartition(" ")
            if short.isupper() and short.isalpha() and len(short) >= (4 if head else 5) and " " not in head:
                found.setdefault(tone_key(head), {})[short] = None
    return {head: tuple(sorted(shorts)) for head, shorts in found.items()}


def acronym_meant(raw: str, on: dt.date | None = None, head: str = "") -> tuple[Entry, str] | None:
    """The body whose acronym ``raw`` misreads, and the acronym as it should be; None for none or two.

    One capital may look like the right one, or, behind a kind of body (``head``, "Bộ" in "Bộ KHCHN"), be one too many
    or too few.
    """
    if not raw.isupper() or not raw.isalpha() or len(raw) < (4 if head else 5):
        return None
    known = _acronyms(index()).get(tone_key(head), ())
    near = [k for k in known if k != raw and Levenshtein.distance(k, raw, score_cutoff=1) <= 1]
    if len(near) != 1 or raw in known:
        return None
    wrong = [frozenset(p) for p in zip(near[0], raw, strict=False) if p[0] != p[1]]
    if (len(near[0]) == len(raw) and wrong[0] not in _ALIKE) or (len(near[0]) != len(raw) and not head):
        return None
    match = index().match(tokenize(f"{head} {near[0]}".strip()), 0, on=on)
    return None if match is None else (match.entry, near[0])


# --- collectives ------------------------------------------------------------------------------

_WORDS = frozenset(
    "cac bo nganh dia phuong va so ban co lien quan don vi khac xa tinh thanh pho mot doanh nghiep".split()
)
_MEMBERS = table(
    "ngành, địa phương, cơ quan, đơn vị, tổ chức, doanh nghiệp, có liên quan, liên quan, sở, ban, đoàn thể"
)
_TAILS = table("có liên quan, liên quan, phương, quan, nghiệp, vị, khác")
_SPLIT_WORDS = frozenset(
    ("dia phuong", "lien quan", "co quan", "don vi", "doanh nghiep", "to chuc", "doan the", "co lien")
)
_DIRT = re.compile(r"[|*•!?…'\"`´‘’“”„~_^°·]|\.(?=\s|$)|(?:\bvà|,)\s+[-–—,]|[.,:]\s*[-–—,:]", re.IGNORECASE)


def unglued(token: Token) -> tuple[Token, ...]:
    """The words of a collective that lost their spaces ("Cácbộ"), or the token itself."""
    raw = token.raw
    if not (token.first and token.last) or not raw.isalpha() or raw.isupper() or len(raw) > _LONGEST_RUN:
        return (token,)
    if is_syllable(raw):
        return (token,)
    cuts = [c for c in _cut(raw) if len(c) > 1]
    if len(cuts) != 1:
        return (token,)
    out, start = [], token.start
    for n, word in enumerate(cuts[0]):
        if fold(word) != "va":
            gap = token.gap if n == 0 else AND if fold(cuts[0][n - 1]) == "va" else SPACE
            out.append(tokenize(word)[0]._replace(start=start, end=start + len(word), gap=gap))
        start += len(word)
    return tuple(out)


def _cut(raw: str) -> list[tuple[str, ...]]:
    """All ways to cut a word into words of collectives."""
    if not raw:
        return [()]
    out: list[tuple[str, ...]] = []
    for size in range(2, min(len(raw), 6) + 1):
        if fold(raw[:size]) in _WORDS and is_syllable(raw[:size]):
            out.extend((raw[:size], *rest) for rest in _cut(raw[size:]))
    return out


def collective_goes_on(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the collective goes on after a stray sign before ``at``: "các bộ. ngành và địa phương"."""
    if at >= len(tokens) or not set(_between(text, tokens, at)) <= _STRAY or not tokens[at].raw[:1].islower():
        return False
    return phrase_at(_MEMBERS, tokens, at) > 0 or phrase_at(_TAILS, tokens, at) > 0


def collective_text(text: str, tokens: Sequence[Token]) -> str | None:
    """The words of a damaged collective without what damaged it; None when its text is clean.

    ``tokens`` are those of the collective, in ``text``.
    """
    raw = text[tokens[0].start : tokens[-1].end]
    printed = [t for t in tokens if t.first]  # an abbreviation is one printed word
    kept = [t for t in printed if not is_stroke(t)]
    broken = [
        f"{a.key} {b.key}" in _SPLIT_WORDS and b.gap > SPACE and b.start > a.end for a, b in itertools.pairwise(kept)
    ]
    glued = any(a.end == b.start for a, b in itertools.pairwise(printed))
    if not kept or not (any(broken) or glued or len(kept) < len(printed) or _DIRT.search(raw)):
        return None
    out = kept[0].raw
    for k, token in enumerate(kept[1:], 1):
        between = text[kept[k - 1].end : token.start]
        member = phrase_at(_MEMBERS, kept, k) > 0 and phrase_at(_TAILS, kept, k) == 0
        if broken[k - 1]:
            out += " "
        elif token.gap == AND or _AND_WORD.search(between):
            out += " và "
        elif "," in between or (token.gap > AND and member):
            out += ", "
        else:
            out += " "
        out += token.raw
    return out
