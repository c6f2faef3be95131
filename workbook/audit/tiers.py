"""Which tiers a unit can have by the figures that a table shows.

A tier may ask for more than the one printed figure: sub-totals, mandatory criteria, room in a quota.
What the table does not show of that may hold or not, so several tiers can be possible; never one
that the figure itself does not reach, nor one below a tier that surely holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from workbook.audit.figures import Row
from workbook.audit.sums import blur, shown, slack
from workbook.audit.tree import ZERO, counted
from workbook.points import tidy
from workbook.rubric import Criterion, Group, Rubric, Tier


class Span(NamedTuple):
    """All that an exact figure can be: its last printed decimal may hide more, or it is not printed at all."""

    low: Decimal
    high: Decimal

    def reaches(self, bound: Decimal, strict: bool) -> bool | None:
        """Whether the figure reaches a bound; None where what is not printed decides."""
        if self.low > bound or (self.low == bound and not strict):
            return True
        return False if self.high < bound or (self.high == bound and strict) else None


_ENDLESS = Decimal("Infinity")


class Missed(NamedTuple):
    """A sub-total that a tier asks for, and what the table shows of it."""

    name: str
    bound: Decimal
    figure: Decimal


def possible(rubric: Rubric, group: Group, row: Row, base: Span | None) -> tuple[str | None, ...]:
    """The labels of the tiers that the unit can have, best first; None at the end: it can have none."""
    labels: list[str | None] = []
    if base is None:
        return (None,)
    bound_by_quota = quota_bound(group.tiers)
    for place, tier in enumerate(group.tiers):
        holds = _holds(rubric, group, row, tier, base)
        if holds is not False:
            labels.append(tier.label)
        if holds and not bound_by_quota[place]:
            return tuple(labels)
    return (*labels, None)


def quota_bound(tiers: Sequence[Tier]) -> list[bool]:
    """Whether a quota can keep a unit out of each tier: its own, or one of a tier below, which counts it too."""
    own = [tier.quota_count is not None or tier.quota_percent is not None for tier in tiers]
    return [any(own[place:]) for place in range(len(own))]


def quota_of(tier: Tier, ranked: int) -> int | None:
    """How many of the ranked units this tier and the better ones may hold."""
    limits = [] if tier.quota_count is None else [tier.quota_count]
    if tier.quota_percent is not None:
        limits.append(int(Fraction(tier.quota_percent) * ranked / 100))
    return min(limits, default=None)


def _holds(rubric: Rubric, group: Group, row: Row, tier: Tier, base: Span) -> bool | None:
    """Whether all that the tier asks for holds; None where the table does not show it."""
    answers = [] if tier.lower is None else [base.reaches(tier.lower, tier.strict)]
    answers += [
        True if span is None else span.reaches(bound, tier.strict)
        for _, bound, span in _sub_totals(rubric, group, row, tier)
    ]
    # Whether a mandatory criterion is met, or does not apply, is not printed.
    required = [node for node in rubric.nodes() if node.id in tier.requires] if tier.requires else []
    answers += [None for node in required if node.is_for(group.id)]
    return False if False in answers else None if None in answers else True


def missed(rubric: Rubric, group: Group, row: Row, tier: Tier) -> Missed | None:
    """The first sub-total by which the tier is surely missed."""
    for name, bound, span in _sub_totals(rubric, group, row, tier):
        if span is not None and span.reaches(bound, tier.strict) is False:
            return Missed(name, bound, tidy((span.low + span.high) / 2))
    return None


def _sub_totals(rubric: Rubric, group: Group, row: Row, tier: Tier) -> Iterator[tuple[str, Decimal, Span | None]]:
    """(name, bound, what is known of the sub-total); None where it does not apply to the unit."""
    for id_, bound in tier.at_least.items():
        aggregate = next((one for one in rubric.aggregates if one.id == id_), None)
        names = aggregate.criteria if aggregate else (id_,)
        nodes = [node for node in rubric.nodes() if node.id in names and node.is_for(group.id)]
        name = aggregate.name if aggregate else next((node.name for node in nodes), id_)
        if all(node.id in row.shut and counted(node, group) for node in nodes):
            yield name, bound, None
        else:
            parts = [(node, node.weight if aggregate else Decimal(1)) for node in nodes]
            yield name, bound, _known(parts, row, group, rubric)


def _known(parts: Sequence[tuple[Criterion, Decimal]], row: Row, group: Group, rubric: Rubric) -> Span:
    """The sub-total as printed; where a part is not, it may be anything, for perhaps it does not apply."""
    places = rubric.rounding.leaf
    low = high = ZERO
    for node, weight in parts:
        value = shown(node, row, group) if counted(node, group) else None
        if not value:  # a 0 may stand for what does not apply
            return Span(-_ENDLESS, _ENDLESS)
        hidden = blur(node, row, group, places) + slack(rubric)
        low, high = low + (value - hidden) * weight, high + (value + hidden) * weight
    return Span(low, high)
