"""Findings between files on invented notices: copies, replaced notices, citations, figures, states, things promised."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from extractors.assemble import extract
from extractors.task_rows import stable_id
from extractors.text import read_text_pages, repair_pages, text_content
from pipeline.consistency import find_across
from pipeline.consistency.copies import replaced_documents
from pipeline.model import Finding, Page, Severity, Source, SourceResult, TextSource

Files = Callable[[dict[str, str]], list[SourceResult]]

COLUMNS = "TT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn hoàn thành\tTình trạng"


def notice(
    body: str,
    number: str = "12/TB-SĐĐ",
    day: str = "10 tháng 4 năm 2031",
    office: str = "SỞ ĐÊ ĐIỀU",
    title: str = "Công tác đê điều của tỉnh",
) -> str:
    return f"""ỦY BAN NHÂN DÂN TỈNH MÂY
{office}

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: {number}
Mây, ngày {day}

THÔNG BÁO

{title}

{body}

Nơi nhận:
- Như trên;
- Lưu: VT.

GIÁM ĐỐC

Vũ Đại Long
"""


def row(text: str, state: str) -> str:
    cells = "\t".join(("1", text, "Sở Nội vụ", "", "Tháng 3/2031", state))
    return f"1. Kèm theo Phụ lục.\n\nPHỤ LỤC\nDANH MỤC NHIỆM VỤ\n\n{COLUMNS}\n{cells}\n"


@pytest.fixture
def files(tmp_path: Path) -> Files:
    def read(texts: dict[str, str]) -> list[SourceResult]:
        out = []
        for name, text in texts.items():
            path = tmp_path / name
            path.write_text(text, encoding="utf-8")
            source_id = stable_id(name)
            x = extract(source_id, text_content(source_id, repair_pages(read_text_pages(path))))
            source = Source(source_id, source_id * 4, name, "text/plain", 9, page_count=1)
            pages = (Page(1, TextSource.PLAIN),)
            out.append(SourceResult(source, pages, x.documents, x.blocks, x.tasks, x.references))
        return out

    return read


def told(results: Sequence[SourceResult], *groups: Sequence[str]) -> list[Finding]:
    return [found for _, found in find_across(results, groups)]


def pair(first: str, second: str) -> dict[str, str]:
    return {"a.txt": first, "b.txt": second}


# --- copies -----------------------------------------------------------------------------------------

BODY = "1. Sở Nội vụ hoàn thành tuyển dụng 24 kiểm soát viên đê điều trước ngày 30/6/2031.\n\n2. Các huyện báo cáo."


def test_two_copies_that_agree_are_told_once(files: Files) -> None:
    spaced = notice(BODY).replace("\n\n", "\n\n\n").replace("30/6/2031", "30/06/2031")
    (found,) = told(files(pair(notice(BODY), spaced)))
    assert (found.kind, found.severity) == ("notice_twice", Severity.INFO)
    assert found.values == ("12/TB-SĐĐ", "a.txt", "b.txt")
    assert (
        "“12/TB-SĐĐ, 10/04/2031” (a.txt, trang 1, dòng 1); “12/TB-SĐĐ, 10/04/2031” (b.txt, trang 1" in found.message_vi
    )


@pytest.mark.parametrize(
    ("old", "new", "here", "there"),
    [
        ("30/6/2031", "31/8/2031", "ngày 30/6/2031", "ngày 31/8/2031"),
        ("24 kiểm soát", "42 kiểm soát", "dụng 24 kiểm", "dụng 42 kiểm"),
        ("Sở Nội vụ", "Sở Tài chính", "Sở Nội vụ", "Sở Tài chính"),
    ],
)
def test_two_copies_that_differ_say_both_sides(files: Files, old: str, new: str, here: str, there: str) -> None:
    (found,) = told(files(pair(notice(BODY), notice(BODY.replace(old, new)))))
    assert (found.kind, found.severity) == ("copies_differ", Severity.WARNING)
    assert found.values == (here, there)
    assert f"“{here}” (a.txt, page 1, line 14) và “{there}” (b.txt" in found.message_en.replace(" and ", " và ")
    assert [e.region.line_first for e in found.evidence] == [14, 14]


def test_what_one_copy_alone_has_is_no_contradiction(files: Files) -> None:
    longer = BODY + "\n\n3. Sở Tài chính bố trí 15 tỷ đồng trong năm 2031."
    (found,) = told(files(pair(notice(BODY), notice(longer))))
    assert found.kind == "notice_twice"


def test_copies_read_from_images_are_worth_a_look_only(files: Files) -> None:
    first, second = files(pair(notice(BODY), notice(BODY.replace("30/6", "30/8"))))
    scanned = replace(second, blocks=tuple(replace(b, confidence=0.9) for b in second.blocks))
    (found,) = told([first, scanned])
    assert (found.kind, found.severity) == ("copies_differ", Severity.INFO)


def test_offices_may_give_the_same_number_on_the_same_day(files: Files) -> None:
    other = notice(BODY.replace("30/6", "30/8"), office="SỞ CẦU PHÀ", title="Công tác cầu phà của tỉnh")
    assert told(files(pair(notice(BODY), other))) == []


def test_the_order_of_copies_changes_nothing(files: Files) -> None:
    results = files({**pair(notice(BODY), notice(BODY.replace("30/6", "30/8"))), "c.txt": notice(BODY + "\n\n3. Hết.")})
    expected = find_across(results)
    random.Random(3).shuffle(results)
    assert find_across(results) == expected


# --- replaced notices -------------------------------------------------------------------------------

LATER = {"number": "15/TB-SĐĐ", "day": "20 tháng 4 năm 2031"}


@pytest.mark.parametrize(("how", "wholly"), [("thay thế", True), ("đính chính", False)])
def test_a_notice_that_a_later_one_replaces(files: Files, how: str, wholly: bool) -> None:
    later = notice(f"1. Thông báo này {how} Thông báo số 12/TB-SĐĐ ngày 10/4/2031 của Sở.", **LATER)
    results = files(pair(notice("1. Trực đê."), later))
    (found,) = told(results)
    assert (found.kind, found.severity) == ("notice_replaced", Severity.INFO)
    assert found.values == ("12/TB-SĐĐ", "15/TB-SĐĐ", how)
    assert f"“{how} Thông báo số 12/TB-SĐĐ ngày 10/4/2031” (b.txt, page 1, line 14)" in found.message_en
    assert bool(replaced_documents(results)) is wholly


@pytest.mark.parametrize(
    "said",
    [
        "triển khai Thông báo số 12/TB-SĐĐ ngày 10/4/2031",
        "thay thế Phụ lục của Thông báo số 12/TB-SĐĐ ngày 10/4/2031",
        "thay thế Thông báo số 12/TB-SĐĐ ngày 10/3/2031",
    ],
)
def test_what_replaces_nothing_that_is_here(files: Files, said: str) -> None:
    results = files(pair(notice("1. Trực đê."), notice(f"1. Thông báo này {said}.", **LATER)))
    assert [f.kind for f in told(results)] in ([], ["citation_date_conflict"])
    assert replaced_documents(results) == frozenset()


def test_a_replaced_notice_asks_for_nothing_any_more(files: Files) -> None:
    replaces = "\n\n3. Thông báo này thay thế Thông báo số 12/TB-SĐĐ ngày 10/4/2031."
    texts = [notice(BODY), notice(BODY.replace("30/6", "30/8"), **LATER)]
    for more, expected in (("", ["task_deadline_differs"]), (replaces, ["notice_replaced"])):
        results = files(pair(texts[0], texts[1].replace("2. Các huyện báo cáo.", f"2. Các huyện báo cáo.{more}")))
        first, second = (r.tasks[0].task_id for r in results)
        assert [f.kind for f in told(results, (first, second))] == expected


# --- citations --------------------------------------------------------------------------------------

ON_DIKES = "về tăng cường quản lý, bảo vệ hành lang thoát lũ của tỉnh"


def citing(said: str, number: str) -> str:
    return notice(f"1. Thực hiện {said}, các huyện trực đê.", number)


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        (f"Chỉ thị số 27/CT-UBND ngày 10/3/2031 {ON_DIKES}", f"Chỉ thị số 72/CT-UBND ngày 10/3/2031 {ON_DIKES}",
         "number_conflict"),
        ("Nghị quyết số 45/2030/QH17 của Quốc hội", "Nghị quyết số 45/2030/NQ-QH17 của Quốc hội",
         "citation_number_variant"),
        ("Thông báo số 7-TB/BQLĐXYZ ngày 01/3/2031", "Thông báo số 7-TB/BQLXYZ ngày 01/3/2031",
         "citation_number_variant"),
        # near misses
        (f"Chỉ thị số 27/CT-UBND ngày 10/3/2031 {ON_DIKES}",
         "Chỉ thị số 72/CT-UBND ngày 10/3/2031 về tăng cường quản lý, khai thác cát sỏi lòng sông của tỉnh", None),
        ("Nghị quyết số 45/2030/QH17 của Quốc hội", "Nghị quyết số 45/2030/QH17 của Quốc hội", None),
        ("Thông báo số 7-TB/BQLĐXYZ ngày 01/3/2031", "Thông báo số 7-TB/BQLXYZ ngày 04/3/2031", None),
    ],
)  # fmt: skip
def test_one_document_with_two_numbers_in_two_files(files: Files, first: str, second: str, kind: str | None) -> None:
    found = told(files(pair(citing(first, "20/TB-SĐĐ"), citing(second, "21/TB-SĐĐ"))))
    assert [f.kind for f in found] == ([kind] if kind else [])
    for one in found:
        assert "(a.txt, trang 1, dòng 14)" in one.message_vi
        assert "(b.txt, page 1, line 14)" in one.message_en


def test_a_file_that_knows_both_numbers_tells_two_documents(files: Files) -> None:
    first = f"Chỉ thị số 27/CT-UBND ngày 10/3/2031 {ON_DIKES}"
    both = f"{first} và Chỉ thị số 72/CT-UBND ngày 10/3/2031 của tỉnh"
    results = files(pair(citing(both, "20/TB-SĐĐ"), citing(first.replace("27", "72"), "21/TB-SĐĐ")))
    assert told(results) == []


@pytest.mark.parametrize(("day", "kinds"), [("05 tháng 3", ["number_out_of_order"]), ("05 tháng 4", [])])
def test_a_register_that_goes_back(files: Files, day: str, kinds: list[str]) -> None:
    early = notice("1. Trực đê.", "30/TB-SĐĐ", f"{day} năm 2031")
    results = files(pair(early, notice("1. Sửa cống.", "12/TB-SĐĐ", "10 tháng 4 năm 2031", title="Sửa cống")))
    assert [f.kind for f in told(results)] == kinds


# --- figures ----------------------------------------------------------------------------------------


def counted(text: str, number: str = "20/TB-SĐĐ", office: str = "SỞ ĐÊ ĐIỀU") -> str:
    return notice(f"1. {text}", number, office=office, title=f"Kết quả {number}")


SAID = "Đến ngày 31/3/2031, toàn tỉnh có 34 cống được sửa chữa xong."


@pytest.mark.parametrize(
    "other",
    [
        "Tính đến ngày 31/3/2031, toàn tỉnh có 43 cống được sửa chữa xong; các huyện tiếp tục trực.",
        "Toàn tỉnh có 43 cống được sửa chữa xong đến ngày 31 tháng 3 năm 2031.",
    ],
)
def test_one_statement_with_two_figures(files: Files, other: str) -> None:
    (found,) = told(files(pair(counted(SAID), counted(other, "21/TB-SĐĐ"))))
    assert (found.kind, found.severity) == ("figures_differ", Severity.WARNING)
    assert [value[:7] for value in found.values] == ["34 cống", "43 cống"]
    assert "(a.txt, trang 1, dòng 14)" in found.message_vi
    assert "(b.txt, page 1, line 14)" in found.message_en


@pytest.mark.parametrize(
    "other",
    [
        "Đến ngày 30/4/2031, toàn tỉnh có 43 cống được sửa chữa xong.",  # another day
        "Đến ngày 31/3/2031, toàn tỉnh có trên 43 cống được sửa chữa xong.",  # about
        "Đến ngày 31/3/2031, toàn tỉnh có 34 cống được sửa chữa xong.",  # the same
        "Đến ngày 31/3/2031, huyện Đông có 43 cống được sửa chữa xong.",  # another place
    ],
)
def test_statements_that_may_both_be_right(files: Files, other: str) -> None:
    assert told(files(pair(counted(SAID), counted(other, "21/TB-SĐĐ")))) == []


def test_two_offices_count_for_themselves(files: Files) -> None:
    other = counted(SAID.replace("34", "43"), "21/TB-SCP", "SỞ CẦU PHÀ")
    assert told(files(pair(counted(SAID), other))) == []


# --- states and things ------------------------------------------------------------------------------

WORK = "Cắm mốc hành lang bảo vệ đê sông Mây giai đoạn 2"


@pytest.mark.parametrize(
    ("first", "second", "differs"),
    [
        ("Đã hoàn thành", "Chưa hoàn thành", True),
        ("Đã ban hành", "Đang trình", True),
        ("Chưa hoàn thành", "Đã hoàn thành", False),  # done meanwhile
        ("Đã hoàn thành", "Đã hoàn thành, đang bàn giao", False),
    ],
)
def test_done_here_and_open_later(files: Files, first: str, second: str, differs: bool) -> None:
    results = files(pair(notice(row(WORK, first)), notice(row(WORK, second), **LATER)))
    found = told(results, [r.tasks[0].task_id for r in results])
    assert [f.kind for f in found] == (["task_state_differs"] if differs else [])
    for one in found:
        assert f"“{first}, 10/04/2031” (a.txt, page 1" in one.message_en
        assert f"“{second}, 20/04/2031” (b.txt, page 1" in one.message_en


def test_one_body_is_to_make_one_thing_by_two_times(files: Files) -> None:
    text = "1. Sở Nội vụ chủ trì xây dựng, ban hành quy chế quản lý cảng cạn {} trong tháng {}/2031."
    first = notice(text.format("để giảm chi phí, hoàn thành", 4))
    second = notice(text.format("phục vụ kết nối các hành lang vận tải, hoàn thành", 9), **LATER)
    (found,) = told(files(pair(first, second)))
    assert (found.kind, found.severity) == ("thing_deadline_differs", Severity.INFO)
    assert "tháng 4/2031” (a.txt, trang 1, dòng 14)" in found.message_vi
    assert told(files(pair(first, second.replace("cảng cạn", "cảng sông")))) == []
    assert told(files(pair(first, second.replace("Sở Nội vụ", "Sở Tài chính")))) == []


def test_who_directs_does_not_lead(files: Files) -> None:
    text = "1. {} xây dựng đề án cụm liên kết ngành chế biến dừa, trình Ủy ban nhân dân tỉnh trong tháng 6/2031."
    for second, kinds in (("Sở Tài chính", ["task_lead_differs"]), ("Sở Tài chính chỉ đạo", [])):
        results = files(pair(notice(text.format("Sở Nội vụ")), notice(text.format(second), **LATER)))
        assert [f.kind for f in told(results, [r.tasks[0].task_id for r in results])] == kinds
