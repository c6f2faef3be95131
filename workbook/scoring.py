"""One unit's total: what applies to it, its points up the tree, index, tier. Exact, no Excel, no findings.

Points of leaves come in, whoever computed them: `facts` makes them from what was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Final

from workbook.model import Unit
from workbook.points import NOT_APPLICABLE, Mark, Score, on_step, round_half_up, tidy
from workbook.rubric import Criterion, Group, Rubric, Tier

Exact = Fraction | Mark | None
"""A score that was not rounded yet."""


WEIGHTED_PLACES: Final = 9
"""Weighted sums, of points and of maxima, are kept to so many decimals: what a sheet's formulas can hold exactly."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a complete row makes. `index` in 0..1; `base` is the rounded figure that tiers compare."""

    total: Decimal
    applicable_max: Decimal
    index: Decimal | None
    base: Decimal | None
    tier: str | None
    converted: Decimal | None = None
    """total / applicable maximum x the group's maximum."""
    reached: tuple[str, ...] = ()
    """The labels of all tiers whose conditions hold, best first; `tier` is the first."""


# ---------------------------------------------------------------- what applies
def shut_leaves(rubric: Rubric, unit: Unit) -> frozenset[str]:
    """Leaves that do not apply to the unit: by its traits, or because they are not its task."""
    return _shut(rubric.criteria, unit) if unit.traits or unit.exempt else frozenset()


def _shut(nodes: Iterable[Criterion], unit: Unit) -> frozenset[str]:
    shut: set[str] = set()
    for node in nodes:
        if node.not_applicable & unit.traits or node.id in unit.exempt:
            shut.update(leaf.id for leaf in node.leaves())
        else:
            shut.update(_shut(node.children, unit))
    return frozenset(shut)


def in_range(criterion: Criterion, group_id: str, value: Decimal) -> bool:
    """Whether typed points are from 0 to the maximum and on the step."""
    return Decimal(0) <= value <= criterion.max_in(group_id) and on_step(value, criterion.step)


# ---------------------------------------------------------------- maxima
def applicable_max(rubric: Rubric, group: Group, values: Mapping[str, Score]) -> Decimal:
    """The most that a unit can have: all leaves that are not marked, weighted, capped where declared."""
    left_out = {leaf for leaf, value in values.items() if value is NOT_APPLICABLE}
    return _most(rubric, group.id, left_out)


def full_max(rubric: Rubric, group: Group) -> Decimal:
    """The most that a unit can have to which everything applies."""
    return applicable_max(rubric, group, {})


def worth_of(node: Criterion, group_id: str, left_out: Collection[str] = frozenset()) -> Decimal:
    """The maximum of a node in a group, before its own weight; `left_out` leaves do not apply.

    What is not added up, and what stands outside the scale (bonus, penalty), is worth nothing.
    """
    if not node.is_for(group_id):
        return Decimal(0)
    if not node.children:
        counts = node.rule.counts and not node.rule.beyond and node.id not in left_out
        return node.max_in(group_id) if counts else Decimal(0)
    below = _add((worth_of(child, group_id, left_out), child.weight) for child in node.children)
    return min(below, node.max_in(group_id)) if node.cap else below


def _most(rubric: Rubric, group_id: str, left_out: Collection[str]) -> Decimal:
    return _add((worth_of(top, group_id, left_out), top.weight) for top in rubric.criteria)


def _add(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """A weighted sum of maxima."""
    worths = [(worth, weight) for worth, weight in parts if worth]
    if all(weight == 1 for _, weight in worths):
        return sum((worth for worth, _ in worths), Decimal(0))
    exact = sum((Fraction(worth) * Fraction(weight) for worth, weight in worths), Fraction(0))
    return tidy(round_half_up(exact, WEIGHTED_PLACES))


# ---------------------------------------------------------------- up the tree
def roll_up(rubric: Rubric, group_id: str, leaves: Mapping[str, Score]) -> dict[str, Score]:
    """Values of all nodes and aggregates: the mark where nothing below applies, None where something lacks.

    A mandatory criterion has 1 where it is met; it is in no sum. What is not for the group is left out.
    """
    exact: dict[str, Exact] = {leaf: _fraction(score) for leaf, score in leaves.items()}
    values: dict[str, Exact] = {}
    for top in rubric.criteria:
        if top.is_for(group_id):
            _climb(top, group_id, exact, values)
    if rubric.aggregates:
        counted = {node.id: node.weight for node in rubric.nodes() if node.id in values and _counts(node, group_id)}
        for aggregate in rubric.aggregates:
            names = [name for name in aggregate.criteria if name in counted]
            values[aggregate.id] = _sum((values[name], counted[name]) for name in names)
    return {name: as_decimal(value) if isinstance(value, Fraction) else value for name, value in values.items()}


def exact_total(rubric: Rubric, group: Group, leaves: Mapping[str, Exact]) -> Fraction | None:
    """The unrounded total over leaves' exact points; None while one that counts is missing. Never below 0."""
    tops = [top for top in rubric.criteria if _counts(top, group.id)]
    total = _sum((_climb(top, group.id, leaves, {}), top.weight) for top in tops)
    if total is None:
        return None
    points = total if isinstance(total, Fraction) else Fraction(0)
    if rubric.bonus == "capped":
        marked = {leaf for leaf, value in leaves.items() if value is NOT_APPLICABLE}
        points = min(points, Fraction(_most(rubric, group.id, marked)))
    return max(points, Fraction(0))


def _climb(node: Criterion, group_id: str, leaves: Mapping[str, Exact], values: dict[str, Exact]) -> Exact:
    """The value of a node before its weight; it and everything below is noted in `values`."""
    if not node.children:
        value = leaves.get(node.id)
    else:
        parts = [
            (_climb(child, group_id, leaves, values), child.weight, _counts(child, group_id))
            for child in node.children
            if child.is_for(group_id)
        ]
        value = _sum((part, weight) for part, weight, counts in parts if counts)
        if node.cap and isinstance(value, Fraction):
            value = min(value, Fraction(node.max_in(group_id)))
    values[node.id] = value
    return value


def _adds_up(node: Criterion, group_id: str) -> bool:
    """Whether the node's points are no more and no less than those of its leaves."""
    if node.children:
        return node.weight == 1 and not node.cap and all(_adds_up(child, group_id) for child in node.children)
    return node.weight == 1 and node.rule.counts and not node.rule.beyond and node.is_for(group_id)


def _counts(node: Criterion, group_id: str) -> bool:
    """Whether the node, or anything below it, is added up in the group."""
    if not node.is_for(group_id):
        return False
    return any(_counts(child, group_id) for child in node.children) if node.children else node.rule.counts


def _sum(parts: Iterable[tuple[Exact, Decimal]]) -> Exact:
    """A weighted sum: None where a part is missing, the mark where none applies (or there is none)."""
    total, found, weighted, lacks = Fraction(0), False, False, False
    for value, weight in parts:
        lacks = lacks or value is None
        if isinstance(value, Fraction):
            total, found, weighted = total + value * Fraction(weight), True, weighted or weight != 1
    if lacks:
        return None
    if weighted:
        total = Fraction(round_half_up(total, WEIGHTED_PLACES))
    return total if found else NOT_APPLICABLE


def _fraction(score: Score) -> Exact:
    return Fraction(score) if isinstance(score, Decimal) else score


def as_decimal(value: Fraction) -> Decimal:
    """The same figure as a decimal; exact, for sums and products of decimals terminate."""
    with localcontext() as context:
        context.prec = 60
        return Decimal(value.numerator) / Decimal(value.denominator)


def sum_points(values: Iterable[Score]) -> Decimal:
    """The sum of the numbers; marks and blanks add nothing."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


# ---------------------------------------------------------------- total, index, tier
def outcome(rubric: Rubric, group: Group, leaves: Mapping[str, Score], exact: Fraction | None = None) -> Outcome:
    """Total, index and tier of a row whose leaves all have a number or the mark.

    `exact` is the unrounded total where it was made in another order than leaf by leaf.
    """
    places = rubric.rounding
    if exact is None:
        # Where every leaf simply adds up, a sum of decimals is exact and much faster than a tree of fractions.
        plain = all(_adds_up(top, group.id) for top in rubric.criteria) and rubric.bonus == "open"
        points = {leaf: _fraction(score) for leaf, score in leaves.items()} if not plain else {}
        exact = Fraction(sum_points(leaves.values())) if plain else exact_total(rubric, group, points)
        assert exact is not None, "a leaf has no score"
    total = round_half_up(exact, places.total)
    limit = applicable_max(rubric, group, leaves)
    index = round_half_up(Fraction(total) / Fraction(limit), places.index) if limit else None
    base = tier_base(rubric, group, total, limit, index)
    compared: Decimal | Fraction | None = base
    if places.tier == "exact" and base is not None:
        compared = _exact_base(group, exact, limit)
    values = roll_up(rubric, group.id, leaves) if any(tier.at_least for tier in group.tiers) else leaves
    reached = tuple(tier.label for tier in tiers_reached(group.tiers, compared, values))
    whole = converted(rubric, group, total, limit)
    return Outcome(total, limit, index, base, reached[0] if reached else None, whole, reached)


def converted(rubric: Rubric, group: Group, total: Decimal, limit: Decimal) -> Decimal | None:
    """The total brought back to the group's scale, as if everything applied; None where nothing does."""
    if not limit:
        return None
    return round_half_up(Fraction(total) / Fraction(limit) * Fraction(group.max), rubric.rounding.total)


def tier_base(rubric: Rubric, group: Group, total: Decimal, limit: Decimal, index: Decimal | None) -> Decimal | None:
    """The rounded figure that the group's tiers are read from."""
    if group.base == "points":
        return total
    if group.base == "index" or not limit:
        return index
    if group.base == "converted":
        return converted(rubric, group, total, limit)
    return round_half_up(Fraction(total) / Fraction(limit) * 100, rubric.rounding.total)


def _exact_base(group: Group, exact: Fraction, limit: Decimal) -> Fraction:
    whole = Fraction(limit) or Fraction(1)
    scales = {"points": whole, "index": Fraction(1), "percent": Fraction(100), "converted": Fraction(group.max)}
    return exact / whole * scales[group.base]


def tier_of(
    tiers: Iterable[Tier], base: Decimal | Fraction | None, values: Mapping[str, Score] | None = None
) -> Tier | None:
    """The first tier (best first) whose conditions all hold; None below them all."""
    return next(iter(tiers_reached(tiers, base, values)), None)


def tiers_reached(
    tiers: Iterable[Tier], base: Decimal | Fraction | None, values: Mapping[str, Score] | None = None
) -> tuple[Tier, ...]:
    """The tiers whose conditions all hold, in their order.

    `values` are those of `roll_up`, for tiers that ask for sub-totals or mandatory criteria. What does
    not apply to the unit, or is not for its group, is no hindrance.
    """
    return () if base is None else tuple(tier for tier in tiers if _reaches(tier, base, values or {}))


def _reaches(tier: Tier, base: Decimal | Fraction, values: Mapping[str, Score]) -> bool:
    figures: list[tuple[Decimal | Fraction, Decimal]] = [(base, tier.lower)] if tier.lower is not None else []
    for name, bound in tier.at_least.items():
        # A criterion that is not for the unit's group has no value at all.
        value = values.get(name, NOT_APPLICABLE)
        if value is None:
            return False
        figures += [(value, bound)] if isinstance(value, Decimal) else []
    if any(values.get(name, NOT_APPLICABLE) not in (Decimal(1), NOT_APPLICABLE) for name in tier.requires):
        return False
    return all(figure > bound if tier.strict else figure >= bound for figure, bound in figures)
