"""The audit of deep rubrics: our own annex of any of them is clean, planted faults in it are found.

What the table does not show (a mark below a section, a mandatory criterion, a quota) is never an error.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.audits import audited, marks
from tests.audits import criterion as make
from tests.deep_annexes import FILE, Published, annexes, number
from tests.deep_sample import DEEP, DEEP_ROUND, deep_panel, rule
from workbook.audit.audit import audit_book
from workbook.audit.csvtext import Grid
from workbook.audit.table import find_headers
from workbook.consolidation import consolidate
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import NOTE, Finding, say
from workbook.ranking import rank
from workbook.rubric import Group, Rounding, Rubric, Tier
from workbook.scoring import full_max
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import ReadCell, ReadSheet

Marks = list[tuple[str, str | None]]


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str | None, str]]:
    """Errors and warnings, with their words for whoever reads a failed test."""
    return [(one.code, one.at.cell, say(one, "en")) for one in findings if one.severity > NOTE]


# ---------------------------------------------------------------- our own annex
@given(annexes())
def test_our_own_annex_of_any_deep_rubric_is_clean(case: Published) -> None:
    assert told(case.audited()) == []


@given(annexes(scorers=3))
def test_means_of_several_scorers_are_no_faults_either(case: Published) -> None:
    assert told(case.audited()) == []


@given(annexes(leaves=30, units=2))
def test_more_sections_than_are_printed_leave_a_clean_annex(case: Published) -> None:
    assert told(case.audited()) == []


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_annex_of_the_deep_sample_is_clean_as_a_file(lang: str) -> None:
    ranking, _ = rank(DEEP, DEEP_ROUND, consolidate(DEEP, DEEP_ROUND, deep_panel()))
    read = read_book(write_book(draw_annex(ranking, DEEP, DEEP_ROUND, lang)), FILE)
    assert told(audit_book(read, FILE, DEEP)) == []


# ---------------------------------------------------------------- faults planted in it
FINE = annexes(rounding=Rounding(2, 2, 4), bonus="open", rank_by="converted")


class Listed(NamedTuple):
    """One list of units that an annex prints."""

    group: Group
    sheet: ReadSheet
    columns: Mapping[str, int]
    rows: list[int]

    def figure(self, row: int, key: str) -> Decimal | None:
        cell = self.sheet.cells.get((row, self.columns[key])) if key in self.columns else None
        return Decimal(cell.text) if cell is not None and cell.kind == "number" else None

    def place(self, row: int, key: str) -> tuple[str, int, int]:
        return self.sheet.name, row, self.columns[key]


def lists(case: Published) -> Iterator[Listed]:
    """The lists in their order, which is that of the groups."""
    groups = iter([part.group for part in case.ranking.groups if part.standings])
    for sheet in case.annex.sheets:
        shown = {at: cell for at, cell in sheet.cells.items() if at[1] not in sheet.hidden_columns}
        headers = [*find_headers(Grid(FILE, sheet.name, shown), case.rubric, {}).values()]
        ends = [*(header.row for header in headers[1:]), 9999]
        for header, end in zip(headers, ends, strict=True):
            total = header.columns["total"]
            numbered = [row for row, column in shown if column == 0 and header.last_row < row < end]
            rows = sorted(row for row in numbered if (row, total) in shown)
            yield Listed(next(groups), sheet, header.columns, rows)


@given(FINE, st.sampled_from(["total", "converted"]), st.sampled_from(["-3", "-0.02", "0.02", "1", "40"]))
def test_a_changed_total_and_wrong_converted_points_are_found(case: Published, key: str, change: str) -> None:
    for each in lists(case):
        # Where some maximum is not printed, a small change can look like another maximum.
        for row in each.rows[:2] if "max" in each.columns else ():
            old = each.figure(row, key)
            if old is not None:
                found = case.audited({each.place(row, key): number(old + Decimal(change))})
                assert any(str(row + 1) in (one.at.cell or "") for one in found if one.severity > NOTE), (row, old)


@given(FINE)
def test_a_better_tier_than_the_figure_allows_is_found(case: Published) -> None:
    for each in lists(case):
        best = each.group.tiers[0] if each.group.tiers else None
        for row in each.rows:
            base = each.figure(row, BASES[each.group.base])
            if best is None or best.lower is None or base is None or base >= best.lower:
                continue
            found = case.audited({each.place(row, "tier"): ReadCell("text", best.label)})
            unit = each.sheet.cells[row, each.columns["unit"]].text
            assert {one.code for one in found if one.at.unit == unit} & {"AUDIT-201", "AUDIT-202", "AUDIT-206"}


BASES = {"points": "total", "percent": "percent", "index": "index", "converted": "converted"}


@given(FINE)
def test_two_rows_that_changed_places_are_found(case: Published) -> None:
    for each in lists(case):
        for upper, lower in pairwise(each.rows):
            if each.figure(upper, "converted") in (None, each.figure(lower, "converted")):
                continue
            edits: dict[tuple[str, int, int], ReadCell | None] = {}
            for column in range(1, 30):
                edits[each.sheet.name, upper, column] = each.sheet.cells.get((lower, column))
                edits[each.sheet.name, lower, column] = each.sheet.cells.get((upper, column))
            found = {one.code for one in case.audited(edits)}
            assert "AUDIT-301" in found or each.figure(lower, "converted") is None


# ---------------------------------------------------------------- one small rubric, by hand
HA_TANG = make("ha-tang", "Hạ tầng", "10", weight=Decimal(2))
UNG_DUNG = make("ung-dung", "Ứng dụng", "12", make("noi-bo", "Nội bộ", "8"), make("dan", "Người dân", "8"), cap=True)
THUONG = make("thuong", "Điểm thưởng", "5", rule=rule("bonus"))
PHAT = make("phat", "Điểm trừ", "4", rule=rule("penalty"))
RIENG = make("rieng", "Việc của xã", "8", groups=frozenset({"Xa"}))
BO = make("bo", "Khảo sát", "9", dropped="không tổ chức")
GATE = make("gate", "Có kế hoạch", "0", rule=rule("mandatory"))
TIERS = (
    Tier("Tốt", Decimal(80), requires=("gate",), at_least={"ung-dung": Decimal(9)}),
    Tier("Khá", Decimal(50)),
    Tier("Yếu", None),
)
GROUPS = (
    Group("So", "Các sở", Decimal(100), TIERS, "converted"),
    Group("Xa", "Các xã", Decimal(100), TIERS, "converted"),
)
SMALL = Rubric(
    "nho", "Nhỏ", "1", "", (), (HA_TANG, UNG_DUNG, THUONG, PHAT, RIENG, BO, GATE), GROUPS, rank_by="converted"
)
#          A     B  C    D       E        F      G   H      I    J     K  L   M     N         O    P
COLUMNS = "group,no,unit,ha-tang,ung-dung,noi-bo,dan,thuong,phat,rieng,bo,max,total,converted,rank,tier"
CLEAN = f"""{COLUMNS}
    So,1,Sở A,10,12,8,7,2,0,,,32,34,106.25,1,Tốt
    So,2,Sở B,9,10,5,5,0,-1.5,,,32,26.5,82.81,2,Khá
    So,3,Sở C,4,8,8,KĐG,0,0,,,28,16,57.14,3,Khá
    So,4,Sở D,0,1,0.5,0.5,0,-4,,,32,0,0,4,Yếu
    Xa,1,Xã E,5,6,3,3,0,0,8,,40,24,60,1,Khá"""


def plant(old: str, new: str) -> str:
    assert CLEAN.count(old) == 1, old
    return CLEAN.replace(old, new)


def changed(**changes: Any) -> Rubric:
    return replace(SMALL, **changes)


def test_a_deep_table_without_faults_has_no_findings() -> None:
    # C: what is left out of the capped section leaves 8 of its 12 points; D: no total below 0.
    assert full_max(SMALL, GROUPS[0]) == 32
    assert marks(audited(CLEAN, SMALL)) == []


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        # cells against what is possible
        ("10,12,8,7,2", "10,12,9,7,2", [("AUDIT-101", "F2")]),
        ("0,-1.5", "0,-5", [("AUDIT-114", "I3")]),
        ("8,,40", "-8,,40", [("AUDIT-102", "J6")]),
        # what is for other groups only, or not scored this year
        ("2,0,,,32", "2,0,5,,32", [("AUDIT-115", "J2")]),
        ("2,0,,,32", "2,0,,5,32", [("AUDIT-115", "K2")]),
        ("2,0,,,32", "2,0,0,0,32", []),
        # sums with weights, a cap, a penalty
        ("9,10,5,5", "9,10,5,6", [("AUDIT-106", "E3")]),
        ("10,12,8,7,2", "10,11,8,7,2", [("AUDIT-106", "E2")]),
        ("26.5,82.81", "27.5,85.94", [("AUDIT-107", "M3")]),
        # what follows from total and maximum
        ("82.81", "83.81", [("AUDIT-116", "N3")]),
        ("28,16,57.14", "30,16,53.33", [("AUDIT-112", "L4")]),
        # tiers: only what the printed figures deny
        ("106.25,1,Tốt", "106.25,1,Khá", []),
        ("57.14,3,Khá", "57.14,3,Tốt", [("AUDIT-201", "P4")]),
        ("57.14,3,Khá", "57.14,3,Yếu", [("AUDIT-201", "P4")]),
        ("82.81,2,Khá", "82.81,2,Yếu", [("AUDIT-206", "P3")]),
        ("60,1,Khá", "60,1,Tốt", [("AUDIT-201", "P6")]),
    ],
)
def test_one_fault_of_a_deep_table(old: str, new: str, expected: Marks) -> None:
    assert marks(audited(plant(old, new), SMALL)) == expected


def test_what_explains_a_finding_is_said() -> None:
    (short,) = audited(plant("60,1,Khá", "90,1,Tốt").replace("24,90", "36,90"), SMALL)[-1:]
    assert short.code == "AUDIT-201" and (short.facts["part"], short.facts["bound"], short.facts["figure"]) == (
        UNG_DUNG.name, 9, 6,
    )  # fmt: skip
    assert "Mức “Tốt” đòi “Ứng dụng” từ 9 điểm, bảng có 6." in say(short, "vi")
    (sum_,) = audited(plant("9,10,5,5", "9,10,5,6"), SMALL)
    assert "hệ số và mức trần" in say(sum_, "vi") and sum_.facts["sum"] == 11
    (order,) = audited("no,unit,total,max,converted\n1,A,16,32,50\n2,B,15,28,53.57", with_groups(GROUPS[0]))
    assert (order.code, order.at.cell) == ("AUDIT-301", "E3")


def with_groups(*groups: Group) -> Rubric:
    return replace(SMALL, groups=groups)


# ---------------------------------------------------------------- what is left out without a word
@pytest.mark.parametrize(
    ("row", "expected"),
    [
        # 8 of 12 capped points are left when one part of 8 is left out; all of it leaves 20
        ("16,28,57.14", []),
        ("16,20,80", []),
        ("16,26,61.54", [("AUDIT-112", "D2")]),
        ("16,32,50", []),
        ("16,28,58", [("AUDIT-116", "E2")]),
    ],
)
def test_a_printed_maximum_must_be_a_possible_one(row: str, expected: Marks) -> None:
    assert marks(audited(f"no,unit,total,max,converted\n1,A,{row}", with_groups(GROUPS[0]))) == expected


def test_where_no_maximum_is_printed_a_share_must_fit_a_possible_one() -> None:
    by = with_groups(GROUPS[0])
    assert marks(audited("no,unit,total,converted\n1,A,16,57.14", by)) == []
    assert marks(audited("no,unit,total,converted\n1,A,16,58", by)) == [("AUDIT-116", "D2")]
    # Nothing printed tells which maximum applies, so nothing is said of the tier.
    assert marks(audited("no,unit,total,tier\n1,A,16,Tốt", by)) == []


def test_the_columns_of_a_conversion_follow_from_each_other() -> None:
    head = "STT;Tên đơn vị;Điểm tối đa;Điểm không áp dụng;Điểm tối đa áp dụng;Tổng điểm;Điểm quy đổi"
    by = with_groups(GROUPS[0])
    assert marks(audited(f"{head}\n1;A;32;4;28;16;57,14", by)) == []
    assert marks(audited(f"{head}\n1;A;30;2;28;16;57,14", by)) == [("AUDIT-117", "C2")]
    assert marks(audited(f"{head}\n1;A;32;5;28;16;57,14", by)) == [("AUDIT-118", "D2")]
    assert marks(audited(f"{head}\n1;A;100;4;28;16;57,14", by)) == []
    without = head.replace(";Điểm tối đa áp dụng", "")
    assert marks(audited(f"{without}\n1;A;32;4;16;57,14", by)) == []
    assert marks(audited(f"{without}\n1;A;32;4;16;50", by)) == [("AUDIT-116", "F2")]
    assert marks(audited(f"{without}\n1;A;32;5;16;50", by)) == [("AUDIT-112", "D2")]


@pytest.mark.parametrize(
    "title", ["Điểm quy đổi", "ĐIỂM QUY ĐỔI", "Tổng điểm quy đổi", "Điểm quy đổi (thang 100)", "Converted points"]
)
def test_converted_points_are_known_by_their_titles(title: str) -> None:
    text = f"STT;Tên đơn vị;Tổng điểm;Điểm tối đa áp dụng;{title}\n1;A;16;32;51"
    assert marks(audited(text, with_groups(GROUPS[0]))) == [("AUDIT-116", "E2")]


# ---------------------------------------------------------------- titles, tiers, totals
def test_titles_may_print_a_weight_and_either_maximum() -> None:
    text = """no,unit,Hạ tầng (hệ số 2),ung-dung (12 điểm),thuong,phat,total
        ,Điểm tối đa,{one},12,{two},{three},{whole}
        1,A,10,9,0,-1,28"""
    by = with_groups(GROUPS[0])
    for one, two, three, whole in (("10", "0", "0", "32"), ("20", "5", "4", "100")):
        assert marks(audited(text.format(one=one, two=two, three=three, whole=whole), by)) == []
    assert marks(audited(text.format(one="11", two="0", three="0", whole="32"), by)) == [("AUDIT-110", "C2")]


def test_equal_names_are_told_apart_by_weight_and_level() -> None:
    twin = make("hai", "Hạ tầng", "6", make("ba", "Hạ tầng", "6"))
    by = replace(with_groups(GROUPS[0]), criteria=(HA_TANG, twin))
    text = "no,unit,Hạ tầng,Hạ tầng (hệ số 2),total\n1,A,6,10,{total}"
    assert marks(audited(text.format(total=26), by)) == []
    assert marks(audited(text.format(total=22), by)) == [("AUDIT-107", "E2")]


def test_more_units_in_a_tier_than_its_quota_are_one_finding() -> None:
    best = Tier("Tốt", Decimal(80), quota_percent=Decimal(50))
    by = with_groups(replace(GROUPS[0], tiers=(best, Tier("Khá", Decimal(50)), Tier("Yếu", None))))
    rows = "no,unit,total,max,converted,tier\n1,A,32,32,100,Tốt\n2,B,31,32,96.88,{}\n3,C,30,32,93.75,{}"
    assert marks(audited(rows.format("Khá", "Khá"), by)) == []
    (over,) = audited(rows.format("Tốt", "Khá"), by)
    assert (over.code, over.at.cell, over.facts["count"], over.facts["limit"]) == ("AUDIT-207", "F3", 2, 1)
    # A quota pushes down by one tier, not below what the figures hold.
    assert marks(audited(rows.format("Khá", "Yếu"), by)) == [("AUDIT-206", "F4")]


@pytest.mark.parametrize(("bonus", "total", "expected"), [
    ("open", "37", []), ("open", "32", [("AUDIT-107", "F2")]), ("capped", "32", []),
    ("capped", "37", [("AUDIT-107", "F2")]), ("capped", "31", [("AUDIT-107", "F2")]),
])  # fmt: skip
def test_a_bonus_may_pass_the_maximum_only_where_it_is_open(bonus: Any, total: str, expected: Marks) -> None:
    by = replace(with_groups(GROUPS[0]), bonus=bonus)
    assert marks(audited(f"no,unit,ha-tang,ung-dung,thuong,total,phat\n1,A,10,12,5,{total},0", by)) == expected


def test_a_total_above_all_that_is_possible_is_told() -> None:
    text = "no,unit,total\n1,A,{}"
    assert marks(audited(text.format("37"), with_groups(GROUPS[0]))) == []
    assert marks(audited(text.format("37.01"), with_groups(GROUPS[0]))) == [("AUDIT-108", "C2")]
    assert marks(audited(text.format("32.01"), replace(with_groups(GROUPS[0]), bonus="capped"))) == [
        ("AUDIT-108", "C2")
    ]


def test_a_tier_read_from_hidden_decimals_has_room_at_its_bound() -> None:
    tiers = (Tier("Tốt", Decimal(80)), Tier("Yếu", None))
    by = replace(with_groups(replace(GROUPS[0], tiers=tiers)), rounding=Rounding(2, 1, 3, "leaf", "exact"))
    text = "no,unit,total,max,converted,tier\n1,A,25.6,32,80,{}\n2,B,16,20,80,{}\n3,C,15,20,75,{}"
    assert marks(audited(text.format("Tốt", "Yếu", "Yếu"), by)) == [("AUDIT-305", "E2")]
    assert marks(audited(text.format("Tốt", "Yếu", "Tốt"), by))[0] == ("AUDIT-201", "F4")
