"""A native PDF: the plan of a province to digitise its records, with an annexed task table over three pages."""

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
    onwards,
    when,
    within,
)

RECIPIENTS = (
    "- Bộ Nội vụ (để báo cáo);",
    "- Thường trực Tỉnh ủy, Thường trực HĐND tỉnh;",
    "- Chủ tịch, các Phó Chủ tịch UBND tỉnh;",
    "- Các sở, ban, ngành tỉnh;",
    "- UBND các xã, phường;",
    "- Lưu: VT, NV.",
)

NOI_VU = ("Sở Nội vụ",)
KHCN = ("Sở Khoa học và Công nghệ",)
QUARTERLY = "FREQ=MONTHLY;INTERVAL=3"

SECTIONS = (
    Para("I. MỤC ĐÍCH, YÊU CẦU", "heading"),
    Para("1. Mục đích", "subheading"),
    Para(
        "a) Chuyển hồ sơ giấy đang phân tán tại các cơ quan thành dữ liệu số có cấu trúc, tra cứu được, phục vụ giải "
        "quyết thủ tục hành chính và chỉ đạo, điều hành trên địa bàn tỉnh."
    ),
    Para(
        "b) Hình thành kho dữ liệu dùng chung, giảm số lần người dân và doanh nghiệp phải nộp lại giấy tờ mà cơ quan "
        "nhà nước đang lưu giữ."
    ),
    Para("2. Yêu cầu", "subheading"),
    Para("a) Bảo đảm an toàn tài liệu gốc trong suốt quá trình vận chuyển, chỉnh lý và quét ảnh."),
    Para("b) Dữ liệu tạo lập phải **đúng, đủ, sạch, sống**; gắn trách nhiệm của người đứng đầu từng cơ quan."),
    Para("II. MỤC TIÊU", "heading"),
    Para("1. Năm 2026: 45% hồ sơ có thời hạn bảo quản vĩnh viễn của các sở, ngành được số hóa."),
    Para("2. Năm 2028: 100% hồ sơ thuộc diện nộp lưu được số hóa và kết nối với kho dữ liệu dùng chung của tỉnh."),
    Para("III. NHIỆM VỤ", "heading"),
    Para("Danh mục nhiệm vụ cụ thể và phân công thực hiện nêu tại Phụ lục kèm theo Kế hoạch này."),
    Para("IV. TỔ CHỨC THỰC HIỆN", "heading"),
    Para("1. Sở Nội vụ", "subheading"),
    Para(
        "a) Chủ trì, phối hợp với Sở Khoa học và Công nghệ hướng dẫn quy trình chỉnh lý, quét ảnh và nghiệm thu tài "
        "liệu số hóa; hoàn thành trước ngày 30/4/2026.",
        task=Prose(NOI_VU, KHCN, (on("2026-04-30", "before", "hoàn thành trước ngày 30/4/2026"),)),
    ),
    Para(
        "b) Định kỳ hằng quý tổng hợp kết quả thực hiện Kế hoạch, báo cáo Ủy ban nhân dân tỉnh.",
        task=Prose(NOI_VU, (), (every(QUARTERLY, "Định kỳ hằng quý"),)),
    ),
    Para("2. Sở Khoa học và Công nghệ", "subheading"),
    Para(
        "a) Xây dựng yêu cầu kỹ thuật của kho dữ liệu dùng chung, trình Ủy ban nhân dân tỉnh trong quý II/2026.",
        task=Prose(KHCN, (), (within("2026-34", "in", "trong quý II/2026"),)),
    ),
    Para(
        "b) Chủ trì, phối hợp với Công an tỉnh kiểm tra, đánh giá an toàn thông tin đối với các hệ thống lưu trữ dữ "
        "liệu số hóa, hoàn thành chậm nhất ngày 31/8/2026.",
        task=Prose(
            KHCN, ("Công an tỉnh",), (on("2026-08-31", "no_later_than", "hoàn thành chậm nhất ngày 31/8/2026"),)
        ),
    ),
    Para("3. Sở Tài chính", "subheading"),
    Para(
        "Chủ trì, phối hợp với Sở Nội vụ thẩm định dự toán, tham mưu Ủy ban nhân dân tỉnh bố trí kinh phí hằng năm để "
        "thực hiện Kế hoạch.",
        task=Prose(("Sở Tài chính",), NOI_VU, (every("FREQ=YEARLY", "hằng năm"),)),
    ),
    Para("4. Các sở, ban, ngành tỉnh; Ủy ban nhân dân các xã, phường", "subheading"),
    Para(
        "- Ban hành kế hoạch số hóa của cơ quan, địa phương mình trước ngày 15/4/2026.",
        task=Prose(
            ("Các sở, ban, ngành tỉnh", "Ủy ban nhân dân các xã, phường"),
            (),
            (on("2026-04-15", "before", "trước ngày 15/4/2026"),),
        ),
    ),
    Para(
        "- Bố trí kho bảo quản tạm thời và cử người trực tiếp bàn giao tài liệu cho đơn vị số hóa.",
        task=Prose(("Các sở, ban, ngành tỉnh", "Ủy ban nhân dân các xã, phường")),
    ),
    Para(
        "Trong quá trình thực hiện, nếu có khó khăn, vướng mắc, các cơ quan, đơn vị phản ánh về Sở Nội vụ để tổng hợp, "
        "trình Ủy ban nhân dân tỉnh xem xét./.",
        task=Prose(("Các cơ quan, đơn vị",), (), (when("nếu có khó khăn, vướng mắc"),)),
    ),
)

TABLE = Table(
    key="KH86-PL",
    header=("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Kết quả", "Thời hạn"),
    roles=("ordinal", "task", "lead", "coordinating", "deliverable", "deadline"),
    widths=(36, 250, 110, 122, 110, 92),
    size=12.5,
    open_cut=True,
    rows=(
        Row(("I", "HOÀN THIỆN QUY ĐỊNH VÀ BỘ MÁY"), "section"),
        Row(
            ("1", "Ban hành Quy chế quản lý, khai thác kho dữ liệu dùng chung của tỉnh; xác định cơ quan chủ quản của "
             "từng bộ dữ liệu.", "Sở Khoa học và Công nghệ",
             "Các Sở: Tư pháp, Nội vụ, Tài chính", "Quyết định của UBND tỉnh", "Trước ngày 15/5/2026"),
            lead=KHCN, coordinating=("Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính"), due=(on("2026-05-15", "before"),),
        ),
        Row(
            ("2", "Rà soát, lập danh mục hồ sơ, tài liệu cần số hóa của từng cơ quan; xác định thứ tự ưu tiên.",
             "Sở Nội vụ", "Các sở, ban, ngành; UBND cấp xã", "Danh mục được phê duyệt", "Tháng 6/2026"),
            lead=NOI_VU, coordinating=("Các sở, ban, ngành", "Ủy ban nhân dân cấp xã"), due=(within("2026-06"),),
        ),
        Row(
            ("3", "Xây dựng định mức kinh tế - kỹ thuật về số hóa tài liệu áp dụng trên địa bàn tỉnh.", "Sở Tài chính",
             "Sở Nội vụ", "Quyết định của UBND tỉnh", "Quý II/2026"),
            lead=("Sở Tài chính",), coordinating=NOI_VU, due=(within("2026-34"),),
        ),
        Row(
            ("4", "Kiện toàn Tổ công tác số hóa của tỉnh.", "Sở Nội vụ", "", "Quyết định kiện toàn", "31/3/2026"),
            lead=NOI_VU, due=(on("2026-03-31"),),
        ),
        Row(
            ("5", "Xây dựng quy trình nghiệm thu, bàn giao sản phẩm số hóa; quy định rõ trách nhiệm của bên giao, bên "
             "nhận và cơ quan kiểm tra chất lượng ảnh quét.", "Sở Nội vụ",
             "Sở Khoa học và Công nghệ, Sở Tài chính", "Hướng dẫn liên ngành", "Trong tháng 7/2026"),
            lead=NOI_VU, coordinating=("Sở Khoa học và Công nghệ", "Sở Tài chính"), due=(within("2026-07", "in"),),
        ),
        Row(("II", "SỐ HÓA HỒ SƠ, TÀI LIỆU"), "section"),
        Row(
            ("6", "Vận chuyển, khử trùng và chỉnh lý sơ bộ tài liệu trước khi quét tại kho tập trung của tỉnh.",
             "Trung tâm Lưu trữ lịch sử tỉnh", "Các sở, ban, ngành", "Biên bản bàn giao tài liệu", "Quý III/2026"),
            lead=("Trung tâm Lưu trữ lịch sử tỉnh",), coordinating=("Các sở, ban, ngành",), due=(within("2026-35"),),
        ),
        Row(
            ("7", "Hoàn thành việc cập nhật, chuẩn hóa và ký số hồ sơ người có công với cách mạng; đối chiếu từng hồ "
             "sơ giấy với cơ sở dữ liệu quốc gia về dân cư; bổ sung các trường thông tin còn thiếu và trả lại hồ sơ "
             "giấy về kho lưu trữ sau khi nghiệm thu; cung cấp tài khoản tra cứu cho cán bộ làm chính sách tại cơ sở "
             "và hướng dẫn thân nhân tra cứu trên ứng dụng định danh.", "Sở Nội vụ", "Công an tỉnh, UBND cấp xã",
             "100% hồ sơ được ký số", "6 tháng cuối năm 2026"),
            lead=NOI_VU, coordinating=("Công an tỉnh", "Ủy ban nhân dân cấp xã"), due=(within("2026-41"),), split=True,
        ),
        Row(
            ("8", "Số hóa tài liệu của các phông thuộc nguồn nộp lưu vào Lưu trữ lịch sử tỉnh, gồm:", "Sở Nội vụ",
             "Văn phòng UBND tỉnh", "Kho ảnh và dữ liệu mô tả", "Năm 2027"),
            lead=NOI_VU, coordinating=("Văn phòng Ủy ban nhân dân tỉnh",), due=(within("2027"),), merge={2: 4},
        ),
        Row(
            ("(1)", "Phông Ủy ban nhân dân tỉnh, giai đoạn 1991 - 2015.", "", "Văn phòng UBND tỉnh",
             "120 mét giá tài liệu", "Tháng 12/2026"),
            lead=NOI_VU, coordinating=("Văn phòng Ủy ban nhân dân tỉnh",), due=(within("2026-12"),), parent="8",
        ),
        Row(
            ("(2)", "Phông Hội đồng nhân dân tỉnh qua các nhiệm kỳ.", "", "Văn phòng HĐND tỉnh",
             "35 mét giá tài liệu", "6 tháng đầu năm 2027"),
            lead=NOI_VU, coordinating=("Văn phòng Hội đồng nhân dân tỉnh",), due=(within("2027-40"),), parent="8",
        ),
        Row(
            ("(3)", "Phông của các sở đã hợp nhất, giải thể.", "", "", "210 mét giá tài liệu", "Trước 30/11/2027"),
            lead=NOI_VU, due=(on("2027-11-30", "before"),), parent="8",
        ),
        Row(
            ("9", "Số hóa sổ hộ tịch lưu tại các xã, phường và nhập vào cơ sở dữ liệu hộ tịch điện tử.", "Sở Tư pháp",
             "UBND cấp xã", "Dữ liệu hộ tịch đủ điều kiện khai thác", "Quý IV/2026"),
            lead=("Sở Tư pháp",), coordinating=("Ủy ban nhân dân cấp xã",), due=(within("2026-36"),),
        ),
        Row(
            ("10", "Số hóa hồ sơ giao đất, cho thuê đất và bản đồ địa chính dạng giấy.", "Sở Nông nghiệp và Môi trường",
             "Sở Xây dựng", "Kho bản đồ số", "Chậm nhất ngày 31/10/2026"),
            lead=("Sở Nông nghiệp và Môi trường",), coordinating=("Sở Xây dựng",),
            due=(on("2026-10-31", "no_later_than"),),
        ),
        Row(
            ("11", "Chuyển đổi học bạ giấy của học sinh trung học sang học bạ số.", "Sở Giáo dục và Đào tạo", "",
             "Học bạ số có ký số", "Trước ngày 05/9/2026"),
            lead=("Sở Giáo dục và Đào tạo",), due=(on("2026-09-05", "before"),),
        ),
        Row(("III", "KẾT NỐI, KHAI THÁC DỮ LIỆU"), "section"),
        Row(
            ("12", "Vận hành chính thức kho dữ liệu dùng chung của tỉnh.", "Trung tâm Dữ liệu số tỉnh",
             "Sở Khoa học và Công nghệ", "Kho dữ liệu hoạt động ổn định", "Từ ngày 01/7/2026"),
            lead=("Trung tâm Dữ liệu số tỉnh",), coordinating=KHCN, due=(on("2026-07-01", "from"),),
        ),
        Row(
            ("13", "Giám sát an toàn thông tin, ứng cứu sự cố đối với kho dữ liệu.", "Công an tỉnh",
             "Bộ Chỉ huy Quân sự tỉnh", "Báo cáo giám sát", "Thường xuyên"),
            lead=("Công an tỉnh",), coordinating=("Bộ Chỉ huy Quân sự tỉnh",), due=(ongoing(),),
        ),
        Row(
            ("14", "Đối soát số lượng hồ sơ đã số hóa với danh mục được phê duyệt.", "Các sở, ban, ngành", "Sở Nội vụ",
             "Biên bản đối soát", "Định kỳ hằng quý"),
            lead=("Các sở, ban, ngành",), coordinating=NOI_VU, due=(every(QUARTERLY),),
        ),
        Row(
            ("15", "Công bố danh mục dữ liệu mở của tỉnh.", "Sở Khoa học và Công nghệ", "Văn phòng UBND tỉnh",
             "Danh mục dữ liệu mở", "Hằng năm"),
            lead=KHCN, coordinating=("Văn phòng Ủy ban nhân dân tỉnh",), due=(every("FREQ=YEARLY"),),
        ),
        Row(
            ("16", "Kết nối kho dữ liệu của tỉnh với Trung tâm Dữ liệu quốc gia.", "Công an tỉnh",
             "Sở Khoa học và Công nghệ", "Kết nối thông suốt", "Khi Trung tâm Dữ liệu quốc gia mở kết nối"),
            lead=("Công an tỉnh",), coordinating=KHCN, due=(when("Khi Trung tâm Dữ liệu quốc gia mở kết nối"),),
        ),
        Row(
            ("17", "Bồi dưỡng kỹ năng quản lý hồ sơ điện tử cho công chức văn thư, lưu trữ.",
             "Trường Chính trị tỉnh", "Sở Nội vụ", "08 lớp bồi dưỡng", "Tháng 11/2026 và năm 2027"),
            lead=("Trường Chính trị tỉnh",), coordinating=NOI_VU, due=(within("2026-11"), within("2027")),
        ),
        Row(
            ("18", "Khai thác dữ liệu số hóa phục vụ chỉ đạo, điều hành của Ủy ban nhân dân tỉnh.",
             "Văn phòng UBND tỉnh chủ trì; Sở Khoa học và Công nghệ phối hợp", "", "Bảng điều khiển thông tin",
             "2027 và những năm tiếp theo"),
            lead=("Văn phòng Ủy ban nhân dân tỉnh",), coordinating=KHCN, due=(onwards(2027),),
        ),
        Row(
            ("19", "Nghiên cứu việc nhận dạng tự động chữ viết tay trong sổ gốc.", "Sở Khoa học và Công nghệ",
             "Trường Đại học Lam Giang", "Báo cáo nghiên cứu", ""),
            lead=KHCN, coordinating=("Trường Đại học Lam Giang",),
        ),
    ),
)  # fmt: skip

PLAN = Notice(
    file="ke-hoach-so-hoa.pdf",
    key="KH86",
    docs=(
        Doc(
            number="86/KH-UBND",
            type_code="KH",
            type_name="Kế hoạch",
            issuer="Ủy ban nhân dân tỉnh Lam Giang",
            place="Lam Giang",
            date="2026-03-12",
            title="Số hóa hồ sơ lưu trữ và xây dựng kho dữ liệu dùng chung của tỉnh giai đoạn 2026 - 2028",
            signer_name="Trịnh Bảo Ngân",
            signer_role="TM. Ủy ban nhân dân, KT. Chủ tịch, Phó Chủ tịch",
            recipients=tuple(line.strip("- ;.") for line in RECIPIENTS),
            parts=(
                Letterhead(("ỦY BAN NHÂN DÂN", "**TỈNH LAM GIANG"), "86/KH-UBND", "Lam Giang", "2026-03-12"),
                Para("KẾ HOẠCH", "type"),
                Para("Số hóa hồ sơ lưu trữ và xây dựng kho dữ liệu dùng chung", "title"),
                Para("của tỉnh giai đoạn 2026 - 2028", "title_end"),
                Para("Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;", "basis"),
                Para(
                    "Căn cứ Chương trình hành động số 19-CTr/TU ngày 15/01/2026 của Ban Thường vụ Tỉnh ủy về dữ liệu "
                    "số của tỉnh;",
                    "basis",
                ),
                Para("Xét đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 204/TTr-SNV ngày 27/02/2026,", "basis"),
                Para("Ủy ban nhân dân tỉnh ban hành Kế hoạch với những nội dung chủ yếu như sau:"),
                *SECTIONS,
                Ending(RECIPIENTS, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Trịnh Bảo Ngân"),
                PageBreak(landscape=True),
                Para("PHỤ LỤC", "annex"),
                Para("DANH MỤC NHIỆM VỤ SỐ HÓA HỒ SƠ VÀ PHÂN CÔNG THỰC HIỆN", "annex"),
                Para(
                    "(Kèm theo Kế hoạch số 86/KH-UBND ngày 12 tháng 3 năm 2026 của Ủy ban nhân dân tỉnh)",
                    "centred_italic",
                ),
                TABLE,
            ),
        ),
    ),
)
