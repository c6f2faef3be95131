"""Inspect: every open cell of a ballot and what its formulas mean, so that any program can fill it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from workbook.model import Issue, is_by_unit
from workbook.pipeline.judging import open_issue
from workbook.points import from_number
from workbook.rubric import Criterion, Group, input_id
from workbook.rules.entry import hint
from workbook.rules.rule import Input as Asked
from workbook.scoring import shut_leaves
from workbook.sheets.ballot_plan import CONTROL_ROW
from workbook.sheets.compare import Located
from workbook.sheets.grid import ReadCell
from workbook.sheets.shown import open_cells, own_groups
from workbook.sheets.stamp import Passport
from workbook.sheets.take import Identity
from workbook.sheets.unit_head import INVALID_AT, MISSING_AT
from workbook.sheets.unit_plan import UnitPlan, UnitSheet, unit_plans

MEANINGS = ("total", "index", "rank", "tier", "missing", "invalid")
"""What the formulas of a unit's line mean on a matrix sheet; the words are the column keys."""
FIGURES = ("total", "index", "percent", "converted", "tier")
"""What the figures below the tree mean on a unit's sheet; they stand on the summary too."""


@dataclass(frozen=True, slots=True)
class Input:
    """One open cell.

    kind: "score" on a matrix sheet; on a unit's sheet "points", "number", "count", "yes_no" or "level";
    "note" and "link" are texts (limits None). `na`: the mark may be typed.
    """

    sheet: str
    cell: str
    unit: str
    criterion: str | None
    kind: str
    min: Decimal | None
    max: Decimal | None
    step: Decimal | None
    na: bool
    value: Decimal | str | None
    input: str | None = None
    """Which input of the criterion: `input_id`; None for texts."""
    label: str | None = None
    """What is asked, in the workbook's language."""
    hint: str | None = None
    """What may be typed, in words."""
    choices: tuple[str, ...] = ()
    """The only things that may be typed, where they can be listed."""
    measure: str | None = None
    """What is counted."""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """One formula; means: a word of MEANINGS or FIGURES, "control", "points", "section" or "aggregate"."""

    sheet: str
    cell: str
    formula: str
    means: str
    unit: str | None = None
    criterion: str | None = None
    """The leaf, the section or the aggregate whose figure it is."""


@dataclass(frozen=True, slots=True)
class Inspected:
    passport: Passport
    issue: Issue
    inputs: tuple[Input, ...]
    formulas: tuple[FormulaCell, ...]


def inspect_file(path: Path) -> Inspected:
    """What a ballot holds; Refused where the file is none of ours or its inner data is damaged."""
    issue, identity = open_issue(path)
    inputs: list[Input] = []
    formulas: list[FormulaCell] = []
    if is_by_unit(issue):
        for plan in unit_plans(issue):
            inputs += _unit_inputs(plan, identity)
            formulas += _unit_formulas(plan, identity)
        return Inspected(identity.passport, issue, tuple(inputs), tuple(formulas))
    for group in own_groups(issue):
        for found in identity.sheets.get(f"g:{group.id}", ())[:1]:
            inputs += _inputs(issue, group, found)
            formulas += _formulas(issue, group, found)
    return Inspected(identity.passport, issue, tuple(inputs), tuple(formulas))


# ---------------------------------------------------------------- a sheet a group
def _inputs(issue: Issue, group: Group, found: Located) -> Iterator[Input]:
    recused = issue.round.member(issue.member).recused
    for unit, leaf, is_open in open_cells(issue, group):
        row, column = f"u:{unit.id}", f"c:{leaf.id}"
        cell = found.a1(row, column)
        if is_open and cell is not None:
            limits = (Decimal(0), leaf.max_in(group.id), leaf.step)
            value = _value(found.cell(row, column))
            asked = leaf.inputs_in(group.id)[0]
            words = (leaf.id, getattr(asked.label, issue.round.lang), getattr(hint(asked), issue.round.lang))
            yield Input(found.sheet.name, cell, unit.id, leaf.id, "score", *limits, leaf.markable, value, *words)
    for unit in issue.round.scored(group.id):
        if unit.id not in recused:
            yield from _text(found, f"u:{unit.id}", "note", unit.id, None)


def _text(found: Located, row: str, kind: str, unit: str, criterion: str | None) -> Iterator[Input]:
    cell = found.a1(row, kind)
    if cell is not None:
        value = _value(found.cell(row, kind))
        yield Input(found.sheet.name, cell, unit, criterion, kind, None, None, None, False, value)


def _value(cell: ReadCell | None) -> Decimal | str | None:
    if cell is None or cell.kind == "none" or cell.text == "":
        return None
    return from_number(cell.text) if cell.kind == "number" else cell.text


def _formulas(issue: Issue, group: Group, found: Located) -> Iterator[FormulaCell]:
    for unit in issue.round.scored(group.id):
        for means in MEANINGS:
            yield from _formula(found, f"u:{unit.id}", means, means, unit.id)
    yield from _formula(found, CONTROL_ROW, "total", "control")


def _formula(
    found: Located, row: str, column: str, means: str, unit: str | None = None, criterion: str | None = None
) -> Iterator[FormulaCell]:
    read, cell = found.cell(row, column), found.a1(row, column)
    if read is not None and read.formula is not None and cell is not None:
        yield FormulaCell(found.sheet.name, cell, f"={read.formula}", means, unit, criterion)


# ---------------------------------------------------------------- a sheet a unit
def _found(plan: UnitPlan, identity: Identity) -> Iterator[tuple[UnitSheet, Located]]:
    for sheet in plan.sheets:
        for found in identity.sheets.get(sheet.key, ())[:1]:
            yield sheet, found


def _unit_inputs(plan: UnitPlan, identity: Identity) -> Iterator[Input]:
    for sheet, found in _found(plan, identity):
        shut = shut_leaves(plan.issue.rubric, sheet.unit)
        for leaf in plan.leaves:
            if leaf.id not in shut:
                yield from _facts(plan, sheet, found, leaf)
                for kind in ("link", "note"):
                    yield from _text(found, f"c:{leaf.id}", kind, sheet.unit.id, leaf.id)


def _facts(plan: UnitPlan, sheet: UnitSheet, found: Located, leaf: Criterion) -> Iterator[Input]:
    for at in plan.input_rows(leaf):
        cell, asked = found.a1(at.key, "fact"), at.asked
        if asked is not None and not asked.listed and cell is not None:
            yield Input(
                found.sheet.name, cell, sheet.unit.id, leaf.id, asked.kind, asked.low, asked.high, asked.step,
                leaf.markable, _value(found.cell(at.key, "fact")), input_id(leaf.id, asked.id),
                getattr(asked.label, plan.lang), getattr(hint(asked), plan.lang), _choices(plan, asked),
                asked.unit or None, asked.optional,
            )  # fmt: skip


def _choices(plan: UnitPlan, asked: Asked) -> tuple[str, ...]:
    if asked.kind == "yes_no":
        return (plan.words.words["yes"], plan.words.words["no_answer"])
    return tuple(str(number) for number, _ in enumerate(asked.options, 1))


def _unit_formulas(plan: UnitPlan, identity: Identity) -> Iterator[FormulaCell]:
    for sheet, found in _found(plan, identity):
        unit = sheet.unit.id
        for row in plan.tree:
            if row.kind in ("leaf", "parent"):
                means = "points" if row.kind == "leaf" else "section"
                yield from _formula(found, row.key, "points", means, unit, row.node.id)
        for means in FIGURES:
            yield from _formula(found, f"f:{means}", "points", means, unit)
        for name in plan.aggregates:
            yield from _formula(found, f"a:{name}", "points", "aggregate", unit, name)
        yield from _formula(found, CONTROL_ROW, "points", "control", unit)
        yield from _formula(found, "t:state", MISSING_AT, "missing", unit)
        yield from _formula(found, "t:state", INVALID_AT, "invalid", unit)
    for found in identity.sheets.get(f"g:{plan.group.id}", ())[:1]:
        yield from _summary_formulas(plan, found)


def _summary_formulas(plan: UnitPlan, found: Located) -> Iterator[FormulaCell]:
    meanings: Iterable[str] = dict.fromkeys((*MEANINGS, *FIGURES, "control"))
    for unit in plan.units:
        for means in meanings:
            yield from _formula(found, f"u:{unit.id}", means, means, unit.id)
        for name in plan.aggregates:
            yield from _formula(found, f"u:{unit.id}", f"a:{name}", "aggregate", unit.id, name)
    yield from _formula(found, CONTROL_ROW, "control", "control")
