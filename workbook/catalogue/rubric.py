"""RUBRIC: what can be wrong in a rubric's file.

The first block (001 to 029) is about any file that people write by hand; `catalogue.round` has the
same checks under its own prefix.
"""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

# ---------------------------------------------------------------- the file and its shape
FILE_MISSING = Check(
    "RUBRIC-001",
    ERROR,
    vi="Không có tệp “{name}”. Hãy kiểm tra tên và thư mục.",
    en="There is no file “{name}”. Check its name and folder.",
)
FILE_UNREADABLE = Check(
    "RUBRIC-002",
    ERROR,
    vi="Không mở được tệp “{name}”. Nếu tệp đang mở trong chương trình khác, hãy đóng lại; nếu không, "
    "hãy xem tệp có đúng là tệp văn bản và quyền đọc hay không.",
    en="The file “{name}” cannot be opened. If another program has it open, close it there; otherwise "
    "check that it is a text file that you may read.",
)
NOT_UTF8 = Check(
    "RUBRIC-003",
    ERROR,
    vi="Tệp “{name}” không phải bảng mã UTF-8. Hãy lưu lại với bảng mã UTF-8.",
    en="The file “{name}” is not UTF-8. Save it again as UTF-8.",
)
TOO_LARGE = Check(
    "RUBRIC-004",
    ERROR,
    vi="Tệp “{name}” quá lớn (cho phép tối đa {limit} byte). Hãy kiểm tra có nhầm tệp hay không.",
    en="The file “{name}” is too large (at most {limit} bytes are allowed). Check whether it is the right file.",
)
SYNTAX = Check(
    "RUBRIC-005",
    ERROR,
    vi="Không đọc được tệp TOML ở chỗ này ({detail}). Hãy xem dấu ngoặc kép, dấu bằng, ngoặc vuông của dòng này "
    "và dòng ngay trước; số thập phân viết với dấu chấm (0.5).",
    en="The TOML cannot be read here ({detail}). Look at the quotation marks, equals sign and brackets of this line "
    "and the one before; decimals are written with a point (0.5).",
)
UNKNOWN_KEY = Check(
    "RUBRIC-006",
    ERROR,
    vi="Khóa “{key}” không dùng ở đây; gần nhất là “{nearest}”. Hãy sửa lại hoặc bỏ đi. Các khóa dùng được: {known}.",
    en="The key “{key}” is not used here; the nearest is “{nearest}”. Correct or remove it. Known keys: {known}.",
)
MISSING_KEY = Check(
    "RUBRIC-007",
    ERROR,
    vi="Thiếu khóa “{key}”. Hãy thêm một dòng: {key} = ...",
    en="The key “{key}” is missing. Add a line: {key} = ...",
)
WANT_TEXT = Check(
    "RUBRIC-008",
    ERROR,
    vi='“{key}” đang là {value}; phải là chữ, viết trong ngoặc kép: {key} = "..."',
    en='“{key}” is {value}; it should be text in quotation marks: {key} = "..."',
)
EMPTY_TEXT = Check(
    "RUBRIC-009",
    ERROR,
    vi="“{key}” đang để trống. Hãy viết nội dung vào.",
    en="“{key}” is empty. Write something there.",
)
TEXT_TOO_LONG = Check(
    "RUBRIC-010",
    ERROR,
    vi="“{key}” dài {length} ký tự; tối đa {limit}. Hãy viết ngắn lại.",
    en="“{key}” has {length} characters; at most {limit}. Shorten it.",
)
CONTROL_CHARACTER = Check(
    "RUBRIC-011",
    ERROR,
    vi="“{key}” chứa ký tự điều khiển không nhìn thấy ({character}), ví dụ xuống dòng hoặc tab. Hãy xóa ký tự này.",
    en="“{key}” holds an invisible control character ({character}), a line break or a tab perhaps. Delete it.",
)
BAD_ID = Check(
    "RUBRIC-012",
    ERROR,
    vi="“{key}” đang là “{value}”; mã chỉ gồm chữ không dấu, số và . _ -, bắt đầu bằng chữ hoặc số, tối đa 40 ký tự, "
    'và không phải tên Windows giữ riêng (CON, NUL, ...). Ví dụ: "so-y-te".',
    en="“{key}” is “{value}”; an id has plain letters, digits and . _ - only, begins with a letter or digit, at most "
    '40 characters and is no name reserved by Windows (CON, NUL, ...). Example: "so-y-te".',
)
WANT_NUMBER = Check(
    "RUBRIC-013",
    ERROR,
    vi="“{key}” đang là {value}; phải là số, không có ngoặc kép, dấu thập phân là dấu chấm: {key} = 0.5",
    en="“{key}” is {value}; it should be a number without quotation marks, with a decimal point: {key} = 0.5",
)
NUMBER_OUT_OF_RANGE = Check(
    "RUBRIC-014",
    ERROR,
    vi="“{key}” đang là {value}; phải từ {low} đến {high}.",
    en="“{key}” is {value}; it should lie between {low} and {high}.",
)
NOT_POSITIVE = Check(
    "RUBRIC-015",
    ERROR,
    vi="“{key}” đang là {value}; phải lớn hơn 0.",
    en="“{key}” is {value}; it should be greater than 0.",
)
NUMBER_TOO_FINE = Check(
    "RUBRIC-016",
    ERROR,
    vi="“{key}” đang là {value}; tối đa {limit} chữ số thập phân.",
    en="“{key}” is {value}; at most {limit} decimals.",
)
WANT_WHOLE = Check(
    "RUBRIC-017",
    ERROR,
    vi="“{key}” đang là {value}; phải là số nguyên từ {low} đến {high}.",
    en="“{key}” is {value}; it should be a whole number from {low} to {high}.",
)
WANT_YES_NO = Check(
    "RUBRIC-018",
    ERROR,
    vi="“{key}” đang là {value}; phải là true hoặc false, không có ngoặc kép.",
    en="“{key}” is {value}; it should be true or false, without quotation marks.",
)
WANT_CHOICE = Check(
    "RUBRIC-019",
    ERROR,
    vi="“{key}” đang là {value}; chọn một trong: {choices}.",
    en="“{key}” is {value}; choose one of: {choices}.",
)
WANT_LIST = Check(
    "RUBRIC-021",
    ERROR,
    vi='“{key}” đang là {value}; phải là danh sách trong ngoặc vuông: {key} = ["...", "..."], '
    "hoặc các bảng mở đầu bằng [[{key}]].",
    en='“{key}” is {value}; it should be a list in square brackets: {key} = ["...", "..."], '
    "or tables that begin with [[{key}]].",
)
WANT_TABLE = Check(
    "RUBRIC-022",
    ERROR,
    vi="“{key}” đang là {value}; phải là một bảng: {key} = {{ ... = ... }}.",
    en="“{key}” is {value}; it should be a table: {key} = {{ ... = ... }}.",
)
REPEATED_ID = Check(
    "RUBRIC-023",
    ERROR,
    vi="Mã “{id}” đã dùng ở {first} (không phân biệt chữ hoa, chữ thường). Hãy đặt mã khác.",
    en="The id “{id}” is already used at {first} (upper and lower case count as the same). Choose another one.",
)
UNKNOWN_GROUP = Check(
    "RUBRIC-024",
    ERROR,
    vi="Không có khối mang mã “{group}” trong bộ tiêu chí. {hint}",
    en="The rubric has no group with the id “{group}”. {hint}",
)
UNKNOWN_TRAIT = Check(
    "RUBRIC-025",
    ERROR,
    vi="Không có đặc điểm mang mã “{trait}” trong bộ tiêu chí. {hint}",
    en="The rubric has no trait with the id “{trait}”. {hint}",
)
UNKNOWN_LAYOUT = Check(
    "RUBRIC-026",
    WARNING,
    vi="Chưa có mẫu phụ lục “{layout}” (templates/annex/{layout}.toml). Các mẫu đang có: {known}. "
    "Hãy sửa tên hoặc thêm mẫu trước khi xếp hạng.",
    en="There is no annex layout “{layout}” yet (templates/annex/{layout}.toml). Layouts at hand: {known}. "
    "Correct the name or add the layout before ranking.",
)
EMPTY_LIST = Check(
    "RUBRIC-027",
    ERROR,
    vi="“{key}” chưa có phần tử nào; phải có ít nhất một. Hãy thêm một bảng [[{key}]].",
    en="“{key}” has no entry; there should be at least one. Add a table [[{key}]].",
)
WANT_TEXTS = Check(
    "RUBRIC-028",
    ERROR,
    vi='“{key}” có phần tử {value}; mỗi phần tử phải là chữ, viết trong ngoặc kép: {key} = ["...", "..."]',
    en='“{key}” has the entry {value}; each entry should be text in quotation marks: {key} = ["...", "..."]',
)
WANT_TABLES = Check(
    "RUBRIC-029",
    ERROR,
    vi="“{key}” có phần tử {value}; mỗi phần tử phải là một bảng, mở đầu bằng dòng [[{key}]].",
    en="“{key}” has the entry {value}; each entry should be a table that begins with the line [[{key}]].",
)

# ---------------------------------------------------------------- the meaning of a rubric
NOT_FOUND = Check(
    "RUBRIC-030",
    ERROR,
    vi="Không tìm thấy bộ tiêu chí “{name}”. Có sẵn: {known}. Hãy ghi một trong các mã này, "
    "hoặc đường dẫn tới tệp .toml hay .xlsx.",
    en="There is no rubric “{name}”. Shipped ones: {known}. Give one of these ids or the path of a .toml or "
    ".xlsx file.",
)
REPEATED_CODE = Check(
    "RUBRIC-031",
    ERROR,
    vi="Số thứ tự “{code}” của tiêu chí trùng với {first}, cùng một tiêu chí cha. Hãy sửa một trong hai.",
    en="The criterion code “{code}” is the same as at {first}, under the same parent. Correct one of the two.",
)
CODE_ELSEWHERE = Check(
    "RUBRIC-032",
    WARNING,
    vi="Số thứ tự “{code}” của tiêu chí cũng có ở {first}, dưới tiêu chí cha khác. "
    "Nếu bộ tiêu chí in đúng như vậy thì không cần sửa.",
    en="The criterion code “{code}” also stands at {first}, under another parent. "
    "Nothing to do if the rubric is printed so.",
)
CHILDREN_SUM = Check(
    "RUBRIC-033",
    ERROR,
    vi="Điểm tối đa của “{criterion}” là {max} nhưng các tiêu chí con cộng lại {sum}{group}. Hãy sửa cho khớp; "
    "nếu quyết định cắt tổng ở {max}, ghi cap = true ở tiêu chí này.",
    en="The maximum of “{criterion}” is {max} but its children add up to {sum}{group}. Make the two agree; "
    "where the decision cuts the sum at {max}, write cap = true here.",
)
GROUP_SUM = Check(
    "RUBRIC-034",
    ERROR,
    vi="Điểm tối đa của khối “{group}” là {max} nhưng các tiêu chí cộng lại {sum}. "
    "Hãy sửa điểm tối đa của khối, hoặc ghi group_max ở tiêu chí khác mức chung.",
    en="The maximum of group “{group}” is {max} but its criteria add up to {sum}. "
    "Correct the group's maximum, or give group_max at the criteria that differ.",
)
TIERS_UNSORTED = Check(
    "RUBRIC-035",
    ERROR,
    vi="Mức “{tier}” có cận dưới {lower}, cao hơn mức “{before}” ({bound}) đứng trước. "
    "Hãy xếp các mức từ cao nhất đến thấp nhất.",
    en="The tier “{tier}” has the lower bound {lower}, above “{before}” ({bound}) that stands before it. "
    "List the tiers from best to lowest.",
)
TIERS_EQUAL = Check(
    "RUBRIC-036",
    ERROR,
    vi="Mức “{tier}” và mức “{before}” cùng cận dưới {lower}. Mỗi mức phải có cận dưới riêng.",
    en="The tiers “{tier}” and “{before}” have the same lower bound {lower}. Each tier needs its own.",
)
TIER_WITHOUT_LOWER = Check(
    "RUBRIC-037",
    ERROR,
    vi="Mức “{tier}” không có cận dưới (lower) mà không phải mức cuối. Chỉ mức thấp nhất, "
    "hoặc mức có at_least hay requires, được bỏ trống cận dưới.",
    en="The tier “{tier}” has no lower bound although it is not the last. Only the lowest tier, "
    "or one with at_least or requires, may go without.",
)
TIER_BEYOND = Check(
    "RUBRIC-038",
    ERROR,
    vi='Mức “{tier}” có cận {bound} ({key}); với base = "{base}" phải từ 0 đến {high}.',
    en='The tier “{tier}” has the bound {bound} ({key}); with base = "{base}" it should lie between 0 and {high}.',
)
REPEATED_TIER = Check(
    "RUBRIC-039",
    ERROR,
    vi="Tên mức “{tier}” đã có ở {first}. Mỗi mức phải có tên riêng.",
    en="The tier “{tier}” stands at {first} already. Each tier needs its own name.",
)
UNKNOWN_TIERS = Check(
    "RUBRIC-040",
    ERROR,
    vi="Không có danh sách mức “{name}”. Các danh sách: {known}. Hãy thêm các bảng [[tiers.{name}]] hoặc sửa tên.",
    en="There is no tier list “{name}”. Tier lists: {known}. Add tables [[tiers.{name}]] or correct the name.",
)
UNUSED_TIERS = Check(
    "RUBRIC-041",
    WARNING,
    vi='Không khối nào dùng danh sách mức “{name}”. Hãy ghi tiers = "{name}" ở khối, hoặc bỏ danh sách.',
    en='No group uses the tier list “{name}”. Write tiers = "{name}" in a group or remove the list.',
)
PRINTED_OVERLAP = Check(
    "RUBRIC-042",
    WARNING,
    vi="Theo chữ đã in, điểm {value} thuộc cả mức “{tier}” (đến {to}) và mức “{before}” (từ {bound}). "
    "Phần mềm xếp theo cận dưới: {value} là “{counts}”.",
    en="As printed, {value} belongs to “{tier}” (to {to}) and to “{before}” (from {bound}). "
    "Lower bounds decide here: {value} is “{counts}”.",
)
PRINTED_HOLE = Check(
    "RUBRIC-043",
    WARNING,
    vi="Theo chữ đã in, điểm giữa {to} (hết mức “{tier}”) và {bound} (đầu mức “{before}”) không thuộc mức nào. "
    "Phần mềm xếp theo cận dưới: các điểm đó là “{tier}”.",
    en="As printed, points between {to} (end of “{tier}”) and {bound} (start of “{before}”) belong to no tier. "
    "Lower bounds decide here: they are “{tier}”.",
)
PRINTED_LOWER = Check(
    "RUBRIC-044",
    WARNING,
    vi='Mức “{tier}” in "từ {printed}" nhưng cận dưới (lower) là {lower}. Phần mềm xếp theo {lower}.',
    en='The tier “{tier}” is printed "from {printed}" but its lower bound is {lower}. {lower} decides here.',
)
PRINTED_REVERSED = Check(
    "RUBRIC-045",
    ERROR,
    vi="Mức “{tier}” in từ {printed} đến {to}: cận dưới cao hơn cận trên. Hãy đổi lại.",
    en="The tier “{tier}” is printed from {printed} to {to}: its start is above its end. Exchange them.",
)
PRINTED_TOP = Check(
    "RUBRIC-046",
    WARNING,
    vi="Mức cao nhất “{tier}” in đến {to} nhưng điểm tối đa là {max}. Mọi điểm từ cận dưới trở lên là mức này.",
    en="The best tier “{tier}” is printed up to {to} but the maximum is {max}. All from its lower bound up count.",
)
STEP_NOT_INVERTIBLE = Check(
    "RUBRIC-047",
    ERROR,
    vi="Bước điểm {step} không chia đều được: phải là số nguyên, hoặc 1 chia cho bước phải là số thập phân hữu hạn "
    "(0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, ...).",
    en="The step {step} cannot be used: it should be a whole number, or one divided by it a finite decimal "
    "(0.01, 0.05, 0.1, 0.2, 0.25, 0.5, 1, 2, ...).",
)
MAX_OFF_STEP = Check(
    "RUBRIC-048",
    WARNING,
    vi="Điểm tối đa {max} của “{criterion}” không phải bội của bước {step}: không ai cho được điểm tối đa. "
    "Hãy xem lại điểm tối đa hoặc bước.",
    en="The maximum {max} of “{criterion}” is no multiple of the step {step}: nobody can award it. "
    "Look at the maximum or the step again.",
)
STEP_FINER = Check(
    "RUBRIC-049",
    WARNING,
    vi="Bước {step} của “{criterion}” nhỏ hơn số chữ số thập phân được giữ lại ({places}, rounding.leaf). "
    "Điểm lẻ hơn sẽ bị làm tròn.",
    en="The step {step} of “{criterion}” is finer than the decimals kept ({places}, rounding.leaf). "
    "Finer points will be rounded.",
)
RESERVED_ID = Check(
    "RUBRIC-050",
    ERROR,
    vi='Mã tiêu chí “{id}” trùng tên một cột hoặc số liệu có sẵn. Hãy đặt mã khác, ví dụ "{id}-1".',
    en='The criterion id “{id}” is the name of a fixed column or figure. Choose another one, "{id}-1" perhaps.',
)
TOO_DEEP = Check(
    "RUBRIC-051",
    ERROR,
    vi="Cây tiêu chí sâu quá {limit} cấp. Hãy gộp bớt cấp.",
    en="The criteria tree is deeper than {limit} levels. Merge some levels.",
)
MARKABLE_PARENT = Check(
    "RUBRIC-052",
    WARNING,
    vi="“{criterion}” là tổng của các tiêu chí con nên không có ô điểm; markable ở đây không có tác dụng. "
    "Hãy bỏ dòng này và ghi markable = true ở các tiêu chí con được ghi KĐG.",
    en="“{criterion}” sums its children and has no cell of its own, so markable does nothing here. "
    "Remove the line and write markable = true at the children that may be marked not applicable.",
)
SAME_GROUP_NAME = Check(
    "RUBRIC-053",
    ERROR,
    vi="Tên khối “{name}” trùng với tên ở {first}. Tiêu đề bảng và việc đối chiếu dựa vào tên khối: "
    "hãy đặt mỗi khối một tên riêng.",
    en="The group name “{name}” is the same as at {first}. Headings and audits go by the names of groups: "
    "give each group its own.",
)
LIKE_A_COLUMN = Check(
    "RUBRIC-054",
    WARNING,
    vi="Tiêu chí “{name}” mang tên một cột có sẵn của bảng, khi bộ tiêu chí còn tiêu chí khác; khi đọc lại bảng "
    "đã in sẽ nhầm hai cột. Hãy đặt tên rõ hơn, ví dụ “{name} phần ...”.",
    en="The criterion “{name}” has the name of a fixed column although the rubric has other criteria; the two columns "
    "will be confused in printed tables. Choose a clearer name, “{name} of part ...” perhaps.",
)

CHECKS = (
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
    NOT_POSITIVE,
    NUMBER_TOO_FINE,
    WANT_WHOLE,
    WANT_YES_NO,
    WANT_CHOICE,
    WANT_LIST,
    WANT_TABLE,
    REPEATED_ID,
    UNKNOWN_GROUP,
    UNKNOWN_TRAIT,
    UNKNOWN_LAYOUT,
    EMPTY_LIST,
    WANT_TEXTS,
    WANT_TABLES,
    NOT_FOUND,
    REPEATED_CODE,
    CODE_ELSEWHERE,
    CHILDREN_SUM,
    GROUP_SUM,
    TIERS_UNSORTED,
    TIERS_EQUAL,
    TIER_WITHOUT_LOWER,
    TIER_BEYOND,
    REPEATED_TIER,
    UNKNOWN_TIERS,
    UNUSED_TIERS,
    PRINTED_OVERLAP,
    PRINTED_HOLE,
    PRINTED_LOWER,
    PRINTED_REVERSED,
    PRINTED_TOP,
    STEP_NOT_INVERTIBLE,
    MAX_OFF_STEP,
    STEP_FINER,
    RESERVED_ID,
    TOO_DEEP,
    MARKABLE_PARENT,
    SAME_GROUP_NAME,
    LIKE_A_COLUMN,
)
