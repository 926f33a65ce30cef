"""The command line: exit codes, one line an error, both languages, progress and the closing report."""

from __future__ import annotations

import io
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest

import pipeline.query
from pipeline import errors
from pipeline.cli import cli, main
from pipeline.config import Settings, load_settings
from pipeline.curate import Summary
from pipeline.errors import EncryptedFile, NoticesError, PageTimeout, UsageError
from pipeline.messages import (
    ERRORS_VI,
    TEXTS,
    Lang,
    as_language,
    error_classes,
    error_line,
    language,
    remedy_text,
    text,
    visible,
)
from pipeline.model import DeadlineKind, Severity, SourceStatus, TextSource
from pipeline.progress import LogProgress, duration, progress_line
from pipeline.snapshot import Failure
from pipeline.summary import RunReport, program_name, report_lines

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", re.IGNORECASE)


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "NOTICES_RAW", "NOTICES_CURATED", "NOTICES_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


# --- messages -------------------------------------------------------------------------------------


def placeholders(pattern: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_both_languages_have_the_same_placeholders(key: str) -> None:
    vietnamese, english = TEXTS[key]
    assert placeholders(vietnamese) == placeholders(english)
    assert vietnamese.strip()
    assert not VIETNAMESE.search(english)


def test_every_error_class_has_a_vietnamese_fact_and_remedy() -> None:
    ours = {cls for cls in error_classes() if cls.__module__ == errors.__name__}
    assert set(ERRORS_VI) == ours
    assert len(ours) > 15
    for fact, remedy in ERRORS_VI.values():
        assert VIETNAMESE.search(fact)
        assert VIETNAMESE.search(remedy)


@pytest.mark.parametrize(
    ("group", "codes"),
    [
        ("status", SourceStatus),
        ("text", TextSource),
        ("deadline", DeadlineKind),
        ("origin", ("table", "prose")),
        ("severity", Severity),
    ],
)
def test_every_code_of_the_report_has_a_name(group: str, codes: type) -> None:
    assert all(text(f"{group}.{code}", "vi") for code in codes)  # type: ignore[attr-defined]


def test_error_lines() -> None:
    error = EncryptedFile("the PDF asks for a password")
    assert error_line(error, "en") == (
        "the PDF asks for a password -> Save a copy without a password and put that into the raw folder."
    )
    assert error_line(error, "vi") == (
        "Tệp có mật khẩu: tệp PDF yêu cầu mật khẩu -> Lưu một bản không có mật khẩu vào thư mục nguồn."
    )


def test_remedies_are_translated_by_their_text() -> None:
    assert remedy_text(PageTimeout.remedy, "vi").startswith("Nâng NOTICES_PAGE_TIMEOUT")
    assert remedy_text("Ask the sender.", "vi") == "Ask the sender."
    assert remedy_text(PageTimeout.remedy, "en") == PageTimeout.remedy


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, "en"),
        ({"LANG": "vi_VN.UTF-8"}, "vi"),
        ({"LANG": "vi_VN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "vi_VN"}, "vi"),
        ({"LC_ALL": "", "LANG": "vi"}, "vi"),
    ],
)
def test_language_of_the_locale(environ: dict[str, str], expected: str) -> None:
    assert language(environ) == expected


# --- commands -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["run", "trace", "query", "doctor", "models", "schema"])
def test_each_help_shows_an_example(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert set(cli.commands) == {"run", "trace", "query", "doctor", "models", "schema"}
    assert main([command, "--help"]) == 0
    shown = capsys.readouterr().out
    assert f"Example:  notices {command}" in shown or re.search(rf"Examples:\n +notices {command}", shown)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["query", "SELECT 1"], 7),
        (["trace", "abcd1234"], 7),
        (["schema", "nonsense"], 8),
        (["nonsense"], 2),
        (["run", "--jobs", "0"], 2),
        (["query"], 2),
        (["doctor", "--raw", "absent"], 4),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    assert main(arguments) == code


@pytest.mark.parametrize("seconds", ["-1", "0", "inf", "nan", "soon"])
def test_bad_setting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], seconds: str) -> None:
    monkeypatch.setenv("NOTICES_PAGE_TIMEOUT", seconds)
    assert main(["doctor"]) == 3
    assert capsys.readouterr().err.count("\n") == 1


def test_error_is_one_line_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    main(["query", "SELECT 1", "--lang", "vi"])
    after = capsys.readouterr()
    main(["--lang", "vi", "query", "SELECT 1"])
    before = capsys.readouterr()
    assert after.out == before.out == ""
    assert after.err == before.err
    assert after.err.startswith("notices: Chưa có bộ dữ liệu dùng được: ")
    assert after.err.endswith("-> Chạy `notices run` để công bố bộ dữ liệu.\n")
    assert after.err.count("\n") == 1


def test_unexpected_error(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("two\nlines")

    monkeypatch.setattr(pipeline.query, "run_query", fail)
    assert main(["query", "SELECT 1"]) == 70
    plain = capsys.readouterr().err
    assert plain.count("\n") == 1
    assert "unexpected ZeroDivisionError: two lines" in plain
    assert main(["query", "SELECT 1", "--debug"]) == 70
    assert "Traceback" in capsys.readouterr().err


def test_interrupt(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(pipeline.query, "run_query", stop)
    assert main(["query", "SELECT 1"]) == 130
    assert "Traceback" not in capsys.readouterr().err


_ENDS_BADLY = """
import atexit, os, sys
import pipeline.cli

class Library:
    def __del__(self, abort=os.abort):
        abort()

held = Library()

def main():
    atexit.register(print, "cleaned up")
    print("said")
    return 8

pipeline.cli.main = main
"""
"""A program in which a library aborts when the interpreter is torn down."""


@pytest.mark.parametrize(("end", "code"), [("sys.exit(main())", -6), ("pipeline.cli.entry()", 8)])
def test_the_exit_code_holds_when_a_library_aborts_at_the_end(end: str, code: int) -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", _ENDS_BADLY + end], cwd=root, capture_output=True, text=True)
    assert done.returncode == code
    if code == 8:
        assert done.stdout.splitlines() == ["said", "cleaned up"]


def test_schema_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "tasks"]) == 0
    english = capsys.readouterr().out
    assert main(["schema", "tasks", "--lang", "vi"]) == 0
    vietnamese = capsys.readouterr().out
    assert "task_id" in english
    assert "task_id" in vietnamese
    assert "sources" not in [line.strip("# ") for line in english.splitlines() if line.startswith("##")]
    assert VIETNAMESE.search(vietnamese)


def test_every_class_of_error_is_mapped_to_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for cls in error_classes():

        def fail(*_: object, cls: type[NoticesError] = cls) -> None:
            raise cls("a fact")

        monkeypatch.setattr(pipeline.query, "run_query", fail)
        assert main(["query", "SELECT 1", "--lang", "vi"]) == cls.exit_code != 0
        assert capsys.readouterr().err.count("\n") == 1


# --- progress and report --------------------------------------------------------------------------


def test_durations() -> None:
    assert [duration(s) for s in (0, 59.6, 75, 3700)] == ["0:00", "1:00", "1:15", "1:01:40"]


@pytest.mark.parametrize("lang", ["en", "vi"])
def test_progress_line_is_an_estimate_until_all_files_are_opened(lang: Lang) -> None:
    shown = {
        "en": "{} pages, {} pages/s, {} left, {} files",
        "vi": "{} trang, {} trang/giây, còn {}, {} tệp",
    }[lang]
    progress = LogProgress(lang, io.StringIO())
    progress.add_files(4)
    progress.file_done("unchanged.pdf")  # from an earlier run: it counts no pages
    assert progress_line(progress, 1.0, lang) == shown.format("0/?", "0.0", "?", "1/4")
    progress.add_pages(20, "a.pdf")
    progress.page_done(5)
    assert progress_line(progress, 10.0, lang) == shown.format("5/~60", "0.5", "~1:50", "1/4")
    progress.add_pages(1, "b.txt")
    progress.page_done()
    progress.file_done("b.txt")
    assert progress_line(progress, 12.0, lang) == shown.format("6/~32", "0.5", "~0:52", "2/4")
    progress.file_done("empty.pdf")  # failed: it has no pages
    assert progress_line(progress, 12.0, lang) == shown.format("6/21", "0.5", "0:30", "3/4")


def test_log_is_quiet_but_says_the_end() -> None:
    stream = io.StringIO()
    progress = LogProgress("en", stream)
    progress.add_files(1)
    progress.add_pages(1000, "a.txt")
    for _ in range(1000):
        progress.page_done()
    progress.file_done("a.txt")
    lines = stream.getvalue().splitlines()
    assert len(lines) <= 3
    assert lines[-1].startswith("1000/1000 pages")


def report(failures: tuple[Failure, ...] = (), task_id: str | None = "abc123", unresolved: int = 0) -> RunReport:
    summary = Summary(
        sources_by_status=(("failed", 1), ("ok", 2)),
        pages_by_text_source=(("ocr", 3), ("plain", 4)),
        tasks_by_origin=(("prose", 2), ("table", 5)),
        deadlines_by_kind=(("date", 6),),
        documents=3,
        indicators=0,
        findings_by_severity=(("error", 1), ("warning", 4)),
        groups_merged=2,
        decisions_unresolved=unresolved,
        pages_failed=0,
        failures=failures,
    )
    return RunReport(summary, "my data", "0123456789abcdef", True, 1, 0, task_id, 61.0)


def test_report() -> None:
    failures = (Failure("a.pdf", None, "the file is empty", "Delete it."), Failure("b.pdf", 7, "too slow", None))
    lines = list(report_lines(report(failures), "en", default_curated=False))
    assert lines == [
        "Sources: 3 (1 failed, 2 ok); 1 unchanged, reused",
        "Pages by text source: 7 (3 ocr, 4 plain)",
        "Tasks: 7 (2 from prose, 5 from tables)",
        "Deadlines by kind: 6 (6 date)",
        "Groups of repeated tasks merged: 2",
        "Findings: 5 (1 error, 4 warning)",
        "Failures: 2",
        "  a.pdf: the file is empty -> Delete it.",
        "  b.pdf, page 7: too slow",
        "Snapshot: my data (0123456789ab, published now)",
        "Time: 1:01",
        "How to look at it:",
        "  notices query \"SELECT task_text, lead, deadline_text FROM tasks LIMIT 5\" --curated 'my data'",
        "  notices trace abc123 --image trace.png --curated 'my data'",
    ]


def test_report_counts_what_it_does_not_list() -> None:
    failures = tuple(Failure(f"{n}.pdf", None, "empty", None) for n in range(60))
    lines = list(report_lines(report(failures), "vi"))
    assert "  ... và 10 lỗi nữa, xem bảng sources và pages" in lines
    assert "Lỗi: 60" in lines
    assert "Failures: none" in list(report_lines(report(), "en"))


def test_report_tells_decisions_that_were_not_applied() -> None:
    told = report(unresolved=3)
    assert any(line.startswith("Decisions on something that was not found: 3 ") for line in report_lines(told, "en"))
    assert any(line.startswith("Quyết định không áp dụng được: 3 ") for line in report_lines(told, "vi"))
    assert not any("Decisions" in line for line in report_lines(report(), "en"))


def test_the_report_calls_the_program_where_the_shell_finds_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / ".venv/bin/notices"
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program.with_name("python")))
    monkeypatch.setenv("PATH", "/nonexistent")
    assert program_name() == ".venv/bin/notices"
    lines = list(report_lines(report(), "en", program=program_name()))
    assert [line.split()[0] for line in lines[-2:]] == [".venv/bin/notices"] * 2
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert program_name() == str(program)
    monkeypatch.setenv("PATH", str(program.parent))
    assert program_name() == "notices"


def test_report_without_tasks_names_no_task() -> None:
    assert not any("trace" in line for line in report_lines(report(task_id=None), "en"))


def test_example_settings_are_the_defaults() -> None:
    example = Path(__file__).parents[2] / "notices.toml.example"
    assert load_settings(environ={}, toml=example) == Settings()


# --- names that would steer the terminal ----------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Thông báo số 3.pdf", "Thông báo số 3.pdf"),
        ("a\x1b[31mb.txt", "a\\x1b[31mb.txt"),
        ("a\nb.txt", "a\\nb.txt"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("bad\udcff", "bad\\udcff"),
    ],
)
def test_names_steer_nothing(name: str, shown: str) -> None:
    assert visible(name) == shown
    failure = Failure(name, 2, f"the file {name} is odd", None)
    for lang in ("vi", "en"):
        lines = list(report_lines(report((failure,)), as_language(lang)))
        assert any(f"{shown}, " in line for line in lines)
        assert not [line for line in lines if name in line and name != shown]
    on_one_line = " ".join(name.split())
    assert error_line(UsageError(f"odd {name}"), "en").startswith(f"odd {visible(on_one_line)} ")


def test_what_is_to_be_kept_stays() -> None:
    assert visible("một\nhai\tba\x07", keep="\n\t") == "một\nhai\tba\\x07"
