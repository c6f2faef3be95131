"""A `Rubric` back as the raw data of its file, defaults written out; and a drawn workbook with other cells."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from typing import Any

from workbook.authoring.judge import as_read
from workbook.rubric import Criterion, Rubric
from workbook.rules.rule import Rule
from workbook.sheets.grid import Book, ReadBook, ReadCell, ReadSheet, from_a1

_NAMES = {"printed_from": "from", "printed_to": "to"}


def raw_of(rubric: Rubric) -> dict[str, Any]:
    """What a file of this rubric holds: nothing empty, everything else, defaults too."""
    made: dict[str, Any] = _raw(rubric)
    return made


def _raw(value: Any) -> Any:
    if isinstance(value, Criterion) and value.children:
        return _table(replace(value, rule=type(value.rule)()), but=("rule",))
    if is_dataclass(value):
        return _table(value)
    if isinstance(value, Mapping):
        return {key: _raw(item) for key, item in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    return [_raw(item) for item in value] if isinstance(value, tuple) else value


def _table(value: Any, but: tuple[str, ...] = ()) -> dict[str, Any]:
    made: dict[str, Any] = {"kind": value.kind} if isinstance(value, Rule) else {}
    for field in fields(value):
        item = getattr(value, field.name)
        if item in (None, "", (), {}, frozenset()) or field.name in but:
            continue
        if isinstance(item, Rule) and not isinstance(value, Criterion):
            made |= _table(item)  # a part's rule: its keys stand in the part's row
        else:
            made[_NAMES.get(field.name, field.name)] = _raw(item)
    return made


# ---------------------------------------------------------------- a workbook as somebody changed it
Typed = str | int | float | Decimal | bool | ReadCell | None


def changed(book: Book, cells: Mapping[tuple[str, str], Typed]) -> ReadBook:
    """The workbook with other things typed, by (sheet, cell in A1 form); None clears a cell."""
    read = as_read(book)
    sheets = []
    for sheet in read.sheets:
        made = dict(sheet.cells)
        for (name, address), typed in cells.items():
            if name == sheet.name:
                made.pop(from_a1(address), None)
                if typed is not None:
                    made[from_a1(address)] = typed if isinstance(typed, ReadCell) else cell(typed)
        sheets.append(replace(sheet, cells=made))
    return replace(read, sheets=tuple(sheets))


def cell(typed: str | int | float | Decimal | bool) -> ReadCell:
    """What a program stores for it."""
    if isinstance(typed, bool):
        return ReadCell("boolean", str(int(typed)))
    return ReadCell("text", typed) if isinstance(typed, str) else ReadCell("number", repr(float(typed)))


def sheet_of(book: ReadBook, name: str) -> ReadSheet:
    return next(sheet for sheet in book.sheets if sheet.name == name)
