"""RANK: what the ranking itself must tell."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

TIE = Check(
    "RANK-001",
    WARNING,
    vi="{units} bằng nhau ({figure}) và cùng hạng {rank}. Nếu cần tách hạng, ghi quyết định của hội "
    "đồng trong round.toml.",
    en="{units} are equal ({figure}) and share rank {rank}. To separate them, record the council's "
    "decision in round.toml.",
)
TIE_ORDERED = Check(
    "RANK-002",
    NOTE,
    vi="{units} bằng nhau ({figure}); hội đồng quyết định cùng hạng, in theo thứ tự này. Lý do: {reason} ({by}).",
    en="{units} are equal ({figure}); the council decided one rank, in this order. Reason: {reason} ({by}).",
)
TIE_SPLIT = Check(
    "RANK-005",
    NOTE,
    vi="{units} bằng nhau ({figure}); hội đồng quyết định tách hạng theo thứ tự này. Lý do: {reason} ({by}).",
    en="{units} are equal ({figure}); the council decided distinct ranks in this order. Reason: {reason} ({by}).",
)
TIE_DECISION_UNUSED = Check(
    "RANK-003",
    WARNING,
    vi="Quyết định về {units} không dùng đến vì các đơn vị này không bằng nhau. Xóa hoặc sửa trong round.toml.",
    en="The decision on {units} is not used: they are not equal. Remove or mend it in round.toml.",
)
TIE_DECISION_PARTIAL = Check(
    "RANK-004",
    ERROR,
    vi="Quyết định về {units} chưa nêu đủ các đơn vị bằng nhau: {tied}. Bổ sung trong round.toml.",
    en="The decision on {units} does not name all equal units: {tied}. Complete it in round.toml.",
)
WAIVER_UNUSED = Check(
    "RANK-006",
    NOTE,
    vi="Chấp thuận {check} cho {unit}, tiêu chí “{criterion}” không dùng đến: không có điểm nào như vậy.",
    en="The waiver of {check} for {unit}, “{criterion}” is not used: no such figure was found.",
)
INCOMPLETE = Check(
    "RANK-007",
    ERROR,
    vi="{unit} chưa đủ điểm nên chưa xếp hạng được.",
    en="{unit} has not all its scores and cannot be ranked yet.",
)
LAYOUT_BAD = Check(
    "RANK-008",
    ERROR,
    vi="Mẫu phụ lục chưa dùng được: {problem}. Sửa tệp mẫu này, hoặc chọn mẫu khác ở khóa layout của round.toml.",
    en="The annex layout cannot be used: {problem}. Mend that file, or choose another layout in round.toml.",
)
HELD_BACK = Check(
    "RANK-009",
    NOTE,
    vi="{unit} ({figure}) đủ điều kiện xếp mức “{lost}” nhưng {quota}; tính cả {unit}, có {count} đơn vị bằng hoặc cao "
    "hơn. Xếp: {tier}.",
    en="{unit} ({figure}) meets the conditions of “{lost}” but {quota}; with {unit}, {count} stand as high or higher. "
    "Classed: {tier}.",
)
HELD_BACK_TIED = Check(
    "RANK-010",
    WARNING,
    vi="{units} bằng nhau ({figure}) và cùng đủ điều kiện xếp mức “{lost}” nhưng {quota}, chỉ còn {left} chỗ. Các đơn "
    "vị bằng nhau không bị tách nên cùng xếp: {tier}. Nếu hội đồng tách hạng, ghi quyết định trong round.toml.",
    en="{units} are equal ({figure}) and all meet the conditions of “{lost}” but {quota}, with {left} left. Equal "
    "units are not separated, so all are classed: {tier}. If the council separates them, record its decision in "
    "round.toml.",
)
CHECKS = (
    LAYOUT_BAD,
    TIE,
    TIE_ORDERED,
    TIE_SPLIT,
    TIE_DECISION_UNUSED,
    TIE_DECISION_PARTIAL,
    WAIVER_UNUSED,
    INCOMPLETE,
    HELD_BACK,
    HELD_BACK_TIED,
)
