"""Findings inside one file: invented notices through the whole understanding, each kind with a near miss."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.assemble import extract
from extractors.text import read_text_pages, repair_pages, text_content
from pipeline.consistency import KINDS, find_in_source
from pipeline.model import Finding, Severity

SOURCE = "5" * 16
Found = Callable[..., list[Finding]]

HEAD = """ỦY BAN NHÂN DÂN TỈNH MÂY
SỞ ĐÊ ĐIỀU

CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc

Số: 12/{code}-SĐĐ
Mây, ngày 10 tháng 4 năm 2031

{type}

Công tác đê điều của tỉnh

I. KẾT QUẢ

"""
COLUMNS = "STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\tThời hạn hoàn thành"


def notice(body: str, code: str = "BC", name: str = "BÁO CÁO") -> str:
    return HEAD.format(code=code, type=name) + body


def table(*rows: str, title: str = "", columns: str = COLUMNS) -> str:
    return "\n".join(["", "Phụ lục 1", title or "DANH MỤC NHIỆM VỤ", "", columns, *rows, ""])


@pytest.fixture
def found(tmp_path: Path) -> Found:
    def run(text: str, kind: str | None = None) -> list[Finding]:
        path = tmp_path / "notice.txt"
        path.write_text(text, encoding="utf-8")
        contents = text_content(SOURCE, repair_pages(read_text_pages(path)))
        findings = find_in_source(SOURCE, (), extract(SOURCE, contents))
        return [f for f in findings if kind is None or f.kind == kind]

    return run


def test_every_finding_says_both_sides_with_their_places(found: Found) -> None:
    text = notice(
        "1. Theo Thông báo số 01/TB-UBND ngày 20/01/2031.\n\n2. Theo Thông báo số 01/TB-UBND ngày 22/01/2031.\n"
    )
    (finding,) = found(text, "citation_date_conflict")
    assert finding.values == ("01/TB-UBND", "20/01/2031", "22/01/2031")
    assert finding.message_vi == (
        "01/TB-UBND được dẫn với các ngày khác nhau: “20/01/2031” (trang 1, dòng 16); “22/01/2031” (trang 1, dòng 18)."
    )
    assert "“20/01/2031” (page 1, line 16); “22/01/2031” (page 1, line 18)" in finding.message_en
    assert [e.region.line_first for e in finding.evidence] == [16, 18]
    assert all(e.block_id for e in finding.evidence)
    assert finding.page_no == 1


def test_ids_stay_when_something_else_changes(found: Found) -> None:
    body = "1. Mới có 13/42 hồ sơ số hóa; còn lại 27/42 hồ sơ trên giấy.\n"
    before = found(notice(body), "rest_differs")
    after = found(notice("Sở Đê điều báo cáo như sau:\n\n" + body + "\n2. Thu 5 đơn.\n"), "rest_differs")
    assert before[0].finding_id == after[0].finding_id
    assert before[0].evidence != after[0].evidence


def test_the_same_slip_in_two_places_is_told_twice(found: Found) -> None:
    body = "1. Gồm: (1) Luật Đê điều mới; (2) Luật Cầu phà; (3) Luật Đê điều.\n"
    findings = found(notice(body + "\nII. CÁC VIỆC\n\n" + body), "list_duplicate")
    assert len({f.finding_id for f in findings}) == 2


POSITIVE_AND_NEAR_MISS = [
    # kind, body that shows it, near miss that must not
    (
        "citation_date_conflict",
        "Theo Kế hoạch số 02-KH/ABC ngày 19/6/2030 và Kế hoạch số 02-KH/ABC ngày 19/6/2031.",
        "Theo Kế hoạch số 02-KH/ABC ngày 19/6/2030 và Kế hoạch số 02-KH/ABC ngày 20/3/2031.",  # numbers begin anew
    ),
    (
        "citation_number_variant",
        "Nghị quyết số 193/2030/QH17 nêu rõ. Theo Nghị quyết số 193/2030/NQ-QH17.",
        "Nghị định số 93/2030/NĐ-CP nêu rõ. Theo Nghị quyết số 93/2030/NQ-CP.",
    ),
    (
        "citation_number_variant",
        "Theo Thông báo số 07-TB/BQLĐXYZ và Thông báo số 07-TB/BQLXYZ.",
        "Theo Quyết định số 07/QĐ-BTC và Quyết định số 07/QĐ-BTP.",
    ),
    (
        "number_malformed",
        "Thực hiện Nghị quyết số 57-NQ/TU-NQ/TU của Tỉnh ủy.",
        "Thực hiện Nghị quyết số 57-NQ/TU của Tỉnh ủy.",
    ),
    (
        "number_malformed",
        "Thực hiện NQ193/2030/QH17 của Quốc hội.",
        "Thực hiện NQ 193/2030/QH17 của Quốc hội.",
    ),
    (
        "number_form",
        "Theo Kế hoạch số 01-KH/BCĐM, Kế hoạch số 03-KH/BCĐM và Kế hoạch số 02/KH-BCĐM.",
        "Theo Kế hoạch số 01-KH/BCĐM, Kế hoạch số 03-KH/BCĐM và Kế hoạch số 02/KH-UBND.",
    ),
    (
        "cited_later",
        "Theo Quyết định số 55/QĐ-UBND ngày 12/4/2031 của Ủy ban nhân dân tỉnh.",
        "Theo Quyết định số 55/QĐ-UBND ngày 10/4/2031 của Ủy ban nhân dân tỉnh.",
    ),
    (
        "cited_later",
        "Ngày 10/3/2031, Sở Tài chính có văn bản phúc đáp Công văn số 21/SĐĐ-KH ngày 15/3/2031 của Sở.",
        "Ngày 10/3/2031, Sở Tài chính có văn bản phúc đáp Công văn số 21/SĐĐ-KH ngày 15/2/2031 của Sở.",
    ),
    (
        "number_out_of_order",
        "Theo Quyết định số 99/QĐ-UBND ngày 05/01/2031 và Quyết định số 55/QĐ-UBND ngày 12/3/2031.",
        "Theo Nghị quyết số 99-NQ/TU ngày 05/01/2031 và Nghị quyết số 02-NQ/TU ngày 12/3/2031.",  # a new term
    ),
    ("impossible_date", "Đã họp ngày 31/4/2031 tại tỉnh.", "Đã họp ngày 30/4/2031 tại tỉnh; tỷ lệ 31/4/2."),
    ("impossible_date", "Đã họp ngày 29 tháng 02 năm 2031.", "Đã họp ngày 29 tháng 02 năm 2032."),
    ("weekday_differs", "Họp ngày 12/4/2031 (Chủ nhật).", "Họp ngày 12/4/2031 (thứ Bảy) và 13/4/2031 (Chủ nhật)."),
    (
        "stale_as_of",
        "Tính đến ngày 09/4/2030, đã có 20 xã nộp báo cáo.",
        "Tính đến ngày 31/12/2030, đã có 20 xã nộp báo cáo.",
    ),
    (
        "event_after_document",
        "Tính đến ngày 15/4/2031, đã có 20 xã nộp báo cáo.",
        "Đến ngày 15/4/2031, các xã phải nộp báo cáo.",
    ),
    (
        "event_outside_period",
        "Trong quý I/2031, Sở đã họp 02 lần: họp giao ban (ngày 26/3/2031) và họp tổ đê (ngày 03/4/2031).",
        "Trong quý I/2031, Sở đã họp 02 lần: họp giao ban (ngày 26/3/2031) và họp tổ đê (ngày 03/3/2031).",
    ),
    (
        "sum_differs",
        "Hiện có 72 trạm bơm, gồm 44 trạm điện và 27 trạm dầu.",
        "Hiện có 72 trạm bơm, gồm 44 trạm điện và 28 trạm dầu.",
    ),
    (
        "sum_differs",
        "Tỉnh giao 61 nhiệm vụ. Đến nay đã hoàn thành 13 nhiệm vụ và đang triển khai 46 nhiệm vụ.",
        "Tỉnh giao 61 nhiệm vụ. Đến nay đã hoàn thành 13 nhiệm vụ và đang triển khai 48 nhiệm vụ.",
    ),
    (
        "sum_differs",
        "Số còn lại là 9.469,7 tỷ đồng, trong đó:\n\n+ 1.182,4 tỷ đồng chi sửa đê;\n\n+ 8.279 tỷ đồng chi trạm bơm.",
        "Số còn lại là 9.461,4 tỷ đồng, trong đó:\n\n+ 1.182,4 tỷ đồng chi sửa đê;\n\n+ 8.279 tỷ đồng chi trạm bơm.",
    ),
    (
        "rest_differs",
        "Mới có 13/42 hồ sơ số hóa; còn lại 27/42 hồ sơ trên giấy.",
        "Mới có 13/42 hồ sơ số hóa; còn lại 29/42 hồ sơ trên giấy.",
    ),
    ("percentage_differs", "Đã có 45/60 hồ sơ (80%) số hóa.", "Đã có 45/60 hồ sơ (75%) số hóa."),
    ("share_over_whole", "Đã có 65/63 xã nộp báo cáo.", "Đã có 63/63 xã nộp báo cáo."),
    (
        "count_named_differs",
        "Còn 4 cơ quan chưa nộp: Sở Y tế, Sở Nội vụ, Sở Tư pháp.",
        "Còn 3 cơ quan chưa nộp: Sở Y tế, Sở Nội vụ, Sở Tư pháp.",
    ),
    (
        "count_named_differs",
        "Sở đã rà soát 05 Luật, 02 Nghị định⁴ có liên quan.\n\n⁴ Luật Đê điều, Luật Đất đai, Luật Nhà ở, 02 Nghị định.",
        "Sở đã rà soát 05 Luật và 02 Nghị định⁴ có liên quan.\n\n⁴ Như Luật Đê điều, Luật Đất đai, Luật Nhà ở.",
    ),
    (
        "count_named_differs",
        "Sở đề ra 04 chính sách⁵ mới.\n\n⁵ (1) Hỗ trợ giống; (2) Miễn phí; (3) Vay vốn.",
        "Sở đề ra 03 chính sách⁵ mới.\n\n⁵ (1) Hỗ trợ giống; (2) Miễn phí; (3) Vay vốn.",
    ),
    (
        "count_named_differs",
        "Sở có 4 việc sau: (1) Sửa đê; (2) Kè bờ. (3) Trồng tre.",
        "Sở có 3 việc sau: (1) Sửa đê; (2) Kè bờ. (3) Trồng tre. Các xã có 2 việc: (1) Canh đê; (2) Báo tin.",
    ),
    (
        "count_named_differs",
        "Sở có 4 việc sau: (1) Sửa đê; (2) Kè bờ; (3) Trồng tre.",
        "Sở có 4 việc sau: (1) Sửa đê; (2) Kè bờ;\n\n(3) Trồng tre;\n\n(4) Canh đê.",
    ),
    (
        "annex_missing",
        "Kết quả đã được tổng hợp (Chi tiết tại Phụ lục 3 kèm theo).",
        "Thực hiện Phụ lục 3 kèm theo Quyết định số 55/QĐ-UBND ngày 12/3/2031.",
    ),
    (
        "ordinal_sequence",
        "Gồm: (1) sửa đê; (2) kè bờ; (2) trồng tre; (3) nạo vét.",
        "Gồm: (1) sửa đê; (2) kè bờ; (3) trồng tre; (4) nạo vét.",
    ),
    ("ordinal_sequence", "Các việc chính gồm: (8) Trồng tre.", "Các việc chính gồm: (1) Trồng tre."),
    (
        "ordinal_sequence",
        "Gồm: (i) đê: (1) sửa; (2) kè; (2) lát; (3) vét; (ii) cầu: (1) dựng; (2) sơn.",
        "Gồm: (i) đê: (1) sửa; (2) kè; (ii) cầu: (1) dựng; (2) sơn; (3) rào; (iii) nạo vét.",
    ),
    (
        "list_duplicate",
        "Gồm: (1) Luật Đê điều (sửa đổi); (2) Luật Cầu phà; (3) Luật Đê điều.",
        "Gồm: (1) Luật Đê điều (sửa đổi); (2) Luật Cầu phà; (3) Luật Đất đai.",
    ),
    (
        "number_conflict",
        "Quyết định số 102/QĐ-UBND ngày 03/3/2031 của Ủy ban nhân dân tỉnh về quản lý đê biển đã có hiệu lực.\n\n"
        "Theo Quyết định số 120/QĐ-UBND ngày 03/3/2031 của Ủy ban nhân dân tỉnh về quản lý đê biển, Sở canh đê.",
        "Quyết định số 102/QĐ-UBND ngày 03/3/2031 của Ủy ban nhân dân tỉnh về quản lý đê biển đã có hiệu lực.\n\n"
        "Theo Quyết định số 120/QĐ-UBND ngày 03/3/2031 của Ủy ban nhân dân tỉnh về quản lý đê sông, Sở canh đê.",
    ),
    ("number_malformed", "Theo Quyết định số 74/QĐTTg của Thủ tướng.", "Theo Quyết định số 74/QĐ-TTg của Thủ tướng."),
    ("number_malformed", "Theo Nghị quyết số 12-NQ-TU của Tỉnh ủy.", "Theo Nghị quyết số 12-NQ/TU của Tỉnh ủy."),
    (
        "citation_type_differs",
        "Theo Thông tư số 15/2030/NĐ-CP về đê điều.",
        "Theo Nghị định số 15/2030/NĐ-CP, Quy định số 05-QĐ/TU và Kết luận số 07-TB/TU.",
    ),
    (
        "number_form",
        "Theo Kế hoạch số 01-KH/BCĐĐB và Kế hoạch số 02/KH-BCĐĐB.",
        "Theo Kế hoạch số 01-KH/BCĐ và Kế hoạch số 02/KH-BCĐ.",  # more than one body has the code
    ),
    (
        "weekday_differs",
        "Họp lúc 8 giờ 00, thứ Hai, ngày 12/3/2031 tại tỉnh.",
        "Họp lúc 8 giờ 00, thứ Tư, ngày 12/3/2031; phiên họp thứ hai, ngày 12/3/2031; ngày thứ hai (12/3/2031).",
    ),
    (
        "event_outside_period",
        "Quý I/2031, Sở họp 02 phiên (các ngày 12/3 và 09/4/2031).",
        "Quý I/2031, Sở họp 02 phiên (các ngày 12/02 và 09/3/2031) theo Kế hoạch số 12/KH-SĐĐ (ngày 05/12/2030).",
    ),
    (
        "event_after_document",
        "Đến ngày 15/4/2031, đã có 34 xã nộp báo cáo.",
        "Đến ngày 15/4/2031, các xã phải nộp báo cáo đã duyệt.",
    ),
    (
        "sum_differs",
        "Tổng số 84 nhiệm vụ được giao, trong đó: 52 nhiệm vụ đã xong, 21 nhiệm vụ đang làm, 9 nhiệm vụ chưa làm.",
        "Tổng số 84 nhiệm vụ được giao, trong đó: 52 nhiệm vụ đã xong, 23 nhiệm vụ đang làm, 9 nhiệm vụ chưa làm.",
    ),
    (
        "sum_differs",
        "Trong số 30 dự án kè, đã khởi công 11 dự án, còn lại 17 dự án.",
        "Trong số 30 dự án kè, đã khởi công 11 dự án, còn 4 dự án chậm tiến độ.",  # others may be on time
    ),
    ("sum_differs", "Sở có 186 cán bộ, trong đó 102 nam và 74 nữ.", "Sở có 186 cán bộ, trong đó 102 nam và 84 nữ."),
    (
        "sum_differs",
        "Đã cấp 2.340 giấy phép (cấp mới 1.200, cấp lại 640, gia hạn 400).",
        "Đã cấp 2.240 giấy phép (cấp mới 1.200, cấp lại 640, gia hạn 400).",
    ),
    (
        "percentage_differs",
        "Đã chi 412 tỷ đồng trên tổng số 1.030 tỷ đồng (đạt 48,5%).",
        "Đã chi 412 tỷ đồng trên tổng số 1.030 tỷ đồng (đạt 40%); (đạt 62% kế hoạch).",
    ),
    (
        "percentage_differs",
        "Trong 1.250 hồ sơ tiếp nhận, có 1.187 hồ sơ đúng hạn (chiếm 89,2%).",
        "Trong 1.250 hồ sơ tiếp nhận, có 1.187 hồ sơ đúng hạn (chiếm 94,96%). "
        "Trong 10 xã có 8 xã đạt, 2 xã chưa (đạt 80%).",
    ),
    (
        "annex_missing",
        "Kết quả chấm điểm của từng xã (có Phụ lục kèm theo).",
        "Kết quả chấm điểm theo Phụ lục kèm theo Quyết định số 55/QĐ-UBND ngày 12/3/2031.",
    ),
    (
        "annex_missing",
        "Số liệu nêu tại Biểu số 02 kèm theo Báo cáo này.",
        "Số liệu nêu tại Biểu số 02 kèm theo Báo cáo này.\n\nBiểu số 02. Tổng hợp trạm bơm",
    ),
    (
        "ordinal_sequence",
        "1. Sở sửa đê.\n\n2. Sở kè bờ.\n\n4. Sở trồng tre.\n\n5. Sở nạo vét.",
        "1. Sở sửa đê.\n\n2. Sở kè bờ.\n\n1) Kè đá;\n\n2) Kè tre.\n\n3. Sở trồng tre.",
    ),
    (
        "ordinal_sequence",
        "Điều 1. Giao Sở sửa đê.\n\nĐiều 2. Giao Sở kè bờ.\n\nĐiều 4. Có hiệu lực từ ngày ký.",
        "1. Sửa đổi khoản 3 Điều 5 như sau:\n\n3. Sở kè bờ.\n\n2. Có hiệu lực từ ngày ký.",
    ),
    (
        "list_duplicate",
        "Biểu dương: Sở Y tế, Sở Nội vụ, Sở Tư pháp, Sở Y tế.",
        "Biểu dương: Sở Y tế, Sở Nội vụ, Sở Tư pháp, Sở Xây dựng.",
    ),
    (
        "figures_differ",
        "Đến ngày 31/3/2031, toàn tỉnh có 34 cống được sửa xong.\n\n2. Đến ngày 31 tháng 3 năm 2031, toàn tỉnh có 43"
        " cống được sửa xong, vượt kế hoạch.",
        "Đến ngày 31/3/2031, toàn tỉnh có 34 cống được sửa xong.\n\n2. Đến ngày 28/02/2031, toàn tỉnh có 23 cống được"
        " sửa xong.",
    ),
    (
        "figures_differ",  # of whom an item of a list speaks is told above it
        "Đến ngày 31/3/2031, trên địa bàn có 34 cống được sửa xong.\n\n- Đến ngày 31/3/2031, trên địa bàn có 43 cống"
        " được sửa xong.",
        "Các huyện miền núi:\n\n- Đến ngày 31/3/2031, đã sửa được 34 cống tưới tiêu.\n\n2. Các huyện khác:\n\n- Đến"
        " ngày 31/3/2031, đã sửa được 43 cống tưới tiêu.",
    ),
    (
        "sum_differs",
        "Xử phạt 75 trường hợp, gồm: 40 ô tô, 20 xe máy và 25 xe đạp điện.",
        "Xử phạt 85 trường hợp, gồm: 40 ô tô, 20 xe máy và 25 xe đạp điện.",
    ),
    (
        "sum_differs",
        "Cứu hộ 52 lượt phương tiện, gồm 31 tàu cá, 12 ghe máy và 13 xuồng.",
        "Triển khai 02 dự án, gồm 9 gói thầu xây lắp và 3 gói thầu tư vấn.",  # parts of another kind
    ),
    (
        "sum_differs",
        "Sở được giao 63 việc, đến nay giải quyết 41 việc, còn 32 việc chưa giải quyết.",
        "Sở được giao 63 việc, đến nay giải quyết 41 việc, còn 2 việc chưa đủ điều kiện.",
    ),
    (
        "count_named_differs",
        "Ba tuyến đường được ưu tiên: đường Hoa Sen, đường Lê Lợi, đường Trưng Nhị và đường Cách Mạng.",
        "Ba tuyến đường được ưu tiên: đường Hoa Sen, đường Lê Lợi và đường Trưng Nhị.",
    ),
    (
        "count_named_differs",
        "Hai bệnh viện được nâng hạng là bệnh viện Đa khoa Trà Ôn, bệnh viện Đa khoa Cái Bè và bệnh viện Lao.",
        "Hai bệnh viện được nâng hạng là bệnh viện Đa khoa Trà Ôn, bệnh viện Đa khoa Cái Bè và các trạm y tế.",
    ),
    (
        "count_named_differs",
        "Tập trung 05 nhiệm vụ sau:\n\na) Rà soát đê.\n\nb) Sửa cống.\n\nc) Trồng tre.\n\n2. Các huyện báo cáo.",
        "Tập trung 03 nhiệm vụ sau:\n\na) Rà soát đê.\n\nb) Sửa cống.\n\nc) Trồng tre.\n\n2. Các huyện báo cáo.\n\na)"
        " Hằng tháng.\n\nb) Hằng quý.",
    ),
    (
        "lead_also_coordinates",
        "Sở Y tế chủ trì, phối hợp với Công an tỉnh, Sở Y tế rà soát.",
        "Sở Y tế chủ trì, phối hợp với Công an tỉnh rà soát; Sở Y tế tổng hợp.",
    ),
    (
        "name_spelling",
        "Bà Lê Thị Ánh Tuyết dự. Bà Lê Thị Ánh Tuyết nói. Giao bà Lê Thị Ánh Tuyêt làm. Báo cáo bà Lê Thị Ánh Tuyết.",
        "Bà Lê Thị Ánh Tuyết dự. Bà Lê Thị Ánh Tuyết nói. Giao bà Lê Thị Anh Thư làm. Báo cáo bà Lê Thị Ánh Tuyết.",
    ),
    (
        "name_spelling",
        "Ông Lê Hoàng Phúc dự. Ông Lê Hoàng Phúc nói. Giao ông Lê Hoàng Phuc làm. Báo cáo ông Lê Hoàng Phúc.",
        "Ông Lê Hoàng Phúc dự. Ông Lê Hoàng Phúc nói. Giao ông Lê Hoàng Phục làm. Báo cáo ông Lê Hoàng Phúc.",
    ),
]


@pytest.mark.parametrize(("kind", "positive", "near_miss"), POSITIVE_AND_NEAR_MISS)
def test_running_text(found: Found, kind: str, positive: str, near_miss: str) -> None:
    assert len(found(notice(positive + "\n"), kind)) == 1
    assert found(notice(near_miss + "\n"), kind) == []


LONG = "Kiểm tra toàn bộ hệ thống đê biển và kè chắn sóng trên địa bàn tỉnh"
OTHER = "Trồng mới rừng ngập mặn chắn sóng dọc các cửa sông lớn của tỉnh"


@pytest.mark.parametrize(
    ("kind", "code", "positive", "near_miss"),
    [
        (
            "deadline_before_document",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\t\tTháng 3/2031"],
            [f"1\t{LONG}\tSở Nội vụ\t\tTháng 4/2031"],
        ),
        (
            "deadline_before_document",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\t\t31/3/2031"],
            [f"1\t{LONG}\tSở Nội vụ\t\tTừ ngày 31/3/2031"],
        ),
        (
            "deadline_text_differs",
            "KH",
            [f"1\t{LONG} (nhiệm vụ thường xuyên)\tSở Nội vụ\t\t01/01/2032"],
            [f"1\t{LONG}, kể cả các điểm trực thường xuyên tại xã\tSở Nội vụ\t\t01/01/2032"],
        ),
        (
            "deadline_text_differs",
            "KH",
            [f"1\tTrong năm 2031, {LONG.lower()}\tSở Nội vụ\t\tQuý II/2031"],
            [f"1\t{LONG}, nhân rộng trong năm 2031\tSở Nội vụ\t\tQuý II/2031"],
        ),
        (
            "lead_also_coordinates",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\tSở Y tế, Sở Nội vụ\tQuý II/2031"],
            [f"1\t{LONG}\tSở Nội vụ\tSở Y tế\tQuý II/2031"],
        ),
        (
            "lead_also_coordinates",
            "KH",
            [f"1\t{LONG}\tTrung tâm Quan trắc đê\tTrung tâm quan trắc đê tỉnh\tQuý II/2031"],
            [f"1\t{LONG}\tTrung tâm Quan trắc đê\tTrung tâm quan trắc mưa tỉnh\tQuý II/2031"],
        ),
        (
            "deadline_before_dependency",
            "KH",
            [
                f"1\t{LONG}\tSở Nội vụ\t\tTháng 12/2031",
                f"2\t{OTHER}, sau khi hoàn thành nhiệm vụ số 1\tSở Nội vụ\t\tTháng 10/2031",
            ],
            [
                f"1\t{LONG}\tSở Nội vụ\t\tTháng 10/2031",
                f"2\t{OTHER}, sau khi hoàn thành nhiệm vụ số 1\tSở Nội vụ\t\tTháng 12/2031",
            ],
        ),
        (
            "deadline_before_dependency",
            "KH",
            [
                "1\tXây dựng Đề án bảo vệ đê biển\tSở Nội vụ\t\tTháng 12/2031",
                "2\tBố trí vốn trên cơ sở Đề án bảo vệ đê biển được duyệt\tSở Tài chính\t\tTháng 9/2031",
            ],
            [
                "1\tXây dựng Đề án bảo vệ đê biển phía Bắc\tSở Nội vụ\t\tTháng 12/2031",  # another thing
                "2\tBố trí vốn trên cơ sở Đề án bảo vệ đê biển được duyệt\tSở Tài chính\t\tTháng 9/2031",
            ],
        ),
        (
            "deadline_before_dependency",
            "KH",
            [f"1\t{LONG} trên cơ sở báo cáo của các xã (gửi trong quý IV/2031)\tSở Nội vụ\t\tTháng 8/2031"],
            [f"1\t{LONG} trên cơ sở báo cáo của các xã (gửi trong quý III/2031)\tSở Nội vụ\t\tTháng 8/2031"],
        ),
        (
            "deadline_before_dependency",
            "KH",
            [f"1\t{LONG} sau khi các xã hoàn thành số liệu trong năm 2032\tSở Nội vụ\t\tTháng 8/2031"],
            [f"1\t{LONG} trên cơ sở Quy hoạch đê biển đến năm 2040\tSở Nội vụ\t\tTháng 8/2031"],
        ),
        (
            "row_duplicate",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG}\tSở Nội vụ\t\tQuý II/2031"],
            [f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031", f"2\t{OTHER}\tSở Nội vụ\t\tQuý II/2031"],
        ),
        (
            "task_deadline_differs",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG}\tSở Nội vụ\t\tQuý III/2031"],
            [f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG}\tSở Nội vụ\t\tTháng 6/2031"],
        ),
        (
            "task_deadline_differs",
            "KH",
            [f"1\t{LONG} năm 2031\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG} năm 2031\tSở Nội vụ\t\tQuý III/2031"],
            [f"1\t{LONG} lần 1\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG} lần 2\tSở Nội vụ\t\tQuý III/2031"],
        ),
        (
            "task_lead_differs",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG}\tSở Y tế\t\tQuý II/2031"],
            [f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031", f"2\t{LONG}\tSở Nội vụ, Sở Y tế\t\tQuý II/2031"],
        ),
        (
            "subtask_later",
            "KH",
            [f"1\t{LONG}\tSở Nội vụ\t\tTháng 9/2031", f"(1)\t{OTHER}\tSở Nội vụ\t\tTháng 10/2031"],
            [f"1\t{LONG}\tSở Nội vụ\t\tTháng 9/2031", f"(1)\t{OTHER}\tSở Nội vụ\t\tTháng 8/2031"],
        ),
        (
            "ordinal_sequence",
            "KH",
            [f"{n}\t{w} {OTHER.lower()}\tSở Nội vụ\t\tQuý II/2031" for n, w in zip((1, 2, 4, 5), "ABCD", strict=True)],
            [f"{n}\t{w} {OTHER.lower()}\tSở Nội vụ\t\tQuý II/2031" for n, w in zip((1, 2, 3, 4), "ABCD", strict=True)],
        ),
    ],
)
def test_tables(found: Found, kind: str, code: str, positive: list[str], near_miss: list[str]) -> None:
    body = "1. Các sở thực hiện nhiệm vụ tại Phụ lục 1 kèm theo.\n"
    assert len(found(notice(body, code, "KẾ HOẠCH") + table(*positive), kind)) == 1
    assert found(notice(body, code, "KẾ HOẠCH") + table(*near_miss), kind) == []


def test_a_list_of_late_tasks_may_hold_deadlines_that_have_passed(found: Found) -> None:
    rows = (f"1\t{LONG}\tSở Nội vụ\t\tTháng 3/2031",)
    assert found(notice("1. Có 01 nhiệm vụ quá hạn.\n") + table(*rows), "deadline_before_document") == []


def test_notes_with_another_deadline(found: Found) -> None:
    columns = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời hạn hoàn thành\tGhi chú"
    row = f"1\t{LONG}\tSở Nội vụ\tTrước 15/11/2031\tHạn được giao: {{}}"
    text = notice("1. Thực hiện theo Phụ lục 1 kèm theo.\n", "KH", "KẾ HOẠCH")
    (finding,) = found(text + table(row.format("30/9/2031"), columns=columns), "deadline_note_differs")
    assert finding.values == ("Hạn được giao: 30/9/2031", "Trước 15/11/2031")
    assert found(text + table(row.format("15/11/2031"), columns=columns), "deadline_note_differs") == []


def test_a_deadline_before_the_document_that_assigns_the_task(found: Found) -> None:
    columns = "STT\tNhiệm vụ\tVăn bản giao nhiệm vụ\tCơ quan chủ trì\tThời hạn hoàn thành"
    row = f"1\t{LONG}\tThông báo số 03/TB-UBND ngày {{}}\tSở Nội vụ\tTháng 2/2031"
    text = notice("1. Thực hiện theo Phụ lục 1 kèm theo.\n")
    assert len(found(text + table(row.format("06/3/2031"), columns=columns), "deadline_before_basis")) == 1
    assert found(text + table(row.format("06/1/2031"), columns=columns), "deadline_before_basis") == []


def test_counts_against_the_rows_of_an_annex(found: Found) -> None:
    rows = [f"{n}\t{w} {OTHER.lower()}\tSở Nội vụ\t\tTháng {n}/2031" for n, w in zip((1, 2, 3), "ABC", strict=True)]
    text = "1. Tỉnh giao nhiều việc, trong đó có {} nhiệm vụ quá hạn (Chi tiết tại Phụ lục 1 kèm theo).\n"
    (finding,) = found(notice(text.format("05")) + table(*rows), "count_rows_differs")
    assert finding.values == ("05 nhiệm vụ", "Phụ lục 1: 3")
    assert found(notice(text.format("03")) + table(*rows), "count_rows_differs") == []
    (late,) = found(notice(text.format("02")) + table(*rows), "overdue_count_differs")
    assert late.values == ("02 nhiệm vụ", "Phụ lục 1: 1, 2, 3")
    assert found(notice(text.format("03")) + table(*rows), "overdue_count_differs") == []


def test_a_list_of_a_period_with_rows_due_before_it(found: Found) -> None:
    rows = [f"{n}\t{w} {OTHER.lower()}\tSở Nội vụ\t\tTháng {n}/2031" for n, w in zip((3, 4, 5), "ABC", strict=True)]
    text = notice("1. Thực hiện theo Phụ lục 1 kèm theo.\n")
    (finding,) = found(text + table(*rows, title="DANH MỤC NHIỆM VỤ QUÝ II/2031"), "deadline_outside_list")
    assert finding.values[1] == "3"
    assert finding.severity is Severity.INFO
    assert found(text + table(*rows, title="DANH MỤC NHIỆM VỤ QUÝ I/2031"), "deadline_outside_list") == []


def test_text_and_annex_disagree_on_a_deadline(found: Found) -> None:
    body = "II. NHIỆM VỤ TRỌNG TÂM\n\n1. Sở Nội vụ:\n\n- {}. Hoàn thành trong tháng {}/2031.\n"
    row = f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031"
    (finding,) = found(notice(body.format(LONG, 9), "KH", "KẾ HOẠCH") + table(row), "task_deadline_differs")
    assert finding.values == ("Quý II/2031", "Hoàn thành trong tháng 9/2031")
    assert found(notice(body.format(LONG, 6), "KH", "KẾ HOẠCH") + table(row), "task_deadline_differs") == []


def test_points_that_lost_a_letter_are_worth_a_look(found: Found) -> None:
    body = "\n\n".join(f"{letter}) Sở Nội vụ sửa đê số hiệu {letter}." for letter in "abcde")
    (finding,) = found(notice(f"1. Các sở:\n\n{body}\n"), "ordinal_sequence")
    assert finding.severity is Severity.INFO


def test_a_clean_notice_has_nothing_to_say(found: Found) -> None:
    body = (
        "1. Theo Quyết định số 55/QĐ-UBND ngày 12/3/2031, tỉnh có 72 trạm bơm, gồm 44 trạm điện và 28 trạm dầu.\n\n"
        "2. Đã có 45/60 hồ sơ (75%) số hóa; còn lại 15/60 hồ sơ trên giấy (Chi tiết tại Phụ lục 1 kèm theo).\n"
    )
    findings = found(notice(body) + table(f"1\t{LONG}\tSở Nội vụ\tSở Y tế\tQuý II/2031"))
    assert [f.kind for f in findings if f.severity is not Severity.INFO] == []


def test_a_copy_slip_with_another_number(found: Found) -> None:
    slip = (
        "\nNơi nhận:\n- Như trên.\n\nGIÁM ĐỐC\n\nNguyễn Văn Hạnh\n\nVĂN PHÒNG\nTỈNH ỦY MÂY\n\nSố 31-BS/VPTU\n\n"
        "SAO Y BẢN CHÍNH\n(Báo cáo số {}/BC-SĐĐ ngày 10/4/2031)\n\nMây, ngày 15 tháng 4 năm 2031\n"
    )
    text = notice("1. Sở đã sửa đê.\n") + slip
    (finding,) = found(text.format(21), "number_conflict")
    assert finding.values == ("12/BC-SĐĐ", "21/BC-SĐĐ")
    assert found(text.format(12), "number_conflict") == []


def test_items_of_the_text_due_after_their_head(found: Found) -> None:
    body = (
        "II. NHIỆM VỤ TRỌNG TÂM\n\n2. Sở Nội vụ xây dựng bản đồ đê, hoàn thành trong tháng 12/2031, trong đó:\n\n"
        "a) Đo vẽ xong trước ngày 30/{}.\n"
    )
    (finding,) = found(notice(body.format("3/2032"), "KH", "KẾ HOẠCH"), "subtask_later")
    assert "hoàn thành trong tháng 12/2031" in finding.values
    assert found(notice(body.format("9/2031"), "KH", "KẾ HOẠCH"), "subtask_later") == []


def test_items_of_the_text_that_wait_for_others(found: Found) -> None:
    body = (
        "II. NHIỆM VỤ TRỌNG TÂM\n\n1. Sở Nội vụ trình Quy chế canh đê trong quý IV/2031.\n\n"
        "2. Sở Tài chính lập dự toán sau khi hoàn thành nhiệm vụ tại mục 1, hoàn thành trước ngày 30/{}.\n"
    )
    assert len(found(notice(body.format("9/2031"), "KH", "KẾ HOẠCH"), "deadline_before_dependency")) == 1
    assert found(notice(body.format("3/2032"), "KH", "KẾ HOẠCH"), "deadline_before_dependency") == []


def test_text_and_annex_name_other_leads(found: Found) -> None:
    body = f"II. NHIỆM VỤ TRỌNG TÂM\n\n1. Giao Sở {{}} chủ trì {LONG.lower()}, hoàn thành trong quý II/2031.\n"
    row = f"1\t{LONG}\tSở Nội vụ\t\tQuý II/2031"
    (finding,) = found(notice(body.format("Y tế"), "KH", "KẾ HOẠCH") + table(row), "task_lead_differs")
    assert set(finding.values) == {"Sở Nội vụ", "Sở Y tế"}
    assert found(notice(body.format("Nội vụ"), "KH", "KẾ HOẠCH") + table(row), "task_lead_differs") == []


def test_one_duty_given_to_two_bodies_in_the_text_is_two_tasks(found: Found) -> None:
    body = (
        f"II. NHIỆM VỤ TRỌNG TÂM\n\n- Giao Sở Nội vụ {LONG.lower()} trong tháng 5/2031.\n\n"
        f"- Giao Sở Y tế {LONG.lower()} trong tháng 9/2031.\n"
    )
    kinds = {f.kind for f in found(notice(body, "KH", "KẾ HOẠCH"))}
    assert not kinds & {"task_lead_differs", "task_deadline_differs"}


def test_a_row_is_named_in_the_language_of_the_message(found: Found) -> None:
    row = f"1\t{LONG}\tSở Nội vụ\tSở Y tế, Sở Nội vụ\tQuý II/2031"
    (finding,) = found(notice(table(row), "KH", "KẾ HOẠCH"), "lead_also_coordinates")
    assert "Phụ lục 1/dòng 1: Kiểm tra" in finding.message_vi
    assert "Phụ lục 1/row 1: Kiểm tra" in finding.message_en


def test_a_body_on_both_sides_of_a_clause(found: Found) -> None:
    body = (
        "II. NHIỆM VỤ TRỌNG TÂM\n\n"
        "3. Công an tỉnh chủ trì, phối hợp với Sở Tư pháp{} làm sạch dữ liệu hộ tịch trong quý IV/2031.\n"
    )
    (finding,) = found(notice(body.format(" và Công an tỉnh"), "KH", "KẾ HOẠCH"), "lead_also_coordinates")
    assert finding.values == ("Công an tỉnh",)
    assert found(notice(body.format(" và Sở Y tế"), "KH", "KẾ HOẠCH"), "lead_also_coordinates") == []


def test_standing_duties_with_one_date_are_worth_a_look(found: Found) -> None:
    for text in (f"Thường xuyên {LONG.lower()}", f"{LONG} (định kỳ hằng tháng)"):
        row = table(f"1\t{text}\tSở Nội vụ\t\t01/11/2031")
        (finding,) = found(notice("1. Thực hiện.\n", "KH", "KẾ HOẠCH") + row, "deadline_text_differs")
        assert finding.severity is Severity.INFO


def test_the_only_annex_needs_no_number(found: Found) -> None:
    rows = [f"{n}\t{w} {OTHER.lower()}\tSở Nội vụ\t\tTháng {n}/2031" for n, w in zip((1, 2, 3), "ABC", strict=True)]
    text = notice("1. Kế hoạch gồm {} nhiệm vụ nêu tại Phụ lục.\n")
    (finding,) = found(text.format("08") + table(*rows), "count_rows_differs")
    assert finding.values == ("08 nhiệm vụ nêu", "Phụ lục: 3")
    assert found(text.format("03") + table(*rows), "count_rows_differs") == []


def test_an_unknown_body_is_told_once_a_document(found: Found) -> None:
    rows = [
        f"{n}\t{w} {OTHER.lower()}\tTrạm Canh Lũ Bến Mơ\t\tQuý II/2031" for n, w in zip((1, 2, 3), "ABC", strict=True)
    ]
    text = notice("1. Thực hiện theo Phụ lục 1 kèm theo.\n")
    (finding,) = found(text + table(*rows), "agency_unresolved")
    assert finding.values == ("Trạm Canh Lũ Bến Mơ", "3")
    assert (len(finding.evidence), finding.task_id) == (3, None)
    (fewer,) = found(text + table(*rows[:2]), "agency_unresolved")
    assert fewer.finding_id == finding.finding_id  # a dismissal holds when more rows name the body


def test_a_body_that_is_known_as_that_of_its_province(found: Found) -> None:
    text = notice(
        "3. Công an tỉnh chủ trì, phối hợp với Sở Tư pháp, Công an tỉnh làm sạch dữ liệu.\n", "KH", "KẾ HOẠCH"
    )
    text = text.replace("ỦY BAN NHÂN DÂN TỈNH MÂY\nSỞ ĐÊ ĐIỀU", "ỦY BAN NHÂN DÂN\nTỈNH QUẢNG NGÃI").replace(
        "SĐĐ", "UBND"
    )
    (one,) = found(text, "lead_also_coordinates")
    assert "Công an tỉnh … Công an tỉnh" in one.message_vi


def test_two_figures_announce_one_list(found: Found) -> None:
    body = "1. Trình 01 dự án pháp lệnh{} 02 dự án nghị quyết sau đây:\n\na) Về đê.\n\nb) Về cống.\n\nc) Về phà.\n"
    assert found(notice(body.format(",")), "count_named_differs") == []
    (one,) = found(notice(body.format(" và xem xét thêm")), "count_named_differs")
    assert one.values == ("02 dự án nghị quyết sau đây", "3")


def test_every_kind_is_declared(found: Found) -> None:
    for kind, positive, _ in POSITIVE_AND_NEAR_MISS:
        (finding, *_) = found(notice(positive + "\n"), kind)
        assert finding.severity is KINDS[kind].severity or KINDS[kind].info_when


def test_every_message_names_page_and_line_in_both_languages(found: Found) -> None:
    for _, positive, _ in POSITIVE_AND_NEAR_MISS:
        for one in found(notice(positive + "\n")):
            assert "(trang 1, dòng " in one.message_vi, one
            assert "(page 1, line " in one.message_en, one
            assert one.evidence


def test_a_blank_number_and_a_signature_without_a_name_are_told_with_what_stands_there(found: Found) -> None:
    body = "1. Tốt.\n\nNơi nhận:\n- Như trên;\n- Lưu.\n\nGIÁM ĐỐC\n\n"
    text = notice(body + "zz~ 7 q\n").replace("Số: 12/BC", "Số:    /BC")
    (one,) = found(text, "document_incomplete")
    assert "legible number and name of the signer" in one.message_en
    assert "“Số: /BC-SĐĐ”" in one.message_en
    assert "số và tên người ký" in one.message_vi
    assert one.evidence[0].region.line_first == 7
    assert not found(notice(body + "Vũ Đại Long\n"), "document_incomplete")
