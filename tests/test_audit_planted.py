"""One planted fault, one finding at its cell; a clean table has none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.audits import DEEP, DICH_VU, HA_TANG, PERCENTS, SHARES, TWO, WHOLE, audited, marks, rubric
from tests.audits import criterion as make
from workbook.catalogue import audit as said
from workbook.findings import Check, say
from workbook.rubric import Criterion, Group, Tier

#         A     B   C     D        E        F      G     H
HEAD = "group,no,unit,ha-tang,dich-vu,total,rank,tier\n"
CLEAN = (
    HEAD
    + """So,1,Sở A,10,18,28,1,Tốt
    So,2,Sở B,9,16,25,2,Tốt
    So,3,Sở C,8.5,13,21.5,3,Khá
    So,4,Sở D,8,13.5,21.5,3,Khá
    So,5,Sở E,4,3,7,5,Yếu"""
)
Marks = list[tuple[str, str | None]]


def plant(old: str, new: str, text: str = CLEAN) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def test_a_clean_table_has_no_findings() -> None:
    assert marks(audited(CLEAN, rubric())) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # figures of one cell; the total follows the cell, so the cell is the one cause
        ("10,18,28", "11,18,29", [("AUDIT-101", "D2")]),
        ("4,3,7,5,Yếu", "-1,3,2,5,Yếu", [("AUDIT-102", "D6")]),
        ("9,16,25", "9.2,16,25.2", [("AUDIT-103", "D3")]),
        # a cell too high whose total counts the right value already
        ("10,18,28", "12,18,28", [("AUDIT-101", "D2")]),
        # sums
        ("9,16,25", "9,15,25", [("AUDIT-107", "F3")]),
        ("9,16,25", "9,16,25.01", [("AUDIT-107", "F3")]),
        # the sum is wrong and so is what follows from it: one cause
        ("9,16,25,2,Tốt", "9,11,25,2,Tốt", [("AUDIT-107", "F3")]),
        # rank and tier that follow neither
        ("9,16,25,2,Tốt", "9,16,25,2,Yếu", [("AUDIT-201", "H3")]),
        ("25,2,Tốt", "25,2,Khá", [("AUDIT-201", "H3")]),
        ("25,2,Tốt", "25,2,Giỏi", [("AUDIT-203", "H3")]),
        ("25,2,Tốt", "25,2,", [("AUDIT-009", "H3")]),
        ("25,2,Tốt", "25,4,Tốt", [("AUDIT-302", "G3")]),
        ("7,5,Yếu", "7,4,Yếu", [("AUDIT-303", "G6")]),
        ("13.5,21.5,3", "13.5,21.5,4", [("AUDIT-304", "G5")]),
        ("25,2,Tốt", "25,,Tốt", [("AUDIT-009", "G3")]),
        ("25,2,Tốt", "25,nhì,Tốt", [("AUDIT-008", "G3")]),
        # the list of units
        ("Sở B", "SỞ  A", [("AUDIT-306", "C3")]),
        ("So,3,", "So,7,", [("AUDIT-307", "B4")]),
        ("So,5,", "So,6,", [("AUDIT-307", "B6")]),
        # unreadable, missing
        ("9,16,25", "8/5,16,25", [("AUDIT-008", "D3")]),
        ("9,16,25", ",16,25", [("AUDIT-009", "D3")]),
        ("9,16,25", "9,16,", [("AUDIT-009", "F3")]),
        ("25,2,Tốt", "25,2,Tốt,thừa", [("AUDIT-010", "A3")]),
        ("group,no,unit", "group,no,unit,", [("AUDIT-001", None)]),
    ],
)
def test_one_fault_one_finding(old: str, new: str, expected: Marks) -> None:
    text = plant(old, new)
    if expected[0][0] == "AUDIT-001":
        text = text.replace("unit", "name of nobody")
    found = audited(text, rubric())
    assert [mark for mark in marks(found) if mark[0] != "AUDIT-004"] == expected
    assert {one.at.file for one in found} == {"bang.csv"}


def test_swapped_rows_are_one_order_fault_at_the_unit_that_stands_too_low() -> None:
    a, b = "So,1,Sở A,10,18,28,1,Tốt", "So,2,Sở B,9,16,25,2,Tốt"
    rows = "So,1,Sở B,9,16,25,2,Tốt\nSo,2,Sở A,10,18,28,1,Tốt"
    (one,) = audited(CLEAN.replace(a, "@").replace(b, "").replace("@", rows), rubric())
    assert (one.code, one.at.cell, one.at.unit) == ("AUDIT-301", "F3", "Sở A")
    assert one.facts["order"] == "Sở A; Sở B"


def test_ranks_that_only_count_misplaced_rows_are_told_by_the_order() -> None:
    text = """no,unit,total,rank
        1,Sở A,20,1
        2,Sở C,10,2
        3,Sở B,15,3
        4,Sở D,5,4"""
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-301", "C4")]


def test_a_unit_far_from_its_place_is_one_finding() -> None:
    low = "no,unit,total\n1,A,20\n2,B,19\n3,C,18\n4,D,17\n5,E,25"
    high = "no,unit,total\n1,A,5\n2,B,19\n3,C,18\n4,D,17\n5,E,3"
    assert marks(audited(low, rubric(WHOLE))) == [("AUDIT-301", "C6")]
    assert marks(audited(high, rubric(WHOLE))) == [("AUDIT-301", "C2")]


def test_a_ranked_table_in_another_order_is_no_error() -> None:
    text = "no,unit,total,rank\n1,A,5,6\n2,B,25,1\n3,C,7,5\n4,D,17,4\n5,E,18,3\n6,G,20,2"
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-308", "A1")]


def test_one_rank_left_out_shifts_the_rest_for_one_cause() -> None:
    (one,) = audited("no,unit,total,rank\n1,A,25,1\n2,B,20,3\n3,C,17,4\n4,D,9,5", rubric(WHOLE))
    assert (one.code, one.at.cell, one.facts["right"], one.facts["count"]) == ("AUDIT-302", "D3", 2, 2)


def test_dense_ranks_are_right_where_the_rubric_wants_them() -> None:
    text = "no,unit,total,rank\n1,A,25,1\n2,B,20,2\n3,C,20,2\n4,D,9,3"
    assert marks(audited(text, rubric(WHOLE, ties="dense"))) == []
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-303", "D5")]


def test_equal_totals_without_ranks_are_noted_once_however_many() -> None:
    (one,) = audited("no,unit,total\n1,A,25\n2,B,20\n3,C,20\n4,D,20", rubric(WHOLE))
    assert (one.code, one.severity.word, one.at.cell, one.facts["units"]) == ("AUDIT-305", "note", "C3", "B; C; D")


def test_row_numbers_that_are_shared_ranks_are_no_break() -> None:
    text = "no,unit,total\n1,A,25\n2,B,20\n2,C,20\n4,D,9"
    assert marks(audited(text, rubric(WHOLE))) == [("AUDIT-305", "C3")]


def test_a_total_that_tier_and_place_deny_is_one_finding() -> None:
    text = "no,unit,total,rank,tier\n1,A,28,1,Tốt\n2,B,20,2,Khá\n3,C,29,3,Khá\n4,D,16,4,Khá"
    (one,) = audited(text, rubric(WHOLE))
    assert (one.code, one.at.cell) == ("AUDIT-201", "E4")
    assert "Vị trí của đơn vị trong bảng cũng không khớp" in say(one, "vi")


def test_a_cell_too_high_by_a_slip_of_the_hand_explains_the_sum() -> None:
    (one,) = audited(plant("9,16,25", "90,16,25"), rubric())
    assert (one.code, one.at.cell, one.facts["implied"]) == ("AUDIT-101", "D3", 9)


def test_a_total_above_the_maximum_is_told_where_no_section_explains_it() -> None:
    assert marks(audited("no,unit,total\n1,A,31\n2,B,20", rubric(WHOLE))) == [("AUDIT-108", "C2")]
    assert marks(audited("no,unit,total\n1,A,30\n2,B,-1", rubric(WHOLE))) == [("AUDIT-102", "C3")]


# ---------------------------------------------------------------- index, not applicable
INDEXED = """no,unit,ha-tang,dich-vu,total,index,tier,note
    1,Sở A,10,18,28,0.933,Tốt,
    2,Sở B,9,0,9,0.900,Tốt,Không TTHC
    3,Sở C,6,14,20,0.667,Khá,"""
BY_INDEX = rubric(tiers=SHARES, base="index", rank_by="index")


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("Sở", "Sở", []),
        ("0.667", "0.677", [("AUDIT-109", "F4")]),
        ("9,0,9,0.900", "9,2,11,1.100", [("AUDIT-105", "D3")]),
        ("9,0,9,0.900", "9,KĐG,9,0.900", []),
        ("9,0,9,0.900", "9,,9,0.900", []),
        ("0.900,Tốt,Không TTHC", "0.900,Tốt,không  tthc (theo QĐ)", []),
        ("Khá,", "Tốt,", [("AUDIT-201", "G4")]),
    ],
)
def test_faults_of_the_index(old: str, new: str, expected: Marks) -> None:
    assert marks(audited(INDEXED.replace(old, new), BY_INDEX)) == expected


def test_an_index_without_the_note_says_what_it_leaves_out() -> None:
    found = audited(plant("Không TTHC", "", INDEXED), BY_INDEX)
    (index,) = [one for one in found if one.code == "AUDIT-109"]
    assert index.facts["left_out"] == "Dịch vụ công" and index.facts["right"] == Decimal("0.3")
    (other,) = audited(plant("9,0,9,0.900,Tốt", "9,0,9,0.300,Yếu", INDEXED), BY_INDEX)[:1]
    assert other.code == "AUDIT-109" and "dù ghi chú" in say(other, "vi")


def test_a_points_cell_that_does_not_apply_tells_what_its_removal_changes() -> None:
    (one,) = audited(plant("9,0,9,0.900,Tốt", "6,2,8,0.800,Tốt", INDEXED), BY_INDEX)
    assert (one.facts["right_total"], one.facts["right_index"], one.facts["right_tier"]) == (6, Decimal("0.6"), "Khá")
    assert (one.facts["place"], one.facts["right_place"]) == (2, 3)


# ---------------------------------------------------------------- maxima of columns
ASSUMED = tuple(make(node.id, node.name, str(most), assumed=True) for node, most in zip(TWO, (15, 20), strict=True))


def test_column_maxima_prove_without_a_printed_maximum() -> None:
    text = "no,unit,ha-tang,dich-vu,total\n1,A,12,18,30\n2,B,4,19,23\n3,C,3,8,11"
    (one,) = audited(text, rubric(ASSUMED))
    assert (one.code, one.at.cell, one.facts["sum"]) == ("AUDIT-104", "E1", Decimal(31))
    # Where a printed maximum names the cell, the columns add nothing.
    assert marks(audited(text, rubric())) == [("AUDIT-101", "C2")]


def test_what_rests_on_an_inferred_maximum_says_so() -> None:
    text = "no,unit,ha-tang,dich-vu,total\n1,A,8,21,29\n2,B,4,19,23"
    printed, inferred = (audited(text, rubric(nodes))[0] for nodes in (TWO, ASSUMED))
    assert "suy ra" not in say(printed, "vi") and "suy ra" in say(inferred, "vi") and "inferred" in say(inferred, "en")
    group = Group("So", "Sở", Decimal(30), (Tier("Tốt", Decimal(24), assumed=True), Tier("Khá", None)), assumed=True)
    (tier,) = audited("no,unit,total,tier\n1,A,25,Khá", rubric(WHOLE, (group,)))
    (total,) = audited("no,unit,total,tier\n1,A,35,Tốt", rubric(WHOLE, (group,)))
    assert (tier.code, total.code) == ("AUDIT-201", "AUDIT-108")
    assert "suy ra" in say(tier, "vi") and "suy ra" in say(total, "vi")


# ---------------------------------------------------------------- several levels
DEEPLY = """no,unit,ha-tang,ung-dung,noi-bo,nguoi-dan,total
    1,A,10,17,7,10,27
    2,B,9,14,6,8,23"""


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1,A", "1,A", []),
        ("14,6,8,23", "15,6,8,24", [("AUDIT-106", "D3")]),
        ("17,7,10,27", "19,9,10,29", [("AUDIT-101", "E2")]),
        ("17,7,10,27", "20,9,11,30", [("AUDIT-101", "E2")]),
        ("17,7,10,27", "17,7,10,28", [("AUDIT-107", "G2")]),
    ],
)
def test_faults_in_a_tree(old: str, new: str, expected: Marks) -> None:
    assert marks(audited(plant(old, new, DEEPLY), rubric(DEEP))) == expected


def test_leaves_without_their_parent_add_up_too() -> None:
    text = "no,unit,ha-tang,noi-bo,nguoi-dan,total\n1,A,10,7,10,27\n2,B,9,6,8,24"
    assert marks(audited(text, rubric(DEEP))) == [("AUDIT-107", "F3")]


def test_a_section_without_a_column_leaves_the_sums_unchecked_and_says_so() -> None:
    found = audited("no,unit,ha-tang,total\n1,A,10,27\n2,B,9,24", rubric())
    assert marks(found) == [("AUDIT-006", "A1")]
    assert found[0].facts["criteria"] == DICH_VU.name


# ---------------------------------------------------------------- rounding, percent, printed maxima
def test_other_orders_of_rounding_leave_room_for_hidden_decimals() -> None:
    text = "no,unit,ha-tang,dich-vu,total\n1,A,9.33,15.67,25.01\n2,B,8.5,10.5,19"
    assert marks(audited(text, rubric(order="total"))) == []
    assert ("AUDIT-107", "E2") in marks(audited(text, rubric()))


def test_means_everywhere_are_no_faults_of_the_step() -> None:
    text = "no,unit,ha-tang,dich-vu,total\n1,A,9.33,15.67,25\n2,B,8.67,10.33,19\n3,C,5,5,10"
    assert marks(audited(text, rubric())) == []


def test_shares_and_applicable_maxima_are_checked_where_printed() -> None:
    text = """no,unit,ha-tang,dich-vu,max,total,percent,tier,note
        1,A,10,18,30,28,93.33,Tốt,
        2,B,9,KĐG,10,9,90%,Tốt,Không TTHC
        3,C,6,14,30,20,66.67,Khá,"""
    by = rubric(tiers=PERCENTS, base="percent", rank_by="index")
    assert marks(audited(text, by)) == []
    assert marks(audited(plant("66.67", "67.67", text), by)) == [("AUDIT-113", "G4")]
    assert marks(audited(plant("KĐG,10,9", "KĐG,30,9", text), by)) == [("AUDIT-112", "E3")]


def test_printed_maxima_are_compared_with_the_rubric() -> None:
    text = """STT;Tên đơn vị;Hạ tầng kỹ thuật (10 điểm);Dịch vụ công (tối đa 20);Tổng điểm (30 điểm)
        1;A;10;18;28"""
    assert marks(audited(text, rubric())) == []
    assert marks(audited(plant("tối đa 20", "tối đa 25", text), rubric())) == [("AUDIT-110", "D1")]
    row = "no,unit,ha-tang,dich-vu,total\n,Điểm tối đa,10,20,30\n1,A,10,18,28"
    assert marks(audited(row, rubric())) == []
    assert marks(audited(plant("10,20,30", "10,20,32", row), rubric())) == [("AUDIT-110", "E2")]
    odd: tuple[Criterion, ...] = (HA_TANG, make("dich-vu", "Dịch vụ công", "25"))
    assert marks(audited(plant("10,20,30", "10,25,30", row), rubric(odd))) == [("AUDIT-111", "E2")]


def test_a_value_below_every_tier_has_none() -> None:
    by = rubric(WHOLE, tiers=(Tier("Tốt", Decimal(24)), Tier("Khá", Decimal(15))))
    assert marks(audited("no,unit,total,tier\n1,A,25,Tốt\n2,B,9,Khá", by)) == [("AUDIT-202", "D3")]
    assert marks(audited("no,unit,total,tier\n1,A,25,Tốt\n2,B,9,", by)) == []


def test_a_strict_bound_is_strict() -> None:
    by = rubric(WHOLE, tiers=(Tier("Tốt", Decimal(24), strict=True), Tier("Khá", None)))
    assert marks(audited("no,unit,total,tier\n1,A,24.01,Tốt\n2,B,24,Khá", by)) == []
    assert marks(audited("no,unit,total,tier\n1,A,24.01,Tốt\n2,B,24,Tốt", by)) == [("AUDIT-201", "D3")]


def test_severities_are_the_issues() -> None:
    by_severity: dict[str, set[str]] = {}
    for check in vars(said).values():
        if isinstance(check, Check):
            by_severity.setdefault(check.severity.word, set()).add(check.code)
    assert by_severity["warning"] == {"AUDIT-005", "AUDIT-103", "AUDIT-304", "AUDIT-307"}
    assert {said.TIE.code, said.UNKNOWN_COLUMN.code} <= by_severity["note"]
