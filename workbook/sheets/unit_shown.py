"""What unit sheets show for given facts: states row by row, points, sub-totals, totals, ranks, controls.

The drawer caches these figures in the formulas, the taker compares them with what came back. They follow
the sheets' own logic: nothing is shown above a cell that is empty or invalid, and only whole units have a
total. Every figure comes from `facts` and `scoring`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from workbook.checks import Asked
from workbook.facts import Best, best_of, exact_points, leaf_points, listed_inputs, merge_listed
from workbook.model import Ballot, CellId, Issue, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, decimals, in_words, round_half_up
from workbook.rubric import Criterion, Group, input_id, leaves_for
from workbook.rules.rule import Input
from workbook.scoring import (
    Outcome,
    applicable_max,
    exact_total,
    outcome,
    roll_up,
    shut_leaves,
    sum_points,
    worth_of,
)
from workbook.sheets.shown import INVALID, MISSING, OK, ranks_of
from workbook.sheets.unit_plan import UnitPlan, countable, has_points, summed, unit_plans


@dataclass(frozen=True, slots=True)
class ShownUnit:
    """One unit's sheet. `outcome` is None while anything is missing or invalid."""

    states: Mapping[str, int]
    """By row key, "c:<leaf>" and "i:<leaf>/<input>": OK, MISSING or INVALID."""
    points: Mapping[str, Score]
    """By leaf; None while the leaf is not complete, and always where nothing can be said on this sheet."""
    values: Mapping[str, Score]
    """By id of every node and aggregate that has a figure on the sheet; 1 or 0 for mandatory criteria."""
    limits: Mapping[str, Decimal]
    """The maximum that applies, by id of each node that is added up, before its weight; "" for the total's.
    Empty where the rubric needs none."""
    outcome: Outcome | None
    exact: Fraction | None
    """The total before its rounding."""
    percent: Decimal | None
    """The total in percent of the applicable maximum, rounded as the total."""
    missing: int
    invalid: int
    control: Decimal
    """The sum of the points of all leaves that are added up, complete or not."""


# ---------------------------------------------------------------- cells
def unit_cells(issue: Issue, group: Group) -> Iterator[tuple[Unit, Criterion, Input, bool]]:
    """(unit, leaf, input, open) of all cells for facts in a group, listed ones too; no recused units.

    Shut leaves hold the mark in every input; listed figures that apply stand in the round, not in the ballot.
    """
    recused = issue.round.member(issue.member).recused
    leaves = [(leaf, leaf.inputs_in(group.id)) for leaf in issue.rubric.leaves_in(group.id)]
    for unit in issue.round.scored(group.id):
        if unit.id not in recused:
            shut = shut_leaves(issue.rubric, unit)
            for leaf, inputs in leaves:
                for asked in inputs:
                    yield unit, leaf, asked, leaf.id not in shut and not asked.listed


def blank_units(issue: Issue) -> Ballot:
    """The ballot as it is sent: marks where nothing applies, None in every open cell; no listed figures."""
    scores: dict[CellId, Score] = {}
    for plan in unit_plans(issue):
        for unit, leaf, asked, is_open in unit_cells(issue, plan.group):
            if is_open or not asked.listed or leaf.id in shut_leaves(issue.rubric, unit):
                scores[unit.id, input_id(leaf.id, asked.id)] = None if is_open else NOT_APPLICABLE
    return Ballot(issue.member, issue.number, scores)


def fact_text(asked: Input, fact: Score, yes: str, no: str) -> str | Decimal | None:
    """A fact as its cell holds it: answers in words, the mark as text."""
    if fact is NOT_APPLICABLE:
        return MARK_TEXT
    if asked.kind == "yes_no" and isinstance(fact, Decimal):
        return {Decimal(1): yes, Decimal(0): no}.get(fact, in_words(fact, "en"))
    assert fact is None or isinstance(fact, Decimal)
    return fact


# ---------------------------------------------------------------- what is shown
class Shower:
    """One group's figures in the making; what does not differ between units is worked out once."""

    def __init__(
        self,
        plan: UnitPlan,
        facts: Mapping[CellId, Score],
        remarks: Mapping[CellId, str],
        unreadable: Collection[CellId] = frozenset(),
    ) -> None:
        issue, group = plan.issue, plan.group
        known = {cell: fact for cell, fact in facts.items() if cell not in unreadable} if unreadable else facts
        self.plan, self.remarks, self.unreadable = plan, remarks, unreadable
        self.facts = merge_listed(listed_inputs(issue.rubric), issue.round, known)
        self.counted = countable(issue).rubric
        self.group = replace(group, tiers=plan.tiers)
        self.asked = {leaf.id: [(one, id_) for id_, one in leaf.asked_in(group.id)] for leaf in plan.leaves}
        self.judges = {leaf.id: Asked(leaf, group.id) for leaf in plan.leaves}
        self.right_states = {
            leaf: {f"c:{leaf}": OK} | ({f"i:{id_}": OK for _, id_ in asked} if len(asked) > 1 else {})
            for leaf, asked in self.asked.items()
        }
        self.scales = {leaf.id: leaf.scale_in(group.id) for leaf in plan.leaves}
        self.limits_of: dict[frozenset[str], dict[str, Decimal]] = {}
        """The maxima that apply, by the leaves that do not."""
        self.adds = {leaf.id for leaf in plan.leaves if plan.counts(leaf)}
        self.below = _below(plan)
        units = [sheet.unit for sheet in plan.sheets]
        self.best: Best = {} if plan.is_own else best_of(issue.rubric, group, units, [self.facts])

    def units(self) -> dict[str, ShownUnit]:
        return {sheet.unit.id: self._unit(sheet.unit) for sheet in self.plan.sheets}

    def _unit(self, unit: Unit) -> ShownUnit:
        plan = self.plan
        shut = shut_leaves(plan.issue.rubric, unit)
        states: dict[str, int] = {}
        points: dict[str, Score] = {}
        for leaf in plan.leaves:
            if leaf.id in shut:
                points[leaf.id] = NOT_APPLICABLE
                continue
            own = self._states(unit, leaf)
            states |= own
            unsaid = plan.is_own and leaf.rule.relative
            points[leaf.id] = None if unsaid or any(own.values()) else self._points(unit, leaf)
        found = list(states.values())
        missing, invalid = found.count(MISSING), found.count(INVALID)
        faulty = {leaf for leaf in points if leaf not in shut and any(self._troubled(states, leaf))}
        made = exact = None
        if not missing and not invalid:
            counted = {leaf: score for leaf, score in points.items() if leaf in self.adds or score is not None}
            exact = exact_total(self.counted, self.group, counted)
            made = outcome(self.counted, self.group, counted, exact)
        control = round_half_up(sum_points(points[leaf] for leaf in self.adds), unit_control_places(plan.issue))
        values, limits = self._values(points, faulty), self._limits(points)
        percent = self._percent(made)
        return ShownUnit(states, points, values, limits, made, exact, percent, missing, invalid, control)

    def _percent(self, made: Outcome | None) -> Decimal | None:
        if made is None or not made.applicable_max:
            return None
        share = Fraction(made.total) / Fraction(made.applicable_max)
        return round_half_up(share * 100, self.plan.issue.rubric.rounding.total)

    def _troubled(self, states: Mapping[str, int], leaf: str) -> Iterator[int]:
        yield states[f"c:{leaf}"]
        asked = self.asked[leaf]
        if len(asked) > 1:
            yield from (states[f"i:{input_}"] for _, input_ in asked)

    def _points(self, unit: Unit, leaf: Criterion) -> Score:
        return leaf_points(self.plan.issue.rubric, leaf, unit, self.facts, self.best)

    def exact_points(self, unit_id: str, leaf: Criterion) -> Fraction | None:
        """What a rule earns before it is rounded; None where it earns nothing yet, or points are typed."""
        unit = next(sheet.unit for sheet in self.plan.sheets if sheet.unit.id == unit_id)
        return None if leaf.rule.typed else exact_points(leaf, unit, self.facts, self.best)

    def _values(self, points: Mapping[str, Score], faulty: Collection[str]) -> dict[str, Score]:
        """Sub-totals as shown: none above a row that is not right, none where nothing is added up."""
        values = roll_up(self.counted, self.group.id, points)
        return {
            name: None if faulty and not below.isdisjoint(faulty) else values[name]
            for name, below in self.below.items()
            if name in values
        }

    def _limits(self, points: Mapping[str, Score]) -> dict[str, Decimal]:
        if not self.plan.shows_limit:
            return {}
        marked = frozenset(leaf for leaf, score in points.items() if score is NOT_APPLICABLE)
        if marked not in self.limits_of:
            found = {node.id: worth_of(node, self.group.id, marked) for node in self.counted.nodes()}
            self.limits_of[marked] = found | {"": applicable_max(self.counted, self.group, points)}
        return self.limits_of[marked]

    # ------------------------------------------------------------ states
    def _states(self, unit: Unit, leaf: Criterion) -> dict[str, int]:
        if self.judges[leaf.id].is_right(unit.id, self.facts, self.plan.issue.round.listed, self.unreadable):
            return self.right_states[leaf.id]
        asked = self.asked[leaf.id]
        marked = leaf.markable and any(self.facts.get((unit.id, id_)) is NOT_APPLICABLE for _, id_ in asked)
        states = [self._input(unit, leaf, one, id_, marked and len(asked) > 1) for one, id_ in asked]
        unsaid = marked and not self.remarks.get((unit.id, leaf.id))
        if len(asked) == 1:
            whole = MISSING if states[0] == OK and unsaid else states[0]
            return {f"c:{leaf.id}": self._clashes(unit, leaf) if whole == OK and not marked else whole}
        missing = MISSING if unsaid else OK
        whole = missing if marked else OK if any(states) else self._clashes(unit, leaf)
        return {f"c:{leaf.id}": whole} | {f"i:{id_}": state for (_, id_), state in zip(asked, states, strict=True)}

    def _input(self, unit: Unit, leaf: Criterion, asked: Input, id_: str, marked: bool) -> int:
        """The state of one cell; `marked`: the leaf has several inputs, and one of them holds the mark."""
        cell = (unit.id, id_)
        fact = self.facts.get(cell)
        if asked.listed:
            return MISSING if fact is None else OK
        if cell in self.unreadable:
            return INVALID
        if fact is None:
            return OK if marked or asked.optional else MISSING
        if fact is NOT_APPLICABLE:
            return OK if leaf.markable else INVALID
        assert isinstance(fact, Decimal)
        return OK if asked.accepts(fact) and not marked else INVALID

    def _clashes(self, unit: Unit, leaf: Criterion) -> int:
        facts = {one.id: self.facts.get((unit.id, id_)) for one, id_ in self.asked[leaf.id]}
        numbers = {name: fact for name, fact in facts.items() if isinstance(fact, Decimal)}
        clash = next(iter(leaf.rule.clashes(numbers, self.scales[leaf.id])), None)
        return OK if clash is None else INVALID


def _below(plan: UnitPlan) -> dict[str, frozenset[str]]:
    """The leaves whose rows must be right before a figure is shown, by id of each node and aggregate with one."""
    group_id, rubric = plan.group.id, plan.issue.rubric
    found: dict[str, frozenset[str]] = {}
    for node in rubric.nodes():
        place = plan.node_row.get(node.id)
        if place is not None and (plan.counts(node) or (place.kind == "leaf" and has_points(plan, node))):
            found[node.id] = frozenset(leaf.id for leaf in leaves_for([node], group_id))
    for made in rubric.aggregates:
        if made.id in plan.aggregates:
            parts = (found.get(name, frozenset()) for name in made.criteria if name in summed(plan, made.criteria))
            found[made.id] = frozenset().union(*parts)
    return found


# ---------------------------------------------------------------- over the units
def unit_ranks(plan: UnitPlan, shown: Mapping[str, ShownUnit]) -> dict[str, int | None]:
    """The rank of each unit on the summary, by unit id; None while it has no total."""
    keys = {unit_id: rank_figure(plan.issue, made.outcome) for unit_id, made in shown.items()}
    ranks = ranks_of([key for key in keys.values() if key is not None], plan.issue.rubric.ties == "dense")
    return {unit_id: None if key is None else ranks[key] for unit_id, key in keys.items()}


def rank_figure(issue: Issue, made: Outcome | None) -> Decimal | None:
    """The figure by which the rubric ranks."""
    if made is None:
        return None
    return {"total": made.total, "index": made.index, "converted": made.converted}[issue.rubric.rank_by]


def unit_control_places(issue: Issue) -> int:
    """Decimals of control totals on unit sheets: enough for computed points and for every step."""
    rubric = issue.rubric
    typed = (decimals(leaf.step) for leaf in rubric.leaves() if leaf.rule.typed)
    return max([rubric.rounding.leaf, rubric.rounding.total, *typed])


def unit_control(plan: UnitPlan, shown: Iterable[ShownUnit]) -> Decimal:
    """The control total of a group: what the summary shows beside the signature."""
    return round_half_up(sum((made.control for made in shown), Decimal(0)), unit_control_places(plan.issue))
