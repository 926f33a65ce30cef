"""pipeline.audit: a task traced to its page, in words, JSON and pictures."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from normalizers.agency import load_register
from pipeline.audit.picture import COLOURS, DPI
from pipeline.audit.trace import draw, find_trace, render, to_json
from pipeline.cli import main
from pipeline.config import Settings
from pipeline.curate import build_tables, run_record, summarize
from pipeline.errors import NotFound, SnapshotError, UsageError
from pipeline.model import Role, SourceResult
from pipeline.process import InProcess, process_source
from pipeline.snapshot import SnapshotFacts, open_snapshot
from pipeline.store import inventory, publish
from tests.unit.moments import NOON

NOTICE = """KẾ HOẠCH

I. NHIỆM VỤ

1. Sở Y tế chủ trì, phối hợp với Sở Tài chính mua vắc xin trước ngày 15/5/2026.

STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn
1\tMua máy quét\tSở Nội vụ\t30/6/2026
"""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("trace")
    raw = folder / "raw"
    raw.mkdir()
    (raw / "ke hoach.txt").write_text(NOTICE, "utf-8")
    _pdf(raw / "bang.pdf")
    settings = Settings(raw=raw, curated=folder / "curated", cache=folder / "cache")
    _publish(_results(settings), settings.curated)
    return settings


def _results(settings: Settings) -> list[SourceResult]:
    return [process_source(file, settings, InProcess()) for file in inventory(settings.raw)]


def _publish(results: list[SourceResult], curated: Path) -> None:
    tables = build_tables(results, load_register())
    record = run_record(summarize(tables), tables, started_at=NOON, finished_at=NOON)
    publish(tables, SnapshotFacts("1", "c"), curated, run=record)


def _pdf(path: Path) -> None:
    """Two pages of one ruled table; its second row runs over the page break without a closing rule."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    xs = (60, 100, 330, 440, 540)
    for page, rows in enumerate(
        (
            [
                ("STT", "Noi dung cong viec", "Co quan chu tri", "Thoi han"),
                ("1", "Mua sam", "So A", "30/6/2026"),
                ("2", "Xay dung he thong quan", "So B", "31/7/2026"),
            ],
            [
                ("STT", "Noi dung cong viec", "Co quan chu tri", "Thoi han"),
                ("", "ly van ban di", "", ""),
                ("3", "Bao cao", "So C", "31/8/2026"),
            ],
        )
    ):
        top = 700
        for n, row in enumerate(rows):
            y = top - 30 * n
            canvas.line(xs[0], y, xs[-1], y)
            for x, text in zip(xs, row, strict=False):
                canvas.drawString(x + 4, y - 18, text)
        bottom = top - 30 * len(rows)
        if page:
            canvas.line(xs[0], bottom, xs[-1], bottom)
        for x in xs:
            canvas.line(x, top, x, bottom)
        canvas.showPage()
    canvas.save()


def task_id(settings: Settings, text: str) -> str:
    rows = open_snapshot(settings.curated).read("tasks").to_pylist()
    (found,) = [r["task_id"] for r in rows if text in r["task_text"]]
    return str(found)


def near(pixel: tuple[int, ...], role: Role) -> bool:
    """Whether a pixel carries the outline colour of a role."""
    return all(abs(a - b) <= 12 for a, b in zip(pixel[:3], COLOURS[role], strict=True))


def test_a_prose_task_in_words(settings: Settings) -> None:
    trace = find_trace(settings.curated, task_id(settings, "vắc xin")[:8])
    text = render(trace, "vi")
    assert "Chủ trì: Sở Y tế" in text
    assert "dòng 5" in text
    assert "2026-05-15" in text
    assert "Lead: Sở Y tế" in render(trace, "en")
    assert trace.pages == (1,)
    said = {m.role: NOTICE.splitlines()[4][m.char_first : m.char_last] for m in trace.marks if m.role != Role.TASK}
    assert said == {Role.DEADLINE: "trước ngày 15/5/2026", Role.LEAD: "Sở Y tế", Role.COORDINATING: "Sở Tài chính"}


def test_json_holds_the_rows_as_they_are(settings: Settings) -> None:
    content = json.loads(to_json(find_trace(settings.curated, task_id(settings, "Mua máy quét"))))
    assert content["task"]["due_on"] == "2026-06-30"
    assert content["source"]["path"] == "ke hoach.txt"
    assert [a["name"] for a in content["agencies"]] == ["Sở Nội vụ"]
    assert any(line["role"] == "task" and line["text"] == "Mua máy quét" for line in content["context"])


def test_a_row_over_two_pages_is_drawn_on_both(settings: Settings, tmp_path: Path) -> None:
    trace = find_trace(settings.curated, task_id(settings, "quan ly van ban"))
    assert trace.pages == (1, 2)
    out = draw(trace, settings, tmp_path / "new folder" / "a.png", "en")
    with Image.open(out) as image:
        page = round(A4[0] * DPI / 72)
        assert image.width >= 2 * page
        top = image.height - 14 - round(A4[1] * DPI / 72)
        checked = []
        for mark in trace.marks:
            if mark.role != Role.ROW and mark.box is not None:  # the cells of a row are drawn over its frame
                left = 14 + (mark.page_no - 1) * (page + 14)
                x, y = left + (mark.box.x0 + mark.box.x1) / 2 * DPI / 72, top + mark.box.y1 * DPI / 72 + 1
                around = [image.getpixel((round(x), round(y) + dy)) for dy in (-2, -1, 0, 1, 2)]
                assert any(near(p, mark.role) for p in around), (mark, around)
                checked.append((mark.page_no, mark.role))
    assert sorted(checked) == [
        (1, Role.DEADLINE), (1, Role.LEAD), (1, Role.ORDINAL), (1, Role.TASK), (2, Role.TASK),
    ]  # fmt: skip


def test_a_text_notice_is_drawn_with_its_marks(settings: Settings, tmp_path: Path) -> None:
    trace = find_trace(settings.curated, task_id(settings, "Mua máy quét"))
    out = draw(trace, settings, tmp_path / "b.png", "vi")
    with Image.open(out) as image:
        colours = {c[:3] for _, c in image.getcolors(1 << 20) or []}
    for role in (Role.TASK, Role.LEAD, Role.DEADLINE):
        assert COLOURS[role] in colours
    assert COLOURS[Role.SUPERVISOR] not in colours


def test_unknown_and_ambiguous_ids(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no task has an id that begins with 'zzzzzzzz'"):
        find_trace(settings.curated, "zzzzzzzz")
    begin = task_id(settings, "vắc xin")[:3]
    with pytest.raises(NotFound, match=f"the id '{begin}' is too short") as caught:
        find_trace(settings.curated, begin)
    assert "at least 4 characters" in caught.value.remedy
    trace = find_trace(settings.curated, task_id(settings, "vắc xin"))
    gone = Settings(raw=tmp_path, curated=settings.curated)
    with pytest.raises(NotFound, match=r"ke hoach\.txt was not found"):
        draw(trace, gone, tmp_path / "c.png", "en")
    assert not (tmp_path / "c.png").exists()


def test_the_boxes_are_those_of_the_cells_that_were_drawn(settings: Settings) -> None:
    trace = find_trace(settings.curated, task_id(settings, "quan ly van ban"))
    boxes = {(m.page_no, m.role): m.box for m in trace.marks}
    height = A4[1]
    for (page_no, role), wanted in {
        (1, Role.TASK): (100, height - 640, 330, height - 610),
        (1, Role.LEAD): (330, height - 640, 440, height - 610),
        (1, Role.DEADLINE): (440, height - 640, 540, height - 610),
        (2, Role.TASK): (100, height - 670, 330, height - 640),
    }.items():
        box = boxes[page_no, role]
        assert box is not None
        assert (box.x0, box.y0, box.x1, box.y1) == pytest.approx(wanted, abs=1.5)
    words = render(trace, "en")
    assert "page 2  [100.0, " in words
    assert "trang 2  [100.0, " in render(trace, "vi")


def test_a_short_id_must_mean_one_task(settings: Settings, tmp_path: Path) -> None:
    (result,) = [r for r in _results(settings) if r.source.path == "ke hoach.txt"]
    ids = ("abcd00", "abcd01")
    assert len(result.tasks) == len(ids)
    twins = tuple(dataclasses.replace(t, task_id=i) for t, i in zip(result.tasks, ids, strict=True))
    _publish([dataclasses.replace(result, tasks=twins)], tmp_path / "curated")
    with pytest.raises(NotFound, match="2 tasks have an id that begins with 'abcd': abcd00, abcd01") as caught:
        find_trace(tmp_path / "curated", "abcd")
    assert "more characters" in caught.value.remedy
    assert [find_trace(tmp_path / "curated", i).task["task_id"] for i in ids] == list(ids)


def test_nothing_published(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError):
        find_trace(tmp_path, "abcd1234")


def test_a_picture_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    trace = find_trace(settings.curated, task_id(settings, "vắc xin"))
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(UsageError, match="cannot write the picture"):
        draw(trace, settings, tmp_path / "file" / "a.png", "en")
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_the_command_prints_and_draws(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folders = ["--raw", str(settings.raw), "--curated", str(settings.curated)]
    wanted = task_id(settings, "Mua máy quét")
    assert main(["trace", wanted[:8], *folders, "--image", "a.png", "--lang", "en"]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"Task id: {wanted}")
    assert "a.png" in said.err
    with Image.open(tmp_path / "a.png") as image:
        assert image.format == "PNG"
    assert main(["trace", wanted, *folders, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["task"]["task_id"] == wanted
    assert main(["trace", "not-an-id", *folders]) == 8


def test_a_file_that_has_changed_is_not_drawn_on(settings: Settings, tmp_path: Path) -> None:
    trace = find_trace(settings.curated, task_id(settings, "vắc xin"))
    (tmp_path / "ke hoach.txt").write_text("Một văn bản khác\n" + NOTICE, "utf-8")
    with pytest.raises(NotFound, match="has changed since it was read"):
        draw(trace, Settings(raw=tmp_path, curated=settings.curated), tmp_path / "a.png", "en")
    assert not (tmp_path / "a.png").exists()
