"""The cells of one unit's row on a tally sheet: what each member gave, and the formulas over it.

Members' figures are constants; everything else follows from them by formula, in the rubric's order
of rounding, and carries the figure of the Decimal computation as its cached result. Hidden columns
hold that computation's own total and rank, and whether the sheet differs from it in any figure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal

from workbook import formulas as fx
from workbook.model import Member, Standing, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Criterion
from workbook.sheets.grid import Cell, Value, a1
from workbook.sheets.tally_combine import copy_cell, leaf_formula, totals_formula
from workbook.sheets.tally_figures import is_split
from workbook.sheets.tally_plan import HEAD_ROWS, RECUSED_TEXT, Plan
from workbook.sheets.tally_quota import quota_cells, quota_tier_formula
from workbook.sheets.tally_ties import tie_cells, tied_rank_formula
from workbook.sheets.tier_formulas import tier_formula
from workbook.sheets.tree_formulas import complete_formula, limit_formula, total_formula, value_formula

MARK_AFTER = "|"
"""Parts a style's name from the footnote mark that its number format shows behind the figure."""


def unit_cells(plan: Plan, number: int, standing: Standing) -> tuple[Cell, ...]:
    """The whole row of one unit, column by column."""
    unit, row = standing.unit, plan.row_of[standing.unit.id]
    made = {"no": Cell(number, "no"), "unit": Cell(unit.name, "unit")}
    for leaf in plan.leaves:
        made[f"c:{leaf.id}"] = _combined(plan, unit, leaf, row)
        made[f"d:{leaf.id}"] = _leaf_differs(plan, unit, leaf, row)
        if f"r:{leaf.id}" in plan.at:
            made[f"r:{leaf.id}"] = _rounded_leaf(plan, unit, leaf, row)
    for member in plan.members:
        made |= _block(plan, unit, member, row)
    made |= {key: copy_cell(made[source], plan.cell(row, source)) for key, source in plan.copies.items()}
    made |= {key: make(plan, standing, row) for key, make in _MAKE.items() if key in plan.at}
    made |= {key: _value_cell(plan, standing, row, key) for key in plan.at if key.startswith("v:")}
    if plan.quota_keys:
        made |= quota_cells(plan, standing, row, _tier_cells(plan, row))
    if plan.tie_keys:
        made |= tie_cells(plan, standing, row, _exact(plan, row))
    made["differs"] = _differs(plan, standing, row, made)
    return tuple(made[column.key] for column in plan.columns)


# ---------------------------------------------------------------- the members' own figures
def _block(plan: Plan, unit: Unit, member: Member, row: int) -> dict[str, Cell]:
    """One member's figures for a unit, his total, and the maximum that applies to them."""
    name = member.id
    scores = [_score(plan, unit, leaf, member) for leaf in plan.leaves]
    made = dict(zip(plan.score_keys[name], scores, strict=True))
    if not plan.has_total(unit, member):
        nothing = Cell(RECUSED_TEXT, "score_recused")
        return {**made, f"mt:{name}": nothing, f"ml:{name}": Cell(None, "helper")}
    total = plan.member_total(unit, member)
    formula = plan.in_row(row, (f"mt:{name}", plan.concluded(unit)), lambda: _member_total(plan, unit, member))
    made[f"mt:{name}"] = Cell("" if total is None else total, "member_total", formula)
    if f"ml:{name}" in plan.at:
        limit = plan.in_row(row, (f"ml:{name}", plan.concluded(unit)), lambda: _member_limit(plan, unit, member))
        made[f"ml:{name}"] = Cell(plan.member_limit(unit, member), "helper", limit)
    return made


def _member_limit(plan: Plan, unit: Unit, member: Member) -> str:
    """The maximum that applies to a member's figures, in any row."""
    return limit_formula(plan.rubric, plan.made.group.id, plan.line(None, f"m:{member.id}", unit))


def _member_total(plan: Plan, unit: Unit, member: Member) -> str:
    """A member's own total, in any row; what the council concluded for the unit counts instead of his figures."""
    places, group_id = plan.rubric.rounding.total, plan.made.group.id
    if plan.flat and not plan.concluded(unit):
        area = plan.across(None, f"m:{member.id}")
        return f'IF(COUNTBLANK({area})=0,ROUND(SUM({area}),{places}),"")'
    line = plan.line(None, f"m:{member.id}", unit)
    limit = plan.cell(None, f"ml:{member.id}") if f"ml:{member.id}" in plan.at else ""
    total = fx.rounded(total_formula(plan.rubric, group_id, line, limit), places)
    there = complete_formula(plan.leaves, line)
    return f'IF({there},{total},"")'


def _score(plan: Plan, unit: Unit, leaf: Criterion, member: Member) -> Cell:
    given = plan.givers(unit)[leaf.id]
    is_asked = member.id in given if given else plan.is_asked(unit, leaf, member)
    if not is_asked or unit.id in member.recused:
        return Cell(RECUSED_TEXT, "score_recused")
    if not given and plan.is_shut(unit, leaf):
        return Cell(MARK_TEXT, "score_shut")
    score = given[member.id] if given else plan.given(unit, leaf, member)
    if score is None:
        return Cell(None, "score_blank")
    value = MARK_TEXT if score is NOT_APPLICABLE else score
    if not given and plan.is_listed(unit, leaf):
        return Cell(value, _look("score_listed", leaf))
    fault = plan.faults.get((unit.id, leaf.id, member.id))
    if fault is None:
        return plan.shared(value, "not_applicable" if score is NOT_APPLICABLE else _look("score", leaf))
    if fault.waiver is None:
        return Cell(value, "score_wrong")
    return Cell(value, f"score_waived{MARK_AFTER}{plan.waiver_mark(unit, leaf, (member,))}")


def _look(style: str, leaf: Criterion) -> str:
    """The style of a figure, by what the leaf is for: met or not, only shown, or counted."""
    return style if leaf.rule.counts else f"{style}_met" if leaf.rule.kind == "mandatory" else f"{style}_info"


# ---------------------------------------------------------------- the combination
def _combined(plan: Plan, unit: Unit, leaf: Criterion, row: int) -> Cell:
    """What the numbers given make; the mark where nobody gave a number but somebody the mark."""
    cell = plan.combined(unit, leaf)
    if cell.concluded or plan.is_listed(unit, leaf):
        # No formula leads there: the council said so, or a list.
        style = "value_concluded" if cell.concluded else "value_listed"
        return Cell(
            _value(cell.value),
            "not_applicable" if cell.value is NOT_APPLICABLE and not cell.concluded else _look(style, leaf),
        )
    if plan.is_shut(unit, leaf) or not plan.members:
        value = plan.combined(unit, leaf).value
        return Cell(_value(value), "not_applicable" if value is NOT_APPLICABLE else "value")
    cells = [plan.cell(row, f"m:{member.id}:{leaf.id}") for member in plan.members]
    refs = ",".join(cells)
    # What is met or not is met where everybody says so.
    made = leaf_formula(plan, leaf, row) if leaf.rule.counts else f"MIN({refs})"
    if plan.order != "total":
        made = fx.rounded(made, plan.rubric.rounding.leaf)
    given = plan.givers(unit)[leaf.id].values()
    marks = '""'
    if leaf.markable or NOT_APPLICABLE in given:
        same = (f"{cell}={fx.text_literal(MARK_TEXT)}" for cell in cells)
        marks = f'IF(OR({",".join(same)}),{fx.text_literal(MARK_TEXT)},"")'
    mark = plan.waiver_mark(unit, leaf, plan.members)
    style = f"value{MARK_AFTER}{mark}" if mark else _look("value", leaf)
    shown = _value(plan.figure(unit, leaf))
    return Cell("" if shown is None else shown, style, f"IF(COUNT({refs})>0,{made},{marks})")


def _rounded_leaf(plan: Plan, unit: Unit, leaf: Criterion, row: int) -> Cell:
    """A combined figure at the places of a leaf: sub-totals are made of these, whatever the total is made of."""
    ref, cell = plan.cell(row, f"c:{leaf.id}"), plan.combined(unit, leaf)
    value = cell.value
    # What the council concluded counts as it said so, however fine.
    made = ref if cell.concluded else fx.rounded(ref, plan.rubric.rounding.leaf)
    formula = f'IF(ISNUMBER({ref}),{made},{ref}&"")'
    return Cell("" if value is None else _value(value), "helper", formula)


def _value(score: Score) -> Value:
    return score if isinstance(score, Decimal) else MARK_TEXT if score is NOT_APPLICABLE else None


# ---------------------------------------------------------------- what follows from it
def _total(plan: Plan, standing: Standing, row: int) -> Cell:
    block, places = plan.across(row, "c"), plan.rubric.rounding.total
    if plan.order == "member" and plan.members:
        totals = _totals(plan, row)
        # Nobody has a whole row: no total, unless nothing applies to the unit at all.
        none = f'IF(COUNTIF({block},{fx.text_literal(MARK_TEXT)})=COLUMNS({block}),0,"")'
        made = f"IF(COUNT({totals})>0,{fx.rounded(totals_formula(plan, row), places)},{none})"
    else:
        made = fx.rounded(_sum(plan, row), places)
    return Cell(_shown(standing.total), "total", f'IF(COUNTBLANK({block})=0,{made},"")')


def _sum(plan: Plan, row: int) -> str:
    """The points of the combined figures up the tree, not rounded."""

    def made() -> str:
        limit = plan.cell(None, "limit") if "limit" in plan.at else ""
        return total_formula(plan.rubric, plan.made.group.id, plan.line(None, "c"), limit)

    return plan.in_row(row, "sum", made)


def _totals(plan: Plan, row: int) -> str:
    """The members' own totals, as arguments."""
    return ",".join(plan.cell(row, f"mt:{member.id}") for member in plan.members)


def _limit(plan: Plan, standing: Standing, row: int) -> Cell:
    group_id = plan.made.group.id
    formula = plan.in_row(row, "limit", lambda: limit_formula(plan.rubric, group_id, plan.line(None, "c")))
    return Cell(plan.limit(standing.unit), "share", formula)


def _value_cell(plan: Plan, standing: Standing, row: int, key: str) -> Cell:
    """The sub-total of a parent or an aggregate, of the combined figures at the places of a leaf."""
    name, rubric, group_id = key.partition(":")[2], plan.rubric, plan.made.group.id
    prefix = "r" if f"r:{plan.leaves[0].id}" in plan.at else "c"
    value = standing.values.get(name)
    shown = round_half_up(value, 9) if isinstance(value, Decimal) else _value(value)
    if any(leaf.id == name for leaf in plan.leaves):
        ref = plan.cell(row, f"{prefix}:{name}")
        formula = f'IF(ISNUMBER({ref}),{ref},{ref}&"")'
    else:
        formula = plan.in_row(row, key, lambda: value_formula(rubric, group_id, name, plan.line(None, prefix)))
    return Cell("" if shown is None else shown, "value_sum", formula)


def _index(plan: Plan, standing: Standing, row: int) -> Cell:
    index = None if standing.total is None else standing.index
    return Cell(_shown(index), "index", _share(plan, row, plan.rubric.rounding.index))


def _percent(plan: Plan, standing: Standing, row: int) -> Cell:
    formula = _share(plan, row, plan.rubric.rounding.total, percent=True)
    return Cell(_shown(plan.percent(standing)), "percent", formula)


def _share(plan: Plan, row: int, places: int, *, percent: bool = False) -> str:
    total, limit = plan.cell(row, "total"), plan.cell(row, "limit")
    share = fx.rounded_ratio(total, limit, places, percent=percent)
    return f'IF(ISNUMBER({total}),IF({limit}>0,{share},""),"")'


def _converted(plan: Plan, standing: Standing, row: int) -> Cell:
    """The total brought back to the group's scale."""
    total, limit, scale = plan.cell(row, "total"), plan.cell(row, "limit"), plan.made.group.max
    made = fx.rounded_points(f"{total}*{fx.number_literal(scale)}/{limit}", plan.rubric.rounding.total, scale * 10)
    formula = f'IF(ISNUMBER({total}),IF({limit}>0,{made},""),"")'
    return Cell(_shown(None if standing.total is None else standing.converted), "converted", formula)


def _offset(plan: Plan, standing: Standing, row: int) -> Cell:
    return Cell(plan.offsets[standing.unit.id], "offset")


def _rank(plan: Plan, standing: Standing, row: int) -> Cell:
    by = plan.rubric.rank_by
    ref, area = plan.cell(row, by), plan.down(by)
    if plan.tie_keys:
        formula = tied_rank_formula(plan, row)
    elif plan.rubric.ties == "dense":
        formula = fx.dense_rank_formula(ref, area, plan.down("first"))
    else:
        formula = fx.rank_formula(ref, area)
    if "offset" in plan.at:
        formula = f'IF(ISNUMBER({ref}),{formula}+{plan.cell(row, "offset")},"")'
    return Cell("" if standing.rank is None else standing.rank, "rank", formula)


def _tier(plan: Plan, standing: Standing, row: int) -> Cell:
    group = plan.made.group
    formula = tier_formula(group, plan.cell(row, plan.base_key), _tier_cells(plan, row))
    if plan.quota_keys:
        formula = quota_tier_formula(plan, row)
    return Cell(standing.tier or "", "tier", formula)


def _tier_cells(plan: Plan, row: int) -> dict[str, str]:
    """The cells of the sub-totals and mandatory criteria that tiers ask for, by id."""
    tiers = plan.made.group.tiers
    return {name: plan.value_at(row, name) for tier in tiers for name in (*tier.at_least, *tier.requires)}


def _scorers(plan: Plan, standing: Standing, row: int) -> Cell:
    count = len(plan.member_totals(standing.unit))
    return Cell(count, "cell", f"COUNT({_totals(plan, row)})") if plan.members else Cell(0, "cell")


def _spread(plan: Plan, standing: Standing, row: int) -> Cell:
    if not plan.members:
        return Cell(None, "spread")
    refs, places = _totals(plan, row), plan.rubric.rounding.total
    totals = plan.member_totals(standing.unit)
    widest = max(totals) - min(totals) if len(totals) > 1 else None
    return Cell(_shown(widest), "spread", f'IF(COUNT({refs})>1,ROUND(MAX({refs})-MIN({refs}),{places}),"")')


# ---------------------------------------------------------------- hidden: the program's own figures
def _first(plan: Plan, standing: Standing, row: int) -> Cell:
    flag = plan.flags[standing.unit.id]
    if is_split(standing):
        return Cell(flag, "helper")  # a decision made it a place of its own
    by = plan.at[plan.tie_keys[-1] if plan.tie_keys else plan.rubric.rank_by]
    so_far = f"{a1(HEAD_ROWS, by, fix_row=True)}:{a1(row, by)}"
    return Cell(flag, "helper", fx.first_flag_formula(a1(row, by), so_far))


def _exact(plan: Plan, row: int) -> str:
    """The total before its last rounding, of a row that has one."""
    if plan.order == "member" and plan.members:
        return f"IF(COUNT({_totals(plan, row)})>0,{totals_formula(plan, row)},0)"
    return _sum(plan, row)


def _base(plan: Plan, standing: Standing, row: int) -> Cell:
    """What tiers are read from where it is not rounded: kept to the decimals that a double holds."""
    total, limit, base = (
        plan.cell(row, "total"),
        plan.cell(row, "limit") if plan.has_limit else "",
        plan.made.group.base,
    )
    exact = _exact(plan, row)
    scale = {"index": "", "percent": "*100", "converted": f"*{fx.number_literal(plan.made.group.max)}"}
    places = 12 if base == "index" else 9
    if base == "points":
        made = f"ROUND({exact},{places})"
    else:
        made = f'IF({limit}>0,ROUND({exact}/{limit}{scale[base]},{places}),"")'
    figure = plan.exact_base(standing)
    shown = "" if figure is None else round_half_up(figure, places)
    return Cell(shown, "helper", f'IF(ISNUMBER({total}),{made},"")')


def _program_tier(plan: Plan, standing: Standing, row: int) -> Cell:
    return Cell(standing.tier, "helper")


def _program_total(plan: Plan, standing: Standing, row: int) -> Cell:
    return Cell(standing.total, "helper")


def _program_rank(plan: Plan, standing: Standing, row: int) -> Cell:
    return Cell(standing.rank, "helper")


def _leaf_differs(plan: Plan, unit: Unit, leaf: Criterion, row: int) -> Cell:
    """1 where a combined figure is not the program's, which stands in the formula."""
    ref, figure = plan.cell(row, f"c:{leaf.id}"), plan.figure(unit, leaf)
    if isinstance(figure, Decimal):
        return Cell(0, "helper", fx.differs_formula(ref, fx.number_literal(round_half_up(figure, 9))))
    text = "" if figure is None else MARK_TEXT
    return Cell(0, "helper", f"IF({ref}={fx.text_literal(text)},0,1)")


def _differs(plan: Plan, standing: Standing, row: int, made: Mapping[str, Cell]) -> Cell:
    """1 where anything of the result, or a combined figure, is not the program's; `made` are the row's other cells."""
    parts = [fx.differs_formula(plan.cell(row, key), plan.cell(row, f"program_{key}")) for key in ("total", "rank")]
    if "program_tier" in plan.at:
        parts.append(f'IF({plan.cell(row, "tier")}&""={plan.cell(row, "program_tier")}&"",0,1)')
    parts += [_shown_differs(plan.cell(row, key), made[key].value) for key in plan.beside_keys]
    if plan.members:
        added = sum(plan.member_totals(standing.unit), Decimal(0))
        parts.append(fx.differs_formula(f"SUM({_totals(plan, row)})", fx.number_literal(added)))
    return Cell(0, "helper", f"IF({'+'.join(parts)}+SUM({plan.across(row, 'd')})>0,1,0)")


def _shown_differs(ref: str, value: Value) -> str:
    """1 where the cell does not show the program's figure, which stands in the formula."""
    if isinstance(value, Decimal | int):
        return fx.differs_formula(ref, fx.number_literal(round_half_up(Decimal(value), 12)))
    return f'IF({ref}&""={fx.text_literal(str(value or ""))},0,1)'


def _shown(figure: Decimal | None) -> Value:
    return "" if figure is None else figure


_Make = Callable[[Plan, Standing, int], Cell]
_MAKE: dict[str, _Make] = {
    "total": _total,
    "limit": _limit,
    "index": _index,
    "percent": _percent,
    "converted": _converted,
    "offset": _offset,
    "rank": _rank,
    "tier": _tier,
    "scorers": _scorers,
    "spread": _spread,
    "first": _first,
    "base": _base,
    "program_tier": _program_tier,
    "program_total": _program_total,
    "program_rank": _program_rank,
}
