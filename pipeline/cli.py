"""The command ``notices``: arguments in, exit code out. The work is done elsewhere and imported when it is needed."""

from __future__ import annotations

import atexit
import contextlib
import os
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, Final, NoReturn, TypeVar

import click

from pipeline.config import Settings, load_settings
from pipeline.errors import EnvironmentMissing, NoticesError, PartialRun
from pipeline.messages import Lang, as_language, error_line, language, text

F = TypeVar("F", bound=Callable[..., Any])

UNEXPECTED: Final = 70
"""Exit code of an error that nobody foresaw (EX_SOFTWARE of sysexits.h)."""
INTERRUPTED: Final = 130
"""Exit code after Ctrl-C (128 + SIGINT, as shells report it)."""

_FOLDER: Final = click.Path(path_type=Path)
_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)


@dataclass(slots=True)
class _Shown:
    """How to speak to the user; the options may come before or after the command's name."""

    lang: Lang = field(default_factory=language)
    debug: bool = False


def _set_lang(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value is not None:
        context.ensure_object(_Shown).lang = as_language(value)


def _set_debug(context: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        context.ensure_object(_Shown).debug = True


def _spoken(function: F) -> F:
    """Add ``--lang`` and ``--debug``."""
    for option in (
        click.option(
            "--debug", is_flag=True, expose_value=False, callback=_set_debug, help="Show tracebacks of errors."
        ),
        click.option(
            "--lang",
            type=click.Choice(["vi", "en"]),
            expose_value=False,
            callback=_set_lang,
            help="Language of messages. Default: the locale's, Vietnamese for vi*, else English.",
        ),
    ):
        function = option(function)
    return function


def _raw_option(function: F) -> F:
    return click.option("--raw", type=_FOLDER, metavar="DIR", help="Folder of the notices. Default: data/raw.")(
        function
    )


def _curated_option(function: F) -> F:
    return click.option(
        "--curated", type=_FOLDER, metavar="DIR", help="Folder (or URL) of the snapshot. Default: data/curated."
    )(function)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="Example:  notices run && notices query 'SELECT count(*) FROM tasks'",
)
@click.version_option(package_name="vn-notices", message="%(package)s %(version)s")
@_spoken
def cli() -> None:
    """Vietnamese government notices to a curated, traceable dataset.

    Settings: defaults, then notices.toml, then environment NOTICES_*, then these options. Exit codes: 0 well, 2 usage,
    3 settings, 4 something missing on the machine, 6 published but some files or pages failed, 7 no snapshot,
    8 not found, 9 wrong SQL, 10 contract broken, 70 unexpected.
    """


@cli.command(
    epilog="""\b
Examples:
  notices run
  notices run --raw ~/notices --curated ~/notices-data --jobs 4
  notices run --only '*.pdf' --force
  notices run -- -odd-name.pdf
"""
)
@_raw_option
@_curated_option
@click.option(
    "--force", is_flag=True, help="Read again what has not changed too; with --only or PATH, only those files."
)
@click.option("--only", metavar="GLOB", help="Only files whose path or name matches, e.g. '2025/*.pdf'.")
@click.option("--jobs", type=click.IntRange(min=1), metavar="N", help="Pages read side by side. Default: all cores.")
@_spoken
@click.argument("paths", nargs=-1, type=_FOLDER, metavar="[PATH]...")
@click.pass_obj
def run(
    shown: _Shown,
    raw: Path | None,
    curated: Path | None,
    force: bool,
    only: str | None,
    jobs: int | None,
    paths: tuple[Path, ...],
) -> None:
    """Read the notices and publish the snapshot.

    Reads the raw folder, or only the files and folders PATH; what the snapshot holds of the raw folder already stays
    in it. New, changed and removed files are recognised by content; the rest is not read again.
    """
    settings = load_settings({"raw": raw, "curated": curated, "jobs": jobs})
    _run(settings, shown.lang, paths, only=only, force=force, default_curated=curated is None, default_raw=raw is None)


def _run(
    settings: Settings,
    lang: Lang,
    paths: Sequence[Path],
    *,
    only: str | None,
    force: bool,
    default_curated: bool,
    default_raw: bool,
) -> None:
    from flows.settings import engine

    signal.signal(signal.SIGTERM, _interrupt)  # so that workers and the flow engine are ended, as after Ctrl-C
    click.echo(text("run.start", lang, raw=settings.raw, curated=settings.curated), err=True)
    with engine(settings.cache, notify=lambda: click.echo(text("run.prepare", lang), err=True)):
        from flows.ingest import ingest
        from pipeline.doctor import check_engine
        from pipeline.progress import make_progress
        from pipeline.summary import program_name, report_lines

        report = ingest(settings, paths, only, force, make_progress(lang))
    raw = None if default_raw else str(settings.raw)
    shown = report_lines(report, lang, default_curated=default_curated, raw=raw, program=program_name())
    for line in shown:
        click.echo(line)
    if report.summary.pages_failed:
        check_engine(settings)  # a missing Tesseract is the cause that the exit code should name
    if report.summary.failures:
        raise PartialRun(text("run.partial", lang, files=report.files_failed, pages=report.pages_failed))


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


@cli.command(
    epilog="""\b
Examples:
  notices trace 3f9a2c
  notices trace 3f9a2c --image page.png
  notices trace 3f9a2c --json | jq .task.deadlines
  notices trace g-3f9a2c --image group.png
  notices trace 12/KH-UBND
"""
)
@click.argument("row_id", metavar="ID")
@click.option(
    "--image",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.png",
    help="Draw the pages with the regions.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")
@_raw_option
@_curated_option
@_spoken
@click.pass_obj
def trace(
    shown: _Shown, row_id: str, image: Path | None, as_json: bool, raw: Path | None, curated: Path | None
) -> None:
    """Show where a row was read: its values, document, file, page, boxes and the text around it.

    ID is that of a task, a document, a finding, an indicator or a task group (all its tasks); a unique beginning of at
    least 4 characters will do, and for a document its number. The image shows the pages with the evidence highlighted
    by role.
    """
    from pipeline.audit import trace as traces
    from pipeline.audit.telling import render, to_json

    settings = load_settings({"raw": raw, "curated": curated})
    found = traces.find_trace(settings.curated, row_id)
    click.echo(to_json(found) if as_json else render(found, shown.lang))
    if image is not None:
        path = traces.draw(found, settings, image, shown.lang)
        click.echo(text("trace.image", shown.lang, path=path), err=True)
        if len(found.sheets) > traces.MAX_PAGES:
            pages = text("trace.more_pages", shown.lang, shown=traces.MAX_PAGES, total=len(found.sheets))
            click.echo(pages, err=True)


@cli.command(
    epilog="""\b
Examples:
  notices query "SELECT task_text, due_on FROM tasks WHERE due_on < DATE '2026-01-01' ORDER BY due_on"
  notices query "SELECT unnest(lead) AS agency, count(*) FROM tasks GROUP BY 1" --format csv --output agencies.csv
  notices query "SHOW TABLES"
"""
)
@click.argument("sql")
@click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json", "parquet"]), default="table", show_default=True
)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write to a file.")
@_curated_option
@_spoken
@click.pass_obj
def query(shown: _Shown, sql: str, form: Any, output: Path | None, curated: Path | None) -> None:
    """Run one SQL query (DuckDB) over the snapshot; every table is a view.

    Reads only: no other file, no network. A CSV file written with --output opens in Excel with its diacritics.
    """
    from pipeline.query import run_query, write_result

    settings = load_settings({"curated": curated})
    table = run_query(settings.curated, sql)
    write_result(table, form, output, sys.stdout, shown.lang)
    if output is not None:
        click.echo(text("query.written", shown.lang, rows=table.num_rows, path=output), err=True)


@cli.command(
    epilog="""\b
Examples:
  notices doctor --lang vi
  notices doctor --agencies
"""
)
@click.option("--agencies", is_flag=True, help="List the bodies that the snapshot names and the register lacks.")
@_raw_option
@_curated_option
@_spoken
@click.pass_obj
def doctor(shown: _Shown, agencies: bool, raw: Path | None, curated: Path | None) -> None:
    """Check Tesseract and its data, the Python packages and the folders; say what to do about each miss.

    Exit code 0 only if all is well. With --agencies: list, from the published snapshot, the names of bodies that are
    not in the register, each with its number of mentions, a task, and a known name that is near, if any.
    """
    from pipeline.doctor import examine, unknown_agencies, unknown_agency_lines

    lang = shown.lang
    settings = load_settings({"raw": raw, "curated": curated})
    if agencies:
        for line in unknown_agency_lines(unknown_agencies(settings), lang):
            click.echo(line)
        return
    checks = examine(settings, lang)
    for check in checks:
        mark = text("doctor.ok" if check.ok else "doctor.bad", lang)
        click.echo(f"{mark}  {check.name}" + (f": {check.detail}" if check.detail else ""))
        if not check.ok:
            click.echo(f"       -> {check.remedy}")
    misses = sum(not check.ok for check in checks)
    if misses:
        raise EnvironmentMissing(text("doctor.misses", lang, count=misses), remedy=text("doctor.above", lang))
    click.echo(text("doctor.all_well", lang))


@cli.command(
    epilog="""\b
Examples:
  notices models --corpus laws.txt.xz --corpus decrees.txt --output models
  notices models --corpus laws.txt.xz --notices report.txt --garbled scan.read.txt scan.true.txt --output models
"""
)
@click.option("--corpus", type=_FILE, multiple=True, metavar="FILE", help="Text, UTF-8, plain or .xz; repeat.")
@click.option("--notices", type=_FILE, multiple=True, metavar="FILE", help="Correct notices; they count more.")
@click.option("--garbled", type=(_FILE, _FILE), multiple=True, metavar="READ TRUE", help="A text without its marks.")
@click.option("--misread", type=(_FILE, _FILE), multiple=True, metavar="READ TRUE", help="A text as OCR reads it.")
@click.option("--output", type=_FOLDER, required=True, metavar="DIR", help="Where the files go.")
@_spoken
@click.pass_obj
def models(
    shown: _Shown,
    corpus: tuple[Path, ...],
    notices: tuple[Path, ...],
    garbled: tuple[tuple[Path, Path], ...],
    misread: tuple[tuple[Path, Path], ...],
    output: Path,
) -> None:
    """Make the statistics of the text repair from corpora. The same files give the same bytes; no text is kept."""
    from pipeline.train import build_models

    for path in build_models(corpus, notices, garbled, misread, output):
        click.echo(text("models.written", shown.lang, size=path.stat().st_size, path=path))


@cli.command(epilog="Example:  notices schema tasks")
@click.argument("tables", nargs=-1, metavar="[TABLE]...")
@_spoken
@click.pass_obj
def schema(shown: _Shown, tables: tuple[str, ...]) -> None:
    """Print the data dictionary (all tables, or those named) from the declaration in the code."""
    from pipeline.errors import NotFound
    from pipeline.schema import TABLE_NAMES, data_dictionary

    for name in tables:
        if name not in TABLE_NAMES:
            raise NotFound(f"there is no table {name!r}", remedy=f"The tables are {', '.join(TABLE_NAMES)}.")
    click.echo(data_dictionary(shown.lang, tables or TABLE_NAMES).rstrip("\n"))


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line. Returns the exit code; every error becomes one line on standard error."""
    shown = _Shown()
    try:
        _utf8_streams()
        code = cli.main(
            args=None if arguments is None else list(arguments), prog_name="notices", standalone_mode=False, obj=shown
        )
        sys.stdout.flush()
        return code if isinstance(code, int) else 0  # click returns the code of --help and --version
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(text("run.interrupted", shown.lang), err=True)
        return INTERRUPTED
    except NoticesError as error:
        click.echo(f"notices: {error_line(error, shown.lang)}", err=True)
        _traceback(shown)
        return error.exit_code
    except BrokenPipeError:
        # The reader (head, less) has gone; nothing is wrong. Python would complain again when it flushes at exit.
        sys.stdout = None
        return 0
    except Exception as error:
        message = " ".join(str(error).split())
        click.echo(f"notices: {text('unexpected', shown.lang, kind=type(error).__name__, message=message)}", err=True)
        _traceback(shown)
        return UNEXPECTED


def entry() -> NoReturn:
    """The console program: :func:`main`, in a process that ends with the exit code that it returns."""
    code = UNEXPECTED

    def leave() -> None:
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(AttributeError, OSError, ValueError):  # gone, full or closed: said by `main`
                stream.flush()
        os._exit(code)

    # Libraries in C++ (Arrow, when it reads a table) have threads that Python knows nothing of. When they are torn down
    # while one is alive, C++ may abort the process ("terminate called without an active exception", code 134; seen once
    # in about 50 calls). So the process ends before that. What is registered first runs last: Python's own threads are
    # joined and all other clean-up (workers, temporary folders, logs) is done by then.
    atexit.register(leave)
    code = main()
    raise SystemExit(code)


def _traceback(shown: _Shown) -> None:
    if shown.debug:
        traceback.print_exc()


def _utf8_streams() -> None:
    """Vietnamese must come out in a C locale as well; what cannot be shown is escaped, never an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


if __name__ == "__main__":
    entry()
