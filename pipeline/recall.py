"""What need not be done again: the result of a file whose bytes, path, settings, engine and code are as before.

Only complete results are remembered: what failed or is partial is tried again in the next run (its good pages come
from the page cache). So is a file whose path changed; its pages are known by their content.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import metadata
from typing import TypeVar

from extractors.reading import ENGINE_ABSENT, engine_version
from pipeline.config import Settings
from pipeline.model import Source, SourceResult, SourceStatus
from pipeline.process import code_version, fingerprint
from pipeline.store import PageCache, RawFile

T = TypeVar("T")


def version() -> str:
    """The version of the distribution and the digest of the code that extracts, "0.1.0+1a2b3c4d5e6f"."""
    try:
        number = metadata.version("vn-notices")
    except metadata.PackageNotFoundError:  # run from a source tree that is not installed
        number = "0"
    return f"{number}+{code_version()}"


def recall(file: RawFile, settings: Settings, cache: PageCache) -> SourceResult | None:
    """The remembered result of ``file``; None when it must be read."""
    if not file.sha256 or file.error is not None or file.duplicate_of is not None:
        return None
    mark = fingerprint(file, settings)
    result = cache.get(mark, SourceResult)
    if result is not None and result.fingerprint == mark:
        return result
    if engine_version(settings) == ENGINE_ABSENT:
        # Tesseract is gone: what it read before is worth more than a failure.
        return cache.get(fingerprint(file, settings, any_engine=True), SourceResult)
    return None


def remember(file: RawFile, result: SourceResult, settings: Settings, cache: PageCache) -> None:
    """Keep ``result`` for later runs if it is complete. Raises :class:`EnvironmentMissing` (the disk is full)."""
    source = result.source
    if result.fingerprint and source.status is SourceStatus.OK and source.duplicate_of is None:
        cache.put(result.fingerprint, result)
        cache.put(fingerprint(file, settings, any_engine=True), result)


@dataclass(frozen=True, slots=True)
class ForgetfulCache(PageCache):
    """A page cache that has never seen anything, for ``--force``. What is read is stored for later runs."""

    def get(self, key: str, kind: type[T]) -> T | None:
        """Always None."""
        return None


def broken_result(file: RawFile, error: Exception) -> SourceResult:
    """The result of a file that made our own code fail: said, not hidden, and no harm to the other files."""
    source = Source(
        source_id=file.source_id,
        sha256=file.sha256,
        path=file.path,
        media_type="application/octet-stream",
        byte_size=file.byte_size,
        status=SourceStatus.FAILED,
        error=" ".join(f"the program failed on this file: {type(error).__name__}: {error}".split()),
        remedy="This is a defect of the product: report it with the message; the other files are unharmed.",
    )
    return SourceResult(source)
