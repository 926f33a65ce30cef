"""What the columns of a table mean: header texts -> roles, by synonyms and fuzzy match (OCR damages headers too)."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from normalizers.text import fold

TASK = "task"
ORDINAL = "ordinal"
LEAD = "lead"
COORDINATING = "coordinating"
DEADLINE = "deadline"
DELIVERABLE = "deliverable"
ASSIGNED_BY = "assigned_by"
SUPERVISOR = "supervisor"
STATUS = "status"
NOTE = "note"
INDICATOR = "indicator"
UNIT = "unit"
TARGET = "target"

# Header wordings of the genre, folded. The longest wording found in a header decides; order breaks ties.
_WORDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (ORDINAL, ("stt", "tt", "so tt", "so thu tu")),
    (ASSIGNED_BY, ("van ban giao nhiem vu", "van ban giao", "van ban chi dao", "can cu giao", "nguon giao", "can cu")),
    (
        SUPERVISOR,
        (
            "dong chi thanh vien ban chi dao chi dao theo doi",
            "lanh dao phu trach",
            "lanh dao chi dao",
            "nguoi chi dao",
            "dong chi chi dao",
            "dong chi phu trach",
            "lanh dao theo doi",
            "chi dao theo doi",
            "can bo theo doi",
        ),
    ),
    (
        STATUS,
        (
            "ket qua thuc hien",
            "tinh hinh thuc hien",
            "tinh hinh trien khai",
            "trang thai",
            "hien trang",
            "tinh trang",
            "ket qua den nay",
            "danh gia ket qua",
        ),
    ),
    (
        COORDINATING,
        ("co quan phoi hop", "don vi phoi hop", "co quan don vi phoi hop", "phoi hop thuc hien", "phoi hop"),
    ),
    (
        LEAD,
        (
            "co quan chu tri",
            "don vi chu tri",
            "co quan don vi chu tri",
            "chu tri",
            "co quan thuc hien",
            "don vi thuc hien",
            "phan cong thuc hien",
            "don vi dau moi",
            "co quan dau moi",
            "trach nhiem thuc hien",
            "to chuc thuc hien",
            "nguoi thuc hien",
            "bo phan thuc hien",
            "don vi duoc giao",
            "co quan duoc giao",
            "don vi chiu trach nhiem",
        ),
    ),
    (
        DEADLINE,
        (
            "thoi han",
            "thoi han hoan thanh",
            "thoi gian hoan thanh",
            "han hoan thanh",
            "thoi gian thuc hien",
            "thoi diem hoan thanh",
            "tien do hoan thanh",
            "tien do",
            "thoi gian trinh",
            "thoi gian",
            "han xu ly",
            "han thuc hien",
            "ngay hoan thanh",
            "moc thoi gian",
        ),
    ),
    (INDICATOR, ("chi tieu", "ten chi tieu", "noi dung chi tieu", "chi so", "muc tieu chi tieu")),
    (UNIT, ("don vi tinh", "dvt", "don vi do")),
    (TARGET, ("ket qua can dat", "muc tieu", "chi tieu giao", "gia tri", "ke hoach", "muc phan dau")),
    (
        DELIVERABLE,
        (
            "ket qua",
            "san pham",
            "ket qua dau ra",
            "san pham dau ra",
            "san pham du kien",
            "ket qua san pham",
            "hinh thuc van ban",
            "san pham hoan thanh",
            "ket qua dat duoc",
            "yeu cau san pham",
        ),
    ),
    (
        TASK,
        (
            "nhiem vu",
            "ten nhiem vu",
            "noi dung nhiem vu",
            "nhiem vu cu the",
            "nhiem vu chinh",
            "noi dung cong viec",
            "noi dung",
            "cong viec",
            "nhiem vu giai phap",
            "ten cong viec",
            "hoat dong",
            "noi dung hoat dong",
            "noi dung thuc hien",
            "viec can lam",
            "ten de an",
            "ten van ban",
            "ten chuong trinh",
            "dau viec",
        ),
    ),
    (NOTE, ("ghi chu", "ghi chu khac")),
)
_FLAT = tuple((wording, role) for role, wordings in _WORDINGS for wording in wordings)


def _contains(header: str, wording: str) -> bool:
    return f" {wording} " in f" {header} "


@lru_cache(maxsize=4096)
def header_role(text: str) -> str | None:
    """The role of one header cell, or None when it is not recognised.

    Exact wordings inside the header win, the one that begins first, then the longest ("Đồng chí ... chỉ đạo, theo
    dõi"; "Cơ quan chủ trì thực hiện"), unless they are a small part of a header that as a whole is nearly a wording of
    another role. Otherwise the most similar wording, with or without spaces, if it is alike enough and no wording of
    another role is about as similar, so that a header damaged by OCR still counts.
    """
    header = fold(text)
    if not header or len(header) > 120:
        return None
    if _is_ordinal_word(header):
        return ORDINAL
    found = [
        ((" " + header + " ").index(f" {wording} "), -len(wording), role)
        for wording, role in _FLAT
        if _contains(header, wording)
    ]
    if found:
        if header.startswith("dong chi") and not any(role == LEAD for _, _, role in found):
            return SUPERVISOR
        _, size, exact = min(found)
        whole = _most_alike(header, _WHOLE) if -size < 0.5 * len(header) else None
        return exact if whole is None else whole
    return _most_alike(header, _ALIKE)


def names_both_roles(header: str) -> bool:
    """Whether one column holds the leading and the coordinating bodies ("Cơ quan chủ trì/phối hợp")."""
    key = fold(header)
    return _contains(key, "chu tri") and _contains(key, "phoi hop")


_ALIKE = 84
"""rapidfuzz ratio (0..100) from which a damaged header counts as a wording: one letter in six may be wrong."""
_WHOLE = 86
"""The same against an exact but partial wording. Of headers with a meaning of their own the nearest are below 83
("Ngày giao nhiệm vụ" to "Văn bản giao nhiệm vụ")."""
_MARGIN = 4
"""By how much the best role must lead the second."""


def _most_alike(header: str, least: float) -> str | None:
    """The role whose wording the whole header is most like, with or without spaces; None when none or two are."""
    solid = header.replace(" ", "")
    best: dict[str, float] = {}
    for wording, role in _FLAT:
        if len(wording) > 4:
            ratio = max(fuzz.ratio(header, wording), fuzz.ratio(solid, wording.replace(" ", "")))
            best[role] = max(best.get(role, 0.0), ratio)
    ranked = sorted(((ratio, role) for role, ratio in best.items()), reverse=True)
    (first, role), (second, _) = ranked[:2]
    return role if first >= least and first - second >= _MARGIN else None


def _is_ordinal_word(header: str) -> bool:
    """Whether a header is "STT" with one letter lost, doubled or read wrongly ("ST", "SIT", "5TT", "S TT")."""
    letters = header.replace(" ", "")
    return letters[0] in "s5" and 2 <= len(letters) <= 4 and Levenshtein.distance(letters, "stt") <= 1


def resolve_roles(headers: tuple[str, ...]) -> tuple[str | None, ...]:
    """Roles of all columns of one header row; what a column means can depend on its neighbours.

    In a table of indicators "Kết quả" is the target and "Đơn vị" the unit; the first of two columns with the same
    role keeps it and the other becomes unknown (its text is kept in ``note``), except that a second "Kết quả" column
    after a deliverable is a status.
    """
    roles: list[str | None] = [header_role(h) for h in headers]
    folded = [fold(h) for h in headers]
    if INDICATOR in roles:
        for i, h in enumerate(folded):
            if roles[i] is None and h in ("don vi", "dv"):
                roles[i] = UNIT
            elif roles[i] in (DELIVERABLE, STATUS) or (roles[i] is None and h.startswith(("nam ", "den nam"))):
                roles[i] = TARGET
    elif UNIT in roles and TARGET in roles and TASK in roles:
        roles[roles.index(TASK)] = INDICATOR
    else:
        for i, role in enumerate(roles):
            if role == TARGET:
                roles[i] = DELIVERABLE if DELIVERABLE not in roles else None
            elif role is None and folded[i] in ("don vi", "co quan", "co quan don vi") and LEAD not in roles:
                roles[i] = LEAD
    if roles[0] is None and len(folded[0]) <= 5 and (TASK in roles or INDICATOR in roles):
        roles[0] = ORDINAL  # "STT" is short enough for OCR to spoil beyond likeness
    seen: set[str] = set()
    for i, role in enumerate(roles):
        if role is None:
            continue
        if role in seen:
            roles[i] = STATUS if role == DELIVERABLE and STATUS not in roles else None
        else:
            seen.add(role)
    return tuple(roles)


def is_header(texts: tuple[str, ...]) -> bool:
    """Whether a row of cell texts is a header: at least two recognised roles, in most of its filled cells."""
    filled = [t for t in texts if t.strip()]
    if len(filled) < 2 or any(len(t) > 120 for t in filled):
        return False
    known = sum(header_role(t) is not None for t in filled)
    exact = sum(_short_match(t) for t in filled)
    return known >= 2 and exact >= 2 and known >= 0.5 * len(filled)


def _short_match(text: str) -> bool:
    """A header cell is little more than its wording; a data cell that merely contains one is longer."""
    header = fold(text)
    if header_role(text) is None:
        return False
    best = max((len(w) for w, _ in _FLAT if _contains(header, w)), default=len(header))
    return best >= 0.34 * len(header) or len(header.split()) <= 12


def is_task_table(roles: tuple[str | None, ...]) -> bool:
    """A table hands out tasks when it has a task column and says who, when, or what comes of it."""
    return (
        TASK in roles
        and INDICATOR not in roles
        and bool({LEAD, COORDINATING, DEADLINE, DELIVERABLE, ASSIGNED_BY, SUPERVISOR} & set(roles))
    )


def is_indicator_table(roles: tuple[str | None, ...]) -> bool:
    """A table of targets has an indicator column and a unit or a target."""
    return INDICATOR in roles and bool({UNIT, TARGET} & set(roles))
