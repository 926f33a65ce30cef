"""The curated tables, declared once; ``pipeline.schema`` derives everything else from this declaration.

Source of every rule: the data contract of the curated dataset, version 1. What holds for every table: rows are sorted
by the key; text is NFC except in the columns marked ``raw`` (kept as read); lists are never null; boxes are PDF points
(1/72 inch) with the origin at the top left of the page as displayed, ``x0 < x1`` and ``y0 < y1``; pages and lines are
1-based and inclusive; fractions lie in 0..1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from pipeline import model as m

CONTRACT_VERSION = 1
"""Version of the layout and meaning of the tables; a reader refuses a snapshot of another version."""


class Type(StrEnum):
    """The column types; the value is how the data dictionary names them."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIMESTAMP = "datetime"
    STRINGS = "list<string>"
    STRUCTS = "list<struct>"


@dataclass(frozen=True, slots=True)
class Column:
    """One column, or one field of a list of structs.

    ``codes``: the values allowed (empty = any). ``raw``: text kept as read, exempt from NFC. ``fraction``: within 0..1.
    ``minimum``: the smallest value allowed. ``non_empty``: the list has at least one entry. ``fields``: those of the
    structs in a list. ``target``: (table, column) that a field of a struct refers to.
    """

    name: str
    type: Type
    en: str
    vi: str
    nullable: bool = False
    unit: str = ""
    codes: tuple[str, ...] = ()
    raw: bool = False
    fraction: bool = False
    minimum: int | None = None
    non_empty: bool = False
    fields: tuple[Column, ...] = ()
    target: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """``columns`` of one table hold values of ``target`` in ``table``; a null in any of them refers to nothing."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table: its columns in order, the key it is sorted by, and what it refers to."""

    name: str
    en: str
    vi: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    foreign_keys: tuple[ForeignKey, ...] = ()


# --- short forms, so that a table reads as a table ---------------------------------------------------------------


def _text(name: str, en: str, vi: str, *, null: bool = False, raw: bool = False, codes: Iterable[str] = ()) -> Column:
    return Column(name, Type.STRING, en, vi, nullable=null, raw=raw, codes=tuple(codes))


def _int(name: str, en: str, vi: str, *, null: bool = False, unit: str = "", least: int = 0) -> Column:
    return Column(name, Type.INTEGER, en, vi, nullable=null, unit=unit, minimum=least)


def _num(name: str, en: str, vi: str, *, null: bool = True, unit: str = "") -> Column:
    return Column(name, Type.NUMBER, en, vi, nullable=null, unit=unit)


def _share(name: str, en: str, vi: str, *, null: bool = False) -> Column:
    return Column(name, Type.NUMBER, en, vi, nullable=null, unit="0..1", fraction=True)


def _date(name: str, en: str, vi: str) -> Column:
    return Column(name, Type.DATE, en, vi, nullable=True)


def _flag(name: str, en: str, vi: str) -> Column:
    return Column(name, Type.BOOLEAN, en, vi)


def _list(name: str, en: str, vi: str, *, raw: bool = False) -> Column:
    return Column(name, Type.STRINGS, en, vi, raw=raw)


def _structs(name: str, en: str, vi: str, fields: tuple[Column, ...], *, non_empty: bool = False) -> Column:
    return Column(name, Type.STRUCTS, en, vi, fields=fields, non_empty=non_empty)


def _fk(columns: str, table: str, target: str) -> ForeignKey:
    return ForeignKey(tuple(columns.split()), table, tuple(target.split()))


_PAGE = _int("page_no", "Page, 1-based", "Số trang, tính từ 1", least=1)
_PAGE_NULL = replace(_PAGE, nullable=True)
_BOX = (
    _num("x0", "Left edge of the box", "Mép trái của khung", unit="pt"),
    _num("y0", "Top edge of the box", "Mép trên của khung", unit="pt"),
    _num("x1", "Right edge of the box", "Mép phải của khung", unit="pt"),
    _num("y1", "Bottom edge of the box", "Mép dưới của khung", unit="pt"),
)
_LINES = (
    _int("line_first", "First line (text notices), 1-based", "Dòng đầu (văn bản thuần), tính từ 1", null=True, least=1),
    _int("line_last", "Last line, inclusive", "Dòng cuối, kể cả dòng này", null=True, least=1),
)
_EVIDENCE = (
    _PAGE,
    *_BOX,
    replace(
        _text("block_id", "Block that holds the region", "Khối văn bản chứa vùng này", null=True),
        target=("blocks", "block_id"),
    ),
    *_LINES,
    _text("role", "What the region stands for", "Vai trò của vùng", codes=m.Role),
)
_DEADLINES = (
    _text("text", "The words it was read from", "Nguyên văn thời hạn", raw=True),
    _text("kind", "Shape of the deadline", "Loại thời hạn", codes=m.DeadlineKind),
    _text(
        "edtf", "ISO 8601-2 (quarters 33-36, half-years 40-41)", "Mã ISO 8601-2 (quý 33-36, nửa năm 40-41)", null=True
    ),
    _date("start_on", "First day", "Ngày bắt đầu"),
    _date("due_on", "Last day", "Ngày đến hạn"),
    _text("qualifier", "How it binds; null where it binds to no date", "Cách ràng buộc", null=True, codes=m.Qualifier),
    _text("rrule", "Recurrence (RFC 5545)", "Chu kỳ lặp (RFC 5545)", null=True),
    _text("condition", "The event it depends on", "Điều kiện", null=True),
    _text("applies_to", "The part of the task it applies to", "Phần việc áp dụng", null=True),
    _text("rule", "Rule that made it", "Quy tắc đã áp dụng"),
)

_SOURCES = TableSpec(
    "sources",
    "The files of the raw folder, one row a file.",
    "Các tệp trong thư mục nguồn, mỗi tệp một dòng.",
    # Two files of the same bytes share the source_id (it is a digest of the bytes), hence the path in the key.
    ("source_id", "path"),
    (
        _text("source_id", "First 16 hex digits of sha256", "16 chữ số đầu của sha256"),
        _text("sha256", "SHA-256 of the bytes; null when they could not be read", "SHA-256 của tệp", null=True),
        _text(
            "path",
            r"Path relative to the raw folder; bytes that are not UTF-8 as \xff",
            r"Đường dẫn tính từ thư mục nguồn; byte không phải UTF-8 ghi dạng \xff",
        ),
        _text("media_type", "Media type found in the bytes", "Kiểu nội dung"),
        _int("byte_size", "Size of the file", "Dung lượng", unit="byte"),
        _int("page_count", "Number of pages", "Số trang"),
        _text("status", "How the reading ended", "Kết quả đọc", codes=m.SourceStatus),
        _text("duplicate_of", "source_id of an earlier file of the same bytes", "Tệp trùng nội dung", null=True),
        _text("error", "What went wrong, in English", "Lỗi, bằng tiếng Anh", null=True),
        _text("remedy", "What to do about it, in English", "Cách khắc phục, bằng tiếng Anh", null=True),
    ),
    (_fk("duplicate_of", "sources", "source_id"),),
)

_PAGES = TableSpec(
    "pages",
    "The pages of the files; a text notice has one page a form feed.",
    "Các trang của tệp; văn bản thuần ngắt trang ở ký tự form feed.",
    ("source_id", "page_no"),
    (
        _text("source_id", "File", "Tệp"),
        _PAGE,
        _num("width_pt", "Width as displayed; null for text notices", "Chiều rộng trang", unit="pt"),
        _num("height_pt", "Height as displayed; null for text notices", "Chiều cao trang", unit="pt"),
        _text("text_source", "Where the text comes from", "Nguồn của chữ", codes=m.TextSource),
        _share("layer_quality", "How good the text layer is as Vietnamese", "Chất lượng lớp chữ tiếng Việt", null=True),
        _text("layer_verdict", "What the text layer is worth", "Đánh giá lớp chữ", codes=m.LayerVerdict),
        _int("rotation_deg", "Rotation applied before OCR", "Góc xoay trước khi nhận dạng", unit="degree"),
        _num("skew_deg", "Skew found", "Độ nghiêng", null=False, unit="degree"),
        _share("ocr_confidence", "Mean confidence of the OCR words", "Độ tin cậy nhận dạng", null=True),
        _text("engine", "What read the page: name, version, model, parameters", "Công cụ đã đọc trang"),
        _text("status", "How the reading ended", "Kết quả đọc", codes=m.SourceStatus),
        _text("error", "What went wrong, in English", "Lỗi, bằng tiếng Anh", null=True),
        _text("remedy", "What to do about it, in English", "Cách khắc phục, bằng tiếng Anh", null=True),
    ),
    (_fk("source_id", "sources", "source_id"),),
)

_ANNEXES = (
    _text("label", 'As "Phụ lục 2"', "Ký hiệu phụ lục"),
    _text("title", "Title", "Tên phụ lục", null=True),
    _int("page_first", "First page", "Trang đầu", least=1),
    _int("page_last", "Last page", "Trang cuối", least=1),
    *_LINES,
)
_DOCUMENTS = TableSpec(
    "documents",
    "The component documents; one file can hold several.",
    "Các văn bản thành phần; một tệp có thể chứa nhiều văn bản.",
    ("document_id",),
    (
        _text("document_id", "Document", "Mã văn bản"),
        _text("source_id", "File", "Tệp"),
        _int("seq", "Place in the file, 1-based", "Thứ tự trong tệp, tính từ 1", least=1),
        _text("number", "Number and symbol as printed", "Số, ký hiệu", null=True),
        _text("type_code", "Type abbreviation, e.g. BC", "Chữ viết tắt loại văn bản", null=True),
        _text("type_name", "Type, e.g. Báo cáo", "Tên loại văn bản", null=True),
        _text("issuer", "Issuing body", "Cơ quan ban hành", null=True),
        _text("issuer_parent", "Body that the letterhead names above it", "Cơ quan chủ quản trên thể thức", null=True),
        _text("place", "Place of issue", "Địa danh", null=True),
        _date("issued_on", "Date of issue", "Ngày ban hành"),
        _text("title", "Title (abstract)", "Trích yếu", null=True),
        _text("signer_name", "Signer", "Người ký", null=True),
        _text("signer_role", "Office of the signer", "Chức vụ người ký", null=True),
        _list("addressees", 'As listed after "Kính gửi"', "Kính gửi"),
        _list("recipients", "Recipients as listed", "Nơi nhận"),
        _int("page_first", "First page", "Trang đầu", null=True, least=1),
        _int("page_last", "Last page", "Trang cuối", null=True, least=1),
        *_LINES,
        _structs("annexes", "Its annexes, in order", "Các phụ lục, theo thứ tự", _ANNEXES),
        _text("is_copy_of", "Number of the document that this one copies", "Số của văn bản được sao", null=True),
        _text("parent_document_id", "Document of the file it is attached to", "Văn bản mà nó kèm theo", null=True),
        _structs("evidence", "Where its facts were read", "Nơi đọc được các thông tin trên", _EVIDENCE),
    ),
    (_fk("source_id", "sources", "source_id"), _fk("parent_document_id", "documents", "document_id")),
)

_REPAIRS = (
    _text("raw", "Token as read", "Chữ đọc được", raw=True),
    _text("text", "Token as repaired", "Chữ đã sửa"),
    _share("confidence", "How sure the repair is", "Độ tin cậy"),
    _list("alternatives", "Other readings, the likeliest first", "Cách đọc khác, khả năng cao trước"),
)
_BLOCKS = TableSpec(
    "blocks",
    "The text in reading order.",
    "Nội dung theo thứ tự đọc.",
    ("block_id",),
    (
        _text("block_id", "Block", "Mã khối"),
        _text("source_id", "File", "Tệp"),
        _text("document_id", "Document; null outside any", "Văn bản", null=True),
        _PAGE,
        _int("reading_order", "Place in the reading order of the file", "Thứ tự đọc trong tệp"),
        _text("kind", "What the block is on its page", "Loại khối", codes=m.BlockKind),
        _list("section_path", 'Outline numbers from the top, e.g. "IV", "1", "b"', "Đường dẫn đề mục"),
        _text("text_raw", "As read, untouched", "Chữ đọc được, giữ nguyên", raw=True),
        _text("text", "Normalized or repaired", "Chữ đã chuẩn hóa hoặc sửa"),
        _list("tokens", 'Words, e.g. "khoa_học"', "Từ đã tách"),
        *_BOX,
        *_LINES,
        _int("char_first", "First character in the first line, 0-based", "Ký tự đầu trong dòng, tính từ 0", null=True),
        _int("char_last", "End in the last line, exclusive", "Vị trí kết thúc trong dòng cuối", null=True),
        _share("confidence", "How sure the reading is", "Độ tin cậy"),
        _structs("repairs", "The tokens of a repaired text, in order", "Các âm tiết của chữ đã sửa", _REPAIRS),
    ),
    (
        _fk("source_id", "sources", "source_id"),
        _fk("document_id", "documents", "document_id"),
        _fk("source_id page_no", "pages", "source_id page_no"),
    ),
)

_TASKS = TableSpec(
    "tasks",
    "The tasks as each document states them, one row a mention.",
    "Các nhiệm vụ theo từng văn bản, mỗi lần nêu một dòng.",
    ("task_id",),
    (
        _text("task_id", "Task; stable over re-runs", "Mã nhiệm vụ, ổn định qua các lần chạy"),
        _text("task_group_id", "Group of mentions of the same task", "Nhóm nhiệm vụ trùng nhau"),
        _text("source_id", "File", "Tệp"),
        _text("document_id", "Document", "Văn bản"),
        _text("origin", "Row of a table, or prose", "Lấy từ bảng hay từ lời văn", codes=("table", "prose")),
        _text("locator", 'Where in the document, e.g. "Phụ lục 2/row 14"', "Vị trí trong văn bản"),
        _text("ordinal", "Number as printed", "Số thứ tự như in", null=True),
        _text("parent_task_id", "Task it is a part of", "Nhiệm vụ cha", null=True),
        _text("section", "Section of the table or text", "Mục chứa nhiệm vụ", null=True),
        _text("task_text_raw", "Task as read", "Nhiệm vụ, nguyên văn đọc được", raw=True),
        _text("task_text", "Task, normalized", "Nhiệm vụ, đã chuẩn hóa"),
        _list("lead", "Leading bodies, canonical names", "Cơ quan chủ trì"),
        _list("coordinating", "Coordinating bodies, canonical names", "Cơ quan phối hợp"),
        _list("supervisors", "Supervising bodies or persons", "Cơ quan, người theo dõi, chỉ đạo"),
        _list("assigned_by", "Numbers of the documents that assign it", "Số văn bản giao nhiệm vụ"),
        _text("deliverable", "What must be delivered", "Sản phẩm, kết quả", null=True),
        _text("status_text", "State as reported", "Tình hình thực hiện", null=True),
        _text("note", "Remarks", "Ghi chú", null=True),
        _text("deadline_text", "Deadline as printed", "Thời hạn như in", null=True),
        _structs("deadlines", "Normalized deadlines", "Các thời hạn đã chuẩn hóa", _DEADLINES),
        _date("first_due_on", "Earliest closed due date", "Ngày đến hạn sớm nhất"),
        _date("due_on", "Last closed due date; null when none", "Ngày đến hạn muộn nhất"),
        replace(_PAGE, en="Page where it begins", vi="Trang bắt đầu"),
        replace(_PAGE, name="page_last", en="Page where it ends", vi="Trang kết thúc"),
        _structs("evidence", "Every region it was read from", "Mọi vùng đã đọc ra nó", _EVIDENCE, non_empty=True),
        _share("confidence", "How sure the extraction is", "Độ tin cậy"),
        _text("rule", 'Rule that made it, e.g. "row", "subject", "inherited"', "Quy tắc đã áp dụng"),
        _list("flags", "What to be careful about", "Điểm cần lưu ý"),
    ),
    (
        _fk("task_group_id", "task_groups", "task_group_id"),
        _fk("source_id", "sources", "source_id"),
        _fk("document_id", "documents", "document_id"),
        _fk("parent_task_id", "tasks", "task_id"),
        _fk("source_id page_no", "pages", "source_id page_no"),
    ),
)

_TASK_AGENCIES = TableSpec(
    "task_agencies",
    "The bodies named in the tasks, by role.",
    "Các cơ quan được nêu trong nhiệm vụ, theo vai trò.",
    ("task_id", "role", "position"),
    (
        _text("task_id", "Task", "Nhiệm vụ"),
        _text("role", "Role", "Vai trò", codes=(m.Role.LEAD, m.Role.COORDINATING, m.Role.SUPERVISOR)),
        _int("position", "Place within the role, 1-based", "Thứ tự trong vai trò, tính từ 1", least=1),
        _text("agency_id", "Body of the register; null when unresolved", "Cơ quan trong danh mục", null=True),
        _text("name", "Canonical name", "Tên chuẩn"),
        _text("name_raw", "As read", "Tên như đọc được", raw=True),
        _flag("is_collective", "Names many bodies at once", "Là tên gọi chung nhiều cơ quan"),
        _text("match", "How the body was found", "Cách nhận ra cơ quan", codes=m.AgencyMatch),
        _share(
            "score",
            "How near the words read are to the registered spelling; null where none was compared",
            "Độ giống với tên trong danh mục; null khi không so tên nào",
            null=True,
        ),
    ),
    (_fk("task_id", "tasks", "task_id"), _fk("agency_id", "agencies", "agency_id")),
)

_AGENCIES = TableSpec(
    "agencies",
    "The bodies of the register that the snapshot names, with those above them.",
    "Các cơ quan trong danh mục được nêu tên, cùng cơ quan cấp trên.",
    ("agency_id",),
    (
        _text("agency_id", "Body", "Mã cơ quan"),
        _text("name", "Canonical name", "Tên chuẩn"),
        _text("kind", "Kind: party, government, ministry, provincial, ...", "Loại cơ quan"),
        _text("parent_id", "Body above it", "Cơ quan cấp trên", null=True),
        _text("body_id", "Body that a party committee belongs to", "Cơ quan có tổ chức đảng này", null=True),
        _date("valid_from", "First day of the body", "Ngày thành lập"),
        _date("valid_to", "Last day of the body", "Ngày kết thúc"),
        _text("successor_id", "Body that took over", "Cơ quan kế thừa", null=True),
        _list("aliases", "Short names and spellings", "Tên khác, tên viết tắt"),
    ),
    (
        _fk("parent_id", "agencies", "agency_id"),
        _fk("body_id", "agencies", "agency_id"),
        _fk("successor_id", "agencies", "agency_id"),
    ),
)

_REFERENCES = TableSpec(
    "references",
    "The documents cited.",
    "Các văn bản được viện dẫn.",
    ("document_id", "position"),
    (
        _text("document_id", "Document that cites", "Văn bản viện dẫn"),
        _int("position", "Place in that document, 1-based", "Thứ tự trong văn bản, tính từ 1", least=1),
        _text("task_id", "Task that cites; null = cited elsewhere", "Nhiệm vụ viện dẫn", null=True),
        _text("number", "Number of the cited document", "Số, ký hiệu được viện dẫn", null=True),
        _text("type_code", "Its type", "Loại văn bản", null=True),
        _text("issuer_code", "Issuer in its number", "Cơ quan ban hành trong số, ký hiệu", null=True),
        _date("dated_on", "Its date", "Ngày của văn bản"),
        _text("part", 'What of it is cited, e.g. "khoản 2 Điều 5"', "Phần được viện dẫn", null=True),
        _text("raw", "As printed", "Nguyên văn", raw=True),
        _text("resolved_document_id", "The cited document, if it is here", "Văn bản tương ứng, nếu có", null=True),
        _PAGE,
    ),
    (
        _fk("document_id", "documents", "document_id"),
        _fk("task_id", "tasks", "task_id"),
        _fk("resolved_document_id", "documents", "document_id"),
    ),
)

_INDICATORS = TableSpec(
    "indicators",
    "The rows of target tables.",
    "Các chỉ tiêu trong bảng chỉ tiêu.",
    ("indicator_id",),
    (
        _text("indicator_id", "Indicator", "Mã chỉ tiêu"),
        _text("source_id", "File", "Tệp"),
        _text("document_id", "Document", "Văn bản"),
        _text("ordinal", "Number as printed", "Số thứ tự như in", null=True),
        _text("section", "Section of the table", "Mục của bảng", null=True),
        _text("name", "Indicator", "Tên chỉ tiêu"),
        _text("unit", "Unit of measure", "Đơn vị tính", null=True),
        _text("target_text", "Target as printed", "Mục tiêu như in", null=True),
        _text("comparator", "How to compare", "Phép so sánh", null=True, codes=(">=", "<=", "=", ">", "<", "range")),
        _num("target_low", "Lower bound or the value", "Cận dưới hoặc giá trị"),
        _num("target_high", "Upper bound", "Cận trên"),
        _list("lead", "Responsible bodies, canonical names", "Cơ quan chịu trách nhiệm"),
        _PAGE,
        _structs("evidence", "Every region it was read from", "Mọi vùng đã đọc ra nó", _EVIDENCE, non_empty=True),
    ),
    (
        _fk("source_id", "sources", "source_id"),
        _fk("document_id", "documents", "document_id"),
        _fk("source_id page_no", "pages", "source_id page_no"),
    ),
)

_HISTORY = (
    replace(_text("task_id", "Mention", "Lần nêu"), target=("tasks", "task_id")),
    _text("document_number", "Number of its document", "Số, ký hiệu văn bản", null=True),
    _date("issued_on", "Date of that document", "Ngày ban hành"),
    _text("deadline_text", "Deadline as printed", "Thời hạn như in", null=True),
    _date("due_on", "Last due date", "Ngày đến hạn cuối"),
    _list("lead", "Leading bodies", "Cơ quan chủ trì"),
)
_TASK_GROUPS = TableSpec(
    "task_groups",
    "Tasks after merging the mentions of the same task.",
    "Nhiệm vụ sau khi gộp các lần nêu trùng nhau.",
    ("task_group_id",),
    (
        _text("task_group_id", "Group", "Mã nhóm"),
        _text("canonical_task_id", "Mention that speaks for the group", "Lần nêu đại diện"),
        _text("task_text", "Its text", "Nội dung đại diện"),
        _int("mentions", "Number of mentions", "Số lần nêu", least=1),
        _int("documents", "Number of documents", "Số văn bản", least=1),
        _list("lead", "Leading bodies of all mentions", "Cơ quan chủ trì của mọi lần nêu"),
        _date("first_due_on", "Earliest due date", "Ngày đến hạn sớm nhất"),
        _date("last_due_on", "Last due date", "Ngày đến hạn muộn nhất"),
        _flag("has_deadline_conflict", "Mentions differ in the due date", "Các lần nêu khác nhau về thời hạn"),
        _flag("has_lead_conflict", "Mentions differ in the lead", "Các lần nêu khác nhau về chủ trì"),
        _list("aliases", "Ids this group has or may have had: one a mention", "Các mã nhóm đã hoặc có thể đã dùng"),
        _structs("history", "Who says what, oldest first", "Ai nêu gì, từ cũ đến mới", _HISTORY, non_empty=True),
    ),
    (_fk("canonical_task_id", "tasks", "task_id"),),
)

_REASONS = (
    _text("feature", "Feature compared", "Đặc trưng so sánh"),
    _text("value", "Its value", "Giá trị"),
    _num("weight", "Its weight in the score", "Trọng số", null=False),
)
_TASK_LINKS = TableSpec(
    "task_links",
    "The pairs of tasks judged; only links of the relation same form groups.",
    "Các cặp nhiệm vụ đã xét; chỉ quan hệ same tạo nhóm.",
    ("task_id_a", "task_id_b"),
    (
        _text("task_id_a", "First task", "Nhiệm vụ thứ nhất"),
        _text("task_id_b", "Second task", "Nhiệm vụ thứ hai"),
        _text("relation", "Relation", "Quan hệ", codes=("same", "part_of", "implements", "related")),
        _share("score", "How sure the relation is", "Mức chắc chắn của quan hệ"),
        _structs("reasons", "Why", "Lý do", _REASONS),
        _text("explanation_vi", "Why, in Vietnamese", "Giải thích bằng tiếng Việt"),
        _text("explanation_en", "Why, in English", "Giải thích bằng tiếng Anh"),
    ),
    (_fk("task_id_a", "tasks", "task_id"), _fk("task_id_b", "tasks", "task_id")),
)

_FINDINGS = TableSpec(
    "findings",
    "What an auditor should look at.",
    "Những điểm kiểm toán viên cần xem.",
    ("finding_id",),
    (
        _text("finding_id", "Finding", "Mã phát hiện"),
        _text("kind", "Kind", "Loại"),
        _text("severity", "How much it matters", "Mức độ", codes=m.Severity),
        _text("source_id", "File", "Tệp", null=True),
        _text("document_id", "Document", "Văn bản", null=True),
        _text("task_id", "Task", "Nhiệm vụ", null=True),
        _PAGE_NULL,
        _text("message_vi", "Message in Vietnamese", "Thông điệp tiếng Việt"),
        _text("message_en", "Message in English", "Thông điệp tiếng Anh"),
        _structs("evidence", "The regions it speaks of", "Các vùng liên quan", _EVIDENCE),
        _list("values", "The values at odds", "Các giá trị liên quan", raw=True),
        _text("dismissed_by", "Who dismissed it; null = it stands", "Người bác bỏ; trống = còn hiệu lực", null=True),
        _text("dismissed_why", "Why it was dismissed", "Lý do bác bỏ", null=True),
    ),
    (
        _fk("source_id", "sources", "source_id"),
        _fk("document_id", "documents", "document_id"),
        _fk("task_id", "tasks", "task_id"),
    ),
)

_FAILURES = (
    _text("path", "File", "Tệp"),
    _PAGE_NULL,
    _text("error", "What went wrong, in English", "Lỗi, bằng tiếng Anh"),
    _text("remedy", "What to do about it, in English", "Cách khắc phục, bằng tiếng Anh", null=True),
)
_RUNS = TableSpec(
    "runs",
    "The runs that published a snapshot; the only table with wall-clock facts.",
    "Các lần chạy đã công bố dữ liệu; bảng duy nhất có giờ chạy.",
    ("run_id",),
    (
        _text("run_id", "Run number and snapshot it published", "Số lần chạy và bản công bố"),
        _text("snapshot_id", "Snapshot it published", "Bản công bố"),
        Column("started_at", Type.TIMESTAMP, "Start", "Bắt đầu", unit="UTC"),
        Column("finished_at", Type.TIMESTAMP, "End of the extraction", "Kết thúc", unit="UTC"),
        _text("code_version", "Version of the code", "Phiên bản mã"),
        _text("config_hash", "Digest of the settings", "Mã băm cấu hình"),
        _int("sources", "Files", "Số tệp"),
        _int("sources_failed", "Files that failed, wholly or in part", "Số tệp lỗi"),
        _int("pages", "Pages", "Số trang"),
        _int("pages_failed", "Pages that failed", "Số trang lỗi"),
        _int("documents", "Documents", "Số văn bản"),
        _int("tasks", "Tasks", "Số nhiệm vụ"),
        _int("deadlines", "Deadlines", "Số thời hạn"),
        _int("indicators", "Indicators", "Số chỉ tiêu"),
        _int("findings", "Findings", "Số phát hiện"),
        _structs("failures", "What failed", "Các lỗi", _FAILURES),
    ),
)

TABLES: tuple[TableSpec, ...] = (
    _SOURCES,
    _PAGES,
    _DOCUMENTS,
    _BLOCKS,
    _TASKS,
    _TASK_AGENCIES,
    _AGENCIES,
    _REFERENCES,
    _INDICATORS,
    _TASK_GROUPS,
    _TASK_LINKS,
    _FINDINGS,
    _RUNS,
)
"""All tables of the curated dataset, in the order of the data dictionary."""

TABLE_NAMES: tuple[str, ...] = tuple(spec.name for spec in TABLES)
_BY_NAME = {spec.name: spec for spec in TABLES}


def table_spec(name: str) -> TableSpec:
    """The declaration of one table. Raises :class:`KeyError` for an unknown name."""
    return _BY_NAME[name]
