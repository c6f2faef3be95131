"""FILE: the file cannot be opened, is not a workbook of ours by kind, or cannot be written.

What stands inside the sheets is judged elsewhere (FORM, CELL, SCORE).
"""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check, Words


def _raise(limit: str, vi: str = "", en: str = "") -> Words:
    """That the limit of this name can be raised, after other words."""
    vi += f"Nếu tệp cần lớn như vậy, người phụ trách có thể nâng {limit} ở mục [limits] của round.toml."
    en += f"If it must be as large, whoever runs the round can raise {limit} under [limits] in round.toml."
    return Words(vi, en)


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
    vi="Tệp lớn {size} MB, giới hạn là {max} MB. Đề nghị xóa hình ảnh và các trang tính thừa, hoặc dùng lại tệp "
    "đã gửi.",
    en="The file has {size} MB, the limit is {max} MB. Please remove pictures and extra sheets, or use the file that "
    "was sent.",
    office=_raise("{limit}"),
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
    en="The file needs a password to open. Please open the file in Excel, remove the password "
    "(File > Info > Protect Workbook > Encrypt with Password), save and send it again.",
    office=Words(
        "Nếu đã biết mật khẩu: chạy lại với --password.",
        "If you know the password, run again with --password.",
    ),
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
MAIL = Check(
    "FILE-022",
    ERROR,
    vi="Tệp là thư điện tử (.msg), cần tệp Excel .xlsx. Đề nghị mở thư, lưu tệp đính kèm rồi chọn tệp đó.",
    en="The file is a mail (.msg), an Excel file .xlsx is needed. Please open the mail, save the attached file "
    "and choose that one.",
)
SHORTCUT = Check(
    "FILE-023",
    ERROR,
    vi="Tệp chỉ là lối tắt hoặc đường dẫn tới một tệp khác, cần chính tệp Excel .xlsx. "
    "Đề nghị mở lối tắt, tải hoặc chép tệp mà nó dẫn tới rồi gửi tệp đó.",
    en="The file is only a shortcut or a link to another file, the Excel file .xlsx itself is needed. "
    "Please open the shortcut, download or copy the file that it leads to, and send that one.",
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
    vi="Nội dung bên trong tệp quá lớn ({what}). Đề nghị xóa các trang tính và vùng thừa, hoặc dùng lại tệp đã gửi.",
    en="There is too much inside the file ({what}). "
    "Please remove extra sheets and areas, or use the file that was sent.",
    office=_raise("{limit}", "Giới hạn {limit} là {max}. ", "The limit {limit} is {max}. "),
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
NOT_UTF8 = Check(
    "FILE-037",
    ERROR,
    vi="Tệp dùng bảng mã {found} ({part}), Excel luôn dùng UTF-8. "
    "Đề nghị mở tệp gốc bằng Excel, lưu lại và gửi tệp mới.",
    en="The file is in the encoding {found} ({part}), Excel always uses UTF-8. "
    "Please open the original in Excel, save it and send the new file.",
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

# ---------------------------------------------------------------- the process that reads a file (120 to 129)
NO_CHILDREN = Check(
    "FILE-120",
    ERROR,
    vi="Chưa khởi động được tiến trình riêng để đọc tệp an toàn ({reason}), nên chưa đọc tệp nào. Đề nghị kiểm tra bộ "
    "nhớ còn trống và phần mềm diệt vi-rút có chặn Python hay không, rồi thực hiện lại.",
    en="The separate process in which files are read safely could not be started ({reason}), so no file was read. "
    "Please check that memory is free and that no virus scanner stops Python, and try again.",
)
TOO_SLOW = Check(
    "FILE-121",
    ERROR,
    vi="Đọc tệp này cần hơn {max} giây nên đã dừng; các tệp khác vẫn được đọc. Đề nghị dùng lại tệp đã gửi, không thêm "
    "trang tính hay nội dung ngoài mẫu.",
    en="Reading this file takes more than {max} seconds and was stopped; the other files were read. Please use the "
    "file that was sent, without extra sheets or contents.",
    office=_raise("seconds"),
)
TOO_MUCH_MEMORY = Check(
    "FILE-122",
    ERROR,
    vi="Đọc tệp này cần hơn {max} MB bộ nhớ nên đã dừng; các tệp khác vẫn được đọc. Đề nghị dùng lại tệp đã gửi, không "
    "thêm trang tính hay nội dung ngoài mẫu.",
    en="Reading this file takes more than {max} MB of memory and was stopped; the other files were read. Please use "
    "the file that was sent, without extra sheets or contents.",
    office=_raise("memory_mb"),
)
READER_DIED = Check(
    "FILE-123",
    ERROR,
    vi="Tiến trình đọc tệp này bị ngắt giữa chừng (mã {code}) nên tệp chưa được kiểm tra; các tệp khác vẫn được đọc. "
    "Đề nghị thực hiện lại; nếu vẫn vậy, mở tệp bằng Excel, lưu thành tệp mới và báo cho người phụ trách phần mềm.",
    en="The process that read this file broke off (code {code}), so the file was not checked; the other files were "
    "read. Please try again; if it happens again, open the file in Excel, save it as a new one and tell whoever looks "
    "after this program.",
)

# ---------------------------------------------------------------- passwords
WRONG_PASSWORD = Check(
    "FILE-050",
    ERROR,
    vi="Mật khẩu đã cho không mở được tệp. Đề nghị mở tệp trong Excel, bỏ mật khẩu, lưu rồi gửi lại.",
    en="The password that was given does not open the file. Please open it in Excel, remove the password, save and "
    "send it again.",
    office=Words(
        "Hoặc kiểm tra lại mật khẩu đã cho (chữ hoa, chữ thường, bộ gõ tiếng Việt) rồi chạy lại.",
        "Or check the password (capitals, the Vietnamese keyboard) and run again.",
    ),
)
UNKNOWN_ENCRYPTION = Check(
    "FILE-051",
    ERROR,
    vi="Tệp được mã hóa theo cách không hỗ trợ ({reason}), cần mật khẩu mở thông thường của Excel. "
    "Đề nghị mở tệp trong Excel, bỏ mã hóa hoặc hạn chế quyền truy cập, lưu rồi gửi lại.",
    en="The file is encrypted in a way that is not supported ({reason}), a usual password of Excel is needed. "
    "Please open it in Excel, remove the encryption or the restricted access, save and send it again.",
)

# ---------------------------------------------------------------- what a ballot never has
EMBEDDED = Check(
    "FILE-060",
    ERROR,
    vi="Trong tệp có tệp hoặc đối tượng khác được chèn vào ({part}), phiếu chỉ nhận số liệu trong ô nên tệp không được "
    "đọc. Đề nghị mở bằng Excel, xóa đối tượng đó (Trang đầu > Tìm & Chọn > Đi tới Đặc biệt > Đối tượng, rồi phím "
    "Delete), lưu rồi gửi lại; tài liệu minh chứng gửi riêng.",
    en="Another file or object is embedded in the file ({part}), a ballot only takes what stands in cells, so the file "
    "was not read. Please open it in Excel, delete the object (Home > Find & Select > Go To Special > Objects, then "
    "Delete), save and send it again; send evidence separately.",
)
CONNECTED = Check(
    "FILE-061",
    ERROR,
    vi="Tệp có kết nối lấy dữ liệu từ nơi khác ({part}), phiếu không được có kết nối nên tệp không được đọc. "
    "Đề nghị mở bằng Excel, xóa kết nối (Dữ liệu > Truy vấn & Kết nối), lưu rồi gửi lại.",
    en="The file has a connection that fetches data from elsewhere ({part}), a ballot must have none, so the file was "
    "not read. Please open it in Excel, delete the connection (Data > Queries & Connections), save and send it again.",
)
DDE = Check(
    "FILE-062",
    ERROR,
    vi="Tệp có công thức gọi chương trình khác trên máy (DDE: {found}), điều này nguy hiểm nên tệp không được đọc. "
    "Đề nghị không bấm cho phép khi Excel hỏi, và điền lại vào tệp đã gửi.",
    en="The file has a formula that calls another program on the computer (DDE: {found}), which is dangerous, so the "
    "file was not read. Please do not allow it when Excel asks, and fill in the file that was sent again.",
)
LINKED = Check(
    "FILE-063",
    WARNING,
    vi="Tệp có liên kết tới nơi khác ({target}), có thể do dán từ một bảng tính khác. Liên kết không được mở, phiếu "
    "không cần liên kết nào. Đề nghị kiểm tra các ô đã dán và ngắt liên kết (Dữ liệu > Chỉnh sửa liên kết).",
    en="The file has a link to elsewhere ({target}), perhaps pasted from another workbook. The link was not followed, "
    "a ballot needs none. Please check the cells that were pasted and break the link (Data > Edit Links).",
)
CONTROLS = Check(
    "FILE-064",
    NOTE,
    vi="Tệp có {count} nút bấm hoặc ô đánh dấu chèn thêm; chúng không được đọc, chỉ nội dung trong ô được tính. "
    "Đề nghị ghi nội dung vào ô.",
    en="The file has {count} buttons or check boxes that were added; they are not read, only what stands in cells "
    "counts. Please write into the cells.",
)
COMMENTS_UNREAD = Check(
    "FILE-065",
    NOTE,
    vi="Ghi chú của trang này không đọc được ({reason}); nội dung trong ô vẫn được đọc đủ. "
    "Đề nghị gửi riêng những gì đã viết trong ghi chú.",
    en="The comments of this sheet cannot be read ({reason}); what stands in its cells was read whole. "
    "Please send separately what was written in comments.",
)
