"""Words and phrases around the names of bodies: heads, collectives, predicates, and how a name is written out.

The lists are the vocabulary of the genre (Decree 30/2020/ND-CP style administrative prose), not of any document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from normalizers.agency_register import Index
from normalizers.agency_tokens import AND, COMMA, DASH, HARD, SPACE, Token, tokenize
from normalizers.text import modern_tone, squeeze, tone_key


def table(text: str) -> dict[str, tuple[tuple[str, ...], ...]]:
    """Comma-separated phrases as tone keys, by their first syllable, longest first."""
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in text.replace("\n", " ").split(","):
        words = tuple(tone_key(w) for w in phrase.split())
        if words:
            found.setdefault(words[0], []).append(words)
    return {k: tuple(sorted(v, key=len, reverse=True)) for k, v in found.items()}


def phrase_at(table: dict[str, tuple[tuple[str, ...], ...]], tokens: Sequence[Token], at: int) -> int:
    """How many tokens from ``at`` form a phrase of the table (no separator inside it); 0 for none."""
    if at >= len(tokens):
        return 0
    for words in table.get(tokens[at].tone, ()):
        seen = tokens[at : at + len(words)]
        if len(seen) == len(words) and all(
            t.tone == w and (k == 0 or t.gap == SPACE) for k, (t, w) in enumerate(zip(seen, words, strict=True))
        ):
            return len(words)
    return 0


#: First words of the name of a body. What begins with one of these begins a name of its own in a list.
HEADS = table(
    """bộ, sở, ban, phòng, trung tâm, viện, cục, tổng cục, vụ, văn phòng, ủy ban, hội đồng, công an, tòa án, đảng ủy,
    tỉnh ủy, thành ủy, huyện ủy, quận ủy, thị ủy, đảng bộ, xã, phường, đặc khu, thị trấn, thị xã, huyện, quận, tỉnh,
    thành phố, đài, báo, trường, đại học, học viện, bệnh viện, tập đoàn, tổng công ty, công ty, ngân hàng, hội,
    hiệp hội, liên đoàn, liên minh, liên hiệp, tổng liên đoàn, đoàn, thành đoàn, tỉnh đoàn, mặt trận, chi cục, tổ,
    thanh tra, kho bạc, bảo hiểm, thuế, hải quan, thống kê, bộ chỉ huy, bộ tư lệnh, thường trực, thủ tướng,
    phó thủ tướng, chủ tịch, phó chủ tịch, bí thư, giám đốc, bộ trưởng, kiểm toán, quỹ, hợp tác xã, tiểu ban,
    nhà xuất bản, tạp chí, chính phủ, quốc hội, quân ủy, viện kiểm sát, cơ quan, trạm, đội, khu, thư viện, bảo tàng,
    chi nhánh, phòng giao dịch, văn phòng đại diện, cổng thông tin điện tử, cổng thông tin,
    bưu điện, điện lực, viễn thông, viettel, vnpt, mobifone, đồn, nhà máy, xí nghiệp, ban quản lý, nhà văn hóa,
    đại sứ quán, tổng lãnh sự quán, câu lạc bộ, làng nghề, nhà hát, hãng,
    hạt kiểm lâm, hạt, cảng vụ, cảng, đồn biên phòng, trung đoàn, quân đoàn, quân khu, lữ đoàn, sư đoàn,
    hải đoàn, hải đội, chi đội, nhà thầu,
    chủ đầu tư, liên danh, tổng thầu, chánh văn phòng, chánh thanh tra, vụ trưởng, cục trưởng, chi cục trưởng,
    tổng cục trưởng,
    cảnh sát, phó giám đốc, phó trưởng ban, phó bí thư, phó chánh văn phòng, thứ trưởng, phó cục trưởng,
    phó vụ trưởng, phó chánh thanh tra, phó trưởng phòng, tham mưu trưởng, chỉ huy trưởng,
    hiệu trưởng, chủ nhiệm, trưởng phòng, tổng giám đốc, trưởng công an, đồng chí, ông, bà,
    tổng bí thư, chánh án, viện trưởng, trưởng ban, trưởng thôn, trưởng ấp, trưởng bản, trưởng khu phố,
    trưởng khu vực, tổ trưởng, thôn, ấp, tổ dân phố, khu phố, tiểu đoàn, đại đội, binh đoàn,
    khối thi đua, cụm thi đua, tư vấn giám sát, tư vấn thiết kế, chi bộ, chi đoàn, chi hội, nghiệp đoàn,
    giáo hội, hội thánh, ban trị sự, ban hành giáo, tòa giám mục, tòa tổng giám mục, giáo xứ, xóm, công đoàn,
    cơ sở cai nghiện, cơ sở bảo trợ, cơ sở trợ giúp, cơ sở điều trị, cơ sở giáo dục nghề nghiệp, nhà thiếu nhi,
    nhà văn hóa, nông trường, lâm trường, vườn quốc gia, trại giam, trại tạm giam, trại giống, sân bay, phân viện,
    đảng bộ, liên đội, siêu thị, hộ kinh doanh, tòa hình sự, tòa dân sự, tòa hành chính, tòa kinh tế,
    tòa gia đình và người chưa thành niên, tòa gia đình,
    tòa lao động, cung văn hóa,
    vùng cảnh sát biển, vùng hải quân, nhà đầu tư, ga, bến xe, cảng hàng không"""
)
_NOT_HEADS = table(
    """xã hội, đoàn kết, hội nhập, hội nghị, quỹ đất, trường hợp, khu vực, tổ chức, thuế suất, bộ phận,
    bộ tiêu chí, bộ chỉ số, bộ chỉ tiêu, bộ luật, bộ quy tắc, bộ công cụ, bộ dữ liệu, bộ câu hỏi,
    phòng chống, phòng ngừa, phòng không, phòng cháy"""
)

#: Nouns that name bodies of a kind, not one body.
_NOUNS = table(
    """bộ, ban, ngành, sở, địa phương, cơ quan, đơn vị, tổ chức, doanh nghiệp, tập đoàn, tổng công ty, công ty,
    tỉnh, thành phố, quận, huyện, thị xã, xã, phường, đặc khu, trường, trường đại học, đại học, học viện, viện,
    viện nghiên cứu, cơ sở, bệnh viện, đảng ủy, tỉnh ủy, thành ủy, đảng bộ, chi bộ, cấp ủy, cấp, chủ đầu tư, hội,
    hiệp hội, đoàn thể, đồng chí, thành viên, bộ trưởng, thủ trưởng, trưởng ban, giám đốc, chủ tịch, bí thư,
    ủy ban nhân dân, hội đồng nhân dân, cá nhân, tổ, nhà khoa học, chuyên gia, phòng, cục, vụ, trung tâm,
    ban quản lý, cửa hàng, bên, chủ, hộ dân, hộ kinh doanh, hộ chăn nuôi, đồn biên phòng, nhà máy, hạt kiểm lâm,
    mặt trận, ngân hàng, nhà mạng, nhà thầu, nhà đầu tư, ủy ban, khối, lực lượng, văn phòng, tổng cục, sàn, quỹ,
    hợp tác xã, đại sứ quán, cơ quan đại diện, câu lạc bộ, nhà trường, hộ gia đình, thôn, bản, ấp, buôn, làng,
    tổ dân phố, khu phố, khu dân cư, khối phố, đại biểu hội đồng nhân dân, đại biểu quốc hội, công đoàn, thẩm phán,
    trạm y tế, trạm kiểm soát, phòng khám, nhà thuốc, bưu cục, bến xe, nhà xe, siêu thị, khách sạn, nhà hàng, chi
    nhánh, chi cục, xí nghiệp, lâm trường, nông trường, vườn quốc gia, trại giam, đồn công an, tòa án, viện kiểm
    sát, hạt, đội, hãng, tiểu ban, ban chỉ đạo, ban chỉ huy, tổ công tác, cảng vụ"""
)
_MANY = table("các, một số, những, toàn thể, toàn bộ, mọi, tất cả các, tất cả, từng, mỗi")
_LEADERS = table(
    """người đứng đầu, thủ trưởng, lãnh đạo, giám đốc, chủ tịch, bí thư, trưởng, bộ trưởng, chủ tịch ủy ban nhân dân,
    chủ tịch hội đồng nhân dân, chánh văn phòng, thường trực, ban thường vụ, cán bộ, ủy ban nhân dân,
    hội đồng nhân dân, đảng ủy, công an, tỉnh ủy, thành ủy, huyện ủy, đoàn thể, mặt trận tổ quốc,
    mặt trận tổ quốc việt nam, văn phòng, sở, phòng, ban, trung tâm, ủy ban mặt trận tổ quốc, tòa án nhân dân,
    viện kiểm sát nhân dân, cơ quan chuyên môn, người đứng đầu cấp ủy, ban chỉ đạo, chi bộ, bí thư chi bộ, đảng bộ,
    ban quản lý dự án, trạm y tế, ban chỉ huy quân sự, hiệu trưởng, ban giám hiệu"""
)
#: Nouns that name many bodies without "các".
BARE = table(
    """địa phương, đơn vị, cơ quan, doanh nghiệp, tổ chức, cấp ủy, chính quyền, nhà thầu, chủ đầu tư, cá nhân,
    ngành, đại biểu hội đồng nhân dân, đại biểu quốc hội, người dân, viện nghiên cứu, trường đại học, hai bên,
    hiệp hội, chuyên gia, cơ sở, lực lượng, người đứng đầu cấp ủy, lực lượng chức năng, người đứng đầu chính quyền,
    tư vấn giám sát, tư vấn thiết kế, tư vấn thẩm tra, trưởng thôn, tổ trưởng tổ dân phố, bí thư chi bộ,
    bí thư chi đoàn, chi hội trưởng, trưởng ban công tác mặt trận, lực lượng tham gia bảo vệ an ninh"""
)
_PAIRS = table(
    """bộ ngành, bộ cơ quan, bộ ban, bộ địa phương, sở ngành, sở ban, ban bộ, ban ngành, ban sở, tập đoàn doanh, tập
    đoàn tổng, tổng công ty doanh, xã phường, phường xã, tỉnh thành phố, quận huyện, huyện quận, tỉnh ủy thành ủy,
    huyện thị, thành ủy tỉnh ủy, bộ trưởng thủ trưởng, cục vụ, vụ cục, phòng ban, ủy ban nhân dân cấp, hội đồng nhân
    dân cấp, ủy ban nhân dân xã phường, ủy ban nhân dân phường xã, ủy ban nhân dân quận huyện, ủy ban nhân dân huyện
    quận, ủy ban nhân dân tỉnh thành, đảng ủy xã phường, đảng ủy phường xã, đảng ủy trực thuộc, đảng ủy cấp, công an
    cấp, công an xã phường, chủ tịch ủy ban nhân dân cấp, chủ tịch ủy ban nhân dân xã phường, đoàn thể chính trị, mặt
    trận tổ quốc các, xã đặc, phường đặc, tỉnh thành ủy, bí thư tỉnh thành ủy, bí thư tỉnh ủy thành ủy, bí thư chủ
    tịch ủy ban nhân dân cấp, lãnh đạo cấp vụ, lãnh đạo cấp phòng"""
)

_SHORT = (
    ("UBND", "Ủy ban nhân dân"),
    ("HĐND", "Hội đồng nhân dân"),
    ("MTTQVN", "Mặt trận Tổ quốc Việt Nam"),
    ("MTTQ", "Mặt trận Tổ quốc"),
    ("BCĐ", "Ban Chỉ đạo"),
    ("BTV", "Ban Thường vụ"),
    ("BĐBP", "Bộ đội Biên phòng"),
    ("BQLDA", "Ban Quản lý dự án"),
    ("BQL", "Ban Quản lý"),
    ("QLDA", "Quản lý dự án"),
    ("ĐTXD", "đầu tư xây dựng"),
    ("CHQS", "Chỉ huy Quân sự"),
    ("KCN", "khu công nghiệp"),
    ("KKT", "khu kinh tế"),
    ("TW", "Trung ương"),
    ("ĐBQH", "đại biểu Quốc hội"),
    ("VH-XH", "Văn hóa - Xã hội"),
    ("TAND", "Tòa án nhân dân"),
    ("VKSND", "Viện kiểm sát nhân dân"),
    ("LĐLĐ", "Liên đoàn Lao động"),
    ("LHPN", "Liên hiệp Phụ nữ"),
    ("BHXH", "Bảo hiểm xã hội"),
)
_LOWER = re.compile(
    r"(?<=\s)(?<!thuộc\s)(?<!Trung\s)(?<!Nam\s)(?<!Bắc\s)"
    r"(Bộ|Ban|Ngành|Sở|Địa phương|Cơ quan|Đơn vị|Doanh nghiệp)(?=,|$| liên| có| và| ngang)"
)
_EDGES = " \t\n\r,;:.-–—•+*/&…\x1f"


def starts_head(tokens: Sequence[Token], at: int) -> bool:
    """Whether a name of a body may begin here (by its first word)."""
    return phrase_at(HEADS, tokens, at) > 0 and not phrase_at(_NOT_HEADS, tokens, at)


def written(text: str) -> str:
    """The own text of a body that is not registered: single spaces, modern tones, a capital, no edge punctuation."""
    text = modern_tone(squeeze(text.replace("\x1f", " "))).strip(_EDGES)
    for short, full in _SHORT:
        text = re.sub(rf"\b{short}TP\b", f"{full} thành phố", text)
        text = re.sub(rf"\b{short}\b", full, text)
    text = text.replace("Đảng Ủy", "Đảng ủy")
    text = re.sub(r"\bủy ban nhân dân\b", "Ủy ban nhân dân", text)
    return text[:1].upper() + text[1:]


def written_collective(text: str) -> str:
    """The text of a collective: as ``written``; kind nouns in lower case ("Các Bộ, Ngành" -> "Các bộ, ngành")."""
    text = written(text).replace("trực thuộc trung ương", "trực thuộc Trung ương")
    return _LOWER.sub(lambda m: m[0].lower(), text)


def pair_at(tokens: Sequence[Token], at: int) -> int:
    """Length of a pair of kind nouns ("Bộ, ngành"; separators may stand between the words) at ``at``; else 0."""
    if at >= len(tokens):
        return 0
    for words in _PAIRS.get(tokens[at].tone, ()):
        seen = tokens[at : at + len(words)]
        if len(seen) == len(words) and all(
            t.tone == w and (k == 0 or t.gap <= AND) for k, (t, w) in enumerate(zip(seen, words, strict=True))
        ):
            return len(words)
    return 0


_COUNTED = table("tỉnh, huyện, quận, xã, phường, đặc khu, thôn, bản, ấp, bộ ngành, sở ngành")


def _many_at(tokens: Sequence[Token], at: int) -> int:
    """Length of a word for many that begins at ``at``: "các", "toàn thể", "34" before "tỉnh"; 0 for none."""
    if at + 1 < len(tokens) and tokens[at].raw.isdecimal() and int(tokens[at].raw) > 1:
        noun = tokens[at + 1]
        counted = noun.gap == SPACE and noun.raw.islower() and phrase_at(_COUNTED, tokens, at + 1) > 0
        named = at + 2 < len(tokens) and tokens[at + 2].gap == SPACE and tokens[at + 2].raw[:1].isupper()
        return int(counted and not named)
    return phrase_at(_MANY, tokens, at)


def kind_end(tokens: Sequence[Token], at: int) -> int:
    """The token after the noun for bodies of the phrase for many that begins at ``at``: "các cơ sở", "nhà thầu"."""
    first = at + _many_at(tokens, at)
    return first + max(phrase_at(words, tokens, first) for words in (_NOUNS, BARE, _LEADERS))


def starts_collective(tokens: Sequence[Token], at: int, *, strict: bool = False) -> bool:
    """Whether a phrase for many bodies begins here. ``strict`` (prose) wants a noun for bodies after "các"."""
    if at >= len(tokens):
        return False
    many = _many_at(tokens, at)
    if many:
        nxt = at + many
        return not strict or (phrase_at(_NOUNS, tokens, nxt) > 0 and not phrase_at(_NOT_NOUNS, tokens, nxt))
    if pair_at(tokens, at):
        return True
    lead = phrase_at(_LEADERS, tokens, at)
    if lead:
        nxt = at + lead
        while nxt < len(tokens) and tokens[nxt].gap in (COMMA, AND) and (more := phrase_at(_LEADERS, tokens, nxt)):
            nxt += more  # "Giám đốc, Thủ trưởng các sở"
        if nxt < len(tokens) and tokens[nxt].gap in (SPACE, AND) and phrase_at(_MANY, tokens, nxt):
            return phrase_at(_NOUNS, tokens, nxt + 1) > 0
    bare = phrase_at(BARE, tokens, at)
    if not bare or phrase_at(_NOT_NOUNS, tokens, at):
        return False
    after = tokens[at + bare] if at + bare < len(tokens) else None
    # "Cơ quan Thường trực" and "Viện Nghiên cứu X" name one body; "cơ quan liên quan", "viện nghiên cứu" name many
    if strict and bare == 2 and tokens[at].key == "to" and (after is None or after.gap not in (COMMA, AND)):
        return False  # "tổ chức ..." is a verb in prose
    if bare > 1 and tokens[at + 1].raw[:1].isupper() and not tokens[at].raw.isupper():
        return False
    return after is None or after.gap > SPACE or not after.raw[:1].isupper()


_NOT_NOUNS = table(
    """cơ quan đại diện cho, cấp độ, tổ hợp, ngành nghề, ngành hàng, viện trợ, hội nghị, hội thảo, cơ sở dữ liệu,
    cơ sở pháp lý, cơ sở vật chất, cơ sở hạ tầng, cơ sở lý luận, cơ sở thực tiễn, cơ sở chính trị,
    bộ dữ liệu, bộ chỉ số, bộ tiêu chí, trung tâm dữ liệu, công ty con, quỹ đất, khối lượng, ban hành,
    trường hợp, tổ chức thực hiện, cấp học, vụ việc, vụ án, xã hội, bộ thủ tục, bộ môn, cục bộ, phòng thí nghiệm,
    chủ trương, chủ đề, chủ điểm"""
)


def collective_end(tokens: Sequence[Token], at: int, index: Index, *, stop: Callable[[int], bool] | None = None) -> int:
    """The token after the collective that begins at ``at``.

    It runs over commas and "và" to the next hard separator, to a registered body that stands as an item of its own,
    or to the first token for which ``stop`` holds (prose: the predicate).
    """
    absorbs = False
    # "các bộ, ngành và các địa phương", "UBND các xã, các phòng, ban": the second "các" is another item
    led = max(phrase_at(_RESTART, tokens, at), phrase_at(_LED, tokens, at)) > 0
    many = _many_at(tokens, at)
    firm = at + many + pair_at(tokens, at + many)  # "các tỉnh ủy, thành ủy" is one phrase
    end = at + 1
    while end < len(tokens):
        token = tokens[end]
        if token.gap >= COMMA and token.gap not in (COMMA, AND):
            break
        owner = index.match(tokens, end) if tokens[end - 1].tone == _BELONGS and token.gap < COMMA else None
        if owner is not None and owner.end > end + 1:  # "các đơn vị thuộc Bộ Giáo dục và Đào tạo | tổng hợp ..."
            end = owner.end
            if end < len(tokens) and tokens[end].gap < COMMA and stop is not None and stop(end):
                break
            continue
        if stop is not None and stop(end):
            break
        absorbs = absorbs or token.tone == _BLOC
        if token.gap in (COMMA, AND) and not absorbs and end >= max(firm, at + 2):
            found = index.match(tokens, end)
            if found is not None and item_ends(tokens, found.end, stop):
                break
            if _restarts(tokens, end) or (led and phrase_at(_MANY, tokens, end)):
                break
            if token.key == "cac" and (token.gap == AND or _is_qualified(tokens, at, end)):
                break
            if not many and phrase_at(_FORCES, tokens, at) and _says_which(tokens, end):
                break
        end += 1
    return end


def _is_qualified(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the kinds between ``at`` and ``end`` say whose they are: "các Ban của Hội đồng | , các Tổ đại biểu"."""
    return any(t.tone in _WHOSE for t in tokens[at + 2 : end])


_WHOSE = frozenset(map(tone_key, ("của", "thuộc")))
_BLOC = tone_key("khối")
_FORCES = table("cơ quan, lực lượng")
_ANY_FORCE = table(
    """cơ quan liên quan, cơ quan có, cơ quan khác, cơ quan ngang, cơ quan thuộc, cơ quan chức năng, cơ quan chuyên môn,
    lực lượng liên quan, lực lượng có, lực lượng khác, lực lượng chức năng"""
)


def _says_which(tokens: Sequence[Token], at: int) -> bool:
    """Whether a second body is named by its work: "cơ quan thú y | , lực lượng quản lý thị trường"."""
    after = at + phrase_at(_FORCES, tokens, at)
    named = at < after < len(tokens) and tokens[after].gap == SPACE
    return named and not phrase_at(_ANY_FORCE, tokens, at)


_BELONGS = tone_key("thuộc")
_LED = table("đảng ủy các, công an các, đoàn thể các, cấp ủy các, đảng bộ các, mặt trận tổ quốc các")
_RESTART = table(
    """hội người cao tuổi, hội chữ thập đỏ, hội khuyến học, hội cựu thanh niên xung phong, hội liên hiệp phụ nữ,
    hội phụ nữ, hội nông dân, hội cựu chiến binh, đoàn thanh niên, công đoàn ngành,
    đại biểu hội đồng nhân dân, đại biểu quốc hội, ủy ban nhân dân, hội đồng nhân dân, chủ tịch ủy ban nhân dân,
    chủ tịch hội đồng nhân dân, chủ tịch, tỉnh ủy, thành ủy, đảng ủy xã, đảng ủy phường"""
)


def _restarts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a new item begins inside a list of kinds: "..., UBND cấp xã", "..., Trung tâm X"."""
    if phrase_at(_RESTART, tokens, at) or (tokens[at].tone in _OFFICES and pair_at(tokens, at)):
        return True
    heads = phrase_at(_HEADS_OF_MANY, tokens, at)  # "Giám đốc các sở, Thủ trưởng các đơn vị"
    before = any(phrase_at(_MANY, tokens, k) for k in range(max(at - _FAR, 0), at))  # not "Giám đốc, Thủ trưởng các sở"
    if (
        heads
        and before
        and tokens[min(at + heads, len(tokens) - 1)].gap == SPACE
        and phrase_at(_MANY, tokens, at + heads)
    ):
        return True
    if not (tokens[at].raw[:1].isupper() and starts_head(tokens, at)) or phrase_at(_MANY, tokens, at):
        return False
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    noun = phrase_at(_NOUNS, tokens, at)
    return (
        after is not None
        and after.gap == SPACE
        and not (noun and any(t.tone in _KIND_TAILS for t in (after, *tokens[at + noun : at + noun + 1])))
        and not phrase_at(BARE, tokens, at)
    )


_FAR = 8
_HEADS_OF_MANY = table("thủ trưởng, giám đốc, trưởng, người đứng đầu, lãnh đạo, hiệu trưởng, bộ trưởng, bí thư")
_OFFICES = frozenset((tone_key("bí"), tone_key("lãnh")))  # "bí thư tỉnh, thành ủy", "lãnh đạo cấp vụ"
_KIND_TAILS = frozenset(tone_key(w) for w in ("liên", "có", "khác", "ngang", "thuộc", "trực", "trên", "được", "ngành"))


def item_ends(tokens: Sequence[Token], at: int, stop: Callable[[int], bool] | None = None) -> bool:
    """Whether a list item is over before token ``at``."""
    return at >= len(tokens) or tokens[at].gap >= COMMA or (stop is not None and stop(at))


def texts(phrases: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Phrases as tuples of folded syllables, for comparison with ``Token.key``."""
    return tuple(tuple(t.key for t in tokenize(p)) for p in phrases)


def keys_at(table: tuple[tuple[str, ...], ...], tokens: Sequence[Token], at: int) -> int:
    """Length of the first phrase of the table whose folded syllables stand at ``at`` without a hard break; else 0."""
    for words in table:
        if at >= len(tokens) or tokens[at].key != words[0]:
            continue
        seen = tokens[at : at + len(words)]
        if len(seen) == len(words) and all(
            t.key == w and (k == 0 or t.gap < HARD) for k, (t, w) in enumerate(zip(seen, words, strict=True))
        ):
            return len(words)
    return 0


_APPOSITION = texts(
    (
        "cơ quan thường trực",
        "cơ quan đầu mối",
        "đơn vị đầu mối",
        "đơn vị thường trực",
        "cơ quan chủ quản",
        "thường trực",
    )
)


def after_name(tokens: Sequence[Token], at: int) -> int:
    """Length of words that say more about the body just named, and do not change which body it is.

    " - Cơ quan Thường trực ..." (apposition), "của ..." (whose organ it is), "là ...".
    """
    if at >= len(tokens):
        return 0
    if tokens[at].gap in (DASH, COMMA):
        return keys_at(_APPOSITION, tokens, at)
    return 1 if tokens[at].tone in _MORE else 0


_MORE = frozenset(tone_key(w) for w in ("của", "là", "làm", "theo", "để"))
