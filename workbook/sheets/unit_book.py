"""A workbook laid out by unit: the guide, and for each group a summary and one sheet a unit.

The workbook of a unit that scores itself has the guide and its one sheet.
"""

from __future__ import annotations

from datetime import datetime, time

from workbook.model import Ballot, Issue
from workbook.rubric import input_id
from workbook.scoring import shut_leaves
from workbook.sheets.ballot_head import passport_of
from workbook.sheets.grid import Book, Sheet, a1
from workbook.sheets.guide import SheetSummary, draw_guide
from workbook.sheets.unit_head import INVALID_AT, MISSING_AT, count_cell
from workbook.sheets.unit_plan import SUMMARY_FIRST, UnitPlan, unit_plans, unit_words
from workbook.sheets.unit_sheet import GroupDrawing, first_open, unit_sheets, unit_styles
from workbook.sheets.unit_shown import blank_units, unit_cells
from workbook.sheets.unit_summary import Summary


def draw_unit_book(issue: Issue, frozen: tuple[str, ...], ballot: Ballot | None = None) -> Book:
    """The whole workbook of one issue; with a `ballot` its facts, links and remarks are filled in."""
    words = unit_words(issue.round.lang, issue.scorer == "unit")
    filled = ballot or blank_units(issue)
    drawings = [GroupDrawing(plan, filled) for plan in unit_plans(issue)]
    sheets: list[Sheet] = []
    for drawing in drawings:
        if not drawing.plan.is_own:
            sheets.append(Summary(drawing).sheet())
        sheets += unit_sheets(drawing)
    lines = [line for drawing in drawings for line in _progress(drawing)]
    guide = draw_guide(issue, frozen, lines, words, passport_of(issue, "guide"))
    return Book(
        (guide, *sheets),
        unit_styles(words, issue),
        title=f"{words.words['unit_title']} - {issue.round.title}",
        created=datetime.combine(issue.round.date, time()),
        subject=issue.round.id,
    )


def _progress(drawing: GroupDrawing) -> list[SheetSummary]:
    """What the guide says of a group: one line for its summary, or for the unit's one sheet."""
    plan, shown = drawing.plan, drawing.shown
    cells = _cells(plan)
    missing, invalid = (sum(getattr(one, key) for one in shown.values()) for key in ("missing", "invalid"))
    if not plan.is_own:
        first = a1(SUMMARY_FIRST, plan.summary_at["unit"])
        areas = plan.down("missing"), plan.down("invalid")
        return [SheetSummary(plan.summary_name, cells, missing, invalid, *areas, first)]
    counts = count_cell(plan, MISSING_AT), count_cell(plan, INVALID_AT)
    return [
        SheetSummary(
            sheet.name, cells, missing, invalid, *counts,
            a1(first_open(plan, drawing.facts(sheet)), plan.at["fact"]),
        )
        for sheet in plan.sheets
    ]  # fmt: skip


def _cells(plan: UnitPlan) -> int:
    """How many cells of a group must hold something: all open ones but optional ones, and what lists still lack."""
    listed = plan.issue.round.listed
    shut = {sheet.unit.id: shut_leaves(plan.issue.rubric, sheet.unit) for sheet in plan.sheets}
    count = 0
    for unit, leaf, asked, is_open in unit_cells(plan.issue, plan.group):
        lacks = asked.listed and leaf.id not in shut[unit.id] and (unit.id, input_id(leaf.id, asked.id)) not in listed
        count += lacks or (is_open and not asked.optional)
    return count
