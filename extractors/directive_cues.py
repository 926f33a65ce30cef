"""The words by which the genre gives orders, tells of the past, opens a list, closes a letter, or promulgates.

All patterns are read on the folded text (:func:`normalizers.text.fold`) unless their comment says otherwise.
"""

from __future__ import annotations

import re
from enum import IntEnum

from normalizers.text import CAPITAL, SMALL, fold, tone_key
from normalizers.verbs import is_verb


class Mode(IntEnum):
    """What a section is for."""

    REPORTS = 0
    UNKNOWN = 1
    ORDERS = 2


_ORDERS = re.compile(
    r"\b(?:nhiem vu|giai phap|kien nghi|de xuat|to chuc thuc hien|phan cong|trach nhiem|trong tam|phuong huong|"
    r"bien phap|noi dung thuc hien|noi dung cong viec|to chuc trien khai|y kien chi dao|ket luan|yeu cau doi voi|"
    r"dieu khoan thi hanh|hieu luc thi hanh|phuong cham hanh dong|noi dung ke hoach|"
    r"chi dao dieu hanh trong thoi gian toi)\b"
)
_REPORTS = re.compile(
    r"\b(?:tinh hinh|ket qua|danh gia|nhan xet|han che|ton tai|nguyen nhan|uu diem|khuyet diem|bai hoc|thuc trang|"
    r"boi canh|muc dich|quan diem|muc tieu|^(?:cong tac )?du bao|can cu|co so phap ly|"
    r"giai thich tu ngu|pham vi dieu chinh|doi tuong ap dung|"
    r"thanh phan|thoi gian dia diem|diem nghen|kho khan vuong mac|chu de|danh nghia|kinh phi du kien)\b|"
    r"^(?:mot so |cac |he thong )?chi tieu(?: (?:chu yeu|co ban|cu the|den nam [0-9]+|nam [0-9]+))*$"
)
# A topic of reports, unless the section around it gives orders ("II. Nhiệm vụ ... 1. Về công tác lãnh đạo, chỉ đạo").
_TOPICS = re.compile(r"\b(?:cong tac lanh dao|cong tac chi dao)\b")
# "1. Bộ A, căn cứ vào Quy hoạch B, có trách nhiệm:" hands out duties, whatever stands before.
OWES = re.compile(r"\bco (?:trach nhiem|nhiem vu)(?: sau| sau day| nhu sau)?$")
# Not folded. Somewhere in a provision: who has to do something.
SAYS_DUTY = re.compile(
    r"\b(?:có trách nhiệm|có nghĩa vụ|chủ trì,? (?:và )?phối hợp)\s+\w|\bgiao\s+(?:cho\s+)?(?:[A-ZĐỦ]|cơ quan|đơn vị)"
)
# What a file holds and when figures are closed: nobody is told to do it.
FILE = re.compile(r"(?:Thành phần|Số lượng) hồ sơ\b|(?:[^:.;]{1,60}: )?Thời gian chốt số liệu\b")
_PROPOSALS = re.compile(r"\b(?:kien nghi|de xuat)\b")


# A heading that says who does the work of the plan, not what is done: "II. Cơ quan chỉ đạo và tổ chức thực hiện".
WHO = re.compile(
    r"^(?:(?:ve )?(?:co quan|don vi|bo phan|cap|thanh phan|ban to chuc|danh nghia|phan cong|trach nhiem|dau moi)"
    r"(?: (?:chu tri|phoi hop|chi dao|thuc hien|to chuc|dong|trien khai|tham muu|tham gia|va|cac|nhiem vu|chuong trinh"
    r"|hoi nghi|su kien|tham du|ke hoach|don vi|co quan|cap|danh nghia)){1,12}"
    r"|to chuc(?: va)? (?:thuc hien|trien khai)(?: [a-z]+){0,4})$"
)

# What a section of mottoes and principles says guides everybody; it gives nobody a task of his own.
MAXIMS = re.compile(r"\b(?:phuong cham|nguyen tac|khau hieu|quan diem chi dao)\b")

# A heading inside a section of orders begins with what it reports ("1. Mục tiêu"); further on the word is part of a
# topic ("3. Về hệ thống giám sát, đánh giá", "7. An toàn ... và những tồn tại").
_TOPIC_ENDS = 30


def section_mode(text: str, mode: Mode) -> Mode:
    """What a heading says its section is for; a heading that says nothing leaves the mode of the section above."""
    key = fold(text)
    if OWES.search(key):
        return Mode.ORDERS
    orders, reports = _ORDERS.search(key), _REPORTS.search(key)
    if orders and (not reports or _PROPOSALS.search(key) or orders.start() < reports.start()):
        return Mode.ORDERS
    if mode is Mode.ORDERS and reports and reports.start() > _TOPIC_ENDS:
        return mode
    if reports or (_TOPICS.search(key) and mode is not Mode.ORDERS):
        return Mode.REPORTS
    return mode


REPORT_TYPES = frozenset({"BC", "TTr", "SL", "BB", "GM", "GGT", "HĐ"})
DIRECT_TYPES = frozenset({"CT", "CV", "CĐ", "KH", "CTr", "TB", "KL", "HD", "QĐ", "NQ", "PA", "ĐA", "TTg"})

# --- who is asked, who directs, what only opens a list ------------------------------------------

ASKS = re.compile(r"\b(?:kien nghi|de nghi|yeu cau)\b")
OPENS_ORDERS = re.compile(r"\b(?:chi dao|giao|trien khai|thuc hien|tap trung|chuc nang|nhiem vu|trach nhiem|chu tri)\b")
# "... quan tâm chỉ đạo một số nội dung sau": asks for nothing but what the list below says.
ONLY_OPENS = re.compile(
    r"\b(?:quan tam|xem xet|chi dao|thuc hien|trien khai|tap trung|cho y kien)(?: [a-z]+){0,4}"
    r" (?:noi dung|nhiem vu|van de|viec|giai phap)(?:(?: [a-z]+){0,2} sau(?: day)?)?$"
)
# A lead-in that hands out the work listed below it: "Ủy ban nhân dân tỉnh yêu cầu các sở:"; not one that tells of it.
HANDS_OUT = re.compile(
    r"(?<!da )(?<!duoc )(?<!theo )(?<!dap ung )\b(?:yeu cau|de nghi|kien nghi|giao|phan cong)\b(?! cua\b)"
    r"(?:(?: [a-z]+){0,16}| .*\b(?:nhiem vu|giai phap|noi dung|cong viec|viec)(?: [a-z]+){0,3} sau(?: day)?)$"
)
# Not folded. "Chính phủ thống nhất với Báo cáo số 5; giao Bộ A ...": so does a clause behind an agreement.
GIVES_ON = re.compile(rf"[;.]\s+(?:giao|Giao)\s+(?=[{CAPITAL}])")
# Not folded. One that sets tasks for those whom the list names: "Chính phủ thống nhất các nhiệm vụ quý II như sau:"
SETS_TASKS = re.compile(
    r"(?!.*\b(?:đã|được|kết quả|đánh giá|tình hình|căn cứ|hạn chế)\b)"
    r".*\b(?:nhiệm vụ|giải pháp|công việc|đầu việc)\b[^:;.]{0,90} sau(?: đây)?:$",
    re.IGNORECASE,
)
# Behind an enumerator: only an order says so.
URGES = re.compile(r"(?:Chủ trì|Khẩn trương|Tiếp tục|Chủ động|Tập trung|Sớm|Trình)\b")
ASKS_FIRST = ("giao ", "yeu cau ", "de nghi ", "kien nghi ", "phan cong ", "moi ")
# Not folded. "Giao Sở A ...", "Ủy ban nhân dân tỉnh yêu cầu Sở B ...": a sentence that hands out work by itself.
ASSIGNS = re.compile(
    r"(?:Giao|Yêu cầu|Đề nghị|Kiến nghị|Phân công)\s|"
    rf"(?:[{CAPITAL}][^\s,;:.()]*)(?:\s(?!(?:đã|được|đang|vừa)\s)[^\s;:.()]+){{0,10}}?"
    rf"\s(?:giao|yêu cầu|đề nghị|phân công):?\s(?=[{CAPITAL}]|các\s)"
)
# Words of a lead-in behind its bodies that say how, and not what: "Các sở, ngành cần tập trung thực hiện:".
ONLY_HOW = re.compile(
    r"(?:(?:nghiem tuc|can|phai|tap trung|khan truong|chu dong|tiep tuc|thuc hien|trien khai|to chuc|co trach nhiem|"
    r"tot|quyet liet|dong bo|ngay|mot so|cac|nhiem vu|noi dung|giai phap|viec|sau|day|nhu) ?)*"
)
# "..., phối hợp với:", "... phối hợp chặt chẽ với các cơ quan, đơn vị sau:": those who coordinate stand below.
PARTNERS_BELOW = re.compile(
    r"\bphoi hop(?: chat che)?(?: voi| cung)+(?:(?: [a-z]+){0,10} (?:sau|sau day|gom|bao gom|nhu sau|duoi day))?$"
)
# A last sentence that says nothing but that a list follows: "Trong đó:", "Cụ thể như sau:".
LIST_OPENER = re.compile(
    r"^(?:trong do|cu the|cu the la|nhu sau|cu the nhu sau|gom|bao gom)$|"
    r"^(?:dong thoi )?(?:[a-z]+ ){0,4}(?:noi dung|nhiem vu|viec|van de|yeu cau)(?: [a-z]+){0,3} sau(?: day)?$"
)
ANNOUNCES = re.compile(r"\b(?:ket luan|bao cao|thong bao|bao gom|gom|trong do)(?: cu the)?(?: nhu sau)?$")
_DIRECTS = re.compile(r"\b(?:chi dao|lanh dao|giao|phan cong)\b")
# "... tập trung lãnh đạo, chỉ đạo, triển khai thực hiện các nhiệm vụ sau": they do it themselves.
_DOES_IT = re.compile(r"\b(?:trien khai|thuc hien)\b")
# "Một số nhiệm vụ cần tập trung thực hiện ngay trong Quý I/2026 là:", also inside a report.
TASK_LIST = re.compile(
    r"^(?:(?:mot so|nhung|cac) )?(?:nhiem vu|cong viec|viec|dau viec|nhiem vu trong tam)\b"
    r"(?: [a-z0-9]+){0,14} ?\b(?:can|phai)\b(?: [a-z0-9]+){1,14}$|"
    r"^(?:mot so |nhung |cac )?nhiem vu (?:trong tam|chu yeu|cap bach)(?: [a-z0-9]+){0,14}(?:gom|la|sau day|nhu sau)$"
)


def order_key(text: str) -> str:
    """Match key without the bodies whose name itself says "chỉ đạo"."""
    return fold(text).replace("ban chi dao", "ban")


def hands_on(text: str) -> bool:
    """Whether a lead-in says that its bodies direct others, rather than act or ask."""
    key = order_key(text)
    found = list(_DIRECTS.finditer(key))
    return bool(found) and not ASKS.search(key) and not _DOES_IT.search(key, found[-1].end())


# --- what is no task ----------------------------------------------------------------------------

# Not folded: "Đảng" and "đang" have one key.
PAST = re.compile(
    r"^(?:(?:đến nay|trong (?:quý|tháng|năm) \S+|ngày \S+),?\s)?"
    rf"(?:đã|đang|mới chỉ|vẫn còn|còn(?!\s(?-i:[{CAPITAL}])))\s",
    re.IGNORECASE,
)
# "Chủ tịch A lưu ý mùa mưa năm nay đến sớm": a remark on a thing (not folded, right behind who says it).
NOTES = re.compile(r"\s(?:cũng\s|đặc biệt\s|xin\s)?lưu ý,?\s+(?:rằng\s|là\s)?(?P<what>.+)", re.DOTALL)
# What a body is told to have done, right behind its name (not folded).
TOLD = re.compile(r"^(?:\s[-–]\s[^,;:.]{3,60}?|\s[^,;:.]{0,12}?)?\s(?:đã|đang|vừa)\s|^\smới\s")
# "Ban A mới | hoàn thành 30%": read as the end of a name, it says how far somebody has come (not folded).
ONLY_NOW = re.compile(r"(?<!phấn đấu)(?<!phải)(?<!cần)(?<!sớm)\s(?:mới|cơ bản)$")
REACHED = re.compile(r"\s(?:chỉ\s)?(?:hoàn thành|đạt|giải ngân|thực hiện|triển khai|bàn giao|chi trả|thu|đáp ứng|có)\s")
# Not folded. "Về kết quả, ...": what follows tells, where nobody is asked.
ABOUT_RESULTS = re.compile(
    r"Về\s(?:các\s|một số\s|những\s|công tác\s)?(?:kết quả|tồn tại|hạn chế|khuyết điểm|ưu điểm|nguyên nhân|tình hình"
    r"|thành tích|khó khăn|vướng mắc|thực trạng|mặt được|thuận lợi)\b[^.;:]*,\s"
    r"(?!.*\b(?:(?<!bàn )giao|yêu cầu|đề nghị|phải|cần|khẩn trương|chủ trì|trước ngày|có trách nhiệm"
    r"|tập trung|sớm|tháo gỡ|báo cáo|tham mưu|rà soát)\s)"
)
# Folded: asks in other words, as the holder of an office does.
CALLS = re.compile(r"\b(?:luu y|nhac nho|quan triet|mong muon|keu goi)\b")
# Not folded. "Về vốn, ...": the topic of what follows.
ABOUT = re.compile(r"\s*(?:Về|Liên quan)\s[^.;:]{2,160}?,\s")
# Not folded. "Các xã chưa lập kế hoạch": told, where no duty is said behind it.
NOT_YET = re.compile(
    r"\s(?:vẫn\s|còn\s)?chưa\s(?!(?:[^.]|\.(?!\s))*\b(?:phải|cần|khẩn trương|tập trung|sớm|nghiêm túc|chủ động|trước|"
    r"trong|hoàn thành|báo cáo|gửi|thực hiện|rà soát|tổ chức|bổ sung)\b)"
)
# Not folded. "Trên cơ sở ý kiến của các xã, Sở A đã hoàn thiện ...": a subject behind an opening clause.
TOLD_LATER = re.compile(
    r"(?:Trên cơ sở|Thực hiện|Căn cứ|Ngày|Tại|Sau|Qua|Theo|Tính đến|Đến)\b[^;]*?,\s"
    rf"(?:[{CAPITAL}]|các\s)[^,.;]{{2,120}}\s(?:đã|đang|vừa)\s"
)
# Not folded. Somewhere in a text without a verb of an order: it tells of the past or of an amount.
TELLS = re.compile(r"\bđã\s|\b(?:là|đạt|chiếm|còn)\s+\d", re.IGNORECASE)
# Not folded: what the issuer decides or says by signing; nobody is told to do it.
DECIDES = re.compile(
    rf"(?:[{CAPITAL}][^\s,;:.()]*)"
    r"(?:\s(?!(?:chủ trì|phối hợp|kịp thời|tiếp tục|thường xuyên|cần|phải|tham mưu|báo cáo|trình|sớm|ban hành|xây dựng|"
    r"hướng dẫn|rà soát|quy định|tổ chức|hoàn thiện|triển khai|thực hiện|bảo đảm|khẩn trương|tập trung)\s)"
    r"[^\s,;:.()]+){0,8}?"
    r"\s(?:cơ bản\sthống nhất|(?:thống nhất\s(?:chủ trương|đánh giá|nhận định|về|thông qua|"
    r"nội dung\s(?:dự án|dự thảo|đề nghị|tờ trình|báo cáo)|"
    r"với\s(?:các\s)?(?:nội dung|đề nghị|đề xuất|ý kiến|chủ trương|báo cáo|tờ trình|kiến nghị|phương án|kết quả|"
    r"đánh giá))|"
    r"đồng ý|nhất trí|tán thành|đánh giá cao|hoan nghênh|"
    r"(?:trân trọng\s)?gửi\slời\s(?:chia buồn|cảm ơn|cám ơn|chúc mừng|thăm hỏi)"
    r"(?![^.]*\b(?:yêu cầu|giao|đề nghị|phân công)\s)|"
    r"(?:biểu dương|khen ngợi|ghi nhận)\s[^.;]*?(?:đã|nỗ lực|cố gắng|tinh thần|thành tích)))\b"
)
# Not folded. "Các xã cơ bản hoàn thành ...", without a day to come: it is so already.
ACHIEVED = re.compile(
    r"(?:(?:Về|Liên quan|Trong|Tại|Đối với)\s[^.;:]{2,80}?,\s+)?"
    r"(?:(?!\b(?:phấn đấu|phải|cần|bảo đảm|đến)\b)[^,;:.]){2,80}\s(?P<so>cơ bản) (?:đã )?"
    r"(?:hoàn thành|đạt|đáp ứng|ổn định)\b"
)
# Not folded. The same without its subject: "1. Thống nhất chủ trương đầu tư ...", an item of a conclusion.
AGREES = re.compile(
    r"(?:cơ bản )?(?:thống nhất (?:chủ trương|đánh giá|nhận định|thông qua|với (?:các )?(?:nội dung|đề nghị|đề xuất|"
    r"ý kiến|chủ trương|báo cáo|tờ trình|kiến nghị|phương án|kết quả|đánh giá))|"
    r"đồng ý|nhất trí|tán thành|đánh giá cao|hoan nghênh|ghi nhận)\b",
    re.IGNORECASE,
)
# Not folded. "Tuy nhiên, tình trạng A vẫn tái diễn; trách nhiệm thuộc về người đứng đầu B": judged, nobody is told.
ASSESSES = re.compile(
    r"(?:Tuy nhiên|Tuy vậy|Mặc dù vậy|Thực tế|Qua\s(?:kiểm tra|theo dõi|nắm tình hình|rà soát)|Thời gian qua)\b"
    r"[^.]*?\s(?:vẫn|còn|chưa|tái diễn|chậm|để xảy ra)\s",
)
OBLIGES = re.compile(
    r"\b(?:phải|yêu cầu|đề nghị|giao|phân công|khẩn trương|chủ trì|có trách nhiệm|nghiêm túc|tập trung|cần)\s",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"^(?:tren day la|tran trong)\b|\btran trong (?:cam on|thong bao|kinh bao|bao cao$)|"
    r"\bthong bao\b.*\bbiet(?: va| de)? (?:to chuc )?(?:thuc hien|trien khai)(?: thuc hien)?$|"
    r"\bthong bao\b.{0,200}\bbiet$|"
    r"\bkinh (?:bao cao|trinh|de nghi)\b.{0,120}\bxem xet(?: (?:chi dao|quyet dinh|cho y kien))?$"
)
# "... trân trọng đề nghị các đơn vị quan tâm triển khai thực hiện": asks for no more than the letter already says.
COURTESY = re.compile(
    r"\b(?:quan tam|phoi hop|nghiem tuc|khan truong)(?: (?:chi dao|to chuc|trien khai|phoi hop|nghiem tuc))*"
    r" (?:thuc hien|trien khai)$"
)
PREAMBLE = ("can cu", "kinh gui", "noi nhan", "theo de nghi", "xet de nghi", "xet to trinh")
# What the document itself does by being signed; nobody is told to do it.
PROMULGATES = re.compile(
    r"^(?:ban hanh|phe duyet|phe chuan|thong qua|cong bo|bai bo|sua doi|bo sung|thanh lap|kien toan|cho phep|bo nhiem|"
    r"thong nhat|dieu chinh|giai the|thu hoi|cong nhan|tang|dieu dong|thay the)\b"
)
PROVIDES = re.compile(
    r"\b(?:hieu luc|chiu trach nhiem|tiep tuc duoc|duoc tiep tuc|thay the|bai bo|duoc ap dung|duoc thuc hien)\b"
)

_ACT = (
    r"(?:quyet dinh|nghi quyet|chi thi|thong bao|ke hoach|quy che|quy dinh|chuong trinh|huong dan|thong tu|nghi dinh|"
    r"cong dien|ket luan|de an|dieu le|quy trinh|phuong an|van ban) nay"
)
# What an act says of itself: from when on it holds, in whose place, for whom.
OF_ITSELF = re.compile(
    rf"(?:\w+ \d+ )?{_ACT} (?:co hieu luc|co gia tri|thay the|bai bo|ap dung|duoc ap dung|quy dinh|dieu chinh|gom|"
    r"bao gom|lap thanh|duoc lap thanh|duoc pho bien|het hieu luc|thay cho|"
    r"duoc thuc hien|duoc trien khai|duoc gui)\b"
)
# "Nghị quyết này đã được Hội đồng nhân dân tỉnh A khóa V, kỳ họp thứ hai thông qua ngày ...": how it came to be.
ADOPTED = re.compile(rf"{_ACT} (?:da )?duoc (?:[a-z0-9]+ ){{2,30}}?(?:thong qua|bieu quyet|xem xet)\b")
TAKES_EFFECT = re.compile(r"\bco hieu luc\b")
HAS_TERM = re.compile(r"[a-z ]{2,80} co nhiem ky\b")
# What is so, or where money comes from; nobody is told to do it.
STATES = re.compile(
    r"(?:ve )?(?:nguon )?(?:kinh phi|von)\b(?: [a-z]+){0,8}? (?:tu|do|duoc|lay|gom|bao gom|chi|theo|su dung)\b|"
    r"nhiem ky (?:cua|[a-z ]{0,40}la|\d)|(?:pham vi|doi tuong)(?: [a-z]+){0,3} (?:gom|bao gom|la)\b|"
    rf"(?:trong|theo|tai) {_ACT}\b.*\b(?:duoc hieu|la|goi la)\b|"
    r"(?:thoi gian|dia diem|thanh phan|hinh thuc|quy mo)(?: [a-z]+){0,4} (?:la|gom|bao gom|tu)\b"
)

# --- verbs --------------------------------------------------------------------------------------

# Verbs of two and more syllables that open an order in this genre, folded.
_VERBS = frozenset(
    """
    xay dung|hoan thanh|hoan thien|hoan tat|tiep tuc|tap trung|khan truong|chi dao|ra soat|nghien cuu|de xuat|
    trien khai|to chuc|phoi hop|chu tri|chu dong|tang cuong|day manh|day nhanh|thuc hien|ban hanh|bao cao|tham muu|
    huong dan|kiem tra|giam sat|theo doi|don doc|dieu chinh|bo tri|bao dam|dam bao|phat dong|phat trien|phan cong|
    phan bo|thanh lap|kien toan|lua chon|thu hut|yeu cau|de nghi|kien nghi|kip thoi|xem xet|cap nhat|tong hop|
    tham dinh|phe duyet|quan triet|tuyen truyen|pho bien|dao tao|boi duong|nang cao|nang cap|mo rong|thao go|xu ly|
    khac phuc|sua doi|bo sung|ket noi|chia se|khai thac|quan ly|thuc day|khuyen khich|ho tro|hinh thanh|hop tac|
    ky ket|thong ke|cong bo|cong khai|danh gia|xac dinh|lam ro|huy dong|giai quyet|dieu hanh|don gian hoa|cat giam|
    so hoa|tai cau truc|chuan bi|du thao|soan thao|tiep thu|tiep nhan|van hanh|cung cap|duy tri|niem yet|doi moi|
    chuyen doi|nhan rong|thi diem|uu tien|han che|ngan chan|phong ngua|tham gia|van dong|to chuc lai|sap xep|bam sat|
    lam tot|lam viec|thong nhat|quyet liet|dinh ky|hang nam|hang thang|hang quy|thuong xuyen|nghiem tuc|mua sam|
    dau tu|ung dung|su dung|tra loi|cong nhan|khao sat|tiep cap|quy dinh|quy hoach|bao ve|lap ke hoach|kiem soat|
    tuan thu|chap hanh|dien tap|ung truc|quan tam|phat huy|kien tao|the che hoa|cu the hoa|chiu trach nhiem|
    khoi thong|neu cao|chu trong|day lui|truc tiep|tich cuc|thanh tra|ap dung|bien soan|cai cach|cai thien|canh bao|
    chan chinh|cho y kien|co y kien|co bien phap|co giai phap|cung co|dang ky|de cao|dieu phoi|doi chieu|gan ket|
    giai ngan|gop y|huong ung|kiem ke|kiem diem|khen thuong|khoi phuc|long ghep|luu tru|nam bat|nam chac|nghiem thu|
    phan cap|phan loai|phat hien|phat hanh|phan dau|quang ba|so ket|tai co cau|tham van|thanh toan|thiet lap|thiet ke|
    thu thap|thuc thi|tich hop|tim kiem|tong ket|tranh thu|tiet kiem|trang bi|xac minh|xuc tien|dieu tra|san sang|
    nhanh chong|tuan tra|chinh trang|kiem dem|so tan|ung pho|dieu tiet|truc ban|nao vet|huan luyen|thi cong|cai tao|
    thanh loc|tiep suc|di doi|don dep|khu khuan|sua chua|triet xoa|triet pha|lap dat|thu don|thu hoi|thong xe|
    siet chat|go bo|ra pha|ke khai|dinh chi|chot chan|truy quet|tieu huy|kiem dinh|kiem nghiem|xet nghiem|chi tra|
    tam ung|quyet toan|tuyen dung|bien tap|phat song|dua tin|khoi cong|khanh thanh|cham soc|bao ton|ton tao|trung tu|
    dau noi|giu gin|gin giu|binh chon|xet chon|cat tia|gia co|khoi dong|ung cuu|tong ve sinh|thong bao|tien hanh|
    ban giao|giai trinh|hoan tra|dang tai|tham tra|gioi thieu|thu gom|tham du|phan anh|xac nhan|boi thuong|trao doi|
    lien he|cung ung|tich thu|bao quan|bao tri|ke thua|nhac nho|keu goi|dong vien|tham hoi|lan toa|thanh ly|dau gia|
    tam dung|tam ngung|gia han|co cau lai|tran ap|xu phat|ra quet|sao luu|can doi|lam dau moi|la dau moi|la co quan|
    khong de|nhan manh|dong cua|dong dien|vuon len|ra quan|tap huan|du tru|luu y|
    cap kinh phi|cap du|cap thuoc|cap phep|cap phat|cap giay|cap von|cap bu|cap ma|cap the|cap gao
    """.replace("\n", "")
    .replace("    ", "")
    .split("|")
)
# Verbs of one syllable, with their marks: folded, "Bộ" is "bỏ" and "trong" is "trồng".
_ONE_SYLLABLE = frozenset(
    map(
        tone_key,
        "bỏ cần cắm chuyển cử dọn đưa dừng gắn giảm giao giữ gửi ký kí lắp lập lấy miễn mở mời mua nộp phải phun "
        "ra sớm sửa tăng tạo trao treo trình trồng trực tuyển xây vá".split(),
    )
)
ACTION = re.compile(
    r"\b(?:chu tri|phoi hop|chi dao|to chuc|tiep tuc|khan truong|co trach nhiem|chiu trach nhiem|som|chu dong|tham muu|"
    r"xay dung|trien khai|thuc hien|huong dan|ban hanh|tap trung|ra soat|nghien cuu|trinh|bao cao|hoan thanh|theo doi|"
    r"kiem tra|don doc|tang cuong|day manh|bo tri|bao dam|dam bao|can|phai|tong hop|thong bao|cung cap|cap nhat|"
    r"de xuat|hoan thien|khac phuc|quan triet|can cu|theo chuc nang)\b"
)


# Not folded, right behind a subject: words that can say a duty, and neither more of its name nor what befell it.
DUTY = re.compile(
    r"\s+(?!(?:đã|đang|vừa|mới|được|bị|của|thuộc|tại|trong|với|và|về|cùng|không|chưa|có \d|đạt|chiếm|còn|là \d)\b)"
    rf"[{SMALL}]"
)


# "Lãnh đạo các phòng ..." are persons, "Lãnh đạo xây dựng kế hoạch ..." is an order.
_LEADERS_OF = re.compile(
    r"lanh dao (?:cac|cap|co quan|don vi|dia phuong|so|bo|ban|tinh|xa|phuong|ubnd|uy ban|huyen|thanh pho|van phong|"
    r"cong an|ban chi huy|bo chi huy|trung tam|benh vien|kho bac|ngan hang|chi nhanh|"
    r"phong|cuc|vu|chi cuc|cong ty|tap doan|truong|hoi dong|dang uy|doan)\b"
)


# Not folded. "Buộc các nhà thầu lắp cầu rửa xe"; "Buộc nộp lại giấy phép" is a penalty among others.
_FORCES = re.compile(rf"\s*Buộc\s(?:các\s|những\s|[{CAPITAL}])")


def starts_with_verb(text: str) -> bool:
    """Whether a text (not folded) opens with a verb of an order."""
    key = fold(text[:_OPENING])
    if _FORCES.match(text):
        return True
    if forbids := _FORBIDS.match(key):
        rest = text[:_OPENING].split(" ", 1)[-1]
        words = [tone_key(w) for w in _WORD.findall(rest)[:2]]
        return forbids["how"] is None or starts_with_verb(rest) or (len(words) > 1 and is_verb(*words))
    if key.startswith("lanh dao"):
        return _LEADERS_OF.match(key) is None
    words = key.split(" ", 3)
    if any(" ".join(words[:n]) in _VERBS for n in (2, 3)):
        return True
    first = _WORD.search(text[:_OPENING])
    return first is not None and tone_key(first[0]) in _ONE_SYLLABLE


# "Nghiêm cấm ...", "Tuyệt đối không ..."; "Không" forbids only what can be done: "Không bố trí vốn ...".
_FORBIDS = re.compile(r"(?:nghiem cam|tuyet doi khong|kien quyet|khong duoc|khong de|(?P<how>khong)) ")
_OPENING = 80  # characters
_WORD = re.compile(r"[^\W\d_]+")
