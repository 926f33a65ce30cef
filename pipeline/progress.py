"""Progress of a run: pages done of pages known, rate and time left.

On a terminal one line that is redrawn; in a log a plain line every few seconds or every tenth of the way. The clock
read here is shown to a person and never enters the data.
"""

from __future__ import annotations

import sys
import threading
import time
from types import TracebackType
from typing import Any, TextIO

from pipeline.messages import Lang, text

_EVERY_SECONDS = 5.0
_EVERY_SHARE = 0.1


class Progress:
    """Counts pages from any thread and shows them. The base class shows nothing (tests, library use).

    Call :meth:`add_pages` when a file's page count becomes known, :meth:`page_done` for every page read,
    failed or taken from the cache, and :meth:`file_done` when a file is finished. Files are opened a few at a time:
    until all are, ``pages_total`` holds the pages of those opened, and :attr:`pages_expected` is an estimate.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.pages_total = 0
        self.pages_done = 0
        self.files_total = 0
        self.files_done = 0
        self._opened: set[str] = set()
        self._counted = 0

    def add_files(self, count: int) -> None:
        """``count`` more files are to be read."""
        with self._lock:
            self.files_total += count
            self._show()

    def add_pages(self, count: int, path: str = "") -> None:
        """``count`` more pages are to be read: those of the file ``path``."""
        with self._lock:
            self.pages_total += count
            self._counted += 1
            self._opened.add(path)
            self._show()

    @property
    def files_waiting(self) -> int:
        """Files of which the number of pages is not known yet."""
        return max(0, self.files_total - len(self._opened))

    @property
    def pages_expected(self) -> int | None:
        """Pages of all files, those not opened yet taken to be as long as the others; None when none is opened."""
        if not self.files_waiting:
            return self.pages_total
        mean = self.pages_total / self._counted if self._counted else 0.0
        return round(self.pages_total + mean * self.files_waiting) if mean else None

    def page_done(self, count: int = 1) -> None:
        """``count`` pages are finished, well or badly."""
        with self._lock:
            self.pages_done += count
            self._show()

    def file_done(self, path: str = "") -> None:
        """The file ``path`` (relative to the raw folder) is finished."""
        with self._lock:
            self.files_done += 1
            self._opened.add(path)
            self._show(path)

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def _show(self, path: str = "") -> None:
        """Draw; called with the lock held."""


class LogProgress(Progress):
    """Plain lines for a log: at most one every 5 s, or one every tenth of the pages."""

    def __init__(self, lang: Lang, stream: TextIO | None = None) -> None:
        super().__init__()
        self._lang = lang
        self._stream = stream or sys.stderr
        self._begin = time.monotonic()
        self._shown_at = self._begin
        self._shown_pages = 0

    def _show(self, path: str = "") -> None:
        now = time.monotonic()
        finished = self.files_done == self.files_total and bool(path)
        step = self.pages_done - self._shown_pages
        enough = step >= max(1.0, _EVERY_SHARE * (self.pages_expected or 0)) and now - self._shown_at >= 1.0
        if not (finished or enough or now - self._shown_at >= _EVERY_SECONDS):
            return
        self._shown_at, self._shown_pages = now, self.pages_done
        print(progress_line(self, now - self._begin, self._lang), file=self._stream, flush=True)


class TerminalProgress(Progress):
    """One redrawn line with a bar."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import BarColumn, TextColumn
        from rich.progress import Progress as Bar

        self._lang = lang
        self._begin = time.monotonic()
        columns = (BarColumn(bar_width=30), TextColumn("{task.description}"))
        self._bar: Any = Bar(*columns, console=Console(stderr=True), transient=True)
        self._task = self._bar.add_task("", total=None)

    def __enter__(self) -> Progress:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def _show(self, path: str = "") -> None:
        line = progress_line(self, time.monotonic() - self._begin, self._lang)
        self._bar.update(self._task, total=self.pages_expected or None, completed=self.pages_done, description=line)


def progress_line(progress: Progress, seconds: float, lang: Lang) -> str:
    """Pages done of total, pages a second, time left (when it can be told) and files, on one line.

    While files wait to be opened, the total and the time left are estimates, and said to be ("~").
    """
    done, total = progress.pages_done, progress.pages_expected
    rate = done / seconds if seconds > 0 else 0.0
    about = "~" if progress.files_waiting else ""
    known = total is not None and rate > 0
    left = about + duration(((total or 0) - done) / rate) if known else text("progress.unknown", lang)
    return text(
        "progress.line",
        lang,
        done=done,
        total=f"{about}{total}" if total is not None else text("progress.unknown", lang),
        rate=f"{rate:.1f}",
        left=left,
        files=progress.files_done,
        files_total=progress.files_total,
    )


def duration(seconds: float) -> str:
    """``75`` -> ``1:15``; ``3700`` -> ``1:01:40``."""
    whole = max(0, round(seconds))
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


def make_progress(lang: Lang) -> Progress:
    """A redrawn line on a terminal, plain lines otherwise. Both go to standard error."""
    return TerminalProgress(lang) if sys.stderr.isatty() else LogProgress(lang)
