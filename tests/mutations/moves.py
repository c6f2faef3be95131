"""Rows and columns of a drawn sheet inserted, deleted, sorted or copied, as spreadsheet programs do it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tests.mutations import books
from workbook.excel.shift import cut, moved
from workbook.sheets.grid import Area, Book, Cell, Column, Row, Sheet, a1, from_a1

Order = Sequence[int | None]
"""The old places in their new order; None is an inserted one, a missing number a deleted one."""
_REF = re.compile(
    r"(?P<sheet>(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?"
    r"(?<![A-Za-z_$])(?P<first>\$?[A-Z]{1,2}\$?\d+)(?::(?P<last>\$?[A-Z]{1,2}\$?\d+))?(?![\w(])"
)
_TEXT = re.compile(r'("(?:[^"]|"")*")')


class Move:
    """One sheet's rows and columns in another order."""

    def __init__(self, sheet: Sheet, rows: Order | None, columns: Order | None) -> None:
        self.name = sheet.name
        self.rows: Order = range(len(sheet.rows)) if rows is None else rows
        self.columns: Order = range(len(sheet.columns)) if columns is None else columns
        self.down, self.right = _places(self.rows), _places(self.columns)

    def formula(self, text: str, on: str) -> str:
        """A formula of the sheet called `on`: references to the moved sheet follow."""
        return "".join(
            part if part.startswith('"') else _REF.sub(lambda match: self._reference(match, on), part)
            for part in _TEXT.split(text)
        )

    def _reference(self, match: re.Match[str], on: str) -> str:
        named = match["sheet"]
        name = named[:-1].strip("'").replace("''", "'") if named else on
        if name != self.name:
            return match[0]
        ends = [end for end in (match["first"], match["last"]) if end]
        area = self.area(Area(*from_a1(ends[0]), *from_a1(ends[-1])))
        if area is None:
            return f"{named or ''}#REF!"
        made = [_like(end, place) for end, place in zip(ends, (area[:2], area[2:]), strict=False)]
        return (named or "") + ":".join(made)

    def area(self, area: Area) -> Area | None:
        """Where an area lies now: it grows over what is inserted inside, and shrinks over what is gone."""
        rows = [self.down[row] for row in range(area.top, area.bottom + 1) if row in self.down]
        columns = [self.right[column] for column in range(area.left, area.right + 1) if column in self.right]
        if not rows or not columns:
            return None
        return Area(min(rows), min(columns), max(rows), max(columns))


def _places(order: Order) -> dict[int, int]:
    """Where each old place stands now; of a copy, the first."""
    made: dict[int, int] = {}
    for new, old in enumerate(order):
        if old is not None:
            made.setdefault(old, new)
    return made


def _like(old: str, place: tuple[int, int]) -> str:
    return a1(*place, fix_row="$" in old[1:], fix_column=old.startswith("$"))


def put(book: Book, name: str, rows: Order | None = None, columns: Order | None = None) -> Book:
    """The book with a sheet's rows and columns in this order; every reference to them follows."""
    move = Move(book.sheet(name), rows, columns)
    made = []
    for sheet in book.sheets:
        told = tuple(
            row._replace(cells=tuple(_followed(cell, move, sheet.name) for cell in row.cells)) for row in sheet.rows
        )
        sheet = replace(sheet, rows=told)
        made.append(_moved_sheet(sheet, move) if sheet.name == name else sheet)
    return replace(book, sheets=tuple(made))


def _followed(cell: Cell | None, move: Move, on: str) -> Cell | None:
    return cell if cell is None or cell.formula is None else cell._replace(formula=move.formula(cell.formula, on))


def _moved_sheet(sheet: Sheet, move: Move) -> Sheet:
    rows = []
    for number in move.rows:
        row = Row("", ()) if number is None else sheet.rows[number]
        cells = books.padded(row, len(sheet.columns))
        rows.append(row._replace(cells=tuple(None if old is None else cells[old] for old in move.columns)))
    columns = tuple(Column("", 8) if old is None else sheet.columns[old] for old in move.columns)
    return replace(
        sheet,
        rows=tuple(rows),
        columns=columns,
        validations=tuple(
            replace(rule, area=areas[0], more=areas[1:], formula=move.formula(rule.formula, sheet.name))
            for rule in sheet.validations
            if (areas := tuple(area for old in rule.areas if (area := move.area(old))))
        ),
        highlights=tuple(
            replace(rule, area=area, formula=move.formula(rule.formula, sheet.name))
            for rule in sheet.highlights
            if (area := move.area(rule.area))
        ),
        merges=(),
        page=replace(sheet.page, area=None, repeat_rows=None, repeat_columns=None, row_breaks=()),
        freeze=None,
        cursor=None,
    )


def copied(book: Book, name: str, into: Mapping[int, int], *, keys: bool = True, across: bool = False) -> Book:
    """The book with the contents of some rows (or columns) written over others: `into` is new -> old.

    So sorting works: a formula goes along as if it were copied. Without `keys`, the hidden keys stay.
    """
    sheet = book.sheet(name)
    edits: dict[tuple[int, int], Cell | None] = {}
    for new, old in into.items():
        for place in range(0 if keys else 1, len(sheet.rows) if across else len(sheet.columns)):
            source, target = ((place, old), (place, new)) if across else ((old, place), (new, place))
            cell = books.get(book, name, source)
            if cell is not None and cell.formula is not None:
                cell = cell._replace(formula=moved(cut(cell.formula, *source), *target))
            edits[target] = cell
    return books.edited(book, name, edits)


def swapped(one: int, other: int) -> dict[int, int]:
    return {one: other, other: one}
