"""The cells of one unit's row on a tally sheet: what each member gave, and the formulas over it.

Members' figures are constants; everything else follows from them by formula, in the rubric's order
of rounding, and carries the figure of the Decimal computation as its cached result. Hidden columns
hold that computation's own total and rank, and whether the sheet differs from it in any figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from workbook.model import Criterion, Member, Standing, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, round_half_up
from workbook.sheets import formulas as fx
from workbook.sheets.grid import Cell, Value, a1
from workbook.sheets.tally_plan import HEAD_ROWS, MAX, RECUSED_TEXT, Plan, is_split

MARK_AFTER = "|"
"""Parts a style's name from the footnote mark that its number format shows behind the figure."""


def unit_cells(plan: Plan, number: int, standing: Standing) -> tuple[Cell, ...]:
    """The whole row of one unit, column by column."""
    unit, row = standing.unit, plan.row_of[standing.unit.id]
    fixed = (Cell(number, "no"), Cell(unit.name, "unit"))
    combined = (_combined(plan, unit, leaf, row) for leaf in plan.leaves)
    blocks = (cell for member in plan.members for cell in _block(plan, unit, member, row))
    by_key = {**_OUTCOME, **_HELPERS}
    made = {column.key: by_key[column.key](plan, standing, row) for column in plan.columns if column.key in by_key}
    outcome = (made[column.key] for column in plan.result_columns if column.key in made)
    before = (made[key] for key in ("first", "program_total", "program_rank") if key in made)
    same = (_leaf_differs(plan, unit, leaf, row) for leaf in plan.leaves)
    return (*fixed, *combined, *outcome, *blocks, *before, *same, made["differs"])


# ---------------------------------------------------------------- the members' own figures
def _block(plan: Plan, unit: Unit, member: Member, row: int) -> Iterator[Cell]:
    """One member's figures for a unit, and his total."""
    if unit.id in member.recused:
        yield from (Cell(RECUSED_TEXT, "score_recused") for _ in range(len(plan.leaves) + 1))
        return
    for leaf in plan.leaves:
        yield _score(plan, unit, leaf, member)
    total = plan.member_total(unit, member)
    area = plan.across(row, f"m:{member.id}")
    formula = f'IF(COUNTBLANK({area})=0,ROUND(SUM({area}),{plan.rubric.rounding.total}),"")'
    yield Cell("" if total is None else total, "member_total", formula)


def _score(plan: Plan, unit: Unit, leaf: Criterion, member: Member) -> Cell:
    score = plan.given(unit, leaf, member)
    if plan.is_shut(unit, leaf):
        return Cell(MARK_TEXT, "score_shut")
    if score is None:
        return Cell(None, "score_blank")
    value = MARK_TEXT if score is NOT_APPLICABLE else score
    fault = plan.faults.get((unit.id, leaf.id, member.id))
    if fault is None:
        return Cell(value, "not_applicable" if score is NOT_APPLICABLE else "score")
    if fault.waiver is None:
        return Cell(value, "score_wrong")
    return Cell(value, f"score_waived{MARK_AFTER}{plan.waiver_mark(unit, leaf, (member,))}")


# ---------------------------------------------------------------- the combination
def _combined(plan: Plan, unit: Unit, leaf: Criterion, row: int) -> Cell:
    """The mean of the numbers given; the mark where nobody gave a number but somebody the mark."""
    if plan.is_shut(unit, leaf) or not plan.members:
        value = plan.combined(unit, leaf).value
        return Cell(_value(value), "not_applicable" if value is NOT_APPLICABLE else "value")
    cells = [plan.cell(row, f"m:{member.id}:{leaf.id}") for member in plan.members]
    refs = ",".join(cells)
    mean = f"SUM({refs})/COUNT({refs})"
    if plan.order != "total":
        mean = fx.rounded(mean, plan.rubric.rounding.leaf)
    given = [plan.given(unit, leaf, member) for member in plan.members if unit.id not in member.recused]
    marks = '""'
    if leaf.markable or NOT_APPLICABLE in given:
        same = (f"{cell}={fx.text_literal(MARK_TEXT)}" for cell in cells)
        marks = f'IF(OR({",".join(same)}),{fx.text_literal(MARK_TEXT)},"")'
    mark = plan.waiver_mark(unit, leaf, plan.members)
    style = f"value{MARK_AFTER}{mark}" if mark else "value"
    shown = _value(plan.figure(unit, leaf))
    return Cell("" if shown is None else shown, style, f"IF(COUNT({refs})>0,{mean},{marks})")


def _value(score: Score) -> Value:
    return score if isinstance(score, Decimal) else MARK_TEXT if score is NOT_APPLICABLE else None


# ---------------------------------------------------------------- what follows from it
def _total(plan: Plan, standing: Standing, row: int) -> Cell:
    block, places = plan.across(row, "c"), plan.rubric.rounding.total
    if plan.order == "member" and plan.members:
        totals = _totals(plan, row)
        # Nobody has a whole row: no total, unless nothing applies to the unit at all.
        none = f'IF(COUNTIF({block},{fx.text_literal(MARK_TEXT)})=COLUMNS({block}),0,"")'
        made = f"IF(COUNT({totals})>0,{fx.rounded(f'SUM({totals})/COUNT({totals})', places)},{none})"
    else:
        made = fx.rounded(f"SUM({block})", places)
    return Cell(_shown(standing.total), "total", f'IF(COUNTBLANK({block})=0,{made},"")')


def _totals(plan: Plan, row: int) -> str:
    """The members' own totals, as arguments."""
    return ",".join(plan.cell(row, f"mt:{member.id}") for member in plan.members)


def _limit(plan: Plan, standing: Standing, row: int) -> Cell:
    maxima = plan.across(MAX, "c", fix_row=True)
    return Cell(plan.limit(standing.unit), "share", fx.applicable_max_formula(maxima, plan.across(row, "c")))


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


def _offset(plan: Plan, standing: Standing, row: int) -> Cell:
    return Cell(plan.offsets[standing.unit.id], "offset")


def _rank(plan: Plan, standing: Standing, row: int) -> Cell:
    by = plan.rubric.rank_by
    ref, area = plan.cell(row, by), plan.down(by)
    if plan.rubric.ties == "dense":
        formula = fx.dense_rank_formula(ref, area, plan.down("first"))
    else:
        formula = fx.rank_formula(ref, area)
    if "offset" in plan.at:
        formula = f'IF(ISNUMBER({ref}),{formula}+{plan.cell(row, "offset")},"")'
    return Cell("" if standing.rank is None else standing.rank, "rank", formula)


def _tier(plan: Plan, standing: Standing, row: int) -> Cell:
    return Cell(standing.tier or "", "tier", fx.tier_formula(plan.made.group, plan.cell(row, plan.base_key)))


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
    by = plan.at[plan.rubric.rank_by]
    so_far = f"{a1(HEAD_ROWS, by, fix_row=True)}:{a1(row, by)}"
    return Cell(flag, "helper", fx.first_flag_formula(a1(row, by), so_far))


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


def _differs(plan: Plan, standing: Standing, row: int) -> Cell:
    """1 where the sheet's total, rank or a combined figure is not the program's."""
    parts = [fx.differs_formula(plan.cell(row, key), plan.cell(row, f"program_{key}")) for key in ("total", "rank")]
    return Cell(0, "helper", f"IF({'+'.join(parts)}+SUM({plan.across(row, 'd')})>0,1,0)")


def _shown(figure: Decimal | None) -> Value:
    return "" if figure is None else figure


_Make = Callable[[Plan, Standing, int], Cell]
_OUTCOME: dict[str, _Make] = {
    "total": _total,
    "limit": _limit,
    "index": _index,
    "percent": _percent,
    "offset": _offset,
    "rank": _rank,
    "tier": _tier,
    "scorers": _scorers,
    "spread": _spread,
}
_HELPERS: dict[str, _Make] = {
    "first": _first,
    "program_total": _program_total,
    "program_rank": _program_rank,
    "differs": _differs,
}
