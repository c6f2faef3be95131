"""Several figures -> one: mean, trimmed mean, median, weighted mean (gộp điểm). Exact, in whole numbers; no rounding.

The order of the figures never matters. What is combined, each criterion or the members' totals, and where it is
rounded, is the rubric's business and stands in `consolidation`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import reduce

from workbook.model import Combine, Member
from workbook.points import EXACT


def combined(how: Combine, figures: Sequence[Decimal], weights: Sequence[Decimal] = ()) -> Fraction:
    """What one or more figures make; `weights` go beside them, where the method weighs."""
    if how.method == "trimmed":
        return trimmed(figures, how.drop)
    if how.method == "median":
        return median(figures)
    if how.method == "weighted":
        return weighted(figures, weights)
    return mean(figures)


def mean(figures: Sequence[Decimal]) -> Fraction:
    return _ratio(_sum(figures), len(figures))


def trimmed(figures: Sequence[Decimal], drop: int) -> Fraction:
    """The mean without the `drop` highest and as many lowest; the plain mean where nothing would be left."""
    if len(figures) <= 2 * drop:
        return mean(figures)
    return mean(sorted(figures)[drop : len(figures) - drop])


def median(figures: Sequence[Decimal]) -> Fraction:
    """The middle figure; of an even number of figures the mean of the two in the middle."""
    middle = sorted(figures)[(len(figures) - 1) // 2 : len(figures) // 2 + 1]
    return mean(middle)


def weighted(figures: Sequence[Decimal], weights: Sequence[Decimal]) -> Fraction:
    """The mean in which each figure counts as often as its weight says; weights are above 0."""
    top = _sum([EXACT.multiply(figure, weight) for figure, weight in zip(figures, weights, strict=True)])
    return Fraction(top) / Fraction(_sum(weights))


def weights_of(how: Combine, members: Iterable[Member]) -> dict[str, Decimal]:
    """What each member weighs, by id: as his role says, else 1. Empty where the method does not weigh."""
    if how.method != "weighted":
        return {}
    return {member.id: how.weights.get(member.role, Decimal(1)) for member in members}


def _sum(figures: Iterable[Decimal]) -> Decimal:
    """In a context with room for whatever a cell can hold: much faster than fractions, and as exact."""
    return reduce(EXACT.add, figures, Decimal(0))


def _ratio(total: Decimal, count: int) -> Fraction:
    top, bottom = total.as_integer_ratio()
    return Fraction(top, bottom * count)
