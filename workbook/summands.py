"""What a unit's total is made of: parts that add up to it exactly, criterion by criterion and rounding by rounding.

Worked out beside `scoring` and not by it, so that the two can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from workbook.consolidation import totals_of
from workbook.model import Combine, Combined, Tally, Unit
from workbook.points import NOT_APPLICABLE, Mark, Score, round_half_up
from workbook.rubric import Criterion, Group, Rubric
from workbook.scoring import WEIGHTED_PLACES, applicable_max

Kind = Literal["leaf", "cap", "weights", "bonus", "floor", "members", "rounding"]
"""leaf: a criterion's points; cap: what a parent's cap takes off; weights: weighted sums are kept to nine decimals;
bonus: what lifts the total above the maximum and may not; floor: no total is below 0; members: each member's total
is rounded; rounding: the total is."""


class Part(NamedTuple):
    """One part of a total, in points of the total: weights are in it already."""

    kind: Kind
    node: str
    """The criterion; "" for what concerns the total."""
    points: Fraction


@dataclass(frozen=True, slots=True)
class Row:
    """One complete row of leaves' points that enters a total: the tally's own, or one member's."""

    leaves: Mapping[str, Score | Fraction]
    share: Fraction = Fraction(1)
    """How much it counts for; the shares of all rows add to 1."""
    member: str = ""
    total: Decimal | None = None
    """The member's rounded total, where members' totals are combined."""


@dataclass(frozen=True, slots=True)
class Summands:
    """A unit's total in parts. `exact` is the total before its last rounding; the parts add to `total`."""

    parts: tuple[Part, ...]
    rows: tuple[Row, ...]
    exact: Fraction
    total: Decimal

    def below(self, ids: frozenset[str]) -> Fraction:
        """What the criteria of these ids add to the total, caps and all."""
        return sum((part.points for part in self.parts if part.node in ids), Fraction(0))


def shares_of(how: Combine, figures: Sequence[Decimal], weights: Sequence[Decimal] = ()) -> list[Fraction]:
    """How much each figure counts in what `combining.combined` makes of them; 0 for those that are left out."""
    count = len(figures)
    if how.method == "weighted":
        whole = sum(map(Fraction, weights), Fraction(0))
        return [Fraction(weight) / whole for weight in weights]
    order = sorted(range(count), key=lambda at: figures[at])
    kept = order
    if how.method == "trimmed" and count > 2 * how.drop:
        kept = order[how.drop : count - how.drop]
    elif how.method == "median":
        kept = order[(count - 1) // 2 : count // 2 + 1]
    return [Fraction(1, len(kept)) if at in kept else Fraction(0) for at in range(count)]


def summands(rubric: Rubric, group: Group, tally: Tally, unit: Unit) -> Summands | None:
    """The parts of a unit's total, in the rubric's order of rounding; None while it has none."""
    cells = {leaf.id: tally.cells[unit.id, leaf.id] for leaf in rubric.leaves_in(group.id)}
    if any(cell.value is None for cell in cells.values()):
        return None
    rows = rows_of(rubric, group, tally, cells)
    if not rows:
        return None
    sums: dict[tuple[Kind, str], Fraction] = {}
    for row in rows:
        for part in _parts(rubric, group, row):
            sums[part.kind, part.node] = sums.get((part.kind, part.node), Fraction(0)) + part.points * row.share
    exact = sum(sums.values(), Fraction(0))
    total = round_half_up(exact, rubric.rounding.total)
    sums["rounding", ""] = Fraction(total) - exact
    parts = tuple(Part(*at, points) for at, points in sums.items() if points or at[0] == "leaf")
    return Summands(parts, rows, exact, total)


def rows_of(rubric: Rubric, group: Group, tally: Tally, cells: Mapping[str, Combined]) -> tuple[Row, ...]:
    """The rows whose totals make the unit's; none where members' totals are combined and nobody has a whole row."""
    order = rubric.rounding.order
    if order != "member":
        return (Row({leaf: _unrounded(cell) if order == "total" else cell.value for leaf, cell in cells.items()}),)
    totals = totals_of(rubric, group, cells)
    if not totals:
        shut = all(cell.value is NOT_APPLICABLE for cell in cells.values())
        return (Row({leaf: cell.value for leaf, cell in cells.items()}),) if shut else ()
    weights = [tally.weights[member] for member in totals] if tally.weights else ()
    shares = shares_of(tally.combine, list(totals.values()), weights)
    return tuple(
        Row({leaf: _of_member(cell, member) for leaf, cell in cells.items()}, share, member, total)
        for (member, total), share in zip(totals.items(), shares, strict=True)
    )


def _unrounded(cell: Combined) -> Score | Fraction:
    return cell.value if cell.exact is None else cell.exact


def _of_member(cell: Combined, member: str) -> Score:
    return cell.value if cell.concluded or not cell.given else dict(cell.given)[member]


# ---------------------------------------------------------------- up the tree
def _parts(rubric: Rubric, group: Group, row: Row) -> Iterator[Part]:
    """The parts of one row's total, the row's own roundings too."""
    climb = _Climb(group.id, row.leaves)
    tops = [top for top in rubric.criteria if counts_in(top, group.id)]
    sum_ = climb.add("", [(climb.value(top), top.weight) for top in tops])
    for top in tops:
        yield from climb.told(top, Fraction(top.weight))
    points = Fraction(0) if sum_ is None else sum_
    yield Part("weights", "", climb.moved.get("", Fraction(0)))
    if rubric.bonus == "capped":
        marked = {leaf: value for leaf, value in row.leaves.items() if value is NOT_APPLICABLE}
        most = Fraction(applicable_max(rubric, group, dict.fromkeys(marked, NOT_APPLICABLE)))
        if points > most:
            yield Part("bonus", "", most - points)
            points = most
    if points < 0:
        yield Part("floor", "", -points)
        points = Fraction(0)
    if row.total is not None:
        yield Part("members", "", Fraction(row.total) - points)


def counts_in(node: Criterion, group_id: str) -> bool:
    """Whether the node, or anything below it, is added up in the group."""
    if not node.is_for(group_id):
        return False
    return any(counts_in(child, group_id) for child in node.children) if node.children else node.rule.counts


@dataclass(frozen=True, slots=True)
class _Climb:
    """One row's way up the tree: what caps and the nine decimals did at each node. None: nothing below applies."""

    group: str
    leaves: Mapping[str, Score | Fraction]
    moved: dict[str, Fraction] = field(default_factory=dict)
    cut: dict[str, Fraction] = field(default_factory=dict)

    def value(self, node: Criterion) -> Fraction | None:
        """The node's points before its own weight."""
        if not node.children:
            given = self.leaves[node.id]
            return None if given is None or isinstance(given, Mark) else Fraction(given)
        below = [child for child in node.children if counts_in(child, self.group)]
        value = self.add(node.id, [(self.value(child), child.weight) for child in below])
        if value is None or not node.cap:
            return value
        capped = min(value, Fraction(node.max_in(self.group)))
        self.cut[node.id] = capped - value
        return capped

    def add(self, at: str, parts: Sequence[tuple[Fraction | None, Decimal]]) -> Fraction | None:
        there = [(value, weight) for value, weight in parts if value is not None]
        exact = sum((value * Fraction(weight) for value, weight in there), Fraction(0))
        if not there or all(weight == 1 for _, weight in parts):
            return exact if there else None
        kept = Fraction(round_half_up(exact, WEIGHTED_PLACES))
        self.moved[at] = kept - exact
        return kept

    def told(self, node: Criterion, factor: Fraction) -> Iterator[Part]:
        """The parts of a node that was climbed; `factor` is what its points count for in the total."""
        if not node.children:
            given = self.leaves[node.id]
            points = Fraction(0) if given is None or isinstance(given, Mark) else Fraction(given) * factor
            yield Part("leaf", node.id, points)
            return
        for child in node.children:
            if counts_in(child, self.group):
                yield from self.told(child, factor * Fraction(child.weight))
        if node.cap:
            yield Part("cap", node.id, self.cut.get(node.id, Fraction(0)) * factor)
        if node.id in self.moved:
            yield Part("weights", node.id, self.moved[node.id] * factor)
