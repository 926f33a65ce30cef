"""A text export: months later the same province reports on the plan of ``content_plan``, with what slipped since."""

from __future__ import annotations

from tests.samples.content import Doc, Ending, Letterhead, Notice, PageBreak, Para, Row, Table, on, within

RECIPIENTS = ("- Thường trực Tỉnh ủy;", "- Các sở, ban, ngành tỉnh;", "- Lưu: VT, NV.")
TITLE = "Tiến độ thực hiện Kế hoạch số hóa hồ sơ lưu trữ và những nhiệm vụ phải điều chỉnh thời hạn"

LATE = Table(
    key="BC214-PL",
    header=("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn", "Ghi chú"),
    roles=("ordinal", "task", "lead", "coordinating", "deadline", "note"),
    widths=(1, 5, 2, 2, 2, 2),
    rows=(
        Row(
            ("1", "Ban hành định mức kinh tế - kỹ thuật về số hóa tài liệu áp dụng trên địa bàn tỉnh.", "Sở Tài chính",
             "Sở Nội vụ", "Quý I/2027", "Đang lấy ý kiến lần hai"),
            lead=("Sở Tài chính",), coordinating=("Sở Nội vụ",), due=(within("2027-33"),),
        ),
        Row(
            ("2", "Hoàn thiện quy trình nghiệm thu, bàn giao sản phẩm số hóa, trong đó quy định rõ trách nhiệm của bên "
             "giao, bên nhận và của cơ quan kiểm tra chất lượng ảnh quét.", "Sở Khoa học và Công nghệ", "Sở Nội vụ",
             "31/12/2026", "Thay đổi cơ quan chủ trì"),
            lead=("Sở Khoa học và Công nghệ",), coordinating=("Sở Nội vụ",), due=(on("2026-12-31"),),
        ),
        Row(
            ("3", "Số hóa các sổ hộ tịch đang lưu tại xã, phường, nhập vào CSDL hộ tịch điện tử.", "Sở Tư pháp",
             "UBND cấp xã", "Trước ngày 30/6/2027", "Đạt 54%"),
            lead=("Sở Tư pháp",), coordinating=("Ủy ban nhân dân cấp xã",), due=(on("2027-06-30", "before"),),
        ),
        Row(
            ("4", "Số hóa bản đồ địa chính dạng giấy.", "Sở Nông nghiệp và Môi trường", "", "Tháng 3/2027",
             "Hồ sơ giao đất, cho thuê đất đã xong"),
            lead=("Sở Nông nghiệp và Môi trường",), due=(within("2027-03"),),
        ),
        Row(
            ("5", "Số hóa sổ gốc cấp văn bằng, chứng chỉ của các trường trung học.", "Sở Giáo dục và Đào tạo", "",
             "Năm 2027", "Nhiệm vụ bổ sung"),
            lead=("Sở Giáo dục và Đào tạo",), due=(within("2027"),),
        ),
    ),
)  # fmt: skip

PROGRESS = Notice(
    file="bao-cao-tien-do.txt",
    key="BC214",
    docs=(
        Doc(
            number="214/BC-UBND",
            type_code="BC",
            type_name="Báo cáo",
            issuer="Ủy ban nhân dân tỉnh Lam Giang",
            place="Lam Giang",
            date="2026-11-20",
            title=TITLE,
            signer_name="Trịnh Bảo Ngân",
            signer_role="TM. Ủy ban nhân dân, KT. Chủ tịch, Phó Chủ tịch",
            recipients=tuple(line.strip("- ;.") for line in RECIPIENTS),
            parts=(
                Letterhead(("ỦY BAN NHÂN DÂN", "TỈNH LAM GIANG"), "214/BC-UBND", "Lam Giang", "2026-11-20"),
                Para("BÁO CÁO", "type"),
                Para(TITLE, "title_end"),
                Para(
                    "Thực hiện Kế hoạch số 86/KH-UBND ngày 12 tháng 3 năm 2026, đến nay 14 nhiệm vụ đúng tiến độ; "
                    "những nhiệm vụ phải điều chỉnh thời hạn hoặc cơ quan chủ trì nêu tại Phụ lục."
                ),
                Para("Ủy ban nhân dân tỉnh báo cáo Thường trực Tỉnh ủy./."),
                Ending(RECIPIENTS, ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"), "Trịnh Bảo Ngân"),
                PageBreak(),
                Para("Phụ lục", "annex"),
                Para("DANH MỤC NHIỆM VỤ ĐIỀU CHỈNH THỜI HẠN, CƠ QUAN CHỦ TRÌ", "annex"),
                Para(
                    "(Kèm theo Báo cáo số 214/BC-UBND ngày 20 tháng 11 năm 2026 của Ủy ban nhân dân tỉnh)",
                    "centred_italic",
                ),
                LATE,
            ),
        ),
    ),
)
