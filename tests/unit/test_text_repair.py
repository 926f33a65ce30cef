"""A garbled text export through the whole pipeline: repaired, marked, and traceable to the raw lines."""

from __future__ import annotations

from pathlib import Path

from extractors.text import read_text_pages, repair_pages, text_content
from pipeline.config import Settings
from pipeline.model import BlockKind, LayerVerdict, SourceResult, TextSource
from pipeline.process import InProcess, process_source
from pipeline.store import inventory

GARBLED = """BAN CHI DAO TINH
	Nghe An, ngay 04 thang 7 nam 2031

S 05-TB/BCDTW

n 	 r 	 r

THONG BAO KET LUAN

II. NHIEM VU TRONG TAM TRONG THOI GIAN TOI

- Bo Tai chInh chü tri, phi hçip vâi B Ni vii xây dirng quy che quan ly tài san cong,
trInh Chinh phu truoc ngay 15/8/2031.
- Uy ban nhan dan cac tinh, thanh pho bao cao ket qua thuc hien trong thang 7/2031.
"""


def processed(tmp_path: Path) -> SourceResult:
    (tmp_path / "layer.txt").write_text(GARBLED, encoding="utf-8")
    settings = Settings(raw=tmp_path, curated=tmp_path / "out", cache=tmp_path / "cache")
    (raw,) = inventory(tmp_path)
    return process_source(raw, settings, InProcess())


def test_the_page_is_repaired_and_says_so(tmp_path: Path) -> None:
    (page,) = processed(tmp_path).pages
    assert (page.text_source, page.layer_verdict) == (TextSource.REPAIRED, LayerVerdict.GARBLED)


def test_tasks_come_from_repaired_text_with_the_lines_of_the_raw_file(tmp_path: Path) -> None:
    result = processed(tmp_path)
    first, second = sorted(result.tasks, key=lambda t: t.locator)
    assert first.text.startswith("Bộ Tài chính chủ trì, phối hợp với Bộ Nội vụ xây dựng quy chế quản lý tài sản công")
    assert first.text_raw.startswith("- Bo Tai chInh chü tri")
    assert [a.name for a in first.agencies] == ["Bộ Tài chính", "Bộ Nội vụ"]
    assert ([d.edtf for d in first.deadlines], first.deadline_text) == (["2031-08-15"], "trước ngày 15/8/2031")
    assert {(e.region.line_first, e.region.line_last) for e in first.evidence} == {(12, 13)}
    assert "repaired_text" in first.flags
    assert "repaired_text" in second.flags


def test_blocks_keep_what_was_read(tmp_path: Path) -> None:
    result = processed(tmp_path)
    block = next(b for b in result.blocks if b.text.startswith("- Bộ Tài chính"))
    assert block.text_raw.splitlines()[0].startswith("- Bo Tai chInh chü tri, phi hçip")
    assert [r.raw for r in block.repairs] == block.text_raw.split()
    assert " ".join(r.text for r in block.repairs) == block.text
    assert block.confidence == min(r.confidence for r in block.repairs)
    assert 0.0 < block.confidence < 1.0
    (noise,) = [b for b in result.blocks if b.text_raw.startswith("n ")]
    assert (noise.kind, noise.text) == (BlockKind.NOISE, "")


def test_the_number_of_the_document_is_repaired(tmp_path: Path) -> None:
    (document,) = processed(tmp_path).documents
    assert document.number == "05-TB/BCĐTW"


def test_cells_of_garbled_tables_are_repaired_one_by_one(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_text("STT\tNhim vu trQng tam\tCo quan chu tri\n1\tXay dung k hoach\tB Tai chInh\n", encoding="utf-8")
    (page,) = text_content("s", repair_pages(read_text_pages(path)))
    cells = [b.text.casefold() for b in page.blocks]
    assert cells == ["stt", "nhiệm vụ trọng tâm", "cơ quan chủ trì", "1", "xây dựng kế hoạch", "bộ tài chính"]


def test_stray_marks_with_tabs_are_noise_and_no_cells(tmp_path: Path) -> None:
    path = tmp_path / "marks.txt"
    path.write_text(
        "- Bo Tai chInh chü tri, phi hçip vâi B Ni vii xây dirng quy che quan ly tài san cong,\n"
        "V \t V \t A \t V\n"
        "A \t A \tV \t A \t A va cac nhim vu trQng tam khac trong nam 2031.\n",
        encoding="utf-8",
    )
    (page,) = text_content("s", repair_pages(read_text_pages(path)))
    assert page.pieces == ()
    assert [b.kind for b in page.blocks] == [BlockKind.PARAGRAPH, BlockKind.NOISE, BlockKind.PARAGRAPH]
    assert page.blocks[1].text_raw == "V \t V \t A \t V"
    assert page.blocks[2].text == "và các nhiệm vụ trọng tâm khác trong năm 2031."
    assert page.blocks[2].text_raw.startswith("A \t A \tV")  # what was left out stays in the raw text and the repairs
    assert [r.raw for r in page.blocks[2].repairs][:5] == ["A", "A", "V", "A", "A"]


def test_noise_between_the_rows_of_a_garbled_table_is_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    rows = ["STT\tNhim vu trQng tam\tCo quan chu tri", "V V A", "1\tXây dung k hoach cong tac\tB Tai chInh"]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    (page,) = text_content("s", repair_pages(read_text_pages(path)))
    assert [b.text_raw for b in page.blocks if b.kind is BlockKind.NOISE] == ["V V A"]
    assert "V V A" not in [c.block.text_raw for p in page.pieces for c in p.cells if c.block is not None]


def test_good_files_are_read_as_before(tmp_path: Path) -> None:
    path = tmp_path / "good.txt"
    path.write_text("Bộ Tài chính chủ trì, phối hợp với Bộ Nội vụ\nxây dựng kế hoạch năm 2031.\n", encoding="utf-8")
    pages = read_text_pages(path)
    assert repair_pages(pages) == pages
