"""Agencies: the register, cell lists, running prose, directives. Sentences and small offices are invented."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from normalizers.agency import document_bodies, find_agencies, in_document, lead_phrase, load_register, parse_agencies
from normalizers.agency_gazetteer import _own
from normalizers.agency_mentions import named_agencies, nearest_name
from normalizers.agency_register import index
from pipeline.model import AgencyMatch, AgencyMention, Role


def names(text: str, role: Role | None = None) -> list[str]:
    return [m.name for m in parse_agencies(text) if role is None or m.role is role]


def roles(text: str) -> list[tuple[str, str]]:
    return [(m.role.value, m.name) for m in lead_phrase(text)]


REGISTER = {a.agency_id: a for a in load_register()}
BY_NAME = {a.name: a for a in load_register()}


# --- register ---------------------------------------------------------------------------------


def test_register_is_sorted_unique_and_closed() -> None:
    ids = [a.agency_id for a in load_register()]
    assert ids == sorted(ids)
    assert len(ids) == len(set(ids)) == len(BY_NAME)
    for agency in load_register():
        for other in (agency.parent_id, agency.body_id, agency.successor_id):
            assert other is None or other in REGISTER, agency
        assert agency.name not in agency.aliases
        assert not any(a.startswith("=") for a in agency.aliases)
        assert agency.valid_from is None or agency.valid_to is None or agency.valid_from <= agency.valid_to


def test_government_after_march_2025_has_fourteen_ministries_and_three_agencies() -> None:
    now = [a.name for a in load_register() if a.kind == "ministry" and a.valid_to is None]
    assert len([n for n in now if n.startswith("Bộ ")]) == 14
    assert sorted(n for n in now if not n.startswith("Bộ ")) == [
        "Ngân hàng Nhà nước Việt Nam",
        "Thanh tra Chính phủ",
        "Văn phòng Chính phủ",
    ]


@pytest.mark.parametrize(
    ("former", "heir"),
    [
        ("Bộ Thông tin và Truyền thông", "Bộ Khoa học và Công nghệ"),
        ("Bộ Kế hoạch và Đầu tư", "Bộ Tài chính"),
        ("Bộ Giao thông vận tải", "Bộ Xây dựng"),
        ("Bộ Tài nguyên và Môi trường", "Bộ Nông nghiệp và Môi trường"),
        ("Bộ Lao động - Thương binh và Xã hội", "Bộ Nội vụ"),
        ("Ủy ban Dân tộc", "Bộ Dân tộc và Tôn giáo"),
        ("Tỉnh Bình Dương", "Thành phố Hồ Chí Minh"),
        ("Ủy ban nhân dân tỉnh Hà Nam", "Ủy ban nhân dân tỉnh Ninh Bình"),
        ("Tỉnh ủy Hải Dương", "Thành ủy Hải Phòng"),
        ("Đảng ủy Bộ Giao thông vận tải", "Đảng ủy Bộ Xây dựng"),
    ],
)
def test_merged_bodies_point_to_their_heirs(former: str, heir: str) -> None:
    assert BY_NAME[former].valid_to is not None
    assert REGISTER[BY_NAME[former].successor_id or ""].name == heir


def test_provinces_before_and_after_the_first_of_july_2025() -> None:
    provinces = [a for a in load_register() if a.kind == "province"]
    assert len([a for a in provinces if a.valid_to is None]) == 34
    assert len([a for a in provinces if a.valid_to == dt.date(2025, 6, 30)]) == 29


def test_party_committees_know_their_body() -> None:
    assert BY_NAME["Đảng ủy Bộ Tài chính"].body_id == BY_NAME["Bộ Tài chính"].agency_id
    assert BY_NAME["Đảng ủy Chính phủ"].body_id == BY_NAME["Chính phủ"].agency_id
    assert BY_NAME["Quân ủy Trung ương"].body_id == BY_NAME["Bộ Quốc phòng"].agency_id
    assert BY_NAME["Đảng ủy Bộ Tài chính"].kind == "party"
    assert BY_NAME["Thủ tướng Chính phủ"].kind == "person_office"


def test_every_spelling_leads_to_its_body() -> None:
    provinces = ("tinh-hung-yen", "thanh-pho-ho-chi-minh", "tinh-ba-ria-vung-tau")  # the others are made alike
    shared = re.compile(  # of two bodies, one after the other
        r"\b(?:BNN|Bộ Nông nghiệp|Sở Nông nghiệp)(?! và)|\bBCH (?:Bộ đội Biên phòng|BĐBP)"
        r"|\bCục (?:KSTTHC|Kiểm soát (?:TTHC|thủ tục hành chính))$"
    )
    placed = {a.agency_id for a in load_register()} - {a.agency_id for a in index().gazetteer.agencies}
    for agency in load_register():
        if agency.agency_id in placed and not agency.agency_id.endswith(provinces):
            continue
        for spelling in (agency.name, *agency.aliases):
            if not shared.search(spelling):
                assert [m.agency_id for m in parse_agencies(spelling)] == [agency.agency_id], spelling


def test_no_alias_is_read_as_a_place() -> None:
    """ "TP" is written out as "thành phố", so "Sở TP" would stand for "các sở, ngành Thành phố"."""
    for agency in index().gazetteer.agencies:
        if agency.kind != "province" and "Thành phố" not in agency.name:
            for alias in agency.aliases:
                assert "TP" not in re.split(r"[^A-Z]+", alias), alias


def test_every_body_has_a_source() -> None:
    bodies, sources = _own()
    assert all(b.sources for b in bodies)
    used = {s for b in bodies for s in b.sources}
    assert used == set(sources)


@pytest.mark.parametrize(
    ("name", "kind", "until", "heir"),
    [
        ("Sở Nội vụ tỉnh Hải Dương", "department", dt.date(2025, 6, 30), "Sở Nội vụ Thành phố Hải Phòng"),
        ("Sở Kế hoạch và Đầu tư tỉnh Gia Lai", "department", dt.date(2025, 2, 28), "Sở Tài chính tỉnh Gia Lai"),
        ("Sở Kế hoạch và Đầu tư tỉnh Hà Nam", "department", dt.date(2025, 2, 28), "Sở Tài chính tỉnh Hà Nam"),
        ("Công an tỉnh Bình Định", "provincial", dt.date(2025, 6, 30), "Công an tỉnh Gia Lai"),
        ("Tỉnh ủy Quảng Nam", "party", dt.date(2025, 6, 30), "Thành ủy Đà Nẵng"),
        ("Bí thư Tỉnh ủy Lào Cai", "person_office", None, None),
        ("Giám đốc Sở Y tế Thành phố Huế", "person_office", None, None),
    ],
)
def test_bodies_of_provinces_before_and_after_the_mergers(
    name: str, kind: str, until: dt.date | None, heir: str | None
) -> None:
    (mention,) = parse_agencies(name)
    (agency,) = (a for a in named_agencies([mention]) if a.agency_id == mention.agency_id)
    assert (agency.name, agency.kind, agency.valid_to) == (name, kind, until)
    assert (REGISTER[agency.successor_id].name if agency.successor_id else None) == heir


def test_the_bodies_that_a_body_leads_to_are_given_with_it() -> None:
    given = {a.agency_id: a for a in named_agencies(parse_agencies("Đảng ủy UBND tỉnh Cà Mau; UBND xã Mây; VTV"))}
    for agency in given.values():
        for other in (agency.parent_id, agency.body_id, agency.successor_id):
            assert other is None or other in given, agency
        assert not any(a.startswith("=") for a in agency.aliases)
    party = given["dang-uy-uy-ban-nhan-dan-tinh-ca-mau"]
    assert given[party.body_id or ""].name == "Ủy ban nhân dân tỉnh Cà Mau"
    assert [a.kind for a in given.values() if a.name == "Ủy ban nhân dân xã Mây"] == ["commune"]


# --- how a body was found ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "match", "least", "most"),
    [
        ("Bộ Y tế", AgencyMatch.EXACT, 1.0, 1.0),
        ("Toà án nhân dân tối cao", AgencyMatch.EXACT, 1.0, 1.0),
        ("BỘ Y TẾ", AgencyMatch.EXACT, 1.0, 1.0),
        ("Bộ KH&CN", AgencyMatch.ALIAS, 1.0, 1.0),
        ("BKHCN", AgencyMatch.ALIAS, 1.0, 1.0),
        ("Ngân hàng Nhà nước", AgencyMatch.ALIAS, 1.0, 1.0),
        ("UBND tỉnh Sơn La", AgencyMatch.ALIAS, 1.0, 1.0),
        ("Bộ KHCHN", AgencyMatch.FUZZY, 0.5, 1.0),
        ("Bộ Nông nghiêp và Môi trường", AgencyMatch.FUZZY, 0.9, 0.99),
        ("Bộ Ngoại. giao", AgencyMatch.FUZZY, 1.0, 1.0),
        ("Ngân hàng Nhà nước Viột Nam", AgencyMatch.FUZZY, 0.9, 0.99),
    ],
)
def test_the_way_and_the_score_are_said(cell: str, match: AgencyMatch, least: float, most: float) -> None:
    (mention,) = parse_agencies(cell)
    assert mention.match is match
    assert mention.score is not None
    assert least <= mention.score <= most
    assert mention.corrected is (match is AgencyMatch.FUZZY)


@pytest.mark.parametrize(
    ("cell", "match"),
    [
        ("Công an xã Mây Hồng", AgencyMatch.PATTERN),
        ("Các sở, ngành", AgencyMatch.COLLECTIVE),
        ("Chi cục Mây Hồng", AgencyMatch.NONE),
    ],
)
def test_where_no_spelling_was_compared_there_is_no_score(cell: str, match: AgencyMatch) -> None:
    (mention,) = parse_agencies(cell)
    assert (mention.match, mention.score) == (match, None)


def test_communes_that_differ_by_a_mark_are_two() -> None:
    first, second = parse_agencies("UBND xã Tân Lập; UBND xã Tản Lập")
    assert first.agency_id != second.agency_id
    assert parse_agencies("Uỷ ban nhân dân xã Tân Lập")[0].agency_id == first.agency_id


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("Sở Nạp vụ", "Sở Nội vụ"),
        ("Sd Nội vụ", "Sở Nội vụ"),  # its kind is misread itself
        ("Báo Nội vụ", None),  # "Bộ Nội vụ" is of another kind
        ("Văn phòng Hội đồng Hiền tài", None),
        ("Công ty Cấp nước Mây Hồng", None),
        ("Hiệp hội Thêu lụa Việt Nam", None),  # there are associations, of other things
        ("Trung tâm Trồng rừng tỉnh", None),
        ("xyz", None),
    ],
)
def test_only_a_name_of_the_kind_that_is_near_is_told(name: str, near: str | None) -> None:
    found = nearest_name(name)
    assert (found and found[0]) == near
    assert found is None or 0.7 <= found[1] < 1


def test_the_near_name_is_told_to_people_only() -> None:
    assert parse_agencies("Sở Nạp vụ")[0].agency_id is None


# --- short names that the document explains -------------------------------------------------------


def _settled(cell: str, document: str) -> list[tuple[str, AgencyMatch]]:
    return [(m.name, m.match) for m in in_document(parse_agencies(cell), document_bodies(document))]


def test_a_short_name_is_the_one_body_that_the_document_names() -> None:
    document = "Tổ giúp việc Ban Chỉ đạo Trung ương họp ngày 02/3. Sau đó Tổ giúp việc gửi biên bản."
    assert _settled("Tổ Giúp việc", document) == [("Tổ giúp việc Ban Chỉ đạo Trung ương", AgencyMatch.CONTEXT)]
    assert _settled("Tổ giúp việc của Ban Chỉ đạo", document)[0][1] is AgencyMatch.CONTEXT
    assert _settled("Sở Y tế", document) == [("Sở Y tế", AgencyMatch.EXACT)]


def test_a_short_name_that_the_document_defines() -> None:
    document = (
        "Ban Chỉ đạo Phòng thủ dân sự quốc gia gửi kèm. Ban Chỉ đạo trồng rừng tỉnh Mây Ngàn (sau đây gọi tắt là "
        "Ban Chỉ đạo) yêu cầu Sở Xây dựng - Cơ quan thường trực Ban Chỉ đạo báo cáo."
    )
    assert _settled("Ban Chỉ đạo", document) == [("Ban Chỉ đạo trồng rừng tỉnh Mây Ngàn", AgencyMatch.CONTEXT)]
    assert _settled("Cơ quan Thường trực", document) == [("Sở Xây dựng", AgencyMatch.CONTEXT)]


@pytest.mark.parametrize(
    "document",
    [
        "",
        "Ban Chỉ đạo 389 quốc gia và Ban Chỉ đạo Phòng thủ dân sự quốc gia họp chung.",
        "Ban Chỉ đạo 389 quốc gia; Ban Chỉ đạo Trung ương về mùa vụ đã họp.",
    ],
)
def test_with_none_or_two_the_short_name_keeps_its_words(document: str) -> None:
    assert _settled("Ban Chỉ đạo", document) == [("Ban Chỉ đạo", AgencyMatch.NONE)]


# --- cells ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("Bộ Khoa học, Công nghệ, Bộ Tài chính", ["Bộ Khoa học và Công nghệ", "Bộ Tài chính"]),
        ("Bộ Văn hóa, Thể thao và Du lịch, Bộ Y tế", ["Bộ Văn hóa, Thể thao và Du lịch", "Bộ Y tế"]),
        ("Đảng uỷ các Bộ: Y tế; Nội vụ", ["Đảng ủy Bộ Y tế", "Đảng ủy Bộ Nội vụ"]),
        ("Các Bộ: Tư pháp, Quốc phòng", ["Bộ Tư pháp", "Bộ Quốc phòng"]),
        ("Các bộ Tư pháp, Y tế và Ngoại giao", ["Bộ Tư pháp", "Bộ Y tế", "Bộ Ngoại giao"]),
        ("Sở: Xây dựng, Tư pháp ...; Công an tỉnh", ["Sở Xây dựng", "Sở Tư pháp", "Công an tỉnh"]),
        ("Sở Tư pháp, Y tế, Du lịch", ["Sở Tư pháp", "Sở Y tế", "Sở Du lịch"]),
        ("Thành uỷ TP Đà Nẵng, TP Cần Thơ", ["Thành ủy Đà Nẵng", "Thành ủy Cần Thơ"]),
        ("Thành ủy Huế, TPHCM", ["Thành ủy Huế", "Thành ủy Thành phố Hồ Chí Minh"]),
        ("UBNDTP Hải Phòng", ["Ủy ban nhân dân Thành phố Hải Phòng"]),
        (
            "UBND các tỉnh: Lai Châu, Cà Mau và thành phố Huế",
            ["Ủy ban nhân dân tỉnh Lai Châu", "Ủy ban nhân dân tỉnh Cà Mau", "Ủy ban nhân dân Thành phố Huế"],
        ),
        ("tỉnh Sơn La, tỉnh Nghệ An", ["Tỉnh Sơn La", "Tỉnh Nghệ An"]),
        ("BKHCN, Bộ GD&ĐT, Bộ VH,TT&DL", None),
        ("Bộ Công an/Bộ Quốc phòng", ["Bộ Công an", "Bộ Quốc phòng"]),
        ("Bộ Y tế Bộ Nội vụ", ["Bộ Y tế", "Bộ Nội vụ"]),
        ("- Sở Y tế (hồ sơ A; B).\n- Sở Du lịch (C)", ["Sở Y tế", "Sở Du lịch"]),
        ("<p>Sở Y tế</p><p>Sở Du lịch</p>", ["Sở Y tế", "Sở Du lịch"]),
        ("1. Bộ Y tế 2. Bộ Nội vụ", ["Bộ Y tế", "Bộ Nội vụ"]),
        ("...; Bộ Công an...", ["Bộ Công an"]),
        ("Hội đồng Tư vấn quốc gia của Ban Chỉ đạo Trung ương", ["Hội đồng Tư vấn quốc gia"]),
        ("Văn phòng Trung ương Đảng - Cơ quan thường trực Ban Chỉ đạo", ["Văn phòng Trung ương Đảng"]),
        ("Sở Tư pháp thành phố Hà Nội", ["Sở Tư pháp Thành phố Hà Nội"]),
        ("VP UBND Thành phố", ["Văn phòng Ủy ban nhân dân Thành phố"]),
        ("EVN; Viettel", ["Tập đoàn Điện lực Việt Nam", "Tập đoàn Công nghiệp - Viễn thông Quân đội"]),
    ],
)
def test_registered_bodies_in_cells(cell: str, expected: list[str] | None) -> None:
    expected = expected or ["Bộ Khoa học và Công nghệ", "Bộ Giáo dục và Đào tạo", "Bộ Văn hóa, Thể thao và Du lịch"]
    mentions = parse_agencies(cell)
    assert [m.name for m in mentions] == expected
    assert all(m.agency_id in REGISTER for m in mentions)
    assert not any(m.is_collective for m in mentions)


def _shown(mentions: tuple[AgencyMention, ...]) -> str:
    def one(m: AgencyMention) -> str:
        return ("*" if m.is_collective else "" if m.agency_id else "?") + m.name

    lead = " | ".join(one(m) for m in mentions if m.role is Role.LEAD)
    rest = " | ".join(one(m) for m in mentions if m.role is Role.COORDINATING)
    return f"{lead} || {rest}" if rest else lead


CELLS = [
    line.split(" => ")
    for line in (Path(__file__).parent / "data" / "agency_cells.txt").read_text(encoding="utf-8").splitlines()
    if " => " in line and not line.startswith("#")
]


@pytest.mark.parametrize(("cell", "expected"), CELLS, ids=[cell for cell, _ in CELLS])
def test_cells_of_many_kinds_of_offices(cell: str, expected: str) -> None:
    assert _shown(parse_agencies(cell.replace("\\n", "\n"))) == expected


@pytest.mark.parametrize("nothing", ["", " ", "-", "–", "...", "…", ";", "()", "1.", "- \n-"])
def test_nothing_gives_nothing(nothing: str) -> None:
    assert parse_agencies(nothing) == ()


@pytest.mark.parametrize(
    "phrase",
    [
        "Các bộ, ngành, địa phương",
        "Các bộ, ngành, liên quan",
        "Bộ, ngành, địa phương liên quan",
        "Các địa phương có cảng cá, bến thủy",
        "Tập đoàn, doanh nghiệp viễn thông",
        "Các bộ, ngành, doanh nghiệp liên quan, các cơ quan đại diện ở nước ngoài",
        "Các thành phố lớn và một số tỉnh đủ điều kiện",
        "Đơn vị có liên quan",
        "Địa phương được chọn",
        "Tỉnh ủy, thành ủy",
        "Các tỉnh ủy, thành ủy",
        "Thủ trưởng các cơ quan, đơn vị",
        "Các cơ quan khối Đảng, khối Chính quyền, Mặt trận Tổ quốc và các đoàn thể",
        "Các cơ quan chủ trì vận hành nền tảng, hệ thống",
    ],
)
def test_a_phrase_for_many_is_one_collective(phrase: str) -> None:
    (mention,) = parse_agencies(phrase[0].lower() + phrase[1:])
    assert (mention.name, mention.is_collective, mention.agency_id) == (phrase, True, None)


def test_collectives_among_named_bodies() -> None:
    assert names("Bộ Y tế và các Bộ, ngành, địa phương") == ["Bộ Y tế", "Các bộ, ngành, địa phương"]
    assert names("Các cơ quan Đảng, Quốc hội, Tòa án nhân dân tối cao") == [
        "Các cơ quan Đảng",
        "Quốc hội",
        "Tòa án nhân dân tối cao",
    ]
    assert names("các sở, ban, ngành; UBND xã, phường") == ["Các sở, ban, ngành", "Ủy ban nhân dân xã, phường"]
    assert names("Các sở, ngành, Trung tâm Dữ liệu Sao Mai") == ["Các sở, ngành", "Trung tâm Dữ liệu Sao Mai"]


@pytest.mark.parametrize(
    ("cell", "lead", "coordinating"),
    [
        ("Bộ Y tế chủ trì; Bộ Nội vụ phối hợp", ["Bộ Y tế"], ["Bộ Nội vụ"]),
        ("Chủ trì: Sở A Di. Phối hợp: Sở Y tế; các xã", ["Sở A Di"], ["Sở Y tế", "Các xã"]),
        ("Bộ Y tế (chủ trì), Bộ Công an, Bộ Nội vụ (phối hợp)", ["Bộ Y tế"], ["Bộ Công an", "Bộ Nội vụ"]),
        ("Bộ Y tế chủ trì, phối hợp với Bộ Nội vụ và các cơ quan liên quan", ["Bộ Y tế"], None),
        ("Sở Y tế; Sở Nội vụ (phối hợp)", ["Sở Y tế"], ["Sở Nội vụ"]),
    ],
)
def test_roles_inside_one_cell(cell: str, lead: list[str], coordinating: list[str] | None) -> None:
    assert names(cell, Role.LEAD) == lead
    assert names(cell, Role.COORDINATING) == (coordinating or ["Bộ Nội vụ", "Các cơ quan liên quan"])


def test_the_column_gives_the_role() -> None:
    assert [m.role for m in parse_agencies("Bộ Y tế, các xã", Role.COORDINATING)] == [Role.COORDINATING] * 2


@pytest.mark.parametrize(
    "own",
    [
        "Trung tâm Chuyển đổi số",
        "Viện Nghiên cứu phát triển Thành phố",
        "Phòng Kinh tế",
        "Phòng Văn hóa, Khoa học và Thông tin",
        "Ban Tổ chức",
        "Ban Tổ chức Huyện ủy Suối Mây",
        "Sở Nạp vụ",
        "Bộ Khoa",
        "Bộ Công",
        "Tập đoàn Sao Mai Xanh",
        "Tòa án nhân dân cấp cao",
        "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân huyện Suối Mây",
    ],
)
def test_an_unknown_body_keeps_its_own_words(own: str) -> None:
    (mention,) = parse_agencies(own)
    assert (mention.name, mention.agency_id, mention.is_collective) == (own, None, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Bộ Công an", "Bộ Công Thương"),
        ("Sở Nội vụ", "Sở Ngoại vụ"),
        ("Ban Tổ chức Trung ương", "Ban Tổ chức Thành ủy"),
        ("Ban Tổ chức Tỉnh ủy", "Ban Tổ chức Thành ủy"),
        ("Tỉnh Quảng Ninh", "Tỉnh Quảng Nam"),
        ("Ủy ban Kiểm tra Trung ương", "Ủy ban Kiểm tra Thành ủy"),
        ("Đảng ủy Bộ Công an", "Đảng ủy Công an Trung ương"),
    ],
)
def test_lookalikes_stay_apart(one: str, other: str) -> None:
    first, second = parse_agencies(f"{one}; {other}")
    assert (first.name, second.name) == (one, other)
    assert first.agency_id != second.agency_id


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("BỘ TÀI CHÍNH", "Bộ Tài chính"),
        ("Bộ Khoa học và công nghệ", "Bộ Khoa học và Công nghệ"),
        ("Ngân hàng nhà nước Việt Nam", "Ngân hàng Nhà nước Việt Nam"),
        ("Toà án nhân dân tối cao", "Tòa án nhân dân tối cao"),
        ("Bo Tai chinh", "Bộ Tài chính"),
        ("Bộ Nôi vụ", "Bộ Nội vụ"),
        ("BộTài chính", "Bộ Tài chính"),
        ("Bộ Nông nghiêp và Môi trừơng", "Bộ Nông nghiệp và Môi trường"),
        ("Bộ Giáo dục và Đào tạọ", "Bộ Giáo dục và Đào tạo"),
        ("Bộ Nộl vụ", "Bộ Nội vụ"),
        ("Văn phòng Ủy ban nhân dân Thành phồ", "Văn phòng Ủy ban nhân dân Thành phố"),
    ],
)
def test_spelling_and_ocr_are_forgiven(printed: str, meant: str) -> None:
    (mention,) = parse_agencies(printed)
    assert (mention.name, mention.name_raw) == (meant, printed)
    assert mention.agency_id is not None


def test_brands_keep_their_name_and_share_the_id() -> None:
    brand, full = parse_agencies("VTV; Đài Truyền hình Việt Nam")
    assert (brand.name, full.name) == ("VTV", "Đài Truyền hình Việt Nam")
    assert brand.agency_id == full.agency_id


def test_the_date_decides_between_bodies_of_one_short_name() -> None:
    def reading(on: dt.date | None) -> str:
        return parse_agencies("Bộ Nông nghiệp", on=on)[0].name

    assert reading(dt.date(2024, 5, 2)) == "Bộ Nông nghiệp và Phát triển nông thôn"
    assert reading(dt.date(2025, 5, 2)) == reading(None) == "Bộ Nông nghiệp và Môi trường"


def test_offsets_and_composed_names() -> None:
    text = "Sở: Y tế; Công an tỉnh"
    composed, plain = parse_agencies(text)
    assert (composed.name, composed.start, composed.end, composed.name_raw) == ("Sở Y tế", -1, -1, "Y tế")
    assert text[plain.start : plain.end] == plain.name_raw == "Công an tỉnh"


# --- prose ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Bộ Y tế chủ trì, phối hợp với Bộ Nội vụ và các cơ quan liên quan lập đề án bếp ăn.",
            [("lead", "Bộ Y tế"), ("coordinating", "Bộ Nội vụ"), ("coordinating", "Các cơ quan liên quan")],
        ),
        ("Giao Bộ Y tế chủ trì rà soát danh mục thuốc.", [("lead", "Bộ Y tế")]),
        ("Đề nghị Đảng ủy Bộ Xây dựng chỉ đạo sửa mái chợ.", [("lead", "Đảng ủy Bộ Xây dựng")]),
        ("Chỉ đạo Bộ Y tế nghiên cứu phương án.", [("lead", "Bộ Y tế")]),
        (
            "Đảng ủy Chính phủ chỉ đạo Bộ Y tế nghiên cứu phương án.",
            [("supervisor", "Đảng ủy Chính phủ"), ("lead", "Bộ Y tế")],
        ),
        (
            "Bộ Y tế phối hợp chặt chẽ với Bộ Nội vụ xây dựng đề án.",
            [("lead", "Bộ Y tế"), ("coordinating", "Bộ Nội vụ")],
        ),
        (
            "b) Đảng uỷ Chính phủ và Đảng uỷ Quốc hội theo chức năng, nhiệm vụ:",
            [("lead", "Đảng ủy Chính phủ"), ("lead", "Đảng ủy Quốc hội")],
        ),
        (
            "Văn phòng Trung ương Đảng - Cơ quan Thường trực Ban Chỉ đạo khẩn trương gửi mẫu.",
            [("lead", "Văn phòng Trung ương Đảng")],
        ),
        ("Các bộ, ngành, địa phương tiếp tục trồng cây.", [("lead", "Các bộ, ngành, địa phương")]),
        ("Người đứng đầu các cơ quan chịu trách nhiệm.", [("lead", "Người đứng đầu các cơ quan")]),
        (
            "Chủ tịch Ủy ban nhân dân các tỉnh, thành phố tổ chức lễ hội.",
            [("lead", "Chủ tịch Ủy ban nhân dân các tỉnh, thành phố")],
        ),
        ("3. Sở Nội vụ: Khẩn trương gửi mẫu.", [("lead", "Sở Nội vụ")]),
        ("5. Bộ Tài chính", [("lead", "Bộ Tài chính")]),
        ("Thành phố Hồ Chí Minh trồng cây.", [("lead", "Thành phố Hồ Chí Minh")]),
        (
            "Cơ quan Thường trực đề nghị Sở Y tế; Sở Du lịch và các xã gửi mẫu.",
            [("lead", "Sở Y tế"), ("lead", "Sở Du lịch"), ("lead", "Các xã")],
        ),
        (
            "Bộ Y tế chỉ đạo các đơn vị trực thuộc sửa mái chợ.",
            [("lead", "Bộ Y tế")],
        ),
        ("Các bộ, ngành, địa phương ngóng trông mưa.", [("lead", "Các bộ, ngành, địa phương")]),
        ("Cục Viễn thông của Bộ Khoa học và Công nghệ rà soát.", [("lead", "Cục Viễn thông")]),
        ("Về cây xanh: Sở Xây dựng trồng bổ sung.", [("lead", "Sở Xây dựng")]),
        ("Để kịp mùa vụ, các xã, phường khẩn trương gieo mạ.", [("lead", "Các xã, phường")]),
        ("Trên cơ sở đề xuất của Bộ Y tế, Bộ Tài chính bố trí kinh phí.", [("lead", "Bộ Tài chính")]),
        (
            "Chính quyền các cấp sẵn sàng giúp các hộ trồng dâu.",
            [("lead", "Chính quyền các cấp")],
        ),
        ("Cơ quan Thường trực tiếp tục gửi mẫu.", [("lead", "Cơ quan Thường trực")]),
        (
            "Đồng chí Thủ tướng Chính phủ, Phó Trưởng Ban Chỉ đạo chỉ đạo Bộ Y tế rà soát.",
            [("supervisor", "Thủ tướng Chính phủ"), ("lead", "Bộ Y tế")],
        ),
        (
            "Để kịp mùa vụ, Cơ quan Thường trực kiến nghị Ban Chỉ đạo Trung ương chỉ đạo Đảng uỷ Chính phủ, Đảng uỷ "
            "Quốc hội trồng cây.",
            [
                ("supervisor", "Ban Chỉ đạo Trung ương"),
                ("lead", "Đảng ủy Chính phủ"),
                ("lead", "Đảng ủy Quốc hội"),
            ],
        ),
        (
            "Trên cơ sở kết quả của các cơ quan, địa phương, ý kiến tại Phiên họp của Thường trực Ban Chỉ đạo, Bộ Y tế "
            "hoàn thiện báo cáo.",
            [("lead", "Bộ Y tế")],
        ),
        (
            "Trên cơ sở ý kiến của đồng chí Tổng Bí thư, Trưởng Ban Chỉ đạo tại Phiên họp của Bộ Chính trị, Bộ Y tế "
            "hoàn thiện báo cáo.",
            [("lead", "Bộ Y tế")],
        ),
        ("Phó Thủ tướng Chính phủ Nguyễn Văn Mây yêu cầu.", [("lead", "Phó Thủ tướng Chính phủ")]),
        ("Các đơn vị sự nghiệp công lập trồng cây.", [("lead", "Các đơn vị sự nghiệp công lập")]),
        ("Các đơn vị thi công công trình phải tưới đường.", [("lead", "Các đơn vị thi công công trình")]),
        ("Các chủ đầu tư khẩn trương trồng cây.", [("lead", "Các chủ đầu tư")]),
        ("Các phường, xã để kịp mùa mưa phải nạo vét mương.", [("lead", "Các phường, xã")]),
        ("UBND xã Mây Hồng rà soát chợ.", [("lead", "Ủy ban nhân dân xã Mây Hồng")]),
        ("Trung tâm Chuyển đổi số tham mưu kế hoạch.", [("lead", "Trung tâm Chuyển đổi số")]),
        (
            "Thường trực Thành ủy yêu cầu Sở Y tế, Công an Thành phố rà soát.",
            [("supervisor", "Thường trực Thành ủy"), ("lead", "Sở Y tế"), ("lead", "Công an Thành phố")],
        ),
        ("Sở Tài chính tham mưu UBND Thành phố bố trí kinh phí.", [("lead", "Sở Tài chính")]),
        ("Đơn vị phối hợp: Sở Du lịch; các phường.", [("coordinating", "Sở Du lịch"), ("coordinating", "Các phường")]),
        ("Chủ trì, phối hợp với Bộ Công an rà soát.", [("coordinating", "Bộ Công an")]),
        ("Đối với các sở, ngành và địa phương phải tự kiểm tra.", [("lead", "Các sở, ngành và địa phương")]),
    ],
)
def test_who_acts_in_a_directive(text: str, expected: list[tuple[str, str]]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Xây dựng, hoàn thiện hồ sơ trình Chính phủ, báo cáo Bộ Chính trị.",
        "Hoàn thiện hệ thống do Bộ Công an quản lý.",
        "- Tiếp tục trồng cây quanh trụ sở Bộ Y tế.",
        "Các nhiệm vụ trọng tâm của Chính phủ",
        "Nghị quyết này có hiệu lực kể từ ngày ký.",
        "Tổ chức lễ hội mùa xuân.",
        "",
    ],
)
def test_objects_are_not_leads(text: str) -> None:
    assert lead_phrase(text) == ()


def test_bodies_in_running_prose() -> None:
    text = "Theo báo cáo của Bộ Tài chính, các bộ, ngành đã gửi số liệu cho Ngân hàng Nhà nước tại Hà Nội."
    assert [(m.name, text[m.start : m.end]) for m in find_agencies(text)] == [
        ("Bộ Tài chính", "Bộ Tài chính"),
        ("Các bộ, ngành", "các bộ, ngành"),
        ("Ngân hàng Nhà nước Việt Nam", "Ngân hàng Nhà nước"),
    ]


def test_prose_takes_the_longest_name_and_no_common_words() -> None:
    assert [m.name for m in find_agencies("Đảng ủy Bộ Y tế họp với Bộ Y tế.")] == ["Đảng ủy Bộ Y tế", "Bộ Y tế"]
    assert find_agencies("Đã nắng to, chính phủ điện tử và quốc hội trẻ em chỉ là chữ thường.") == ()


def test_a_collective_behind_a_lead_coordinates() -> None:
    found = parse_agencies("Sở Y tế chủ trì; Sở Tài chính, các sở, ngành phối hợp.")
    assert [(m.role, m.name) for m in found] == [
        (Role.LEAD, "Sở Y tế"),
        (Role.COORDINATING, "Sở Tài chính"),
        (Role.COORDINATING, "Các sở, ngành"),
    ]
    assert [(m.role, m.name) for m in parse_agencies("Sở Y tế chủ trì, các cơ quan phối hợp")] == [
        (Role.LEAD, "Sở Y tế"),
        (Role.COORDINATING, "Các cơ quan"),
    ]
    assert [m.role for m in parse_agencies("Các cơ quan chủ trì nhiệm vụ")] == [Role.LEAD]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Trung tâm Phối hợp tìm kiếm cứu nạn hàng hải khu vực V rà soát bến.", None),
        ("Tổ Quản lý bảo vệ rừng rà soát đường tuần tra.", "Tổ Quản lý bảo vệ rừng"),
        (
            "Liên danh tư vấn giám sát Hoa Mai - Trà Giang kiểm tra móng cầu.",
            "Liên danh tư vấn giám sát Hoa Mai - Trà Giang",
        ),
        ("Viện Khoa học xây dựng giao thông khu vực miền Trung kiểm định cầu.", None),
        ("Liên danh nhà thầu gói thầu XL3-2 bổ sung máy.", "Liên danh nhà thầu gói thầu XL3-2"),
        ("Ban Quản lý bán đảo Mây và các bãi biển du lịch Hoài Sơn bố trí người trực.", None),
        ("Ban Kinh tế - Ngân sách tái giám sát bãi rác.", "Ban Kinh tế - Ngân sách"),
        ("Các cơ sở sử dụng năng lượng trọng điểm lập báo cáo.", "Các cơ sở sử dụng năng lượng trọng điểm"),
    ],
)
def test_names_that_say_their_work_with_a_verb(text: str, name: str | None) -> None:
    wanted = name or text.split(" rà soát")[0].split(" kiểm định")[0].split(" bố trí")[0]
    assert [m.name for m in lead_phrase(text)] == [wanted]


def test_kinds_that_say_whose_they_are_end_before_the_next() -> None:
    text = "Các Ban của Hội đồng nhân dân tỉnh, các Tổ đại biểu giám sát việc thực hiện."
    assert [m.name for m in lead_phrase(text)] == ["Các Ban của Hội đồng nhân dân tỉnh", "Các Tổ đại biểu"]
    text = "Các cấp, các ngành và các địa phương rà soát."
    assert [m.name for m in lead_phrase(text)] == ["Các cấp, các ngành", "Các địa phương"]


def test_departments_of_many_provinces_are_written_out() -> None:
    text = "Sở NN&MT các tỉnh, thành phố"
    name = "Sở Nông nghiệp và Môi trường các tỉnh, thành phố"
    assert [(m.name, m.name_raw) for m in parse_agencies(text)] == [(name, text)]
    assert [(m.name, m.name_raw) for m in lead_phrase(f"{text} rà soát hồ sơ.")] == [(name, text)]
