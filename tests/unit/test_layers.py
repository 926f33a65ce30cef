"""Who may import whom. Every import counts: at the top, inside functions, under TYPE_CHECKING, by import_module."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("normalizers", "extractors", "pipeline", "flows")

# First matching row counts. Importer (module or package) -> what it may import of our rooms.
TABLE: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("normalizers", ("normalizers", "pipeline.model", "pipeline.errors")),
    ("extractors", ("extractors", "normalizers", "pipeline.model", "pipeline.errors", "pipeline.config")),
    ("pipeline.model", ()),
    ("pipeline.errors", ()),
    ("pipeline.config", ("pipeline.errors",)),
    ("pipeline.tables", ("pipeline.model",)),
    ("pipeline.schema", ("pipeline.model", "pipeline.errors", "pipeline.tables")),
    ("pipeline.cli", ("flows", "pipeline", "extractors", "normalizers")),
    ("pipeline", ("pipeline", "extractors", "normalizers")),
    ("flows", ("flows", "pipeline")),
)
PREFECT_ROOM = "flows"


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def imported(source: str, importer: str, *, package: bool = False) -> Iterator[tuple[int, str]]:
    """(line, module) of every import of ``source``, relative ones made absolute."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = importer.split(".")
                parents = parents[: len(parents) - node.level + (1 if package else 0)]
                base = ".".join([*parents, base] if base else parents)
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node.lineno, inner if is_module(inner) else base
        elif isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if name in ("import_module", "__import__") and node.args and isinstance(node.args[0], ast.Constant):
                yield node.lineno, str(node.args[0].value)


def violations(source: str, importer: str, *, package: bool = False) -> list[str]:
    allowed = next(allowed for room, allowed in TABLE if within(importer, room))
    found = []
    for line, module in imported(source, importer, package=package):
        ours = any(within(module, room) for room in ROOMS)
        if ours and not any(within(module, room) for room in allowed):
            found.append(f"{importer}:{line} imports {module}")
        if within(module, "prefect") and not within(importer, PREFECT_ROOM):
            found.append(f"{importer}:{line} imports {module}")
    return found


def modules() -> list[tuple[str, Path]]:
    found = []
    for room in ROOMS:
        for file in sorted((ROOT / room).rglob("*.py")):
            parts = file.relative_to(ROOT).with_suffix("").parts
            found.append((".".join(parts[:-1] if parts[-1] == "__init__" else parts), file))
    return found


def test_every_module_keeps_to_the_table() -> None:
    found = modules()
    assert {name.split(".")[0] for name, _ in found} == set(ROOMS)
    broken = [
        line
        for name, file in found
        for line in violations(file.read_text(encoding="utf-8"), name, package=file.name == "__init__.py")
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("normalizers.text", "import pipeline.config"),
        ("normalizers.text", "from extractors import pdf"),
        ("extractors.pdf", "def f():\n    from pipeline.store import PageCache"),
        ("extractors.pdf", "if TYPE_CHECKING:\n    from pipeline import store"),
        ("pipeline.process", "from flows.ingest import ingest"),
        ("pipeline.process", "import prefect.settings"),
        ("pipeline.cli", "from prefect import flow"),
        ("pipeline.process", "import importlib\nimportlib.import_module('flows.ingest')"),
        ("pipeline.model", "from pipeline.errors import NoticesError"),
        ("pipeline.schema", "from extractors.pdf import words"),
        ("pipeline.audit.trace", "from ...flows import ingest"),
        ("flows.ingest", "from normalizers.text import nfc"),
    ],
)
def test_forbidden_imports_are_found(importer: str, source: str) -> None:
    assert len(violations(source, importer)) == 1


@pytest.mark.parametrize(
    ("importer", "source"),
    [
        ("normalizers.text", "from pipeline import model as m\nfrom pipeline.errors import ContractError\nimport re"),
        ("extractors.pdf", "from pipeline.config import Settings\nfrom normalizers import text"),
        ("pipeline.cli", "def run():\n    from flows.ingest import ingest"),
        ("pipeline.audit.trace", "from pipeline.audit.picture import Mark\nfrom .picture import Mark"),
        ("flows.ingest", "from prefect import flow\nfrom pipeline.run import Run"),
        ("pipeline.process", "import prefectural"),
    ],
)
def test_allowed_imports_pass(importer: str, source: str) -> None:
    assert violations(source, importer) == []
