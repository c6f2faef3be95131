"""Inspect: every open cell of a ballot and what its formulas mean, so that any program can fill it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from workbook.model import Group, Issue
from workbook.pipeline.receiving import open_issue
from workbook.points import from_number
from workbook.sheets.ballot_plan import CONTROL_ROW
from workbook.sheets.compare import Located
from workbook.sheets.grid import ReadCell
from workbook.sheets.shown import open_cells, own_groups
from workbook.sheets.stamp import Passport

MEANINGS = ("total", "index", "rank", "tier", "missing", "invalid")


@dataclass(frozen=True, slots=True)
class Input:
    """One open cell. kind: "score" or "note" (its limits are None). `na`: the mark may be typed."""

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


@dataclass(frozen=True, slots=True)
class FormulaCell:
    """One formula; means: a word of MEANINGS, or "control"."""

    sheet: str
    cell: str
    formula: str
    means: str


@dataclass(frozen=True, slots=True)
class Inspected:
    passport: Passport
    issue: Issue
    inputs: tuple[Input, ...]
    formulas: tuple[FormulaCell, ...]


def inspect_file(path: Path) -> Inspected:
    """What a ballot holds; Refused where the file is none of ours or its inner data is damaged."""
    issue, _, identity = open_issue(path)
    inputs: list[Input] = []
    formulas: list[FormulaCell] = []
    for group in own_groups(issue):
        for found in identity.sheets.get(f"g:{group.id}", ())[:1]:
            inputs += _inputs(issue, group, found)
            formulas += _formulas(issue, group, found)
    return Inspected(identity.passport, issue, tuple(inputs), tuple(formulas))


def _inputs(issue: Issue, group: Group, found: Located) -> Iterator[Input]:
    recused = issue.round.member(issue.member).recused
    for unit, leaf, is_open in open_cells(issue, group):
        row, column = f"u:{unit.id}", f"c:{leaf.id}"
        cell = found.a1(row, column)
        if is_open and cell is not None:
            limits = (Decimal(0), leaf.max_in(group.id), leaf.step)
            value = _value(found.cell(row, column))
            yield Input(found.sheet.name, cell, unit.id, leaf.id, "score", *limits, leaf.markable, value)
    for unit in issue.round.scored(group.id):
        cell = found.a1(f"u:{unit.id}", "note")
        if unit.id not in recused and cell is not None:
            value = _value(found.cell(f"u:{unit.id}", "note"))
            yield Input(found.sheet.name, cell, unit.id, None, "note", None, None, None, False, value)


def _value(cell: ReadCell | None) -> Decimal | str | None:
    if cell is None or cell.kind == "none" or cell.text == "":
        return None
    return from_number(cell.text) if cell.kind == "number" else cell.text


def _formulas(issue: Issue, group: Group, found: Located) -> Iterator[FormulaCell]:
    keys = [(f"u:{unit.id}", means, means) for unit in issue.round.scored(group.id) for means in MEANINGS]
    for row, column, means in [*keys, (CONTROL_ROW, "total", "control")]:
        read, cell = found.cell(row, column), found.a1(row, column)
        if read is not None and read.formula is not None and cell is not None:
            yield FormulaCell(found.sheet.name, cell, f"={read.formula}", means)
