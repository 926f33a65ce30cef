"""The folded view of a text that the rules of the deadline grammar read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from normalizers.deadline_damage import dirt
from normalizers.reference import find_references

# Words whose fold is also the fold of other words: the forms that may stand for the key. Any other word with that
# fold is hidden from the rules ("đầu tư năm 2025" is not "từ năm 2025", "xếp hạng năm" not "hằng năm").
_MEANT: dict[str, frozenset[str]] = {
    line.split()[0]: frozenset(line.split()[1:])
    for line in """
        can cần
        cham chậm cham
        chua chưa
        cung cùng
        cuoi cuối cuoi
        da đã
        dau đầu
        den đến đên dến
        giam giảm
        giua giữa giua
        duoc được
        gui gửi gởi
        han hạn
        hang hằng hàng hăng hang
        het hết
        khi khi
        la là
        lan lần
        moi mỗi
        muon muộn
        nam năm nãm nam
        neu nếu
        ngay ngày ngay
        quy quý quí qúy qúi quy
        sau sau sáu
        tang tăng
        thang tháng thang
        tinh tính tình
        trinh trình
        trong trong
        tu từ
        tuan tuần
        va và
        vao vào
        xong xong
    """.strip().splitlines()
}
# In a deadline cell the genre is known: a word without any mark is what it folds to, and a mark that the scanner
# changed does not hide these words.
_LOOSE_IN_CELLS = frozenset({"quy", "thang", "nam", "ngay", "hang", "den", "het", "va", "trong"})
# A word and a number that lost their space in a cell: "Trước30/6/2025".
_RUN_ON = re.compile(r"(?<!\w)(?:trước|đến|hết|từ|trong|nhất|là|truoc|den|het|tu|nhat)(?=\d)", re.IGNORECASE)
_MARKUP = re.compile(r"<[^<>]{1,60}>")
_WORD = re.compile(r"[^\W\d_]+")
_DASHES = frozenset("‐‑‒–—−")


@lru_cache(maxsize=8192)
def _fold_char(char: str) -> str:
    """Lower case without marks; "" for a combining mark; " " for white space, emphasis marks and superscripts."""
    if char in _DASHES:
        return "-"
    if char in "*_`" or char.isspace() or unicodedata.decomposition(char).startswith("<super>"):
        return " "
    if unicodedata.decomposition(char).startswith("<fraction>"):
        return "#"  # "½" is no day of a month
    plain = unicodedata.normalize("NFKD", char).translate({0x2044: "/", ord("đ"): "d", ord("Đ"): "D", 0xD0: "D"})
    return "".join(c for c in plain.lower() if not unicodedata.combining(c))


@lru_cache(maxsize=16384)
def _fold(word: str) -> str:
    return "".join(map(_fold_char, word))


class View:
    """The folded form of a text for matching, with the way back to the text.

    ``v`` is what the rules read. ``origin[i]`` is the offset in ``text`` of the character behind ``v[i]``. Cited
    documents are blotted out with "#": their numbers and dates are nobody's deadline.
    """

    def __init__(self, text: str, *, cell: bool) -> None:
        self.text = text
        hidden = bytearray(len(text))
        respelt: dict[int, str] = {}
        for match in _WORD.finditer(text):
            fold = _fold(match.group())
            if fold == "qui" and match.group()[1:].lower() in (
                {"uí", "úi", "ui"} if cell else {"uí", "úi"}
            ):  # the other spelling of "quý"
                respelt[match.end() - 1] = "y"
            if fold == "sau" and match.group().lower() == "sáu":  # six, not "sau" (after)
                respelt[match.start()] = "6"
                hidden[match.start() + 1 : match.end()] = b"\5" * (match.end() - match.start() - 1)
            meant = _MEANT.get(fold)
            if meant is None or (cell and fold in _LOOSE_IN_CELLS):
                continue
            low = unicodedata.normalize("NFC", match.group()).lower()
            if low not in meant and not (cell and low == fold):
                hidden[match.start() : match.end()] = b"\1" * (match.end() - match.start())
        for match in _RUN_ON.finditer(text) if cell else ():
            respelt[match.end()] = " " + _fold_char(text[match.end()])
        for match in _MARKUP.finditer(text):
            hidden[match.start() : match.end()] = b"\2" * (match.end() - match.start())
        for reference in find_references(text):
            hidden[reference.start : reference.end] = b"\3" * (reference.end - reference.start)
        if cell:
            for start, end in dirt("".join((_fold_char(c) or " ")[0] for c in text)):
                hidden[start:end] = b"\4" + b"\5" * (end - start - 1)
        chars: list[str] = []
        origin: list[int] = []
        for index, char in enumerate(text):
            if hidden[index] == 5:
                continue
            folded = ("", "~", " ", "#", " ")[hidden[index]] or respelt.get(index) or _fold_char(char)
            for each in folded:
                if each == " " and (not chars or chars[-1] == " "):
                    continue
                chars.append(each)
                origin.append(index)
        self.v = "".join(chars)
        self.origin = origin

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Offsets in ``text`` of ``v[start:end]``, without white space at the ends."""
        while start < end and self.v[start] == " ":
            start += 1
        while end > start and self.v[end - 1] == " ":
            end -= 1
        if start == end:
            here = self.origin[start] if start < len(self.origin) else len(self.text)
            return here, here
        last = self.origin[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1
        return self.origin[start], last

    def raw(self, start: int, end: int) -> str:
        """The text behind ``v[start:end]``."""
        first, last = self.span(start, end)
        return self.text[first:last]
