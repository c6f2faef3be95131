"""AUDIT (from 465): sentences that a decision has of our draft, beside the result that was computed."""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

TIER_UNKNOWN = Check(
    "AUDIT-465",
    ERROR,
    vi="Câu “{text}”: không có mức xếp loại “{found}”; các mức là {wanted}. Sửa lại tên mức.",
    en="“{text}”: there is no class “{found}”; the classes are {wanted}. Correct the class.",
)
TIER_AGAIN = Check(
    "AUDIT-466",
    ERROR,
    vi="Câu “{text}”: đếm loại {found} hai lần. Kiểm tra lại tên mức ở từng chỗ.",
    en="“{text}”: it counts the class {found} twice. Check the name of the class in each place.",
)
LEFT_OUT_SAID = Check(
    "AUDIT-467",
    ERROR,
    vi="Câu “{text}”: đơn vị không đánh giá, xếp hạng đúng ra là {wanted}. Sửa lại tên.",
    en="“{text}”: not scored and not ranked are {wanted}. Correct the names.",
)
ARTICLE_WRONG = Check(
    "AUDIT-468",
    ERROR,
    vi="Nơi nhận ghi “Như Điều {found}”, nhưng ai chịu trách nhiệm thi hành thì ghi ở Điều {wanted}. Sửa lại số điều.",
    en="The recipients say “Như Điều {found}”, but who carries the decision out stands in article {wanted}. Correct "
    "the number.",
)
BEFORE_MEETING = Check(
    "AUDIT-469",
    WARNING,
    vi="Quyết định ghi ngày {found}, trước phiên họp của hội đồng ngày {wanted}. Kiểm tra lại ngày, tháng, năm.",
    en="The decision is dated {found}, before the council's meeting on {wanted}. Check day, month and year.",
)
GROUPS_WRONG = Check(
    "AUDIT-470",
    ERROR,
    vi="Câu “{text}”: ghi {found} khối (nhóm), kết quả đã tính có {wanted}. Sửa lại số lượng.",
    en="“{text}”: it says {found} groups, the computed result has {wanted}. Correct the number.",
)
CHECKS = (TIER_UNKNOWN, TIER_AGAIN, LEFT_OUT_SAID, ARTICLE_WRONG, BEFORE_MEETING, GROUPS_WRONG)
