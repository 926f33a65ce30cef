"""Facts and remedies of errors in Vietnamese. They are raised, and stand in the tables, in English.

A sentence is found by its English text. ``{0}``, ``{1}`` ... stand for what was filled in; what is filled in is
translated as well where it is a sentence of the table (the reason that the operating system gives).
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

TEMPLATES: Final[dict[str, str]] = {
    # the file and its kind
    "the file is empty": "tệp không có nội dung (0 byte)",
    "the file cannot be read: {0}": "không đọc được tệp: {0}",
    "the file has {0} bytes, more than {1}": "tệp có {0} byte, nhiều hơn {1}",
    "the content of this {0} file is not a PDF, PNG, JPEG, TIFF or text": (
        "nội dung của tệp {0} này không phải PDF, PNG, JPEG, TIFF hay văn bản"
    ),
    "the content is not a PDF, PNG, JPEG, TIFF or UTF-8 text": (
        "nội dung không phải PDF, PNG, JPEG, TIFF hay văn bản UTF-8"
    ),
    "the file is named {0} but holds {1}": "tệp mang đuôi {0} nhưng chứa {1}",
    "the file is named {0} but holds a {1}": "tệp mang đuôi {0} nhưng chứa {1}",
    "a web page": "một trang web",
    "something else": "nội dung khác",
    "nameless": "không có đuôi",
    "{0} files are not read": "không đọc tệp {0}",
    "byte {0} is not valid UTF-8": "byte thứ {0} không hợp lệ trong UTF-8",
    "byte {0} is not valid {1}": "byte thứ {0} không hợp lệ trong {1}",
    "this is a folder, not a file": "đây là thư mục, không phải tệp",
    "this is a device or a pipe, not a file": "đây là thiết bị hoặc ống dẫn, không phải tệp",
    "a folder that bears the name of a file": "thư mục được đặt tên như một tệp",
    "a folder without files": "thư mục không chứa tệp nào",
    "a link that leads out of the raw folder": "liên kết dẫn ra ngoài thư mục nguồn",
    "not a regular file": "không phải tệp dữ liệu thông thường",
    "cannot be read: {0}": "không đọc được: {0}",
    "a corpus cannot be read: {0}": "không đọc được một kho văn bản: {0}",
    "the raw folder {0} does not exist": "thư mục nguồn {0} không tồn tại",
    "no file matches {0}": "không có tệp nào khớp với {0}",
    # PDF and images
    "the PDF asks for a password": "tệp PDF yêu cầu mật khẩu",
    "the PDF cannot be opened: {0}": "không mở được tệp PDF: {0}",
    "the PDF cannot be read: {0}": "không đọc được tệp PDF: {0}",
    "the PDF has no pages": "tệp PDF không có trang nào",
    "the PDF has {0} pages, more than {1}": "tệp PDF có {0} trang, nhiều hơn {1}",
    "the PDF is truncated: its end is missing": "tệp PDF bị cắt cụt: thiếu phần cuối",
    "the annotations of page {0} are broken: {1}": "chú thích của trang {0} bị hỏng: {1}",
    "page {0} cannot be drawn: {1}": "không vẽ được trang {0}: {1}",
    "page {0} of the PDF cannot be parsed: {1}": "không phân tích được trang {0} của tệp PDF: {1}",
    "page {0} of the PDF cannot be parsed: {1} {2}": "không phân tích được trang {0} của tệp PDF: {1} {2}",
    "page {0} of the PDF is broken: {1}": "trang {0} của tệp PDF bị hỏng: {1}",
    "page {0} of the image cannot be decoded: {1}": "không giải mã được trang {0} của ảnh: {1}",
    "the image cannot be opened: {0}": "không mở được ảnh: {0}",
    "the image has {0} pages, more than {1}": "ảnh có {0} trang, nhiều hơn {1}",
    "the image has {0} x {1} pixels, too few to hold text": "ảnh có {0} x {1} điểm ảnh, quá ít để chứa chữ",
    "the page image has {0} x {1} pixels, more than {2}": "ảnh của trang có {0} x {1} điểm ảnh, nhiều hơn {2}",
    "the pages of the image cannot be counted: {0}": "không đếm được số trang của ảnh: {0}",
    "{0} of {1} pages could not be read (pages {2}): {3}": "không đọc được {0} trong {1} trang (trang {2}): {3}",
    # reading pages
    "Tesseract ended with status {0}: {1}": "Tesseract kết thúc với mã {0}: {1}",
    "Tesseract gave no usable result: {0}": "Tesseract không cho kết quả dùng được: {0}",
    "Tesseract has no data for the language {0}": "Tesseract không có dữ liệu cho ngôn ngữ {0}",
    "Tesseract took longer than {0} s": "Tesseract chạy quá {0} giây",
    "Tesseract's answer cannot be read: {0}": "không đọc được câu trả lời của Tesseract: {0}",
    "Tesseract's answer is not the table it should be": "câu trả lời của Tesseract không phải là bảng đúng dạng",
    "the program {0} (Tesseract OCR) does not run": "chương trình {0} (Tesseract OCR) không chạy được",
    "the program {0} (Tesseract OCR) is gone": "chương trình {0} (Tesseract OCR) không còn",
    "a page worker cannot be started: {0}": "không khởi động được tiến trình đọc trang: {0}",
    "a page worker did not start within {0} s": "tiến trình đọc trang không khởi động trong {0} giây",
    "reading the page took longer than {0} s": "đọc trang mất quá {0} giây",
    "the page tried to end its process: {0}": "trang làm kết thúc tiến trình đang đọc nó: {0}",
    "the page was given up: the run was stopped": "trang bị bỏ dở: lần chạy đã bị dừng",
    "the page worker failed: {0}: {1}": "tiến trình đọc trang bị lỗi: {0}: {1}",
    "the process that read the page {0}": "tiến trình đọc trang {0}",
    "is gone": "không còn",
    "exited with code {0}": "đã thoát với mã {0}",
    "was killed by signal {0}": "đã bị tín hiệu {0} dừng",
    "was killed by {0}": "đã bị {0} dừng",
    "the result cannot be sent between processes: {0}": "không gửi được kết quả giữa các tiến trình: {0}",
    "the program failed on this file: {0}: {1}": "chương trình gặp lỗi ở tệp này: {0}: {1}",
    "the program failed on this page: {0}: {1}": "chương trình gặp lỗi ở trang này: {0}: {1}",
    "the flow engine cannot be started: {0}": "không khởi động được bộ điều phối: {0}",
    "the flow engine did not start, its log is {0}": "bộ điều phối không khởi động, nhật ký của nó là {0}",
    # settings and the command line
    "cannot read the settings file {0}: {1}": "không đọc được tệp thiết lập {0}: {1}",
    "setting agencies: cannot read {0}: {1}": "thiết lập agencies: không đọc được {0}: {1}",
    "setting {0} = {1} is not a {2}": "thiết lập {0} = {1} không phải kiểu {2}",
    "setting {0} = {1} is out of range": "thiết lập {0} = {1} nằm ngoài khoảng cho phép",
    "unknown setting {0}": "không có thiết lập {0}",
    "unknown language {0}": "không có ngôn ngữ {0}",
    "the format parquet needs --output FILE": "dạng parquet cần --output TỆP",
    "one statement is expected, not {0}": "chỉ nhận một câu lệnh, không phải {0}",
    "only reading is possible here, not {0}": "ở đây chỉ đọc được, không {0}",
    "cannot write the picture {0}: {1}": "không ghi được ảnh {0}: {1}",
    "cannot write the cache {0}: {1}": "không ghi được vào thư mục đệm {0}: {1}",
    "cannot write in {0}: {1}": "không ghi được vào {0}: {1}",
    "cannot write {0}: {1}": "không ghi được {0}: {1}",
    "no font with Vietnamese letters was found for pictures": "không tìm thấy phông chữ tiếng Việt để vẽ ảnh",
    # tasks and snapshots
    "the id {0} is too short": "mã {0} quá ngắn",
    "nothing has the number {0} or an id that begins so": (
        "không có văn bản nào mang số {0}, cũng không có mã nào bắt đầu như vậy"
    ),
    "{0} rows are called {1}: {2}": "có {0} dòng dữ liệu ứng với {1}: {2}",
    "{0} has no region on a page": "{0} không có vùng nào trên trang",
    "the file {0} was not found under {1}": "không thấy tệp {0} trong {1}",
    "the file {0} has changed since it was read": "tệp {0} đã thay đổi kể từ khi được đọc",
    "there is no table {0}": "không có bảng {0}",
    "there is no snapshot in {0}": "không có bộ dữ liệu trong {0}",
    "the snapshot in {0} cannot be opened: {1}": "không mở được bộ dữ liệu trong {0}: {1}",
    "the snapshot in {0} is damaged: {1}": "bộ dữ liệu trong {0} bị hỏng: {1}",
    "the snapshot in {0} is of version {1}, not {2}": "bộ dữ liệu trong {0} thuộc phiên bản {1}, không phải {2}",
    "cannot read the snapshot at {0}: {1}": "không đọc được bộ dữ liệu tại {0}: {1}",
    "cannot read the table {0} of the snapshot: {1}": "không đọc được bảng {0} của bộ dữ liệu: {1}",
    "cannot publish at {0}: {1}": "không công bố được tại {0}: {1}",
    "cannot publish in {0}: {1}": "không công bố được vào {0}: {1}",
    "another run is publishing in {0}": "một lần chạy khác đang công bố vào {0}",
    "{0} holds {1} and is no snapshot": "{0} chứa {1} và không phải bộ dữ liệu",
    "{0} is not a folder": "{0} không phải thư mục",
    "{0} was not made by this program": "{0} không do chương trình này tạo ra",
    # decisions
    "{0}: not a JSON object": "{0}: không phải đối tượng JSON",
    "{0}: not a JSON object: {1}": "{0}: không phải đối tượng JSON: {1}",
    "{0}: cannot be read: {1}": "{0}: không đọc được: {1}",
    "{0}: decision is {1}, not one of {2}": "{0}: decision là {1}, không thuộc {2}",
    "{0}: field is {1}, not one of {2}": "{0}: field là {1}, không thuộc {2}",
    "{0}: a decision {1} has no key {2}": "{0}: quyết định {1} không có khóa {2}",
    "{0}: {1} needs {2}": "{0}: {1} cần {2}",
    "a task": "một nhiệm vụ",
    "two tasks": "hai nhiệm vụ",
    "{0}: a task is named twice": "{0}: một nhiệm vụ được nêu hai lần",
    "{0}: a task is named by its id or by an object with {1}": (
        "{0}: nhiệm vụ được nêu bằng mã hoặc bằng một đối tượng có {1}"
    ),
    "{0}: a task without 'task_id' needs 'source' and 'locator' or 'text'": (
        "{0}: nhiệm vụ không có 'task_id' thì cần 'source' và 'locator' hoặc 'text'"
    ),
    "{0}: {1} must be a text that is not empty": "{0}: {1} phải là một chuỗi không rỗng",
    "{0}: 'on' is {1}, not a date like 2030-01-31": "{0}: 'on' là {1}, không phải ngày dạng 2030-01-31",
    # the gazetteer
    "not TOML: {0}": "không phải TOML: {0}",
    'a body must be a table: {name = "..."}': 'cơ quan phải là một bảng: {name = "..."}',
    "a body without a name": "cơ quan không có tên",
    "bodies must be a list": "bodies phải là một danh sách",
    "write [[group]], not [group]": "hãy viết [[group]], không viết [group]",
    "unknown key {0} (known: {1})": "không có khóa {0} (các khóa: {1})",
    "unknown key {0} (known: sources, group)": "không có khóa {0} (các khóa: sources, group)",
    "kind {0} is none of {1}": "kind {0} không thuộc {1}",
    "scope {0} is none of {1}": "scope {0} không thuộc {1}",
    "valid_from {0} is after valid_to {1}": "valid_from {0} sau valid_to {1}",
    "{0} is empty": "{0} rỗng",
    "{0} must be a list of texts": "{0} phải là danh sách chuỗi",
    "{0} must be {1}, not {2}": "{0} phải là {1}, không phải {2}",
    "a text": "một chuỗi",
    "a list of texts": "danh sách chuỗi",
    "a date (2025-07-01)": "một ngày (2025-07-01)",
    "{0} is there twice": "{0} có hai lần",
    "{0} has the name of another body; give that one's id": "{0} trùng tên cơ quan khác; hãy ghi id của cơ quan đó",
    "{0} refers to {1}, which is not there": "{0} nhắc đến {1}, nhưng trong tệp không có {1}",
    "{0}: the alias {1} is the name of another body": "{0}: tên khác {1} đã là tên của một cơ quan khác",
    "{0}: the source {1} is not in [sources]": "{0}: nguồn {1} không có trong [sources]",
    # the contract of the tables
    "agency {0} is not in the register": "cơ quan {0} không có trong danh mục",
    "block {0} of {1} names document {2}, which is not": "khối {0} của {1} nêu văn bản {2}, nhưng không có văn bản này",
    "tables missing: {0}; tables not declared: {1}": "thiếu bảng: {0}; bảng không khai báo: {1}",
    "task_groups: task {0} is unknown or in more than one group": (
        "task_groups: nhiệm vụ {0} không có hoặc thuộc nhiều nhóm"
    ),
    "task_groups: {0} is not a member of its own group": "task_groups: {0} không thuộc nhóm của chính nó",
    "tasks: the id {0} occurs twice": "tasks: mã {0} xuất hiện hai lần",
    "{0}.{1}: is {2}, not {3}": "{0}.{1}: là {2}, không phải {3}",
    "{0}.{1}: the column is missing": "{0}.{1}: thiếu cột",
    "{0}.{1}: {2} is not in {3}": "{0}.{1}: {2} không có trong {3}",
    "{0}.{1}[].{2}: {3} is not in {4}": "{0}.{1}[].{2}: {3} không có trong {4}",
    "{0}: a box has some corners and lacks others": "{0}: khung thiếu một số góc",
    "{0}: a box is empty or inverted": "{0}: khung rỗng hoặc bị lật",
    "{0}: a list holds a null": "{0}: một danh sách có giá trị null",
    "{0}: a region has neither a box nor lines": "{0}: một vùng không có khung lẫn dòng",
    "{0}: a row has an empty list": "{0}: một dòng có danh sách rỗng",
    "{0}: a value is less than {1}": "{0}: có giá trị nhỏ hơn {1}",
    "{0}: a value is not a finite number": "{0}: có giá trị không phải số hữu hạn",
    "{0}: a value lies outside 0..1": "{0}: có giá trị ngoài khoảng 0..1",
    "{0}: columns are {1}, not {2}": "{0}: các cột là {1}, không phải {2}",
    "{0}: line_first..line_last is not a span of lines": "{0}: line_first..line_last không phải một khoảng dòng",
    "{0}: rows are not sorted by {1} at {2}": "{0}: các dòng không xếp theo {1} tại {2}",
    "{0}: text is not NFC: {1}": "{0}: chữ không ở dạng NFC: {1}",
    "{0}: the key {1} occurs twice": "{0}: khóa {1} xuất hiện hai lần",
    "{0}: unknown code {1}": "{0}: không có mã {1}",
    "{0}: {1} of {2} values are null": "{0}: {1} trong {2} giá trị là null",
    # remedies
    "Check the URL, the credentials and the network.": "Kiểm tra URL, thông tin đăng nhập và mạng.",
    "Check the spelling of the path; a link may lead to a file that is gone.": (
        "Kiểm tra lại cách viết đường dẫn; liên kết có thể trỏ đến một tệp không còn nữa."
    ),
    "Copy the file itself into the raw folder.": "Chép chính tệp đó vào thư mục nguồn.",
    "Correct the gazetteer file named here; normalizers/data/agencies.toml shows the form.": (
        "Sửa tệp danh mục cơ quan nêu ở đây; normalizers/data/agencies.toml cho biết dạng của tệp."
    ),
    "Create it, or name another with --raw.": "Tạo thư mục đó, hoặc chỉ định thư mục khác bằng --raw.",
    "Free disk space and run again; the last snapshot is unharmed.": (
        "Giải phóng dung lượng đĩa rồi chạy lại; bộ dữ liệu cũ còn nguyên."
    ),
    "Mend the file system (symbolic links, renaming) and run again; the last snapshot is unharmed.": (
        "Sửa hệ thống tệp (liên kết tượng trưng, đổi tên) rồi chạy lại; bộ dữ liệu cũ còn nguyên."
    ),
    "Free disk space, give write permission, or name another folder (NOTICES_CACHE).": (
        "Giải phóng dung lượng đĩa, cấp quyền ghi, hoặc chỉ định thư mục khác (NOTICES_CACHE)."
    ),
    "Give --only a glob on the path in the raw folder or on the file's name, e.g. '2025/*.pdf'.": (
        "Ghi cho --only một mẫu theo đường dẫn trong thư mục nguồn hoặc theo tên tệp, ví dụ '2025/*.pdf'."
    ),
    "Give at least {0} characters of the id.": "Ghi ít nhất {0} ký tự của mã.",
    "Give one of these ids, or more characters of it.": "Ghi một trong các mã này, hoặc ghi thêm ký tự của mã.",
    "Leave out --image: what is known of it is said in words.": ("Bỏ --image: những gì biết được đã có ở phần lời."),
    "Give write permission, or name another --curated.": "Cấp quyền ghi, hoặc chỉ định thư mục khác bằng --curated.",
    "Give write permission, or name another folder (NOTICES_CACHE).": (
        "Cấp quyền ghi, hoặc chỉ định thư mục khác (NOTICES_CACHE)."
    ),
    "Install it: `apt-get install tesseract-ocr tesseract-ocr-vie`, or run `make setup`.": (
        "Cài đặt: `apt-get install tesseract-ocr tesseract-ocr-vie`, hoặc chạy `make setup`."
    ),
    "Install one, e.g. `apt-get install fonts-dejavu-core`, or run `make setup`.": (
        "Cài một phông, ví dụ `apt-get install fonts-dejavu-core`, hoặc chạy `make setup`."
    ),
    'List ids with `notices query "SELECT task_id, task_text FROM tasks LIMIT 20"`; documents, '
    "findings, indicators and task_groups have theirs.": (
        'Liệt kê mã bằng `notices query "SELECT task_id, task_text FROM tasks LIMIT 20"`; các bảng documents, '
        "findings, indicators và task_groups cũng có mã riêng."
    ),
    "Move it away; nothing was changed.": "Hãy chuyển nó sang nơi khác; chưa có gì bị thay đổi.",
    "Name a file in a folder that you may write to.": "Chỉ định một tệp trong thư mục mà bạn có quyền ghi.",
    "Name a file, or a folder that holds files.": "Chỉ định một tệp, hoặc một thư mục có tệp.",
    "Name an empty or new folder with --curated; nothing was changed.": (
        "Chỉ định một thư mục rỗng hoặc mới bằng --curated; chưa có gì bị thay đổi."
    ),
    "Name the files in it, or rename the folder.": "Chỉ định các tệp trong đó, hoặc đổi tên thư mục.",
    "Name the raw folder of the run: --raw DIR.": "Chỉ định thư mục nguồn của lần chạy đó: --raw THƯ_MỤC.",
    "Remove it from the raw folder.": "Chuyển nó ra khỏi thư mục nguồn.",
    "Rename or remove the folder.": "Đổi tên hoặc bỏ thư mục đó.",
    "Rename the file to match its content; it was read by its content.": (
        "Đổi đuôi tệp cho đúng nội dung; tệp đã được đọc theo nội dung."
    ),
    "Run `notices run` again, or name the raw folder of that run: --raw DIR.": (
        "Chạy lại `notices run`, hoặc chỉ định thư mục nguồn của lần chạy đó: --raw THƯ_MỤC."
    ),
    "Split the file, or raise NOTICES_MAX_BYTES.": "Chia nhỏ tệp, hoặc nâng NOTICES_MAX_BYTES.",
    "Split the file, or raise NOTICES_MAX_PAGES.": "Chia nhỏ tệp, hoặc nâng NOTICES_MAX_PAGES.",
    "The tables are {0}.": "Các bảng là {0}.",
    "This is a defect of the product: report it with the message; the other files are unharmed.": (
        "Đây là lỗi của phần mềm: hãy gửi báo lỗi kèm thông báo; các tệp khác không bị ảnh hưởng."
    ),
    "This is a defect of the product: report it with the message; the other pages are unharmed.": (
        "Đây là lỗi của phần mềm: hãy gửi báo lỗi kèm thông báo; các trang khác không bị ảnh hưởng."
    ),
    "Wait until it has ended, then run again.": "Đợi lần chạy đó kết thúc rồi chạy lại.",
    # reasons that the operating system gives
    "No such file or directory": "không có tệp hoặc thư mục này",
    "Permission denied": "không có quyền truy cập",
    "Is a directory": "là thư mục",
    "Not a directory": "không phải thư mục",
    "No space left on device": "đĩa đã đầy",
    "Read-only file system": "hệ thống tệp chỉ cho phép đọc",
    "File name too long": "tên tệp quá dài",
    "Input/output error": "lỗi vào/ra",
    # a place and what is wrong there
    "{0}: {1}": "{0}: {1}",
}
"""English to Vietnamese. Every fact and remedy written in the source stands here, except the remedies of classes."""

_FIELD: Final = re.compile(r"\{(\d)\}")
_LONGEST: Final = 600
"""Characters of a sentence to look for; our own are shorter, and a search through a long foreign one takes seconds."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The sentences with fields, those with most text of their own first."""
    ranked = sorted((key for key in TEMPLATES if _FIELD.search(key)), key=lambda key: (-len(_FIELD.sub("", key)), key))
    return tuple((_pattern(key), TEMPLATES[key]) for key in ranked)


def _pattern(template: str) -> re.Pattern[str]:
    parts = _FIELD.split(template)  # text, number, text, number ... text
    return re.compile("".join(f"(?P<f{p}>.+?)" if n % 2 else re.escape(p) for n, p in enumerate(parts)), re.DOTALL)


def in_vietnamese(english: str) -> str:
    """A fact or remedy as it was raised, in Vietnamese; unchanged when it is none of ours."""
    if english in TEMPLATES:
        return TEMPLATES[english]
    for pattern, vietnamese in _patterns() if len(english) <= _LONGEST else ():
        if found := pattern.fullmatch(english):
            return _FIELD.sub(lambda field: in_vietnamese(found[f"f{field[1]}"]), vietnamese)
    return english
