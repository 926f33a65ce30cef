"""Deadlines in running prose: which times bind a task, and which name a thing or tell of the past."""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from dataclasses import dataclass

from normalizers.agency_predicates import predicate_at
from normalizers.agency_tokens import tokenize
from normalizers.deadline_conditions import PAST_LEFT, find_conditions
from normalizers.deadline_frame import DONE, TOWARDS, Found, collect, filled, to_deadlines
from normalizers.deadline_rhythm import (
    DUTY_HOURS,
    changes_rhythm,
    keeps_up,
    names_basis,
    recurs_behind_object,
    recurs_to_somebody,
)
from normalizers.timex_parts import Point
from normalizers.timex_view import View
from normalizers.verbs import is_verb
from pipeline.model import Deadline, DeadlineKind, DeadlineSpan, Qualifier

_ACT = (
    r"(?:bao cao|trinh|gui|nop|ban hanh|to chuc|trien khai|thuc hien|xay dung|ra soat|cong bo|cong khai|cap nhat"
    r"|kiem tra|phat song|phat hanh|dang tai|dua tin|tuyen sinh"
    r"|danh gia|so ket|tong ket|tong hop|theo doi|don doc|phe duyet|hoan thanh|hoan thien|hoan tat|dua|bo tri"
    r"|giao ban|hop"
    r"|do luong|thong ke|xem xet|thong bao|cung cap|(?:giam|~~~~) sat"
    r"|doi chieu|cham diem|xep hang|khao sat|thanh tra|dien tap)"
)
_HAS_ACT = re.compile(rf"(?<![a-z]){_ACT}(?![a-z])")
_ENDS_IN_ACT = re.compile(
    rf"(?<![a-z]){_ACT}"
    r"(?: (?:ket qua|ket qua thuc hien|tinh hinh thuc hien|theo quy dinh|kinh phi|nguon kinh phi|von|nguon luc))? ?$"
)
_REPORT_NOUN = re.compile(
    r"(?:trong|tai|theo|cac|che do|cua|tren|mau|tu|dua tren|chat luong|noi dung|hinh thuc|bieu|cham) (?:[a-z]+ ){0,2}$"
)
_STARTS_WITH_ACT = re.compile(
    rf" ?,? ?(?:phai |can |tien hanh |chu dong |va dot xuat |hoac dot xuat )?(?:{_ACT}|~~~ doi|kiem ke|tap huan|duy tri"
    r"|chu tri|phoi hop|bao duong|phan bo|lap (?:ke hoach|du toan|danh sach|danh muc))(?![a-z])"
)
_PAST_RIGHT = re.compile(r"(?<![a-z])(?:da|vua|ghi nhan|cho thay|thu duoc)(?![a-z])")
_FIGURES_RIGHT = re.compile(r"(?<![a-z])(?:tang|giam|dat|co|chiem|uoc)(?: khoang| hon| tren)? [0-9]")
_GIVEN = re.compile(r"(?<![a-z])da (?:duoc )?[a-z]+ ?$")
_TELLING = re.compile(
    r"(?<![a-z])(?:tinh(?! hinh)|so lieu|tong hop|luy ke|cap nhat|ghi nhan|thong ke|so voi|cung ky)(?: [a-z]+)? ?$"
)
_COMPARING = re.compile(r"(?<![a-z])(?:luy ke|ghi nhan|so voi|cung ky)(?: [a-z]+)? ?$")
_DUTY_NOUN = re.compile(
    r"(?<![a-z])(?:nhiem vu|giai phap|cong tac|(?<!quy che )(?<!dieu le )(?<!vao )hoat dong|tinh hinh|so lieu|chi tieu"
    r"|phong trao|ket qua dat duoc"
    r"|phuong huong(?: trien khai)?|von|von dau ~~|kinh phi|giai ngan|dau ~~ cong)"
    r"(?: (?:trong tam|~{1,6} tam|chu yeu|cu the|cap bach|duoc giao|de ra|lon|chinh|nay|tren|dot pha|uu tien"
    r"|phai thuc hien|can thuc hien)){0,3} ?$"
)
_PLAN_NOUN = re.compile(
    r"(?<![a-z])(?:ke hoach|chuong trinh|du toan|ngan sach|van ban|de an)(?: (?:cong tac|hanh dong|hoat dong|nay|tren"
    r"|nha nuoc|chi)){0,2} ?$"
)
_SHARE_OF_PLAN = re.compile(r"(?<![a-z])(?:dat|giai ngan)(?: [a-z]+){0,3} [0-9,]+ ?% [a-z ]*$")
_MAKES = re.compile(
    r"(?<![a-z])(?:ban hanh|trinh|xay dung|phe duyet|gui|hoan thanh|xong|hoan thien|thong qua|quan triet|pho bien"
    r"|hoi nghi)(?![a-z])"
)
_COMPLETES = re.compile(rf"(?<![a-z]){DONE}(?![a-z])")
_PASSIVE = re.compile(
    r"(?<![a-z])(?<!phai )(?<!can )(?:duoc|ton tai|phat sinh) (?:[a-z]+ ){0,4}?(?:cap|phe duyet|ban hanh|giao"
    r"|thong qua|cong nhan"
    r"|xay dung|ky|tiep nhan|thanh lap|chap thuan|xac lap|khoi cong|giao ket|quyet dinh|tuyen dung|bo nhiem|cap phep)"
    r"(?: [a-z]+){0,4} ?$"
)
_NAMED = re.compile(
    r"(?<![a-z])(?P<thing>chien luoc|chuong trinh|ke hoach|de an|quy hoach|nghi quyet|tam nhin|dinh huong|muc tieu"
    r"|du an"
    r"|lo trinh|#)[^,]*$"
)
_BEGINS = re.compile(
    r"[^a-z]*(?:[a-z0-9]{1,4}[.)] ?)?[^a-z]*(?:(?:dong thoi|do do|theo do|rieng|phan ~{3}|yeu cau|de nghi|bao dam"
    r"|cu the|trong do|lo trinh ?:),? ?)?"
)
_SETS_OUT = re.compile(
    r"(?<![a-z])(?:ap dung|trien khai|thuc hien|van hanh|hieu luc|bat dau|su dung|thi hanh|ket noi"
    r"|hoat dong)[^,]{0,40}$"
)
# Work that goes on through a span of months: "tổ chức hội chợ ... từ tháng 5 đến tháng 7".
_EXECUTES = re.compile(
    r"(?<![a-z])(?<!ket qua )(?<!tinh hinh )(?<!viec )(?<!cong tac )(?<!qua trinh )(?<!tien do )"
    r"(?<!kinh phi )(?<!ke hoach )"
    r"(?:to chuc|trien khai|thuc hien|tien hanh|tap huan|thi cong|nao vet|tiem|phat dong|ra quan|dien tap"
    r"|mo (?:cac |them |[0-9]+ )?(?:dot|lop|khoa|chien)|luan phien|sua chua|trung bay|trien lam|thi diem|boi duong"
    r"|dao tao|tuyen truyen|kiem tra|thanh tra|khao sat|ra soat|tuyen sinh|tuan tra|phun|lap dat|cai tao|so hoa"
    r"|tiep nhan|cham soc)(?![a-z])"
)
_OF_RESULT = re.compile(r"(?<![a-z])(?:ket qua|tinh hinh|so lieu)(?: thuc hien| trien khai)? ?$")
# What names or measures a season or a period, so that the span belongs to it and not to the work.
_OF_PERIOD = re.compile(
    r"(?<![a-z])(?:tinh hinh|dien bien|so lieu|so vu|so luong|ket qua|luu luong|san luong|doanh thu|nhu cau|du bao"
    r"|mua|(?<!dich )(?<!nhiem )(?<!phuc )vu"
    r"|dip|ky|dot|cao diem|thoi gian|giai doan|nhiem ky|ke hoach|de an|chuong trinh|du an|quy hoach"
    r"|chien luoc|du toan|ngan sach|von|so thu)"
    r"(?: [a-z~]+){0,3} ?$"
)
_SCHEDULES = re.compile(
    r"(?<![a-z])(?:so ket|tong ket|hoan thanh|thong qua|to chuc|khai truong|dien ra|hop|trinh|bao cao|gui|cong bo"
    r"|khanh thanh|khoi cong|ban hanh|thong (?:xe|ky thuat|tuyen|ham)|hop long|van hanh|ban giao|dua vao|dong dien"
    r"|nghiem thu|phat dien|cat noc|ha thuy)[^,]{0,80}$"
)
_THEN_DONE = re.compile(
    rf" ?,? ?(?:phai |can |se |co ban |thi )?(?:{DONE}|hoan thien|trinh|ban hanh|bao cao|khoi cong"
    r"|khanh thanh|van hanh|phe duyet|to chuc|dua vao|nghiem thu|ban giao|so ket|tong ket|100 ?%)(?![a-z])"
)
_DOES = re.compile(
    r"(?<![a-z])(?:tap trung|day nhanh|day manh|thao go|khac phuc|xu ly|giai ngan|kien toan|sap xep|sua doi|bo sung"
    r"|tham muu|ket noi|nang cap|so hoa|phan ~{3}|chi dao|khan truong|tiep tuc)(?![a-z])"
)
_PAYS = re.compile(r"(?<![a-z])(?:bo tri|cap|phan bo|giai ngan|tam ung) (?:[a-z]+ ){0,3}(?:kinh phi|von|nguon) ?$")
_HANDS_OUT = re.compile(r" ?, ?(?:giao|de nghi|yeu cau|phan ~{3,4}) ")
_REPORTS_TO = re.compile(r"(?:^|[.;] ?) ?(?:bao cao|gui|nop|thong bao) (?:[a-z~]+ ){1,10}$")
_HOUR = re.compile(r"(?<![a-z])(?:truoc|vao|luc) [0-9]{1,2} ?(?:gio|h)(?: ?[0-9]{1,2})?(?: phut)? $")
_AT_HOUR = re.compile(r"(?:truoc |vao |luc |cham nhat |muon nhat )?[0-9]{1,2} ?(?:gio|h|:[0-9]{2})")
# Work of every day, told behind its object: "lấy mẫu xét nghiệm hằng ngày". What people do each day is none.
_GOES_NO_FURTHER = re.compile(r" ?(?:$|[.,;)]|cho (?:den|toi) |trong |gui |bao cao )")
_DAILY_LIFE = re.compile(
    r"(?<![a-z])(?:hoat dong|sinh hoat|cong viec|doi song|cuoc song|nhu cau|di lai|lam viec|tap luyen|bua an|viec) $"
    r"|(?<![a-z])(?:trong|phuc vu|cua)(?: [a-z~]+,?){1,5} $"
)
# A decision that names a time gives nobody a deadline: "thống nhất chủ trương thuê ... trong năm 2026. Giao Sở A ..."
_AGREES = re.compile(
    r"(?:^|: ?)[^a-z]*(?:thong nhat|dong y|nhat tri)(?: ve| voi)? (?:chu truong|nguyen tac)(?![a-z])(?!,? giao )"
)
_AT_ONCE = re.compile(r"(?<![a-z])(?:thuc hien|trien khai|hoan thanh) ngay(?! [0-9])")
_INVESTS = re.compile(r"(?<![a-z])dau ~~(?! cong)")
_PUTS = re.compile(r"(?<![a-z])(?:trinh|bao cao|thong qua|cho y kien|xem xet)(?![a-z])")
_DELIVERS = re.compile(
    r"^ ?(?:[a-z]+ )?(?:trinh|bao cao|gui|nop|khai truong|khanh thanh|khoi cong) (?!tai |cho |de )[^#]{0,80}$"
)
_REACHES = re.compile(
    r" ?,? ?(?:[a-z]+ ){0,8}?(?:(?:dat|giai ngan)(?: [a-z]+){0,3}|co (?:it nhat|toi thieu|tren|hon)) [0-9]"
)
_NEXT_STAGE = re.compile(r"[a-z0-9)%], (?:phan ~{3,4} |bao dam |dam bao |va )?$")
_PERSONAL = re.compile(r"(?<![a-z])(?:nghi (?:le|tet|huu|viec|phep|he)|~{0,5}huong (?:che do|luong|phu cap))(?![a-z])")
# "đối với người ... kết thúc nhiệm vụ từ ngày ...": since when somebody is what he is
_OF_PEOPLE = re.compile(
    r"(?<![a-z])(?:nguoi|(?:can|~~~) bo|cong chuc|vien chuc|nhan su|nhung ai|truong hop|doi tuong|hoc sinh"
    r"|quan nhan|chien si|dang vien|lao dong|giao vien|bac si|dong chi) [^,]{0,80}"
    r"(?:ket thuc|thoi|het nhiem ky|nhan nhiem vu|nhap ngu|xuat ngu"
    r"|tu tran|sinh|duoc tuyen dung|duoc bo nhiem|dong bao hiem|cong tac|chuyen cong tac|nghi huu|bi [a-z]+)"
    r"(?: (?:nhiem vu|nhiem ky|giu chuc vu|viec|lam viec|hoat dong|xa hoi|duoc giao)){0,2} $"
)
# What names the members of a list: "các nhóm sản phẩm ưu tiên triển khai ngay trong năm 2025".
_PREFERRED = re.compile(r"(?<![a-z])(?:cac|nhung|nhom|danh muc) [^,]*(?<![a-z])uu tien (?:[a-z]+ ){0,4}$")
_NOT_SO = re.compile(
    r"(?<![a-z])(?:(?:da|chua|du kien)(?: co ban| duoc)?|(?:het|qua|den)(?: thoi)? han|het hieu luc|ton dong) ?$"
)
_CLEARS = re.compile(
    r"(?<![a-z])(?:xu ly|giai quyet|hoan thanh|thanh toan|tra|dut diem|thu hoi|giam|khac phuc|xoa|tat toan|quyet toan)"
    r"(?![a-z])(?! hinh)[^,]* ton dong $"
)
_REVIEW = re.compile(r"(?<![a-z])(?:ket qua|tinh hinh|danh gia|duoc|so ket|tong ket)(?![a-z])")
_REVIEWS = re.compile(r"(?<![a-z])(?:so ket|tong ket) [^,]{0,60}$")
_NEXT_TOPIC = re.compile(r" ?,? ?va (?:mot so |cac )?(?:nhiem vu|phuong huong|giai phap|ke hoach|muc tieu)(?![a-z])")
_SENTENCE_END = re.compile(r"[;!?]|(?<!tp)\.(?= |$)")
_ASIDE = re.compile(r"\([^()]*\)")  # "(đã lỡ hẹn từ ngày ...)" says nothing of what stands behind it
_EXACT = frozenset(
    {"day_of_quarter", "last_day_of_quarter", "last_day_of_month", "day_of_month", "day_of_year", "month_of_year",
     "quarter_of_year", "weekday", "every", "times_per", "term", "term_from_day", "from_signing"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Context:
    """What stands around a phrase in its clause: all to the left, the part after the last comma, and the right."""

    left: str
    phrase: str
    right: str
    begins: bool
    shouted: bool


def _context(view: View, found: Found, ends: list[int]) -> _Context:
    at = bisect_left(ends, found.start)
    first = ends[at - 1] if at else 0
    at = bisect_left(ends, found.end)
    last = ends[at] if at < len(ends) else len(view.v)
    left = _ASIDE.sub(" ", view.v[max(first, found.start - 240) : found.start])
    right = view.v[found.end : min(last, found.end + 240)]
    letters = [c for c in view.raw(max(first, found.start - 240), found.end) if c.isalpha()]
    shouted = len(letters) > 24 and sum(c.isupper() for c in letters) > 0.8 * len(letters)
    begins = _BEGINS.fullmatch(left) is not None and not left.rstrip().endswith("(")
    return _Context(left, left.rpartition(",")[2], right, begins, shouted)


def _licensed(found: Found, around: _Context, anchor: dt.date | None) -> bool:
    """Whether a time in prose binds a task. A no costs recall, a wrong yes puts a false date before a reader."""
    points = found.hit.pieces[0].points
    point, qualifier = points[-1], found.qualifier
    binds = qualifier in {Qualifier.BEFORE, Qualifier.NO_LATER_THAN, Qualifier.IN}
    # "xử lý việc quá hạn xong trước ...", "hoàn thành 12 nhiệm vụ quá hạn trước ngày ..."
    late = around.phrase.rstrip().endswith("qua han") and bool(found.done or _COMPLETES.search(around.phrase))
    # "xử lý dứt điểm 120 hồ sơ tồn đọng trước ngày ..." to come
    to_come = anchor is not None and point.possible() and point.year is not None and point.last() >= anchor
    late = late or (to_come and _CLEARS.search(around.phrase) is not None)
    if (_NOT_SO.search(around.phrase) and not late) or (_COMPARING if binds else _TELLING).search(around.phrase):
        return False
    if _AGREES.search(around.left):
        return False
    if qualifier is None and found.meets:
        return _meeting_licensed(found, around, anchor)
    fraction = found.hit.rule == "day_without_year" and not found.hit.day_word  # "63/63 địa phương", "từ 28/30 điểm"
    if fraction and not (point.possible() and qualifier in TOWARDS):
        return False
    over = anchor is not None and point.year is not None and point.possible() and point.last() < anchor
    if found.done or found.label:
        # "Luật ... có hiệu lực từ ngày ..." of another document, long since in force
        return not (over and around.phrase.strip() and not around.phrase.endswith("nay ")) or not found.takes_effect
    vague = point.year is None and qualifier not in {Qualifier.BEFORE, Qualifier.NO_LATER_THAN}
    from_now = found.cue.startswith(("tu nay", "tu bay gio", "truoc khi"))
    works = _works_through(found, around, over)
    # "đến hết quý III hoàn thành ..."
    ends = qualifier is Qualifier.BY and _THEN_DONE.match(around.right) and not around.phrase.strip()
    ends = ends and PAST_LEFT.search(around.left) is None
    framed = qualifier is Qualifier.IN or from_now or works or ends
    if around.shouted or (vague and not (framed and filled(points, anchor))):
        return False
    reports = around.begins and (anchor is None or over) and _FIGURES_RIGHT.search(around.right) is not None
    # "kiểm tra các bến đã cấp phép, đóng ... trong tháng 9": told of a thing, and the time is still to come
    telling = around.left if over or anchor is None else around.phrase
    told = around.begins and _PAST_RIGHT.search(around.right) is not None
    # "đến ngày 30/6 hoàn thành ... các thửa đã cấp giấy": what is told is a thing, and the day is still to come
    told = told and (over or anchor is None or _THEN_DONE.match(around.right) is None)
    past = PAST_LEFT.search(telling) is not None or told
    # "hoàn thành các đoạn đã có mặt bằng trước ngày ...": what is told is a thing
    finishes = qualifier in TOWARDS and anchor is not None and not over and _COMPLETES.search(around.phrase) is not None
    if (past and not finishes) or reports:
        return False
    match qualifier:
        case Qualifier.NO_LATER_THAN:
            return True
        case Qualifier.BEFORE:
            if over and _HAS_ACT.search(around.phrase) is None:
                return False
            return _PASSIVE.search(around.phrase) is None or (anchor is not None and not over)
        case Qualifier.IN:
            long_gone = over and anchor is not None and (point.year or 0) < anchor.year
            return not long_gone and _licensed_within(found, around, over)
        case Qualifier.FROM:
            if (over and "hieu luc" not in around.phrase) or around.right.lstrip().startswith("den nay"):
                return False
            if len(points) == 2 and _OF_RESULT.search(around.phrase):
                return False
            if (
                _PERSONAL.search(around.phrase)
                or _OF_PEOPLE.search(around.phrase)
                or (len(points) == 2 and _long_begun(points[0], anchor))
            ):
                return False
            told = len(points) == 2 and _PAST_RIGHT.search(around.right) is not None
            sets_out = around.begins or _SETS_OUT.search(around.phrase) is not None
            return sets_out or works or (point.unit == "day" and not told)
        case Qualifier.BY:
            return _licensed_by(found, around, over, anchor, from_now=from_now)
    return _licensed_alone(found, around, over, anchor)


def _works_through(found: Found, around: _Context, over: bool) -> bool:
    """Whether a span of months or quarters to come says how long work is carried out."""
    points = found.hit.pieces[0].points
    if len(points) != 2 or found.qualifier is not Qualifier.FROM or over or points[-1].unit not in ("month", "quarter"):
        return False
    closed = re.match(r" ?(?:$|[.,;)#])", around.right) is not None
    return closed and _EXECUTES.search(around.phrase) is not None and _OF_PERIOD.search(around.phrase) is None


def _licensed_by(found: Found, around: _Context, over: bool, anchor: dt.date | None, *, from_now: bool) -> bool:
    """The same for "đến", "vào": not the horizon of a plan, nor what counts up to a day."""
    point = found.hit.pieces[0].points[-1]
    if from_now:
        does = _HAS_ACT.search(around.phrase + around.right) or _DOES.search(around.phrase + around.right)
        return not over and does is not None
    named = _NAMED.search(around.phrase)
    names = named is not None and _HAS_ACT.search(around.phrase, named.end("thing")) is None
    if names or over or found.cue.endswith("giai doan"):
        return False
    if found.cue.startswith("vao"):
        return _SCHEDULES.search(around.phrase) is not None
    if "het" in found.cue:
        return True
    acts = point.unit != "year" and around.right.startswith((",", " ,")) and _HAS_ACT.search(around.right)
    reaches = anchor is not None and point.unit != "year" and _REACHES.match(around.right)
    if _NEXT_STAGE.search(around.left) and point.unit != "year":  # "Mở rộng mạng lưới, đến tháng 9/2026 có ít nhất ..."
        return bool(_THEN_DONE.match(around.right) or reaches)
    return around.begins and bool(_THEN_DONE.match(around.right) or acts or reaches)


def _licensed_alone(found: Found, around: _Context, over: bool, anchor: dt.date | None) -> bool:
    """The same for a time that no word binds: the day of a delivery to come, or the stages of a schedule."""
    point = found.hit.pieces[0].points[-1]
    if point.unit == "day" and found.hit.day_word and anchor is not None and not over and point.year is not None:
        return point.possible() and _DELIVERS.search(around.phrase) is not None
    if around.left.endswith("(") and around.right.startswith(")") and point.unit == "year" and anchor is not None:
        return not over and _REVIEWS.search(around.phrase) is not None
    starts = around.begins or not around.phrase.strip()
    return starts and not over and _THEN_DONE.match(around.right) is not None


def _long_begun(point: Point, anchor: dt.date | None) -> bool:
    """Whether it began in a year before the document's: then it only describes ("từ năm 2022 đến năm 2025")."""
    return anchor is not None and point.year is not None and point.year < anchor.year


def _meeting_licensed(found: Found, around: _Context, anchor: dt.date | None) -> bool:
    """Whether a meeting with a time ("tại kỳ họp tháng 7/2025") is one to come, where something is to be put."""
    points = found.hit.pieces[0].points
    full = filled(points, anchor) if all(p.possible() for p in points) else None
    if full is None or PAST_LEFT.search(around.left) or (anchor is not None and full[-1].last() < anchor):
        return False
    return _PUTS.search(around.left) is not None and (anchor is not None or full[-1].unit != "day")


def _licensed_within(found: Found, around: _Context, over: bool) -> bool:
    """The same for "trong" and a period: not what frames a list of duties, a review or a heading."""
    if (
        (found.cue.endswith("giai doan") and not _runs_through(around))
        or _PREFERRED.search(around.phrase)
        or _NEXT_TOPIC.match(around.right)
        or _GIVEN.search(around.phrase)
    ):
        return False
    if over and (not around.phrase.strip() or _REVIEW.search(around.phrase) or _PAST_RIGHT.search(around.right)):
        return False
    if around.begins and _FIGURES_RIGHT.search(around.right):
        return False
    if _DUTY_NOUN.search(around.phrase):
        if found.hit.pieces[0].points[-1].unit == "month" and _PAYS.search(around.phrase):
            return True
        return (_COMPLETES.search(around.phrase) or _AT_ONCE.search(around.phrase)) is not None
    if _PLAN_NOUN.search(around.phrase):
        if _SHARE_OF_PLAN.search(around.phrase):
            return True
        return _MAKES.search(around.phrase) is not None
    alone = not any(c.isalnum() for c in around.right) or _HANDS_OUT.match(around.right) is not None
    return not around.begins or alone or any(p.search(around.right) for p in (_HAS_ACT, _DOES))


def _runs_through(around: _Context) -> bool:
    """Whether a period of years says when something is done ("xây dựng 12 bến đò trong giai đoạn 2031 - 2034"),
    and names no plan."""
    acts = any(p.search(around.phrase) for p in (_HAS_ACT, _DOES, _INVESTS))
    alone = not any(c.isalnum() for c in around.right)
    return (acts and alone and not around.begins) and not any(p.search(around.phrase) for p in (_NAMED, _PLAN_NOUN))


# The last words of a subject, before an adverb; and a capital in one of the last two words is a name.
_SUBJECT_ENDS = frozenset(
    "tỉnh phố xã phường khu huyện quận ngành phương vị quan chức nghiệp ủy bộ sở ban đội viên tư thầu".split()
)
_RAW_WORD = re.compile(r"[^\W\d_]+")


def _told_of_subject(view: View, found: Found, around: _Context) -> bool:
    """Whether the adverb stands between the subject (or the beginning of its clause) and a verb: "Sở A hằng năm sử
    dụng ...", "...; thường xuyên cập nhật ..."."""
    right = _RAW_WORD.findall(view.raw(found.end, min(found.end + 40, len(view.v))))[:2]
    said = tokenize(" ".join(right))
    if not said or not (predicate_at(said, 0) or is_verb(said[0].tone, said[1].tone if len(said) > 1 else "")):
        return False
    if around.begins or _BEGINS.fullmatch(around.left):
        return True
    if around.left.endswith(" va "):  # not "theo lịch năm 2025 và hằng năm, chủ động ..."
        return not around.right.lstrip().startswith(",")
    left = view.raw(max(found.start - 60, 0), found.start)
    words = _RAW_WORD.findall(left)[-2:]
    ended = not left.rstrip().endswith((",", ":", ")", "”"))
    return ended and bool(words) and (any(w[0].isupper() for w in words) or words[-1].lower() in _SUBJECT_ENDS)


# "... vào chương trình kiểm tra, giám sát | hằng năm của Ban A": the rhythm of the programme
_OF_PROGRAMME = re.compile(
    r"(?<![a-z])(?:chuong trinh|ke hoach|danh muc)(?: (?:cong tac|kiem tra|[a-z~]{4} sat|thanh tra|hoat dong)| ?,| va)"
    r"{0,5} ?~ ?cua "
)


def _is_quoted(view: View, found: Found) -> bool:
    """Whether the words stand inside a short title in quotation marks: "chuyên mục “Sống khỏe mỗi ngày”"."""
    before = view.raw(max(found.start - 60, 0), found.start)
    after = view.raw(found.end, min(found.end + 60, len(view.v)))
    return before.rfind("“") > before.rfind("”") and "”" in after and not set(after.partition("”")[0]) & set(".;“")


def _as_written(view: View, found: Found, around: _Context) -> str:
    return view.raw(max(found.start - len(around.phrase), 0), found.start)


def _recurs(view: View, found: Found, around: _Context) -> bool:
    """Whether the rhythm stands behind the object of a deed that is done again and again, and is not told of."""
    if PAST_LEFT.search(around.left):
        return False
    said = _as_written(view, found, around)
    if recurs_behind_object(around.left, said, around.right):
        return True
    # "phát tin, bài hằng tuần": the deed stands before the comma of its objects
    before = around.left[: -len(around.phrase) or None].rstrip(", ").rpartition(",")[2] if "," in around.left else ""
    if not before or len(said.split()) > _OBJECT_AT_MOST:
        return False
    whole = view.raw(max(found.start - len(around.phrase) - len(before) - 1, 0), found.start)
    return recurs_behind_object(around.left, said, around.right, whole)


_OBJECT_AT_MOST = 4  # words of a second object

_SHARES_OF_PLAN = re.compile(r"(?<![a-z])(?:[0-9]+ nam|trung han|ngan han|dai han)(?:,| va) $")
# "kiểm tra chuyên ngành hằng năm hoặc đột xuất", not "công tác kiểm tra định kỳ, đột xuất"
_CHECKS = re.compile(
    r"(?<!cong tac )(?<!hoat dong )(?<!ket qua )(?<!ke hoach )(?<!cuoc )(?<!dot )(?<!viec )(?<![a-z])"
    r"(?:kiem tra|giam sat|thanh tra|ra soat|danh gia)(?: [a-z]+){0,3} ?$"
)
_OR_AT_ANY_TIME = re.compile(r" ?(?:hoac|va|,) dot xuat(?![a-z])")


def _rhythm_licensed(view: View, found: Found, around: _Context, text: str, listed: bool) -> bool:
    """Whether a recurrence in prose binds a task, or only describes a thing ("kế hoạch công tác hằng năm")."""
    hit = found.hit
    recurring = hit.kind is DeadlineKind.RECURRING
    if _is_quoted(view, found) or (recurring and _OF_PROGRAMME.search(f"{around.left}~{around.right}")):
        return False
    if hit.rule in {"school_year", "relative_week"}:
        within = hit.rule == "relative_week" and found.qualifier is Qualifier.IN and _HAS_ACT.search(around.phrase)
        towards = found.qualifier in {Qualifier.BEFORE, Qualifier.NO_LATER_THAN}
        return (found.done or found.label or towards or bool(within)) and not PAST_LEFT.search(around.phrase)
    if hit.rule == "range_of_year":
        return False
    if hit.rule == "term+no_start":
        acts = _HAS_ACT.search(around.phrase) or _HAS_ACT.search(around.right)
        bound = hit.cue != "khong" and (hit.unit != "weak" or found.done)
        return bound and (acts is not None or found.done or "lam viec" in text) and not PAST_LEFT.search(around.left)
    if around.left.endswith("(") and around.right.startswith(")"):
        return not PAST_LEFT.search(around.phrase)
    if hit.rule in _EXACT or "+" in hit.rule or listed:
        return not PAST_LEFT.search(around.phrase)
    if hit.kind is DeadlineKind.ONGOING:
        whole = around.phrase.rstrip().endswith(("(", ".", ":")) or _BEGINS.fullmatch(around.left) is not None
        whole = whole or re.fullmatch(r".*(?<![a-z])(?:thuc hien|la|day la)", around.left.strip()) is not None
        if whole and re.match(r" ?(?:$|[.;,)])", around.right) is not None:
            return True
        if text.startswith("thuong xuyen") and keeps_up(around.phrase, around.right):
            return not PAST_LEFT.search(around.left)
        return text.startswith("thuong xuyen") and _told_of_subject(view, found, around)
    before, after = _ENDS_IN_ACT.search(around.left), _STARTS_WITH_ACT.match(around.right)
    noun = before is not None and _REPORT_NOUN.search(around.left[: before.start()]) is not None
    if _OR_AT_ANY_TIME.match(around.right) and _CHECKS.search(around.phrase):
        return True
    if hit.rule == "periodic":
        if after is not None and not noun:
            return before is None
        if _recurs(view, found, around):
            return True
        report = re.search(r"(?<![a-z])bao cao(?: [^,;.]{0,80})?$", around.phrase)
        return "dot xuat" in text and report is not None and not _REPORT_NOUN.search(around.phrase[: report.start()])
    if text.startswith("dinh ky"):
        return not noun
    if _SHARES_OF_PLAN.search(around.left):  # "vốn giai đoạn 5 năm, hằng năm": which share of a plan
        return False
    if around.begins or around.left.endswith(", "):
        return not _PAST_RIGHT.search(around.right)
    if _HOUR.search(around.left) or _AT_HOUR.match(text):
        return True
    if DUTY_HOURS.search(around.left + text):
        return False
    if recurs_to_somebody(around.left, _as_written(view, found, around), around.right):
        return not PAST_LEFT.search(around.left)
    if hit.unit == "ngay" and _GOES_NO_FURTHER.match(around.right) and not _DAILY_LIFE.search(around.left):
        return not noun and not PAST_LEFT.search(around.phrase)
    if _REPORTS_TO.search(around.phrase) and not any(c.isalnum() for c in around.right):
        return True
    if before is not None and not noun:
        return not changes_rhythm(_as_written(view, found, around))
    if hit.unit != "ngay" and _recurs(view, found, around):
        return True
    told = after is not None or _told_of_subject(view, found, around)
    based = names_basis(around.left, _as_written(view, found, around))
    return told and not based and _PLAN_NOUN.search(around.left) is None


def find_deadlines(text: str, anchor: dt.date | None = None) -> tuple[DeadlineSpan, ...]:
    """The deadlines in running text, in reading order, each with the span of its whole phrase ("Hoàn thành trong ...").

    Precision counts as much as recall: dates of cited documents, years that name a thing ("dự toán năm 2025"), what is
    told of the past and headings give nothing. Members of a list that share one year share one span; other spans do
    not overlap. ``anchor`` is the day the document was issued (see :func:`parse_deadlines`). Never raises.
    """
    view = View(text, cell=False)
    ends = [m.start() for m in _SENTENCE_END.finditer(view.v)]
    made: list[tuple[int, int, Deadline]] = []
    accepted_to = -10
    for found in collect(view, cell=False):
        around = _context(view, found, ends)
        if found.hit.pieces:
            yes = _licensed(found, around, anchor)
        else:
            listed = found.hit.rule == "each" and 0 <= found.start - accepted_to <= 5
            yes = _rhythm_licensed(view, found, around, view.v[found.start : found.end].strip(), listed)
            accepted_to = found.end if yes else accepted_to
        if yes:
            made.extend(to_deadlines(view, found, anchor))
    made.extend(find_conditions(view, [(start, end) for start, end, _ in made]))
    made.sort(key=lambda m: m[:2])
    return tuple(DeadlineSpan(*view.span(start, end), deadline) for start, end, deadline in made)
