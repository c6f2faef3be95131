"""The units' rows of a ballot sheet: open score cells, live formulas, and their cached results."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from workbook import formulas as fx
from workbook.model import Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, decimals, round_half_up
from workbook.rubric import Criterion
from workbook.scoring import Outcome
from workbook.sheets.ballot_plan import HINT, MAX, NOTE_WIDTH, STEP, UNIT_WIDTH, Plan, hint_of
from workbook.sheets.grid import Cell, Row, a1, keyed_row
from workbook.sheets.measure import height
from workbook.sheets.shown import INVALID, MISSING, ShownRow
from workbook.sheets.tier_formulas import tier_formula


def unit_row(plan: Plan, number: int, unit: Unit) -> Row:
    row = plan.row_of[unit.id]
    shade = "" if number % 2 else "_alt"
    lead = (Cell(number, f"no{shade}"), Cell(unit.name, f"unit{shade}"))
    note = plan.ballot.notes.get(unit.id)
    tall = max(20.0, height([(unit.name, UNIT_WIDTH), (note or "", NOTE_WIDTH)]))
    if unit.id in plan.recused:
        cells = [Cell(None, "shut") for column in plan.columns[3 : plan.at["note"] + 1]]
        cells[plan.at["fix"] - 3] = Cell(plan.words.words["recused"], "shut")
        return keyed_row(f"u:{unit.id}", (*lead, *cells), tall)
    scores = [_score_cell(plan, unit, leaf) for leaf in plan.leaves]
    computed = (_computed(plan, unit, row, column.key) for column in plan.columns[plan.at["total"] :])
    return keyed_row(f"u:{unit.id}", (*lead, *scores, *computed), tall)


def _score_cell(plan: Plan, unit: Unit, leaf: Criterion) -> Cell:
    if leaf.id in plan.shut[unit.id]:
        return Cell(MARK_TEXT, "mark")
    score = plan.ballot.scores.get((unit.id, leaf.id))
    return Cell(MARK_TEXT if score is NOT_APPLICABLE else score, "input")


def _computed(plan: Plan, unit: Unit, row: int, key: str) -> Cell:
    """The formula cell of a unit's row under a column key, with its cached result."""
    if key.startswith("s:"):
        return _state_cell(plan, unit, row, key[2:])
    return _COMPUTED[key](plan, unit, row)


def _outcome(plan: Plan, unit: Unit) -> Outcome | None:
    return plan.shown[unit.id].outcome


def _figure(value: Decimal | None) -> Decimal | str:
    """A cached figure; a formula that gives no figure gives the empty text."""
    return "" if value is None else value


def _total_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    made, places = _outcome(plan, unit), plan.issue.rubric.rounding.total
    faults = f"{plan.cell(row, 'missing')}+{plan.cell(row, 'invalid')}"
    total = fx.rounded(f"SUM({plan.across(row, 'c')})", places)
    formula = f'IF({faults}=0,{total},"")'
    return Cell(_figure(made.total if made else None), "total", formula)


def _limit_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    applying = (leaf for leaf in plan.leaves if not _is_marked(plan, unit, leaf))
    limit = sum((leaf.max_in(plan.group.id) for leaf in applying), Decimal(0))
    maxima = plan.across(MAX, "c", fix_row=True)
    return Cell(limit, "helper", fx.applicable_max_formula(maxima, plan.across(row, "c")))


def _index_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    made = _outcome(plan, unit)
    formula = _ratio_formula(plan, row, plan.issue.rubric.rounding.index)
    return Cell(_figure(made.index if made else None), "index", formula)


def _percent_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    made = _outcome(plan, unit)
    formula = _ratio_formula(plan, row, plan.issue.rubric.rounding.total, percent=True)
    return Cell(_figure(made.base if made else None), "helper", formula)


def _ratio_formula(plan: Plan, row: int, places: int, *, percent: bool = False) -> str:
    total, limit = plan.cell(row, "total"), plan.cell(row, "limit")
    return f'IF(ISNUMBER({total}),IF({limit}>0,{fx.rounded_ratio(total, limit, places, percent=percent)},""),"")'


def _rank_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    rank = plan.shown[unit.id].rank
    return Cell("" if rank is None else rank, "rank", _rank_formula(plan, row))


def _tie_share_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    by = plan.issue.rubric.rank_by
    return Cell(_tie_share(plan, unit), "helper", fx.tie_share_formula(plan.cell(row, by), plan.down(by)))


def _tier_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    made = _outcome(plan, unit)
    tier = made.tier if made else None
    return Cell(tier or "", "tier", tier_formula(plan.group, plan.cell(row, plan.base_key)))


def _missing_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    return Cell(plan.shown[unit.id].missing, "count", f"COUNTIF({plan.across(row, 's')},{MISSING})")


def _invalid_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    return Cell(plan.shown[unit.id].invalid, "count", f"COUNTIF({plan.across(row, 's')},{INVALID})")


def _fix_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    return Cell(_fix_words(plan, plan.shown[unit.id]), "fix", _fix_formula(plan, row))


def _note_cell(plan: Plan, unit: Unit, row: int) -> Cell:
    return Cell(plan.ballot.notes.get(unit.id), "note")


_COMPUTED: dict[str, Callable[[Plan, Unit, int], Cell]] = {
    "total": _total_cell,
    "limit": _limit_cell,
    "index": _index_cell,
    "percent": _percent_cell,
    "rank": _rank_cell,
    "tie_share": _tie_share_cell,
    "tier": _tier_cell,
    "missing": _missing_cell,
    "invalid": _invalid_cell,
    "fix": _fix_cell,
    "note": _note_cell,
}
"""One function a column; a new column is one function and one line."""


def _rank_formula(plan: Plan, row: int) -> str:
    by = plan.issue.rubric.rank_by
    if plan.issue.rubric.ties == "dense":
        return fx.dense_rank_formula(plan.cell(row, by), plan.down(by), plan.down("tie_share"))
    return fx.rank_formula(plan.cell(row, by), plan.down(by))


def _rank_key(plan: Plan, unit_id: str) -> Decimal | None:
    made = plan.shown[unit_id].outcome if unit_id in plan.shown else None
    return (made.index if plan.issue.rubric.rank_by == "index" else made.total) if made else None


def _tie_share(plan: Plan, unit: Unit) -> Decimal | int:
    keys = [_rank_key(plan, other.id) for other in plan.units]
    key = _rank_key(plan, unit.id)
    return 0 if key is None else round_half_up(Fraction(1, keys.count(key)), 6)


def _is_marked(plan: Plan, unit: Unit, leaf: Criterion) -> bool:
    return leaf.id in plan.shut[unit.id] or plan.ballot.scores.get((unit.id, leaf.id)) is NOT_APPLICABLE


def _state_cell(plan: Plan, unit: Unit, row: int, leaf_id: str) -> Cell:
    position = plan.position[leaf_id]
    if leaf_id in plan.shut[unit.id]:
        return Cell(0, "helper")
    leaf = plan.leaves[position]
    score, column = plan.cell(row, f"c:{leaf_id}"), plan.at[f"c:{leaf_id}"]
    high, step = a1(MAX, column, fix_row=True), a1(STEP, column, fix_row=True)
    other = f"IF({score}={fx.text_literal(MARK_TEXT)},0,2)" if leaf.markable else "2"
    fits = fx.on_grid(score, "0", high, step, decimals(leaf.step))
    formula = f'IF({score}="",1,IF(ISNUMBER({score}),IF({fits},0,2),{other}))'
    return Cell(plan.shown[unit.id].states[position], "helper", formula)


def _fix_formula(plan: Plan, row: int) -> str:
    states = plan.across(row, "s")
    hints = plan.across(HINT, "s", fix_row=True)
    words = plan.words.words
    pick = f"INDEX({hints},MATCH({{}},{states},0))"
    return (
        f"IF({plan.cell(row, 'invalid')}>0,{fx.text_literal(words['fix_invalid'])}&{pick.format(2)},"
        f"IF({plan.cell(row, 'missing')}>0,{fx.text_literal(words['fix_missing'])}&{pick.format(1)},"
        f"{fx.text_literal(words['fix_done'])}))"
    )


def _fix_words(plan: Plan, shown: ShownRow) -> str:
    for state, word in ((2, "fix_invalid"), (1, "fix_missing")):
        if state in shown.states:
            position = shown.states.index(state)
            return plan.words.words[word] + hint_of(plan, plan.leaves[position], position + 1)
    return plan.words.words["fix_done"]
