"""The publishable annex: Ranking -> Book, in the layout that the rubric or the round names.

Here stand the pages: title block, notes, signature, sheets and page ends. The tables are drawn by
`annex_table`, the footnotes made by `annex_notes`, everything particular to a province is in
templates/annex/*.toml. Not protected: the secretariat edits the annex.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from typing import NamedTuple

from workbook.loading.layout import Paragraph
from workbook.model import GroupRanking, Ranking, Round
from workbook.rubric import Rubric
from workbook.sheets import paper
from workbook.sheets.annex_cells import Line, Scene
from workbook.sheets.annex_scene import MARGINS, make_scene
from workbook.sheets.annex_table import body, group_row, header, maxima_say_it
from workbook.sheets.grid import Area, Book, Cell, Column, Highlight, Page, Row, Sheet, Style
from workbook.sheets.layout import STANDARD, Look, load_layout

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
    """The annex of the decision, one sheet, or one a group where tables run over several pages.

    `findings_notes` are printed below the table. Raises ValueError for a layout with a mistake.
    """
    look = load_layout(round_.layout or rubric.layout or STANDARD, lang)
    scene, landscape, notes = make_scene(look, ranking, rubric, round_, lang)
    tail = _tail(scene, (*notes.lines, *findings_notes))
    head = _head(scene, provisional)
    page = Page(
        landscape=landscape,
        margins=MARGINS,
        header=_PAGE_NUMBER,
        footer='&C&"Times New Roman,Italic"&11' + look.words["provisional"].replace("&", "&&") if provisional else "",
        first_page_bare=True,
    )
    sheets = _sheets(scene, head, tail, page)
    title = " ".join(scene.words("title", line) for line in look.layout.title)
    return Book(
        sheets=sheets,
        styles=_styles(look, sheets),
        title=title[:255],
        created=datetime.combine(round_.date, time()),
        subject=look.words["provisional"] if provisional else "",
    )


# ---------------------------------------------------------------- lines across the page
def _text(scene: Scene, text: str, style: str, *, keep: bool, first: int = 0, last: int | None = None) -> Line:
    """One text over columns `first` to `last` (all by default), as high as it needs."""
    end = len(scene.visible) - 1 if last is None else last
    look = scene.look.styles[style]
    count = paper.line_count(text, scene.width(first, end), look.size, bold=look.bold) if text else 1
    cells = (*[None] * first, Cell(text or None, style), *[Cell(None, style)] * (end - first))
    merges = ((first, end, 0),) if end > first else ()
    return Line(cells, paper.row_height(count, look.size, 3), merges, keep)


def _gap(points: float, *, keep: bool = True) -> Line:
    return Line((), points, keep=keep)


def _head(scene: Scene, provisional: bool) -> list[Line]:
    """The title block and what is printed before the tables."""
    layout = scene.look.layout
    lines = []
    if layout.heading:
        lines.append(_text(scene, scene.words("heading", layout.heading), "heading", keep=True))
    for number, text in enumerate(layout.title):
        title = scene.words(f"title[{number}]", text)
        lines.append(_text(scene, title.upper() if layout.upper else title, "title", keep=True))
    if provisional:
        lines.append(_text(scene, scene.look.words["provisional"], "provisional", keep=True))
    if layout.reference:
        lines.append(_text(scene, scene.words("reference", layout.reference), "reference", keep=True))
    lines.append(_gap(9))
    for number, paragraph in enumerate(layout.before):
        lines.extend(_paragraph(scene, f"before[{number}]", paragraph, keep=True))
    return [*lines, _gap(4)] if layout.before else lines


def _paragraph(scene: Scene, where: str, paragraph: Paragraph, *, keep: bool) -> list[Line]:
    """The paragraph; nothing where it names units by a trait that no unit has."""
    if "{units[" in paragraph.text:
        names = scene.facts["units"]
        assert isinstance(names, dict)
        if not any(names.get(trait) for trait in names if f"{{units[{trait}]}}" in paragraph.text):
            return []
    return [_text(scene, scene.words(where, paragraph.text), f"paragraph_{paragraph.look}", keep=keep)]


def _tail(scene: Scene, made_notes: tuple[str, ...]) -> list[Line]:
    """Ending mark, notes and signature."""
    layout = scene.look.layout
    lines: list[Line] = []
    if layout.ending:
        lines.append(_text(scene, scene.words("ending", layout.ending), "ending", keep=True))
    own = [line for n, note in enumerate(layout.notes) for line in _paragraph(scene, f"notes[{n}]", note, keep=True)]
    if own or made_notes:
        lines.append(_gap(6))
        if layout.notes_title:
            lines.append(_text(scene, scene.words("notes_title", layout.notes_title), "notes_title", keep=True))
        lines.extend(own)
        lines.extend(_text(scene, note, "note", keep=True) for note in made_notes)
    return [*lines, *_signature(scene)]


def _signature(scene: Scene) -> list[Line]:
    signature = scene.look.layout.signature
    if signature is None:
        return []
    middle = paper.nearest_edge([field.points for field in scene.visible], 0.45)
    lines = [_gap(10)]
    for number, paragraph in enumerate(signature.lines):
        text = scene.words(f"signature.lines[{number}]", paragraph.text)
        if text.strip():
            lines.append(_text(scene, text, f"sign_{paragraph.look}", keep=True, first=middle))
    lines.append(_gap(signature.space))
    name = scene.words("signature.name", signature.name)
    return [*lines, _text(scene, name, "sign_bold", keep=False, first=middle)]


# ---------------------------------------------------------------- sheets
class _Draft(NamedTuple):
    """A sheet in the making."""

    lines: list[Line]
    highlights: list[Highlight]
    repeated: tuple[int, int] | None
    body_end: int


def _sheets(scene: Scene, head: list[Line], tail: list[Line], page: Page) -> tuple[Sheet, ...]:
    groups = tuple(group for group in scene.ranking.groups if group.standings)
    name = scene.look.words["sheet"]
    room = paper.printable(page.landscape, page.margins)[1] * _SPARE
    if scene.look.layout.tables == "one" or not groups:
        return (_finish(scene, name, _one_table(scene, head, groups), tail, page, room),)
    if len(groups) == 1 or _each_on_a_page(scene, head, groups, tail, room):
        return (_finish(scene, name, _stacked(scene, head, groups), tail, page, room),)
    # A header can only be repeated for one table of a sheet, so long tables get a sheet each.
    last = len(groups)
    return tuple(
        _finish(
            scene,
            f"{name} {number}",
            _own_table(scene, group, number, head if number == 1 else []),
            tail if number == last else [],
            page if number == 1 else replace(page, first_page_bare=False),
            room,
        )
        for number, group in enumerate(groups, 1)
    )


def _each_on_a_page(
    scene: Scene, head: list[Line], groups: Sequence[GroupRanking], tail: list[Line], room: float
) -> bool:
    """Whether no group's table, with what must stand beside it, needs more than one page."""
    tables = (_own_table(scene, group, number, []).lines for number, group in enumerate(groups, 1))
    tall = [_height(lines) for lines in tables]
    tall[0] += _height(head)
    tall[-1] += _height(tail) if _height(tail) <= room / 2 else 0
    return max(tall) <= room


def _height(lines: Sequence[Line]) -> float:
    return sum(line.height for line in lines)


def _one_table(scene: Scene, head: list[Line], groups: Sequence[GroupRanking]) -> _Draft:
    """All groups in one table, each after its own row."""
    lines, rules = list(head), []
    only = groups[0].group if len(groups) == 1 else None
    maxima = only if only and scene.look.layout.maxima_row and maxima_say_it(scene, only) else None
    first = len(lines)
    lines.extend(header(scene, only, maxima))
    repeated = (first, len(lines) - 1)
    number = 1
    for order, group in enumerate(groups, 1):
        if row := group_row(scene, group, order):
            lines.append(row)
        drawn = body(scene, group, len(lines), number, repeated[1] if maxima else None)
        lines.extend(drawn.lines)
        rules.extend(drawn.highlights)
        number = number + drawn.units if scene.look.layout.numbering == "all" else 1
    return _Draft(lines, rules, repeated, len(lines))


def _own_table(scene: Scene, group: GroupRanking, number: int, head: list[Line], first_number: int = 1) -> _Draft:
    """One group's table with its own title, header and footnotes, after `head`."""
    layout, lines = scene.look.layout, list(head)
    text = layout.table_titles.get(group.group.id, layout.table_title)
    if text:
        title = scene.words("table_titles", text, number=number, group=group.group.name)
        lines.append(_text(scene, title, "table_title", keep=True))
    maxima = group.group if layout.maxima_row and maxima_say_it(scene, group.group) else None
    first = len(lines)
    lines.extend(header(scene, group.group, maxima))
    repeated = (first, len(lines) - 1)
    drawn = body(scene, group, len(lines), first_number, repeated[1] if maxima else None)
    lines.extend(drawn.lines)
    end = len(lines)
    if layout.table_notes:
        lines.append(_gap(4.5))
    for place, note in enumerate(layout.table_notes):
        lines.extend(_paragraph(scene, f"table_notes[{place}]", note, keep=True))
    return _Draft(lines, drawn.highlights, repeated, end)


def _stacked(scene: Scene, head: list[Line], groups: Sequence[GroupRanking]) -> _Draft:
    """The groups' tables one below the other; each stays on one page."""
    done = _Draft(list(head), [], None, 0)
    number = 1
    for order, group in enumerate(groups, 1):
        if order > 1:
            done.lines.append(_gap(14, keep=False))
        added = _own_table(scene, group, order, done.lines, number)
        if len(groups) > 1:
            kept = [line._replace(keep=True) for line in added.lines[len(done.lines) : -1]]
            added = added._replace(lines=[*done.lines, *kept, added.lines[-1]._replace(keep=False)])
        rules = [*done.highlights, *added.highlights]
        done = added._replace(highlights=rules, repeated=added.repeated if len(groups) == 1 else None)
        number = number + len(group.standings) if scene.look.layout.numbering == "all" else 1
    return done


def _finish(scene: Scene, name: str, draft: _Draft, tail: list[Line], page: Page, room: float) -> Sheet:
    """Rows, merges and page ends of a sheet."""
    lines = _kept_together(scene, draft, tail, room)
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


def _kept_together(scene: Scene, draft: _Draft, tail: list[Line], room: float) -> list[Line]:
    """The draft's lines and the tail; the last units stay with what follows them."""
    lines = [*draft.lines, *tail]
    after = len(draft.lines) - draft.body_end + len(tail)
    if not after:
        return lines
    if _height(lines[draft.body_end :]) > room / 2:
        # Long notes may run over pages; the signature still follows the last of them.
        free = range(draft.body_end, len(lines) - len(_signature(scene)) - 1)
        return [line._replace(keep=False) if row in free and line.cells else line for row, line in enumerate(lines)]
    first = max(0, draft.body_end - 2)
    return [line._replace(keep=True) if first <= row < len(lines) - 1 else line for row, line in enumerate(lines)]


# ---------------------------------------------------------------- styles
def _styles(look: Look, sheets: tuple[Sheet, ...]) -> dict[str, Style]:
    """Every style that is used; "name@fill|number format" is made from "name"."""
    used = {cell.style for sheet in sheets for row in sheet.rows for cell in row.cells if cell is not None}
    used |= {rule.style for sheet in sheets for rule in sheet.highlights}
    return {name: _style(look, name) for name in sorted(used)}


def _style(look: Look, name: str) -> Style:
    bare, _, number_format = name.partition("|")
    base, _, fill_color = bare.partition("@")
    style = look.styles[base]
    if base.startswith("table_") and base != "table_title":
        head = look.layout.head_size if base == "table_head" else None
        style = replace(style, size=head or look.layout.size)
    if fill_color:
        style = replace(style, fill=fill_color)
    return replace(style, number_format=number_format) if number_format else style
