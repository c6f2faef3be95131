"""Kinds of mutation: rows and columns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.mutations import books, moves
from tests.mutations.kinds import Mutant, Where, kind
from tests.mutations.subjects import Subject, column_of
from workbook.catalogue import form as said
from workbook.excel.write import write_book
from workbook.findings import Check
from workbook.sheets.grid import Book, Sheet

ROW, COLUMN = "row", "column"
ROW_LOST = (said.ROW_MISSING, said.CRITERION_ROW_MISSING)
COLUMN_LOST = (said.COLUMN_MISSING, said.OPEN_COLUMN_MISSING)
TOLD_ELSEWHERE = (
    said.UNIT_EXCHANGED, said.CRITERION_EXCHANGED, said.LABEL_CHANGED, said.FORMULA_CHANGED, said.FORMULAS_NOT_MOVED,
)  # fmt: skip


class Line:
    """A row or a column with cells to fill in, and another one like it on the same sheet."""

    def __init__(self, rng: Random, at: Subject, *, across: bool) -> None:
        entry = rng.choice([one for one in at.entries if one.is_open])
        self.sheet: Sheet = at.book.sheet(entry.sheet)
        here = [one for one in at.entries if one.sheet == entry.sheet]
        if not across:
            self.place, places = entry.row, {one.row for one in here}
            self.where = Where(entry.sheet, unit=entry.unit)
        elif at.layout == "matrix":
            self.place, places = entry.column, {one.column for one in here}
            self.where = Where(entry.sheet, criterion=entry.leaf)
        else:
            places = {column_of(self.sheet, key) for key in ("fact", "link", "note")}
            self.place, self.where = rng.choice(sorted(places)), Where(entry.sheet)
        self.other = rng.choice(sorted(places - {self.place}))
        self.count = len(self.sheet.columns) if across else len(self.sheet.rows)
        self.across = across
        lines = self.sheet.columns if across else self.sheet.rows
        self.key = lines[self.place].key

    def key_at(self, place: int) -> tuple[int, int]:
        """Where the key of a line stands."""
        return (0, place) if self.across else (place, 0)

    def put(self, book: Book, order: moves.Order) -> Book:
        return moves.put(book, self.sheet.name, *((None, order) if self.across else (order, None)))

    def copied(self, book: Book, *, keys: bool) -> Book:
        into = moves.swapped(self.place, self.other)
        return moves.copied(book, self.sheet.name, into, keys=keys, across=self.across)

    @property
    def what(self) -> str:
        return f"{self.sheet.name}: {self.key} (place {self.place})"


def _made(line: Line, book: Book, *checks: Check, anywhere: bool = False) -> Mutant:
    places = (Where(line.sheet.name),) if anywhere else (line.where,)
    return Mutant(write_book(book), line.what, checks, places)


Do = Callable[[Random, Subject, Line], Mutant | None]


def both(name: str, layouts: tuple[str, ...] = ("matrix", "unit")) -> Callable[[Do], Do]:
    """One kind for rows and one for columns."""

    def known(do: Do) -> Do:
        kind(ROW, f"a row {name}", layouts)(lambda rng, at: do(rng, at, Line(rng, at, across=False)))
        kind(COLUMN, f"a column {name}", layouts)(lambda rng, at: do(rng, at, Line(rng, at, across=True)))
        return do

    return known


@both("deleted")
def _deleted(rng: Random, at: Subject, line: Line) -> Mutant | None:
    order = [number for number in range(line.count) if number != line.place]
    checks = COLUMN_LOST if line.across else ROW_LOST
    return _made(line, line.put(at.book, order), *checks)


@both("inserted")
def _inserted(rng: Random, at: Subject, line: Line) -> Mutant | None:
    place = rng.randrange(1, line.count)
    order: list[int | None] = [*range(place), None, *range(place, line.count)]
    return _made(line, line.put(at.book, order), said.MOVED, anywhere=True)


@both("duplicated with its key")
def _duplicated(rng: Random, at: Subject, line: Line) -> Mutant | None:
    order = [*range(line.place + 1), line.place, *range(line.place + 1, line.count)]
    return _made(line, line.put(at.book, order), said.KEY_TWICE, anywhere=True)


@both("moved to another place")
def _moved(rng: Random, at: Subject, line: Line) -> Mutant | None:
    order = [number for number in range(line.count) if number != line.place]
    order.insert(order.index(line.other) + (line.other > line.place), line.place)
    return _made(line, line.put(at.book, order), said.MOVED, anywhere=True)


@both("exchanged with another, keys and all")
def _sorted(rng: Random, at: Subject, line: Line) -> Mutant | None:
    # Where formulas count on their neighbours, sorting breaks them, and that is told as well.
    return _made(line, line.copied(at.book, keys=True), said.MOVED, *TOLD_ELSEWHERE, anywhere=True)


@both("exchanged with another, its key left behind")
def _sorted_without(rng: Random, at: Subject, line: Line) -> Mutant | None:
    return _made(line, line.copied(at.book, keys=False), *TOLD_ELSEWHERE, said.NOT_ASKED_HERE, anywhere=True)


@both("hidden")
def _hidden(rng: Random, at: Subject, line: Line) -> Mutant | None:
    sheet = line.sheet
    if line.across:
        hidden = tuple(each._replace(hidden=True) if n == line.place else each for n, each in enumerate(sheet.columns))
        book = books.with_sheet(at.book, replace(sheet, columns=hidden))
    else:
        rows = tuple(each._replace(hidden=True) if n == line.place else each for n, each in enumerate(sheet.rows))
        book = books.with_sheet(at.book, replace(sheet, rows=rows))
    return _made(line, book, said.INPUTS_HIDDEN, anywhere=True)


def _keyed(at: Subject, line: Line, keys: dict[int, str]) -> Book:
    edits = {line.key_at(place): books.key_cell(key) if key else None for place, key in keys.items()}
    return books.edited(at.book, line.sheet.name, edits)


@both("with another key")
def _other_key(rng: Random, at: Subject, line: Line) -> Mutant | None:
    checks = COLUMN_LOST if line.across else ROW_LOST
    key = rng.choice([f"{line.key}x", "u:khac", "c:khac", line.key.upper(), "xephang|"])
    return _made(line, _keyed(at, line, {line.place: key}), *checks)


@both("without its key")
def _no_key(rng: Random, at: Subject, line: Line) -> Mutant | None:
    checks = COLUMN_LOST if line.across else ROW_LOST
    return _made(line, _keyed(at, line, {line.place: ""}), *checks)


@both("with the key of another")
def _key_twice(rng: Random, at: Subject, line: Line) -> Mutant | None:
    lines = line.sheet.columns if line.across else line.sheet.rows
    book = _keyed(at, line, {line.place: lines[line.other].key})
    return _made(line, book, said.KEY_TWICE, anywhere=True)


@both("whose key is exchanged with another's")
def _keys_exchanged(rng: Random, at: Subject, line: Line) -> Mutant | None:
    lines = line.sheet.columns if line.across else line.sheet.rows
    keys = {line.place: lines[line.other].key, line.other: line.key}
    return _made(line, _keyed(at, line, keys), *TOLD_ELSEWHERE, anywhere=True)


def _printed_gone(rng: Random, at: Subject, sheet: Sheet, places: list[int], *checks: Check, across: bool) -> Mutant:
    """One of these rows (or columns) deleted."""
    lines = sheet.columns if across else sheet.rows
    place = rng.choice(places)
    order = [number for number in range(len(lines)) if number != place]
    book = moves.put(at.book, sheet.name, *((None, order) if across else (order, None)))
    return Mutant(write_book(book), f"{sheet.name}: {lines[place].key}", checks, (Where(sheet.name),))


@kind(ROW, "a printed row deleted")
def _printed_row(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets)
    entries = {one.row for one in at.entries if one.sheet == sheet.name}
    found = [
        number for number, row in enumerate(sheet.rows)
        if number and number not in entries and row.key[:2] not in ("u:", "c:", "is") and row.key
    ]  # fmt: skip
    return _printed_gone(rng, at, sheet, found, said.ROW_GONE, said.SUMMARY_MISSING, across=False)


@kind(COLUMN, "a printed column deleted")
def _printed_column(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets)
    entries = {one.column for one in at.entries if one.sheet == sheet.name}
    found = [
        number for number, column in enumerate(sheet.columns)
        if number and number not in entries and column.key not in ("link", "note")
    ]  # fmt: skip
    return _printed_gone(rng, at, sheet, found, said.COLUMN_GONE, across=True)


@kind(ROW, "the key column deleted")
def _no_keys(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets[1:])
    book = moves.put(at.book, sheet.name, None, list(range(1, len(sheet.columns))))
    return Mutant(write_book(book), sheet.name, (said.SHEET_MISSING, said.SUMMARY_MISSING))


@kind(COLUMN, "the key row deleted")
def _no_key_row(rng: Random, at: Subject) -> Mutant | None:
    sheet = rng.choice(at.book.sheets[1:])
    book = moves.put(at.book, sheet.name, list(range(1, len(sheet.rows))))
    return Mutant(write_book(book), sheet.name, (said.SHEET_MISSING, said.SUMMARY_MISSING))


@kind(ROW, "rows of a summary sorted", ("unit",))
def _summary_sorted(rng: Random, at: Subject) -> Mutant | None:
    sheet = at.book.sheet(at.names[rng.choice([key for key in at.names if key.startswith("g:")])])
    rows = [number for number, row in enumerate(sheet.rows) if row.key.startswith("u:")]
    keys = rng.random() < 0.5
    book = moves.copied(at.book, sheet.name, moves.swapped(*rng.sample(rows, 2)), keys=keys)
    checks = (said.MOVED, *TOLD_ELSEWHERE) if keys else TOLD_ELSEWHERE
    return Mutant(write_book(book), f"{sheet.name}, keys={keys}", checks, (Where(sheet.name),))


@kind(ROW, "a row of a colleague's unit added")
def _not_his(rng: Random, at: Subject) -> Mutant | None:
    line = Line(rng, at, across=False)
    units = [unit.id for unit in at.context.round.units]
    last = line.count
    book = line.put(at.book, [*range(last), None])
    there = {row.key for row in line.sheet.rows}
    key = rng.choice(["u:la", *(f"u:{unit}" for unit in units if f"u:{unit}" not in there)])
    book = books.edited(book, line.sheet.name, {(last, 0): books.key_cell(key)})
    made = _made(line, book, said.ROW_UNKNOWN, said.UNIT_NOT_HIS, anywhere=True)
    return made._replace(what=f"{line.sheet.name}: {key}")
