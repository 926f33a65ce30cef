"""What Tesseract says of itself, kept for later runs: an unchanged run starts no Tesseract.

The version and the models are part of every cache key. The answers count as long as the program and the models are the
same files: path, size and time of change of each. A program that is a mere starter of another one, itself unchanged,
cannot be told from the same Tesseract; ``--force`` asks again.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from extractors.ocr import Installed, installed, take_over
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing
from pipeline.store import PageCache


@dataclass(frozen=True, slots=True)
class EngineAnswer:
    """What was said, and by which files: path, size (bytes) and time of change (ns) of each model."""

    said: Installed
    models: tuple[tuple[str, int, int], ...]


def know_engine(settings: Settings, cache: PageCache) -> None:
    """Ask Tesseract what it is, unless an earlier run has and nothing of it has changed.

    A Tesseract that is absent, or does not tell where its models lie, is not remembered. Raises
    :class:`EnvironmentMissing` when the cache folder cannot be written.
    """
    command = settings.tesseract_cmd
    key = _key(command)
    known = cache.get(key, EngineAnswer) if key else None
    if known is not None and known.models == _models(known.said.folder):
        take_over(command, known.said)
        return
    take_over(command, None)
    try:
        said = installed(command)
    except EnvironmentMissing:
        return
    if key and said.folder:
        cache.put(key, EngineAnswer(said, _models(said.folder)))


def _key(command: str) -> str | None:
    """Digest of which program would be started, and of what tells it where its models are; None when there is none."""
    found = shutil.which(command)
    if found is None:
        return None
    program = os.path.realpath(found)
    prefix = os.environ.get("TESSDATA_PREFIX", "")
    return hashlib.sha256(repr((found, _file(Path(program)), prefix)).encode()).hexdigest()


def _models(folder: str) -> tuple[tuple[str, int, int], ...]:
    return tuple(_file(model) for model in sorted(Path(folder).rglob("*.traineddata")))


def _file(path: Path) -> tuple[str, int, int]:
    try:
        facts = path.stat()
    except OSError:  # gone meanwhile
        return str(path), 0, 0
    return str(path), facts.st_size, facts.st_mtime_ns
