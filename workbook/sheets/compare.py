"""A returned sheet against the sheet that was sent: locate by key, diff the shut cells.

Nothing here knows a rubric; `take` turns differences into findings. Rows and columns are found by
their keys wherever people moved them; formulas are compared by meaning, references by the keys
that they point at (`meaning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple

from workbook.points import Reading, composed, from_number, read_text
from workbook.sheets.grid import PASSPORT_PREFIX, Cell, ReadCell, ReadSheet, Sheet, letters
from workbook.sheets.meaning import Elsewhere, Moves, moves_of, same_formula

HEAD_KEYS = ("h:title", "p:head")
"""Keys of the rows that hold the column titles, on a ballot sheet and on the guide."""


@dataclass(frozen=True, slots=True)
class Located:
    """Where the keys of a returned sheet stand now."""

    sheet: ReadSheet
    passport: str
    rows: Mapping[str, int]
    columns: Mapping[str, int]
    repeated: tuple[str, ...]
    """Keys that stand on more than one row or column."""

    def cell(self, row_key: str, column_key: str) -> ReadCell | None:
        row, column = self.rows.get(row_key), self.columns.get(column_key)
        return None if row is None or column is None else self.sheet.cells.get((row, column))

    def a1(self, row_key: str, column_key: str) -> str | None:
        row, column = self.rows.get(row_key), self.columns.get(column_key)
        return None if row is None or column is None else f"{letters(column)}{row + 1}"


class Difference(NamedTuple):
    """One shut cell, row or column that is not as it was sent."""

    kind: Literal["label", "formula", "row", "column"]
    row_key: str
    column_key: str
    sent: str
    found: str


def passports_in(sheet: ReadSheet) -> list[tuple[int, int, str]]:
    """(row, column, text) of every passport-like cell; a healthy sheet of ours has one."""
    first = sheet.cells.get((0, 0))
    if first is not None and first.text.startswith(PASSPORT_PREFIX):
        return [(0, 0, first.text)]
    return [
        (row, column, cell.text)
        for (row, column), cell in sheet.cells.items()
        if cell.kind == "text" and cell.text.startswith(PASSPORT_PREFIX)
    ]


def locate(sheet: ReadSheet) -> Located | None:
    """The sheet's keys, read from the row and the column of its passport; None without one."""
    found = passports_in(sheet)
    if not found:
        return None
    key_row, key_column, passport = min(found)
    rows: dict[str, int] = {}
    columns: dict[str, int] = {}
    repeated: list[str] = []
    for row, column in sorted([at for at in sheet.cells if at[1] == key_column or at[0] == key_row]):
        if row > key_row:
            _remember(rows, sheet.cells[row, column].text.strip(), row, repeated)
        elif row == key_row and column > key_column:
            _remember(columns, sheet.cells[row, column].text.strip(), column, repeated)
    return Located(sheet, passport, rows, columns, tuple(repeated))


def _remember(keys: dict[str, int], key: str, place: int, repeated: list[str]) -> None:
    if not key:
        return
    if key in keys:
        repeated.append(key)
    else:
        keys[key] = place


def unmoved(sent: Sheet, found: Located) -> bool:
    """Whether every key stands where it was sent."""
    rows = all(found.rows.get(row.key, number) == number for number, row in enumerate(sent.rows) if row.key)
    return rows and all(found.columns.get(column.key, n) == n for n, column in enumerate(sent.columns) if column.key)


def moves_between(sent: Sheet, found: Located) -> Moves | None:
    """What moved on a sheet; None where every row and column is there, and where it was sent."""
    was, now = found.rows, found.columns
    whole = all(row.key in was for row in sent.rows[1:]) and all(
        not each.key or each.key in now for each in sent.columns
    )
    if whole and unmoved(sent, found):
        return None
    rows = ((row.key, number, was[row.key]) for number, row in enumerate(sent.rows) if row.key in was)
    columns = ((each.key, number, now[each.key]) for number, each in enumerate(sent.columns) if each.key in now)
    return moves_of(tuple(rows), tuple(columns))


def elsewhere_in(sent: Mapping[str, Sheet], found: Mapping[str, Sequence[Located]]) -> Elsewhere:
    """What references from sheet to sheet mean in a book, as sent and as found, both by the passport's sheet key."""
    ours = {key: places for key, places in found.items() if key in sent}
    names = [(place.sheet.name, key) for key, places in ours.items() for place in places]
    moves = {key: moves_between(sent[key], places[0]) for key, places in ours.items() if len(places) == 1}
    return Elsewhere([(sheet.name, key) for key, sheet in sent.items()], names, moves)


_NOTHING_ELSE = Elsewhere()


def differences(
    sent: Sheet, found: Located, open_styles: frozenset[str], elsewhere: Elsewhere = _NOTHING_ELSE
) -> Iterator[Difference]:
    """Every shut cell, row and column of `sent` that is not as it was sent.

    Cells under `open_styles` are the member's and are not compared. A row or column that is gone
    is one difference; its cells are not listed again, nor are the formulas that only lost it.
    """
    gone = [number for number, column in enumerate(sent.columns) if column.key and column.key not in found.columns]
    for number in gone:
        key = sent.columns[number].key
        yield Difference("column", "", key, _title(sent, number) or key, "")
    moves, is_same = moves_between(sent, found), elsewhere.is_same
    cells = found.sheet.cells
    for row in shut_cells(sent, open_styles).rows:
        at_row = found.rows.get(row.key)
        if at_row is None:
            yield Difference("row", row.key, "", _first_text(sent.rows[row.number].cells), "")
            continue
        for at, expected in row.filled:
            column_key = sent.columns[at].key
            if moves is None:
                other = cells.get((row.number, at))
                # Nearly every cell is the very same: only the others are looked at more closely.
                if other is not None and (other[2] or other[:3]) == expected and (is_same or "!" not in expected):
                    continue
            else:
                at_column = found.columns.get(column_key)
                if at_column is None:
                    continue
                other = cells.get((at_row, at_column))
            cell = sent.rows[row.number].cells[at]
            assert cell is not None
            kind = _differs(cell, other, moves, elsewhere)
            if kind != "":
                yield Difference(kind, row.key, column_key, _sent_text(cell, kind), _found_text(other, kind))


class ShutRow(NamedTuple):
    """The cells of one sent row that are not the member's to change."""

    key: str
    number: int
    filled: tuple[tuple[int, str | tuple[str, str, None]], ...]
    """(column, its formula or how it is read if nothing changed) of those that hold something."""
    empty: tuple[str, ...]
    """Column keys of those that were drawn but hold nothing, hidden columns left out."""


class ShutCells(NamedTuple):
    """The shut cells of one sent sheet, sorted out once for all returns that are compared with it."""

    sheet: Sheet
    open_styles: frozenset[str]
    rows: tuple[ShutRow, ...]
    opened: frozenset[tuple[int, int]]
    """Where the member's own cells were sent."""
    hidden: tuple[frozenset[int], frozenset[int]]
    """The rows and the columns that were sent hidden."""


_sorted_out: dict[int, ShutCells] = {}
"""By the sheet's identity, the eldest first: a sheet is too large to be compared. Each holds its sheet."""
_KEPT_CELLS = 60_000
"""A book by unit has about 30,000; what is beyond is sorted out again."""


def shut_cells(sent: Sheet, open_styles: frozenset[str]) -> ShutCells:
    """The cells of `sent` that are not under `open_styles`, without the key row and column."""
    made = _sorted_out.get(id(sent))
    if made is None or made.open_styles != open_styles:
        rows = tuple(_shut_row(sent, number, open_styles) for number in range(1, len(sent.rows)))
        opened = (
            (number, at)
            for number, row in enumerate(sent.rows)
            for at, cell in enumerate(row.cells)
            if cell is not None and cell.style in open_styles
        )
        made = _sorted_out[id(sent)] = ShutCells(sent, open_styles, rows, frozenset(opened), _hidden(sent))
        while len(_sorted_out) > 1 and sum(map(_size, _sorted_out.values())) > _KEPT_CELLS:
            del _sorted_out[next(iter(_sorted_out))]
    return made


def _hidden(sent: Sheet) -> tuple[frozenset[int], frozenset[int]]:
    rows = frozenset(number for number, row in enumerate(sent.rows) if row.hidden)
    return rows, frozenset(number for number, column in enumerate(sent.columns) if column.hidden)


def _size(shut: ShutCells) -> int:
    return len(shut.sheet.rows) * len(shut.sheet.columns)


def _shut_row(sent: Sheet, number: int, open_styles: frozenset[str]) -> ShutRow:
    row = sent.rows[number]
    shut = [(at, cell) for at, cell in enumerate(row.cells) if cell is not None and cell.style not in open_styles]
    filled = tuple(
        (at, cell.formula or (_kind(cell), str(cell.value), None))
        for at, cell in shut
        if at and (cell.value is not None or cell.formula is not None)
    )
    empty = (sent.columns[at] for at, cell in shut if cell.formula is None and cell.value in (None, ""))
    return ShutRow(row.key, number, filled, tuple(one.key for one in empty if one.key and not one.hidden))


def _kind(cell: Cell) -> str:
    return "text" if isinstance(cell.value, str) else "number"


def typed_where_empty(sent: Sheet, found: Located, open_styles: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(row key, column key, what is there) of every shut cell that was drawn, was sent empty and now holds something.

    Cells that were not drawn are nobody's, and what stands in hidden columns nobody typed.
    """
    cells = found.sheet.cells
    for row in shut_cells(sent, open_styles).rows:
        at_row = found.rows.get(row.key)
        for column_key in row.empty if at_row is not None else ():
            at_column = found.columns.get(column_key)
            other = cells.get((at_row, at_column)) if at_row is not None and at_column is not None else None
            if other is not None and (other.formula is not None or not is_blank(other.text)):
                text = tidy_text(other.text) if other.formula is None else f"={other.formula}"
                yield row.key, column_key, text


def is_blank(text: str) -> bool:
    """Whether a text is nothing but spaces, seen or unseen."""
    return read_text(tidy_text(text)).reading is Reading.BLANK


def _title(sent: Sheet, number: int) -> str:
    """What the head of the table says above a column; nothing above hidden ones."""
    cells = next((row.cells for row in sent.rows if row.key in HEAD_KEYS), ())
    cell = cells[number] if number < len(cells) else None
    return str(cell.value) if cell is not None and cell.value is not None else ""


def _first_text(cells: tuple[Cell | None, ...]) -> str:
    texts = (str(cell.value) for cell in cells[1:] if cell is not None and cell.value not in (None, ""))
    return next((text for text in texts if not text.isdigit()), "")


def _sent_text(cell: Cell, kind: str) -> str:
    return f"={cell.formula}" if kind == "formula" else str(cell.value)


def _found_text(other: ReadCell | None, kind: str) -> str:
    if other is None:
        return ""
    if kind == "formula" and other.formula is not None:
        return f"={other.formula}"
    return other.text


def _differs(
    cell: Cell, other: ReadCell | None, moves: Moves | None, elsewhere: Elsewhere
) -> Literal["label", "formula", ""]:
    if cell.formula is not None:
        if other is None or other.formula is None:
            return "formula"
        return "" if same_formula(cell.formula, other.formula, moves, elsewhere) else "formula"
    if other is None:
        return "" if cell.value == "" else "label"
    if other.formula is not None:
        return "label"
    return "" if _same_value(cell.value, other) else "label"


def _same_value(value: object, other: ReadCell) -> bool:
    if isinstance(value, str):
        return other.text == value or (other.kind == "text" and tidy_text(other.text) == tidy_text(value))
    number = from_number(other.text) if other.kind == "number" else None
    return number is not None and number == value


_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")


def _escaped(match: re.Match[str]) -> str:
    return "_" if match[1].upper() == "005F" else match[0]


def tidy_text(text: str) -> str:
    """The text as every program keeps it: line ends, outer spaces and Unicode form do not count.

    Escapes like _x0041_ are read too, since some programs drop the escape of an escape.
    """
    text = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), _ESCAPE.sub(_escaped, text))
    return composed(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def figure_of(cell: ReadCell | None) -> Decimal | str | None:
    """What a formula cell shows: a number, a text, or None where no result is cached."""
    if cell is None or cell.kind == "none":
        return None
    if cell.kind == "number":
        return from_number(cell.text)
    return tidy_text(cell.text)
