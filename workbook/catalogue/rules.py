"""RUBRIC (060 to 069, and from 120): what can be wrong in a criterion's scoring rule."""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

SHARE_ABOVE_ONE = Check(
    "RUBRIC-060",
    ERROR,
    vi="Tỷ lệ {share} lớn hơn 1. Ghi phần của một, ví dụ 0.8 cho 80 %.",
    en="The share {share} is above 1. Write a part of one, 0.8 for 80 %.",
)
LIMITS_REVERSED = Check(
    "RUBRIC-061",
    ERROR,
    vi="Giới hạn nhỏ nhất {least} không nhỏ hơn giới hạn lớn nhất {most}. Sửa một trong hai.",
    en="The lowest figure {least} is not below the highest {most}. Correct one of them.",
)
BAND_OUTSIDE = Check(
    "RUBRIC-062",
    ERROR,
    vi="Không số liệu nào đạt mức có cận {bound}: số liệu chỉ từ {least} đến {most}. Sửa cận hoặc giới hạn.",
    en="No figure reaches the band with bound {bound}: figures go from {least} to {most}. Correct the bound or the "
    "limits.",
)
BAND_TOO_FINE = Check(
    "RUBRIC-063",
    ERROR,
    vi="Cận {bound} có nhiều chữ số thập phân hơn số liệu được nhập ({places}). Sửa cận hoặc tăng “places”.",
    en="The bound {bound} has more decimals than may be typed ({places}). Correct the bound or raise “places”.",
)
BANDS_UNSORTED = Check(
    "RUBRIC-064",
    ERROR,
    vi="Mức có cận {bound} đứng sau mức có cận {before} nên không bao giờ được dùng. Xếp mức cao điểm lên trước.",
    en="The band with bound {bound} stands after the one with {before} and is never reached. Put the best band first.",
)
BAND_WORTH_RISES = Check(
    "RUBRIC-065",
    WARNING,
    vi="Mức này được {points} điểm, nhiều hơn mức đứng trước ({before}). Xem lại điểm của hai mức.",
    en="This band is worth {points}, more than the one before it ({before}). Check the points of both.",
)
WORTH_UNCLEAR = Check(
    "RUBRIC-066",
    ERROR,
    vi="Dòng {row} phải ghi đúng một trong hai: “points” (điểm) hoặc “share” (phần của điểm tối đa).",
    en="Row {row} must give exactly one of “points” and “share” (of the maximum).",
)
WORTH_ABOVE_MAX = Check(
    "RUBRIC-067",
    ERROR,
    vi="Dòng này được {points} điểm, vượt điểm tối đa {max} của tiêu chí. Sửa điểm hoặc điểm tối đa.",
    en="This row is worth {points}, above the criterion's maximum {max}. Correct the points or the maximum.",
)
NEVER_FULL = Check(
    "RUBRIC-068",
    WARNING,
    vi="Quy tắc cho nhiều nhất {sum} điểm, thấp hơn điểm tối đa {max} của tiêu chí: không ai đạt điểm tối đa. "
    "Xem lại điểm của các dòng hoặc điểm tối đa.",
    en="The rule gives at most {sum} points, less than the criterion's maximum {max}: nobody can reach it. "
    "Check the points of the rows or the maximum.",
)
PARTS_ABOVE_MAX = Check(
    "RUBRIC-069",
    ERROR,
    vi="Các dòng cộng lại {sum} điểm, vượt điểm tối đa {max} của tiêu chí. Sửa điểm của các dòng hoặc điểm tối đa.",
    en="The rows add up to {sum}, above the criterion's maximum {max}. Correct the rows or the maximum.",
)
SAME_ROW_NAME = Check(
    "RUBRIC-120",
    ERROR,
    vi="Tên “{name}” đã dùng ở dòng {row}. Đặt mỗi dòng một tên riêng.",
    en="The name “{name}” is already used in row {row}. Give each row its own.",
)
MAX_NOT_ZERO = Check(
    "RUBRIC-121",
    ERROR,
    vi="Quy tắc “{kind}” không cho điểm nhưng điểm tối đa của tiêu chí là {max}. Ghi max = 0 hoặc chọn quy tắc khác.",
    en="The rule “{kind}” gives no points but the criterion's maximum is {max}. Write max = 0 or choose another rule.",
)
LIMIT_ABOVE_MAX = Check(
    "RUBRIC-122",
    ERROR,
    vi="Mức cộng cao nhất {limit} vượt điểm tối đa {max} của tiêu chí. Sửa một trong hai.",
    en="The limit {limit} is above the criterion's maximum {max}. Correct one of them.",
)
PERCENT_TOO_FINE = Check(
    "RUBRIC-123",
    ERROR,
    vi="Cận {bound} % có quá {places} chữ số thập phân. Ghi cận ngắn hơn.",
    en="The bound {bound} % has more than {places} decimals. Write a shorter one.",
)
WEIGHTS_NOT_ONE = Check(
    "RUBRIC-124",
    ERROR,
    vi="Trọng số của các nhóm được hỏi cộng lại {sum}, phải bằng 1. Sửa các trọng số.",
    en="The weights of the respondent groups add up to {sum}; they should make 1. Correct the weights.",
)
CHECKS = (
    SHARE_ABOVE_ONE,
    LIMITS_REVERSED,
    BAND_OUTSIDE,
    BAND_TOO_FINE,
    BANDS_UNSORTED,
    BAND_WORTH_RISES,
    WORTH_UNCLEAR,
    WORTH_ABOVE_MAX,
    NEVER_FULL,
    PARTS_ABOVE_MAX,
    SAME_ROW_NAME,
    MAX_NOT_ZERO,
    LIMIT_ABOVE_MAX,
    PERCENT_TOO_FINE,
    WEIGHTS_NOT_ONE,
)
