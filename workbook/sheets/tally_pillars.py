"""The tally's sheet of aggregates (trụ cột): every unit's value and its rank in each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from workbook import formulas as fx
from workbook.model import Round, Standing
from workbook.points import MARK_TEXT, NOT_APPLICABLE, round_half_up
from workbook.rubric import Aggregate, Rubric
from workbook.scoring import worth_of
from workbook.sheets.grid import Area, Cell, Column, Page, Row, Sheet, Value, a1
from workbook.sheets.measure import height
from workbook.sheets.tally_group import MARGINS, page_words
from workbook.sheets.tally_plan import Plan
from workbook.sheets.tree_formulas import nodes_of
from workbook.template import Template

_HEAD = 2
_UNIT_WIDTH = 44.0


def draw_pillars(rubric: Rubric, round_: Round, plans: Sequence[Plan], words: Template) -> Sheet | None:
    """One row a unit, group by group, in printed order; None where the rubric has no aggregates."""
    if not rubric.aggregates:
        return None
    columns = (
        Column("no", 5),
        Column("unit", _UNIT_WIDTH),
        *(
            Column(f"{kind}:{one.id}", 13 if kind == "value" else 8)
            for one in rubric.aggregates
            for kind in ("value", "rank")
        ),
    )
    last = len(columns) - 1
    rows = [
        Row("t:title", (Cell(words.words["pillars_title"], "title"),), 26),
        Row("t:under", (Cell(words.say("pillars_under", round=round_.title), "fact"),), 19),
        _titles(rubric, words),
    ]
    merges = [Area(1, 0, 1, last)]
    for plan in plans:
        merges.append(Area(len(rows), 0, len(rows), last))
        rows.append(
            Row(
                f"g:{plan.made.group.id}",
                (Cell(plan.made.group.name, "section_left"), *(Cell(None, "section_left"),) * last),
                20,
            )
        )
        rows.append(_maxima(plan))
        span = (len(rows), len(rows) + len(plan.standings) - 1)
        rows += [_unit_row(plan, standing, number, span) for number, standing in enumerate(plan.standings, 1)]
    name = words.words["pillars_sheet"]
    header, footer = page_words(words.say, round_.id, name)
    return Sheet(
        name,
        columns,
        tuple(rows),
        merges=tuple(merges),
        freeze=(_HEAD + 1, 2),
        page=Page(
            landscape=len(rubric.aggregates) > 2,
            margins=MARGINS,
            header=header,
            footer=footer,
            repeat_rows=(_HEAD, _HEAD),
            area=Area(0, 0, len(rows) - 1, last),
            centered=False,
        ),
        cursor=(_HEAD + 1, 2),
    )


def _titles(rubric: Rubric, words: Template) -> Row:
    cells = [Cell(words.words["no"], "head"), Cell(words.words["unit"], "head")]
    for one in rubric.aggregates:
        cells += [Cell(one.name, "head"), Cell(words.words["rank"], "head")]
    return Row("h:title", tuple(cells), max(34.0, height((one.name, 11.5) for one in rubric.aggregates)))


def _maxima(plan: Plan) -> Row:
    cells = [Cell(None, "max"), Cell(plan.words.words["max"], "max_label")]
    for one in plan.rubric.aggregates:
        cells += [Cell(_most(plan, one), "max"), Cell(None, "max")]
    return Row(f"max:{plan.made.group.id}", tuple(cells), 19)


def _most(plan: Plan, one: Aggregate) -> Decimal | None:
    """What a unit can have in it at most; None where nothing of it is scored in the group."""
    group_id = plan.made.group.id
    nodes = nodes_of(plan.rubric, group_id, one.id)
    worth = sum((node.weight * worth_of(node, group_id) for node in nodes), Decimal(0))
    return round_half_up(worth, 9).normalize() + 0 if nodes else None


def _unit_row(plan: Plan, standing: Standing, number: int, span: tuple[int, int]) -> Row:
    row = span[0] + number - 1
    cells = [Cell(number, "no"), Cell(standing.unit.name, "unit")]
    for place, one in enumerate(plan.rubric.aggregates):
        cells += list(_pair(plan, standing, one, row, 2 + 2 * place, span))
    return Row(f"u:{standing.unit.id}", tuple(cells), max(18.5, height([(standing.unit.name, _UNIT_WIDTH)])))


def _pair(
    plan: Plan, standing: Standing, one: Aggregate, row: int, column: int, span: tuple[int, int]
) -> Iterator[Cell]:
    """An aggregate's value, from the group's own sheet, and its rank among the group."""
    key = f"v:{one.id}"
    if key not in plan.at:
        yield from (Cell(None, "value"), Cell(None, "rank"))
        return
    sheet = plan.name.replace("'", "''")
    yield Cell(_shown(standing, one), "value_sum", f"'{sheet}'!{plan.cell(plan.row_of[standing.unit.id], key)}")
    area = ":".join(a1(end, column, fix_row=True) for end in span)
    own = standing.values.get(one.id)
    others = [other.values.get(one.id) for other in plan.standings]
    above = sum(isinstance(other, Decimal) and isinstance(own, Decimal) and other > own for other in others)
    yield Cell(1 + above if isinstance(own, Decimal) else "", "rank", fx.rank_formula(a1(row, column), area))


def _shown(standing: Standing, one: Aggregate) -> Value:
    value = standing.values.get(one.id)
    return MARK_TEXT if value is NOT_APPLICABLE else "" if value is None else round_half_up(value, 9)
