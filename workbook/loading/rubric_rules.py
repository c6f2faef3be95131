"""Whether the scoring rules of a rubric's file can work: their own flaws, steps, and what Excel can hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from workbook.catalogue import rubric as checks
from workbook.catalogue import tree as said
from workbook.findings import Fact
from workbook.loading.rubric_tree import Node, group_ids, walk
from workbook.loading.shape import number, rows, table, texts
from workbook.loading.source import Fault, Row, fault
from workbook.points import decimals, on_step
from workbook.rules.limits import DEEPEST, LONGEST, LONGEST_ENTRY, entry_length, formula_limits
from workbook.rules.mandatory import Mandatory
from workbook.rules.rule import Rule, Scale


def rules(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    """Everything that is wrong with the rules of the leaves."""
    groups = group_ids(raw)
    for node in walk(tops):
        if node.is_parent:
            if "rule" in node.row:
                yield fault(said.RULE_ON_PARENT, (*node.path, "rule"), criterion=node.name)
        elif node.rule is not None:
            yield from _flaws(node, node.rule, groups)
    yield from _steps(raw, tops)
    yield from _idle_gates(raw, tops)


def _flaws(leaf: Node, rule: Rule, groups: Sequence[str]) -> Iterator[Fault]:
    """What the rule says of itself, for every maximum that it is lent."""
    step = number(leaf.row, "step") or Decimal(1)
    lent = [leaf.max_in(group) for group in groups if leaf.is_for(group, dropped=True)] or [leaf.max_in(None)]
    if number(leaf.row, "max") == 0 and rule.counts:  # said once, as what it is
        return
    for most in dict.fromkeys(one for one in lent if one is not None and one >= 0):
        scale = Scale(most, step)
        for flaw in rule.flaws(scale):
            yield Fault(flaw.check, (*leaf.path, "rule", *flaw.path), flaw.facts)
        yield from _limits(leaf, rule, scale)


def _limits(leaf: Node, rule: Rule, scale: Scale) -> Iterator[Fault]:
    """What Excel would not take, told before any sheet is drawn."""
    at = (*leaf.path, "rule")
    length, depth = formula_limits(rule, scale)
    if length > LONGEST or depth > DEEPEST:
        facts: dict[str, Fact] = {"criterion": leaf.name, "length": length, "depth": depth}
        yield Fault(said.FORMULA_TOO_LONG, at, facts | {"most": LONGEST, "deepest": DEEPEST})
    for asked in rule.inputs(scale):
        long = entry_length(asked, *_ANSWERS)
        if long > LONGEST_ENTRY:
            facts = {"criterion": leaf.name, "input": asked.label, "length": long, "most": LONGEST_ENTRY}
            yield Fault(said.ENTRY_TOO_LONG, at, facts)


_ANSWERS: Final = ("Có", "Không")


def _idle_gates(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    """Mandatory criteria that no tier asks for, where there are tiers."""
    shared = [tier for name in table(raw, "tiers") for _, tier in rows(table(raw, "tiers"), name)]
    tiers = [*shared, *(tier for _, group in rows(raw, "groups") for _, tier in rows(group, "tiers"))]
    asked = {name for tier in tiers for _, name in texts(tier, "requires")}
    for node in walk(tops):
        if tiers and node.kind is Mandatory and not node.is_parent and not node.dropped and node.id not in asked:
            yield fault(said.MANDATORY_IDLE, (*node.path, "rule"), criterion=node.name)


# ---------------------------------------------------------------- steps
def _steps(raw: Row, tops: Sequence[Node]) -> Iterator[Fault]:
    places = table(raw, "rounding").get("leaf", 2)
    # With each node the step that it inherits, and whether one above has a step of the wrong shape.
    waiting: list[tuple[Node, Decimal | None, bool]] = [(top, None, False) for top in reversed(tops)]
    while waiting:
        node, step, wrong = waiting.pop()
        own = "step" in node.row
        if own:
            step = number(node.row, "step")
            wrong = wrong or step is None
        waiting += [(child, step, wrong) for child in reversed(node.children)]
        if own and step is not None and step > 0 and not _usable(step):
            yield fault(checks.STEP_NOT_INVERTIBLE, (*node.path, "step"), step=step)
        elif not node.is_parent and node.rule is not None:
            if _uses_step(node.rule):
                yield from _typed(node, node.rule, step, wrong, places)
            elif own:
                yield fault(said.STEP_IDLE, (*node.path, "step"), criterion=node.name, kind=node.kind.kind)


def _uses_step(rule: Rule) -> bool:
    """Whether points are typed, in the rule itself or in one of its parts."""
    return rule.typed or rule.inputs(Scale(Decimal(1), Decimal(1))) != rule.inputs(Scale(Decimal(1), Decimal("0.5")))


def _typed(leaf: Node, rule: Rule, step: Decimal | None, wrong: bool, places: object) -> Iterator[Fault]:
    """A leaf whose points are typed needs a step that its maximum, and the rounding, keep."""
    if step is None:
        if not wrong:
            yield fault(checks.MISSING_KEY, (*leaf.path, "step"), key="step")
    elif step > 0 and _usable(step):
        if rule.typed:
            yield from _off_step(leaf, step)
        if isinstance(places, int) and decimals(step) > places:
            yield fault(checks.STEP_FINER, (*leaf.path, "step"), step=step, criterion=leaf.name, places=places)


def _usable(step: Decimal) -> bool:
    """A whole number, or finely invertible: 1/step is what Excel multiplies by, exactly."""
    if Fraction(step).denominator == 1:
        return True
    inverse = 1 / Fraction(step)
    return (inverse * 10**6).denominator == 1


def _off_step(leaf: Node, step: Decimal) -> Iterator[Fault]:
    own = number(leaf.row, "max")
    if own is not None and own > 0 and not on_step(own, step):
        yield fault(checks.MAX_OFF_STEP, (*leaf.path, "max"), max=own, criterion=leaf.name, step=step)
    for group in table(leaf.row, "group_max"):
        special = number(table(leaf.row, "group_max"), group)
        if special is not None and special > 0 and not on_step(special, step):
            at = (*leaf.path, "group_max", group)
            yield fault(checks.MAX_OFF_STEP, at, max=special, criterion=leaf.name, step=step)
