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
TIE_CHAIN = Check(
    "RANK-011",
    NOTE,
    vi="{units} bằng nhau ({figure}); theo thứ tự ưu tiên của bộ tiêu chí (tie_chain), xét {step}: {order}.{passed}",
    en="{units} are equal ({figure}); the rubric's tie chain parts them by {step}: {order}.{passed}",
)
TIE_DECISION_SETTLED = Check(
    "RANK-012",
    NOTE,
    vi="Quyết định về {units} không dùng đến vì thứ tự ưu tiên của bộ tiêu chí đã tách các đơn vị này, theo {step}. "
    "Nếu hội đồng quyết định khác với bộ tiêu chí, hãy sửa tie_chain của bộ tiêu chí; nếu không, xóa quyết định này "
    "trong round.toml.",
    en="The decision on {units} is not used: the rubric's tie chain has parted them, by {step}. If the council "
    "decides against the rubric, change its tie_chain; if not, remove the decision from round.toml.",
)
TIERS_APART = Check(
    "RANK-013",
    WARNING,
    vi="{units} bằng nhau ({figure}) và cùng hạng {rank} nhưng khác loại ({tiers}): xếp hạng theo số đã làm tròn, còn "
    "xếp loại theo số chưa làm tròn (rounding.tier = “exact”). Nếu muốn thống nhất, ghi “exact” vào đầu tie_chain để "
    "xếp hạng cũng theo số chưa làm tròn, hoặc bỏ tier = “exact”.",
    en="{units} are equal ({figure}) and share rank {rank}, but are in different tiers ({tiers}): ranks follow the "
    "rounded figure, tiers the one before rounding (rounding.tier = “exact”). To have both alike, put “exact” first in "
    "tie_chain, so that ranks too follow the unrounded figure, or remove tier = “exact”.",
)
WORD_MISSING = Check(
    "RANK-060",
    NOTE,
    vi="Chưa có phụ lục cho Word ({name}) vì máy này chưa cài thư viện python-docx. Nếu cần, chạy lệnh: pip install "
    '"xephang[docx]", rồi xếp hạng lại.',
    en="There is no annex for Word ({name}): python-docx is not installed here. Where it is wanted, run: pip install "
    '"xephang[docx]", then rank again.',
)
# ---------------------------------------------------------------- explanations
UNKNOWN_UNIT = Check(
    "RANK-070",
    ERROR,
    vi="Đợt này không có đơn vị nào là “{name}”. {hint}",
    en="This round has no unit “{name}”. {hint}",
)
AMBIGUOUS_UNIT = Check(
    "RANK-071",
    ERROR,
    vi="“{name}” là tên của nhiều đơn vị trong đợt: {units}. Hãy ghi mã của đơn vị.",
    en="“{name}” is the name of several units of this round: {units}. Give the unit's id.",
)
UNIT_LEFT_OUT = Check(
    "RANK-072",
    ERROR,
    vi="{unit} không được chấm trong đợt này nên không có kết quả để giải thích. Lý do ghi trong round.toml: {reason}.",
    en="{unit} is not scored in this round, so there is no result to explain. The reason in round.toml: {reason}.",
)
OTHER_GROUP = Check(
    "RANK-073",
    ERROR,
    vi="{first} thuộc khối {group}, còn {second} thuộc khối {other}: hai khối xếp hạng riêng nên không so được. Hãy "
    "hỏi từng đơn vị, hoặc chọn hai đơn vị cùng khối.",
    en="{first} is of the group {group}, {second} of {other}: the groups are ranked apart and cannot be compared. "
    "Ask for each of them, or name two units of one group.",
)
SAME_UNIT = Check(
    "RANK-074",
    ERROR,
    vi="Cả hai lần đều nêu cùng một đơn vị: {unit}. Để so sánh, hãy nêu hai đơn vị khác nhau; để xem một "
    "đơn vị, nêu một lần.",
    en="Both times the same unit is named: {unit}. Name two different ones to compare, or one of them once.",
)
TEXT_EXISTS = Check(
    "RANK-075",
    ERROR,
    vi="Đã có tệp “{name}” nên không ghi đè. Hãy chọn tên khác.",
    en="There is a file “{name}” already; it was not overwritten. Choose another name.",
)
TEXT_KIND = Check(
    "RANK-076",
    ERROR,
    vi="Chỉ ghi được lời giải thích vào tệp .txt, nhưng tên tệp là “{name}”. Hãy đặt tên có đuôi .txt.",
    en="An explanation is written to a .txt file only, and the name is “{name}”. Let the name end with .txt.",
)
RESULT_DIFFERS = Check(
    "RANK-077",
    WARNING,
    vi="Kết quả đã ghi, số {number}, ghi cho {unit}: {old}; tính lại từ các phiếu và round.toml bây giờ thì được: "
    "{now}. Lời giải thích theo số bây giờ. Nếu chúng đúng, hãy chạy lại xephang rank; nếu không, xem có gì đã đổi "
    "(xephang log).",
    en="The written result number {number} has for {unit}: {old}; computed again now from ballots and round.toml: "
    "{now}. The explanation follows the figures of now. If they are right, run xephang rank again; if not, see what "
    "changed (xephang log).",
)
CHECKS = (
    RESULT_DIFFERS,
    UNKNOWN_UNIT,
    AMBIGUOUS_UNIT,
    UNIT_LEFT_OUT,
    OTHER_GROUP,
    SAME_UNIT,
    TEXT_EXISTS,
    TEXT_KIND,
    WORD_MISSING,
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
    TIE_CHAIN,
    TIE_DECISION_SETTLED,
    TIERS_APART,
)
