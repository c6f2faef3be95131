"""Merged cells of a returned sheet against those that were sent: what they hide of what was typed, or printed.

Excel shows and prints the top left cell of a merged area alone, but sums all of them: what stands beneath counts and
nobody saw it. Merging by hand empties the cells beneath; painting or pasting the format of merged cells does not.
Areas that hide nothing are only looks: LibreOffice makes them of texts that are centred across cells.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from workbook.sheets.compare import is_blank
from workbook.sheets.grid import Area, ReadCell
from workbook.sheets.guards import At, Pair


class Merged(NamedTuple):
    """A merged area and the cells to fill in that it hides, those that hold something and the others."""

    area: Area
    typed: tuple[At, ...]
    blank: tuple[At, ...]


class Merges(NamedTuple):
    """The areas that hide something; as sent, none does."""

    inputs: tuple[Merged, ...] = ()
    printed: tuple[Area, ...] = ()
    """Those that hide printed texts and figures, and no cell to fill in."""


def merges_changed(pair: Pair) -> Merges:
    """What merged areas that are not as they were sent hide."""
    found = pair.found.sheet.merges
    if found == pair.sent.merges and not pair.is_moved:
        return Merges()
    merges, cells = tuple(dict.fromkeys(found)), pair.found.sheet.cells
    inputs = []
    for area, hidden in _beneath(merges, frozenset(pair.now(pair.open_cells))):
        by = [(at, _is_typed(cells.get(at))) for at in hidden]
        inputs.append(Merged(area, tuple(at for at, typed in by if typed), tuple(at for at, typed in by if not typed)))
    over = {made.area for made in inputs}
    printed = [area for area, _ in _beneath(merges, frozenset(pair.now(_printed(pair)))) if area not in over]
    return Merges(tuple(inputs), tuple(printed))


def _is_typed(cell: ReadCell | None) -> bool:
    return cell is not None and (cell.formula is not None or not is_blank(cell.text))


def _printed(pair: Pair) -> Iterator[At]:
    """Where something was sent that people see; keys and helper columns are hidden."""
    rows, columns = pair.sent.rows, pair.sent.columns
    for row, column, cell in pair.sent.filled():
        shows = cell.formula is not None or cell.value != ""
        if shows and not (rows[row].hidden or columns[column].hidden or (row, column) in pair.open_cells):
            yield row, column


def _beneath(merges: Sequence[Area], cells: Collection[At]) -> Iterator[tuple[Area, list[At]]]:
    """The cells under each area that has some; its top left cell is the one that shows.

    Areas that overlap no program makes: past all that there is room for, everything counts as hidden.
    """
    rows, columns = sorted({row for row, _ in cells}), sorted({column for _, column in cells})
    room = 2 * len(rows) * len(columns)
    for area in merges:
        top, bottom = bisect_left(rows, area.top), bisect_right(rows, area.bottom)
        left, right = bisect_left(columns, area.left), bisect_right(columns, area.right)
        room -= (bottom - top) * (right - left)
        if room < 0:
            yield area, sorted(cells)
            return
        if top < bottom and left < right:
            places = ((row, column) for row in rows[top:bottom] for column in columns[left:right])
            if hidden := [at for at in places if at in cells and at != (area.top, area.left)]:
                yield area, hidden
