"""The tie chain in the tally, by formula: hidden columns in which the rank by figures is parted round by round.

In each round the first step that parts a unit and its equals does so, as `tie_chain` says for Python:
a step in which one of them has no figure is passed over. After as many rounds as there are steps
nothing is left to part.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from workbook import formulas as fx
from workbook.consolidation import unit_exact
from workbook.model import Standing
from workbook.sheets.grid import Cell, Value
from workbook.sheets.tally_plan import Plan
from workbook.tie_chain import EXACT_PLACES, exact_figure

NO_PRIOR_RANK: Final = -1_000_000_000
"""Stands for the rank of a unit that had none: below all others."""


def tie_cells(plan: Plan, standing: Standing, row: int, exact: str) -> dict[str, Cell]:
    """The helper cells of one unit by column key; `exact` makes its unrounded total."""
    return dict(_cells(plan, standing, row, exact))


def _cells(plan: Plan, standing: Standing, row: int, exact: str) -> Iterator[tuple[str, Cell]]:
    if "s:exact" in plan.at:
        yield "s:exact", _exact(plan, standing, row, exact)
    if "s:prior_rank" in plan.at:
        prior = standing.unit.prior_rank
        yield "s:prior_rank", Cell(NO_PRIOR_RANK if prior is None else -prior, "helper")
    by = plan.rubric.rank_by
    places: Sequence[Value] = plan.places.get(standing.unit.id) or ("",) * len(plan.tie_keys)
    shown = dict(zip(plan.tie_keys, places, strict=True))
    first = fx.rank_formula(plan.cell(row, by), plan.down(by))
    yield plan.tie_keys[0], Cell(shown[plan.tie_keys[0]], "helper", first)
    steps = [(plan.cell(row, key), plan.down(key)) for key in plan.tie_columns]
    for before, key in pairwise(plan.tie_keys):
        formula = fx.tie_round_formula(plan.cell(row, before), plan.down(before), steps)
        yield key, Cell(shown[key], "helper", formula)


def _exact(plan: Plan, standing: Standing, row: int, exact: str) -> Cell:
    """What is ranked, not rounded: kept to the decimals that a double holds."""
    by, total = plan.rubric.rank_by, plan.cell(row, "total")
    places, limit = EXACT_PLACES[by], plan.cell(row, "limit") if plan.has_limit else ""
    made = f"ROUND({exact},{places})"
    if by != "total":
        scale = "" if by == "index" else f"*{fx.number_literal(plan.made.group.max)}"
        made = f'IF({limit}>0,ROUND({exact}/{limit}{scale},{places}),"")'
    own: Fraction | None = unit_exact(plan.rubric, plan.made.group, plan.tally, standing.unit)
    figure: Decimal | None = None
    if own is not None:
        figure = exact_figure(plan.rubric, plan.made.group, own, standing.applicable_max)
    return Cell("" if figure is None else figure, "helper", f'IF(ISNUMBER({total}),{made},"")')


def tied_rank_formula(plan: Plan, row: int) -> str:
    """The rank by the last round: with gaps as it stands there, or counted densely."""
    last = plan.tie_keys[-1]
    if plan.rubric.ties == "dense":
        return fx.dense_rank_formula(plan.cell(row, last), plan.down(last), plan.down("first"), "<")
    return f'IF(ISNUMBER({plan.cell(row, last)}),{plan.cell(row, last)},"")'
