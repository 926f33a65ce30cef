"""Sentence and word segmentation of Vietnamese: underthesea's models with our dictionary, as a spaCy tokenizer.

``tokens("Bộ Khoa học và Công nghệ chủ trì")`` -> ("Bộ_Khoa_học_và_Công_nghệ", "chủ_trì"). Names of the agency register
and terms of the trade (``data/terms.tsv``) stay whole; the rest is cut by underthesea's conditional random field. The
text itself is never changed: underthesea's own normalization, which moves tone marks, is switched off, and every word
is given by its offsets.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from normalizers.agency_register import load_register
from normalizers.text import tone_key

Span = tuple[int, int]
_TERMS = Path(__file__).parent / "data" / "terms.tsv"
_PIECE = re.compile(r"\w+|[^\w\s]")
_END = ""  # the key that closes a phrase in the dictionary tree; no syllable is empty


# --- the dictionary -----------------------------------------------------------------------------


def _phrases() -> Iterator[str]:
    for agency in load_register():
        yield agency.name
        # Aliases of one word (abbreviations) are one token anyway; a bare name of a place is no name of a body.
        yield from (a for a in agency.aliases if a[:1].isupper() and " " in a)
    for line in _TERMS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.strip()


@cache
def _tree() -> dict[str, dict]:  # type: ignore[type-arg]
    """The phrases of the dictionary as a tree of syllable keys."""
    root: dict[str, dict] = {}  # type: ignore[type-arg]
    for phrase in _phrases():
        keys = [_key(m.group()) for m in _PIECE.finditer(phrase)]
        if len(keys) > 1:
            node = root
            for key in keys:
                node = node.setdefault(key, {})
            node[_END] = {}
    return root


@lru_cache(maxsize=20000)
def _key(syllable: str) -> str:
    return tone_key(syllable)


def dictionary_spans(text: str) -> tuple[Span, ...]:
    """Where names and terms of the dictionary stand in a text: the longest at each place, without overlap."""
    pieces = [(m.start(), m.end(), _key(m.group())) for m in _PIECE.finditer(text)]
    out: list[Span] = []
    at = 0
    while at < len(pieces):
        node = _tree().get(pieces[at][2])
        last, k = 0, at
        while node is not None:
            if _END in node:
                last = k + 1
            k += 1
            node = node.get(pieces[k][2]) if k < len(pieces) else None
        if last:
            out.append((pieces[at][0], pieces[last - 1][1]))
        at = last or at + 1
    return tuple(out)


# --- words --------------------------------------------------------------------------------------


@cache
def _segmenter():  # type: ignore[no-untyped-def]
    from underthesea import word_tokenize  # its models load here, once

    return word_tokenize


def _spans_of(text: str, words: Sequence[str]) -> list[Span]:
    """The offsets of words in the text they were cut from; what the segmenter left out is nobody's word."""
    out: list[Span] = []
    at = 0
    for word in words:
        for piece in (word,) if text.find(word, at) >= 0 else word.split():
            start = text.find(piece, at)
            if start >= 0:
                at = start + len(piece)
                out.append((start, at))
    return out


@lru_cache(maxsize=20000)
def words(text: str) -> tuple[Span, ...]:
    """The words of a text by their offsets, in order, without overlap; white space belongs to no word.

    A phrase of the dictionary is one word; a word of the segmenter that reaches over its edge is cut there.
    """
    if not text.strip():
        return ()
    whole = dictionary_spans(text)
    out: list[Span] = list(whole)
    for start, end in _spans_of(text, _segmenter()(text, use_token_normalize=False)):
        near = [s for s in whole if s[0] < end and s[1] > start]
        if not near:
            out.append((start, end))
            continue
        edges = [start, *(edge for s in near for edge in s), end]
        for left, right in zip(edges[::2], edges[1::2], strict=True):
            bare = text[left:right].strip() if left < right else ""
            if bare:
                first = text.index(bare, left)
                out.append((first, first + len(bare)))
    return tuple(sorted(out))


@lru_cache(maxsize=20000)
def sentences(text: str) -> tuple[Span, ...]:
    """The sentences of a text by their offsets. A stop inside a date, a number or a known abbreviation ends none."""
    from underthesea import sent_tokenize

    out: list[Span] = []
    at = 0
    for sentence in sent_tokenize(text):
        start = text.find(sentence, at)
        if start < 0:
            return ((0, len(text)),)
        at = start + len(sentence)
        if out and text[start : start + 1].islower():
            out[-1] = (out[-1][0], at)  # "..., TP. hoặc ...": no sentence begins in lower case
        else:
            out.append((start, at))
    return tuple(out)


# --- spaCy --------------------------------------------------------------------------------------


class VietnameseTokenizer:
    """A spaCy tokenizer: text -> Doc whose tokens are Vietnamese words (the syllables of a word keep their spaces).

    ``Doc.text`` is the text, character for character: white space that is not one space is a token of its own.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Segment one text."""
        forms: list[str] = []
        spaces: list[bool] = []
        at = 0
        for start, end in (*words(text), (len(text), len(text))):
            gap = text[at:start]
            if gap.startswith(" ") and forms:
                spaces[-1], gap = True, gap[1:]
            if gap:
                forms.append(gap)
                spaces.append(False)
            if end > start:
                forms.append(text[start:end])
                spaces.append(False)
            at = end
        return Doc(self.vocab, words=forms, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to store: the tokenizer is made of its library and the dictionary."""
        return b""

    def from_bytes(self, _: bytes, **__: object) -> VietnameseTokenizer:
        """Nothing to load."""
        return self


def blank() -> Language:
    """A new blank Vietnamese pipeline with our tokenizer and no components."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.tokenizer = VietnameseTokenizer(nlp.vocab)
    return nlp


@lru_cache(maxsize=20000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, syllables of one word joined by "_"."""
    return tuple("_".join(text[start:end].split()) for start, end in words(text))
