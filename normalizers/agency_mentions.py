"""How a mention is made, so that each says how its body was found and how near the words were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from normalizers.agency_patterns import pattern_bodies
from normalizers.agency_register import Entry
from normalizers.agency_tokens import Token
from pipeline.model import AgencyMatch, AgencyMention, Role


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
    made = pattern_bodies(name)
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
