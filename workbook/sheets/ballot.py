"""A scorer's workbook: the guide, then one ballot sheet a group, or one sheet a unit and a summary a group.

Drawn here, read by `take`.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time

from workbook.model import Ballot, Issue, is_by_unit
from workbook.sheets.ballot_head import foot_rows, head_rows, passport_of
from workbook.sheets.ballot_plan import HEAD_ROWS, MAX, SECTION, TITLE, Plan
from workbook.sheets.ballot_rules import highlights, validations
from workbook.sheets.ballot_units import unit_row
from workbook.sheets.grid import Area, Book, Page, Sheet, Style
from workbook.sheets.guide import draw_guide
from workbook.sheets.measure import width_mm
from workbook.sheets.shown import blank_ballot, control_places, own_groups
from workbook.sheets.unit_book import draw_unit_book
from workbook.template import Template, load_template


def draw_ballot_book(issue: Issue, frozen: tuple[str, ...], ballot: Ballot | None = None) -> Book:
    """The whole workbook of one issue; with a `ballot` what it holds is filled in.

    `frozen` are the chunks of the frozen issue that travel inside. Every formula carries the
    value that the Decimal computation gives.
    """
    if is_by_unit(issue):
        return draw_unit_book(issue, frozen, ballot)
    lang = issue.round.lang
    words = load_template("ballot", lang)
    filled = ballot or blank_ballot(issue)
    plans = [Plan(issue, group, number, words, filled, lang) for number, group in enumerate(own_groups(issue), 1)]
    guide = draw_guide(issue, frozen, [plan.summary for plan in plans], words, passport_of(issue, "guide"))
    return Book(
        (guide, *(draw_ballot_sheet(plan) for plan in plans)),
        _styles(words, issue),
        title=f"{words.words['title']} - {issue.round.title}",
        created=datetime.combine(issue.round.date, time()),
        subject=issue.round.id,
    )


def draw_ballot_sheet(plan: Plan) -> Sheet:
    """One group's sheet: units down, criteria across."""
    rows = (*head_rows(plan), *(unit_row(plan, n, unit) for n, unit in enumerate(plan.units, 1)))
    rows += foot_rows(plan)
    first_score = plan.at[f"c:{plan.leaves[0].id}"]
    pages = 1
    # Letters smaller than six tenths of their size cannot be read on paper.
    while 277 * pages / width_mm(plan.columns) < 0.6:
        pages += 1
    return Sheet(
        plan.name,
        plan.columns,
        rows,
        validations=tuple(validations(plan)),
        highlights=tuple(highlights(plan)),
        freeze=(HEAD_ROWS, first_score),
        page=Page(
            landscape=True,
            margins=(10, 10, 12, 14),
            footer=plan.words.say(
                "footer",
                round=_plain(plan.issue.round.id),
                member=_plain(plan.issue.member),
                issue=plan.issue.number,
                sheet=_plain(plan.name),
            ),
            repeat_rows=(SECTION, MAX),
            repeat_columns=(1, 2) if pages > 1 else None,
            pages_wide=pages,
            area=Area(TITLE, 1, len(rows) - 1, plan.at["note"]),
        ),
        cursor=(HEAD_ROWS, first_score),
    )


def _plain(text: str) -> str:
    return text.replace("&", "&&")


def _styles(words: Template, issue: Issue) -> dict[str, Style]:
    places = issue.rubric.rounding
    formats = {"total": places.total, "index": places.index, "control": control_places(issue)}
    styles = dict(words.styles)
    styles["index"] = styles["rank"]
    for name, digits in formats.items():
        styles[name] = replace(styles[name], number_format="0." + "0" * digits if digits else "0")
    return styles
