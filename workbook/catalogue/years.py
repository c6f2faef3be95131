"""RANK (from 040): two rounds side by side."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

UNIT_VANISHED = Check(
    "RANK-040",
    WARNING,
    vi="Đơn vị năm trước “{unit}” (mã {id}) không có trong đợt mới mà cũng không thấy nói vì sao.{likely} Ghi trong "
    "round.toml của đợt mới: [[successors]] với unit là mã mới, from là các mã cũ; đơn vị giải thể thì chỉ ghi from "
    "và reason.",
    en="Last year's unit “{unit}” (id {id}) is not in the new round, and nothing says why.{likely} Write in the new "
    "round's round.toml: [[successors]] with its new id as unit and the older ids as from; of a unit that was "
    "dissolved give from and reason only.",
)
ORIGIN_UNKNOWN = Check(
    "RANK-041",
    ERROR,
    vi="[[successors]] nêu đơn vị cũ “{origin}” nhưng đợt “{round}” không có mã này. {hint}",
    en="[[successors]] names the older unit “{origin}”, but the round “{round}” has no such id. {hint}",
)
NOT_COMPARABLE = Check(
    "RANK-042",
    NOTE,
    vi="Khối “{group}”: {what}.",
    en="Group “{group}”: {what}.",
)
UNIT_NOT_COMPARABLE = Check(
    "RANK-043",
    NOTE,
    vi="Đơn vị {unit}: {what}.",
    en="Unit {unit}: {what}.",
)
PRIOR_DIFFERS = Check(
    "RANK-044",
    WARNING,
    vi="{unit}: round.toml ghi hạng năm trước (prior_rank) là {stated}, kết quả số {number} đã công bố là {rank}. "
    "Kiểm tra và sửa một trong hai.",
    en="{unit}: round.toml says rank {stated} the year before (prior_rank), result no. {number} as published {rank}. "
    "Check, and correct one of them.",
)
PRIOR_UNKNOWN = Check(
    "RANK-045",
    NOTE,
    vi="{unit}: không điền hạng năm trước ({why}). Nếu hội đồng thống nhất một hạng, ghi vào prior_rank.",
    en="{unit}: last year's rank is not filled in ({why}). If the council agrees on one, write it as prior_rank.",
)
RUBRIC_SINCE = Check(
    "RANK-046",
    WARNING,
    vi="Kết quả số {number} của đợt “{round}” được tính theo bộ tiêu chí phiên bản “{published}”, nay tệp bộ tiêu "
    "chí là “{now}”: điểm tối đa và cách xếp loại dùng để so có thể không phải của lúc công bố. Dùng lại đúng bộ "
    "tiêu chí cũ nếu cần.",
    en="Result no. {number} of the round “{round}” was computed by version “{published}” of its rubric, whose file "
    "now is “{now}”: the maxima and tiers compared here may not be those of then. Put the former rubric back if need "
    "be.",
)
YEARS_ORDER = Check(
    "RANK-047",
    WARNING,
    vi="Đợt trước là năm {old}, đợt sau là năm {new}: có thể đã ghi ngược thứ tự. Đợt cũ ghi trước, đợt mới ghi sau.",
    en="The older round is of {old}, the newer of {new}: the two may have changed places. Name the older one first.",
)
NAME_CHANGED = Check(
    "RANK-048",
    WARNING,
    vi="Mã {id}: năm trước là “{old}”, năm nay là “{new}”. Nếu chỉ đổi tên, ghi tên cũ vào aliases; nếu là đơn vị "
    "khác, đặt mã khác.",
    en="Id {id}: “{old}” last year, “{new}” now. If it was only renamed, write the old name among its aliases; if it "
    "is another unit, give it another id.",
)
NOT_PUBLISHED = Check(
    "RANK-049",
    ERROR,
    vi="Đợt “{round}” chưa có kết quả hoàn tất nào trong thư mục results (kết quả tạm thời không dùng để so). Chạy "
    "xephang rank cho đợt đó trước.",
    en="The round “{round}” has no finished result in its folder results (provisional ones are not compared). Run "
    "xephang rank for it first.",
)
PROVISIONAL_SINCE = Check(
    "RANK-050",
    NOTE,
    vi="Đợt “{round}”: dùng kết quả số {number}; kết quả số {newer} mới hơn nhưng chỉ là tạm thời.",
    en="The round “{round}”: result no. {number} is used; no. {newer} is newer but only provisional.",
)
SAME_ROUND = Check(
    "RANK-051",
    ERROR,
    vi="Hai đợt cần so là cùng một đợt ({round}). Ghi thư mục của đợt cũ, rồi thư mục của đợt mới.",
    en="The two rounds are one and the same ({round}). Name the older round's folder, then the newer one's.",
)
ALIAS_SEMICOLON = Check(
    "RANK-052",
    ERROR,
    vi="{unit}: tên khác “{alias}” có dấu chấm phẩy, mà trong danh sách dấu này ngăn hai tên. Dùng --fill để chép "
    "vào round.toml, hoặc sửa tên khác đó.",
    en="{unit}: the other name “{alias}” holds a semicolon, which parts two names in a list. Use --fill and paste "
    "into round.toml, or change that name.",
)
WANT_XLSX = Check(
    "RANK-053",
    ERROR,
    vi="Không ghi được ra “{name}”: tên tệp sau --to và --units phải kết thúc bằng .xlsx và khác nhau. Sửa tên tệp.",
    en="“{name}” cannot be written: the names after --to and --units end in .xlsx and differ. Change the name.",
)
CHECKS = (
    UNIT_VANISHED,
    ORIGIN_UNKNOWN,
    NOT_COMPARABLE,
    UNIT_NOT_COMPARABLE,
    PRIOR_DIFFERS,
    PRIOR_UNKNOWN,
    RUBRIC_SINCE,
    YEARS_ORDER,
    NAME_CHANGED,
    NOT_PUBLISHED,
    PROVISIONAL_SINCE,
    SAME_ROUND,
    ALIAS_SEMICOLON,
    WANT_XLSX,
)
