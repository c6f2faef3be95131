"""Changes to a drawn workbook: cells, styles, rows, sheets. The writer makes the file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from tests.mutations.subjects import Subject
from workbook.excel.write import write_book
from workbook.sheets.grid import KEY_STYLE, Book, Cell, Row, Sheet, Style, a1

Edits = Mapping[tuple[int, int], Cell | None]


class Spot(NamedTuple):
    """One cell of a drawn workbook."""

    sheet: str
    row: int
    column: int
    cell: Cell

    @property
    def a1(self) -> str:
        return a1(self.row, self.column)

    @property
    def at(self) -> tuple[int, int]:
        return self.row, self.column


def with_sheet(book: Book, sheet: Sheet, name: str | None = None) -> Book:
    """The book with the sheet of that name replaced."""
    old = sheet.name if name is None else name
    return replace(book, sheets=tuple(sheet if each.name == old else each for each in book.sheets))


def edited(book: Book, sheet: str, edits: Edits) -> Book:
    """The book with other cells; no figure is computed again."""
    old = book.sheet(sheet)
    rows = list(old.rows)
    for (row, column), cell in edits.items():
        cells = list(rows[row].cells) + [None] * (column + 1 - len(rows[row].cells))
        cells[column] = cell
        rows[row] = rows[row]._replace(cells=tuple(cells))
    return with_sheet(book, replace(old, rows=tuple(rows)))


def typed(book: Book, sheet: str, at: tuple[int, int], cell: Cell | None) -> bytes:
    return write_book(edited(book, sheet, {at: cell}))


def get(book: Book, sheet: str, at: tuple[int, int]) -> Cell | None:
    cells = book.sheet(sheet).rows[at[0]].cells
    return cells[at[1]] if at[1] < len(cells) else None


def styled(book: Book, name: str, style: Style) -> Book:
    """The book with one more style."""
    return replace(book, styles={**book.styles, name: style})


def unguarded(book: Book) -> Book:
    """The book as a program saves it that drops every lock and validation."""
    return replace(book, sheets=tuple(replace(sheet, protected=False, validations=()) for sheet in book.sheets))


# ---------------------------------------------------------------- what there is
def spots(book: Book) -> Iterator[Spot]:
    """Every filled cell that is no key."""
    for sheet in book.sheets:
        for row, column, cell in sheet.filled():
            if row and column:
                yield Spot(sheet.name, row, column, cell)


def is_locked(book: Book, cell: Cell) -> bool:
    style = book.styles.get(cell.style)
    return style is None or style.locked


def formulas(at: Subject) -> list[Spot]:
    return [spot for spot in spots(at.book) if spot.cell.formula is not None]


def labels(at: Subject) -> list[Spot]:
    """Shut cells with a printed text or number."""
    return [
        spot
        for spot in spots(at.book)
        if spot.cell.formula is None and is_locked(at.book, spot.cell) and spot.cell.value != ""
    ]


def keys(sheet: Sheet, row: int, column: int) -> tuple[str, str]:
    return sheet.rows[row].key, sheet.columns[column].key


def key_cell(text: str) -> Cell:
    return Cell(text, KEY_STYLE)


def padded(row: Row, width: int) -> tuple[Cell | None, ...]:
    return (*row.cells, *(None for _ in range(width - len(row.cells))))
