"""Where things stand in an authoring workbook: its sheets, their columns, the rows that are filled in.

Sheets are found by the text in their corner, else by name; columns by the hidden keys, else by
title, in either language. Whatever was moved, sorted or inserted is followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workbook.authoring.draw import HEAD, PASSPORT, ROW_KEY
from workbook.authoring.labels import sheet_name, sheets_by_name, titles, word
from workbook.authoring.plan import SHEETS, SheetKey, columns, general
from workbook.catalogue import authoring as said
from workbook.findings import Finding, Place, Words, finding
from workbook.loading.names import fold
from workbook.sheets.grid import ReadBook, ReadCell, ReadSheet, a1

LABEL: Final = "#label"
_CORNER: Final = (10, 4)
"""How far from A1 the corner may have moved."""
_HEADER_ROWS: Final = 30


@dataclass(frozen=True, slots=True)
class Found:
    """One sheet: which it is, where its titles are and in which column each key stands."""

    key: SheetKey
    sheet: ReadSheet
    header: int
    columns: Mapping[str, int]
    keys_at: int | None
    """The hidden column of row keys, of the general sheet."""

    def rows(self) -> list[int]:
        """The rows below the titles in which something stands, in a column that is read."""
        wanted = {column for key, column in self.columns.items() if key != LABEL}
        return sorted({row for (row, column), cell in self.sheet.cells.items()
                       if row > self.header and column in wanted and _filled(cell)})  # fmt: skip

    def filled(self, row: int, key: str) -> bool:
        cell = self.cell(row, key)
        return cell is not None and _filled(cell)

    def cell(self, row: int, key: str) -> ReadCell | None:
        column = self.columns.get(key)
        return None if column is None else self.sheet.cells.get((row, column))

    def place(self, file: str, row: int, key: str) -> Place:
        """The cell of a key; the row's first one where the column is gone."""
        column = self.columns.get(key, min(self.columns.values(), default=0))
        return Place(file=file, sheet=self.sheet.name, cell=a1(row, column))


def _filled(cell: ReadCell) -> bool:
    return cell.formula is not None or (cell.kind != "none" and bool(cell.text.strip()))


def find(book: ReadBook, file: str) -> tuple[dict[SheetKey, Found], list[Finding]]:
    """The sheets that are there, and what is wrong with the sheets themselves."""
    found: dict[SheetKey, Found] = {}
    findings: list[Finding] = []
    told: set[SheetKey] = set()
    for sheet in sorted(book.sheets, key=lambda one: fold(one.name) not in sheets_by_name()):
        key = _key(sheet)
        if key is None:
            continue
        at = Place(file=file, sheet=sheet.name)
        if key in found:
            findings.append(finding(said.TWICE, at, what=sheet_name(key), first=found[key].sheet.name))
            continue
        made, own = _columns(key, sheet, at)
        findings += own
        if made is not None:
            found[key] = made
        elif own:
            told.add(key)
    if "criteria" in found and any(map(_corner, book.sheets)):
        gone = (key for key in SHEETS if key not in found and key not in told)
        findings += [finding(said.SHEET_GONE, Place(file=file), sheet=sheet_name(key)) for key in gone]
    return found, findings


def _key(sheet: ReadSheet) -> SheetKey | None:
    """Which sheet it is, by its corner or by its name."""
    corner = _corner(sheet)
    text = sheet.cells[corner].text.strip().removeprefix(PASSPORT) if corner else ""
    return next((key for key in SHEETS if key == text), None) or sheets_by_name().get(fold(sheet.name))


def _corner(sheet: ReadSheet) -> tuple[int, int] | None:
    places = ((row, column) for row in range(_CORNER[0]) for column in range(_CORNER[1]))
    return next((at for at in places if _text(sheet, *at).startswith(PASSPORT)), None)


def _text(sheet: ReadSheet, row: int, column: int) -> str:
    cell = sheet.cells.get((row, column))
    return cell.text.strip() if cell is not None and cell.kind == "text" else ""


# ---------------------------------------------------------------- columns
def _wanted(key: SheetKey) -> dict[str, Words]:
    """Titles by key. The general sheet's two columns have fixed ones."""
    if key == "general":
        return {LABEL: word("general_label"), "#value": word("general_value")}
    known = titles(key)
    return {slot.key: known[slot.key] for slot in columns(key)}


def _columns(key: SheetKey, sheet: ReadSheet, at: Place) -> tuple[Found | None, list[Finding]]:
    wanted, corner = _wanted(key), _corner(sheet)
    by_key: dict[int, str] = {}
    if corner:
        in_row = sorted(column for row, column in sheet.cells if row == corner[0])
        by_key = {column: text for column in in_row if (text := _text(sheet, corner[0], column)) in wanted}
    header = _header(sheet, wanted, corner)
    if header is None:
        empty = not any(map(_filled, sheet.cells.values()))
        title = next(iter(wanted.values()))
        return None, [] if empty else [finding(said.NO_COLUMN, at, title=title)]
    findings: list[Finding] = []
    placed: dict[str, int] = {}
    used = {column for (row, column), cell in sheet.cells.items() if row > header and _filled(cell)}
    titled = {column for row, column in sheet.cells if row == header}
    for column in sorted({*used, *titled, *by_key}):
        name = by_key.get(column) or _by_title(_text(sheet, header, column), wanted)
        here = Place(file=at.file, sheet=at.sheet, cell=a1(header, column))
        if name is not None and name not in placed:
            placed[name] = column
        elif name is not None and column in used:
            findings.append(finding(said.TWICE, here, what=wanted[name], first=a1(header, placed[name])))
        elif column in used and not (corner and column == corner[1]):
            findings += _ignored(_text(sheet, header, column), here)
    made = Found(key, sheet, header, placed, corner[1] if corner else None)
    if made.rows():
        findings += _lacking(key, wanted, placed, at)
        # Only a sheet of ours must have every column; one that a person built has those that the person needs.
        findings += _gone(made, at) if corner else ()
    return made, findings


def _header(sheet: ReadSheet, wanted: Mapping[str, Words], corner: tuple[int, int] | None) -> int | None:
    """The row of titles: the marked one, else that with the most titles."""
    counts: dict[int, int] = {}
    for row, column in sheet.cells:
        if row < _HEADER_ROWS:
            text = _text(sheet, row, column)
            if corner and column == corner[1] and text == HEAD:
                return row
            counts[row] = counts.get(row, 0) + (_by_title(text, wanted) is not None)
    best = max(sorted(counts), key=lambda row: counts[row], default=None)
    return best if best is not None and counts[best] >= min(2, len(wanted)) else None


def _by_title(text: str, wanted: Mapping[str, Words]) -> str | None:
    if not text:
        return None
    return next((key for key, words in wanted.items() if fold(text) in (fold(words.vi), fold(words.en))), None)


def _ignored(title: str, here: Place) -> Iterator[Finding]:
    """A column of somebody's own that holds something; that of remarks on the general sheet is ours."""
    if title not in word("general_help"):
        yield finding(said.IGNORED, here, title=title or here.cell)


def _lacking(key: SheetKey, wanted: Mapping[str, Words], placed: Mapping[str, int], at: Place) -> Iterator[Finding]:
    needed = {"#value"} if key == "general" else {slot.key for slot in columns(key) if slot.needed}
    yield from (finding(said.NO_COLUMN, at, title=wanted[name]) for name in wanted if name in needed - placed.keys())


def _gone(found: Found, at: Place) -> Iterator[Finding]:
    """The optional columns, on the general sheet rows, that our own form has and this sheet lost."""
    if found.key == "general":
        there = {key for _, key, _ in general_rows(found)}
        slots = tuple(slot for slot in general() if slot.kind != "texts")
    else:
        there, slots = set(found.columns), columns(found.key)
    known = titles(found.key)
    for slot in slots:
        if slot.key not in there and not slot.needed:
            yield finding(said.COLUMN_GONE, at, title=known[slot.key])


# ---------------------------------------------------------------- the general sheet
def general_rows(found: Found) -> Iterator[tuple[int, str | None, str]]:
    """(row, key, label) of each row of the general sheet; the key is None for a label of somebody's own."""
    names = {fold(text): key for key, words in titles("general").items() for text in words if key != "#value"}
    for row in sorted({row for row, _ in found.sheet.cells if row > found.header}):
        marked = "" if found.keys_at is None else _text(found.sheet, row, found.keys_at)
        label = found.cell(row, LABEL)
        text = label.text.strip() if label is not None else ""
        key = marked.removeprefix(ROW_KEY) if marked.startswith(ROW_KEY) else names.get(fold(text))
        if key is not None or found.filled(row, "#value"):
            yield row, key, text
