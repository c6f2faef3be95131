"""Typing errors in the sentences of our own draft of the decision (`tests.drafts`, finished)."""

from __future__ import annotations

from random import Random

from tests.typing_errors.kinds import Planter, edit, kind
from tests.typing_errors.sheets import Typed
from workbook.catalogue import audit_back as said
from workbook.catalogue import audit_drafted as said_of_drafts
from workbook.findings import Check

# name of the kind: what the draft says, what is typed, what must be told
SLIPS: dict[str, tuple[str, str, Check]] = {
    "count in article 1": ("đối với 7 đơn vị", "đối với 6 đơn vị", said.COUNT_WRONG),
    "count in article 1 with those left out": ("đối với 7 đơn vị", "đối với 8 đơn vị", said.COUNT_WRONG),
    "count of a group": ("ngành: 3 đơn vị", "ngành: 4 đơn vị", said.COUNT_WRONG),
    "count of a tier in a group": ("1 đơn vị xếp loại Yếu", "2 đơn vị xếp loại Yếu", said.COUNT_WRONG),
    "another tier": ("4 đơn vị xếp loại Khá", "4 đơn vị xếp loại Tốt", said.COUNT_WRONG),
    "tier misspelt": ("2 đơn vị xếp loại Tốt", "2 đơn vị xếp loại Tôt", said_of_drafts.TIER_UNKNOWN),
    "leader of the same figure": ("đầu: Sở Y tế (", "đầu: Sở Xây dựng (", said.SAID_RANK),
    "leader misspelt": ("đầu: Sở Y tế (", "đầu: Sở Y tê (", said.NAME_WRONG),
    "another leader": ("đầu: Sở Y tế (37,50", "đầu: Ban Dân tộc (37,50", said.SAID_FIGURE),
    "leader's figure": ("Sở Y tế (37,50", "Sở Y tế (35,70", said.SAID_FIGURE),
    "figure of the second of two leaders": ("Bình (29,00", "Bình (29,90", said.SAID_FIGURE),
    "year in the title": ("Về việc công bố kết quả chấm điểm năm 2026", "Về việc công bố kết quả chấm điểm năm 2025",
                          said.YEAR_WRONG),
    "year in article 1": ("Điều 1. Công bố kết quả chấm điểm năm 2026", "Điều 1. Công bố kết quả chấm điểm năm 2062",
                          said.YEAR_WRONG),
    "unit left out misspelt": ("nay: Sở Mới (", "nay: Sở Mơi (", said_of_drafts.LEFT_OUT_SAID),
    "ranked unit left out": ("nay: Sở Mới (", "nay: Sở Mới, Sở Y tế (", said_of_drafts.LEFT_OUT_SAID),
    "number of groups": ("(chi tiết tại", "của 3 khối (chi tiết tại", said_of_drafts.GROUPS_WRONG),
    "article of the recipients": ("Như Điều 3", "Như Điều 4", said_of_drafts.ARTICLE_WRONG),
    "date before the meeting": ("ngày 28 tháng 12 năm 2026", "ngày 04 tháng 12 năm 2026",
                                said_of_drafts.BEFORE_MEETING),
    "number in the annex": ("theo Quyết định số 07", "theo Quyết định số 70", said.DECISION_NUMBER),
    "date in the annex": ("07/QĐ-UBND ngày 28", "07/QĐ-UBND ngày 26", said.DECISION_DATE),
    "submission after the decision": ("ngày 20 tháng 12 năm 2026", "ngày 30 tháng 12 năm 2026", said.CITED_LATER),
}  # fmt: skip


def _planter(old: str, new: str) -> Planter:
    def plant(_: Random, made: Typed) -> bool:
        hits = [row for row, one in enumerate(made.rows) if old in one.text]
        everywhere = hits if old.startswith("ngày 28") else hits[:1]
        return bool(everywhere) and all([edit(made, row, old, new) for row in everywhere])

    return plant


for name, (old, new, check) in SLIPS.items():
    planter = _planter(old, new)
    planter.__name__ = "draft: " + name
    # A date that is wrong everywhere makes what the decision cites later than itself.
    kind(check, most=2 if check is said_of_drafts.BEFORE_MEETING else 1, draft=True)(planter)
