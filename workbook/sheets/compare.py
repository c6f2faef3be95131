"""A returned sheet against the sheet that was sent: locate by key, diff the shut cells.

Nothing here knows a rubric; `take` turns differences into findings. Rows and columns are found by
their keys wherever people moved them; formulas are compared by meaning, references by the keys
that they point at.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal, NamedTuple

from workbook.points import Reading, from_number, read_text
from workbook.sheets.grid import PASSPORT_PREFIX, Cell, ReadCell, ReadSheet, Sheet, from_a1, letters

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
    for (row, column), cell in sorted(sheet.cells.items()):
        if column == key_column and row > key_row:
            _remember(rows, cell.text.strip(), row, repeated)
        elif row == key_row and column > key_column:
            _remember(columns, cell.text.strip(), column, repeated)
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


def differences(sent: Sheet, found: Located, open_styles: frozenset[str]) -> Iterator[Difference]:
    """Every shut cell, row and column of `sent` that is not as it was sent.

    Cells under `open_styles` are the member's and are not compared. A row or column that is gone
    is one difference; its cells are not listed again, nor are the formulas that only lost it.
    """
    gone = [number for number, column in enumerate(sent.columns) if column.key and column.key not in found.columns]
    for number in gone:
        key = sent.columns[number].key
        yield Difference("column", "", key, _title(sent, number) or key, "")
    whole = not gone and all(row.key in found.rows for row in sent.rows[1:])
    moves = None if whole and unmoved(sent, found) else _moves(sent, found)
    cells = found.sheet.cells
    for row in sent.rows[1:]:
        at_row = found.rows.get(row.key)
        if at_row is None:
            yield Difference("row", row.key, "", _first_text(row.cells), "")
            continue
        for number, cell in enumerate(row.cells):
            if (
                cell is None
                or number == 0
                or (cell.value is None and cell.formula is None)
                or cell.style in open_styles
            ):
                continue
            column_key = sent.columns[number].key
            at_column = found.columns.get(column_key)
            if at_column is not None:
                other = cells.get((at_row, at_column))
                kind = _differs(cell, other, moves)
                if kind != "":
                    yield Difference(kind, row.key, column_key, _sent_text(cell, kind), _found_text(other, kind))


def typed_where_empty(sent: Sheet, found: Located, open_styles: frozenset[str]) -> Iterator[tuple[str, str, str]]:
    """(row key, column key, what is there) of every shut cell that was drawn, was sent empty and now holds something.

    Cells that were not drawn are nobody's, and what stands in hidden columns nobody typed.
    """
    for row in sent.rows[1:]:
        at_row = found.rows.get(row.key)
        for number, cell in enumerate(row.cells) if at_row is not None else ():
            column = sent.columns[number]
            if cell is None or not column.key or column.hidden or cell.style in open_styles:
                continue
            if cell.formula is not None or cell.value not in (None, ""):
                continue
            other = found.cell(row.key, column.key)
            if other is not None and (other.formula is not None or not is_blank(other.text)):
                text = tidy_text(other.text) if other.formula is None else f"={other.formula}"
                yield row.key, column.key, text


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


def _differs(cell: Cell, other: ReadCell | None, moves: _Moves | None) -> Literal["label", "formula", ""]:
    if cell.formula is not None:
        if other is None or other.formula is None:
            return "formula"
        if cell.formula == other.formula and moves is None:
            return ""
        return "" if _same_formula(cell.formula, other.formula, moves) else "formula"
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
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


# ---------------------------------------------------------------- formulas by meaning
_TOKEN = re.compile(
    r"""
    (?P<text>"(?:[^"]|"")*")
  | (?P<gone>\#REF!)
  | (?P<ref>(?:(?:'(?:[^']|'')+'|[A-Za-z_][\w.]*)!)?\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?(?![\w(]))
  | (?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)
  | (?P<name>[A-Za-z_\\][\w.]*)
  | (?P<space>\s+)
  | (?P<other><>|<=|>=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_RENAMED = {"RANK.EQ": "RANK", "STDEV.S": "STDEV"}
Token = tuple[str, object]


@lru_cache(maxsize=20_000)
def tokens(formula: str) -> tuple[Token, ...]:
    """The formula's tokens, free of spacing, case, number spelling and needless sheet quotes."""
    made: list[Token] = []
    for match in _TOKEN.finditer(formula):
        kind, text = match.lastgroup or "other", match.group()
        if kind == "space":
            continue
        if kind == "number":
            made.append((kind, float(text)))
        elif kind == "name":
            bare = text.upper().removeprefix("_XLFN.")
            made.append((kind, _RENAMED.get(bare, bare)))
        elif kind == "ref":
            made.append((kind, text if "!" in text else text.upper()))
        else:
            made.append((kind, text))
    return tuple(_without_true_call(made))


def _without_true_call(made: list[Token]) -> Iterator[Token]:
    # LibreOffice writes TRUE as TRUE(): the two brackets are dropped.
    skip = 0
    for number, token in enumerate(made):
        if skip:
            skip -= 1
            continue
        yield token
        if token in (("name", "TRUE"), ("name", "FALSE")) and made[number + 1 : number + 3] == [
            ("other", "("),
            ("other", ")"),
        ]:
            skip = 2


class _Moves:
    """Translates references of either sheet into the keys that they point at.

    Keys that are gone from the returned sheet are left out on both sides: every program shortens
    ranges over a deleted row, and puts #REF! where nothing is left.
    """

    def __init__(self, rows: Sequence[_Shift], columns: Sequence[_Shift]) -> None:
        self._sent = tuple(_Axis({was: key for key, was, _ in shifts}) for shifts in (rows, columns))
        self._found = tuple(_Axis({now: key for key, _, now in shifts}) for shifts in (rows, columns))
        self.known: dict[tuple[str, str], bool] = {}
        """Which formulas say the same, by (sent, found)."""

    def of_sent(self, formula: str) -> list[object]:
        return [_keyed(token, *self._sent) for token in tokens(formula)]

    def of_found(self, formula: str) -> list[object]:
        return [_keyed(token, *self._found) for token in tokens(formula)]


_Shift = tuple[str, int, int]
"""A key, where it was sent, and where it stands now."""


def _moves(sent: Sheet, found: Located) -> _Moves:
    rows = ((row.key, number, found.rows[row.key]) for number, row in enumerate(sent.rows) if row.key in found.rows)
    columns = (
        (column.key, number, found.columns[column.key])
        for number, column in enumerate(sent.columns)
        if column.key in found.columns
    )
    return _moves_of(tuple(rows), tuple(columns))


@lru_cache(maxsize=4)
def _moves_of(rows: tuple[_Shift, ...], columns: tuple[_Shift, ...]) -> _Moves:
    """Hundreds of unit sheets have one layout, and whoever moves a column often moves it on all of them."""
    return _Moves(rows, columns)


class _Axis:
    """The keys along the rows, or the columns, of a sheet; looks up what lies between two of them."""

    def __init__(self, keys: Mapping[int, str]) -> None:
        self._places = sorted(keys)
        self._keys = [keys[place] for place in self._places]
        self._known: dict[tuple[int, int], frozenset[str]] = {}

    def between(self, one: int, other: int) -> frozenset[str]:
        """The keys from one place to the other, ends included."""
        ends = (one, other) if one <= other else (other, one)
        if ends not in self._known:
            # By the keys that there are, not by the rows of the range: a hostile range may span a million.
            first, last = bisect_left(self._places, ends[0]), bisect_right(self._places, ends[1])
            self._known[ends] = frozenset(self._keys[first:last])
        return self._known[ends]


def _keyed(token: Token, rows: _Axis, columns: _Axis) -> object:
    kind, text = token
    if kind == "gone":
        return _GONE
    if kind != "ref" or "!" in str(text):
        return token
    ends = [from_a1(end) for end in str(text).split(":")]
    (top, left), (bottom, right) = ends[0], ends[-1]
    down, across = rows.between(top, bottom), columns.between(left, right)
    return (kind, down, across) if down and across else _GONE


_GONE = ("gone",)


_LONGEST_FORMULA = 8_192
"""Excel's own limit in characters; what is longer is not compared further."""


def _same_formula(sent: str, found: str, moves: _Moves | None) -> bool:
    if len(found) > _LONGEST_FORMULA:
        return False
    if moves is None:
        return list(map(_loose, tokens(sent))) == list(map(_loose, tokens(found)))
    if (sent, found) not in moves.known:
        ours, theirs = moves.of_sent(sent), moves.of_found(found)
        moves.known[sent, found] = list(map(_loose, ours)) == list(map(_loose, theirs))
    return moves.known[sent, found]


def _loose(item: object) -> object:
    # Rows of another sheet may have moved on their own, and every program then adapts the reference.
    return ("other sheet",) if isinstance(item, tuple) and item[0] == "ref" and "!" in str(item[1]) else item


def figure_of(cell: ReadCell | None) -> Decimal | str | None:
    """What a formula cell shows: a number, a text, or None where no result is cached."""
    if cell is None or cell.kind == "none":
        return None
    if cell.kind == "number":
        return from_number(cell.text)
    return tidy_text(cell.text)
