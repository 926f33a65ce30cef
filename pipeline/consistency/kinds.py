"""The kinds of findings, declared once: severity and meaning. ``docs/findings.md`` lists them, a test compares."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pipeline.model import Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of finding: how much it matters, and what it means in both languages. ``info_when``: where it is only
    info; "" for kinds that always have their severity."""

    severity: Severity
    en: str
    vi: str
    info_when: str = ""


KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        # reading
        "page_failed": Kind(_E, "A page could not be read.", "Có trang không đọc được."),
        "row_cut_off": Kind(
            _W, "A table row whose beginning or end is not in the file.", "Dòng của bảng bị thiếu phần."
        ),
        "type_conflict": Kind(
            _W, "The symbol and the title name different types.", "Ký hiệu và tiêu đề ghi hai loại văn bản khác nhau."
        ),
        "measures_assigned_in_annex": Kind(
            _I,
            "Programme text that the annexed task table assigns: no tasks of its own.",
            "Nội dung chương trình do bảng nhiệm vụ kèm theo phân công, không tính riêng.",
        ),
        "document_incomplete": Kind(
            _I, "A document without number, date or signer.", "Văn bản không có số, ngày hoặc người ký."
        ),
        "deadline_unreadable": Kind(_W, "A deadline that could not be understood.", "Thời hạn không hiểu được."),
        "agency_unresolved": Kind(_I, "A body that is not in the register.", "Cơ quan không có trong danh mục."),
        "agency_corrected": Kind(_I, "A damaged name, read as a known body.", "Tên cơ quan bị hỏng, đã hiểu lại."),
        "ordinal_missing": Kind(_I, "A table row without a readable ordinal.", "Dòng thiếu số thứ tự."),
        "deadline_doubtful": Kind(
            _I, "A deadline recognised with low confidence.", "Thời hạn được nhận dạng với độ tin cậy thấp."
        ),
        "lead_doubtful": Kind(
            _I, "A leading body recognised with low confidence.", "Cơ quan chủ trì được nhận dạng với độ tin cậy thấp."
        ),
        # citations
        "number_conflict": Kind(
            _W,
            "The same document bears two numbers in one file.",
            "Một văn bản mang hai số trong cùng tệp.",
            info_when="in recognised text, for two numbers of one subject",
        ),
        "citation_date_conflict": Kind(
            _W, "The same document is cited with two dates.", "Cùng một văn bản được dẫn với hai ngày khác nhau."
        ),
        "citation_number_variant": Kind(
            _W,
            "The same document is cited with two spellings of its number.",
            "Cùng một văn bản được dẫn với hai cách ghi số, ký hiệu.",
            info_when="in recognised text, for a number without a year",
        ),
        "number_malformed": Kind(
            _W,
            "A number with a malformed symbol.",
            "Ký hiệu văn bản bị ghi sai.",
            info_when="in recognised text, unless a symbol is doubled",
        ),
        "citation_type_differs": Kind(
            _W,
            "A cited document is called one type and numbered as another.",
            "Văn bản được dẫn có tên loại và ký hiệu không khớp.",
            info_when="in recognised text",
        ),
        "number_form": Kind(
            _W,
            "A number written in the other system (Party or state) than elsewhere.",
            "Ký hiệu ghi lẫn thể thức của Đảng và của Nhà nước.",
        ),
        "number_out_of_order": Kind(
            _W,
            "A higher number of one register has an earlier date in the same year.",
            "Số lớn hơn của cùng một sổ văn bản lại có ngày sớm hơn trong năm.",
            info_when="in recognised text, across files",
        ),
        "cited_later": Kind(
            _W, "A cited document is later than the one that cites it.", "Văn bản được dẫn có ngày sau văn bản dẫn."
        ),
        # dates
        "impossible_date": Kind(
            _W, "A date that the calendar does not have.", "Ngày không có trong lịch.", info_when="in recognised text"
        ),
        "weekday_differs": Kind(_W, "A date that is not the weekday given.", "Ngày không đúng thứ được ghi."),
        "stale_as_of": Kind(
            _W,
            "Figures as of a day a year or more before the document.",
            "Số liệu “tính đến” một ngày trước văn bản cả năm.",
        ),
        "event_after_document": Kind(
            _W, "Something done, dated after the document.", "Việc đã làm lại ghi ngày sau ngày văn bản."
        ),
        "event_outside_period": Kind(
            _W, "An event dated outside the period it is told of.", "Sự kiện có ngày ngoài kỳ được nêu."
        ),
        "signed_otherwise": Kind(
            _I, "The digital signature bears another day or time zone.", "Chữ ký số có ngày hoặc múi giờ khác."
        ),
        "deadline_before_document": Kind(
            _W, "A deadline before the document that sets it.", "Thời hạn trước ngày của văn bản giao việc."
        ),
        "deadline_before_basis": Kind(
            _W,
            "A deadline before the document that the task rests on.",
            "Thời hạn trước ngày của văn bản làm căn cứ giao việc.",
        ),
        "deadline_before_dependency": Kind(
            _W,
            "A deadline before what the task depends on.",
            "Thời hạn trước khi có điều kiện mà nhiệm vụ phụ thuộc.",
        ),
        "deadline_outside_list": Kind(
            _I,
            "A list of tasks of a period holds tasks due before it.",
            "Danh mục nhiệm vụ của một kỳ có việc đến hạn trước kỳ đó.",
        ),
        "subtask_later": Kind(
            _W, "A part of a task is due after the task itself.", "Việc thành phần có hạn sau nhiệm vụ chính."
        ),
        # tasks
        "deadline_text_differs": Kind(
            _W,
            "The text of a task and its deadline column disagree.",
            "Nội dung nhiệm vụ và cột thời hạn không khớp nhau.",
            info_when="for a rhythm, and for “thường xuyên” that opens the text",
        ),
        "deadline_note_differs": Kind(
            _W,
            "The note of a row gives another deadline than its column.",
            "Cột ghi chú nêu thời hạn khác với cột thời hạn.",
        ),
        "task_deadline_differs": Kind(
            _W, "The same task with different deadlines.", "Cùng một nhiệm vụ có các thời hạn khác nhau."
        ),
        "task_lead_differs": Kind(
            _W, "The same task with different leading bodies.", "Cùng một nhiệm vụ có cơ quan chủ trì khác nhau."
        ),
        "lead_also_coordinates": Kind(
            _W, "A body both leads and coordinates one task.", "Một cơ quan vừa chủ trì vừa phối hợp."
        ),
        "task_state_differs": Kind(
            _W,
            "A task that is done in one notice and open in another of the same day or later.",
            "Nhiệm vụ nơi ghi đã xong, nơi khác cùng ngày hoặc về sau ghi chưa xong.",
        ),
        "thing_deadline_differs": Kind(
            _I,
            "A body is to make one named thing by different times in different files.",
            "Một cơ quan phải làm cùng một sản phẩm với các thời hạn khác nhau ở các tệp khác nhau.",
        ),
        "name_spelling": Kind(
            _I, "A name spelled two ways in one document.", "Một tên được viết hai cách trong cùng văn bản."
        ),
        # several files
        "notice_twice": Kind(
            _I,
            "One notice in several files whose bytes differ; what they say agrees.",
            "Một văn bản có trong nhiều tệp khác nhau, nội dung chung thống nhất.",
        ),
        "copies_differ": Kind(
            _W,
            "Two copies of one notice differ in a figure, a date or a leading body.",
            "Hai bản của cùng một văn bản khác nhau về số liệu, ngày hoặc cơ quan chủ trì.",
            info_when="where every difference is in recognised text",
        ),
        "notice_replaced": Kind(
            _I,
            "A notice that a later one here replaces, repeals or corrects.",
            "Văn bản đã được văn bản sau trong kho thay thế, bãi bỏ hoặc đính chính.",
        ),
        # counts
        "figures_differ": Kind(
            _W,
            "The same statement of the same time with different figures.",
            "Cùng một nội dung, cùng thời điểm nhưng số liệu khác nhau.",
            info_when="in recognised text",
        ),
        "sum_differs": Kind(_W, "Parts that do not add up to their total.", "Các phần cộng lại không bằng tổng."),
        "rest_differs": Kind(
            _W,
            "What is done and what is left do not make up the whole.",
            "Phần đã làm và phần còn lại không bằng tổng số.",
        ),
        "percentage_differs": Kind(
            _W, "A percentage that its figures do not give.", "Tỷ lệ phần trăm không khớp với số liệu."
        ),
        "share_over_whole": Kind(_W, "A part greater than the whole.", "Phần lớn hơn tổng thể."),
        "count_named_differs": Kind(
            _W,
            "A number of things other than the list names.",
            "Số lượng nêu ra khác với số được kể tên.",
            info_when="in recognised text, for items below",
        ),
        "count_rows_differs": Kind(
            _W, "A number of tasks other than the annex lists.", "Số nhiệm vụ nêu ra khác với số dòng của phụ lục."
        ),
        "overdue_count_differs": Kind(
            _W,
            "A number of overdue tasks smaller than a list shows.",
            "Số nhiệm vụ quá hạn nêu ra ít hơn số trong danh mục.",
        ),
        # lists
        "annex_missing": Kind(
            _W, "An annex that is announced but not in the file.", "Phụ lục được nhắc đến nhưng không có trong tệp."
        ),
        "ordinal_sequence": Kind(
            _W,
            "A list whose numbers skip or repeat.",
            "Danh sách đánh số nhảy hoặc trùng.",
            info_when="in recognised text, and for small letters",
        ),
        "list_duplicate": Kind(_W, "The same item twice in one list.", "Một mục xuất hiện hai lần trong danh sách."),
        "row_duplicate": Kind(_W, "The same task twice in one table.", "Một nhiệm vụ xuất hiện hai lần trong bảng."),
        # reviewers' decisions
        "decision_unresolved": Kind(
            _W,
            "A decision on a task or finding that is not found.",
            "Quyết định về một nhiệm vụ hoặc phát hiện không tìm thấy.",
        ),
        "decision_conflict": Kind(_E, "Decisions that contradict each other.", "Các quyết định trái ngược nhau."),
    }
)
"""Every kind of finding by name."""
