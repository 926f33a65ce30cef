"""The user's own agencies: a TOML file named by the setting ``agencies``, laid over the register for this process."""

from __future__ import annotations

from pathlib import Path

from normalizers.agency_register import extend_register
from pipeline.config import Settings
from pipeline.errors import ConfigError


def use_agencies(settings: Settings) -> None:
    """Take the register that ``settings`` ask for. Call once, before anything is read.

    What the file says is part of the fingerprint of every file that is read. Raises :class:`ConfigError` when the file
    cannot be read or is not a gazetteer; the register in force is then unchanged.
    """
    if not settings.agencies:
        extend_register("")
        return
    path = Path(settings.agencies).expanduser()
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise ConfigError(f"setting agencies: cannot read {path}: {reason}") from error
    extend_register(text, path.name)
