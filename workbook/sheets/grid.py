"""A workbook as a value: `Book` is what we draw, `ReadBook` is what came back.

A drawn sheet is printed by `excel.write`; a returned one is made by `excel.read`. Keyed sheets
carry a hidden key row (row 1), a hidden key column (column A) and a passport in the corner, so
that every cell is found by (row key, column key) wherever people moved it. Rows and columns are
counted from 0 here; `a1` gives the letters. No rubric, no file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from math import ceil
from typing import Literal, NamedTuple

from workbook.findings import Finding

Value = str | Decimal | int | None


# ---------------------------------------------------------------- drawn
class Cell(NamedTuple):
    """One drawn cell; with a formula (no leading "="), `value` is its right cached result."""

    value: Value
    style: str
    formula: str | None = None


@dataclass(frozen=True, slots=True)
class Style:
    """How a cell looks; `fill`, `color` and `border_color` are "#RRGGBB"."""

    font: str = "Times New Roman"
    size: float = 11
    bold: bool = False
    italic: bool = False
    color: str = "#000000"
    fill: str | None = None
    align: Literal["left", "center", "right", "justify", "center_across"] | None = None
    valign: Literal["top", "vcenter", "bottom"] = "vcenter"
    wrap: bool = False
    border: Literal["thin", "hair", "medium"] | None = None
    border_color: str = "#000000"
    sides: str = "ltrb"
    """Which sides carry the border: l, t, r, b."""
    number_format: str = "General"
    locked: bool = True
    indent: int = 0
    rotation: int = 0


class Row(NamedTuple):
    """One drawn row: `cells` stand from the first column on; None leaves a cell untouched.

    height in points, None for the program's default; every row with wrapped text must have one,
    because XlsxWriter writes none and LibreOffice does not fit rows on opening. Rows of a level above 0
    (at most 7) can be folded away under the nearest row above of a lower level.
    """

    key: str
    cells: tuple[Cell | None, ...]
    height: float | None = None
    hidden: bool = False
    level: int = 0


class Column(NamedTuple):
    """One drawn column; width in characters of the default font."""

    key: str
    width: float
    hidden: bool = False


class Area(NamedTuple):
    """A rectangle of cells, ends included, counted from 0."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def a1(self) -> str:
        first, last = a1(self.top, self.left), a1(self.bottom, self.right)
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Validation:
    """A stop-style check of what may be typed; `formula` is relative to the area's first cell.

    With `items` the program is given them as a drop-down list instead, and `formula` says the same in words
    of a condition. Titles have at most 32 characters, messages and prompts 255. `source` is such a list as a
    range of the same sheet ("$Z$5:$Z$9"), where the items are too many for 255 characters or hold commas.
    """

    area: Area
    formula: str
    title: str
    message: str
    prompt_title: str = ""
    prompt: str = ""
    items: tuple[str, ...] = ()
    more: tuple[Area, ...] = ()
    """Further areas, to the right of or below the first one: programs open a book sooner with few validations."""

    @property
    def areas(self) -> tuple[Area, ...]:
        return (self.area, *self.more)

    source: str = ""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A conditional format; the rules over one area must be mutually exclusive.

    Only font colour, bold, italic and fill of the style are used.
    """

    area: Area
    formula: str
    style: str


class Comment(NamedTuple):
    """A note at a cell, shown when somebody points at it; rows and columns from 0."""

    row: int
    column: int
    text: str

    @property
    def size(self) -> tuple[int, int]:
        """Its width and height in pixels, large enough to be read whole at 10 points."""
        lines = sum(max(1, ceil(len(part) / _NOTE_LETTERS)) for part in self.text.split("\n"))
        return _NOTE_WIDTH, lines * _NOTE_LINE + 12


_NOTE_WIDTH, _NOTE_LETTERS, _NOTE_LINE = 330, 46, 19
"""A note's width in pixels, the letters of a line in it, and the height of such a line."""


class Button(NamedTuple):
    """A button that runs a macro of the workbook: its upper left cell, its size in pixels, its words."""

    row: int
    column: int
    size: tuple[int, int]
    text: str
    macro: str


class Span(NamedTuple):
    """Cells of a sheet that a chart reads: it follows them when they change."""

    sheet: str
    area: Area

    @property
    def a1(self) -> str:
        """As a chart's references are written, all fixed: "'1. So'!$B$3:$B$9"."""
        top, left, bottom, right = self.area
        first, last = (a1(*corner, fix_row=True, fix_column=True) for corner in ((top, left), (bottom, right)))
        name = self.sheet.replace("'", "''")
        return f"'{name}'!{first if first == last else f'{first}:{last}'}"


Hatch = Literal["pale", "dark", "dots"]
"""Lines paler or darker than the bar, or dots."""


@dataclass(frozen=True, slots=True)
class Bars:
    """One series of a chart: a bar for each of its categories, all of one look.

    Without `fill` nothing is seen, and what is stacked on it floats. `hatch` tells bars apart in grey print.
    """

    name: Span
    values: Span
    fill: str | None
    hatch: Hatch | None = None
    labels: str = ""
    """The number format of the figures at the bars; "" for none."""
    below: Span | None = None
    above: Span | None = None
    """How far a line reaches below and above each bar's end."""


class Axis(NamedTuple):
    """The figures along a chart: from the lowest to the highest, a line at every step."""

    low: Decimal
    high: Decimal
    step: Decimal
    number_format: str = "General"
    title: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of lying bars, categories from the top down. Nothing in it is a copy: it refers to cells."""

    title: str
    categories: Span
    bars: tuple[Bars, ...]
    axis: Axis
    place: tuple[int, int]
    """The row and column of its upper left corner."""
    size: tuple[int, int]
    """Width and height in pixels of 1/96 inch."""
    stacked: bool = False
    """Bars follow one another; else those of a category stand in one place, so only one of them should be seen."""
    label_room: float = 0.3
    """The share of the width that is kept for the categories' words."""
    legend: bool = True
    font: str = "Times New Roman"
    letters: float = 9
    ink: str = "#000000"
    """Letters, outlines and lines; gridlines are paler."""


@dataclass(frozen=True, slots=True)
class Page:
    """Print set-up on A4. Margins in mm: left, right, top, bottom."""

    landscape: bool = False
    margins: tuple[float, float, float, float] = (30, 15, 20, 20)
    header: str = ""
    footer: str = ""
    first_page_bare: bool = False
    """No header and footer on page 1 (Nghị định 30/2020: no number there)."""
    repeat_rows: tuple[int, int] | None = None
    repeat_columns: tuple[int, int] | None = None
    pages_wide: int = 1
    area: Area | None = None
    row_breaks: tuple[int, ...] = ()
    """Rows before which a new page starts."""
    centered: bool = True
    first_number: int = 0
    """The number of its first page; 0: pages are counted on from the sheet before."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawn worksheet."""

    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    merges: tuple[Area, ...] = ()
    """Each merge shows its top left cell; the others carry only borders."""
    validations: tuple[Validation, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    freeze: tuple[int, int] | None = None
    """First row and column that scroll."""
    filter: Area | None = None
    """Titles with arrows to filter by, and the rows below them."""
    protected: bool = True
    page: Page = Page()
    zoom: int = 100
    gridlines: bool = False
    cursor: tuple[int, int] | None = None
    """The cell selected on opening."""
    comments: tuple[Comment, ...] = ()
    charts: tuple[Chart, ...] = ()
    buttons: tuple[Button, ...] = ()
    """Only in a workbook with macros."""
    hidden: bool = False
    """Whether the sheet is out of sight; never the first one."""

    def filled(self) -> Iterator[tuple[int, int, Cell]]:
        """(row, column, cell) of every cell with a value or a formula, in reading order."""
        for row_number, row in enumerate(self.rows):
            for column_number, cell in enumerate(row.cells):
                if cell is not None and (cell.value is not None or cell.formula is not None):
                    yield row_number, column_number, cell


@dataclass(frozen=True, slots=True)
class Book:
    """One drawn workbook; `created` is fixed by the round so that files come out byte-identical."""

    sheets: tuple[Sheet, ...]
    styles: Mapping[str, Style]
    title: str
    created: datetime
    subject: str = ""

    def sheet(self, name: str) -> Sheet:
        return next(sheet for sheet in self.sheets if sheet.name == name)


# ---------------------------------------------------------------- returned
class ReadCell(NamedTuple):
    """One returned cell.

    kind: "text", "number", "date" (a number under a date or time format), "boolean", "error".
    text: the text; the number as in the file; "1"/"0"; the error's name. A formula cell without
    cached result has kind "none". locked and number_format come from the cell's own style.
    """

    kind: Literal["text", "number", "date", "boolean", "error", "none"]
    text: str
    formula: str | None = None
    locked: bool = True
    number_format: str = "General"


@dataclass(frozen=True, slots=True)
class ReadValidation:
    """One returned validation: its areas and first formula, as in the file (extension lists too)."""

    areas: tuple[Area, ...]
    kind: str
    formula: str
    stops: bool = True
    """Whether a wrong entry is refused, and not only warned of or let pass."""


@dataclass(frozen=True, slots=True)
class ReadSheet:
    """One returned worksheet. `cells` holds every cell with content, and every unlocked one."""

    name: str
    state: Literal["visible", "hidden", "veryHidden"]
    cells: Mapping[tuple[int, int], ReadCell]
    protected: bool = False
    validations: tuple[ReadValidation, ...] = ()
    highlights: tuple[tuple[tuple[Area, ...], str], ...] = ()
    """(areas, formula) of each conditional format."""
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: tuple[Comment, ...] = ()
    """Notes and threaded comments, in reading order."""
    merges: tuple[Area, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadBook:
    """One returned workbook; `application` names the program that saved it, if it says so."""

    sheets: tuple[ReadSheet, ...]
    application: str = ""
    saved: datetime | None = None
    """When it was saved last, by its own document properties, in UTC: no proof of anything."""
    names: tuple[str, ...] = ()
    """Defined names, without those that programs make themselves (print areas, titles, filters)."""
    findings: tuple[Finding, ...] = ()
    """What was found on opening that is no reason to refuse the file: links that were not followed."""
    whole: bool = True
    """False where only cell values were seen (`desk.seen`): what else a file tells is unknown then, and not gone."""


# ---------------------------------------------------------------- texts in a file
_UNSAID = r"\x00-\x08\x0b-\x1f\ufffe\uffff"
_TO_ESCAPE = re.compile(rf"[{_UNSAID}]|_(?=x[0-9A-Fa-f]{{4}}[_{_UNSAID}])")
"""What XML cannot hold, and the underscore of a text that would be read as the escape of that."""
_ESCAPE = re.compile("_x([0-9A-Fa-f]{4})_")


def escape(text: str) -> str:
    """The text as a file writes it, each character that XML cannot hold as `_xHHHH_`: what `unescape` turns back.

    XlsxWriter's own escapes miss those that overlap: in "_x0041_x0042_" one underscore belongs to both.
    """
    return _TO_ESCAPE.sub(lambda match: f"_x{ord(match[0]):04X}_", text) if _TO_ESCAPE.search(text) else text


def unescape(text: str) -> str:
    """The text that a file writes so; half a surrogate pair, which no file could hold again, becomes U+FFFD."""
    if "_x" not in text:
        return text
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if any("\ud800" <= char <= "\udfff" for char in text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


# ---------------------------------------------------------------- addresses
@cache
def letters(column: int) -> str:
    """Column 0 is A, 26 is AA."""
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def a1(row: int, column: int, *, fix_row: bool = False, fix_column: bool = False) -> str:
    """Row 0, column 0 is A1; `fix_` puts the dollar sign."""
    return f"{'$' if fix_column else ''}{letters(column)}{'$' if fix_row else ''}{row + 1}"


def from_a1(text: str) -> tuple[int, int]:
    """The (row, column) of "B3"; dollar signs are allowed."""
    bare = text.replace("$", "").upper()
    name = bare.rstrip("0123456789")
    column = 0
    for char in name:
        column = column * 26 + ord(char) - 64
    return int(bare[len(name) :]) - 1, column - 1


# ---------------------------------------------------------------- keys
PASSPORT_PREFIX = "xephang|"
KEY_STYLE = "key"


def key_row(columns: Iterable[Column], passport: str) -> Row:
    """The hidden first row of a keyed sheet: the passport, then each column's key."""
    names = [column.key for column in columns][1:]
    return Row("", (Cell(passport, KEY_STYLE), *(Cell(name, KEY_STYLE) for name in names)), hidden=True)


def keyed_row(
    key: str, cells: Iterable[Cell | None], height: float | None = None, *, hidden: bool = False, level: int = 0
) -> Row:
    """A row of a keyed sheet: its key goes before its cells."""
    return Row(key, (Cell(key, KEY_STYLE), *cells), height, hidden, level)
