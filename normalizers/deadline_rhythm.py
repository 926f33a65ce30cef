"""A rhythm behind an object in prose: work done again and again ("cập nhật bài giảng hằng tháng"), or a thing that
comes again by itself ("cân đối chi phí hằng năm"). Patterns are read on :mod:`normalizers.timex_view`."""

from __future__ import annotations

import re

from normalizers.agency_predicates import predicate_at
from normalizers.agency_tokens import tokenize
from normalizers.verbs import is_verb

# As written: what has a rhythm of its own, and so is only named by it: sums, papers, meetings, spells of time.
_OF_ITSELF = re.compile(
    r"(?<!\w)(?:báo cáo|kế hoạch|chương trình|dự án|đề án|danh mục|"
    r"dự toán|ngân sách|chi phí|kinh phí|chi thường xuyên|vốn|nguồn thu|"
    r"khoản thu|thu nhập|lương|lương hưu|phụ cấp|trợ cấp|học phí|học bổng|tiền|định mức|"
    r"mức (?:thu|chi|phí|đóng|hỗ trợ)|tỷ lệ|tỉ lệ|nhu cầu|sản lượng|doanh thu|lợi nhuận|biến động|"
    r"tăng trưởng|chỉ tiêu|mục tiêu|cuộc họp|họp|giao ban|sinh hoạt|hội nghị|lễ hội|kỳ thi|kỳ|đợt|"
    r"vụ (?:mùa|lúa|sản xuất)|mùa (?:mưa|bão|khô|vụ|lũ)|lịch|nghỉ|quỹ|thuế|nợ|lãi|khoản|chế độ|diện tích|"
    r"số lượng|lượt|hoạt động|công tác|phong trào|nhiệm vụ|hợp đồng|thời gian|kiểm tra|khám|kiểm định|"
    r"quan trắc|đánh giá|xếp loại|tuyển dụng|tuyển sinh|hóa đơn|tổn thất|thiệt hại|lượng mưa)"
    r"(?: [^\W\d_]+){0,2}\s*$",
    re.IGNORECASE,
)
# As written: a meeting or a check that somebody holds, again and again.
_HOLDS = re.compile(
    r"(?<!\w)(?:tổ chức|chủ trì|duy trì|tiến hành|mở|dự)(?: [^\W\d_]+){0,4}? (?:họp|giao ban|hội nghị|sinh hoạt|khám"
    r"|kiểm tra|đánh giá|quan trắc|kiểm định|đợt|kỳ thi|lễ hội|tập huấn)(?: [^\W\d_]+){0,2}\s*$",
    re.IGNORECASE,
)
# As written: verbs by which a thing that recurs is changed, not done again; and those by which it is measured.
_CHANGES = re.compile(
    r"(?<!\w)(?:đổi mới|cải tiến|nâng(?: cao)?|rút ngắn|giảm(?! sát)|sửa đổi|chấn chỉnh|khắc phục|cắt giảm"
    r"|đơn giản hóa) [^,]{0,80}$",
    re.IGNORECASE,
)
_MEASURES = re.compile(
    r"(?<!\w)(?:tăng(?! cường)|đáp ứng|vượt|hoàn thành|bảo đảm|đảm bảo|đạt|tiết kiệm|tránh|hạn chế) [^,]{0,80}$",
    re.IGNORECASE,
)
# As written: what happens, or is so; nobody does it.
_HAPPENS = re.compile(r"(?<!\w)(?:xảy ra|diễn ra|phát sinh|xuất hiện|là|được|bị|có|gia tăng|biến động)(?!\w)")
# As written: work whose objects may be a list: "đăng phát tin, bài hằng tuần". Of other verbs the last object may have
# the rhythm itself ("rà soát giá điện, tiền nước hằng tháng").
_ROUTINE = re.compile(
    r"(?<!\w)(?:đăng|phát|đăng tải|đưa|gửi|cập nhật|vệ sinh|quét dọn|dọn|thu gom|kiểm tra|tuần tra|tổng hợp"
    r"|ghi chép|tiếp nhận|lấy mẫu|công khai|niêm yết|công bố|phun|biên tập|nhập|đo"
    r"|theo dõi) (?!triển)[^,]{2,60},[^,]*$",
    re.IGNORECASE,
)
_CLOSES = re.compile(
    r" ?(?:$|[.,;)]|cho (?:den|toi) |gui |bao cao |tren (?:cong|trang|website|he thong|nen tang|bao|song|phan mem) )"
)
_SENDS = re.compile(r"(?<![a-z])(?:gui|nop|chuyen|cung cap|bao cao) ")
# What is sent again and again to a body: "báo cáo tiến độ | hằng tuần | về Ban A", "nộp sổ | hằng tháng | cho Sở B".
_SENDS_WHAT = re.compile(
    r"(?<![a-z])(?<!theo )(?<!trong )(?<!tai )(?<!tu )(?<!cac )(?<!mau )(?<!cua )(?<!che do )(?<!ky )(?<!nhan )"
    r"(?<!tren co so )(?:gui|nop|chuyen|bao cao) (?:[a-z~]+ ){0,7}$"
)
_TO_BODY = re.compile(
    r" (?:ve|cho|toi|den) (?:so|ban|uy ban|ubnd|bo(?! doi)|cong an|van phong|trung tam|phong|chi cuc|cuc|hoi|chu tich"
    r"|thanh tra|don vi|co quan|cap|truong ban|giam doc|lanh dao)(?![a-z])"
)
# Work on the spot, and where: "giám sát véc tơ | hằng tuần | tại các điểm nóng".
_ON_THE_SPOT = re.compile(
    r"(?<!\w)(?<!công tác )(?<!hoạt động )(?<!kết quả )(?<!số liệu )(?:giám sát|lấy mẫu|đo|kiểm tra|phun|vệ sinh"
    r"|thu gom|tuần tra|quan trắc|theo dõi|khảo sát|tiêm|khử khuẩn|xét nghiệm|ra quân|dọn|nạo vét)"
    r"(?: [^\W\d_]+){1,5}\s*$",
    re.IGNORECASE,
)
_OWN_RHYTHM = re.compile(
    r"(?<!\w)(?:hoạt động|công tác|số lượng|lượng|chế độ|sinh hoạt|nhu cầu|báo cáo|kế hoạch|lịch)"
    r"(?: [^\W\d_]+){0,2}\s*$"
)
_AT_PLACE = re.compile(r" (?:tai|o|tren(?: cac| toan| dia ban)?) (?!cuoc |nghi quyet |quyet dinh |van ban )")
# "giao ban với Ban A, các nhà thầu và các xã | hằng tuần"
_MEETS = re.compile(
    r"(?<![a-z])(?<!cuoc )(?<!buoi )(?<!lich )(?<!noi dung )(?<!ket qua )(?<!tai )(?<!theo )"
    r"(?<!phoi )(?<!ket )(?<!phu )(?<!to )(?:giao ban|hop|lam viec|doi thoai|tiep xuc|trao doi) (?:voi|cung) "
    r"(?:(?!(?:xay dung|to chuc|trien khai|thuc hien|ra soat|huong dan|kiem tra|de|ve) )[^;:]){3,160} $"
)
# "trực cứu hộ từ 5 giờ đến 19 giờ hằng ngày": the hours of a duty, no day by which work is done.
DUTY_HOURS = re.compile(r"(?<![a-z])tu [0-9]{1,2} ?(?:gio|h|:)(?: ?[0-9]{1,2})?(?: phut)? (?:den|-) [^,;]{0,30}$")
# "thực hiện thường xuyên | việc khảo sát ...", "duy trì thường xuyên | các tổ kiểm tra"
_KEEPS_UP = re.compile(
    r"(?<![a-z])(?<!duoc )(?<!nhiem vu )(?:thuc hien|duy tri|to chuc|tien hanh|trien khai|lam|bao dam|kiem tra|giam sat"
    r"|theo doi|cap nhat|ra soat) ?$"
)
_WORK = re.compile(
    r"(?:,? lien tuc)? (?:viec|cong tac|cac(?! (?:nam|thang|quy|ky) )|cong viec|hoat dong|dien bien|tinh hinh|che do)"
    r"(?![a-z])"
)
_LEAST_WORDS = 2  # the verb and a word of its object


# As written: the rhythm is a member of a list of years, or of what a deed is based on.
_JOINS = re.compile(r"(?:(?<!\w)(?:và|hoặc)|\d)\s*$")
_BASES = re.compile(r"[^a-z]*(?:tren co so|theo|can cu|tiep thu|sau khi|thuc hien (?:chuong trinh|ke hoach)) ")


def keeps_up(phrase: str, right: str) -> bool:
    """Whether "thường xuyên" stands between a verb and its work: "thực hiện | thường xuyên | việc khảo sát"."""
    return _KEEPS_UP.search(phrase) is not None and _WORK.match(right) is not None


def changes_rhythm(raw: str) -> bool:
    """Whether the words before a rhythm change a thing that recurs: "đổi mới hội nghị giao ban | hằng tháng"."""
    return _CHANGES.search(raw) is not None


def names_basis(left: str, raw: str) -> bool:
    """Whether a rhythm belongs to a list of years, or to what a deed is based on ("Trên cơ sở lịch hằng năm, ...")."""
    return _JOINS.search(raw) is not None or _BASES.match(left) is not None


def recurs_to_somebody(left: str, raw: str, right: str) -> bool:
    """Whether a rhythm says how often something is sent to a body, done on the spot, or talked over with somebody."""
    if names_basis(left, raw) or _CHANGES.search(raw) or _HAPPENS.search(raw):
        return False
    if _SENDS_WHAT.search(left) and _TO_BODY.match(right):
        return True
    if _AT_PLACE.match(right) and _ON_THE_SPOT.search(raw) and not _OWN_RHYTHM.search(raw):
        return True
    return _CLOSES.match(right) is not None and _MEETS.search(left) is not None


def recurs_behind_object(left: str, raw: str, right: str, whole: str = "") -> bool:
    """Whether a rhythm says how often a deed is done: a verb with an object that has no rhythm of its own stands before
    it, and the clause ends behind it. ``left`` and ``right`` are the folded words around it, ``raw`` is what stands
    before it up to a comma, as written, and ``whole`` the same with the list of objects that the comma is in."""
    if recurs_to_somebody(left, raw, right):
        return True
    sends = right.startswith(" ve ") and _SENDS.search(left) is not None
    if (_CLOSES.match(right) is None and not sends) or names_basis(left, raw):
        return False
    if _CHANGES.search(raw):
        return False
    if _HOLDS.search(raw):
        return True
    if any(pattern.search(raw) for pattern in (_OF_ITSELF, _HAPPENS, _MEASURES)):
        return False
    if whole:
        return _ROUTINE.search(whole) is not None and _HAPPENS.search(whole) is None
    said = tokenize(raw)
    return any(
        predicate_at(said, k) or is_verb(said[k].tone, said[k + 1].tone)
        for k in range(len(said) - _LEAST_WORDS)
        if said[k].raw[:1].islower() or k == 0
    )
