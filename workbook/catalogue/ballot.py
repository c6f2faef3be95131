"""BALLOT: something missing or out of place in one member's ballot."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

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
    vi="{member} có phiếu khác được tính; phiếu này được giữ lại nhưng không tính.",
    en="Another ballot of {member} counts; this one is kept but not counted.",
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
SECOND_BALLOT = Check(
    "BALLOT-010",
    NOTE,
    vi="Trước đó đã nhận một phiếu khác của {member} (tệp {name}, nhận {when}); hai phiếu khác nhau ở {count} "
    "ô{example}.",
    en="Another ballot of {member} was received before (file {name}, on {when}); the two differ in {count} "
    "cells{example}.",
)
# As it stands in round.toml: to be copied whole, so with straight quotes and every key that is needed.
_CHOICE = '[[choices]]\nmember = "{id}"\nfile = "{file}"\nreason = "%s"\nby = "%s"\nwhen = {day}\n'
_CHOICE_VI = _CHOICE % ("Ghi lý do", "Ghi người quyết định")
_CHOICE_EN = _CHOICE % ("Say why", "Say who decided")

OLDER_AFTER_NEWER = Check(
    "BALLOT-011",
    WARNING,
    vi="Phiếu này cũ hơn phiếu đã nhận trước ({name}): {why}. Phiếu được giữ lại nhưng không tính. Muốn tính phiếu "
    f"này, chép quyết định sau vào cuối tệp round.toml:\n{_CHOICE_VI}"
    "rồi sửa reason, by, when cho đúng.",
    en="This ballot is older than the one received before ({name}): {why}. It is kept but does not count. If it "
    f"should, copy this decision to the end of round.toml:\n{_CHOICE_EN}"
    "and correct reason, by, when.",
)
OTHER_COUNTS = Check(
    "BALLOT-012",
    WARNING,
    vi="Phiếu này được giữ lại nhưng không tính: theo round.toml, phiếu được tính là {name}. Muốn tính phiếu này, "
    f"chép quyết định sau vào cuối tệp round.toml (nếu đã có [[choices]] của người này thì sửa mục đó):\n{_CHOICE_VI}"
    "rồi sửa reason, by, when cho đúng.",
    en="This ballot is kept but does not count: by round.toml, {name} does. If this one should, copy this decision to "
    f"the end of round.toml (or change the [[choices]] of that sender, if there is one):\n{_CHOICE_EN}"
    "and correct reason, by, when.",
)
WHICH_COUNTS = Check(
    "BALLOT-013",
    ERROR,
    vi="{member} đã gửi nhiều phiếu khác nhau, chưa rõ phiếu nào được tính: {files}. Hỏi lại người gửi rồi chép quyết "
    f"định sau vào cuối tệp round.toml:\n{_CHOICE_VI}"
    "trong đó file là 8 ký tự trước tên tệp được chọn; sửa cả reason, by, when cho đúng.",
    en="{member} has sent several ballots, and it is not settled which one counts: {files}. Ask the sender, then copy "
    f"this decision to the end of round.toml:\n{_CHOICE_EN}"
    "where file is the 8 characters before the name of the file that counts; correct reason, by, when too.",
)
CHOICE_UNKNOWN = Check(
    "BALLOT-014",
    ERROR,
    vi="Quyết định [[choices]] trong round.toml tính tệp “{file}” của {member} nhưng chưa nhận tệp nào có mã bắt đầu "
    "như vậy. Các tệp đã nhận: {files}. Sửa dòng file của quyết định đó thành 8 ký tự trước tên tệp được chọn, "
    'ví dụ:\nfile = "{newest}"\nrồi chạy lại.',
    en="A decision [[choices]] in round.toml says that the file “{file}” of {member} counts, but no file with such a "
    "hash was received. Received: {files}. Change the line file of that decision to the 8 characters before the name "
    'of the file that counts, for example:\nfile = "{newest}"\nand run again.',
)
QUITE_ANOTHER = Check(
    "BALLOT-015",
    WARNING,
    vi="Phiếu này khác hẳn phiếu đã nhận trước đó của {member} (tệp {name}, nhận {when}): {count} trên {all} ô mà cả "
    "hai phiếu đều đã điền{example}. Hỏi lại người gửi: có thể người khác đã điền vào tệp này.",
    en="This ballot is quite another than the one of {member} received before (file {name}, on {when}): {count} of "
    "the {all} cells filled in on both{example}. Ask the sender: somebody else may have filled in this file.",
)
CHECKS = (
    QUITE_ANOTHER,
    SECOND_BALLOT,
    OLDER_AFTER_NEWER,
    OTHER_COUNTS,
    WHICH_COUNTS,
    CHOICE_UNKNOWN,
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
