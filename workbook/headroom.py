"""What would change a unit's rank or tier: how many points of its total, and in which criteria there is room for them.

Every change is looked at alone: all other units keep their figures, the unit's applicable maximum stays.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from workbook.consolidation import unit_exact
from workbook.model import CellId, Combined, GroupRanking, Standing, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.ranking import rank_key
from workbook.rubric import Base, Basis, Criterion, Group, Rubric, Tier
from workbook.scoring import tier_base
from workbook.summands import counts_in

Goal = Literal["rank_up", "rank_down", "tier_up", "tier_down"]


@dataclass(frozen=True, slots=True)
class Room:
    """How far the total moves if one criterion alone goes to its most, or to its least."""

    leaf: str
    up: Decimal
    """Points of the rounded total, 0 or more."""
    down: Decimal
    """Points of the rounded total, 0 or less."""
    exact_up: Fraction = Fraction(0)
    exact_down: Fraction = Fraction(0)
    """The same before the total is rounded."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a tier, and whether the unit meets it."""

    kind: Literal["bound", "at_least", "requires", "quota"]
    name: str
    """The criterion or aggregate; "" for the bound and for a quota."""
    figure: Score | Fraction
    """What the unit has; the mark where it does not apply."""
    bound: Decimal | None
    holds: bool

    @property
    def short(self) -> Fraction | None:
        """By how much the bound is missed; 0 where it must be passed and is just reached. None where it holds."""
        if self.holds or self.bound is None or not isinstance(self.figure, Decimal | Fraction):
            return None
        return Fraction(self.bound) - Fraction(self.figure)


@dataclass(frozen=True, slots=True)
class Change:
    """The smallest change of the unit's total that brings it there."""

    goal: Goal
    points: Fraction | None
    """What the total must gain or lose; None where no figure of the total brings it there."""
    beyond: bool = False
    """Whether it must be more than `points`: where tiers are read from what is not rounded."""
    equal: Fraction | None = None
    """What makes it equal with `unit`; the tie chain or the council then say who stands above."""
    unit: str = ""
    """For a rank: the unit that it passes, or that passes it."""
    tier: str = ""
    """For a tier: the label; "" for no tier at all."""
    alone: tuple[str, ...] = ()
    """The criteria that can bring it about each alone."""
    possible: bool = False
    """Whether all criteria together can."""
    others: tuple[Condition, ...] = ()
    """What else keeps it from the tier; going down, the sub-totals that it must keep for its own."""


@dataclass(frozen=True, slots=True)
class Case:
    """One unit's standing and what it stands on."""

    rubric: Rubric
    made: GroupRanking
    tally: Tally
    standing: Standing

    @property
    def group(self) -> Group:
        return self.made.group

    @property
    def unit(self) -> Unit:
        return self.standing.unit


# ---------------------------------------------------------------- room in the criteria
def rooms(case: Case) -> tuple[Room, ...]:
    """Of each criterion that counts and applies to the unit; none while it has no total."""
    now = unit_exact(case.rubric, case.group, case.tally, case.unit)
    if now is None:
        return ()
    return tuple(_room(case, leaf.id, now, {leaf.id: _span(case, leaf)}) for leaf in _counting(case))


def _room(case: Case, name: str, now: Fraction, spans: Mapping[str, tuple[Decimal, Decimal]]) -> Room:
    """How far the total moves if these criteria go to their most, and to their least."""
    most, least = (_exact_with(case, {leaf: span[side] for leaf, span in spans.items()}) for side in (0, 1))
    total, places = round_half_up(now, case.rubric.rounding.total), case.rubric.rounding.total
    up, down = round_half_up(most, places) - total, round_half_up(least, places) - total
    zero, none = Decimal(0), Fraction(0)
    return Room(name, max(up, zero), min(down, zero), max(most - now, none), min(least - now, none))


def _counting(case: Case) -> list[Criterion]:
    leaves = case.rubric.leaves_in(case.group.id)
    values = case.standing.values
    return [leaf for leaf in leaves if counts_in(leaf, case.group.id) and values.get(leaf.id) is not NOT_APPLICABLE]


def _span(case: Case, leaf: Criterion) -> tuple[Decimal, Decimal]:
    scale = leaf.scale_in(case.group.id)
    return leaf.rule.highest(scale), leaf.rule.lowest(scale)


def _exact_with(case: Case, points: Mapping[str, Decimal]) -> Fraction:
    """The unit's total before its last rounding, if everybody gave these points."""
    own: dict[CellId, Combined] = {}
    for leaf in case.rubric.leaves_in(case.group.id):
        at = case.unit.id, leaf.id
        own[at] = case.tally.cells[at]
        if leaf.id in points:
            figure = points[leaf.id]
            own[at] = replace(own[at], exact=Fraction(figure), value=figure, concluded=True)
    return unit_exact(case.rubric, case.group, replace(case.tally, cells=own), case.unit) or Fraction(0)


# ---------------------------------------------------------------- figures of a total
def least_total(
    rubric: Rubric, group: Group, limit: Decimal, basis: Basis | Base, bound: Decimal, beyond: bool
) -> Decimal | None:
    """The smallest rounded total whose figure (total, index, converted, percent) reaches the bound, or passes it.

    None where nothing applies to the unit, so that it has no share.
    """
    places = rubric.rounding
    if basis in ("total", "points"):
        return max(_up(Fraction(bound), places.total, beyond), Decimal(0))
    if not limit:
        return None
    whole, digits = {
        "index": (Decimal(1), places.index),
        "percent": (Decimal(100), places.total),
        "converted": (group.max, places.total),
    }[basis]
    if not whole:
        return None
    # What is rounded half up reaches a figure from half of its last place below it on.
    wanted = Fraction(_up(Fraction(bound), digits, beyond)) - Fraction(1, 2 * 10**digits)
    return max(_up(wanted * Fraction(limit) / Fraction(whole), places.total, False), Decimal(0))


def _up(value: Fraction, places: int, beyond: bool) -> Decimal:
    """The next figure of so many places from `value` on, or above it."""
    scaled = value * 10**places
    whole = math.floor(scaled) + 1 if beyond else math.ceil(scaled)
    return Decimal(whole).scaleb(-places)


def _last(rubric: Rubric) -> Decimal:
    """One unit of the total's last place."""
    return Decimal(1).scaleb(-rubric.rounding.total)


# ---------------------------------------------------------------- ranks
def rank_changes(case: Case, room: Sequence[Room]) -> list[Change]:
    """One place up and one place down, as far as there is one."""
    own = case.standing
    if own.rank is None:
        return []
    ranked = [one for one in case.made.standings if one.rank is not None and one.unit.id != own.unit.id]
    better = [one for one in ranked if (one.rank or 0) < own.rank]
    worse = [one for one in ranked if (one.rank or 0) >= own.rank]
    changes = []
    if better:
        next_ = min(better, key=lambda one: (_key(case, one), -(one.rank or 0)))
        changes.append(_rank_change(case, room, "rank_up", next_))
    if worse:
        next_ = max(worse, key=lambda one: (_key(case, one), -(one.rank or 0)))
        changes.append(_rank_change(case, room, "rank_down", next_))
    return changes


def _key(case: Case, one: Standing) -> Decimal:
    return rank_key(case.rubric, one) or Decimal(0)


def _rank_change(case: Case, room: Sequence[Room], goal: Literal["rank_up", "rank_down"], other: Standing) -> Change:
    own, rubric = case.standing, case.rubric
    assert own.total is not None
    bound = _key(case, other)
    reach, pass_ = (
        least_total(rubric, case.group, own.applicable_max, rubric.rank_by, bound, beyond) for beyond in (False, True)
    )
    assert reach is not None and pass_ is not None, "ranked without a share"
    # Falling below a figure is to miss it by the last place; being equal with it is to miss the next one.
    there, equal = (pass_, reach) if goal == "rank_up" else (reach - _last(rubric), pass_ - _last(rubric))
    points = None if there < 0 else Fraction(there) - Fraction(own.total)
    moved = Fraction(equal) - Fraction(own.total)
    # Where the figure that is ranked has larger steps than the total, it may leap over the other's.
    told = _key(case, own) != bound and moved != points
    return _with_room(case, room, Change(goal, points, equal=moved if told else None, unit=other.unit.id))


def _with_room(case: Case, room: Sequence[Room], change: Change) -> Change:
    """With the criteria that can bring it about alone, and whether all together can."""
    now = unit_exact(case.rubric, case.group, case.tally, case.unit)
    if change.points is None or now is None:
        return change
    every = _room(case, "", now, {leaf.id: _span(case, leaf) for leaf in _counting(case)})
    alone = tuple(one.leaf for one in room if _is_enough(case, change, one))
    return replace(change, alone=alone, possible=_is_enough(case, change, every))


def _is_enough(case: Case, change: Change, room: Room) -> bool:
    points = change.points or Fraction(0)
    exact = change.goal in ("tier_up", "tier_down") and case.rubric.rounding.tier == "exact"
    if change.goal in ("rank_up", "tier_up"):
        moved = room.exact_up if exact else Fraction(room.up)
        return moved > points if change.beyond else moved >= points
    moved = room.exact_down if exact else Fraction(room.down)
    return moved < points if change.beyond else moved <= points


# ---------------------------------------------------------------- tiers
@dataclass(frozen=True, slots=True)
class TierStep:
    """One tier of the group, with its conditions as the unit meets them."""

    tier: Tier
    conditions: tuple[Condition, ...]
    given: bool
    """Whether it is the unit's tier."""

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.conditions)


def tier_steps(case: Case, figure: Decimal | Fraction | None) -> tuple[TierStep, ...]:
    """The group's tiers, best first; `figure` is what their bounds are compared with."""
    steps = []
    below = False
    for tier in case.group.tiers:
        given = tier.label == case.standing.tier
        below = below or given
        conditions = tuple(_conditions(case, tier, figure))
        if not below and figure is not None and all(one.holds for one in conditions):
            # Its figures reach the tier, and yet it has a lower one: only a quota does that.
            conditions = (*conditions, Condition("quota", "", None, None, False))
        steps.append(TierStep(tier, conditions, given))
    return tuple(steps)


def tier_figure(case: Case, exact: Fraction | None) -> Decimal | Fraction | None:
    """What the bounds of the group's tiers are compared with."""
    own = case.standing
    if own.total is None or exact is None:
        return None
    base = tier_base(case.rubric, case.group, own.total, own.applicable_max, own.index)
    if base is None or case.rubric.rounding.tier == "rounded":
        return base
    return exact * _scale(case)


def _scale(case: Case) -> Fraction:
    """What a point of the total is worth in the figure that tiers compare, before any rounding."""
    limit = Fraction(case.standing.applicable_max) or Fraction(1)
    whole = {"points": limit, "index": Fraction(1), "percent": Fraction(100), "converted": Fraction(case.group.max)}
    return whole[case.group.base] / limit


def _conditions(case: Case, tier: Tier, figure: Decimal | Fraction | None) -> Iterable[Condition]:
    def reaches(own: Decimal | Fraction, bound: Decimal) -> bool:
        return own > bound if tier.strict else own >= bound

    if tier.lower is not None:
        yield Condition("bound", "", figure, tier.lower, figure is not None and reaches(figure, tier.lower))
    values = case.standing.values
    for name, bound in tier.at_least.items():
        value = values.get(name, NOT_APPLICABLE)
        holds = value is NOT_APPLICABLE or (isinstance(value, Decimal) and reaches(value, bound))
        yield Condition("at_least", name, value, bound, holds)
    for name in tier.requires:
        value = values.get(name, NOT_APPLICABLE)
        yield Condition("requires", name, value, None, value in (Decimal(1), NOT_APPLICABLE))


def tier_changes(case: Case, room: Sequence[Room], exact: Fraction, steps: Sequence[TierStep]) -> list[Change]:
    """To the next better tier and out of its own, as far as the total decides."""
    at = next((number for number, step in enumerate(steps) if step.given), len(steps))
    changes = []
    if at > 0:
        step = steps[at - 1]
        others = tuple(one for one in step.conditions if one.kind != "bound" and not one.holds)
        missed = any(one.kind == "bound" and not one.holds for one in step.conditions)
        made = Change("tier_up", None, tier=step.tier.label, others=others)
        changes.append(_to_bound(case, room, made, step.tier, exact) if missed else made)
    if at < len(steps) and steps[at].tier.lower is not None:
        below = steps[at + 1].tier.label if at + 1 < len(steps) else ""
        conditions = steps[at].conditions
        others = tuple(one for one in conditions if one.kind == "at_least" and isinstance(one.figure, Decimal))
        made = Change("tier_down", None, tier=below, others=others)
        changes.append(_to_bound(case, room, made, steps[at].tier, exact))
    return changes


def _to_bound(case: Case, room: Sequence[Room], change: Change, tier: Tier, exact: Fraction) -> Change:
    """The change with the points that bring the total to the tier's bound, or below it."""
    assert tier.lower is not None and case.standing.total is not None
    up = change.goal == "tier_up"
    if case.rubric.rounding.tier == "exact":
        if not _scale(case):
            return change
        there = Fraction(tier.lower) / _scale(case)
        beyond = tier.strict if up else not tier.strict
        possible = there > 0 or (there == 0 and not beyond)
        made = replace(change, points=there - exact if up or possible else None, beyond=beyond)
        return _with_room(case, room, made)
    limit = case.standing.applicable_max
    least = least_total(case.rubric, case.group, limit, case.group.base, tier.lower, tier.strict)
    if least is None:
        return change
    total = least if up else least - _last(case.rubric)
    if total < 0:
        return change
    return _with_room(case, room, replace(change, points=Fraction(total) - Fraction(case.standing.total)))
