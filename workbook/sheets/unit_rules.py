"""What a unit sheet refuses and how it calls: validations of open cells, conditional formats."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from workbook import formulas as fx
from workbook.points import MARK_TEXT
from workbook.rules.entry import fits_formula, list_items
from workbook.sheets.ballot_rules import tier_style
from workbook.sheets.grid import Area, Highlight, Validation, a1
from workbook.sheets.measure import clipped
from workbook.sheets.unit_head import visible
from workbook.sheets.unit_pattern import hint_of
from workbook.sheets.unit_plan import FIRST, STATE, TreeRow, UnitPlan

LONGEST_MESSAGE: Final = 255
_MARK = fx.text_literal(MARK_TEXT)


# ---------------------------------------------------------------- validations
def validations(plan: UnitPlan, shut: Collection[str]) -> Iterator[Validation]:
    """One for all open cells that take the same; `shut` leaves do not apply.

    LibreOffice compares each validation with all others when it opens a book: a hundred a sheet, and two
    hundred sheets take a minute.
    """
    alike: dict[tuple[object, ...], list[TreeRow]] = {}
    for at in plan.tree:
        if at.asked is not None and not at.asked.listed and at.node.id not in shut:
            alike.setdefault(_same(plan, at), []).append(at)
    for rows in alike.values():
        yield _validation(plan, rows)


def _same(plan: UnitPlan, at: TreeRow) -> tuple[object, ...]:
    """What must be equal for cells to share a validation."""
    asked = at.asked
    assert asked is not None
    return (asked.kind, asked.low, asked.high, asked.step, asked.options, at.node.markable, hint_of(plan, at))


def _validation(plan: UnitPlan, rows: list[TreeRow]) -> Validation:
    first, words, column = rows[0], plan.words, plan.at["fact"]
    assert first.asked is not None
    answers = words.words["yes"], words.words["no_answer"]
    said = clipped(words.say("stop_message", hint=hint_of(plan, first)), LONGEST_MESSAGE)
    area, *more = (Area(top, column, bottom, column) for top, bottom in _runs([at.row for at in rows]))
    return Validation(
        area,
        fits_formula(first.asked, plan.cell(first.key, "fact"), *answers, first.node.markable),
        words.words["stop_fact"],
        said,
        words.words["prompt_fact"],
        said,
        list_items(first.asked, *answers, first.node.markable) or (),
        tuple(more),
    )


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """(first, last) of each unbroken run of rising numbers."""
    start = before = rows[0]
    for row in rows[1:]:
        if row != before + 1:
            yield start, before
            start = row
        before = row
    yield start, before


# ---------------------------------------------------------------- conditional formats
def highlights(plan: UnitPlan) -> Iterator[Highlight]:
    """States call and shout; in each area the rules exclude each other."""

    def at(column: str, row: int = FIRST) -> str:
        return a1(row, plan.at[column], fix_column=True)

    def area(column: str, top: int = FIRST, bottom: int = plan.bottom) -> Area:
        return Area(top, plan.at[column], bottom, plan.at[column])

    state, fact, hint = at("state"), at("fact"), at("hint")
    # Only open cells have a hint: what is listed, shut or a heading is not painted.
    yield Highlight(area("fact"), f'AND({hint}<>"",{state}=2)', "wrong")
    yield Highlight(area("fact"), f'AND({hint}<>"",{state}=1,{fact}="")', "empty")
    if any(leaf.markable for leaf in plan.leaves):
        reason = fx.text_literal(plan.words.words["todo_reason"])
        yield Highlight(area("fact"), f'AND({hint}<>"",{state}<2,{fact}={_MARK})', "marked")
        yield Highlight(area("note"), f"{at('todo')}={reason}", "empty")
    yield Highlight(area("todo"), f"{state}=2", "todo_wrong")
    yield Highlight(area("todo"), f"{state}=1", "todo_empty")
    if plan.tiers:
        row = plan.row_of["f:tier"]
        for number, tier in enumerate(plan.tiers, 1):
            rule = f"{at('points', row)}={fx.text_literal(tier.label)}"
            yield Highlight(area("points", row, row), rule, tier_style(number, len(plan.tiers)))
    done = f"{at('state', STATE)}+{at('leaf', STATE)}=0"
    yield Highlight(Area(STATE, 1, STATE, visible(plan)), done, "state_done")
