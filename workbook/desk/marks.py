"""Marked cells of an open ballot: which they are, and their memory, as text, which gives the old colours back.

A mark is known by its cell's keys: so it can be taken away wherever rows moved meanwhile. The memory stands in the
first row of the list, where deleting the lines below does it no harm, with a hash of its own: it is believed whole or
not at all. Anybody can write one that looks like ours: it names cells, and only our two colours.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from workbook.findings import ERROR, NOTE, WARNING, Finding, Refused
from workbook.pipeline.judging import Checked, RoundContext, sent_by_itself
from workbook.sheets.fault_places import Drawn
from workbook.sheets.grid import Book, ReadBook, from_a1
from workbook.sheets.take import identify
from workbook.sheets.take_parts import sent_by_key

MOST_MARKS: Final = 500
MOST_KEPT: Final = 2 * MOST_MARKS
"""Marks that are remembered: new ones, and those that Excel refused to take away."""
COLORS: Final = {ERROR: "#F8B8B8", WARNING: "#FFE08A"}
"""Marks; a note is only listed."""
PIECE: Final = 8000
"""Letters of the memory in one cell: a cell holds more, but not every Excel takes longer texts many at once."""
PIECES: Final = 24
"""Cells that the memory may take: MOST_KEPT marks with keys of some 45 letters each; of longer ones, fewer are made."""
_HEAD: Final = "xephang-marks|1|"
_DIGEST: Final = 64


class Spot(NamedTuple):
    """A cell of the ballot by its keys: the sheet's in its passport, the row's, the column's."""

    sheet: str
    row: str
    column: str


class Mark(NamedTuple):
    """A marked cell: its colour before ("" for none), and that of the mark."""

    spot: Spot
    before: str
    made: str


class Found(NamedTuple):
    """Where a spot stands now: the sheet's name, the row and column from 0."""

    sheet: str
    row: int
    column: int


class Target(NamedTuple):
    """A cell to be marked; `drawn` is the colour with which it was sent, `shut` says that its sheet was protected."""

    spot: Spot
    at: Found
    color: str
    drawn: str
    shut: bool


class Memory(NamedTuple):
    """The marks that are remembered; `broken`: there were some, and which is not known any more."""

    marks: tuple[Mark, ...] = ()
    broken: bool = False


# ---------------------------------------------------------------- their memory
def packed(marks: Sequence[Mark]) -> list[str]:
    """The memory as texts of so many cells, one of no marks too: a blank one was lost. Plain letters only, since
    macOS takes others apart."""
    told = json.dumps(marks, separators=(",", ":"))
    whole = _HEAD + hashlib.sha256(told.encode()).hexdigest() + told
    return [whole[start : start + PIECE] for start in range(0, len(whole), PIECE)]


def unpacked(cells: Sequence[object]) -> Memory:
    """The marks that these cells remember: one of a cell, none in a colour that is not ours."""
    whole = "".join(one if isinstance(one, str) else "" for one in cells)
    start = len(_HEAD) + _DIGEST
    digest, told = whole[len(_HEAD) : start], whole[start:]
    if not whole.startswith(_HEAD) or hashlib.sha256(told.encode(errors="replace")).hexdigest() != digest:
        return Memory(broken=True)
    try:
        lines = json.loads(told)
    except (ValueError, RecursionError):
        return Memory(broken=True)
    marks: dict[Spot, Mark] = {}
    for line in lines if isinstance(lines, list) else ():
        if len(marks) < MOST_KEPT and (mark := _mark(line)):
            marks.setdefault(mark.spot, mark)
    return Memory(tuple(marks.values()))


def _mark(line: object) -> Mark | None:
    match line:
        case [[str(sheet), str(row), str(column)], str(before), str(made)] if (
            sheet and row and column and made in COLORS.values() and (not before or _COLOR.fullmatch(before))
        ):
            return Mark(Spot(sheet, row, column), before.upper(), made)
    return None


_COLOR: Final = re.compile("#[0-9A-Fa-f]{6}")


def rememberable(old: Iterable[Mark], planned: Sequence[Target]) -> Sequence[Target]:
    """As many targets as the memory can take beside the old marks: none is coloured that could not be remembered."""
    known = list(old)
    room = PIECES * PIECE - len(_HEAD) - _DIGEST - 2 - sum(map(_letters, known))
    for number, one in enumerate(planned[: MOST_KEPT - len(known)]):
        room -= _letters(Mark(one.spot, "#000000", one.color))
        if room < 0:
            return planned[:number]
    return planned[: MOST_KEPT - len(known)]


def _letters(mark: Mark) -> int:
    return len(json.dumps(mark, separators=(",", ":"))) + 1


# ---------------------------------------------------------------- where they stand, and where they are wanted
def places_now(seen: ReadBook, label: str = "") -> dict[Spot, Found]:
    """Every keyed cell of the workbook; nothing of sheets or keys that stand twice."""
    try:
        sheets = identify(seen, label).sheets
    except Refused:
        return {}
    return {
        Spot(key, row, column): Found(found[0].sheet.name, at_row, at_column)
        for key, found in sheets.items()
        if len(found) == 1
        for row, at_row in found[0].rows.items()
        if row not in found[0].repeated
        for column, at_column in found[0].columns.items()
        if column not in found[0].repeated
    }


def sent_book(checked: Checked, seen: ReadBook, context: RoundContext | None) -> Book | None:
    """The workbook with which the ballot was compared; None where it could not be judged."""
    if checked.issue is None or checked.passport is None:
        return None
    if context is None:
        return sent_by_itself(identify(seen, checked.file), checked.file)[1]
    kept = context.folder.load_kept(checked.passport.member, checked.passport.issue)
    return kept.book if kept else None


def targets(findings: Iterable[Finding], places: Mapping[Spot, Found], sent: Book) -> tuple[Target, ...]:
    """The faulty cells, the gravest colour of each; only those of which it is known how they were sent."""
    by_place = {(at.sheet, at.row, at.column): spot for spot, at in places.items()}
    drawn = {key: Drawn(sheet) for key, sheet in sent_by_key(sent).items()}
    made: dict[Spot, Target] = {}
    for found in sorted(findings, key=lambda one: -one.severity):
        cell = (found.at.cell or "").partition(":")[0]
        spot = by_place.get((found.at.sheet or "", *from_a1(cell))) if _CELL.fullmatch(cell) else None
        if spot is None or spot in made or found.severity is NOTE or spot.sheet not in drawn:
            continue
        sheet = drawn[spot.sheet]
        if sheet.has(spot.row, spot.column) and len(made) < MOST_MARKS:
            style = cell_style.style if (cell_style := sheet.cell(spot.row, spot.column)) else None
            fill = sent.styles[style].fill if style is not None and style in sent.styles else None
            made[spot] = Target(spot, places[spot], COLORS[found.severity], fill or "", sheet.sheet.protected)
    return tuple(made.values())


_CELL: Final = re.compile("[A-Z]{1,3}[1-9][0-9]{0,6}")
