"""One page as an image: a ward's short notice that hands out work, with a small ruled table."""

from __future__ import annotations

from tests.samples.content import Doc, Ending, Letterhead, Notice, Para, Row, Table, on, within

RECIPIENTS = ("- Thường trực Đảng ủy phường;", "- Các phòng chuyên môn;", "- Lưu: VT.")

IMAGE = Notice(
    file="phieu-giao-viec.png",
    key="TB07",
    docs=(
        Doc(
            number="07/TB-UBND",
            type_code="TB",
            type_name="Thông báo",
            issuer="Ủy ban nhân dân phường An Lâm",
            place="An Lâm",
            date="2026-02-09",
            title="Giao việc chuẩn bị phục vụ Nhân dân dịp Tết Nguyên đán",
            signer_name="Hà Quốc Toản",
            signer_role="Chủ tịch",
            recipients=tuple(line.strip("- ;.") for line in RECIPIENTS),
            parts=(
                Letterhead(("ỦY BAN NHÂN DÂN", "**PHƯỜNG AN LÂM"), "07/TB-UBND", "An Lâm", "2026-02-09"),
                Para("THÔNG BÁO", "type"),
                Para("Giao việc chuẩn bị phục vụ Nhân dân dịp Tết Nguyên đán", "title_end"),
                Para(
                    "Ủy ban nhân dân phường thông báo giao việc cho các đơn vị chuẩn bị phục vụ Nhân dân dịp Tết "
                    "Nguyên đán Bính Ngọ như sau:"
                ),
                Table(
                    key="TB07",
                    header=("STT", "Nội dung công việc", "Đơn vị chủ trì", "Thời hạn"),
                    roles=("ordinal", "task", "lead", "deadline"),
                    widths=(36, 210, 130, 90),
                    size=13,
                    rows=(
                        Row(
                            ("1", "Trang trí đường hoa, treo cờ Tổ quốc trên các tuyến phố chính.",
                             "Phòng Văn hóa - Xã hội", "Trước ngày 12/02/2026"),
                            lead=("Phòng Văn hóa - Xã hội",), due=(on("2026-02-12", "before"),),
                        ),
                        Row(
                            ("2", "Thăm, tặng quà gia đình chính sách và hộ nghèo; lập danh sách ký nhận.",
                             "Phòng Kinh tế, Hạ tầng và Đô thị", "13/02/2026"),
                            lead=("Phòng Kinh tế, Hạ tầng và Đô thị",), due=(on("2026-02-13"),),
                        ),
                        Row(
                            ("3", "Trực tiếp nhận phản ánh về vệ sinh môi trường, điện, nước sinh hoạt.",
                             "Trung tâm Phục vụ hành chính công", "Tháng 02/2026"),
                            lead=("Trung tâm Phục vụ hành chính công",), due=(within("2026-02"),),
                        ),
                        Row(
                            ("4", "Tuần tra ban đêm, kiểm tra việc chấp hành cấm đốt pháo nổ.", "Công an phường",
                             "Quý I/2026"),
                            lead=("Công an phường",), due=(within("2026-33"),),
                        ),
                    ),
                ),
                Para("Ủy ban nhân dân phường thông báo để các đơn vị biết, thực hiện./."),
                Ending(
                    RECIPIENTS,
                    ("CHỦ TỊCH",),
                    "Hà Quốc Toản",
                    seal=("ỦY BAN NHÂN DÂN PHƯỜNG AN LÂM", "TỈNH HOÀI SƠN", "VIỆT NAM"),
                ),
            ),
        ),
    ),
)  # fmt: skip
