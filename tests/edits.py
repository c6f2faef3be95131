"""What people do to a sheet, done to a drawn book: sort units, insert rows and columns, rename, reorder.

Formulas go along as Excel makes them: an inserted row or column moves references; sorting carries
a formula to its new row like a copy, so its relative references follow the row that it stands in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from workbook.excel.shift import cut, moved
from workbook.sheets.grid import PASSPORT_PREFIX, Area, Book, Cell, Column, Row, Sheet, a1, from_a1

_PIECES = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")
    |(?P<sheet>'(?:[^']|'')*'!)?(?P<ref>(?<![\w.$])\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)(?![\w(])""",
    re.VERBOSE,
)
Place = tuple[int, int]


def with_row(book: Book, number: int, at: int, words: str = "") -> Book:
    """An unkeyed row inserted in sheet `number` before row `at`; `words` stand in it."""
    columns = book.sheets[number].columns
    beside = 1 + next(place for place, column in enumerate(columns) if column.hidden)  # never among the keys
    cells = tuple(Cell(words, "helper") if words and place == beside else None for place in range(len(columns)))
    name = book.sheets[number].name
    book = _rewritten(book, name, lambda place: (place[0] + (place[0] >= at), place[1]))
    sheet = book.sheets[number]
    return _with(book, number, replace(sheet, rows=(*sheet.rows[:at], Row("", cells), *sheet.rows[at:])))


def with_column(book: Book, number: int, at: int, words: str = "") -> Book:
    """An unkeyed column inserted in sheet `number` before column `at`; `words` stand in every row but the keys' own."""
    name = book.sheets[number].name
    book = _rewritten(book, name, lambda place: (place[0], place[1] + (place[1] >= at)))
    sheet = book.sheets[number]
    first = next(place for place, row in enumerate(sheet.rows) if any(map(_is_passport, row.cells)))

    def wider(place: int, row: Row) -> Row:
        cell = Cell(words, "helper") if words and place != first else None
        cells = row.cells + (None,) * (at - len(row.cells))
        return row._replace(cells=(*cells[:at], cell, *cells[at:]))

    columns = (*sheet.columns[:at], Column("", 9), *sheet.columns[at:])
    return _with(
        book, number, replace(sheet, columns=columns, rows=tuple(wider(*pair) for pair in enumerate(sheet.rows)))
    )


def with_sorted_units(book: Book, number: int, order: Sequence[int]) -> Book:
    """The units' rows of sheet `number` sorted: `order` are their old numbers, from 0, in the new order."""
    sheet = book.sheets[number]
    places = [place for place, row in enumerate(sheet.rows) if row.key.startswith("u:")]
    rows = list(sheet.rows)
    for new, old in zip(places, (places[each] for each in order), strict=True):
        row = sheet.rows[old]
        cells = (
            cell and (cell if cell.formula is None else cell._replace(formula=_carried(cell.formula, old, new)))
            for cell in row.cells
        )
        rows[new] = row._replace(cells=tuple(cells))
    return _with(book, number, replace(sheet, rows=tuple(rows)))


def with_name(book: Book, number: int, name: str) -> Book:
    """Sheet `number` renamed; references to it follow."""
    old = "'" + book.sheets[number].name + "'!"

    def renamed(cell: Cell | None) -> Cell | None:
        if cell is None or cell.formula is None:
            return cell
        pieces = _PIECES.sub(
            lambda match: match[0].replace(old, f"'{name}'!") if match["sheet"] == old else match[0], cell.formula
        )
        return cell._replace(formula=pieces)

    sheets = tuple(_mapped(sheet, renamed) for sheet in book.sheets)
    book = replace(book, sheets=sheets)
    return _with(book, number, replace(book.sheets[number], name=name))


def in_order(book: Book, order: Sequence[int]) -> Book:
    """The sheets in another order."""
    return replace(book, sheets=tuple(book.sheets[number] for number in order))


# ---------------------------------------------------------------- how
def _is_passport(cell: Cell | None) -> bool:
    return cell is not None and str(cell.value).startswith(PASSPORT_PREFIX)


def _with(book: Book, number: int, sheet: Sheet) -> Book:
    # What only prints is left out: its places are not moved here.
    bare = replace(sheet, merges=(), page=replace(sheet.page, repeat_rows=None, area=None))
    return replace(book, sheets=(*book.sheets[:number], bare, *book.sheets[number + 1 :]))


def _carried(formula: str, old: int, new: int) -> str:
    return moved(cut(formula, old, 0), new, 0)


def _mapped(sheet: Sheet, change: Callable[[Cell | None], Cell | None]) -> Sheet:
    return replace(sheet, rows=tuple(row._replace(cells=tuple(map(change, row.cells))) for row in sheet.rows))


def _rewritten(book: Book, target: str, move: Callable[[Place], Place]) -> Book:
    """All formulas of the book after the cells of sheet `target` moved."""

    def rewritten(own: str, formula: str) -> str:
        def reference(match: re.Match[str]) -> str:
            if match["ref"] is None or (match["sheet"] or f"'{own}'!") != f"'{target}'!":
                return match[0]
            ends = [_moved(end, move) for end in match["ref"].split(":")]
            return (match["sheet"] or "") + ":".join(ends)

        return _PIECES.sub(reference, formula)

    def sheet_of(sheet: Sheet) -> Sheet:
        made = _mapped(sheet, lambda cell: (cell and cell.formula and _with_formula(cell, sheet.name)) or cell)
        return _with_rules(made, move, rewritten) if sheet.name == target else made

    def _with_formula(cell: Cell, own: str) -> Cell:
        return cell._replace(formula=rewritten(own, cell.formula or ""))

    return replace(book, sheets=tuple(map(sheet_of, book.sheets)))


def _with_rules(sheet: Sheet, move: Callable[[Place], Place], rewritten: Callable[[str, str], str]) -> Sheet:
    """Validations and conditional formats go along with the cells that they are about."""

    def area_of(area: Area) -> Area:
        return Area(*move((area.top, area.left)), *move((area.bottom, area.right)))

    return replace(
        sheet,
        validations=tuple(
            replace(
                rule, area=area_of(rule.area), more=tuple(map(area_of, rule.more)),
                formula=rewritten(sheet.name, rule.formula), source=rewritten(sheet.name, rule.source),
            )
            for rule in sheet.validations
        ),
        highlights=tuple(
            replace(rule, area=area_of(rule.area), formula=rewritten(sheet.name, rule.formula))
            for rule in sheet.highlights
        ),
    )  # fmt: skip


def _moved(end: str, move: Callable[[Place], Place]) -> str:
    row, column = move(from_a1(end))
    return a1(row, column, fix_row="$" in end[1:], fix_column=end.startswith("$"))
