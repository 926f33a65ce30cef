"""A text export: a resolution with two annexes, as copied out of a document system, with what such exports leave."""

from __future__ import annotations

from tests.samples.content import (
    CUT,
    Doc,
    Ending,
    Letterhead,
    Notice,
    PageBreak,
    Para,
    Prose,
    Row,
    Table,
    every,
    on,
    ongoing,
    onwards,
    when,
    within,
)

RECIPIENTS = (
    "- Ủy ban Thường vụ Quốc hội;",
    "- Chính phủ;",
    "- Ban Thường vụ Tỉnh ủy;",
    "- UBND tỉnh, Ủy ban MTTQ Việt Nam tỉnh;",
    "- Các sở, ban, ngành tỉnh;",
    "- Lưu: VT, CTHĐND.",
)
AGRI = ("Sở Nông nghiệp và Môi trường",)
TECH = ("Sở Khoa học và Công nghệ",)
HEALTH = ("Sở Y tế",)
BUILD = ("Sở Xây dựng",)


def target(ordinal: str, name: str, unit: str, value: str, lead: str) -> Row:
    return Row((ordinal, name, unit, value, lead), lead=(lead,))


INDICATORS = Table(
    key="NQ41-PL1",
    kind="indicators",
    header=("TT", "Chỉ tiêu", "Đơn vị", "Kết quả", "Cơ quan chủ trì theo dõi, đánh giá"),
    roles=("ordinal", "indicator", "unit", "target", "lead"),
    widths=(1, 5, 2, 2, 3),
    rows=(
        Row(("I", "Đến năm 2028"), "section"),
        target("1", "Tỷ lệ hộ dân nông thôn được sử dụng nước sạch theo quy chuẩn", "%", "≥ 92", AGRI[0]),
        target("2", "Số xã có hệ thống cấp nước tập trung hoạt động bền vững", "Xã", "≥ 60", AGRI[0]),
        target("3", "Tỷ lệ thất thoát nước của các nhà máy", "%", "≤ 14", BUILD[0]),
        Row(("4", "Chất lượng nước và giám sát", "", "", "")),
        target("4.1", "Tỷ lệ mẫu nước đạt yêu cầu khi kiểm nghiệm ngẫu nhiên", "%", "> 98", HEALTH[0]),
        target("4.2", "Số trạm quan trắc tự động", "Trạm", "20 - 25", AGRI[0]),
        Row((), "page"),
        target("5", "Thời gian khắc phục sự cố mất nước diện rộng", "Giờ", "< 12", BUILD[0]),
        target("6", "Tỷ lệ trường học, trạm y tế có công trình nước và nhà vệ sinh bảo đảm", "%", "100", HEALTH[0]),
        Row(("II Đến năm 2035", ""), "section"),
        target("7", "Tỷ lệ hộ dân nông thôn được sử dụng nước sạch theo quy chuẩn", "%", "100", AGRI[0]),
        target(
            "8", "Khối lượng nước thải sinh hoạt nông thôn được thu gom, xử lý", "m³/ngày đêm", "≥ 18.000", BUILD[0]
        ),
        target("9", "Mức độ tự động hóa vận hành nhà máy nước", "Mức", "Tiên tiến, giám sát từ xa toàn bộ", TECH[0]),
    ),
)

TASKS = Table(
    key="NQ41-PL2",
    header=("TT", "Tên nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời gian hoàn thành"),
    roles=("ordinal", "task", "lead", "coordinating", "deliverable", "deadline"),
    widths=(1, 5, 2, 2, 2, 2),
    rows=(
        Row(("I.", "Rà soát quy hoạch, hoàn thiện cơ chế, chính sách"), "section"),
        Row(
            ("1.", "Lập Phương án cấp nước sạch liên xã, xác định vùng phục vụ của từng nhà máy.",
             "Sở Nông nghiệp và Môi trường", "Sở Xây dựng, Sở Tài chính", "Quyết định của UBND tỉnh", "Tháng 9/2026"),
            lead=AGRI, coordinating=("Sở Xây dựng", "Sở Tài chính"), due=(within("2026-09"),),
        ),
        Row(
            ("2.", "Trình Hội đồng nhân dân tỉnh quy định mức hỗ trợ lắp đặt đồng hồ nước cho hộ nghèo, hộ cận nghèo.",
             "Sở Tài chính", "Các Sở: Nông nghiệp và Môi trường, Y tế", "Nghị quyết", "Trước ngày 15/11/2026"),
            lead=("Sở Tài chính",), coordinating=("Sở Nông nghiệp và Môi trường", "Sở Y tế"),
            due=(on("2026-11-15", "before"),),
        ),
        Row(
            ("3.", f"Ban hành khung giá nước sạch nông thôn theo nguyên tắc tính đúng, tính đủ, có lộ trình {CUT}và "
             "chính sách hỗ trợ đối với vùng khó khăn về nguồn nước.", "Sở Tài chính",
             f"Sở Nông nghiệp {CUT}và Môi trường", "Quyết định của UBND tỉnh", "Quý I/2027"),
            lead=("Sở Tài chính",), coordinating=AGRI, due=(within("2027-33"),),
        ),
        Row(
            ("4.", "Xây dựng các quy chuẩn kỹ thuật địa phương, bao gồm:", "Sở Y tế", "Sở Khoa học và Công nghệ",
             "Thông báo công bố quy chuẩn", "Năm 2027"),
            lead=HEALTH, coordinating=TECH, due=(within("2027"),),
        ),
        Row(
            ("(1)", "Quy chuẩn về chất lượng nước sạch sử dụng cho mục đích sinh hoạt.", "Sở Y tế",
             "Sở Khoa học và Công nghệ", "Quy chuẩn", "Tháng 3/2027"),
            lead=HEALTH, coordinating=TECH, due=(within("2027-03"),), parent="4",
        ),
        Row(
            ("(2)", "Quy chuẩn về vật liệu đường ống dẫn nước.", "Sở Xây dựng", "Sở Khoa học và Công nghệ", "Quy chuẩn",
             "6 tháng cuối năm 2027"),
            lead=BUILD, coordinating=TECH, due=(within("2027-41"),), parent="4",
        ),
        Row(("² Theo số liệu điều tra của Sở Nông nghiệp và Môi trường tại thời điểm 31/12/2025.",), "footnote"),
        Row(("II.", "Đầu tư, nâng cấp công trình cấp nước"), "section"),
        Row(
            ("5.", "Nâng cấp nhà máy nước Suối Bạc lên công suất 12.000 m³/ngày đêm, trong đó: - Cải tạo bể lắng, bể "
             "lọc - Thay 18 km tuyến ống chính", "Sở Nông nghiệp và Môi trường", "UBND xã Suối Bạc",
             "Công trình đưa vào sử dụng", "Tháng 12/2027 và năm 2028"),
            lead=AGRI, coordinating=("Ủy ban nhân dân xã Suối Bạc",), due=(within("2027-12"), within("2028")),
            raw={1: '<p>Nâng cấp nhà máy nước Suối Bạc lên công suất 12.000 m³/ngày đêm, trong đó:</p> <ul '
                    'style="list-style-type: none"> - Cải tạo bể lắng, bể lọc</li> <li>- Thay 18 km tuyến ống chính'
                    '</li> </ul>'},
        ),
        Row(
            ("6.", "Sửa chữa, thay thế bộ lọc của các công trình cấp nước nhỏ lẻ vùng cao.", "UBND cấp xã",
             "Sở Nông nghiệp và Môi trường", "", "Hằng năm"),
            lead=("Ủy ban nhân dân cấp xã",), coordinating=AGRI, due=(every("FREQ=YEARLY"),),
        ),
        Row(
            ("7.", f"Lắp đặt hệ thống giám sát từ xa tại các nhà máy, kết nối dữ liệu {CUT}về trung tâm điều hành "
             "của tỉnh.",
             "Sở Khoa học và Công nghệ", "Công ty Cấp nước Hoài Sơn", f"Hệ thống giám sát {CUT}được vận hành",
             "Trước ngày 30/6/2028"),
            lead=TECH, coordinating=("Công ty Cấp nước Hoài Sơn",), due=(on("2028-06-30", "before"),),
        ),
        Row(
            ("8.", "Bố trí trụ nước công cộng tại các điểm sơ tán dân.", "UBND cấp xã", "", "Trụ nước",
             "2027 và những năm tiếp theo"),
            lead=("Ủy ban nhân dân cấp xã",), due=(onwards(2027),),
            raw={1: "**Bố trí** trụ nước công cộng tại các điểm sơ tán dân."},
        ),
        Row(("III.", "Giám sát, tuyên truyền"), "section"),
        Row(
            ("9.", "Kiểm nghiệm ngẫu nhiên chất lượng nước tại vòi của hộ dân và công khai kết quả.", "Sở Y tế",
             "Các đơn vị cấp nước", "Báo cáo kiểm nghiệm", "Định kỳ hằng tháng"),
            lead=HEALTH, coordinating=("Các đơn vị cấp nước",), due=(every("FREQ=MONTHLY"),),
        ),
        Row(
            ("10.", "Vận động người dân sử dụng nước tiết kiệm, bảo vệ nguồn nước.",
             "Ủy ban MTTQ Việt Nam tỉnh", "Hội Liên hiệp Phụ nữ tỉnh", "", "Thường xuyên"),
            lead=("Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh",), coordinating=("Hội Liên hiệp Phụ nữ tỉnh",),
            due=(ongoing(),),
        ),
        Row((), "page"),
        Row(
            ("11.", "Bàn giao công trình cấp nước cho doanh nghiệp quản lý.", "Sở Nông nghiệp và Môi trường",
             "Sở Tài chính", "Biên bản bàn giao", "Khi khung giá nước sạch được ban hành"),
            lead=AGRI, coordinating=("Sở Tài chính",), due=(when("Khi khung giá nước sạch được ban hành"),),
        ),
        Row(
            ("12.", "Nghiên cứu cơ chế chi trả dịch vụ bảo vệ lưu vực sông Trà.", "Sở Nông nghiệp và Môi trường", "",
             "Báo cáo chuyên đề", ""),
            lead=AGRI,
        ),
    ),
)  # fmt: skip

RESOLUTION = Notice(
    file="nghi-quyet-danh-muc.txt",
    key="NQ41",
    docs=(
        Doc(
            number="41/NQ-HĐND",
            type_code="NQ",
            type_name="Nghị quyết",
            issuer="Hội đồng nhân dân tỉnh Hoài Sơn",
            place="Hoài Sơn",
            date="2026-07-10",
            title="Về Chương trình cấp nước sạch nông thôn tỉnh Hoài Sơn giai đoạn 2026 - 2030, định hướng đến năm "
            "2035",
            signer_name="Mạc Đình Lân",
            signer_role="Chủ tịch",
            recipients=tuple(line.strip("- ;.") for line in RECIPIENTS),
            parts=(
                Letterhead(("HỘI ĐỒNG NHÂN DÂN", "TỈNH HOÀI SƠN"), "41/NQ-HĐND", "Hoài Sơn", "2026-07-10"),
                Para("NGHỊ QUYẾT", "type"),
                Para(
                    "Về Chương trình cấp nước sạch nông thôn tỉnh Hoài Sơn giai đoạn 2026 - 2030, định hướng đến năm "
                    "2035",
                    "title_end",
                ),
                Para("HỘI ĐỒNG NHÂN DÂN TỈNH HOÀI SƠN\nKHÓA XV, KỲ HỌP THỨ MƯỜI HAI", "centred_bold"),
                Para("Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;"),
                Para(
                    "Xét Tờ trình số 318/TTr-UBND ngày 19 tháng 6 năm 2026 của Ủy ban nhân dân tỉnh; ý kiến thảo luận "
                    "của đại biểu Hội đồng nhân dân tỉnh tại kỳ họp."
                ),
                Para("QUYẾT NGHỊ:", "centred_bold"),
                Para(
                    "**Điều 1.** Thông qua Chương trình cấp nước sạch nông thôn tỉnh Hoài Sơn giai đoạn 2026 - 2030, "
                    "định hướng đến năm 2035¹, gồm các chỉ tiêu tại Phụ lục I và các nhiệm vụ tại Phụ lục II."
                ),
                Para("**Điều 2.** Tổ chức thực hiện"),
                Para(
                    "1. Ủy ban nhân dân tỉnh ban hành kế hoạch thực hiện Chương trình trước ngày 31/8/2026.",
                    task=Prose(("Ủy ban nhân dân tỉnh",), (), (on("2026-08-31", "before", "trước ngày 31/8/2026"),)),
                ),
                Para("¹ Thay thế Chương trình giai đoạn 2021 - 2025 đã kết thúc thực hiện.", "footnote"),
                Para(
                    "2. Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Tài chính tổng hợp nhu cầu vốn của các "
                    "xã, báo cáo Ủy ban nhân dân tỉnh trong quý III/2026.",
                    task=Prose(AGRI, ("Sở Tài chính",), (within("2026-35", "in", "trong quý III/2026"),)),
                ),
                Para(
                    "3. Thường trực Hội đồng nhân dân, các Ban của Hội đồng nhân dân tỉnh giám sát việc thực hiện Nghị "
                    "quyết.",
                    task=Prose(("Thường trực Hội đồng nhân dân", "Các Ban của Hội đồng nhân dân tỉnh")),
                ),
                Para(
                    "Nghị quyết này đã được Hội đồng nhân dân tỉnh Hoài Sơn khóa XV, kỳ họp thứ mười hai thông qua "
                    "ngày 10 tháng 7 năm 2026./."
                ),
                Ending(RECIPIENTS, ("CHỦ TỊCH",), "Mạc Đình Lân"),
                PageBreak(),
                Para("Phụ lục I", "annex"),
                Para("DANH MỤC CHỈ TIÊU CỦA CHƯƠNG TRÌNH", "annex"),
                Para(
                    "(Kèm theo Nghị quyết số 41/NQ-HĐND ngày 10 tháng 7 năm 2026 của Hội đồng nhân dân tỉnh)",
                    "centred_italic",
                ),
                INDICATORS,
                PageBreak(),
                Para("Phụ lục II", "annex"),
                Para("DANH MỤC NHIỆM VỤ TRIỂN KHAI CHƯƠNG TRÌNH²", "annex"),
                Para(
                    "(Kèm theo Nghị quyết số 41/NQ-HĐND ngày 10 tháng 7 năm 2026 của Hội đồng nhân dân tỉnh)",
                    "centred_italic",
                ),
                TASKS,
            ),
        ),
    ),
)
