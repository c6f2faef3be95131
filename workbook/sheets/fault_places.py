"""Where the faults of a returned ballot stand on sheets drawn anew: found by keys, for rows may have been sorted.

A fault without a cell, such as a row that was deleted, leads to the first open cell that it concerns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from workbook.catalogue import form as said
from workbook.findings import ERROR, NOTE, Finding
from workbook.rubric import leaf_of
from workbook.sheets.compare import Located
from workbook.sheets.grid import Book, Cell, Sheet, a1, from_a1
from workbook.sheets.measure import clipped
from workbook.sheets.take_parts import sent_by_key

UNSURE = (
    said.UNIT_EXCHANGED, said.CRITERION_EXCHANGED, said.MEMBER_EXCHANGED, said.KEY_TWICE, said.COLUMN_EXCHANGED,
)  # fmt: skip
"""Faults after which nobody can say what, or whose scores, stand there: these are to be entered again."""
Level = Literal["cell", "row", "column", "sheet", "none"]
"""What a fault concerns: one cell, a unit's row, a column of texts, a sheet; "none" where nothing is left to be done on
the new sheets."""


class Spot(NamedTuple):
    """A cell of the new workbook: the sheet's key in its passport, the row's key, the column's key."""

    sheet: str
    row: str
    column: str


class Fault(NamedTuple):
    """A finding, and where it stands now; None where it stands nowhere."""

    found: Finding
    spot: Spot | None
    level: Level


@dataclass(frozen=True)
class Drawn:
    """A drawn sheet by its keys."""

    sheet: Sheet

    @cached_property
    def rows(self) -> dict[str, int]:
        return {row.key: number for number, row in enumerate(self.sheet.rows) if row.key}

    @cached_property
    def columns(self) -> dict[str, int]:
        return {column.key: number for number, column in enumerate(self.sheet.columns) if column.key}

    @cached_property
    def scored(self) -> list[str]:
        """Rows beside which texts may stand, from the top: the units of a matrix, the criteria of a unit's sheet."""
        return [key for key in self.rows if key.startswith(("u:", "c:"))]

    def has(self, row: str, column: str) -> bool:
        return row in self.rows and column in self.columns

    def cell(self, row: str, column: str) -> Cell | None:
        """The drawn cell; None where there is none."""
        if not self.has(row, column):
            return None
        cells = self.sheet.rows[self.rows[row]].cells
        number = self.columns[column]
        return cells[number] if number < len(cells) else None

    def a1(self, row: str, column: str) -> str:
        return a1(self.rows[row], self.columns[column])


@dataclass(frozen=True)
class Fresh:
    """A book that was drawn anew."""

    book: Book

    @cached_property
    def sheets(self) -> dict[str, Drawn]:
        """By the key in the passport."""
        return {key: Drawn(sheet) for key, sheet in sent_by_key(self.book).items()}

    @cached_property
    def _open(self) -> frozenset[str]:
        return frozenset(name for name, style in self.book.styles.items() if not style.locked)

    def open_in(self, key: str, rows: Collection[str], columns: Collection[str]) -> Spot | None:
        """The first open cell of a sheet in these rows and columns, by key; empty for all."""
        drawn = self.sheets[key]
        for row in drawn.sheet.rows:
            for number, cell in enumerate(row.cells):
                column = drawn.sheet.columns[number].key
                if cell is None or cell.style not in self._open or (rows and row.key not in rows):
                    continue
                if not columns or column in columns:
                    return Spot(key, row.key, column)
        return None


def faults_on(fresh: Fresh, found: Mapping[str, Sequence[Located]], findings: Sequence[Finding]) -> list[Fault]:
    """What of the findings on a returned workbook (`found`: its sheets by key) its scorer must be told."""
    names = {drawn.sheet.name: key for key, drawn in fresh.sheets.items()}
    names |= {located.sheet.name: key for key, sheets in found.items() for located in sheets}
    places = _places(found)
    faults = [_placed(fresh, places, names, one) for one in to_tell(findings)]
    order = {key: number for number, key in enumerate(fresh.sheets)}

    def place(fault: Fault) -> tuple[bool, int, int, int]:
        """Errors first, in the order of the new sheets; what concerns the whole file before all others."""
        only_news = fault.found.severity is not ERROR
        if fault.spot is None:
            return only_news, -1, 0, 0
        drawn, (key, row, column) = fresh.sheets[fault.spot.sheet], fault.spot
        return only_news, order[key], drawn.rows[row], drawn.columns[column]

    return sorted(faults, key=place)


def comments_on(
    fresh: Fresh, found: Mapping[str, Sequence[Located]], findings: Sequence[Finding]
) -> Iterator[tuple[Spot, str]]:
    """The comments that the scorer himself left, and where they stand on the new sheets."""
    places = _places(found)
    for one in findings:
        if one.check is said.COMMENT and (spot := _same_spot(fresh, places, one)) is not None:
            yield spot, clipped(str(one.facts["text"]), _LONGEST)


def waived_on(
    fresh: Fresh, found: Mapping[str, Sequence[Located]], findings: Sequence[Finding]
) -> Iterator[tuple[Spot, Finding]]:
    """The waived findings whose figure is on the new sheets, and where it stands there."""
    places = _places(found)
    for one in findings:
        spot = _same_spot(fresh, places, one) if one.lowered is not None else None
        cell = fresh.sheets[spot.sheet].cell(spot.row, spot.column) if spot else None
        if spot is not None and cell is not None and cell.value is not None:
            yield spot, one


def to_tell(findings: Sequence[Finding]) -> list[Finding]:
    """The errors, then what was put right without him; nothing waived, only understood, or done by programs."""
    wrong = [one for one in findings if one.severity is ERROR]
    return wrong + [one for one in findings if _is_news(one)]


def _is_news(one: Finding) -> bool:
    if one.lowered is not None or one.severity in (ERROR, NOTE) or one.at.cell is None:
        return False
    return one.check in _PUT_RIGHT or one.code.startswith("CELL")


_LONGEST = 1000
"""Letters of somebody's comment that are kept."""
_PUT_RIGHT = (said.LABEL_CHANGED, said.FORMULA_CHANGED, said.FORMULAS_GONE, said.SHUT_CELL_FILLED)
"""What was altered in the returned file, and is as it was sent on new sheets."""


@dataclass(frozen=True)
class _Places:
    """The keys of a returned sheet by where they stand."""

    key: str
    located: Located

    @cached_property
    def _rows(self) -> dict[int, str]:
        return {number: key for key, number in self.located.rows.items()}

    @cached_property
    def _columns(self) -> dict[int, str]:
        return {number: key for key, number in self.located.columns.items()}

    def column(self, address: str | None) -> str | None:
        """The key of the column in which a cell stands."""
        return self._columns.get(from_a1(address)[1]) if address else None

    def has_texts(self, column: str, rows: Collection[str]) -> bool:
        """Whether anything stands in these rows of a column."""
        cells = (self.located.cell(row, column) for row in rows)
        return any(cell is not None and bool(cell.text.strip()) for cell in cells)

    def spot(self, address: str) -> Spot | None:
        row, column = from_a1(address)
        keys = self._rows.get(row), self._columns.get(column)
        return Spot(self.key, keys[0], keys[1]) if keys[0] and keys[1] else None


def _places(found: Mapping[str, Sequence[Located]]) -> dict[str, _Places]:
    """By the sheet's name in the returned file."""
    return {located.sheet.name: _Places(key, located) for key, sheets in found.items() for located in sheets}


def _same_spot(fresh: Fresh, places: Mapping[str, _Places], one: Finding) -> Spot | None:
    """Where the very cell of a finding stands on the new sheets; None where it names none, or none is left."""
    place = places.get(one.at.sheet or "")
    spot = place.spot(one.at.cell) if place is not None and one.at.cell else None
    if spot is None or spot.sheet not in fresh.sheets or not fresh.sheets[spot.sheet].has(spot.row, spot.column):
        return None
    return spot


def _placed(fresh: Fresh, places: Mapping[str, _Places], names: Mapping[str, str], one: Finding) -> Fault:
    if one.check not in UNSURE and (spot := _same_spot(fresh, places, one)) is not None:
        return Fault(one, spot, "cell")
    place = places.get(one.at.sheet or "")
    column = place.column(one.at.cell) if place is not None and one.check is said.COLUMN_EXCHANGED else None
    if place is not None and column in TEXTS and place.key in fresh.sheets:
        spot, typed = fresh.open_in(place.key, (), (column,)), place.has_texts(column, fresh.sheets[place.key].scored)
        return Fault(one, spot, "column" if spot and typed else "none")
    return _concerned(fresh, names.get(one.at.sheet or ""), one)


def _concerned(fresh: Fresh, sheet: str | None, one: Finding) -> Fault:
    """The first open cell of what a finding names, and how much of the workbook it names."""
    unit, leaf = one.at.unit, one.at.criterion
    own = f"u:{unit}"
    if unit and own in fresh.sheets:
        rows = {key for key in fresh.sheets[own].rows if leaf and leaf_of(key[2:]) == leaf}
        spot = fresh.open_in(own, rows, ("fact",)) or fresh.open_in(own, (), ())
        return Fault(one, spot, ("cell" if rows else "sheet") if spot else "none")
    keys = [sheet] if sheet in fresh.sheets else [key for key in fresh.sheets if key.startswith("g:")]
    for key in keys:
        rows, columns = {own} if unit else set(), {f"c:{leaf}"} if leaf else set()
        if (spot := fresh.open_in(str(key), rows, columns)) is not None:
            return Fault(one, spot, ("cell" if leaf else "row") if unit else "sheet")
    return Fault(one, None, "none")


# ---------------------------------------------------------------- what nobody can be sure of
class Unsure(NamedTuple):
    """Part of a returned workbook: a sheet by its key, a unit's row or sheet, a leaf, a column; None for all of them.

    Columns are TEXTS by their keys, and "fact" for figures, those of a matrix too.
    """

    sheet: str | None
    unit: str | None
    leaf: str | None
    column: str | None = None

    def holds(self, unit: str, group: str, leaf: str, column: str) -> bool:
        sheets, units, leaves = (None, f"g:{group}", f"u:{unit}"), (None, unit), (None, leaf)
        return self.sheet in sheets and self.unit in units and self.leaf in leaves and self.column in (None, column)


TEXTS = ("note", "link")
"""Keys of the columns that hold texts, on every sheet."""


def unsure_parts(
    found: Mapping[str, Sequence[Located]], leaves: Collection[str], findings: Sequence[Finding]
) -> Iterator[Unsure]:
    """The parts of which nobody can say whose scores they hold."""
    places = _places(found)
    for one in findings:
        place, at = places.get(one.at.sheet or ""), one.at
        sheet = place.key if place else None
        if one.check is said.MEMBER_EXCHANGED:
            yield Unsure(None, None, None)
        elif one.check is said.COLUMN_EXCHANGED:
            column = place.column(at.cell) if place else None
            yield Unsure(sheet, at.unit, at.criterion, column if column in (*TEXTS, "fact") else None)
        elif one.check in UNSURE:
            column = str(one.facts.get("key"))  # of a column that stands twice, the place says no more than the sheet
            if at.unit or at.criterion or column in leaves:
                yield Unsure(sheet, at.unit, at.criterion or (None if at.unit else column))
