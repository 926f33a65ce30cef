"""A series of bodies in running prose: what each is, and where its name, or the words for many, end.

A name ends where the predicate begins, at a separator that it does not run over, or before the next body. What cannot
be read keeps its words, so that the list behind it is not lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from normalizers.agency_cells import parse_agencies, units_inside
from normalizers.agency_kinds import does_at, hired_for, kind_closed_at, rare_verb, takes_part_at, verb_after
from normalizers.agency_mentions import collective_mention, named_mention, own_mention
from normalizers.agency_names import (
    COMPANIES,
    CREWS,
    FIELDS,
    OBJECTS,
    PROJECT_BOARDS,
    ZONES,
    against_at,
    clause_at,
    closed_at,
    figures_at,
    fixed_at,
    group_end,
    list_in_name,
    name_verb_at,
    trade_at,
    verb_within,
    without_tail,
    word_of_name_at,
)
from normalizers.agency_partners import LIVES_BY, PEOPLE, brand_end, is_brand, organisation_at, starts_place
from normalizers.agency_persons import office_of_person, person_at, person_name, person_within, starts_office
from normalizers.agency_phrases import (
    BARE,
    after_name,
    collective_end,
    keys_at,
    kind_end,
    pair_at,
    phrase_at,
    starts_collective,
    starts_head,
    table,
    texts,
    written,
    written_collective,
)
from normalizers.agency_places import (
    branch_end,
    each_end,
    in_area_end,
    of_places_end,
    of_places_written,
    provinces_end,
    region_end,
)
from normalizers.agency_predicates import PREDICATES, names_place, predicate_at
from normalizers.agency_register import Match, index, owner_end
from normalizers.agency_siblings import in_another_place, share_place
from normalizers.agency_tokens import AND, COLON, COMMA, DASH, HARD, SPACE, Token, tokenize
from normalizers.text import tone_key
from pipeline.model import AgencyMention, Role

_ADVERBS = table(
    """tiếp tục, khẩn trương, tập trung, chủ động, thường xuyên, kịp thời, sẽ, có trách nhiệm, cần, phải, sớm, đã,
    đồng thời, quyết liệt, tăng cường, trực tiếp, đẩy mạnh, trước mắt, trân trọng, nghiêm túc"""
)
_COMRADE = texts(("đồng chí",))
#: A second office of the person just named: "Thủ tướng Chính phủ, Phó Trưởng Ban Chỉ đạo".
TITLES = texts(("phó trưởng ban", "trưởng ban", "phó trưởng đoàn", "tổ trưởng", "tổ phó"))
COOPERATE = texts(("phối hợp", "phối với"))
#: Nouns that stand in lower case before the name of a body.
_NOUNS_OF_NAMES = table(
    """công ty, trường, trung tâm, bệnh viện, viện, học viện, trạm, hội, chi cục, câu lạc bộ, ban quản lý, chi nhánh,
    trường đại học, trường cao đẳng, ngân hàng, quỹ, hiệp hội, tập đoàn, tổng công ty, nhà hát, bảo tàng, thư viện,
    thôn, ấp, bản, buôn, khóm, tổ dân phố, khu phố, phường, đặc khu, xã, công an, trạm y tế, đồn biên phòng,
    ban chỉ huy quân sự, liên danh, liên danh nhà thầu, nhà thầu, tư vấn"""
)
#: Groups of people that a list names beside bodies.
_GROUPS = table("nhóm, đội, mạng lưới, diễn đàn, chi nhánh, liên minh, cộng đồng, nghệ sĩ, nghệ nhân, hãng, dự án")
_MANY = frozenset((tone_key("các"), tone_key("những")))
#: Things that work can go along with; no partners.
_THINGS = table(
    """chương trình, hoạt động, giải pháp, nội dung, nhiệm vụ, biện pháp, sự kiện, dự án, quy định, chính sách,
    lĩnh vực, hình thức, phương án, phương thức, phương tiện, kế hoạch, yếu tố, công trình, công tác, khâu, bước, đợt,
    ngày, văn bản, nguồn, điều kiện, quy hoạch, hệ thống, loại, vấn đề, tiêu chí, chỉ tiêu, cuộc, buổi, lớp, nước,
    quốc gia, mục tiêu, tuyến, mô hình, phần mềm, cơ sở dữ liệu, nền tảng, chuyên đề, phong trào, đề án, nghị quyết,
    kết quả, tài liệu, thiết bị, công cụ, dữ liệu"""
)
#: Bodies that prose names in lower case, by their kind alone.
_PLAIN = table(
    """công an, cảnh sát, quân đội, quân sự, ban chỉ huy quân sự, bộ đội biên phòng, đồn biên phòng, dân quân, kiểm
    lâm, hải quan, mặt trận tổ quốc, mặt trận, hội liên hiệp phụ nữ, hội phụ nữ, hội nông dân, hội cựu chiến binh,
    hội người cao tuổi, hội chữ thập đỏ, hội khuyến học, hội cựu thanh niên xung phong, đoàn thanh niên, công đoàn,
    trạm y tế, trung tâm y tế, bệnh viện, nhà trường, trường học, gia đình, cha mẹ học sinh, phụ huynh, ban đại diện
    cha mẹ học sinh, ban quản lý, bưu điện, đội quản lý thị trường, đội cảnh sát giao thông, ngân hàng, điện lực,
    báo chí, ban công tác mặt trận, hợp tác xã, ủy ban nhân dân, đảng ủy, chi bộ, cấp ủy, ban chỉ đạo, thôn, tổ dân
    phố, khu phố, cổng thông tin điện tử, trang thông tin điện tử, đài truyền thanh, trạm truyền thanh"""
)
_HEADED = table("lãnh đạo")
_REPRESENTED = table("đại diện, đại diện lãnh đạo, đại diện của")
_INSPECTORATE = table("thanh tra")
#: Units whose longer names the register does not know: "Trung tâm Khuyến nông | và Dịch vụ nông nghiệp".
_JOINED = table("chi cục, trung tâm, phòng, quỹ")
_RESIDENT = table("thường trú, thường trú tại")
_OWNER = tone_key("chủ")
_LODGINGS = table("nhà trọ, phòng trọ, nhà nghỉ, khách sạn, nhà hàng, quán ăn, trang trại, cửa hàng, cơ sở lưu trú")
_MORE_VILLAGES = table("bản, ấp, buôn, khóm, tổ dân phố, khu phố, phường, đặc khu")
_VILLAGES = table("bản, buôn, khóm, làng")  # with a capital they may begin the name of a commune
_LONGEST_KIND = 12  # syllables
_IN_CHARGE = table("phụ trách")
#: Kinds whose names are made with verbs in capitals.
_TITLED = table("công ty, tổng công ty, trung tâm, ban quản lý, trường, viện, hợp tác xã, phòng, chi cục")
_PARENTHESIS = re.compile(r"\s*\((?P<office>[^()]{6,160})\)")
_SET_UP = re.compile(r"\s*\(\s*(?:được |đã |đã được )?(?:thành lập|kiện toàn|theo|tại)\s")
_ROLE_INSIDE = re.compile(
    r"\s*\((?:là\s+)?(?:(?:cơ quan|đơn vị)\s+)?(?:chủ trì|(?P<helps>phối hợp(?! với| cùng)))(?!\s*:)[^()]{0,40}\)"
)
_LONGEST_MEMBER = 16  # syllables
_LONG_KIND = 4  # "các sở giáo dục và đào tạo": so many syllables are no other words by chance
_OF_WHOM = tone_key("của")
_ABOUT = tone_key("về")
_ALONG = tone_key("cùng")
_ASKED = frozenset(map(tone_key, ("nghị", "cầu", "giao", "mời", "đạo", "đốc")))  # "Đề nghị", "yêu cầu", "chỉ đạo"
_PASSIVE = tone_key("được")
_NO_PART = frozenset((_PASSIVE, tone_key("theo")))  # words that no name goes on with
_ENTRUSTED = table("được giao, được phân công, được ủy quyền, được chỉ định")


class Prose:
    """Tokens of one text, with the reading of a series of bodies from a place on."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: Sequence[Token] = tokenize(text)

    def stops(self, at: int) -> bool:
        """Whether a predicate begins at a token."""
        return predicate_at(self.tokens, at) > 0

    def series(self, at: int, role: Role) -> tuple[list[AgencyMention], int]:
        """The bodies listed from token ``at`` on, and the token after them. An empty list when there are none."""
        out: list[AgencyMention] = []
        tokens = self.tokens
        end = at
        parted = role is Role.LEAD  # by ";" too
        while at < len(tokens):
            listed = tokens[at].gap in (COMMA, AND)
            if not listed and self._semicolon(at) and (parted or (out and self._only_named(at, role))):
                listed = parted = True
            if out and (not listed or (self.stops(at) and not self._is_registered(at))):
                step = self._rest_of_name(out[-1], at, role)
                if step is None:
                    break
                out[-1], at = step
                end = at
                continue
            step = self._body(at, role) or ((self._plain(at, role) or self._unread(at, role)) if out else None)
            if step is None:
                break
            named = self._with_role_inside(step[0] if not out else in_another_place(out[-1], step[0]))
            out.append(named)
            share_place(out)
            out += units_inside(self.text, named)
            at = end = step[1]
        return out, end

    def _with_role_inside(self, mention: AgencyMention) -> AgencyMention:
        """The body with the role that a parenthesis behind it gives: "Sở A (chủ trì), Sở B (phối hợp)"."""
        said = _ROLE_INSIDE.match(self.text, mention.end) if mention.end >= 0 else None
        return mention if said is None else replace(mention, role=Role.COORDINATING if said["helps"] else Role.LEAD)

    def _semicolon(self, at: int) -> bool:
        """Whether ";" stands before the token and a registered body or a kind after it ("Giao Sở A; các xã ...")."""
        if at == 0 or self.text[self.tokens[at - 1].end : self.tokens[at].start].strip() != ";":
            return False
        if starts_collective(self.tokens, at, strict=True):
            return True
        found = index().match(self.tokens, at)
        named = self.tokens[at].raw[:1].isupper() and starts_head(self.tokens, at) and not self.stops(at)
        named = named or person_at(self.tokens, at) > 0
        return named or (found is not None and self.is_name(found, at))

    def _only_named(self, at: int, role: Role) -> bool:
        """Whether a body stands between two ";", or behind the last: "phối hợp với Sở A; Hội B; Hội C tổ chức ...".
        One that a verb follows is the subject of a clause of its own."""
        step = self._body(at, role)
        return step is not None and (step[1] == len(self.tokens) or self._semicolon(step[1]))

    def mention(self, found: Match, at: int, role: Role) -> AgencyMention:
        """The mention of the registered body found at token ``at``."""
        start, end = self.tokens[at].start, self.tokens[found.end - 1].end
        return named_mention(found.entry, self.tokens[at : found.end], self.text[start:end], role, start, end)

    def own(self, at: int, end: int, role: Role, *, collective: bool) -> AgencyMention:
        """The mention with the words of the tokens ``at`` to ``end`` (exclusive)."""
        start, stop = self.tokens[at].start, self.tokens[end - 1].end
        raw = self.text[start:stop]
        if collective:
            return collective_mention(written_collective(raw), raw, role, start, stop)
        return own_mention(written(raw), raw, role, start, stop)

    def _body(self, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        tokens = self.tokens
        if keys_at(_COMRADE, tokens, at):  # "Đồng chí Thủ tướng Chính phủ"
            office = index().match(tokens, at + 2)
            known = office is not None and office.entry.agency.kind == "person_office"
            at += 2 if known or (starts_office(tokens, at + 2) and tokens[at + 2].gap == SPACE) else 0
        if (person := self._person(at, role)) is not None:
            return person
        headed = phrase_at(_HEADED, tokens, at) and at + 3 < len(tokens) and tokens[at + 2].raw[:1].isupper()
        if headed and (tokens[at + 3].raw[:1].isupper() or index().match(tokens, at + 2) is not None):
            return self._body(at + 2, role)  # "Lãnh đạo Sở A": the body acts; "Lãnh đạo Sở" names none
        if role is Role.COORDINATING and tokens[at].raw.islower() and (size := phrase_at(_REPRESENTED, tokens, at)):
            step = self._body(at + size, role) if at + size < len(tokens) else None
            if step is None or not step[0].is_collective or tokens[at + size].gap != SPACE:
                return step
            return self.own(at, step[1], role, collective=True), step[1]  # "đại diện các hộ dân"
        found = None if pair_at(tokens, at) else index().match(tokens, at)
        if found is not None and self.is_name(found, at):
            if (end := of_places_end(tokens, found.end)) > found.end:  # "Sở A các tỉnh, thành phố"
                of_many = self.own(at, end, role, collective=True)
                return replace(of_many, name=of_places_written(self.text, tokens, at, end)), end
            if (end := branch_end(tokens, found.end)) > found.end:  # "Kho bạc Nhà nước khu vực X"
                return self.own(at, end, role, collective=False), end
            if (end := each_end(tokens, found.end)) > found.end:  # "Hội A tỉnh, thành phố"
                return self.own(at, end, role, collective=True), end
            if (end := owner_end(tokens, found)) > found.end:  # "Cục Viễn thông - Bộ Khoa học và Công nghệ"
                return self.mention(found, at, role), end
            if self._joins(at, found.end):
                end = self._name_end(at, found.end + 1)
                return self.own(at, end, role, collective=False), end
            end = self._past_apposition(found.end + person_name(found.entry.agency, tokens, found.end))
            if end >= len(tokens) or tokens[end].gap > SPACE or not tokens[end].raw[:1].isupper() or self.stops(end):
                return self.mention(found, at, role), end
            # "Sở Y tế Đồng bằng": a longer name than the register knows
            end = self._name_end(at, end)
            return self.own(at, person_within(tokens, at, end), role, collective=False), end
        if starts_collective(tokens, at, strict=True):
            end = collective_end(tokens, at, index(), stop=lambda k: self._closes_kind(at, k, role))
            short = region_end(tokens, self.short_collective(at))
            if at + 1 < short < end:
                # a sentence whose verb the list of predicates does not know: only the usual nouns are certain
                verb = verb_after(tokens, short)
                if self._is_sentence(end, role):
                    end = verb or short
                elif 0 < verb < end and starts_collective(tokens, verb + 1, strict=False):  # "... | xóa các thôn, bản"
                    end = verb
            elif self._is_sentence(end, role):
                noun = kind_end(tokens, at)
                end = rare_verb(tokens, noun, end, many=not phrase_at(BARE, tokens, at)) or end
            named = index().match(tokens, at + 1)  # "Các Sở Giáo dục và Đào tạo": one kind, whatever its name joins
            if named is not None and named.entry.agency.kind != "province":
                whole = self.is_name(named, at + 1) or named.end - at > _LONG_KIND
                end = max(end, named.end) if whole else end
            end = in_area_end(tokens, provinces_end(tokens, at, end))
            return self.own(at, end, role, collective=True), end
        if role is Role.COORDINATING and (end := self._partners_end(at)) > at:
            return self.own(at, end, role, collective=True), end
        if role is Role.COORDINATING:
            if (plain := self._plain(at, role) or self._people(at)) is not None:
                return plain
            if (end := brand_end(tokens, at)) > at:
                return self.own(at, end, role, collective=False), end
        head = starts_head(tokens, at) or (phrase_at(_VILLAGES, tokens, at) > 0 and tokens[at].raw.islower())
        inspects = phrase_at(_INSPECTORATE, tokens, at) > 0 and tokens[at].raw.istitle()  # "Thanh tra Sở A"
        inspects = inspects and at + 2 < len(tokens) and tokens[at + 2].raw.istitle() and starts_head(tokens, at + 2)
        begins = head and (inspects or not self.stops(at)) and not against_at(tokens, at)
        if begins and self._names_itself(at):
            end = self._member_end(at, self._name_end(at, max(at + 1, group_end(tokens, at))), role)
            told = _SET_UP.match(self.text, tokens[end - 1].end) or any(
                t.raw[:1].isupper() for t in tokens[at + 1 : end]
            )
            if not told and self._is_sentence(end, role):
                end = rare_verb(tokens, at + 2, end, many=False) or end  # "Tổ bảo vệ dân phố | canh gác ..."
            if end - at >= 2 and (places := of_places_end(tokens, end)) > end:
                return self.own(at, places, role, collective=True), places  # "Đoàn Thanh niên cùng cấp"
            if end - at >= 2:
                named_end = person_within(tokens, at, end)
                return self.own(at, named_end, role, collective=False), self._past_apposition(end)
        asked = at > 1 and tokens[at].gap == SPACE and tokens[at - 1].tone in _ASKED
        listed = at > 1 and tokens[at].gap in (COMMA, AND) and is_brand(tokens[at])
        if role is Role.LEAD and (asked or listed or organisation_at(tokens, at)) and tokens[at].gap <= AND:
            end = brand_end(tokens, at)
            another = at < end < len(tokens) and tokens[end].gap in (COMMA, AND) and is_brand(tokens[end])
            if at < end < len(tokens) and (tokens[end].gap == SPACE or another):
                return self.own(at, end, role, collective=False), end
        return None

    def _partners_end(self, at: int) -> int:
        """The token after "các ..." of whom work is done with, when the noun is not known: "phối hợp với các chủ mỏ khí
        | tăng sản lượng"; ``at`` where no predicate or separator closes the words soon, and for things."""
        tokens = self.tokens
        if tokens[at].tone not in _MANY or at + 1 >= len(tokens) or phrase_at(_THINGS, tokens, at + 1):
            return at
        end = at + 1
        while end < len(tokens) and tokens[end].gap <= AND and not self._closes_kind(at, end, Role.COORDINATING):
            another = tokens[end].raw[:1].isupper() or starts_collective(tokens, end) or phrase_at(_THINGS, tokens, end)
            if tokens[end].gap >= COMMA and another:
                break
            end += 1
        closed = end < len(tokens) and (tokens[end].gap in (COMMA, AND, COLON) or self.stops(end))
        return end if closed and 1 < end - at <= _LONGEST_KIND else at

    def _joins(self, first: int, at: int) -> bool:
        """Whether a second field in capitals goes on behind "và" with the registered name that begins at ``first``."""
        tokens = self.tokens
        if at >= len(tokens) or tokens[at].gap != AND or not phrase_at(_JOINED, tokens, first):
            return False
        other = starts_head(tokens, at) or starts_collective(tokens, at) or self.stops(at) or person_at(tokens, at)
        return tokens[at].raw.istitle() and not other and index().match(tokens, at) is None

    def _plain(self, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        """A body that is named in lower case by its kind, and the token after it: "phối hợp với công an xã, trạm y tế
        trên địa bàn | rà soát"."""
        tokens = self.tokens
        size = phrase_at(_PLAIN, tokens, at)
        if not size or not tokens[at].raw.islower():
            return None
        end = at + size
        while end < len(tokens) and tokens[end].gap == SPACE and not self._closes_kind(at, end, role):
            if (tokens[end].raw[:1].isupper() and not names_place(tokens, end)) or end - at > _LONGEST_KIND:
                return None
            if closed_at(tokens, at, end):
                break
            if tokens[end].tone in _MANY and pair_at(tokens, end + 1):  # "đài truyền thanh các xã, phường"
                end = self.short_collective(end)
                break
            end += 1
        end = in_area_end(tokens, end)
        return self.own(at, end, role, collective=not any(t.raw[:1].isupper() for t in tokens[at:end])), end

    def _people(self, at: int) -> tuple[AgencyMention, int] | None:
        """A group of people with whom work is done, and the token after it: "chủ nhà trọ | rà soát", "người có uy tín
        trong đồng bào Khmer"."""
        tokens = self.tokens
        size = phrase_at(PEOPLE, tokens, at)
        if not size or not tokens[at].raw.islower():
            return None
        end = at + size
        trade = phrase_at(LIVES_BY, tokens, end)  # "tổ hợp tác trồng chè"
        if trade and end + trade < len(tokens) and tokens[end + trade].gap == SPACE:
            end += 0 if phrase_at(OBJECTS, tokens, end + trade) else trade + 1
        while end < len(tokens) and tokens[end].gap <= DASH and not self._closes_kind(at, end, Role.COORDINATING):
            if end - at > _LONGEST_KIND or tokens[end].tone == _PASSIVE:  # "giáo viên được tập huấn"
                return None
            end += 1
            if end < len(tokens) and tokens[end].gap == COMMA and against_at(tokens, end):
                end += 1  # "tổ bảo vệ an ninh, trật tự"
        if self._is_sentence(end, Role.COORDINATING):
            end = rare_verb(tokens, at + size, end, many=True) or end  # "ngư dân | ra khơi đúng lịch"
        also = _LODGINGS if tokens[at].tone == _OWNER else _MORE_VILLAGES
        while end < len(tokens) and tokens[end].gap in (COMMA, AND) and (more := phrase_at(also, tokens, end)):
            end += more  # "nhân viên y tế thôn, bản", "chủ các nhà trọ, nhà nghỉ"
        return self.own(at, end, Role.COORDINATING, collective=True), end

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

    def _is_sentence(self, at: int, role: Role) -> bool:
        """Whether nothing follows the words up to token ``at`` in a text that ends like a sentence."""
        return self._is_over(at, role) and self.text.rstrip().endswith((".", ";"))

    def _closes_kind(self, first: int, at: int, role: Role) -> bool:
        """Whether the predicate begins at ``at``, behind the words for many bodies that begin at ``first``. What they
        do belongs to them: "các Công ty TNHH Đầu tư phát triển Thủy lợi", "các đơn vị quản lý chợ | rà soát ..."
        """
        tokens = self.tokens
        if not self.stops(at):
            return kind_closed_at(tokens, first, at)
        if any(phrase_at(BARE, tokens, k) > at - k for k in range(max(first + 1, at - 3), at)):
            return False  # "chủ đầu tư, tư vấn giám sát | rà soát"
        if tokens[at].raw.istitle() and tokens[at].gap == SPACE and at - 1 > first:
            beside = (tokens[at - 1], *tokens[at + 1 : at + 2])
            if any(t.raw.istitle() and t.gap <= DASH for t in beside):
                return False  # "dự án Đồng Đăng - Trà Lĩnh"
        titled = (
            phrase_at(_TITLED, tokens, first + 1)
            and tokens[at].gap == SPACE
            and tokens[at].raw[:1].isupper()
            and not tokens[at].raw.isupper()
        )
        if (titled and at > first + 1) or phrase_at(_IN_CHARGE, tokens, at):
            return False
        noun = max(kind_end(tokens, first), group_end(tokens, first + 1))
        if at < noun or hired_for(tokens, noun, at) or takes_part_at(tokens, at) or takes_part_at(tokens, at - 2):
            return False
        form = phrase_at(COMPANIES, tokens, first + 1)
        trade = at > first + 1 + form and trade_at(tokens, first + 1, at, company=True)
        return not trade and not does_at(tokens, at, role is Role.COORDINATING)

    def is_name(self, found: Match, at: int) -> bool:
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
            if run := trade_at(tokens, first, at) or fixed_at(tokens, first, at):
                at += run
                continue
            if (gap <= AND and against_at(tokens, at)) or figures_at(tokens, at):
                at += 1
                continue
            if closed_at(tokens, first, at):
                break
            if word_of_name_at(tokens, first, at):
                at += 1
                continue
            if run := list_in_name(tokens, first, at) if gap in (COMMA, AND) else verb_within(tokens, at):
                at += run
                continue
            many = gap == SPACE and starts_collective(tokens, at, strict=True)
            if many and not phrase_at(BARE, tokens, at):  # "Trưởng ban A các bộ, ngành"
                return self._kind_end(at)
            # "Trung tâm Chuyển đổi số": part of a name; "Ban Chỉ đạo về nghề dệt và phát triển du lịch": its matter
            # "Cục Quản lý và Phát triển thị trường": a verb with a capital behind "và" is part of the name too
            part = gap == AND if about else (gap <= DASH or gap == AND) and raw[:1].isupper()
            if not part and (named := self._set_up_end(first, at)) > at:
                return named
            if not part and (self.stops(at) or (clause_at(tokens, first, at) and not about)):
                break
            if (
                gap >= COLON
                or (raw.islower() and keys_at(COOPERATE, tokens, at))
                or (gap == SPACE and tokens[at].tone == _ALONG)
            ):
                break
            inside = part and raw.istitle() and (gap <= DASH or not starts_head(tokens, at))
            if inside and (size := phrase_at(PREDICATES, tokens, at)) > 1:
                at += size  # "Văn phòng Điều phối ..."
                continue
            if tokens[at].tone in _NO_PART and not raw[:1].isupper():
                break
            about = about or tokens[at].tone == _ABOUT
            if gap == AND and (zones := phrase_at(ZONES, tokens, at)):
                at += zones
                continue
            if gap == COMMA and raw.islower() and self.text[tokens[at - 1].end : tokens[at].start] == "/":
                at += 1  # "Hội Nạn nhân chất độc da cam/dioxin"
                continue
            if gap in (COMMA, AND) and (
                (not raw[:1].isupper() and not about and not self._more_fields(at))
                or starts_head(tokens, at)
                or starts_collective(tokens, at, strict=True)
                or (gap == COMMA and (is_brand(tokens[at]) or self._is_registered(at)))
                or organisation_at(tokens, at)
                or (gap == COMMA and starts_place(tokens, at))
            ):
                break
            if gap == DASH and after_name(tokens, at):
                break
            at += 1
        return at if about else without_tail(tokens, first, at)

    def _is_registered(self, at: int) -> bool:
        """Whether the name of a registered body of several words begins here: "..., Thi hành án dân sự tỉnh"."""
        found = index().match(self.tokens, at) if self.tokens[at].raw.istitle() else None
        return found is not None and found.end - at > 2 and found.entry.agency.kind != "province"

    def _set_up_end(self, first: int, at: int) -> int:
        """The end of the work for which a working party is set up, when brackets behind it say by what: "Tổ công tác
        khắc phục hậu quả thiên tai (thành lập theo ...) | kiểm tra"; ``at`` for other words."""
        tokens = self.tokens
        if not self.stops(at) or at - first != phrase_at(CREWS, tokens, first) or phrase_at(OBJECTS, tokens, at + 2):
            return at
        end = at + 1
        while end < len(tokens) and tokens[end].gap <= SPACE and end - at <= _LONGEST_KIND:
            end += 1
        told = _SET_UP.match(self.text, tokens[end - 1].end)
        return end if told and end < len(tokens) and self.stops(end) else at

    def _kind_end(self, first: int) -> int:
        """The end of the words for many bodies that begin at ``first``."""

        def closes(at: int) -> bool:
            people = self.tokens[at].gap == COMMA and phrase_at(PEOPLE, self.tokens, at) > 0
            return people or self._another_of_many(at) or self.stops(at) or kind_closed_at(self.tokens, first, at)

        return collective_end(self.tokens, first, index(), stop=closes)

    def _another_of_many(self, at: int) -> bool:
        """Whether another body of many places follows a separator: "Hội A các xã, phường, | hội B các phường"."""
        tokens = self.tokens
        if tokens[at].gap not in (COMMA, AND) or not starts_head(tokens, at):
            return False
        own = next((k for k in range(at + 1, len(tokens)) if tokens[k].gap != SPACE), len(tokens))
        return any(t.tone in _MANY for t in tokens[at + 1 : min(own, at + 5)])

    def _more_fields(self, at: int) -> bool:
        """Whether the name goes on with a field behind "và", or behind a comma when another follows: "Vụ Khoa học công
        nghệ, môi trường và Vật liệu xây dựng"."""
        size = phrase_at(FIELDS, self.tokens, at)
        if not size or self.tokens[at].gap == AND:
            return size > 0
        return at + size < len(self.tokens) and self.tokens[at + size].gap == AND

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
                if not group:
                    return None
                break  # "Sở A, nhóm chuyên gia Hoài Sơn | rà soát"
            end += 1
        named = any(t.raw[:1].isupper() for t in tokens[at:end])
        closed = group > 0 and end < len(tokens) and tokens[end].gap == SPACE and self.stops(end)
        if not named or not (closed or self._body_follows(end, role)):
            return None
        return self.own(at, end, role, collective=False), end

    def _body_follows(self, at: int, role: Role) -> bool:
        """Whether the list goes on at a token with a body that is known, or with a kind."""
        if at >= len(self.tokens) or self.tokens[at].gap not in (COMMA, AND):
            return False
        step = self._body(at, role)
        if step is None:
            return self._unread(at, role) is not None
        return role is Role.COORDINATING or step[0].agency_id is not None or step[0].is_collective

    def _rest_of_name(self, before: AgencyMention, at: int, role: Role) -> tuple[AgencyMention, int] | None:
        """The last name of a list with the verb behind "và" that belongs to it, for a body follows in place of an
        object: "Tạp chí Rừng và phát triển, Sở A ..."; and the token after it."""
        tokens = self.tokens
        size = phrase_at(PREDICATES, tokens, at)
        first = next((k for k, t in enumerate(tokens) if t.start == before.start), -1)
        unknown = before.agency_id is None and not before.is_collective and first >= 0
        if not (size and unknown and tokens[at].gap == AND and self._body_follows(at + size, role)):
            return None
        return self.own(first, at + size, role, collective=False), at + size

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
        return step or (self.own(at, end, role, collective=False), end)

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
        titled = end < len(tokens) and tokens[end].gap == COMMA and not starts_collective(tokens, end, strict=True)
        if titled and (size := keys_at(TITLES, tokens, end)):
            at = end + size
            while at < len(tokens) and tokens[at].gap < COMMA and not self.stops(at):
                at += 1
            return at
        if phrase_at(_RESIDENT, tokens, end):  # "Thông tấn xã Việt Nam thường trú tại tỉnh"
            while end < len(tokens) and tokens[end].gap < COMMA and not self.stops(end):
                end += 1
            return end
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


_KINDS = table(
    """các, bộ, ban, ngành, sở, địa phương, cơ quan ngang bộ, cơ quan thuộc chính phủ, cơ quan trung ương, cơ quan,
    đơn vị, tổ chức, doanh nghiệp, tập đoàn, tỉnh, thành phố trực thuộc trung ương, thành phố, quận, huyện, xã, phường,
    đặc khu, tỉnh ủy, thành ủy, đảng ủy trực thuộc trung ương, đảng ủy, cấp ủy, đoàn thể, liên quan, có liên quan,
    khác, ủy ban nhân dân, cấp xã, cấp tỉnh, cấp huyện, chủ tịch, người đứng đầu, thủ trưởng, trực thuộc, ở trung ương,
    trung ương, cá nhân, trường đại học, viện nghiên cứu, chính quyền, các cấp, địa phương các cấp, nhân dân"""
)
