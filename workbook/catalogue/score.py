"""SCORE: a figure that breaks the rubric. Only these can be waived."""

from __future__ import annotations

from workbook.findings import ERROR, Check, Words

ABOVE_MAX = Check(
    "SCORE-001",
    ERROR,
    vi="{unit}: điểm {value} vượt điểm tối đa {max} của tiêu chí “{criterion}”. Nhập lại từ 0 đến {max}.",
    en="{unit}: {value} is above the maximum {max} of “{criterion}”. Enter 0 to {max}.",
    office=Words("Hoặc ghi quyết định chấp thuận trong round.toml.", "Or record a waiver in round.toml."),
)
BELOW_ZERO = Check(
    "SCORE-002",
    ERROR,
    vi="{unit}: điểm {value} nhỏ hơn 0 ở tiêu chí “{criterion}”. Nhập lại từ 0 đến {max}.",
    en="{unit}: {value} is below 0 in “{criterion}”. Enter 0 to {max}.",
)
OFF_STEP = Check(
    "SCORE-003",
    ERROR,
    vi="{unit}: điểm {value} không đúng bước điểm {step} của tiêu chí “{criterion}”. Nhập lại, ví dụ {near}.",
    en="{unit}: {value} is not on the step {step} of “{criterion}”. Enter for example {near}.",
)
FACT_OUTSIDE = Check(
    "SCORE-010",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{input}” ghi {value}, ngoài giới hạn {low} đến {high}. "
    "Kiểm tra số liệu và nhập lại.",
    en="{unit}, “{criterion}”: “{input}” is {value}, outside {low} to {high}. Check the figure and enter it again.",
)
FACT_OFF_STEP = Check(
    "SCORE-011",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{input}” ghi {value}, quá nhiều chữ số thập phân; chỉ nhập bội số của {step}. "
    "Nhập lại, ví dụ {near}.",
    en="{unit}, “{criterion}”: “{input}” is {value}; only multiples of {step} may be entered. Enter for "
    "example {near}.",
)
WHOLE_ZERO = Check(
    "SCORE-012",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{whole}” bằng 0 nên không tính được tỷ lệ. Kiểm tra số liệu; nếu tiêu chí "
    "không áp dụng cho đơn vị, ghi KĐG (nếu ô cho phép) hoặc báo thư ký.",
    en="{unit}, “{criterion}”: “{whole}” is 0, so there is no ratio. Check the figure; if the criterion does not "
    "apply to the unit, enter KĐG (where the cell allows it) or tell the secretariat.",
)
PART_ABOVE_WHOLE = Check(
    "SCORE-013",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{part}” ({a}) lớn hơn “{whole}” ({b}). Kiểm tra hai số liệu và nhập lại.",
    en="{unit}, “{criterion}”: “{part}” ({a}) is above “{whole}” ({b}). Check both figures and enter them again.",
)
NO_ANSWERS = Check(
    "SCORE-014",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: nhóm “{respondents}” không có phiếu trả lời nào nên không tính được điểm. Kiểm "
    "tra danh sách số liệu điều tra của đợt.",
    en="{unit}, “{criterion}”: there is no answer from “{respondents}”, so there are no points. Check the round's list "
    "of survey figures.",
)
NO_CHILDREN = Check(
    "SCORE-015",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: không có số liệu “{input}” của đơn vị trực thuộc nào. Kiểm tra danh sách số "
    "liệu của đợt.",
    en="{unit}, “{criterion}”: no child of the unit has a figure “{input}”. Check the round's list of figures.",
)
MEAN_ABOVE_SCALE = Check(
    "SCORE-016",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: “{input}” có tổng {sum} của {count} đơn vị trực thuộc, trung bình vượt thang "
    "{out_of}. Kiểm tra danh sách số liệu của đợt.",
    en="{unit}, “{criterion}”: “{input}” adds up to {sum} over {count} children, a mean above the scale {out_of}. "
    "Check the round's list of figures.",
)
CHECKS = (
    ABOVE_MAX,
    BELOW_ZERO,
    OFF_STEP,
    FACT_OUTSIDE,
    FACT_OFF_STEP,
    WHOLE_ZERO,
    PART_ABOVE_WHOLE,
    NO_ANSWERS,
    NO_CHILDREN,
    MEAN_ABOVE_SCALE,
)
