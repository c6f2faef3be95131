"""Lists of the tally in several parts: lines of cells, some of them merged, each as high as its texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from workbook.model import Round
from workbook.sheets.grid import Area, Cell, Column, Page, Row, Sheet, Value
from workbook.sheets.measure import height
from workbook.sheets.paper import column_points, page_breaks, printable
from workbook.sheets.tally_group import MARGINS, page_words
from workbook.template import Template

_TALLEST = 400.0
"""Excel's rows end at 409 points."""
_LEAST = 19.0


class Part(NamedTuple):
    """One cell of a line, over `wide` columns."""

    value: Value
    style: str = "text"
    wide: int = 1


class Line(NamedTuple):
    """One row of a list."""

    key: str
    parts: tuple[Part, ...]
    least: float = _LEAST
    """Its lowest height in points."""
    keep: bool = False
    """Whether it is printed on one page with the line below it."""


def titled_lines(title: str, under: str, columns: int) -> tuple[Line, Line]:
    """A list's title and what stands under it, over all columns."""
    return Line("t:title", (Part(title, "title"),), 26), Line("t:under", (Part(under, "fact", columns),))


def draw_lines(
    words: Template,
    round_: Round,
    name: str,
    columns: Sequence[Column],
    lines: Iterable[Line],
    *,
    head: int | None = None,
    fixed: int = 2,
) -> Sheet:
    """The lines as a sheet; `head` is the row of titles, repeated in print, `fixed` the rows that do not scroll."""
    made = tuple(lines)
    rows = tuple(_row(columns, line) for line in made)
    merges = tuple(area for number, line in enumerate(made) for area in _merges(number, line))
    header, footer = page_words(words.say, round_.id, name)
    first = fixed if head is None else head + 1
    again = None if head is None else (head, head)
    return Sheet(
        name,
        tuple(columns),
        rows,
        merges=merges,
        freeze=(first, 0),
        page=Page(
            landscape=True,
            margins=MARGINS,
            header=header,
            footer=footer,
            repeat_rows=again,
            row_breaks=_page_ends(columns, rows, [line.keep for line in made], again),
            area=Area(0, 0, len(rows) - 1, len(columns) - 1),
            centered=False,
        ),
        cursor=(first, 0) if len(rows) > first else (0, 0),
    )


def _page_ends(
    columns: Sequence[Column], rows: Sequence[Row], keep: Sequence[bool], again: tuple[int, int] | None
) -> tuple[int, ...]:
    """Where pages end so that lines which belong together stay so; left to the program where none do."""
    if not any(keep):
        return ()
    wide, high = printable(True, MARGINS)
    # The sheet is made as narrow as the page is, and as much lower; a little is kept, for programs differ.
    scale = min(1.0, wide / sum(column_points(column.width) for column in columns))
    return page_breaks([row.height or _LEAST for row in rows], keep, high / scale * 0.96, again)


def _row(columns: Sequence[Column], line: Line) -> Row:
    cells: list[Cell] = []
    texts: list[tuple[str, float]] = []
    for part in line.parts:
        width = sum(column.width for column in columns[len(cells) : len(cells) + part.wide])
        if isinstance(part.value, str) and part.style != "title":
            texts.append((part.value, width * 0.95))
        cells += [Cell(part.value, part.style), *(Cell(None, part.style) for _ in range(part.wide - 1))]
    return Row(line.key, tuple(cells), min(_TALLEST, max(line.least, height(texts))) if texts else line.least)


def _merges(row: int, line: Line) -> Iterable[Area]:
    left = 0
    for part in line.parts:
        if part.wide > 1:
            yield Area(row, left, row, left + part.wide - 1)
        left += part.wide
