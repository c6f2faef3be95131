"""The rows of one group's unit sheets before any unit is known: fixed words, heights, and formulas.

All units of a group have the same rows; `unit_rows` puts each one's facts, states and points in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from workbook import formulas as fx
from workbook.catalogue.score import PART_ABOVE_WHOLE, WHOLE_ZERO
from workbook.points import MARK_TEXT, in_words
from workbook.rubric import Criterion
from workbook.rules.entry import hint, numeric, state_formula
from workbook.sheets.grid import Cell
from workbook.sheets.measure import clipped, height
from workbook.sheets.unit_plan import TreeRow, UnitPlan, evidence_of, has_points, how_of, is_gate
from workbook.sheets.unit_sums import limit_formula, parent_formula

_MARK = fx.text_literal(MARK_TEXT)
LONGEST_HINT = 110


class RowPattern(NamedTuple):
    """What one row is on every unit's sheet of the group: fixed words, and formulas by column."""

    at: TreeRow
    lead: tuple[Cell, ...]
    """code, name, max, how, evidence."""
    tall: float
    state: str
    todo: str
    points: str
    limit: str
    hint: str


@dataclass(frozen=True)
class Pattern:
    """The rows of one group's unit sheets before any unit is known."""

    plan: UnitPlan

    @cached_property
    def rows(self) -> tuple[RowPattern, ...]:
        shades = _shades(self.plan)
        return tuple(self._row(at, shades[at.key]) for at in self.plan.tree)

    def _row(self, at: TreeRow, shade: str) -> RowPattern:
        lead, tall = _lead(self.plan, at, shade)
        said = hint_of(self.plan, at) if at.asked is not None and not at.asked.listed else ""
        todo = self._todo(at)
        if todo:
            tall = max(tall, self._todo_tall(at, said))
        return RowPattern(at, lead, tall, self._state(at), todo, self._points(at), limit_formula(self.plan, at), said)

    def _todo_tall(self, at: TreeRow, said: str) -> float:
        """Room for the longest that the "todo" cell can say."""
        words, width = self.plan.words.words, self.plan.width["todo"]
        longest = [words["todo_fix"] + said] if said else [clash_words(self.plan, at.node)]
        longest += [words["todo_reason"]] if at.kind == "leaf" and at.node.markable else []
        return tall_for((text, width * 0.95, 9) for text in longest)

    def _words(self, word: str) -> str:
        return fx.text_literal(self.plan.words.words[word])

    # ------------------------------------------------------------ formulas
    def _state(self, at: TreeRow) -> str:
        if at.kind == "leaf" and at.asked is None:
            return self._whole_state(at.node)
        if at.kind not in ("leaf", "input") or at.asked is None or at.asked.listed:
            return ""
        plan, cell, markable = self.plan, self.plan.cell(at.key, "fact"), at.node.markable
        words = plan.words.words
        state = state_formula(at.asked, cell, words["yes"], words["no_answer"], markable)
        if at.kind == "leaf":
            clash = at.node.rule.clash_formula(addresses(plan, at.node))
            if clash:
                state = f"IF({state}=0,IF({cell}={_MARK},0,IF({clash},2,0)),{state})"
            return f'IF({cell}={_MARK},IF({plan.cell(at.key, "note")}="",1,0),{state})' if markable else state
        if markable:
            beside = f'IF({cell}="",0,IF({cell}={_MARK},0,2))'
            return f"IF(COUNTIF({self._facts(at.node)},{_MARK})>0,{beside},{state})"
        return state

    def _whole_state(self, leaf: Criterion) -> str:
        """The state of a leaf of several inputs as a whole: a mark needs its reason, facts must not clash."""
        plan = self.plan
        clash = leaf.rule.clash_formula(addresses(plan, leaf))
        own = plan.input_rows(leaf)
        states = plan.span("state", own[0].row, own[-1].row)
        state = f"IF(SUM({states})>0,0,IF({clash},2,0))" if clash else "0"
        if leaf.markable:
            unsaid = f'IF({plan.cell(f"c:{leaf.id}", "note")}="",1,0)'
            return f"IF(COUNTIF({self._facts(leaf)},{_MARK})>0,{unsaid},{state})"
        return state if clash else ""

    def _facts(self, leaf: Criterion) -> str:
        own = self.plan.input_rows(leaf)
        return self.plan.span("fact", own[0].row, own[-1].row, fixed=True)

    def _todo(self, at: TreeRow) -> str:
        plan = self.plan
        if at.kind not in ("leaf", "input") or (at.asked is not None and at.asked.listed):
            return ""
        state = plan.cell(at.key, "state")
        reason = self._words("todo_reason")
        if at.asked is None:
            clash = fx.text_literal(clash_words(plan, at.node))
            if at.node.markable:
                return f'IF({state}=0,"",IF({state}=1,{reason},{clash}))'
            return f'IF({state}=0,"",{clash})' if self._whole_state(at.node) else ""
        fill, fix, said = self._words("todo_fill"), self._words("todo_fix"), plan.cell(at.key, "hint")
        if at.kind == "leaf" and at.node.markable:
            filled = f"IF({plan.cell(at.key, 'fact')}={_MARK},{reason},{fill}&{said})"
            return f'IF({state}=0,"",IF({state}=1,{filled},{fix}&{said}))'
        return f'IF({state}=0,"",IF({state}=1,{fill},{fix})&{said})'

    def _points(self, at: TreeRow) -> str:
        plan = self.plan
        if at.kind == "parent":
            return parent_formula(plan, at)
        if at.kind != "leaf" or not has_points(plan, at.node):
            return ""
        leaf, own = at.node, plan.input_rows(at.node)
        scale = leaf.scale_in(plan.group.id)
        best = {one.asked.id: plan.best_cell(one.input_id) for one in own if leaf.rule.relative and one.asked}
        made = leaf.rule.formula(addresses(plan, leaf), scale, best)
        if not leaf.rule.typed:
            made = fx.rounded_points(made, plan.issue.rubric.rounding.leaf, scale.max)
        if leaf.markable:
            first = plan.cell(own[0].key, "fact")
            marked = f"COUNTIF({self._facts(leaf)},{_MARK})>0" if len(own) > 1 else f"{first}={_MARK}"
            made = f"IF({marked},{_MARK},{made})"
        states = plan.span("state", at.row, at.last) if at.last > at.row else plan.cell(at.key, "state")
        faults = f"SUM({states})" if at.last > at.row else states
        return f'IF({faults}>0,"",{made})'


def addresses(plan: UnitPlan, leaf: Criterion) -> dict[str, str]:
    """Each input of a leaf as the numeric expression that its rule's formula takes."""
    yes = plan.words.words["yes"]
    return {
        one.asked.id: numeric(one.asked, plan.cell(one.key, "fact"), yes)
        for one in plan.input_rows(leaf)
        if one.asked is not None
    }


def hint_of(plan: UnitPlan, at: TreeRow) -> str:
    """What may be typed in a row, shortly."""
    assert at.asked is not None
    said: str = getattr(hint(at.asked, LONGEST_HINT), plan.lang)
    return said + plan.words.words["or_mark"] if at.node.markable else said


def clash_words(plan: UnitPlan, leaf: Criterion) -> str:
    """Which facts of a leaf cannot stand together, found by trying zeros and a first figure above the next."""
    names = [asked.id for asked in plan.inputs(leaf)]
    tries = [dict.fromkeys(names, Decimal(0)), *({a: Decimal(2), b: Decimal(1)} for a, b in pairwise(names))]
    said = [
        plan.words.say(_CLASHES[clash.check.code], **clash.facts)
        for facts in tries
        for clash in leaf.rule.clashes(facts, leaf.scale_in(plan.group.id))
        if clash.check.code in _CLASHES
    ]
    text = "; ".join(dict.fromkeys(said))
    return clipped(plan.words.words["todo_fix"] + text, _LONGEST_CLASH) if text else plan.words.words["todo_clash"]


_CLASHES = {WHOLE_ZERO.code: "clash_zero", PART_ABOVE_WHOLE.code: "clash_above"}
_LONGEST_CLASH = 160


# ---------------------------------------------------------------- fixed words
def _shades(plan: UnitPlan) -> dict[str, str]:
    """ "_alt" for the rows of every other leaf, counted anew below each parent."""
    shades: dict[str, str] = {}
    number = 0
    for at in plan.tree:
        if at.kind in ("parent", "dropped"):
            number = 0
        elif at.kind == "leaf":
            number += 1
        shades[at.key] = "" if number % 2 or at.kind in ("parent", "dropped") else "_alt"
    return shades


def _lead(plan: UnitPlan, at: TreeRow, shade: str) -> tuple[tuple[Cell, ...], float]:
    """The cells of code, name, max, how and evidence, and the height that they need."""
    words, width, node = plan.words, plan.width, at.node
    if at.kind == "dropped":
        reason = words.say("dropped", reason=node.dropped)
        texts: tuple[str | None, ...] = (node.code, node.name, None, reason, None)
        cells = tuple(Cell(text, "dropped") for text in texts)
        return cells, tall_for(((node.code, 7.5, 11), (node.name, width["name"], 11), (reason, width["how"], 11)))
    if at.kind == "parent":
        style = f"parent_{min(at.depth, 2)}"
        how = parent_words(plan, node)
        cells = (
            Cell(node.code, style), Cell(node.name, style), Cell(_maximum(plan, node), f"{style}_figure"),
            Cell(how or None, style), Cell(None, style),
        )  # fmt: skip
        return cells, tall_for(((node.name, width["name"] * 0.92, 11), (how, width["how"] * 0.92, 11)), 21)
    if at.kind == "words":
        text = _long_words(plan, at)
        blank = Cell(None, f"leaf_small{shade}")
        return (Cell(text, f"leaf_small{shade}"), *(blank,) * 4), tall_for(((text, _table_width(plan), 10),))
    indent = f"leaf_{min(at.depth, 3)}" if at.depth else "leaf"
    room = width["name"] - 2 * min(at.depth, 3)
    if at.kind == "input":
        assert at.asked is not None
        label: str = getattr(at.asked.label, plan.lang)
        blank = Cell(None, f"leaf_small{shade}")
        return (blank, Cell(label, f"{indent}{shade}"), blank, blank, blank), tall_for(((label, room, 11),))
    below = words.words["see_below"]
    how = below if plan.is_wordy(node, "n") else how_of(plan, node)
    evidence = below if plan.is_wordy(node, "m") else evidence_of(plan, node)
    how = "\n".join(filter(None, (how, _weight_words(plan, node))))
    cells = (
        Cell(node.code, f"leaf{shade}"),
        Cell(node.name, f"{indent}{shade}"),
        _max_cell(plan, node, shade),
        Cell(how, f"leaf_small{shade}"),
        Cell(evidence or None, f"leaf_small{shade}"),
    )
    sizes = ((node.code, 7.0, 11), (node.name, room, 11), (how, width["how"], 10), (evidence, width["evidence"], 10))
    return cells, tall_for(sizes)


def tall_for(texts: Iterable[tuple[str, float, float]], least: float = 20) -> float:
    """The height of a row of (text, column width, size of letters)."""
    return min(400.0, max([least, *(height([(text, width * 1.02)], size) for text, width, size in texts)]))


def _table_width(plan: UnitPlan) -> float:
    return sum(column.width for column in plan.columns if not column.hidden)


def _long_words(plan: UnitPlan, at: TreeRow) -> str:
    """How a leaf is scored, or what proves it, where that is too long for its column."""
    if at.key.startswith("n:"):
        return plan.words.say("words_how", text=how_of(plan, at.node))
    return plan.words.say("words_evidence", text=evidence_of(plan, at.node))


def _weight_words(plan: UnitPlan, node: Criterion) -> str:
    return "" if node.weight == 1 else plan.words.say("leaf_weight", weight=in_words(node.weight, plan.lang))


def parent_words(plan: UnitPlan, node: Criterion) -> str:
    """What must be said of a section: its own words, its weight, its cap."""
    cap = plan.words.say("parent_cap", max=in_words(node.max_in(plan.group.id), plan.lang)) if node.cap else ""
    return "\n".join(filter(None, (node.how, cap, _weight_words(plan, node), node.note)))


def _maximum(plan: UnitPlan, node: Criterion) -> Decimal | None:
    return node.max_in(plan.group.id) if plan.counts(node) or not node.children else None


def _max_cell(plan: UnitPlan, leaf: Criterion, shade: str) -> Cell:
    if not leaf.rule.counts:
        return Cell(plan.words.words["max_gate" if is_gate(leaf) else "max_shown"], f"max_word{shade}")
    most = leaf.max_in(plan.group.id)
    if leaf.rule.beyond:
        lowest = leaf.rule.lowest(leaf.scale_in(plan.group.id))
        return Cell(lowest, f"leaf_figure{shade}") if lowest < 0 else Cell(most, f"max_bonus{shade}")
    return Cell(most, f"leaf_figure{shade}")
