"""Shared formulas: Excel stores one text for a block of cells; here it is moved to each of them."""

from __future__ import annotations

import re
from typing import NamedTuple

from workbook.sheets.grid import letters

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384

# Texts, quoted sheet names and [...] are skipped whole; then columns (A:C), rows (1:3), cells. A bracket that
# nobody closed swallows the rest: else thousands of them would each be looked for to the end.
_PIECES = re.compile(
    r"""(?P<skip>"(?:[^"]|"")*"|'(?:[^']|'')*'|\[[^\]]*\]?)
    |(?<![\w.$\\?])(?:
        (?P<columns>\$?[A-Za-z]{1,3}:\$?[A-Za-z]{1,3})
       |(?P<rows>\$?[0-9]{1,7}:\$?[0-9]{1,7})
       |(?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7})
    )(?![\w.(!\\?])""",
    re.VERBOSE,
)
_CORNER = re.compile(r"(\$?)([A-Za-z]*)(\$?)([0-9]*)")


class _Corner(NamedTuple):
    """One end of a reference: column and row (None where it has none), and what is fixed."""

    column: int | None
    row: int | None
    fixed_column: bool
    fixed_row: bool


class SharedFormula(NamedTuple):
    """A formula cut at its references, with the cell that it was written for."""

    pieces: tuple[str | _Corner, ...]
    row: int
    column: int


def cut(formula: str, row: int, column: int) -> SharedFormula:
    """Cut the text of the formula that stands in (row, column)."""
    pieces: list[str | _Corner] = []
    done = 0
    for match in _PIECES.finditer(formula):
        if match["skip"] is not None:
            continue
        corners = [_corner(end) for end in match[0].split(":")]
        if not all(_exists(corner) for corner in corners):
            continue  # XYZ12 is a name: there is no such column
        pieces.append(formula[done : match.start()])
        pieces.append(corners[0])
        for corner in corners[1:]:
            pieces += (":", corner)
        done = match.end()
    pieces.append(formula[done:])
    return SharedFormula(tuple(pieces), row, column)


def _corner(text: str) -> _Corner:
    match = _CORNER.fullmatch(text)
    assert match is not None
    first, name, second, digits = match.groups()
    if not name:  # a row alone: its dollar comes first
        return _Corner(None, int(digits) - 1, False, first == "$")
    number = 0
    for char in name.upper():
        number = number * 26 + ord(char) - 64
    return _Corner(number - 1, int(digits) - 1 if digits else None, first == "$", second == "$")


def _exists(corner: _Corner) -> bool:
    return (corner.column is None or corner.column < COLUMN_LIMIT) and (
        corner.row is None or 0 <= corner.row < ROW_LIMIT
    )


def moved(shared: SharedFormula, row: int, column: int) -> str:
    """The formula as it reads in (row, column); a reference pushed off the sheet is #REF!."""
    down, right = row - shared.row, column - shared.column
    return "".join(piece if isinstance(piece, str) else _moved(piece, down, right) for piece in shared.pieces)


def _moved(corner: _Corner, down: int, right: int) -> str:
    text = ""
    if corner.column is not None:
        number = corner.column if corner.fixed_column else corner.column + right
        if not 0 <= number < COLUMN_LIMIT:
            return "#REF!"
        text = ("$" if corner.fixed_column else "") + letters(number)
    if corner.row is not None:
        number = corner.row if corner.fixed_row else corner.row + down
        if not 0 <= number < ROW_LIMIT:
            return "#REF!"
        text += f"{'$' if corner.fixed_row else ''}{number + 1}"
    return text
