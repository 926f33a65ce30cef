"""A scan: the report of a party committee, with a seal over the signature and one page of a ruled task table."""

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
    on,
    ongoing,
    within,
)

RECIPIENTS = (
    "- Thường trực Tỉnh ủy,",
    "- Các đồng chí thành viên Ban Chỉ đạo,",
    "- Các đảng ủy trực thuộc Tỉnh ủy,",
    "- Lưu Văn phòng Tỉnh ủy.",
)
TB = "Thông báo số 31-TB/BCĐ ngày 16/01/2026"
TB2 = "Thông báo số 37-TB/BCĐ ngày 20/3/2026"

TABLE = Table(
    key="BC12-PL",
    header=("STT", "Nhiệm vụ", "Văn bản giao nhiệm vụ", "Cơ quan chủ trì", "Thời hạn", "Tình hình thực hiện"),
    roles=("ordinal", "task", "assigned_by", "lead", "deadline", "status"),
    widths=(34, 160, 82, 88, 66, 80),
    size=12,
    rows=(
        Row(
            ("1", "Ban hành bộ tiêu chí chấm điểm chuyển đổi số của cấp ủy các xã, phường.", TB,
             "Văn phòng Tỉnh ủy", "Quý I/2026", "Đã hoàn thành"),
            lead=("Văn phòng Tỉnh ủy",), due=(within("2026-33"),),
        ),
        Row(
            ("2", "Đưa phần mềm sổ tay đảng viên điện tử vào sinh hoạt chi bộ trong toàn Đảng bộ tỉnh.", TB,
             "Ban Tổ chức Tỉnh ủy", "Trước ngày 19/5/2026", "Đang tập huấn cho cơ sở"),
            lead=("Ban Tổ chức Tỉnh ủy",), due=(on("2026-05-19", "before"),),
        ),
        Row(
            ("3", "Lắp đặt đường truyền số liệu chuyên dùng đến 100% cấp ủy cấp xã.", TB,
             "Văn phòng Tỉnh ủy, Đảng ủy Công an tỉnh", "30/6/2026", "Đạt 72 trên 96 điểm"),
            lead=("Văn phòng Tỉnh ủy", "Đảng ủy Công an tỉnh"), due=(on("2026-06-30"),),
        ),
        Row(
            ("4", "Tuyên truyền về kỹ năng an toàn trên không gian mạng cho cán bộ, đảng viên.", TB2,
             "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Thường xuyên", "Đang thực hiện"),
            lead=("Ban Tuyên giáo và Dân vận Tỉnh ủy",), due=(ongoing(),),
        ),
        Row(
            ("5", "Bố trí kinh phí mua sắm thiết bị ký số cho cán bộ chủ chốt các cấp.", TB2,
             "Đảng ủy Ủy ban nhân dân tỉnh", "Tháng 5/2026", "Chưa có báo cáo"),
            lead=("Đảng ủy Ủy ban nhân dân tỉnh",), due=(within("2026-05"),),
        ),
        Row(
            ("6", "Xây dựng kho tư liệu số về lịch sử Đảng bộ tỉnh, gồm ảnh, băng ghi âm và hồi ký.", TB2,
             "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Năm 2026", "Đã có đề cương"),
            lead=("Ban Tuyên giáo và Dân vận Tỉnh ủy",), due=(within("2026"),),
        ),
        Row(
            ("7", "Kiểm tra việc sử dụng chữ ký số tại các đảng ủy trực thuộc.", TB2, "Ủy ban Kiểm tra Tỉnh ủy", "",
             "Chưa triển khai"),
            lead=("Ủy ban Kiểm tra Tỉnh ủy",),
        ),
    ),
)  # fmt: skip

REPORT = Notice(
    file="bao-cao-scan.pdf",
    key="BC12",
    docs=(
        Doc(
            number="12-BC/BCĐ",
            type_code="BC",
            type_name="Báo cáo",
            issuer="Ban Chỉ đạo chuyển đổi số trong Đảng, Tỉnh ủy Lam Giang",
            place="Lam Giang",
            date="2026-04-08",
            title="Kết quả chuyển đổi số trong Đảng quý I và nhiệm vụ trọng tâm quý II năm 2026",
            signer_name="Lương Gia Huấn",
            signer_role="T/M Ban Chỉ đạo, Phó Trưởng Ban Thường trực",
            recipients=tuple(line.strip("- ,.") for line in RECIPIENTS),
            parts=(
                Letterhead(
                    ("TỈNH ỦY LAM GIANG", "**BAN CHỈ ĐẠO", "**CHUYỂN ĐỔI SỐ TRONG ĐẢNG"),
                    "12-BC/BCĐ",
                    "Lam Giang",
                    "2026-04-08",
                    party=True,
                ),
                Para("BÁO CÁO", "type"),
                Para("Kết quả chuyển đổi số trong Đảng quý I", "title"),
                Para("và nhiệm vụ trọng tâm quý II năm 2026", "title_end"),
                Para("Kính gửi: Thường trực Tỉnh ủy", "address"),
                Para(
                    "Thực hiện Chương trình công tác năm 2026, Ban Chỉ đạo chuyển đổi số trong Đảng của tỉnh báo cáo "
                    "kết quả quý I và nhiệm vụ trọng tâm quý II như sau:"
                ),
                Para("I. KẾT QUẢ QUÝ I", "heading"),
                Para(
                    "1. Ban Chỉ đạo đã họp hai phiên, ban hành hai thông báo kết luận, giao 14 nhiệm vụ; đến nay đã "
                    "hoàn thành 07 nhiệm vụ, số còn lại đang thực hiện theo tiến độ."
                ),
                Para(
                    "2. Số văn bản điện tử có ký số gửi giữa các cơ quan đảng đạt 91,4%, tăng 8,2 điểm phần trăm so "
                    "với cùng kỳ năm trước; 72 trên 96 cấp ủy cấp xã đã có đường truyền riêng."
                ),
                Para(
                    "3. Một số cấp ủy còn lúng túng khi khai thác phần mềm dùng chung; thiết bị tại miền núi chưa đồng "
                    "bộ, đường truyền thiếu ổn định vào mùa mưa bão; cán bộ kiêm nhiệm còn nhiều, chưa được bồi "
                    "dưỡng kỹ năng."
                ),
                Para("II. NHIỆM VỤ TRỌNG TÂM QUÝ II", "heading"),
                Para(
                    "1. Văn phòng Tỉnh ủy chủ trì, phối hợp với Đảng ủy Công an tỉnh rà soát toàn bộ máy trạm kết nối "
                    "mạng nội bộ, thay thế thiết bị không bảo đảm an toàn; hoàn thành trước ngày 15/6/2026.",
                    task=Prose(
                        ("Văn phòng Tỉnh ủy",),
                        ("Đảng ủy Công an tỉnh",),
                        (on("2026-06-15", "before", "hoàn thành trước ngày 15/6/2026"),),
                    ),
                ),
                Para(
                    "2. Ban Tổ chức Tỉnh ủy chỉ đạo các đảng ủy trực thuộc chuẩn hóa dữ liệu đảng viên, hoàn thành "
                    "trong tháng 5/2026.",
                    task=Prose(
                        ("Ban Tổ chức Tỉnh ủy",), (), (within("2026-05", "in", "hoàn thành trong tháng 5/2026"),)
                    ),
                ),
                Para(
                    "3. Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo việc bố trí vốn cho các dự án hạ tầng số của cơ quan "
                    "đảng trong quý II/2026.",
                    task=Prose(("Đảng ủy Ủy ban nhân dân tỉnh",), (), (within("2026-34", "in", "trong quý II/2026"),)),
                ),
                Para(
                    "4. Ban Tuyên giáo và Dân vận Tỉnh ủy phối hợp với Trường Chính trị tỉnh mở các lớp bồi dưỡng kỹ "
                    "năng số cho cán bộ cơ sở.",
                    task=Prose(("Ban Tuyên giáo và Dân vận Tỉnh ủy",), ("Trường Chính trị tỉnh",)),
                ),
                Para("III. KIẾN NGHỊ", "heading"),
                Para(
                    "Để bảo đảm tiến độ các nhiệm vụ quý II, Ban Chỉ đạo kiến nghị Thường trực Tỉnh ủy quan tâm chỉ "
                    "đạo một số nội dung sau:"
                ),
                Para(
                    "- Giao Ủy ban Kiểm tra Tỉnh ủy chủ trì, phối hợp với Văn phòng Tỉnh ủy kiểm tra việc gửi, nhận "
                    "văn bản điện tử tại mười đảng ủy trực thuộc; báo cáo kết quả trước ngày 10/7/2026.",
                    task=Prose(
                        ("Ủy ban Kiểm tra Tỉnh ủy",),
                        ("Văn phòng Tỉnh ủy",),
                        (on("2026-07-10", "before", "trước ngày 10/7/2026"),),
                    ),
                ),
                Para(
                    "- Giao Đảng ủy Công an tỉnh hướng dẫn cấp ủy cấp xã quản lý tài khoản, mật khẩu và thiết bị lưu "
                    "khóa bí mật; thực hiện thường xuyên.",
                    task=Prose(("Đảng ủy Công an tỉnh",), (), (ongoing("thực hiện thường xuyên"),)),
                ),
                Para(
                    "Kinh phí năm 2025 dành cho nhiệm vụ này là 6,4 tỷ đồng, đã giải ngân 88%; không có khoản tạm ứng "
                    "quá hạn."
                ),
                Para("(Danh sách nhiệm vụ và tình hình thực hiện tại Phụ lục gửi kèm)", "centred_italic"),
                Para("Trên đây là kết quả quý I và nhiệm vụ trọng tâm quý II, Ban Chỉ đạo kính báo cáo."),
                Ending(
                    RECIPIENTS,
                    ("T/M BAN CHỈ ĐẠO", "PHÓ TRƯỞNG BAN THƯỜNG TRỰC"),
                    "Lương Gia Huấn",
                    seal=("ĐẢNG CỘNG SẢN VIỆT NAM", "TỈNH ỦY LAM GIANG", "BAN|CHỈ ĐẠO"),
                ),
                PageBreak(),
                Para("PHỤ LỤC", "annex"),
                Para("DANH SÁCH NHIỆM VỤ VÀ TÌNH HÌNH THỰC HIỆN", "annex"),
                Para("(Kèm theo Báo cáo số 12-BC/BCĐ ngày 08/4/2026 của Ban Chỉ đạo)", "centred_italic"),
                TABLE,
            ),
        ),
    ),
)
