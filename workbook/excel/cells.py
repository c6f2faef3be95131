"""What one cell of a sheet is, and where it stands; `plain` and `worksheet` find the cells in the XML."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple, NoReturn

from workbook.catalogue import file as checks
from workbook.excel.gate import refuse
from workbook.excel.parse import Attributes, Budget, on
from workbook.excel.shift import COLUMN_LIMIT, ROW_LIMIT, SharedFormula, cut, moved
from workbook.findings import Place
from workbook.points import from_number, tidy
from workbook.sheets.grid import Area, ReadCell, a1, from_a1, letters, unescape

Kind = Literal["text", "number", "date", "boolean", "error", "none"]


class CellStyle(NamedTuple):
    """What a style id means here."""

    locked: bool
    number_format: str
    dated: bool


PLAIN = CellStyle(True, "General", False)

FORMULA_LIMIT = 65_536
"""Excel takes 8,192 characters as typed; stored, with prefixes and the names of tables, they are more."""

TEXT_LIMIT = 65_536
"""A cell's text as stored; Excel takes 32,767 letters."""


PlainCell = tuple[str, str | None, str | None]
"""Style, type and value as they are spelt."""


class RowLook(NamedTuple):
    """What a row's attributes say: whether it is hidden, and the style of its cells that have none of their own."""

    hidden: bool
    style: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of one workbook have in common; strings and styles by their number's text."""

    strings: Mapping[str, str]
    styles: Mapping[str, CellStyle]
    budget: Budget
    from_1904: bool = False
    """Whether the workbook counts days from 1904."""
    known: dict[tuple[str, str | None, str | None], ReadCell] = field(default_factory=dict)
    """Cells read already, by (style, type, value): a council gives the same few scores many times."""
    plain: dict[PlainCell, ReadCell] = field(default_factory=dict)
    """The same for those that `plain` reads, as they are spelt."""
    rules: Mapping[int, str] = field(default_factory=dict)
    """The number formats that conditional formats may show, by the number of their style."""
    rows: dict[str, RowLook] = field(default_factory=dict)
    """What the attributes of its rows say, as they are spelt: most rows look alike."""


# ---------------------------------------------------------------- what it is
def read_cell(style: str, type_: str | None, raw: str | None, shared: Shared) -> ReadCell:
    """A cell without formula; a cell without result has no kind, an empty text is a text."""
    # Only a text may begin with a space; anywhere else it comes from an indented file.
    value = raw.strip() if raw is not None and type_ not in ("str", "inlineStr") else raw
    if value is not None and len(value) > TEXT_LIMIT:
        raise ValueError(f"{len(value)} > {TEXT_LIMIT}")
    locked, number_format, dated = shared.styles.get(style) or shared.styles.get(_number(style), PLAIN)
    kind: Kind = "none"
    if value is None:
        pass
    elif type_ is None or type_ == "n":
        if value:
            if not _NUMBER.fullmatch(value):
                raise ValueError(f"<v>{value[:20]}</v>")
            kind, value = ("date", _day(value, shared)) if dated else ("number", value)
    elif type_ == "s":
        kind, value = "text", shared.strings[value] if value else ""
    elif type_ in ("str", "inlineStr"):
        kind, value = "text", unescape(value)
    elif type_ == "b":
        kind, value = "boolean", {"true": "1", "false": "0"}.get(value, value)
    elif type_ == "e":
        kind = "error"
    elif type_ == "d":
        if value:
            kind, value = "date", _serial(value)
    else:
        raise ValueError(f't="{type_}"')
    read = shared.known[style, type_, raw] = ReadCell(kind, value or "", None, locked, number_format)
    return read


def _number(style: str) -> str:
    """A style's number as it is counted: "045" is 45."""
    if not (style.isascii() and style.isdigit()):
        raise ValueError(f's="{style[:20]}"')
    return style.lstrip("0") or "0"


_NUMBER = re.compile("[-+.0-9A-Za-z]+")
"""Only ASCII: what Python takes for digits beside it, other programs do not."""


def is_tiny(size: str | None) -> bool:
    """Whether a row's height or a column's width hides it: less than a point, or a tenth of a letter."""
    number = from_number(size) if size else None
    return number is not None and number < Decimal("0.1")


def look_of(attributes: Attributes) -> RowLook:
    hidden = on(attributes.get("hidden")) or is_tiny(attributes.get("ht"))
    return RowLook(hidden, attributes.get("s", "0") if on(attributes.get("customFormat")) else "0")


_BETWEEN = 1_462
"""Days from Excel's first day of 1900 to the first of 1904."""
_FIRST_YEAR = 367


def _day(value: str, shared: Shared) -> str:
    """A day in the count from 1900, whatever the workbook's own; a figure under a date's format stays what it is."""
    number = from_number(value) if shared.from_1904 else None
    return value if number is None or number < _FIRST_YEAR else f"{number + _BETWEEN:f}"


_DAY_60 = date(1900, 3, 1)
"""Excel counts a 29 February 1900, day 60, which never was."""


def _serial(text: str) -> str:
    """The number that Excel shows as this ISO date or time; what is neither stays as it is.

    Only the format "Strict Open XML Spreadsheet" writes dates so.
    """
    try:
        if text[2:3] == ":":
            days, clock = 0, time.fromisoformat(text)
        else:
            moment = datetime.fromisoformat(text)
            days, clock = (moment.date() - date(1899, 12, 31)).days + (moment.date() >= _DAY_60), moment.time()
    except ValueError:
        return text
    seconds = Decimal((clock.hour * 60 + clock.minute) * 60 + clock.second) + Decimal(clock.microsecond) / 10**6
    return f"{tidy(round(days + seconds / 86_400, 8)):f}" if days >= 0 else text


# ---------------------------------------------------------------- where it stands
COLUMNS: dict[str, int] = {}
"""Letters seen so far; it cannot outgrow the 16,384 columns."""
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,10}")
_ROWS_A_CELL = 3
"""Hidden rows that take the memory of a cell; some programs write all rows down to the last when they are hidden."""


@dataclass(slots=True)
class Grid:
    """What one cell does not know alone: where it stands, the row's style, the shared formulas."""

    at: Place
    shared: Shared
    column_styles: Mapping[int, str]
    cells: dict[tuple[int, int], ReadCell] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    row: int = -1
    style: str = "0"
    """The style of the row's cells that have none of their own."""
    blanks: list[tuple[int, int]] = field(default_factory=list)
    """Where blank shut cells stand, which are not kept: they are half of a sheet."""
    formulas: dict[str, SharedFormula] = field(default_factory=dict)
    spread: list[tuple[Area, str]] = field(default_factory=list)
    """Areas of more than one cell that one formula fills, with how it is told of each of their cells."""

    def enter(self, attributes: Attributes) -> None:
        """Go to the row; rows and cells may leave their address out and are counted on."""
        text = attributes.get("r")
        if text is not None and not (text.isascii() and text.isdigit()):
            raise ValueError(f'row r="{text}"')
        self.begin(self.row + 1 if text is None else int(text) - 1, look_of(attributes))

    def begin(self, row: int, look: RowLook) -> None:
        """Go to the row of that number, from 0."""
        self.shared.budget.at_most(len(self.cells) + len(self.blanks) + len(self.hidden_rows) // _ROWS_A_CELL)
        if not 0 <= row < ROW_LIMIT:
            self.beyond(str(row + 1))
        self.row, self.style = row, look.style
        if look.hidden:
            self.hidden_rows.add(row)

    def address(self, reference: str | None, row: int, column: int) -> tuple[int, int]:
        """The (row, column) of a cell seen in `row` after `column`."""
        if reference is None:
            column += 1
        elif _REFERENCE.fullmatch(reference):
            row, column = from_a1(reference)
        else:
            raise ValueError(f'r="{reference}"')
        if not (0 <= row < ROW_LIMIT and 0 <= column < COLUMN_LIMIT):
            self.beyond(reference or f"R{row + 1}C{column + 1}")
        COLUMNS[letters(column)] = column
        return row, column

    def beyond(self, reference: str) -> NoReturn:
        refuse(checks.OFF_THE_SHEET, self.at, ref=reference)

    def endless(self, formula: str, position: tuple[int, int]) -> NoReturn:
        at, reason = replace(self.at, cell=a1(*position)), f"{len(formula)} > {FORMULA_LIMIT}"
        refuse(checks.DAMAGED, at, part="formula", reason=reason)

    def expand(self, text: str, marks: Attributes, position: tuple[int, int]) -> str:
        """A shared formula: the first cell has the text, the others only its number."""
        kind = marks.get("t")
        if kind in ("array", "dataTable"):
            return self._spread(text, marks.get("ref", ""), position)
        if kind != "shared":
            return text
        number = marks.get("si", "")
        if text:
            self.formulas[number] = cut(text, *position)
            self.shared.budget.spend(cells=len(self.formulas[number].pieces))  # a piece takes a cell's memory
        elif number in self.formulas:
            text = moved(self.formulas[number], *position)
            self.shared.budget.spend(letters=len(text))
        return text

    def _spread(self, text: str, ref: str, position: tuple[int, int]) -> str:
        """The formula of an array or a data table; Excel fills its whole area, whatever stands in there."""
        area = area_of(ref) if len(ref) <= LONGEST_AREA else None
        if area is None:
            raise ValueError(f'<f ref="{ref[:LONGEST_AREA]}">')
        if (area.top, area.left, area.bottom, area.right) != (*position, *position):
            self.shared.budget.spend(cells=(area.bottom - area.top + 1) * (area.right - area.left + 1))
            self.spread.append((area, f"{{{text}}} ({ref})"))
        return text

    def _fill(self) -> None:
        """Give every cell of such an area its formula: it shows what that gives, and not what it seems to hold."""
        blank = ReadCell("none", "")
        for area, formula in self.spread:
            for row in range(area.top, area.bottom + 1):
                for column in range(area.left, area.right + 1):
                    self.cells[row, column] = self.cells.get((row, column), blank)._replace(formula=formula)

    def show(self, areas: Iterable[Area], number_format: str) -> None:
        """A conditional format may show the figures of these areas under this number format."""
        for area in areas:
            size = (area.bottom - area.top + 1) * (area.right - area.left + 1)
            self.shared.budget.spend(cells=min(size, len(self.cells)))
            every = ((row, column) for row in range(area.top, area.bottom + 1)
                     for column in range(area.left, area.right + 1))  # fmt: skip
            for at in every if size <= len(self.cells) else list(self.cells):
                cell = self.cells.get(at)
                if cell is not None and area.top <= at[0] <= area.bottom and area.left <= at[1] <= area.right:
                    self.cells[at] = cell._replace(number_format=number_format)

    def close(self) -> None:
        """No blank cell may stand where another one does."""
        if not self.cells.keys().isdisjoint(self.blanks):
            twice = min(position for position in self.blanks if position in self.cells)
            refuse(checks.TWICE, replace(self.at, cell=a1(*twice)))
        self.shared.budget.spend(cells=len(self.cells) + len(self.hidden_rows) // _ROWS_A_CELL)
        if self.spread:
            self._fill()


# ---------------------------------------------------------------- areas
_AREA = re.compile(r"([A-Z]{1,3})?([0-9]{1,7})?(?::([A-Z]{1,3})?([0-9]{1,7})?)?")
LONGEST_AREA = len("$XFD$1048576:$XFD$1048576")


@lru_cache(maxsize=4_096)  # the sheets of a book by unit all have the same ones
def area_of(text: str) -> Area | None:
    """ "B2:C9", "B2", "B:C" or "2:9", from whichever corners; None where it is none of them."""
    match = _AREA.fullmatch(text.replace("$", "").upper())
    if match is None or not text:
        return None
    left, top, right, bottom = match.groups()
    if ":" not in text:
        right, bottom = left, top
    first_column = from_a1(f"{left}1")[1] if left else 0
    last_column = from_a1(f"{right}1")[1] if right else COLUMN_LIMIT - 1
    rows, columns = sorted((int(top or 1) - 1, int(bottom or ROW_LIMIT) - 1)), sorted((first_column, last_column))
    return Area(rows[0], columns[0], rows[1], columns[1])
