"""One unit's points: what applies to it, totals, index, tier. Exact, no Excel, no findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workbook.model import Criterion, Group, Rubric, Tier, Unit
from workbook.points import NOT_APPLICABLE, Score, on_step, round_half_up


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a complete row makes. `index` in 0..1; `base` is what the tier was read from."""

    total: Decimal
    applicable_max: Decimal
    index: Decimal | None
    base: Decimal | None
    tier: str | None


def shut_leaves(rubric: Rubric, unit: Unit) -> frozenset[str]:
    """Leaves that do not apply to the unit because of its traits (or those of a parent)."""
    return _shut(rubric.criteria, unit.traits) if unit.traits else frozenset()


def _shut(nodes: Iterable[Criterion], traits: frozenset[str]) -> frozenset[str]:
    shut: set[str] = set()
    for node in nodes:
        if node.not_applicable & traits:
            shut.update(leaf.id for leaf in node.leaves())
        else:
            shut.update(_shut(node.children, traits))
    return frozenset(shut)


def in_range(criterion: Criterion, group_id: str, value: Decimal) -> bool:
    """Whether the value is from 0 to the maximum and on the step."""
    return Decimal(0) <= value <= criterion.max_in(group_id) and on_step(value, criterion.step)


def applicable_max(rubric: Rubric, group: Group, values: Mapping[str, Score]) -> Decimal:
    """The sum of the maxima of all leaves that are not marked."""
    return sum(
        (leaf.max_in(group.id) for leaf in rubric.leaves() if values.get(leaf.id) is not NOT_APPLICABLE), Decimal(0)
    )


def sum_points(values: Iterable[Score]) -> Decimal:
    """The sum of the numbers; marks and blanks add nothing."""
    return sum((value for value in values if isinstance(value, Decimal)), Decimal(0))


def outcome(rubric: Rubric, group: Group, values: Mapping[str, Score], total: Decimal | None = None) -> Outcome:
    """Total, index and tier of a row whose leaves all have a number or the mark.

    `total` is given where it was rounded in another order than leaf by leaf.
    """
    places = rubric.rounding
    if total is None:
        total = round_half_up(sum_points(values.values()), places.total)
    limit = applicable_max(rubric, group, values)
    index = round_half_up(Fraction(total) / Fraction(limit), places.index) if limit else None
    base = tier_base(rubric, group, total, limit, index)
    tier = tier_of(group.tiers, base)
    return Outcome(total, limit, index, base, tier.label if tier else None)


def tier_base(rubric: Rubric, group: Group, total: Decimal, limit: Decimal, index: Decimal | None) -> Decimal | None:
    """The rounded figure that the group's tiers are read from."""
    if group.base == "points":
        return total
    if group.base == "index" or not limit:
        return index
    return round_half_up(Fraction(total) / Fraction(limit) * 100, rubric.rounding.total)


def tier_of(tiers: Iterable[Tier], base: Decimal | None) -> Tier | None:
    """The first tier (best first) whose lower bound the value passes; None below them all."""
    if base is None:
        return None
    return next((tier for tier in tiers if _reaches(tier, base)), None)


def _reaches(tier: Tier, base: Decimal) -> bool:
    if tier.lower is None:
        return True
    return base > tier.lower if tier.strict else base >= tier.lower


def roll_up(rubric: Rubric, leaves: Mapping[str, Score]) -> dict[str, Score]:
    """Values of all nodes: a parent is the sum of its children, or the mark if none applies."""
    values: dict[str, Score] = {}

    def value(node: Criterion) -> Score:
        if not node.children:
            values[node.id] = leaves.get(node.id)
        else:
            below = [value(child) for child in node.children]
            if all(part is NOT_APPLICABLE for part in below):
                values[node.id] = NOT_APPLICABLE
            elif any(part is None for part in below):
                values[node.id] = None
            else:
                values[node.id] = sum_points(below)
        return values[node.id]

    for top in rubric.criteria:
        value(top)
    return values
