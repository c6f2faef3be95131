"""Printed figures added up the tree: weights, caps, what counts, and how far a printed sum may be off."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from decimal import Decimal

from workbook.audit.figures import Row
from workbook.audit.tree import ZERO, counted, fineness, limit_of, reach, weights
from workbook.points import NOT_APPLICABLE
from workbook.rubric import Criterion, Group, Rubric

_HALF = Decimal("0.5")
Figure = Callable[[Criterion], Decimal | None]


def total_of(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, None where any of the values is unknown."""
    numbers = list(values)
    return sum((n for n in numbers if n is not None), ZERO) if None not in numbers else None


def added(nodes: Iterable[Criterion], figure: Figure) -> Decimal | None:
    """The nodes' figures, each with its weight, added; None where one is unknown."""
    figures = ((figure(node), node.weight) for node in nodes)
    return total_of(None if value is None else value * weight for value, weight in figures)


def _below(node: Criterion, group: Group | None, figure: Figure) -> Decimal | None:
    """What a parent's parts make of it."""
    made = added(node.children, figure)
    return min(made, limit_of(node, group)) if node.cap and made is not None else made


def shown(node: Criterion, row: Row, group: Group | None) -> Decimal | None:
    """The criterion's points as printed: its own cell, or its parts added; nothing where it does not count."""
    own = row.values.get(node.id)
    if not counted(node, group):
        return ZERO
    if isinstance(own, Decimal):
        return own
    if node.id in row.shut or own is NOT_APPLICABLE:
        return ZERO
    if node.id in row.values or not node.children:
        return None
    return parts_shown(node, row, group)


def parts_shown(node: Criterion, row: Row, group: Group | None) -> Decimal | None:
    """A parent's points by its printed parts; None where it has none, or one is unknown."""
    return _below(node, group, lambda child: shown(child, row, group)) if node.children else None


def mended(node: Criterion, row: Row, group: Group | None, places: int) -> Decimal | None:
    """The criterion's points after the provable mends: within what is possible, nothing where shut."""
    if node.id in row.shut or not counted(node, group):
        return ZERO
    parts = parts_mended(node, row, group, places)
    value = parts if parts is not None else row.number(node.id)
    return None if value is None else reach(node, group, row.shut, places).nearest(value)


def parts_mended(node: Criterion, row: Row, group: Group | None, places: int) -> Decimal | None:
    return _below(node, group, lambda child: mended(child, row, group, places)) if node.children else None


# ---------------------------------------------------------------- decimals that are not printed
def blur(node: Criterion, row: Row, group: Group | None, places: int) -> Decimal:
    """How far the figure of `shown` may stand from the exact points, where leaves have `places`.

    Nothing where a printed figure has room for all decimals; else half a unit of the last one printed.
    """
    if node.id in row.shut or not counted(node, group):
        return ZERO
    if row.number(node.id) is not None:
        return _HALF.scaleb(-places) if fineness(node, group, places) > places else ZERO
    return blur_of(node.children, row, group, places)


def blur_of(nodes: Collection[Criterion], row: Row, group: Group | None, places: int) -> Decimal:
    return sum((blur(node, row, group, places) * node.weight for node in nodes), ZERO)


def slack(rubric: Rubric) -> Decimal:
    """How far a right sum may stand from that of its printed parts in a rubric that rounds late.

    Nothing where leaves are rounded before they are added; else each may hide half a unit.
    """
    if rubric.rounding.order == "leaf":
        return ZERO
    unit = _HALF.scaleb(-rubric.rounding.leaf)
    counts = weights(rubric)
    hidden = sum((unit * max(counts[leaf.id], Decimal(1)) for leaf in rubric.leaves()), ZERO)
    return hidden + _HALF.scaleb(-rubric.rounding.total)


def part_slack(node: Criterion, row: Row, group: Group | None, rubric: Rubric) -> Decimal:
    """How far a printed parent may stand from its printed parts."""
    places = rubric.rounding.leaf
    return slack(rubric) + blur_of(node.children, row, group, places) + blur(node, row, group, places)


def total_slack(row: Row, group: Group | None, rubric: Rubric) -> Decimal:
    """How far a printed total may stand from its printed sections; nothing: only its own rounding is between."""
    hidden = blur_of(rubric.criteria, row, group, rubric.rounding.leaf)
    return slack(rubric) + (hidden + _HALF.scaleb(-rubric.rounding.total) if hidden else ZERO)
