"""ROUND: what can be wrong in a round's file and in the lists that it names."""

from __future__ import annotations

from workbook.catalogue import rubric
from workbook.findings import ERROR, NOTE, WARNING, Check


def _like(check: Check) -> Check:
    """The same check under this prefix: ROUND-001 says of a round what RUBRIC-001 says of a rubric."""
    return Check(check.code.replace("RUBRIC", "ROUND"), check.severity, check.vi, check.en)


# ---------------------------------------------------------------- the file and its shape
FILE_MISSING = _like(rubric.FILE_MISSING)
FILE_UNREADABLE = _like(rubric.FILE_UNREADABLE)
NOT_UTF8 = _like(rubric.NOT_UTF8)
TOO_LARGE = _like(rubric.TOO_LARGE)
SYNTAX = _like(rubric.SYNTAX)
UNKNOWN_KEY = _like(rubric.UNKNOWN_KEY)
MISSING_KEY = _like(rubric.MISSING_KEY)
WANT_TEXT = _like(rubric.WANT_TEXT)
EMPTY_TEXT = _like(rubric.EMPTY_TEXT)
TEXT_TOO_LONG = _like(rubric.TEXT_TOO_LONG)
CONTROL_CHARACTER = _like(rubric.CONTROL_CHARACTER)
BAD_ID = _like(rubric.BAD_ID)
WANT_NUMBER = _like(rubric.WANT_NUMBER)
NUMBER_OUT_OF_RANGE = _like(rubric.NUMBER_OUT_OF_RANGE)
NUMBER_TOO_FINE = _like(rubric.NUMBER_TOO_FINE)
WANT_WHOLE = _like(rubric.WANT_WHOLE)
WANT_YES_NO = _like(rubric.WANT_YES_NO)
WANT_CHOICE = _like(rubric.WANT_CHOICE)
WANT_DATE = Check(
    "ROUND-020",
    ERROR,
    vi="“{key}” đang là {value}; phải là ngày viết theo năm-tháng-ngày, không có ngoặc kép: {key} = 2026-01-05",
    en="“{key}” is {value}; it should be a date as year-month-day, without quotation marks: {key} = 2026-01-05",
)
WANT_LIST = _like(rubric.WANT_LIST)
REPEATED_ID = _like(rubric.REPEATED_ID)
UNKNOWN_GROUP = _like(rubric.UNKNOWN_GROUP)
UNKNOWN_TRAIT = _like(rubric.UNKNOWN_TRAIT)
UNKNOWN_LAYOUT = _like(rubric.UNKNOWN_LAYOUT)
EMPTY_LIST = _like(rubric.EMPTY_LIST)
WANT_TEXTS = _like(rubric.WANT_TEXTS)
NOT_POSITIVE = _like(rubric.NOT_POSITIVE)
WANT_TABLE = _like(rubric.WANT_TABLE)
WANT_TABLES = _like(rubric.WANT_TABLES)
UNKNOWN_RUBRIC = _like(rubric.NOT_FOUND)

OF_RUBRIC = {
    rubric.FILE_MISSING: FILE_MISSING,
    rubric.FILE_UNREADABLE: FILE_UNREADABLE,
    rubric.NOT_UTF8: NOT_UTF8,
    rubric.TOO_LARGE: TOO_LARGE,
    rubric.SYNTAX: SYNTAX,
    rubric.UNKNOWN_KEY: UNKNOWN_KEY,
    rubric.MISSING_KEY: MISSING_KEY,
    rubric.WANT_TEXT: WANT_TEXT,
    rubric.EMPTY_TEXT: EMPTY_TEXT,
    rubric.TEXT_TOO_LONG: TEXT_TOO_LONG,
    rubric.CONTROL_CHARACTER: CONTROL_CHARACTER,
    rubric.BAD_ID: BAD_ID,
    rubric.WANT_NUMBER: WANT_NUMBER,
    rubric.NUMBER_OUT_OF_RANGE: NUMBER_OUT_OF_RANGE,
    rubric.NUMBER_TOO_FINE: NUMBER_TOO_FINE,
    rubric.WANT_WHOLE: WANT_WHOLE,
    rubric.WANT_YES_NO: WANT_YES_NO,
    rubric.WANT_CHOICE: WANT_CHOICE,
    rubric.WANT_LIST: WANT_LIST,
    rubric.REPEATED_ID: REPEATED_ID,
    rubric.UNKNOWN_GROUP: UNKNOWN_GROUP,
    rubric.UNKNOWN_TRAIT: UNKNOWN_TRAIT,
    rubric.UNKNOWN_LAYOUT: UNKNOWN_LAYOUT,
    rubric.EMPTY_LIST: EMPTY_LIST,
    rubric.WANT_TEXTS: WANT_TEXTS,
    rubric.NOT_POSITIVE: NOT_POSITIVE,
    rubric.WANT_TABLE: WANT_TABLE,
    rubric.WANT_TABLES: WANT_TABLES,
    rubric.NOT_FOUND: UNKNOWN_RUBRIC,
}
"""The check of this family for one about a rubric's file."""

# ---------------------------------------------------------------- who is scored, who scores
REPEATED_NAME = Check(
    "ROUND-031",
    WARNING,
    vi="Tên “{name}” cũng là tên của {first} trong cùng khối. Hãy kiểm tra có ghi hai lần hay không.",
    en="The name “{name}” is also that of {first} in the same group. Check whether the unit stands there twice.",
)
UNKNOWN_UNIT = Check(
    "ROUND-032",
    ERROR,
    vi="Không có đơn vị mang mã “{unit}” trong đợt này. {hint}",
    en="This round has no unit with the id “{unit}”. {hint}",
)
UNKNOWN_MEMBER = Check(
    "ROUND-033",
    ERROR,
    vi="Không có thành viên mang mã “{member}” trong đợt này. {hint}",
    en="This round has no member with the id “{member}”. {hint}",
)
UNKNOWN_CRITERION = Check(
    "ROUND-034",
    ERROR,
    vi="Không có tiêu chí mang mã “{criterion}” trong bộ tiêu chí. {hint}",
    en="The rubric has no criterion with the id “{criterion}”. {hint}",
)
NOBODY_SCORES = Check(
    "ROUND-035",
    ERROR,
    vi="Khối “{group}” có {count} đơn vị không thành viên nào chấm ({units}): mọi người đều vắng, không chấm đơn vị "
    "này hoặc không phụ trách khối. Hãy xem lại absent, recused và groups của các thành viên.",
    en="Nobody scores {count} units of group “{group}” ({units}): everybody is absent, recused or has other groups. "
    "Look at absent, recused and groups of the members.",
)
MINIMUM_IMPOSSIBLE = Check(
    "ROUND-036",
    ERROR,
    vi="minimum_scorers = {minimum} nhưng {count} đơn vị của khối “{group}” có ít người chấm hơn; "
    "ít nhất là “{unit}” với {scorers} người. Hãy giảm số này hoặc thêm người chấm.",
    en="minimum_scorers = {minimum} but {count} units of group “{group}” have fewer scorers; "
    "“{unit}” has the fewest, {scorers}. Lower the number or add scorers.",
)
NO_UNIT_SCORED = Check(
    "ROUND-037",
    WARNING,
    vi="Thành viên “{member}” không có đơn vị nào để chấm. Nếu vậy, hãy ghi absent với lý do hoặc bỏ thành viên này.",
    en="The member “{member}” has no unit to score. If so, give absent with a reason or remove the member.",
)
NO_REASON = Check(
    "ROUND-038",
    ERROR,
    vi="“{key}” phải ghi lý do (bằng chữ), hiện đang trống. Hãy ghi lý do, hoặc bỏ khóa này nếu không áp dụng.",
    en="“{key}” should give the reason in words and is empty. Write it, or remove the key.",
)
NOT_A_REASON = Check(
    "ROUND-039",
    ERROR,
    vi="“{key}” đang ghi “{value}”, chưa phải là lý do. Hãy ghi lý do bằng chữ (ví dụ: đi công tác), "
    "hoặc để trống nếu không áp dụng.",
    en="“{key}” is “{value}”, which is no reason. Give the reason in words (on a journey, for example), "
    "or leave it empty where it does not apply.",
)

# ---------------------------------------------------------------- recorded decisions
NOT_WAIVABLE = Check(
    "ROUND-040",
    ERROR,
    vi="Không chấp thuận ngoại lệ cho “{code}” được: chỉ các lỗi về điểm mới được ({known}). "
    "Hãy ghi đúng mã lỗi đã báo.",
    en="“{code}” cannot be waived: only findings on points can ({known}). Give the code that was reported.",
)
WAIVER_NOT_LEAF = Check(
    "ROUND-041",
    ERROR,
    vi="Tiêu chí “{criterion}” là tổng của các tiêu chí con nên không có ô điểm. Hãy ghi mã tiêu chí con: {leaves}.",
    en="The criterion “{criterion}” sums its children and has no cell of its own. Give the id of a leaf: {leaves}.",
)
REPEATED_WAIVER = Check(
    "ROUND-042",
    WARNING,
    vi="Ngoại lệ này đã ghi ở {first}. Hãy bỏ một trong hai.",
    en="This waiver stands at {first} already. Remove one of the two.",
)
TIE_TOO_FEW = Check(
    "ROUND-043",
    ERROR,
    vi="Quyết định về đồng hạng phải nêu ít nhất hai đơn vị; ở đây có {count}.",
    en="A tie decision names at least two units; this one names {count}.",
)
TIE_TWO_GROUPS = Check(
    "ROUND-044",
    ERROR,
    vi="Quyết định về đồng hạng nêu các đơn vị của nhiều khối ({groups}); mỗi khối xếp hạng riêng. "
    "Hãy tách thành các quyết định riêng.",
    en="The tie decision names units of several groups ({groups}); each group has its own ranks. Split it.",
)
TIE_TWICE = Check(
    "ROUND-045",
    ERROR,
    vi="Đơn vị “{unit}” đã có trong {first}. Mỗi đơn vị chỉ được nêu một lần trong các quyết định về đồng hạng.",
    en="The unit “{unit}” is named at {first} already. A unit can stand in the tie decisions only once.",
)

# ---------------------------------------------------------------- lists in .xlsx and .csv
LIST_KIND = Check(
    "ROUND-050",
    ERROR,
    vi="Danh sách “{name}” không phải tệp .xlsx hay .csv. Hãy mở bằng Excel và lưu lại thành .xlsx.",
    en="The list “{name}” is neither .xlsx nor .csv. Open it in Excel and save it as .xlsx.",
)
LIST_UNREADABLE = Check(
    "ROUND-051",
    ERROR,
    vi="Không đọc được danh sách “{name}” như một sổ tính Excel (tệp hỏng, có mật khẩu, quá lớn hoặc mang đuôi sai). "
    "Hãy mở bằng Excel, bỏ mật khẩu và lưu lại thành .xlsx.",
    en="The list “{name}” cannot be read as an Excel workbook (damaged, with a password, too large or wrongly named). "
    "Open it in Excel, remove the password and save it as .xlsx.",
)
LACKS_COLUMN = Check(
    "ROUND-052",
    ERROR,
    vi="Danh sách “{name}” thiếu cột: {columns}. Hãy thêm cột với đúng tiêu đề đó (trong 20 dòng đầu).",
    en="The list “{name}” lacks columns: {columns}. Add them with these titles (within the first 20 rows).",
)
REPEATED_COLUMN = Check(
    "ROUND-053",
    ERROR,
    vi="Có hai cột cùng nghĩa “{column}”. Hãy bỏ hoặc đổi tiêu đề một cột.",
    en="Two columns both mean “{column}”. Remove or retitle one.",
)
IGNORED_COLUMNS = Check(
    "ROUND-054",
    NOTE,
    vi="Các cột sau của danh sách không dùng đến: {columns}.",
    en="These columns of the list are not used: {columns}.",
)
LIST_TOO_LONG = Check(
    "ROUND-055",
    ERROR,
    vi="Danh sách “{name}” dài quá {limit} dòng. Hãy xóa các dòng thừa ở cuối.",
    en="The list “{name}” is longer than {limit} rows. Delete the spare rows at its end.",
)
LIST_EMPTY = Check(
    "ROUND-056",
    ERROR,
    vi="Danh sách “{name}” không có dòng nào dưới tiêu đề. Hãy điền danh sách.",
    en="The list “{name}” has no row below its titles. Fill it in.",
)
ROW_WITHOUT = Check(
    "ROUND-057",
    ERROR,
    vi="Dòng này của danh sách để trống ô “{column}”. Hãy điền vào, hoặc xóa cả dòng.",
    en="This row of the list has no “{column}”. Fill it in or delete the whole row.",
)
CELL_NOT_TEXT = Check(
    "ROUND-058",
    ERROR,
    vi="Ô “{column}” đang chứa {value}: là ngày tháng, giá trị lỗi hoặc đúng/sai. Hãy gõ lại dưới dạng chữ.",
    en="The cell “{column}” holds {value}: a date, an error value or a true/false. Type it again as text.",
)
CSV_QUOTES = Check(
    "ROUND-059",
    ERROR,
    vi='Không tách được các ô từ dòng này: có dấu ngoặc kép (") mở mà không đóng đúng chỗ, hoặc một ô dài quá mức. '
    "Hãy sửa dấu ngoặc kép của dòng này, hoặc mở danh sách bằng Excel và lưu lại thành .xlsx.",
    en='The cells cannot be told apart from this line on: a quotation mark (") is not closed where it should be, or a '
    "cell is too long. Correct the quotation marks of this line, or save the list as .xlsx with Excel.",
)
BROKEN_CELL = Check(
    "ROUND-061",
    ERROR,
    vi='Ô “{column}” chạy qua nhiều dòng của tệp: “{value}”. Có thể thiếu dấu ngoặc kép (") đóng, nên các dòng sau bị '
    "dính vào. Hãy sửa để mỗi ô nằm trên một dòng.",
    en='The cell “{column}” runs over several lines of the file: “{value}”. A closing quotation mark (") may be '
    "missing, so that later rows are swallowed. Put each cell on one line.",
)
MORE_THAN_TITLES = Check(
    "ROUND-064",
    ERROR,
    vi="Dòng này có nhiều ô hơn dòng tiêu đề ({count} so với {columns}); ô thừa đầu tiên là “{value}”. "
    "Có thể một tên chứa dấu phân cách: hãy đặt tên đó trong ngoặc kép, hoặc lưu danh sách thành .xlsx.",
    en="This row has more cells than there are titles ({count} to {columns}); the first spare one is “{value}”. A name "
    "may hold the separator: put that name in quotation marks, or save the list as .xlsx.",
)
LIST_ADDED = Check(
    "ROUND-062",
    NOTE,
    vi="{key}: {listed} mục lấy từ danh sách “{name}”, cộng thêm {inline} mục đang ghi trong round.toml; "
    "tổng cộng {count}. Nếu chỉ dùng danh sách, hãy xóa các mục trong round.toml.",
    en="{key}: {listed} come from the list “{name}”, added to {inline} that stand in round.toml; "
    "{count} altogether. To use the list alone, delete those in round.toml.",
)
SAMPLES_LEFT = Check(
    "ROUND-063",
    WARNING,
    vi="{key}: {listed} mục lấy từ danh sách “{name}”, nhưng round.toml vẫn còn {inline} mục, trong đó "
    "{samples} mục mẫu ({names}); các mục này cũng được tính. Hãy xóa các mục mẫu [[{kind}]] khỏi round.toml.",
    en="{key}: {listed} come from the list “{name}”, but {inline} still stand in round.toml, {samples} of them samples "
    "({names}); they count too. Delete the sample [[{kind}]] from round.toml.",
)
SAMPLES_MIXED = Check(
    "ROUND-065",
    WARNING,
    vi="Đã có đơn vị hoặc thành viên thật mà vẫn còn {samples} mục mẫu ({names}); các mục này cũng được tính. "
    "Hãy xóa hoặc ghi đè các dòng mẫu.",
    en="There are real units or members, and still {samples} samples ({names}); these count too. "
    "Delete the samples, or write over them.",
)
MERGED_CELLS = Check(
    "ROUND-130",
    ERROR,
    vi="Các ô {area} đã gộp thành một ô (Merge Cells) ghi “{value}”; trong tệp chỉ ô đầu có giá trị đó, nên không rõ "
    "các dòng, các cột còn lại ghi gì. Hãy bỏ gộp ô (Unmerge Cells) rồi ghi vào từng ô; nếu là dòng ghi chú hay tên "
    "nhóm, hãy xóa dòng đó.",
    en="The cells {area} were merged into one that says “{value}”; in the file only the first has it, so what the "
    "other rows and columns say is unclear. Unmerge the cells and fill in each of them; if this is a remark or the "
    "name of a section, delete the row.",
)
FORMULA_UNSOLVED = Check(
    "ROUND-131",
    ERROR,
    vi="Ô ở cột “{column}” là công thức {formula} mà tệp không lưu kết quả ({count} ô như vậy trong cột), nên không rõ "
    "ô ghi gì. Hãy mở danh sách bằng Excel, lưu lại rồi thử lại, hoặc gõ giá trị thay cho công thức.",
    en="The cell in the column “{column}” is the formula {formula}, whose result the file does not keep ({count} such "
    "cells in the column), so what it says is unclear. Open the list in Excel, save it and try again, or type the "
    "value in place of the formula.",
)
UNTITLED_COLUMN = Check(
    "ROUND-132",
    WARNING,
    vi="Cột {column} của danh sách không có tiêu đề nên không được đọc, nhưng các dòng có ghi ở cột này, đầu tiên là "
    "“{value}”. Nếu tiêu đề đã bị xóa hoặc bị gộp ô, hãy ghi lại; nếu cột không dùng, hãy xóa cột hoặc đặt tiêu đề.",
    en="Column {column} of the list has no title and is not read, but rows have something there, the first "
    "“{value}”. If the title was cleared or merged away, write it again; if the column is of no use, delete it or give "
    "it a title.",
)
HIDDEN_SHEET = Check(
    "ROUND-133",
    WARNING,
    vi="Trang tính “{sheet}” đang bị ẩn nên không được đọc, dù cũng là một danh sách. Nếu cần dùng, hãy bỏ ẩn "
    "(Unhide); nếu không, hãy xóa trang này.",
    en="The sheet “{sheet}” is hidden and is not read, though it is a list too. If it should count, unhide it; if not, "
    "delete it.",
)
HIDDEN_ROWS = Check(
    "ROUND-134",
    NOTE,
    vi="Danh sách có {count} dòng đang bị ẩn hoặc bị lọc (bắt đầu từ ô này); các dòng đó vẫn được đọc như mọi dòng "
    "khác. Nếu không dùng dòng nào, hãy xóa dòng đó.",
    en="The list has {count} rows that are hidden or filtered out (from this cell on); they are read like any other. "
    "Delete those that should not count.",
)

# ---------------------------------------------------------------- what travels inside a workbook
FROZEN_DAMAGED = Check(
    "ROUND-060",
    ERROR,
    vi="Dữ liệu đợt chấm đi kèm trong tệp bị hỏng hoặc bị sửa ({detail}). Hãy dùng tệp đã được gửi, hoặc xin gửi lại.",
    en="The round's data inside the file is damaged or changed ({detail}). Use the file as sent, or ask for it again.",
)

CHECKS = (
    NOT_POSITIVE,
    WANT_TABLE,
    FILE_MISSING,
    FILE_UNREADABLE,
    NOT_UTF8,
    TOO_LARGE,
    SYNTAX,
    UNKNOWN_KEY,
    MISSING_KEY,
    WANT_TEXT,
    EMPTY_TEXT,
    TEXT_TOO_LONG,
    CONTROL_CHARACTER,
    BAD_ID,
    WANT_NUMBER,
    NUMBER_OUT_OF_RANGE,
    NUMBER_TOO_FINE,
    WANT_WHOLE,
    WANT_YES_NO,
    WANT_CHOICE,
    WANT_DATE,
    WANT_LIST,
    REPEATED_ID,
    UNKNOWN_GROUP,
    UNKNOWN_TRAIT,
    UNKNOWN_LAYOUT,
    EMPTY_LIST,
    WANT_TEXTS,
    WANT_TABLES,
    UNKNOWN_RUBRIC,
    REPEATED_NAME,
    UNKNOWN_UNIT,
    UNKNOWN_MEMBER,
    UNKNOWN_CRITERION,
    NOBODY_SCORES,
    MINIMUM_IMPOSSIBLE,
    NO_UNIT_SCORED,
    NO_REASON,
    NOT_A_REASON,
    NOT_WAIVABLE,
    WAIVER_NOT_LEAF,
    REPEATED_WAIVER,
    TIE_TOO_FEW,
    TIE_TWO_GROUPS,
    TIE_TWICE,
    LIST_KIND,
    LIST_UNREADABLE,
    LACKS_COLUMN,
    REPEATED_COLUMN,
    IGNORED_COLUMNS,
    LIST_TOO_LONG,
    LIST_EMPTY,
    ROW_WITHOUT,
    CELL_NOT_TEXT,
    CSV_QUOTES,
    BROKEN_CELL,
    MORE_THAN_TITLES,
    MERGED_CELLS,
    FORMULA_UNSOLVED,
    UNTITLED_COLUMN,
    HIDDEN_SHEET,
    HIDDEN_ROWS,
    LIST_ADDED,
    SAMPLES_LEFT,
    SAMPLES_MIXED,
    FROZEN_DAMAGED,
)
