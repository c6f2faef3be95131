"""Workbooks that went through LibreOffice: opened and saved, filled, sorted, rows and columns inserted.

They must come back with the ballot that was typed, and with no finding that an untouched workbook
has not, but the one note on moved rows or columns. One start of the program for each test.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from functools import cache
from io import BytesIO
from types import ModuleType
from typing import Any

import openpyxl
import pytest
from hypothesis import Phase, given, settings

from tests import sample
from tests.engines.libreoffice import Entry, Move
from tests.strategies import ballots, book_of, issues
from tests.test_ballot_formulas import type_into, typed
from tests.test_round_trip import FILE, SLOW, assert_same, taken
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said
from workbook.catalogue import score as said_of_score
from workbook.checks import check_ballot
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import Check
from workbook.model import Ballot, Issue
from workbook.points import MARK_TEXT
from workbook.sheets.grid import Book

pytestmark = pytest.mark.libreoffice


@cache
def examples() -> tuple[tuple[Issue, Ballot], ...]:
    """The same random issues and ballots on every run, all with something to score."""
    made: list[tuple[Issue, Ballot]] = []

    @settings(
        max_examples=30,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=SLOW,
    )
    @given(issues().flatmap(lambda issue: ballots(issue).map(lambda ballot: (issue, ballot))))
    def gather(filled: tuple[Issue, Ballot]) -> None:
        if filled[1].scores:
            made.append(filled)

    gather()
    assert len(made) >= 15
    return tuple(made)


def test_opened_and_saved(libreoffice: ModuleType) -> None:
    files = [write_book(book_of(issue, ballot)) for issue, ballot in examples()]
    for (issue, ballot), saved in zip(examples(), libreoffice.resave(files), strict=True):
        assert_same(issue, ballot, read_book(saved, FILE))


def test_typed_elsewhere_then_computed_here(libreoffice: ModuleType) -> None:
    files = [type_into(book_of(issue), ballot) for issue, ballot in examples()]
    for (issue, ballot), saved in zip(examples(), libreoffice.resave(files), strict=True):
        read = read_book(saved, FILE)
        assert any(cell.formula and cell.kind == "number" for sheet in read.sheets for cell in sheet.cells.values())
        assert_same(issue, Ballot(ballot.member, ballot.issue, ballot.scores), read)


def entries(book: Book, ballot: Ballot, point: str) -> list[Entry]:
    """What the member types, with his decimal point."""
    return [
        (sheet, cell, f"{value:f}".replace(".", point) if isinstance(value, Decimal) else value)
        for (sheet, cell), value in typed(book, ballot).items()
        if value is not None
    ]


@pytest.mark.parametrize(("locale", "point"), [("vi-VN", ","), ("en-US", ".")])
def test_filled_by_hand(libreoffice: ModuleType, locale: str, point: str) -> None:
    """A refused entry stays blank: what comes back is the ballot without its faults."""
    jobs = [(write_book(book_of(i)), entries(book_of(i), b, point), ()) for i, b in examples()[:10]]
    for (issue, ballot), saved in zip(examples(), libreoffice.edit(jobs, locale), strict=False):
        read = read_book(saved, FILE)
        faults = {(found.at.unit, found.at.criterion) for found in taken(issue, read).findings}
        bad = wrong_cells(issue, ballot)
        scores = {cell: None if cell in bad else score for cell, score in ballot.scores.items()}
        assert faults == bad
        assert_same(issue, Ballot(ballot.member, ballot.issue, scores), read)


def wrong_cells(issue: Issue, ballot: Ballot) -> set[tuple[str | None, str | None]]:
    return {(found.at.unit, found.at.criterion) for found in check_ballot(issue, ballot)}


# ---------------------------------------------------------------- moved
def moves(book: Book, kind: str) -> list[Move]:
    """One kind of edit on every ballot sheet."""
    made: list[Move] = []
    for sheet in book.sheets[1:]:
        units = [place for place, row in enumerate(sheet.rows) if row.key.startswith("u:")]
        keys = [column.key for column in sheet.columns]
        if kind == "sort":
            area = (0, units[0], len(keys) - 1, units[-1])
            made += [("sort", sheet.name, area, keys.index("unit")), ("sort", sheet.name, area, keys.index("total"))]
        else:
            places = [units[0], units[-1], 0, len(sheet.rows)] if kind == "row" else [4, 0, 1, keys.index("total") + 1]
            made += [(kind, sheet.name, place) for place in places]
    return made


@pytest.mark.parametrize("kind", ["row", "column", "sort"])
def test_moved(libreoffice: ModuleType, kind: str) -> None:
    books = [book_of(issue, ballot) for issue, ballot in examples()]
    saved = libreoffice.edit([(write_book(book), (), moves(book, kind)) for book in books])
    moved = 0
    for (issue, ballot), data in zip(examples(), saved, strict=True):
        read = read_book(data, FILE)
        got = taken(issue, read)
        count = Counter(found.code for found in got.findings)["FORM-017"]
        moved += count
        assert_same(issue, ballot, read, count)
    assert moved >= 5


# ---------------------------------------------------------------- strange contents
SO = sample.SO


STRANGE: list[tuple[str, Any, str, list[Check]]] = [
    # where, what stands there, its number format, what is found
    ("D11", "=4+4", "General", [said.FORMULA]),
    ("D11", "=D12", "General", [said.FORMULA]),
    ("D11", 0.75, "0%", [said.PERCENT_MEANT]),
    ("D11", datetime(2026, 5, 8), "d-mmm", [said.DATE]),
    ("D11", 5, "d-mmm", [said.DATE]),
    ("D11", True, "General", [said.FORMULA]),  # LibreOffice makes =TRUE() of it
    ("D11", "#N/A", "General", [said.FORMULA]),  # and =#N/A of this
    ("D11", "tám", "General", [said.WORD]),
    ("D11", "8,0", "General", [said.UNDERSTOOD]),
    ("D11", "1.250", "General", [said.AMBIGUOUS]),
    ("D11", "  ", "General", [said_of_ballot.MISSING]),
    ("D11", None, "General", [said_of_ballot.MISSING]),
    ("D11", 10.25, "General", [said_of_score.ABOVE_MAX]),
    ("D11", -0.25, "General", [said_of_score.BELOW_ZERO]),
    ("D11", 8.3, "General", [said_of_score.OFF_STEP]),
    ("D11", 8.2500001, "General", [said_of_score.OFF_STEP]),
    ("D11", 8.250000000000002, "General", []),
    ("D11", MARK_TEXT, "General", [said_of_ballot.MARK_NOT_ALLOWED]),
    ("G11", "kđg", "General", [said.MARK_UNDERSTOOD]),
    ("G11", " KĐG ", "General", [said.MARK_UNDERSTOOD]),
    ("G11", MARK_TEXT, "General", []),
    ("F13", 5, "General", [said_of_ballot.SCORE_WHERE_MARKED]),
    ("F13", "=1+1", "General", [said_of_ballot.SCORE_WHERE_MARKED]),
    ("F13", "kđg", "General", []),
    ("O11", "=1+1", "General", [said.TEXT_FORMULA]),  # a note is kept as it shows
]


def test_one_strange_cell_is_one_finding(libreoffice: ModuleType) -> None:
    """Whatever the sheet makes of it, nothing that follows from that one cell is found as well."""
    full = write_book(sample.drawn(sample.issue_of(), sample.ballot_of(sample.issue_of())))
    saved = libreoffice.resave([_with(full, *strange[:3]) for strange in STRANGE])
    found = []
    for (cell, value, _, _), data in zip(STRANGE, saved, strict=True):
        got = sample.taken(read_book(data, FILE))
        assert all(one.at.cell == cell for one in got.findings), (cell, value, got.findings)
        found.append([one.check for one in got.findings])
    assert found == [checks for *_, checks in STRANGE]


def _with(data: bytes, cell: str, value: Any, number_format: str) -> bytes:
    book = openpyxl.load_workbook(BytesIO(data))
    book[SO][cell].value = value
    book[SO][cell].number_format = number_format
    out = BytesIO()
    book.save(out)
    return out.getvalue()
