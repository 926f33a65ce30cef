"""Facts and remedies of errors in Vietnamese: every one that the source can raise has a rendering."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.messages import ERRORS_VI, TEXTS, error_classes
from pipeline.vietnamese import TEMPLATES, in_vietnamese

ROOT = Path(__file__).parents[2]
CLASSES = {cls.__name__ for cls in error_classes()}
HELPERS = {"_wrong": (1,), "_failed": (1, 2), "_failed_page": (1, 2)}
"""Functions that make an error, with the places of fact and remedy among their arguments."""
NOTES = ("mislabel", "_what", "_how_it_ended", "_kill")
"""Functions that return a fact or a part of one."""
FIELD = re.compile(r"\{\d\}")


def templates(node: ast.expr, constants: dict[str, str]) -> Iterator[str]:
    """The English of an expression with {0}, {1} ... for what is filled in; nothing when it is not written here."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id in constants:
        yield constants[node.id]
    elif isinstance(node, ast.IfExp):
        yield from templates(node.body, constants)
        yield from templates(node.orelse, constants)
    elif isinstance(node, ast.Call):  # " ".join(f"...".split())
        for part in ast.walk(node):
            if isinstance(part, ast.JoinedStr):
                yield from templates(part, constants)
    elif isinstance(node, ast.JoinedStr):
        fields = iter(range(9))
        yield "".join(str(p.value) if isinstance(p, ast.Constant) else f"{{{next(fields)}}}" for p in node.values)
        for part in node.values:
            if isinstance(part, ast.FormattedValue) and isinstance(part.value, ast.IfExp):
                yield from templates(part.value, constants)


def said(path: Path) -> Iterator[str]:
    """Facts and remedies of one module."""
    tree = ast.parse(path.read_text("utf-8"))
    values = [
        (n.targets[0] if isinstance(n, ast.Assign) else n.target, n.value)
        for n in ast.walk(tree)
        if isinstance(n, ast.Assign | ast.AnnAssign) and n.value is not None
    ]
    named = [(target.id, value) for target, value in values if isinstance(target, ast.Name)]
    constants = {name: v.value for name, v in named if isinstance(v, ast.Constant) and isinstance(v.value, str)}
    for name, value in named:
        if name in ("error", "remedy", "said") and not path.name.startswith("errors"):
            yield from templates(value, {})
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in NOTES:
            for step in ast.walk(node):
                if isinstance(step, ast.Return) and step.value is not None:
                    yield from templates(step.value, constants)
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
        if name in CLASSES and node.args:
            yield from templates(node.args[0], constants)
        if name in HELPERS:
            for place in HELPERS[name]:
                yield from templates(node.args[place], constants)
        for keyword in node.keywords:
            if keyword.arg in ("error", "remedy") and name != "dict":
                yield from templates(keyword.value, constants)


def everything() -> list[str]:
    found = {
        text
        for package in ("extractors", "flows", "normalizers", "pipeline")
        for path in sorted((ROOT / package).rglob("*.py"))
        for text in said(path)
    }
    return sorted(text for text in found if re.search("[A-Za-z]{2}", FIELD.sub("", text)))


def test_every_fact_and_remedy_has_a_vietnamese_rendering() -> None:
    found = everything()
    assert len(found) > 150
    remedies = {cls.remedy for cls in ERRORS_VI}
    assert [text for text in found if text not in TEMPLATES and text not in remedies] == []


def test_renderings_hold_what_is_filled_in() -> None:
    for english, vietnamese in TEMPLATES.items():
        assert set(FIELD.findall(english)) == set(FIELD.findall(vietnamese)), english


@pytest.mark.parametrize("english", [text for text in TEMPLATES if text != "{0}: {1}"])
def test_every_rendering_is_found_by_its_sentence(english: str) -> None:
    filled = FIELD.sub(lambda field: f"<{field[0][1]}>", english)
    assert in_vietnamese(filled) == FIELD.sub(lambda field: f"<{field[0][1]}>", TEMPLATES[english])


@pytest.mark.parametrize(
    ("english", "vietnamese"),
    [
        ("the file cannot be read: Permission denied", "không đọc được tệp: không có quyền truy cập"),
        (
            "2 of 3 pages could not be read (pages 1, 3): the process that read the page was killed by SIGKILL",
            "không đọc được 2 trong 3 trang (trang 1, 3): tiến trình đọc trang đã bị SIGKILL dừng",
        ),
        ("own.toml, 'Sở Mây': kind 'x' is none of a, b", "own.toml, 'Sở Mây': kind 'x' không thuộc a, b"),
        ("a.jsonl:2: 'same' needs two tasks", "a.jsonl:2: 'same' cần hai nhiệm vụ"),
        ("the snapshot in a is damaged: odd: really", "bộ dữ liệu trong a bị hỏng: odd: really"),
        ("Catalog Error: no such column", "Catalog Error: no such column"),
        ("", ""),
    ],
)
def test_what_is_filled_in_is_rendered_too(english: str, vietnamese: str) -> None:
    assert in_vietnamese(english) == vietnamese


def test_one_term_for_one_thing() -> None:
    """Settings are "thiết lập"; the raw folder is "thư mục nguồn" ("thư mục gốc" is the root of a file system)."""
    said = [*TEMPLATES.values(), *(f"{fact} {remedy}" for fact, remedy in ERRORS_VI.values())]
    said += [vietnamese for vietnamese, _ in TEXTS.values()]
    said += [(ROOT / "README.vi.md").read_text("utf-8")]
    assert [text for text in said if re.search("thiết đặt|thư mục gốc|bộ nhớ đệm|bí danh", text, re.IGNORECASE)] == []
