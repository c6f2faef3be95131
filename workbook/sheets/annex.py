"""The publishable annex as a workbook: Ranking -> Book, in the layout that the rubric or the round names.

What it consists of is `annex_parts`'; here stand sheets, heights and page ends. Not protected: the
secretariat edits the annex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import NamedTuple

from workbook.model import Ranking, Round
from workbook.rubric import Rubric
from workbook.sheets import paper
from workbook.sheets.annex_cells import Line, Scene
from workbook.sheets.annex_parts import Annex, Chapter, Gap, Piece, Table, make_annex, rows_of
from workbook.sheets.annex_scene import MARGINS
from workbook.sheets.grid import Area, Book, Cell, Column, Highlight, Page, Row, Sheet, Style
from workbook.sheets.layout import Look, style_of

_PAGE_NUMBER = '&C&"Times New Roman,Regular"&13&P'
_SPARE = 0.985
"""Share of a page that is filled: programs differ a little in what fits."""
_FREEZE_WITHIN = 190.0


def draw_annex(
    ranking: Ranking,
    rubric: Rubric,
    round_: Round,
    lang: str = "vi",
    *,
    provisional: bool = False,
    findings_notes: tuple[str, ...] = (),
) -> Book:
    """The annex of the decision as `make_annex` makes it; see there."""
    annex = make_annex(ranking, rubric, round_, lang, provisional=provisional, findings_notes=findings_notes)
    return annex_book(annex)


def annex_book(annex: Annex) -> Book:
    """One sheet an annex, or one a group where tables run over several pages."""
    scene = annex.scene
    page = Page(
        landscape=annex.landscape,
        margins=MARGINS,
        header=_PAGE_NUMBER,
        footer='&C&"Times New Roman,Italic"&11' + annex.footer.replace("&", "&&") if annex.footer else "",
        first_page_bare=True,
    )
    sheets = tuple(sheet for chapter in annex.chapters for sheet in _sheets(scene, chapter, page))
    return Book(
        sheets=sheets,
        styles=_styles(scene.look, sheets),
        title=annex.title[:255],
        created=datetime.combine(scene.round.date, time()),
        subject=annex.footer,
    )


# ---------------------------------------------------------------- lines across the page
def _lines(scene: Scene, pieces: Sequence[Piece]) -> list[Line]:
    return [_line(scene, piece) for piece in pieces]


def _line(scene: Scene, piece: Piece) -> Line:
    """A row for a text over all columns, or those of the right half, as high as it needs; or for a gap."""
    if isinstance(piece, Gap):
        return Line((), piece.points, keep=piece.keep)
    text, style = piece.text, piece.style
    end = len(scene.visible) - 1
    first = paper.nearest_edge([field.points for field in scene.visible], 0.45) if piece.right else 0
    look = scene.look.styles[style]
    count = paper.line_count(text, scene.width(first, end), look.size, bold=look.bold) if text else 1
    cells = (*[None] * first, Cell(text or None, style), *[Cell(None, style)] * (end - first))
    merges = ((first, end, 0),) if end > first else ()
    return Line(cells, paper.row_height(count, look.size, 3), merges, piece.keep)


# ---------------------------------------------------------------- sheets
class _Draft(NamedTuple):
    """A sheet in the making."""

    lines: list[Line]
    highlights: list[Highlight]
    repeated: tuple[int, int] | None
    body_end: int


class _Tail(NamedTuple):
    """What follows the last table; the last `signature` lines are the signature's."""

    lines: list[Line]
    signature: int


def _sheets(scene: Scene, chapter: Chapter, page: Page) -> tuple[Sheet, ...]:
    head = _lines(scene, chapter.head)
    signature = _lines(scene, chapter.signature)
    tail = _Tail([*_lines(scene, chapter.tail), *signature], len(signature))
    tables, name = chapter.tables, chapter.name
    room = paper.printable(page.landscape, page.margins)[1] * _SPARE
    if len(tables) == 1 or _each_on_a_page(scene, head, tables, tail.lines, room):
        return (_finish(scene, name, _stacked(scene, head, tables), tail, page, room),)
    # A header can only be repeated for one table of a sheet, so long tables get a sheet each.
    last = len(tables)
    return tuple(
        _finish(
            scene,
            f"{name} {number}",
            _drawn(scene, table, head if number == 1 else []),
            tail if number == last else _Tail([], 0),
            page if number == 1 else replace(page, first_page_bare=False),
            room,
        )
        for number, table in enumerate(tables, 1)
    )


def _each_on_a_page(scene: Scene, head: list[Line], tables: Sequence[Table], tail: list[Line], room: float) -> bool:
    """Whether no group's table, with what must stand beside it, needs more than one page."""
    tall = [_height(_drawn(scene, table, []).lines) for table in tables]
    tall[0] += _height(head)
    tall[-1] += _height(tail) if _height(tail) <= room / 2 else 0
    return max(tall) <= room


def _height(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)


def _drawn(scene: Scene, table: Table, before: Sequence[Line]) -> _Draft:
    """A table with its title and notes, after the lines that stand before it."""
    lines = [*before, *_lines(scene, table.titles)]
    first = len(lines)
    rows = rows_of(scene, table, first)
    lines.extend(rows.lines)
    end = len(lines)
    lines.extend(_lines(scene, table.notes))
    return _Draft(lines, rows.highlights, (first, first + rows.header - 1), end)


def _stacked(scene: Scene, head: list[Line], tables: Sequence[Table]) -> _Draft:
    """The tables one below the other; each of several stays on one page."""
    done = _Draft(list(head), [], None, 0)
    for order, table in enumerate(tables, 1):
        if order > 1:
            done.lines.append(_line(scene, Gap(14, keep=False)))
        added = _drawn(scene, table, done.lines)
        if len(tables) > 1:
            kept = [line._replace(keep=True) for line in added.lines[len(done.lines) : -1]]
            added = added._replace(lines=[*done.lines, *kept, added.lines[-1]._replace(keep=False)])
        rules = [*done.highlights, *added.highlights]
        done = added._replace(highlights=rules, repeated=added.repeated if len(tables) == 1 else None)
    return done


def _finish(scene: Scene, name: str, draft: _Draft, tail: _Tail, page: Page, room: float) -> Sheet:
    """Rows, merges and page ends of a sheet."""
    lines = _kept_together(draft, tail, room)
    merges = [Area(row, first, row + down, last) for row, line in enumerate(lines) for first, last, down in line.merges]
    heights = [line.height for line in lines]
    columns = tuple(Column(f.key, paper.column_characters(f.points), f.hidden) for f in scene.fields)
    freeze = draft.repeated[1] + 1 if draft.repeated else 0
    return Sheet(
        name=name,
        columns=columns,
        rows=tuple(Row("", line.cells, line.height) for line in lines),
        merges=tuple(merges),
        highlights=tuple(draft.highlights),
        freeze=(freeze, 0) if 0 < sum(heights[:freeze]) <= _FREEZE_WITHIN else None,
        protected=False,
        page=replace(
            page,
            repeat_rows=draft.repeated,
            area=Area(0, 0, len(lines) - 1, len(scene.visible) - 1),
            row_breaks=paper.page_breaks(heights, [line.keep for line in lines], room, draft.repeated),
        ),
        cursor=(0, 0),
    )


def _kept_together(draft: _Draft, tail: _Tail, room: float) -> list[Line]:
    """The draft's lines and the tail; the last units stay with what follows them."""
    lines = [*draft.lines, *tail.lines]
    after = len(lines) - draft.body_end
    if not after:
        return lines
    if _height(lines[draft.body_end :]) > room / 2:
        # Long notes may run over pages; the signature still follows the last of them.
        free = range(draft.body_end, len(lines) - tail.signature - 1)
        return [line._replace(keep=False) if row in free and line.cells else line for row, line in enumerate(lines)]
    first = max(0, draft.body_end - 2)
    return [line._replace(keep=True) if first <= row < len(lines) - 1 else line for row, line in enumerate(lines)]


# ---------------------------------------------------------------- styles
def _styles(look: Look, sheets: tuple[Sheet, ...]) -> dict[str, Style]:
    """Every style that is used; "name@fill|number format" is made from "name"."""
    used = {cell.style for sheet in sheets for row in sheet.rows for cell in row.cells if cell is not None}
    used |= {rule.style for sheet in sheets for rule in sheet.highlights}
    return {name: style_of(look, name) for name in sorted(used)}
