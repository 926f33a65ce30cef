"""Where the words for many bodies end: "các đơn vị vận hành trạm bơm | rà soát", "các xã, phường | duy tu".

What the bodies of a kind do, or are hired for, says which are meant; what they are told to do begins the predicate.
"""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.agency_names import GOES_ON, OBJECTS, closed_at, is_parted
from normalizers.agency_phrases import phrase_at, table
from normalizers.agency_predicates import predicate_at, within_word
from normalizers.agency_tokens import AND, COLON, COMMA, SPACE, Token
from normalizers.text import tone_key
from normalizers.verbs import is_known_pair, is_verb

_FEW = 3


def verb_after(tokens: Sequence[Token], at: int) -> int:
    """The first of the next few words from ``at`` with which a verb begins that no list holds; 0 for none."""
    for k in range(at, min(at + _FEW, len(tokens))):
        if tokens[k].gap != SPACE or not tokens[k].raw.islower() or within_word(tokens, k):
            break
        follows = k + 1 < len(tokens) and tokens[k + 1].gap == SPACE
        if is_verb(tokens[k].tone, tokens[k + 1].tone if follows else ""):
            return k
        if not is_known_pair(tokens[k - 1].raw, tokens[k].raw):
            break
    return 0


def rare_verb(tokens: Sequence[Token], at: int, end: int, *, many: bool) -> int:
    """The word between ``at`` and ``end`` with which a sentence goes on behind its subject: a verb of the corpora, or a
    word that stands behind the one before it in no corpus; 0 for none. Of a kind (``many``) the first, right behind its
    noun, says which bodies are meant when another follows before any comma: "các cơ sở giết mổ gia súc | khử trùng".
    """
    found: list[int] = []
    for k in range(at + phrase_at(_DOING, tokens, at), end - 1):
        if found and tokens[k].gap > SPACE:
            break
        if tokens[k].gap != SPACE or not tokens[k].raw.islower() or within_word(tokens, k):
            continue
        if tokens[k - 1].key in _DETERMINERS:
            continue
        follows = tokens[k + 1].tone if tokens[k + 1].gap == SPACE else ""
        if is_verb(tokens[k].tone, follows) or is_parted(tokens, k):
            found.append(k)
    behind = many and found[:1] == [at] and len(found) > 1 and found[1] > at + 1
    return found[int(behind)] if found else 0


_DETERMINERS = frozenset(("cac", "nhung", "mot", "moi", "tung"))  # a noun follows
#: What may follow the words for many and still say which are meant.
_WHICH = table(
    """liên quan, có, ven, biên giới, vùng, miền, nơi, trong, ngoài, giáp, phía, bị, còn, được, thuộc, trực thuộc, khác,
    trọng điểm, mới, tại, trên, ở, của, nêu, nói, đã, đang, chưa, không, thành viên, chủ quản, chức năng, chuyên môn,
    diễn ra, xảy ra,
    cùng, gần, dọc, xung quanh, lân cận, nằm, này, đó, theo, đóng trên, đóng tại, đóng quân, hoạt động, ngang, tham gia,
    quản lý"""
)
_BELONGING = table("trực thuộc, thuộc")
#: Owners that are said by their kind alone: "các đơn vị thuộc Bộ | số hóa ...".
_OWNERS = table(
    """bộ, sở, cục, vụ, ban, tỉnh ủy, thành ủy, đảng ủy, trung ương, tổng công ty, tập đoàn, chính phủ, quốc hội, tỉnh,
    thành phố, xã, phường, viện, trường, tổng cục, đài"""
)
#: Nouns behind which no verb says what kind is meant, as it does in "các đơn vị thi công".
_PLACES_AND_RANKS = frozenset(
    map(tone_key, "xã phường khu phố tỉnh huyện phương ngành quan ủy sở bộ ban thôn bản ấp cấp đảng".split())
)


def kind_closed_at(tokens: Sequence[Token], first: int, at: int) -> bool:
    """Whether the words for many bodies that begin at ``first`` have ended before the word in lower case at ``at``,
    with which a predicate begins that no list holds: "các xã, phường | duy tu ...", "các đơn vị thuộc Bộ | số hóa ..."
    """
    if at - first < 2 or tokens[at].gap != SPACE or not tokens[at].raw.islower():
        return False
    if within_word(tokens, at) or any(phrase_at(words, tokens, at) for words in (_WHICH, GOES_ON)):
        return False
    for size in (1, 2, 3):
        owned = at - size > first and phrase_at(_OWNERS, tokens, at - size) == size
        if owned and any(phrase_at(_BELONGING, tokens, at - size - n) == n for n in (1, 2)):
            return True
    before, last = tokens[at - 2], tokens[at - 1]
    if closed_at(tokens, first, at) and last.gap == SPACE and last.raw.islower() and before.tone not in _EACH:
        return True
    second = tokens[at + 1].tone if at + 1 < len(tokens) and tokens[at + 1].gap == SPACE else ""
    ranked = last.tone in _PLACES_AND_RANKS and (before.tone, last.tone) not in _KEEPERS
    return (ranked and is_verb(tokens[at].tone, second)) or (is_parted(tokens, at) and _another_follows(tokens, at))


def _another_follows(tokens: Sequence[Token], at: int) -> bool:
    """Whether a second verb or an object stands behind two words: "soi chiếu, bố trí", "soi chiếu các"."""
    after = at + 2
    if after >= len(tokens) or tokens[at + 1].gap != SPACE:
        return False
    another = predicate_at(tokens, after) > 0
    made = phrase_at(OBJECTS, tokens, after) > 0 and tokens[after].key != "theo"  # "thoát nước theo địa bàn"
    return (tokens[after].gap == COMMA and another) or (tokens[after].gap == SPACE and made)


_KEEPERS = frozenset(tuple(map(tone_key, pair.split())) for pair in ("cơ quan", "cơ sở", "cán bộ", "trụ sở"))
_EACH = frozenset(map(tone_key, ("các", "những", "cấp", "thành", "từng", "mỗi")))
#: What the bodies of a kind do, by which they are named: "các đơn vị vận hành trạm bơm".
_DOING = table(
    """duy trì, quản lý, vận hành, sử dụng, khai thác, cung cấp, cung ứng, sản xuất, kinh doanh, thi công, tư vấn,
    thiết kế, bảo trì, thu gom, xử lý, vận chuyển, phân phối"""
)
_DOERS = table("đơn vị, cơ quan, tổ chức, doanh nghiệp, cơ sở, nhà thầu, công ty, lực lượng")
#: Words that go on with what such bodies do, and begin no sentence about them.
_HOW = table(
    """tiết kiệm, đồng bộ, kịp thời, thường xuyên, định kỳ, trên, cùng, là, để, nhằm, khi, trong, không, nghiêm túc,
    quyết liệt, linh hoạt, tốt, trước ngày, hằng, hàng, nhất là, đặc biệt, bao gồm, gồm"""
)
#: What every body keeps or handles, so that nobody is named by it.
_KEPT = table(
    """chế độ, trật tự, an ninh, chất lượng, thông tin, số liệu, thông suốt, hoạt động, liên lạc, mức, ổn định, nghiêm,
    đầy đủ, kịp thời, tình trạng, tình hình, vi phạm, ngay, tốt, an toàn, đúng, thường xuyên, liên tục, nội dung,
    kinh phí, nguồn kinh phí, ngân sách, tài sản, nguồn vốn, điện tiết kiệm, tiết kiệm"""
)
_SYSTEM = table("hệ thống")
_LONGEST_WORK = 6  # syllables


def does_at(tokens: Sequence[Token], at: int, partner: bool) -> bool:
    """Whether the verb at ``at`` says which bodies are meant ("các đơn vị duy trì thoát nước | xây dựng kế hoạch"), not
    what they shall do: its object is followed by a predicate, or by a colon. Of a ``partner`` ("phối hợp với các đơn vị
    duy trì hệ thống A, B") nothing is told, so a comma may follow too.
    """
    size = phrase_at(_DOING, tokens, at)
    if (
        not size
        or tokens[at].gap != SPACE
        or not any(phrase_at(_DOERS, tokens, at - n) == n and at >= n for n in (1, 2))
    ):
        return False
    end = at + size
    while end < len(tokens) and tokens[end].gap == SPACE and end - at <= _LONGEST_WORK + size:
        object_at = phrase_at(OBJECTS, tokens, end) and not (partner and phrase_at(_SYSTEM, tokens, end))
        if end == at + size and (object_at or phrase_at(_KEPT, tokens, end)):
            return False
        if end > at + size and predicate_at(tokens, end):
            return not phrase_at(_HOW, tokens, end)
        end += 1
    if end >= len(tokens) or end == at + size:
        return False
    return tokens[end].gap == COLON or (partner and tokens[end].gap in (COMMA, AND))


#: What contractors are hired for; it goes with the noun before it: "đơn vị tư vấn giám sát".
_CONTRACTS = table(
    "tư vấn giám sát, tư vấn thiết kế, tư vấn thẩm tra, tư vấn quản lý dự án, giám sát thi công, quản lý dự án"
)
_TAKES_PART = table("tham gia")
_EVENTS = table(
    """kế hoạch, chương trình, dự án, đề án, hội chợ, hội thi, hội nghị, hội thao, cuộc thi, diễn tập, tập huấn,
    đấu thầu, phong trào, chiến dịch, tổ công tác, lễ, giải, mô hình, chữa cháy, tuần tra"""
)
_EVENT, _LONGEST_EVENT = 2, 8  # syllables


def hired_for(tokens: Sequence[Token], noun: int, at: int) -> bool:
    """Whether the verb at ``at`` says what the bodies are hired for whose noun ends before token ``noun``."""
    return at < noun + phrase_at(_CONTRACTS, tokens, noun)


def takes_part_at(tokens: Sequence[Token], at: int) -> bool:
    """Whether the verb at ``at`` says which bodies are meant by what they take part in: "các đơn vị tham gia Kế hoạch |
    gửi báo cáo". A predicate must follow, or "tham gia" is the order itself."""
    end = at + phrase_at(_TAKES_PART, tokens, at)
    if end == at or end >= len(tokens) or tokens[end].gap != SPACE:
        return False
    event = phrase_at(_EVENTS, tokens, end)
    if not (event or tokens[end].raw[:1].isupper()):
        return False
    for k in range(end + (event or _EVENT), min(end + _LONGEST_EVENT, len(tokens))):
        if tokens[k].gap != SPACE or tokens[k].key == "theo":
            return False
        if predicate_at(tokens, k) and not tokens[k].raw[:1].isupper():
            return not phrase_at(_HOW, tokens, k)
    return False
