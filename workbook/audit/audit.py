"""The door of the audit: a file's bytes, or a workbook that was read, in; findings out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from workbook.audit.csvtext import DELIMITERS, Grid, decode, split
from workbook.audit.figures import decimal_mark, read_part
from workbook.audit.prove import prove
from workbook.audit.right import view
from workbook.audit.table import Header, find_headers, find_parts, name_groups
from workbook.catalogue.audit import NO_STORED_VALUE, NO_TABLE, REPEATED_COLUMN, UNKNOWN_COLUMN
from workbook.findings import Finding, Place, finding
from workbook.rubric import Rubric
from workbook.sheets.grid import ReadBook, ReadCell, ReadSheet

NO_TITLES: Mapping[str, str] = {}


def audit_csv(data: bytes, name: str, rubric: Rubric, titles: Mapping[str, str] = NO_TITLES) -> tuple[Finding, ...]:
    """Audit a CSV table. `titles`: further printed titles -> column key (a criterion id, "total", ...)."""
    text, findings = decode(data, name)
    if text is None:
        return tuple(findings)
    grids = [grid for mark in DELIMITERS if (grid := split(text, mark, name)) is not None]
    # The delimiter that yields the header with most known columns is the file's own.
    best = max(grids, key=lambda grid: _known_columns(grid, rubric, titles), default=None)
    if best is None:
        return (*findings, finding(NO_TABLE, Place(file=name)))
    return (*findings, *audit_grids([best], name, rubric, titles))


def audit_book(book: ReadBook, name: str, rubric: Rubric, titles: Mapping[str, str] = NO_TITLES) -> tuple[Finding, ...]:
    """Audit the tables of a workbook's visible sheets."""
    grids = [Grid(name, sheet.name, _visible(sheet)) for sheet in book.sheets if sheet.state == "visible"]
    return audit_grids(grids, name, rubric, titles)


def _visible(sheet: ReadSheet) -> dict[tuple[int, int], ReadCell]:
    """What a reader of the sheet sees: no hidden rows and columns (keys, leftovers)."""
    return {
        (row, column): cell
        for (row, column), cell in sheet.cells.items()
        if row not in sheet.hidden_rows and column not in sheet.hidden_columns
    }


def _known_columns(grid: Grid, rubric: Rubric, titles: Mapping[str, str]) -> int:
    if max(grid.widths.values(), default=0) < 2:
        return 0
    headers = find_headers(grid, rubric, titles).values()
    return max((len(header.meaning.keys) for header in headers), default=0)


def audit_grids(grids: Iterable[Grid], name: str, rubric: Rubric, titles: Mapping[str, str]) -> tuple[Finding, ...]:
    """Audit all sheets of one file together: their tables are the rubric's groups."""
    findings: list[Finding] = []
    parts = []
    for grid in grids:
        headers = find_headers(grid, rubric, titles)
        found, faults = find_parts(grid, rubric, headers)
        parts += found
        findings += [*_column_faults(grid, headers), *faults]
    if not parts:
        return (*findings, finding(NO_TABLE, Place(file=name)))
    parts, faults = name_groups(parts, rubric)
    findings += faults
    mark = decimal_mark(parts)
    unstored = 0
    for part in parts:
        read, faults, count = read_part(part, rubric, mark)
        unstored += count
        findings += [*faults, *prove(view(read, rubric))]
    if unstored:
        findings.append(finding(NO_STORED_VALUE, Place(file=name), count=unstored))
    return tuple(findings)


def _column_faults(grid: Grid, headers: Mapping[int, Header]) -> list[Finding]:
    """Columns not understood; a header repeated on the next page tells them once."""
    told: dict[str, Finding] = {}
    for header in headers.values():
        titles = {column: " ".join(heading.whole.split()) for column, heading in header.headings.items()}
        for column in header.meaning.unknown:
            at = grid.at(header.row, column)
            told.setdefault(titles[column], finding(UNKNOWN_COLUMN, at, title=titles[column]))
        for column, first in header.meaning.repeated:
            at = grid.at(header.row, column)
            told.setdefault(titles[column], finding(REPEATED_COLUMN, at, title=titles[column], first=titles[first]))
    return list(told.values())
