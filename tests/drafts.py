"""A council that has met: somebody away, figures discussed and concluded, a waiver, ties of every kind, long names."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.sample import BOTH, RUBRIC, WAIVER, panel_of, round_with
from workbook.consolidation import consolidate
from workbook.documents.placeholders import Source
from workbook.model import (
    Combine,
    Conclusion,
    Disagreement,
    Discussed,
    Documents,
    Meeting,
    Member,
    Round,
    TieDecision,
    Unit,
)
from workbook.ranking import rank
from workbook.rubric import Rubric

D = Decimal
DOCUMENTS = Documents(
    authority="Ủy ban nhân dân tỉnh A",
    authority_short="UBND",
    issuer="Chủ tịch Ủy ban nhân dân tỉnh",
    department="Sở Khoa học và Công nghệ",
    department_short="SKHCN",
    proposer="Giám đốc Sở Khoa học và Công nghệ",
    bases=("Luật Giao dịch điện tử ngày 22 tháng 6 năm 2023", "Thực hiện Kế hoạch số 5/KH-UBND;"),
    recipients=("Như Điều 3", "Lưu: VT"),
    signer=("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"),
    signer_name="Nguyễn Thị Hoàng Anh",
    department_signer=("GIÁM ĐỐC",),
    department_signer_name="Phạm Văn Đức",
    meeting=Meeting(date(2026, 12, 5), "Phòng họp số 1", "TV-01", "Hoàng Thị Thư"),
)
UNITS = (
    Unit("dv-1", "Sở Y tế", "So"),
    Unit("dv-2", "Sở Xây dựng", "So"),
    Unit("dv-3", "Ban Dân tộc", "So", traits=frozenset({"khong-tthc"})),
    Unit("dv-4", "Sở Mới", "So", left_out="mới thành lập"),
    Unit("h-1", "Huyện An", "Huyen"),
    Unit("h-2", "Huyện Bình", "Huyen"),
    Unit("h-3", "Huyện Chín", "Huyen"),
    Unit("h-4", "Huyện Dài", "Huyen"),
)
TABLE = """
    dv-1  9     8    16.5  4
    dv-2  8     9    16.5  4
    dv-3  7     6.5  KĐG   2
    h-1   9     9    10    1
    h-2   9     9    10    1
    h-3   5     5    10    2
    h-4   5     5    10    2
"""
"""Equal are dv-1 and dv-2, h-1 and h-2, h-3 and h-4; the chain parts the first two by "mang"."""
OTHER = TABLE.replace("dv-3  7     6.5", "dv-3  9     6.5")
ROUND = round_with(
    units=UNITS,
    members=(
        Member("TV-01", "Nguyễn Văn An", "Chủ tịch", BOTH),
        Member("TV-02", "Trần Thị Bình", "Ủy viên", BOTH),
        Member("TV-03", "Lê Văn Cường", "Ủy viên", BOTH),
        Member("TV-04", "Phạm Thị Dung", "Ủy viên", BOTH, absent="đi công tác nước ngoài"),
    ),
    combine=Combine(quorum=D(75), chair="TV-01"),
    waivers=(WAIVER,),
    conclusions=(Conclusion("dv-3", "mang", D(8), "đã bổ sung hồ sơ.", "theo hồ sơ.", "Hội đồng"),),
    disagreement=Disagreement(cell=D(1), total=D(1)),
    discussed=(Discussed("dv-3", None, "mỗi người giữ quan điểm", "Hội đồng", date(2026, 12, 5)),),
    ties=(TieDecision(("h-4", "h-3"), "split", "Huyện Dài có nhiều sáng kiến hơn", "Hội đồng"),),
    documents=DOCUMENTS,
)


def source(round_: Round = ROUND, rubric: Rubric = RUBRIC) -> Source:
    """The round combined and ranked, with the tie chain "mang"."""
    by = replace(rubric, tie_chain=("mang",))
    ballots = panel_of({"TV-01": TABLE, "TV-02": OTHER, "TV-03": TABLE}, round_, by)
    tally = consolidate(by, round_, [one for one in ballots if one.member != "TV-04"])
    return Source(by, round_, tally, rank(by, round_, tally)[0])
