"""What we use of a workbook that is open in Excel, as types: the same on every engine of xlwings, which is not loaded.

Reading it, the engines' peculiarities, and the last resort for a message.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any, Final, Protocol

from workbook.catalogue import desk_live as said
from workbook.desk import results
from workbook.desk.seen import ERROR_TEXTS
from workbook.excel.gate import too_much
from workbook.findings import Finding, Place, Words, finding
from workbook.limits import USUAL
from workbook.sheets.grid import a1

_LOG = logging.getLogger("xephang")
Sheets = dict[str, list[list[Any]]]


# ---------------------------------------------------------------- xlwings' objects
class Font(Protocol):
    bold: Any
    size: Any
    color: Any


class Rows(Protocol):
    def autofit(self) -> None: ...


class Columns(Protocol):
    hidden: Any


class Range(Protocol):
    value: Any
    formula: Any
    color: Any
    column_width: Any
    number_format: Any
    wrap_text: Any

    @property
    def row(self) -> int: ...
    @property
    def column(self) -> int: ...
    @property
    def last_cell(self) -> Range: ...
    @property
    def font(self) -> Font: ...
    @property
    def rows(self) -> Rows: ...
    @property
    def columns(self) -> Columns: ...
    @property
    def api(self) -> Any: ...
    def options(self, **options: Any) -> Range: ...


class Sheet(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def used_range(self) -> Range: ...
    def range(self, cell1: tuple[int, int], cell2: tuple[int, int] = ..., /) -> Range: ...
    def activate(self) -> None: ...
    def clear(self) -> None: ...
    def delete(self) -> None: ...


class SheetList(Protocol):
    def __iter__(self) -> Iterator[Sheet]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, key: str | int, /) -> Sheet: ...
    def add(self, name: str | None = None, *, after: Any = None) -> Sheet: ...


class Books(Protocol):
    def __iter__(self) -> Iterator[Book]: ...
    def open(self, fullname: str, *, read_only: bool) -> object: ...


class Engine(Protocol):
    @property
    def type(self) -> str: ...


class App(Protocol):
    @property
    def books(self) -> Books: ...
    @property
    def engine(self) -> Engine: ...
    def alert(self, prompt: str, /) -> object: ...


class Book(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def fullname(self) -> str: ...
    @property
    def sheets(self) -> SheetList: ...
    @property
    def app(self) -> App: ...
    def activate(self) -> None: ...


# ---------------------------------------------------------------- reading
_MOST_SEEN: Final = 4 * USUAL.cells
"""Cells of all sheets."""
_FAR: Final = 1000, 200
"""So many blank rows, or columns, end a sheet whose used area is too large: a column coloured down to its end makes it
so, or one stray value in the last row, and to read all of it would take minutes."""
_MOST_TEXTS: Final = 100_000
"""Cells whose texts are asked for at once on macOS, where one answer has a largest size."""


def values_of(book: Book) -> Sheets:
    """The values of every sheet, row by row from A1 on; Refused where there are far too many."""
    sheets: Sheets = {}
    room = _MOST_SEEN
    for sheet in book.sheets:
        made = read_used(sheet, Place(file=book.name, sheet=sheet.name), room, room)
        sheets[sheet.name] = made
        room -= len(made) * len(made[0])
    return sheets


def unread_in(book: Book, sheets: Sheets) -> Iterator[Finding]:
    """The sheets of which not all of the used area was read."""
    for sheet in book.sheets:
        last, rows = sheet.used_range.last_cell, sheets[sheet.name]
        if last.row > len(rows) or last.column > len(rows[0]):
            facts = {"last": a1(last.row - 1, last.column - 1), "read": a1(len(rows) - 1, len(rows[0]) - 1)}
            yield finding(said.NOT_READ, Place(file=book.name, sheet=sheet.name), sheet=sheet.name, **facts)


def read_used(sheet: Sheet, at: Place, whole: int, most: int = _MOST_SEEN) -> list[list[Any]]:
    """The used area's values from A1 on; of one with more cells than `whole`, those up to a long blank stretch.
    Refused where even these are more than `most`."""
    last = sheet.used_range.last_cell
    if last.row * last.column <= whole:
        return read_rows(sheet, last.row, last.column)
    rows, columns = _FAR
    made: list[list[Any]] = []
    width = 0
    while width < last.column:
        step = min(columns, last.column - width)
        if not _filled(read_rows(sheet, min(rows, last.row), step, 1, width + 1)):
            break
        width += step
        _at_most(rows * width, most, at)
    while len(made) < last.row:
        part = read_rows(sheet, min(rows, last.row - len(made)), max(1, width), len(made) + 1)
        if not _filled(part):
            break
        made += part
        _at_most(len(made) * width, most, at)
    return made or [[None]]


def _filled(rows: list[list[Any]]) -> bool:
    return any(value not in (None, "") for row in rows for value in row)


def _at_most(cells: int, most: int, at: Place) -> None:
    if cells > most:
        too_much(at, Words("quá nhiều ô", "too many cells"), USUAL, "cells")


def read_rows(sheet: Sheet, rows: int, columns: int, top: int = 1, left: int = 1) -> list[list[Any]]:
    """So many cells' values from there on; a cell that shows #N/A is that text, not an empty one."""
    area = sheet.range((top, left), (top + rows - 1, left + columns - 1))
    made: list[list[Any]]
    try:
        made = area.options(ndim=2, err_to_str=True).value
    except TypeError:  # on macOS xlwings (0.37.8) trips over this for more than one cell
        made = area.options(ndim=2).value
        step = max(1, _MOST_TEXTS // columns)
        for first in range(0, rows, step):
            last = min(rows, first + step)
            part = sheet.range((top + first, left), (top + last - 1, left + columns - 1))
            _put_errors(made[first:last], part.api.string_value.get())
    return made


def _put_errors(values: list[list[Any]], shown: Any) -> None:
    """Excel for macOS tells an error only in what a cell shows, as rows, one row, or one text."""
    lines = shown if isinstance(shown, list) else [shown]
    texts = lines if lines and isinstance(lines[0], list) else [lines]
    if [len(row) for row in texts] != [len(row) for row in values]:
        raise ValueError("values and texts of a sheet do not fit together")
    for row, line in zip(values, texts, strict=True):
        for column, text in enumerate(line):
            if text in ERROR_TEXTS and not isinstance(row[column], str):
                row[column] = text


def is_remote(book: Book) -> bool:
    """Whether the workbook is seen from afar (xlwings Lite, Server): only values, and later."""
    return book.app.engine.type == "remote"


# ---------------------------------------------------------------- the last resort
def alert(book: Book, findings: Iterable[Finding], lang: str) -> None:
    """Where not even a cell can be written."""
    try:
        book.app.alert("\n".join(results.lines(findings, lang)))
    except Exception:
        _LOG.exception("no message could be shown in Excel")
