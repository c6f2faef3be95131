"""The tree as formulas on a unit sheet: sub-totals, maxima, pillars, total and what follows from it.

As `scoring` says for Python. A sum takes the cells just below it, so that it reads as on paper; what is
added up is rounded to nine decimals each time, which takes away what binary addition leaves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from workbook import formulas as fx
from workbook.points import MARK_TEXT
from workbook.rubric import Aggregate, Criterion
from workbook.scoring import WEIGHTED_PLACES
from workbook.sheets.tier_formulas import tier_formula
from workbook.sheets.unit_plan import TreeRow, UnitPlan, is_gate, summed
from workbook.sheets.unit_shown import unit_control_places

_MARK = fx.text_literal(MARK_TEXT)
_MOST_ARGUMENTS = 200
_EXACT_PLACES = {"percent": 11, "index": 12, "converted": 10}
"""Decimals of the unrounded figure that tiers are read from: as many as a double holds beside its whole part."""


# ---------------------------------------------------------------- cells that are added up
class Parts:
    """The cells of several nodes in one column, by weight; neighbouring leaves of one weight are one range."""

    def __init__(self, plan: UnitPlan, nodes: Iterable[Criterion], column: str) -> None:
        self.groups: dict[Decimal, list[str]] = {}
        run: list[TreeRow] = []
        for node in nodes:
            at = plan.node_row[node.id]
            if run and not _adjoin(run[-1], at):
                self._close(plan, run, column)
                run = []
            run.append(at)
        if run:
            self._close(plan, run, column)

    def _close(self, plan: UnitPlan, run: Sequence[TreeRow], column: str) -> None:
        first, last = plan.cell(run[0].key, column), plan.cell(run[-1].key, column)
        area = first if len(run) == 1 else f"{first}:{last}"
        self.groups.setdefault(run[0].node.weight, []).append(area)

    def sum(self) -> str:
        """The weighted sum, as `scoring` rounds it; 0 where there are no parts."""
        terms = [
            _over("SUM", areas) if weight == 1 else f"{_over('SUM', areas, whole=True)}*{fx.number_literal(weight)}"
            for weight, areas in self.groups.items()
        ]
        return f"ROUND({'+'.join(terms)},{WEIGHTED_PLACES})" if terms else "0"

    def count(self) -> str:
        """How many of the cells hold a number."""
        return _over("COUNT", [area for areas in self.groups.values() for area in areas])


def _adjoin(above: TreeRow, below: TreeRow) -> bool:
    """Whether a range may run from one leaf to the next: nothing else has a figure between them."""
    return above.kind == below.kind == "leaf" and below.row == above.last + 1 and above.node.weight == below.node.weight


def _over(function: str, areas: Sequence[str], *, whole: bool = False) -> str:
    """The function over all areas, in several calls where Excel's limit asks for it; `whole` keeps it one factor."""
    pieces = [areas[start : start + _MOST_ARGUMENTS] for start in range(0, len(areas), _MOST_ARGUMENTS)]
    made = "+".join(f"{function}({','.join(piece)})" for piece in pieces)
    return f"({made})" if whole and len(pieces) > 1 else made


def _added(plan: UnitPlan, nodes: Iterable[Criterion]) -> tuple[Criterion, ...]:
    return tuple(node for node in nodes if node.id in plan.node_row and plan.counts(node))


# ---------------------------------------------------------------- up the tree
def parent_formula(plan: UnitPlan, at: TreeRow) -> str:
    """A section's points: empty above a row that is not right, the mark where nothing below applies."""
    parts = Parts(plan, _added(plan, at.node.children), "points")
    if not parts.groups:
        return ""
    body = parts.sum()
    if at.node.cap:
        body = f"MIN({body},{fx.number_literal(at.node.max_in(plan.group.id))})"
    return _unless(plan, [at], parts, body)


def aggregate_formula(plan: UnitPlan, made: Aggregate) -> str:
    """A pillar: the weighted sum of its criteria wherever they stand; "" where it has none that are added up."""
    rows = [plan.node_row[name] for name in summed(plan, made.criteria)]
    parts = Parts(plan, (at.node for at in rows), "points")
    return _unless(plan, rows, parts, parts.sum()) if rows else ""


def _unless(plan: UnitPlan, rows: Iterable[TreeRow], parts: Parts, body: str) -> str:
    states = _over("SUM", [plan.span("state", at.row, at.last) for at in rows])
    return f'IF({states}>0,"",IF({parts.count()}=0,{_MARK},{body}))'


def limit_formula(plan: UnitPlan, at: TreeRow) -> str:
    """The maximum of a node that applies, before its weight; "" where none is kept."""
    if not plan.shows_limit or at.kind not in ("parent", "leaf") or not plan.counts(at.node):
        return ""
    most = fx.number_literal(at.node.max_in(plan.group.id))
    if at.kind == "leaf":
        return "" if at.node.rule.beyond else f"IF({plan.cell(at.key, 'points')}={_MARK},0,{most})"
    below = Parts(plan, _added(plan, at.node.children), "limit").sum()
    return f"MIN({below},{most})" if at.node.cap else below


# ---------------------------------------------------------------- the total and what follows
def exact_formula(plan: UnitPlan) -> str:
    """The total before its rounding, of a sheet on which every row is right."""
    total = Parts(plan, _added(plan, plan.issue.rubric.criteria), "points").sum()
    if plan.issue.rubric.bonus == "capped" and plan.shows_limit:
        total = f"MIN({total},{plan.cell('f:limit', 'points')})"
    scales = ((leaf.rule, leaf.scale_in(plan.group.id)) for leaf in plan.leaves if plan.counts(leaf))
    return f"MAX({total},0)" if any(rule.lowest(scale) < 0 for rule, scale in scales) else total


def foot_formula(plan: UnitPlan, key: str) -> str:
    """The formula of a row of figures below the tree."""
    rubric, total, limit = plan.issue.rubric, plan.cell("f:total", "points"), ""
    if plan.shows_limit:
        limit = plan.cell("f:limit", "points")
    whole = plan.whole("state")
    if key == "f:total":
        made = plan.cell("f:exact", "points") if plan.shows_exact else exact_formula(plan)
        return f'IF(SUM({whole})>0,"",ROUND({made},{rubric.rounding.total}))'
    if key == "f:exact":
        return f'IF(SUM({whole})>0,"",{exact_formula(plan)})'
    if key == "f:limit":
        return Parts(plan, _added(plan, rubric.criteria), "limit").sum()
    if key == "f:tier":
        return _tier_formula(plan)
    if key == "f:control":
        points = f"SUMIF({plan.whole('leaf')},1,{plan.whole('points')})"
        return fx.rounded(points, unit_control_places(plan.issue))
    ratio = {
        "f:index": lambda: fx.rounded_ratio(total, limit, rubric.rounding.index),
        "f:percent": lambda: fx.rounded_ratio(total, limit, rubric.rounding.total, percent=True),
        "f:converted": lambda: fx.rounded_points(
            f"{total}*{fx.number_literal(plan.group.max)}/{limit}", rubric.rounding.total, plan.group.max
        ),
    }[key]()
    return f'IF(ISNUMBER({total}),IF({limit}>0,{ratio},""),"")'


def _tier_formula(plan: UnitPlan) -> str:
    group, asked = plan.group, {name for tier in plan.tiers for name in (*tier.at_least, *tier.requires)}
    own, at = replace(group, tiers=plan.tiers), {name: _figure_at(plan, name) for name in asked}
    rows = {"points": "f:total", "index": "f:index", "percent": "f:percent", "converted": "f:converted"}
    if not plan.shows_exact:
        return tier_formula(own, plan.cell(rows[group.base], "points"), at)
    exact = plan.cell("f:exact", "points")
    if group.base == "points":
        return tier_formula(own, exact, at)
    limit = plan.cell("f:limit", "points")
    scale = {"percent": "*100", "index": "", "converted": f"*{fx.number_literal(group.max)}"}[group.base]
    share = f"ROUND({exact}{scale}/{limit},{_EXACT_PLACES[group.base]})"
    return f'IF(ISNUMBER({exact}),IF({limit}>0,{tier_formula(own, share, at)},""),"")'


def _figure_at(plan: UnitPlan, name: str) -> str:
    """The cell of a sub-total or a mandatory criterion; the mark itself where it has no figure here."""
    if f"a:{name}" in plan.row_of:
        return plan.cell(f"a:{name}", "points")
    at = plan.node_row.get(name)
    if at is None or not (plan.counts(at.node) or is_gate(at.node)):
        return _MARK
    return plan.cell(at.key, "points")
