"""Each member beside the panel: severity and spread by hand, and a tally without him that is what it must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep_sample import DEEP, DEEP_ROUND, concluded, deep_panel, deep_round
from tests.sample import RUBRIC, TABLE, ballot_of, decision, issue_of, panel_of, round_with
from tests.strategies import panels
from workbook.consolidation import consolidate
from workbook.model import Assignment, Ballot, Combine, Method, Round
from workbook.ranking import rank
from workbook.rubric import Order, Rounding, Rubric
from workbook.stability import Moved, Without, deviation, leave_one_out, severities
from workbook.stability_sums import places_without

D = Decimal


# ---------------------------------------------------------------- severity and spread
def totals(text: str) -> dict[str, dict[str, Decimal]]:
    """A row a unit, a column a member; "-" where he has no total."""
    return {
        f"u{unit}": {f"m{at}": D(figure) for at, figure in enumerate(line.split()) if figure != "-"}
        for unit, line in enumerate(text.strip().splitlines())
    }


def test_severity_and_spread_by_hand() -> None:
    made = severities(totals("60 66 63\n70 78 71\n80 84 76"))
    # Means of the units: 63, 73, 80. m0: -3, -3, 0; m1: +3, +5, +4; m2: 0, -2, -4.
    assert [one.severity for one in made.values()] == [Fraction(-2), Fraction(4), Fraction(-2)]
    # m0: 60, 70, 80 around 70: (100 + 0 + 100) / 2 = 100. m2: 63, 71, 76 around 70: (49 + 1 + 36) / 2 = 43.
    assert made["m0"].spread == 10
    assert made["m2"].spread == D(43).sqrt()
    assert (made["m1"].units, made["m1"].mean, made["m1"].low, made["m1"].high) == (3, Fraction(76), D(66), D(84))


def test_a_member_is_compared_over_his_own_units() -> None:
    # m2 scored only the unit that everybody finds best: he is not generous for that.
    made = severities(totals("10 10 -\n90 92 91"))
    assert made["m2"].severity == 0
    assert made["m2"].spread is None
    assert made["m0"].severity == Fraction(-1, 2)


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 6).flatmap(lambda wide: st.lists(
    st.lists(st.integers(0, 4000).map(lambda one: D(one) / 40), min_size=wide, max_size=wide), min_size=1, max_size=8
)))  # fmt: skip
def test_severities_sum_to_zero(rows: list[list[Decimal]]) -> None:
    made = severities({str(at): {str(n): one for n, one in enumerate(row)} for at, row in enumerate(rows)})
    assert sum(one.severity for one in made.values()) == 0


def test_a_deviation_needs_two_figures() -> None:
    assert deviation([D(4)]) is None
    assert deviation([D(4), D(4)]) == 0


# ---------------------------------------------------------------- without one member
def removed(rubric: Rubric, round_: Round, ballots: Sequence[Ballot]) -> dict[str, Without]:
    """What leaving each ballot out changes, from the ballots themselves: slow, and what must come out."""

    def ranked(given_: Sequence[Ballot]) -> dict[str, tuple[int | None, str | None]]:
        made, _ = rank(rubric, round_, consolidate(rubric, round_, given_))
        return {one.unit.id: (one.rank, one.tier) for group in made.groups for one in group.standings}

    before = ranked(ballots)
    found = {}
    for ballot in consolidate(rubric, round_, ballots).ballots:
        now = ranked([one for one in ballots if one is not ballot])
        moved = tuple(
            Moved(unit, (was[0], now[unit][0]), (was[1], now[unit][1]))
            for unit, was in before.items()
            if was[0] is not None and now[unit][0] is not None and was != now[unit]
        )
        lost = tuple(unit for unit, was in before.items() if was[0] is not None and now[unit][0] is None)
        found[ballot.member] = Without(ballot.member, moved, lost)
    return found


def quick(rubric: Rubric, round_: Round, ballots: Sequence[Ballot]) -> dict[str, Without]:
    tally = consolidate(rubric, round_, ballots)
    return leave_one_out(rubric, round_, tally, rank(rubric, round_, tally)[0])


METHODS: tuple[Method, ...] = ("mean", "trimmed", "median", "weighted")
ORDERS: tuple[Order, ...] = ("leaf", "total", "member")


@settings(max_examples=80, deadline=None)
@given(panels(), st.sampled_from(METHODS), st.sampled_from(ORDERS))
def test_it_is_as_if_he_had_sent_no_ballot(
    panel: tuple[Rubric, Round, tuple[Ballot, ...]], method: Method, order: Order
) -> None:
    rubric, round_, ballots = panel
    rubric = replace(rubric, rounding=replace(rubric.rounding, order=order))
    round_ = replace(round_, combine=Combine(method, weights={"": D("1.5")}))
    assert quick(rubric, round_, ballots) == removed(rubric, round_, ballots)


DEEP_CASES: dict[str, Round] = {
    "as it is": DEEP_ROUND,
    "concluded": deep_round(conclusions=(concluded("s-1", "thanh-toan", "2.5"), concluded("s-2", "hop", "1"))),
    "assigned": deep_round(assignments=(Assignment("TV-3", ("truc-tuyen", "thanh-toan")), Assignment("TV-1"))),
}


@pytest.mark.parametrize("case", DEEP_CASES)
@pytest.mark.parametrize("order", ORDERS)
def test_points_beside_the_best_unit_change_with_the_best(case: str, order: Order) -> None:
    rubric = replace(DEEP, rounding=replace(DEEP.rounding, order=order))
    round_ = DEEP_CASES[case]
    changes = {"TV-1": {"s-3 thanh-toan": "5000", "s-1 hop": "1"}, "TV-2": {"s-1 cam-ket": "0"}}
    ballots = deep_panel(changes, round_, rubric)
    made = quick(rubric, round_, ballots)
    assert made == removed(rubric, round_, ballots)
    assert set(made) == {"TV-1", "TV-2", "TV-3"}


SIMPLE = round_with()
WITH_TIES = round_with(ties=(decision("split", "dv-1", "dv-2"),))
EQUAL = TABLE.replace("dv-2  9     8    16.5  4", "dv-2  8.25  7.5  15    3")


@pytest.mark.parametrize(
    ("rubric", "round_", "table", "quick_for"),
    [
        (RUBRIC, SIMPLE, TABLE, "TV-01 TV-02 TV-03"),
        (RUBRIC, SIMPLE, EQUAL, "TV-01 TV-02 TV-03"),
        # Equal units and a decision, or a chain: only the ranking itself can tell.
        (RUBRIC, WITH_TIES, EQUAL, ""),
        (RUBRIC, WITH_TIES, TABLE, "TV-01 TV-02 TV-03"),
        (replace(RUBRIC, tie_chain=("mang",)), SIMPLE, EQUAL, ""),
        # Another way to combine, another order, a tier with a quota.
        (RUBRIC, round_with(combine=Combine("median")), TABLE, ""),
        (replace(RUBRIC, rounding=Rounding(order="total")), SIMPLE, TABLE, ""),
        (replace(RUBRIC, rounding=Rounding(order="member")), SIMPLE, TABLE, ""),
        (replace(RUBRIC, groups=tuple(replace(g, tiers=(replace(g.tiers[0], quota_count=1), *g.tiers[1:]))
                                      for g in RUBRIC.groups)), SIMPLE, TABLE, ""),
        # What TV-03 scored alone.
        (RUBRIC, round_with(assignments=(Assignment("TV-01", ("ha-tang",)), Assignment("TV-02", ("ha-tang",)))),
         TABLE, "TV-01 TV-02"),
    ],
)  # fmt: skip
def test_the_quick_way_is_only_taken_where_it_is_certain(
    rubric: Rubric, round_: Round, table: str, quick_for: str
) -> None:
    round_ = replace(round_, units=tuple(unit for unit in round_.units if unit.group == "So"))
    ballots = panel_of(dict.fromkeys(("TV-01", "TV-02", "TV-03"), table), round_, rubric)
    tally = consolidate(rubric, round_, ballots)
    assert set(places_without(rubric, round_, tally)) == set(quick_for.split())
    assert quick(rubric, round_, ballots) == removed(rubric, round_, ballots)


@settings(max_examples=60, deadline=None)
@given(panels())
def test_both_ways_tell_the_same(panel: tuple[Rubric, Round, tuple[Ballot, ...]]) -> None:
    rubric, round_, ballots = panel
    rubric = replace(rubric, rounding=replace(rubric.rounding, order="leaf"))
    tally = consolidate(rubric, round_, ballots)
    ranking, _ = rank(rubric, round_, tally)
    either = leave_one_out(rubric, round_, tally, ranking)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("workbook.stability.places_without", lambda *_: {})
        assert leave_one_out(rubric, round_, tally, ranking) == either


def test_whose_ballot_decides_is_named() -> None:
    # dv-1 33.75 and dv-2 37.5 from everybody; TV-03 alone turns them round: dv-1 gets 44, dv-2 (of TV-01 and
    # TV-03, for TV-02 is recused) 24.
    changes = {"dv_1__mang": "10", "dv_1__an_toan": "10", "dv_1__dich_vu": "20", "dv_1__sang_kien": "4"}
    changes |= {"dv_2__mang": "4", "dv_2__an_toan": "5", "dv_2__dich_vu": "12", "dv_2__sang_kien": "3"}
    ballots = [*panel_of()[:2], ballot_of(issue_of("TV-03"), **changes)]
    made = quick(RUBRIC, round_with(), ballots)
    # dv-1: (33.75 x 2 + 44) / 3 = 37.17, Tốt; without TV-03 33.75, Khá. dv-2: 30.75, Khá; without him 37.5, Tốt.
    assert made["TV-03"].moved == (
        Moved("dv-1", (1, 2), ("Tốt", "Khá")),
        Moved("dv-2", (2, 1), ("Khá", "Tốt")),
    )
    # TV-01 changes a tier only: without him dv-2 has 24 alone, which is Khá as before, and dv-1 38.88.
    assert made["TV-01"].moved == ()
    assert made["TV-02"].lost == ()


def test_what_he_alone_scored_cannot_be_compared() -> None:
    round_ = round_with(assignments=(Assignment("TV-01", ("ha-tang",)), Assignment("TV-02", ("dich-vu", "sang-kien"))))
    made = quick(RUBRIC, round_, panel_of(round_=round_))
    # TV-03 scores everything of the group "So": only the districts hang on the other two; dv-2 has TV-01 and TV-03.
    assert made["TV-01"].lost == ("h-1", "h-2")
    assert made["TV-03"].lost == ("dv-2",)
