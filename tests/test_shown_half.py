"""Figures at an exact half that the saving program rounded down: a note, and nothing told of what follows from it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from tests import deep_books as deep
from tests.deep_sample import DEEP, deep_issue
from tests.sample import FILE, HUYEN, RUBRIC, SO, as_read, edited, issue_of, points, returned, rubric, sheet_of, taken
from workbook.catalogue import form as said
from workbook.findings import NOTE
from workbook.model import Issue
from workbook.points import round_half_up, roundings
from workbook.rubric import Rounding, Tier
from workbook.sheets.grid import ReadBook, ReadCell, from_a1

TABLE = """
    dv-1  9  8.5   15    3
    dv-2  9  8.5   15    3
    dv-3  7  6.5   KĐG   2
    h-1   9.5  9   14    KĐG
    h-2   6  5.5   12    1
"""
"""Totals 35.5, 35.5, 15.5; 32.5 of 35 and 24.5 of 40, which is 0.6125."""


# ---------------------------------------------------------------- what may be made of a figure
@pytest.mark.parametrize(
    ("figure", "places", "made"),
    [
        ("2.5", 0, ("3", "2")),
        ("-2.5", 0, ("-3", "-2")),
        ("0.125", 2, ("0.13", "0.12")),
        ("0.5", 0, ("1", "0")),
        ("-0.5", 0, ("-1", "0")),
        ("0.1249", 2, ("0.12",)),
        ("0.12", 2, ("0.12",)),
        ("3", 0, ("3",)),
        ("25", -1, ("3E+1", "2E+1")),
    ],
)
def test_only_an_exact_half_has_a_second_rounding(figure: str, places: int, made: tuple[str, ...]) -> None:
    got = roundings(Decimal(figure), places)
    assert tuple(map(str, got)) == made and got[0] == round_half_up(Decimal(figure), places)


# ---------------------------------------------------------------- matrix sheets
def _matrix(places: int = 2, bound: str = "0.5") -> Issue:
    so, huyen = RUBRIC.groups
    tiers = (Tier("Tốt", points("0.8")), Tier("Khá", points(bound)), Tier("Yếu", None))
    groups = (so, replace(huyen, tiers=tiers))
    return issue_of(by=rubric(groups=groups, rounding=Rounding(total=places), shows_index=True))


def _saved(issue: Issue, sheet: str, shown: dict[str, str]) -> ReadBook:
    """The filled workbook with other results in some of its formulas."""
    book = returned(issue, TABLE)
    cells: dict[str, ReadCell | None] = {}
    for cell, value in shown.items():
        kind = "number" if value[:1].isdigit() else "text"
        cells[cell] = ReadCell(kind, value, sheet_of(book, sheet).cells[from_a1(cell)].formula)  # type: ignore[arg-type]
    return edited(book, sheet, cells)


WHOLE, PARTS = _matrix(places=0), _matrix(bound="0.613")
MATRIX: list[tuple[str, Issue, str, dict[str, str], list[tuple[str, str]]]] = [
    ("nothing changed", WHOLE, SO, {}, []),
    ("a total of 35.5", WHOLE, SO, {"H11": "35"}, [("FORM-034", "H11")]),
    ("its index, rank and tier follow", WHOLE, SO, {"H11": "35", "I11": "0.778", "J11": "2", "K11": "Khá"},
     [("FORM-034", "H11")]),
    ("both totals: the ranks stay", WHOLE, SO, {"H11": "35", "H12": "35"}, [("FORM-034", "H11"), ("FORM-034", "H12")]),
    ("two units of the last place", WHOLE, SO, {"H11": "34"}, [("FORM-009", "H11")]),
    ("one unit to the other side", WHOLE, SO, {"H11": "37"}, [("FORM-009", "H11")]),
    ("one unit, but no half", PARTS, SO, {"H11": "35.49"}, [("FORM-009", "H11")]),
    ("a tier that follows from neither", WHOLE, SO, {"H11": "35", "K11": "Yếu"},
     [("FORM-034", "H11"), ("FORM-009", "K11")]),
    ("a rank that follows from neither", WHOLE, SO, {"H11": "35", "J11": "3"},
     [("FORM-034", "H11"), ("FORM-009", "J11")]),
    ("another line's tier is told still", WHOLE, SO, {"H11": "35", "K13": "Tốt"},
     [("FORM-034", "H11"), ("FORM-009", "K13")]),
    ("a control total, which is exact", WHOLE, SO, {"H15": "86.49"}, [("FORM-009", "H15")]),
    ("an index of 0.6125", PARTS, HUYEN, {"I12": "0.612"}, [("FORM-034", "I12")]),
    ("and its tier", PARTS, HUYEN, {"I12": "0.612", "K12": "Yếu"}, [("FORM-034", "I12")]),
    ("its tier alone", PARTS, HUYEN, {"K12": "Yếu"}, [("FORM-009", "K12")]),
]  # fmt: skip


@pytest.mark.parametrize(("issue", "sheet", "shown", "told"), [case[1:] for case in MATRIX], ids=[c[0] for c in MATRIX])
def test_a_half_on_a_matrix_sheet(issue: Issue, sheet: str, shown: dict[str, str], told: list[tuple[str, str]]) -> None:
    got = taken(_saved(issue, sheet, shown), issue)
    assert [(found.code, found.at.cell) for found in got.findings] == told and got.counted


def test_a_half_is_a_note_with_both_figures() -> None:
    (found,) = taken(_saved(WHOLE, SO, {"H11": "35"}), WHOLE).findings
    assert (found.check, found.severity) == (said.SHOWN_HALF, NOTE)
    assert (found.facts["found"], found.facts["right"]) == (Decimal(35), Decimal(36))


def test_the_half_of_a_percentage_shows_in_the_tier() -> None:
    so, huyen = RUBRIC.groups
    tiers = (Tier("Tốt", points("90")), Tier("Khá", points("61.3")), Tier("Yếu", None))
    by = rubric(groups=(so, replace(huyen, base="percent", tiers=tiers)), rounding=Rounding(total=1))
    issue = issue_of(by=by)
    (found,) = taken(_saved(issue, HUYEN, {"K12": "Yếu"}), issue).findings
    assert found.check is said.SHOWN_HALF and found.facts["right"] == "Khá"


# ---------------------------------------------------------------- unit sheets
LEAF = "truc-tuyen"
ABOVE = ("p:so-hoa", "p:ho-so", "f:total", "a:tru-cot-1", "f:control")


def _unit_book(issue: Issue, ratio: tuple[int, int]) -> ReadBook:
    full = deep.full_ballot(issue)
    facts = {("s-1", f"{LEAF}/{name}"): Decimal(value) for name, value in zip("ab", ratio, strict=True)}
    return as_read(deep.drawn(issue, replace(full, scores={**full.scores, **facts})))


def _lowered(read: ReadBook, where: deep.Where, by: str) -> ReadBook:
    old = deep.located(read, where[0]).cell(where[1], where[2])
    assert old is not None and old.kind == "number", where
    return deep.edited(read, {where: old._replace(text=str(Decimal(old.text) - Decimal(by)))})


def test_the_half_of_a_leaf_is_told_once_with_all_that_follows() -> None:
    issue = deep_issue()
    read = _unit_book(issue, (1, 8))  # 15 x 1 / 8 = 1.875
    assert deep.taken(read, issue).findings == ()
    for key in (f"c:{LEAF}", *ABOVE):
        read = _lowered(read, ("u:s-1", key, "points"), "0.01")
    for column in ("total", "a:tru-cot-1", "control"):
        read = _lowered(read, ("g:So", "u:s-1", column), "0.01")
    read = _lowered(read, ("g:So", "f:control", "control"), "0.01")
    (found,) = deep.taken(read, issue).findings
    assert (found.check, found.at.cell) == (said.SHOWN_HALF, deep.place(read, ("u:s-1", f"c:{LEAF}", "points"))[1])
    assert (found.at.unit, found.at.criterion, found.at.file) == ("s-1", LEAF, FILE)


def test_one_unit_of_the_last_place_that_is_no_half_stays_a_warning() -> None:
    issue = deep_issue()
    read = _lowered(_unit_book(issue, (1, 4)), ("u:s-1", f"c:{LEAF}", "points"), "0.01")  # 3.75, no half of 0.01
    assert [found.check for found in deep.taken(read, issue).findings] == [said.SHOWN_DIFFERS]


def test_the_half_of_a_total_is_told_once_with_all_that_follows() -> None:
    issue = replace(deep_issue(), rubric=replace(DEEP, rounding=replace(DEEP.rounding, total=1)))
    read = _unit_book(issue, (1, 4))  # 12 becomes 3.75: 77.75 in all
    assert deep.taken(read, issue).findings == ()
    read = _lowered(_lowered(read, ("u:s-1", "f:total", "points"), "0.1"), ("g:So", "u:s-1", "total"), "0.1")
    (found,) = deep.taken(read, issue).findings
    assert (found.check, found.facts["right"]) == (said.SHOWN_HALF, Decimal("77.8"))
