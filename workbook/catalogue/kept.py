"""FILE (from 090): what lies in a round's folder: sent, returned, results."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

REGISTER_UNREADABLE = Check(
    "FILE-090",
    ERROR,
    vi="Không đọc được danh sách phiếu đã nhận (returned/received.json). Khôi phục tệp này từ bản sao lưu; "
    "các phiếu gốc trong thư mục returned vẫn còn nguyên.",
    en="The list of received ballots (returned/received.json) cannot be read. Restore it from a backup; "
    "the originals in the folder returned are untouched.",
)
SENT_FILE_KEPT = Check(
    "FILE-091",
    NOTE,
    vi="Tệp trong thư mục sent đã được điền hoặc lưu lại nên được giữ nguyên. "
    "Muốn tạo lại phiếu trắng: chuyển tệp này đi nơi khác rồi chạy lại.",
    en="The file in the folder sent was filled in or saved again, so it was left as it is. "
    "To make the blank ballot again, move it elsewhere and run once more.",
)
RECEIVED_BEFORE = Check(
    "FILE-092",
    NOTE,
    vi="Tệp này đã nhận trước đây; không ghi nhận thêm lần nữa.",
    en="This very file was received before; it is not recorded twice.",
)
ORIGINAL_GONE = Check(
    "FILE-093",
    ERROR,
    vi="Bản gốc của phiếu đã nhận không còn hoặc đã bị sửa (returned/{name}). Khôi phục từ bản sao lưu, "
    "hoặc nhập lại tệp mà thành viên đã gửi.",
    en="The original of a received ballot is gone or was altered (returned/{name}). Restore it from a backup, "
    "or import again the file that the member sent.",
)
ROUND_EXISTS = Check(
    "FILE-094",
    ERROR,
    vi="Đã có {path}. Chọn thư mục khác, hoặc sửa chính tệp đó; không có gì bị ghi đè.",
    en="{path} is there already. Choose another folder, or edit that file; nothing was overwritten.",
)
DISK = Check(
    "FILE-095",
    ERROR,
    vi="Không đọc hoặc ghi được {path}: {reason}. Kiểm tra tên, quyền truy cập và chỗ trống trên đĩa.",
    en="{path} cannot be read or written: {reason}. Check the name, the permissions and the free space.",
)
USAGE = Check(
    "FILE-098",
    ERROR,
    vi="Lệnh chưa đúng: {problem}. Cách dùng: {help}",
    en="The command is not right yet: {problem}. How to use it: {help}",
)
INTERNAL = Check(
    "FILE-099",
    ERROR,
    vi="Lỗi của phần mềm ({reason}). Không có gì bị ghi đè. Gửi thông báo này cho người phát triển; "
    "đặt XEPHANG_DEBUG=1 rồi chạy lại để xem chi tiết.",
    en="A fault of the program ({reason}). Nothing was overwritten. Report it to the developers; "
    "set XEPHANG_DEBUG=1 and run again for the details.",
)
UNREGISTERED = Check(
    "FILE-096",
    WARNING,
    vi="Thư mục returned có {count} bản gốc không ghi trong received.json ({name}, ...). "
    "Nhập lại chính các tệp đó để được tính: xephang import.",
    en="The folder returned holds {count} originals that received.json does not list ({name}, ...). "
    "Import those very files again to have them counted: xephang import.",
)
OUTDATED = Check(
    "FILE-097",
    NOTE,
    vi="Trong thư mục sent còn {count} tệp không phải bản phát mới nhất của thành viên nào ({names}). "
    "Đừng gửi các tệp này.",
    en="The folder sent also holds {count} files that are nobody's newest issue ({names}). Do not send them.",
)
CHECKS = (
    OUTDATED,
    UNREGISTERED,
    REGISTER_UNREADABLE,
    SENT_FILE_KEPT,
    RECEIVED_BEFORE,
    ORIGINAL_GONE,
    ROUND_EXISTS,
    DISK,
    USAGE,
    INTERNAL,
)
