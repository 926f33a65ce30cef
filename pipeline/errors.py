"""One family of errors. Each class declares its exit code and its remedy; one handler (``cli``) maps them.

A message is one line in English with the fact ("the file is empty"); the remedy says what to do about it.
Vietnamese renderings live in ``pipeline.messages`` under the class name.
"""

from __future__ import annotations


class NoticesError(Exception):
    """Base of all errors this product raises on purpose."""

    exit_code: int = 1
    remedy: str = "Run `notices doctor` and read its advice."

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(" ".join(message.split()))
        if remedy is not None:
            self.remedy = remedy

    @property
    def line(self) -> str:
        """Message and remedy on one line."""
        return f"{self} -> {self.remedy}"


class UsageError(NoticesError):
    """The command line asks for something that cannot be."""

    exit_code = 2
    remedy = "See the command's --help."


class ConfigError(NoticesError):
    """A setting is missing or out of range."""

    exit_code = 3
    remedy = "Correct the setting named here (environment NOTICES_*, TOML file or command line)."


class DecisionError(ConfigError):
    """A line of the reviewers' decisions cannot be understood."""

    remedy = "Correct the line named here; README.md shows the format of decisions."


class EnvironmentMissing(NoticesError):
    """Something the machine must have is not there (Tesseract, a language model, write access)."""

    exit_code = 4
    remedy = "Run `make setup`, then `notices doctor`."


class InputError(NoticesError):
    """A file cannot be read. Recorded in ``sources``; the other files go on."""

    exit_code = 5
    remedy = "Replace the file in the raw folder and run again."


class EmptyFile(InputError):
    """The file has no bytes."""

    remedy = "Copy the file again from where it came from, or delete it."


class UnsupportedFile(InputError):
    """The file is none of PDF, PNG, JPEG, TIFF, UTF-8 text."""

    remedy = "Convert the file to PDF, PNG, JPEG, TIFF or UTF-8 text."


class DamagedFile(InputError):
    """The file is of a known kind but cannot be opened (truncated, corrupt)."""

    remedy = "Get an undamaged copy of the file."


class EncryptedFile(InputError):
    """The file asks for a password."""

    remedy = "Save a copy without a password and put that into the raw folder."


class UnreadableFile(InputError):
    """The operating system does not let us read the path."""

    remedy = "Give read permission to the file, or remove it from the list."


class TooLarge(InputError):
    """More pages, pixels or bytes than the limits allow."""

    remedy = "Split the file, or raise the limit (NOTICES_MAX_PAGES, NOTICES_MAX_PIXELS)."


class BadEncoding(InputError):
    """A text file is not valid UTF-8."""

    remedy = "Save the file as UTF-8."


class PageError(NoticesError):
    """One page could not be read. Recorded in ``pages``; the other pages go on."""

    exit_code = 5
    remedy = "Look at the page; rescan it if it is damaged."


class PageTimeout(PageError):
    """Reading one page took longer than the limit; its processes were killed."""

    remedy = "Raise NOTICES_PAGE_TIMEOUT, or rescan the page at 200-300 dpi."


class PageCrashed(PageError):
    """The process that read one page died."""

    remedy = "Run again; if it happens again, rescan the page."


class PartialRun(NoticesError):
    """The run published a snapshot, but some files or pages failed. Never exit code 0."""

    exit_code = 6
    remedy = "Read the failures above or in the tables `sources` and `pages`; mend them and run again."


class SnapshotError(NoticesError):
    """The published snapshot is missing, half-written or of another version."""

    exit_code = 7
    remedy = "Run `notices run` to publish a snapshot."


class NotFound(NoticesError):
    """A row, file or table that was asked for does not exist."""

    exit_code = 8
    remedy = "List what exists with `notices query`."


class QueryError(NoticesError):
    """The SQL of `notices query` is wrong."""

    exit_code = 9
    remedy = "Run `notices schema` to see the tables and columns."


class ContractError(NoticesError):
    """A table breaks its declaration. Nothing is published."""

    exit_code = 10
    remedy = "This is a defect of the product: report it with the message; the last snapshot is unharmed."
