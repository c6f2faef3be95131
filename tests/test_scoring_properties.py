"""What must hold of scoring, combining and ranking whatever the figures are."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction
from typing import Literal

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.sample import unit_total
from tests.strategies import panels, rubrics
from workbook.consolidation import consolidate
from workbook.model import Ballot, Member, Ranking, Round, Standing, TieDecision, Unit
from workbook.points import NOT_APPLICABLE, Score, on_step, round_half_up
from workbook.ranking import rank, rank_key
from workbook.rubric import Rounding, Rubric
from workbook.scoring import in_range, outcome, roll_up, shut_leaves, sum_points, tier_of
from workbook.sheets.shown import ranks_of

Panel = tuple[Rubric, Round, tuple[Ballot, ...]]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
FIGURES = st.decimals(-10_000, 10_000, places=6)


# ---------------------------------------------------------------- figures
@given(value=st.decimals(-(10**9), 10**9, places=7), places=st.integers(0, 6))
def test_rounding_is_decimals_half_up(value: Decimal, places: int) -> None:
    with localcontext() as context:
        context.prec = 60
        right = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    made = round_half_up(value, places)
    assert made == right and not (made.is_zero() and made.is_signed())


@given(whole=st.integers(-(10**6), 10**6), places=st.integers(0, 4), up=st.integers(1, 10**6))
def test_halves_go_away_from_zero_and_what_is_short_of_a_half_does_not(whole: int, places: int, up: int) -> None:
    half = Fraction(2 * abs(whole) + 1, 2 * 10**places)
    hair = Fraction(1, 10**places * 3 * up)
    grid = Fraction(abs(whole), 10**places)
    sign = -1 if whole < 0 else 1
    assert round_half_up(sign * half, places) == sign * (Decimal(abs(whole)) + 1).scaleb(-places)
    assert Fraction(round_half_up(sign * (half - hair), places)) == sign * grid


@given(value=FIGURES, lift=st.decimals(0, 100, places=6), places=st.integers(0, 4))
def test_rounding_keeps_order(value: Decimal, lift: Decimal, places: int) -> None:
    assert round_half_up(value, places) <= round_half_up(value + lift, places)


@given(figures=st.lists(st.one_of(FIGURES, st.none(), st.just(NOT_APPLICABLE)), max_size=200))
def test_sums_are_exact(figures: list[Score]) -> None:
    assert Fraction(sum_points(figures)) == sum((Fraction(f) for f in figures if isinstance(f, Decimal)), Fraction(0))


@given(times=st.integers(-(10**6), 10**6), step=st.sampled_from(["0.01", "0.05", "0.125", "0.4", "1", "2.5", "3"]))
def test_multiples_of_a_step_are_on_it_and_nothing_between(times: int, step: str) -> None:
    size = Decimal(step)
    assert on_step(size * times, size)
    assert not any(on_step(size * times + size * Decimal(part), size) for part in ("0.5", "0.001", "0.999999"))


# ---------------------------------------------------------------- one unit
@settings(max_examples=50, suppress_health_check=SLOW)
@given(rubric=rubrics(), figures=st.lists(st.decimals(0, 200, places=4), min_size=2, max_size=20))
def test_a_better_figure_has_no_worse_tier(rubric: Rubric, figures: list[Decimal]) -> None:
    bounds = [tier.lower for group in rubric.groups for tier in group.tiers if tier.lower is not None]
    for group in rubric.groups:
        tiers = [tier_of(group.tiers, figure) for figure in sorted([*figures, *bounds])]
        # None of an open list stands below every tier.
        places = [len(group.tiers) if tier is None else group.tiers.index(tier) for tier in tiers]
        assert places == sorted(places, reverse=True)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(rubric=rubrics())
def test_a_tier_begins_at_its_bound_or_just_above(rubric: Rubric) -> None:
    for group in rubric.groups:
        for number, tier in enumerate(group.tiers):
            if tier.lower is not None:
                at = tier_of(group.tiers, tier.lower)
                below = group.tiers[number + 1 : number + 2]
                assert at == ((below[0] if below else None) if tier.strict else tier)
                assert tier_of(group.tiers, tier.lower + Decimal("0.000001")) == tier


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_full_marks_make_the_applicable_maximum_and_the_index_one(panel: Panel) -> None:
    rubric, round_, _ = panel
    for unit in round_.units:
        group, shut = rubric.group(unit.group), shut_leaves(rubric, unit)
        values: dict[str, Score] = {
            leaf.id: NOT_APPLICABLE if leaf.id in shut else leaf.max_in(unit.group) for leaf in rubric.leaves()
        }
        made = outcome(replace(rubric, rounding=Rounding(total=6, index=4)), group, values)
        assert made.total == made.applicable_max <= group.max
        assert made.index == (None if made.applicable_max == 0 else 1)
        assert all(in_range(leaf, unit.group, Decimal(0)) for leaf in rubric.leaves())


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_a_parent_is_the_sum_of_its_leaves(panel: Panel) -> None:
    rubric, round_, ballots = panel
    for ballot in ballots:
        for unit in round_.units:
            leaves = {leaf.id: ballot.scores.get((unit.id, leaf.id)) for leaf in rubric.leaves()}
            values = roll_up(rubric, unit.group, leaves)
            for node in rubric.nodes():
                below = [leaves[leaf.id] for leaf in node.leaves()]
                if all(score is NOT_APPLICABLE for score in below):
                    assert values[node.id] is NOT_APPLICABLE
                elif None in below:
                    assert values[node.id] is None
                else:
                    assert values[node.id] == sum_points(below)


# ---------------------------------------------------------------- ranks
@given(keys=st.lists(st.integers(0, 6).map(lambda n: Decimal(n) / 4), max_size=12), dense=st.booleans())
def test_ranks_against_their_definition(keys: list[Decimal], dense: bool) -> None:
    ranks = ranks_of(keys, dense)
    for key in keys:
        above = [other for other in keys if other > key]
        assert ranks[key] == 1 + (len(set(above)) if dense else len(above))


def result(rubric: Rubric, round_: Round, ballots: tuple[Ballot, ...]) -> Ranking:
    return rank(rubric, round_, consolidate(rubric, round_, ballots))[0]


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_every_rank_is_one_more_than_how_many_are_better(panel: Panel) -> None:
    rubric, *_ = panel
    for group in result(*panel).groups:
        keys = [key for standing in group.standings if (key := rank_key(rubric, standing)) is not None]
        for place, standing in enumerate(group.standings):
            own = rank_key(rubric, standing)
            if own is None:
                assert standing.rank is None and place >= len(keys)
                continue
            above = [key for key in keys if key > own]
            assert standing.rank == 1 + (len(set(above)) if rubric.ties == "dense" else len(above))
            assert standing.tied == (keys.count(own) > 1)
        assert keys == sorted(keys, reverse=True)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels(), data=st.data())
def test_no_order_of_ballots_members_or_units_changes_anything(panel: Panel, data: st.DataObject) -> None:
    rubric, round_, ballots = panel
    other = replace(
        round_,
        members=tuple(data.draw(st.permutations(round_.members))),
        units=tuple(data.draw(st.permutations(round_.units))),
    )
    shuffled = tuple(data.draw(st.permutations(ballots)))
    assert result(rubric, other, shuffled) == result(rubric, round_, ballots)


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_one_member_alone_is_the_result(panel: Panel) -> None:
    rubric, round_, ballots = panel
    rubric = replace(rubric, rounding=replace(rubric.rounding, leaf=4, order="leaf"))
    member = replace(round_.members[0], recused=frozenset())
    alone = replace(round_, members=(member,))
    given = tuple(ballot for ballot in ballots if ballot.member == member.id)
    tally = consolidate(rubric, alone, given)
    for cell, score in given[0].scores.items():
        assert tally.cells[cell].value == score


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_who_agrees_with_the_mean_changes_nothing(panel: Panel) -> None:
    """One more member who gives every unit the unrounded mean of the others, where that is a decimal."""
    rubric, round_, ballots = panel
    tally = consolidate(rubric, round_, ballots)
    means = {cell: made.exact for cell, made in tally.cells.items() if made.exact is not None}
    exact = {cell: _decimal(mean) for cell, mean in means.items()}
    assume(all(score is not None for score in exact.values()))
    rubric = replace(rubric, rounding=replace(rubric.rounding, order="total"))
    joined = Member("tv-them", "Thêm", groups=tuple(group.id for group in rubric.groups))
    more = replace(round_, members=(*round_.members, joined))
    shut = {cell: made.value for cell, made in tally.cells.items() if made.value is NOT_APPLICABLE}
    agreeing = Ballot(joined.id, 1, {**shut, **exact})
    assert result(rubric, more, (*ballots, agreeing)) == result(rubric, round_, ballots)


def _decimal(value: Fraction) -> Decimal | None:
    """The fraction as a decimal of few places; None where it does not end."""
    scaled = value * 10**12
    return Decimal(scaled.numerator).scaleb(-12) if scaled.denominator == 1 else None


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels(), more=st.integers(0, 3))
def test_a_council_of_one_mind_gives_what_each_member_gives(panel: Panel, more: int) -> None:
    rubric, round_, ballots = panel
    first = replace(round_.members[0], recused=frozenset())
    given = next(ballot for ballot in ballots if ballot.member == first.id)
    members = tuple(replace(first, id=f"tv-{n}") for n in range(more + 1))
    one, many = replace(round_, members=members[:1]), replace(round_, members=members)
    same = tuple(replace(given, member=member.id) for member in members)
    for order in ("leaf", "total", "member"):
        by = replace(rubric, rounding=replace(rubric.rounding, order=order))
        assert _plain(result(by, many, same)) == _plain(result(by, one, same[:1]))


def _plain(ranking: Ranking) -> list[tuple[object, ...]]:
    return [
        (s.unit.id, s.total, s.applicable_max, s.index, s.rank, s.tied, s.tier, dict(s.values))
        for group in ranking.groups
        for s in group.standings
    ]


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_who_is_recused_counts_for_nothing_there(panel: Panel) -> None:
    """Whatever stands in his ballot for a unit that he may not score, the result is the same."""
    rubric, round_, ballots = panel
    loud = tuple(
        replace(
            ballot,
            scores={
                **ballot.scores,
                **{
                    (unit, leaf.id): leaf.max_in(round_.unit(unit).group)
                    for unit in round_.member(ballot.member).recused
                    for leaf in rubric.leaves()
                },
            },
        )
        for ballot in ballots
    )
    assert _plain(result(rubric, round_, loud)) == _plain(result(rubric, round_, ballots))


@settings(max_examples=50, suppress_health_check=SLOW)
@given(panel=panels())
def test_the_rubrics_order_of_rounding_is_kept(panel: Panel) -> None:
    """Totals by their definitions, figured here again with fractions only."""
    rubric, round_, ballots = panel
    tally = consolidate(rubric, round_, ballots)
    for unit in round_.units:
        if unit.left_out is not None:
            continue
        scorers = [b for b in ballots if unit.id not in round_.member(b.member).recused]
        leaves = [leaf.id for leaf in rubric.leaves() if leaf.id not in shut_leaves(rubric, unit)]
        made = unit_total(rubric, tally, unit)
        if leaves and not scorers:
            assert made is None
            continue
        places, order = rubric.rounding, rubric.rounding.order
        given = [[Fraction(b.scores[unit.id, leaf] or 0) for leaf in leaves] for b in scorers]  # type: ignore[arg-type]
        columns = [sum(column, Fraction(0)) / len(column) for column in zip(*given, strict=True)]
        if order == "leaf":
            right = sum((Fraction(round_half_up(mean, places.leaf)) for mean in columns), Fraction(0))
        elif order == "total":
            right = sum(columns, Fraction(0))
        else:
            totals = [Fraction(round_half_up(sum(row, Fraction(0)), places.total)) for row in given]
            right = sum(totals, Fraction(0)) / len(totals) if leaves else Fraction(0)
        assert made == round_half_up(right, places.total)


def alike(panel: Panel) -> Panel:
    """Every second unit of a group gets the scores of the one before it, so that many tie."""
    rubric, round_, ballots = panel
    pairs: list[tuple[Unit, Unit]] = []
    for group in rubric.groups:
        units = round_.scored(group.id)
        pairs += list(zip(units[::2], units[1::2], strict=False))
    twins = {twin.id: unit.id for unit, twin in pairs}
    given = tuple(
        replace(ballot, scores={c: ballot.scores[twins.get(c[0], c[0]), c[1]] for c in ballot.scores})
        for ballot in ballots
    )
    return rubric, round_, given


@settings(max_examples=50, suppress_health_check=[*SLOW, HealthCheck.filter_too_much])
@given(panel=panels(recused=False, traits=False).map(alike), data=st.data())
def test_a_decision_orders_ties_and_nothing_else(panel: Panel, data: st.DataObject) -> None:
    rubric, round_, ballots = panel
    plain = result(rubric, round_, ballots)
    tied = [
        [s.unit.id for s in g.standings if s.tied and s.rank == r] for g in plain.groups for r in _ranks(g.standings)
    ]
    tied = [units for units in tied if units]
    assume(tied)
    units = tuple(data.draw(st.permutations(data.draw(st.sampled_from(tied)))))
    kinds: list[Literal["shared", "split"]] = ["shared", "split"]
    decision = TieDecision(units, kind := data.draw(st.sampled_from(kinds)), "biểu quyết", "Hội đồng")
    decided = result(rubric, replace(round_, ties=(decision,)), ballots)
    for before, now in zip(plain.groups, decided.groups, strict=True):
        assert sorted(s.unit.id for s in before.standings) == sorted(s.unit.id for s in now.standings)
        assert [rank_key(rubric, s) for s in before.standings] == [rank_key(rubric, s) for s in now.standings]
        others = [{s.unit.id: s.rank for s in made.standings if s.unit.id not in units} for made in (before, now)]
        assert others[0] == others[1] or (kind == "split" and rubric.ties == "dense")
        inside = [s for s in now.standings if s.unit.id in units]
        if inside:
            first = next(s.rank for s in before.standings if s.unit.id in units)
            assert first is not None
            assert [s.unit.id for s in inside] == list(units)
            assert [s.rank for s in inside] == [first + (n if kind == "split" else 0) for n in range(len(units))]
            assert all(s.tied and s.decision == decision for s in inside)


def _ranks(standings: tuple[Standing, ...]) -> list[int]:
    return sorted({standing.rank for standing in standings if standing.rank is not None})
