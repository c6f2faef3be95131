"""Explanations of random rounds: their parts add up exactly, and the changes that they tell are the smallest ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given

from tests.councils import Council, councils, counted
from tests.strategies import panels
from workbook.combining import combined
from workbook.comparison import Comparison, compare
from workbook.consolidation import unit_exact
from workbook.explanation import Explanation, explain
from workbook.facts import leaf_points
from workbook.model import Ballot, Combine, Conclusion, Method, Round, Standing
from workbook.points import round_half_up
from workbook.ranking import rank_key
from workbook.rubric import Group, Rubric, input_id
from workbook.scoring import tier_base
from workbook.summands import Part, shares_of


def explained(council: Council) -> Iterator[Explanation]:
    for made in council.ranking.groups:
        for one in made.standings:
            yield explain(council.rubric, council.round, council.tally, council.ranking, one.unit)


def added(parts: Iterator[Part] | tuple[Part, ...]) -> Fraction:
    return sum((part.points for part in parts), Fraction(0))


# ---------------------------------------------------------------- the sum
@given(councils())
def test_the_parts_add_exactly_to_the_total(council: Council) -> None:
    for one in explained(council):
        exact = unit_exact(council.rubric, one.group, council.tally, one.unit)
        if one.standing.total is None:
            assert one.summands is None and exact is None
            continue
        assert one.summands is not None
        assert added(one.summands.parts) == Fraction(one.standing.total)
        assert one.summands.exact == exact


@given(councils())
def test_every_section_adds_exactly_to_what_stands_above_it(council: Council) -> None:
    for one in explained(council):
        if one.summands is None:
            continue
        own = {
            node: added(p for p in one.summands.parts if p.node == node)
            for node in {p.node for p in one.summands.parts}
        }
        adds = {line.node.id: line.adds for line in one.lines}
        tops = sum((adds[top.id] or Fraction(0) for top in council.rubric.criteria if top.id in adds), Fraction(0))
        assert one.standing.total is not None
        assert tops + own.get("", Fraction(0)) == Fraction(one.standing.total)
        for line in one.lines:
            if line.counts and line.node.children and line.adds is not None:
                below = sum((adds.get(child.id) or Fraction(0) for child in line.node.children), Fraction(0))
                moved = added(p for p in one.summands.parts if p.node == line.node.id)
                assert line.adds == below + moved


@given(councils())
def test_a_line_is_what_the_ranking_has_times_its_weights(council: Council) -> None:
    """Where criteria are rounded first: what a criterion adds is its points times the weights above it."""
    for one in explained(council):
        if council.rubric.rounding.order != "leaf" or one.summands is None:
            continue
        for line in one.lines:
            if line.counts and line.origin is not None and isinstance(line.value, Decimal):
                assert line.value == one.standing.values[line.node.id]
                assert line.adds == Fraction(line.value) * line.factor


@given(councils())
def test_the_members_shares_make_the_criterion(council: Council) -> None:
    for one in explained(council):
        for line in one.lines:
            origin = line.origin
            if origin is None or origin.conclusion is not None or not line.node.rule.counts:
                continue
            figures = [(gave.share, gave.points) for gave in origin.gave if isinstance(gave.points, Decimal)]
            if figures:
                assert sum((share * Fraction(points) for share, points in figures), Fraction(0)) == origin.exact
                assert sum(share for share, _ in figures) == 1


@given(councils())
def test_the_facts_that_are_told_earn_the_points_that_are_told(council: Council) -> None:
    """The highest figures of a group too."""
    for one in explained(council):
        for line in one.lines:
            for gave in line.origin.gave if line.origin is not None and line.shut is None else ():
                if not gave.facts or any(asked.listed for asked in line.node.inputs_in(one.group.id)):
                    continue
                facts = {(one.unit.id, input_id(line.node.id, asked.id)): fact for asked, fact in gave.facts}
                best = {input_id(line.node.id, asked.id): fact for asked, fact in line.origin.best}  # type: ignore[union-attr]
                assert leaf_points(council.rubric, line.node, one.unit, facts, best) == gave.points


@pytest.mark.parametrize("method", ["mean", "trimmed", "median", "weighted"])
@pytest.mark.parametrize("figures", ["5", "5 7", "9 1 4", "3 3 8 8", "1 2 3 4 5", "7 7 7 7 7 7"])
def test_shares_are_what_is_combined(method: Method, figures: str) -> None:
    numbers = [Decimal(text) for text in figures.split()]
    weights = [Decimal(place + 1) / 2 for place in range(len(numbers))]
    how = Combine(method, 1)
    shares = shares_of(how, numbers, weights)
    assert sum(shares) == 1
    right = sum((share * Fraction(number) for share, number in zip(shares, numbers, strict=True)), Fraction(0))
    assert right == combined(how, numbers, weights)


# ---------------------------------------------------------------- two units
@given(councils())
def test_the_differences_add_exactly(council: Council) -> None:
    by_group: dict[str, list[Explanation]] = {}
    for one in explained(council):
        by_group.setdefault(one.group.id, []).append(one)
    for units in by_group.values():
        for first, second in pairwise(units):
            both = compare(council.rubric, first, second)
            keys = [rank_key(council.rubric, one.standing) for one in (first, second)]
            if both.ranked is None or both.total is None:
                assert None in keys and both.settled_by == "open"
                continue
            assert first.standing.total is not None and second.standing.total is not None
            assert keys[0] is not None and keys[1] is not None
            total = Fraction(first.standing.total) - Fraction(second.standing.total)
            assert sum((line.points for line in both.lines), Fraction(0)) == total == Fraction(both.total)
            assert sum((line.ranked for line in both.lines), Fraction(0)) == Fraction(keys[0]) - Fraction(keys[1])
            _roundings_are_small(council.rubric, first, second, both)
            sizes = [abs(line.ranked) for line in both.lines if line.kind != "rounding"]
            assert sizes == sorted(sizes, reverse=True)
            assert (both.settled_by == "figure") == (keys[0] != keys[1])


def _roundings_are_small(rubric: Rubric, first: Explanation, second: Explanation, both: Comparison) -> None:
    """The line of roundings holds roundings and nothing else."""
    room = Fraction(0)
    for one in (first, second):
        assert one.summands is not None
        limit, places = Fraction(one.standing.applicable_max), rubric.rounding
        rounded = sum(
            (abs(p.points) for p in one.summands.parts if p.kind in ("weights", "members", "rounding")), Fraction(0)
        )
        if rubric.rank_by == "total":
            room += rounded
        elif rubric.rank_by == "index":
            room += rounded / limit + Fraction(1, 2 * 10**places.index)
        else:
            room += rounded / limit * Fraction(one.group.max) + Fraction(1, 2 * 10**places.total)
    assert all(abs(line.ranked) <= room for line in both.lines if line.kind == "rounding")


# ---------------------------------------------------------------- what would change it
def key_of(rubric: Rubric, group: Group, limit: Decimal, total: Fraction) -> Decimal | Fraction:
    """The ranked figure of another total."""
    if rubric.rank_by == "total":
        return total
    rounding = rubric.rounding
    index = rubric.rank_by == "index"
    whole, places = (Fraction(1), rounding.index) if index else (Fraction(group.max), rounding.total)
    return round_half_up(total / Fraction(limit) * whole, places)


@given(councils())
def test_rank_changes_are_the_smallest_that_pass(council: Council) -> None:
    last = Fraction(1, 10**council.rubric.rounding.total)
    for one in explained(council):
        by_id = {s.unit.id: s for made in council.ranking.groups for s in made.standings}
        for change in one.changes:
            if not change.unit:
                continue
            other, total = rank_key(council.rubric, by_id[change.unit]), one.standing.total
            assert other is not None and total is not None

            def key(moved: Fraction, one: Explanation = one, total: Decimal = total) -> Decimal | Fraction:
                return key_of(council.rubric, one.group, one.standing.applicable_max, Fraction(total) + moved)

            if change.points is None:
                assert change.goal == "rank_down" and key(-Fraction(total)) >= other
                continue
            up = change.goal == "rank_up"
            there, before = key(change.points), key(change.points - last if up else change.points + last)
            assert there > other >= before if up else there < other <= before
            if change.equal is not None:
                assert key(change.equal) == other != key(change.equal - last if up else change.equal + last)


@given(councils())
def test_tier_changes_are_the_smallest_that_reach_the_bound(council: Council) -> None:
    for one in explained(council):
        tiers = {tier.label: tier for tier in one.group.tiers}
        for change in one.changes:
            if change.unit or change.points is None or one.summands is None:
                continue
            tier = tiers[change.tier] if change.goal == "tier_up" else tiers[one.standing.tier or ""]
            assert tier.lower is not None
            up = change.goal == "tier_up"
            if council.rubric.rounding.tier == "exact":
                assert figure_at(one, change.points, council.rubric) == Fraction(tier.lower)
                assert change.beyond == (tier.strict if up else not tier.strict)
                continue
            last = Fraction(1, 10**council.rubric.rounding.total)

            def reaches(
                moved: Fraction, one: Explanation = one, low: Decimal = tier.lower, strict: bool = tier.strict
            ) -> bool:
                figure = figure_at(one, moved, council.rubric)
                return figure > low if strict else figure >= low

            assert reaches(change.points) == up
            assert reaches(change.points - last if up else change.points + last) != up


def figure_at(one: Explanation, moved: Fraction, rubric: Rubric) -> Decimal | Fraction:
    """What the tiers' bounds would be compared with, if the total moved."""
    limit = one.standing.applicable_max
    if rubric.rounding.tier == "exact":
        assert one.summands is not None
        whole = {"points": Fraction(limit) or 1, "index": 1, "percent": 100, "converted": Fraction(one.group.max)}
        return (one.summands.exact + moved) / (Fraction(limit) or 1) * whole[one.group.base]
    assert one.standing.total is not None
    total = round_half_up(Fraction(one.standing.total) + moved, rubric.rounding.total)
    index = round_half_up(Fraction(total) / Fraction(limit), rubric.rounding.index) if limit else None
    base = tier_base(rubric, one.group, total, limit, index)
    assert base is not None
    return base


@given(councils())
def test_the_room_in_a_criterion_is_what_a_conclusion_would_move(council: Council) -> None:
    for one in explained(council):
        for room in one.rooms[:2]:
            leaf = council.rubric.leaf(room.leaf)
            scale = leaf.scale_in(one.group.id)
            ends = ((leaf.rule.highest(scale), room.up, max), (leaf.rule.lowest(scale), room.down, min))
            for points, moved, side in ends:
                again = with_conclusion(council, Conclusion(one.unit.id, leaf.id, points))
                total = standing_of(again, one.unit.id).total
                assert total is not None and one.standing.total is not None
                # Points beyond an end, which a waiver or a conclusion let stand, leave no room that way.
                assert moved == side(total - one.standing.total, Decimal(0))


def with_conclusion(council: Council, conclusion: Conclusion) -> Council:
    at = (conclusion.unit, conclusion.criterion)
    kept = tuple(one for one in council.round.conclusions if (one.unit, one.criterion) != at)
    round_ = replace(council.round, conclusions=(*kept, conclusion))
    return counted(council.rubric, round_, council.ballots)


def standing_of(council: Council, unit_id: str) -> Standing:
    return next(one for made in council.ranking.groups for one in made.standings if one.unit.id == unit_id)


@given(panels(traits=False))
def test_a_unit_that_gets_the_points_does_change_its_rank(panel: tuple[Rubric, Round, tuple[Ballot, ...]]) -> None:
    """Ranked again with the points concluded on one criterion; one step less than equality changes nothing."""
    rubric, round_, ballots = panel
    if rubric.rounding.order == "member":
        # There each member's total is rounded again: no points of one criterion make just the total that is asked for.
        rubric = replace(rubric, rounding=replace(rubric.rounding, order="leaf"))
    council = counted(rubric, round_, ballots)
    last = Decimal(1).scaleb(-rubric.rounding.total)
    for one in explained(council):
        change = next((each for each in one.changes if each.goal == "rank_up"), None)
        if change is None or change.points is None or not change.alone or one.standing.rank is None:
            continue
        leaf = change.alone[0]
        rank_now = ranked_with(council, one, leaf, Decimal(change.points.numerator) / change.points.denominator)
        assert rank_now is not None and rank_now < one.standing.rank
        if change.equal is not None:
            short = Decimal(change.equal.numerator) / change.equal.denominator - last
            assert ranked_with(council, one, leaf, short) == one.standing.rank


def ranked_with(council: Council, one: Explanation, leaf: str, more: Decimal) -> int | None:
    """The unit's rank if the council concluded so many points of the total more on one criterion."""
    assert one.summands is not None and one.standing.total is not None
    rest = with_conclusion(council, Conclusion(one.unit.id, leaf, Decimal(0)))
    exact = unit_exact(council.rubric, one.group, rest.tally, one.unit)
    assert exact is not None
    # What brings the total there exactly.
    wanted = Fraction(one.standing.total) + Fraction(more) - exact
    points = Decimal(wanted.numerator) / Decimal(wanted.denominator)
    return standing_of(with_conclusion(council, Conclusion(one.unit.id, leaf, points)), one.unit.id).rank
