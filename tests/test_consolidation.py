"""Many ballots, one tally: means, marks and blanks, who counts, and where it is rounded."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.sample import (
    RUBRIC,
    TABLE,
    ballot_of,
    issue_of,
    panel_of,
    round_with,
    rubric,
    score,
    with_member,
    with_unit,
)
from workbook.consolidation import consolidate, member_totals, scorers_of, unit_total
from workbook.model import Ballot, Order, Round, Rounding, Rubric, Tally
from workbook.points import NOT_APPLICABLE

MEMBERS = ("TV-01", "TV-02", "TV-03")
ROUND = round_with()


def giving(cell: str, *given: str) -> list[Ballot]:
    """Each member's figure for one cell; everything else as in the sample."""
    return [ballot_of(issue_of(member), **{cell: figure}) for member, figure in zip(MEMBERS, given, strict=False)]


def tallied(ballots: list[Ballot], round_: Round = ROUND, by: Rubric = RUBRIC) -> Tally:
    return consolidate(by, round_, ballots)


# ---------------------------------------------------------------- one cell
@pytest.mark.parametrize(
    ("given", "exact", "value"),
    [
        (("8", "8", "8"), Fraction(8), "8"),
        (("8", "8.5", "9"), Fraction(17, 2), "8.5"),
        (("8", "8", "9"), Fraction(25, 3), "8.33"),
        (("8.25", "8.25", "8.5"), Fraction(25, 3), "8.33"),
        (("0", "0", "0.25"), Fraction(1, 12), "0.08"),
        (("0", "0", "0"), Fraction(0), "0"),
        (("9.25", "9", "-"), Fraction(73, 8), "9.13"),  # 9.125, half up
        (("-", "-", "8"), Fraction(8), "8"),
        (("-", "-", "-"), None, "-"),
        (("KĐG", "KĐG", "KĐG"), None, "KĐG"),
        (("KĐG", "-", "-"), None, "KĐG"),
        (("KĐG", "2", "3"), Fraction(5, 2), "2.5"),  # the panel check refuses this; the sum stays sensible
    ],
)
def test_the_mean_of_the_numbers_given(given: tuple[str, ...], exact: Fraction | None, value: str) -> None:
    cell = tallied(giving("dv_1__mang", *given)).cells["dv-1", "mang"]
    assert cell.exact == exact
    assert cell.value == score(value)
    assert [name for name, _ in cell.given] == list(MEMBERS)


def test_a_blank_a_zero_and_the_mark_are_combined_as_three_things() -> None:
    cells = [tallied(giving("dv_1__mang", "8", "8", third)).cells["dv-1", "mang"].value for third in ("-", "0", "KĐG")]
    assert cells == [Decimal(8), Decimal("5.33"), Decimal(8)]


def test_a_recused_member_is_outside_the_mean() -> None:
    cell = tallied(panel_of()).cells["dv-2", "mang"]
    assert [name for name, _ in cell.given] == ["TV-01", "TV-03"]


def test_a_group_that_is_not_his_is_outside_the_mean() -> None:
    cell = tallied(panel_of()).cells["h-1", "mang"]
    assert [name for name, _ in cell.given] == ["TV-01", "TV-02"]


def test_what_does_not_apply_is_nobodys() -> None:
    cell = tallied(panel_of()).cells["dv-3", "dich-vu"]
    assert (cell.given, cell.exact, cell.value) == ((), None, NOT_APPLICABLE)


def test_left_out_units_have_no_cells() -> None:
    assert {unit for unit, _ in tallied(panel_of()).cells} == {"dv-1", "dv-2", "dv-3", "h-1", "h-2"}


def test_an_absent_members_ballot_does_not_count() -> None:
    round_ = with_member("TV-03", absent="ốm")
    tally = tallied(giving("dv_1__mang", "8", "8", "0"), round_)
    assert tally.cells["dv-1", "mang"].value == 8
    assert [ballot.member for ballot in tally.ballots] == ["TV-01", "TV-02"]


def test_the_order_of_arrival_changes_nothing() -> None:
    ballots = giving("dv_1__mang", "8", "8.25", "9")
    assert tallied(ballots) == tallied(ballots[::-1]) == tallied(ballots[1:] + ballots[:1])


def test_a_cell_that_was_not_on_the_ballot_is_blank() -> None:
    round_ = with_unit("dv-4", left_out=None)
    cell = tallied(panel_of(), round_).cells["dv-4", "mang"]
    assert cell.value is None and [given for _, given in cell.given] == [None, None, None]


def test_the_scorers_of_a_unit() -> None:
    names = {unit.id: [member.id for member in scorers_of(ROUND.members, unit)] for unit in ROUND.units}
    assert names["dv-1"] == list(MEMBERS)
    assert names["dv-2"] == ["TV-01", "TV-03"]
    assert names["h-1"] == ["TV-01", "TV-02"]


# ---------------------------------------------------------------- where it is rounded
def first_unit(scores: str) -> str:
    """The sample's table with other scores for dv-1."""
    return TABLE.replace("dv-1  8.25  7.5  15    3", f"dv-1 {scores}")


# Means 1/3 each: 0 leaf by leaf. Sums 1.5, 1.5, 1: rounded 2, 2, 1. Their mean unrounded 1.33.
SPREAD = {
    "TV-01": first_unit("0.5 0   0   1"),
    "TV-02": first_unit("0.5 0.5 0.5 0"),
    "TV-03": first_unit("0   0.5 0.5 0"),
}


@pytest.mark.parametrize(
    ("order", "places", "total"),
    [("leaf", 0, "0"), ("total", 0, "1"), ("member", 0, "2"), ("leaf", 2, "1.32"), ("total", 2, "1.33"),
     ("member", 2, "1.33"), ("leaf", 4, "1.3332"), ("total", 4, "1.3333")],
)  # fmt: skip
def test_the_order_of_rounding_is_the_rubrics(order: Order, places: int, total: str) -> None:
    by = rubric(rounding=Rounding(leaf=places, total=places, order=order))
    made = unit_total(by, tallied(panel_of(SPREAD), by=by), ROUND.unit("dv-1"))
    assert made == Decimal(total)


def test_a_unit_has_no_total_while_a_leaf_has_no_score() -> None:
    tally = tallied(giving("dv_1__mang", "-", "-", "-"))
    assert unit_total(RUBRIC, tally, ROUND.unit("dv-1")) is None
    assert unit_total(RUBRIC, tally, ROUND.unit("dv-2")) == Decimal("37.50")


def test_the_mark_counts_nothing_but_is_no_gap() -> None:
    assert unit_total(RUBRIC, tallied(panel_of()), ROUND.unit("dv-3")) == Decimal("15.50")


def test_each_members_own_total() -> None:
    tally = tallied(panel_of({"TV-02": first_unit("8 7.5 15 4")}))
    cells = [tally.cells["dv-1", leaf.id] for leaf in RUBRIC.leaves()]
    assert member_totals(cells) == [Decimal("33.75"), Decimal("34.5"), Decimal("33.75")]
