"""The cells of lists in .xlsx: every worksheet with the places of its cells, what a cell shows, and what is hidden."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple
from xml.parsers import expat

from workbook.catalogue import round as checks
from workbook.findings import Place, Refused, finding
from workbook.loading.list_titles import FIGURES, LONGEST, REQUIRED
from workbook.points import tidy

UNPACKED_LIMIT: Final = 100_000_000
COLUMN_LIMIT: Final = 200
HEADER_ROWS: Final = 20
"""Within so many rows the titles of the columns are looked for."""
_REF: Final = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]{0,6})")


class Percent(str):
    """A number formatted as a percentage, as it is shown: never to be read as the fraction behind it."""


class Unsolved(str):
    """A formula whose result the file does not keep, as in books that no Excel has saved."""


Value = str | int | float | bool | date | time | timedelta | None
At = Callable[[int, int], Place]
"""From row and column (from 0) to the place of a cell."""


class Merge(NamedTuple):
    """Cells that were merged into one: first and last row and column, from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        return f"{letters(self.left)}{self.top + 1}:{letters(self.right)}{self.bottom + 1}"


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a CSV or of one worksheet; `separator` is that of a CSV, and all below is of worksheets only."""

    cells: Sequence[Sequence[Value]]
    at: At
    separator: str = ""
    visible: bool = True
    """Of a hidden worksheet there are only the rows that may have titles."""
    merges: Sequence[Merge] = ()
    hidden_rows: Collection[int] = frozenset()
    beyond: Mapping[int, tuple[int, Value]] = field(default_factory=dict)
    """By row, the first cell that is not empty among those too far to the right to be read."""


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
        with warnings.catch_warnings():  # about styles and validations, which do not matter here
            warnings.simplefilter("ignore")
            tables = list(_sheets(data, name, kind))
    except Refused:
        raise
    except Exception:  # openpyxl raises whatever its parts raise; the file is the cause of all of it
        raise Refused([finding(checks.LIST_UNREADABLE, Place(file=name), name=name)]) from None
    yield from tables


def _in_sheet(name: str, title: str) -> At:
    return lambda row, column: Place(file=name, sheet=title, cell=f"{letters(column)}{row + 1}")


def letters(column: int) -> str:
    """The letters of a column, counted from 0: A, B, ... Z, AA."""
    made = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        made = chr(65 + rest) + made
    return made


def _sheets(data: bytes, name: str, kind: str) -> Iterator[Table]:
    from openpyxl import load_workbook  # slow to import, and few rounds have such a list

    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            yield _table(sheet, name, kind)
    finally:
        book.close()


def _table(sheet: Any, name: str, kind: str) -> Table:
    sheet.reset_dimensions()
    visible = sheet.sheet_state == "visible"
    cells: list[list[Value]] = []
    beyond: dict[int, tuple[int, Value]] = {}
    figures = bool(FIGURES & set(REQUIRED[kind]))
    rows: Iterable[Sequence[Any]] = sheet.iter_rows(values_only=not figures)
    for row in rows if visible else islice(rows, HEADER_ROWS):
        line = [_shown(cell) for cell in row[:COLUMN_LIMIT]] if figures else list(row[:COLUMN_LIMIT])
        for column, cell in enumerate(row[COLUMN_LIMIT:], COLUMN_LIMIT):
            value: Value = cell.value if figures else cell
            if value is not None:
                beyond[len(cells)] = (column, value)
                break
        cells.append(line)
        not_endless(len(cells), name, kind)
    at = _in_sheet(name, sheet.title)
    if not visible:
        return Table(cells, at, visible=False)
    scan = _Scan(cells)
    with sheet._get_source() as part:  # openpyxl's own way to the part; it keeps no merges and no rows when it streams
        scan.read(part)
    return Table(cells, at, "", True, scan.merges, scan.hidden_rows, beyond)


def _shown(cell: Any) -> Value:
    """The value of a cell; a number that is shown as a percentage is the text that people see."""
    value: Value = cell.value
    if not isinstance(value, int | float) or isinstance(value, bool):
        return value
    if "%" not in re.sub(r'"[^"]*"|\\.', "", cell.number_format or ""):
        return value
    return Percent(f"{tidy(Decimal(repr(value)) * 100):f}%")


# ---------------------------------------------------------------- what the values do not tell
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


class _Scan:
    """One pass over a worksheet's part: merged cells, hidden rows, and formulas without a result put into `cells`."""

    def __init__(self, cells: list[list[Value]]) -> None:
        self.merges: list[Merge] = []
        self.hidden_rows: set[int] = set()
        self._cells = cells
        self._row = self._column = 0
        self._formula: list[str] | None = None
        """The pieces of the formula of the cell that is being read."""
        self._collect = self._text = self._empty = False
        self._shared: dict[str, str] = {}
        self._own = ""
        """The number of the shared formula that this cell has."""

    def read(self, part: Any) -> None:
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._data
        parser.StartDoctypeDeclHandler = _no_doctype
        parser.ParseFile(part)
        # Merged cells never overlap: else the file is damaged, and looking at each of them could take for ever.
        rows, columns = len(self._cells), COLUMN_LIMIT
        seen = ((min(one.bottom + 1, rows) - one.top, min(one.right + 1, columns) - one.left) for one in self.merges)
        if sum(max(0, high) * max(0, wide) for high, wide in seen) > rows * columns:
            raise ValueError("overlapping merges")

    def _start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = tag.removeprefix(_MAIN)
        if name == "c":
            ref = attributes.get("r")
            self._column = _position(ref)[1] if ref else self._column + 1
            self._formula, self._text, self._empty = None, attributes.get("t") == "str", False
        elif name == "f":
            self._formula, self._collect, self._own = [], True, attributes.get("si", "")
        elif name == "v":
            self._empty = self._text  # an empty text is a result too: ="" has one
        elif name == "row":
            row = int(float(attributes["r"])) if "r" in attributes else self._row + 1
            if row <= self._row:
                raise ValueError("a row twice, or rows out of order: openpyxl would drop it")
            self._row, self._column = row, 0
            if attributes.get("hidden") in ("1", "true"):
                self.hidden_rows.add(row - 1)
        elif name == "mergeCell":
            self._merge(attributes["ref"])

    def _data(self, text: str) -> None:
        if self._collect and self._formula is not None:
            self._formula.append(text)

    def _end(self, tag: str) -> None:
        name = tag.removeprefix(_MAIN)
        if name == "f":
            self._collect = False
        elif name == "c" and self._formula is not None:
            formula = "".join(self._formula) or self._shared.get(self._own, "")
            if self._own:
                self._shared.setdefault(self._own, formula)
            line = self._cells[self._row - 1] if self._row <= len(self._cells) else []
            if not self._empty and self._column <= len(line) and line[self._column - 1] is None:
                line[self._column - 1] = Unsolved(f"={formula}")

    def _merge(self, ref: str) -> None:
        first, _, last = ref.partition(":")
        (top, left), (bottom, right) = _position(first), _position(last or first)
        if (top, left) != (bottom, right):
            self.merges.append(Merge(top - 1, left - 1, bottom - 1, right - 1))


def _position(ref: str) -> tuple[int, int]:
    """Row and column of a cell, counted from 1."""
    found = _REF.fullmatch(ref.upper())
    if not found:
        raise ValueError(f"{ref} is no cell")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]), column


def _no_doctype(*_: object) -> None:
    raise ValueError("a document type")
