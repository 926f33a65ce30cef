"""Partners that no noun for a body shows: groups of people, and names of which only the capitals tell.

A list of those with whom work is done names people in lower case ("cộng tác viên dân số, chủ nhà trọ") and firms and
organisations by their brand ("Bảo Việt Trà Giang"). They are kept with their own words, so that the list goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.agency_phrases import phrase_at, starts_collective, starts_head, table
from normalizers.agency_predicates import predicate_at
from normalizers.agency_register import index
from normalizers.agency_tokens import COMMA, DASH, SPACE, Token
from normalizers.text import is_syllable, tone_key
from normalizers.verbs import is_known_pair, is_one_word

#: Groups of people with whom work is done, by the noun that names them in lower case.
PEOPLE = table(
    """cộng tác viên, tuyên truyền viên, báo cáo viên, tình nguyện viên, hòa giải viên, khuyến nông viên, y tế thôn
    bản, nhân viên y tế, nhân viên thú y, thú y viên, cô đỡ thôn bản, công an viên, cảnh sát khu vực, dân phòng, dân
    quân, dân quân tự vệ, kiểm lâm địa bàn, bảo vệ dân phố, bảo vệ rừng, tổ trưởng, tổ phó, trưởng thôn, trưởng bản,
    trưởng ấp, trưởng buôn, trưởng khóm, trưởng khu phố, già làng, người có uy tín, người uy tín, chức sắc, chức
    việc, nhà tu hành, tín đồ, trụ trì, chủ nhà trọ, chủ cơ sở, chủ hộ, chủ tàu, chủ phương tiện, chủ rừng, chủ đầm,
    chủ đò, chủ trang trại, chủ nuôi, chủ vựa, chủ bến, chủ công trình, chủ sử dụng lao động, người sử dụng lao
    động, chủ doanh nghiệp, chủ hàng, chủ mỏ, chủ quản lý, giáo viên, giảng viên, học sinh, sinh viên, phụ huynh,
    cha mẹ học sinh, ngư dân, nông dân, diêm dân, hội viên, đoàn viên, đảng viên, người cao tuổi, cựu chiến binh,
    thương nhân, thương lái, tiểu thương, hộ dân, hộ kinh doanh, hộ gia đình, người dân, nhân dân, bà con, cộng đồng
    dân cư, nghệ nhân, nghệ sĩ, nhà khoa học, luật sư, luật gia, thân nhân, người lao động, người bệnh, mạnh thường
    quân, nhà hảo tâm, nhà tài trợ, kiều bào, bác sĩ, lái xe, chủ xe, đại lý, y tế thôn, y tế ấp, y tế khóm, bà đỡ,
    thầy thuốc, chi hội trưởng, chủ các, tổ bảo vệ, đội dân phòng, tổ dân phòng, đội xung kích, tổ liên gia, tổ tự
    quản, tổ hòa giải, tổ hợp tác, ban giám hiệu, ban quản trị, ban điều hành, ban nhân dân, ban giám sát, chi hội,
    chi đoàn, nhà xe, hãng taxi, nhà nghỉ, khách sạn, cơ sở lưu trú, nhà vườn, hội cha mẹ, hội phụ huynh, ban đại
    diện, đội ngũ cán bộ, cán bộ bán chuyên trách, cư dân, nông hộ, người hoạt động không chuyên trách, cán bộ địa
    chính, cán bộ y tế, cán bộ kiểm lâm, nhà đầu tư, nhân chứng, kế toán trưởng, hướng dẫn viên, huấn luyện viên"""
)
#: What people live by, behind the noun for them.
LIVES_BY = table(
    "trồng, nuôi, sản xuất, kinh doanh, khai thác, đánh bắt, thu mua, vận chuyển, chăn nuôi, chế biến, bán"
)
#: Things with capitals that work goes along with, which are no partners.
_THINGS = table(
    """chương trình, kế hoạch, đề án, dự án, quyết định, nghị quyết, nghị định, thông tư, thông báo, chỉ thị, công điện,
    công văn, kết luận, luật, bộ luật, pháp lệnh, hiến pháp, hiệp định, điều, khoản, điểm, mục, phụ lục, chương, phần,
    biểu, mẫu, ngày, tuần, tuần lễ, tháng, quý, năm, lễ, tết, lễ hội, hội chợ, hội nghị, hội thảo, đại hội, giải,
    cuộc thi, cuộc vận động, phong trào, chiến dịch, tháng hành động, công tác, quốc lộ, đường, cầu, sông, hồ, kè, đê,
    tuyến, khu vực, quy chế, quy hoạch, hệ thống, cơ sở dữ liệu, phần mềm, nền tảng, ứng dụng, trung ương"""
)
_ORGANISATION = table("tổ chức")
_ORGANISED = tone_key("chức")


def brand_end(tokens: Sequence[Token], at: int) -> int:
    """The token after a name of which only the capitals tell ("Bảo Việt Trà Giang", "Tổ chức MAG"); ``at`` for other
    words: a name that no separator, predicate or end closes, a place, a thing, one common syllable."""
    if not tokens[at].raw[:1].isupper():
        return at
    first = at + phrase_at(_ORGANISATION, tokens, at)
    if first == at and (starts_head(tokens, at) or starts_collective(tokens, at) or predicate_at(tokens, at)):
        return at
    end = first
    while end < len(tokens) and (end == at or tokens[end].gap <= DASH) and _goes_on(tokens, first, end):
        if end > at and tokens[end].gap == DASH and starts_head(tokens, end):
            break
        end += 1
    if end == first or phrase_at(_THINGS, tokens, at) or _is_place(tokens, at, end):
        return at
    common = end - first == 1 or all(t.raw.islower() for t in tokens[first + 1 : end])
    if common and first == at and not is_brand(tokens[at]):
        return at
    closed = end >= len(tokens) or tokens[end].gap >= COMMA or predicate_at(tokens, end) > 0
    return end if closed and not tokens[first].raw.isdecimal() else at


def organisation_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether "Tổ chức MAG" begins here, which is no order to organise."""
    after = at + phrase_at(_ORGANISATION, tokens, at)
    named = at < after < len(tokens) and tokens[at].raw[:1].isupper() and tokens[after].gap == SPACE
    return named and is_brand(tokens[after])


#: Places and houses with which the next name of a list begins, though they are seldom said to act.
_HOUSES = table(
    """chợ, khoa, nhà thuốc, nhà hàng, nhà nghỉ, nhà xe, siêu thị, khách sạn, chùa, nhà thờ, trại giam, trại tạm
    giam, vườn quốc gia, nông trường, lâm trường, cụm công nghiệp, bến phà, thánh thất, tịnh xá, trung tâm thương
    mại, làng văn hóa"""
)
_NO_HOUSES = table("khoa học, khoa giáo")


def starts_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether the name of a market, a temple or another house begins here."""
    return tokens[at].raw[:1].isupper() and phrase_at(_HOUSES, tokens, at) > 0 and not phrase_at(_NO_HOUSES, tokens, at)


def is_brand(token: Token) -> bool:
    """Whether a word with a capital is an acronym that no list expands, or no Vietnamese syllable, as brands are:
    "PVOIL", "Petrolimex"."""
    raw = token.raw
    titled = len(raw) > 1 and raw[:1].isupper() and token.first and token.last
    return titled and (raw.isupper() or not is_syllable(raw))


def _goes_on(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the word at ``at`` has a capital or is a number, or is the second half of a word with one: "Thế giới"."""
    raw = tokens[at].raw
    if raw[:1].isupper() or raw.isdecimal():
        return True
    half = at > first and tokens[at].gap == SPACE and tokens[at - 1].raw.istitle() and raw.islower()
    same = is_known_pair if tokens[first - 1].tone == _ORGANISED else is_one_word
    return half and not predicate_at(tokens, at) and same(tokens[at - 1].raw.lower(), raw)


def _is_place(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the words ``at`` to ``end`` are the name of a province alone."""
    found = index().match(tokens, at)
    return found is not None and found.end >= end and found.entry.agency.kind == "province"
