"""Settings: defaults, then a TOML file, then environment ``NOTICES_*``, then the command line. Frozen.

Only settings that change what is extracted enter :meth:`Settings.extraction_key` (and so the cache keys).
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.errors import ConfigError

LONGEST_PAGE = 86_400.0
"""Most seconds that one page may be given: a day. Timers of the operating system count no infinite time."""


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of a run, validated.

    Units: ``page_timeout`` seconds, ``max_pixels`` pixels of one page image, ``max_bytes`` bytes of one file,
    ``dpi_*`` dots an inch (bounds for rendering a page that has no scan resolution of its own). ``agencies`` is a TOML
    file with bodies of the user's own, laid over the register; "" for none.
    """

    raw: Path = Path("data/raw")
    curated: Path = Path("data/curated")
    cache: Path = Path(".cache/notices")
    decisions: Path = Path("data/decisions")
    jobs: int = 0
    page_timeout: float = 120.0
    max_pages: int = 2000
    max_pixels: int = 120_000_000
    max_bytes: int = 500_000_000
    dpi_min: int = 100
    dpi_max: int = 400
    dpi_default: int = 300
    tesseract_cmd: str = "tesseract"
    ocr_lang: str = "vie"
    agencies: str = ""

    def __post_init__(self) -> None:
        checks = (
            ("jobs", self.jobs >= 0),
            ("page_timeout", 0 < self.page_timeout <= LONGEST_PAGE),
            ("max_pages", self.max_pages >= 1),
            ("max_pixels", self.max_pixels >= 10_000),
            ("max_bytes", self.max_bytes >= 1),
            ("dpi_min", 50 <= self.dpi_min <= self.dpi_default <= self.dpi_max <= 1200),
        )
        for name, ok in checks:
            if not ok:
                raise ConfigError(f"setting {name} = {getattr(self, name)!r} is out of range")

    @property
    def workers(self) -> int:
        """Number of page workers: ``jobs``, or one a core when ``jobs`` is 0."""
        if self.jobs:
            return self.jobs
        affinity = getattr(os, "sched_getaffinity", None)  # honours container and taskset limits where it exists
        return len(affinity(0)) if affinity else (os.cpu_count() or 1)

    def extraction_key(self) -> str:
        """Hex digest of the settings that change what is read from a page."""
        names = ("dpi_min", "dpi_max", "dpi_default", "ocr_lang", "max_pages", "max_pixels", "max_bytes")
        text = ";".join(f"{n}={getattr(self, n)}" for n in names)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


_FIELDS = {f.name: f for f in dataclasses.fields(Settings)}


def _convert(name: str, value: object) -> object:
    default = _FIELDS[name].default
    try:
        if isinstance(default, Path):
            return Path(str(value)).expanduser()
        if isinstance(default, float):
            return float(str(value))
        if isinstance(default, int):
            return int(str(value))
        return str(value)
    except ValueError as error:
        raise ConfigError(f"setting {name} = {value!r} is not a {type(default).__name__}") from error


def load_settings(
    overrides: Mapping[str, object] | None = None,
    *,
    environ: Mapping[str, str] | None = None,
    toml: Path | None = None,
) -> Settings:
    """Merge the four layers. Unknown names raise :class:`ConfigError`; ``None`` overrides are skipped.

    ``toml`` defaults to ``$NOTICES_CONFIG``, else ``notices.toml`` in the working directory if it exists.
    """
    env = os.environ if environ is None else environ
    values: dict[str, object] = {}
    path = toml or (Path(env["NOTICES_CONFIG"]) if env.get("NOTICES_CONFIG") else None)
    if path is None and Path("notices.toml").is_file():
        path = Path("notices.toml")
    if path is not None:
        try:
            values.update(tomllib.loads(path.read_text(encoding="utf-8")))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"cannot read the settings file {path}: {error}") from error
    for name in _FIELDS:
        key = f"NOTICES_{name.upper()}"
        if env.get(key):
            values[name] = env[key]
    values.update({k: v for k, v in (overrides or {}).items() if v is not None})
    for name in values:
        if name not in _FIELDS:
            raise ConfigError(f"unknown setting {name!r}")
    return Settings(**{name: _convert(name, value) for name, value in values.items()})  # type: ignore[arg-type]
