"""PANEL: the members together: who is missing, how many scored a cell, who contradicts whom."""

from __future__ import annotations

from workbook.findings import ERROR, NOTE, WARNING, Check

BALLOT_MISSING = Check(
    "PANEL-001",
    ERROR,
    vi="Chưa nhận được phiếu của {member}. Nhắc gửi phiếu, hoặc ghi lý do vắng mặt trong round.toml.",
    en="No ballot from {member} yet. Ask for it, or record the absence in round.toml.",
)
TOO_FEW_SCORERS = Check(
    "PANEL-002",
    ERROR,
    vi="Tiêu chí “{criterion}” của {unit} chỉ có {count} người chấm, cần ít nhất {minimum}.",
    en="“{criterion}” of {unit} was scored by {count}, at least {minimum} are needed.",
)
MARK_BESIDE_SCORE = Check(
    "PANEL-003",
    ERROR,
    vi="Tiêu chí “{criterion}” của {unit}: {markers} ghi KĐG (không đánh giá) nhưng {scorers} cho điểm. "
    "Các thành viên cần thống nhất.",
    en="“{criterion}” of {unit}: {markers} marked it not applicable (KĐG) but {scorers} scored it. They must agree.",
)
ABSENT = Check(
    "PANEL-004",
    NOTE,
    vi="{member} vắng mặt: {reason}. Không chờ phiếu.",
    en="{member} is absent: {reason}. No ballot is expected.",
)
ABSENT_BUT_RETURNED = Check(
    "PANEL-005",
    WARNING,
    vi="{member} được ghi là vắng mặt nhưng đã gửi phiếu; phiếu này không được tính. "
    "Nếu có mặt, xóa dòng absent trong round.toml.",
    en="{member} is recorded as absent but sent a ballot; it does not count. If present, remove absent in round.toml.",
)
RUBRIC_CHANGED = Check(
    "PANEL-006",
    WARNING,
    vi="Phiếu của {member} được phát theo bộ tiêu chí bản {sent}, nay là bản {now}. "
    "Kiểm tra thay đổi có ảnh hưởng đến điểm đã chấm không.",
    en="{member}'s ballot was sent under rubric version {sent}; it is now {now}. Check whether the change matters.",
)
UNIT_NOT_ON_BALLOT = Check(
    "PANEL-007",
    ERROR,
    vi="{unit} không có trong phiếu đã phát cho {member} (danh sách đơn vị thay đổi sau khi phát). Phát lại phiếu.",
    en="{unit} is not on the ballot sent to {member} (the list of units changed since). Send a new one.",
)
NO_LONGER_MEMBER = Check(
    "PANEL-008",
    WARNING,
    vi="Phiếu đã nhận của “{member}” không được tính: mã này không còn trong danh sách thành viên của round.toml.",
    en="A ballot received from “{member}” does not count: this id is no longer among the members in round.toml.",
)
LIMITS_CHANGED = Check(
    "PANEL-009",
    ERROR,
    vi="Bộ tiêu chí đã thay đổi sau khi phát phiếu: {changes}. Điểm đã chấm theo quy định cũ: "
    "phát lại phiếu, hoặc khôi phục bộ tiêu chí như khi phát.",
    en="The rubric changed after the ballots were sent: {changes}. Scores were given under the old rules: "
    "send new ballots, or restore the rubric as it was.",
)
UNIT_CHANGED = Check(
    "PANEL-010",
    ERROR,
    vi="{unit} ({id}) đã thay đổi sau khi phát phiếu: {changes}. Phát lại phiếu, hoặc khôi phục "
    "round.toml như khi phát.",
    en="{unit} ({id}) changed after the ballots were sent: {changes}. Send new ballots, or restore round.toml.",
)
NOBODY_SCORES = Check(
    "PANEL-011",
    ERROR,
    vi="Tiêu chí “{criterion}” của khối {group} không có ai chấm: không được phân công cho ai, hoặc người được phân "
    "công vắng mặt. Bổ sung phân công (assignments) trong round.toml, hoặc ghi kết luận.",
    en="Nobody scores “{criterion}” in the group {group}: it is assigned to no one, or whoever it is assigned to is "
    "absent. Add an assignment in round.toml, or record conclusions.",
)
FACTS_DIFFER = Check(
    "PANEL-012",
    WARNING,
    vi="Tiêu chí “{criterion}” của {unit}: các thành viên nhập số liệu khác nhau: {typed}. Đối chiếu tài liệu kiểm "
    "chứng; điểm hiện tính theo số liệu của từng người.",
    en="“{criterion}” of {unit}: members typed different facts: {typed}. Compare the evidence; each one's points "
    "follow from his own facts for now.",
)
MANDATORY_DIFFERS = Check(
    "PANEL-013",
    ERROR,
    vi="Điều kiện bắt buộc “{criterion}” của {unit}: các thành viên trả lời khác nhau: {typed}. Các thành viên cần "
    "thống nhất, hoặc ghi kết luận; nếu không thì coi là không đạt.",
    en="The mandatory criterion “{criterion}” of {unit}: members disagree: {typed}. They must agree, or the council "
    "concludes; otherwise it is not met.",
)
LISTED_MISSING = Check(
    "PANEL-014",
    ERROR,
    vi="{unit}, tiêu chí “{criterion}”: danh sách số liệu của đợt thiếu “{inputs}”. Bổ sung vào tệp nêu ở facts_from.",
    en="{unit}, “{criterion}”: the round's list lacks “{inputs}”. Add it to the file named in facts_from.",
)
LISTED_NOWHERE = Check(
    "PANEL-015",
    ERROR,
    vi="Tiêu chí “{criterion}” lấy số liệu từ danh sách nhưng đợt chưa có số liệu nào cho khối {group}. Lập danh sách "
    "và ghi tên tệp ở facts_from trong round.toml.",
    en="“{criterion}” takes its figures from a list but the round has none for the group {group}. Make the list and "
    "name it in facts_from of round.toml.",
)
CONCLUSION_ASTRAY = Check(
    "PANEL-016",
    ERROR,
    vi="Kết luận cho tiêu chí “{criterion}” của {unit} không dùng được: {why}. Xóa hoặc sửa kết luận này.",
    en="The conclusion on “{criterion}” of {unit} cannot be used: {why}. Remove or mend it.",
)
CONCLUSION_OUTSIDE = Check(
    "PANEL-017",
    ERROR,
    vi="Kết luận cho tiêu chí “{criterion}” của {unit} là {points} điểm, ngoài khoảng {low} đến {high}. Sửa lại điểm "
    "kết luận.",
    en="The conclusion on “{criterion}” of {unit} is {points}, outside {low} to {high}. Correct the concluded points.",
)
CONCLUSION_MARK = Check(
    "PANEL-018",
    ERROR,
    vi="Kết luận ghi KĐG (không đánh giá) cho tiêu chí “{criterion}” của {unit} nhưng bộ tiêu chí không cho phép. Ghi "
    "điểm từ {low} đến {high}.",
    en="The conclusion marks “{criterion}” of {unit} as not applicable (KĐG), which the rubric does not allow. Give "
    "points from {low} to {high}.",
)
CONCLUSION_TWICE = Check(
    "PANEL-019",
    ERROR,
    vi="Tiêu chí “{criterion}” của {unit} có hai kết luận ({first}; {second}). Chỉ giữ một.",
    en="“{criterion}” of {unit} has two conclusions ({first}; {second}). Keep one.",
)
BEST_FAR = Check(
    "PANEL-020",
    WARNING,
    vi="Tiêu chí “{criterion}” so với đơn vị cao nhất: {unit} có {best}, gấp nhiều lần đơn vị kế tiếp "
    "({second}: {next}), làm điểm của mọi đơn vị khác rất thấp. Đề nghị kiểm tra có gõ nhầm không.",
    en="“{criterion}” is a share of the best unit: {unit} has {best}, many times the next ({second}: {next}), "
    "which makes everybody else's points very low. Please check for a slip.",
)
COPIED = Check(
    "PANEL-030",
    WARNING,
    vi="Phiếu của {member} và {other} giống hệt nhau ở cả {count} ô điểm cùng chấm. Có thể một người chép phiếu của "
    "người kia "
    "hoặc gửi nhầm; hỏi lại cả hai.",
    en="The ballots of {member} and {other} are the same in all {count} cells that both scored. One may be a copy of "
    "the "
    "other, or sent by mistake; ask both.",
)
CHECKS = (
    COPIED,
    LIMITS_CHANGED,
    UNIT_CHANGED,
    NO_LONGER_MEMBER,
    BALLOT_MISSING,
    TOO_FEW_SCORERS,
    MARK_BESIDE_SCORE,
    ABSENT,
    ABSENT_BUT_RETURNED,
    RUBRIC_CHANGED,
    UNIT_NOT_ON_BALLOT,
    NOBODY_SCORES,
    FACTS_DIFFER,
    MANDATORY_DIFFERS,
    LISTED_MISSING,
    LISTED_NOWHERE,
    CONCLUSION_ASTRAY,
    CONCLUSION_OUTSIDE,
    CONCLUSION_MARK,
    CONCLUSION_TWICE,
    BEST_FAR,
)
