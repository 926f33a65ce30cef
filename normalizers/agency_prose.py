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
from normalizers.agency_mentions import collective_mention
from normalizers.agency_phrases import BARE, keys_at, phrase_at, starts_collective, table, written_collective
from normalizers.agency_register import index
from normalizers.agency_series import COOPERATE, TITLES, Prose
from normalizers.agency_tokens import AND, COLON, COMMA, HARD, SPACE, Token
from normalizers.text import BULLETS, SMALL, nfc, tone_key
from pipeline.model import AgencyMention, Role

_LABEL = re.compile(
    rf"""\s*(?:
        (?:Điều|Khoản|Mục|Phần)\s+\d+[.:)]?
      | \(?(?:\d{{1,3}}(?:\.\d{{1,3}})*|[IVXLC]{{1,7}}|[a-zđ]{{1,2}}\d?)[.)/]
      | \(\d{{1,3}}\)
      | [-–—+*{BULLETS}]+
      )(?=\s|[^\W\d_]|\*|\()\s*""",
    re.VERBOSE,
)
_TOPIC = re.compile(r"Về\s[^:;.]{1,240}:\s*")
_ROLE_LABEL = re.compile(
    r"(?:(?:Cơ\s+quan|Đơn\s+vị)\s+(?:chủ\s+trì|phối\s+hợp|thực\s+hiện|chỉ\s+đạo|theo\s+dõi|giám\s+sát)"
    r"|Chủ\s+trì|Phối\s+hợp)(?:\s+thực\s+hiện)?\s*:",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(rf"[.;](?=\s+[^\W\d_{SMALL}])|\n")

#: Verbs by which one body makes another act, and whether the first is then its supervisor (or only asks).
_SETS_TO_WORK = table(
    """giao nhiệm vụ cho, giao trách nhiệm cho, giao nhiệm vụ, giao trách nhiệm, giao cho, giao, phân công, chỉ đạo,
    yêu cầu, đôn đốc, ủy quyền"""
)
#: The same behind a subject; at the beginning of a text "lãnh đạo" is a noun ("Lãnh đạo Sở A ...").
_DIRECTS = table(
    "giao nhiệm vụ cho, giao trách nhiệm cho, giao cho, giao, phân công, chỉ đạo, lãnh đạo, yêu cầu, đôn đốc, ủy quyền"
)
#: Verbs that a directing body says in one breath: "lãnh đạo, chỉ đạo", "chỉ đạo, hướng dẫn, kiểm tra".
_DIRECTS_TOO = table("lãnh đạo, chỉ đạo, đôn đốc, hướng dẫn, kiểm tra, giám sát, phân công, giao, yêu cầu")
_ASKS = table("đề nghị, kiến nghị, mời, trân trọng đề nghị, kính đề nghị, kính mời, trân trọng kính đề nghị")
#: Verbs that ask in other words: these of whomever, those only where the holder of an office says them ("Chủ tịch A
#: nhắc nhở Sở B ..."; "Công an A nhắc nhở các hộ ..." is the work of A).
_REMINDS = table(
    """lưu ý, cũng lưu ý, đặc biệt lưu ý, nhắc, mong muốn, mong, rất mong, rất mong muốn, cũng mong muốn,
    trân trọng mong muốn"""
)
_CALLS = table("nhắc nhở, cũng nhắc nhở, quán triệt, kêu gọi, tha thiết kêu gọi")
_OPENERS = table(
    """trên cơ sở, căn cứ, trong, để, nhằm, khi, nếu, sau khi, từ, thực hiện, theo, hằng, hàng, định kỳ, trước ngày,
    chậm nhất, trước mắt, ngay sau, tiếp thu, đồng thời, bên cạnh đó, ngoài ra, tùy theo, với, do, qua, để bảo đảm,
    riêng, trường hợp, đối với, trước, xét, việc, về việc, về, liên quan đến, liên quan tới, liên quan, tại, cũng tại,
    ngoài việc, cùng với việc, song song với, bên cạnh, ngay trong, nhân dịp, thời gian tới"""
)
_TO = table("đối với, riêng, cho, với")
_COOPERATE_TAIL = table("cùng với, với, cùng, của, và")
_HOW = table(
    """chặt chẽ, thường xuyên, đồng bộ, hiệu quả, kịp thời, nhịp nhàng, liên ngành, toàn diện, trực tiếp, tích cực,
    cụ thể, tốt, có hiệu quả, hiệp đồng, thống nhất"""
)
_DUTIES = table(
    """theo chức năng, theo nhiệm vụ, theo thẩm quyền, trong phạm vi, theo phạm vi, có trách nhiệm,
    chịu trách nhiệm, khẩn trương, chủ động, tập trung, chủ trì, tiếp tục, phải, cần"""
)


_OWES = table("có trách nhiệm, chịu trách nhiệm, có nghĩa vụ")
_FIRM = table("tổ chức")
_WATCHES = table("theo dõi")  # work, not "theo ..."
_LEADS_WORK = table("chủ trì")
_LONGEST_HOLDER = 20  # syllables
_PREPOSITIONS = frozenset(map(tone_key, ("trong", "với", "về", "của", "cho", "tại")))

_URGES = (tone_key("đôn"), tone_key("đốc"))
_ALONG = tone_key("cùng")
# Partners are named behind these too: "...; hiệp đồng với Sư đoàn A bảo đảm ...", "..., với sự tham gia của Hội B, ..."
_TOGETHER = table(
    """hiệp đồng với, hiệp đồng chặt chẽ với, hiệp đồng cùng, kết hợp chặt chẽ với, với sự tham gia của,
    có sự tham gia của, sự tham gia phối hợp của, huy động sự tham gia của, với sự phối hợp của, có sự phối hợp của,
    với sự hỗ trợ của, tranh thủ sự hỗ trợ của, phối hợp có, phối hợp gồm, cùng sự tham gia của,
    cùng với sự tham gia của, với sự cộng tác của, với sự hợp tác của, với sự đồng hành của, với sự giúp đỡ của,
    với sự tham mưu của, có sự hỗ trợ của, có sự cộng tác của, nhờ sự hỗ trợ của, cùng với"""
)
# and behind these, where they are what the subject does: "Sở A liên kết với Trường B mở lớp ..."
_JOINS_WITH = table("liên kết với, liên kết chặt chẽ với, hợp tác với, hợp tác chặt chẽ với, chủ động liên kết với")
_ALONG_WITH = table("cùng với")
_CHAIR = table("chủ trì")
_ALONE = tone_key("riêng")


def _strip_label(text: str) -> int:
    """Offset behind numbering and bullets: "2. ", "a) ", "- ", "(1) ", "Điều 3. "."""
    at = 0
    while m := _LABEL.match(text, at):
        if m.end() == at:
            break
        at = m.end()
    return at + (len(text) - at - len(text[at:].lstrip(' *_"“')))


#: Words of address before the offices of persons: "Các ông (bà): Chánh Văn phòng, ...".
_ADDRESS = re.compile(
    r"(?<!\w)(?:[Cc]ác\s+)?(?:[Đđ]ồng chí|[Ôô]ng)(?:(?:\s*\(\s*bà\s*\)|\s*,\s*bà|\s*/\s*bà|\s+và\s+bà)\s*:?|\s*:)"
    r"(?=\s+(?:Chánh|Trưởng|Giám đốc|Phó|Bí thư|Chủ tịch|Thủ trưởng|Vụ trưởng|Cục trưởng|Hiệu trưởng|Tổ trưởng|"
    r"Bộ trưởng|Thứ trưởng|Chi cục trưởng|Chỉ huy|Tổng Giám đốc|Kế toán trưởng|Ủy viên|Thành viên)\s)"
)


_COMRADE = re.compile(
    r"(?<!\w)[Đđ]/[Cc]\.?(?=\s+(?:Phó|Trưởng|Giám đốc|Chánh|Bí thư|Chủ tịch|Thủ trưởng|Hiệu trưởng|Tổ)\s)"
)


# "Các đơn vị quản lý bãi tắm (Công ty A, Công ty B) bố trí ...": the name of a kind ends before the bracket.
_MANY_BY_WORK = re.compile(
    r"(?<!\w)(?P<who>(?:[Cc]ác|[Nn]hững)\s(?:đơn vị|doanh nghiệp|cơ sở|tổ chức|cơ quan|nhà thầu|công ty)\s"
    r"[^(),.;:]{3,60}?\s*)"
    rf"\([^()]*\)(?=\s+[{SMALL}])"
)


def _masked(text: str) -> str:
    """The text with markup, words of address and parentheses blanked, offsets kept. A list goes on behind a
    parenthesis: "Sở A (...), Sở B"; elsewhere the brackets stay and part what they stand between."""
    text = _COMRADE.sub(lambda m: " " * len(m.group()), _ADDRESS.sub(lambda m: " " * len(m.group()), text))
    text = re.sub(r"<[^<>]*>|\*{2,}|\([^()]*\)(?=\s*(?:,|và\s))", lambda m: " " * len(m.group()), text)
    text = _MANY_BY_WORK.sub(lambda m: m["who"] + " " * (len(m.group()) - len(m["who"])), text)
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
    prose = Prose(" " * at + masked[at:])
    prose.text = text
    out = _leads(prose)
    names = {m.name for m in out}
    for mention in _partners(prose, out):
        if mention.name not in names:
            names.add(mention.name)
            out.append(mention)
    return tuple(_without_preposition(m) for m in out)


_PREPOSITION = re.compile(r"\s+(?:trong|về|với|của|được)$")


def _without_preposition(mention: AgencyMention) -> AgencyMention:
    """ "các cơ quan liên quan trong | tiếp nhận hồ sơ": no name ends with a preposition."""
    cut = _PREPOSITION.search(mention.name_raw) if mention.agency_id is None else None
    tail = _PREPOSITION.search(mention.name)
    if cut is None or tail is None:
        return mention
    raw = mention.name_raw[: cut.start()]
    end = mention.start + len(raw) if mention.start >= 0 else mention.end
    return replace(mention, name=mention.name[: tail.start()], name_raw=raw, end=end)


def _strip_label_from(text: str, at: int) -> int:
    return at + _strip_label(text[at:])


def _leads(prose: Prose) -> list[AgencyMention]:
    tokens = prose.tokens
    if not tokens:
        return []
    start = prose.verb(0)
    for verbs in (_SETS_TO_WORK, _ASKS):
        size = phrase_at(verbs, tokens, start)
        if size:
            given, end = _asked_too(prose, *prose.series(start + size, Role.LEAD))
            return _handed_on(prose, given, end, told=True) if given else []
    size = phrase_at(_CALLS, tokens, start) or phrase_at(_REMINDS, tokens, start)
    if size:
        given, end = prose.series(start + size, Role.LEAD)
        return _handed_on(prose, given, end, told=True) if _public(given) and prose.acts(end) else []
    size = phrase_at(_TO, tokens, 0)
    if size:
        named, end = prose.series(size, Role.LEAD)
        alone = tokens[0].tone == _ALONE and prose.stops(end)  # "Riêng xã A phối hợp với ..."
        if alone and len(named) > 1 and _PLACE.match(named[0].name) and not _PLACE.match(named[1].name):
            return named[1:]  # "Riêng xã A, UBND xã ..."
        if named and (end >= len(tokens) or tokens[end].gap == COLON or phrase_at(_DUTIES, tokens, end) or alone):
            return named
        # "Đối với Sở A, rà soát ...": of one body by its name; what kinds of bodies are told is told of them too
        one = named and all(m.agency_id for m in named) and end < len(tokens) and tokens[end].gap == COMMA
        hands = phrase_at(_SETS_TO_WORK, tokens, end) or phrase_at(_ASKS, tokens, end)
        if one and prose.stops(end) and not (hands and prose.series(end + hands, Role.LEAD)[0]):
            return named
    named, end = prose.series(0, Role.LEAD)
    if holder := _holder_of_duty(prose, named, end):
        return [holder]
    if named and prose.acts(end) and not prose.passive(named, end):
        return _handed_on(prose, _whole_heading(prose, named, end), end)
    return _after_opening(prose)


def _holder_of_duty(prose: Prose, named: Sequence[AgencyMention], end: int) -> AgencyMention | None:
    """ "Người khai thác bến | có trách nhiệm ...": the words before the duty name who has it, also where no noun in
    them shows a body, or a verb stands behind the noun ("Đơn vị chủ trì kiểm tra | có trách nhiệm ...")."""
    tokens = prose.tokens
    bare = len(named) == 1 and named[0].is_collective and end <= phrase_at(BARE, tokens, 0)
    if (named and not bare) or phrase_at(_OPENERS, tokens, 0) or not tokens[0].raw[:1].isupper():
        return None
    firm = phrase_at(_FIRM, tokens, 0)  # "Tổ chức bảo hiểm ..." is a body, "Tổ chức tập huấn cho ..." is work
    if not named and prose.stops(0) and not firm:
        return None
    for at in range(1, min(len(tokens), _LONGEST_HOLDER + 1)):
        if tokens[at].gap not in (SPACE, AND) or (firm and tokens[at].tone in _PREPOSITIONS):
            return None
        if at > max(end, 1) and phrase_at(_OWES, tokens, at):
            return prose.own(0, at, Role.LEAD, collective=bare)
    return None


def _whole_heading(prose: Prose, named: list[AgencyMention], end: int) -> list[AgencyMention]:
    """ "Các cơ quan chủ trì xây dựng văn bản:" as a heading names a kind; the words up to the colon belong to it."""
    tokens = prose.tokens
    colon = next((k for k in range(end, len(tokens)) if tokens[k].gap >= COMMA), len(tokens))
    closes = prose.text.rstrip().endswith(":") and colon == len(tokens) > prose.verb(end)
    # "Các chi cục quản lý chuyên ngành: theo chức năng ..."
    told = end < colon < len(tokens) and tokens[colon].gap == COLON and phrase_at(_DUTIES, tokens, colon) > 0
    if (closes or told) and end < len(tokens) and named[-1].is_collective and not phrase_at(_DUTIES, tokens, end):
        last = named[-1]
        stop = tokens[next((k for k in range(end + 1, colon) if phrase_at(_OWES, tokens, k)), colon) - 1].end
        raw = prose.text[last.start : stop]
        longer = collective_mention(written_collective(raw), raw, last.role, last.start, stop)
        return [*named[:-1], longer]
    return named


def _handed_on(prose: Prose, actors: list[AgencyMention], end: int, *, told: bool = False) -> list[AgencyMention]:
    """Follows "A chỉ đạo B ...", "A kiến nghị B chỉ đạo C ..." to the bodies that do the work.

    ``told``: the actors were told to act, so that to ask another body is their work ("Giao A kiến nghị B ...").
    """
    tokens = prose.tokens
    above: list[AgencyMention] = []
    for _ in range(3):
        at = prose.verb(end)
        directs, asks = phrase_at(_DIRECTS, tokens, at), phrase_at(_ASKS, tokens, at) or _calls(tokens, at, actors)
        if not (directs or asks) or (at < len(tokens) and tokens[at].gap >= COMMA) or (asks and told):
            break
        given, next_end = prose.series(_past_directing(prose, at + (directs or asks)), Role.LEAD)
        if asks or tokens[at].tone in _REQUESTS:
            given, next_end = _asked_too(prose, given, next_end)
        if not given or not prose.acts(next_end):
            break
        leads_them = tokens[at].key in ("chi", "lanh") or (tokens[at].key != "giao" and not asks and _private(given))
        order = leads_them and all(m.is_collective for m in given) and not _directs_others(actors, given)
        if (
            not asks
            and all(_is_committee_of(a, b) for a in actors for b in given)
            and not _hands_further(prose, next_end)
        ):
            break  # "Đảng ủy A lãnh đạo A": the committee stays answerable
        if phrase_at(_CALLS, tokens, at) and _private(given) and tokens[at].key != "keu":
            break  # "Chủ tịch A nhắc nhở các hộ dân ...": he looks after it himself
        if tokens[at].tone == _URGES[0] and not asks:
            break  # "Sở A đôn đốc các xã ...": who urges acts
        if all(m.is_collective and m.name.startswith("Lực lượng ") for m in given):
            break  # "Công an phường phân công lực lượng trực": its own people
        if order and not above:
            break  # "chỉ đạo các đơn vị trực thuộc ...": the body itself stays answerable
        if directs:
            above.extend(replace(m, role=Role.SUPERVISOR) for m in actors)
        actors, end = given, next_end
    return above + actors


def _calls(tokens: Sequence[Token], at: int, actors: Sequence[AgencyMention]) -> int:
    """Length of a verb by which the actors ask in other words than "đề nghị"."""
    if calls := phrase_at(_CALLS, tokens, at):
        return calls if _hold_office(actors) else 0
    return phrase_at(_REMINDS, tokens, at)


_OFFICE = re.compile(
    r"(?:Phó )?(?:Chủ tịch|Thủ tướng|Bí thư|Giám đốc|Chủ nhiệm|Trưởng|Bộ trưởng)\b|Thường trực|Đồng chí|Ban Thường vụ"
)


def _hold_office(actors: Sequence[AgencyMention]) -> bool:
    return bool(actors) and all(_OFFICE.match(m.name) for m in actors)


def _public(given: Sequence[AgencyMention]) -> bool:
    """Whether those asked are bodies known by their names, or kinds of public bodies."""
    return bool(given) and all(m.agency_id or _OF_STATE.match(m.name) or _UNITS.match(m.name) for m in given)


_UNITS = re.compile(r"(?:các |những )?(?:cơ quan|đơn vị|thủ trưởng|người đứng đầu|cấp ủy|chủ tịch)\b", re.IGNORECASE)


def _past_directing(prose: Prose, at: int) -> int:
    """The token after the verbs that go on with one of directing: "lãnh đạo, chỉ đạo | Đảng ủy A"."""
    tokens = prose.tokens
    while at < len(tokens) and tokens[at].gap in (COMMA, AND) and (more := phrase_at(_DIRECTS_TOO, tokens, at)):
        at += more
    return at


_OF_STATE = re.compile(
    r"(?:các |những )?(?:bộ|ban|ngành|sở|tỉnh|thành phố|địa phương|xã|phường|ủy ban)\b", re.IGNORECASE
)


def _directs_others(actors: Sequence[AgencyMention], given: Sequence[AgencyMention]) -> bool:
    """Whether the holder of an office directs bodies that are not his own: "Phó Thủ tướng chỉ đạo các bộ, ngành"."""
    persons = [index().agency(m.agency_id or "") for m in actors]
    return all(p is not None and p.kind == "person_office" for p in persons) and all(
        _OF_STATE.match(m.name) and "thuộc" not in m.name for m in given
    )


_REQUESTS = frozenset((tone_key("yêu"), tone_key("giao"), tone_key("phân")))


def _asked_too(prose: Prose, given: list[AgencyMention], end: int) -> tuple[list[AgencyMention], int]:
    """ "đề nghị A, yêu cầu B và giao C cử đầu mối": all that one request names, and the token after them."""
    tokens = prose.tokens
    while given and end < len(tokens) and tokens[end].gap in (COMMA, AND):
        size = phrase_at(_ASKS, tokens, end) or (
            phrase_at(_DIRECTS, tokens, end) if tokens[end].tone in _REQUESTS else 0
        )
        more, after = prose.series(end + size, Role.LEAD) if size else ([], end)
        if not more:
            break
        given, end = [*given, *more], after
    return given, end


def _hands_further(prose: Prose, end: int) -> bool:
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


_PLACE = re.compile(r"(?:Xã|Phường|Đặc khu|Thôn|Khu phố|Tỉnh|Thành phố)\s")
_RHYTHM = frozenset((tone_key("hằng"), tone_key("hàng")))


def _after_opening(prose: Prose) -> list[AgencyMention]:
    """The subject behind an opening clause: "Trên cơ sở ..., Bộ A ...", "Để ..., các sở, ngành ..."."""
    tokens = prose.tokens
    opener = 0 if phrase_at(_WATCHES, tokens, 0) else phrase_at(_OPENERS, tokens, 0)
    if not opener or (tokens[0].tone in _RHYTHM and prose.stops(opener + 1) and tokens[opener + 1].gap == SPACE):
        return []  # "Hằng tháng công khai ...": nobody is named before the verb
    past = prose.series(opener, Role.LEAD)[1]  # bodies of the opening clause itself
    partners = _partner_series(prose)
    limit = _SENTENCE_END.search(prose.text, tokens[0].start)
    for at in range(2, len(tokens)):
        if limit is not None and tokens[at].start > limit.start():
            break
        if tokens[at].gap == COMMA and _goes_without_subject(prose, opener, at):
            return []
        if tokens[at].gap != COMMA or at < past or any(first <= at < end for first, end, _ in partners):
            continue
        directive = max(phrase_at(t, tokens, at) for t in (_SETS_TO_WORK, _ASKS, _REMINDS))
        if tokens[at].tone == _URGES[0] and directive == len(_URGES):
            past = max(past, prose.series(at + directive, Role.LEAD)[1])  # "..., đôn đốc các xã ...": who urges acts
            continue
        named, end = prose.series(at + directive, Role.LEAD)
        if keys_at(TITLES, tokens, at):
            past = max(past, at + 1)  # "của đồng chí Tổng Bí thư, Trưởng Ban Chỉ đạo ...": a second office
            continue
        bare = bool(named) and named[0].is_collective and phrase_at(BARE, tokens, at) > 0
        if bare and not prose.stops(max(prose.short_collective(at), at + phrase_at(BARE, tokens, at))):
            past = max(past, at + 1)  # "của các cơ quan, địa phương, ý kiến ...": the list of the opening goes on
            continue
        # "..., các tổ chức có đóng góp trong | bảo tồn ..."
        whole = bool(named) and tokens[end - 1].tone not in _PREPOSITIONS
        said = prose.stops(end) or (directive and named and all(m.agency_id for m in named))
        if whole and end < len(tokens) and tokens[end].gap == SPACE and said:
            return _handed_on(prose, named, end)
        past = max(past, end)
    return []


def _goes_without_subject(prose: Prose, opener: int, at: int) -> bool:
    """Whether the work follows an opening clause at once: "Căn cứ ..., chủ trì ...", "Hằng năm, lập dự toán ..."."""
    tokens = prose.tokens
    rhythm = tokens[0].tone in _RHYTHM and at == opener + 1 and not phrase_at(_OPENERS, tokens, at)
    return phrase_at(_LEADS_WORK, tokens, at) > 0 or (rhythm and prose.stops(at) and not phrase_at(_ASKS, tokens, at))


def _partners(prose: Prose, leads: Sequence[AgencyMention]) -> list[AgencyMention]:
    """The bodies after "phối hợp (chặt chẽ) với", and those that the ``leads`` join with."""
    subject = max((m.end for m in leads), default=-1)
    return [m for _, _, named in _partner_series(prose, subject) for m in named]


def _partner_series(prose: Prose, subject: int = -1) -> list[tuple[int, int, list[AgencyMention]]]:
    """Each list of bodies after "phối hợp (chặt chẽ) với", with its first token and the token after it; ``subject`` is
    where the subject of the text ends."""
    tokens = prose.tokens
    out: list[tuple[int, int, list[AgencyMention]]] = []
    for k in range(len(tokens)):
        # "Cùng Sở A tháo gỡ ...", "...; cùng Sở A quyết toán", "- Chủ trì cùng Sở A rà soát ..."
        leads = k > 1 and phrase_at(_CHAIR, tokens, k - 2) == 2 and (k == 2 or tokens[k - 2].gap in (COMMA, HARD))
        opens = tokens[k].tone == _ALONG and (k == 0 or leads or tokens[k].gap in (COMMA, HARD))
        size = 1 if opens else phrase_at(_TOGETHER, tokens, k)
        if not size and (k == 0 or tokens[k].gap == HARD or 0 <= tokens[k].start - subject == 1):
            size = phrase_at(_JOINS_WITH, tokens, k)
        if not size and tokens[k].key == "phoi":
            size = keys_at(COOPERATE, tokens, k)
        if k and tokens[k].gap == SPACE and tokens[k].raw.istitle():
            continue  # "Hội đồng Phối hợp ..."
        if not size:
            continue
        at = k + size
        while at < len(tokens) and tokens[at].gap in (SPACE, COMMA, AND) and (more := phrase_at(_HOW, tokens, at)):
            at += more  # "phối hợp chặt chẽ, kịp thời với ..."
        while at < len(tokens) and tokens[at].gap == SPACE and (more := phrase_at(_COOPERATE_TAIL, tokens, at)):
            at += more
        if at < len(tokens) and tokens[at].gap == SPACE:
            named, end = prose.series(at, Role.COORDINATING)
            known = len(named) > 1 and phrase_at(_ALONG_WITH, tokens, k) == size and any(m.agency_id for m in named)
            if named and named[0].is_collective and phrase_at(_TOGETHER, tokens, k) == size and not known:
                continue  # "với sự tham gia của các doanh nghiệp": how the work is done, no partner
            out.append((at, end, named))
    return out


def partners_at(text: str, at: int) -> tuple[AgencyMention, ...]:
    """The bodies of the list of partners that begins at offset ``at`` of a text, whatever is said behind them."""
    text = nfc(text)
    prose = Prose(" " * at + _masked(text)[at:])
    prose.text = text
    return tuple(prose.series(0, Role.COORDINATING)[0]) if prose.tokens else ()


def find_agencies(text: str) -> tuple[AgencyMention, ...]:
    """The registered bodies and the collectives named anywhere in a running text, longest first, without overlap.

    Every mention has role ``LEAD`` (prose alone gives none) and offsets in the NFC form of ``text``. Bare names of
    provinces are places, not bodies, and are left out; so are unregistered bodies, whose extent prose does not show.
    """
    text = nfc(text)
    prose = Prose(text)
    tokens = prose.tokens
    out: list[AgencyMention] = []
    at = 0
    while at < len(tokens):
        found = index().match(tokens, at) if tokens[at].first and not _second_word(tokens, at) else None
        if found is not None and found.entry.agency.kind != "province" and prose.is_name(found, at):
            out.append(prose.mention(found, at, Role.LEAD))
            at = found.end
        elif tokens[at].key in _COLLECTIVE_FIRST and starts_collective(tokens, at, strict=True):
            end = prose.short_collective(at)
            if end > at + 1:
                out.append(prose.own(at, end, Role.LEAD, collective=True))
            at = max(end, at + 1)
        else:
            at += 1
    return tuple(out)


_TWO_WORDS = table("chi cục, tổng cục, phân viện, bệnh viện, học viện, thư viện")


def _second_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the kind of a body has begun one word before: "Chi cục Thú y" is no "Cục Thú y"."""
    return at > 0 and tokens[at].gap == SPACE and phrase_at(_TWO_WORDS, tokens, at - 1) > 0


_COLLECTIVE_FIRST = frozenset(("cac", "bo", "so", "ban", "uy", "chu", "nguoi", "tinh"))
