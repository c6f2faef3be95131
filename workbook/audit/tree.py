"""What the tree of a rubric allows: who is added up, how many points there can be, which maxima can apply.

Nothing here looks at a printed figure; `right` does. A group of None is a group that the table does
not name: then nothing of a criterion that is for some groups only can be told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from workbook.points import NOT_APPLICABLE, decimals, round_half_up, tidy
from workbook.rubric import Criterion, Group, Rubric, is_plain
from workbook.rules.rule import Scale
from workbook.scoring import WEIGHTED_PLACES, applicable_max, worth_of

ZERO = Decimal(0)
_ONE = Decimal(1)
_MOST_MAXIMA = 4096
"""More different applicable maxima than this are not listed one by one."""


def limit_of(node: Criterion, group: Group | None) -> Decimal:
    """The maximum that the rubric prints for a criterion."""
    return node.max_in(group.id) if group else node.max


def counted(node: Criterion, group: Group | None) -> bool:
    """Whether the node, or anything below it, is added up in the group."""
    if node.dropped or (group is not None and not node.is_for(group.id)):
        return False
    return any(counted(child, group) for child in node.children) if node.children else node.rule.counts


def is_flat(rubric: Rubric) -> bool:
    """Whether every total is the plain sum of all leaves and every maximum the plain sum of theirs."""
    return rubric.bonus == "open" and all(
        node.weight == 1 and not (node.cap or node.dropped or node.groups)
        and (bool(node.children) or (node.rule.counts and not node.rule.beyond))
        for node in rubric.nodes()
    )  # fmt: skip


def weights(rubric: Rubric) -> dict[str, Decimal]:
    """What a point of each node counts for in the total."""
    found: dict[str, Decimal] = {}

    def note(nodes: Iterable[Criterion], above: Decimal) -> None:
        for node in nodes:
            found[node.id] = above * node.weight
            note(node.children, found[node.id])

    note(rubric.criteria, _ONE)
    return found


def parents(rubric: Rubric) -> dict[str, Criterion]:
    """The parent of each node that has one."""
    return {child.id: node for node in rubric.nodes() for child in node.children}


# ---------------------------------------------------------------- how many points
class Reach(NamedTuple):
    """The fewest and the most points that are possible."""

    low: Decimal
    high: Decimal

    def holds(self, value: Decimal) -> bool:
        return self.low <= value <= self.high

    def nearest(self, value: Decimal) -> Decimal:
        return min(max(value, self.low), self.high)


def reach(node: Criterion, group: Group | None, shut: Collection[str], places: int) -> Reach:
    """The points that a node can show, before its own weight; what does not apply has none.

    Leaves are rounded to `places`, so half a point of 2.5 may be shown as 3 where a rubric has no decimals.
    """
    if node.id in shut or not counted(node, group):
        return Reach(ZERO, ZERO)
    if not node.children:
        scale = Scale(limit_of(node, group), node.step)
        return _rounded(node.rule.lowest(scale), node.rule.highest(scale), places)
    made = reach_of(node.children, group, shut, places)
    if node.cap:
        most = limit_of(node, group)
        made = Reach(min(made.low, most), min(made.high, most))
    return _rounded(*made, places)


def reach_of(nodes: Iterable[Criterion], group: Group | None, shut: Collection[str], places: int) -> Reach:
    """The points that the nodes can make together, each with its weight."""
    low = high = ZERO
    for node in nodes:
        own = reach(node, group, shut, places)
        low, high = low + own.low * node.weight, high + own.high * node.weight
    return Reach(low, high)


def total_reach(rubric: Rubric, group: Group, shut: Collection[str]) -> Reach:
    """The totals that are possible for a unit to which `shut` does not apply."""
    places = rubric.rounding
    most = whole_max(rubric, group, shut)
    high = reach_of(rubric.criteria, group, shut, places.leaf).high
    if by_group(rubric, group):
        high += most - applicable_max(rubric, group, dict.fromkeys(shut, NOT_APPLICABLE))
    elif rubric.bonus == "capped":
        high = min(high, most)
    return _rounded(ZERO, high, places.total)


def _rounded(low: Decimal, high: Decimal, places: int) -> Reach:
    return Reach(min(low, round_half_up(low, places)), max(high, round_half_up(high, places)))


def fineness(node: Criterion, group: Group | None, places: int) -> int:
    """The most decimals that a node's exact points can have, where leaves have `places`."""
    if not node.children:
        return places
    below = (child for child in node.children if counted(child, group))
    finest = max((fineness(child, group, places) + decimals(child.weight) for child in below), default=places)
    return max(finest, decimals(limit_of(node, group))) if node.cap else finest


# ---------------------------------------------------------------- which maxima
def by_group(rubric: Rubric, group: Group) -> bool:
    """Whether the group's own maximum is that of a unit's points: the criteria's may be inferred, or not its own."""
    return is_flat(rubric) and "converted" not in (rubric.rank_by, group.base)


def whole_max(rubric: Rubric, group: Group, shut: Collection[str] = ()) -> Decimal:
    """The maximum that applies to a unit to which `shut` does not."""
    if by_group(rubric, group):
        leaves = (leaf for leaf in rubric.leaves() if leaf.id in shut)
        return group.max - sum((leaf.max_in(group.id) for leaf in leaves), ZERO)
    return applicable_max(rubric, group, dict.fromkeys(shut, NOT_APPLICABLE))


def maxima(rubric: Rubric, group: Group, shut: Collection[str], hidden: Collection[str]) -> frozenset[Decimal] | None:
    """Every maximum that can apply where any of the `hidden` leaves may be left out; None: too many to list."""
    found = frozenset({whole_max(rubric, group, shut)})
    if not hidden:
        return found
    more = _maxima(rubric.criteria, group, shut, hidden)
    return None if more is None else found | more


def _maxima(
    nodes: Iterable[Criterion], group: Group, shut: Collection[str], hidden: Collection[str]
) -> frozenset[Decimal] | None:
    sums = {ZERO}
    for node in nodes:
        if node.id in shut or not counted(node, group):
            continue
        own = _own_maxima(node, group, shut, hidden)
        if own is None or len(own) * len(sums) > 40 * _MOST_MAXIMA:
            return None
        sums = {one + other * node.weight for one in sums for other in own}
        if len(sums) > _MOST_MAXIMA:
            return None
    return frozenset(tidy(round_half_up(one, WEIGHTED_PLACES)) for one in sums)


def _own_maxima(
    node: Criterion, group: Group, shut: Collection[str], hidden: Collection[str]
) -> frozenset[Decimal] | None:
    if not node.children:
        worth = worth_of(node, group.id)
        return frozenset({worth, ZERO} if node.id in hidden else {worth})
    below = _maxima(node.children, group, shut, hidden)
    if below is None or not node.cap:
        return below
    most = node.max_in(group.id)
    return frozenset(min(one, most) for one in below)


def may_be_left_out(
    rubric: Rubric, shown: Collection[str], noted: Collection[str], printed_max: bool
) -> frozenset[str]:
    """Leaves that a unit's row can leave out without a word; `shown` are those with points of their own.

    In a plain rubric nothing is left out in silence but what a scorer may mark, and, where maxima are
    printed, what no trait's note (`noted`) tells.
    """
    deep = not is_plain(rubric)
    return frozenset(
        leaf.id
        for leaf in rubric.leaves()
        if leaf.id not in shown and (deep or leaf.markable or (printed_max and leaf.id not in noted))
    )


def climb(parent_of: dict[str, Criterion], node: Criterion) -> Iterator[Criterion]:
    """The parents of a node, the nearest first."""
    while node.id in parent_of:
        node = parent_of[node.id]
        yield node
