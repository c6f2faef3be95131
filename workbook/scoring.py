"""One unit's total: what applies to it, its points up the tree, index, tier. Exact, no Excel, no findings.

Points of leaves come in, whoever computed them: `facts` makes them from what was typed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Context, Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from workbook.model import Unit
from workbook.points import EXACT, NOT_APPLICABLE, Mark, Score, on_step, round_half_up, round_ratio, tidy
from workbook.rubric import Criterion, Group, Rubric, Tier

Exact = Fraction | Decimal | Mark | None
"""A score that was not rounded yet: a decimal as long as it is one, a fraction where a mean does not terminate."""


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
    return _most(rubric, group.id, frozenset(leaf for leaf, value in values.items() if value is NOT_APPLICABLE))


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


def _most(rubric: Rubric, group_id: str, left_out: frozenset[str]) -> Decimal:
    known = _tree(rubric, group_id).most
    if left_out not in known:
        if len(known) >= _KEPT_MAXIMA:
            known.clear()
        known[left_out] = _add((worth_of(top, group_id, left_out), top.weight) for top in rubric.criteria)
    return known[left_out]


def _add(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """A weighted sum of maxima."""
    worths = [(worth, weight) for worth, weight in parts if worth]
    if all(weight == 1 for _, weight in worths):
        return sum((worth for worth, _ in worths), Decimal(0))
    exact = sum((Fraction(worth) * Fraction(weight) for worth, weight in worths), Fraction(0))
    return tidy(round_half_up(exact, WEIGHTED_PLACES))


# ---------------------------------------------------------------- the tree of a group
class _Branch(NamedTuple):
    """A node as one group sees it, with what is for the group below it."""

    id: str
    weight: Decimal
    is_leaf: bool
    counts: bool
    """Whether it, or anything below it, is added up in the group."""
    cap: Decimal | None
    below: tuple[_Branch, ...]


@dataclass(frozen=True, slots=True)
class _Tree:
    """What does not differ between the units of a group, worked out once."""

    rubric: Rubric
    tops: tuple[_Branch, ...]
    is_plain: bool
    """Whether the total is no more and no less than the sum of the leaves."""
    leaves: tuple[str, ...]
    aggregates: tuple[tuple[str, tuple[tuple[str, Decimal], ...]], ...]
    """The (node, weight) of what each of them adds up, by id."""
    most: dict[frozenset[str], Decimal] = field(default_factory=dict)
    """The highest total by the leaves that do not apply: most units have the same few."""


_ONE: Final = Decimal(1)
_trees: dict[tuple[int, str], _Tree] = {}
"""By the rubric's identity: it is too large to be compared. A tree holds its rubric, so no other takes its place."""
_KEPT_TREES, _KEPT_MAXIMA = 32, 1000


def _tree(rubric: Rubric, group_id: str) -> _Tree:
    made = _trees.get((id(rubric), group_id))
    if made is None:
        if len(_trees) >= _KEPT_TREES:
            _trees.clear()
        made = _trees[id(rubric), group_id] = _grown(rubric, group_id)
    return made


def _grown(rubric: Rubric, group_id: str) -> _Tree:
    tops = tuple(_branch(top, group_id) for top in rubric.criteria if top.is_for(group_id))
    counted: dict[str, Decimal] = {}
    waiting = list(tops)
    while waiting:
        branch = waiting.pop()
        waiting += branch.below
        if branch.counts:
            counted[branch.id] = branch.weight
    aggregates = tuple(
        (made.id, tuple((name, counted[name]) for name in made.criteria if name in counted))
        for made in rubric.aggregates
    )
    is_plain = rubric.bonus == "open" and all(_adds_up(top, group_id) for top in rubric.criteria)
    return _Tree(rubric, tops, is_plain, tuple(leaf.id for leaf in rubric.leaves_in(group_id)), aggregates)


def _branch(node: Criterion, group_id: str) -> _Branch:
    below = tuple(_branch(child, group_id) for child in node.children if child.is_for(group_id))
    counts = any(one.counts for one in below) if node.children else node.rule.counts
    cap = node.max_in(group_id) if node.cap else None
    return _Branch(node.id, node.weight, not node.children, counts, cap, below)


def _adds_up(node: Criterion, group_id: str) -> bool:
    """Whether the node's points are no more and no less than those of its leaves."""
    if node.children:
        return node.weight == 1 and not node.cap and all(_adds_up(child, group_id) for child in node.children)
    return node.weight == 1 and node.rule.counts and not node.rule.beyond and node.is_for(group_id)


# ---------------------------------------------------------------- up the tree
def roll_up(rubric: Rubric, group_id: str, leaves: Mapping[str, Score]) -> dict[str, Score]:
    """Values of all nodes and aggregates: the mark where nothing below applies, None where something lacks.

    A mandatory criterion has 1 where it is met; it is in no sum. What is not for the group is left out.
    """
    tree, values = _tree(rubric, group_id), dict[str, Exact]()
    for top in tree.tops:
        _climb(top, leaves, values)
    for id_, parts in tree.aggregates:
        values[id_] = _sum((values[name], weight) for name, weight in parts)
    return {name: _plain(value) for name, value in values.items()}


def _plain(value: Exact) -> Score:
    return tidy(value) if isinstance(value, Decimal) else as_decimal(value) if isinstance(value, Fraction) else value


def exact_total(rubric: Rubric, group: Group, leaves: Mapping[str, Exact]) -> Fraction | None:
    """The unrounded total over leaves' exact points; None while one that counts is missing. Never below 0."""
    tree = _tree(rubric, group.id)
    if tree.is_plain:
        total = _sum((leaves.get(leaf), _ONE) for leaf in tree.leaves)
    else:
        total = _sum((_climb(top, leaves, {}), top.weight) for top in tree.tops if top.counts)
    if total is None:
        return None
    points = Fraction(0) if total is NOT_APPLICABLE else Fraction(total)
    if rubric.bonus == "capped":
        marked = frozenset(leaf for leaf, value in leaves.items() if value is NOT_APPLICABLE)
        points = min(points, Fraction(_most(rubric, group.id, marked)))
    return max(points, Fraction(0))


def _climb(branch: _Branch, leaves: Mapping[str, Exact], values: dict[str, Exact]) -> Exact:
    """The value of a node before its weight; it and everything below is noted in `values`."""
    if branch.is_leaf:
        value = leaves.get(branch.id)
    else:
        # All below are climbed, those too that are not added up: their values are noted.
        parts = [(_climb(one, leaves, values), one.weight, one.counts) for one in branch.below]
        value = _sum((part, weight) for part, weight, counts in parts if counts)
        if branch.cap is not None and value is not None and value is not NOT_APPLICABLE:
            value = min(value, branch.cap if isinstance(value, Decimal) else Fraction(branch.cap))
    values[branch.id] = value
    return value


def _sum(parts: Iterable[tuple[Exact, Decimal]]) -> Exact:
    """A weighted sum: None where a part is missing, the mark where none applies (or there is none)."""
    total: Decimal | Fraction | None = None
    weighted = lacks = False
    for value, weight in parts:
        # Whatever is marked: the sheet's formula is the same in every row.
        heavy = weight is not _ONE and weight != 1
        weighted = weighted or heavy
        if value is None:
            lacks = True
        elif value is not NOT_APPLICABLE:
            if heavy:
                value = EXACT.multiply(value, weight) if isinstance(value, Decimal) else value * Fraction(weight)
            total = value if total is None else _plus(total, value)
    if lacks:
        return None
    if total is None:
        return NOT_APPLICABLE
    return round_half_up(total, WEIGHTED_PLACES) if weighted else total


def _plus(one: Decimal | Fraction, other: Decimal | Fraction) -> Decimal | Fraction:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return EXACT.add(one, other)
    return Fraction(one) + Fraction(other)


def as_decimal(value: Fraction) -> Decimal:
    """The same figure as a decimal; exact, for sums and products of decimals terminate."""
    return _AS_WRITTEN.divide(Decimal(value.numerator), Decimal(value.denominator))


_AS_WRITTEN: Final = Context(prec=60)


def sum_points(values: Iterable[Score]) -> Decimal:
    """The sum of the numbers; marks and blanks add nothing."""
    return sum([value for value in values if isinstance(value, Decimal)], Decimal(0))


# ---------------------------------------------------------------- total, index, tier
def outcome(rubric: Rubric, group: Group, leaves: Mapping[str, Score], exact: Fraction | None = None) -> Outcome:
    """Total, index and tier of a row whose leaves all have a number or the mark.

    `exact` is the unrounded total where it was made in another order than leaf by leaf.
    """
    places = rubric.rounding
    unrounded: Decimal | Fraction | None = exact
    if unrounded is None:
        # Where every leaf simply adds up, the sum of the leaves is the total, and no tree needs to be climbed.
        plain = _tree(rubric, group.id).is_plain
        unrounded = sum_points(leaves.values()) if plain else exact_total(rubric, group, leaves)
        assert unrounded is not None, "a leaf has no score"
    total = round_half_up(unrounded, places.total)
    limit = applicable_max(rubric, group, leaves)
    index = _share(total, limit, Decimal(1), places.index) if limit else None
    base = tier_base(rubric, group, total, limit, index)
    compared: Decimal | Fraction | None = base
    if places.tier == "exact" and base is not None:
        compared = _exact_base(group, Fraction(unrounded), limit)
    values = roll_up(rubric, group.id, leaves) if any(tier.at_least for tier in group.tiers) else leaves
    reached = tuple(tier.label for tier in tiers_reached(group.tiers, compared, values))
    whole = converted(rubric, group, total, limit)
    return Outcome(total, limit, index, base, reached[0] if reached else None, whole, reached)


def converted(rubric: Rubric, group: Group, total: Decimal, limit: Decimal) -> Decimal | None:
    """The total brought back to the group's scale, as if everything applied; None where nothing does."""
    if not limit:
        return None
    return _share(total, limit, group.max, rubric.rounding.total)


def tier_base(rubric: Rubric, group: Group, total: Decimal, limit: Decimal, index: Decimal | None) -> Decimal | None:
    """The rounded figure that the group's tiers are read from."""
    if group.base == "points":
        return total
    if group.base == "index" or not limit:
        return index
    if group.base == "converted":
        return converted(rubric, group, total, limit)
    return _share(total, limit, Decimal(100), rubric.rounding.total)


def _share(total: Decimal, limit: Decimal, whole: Decimal, places: int) -> Decimal:
    """total / limit x whole, rounded; in whole numbers, which is faster than fractions."""
    over, parts = EXACT.multiply(total, whole).as_integer_ratio()
    under, pieces = limit.as_integer_ratio()
    return round_ratio(over * pieces, parts * under, places)


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
