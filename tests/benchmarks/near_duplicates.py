"""A seeded generator of task mentions with near-duplicates, for the benchmark and the training of the merge.

All bodies, places, laws and works are invented. What it imitates: reports that list the same task again with other
leading words, abbreviations, a purpose added or dropped, a title spelt out, letters misread, a later deadline, the
party committee in place of its ministry; and what only looks alike: one frame with another law, fund or database,
another product for the same matter, a part of a package, a province's execution of a central task.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pipeline.merge.mentions import CENTRAL, PROVINCE, Mention

VERBS = (
    "Xây dựng, trình cấp có thẩm quyền ban hành|Xây dựng, ban hành|Khẩn trương hoàn thiện|Nghiên cứu, đề xuất|"
    "Tiếp tục rà soát, hoàn thiện|Tham mưu trình Chính phủ ban hành|Xây dựng|Ban hành|Sớm hoàn thành|Rà soát, sửa đổi"
).split("|")
PRODUCTS = (
    "Đề án|Chương trình|Kế hoạch|Chiến lược|Danh mục|Nghị định quy định về|Thông tư hướng dẫn|cơ chế, chính sách|"
    "Bộ tiêu chí đánh giá|Quy hoạch|Cơ sở dữ liệu về|nền tảng số về|Quỹ hỗ trợ|Luật|Trung tâm|Quy chế phối hợp về|"
    "Báo cáo đánh giá|hệ thống thông tin|lộ trình|mô hình"
).split("|")
MATTERS = (
    "phát triển|quản lý|bảo vệ|khai thác|nâng cấp|số hóa|giám sát|bảo trì|phân cấp|kiểm kê|xử lý|hiện đại hóa|"
    "đào tạo nhân lực cho|thu hút đầu tư vào|ứng dụng công nghệ trong|bảo đảm an toàn|hợp tác quốc tế về|thí điểm"
).split("|")
OBJECTS = (
    "đê điều|thủy lợi nội đồng|cảng cá|bến phà|hồ chứa|kè biển|"
    "rừng ngập mặn|đất trồng lúa|nhà văn hóa thôn|trường nội trú|"
    "trạm y tế xã|thuốc dân tộc|xe buýt điện|đường ven sông|cầu treo|"
    "bưu cục|sóng truyền thanh|thư viện lưu động|bảo tàng biển|"
    "làng nghề gốm|chợ đầu mối|kho lạnh|giống tằm|đàn bò sữa|cây chè cổ thụ|"
    "nước sạch nông thôn|rác thải nhựa|bùn thải|khí thải lò hơi|"
    "điện mặt trời mái nhà|điện gió ngoài khơi|lưới điện đảo|"
    "nhà ở công nhân|chung cư cũ|hộ tịch điện tử|lý lịch công chứng viên|"
    "hòa giải cơ sở|trợ giúp pháp lý|thi hành án|đấu giá tài sản|"
    "kho bạc huyện|thuế tài nguyên|phí cầu đường|nợ đọng xây dựng|"
    "bảo hiểm mùa vụ|lương hưu|lao động thời vụ|xuất khẩu lao động|"
    "học nghề nông thôn|giáo viên mầm non|học bạ số|thi nâng bậc|"
    "vắc xin thú y|thực phẩm đường phố|khám bệnh từ xa|bệnh án điện tử|"
    "hiến máu|người cao tuổi|trẻ em mồ côi|người khuyết tật|"
    "cứu hộ mỏ|cháy rừng|tìm kiếm trên biển|biên giới đường thủy|"
    "kiều bào|hộ chiếu|lễ hội xuân|võ cổ truyền|bơi lội học đường|"
    "phim hoạt hình|xuất bản sách nói|báo chí địa phương|di sản ẩm thực|"
    "du lịch hang động|khoáng sản làm vật liệu|nước ngầm|địa chấn|"
    "khí tượng nông nghiệp|ảnh viễn thám|bản đồ địa chính|mã số vùng trồng|"
    "truy xuất nguồn gốc|tem điện tử|cửa khẩu số|kho ngoại quan|"
    "hàng nhái|thương mại biên mậu|logistics nông sản|phế liệu nhập khẩu|"
    "hóa chất cơ bản|vật liệu mới|chip cảm biến|người máy nông nghiệp|"
    "bay không người lái|vệ tinh nhỏ|năng lượng sinh khối|pin lưu trữ|"
    "xe nâng tự hành|đo lường chất lượng|sáng chế của nông dân|"
    "chữ ký số|kho dữ liệu mở|họp không giấy|lưu trữ điện tử|"
    "một cửa liên thông|công vụ xã|thi đua cụm xã|tinh giản biên chế"
).split("|")
SCOPES = (
    "vùng trung du|vùng đồng bằng|vùng duyên hải|khu vực biên giới|"
    "các đảo tiền tiêu|các xã bãi ngang|vùng đầu nguồn|khu công nghiệp ven biển|"
    "các đô thị loại hai|vùng hạ lưu|vùng lòng hồ|các huyện miền núi|"
    "khu kinh tế cửa khẩu|hành lang phía đông|hành lang phía tây|"
    "lưu vực sông lớn|vùng ngập lũ|các làng ven đô|vùng chuyên canh|khu dân cư mới"
).split("|")
PURPOSES = (
    "để nâng cao đời sống nhân dân|phục vụ phát triển kinh tế - xã hội|"
    "bảo đảm công khai, minh bạch|theo hướng hiện đại, hiệu quả|"
    "gắn với cải cách thủ tục hành chính|"
    "nhằm thích ứng với biến đổi khí hậu|bảo đảm quốc phòng, an ninh|phù hợp thông lệ quốc tế|"
    "bảo đảm tiến độ và chất lượng|trong đó ưu tiên hộ nghèo và cận nghèo"
).split("|")
SYNONYMS = tuple(
    tuple(pair.split("="))
    for pair in (
        "nâng cấp=cải tạo|giám sát=theo dõi|bảo trì=bảo dưỡng|xử lý=giải quyết|kiểm kê=thống kê|quản lý=quản trị|"
        "phát triển=đẩy mạnh|hỗ trợ=trợ giúp|ứng dụng=áp dụng|Hoàn thành=Xây xong|thu hút=kêu gọi|số hóa=lập bản số"
    ).split("|")
)
ELABORATIONS = (
    "một cách đồng bộ, thống nhất|giai đoạn trước mắt và lâu dài|có sự tham gia của người dân|từ nguồn xã hội hóa|"
    "ứng dụng công nghệ mới|do địa phương đề xuất"
).split("|")
_FIELDS = "Đê điều|Ruộng đất|Sông ngòi|Ngư nghiệp|Cầu phà|Chợ búa|Học vụ|Y dược|Thư tịch|Khí tượng|Tiết kiệm|Lễ tân"
MINISTRIES = tuple(f"Bộ {name}" for name in _FIELDS.split("|"))
PLACES = "Mây Ngàn|Suối Vàng|Đồi Thông|Bến Lội|Hang Đá|Cồn Cát|Rừng Sim|Giồng Trôm Nhỏ|Ghềnh Cao|Vũng Sâu".split("|")
_SYLLABLES = (
    "an bình châu đông giang hà khánh lâm minh ngọc phú quý sơn thanh uyên "
    "vân xuân yên hòa lộc tường thịnh nghĩa lạc đồng bắc nam tây "
    "trung thượng hạ tân cổ vĩnh phước long hưng mỹ đức trà kim bảo "
    "thạch cẩm nghi quỳnh diễn hoằng đại tiên kỳ cao vạn liên ô"
).split()
_SHORT = {
    "cơ sở dữ liệu": "CSDL",
    "Cơ sở dữ liệu": "CSDL",
    "công nghệ thông tin": "CNTT",
    "thủ tục hành chính": "TTHC",
    "đổi mới sáng tạo": "ĐMST",
}
_TONELESS = str.maketrans("ảãạằắẻẽẹếệỉĩịỏõọốộủũụứựỷỵ", "aaaăăeeeêêiiioooôôuuuưưyy")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A mention and the number of the task it states."""

    mention: Mention
    task: int


def corpus(mentions: int, seed: int = 1) -> Iterator[Labelled]:
    """So many mentions of about a third as many tasks, in documents of about forty rows. The same seed, the same
    mentions."""
    rng = random.Random(seed)
    made, task, document = 0, 0, 0
    open_documents = [_Document(rng, number) for number in range(64)]
    document = len(open_documents)
    stated: set[str] = set()
    while made < mentions:
        family = _family(rng)
        if not stated.isdisjoint(base.text for base in family):
            continue  # two tasks of one wording would be told apart by nobody
        stated.update(base.text for base in family)
        task += len(family)
        for number, base in enumerate(family, task - len(family)):
            copies = min(1 + int(rng.expovariate(0.5)), 12, mentions - made)
            for place in rng.sample(range(len(open_documents)), copies):
                holder = open_documents[place]
                yield Labelled(holder.state(rng, base), number)
                made += 1
                if holder.rows >= 40:
                    open_documents[place] = _Document(rng, document)
                    document += 1


class _Document:
    """A document that lists tasks: its rows, issuer and date."""

    def __init__(self, rng: random.Random, number: int) -> None:
        self.number = number
        self.rows = 0
        self.local = rng.random() < 0.2
        self.place = rng.choice(PLACES) if self.local else ""
        self.issued = 738_000 + rng.randrange(900)
        self.noise = 0.03 if rng.random() < 0.2 else 0.0

    def state(self, rng: random.Random, base: Mention) -> Mention:
        self.rows += 1
        name = f"d{self.number:07d}"
        bodies = (f"Sở thuộc {self.place} {base.bodies[0]}",) if self.local else base.bodies
        due = tuple(day + rng.choice((0, 0, 0, 30, 91)) for day in base.due) if rng.random() < 0.85 else ()
        return replace(
            base,
            task_id=f"{name}-{self.rows:03d}",
            text=vary(rng, base.text, self.noise),
            document_id=name,
            list_id=name,
            bodies=bodies if rng.random() < 0.93 else (rng.choice(MINISTRIES),),
            level=PROVINCE if self.local else CENTRAL,
            place=self.place,
            due=due,
            lineage=(f"{self.number}bc", *(base.lineage if rng.random() < 0.6 else ())),
            issued=self.issued,
            authority=0 if self.local else 20,
        )


def _family(rng: random.Random) -> list[Mention]:
    """One to four tasks that look alike: one frame, other objects or other products; or a package and its parts."""
    kind = rng.random()
    product, matter, thing, scope = rng.choice(PRODUCTS), rng.choice(MATTERS), rng.choice(OBJECTS), rng.choice(SCOPES)
    proper = _proper(rng) if rng.random() < 0.8 else ""
    tail = f" tại {scope} {proper}".rstrip() if rng.random() < 0.8 else ""
    if kind < 0.4:
        texts = [f"{product} {matter} {thing}{tail}"]
    elif kind < 0.55:
        texts = [f"{product} {matter} {x}{tail}" for x in rng.sample(OBJECTS, rng.randint(2, 4))]
    elif kind < 0.63:
        parts = [
            f"{rng.choice(PRODUCTS)} {rng.choice(MATTERS)} {x}{tail}" for x in rng.sample(OBJECTS, rng.randint(2, 4))
        ]
        texts = ["; ".join(parts), *parts]  # a package, and each part as a task of its own
    elif kind < 0.7:
        texts = [f"{x} {matter} {thing}{tail}" for x in rng.sample(PRODUCTS, rng.randint(2, 3))]
    elif kind < 0.8:
        law = f"Luật {thing.capitalize()} {proper}".rstrip()
        others = [f"Luật {x.capitalize()} {_proper(rng)}" for x in rng.sample(OBJECTS, 3)]
        texts = [
            f"sửa đổi các luật: {law}; {'; '.join(others)}",
            f"sửa đổi một số quy định trong {law}",
            f"sửa đổi một số quy định trong {others[0]}",
        ]
    elif kind < 0.9:
        number = f"{rng.randint(1, 400)}/{rng.randint(2018, 2026)}/QH{rng.randint(14, 16)}"
        texts = [
            f"Nghị định quy định chi tiết và hướng dẫn thi hành Nghị quyết số {number}",
            f"kế hoạch triển khai Nghị quyết số {number}",
        ]
    else:
        share, many = rng.randint(2, 95), rng.randint(3, 90)
        other = rng.choice([x for x in OBJECTS if x != thing])
        texts = [f"Bố trí ít nhất {n}% ngân sách cho {matter} {thing}{tail}" for n in (share, share + 3)]
        texts.append(f"Bố trí ít nhất {share}% ngân sách cho {matter} {other}{tail}")
        texts += [f"Hoàn thành {many} công trình {x}{tail}" for x in (thing, other)]
    ministry = rng.choice(MINISTRIES)
    due = 738_500 + 30 * rng.randrange(30)
    assigned = (f"{rng.randint(1, 300)}tb",)
    return [
        Mention(
            "",
            t,
            "",
            "",
            (ministry if rng.random() < 0.8 else rng.choice(MINISTRIES),),
            due=(due, due),
            lineage=assigned,
        )
        for t in texts
    ]


def _proper(rng: random.Random) -> str:
    return " ".join(rng.choice(_SYLLABLES).capitalize() for _ in range(rng.randint(2, 3)))


def vary(rng: random.Random, text: str, noise: float) -> str:
    """The text as another report would put it."""
    if rng.random() < 0.75:
        head = rng.choice(VERBS)
        text = f"{head} {text[0].lower() + text[1:] if not text.startswith(('Luật', 'Nghị')) else text}"
    if rng.random() < 0.35:
        text = f"{text} {rng.choice(PURPOSES)}"
    for word, synonym in SYNONYMS:
        if rng.random() < 0.25:
            text = text.replace(word, synonym)
    if " tại " in text and rng.random() < 0.25:
        text = text.replace(" tại ", f" {rng.choice(ELABORATIONS)} tại ", 1)
    if rng.random() < 0.15:
        words = text.split(" ")
        small = [at for at, word in enumerate(words) if at > 1 and word.islower()]
        left_out = rng.choice(small) if small else None
        text = " ".join(word for at, word in enumerate(words) if at != left_out)
    if "Nghị quyết số" in text and rng.random() < 0.5:
        text += " của Quốc hội về thí điểm một số cơ chế đặc thù phát triển vùng kinh tế trọng điểm"
    if rng.random() < 0.3:
        for long, short in _SHORT.items():
            text = text.replace(long, short)
    if noise:
        text = "".join(
            c.translate(_TONELESS) if rng.random() < noise * 4 else "" if rng.random() < noise / 6 else c for c in text
        )
    return text + rng.choice((".", "", ";", "."))


def relation(a: Labelled, b: Labelled) -> str:
    """What the generator says of two mentions: same, implements, or other."""
    if a.task != b.task:
        return "other"
    if a.mention.level != b.mention.level:
        return "implements"
    return "same" if a.mention.place == b.mention.place else "other"
