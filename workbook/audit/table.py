"""The units' rows of a published table: headers, group rows, tier rows and repeated headers.

A grid goes in; parts come out, one for each list of units that are ranked together. Cells are
still as the file has them: `figures` reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

from workbook.audit.csvtext import Grid
from workbook.audit.match import (
    MAX_ROWS,
    SUM_ROWS,
    Heading,
    Meaning,
    Vocabulary,
    find_group,
    meaning,
    possible_keys,
    tier_of_row,
    vocabulary,
)  # fmt: skip
from workbook.audit.names import canonical, without_marks
from workbook.catalogue.audit import TOO_MANY_CELLS, UNKNOWN_GROUP, UNNAMED
from workbook.findings import Finding, finding
from workbook.points import Reading, read_text
from workbook.rubric import Group, Rubric
from workbook.sheets.grid import ReadCell

NOT_FIGURES = frozenset({"group", "no", "unit", "tier", "note", "prior_rank"})
_NAMING = frozenset({"group", "no", "unit"})
_LONGEST_HEADING = 200
Cells = Mapping[int, ReadCell]


@dataclass(frozen=True, slots=True)
class Header:
    """A header row (or several) and what its columns mean."""

    row: int
    last_row: int
    headings: Mapping[int, Heading]
    meaning: Meaning
    columns: Mapping[str, int]
    """By key; the other way round than in `meaning`."""


class Line(NamedTuple):
    """One unit's row."""

    row: int
    name: str
    number: int | None
    header: Header
    cells: Cells
    tier_row: str | None = None
    """The label of the tier row above it."""
    restart: bool = False
    """A tier row, a group row or a header stands right above."""
    unfit: bool = False
    """The row has more cells than the header: only what names the unit is kept."""

    def cell(self, key: str) -> ReadCell | None:
        column = self.header.columns.get(key)
        return None if column is None else self.cells.get(column)


class TierRow(NamedTuple):
    """A row across the table that names the tier of the units below it."""

    row: int
    column: int
    text: str
    label: str


@dataclass(frozen=True, slots=True)
class Part:
    """The units that are ranked together, as the table lists them."""

    grid: Grid
    group: Group | None
    named: str
    """The text by which the table names the group; empty where it does not."""
    lines: tuple[Line, ...]
    maxima: tuple[int, Header, Cells] | None = None
    """A printed row of maxima."""
    tier_rows: tuple[TierRow, ...] = ()

    @property
    def header(self) -> Header:
        return self.lines[0].header


def find_headers(grid: Grid, rubric: Rubric, titles: Mapping[str, str]) -> dict[int, Header]:
    """Every header of the grid, by its first row."""
    known = vocabulary(rubric, titles)
    rows = list(grid.rows())
    headers: dict[int, Header] = {}
    after = -1
    for place, (row, _) in enumerate(rows):
        if row > after and (header := _header(rows, place, known)):
            headers[row] = header
            after = header.last_row
    return headers


def _header(rows: Sequence[tuple[int, dict[int, ReadCell]]], place: int, known: Vocabulary) -> Header | None:
    row, cells = rows[place]
    if not any(cell.kind == "text" and "unit" in possible_keys(Heading(cell.text), known) for cell in cells.values()):
        return None
    headings = {column: Heading(cell.text) for column, cell in cells.items() if _is_words(cell)}
    units = [column for column, key in meaning(headings, known).keys.items() if key == "unit"]
    if not units:
        return None
    last = row
    for below, lower in rows[place + 1 : place + 3]:
        if below != last + 1 or not _is_lower_header(lower, headings, units[0], known):
            break
        headings = _merged(headings, lower)
        last = below
    found = meaning(headings, known)
    columns = {key: column for column, key in found.keys.items()}
    known_figures = columns.keys() - NOT_FIGURES
    return Header(row, last, headings, found, columns) if known_figures and "unit" in columns else None


def _is_lower_header(lower: Cells, headings: Mapping[int, Heading], unit: int, known: Vocabulary) -> bool:
    if unit in lower or not all(map(_is_words, lower.values())):
        return False
    own = {column: merged for column, merged in _merged(headings, lower).items() if column in lower}
    return bool(meaning(own, known).keys)


def _merged(upper: Mapping[int, Heading], lower: Cells) -> dict[int, Heading]:
    merged = dict(upper)
    for column, cell in lower.items():
        left = [other for other in upper if other <= column]
        above = upper[max(left)].whole if left else ""
        merged[column] = Heading(cell.text, above)
    # A title that spans columns with titles of their own is theirs, not its first column's.
    return merged


def _is_words(cell: ReadCell) -> bool:
    return cell.kind == "text" and read_text(cell.text).reading in (Reading.WORD, Reading.MARK)


# ---------------------------------------------------------------- the rows under the headers
@dataclass(slots=True)
class _Walk:
    """Where we stand while going down a sheet."""

    header: Header | None = None
    lines: list[Line] = field(default_factory=list)
    named: str = ""
    group: Group | None = None
    tier_row: str | None = None
    tier_is_new: bool = False
    tier_rows: list[TierRow] = field(default_factory=list)
    restart: bool = True
    fresh_header: bool = False
    headings: list[str] = field(default_factory=list)
    waiting: list[Line] = field(default_factory=list)
    maxima: tuple[int, Header, Cells] | None = None
    new_maxima: tuple[int, Header, Cells] | None = None
    """Read, but no unit below them yet: they are the next list's."""
    parts: list[Part] = field(default_factory=list)


def find_parts(grid: Grid, rubric: Rubric, headers: Mapping[int, Header]) -> tuple[list[Part], list[Finding]]:
    """The lists of units in a grid, groups named where the table itself names them."""
    walk = _Walk()
    findings: list[Finding] = []
    rows = list(grid.rows())
    header_rows = {row for header in headers.values() for row in range(header.row, header.last_row + 1)}
    for place, (row, cells) in enumerate(rows):
        if row in headers:
            walk.header, walk.fresh_header, walk.restart = headers[row], True, True
            walk.waiting.clear()
        elif walk.header is None:
            walk.headings.append(_text(cells))
        elif row not in header_rows:
            below = (rows[number] for number in range(place + 1, len(rows)))
            findings.extend(_step(walk, grid, rubric, row, cells, below))
    _close(walk, grid)
    return walk.parts, findings


def _step(
    walk: _Walk, grid: Grid, rubric: Rubric, row: int, cells: Cells, rest: Iterator[tuple[int, Cells]]
) -> Iterator[Finding]:
    header = walk.header
    assert header is not None
    width = max(header.headings) + 1
    if grid.is_csv and grid.widths.get(row, 0) > max(width, grid.widths.get(header.row, 0)) and max(cells) >= width:
        yield finding(TOO_MANY_CELLS, grid.at(row), cells=grid.widths[row], columns=width)
        kept = {c: cell for c, cell in cells.items() if header.meaning.keys.get(c) in _NAMING}
        if header.columns["unit"] in kept:
            _add(walk, grid, rubric, row, kept, rest)
            walk.lines[-1] = walk.lines[-1]._replace(unfit=True)
        return
    kind = "nothing" if walk.restart and _counts_columns(cells) else _kind(header, cells, grid.is_csv)
    if kind == "bare":
        text = _text(cells)
        tiers = [tier for group in rubric.groups for tier in group.tiers]
        kind = "text" if find_group(text, rubric.groups) or tier_of_row(text, tiers) is not None else "unit"
    if kind == "unit":
        _add(walk, grid, rubric, row, cells, rest)
    elif kind == "maxima":
        walk.new_maxima = (row, header, cells)
    elif kind == "unnamed":
        yield finding(UNNAMED, grid.at(row, header.columns["unit"]))
    elif kind == "text":
        _text_row(walk, grid, rubric, row, cells)


def _kind(header: Header, cells: Cells, is_csv: bool) -> str:
    """unit, bare (a number and a name only), text, maxima, unnamed or nothing of interest."""
    columns = header.columns
    name = cells[columns["unit"]].text.strip() if columns["unit"] in cells else ""
    figures = [cells[c] for key, c in columns.items() if key not in NOT_FIGURES and c in cells]
    own = [cell for cell in figures if cell.text.strip() != name or not name]
    numbered = "no" in columns and _number(cells.get(columns["no"])) is not None
    if not name:
        return "unnamed" if numbered and any(map(_is_figure, own)) else ("text" if not own else "nothing")
    words = canonical(name)
    if words in MAX_ROWS and not numbered:
        return "maxima"
    if words in SUM_ROWS and not numbered:
        return "nothing"
    if any(map(_is_figure, own)) or (numbered and own) or (is_csv and own):
        return "unit"
    return "bare" if numbered else "text"


def _counts_columns(cells: Cells) -> bool:
    """Whether the row only numbers the columns: (1) (2) (3)=(1)+(2), or A B 1 2."""
    found = [_COUNT.fullmatch(cells[column].text) for column in sorted(cells)]
    counts = [match[1].casefold() for match in found if match]
    numbers = [int(count) for count in counts if count.isdecimal()]
    letters = [ord(count) for count in counts[: len(counts) - len(numbers)] if not count.isdecimal()]
    return (
        len(counts) == len(cells) == len(letters) + len(numbers) > 1
        and all(one + 1 == other for one, other in pairwise(letters))
        and all(one < other for one, other in pairwise(numbers))
        and max(numbers, default=0) <= len(cells) + 3
    )


_COUNT = re.compile(r"\W*(\d{1,2}|[a-zA-Z])(?:\W*=.*|\W*)")


def _is_figure(cell: ReadCell) -> bool:
    return cell.kind != "text" or read_text(without_marks(cell.text) or cell.text).reading is not Reading.WORD


def _number(cell: ReadCell | None) -> int | None:
    found = re.fullmatch(r"\s*0*(\d{1,6})(?:\.0*)?\s*[.)]?\s*", without_marks(cell.text)) if cell is not None else None
    return int(found[1]) if found else None


def _text(cells: Cells) -> str:
    seen = dict.fromkeys(" ".join(cell.text.split()) for cell in cells.values() if cell.kind == "text")
    return " ".join(seen)


def _text_row(walk: _Walk, grid: Grid, rubric: Rubric, row: int, cells: Cells) -> None:
    """A row without figures: a tier row, a group row, a heading, or a note."""
    header = walk.header
    assert header is not None
    text = _text(cells)
    tiers = walk.group.tiers if walk.group else [tier for group in rubric.groups for tier in group.tiers]
    label = tier_of_row(text, tiers) if "tier" not in header.columns else None
    if label is not None:
        walk.tier_row, walk.tier_is_new, walk.restart = label or None, True, True
        walk.tier_rows.append(TierRow(row, max(cells, key=lambda column: len(cells[column].text)), text, label))
        return
    longest = _LONGEST_HEADING + max(len(group.name) for group in rubric.groups)
    group = find_group(text, rubric.groups) if "group" not in header.columns and len(text) < longest else None
    if group is not None:
        if walk.lines and group is not walk.group:
            _close(walk, grid)
        walk.group, walk.named, walk.restart, walk.fresh_header = group, text, True, False
        walk.headings.clear()
        walk.waiting.clear()
        return
    walk.headings.append(text)
    unit = cells.get(header.columns["unit"])
    if grid.is_csv and unit is not None and ("group" not in header.columns or header.columns["group"] in cells):
        # A unit without any figure, if units follow; the last such rows are notes.
        walk.waiting.append(Line(row, unit.text.strip(), None, header, cells, walk.tier_row, walk.restart))


def _add(walk: _Walk, grid: Grid, rubric: Rubric, row: int, cells: Cells, rest: Iterator[tuple[int, Cells]]) -> None:
    header = walk.header
    assert header is not None
    columns = header.columns
    number = _number(cells.get(columns["no"])) if "no" in columns else None
    label = cells[columns["group"]].text.strip() if columns.get("group", -1) in cells else ""
    if label and label != walk.named:
        _close(walk, grid)
        walk.named, walk.group = label, find_group(label, rubric.groups)
    elif not label and _starts_anew(walk, rubric, number, _number(cells.get(columns.get("rank", -1))), rest):
        heading = _heading(walk, grid, rubric)
        if walk.lines:
            _close(walk, grid)
        walk.named, walk.group = heading if heading else (walk.headings[-1] if walk.headings else "", None)
    walk.lines.extend(walk.waiting)
    name = " ".join(cells[columns["unit"]].text.split())
    walk.lines.append(Line(row, name, number, header, cells, walk.tier_row, walk.restart))
    walk.restart = walk.fresh_header = walk.tier_is_new = False
    walk.maxima, walk.new_maxima = walk.maxima or walk.new_maxima, None
    walk.waiting.clear()
    walk.headings.clear()


def _starts_anew(
    walk: _Walk, rubric: Rubric, number: int | None, rank: int | None, rest: Iterator[tuple[int, Cells]]
) -> bool:
    """Whether this unit opens another list: a header or a group row alone does not tell."""
    header = walk.header
    assert header is not None
    if not walk.lines:
        return not walk.named
    if walk.fresh_header:
        before = walk.lines[-1].header.columns.keys()
        first = number == 1 or (number is None and (bool(walk.headings) or rank == 1))
        return first or before != header.columns.keys()
    if number != 1 or walk.restart or len(rubric.groups) < 2 or "no" not in header.columns:
        return False
    below = (_number(cells.get(header.columns["no"])) for _, cells in rest)
    return next((found for found in below if found is not None), None) in (None, 2)


def _heading(walk: _Walk, grid: Grid, rubric: Rubric) -> tuple[str, Group] | None:
    """The nearest text above the table (or the sheet's name) that names one group."""
    for text in (*reversed(walk.headings[-4:]), grid.sheet or ""):
        if text and (group := find_group(text, rubric.groups)):
            return text, group
    return None


def _close(walk: _Walk, grid: Grid) -> None:
    if walk.lines:
        above = [tier_row for tier_row in walk.tier_rows if tier_row.row < walk.lines[-1].row]
        walk.parts.append(Part(grid, walk.group, walk.named, tuple(walk.lines), walk.maxima, tuple(above)))
        del walk.tier_rows[: len(above)]
    walk.lines, walk.group, walk.named, walk.maxima = [], None, "", None
    # What stands between the new header and its first unit belongs to the new list.
    walk.tier_row = walk.tier_row if walk.tier_is_new else None


# ---------------------------------------------------------------- which group is which
def name_groups(parts: Sequence[Part], rubric: Rubric) -> tuple[list[Part], list[Finding]]:
    """Parts that the table does not name are told by their order, where that leaves no doubt."""
    parts = _joined(parts)
    nameless = [part for part in parts if part.group is None]
    labelled = any("group" in part.header.columns for part in nameless)
    taken = {part.group.id for part in parts if part.group is not None}
    free = [group for group in rubric.groups if group.id not in taken]
    by_order = len(nameless) == len(free) and not labelled
    named: list[Part] = []
    findings: list[Finding] = []
    for part in parts:
        if part.group is None and by_order:
            part = replace(part, group=free.pop(0))
        if part.group is None:
            first = part.lines[0]
            column = first.header.columns.get("group", first.header.columns["unit"])
            names = ", ".join(group.id for group in rubric.groups)
            at = part.grid.at(first.row, column)
            text = part.named or first.name
            findings.append(finding(UNKNOWN_GROUP, at, text=text, groups=names, count=len(part.lines)))
        named.append(part)
    return named, findings


def _joined(parts: Sequence[Part]) -> list[Part]:
    """A group column may come back to a group: its rows are one list."""
    together: dict[tuple[object, ...], list[Part]] = {}
    for place, part in enumerate(parts):
        key = (id(part.grid), part.named) if "group" in part.header.columns else (place,)
        together.setdefault(key, []).append(part)
    return [replace(same[0], lines=tuple(line for part in same for line in part.lines)) for same in together.values()]
