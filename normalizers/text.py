"""Text as Vietnamese: normal form, markup, match keys, the syllable grammar. Pure functions.

The displayed text keeps every diacritic; :func:`fold` and :func:`tone_key` are match keys only.
Sources of the rules: Unicode Standard Annex 15 (normal forms); the orthography of the Vietnamese syllable as
onset + rime + tone, with the stop finals (c, ch, p, t) taking only the tones sắc and nặng.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

_MARKED = "ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝĂĐÐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EF9, 2)))
CAPITAL: Final = f"A-Z{_MARKED}"
"""Vietnamese capital letters, for a character class: ``[{CAPITAL}]``; also the Icelandic letter that text layers have
for "Đ". A range such as "À-Ỹ" holds small letters too, for the code points of the two alternate from U+0100 on."""
SMALL: Final = f"a-z{_MARKED.lower()}"
"""Vietnamese small letters, for a character class."""

TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")
"""The five tone marks as combining characters."""

BULLETS = "•▪■□●○◦◆❖➢➤✓‣\uf0a7\uf0b7\uf0d8\uf0fc"
"""Signs that word processors set before the items of a list, beside dashes; the last four as their symbol fonts code
them (private use)."""

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")

# Markup that text exports leave behind. Only known tag names count as markup, so "< 5 %" and "<A, B>" stay.
_TAG_NAMES = (
    "a|b|big|blockquote|body|br|center|code|col|colgroup|div|em|font|h[1-6]|head|hr|html|i|img|li|mark|ol|p|pre|s|"
    "small|span|strike|strong|style|sub|sup|table|tbody|td|tfoot|th|thead|title|tr|u|ul"
)
_SUP = re.compile(r"<sup>\s*(\d{1,3})\s*</sup>", re.IGNORECASE)
_BREAK_TAG = re.compile(r"<\s*(?:br|/p|/li|/div|/tr|/h[1-6])\b[^<>]{0,200}>", re.IGNORECASE)
_TAG = re.compile(rf"</?\s*(?:{_TAG_NAMES})(?:\s[^<>]{{0,500}})?/?\s*>", re.IGNORECASE)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,500})>", re.IGNORECASE)
_HEADING_MARK = re.compile(r"^\s{0,3}#{1,6}\s+")
_EMPHASIS = re.compile(r"(\*{1,3})(?=\S)([^*]{1,4000}?)(?<=\S)\1")
_STRAY_EMPHASIS = re.compile(r"\*{2,3}")
_MATH = re.compile(r"\$\s*([^$]{1,80}?)\s*\$")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")

SUPERSCRIPT_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
"""Digits that mark a footnote."""


def nfc(text: str) -> str:
    """The text in Unicode normal form C, without invisible and control characters (tab and newline stay)."""
    return unicodedata.normalize("NFC", _CONTROL.sub("", _INVISIBLE.sub("", text)))


def squeeze(text: str) -> str:
    """The text with every run of white space as one space, trimmed."""
    return " ".join(text.split())


def clean(text_raw: str) -> str:
    """One line of display text: NFC, single spaces, without HTML and Markdown remains.

    Footnote marks written as ``<sup>1</sup>`` become superscript digits, so that they can be told from numbers.
    """
    text = nfc(text_raw)
    if "\u2044" in text:  # the fraction slash, which Tesseract writes for or beside a slash
        text = text.replace("/\u2044", "/").replace("\u2044", "/")
    if "<" in text:
        text = _SUP.sub(lambda m: m.group(1).translate(_SUPERSCRIPTS), text)
        text = _AUTOLINK.sub(r"\1", text)
        text = _BREAK_TAG.sub(" ", text)
        text = _TAG.sub(" ", text)
    if "&" in text:
        text = nfc(html.unescape(text))
    if "#" in text:
        text = _HEADING_MARK.sub("", text)
    if "*" in text:
        for _ in range(2):  # ***x*** may nest **y** once
            text = _EMPHASIS.sub(r"\2", text)
        text = _STRAY_EMPHASIS.sub("", text)
    if "$" in text:
        text = _MATH.sub(r"\1", text)
    return squeeze(text)


_MARK = re.compile(rf"(?P<unit>\b(?:[kcdm]?m|10|ha)(?=[²³]))?\s*[{SUPERSCRIPT_DIGITS}]+")


def strip_footnote_marks(text: str) -> str:
    """The text without superscript footnote digits; units and powers ("km²", "10³") keep theirs."""
    return _MARK.sub(lambda m: m.group() if m.group("unit") else "", text)


def blank_footnote_marks(text: str) -> str:
    """Like :func:`strip_footnote_marks`, with spaces in place of the digits: the offsets of all else stay."""
    return _MARK.sub(lambda m: m.group() if m.group("unit") else " " * len(m.group()), text)


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Match key: lower-case ASCII letters and digits, other characters as single spaces. Never shown."""
    decomposed = unicodedata.normalize("NFD", text.lower()).replace("đ", "d")
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", kept).strip()


def _move_tone_to_end(word: str) -> str:
    marks = unicodedata.normalize("NFD", word)
    tones = "".join(c for c in marks if c in TONES)
    return "".join(c for c in marks if c not in TONES) + tones


@lru_cache(maxsize=65536)
def tone_key(text: str) -> str:
    """Match key that forgives only case, white space and tone placement: "Hoá" and "hóa" have the same key."""
    return " ".join(_move_tone_to_end(w) for w in unicodedata.normalize("NFC", text).lower().split())


_OLD_TONE = re.compile(r"(?<![qQ])([oO])([aeAE])([\u0300\u0301\u0303\u0309\u0323])(?![a-zA-Z\u0300-\u036f])")
_OLD_TONE_UY = re.compile(r"(?<![qQ])([uU])([yY])([\u0300\u0301\u0303\u0309\u0323])(?![a-zA-Z\u0300-\u036f])")


def modern_tone(text: str) -> str:
    """Tone placement of official names: "uỷ" -> "ủy", "hoá" -> "hóa", "khoẻ" -> "khỏe". Other text is untouched."""
    text = unicodedata.normalize("NFC", text)
    out = []
    for piece in re.split(r"(\s+)", text):
        marks = unicodedata.normalize("NFD", piece)
        moved = _OLD_TONE_UY.sub(r"\1\3\2", _OLD_TONE.sub(r"\1\3\2", marks))
        out.append(unicodedata.normalize("NFC", moved) if moved != marks else piece)
    return "".join(out)


# --- the syllable grammar --------------------------------------------------------------------

_ONSETS = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q r s t th tr v x".split()
_RIMES = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong op ot
oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi
uôm uôn uông uôt uơ up ut uy uya uych uyên uyêt uyn uynh uyp uyt uyu ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn
ương ươp ươt ươu y yêm yên yêng yêt yêu
""".split()
_Q_RIMES = """
ua uac uach uai uan uang uanh uao uat uau uay uăc uăm uăn uăng uăp uăt uâc uân uâng uât uây ue uen ueo uet uê uên
uêt uênh uêch ui uit uinh uich uôc uơ uơi uơt uy uyên uyêt uynh uych uyt uyn uyu
""".split()


@cache
def _toneless_syllables() -> frozenset[str]:
    out = set(_RIMES)
    for onset in _ONSETS:
        if onset == "q":
            out.update(onset + r for r in _Q_RIMES)
        elif onset == "gi":
            out.update(onset + r for r in _RIMES if not r.startswith(("i", "y")))
            out.update("g" + r for r in _RIMES if r.startswith("i"))  # gì, gìn, giếng: the i is shared
        elif onset in ("c", "g", "ng"):
            out.update(onset + r for r in _RIMES if r[0] not in "eêiy")
        elif onset in ("k", "gh", "ngh"):
            out.update(onset + r for r in _RIMES if r[0] in "eêiy")
        else:
            out.update(onset + r for r in _RIMES)
    return frozenset(out)


@lru_cache(maxsize=65536)
def is_syllable(word: str) -> bool:
    """Whether the word can be a Vietnamese syllable (letters, vowel marks and tone agree). Case is ignored."""
    marks = unicodedata.normalize("NFD", word.lower())
    tones = [c for c in marks if c in TONES]
    if len(tones) > 1:
        return False
    base = unicodedata.normalize("NFC", "".join(c for c in marks if c not in TONES))
    if base not in _toneless_syllables():
        return False
    if base.endswith(("c", "ch", "p", "t")):
        return bool(tones) and tones[0] in "\u0301\u0323"
    return True


def has_diacritic(word: str) -> bool:
    """Whether the word carries a Vietnamese letter mark or tone (including đ)."""
    return any(unicodedata.combining(c) or c == "đ" for c in unicodedata.normalize("NFD", word.lower()))


_WORD = re.compile(r"[^\W\d_]+")


def vietnamese_share(text: str) -> float:
    """How good the text is as Vietnamese, 0..1 (0 for text without words).

    The share of words that are possible syllables, lowered when too few of them carry a diacritic: written
    Vietnamese has marks on about three words in four, a layer read without Vietnamese on few or on impossible
    ones. Acronyms in capitals and single letters say nothing and are left out.
    """
    words = [w for w in _WORD.findall(nfc(text)) if len(w) > 1]
    words = [w for w in words if not (w.isupper() and len(w) <= 6 and not has_diacritic(w))]
    if not words:
        return 0.0
    good = sum(is_syllable(w) for w in words)
    marked = sum(is_syllable(w) and has_diacritic(w) for w in words)
    return round(good / len(words) * min(1.0, marked / len(words) / 0.5), 4)
