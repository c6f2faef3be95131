"""FILE (from 180): the desk inside Excel: its workbook, and what its cells ask for."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

NO_MACROS = Check(
    "FILE-180",
    ERROR,
    vi="Python đang chạy xephang chưa có xlwings, tức phần “excel” của xephang (hoặc xlwings đã cài thiếu tệp {name}), "
    "nên chưa lập được bàn làm việc có nút bấm. Cán bộ máy tính cài thêm phần đó theo trang docs/cai-khong-co-mang.md "
    "(hoặc docs/cai-tren-windows.md), rồi chạy lại; hoặc thêm --plain để lập bản không có macro.",
    en="The Python that runs xephang has no xlwings, which is xephang's part “excel” (or the xlwings installed lacks "
    "{name}), so that a desk with buttons cannot be made. The IT officer adds that part as docs/cai-khong-co-mang.md "
    "or docs/cai-tren-windows.md says, then run again; or add --plain for a workbook without macros.",
)
DESK_KEPT = Check(
    "FILE-181",
    NOTE,
    vi="Đã có {old} với nội dung khác, có thể có người đang dùng: giữ nguyên. Bàn làm việc mới là {new}; không dùng "
    "bản cũ nữa thì xóa.",
    en="{old} is there with other content, and may be somebody's: it stays as it is. The new desk is {new}; delete the "
    "old one if nobody uses it.",
)
NO_EXCEL = Check(
    "FILE-182",
    NOTE,
    vi="Máy này không có Excel (hệ điều hành {system}): nút bấm chỉ chạy trong Excel trên Windows hoặc macOS. Mở bàn "
    "làm việc trên máy có Excel và đã cài xephang; trên máy này, dùng các lệnh xephang.",
    en="This computer has no Excel (its system is {system}): the button works only in Excel for Windows or macOS. Open "
    "the desk on a computer with Excel and xephang installed; on this one, use the xephang commands.",
)
ROUND_EMPTY = Check(
    "FILE-183",
    ERROR,
    vi="Ô “{label}” đang trống. Ghi vào đó thư mục của đợt (thư mục có tệp round.toml), rồi chạy lại.",
    en="The cell “{label}” is empty. Type the round's folder there (the folder with the file round.toml), and run "
    "again.",
)
ROUND_WRONG = Check(
    "FILE-184",
    ERROR,
    vi="Ô “{label}” ghi {path}: {problem}. Ghi đúng thư mục của đợt (thư mục có tệp round.toml), rồi chạy lại.",
    en="The cell “{label}” says {path}: {problem}. Type the round's folder (the folder with the file round.toml), and "
    "run again.",
)
TASK_UNKNOWN = Check(
    "FILE-185",
    ERROR,
    vi="Ô “{label}” ghi “{task}”, không phải việc nào trong danh sách. Bấm mũi tên ở góc ô, chọn một việc, rồi chạy "
    "lại.",
    en="The cell “{label}” says “{task}”, which is no task of the list. Click the arrow at the cell, choose a task, "
    "and run again.",
)
CHOICE_MISSING = Check(
    "FILE-186",
    ERROR,
    vi="Việc “{task}” cần thêm lựa chọn ở ô “{label}”: {hint}",
    en="The task “{task}” needs a choice in the cell “{label}”: {hint}",
)
NOTHING_THERE = Check(
    "FILE-187",
    ERROR,
    vi="Thư mục {path} không có tệp bảng tính nào ({kinds}); thư mục con của nó không được xem. Ghi đúng thư mục vào ô "
    "“{label}”, rồi chạy lại.",
    en="The folder {path} has no spreadsheet ({kinds}); folders inside it are not looked into. Type the right folder "
    "into the cell “{label}”, and run again.",
)
NOT_A_DESK = Check(
    "FILE-188",
    ERROR,
    vi="Sổ tính này không còn là bàn làm việc: thiếu {lacking} (các dòng, cột ẩn mang khóa có thể đã bị xóa). Lập bàn "
    "làm việc mới bằng lệnh xephang desk; không có dữ liệu nào của đợt bị mất.",
    en="This workbook is no desk any more: {lacking} is missing (the hidden rows and columns with keys may have been "
    "deleted). Make a new desk with the command xephang desk; nothing of the round is lost.",
)
NOT_OPENED = Check(
    "FILE-189",
    WARNING,
    vi="Đã ghi {name} nhưng Excel chưa mở được tệp này ({reason}). Bấm vào đường dẫn của tệp ở bên dưới hoặc mở từ thư "
    "mục.",
    en="{name} was written, but Excel could not open it ({reason}). Click the file's link below, or open it from its "
    "folder.",
)
BOOK_NONE = Check(
    "FILE-201",
    ERROR,
    vi="Ngoài bàn làm việc, Excel này không mở sổ tính nào khác. Mở phiếu rồi chạy lại. Phiếu đang ở chế độ xem được "
    "bảo vệ (Protected View) thì chưa được thấy: bấm “Bật chỉnh sửa” (Enable Editing) ở thanh vàng của phiếu trước.",
    en="No other workbook is open in this Excel beside the desk. Open the ballot and run again. A ballot in Protected "
    "View is not seen: press “Enable Editing” in its yellow bar first.",
)
BOOK_WHICH = Check(
    "FILE-202",
    ERROR,
    vi="Đang mở {count} sổ tính ngoài bàn làm việc: {names}. Ghi tên một sổ vào ô “{label}” rồi chạy lại. Phiếu không "
    "có tên ở đây là đang ở chế độ xem được bảo vệ: bấm “Bật chỉnh sửa” (Enable Editing) ở thanh vàng của phiếu.",
    en="{count} workbooks are open beside the desk: {names}. Type the name of one into the cell “{label}” and run "
    "again. A ballot that is not named here is in Protected View: press “Enable Editing” in its yellow bar first.",
)
BOOK_UNKNOWN = Check(
    "FILE-203",
    ERROR,
    vi="Ô “{label}” ghi “{choice}”, không phải tên sổ tính nào đang mở ngoài bàn làm việc. Đang mở: {names}. Ghi đúng "
    "tên, hoặc mở phiếu, rồi chạy lại; phiếu ở chế độ xem được bảo vệ thì bấm “Bật chỉnh sửa” (Enable Editing) trước.",
    en="The cell “{label}” says “{choice}”, which is no workbook that is open beside the desk. Open are: {names}. Type "
    "the name, or open the ballot, and run again; for one in Protected View press “Enable Editing” first.",
)
ORIGINAL_OPEN = Check(
    "FILE-204",
    ERROR,
    vi="{name} đang mở là bản gốc đã nhận, giữ ở {path}; bản gốc không bao giờ bị sửa nên không ghi gì vào đó. Chép "
    "tệp ra ngoài thư mục đợt dưới tên khác, mở bản chép rồi chạy lại.",
    en="The open {name} is an original that was received, kept in {path}; originals are never changed, so nothing was "
    "written into it. Copy the file out of the round's folder under another name, open the copy, and run again.",
)
FROM_AFAR = Check(
    "FILE-205",
    ERROR,
    vi="Ở xlwings Server và xlwings Lite, việc “{task}” không chạy từ bàn làm việc, vì ở đây chỉ thấy một sổ tính. "
    "Mở phiếu, rồi chạy kịch bản “{script}” trong bảng xlwings của phiếu.",
    en="In xlwings Server and xlwings Lite the task “{task}” does not run from the desk, because only one workbook is "
    "seen there. Open the ballot, and run the script “{script}” in the ballot's xlwings pane.",
)
NOT_HERE = Check(
    "FILE-206",
    ERROR,
    vi="Việc “{task}” phải mở tệp trong tiến trình riêng, mà xlwings Lite không có. Chạy việc này từ bàn làm việc "
    "trong Excel trên Windows hoặc macOS đã cài xephang, hoặc bằng lệnh xephang, trên cùng thư mục đợt.",
    en="The task “{task}” opens files in a process of their own, which xlwings Lite does not have. Run it from the "
    "desk in Excel for Windows or macOS with xephang installed, or as a xephang command, on the same round folder.",
)
ROUNDS_UNSET = Check(
    "FILE-207",
    ERROR,
    vi="Máy chủ chưa cho biết các đợt nằm ở đâu, nên không mở thư mục nào. Người quản trị máy chủ: đặt biến môi trường "
    "{name} là đường dẫn đầy đủ của thư mục chứa các đợt, rồi khởi động lại máy chủ.",
    en="The server has not been told where the rounds lie, so no folder is opened. The server's administrator: set the "
    "environment variable {name} to the full path of the folder with the rounds, and restart the server.",
)
OUTSIDE = Check(
    "FILE-208",
    ERROR,
    vi="{path} không nằm trong thư mục các đợt của máy chủ, nên không được mở. Ghi đường dẫn tính từ thư mục ấy, ví dụ "
    "tên thư mục của đợt, rồi chạy lại.",
    en="{path} does not lie in the server's folder of rounds, and is not opened. Type a path from that folder on, such "
    "as the name of the round's folder, and run again.",
)
OPEN_ALREADY = Check(
    "FILE-211",
    WARNING,
    vi="Đã ghi {name}, nhưng Excel đang mở sẵn một sổ tên đó từ trước (bản cũ, hoặc của đợt khác) nên chưa mở bản vừa "
    "ghi: đừng đọc số trong sổ đang mở. Đóng sổ đó lại, rồi bấm vào đường dẫn của tệp ở bên dưới.",
    en="{name} was written, but a workbook of that name was open in Excel already (the old one, or another round's), "
    "so the new one was not opened: do not go by the figures that are open. Close that workbook, then click the file's "
    "link below.",
)
CHOICE_WRONG = Check(
    "FILE-212",
    ERROR,
    vi="Ô “{label}” ghi “{choice}”: không có thư mục hay tệp này (hoặc không được quyền xem), đã tìm ở {path}. Ghi "
    "đúng đường dẫn, rồi chạy lại; đường dẫn không đầy đủ được tính từ thư mục đợt.",
    en="The cell “{label}” says “{choice}”: there is no such folder or file (or it may not be seen); it was looked for "
    "at {path}. Type the right path, and run again; one that is not complete begins in the round's folder.",
)
NOT_FROM_EXCEL = Check(
    "FILE-213",
    ERROR,
    vi="Không có sổ Excel nào gọi việc này. Nút bấm, và các việc với phiếu đang mở, chỉ chạy từ bàn làm việc mở trong "
    "Excel (Windows, macOS): mở bàn làm việc bằng Excel rồi bấm nút Chạy. Ngoài Excel, dùng các lệnh xephang.",
    en="No Excel workbook called for this. The button, and the tasks on an open ballot, run only from the desk in "
    "Excel (Windows, macOS): open the desk in Excel and press its button. Outside Excel, use the xephang commands.",
)
