"""What is drawn is what is taken: random ballots through a Book, through .xlsx, and after people's edits.

No finding may come up but those of the ballot's own contents (a blank, a figure too high), and one
note where rows or columns were moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from math import inf, nextafter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edits import in_order, with_column, with_name, with_row, with_sorted_units
from tests.engines import ironcalc
from tests.sample import as_read
from tests.strategies import book_of, filled_issues, issues
from tests.test_ballot_formulas import disagreements, type_into, wanted
from workbook.catalogue.form import MOVED
from workbook.checks import check_ballot
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import say
from workbook.loading.frozen import freeze, thaw
from workbook.model import Ballot, Issue
from workbook.points import Score
from workbook.sheets.grid import Book, ReadBook
from workbook.sheets.keep import book_from_json, book_to_json
from workbook.sheets.shown import blank_ballot
from workbook.sheets.take import Taken, identify, take

FILE = "phieu.xlsx"
Read = Callable[[Book], ReadBook]
WAYS = pytest.mark.parametrize(
    "read", [as_read, lambda book: read_book(write_book(book), FILE)], ids=["without files", "through .xlsx"]
)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


def taken(issue: Issue, read: ReadBook) -> Taken:
    return take(identify(read, FILE), issue, book_of(issue), read, FILE)


def codes(issue: Issue, ballot: Ballot) -> Counter[str]:
    """What the ballot's own contents give rise to."""
    return Counter(found.code for found in check_ballot(issue, ballot))


def assert_same(issue: Issue, ballot: Ballot, read: ReadBook, moved: int = 0) -> None:
    got = taken(issue, read)
    assert got.ballot == ballot
    found, right = Counter(one.code for one in got.findings), codes(issue, ballot) + Counter({MOVED.code: moved})
    assert found == right, [say(one, "en") for one in got.findings if found[one.code] != right[one.code]]


# ---------------------------------------------------------------- untouched
@WAYS
@settings(max_examples=50, suppress_health_check=SLOW)
@given(filled=filled_issues())
def test_what_is_drawn_is_taken(read: Read, filled: tuple[Issue, Ballot]) -> None:
    issue, ballot = filled
    assert_same(issue, ballot, read(book_of(issue, ballot)))


@settings(max_examples=30, suppress_health_check=SLOW)
@given(issue=issues())
def test_a_blank_workbook_is_a_blank_ballot_and_carries_its_issue(issue: Issue) -> None:
    read = read_book(write_book(book_of(issue)), FILE)
    assert_same(issue, blank_ballot(issue), read)
    frozen = identify(read, FILE).frozen
    assert frozen == freeze(issue)
    assert thaw(frozen or "") == issue


@settings(max_examples=30, suppress_health_check=SLOW)
@given(filled=filled_issues())
def test_a_kept_workbook_is_the_same_workbook(filled: tuple[Issue, Ballot]) -> None:
    book = book_of(*filled)
    kept = book_from_json(book_to_json(book))
    assert kept == book
    assert write_book(kept) == write_book(book)


@settings(max_examples=30, suppress_health_check=SLOW)
@given(filled=filled_issues(notes=False))
def test_what_is_typed_into_a_blank_workbook_is_taken(filled: tuple[Issue, Ballot]) -> None:
    issue, ballot = filled
    assert_same(issue, ballot, read_book(type_into(book_of(issue), ballot), FILE))


@settings(max_examples=30, suppress_health_check=SLOW)
@given(filled=filled_issues(notes=False), ulps=st.integers(-2, 2))
def test_what_binary_arithmetic_leaves_does_not_count(filled: tuple[Issue, Ballot], ulps: int) -> None:
    """Pasted results such as 0.1+0.2 are the figure that every program shows."""
    issue, ballot = filled
    scores = {cell: _noisy(score, ulps) for cell, score in ballot.scores.items()}
    noisy = Ballot(ballot.member, ballot.issue, scores)
    assert_same(issue, ballot, read_book(type_into(book_of(issue), noisy), FILE))


def _noisy(score: Score, ulps: int) -> Score:
    if not isinstance(score, Decimal) or not score:
        return score
    value = float(score)
    for _ in range(abs(ulps)):
        value = nextafter(value, inf if ulps > 0 else -inf)
    return Decimal(repr(value))


# ---------------------------------------------------------------- after people's edits
Steps = list[tuple[str, Any, Any, Any]]
Edited = tuple[Issue, Ballot, Steps]


@st.composite
def edited(draw: st.DrawFn) -> Edited:
    """An issue, a ballot, and what is done to its workbook (as plain data, which a failure prints)."""
    issue, ballot = draw(filled_issues())
    book = book_of(issue, ballot)
    steps: Steps = []
    words = st.sampled_from(["", "cột riêng", "=A1"])
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(book.sheets) - 1))
        sheet = book.sheets[number]
        units = sum(row.key.startswith("u:") for row in sheet.rows)
        kind = draw(st.sampled_from(["row", "column", "sort", "sort"]))
        if kind == "row":
            steps.append((kind, number, draw(st.integers(0, len(sheet.rows))), draw(words)))
        elif kind == "column":
            steps.append((kind, number, draw(st.integers(0, len(sheet.columns))), draw(words)))
        else:
            steps.append((kind, number, draw(st.permutations(range(units))), ""))
    number = draw(st.integers(0, len(book.sheets) - 1))
    name = draw(st.sampled_from(["Phiếu chấm", "Bản nộp (2)", "=1", "08"]))
    order = draw(st.permutations(range(len(book.sheets))))
    return issue, ballot, [*steps, ("name", number, name, ""), ("order", order, "", "")]


EDITS: dict[str, Callable[..., Book]] = {
    "row": with_row,
    "column": with_column,
    "sort": lambda book, number, order, _: with_sorted_units(book, number, order),
    "name": lambda book, number, name, _: with_name(book, number, name),
    "order": lambda book, order, *_: in_order(book, order),
}


def after(issue: Issue, ballot: Ballot, steps: Steps) -> tuple[Book, int]:
    """The workbook after the steps, and on how many sheets rows or columns moved by them."""
    drawn = book_of(issue, ballot)
    book = drawn
    for kind, *rest in steps[:-2]:
        book = EDITS[kind](book, *rest)
    moved = sum(_keys(book, number) != _keys(drawn, number) for number in range(len(book.sheets)))
    for kind, *rest in steps[-2:]:
        book = EDITS[kind](book, *rest)
    return book, moved


def _keys(book: Book, number: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Where every key stands."""
    sheet = book.sheets[number]
    rows = [(place, row.key) for place, row in enumerate(sheet.rows) if row.key]
    return rows, [(place, column.key) for place, column in enumerate(sheet.columns) if column.key]


@WAYS
@settings(max_examples=60, suppress_health_check=SLOW)
@given(made=edited())
def test_edits_change_no_input_and_raise_no_alarm(read: Read, made: Edited) -> None:
    issue, ballot, steps = made
    book, moved = after(issue, ballot, steps)
    assert_same(issue, ballot, read(book), moved)


@settings(max_examples=40, suppress_health_check=SLOW)
@given(made=edited())
def test_the_edits_are_what_programs_make(made: Edited) -> None:
    """Computed again, an edited workbook still shows our figures: so the edits above are true ones."""
    book, _ = after(*made)
    assert disagreements(book, ironcalc.compute(write_book(book), wanted(book))) == []
