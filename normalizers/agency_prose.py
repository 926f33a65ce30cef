"""Bodies in running prose: all that are named, and those that a directive makes act.

A directive is a sentence, list item or heading such as "Bộ A chủ trì, phối hợp với Bộ B và các cơ quan liên quan ...",
"Giao Bộ A ...", "Đề nghị Đảng ủy B chỉ đạo ...", "c) Sở C: ...". The bodies that act stand before its predicate; a body
that is only an object ("trình Chính phủ", "do Bộ A quản lý") is no lead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.agency_cells import parse_agencies
from normalizers.agency_mentions import collective_mention, named_mention, own_mention
from normalizers.agency_names import COMPANIES, FIELDS, PROJECT_BOARDS, against_at, closed_at, does_at, name_verb_at, trade_at, without_tail
from normalizers.agency_phrases import (
    BARE,
    PREDICATES,
    after_name,
    collective_end,
    keys_at,
    of_places_end,
    office_of_person,
    pair_at,
    person_at,
    person_name,
    phrase_at,
    predicate_at,
    starts_collective,
    starts_head,
    starts_office,
    table,
    texts,
    written,
    written_collective,
)
from normalizers.agency_register import Match, index
from normalizers.agency_tokens import AND, COLON, COMMA, DASH, HARD, SPACE, Token, tokenize
from normalizers.text import nfc, tone_key
from pipeline.model import AgencyMention, Role

_LABEL = re.compile(
    r"""\s*(?:
        (?:Điều|Khoản|Mục|Phần)\s+\d+[.:)]?
      | \(?(?:\d{1,3}(?:\.\d{1,3})*|[IVXLC]{1,7}|[a-zđ]{1,2}\d?)[.)]
      | \(\d{1,3}\)
      | [-–—+•*]+
      )(?=\s|[^\W\d_]|\*|\()\s*""",
    re.VERBOSE,
)
_TOPIC = re.compile(r"Về\s[^:;.]{1,240}:\s*")
_ROLE_LABEL = re.compile(
    r"(?:(?:Cơ\s+quan|Đơn\s+vị)\s+(?:chủ\s+trì|phối\s+hợp|thực\s+hiện|chỉ\s+đạo|theo\s+dõi|giám\s+sát)"
    r"|Chủ\s+trì|Phối\s+hợp)(?:\s+thực\s+hiện)?\s*:",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.;](?=\s+[^\W\d_a-zà-ỹ])|\n")

#: Verbs by which one body makes another act, and whether the first is then its supervisor (or only asks).
_SETS_TO_WORK = table("giao cho, giao, phân công, chỉ đạo, yêu cầu, đôn đốc, ủy quyền")
#: The same behind a subject; at the beginning of a text "lãnh đạo" is a noun ("Lãnh đạo Sở A ...").
_DIRECTS = table("giao cho, giao, phân công, chỉ đạo, lãnh đạo, yêu cầu, đôn đốc, ủy quyền")
_ASKS = table("đề nghị, kiến nghị, mời, trân trọng đề nghị")
_ADVERBS = table(
    """tiếp tục, khẩn trương, tập trung, chủ động, thường xuyên, kịp thời, sẽ, có trách nhiệm, cần, phải, sớm, đã,
    đồng thời, quyết liệt, tăng cường, trực tiếp, đẩy mạnh, trước mắt, trân trọng, nghiêm túc"""
)
_OPENERS = table(
    """trên cơ sở, căn cứ, trong, để, nhằm, khi, nếu, sau khi, từ, thực hiện, theo, hằng, hàng, định kỳ, trước ngày,
    chậm nhất, trước mắt, ngay sau, tiếp thu, đồng thời, bên cạnh đó, ngoài ra, tùy theo, với, do, qua, để bảo đảm,
    riêng, trường hợp, đối với, trước, xét"""
)
_TO = table("đối với, riêng, cho, với")
_COMRADE = texts(("đồng chí",))
#: A second office of the person just named: "Thủ tướng Chính phủ, Phó Trưởng Ban Chỉ đạo".
_TITLES = texts(("phó trưởng ban", "trưởng ban", "phó trưởng đoàn", "tổ trưởng", "tổ phó"))
_COOPERATE = texts(("phối hợp", "phối với"))
_COOPERATE_TAIL = table("chặt chẽ, thường xuyên, đồng bộ, cùng với, với, cùng, của, và")
_DUTIES = table(
    """theo chức năng, theo nhiệm vụ, theo thẩm quyền, trong phạm vi, theo phạm vi, có trách nhiệm,
    chịu trách nhiệm, khẩn trương, chủ động, tập trung, chủ trì, tiếp tục, phải, cần"""
)


#: Nouns that stand in lower case before the name of a body.
_NOUNS_OF_NAMES = table(
    """công ty, trường, trung tâm, bệnh viện, viện, học viện, trạm, hội, chi cục, câu lạc bộ, ban quản lý, chi nhánh,
    trường đại học, trường cao đẳng, ngân hàng, quỹ, hiệp hội, tập đoàn, tổng công ty, nhà hát, bảo tàng, thư viện"""
)
#: Groups of people that a list names beside bodies.
_GROUPS = table("nhóm, đội, mạng lưới, diễn đàn, chi nhánh, liên minh, cộng đồng, nghệ sĩ, nghệ nhân, hãng, dự án")
_IN_CHARGE = table("phụ trách")
#: Kinds whose names are made with verbs in capitals.
_TITLED = table("công ty, tổng công ty, trung tâm, ban quản lý, trường, viện, hợp tác xã, phòng, chi cục")
_PARENTHESIS = re.compile(r"\s*\((?P<office>[^()]{6,160})\)")
_LONGEST_MEMBER = 16  # syllables
_URGES = (tone_key("đôn"), tone_key("đốc"))
_ALONG = tone_key("cùng")
_OF_WHOM = tone_key("của")
_ABOUT = tone_key("về")
_PASSIVE = tone_key("được")
_NO_PART = frozenset((_PASSIVE, tone_key("theo")))  # words that no name goes on with
_ENTRUSTED = table("được giao, được phân công, được ủy quyền, được chỉ định")


class _Prose:
    """Tokens of one text, with the reading of a series of bodies from a place on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Sequence[Token] = tokenize(text)

    def stops(self, at: int) -> bool:
        return predicate_at(self.tokens, at) > 0

    def series(self, at: int, role: Role) -> tuple[list[AgencyMention], int]:
        """The bodies listed from token ``at`` on, and the token after them. An empty list when there are none."""
        out: list[AgencyMention] = []
        tokens = self.tokens
        end = at
        while at < len(tokens):
            listed = tokens[at].gap in (COMMA, AND) or (role is Role.LEAD and self._semicolon(at))
            if out and (not listed or self.stops(at)):
                step = self._rest_of_name(out[-1], at, role)
                if step is None:
                    break
                out[-1], at = step
                end = at
                continue
            step = self._body(at, role) or (self._unread(at, role) if out else None)
            if step is None:
                break
            if out and (whole := _of_same_place(out[-1], step[0])):
                out[-1] = whole
            out.append(step[0])
            at = end = step[1]
        return out, end

    def _semicolon(self, at: int) -> bool:
        """Whether ";" stands before the token and a registered body or a kind after it ("Giao Sở A; các xã ...")."""
        if at == 0 or self.text[self.tokens[at - 1].end : self.tokens[at].start].strip() != ";":
            return False
        if starts_collective(self.tokens, at, strict=True):
            return True
        found = index().match(self.tokens, at)
        named = self.tokens[at].raw[:1].isupper() and starts_head(self.tokens, at) and not self.stops(at)
        named = named or person_at(self.tokens, at) > 0
        return named or (found is not None and self._is_name(found, at))

    def _mention(self, found: Match, at: int, role: Role) -> AgencyMention:
        start, end = self.tokens[at].start, self.tokens[found.end - 1].end
        return named_mention(found.entry, self.tokens[at : found.end], self.text[start:end], role, start, end)

    def _own(self, at: int, end: int, role: Role, *, collective: bool) -> AgencyMention:
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        raw = self.text[start:stop]
        if collective:
            return collective_mention(written_collective(raw), raw, role, start, stop)
        return own_mention(written(raw), raw, role, start, stop)

    def _body(self, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        tokens = self.tokens
        if keys_at(_COMRADE, tokens, at):  # "Đồng chí Thủ tướng Chính phủ"
            office = index().match(tokens, at + 2)
            at += 2 if office is not None and office.entry.agency.kind == "person_office" else 0
        if office := self._person(at, role):
            return office
        found = None if pair_at(tokens, at) else index().match(tokens, at)
        if found is not None and self._is_name(found, at):
            if (end := of_places_end(tokens, found.end)) > found.end:  # "Sở A các tỉnh, thành phố"
                return self._own(at, end, role, collective=True), end
            if (end := self._region_end(found.end)) > found.end:  # "Kho bạc Nhà nước khu vực X"
                return self._own(at, end, role, collective=False), end
            end = self._past_apposition(found.end + person_name(found.entry.agency, tokens, found.end))
            if end >= len(tokens) or tokens[end].gap > SPACE or not tokens[end].raw[:1].isupper() or self.stops(end):
                return self._mention(found, at, role), end
            # "Sở Y tế Đồng bằng": a longer name than the register knows
            end = self._name_end(at, end)
            return self._own(at, end, role, collective=False), end
        if starts_collective(tokens, at, strict=True):
            end = collective_end(tokens, at, index(), stop=lambda k: self._closes_kind(at, k, role))
            if self._is_over(end, role) and self.text.rstrip().endswith((".", ";")):
                # a sentence whose verb the list of predicates does not know: only the usual nouns are certain
                short = self.short_collective(at)
                end = short if at + 1 < short < end else end
            named = index().match(tokens, at + 1)  # "Các Sở Giáo dục và Đào tạo": one kind, whatever its name joins
            if named is not None and self._is_name(named, at + 1) and named.entry.agency.kind != "province":
                end = max(end, named.end)
            return self._own(at, end, role, collective=True), end
        if self._names_itself(at) and starts_head(tokens, at) and not self.stops(at):
            end = self._member_end(at, self._name_end(at, at + 1), role)
            if end - at >= 2:
                return self._own(at, end, role, collective=False), self._past_apposition(end)
        return None

    def _names_itself(self, at: int) -> bool:
        """Whether a name may begin with this word: it has a capital, or is a noun for a body before one that has
        ("công ty cổ phần Môi trường A", "trường Tiểu học B")."""
        tokens = self.tokens
        if tokens[at].raw[:1].isupper():
            return True
        after = at + max(phrase_at(words, tokens, at) for words in (COMPANIES, _NOUNS_OF_NAMES))
        return at < after < len(tokens) and tokens[after].gap == SPACE and tokens[after].raw[:1].isupper()

    def _is_over(self, at: int, role: Role) -> bool:
        """Whether the sentence is over before token ``at``: no list goes on behind a semicolon or a colon."""
        if at >= len(self.tokens):
            return True
        parted = self.text[self.tokens[at - 1].end : self.tokens[at].start]
        goes_on = ":" in parted or (role is Role.LEAD and self._semicolon(at))
        return self.tokens[at].gap >= HARD and not goes_on

    def _closes_kind(self, first: int, at: int, role: Role) -> bool:
        """Whether the predicate begins at ``at``, behind the words for many bodies that begin at ``first``. What they
        do belongs to them: "các Công ty TNHH Đầu tư phát triển Thủy lợi", "các đơn vị quản lý chợ | rà soát ..."
        """
        tokens = self.tokens
        if not self.stops(at):
            return False
        titled = phrase_at(_TITLED, tokens, first + 1) and tokens[at].gap == SPACE and tokens[at].raw[:1].isupper() and not tokens[at].raw.isupper()
        if (titled and at > first + 1) or phrase_at(_IN_CHARGE, tokens, at):
            return False
        form = phrase_at(COMPANIES, tokens, first + 1)
        trade = at > first + 1 + form and trade_at(tokens, first + 1, at, company=True)
        return not trade and not does_at(tokens, at, role is Role.COORDINATING)

    def _region_end(self, at: int) -> int:
        """The token after "khu vực X" right behind a name; ``at`` where it does not stand there."""
        seen = self.tokens[at : at + 3]
        region = [t.key for t in seen[:2]] == ["khu", "vuc"] and all(t.gap == SPACE for t in seen) and len(seen) == 3
        return at + 3 if region and (seen[2].raw[0].isdigit() or seen[2].raw.isupper()) else at

    def _is_name(self, found: Match, at: int) -> bool:
        """Whether printed words are meant as the name: some capital letter, and no bare place."""
        words = self.tokens[at : found.end]
        return not found.entry.bare_place and any(t.raw[:1].isupper() for t in words)

    def _name_end(self, first: int, at: int) -> int:
        """The end of an unregistered name that begins at ``first``: the predicate, or a separator that the name does
        not run over. ``at`` is the first token that may stand behind it."""
        tokens = self.tokens
        # "Tổ giúp việc về văn hóa, xã hội", "Ban Quản lý dự án giao thông và nông nghiệp": its matter may be a list
        about = phrase_at(PROJECT_BOARDS, tokens, first) > 0
        while at < len(tokens):
            gap, raw = tokens[at].gap, tokens[at].raw
            if run := trade_at(tokens, first, at):
                at += run
                continue
            if gap <= AND and against_at(tokens, at):
                at += 1
                continue
            if closed_at(tokens, first, at):
                break
            if gap == SPACE and starts_collective(tokens, at, strict=True):  # "Trưởng ban A các bộ, ngành"
                return collective_end(tokens, at, index(), stop=self.stops)
            # "Trung tâm Chuyển đổi số": part of a name; "Ban Chỉ đạo về nghề dệt và phát triển du lịch": its matter
            # "Cục Quản lý và Phát triển thị trường": a verb with a capital behind "và" is part of the name too
            part = gap == AND if about else (gap <= DASH or gap == AND) and raw[:1].isupper()
            if self.stops(at) and not part:
                break
            if gap >= COLON or keys_at(_COOPERATE, tokens, at):
                break
            if tokens[at].tone in _NO_PART and not raw[:1].isupper():
                break
            about = about or tokens[at].tone == _ABOUT
            if gap in (COMMA, AND) and (
                (not raw[:1].isupper() and not about and not (gap == AND and phrase_at(FIELDS, tokens, at)))
                or starts_head(tokens, at)
                or starts_collective(tokens, at, strict=True)
            ):
                break
            if gap == DASH and after_name(tokens, at):
                break
            at += 1
        return at if about else without_tail(tokens, first, at)

    def _member_end(self, first: int, end: int, role: Role) -> int:
        """The end of a name that was left at ``end``, when it is one of a list of its kind: all up to the separator
        before the next of them ("Công ty A nạo hút cống rãnh 27; Công ty B ..."). Nothing that says a duty, and no
        words without a capital or a figure, are part of a name.
        """
        tokens = self.tokens
        if end < len(tokens) and tokens[end].gap >= COMMA:
            return end
        at = end
        while at < len(tokens) and at - first <= _LONGEST_MEMBER:
            parted = tokens[at].gap in (COMMA, AND) or self._semicolon(at)
            alike = tokens[at].key == tokens[first].key or role is Role.COORDINATING
            if parted and alike and tokens[at].raw[:1].isupper() and starts_head(tokens, at):
                rest = tokens[end:at]
                return at if any(t.raw[:1].isupper() or t.raw.isdecimal() for t in rest) else end
            if tokens[at].gap in (COMMA, COLON, HARD) or (self.stops(at) and not name_verb_at(tokens, at)):
                return end
            at += 1
        return end

    def _unread(self, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        """An item of a list of bodies that begins with no noun for one: it keeps its words when a body follows it
        ("Sở A, Nhóm nghiên cứu rừng Mây, Sở B rà soát"), so that neither is lost."""
        tokens = self.tokens
        if not (tokens[at].raw[:1].isupper() or phrase_at(_GROUPS, tokens, at)):
            return None
        end = at + 1
        group = phrase_at(_GROUPS, tokens, at)
        while end < len(tokens) and tokens[end].gap < COMMA and end - at <= _LONGEST_MEMBER:
            if self.stops(end) and not tokens[end].raw[:1].isupper() and end > at + group:
                return None
            end += 1
        named = any(t.raw[:1].isupper() for t in tokens[at:end])
        return (self._own(at, end, role, collective=False), end) if named and self._body_follows(end, role) else None

    def _body_follows(self, at: int, role: Role) -> bool:
        """Whether the list goes on at a token with a body that is known, or with a kind."""
        if at >= len(self.tokens) or self.tokens[at].gap not in (COMMA, AND):
            return False
        step = self._body(at, role)
        if step is None:
            return self._unread(at, role) is not None
        return step[0].agency_id is not None or step[0].is_collective

    def _rest_of_name(self, before: AgencyMention, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        """The last name of a list with the verb behind "và" that belongs to it, for a body follows in place of an
        object: "Tạp chí Rừng và phát triển, Sở A ..."; and the token after it."""
        tokens = self.tokens
        size = phrase_at(PREDICATES, tokens, at)
        first = next((k for k, t in enumerate(tokens) if t.start == before.start), -1)
        unknown = before.agency_id is None and not before.is_collective and first >= 0
        if not (size and unknown and tokens[at].gap == AND and self._body_follows(at + size, role)):
            return None
        return self._own(first, at + size, role, collective=False), at + size

    def _person(self, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        """The office of a person who is named before it: "đồng chí A, Giám đốc Sở B", "ông A - Chủ tịch UBND xã C".
        The person alone, with his own words, where no office is said.
        """
        tokens = self.tokens
        end = person_at(tokens, at)
        if not end:
            return None
        inside = self._office_inside(end, role)
        if inside is not None:
            return inside, end
        office = office_of_person(tokens, at)
        step = self._body(office, role) if office > at else None
        return step or (self._own(at, end, role, collective=False), end)

    def _office_inside(self, end: int, role: Role) -> AgencyMention | None:
        """The office in parentheses right behind the name of a person: "đồng chí A (Giám đốc Sở B)"."""
        start = self.tokens[end - 1].end
        found = _PARENTHESIS.match(self.text, start)
        if found is None:
            return None
        named = parse_agencies(found["office"], role)
        office = next((m for m in named[::-1] if m.start >= 0), None)
        if office is None or not starts_office(tokenize(found["office"]), 0):
            return None
        at = found.start("office")
        return replace(office, start=at + office.start, end=at + office.end)

    def _past_apposition(self, end: int) -> int:
        """Skips " - Cơ quan Thường trực Ban Chỉ đạo" and "(...)" behind a name."""
        tokens = self.tokens
        if end < len(tokens) and tokens[end].gap == DASH and after_name(tokens, end):
            at = end + after_name(tokens, end)
            while at < len(tokens) and tokens[at].gap < COMMA and not self.stops(at):
                at += 1
            return at
        if end < len(tokens) and tokens[end].gap == COMMA and (size := keys_at(_TITLES, tokens, end)):
            at = end + size
            while at < len(tokens) and tokens[at].gap < COMMA and not self.stops(at):
                at += 1
            return at
        if end < len(tokens) and tokens[end].tone == _OF_WHOM and tokens[end].gap == SPACE:
            owner = index().match(tokens, end + 1)
            if owner is not None:
                return owner.end
        return end

    def short_collective(self, at: int) -> int:
        """The end of a collective in running prose: kind nouns and their usual qualifiers only."""
        end, tokens = at, self.tokens
        while end < len(tokens) and (end == at or tokens[end].gap <= AND):
            size = phrase_at(_KINDS, tokens, end)
            if not size:
                break
            end += size
        return end

    def verb(self, at: int) -> int:
        """The token after adverbs such as "tiếp tục" or "khẩn trương"."""
        while size := phrase_at(_ADVERBS, self.tokens, at):
            if self.tokens[at].gap > AND:
                break
            at += size
        return at

    def passive(self, named: Sequence[AgencyMention], end: int) -> bool:
        """Whether something is done to what an unregistered name names: "Trạm bơm A được kiểm tra" is no body."""
        return (
            end < len(self.tokens)
            and self.tokens[end].tone == _PASSIVE
            and not phrase_at(_ENTRUSTED, self.tokens, end)
            and not any(m.agency_id or m.is_collective for m in named)
        )

    def acts(self, end: int) -> bool:
        """Whether the series that ends at ``end`` is followed by a predicate, a colon, or nothing."""
        tokens = self.tokens
        if end >= len(tokens) or tokens[end].gap in (COLON, HARD):
            return True
        if tokens[end].gap == COMMA:
            return self.stops(end)
        return True


_COUNCILS = ("Hội đồng nhân dân", "Thường trực Hội đồng nhân dân", "Ủy ban nhân dân", "Ủy ban Mặt trận Tổ quốc Việt Nam")


def _of_same_place(council: AgencyMention, after: AgencyMention) -> AgencyMention | None:
    """ "Hội đồng nhân dân, Ủy ban nhân dân tỉnh A": the council of the place that the body behind it names; None for
    other pairs."""
    if council.agency_id is not None or council.name not in _COUNCILS or after.is_collective:
        return None
    place = next((after.name[len(c) + 1 :] for c in _COUNCILS if after.name.startswith(c + " ")), "")
    found = parse_agencies(f"{council.name} {place}", council.role) if place else ()
    if len(found) != 1 or found[0].agency_id is None:
        return None
    return replace(found[0], name_raw=council.name_raw, start=council.start, end=council.end)


def _strip_label(text: str) -> int:
    """Offset behind numbering and bullets: "2. ", "a) ", "- ", "(1) ", "Điều 3. "."""
    at = 0
    while m := _LABEL.match(text, at):
        if m.end() == at:
            break
        at = m.end()
    return at + (len(text) - at - len(text[at:].lstrip(' *_"“')))


def _masked(text: str) -> str:
    """The text with markup and parentheses blanked, offsets kept."""
    text = re.sub(r"<[^<>]*>|\*{2,}", lambda m: " " * len(m.group()), text)
    return re.sub(r"\([^()]*\)", lambda m: m.group()[0] + " " * (len(m.group()) - 2) + ")", text)


def lead_phrase(text: str) -> tuple[AgencyMention, ...]:
    """The bodies that one directive (a sentence, list item or heading) makes act, with their roles.

    The bodies before the predicate lead; those after "phối hợp với" coordinate; where one body directs another ("Bộ A
    chỉ đạo Cục B ...", "Giao Bộ A ..."), the one that does the work leads and the directing one supervises (a body that
    only asks, "Cơ quan C đề nghị ...", has no role). A text that begins with a verb has no lead; bodies it says to
    cooperate with are still given. Offsets are in the NFC form of ``text``. Any text gives a (perhaps empty) tuple.
    """
    text = nfc(text)
    masked = _masked(text)
    at = _strip_label(masked)
    if topic := _TOPIC.match(masked, at):
        at = _strip_label_from(masked, topic.end())
    if _ROLE_LABEL.match(masked, at):
        return parse_agencies(" " * at + text[at:])
    prose = _Prose(" " * at + masked[at:])
    prose.text = text
    out = _leads(prose)
    names = {m.name for m in out}
    for mention in _partners(prose):
        if mention.name not in names:
            names.add(mention.name)
            out.append(mention)
    return tuple(out)


def _strip_label_from(text: str, at: int) -> int:
    return at + _strip_label(text[at:])


def _leads(prose: _Prose) -> list[AgencyMention]:
    tokens = prose.tokens
    if not tokens:
        return []
    start = prose.verb(0)
    for verbs in (_SETS_TO_WORK, _ASKS):
        size = phrase_at(verbs, tokens, start)
        if size:
            given, end = _asked_too(prose, *prose.series(start + size, Role.LEAD))
            return _handed_on(prose, given, end) if given else []
    size = phrase_at(_TO, tokens, 0)
    if size:
        named, end = prose.series(size, Role.LEAD)
        if named and (end >= len(tokens) or tokens[end].gap == COLON or phrase_at(_DUTIES, tokens, end)):
            return named
        # "Đối với Sở A, rà soát ...": of one body by its name; what kinds of bodies are told is told of them too
        one = named and all(m.agency_id for m in named) and end < len(tokens) and tokens[end].gap == COMMA
        if one and prose.stops(end) and not (phrase_at(_SETS_TO_WORK, tokens, end) or phrase_at(_ASKS, tokens, end)):
            return named
    named, end = prose.series(0, Role.LEAD)
    if named and prose.acts(end) and not prose.passive(named, end):
        return _handed_on(prose, _whole_heading(prose, named, end), end)
    return _after_opening(prose)


def _whole_heading(prose: _Prose, named: list[AgencyMention], end: int) -> list[AgencyMention]:
    """ "Các cơ quan chủ trì xây dựng văn bản:" as a heading names a kind; the words up to the colon belong to it."""
    tokens = prose.tokens
    colon = next((k for k in range(end, len(tokens)) if tokens[k].gap >= COMMA), len(tokens))
    closes = prose.text.rstrip().endswith(":") and colon == len(tokens) > prose.verb(end)
    if closes and end < len(tokens) and named[-1].is_collective and not phrase_at(_DUTIES, tokens, end):
        last = named[-1]
        raw = prose.text[last.start : tokens[-1].end]
        longer = collective_mention(written_collective(raw), raw, last.role, last.start, tokens[-1].end)
        return [*named[:-1], longer]
    return named


def _handed_on(prose: _Prose, actors: list[AgencyMention], end: int) -> list[AgencyMention]:
    """Follows "A chỉ đạo B ...", "A kiến nghị B chỉ đạo C ..." to the bodies that do the work."""
    tokens = prose.tokens
    above: list[AgencyMention] = []
    for _ in range(3):
        at = prose.verb(end)
        directs, asks = phrase_at(_DIRECTS, tokens, at), phrase_at(_ASKS, tokens, at)
        if not (directs or asks) or (at < len(tokens) and tokens[at].gap >= COMMA):
            break
        given, next_end = prose.series(at + (directs or asks), Role.LEAD)
        if asks or tokens[at].tone in _REQUESTS:
            given, next_end = _asked_too(prose, given, next_end)
        if not given or not prose.acts(next_end):
            break
        leads_them = tokens[at].key in ("chi", "lanh") or (tokens[at].key != "giao" and not asks and _private(given))
        order = leads_them and all(m.is_collective for m in given)
        if (
            not asks
            and all(_is_committee_of(a, b) for a in actors for b in given)
            and not _hands_further(prose, next_end)
        ):
            break  # "Đảng ủy A lãnh đạo A": the committee stays answerable
        if tokens[at].tone == _URGES[0] and not asks:
            break  # "Sở A đôn đốc các xã ...": who urges acts
        if order and not above:
            break  # "chỉ đạo các đơn vị trực thuộc ...": the body itself stays answerable
        if directs:
            above.extend(replace(m, role=Role.SUPERVISOR) for m in actors)
        actors, end = given, next_end
    return above + actors


_REQUESTS = frozenset((tone_key("yêu"), tone_key("giao"), tone_key("phân")))


def _asked_too(prose: _Prose, given: list[AgencyMention], end: int) -> tuple[list[AgencyMention], int]:
    """ "đề nghị A, yêu cầu B và giao C cử đầu mối": all that one request names, and the token after them."""
    tokens = prose.tokens
    while given and end < len(tokens) and tokens[end].gap in (COMMA, AND):
        size = phrase_at(_ASKS, tokens, end) or (phrase_at(_DIRECTS, tokens, end) if tokens[end].tone in _REQUESTS else 0)
        more, after = prose.series(end + size, Role.LEAD) if size else ([], end)
        if not more:
            break
        given, end = [*given, *more], after
    return given, end


def _hands_further(prose: _Prose, end: int) -> bool:
    """Whether the body before token ``end`` directs another one by its name."""
    at = prose.verb(end)
    size = phrase_at(_DIRECTS, prose.tokens, at)
    given, last = prose.series(at + size, Role.LEAD) if size else ([], end)
    return bool(given) and prose.acts(last) and not any(m.is_collective for m in given)


_PRIVATE = re.compile(
    r"(?:các |những )?(?:doanh nghiệp|sàn|tổ chức tín dụng|ngân hàng|chủ đầu tư|nhà thầu|cơ sở (?:sản xuất|kinh doanh)|"
    r"hộ |hãng|nhà mạng|hiệp hội|công ty)",
    re.IGNORECASE,
)


def _private(given: Sequence[AgencyMention]) -> bool:
    """Whether those asked are no public bodies: the body that asks them stays answerable for what they do."""
    return all(_PRIVATE.match(m.name) for m in given)


def _is_committee_of(actor: AgencyMention, body: AgencyMention) -> bool:
    """Whether the actor is the Party committee of the body."""
    agency = index().agency(actor.agency_id) if actor.agency_id else None
    return agency is not None and agency.body_id is not None and agency.body_id == body.agency_id


def _after_opening(prose: _Prose) -> list[AgencyMention]:
    """The subject behind an opening clause: "Trên cơ sở ..., Bộ A ...", "Để ..., các sở, ngành ..."."""
    tokens = prose.tokens
    opener = phrase_at(_OPENERS, tokens, 0)
    if not opener:
        return []
    past = prose.series(opener, Role.LEAD)[1]  # bodies of the opening clause itself
    partners = _partner_series(prose)
    limit = _SENTENCE_END.search(prose.text, tokens[0].start)
    for at in range(2, len(tokens)):
        if limit is not None and tokens[at].start > limit.start():
            break
        if tokens[at].gap != COMMA or at < past or any(first <= at < end for first, end, _ in partners):
            continue
        directive = max(phrase_at(_SETS_TO_WORK, tokens, at), phrase_at(_ASKS, tokens, at))
        if tokens[at].tone == _URGES[0] and directive == len(_URGES):
            past = max(past, prose.series(at + directive, Role.LEAD)[1])  # "..., đôn đốc các xã ...": who urges acts
            continue
        named, end = prose.series(at + directive, Role.LEAD)
        if keys_at(_TITLES, tokens, at):
            past = max(past, at + 1)  # "của đồng chí Tổng Bí thư, Trưởng Ban Chỉ đạo ...": a second office
            continue
        bare = bool(named) and named[0].is_collective and phrase_at(BARE, tokens, at) > 0
        if bare and not prose.stops(prose.short_collective(at)):
            past = max(past, at + 1)  # "của các cơ quan, địa phương, ý kiến ...": the list of the opening goes on
            continue
        if named and end < len(tokens) and tokens[end].gap == SPACE and prose.stops(end):
            return _handed_on(prose, named, end)
        past = max(past, end)
    return []


def _partners(prose: _Prose) -> list[AgencyMention]:
    """The bodies after "phối hợp (chặt chẽ) với"."""
    return [m for _, _, named in _partner_series(prose) for m in named]


def _partner_series(prose: _Prose) -> list[tuple[int, int, list[AgencyMention]]]:
    """Each list of bodies after "phối hợp (chặt chẽ) với", with its first token and the token after it."""
    tokens = prose.tokens
    out: list[tuple[int, int, list[AgencyMention]]] = []
    for k in range(len(tokens)):
        # "Cùng Sở A tháo gỡ ...", "...; cùng Sở A quyết toán"
        opens = tokens[k].tone == _ALONG and (k == 0 or tokens[k].gap in (COMMA, HARD))
        size = 1 if opens else keys_at(_COOPERATE, tokens, k) if tokens[k].key == "phoi" else 0
        if not size:
            continue
        at = k + size
        while at < len(tokens) and tokens[at].gap == SPACE and (more := phrase_at(_COOPERATE_TAIL, tokens, at)):
            at += more
        if at < len(tokens) and tokens[at].gap == SPACE:
            named, end = prose.series(at, Role.COORDINATING)
            out.append((at, end, named))
    return out


def find_agencies(text: str) -> tuple[AgencyMention, ...]:
    """The registered bodies and the collectives named anywhere in a running text, longest first, without overlap.

    Every mention has role ``LEAD`` (prose alone gives none) and offsets in the NFC form of ``text``. Bare names of
    provinces are places, not bodies, and are left out; so are unregistered bodies, whose extent prose does not show.
    """
    text = nfc(text)
    prose = _Prose(text)
    tokens = prose.tokens
    out: list[AgencyMention] = []
    at = 0
    while at < len(tokens):
        found = index().match(tokens, at) if tokens[at].first else None
        if found is not None and found.entry.agency.kind != "province" and prose._is_name(found, at):
            out.append(prose._mention(found, at, Role.LEAD))
            at = found.end
        elif tokens[at].key in _COLLECTIVE_FIRST and starts_collective(tokens, at, strict=True):
            end = prose.short_collective(at)
            if end > at + 1:
                out.append(prose._own(at, end, Role.LEAD, collective=True))
            at = max(end, at + 1)
        else:
            at += 1
    return tuple(out)


_COLLECTIVE_FIRST = frozenset(("cac", "bo", "so", "ban", "uy", "chu", "nguoi", "tinh"))
_KINDS = table(
    """các, bộ, ban, ngành, sở, địa phương, cơ quan ngang bộ, cơ quan thuộc chính phủ, cơ quan trung ương, cơ quan,
    đơn vị, tổ chức, doanh nghiệp, tập đoàn, tỉnh, thành phố trực thuộc trung ương, thành phố, quận, huyện, xã, phường,
    đặc khu, tỉnh ủy, thành ủy, đảng ủy trực thuộc trung ương, đảng ủy, cấp ủy, đoàn thể, liên quan, có liên quan,
    khác, ủy ban nhân dân, cấp xã, cấp tỉnh, cấp huyện, chủ tịch, người đứng đầu, thủ trưởng, trực thuộc, ở trung ương,
    trung ương, cá nhân, trường đại học, viện nghiên cứu, chính quyền, các cấp, địa phương các cấp, nhân dân"""
)
