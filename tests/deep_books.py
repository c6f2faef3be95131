"""Workbooks with a sheet a unit as they come back: cells found by keys, typed into, computed again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from openpyxl.workbook.workbook import Workbook

from tests.deep_sample import deep_ballot, deep_issue
from tests.engines import ironcalc
from tests.resaved import resaved, with_blanks
from tests.sample import as_read, retype
from tests.test_ballot_formulas import wanted
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.loading.frozen import freeze
from workbook.model import Ballot, Issue
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.compare import Located
from workbook.sheets.grid import Book, ReadBook, ReadCell, ReadSheet, a1
from workbook.sheets.stamp import pack
from workbook.sheets.take import Taken, identify, take
from workbook.sheets.take_parts import sent_by_key

FILE = "phieu.xlsx"
Where = tuple[str, str, str]
"""A sheet's passport key, a row key, a column key: ("u:s-1", "c:hop", "fact")."""
ISSUE = deep_issue()


def full_ballot(issue: Issue = ISSUE) -> Ballot:
    """The sample's ballot with a link and a remark more."""
    made = deep_ballot(issue)
    links = {("s-1", "hop"): "https://vi.du/bien-ban?nam=2026&q=1", ("s-3", "chi-so"): "=1+1"}
    remarks = {("s-1", "hop"): "xem biên bản\nsố 4", ("s-3", "dao-tao"): '=HYPERLINK("x")'}
    own = {cell for cell, _ in made.scores.items()}
    there = {unit for unit, _ in own}
    return replace(
        made,
        links={cell: text for cell, text in links.items() if cell[0] in there},
        remarks=dict(made.remarks) | {cell: text for cell, text in remarks.items() if cell[0] in there},
    )


def drawn(issue: Issue = ISSUE, ballot: Ballot | None = None) -> Book:
    return draw_ballot_book(issue, pack(freeze(issue)), ballot)


def taken(read: ReadBook, issue: Issue = ISSUE) -> Taken:
    return take(identify(read, FILE), issue, drawn(issue), read, FILE)


# ---------------------------------------------------------------- places
def located(read: ReadBook, sheet_key: str) -> Located:
    (found,) = identify(read, FILE).sheets[sheet_key]
    return found


def place(read: ReadBook, where: Where) -> tuple[str, str]:
    """(sheet name, A1) of a cell."""
    sheet, row, column = where
    found = located(read, sheet)
    cell = found.a1(row, column)
    assert cell is not None, where
    return found.sheet.name, cell


def name_of(key: str, issue: Issue = ISSUE) -> str:
    return sent_by_key(drawn(issue))[key].name


# ---------------------------------------------------------------- edits
Edits = Mapping[Where, ReadCell | None]


def edited(read: ReadBook, edits: Edits) -> ReadBook:
    """The book with other cells; None empties one. No formula is computed again."""
    for (sheet, row, column), cell in edits.items():
        found = located(read, sheet)
        at = (found.rows[row], found.columns[column])
        cells = dict(found.sheet.cells)
        retype(cells, at, cell)
        read = with_sheet(read, replace(found.sheet, cells=cells))
    return read


def with_sheet(read: ReadBook, sheet: ReadSheet) -> ReadBook:
    return replace(read, sheets=tuple(sheet if each.name == sheet.name else each for each in read.sheets))


def shown(read: ReadBook, where: Where, value: str) -> Edits:
    """The cell with another cached result: a number, an error's name or a text."""
    old = located(read, where[0]).cell(where[1], where[2])
    assert old is not None and old.formula is not None, where
    kind: Any = "error" if value.startswith("#") else "number" if value.lstrip("-")[:1].isdigit() else "text"
    return {where: ReadCell(kind, value, old.formula)}


def not_computed(read: ReadBook) -> ReadBook:
    """As a library or a phone saves it: formulas without results."""
    for sheet in read.sheets:
        cells = {
            at: cell if cell.formula is None else cell._replace(kind="none", text="")
            for at, cell in sheet.cells.items()
        }
        read = with_sheet(read, replace(sheet, cells=cells))
    return read


def computed(book: Book, typed: Mapping[Where, Any], formats: Mapping[Where, str] | None = None) -> ReadBook:
    """The book after values were typed and every formula was computed by a spreadsheet program."""
    read = as_read(book)

    def type_in(file: Workbook) -> None:
        for where, value in typed.items():
            sheet, cell = place(read, where)
            file[sheet][cell].value = value
            if formats and where in formats:
                file[sheet][cell].number_format = formats[where]

    data = with_blanks(resaved(write_book(book), type_in))
    figures = ironcalc.compute(data, wanted(book))
    came = read_book(data, FILE)
    for each in came.sheets:
        cells = dict(each.cells)
        for at, old in each.cells.items():
            if old.formula is not None and (each.name, a1(*at)) in figures:
                cells[at] = _result(old, figures[each.name, a1(*at)])
        came = with_sheet(came, replace(each, cells=cells))
    return came


def _result(cell: ReadCell, value: Any) -> ReadCell:
    if isinstance(value, bool):
        return cell._replace(kind="boolean", text=str(int(value)))
    if isinstance(value, int | float):
        return cell._replace(kind="number", text=f"{value:.17g}")
    text = "" if value is None else str(value)
    return cell._replace(kind="error" if text.startswith("#") else "text", text=text)
