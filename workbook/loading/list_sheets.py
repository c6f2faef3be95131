"""The cells of lists in .xlsx: every worksheet with the places of its cells, and what a cell shows."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any, Final

from workbook.catalogue import round as checks
from workbook.findings import Place, Refused, finding
from workbook.loading.list_titles import FIGURES, LONGEST, REQUIRED, SKIPPED_WITHOUT
from workbook.points import tidy

UNPACKED_LIMIT: Final = 100_000_000
COLUMN_LIMIT: Final = 200
_UNSOLVED: Final = re.compile(rb"(?:</f>|<f[^>]*/>)\s*(?:<v\s*/>|<v></v>)?\s*</c>")
"""A formula whose result the file does not keep, as in books that no Excel has saved."""


class Percent(str):
    """A number formatted as a percentage, as it is shown: never to be read as the fraction behind it."""


class Unsolved(str):
    """A formula without a result."""


Value = str | int | float | bool | date | time | timedelta | None
At = Callable[[int, int], Place]
"""From row and column (from 0) to the place of a cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a CSV or of one worksheet; `separator` is that of a CSV."""

    cells: Sequence[Sequence[Value]]
    at: At
    separator: str = ""


def not_endless(count: int, name: str, kind: str) -> None:
    """Refused where a list has more rows than its kind may."""
    if count > LONGEST[kind]:
        raise Refused([finding(checks.LIST_TOO_LONG, Place(file=name), name=name, limit=LONGEST[kind])])


def worksheets(data: bytes, name: str, kind: str) -> Iterator[Table]:
    """Every worksheet of the book, read once and whole, whatever its dimension claims."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_LIMIT:
                raise ValueError("too large unpacked")
            sheet_parts = [entry for entry in archive.namelist() if entry.startswith("xl/worksheets/sheet")]
            unsolved = kind in SKIPPED_WITHOUT and any(_UNSOLVED.search(archive.read(part)) for part in sheet_parts)
        with warnings.catch_warnings():  # about styles and validations, which do not matter here
            warnings.simplefilter("ignore")
            sheets = list(_sheets(data, name, kind))
            if unsolved:
                _mark_unsolved(data, sheets)
    except Refused:
        raise
    except Exception:  # openpyxl raises whatever its parts raise; the file is the cause of all of it
        raise Refused([finding(checks.LIST_UNREADABLE, Place(file=name), name=name)]) from None
    for title, cells in sheets:
        yield Table(cells, _in_sheet(name, title))


def _in_sheet(name: str, title: str) -> At:
    return lambda row, column: Place(file=name, sheet=title, cell=f"{_letters(column)}{row + 1}")


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _sheets(data: bytes, name: str, kind: str) -> Iterator[tuple[str, list[list[Value]]]]:
    from openpyxl import load_workbook  # slow to import, and few rounds have such a list

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            sheet.reset_dimensions()
            cells: list[list[Value]] = []
            figures = bool(FIGURES & set(REQUIRED[kind]))
            rows: Iterable[Iterable[Any]] = sheet.iter_rows(values_only=not figures)
            for row in rows:
                line = list(row)[:COLUMN_LIMIT]
                cells.append([_shown(cell) for cell in line] if figures else line)
                not_endless(len(cells), name, kind)
            yield sheet.title, cells
    finally:
        book.close()


def _shown(cell: Any) -> Value:
    """The value of a cell; a number that is shown as a percentage is the text that people see."""
    value: Value = cell.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    if "%" not in re.sub(r'"[^"]*"|\\.', "", cell.number_format or ""):
        return value
    return Percent(f"{tidy(Decimal(repr(value)) * 100):f}%")


def _mark_unsolved(data: bytes, sheets: Sequence[tuple[str, list[list[Value]]]]) -> None:
    """Put the formulas that have no result where they stand."""
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(data), read_only=True)
    try:
        for sheet, (_, cells) in zip(book.worksheets, sheets, strict=True):
            sheet.reset_dimensions()
            rows: Iterable[Iterable[Any]] = sheet.iter_rows(values_only=True)
            for line, row in zip(cells, rows, strict=False):
                for column, formula in enumerate(list(row)[: len(line)]):
                    if line[column] is None and formula is not None:
                        line[column] = Unsolved(formula)
    finally:
        book.close()
