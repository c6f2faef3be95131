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
CHECKS = (
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
)
