"""How a mention is made, so that each says how its body was found and how near the words were."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from normalizers.agency_patterns import pattern_bodies
from normalizers.agency_register import Entry, index, load_register
from normalizers.agency_tokens import Token, tokenize
from normalizers.agency_units import unit_body, unit_with_id
from normalizers.text import fold
from pipeline.model import Agency, AgencyMatch, AgencyMention, Role


def named_mention(
    entry: Entry, seen: Sequence[Token], raw: str, role: Role, start: int, end: int, *, corrected: bool = False
) -> AgencyMention:
    """The mention of a registered body. ``seen`` are the tokens read as its name, or as the end of it (in a list)."""
    wanted = entry.tones[-len(seen) :] if len(seen) <= len(entry.tones) else entry.tones
    tones = tuple(t.tone for t in seen)
    if corrected or tones != wanted:
        match = AgencyMatch.FUZZY
    elif entry.text == entry.agency.name and all(t.first and t.last for t in seen):
        match = AgencyMatch.EXACT
    else:
        match = AgencyMatch.ALIAS
    score = 1.0 if tones == wanted else Levenshtein.normalized_similarity(" ".join(tones), " ".join(wanted))
    collective = entry.agency.kind == "collective"
    return AgencyMention(
        name=entry.name,
        name_raw=raw,
        agency_id=None if collective else entry.agency.agency_id,
        is_collective=collective,
        role=role,
        start=start,
        end=end,
        corrected=match is AgencyMatch.FUZZY,
        match=AgencyMatch.COLLECTIVE if collective else match,
        score=None if collective else round(score, 4),
    )


def own_mention(name: str, raw: str, role: Role, start: int, end: int) -> AgencyMention:
    """The mention of a body that is not registered: by the form of its name, or with its own words alone."""
    made = pattern_bodies(name) or unit_body(name)
    if not made:
        return AgencyMention(name, raw, None, False, role, start, end)
    return AgencyMention(made[0].name, raw, made[0].agency_id, False, role, start, end, match=AgencyMatch.PATTERN)


def collective_mention(
    name: str, raw: str, role: Role, start: int, end: int, *, corrected: bool = False
) -> AgencyMention:
    """The mention of many bodies at once."""
    return AgencyMention(name, raw, None, True, role, start, end, corrected, AgencyMatch.COLLECTIVE)


def as_corrected(mention: AgencyMention) -> AgencyMention:
    """The same mention, of which it is known that dirt stood in or around its words."""
    found = mention.match in (AgencyMatch.EXACT, AgencyMatch.ALIAS)
    return replace(mention, corrected=True, match=AgencyMatch.FUZZY if found else mention.match)


AGENCY_FLAGS = ("agency_unresolved", "agency_corrected")
"""What :func:`agency_flags` may say."""


def agency_flags(mentions: Iterable[AgencyMention]) -> tuple[str, ...]:
    """What a reader of a task must know of its bodies, as flags.

    ``agency_unresolved`` (one that leads or coordinates is not in the register), ``agency_corrected`` (the name of one
    was damaged).
    """
    named = list(mentions)
    unknown = any(m.agency_id is None and not m.is_collective and m.role is not Role.SUPERVISOR for m in named)
    said = zip(AGENCY_FLAGS, (unknown, any(m.corrected for m in named)), strict=True)
    return tuple(flag for flag, holds in said if holds)


def named_agencies(mentions: Iterable[AgencyMention]) -> tuple[Agency, ...]:
    """The bodies that the mentions name, with all that those lead to (above them, their body, their successor)."""
    out: dict[str, Agency] = {}
    for name, agency_id in sorted({(m.name, m.agency_id) for m in mentions if m.agency_id is not None}):
        if agency_id in out:
            continue
        index().match(tokenize(name), 0)  # a body of a province is made when its name is looked up
        found = list(index().closure(agency_id))
        if not found:
            made = pattern_bodies(name) or unit_body(name) or unit_with_id(name, agency_id)
            found = [a for a in made if made[0].agency_id == agency_id]
            for other in [i for a in found for i in (a.parent_id, a.body_id) if i is not None]:
                found += index().closure(other)
        out.update((a.agency_id, a) for a in found)
    return tuple(out[i] for i in sorted(out))


_NEAR = 0.15  # edits a letter; two in short names
_LIKE = 0.7


def nearest_name(name: str) -> tuple[str, float] | None:
    """The registered name that ``name`` may be a misspelling of, and how like it is (0..1); None when none is near.

    Near: of the same kind, which is the first word ("Sở", "Cục"), and two edits away, or one in seven letters. For
    people who extend the gazetteer; nothing is resolved by it.
    """
    wanted = fold(name)
    names = _folded_names(load_register())
    kinds = {n.partition(" ")[0] for n in names.values()}
    kind = wanted.partition(" ")[0]
    found = process.extract(wanted, names, scorer=Levenshtein.normalized_similarity, score_cutoff=_LIKE, limit=None)
    for folded, score, registered in found:
        edits = (1 - score) * max(len(folded), len(wanted))
        same = kind == folded.partition(" ")[0] or kind not in kinds  # a first word that is none is misread itself
        if same and edits <= max(2, _NEAR * max(len(folded), len(wanted))) + 1e-6:
            return registered, round(score, 2)
    return None


@lru_cache(maxsize=2)
def _folded_names(register: tuple[Agency, ...]) -> dict[str, str]:
    return {a.name: fold(a.name) for a in register}
