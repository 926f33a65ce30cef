"""Figures that a text claims: counts, shares, percentages, sums of money, and what they are said to consist of.

A claim is a number with the noun that it counts ("09 nhiệm vụ quá hạn", "27/42 hồ sơ", "đạt 64,3%", "70 tỉ đồng").
Numbers that name something are no claims: dates, periods, document numbers, ordinals ("Điều 3", "phiên họp thứ 9"),
editions. Vietnamese writes thousands with a point and decimals with a comma. Precision comes first: what does not
clearly claim, or does not clearly add up parts of one whole, yields nothing.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

from normalizers.number import parse_number
from normalizers.text import CAPITAL, SUPERSCRIPT_DIGITS, fold
from normalizers.timex import find_times
from normalizers.timex_parts import Hit
from normalizers.timex_view import View


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure with what it counts.

    ``value`` is in single units of ``noun``: thousands, millions and billions in words are multiplied out ("70 nghìn tỉ
    đồng" -> 7e13, noun "đồng"). ``whole`` is the second figure of a share ("27/42" -> 42). ``percent`` marks a
    percentage, whose value is in percent. ``step`` is the size of the last digit given ("16,5 tỉ" -> 1e8): less than
    that may be lost by rounding or cutting. ``noun`` is what follows, as printed, up to the next boundary. ``vague``:
    "trên", "khoảng", "hơn". ``start``/``end`` are offsets of the figure, ``noun_end`` of its noun.
    """

    text: str
    value: float
    noun: str
    start: int
    end: int
    noun_end: int
    whole: float | None = None
    percent: bool = False
    step: float = 1.0
    vague: bool = False

    @property
    def head(self) -> str:
        """Match key of what is counted: the first two syllables of the noun, an abbreviation spelled out."""
        words = fold(self.noun).split()
        if not words:
            return ""
        if self.noun.split()[0].lower() in _ONE_SYLLABLE:
            return words[0]
        return _ABBREVIATIONS.get(words[0], " ".join(words[:2]))


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole that a text takes apart. ``closed``: the words say that the parts are all of it ("gồm")."""

    total: Claim
    parts: tuple[Claim, ...]
    closed: bool
    start: int
    end: int

    @property
    def added(self) -> float:
        """What the parts add up to."""
        return sum(part.value for part in self.parts)

    @property
    def slack(self) -> float:
        """How far rounding alone can part the whole from the parts; 0 for whole numbers."""
        steps = [claim.step for claim in (self.total, *self.parts)]
        return sum(steps) * 1.0001 if len(set(steps)) > 1 or steps[0] != 1 else 0.0

    @property
    def holds(self) -> bool:
        """Whether the parts add up to the whole."""
        return abs(self.added - self.total.value) <= self.slack + 1e-9 * abs(self.total.value)


# Abbreviations of the genre -> the key of the words that they stand for.
_ABBREVIATIONS = {
    "nv": "nhiem vu",
    "csdl": "co so",
    "tthc": "thu tuc",
    "dvctt": "dich vu",
    "ubnd": "uy ban",
}
# Nouns of one syllable: the next word already tells which of them.
_ONE_SYLLABLE = frozenset("bộ sở ban quỹ luật khu xã phường tỉnh huyện người trường viện cụm tổ đồng usd".split())
_SEXES = frozenset({"nam", "nữ"})
_MONEY = frozenset({"dong", "usd", "do la"})
_SCALES = {"nghin": 1e3, "ngan": 1e3, "trieu": 1e6, "ti": 1e9, "ty": 1e9}
_FIGURE = re.compile(r"(?<![\w.,/\-–])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\w])|(?<![\w.,/\-–])\d{1,7}(?:,\d+)?(?![\w])")
_SHARE = re.compile(r"\s?/\s?(?P<whole>\d{1,3}(?:\.\d{3})+|\d{1,7})(?![\w/,.]\w|\w)")
_PERCENT = re.compile(r"\s?%")
_CLAUSE = re.compile(r"[,.;:()“”\"]")
# Words before a figure that make it a name, not a count.
_NAMES = re.compile(
    r"\b(?:(?<!tổng )(?<!trong )số|thứ|điều|khoản|điểm|mục|phần|chương|phụ lục|biểu|mẫu|lần|quý|tháng|năm|ngày|khóa"
    r"|khoá|kỳ họp|trang|dòng|quận|khu vực|cấp độ|mức độ|phiên bản|tầng|lô|quốc lộ|đường|giai đoạn|đề án"
    r"|nghị quyết|quyết định|chỉ thị"
    r"|kết luận|kế hoạch|thông báo|chương trình|nhiệm vụ|nghị định|thông tư|luật|tổ|phường|dữ liệu|từ|đến|giờ|lúc"
    r"|web)\s*$|[-+x×]$",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"\b(?:trên|hơn|khoảng|gần|ít nhất|tối thiểu|tối đa|không quá|dưới|chừng|tới|mỗi|từ|đến)\s*$", re.IGNORECASE
)
# A noun phrase ends at punctuation and before words that begin another clause.
_NOUN = re.compile(r"\s?(?P<noun>[^\W\d_][^,.;:()\[\]\"“”\n" + SUPERSCRIPT_DIGITS + r"]{0,80})")
_STOP = re.compile(
    r"\s(?:và|hoặc|là|đã|đang|chưa|được|bị|có|cần|còn|trong|theo|của|tại|thuộc|để|cho|với|trên|từ|đến|vào|gồm|bao gồm"
    r"|mà|do|về|vẫn|sẽ|phải|cùng|như|nhằm|hoàn thành|quá hạn|chậm|đạt|tăng|giảm|tương đương|so|ở|khi|nếu|\d)(?=\s|$)",
    re.IGNORECASE,
)
# What follows a figure and shows that it counts time or measures, whose lists do not add up.
_MEASURES = frozenset("ngày tháng năm quý giờ phút giây tuần lần km m ha g gb mb mbps kg độ điểm".split())
# "Tổng số nhiệm vụ ... là 707": the noun stands before the figure.
_TOTAL = re.compile(
    r"\btổng (?:số|cộng)(?: các)? (?P<noun>[^\W\d_]+(?: [^\W\d_]+)?)(?: [^\s,.;:()]+){0,14}? là\s*$", re.IGNORECASE
)
_LEADS_DAY = re.compile(r"(?:ngày|từ|đến|trước|sau|hết|tối|sáng|chiều|hôm)\s*$", re.IGNORECASE)


def find_claims(text: str) -> tuple[Claim, ...]:
    """All figures that ``text`` (display text, one paragraph) claims, in reading order."""
    if _FIGURE.search(text) is None:
        return ()
    view = View(text, cell=False)
    hits = [hit for hit in find_times(view, cell=False, taken=[]) if not _is_share(view, hit)]
    taken = [view.span(hit.start, hit.end) for hit in hits]
    blotted = [i for i, c in zip(view.origin, view.v, strict=True) if c == "#"]
    numbers = frozenset(blotted)
    out: list[Claim] = []
    skip_to = 0
    for match in _FIGURE.finditer(text):
        start = match.start()
        if start < skip_to or start in numbers or any(a <= start < b for a, b in taken):
            continue
        claim = _claim(text, match)
        if claim is not None:
            out.append(claim)
            skip_to = claim.end
    return tuple(out)


def _is_share(view: View, hit: Hit) -> bool:
    """Whether "13/42" or "02/12 cơ sở" is no day: the calendar lacks it, or no word says day and a noun follows."""
    if hit.rule != "day_without_year" or hit.day_word:
        return False
    points = [point for piece in hit.pieces for point in piece.points]
    start, end = view.span(hit.start, hit.end)
    led = _LEADS_DAY.search(view.text[max(0, start - 12) : start]) is not None
    return not all(point.possible() for point in points) or (not led and bool(_noun(view.text, end)[0]))


def _claim(text: str, match: re.Match[str]) -> Claim | None:
    start, end = match.span()
    left = _CLAUSE.split(text[max(0, start - 24) : start])[-1]
    before = text[max(0, start - 1) : start]
    value = parse_number(match[0])
    enumerator = before in ("(", "[") and text[end : end + 1] in (")", "]") and _opens_item(text, end)
    if value is None or enumerator:
        return None
    step = 10.0 ** -len(match[0].partition(",")[2]) if "," in match[0] else 1.0
    share = _SHARE.match(text, end)
    if share is not None:
        whole = parse_number(share["whole"])
        noun, noun_end = _noun(text, share.end())
        if whole is None or not noun or not whole:
            return None
        noun, scale = _scaled(noun)
        step *= scale
        span = (start, share.end(), noun_end)
        return Claim(text[start : share.end()], value * scale, noun, *span, whole=whole * scale, step=step)
    if (percent := _PERCENT.match(text, end)) is not None:
        noun, noun_end = _noun(text, percent.end())
        return Claim(text[start : percent.end()], value, noun, start, percent.end(), noun_end, percent=True, step=step)
    if _NAMES.search(left):
        return None
    noun, noun_end = _noun(text, end)
    if noun.lower().split()[:1] and noun.lower().split()[0] in _MEASURES:
        return None
    noun, scale = _scaled(noun)
    if not noun and (named := _TOTAL.search(text, max(0, start - 140), start)) is not None:
        noun = named["noun"]
    vague = _VAGUE.search(left) is not None
    return Claim(match[0], value * scale, noun, start, end, noun_end, step=step * scale, vague=vague)


def _scaled(noun: str) -> tuple[str, float]:
    """The noun without "nghìn", "triệu", "tỉ" before it, and what they multiply to."""
    scale = 1.0
    while (first := noun.split(" ", 1)[0]) and fold(first) in _SCALES:
        scale *= _SCALES[fold(first)]
        noun = noun[len(first) :].strip()
    return noun, scale


def _opens_item(text: str, end: int) -> bool:
    """Whether a figure in brackets is the enumerator of an item: "(3) Bộ A" is, "Bộ A (34)" is not."""
    after = text[end + 1 : end + 4].lstrip()
    return bool(after) and (after[0].isalpha() or after[0] in '"“')


def _noun(text: str, at: int) -> tuple[str, int]:
    match = _NOUN.match(text, at)
    if match is None:
        return "", at
    noun = match["noun"]
    stop = _STOP.search(" " + noun)
    if stop is not None:
        noun = noun[: max(0, stop.start() - 1)] if stop.start() else ""
    noun = noun.rstrip(" -–/")
    return noun, match.start("noun") + len(noun)


# --- wholes and their parts ---------------------------------------------------------------------

_SENTENCE = re.compile(rf"(?<=[^\s.]{{2}})[.?!](?=\s+[{CAPITAL}(]|\s*$)")
_NAMED = re.compile(r"(?P<name>[^\W\d_][^;()]{0,80}?)\s\((?P<n>\d{1,6})\)")
_PART_GAP = re.compile(r"[;,]|\bvà\b", re.IGNORECASE)


def find_sums(text: str, claims: tuple[Claim, ...] | None = None) -> tuple[Sum, ...]:
    """The wholes that ``text`` takes apart into figures of the same kind, whether they add up or not."""
    claims = find_claims(text) if claims is None else claims
    out = []
    for index, total in enumerate(claims):
        if total.percent or total.vague or not total.noun:
            continue
        found = _parts_of(text, claims, index)
        if found is not None:
            out.append(found)
    return tuple(out)


def sentence_end(text: str, at: int) -> int:
    """Where the sentence that holds ``at`` ends (before its full stop), or the end of the text."""
    match = _SENTENCE.search(text, at)
    return match.start() if match else len(text)


def _closing(text: str, opened: int) -> int:
    """The place of the bracket that closes the one at ``opened``; the end of the text when none does."""
    depth = 0
    for at in range(opened, len(text)):
        depth += {"(": 1, ")": -1}.get(text[at], 0)
        if depth == 0:
            return at
    return len(text)


def _parts_of(text: str, claims: tuple[Claim, ...], index: int) -> Sum | None:
    total = claims[index]
    stop = sentence_end(text, total.end)
    later = [c for c in claims[index + 1 :] if c.start < stop]
    if not later:
        return None
    if (listed := _named_parts(text, total, stop)) is not None:
        return listed
    if (divided := _done_and_left(text, total, later)) is not None:
        return divided
    if (classes := _classes_of(text, total, later, stop)) is not None:
        return classes
    first = next((c for c in later if not c.percent), None)
    if first is None:
        return None
    gap = text[total.end : first.start]
    if len(gap) > 160:
        return None
    # The parts of what stands in brackets end with the bracket; a bracket closed before the parts opens nothing.
    opened = gap.rfind("(")
    inside = opened >= 0 and ")" not in gap[opened:]
    connector = _connector(gap)
    if connector is None and not inside:
        return None
    begin = total.end + opened if inside else first.start
    end = min(stop, _closing(text, begin)) if inside else stop
    own = [c for c in later if c.start >= first.start and c.end <= end and not _deeper(text, begin, c.start, inside)]
    parts: list[Claim] = []
    for claim in own:
        if claim.percent:
            continue
        if not _same_kind(text, total, claim, inside):
            if total.head in _MONEY and claim.head not in _MONEY:
                continue  # "20 địa phương là 1.758,9 tỉ đồng": who has the part
            return None
        if parts and _connector(text[parts[-1].end : claim.start]) is not None:
            break
        if parts and not _PART_GAP.search(text[parts[-1].end : claim.start]):
            return None
        parts.append(claim)
    if len(parts) < 2 or any(p.vague for p in parts):
        return None
    if any(p.whole is not None for p in parts):
        return None
    closed = connector == "closed" or (inside and connector is None and any(p.noun for p in parts))
    return Sum(total, tuple(parts), closed, total.start, max(p.noun_end for p in parts))


def _done_and_left(text: str, total: Claim, later: list[Claim]) -> Sum | None:
    """ "30 dự án, đã khởi công 11 dự án, còn lại 17 dự án": what is done and what is left make up the whole. A mere
    "còn 4 dự án chậm" leaves room for others."""
    own = [c for c in later if c.head == total.head and not c.percent]
    if len(own) != 2 or not total.head or any(c.vague or c.whole is not None for c in (total, *own)):
        return None
    done, left = own
    led = re.search(r"\b(?:đã|mới)\b[^.;]{0,40}$", text[total.end : done.start], re.IGNORECASE)
    rest = re.search(r"\bcòn lại(?: là)?\s*$", text[: left.start], re.IGNORECASE)
    if (led is None or rest is None) and not _undone(text, done, left):
        return None
    return Sum(total, (done, left), True, total.start, left.noun_end)


_VERB = re.compile(r"(?<!\w)(?P<verb>[^\W\d_]+ [^\W\d_]+)(?: (?:được|xong))?\s*$")


def _undone(text: str, done: Claim, left: Claim) -> bool:
    """ "hoàn thành 41 nhiệm vụ, còn 22 nhiệm vụ chưa hoàn thành": what is not done is all that is left."""
    verb = _VERB.search(text[: done.start])
    leads = re.search(r"\b(?:còn|còn lại)(?: là)?\s*$", text[: left.start], re.IGNORECASE)
    if verb is None or leads is None or fold(verb["verb"]).startswith("chua "):
        return False
    return (
        re.match(rf"\s*chưa (?:được )?{re.escape(verb['verb'])}(?!\w)", text[left.noun_end :], re.IGNORECASE)
        is not None
    )


_NEARLY = 0.2
_ALL_OF = re.compile(r"\b(?:bao gồm|gồm)(?: có)?\s*:?\s*$", re.IGNORECASE)


def _classes_of(text: str, total: Claim, later: list[Claim], stop: int) -> Sum | None:
    """ "75 trường hợp, gồm 40 ô tô, 20 xe máy và 25 xe đạp": parts in words of their own that fill the sentence, or
    the clause, behind "gồm". Parts that do not nearly add up may be of another kind ("02 dự án gồm 9 gói thầu")."""
    end = re.compile(r"[;)]|$").search(text, later[0].end, stop)
    parts = [c for c in later if end is None or c.start < end.start()]
    if len(parts) < 2 or not _ALL_OF.search(text[total.noun_end : parts[0].start]) or total.head in _MONEY:
        return None
    if len(text[total.noun_end : parts[0].start]) > 20 or any(c.percent or c.vague or c.whole for c in parts):
        return None
    if any(not c.noun or c.head in _MONEY or c.step != 1 or c.head == total.head for c in parts):
        return None
    gaps = [text[a.noun_end : b.start] for a, b in itertools.pairwise(parts)]
    if any(re.fullmatch(r"\s*(?:,|và|, và)\s*", gap) is None for gap in gaps) or text[parts[-1].noun_end : stop].strip(
        " )"
    ):
        return None
    found = Sum(total, tuple(parts), True, total.start, parts[-1].noun_end)
    return found if abs(found.added - total.value) <= _NEARLY * total.value else None


def _connector(gap: str) -> str | None:
    """ "closed", "open" or None: what the words before a part say of the parts."""
    key = gap.lower()
    if re.search(r"\b(?:bao gồm|gồm)\b(?!\s+cả)", key):
        return "closed"
    if re.search(r"\btrong (?:số )?đó\b|\bcụ thể\b", key):
        return "open"
    return None


def _deeper(text: str, begin: int, at: int, inside: bool) -> bool:
    """Whether ``at`` stands in a bracket of its own within the parts."""
    between = text[begin:at]
    return between.count("(") - between.count(")") > (1 if inside else 0)


def _same_kind(text: str, total: Claim, part: Claim, inside: bool) -> bool:
    """Whether a part counts what the whole counts. Within brackets the noun may be left out ("3 của sàn A")."""
    first, own = total.noun.lower().split()[:1], part.noun.lower().split()[:1]
    if total.head and (part.head == total.head or first == own):
        return True
    if part.noun.lower() in _SEXES:
        return True
    if not inside or part.noun:
        return False
    owned = fold(text[part.end : part.end + 12]).split()[:1] in (["cua"], ["thuoc"], ["o"], ["tai"])
    # "(cấp mới 1.200, cấp lại 640)": each part stands behind its label.
    labelled = re.search(r"[(,;]\s*[^\W\d_][^\d,;()]{2,40}\s$", text[: part.start]) is not None
    return owned or (labelled and text[part.end : part.end + 1] in (",", ";", ")"))


def _named_parts(text: str, total: Claim, stop: int) -> Sum | None:
    """ "468 thủ tục ..., gồm các bộ: A (130); B (56); ..." -> the figures in brackets."""
    head = re.match(r"[^;()\d]{0,160}?(?:gồm|trong đó)[^;()\d]{0,40}:", text[total.end : stop], re.IGNORECASE)
    if head is None or not total.noun:
        return None
    begin = total.end + head.end()
    items = [item.strip() for item in re.split(r"[;]|,(?![^(]*\))", text[begin:stop])]
    matches = [_NAMED.fullmatch(item.rstrip(". ")) for item in items if item]
    if len(matches) < 3 or any(m is None for m in matches):
        return None
    parts = []
    for match in _NAMED.finditer(text, begin, stop):
        number = match.start("n")
        parts.append(
            Claim(match["n"], float(match["n"]), match["name"].strip(), number, match.end("n"), match.end("n"))
        )
    if len(parts) != len(matches):
        return None
    return Sum(total, tuple(parts), True, total.start, parts[-1].end)


# --- percentages and complements ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Rate:
    """A share and the percentage that a text gives for it: "55/63 tỉnh (87%)"."""

    share: Claim
    percent: Claim

    @property
    def holds(self) -> bool:
        """Whether the percentage is the share, rounded or cut to the digits given (those of the share, too)."""
        assert self.share.whole
        cut = 0.0 if self.share.step == 1 else 200 * self.share.step / self.share.whole
        return abs(100 * self.share.value / self.share.whole - self.percent.value) < self.percent.step * 1.0001 + cut


def find_rates(text: str, claims: tuple[Claim, ...] | None = None) -> tuple[Rate, ...]:
    """Shares with their percentage beside them: "x/y ... (z%)", "z% ... (x/y ...)", "trong y ..., có x ... (z%)"."""
    claims = find_claims(text) if claims is None else claims
    out = []
    for a, b in itertools.pairwise(claims):
        between = text[a.end : b.start]
        if len(between) > 70 or "." in between or ";" in between:
            continue
        opened = between.rstrip().endswith("(")
        if a.whole is not None and b.percent and (opened or re.search(r"\b(?:đạt|tương đương|chiếm)\s*$", between)):
            out.append(Rate(a, b))
        elif a.percent and b.whole is not None and opened and a.value <= 100:
            out.append(Rate(b, a))
        elif b.percent and not b.noun and _RATED.search(between):
            share = _share_of(text, claims[: claims.index(b)])
            out.extend([Rate(share, b)] if share is not None else [])
    return tuple(out)


# "(chiếm 89,2%)": a percentage that stands alone in brackets is that of the figure before it.
_RATED = re.compile(
    r"(?:\(\s*(?:đạt|chiếm|tương đương|bằng)?|,\s*(?:đạt|chiếm|tương đương|bằng))(?: tỷ lệ| tỉ lệ)?\s*$", re.IGNORECASE
)
_OF_ALL = re.compile(r"\b(?:trên|trong|/)\s*tổng(?: \w+)?\s*$", re.IGNORECASE)
_ALL = re.compile(r"\b(?:trong(?: tổng)?(?: số)?|tổng(?: số)?)\s*$", re.IGNORECASE)


def _share_of(text: str, before: tuple[Claim, ...]) -> Claim | None:
    """The figure that ends ``before`` and its whole, as a share: "412 tỷ đồng trên tổng số 1.030 tỷ đồng", "trong 1.250
    hồ sơ, có 1.187 hồ sơ ...". None when the text does not say what it is a part of."""
    if not before or any(c.whole is not None or c.percent or c.vague for c in before[-2:]):
        return None
    last = before[-1]
    if len(before) > 1 and _OF_ALL.search(text[before[-2].noun_end : last.start]):
        part, whole = before[-2], last
        if not part.noun:
            part = replace(part, noun=whole.noun)
    else:
        start = max((m.end() for m in _SENTENCE.finditer(text, 0, last.start)), default=0)
        same = [c for c in before[:-1] if c.start >= start and c.head == last.head]
        whole = next((c for c in same if _ALL.search(text[max(0, c.start - 16) : c.start])), None) or last
        if same[-1:] != [whole]:
            return None  # "trong 10 xã có 8 xã đạt, 2 xã chưa (đạt 80%)": the percentage may be the first part's
        part = last
    if part is whole or part.head != whole.head or not whole.head or not whole.value or part.value > whole.value:
        return None
    start, end = min(part.start, whole.start), max(part.noun_end, whole.noun_end)
    step = max(part.step, whole.step)
    return Claim(text[start:end], part.value, part.noun, start, end, end, whole=whole.value, step=step)


@dataclass(frozen=True, slots=True)
class Rest:
    """Two shares of one whole, the second said to be what is left: "13/42 ... còn lại 27/42"."""

    done: Claim
    left: Claim
    whole: float

    @property
    def holds(self) -> bool:
        """Whether the two make up the whole."""
        return self.done.value + self.left.value == self.whole


_LEFT = re.compile(r"\bcòn(?: lại)?(?: có| là)?\s*$", re.IGNORECASE)


def find_rests(text: str, claims: tuple[Claim, ...] | None = None) -> tuple[Rest, ...]:
    """Shares of one whole where the second is what the first leaves. Three shares of a whole yield nothing."""
    claims = find_claims(text) if claims is None else claims
    shares = [c for c in claims if c.whole is not None]
    out = []
    for a, b in itertools.pairwise(shares):
        if a.whole != b.whole or a.whole is None or not _LEFT.search(text[max(0, b.start - 16) : b.start]):
            continue
        alike = [c for c in shares if c.whole == a.whole]
        same = a.head == b.head or not a.head or not b.head
        if len(alike) == 2 and same and not _LEFT.search(text[max(0, a.start - 16) : a.start]):
            out.append(Rest(a, b, a.whole))
    return tuple(out)
