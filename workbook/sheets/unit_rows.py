"""The tree's rows on one unit's sheet: the pattern of its group with the unit's facts, states and points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from workbook.model import Ballot, SelfScore, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.rubric import Criterion
from workbook.rules.rule import Input
from workbook.scoring import shut_leaves
from workbook.sheets.grid import Cell, Row, keyed_row
from workbook.sheets.measure import clipped
from workbook.sheets.unit_pattern import Pattern, RowPattern, clash_words, tall_for
from workbook.sheets.unit_plan import UnitPlan, UnitSheet, has_points, is_gate
from workbook.sheets.unit_shown import ShownUnit, fact_text

_SELF_LINES = 16
"""Lines of what a unit wrote itself that are shown at most."""


@dataclass(frozen=True)
class UnitFacts:
    """What stands on one unit's sheet."""

    sheet: UnitSheet
    shown: ShownUnit
    ballot: Ballot
    shut: Mapping[str, str]
    """Why each leaf that does not apply does not, by leaf."""
    self_score: SelfScore | None

    @property
    def unit(self) -> Unit:
        return self.sheet.unit


def shut_reasons(plan: UnitPlan, unit: Unit) -> dict[str, str]:
    """The leaves that do not apply to a unit, and why: not its task, or a trait of it."""
    shut = shut_leaves(plan.issue.rubric, unit)
    if not shut:
        return {}
    traits = {trait.id: trait.name for trait in plan.issue.rubric.traits}
    found: dict[str, str] = {}

    def walk(nodes: Iterable[Criterion], reason: str) -> None:
        for node in nodes:
            own = reason
            if not own and node.id in unit.exempt:
                own = plan.words.say("shut_exempt", reason=unit.exempt[node.id])
            elif not own and (barred := sorted(node.not_applicable & unit.traits)):
                own = plan.words.say("shut_trait", trait=traits.get(barred[0], barred[0]))
            if not node.children and node.id in shut:
                found[node.id] = own
            walk(node.children, own)

    walk(plan.issue.rubric.criteria, "")
    return found


def unit_rows(pattern: Pattern, facts: UnitFacts) -> Iterator[Row]:
    """The rows of the tree for one unit."""
    plan = pattern.plan
    for made in pattern.rows:
        draw = _DRAWN[made.at.kind]
        cells = draw(plan, made, facts)
        yield keyed_row(made.at.key, (*made.lead, *cells), _unit_tall(plan, made, facts), level=made.at.depth)


def _unit_tall(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> float:
    if made.at.kind != "leaf":
        return made.tall
    cell, width = (facts.unit.id, made.at.node.id), plan.width
    texts = [(facts.ballot.remarks.get(cell, ""), width["note"], 10.0)]
    texts += [(facts.ballot.links.get(cell, ""), width["link"], 10.0)]
    texts += [(_self_note(plan, facts, made.at.node), width["self_note"], 10.0)] if plan.shows_self else []
    texts += [(facts.shut.get(made.at.node.id, ""), width["todo"], 9.0)]
    return max(made.tall, tall_for(one for one in texts if one[0]))


def _parent_cells(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Iterator[Cell | None]:
    style = f"parent_{min(made.at.depth, 2)}"
    blank, figure = Cell(None, style), f"{style}_figure"
    yield from (blank,) * (3 * plan.shows_self + 2)
    node = made.at.node
    yield Cell(_figure(facts.shown.values[node.id]), figure, made.points) if made.points else blank
    yield from (blank, blank, None)
    yield _limit_cell(plan, made, facts)


def _limit_cell(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Cell | None:
    if not made.limit:
        return None
    return Cell(facts.shown.limits[made.at.node.id], "helper", made.limit)


def _leaf_cells(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Iterator[Cell | None]:
    leaf, cell = made.at.node, (facts.unit.id, made.at.node.id)
    shut = leaf.id in facts.shut
    yield from _self_cells(plan, made, facts)
    yield _fact_cell(plan, made, facts)
    yield _todo_cell(plan, made, facts)
    yield _points_cell(plan, made, facts)
    if shut:
        yield from (Cell(None, "shut_fact"), Cell(None, "shut_fact"), Cell(0, "helper"))
        yield Cell(0, "helper") if made.limit else None
    else:
        yield Cell(facts.ballot.links.get(cell), "note")
        yield Cell(facts.ballot.remarks.get(cell), "note")
        yield Cell(facts.shown.states[made.at.key], "helper", made.state or None)
        yield _limit_cell(plan, made, facts)
    yield Cell(1, "helper") if plan.counts(leaf) else None
    yield Cell(made.hint, "helper") if made.hint else None


def _input_cells(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Iterator[Cell | None]:
    yield from _self_cells(plan, made, facts)
    yield _fact_cell(plan, made, facts)
    yield _todo_cell(plan, made, facts)
    yield from (Cell(None, "leaf_figure"), Cell(None, "leaf_figure"), Cell(None, "leaf_figure"))
    if made.at.node.id in facts.shut:
        yield Cell(0, "helper")
    else:
        yield Cell(facts.shown.states[made.at.key], "helper", made.state or None)
    yield from (None, None, Cell(made.hint, "helper") if made.hint else None)


def _plain_cells(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Iterator[Cell | None]:
    style = "dropped" if made.at.kind == "dropped" else made.lead[0].style
    yield from (Cell(None, style),) * (3 * plan.shows_self + 5)


_DRAWN: dict[str, Callable[[UnitPlan, RowPattern, UnitFacts], Iterator[Cell | None]]] = {
    "parent": _parent_cells,
    "leaf": _leaf_cells,
    "input": _input_cells,
    "words": _plain_cells,
    "dropped": _plain_cells,
}


def _figure(score: Score) -> Decimal | str:
    """A cached result: a formula that gives no figure gives the empty text."""
    if score is NOT_APPLICABLE:
        return MARK_TEXT
    return score if isinstance(score, Decimal) else ""


def _fact_cell(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Cell:
    at = made.at
    if at.node.id in facts.shut:
        return Cell(MARK_TEXT, "mark") if at.kind == "leaf" else Cell(None, "mark")
    if at.asked is None:
        return Cell(None, "shut_fact")
    cell = (facts.unit.id, at.input_id)
    if at.asked.listed:
        return Cell(_said(plan, at.asked, plan.issue.round.listed.get(cell)), "listed")
    return Cell(_said(plan, at.asked, facts.ballot.scores.get(cell)), "input")


def _said(plan: UnitPlan, asked: Input, fact: Score) -> str | Decimal | None:
    return fact_text(asked, fact, plan.words.words["yes"], plan.words.words["no_answer"])


def _todo_cell(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Cell:
    at, words = made.at, plan.words.words
    if at.node.id in facts.shut:
        return Cell(facts.shut[at.node.id] if at.kind == "leaf" else None, "todo")
    if at.asked is not None and at.asked.listed:
        return Cell(words["no_data" if facts.shown.states[at.key] else "listed"], "todo")
    return Cell(todo_words(plan, made, facts), "todo", made.todo) if made.todo else Cell(None, "todo")


def todo_words(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> str:
    """What the row's "todo" formula says."""
    at, words, state = made.at, plan.words.words, facts.shown.states[made.at.key]
    if state == 0:
        return ""
    if at.asked is None:
        return words["todo_reason"] if state == 1 else clash_words(plan, at.node)
    marked = facts.ballot.scores.get((facts.unit.id, at.input_id)) is NOT_APPLICABLE
    if state == 1 and marked and at.kind == "leaf" and at.node.markable:
        return words["todo_reason"]
    return words["todo_fill" if state == 1 else "todo_fix"] + made.hint


def _points_cell(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Cell:
    leaf = made.at.node
    if leaf.id in facts.shut:
        return Cell(MARK_TEXT, "mark")
    if made.points:
        style = met_style(plan, "points") if is_gate(leaf) else "points"
        return Cell(_figure(facts.shown.points[leaf.id]), style, made.points)
    return Cell(plan.words.words["later"] if leaf.rule.relative else None, "later")


def met_style(plan: UnitPlan, base: str) -> str:
    """The style that shows 1 and 0 as met and not met, in words of the sheet's language."""
    return f"{base}_met" if plan.lang == "vi" else f"{base}_met_en"


def _self_cells(plan: UnitPlan, made: RowPattern, facts: UnitFacts) -> Iterator[Cell]:
    """What the unit gave itself, locked."""
    if not plan.shows_self:
        return
    at, own = made.at, facts.self_score
    fact = own.facts.get(at.input_id) if own is not None and at.asked is not None else None
    yield Cell(_said(plan, at.asked, fact) if at.asked is not None else None, "self")
    if at.kind != "leaf":
        yield from (Cell(None, "self"), Cell(None, "self_note"))
        return
    points = own.points.get(at.node.id) if own is not None and has_points(plan, at.node) else None
    style = met_style(plan, "self") if is_gate(at.node) else "self"
    yield Cell(MARK_TEXT if points is NOT_APPLICABLE else points if isinstance(points, Decimal) else None, style)
    yield Cell(_self_note(plan, facts, at.node) or None, "self_note")


def _self_note(plan: UnitPlan, facts: UnitFacts, leaf: Criterion) -> str:
    own = facts.self_score
    if own is None:
        return ""
    text = "\n".join(filter(None, (own.links.get(leaf.id, ""), own.remarks.get(leaf.id, ""))))
    return clipped(text, int(plan.width["self_note"] * _SELF_LINES))
