"""The annex as a text document: the same parts as its sheets, figures as texts in the notation of its language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time

from workbook.documents.document import Document, Joined, Paragraph, Section, Table, TableCell, TableRow
from workbook.documents.numbers import shown
from workbook.sheets import paper
from workbook.sheets.annex_cells import Line, Scene
from workbook.sheets.annex_parts import Annex, Chapter, Gap, Piece, Text, rows_of
from workbook.sheets.annex_parts import Table as Tabled
from workbook.sheets.annex_scene import MARGINS
from workbook.sheets.layout import style_of

_FIRST_LINE = 28.35
"""Nghị định 30/2020/NĐ-CP: a paragraph begins 1 cm in."""
_BETWEEN = {"paragraph": 6.0, "note": 3.0, "notes_title": 3.0, "table_title": 4.0}
"""Points after a text, by its style; the first as the decree has it, below a table half of that."""
_SIGNED_FROM = 0.45
"""Where the right half, in which people sign, begins."""
_SMALLEST = 8.0
"""Points of the letters of a table whose columns ask for more than the page has."""


def annex_document(annex: Annex) -> Document:
    """Each annex a section of its own."""
    sections = tuple(
        Section(tuple(_blocks(annex, chapter)), annex.landscape, MARGINS, annex.footer) for chapter in annex.chapters
    )
    created = datetime.combine(annex.scene.round.date, time())
    return Document(sections, annex.title, created, _lang(annex.scene), annex.footer)


def _lang(scene: Scene) -> str:
    return str(scene.facts["lang"])


def _blocks(annex: Annex, chapter: Chapter) -> Iterator[Paragraph | Table]:
    scene = annex.scene
    wide = paper.printable(annex.landscape, MARGINS)[0]
    tail = _tail(annex, chapter)
    yield from _paragraphs(scene, chapter.head, wide, inward=_FIRST_LINE)
    follows: list[Piece] = []
    for number, table in enumerate(chapter.tables, 1):
        last = number == len(chapter.tables)
        yield from _paragraphs(scene, [*follows, *table.titles], wide)
        # The last units stand on the page of the notes and of the signature that belong to them.
        tied = bool(table.notes) or (last and any(isinstance(piece, Text) and piece.keep for piece in tail[:2]))
        yield _table(scene, table, wide, tied)
        follows = [*_notes(table.notes, tied=last and bool(tail)), *([] if last else [Gap(14, keep=False)])]
    yield from _paragraphs(scene, [*follows, *tail], wide)


def _notes(notes: Sequence[Piece], *, tied: bool) -> list[Piece]:
    """A table's notes; what follows the last of them may stand on another page, unless it is the tail."""
    return [piece._replace(keep=tied or place < len(notes) - 1) for place, piece in enumerate(notes)]


def _tail(annex: Annex, chapter: Chapter) -> list[Piece]:
    """Notes and signature; long notes may run over pages, the signature still follows the last of them."""
    wide, high = paper.printable(annex.landscape, MARGINS)
    styles = annex.scene.look.styles
    lines = sum(
        paper.line_count(piece.text, wide, styles[piece.style].size) * styles[piece.style].size * 1.19
        for piece in chapter.tail
        if isinstance(piece, Text)
    )
    if lines <= high / 2:
        return [*chapter.tail, *chapter.signature]
    last = len(chapter.tail) - 1
    free = [piece._replace(keep=place == last) for place, piece in enumerate(chapter.tail)]
    return [*free, *chapter.signature]


def _paragraphs(scene: Scene, pieces: Sequence[Piece], wide: float, inward: float = 0) -> Iterator[Paragraph]:
    """The texts, with the gaps between them as their own room; `inward` is where the paragraphs of a text begin."""
    waiting = 0.0
    made: list[Paragraph] = []
    for piece in pieces:
        if isinstance(piece, Gap):
            if made:
                made[-1] = replace(made[-1], after=made[-1].after + piece.points)
            else:
                waiting += piece.points
            continue
        style = scene.look.styles[piece.style]
        plain = piece.style.startswith("paragraph_")
        kind = "note" if plain and not inward else "paragraph" if plain else piece.style
        first = inward if plain and style.align == "justify" else 0.0
        left = wide * _SIGNED_FROM if piece.right else 0.0
        made.append(Paragraph(piece.text, style, piece.keep, waiting, _BETWEEN.get(kind, 0), left, first))
        waiting = 0.0
    yield from made


# ---------------------------------------------------------------- tables
def _table(scene: Scene, table: Tabled, wide: float, tied: bool) -> Table:
    """The rows without what only a sheet has: hidden columns, formulas, heights."""
    rows = rows_of(scene, table)
    points = [field.points for field in scene.visible]
    share = wide / sum(points)
    made: list[TableRow] = []
    joined: frozenset[int] = frozenset()
    for number, line in enumerate(rows.lines):
        cells = tuple(_cells(scene, line, joined, min(share, 1.0)))
        joined = frozenset(first for first, _, down in line.merges if down)
        keep = line.keep or (tied and number >= len(rows.lines) - 2)
        made.append(TableRow(cells, number < rows.header, keep))
    return Table(tuple(width * share for width in points), tuple(made))


def _cells(scene: Scene, line: Line, joined: frozenset[int], share: float) -> Iterator[TableCell]:
    over = {first: last for first, last, down in line.merges if not down}
    down = {first for first, _, rows in line.merges if rows}
    tints = dict(line.tints)
    column = 0
    while column < len(scene.visible):
        cell, last = line.cells[column], over.get(column, column)
        assert cell is not None, "every cell of a table is drawn"
        style = style_of(scene.look, cell.style)
        if share < 0.99:  # the columns ask for more than the page has: a sheet is printed smaller then
            style = replace(style, size=max(_SMALLEST, round(style.size * share * 2) / 2))
        if column in tints:
            style = replace(style, fill=tints[column])
        figure = shown(cell.value, style.number_format, _lang(scene))
        room = paper.text_width(figure.room, style.size) if style.align == "right" else 0.0
        how: Joined = "goes on" if column in joined else "starts" if column in down else ""
        yield TableCell(figure.text, style, last - column + 1, how, room)
        column = last + 1
