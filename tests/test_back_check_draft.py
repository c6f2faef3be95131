"""Our own draft of the decision, finished by somebody: typed otherwise it is clean; the annex's line is no basis."""

from __future__ import annotations

import pytest

from tests.typing_errors.kinds import edit
from tests.typing_errors.sheets import DRAFT, checked, typed
from workbook.findings import say


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Đứng đầu: Sở Y tế (37,50 điểm)", "Đứng đầu là Sở Y Tế (37.5 điểm)"),
        ("Huyện An (29,00 điểm), Huyện Bình (29,00 điểm)", "huyện An (29,00 điểm) và huyện Bình (29 điểm)"),
        ("2 đơn vị xếp loại Tốt", "02 (hai) đơn vị xếp loại TỐT"),
        ("4 đơn vị xếp loại Khá", "4 đơn vị đạt loại Khá"),
        ("đối với 7 đơn vị", "đối với 07 (bảy) đơn vị"),
        ("(chi tiết tại", "của 2 khối (chi tiết tại"),
        ("nay: Sở Mới (mới thành lập)", "2026: Sở Mới (thành lập trên cơ sở một phần của Sở Y tế)"),
        ("Như Điều 3", "Như điều 3"),
        ("Điều 3. Quyết", "Điều 3: Quyết"),
        ("Về việc công bố", "V/v công bố"),
        ("07/QĐ-UBND ngày 28 tháng 12 năm 2026", "07/QĐ-UBND ngày 28/12/2026"),
        ("Thực hiện Kế hoạch số 5/KH-UBND;", "Căn cứ Quyết định số 9/QĐ-UBND ngày 05/5/2025 của Ủy ban nhân dân tỉnh;"),
    ],
)
def test_words_that_say_the_same_are_left_alone(old: str, new: str) -> None:
    made = typed(DRAFT)
    assert any([edit(made, row, old, new) for row in range(len(made.rows))])
    assert [say(one, "vi") for one in checked(made)] == []
