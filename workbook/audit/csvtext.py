"""A CSV file's bytes -> a grid of text cells: encodings and delimiters, no meaning of titles."""

from __future__ import annotations

import codecs
import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from workbook.catalogue.audit import NOT_A_TABLE, OLD_ENCODING
from workbook.findings import Finding, Place, finding
from workbook.sheets.grid import ReadCell, a1

DELIMITERS = (",", ";", "\t")


class Grid(NamedTuple):
    """The filled cells of one sheet or one CSV file, by (row, column) from 0."""

    file: str
    sheet: str | None
    cells: Mapping[tuple[int, int], ReadCell]
    widths: Mapping[int, int] = {}
    """CSV only: how many cells each row has, empty ones too."""
    lines: Mapping[int, str] = {}
    """A text document only, whose `sheet` is "": what each row is there, "paragraph 4" or "table 1, line 7"."""
    merged: Mapping[tuple[int, int], tuple[int, int]] = {}
    """Of each cell that is one with that above it, the first of them."""

    @property
    def is_csv(self) -> bool:
        return self.sheet is None

    def rows(self) -> Iterator[tuple[int, dict[int, ReadCell]]]:
        """(row number, its cells by column) of every row with something in it, top down."""
        by_row: dict[int, dict[int, ReadCell]] = {}
        for (row, column), cell in sorted(self.cells.items()):
            if cell.text.strip() or cell.formula is not None:
                by_row.setdefault(row, {})[column] = cell
        yield from by_row.items()

    def at(
        self, row: int | None = None, column: int = 0, unit: str | None = None, criterion: str | None = None
    ) -> Place:
        """The place of a cell; without a row, of the whole sheet."""
        if self.lines:
            line = self.lines.get(row) if row is not None else None
            key = f"{line}, column {column + 1}" if line is not None and line.startswith("table") else line
            return Place(file=self.file, unit=unit, criterion=criterion, key=key)
        cell = None if row is None else a1(row, column)
        return Place(file=self.file, sheet=self.sheet, cell=cell, unit=unit, criterion=criterion)


def decode(data: bytes, name: str) -> tuple[str | None, list[Finding]]:
    """The text of a CSV file, or None with the finding that says why not."""
    at = Place(file=name)
    if data.startswith(b"PK") or data.startswith(b"\xd0\xcf\x11\xe0"):
        return None, [finding(NOT_A_TABLE, at, what="Excel")]
    if data.startswith(b"%PDF"):
        return None, [finding(NOT_A_TABLE, at, what="PDF")]
    if not data.strip():
        return None, [finding(NOT_A_TABLE, at, what="0 byte")]
    for encoding in _likely_encodings(data):
        try:
            text = unicodedata.normalize("NFC", data.decode(encoding)).lstrip("\ufeff")
        except UnicodeDecodeError:
            continue
        notes = [finding(OLD_ENCODING, at)] if encoding == "cp1258" else []
        return (text, notes) if _is_text(text) else (None, [finding(NOT_A_TABLE, at, what="?")])
    return None, [finding(NOT_A_TABLE, at, what="?")]


def _likely_encodings(data: bytes) -> tuple[str, ...]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in data[:400]:
        # UTF-16 without its mark: the zero bytes of commas and digits tell the byte order.
        return ("utf-16-be", "utf-16-le") if data[:1] == b"\0" else ("utf-16-le", "utf-16-be")
    return ("utf-8-sig", "cp1258")


def _is_text(text: str) -> bool:
    strange = sum(1 for char in text if unicodedata.category(char) in ("Cc", "Cn") and char not in "\t\r\n")
    return strange * 50 <= len(text)


def split(text: str, delimiter: str, name: str) -> Grid | None:
    """The cells of a CSV text; None where it cannot be split so. Rows count as in Excel."""
    lines = io.StringIO(text, newline="")
    first = lines.readline()
    # "sep=;" in line 1 is Excel's own hint; it stays an (empty) row so that addresses agree.
    records: list[list[str]] = [[]] if first.strip().lower().startswith("sep=") else []
    if not records:
        lines.seek(0)
    try:
        records += list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return None
    cells = {
        (row, column): ReadCell("text", value)
        for row, record in enumerate(records)
        for column, value in enumerate(record)
        if value.strip()
    }
    return Grid(name, None, cells, {row: len(record) for row, record in enumerate(records)})
