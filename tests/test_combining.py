"""How members' figures become one: by hand, method by method; quorum, chair, missing ballots, too few to trim."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import permutations

import pytest

from tests.deep_sample import concluded
from tests.sample import (
    RUBRIC,
    TABLE,
    assert_sayable,
    ballot_of,
    codes,
    issue_of,
    only,
    panel_of,
    round_with,
    unit_total,
    with_member,
)
from workbook.catalogue import panel as said
from workbook.combining import combined, mean, median, trimmed, weighted, weights_of
from workbook.consolidation import check_trimmed, consolidate, made_of
from workbook.findings import ERROR, NOTE, WARNING, Finding, say
from workbook.model import Assignment, Ballot, Combine, Member, Method, Round, Tally
from workbook.panel import check_panel
from workbook.points import NOT_APPLICABLE
from workbook.ranking import rank
from workbook.rubric import Order, Rounding, Rubric
from workbook.rules.mandatory import Mandatory

METHODS: tuple[Method, ...] = ("mean", "trimmed", "median", "weighted")
ORDERS: tuple[Order, ...] = ("leaf", "total", "member")


def figures(text: str) -> list[Decimal]:
    return [Decimal(figure) for figure in text.split()]


# ---------------------------------------------------------------- by hand
@pytest.mark.parametrize(
    ("given", "drop", "right"),
    [
        # 2 is left out below and 10 above: (7 + 8 + 9) / 3.
        ("7 10 8 2 9", 1, Fraction(8)),
        # The same figures, two left out at either end: the middle one.
        ("7 10 8 2 9", 2, Fraction(8)),
        # Equal extremes: one 5 and one 9 go, (5 + 6 + 9) / 3.
        ("5 5 6 9 9", 1, Fraction(20, 3)),
        # 1 2 | 3 4 5 | 6 70: (3 + 4 + 5) / 3.
        ("70 1 6 2 5 3 4", 2, Fraction(4)),
        # Three figures and two to go at either end: nothing would be left, so the plain mean, (1 + 2 + 6) / 3.
        ("1 2 6", 2, Fraction(3)),
        ("1 2 6", 1, Fraction(2)),
        ("8 9", 1, Fraction(17, 2)),
        ("8.25", 1, Fraction(33, 4)),
        ("0 0 0.25 0.25 0.5 1", 2, Fraction(1, 4)),
    ],
)
def test_a_trimmed_mean(given: str, drop: int, right: Fraction) -> None:
    assert trimmed(figures(given), drop) == right


@pytest.mark.parametrize(
    ("given", "right"),
    [
        ("9 2 7", Fraction(7)),  # odd: the middle of 2 7 9
        ("9 2 7 8", Fraction(15, 2)),  # even: the mean of 7 and 8 in 2 7 8 9
        ("7.25 7.5", Fraction(59, 8)),
        ("3", Fraction(3)),
        ("0 10 10 10", Fraction(10)),
        ("0 0 10 10", Fraction(5)),
    ],
)
def test_a_median_of_odd_and_even_numbers(given: str, right: Fraction) -> None:
    assert median(figures(given)) == right


@pytest.mark.parametrize(
    ("given", "weights", "right"),
    [
        ("9 6 6", "2 1 1", Fraction(15, 2)),  # (18 + 6 + 6) / 4
        ("10 0", "1.5 1", Fraction(6)),  # 15 / 2.5
        ("7 8 9", "3 3 3", Fraction(8)),
        ("8 8.5", "1 0.5", Fraction(49, 6)),  # (8 + 4.25) / 1.5
        ("5", "0.25", Fraction(5)),
    ],
)
def test_a_weighted_mean(given: str, weights: str, right: Fraction) -> None:
    assert weighted(figures(given), figures(weights)) == right


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("given", ["1 2 6 8", "0.1 0.2 0.3", "5 5 9 9 9"])
def test_the_order_of_the_figures_is_nothing(method: Method, given: str) -> None:
    pairs = [(figure, Decimal(2 if figure > 2 else 1)) for figure in figures(given)]
    how = Combine(method)
    made = {combined(how, [one for one, _ in turn], [weight for _, weight in turn]) for turn in permutations(pairs)}
    assert len(made) == 1


def test_figures_of_any_length_are_exact() -> None:
    # In binary, and in a decimal context of 28 digits, the small one would be lost.
    huge, tiny = Decimal("1E+300"), Decimal("1E-300")
    assert mean([huge, tiny]) == (Fraction(10) ** 300 + Fraction(1, 10**300)) / 2
    assert weighted([huge, tiny], figures("1 3")) == (Fraction(10) ** 300 + Fraction(3, 10**300)) / 4


def test_a_role_that_is_not_named_weighs_one() -> None:
    how = Combine("weighted", weights={"Chủ tịch": Decimal("2.5")})
    members = [Member("a", "A", "Chủ tịch"), Member("b", "B", "Ủy viên"), Member("c", "C")]
    assert weights_of(how, members) == {"a": Decimal("2.5"), "b": Decimal(1), "c": Decimal(1)}
    assert weights_of(replace(how, method="mean"), members) == {}


# ---------------------------------------------------------------- a council
FIVE = tuple(
    Member(f"TV-{number}", f"Thành viên {number}", role, ("So",))
    for number, role in enumerate(("Chủ tịch", "Phó Chủ tịch", "Ủy viên", "Ủy viên", "Thư ký"), 1)
)
WEIGHTS = {"Chủ tịch": Decimal(3), "Phó Chủ tịch": Decimal(2)}


def council(how: Combine, members: Iterable[Member] = FIVE) -> Round:
    units = tuple(unit for unit in round_with().units if unit.group == "So")
    return round_with(combine=how, members=tuple(members), units=units)


def tallied(how: Combine, columns: dict[str, str], order: Order = "leaf", places: int = 2) -> tuple[Rubric, Tally]:
    """Everybody gives dv-1 the sample's scores, but for `columns`: by criterion, each member's figure in turn."""
    by = replace(RUBRIC, rounding=Rounding(leaf=places, total=places, order=order))
    round_ = council(how)
    ballots = []
    for number, member in enumerate(FIVE):
        own = {f"dv_1__{leaf}": given.split()[number] for leaf, given in columns.items()}
        ballots.append(ballot_of(issue_of(member.id, round_, by), TABLE, **own))
    return by, consolidate(by, round_, ballots)


def exact(how: Combine, given: str) -> Fraction | None:
    return tallied(how, {"mang": given})[1].cells["dv-1", "mang"].exact


# mang of dv-1 by five members: 4 | 8 8.5 9 | 9.5; weights 3 2 1 1 1.
@pytest.mark.parametrize(
    ("how", "given", "right"),
    [
        (Combine("mean"), "4 8 8.5 9 9.5", Fraction(39, 5)),
        (Combine("trimmed"), "4 8 8.5 9 9.5", Fraction(17, 2)),
        (Combine("trimmed", drop=2), "4 8 9 9.25 9.5", Fraction(9)),
        (Combine("median"), "4 8 9 9.25 9.5", Fraction(9)),
        (Combine("weighted", weights=WEIGHTS), "4 8 8.5 9 9.5", Fraction(55, 8)),  # (12 + 16 + 27) / 8
        # One blank: of four figures the two in the middle; the chair's weight goes with his figure.
        (Combine("median"), "- 8 8.5 9 9.5", Fraction(35, 4)),
        (Combine("trimmed"), "- 8 8.5 9 9.5", Fraction(35, 4)),
        (Combine("weighted", weights=WEIGHTS), "- 8 8.5 9 9.5", Fraction(43, 5)),  # (16 + 27) / 5
        # Two figures only: none can be left out.
        (Combine("trimmed"), "- - - 8 9.5", Fraction(35, 4)),
        (Combine("trimmed"), "- - - - -", None),
    ],
)
def test_a_council_of_five(how: Combine, given: str, right: Fraction | None) -> None:
    assert exact(how, given) == right


@pytest.mark.parametrize("how", [Combine("trimmed"), Combine("median"), Combine("weighted", weights=WEIGHTS)])
def test_marks_and_blanks_stay_as_they_are(how: Combine) -> None:
    marked = tallied(how, {"sang-kien": "KĐG KĐG KĐG - -"})[1].cells["dv-1", "sang-kien"]
    blank = tallied(how, {"sang-kien": "- - - - -"})[1].cells["dv-1", "sang-kien"]
    zero = tallied(how, {"sang-kien": "0 0 0 0 0"})[1].cells["dv-1", "sang-kien"]
    assert (marked.value, blank.value, zero.value) == (NOT_APPLICABLE, None, Decimal(0))


# Members' totals of dv-1 where only mang (8 8.25 8.5 9 9) and sang-kien (5 1 3 3 4) differ, the rest is 22.5:
#   35.5  31.75  34  34.5  35.5.
# Criterion by criterion: mang 8 | 8.25 8.5 9 | 9 and sang-kien 1 | 3 3 4 | 5.
@pytest.mark.parametrize(
    ("how", "order", "right"),
    [
        (Combine("median"), "leaf", "34"),  # 8.5 + 3 + 22.5
        (Combine("median"), "member", "34.5"),  # the middle total
        (Combine("trimmed"), "leaf", "34.41"),  # 8.58 + 3.33 + 22.5: 25.75 / 3 and 10 / 3, each rounded
        (Combine("trimmed"), "total", "34.42"),  # 35.75 / 3 + 22.5 = 34.41666...
        (Combine("trimmed"), "member", "34.67"),  # (34 + 34.5 + 35.5) / 3
        (Combine("weighted", weights=WEIGHTS), "member", "34.25"),  # (106.5 + 63.5 + 104) / 8
        (Combine("mean"), "member", "34.25"),  # 171.25 / 5
    ],
)
def test_combined_at_each_criterion_or_at_the_total(how: Combine, order: Order, right: str) -> None:
    by, tally = tallied(how, {"mang": "8 8.25 8.5 9 9", "sang-kien": "5 1 3 3 4"}, order)
    assert unit_total(by, tally, round_with().unit("dv-1")) == Decimal(right)


def test_only_whole_rows_weigh_in_a_total() -> None:
    # The chair left one cell blank; the others' totals: (2 * 33.5 + 33.75 + 33.75 + 34.5) / 5.
    by, tally = tallied(Combine("weighted", weights=WEIGHTS), {"mang": "- 8 8.25 8.25 9"}, "member")
    assert unit_total(by, tally, round_with().unit("dv-1")) == Decimal("33.80")


@pytest.mark.parametrize("method", METHODS)
def test_a_mandatory_criterion_is_met_where_everybody_says_so(method: Method) -> None:
    gate = replace(next(iter(RUBRIC.leaves())), rule=Mandatory("Có cam kết"))
    given = tuple((f"TV-{number}", Decimal(met)) for number, met in enumerate((1, 1, 1, 1, 0), 1))
    weights = dict.fromkeys((name for name, _ in given), Decimal(1)) if method == "weighted" else {}
    assert made_of(gate, given, Combine(method), weights) == 0
    assert made_of(gate, given[:4], Combine(method), weights) == 1


@pytest.mark.parametrize("order", ORDERS)
def test_of_one_appraiser_a_criterion_every_method_makes_the_same(order: Order) -> None:
    """Each criterion is assigned to one member: there is one figure, whatever the method."""
    by = replace(RUBRIC, rounding=Rounding(order=order))
    tasks = (Assignment("TV-1", ("ha-tang",)), Assignment("TV-2", ("dich-vu",)), Assignment("TV-3", ("sang-kien",)))
    made = []
    for method in METHODS:
        how = Combine(method, weights=WEIGHTS if method == "weighted" else {})
        round_ = replace(council(how, FIVE[:3]), assignments=tasks)
        ballots = [Ballot(one.member, 1, panel_of()[0].scores) for one in tasks]
        tally = consolidate(by, round_, ballots)
        made.append({cell: (one.given, one.exact, one.value) for cell, one in tally.cells.items()})
        assert tally.cells["dv-1", "dich-vu"].given == (("TV-2", Decimal(15)),)
        if order != "member":  # of a total nobody has the whole row
            assert unit_total(by, tally, round_.unit("dv-1")) == Decimal("33.75")
    assert made[0] == made[1] == made[2] == made[3]


def test_a_conclusion_stands_over_every_method() -> None:
    round_ = replace(council(Combine("median")), conclusions=(concluded("dv-1", "mang", "1.25"),))
    ballots = [ballot_of(issue_of(member.id, round_)) for member in FIVE]
    cell = consolidate(RUBRIC, round_, ballots).cells["dv-1", "mang"]
    assert (cell.value, cell.concluded, len(cell.given)) == (Decimal("1.25"), True, 5)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("order", ORDERS)
def test_no_order_of_ballots_units_or_members_changes_a_rank(method: Method, order: Order) -> None:
    by = replace(RUBRIC, rounding=Rounding(order=order))
    round_ = council(Combine(method, weights=WEIGHTS))
    ballots = [
        ballot_of(issue_of(member.id, round_), dv_1__mang=f"{7 + number / 4}", dv_2__dich_vu=str(9 + number))
        for number, member in enumerate(FIVE)
    ]
    turned = replace(round_, members=round_.members[::-1], units=round_.units[::-1])
    first = rank(by, round_, consolidate(by, round_, ballots))[0]
    assert rank(by, turned, consolidate(by, turned, ballots[2:] + ballots[:2]))[0] == first


# ---------------------------------------------------------------- too few to trim
def thin(members: int, columns: dict[str, str], order: Order = "leaf", drop: int = 1) -> list[Finding]:
    by = replace(RUBRIC, rounding=Rounding(order=order))
    round_ = council(Combine("trimmed", drop=drop), FIVE[:members])
    ballots = []
    for number, member in enumerate(FIVE[:members]):
        own = {f"dv_1__{leaf}": given.split()[number] for leaf, given in columns.items()}
        ballots.append(ballot_of(issue_of(member.id, round_, by), TABLE, **own))
    return list(check_trimmed(by, round_, consolidate(by, round_, ballots)))


def test_enough_figures_are_no_finding() -> None:
    assert thin(3, {}) == thin(5, {}, drop=2) == thin(5, {"mang": "- 8 8 8 8"}) == []


def test_criteria_with_too_few_figures_are_told_once_a_group() -> None:
    found = thin(3, {"mang": "- 8 8", "sang-kien": "- - 3"})
    one = only(found, said.TOO_FEW_TO_TRIM)
    assert one.severity is WARNING and one.facts["count"] == 2
    assert "“Mạng nội bộ”, “Sáng kiến”" in say(one, "vi") and "“Mạng nội bộ”, “Sáng kiến”" in say(one, "en")
    assert_sayable(one)


def test_totals_with_too_few_are_told_by_unit() -> None:
    one = only(thin(3, {"mang": "- 8 8"}, "member"), said.TOO_FEW_TO_TRIM)
    assert one.facts["names"] == "Sở Y tế" and one.facts["count"] == 1


def test_a_small_council_is_one_finding_and_no_flood() -> None:
    assert [one.facts["count"] for one in thin(2, {})] == [4]
    assert [one.facts["count"] for one in thin(2, {}, "member")] == [3]


def test_where_nothing_is_trimmed_nothing_is_said() -> None:
    by, tally = tallied(Combine("median"), {"mang": "- - - - 8"})
    assert list(check_trimmed(by, council(Combine("median")), tally)) == []


# ---------------------------------------------------------------- quorum, chair, missing ballots
def judged(round_: Round, ballots: Iterable[Ballot]) -> list[Finding]:
    return list(check_panel(RUBRIC, round_, list(ballots)))


def away(round_: Round, *ids: str) -> Round:
    for one in ids:
        round_ = with_member(one, round_, absent="đi công tác")
    return round_


@pytest.mark.parametrize(
    ("quorum", "absent", "is_one"),
    [
        ("75", (), True),
        ("60", ("TV-03",), True),  # 2 of 3 are 66.7 %
        ("66.7", ("TV-03",), False),  # 2.001 of 3: all three
        ("75", ("TV-03",), False),
        ("100", (), True),
        ("33.3333", ("TV-02", "TV-03"), True),  # 0.999999: one is enough
        ("34", ("TV-02", "TV-03"), False),
    ],
)
def test_a_quorum_counts_absent_members_too(quorum: str, absent: tuple[str, ...], is_one: bool) -> None:
    round_ = away(round_with(combine=Combine(quorum=Decimal(quorum))), *absent)
    ballots = [ballot for ballot in panel_of() if ballot.member not in absent]
    assert (said.QUORUM in [one.check for one in judged(round_, ballots)]) is not is_one


def test_a_missing_quorum_says_who_is_absent_and_how_many_are_needed() -> None:
    round_ = away(round_with(combine=Combine(quorum=Decimal(75))), "TV-03")
    found = judged(round_, panel_of()[:2])
    one = only(found, said.QUORUM)
    assert one.severity is ERROR and one.facts["absent"] == "Lê Văn Cường (TV-03)"
    assert "2/3 người có mặt, cần ít nhất 3 người (75 %)" in say(one, "vi")
    assert "2 of 3 members are present, at least 3 (75 %)" in say(one, "en")
    assert_sayable(one)


def test_a_ballot_that_is_awaited_makes_nobody_absent() -> None:
    round_ = round_with(combine=Combine(quorum=Decimal(75), chair="TV-03"))
    assert codes(judged(round_, panel_of()[:2])) == ["PANEL-001"]
    assert codes(judged(round_, [])) == ["PANEL-001"] * 3


def test_the_chair_must_be_there() -> None:
    how = Combine(quorum=Decimal(50), chair="TV-03")
    found = judged(away(round_with(combine=how), "TV-03"), panel_of()[:2])
    one = only(found, said.CHAIR_AWAY)
    assert one.severity is ERROR and one.at.member == "TV-03"
    assert "Lê Văn Cường (TV-03)" in say(one, "vi") and "đi công tác" in say(one, "en")
    assert said.QUORUM not in [each.check for each in found]
    assert_sayable(one)
    assert judged(round_with(combine=how), panel_of()) == []


def test_those_present_are_combined_where_the_round_says_so() -> None:
    round_ = round_with(combine=Combine(missing="present"))
    found = judged(round_, panel_of()[:2])
    one = only(found, said.BALLOT_NOT_AWAITED)
    assert codes(found) == ["PANEL-066"] and one.severity is NOTE and one.at.member == "TV-03"
    assert_sayable(one)
    cell = consolidate(RUBRIC, round_, panel_of()[:2]).cells["dv-1", "mang"]
    assert [name for name, _ in cell.given] == ["TV-01", "TV-02"]


def test_those_present_must_still_be_enough() -> None:
    how = Combine(missing="present", quorum=Decimal(75), chair="TV-03")
    found = judged(round_with(combine=how), panel_of()[:2])
    assert codes(found) == ["PANEL-066", "PANEL-067", "PANEL-068"]
    assert "chưa gửi phiếu" in say(only(found, said.CHAIR_AWAY), "vi")
    # What few members leave thin is told as well: there is no ballot to wait for.
    few = judged(round_with(combine=Combine(missing="present"), minimum_scorers=3), panel_of()[:2])
    assert "PANEL-002" in codes(few)


def test_where_nobody_has_sent_anything_there_is_nobody_to_go_on_with() -> None:
    assert codes(judged(round_with(combine=Combine(missing="present")), [])) == ["PANEL-001"] * 3
