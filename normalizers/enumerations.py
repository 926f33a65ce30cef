"""Enumerations in running text: "(1) ...; (2) ...", and plain lists of names "A, B; C và D"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from normalizers.claims import sentence_end
from normalizers.text import CAPITAL

_ITEM = re.compile(r"(?<![\w)])\((?P<n>\d{1,2}|[ivx]{1,5})\)\s*(?=\S)")
_ROMAN = {r: n for n, r in enumerate("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv".split(), 1)}
_OPEN_END = re.compile(r"(?:\.\.\.|…|\bv\.?\s?v\.?)[\s.)]*$|\bvà (?:một số|các) [^,;]{0,60}khác", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an enumeration in running text: "(2) Luật B" -> n 2, text "Luật B", offsets of the whole; ``roman``
    of "(ii)"."""

    n: int
    text: str
    start: int
    end: int
    roman: bool = False


def inline_items(text: str) -> tuple[Item, ...]:
    """The items "(1) ...; (2) ..." of a text in their order. Empty when fewer than two stand there."""
    found = list(_ITEM.finditer(text))
    if len(found) < 2:
        return ()
    out = []
    for match, after in zip(found, [*found[1:], None], strict=True):
        end = after.start() if after else sentence_end(text, match.end())
        number = int(match["n"]) if match["n"].isdecimal() else _ROMAN.get(match["n"], 0)
        body = re.sub(r"[\s;,.]+(?:và)?\s*$", "", text[match.end() : end])
        out.append(Item(number, body, match.start(), end, not match["n"].isdecimal()))
    return tuple(out)


def is_open_list(text: str) -> bool:
    """Whether a list says that it is not complete: "...", "v.v."."""
    return _OPEN_END.search(text) is not None


def listed_names(text: str) -> tuple[str, ...]:
    """The items of a plain list "A, B; C và D"; empty when it is no list of names (verbs, figures, open end).

    Semicolons part items where there are any, else commas. A comma before a small letter parts nothing: names have
    commas ("Sở Văn hóa, thể thao"). Bracketed remarks are left out.
    """
    if is_open_list(text):
        return ()
    bare = re.sub(r"\([^()]*\)", "", text).strip(" .;:")
    pattern = r"\s*;\s*" if ";" in bare else rf"\s*,\s+(?=[{CAPITAL}])|\s+và\s+(?=[{CAPITAL}])"
    items = [item.strip(" ,.") for item in re.split(pattern, bare)]
    if any(not item or len(item.split()) > 14 or re.search(r"\d", item) for item in items):
        return ()
    return tuple(items)
