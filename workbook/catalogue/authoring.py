"""RUBRIC (from 130): what is wrong in a workbook in which a rubric is written, and in changing it to TOML and back."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

# ---------------------------------------------------------------- the workbook and its sheets
NOT_AUTHORING = Check(
    "RUBRIC-130",
    ERROR,
    vi="Tệp này không phải tệp soạn bộ tiêu chí: không có trang “{criteria}”. "
    "Hãy tạo tệp mẫu bằng lệnh: xephang rubric TỆP-MỚI.xlsx --template",
    en="This is no workbook for writing a rubric: it has no sheet “{criteria}”. "
    "Make one with: xephang rubric NEW.xlsx --template",
)
TWICE = Check(
    "RUBRIC-131",
    ERROR,
    vi="“{what}” có hai lần (lần đầu: {first}); chỉ được có một. Hãy xóa chỗ thừa.",
    en="“{what}” is there twice (first: {first}); it may be there once. Delete one of them.",
)
NO_COLUMN = Check(
    "RUBRIC-132",
    ERROR,
    vi="Trang này không có cột “{title}” (cột hoặc dòng tên cột đã bị xóa, đổi tên). "
    "Hãy chép lại dòng tên cột từ tệp mẫu, hoặc xóa nội dung của trang nếu không dùng.",
    en="This sheet has no column “{title}” (the column or the row of titles was deleted or renamed). "
    "Copy the titles from the template again, or clear the sheet if it is not used.",
)
IGNORED = Check(
    "RUBRIC-133",
    WARNING,
    vi="“{title}” không có trong mẫu nên không được đọc. Nếu cần, hãy sửa lại tên cho đúng mẫu.",
    en="The template has no “{title}”, so it was not read. If it matters, give it the template's name.",
)

SHEET_GONE = Check(
    "RUBRIC-150",
    WARNING,
    vi="Tệp không còn trang “{sheet}” (trang đã bị xóa, hoặc tệp do bản xephang cũ tạo) nên mọi mục của trang này được "
    "hiểu là để trống, theo quy định mặc định. Nếu cần, hãy chép lại trang này từ tệp mẫu rồi điền lại.",
    en="The workbook has no sheet “{sheet}” any more (deleted, or made by an older xephang), so all that belongs there "
    "was taken as blank and the defaults apply. If it matters, copy the sheet from the template and fill it in again.",
)
COLUMN_GONE = Check(
    "RUBRIC-151",
    WARNING,
    vi="Trang này không còn mục “{title}” (cột hoặc dòng đã bị xóa, hoặc tệp do bản xephang cũ tạo) nên mục này được "
    "hiểu là để trống, theo quy định mặc định. Nếu cần, hãy chép lại từ tệp mẫu rồi điền lại.",
    en="This sheet has no “{title}” any more (the column or row was deleted, or an older xephang made the file), so it "
    "was taken as blank and the default applies. If it matters, copy it from the template and fill it in again.",
)

# ---------------------------------------------------------------- one cell
NUMBER_AS_CODE = Check(
    "RUBRIC-134",
    WARNING,
    vi="Ô này là số nên được đọc là “{value}”; số thứ tự 1.10 khi là số sẽ thành 1.1. "
    "Nếu chưa đúng, hãy định dạng ô là Văn bản (Text) rồi ghi lại.",
    en="This cell is a number and was read as “{value}”; as a number the code 1.10 becomes 1.1. "
    "If that is wrong, format the cell as Text and type it again.",
)
UNREADABLE = Check(
    "RUBRIC-135",
    ERROR,
    vi="“{column}” đang ghi “{value}”; cần {wanted}. Hãy sửa lại ô này.",
    en="“{column}” is “{value}”; it should be {wanted}. Correct this cell.",
)
AMBIGUOUS = Check(
    "RUBRIC-136",
    ERROR,
    vi="“{column}” đang ghi chữ “{value}”, có thể hiểu là {whole} hoặc {broken}. Hãy ghi lại bằng số.",
    en="“{column}” is the text “{value}”, which may mean {whole} or {broken}. Type it as a number.",
)
PERCENT = Check(
    "RUBRIC-137",
    WARNING,
    vi="Ô này ở dạng phần trăm nên được đọc là {value} (80% là 0,8). Nếu muốn số {times}, "
    "hãy định dạng ô là Số (Number) rồi ghi lại.",
    en="This cell is in percent format and was read as {value} (80% is 0.8). If {times} is meant, "
    "format the cell as Number and type it again.",
)
BROKEN = Check(
    "RUBRIC-138",
    ERROR,
    vi="“{column}”: {reason}. Hãy ghi lại nội dung vào ô này.",
    en="“{column}”: {reason}. Type the content into this cell again.",
)
FORMULA_TAKEN = Check(
    "RUBRIC-139",
    NOTE,
    vi="Ô này có công thức; đã lấy kết quả đang hiện. Bộ tiêu chí chỉ lưu kết quả đó, không lưu công thức.",
    en="This cell holds a formula; the result that it shows was taken. The rubric keeps that result only.",
)
CELL_MISSING = Check(
    "RUBRIC-140",
    ERROR,
    vi="Chưa có “{key}”. Hãy điền vào ô này.",
    en="“{key}” is missing. Fill in this cell.",
)

# ---------------------------------------------------------------- rows that belong together
UNKNOWN_REFERENCE = Check(
    "RUBRIC-141",
    ERROR,
    vi="“{column}” ghi “{value}”, không có mục nào như vậy. {hint}",
    en="“{column}” names “{value}”, which is not there. {hint}",
)
PARENT_LOOP = Check(
    "RUBRIC-142",
    ERROR,
    vi="“{value}” là tiêu chí cha của chính nó (qua các dòng khác). Hãy sửa cột tiêu chí cha.",
    en="“{value}” is its own parent (by way of other rows). Correct the column of parents.",
)
NOT_OF_KIND = Check(
    "RUBRIC-143",
    ERROR,
    vi="Cách chấm “{kind}” không dùng “{column}”. Hãy xóa nội dung ô này, hoặc chọn cách chấm khác.",
    en="The rule “{kind}” has no “{column}”. Clear this cell, or choose another rule.",
)
KIND_DIFFERS = Check(
    "RUBRIC-144",
    ERROR,
    vi="Cách chấm ở đây là “{here}”, nhưng ở {first} là “{there}”. Hãy ghi giống nhau, hoặc xóa ở đây.",
    en="The rule here is “{here}”, but “{there}” at {first}. Write the same, or clear it here.",
)
TIER_OWNER = Check(
    "RUBRIC-145",
    ERROR,
    vi="Mức xếp loại phải thuộc một danh sách chung hoặc một khối: {problem}. "
    "Hãy ghi đúng một trong hai cột “{list}”, “{group}”.",
    en="A tier belongs either to a shared list or to one group: {problem}. "
    "Fill exactly one of the columns “{list}” and “{group}”.",
)

# ---------------------------------------------------------------- from one kind of file to the other
TARGET_KIND = Check(
    "RUBRIC-146",
    ERROR,
    vi="Không ghi được vào “{name}”: tên tệp phải có đuôi {wanted}. Hãy ghi lại tên tệp.",
    en="Cannot write “{name}”: the name must end with {wanted}. Give another name.",
)
TARGET_EXISTS = Check(
    "RUBRIC-147",
    ERROR,
    vi="Đã có tệp “{name}” nên không ghi đè. Hãy chọn tên khác, hoặc thêm --force nếu muốn thay tệp đó.",
    en="There is a file “{name}” already; it was not overwritten. Choose another name, or add --force to replace it.",
)
LOST = Check(
    "RUBRIC-148",
    ERROR,
    vi="Bộ tiêu chí này có nội dung không giữ được nguyên vẹn khi đổi dạng tệp (ở {where}) nên không đổi. "
    "Hãy viết lại nội dung đó cho đơn giản hơn.",
    en="Something in this rubric would not survive the change (at {where}), so nothing was written. "
    "Write it in a simpler way.",
)
COMMENTS_LOST = Check(
    "RUBRIC-149",
    NOTE,
    vi="Tệp TOML có {count} dòng chú thích (#); tệp mới không mang theo các dòng này. "
    "Hãy giữ lại tệp TOML nếu còn cần.",
    en="The TOML file has {count} lines of comments (#); the new file does not carry them. "
    "Keep the file if they matter.",
)
