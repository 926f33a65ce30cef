"""Links of the merge on literals: what is a part, what is each document's or body's own, how sure a relation is."""

from __future__ import annotations

import pytest

from pipeline.merge.groups import merge
from pipeline.merge.links import link_table
from pipeline.merge.mentions import COMMUNE, PROVINCE, Bodies, Mention, mentions_of
from pipeline.merge.scoring import load_model
from pipeline.merge.terms import read
from pipeline.model import Agency, AgencyMention, Document, Evidence, Region, Role, Source, SourceResult, TaskMention
from tests.unit.test_merge import DAY, DIKES, explained, mention, relation

EVIDENCE = (Evidence(Region(1, line_first=1), Role.ROW),)
RACE = "Hội đua thuyền truyền thống sông Mây lần thứ III năm 2031"


def row(a: Mention, b: Mention) -> dict[str, object]:
    """The only link of two mentions."""
    (link,) = link_table(merge([a, b])).to_pylist()
    return link


# --- parts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("short", "long"),
    [
        # The event is named, and something else is done for it.
        (f"Bế mạc {RACE}", f"Truyền hình trực tiếp lễ khai mạc {RACE} trên các kênh của Đài Sông Mây và mạng xã hội"),
        (f"Bế mạc {RACE}", f"Vận động các hội nghề cá, doanh nghiệp vận tải thủy và du khách tham gia {RACE}"),
        # The words are strewn over the longer text.
        (
            "Đôn đốc chủ thuyền tháo dỡ đăng đáy trên kênh Bảy",
            "Đôn đốc các xã lập kế hoạch thả cá trên từng kênh, đồng bộ với việc tháo dỡ lều trại của chủ thuyền",
        ),
        # What the longer text is only based on, or connects with.
        (
            "Xây dựng Danh mục đê điều xung yếu",
            "Lựa chọn từ một đến ba tuyến kè biển cần làm ngay theo lệnh khẩn cấp trên cơ sở Danh mục đê điều xung yếu",
        ),
        (
            "Cơ sở dữ liệu quốc gia về bến phà",
            "Nâng cấp phần mềm bán vé, kết nối hệ thống soát vé cấp tỉnh với Cơ sở dữ liệu quốc gia về bến phà",
        ),
    ],
)
def test_a_text_that_names_a_task_is_not_the_whole_of_it(short: str, long: str) -> None:
    assert relation(mention("a", short), mention("b", long))[0] in ("", "related")


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        (
            "Bắn pháo hoa tầm thấp tại bến Gò Dâu",
            f"Tổ chức {RACE}: rước thuyền, bắn pháo hoa tầm thấp tại bến Gò Dâu, hội chợ",
        ),
        (
            "Thay cửa van cho các cống dưới đê sông Mây",
            "Sửa chữa công trình thủy lợi, trong đó thay cửa van cho các cống dưới đê sông Mây và nạo vét bể hút",
        ),
        (
            "Miễn học phí bơi cho học sinh vùng lũ",
            "Hỗ trợ dạy bơi cho học sinh vùng lũ, trong đó miễn học phí, phát áo phao, tập huấn giáo viên thể dục",
        ),
    ],
)
def test_a_part_is_said_where_the_whole_may_begin_a_piece_of_work(part: str, whole: str) -> None:
    assert relation(mention("a", part), mention("b", whole)) == ("part_of", "a", "b")


def test_two_rows_of_one_list_that_name_other_places_are_no_parts() -> None:
    frame = "Triển khai các hạng mục sửa chữa kè biển năm 2031 và các năm tiếp theo; {}; để đưa vào phục vụ mùa mưa bão"
    one, other = (
        "sửa kè Gò Dâu; sửa kè Bến Chài",
        "sửa kè Mũi Đá; sửa kè Hòn Lau; sửa kè Cửa Ráng; thay van trạm Suối Vàng",
    )
    first, second = (mention(n, frame.format(named), list_id="l") for n, named in (("a", one), ("b", other)))
    assert relation(first, second)[0] in ("", "related")


def test_a_lower_levels_part_of_a_higher_levels_task_is_its_execution() -> None:
    whole = mention("a", "Chuẩn bị mùa lũ: nạo vét kênh dẫn trạm bơm Gò Dâu; mua phao cứu sinh cho trường học")
    local = mention("b", "Nạo vét kênh dẫn trạm bơm Gò Dâu", level=PROVINCE, bodies=("so-de-dieu",))
    assert relation(whole, local) == ("implements", "b", "a")
    assert relation(whole, mention("b", local.text)) == ("part_of", "b", "a")


# --- each document's and each body's own -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "Quyết định này có hiệu lực thi hành kể từ ngày ký",
        "Báo cáo kết quả thực hiện Kế hoạch này về Ban Chỉ đạo trước ngày 15 hằng tháng",
    ],
)
def test_what_is_about_its_own_document_is_another_task_in_another(text: str) -> None:
    one = mention("a", text, lineage=("12khubnd",))
    assert relation(one, mention("b", text, lineage=("45khubnd",)))[0] == ""
    assert relation(one, mention("b", text, lineage=("45khubnd",), level=COMMUNE))[0] == ""
    assert relation(one, mention("b", text, lineage=("12khubnd",)))[0] == "same"  # another copy of the document
    assert relation(one, mention("b", text, document_id=one.document_id))[0] == "same"


def test_an_opposite_is_explained() -> None:
    vi, en = explained(*[mention(n, f"{word} {RACE}") for n, word in (("a", "Khai mạc"), ("b", "Bế mạc"))])
    assert "nhưng một từ khác làm đổi nghĩa" in vi
    assert "but one other word changes all" in en


def test_the_same_row_under_two_bodies_of_one_list_is_two_tasks() -> None:
    both = [mention(n, DIKES, list_id="l", bodies=(f"tinh-{n}",)) for n in "ab"]
    assert relation(*both)[0] == "related"
    assert not merge(both).groups
    apart = [mention(n, DIKES, bodies=(f"tinh-{n}",)) for n in "ab"]
    assert relation(*apart)[0] == "same"  # two notices may name the lead differently: a conflict, not two tasks
    silent = mention("a", DIKES, list_id="l", bodies=())
    assert relation(silent, both[1])[0] == "same"


def test_a_list_may_repeat_a_long_row_with_words_added() -> None:
    text = f"{DIKES}, kiểm kê kho lạnh, cảng cá và nơi neo đậu tàu thuyền ven biển miền Đông"
    first = mention("a", text, list_id="l")
    assert relation(first, mention("b", text.replace("cảng cá", "các cảng cá lớn"), list_id="l"))[0] == "same"
    assert relation(first, mention("b", text.replace("cảng cá", "bến phà"), list_id="l"))[0] == "related"
    short = [mention(n, t, list_id="l") for n, t in (("a", "Kiểm kê kho lạnh"), ("b", "Kiểm kê kho lạnh hải sản"))]
    assert relation(*short)[0] != "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f"Khai mạc {RACE}", f"Bế mạc {RACE}"),
        ("Lập báo cáo nghiên cứu tiền khả thi cầu Gò Dâu", "Lập báo cáo nghiên cứu khả thi cầu Gò Dâu"),
        ("Hội nghị sơ kết phong trào dạy bơi vùng lũ", "Hội nghị tổng kết phong trào dạy bơi vùng lũ"),
    ],
)
def test_one_word_may_change_all(one: str, other: str) -> None:
    assert relation(mention("a", one), mention("b", other))[0] in ("", "related")
    assert relation(mention("a", one), mention("b", other, level=PROVINCE))[0] in ("", "related")
    both = f"{one} và {other[0].lower()}{other[1:]}"
    assert relation(mention("a", both), mention("b", both.replace("Lập", "Xây dựng")))[0] == "same"


# --- own places -------------------------------------------------------------------------------------------------------


def local_mention(text: str, place: str) -> Mention:
    """The only mention of a plan of a province, as a run makes it."""
    document = Document("d1", 1, "12/KH-UBND", "KH", issuer=f"Ủy ban nhân dân tỉnh {place}", place=place)
    task = TaskMention("t1", "d1", "table", "Phụ lục/row 1", "1", text, text, 1, EVIDENCE)
    source = Source("1" * 16, "1" * 64, "1.txt", "text/plain", 9, page_count=1)
    (found,) = mentions_of([SourceResult(source, documents=(document,), tasks=(task,))], ())
    return found


def test_a_local_task_is_for_its_own_place_whether_it_says_so_or_not() -> None:
    plain = read("Xóa cầu khỉ ở các ấp").words
    for said in ("trên địa bàn tỉnh Sông Mây", "tại tỉnh Sông Mây", "của tỉnh", "trên địa bàn tỉnh"):
        found = local_mention(f"Xóa cầu khỉ ở các ấp {said}", "Sông Mây")
        assert read(found.text, found.aside).words == plain
    other = local_mention("Xóa cầu khỉ ở các ấp tại tỉnh Gò Dâu", "Sông Mây")
    assert read(other.text, other.aside).words != plain


def test_a_province_leads_only_where_it_names_nobody_else() -> None:
    province = Agency("gd", "Gò Dâu", "province")
    below = [Agency(f"gd-{n}", f"Sở {n} Gò Dâu", "department", parent_id="gd") for n in range(12)]
    bodies = Bodies((province, *below))

    def led(*names: str) -> TaskMention:
        agencies = tuple(AgencyMention(n, n, n, False) for n in names)
        return TaskMention("t", "d", "table", "row 1", "1", "Sửa kè", "Sửa kè", 1, EVIDENCE, agencies=agencies)

    assert bodies.leading(led("gd")) == frozenset()
    assert bodies.compared(led("gd")) == {"gd"}
    assert bodies.compared(led("gd", "gd-3")) == {"gd-3"}


# --- other words ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("tuyên truyền ATGT trên QL.12 và ĐT 345", "tuyên truyền an toàn giao thông trên quốc lộ 12 và đường tỉnh 345"),
        ("họp mặt kiều bào", "họp mặt người Việt Nam ở nước ngoài"),
        ("đảm bảo đủ vaccine", "bảo đảm đủ vắc xin"),
        ("Tổ chức thực hiện đợt thả cá", "Triển khai thực hiện đợt thả cá"),
        ("mở 05 lớp bơi", "mở 5 lớp bơi"),
    ],
)
def test_other_words_for_the_same_thing(one: str, other: str) -> None:
    assert read(one).words == read(other).words


def test_a_zero_that_is_no_leading_one_stays() -> None:
    assert read("tăng 0,5 lần, số 05/2031, 100 thuyền").words == (
        "tang",
        "0",
        "5",
        "lan",
        "so",
        "05",
        "2031",
        "100",
        "thuyen",
    )


def test_a_reading_keeps_what_it_says_of_its_own_document() -> None:
    assert read("thực hiện Kế hoạch này").words[-1] == "nay"
    assert "nay" not in read("xây kè này và Kế hoạch thả cá").words


# --- how sure a relation is -------------------------------------------------------------------------------------------


def test_the_score_says_how_sure_the_relation_is() -> None:
    model = load_model()
    heading = mention("z", "Hoàn thành 03 việc chuẩn bị mùa lũ, gồm:", list_id="l")
    item = mention("a", "Nạo vét kênh dẫn trạm bơm", list_id="l", parent_id="z", due=(DAY + 9, DAY + 9))
    numbered = row(heading, item)
    assert numbered["score"] == model.confidence["numbered_under"]
    reasons = {reason["feature"]: reason["value"] for reason in numbered["reasons"]}  # type: ignore[attr-defined]
    assert float(reasons["same"]) < model.related  # unlike, and yet a part
    assert reasons["rule"] == "numbered_under"

    places = row(*[mention(p, DIKES, level=PROVINCE, place=p) for p in ("may", "suoi")])
    assert (places["relation"], places["score"]) == ("related", model.confidence["apart"])
    near = row(mention("a", DIKES), mention("b", DIKES.replace("đê điều xung yếu", "hồ chứa quá tải")))
    like = float({r["feature"]: r["value"] for r in near["reasons"]}["same"])  # type: ignore[attr-defined]
    assert (near["relation"], near["score"]) == ("related", pytest.approx(1 - like, abs=1e-3))

    same = row(mention("a", DIKES), mention("b", DIKES))
    assert same["score"] >= model.same  # type: ignore[operator]
    assert "same" not in {reason["feature"] for reason in same["reasons"]}  # type: ignore[attr-defined]
