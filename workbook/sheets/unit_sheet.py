"""The sheets of one group in a workbook laid out by unit: each unit's sheet, drawn from the group's pattern."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from workbook.model import Ballot, Issue
from workbook.sheets.grid import Area, Page, Sheet, Style, Validation
from workbook.sheets.unit_head import foot_rows, head_rows, visible, wide_rows
from workbook.sheets.unit_pattern import Pattern
from workbook.sheets.unit_plan import FIRST, TITLE, TITLES, UnitPlan, UnitSheet
from workbook.sheets.unit_rows import UnitFacts, shut_reasons, unit_rows
from workbook.sheets.unit_rules import highlights, validations
from workbook.sheets.unit_shown import Shower, ShownUnit, unit_control_places
from workbook.template import Template


@dataclass(frozen=True)
class GroupDrawing:
    """One group's plan, figures and ballot, from which its sheets are drawn."""

    plan: UnitPlan
    ballot: Ballot

    @cached_property
    def shown(self) -> dict[str, ShownUnit]:
        return Shower(self.plan, self.ballot.scores, self.ballot.remarks).units()

    @cached_property
    def pattern(self) -> Pattern:
        return Pattern(self.plan)

    @cached_property
    def _rules(self) -> dict[frozenset[str], tuple[Validation, ...]]:
        return {}

    def validations(self, shut: frozenset[str]) -> tuple[Validation, ...]:
        """The validations of a unit to which the `shut` leaves do not apply."""
        if shut not in self._rules:
            self._rules[shut] = tuple(validations(self.plan, shut))
        return self._rules[shut]

    def facts(self, sheet: UnitSheet) -> UnitFacts:
        unit = sheet.unit
        own = self.plan.issue.self_scores.get(unit.id)
        return UnitFacts(sheet, self.shown[unit.id], self.ballot, shut_reasons(self.plan, unit), own)


def unit_sheets(drawing: GroupDrawing) -> Iterator[Sheet]:
    """Each unit's sheet, in the order of the plan."""
    painted = tuple(highlights(drawing.plan))
    for sheet in drawing.plan.sheets:
        facts = drawing.facts(sheet)
        rows = (*head_rows(drawing.plan, facts), *unit_rows(drawing.pattern, facts), *foot_rows(drawing.plan, facts))
        yield Sheet(
            sheet.name,
            drawing.plan.columns,
            rows,
            merges=tuple(wide_rows(rows, visible(drawing.plan))),
            validations=drawing.validations(frozenset(facts.shut)),
            highlights=painted,
            freeze=(FIRST, drawing.plan.at["max"]),
            page=page_of(drawing.plan, sheet.name, Area(TITLE, 1, len(rows) - 1, visible(drawing.plan)), TITLES),
            cursor=(first_open(drawing.plan, facts), drawing.plan.at["fact"]),
        )


def first_open(plan: UnitPlan, facts: UnitFacts) -> int:
    """The first row in which something may be typed; the first of the tree where there is none."""
    asked = (at for at in plan.tree if at.asked is not None and not at.asked.listed and at.node.id not in facts.shut)
    return next((at.row for at in asked), FIRST)


def page_of(plan: UnitPlan, name: str, area: Area, titles: int) -> Page:
    """A4 across, one page wide, titles repeated; the foot names round, scorer, issue, sheet and page."""
    footer = plan.words.say(
        "footer",
        round=_plain(plan.issue.round.id),
        member=_plain(plan.issue.member),
        issue=plan.issue.number,
        sheet=_plain(name),
    )
    return Page(True, (10, 10, 11, 14), footer=footer, repeat_rows=(titles, titles), area=area)


def _plain(text: str) -> str:
    return text.replace("&", "&&")


def unit_styles(words: Template, issue: Issue) -> dict[str, Style]:
    """The styles of a book laid out by unit, with the number formats of its rubric."""
    places, control = issue.rubric.rounding, unit_control_places(issue)
    styles = dict(words.styles)
    formats = {
        "total": places.total, "foot_total": places.total, "percent": places.total, "converted": places.total,
        "foot_percent": places.total, "foot_converted": places.total, "index": places.index,
        "foot_index": places.index, "control": control, "foot_control": control,
    }  # fmt: skip
    for name, digits in formats.items():
        base = styles.get(name) or styles["foot_figure" if name.startswith("foot_") else "rank"]
        styles[name] = replace(base, number_format="0." + "0" * digits if digits else "0")
    return styles
