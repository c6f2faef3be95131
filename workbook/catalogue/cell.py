"""CELL: what was typed into one open cell cannot be read, or was read with kindness."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

WORD = Check(
    "CELL-001",
    ERROR,
    vi="Ô điểm ghi “{found}”, không phải là số. Nhập số từ 0 đến {max}.",
    en="The score cell holds “{found}”, which is not a number. Enter a number from 0 to {max}.",
)
DATE = Check(
    "CELL-002",
    ERROR,
    vi="Ô điểm là ngày {date} (Excel đã đổi số thành ngày). Có thể ý bạn là {proposal}; hãy nhập lại.",
    en="The score cell is the date {date} (Excel turned a number into a date). Perhaps {proposal}; enter it again.",
)
ERROR_VALUE = Check(
    "CELL-003",
    ERROR,
    vi="Ô điểm báo lỗi {found}. Xóa và nhập số từ 0 đến {max}.",
    en="The score cell shows the error {found}. Clear it and enter 0 to {max}.",
)
AMBIGUOUS = Check(
    "CELL-004",
    ERROR,
    vi="Ô ghi “{found}”, có thể hiểu nhiều cách (phần nghìn hay phần thập phân). Nếu là {proposal}, hãy nhập lại.",
    en="The cell holds “{found}”, which can be read in two ways. If it means {proposal}, enter that.",
)
FORMULA = Check(
    "CELL-005",
    ERROR,
    vi="Ô chứa công thức “{found}”. Thay bằng chính con số (kết quả đang hiện: {shown}).",
    en="The cell holds the formula “{found}”. Replace it by the number itself (it shows {shown}).",
)
UNDERSTOOD = Check(
    "CELL-006",
    NOTE,
    vi="Ô ghi chữ “{found}”; đã hiểu là {value}. Tổng hiện trên phiếu chưa gồm ô này.",
    en="The cell holds the text “{found}”; understood as {value}. The totals shown on the sheet leave it out.",
)
TRUTH = Check(
    "CELL-007",
    ERROR,
    vi="Ô điểm ghi giá trị logic {found}, không phải là số. Nhập số từ 0 đến {max}.",
    en="The score cell holds the logical value {found}, not a number. Enter 0 to {max}.",
)
MARK_UNDERSTOOD = Check(
    "CELL-008",
    NOTE,
    vi="Ô ghi “{found}”; đã hiểu là KĐG (không đánh giá).",
    en="The cell holds “{found}”; understood as KĐG (not applicable).",
)
MARK_AND_SCORE = Check(
    "CELL-009",
    ERROR,
    vi="Ô ghi “{found}”: vừa có KĐG (không đánh giá) vừa có điểm. Chỉ giữ một trong hai.",
    en="The cell holds “{found}”: the mark KĐG beside a score. Keep one of them.",
)
PERCENT = Check(
    "CELL-010",
    ERROR,
    vi="Ô điểm ghi phần trăm “{found}”. Nhập số điểm từ 0 đến {max}, không ghi %.",
    en="The score cell holds a percentage, “{found}”. Enter points from 0 to {max}, without %.",
)
FACT_UNREAD = Check(
    "CELL-011",
    ERROR,
    vi="Ô “{input}” ghi “{found}” nên không đọc được. Nhập {wanted}.",
    en="The cell “{input}” holds “{found}”, which cannot be read. Enter {wanted}.",
)
FACT_DATE = Check(
    "CELL-012",
    ERROR,
    vi="Ô “{input}” là ngày {date} (Excel đã đổi số thành ngày). Có thể ý bạn là {proposal}; hãy nhập lại.",
    en="The cell “{input}” is the date {date} (Excel turned a number into a date). Perhaps {proposal}; enter it again.",
)
ANSWER_UNDERSTOOD = Check(
    "CELL-013",
    NOTE,
    vi="Ô “{input}” ghi “{found}”; đã hiểu là “{value}”.",
    en="The cell “{input}” holds “{found}”; understood as “{value}”.",
)
TEXT_FORMULA = Check(
    "CELL-014",
    WARNING,
    vi="Ô ghi chú hoặc liên kết chứa công thức “{found}”; chỉ giữ chữ đang hiện: {shown}. Lần sau gõ thẳng nội dung.",
    en="A note or link cell holds the formula “{found}”; only the text that it shows was kept: {shown}. Type the text "
    "itself next time.",
)
TEXT_TOO_LONG = Check(
    "CELL-015",
    WARNING,
    vi="Ô ghi chú hoặc liên kết dài {length} ký tự; chỉ giữ {limit} ký tự đầu. Viết gọn lại, phần dài để trong tệp "
    "minh chứng.",
    en="A note or link has {length} characters; only the first {limit} were kept. Shorten it; long texts belong in the "
    "evidence.",
)
MEANT = Check(
    "CELL-016",
    ERROR,
    vi="Ô điểm ghi “{found}” nên không đọc được chắc chắn. Có thể ý bạn là {proposal}; hãy nhập lại (số từ 0 đến "
    "{max}).",
    en="The score cell holds “{found}”, which cannot be read for certain. Perhaps {proposal}; enter it again (0 to "
    "{max}).",
)
FACT_MEANT = Check(
    "CELL-017",
    ERROR,
    vi="Ô “{input}” ghi “{found}” nên không đọc được chắc chắn. Có thể ý bạn là {proposal}; hãy nhập lại.",
    en="The cell “{input}” holds “{found}”, which cannot be read for certain. Perhaps {proposal}; enter it again.",
)
PERCENT_MEANT = Check(
    "CELL-018",
    ERROR,
    vi="Ô điểm ghi phần trăm “{found}”. Có thể ý bạn là {proposal} điểm; hãy nhập lại số điểm từ 0 đến {max}, không "
    "ghi %.",
    en="The score cell holds a percentage, “{found}”. Perhaps {proposal} points; enter points from 0 to {max} again, "
    "without %.",
)
MARK_MEANT = Check(
    "CELL-019",
    ERROR,
    vi="Ô ghi “{found}”, không rõ là không áp dụng, là 0 hay chưa điền. Nếu không áp dụng thì ghi KĐG; nếu có số thì "
    "nhập số, kể cả số 0.",
    en="The cell holds “{found}”: not applicable, 0, or not filled in yet? Enter KĐG if it does not apply, else the "
    "figure, 0 as well.",
)
SHOWN_OTHERWISE = Check(
    "CELL-020",
    WARNING,
    vi="Ô chứa {value} nhưng kiểu hiển thị “{format}” làm ô hiện khác đi; số được tính là {value}. Hỏi lại người "
    "chấm nếu bản "
    "ký ghi số khác.",
    en="The cell holds {value} but its number format “{format}” shows it otherwise; {value} counts. Ask the scorer "
    "if the "
    "signed paper says another figure.",
)
NO_FIGURE = Check(
    "CELL-021",
    ERROR,
    vi="Trong tệp, ô điểm chứa “{found}” ở dạng số, nhưng đó không phải là số Excel dùng được (sai cách ghi hoặc quá "
    "lớn). Xóa và nhập số từ 0 đến {max}.",
    en="In the file the score cell holds “{found}” as a number, but that is none that Excel can use (written wrongly, "
    "or too large). Clear it and enter 0 to {max}.",
)
CHECKS = (
    NO_FIGURE,
    SHOWN_OTHERWISE,
    WORD, DATE, ERROR_VALUE, AMBIGUOUS, FORMULA, UNDERSTOOD, TRUTH, MARK_UNDERSTOOD, MARK_AND_SCORE, PERCENT,
    FACT_UNREAD, FACT_DATE, ANSWER_UNDERSTOOD, TEXT_FORMULA, TEXT_TOO_LONG, MEANT, FACT_MEANT,
    PERCENT_MEANT, MARK_MEANT,
)  # fmt: skip
