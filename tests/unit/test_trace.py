"""pipeline.audit: a task traced to its page, in words, JSON and pictures."""

from __future__ import annotations

import dataclasses
import json
import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from normalizers.agency import load_register
from pipeline.audit.picture import COLOURS, DPI
from pipeline.audit.telling import render, to_json
from pipeline.audit.trace import Trace, draw, find_trace
from pipeline.cli import main
from pipeline.config import Settings
from pipeline.curate import build_tables, run_record, summarize
from pipeline.errors import NotFound, SnapshotError, UsageError
from pipeline.messages import locator_text
from pipeline.model import Role, SourceResult
from pipeline.process import InProcess, process_source
from pipeline.run import Run
from pipeline.snapshot import Snapshot, SnapshotFacts, open_snapshot
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
    assert "  chuẩn hóa: ngày  2026-05-15  ..2026-05-15  trước  day" in text.splitlines()
    english = render(trace, "en").splitlines()
    assert "Lead: Sở Y tế" in english
    assert "  normalized: date  2026-05-15  ..2026-05-15  before  day" in english
    assert [page for _, page in trace.sheets] == [1]
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
    assert [page for _, page in trace.sheets] == [1, 2]
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
    with pytest.raises(NotFound, match="nothing has the number 'zzzzzzzz' or an id that begins so"):
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
    with pytest.raises(NotFound, match="2 rows are called 'abcd': task abcd00, task abcd01") as caught:
        find_trace(tmp_path / "curated", "abcd")
    assert "more characters" in caught.value.remedy
    assert [find_trace(tmp_path / "curated", i).id for i in ids] == list(ids)


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


# --- every kind of row -----------------------------------------------------------------------------

PLAN = """ỦY BAN NHÂN DÂN
TỈNH LAM GIANG
Số: 12/KH-UBND

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Lam Giang, ngày 05 tháng 3 năm 2026

KẾ HOẠCH
Trồng rừng ngập mặn ven sông năm 2026

Nơi nhận:
- Sở Y tế;
- Lưu: VT.

CHỦ TỊCH

Trịnh Bảo Ngân

Phụ lục
DANH MỤC NHIỆM VỤ

STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn
1\tTrồng 40 ha rừng ngập mặn dọc đê cửa sông Trà theo thiết kế được duyệt\tSở Nông nghiệp và Môi trường\tTháng 6/2026
2\tMua xuồng tuần tra\tĐội Sông Nước\t30/6/2026

Phụ lục II
CHỈ TIÊU

STT\tChỉ tiêu\tĐơn vị tính\tMục tiêu 2026
1\tDiện tích rừng trồng mới\tha\t≥ 40
2\tTỷ lệ cây sống\t%\t≥ 85
"""
REPORT = PLAN.replace("KẾ HOẠCH\nTrồng", "BÁO CÁO\nTiến độ trồng").replace("12/KH-UBND", "30/BC-UBND")
REPORT = (
    REPORT.replace("05 tháng 3", "20 tháng 5")
    .replace("Tháng 6/2026", "Tháng 9/2026")
    .replace("2\tMua xuồng tuần tra\tĐội Sông Nước\t30/6/2026\n", "")
)
REPORT = REPORT[: REPORT.index("Phụ lục II")]


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("papers")
    (folder / "raw").mkdir()
    (folder / "raw" / "a plan.txt").write_text(PLAN, "utf-8")
    (folder / "raw" / "b report.txt").write_text(REPORT, "utf-8")
    settings = Settings(raw=folder / "raw", curated=folder / "curated", cache=folder / "cache")
    run = Run(settings, InProcess())
    run.take_inventory()
    for index in run.recall_unchanged():
        run.read(index)
    run.curate()
    run.publish()
    return settings


def rows(settings: Settings, table: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = open_snapshot(settings.curated).read(table).to_pylist()
    return found


def marked(trace: Trace, text: str) -> list[tuple[Role, str]]:
    """What the marks of one text notice stand on."""
    lines = text.splitlines()
    return [
        (m.role, lines[m.line_first - 1][m.char_first : m.char_last])
        for m in trace.marks
        if m.line_first is not None and m.role is not Role.ROW
    ]


def test_a_document_leads_to_its_letterhead_title_and_signature(papers: Settings) -> None:
    (plan,) = [r for r in rows(papers, "documents") if r["number"] == "12/KH-UBND"]
    trace = find_trace(papers.curated, plan["document_id"][:10])
    assert (trace.kind, trace.id) == ("document", plan["document_id"])
    assert marked(trace, PLAN) == [
        (Role.NUMBER, "12/KH-UBND"),
        (Role.ISSUED_ON, "Lam Giang, ngày 05 tháng 3 năm 2026"),
        (Role.ISSUER, "ỦY BAN NHÂN DÂN"),
        (Role.ISSUER, "TỈNH LAM GIANG"),
        (Role.TITLE, "KẾ HOẠCH"),
        (Role.TITLE, "Trồng rừng ngập mặn ven sông năm 2026"),
        (Role.SIGNER, "CHỦ TỊCH"),
        (Role.SIGNER, "Trịnh Bảo Ngân"),
        (Role.RECIPIENT, "Nơi nhận:"),
        (Role.RECIPIENT, "- Sở Y tế;"),
        (Role.RECIPIENT, "- Lưu: VT."),
    ]
    said = render(trace, "vi")
    for line in ("Số, ký hiệu: 12/KH-UBND", "Ngày ban hành: 2026-03-05", "Người ký: Trịnh Bảo Ngân"):
        assert line in said.splitlines()
    assert "  trang 1  dòng 3  số, ký hiệu" in said.splitlines()
    content = json.loads(to_json(trace))
    assert content["document"]["signer_name"] == "Trịnh Bảo Ngân"
    assert [place["source"]["path"] for place in content["places"]] == ["a plan.txt"]


def test_a_document_is_found_by_its_number(papers: Settings, tmp_path: Path) -> None:
    (plan,) = [r for r in rows(papers, "documents") if r["number"] == "12/KH-UBND"]
    assert find_trace(papers.curated, "12/KH-UBND").id == plan["document_id"]
    with pytest.raises(NotFound, match="nothing has the number '12/KH'"):
        find_trace(papers.curated, "12/KH")
    (tmp_path / "raw").mkdir()
    for copy in "ab":
        (tmp_path / "raw" / f"{copy}.txt").write_text(f"{PLAN}\n{copy}\n", "utf-8")
    two = Settings(raw=tmp_path / "raw", curated=tmp_path / "curated", cache=tmp_path / "cache")
    _publish(_results(two), two.curated)
    with pytest.raises(NotFound, match="2 rows are called '12/KH-UBND': document ") as caught:
        find_trace(two.curated, "12/KH-UBND")
    assert "one of these ids" in caught.value.remedy


def test_an_indicator_leads_to_its_cells(papers: Settings) -> None:
    (row,) = [r for r in rows(papers, "indicators") if r["name"] == "Tỷ lệ cây sống"]
    trace = find_trace(papers.curated, row["indicator_id"])
    found = dict(marked(trace, PLAN))
    assert (found[Role.UNIT], found[Role.TARGET]) == ("%", "≥ 85")
    assert "Target as read: ≥ 85" in render(trace, "en").splitlines()


def test_a_finding_leads_to_every_document_it_speaks_of(papers: Settings, tmp_path: Path) -> None:
    (row,) = [r for r in rows(papers, "findings") if r["kind"] == "task_deadline_differs"]
    trace = find_trace(papers.curated, row["finding_id"])
    assert [(p.source["path"], p.document["number"]) for p in trace.places] == [
        ("a plan.txt", "12/KH-UBND"),
        ("b report.txt", "30/BC-UBND"),
    ]
    assert [marked(Trace("finding", row, (p,)), t) for p, t in zip(trace.places, (PLAN, REPORT), strict=True)] == [
        [(Role.DEADLINE, "Tháng 6/2026")],
        [(Role.DEADLINE, "Tháng 9/2026")],
    ]
    assert row["message_vi"] in render(trace, "vi")
    with Image.open(draw(trace, papers, tmp_path / "f.png", "vi")) as image:
        assert image.width > 2 * 900  # both text pages, side by side


def test_a_group_leads_to_all_its_members(papers: Settings, tmp_path: Path) -> None:
    (row,) = [r for r in rows(papers, "task_groups") if r["mentions"] == 2]
    trace = find_trace(papers.curated, row["task_group_id"][:8])
    assert [m.places[0].document["number"] for m in trace.members] == ["12/KH-UBND", "30/BC-UBND"]  # oldest first
    said = render(trace, "vi")
    assert said.count("Mã nhiệm vụ: ") == 2
    assert "Các lần nêu khác nhau về thời hạn." in said
    assert len(json.loads(to_json(trace))["members"]) == 2
    assert len(trace.sheets) == 2
    for alias in row["aliases"]:
        assert find_trace(papers.curated, alias).id == row["task_group_id"]


def test_locators_speak_the_language_of_the_reader(papers: Settings) -> None:
    trace = find_trace(papers.curated, task_id(papers, "Mua xuồng"))
    assert trace.row["locator"] == "Phụ lục/row 2"
    assert render(trace, "en").splitlines()[0].endswith("   Phụ lục/row 2")
    assert render(trace, "vi").splitlines()[0].endswith("   Phụ lục/dòng 2")
    assert locator_text("Phụ lục 2/row after 6#2", "vi") == "Phụ lục 2/sau dòng 6#2"
    assert locator_text("IV/1/b", "vi") == "IV/1/b"


def test_what_has_no_region_is_told_and_not_drawn(papers: Settings, tmp_path: Path) -> None:
    row = {**rows(papers, "findings")[0], "finding_id": "f" * 16}
    trace = Trace("finding", row, ())
    assert render(trace, "en").splitlines()[-1] == "There is no region on a page."
    with pytest.raises(NotFound, match="ffff has no region on a page"):
        draw(trace, papers, tmp_path / "a.png", "en")


def test_a_picture_has_a_bounded_number_of_pages(
    settings: Settings, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.audit.trace.MAX_PAGES", 1)
    wanted = task_id(settings, "quan ly van ban")
    folders = ["--raw", str(settings.raw), "--curated", str(settings.curated)]
    assert main(["trace", wanted, *folders, "--image", str(tmp_path / "a.png"), "--lang", "en"]) == 0
    assert "the first 1 of 2 pages" in capsys.readouterr().err
    with Image.open(tmp_path / "a.png") as image:
        assert image.width < 2 * A4[0] * DPI / 72


@pytest.mark.parametrize("name", [b"bad\xff/na\xfeme.txt", "tho\u0302ng ba\u0301o.txt".encode(), b"back\\slash.txt"])
def test_a_file_of_any_name_is_drawn(tmp_path: Path, name: bytes) -> None:
    path = tmp_path / "raw" / os.fsdecode(name)
    path.parent.mkdir(parents=True)
    path.write_text(NOTICE, "utf-8")
    settings = Settings(raw=tmp_path / "raw", curated=tmp_path / "curated", cache=tmp_path / "cache")
    _publish(_results(settings), settings.curated)
    trace = find_trace(settings.curated, task_id(settings, "Mua máy quét"))
    assert draw(trace, settings, tmp_path / "a.png", "vi").is_file()
    path.write_text("khác", "utf-8")
    with pytest.raises(NotFound, match="has changed since it was read"):
        draw(trace, settings, tmp_path / "b.png", "vi")


def test_two_names_that_are_recorded_alike_are_told_apart_by_their_bytes(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    for name, title in (("\u00e1o.txt", "KẾ HOẠCH"), ("a\u0301o.txt", "BÁO CÁO")):
        (raw / name).write_text(NOTICE.replace("KẾ HOẠCH", title), "utf-8")
    settings = Settings(raw=raw, curated=tmp_path / "curated", cache=tmp_path / "cache")
    _publish(_results(settings), settings.curated)
    ids = [r["task_id"] for r in rows(settings, "tasks") if r["task_text"] == "Mua máy quét"]
    assert len(ids) == 2
    for wanted in ids:
        draw(find_trace(settings.curated, wanted), settings, tmp_path / "a.png", "vi")


def test_a_document_of_a_snapshot_without_its_evidence_is_told(
    papers: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Snapshot.read

    def older(snapshot: Snapshot, name: str) -> pa.Table:
        table = read(snapshot, name)
        return table.drop_columns(["evidence"]) if name == "documents" else table

    monkeypatch.setattr(Snapshot, "read", older)
    said = render(find_trace(papers.curated, rows(papers, "documents")[0]["document_id"]), "en")
    assert said.splitlines()[-1] == "There is no region on a page."
