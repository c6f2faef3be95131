"""What an annex consists of, in reading order: texts, tables, notes, signature; before any sheet or page.

`annex` lays it on sheets, `documents.annex` into a text document, so that both say the same. The
tables' rows are made by `annex_table`, everything particular to a province is in templates/annex/*.toml.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from workbook.loading.layout import Layout, Paragraph
from workbook.model import GroupRanking, Ranking, Round
from workbook.rubric import Group, Rubric
from workbook.sheets.annex_cells import Line, Scene
from workbook.sheets.annex_notes import Notes
from workbook.sheets.annex_scene import make_scene
from workbook.sheets.annex_table import ROMAN, body, group_row, header, maxima_say_it
from workbook.sheets.grid import Highlight
from workbook.sheets.layout import STANDARD, load_layout


class Text(NamedTuple):
    """A text across the page."""

    text: str
    style: str
    keep: bool = True
    """It stands on the page of what follows."""
    right: bool = False
    """It stands in the right half, where people sign."""


class Gap(NamedTuple):
    """Free room across the page, in points."""

    points: float
    keep: bool = True


Piece = Text | Gap


class Block(NamedTuple):
    """A group's rows in a table: its place among the groups, and the number of its first unit."""

    group: GroupRanking
    order: int
    number: int


class Table(NamedTuple):
    """A table, the line above it, and what is noted below it."""

    titles: tuple[Text, ...]
    only: Group | None
    """The group whose own column titles it carries."""
    blocks: tuple[Block, ...]
    notes: tuple[Piece, ...] = ()


class Rows(NamedTuple):
    """A table row by row; the first `header` ones are its titles."""

    lines: list[Line]
    header: int
    highlights: list[Highlight]


class Chapter(NamedTuple):
    """One annex: what is printed before its tables, they, and what follows them."""

    name: str
    head: tuple[Piece, ...]
    tables: tuple[Table, ...]
    tail: tuple[Piece, ...]
    signature: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """The annex of a decision, or its several annexes; `title` on one line, `footer` at the foot of every page."""

    scene: Scene
    landscape: bool
    chapters: tuple[Chapter, ...]
    title: str
    footer: str


def make_annex(
    ranking: Ranking,
    rubric: Rubric,
    round_: Round,
    lang: str = "vi",
    *,
    provisional: bool = False,
    findings_notes: tuple[str, ...] = (),
) -> Annex:
    """The annex in the layout that the round or the rubric names.

    `findings_notes` are printed below the table. Raises ValueError for a layout with a mistake.
    """
    look = load_layout(round_.layout or rubric.layout or STANDARD, lang)
    scene, landscape, notes = make_scene(look, ranking, rubric, round_, lang)
    groups = tuple(group for group in ranking.groups if group.standings)
    sets = [[group] for group in groups] if look.layout.tables == "annex" and groups else [list(groups)]
    chapters = tuple(
        _chapter(scene, its, _number(look.layout, place, len(sets)), notes, provisional, findings_notes, len(sets))
        for place, its in enumerate(sets)
    )
    titles = (scene.words("title", line, group="") for line in look.layout.title)
    footer = look.words["provisional"] if provisional else ""
    return Annex(scene, landscape, chapters, " ".join(titles).strip(), footer)


def _number(layout: Layout, place: int, count: int) -> str:
    """The Roman number of an annex, where the decision has several."""
    if not layout.annex_number and count < 2:
        return ""
    number = (layout.annex_number or 1) + place
    return ROMAN[number - 1] if number <= len(ROMAN) else str(number)


def _chapter(
    scene: Scene,
    groups: list[GroupRanking],
    number: str,
    notes: Notes,
    provisional: bool,
    findings_notes: tuple[str, ...],
    count: int,
) -> Chapter:
    own = groups[0].group.name if count > 1 else ""
    lines = tuple(notes.lines) if count == 1 else tuple(_notes_on(groups[0], notes))
    name = f"{scene.look.words['sheet']} {number}" if count > 1 else scene.look.words["sheet"]
    return Chapter(
        name,
        tuple(_head(scene, provisional, number, own)),
        _tables(scene, groups),
        tuple(_tail(scene, (*lines, *findings_notes))),
        tuple(_signature(scene)),
    )


def _notes_on(group: GroupRanking, notes: Notes) -> Iterator[str]:
    """The notes whose marks stand at this group's figures, and those without a mark."""
    units = {standing.unit.id for standing in group.standings}
    known = {line.partition(" ")[0] for line in notes.lines if line.startswith("⁽")}
    marked = "".join(mark for (unit, _), mark in notes.marks.items() if unit in units)
    yield from (line for line in notes.lines if (mark := line.partition(" ")[0]) not in known or mark in marked)


# ---------------------------------------------------------------- around the tables
def _head(scene: Scene, provisional: bool, number: str, group: str) -> Iterator[Piece]:
    """The title block and what is printed before the tables."""
    layout = scene.look.layout
    if layout.heading:
        yield Text(" ".join(filter(None, (scene.words("heading", layout.heading), number))), "heading")
    for place, text in enumerate(layout.title):
        title = scene.words(f"title[{place}]", text, group=group)
        if title.strip():
            yield Text(title.upper() if layout.upper else title, "title")
    if provisional:
        yield Text(scene.look.words["provisional"], "provisional")
    if layout.reference:
        yield Text(scene.words("reference", layout.reference), "reference")
    yield Gap(9)
    for place, paragraph in enumerate(layout.before):
        yield from _paragraph(scene, f"before[{place}]", paragraph)
    if layout.before:
        yield Gap(4)


def _paragraph(scene: Scene, where: str, paragraph: Paragraph) -> Iterator[Text]:
    """The paragraph; nothing where it names units by a trait that no unit has."""
    if "{units[" in paragraph.text:
        names = scene.facts["units"]
        assert isinstance(names, dict)
        if not any(names.get(trait) for trait in names if f"{{units[{trait}]}}" in paragraph.text):
            return
    yield Text(scene.words(where, paragraph.text), f"paragraph_{paragraph.look}")


def _tail(scene: Scene, made_notes: tuple[str, ...]) -> Iterator[Piece]:
    """Ending mark and notes."""
    layout = scene.look.layout
    if layout.ending:
        yield Text(scene.words("ending", layout.ending), "ending")
    own = [text for place, note in enumerate(layout.notes) for text in _paragraph(scene, f"notes[{place}]", note)]
    if own or made_notes:
        yield Gap(6)
        if layout.notes_title:
            yield Text(scene.words("notes_title", layout.notes_title), "notes_title")
        yield from own
        yield from (Text(note, "note") for note in made_notes)


def _signature(scene: Scene) -> Iterator[Piece]:
    signature = scene.look.layout.signature
    if signature is None:
        return
    yield Gap(10)
    for place, paragraph in enumerate(signature.lines):
        text = scene.words(f"signature.lines[{place}]", paragraph.text)
        if text.strip():
            yield Text(text, f"sign_{paragraph.look}", right=True)
    yield Gap(signature.space)
    yield Text(scene.words("signature.name", signature.name), "sign_bold", keep=False, right=True)


# ---------------------------------------------------------------- tables
def _tables(scene: Scene, groups: list[GroupRanking]) -> tuple[Table, ...]:
    layout = scene.look.layout
    blocks, number = [], 1
    for order, group in enumerate(groups, 1):
        blocks.append(Block(group, order, number))
        number = number + len(group.standings) if layout.numbering == "all" else 1
    if layout.tables == "one" or not groups:
        return (Table((), groups[0].group if len(groups) == 1 else None, tuple(blocks)),)
    return tuple(_own_table(scene, block) for block in blocks)


def _own_table(scene: Scene, block: Block) -> Table:
    """One group's table with its own title and footnotes."""
    layout, group = scene.look.layout, block.group.group
    titles: tuple[Text, ...] = ()
    if text := layout.table_titles.get(group.id, layout.table_title):
        titles = (Text(scene.words("table_titles", text, number=block.order, group=group.name), "table_title"),)
    notes: list[Piece] = [Gap(4.5)] if layout.table_notes else []
    for place, note in enumerate(layout.table_notes):
        notes.extend(_paragraph(scene, f"table_notes[{place}]", note))
    return Table(titles, group, (block,), tuple(notes))


def rows_of(scene: Scene, table: Table, top: int = 0) -> Rows:
    """The table's rows, the first of which will stand in row `top` of a sheet."""
    only = table.only
    maxima = only if only is not None and scene.look.layout.maxima_row and maxima_say_it(scene, only) else None
    lines = header(scene, only, maxima)
    titles = len(lines)
    highlights: list[Highlight] = []
    for block in table.blocks:
        if scene.look.layout.tables == "one" and (row := group_row(scene, block.group, block.order)):
            lines.append(row)
        drawn = body(scene, block.group, top + len(lines), block.number, top + titles - 1 if maxima else None)
        lines.extend(drawn.lines)
        highlights.extend(drawn.highlights)
    return Rows(lines, titles, highlights)
