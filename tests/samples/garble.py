"""Write Vietnamese as an OCR engine without Vietnamese would: marks lost or misread, letters dropped or split.

The confusions are those that such engines are known for: a letter with two marks is unknown to them, so it comes out
as its skeleton, as a western accented letter, or as a look-alike.
"""

from __future__ import annotations

import unicodedata

import numpy as np

CONFUSED = {
    "ê": ("é", "e", "ê"),
    "ế": ("é", "e", ""),
    "ề": ("è", "e"),
    "ể": ("e", "é"),
    "ễ": ("e", "ê"),
    "ệ": ("e", "é", ""),
    "ị": ("j", "i", ""),
    "ộ": ("i", "o", "Q"),
    "ố": ("o", "6", "ô"),
    "ồ": ("o", "ô"),
    "ổ": ("o", "6"),
    "đ": ("d", "cl", "c"),
    "Đ": ("D", "B", "O"),
    "ư": ("u", "ir", "uo"),
    "ứ": ("ir", "u", "U"),
    "ự": ("u", "ir", "y"),
    "ữ": ("u", "fi"),
    "ơ": ("o", "a", "cr"),
    "ớ": ("6", "o"),
    "ợ": ("q", "o", ""),
    "ờ": ("o", "a"),
    "ậ": ("a", "4", ""),
    "ấ": ("a", "â"),
    "ạ": ("a", ""),
    "ụ": ("u", "y"),
    "ủ": ("u", "ü"),
    "ả": ("a", "á"),
    "ọ": ("o", "9"),
}
WESTERN = set("áàâéèêíìóòôúùãõýÁÀÂÉÈÊÍÌÓÒÔÚÙÃÕÝ")


def skeleton(char: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))


def garble(word: str, rng: np.random.Generator) -> str:
    """``word`` misread; the same generator state gives the same misreading. Only Latin-1 letters come out."""
    out = []
    for char in word:
        lower = char.lower()
        if char in CONFUSED or lower in CONFUSED:
            options = CONFUSED.get(char) or tuple(o.upper() for o in CONFUSED[lower])
            out.append(options[int(rng.integers(len(options)))])
        elif char in WESTERN:
            out.append(char if rng.random() < 0.35 else skeleton(char))
        elif ord(char) > 127:
            out.append(skeleton(char))
        elif char.isalpha() and rng.random() < 0.012:
            continue
        elif char in "cg" and rng.random() < 0.03:
            out.append("G" if char == "c" else "q")
        else:
            out.append(char)
    return "".join(c for c in "".join(out) if ord(c) < 256)
