"""What a typed document must say: each unit's computed result, and the annex that was made of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from workbook.audit.back_page import Entry, Page, columns_of, read_page
from workbook.audit.csvtext import Grid
from workbook.audit.names import canonical, title, unit_name
from workbook.model import Unit
from workbook.rubric import Group, Rubric
from workbook.sheets.grid import ReadCell


@dataclass(frozen=True, slots=True)
class Computed:
    """One unit's line in the result, in printed order of its group."""

    unit: Unit
    group: str
    total: Decimal | None
    index: Decimal | None
    converted: Decimal | None
    rank: int | None
    tier: str | None


@dataclass(frozen=True, slots=True)
class One:
    """One unit's line as it must be."""

    unit: Unit
    group: Group
    place: int
    """In the printed order of its group, from 0; units of one rank have the place of their first."""
    figures: Mapping[str, Decimal | None]
    """total, index, converted."""
    rank: int | None
    tier: str | None
    number: int | None = None
    """As the annex numbers it."""
    cells: Mapping[str, ReadCell | None] = field(default_factory=dict)
    """As the annex prints it, by column key."""

    @property
    def name(self) -> str:
        return self.unit.name


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to compare with. Without `page` the annex itself is not known."""

    rubric: Rubric
    year: int
    date: dt.date
    ones: tuple[One, ...]
    names: Mapping[str, tuple[One, ...]]
    """Units by every spelling of their names, in comparable form."""
    page: Page | None
    titles: Mapping[str, str]
    """Printed titles that mean a column of their own."""
    left_out: int = 0
    unscored: tuple[Unit, ...] = ()
    """The units that are left out."""
    met: dt.date | None = None
    """The day of the council's meeting."""

    def of(self, group_id: str) -> list[One]:
        return [one for one in self.ones if one.group.id == group_id]


def make_wanted(
    rubric: Rubric,
    year: int,
    date: dt.date,
    lines: Iterable[Computed],
    annex: Iterable[Grid] | None,
    titles: Mapping[str, str],
    left_out: int = 0,
) -> Wanted:
    """`annex` are the sheets that were published; None where they are not at hand."""
    computed = list(lines)
    page = None if annex is None else read_page(annex, rubric, titles)
    printed = _printed(page, computed) if page else {}
    ones: list[One] = []
    places: dict[str, int] = {}
    ranks: dict[tuple[str, int | None], int] = {}
    for line in computed:
        place = places[line.group] = places.get(line.group, -1) + 1
        shared = place if line.rank is None else ranks.setdefault((line.group, line.rank), place)
        entry = printed.get(line.unit.id)
        columns = entry.columns if entry else {}
        cells = {key: entry.line.cells.get(column) for key, column in columns.items()} if entry else {}
        figures = {"total": line.total, "index": line.index, "converted": line.converted}
        number = entry.line.number if entry else None
        group = rubric.group(line.group)
        ones.append(One(line.unit, group, shared, figures, line.rank, line.tier, number, cells))
    return Wanted(rubric, year, date, tuple(ones), _names(ones), page, titles, left_out)


def _printed(page: Page, lines: list[Computed]) -> dict[str, Entry]:
    """The annex's own lines by unit: they stand in the order of the result."""
    waiting: dict[str, list[Computed]] = {}
    for line in lines:
        waiting.setdefault(canonical(line.unit.name), []).append(line)
    found: dict[str, Entry] = {}
    for entry in page.entries:
        same = waiting.get(canonical(entry.line.name))
        if same:
            found[same.pop(0).unit.id] = entry
    return found


def _names(ones: Iterable[One]) -> dict[str, tuple[One, ...]]:
    names: dict[str, tuple[One, ...]] = {}
    for one in ones:
        for text in dict.fromkeys(map(unit_name, (one.name, *one.unit.aliases, one.unit.id))):
            if text:
                names[text] = (*names.get(text, ()), one)
    return names


def whole_titles(wanted: Wanted) -> dict[str, str]:
    """Whole titles of the annex that stand over one column each -> its key."""
    found: dict[str, set[str]] = {}
    for _, header in wanted.page.headers if wanted.page else ():
        for key, column in header.columns.items():
            found.setdefault(title(header.headings[column].whole), set()).add(key)
    return {text: keys.pop() for text, keys in found.items() if len(keys) == 1}


def annex_titles(wanted: Wanted) -> dict[str, tuple[str, str]]:
    """Titles of the annex in comparable form -> column key, and the title as printed."""
    found: dict[str, tuple[str, str]] = {}
    for _, header in wanted.page.headers if wanted.page else ():
        for key, column in columns_of(header).items():
            heading = header.headings[column]
            for text in (heading.whole, heading.own):
                found.setdefault(title(text), (key, " ".join(text.split())))
    return found
