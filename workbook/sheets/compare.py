"""A returned sheet against the sheet that was sent: locate by key, diff the shut cells.

Nothing here knows a rubric; `take` turns differences into findings. Rows and columns are found by
their keys wherever people moved them; formulas are compared by meaning, references by the keys
that they point at (`meaning`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal, NamedTuple

from workbook.points import Reading, composed, from_number, read_text
from workbook.sheets.grid import PASSPORT_PREFIX, Cell, ReadCell, ReadSheet, Sheet, letters, unescape
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

    kind: Literal["label", "formula", "row", "column", "typed"]
    """"typed": something stands in a cell that was drawn and sent empty; not in a hidden column, where nobody types."""
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
    sent: Sheet,
    found: Located,
    open_styles: frozenset[str],
    elsewhere: Elsewhere = _NOTHING_ELSE,
    *,
    whole: bool = True,
) -> Iterator[Difference]:
    """Every shut cell, row and column of `sent` that is not as it was sent.

    Cells under `open_styles` are the member's and are not compared. A row or column that is gone
    is one difference; its cells are not listed again, nor are the formulas that only lost it.
    Not `whole`: only values were seen, and what a formula is nobody can tell.
    """
    gone = [number for number, column in enumerate(sent.columns) if column.key and column.key not in found.columns]
    for number in gone:
        key = sent.columns[number].key
        yield Difference("column", "", key, _title(sent, number) or key, "")
    moves, is_same = moves_between(sent, found), elsewhere.is_same
    columns = [at if moves is None else found.columns.get(column.key) for at, column in enumerate(sent.columns)]
    columns[0], cells = None, found.sheet.cells
    for row in sent.rows[1:]:
        at_row = found.rows.get(row.key)
        if at_row is None:
            yield Difference("row", row.key, "", _first_text(row.cells), "")
            continue
        for at_column, cell, column in zip(columns, row.cells, sent.columns, strict=False):
            if cell is None or at_column is None:
                continue
            value, style, formula = cell
            if style in open_styles or not (whole or formula is None):
                continue
            other = cells.get((at_row, at_column))
            if formula is None and (value is None or value == ""):
                if other is not None and column.key and not column.hidden and _has_content(other):
                    text = tidy_text(other.text) if other.formula is None else f"={other.formula}"
                    yield Difference("typed", row.key, column.key, "", text)
                if value is None:
                    continue
            if other is not None and moves is None:
                # Nearly every cell is the very same: only the others are looked at more closely.
                if formula is not None:
                    if other[2] == formula and (is_same or "!" not in formula):
                        continue
                elif other[1] == str(value) and other[2] is None and (other[0] == "number" or isinstance(value, str)):
                    continue
            kind = _differs(cell, other, moves, elsewhere)
            if kind != "":
                yield Difference(kind, row.key, column.key, _sent_text(cell, kind), _found_text(other, kind))


def with_empty_results(sent: Sheet, found: Located) -> Located:
    """A sheet of which only values were seen: a formula that shows an empty text looks like an empty cell.

    Where no formula of the sheet shows anything, the sheet was not computed, and nothing is said of it.
    """
    rows = ((found.rows[row.key], row.cells) for row in sent.rows[1:] if row.key in found.rows)
    columns = [found.columns.get(column.key) for column in sent.columns]
    places = [
        (row, column)
        for row, cells in rows
        for column, cell in zip(columns, cells, strict=False)
        if column is not None and cell is not None and cell.formula is not None
    ]
    empty = [at for at in places if at not in found.sheet.cells]
    if not empty or len(empty) == len(places):
        return found
    cells = {**found.sheet.cells, **dict.fromkeys(empty, ReadCell("text", ""))}
    return replace(found, sheet=replace(found.sheet, cells=cells))


def _has_content(cell: ReadCell) -> bool:
    return cell.formula is not None or not is_blank(cell.text)


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
    text = unescape(_ESCAPE.sub(_escaped, text))
    return composed(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def figure_of(cell: ReadCell | None) -> Decimal | str | None:
    """What a formula cell shows: a number, a text, or None where no result is cached."""
    if cell is None or cell.kind == "none":
        return None
    if cell.kind == "number":
        return from_number(cell.text)
    return tidy_text(cell.text)
