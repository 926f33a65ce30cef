"""What one task text says, as sets and arrays that can be compared without looking at the text again.

Everything here is a function of one text, so it can be kept from run to run. Words are folded syllables and pairs of
neighbouring syllables: most Vietnamese words have two, and a word segmenter takes 4 ms a text, two hundred times as
long.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain

import numpy as np
import numpy.typing as npt

from normalizers.language_model import language_model
from normalizers.text import CAPITAL, fold

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

TERM_BITS = 24
"""Terms are hashed to this many bits: 16.7 million places, of which a million tasks fill about a tenth."""
_MASK = (1 << TERM_BITS) - 1

# --- folding, fast ------------------------------------------------------------------------------------------------

_LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậ|dđ|eèéẻẽẹêềếểễệ|iìíỉĩị|oòóỏõọôồốổỗộơờớởỡợ|uùúủũụưừứửữự|yỳýỷỹỵ"  # each group by its first letter
)
_PLAIN = str.maketrans(
    {c: group[0] for group in _LETTERS.split("|") for c in group[1:]}
    | {c.upper(): group[0] for group in _LETTERS.split("|") for c in group}
)

# --- wording that every task may have: it says how to work, not on what --------------------------------------------

_ABBREVIATIONS = {
    "CSDLQG": "cơ sở dữ liệu quốc gia",
    "CSDL": "cơ sở dữ liệu",
    "CNTT": "công nghệ thông tin",
    "TTHC": "thủ tục hành chính",
    "DVCTT": "dịch vụ công trực tuyến",
    "DVC": "dịch vụ công",
    "KHCN": "khoa học công nghệ",
    "KH&CN": "khoa học công nghệ",
    "KH, CN": "khoa học công nghệ",
    "ĐMST": "đổi mới sáng tạo",
    "CĐS": "chuyển đổi số",
    "CDS": "chuyển đổi số",
    "AI": "trí tuệ nhân tạo",
    "NSNN": "ngân sách nhà nước",
    "QPPL": "quy phạm pháp luật",
    "CBCCVC": "cán bộ công chức viên chức",
    "UBND": "ủy ban nhân dân",
    "HĐND": "hội đồng nhân dân",
    "XHCN": "xã hội chủ nghĩa",
    "KT-XH": "kinh tế xã hội",
    "GD&ĐT": "giáo dục đào tạo",
    "DNNVV": "doanh nghiệp nhỏ và vừa",
    "ATGT": "an toàn giao thông",
    "TTATGT": "trật tự an toàn giao thông",
    "TNGT": "tai nạn giao thông",
    "ATTP": "an toàn thực phẩm",
    "ANTT": "an ninh trật tự",
    "BHYT": "bảo hiểm y tế",
    "BHXH": "bảo hiểm xã hội",
    "BHTN": "bảo hiểm thất nghiệp",
    "GPMB": "giải phóng mặt bằng",
    "PCCC": "phòng cháy chữa cháy",
    "PCTT": "phòng chống thiên tai",
    "TKCN": "tìm kiếm cứu nạn",
    "CNCH": "cứu nạn cứu hộ",
    "NOXH": "nhà ở xã hội",
    "NTM": "nông thôn mới",
    "CCHC": "cải cách hành chính",
    "BVMT": "bảo vệ môi trường",
    "BĐKH": "biến đổi khí hậu",
    "KCN": "khu công nghiệp",
    "CCN": "cụm công nghiệp",
    "KKT": "khu kinh tế",
    "THPT": "trung học phổ thông",
    "THCS": "trung học cơ sở",
    "MTTQ": "mặt trận tổ quốc",
    "MTQG": "mục tiêu quốc gia",
    "DTTS": "dân tộc thiểu số",
    "HTX": "hợp tác xã",
    "TMĐT": "thương mại điện tử",
    "QSDĐ": "quyền sử dụng đất",
    "NSTW": "ngân sách trung ương",
    "NSĐP": "ngân sách địa phương",
    "CBCC": "cán bộ công chức",
    "GTVT": "giao thông vận tải",
    "BTXM": "bê tông xi măng",
}
_ALIKE = {
    "kiều bào": "người việt nam ở nước ngoài",
    "người trẻ": "thanh niên",
    "đảm bảo": "bảo đảm",
    "triển khai thực hiện": "thực hiện",
    "tổ chức thực hiện": "thực hiện",
    "tổ chức triển khai": "thực hiện",
    "triển khai": "thực hiện",
    "trang thiết bị": "thiết bị",
    "khám, chữa bệnh": "khám bệnh, chữa bệnh",
    "vắc-xin": "vắc xin",
    "vaccine": "vắc xin",
    "hoàn tất": "hoàn thành",
    "lắp đặt": "lắp",
    "internet kết nối vạn vật": "internet vạn vật",
}
"""Other words for the same thing, in lower case: only such as mean the same wherever this genre uses them."""
_VARIANT = re.compile(
    rf"(?<!\w)(?:{'|'.join(map(re.escape, sorted(_ABBREVIATIONS, key=len, reverse=True)))}"
    rf"|(?i:{'|'.join(map(re.escape, sorted(_ALIKE, key=len, reverse=True)))})"
    r")(?!\w)|(?<!\w)(?:QL|ĐT)[. ]?(?=\d)"
)
_ROADS = {"QL": "quốc lộ ", "ĐT": "đường tỉnh "}
_LEADING_ZERO = re.compile(r"(?<![\w/.,-])0+(?=[1-9]\d*(?![\w/-]|[.,]\d))")


def _spelt_out(match: re.Match[str]) -> str:
    said = match[0]
    return _ABBREVIATIONS.get(said) or _ALIKE.get(said.lower()) or _ROADS[said[:2]]


# The title of a cited document repeats what its number says already.
_TITLE = re.compile(
    r"(?P<number>\d[\d.]*(?:/\d{4})?[/-][A-ZĐ][\w./-]*)(?:,? ngày [\d/.\- ]{6,12}(?:tháng \d+ năm \d+)?)?"
    r"(?: của [^,;.]{3,80}?)? (?:về|quy định) [^;.]{8,300}"
)
# "Chỉ đạo Bộ X chủ trì, phối hợp với các cơ quan liên quan ...": who works, at the head of a task.
_WHO = re.compile(
    rf"^(?:(?:Chỉ đạo|Giao|Yêu cầu|Đề nghị) )?(?:các )?[{CAPITAL}][^;:.]{{2,90}}? chủ trì"
    r"(?:,? phối hợp[^;:.]{2,90}?(?:liên quan|địa phương))?,? "
)
_SPACES = re.compile(r"[^0-9a-z%]+")
_MARKED = re.compile(r"[^0-9a-z%|]+")
_FRAME = re.compile(
    (
        r"\b(?:"
        r"(?:trinh|de xuat|tham muu|kien nghi|bao cao)(?: (?:voi|cho))?(?: cap co tham quyen| thu tuong chinh phu"
        r"| chinh phu| quoc hoi"
        r"| bo chinh tri| ban bi thu| uy ban thuong vu quoc hoi)(?: xem xet| bieu quyet| cho y kien| quyet dinh)*"
        r"(?: thong qua| ban hanh| phe duyet)?"
        r"|khan truong|tiep tuc|kip thoi|tap trung|day manh|som|chi dao|to chuc(?= trien khai| thuc hien)|chu dong"
        r"|nghien cuu(?= de xuat| xay dung| sua doi| ban hanh| hoan thien)|de xuat|hinh thanh|thiet lap|xay dung"
        r"|ban hanh|hoan thien|hoan thanh|chu tri|phoi hop(?: chat che)?(?: voi| cung)?|phe duyet|cong bo|du thao"
        r"|du an(?= luat)|dua vao(?: su dung| khai thac| hoat dong| van hanh)+"
        r"|cac co quan(?: don vi)?(?: co)? lien quan|theo quy trinh thu tuc rut gon|theo quy dinh|mot so dieu(?: cua)?"
        r")\b"
    ).replace(" ", r"\|? ")  # a stop, "|", may stand between its words
)

# "Trên địa bàn tỉnh", "của xã": a local body's task is for its own place whether it says so or not.
_HERE = re.compile(r"\b(?:trên|qua) địa bàn (?:tỉnh|[Tt]hành phố|xã|phường|đặc khu)\b|\bcủa (?:tỉnh|xã|phường)\b")

# Words that only join others, with their marks: folded, "vé" (ticket) is "về" (of), "cho" is "chợ" (market). In small
# letters: to pass over case takes twice as long.
_JOINING = re.compile(
    r"(?<!\w)(?:(?:trong lĩnh vực|trên địa bàn|dành riêng cho|nhằm mục đích|đặc biệt là|toàn quốc|tối thiểu|toàn bộ"
    r"|lĩnh vực|dành cho|nhất là|phạm vi|ít nhất|đối với|cả nước|tất cả|trong|thuộc|những|giữa|bằng|nhằm|được|theo|trên"
    r"|việc|của|các|mọi|mỗi|cho|này|với|như|khi|tại|vào|đến|tới|từ|đó|để|do|là|về|và|ở)(?!\w)\s*)+"
)

# "Kế hoạch này" is another plan in each document: these words are kept, spelt so that they do not join.
_OWN = re.compile(
    r"(?i)\b(quyết định|nghị quyết|nghị định|chỉ thị|thông tư|kế hoạch|thông báo|chương trình|công văn|kết luận"
    r"|công điện|văn bản|báo cáo|đề án|quy định|quy chế|hướng dẫn|luật|phụ lục|hội nghị) này\b"
)
OWN_DOCUMENT = re.compile(
    r"\b(?:quyet|dinh|thi|tu|hoach|bao|trinh|van|luan|dien|ban|cao|an|che|dan|luat|luc|nghi) nay\b"
)
"""Words of a reading (see :class:`Reading`) by which a task refers to the document it stands in."""

# --- what is made: a task to draw up a list is not the task to draw up a programme ---------------------------------

_PRODUCTS = (
    "luat|phap lenh|nghi dinh|nghi quyet|thong tu|quyet dinh|chi thi|chien luoc|chuong trinh|ke hoach|de an|danh muc"
    "|quy hoach|bo tieu chi|bo chi so|co so du lieu|quy dau tu|quy phat trien|co che|chinh sach|phong trao|nen tang"
    "|he thong thong tin|trung tam|khung|mo hinh|tieu chuan|quy chuan|bao cao|ho so|hoi nghi|lo trinh|quy trinh|quy che"
    "|quy dinh"
)
# What is made stands at the head of a task: a product named later is what it is made for. Provisions amended "trong
# Luật X" are a law that is made (the "trong" is set aside before).
_PRODUCT = re.compile(
    rf"(?:sua doi (?:bo sung )?(?:de )?(?:(?:(?:mot so|cac) )?(?:noi dung|quy dinh) )?)?"
    rf"(?:\w+ ){{0,4}}?(?P<name>{_PRODUCTS})\b"
)
_PRODUCT_CODES = {name: code for code, name in enumerate(_PRODUCTS.split("|"), 1)}
_PRODUCT_CODES["chinh sach"] = _PRODUCT_CODES["co che"]  # "cơ chế, chính sách" is one phrase

LAW = _PRODUCT_CODES["luat"]
"""The number of the product "luật"."""

# --- one word that changes all ------------------------------------------------------------------------------------

_OPPOSED = (
    ("khai mac", "be mac"),
    ("so ket(?! noi)", "tong ket(?! noi)"),
    ("tien kha thi", "(?<!tien )kha thi"),
    ("xuat khau", "nhap khau"),
    ("mam non", "tieu hoc", "trung hoc co so", "trung hoc pho thong", "dai hoc"),
    ("thanh lap", "giai the"),
    ("du toan", "quyet toan"),
    ("dau nam", "cuoi nam"),
)
OPPOSED = tuple(tuple(re.compile(rf"\b{word}\b") for word in words) for words in _OPPOSED)
"""Words of a reading of which a task says one or several: two tasks that share none of a line are two."""
OPPOSED_ANY = re.compile("|".join(chain.from_iterable(_OPPOSED)))
"""Any of them."""

# --- named objects -------------------------------------------------------------------------------------------------

_NUMBERED = re.compile(r"(?<![\w/.,-])(\d{1,6})(?:/((?:19|20)\d\d))?(?:/|-)([A-ZĐ]\w*)(?:[-/][A-ZĐ]\w*)*")
_QUANTITY = re.compile(r"(?<![\w/.,-])(\d+(?:[.,]\d+)*)( ?%)?(?![\w/-]|[.,]\d)")
_ROMAN = re.compile(r"(?<![\w./-])[IVX]{1,4}(?![\w./-])")
_DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{4}|\d{1,2}[/.-](?:19|20)\d\d|(?:năm |-)(?:19|20)\d\d|(?:19|20)\d\d")
_ENUMERATOR = re.compile(r"\(\d{1,2}\)|\b\d{1,2}\)")
# Where another piece of work begins, and not a purpose or an emphasis of the same.
_CLAUSE = re.compile(
    rf"(?:;|\.(?=\s+[{CAPITAL}])|\((?<=\s\()(?:\d{{1,2}}|[ivx]{{1,4}}|[a-zđ])\)|\s[-+](?=\s)|\s(?:bao )?gồm\b:?"
    r"|,\s(?:bao )?gồm\b:?)\s*+"
    r"(?!(?i:để|nhằm|bảo đảm|đảm bảo|phục vụ|gắn với|trong đó|chú trọng|ưu tiên|nhất là|đặc biệt|góp phần|theo hướng"
    r"|tạo)\b)"
)
# Where words that say a piece of work may begin.
_STOP = re.compile(r"[,:;.](?=\s)|(?:(?<=trong đó)|(?<=trước mắt)|(?<=trọng tâm)|(?<=trọng tâm là))(?=\s)")
_LAW = re.compile(
    r"(?:Bộ luật|Luật|Pháp lệnh) (?!sửa đổi|và|liên quan|có|này)(?P<name>[^;:.()\"“”]{3,90}?)"
    r"(?=$|[;:.()\"“”]| (?:tại|trình|để|nhằm|theo|trong|sửa đổi|bổ sung|thay thế|đã|được|với|và các)\b"
    r"|,? (?:và )?(?:Bộ luật|Luật)\b)"
)
_BASE = re.compile(
    r"(?:[Cc]ơ sở dữ liệu|CSDL)(?: [Qq]uốc gia| chuyên ngành)?(?: về)? (?P<name>"
    r"(?:[^;:.()\"“”,]{1,12}, )?[^;:.()\"“”,]{3,80}?)"
    r"(?=$|[;:.()\"“”,]| (?:để|nhằm|theo|trong|phục vụ|bảo đảm|đã|được|với)\b)"
)


SHORTEST_ASIDE = 7
"""Shorter names and deadlines ("Bộ", "2025") may be parts of other words."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One text: its content words in order (folded), what is made, and what it names.

    ``clauses``: where in ``words`` each piece of work after the first begins; where one may begin, behind a comma or a
    colon, as a negative number.
    """

    words: tuple[str, ...]
    clauses: tuple[int, ...]
    product: int
    references: tuple[str, ...]
    names: tuple[str, ...]
    quantities: tuple[str, ...]


def plain(text: str) -> str:
    """Folded text as :func:`normalizers.text.fold` makes it, with "%" kept. ``text`` must be NFC."""
    return " ".join(filter(None, map(_plain_word, text.split())))


@lru_cache(maxsize=1 << 16)
def _plain_word(word: str) -> str:
    return _SPACES.sub(" ", word.translate(_PLAIN).lower()).strip()


def _plain(text: str, spaces: re.Pattern[str]) -> str:
    return spaces.sub(" ", text.translate(_PLAIN).lower())


def read(text: str, aside: Sequence[str] = ()) -> Reading:
    """Read one task text. ``aside``: words of it, as printed, that only say who works or until when."""
    for said in aside:
        if len(said) >= SHORTEST_ASIDE:
            text = text.replace(said, " ")
    text = _WHO.sub("", text, 1)
    text = _VARIANT.sub(_spelt_out, text)
    references: tuple[str, ...] = ()
    if "/" in text or "-" in text:
        references = tuple(sorted({_reference(m) for m in _NUMBERED.finditer(text)}))
        if references:
            text = _TITLE.sub(r"\g<number>", text)
    patterns = [p for p, sign in ((_LAW, "uật "), (_LAW, "háp lệnh"), (_BASE, "dữ liệu")) if sign in text]
    names = tuple(sorted({plain(m["name"]) for pattern in patterns for m in pattern.finditer(text)}))
    counted = set(_ROMAN.findall(text))
    if any(map(str.isdigit, text)):
        text = _LEADING_ZERO.sub("", text)
        bare = _DATE.sub(" ", _ENUMERATOR.sub(" ", _NUMBERED.sub(" ", text)))
        counted |= {m[1].lstrip("0") + (m[2] or "").strip() for m in _QUANTITY.finditer(bare)} - {""}
    quantities = tuple(sorted(counted))
    text = _HERE.sub(" ", text)
    if " này" in text:
        text = _OWN.sub(r"\1 nầy", text)
    words, clauses = _words(text)
    words = words or tuple(plain(text).split())
    product = _PRODUCT.match(" ".join(words))
    return Reading(words, clauses, _PRODUCT_CODES[product["name"]] if product else 0, references, names, quantities)


def _words(text: str) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """The content words of a text, and where pieces of work begin or may begin (see :class:`Reading`)."""
    words: list[str] = []
    begins: dict[int, int] = {}
    for piece in _CLAUSE.split(text):
        begins[len(words)] = 1
        marked = _STOP.sub("| ", piece.replace("|", " "))
        for token in _FRAME.sub(" ", _plain(_JOINING.sub(" ", marked.lower()), _MARKED)).split():
            if word := token.rstrip("|"):
                words.append(word)
            if token != word:
                begins.setdefault(len(words), -1)
    return tuple(words), tuple(at * sign for at, sign in begins.items() if 0 < at < len(words))


def _reference(match: re.Match[str]) -> str:
    """What two spellings of one number share: "193/2025/QH15" and "193/2025/NQ-QH15", "57-NQ/TW" and "57/NQ-TW"."""
    number, year, code = match.groups()
    return f"{int(number)}/{year}" if year else f"{int(number)}-{fold(code)}"


def hash_text(text: str) -> int:
    """A hash of a text that is the same in every process, 63 bits."""
    data = text.encode()
    return zlib.crc32(data) << 31 ^ zlib.adler32(data)


# --- terms ---------------------------------------------------------------------------------------------------------


_NEXT = 1_000_003
"""The number of a pair of words is that of the first times this and that of the second."""
_SYLLABLE = re.compile("[a-z]+")


@cache
def _word_number(word: str) -> int:
    return zlib.crc32(word.encode()) & 0x7FFFFFFF


def terms(readings: Iterable[Sequence[str]]) -> tuple[Ints, npt.NDArray[np.int32]]:
    """(``starts``, ``ids``): the sorted distinct terms of text ``i`` are ``ids[starts[i]:starts[i + 1]]``.

    A term is a syllable (an even number) or two neighbouring syllables (an odd one), of ``TERM_BITS`` bits.
    """
    lengths: list[int] = []
    flat: list[int] = []
    for words in readings:
        lengths.append(len(words))
        flat.extend(map(_word_number, words))
    many = np.asarray(lengths, np.int64)
    word = np.asarray(flat, np.int64)
    owner = np.repeat(np.arange(len(many)), many)
    single = _single(word)
    together = owner[1:] == owner[:-1]
    double = _pair(word[:-1], word[1:])[together]
    keys = distinct(
        np.concatenate([owner << TERM_BITS | single, owner[1:][together] << TERM_BITS | double])
        if len(word)
        else np.zeros(0, np.int64)
    )
    starts = np.zeros(len(many) + 1, np.int64)
    np.cumsum(np.bincount(keys >> TERM_BITS, minlength=len(many)), out=starts[1:])
    return starts, (keys & _MASK).astype(np.int32)


def distinct(values: Ints) -> Ints:
    """The values sorted, each once; faster than ``numpy.unique`` for millions of integers."""
    ordered = np.sort(values)
    return ordered[np.concatenate([[True], ordered[1:] != ordered[:-1]])] if len(ordered) else ordered


def term_of(word: str) -> int:
    """The term of one folded word."""
    return int(_single(np.array([_word_number(word)], np.int64))[0])


def _single(words: Ints) -> Ints:
    """The terms of single words: even numbers."""
    return _mixed(words) & ~1


def _pair(words: Ints, following: Ints) -> Ints:
    """The terms of pairs of words: odd numbers."""
    return _mixed(words * _NEXT + following) | 1


def _mixed(values: Ints) -> Ints:
    """A hash of each value (the finaliser of SplitMix64, Steele et al. 2014), cut to ``TERM_BITS``."""
    with np.errstate(over="ignore"):
        x = values.astype(np.uint64)
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return ((x ^ (x >> np.uint64(31))) & np.uint64(_MASK)).astype(np.int64)


_READ_TEXTS = 20_000
"""What the language data say is taken for the count of so many tasks: a term that they lack weighs as if one of these
held it."""
_TYPICAL_LENGTH = 30  # syllables of a task


@cache
def _prior() -> tuple[Ints, Floats]:
    """(term numbers, share of texts that hold each) of the syllables, and pairs of them, of the language model."""
    model = language_model()
    size = len(model.words)
    number = np.array([_word_number(key) if _SYLLABLE.fullmatch(key) else -1 for key in map(fold, model.words)])
    pairs = model.keys[: np.searchsorted(model.keys, size * size)]
    before, after = pairs // size, pairs % size
    ids = np.concatenate([_single(number), _pair(number[before], number[after])])
    log_p = np.concatenate([model.log_p[:size], model.log_p[before] + model.log_p[size : size + len(pairs)]])
    known = np.concatenate([number >= 0, (number[before] >= 0) & (number[after] >= 0)])
    terms, where = np.unique(ids[known], return_inverse=True)
    # Spellings that folding makes alike are one term.
    return terms, 1 - np.exp(-_TYPICAL_LENGTH * np.bincount(where, np.exp(log_p[known].astype(np.float64))))


@cache
def term_weights() -> npt.NDArray[np.float32]:
    """How much each term says (idf in nats), by its number.

    It comes from the language data that ship, not from the mentions at hand: so what two mentions have in common does
    not depend on which others there are.
    """
    known, share = _prior()
    weights = np.full(1 << TERM_BITS, np.log(_READ_TEXTS / 1.5), np.float32)
    weights[known] = np.maximum(np.log(_READ_TEXTS / (_READ_TEXTS * share + 1.5)), 0.1)
    return weights
