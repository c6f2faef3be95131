"""RANK (from 080): drafts of documents, and the templates that an office edits in Word."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

LIBRARY_MISSING = Check(
    "RANK-080",
    ERROR,
    vi='Máy này chưa cài phần soạn văn bản Word ({library}). Cài thêm bằng lệnh: pip install "xephang[docx]", rồi chạy '
    "lại lệnh này.",
    en='What writes Word documents is not installed here ({library}). Install it: pip install "xephang[docx]", then '
    "run this command again.",
)
PLACEHOLDER_UNKNOWN = Check(
    "RANK-081",
    ERROR,
    vi="Mẫu {name}: không có số liệu nào tên là “{placeholder}”. {hint} Sửa tên này trong Word; các tên dùng được có "
    "trong docs/mau-van-ban.md.",
    en="Template {name}: nothing is called “{placeholder}”. {hint} Correct it in Word; the names that there are: "
    "docs/mau-van-ban.md.",
)
TEMPLATE_SYNTAX = Check(
    "RANK-082",
    ERROR,
    vi="Mẫu {name}: chỗ “{placeholder}” viết sai ({problem}). Kiểm tra các dấu ngoặc nhọn và cặp lệnh for/endfor, "
    "if/endif rồi sửa trong Word.",
    en="Template {name}: “{placeholder}” is written wrongly ({problem}). Check the braces and the pairs for/endfor, "
    "if/endif, and correct it in Word.",
)
TEMPLATE_FORBIDDEN = Check(
    "RANK-083",
    ERROR,
    vi="Mẫu {name}: “{what}” không dùng được trong mẫu văn bản. Chỉ dùng tên số liệu, for, if và các bộ lọc nêu trong "
    "docs/mau-van-ban.md.",
    en="Template {name}: “{what}” cannot be used in a template. Use only names of facts, for, if and the filters named "
    "in docs/mau-van-ban.md.",
)
TEMPLATE_BROKEN = Check(
    "RANK-084",
    ERROR,
    vi="Mẫu {name} không điền được ({problem}). Mở mẫu trong Word, lưu lại dạng .docx; nếu vẫn lỗi, đổi tên mẫu này đi "
    "rồi chạy xephang documents với --templates để lấy mẫu gốc.",
    en="Template {name} cannot be filled ({problem}). Open it in Word and save it as .docx again; if that does not "
    "help, rename it and run xephang documents with --templates to get the original one.",
)
TEMPLATE_THERE = Check(
    "RANK-085",
    WARNING,
    vi="Mẫu {name} đã có trong thư mục mau nên được giữ nguyên. Muốn lấy lại mẫu gốc, đổi tên tệp này trước.",
    en="The template {name} is in the folder mau already and was left as it is. To get the original one, rename this "
    "file first.",
)
DRAFT_KEPT = Check(
    "RANK-086",
    NOTE,
    vi="Tệp {name} đã có và có nội dung khác (ai đó đã sửa, hoặc số liệu, mẫu đã đổi) nên được giữ nguyên; bản mới là "
    "{new}.",
    en="{name} is there with other content (somebody edited it, or figures or template changed) and was left as it is; "
    "the new file is {new}.",
)
NO_OFFICE = Check(
    "RANK-087",
    NOTE,
    vi="Chưa có bản PDF vì máy này không cài LibreOffice. Mở tệp .docx trong Word rồi lưu thành PDF nếu cần.",
    en="No PDF was made: LibreOffice is not installed here. Open the .docx in Word and save it as PDF if need be.",
)
PDF_FAILED = Check(
    "RANK-088",
    WARNING,
    vi="LibreOffice không làm được bản PDF của {names} ({reason}). Các tệp .docx vẫn đủ; mở bằng Word rồi lưu thành "
    "PDF.",
    en="LibreOffice made no PDF of {names} ({reason}). The .docx files are whole; open them in Word and save as PDF.",
)
BLANKS = Check(
    "RANK-089",
    NOTE,
    vi="round.toml chưa ghi {keys} trong [documents] nên dự thảo để chỗ trống (......). Ghi thêm rồi chạy lại, hoặc "
    "điền thẳng vào dự thảo.",
    en="round.toml does not say {keys} in [documents], so the drafts have blanks (......) there. Add them and run this "
    "again, or fill them in in the drafts.",
)
ABSENT_UNSAID = Check(
    "RANK-094",
    WARNING,
    vi="Biên bản ghi vắng mặt {members} chỉ vì không có phiếu được tính. Ai có mặt thì sửa lại dự thảo; ai vắng thì "
    "ghi lý do (absent) trong round.toml.",
    en="The minutes record {members} as absent only because no ballot of theirs counts. Correct the draft where "
    "somebody was there; give the reason (absent) in round.toml where not.",
)
TEMPLATE_IDLE = Check(
    "RANK-095",
    WARNING,
    vi="Trong thư mục mau có {names} không được dùng: mẫu phải là tệp tên {wanted}. Đổi tên, hoặc lưu lại dạng .docx.",
    en="The folder mau has {names}, which are not used: templates are files called {wanted}. Rename them, or save them "
    "as .docx.",
)
CHECKS = (
    LIBRARY_MISSING,
    PLACEHOLDER_UNKNOWN,
    TEMPLATE_SYNTAX,
    TEMPLATE_FORBIDDEN,
    TEMPLATE_BROKEN,
    TEMPLATE_THERE,
    DRAFT_KEPT,
    NO_OFFICE,
    PDF_FAILED,
    BLANKS,
    ABSENT_UNSAID,
    TEMPLATE_IDLE,
)
