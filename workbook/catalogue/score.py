"""SCORE: a figure that breaks the rubric. Only these can be waived."""

from __future__ import annotations

from workbook.findings import ERROR, Check

ABOVE_MAX = Check(
    "SCORE-001",
    ERROR,
    vi="{unit}: điểm {value} vượt điểm tối đa {max} của tiêu chí “{criterion}”. Nhập lại từ 0 đến {max}, "
    "hoặc ghi quyết định chấp thuận trong round.toml.",
    en="{unit}: {value} is above the maximum {max} of “{criterion}”. Enter 0 to {max}, or record a "
    "waiver in round.toml.",
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
CHECKS = (ABOVE_MAX, BELOW_ZERO, OFF_STEP)
