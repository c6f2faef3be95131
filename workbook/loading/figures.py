"""Figures that a round's lists give: survey, imported, from subordinate units. One row, one figure.

What a figure may be is the rule's to say (`checks.check_listed`); here it is only found where it
belongs: which unit, which criterion, which input.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from workbook.catalogue import round as checks
from workbook.catalogue import round_deep
from workbook.findings import Words
from workbook.loading.names import Known, fold, hint
from workbook.loading.round_file import FactFile
from workbook.loading.shape import rows, text
from workbook.loading.source import Fault, KeyPath, Row, fault
from workbook.loading.tree_view import Tree, groups_of, no_leaf, shortened, titled
from workbook.model import CellId, Unit
from workbook.rubric import Criterion, Rubric, input_id
from workbook.rules.rule import Input

_SUM, _COUNT = "sum", "count"
"""The inputs of a rule that is fed by subordinate units."""


def facts_sense(raw: Row, tree: Tree, units: Known | None) -> Iterator[Fault]:
    """What is wrong with the listed figures of a whole round, but for the figures themselves."""
    groups = groups_of(raw)
    first: dict[tuple[str, ...], KeyPath] = {}
    for path, row in rows(raw, "facts"):
        unit, criterion = text(row, "unit"), text(row, "criterion")
        if unit is not None and units is not None and unit not in units.ids:
            yield Fault(checks.UNKNOWN_UNIT, (*path, "unit"), {"unit": unit, "hint": hint(unit, units)})
        if criterion is None:
            continue
        wrong = list(no_leaf(tree, (*path, "criterion"), criterion))
        yield from wrong
        group = groups.get(unit or "", "")
        if wrong or group not in tree.scored:
            continue
        leaf = tree.scored[group].get(criterion)
        if leaf is None:
            facts = {"criterion": titled(tree.nodes[criterion]), "group": group, "unit": unit}
            yield Fault(round_deep.FACT_NOT_SCORED, path, facts)
            continue
        wrong = list(_input_sense(row, path, leaf, group, tree))
        yield from wrong
        if not wrong:
            yield from _twice(row, path, leaf, unit or "", first)


def _input_sense(row: Row, path: KeyPath, leaf: Criterion, group: str, tree: Tree) -> Iterator[Fault]:
    asked = listed_inputs(leaf, group)
    name, child = text(row, "input") or "", text(row, "child") or ""
    if not asked:
        known = shortened((titled(one) for one in tree.scored[group].values() if listed_inputs(one, group)), 8)
        yield fault(
            round_deep.FACT_NOT_LISTED,
            (*path, "criterion"),
            criterion=titled(leaf),
            known=known or Words("không có", "none"),
        )
    elif child and (name or not _has_children(asked)):
        facts = {"criterion": titled(leaf), "input": name, "child": child}
        yield Fault(round_deep.CHILD_NOT_WANTED, (*path, "child"), facts)
    elif name and name not in {one.id for one in asked}:
        known_ = _inputs_in_words(asked)
        yield fault(round_deep.UNKNOWN_INPUT, (*path, "input"), criterion=titled(leaf), input=name, known=known_)
    elif not name and not child and len(asked) > 1:
        if _has_children(asked):
            yield fault(round_deep.CHILD_NEEDED, path, criterion=titled(leaf))
        else:
            known_ = _inputs_in_words(asked)
            yield fault(round_deep.INPUT_NEEDED, path, criterion=titled(leaf), count=len(asked), known=known_)


def _twice(
    row: Row, path: KeyPath, leaf: Criterion, unit: str, first: dict[tuple[str, ...], KeyPath]
) -> Iterator[Fault]:
    """The same figure given twice; and sums given beside the subordinate units that make them."""
    name, child = text(row, "input") or "", text(row, "child") or ""
    own = ("child", fold(child)) if child else ("input", name)
    other = (unit, leaf.id, "input" if child else "child")
    at = first.get((unit, leaf.id, *own)) or first.get(other)
    if at is not None:
        yield fault(round_deep.FACT_TWICE, path, unit=unit, criterion=titled(leaf), first=at)
    first.setdefault((unit, leaf.id, *own), path)
    first.setdefault((unit, leaf.id, own[0]), path)


def listed_inputs(leaf: Criterion, group: str) -> tuple[Input, ...]:
    return tuple(one for one in leaf.inputs_in(group) if one.listed)


def _has_children(asked: Iterable[Input]) -> bool:
    return {one.id for one in asked} == {_SUM, _COUNT}


def _inputs_in_words(asked: Iterable[Input]) -> Words:
    known = list(asked)
    return Words(
        "; ".join(f"{one.id} ({one.label.vi})" for one in known),
        "; ".join(f"{one.id} ({one.label.en})" for one in known),
    )


# ---------------------------------------------------------------- from rows to figures
def named_input(values: Mapping[str, object], tree: Tree) -> object:
    """What stands in a list's column `input`, as the rule's id where it is a label in either language."""
    written, criterion = values.get("input"), values.get("criterion")
    if not isinstance(written, str) or not isinstance(criterion, str):
        return written
    for group, leaves in tree.scored.items():
        if criterion in leaves:
            for one in listed_inputs(leaves[criterion], group):
                if fold(written) in (fold(one.id), fold(one.label.vi), fold(one.label.en)):
                    return one.id
    return written


def listed_figures(facts: Iterable[FactFile], rubric: Rubric, units: Iterable[Unit]) -> dict[CellId, Decimal]:
    """Figures by (unit, input id), those of subordinate units added up and counted. Judged before."""
    groups = {unit.id: unit.group for unit in units}
    leaves = {group.id: {leaf.id: leaf for leaf in rubric.leaves_in(group.id)} for group in rubric.groups}
    made: dict[CellId, Decimal] = {}
    for fact in facts:
        leaf = leaves.get(groups.get(fact.unit, ""), {}).get(fact.criterion)
        if leaf is None:
            continue
        if fact.child:
            for name, value in ((_SUM, fact.value), (_COUNT, Decimal(1))):
                cell = (fact.unit, input_id(leaf.id, name))
                made[cell] = made.get(cell, Decimal(0)) + value
        else:
            asked = listed_inputs(leaf, groups[fact.unit])
            made[fact.unit, input_id(leaf.id, fact.input or asked[0].id)] = fact.value
    return made
