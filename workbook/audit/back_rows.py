"""The units' lines beside the result: names, figures, lines that were mixed up; and rows of sums."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

from workbook.audit.back_cells import (
    RANKS,
    Difference,
    agreement,
    comparable,
    difference,
    hint_of,
    marks_in,
)
from workbook.audit.back_match import Matched, Row
from workbook.audit.back_page import BY_TITLE, NAMING, Entry, Page, SumRow, columns_of, sum_name
from workbook.audit.back_wanted import One, Wanted
from workbook.audit.figures import read_figure
from workbook.audit.names import canonical, without_marks
from workbook.audit.tree import ZERO
from workbook.catalogue import audit_back as said
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.points import decimals, roundings
from workbook.sheets.grid import ReadCell

_FEW = 5
_TEXTS = frozenset({"note"})


class Wrong(NamedTuple):
    """One cell that differs."""

    row: Row
    key: str
    found: Difference


def place_of(entry: Entry, key: str, unit: str | None = None) -> Place:
    return entry.grid.at(entry.line.row, entry.cell_place(key), unit or entry.line.name)


def place_words(place: Place) -> Words:
    """Where another line stands, as a fact."""
    vi, en = place.key or "", place.key or ""
    for english, vietnamese in (("table", "bảng"), ("paragraph", "đoạn"), ("line", "dòng"), ("column", "cột")):
        vi = vi.replace(english, vietnamese)
    cell = ", ".join(filter(None, (place.cell, place.sheet)))
    return Words(vi or cell, en or cell)


# ---------------------------------------------------------------- cells
def wrong_cells(matched: Matched) -> tuple[list[Wrong], dict[int, One]]:
    """What differs, and by number of the row whose figures stand in it, where that is another unit."""
    wrong: list[Wrong] = []
    owners: dict[int, list[One]] = {}
    for number, row in enumerate(matched.rows):
        own = [
            Wrong(row, key, found)
            for key in comparable(row.entry, row.one)
            if (key != "tier" or "tier" in row.entry.line.header.columns)
            and (found := difference(row.entry, key, row.one)) is not None
        ]
        figures = [one for one in own if one.key not in _TEXTS and not one.key.startswith(BY_TITLE)]
        others = _owners(row, matched) if len(figures) > 1 else []
        if others:
            owners[number] = others
        else:
            wrong += own
    # Of units with the same figures it is the one whose own line is mixed up too.
    also = {id(matched.rows[number].one) for number in owners}
    return wrong, {n: next((one for one in ones if id(one) in also), ones[0]) for n, ones in owners.items()}


def _owners(row: Row, matched: Matched) -> list[One]:
    """Other units all of whose figures stand in this line."""
    others = [one.one for one in matched.rows if one.one is not row.one and one.one.group is row.one.group]
    others += [one for one in matched.gone if one.group is row.one.group]
    return [one for one in others if agreement(row.entry, one) == 1]


def row_findings(page: Page, matched: Matched, wrong: list[Wrong], mixed: dict[int, One]) -> Iterator[Finding]:
    """Names, lines mixed up, and every other cell that differs."""
    for row in matched.rows:
        if row.misspelt:
            names = {"found": row.entry.line.name, "wanted": row.one.name}
            yield finding(said.NAME_WRONG, place_of(row.entry, "unit", row.one.name), **names)
    told: set[frozenset[str]] = set()
    for number, other in mixed.items():
        row = matched.rows[number]
        pair = frozenset((row.one.unit.id, other.unit.id))
        if pair not in told:
            told.add(pair)
            yield finding(said.LINES_MIXED, place_of(row.entry, "unit"), unit=row.one.name, other=other.name)
    if (whole := _another_result(matched, wrong)) is not None:
        yield whole
        return
    yield from _folded(page, wrong)
    yield from _marks(matched, wrong, mixed)


def _another_result(matched: Matched, wrong: list[Wrong]) -> Finding | None:
    """One finding where most units have another total (or other figure): not this result at all."""
    # A column pasted one line too low is this result all the same.
    above = {id(row.entry): before.one for before, row in pairwise(matched.rows)}
    figures = [
        one
        for one in wrong
        if one.key in one.row.one.figures
        and not (id(one.row.entry) in above and above[id(one.row.entry)].figures[one.key] == one.found.value)
    ]
    rows = {id(one.row.entry) for one in figures}
    if len(matched.rows) < _FEW or len(rows) * 2 <= len(matched.rows):
        return None
    first = figures[0]
    facts: dict[str, Fact] = {"found": first.found.found, "wanted": first.found.wanted, "unit": first.row.one.name}
    at = place_of(first.row.entry, first.key)
    return finding(said.NOT_THIS_RESULT, at, count=len(rows), rows=len(matched.rows), **facts)


def _folded(page: Page, wrong: list[Wrong]) -> Iterator[Finding]:
    """A run of lines with one fault in one column is told once."""
    order = {id(entry): number for number, entry in enumerate(page.entries)}
    by_column: dict[tuple[int, str], list[Wrong]] = {}
    for one in wrong:
        by_column.setdefault((one.row.entry.part, one.key), []).append(one)
    for found in by_column.values():
        runs: list[list[Wrong]] = []
        for one in found:
            if runs and order[id(one.row.entry)] == order[id(runs[-1][-1].row.entry)] + 1:
                runs[-1].append(one)
            else:
                runs.append([one])
        for run in runs:
            if len(run) > 2 or _is_shift(run):
                yield _told(page, run[0], order, len(run) - 1)
            else:
                yield from (_told(page, one, order, 0) for one in run)


def _is_shift(run: list[Wrong]) -> bool:
    """Ranks that are all off by the same: one was left out, or counted twice."""
    both = [(one.found.value, one.found.right) for one in run]
    steps = {value - right for value, right in both if value is not None and right is not None}
    return len(run) > 1 and run[0].key in RANKS and len(steps) == 1


def _told(page: Page, one: Wrong, order: dict[int, int], more: int) -> Finding:
    entry, key = one.row.entry, one.key
    number = order[id(entry)]
    above = page.entries[number - 1] if number and page.entries[number - 1].part == entry.part else None
    hint = hint_of(entry, key, one.found, above)
    if more:
        hint = Words(
            hint.vi + f"; {more} dòng ngay dưới cũng sai ở cột này, hãy kiểm tra cả cột",
            hint.en + f"; the next {more} lines are wrong in this column too, check all of it",
        )
    facts: dict[str, Fact] = {"unit": one.row.one.name, "found": one.found.found, "wanted": one.found.wanted}
    at = place_of(entry, key)
    if key == "rank":
        return finding(said.RANK_DIFFERS, at, hint=hint, **facts)
    if key == "prior_rank":
        return finding(said.PRIOR_RANK_DIFFERS, at, hint=hint, **facts)
    if key == "tier":
        return finding(said.TIER_DIFFERS, at, **facts)
    title = title_of(entry, key)
    textual = key in _TEXTS or (key.startswith(BY_TITLE) and one.found.right is None)
    if textual:
        return finding(said.WORDS_DIFFER, at, title=title, **facts)
    return finding(said.FIGURE, at, title=title, hint=hint, **facts)


def title_of(entry: Entry, key: str) -> str:
    return " ".join(entry.line.header.headings[entry.columns[key]].whole.split())


def _marks(matched: Matched, wrong: list[Wrong], mixed: dict[int, One]) -> Iterator[Finding]:
    """A footnote's mark that is gone from a figure that is right."""
    differing = {(id(one.row.entry), one.key) for one in wrong}
    for number, row in enumerate(matched.rows):
        columns = row.entry.columns
        for key, cell in row.one.cells.items() if number not in mixed else ():
            if key not in columns or (id(row.entry), key) in differing or not (mark := marks_in(cell)):
                continue
            if not marks_in(row.entry.line.cells.get(columns[key])):
                facts = {"unit": row.one.name, "title": title_of(row.entry, key), "wanted": mark}
                yield finding(said.MARK_GONE, place_of(row.entry, key), **facts)


def not_compared(page: Page, wanted: Wanted, matched: Matched) -> Iterator[Finding]:
    """Columns for which the result has nothing."""
    told: set[str] = set()
    for row in matched.rows:
        columns = row.entry.columns
        left = columns.keys() - set(comparable(row.entry, row.one)) - NAMING - {"prior_rank"}
        for key in sorted(left, key=row.entry.cell_place):
            column_title = title_of(row.entry, key)
            known = any(key in one.cells or one.figures.get(key) is not None for one in wanted.ones)
            filled = row.entry.line.cells.get(columns[key]) is not None
            if filled and not known and column_title not in told:
                told.add(column_title)
                at = row.entry.grid.at(row.entry.line.header.row, columns[key])
                yield finding(said.NOT_COMPARED, at, title=column_title)


def columns_gone(page: Page, wanted: Wanted, matched: Matched) -> Iterator[Finding]:
    """Columns of the annex with something in them that no list of the document has."""
    there = {key for entry in page.entries for key in entry.columns} | NAMING
    there |= {"tier"} if any(part.tier_rows for part in page.parts) else set()
    titles: dict[str, str] = {}
    for entry in wanted.page.entries if wanted.page else ():
        for key in sorted(entry.columns.keys() - there, key=entry.cell_place):
            if entry.line.cells.get(entry.columns[key]) is not None:
                titles.setdefault(key, title_of(entry, key))
    for title in titles.values() if matched.rows else ():
        yield finding(said.COLUMN_GONE, Place(file=page.entries[0].grid.file), title=title)


# ---------------------------------------------------------------- sums and means
def sum_findings(page: Page, wanted: Wanted, lists: dict[int, str]) -> Iterator[Finding]:
    for row in page.sums:
        group = lists.get(page.entries[row.after].part) if row.after >= 0 else None
        if group is not None:
            yield from _sum_row(row, wanted, group)


def _sum_row(row: SumRow, wanted: Wanted, group: str) -> Iterator[Finding]:
    name = sum_name(row)
    mean = any(word in canonical(name) for word in _MEANS)
    for key, column in columns_of(row.header).items():
        cell = row.cells.get(column)
        value = read_figure(cell, key, None, ZERO)
        if key in NAMING or key in RANKS or not isinstance(value, Decimal) or cell is None:
            continue
        right = _sum_of(key, wanted, group, mean)
        if right is None or value in roundings(right, _places(cell, value)):
            continue
        places = _places(cell, value)
        title = " ".join(row.header.headings[column].whole.split())
        facts: dict[str, Fact] = {"row": name, "title": title, "found": " ".join(cell.text.split())}
        yield finding(said.SUM_WRONG, row.grid.at(row.row, column), wanted=roundings(right, places)[0], **facts)


_MEANS = tuple(map(canonical, ("trung bình", "bình quân", "average", "mean")))


def _places(cell: ReadCell, value: Decimal) -> int:
    text = without_marks(cell.text) if cell.kind == "text" else f"{value:f}"
    behind = text.replace(",", ".").rpartition(".")[2] if any(mark in text for mark in ".,") else ""
    return min(6, sum(char.isdecimal() for char in behind)) if cell.kind == "text" else max(2, min(6, decimals(value)))


def _sum_of(key: str, wanted: Wanted, group: str, mean: bool) -> Fraction | None:
    values = []
    for one in wanted.of(group):
        value = one.figures[key] if key in one.figures else read_figure(one.cells.get(key), key, None, ZERO)
        if isinstance(value, Decimal):
            values.append(Fraction(value))
        elif key not in one.cells and key not in one.figures:
            return None
    if not values:
        return None
    return sum(values, Fraction(0)) / len(values) if mean else sum(values, Fraction(0))
