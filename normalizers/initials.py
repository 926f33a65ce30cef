"""Initials of names in garbled text: a reader without Đ writes "DMST" for ĐMST, and only the name itself tells.

Official texts write a name out before they abbreviate it, so the repaired words of the same text are asked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from normalizers.channel import base_letter

_LEAST: Final = 3
"""Letters of initials that are looked for; two letters stand at the heads of too many words."""
_PART = re.compile(r"[A-Z]{3,8}")


def heads(words: Sequence[str]) -> str:
    """The first letter of each word in lower case; a full stop for what is no word or ends a sentence."""
    return "".join(w[0].lower() if w[:1].isalpha() else "." for w in words)


def has_doubtful_d(core: str) -> bool:
    """Whether a D in initials may be a Đ that was lost."""
    return core.isupper() and any("D" in part for part in _PART.findall(core))


def with_lost_d(core: str, letters: str) -> str | None:
    """The initials with Đ where the words of the text have it; None when no run of words begins with these letters.

    ``letters``: ``heads`` of the text. Initials of three letters must be found twice.
    """
    plain = "".join(base_letter(c) for c in letters)
    out, last = [], 0
    for part in _PART.finditer(core):
        if "D" not in part.group():
            continue
        key = part.group().lower()
        found = Counter(letters[i : i + len(key)] for i in _places(plain, key))
        best = min(found, key=lambda x: (-found[x], x), default=None)
        if best is None or (len(key) == _LEAST and found[best] < 2):
            return None
        mended = "".join("Đ" if c == "đ" else own for c, own in zip(best, part.group(), strict=True))
        out += [core[last : part.start()], mended]
        last = part.end()
    return "".join([*out, core[last:]])


def _places(text: str, key: str) -> list[int]:
    out, at = [], text.find(key)
    while at >= 0:
        out.append(at)
        at = text.find(key, at + 1)
    return out
