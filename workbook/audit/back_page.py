"""A document as its reader takes it in: the units' lines, sums, rows across the table, and what is said around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import NamedTuple

from workbook.audit.csvtext import DELIMITERS, Grid, split
from workbook.audit.match import SUM_ROWS, find_group, tier_of_row
from workbook.audit.names import canonical, title
from workbook.audit.table import Cells, Header, Line, Part, find_headers, find_parts
from workbook.findings import Finding
from workbook.points import composed
from workbook.rubric import Rubric
from workbook.sheets.grid import ReadBook, ReadSheet

NAMING = frozenset({"group", "no", "unit"})
"""What names a line; what it says of the unit stands in the other columns."""
BY_TITLE = "title:"
"""Before the key of a column that means nothing to the rubric and is known by its title only."""
_NUMERAL = re.compile(r"\s*([IVXLC]{1,7})\s*(?:[.)/:-]|\s|$)")


class Entry(NamedTuple):
    """One unit's line, with the list in which it stands."""

    grid: Grid
    part: int
    line: Line
    columns: Mapping[str, int]
    """By key, as `columns_of` has them."""

    def cell_place(self, key: str) -> int:
        """The column of a key; that of the name where there is none."""
        return self.columns.get(key, self.columns["unit"])


class Said(NamedTuple):
    """A text outside the lines: a paragraph, a note, a row across the table."""

    grid: Grid
    row: int
    column: int
    text: str
    across: str
    """Inside a table: "tier" or "group"; else ""."""
    lines: tuple[str, ...] = ()
    """Line by line, cell by cell: the head of a decision stands in two columns."""


class SumRow(NamedTuple):
    """A row of sums or means."""

    grid: Grid
    row: int
    header: Header
    cells: Cells
    after: int
    """The number of the entry above it, -1 where there is none."""


@dataclass(slots=True)
class Page:
    """All that was found, in reading order."""

    entries: list[Entry] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    sums: list[SumRow] = field(default_factory=list)
    headers: list[tuple[Grid, Header]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def columns_of(header: Header) -> dict[str, int]:
    """Every column by its key; those that mean nothing to the rubric by their titles."""
    found = dict(header.columns)
    for column, heading in header.headings.items():
        if column not in header.meaning.keys and (words := title(heading.whole)):
            found.setdefault(BY_TITLE + words, column)
    return found


def cell_texts(cells: Cells) -> str:
    """What the text cells of a row say, each text once."""
    texts = (" ".join(cell.text.split()) for cell in cells.values() if cell.kind == "text")
    return composed(" ".join(dict.fromkeys(texts)))


def grids_of_book(book: ReadBook, name: str) -> list[Grid]:
    """The visible sheets without what is hidden in them."""
    return [
        Grid(name, sheet.name, {
            place: cell for place, cell in sheet.cells.items()
            if place[0] not in sheet.hidden_rows and place[1] not in sheet.hidden_columns
        }, merged=_merged_down(sheet))
        for sheet in book.sheets if sheet.state == "visible"
    ]  # fmt: skip


def _merged_down(sheet: ReadSheet) -> dict[tuple[int, int], tuple[int, int]]:
    """What stands under the first cell of each merge; of no more cells than a table of units could have merged."""
    below = (
        ((row, area.left), (area.top, area.left))
        for area in sheet.merges
        for row in range(area.top + 1, area.bottom + 1)
    )
    return dict(islice(below, _MOST_MERGED))


_MOST_MERGED = 100_000


def grid_of_csv(text: str, name: str, rubric: Rubric, titles: Mapping[str, str]) -> Grid | None:
    """The text split by the delimiter that makes most of its header."""
    grids = [grid for mark in DELIMITERS if (grid := split(text, mark, name)) is not None]

    def known(grid: Grid) -> int:
        if max(grid.widths.values(), default=0) < 2:
            return 0
        return max((len(one.meaning.keys) for one in find_headers(grid, rubric, titles).values()), default=0)

    return max(grids, key=known, default=None)


def read_page(
    grids: Iterable[Grid], rubric: Rubric, titles: Mapping[str, str], exact: Mapping[str, str] | None = None
) -> Page:
    """The document as a reader takes it in. `exact`: whole titles whose column is known for sure."""
    page = Page()
    for grid in grids:
        _read_grid(page, grid, rubric, titles, exact or {})
    return page


def _settled(header: Header, exact: Mapping[str, str]) -> Header:
    """The header with each column that has a known title in its place; what stood there takes the other's."""
    keys = dict(header.meaning.keys)
    for column, heading in header.headings.items():
        key = exact.get(title(heading.whole))
        if key is None or keys.get(column) in (None, key):
            continue
        other = next((place for place, one in keys.items() if one == key), None)
        before, keys[column] = keys[column], key
        if other is not None:
            keys[other] = before
    return replace(
        header, meaning=header.meaning._replace(keys=keys), columns={key: column for column, key in keys.items()}
    )


def _read_grid(page: Page, grid: Grid, rubric: Rubric, titles: Mapping[str, str], exact: Mapping[str, str]) -> None:
    headers = {row: _settled(one, exact) for row, one in find_headers(grid, rubric, titles).items()}
    parts, findings = find_parts(grid, rubric, headers)
    page.findings += findings
    page.headers += [(grid, header) for header in headers.values()]
    taken = {row for header in headers.values() for row in range(header.row, header.last_row + 1)}
    taken |= {part.maxima[0] for part in parts if part.maxima is not None}
    lines: dict[int, tuple[int, Line]] = {}
    for part in _joined(parts):
        page.parts.append(part)
        lines.update({line.row: (len(page.parts) - 1, line) for line in part.lines})
    header: Header | None = None
    known: dict[int, dict[str, int]] = {}
    for row, cells in grid.rows():
        header = headers.get(row, header)
        if row in lines:
            part_number, line = lines[row]
            columns = known.setdefault(id(line.header), columns_of(line.header))
            page.entries.append(Entry(grid, part_number, _whole(line, grid, columns), columns))
        elif row not in taken:
            _other_row(page, grid, row, cells, header, rubric)


def _whole(line: Line, grid: Grid, columns: Mapping[str, int]) -> Line:
    """The line with what a merged cell says of it and of the lines above: one class for several units, say."""
    cells = dict(line.cells)
    for key, column in columns.items():
        first = grid.merged.get((line.row, column))
        if first is not None and first in grid.cells and key not in NAMING:
            cells.setdefault(column, grid.cells[first])
    return line if len(cells) == len(line.cells) else line._replace(cells=cells)


def _joined(parts: list[Part]) -> list[Part]:
    """A list that seems to begin anew right below another line goes on: one of its lines is misplaced."""
    made: list[Part] = []
    for part in parts:
        before = made[-1] if made else None
        if before is not None and before.lines[-1].row + 1 == part.lines[0].row and before.header is part.header:
            both = (*before.lines, *part.lines)
            made[-1] = replace(before, lines=both, tier_rows=(*before.tier_rows, *part.tier_rows))
        else:
            made.append(part)
    return made


def _other_row(page: Page, grid: Grid, row: int, cells: Cells, header: Header | None, rubric: Rubric) -> None:
    if header is not None and _sum_name(cells, header) and len(cells) > 1:
        page.sums.append(SumRow(grid, row, header, cells, len(page.entries) - 1))
        return
    if text := cell_texts(cells):
        column = max(cells, key=lambda place: len(cells[place].text))
        first = cells[min(cells)].text.strip()
        # A Roman number in a cell of its own numbers a row across, however its words are spelt.
        numbered = len(cells) > 1 and bool(re.fullmatch(r"[IVXLC]{1,7}\.?", first))
        across = _across(grid, row, text, header, rubric, numbered)
        page.said.append(Said(grid, row, column, text, across, _lines(cells)))


def _lines(cells: Cells) -> tuple[str, ...]:
    split = (line for cell in cells.values() for line in cell.text.split("\n"))
    return tuple(composed(tidy) for line in split if (tidy := " ".join(line.split())))


def _sum_name(cells: Cells, header: Header) -> str:
    """The words of a row of sums, "Trung bình" or "Tổng cộng", where a unit's name or number would be."""
    last = header.columns["unit"]
    texts = (cell.text for column, cell in cells.items() if column <= last and cell.kind == "text")
    return next((text for text in texts if canonical(text) in SUM_ROWS), "")


def sum_name(row: SumRow) -> str:
    return _sum_name(row.cells, row.header)


def _across(grid: Grid, row: int, text: str, header: Header | None, rubric: Rubric, numbered: bool) -> str:
    in_table = header is not None and (not grid.lines or grid.lines.get(row, "").startswith("table"))
    if not in_table or len(text) > 300:
        return ""
    tiers = [tier for group in rubric.groups for tier in group.tiers]
    if header is not None and "tier" not in header.columns and tier_of_row(text, tiers) is not None:
        return "tier"
    if numbered:
        return "group"
    bare = _NUMERAL.sub("", text, count=1)
    return "group" if find_group(bare, rubric.groups) is not None else ""


def numeral(text: str) -> str:
    """The Roman number before a text; "" where there is none."""
    found = _NUMERAL.match(text)
    return found[1] if found and _NUMERAL.sub("", text, count=1).strip() else ""


def roman(number: int) -> str:
    made = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV")):
        made, number = made + sign * (number // value), number % value
    return made + "I" * number


def with_group(part: Part, group_id: str, rubric: Rubric) -> Part:
    """The part as a list of that group, whatever its heading says."""
    return replace(part, group=rubric.group(group_id))
