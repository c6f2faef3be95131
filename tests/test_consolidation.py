"""Many ballots, one tally: means, marks and blanks, who counts, and where it is rounded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.deep_sample import (
    DEEP,
    DEEP_ROUND,
    concluded,
    deep_ballot,
    deep_issue,
    deep_panel,
    deep_round,
    fact,
)
from tests.sample import (
    RUBRIC,
    TABLE,
    WAIVER,
    ballot_of,
    issue_of,
    panel_of,
    round_with,
    rubric,
    score,
    unit_total,
    with_member,
    with_unit,
)
from workbook.consolidation import consolidate, member_totals, score_units
from workbook.model import Assignment, Ballot, Combined, Round, SelfScore, Tally
from workbook.points import NOT_APPLICABLE
from workbook.rubric import Order, Rounding, Rubric

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
    names = {unit.id: [one.id for one in ROUND.members if ROUND.scores(one, unit, "mang")] for unit in ROUND.units}
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
    cells = {leaf.id: tally.cells["dv-1", leaf.id] for leaf in RUBRIC.leaves()}
    assert member_totals(RUBRIC, RUBRIC.group("So"), cells) == [Decimal("33.75"), Decimal("34.5"), Decimal("33.75")]


# ---------------------------------------------------------------- facts: each member's points, then their mean
def deep(changes: dict[str, dict[str, str]] | None = None, round_: Round = DEEP_ROUND, by: Rubric = DEEP) -> Tally:
    return consolidate(by, round_, deep_panel(changes, round_, by))


@pytest.mark.parametrize(
    ("unit", "total"), [("s-1", "86"), ("s-2", "48.25"), ("s-3", "62"), ("x-1", "69.75"), ("x-2", "37.33")]
)
def test_the_totals_of_the_deep_sample(unit: str, total: str) -> None:
    assert unit_total(DEEP, deep(), DEEP_ROUND.unit(unit)) == Decimal(total)


def test_points_not_facts_are_averaged() -> None:
    # 1/3, 1/7 and 80/100 of 15: 5.00, 2.14 and 12.00.
    changes = {
        "TV-1": {"s-1 truc-tuyen/a": "1", "s-1 truc-tuyen/b": "3"},
        "TV-2": {"s-1 truc-tuyen/a": "1", "s-1 truc-tuyen/b": "7"},
    }
    cell = deep(changes).cells["s-1", "truc-tuyen"]
    assert cell.given == (("TV-1", Decimal(5)), ("TV-2", Decimal("2.14")), ("TV-3", Decimal(12)))
    assert (cell.exact, cell.value) == (Fraction(1914, 300), Decimal("6.38"))


@pytest.mark.parametrize(
    ("answers", "met"), [("1 1 1", "1"), ("1 1 0", "0"), ("0 0 0", "0"), ("1 - 1", "1"), ("- - -", "-")]
)
@pytest.mark.parametrize("places", [0, 2])
def test_a_mandatory_criterion_is_met_where_everybody_says_so(answers: str, met: str, places: int) -> None:
    members = (member.id for member in DEEP_ROUND.members)
    changes = {member: {"s-1 cam-ket": answer} for member, answer in zip(members, answers.split(), strict=True)}
    by = replace(DEEP, rounding=Rounding(leaf=places))
    assert deep(changes, by=by).cells["s-1", "cam-ket"].value == fact(met)


def test_the_best_is_judged_over_all_members() -> None:
    # TV-2 may not score s-2, which is the best by what TV-1 and TV-3 typed.
    changes = {member: {"s-2 thanh-toan": "500"} for member in ("TV-1", "TV-3")}
    cells = deep(changes).cells
    assert cells["s-2", "thanh-toan"].value == 5
    assert cells["s-1", "thanh-toan"].given == tuple((member.id, Decimal(4)) for member in DEEP_ROUND.members)


def test_what_a_recused_member_typed_makes_nobody_the_best() -> None:
    ballots = deep_panel()
    ballots[1] = replace(ballots[1], scores={**ballots[1].scores, ("s-2", "thanh-toan"): Decimal(9000)})
    assert consolidate(DEEP, DEEP_ROUND, ballots).cells == deep().cells


def test_a_listed_leaf_is_nobodys() -> None:
    assert deep().cells["s-1", "chi-so"] == Combined((), Fraction(4), Decimal(4))
    missing = deep_round(listed={cell: value for cell, value in DEEP_ROUND.listed.items() if cell[0] != "s-1"})
    assert deep(round_=missing).cells["s-1", "chi-so"] == Combined((), None, None)
    assert unit_total(DEEP, deep(round_=missing), DEEP_ROUND.unit("s-1")) is None


def test_a_listed_figure_that_is_wrong_counts_nowhere_until_it_is_waived() -> None:
    wrong = deep_round(listed={**DEEP_ROUND.listed, ("s-1", "chi-so"): Decimal(101)})
    assert deep(round_=wrong).cells["s-1", "chi-so"].value is None
    waiver = replace(WAIVER, check="SCORE-010", unit="s-1", criterion="chi-so")
    assert deep(round_=replace(wrong, waivers=(waiver,))).cells["s-1", "chi-so"].value == 5


def test_assigned_criteria_count_from_their_members_only() -> None:
    round_ = deep_round(assignments=(Assignment("TV-1", ("an-toan",)), Assignment("TV-1", ("hop",), ("So",))))
    cells = consolidate(DEEP, round_, [deep_ballot(deep_issue(each.id)) for each in DEEP_ROUND.members]).cells
    givers = {leaf: [name for name, _ in cells["s-1", leaf].given] for leaf in ("su-co", "hop", "dao-tao")}
    assert givers == {"su-co": ["TV-1", "TV-2", "TV-3"], "hop": ["TV-1", "TV-2", "TV-3"], "dao-tao": ["TV-2", "TV-3"]}
    assert [name for name, _ in cells["x-1", "hop"].given] == ["TV-2"]


# ---------------------------------------------------------------- conclusions and self scores
@pytest.mark.parametrize(
    ("points", "value", "is_concluded"),
    [("3.37", "3.37", True), ("0", "0", True), ("KĐG", "KĐG", True), ("-", "10", False)],
)
def test_a_conclusion_stands_over_the_mean(points: str, value: str, is_concluded: bool) -> None:
    cell = deep(round_=deep_round(conclusions=(concluded("s-1", "hop", points),))).cells["s-1", "hop"]
    assert (cell.value, cell.concluded) == (fact(value), is_concluded)
    assert [name for name, _ in cell.given] == ["TV-1", "TV-2", "TV-3"]


def test_a_conclusion_settles_what_nobody_scored_and_what_is_listed() -> None:
    conclusions = concluded("s-1", "su-co", "3"), concluded("s-1", "chi-so", "2.5"), concluded("s-3", "dung-han", "9")
    blank = {member: {"s-1 su-co": "-"} for member in ("TV-1", "TV-2", "TV-3")}
    cells = deep(blank, deep_round(conclusions=conclusions, listed={})).cells
    assert cells["s-1", "su-co"].value == 3 and cells["s-1", "su-co"].exact == 3
    assert cells["s-1", "chi-so"] == Combined((), Fraction(5, 2), Decimal("2.5"), concluded=True)
    assert cells["s-3", "dung-han"].value is NOT_APPLICABLE  # shut: nothing can be concluded


@pytest.mark.parametrize("order", ["leaf", "total", "member"])
def test_a_conclusion_counts_in_every_order_of_rounding(order: Order) -> None:
    by = replace(DEEP, rounding=Rounding(order=order))
    changes = {"TV-1": {"s-1 su-co": "1"}, "TV-2": {"s-1 su-co": "2"}}
    tally = deep(changes, deep_round(conclusions=(concluded("s-1", "su-co", "5.25"),)), by)
    assert unit_total(by, tally, DEEP_ROUND.unit("s-1")) == 86


def test_self_scores_are_kept_and_never_counted() -> None:
    own = {"s-1": SelfScore(points={"hop": Decimal(0)}, facts={"hop": Decimal(0)})}
    tally = consolidate(DEEP, DEEP_ROUND, deep_panel(), own)
    assert tally.self_scores == own and tally.cells == deep().cells


def test_units_that_score_themselves() -> None:
    given = deep_ballot(deep_issue()).scores
    # What a unit says of another counts nowhere; the best is the best of those that scored themselves.
    facts = {unit: {**given, ("s-3", "thanh-toan"): Decimal(9999)} for unit in ("s-1", "s-2")}
    made = score_units(DEEP, DEEP_ROUND, DEEP.group("So"), facts)
    assert made.keys() == {"s-1", "s-2"}
    assert (made["s-1"]["thanh-toan"], made["s-2"]["thanh-toan"]) == (Decimal(5), Decimal("1.25"))
    assert (made["s-1"]["truc-tuyen"], made["s-1"]["chi-so"]) == (Decimal(12), Decimal(4))


def test_a_self_score_of_what_does_not_apply_is_the_mark() -> None:
    facts = {"s-3": {("s-3", "dung-han/a"): Decimal(5), ("s-3", "dung-han/b"): Decimal(5)}}
    made = score_units(DEEP, DEEP_ROUND, DEEP.group("So"), facts)["s-3"]
    assert made["dung-han"] is NOT_APPLICABLE and made["hop"] is None


def test_a_member_who_left_a_gate_blank_has_no_total() -> None:
    by = replace(DEEP, rounding=Rounding(order="member"))
    tally = deep({"TV-1": {"s-1 cam-ket": "-"}}, by=by)
    cells = {leaf.id: tally.cells["s-1", leaf.id] for leaf in by.leaves_in("So")}
    assert member_totals(by, by.group("So"), cells) == [Decimal(86), Decimal(86)]
