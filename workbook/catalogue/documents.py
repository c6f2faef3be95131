"""ROUND (from 150): what round.toml says for the drafts of decision, submission and minutes."""

from __future__ import annotations

from workbook.findings import ERROR, WARNING, Check

CHAIR_AWAY = Check(
    "ROUND-150",
    ERROR,
    vi="{member} được ghi là {role} phiên họp nhưng cũng được ghi là vắng (absent). Sửa một trong hai.",
    en="{member} is named as {role} of the meeting and is recorded as absent. Correct one of them.",
)
MEETING_EARLY = Check(
    "ROUND-151",
    WARNING,
    vi="Ngày họp ({date}) trước ngày ghi trên phiếu ({before}). Kiểm tra lại hai ngày này.",
    en="The meeting ({date}) lies before the day on the ballots ({before}). Check the two dates.",
)
SAID_TWICE = Check(
    "ROUND-152",
    WARNING,
    vi="“{text}” ghi hai lần trong {key}. Chỉ giữ một.",
    en="“{text}” stands twice in {key}. Keep one.",
)
CHECKS = (CHAIR_AWAY, MEETING_EARLY, SAID_TWICE)
