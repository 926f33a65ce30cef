"""Every sentence that the command line shows to a person, in Vietnamese and in English, in one place.

Errors are raised in English (``pipeline.errors``); here stand the Vietnamese name and remedy of each class, in
``pipeline.vietnamese`` the facts and the remedies of special cases.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Final, Literal, cast

from pipeline import errors
from pipeline.errors import NoticesError
from pipeline.vietnamese import in_vietnamese

Lang = Literal["vi", "en"]

TEXTS: Final[dict[str, tuple[str, str]]] = {
    # key: (Vietnamese, English)
    "progress.line": (
        "{done}/{total} trang, {rate} trang/giây, còn {left}, {files}/{files_total} tệp",
        "{done}/{total} pages, {rate} pages/s, {left} left, {files}/{files_total} files",
    ),
    "progress.unknown": ("?", "?"),
    "run.start": ("Đọc {raw}, công bố vào {curated}.", "Reading {raw}, publishing to {curated}."),
    "run.prepare": (
        "Chuẩn bị cơ sở dữ liệu của bộ điều phối (một lần, 10-20 giây).",
        "Preparing the flow engine's database (once, 10-20 s).",
    ),
    "run.sources": ("Tệp nguồn", "Sources"),
    "run.pages": ("Số trang theo nguồn văn bản", "Pages by text source"),
    "run.tasks": ("Nhiệm vụ", "Tasks"),
    "run.deadlines": ("Thời hạn theo loại", "Deadlines by kind"),
    "run.groups": ("Nhóm nhiệm vụ trùng đã gộp", "Groups of repeated tasks merged"),
    "run.findings": ("Phát hiện cần xem", "Findings"),
    "run.unresolved": (
        "Quyết định không áp dụng được: {count} -> Xem bảng findings, loại decision_unresolved.",
        "Decisions on something that was not found: {count} -> See the table findings, kind decision_unresolved.",
    ),
    "run.failures": ("Lỗi", "Failures"),
    "run.none": ("không có", "none"),
    "run.reused": ("{count} giữ nguyên từ lần trước", "{count} unchanged, reused"),
    "run.removed": ("{count} đã bị gỡ khỏi thư mục", "{count} removed from the folder"),
    "run.snapshot": ("Bộ dữ liệu", "Snapshot"),
    "run.published": ("mới công bố", "published now"),
    "run.unchanged": ("không đổi so với lần trước", "the same as before"),
    "run.look": ("Xem dữ liệu", "How to look at it"),
    "run.file_page": ("{path}, trang {page}", "{path}, page {page}"),
    "run.more_failures": (
        "... và {count} lỗi nữa, xem bảng sources và pages",
        "... and {count} more, see the tables sources and pages",
    ),
    "run.partial": (
        "{files} tệp và {pages} trang có lỗi hoặc cần xem lại; mọi thứ đọc được đã được công bố",
        "{files} file(s) and {pages} page(s) failed or need a look; all that could be read is published",
    ),
    "run.elapsed": ("Thời gian", "Time"),
    "run.interrupted": (
        "Đã dừng theo yêu cầu; bộ dữ liệu cũ còn nguyên. Chạy lại: các trang đã đọc không phải đọc lại.",
        "Stopped on request; the last snapshot is unharmed. Run again: pages already read are not read anew.",
    ),
    "origin.table": ("từ bảng", "from tables"),
    "origin.prose": ("từ lời văn", "from prose"),
    "status.ok": ("đọc đủ", "ok"),
    "status.partial": ("đọc một phần", "partial"),
    "status.failed": ("không đọc được", "failed"),
    "text.native": ("lớp chữ của PDF", "native"),
    "text.ocr": ("nhận dạng chữ", "ocr"),
    "text.repaired": ("lớp chữ đã sửa", "repaired"),
    "text.plain": ("văn bản thuần", "plain"),
    "severity.error": ("lỗi", "error"),
    "severity.warning": ("cảnh báo", "warning"),
    "severity.info": ("thông tin", "info"),
    "deadline.date": ("ngày", "date"),
    "deadline.period": ("kỳ", "period"),
    "deadline.open": ("từ mốc trở đi", "open"),
    "deadline.ongoing": ("thường xuyên", "ongoing"),
    "deadline.recurring": ("định kỳ", "recurring"),
    "deadline.conditional": ("theo điều kiện", "conditional"),
    "qualifier.by": ("đến hạn", "by"),
    "qualifier.before": ("trước", "before"),
    "qualifier.no_later_than": ("chậm nhất", "no later than"),
    "qualifier.from": ("từ", "from"),
    "qualifier.in": ("trong", "in"),
    "trace.image": ("Đã vẽ trang vào {path}", "Drew the page to {path}"),
    "trace.more_pages": (
        "Ảnh có {shown} trang đầu trong {total} trang; các vùng còn lại được kể ở trên.",
        "The picture has the first {shown} of {total} pages; the other regions are listed above.",
    ),
    "query.more_rows": (
        "... còn {count} dòng nữa; dùng --format csv, json hoặc parquet để lấy hết",
        "... {count} more rows; use --format csv, json or parquet to get all",
    ),
    "query.written": ("Đã ghi {rows} dòng vào {path}", "Wrote {rows} rows to {path}"),
    "models.written": ("Đã ghi {size} byte vào {path}", "Wrote {size} bytes to {path}"),
    "doctor.ok": ("ĐẠT ", "OK  "),
    "doctor.bad": ("THIẾU", "MISS"),
    "doctor.all_well": ("Mọi thứ đã sẵn sàng.", "All is well."),
    "doctor.misses": ("{count} điểm cần sửa", "{count} things to mend"),
    "doctor.above": ("Làm theo lời khuyên ở trên.", "Follow the advice above."),
    "doctor.tesseract": ("chương trình Tesseract", "the program Tesseract"),
    "doctor.tesseract.absent": (
        "không chạy được {command}: {reason}",
        "cannot run {command}: {reason}",
    ),
    "doctor.tesseract.old": ("phiên bản {found}, cần từ {needed}", "version {found}, needed is {needed}"),
    "doctor.tesseract.do": (
        "Chạy `make setup`, hoặc: sudo apt-get install tesseract-ocr",
        "Run `make setup`, or: sudo apt-get install tesseract-ocr",
    ),
    "doctor.language": ("dữ liệu Tesseract `{name}`", "Tesseract data `{name}`"),
    "doctor.language.absent": ("chưa cài", "not installed"),
    "doctor.language.do": (
        "Chạy `make setup`, hoặc: sudo apt-get install tesseract-ocr-{name}; dữ liệu ở nơi khác: đặt TESSDATA_PREFIX",
        "Run `make setup`, or: sudo apt-get install tesseract-ocr-{name}; data elsewhere: set TESSDATA_PREFIX",
    ),
    "doctor.packages": ("các gói Python", "Python packages"),
    "doctor.packages.bad": ("chưa đúng: {names}", "not as needed: {names}"),
    "doctor.packages.absent": ("gói vn-notices chưa được cài", "the distribution vn-notices is not installed"),
    "doctor.packages.do": (
        "Chạy `make setup` để cài đúng các phiên bản đã khóa",
        "Run `make setup` to install the locked versions",
    ),
    "doctor.font": ("phông chữ tiếng Việt cho ảnh", "font with Vietnamese letters for pictures"),
    "doctor.font.absent": ("không tìm thấy", "none found"),
    "doctor.font.do": (
        "Cài một phông: `apt-get install fonts-dejavu-core`, hoặc chạy `make setup`.",
        "Install one: `apt-get install fonts-dejavu-core`, or run `make setup`.",
    ),
    "doctor.raw": ("thư mục nguồn {path}", "raw folder {path}"),
    "doctor.raw.absent": ("không có thư mục này", "there is no such folder"),
    "doctor.raw.denied": ("không có quyền đọc: {reason}", "reading is not allowed: {reason}"),
    "doctor.raw.do": (
        "Tạo thư mục và cấp quyền đọc, hoặc chỉ định thư mục khác bằng --raw hay NOTICES_RAW",
        "Make the folder and give read permission, or name another with --raw or NOTICES_RAW",
    ),
    "doctor.curated": ("ghi được vào thư mục công bố {path}", "write access to the curated folder {path}"),
    "doctor.cache": ("ghi được vào thư mục đệm {path}", "write access to the cache folder {path}"),
    "doctor.write.denied": ("không ghi được: {reason}", "cannot write: {reason}"),
    "doctor.write.do": (
        "Cấp quyền ghi, hoặc chỉ định thư mục khác bằng {setting}",
        "Give write permission, or name another folder with {setting}",
    ),
    "agencies.none": (
        "Mọi cơ quan trong bộ dữ liệu đều có trong danh mục.",
        "Every body in the snapshot is in the register.",
    ),
    "agencies.found": (
        "{count} tên cơ quan không có trong danh mục; số lần nêu, một nhiệm vụ làm ví dụ, tên gần giống nếu có:",
        "{count} names of bodies that the register lacks; mentions, a task that has it, a known name if one is near:",
    ),
    "agencies.line": ("{count}  {name}  (nhiệm vụ {task}{near})", "{count}  {name}  (task {task}{near})"),
    "agencies.near": ("; gần giống {name} {score}", "; near {name} {score}"),
    "agencies.do": (
        "Ghi cơ quan có thật vào một tệp TOML và chỉ định tệp đó bằng thiết lập `agencies` (NOTICES_AGENCIES);"
        " xem README.",
        "Write real ones into a TOML file and name it with the setting `agencies` (NOTICES_AGENCIES); see README.",
    ),
    "unexpected": (
        "lỗi ngoài dự kiến {kind}: {message} -> Chạy lại với --debug và gửi kết quả; bộ dữ liệu cũ còn nguyên.",
        "unexpected {kind}: {message} -> Run again with --debug and report the output; the last snapshot is unharmed.",
    ),
}
"""Every text by key: Vietnamese, English. Both hold the same ``{placeholders}``."""

ERRORS_VI: Final[dict[type[NoticesError], tuple[str, str]]] = {
    # class: (fact, remedy); the fact stands before the English detail
    errors.NoticesError: ("Lỗi", "Chạy `notices doctor` và làm theo lời khuyên."),
    errors.UsageError: ("Câu lệnh không hợp lệ", "Xem --help của lệnh."),
    errors.ConfigError: (
        "Thiết lập không hợp lệ",
        "Sửa thiết lập nêu ở đây (biến môi trường NOTICES_*, tệp TOML hoặc dòng lệnh).",
    ),
    errors.DecisionError: (
        "Quyết định của người rà soát không hợp lệ",
        "Sửa dòng nêu ở đây; README.vi.md nêu định dạng của quyết định.",
    ),
    errors.EnvironmentMissing: ("Máy còn thiếu thành phần", "Chạy `make setup`, rồi `notices doctor`."),
    errors.InputError: ("Không đọc được tệp", "Thay tệp trong thư mục nguồn rồi chạy lại."),
    errors.EmptyFile: ("Tệp rỗng", "Chép lại tệp từ nơi gửi, hoặc xóa tệp này."),
    errors.UnsupportedFile: (
        "Loại tệp không được hỗ trợ",
        "Chuyển tệp sang PDF, PNG, JPEG, TIFF hoặc văn bản UTF-8.",
    ),
    errors.DamagedFile: ("Tệp bị hỏng", "Xin một bản khác còn nguyên vẹn."),
    errors.EncryptedFile: ("Tệp có mật khẩu", "Lưu một bản không có mật khẩu vào thư mục nguồn."),
    errors.UnreadableFile: ("Không có quyền đọc tệp", "Cấp quyền đọc cho tệp, hoặc bỏ tệp khỏi danh sách."),
    errors.TooLarge: (
        "Tệp vượt giới hạn",
        "Chia nhỏ tệp, hoặc nâng giới hạn (NOTICES_MAX_PAGES, NOTICES_MAX_PIXELS).",
    ),
    errors.BadEncoding: ("Văn bản không phải UTF-8", "Lưu lại tệp ở dạng UTF-8."),
    errors.PageError: ("Không đọc được trang", "Xem lại trang; quét lại nếu trang bị hỏng."),
    errors.PageTimeout: (
        "Đọc trang quá thời gian cho phép",
        "Nâng NOTICES_PAGE_TIMEOUT, hoặc quét lại trang ở 200-300 dpi.",
    ),
    errors.PageCrashed: ("Tiến trình đọc trang bị dừng đột ngột", "Chạy lại; nếu vẫn lỗi, quét lại trang."),
    errors.PartialRun: (
        "Bộ dữ liệu đã công bố nhưng còn lỗi",
        "Đọc các lỗi ở trên hoặc trong bảng `sources` và `pages`; sửa rồi chạy lại.",
    ),
    errors.SnapshotError: ("Chưa có bộ dữ liệu dùng được", "Chạy `notices run` để công bố bộ dữ liệu."),
    errors.NotFound: ("Không tìm thấy", "Liệt kê những gì đang có bằng `notices query`."),
    errors.QueryError: ("Câu truy vấn SQL sai", "Chạy `notices schema` để xem các bảng và cột."),
    errors.ContractError: (
        "Dữ liệu trái với khai báo, không công bố gì",
        "Đây là lỗi của phần mềm: hãy gửi báo lỗi kèm thông báo; bộ dữ liệu cũ còn nguyên.",
    ),
}
"""The Vietnamese fact and remedy of every error class."""


def text(key: str, lang: Lang, **values: object) -> str:
    """The text ``key`` in ``lang`` with its placeholders filled. Raises :class:`KeyError` for an unknown key."""
    vietnamese, english = TEXTS[key]
    return (vietnamese if lang == "vi" else english).format(**values)


_STEERING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def visible(name: str, keep: str = "") -> str:
    """A name from outside with its control characters escaped (but those in ``keep``): none of them may steer the
    terminal, break the line, or turn the direction of what is read."""

    def shown(found: re.Match[str]) -> str:
        return found[0] if found[0] in keep else found[0].encode("unicode_escape").decode("ascii")

    return _STEERING.sub(shown, name)


_LOCATOR_WORDS: Final = (("/row after ", "/sau dòng "), ("/row ", "/dòng "))


def locator_text(locator: str, lang: Lang) -> str:
    """A locator as people read it: "Phụ lục 2/row 14" is "Phụ lục 2/dòng 14" in Vietnamese."""
    if lang == "vi":
        for english, vietnamese in _LOCATOR_WORDS:
            locator = locator.replace(english, vietnamese)
    return locator


def language(environ: Mapping[str, str] | None = None) -> Lang:
    """The language of the locale: ``vi`` for LC_ALL, LC_MESSAGES or LANG (first one set) beginning with vi."""
    env = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := env.get(name):
            return "vi" if value.lower().startswith("vi") else "en"
    return "en"


def as_language(value: str) -> Lang:
    """Narrow a checked command-line value."""
    if value not in ("vi", "en"):
        raise errors.UsageError(f"unknown language {value!r}")
    return cast(Lang, value)


def remedy_text(remedy: str, lang: Lang) -> str:
    """A remedy as recorded in the data (English), in ``lang``."""
    if lang == "en":
        return remedy
    for cls, (_, vietnamese) in ERRORS_VI.items():
        if cls.remedy == remedy:
            return vietnamese
    return in_vietnamese(remedy)


def fact_text(fact: str, lang: Lang) -> str:
    """The fact of an error as recorded in the data (English), in ``lang``."""
    return in_vietnamese(fact) if lang == "vi" else fact


def error_line(error: NoticesError, lang: Lang) -> str:
    """What happened and what to do, on one line, in ``lang``."""
    if lang == "en":
        return visible(error.line)
    fact = next(ERRORS_VI[cls][0] for cls in type(error).__mro__ if cls in ERRORS_VI)
    return visible(f"{fact}: {fact_text(str(error), lang)} -> {remedy_text(error.remedy, lang)}")


def error_classes() -> Iterator[type[NoticesError]]:
    """Every error class of the product."""
    waiting: list[type[NoticesError]] = [NoticesError]
    while waiting:
        cls = waiting.pop()
        yield cls
        waiting.extend(cls.__subclasses__())
