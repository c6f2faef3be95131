"""What parts units of equal points: the rubric's tie chain, then the council, else a shared rank. Tables by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sample import codes, decision, only, round_with
from workbook.catalogue import rank as said
from workbook.consolidation import consolidate
from workbook.findings import NOTE, Finding, say
from workbook.model import Ballot, CellId, Member, Ranking, Round, Settled, Standing, TieDecision, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Aggregate, Criterion, Group, Rounding, Rubric, Tier

D = Decimal
LEAVES = ("a", "b", "c")
CRITERIA = tuple(
    Criterion(name, name.upper(), f"Phần {name.upper()}", D(100), D("0.01"), markable=True) for name in LEAVES
)
RUBRIC = Rubric(
    "r", "Xếp hạng", "1", "QĐ", (), CRITERIA, (Group("So", "Các sở", D(300)),),
    aggregates=(Aggregate("ab", "A và B", ("a", "b")),),
)  # fmt: skip


def made(
    table: str, *chain: str, members: int = 1, decided: Sequence[TieDecision] = (), **changes: Any
) -> tuple[Rubric, Round, list[Ballot]]:
    """A line a unit: "x 10 20 30" are its points in a, b and c, a fourth figure its rank of the year before."""
    units, scores = [], dict[CellId, Score]()
    for line in table.strip().splitlines():
        name, *figures = line.split()
        prior = int(figures[3]) if len(figures) > 3 and figures[3] != "-" else None
        units.append(Unit(name, f"Sở {name.upper()}", "So", prior_rank=prior))
        for leaf, figure in zip(LEAVES, figures, strict=False):
            scores[name, leaf] = NOT_APPLICABLE if figure == "KĐG" else None if figure == "?" else D(figure)
    people = tuple(Member(f"tv{number}", f"Người {number}", groups=("So",)) for number in range(members))
    round_ = round_with(units=tuple(units), members=people, ties=tuple(decided))
    return replace(RUBRIC, tie_chain=chain, **changes), round_, [Ballot(one.id, 1, scores) for one in people]


def ranked(table: str, *chain: str, **changes: Any) -> tuple[tuple[Standing, ...], tuple[Finding, ...]]:
    rubric, round_, ballots = made(table, *chain, **changes)
    ranking, findings = rank(rubric, round_, consolidate(rubric, round_, ballots))
    codes(findings)
    return ranking.groups[0].standings, findings


def lines(standings: tuple[Standing, ...]) -> str:
    """ "x 1, y 2=, z 2=": the printed order, "=" where the rank is shared."""
    return ", ".join(f"{one.unit.id} {one.rank or '-'}{'=' if one.shares_rank else ''}" for one in standings)


# ---------------------------------------------------------------- tables worked out by hand
FIVE_FIRSTS = """
    p 30 30 30
    q 30 30 30
    r 30 30 30
    s 30 30 30
    t 30 30 30
    u 10 10 10
"""
SEVENTEEN = "\n".join([f"v{n:02} {40 - n} 30 20" for n in range(16)]) + "\nx 10 5 5\ny 5 10 5\nz 1 1 1"
"""Sixteen units of 90, 89, ... 75 points, then x and y with 20 each, then z with 3."""


@pytest.mark.parametrize(
    ("chain", "shared", "dense"),
    [
        # Nothing parts the five: all are first, and the sixth stands sixth, or second.
        ((), "p 1=, q 1=, r 1=, s 1=, t 1=, u 6", "p 1=, q 1=, r 1=, s 1=, t 1=, u 2"),
        (("a", "b", "c"), "p 1=, q 1=, r 1=, s 1=, t 1=, u 6", "p 1=, q 1=, r 1=, s 1=, t 1=, u 2"),
    ],
)
def test_five_shared_firsts(chain: tuple[str, ...], shared: str, dense: str) -> None:
    assert lines(ranked(FIVE_FIRSTS, *chain)[0]) == shared
    assert lines(ranked(FIVE_FIRSTS, *chain, ties="dense")[0]) == dense


@pytest.mark.parametrize(
    ("chain", "ties", "end"),
    [
        ((), "shared", "x 17=, y 17=, z 19"),
        ((), "dense", "x 17=, y 17=, z 18"),
        (("a",), "shared", "x 17, y 18, z 19"),
        (("a",), "dense", "x 17, y 18, z 19"),
        (("b",), "shared", "y 17, x 18, z 19"),
        (("c",), "shared", "x 17=, y 17=, z 19"),
        (("c", "b"), "dense", "y 17, x 18, z 19"),
    ],
)
def test_seventeen_seventeen_nineteen(chain: tuple[str, ...], ties: str, end: str) -> None:
    standings, _ = ranked(SEVENTEEN, *chain, ties=ties)
    assert lines(standings[16:]) == end
    assert [one.tied for one in standings[16:]] == [True, True, False]


TWO_STEPS = """
    p 20 30 10
    q 20 25 15
    r 10 40 10
    s 20 25 15
"""
"""Sixty each. By a: p, q, s before r. By b among those three: p. Of q and s nothing differs."""


def test_a_chain_of_two_steps() -> None:
    standings, findings = ranked(TWO_STEPS, "a", "b")
    assert lines(standings) == "p 1, q 2=, s 2=, r 4"
    first = Settled("a", ("p", "q", "s", "r"), (D(20), D(20), D(20), D(10)))
    then = Settled("b", ("p", "q", "s"), (D(30), D(25), D(25)))
    assert [one.settled for one in standings] == [(first, then), (first, then), (first, then), (first,)]
    assert [one.tied for one in standings] == [True] * 4
    assert codes(findings) == ["RANK-001", "RANK-011", "RANK-011"]
    told = [say(found, "vi") for found in findings if found.check is said.TIE_CHAIN]
    assert told == [
        "Sở P; Sở Q; Sở R; Sở S bằng nhau (60); theo thứ tự ưu tiên của bộ tiêu chí (tie_chain), xét điểm “A. Phần A”: "
        "Sở P 20; Sở Q 20; Sở S 20; Sở R 10.",
        "Sở P; Sở Q; Sở S bằng nhau (60); theo thứ tự ưu tiên của bộ tiêu chí (tie_chain), xét điểm “B. Phần B”: "
        "Sở P 30; Sở Q 25; Sở S 25.",
    ]
    assert said.TIE_CHAIN.severity is NOTE


def test_the_order_of_the_steps_decides() -> None:
    assert lines(ranked(TWO_STEPS, "b", "a")[0]) == "r 1, p 2, q 3=, s 3="
    assert lines(ranked(TWO_STEPS, "c")[0]) == "q 1=, s 1=, p 3=, r 3="
    assert lines(ranked(TWO_STEPS, "c", "a", ties="dense")[0]) == "q 1=, s 1=, p 2, r 3"


def test_an_aggregate_is_a_step() -> None:
    # a + b: p 50, q 45, r 50, s 45.
    assert lines(ranked(TWO_STEPS, "ab")[0]) == "p 1=, r 1=, q 3=, s 3="


# ---------------------------------------------------------------- the year before
PRIOR = """
    p 20 20 20 5
    q 20 20 20 -
    r 20 20 20 2
    s 20 20 20 -
"""


def test_who_stood_higher_the_year_before_stands_higher_and_who_had_no_rank_last() -> None:
    standings, findings = ranked(PRIOR, "prior_rank")
    assert lines(standings) == "r 1, p 2, q 3=, s 3="
    assert standings[0].settled == (Settled("prior_rank", ("r", "p", "q", "s"), (D(2), D(5), None, None)),)
    found = only(findings, said.TIE_CHAIN)
    assert say(found, "vi").endswith("xét hạng năm trước: Sở R 2; Sở P 5; Sở Q không có; Sở S không có.")
    assert say(found, "en").endswith("by the rank of the year before: Sở R 2; Sở P 5; Sở Q none; Sở S none.")


def test_two_of_the_same_rank_the_year_before_are_equal_still() -> None:
    assert lines(ranked("p 1 1 1 4\nq 1 1 1 4\nr 1 1 1 -", "prior_rank")[0]) == "p 1=, q 1=, r 3"


# ---------------------------------------------------------------- what does not apply
def test_a_step_that_does_not_apply_to_one_of_them_parts_nobody() -> None:
    # In a, p has 10, q 5; r is not scored there. In b all are: r, then p and q, and now a parts those two.
    standings, findings = ranked("p 10 10 10\nq 5 10 15\nr KĐG 20 10", "a", "b")
    assert lines(standings) == "r 1, p 2, q 3"
    by_b = Settled("b", ("r", "p", "q"), (D(20), D(10), D(10)), ("a",))
    by_a = Settled("a", ("p", "q"), (D(10), D(5)))
    assert [one.settled for one in standings] == [(by_b,), (by_b, by_a), (by_b, by_a)]
    first = next(found for found in findings if found.check is said.TIE_CHAIN)
    assert say(first, "vi").endswith(
        "Sở R 20; Sở P 10; Sở Q 10. Không xét điểm “A. Phần A”, vì có đơn vị trong số này không được đánh giá ở đó."
    )


def test_nobody_wins_by_what_is_not_scored() -> None:
    assert lines(ranked("p 10 20 0\nq KĐG 20 10", "a")[0]) == "p 1=, q 1="


def test_zero_and_not_scored_are_two_things() -> None:
    assert lines(ranked("p 0 20 10\nq 10 20 0", "a")[0]) == "q 1, p 2"


# ---------------------------------------------------------------- figures before rounding, other figures
def test_the_total_before_it_was_rounded() -> None:
    # 10.004 and 10.001 of 300 both make 10.0.
    exact = {"rounding": Rounding(leaf=3, total=1)}
    standings, findings = ranked("p 10.001 0 0\nq 10.004 0 0", "exact", **exact)
    assert lines(standings) == "q 1, p 2"
    assert "tổng điểm chưa làm tròn: Sở Q 10,004; Sở P 10,001." in say(only(findings, said.TIE_CHAIN), "vi")
    assert lines(ranked("p 10.001 0 0\nq 10.004 0 0", **exact)[0]) == "p 1=, q 1="


def test_exact_means_what_is_ranked() -> None:
    # 50 of 300 and 33.33 of 200 are 0.167 both; before rounding 0.16666... and 0.16665.
    standings, findings = ranked("p 50 0 0\nq 33.33 0 KĐG", "exact", rank_by="index")
    assert [(one.unit.id, one.index) for one in standings] == [("p", D("0.167")), ("q", D("0.167"))]
    assert lines(standings) == "p 1, q 2"
    assert "chỉ số chưa làm tròn" in say(only(findings, said.TIE_CHAIN), "vi")


@pytest.mark.parametrize(
    ("by", "step", "expected"),
    [
        # 50 of 300 and 50 of 200: the index of q is better, and so are its converted points.
        ("total", "index", "q 1, p 2"),
        ("total", "converted", "q 1, p 2"),
        ("total", "total", "p 1=, q 1="),
    ],
)
def test_another_figure_is_a_step(by: str, step: str, expected: str) -> None:
    assert lines(ranked("p 50 0 0\nq 50 0 KĐG", step, rank_by=by)[0]) == expected


def test_the_total_parts_equal_indexes() -> None:
    assert lines(ranked("p 30 0 KĐG\nq 45 0 0", "total", rank_by="index")[0]) == "q 1, p 2"


# ---------------------------------------------------------------- the council after the chain
def test_the_council_decides_on_what_the_chain_leaves_equal() -> None:
    made_ = decision("split", "s", "q")
    standings, findings = ranked(TWO_STEPS, "a", "b", decided=[made_])
    assert lines(standings) == "p 1, s 2, q 3, r 4"
    assert [one.decision for one in standings] == [None, made_, made_, None]
    assert codes(findings) == ["RANK-005", "RANK-011", "RANK-011"]


def test_the_councils_order_of_a_shared_rank_after_the_chain() -> None:
    shared = [decision("shared", "s", "q")]
    assert lines(ranked(TWO_STEPS, "a", "b", decided=shared)[0]) == "p 1, s 2=, q 2=, r 4"
    assert lines(ranked(TWO_STEPS, "a", "b", decided=shared, ties="dense")[0]) == "p 1, s 2=, q 2=, r 3"


def test_a_decision_that_the_chain_made_needless_is_noted() -> None:
    standings, findings = ranked("x 10 5 5\ny 5 10 5", "a", decided=[decision("split", "y", "x")])
    assert lines(standings) == "x 1, y 2"
    found = only(findings, said.TIE_DECISION_SETTLED)
    assert found.severity is NOTE and "RANK-003" not in codes(findings)
    assert say(found, "vi").startswith(
        "Quyết định về Sở Y; Sở X không dùng đến vì thứ tự ưu tiên của bộ tiêu chí đã tách"
    )


def test_a_decision_that_names_too_few_of_those_left_is_an_error() -> None:
    table = "p 10 10 10\nq 10 10 10\nr 10 10 10\ns 5 15 10"
    standings, findings = ranked(table, "a", decided=[decision("split", "q", "p")])
    assert lines(standings) == "p 1=, q 1=, r 1=, s 4"
    assert codes(findings) == ["RANK-004", "RANK-011"]


def test_a_decision_on_units_of_two_different_ties_is_unused() -> None:
    table = "p 10 10 10\nq 10 10 10\nr 5 5 5\ns 5 5 5"
    _, findings = ranked(table, decided=[decision("split", "p", "r")])
    assert codes(findings) == ["RANK-001", "RANK-001", "RANK-003"]


# ---------------------------------------------------------------- quotas, units without a total
def test_a_quota_may_end_between_units_that_the_chain_parts() -> None:
    tiers = (Tier("I", D(10), quota_count=1), Tier("II", None))
    groups = (Group("So", "Các sở", D(300), tiers),)
    table = "p 10 10 10\nq 5 15 10"
    assert [one.tier for one in ranked(table, "b", groups=groups)[0]] == ["I", "II"]
    assert [one.unit.id for one in ranked(table, "b", groups=groups)[0]] == ["q", "p"]
    assert [one.tier for one in ranked(table, groups=groups)[0]] == ["II", "II"]


def test_a_unit_without_a_total_is_outside_the_chain() -> None:
    standings, _ = ranked("p 10 10 ?\nq 10 10 10\nr 5 15 10", "a")
    assert lines(standings) == "q 1, r 2, p -"
    assert standings[2].settled == ()


# ---------------------------------------------------------------- in any order
FIGURES = st.sampled_from(["0", "5", "10", "10.25", "KĐG"])
CHAINS = st.lists(st.sampled_from(["a", "b", "c", "ab", "exact", "index", "prior_rank"]), max_size=4, unique=True)


@st.composite
def tables(draw: st.DrawFn) -> str:
    count = draw(st.integers(2, 7))
    rows = []
    for number in range(count):
        figures = [draw(FIGURES) for _ in LEAVES]
        rows.append(" ".join([f"u{number}", *figures, draw(st.sampled_from(["-", "1", "2"]))]))
    return "\n".join(rows)


def outcome(ranking: Ranking) -> list[tuple[str, int | None, str | None]]:
    return [(one.unit.id, one.rank, one.tier) for made_ in ranking.groups for one in made_.standings]


@given(tables(), CHAINS, st.sampled_from(["shared", "dense"]), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_ranks_and_tiers_do_not_depend_on_any_order(table: str, chain: list[str], ties: str, dice: Any) -> None:
    tiers = (Tier("I", D(20), quota_count=2), Tier("II", D(10), quota_percent=D(60)), Tier("III", None))
    groups = (Group("So", "Các sở", D(300), tiers),)
    rubric, round_, ballots = made(
        table, *chain, members=3, decided=[decision("split", "u1", "u0")], groups=groups, ties=ties
    )
    usual, findings = rank(rubric, round_, consolidate(rubric, round_, ballots))
    units, members = list(round_.units), list(round_.members)
    for each in (units, members, ballots):
        dice.shuffle(each)
    mixed = replace(round_, units=tuple(units), members=tuple(members))
    other, found = rank(rubric, mixed, consolidate(rubric, mixed, ballots))
    assert outcome(other) == outcome(usual)
    assert codes(found) == codes(findings)


@given(tables(), CHAINS)
@settings(max_examples=150, deadline=None)
def test_what_is_told_is_what_was_done(table: str, chain: list[str]) -> None:
    """Whoever stands above an equal unit has more in the step that is named, and the steps before it did not part."""
    rubric, round_, ballots = made(table, *chain)
    standings = rank(rubric, round_, consolidate(rubric, round_, ballots))[0].groups[0].standings
    for upper, lower in ((one, other) for one in standings for other in standings):
        if upper.total is None or upper.total != lower.total or upper.unit.id == lower.unit.id:
            continue
        parting = [event for event in upper.settled if lower.unit.id in event.units and
                   event.figure(upper.unit.id) != event.figure(lower.unit.id)]  # fmt: skip
        assert bool(parting) == (upper.rank != lower.rank)
        if parting and (upper.rank or 0) < (lower.rank or 0):
            (event,) = parting
            assert event.units.index(upper.unit.id) < event.units.index(lower.unit.id)
            assert event.step in chain and set(event.passed) <= set(chain[: chain.index(event.step)])
