"""Tesseract is asked what it is once; later runs ask again only when it has changed."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from extractors.ocr import Installed, installed, take_over
from extractors.reading import ENGINE_ABSENT, engine_version
from pipeline.config import Settings
from pipeline.engine import EngineAnswer, know_engine
from pipeline.process import InProcess
from pipeline.recall import ForgetfulCache
from pipeline.run import Run
from pipeline.store import PageCache
from pipeline.summary import RunReport


class Counted:
    """A program that poses as Tesseract, reads one word on every page, and writes down each start."""

    def __init__(self, folder: Path) -> None:
        self.program = folder / "bin" / "tesseract"
        self.models = folder / "tessdata"
        self._log = folder / "starts.txt"
        self.program.parent.mkdir(parents=True)
        self.models.mkdir()
        for name in ("vie", "osd"):
            (self.models / f"{name}.traineddata").write_bytes(b"model")
        self.write()

    def write(self, version: str = "5.3.0", title: str | None = None) -> None:
        listing = f'List of available languages in "{self.models}/" (2):' if title is None else title
        header = "level page_num block_num par_num line_num word_num left top width height conf text"
        word = "5 1 1 1 1 1 100 200 90 30 96.5 Thông"
        self.program.write_text(
            f'#!/bin/sh\necho "$*" >> {self._log}\n'
            f'case "$1" in\n--version) echo "tesseract {version}" ;;\n'
            f"--list-langs) echo '{listing}'; printf 'osd\\nvie\\n' ;;\n"
            f"*) echo '{header}' | tr ' ' '\\t' > \"$2.tsv\"; echo '{word}' | tr ' ' '\\t' >> \"$2.tsv\" ;;\nesac\n",
            encoding="utf-8",
        )
        self.program.chmod(0o755)

    def called(self, version: str = "5.3.0") -> str:
        """What cache keys call it while its Vietnamese model is as it is."""
        digest = hashlib.sha256((self.models / "vie.traineddata").read_bytes()).hexdigest()[:8]
        return f"tesseract {version} vie:{digest}"

    def starts(self) -> list[str]:
        """The arguments of each start since the last look."""
        try:
            return self._log.read_text(encoding="utf-8").splitlines()
        except FileNotFoundError:
            return []
        finally:
            self._log.unlink(missing_ok=True)


@pytest.fixture
def tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counted]:
    monkeypatch.delenv("TESSDATA_PREFIX", raising=False)
    fake = Counted(tmp_path)
    yield fake
    take_over(str(fake.program), None)


@pytest.fixture
def settings(tmp_path: Path, tesseract: Counted) -> Settings:
    (tmp_path / "raw").mkdir()
    pixels = np.full((877, 620), 250, np.uint8)
    pixels[200:230, 100:190] = 10
    Image.fromarray(pixels).save(tmp_path / "raw" / "a.png", dpi=(75, 75))
    return Settings(
        raw=tmp_path / "raw",
        curated=tmp_path / "curated",
        cache=tmp_path / "cache",
        tesseract_cmd=str(tesseract.program),
    )


def run(settings: Settings, *, force: bool = False) -> RunReport:
    """A run as in a process of its own, which has asked nobody yet."""
    take_over(settings.tesseract_cmd, None)
    work = Run(settings, InProcess(), force=force)
    work.take_inventory()
    for index in work.recall_unchanged():
        work.read(index)
    work.curate()
    return work.publish()


def asked(settings: Settings, cache: PageCache | None = None) -> str:
    """The engine as a new process knows it."""
    take_over(settings.tesseract_cmd, None)
    know_engine(settings, cache or PageCache(settings.cache / "pages"))
    return engine_version(settings)


ASKING = ["--version", "--list-langs"]


def test_a_second_run_on_unchanged_input_starts_no_tesseract(settings: Settings, tesseract: Counted) -> None:
    first = run(settings)
    assert tesseract.starts()[:2] == ASKING
    second = run(settings)
    assert tesseract.starts() == []
    assert (first.reused, second.reused, second.changed) == (0, 1, False)


def test_force_asks_again(settings: Settings, tesseract: Counted) -> None:
    run(settings)
    tesseract.starts()
    run(settings, force=True)
    assert tesseract.starts()[:2] == ASKING
    assert asked(settings, ForgetfulCache(settings.cache / "pages")) == tesseract.called()


def test_a_changed_program_is_asked_again(settings: Settings, tesseract: Counted) -> None:
    assert (asked(settings), tesseract.starts()) == (tesseract.called(), ASKING)
    tesseract.write(version="5.4.1")
    assert (asked(settings), tesseract.starts()) == (tesseract.called("5.4.1"), ASKING)
    assert (asked(settings), tesseract.starts()) == (tesseract.called("5.4.1"), [])


def test_a_touched_program_is_asked_again(settings: Settings, tesseract: Counted) -> None:
    asked(settings)
    tesseract.starts()
    os.utime(tesseract.program, ns=(1, 1))
    assert (asked(settings), tesseract.starts()) == (tesseract.called(), ASKING)


def test_a_changed_new_or_removed_model_is_asked_for_again(settings: Settings, tesseract: Counted) -> None:
    before = asked(settings)
    tesseract.starts()
    (tesseract.models / "vie.traineddata").write_bytes(b"a better model")
    assert tesseract.called() != before
    assert (asked(settings), tesseract.starts()) == (tesseract.called(), ASKING)
    (tesseract.models / "eng.traineddata").write_bytes(b"model")
    asked(settings)
    assert tesseract.starts() == ASKING
    shutil.rmtree(tesseract.models)
    asked(settings)
    assert tesseract.starts() == ASKING


def test_another_folder_of_models_is_asked_for(
    settings: Settings, tesseract: Counted, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked(settings)
    tesseract.starts()
    monkeypatch.setenv("TESSDATA_PREFIX", "/elsewhere")
    asked(settings)
    assert tesseract.starts() == ASKING


def test_a_program_found_elsewhere_is_asked(
    settings: Settings, tesseract: Counted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    by_name = Settings(cache=settings.cache, tesseract_cmd="tesseract")
    monkeypatch.setenv("PATH", f"{tesseract.program.parent}:{os.environ['PATH']}")
    assert (asked(by_name), tesseract.starts()) == (tesseract.called(), ASKING)
    assert (asked(by_name), tesseract.starts()) == (tesseract.called(), [])
    other = Counted(tmp_path / "other")
    other.write(version="5.5.0")
    monkeypatch.setenv("PATH", f"{other.program.parent}:{os.environ['PATH']}")
    assert (asked(by_name), other.starts()) == (other.called("5.5.0"), ASKING)
    take_over("tesseract", None)


def test_a_damaged_or_foreign_answer_is_ignored(settings: Settings, tesseract: Counted) -> None:
    asked(settings)
    tesseract.starts()
    (file,) = (settings.cache / "pages" / EngineAnswer.__name__).rglob("??????????*")
    whole = file.read_bytes()
    for damage in (b"", b"{}", whole[:-4], whole[::-1]):
        file.write_bytes(damage)
        assert (asked(settings), tesseract.starts()) == (tesseract.called(), ASKING)
        assert file.read_bytes() == whole


def test_a_program_that_is_gone_is_not_remembered(settings: Settings, tesseract: Counted) -> None:
    asked(settings)
    tesseract.program.unlink()
    assert asked(settings) == ENGINE_ABSENT


def test_a_program_that_hides_its_models_is_asked_each_time(settings: Settings, tesseract: Counted) -> None:
    tesseract.write(title="List of available languages (2):")
    for _ in range(2):
        assert (asked(settings), tesseract.starts()) == ("tesseract 5.3.0 vie", ASKING)


def test_what_is_taken_over_is_what_was_said(settings: Settings, tesseract: Counted) -> None:
    asked(settings)
    asked(settings)
    assert installed(settings.tesseract_cmd) == Installed("5.3.0", ("osd", "vie"), f"{tesseract.models}/")


def test_page_workers_are_told(settings: Settings, tesseract: Counted) -> None:
    """A page job carries what is known: its process, which has asked nobody, need not."""

    class Elsewhere(InProcess):
        def submit(self, function: Callable[..., Any], *args: Any) -> Future[Any]:
            known = installed(settings.tesseract_cmd)
            take_over(settings.tesseract_cmd, None)
            try:
                return super().submit(function, *args)
            finally:
                take_over(settings.tesseract_cmd, known)

    work = Run(settings, Elsewhere())
    work.take_inventory()
    (index,) = work.recall_unchanged()
    assert tesseract.starts() == ASKING
    work.read(index)
    assert "--list-langs" not in tesseract.starts()
