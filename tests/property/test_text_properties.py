"""normalizers.text on arbitrary input."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from normalizers.text import clean, fold, modern_tone, nfc, tone_key, vietnamese_share

anything = st.text(max_size=300)


@given(anything)
def test_nfc_is_idempotent_and_composed(text: str) -> None:
    once = nfc(text)
    assert nfc(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(anything)
def test_clean_leaves_single_spaces(text: str) -> None:
    out = clean(text)
    assert out == " ".join(out.split())


@given(anything)
def test_fold_is_ascii_and_idempotent(text: str) -> None:
    key = fold(text)
    assert key.isascii()
    assert fold(key) == key


@given(st.text(alphabet="aăâeêioôơuưyđbcdghklmnpqrstvx áàảãạ", max_size=80))
def test_tone_key_ignores_modern_tone(text: str) -> None:
    assert tone_key(modern_tone(text)) == tone_key(text)


@given(anything)
def test_share_is_a_share(text: str) -> None:
    assert 0.0 <= vietnamese_share(text) <= 1.0
