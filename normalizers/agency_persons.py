"""Persons named beside their office: "đồng chí A, Giám đốc Sở B", "Phó Chủ tịch UBND phường Lê Thị Hoa"."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.agency_phrases import keys_at, phrase_at, starts_head, table, texts
from normalizers.agency_tokens import COMMA, DASH, SPACE, Token
from pipeline.model import Agency

_PLACES = frozenset(("tỉnh", "phố", "xã", "phường", "khu", "ủy"))


def person_name(office: Agency, tokens: Sequence[Token], at: int) -> int:
    """How many tokens from ``at`` name the person who holds ``office``: two to four words with capitals, and no more.

    Behind the office of a place or of a department the name of another place may stand ("... thành phố Thủ Đức"), so
    there it is 0.
    """
    if office.kind != "person_office" or office.name.split()[-1].lower() in _PLACES or office.name.startswith("Giám"):
        return 0
    end = at
    while end < len(tokens) and tokens[end].gap == SPACE and tokens[end].raw.istitle() and end - at < 5:
        end += 1
    return end - at if 2 <= end - at <= 4 and not starts_head(tokens, at) else 0


_OFFICES_OF = table(
    """thủ tướng, phó thủ tướng, bộ trưởng, thứ trưởng, chủ tịch, phó chủ tịch, bí thư, phó bí thư, giám đốc,
    phó giám đốc, tổng giám đốc, phó tổng giám đốc, cục trưởng, phó cục trưởng, vụ trưởng, phó vụ trưởng,
    chi cục trưởng, trưởng ban, phó trưởng ban, trưởng phòng, phó trưởng phòng, trưởng công an, chánh văn phòng,
    phó chánh văn phòng, chánh thanh tra, phó chánh thanh tra, chánh án, viện trưởng, hiệu trưởng, chủ nhiệm,
    phó chủ nhiệm, tổng bí thư, tham mưu trưởng, chỉ huy trưởng, tư lệnh, phó tư lệnh, tổ trưởng, tổ phó, trưởng đoàn,
    phó trưởng đoàn, trưởng thôn, trưởng ấp, trưởng bản, trưởng khu phố, trưởng khu vực"""
)


_PERSON_NOUNS = table("đồng chí, ông, bà")


def starts_office(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of an office that a person holds may begin here."""
    return phrase_at(_OFFICES_OF, tokens, at) > 0


def person_at(tokens: Sequence[Token], at: int) -> int:
    """The token after "đồng chí Nguyễn Văn A": a word for a person and two to five words with capitals that begin no
    name of a body or office; 0 where none is named."""
    said = phrase_at(_PERSON_NOUNS, tokens, at)  # with its tone: "Ba Đình" is a place
    if not said or (at + said < len(tokens) and tokens[at + said].gap != SPACE):
        return 0
    end = at + said
    while end < len(tokens) and tokens[end].raw.istitle() and end - at - said < 5:
        if tokens[end].gap != SPACE:
            break
        end += 1
    first = at + said
    return end if end - first >= 2 and not starts_head(tokens, first) and not starts_office(tokens, first) else 0


_RANKS = table("ủy viên, phó bí thư, bí thư")


def office_of_person(tokens: Sequence[Token], at: int) -> int:
    """The token with which the office of the person named at ``at`` begins ("đồng chí A, Giám đốc Sở B"); ``at`` where
    none is said. A rank in a committee before it is passed over ("Ủy viên Ban Thường vụ, Trưởng Ban ...")."""
    here = person_at(tokens, at)
    best = at
    while 0 < here < len(tokens) and tokens[here].gap in (COMMA, DASH):
        office, rank = starts_office(tokens, here), phrase_at(_RANKS, tokens, here) > 0
        if not (office or rank):
            break
        best = here if office else best
        if not rank:
            break
        here += 1
        while here < len(tokens) and tokens[here].gap == SPACE:
            here += 1
    return best


_PERSON = texts(("đồng chí", "ông", "bà"))


def is_person(tokens: Sequence[Token], at: int) -> bool:
    """Whether a person is named here ("Đồng chí ...")."""
    return keys_at(_PERSON, tokens, at) > 0
