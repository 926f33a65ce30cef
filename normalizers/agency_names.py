"""Verbs and lists inside the name of a body that is not registered.

A name in prose ends where the predicate begins. But what a company, a project board or a centre does is part of its
name and is said with verbs: "Công ty Cổ phần đầu tư và xây dựng A", "Ban Quản lý dự án đầu tư xây dựng khu vực B",
"Trung tâm Xúc tiến đầu tư". The lists are the vocabulary of such names, not of any document.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.agency_partners import PEOPLE
from normalizers.agency_phrases import HEADS, phrase_at, starts_collective, starts_head, table
from normalizers.agency_predicates import PREDICATES, before_owner, predicate_at, within_word
from normalizers.agency_tokens import AND, COLON, COMMA, DASH, SPACE, Token
from normalizers.text import fold, is_syllable, tone_key
from normalizers.verbs import ADVERBS, are_strangers, is_known_pair, is_one_word, is_verb

#: Boards whose matter is a list of fields: "... công trình dân dụng và công nghiệp".
PROJECT_BOARDS = table("ban quản lý dự án, ban quản lý các dự án, ban qlda")
#: Legal forms, behind which the trade of a company is named before the name proper.
COMPANIES = table(
    """công ty cổ phần, công ty tnhh mtv, công ty tnhh một thành viên, công ty tnhh, công ty cp, tổng công ty cổ phần,
    công ty trách nhiệm hữu hạn một thành viên, công ty trách nhiệm hữu hạn, tổng công ty, hợp tác xã,
    doanh nghiệp tư nhân"""
)
#: Bodies whose names say what they do with a verb and its object: "Viện Nghiên cứu phát triển đô thị".
_INSTITUTES = table("viện, quỹ")
_BARE_HEADS = table("trung tâm, phòng, cục, chi cục, viện, tổ, quỹ, hội đồng, văn phòng")
_BOARD_TRADE = table("đầu tư xây dựng, đầu tư")
#: What such a body does, as its name says it.
_TRADES = table(
    """đầu tư, xây dựng, phát triển, tư vấn, quản lý, khai thác, vận hành, đào tạo, bồi dưỡng, ứng dụng, thiết kế,
    bảo vệ, hỗ trợ, điều phối, thẩm định, cung cấp, thí điểm, kiểm soát, kiểm tra, thanh tra, giám sát, nghiên cứu,
    xúc tiến"""
)
#: Of them, those that go on with a trade in a name that needs no company ("Trung tâm Xúc tiến đầu tư").
_LED = table("đầu tư, xây dựng, phát triển, tư vấn, khai thác, vận hành, bồi dưỡng, ứng dụng, xúc tiến")
#: Zones in the plural, of which one board is named: "Ban Quản lý Khu công nghệ cao và các khu công nghiệp".
ZONES = table(
    """các khu công nghiệp, các khu kinh tế, các khu chế xuất, các khu công nghệ, các khu du lịch, các bãi biển,
    các điểm du lịch, các di tích, các khu di tích"""
)
#: Words of a name that go on with a trade.
_LEADS_ON = table(
    """xúc tiến, hỗ trợ, đào tạo, dự án, đầu tư, quản lý, tư vấn, kiểm định, quy hoạch, vật liệu, nghiên cứu, ứng dụng,
    khuyến công, thương mại, kỹ thuật, thiết kế, dịch vụ"""
)
_FUND = table("đầu tư phát triển")
#: National target programmes by what they are for: "Ban Chỉ đạo Chương trình mục tiêu quốc gia xây dựng nông thôn mới".
_PROGRAMMES = table("xây dựng nông thôn mới, phát triển văn hóa, phát triển kinh tế")
_POLICE = table("cảnh sát")
_DUTIES = table("quản lý hành chính, quản lý tạm giữ, điều tra tội phạm, thi hành án, bảo vệ, hỗ trợ tư pháp")
#: Groups that are called by what they do, in lower case: the verb behind the noun is no predicate.
_GROUPS_FOR = table(
    """tư vấn giám sát, tư vấn thiết kế, liên danh tư vấn giám sát, liên danh tư vấn thiết kế,
    tổ hòa giải, tổ tự quản, tổ bảo vệ, tổ giám sát, tổ thẩm định, tổ tư vấn,
    tổ kiểm tra, tổ tuyên truyền,
    tổ vận động, tổ hỗ trợ, tổ điều phối, tổ phản ứng, tổ đầu tư, đoàn kiểm tra, đoàn thanh tra, đoàn giám sát,
    đoàn khảo sát, đội quản lý, đội kiểm tra, đội bảo vệ, đội vận động, đội tự vệ, đội tình nguyện,
    hội đồng thẩm định, hội đồng bồi thường, hội đồng tư vấn, hội đồng quản lý, hội đồng tuyển dụng,
    hội đồng kiểm kê, ban giám sát, ban bảo vệ, ban kiểm soát, quỹ bảo vệ, quỹ hỗ trợ, quỹ phòng chống"""
)


def group_end(tokens: Sequence[Token], at: int) -> int:
    """The token after the noun and the verb by which a group is called: "Tổ hòa giải", "Đoàn kiểm tra", with the matter
    right behind ("Quỹ bảo vệ môi trường"); ``at`` for other words."""
    end = at + phrase_at(_GROUPS_FOR, tokens, at)
    if end == at:
        named = phrase_at(CREWS, tokens, at)
        work = named + phrase_at(_CREW_WORK, tokens, at + named) if named else 0
        return at + work if work > named and _ends_work(tokens, at + work) else at
    made = phrase_at(OBJECTS, tokens, end) and not phrase_at(PREDICATES, tokens, end) and tokens[end].key != "ve"
    if made:
        return at  # "Tổ | kiểm tra các hộ ..."
    for more in (end, end + phrase_at(_TRADES, tokens, end)):
        matter = max(phrase_at(words, tokens, more) for words in (FIELDS, _MATTERS))
        if matter and more < len(tokens) and tokens[end].gap == SPACE == tokens[more].gap:
            return more + matter
    return end


def _ends_work(tokens: Sequence[Token], at: int) -> bool:
    """Whether a predicate, a level, the next body or nothing follows the work of a working party; an object would make
    it an order ("Tổ công tác | tháo gỡ khó khăn, vướng mắc cho ...")."""
    if at >= len(tokens) or tokens[at].gap >= COLON or phrase_at(_LEVELS, tokens, at):
        return True
    listed = tokens[at].gap in (COMMA, AND)
    return tokens[at].raw[:1].isupper() if listed else predicate_at(tokens, at) > 0


#: Working parties, and the work for which one is set up, verb and object.
CREWS = table("tổ công tác, đoàn công tác, đội công tác, tổ giúp việc, ban chỉ đạo, ban chỉ huy, tiểu ban, tổ")
_CREW_WORK = table(
    """khắc phục hậu quả thiên tai, khắc phục hậu quả mưa lũ, khắc phục hậu quả bão lũ, khắc phục hậu quả bão,
    khắc phục hậu quả lũ lụt, khắc phục hậu quả bom mìn, khắc phục hậu quả chiến tranh, tháo gỡ khó khăn,
    giải quyết khiếu nại, hỗ trợ doanh nghiệp, thu hồi nợ, giải phóng mặt bằng, phòng chống thiên tai,
    phòng chống dịch bệnh, cải cách hành chính, chuyển đổi số, ứng phó thiên tai, phản ứng nhanh"""
)


#: Matters that names say in lower case behind what the body does.
_MATTERS = table(
    """kinh tế, khoa học, vận tải, văn hóa, giáo dục, y tế, nông lâm nghiệp, lâm nghiệp, công nghiệp, thị trường,
    pháp lý, doanh nghiệp, hợp tác, lao động, việc làm, khởi nghiệp, đổi mới, sáng tạo, nhân lực, năng lượng,
    tài chính, sinh học, dữ liệu, thông tin"""
)
#: What companies build and keep, behind their trade: "... Xây dựng đường bộ 27".
_WORKS = table("đường bộ, đường thủy, đường sắt, cầu đường, cầu, công trình, cơ giới, hạ tầng, giao thông, thủy lợi")
#: What a verb that is no part of a name makes or does.
OBJECTS = table(
    """kế hoạch, phương án, đề án, dự án, chương trình, báo cáo, dự thảo, quy chế, quy trình, hồ sơ, văn bản,
    nghị quyết, quyết định, chỉ thị, danh mục, hệ thống, kịch bản, các, những, một, toàn, và, việc, công tác, tốt,
    đồng bộ, hiệu quả, chặt chẽ, theo, trên, về, cho"""
)
#: Fields that stand in lower case behind "và" in a name: "Chi cục thủy lợi và phòng, chống thiên tai".
FIELDS = table(
    """phòng chống thiên tai, phòng cháy, cứu nạn, cứu hộ, phát triển nông thôn, bảo vệ thực vật, bảo vệ môi trường,
    xúc tiến, du lịch, thể thao, công nghệ, truyền thông, thương mại, tư vấn, nông nghiệp, đô thị, hạ tầng, dịch vụ,
    môi trường, nông thôn, thủy sản, xã hội, tài nguyên, khoáng sản, vật liệu xây dựng, kỹ thuật, an toàn, gia đình,
    trẻ em, giao thông, giáo dục thường xuyên, chế xuất, công nghiệp, phát triển quỹ đất, kiểm soát bệnh tật,
    tìm kiếm cứu nạn"""
)


#: Levels and places with which a name ends, and what may go on with one ("xã hội", "Tỉnh ủy", "thành phố về ...").
_LEVELS = table("tỉnh, thành phố, xã, phường, đặc khu, thị trấn, huyện, quận, thị xã, trung ương, việt nam")
_UNITS = table("xã, phường, đặc khu, thị trấn, huyện, quận, thị xã, tỉnh, thành phố, khu vực")
GOES_ON = table(
    """hội, ủy, đoàn, lỵ, về, khóa, của, thuộc, các, trực thuộc, nơi, số, chi nhánh, tại, khu vực, cấp, tỉnh, thành phố,
    huyện, xã, phường, lâm thời, nhiệm kỳ, lần"""
)
_NOT_LEVELS = table("hợp tác xã, làng xã")
#: What a figure inside a name counts: "Ban Tổ chức Lễ kỷ niệm 95 năm ngày thành lập".
_COUNTED_THINGS = table(
    """năm, ngày, tháng, tuần, giờ, phút, tuổi, lần, nghìn, triệu, tỷ, km, ha, bên, nhà, bước, không, chống, chung,
    trong, và, nước, dân tộc, thành phần, thế hệ"""
)
_COUNTED = frozenset(("so", "vung", "thon", "ap", "pho", "khom", "vuc"))  # "số 3", "khu phố 2"
_WIDE = table("""quốc gia, miền, vùng, cấp xã, cấp tỉnh, cấp huyện, một thành viên, hai thành viên, cơ sở, thôn, ấp,
bản, buôn, khu phố,
    tổ dân phố, khóm""")


def closed_at(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the name that begins at ``first`` has ended before the word in lower case at ``at``: it named its level
    ("Ban Chỉ huy Quân sự tỉnh"), its place ("... phường Mây Hồng") or its number ("Tổ công tác 1034")."""
    if tokens[at].gap != SPACE or tokens[at].raw[:1].isupper() or phrase_at(GOES_ON, tokens, at):
        return False
    if tokens[at - 1].raw.isdecimal() and at - 1 > first:
        return not any(phrase_at(words, tokens, at) for words in (_LEVELS, _WIDE, FIELDS, _COUNTED_THINGS))
    back = at
    while back > first and tokens[back - 1].raw[:1].isupper() and tokens[back - 1].gap <= DASH:
        back -= 1
    for start in (at - 1, at - 2, back - 1, back - 2):
        units = _LEVELS if start + 2 >= at else _UNITS
        size = phrase_at(units, tokens, start) if start > first else 0
        if size and start + size in (at, back) and not phrase_at(_NOT_LEVELS, tokens, start - 2):
            return True
    return False


def clause_at(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether at ``at`` a verb begins that no list holds, behind the name that begins at ``first`` ("Hải quan Ga Đồng
    Đăng | quan trắc ..."): one that the corpora know, or a word that never stands behind the one before it ("Tổ công
    tác Mây Hồng | đốc thúc"). Without a proper name before it ("Trung tâm quản lý ...") or with one behind it ("... xây
    lắp Hà Nam") it is a part of the name."""
    if tokens[at].gap != SPACE or not tokens[at].raw.islower():
        return False
    before = tokens[at - 1].raw
    if not any(t.raw[:1].isupper() for t in tokens[first + 1 : at]):
        return False
    if (
        within_word(tokens, at)
        or before_owner(tokens, at)
        or (before[:1].isupper() and is_one_word(before, tokens[at].raw))
    ):
        return False
    if tokens[at].tone in ADVERBS and at + 2 < len(tokens) and is_verb(tokens[at + 1].tone, tokens[at + 2].tone):
        return True
    following = tokens[at + 1 : at + 3]
    second = following[0].tone if following and following[0].gap == SPACE else ""
    if following and phrase_at(_LEVELS, tokens, at + 1) and predicate_at(tokens, at + 2):
        return False  # "... chất độc da cam tỉnh | lồng ghép"
    for n, token in enumerate(following, at + 1):
        if token.gap == SPACE and token.raw[:1].isupper():
            return starts_head(tokens, n) and is_verb(tokens[at].tone, second)
    proper = tokens[at - 1].raw.istitle() and tokens[at - 2].raw.istitle() and tokens[at - 1].gap == SPACE
    told = proper or not phrase_at(COMPANIES, tokens, first)  # a company's trade is said in any words
    return is_verb(tokens[at].tone, second) or (told and is_parted(tokens, at) and not _wants_object(tokens, at))


def is_parted(tokens: Sequence[Token], at: int) -> bool:
    """Whether no name goes on from the word before ``at``, or the number of the body, to the word there: it begins no
    level, place or field, and the name is not closed soon behind it, by a level ("Hội Thầy thuốc trẻ tỉnh") or by the
    next name of a list or part of it ("Cục Sông nước và Đào tạo")."""
    if any(phrase_at(words, tokens, at) for words in (GOES_ON, _LEVELS, _WIDE, FIELDS)):
        return False
    if tokens[at - 1].raw.isdecimal() and tokens[at - 2].key in _COUNTED:
        return True
    before, raw = tokens[at - 1].raw, tokens[at].raw
    never = are_strangers(before, raw) or (before.istitle() and is_syllable(raw) and not is_known_pair(before, raw))
    return never and not _is_closed(tokens, at)


def _is_closed(tokens: Sequence[Token], at: int) -> bool:
    """Whether a level right behind the word at ``at``, or behind the next at the end of the list item, ends a name; or
    a word in capitals after the next comma or "và"."""
    parted = next((t for t in tokens[at + 1 : at + 1 + _FEW] if t.gap > SPACE), None)
    if parted is not None and parted.gap in (COMMA, AND) and parted.raw[:1].isupper():
        return True
    if phrase_at(_LEVELS, tokens, at + 1):
        return True
    end = at + 2 + phrase_at(_LEVELS, tokens, at + 2)
    if end == at + 2:
        return False
    while end < len(tokens) and tokens[end].gap == SPACE and tokens[end].raw.istitle():
        end += 1  # "... tỉnh Cà Mau"
    return end >= len(tokens) or tokens[end].gap >= COMMA or predicate_at(tokens, end) > 0


def _wants_object(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb of the name stands right before ``at``, so that its object goes on with the name: "Văn phòng Điều
    phối làng nghề"."""
    verb = tokens[at - 2]
    begins = verb.raw.istitle() or verb.gap in (COMMA, AND)
    return begins and phrase_at(PREDICATES, tokens, at - 2) == 2 and not phrase_at(_NO_OBJECT, tokens, at - 2)


#: Words inside a name of which the last looks like a verb, and the verb that "Phối hợp" with a capital goes on with.
_FIXED = table(
    """ngày thành lập, lễ thành lập, công trình xây dựng, chất lượng công trình xây dựng, trật tự xây dựng,
    tìm kiếm cứu nạn, tìm kiếm cứu hộ, bảo vệ rừng, giám sát, thiết kế, xây dựng giao thông, xây dựng dân dụng,
    xây dựng thủy lợi, phát triển nông thôn"""
)
_HIRED = table("tư vấn")  # "Liên danh tư vấn giám sát A - B"
_OF_BOARDS = table(  # also of a board for projects
    "phát triển nông thôn, xây dựng dân dụng, xây dựng giao thông, xây dựng thủy lợi, xây dựng công nghiệp"
)
_CONTRACTED = frozenset(map(tone_key, ("giám", "thiết")))
_COUNCIL_WORK = table("phổ biến, tuyên truyền, quản lý, thẩm định, bảo vệ, phát triển, xử lý, giải quyết")
_WORK = table("công tác, việc")
_JOINT = table("phối hợp")


def fixed_at(tokens: Sequence[Token], first: int, at: int) -> int:
    """How many tokens from ``at`` go on with the name that begins at ``first`` though a verb is among them: "... 50 năm
    Ngày thành lập tỉnh", "... về công tác nghiệm thu công trình xây dựng", "Hội đồng Phối hợp phổ biến, giáo dục ...";
    0 for other words and where an object follows ("... công trình | xây dựng kế hoạch")."""
    if tokens[at].gap != SPACE:
        return 0
    if phrase_at(PROJECT_BOARDS, tokens, first):
        return phrase_at(_OF_BOARDS, tokens, at)
    size = phrase_at(_FIXED, tokens, at)
    if size == 2 and tokens[at].tone in _CONTRACTED and not phrase_at(_HIRED, tokens, at - 2):
        size = 0
    if size == 0 and tokens[at].raw.islower() and at - 2 > first and phrase_at(_WORK, tokens, at - 2) == 2:
        size = phrase_at(PREDICATES, tokens, at)
    joint = tokens[at - 2].raw.istitle() and at - 2 > first and phrase_at(_JOINT, tokens, at - 2) == 2
    if size == 0 and joint:
        size = phrase_at(_COUNCIL_WORK, tokens, at)
    after = at + size
    made = after < len(tokens) and tokens[after].gap == SPACE and phrase_at(OBJECTS, tokens, after) > 0
    return 0 if made else size


def word_of_name_at(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the word in lower case at ``at`` closes a word that began with a capital ("Văn phòng Đăng | ký đất đai"),
    so that no verb begins with it. The last of two capitals closes a proper name."""
    if tokens[at].gap != SPACE or not tokens[at].raw.islower() or not tokens[at - 1].raw.istitle():
        return False
    alone = at - 2 == first or (at - 2 > first and (tokens[at - 1].gap != SPACE or not tokens[at - 2].raw.istitle()))
    return alone and (is_one_word(tokens[at - 1].raw, tokens[at].raw) or phrase_at(_RARE_WORDS, tokens, at - 1) == 2)


_RARE_WORDS = table("sư sãi, tăng ni, giáo chức, bom mìn, kiều bào, chức sắc, khảo thí")  # the corpora hardly have them


#: Verbs whose object a name must say, in one list with others: "Cục Quản lý, giám sát bảo hiểm".
_NO_OBJECT = table("tổ chức, pháp chế, tham mưu, thanh tra, thống kê, thông tin")
#: Words that no field of a name begins with: they say when, where or how, or name people.
_NO_FIELD = table(
    """tại, với, từ, do, khi, nếu, sau, trước, qua, vào, ở, nhất, trong, hết, đồng thời, nhưng, bằng, nơi, như, kể, cả,
    một, hai, mỗi, mọi, toàn, cán bộ, công chức, viên chức, hộ, nhân dân, người, chủ, nhà, học sinh, sinh viên,
    lãnh đạo, thủ trưởng, đại diện, thành viên, nhóm, có, được, bị, ngay, nay, nhằm, cho, về, đến, theo, của, để,
    thì, là, không, các, những, từng, giúp, bởi, chuyên gia, đảng viên, hội viên, đoàn viên, phụ huynh, giáo viên, bạn,
    con, ngoài, song, hoặc"""
)
_LONGEST_FIELD = 5  # words


def list_in_name(tokens: Sequence[Token], first: int, at: int) -> int:
    """How many tokens from ``at``, behind a comma or "và", go on with the name that begins at ``first``.

    They say another verb of what a body does ("Trung tâm Cứu hộ, bảo tồn sinh vật") or another field of its work
    ("Trung tâm Giống cây trồng, vật nuôi | vận hành ..."). 0 where something else begins.
    """
    verb = phrase_at(PREDICATES, tokens, at)
    if verb and _titled_field(tokens, at, at + verb):
        return verb
    if verb:
        work = first + phrase_at(HEADS, tokens, first)
        titled = tokens[at].raw.istitle() or not phrase_at(_NO_OBJECT, tokens, work)
        return verb if verb > 1 and titled and _verbs_only(tokens, work, at) else 0
    other = starts_head(tokens, at) or starts_collective(tokens, at, strict=True) or phrase_at(PEOPLE, tokens, at) > 0
    if not tokens[at].raw.islower() or other or phrase_at(_NO_FIELD, tokens, at):
        return 0
    end = at + 1
    while end < len(tokens) and tokens[end].gap == SPACE and tokens[end].raw.islower() and end - at <= _LONGEST_FIELD:
        if predicate_at(tokens, end) or clause_at(tokens, first, end):
            break
        end += 1
    owned = end < len(tokens) and end - at > 2 and tokens[end - 1].tone == _BELONGS  # "và tội phạm | thuộc Cục A"
    end -= owned
    if end - at < 2 or end - at > _LONGEST_FIELD:
        return 0
    closed = owned or end == len(tokens) or tokens[end].gap in (COLON, AND) or predicate_at(tokens, end) > 0
    if not closed and tokens[end].gap == COMMA:
        next_body = tokens[end].raw.istitle() and starts_head(tokens, end)
        closed = next_body or list_in_name(tokens, first, end) > 0
    return end - at if closed or clause_at(tokens, first, end) else 0


_BELONGS = tone_key("thuộc")


def _titled_field(tokens: Sequence[Token], at: int, after: int) -> bool:
    """Whether the verb from ``at`` to ``after`` is a field of the name that a last one follows, both with a capital:
    "Ban Dân chủ, Giám sát và Phản biện xã hội"."""
    titled = tokens[at].gap == COMMA and tokens[at].raw.istitle() and after - at > 1
    last = titled and after < len(tokens) and tokens[after].gap in (COMMA, AND) and tokens[after].raw.istitle()
    return last and not starts_head(tokens, after) and not starts_collective(tokens, after)


def _verbs_only(tokens: Sequence[Token], work: int, end: int) -> bool:
    """Whether nothing but verbs of two words stand from ``work`` to ``end``, the first with a capital."""
    if tokens[work].gap != SPACE or not tokens[work].raw.istitle():
        return False
    while work < end:
        size = max(phrase_at(PREDICATES, tokens, work), phrase_at(_TRADES, tokens, work))
        if size < 2:
            return False
        work += size
    return work == end


def verb_within(tokens: Sequence[Token], at: int) -> int:
    """How many tokens the verb at ``at`` has, when the name goes on behind it with "và" and a capital that begins no
    other name: "Cục Kinh tế hợp tác và Phát triển nông thôn"; else 0."""
    size = phrase_at(PREDICATES, tokens, at)
    after = at + size
    if size < 2 or after >= len(tokens) or tokens[at].gap != SPACE or tokens[after].gap != AND:
        return 0
    return size if tokens[after].raw.istitle() and not starts_head(tokens, after) else 0


_NATIONAL = (tone_key("quốc"), tone_key("gia"))
_LONGEST_TAIL = 6  # words in lower case at the end of a name


def without_tail(tokens: Sequence[Token], first: int, end: int) -> int:
    """The end of a name without the sentence that it ran into: a verb nobody knows, and what it does.

    A tail of many words in lower case, or one with figures, is no part of a name; the last word in capitals and the
    syllable that goes with it ("Thú y", "Cảnh sát") close the name.
    """
    last = max((k for k in range(first, end) if tokens[k].raw[:1].isupper()), default=first)
    tail = tokens[last + 1 : end]
    if len(tail) > 1 and tail[-2].key in _COUNTED and tail[-1].raw.isdecimal():
        tail = tail[:-2]  # "Đội Quản lý thị trường số 3", "Ban Công tác Mặt trận thôn 3"
    company = phrase_at(COMPANIES, tokens, first) > 0
    national = company and tuple(t.tone for t in tail[-2:]) == _NATIONAL
    if _is_numbered(tokens, last, end):
        return end  # "Trung tâm Cấp cứu 115"
    numbered = company and bool(tail) and tail[-1].raw.isdecimal()
    numbered = numbered and any(_is_trade(tokens, at, end - 1) for at in (last, last + 1, last + 2))
    figures = any(t.raw[0].isdigit() for t in tail) and not numbered
    told = len(tail) <= _LONGEST_TAIL + _LONGEST_OBJECT and phrase_at(_ROLE, tokens, end) > 0
    longest = max((sum(not known for known in run) for run in _known_runs(tokens, last, end)), default=0)
    runs_on = (longest > _LONGEST_TAIL and not national and not told) or figures
    if not runs_on or last == first:
        return end
    for k in range(last + 1, min(last + _FEW + 2, end)):
        if tokens[k].gap == SPACE and are_strangers(tokens[k - 1].raw, tokens[k].raw):
            return k  # "Chiếu sáng | thí nghiệm 100 ..."
    closes = last + 1 < end and is_one_word(tokens[last].raw, tokens[last + 1].raw)  # "Thú y", "Môi trường"
    return min(last + 1 + closes, end)


def _is_numbered(tokens: Sequence[Token], last: int, end: int) -> bool:
    """Whether a number, or a number and a level, closes the name whose last word with a capital is at ``last``, behind
    no more than two words that go with that one: "Cấp cứu 115", "Cảnh sát biển 4", "Ban Chỉ đạo 389 quốc gia"."""
    at = last + 1
    while at < end and at - last <= _FEWEST and tokens[at].raw.islower():
        if not is_known_pair(tokens[at - 1].raw, tokens[at].raw):
            return False
        at += 1
    if at < end and not tokens[at].raw.isdecimal():
        return False
    if at >= end or tokens[at].gap != SPACE:
        return False
    while at < end and tokens[at].raw.isdecimal():
        at += 1
    return at == end or at + max(phrase_at(words, tokens, at) for words in (_LEVELS, _WIDE)) == end > at


_FEWEST = 2


def _known_runs(tokens: Sequence[Token], last: int, end: int) -> list[list[bool]]:
    """The words of a tail between commas and "và", whether each says in known words what the body does or where."""
    out: list[list[bool]] = [[]]
    at = last + 1
    while at < end:
        if tokens[at].gap in (COMMA, AND):
            out.append([])
        tables = (_TRADES, _LEADS_ON, FIELDS, _WORKS, _MATTERS, _LEVELS)
        size = max(phrase_at(words, tokens, at) for words in tables)
        out[-1] += [size > 0] * min(max(size, 1), end - at)
        at += max(size, 1)
    return out


def _is_trade(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether nothing but trades and fields stands from ``at`` to ``end``: "Xây dựng dịch vụ và thương mại | 68"."""
    while at < end:
        size = max(phrase_at(words, tokens, at) for words in (_TRADES, _LEADS_ON, FIELDS, COMPANIES, _WORKS))
        if not size or (tokens[at].gap not in (SPACE, AND)):
            return False
        at += size
    return at == end


_COMPENSATION = tuple(map(tone_key, ("bồi", "thường", "hỗ", "trợ")))
_OF_BOTH = frozenset((tuple(fold("phòng đoàn đại biểu quốc hội hội đồng nhân dân").split()),))
_AGAINST = (("nan", "cuu"), ("phong", "chong"), ("kham", "chua"), ("phong", "chay"), ("chay", "chua"), ("ninh", "trat"))


def figures_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether the figure at ``at`` goes on with the one before it: "Xí nghiệp In 27/7"."""
    joined = tokens[at].start == tokens[at - 1].end + 1
    return joined and tokens[at].raw.isdecimal() and tokens[at - 1].raw.isdecimal()


def against_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether "phòng, chống ...", "khám, chữa ..." or "an ninh, trật tự" begins at ``at``, or goes on there: what a
    body does, and no list of two bodies."""
    here = [t.key for t in tokens[max(at - 1, 0) : at + 2]]
    if tuple(t.key for t in tokens[max(at - 6, 0) : at + 4]) in _OF_BOTH:
        return True  # "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân"
    if tuple(t.tone for t in tokens[max(at - 2, 0) : at + 2]) == _COMPENSATION:
        return True
    return any(set(pair) <= set(here) and tokens[at].key in pair for pair in _AGAINST)


def name_verb_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb stands here with which the names of companies are made."""
    return phrase_at(_TRADES, tokens, at) > 0


def trade_at(tokens: Sequence[Token], first: int, at: int, *, company: bool = False) -> int:
    """How many tokens from ``at`` say what the body does whose name begins at ``first``; 0 where a predicate begins.
    ``company``: only the names of companies are looked for."""
    if company and not (phrase_at(COMPANIES, tokens, first) or phrase_at(PROJECT_BOARDS, tokens, first)):
        return 0
    size = phrase_at(_TRADES, tokens, at)
    gap = tokens[at].gap
    if size and gap == SPACE and (work := _before_role(tokens, first, at, at + size)):
        return work
    if (
        gap == SPACE
        and at - 2 > first
        and phrase_at(_POLICE, tokens, at - 2)
        and (work := phrase_at(_DUTIES, tokens, at))
    ):
        return work
    if size == 0 and gap == AND and phrase_at(COMPANIES, tokens, first):
        return _lower_run(tokens, at) or _national_run(tokens, at)
    if not size or gap not in (SPACE, AND):
        return 0
    after = at + size
    board = phrase_at(PROJECT_BOARDS, tokens, first)
    if board and phrase_at(_BOARD_TRADE, tokens, at):
        return phrase_at(_BOARD_TRADE, tokens, at)
    if tokens[at].raw[:1].isupper():
        return 0
    if after < len(tokens) and tokens[after].gap == SPACE and phrase_at(OBJECTS, tokens, after):
        return 0
    if at - first == phrase_at(_BARE_HEADS, tokens, first):
        return size  # "Trung tâm quản lý ...": the noun alone is no name
    form = phrase_at(COMPANIES, tokens, first)
    if form and at >= first + form:
        return size if not _has_name(tokens, first + form, at) or _runs_to_name(tokens, after) else 0
    if phrase_at(_PROGRAMMES, tokens, at) and at > 1 and tuple(t.tone for t in tokens[at - 2 : at]) == _NATIONAL:
        return phrase_at(_PROGRAMMES, tokens, at)
    led = at - first > 2 and gap == SPACE and phrase_at(_LEADS_ON, tokens, at - 2) == 2
    led = led and phrase_at(_LED, tokens, at) > 0
    # "Ban Quản lý xây dựng ...": nothing but the board stands before it
    alone = at - first == 3 and not board and not phrase_at(_FUND, tokens, at - 2)
    alone = alone and not phrase_at(_INSTITUTES, tokens, first)
    return size if led and not alone else 0


_ROLE = table("chủ trì, phối hợp với, phối hợp cùng, cùng")
_LONGEST_OBJECT = 3


def _before_role(tokens: Sequence[Token], first: int, at: int, after: int) -> int:
    """How many words of a name a verb and its object are, when a role is said right behind them: "Ban Hỗ trợ phụ nữ
    phát triển kinh tế | phối hợp với ..."; 0 when something is made by it ("xây dựng kế hoạch phối hợp với ...")."""
    if not any(t.raw[:1].isupper() for t in tokens[first + 1 : at]) or phrase_at(OBJECTS, tokens, after):
        return 0
    for end in range(after + 1, after + 1 + _LONGEST_OBJECT):
        if end >= len(tokens) or tokens[end].gap != SPACE or tokens[end - 1].raw[:1].isupper():
            return 0
        if phrase_at(_ROLE, tokens, end):
            return end - at
    return 0


def _lower_run(tokens: Sequence[Token], at: int) -> int:
    """How many words in lower case from ``at`` lead to a capital: "... Môi trường và công trình Đô thị Sông Mây"."""
    end = at
    while end < len(tokens) and end - at <= _FEW and not tokens[end].raw[:1].isupper():
        if (end > at and tokens[end].gap > SPACE) or phrase_at(OBJECTS, tokens, end) or starts_head(tokens, end):
            return 0
        end += 1
    named = end < len(tokens) and tokens[end].gap == SPACE and tokens[end].raw[:1].isupper()
    return end - at if named and not starts_head(tokens, end) else 0


_FEW = 3
_LONGEST_RUN = 6


def _national_run(tokens: Sequence[Token], at: int) -> int:
    """How many words in lower case from ``at`` end with "quốc gia": "... tuyến phà và bến tàu khách quốc gia"."""
    for end in range(at, min(at + _LONGEST_RUN, len(tokens))):
        if tokens[end].raw[:1].isupper() or (end > at and tokens[end].gap > SPACE) or phrase_at(OBJECTS, tokens, end):
            return 0
        if end > at and (tokens[end - 1].tone, tokens[end].tone) == _NATIONAL:
            return end - at + 1
    return 0


def _has_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a number, or a word in capitals that is no trade, stands in the name so far."""
    while at < end:
        size = max(phrase_at(words, tokens, at) for words in (_TRADES, _LEADS_ON, FIELDS))
        if not size and (tokens[at].raw[:1].isupper() or tokens[at].raw.isdecimal()):
            return True
        at += size or 1
    return False


def _runs_to_name(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words behind a trade are a proper name: "... phát triển Thủy lợi Sông Mây"."""
    while size := phrase_at(_TRADES, tokens, at):
        if tokens[at].gap not in (SPACE, AND) or tokens[at].raw[:1].isupper():
            break
        at += size
    if at >= len(tokens) or tokens[at].gap > SPACE or starts_head(tokens, at):
        return False
    return tokens[at].raw[:1].isupper() and not phrase_at(OBJECTS, tokens, at)
