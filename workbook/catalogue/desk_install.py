"""FILE (from 190): the add-in that a desk in Excel needs: where it is put, what is left alone."""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

SYSTEM = Check(
    "FILE-190",
    ERROR,
    vi="Máy này chạy {system}: Excel không có bản cho hệ điều hành này nên không có gì để cài hay gỡ. Cài trên máy "
    "Windows hoặc macOS có Excel; các lệnh xephang khác chạy trên máy này như thường.",
    en="This computer runs {system}: there is no Excel for it, so there is nothing to install or remove. Do it on a "
    "Windows or macOS computer that has Excel; every other xephang command works here as usual.",
)
EXCEL_MISSING = Check(
    "FILE-191",
    ERROR,
    vi="Chưa thấy Excel trên máy này (đã tìm ở {places}). Không ghi gì. Nếu máy có Excel: mở Excel một lần bằng "
    "chính tài khoản này, đóng lại rồi chạy lại lệnh.",
    en="No Excel was found on this computer (looked in {places}). Nothing was written. If Excel is there, open it once "
    "as this user, close it, and run the command again.",
)
XLWINGS_MISSING = Check(
    "FILE-192",
    ERROR,
    vi='Máy này chưa cài phần nối với Excel (thiếu {missing}). Cài thêm: pip install "xephang[excel]", rồi chạy lại.',
    en="What connects to Excel is not installed here ({missing} is missing). Install it: pip install "
    '"xephang[excel]", then run this again.',
)
FOREIGN = Check(
    "FILE-193",
    WARNING,
    vi="Đã có sẵn {path} không do xephang ghi (một tệp, hoặc liên kết tới nơi khác), nên được để nguyên và sẽ không bị "
    "gỡ. Nó phải cùng phiên bản với xlwings đang cài ({version}); nếu không còn dùng vào việc khác thì xóa đi rồi chạy "
    "lại.",
    en="{path} was there already and was not written by xephang (a file, or a link to somewhere else), so it is left "
    "as it is and will not be removed. It must be of the same version as the xlwings installed here ({version}); if "
    "nothing else needs it, delete it and run this again.",
)
CHANGED = Check(
    "FILE-194",
    ERROR,
    vi="Tệp {path} không còn như khi xephang ghi: đã có người sửa hoặc thay. Tệp được để nguyên. Xem lại; nếu không "
    "cần bản đang có thì xóa tệp đó rồi chạy lại.",
    en="{path} is not what xephang wrote any more: somebody changed or replaced it. It is left as it is. Look at it; "
    "if what is there is not needed, delete it and run this again.",
)
ADDIN_OPEN = Check(
    "FILE-195",
    ERROR,
    vi="Chưa ghi, đọc hoặc xóa được {path}: Excel đang mở phần bổ trợ này, hoặc không có quyền ở thư mục đó. Thoát hẳn "
    "Excel (đóng mọi cửa sổ; trên macOS nhấn Cmd-Q) rồi chạy lại; tệp cũ còn nguyên.",
    en="{path} cannot be written, read or deleted: Excel has the add-in open, or the folder is not ours to write in. "
    "Quit Excel altogether (every window; on macOS press Cmd-Q) and run this again; the old file is untouched.",
)
CONFIG_OTHER = Check(
    "FILE-196",
    WARNING,
    vi="Tệp cấu hình {path} có {key} = “{value}” do người khác hoặc chương trình khác ghi, nên được để nguyên. Bàn làm "
    "việc của xephang cần {wanted}: nếu không còn dùng dòng đó vào việc khác thì xóa nó rồi chạy xephang desk install.",
    en="The settings file {path} has {key} = “{value}”, written by somebody else, so it is left as it is. The desk "
    "needs {wanted}: if nothing else needs that line, delete it and run xephang desk install.",
)
CONFIG_LETTERS = Check(
    "FILE-197",
    WARNING,
    vi="Đường dẫn của Python, “{python}”, có ký tự (chữ có dấu, dấu ngoặc kép hoặc %) mà phần bổ trợ không đọc đúng "
    "từ tệp cấu hình, nên chưa ghi vào đó. Cài xephang vào một thư mục không dấu (ví dụ ổ đĩa D, thư mục xephang) rồi "
    "chạy lại.",
    en="The path of Python, “{python}”, has characters (accents, quotes or %) that the add-in cannot read from its "
    "settings file, so it was not written there. Install xephang in a folder of plain letters (for example the folder "
    "xephang on drive D) and run this again.",
)
OUTDATED = Check(
    "FILE-198",
    WARNING,
    vi="Phần bổ trợ đã cài là của xlwings {installed}, còn xlwings trên máy là {version}: hai bản phải giống nhau. "
    "Thoát Excel rồi chạy xephang desk install để thay.",
    en="The add-in that is installed belongs to xlwings {installed}, while xlwings {version} is installed here: the "
    "two must be the same. Quit Excel and run xephang desk install to replace it.",
)
RECORD_BAD = Check(
    "FILE-199",
    ERROR,
    vi="Không đọc được tệp {path}, nơi xephang ghi nhớ đã cài những gì ({problem}). Không ghi, không xóa gì. Khôi phục "
    "tệp này từ bản sao lưu; hoặc xóa nó cùng phần bổ trợ xlwings.xlam ở {startup} rồi cài lại.",
    en="{path}, where xephang remembers what it installed, cannot be read ({problem}). Nothing was written or deleted. "
    "Restore it from a backup; or delete it together with the add-in xlwings.xlam in {startup}, and install again.",
)
STORE_PYTHON = Check(
    "FILE-200",
    ERROR,
    vi="xephang đang chạy bằng Python của Microsoft Store ({python}): bản này ghi vào một bản sao riêng của thư mục "
    "người dùng mà Excel không thấy. Không ghi gì. Cài Python bằng bộ cài thường, cài lại xephang bằng bản đó, rồi "
    "chạy lại.",
    en="xephang runs on the Python of the Microsoft Store ({python}), which writes into a private copy of the user's "
    "folder that Excel does not see. Nothing was written. Install Python with its ordinary installer, install xephang "
    "with that one, and run this again.",
)
ACTION_UNKNOWN = Check(
    "FILE-220",
    ERROR,
    vi="Không có thư mục “{path}”. Nếu định gõ một việc của phần bổ trợ: xephang desk {action}",
    en="There is no folder “{path}”. If an action of the add-in was meant: xephang desk {action}",
)
PLAIN_ALONE = Check(
    "FILE-221",
    ERROR,
    vi="--plain chỉ đi với thư mục của một đợt, không đi với {action}. Hãy bỏ --plain rồi gõ lại.",
    en="--plain goes with a round's folder only, not with {action}. Leave it out.",
)
CONFIG_LINK = Check(
    "FILE-222",
    WARNING,
    vi="Tệp cấu hình {path} là một liên kết tới nơi khác, do người khác đặt, nên được để nguyên; xephang không ghi hay "
    "xóa gì qua liên kết. Dòng của xephang là {wanted}: khi cài thì tự ghi dòng đó lên đầu tệp mà liên kết trỏ tới; "
    "khi gỡ thì tự xóa dòng đó.",
    en="The settings file {path} is a link to somewhere else, which somebody made, so it is left as it is; xephang "
    "writes and deletes nothing through a link. Its line is {wanted}: to install, write that line at the top of the "
    "file to which the link leads; to remove, delete that line.",
)
CONFIG_ENCODING = Check(
    "FILE-223",
    ERROR,
    vi="Tệp cấu hình {path} lưu dạng Unicode (UTF-16) hoặc không phải văn bản: phần bổ trợ không đọc được, và thêm hay "
    "bớt một dòng sẽ làm hỏng tệp. Tệp được để nguyên. Mở tệp bằng Notepad, lưu lại với bảng mã ANSI rồi chạy lại "
    "lệnh.",
    en="The settings file {path} is saved as Unicode (UTF-16) or is no text: the add-in cannot read it, and adding or "
    "taking out a line would break it. It is left as it is. Open it in Notepad, save it with the encoding ANSI, and "
    "run this again.",
)
NOT_A_FILE = Check(
    "FILE-224",
    ERROR,
    vi="{path} không phải một tệp mà là một thư mục hoặc thứ khác; ở đó cần một tệp. Nó được để nguyên. Xem lại, đổi "
    "tên hoặc chuyển đi nơi khác rồi chạy lại lệnh.",
    en="{path} is no file but a folder or something else, where a file is needed. It is left as it is. Look at it, "
    "rename it or move it away, and run this again.",
)
HOME_RELATIVE = Check(
    "FILE-225",
    ERROR,
    vi="Biến môi trường {name} là “{value}”, không phải đường dẫn đầy đủ, nên không biết thư mục của người dùng ở đâu. "
    "Không ghi gì. Đăng nhập lại, hoặc đặt lại biến đó (ví dụ bằng một cửa sổ lệnh mới), rồi chạy lại.",
    en="The environment variable {name} is “{value}”, which is no full path, so where the user's folder lies is not "
    "known. Nothing was written. Log in again, or set the variable right (a new command window may do), and run this "
    "again.",
)
CHECKS = (
    SYSTEM,
    EXCEL_MISSING,
    XLWINGS_MISSING,
    FOREIGN,
    CHANGED,
    ADDIN_OPEN,
    CONFIG_OTHER,
    CONFIG_LETTERS,
    OUTDATED,
    RECORD_BAD,
    STORE_PYTHON,
    ACTION_UNKNOWN,
    PLAIN_ALONE,
    CONFIG_LINK,
    CONFIG_ENCODING,
    NOT_A_FILE,
    HOME_RELATIVE,
)
