"""Word segmentation of Vietnamese: a blank spaCy pipeline whose tokenizer is underthesea's word segmenter.

``tokens("khoa học và công nghệ")`` -> ("khoa_học", "và", "công_nghệ"). The text itself is never changed:
underthesea's own normalization (which moves tone marks) is switched off.
"""

from __future__ import annotations

from functools import cache, lru_cache

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab


class UndertheseaTokenizer:
    """A spaCy tokenizer: text -> Doc whose tokens are Vietnamese words (syllables of one word keep their spaces)."""

    def __init__(self, vocab: Vocab) -> None:
        from underthesea import word_tokenize  # its models load here, once

        self.vocab = vocab
        self._segment = word_tokenize

    def __call__(self, text: str) -> Doc:
        """Segment one text."""
        words: list[str] = self._segment(text, use_token_normalize=False)
        return Doc(self.vocab, words=words, spaces=[True] * len(words))

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to store: the tokenizer is made of its library."""
        return b""

    def from_bytes(self, _: bytes, **__: object) -> UndertheseaTokenizer:
        """Nothing to load."""
        return self


@cache
def pipeline() -> Language:
    """The blank Vietnamese pipeline (tokenizer only), made once a process."""
    nlp = spacy.blank("vi", config={"nlp": {"tokenizer": {"use_pyvi": False}}})
    nlp.tokenizer = UndertheseaTokenizer(nlp.vocab)
    return nlp


@lru_cache(maxsize=20000)
def tokens(text: str) -> tuple[str, ...]:
    """The words of a text, syllables of one word joined by "_"."""
    if not text.strip():
        return ()
    return tuple(t.text.replace(" ", "_") for t in pipeline()(text) if not t.is_space)
