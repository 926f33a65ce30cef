"""The user's own agencies: merged over ours, checked, part of the fingerprint; and the list of those nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from normalizers.agency import load_register, parse_agencies
from normalizers.agency_gazetteer import build
from normalizers.agency_register import extend_register, extension_digest
from pipeline.cli import main
from pipeline.config import Settings, load_settings
from pipeline.curate import build_tables, run_record, summarize
from pipeline.doctor import UnknownAgency, unknown_agencies, unknown_agency_lines
from pipeline.errors import ConfigError, SnapshotError
from pipeline.gazetteer import use_agencies
from pipeline.process import InProcess, fingerprint, process_source
from pipeline.snapshot import SnapshotFacts, open_snapshot
from pipeline.store import RawFile, inventory, publish
from tests.unit.moments import NOON

OWN = """
[sources]
qd-1 = "Quyết định 1/QĐ-MN ngày 02/3/2025"

[[group]]
kind = "enterprise"
source = ["qd-1"]
bodies = [
  {name = "Công ty Cổ phần Mây Xanh", aliases = ["CTMX", "Mây Xanh"], valid_from = 2025-03-02},
  {name = "Tập đoàn Sao Mai", parent = "Chính phủ", successor = "Công ty Cổ phần Mây Xanh"},
]

[[group]]
kind = "ministry"
bodies = [{name = "Bộ Y tế", aliases = ["Y bộ"]}]

[[group]]
kind = "department"
scope = "province"
bodies = [{name = "Sở Thủy lợi", aliases = ["Sở TL"]}]
"""


@pytest.fixture(autouse=True)
def ours_again() -> Iterator[None]:
    yield
    extend_register("")


def names(cell: str) -> list[tuple[str, bool]]:
    return [(m.name, m.agency_id is not None) for m in parse_agencies(cell)]


def test_an_alias_may_have_a_name_of_its_own() -> None:
    text = """
[[group]]
kind = "enterprise"
bodies = [{name = "Công ty Cổ phần Mây Xanh", aliases = ["CTMX", "=Mây Xanh", "MX=Nhà máy Mây Xanh"]}]

[[group]]
kind = "service_unit"
scope = "province"
bodies = [{name = "Trung tâm Giống cây {place}", aliases = ["=Trung tâm Giống cây", "TTGC {place}", "TTGC=Trại Giống"]}]

[[group]]
kind = "commune"
scope = "commune"
bodies = [{name = "Tổ Thủy nông {commune}", aliases = ["=Đội Thủy nông {commune}"]}]
"""
    extend_register(text, "ours.toml")
    found = parse_agencies("Công ty Cổ phần Mây Xanh; CTMX; Mây Xanh; MX")
    assert [m.name for m in found] == ["Công ty Cổ phần Mây Xanh", "Mây Xanh", "Nhà máy Mây Xanh"]
    assert {m.agency_id for m in found} == {"cong-ty-co-phan-may-xanh"}
    found = parse_agencies("Trung tâm Giống cây; TTGC tỉnh; TTGC; TTGC Sơn La")
    assert [m.name for m in found] == [
        "Trung tâm Giống cây",
        "Trung tâm Giống cây tỉnh",
        "Trại Giống",
        "Trung tâm Giống cây Sơn La",
    ]
    assert {m.agency_id for m in found[:3]} == {"trung-tam-giong-cay-tinh"}
    assert {m.agency_id for m in found[3:]} == {"trung-tam-giong-cay-tinh-son-la"}
    found = parse_agencies("Tổ Thủy nông xã Mây; Đội Thủy nông xã Mây")
    assert [m.name for m in found] == ["Tổ Thủy nông xã Mây", "Đội Thủy nông xã Mây"]
    assert len({m.agency_id for m in found}) == 1
    assert all("=" not in alias for a in load_register() for alias in a.aliases)


def test_own_bodies_are_known_and_ours_stay() -> None:
    before = load_register()
    extend_register(OWN, "ours.toml")
    assert names("CTMX; Mây Xanh, Tập đoàn Sao Mai") == [("Công ty Cổ phần Mây Xanh", True), ("Tập đoàn Sao Mai", True)]
    assert names("Y bộ; BYT, Bộ Nội vụ") == [("Bộ Y tế", True), ("Bộ Nội vụ", True)]
    assert names("Sở TL tỉnh Sơn La; Đảng ủy Sở Thủy lợi") == [
        ("Sở Thủy lợi tỉnh Sơn La", True),
        ("Đảng ủy Sở Thủy lợi", True),
    ]
    by_name = {a.name: a for a in load_register()}
    assert by_name["Bộ Y tế"].parent_id == "chinh-phu"
    assert by_name["Tập đoàn Sao Mai"].successor_id == by_name["Công ty Cổ phần Mây Xanh"].agency_id
    assert {a.agency_id for a in before} <= {a.agency_id for a in load_register()}
    extend_register("")
    assert load_register() == before
    assert names("CTMX") == [("CTMX", False)]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[group", "not TOML"),
        ("[group]\nkind = 'party'", "write [[group]]"),
        ("colour = 1", "unknown key 'colour'"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'A B', colour = 1}]", "unknown key 'colour'"),
        ("[[group]]\nkind = 'party'\nbodies = [{aliases = ['A']}]", "without a name"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = ' '}]", "name is empty"),
        ("[[group]]\nkind = 'club'\nbodies = [{name = 'A B'}]", "kind 'club' is none of"),
        ("[[group]]\nbodies = [{name = 'A B'}]", "kind None is none of"),
        ("[[group]]\nkind = 'party'\nscope = 'village'\nbodies = []", "scope 'village' is none of"),
        ("[[group]]\nkind = 'party'", "bodies must be a list"),
        ("[[group]]\nkind = 'party'\nbodies = ['A B']", "a body must be a table"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'A B', aliases = 'AB'}]", "aliases must be a list of texts"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'A B', valid_to = '2025'}]", "valid_to must be a date"),
        (
            "[[group]]\nkind = 'party'\nbodies = [{name = 'A B', valid_from = 2025-07-01, valid_to = 2025-06-30}]",
            "is after valid_to",
        ),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'A B', parent = 'Bộ Mây'}]", "refers to 'Bộ Mây'"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'A B', aliases = ['Bộ Y tế']}]", "the name of another body"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'Bộ Y tế', id = 'khac'}]", "the name of another body"),
        ("[[group]]\nkind = 'party'\nbodies = [{name = 'A B'}, {name = 'A B'}]", "is there twice"),
        ("[[group]]\nkind = 'party'\nsource = ['x']\nbodies = [{name = 'A B'}]", "the source 'x' is not in [sources]"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_changes_nothing(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        extend_register(text, "ours.toml")
    assert said in str(caught.value)
    assert str(caught.value).startswith("ours.toml")
    assert "agencies.toml" in caught.value.remedy
    assert extension_digest() == ""


def test_the_gazetteer_is_the_same_each_time() -> None:
    assert build() == build()
    assert build(OWN, "a") == build(OWN, "b")


def test_the_setting_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    use_agencies(load_settings(environ={"NOTICES_AGENCIES": str(file)}))
    assert names("CTMX") == [("Công ty Cổ phần Mây Xanh", True)]
    use_agencies(Settings())
    assert names("CTMX") == [("CTMX", False)]
    with pytest.raises(ConfigError, match="cannot read"):
        use_agencies(Settings(agencies=str(tmp_path / "none.toml")))


def test_own_agencies_are_part_of_the_fingerprint_of_a_file_but_not_of_its_pages(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    raw = RawFile(path="a.txt", file=tmp_path / "a.txt", sha256="0" * 64, byte_size=1)
    marks = []
    for text in (None, OWN, OWN.replace("CTMX", "CMX"), OWN):
        settings = Settings(agencies="" if text is None else str(file))
        file.write_text(text or "", encoding="utf-8")
        use_agencies(settings)
        marks.append(fingerprint(raw, settings, any_engine=True))
        assert settings.extraction_key() == Settings().extraction_key()
    assert marks[1] == marks[3]
    assert len(set(marks)) == 3


# --- doctor --agencies ------------------------------------------------------------------------


@pytest.fixture
def snapshot(tmp_path: Path) -> Settings:
    raw = tmp_path / "raw"
    raw.mkdir()
    rows = (
        ("1", "Mua máy quét", "Sở Nội vụ; CTMX", "Các sở, ngành"),
        ("2", "Đắp lại bờ kè", "CTMX", "Sở Nạp vụ; UBND xã Mây Hồng"),
        ("3", "Trồng lại rừng", "Công an tỉnh", "CTMX"),
    )
    head = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp")
    (raw / "a.txt").write_text("KẾ HOẠCH\n\n" + "\n".join("\t".join(r) for r in (head, *rows)) + "\n", "utf-8")
    settings = Settings(raw=raw, curated=tmp_path / "curated", cache=tmp_path / "cache")
    results = [process_source(file, settings, InProcess()) for file in inventory(raw)]
    tables = build_tables(results)
    record = run_record(summarize(tables), tables, started_at=NOON, finished_at=NOON)
    publish(tables, SnapshotFacts("1", "c"), settings.curated, run=record)
    return settings


def test_unknown_bodies_are_listed_by_how_often_they_are_named(snapshot: Settings) -> None:
    often, once = unknown_agencies(snapshot)
    assert (often.name, often.mentions) == ("CTMX", 3)
    assert (once.name, once.mentions, once.nearest) == ("Sở Nạp vụ", 1, "Sở Nội vụ")
    assert once.score is not None
    assert 0.5 < once.score < 1
    named = open_snapshot(snapshot.curated).read("task_agencies").to_pylist()
    assert {(u.task_id, u.name) for u in (often, once)} <= {(r["task_id"], r["name"]) for r in named}


def test_what_the_users_file_knows_is_not_listed_any_more(snapshot: Settings, tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(OWN, encoding="utf-8")
    found = unknown_agencies(Settings(curated=snapshot.curated, agencies=str(file)))
    assert [u.name for u in found] == ["Sở Nạp vụ"]


def test_the_command_lists_them_in_both_languages(snapshot: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["doctor", "--agencies", "--curated", str(snapshot.curated), "--lang"]
    assert main([*command, "en"]) == 0
    english = capsys.readouterr().out
    assert main([*command, "vi"]) == 0
    vietnamese = capsys.readouterr().out
    assert english.splitlines()[0].startswith("2 names of bodies")
    assert vietnamese.splitlines()[0].startswith("2 tên cơ quan")
    for said in (english, vietnamese):
        assert "    3  CTMX  (" in said
        assert "Sở Nội vụ 0." in said
        assert "NOTICES_AGENCIES" in said


def test_nothing_unknown_is_said() -> None:
    assert list(unknown_agency_lines((), "en")) == ["Every body in the snapshot is in the register."]
    line = list(unknown_agency_lines((UnknownAgency("Xyz", 2, "t1", None, None),), "en"))[1]
    assert line == "    2  Xyz  (task t1)"
    line = list(unknown_agency_lines((UnknownAgency("Sở Nôi vụ", 2, "t1", "Sở Nội vụ", 0.9),), "vi"))[1]
    assert line == "    2  Sở Nôi vụ  (nhiệm vụ t1; gần giống Sở Nội vụ 0.90)"


def test_without_a_snapshot_there_is_nothing_to_list(tmp_path: Path) -> None:
    with pytest.raises(SnapshotError):
        unknown_agencies(Settings(curated=tmp_path / "none"))
