"""The notices as a text document: a section a unit, figures as texts in the notation of their language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time

from workbook.documents.document import Document, Paragraph, Section, Table, TableCell, TableRow
from workbook.documents.numbers import shown
from workbook.sheets.notice_parts import MARGINS, Line, Page, Paper, Part, Text, style_of
from workbook.sheets.notice_parts import Table as Tabled


def notice_document(paper: Paper, pages: Iterable[Page]) -> Document:
    """All pages; each unit's are numbered from 1."""
    sections = tuple(Section(tuple(_blocks(paper, page.parts)), False, MARGINS, paper.footer) for page in pages)
    title = f"{paper.words.words['title']} - {paper.round.title}"
    return Document(sections, title, datetime.combine(paper.round.date, time()), paper.lang, paper.footer)


def _blocks(paper: Paper, parts: Iterable[Part]) -> Iterator[Paragraph | Table]:
    for part in parts:
        if isinstance(part, Text):
            yield Paragraph(part.text, style_of(part.style), part.keep, part.before, part.after)
        else:
            yield _table(paper, part)


def _table(paper: Paper, table: Tabled) -> Table:
    rows = tuple(
        TableRow(tuple(_cells(paper, line)), number < table.header, line.keep)
        for number, line in enumerate(table.lines)
    )
    return Table(table.widths, rows)


def _cells(paper: Paper, line: Line) -> Iterator[TableCell]:
    for cell in line.cells:
        style = style_of(cell.style)
        yield TableCell(shown(cell.value, style.number_format, paper.lang).text, style)
