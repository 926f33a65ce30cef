"""Checks of the machine: what a run needs, what is missing, and what to do about each miss."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Final

from packaging.requirements import InvalidRequirement, Requirement

from extractors.ocr import TesseractEngine
from normalizers.agency import parse_agencies
from normalizers.agency_mentions import nearest_name
from pipeline.config import Settings
from pipeline.errors import EnvironmentMissing
from pipeline.gazetteer import use_agencies
from pipeline.messages import Lang, text
from pipeline.model import Role
from pipeline.snapshot import as_url, local_folder, open_snapshot

DISTRIBUTION: Final = "vn-notices"
TESSERACT_NEEDED: Final = (4, 1)
"""Oldest Tesseract with the neural recogniser in the form used here (4.1 brought stable TSV output of it)."""

_SECONDS: Final = 20.0


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: its name, whether it is well, a detail (version, reason), and what to do about a miss."""

    name: str
    ok: bool
    detail: str = ""
    remedy: str = ""


def examine(settings: Settings, lang: Lang) -> tuple[Check, ...]:
    """All checks, in a fixed order. Nothing is changed on the machine but for temporary files in writable folders."""
    return (
        *_tesseract(settings, lang),
        _packages(lang),
        _font(lang),
        _raw(settings.raw, lang),
        _writable("curated", settings.curated, "--curated / NOTICES_CURATED", lang),
        _writable("cache", settings.cache, "NOTICES_CACHE", lang),
    )


def check_engine(settings: Settings) -> None:
    """Raise EnvironmentMissing when Tesseract or its data for ``settings.ocr_lang`` is not there."""
    TesseractEngine(settings)


# --- agencies that the register does not know ------------------------------------------------------


@dataclass(frozen=True, slots=True)
class UnknownAgency:
    """A name that no body of the register has: how many mentions, one task, a known name that is near
    (None: none is) and its score."""

    name: str
    mentions: int
    task_id: str
    nearest: str | None
    score: float | None


def unknown_agencies(settings: Settings) -> tuple[UnknownAgency, ...]:
    """The names without a body in the published snapshot, most frequent first. Persons and collectives are left out.

    What the register has learned since the snapshot was published is not listed any more. Raises
    :class:`SnapshotError` when there is no snapshot, :class:`ConfigError` for the setting ``agencies``.
    """
    use_agencies(settings)
    rows = open_snapshot(settings.curated).read("task_agencies").to_pylist()
    tasks: dict[str, list[str]] = {}
    for row in rows:
        if row["agency_id"] is None and not row["is_collective"] and row["role"] != Role.SUPERVISOR:
            tasks.setdefault(row["name"], []).append(row["task_id"])
    known = {name for name in tasks if [m.agency_id for m in parse_agencies(name)] not in ([None], [])}
    found = []
    for name in sorted(set(tasks) - known, key=lambda n: (-len(tasks[n]), n)):
        nearest, score = nearest_name(name) or (None, None)
        found.append(UnknownAgency(name, len(tasks[name]), min(tasks[name]), nearest, score))
    return tuple(found)


def unknown_agency_lines(found: Sequence[UnknownAgency], lang: Lang) -> Iterator[str]:
    """What ``notices doctor --agencies`` prints."""
    if not found:
        yield text("agencies.none", lang)
        return
    yield text("agencies.found", lang, count=len(found))
    for agency in found:
        near = ""
        if agency.nearest is not None:
            near = text("agencies.near", lang, name=agency.nearest, score=f"{agency.score:.2f}")
        yield text(
            "agencies.line", lang, count=f"{agency.mentions:5}", name=agency.name, task=agency.task_id, near=near
        )
    yield text("agencies.do", lang)


# --- Tesseract ------------------------------------------------------------------------------------


def _tesseract(settings: Settings, lang: Lang) -> Iterator[Check]:
    name = text("doctor.tesseract", lang)
    remedy = text("doctor.tesseract.do", lang)
    command = settings.tesseract_cmd
    try:
        answer = _ask(command, "--version")
    except (OSError, subprocess.SubprocessError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        yield Check(name, False, text("doctor.tesseract.absent", lang, command=command, reason=reason), remedy)
        present = frozenset[str]()
    else:
        found = re.search(r"tesseract\s+v?(\d+(?:\.\d+)*)", answer)
        version = found[1] if found else "?"
        needed = ".".join(map(str, TESSERACT_NEEDED))
        if found and tuple(int(n) for n in version.split(".")) >= TESSERACT_NEEDED:
            yield Check(name, True, version)
        else:
            yield Check(name, False, text("doctor.tesseract.old", lang, found=version, needed=needed), remedy)
        try:
            present = frozenset(_ask(command, "--list-langs").split())
        except (OSError, subprocess.SubprocessError):
            present = frozenset()
    for data in dict.fromkeys((*settings.ocr_lang.split("+"), "osd")):
        name = text("doctor.language", lang, name=data)
        if data in present:
            yield Check(name, True)
        else:
            remedy = text("doctor.language.do", lang, name=data)
            yield Check(name, False, text("doctor.language.absent", lang), remedy)


def _ask(*command: str) -> str:
    """What a program prints; some versions of Tesseract answer on standard error."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_SECONDS,
        check=True,
    )
    return done.stdout + done.stderr


# --- Python packages --------------------------------------------------------------------------------


def _packages(lang: Lang) -> Check:
    name, remedy = text("doctor.packages", lang), text("doctor.packages.do", lang)
    try:
        needed = metadata.requires(DISTRIBUTION) or []
    except metadata.PackageNotFoundError:
        return Check(name, False, text("doctor.packages.absent", lang), remedy)
    wrong = [problem for line in needed if (problem := package_problem(line))]
    if wrong:
        return Check(name, False, text("doctor.packages.bad", lang, names="; ".join(wrong)), remedy)
    return Check(name, True, f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}")


def package_problem(line: str) -> str | None:
    """What is wrong with one requirement ("fastapi<0.129"), or None. Requirements of extras are not looked at."""
    try:
        requirement = Requirement(line)
    except InvalidRequirement as error:
        return f"{line}: {error}"
    if requirement.marker is not None and not requirement.marker.evaluate({"extra": ""}):
        return None
    try:
        version = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return f"{requirement.name} (absent)"
    if not requirement.specifier.contains(version, prereleases=True):
        return f"{requirement.name} {version} ({requirement.specifier})"
    return None


# --- folders ----------------------------------------------------------------------------------------


def _font(lang: Lang) -> Check:
    """Pictures of traced tasks need a font with Vietnamese letters."""
    from pipeline.audit.picture import font_file

    name = text("doctor.font", lang)
    try:
        return Check(name, True, Path(font_file()).name)
    except EnvironmentMissing:
        return Check(name, False, text("doctor.font.absent", lang), text("doctor.font.do", lang))


def _raw(folder: Path, lang: Lang) -> Check:
    name, remedy = text("doctor.raw", lang, path=folder), text("doctor.raw.do", lang)
    try:
        os.listdir(folder)
    except (FileNotFoundError, NotADirectoryError):
        return Check(name, False, text("doctor.raw.absent", lang), remedy)
    except OSError as error:
        return Check(name, False, text("doctor.raw.denied", lang, reason=error.strerror or error), remedy)
    return Check(name, True)


def _writable(key: str, folder: Path, setting: str, lang: Lang) -> Check:
    """Try it: permissions alone do not tell about a read-only or full file system. Makes no folder."""
    name = text(f"doctor.{key}", lang, path=folder)
    if as_url(folder):
        return Check(name, True, "URL")  # only a publish can tell; it fails before anything is changed
    place = local_folder(folder).absolute()
    while not os.path.lexists(place) and place != place.parent:
        place = place.parent
    try:
        with contextlib.closing(tempfile.TemporaryFile(dir=place)) as file:
            file.write(b"notices")
            file.flush()
    except OSError as error:
        detail = text("doctor.write.denied", lang, reason=error.strerror or error)
        return Check(name, False, detail, text("doctor.write.do", lang, setting=setting))
    return Check(name, True)
