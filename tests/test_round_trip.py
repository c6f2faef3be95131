"""What is drawn is what is taken: random ballots through a Book, through .xlsx, and after people's edits.

No finding may come up but those of the ballot's own contents (a blank, a figure too high), and one
note where rows or columns were moved.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.edits import in_order, with_column, with_name, with_row, with_sorted_units
from tests.engines import ironcalc
from tests.sample import as_read
from tests.strategies import ballots, book_of, filled_issues, issues
from tests.test_ballot_formulas import disagreements, type_into, wanted
from workbook.catalogue.form import MOVED
from workbook.checks import check_ballot
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import say
from workbook.loading.frozen import freeze, thaw
from workbook.model import Ballot, Issue
from workbook.sheets.grid import Book, ReadBook
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
@settings(max_examples=100, suppress_health_check=SLOW)
@given(filled=filled_issues())
def test_what_is_drawn_is_taken(read: Read, filled: tuple[Issue, Ballot]) -> None:
    issue, ballot = filled
    assert_same(issue, ballot, read(book_of(issue, ballot)))


@settings(max_examples=50, suppress_health_check=SLOW)
@given(issue=issues())
def test_a_blank_workbook_is_a_blank_ballot_and_carries_its_issue(issue: Issue) -> None:
    read = read_book(write_book(book_of(issue)), FILE)
    assert_same(issue, blank_ballot(issue), read)
    frozen = identify(read, FILE).frozen
    assert frozen == freeze(issue)
    assert thaw(frozen or "") == issue


@settings(max_examples=50, suppress_health_check=SLOW)
@given(filled=filled_issues(notes=False))
def test_what_is_typed_into_a_blank_workbook_is_taken(filled: tuple[Issue, Ballot]) -> None:
    issue, ballot = filled
    assert_same(issue, ballot, read_book(type_into(book_of(issue), ballot), FILE))


# ---------------------------------------------------------------- after people's edits
@st.composite
def edited(draw: st.DrawFn) -> tuple[Issue, Ballot, Book, int]:
    """An issue, a ballot, its workbook after some edits, and on how many sheets rows or columns moved."""
    issue = draw(issues())
    ballot = draw(ballots(issue))
    book = book_of(issue, ballot)
    touched = set()
    for _ in range(draw(st.integers(1, 4))):
        number = draw(st.integers(0, len(book.sheets) - 1))
        units = sum(row.key.startswith("u:") for row in book.sheets[number].rows)
        kind = draw(st.sampled_from(["row", "column", "sort", "sort"]))
        before = book
        if kind == "row":
            book = with_row(book, number, draw(st.integers(0, len(book.sheets[number].rows))), draw(_words()))
        elif kind == "column":
            book = with_column(book, number, draw(st.integers(0, len(book.sheets[number].columns))), draw(_words()))
        else:
            book = with_sorted_units(book, number, draw(st.permutations(range(units))))
        touched |= {number} if _keys(book, number) != _keys(before, number) else set()
    moved = sum(_keys(book, number) != _keys(book_of(issue), number) for number in touched)
    if draw(st.booleans()):
        number = draw(st.integers(0, len(book.sheets) - 1))
        book = with_name(book, number, draw(st.sampled_from(["Phiếu chấm", "Bản nộp (2)", "=1", "08"])))
    return issue, ballot, in_order(book, draw(st.permutations(range(len(book.sheets))))), moved


def _words() -> st.SearchStrategy[str]:
    return st.sampled_from(["", "cột riêng", "=A1"])


def _keys(book: Book, number: int) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """Where every key stands."""
    sheet = book.sheets[number]
    rows = [(place, row.key) for place, row in enumerate(sheet.rows) if row.key]
    return rows, [(place, column.key) for place, column in enumerate(sheet.columns) if column.key]


@WAYS
@settings(max_examples=120, suppress_health_check=SLOW)
@given(made=edited())
def test_edits_change_no_input_and_raise_no_alarm(read: Read, made: tuple[Issue, Ballot, Book, int]) -> None:
    issue, ballot, book, moved = made
    assert_same(issue, ballot, read(book), moved)


@settings(max_examples=40, suppress_health_check=SLOW)
@given(made=edited())
def test_the_edits_are_what_programs_make(made: tuple[Issue, Ballot, Book, int]) -> None:
    """Computed again, an edited workbook still shows our figures: so the edits above are true ones."""
    *_, book, _ = made
    values = ironcalc.compute(write_book(book), wanted(book))
    assert disagreements(book, values) == []
