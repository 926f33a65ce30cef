"""Agency cells of tables: lists, list heads, collectives, and the roles that words in the cell give."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import Levenshtein

from normalizers.agency_cell_parts import BREAK, PARENTHESIS, UNIT_INSIDE, as_part, mask, stretches
from normalizers.agency_damage import (
    acronym_meant,
    collective_goes_on,
    collective_text,
    mended,
    stroke_alone,
    strokes_to,
    unglued,
)
from normalizers.agency_mentions import as_corrected, collective_mention, named_mention, own_mention
from normalizers.agency_partners import brand_end, is_brand
from normalizers.agency_patterns import pattern_bodies
from normalizers.agency_persons import is_person, office_of_person, person_name
from normalizers.agency_phrases import (
    BARE,
    after_name,
    collective_end,
    item_ends,
    keys_at,
    pair_at,
    phrase_at,
    starts_collective,
    starts_head,
    texts,
    written,
    written_collective,
)
from normalizers.agency_places import of_places_end, of_places_written
from normalizers.agency_register import Match, index, owner_end
from normalizers.agency_siblings import in_another_place
from normalizers.agency_tokens import AND, COLON, COMMA, SPACE, Token, tokenize
from normalizers.text import fold, nfc, tone_key
from pipeline.model import AgencyMatch, AgencyMention, Role

# --- lists ------------------------------------------------------------------------------------

_UNITS = ("xã", "phường", "đặc khu")
_OF_COMMUNES = ("Ủy ban nhân dân", "Chủ tịch Ủy ban nhân dân", "Hội đồng nhân dân", "Đảng ủy", "Công an", "Trạm Y tế")
#: Heads of lists: printed words -> the words to put before each item.
_LIST_HEADS = tuple(
    (texts((printed,))[0], prefix)
    for printed, prefix in (
        ("Đảng ủy các bộ ngành", "Đảng ủy Bộ"),
        ("Đảng ủy các bộ", "Đảng ủy Bộ"),
        ("Đảng ủy bộ", "Đảng ủy Bộ"),
        ("Đảng ủy các sở", "Đảng ủy Sở"),
        ("Đảng ủy sở", "Đảng ủy Sở"),
        ("các đảng ủy", "Đảng ủy"),
        ("Đảng ủy", "Đảng ủy"),
        ("Bộ trưởng các bộ", "Bộ trưởng Bộ"),
        ("Giám đốc các sở", "Giám đốc Sở"),
        ("Lãnh đạo các sở", "Lãnh đạo Sở"),
        ("Lãnh đạo các bộ", "Lãnh đạo Bộ"),
        ("các bộ ngành", "Bộ"),
        ("các bộ", "Bộ"),
        ("bộ", "Bộ"),
        ("các sở ngành", "Sở"),
        ("các sở", "Sở"),
        ("sở", "Sở"),
        ("các ban", "Ban"),
        ("các cục", "Cục"),
        ("cục", "Cục"),
        ("các vụ", "Vụ"),
        ("các phòng", "Phòng"),
        ("phòng", "Phòng"),
        ("các viện", "Viện"),
        ("các trung tâm", "Trung tâm"),
        *((f"các {unit}", unit.capitalize()) for unit in _UNITS),
        *((f"{whose} các {unit}", f"{whose} {unit}") for whose in _OF_COMMUNES for unit in _UNITS),
        ("Đại sứ quán các nước", "Đại sứ quán"),
        ("các Đại sứ quán", "Đại sứ quán"),
        ("các đồng chí", "Đồng chí"),
        ("đồng chí", "Đồng chí"),
    )
)
#: Heads of lists of provinces: printed words -> the standard body (``agency_id``; "" for the province itself).
_PLACE_HEADS = tuple(
    (texts((printed,))[0], stem)
    for stem, spellings in (
        ("uy-ban-nhan-dan-tinh", ("Ủy ban nhân dân",)),
        ("hoi-dong-nhan-dan-tinh", ("Hội đồng nhân dân",)),
        ("cong-an-tinh", ("Công an",)),
        ("chu-tich-uy-ban-nhan-dan-tinh", ("Chủ tịch Ủy ban nhân dân",)),
        ("tinh-uy", ("Tỉnh ủy", "Thành ủy", "các tỉnh ủy", "các thành ủy")),
        ("", ("",)),
    )
    for spelling in spellings
    for printed in (
        f"{spelling} các tỉnh thành phố trực thuộc Trung ương",
        f"{spelling} các tỉnh thành phố",
        f"{spelling} các tỉnh thành",
        f"{spelling} các tỉnh",
        f"{spelling} các thành phố",
        *([f"{spelling} các địa phương", spelling] if spelling else ["các địa phương", "tỉnh", "thành phố"]),
    )
)
_OFFICES = texts(("thành viên", "ủy viên", "lãnh đạo", "bộ trưởng", "thứ trưởng", "bí thư", "chủ tịch", "giám đốc"))
_COMMUNE = tuple(said for unit in _UNITS for said in (unit.capitalize(), f" {unit}"))


def _named_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether a proper name begins here: "các xã Mây Hồng, Suối Bạc"."""
    return tokens[at].raw[:1].isupper() and not tokens[at].raw.isupper() and not starts_head(tokens, at)


_IMPLIED = tuple(
    (texts((p,))[0], tokenize(p)) for p in ("Đảng ủy Bộ", "Bộ trưởng Bộ", "Đảng ủy", "Bộ", "Sở", "Viện Hàn lâm", "Ban")
)
_STRONG_HEADS = texts(("bộ", "sở", "Ủy ban nhân dân", "văn phòng", "công an", "đảng ủy", "viện", "ban"))


def _by_first_key(heads: tuple[tuple[tuple[str, ...], str], ...]) -> dict[str, list[tuple[tuple[str, ...], str]]]:
    grouped: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    for words, meaning in heads:
        grouped.setdefault(words[0], []).append((words, meaning))
    return grouped


_LIST_HEADS_AT = _by_first_key(_LIST_HEADS)
_PLACE_HEADS_AT = _by_first_key(_PLACE_HEADS)
_PLACES_OF = texts(("các tỉnh thành phố", "các tỉnh thành", "các tỉnh", "các thành phố", "các địa phương"))
_QUARTERS = texts(("các thôn", "các bản", "các ấp", "các buôn", "các khóm", "các khu phố", "các tổ dân phố"))
_LONGEST_BODY = 9  # syllables


@cache
def _prefix_tokens(prefix: str) -> Sequence[Token]:
    return tuple(tokenize(prefix))


_OWN_PLACE = ("Xã ", "Phường ", "Đặc khu ", "Thị trấn ")  # with a capital an item of its own


@dataclass(slots=True)
class _Cell:
    """The reading of one stretch of a cell: a cursor over its tokens and the list head in force."""

    text: str
    tokens: Sequence[Token]
    role: Role
    on: dt.date | None
    prefix: str | None = None
    place_stem: str | None = None
    dirty: bool = False

    def read(self) -> list[AgencyMention]:
        out: list[AgencyMention] = []
        at = 0
        while at < len(self.tokens):
            mention, at = self._item(at, out)
            if mention is not None:
                if out and not mention.name_raw.startswith(_OWN_PLACE):
                    mention = in_another_place(out[-1], mention)
                out.append(as_corrected(mention) if self.dirty else mention)
                self.dirty = False
        if self.dirty and out:
            out[-1] = as_corrected(out[-1])
        return self._shared_ends(out)

    def _shared_ends(self, read: list[AgencyMention]) -> list[AgencyMention]:
        """ "HĐND, UBND tỉnh Phú Thọ", "Ban Tổ chức, Ban Nội chính Trung ương": the end of the last belongs to each."""
        out = list(read)
        for n in range(len(out) - 2, -1, -1):
            mention, after = out[n], out[n + 1]
            if mention.match is not AgencyMatch.NONE or mention.start < 0 or after.start < 0:
                continue
            if not set(self.text[mention.end : after.start].replace("và", "").strip()) <= set(",/&"):
                continue
            if after.is_collective:
                out[n] = self._with_places(mention, after)
                continue
            whole = self._with_end(mention, after)
            out[n] = mention if whole is None else whole
        return out

    def _with_places(self, mention: AgencyMention, after: AgencyMention) -> AgencyMention:
        """ "HĐND, UBND các cấp": councils and committees of all those places."""
        tokens = tokenize(after.name)
        size = keys_at(_COUNCILS, tokens, 0)
        if not size or size >= len(tokens) or not any(mention.name == council for council in _COUNCIL_NAMES):
            return mention
        name = f"{mention.name} {after.name[tokens[size].start :]}"
        return collective_mention(name, mention.name_raw, mention.role, mention.start, mention.end)

    def _with_end(self, mention: AgencyMention, after: AgencyMention) -> AgencyMention | None:
        words = after.name.split() if after.agency_id is not None else []
        for k in range(1, len(words)):
            tokens = tokenize(f"{mention.name} {' '.join(words[k:])}")
            found = index().match(tokens, 0, on=self.on)
            if found is None or found.end != len(tokens):
                continue
            agency, other = found.entry.agency, index().agency(after.agency_id or "")
            if other is not None and agency.kind == other.kind and agency.agency_id != other.agency_id:
                return replace(mention, name=found.entry.name, agency_id=agency.agency_id, match=AgencyMatch.CONTEXT)
        return None

    def _item(self, at: int, done: list[AgencyMention]) -> tuple[AgencyMention | None, int]:
        register, tokens = index(), self.tokens
        if (office := office_of_person(tokens, at)) > at:
            return None, office  # "đồng chí A, Giám đốc Sở B": who holds the office changes, the office acts
        found = register.match(tokens, at, on=self.on)
        end = None if found is None else self._under(found) or self._clean_end(found.end)
        if found is not None and end is None:
            named = person_name(found.entry.agency, tokens, found.end)
            end = self._clean_end(found.end + named) if named else None
        head = self._list_head(at, end)
        if head is not None:
            return None, head
        if pair_at(tokens, at):
            self.prefix = self.place_stem = None
            return self._collective(at)
        if (place_name := self._other_unit(at)) > at:
            return None, place_name
        if found is not None and (places := self._places_end(found.end)) > found.end:
            return self._of_places(at, places), places
        if self.prefix is not None:
            listed = register.match(tokens, at, prefix=_prefix_tokens(self.prefix), on=self.on)
            listed_end = None if listed is None else self._clean_end(listed.end)
            if listed is not None and listed_end is not None:
                wider = self._wider(at, listed_end, _prefix_tokens(self.prefix))
                return (self._named(listed, at, listed_end, composed=True), listed_end) if wider is None else wider
        if found is not None and end is not None:
            place = self._in_place(found, at, end, done)
            if place is not None:
                return place, end
            if found.entry.agency.kind != "province":
                self.prefix = self.place_stem = None
            wider = self._wider(at, end)
            return (self._named(found, at, end), end) if wider is None else wider
        damaged = self._damaged(at, at if found is None else found.end)
        if damaged is not None:
            return damaged
        if self.prefix is None and done and at and tokens[at].gap in (COMMA, AND):
            implied = self._implied(at, done[-1])
            if implied is not None:
                return implied
        if starts_collective(tokens, at):
            self.prefix = self.place_stem = None
            return self._collective(at)
        return self._unknown(at)

    def _other_unit(self, at: int) -> int:
        """The token after the kind of place with which a list goes on: "UBND các xã A, B; | phường | C"; ``at`` where
        none is said."""
        tokens, prefix = self.tokens, self.prefix or ""
        before = next((said for said in _COMMUNE if prefix.endswith(said)), None)
        for unit in _UNITS:
            end = at + len(unit.split())
            said = [t.tone for t in tokens[at:end]] == list(map(tone_key, unit.split())) and tokens[at].raw.islower()
            if before is not None and said and end < len(tokens) and tokens[end].raw[:1].isupper():
                self.prefix = prefix.removesuffix(before) + (f" {unit}" if before[0] == " " else unit.capitalize())
                return end
        return at

    def _places_end(self, at: int) -> int:
        """The end of the item that goes on with places in the plural, and which: "Sở A | các tỉnh được kiểm tra"."""
        places = of_places_end(self.tokens, at)
        end = self._next_separator(places)
        return end if places > at and all(t.raw.islower() for t in self.tokens[places:end]) else at

    def _of_places(self, at: int, end: int) -> AgencyMention:
        """A body of many places: "Sở Xây dựng các tỉnh, thành phố"."""
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        raw = self.text[start:stop]
        return collective_mention(of_places_written(self.text, self.tokens, at, end), raw, self.role, start, stop)

    def _damaged(self, at: int, begun: int) -> tuple[AgencyMention | None, int] | None:
        """A registered body whose name is damaged, or a stroke that is no item at all. A registered name, clean but
        followed by other words, ends at ``begun``; no part of it is taken for a shorter one."""
        tokens = self.tokens
        if stroke_alone(self.text, tokens, at):
            self.dirty = True
            return None, at + 1
        if self.prefix is not None:
            listed = self._wider(at, at, _prefix_tokens(self.prefix)) or self._misread(at, at + 1, self.prefix)
            if listed is not None:
                return listed
        found = self._wider(at, begun)
        if found is not None:
            self.prefix = self.place_stem = None
            return found
        for end, head in ((at + 1, ""), (at + 2, tokens[at].raw)):
            if end > len(tokens) or (head and tokens[end - 1].gap > SPACE):
                continue
            if (read := self._misread(at, end, head)) is not None:
                return read
        return None

    def _misread(self, at: int, end: int, head: str) -> tuple[AgencyMention, int] | None:
        """A body by its acronym, the token before ``end``, with a letter read wrongly. ``head`` is the kind of body,
        at ``at`` or above the list."""
        if not item_ends(self.tokens, end):
            return None
        raw = self.tokens[end - 1].raw
        meant = acronym_meant(raw, self.on, head)
        if meant is None:
            return None
        entry, acronym = meant
        score = round(Levenshtein.normalized_similarity(raw, acronym), 4)
        composed = bool(head) and end == at + 1
        return replace(as_corrected(self._named(Match(entry, end), at, end, composed=composed)), score=score), end

    def _wider(self, at: int, end: int, prefix: Sequence[Token] = ()) -> tuple[AgencyMention, int] | None:
        """The damaged name that begins at ``at`` and goes on beyond ``end``, where a clean one (if any) ends."""
        found = mended(self.text, self.tokens, at, prefix=prefix, on=self.on) if end < len(self.tokens) else None
        if found is None or found.end <= end:
            return None
        mention = self._named(Match(found.entry, found.end), at, found.end, composed=bool(prefix))
        return as_corrected(mention), found.end

    # -- the end of an item

    def _clean_end(self, end: int) -> int | None:
        """Where the item ends whose registered name ends at ``end``; None when the name goes on with other words."""
        tokens = self.tokens
        if item_ends(tokens, end):
            return end
        strokes = strokes_to(tokens, end)
        if strokes > end:
            return strokes
        tail = after_name(tokens, end)
        if tail:
            return self._next_separator(end)
        if starts_collective(tokens, end) and tokens[end].gap == SPACE and tokens[end].key in ("cac", "mot"):
            return end
        # two cells joined without a separator: "Bộ Y tế Bộ Nội vụ"
        if tokens[end].raw[:1].isupper() and keys_at(_STRONG_HEADS, tokens, end):
            return end
        return None

    def _under(self, found: Match) -> int | None:
        """Where the item ends that says whose the body is: "Cục Viễn thông - Bộ Khoa học và Công nghệ"."""
        end = owner_end(self.tokens, found)
        return end if end > found.end and item_ends(self.tokens, end) else None

    def _next_separator(self, at: int) -> int:
        while at < len(self.tokens) and not item_ends(self.tokens, at):
            at += 1
        return at

    # -- the kinds of items

    def _list_head(self, at: int, named_end: int | None) -> int | None:
        """Reads "Đảng ủy các Bộ:", "Các Sở:", "UBND các tỉnh"; returns where the list begins, or None."""
        tokens, register = self.tokens, index()
        for words, prefix in _LIST_HEADS_AT.get(tokens[at].key, ()):
            size = keys_at((words,), tokens, at)
            nxt = at + size
            if not size or nxt >= len(tokens) or any(t.gap >= COLON for t in tokens[at + 1 : nxt]):
                continue
            if prefix == "Đồng chí" and keys_at(_OFFICES, tokens, nxt):
                continue  # "các đồng chí thành viên Ban Chỉ đạo" are many
            colon = tokens[nxt].gap == COLON
            listed = register.match(tokens, nxt, prefix=_prefix_tokens(prefix), on=self.on)
            plural = tokens[nxt - 1].key != words[-1] or "cac" in words
            direct = plural and tokens[nxt].gap == SPACE and listed is not None and self._clean_end(listed.end)
            is_known_list = listed is not None or prefix not in ("Bộ", "Sở") or "nganh" not in words
            communes = plural and tokens[nxt].gap == SPACE and prefix.endswith(_COMMUNE) and _named_place(tokens, nxt)
            if (colon and is_known_list) or direct or communes or (prefix == "Đồng chí" and tokens[nxt].gap == SPACE):
                self.prefix, self.place_stem = prefix, None
                return nxt
        for words, stem in _PLACE_HEADS_AT.get(tokens[at].key, ()):
            size = keys_at((words,), tokens, at)
            nxt = at + size
            if not size or nxt >= len(tokens):
                continue
            place = register.match(tokens, nxt, on=self.on)
            is_place = place is not None and place.entry.agency.kind == "province"
            if is_place and (tokens[nxt].gap == COLON or (named_end is None and "cac" in words)):
                self.place_stem, self.prefix = stem, None
                return nxt
        return self._body_of_many(at)

    def _body_of_many(self, at: int) -> int | None:
        """Reads the body that many places have, "Sở Y tế các tỉnh: A, B", "Ban điều hành các khu phố 1, 2"; returns
        where their names begin, or None."""
        tokens = self.tokens
        for many in range(at, min(at + _LONGEST_BODY, len(tokens) - 2)):
            if many > at and tokens[many].gap > SPACE:
                return None
            nxt = many + max(keys_at(_PLACES_OF, tokens, many), keys_at(_QUARTERS, tokens, many))
            if nxt == many or nxt >= len(tokens) or tokens[nxt].gap not in (SPACE, COLON):
                continue
            if keys_at(_QUARTERS, tokens, many):
                another = nxt + 1 < len(tokens) and any(t.gap in (COMMA, AND) for t in tokens[nxt + 1 : nxt + 4])
                if not another or tokens[nxt].raw.islower() or pair_at(tokens, many + 1):
                    return None
                whose = written(self.text[tokens[at].start : tokens[many - 1].end]) if many > at else ""
                kind = self.text[tokens[many + 1].start : tokens[nxt - 1].end].lower()
                self.prefix, self.place_stem = f"{whose} {kind}" if whose else kind.capitalize(), None
                return nxt
            if many == at:
                return None  # "các tỉnh A, B"
            found = index().match(
                [*tokens[at:many], tokens[nxt]._replace(gap=SPACE), *tokens[nxt + 1 :]], 0, on=self.on
            )
            place = index().places.get(found.entry.agency.agency_id) if found is not None else None
            if found is None or place is None or not place.local_id or found.end <= many - at:
                return None
            self.place_stem, self.prefix = place.local_id, None
            return nxt
        return None

    def _named(self, found: Match, at: int, end_at: int, *, composed: bool = False) -> AgencyMention:
        """The body ``found`` at token ``at``, in an item that ends before token ``end_at``."""
        entry, tokens = found.entry, self.tokens
        trailed = end_at > found.end and strokes_to(tokens, found.end) == end_at
        start, end = tokens[at].start, tokens[(end_at if trailed else found.end) - 1].end
        return named_mention(
            entry,
            tokens[at : found.end],
            self.text[start:end],
            self.role,
            -1 if composed else start,
            -1 if composed else end,
            corrected=trailed,
        )

    def _in_place(self, found: Match, at: int, end: int, done: list[AgencyMention]) -> AgencyMention | None:
        """A province in a list: "Thành ủy TP Hà Nội, TP Huế" names two Party committees."""
        province = found.entry.agency
        if province.kind != "province":
            return None
        stem = self.place_stem
        if stem is None and done and at and self.tokens[at].gap in (COMMA, AND):
            place = index().places.get(done[-1].agency_id or "")
            stem = place.local_id if place is not None else None
        # the same body in another province: "Thành ủy Hà Nội" -> "Tỉnh ủy Bắc Ninh"
        body = index().at(stem, province.agency_id) if stem else None
        if body is None:
            return None
        mention = self._named(found, at, end, composed=True)
        return replace(mention, name=body.name, agency_id=body.agency_id)

    def _implied(self, at: int, before: AgencyMention) -> tuple[AgencyMention, int] | None:
        """ "Sở Tư pháp, Y tế": the first word of the item before stands for this one too, if that is a known body."""
        if before.agency_id is None or starts_head(self.tokens, at) or starts_collective(self.tokens, at):
            return None
        keys = tuple(fold(before.name).split())
        for words, prefix in _IMPLIED:
            if keys[: len(words)] == words:
                found = index().match(self.tokens, at, prefix=prefix, on=self.on)
                end = None if found is None else self._clean_end(found.end)
                if found is not None and end is not None:
                    return self._named(found, at, end, composed=True), end
        return None

    def _collective(self, at: int) -> tuple[AgencyMention | None, int]:
        tokens = self.tokens
        end = collective_end(tokens, at, index())
        if end < len(tokens) and tokens[end].gap == COLON and index().match(tokens, end, on=self.on) is not None:
            return None, end  # "Các cơ quan: Bộ A; Bộ B": the list itself follows
        while collective_goes_on(self.text, tokens, end):
            end = collective_end(tokens, end, index())
        start, stop = tokens[at].start, tokens[end - 1].end
        raw = self.text[start:stop]
        clean = collective_text(self.text, tokens[at:end])
        name = written_collective(raw if clean is None else clean)
        return collective_mention(name, raw, self.role, start, stop, corrected=clean is not None), end

    def _unknown(self, at: int) -> tuple[AgencyMention | None, int]:
        """A body that is not registered, or a registered one misspelt."""
        tokens, register = self.tokens, index()
        begun = register.match(tokens, at, on=self.on)  # "Cục A và B trình ...": no end within the name it begins with
        end = self._next_separator(at + 1 if begun is None else begun.end)
        near = register.near(tokens[at:end])
        if near is not None:
            return as_corrected(self._named(Match(near, end), at, end)), end
        listed = self.prefix is not None and not (starts_head(tokens, at) and tokens[at].raw[:1].isupper())
        if not listed:
            self.prefix = None
            of_many = next((k for k in range(at + 1, end) if self._places_end(k) > k), at)
            if of_many > at:  # "Hội A | các xã, phường"
                places = self._places_end(of_many)
                return self._of_places(at, places), places
            while end < len(tokens) and tokens[end].gap in (COMMA, AND) and self._goes_on(at, end):
                end = self._next_separator(end + 1)
            near = register.near(tokens[at:end])
            if near is not None:
                return as_corrected(self._named(Match(near, end), at, end)), end
        start, stop = tokens[at].start, tokens[end - 1].end
        raw = self.text[start:stop]
        if not any(c.isalpha() for c in raw) and not (listed and raw.isdecimal()):
            return None, end
        if listed:
            return own_mention(f"{self.prefix} {written(raw)}", raw, self.role, -1, -1), end
        return own_mention(written(raw), raw, self.role, start, stop), end

    def _goes_on(self, at: int, comma: int) -> bool:
        """Whether the words after a comma or "và" still belong to the unknown body that began at ``at``."""
        if is_person(self.tokens, at):
            return False
        found = index().match(self.tokens, comma, on=self.on)
        if found is not None and self._clean_end(found.end) is not None:
            # "xã Mây Hồng, tỉnh Lào Cai" says where the commune is
            said = written(self.text[self.tokens[at].start : self.tokens[comma - 1].end])
            province = found.entry.agency.kind == "province" and not found.entry.bare_place
            return province and self.tokens[comma].gap == COMMA and bool(pattern_bodies(said))
        if (
            self.tokens[comma].gap == AND
            and self.tokens[comma].raw[:1].isupper()
            and phrase_at(BARE, self.tokens, comma)
        ):
            return True  # "Cục Kiểm tra và Tổ chức thi hành án": a part of the name
        if (
            self.tokens[comma].gap == COMMA
            and is_brand(self.tokens[comma])
            and brand_end(self.tokens, comma) > comma + 1
        ):
            return False  # "Bảo Việt A, PVI B"
        office = self.tokens[at].key == "van" and keys_at(_COUNCILS, self.tokens, comma) > 0
        return office or not (starts_head(self.tokens, comma) or starts_collective(self.tokens, comma))


_COUNCIL_NAMES = ("Ủy ban nhân dân", "Hội đồng nhân dân")
_COUNCILS = texts(_COUNCIL_NAMES)


def parse_agencies(text: str, role: Role = Role.LEAD, on: dt.date | None = None) -> tuple[AgencyMention, ...]:
    """The bodies named in an agency cell, in order, each with its role.

    ``text`` is the whole text of the cell (rows that a page break cut are joined first); ``role`` is that of the
    column, which words in the cell ("chủ trì", "(phối hợp)") override; ``on`` is the date of the document and decides
    between bodies that shared a short name ("Bộ Nông nghiệp"); without it the present body is meant.

    Lists are expanded, a phrase such as "các bộ, ngành, địa phương" is one collective, an unregistered body keeps its
    own words with ``agency_id`` None. Offsets are in the NFC form of ``text``; they are -1 where the name was composed
    from the head of a list. Nothing is raised: any text gives a (perhaps empty) tuple.
    """
    text = nfc(text)
    masked = mask(text)
    out: list[AgencyMention] = []
    for stretch in stretches(masked, role):
        piece = PARENTHESIS.sub(as_part, masked[stretch.start : stretch.end])
        tokens = [t for token in tokenize(" " * stretch.start + piece) for t in unglued(token)]
        mentions = _Cell(text, tokens, stretch.role, on).read()
        if stretch.tail_role is not None:
            since = max(masked.rfind(c, stretch.start, stretch.end) for c in ";" + BREAK)
            mentions = [replace(m, role=stretch.tail_role) if _at(m, text) > since else m for m in mentions]
        out.extend(m for mention in mentions for m in (mention, *units_inside(text, mention)))
    unique: dict[tuple[str, Role], AgencyMention] = {}
    for mention in out:
        unique.setdefault((mention.name, mention.role), mention)
    return tuple(unique.values())


def units_inside(text: str, mention: AgencyMention) -> tuple[AgencyMention, ...]:
    """The units that a parenthesis right behind a body says it works by: "Sở A (Phòng B)". They have its role."""
    inside = UNIT_INSIDE.match(text, mention.end) if mention.end >= 0 and not mention.is_collective else None
    if inside is None:
        return ()
    at = inside.start("unit")
    found = parse_agencies(inside["unit"], mention.role)
    if inside["elsewhere"] is None:
        found = tuple(m for m in found if fold(m.name) not in fold(mention.name))  # its own short name
    return tuple(replace(m, start=at + m.start, end=at + m.end) if m.start >= 0 else m for m in found)


def _at(mention: AgencyMention, text: str) -> int:
    return mention.start if mention.start >= 0 else text.find(mention.name_raw)
