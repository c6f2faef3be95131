"""Workbooks with a sheet a unit that went through LibreOffice: opened and saved, filled, moved, sorted.

They must come back with the ballot that was typed, and with no finding that an untouched workbook has
not, but the one note on moved rows or columns. One start of the program for each test.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from functools import cache
from random import Random
from types import ModuleType

import pytest

from tests.deep_books import FILE, ISSUE, full_ballot
from tests.deep_sample import DEEP, DEEP_ROUND
from tests.deep_strategies import make_ballot, make_issue
from tests.engines.libreoffice import Move
from tests.strategies import book_of
from tests.test_round_trip_units import Filled, assert_same, no_answers, taken
from workbook.excel.fill import fill
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.loading.share import unit_issue
from workbook.model import Ballot
from workbook.sheets.grid import Book, a1

pytestmark = pytest.mark.libreoffice


@cache
def examples() -> tuple[Filled, ...]:
    """The sample, a unit's own workbook, and random ones; the same on every run."""
    own = unit_issue(DEEP, DEEP_ROUND, "s-1", 1)
    made: list[Filled] = [(ISSUE, full_ballot()), (own, make_ballot(Random(1), own))]
    for seed in range(10):
        dice = Random(seed)
        issue = make_issue(dice, leaves=12, scorer="unit" if seed % 5 == 4 else "member")
        ballot = make_ballot(dice, issue)
        if ballot.scores and not no_answers(issue, ballot):
            made.append((issue, ballot))
    assert len(made) >= 8
    return tuple(made)


def test_opened_and_saved(libreoffice: ModuleType) -> None:
    files = [write_book(book_of(issue, ballot)) for issue, ballot in examples()]
    for (issue, ballot), saved in zip(examples(), libreoffice.resave(files), strict=True):
        assert_same(issue, ballot, read_book(saved, FILE))


def without_formulas(ballot: Ballot) -> Ballot:
    """The library that types takes every text that begins with "=" for a formula."""
    kept = ({cell: text for cell, text in texts.items() if text[0] != "="} for texts in (ballot.remarks, ballot.links))
    remarks, links = kept
    return replace(ballot, remarks=remarks, links=links)


def typed_into_blank(issue_book: Book, filled: Book) -> bytes:
    """What stands in the open cells of the filled workbook, typed into the blank one."""
    locked = {name for name, style in filled.styles.items() if style.locked}
    typed: dict[tuple[str, str], Decimal | str | None] = {
        (sheet.name, a1(row, column)): Decimal(cell.value) if isinstance(cell.value, int) else cell.value
        for sheet in filled.sheets
        for row, column, cell in sheet.filled()
        if cell.style not in locked and cell.style in filled.styles
    }
    return fill(write_book(issue_book), typed)


def test_typed_elsewhere_then_computed_here(libreoffice: ModuleType) -> None:
    plain = [(issue, without_formulas(ballot)) for issue, ballot in examples()]
    files = [typed_into_blank(book_of(issue), book_of(issue, ballot)) for issue, ballot in plain]
    for (issue, ballot), saved in zip(plain, libreoffice.resave(files), strict=True):
        read = read_book(saved, FILE)
        assert any(cell.formula and cell.kind == "number" for sheet in read.sheets for cell in sheet.cells.values())
        assert_same(issue, ballot, read)


def moves(book: Book, kind: str) -> list[Move]:
    """One kind of edit on every sheet but the guide; only a summary has lines that can be sorted."""
    made: list[Move] = []
    for sheet in book.sheets[1:]:
        keys = [column.key for column in sheet.columns]
        units = [place for place, row in enumerate(sheet.rows) if row.key.startswith("u:")]
        if kind == "sort" and units:
            area = (0, units[0], len(keys) - 1, units[-1])
            made += [("sort", sheet.name, area, keys.index("unit")), ("sort", sheet.name, area, keys.index("total"))]
        elif kind == "row":
            made += [(kind, sheet.name, place) for place in (8, 0, len(sheet.rows))]
        elif kind == "column":
            made += [(kind, sheet.name, place) for place in (4, 0, 1)]
    return made


@pytest.mark.parametrize("kind", ["row", "column", "sort"])
def test_moved(libreoffice: ModuleType, kind: str) -> None:
    books = [book_of(issue, ballot) for issue, ballot in examples()]
    saved = libreoffice.edit([(write_book(book), (), moves(book, kind)) for book in books])
    moved = 0
    for (issue, ballot), data in zip(examples(), saved, strict=True):
        read = read_book(data, FILE)
        count = Counter(found.code for found in taken(issue, read).findings)["FORM-017"]
        moved += count
        assert_same(issue, ballot, read, count)
    assert moved >= 2
