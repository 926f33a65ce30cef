"""The register of Vietnamese public bodies and the index that recognises their names.

``agencies.tsv`` (beside this module) holds what must be typed: central bodies, ministries with their successors,
mass organisations, enterprises, the provinces before and after 1 July 2025, and the standard local bodies without
a province ("Sở Tư pháp", "Công an tỉnh"). The rest follows by rule: the same local bodies of each province, the
People's Committee, People's Council and Party committee of each former province, the Party committee "Đảng ủy X" of
each body X, the minister "Bộ trưởng Bộ X". The ministries follow Resolution 176/2025/QH15 (in force 1 March 2025), the
provinces Resolution 202/2025/QH15 (1 July 2025).

In the alias column, ``=`` before an alias marks a brand that stands in official texts in place of the full name: a
mention printed so keeps it as its name, and only the ``agency_id`` says which body it is.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from normalizers.text import fold, tone_key
from pipeline.model import Agency

# --- tokens -----------------------------------------------------------------------------------

#: What stands between two tokens. A larger value parts more.
SPACE, DASH, COMMA, AND, COLON, HARD = range(6)

_EXPANSIONS = {
    "UBND": "ủy ban nhân dân",
    "UBNDTP": "ủy ban nhân dân thành phố",
    "HĐND": "hội đồng nhân dân",
    "HDND": "hội đồng nhân dân",
    "TP": "thành phố",
    "TPHCM": "thành phố hồ chí minh",
    "HCM": "hồ chí minh",
    "TW": "trung ương",
    "TƯ": "trung ương",
    "KHCN": "khoa học công nghệ",
    "GDĐT": "giáo dục đào tạo",
    "VHTTDL": "văn hóa thể thao du lịch",
    "VHTT": "văn hóa thể thao",
    "TNMT": "tài nguyên môi trường",
    "NNMT": "nông nghiệp môi trường",
    "NNPTNT": "nông nghiệp phát triển nông thôn",
    "TTTT": "thông tin truyền thông",
    "LĐTBXH": "lao động thương binh xã hội",
    "KHĐT": "kế hoạch đầu tư",
    "GTVT": "giao thông vận tải",
    "MTTQ": "mặt trận tổ quốc",
    "MTTQVN": "mặt trận tổ quốc việt nam",
    "UBMTTQ": "ủy ban mặt trận tổ quốc",
    "UBMTTQVN": "ủy ban mặt trận tổ quốc việt nam",
    "ĐBQH": "đại biểu quốc hội",
    "VP": "văn phòng",
    "VPCP": "văn phòng chính phủ",
    "BCĐ": "ban chỉ đạo",
    "BCĐTW": "ban chỉ đạo trung ương",
    "CĐS": "chuyển đổi số",
    "ĐMST": "đổi mới sáng tạo",
    "NHNN": "ngân hàng nhà nước",
    "TAND": "tòa án nhân dân",
    "TANDTC": "tòa án nhân dân tối cao",
    "VKSND": "viện kiểm sát nhân dân",
    "VKSNDTC": "viện kiểm sát nhân dân tối cao",
    "KTNN": "kiểm toán nhà nước",
    "BHXH": "bảo hiểm xã hội",
    "NHCSXH": "ngân hàng chính sách xã hội",
    "LĐLĐ": "liên đoàn lao động",
    "TNCS": "thanh niên cộng sản",
    "CCB": "cựu chiến binh",
    "LHPN": "liên hiệp phụ nữ",
    "UBKT": "ủy ban kiểm tra",
    "TGDV": "tuyên giáo dân vận",
    "BQL": "ban quản lý",
    "TCT": "tổng công ty",
}
_ANY_CASE = {"TP"}
_TOKEN = re.compile(r"[A-ZĐƯ]{1,6}(?:\s?[,&\-]\s?[A-ZĐƯ]{1,6})+(?![^\W\d_])|[^\W_](?:\w|[\u0300-\u036f])*")
_PART = re.compile(r"[A-ZĐƯ]+")


class Token(NamedTuple):
    """One syllable of a text. An abbreviation yields several, which share ``start`` and ``end``.

    ``key`` is the folded syllable, ``tone`` the same with its diacritics (``tone_key``); ``start``/``end`` are
    offsets in the text; ``gap`` says what stands before it (SPACE ... HARD); ``first``/``last`` tell whether it
    opens and closes its printed word.
    """

    key: str
    tone: str
    raw: str
    start: int
    end: int
    gap: int
    first: bool
    last: bool


@lru_cache(maxsize=65536)
def _syllables(raw: str) -> tuple[tuple[str, str], ...]:
    """The (key, tone) pairs that a printed word stands for."""
    full = _EXPANSIONS.get(raw) or (_EXPANSIONS.get(raw.upper()) if raw.upper() in _ANY_CASE else None)
    return tuple((fold(w), tone_key(w)) for w in (full.split() if full else [raw]))


def _gap(between: str) -> int:
    """The separator class of the text between two words (the word "và" is dealt with by the caller)."""
    gap = SPACE
    for char in between:
        if char in ",/":
            gap = max(gap, COMMA)
        elif char == "&":
            gap = max(gap, AND)
        elif char in "-–—":
            gap = max(gap, DASH)
        elif char == ":":
            gap = max(gap, COLON)
        elif char in ";.()[]…\x1f!?|•*":
            gap = HARD
    return gap


def _words(text: str) -> Iterable[tuple[str, int, int]]:
    """Printed words with offsets; an abbreviation such as "KH&CN" is one word, "VTV,VOV" are two."""
    for m in _TOKEN.finditer(text):
        if "," not in m.group() and "&" not in m.group() and "-" not in m.group():
            yield m.group(), m.start(), m.end()
            continue
        parts = [(p.group(), m.start() + p.start(), m.start() + p.end()) for p in _PART.finditer(m.group())]
        while parts:
            for n in range(len(parts), 0, -1):
                joined = "".join(p[0] for p in parts[:n])
                if n == 1 or joined in _EXPANSIONS:
                    yield joined, parts[0][1], parts[n - 1][2]
                    del parts[:n]
                    break


def tokenize(text: str) -> list[Token]:
    """The syllables of an NFC text, without the conjunction "và" (it becomes the gap ``AND``)."""
    out: list[Token] = []
    before, gap, capitals = 0, SPACE, text.isupper()
    for raw, start, end in _words(text):
        between = text[before:start]
        here = _gap(between)
        # the point of an abbreviation ("TP. Huế", "Q. 3") does not part
        if here == HARD and between.strip() == "." and out and (out[-1].raw.lower() in {"tp", "q", "h", "p", "x", "t"}):
            here = SPACE
        gap = max(gap, here)
        before = end
        if raw.lower() == "và":
            gap = max(gap, AND)
            continue
        # in a text in capitals "TƯ" is the syllable of "BỘ TƯ PHÁP"
        pairs = ((fold(raw), tone_key(raw)),) if raw == "TƯ" and capitals else _syllables(raw)
        for n, (key, tone) in enumerate(pairs):
            out.append(Token(key, tone, raw, start, end, SPACE if n else gap, n == 0, n == len(pairs) - 1))
        gap = SPACE
    return out


# --- the register -----------------------------------------------------------------------------

_PARTY_BODIES = {"ministry", "government", "court", "procuracy", "state", "enterprise", "university", "department"}
_PLACE_WORDS = ("Thành phố", "tỉnh")
_LOCAL = re.compile(r"^(?P<stem>.*?)\s?(?P<place>Thành phố|tỉnh|Thành ủy|Tỉnh ủy)$")


def _slug(text: str) -> str:
    return fold(text).replace(" ", "-")


def _date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


@cache
def _typed() -> tuple[Agency, ...]:
    lines = files("normalizers").joinpath("agencies.tsv").read_text(encoding="utf-8").splitlines()[1:]
    out = []
    for line in lines:
        agency_id, name, kind, parent, body, since, until, successor, aliases = line.split("\t")
        out.append(
            Agency(
                agency_id=agency_id,
                name=name,
                kind=kind,
                parent_id=parent or None,
                body_id=body or None,
                valid_from=_date(since),
                valid_to=_date(until),
                successor_id=successor or None,
                aliases=tuple(a for a in aliases.split("|") if a),
            )
        )
    return tuple(out)


def _bare(province: Agency) -> str:
    """ "Tỉnh Bắc Ninh" -> "Bắc Ninh"."""
    return re.sub(r"^(Tỉnh|Thành phố) ", "", province.name)


def _is_city(province: Agency) -> bool:
    return province.name.startswith("Thành phố")


def _local_name(local: Agency, province: Agency) -> tuple[str, tuple[str, ...]] | None:
    """Name and aliases of a standard local body in one province; None when the body is of the other kind of place."""
    place, bare = ("Thành phố" if _is_city(province) else "tỉnh"), _bare(province)
    if local.kind == "department":
        return f"{local.name} {place} {bare}", tuple(
            f"{a}{p} {bare}" for a in (local.name, *local.aliases) for p in ("", f" {place}")
        )[1:]
    m = _LOCAL.match(local.name)
    if m is None or (m["place"].lower() in ("thành phố", "thành ủy")) != _is_city(province):
        return None
    if m["place"] in _PLACE_WORDS:
        stems = [m["stem"]] + [a[: -len(place)].strip() for a in local.aliases if a.endswith(f" {place}")]
        return f"{m['stem']} {place} {bare}", tuple(f"{s}{p} {bare}" for s in stems for p in ("", f" {place}"))
    # official usage: "Thành ủy Hà Nội", but "Thành ủy Thành phố Hồ Chí Minh"
    official = f"Thành phố {bare}" if bare == "Hồ Chí Minh" else bare
    return f"{local.name} {official}", (f"{local.name} {bare}", f"{local.name} {place} {bare}")


_FORMER_KEEP = ("Ủy ban nhân dân tỉnh", "Hội đồng nhân dân tỉnh", "Tỉnh ủy", "Chủ tịch Ủy ban nhân dân tỉnh")


class _Place(NamedTuple):
    local_id: str
    province_id: str


@cache
def _build() -> tuple[tuple[Agency, ...], dict[str, _Place]]:
    """All agencies, sorted by id, and for each body of a province the (standard body, province) that it is."""
    typed = _typed()
    known = {a.agency_id: a for a in typed}
    places: dict[str, _Place] = {}

    def add(agency: Agency) -> None:
        known.setdefault(agency.agency_id, agency)

    locals_ = [a for a in typed if _LOCAL.match(a.name) or (a.kind == "department" and a.valid_to is None)]
    for province in (a for a in typed if a.kind == "province"):
        places[province.agency_id] = _Place("", province.agency_id)
        for local in locals_:
            if province.valid_to is not None and local.name not in _FORMER_KEEP:
                continue
            made = _local_name(local, province)
            if made is None:
                continue
            name, aliases = made
            successor = None
            if province.successor_id is not None:
                heir = _local_name_of(local, known[province.successor_id], typed)
                successor = None if heir is None else _slug(heir)
            agency_id = _slug(name)
            add(
                Agency(
                    agency_id=agency_id,
                    name=name,
                    kind="provincial" if local.kind == "local" else local.kind,
                    parent_id=province.agency_id,
                    valid_from=province.valid_from,
                    valid_to=province.valid_to,
                    successor_id=successor,
                    aliases=tuple(dict.fromkeys(a for a in aliases if a != name)),
                )
            )
            places[agency_id] = _Place(local.agency_id, province.agency_id)
    for body in typed:
        if body.kind in _PARTY_BODIES and body.name != "Chính phủ":
            name = f"Đảng ủy {body.name}"
            add(
                Agency(
                    agency_id=_slug(name),
                    name=name,
                    kind="party",
                    body_id=body.agency_id,
                    valid_from=body.valid_from,
                    valid_to=body.valid_to,
                    successor_id=f"dang-uy-{body.successor_id}" if body.successor_id else None,
                    aliases=tuple(f"Đảng ủy {a.removeprefix('=')}" for a in body.aliases),
                )
            )
        if body.kind == "ministry" and body.name.startswith("Bộ "):
            name = f"Bộ trưởng {body.name}"
            aliases = tuple(f"Bộ trưởng {a}" for a in body.aliases)
            add(
                Agency(
                    agency_id=_slug(name),
                    name=name,
                    kind="person_office",
                    parent_id=body.agency_id,
                    valid_from=body.valid_from,
                    valid_to=body.valid_to,
                    successor_id=f"bo-truong-{body.successor_id}" if body.successor_id else None,
                    aliases=aliases,
                )
            )
    # the body of a Party committee that is itself made by rule
    for agency in list(known.values()):
        if agency.successor_id is not None and agency.successor_id not in known:
            known[agency.agency_id] = replace(agency, successor_id=None)
    return tuple(sorted(known.values(), key=lambda a: a.agency_id)), places


def _local_name_of(local: Agency, province: Agency, typed: Sequence[Agency]) -> str | None:
    """Name of the corresponding body in the successor province, which may be a city where this one was a province."""
    made = _local_name(local, province)
    if made is None:
        twin = local.name.replace("tỉnh", "Thành phố").replace("Tỉnh ủy", "Thành ủy")
        made = next((_local_name(a, province) for a in typed if a.name == twin), None)
    return made[0] if made else None


@cache
def load_register() -> tuple[Agency, ...]:
    """All registered bodies, sorted by ``agency_id``. Brand marks are removed from the aliases."""
    return tuple(replace(a, aliases=tuple(x.removeprefix("=") for x in a.aliases)) for a in _build()[0])


# --- recognising names ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Entry:
    """One spelling of one body. ``joints`` are the places where a comma, "và", "-" or "&" may stand."""

    agency: Agency
    name: str
    tones: tuple[str, ...]
    joints: frozenset[int]
    acronym: bool
    bare_place: bool


class Match(NamedTuple):
    """A spelling found in a token list, up to but not including the token ``end``."""

    entry: Entry
    end: int


@lru_cache(maxsize=65536)
def _marks(tone: str) -> frozenset[str]:
    return frozenset(c for c in unicodedata.normalize("NFD", tone) if unicodedata.combining(c) or c == "đ")


@lru_cache(maxsize=65536)
def _cost(seen: str, meant: str) -> float:
    """0 for the same syllable, 0.5 when only marks are missing, 1 when marks differ."""
    if seen == meant:
        return 0.0
    return 0.5 if _marks(seen) < _marks(meant) else 1.0


def _tolerable(seen: Sequence[Token], entry: Entry, offset: int) -> float | None:
    """How far the diacritics of the tokens are from the entry; None when too far to be the same name."""
    costs = [_cost(t.tone, m) for t, m in zip(seen, entry.tones[offset:], strict=True)]
    total = sum(costs)
    if total == 0 or (total <= len(entry.tones) / 3 and len(entry.tones) >= 3):
        return total
    if all(c < 1 for c in costs) and not any(_marks(t.tone) for t in seen):
        return total  # written without any diacritics
    return total if len(costs) == 2 and total <= 0.5 else None


class Index:
    """Looks up names in token lists: longest spelling first, by folded syllables, checked against diacritics."""

    def __init__(self, agencies: Iterable[Agency], places: dict[str, _Place]) -> None:
        self.places = places
        self.by_id: dict[str, Agency] = {}
        self.by_place: dict[_Place, Agency] = {}
        self._entries: dict[str, list[Entry]] = {}
        self._lengths: dict[str, list[int]] = {}
        self._solid: dict[str, Entry] = {}
        self._shapes: dict[tuple[str, int], list[tuple[list[str], Entry]]] = {}
        for agency in agencies:
            self.by_id[agency.agency_id] = agency
            if agency.agency_id in places:
                self.by_place[places[agency.agency_id]] = agency
            spellings = [agency.name, *agency.aliases]
            if agency.kind == "province":
                spellings += [f"{'Thành phố' if _is_city(agency) else 'Tỉnh'} {a}" for a in agency.aliases]
                spellings = [s for s in spellings if s.startswith(("Thành phố", "Tỉnh"))]
            if agency.kind == "department" and agency.agency_id not in places:
                spellings += [f"{s} {p}" for s in spellings for p in _PLACE_WORDS]
            for spelling in spellings:
                self._add(agency, spelling)
            if agency.kind == "province":
                for bare in (_bare(agency), *agency.aliases):
                    self._add(agency, bare, bare=True)
        for lengths in self._lengths.values():
            lengths.sort(reverse=True)

    def at(self, local_id: str, province_id: str) -> Agency | None:
        """The body that the standard body ``local_id`` is in one province; None when it has none."""
        return self.by_place.get(_Place(local_id, province_id))

    def _add(self, agency: Agency, spelling: str, *, bare: bool = False) -> None:
        kept = spelling.startswith("=")
        spelling = spelling.removeprefix("=")
        tokens = tokenize(spelling)
        key = " ".join(t.key for t in tokens)
        entry = Entry(
            agency=agency,
            name=spelling if kept else agency.name,
            tones=tuple(t.tone for t in tokens),
            joints=frozenset(n for n, t in enumerate(tokens) if n and t.gap > SPACE),
            acronym=len(tokens) == 1 and spelling.isupper(),
            bare_place=bare,
        )
        held = self._entries.setdefault(key, [])
        for n, other in enumerate(held):
            if other.agency is agency and other.tones == entry.tones:
                held[n] = replace(other, joints=other.joints | entry.joints)
                return
        held.append(entry)
        lengths = self._lengths.setdefault(" ".join(t.key for t in tokens[:2]), [])
        if len(tokens) not in lengths:
            lengths.append(len(tokens))
        if len(tokens) >= 3:
            self._solid.setdefault(key.replace(" ", ""), entry)
            self._shapes.setdefault((tokens[0].key, len(tokens)), []).append((key.split(" "), entry))

    def match(
        self, tokens: Sequence[Token], at: int, *, prefix: Sequence[Token] = (), on: dt.date | None = None
    ) -> Match | None:
        """The longest registered name that begins at token ``at``, after an unprinted ``prefix``."""
        if at >= len(tokens) or not tokens[at].first:
            return None
        opening = [t.key for t in (*prefix[:2], *tokens[at : at + 2])][:2]
        # lengths by the first two syllables, then the names of one syllable
        lengths = (*self._lengths.get(" ".join(opening), ()), *self._lengths.get(opening[0], ()))
        for length in lengths:
            take = length - len(prefix)
            end = at + take
            if take <= 0 or end > len(tokens) or not tokens[end - 1].last:
                continue
            held = self._entries.get(" ".join(t.key for t in (*prefix, *tokens[at:end])))
            best = None if held is None else self._best(held, tokens[at:end], len(prefix), on)
            if best is not None:
                return Match(best, end)
        return None

    def _best(self, held: list[Entry], seen: Sequence[Token], offset: int, on: dt.date | None) -> Entry | None:
        ranked = []
        for n, entry in enumerate(held):
            if any(t.gap > AND or (t.gap > SPACE and k + offset not in entry.joints) for k, t in enumerate(seen) if k):
                continue
            if entry.acronym and not seen[0].raw.isupper():
                continue
            cost = _tolerable(seen, entry, offset)
            if cost is not None:
                a = entry.agency
                stale = on is not None and (
                    (a.valid_to is not None and a.valid_to < on) or (a.valid_from is not None and a.valid_from > on)
                )
                ranked.append((cost, stale, on is None and a.valid_to is not None, n))
        return held[min(ranked)[-1]] if ranked else None

    def near(self, tokens: Sequence[Token]) -> Entry | None:
        """The one registered name that the whole token list misspells: lost spaces, or one letter read wrongly.

        Never a lookalike: the number of syllables must agree (unless only spaces were lost), the kind of body (first
        syllable) must be exact, and the wrong letter must be a usual confusion of OCR or stand in a long name.
        """
        if any(t.gap > AND for t in tokens[1:]):
            return None
        seen = [t.key for t in tokens]
        solid = self._solid.get("".join(seen))
        if solid is not None and sum(map(len, seen)) >= 8 and len(seen) < len(solid.tones):
            return solid
        if len(seen) < 3:
            return None
        hits: dict[str, Entry] = {}
        for keys, entry in self._shapes.get((seen[0], len(seen)), ()):
            wrong = [(a, b) for a, b in zip(seen, keys, strict=True) if a != b]
            # two provinces may differ by one letter, so there only a confusion of OCR is forgiven
            free = len(seen) >= 5 and entry.agency.agency_id not in self.places
            if len(wrong) == 1 and _one_slip(*wrong[0], any_letter=free):
                hits[entry.agency.agency_id] = entry
        return next(iter(hits.values())) if len(hits) == 1 else None


_CONFUSED = {
    frozenset(p)
    for p in ("l1", "li", "i1", "lt", "ft", "o0", "ce", "un", "hb", "gq", "rn", "oe", "nr", "ij", "5s", "8b", "vy")
}


def _one_slip(seen: str, meant: str, *, any_letter: bool) -> bool:
    """Whether two syllables differ by one letter that a reader or typist may well get wrong."""
    if len(seen) == len(meant):
        pairs = [(a, b) for a, b in zip(seen, meant, strict=True) if a != b]
        if len(pairs) == 1:
            return frozenset(pairs[0]) in _CONFUSED or (any_letter and len(meant) >= 4)
        # two neighbours swapped
        return any_letter and len(pairs) == 2 and pairs[0] == pairs[1][::-1]
    long, short = sorted((seen, meant), key=len, reverse=True)
    drop = any(long[:k] + long[k + 1 :] == short for k in range(len(long)))
    return len(long) - len(short) == 1 and any_letter and len(short) >= 3 and drop


@cache
def index() -> Index:
    """The index over the whole register."""
    agencies, places = _build()
    return Index(agencies, places)
