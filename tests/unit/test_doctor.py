"""The doctor finds each miss and says what to do; nothing is changed on the machine."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from pipeline.config import Settings
from pipeline.doctor import Check, examine, package_problem

GOOD = """#!/bin/sh
case "$1" in
--version) echo "tesseract 5.3.0"; echo " leptonica-1.82.0" ;;
--list-langs) echo 'List of available languages in "/data/" (3):'; printf 'eng\\nosd\\nvie\\n' ;;
esac
"""


def program(folder: Path, text: str) -> str:
    file = folder / "fake tesseract"
    file.write_text(text)
    file.chmod(file.stat().st_mode | stat.S_IXUSR)
    return str(file)


def settings(folder: Path, script: str = GOOD) -> Settings:
    (folder / "raw").mkdir(exist_ok=True)
    return Settings(
        raw=folder / "raw",
        curated=folder / "new" / "curated",
        cache=folder / "cache",
        tesseract_cmd=program(folder, script),
    )


def misses(checks: tuple[Check, ...]) -> dict[str, str]:
    return {check.name: check.remedy for check in checks if not check.ok}


def test_all_well_and_nothing_left_behind(tmp_path: Path) -> None:
    checks = examine(settings(tmp_path), "en")
    assert misses(checks) == {}
    assert [c.detail for c in checks if c.name == "the program Tesseract"] == ["5.3.0"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["fake tesseract", "raw"]


def test_missing_tesseract_also_misses_its_data(tmp_path: Path) -> None:
    checks = examine(Settings(raw=tmp_path, curated=tmp_path, cache=tmp_path, tesseract_cmd="no-such-program"), "en")
    found = misses(checks)
    assert list(found) == ["the program Tesseract", "Tesseract data `vie`", "Tesseract data `osd`"]
    assert "make setup" in found["the program Tesseract"]
    assert "tesseract-ocr-vie" in found["Tesseract data `vie`"]
    assert "No such file" in next(c.detail for c in checks if not c.ok)


@pytest.mark.parametrize(("absent", "package"), [("vie", "tesseract-ocr-vie"), ("osd", "tesseract-ocr-osd")])
def test_missing_language_data(tmp_path: Path, absent: str, package: str) -> None:
    found = misses(examine(settings(tmp_path, GOOD.replace(absent + "\\n", "")), "vi"))
    assert list(found) == [f"dữ liệu Tesseract `{absent}`"]
    assert package in found[f"dữ liệu Tesseract `{absent}`"]


def test_old_tesseract(tmp_path: Path) -> None:
    checks = examine(settings(tmp_path, GOOD.replace("5.3.0", "4.0.0-beta.1")), "en")
    assert [c.detail for c in checks if not c.ok] == ["version 4.0.0, needed is 4.1"]


def test_crashing_tesseract(tmp_path: Path) -> None:
    assert len(misses(examine(settings(tmp_path, "#!/bin/sh\nexit 3\n"), "en"))) == 3


def test_missing_raw_folder_and_blocked_cache(tmp_path: Path) -> None:
    good = settings(tmp_path)
    (tmp_path / "file").write_text("x")
    bad = Settings(
        raw=tmp_path / "absent",
        curated=good.curated,
        cache=tmp_path / "file" / "cache",
        tesseract_cmd=good.tesseract_cmd,
    )
    found = misses(examine(bad, "en"))
    assert list(found) == [f"raw folder {tmp_path}/absent", f"write access to the cache folder {tmp_path}/file/cache"]
    assert "NOTICES_CACHE" in found[f"write access to the cache folder {tmp_path}/file/cache"]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("click>=8.1", None),
        ("click<1", "click "),
        ("no-such-distribution-anywhere>=1", "no-such-distribution-anywhere (absent)"),
        ("no-such-distribution-anywhere>=1; extra == 'dev'", None),
        ("no-such-distribution-anywhere; python_version < '3'", None),
        ("not a requirement", "not a requirement: "),
    ],
)
def test_package_requirements(line: str, problem: str | None) -> None:
    found = package_problem(line)
    assert (found is None) if problem is None else (found is not None and found.startswith(problem))
