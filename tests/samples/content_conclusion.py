"""A good scan with a garbled layer: the conclusions of a meeting, given as prose tasks office by office."""

from __future__ import annotations

from tests.samples.content import Doc, Ending, Letterhead, Notice, Para, Prose, every, on, ongoing, within

RECIPIENTS = (
    "- Thường trực Tỉnh ủy (để báo cáo);",
    "- Chủ tịch, các Phó Chủ tịch UBND tỉnh;",
    "- Các sở, ngành có tên tại Thông báo;",
    "- UBND các xã, phường;",
    "- Cổng Thông tin điện tử tỉnh;",
    "- Lưu: VT, TH.",
)

CONCLUSION = Notice(
    file="thong-bao-lop-chu-hong.pdf",
    key="TB143",
    docs=(
        Doc(
            number="143/TB-VPUBND",
            type_code="TB",
            type_name="Thông báo",
            issuer="Văn phòng Ủy ban nhân dân tỉnh Hoài Sơn",
            place="Hoài Sơn",
            date="2026-05-06",
            title="Kết luận của Phó Chủ tịch UBND tỉnh Phùng Thế Vinh tại cuộc họp về phòng, chống thiên tai năm 2026",
            signer_name="Đoàn Thị Hạnh",
            signer_role="Chánh Văn phòng",
            recipients=tuple(line.strip("- ;.") for line in RECIPIENTS),
            parts=(
                Letterhead(
                    ("ỦY BAN NHÂN DÂN", "TỈNH HOÀI SƠN", "**VĂN PHÒNG"), "143/TB-VPUBND", "Hoài Sơn", "2026-05-06"
                ),
                Para("THÔNG BÁO", "type"),
                Para("Kết luận của Phó Chủ tịch UBND tỉnh Phùng Thế Vinh", "title"),
                Para("tại cuộc họp về phòng, chống thiên tai năm 2026", "title_end"),
                Para(
                    "Sáng ngày 04/5/2026, tại trụ sở Ủy ban nhân dân tỉnh, Phó Chủ tịch Ủy ban nhân dân tỉnh Phùng Thế "
                    "Vinh chủ trì cuộc họp bàn công tác phòng, chống thiên tai năm 2026. Dự họp có lãnh đạo các sở, "
                    "ngành và Ủy ban nhân dân 18 xã, phường vùng ven sông."
                ),
                Para("Sau khi nghe báo cáo và ý kiến của các đại biểu, Phó Chủ tịch Ủy ban nhân dân tỉnh kết luận:"),
                Para("1. Đánh giá chung", "heading"),
                Para(
                    "Công tác chuẩn bị đã được các cơ quan quan tâm; tuy nhiên, phương án sơ tán của nhiều xã còn sao "
                    "chép của năm trước, vật tư dự trữ tại kho chưa đủ cơ số, hệ thống truyền thanh hỏng chưa sửa "
                    "chữa. Một số đoạn đê xung yếu mới xử lý tạm thời sau trận lũ tháng 10/2025."
                ),
                Para("2. Nhiệm vụ thời gian tới", "heading"),
                Para(
                    "a) Sở Nông nghiệp và Môi trường chủ trì, phối hợp với Sở Xây dựng, Bộ Chỉ huy Quân sự tỉnh kiểm "
                    "tra toàn tuyến đê hữu sông Trà, lập danh sách điểm xung yếu; hoàn thành trước ngày 25/5/2026.",
                    task=Prose(
                        ("Sở Nông nghiệp và Môi trường",),
                        ("Sở Xây dựng", "Bộ Chỉ huy Quân sự tỉnh"),
                        (on("2026-05-25", "before", "hoàn thành trước ngày 25/5/2026"),),
                    ),
                ),
                Para(
                    "b) Sở Tài chính chủ trì tham mưu bố trí kinh phí sửa chữa ba cống dưới đê từ nguồn dự phòng ngân "
                    "sách tỉnh, trình Ủy ban nhân dân tỉnh trong tháng 5/2026.",
                    task=Prose(("Sở Tài chính",), (), (within("2026-05", "in", "trong tháng 5/2026"),)),
                ),
                Para(
                    "c) Công ty Thủy nông Hoài Sơn vận hành thử toàn bộ trạm bơm tiêu, báo cáo kết quả về Sở Nông "
                    "nghiệp và Môi trường chậm nhất ngày 20/5/2026.",
                    task=Prose(
                        ("Công ty Thủy nông Hoài Sơn",),
                        (),
                        (on("2026-05-20", "no_later_than", "chậm nhất ngày 20/5/2026"),),
                    ),
                ),
                Para(
                    "d) Sở Giáo dục và Đào tạo chủ trì, phối hợp với Sở Y tế tổ chức diễn tập sơ tán học sinh tại các "
                    "trường vùng trũng; thực hiện trong quý III/2026.",
                    task=Prose(
                        ("Sở Giáo dục và Đào tạo",),
                        ("Sở Y tế",),
                        (within("2026-35", "in", "thực hiện trong quý III/2026"),),
                    ),
                ),
                Para(
                    "đ) Đài Khí tượng thủy văn tỉnh cung cấp bản tin mưa lũ thường xuyên cho Ban Chỉ huy Phòng thủ dân "
                    "sự tỉnh và Ủy ban nhân dân các xã, phường.",
                    task=Prose(("Đài Khí tượng Thủy văn tỉnh",), (), (ongoing("thường xuyên"),)),
                ),
                Para(
                    "e) Ủy ban nhân dân các xã, phường ven sông cập nhật phương án sơ tán đến từng hộ, gửi Sở Nông "
                    "nghiệp và Môi trường trước ngày 31/5/2026; định kỳ hằng tháng kiểm tra vật tư dự trữ.",
                    task=Prose(
                        ("Ủy ban nhân dân các xã, phường ven sông",),
                        (),
                        (
                            on("2026-05-31", "before", "trước ngày 31/5/2026"),
                            every("FREQ=MONTHLY", "định kỳ hằng tháng"),
                        ),
                    ),
                ),
                Para(
                    "g) Giao Sở Khoa học và Công nghệ nghiên cứu việc lắp đặt cảm biến mực nước tự động tại năm vị trí "
                    "trọng điểm, báo cáo Ủy ban nhân dân tỉnh trong 6 tháng cuối năm 2026.",
                    task=Prose(
                        ("Sở Khoa học và Công nghệ",), (), (within("2026-41", "in", "trong 6 tháng cuối năm 2026"),)
                    ),
                ),
                Para("3. Về kinh phí và chế độ báo cáo", "heading"),
                Para(
                    "a) Kho bạc Nhà nước tỉnh tạo điều kiện thanh toán nhanh các hạng mục khẩn cấp đã được cấp có thẩm "
                    "quyền quyết định, không để nhà thầu chờ vốn trong mùa lũ.",
                    task=Prose(("Kho bạc Nhà nước tỉnh",)),
                ),
                Para(
                    "b) Sở Xây dựng phối hợp với Công an tỉnh công bố tuyến đường tránh tại các ngầm tràn hay ngập, "
                    "hoàn thành trước 15/6/2026.",
                    task=Prose(
                        ("Sở Xây dựng",), ("Công an tỉnh",), (on("2026-06-15", "before", "hoàn thành trước 15/6/2026"),)
                    ),
                ),
                Para(
                    "c) Các sở, ngành và Ủy ban nhân dân các xã, phường gửi báo cáo kết quả về Sở Nông nghiệp và Môi "
                    "trường định kỳ hằng quý để tổng hợp.",
                    task=Prose(
                        ("Các sở, ngành", "Ủy ban nhân dân các xã, phường"),
                        (),
                        (every("FREQ=MONTHLY;INTERVAL=3", "định kỳ hằng quý"),),
                    ),
                ),
                Para(
                    "Văn phòng Ủy ban nhân dân tỉnh thông báo kết luận của Phó Chủ tịch Ủy ban nhân dân tỉnh để các cơ "
                    "quan, địa phương biết, thực hiện./."
                ),
                Ending(
                    RECIPIENTS,
                    ("CHÁNH VĂN PHÒNG",),
                    "Đoàn Thị Hạnh",
                    seal=("ỦY BAN NHÂN DÂN TỈNH HOÀI SƠN", "VIỆT NAM", "VĂN|PHÒNG"),
                ),
            ),
        ),
    ),
)
