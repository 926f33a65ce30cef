"""A short text notice of two pages parted by a form feed; its file name has diacritics and spaces."""

from __future__ import annotations

from tests.samples.content import Doc, Ending, Letterhead, Notice, PageBreak, Para, Prose, every, on, within

RECIPIENTS = ("- Như trên;", "- Lưu: VT.")

ROSTER = Notice(
    file="Thông báo phân công trực.txt",
    key="TB58",
    docs=(
        Doc(
            number="58/TB-BQL",
            type_code="TB",
            type_name="Thông báo",
            issuer="Ban Quản lý Khu du lịch hồ Mây",
            place="Lam Giang",
            date="2026-04-20",
            title="Phân công trực và chuẩn bị mùa du lịch hè năm 2026",
            signer_name="Bùi Tường An",
            signer_role="Trưởng Ban",
            recipients=tuple(line.strip("- ;.") for line in RECIPIENTS),
            parts=(
                Letterhead(
                    ("UBND TỈNH LAM GIANG", "BAN QUẢN LÝ KHU DU LỊCH HỒ MÂY"), "58/TB-BQL", "Lam Giang", "2026-04-20"
                ),
                Para("THÔNG BÁO", "type"),
                Para("Phân công trực và chuẩn bị mùa du lịch hè năm 2026", "title_end"),
                Para("Kính gửi: Các phòng, đội trực thuộc"),
                Para("Để chuẩn bị phục vụ du khách mùa hè, Ban Quản lý phân công như sau:"),
                Para(
                    "1. Phòng Nghiệp vụ chủ trì, phối hợp với Đội Cứu hộ kiểm tra áo phao, xuồng máy và biển cảnh báo "
                    "quanh hồ, hoàn thành trước ngày 28/4/2026.",
                    task=Prose(
                        ("Phòng Nghiệp vụ",),
                        ("Đội Cứu hộ",),
                        (on("2026-04-28", "before", "hoàn thành trước ngày 28/4/2026"),),
                    ),
                ),
                Para(
                    "2. Phòng Tổ chức - Hành chính niêm yết giá dịch vụ, sửa chữa nhà chờ trong tháng 5/2026.",
                    task=Prose(("Phòng Tổ chức - Hành chính",), (), (within("2026-05", "in", "trong tháng 5/2026"),)),
                ),
                PageBreak(),
                Para(
                    "3. Đội Cứu hộ tổ chức trực 24/24 giờ từ ngày 01/5/2026; định kỳ hằng tháng báo cáo Ban Quản lý.",
                    task=Prose(
                        ("Đội Cứu hộ",),
                        (),
                        (on("2026-05-01", "from", "từ ngày 01/5/2026"), every("FREQ=MONTHLY", "định kỳ hằng tháng")),
                    ),
                ),
                Para("Ban Quản lý thông báo để các phòng, đội biết, thực hiện./."),
                Ending(RECIPIENTS, ("TRƯỞNG BAN",), "Bùi Tường An"),
            ),
        ),
    ),
)
