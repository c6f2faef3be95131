"""Tiers as Excel formulas: bounds on the total, percent or index, sub-totals, mandatory criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workbook.formulas import number_literal, text_literal
from workbook.points import MARK_TEXT
from workbook.rubric import Group, Tier

EMPTY = '""'


def tier_formula(group: Group, ref: str, at: Mapping[str, str] | None = None) -> str:
    """The tier's label for the rounded figure in `ref`, empty where there is none.

    `at` gives the cells of the sub-totals and mandatory criteria that tiers ask for, by id; such a cell
    holds a number, or the mark where the criterion does not apply. Quotas are not in it.
    """
    labels = [text_literal(tier.label) for tier in group.tiers]
    return f'IF(ISNUMBER({ref}),{_first(group.tiers, ref, at or {}, labels, EMPTY)},"")'


def tier_number_formula(group: Group, ref: str, at: Mapping[str, str], after: int = 0) -> str:
    """The number (1 is the best) of the first tier below number `after` whose conditions hold, else one too many."""
    tiers = group.tiers[after:]
    numbers = [str(number) for number in range(after + 1, len(group.tiers) + 1)]
    return _first(tiers, ref, at, numbers, str(len(group.tiers) + 1))


def _first(tiers: Sequence[Tier], ref: str, at: Mapping[str, str], results: Sequence[str], none: str) -> str:
    """The result of the first tier whose conditions all hold."""
    made = none
    for tier, result in reversed(list(zip(tiers, results, strict=True))):
        conditions = list(_conditions(tier, ref, at))
        if not conditions:
            made = result
        else:
            test = conditions[0] if len(conditions) == 1 else f"AND({','.join(conditions)})"
            made = f"IF({test},{result},{made})"
    return made


def _conditions(tier: Tier, ref: str, at: Mapping[str, str]) -> list[str]:
    sign = ">" if tier.strict else ">="
    found = [] if tier.lower is None else [f"{ref}{sign}{number_literal(tier.lower)}"]
    for name, bound in tier.at_least.items():
        cell = at[name]
        found.append(f"IF(ISNUMBER({cell}),ROUND({cell},9){sign}{number_literal(bound)},1=1)")
    found += [f"OR({at[name]}=1,{at[name]}={text_literal(MARK_TEXT)})" for name in tier.requires]
    return found
