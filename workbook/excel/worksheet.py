"""One sheet's XML -> ReadSheet, in one pass.

The cells take nearly all of the time: they have handlers of their own, closures over plain
variables. Everything else on the sheet goes through `_Around`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from typing import Literal, NamedTuple, NoReturn

from workbook.catalogue import file as checks
from workbook.excel.gate import refuse
from workbook.excel.parse import Attributes, Budget, End, Source, Start, local, on, parse, send, unescape
from workbook.excel.shift import COLUMN_LIMIT, ROW_LIMIT, SharedFormula, cut, moved
from workbook.findings import Place
from workbook.points import tidy
from workbook.sheets.grid import Area, ReadCell, ReadSheet, ReadValidation, a1, from_a1, letters

Kind = Literal["text", "number", "date", "boolean", "error", "none"]
State = Literal["visible", "hidden", "veryHidden"]


class CellStyle(NamedTuple):
    """What a style id means here."""

    locked: bool
    number_format: str
    dated: bool


PLAIN = CellStyle(True, "General", False)

_FORMULA_LIMIT = 65_536
"""Excel takes 8,192 characters as typed; stored, with prefixes and the names of tables, they are more."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What the sheets of one workbook have in common; strings and styles by their number's text."""

    strings: Mapping[str, str]
    styles: Mapping[str, CellStyle]
    budget: Budget
    known: dict[tuple[str, str | None, str | None], ReadCell] = field(default_factory=dict)
    """Cells read already, by (style, type, value): a council gives the same few scores many times."""


def read_sheet(source: Source, name: str, state: State, shared: Shared) -> ReadSheet:
    """The sheet called `name`; a cell beyond the sheet or given twice is refused."""
    cells: dict[tuple[int, int], ReadCell] = {}
    around = _Around(shared.budget)

    def start(tag: str, attributes: Attributes) -> None:
        if tag == "sheetData":
            send(source, *_cells(source, around, shared, cells, lambda: send(source, start, around.end)))
        else:
            around.start(tag, attributes)

    _no_foreign_cells(source)
    parse(source, start, around.end, around.texts.append)
    return ReadSheet(
        name,
        state,
        cells,
        around.protected,
        tuple(around.validations),
        tuple(around.highlights),
        frozenset(around.hidden_rows),
        frozenset(around.hidden_columns),
    )


_DECLARES = re.compile(rb"""<[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*?\sxmlns\s*[:=]""")
"""A tag that declares a namespace: an attribute's value may hold ">", a cell's text the word itself."""


def _no_foreign_cells(source: Source) -> None:
    """Names are taken without their namespace, so none may be declared among the cells."""
    first, last = source.data.find(b"sheetData"), source.data.rfind(b"sheetData")
    # The plain search is quick; only where it finds something is a cell's text told from a tag.
    if source.data.find(b"xmlns", first, last) >= 0 and _DECLARES.search(source.data, first, last):
        refuse(checks.UNSAFE, source.at, reason=f"xmlns, {source.part}")


# ---------------------------------------------------------------- cells
_columns: dict[str, int] = {}
"""Letters seen so far; it cannot outgrow the 16,384 columns."""


def _cells(
    source: Source, around: _Around, shared: Shared, cells: dict[tuple[int, int], ReadCell], leave: Callable[[], None]
) -> tuple[Start, End]:
    """Handlers for what stands inside <sheetData>; a cell is made at its end.

    A start only puts its attributes into `opened`; a new row is known by their being another object.
    """
    grid, new = _Grid(source.at, around, shared, cells, leave), tuple.__new__
    known, texts, column_styles = shared.known, around.texts, around.column_styles
    opened: dict[str, Attributes] = {"row": {}}
    row_marks = opened["row"]
    row, column, row_text, width = -1, -1, "", 0
    value: str | None = None
    formula: str | None = None

    def end(tag: str) -> None:
        nonlocal value, formula, row_marks, row, column, row_text, width
        if tag == "v":
            value = texts.pop() if len(texts) == 1 else _text(texts)
        elif tag == "f":
            formula = texts.pop() if len(texts) == 1 else _text(texts)
        elif tag == "c":
            if opened["row"] is not row_marks:
                row_marks = opened["row"]
                row, column, row_text, width = grid.enter(row_marks)
            cell = opened["c"]
            try:
                reference = cell["r"]
                column = _columns[reference[:width]]
                if reference[width:] != row_text:
                    raise KeyError
            except KeyError:
                row, column = grid.address(cell.get("r"), row, column)
            position = (row, column)
            same = (cell.get("s") or column_styles.get(column) or grid.style, cell.get("t"), value)
            read = known.get(same) or _read(*same, shared)
            if formula is not None:
                if len(formula) > _FORMULA_LIMIT:
                    grid.endless(formula, position)
                text = grid.expand(formula, opened["f"], position) if opened["f"] else formula
                read = new(ReadCell, (read[0], read[1], text, read[3], read[4]))
            elif not read[1]:
                read = grid.blank(read, position)
            if cells.setdefault(position, read) is not read:  # the very same content twice does no harm
                refuse(checks.TWICE, replace(source.at, cell=a1(row, column)))
            value = formula = None
        elif tag == "t" and "rPh" not in opened:  # rPh: how the text is read aloud, not the text
            value = (value or "") + _text(texts)
        elif tag == "rPh":
            texts.clear()
            del opened["rPh"]
        elif tag == "row" and opened["row"] is not row_marks:
            row_marks = opened["row"]
            row, column, row_text, width = grid.enter(row_marks)
        elif tag == "sheetData":
            grid.close()

    return opened.__setitem__, end


def _text(texts: list[str]) -> str:
    """An element's text out of its pieces; those before it, from a neatly indented file, are dropped."""
    first = next((number for number, piece in enumerate(texts[:-1]) if not piece.isspace()), len(texts) - 1)
    text = "".join(texts[max(first, 0) :])
    texts.clear()
    return text


def _read(style: str, type_: str | None, raw: str | None, shared: Shared) -> ReadCell:
    """A cell without formula; a cell without result has no kind, an empty text is a text."""
    # Only a text may begin with a space; anywhere else it comes from an indented file.
    value = raw.strip() if raw is not None and type_ not in ("str", "inlineStr") else raw
    locked, number_format, dated = shared.styles.get(style, PLAIN)
    kind: Kind = "none"
    if value is None:
        pass
    elif type_ is None or type_ == "n":
        if value:
            kind = "date" if dated else "number"
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


@dataclass(slots=True)
class _Grid:
    """What one cell does not know alone: where it stands, the row's style, the shared formulas."""

    at: Place
    around: _Around
    shared: Shared
    cells: dict[tuple[int, int], ReadCell]
    leave: Callable[[], None]
    row: int = -1
    style: str = "0"
    """The style of the row's cells that have none of their own."""
    blanks: list[tuple[int, int]] = field(default_factory=list)
    formulas: dict[str, SharedFormula] = field(default_factory=dict)

    def enter(self, attributes: Attributes) -> tuple[int, int, str, int]:
        """The row, the column before its first cell, and the end of its addresses with minus its length.

        Rows and cells may leave their address out and are counted on.
        """
        self.shared.budget.at_most(len(self.cells))
        text = attributes.get("r")
        self.row = self.row + 1 if text is None else int(text) - 1
        if not 0 <= self.row < ROW_LIMIT:
            self.beyond(text or str(self.row + 1))
        if on(attributes.get("hidden")) or attributes.get("ht") == "0":
            self.around.hidden_rows.add(self.row)
        self.style = attributes.get("s", "0") if on(attributes.get("customFormat")) else "0"
        text = str(self.row + 1)
        return self.row, -1, text, -len(text)

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
        _columns[letters(column)] = column
        return row, column

    def beyond(self, reference: str) -> NoReturn:
        refuse(checks.OFF_THE_SHEET, self.at, ref=reference)

    def endless(self, formula: str, position: tuple[int, int]) -> NoReturn:
        at, reason = replace(self.at, cell=a1(*position)), f"{len(formula)} > {_FORMULA_LIMIT}"
        refuse(checks.DAMAGED, at, part="formula", reason=reason)

    def expand(self, text: str, marks: Attributes, position: tuple[int, int]) -> str:
        """A shared formula: the first cell has the text, the others only its number."""
        if marks.get("t") != "shared":
            return text
        number = marks.get("si", "")
        if text:
            self.formulas[number] = cut(text, *position)
            self.shared.budget.spend(cells=len(self.formulas[number].pieces))  # a piece takes a cell's memory
        elif number in self.formulas:
            text = moved(self.formulas[number], *position)
            self.shared.budget.spend(letters=len(text))
        return text

    def blank(self, read: ReadCell, position: tuple[int, int]) -> ReadCell:
        """An empty text that no formula made is a blank cell; a blank shut one is not kept."""
        if read.locked:
            self.blanks.append(position)
        return read if read.kind == "none" else read._replace(kind="none")

    def close(self) -> None:
        for position in self.blanks:
            self.cells.pop(position, None)
        self.shared.budget.spend(cells=len(self.cells))
        self.leave()


# ---------------------------------------------------------------- all around the cells
_REFERENCE = re.compile(r"[A-Za-z]{1,3}[0-9]{1,10}")
_AREA = re.compile(r"([A-Z]{1,3})?([0-9]{1,7})?(?::([A-Z]{1,3})?([0-9]{1,7})?)?")
_TEXTS = ("formula1", "formula", "f", "sqref")


@dataclass(slots=True)
class _Around:
    """Protection, validations, conditional formats, hidden rows and columns.

    Excel keeps some rules in an extension list; its elements have other prefixes, the same local
    names, and the areas in an element of their own.
    """

    budget: Budget
    texts: list[str] = field(default_factory=list)
    protected: bool = False
    validations: list[ReadValidation] = field(default_factory=list)
    highlights: list[tuple[str, str]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    column_styles: dict[int, str] = field(default_factory=dict)
    _areas: str = ""
    _kind: str = "none"
    _formulas: list[str] = field(default_factory=list)
    _rules: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: Attributes) -> None:
        name = local(tag)
        if name in _TEXTS:
            self.texts.clear()
        elif name == "col":
            self._column(attributes)
        elif name == "sheetProtection":
            self.protected = on(attributes.get("sheet"))
        elif name in ("dataValidation", "conditionalFormatting"):
            self._areas, self._kind = attributes.get("sqref", ""), attributes.get("type", "none")
            self._formulas, self._rules = [], []

    def end(self, tag: str) -> None:
        name = local(tag)
        if name == "sqref":
            self._areas = "".join(self.texts)
        elif name in _TEXTS and tag != "f":
            self._formulas.append("".join(self.texts).strip())
        elif name == "cfRule":
            self._rules.append(";".join(self._formulas))
            self._formulas = []
        elif name == "conditionalFormatting":
            self.highlights += ((self._areas, rule) for rule in self._rules)
        elif name == "dataValidation":
            formula = self._formulas[0] if self._formulas else ""
            self.validations.append(ReadValidation(self._area_list(), self._kind, formula))

    def _column(self, attributes: Attributes) -> None:
        first, last = int(attributes["min"]) - 1, int(attributes["max"]) - 1
        if not 0 <= first <= last < COLUMN_LIMIT:
            raise ValueError(f'col min="{attributes["min"]}" max="{attributes["max"]}"')
        span, style = range(first, last + 1), attributes.get("style", "0")
        self.budget.spend(cells=len(span))
        if on(attributes.get("hidden")) or attributes.get("width") == "0":
            self.hidden_columns.update(span)
        if style != "0":
            self.column_styles.update(dict.fromkeys(span, style))

    def _area_list(self) -> tuple[Area, ...]:
        pieces = self._areas.split()
        self.budget.spend(cells=len(pieces))
        return tuple(area for piece in pieces if (area := _area(piece)) is not None)


def _area(text: str) -> Area | None:
    """ "B2:C9", "B2", "B:C" or "2:9"; None where it is none of them: no reason to refuse a file."""
    match = _AREA.fullmatch(text.replace("$", "").upper())
    if match is None or not text:
        return None
    left, top, right, bottom = match.groups()
    if ":" not in text:
        right, bottom = left, top
    first_column = from_a1(f"{left}1")[1] if left else 0
    last_column = from_a1(f"{right}1")[1] if right else COLUMN_LIMIT - 1
    return Area(int(top or 1) - 1, first_column, int(bottom or ROW_LIMIT) - 1, last_column)
