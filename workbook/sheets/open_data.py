"""Open data as a workbook: one plain sheet a table, one more with the words of the columns. Texts are texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Final

from workbook.open_data import Datum, Kind, OpenData, Table
from workbook.sheets.grid import Area, Book, Cell, Column, Row, Sheet, Style, Value

ROWS: Final = 1_048_576
"""The most rows that a sheet has, its titles among them."""
WORDS: Final = "columns"
_WIDEST: Final = 60
_LOOKED_AT: Final = 200
"""Rows by which a column's width is chosen."""
_STYLES: Final = {
    "head": Style("Calibri", bold=True, fill="#DCE6F0", border="thin", border_color="#8CA3BA"),
    "text": Style("Calibri", number_format="@"),
    "whole": Style("Calibri", number_format="0"),
    "decimal": Style("Calibri"),
    "yes_no": Style("Calibri"),
}
_STYLE_OF: Final[dict[Kind, str]] = {"text": "text", "whole": "whole", "decimal": "decimal", "yes_no": "yes_no"}


def draw_open_data(data: OpenData) -> Book:
    """The book; a number is a number, and true and false are texts, as in the other files."""
    sheets = (*(_sheet(table) for table in data.tables), _words(data))
    created = datetime.combine(data.round.date, time())
    return Book(sheets, _STYLES, title=data.round.title[:255], created=created, subject=data.round.id)


class _Cells(dict[Datum, Cell]):
    """The cells of one column by what stands in them, each made once: ids and figures come again and again."""

    def __init__(self, style: str) -> None:
        super().__init__()
        self.style = style

    def __missing__(self, datum: Datum) -> Cell:
        made = Cell(_value(datum), self.style)
        if datum != 0 or isinstance(datum, bool):  # -0 equals 0, and is another text
            self[datum] = made
        return made


def _sheet(table: Table) -> Sheet:
    columns = [_Cells(_STYLE_OF[one.kind]) for one in table.shape.fields]
    rows = (tuple([own[datum] for datum, own in zip(row, columns, strict=True)]) for row in table.rows)
    return _plain(table.shape.name, [one.name for one in table.shape.fields], rows)


def _value(datum: Datum) -> Value:
    return ("true" if datum else "false") if isinstance(datum, bool) else datum


def _words(data: OpenData) -> Sheet:
    """What every column means, row by row."""
    lines = (
        tuple(Cell(text, "text") for text in (table.shape.name, one.name, one.kind, one.words.vi, one.words.en))
        for table in data.tables
        for one in table.shape.fields
    )
    return _plain(WORDS, ["table", "column", "kind", "vi", "en"], lines)


def _plain(name: str, titles: list[str], lines: Iterable[tuple[Cell, ...]]) -> Sheet:
    """Titles in the first row, data below: nothing else stands in the way of who reads it by program."""
    body = tuple(Row(f"r:{number}", cells) for number, cells in enumerate(lines, 1))
    looked_at = [_titles(titles), *body[:_LOOKED_AT]]
    texts = ([len(str(cell.value or "")) for cell in row.cells if cell is not None] for row in looked_at)
    widths = [max(lengths) for lengths in zip(*texts, strict=True)]
    columns = tuple(Column(key, min(_WIDEST, width + 3.0)) for key, width in zip(titles, widths, strict=True))
    return Sheet(
        name,
        columns,
        (_titles(titles), *body),
        freeze=(1, 0),
        filter=Area(0, 0, len(body), len(titles) - 1),
        protected=False,
        gridlines=True,
    )


def _titles(titles: list[str]) -> Row:
    return Row("titles", tuple(Cell(key, "head") for key in titles))
