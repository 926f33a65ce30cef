"""A native PDF of two documents: a letter that forwards a plan, and the plan with an annexed table."""

from __future__ import annotations

from tests.samples.content import (
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
    within,
)

TO = ("- Như trên;", "- Giám đốc Sở (để báo cáo);", "- Lưu: VT, QLTM.")
TO_PLAN = (
    "- UBND tỉnh (để báo cáo);",
    "- Các thành viên Ban Tổ chức;",
    "- Các cơ quan có tên tại Phụ lục;",
    "- Lưu: VT, BTC.",
)
TRADE = ("Sở Công Thương",)

TABLE = Table(
    key="KH27-PL",
    header=("TT", "Nội dung công việc", "Đơn vị chủ trì", "Đơn vị phối hợp", "Thời gian hoàn thành", "Ghi chú"),
    roles=("ordinal", "task", "lead", "coordinating", "deadline", "note"),
    widths=(30, 160, 92, 92, 78, 58),
    size=12,
    middle=False,
    rows=(
        Row(("A", "Công tác chuẩn bị"), "section"),
        Row(
            ("1", "Khảo sát mặt bằng, thống nhất sơ đồ bố trí 180 gian hàng tiêu chuẩn tại Quảng trường Sông Trà.",
             "Trung tâm Xúc tiến thương mại tỉnh", "Sở Xây dựng", "Trước 10/7/2026", ""),
            lead=("Trung tâm Xúc tiến thương mại tỉnh",), coordinating=("Sở Xây dựng",),
            due=(on("2026-07-10", "before"),),
        ),
        Row(
            ("2", "Mời các tỉnh, thành phố và doanh nghiệp đăng ký gian hàng.", "Sở Công Thương",
             "Hiệp hội Doanh nghiệp tỉnh", "Tháng 7/2026", "Ưu tiên sản phẩm OCOP"),
            lead=TRADE, coordinating=("Hiệp hội Doanh nghiệp tỉnh",), due=(within("2026-07"),),
        ),
        Row(
            ("3", "Xây dựng kịch bản lễ khai mạc, lễ bế mạc và chương trình nghệ thuật.",
             "Sở Văn hóa, Thể thao và Du lịch", "Báo và Đài Phát thanh, Truyền hình tỉnh", "15/8/2026", ""),
            lead=("Sở Văn hóa, Thể thao và Du lịch",), coordinating=("Báo và Đài Phát thanh, Truyền hình tỉnh",),
            due=(on("2026-08-15"),),
        ),
        Row(
            ("4", "Thẩm định, cấp kinh phí tổ chức Hội chợ.", "Sở Tài chính", "Sở Công Thương", "Quý III/2026", ""),
            lead=("Sở Tài chính",), coordinating=TRADE, due=(within("2026-35"),),
        ),
        Row(
            ("5", "Lắp đặt hệ thống điện, nước, nhà vệ sinh lưu động và điểm tập kết rác thải.",
             "Công ty Dịch vụ đô thị Hoài Sơn", "UBND phường Trà Giang", "Trước ngày 25/8/2026", ""),
            lead=("Công ty Dịch vụ đô thị Hoài Sơn",), coordinating=("Ủy ban nhân dân phường Trà Giang",),
            due=(on("2026-08-25", "before"),),
        ),
        Row(
            ("6", "Thiết kế, in ấn giấy mời, thẻ ra vào và sơ đồ hướng dẫn tham quan.", "Sở Công Thương",
             "", "Tháng 8/2026", ""),
            lead=TRADE, due=(within("2026-08"),),
        ),
        Row(("B", "Công tác tổ chức"), "section"),
        Row(
            ("7", "Bảo đảm an ninh trật tự, an toàn giao thông, phòng cháy, chữa cháy trong suốt thời gian Hội chợ.",
             "Công an tỉnh", "UBND phường Trà Giang", "Thường xuyên", ""),
            lead=("Công an tỉnh",), coordinating=("Ủy ban nhân dân phường Trà Giang",), due=(ongoing(),),
        ),
        Row(
            ("8", "Kiểm soát chất lượng hàng hóa, an toàn thực phẩm tại các gian hàng; lấy mẫu kiểm nghiệm nhanh và "
             "công khai kết quả tại cổng vào.", "Sở Y tế", "Các Sở: Công Thương; Nông nghiệp và Môi trường",
             "Hằng ngày", ""),
            lead=("Sở Y tế",), coordinating=("Sở Công Thương", "Sở Nông nghiệp và Môi trường"),
            due=(every("FREQ=DAILY"),),
        ),
        Row(
            ("9", "Vận hành bản đồ số và ứng dụng thanh toán không dùng tiền mặt cho khách tham quan; trực hỗ trợ kỹ "
             "thuật tại hai điểm; thống kê số lượt giao dịch theo từng gian hàng, bàn giao dữ liệu cho Sở Công Thương "
             "sau khi bế mạc; xóa dữ liệu cá nhân của khách tham quan theo quy định.", "Sở Khoa học và Công nghệ",
             "Ngân hàng Nhà nước Việt Nam chi nhánh Khu vực 9",
             "Từ ngày 28/8/2026", "Thử tải trước khai mạc"),
            lead=("Sở Khoa học và Công nghệ",), coordinating=("Ngân hàng Nhà nước Việt Nam chi nhánh Khu vực 9",),
            due=(on("2026-08-28", "from"),), split=True,
        ),
        Row(("C", "Công tác tổng kết"), "section"),
        Row(
            ("10", "Tổng hợp kết quả, tham mưu khen thưởng tập thể, cá nhân.", "Sở Công Thương", "Sở Nội vụ",
             "Chậm nhất 20/9/2026", ""),
            lead=TRADE, coordinating=("Sở Nội vụ",), due=(on("2026-09-20", "no_later_than"),),
        ),
        Row(
            ("11", "Quyết toán kinh phí.", "Trung tâm Xúc tiến thương mại tỉnh", "", "Tháng 10/2026", ""),
            lead=("Trung tâm Xúc tiến thương mại tỉnh",), due=(within("2026-10"),),
        ),
    ),
)  # fmt: skip

LETTER = Doc(
    number="512/SCT-QLTM",
    type_code="CV",
    type_name="Công văn",
    issuer="Sở Công Thương tỉnh Hoài Sơn",
    place="Hoài Sơn",
    date="2026-06-24",
    title="Gửi Kế hoạch tổ chức Hội chợ nông sản vùng sông Trà năm 2026",
    signer_name="Vũ Đăng Khoa",
    signer_role="KT. Giám đốc, Phó Giám đốc",
    recipients=tuple(line.strip("- ;.") for line in TO),
    parts=(
        Letterhead(
            ("UBND TỈNH HOÀI SƠN", "**SỞ CÔNG THƯƠNG"),
            "512/SCT-QLTM",
            "Hoài Sơn",
            "2026-06-24",
            subject="gửi Kế hoạch tổ chức Hội chợ nông sản vùng sông Trà năm 2026",
        ),
        Para("Kính gửi: Các sở, ngành, đơn vị và UBND các xã, phường liên quan", "address"),
        Para(
            "Ngày 22/6/2026, Ban Tổ chức Hội chợ nông sản vùng sông Trà ban hành Kế hoạch số 27/KH-BTC về tổ chức Hội "
            "chợ năm 2026. Sở Công Thương gửi kèm Kế hoạch để quý cơ quan nghiên cứu, thực hiện và đề nghị:"
        ),
        Para(
            "1. Các sở, ngành, đơn vị cử một lãnh đạo và một chuyên viên làm đầu mối, gửi danh sách về Sở Công Thương "
            "trước ngày 01/7/2026.",
            task=Prose(("Các sở, ngành, đơn vị",), (), (on("2026-07-01", "before", "trước ngày 01/7/2026"),)),
        ),
        Para(
            "2. Ủy ban nhân dân phường Trà Giang chủ trì, phối hợp với Công an tỉnh phân luồng các tuyến đường quanh "
            "Quảng trường Sông Trà, hoàn thành trong tháng 8/2026.",
            task=Prose(
                ("Ủy ban nhân dân phường Trà Giang",),
                ("Công an tỉnh",),
                (within("2026-08", "in", "hoàn thành trong tháng 8/2026"),),
            ),
        ),
        Para("Sở Công Thương trân trọng cảm ơn sự phối hợp của quý cơ quan./."),
        Ending(TO, ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), "Vũ Đăng Khoa"),
    ),
)

ATTACHED = Doc(
    number="27/KH-BTC",
    type_code="KH",
    type_name="Kế hoạch",
    issuer="Ban Tổ chức Hội chợ nông sản vùng sông Trà",
    place="Hoài Sơn",
    date="2026-06-22",
    title="Tổ chức Hội chợ nông sản vùng sông Trà năm 2026",
    signer_name="Nghiêm Thu Trang",
    signer_role="Trưởng Ban",
    recipients=tuple(line.strip("- ;.") for line in TO_PLAN),
    parts=(
        Letterhead(
            ("UBND TỈNH HOÀI SƠN", "**BAN TỔ CHỨC HỘI CHỢ", "**NÔNG SẢN VÙNG SÔNG TRÀ"),
            "27/KH-BTC",
            "Hoài Sơn",
            "2026-06-22",
        ),
        Para("KẾ HOẠCH", "type"),
        Para("Tổ chức Hội chợ nông sản vùng sông Trà năm 2026", "title_end"),
        Para(
            "Thực hiện Chương trình xúc tiến thương mại năm 2026 của tỉnh, Ban Tổ chức ban hành Kế hoạch tổ chức Hội "
            "chợ nông sản vùng sông Trà như sau:"
        ),
        Para("I. MỤC ĐÍCH", "heading"),
        Para("Giới thiệu nông sản, sản phẩm làng nghề của tỉnh; kết nối người trồng với hệ thống phân phối hiện đại."),
        Para("II. THỜI GIAN, ĐỊA ĐIỂM", "heading"),
        Para("Hội chợ diễn ra trong 05 ngày, từ ngày 28/8 đến ngày 01/9/2026, tại Quảng trường Sông Trà."),
        Para("III. TỔ CHỨC THỰC HIỆN", "heading"),
        Para(
            "1. Sở Công Thương chủ trì, phối hợp với Sở Văn hóa, Thể thao và Du lịch xây dựng kịch bản truyền thông, "
            "hoàn thành trước ngày 20/7/2026.",
            task=Prose(
                TRADE,
                ("Sở Văn hóa, Thể thao và Du lịch",),
                (on("2026-07-20", "before", "hoàn thành trước ngày 20/7/2026"),),
            ),
        ),
        Para(
            "2. Sở Tài chính hướng dẫn cơ chế huy động nguồn xã hội hóa, xong trong quý III/2026.",
            task=Prose(("Sở Tài chính",), (), (within("2026-35", "in", "xong trong quý III/2026"),)),
        ),
        Para("Phân công cụ thể tại Phụ lục kèm theo./."),
        Ending(TO_PLAN, ("TRƯỞNG BAN",), "Nghiêm Thu Trang"),
        PageBreak(),
        Para("PHỤ LỤC", "annex"),
        Para("PHÂN CÔNG NHIỆM VỤ TỔ CHỨC HỘI CHỢ", "annex"),
        Para("(Kèm theo Kế hoạch số 27/KH-BTC ngày 22 tháng 6 năm 2026)", "centred_italic"),
        TABLE,
    ),
)

BUNDLE = Notice(file="cong-van-kem-ke-hoach.pdf", key="SCT512", docs=(LETTER, ATTACHED))
