"""Where the predicate of a directive begins: the verbs of the genre, and what only looks like one of them."""

from __future__ import annotations

from collections.abc import Sequence

from normalizers.agency_phrases import keys_at, phrase_at, starts_head, table
from normalizers.agency_tokens import AND, COMMA, DASH, SPACE, Token
from normalizers.text import tone_key

#: Words with which the predicate of a directive begins: they end the list of the bodies that act.
PREDICATES = table(
    """chủ trì, phối hợp, tiếp tục, khẩn trương, tập trung, chủ động, có trách nhiệm, chịu trách nhiệm, theo chức năng,
    theo nhiệm vụ, theo thẩm quyền, theo phạm vi, theo lĩnh vực, theo dõi, căn cứ, xây dựng, nghiên cứu, rà soát,
    tổ chức, thực hiện, triển khai, báo cáo, hoàn thành, hoàn thiện, ban hành, trình, đề xuất, tham mưu, hướng dẫn,
    đôn đốc, kiểm tra, giám sát, bảo đảm, đảm bảo, bố trí, cập nhật, cung cấp, chỉ đạo, lãnh đạo, quán triệt,
    đẩy mạnh, đẩy nhanh, tăng cường, nâng cao, phát huy, sớm, kịp thời, thường xuyên, định kỳ, trước ngày, khi, cần,
    phải, sẽ, đã, đang, được giao, được phân công, chuẩn bị, lập, thành lập, kiện toàn, làm, hỗ trợ, tạo, quản lý,
    vận hành, sử dụng, khai thác, thẩm định, tổng hợp, đánh giá, phân công, giao, yêu cầu, đề nghị, kiến nghị, gửi,
    nộp, công bố, công khai, tuyên truyền, đăng ký, tích hợp, kết nối, chia sẻ, số hóa, phổ biến, đưa, tiếp nhận,
    xử lý, giải quyết, lựa chọn, tham gia, tham vấn, thúc đẩy, khuyến khích, thu hút, huy động, ưu tiên, duy trì,
    cải thiện, đầu tư, mua sắm, thuê, ký, ký kết, phê duyệt, thông qua, cho ý kiến, xem xét, quyết định, quy định,
    sửa đổi, bổ sung, nắm, tự, nghiêm túc, quyết liệt, bám sát, chấp hành, xác định, thống nhất, giữ, là, vào cuộc,
    trong phạm vi, trong quá trình, trong tháng, trong quý, trong năm, trong thời gian, trong thời hạn, hằng, hàng,
    trên cơ sở, tùy theo, tiến hành, thiết lập, cấu trúc, đăng tải, điều phối, điều chỉnh, phát triển, phát động, mở,
    tháo gỡ, khắc phục, chấm dứt, tiên phong, đề cao, cụ thể hóa, lồng ghép, thẩm tra, xét, cử, dành, ứng dụng, đào tạo,
    bồi dưỡng, kế thừa, vận động, cam kết, chuyển, chuyển đổi, đồng hành, bàn giao, tái cấu trúc, cắt giảm, đơn giản,
    phản ánh, phát hiện, tìm kiếm, kiểm soát, thanh tra, quyết tâm, không, chưa, hợp tác, thống kê, nhận, lấy, mời,
    góp ý, tổng kết, sơ kết, chọn, thí điểm, hình thành, nhân rộng, vận dụng, trực tiếp, khảo sát, phân bổ, cấp phát,
    bảo vệ, phục vụ, phòng ngừa, ngăn chặn, tiết kiệm, đăng, thông tin, thông báo, ra quân, kết hợp, tuân thủ, ghi,
    cùng, trên, từ nay, trực ban, đặc biệt, nhất là, trong đó, bao gồm, gồm,
    ngay sau, tạm dừng, rút ngắn, chấn chỉnh, nêu cao, gương mẫu, thay mặt,
    sửa, sửa chữa, nâng cấp, mở rộng, tập huấn, đối chiếu, soạn thảo, phân loại, hoàn tất, thu thập, thu hồi, sắp xếp,
    giảm, tăng, lắp đặt, di dời, dừng, khôi phục, giới thiệu, chú trọng, quan tâm, biểu dương, khen thưởng, trồng,
    trả lời, giải trình, niêm yết, nạo vét, diễn tập, phân luồng, kiểm đếm, cấp phép, tu bổ, treo, in ấn, phát sóng,
    khơi thông, sơ tán, tiêm chủng, thu gom, xét nghiệm, giải tỏa, dự trữ, cắm mốc, đo đạc, quét dọn, thắp sáng,
    luân phiên, phá dỡ, theo địa bàn, phụ trách, tổng kiểm tra, tổng rà soát,
    xuống cơ sở, xuống địa bàn, xuống hiện trường, xuống ngay, xuống trực tiếp, xuống tận,
    sẵn sàng, tích cực, cân đối, nhanh chóng, tiếp thu, lắng nghe, đối thoại, cho phép, hoàn trả, rút kinh nghiệm,
    tôn vinh, phân cấp, ủy quyền, đồng bộ, mạnh dạn, linh hoạt, tận dụng, hoạch định, đặt hàng, giao ban, bảo lưu, để,
    nhằm, trong công tác, trong việc, về việc, có văn bản, có nghĩa vụ, có thể, có quyền,
    có phương án, có kế hoạch, có giải pháp, có biện pháp,
    có ý kiến, có báo cáo, khớp nối, tuần tra, chỉnh trang, siết chặt, rà phá, chốt chặn, gỡ bỏ, kê khai, đình chỉ,
    triệt xóa, triệt phá, xác minh, biên soạn, đối soát, tháo dỡ, cải tạo, trang bị, truy quét, tịch thu, tiêu hủy,
    kiểm định, kiểm nghiệm, kiểm dịch, khoanh vùng, cách ly, khám chữa, điều tra, khởi tố, phong tỏa, quyết toán,
    khám sàng lọc, khám sức khỏe, sàng lọc, tái giám sát, tái kiểm tra, tái thiết, tái đàn, tái khởi động, ra mắt,
    tập kết, huy động lực lượng, trưng dụng, bám cơ sở, bám địa bàn, bám nắm,
    giải ngân, thanh toán, chi trả, tạm ứng, tuyển dụng, bổ nhiệm, điều động, phát hành, đưa tin, truyền hình trực tiếp,
    khởi công, khánh thành, thông xe, nghiệm thu, chăm sóc, bảo tồn, tôn tạo, đấu nối, tham dự, gìn giữ, thu dọn,
    dọn dẹp, bình chọn, xét chọn, trao tặng, tiêm, tiêm phòng, phủ sóng, phản biện,
    cắt tỉa, gia cố, nạo hút, khơi dòng, vớt, san gạt, cứu hộ, ứng cứu,
    ứng phó, điều tiết, tổng vệ sinh, phun thuốc, khử khuẩn, rút, ngừng, cấm, hạn chế, tạm ngừng, luân phiên,
    gia hạn, miễn, cơ cấu lại, đẩy lùi, trấn áp, xử phạt, mở đợt, rà quét, sao lưu, khôi phục, vá lỗi,
    thi hành, bồi thường, áp dụng, huấn luyện, giúp đỡ, xác nhận, nuôi dưỡng, chỉnh sửa, khai báo, giải thích, trả lại,
    bảo trì, bảo quản, báo ngay, tập hợp, trích xuất, chỉnh lý, trao đổi, triệu tập, liên hệ, điều trị, hòa giải,
    xuất trình, công nhận, cung ứng, đảm nhiệm, thụ lý, kiểm kê, vận chuyển, cấp giấy, đáp ứng, nêu gương, nhắc nhở,
    thường trực giúp, kêu gọi, cổ vũ, động viên, thăm hỏi, lan tỏa, quảng bá, kết nạp, đề bạt, thanh lý, đấu giá,
    họp, điều hành, hoàn chỉnh, kiểm điểm, với vai trò, với tư cách, với chức năng, với trách nhiệm, ngoài việc,
    sau khi, trước khi, lưu ý, nhắc, mong muốn, hoan nghênh, buộc, ủng hộ,
    với sự tham gia, với sự phối hợp, với sự hỗ trợ, với sự giúp đỡ, có sự tham gia, cùng sự tham gia,
    dưới sự chỉ đạo, dưới sự chủ trì, với sự cộng tác, với sự hợp tác, với sự đồng hành, như sau,
    cấp kinh phí, cấp đủ, cấp thuốc, cấp vốn, cấp mã, cấp gạo, cấp thẻ, cấp tài khoản,
    tái thẩm định, tái canh, hiệp đồng, thông kỹ thuật, thông tuyến, hợp long"""
)

_VERB_NOUNS = frozenset({tone_key("tổ"), tone_key("cấp"), tone_key("thanh"), tone_key("thống")})
_HELPERS: tuple[tuple[str, ...], ...] = (
    ("tham", "muu", "giup", "viec"),
    ("lanh", "dao", "cap", "vu"),
    ("lanh", "dao", "cap", "phong"),
)


def predicate_at(tokens: Sequence[Token], at: int) -> int:
    """Length of the predicate word that begins at ``at`` in running prose; 0 when a noun of the list goes on.

    "các cơ quan liên quan tổ chức đánh giá" (verb) but "các bộ, ngành, chuyên gia, tổ chức nghiên cứu" (noun).
    """
    length = phrase_at(PREDICATES, tokens, at)
    if length and tokens[at].gap in (COMMA, AND) and tokens[at].tone in _VERB_NOUNS:
        return 0
    if length and (keys_at(_HELPERS, tokens, at) or phrase_at(_NOT_PREDICATES, tokens, at)):
        return 0
    if length and (within_word(tokens, at) or before_owner(tokens, at) or names_place(tokens, at)):
        return 0
    ends_word = at > 1 and tokens[at - 1].gap == SPACE and (tokens[at - 2].tone, tokens[at - 1].tone) in _ENDING_SO
    if length and at and tokens[at - 1].tone in _OF and tokens[at].gap == SPACE and not ends_word:
        # "các đơn vị thuộc Sở | rà soát", "các sở | rà soát", but "thuộc Sở Xây dựng", "các trường đào tạo"
        before = tokens[at - 2].tone if at > 1 else ""
        many = before == _THE and tokens[at - 1].raw in ("sở", "trường") and tokens[at].key not in ("dao", "boi")
        alone = before == _BELONGS or many
        return length if alone and not tokens[at].raw[:1].isupper() else 0
    return length


_FEW = 4


def before_owner(tokens: Sequence[Token], at: int) -> bool:
    """Whether the next words in lower case run up to a dash and another body: "Phòng Kinh tế | tổng hợp - Văn phòng A"
    is a name with its owner, no order."""
    end = at
    while end < min(at + _FEW, len(tokens)) and (end == at or tokens[end].gap == SPACE) and tokens[end].raw.islower():
        end += 1
    owner = at < end < len(tokens) and tokens[end].gap == DASH and tokens[end].raw[:1].isupper()
    return owner and starts_head(tokens, end)


def names_place(tokens: Sequence[Token], at: int) -> bool:
    """Whether the word with a capital at ``at`` belongs to the name of a place: "xã Thống Nhất", "thôn Tân Lập"."""
    while at and tokens[at].gap == SPACE and tokens[at].raw.istitle():
        at -= 1
        if tokens[at].tone in _PLACE_NOUNS:
            return True
    return False


_PLACE_NOUNS = frozenset(map(tone_key, "xã phường khu vực trấn huyện quận thôn ấp bản buôn làng phố khóm".split()))


def within_word(tokens: Sequence[Token], at: int) -> bool:
    """Whether the syllable at ``at``, with which a verb could begin, belongs to the word before it."""
    if at == 0 or tokens[at].gap != SPACE or (tokens[at - 1].tone, tokens[at].tone) not in _ONE_WORD:
        return False
    return at < 2 or (tokens[at - 2].tone, tokens[at - 1].tone) not in _ONE_WORD  # "thi công | lập nhật ký"


#: Nouns that begin with the syllable of a verb.
_NOT_PREDICATES = table(
    """giao thông, giao dịch, hàng hóa, hàng không, hàng hải, cử tri, không gian, không khí, không quân, lập pháp,
    tự động, tự nhiên, tự trị, xét xử, đăng kiểm, trình độ, tăng trưởng, tạo hình, nhận thức, nhận ủy thác, hợp tác xã,
    tuyên truyền viên, hướng dẫn viên, huấn luyện viên, báo cáo viên, giám sát viên, kiểm soát viên, thanh tra viên,
    điều tra viên"""
)
_BELONGS, _THE = tone_key("thuộc"), tone_key("các")
_OF = frozenset(tone_key(w) for w in ("các", "một", "những", "về", "viện", "đơn", "ban", "sở", "trường", "để"))


#: Words whose second syllable begins a verb too: "Thường trực | tiếp tục", "chủ đầu tư", "công trình", "công lập".
_ONE_WORD = frozenset(
    tuple(tone_key(w) for w in pair.split())
    for pair in (
        "quân tự|cuộc họp|phòng họp|hội họp|kỳ họp|phiên họp|buổi họp|phát thanh|truyền thanh|truyền hình|nhà đầu|"
        "hậu cần|khảo thí|cấp cứu|cuộc thi|lưu ký|tiền gửi|chữ ký|nhật ký|cuối cùng|"
        "ngân hàng|hàng không|lô hàng|nhãn hàng|trạm kiểm|"
        "thứ tự|trình tự|bầu cử|ứng cử|cây trồng|rừng trồng|nuôi trồng|gieo trồng|ươm tạo|cải tạo|nút giao|sàn giao|"
        "chuyển giao|tạm giữ|giam giữ|lưu giữ|lộ trình|quá trình|chứng nhận|"
        "thường trực|chủ đầu|liên quan|chủ quản|công trình|chương trình|quy trình|công lập|độc lập|sáng tạo|chế tạo|"
        "đào tạo|tái tạo|nhân tạo|kiến tạo|"
        "thư ký|nhật ký|trật tự|liệu mở|khách mời|việc làm|ngoại giao|quân đoàn|binh đoàn|"
        "người có|khu bảo|tiếp nhận|phòng không|"
        "nêu trên|nói trên|kể trên|da cam|kiến thiết|"
        "nghệ thông|vụ tổng|thi công|khách hàng|nhà hàng|cửa hàng|bán hàng|mặt hàng|đơn hàng|xuất nhập|dục thường"
    ).split("|")
)


_ENDING_SO = frozenset(
    tuple(tone_key(w) for w in pair.split())
    for pair in (
        "môi trường",
        "thị trường",
        "nhà trường",
        "thao trường",
        "hiện trường",
        "công trường",
        "cơ sở",
        "các sở",
    )
)
