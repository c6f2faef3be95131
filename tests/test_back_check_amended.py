"""The back-check of a decision that corrects: its table, the annex behind it, and the year of the decision."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest

from tests.sample import assert_sayable
from tests.typing_errors.kinds import edit
from tests.typing_errors.sheets import DRAFT, Row, Typed, checked, typed
from workbook.catalogue import audit_back as said
from workbook.findings import Check, Finding

VI = ("TT", "Đơn vị", "Đã công bố", "Đính chính thành", "Lý do")
EN = ("No.", "Unit", "Published", "Corrected to", "Reason")
OLD = "Tổng điểm 33,75\nHạng 2\nXếp loại Khá"
NEW = "Tổng điểm 37,50\nHạng 1\nXếp loại Tốt"
WHY = "Sở Y tế trước đây xếp hạng 2, xếp loại Khá với 33,75 điểm; 1 đơn vị xếp loại Tốt."


def amended(lines: Iterable[Sequence[str]], head: Sequence[str] = VI) -> Typed:
    """The draft decision with a table of corrections in place of its article's lines, the annex behind it."""
    made = typed(DRAFT)
    rows = [Row(9, dict(enumerate(head))), *(Row(9, dict(enumerate(line))) for line in lines)]
    made.rows[10:12] = rows
    return made


def found(made: Typed, ending: str = "docx") -> list[Finding]:
    findings = list(checked(made, ending))
    for one in findings:
        assert_sayable(one)
    return findings


def one_line(new: str, unit: str = "Sở Y tế", head: Sequence[str] = VI) -> list[Check]:
    return [one.check for one in found(amended([("1", unit, OLD, new, WHY)], head))]


@pytest.mark.parametrize(
    ("new", "unit"),
    [
        (NEW, "Sở Y tế"),
        (NEW, "Sở Y Tế\n(Các sở, ban, ngành)"),
        ("Tổng điểm: 37.5; xếp hạng: 1; xếp loại: TỐT", "sở y tế"),
        ("Tổng điểm 37,50 điểm, hạng 1, loại Tốt", "Sở Y tế"),
        ("37,50 điểm\n- Hạng: 1\n- Mức Tốt.", "Sở Y tế"),
        ("Tên: Sở Y tế\nKhối: Các sở, ban, ngành\n" + NEW, "Sở Y tế"),
        ("(không có)", "Sở Giải thể"),
    ],
)
def test_the_new_column_is_that_of_the_result_and_the_old_one_is_not_compared(new: str, unit: str) -> None:
    assert one_line(new, unit) == []


@pytest.mark.parametrize("ending", ["docx", "xlsx", "csv"])
def test_a_table_of_corrections_in_every_kind_of_file(ending: str) -> None:
    wrong = NEW.replace("37,50", "37,05")
    lines = [("1", "Sở Y tế", OLD, wrong, WHY), ("2", "Ban Dân tộc", OLD, "Tổng điểm 16,50\nHạng 3", WHY)]
    (one,) = found(amended(lines), ending)
    assert (one.check, one.facts["found"], one.at.unit) == (said.FIGURE, "37,05", "Sở Y tế")
    if ending == "docx":
        assert one.at.key == "table 2, line 2, column 4"


@pytest.mark.parametrize(
    ("old", "new", "check"),
    [
        ("37,50", "73,50", said.FIGURE),
        ("37,50", "3750", said.FIGURE),
        ("37,50", "không", said.FIGURE),
        ("Hạng 1", "Hạng 2", said.RANK_DIFFERS),
        ("Tốt", "Khá", said.TIER_DIFFERS),
        ("Tốt", "Xuất sắc", said.TIER_DIFFERS),
        ("Tổng điểm 37,50", "Tồng đểm 37,50", said.WORDS_DIFFER),
        (NEW, "(không có)", said.WORDS_DIFFER),
        ("Hạng 1", "Hạng 1\nKhối: UBND cấp huyện", said.WORDS_DIFFER),
        ("Hạng 1", "Hạng 1\nTên: Sở Ytế", said.WORDS_DIFFER),
        ("Hạng 1", "Hạng 1\nĐiểm quy đổi 80", said.FIGURE),
    ],
)
def test_a_slip_in_the_new_column_is_found(old: str, new: str, check: Check) -> None:
    assert one_line(NEW.replace(old, new)) == [check]


@pytest.mark.parametrize(("unit", "check"), [("Sở Y tê", said.NAME_WRONG), ("Sở Lạ Hoắc", said.UNIT_UNKNOWN)])
def test_a_slip_in_the_name_is_found(unit: str, check: Check) -> None:
    assert one_line(NEW, unit) == [check]


def test_english() -> None:
    right = "Total 37.50\nRank 1\nClass Tốt"
    assert one_line(right, head=EN) == []
    assert one_line(right.replace("37.50", "37.60"), head=EN) == [said.FIGURE]
    assert one_line(right.replace("Rank 1", "Rank 3"), head=EN) == [said.RANK_DIFFERS]


def test_the_annex_behind_it_is_compared_as_ever() -> None:
    made = amended([("1", "Sở Y tế", OLD, NEW, WHY)])
    assert any([edit(made, row, "16,50", "16,60") for row in range(len(made.rows))])
    assert [one.check for one in found(made)] == [said.FIGURE]


def test_a_correction_without_an_annex() -> None:
    made = amended([("1", "Sở Y tế", OLD, NEW, WHY)])
    del made.rows[made.rows.index(next(row for row in made.rows if row.text == "Phụ lục")) :]
    assert found(made) == []


# ---------------------------------------------------------------- the year of the decision
HEAD = "Hà Nội, ngày 28 tháng 12 năm 2026"
FULL = "07/QĐ-UBND ngày 28 tháng 12 năm 2026"


@pytest.mark.parametrize(
    ("head", "reference", "checks"),
    [
        (HEAD, "     /QĐ-UBND ngày       tháng       năm 2027", [said.DECISION_DATE]),
        (HEAD, "     /QĐ-UBND ngày .../.../2027 của UBND tỉnh", [said.DECISION_DATE]),
        (HEAD, "07/QĐ-UBND ngày      tháng 12 năm 2025", [said.DECISION_DATE]),
        (HEAD, "07/QĐ-UBND ngày 28 tháng 12 năm 2027", [said.DECISION_DATE]),
        ("Hà Nội, ngày 28/12/2026", "     /QĐ-UBND ngày       tháng       năm 2027", [said.DECISION_DATE]),
        (HEAD, "     /QĐ-UBND ngày       tháng       năm 2026", []),
        (HEAD, "     /QĐ-UBND ngày       tháng       năm       ", []),
        (HEAD, "     /2027/QĐ-UBND ngày       tháng       năm       ", []),
        ("Hà Nội, ngày       tháng 12 năm 2026", "     /QĐ-UBND ngày       tháng       năm 2027", []),
        ("Hà Nội, ngày      tháng      năm      ", "     /QĐ-UBND ngày       tháng       năm 2027", []),
    ],
)
def test_the_year_in_the_annexs_line_is_that_of_the_decisions_head(
    head: str, reference: str, checks: list[Check]
) -> None:
    made = typed(DRAFT)
    assert edit(made, 1, HEAD, head)
    place = next(row for row, text in made.paragraphs() if text.startswith("(Kèm theo"))
    assert edit(made, place, FULL, reference)
    assert [one.check for one in found(made)] == checks
