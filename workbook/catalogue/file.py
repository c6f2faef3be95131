"""FILE: the file cannot be opened, is not a workbook of ours by kind, or cannot be written.

What stands inside the sheets is judged elsewhere (FORM, CELL, SCORE).
"""

from __future__ import annotations

from workbook.findings import ERROR, Check

# ---------------------------------------------------------------- on the disk
MISSING = Check(
    "FILE-001",
    ERROR,
    vi="Không tìm thấy tệp {path}. Đề nghị kiểm tra lại tên tệp và thư mục.",
    en="There is no file {path}. Please check the file name and the folder.",
)
FOLDER = Check(
    "FILE-002",
    ERROR,
    vi="{path} là một thư mục, cần một tệp Excel (.xlsx). Đề nghị chỉ rõ tệp trong thư mục đó.",
    en="{path} is a folder, an Excel file (.xlsx) is needed. Please name the file inside the folder.",
)
DENIED = Check(
    "FILE-003",
    ERROR,
    vi="Chưa đọc được tệp {path}: tệp đang mở trong Excel hoặc không có quyền đọc. Đề nghị đóng tệp rồi thực hiện lại.",
    en="The file {path} cannot be read: it is open in Excel, or reading it is not allowed. "
    "Please close it and try again.",
)
UNREADABLE = Check(
    "FILE-004",
    ERROR,
    vi="Chưa đọc được tệp {path} ({reason}). Đề nghị chép tệp vào máy này rồi thực hiện lại.",
    en="The file {path} cannot be read ({reason}). Please copy it to this computer and try again.",
)
TOO_LARGE = Check(
    "FILE-005",
    ERROR,
    vi="Tệp lớn {size} MB, tối đa {max} MB. Đề nghị xóa hình ảnh và các trang tính thừa, hoặc dùng lại tệp đã gửi.",
    en="The file has {size} MB, at most {max} MB are read. "
    "Please remove pictures and extra sheets, or use the file that was sent.",
)
EMPTY = Check(
    "FILE-006",
    ERROR,
    vi="Tệp rỗng (0 byte), có thể việc sao chép hoặc tải về chưa xong. Đề nghị chép hoặc gửi lại tệp.",
    en="The file is empty (0 bytes), copying or downloading may have been cut short. Please copy or send it again.",
)
LOCK_FILE = Check(
    "FILE-007",
    ERROR,
    vi="Đây là tệp tạm do Excel tạo ra khi một tệp khác đang mở (tên bắt đầu bằng ~$), không phải phiếu. "
    "Đề nghị đóng Excel và chọn tệp {wanted}.",
    en="This is a temporary file that Excel keeps while another file is open (its name begins with ~$), "
    "not a workbook. Please close Excel and choose the file {wanted}.",
)

# ---------------------------------------------------------------- another kind of file
ENCRYPTED = Check(
    "FILE-010",
    ERROR,
    vi="Tệp được đặt mật khẩu mở nên chưa đọc được. Đề nghị mở tệp trong Excel, bỏ mật khẩu "
    "(Tệp > Thông tin > Bảo vệ sổ làm việc > Mã hóa bằng mật khẩu), lưu rồi gửi lại.",
    en="The file needs a password to open. Please open it in Excel, remove the password "
    "(File > Info > Protect Workbook > Encrypt with Password), save and send it again.",
)
OLD_EXCEL = Check(
    "FILE-011",
    ERROR,
    vi="Tệp ở định dạng Excel cũ (.xls), cần .xlsx. Đề nghị mở trong Excel, chọn Lưu thành (Save As), "
    "kiểu Excel Workbook (*.xlsx) rồi gửi lại.",
    en="The file is in the old Excel format (.xls), .xlsx is needed. Please open it in Excel, choose Save As, "
    "type Excel Workbook (*.xlsx), and send it again.",
)
BINARY_EXCEL = Check(
    "FILE-012",
    ERROR,
    vi="Tệp ở định dạng Excel nhị phân (.xlsb), cần .xlsx. Đề nghị mở trong Excel, chọn Lưu thành (Save As), "
    "kiểu Excel Workbook (*.xlsx) rồi gửi lại.",
    en="The file is in the binary Excel format (.xlsb), .xlsx is needed. Please open it in Excel, choose Save As, "
    "type Excel Workbook (*.xlsx), and send it again.",
)
MACROS = Check(
    "FILE-013",
    ERROR,
    vi="Tệp có chứa macro (.xlsm), cần tệp .xlsx không có macro. Đề nghị mở trong Excel, chọn Lưu thành (Save As), "
    "kiểu Excel Workbook (*.xlsx) rồi gửi lại.",
    en="The file holds macros (.xlsm), an .xlsx without macros is needed. Please open it in Excel, choose Save As, "
    "type Excel Workbook (*.xlsx), and send it again.",
)
OPEN_DOCUMENT = Check(
    "FILE-014",
    ERROR,
    vi="Tệp ở định dạng OpenDocument (.ods), cần .xlsx. Đề nghị mở trong LibreOffice, chọn Lưu thành, "
    "kiểu Excel 2007-365 (.xlsx) rồi gửi lại.",
    en="The file is in the OpenDocument format (.ods), .xlsx is needed. Please open it in LibreOffice, choose "
    "Save As, type Excel 2007-365 (.xlsx), and send it again.",
)
TEXT = Check(
    "FILE-015",
    ERROR,
    vi="Tệp chỉ là văn bản (ví dụ .csv), cần chính tệp Excel .xlsx đã gửi. "
    "Đề nghị điền vào tệp đó và lưu ở dạng .xlsx.",
    en="The file is plain text (.csv for example), the Excel file .xlsx that was sent is needed. "
    "Please fill that file in and save it as .xlsx.",
)
PDF = Check(
    "FILE-016",
    ERROR,
    vi="Tệp là PDF, cần tệp Excel .xlsx. Đề nghị gửi tệp Excel đã điền; bản PDF hoặc bản ký gửi riêng.",
    en="The file is a PDF, an Excel file .xlsx is needed. "
    "Please send the filled Excel file; send the PDF or signed copy separately.",
)
PICTURE = Check(
    "FILE-017",
    ERROR,
    vi="Tệp là hình ảnh, cần tệp Excel .xlsx. Đề nghị gửi tệp Excel đã điền; ảnh bản ký gửi riêng.",
    en="The file is a picture, an Excel file .xlsx is needed. "
    "Please send the filled Excel file; send the picture of the signed copy separately.",
)
WEB_PAGE = Check(
    "FILE-018",
    ERROR,
    vi="Tệp là trang web (HTML/XML) dù mang tên tệp Excel, cần .xlsx. Đề nghị mở trong Excel, chọn Lưu thành "
    "(Save As), kiểu Excel Workbook (*.xlsx) rồi gửi lại; hoặc tải lại tệp nếu đây là trang báo lỗi tải về.",
    en="The file is a web page (HTML/XML) although it is named like an Excel file, .xlsx is needed. Please open it in "
    "Excel, choose Save As, type Excel Workbook (*.xlsx), and send it again; or download it again if it is a "
    "page about a failed download.",
)
WORD = Check(
    "FILE-019",
    ERROR,
    vi="Tệp là tài liệu Word hoặc PowerPoint, cần tệp Excel .xlsx. Đề nghị gửi tệp Excel đã điền.",
    en="The file is a Word or PowerPoint document, an Excel file .xlsx is needed. Please send the filled Excel file.",
)
ARCHIVE = Check(
    "FILE-020",
    ERROR,
    vi="Tệp là tệp nén (.zip, .rar, .7z), không phải tệp Excel. Đề nghị giải nén và chọn tệp .xlsx bên trong.",
    en="The file is an archive (.zip, .rar, .7z), not an Excel file. Please unpack it and choose the .xlsx inside.",
)
UNKNOWN = Check(
    "FILE-021",
    ERROR,
    vi="Tệp không phải là tệp Excel .xlsx. Đề nghị gửi tệp Excel đã điền, không chỉ đổi phần đuôi của tên tệp.",
    en="The file is not an Excel file .xlsx. "
    "Please send the filled Excel file; changing the end of the name alone is not enough.",
)

# ---------------------------------------------------------------- an .xlsx that cannot be read
DAMAGED = Check(
    "FILE-030",
    ERROR,
    vi="Tệp Excel bị hỏng hoặc chép chưa đủ ({part}: {reason}). "
    "Đề nghị mở bằng Excel để sửa và lưu lại, hoặc chép, gửi lại tệp.",
    en="The Excel file is damaged or was not copied whole ({part}: {reason}). "
    "Please open it in Excel, repair and save it, or copy or send it again.",
)
UNSAFE = Check(
    "FILE-031",
    ERROR,
    vi="Tệp có cấu tạo không an toàn ({reason}) nên không được mở. "
    "Đề nghị mở tệp gốc bằng Excel, lưu lại và gửi tệp mới.",
    en="The file is built in an unsafe way ({reason}) and is not opened. "
    "Please open the original in Excel, save it and send the new file.",
)
TOO_MUCH_INSIDE = Check(
    "FILE-032",
    ERROR,
    vi="Nội dung bên trong tệp quá lớn ({what}, tối đa {max}). "
    "Đề nghị xóa các trang tính và vùng thừa, hoặc dùng lại tệp đã gửi.",
    en="There is too much inside the file ({what}, at most {max}). "
    "Please remove extra sheets and areas, or use the file that was sent.",
)
OFF_THE_SHEET = Check(
    "FILE-033",
    ERROR,
    vi="Tệp có ô {ref} nằm ngoài giới hạn của Excel (1.048.576 hàng, 16.384 cột). "
    "Đề nghị mở bằng Excel, lưu lại và gửi tệp mới.",
    en="The file has a cell {ref} beyond the limits of Excel (1,048,576 rows, 16,384 columns). "
    "Please open it in Excel, save it and send the new file.",
)
TWICE = Check(
    "FILE-034",
    ERROR,
    vi="Ô này có hai lần trong tệp nên không biết giá trị nào đúng. "
    "Đề nghị mở bằng Excel, kiểm tra ô này, lưu lại và gửi tệp mới.",
    en="This cell stands twice in the file, so it is not known which value is right. "
    "Please open it in Excel, check the cell, save it and send the new file.",
)
NO_SHEET = Check(
    "FILE-035",
    ERROR,
    vi="Tệp không có trang tính nào. Đề nghị dùng lại tệp đã gửi.",
    en="The file has no worksheet. Please use the file that was sent.",
)
REPACKED = Check(
    "FILE-036",
    ERROR,
    vi="Tệp đã được nén lại theo cách mà Excel không dùng ({part}: kiểu nén {found}, cần kiểu 8 - Deflate). "
    "Đề nghị dùng lại tệp gốc do Excel lưu.",
    en="The file was packed again in a way that Excel does not use ({part}: method {found}, 8 - Deflate is needed). "
    "Please use the original file as Excel saved it.",
)

# ---------------------------------------------------------------- writing
IN_USE = Check(
    "FILE-040",
    ERROR,
    vi="Chưa ghi được tệp {path}: tệp đang mở trong Excel hoặc không có quyền ghi. "
    "Đề nghị đóng tệp rồi thực hiện lại; tệp cũ vẫn còn nguyên.",
    en="The file {path} cannot be written: it is open in Excel, or writing it is not allowed. "
    "Please close it and try again; the old file is untouched.",
)
DISK_FULL = Check(
    "FILE-041",
    ERROR,
    vi="Chưa ghi được tệp {path}: ổ đĩa đã đầy. "
    "Đề nghị giải phóng dung lượng rồi thực hiện lại; tệp cũ vẫn còn nguyên.",
    en="The file {path} cannot be written: the disk is full. "
    "Please free some space and try again; the old file is untouched.",
)
UNWRITABLE = Check(
    "FILE-042",
    ERROR,
    vi="Chưa ghi được tệp {path} ({reason}). Đề nghị kiểm tra thư mục rồi thực hiện lại; tệp cũ vẫn còn nguyên.",
    en="The file {path} cannot be written ({reason}). "
    "Please check the folder and try again; the old file is untouched.",
)
