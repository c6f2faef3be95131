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
# ---------------------------------------------------------------- what must be discussed
_CELL_VI = (
    "{unit}, tiêu chí “{criterion}”: điểm các thành viên chênh nhau {spread}, quá mức {limit} phải thảo luận "
    "(thấp nhất {low}: {lowest}; cao nhất {high}: {highest})."
)
_CELL_EN = (
    "{unit}, “{criterion}”: the members' points differ by {spread}, more than {limit}, so they must be discussed "
    "(lowest {low}: {lowest}; highest {high}: {highest})."
)
_TOTAL_VI = (
    "{unit}: tổng điểm các thành viên cho chênh nhau {spread}, quá mức {limit} phải thảo luận "
    "(thấp nhất {low}: {lowest}; cao nhất {high}: {highest})."
)
_TOTAL_EN = (
    "{unit}: the members' totals differ by {spread}, more than {limit}, so they must be discussed (lowest {low}: "
    "{lowest}; highest {high}: {highest})."
)
_THEN_VI = (
    " Sau thảo luận: chấm lại và gửi phiếu mới, hoặc ghi kết luận, hoặc ghi lý do ([[discussed]]) vào round.toml."
)
_THEN_EN = (
    " After that: score again and send new ballots, conclude, or record the reason ([[discussed]]) in round.toml."
)
CELL_APART = Check("PANEL-070", ERROR, vi=_CELL_VI + _THEN_VI, en=_CELL_EN + _THEN_EN)
TOTAL_APART = Check("PANEL-071", ERROR, vi=_TOTAL_VI + _THEN_VI, en=_TOTAL_EN + _THEN_EN)
CELL_APART_OPEN = Check(
    "PANEL-072",
    WARNING,
    vi=_CELL_VI + " Vẫn xếp hạng (must = false)." + _THEN_VI,
    en=_CELL_EN + " It is ranked all the same (must = false)." + _THEN_EN,
)
TOTAL_APART_OPEN = Check(
    "PANEL-073",
    WARNING,
    vi=_TOTAL_VI + " Vẫn xếp hạng (must = false)." + _THEN_VI,
    en=_TOTAL_EN + " It is ranked all the same (must = false)." + _THEN_EN,
)
DISCUSSED = Check(
    "PANEL-074",
    NOTE,
    vi="{unit}, {what}: các thành viên chênh nhau {spread}, đã thảo luận ngày {when}, giữ nguyên: {reason} ({by}).",
    en="{unit}, {what}: the members differ by {spread}; discussed on {when}, the points stand: {reason} ({by}).",
)
DISCUSSED_UNBOUND = Check(
    "PANEL-078",
    NOTE,
    vi="{unit}, {what}: các thành viên chênh nhau {spread}, đã thảo luận ngày {when}, giữ nguyên: {reason} ({by}). Mục "
    "[[discussed]] này không ghi spread nên vẫn có hiệu lực dù điểm thay đổi về sau; ghi spread = mức chênh đã thảo "
    "luận thì chương trình sẽ báo khi chênh nhiều hơn.",
    en="{unit}, {what}: the members differ by {spread}; discussed on {when}, the points stand: {reason} ({by}). This "
    "[[discussed]] gives no spread, so it stands whatever becomes of the points; give spread = the difference that was "
    "discussed, and you are told when it grows.",
)
_OUTGROWN_VI = (
    "{unit}, {what}: khi thảo luận ngày {when} các thành viên chênh nhau {was}, nay chênh {spread}. Hội đồng thảo luận "
    "lại, rồi sửa mục [[discussed]] trong round.toml (reason, when, spread), hoặc ghi kết luận."
)
_OUTGROWN_EN = (
    "{unit}, {what}: when it was discussed on {when} the members differed by {was}, now by {spread}. Discuss it again, "
    "then change the [[discussed]] entry in round.toml (reason, when, spread), or conclude."
)
DISCUSSED_OUTGROWN = Check("PANEL-079", ERROR, vi=_OUTGROWN_VI, en=_OUTGROWN_EN)
DISCUSSED_OUTGROWN_OPEN = Check(
    "PANEL-080",
    WARNING,
    vi=_OUTGROWN_VI + " Vẫn xếp hạng (must = false).",
    en=_OUTGROWN_EN + " It is ranked all the same (must = false).",
)
DISCUSSED_IDLE = Check(
    "PANEL-075",
    WARNING,
    vi="round.toml ghi đã thảo luận {what} của {unit}, nhưng điểm các thành viên ở đó nay không chênh quá mức phải "
    "thảo luận, hoặc đã có kết luận. Kiểm tra lại mã đơn vị, mã tiêu chí; không còn cần thì xóa mục này.",
    en="round.toml records a discussion of {what} of {unit}, but the members' points there do not differ by more than "
    "the limit now, or were concluded. Check the ids of unit and criterion; remove the entry if it is not needed.",
)
TOTALS_NOT_COMPARED = Check(
    "PANEL-076",
    WARNING,
    vi="Khối {group}: không đơn vị nào có từ hai thành viên chấm đủ mọi tiêu chí (do phân công hoặc còn ô trống), nên "
    "không so được tổng điểm của các thành viên (total trong [disagreement]). Dùng cell để so từng tiêu chí.",
    en="Group {group}: no unit has two members who scored all of its criteria (by assignment, or cells are blank), so "
    "members' totals cannot be compared (total in [disagreement]). Use cell to compare criteria.",
)
NO_STATISTICS = Check(
    "PANEL-077",
    NOTE,
    vi="Trang “Mức đồng thuận” không có hệ số W và ICC vì máy này chưa cài thư viện tính thống kê. Muốn có: "
    'pip install "xephang[stats]", rồi tính lại. Điểm và xếp hạng không bị ảnh hưởng.',
    en="The sheet “Agreement” has no W and no ICC, for this computer lacks the libraries that compute them. To have "
    'them: pip install "xephang[stats]", then rank again. Points and ranks are not touched.',
)
# 060 to 065 are those of units that score themselves.
BALLOT_NOT_AWAITED = Check(
    "PANEL-066",
    NOTE,
    vi="Chưa nhận được phiếu của {member}; không chờ, tính theo phiếu của những người có mặt "
    '([combine] missing = "present"). Nếu phiếu vẫn gửi về sau, chạy xếp hạng lại.',
    en='No ballot from {member}; it is not awaited, those present are combined ([combine] missing = "present"). '
    "If it still comes, rank again.",
)
QUORUM = Check(
    "PANEL-067",
    ERROR,
    vi="Không đủ số thành viên theo quy định: {present}/{count} người có mặt, cần ít nhất {needed} người ({quorum} %). "
    "Vắng mặt: {absent}. Bổ sung phiếu của người vắng (xóa absent), hoặc sửa quorum ở [combine] trong round.toml.",
    en="There is no quorum: {present} of {count} members are present, at least {needed} ({quorum} %) are needed. "
    "Absent: {absent}. Get the ballots of those absent (and remove absent), or change quorum in [combine] of "
    "round.toml.",
)
CHAIR_AWAY = Check(
    "PANEL-068",
    ERROR,
    vi="{member} chủ trì hội đồng và bắt buộc phải có mặt nhưng vắng mặt: {reason}. Bổ sung phiếu của người này (xóa "
    "absent), hoặc ghi người chủ trì khác ở chair của [combine] trong round.toml.",
    en="{member} chairs the council and must be present, but is away: {reason}. Get this ballot (and remove absent), "
    "or name another chair in [combine] of round.toml.",
)
TOO_FEW_TO_TRIM = Check(
    "PANEL-069",
    WARNING,
    vi="Khối {group}: không bỏ được {drop} điểm cao nhất và {drop} điểm thấp nhất vì chỉ có {most} điểm trở xuống; "
    "tính trung bình cộng các điểm hiện có. {what} ({count}): {names}. Bổ sung người chấm, hoặc giảm drop ở [combine].",
    en="Group {group}: the {drop} highest and {drop} lowest cannot be left out of {most} figures or fewer; their plain "
    "mean counts. This concerns {what} ({count}): {names}. Add scorers, or lower drop in [combine].",
)
CHECKS = (
    BALLOT_NOT_AWAITED,
    QUORUM,
    CHAIR_AWAY,
    TOO_FEW_TO_TRIM,
    CELL_APART,
    TOTAL_APART,
    CELL_APART_OPEN,
    TOTAL_APART_OPEN,
    DISCUSSED,
    DISCUSSED_UNBOUND,
    DISCUSSED_OUTGROWN,
    DISCUSSED_OUTGROWN_OPEN,
    DISCUSSED_IDLE,
    TOTALS_NOT_COMPARED,
    NO_STATISTICS,
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
