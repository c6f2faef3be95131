"""Quotas of tiers in the tally, by formula: hidden columns that go down from the best tier.

The first says which tier a unit's own figures reach, by number; each other one what is left of that
after the quota of one more tier. `quotas` says the same for Python.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from workbook import formulas as fx
from workbook.model import Standing
from workbook.rubric import Group, Tier
from workbook.scoring import tiers_reached
from workbook.sheets.grid import Cell
from workbook.sheets.tally_plan import Plan
from workbook.sheets.tier_formulas import tier_number_formula

Numbers = Mapping[str, int | None]
"""By unit id the number of its tier, one more than there are where it is in none; None without a total."""


def quota_cells(plan: Plan, standing: Standing, row: int, at: Mapping[str, str]) -> dict[str, Cell]:
    """The helper cells of one unit by column key; `at` as for `tier_formula`."""
    group, ref = plan.made.group, plan.cell(row, plan.base_key)
    keys = plan.quota_keys
    steps = _steps(plan)
    first = f'IF(ISNUMBER({ref}),{tier_number_formula(group, ref, at)},"")'
    made = {keys[0]: Cell(_shown(steps[keys[0]][standing.unit.id]), "helper", first)}
    for before, key in pairwise(keys):
        number = int(key.partition(":")[2])
        own, rank = plan.cell(row, before), plan.cell(row, "rank")
        column, ranks = plan.down(before), plan.down("rank")
        as_high = f'IF(ISNUMBER({rank}),COUNTIFS({column},{number},{ranks},"<="&{rank}),COUNTIF({column},{number}))'
        count = f'COUNTIF({column},"<{number}")+{as_high}'
        next_ = tier_number_formula(group, ref, at, number)
        formula = f"IF({own}={number},IF({count}>{_limit_formula(plan, number)},{next_},{number}),{own})"
        made[key] = Cell(_shown(steps[key][standing.unit.id]), "helper", formula)
    return made


def quota_tier_formula(plan: Plan, row: int) -> str:
    """The label of the tier that the quotas leave a unit."""
    own = plan.cell(row, plan.quota_keys[-1])
    made = '""'
    for number, tier in reversed(list(enumerate(plan.made.group.tiers, 1))):
        made = f"IF({own}={number},{fx.text_literal(tier.label)},{made})"
    return made


def _limit_formula(plan: Plan, number: int) -> str:
    """The smallest quota of the tier and those below it, which count it too."""
    limits = list(dict.fromkeys(_limits(plan, plan.made.group.tiers[number - 1 :])))
    return limits[0] if len(limits) == 1 else f"MIN({','.join(limits)})"


def _limits(plan: Plan, tiers: tuple[Tier, ...]) -> Iterator[str]:
    for tier in tiers:
        if tier.quota_count is not None:
            yield str(tier.quota_count)
        if tier.quota_percent is not None:
            share = fx.number_literal(tier.quota_percent)
            yield f"INT(ROUND(COUNT({plan.down('rank')})*{share}/100,9))"


# ---------------------------------------------------------------- the same, computed
def _steps(plan: Plan) -> dict[str, Numbers]:
    """What each helper column shows."""
    group, standings = plan.made.group, plan.standings
    reached = {one.unit.id: _reached(plan, one) for one in standings}
    numbers: dict[str, int | None] = {
        name: None if own is None else (own[0] if own else len(group.tiers) + 1) for name, own in reached.items()
    }
    ranked = sum(one.rank is not None for one in standings)
    made: dict[str, Numbers] = {plan.quota_keys[0]: numbers}
    for key in plan.quota_keys[1:]:
        number = int(key.partition(":")[2])
        limit = _limit(group, number, ranked)
        better = sum(one is not None and one < number for one in numbers.values())
        here = [one for one in standings if numbers[one.unit.id] == number]
        left = dict(numbers)
        for one in here:
            as_high = [
                other for other in here if one.rank is None or (other.rank is not None and other.rank <= one.rank)
            ]
            if better + len(as_high) > limit:
                below = (tier for tier in reached[one.unit.id] or () if tier > number)
                left[one.unit.id] = next(below, len(group.tiers) + 1)
        numbers = left
        made[key] = numbers
    return made


def _reached(plan: Plan, standing: Standing) -> tuple[int, ...] | None:
    """The numbers of the tiers whose conditions the unit's figures meet; None without a total."""
    base = plan.tier_figure(standing)
    if base is None:
        return None
    tiers = plan.made.group.tiers
    met = tiers_reached(tiers, base, standing.values)
    return tuple(number for number, tier in enumerate(tiers, 1) if tier in met)


def _limit(group: Group, number: int, ranked: int) -> int:
    own = group.tiers[number - 1 :]
    counts = [tier.quota_count for tier in own if tier.quota_count is not None]
    shares = [int(Fraction(tier.quota_percent) * ranked / 100) for tier in own if tier.quota_percent is not None]
    return min(*counts, *shares) if len(counts) + len(shares) > 1 else [*counts, *shares][0]


def _shown(number: int | None) -> int | str:
    return "" if number is None else number
