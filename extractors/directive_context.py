"""What stands above a unit: what its section is for, and the bodies that a heading gives to the list below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from spacy.tokens import Doc

from extractors import directive_cues as cues
from extractors.directive_actors import acting_bodies
from extractors.directive_brackets import brackets
from extractors.directive_clauses import NAME, parsed_list, says_verb
from extractors.directive_cues import Mode
from extractors.directive_fields import bodies_of
from extractors.directive_members import window
from extractors.directive_pipeline import Kind, names_alone
from extractors.outline import is_caps
from extractors.prose_units import Unit
from normalizers.agency import lead_phrase, parse_agencies
from normalizers.text import CAPITAL, fold
from normalizers.truecase import calm
from pipeline.model import AgencyMention, Role

Path = tuple[str, ...]

# "4. Đề nghị Sở A", "9. Đối với các xã": words before the body that a heading names (not folded).
_BEFORE_BODY = re.compile(
    r"(?:(?:Đề nghị|Kính đề nghị|Kiến nghị|Mời|Giao|Yêu cầu|Phân công|Lưu ý|Riêng|Còn|(?:Riêng\s+)?(?i:đối với)|Với"
    r"|(?:Về\s+)?(?i:phía)|(?:Trách nhiệm|Nhiệm vụ|Phần việc|Công việc|Phần)(?:\s+(?:giao|của|cho)){0,2})\s+)+"
)
_DUTIES_OF = re.compile(r"(?:Trách nhiệm|Nhiệm vụ|Phần việc|Công việc) của\s+$")
_IN_WHAT = re.compile(r"\s+(?:trong|đối với|về|khi|tại)\s")  # "Trách nhiệm của X trong việc ..."
# Nouns with which the name of a body or office begins; a name goes on in capitals ("Hội Nông dân", not "Hội chợ").
_BODY_NOUN = re.compile(
    r"(?:(?:(?:Các|Từng|Mỗi)\s+(?i:đồng chí|cơ quan|đơn vị|sở|bộ|ban|cục|vụ|chi cục|viện|trạm|trung tâm|"
    r"ngành|địa phương|tổ chức|doanh nghiệp|"
    r"thành viên|cấp|xã|phường|"
    r"thôn|bản|ấp|làng|tổ dân phố|tỉnh|thành phố|huyện|trường|đoàn thể|phòng|hội|chi bộ|đảng bộ)|"
    r"Cấp ủy|Cấp uỷ|Người đứng đầu|Đồng chí|Thủ trưởng|"
    r"Chủ đầu tư|Nhà thầu|Lực lượng|Doanh nghiệp|Hộ gia đình|Cán bộ|Đảng viên|Đoàn viên|Người dân|"
    r"Lãnh đạo|Chủ tịch|Giám đốc|Trưởng\s+(?:ban|phòng|các)|Chánh\s+[Vv]ăn phòng)\b|"
    r"(?:Ban|Sở|Bộ|UBND|Ủy ban|Uỷ ban|HĐND|Hội đồng|Hội|Văn phòng|Trung tâm|Công ty|Tổng [Cc]ông ty|Tập đoàn|Đoàn|"
    r"Thành đoàn|Tỉnh đoàn|Liên hiệp|Liên đoàn|Đài|Báo|Cơ quan|Công an|Tòa án|Toà án|Viện|Trường|Đại học|Chi cục|Cục|"
    r"Vụ|Phòng|Đại sứ quán|Tổng lãnh sự quán|Nhà hát|Bảo tàng|Thư viện|Bệnh viện|"
    r"Đảng ủy|Đảng uỷ|Đảng bộ|Chi bộ|Tỉnh ủy|Thành ủy|Mặt trận|Kho bạc|Ngân hàng|Bảo hiểm|Thanh tra|Tổ)"
    rf"(?:\s+(?=[{CAPITAL}]|(?:các|nhân dân|tỉnh|thành phố|xã|phường)\b)|$))"
)
_LONGEST_NAME = 160
_TAKES_LEAD_IN = 80


@dataclass(frozen=True, slots=True)
class Actor:
    """A body that a heading or lead-in names, with the unit that names it. ``directs``: the lead-in says that it
    directs others ("Đảng ủy A tiếp tục chỉ đạo:"), so it supervises what a body named below it does.
    ``shares``: a label or the heading gives its role ("Sở A chủ trì, phối hợp với Sở B:"), so it coordinates what is
    below it, if that is its role."""

    mention: AgencyMention
    unit: Unit
    directs: bool
    shares: bool = False


@dataclass(slots=True)
class Context:
    """Modes and acting bodies of the headings above the current unit, by section path."""

    base: Mode
    modes: dict[Path, Mode] = field(default_factory=dict)
    actors: dict[Path, tuple[Actor, ...]] = field(default_factory=dict)
    maxims: set[Path] = field(default_factory=set)
    partners: set[Path] = field(default_factory=set)

    def enter(self, unit: Unit) -> None:
        """Take up a heading: what stood under the same path before is over."""
        path = unit.path
        self.modes = {p: m for p, m in self.modes.items() if p[: len(path)] != path or not path}
        self.actors = {p: a for p, a in self.actors.items() if p and p[: len(path)] != path}
        self.maxims = {p for p in self.maxims if p[: len(path)] != path}
        self.partners = {p for p in self.partners if p[: len(path)] != path}
        if cues.MAXIMS.search(fold(unit.said)):
            self.maxims.add(path)
        self.modes[path] = cues.section_mode(unit.said, self.mode_at(path[:-1]))

    def give(self, path: Path, actors: tuple[Actor, ...]) -> None:
        """The bodies that lead what stands below the path."""
        self.actors = {p: a for p, a in self.actors.items() if p[: len(path)] != path}
        self.actors[path] = actors

    def mode_at(self, path: Path) -> Mode:
        """What the section of a path is for."""
        for n in range(len(path), -1, -1):
            if path[:n] in self.modes:
                return self.modes[path[:n]]
        return self.base

    def in_maxims(self, path: Path) -> bool:
        """Whether a path lies in a section of mottoes and principles."""
        return any(path[:n] in self.maxims for n in range(len(path) + 1))

    def actors_at(self, path: Path) -> tuple[tuple[Actor, ...], int]:
        """The bodies given by the nearest heading above a path, and how many levels above it they stand. Below one that
        names only partners ("a) Phối hợp với Sở B:") the leads of the next heading above go on leading."""
        partners: tuple[Actor, ...] = ()
        near = 0
        for n in range(len(path), -1, -1):
            given = self.actors.get(path[:n], ())
            if any(a.mention.role == Role.LEAD for a in given) or (given and not all(a.shares for a in given)):
                return (*given, *partners), near or len(path) - n
            if given and not partners:
                partners, near = given, len(path) - n
        return partners, near

    def lists_partners(self, path: Path) -> bool:
        """Whether a path stands in a list of partners: "..., phối hợp với:"."""
        return bool(path) and path[:-1] in self.partners


def actors_for_list(unit: Unit, doc: Doc) -> tuple[Actor, ...]:
    """The bodies that a heading or lead-in gives to the list below it.

    A heading gives those it consists of ("b) Sở Tài chính:", "2. Đoàn Thanh niên", "3. Sở A chỉ đạo các phường"). A
    lead-in sentence gives them when it asks or directs them to do what follows, not when it only announces it ("... kết
    luận như sau:").
    """
    if is_caps(unit.said):
        return tuple(Actor(m, unit, False) for m in _named_in_capitals(unit)) if unit.is_heading and unit.label else ()
    if not unit.said.rstrip().endswith(":"):
        return tuple(Actor(m, unit, False) for m in _named_by_heading(unit)) if unit.is_heading else ()
    named = [m for m in doc._.actors if m.role != Role.COORDINATING] or _named_by_heading(unit)
    key = cues.order_key(unit.said)
    asks = cues.ASKS.search(key) or cues.OPENS_ORDERS.search(key[-_TAKES_LEAD_IN:])
    if unit.label == "" and (only := _named_alone(unit)):
        return tuple(Actor(m, unit, False) for m in only)
    if unit.label == "" and (cues.ANNOUNCES.search(key) or not asks):
        return ()
    given = [m for m in doc._.actors or named if unit.label != "" or not _ASKER.match(unit.text, m.end)]
    given = [_without_duty(m) for m in given]
    given = [m for m in given if not (m.is_collective and (_BELOW.search(m.name) or _BELOW.match(unit.text, m.end)))]
    if doc._.directive.partners:  # they stand below, whatever kind the lead-in says they are
        given = [m for m in given if m.role != Role.COORDINATING]
    given = _whole_partner(unit, given) if unit.label != "" else given
    shares = unit.label != "" and _ends_with_partners(unit, given)
    return tuple(Actor(m, unit, cues.hands_on(unit.said) and not m.is_collective, shares) for m in given)


def _named_alone(unit: Unit) -> tuple[AgencyMention, ...]:
    """The bodies of a paragraph that says nothing but whose work is listed below it: "Riêng Sở A:"."""
    text = unit.text.rstrip(" .:")
    lead_in = _BEFORE_BODY.match(text, unit.body)
    start = lead_in.end() if lead_in else unit.body
    named = lead_phrase(window(text, start, len(text)))
    leads = all(m.role == Role.LEAD and (m.is_collective or m.agency_id or NAME.match(m.name_raw)) for m in named)
    return named if named and leads and names_alone(text, start, named) else ()


# "Cá nhân đề nghị cấp chứng chỉ | có các nghĩa vụ sau đây:"
_DUTY_BELOW = re.compile(
    r"\s(?:có\s(?:các\s)?(?:nhiệm vụ|nghĩa vụ|trách nhiệm|quyền)|(?:sẽ\s)?(?:thực hiện|tiến hành)\s(?:các|những)"
    r"|giúp\s)\b.*\ssau(?: đây)?$"
)


def _without_duty(mention: AgencyMention) -> AgencyMention:
    """A kind whose name ran on into the duties that stand below it, without them."""
    name, raw = _DUTY_BELOW.search(mention.name), _DUTY_BELOW.search(mention.name_raw)
    if not (mention.is_collective and name and raw):
        return mention
    kept = mention.name_raw[: raw.start()]
    return replace(mention, name=mention.name[: name.start()], name_raw=kept, end=mention.start + len(kept))


# "Giao nhiệm vụ cho các đơn vị như sau:": they stand below.
_BELOW = re.compile(r"\s(?:như sau|sau(?: đây)?|dưới đây)\s*:?\s*$")
# "Ủy ban nhân dân tỉnh yêu cầu:": who asks is not asked.
_ASKER = re.compile(r"\s*(?:kính |trân trọng )?(?:đề nghị|yêu cầu|kiến nghị|giao|phân công)(?: như sau)?\s*:\s*$")


_REST_OF_NAME = re.compile(rf"(?P<rest>(?:\s[^\s,.;:()]+){{0,9}}?\s[{CAPITAL}][^\s,.;:()]*)\s*:\s*")


def _whole_partner(unit: Unit, given: list[AgencyMention]) -> list[AgencyMention]:
    """The bodies of a heading; the last partner takes the words up to the colon, if they say nothing and end like a
    name: "2. Sở A chủ trì, phối hợp với Công ty vận hành đèn đường Mây Hồng:"."""
    last = max(given, key=lambda m: m.end, default=None)
    if last is None or last.role != Role.COORDINATING or last.agency_id or last.is_collective or last.end < 0:
        return given
    rest = _REST_OF_NAME.fullmatch(unit.text, last.end)
    if rest is None or says_verb(rest["rest"].strip()):
        return given
    end = rest.end("rest")
    longer = replace(last, name=last.name + rest["rest"], name_raw=unit.text[last.start : end], end=end)
    return [longer if m is last else m for m in given]


def _ends_with_partners(unit: Unit, given: Sequence[AgencyMention]) -> bool:
    """Whether a heading ends with the bodies that coordinate, "1. Sở A chủ trì, phối hợp với Sở B:", or says behind
    them no more than that a list follows."""
    last = max(given, key=lambda m: m.end, default=None)
    if last is None or last.role != Role.COORDINATING:
        return False
    rest = fold(unit.text[last.end :])
    return not rest or cues.OWES.fullmatch(rest) is not None or cues.ONLY_OPENS.fullmatch(rest) is not None


def actors_of_item(unit: Unit, doc: Doc) -> tuple[Actor, ...]:
    """The bodies that an item gives to the items inside it: its subject ("2. Sở A phối hợp với các xã trong công tác
    B." and then "- Tổ chức ..."). A lead-in has given its own already."""
    if doc._.directive.kind != Kind.ORDER or doc._.directive.rule not in ("subject", "assigned"):
        return ()
    leads = [m for m in doc._.actors if m.role == Role.LEAD]
    laid = {(m.start, m.end) for bracket in brackets(unit.text, unit.body) for m in bracket.mentions}
    if leads and all((m.start, m.end) in laid for m in leads):  # "1. Bảo trì đường (Sở A chủ trì, Sở B phối hợp)."
        return tuple(Actor(m, unit, False, True) for m in doc._.actors if (m.start, m.end) in laid)
    first = leads[0] if leads else None
    if first is None or first.start < 0 or first.start - unit.body > _NEAR_BODY or _PHONE.match(unit.text, first.end):
        return ()
    return tuple(Actor(m, unit, False) for m in leads)


def actors_of_fields(unit: Unit, doc: Doc) -> tuple[Actor, ...]:
    """The bodies that a heading names behind labels: "2. Bảo trì đường (chủ trì: Sở A; phối hợp: Sở B)"."""
    return tuple(Actor(m, unit, False, True) for f in doc._.fields if f.kind.is_role for m in bodies_of(unit.text, f))


_PHONE = re.compile(r"\s*:\s*(?:\+84|0)[\d. –-]{7,}")  # a list of whom to call
_NEAR_BODY = 12  # "Giao ", "Đề nghị "


def _named_by_heading(unit: Unit) -> tuple[AgencyMention, ...]:
    """The bodies that a heading consists of; none when it says anything else."""
    text = _OWES_TAIL.sub("", unit.text.rstrip(" .:"))
    if len(text) > _LONGEST_NAME:
        return ()
    lead_in = _BEFORE_BODY.match(text, unit.body)
    start = lead_in.end() if lead_in else unit.body
    for probe in (text, text + ":"):  # with a colon the words up to it are the name
        acting = acting_bodies(probe, start)
        if acting and (_is_all(text, start, acting) or _directs_kind(text, acting)):
            return acting
    alone = acting_bodies(text, start)
    if len(alone) == 1 and not text[start : alone[0].start].strip() and not text[alone[0].end :].strip():
        return alone
    if alone and _KIND_OF_LIST.fullmatch(text, start, max(alone[0].start, start)) and not text[alone[-1].end :].strip():
        return alone  # "2. Các Ban Quản lý dự án: A, B"
    of_whom = lead_in is not None and _DUTIES_OF.search(lead_in[0]) is not None
    if of_whom or (len(text) < len(unit.text.rstrip(" .:")) and _NO_HOLDER.match(text, start) is None):
        return _holders(text, start)
    known = any(m.agency_id or m.is_collective for m in acting) or _BODY_NOUN.match(text, start)
    if not known or _says_action(text[start:]):
        return ()
    return tuple(
        replace(m, start=_shift(m.start, start), end=_shift(m.end, start)) for m in parse_agencies(text[start:])
    )


_OWES_TAIL = re.compile(r",?\s+(?:có|chịu)\s+(?:trách nhiệm|nhiệm vụ)(?:\s+(?:sau(?: đây)?|như sau))?$")


_NO_HOLDER = re.compile(  # a clause before the holder of a duty
    r"(?:Căn cứ|Trên cơ sở|Trong|Khi|Nếu|Sau|Để|Theo|Tại|Ngoài|Đối với|Trường hợp|Hằng|Hàng|Định kỳ)\s"
)


def _holders(text: str, start: int) -> tuple[AgencyMention, ...]:
    """Who has the duties of a heading "Trách nhiệm của ...", whoever that is: all its words where they name no body."""
    about = _IN_WHAT.search(text, start)
    end = about.start() if about else len(text)
    raw = text[start:end]
    found = parse_agencies(raw)
    if found and all(m.agency_id or m.is_collective or m.name_raw == raw for m in found):
        return tuple(replace(m, start=_shift(m.start, start), end=_shift(m.end, start)) for m in found)
    return (AgencyMention(raw[:1].upper() + raw[1:], raw, None, False, Role.LEAD, start, end),)


# Nouns behind which the name of a body goes on with a capital.
_TITLED = re.compile(
    r"(?:Vụ|Cục|Chi cục|Trung tâm|Viện|Văn phòng|Phòng(?! (?:chống|ngừa|cháy|không)\b)|Ban(?= quản lý\b))\s"
    r"(?=[a-zđà-ỹ])"
)


def _named_in_capitals(unit: Unit) -> tuple[AgencyMention, ...]:
    """The bodies that a heading in capitals consists of: "2. SỞ TÀI CHÍNH"."""
    said = calm(unit.said)
    if titled := _TITLED.match(said):
        said = said[: titled.end()] + said[titled.end()].upper() + said[titled.end() + 1 :]
    asked = _BEFORE_BODY.match(said)
    if cues.starts_with_verb(said[asked.end() :] if asked else said) or len(said) != len(unit.said):
        return ()
    calmed = replace(unit, text=unit.text[: unit.body] + said)
    return tuple(replace(m, name_raw=unit.text[m.start : m.end]) for m in _named_by_heading(calmed) if m.start >= 0)


_KIND_OF_LIST = re.compile(r"(?:[^,;:.]{2,60}\s)?các\s[^,;:.]{2,60}:\s*", re.IGNORECASE)


def begins_with_body(said: str) -> bool:
    """Whether a text begins with a noun that names bodies or offices, known to the register or not."""
    duties = _OF_WHOM.match(said)
    named = said[duties.end() : duties.end() + 1].upper() + said[duties.end() + 1 :] if duties else said
    noun = _BODY_NOUN.match(named) or _SURELY_ACTS.match(named)
    return noun is not None and not cues.starts_with_verb(named)


_OF_WHOM = re.compile(r"Trách nhiệm của\s+")
# What only a body does, behind words with a name in capitals, whatever kind of body it is: "Chợ Mây chủ trì ...".
_SURELY_ACTS = re.compile(
    r"(?!(?:Việc|Công tác|Nội dung|Trường hợp|Đối với|Trong|Khi|Nếu|Để|Theo|Trên cơ sở|Căn cứ|Lễ|Hội nghị|Hội thi|"
    r"Chiến dịch|Chương trình|Dự án|Đề án|Kế hoạch|Phong trào|Cuộc|Giải|Tuần|Ngày|Tháng|Năm|Đợt)\b)"
    rf"(?=[{CAPITAL}])"
    rf"(?:[^\s,.;:()]+\s){{1,10}}?(?<=\s)(?:[{CAPITAL}][^\s,.;:()]*|\d+|tỉnh|thành phố|xã|phường|thôn)\s+"
    r"(?:chủ trì|phối hợp (?:với|cùng)|có trách nhiệm|chịu trách nhiệm)\b"
)


def unread_subject(text: str, body: int) -> list[AgencyMention]:
    """The bodies in the words before the first verb of a text that begins with a body nobody could read as one."""
    duties = _OF_WHOM.match(text, body)
    body = duties.end() if duties else body
    for match in re.finditer(r"\S+", text[body : body + _LONGEST_NAME]):
        if match.start() and _opens_predicate(text[body + match.start() : body + match.start() + 40]):
            return parsed_list(text, body, body + match.start(), Role.LEAD)
    return []


# Words before or in place of a verb of an order, inside a sentence (folded).
_HOW = re.compile(r"(?:truc tiep|kip thoi|thuong xuyen|tich cuc|nghiem tuc|quyet liet|phan cong|dong vien|tham du)\b")


def _opens_predicate(said: str) -> bool:
    """Whether a verb of an order, or a word that says how it is done, begins a text that stands inside a sentence."""
    key = fold(said)
    return cues.ACTION.match(key) is not None or (said[:1].islower() and _HOW.match(key) is not None)


def _says_action(text: str) -> bool:
    """Whether a verb stands in a heading. Words in capitals are names ("Sở Xây dựng"), "các tổ chức" is a noun."""
    small = " ".join(w for w in text.split() if w[:1].islower())
    return cues.ACTION.search(fold(small).replace("cac to chuc", "")) is not None


def _shift(at: int, by: int) -> int:
    return at + by if at >= 0 else at


_DIRECTS_KIND = re.compile(r"\s*(?:tiếp tục\s+)?(?:lãnh đạo,?\s+)?chỉ đạo\s+(?P<whom>(?:các|những)\s[^;:.]{3,80})")


def _directs_kind(text: str, acting: tuple[AgencyMention, ...]) -> bool:
    """Whether a heading says only that a body directs others of a kind: "4. Sở A chỉ đạo các bệnh viện"."""
    rest = _DIRECTS_KIND.fullmatch(text, max(m.end for m in acting))
    return rest is not None and not _says_action(rest["whom"])


_ONLY_HANDS_ON = re.compile(r"(?:\b(?:tiếp tục|chỉ đạo|lãnh đạo|yêu cầu|giao|đề nghị|và)\b|\([^()]*\)|[\s,;:.])*", re.I)


def _is_all(text: str, start: int, acting: tuple[AgencyMention, ...]) -> bool:
    """Whether a heading says nothing but which body directs which ("3. Sở A chỉ đạo các phường")."""
    spans = sorted((m.start, m.end) for m in acting if m.start >= 0)
    rest, at = "", start
    for first, last in spans:
        rest += text[at : max(first, at)] + " "
        at = max(at, last)
    return len(spans) == len(acting) > 1 and _ONLY_HANDS_ON.fullmatch(rest + text[at:]) is not None
