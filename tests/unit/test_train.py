"""The statistics of the repair from small corpora."""

from __future__ import annotations

import lzma
from pathlib import Path

import numpy as np
import pytest

from normalizers.language_model import NUMBER, START, language_tokens, unpack
from normalizers.syllables import canonical, split_syllable
from pipeline.cli import main
from pipeline.train import build_language_model
from pipeline.train_channel import align_words, learn

TEXT = ["Bộ Tài chính chủ trì, phối hợp với Bộ Nội vụ trong năm 2031.", "các bộ, ngành báo cáo Bộ Tài chính"] * 5


def test_the_model_prefers_what_the_corpus_says() -> None:
    model = unpack(build_language_model(TEXT))

    def score(text: str) -> float:
        return float(model.score(np.array([model.encode([START, *text.split()])]), first=1)[0])

    assert score("bộ tài chính") > score("bộ chính tài")
    assert score("phối hợp với bộ nội vụ") > score("phối hợp với bộ nội chính")


def test_probabilities_of_all_words_after_a_context_sum_to_one() -> None:
    model = unpack(build_language_model(TEXT))
    words = np.arange(1, len(model.words))
    for context in (["bộ"], ["bộ", "tài"], ["chính", "vụ"], ["với", "bộ", "nội"]):
        state = np.full(1, -1, np.int64)
        for word in model.encode(context):
            _, state = model.step(state, np.array([word]))
        gain, _ = model.step(np.repeat(state, len(words)), words)
        assert float(np.exp(gain).sum()) == pytest.approx(1.0, abs=0.12)  # one byte a probability


def test_the_model_knows_how_words_are_written() -> None:
    model = unpack(build_language_model(TEXT))
    node = model.find(model.encode(["tài", "chính"]))
    assert model.capital_first[node] == 240
    assert model.capital_last[node] == 0
    assert model.find(model.encode(["nội", "tài"])) == -1


def test_tokens_of_the_model() -> None:
    assert language_tokens("Nghị quyết số 57-NQ/TW, ngày 01/7/2031. Các bộ") == [
        ("nghị", "Nghị"), ("quyết", "quyết"), ("số", "số"), (NUMBER, "57-NQ/TW"), ("ngày", "ngày"),
        (NUMBER, "01/7/2031"), (START, ""), ("các", "Các"), ("bộ", "bộ"),
    ]  # fmt: skip


def test_a_number_keeps_its_share_after_a_word() -> None:
    text = ["kế hoạch số 12 của sở", "kế hoạch số 14 của sở", "bảng số liệu của sở", "sơ kết công tác của sở"] * 9
    model = unpack(build_language_model(text))
    (after_so, after_other), _ = model.step(
        np.array([model.ids["số"], model.ids["sơ"]]), np.array([model.ids[NUMBER], model.ids[NUMBER]])
    )
    assert float(np.exp(after_so)) == pytest.approx(2 / 3, abs=0.1)
    assert float(np.exp(after_other)) < float(np.exp(after_so)) / 3


def test_enumerators_are_no_words_of_the_model() -> None:
    model = unpack(build_language_model(["a) Về công tác cán bộ", "2. Về công tác cán bộ", "Về công tác cán bộ"] * 9))
    assert "a" not in model.ids
    assert model.find([model.ids[START], model.ids["về"]]) >= 0
    assert model.find([model.ids[START], model.ids[NUMBER]]) == -1


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("hoá", "hóa"),
        ("uỷ", "ủy"),
        ("qúy", "quý"),
        ("hoặc", "hoặc"),
        ("nghịêm", "nghiệm"),
        ("Thuở", "thuở"),
        ("già", "già"),
    ],
)
def test_official_tone_placement(word: str, expected: str) -> None:
    assert canonical(word) == expected


def test_parts_of_a_syllable() -> None:
    assert split_syllable("nghiệm") == ("ngh", "iệ", "m")
    assert split_syllable("quý") == ("q", "uý", "")
    assert split_syllable("strong") is None


def test_words_are_aligned_with_what_was_read_for_them() -> None:
    assert list(align_words("Hi clong tu van", "Hội đồng tư vấn")) == [
        ("Hội", "Hi"),
        ("đồng", "clong"),
        ("tư", "tu"),
        ("vấn", "van"),
    ]


def test_confusions_are_learned() -> None:
    counts = learn([("bộ", "b"), ("bộ", "bO"), ("hội", "hi"), ("hội", "hi"), ("tài", "tài")])
    assert counts["ộ"][""] == pytest.approx(3.0, abs=0.2)
    assert counts["ộ"]["O"] == pytest.approx(1.0, abs=0.2)
    assert counts["à"]["à"] == pytest.approx(1.0, abs=0.1)


def test_the_same_corpora_give_the_same_bytes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "laws.txt.xz"
    corpus.write_bytes(lzma.compress("\n".join(TEXT).encode()))
    read, true = tmp_path / "read.txt", tmp_path / "true.txt"
    read.write_text("Bo Ti chInh chü tri, phi hp vâi B Ni vu\n" * 5, encoding="utf-8")
    true.write_text("Bộ Tài chính chủ trì, phối hợp với Bộ Nội vụ\n" * 5, encoding="utf-8")
    made = []
    for name in ("one", "two"):
        arguments = ["models", "--corpus", str(corpus), "--garbled", str(read), str(true)]
        assert main([*arguments, "--misread", str(read), str(true), "--output", str(tmp_path / name)]) == 0
        made.append({f.name: f.read_bytes() for f in sorted((tmp_path / name).iterdir())})
    assert made[0] == made[1]
    assert list(made[0]) == ["confusions.json", "language.bin", "misreadings.json", "verbs.tsv"]
    assert "confusions.json" in capsys.readouterr().out


def test_a_broken_corpus_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    corpus = tmp_path / "laws.txt.xz"
    corpus.write_bytes(b"no archive")
    assert main(["models", "--corpus", str(corpus), "--output", str(tmp_path), "--lang", "en"]) not in (0, 70)
    assert "corpus" in capsys.readouterr().err
