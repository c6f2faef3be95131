"""Why one unit stands above another: differences, criterion by criterion, that add up exactly to that of the totals."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from workbook.explanation import Explanation
from workbook.model import Settled, TieDecision
from workbook.points import NOT_APPLICABLE
from workbook.ranking import rank_key
from workbook.rubric import Rubric
from workbook.summands import Kind

SettledBy = Literal["figure", "chain", "decision", "nothing", "open"]
"""What puts one above the other: the ranked figure, a step of the tie chain, the council; nothing: they share a rank;
open: one of them has no rank yet."""
_ROUNDINGS = ("weights", "members", "rounding")


@dataclass(frozen=True, slots=True)
class Difference:
    """One line: what each of the two has there. All roundings together are one line."""

    kind: Kind
    node: str
    first: Fraction
    second: Fraction
    ranked: Fraction
    """The difference in the figure that is ranked: points, or shares of what applies to each."""
    unlike: bool = False
    """Whether the criterion applies to one of the two only."""

    @property
    def points(self) -> Fraction:
        return self.first - self.second


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two units of one group, the higher first. The lines' points add to `total`, their ranked figures to `ranked`."""

    first: Explanation
    second: Explanation
    lines: tuple[Difference, ...]
    """The largest first; none while one of the two has no total."""
    total: Decimal | None
    ranked: Decimal | None
    settled_by: SettledBy
    event: Settled | None = None
    decision: TieDecision | None = None

    @property
    def same_scale(self) -> bool:
        """Whether a point is worth as much to both in the figure that is ranked."""
        one, other = self.first.standing, self.second.standing
        return self.first.rubric.rank_by == "total" or one.applicable_max == other.applicable_max


def compare(rubric: Rubric, first: Explanation, second: Explanation) -> Comparison:
    """Why one of two units of a group stands above the other: it comes first, whichever was named first."""
    if first.standing.rank is None or (second.standing.rank or first.standing.rank) < first.standing.rank:
        first, second = second, first
    keys = [rank_key(rubric, one.standing) for one in (first, second)]
    totals = [one.standing.total for one in (first, second)]
    by, event, decision = _settled(first, second, keys)
    if None in totals or None in keys:
        total = None if totals[0] is None or totals[1] is None else totals[0] - totals[1]
        return Comparison(first, second, (), total, None, by)
    assert totals[0] is not None and totals[1] is not None and keys[0] is not None and keys[1] is not None
    lines = sorted(_lines(rubric, first, second, Fraction(keys[0]) - Fraction(keys[1])), key=_size)
    return Comparison(first, second, tuple(lines), totals[0] - totals[1], keys[0] - keys[1], by, event, decision)


def _size(line: Difference) -> tuple[bool, Fraction]:
    """Roundings last, else the larger difference first; equal ones stay in the rubric's order."""
    return line.kind == "rounding", -abs(line.ranked)


def _settled(
    first: Explanation, second: Explanation, keys: list[Decimal | None]
) -> tuple[SettledBy, Settled | None, TieDecision | None]:
    one, other = first.standing, second.standing
    if one.rank is None or other.rank is None:
        return "open", None, None
    if keys[0] != keys[1]:
        return "figure", None, None
    for event in one.settled:
        names = event.units
        if other.unit.id in names and event.figure(one.unit.id) != event.figure(other.unit.id):
            return "chain", event, None
    if one.decision is not None and one.decision == other.decision:
        return "decision", None, one.decision
    return "nothing", None, None


def _lines(rubric: Rubric, first: Explanation, second: Explanation, ranked: Fraction) -> Iterator[Difference]:
    """In the rubric's order; the roundings last, with whatever rounding the ranked figure moves."""
    sums = [_sums(one) for one in (first, second)]
    scales = [_scale(one) for one in (first, second)]
    marked = [{line.node.id for line in one.lines if line.value is NOT_APPLICABLE} for one in (first, second)]
    left = ranked
    order = {line.node.id: place for place, line in enumerate(first.lines)}
    keys = sorted({*sums[0], *sums[1]}, key=lambda at: (order.get(at[1], len(order)), at[0]))
    rounded = [Fraction(0), Fraction(0)]
    for kind, node in keys:
        own = [points.get((kind, node), Fraction(0)) for points in sums]
        if kind in _ROUNDINGS:
            rounded = [rounded[0] + own[0], rounded[1] + own[1]]
            continue
        moved = own[0] * scales[0] - own[1] * scales[1]
        left -= moved
        unlike = kind == "leaf" and (node in marked[0]) != (node in marked[1])
        if own[0] != own[1] or moved or unlike:
            yield Difference(kind, node, own[0], own[1], moved, unlike)
    if rounded[0] != rounded[1] or left:
        yield Difference("rounding", "", rounded[0], rounded[1], left)


def _sums(one: Explanation) -> dict[tuple[Kind, str], Fraction]:
    assert one.summands is not None
    return {(part.kind, part.node): part.points for part in one.summands.parts}


def _scale(one: Explanation) -> Fraction:
    """What a point of the total is worth in the figure that is ranked, before that is rounded."""
    by = one.rubric.rank_by
    if by == "total":
        return Fraction(1)
    whole = Fraction(1) if by == "index" else Fraction(one.group.max)
    return whole / Fraction(one.standing.applicable_max)
