"""Persons named beside their office: "đồng chí A, Giám đốc Sở B", "Phó Chủ tịch UBND phường Lê Thị Hoa"."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.agency_phrases import keys_at, phrase_at, starts_head, table, texts
from normalizers.agency_tokens import COMMA, DASH, SPACE, Token
from normalizers.text import tone_key
from pipeline.model import Agency

_PLACES = frozenset(("tỉnh", "phố", "xã", "phường", "khu", "ủy"))
#: Family names with which hardly any place is named, but after a person.
_FAMILY = frozenset(
    map(
        tone_key,
        "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào trịnh trương đinh phùng tạ lương"
        " lưu".split(),
    )
)
#: Persons of history after whom communes, wards and schools are named, of three and more words.
_NAMESAKES = table(
    """trần hưng đạo, trần quang khải, trần nhật duật, trần quốc toản, trần nhân tông, trần thái tông, trần khánh dư,
    trần nguyên hãn, trần cao vân, trần văn thời, trần văn ơn, trần bình trọng, trần quý cáp, trần đăng ninh,
    nguyễn bỉnh khiêm, nguyễn thị minh khai, nguyễn thái học, nguyễn thái bình, nguyễn cư trinh, nguyễn an ninh,
    nguyễn lương bằng, nguyễn đại năng, nguyễn việt khái, nguyễn văn cừ, nguyễn văn linh, nguyễn văn trỗi,
    nguyễn thị định, nguyễn trung trực, nguyễn đình chiểu, nguyễn công trứ, nguyễn tri phương, nguyễn viết xuân,
    nguyễn khuyến, nguyễn cảnh chân, nguyễn hữu huân, nguyễn phúc chu, lê hồng phong, lê thanh nghị, lê ích mộc,
    lê thánh tông, lê đại hành, lê thái tổ, lê văn duyệt, lê văn tám, lê quý đôn, lê thị hồng gấm, lê văn thịnh,
    lý thường kiệt, lý nam đế, lý thái tổ, lý văn lâm, lý tự trọng, phạm ngũ lão, phạm sư mạnh, phạm hồng thái,
    phạm văn đồng, phạm văn cội, phạm viết chánh, phan đình phùng, phan bội châu, phan chu trinh, phan châu trinh,
    phan ngọc hiển, phan thanh giản, hoàng văn thụ, hoàng hoa thám, hoàng quốc việt, hồ thị kỷ, hồ tùng mậu,
    hồ xuân hương, hồ chí minh, huỳnh thúc kháng, huỳnh tấn phát, ngô thì nhậm, ngô gia tự, võ thị sáu, võ văn kiệt,
    võ trường toản, võ nguyên giáp, võ văn tần, vũ trọng phụng, đào duy từ, đào duy anh, đinh tiên hoàng,
    đinh bộ lĩnh, đặng tất tài, đặng thùy trâm, đặng trần côn, dương minh châu, lương thế vinh, lương thế trân,
    lương văn tri, lương định của, tạ an khương, tạ quang bửu, trương quang trọng, trương công định, trương định,
    bùi thị xuân, đỗ nhuận, bùi hữu nghĩa, phùng chí kiên, lưu nhân chú, trịnh hoài đức, ngô sĩ liên"""
)
_SHORTEST, _LONGEST = 3, 4  # words of a person's name that tells itself from that of a place


def person_name(office: Agency, tokens: Sequence[Token], at: int) -> int:
    """How many tokens from ``at`` name the person who holds ``office``: two to four words with capitals, and no more.

    Behind the office of a place or of a department the name of another place may stand ("... thành phố Thủ Đức"), so
    there only a full name counts: a family name and two or three words more, and nobody after whom places are named.
    """
    if office.kind != "person_office":
        return 0
    end = _capitals_end(tokens, at)
    if office.name.split()[-1].lower() in _PLACES or office.name.startswith("Giám"):
        return end - at if _is_full_name(tokens, at, end) else 0
    return end - at if 2 <= end - at <= 4 and not starts_head(tokens, at) else 0


def person_within(tokens: Sequence[Token], first: int, end: int) -> int:
    """The token with which the name of a person begins that closes the words ``first`` to ``end``, when an office is
    named before it: "Trưởng phòng Kinh tế | Lê Thị Hoa", "Chủ tịch UBND xã Mây Hồng | Lê Thị Hoa"; else ``end``."""
    if not starts_office(tokens, first):
        return end
    for at in range(max(first + 2, end - _LONGEST), end - _SHORTEST + 1):
        if tokens[at].gap == SPACE and _is_full_name(tokens, at, end) and not starts_office(tokens, at - 1):
            return at
    return end


def _capitals_end(tokens: Sequence[Token], at: int) -> int:
    """The token after the words with capitals that begin at ``at``, five at most."""
    end = at
    while end < len(tokens) and tokens[end].gap == SPACE and tokens[end].raw.istitle() and end - at <= _LONGEST:
        end += 1
    return end


def _is_full_name(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the words ``at`` to ``end`` are the full name of a person after whom no place is named."""
    return (
        _SHORTEST <= end - at <= _LONGEST
        and tokens[at].tone in _FAMILY
        and all(t.raw.istitle() and t.raw.isalpha() for t in tokens[at:end])
        and not phrase_at(_NAMESAKES, tokens, at)
    )


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
