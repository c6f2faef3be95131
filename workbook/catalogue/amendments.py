"""RANK (from 100): corrections after publication, two numbered results of a round side by side."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

UNEXPLAINED = Check(
    "RANK-100",
    WARNING,
    vi="{unit}: {what}, nhưng không thấy căn cứ nào được ghi lại (phiếu mới, kết luận, chấp thuận, danh sách số liệu, "
    "đính chính bộ tiêu chí...). Phải có người giải trình trước khi ký; đối chiếu với xephang log và xephang explain.",
    en="{unit}: {what}, and nothing recorded explains it (a newer ballot, a conclusion, a waiver, listed figures, an "
    "erratum of the rubric...). Somebody must explain it before this is signed; see xephang log and xephang explain.",
)
VALUES_NOT_RECORDED = Check(
    "RANK-101",
    NOTE,
    vi="Kết quả số {number} do phiên bản cũ của chương trình lập nên không ghi điểm từng tiêu chí, danh sách và bộ "
    "tiêu chí. Thay đổi chỉ được truy đến phiếu chấm và quyết định trong sổ nhật ký; kiểm tra thêm bằng bảng tổng hợp "
    "({name}).",
    en="Result no. {number} was made by an older version of the program and does not hold points by criterion, lists "
    "and rubric. Changes are traced only to ballots and decisions in the log; see the tally ({name}) for the rest.",
)
SAME_RESULT = Check(
    "RANK-102",
    NOTE,
    vi="Kết quả số {old} và kết quả số {new} giống nhau về tên, điểm, hạng và xếp loại ở mọi dòng: không có gì phải "
    "đính chính, không ghi tệp nào.",
    en="Results no. {old} and no. {new} have the same names, points, ranks and classes in every line: there is "
    "nothing to correct, no file is written.",
)
NO_SUCH_RESULT = Check(
    "RANK-103",
    ERROR,
    vi="Không có kết quả số {number} trong thư mục results. Các kết quả hoàn tất: {known}. Chọn lại số.",
    en="There is no result no. {number} in the folder results. Finished ones: {known}. Choose another number.",
)
RESULT_PROVISIONAL = Check(
    "RANK-104",
    ERROR,
    vi="Kết quả số {number} chỉ là tạm tính, chưa công bố được nên không có gì để đính chính. Các kết quả hoàn tất: "
    "{known}. Chọn lại số.",
    en="Result no. {number} is only provisional: it cannot have been published, so that there is nothing to correct. "
    "Finished ones: {known}. Choose another number.",
)
TOO_FEW_RESULTS = Check(
    "RANK-105",
    ERROR,
    vi="Cần hai kết quả hoàn tất để so, đợt này mới có: {known}. Chạy xephang rank sau khi có thay đổi.",
    en="Two finished results are compared, and this round has: {known}. Run xephang rank after something changed.",
)
WRONG_ORDER = Check(
    "RANK-106",
    ERROR,
    vi="Kết quả đã công bố (--from {old}) phải có số nhỏ hơn kết quả mới (--to {new}). Đổi lại hai số.",
    en="The published result (--from {old}) must have a smaller number than the new one (--to {new}). Change the two.",
)
BROAD_CAUSE = Check(
    "RANK-107",
    NOTE,
    vi="{what}: thay đổi này chạm đến mọi đơn vị, nên chương trình chỉ nêu là lý do có thể. Kiểm tra {count} dòng nêu "
    "lý do này.",
    en="{what}: this reaches every unit, so that it is named only as a possible reason. Check the {count} lines that "
    "name it.",
)
ANNEX_NOT_NEW = Check(
    "RANK-108",
    WARNING,
    vi="Dự thảo không kèm phụ lục mới: số liệu của đợt hiện không còn là của kết quả số {number}. Lấy phụ lục ở "
    "{name}, hoặc xếp hạng lại rồi chạy lại lệnh này.",
    en="The draft comes without the new annex: the round's figures are no longer those of result no. {number}. Take "
    "the annex from {name}, or rank again and then run this again.",
)
CHECKS = (
    UNEXPLAINED,
    VALUES_NOT_RECORDED,
    SAME_RESULT,
    NO_SUCH_RESULT,
    RESULT_PROVISIONAL,
    TOO_FEW_RESULTS,
    WRONG_ORDER,
    BROAD_CAUSE,
    ANNEX_NOT_NEW,
)
