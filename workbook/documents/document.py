"""A text document as a value: sections of A4 pages with paragraphs and tables; `documents.word` prints it.

Lengths are points, except the margins in mm (left, right, top, bottom), as in the sheets. Texts are
data: nothing in them is a field, a link or markup. No ranking, no file.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from workbook.sheets.grid import Style


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; of the style its font and its alignment count."""

    text: str
    style: Style
    keep: bool = False
    """It stands on the page of what follows."""
    before: float = 0
    after: float = 0
    left: float = 0
    """Room left free at its left."""
    first_line: float = 0
    """How far its first line stands in."""
    lead: str = ""
    """Words before the text, in bold: "Điều 1."."""
    rule: float = 0
    """In place of a text: a thin line so many points long, in the middle."""


Joined = Literal["", "starts", "goes on"]


class TableCell(NamedTuple):
    """One cell; with `columns` it reaches over its neighbours."""

    text: str
    style: Style
    columns: int = 1
    joined: Joined = ""
    """Whether it is one cell with that of the next row, or of the row before."""
    right: float = 0
    """Room left free at its right."""
    more: tuple[Paragraph, ...] = ()
    """Further paragraphs below the text."""


class TableRow(NamedTuple):
    """One row; it is never parted by the end of a page."""

    cells: tuple[TableCell, ...]
    header: bool = False
    """Printed again on each page; only of the first rows."""
    keep: bool = False
    """It stands on the page of the row that follows."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table across the page; the cells of each row fill its columns."""

    widths: tuple[float, ...]
    rows: tuple[TableRow, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """Pages that are numbered from 1, in the middle of the top margin, without a number on the first."""

    blocks: tuple[Paragraph | Table, ...]
    landscape: bool = False
    margins: tuple[float, float, float, float] = (30, 15, 20, 20)
    footer: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `created` is fixed by the round, so that it comes out byte-identical."""

    sections: tuple[Section, ...]
    title: str
    created: datetime
    lang: str = "vi"
    subject: str = ""
