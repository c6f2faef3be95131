"""BALLOT: something missing or out of place in one member's ballot."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, Check

MISSING = Check(
    "BALLOT-001",
    ERROR,
    vi="Ô điểm tiêu chí “{criterion}” của {unit} còn trống. Nhập từ 0 đến {max}.",
    en="The score for “{criterion}” of {unit} is empty. Enter 0 to {max}.",
)
MARK_NOT_ALLOWED = Check(
    "BALLOT-002",
    ERROR,
    vi="Ô ghi “KĐG” (không đánh giá) nhưng tiêu chí “{criterion}” áp dụng cho {unit}. Nhập từ 0 đến {max}.",
    en="The cell says “KĐG” (not applicable) but “{criterion}” applies to {unit}. Enter 0 to {max}.",
)
SCORE_WHERE_MARKED = Check(
    "BALLOT-003",
    ERROR,
    vi="Tiêu chí “{criterion}” không áp dụng cho {unit} (KĐG) nhưng ô đang ghi “{found}”. Trả lại chữ KĐG.",
    en="“{criterion}” does not apply to {unit} (KĐG) but the cell holds “{found}”. Restore KĐG.",
)
SCORE_WHERE_RECUSED = Check(
    "BALLOT-004",
    ERROR,
    vi="Thành viên {member} không chấm {unit} nhưng ô đang ghi “{found}”. Xóa nội dung ô này.",
    en="{member} is recused from {unit} but the cell holds “{found}”. Clear it.",
)
SUPERSEDED = Check(
    "BALLOT-005",
    NOTE,
    vi="Thành viên {member} đã gửi phiếu mới hơn; phiếu này được giữ lại nhưng không tính.",
    en="{member} has sent a newer ballot; this one is kept but not counted.",
)
FACT_MISSING = Check(
    "BALLOT-006",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{input}” còn trống. Nhập {hint}.",
    en="{unit}, “{criterion}”: “{input}” is empty. Enter {hint}.",
)
FACT_MARK_NOT_ALLOWED = Check(
    "BALLOT-007",
    ERROR,
    vi="{unit}: ô “{input}” ghi “KĐG” (không đánh giá) nhưng tiêu chí “{criterion}” áp dụng cho đơn vị này. "
    "Nhập {hint}.",
    en="{unit}: “{input}” says “KĐG” (not applicable) but “{criterion}” applies to this unit. Enter {hint}.",
)
MARK_BESIDE_FACT = Check(
    "BALLOT-008",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{input}” ghi {value} trong khi ô khác của tiêu chí ghi KĐG (không đánh giá). "
    "Xóa số liệu này, hoặc thay chữ KĐG bằng số liệu.",
    en="{unit}, “{criterion}”: “{input}” is {value} while another cell of the criterion says KĐG (not applicable). "
    "Clear this figure, or replace KĐG by a figure.",
)
MARK_WITHOUT_REASON = Check(
    "BALLOT-009",
    ERROR,
    vi="{unit}: tiêu chí “{criterion}” ghi KĐG (không đánh giá) nhưng chưa có lý do. Ghi lý do vào ô ghi chú "
    "(giải trình) của tiêu chí này.",
    en="{unit}: “{criterion}” says KĐG (not applicable) without a reason. Enter the reason in the criterion's"
    " note (explanation).",
)
CHECKS = (
    MISSING,
    MARK_NOT_ALLOWED,
    SCORE_WHERE_MARKED,
    SCORE_WHERE_RECUSED,
    SUPERSEDED,
    FACT_MISSING,
    FACT_MARK_NOT_ALLOWED,
    MARK_BESIDE_FACT,
    MARK_WITHOUT_REASON,
)
