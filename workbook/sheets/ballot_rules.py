"""What a ballot sheet refuses and how it calls: validations of open cells, conditional formats."""

from __future__ import annotations

from collections.abc import Iterator

from workbook import formulas as fx
from workbook.points import MARK_TEXT, decimals
from workbook.rubric import Criterion
from workbook.sheets.ballot_plan import HEAD_ROWS, STATE, Plan, limits_of
from workbook.sheets.grid import Area, Highlight, Validation, a1


def validations(plan: Plan) -> Iterator[Validation]:
    words = plan.words
    for number, leaf in enumerate(plan.leaves, 1):
        column = plan.at[f"c:{leaf.id}"]
        limits = limits_of(plan, leaf, number)
        message = words.say("hint_markable" if leaf.markable else "hint", **limits)
        for top, bottom in _open_runs(plan, leaf):
            cell = a1(top, column)
            high, step = fx.number_literal(leaf.max_in(plan.group.id)), fx.number_literal(leaf.step)
            numbers = fx.on_grid(cell, "0", high, step, decimals(leaf.step))
            mark = f"{cell}={fx.text_literal(MARK_TEXT)}" if leaf.markable else "1=0"
            yield Validation(
                Area(top, column, bottom, column),
                f"IF(ISNUMBER({cell}),{numbers},{mark})",
                words.words["stop_title"],
                message[:250],
            )


def _open_runs(plan: Plan, leaf: Criterion) -> Iterator[tuple[int, int]]:
    """(first row, last row) of each unbroken run of open cells in a leaf's column."""
    start: int | None = None
    for unit in plan.units:
        row = plan.row_of[unit.id]
        is_open = unit.id not in plan.recused and leaf.id not in plan.shut[unit.id]
        if is_open and start is None:
            start = row
        if not is_open and start is not None:
            yield start, row - 1
            start = None
    if start is not None:
        yield start, plan.bottom


def highlights(plan: Plan) -> Iterator[Highlight]:
    first, last = plan.at[f"c:{plan.leaves[0].id}"], plan.at[f"c:{plan.leaves[-1].id}"]
    scores = Area(HEAD_ROWS, first, plan.bottom, last)
    state = a1(HEAD_ROWS, plan.at[f"s:{plan.leaves[0].id}"])
    yield Highlight(scores, f"{state}=2", "wrong")
    yield Highlight(scores, f"{state}=1", "empty")
    if any(leaf.markable for leaf in plan.leaves):
        cell = a1(HEAD_ROWS, first)
        yield Highlight(scores, f"AND({state}=0,ISTEXT({cell}))", "marked")
    fix = Area(HEAD_ROWS, plan.at["fix"], plan.bottom, plan.at["fix"])
    missing, invalid = (a1(HEAD_ROWS, plan.at[key], fix_column=True) for key in ("missing", "invalid"))
    yield Highlight(fix, f"{invalid}>0", "fix_wrong")
    yield Highlight(fix, f"AND({invalid}=0,{missing}>0)", "fix_empty")
    if plan.group.tiers:
        column = plan.at["tier"]
        area = Area(HEAD_ROWS, column, plan.bottom, column)
        cell = a1(HEAD_ROWS, column, fix_column=True)
        for number, tier in enumerate(plan.group.tiers, 1):
            yield Highlight(area, f"{cell}={fx.text_literal(tier.label)}", tier_style(number, len(plan.group.tiers)))
    missing, invalid = (plan.down(key, fix_column=True) for key in ("missing", "invalid"))
    done = f"SUM({missing})+SUM({invalid})=0"
    yield Highlight(Area(STATE, 1, STATE, plan.at["note"]), done, "state_done")


def tier_style(number: int, count: int) -> str:
    """The style of the tier standing `number`-th from the best; beyond five they share the palest."""
    size = min(count, 5)
    return f"tier_{min(number, size)}_of_{size}"
