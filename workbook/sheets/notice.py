"""The notices as a workbook: a sheet a unit on A4, numbers as numbers, heights and page ends computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from workbook.sheets import paper as setting
from workbook.sheets.ballot_plan import tab_name
from workbook.sheets.grid import Area, Book, Cell, Column, Row, Sheet, Style
from workbook.sheets.grid import Page as Print
from workbook.sheets.notice_parts import COLUMNS, MARGINS, Line, Page, Paper, Table, Text, style_of

_LEAST: float = 15.75
"""Height of a table's row of one line, in points."""
_BETWEEN = 4.0
"""Free room between two tables."""
_THIN = 4.0
"""Room after a text that a row has anyway."""


def notice_book(paper: Paper, pages: Sequence[Page]) -> Book:
    """One sheet for each of the pages, in their order."""
    sheets = tuple(_Drawn(paper, page).sheet(number) for number, page in enumerate(pages, 1))
    names = {cell.style for sheet in sheets for row in sheet.rows for cell in row.cells if cell is not None}
    styles = {name: style_of(name) for name in sorted(names)}
    title = f"{paper.words.words['title']} - {paper.round.title}"[:255]
    return Book(sheets, styles, title, datetime.combine(paper.round.date, time()), paper.round.id)


class _Drawn:
    """One notice on its way to a sheet."""

    def __init__(self, paper: Paper, page: Page) -> None:
        self.paper, self.page = paper, page
        self.rows: list[Row] = []
        self.keep: list[bool] = []
        self.merges: list[Area] = []
        self.repeat: tuple[int, int] | None = None

    def sheet(self, number: int) -> Sheet:
        before: Text | Table | None = None
        for part in self.page.parts:
            if isinstance(part, Text):
                self._gap(part.before)
                self._text(part)
                self._gap(part.after if part.after > _THIN else 0)
            else:
                self._gap(_BETWEEN if isinstance(before, Table) else 0)
                self._table(part)
            before = part
        room = setting.printable(False, MARGINS)[1] - 8  # programs differ by some points in what a page holds
        heights = [row.height or 0.0 for row in self.rows]
        ends = setting.page_breaks(heights, self.keep, room, self.repeat)
        words = self.paper.words.words
        print_ = Print(
            margins=MARGINS,
            first_number=1,
            footer=words["footer_provisional" if self.paper.number is None else "footer"],
            repeat_rows=self.repeat,
            area=Area(0, 0, len(self.rows) - 1, len(COLUMNS) - 1),
            row_breaks=ends,
        )
        columns = tuple(Column(f"c{at}", setting.column_characters(wide)) for at, wide in enumerate(COLUMNS))
        name = tab_name(f"{number}.", self.page.name)
        return Sheet(name, columns, tuple(self.rows), tuple(self.merges), protected=False, page=print_)

    def _row(self, cells: Sequence[Cell | None], height: float, keep: bool) -> None:
        self.rows.append(Row(f"r:{len(self.rows)}", tuple(cells), height))
        self.keep.append(keep)

    def _gap(self, points: float) -> None:
        if points:
            self._row((), points, True)

    # ------------------------------------------------------------ texts
    def _text(self, part: Text) -> None:
        style = style_of(part.style)
        lines = setting.line_count(part.text, sum(COLUMNS), style.size, bold=style.bold)
        at = len(self.rows)
        cells = [Cell(part.text, part.style), *(Cell(None, part.style) for _ in COLUMNS[1:])]
        self._row(cells, setting.row_height(lines, style.size, 2), part.keep)
        self.merges.append(Area(at, 0, at, len(COLUMNS) - 1))

    # ------------------------------------------------------------ tables
    def _table(self, table: Table) -> None:
        first = len(self.rows)
        for line in table.lines:
            at, cells, column = len(self.rows), list[Cell | None](), 0
            for span, cell in zip(table.spans, line.cells, strict=True):
                cells += [cell, *[Cell(None, cell.style)] * (span - 1)]
                if span > 1:
                    self.merges.append(Area(at, column, at, column + span - 1))
                column += span
            self._row(cells, max(_LEAST, *self._heights(table, line)), line.keep)
        if table.header and len(table.lines) > 20:
            self.repeat = first, first + table.header - 1

    def _heights(self, table: Table, line: Line) -> Iterator[float]:
        for wide, cell in zip(table.widths, line.cells, strict=True):
            style = style_of(cell.style)
            lines = _lines(cell, style, wide)
            yield setting.row_height(lines, style.size, 3)


def _lines(cell: Cell, style: Style, wide: float) -> int:
    if not isinstance(cell.value, str) or not style.wrap:
        return 1
    return setting.line_count(cell.value, wide, style.size, bold=style.bold)
