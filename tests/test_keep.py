"""A drawn book kept as text comes back equal, whatever it holds."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal

import pytest

from tests.excel_books import ballot
from tests.sample import BOTH, RUBRIC, ballot_of, drawn, issue_of, rubric, with_member
from workbook.excel.write import write_book
from workbook.sheets.grid import Area, Book, Cell, Page
from workbook.sheets.keep import book_from_json, book_to_json

ISSUE = issue_of()
TIGHT = rubric(ties="dense", shows_index=True, groups=tuple(replace(group, base="percent") for group in RUBRIC.groups))
BOOKS = {
    "blank": drawn(ISSUE),
    "filled": drawn(ISSUE, ballot_of(ISSUE)),
    "recused": drawn(issue_of("TV-02")),
    "percent and dense": drawn(issue_of(by=TIGHT)),
    "english": drawn(replace(ISSUE, round=replace(ISSUE.round, lang="en"))),
    "page": ballot(
        page=Page(
            True, (1.5, 2, 3, 4), "&C&P", "x", True, (0, 1), (2, 3), 2, Area(0, 0, 3, 3), row_breaks=(5, 9),
            centered=False,
        )
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BOOKS)
def test_the_book_comes_back(name: str) -> None:
    book = BOOKS[name]
    again = book_from_json(book_to_json(book))
    assert again == book
    assert book_from_json(book_to_json(again)) == book


@pytest.mark.parametrize("name", BOOKS)
def test_the_kept_book_prints_the_same_bytes(name: str) -> None:
    book = BOOKS[name]
    assert write_book(book_from_json(book_to_json(book))) == write_book(book)


def only_cell(value: Decimal | int | str | None, formula: str | None = None) -> Book:
    book = BOOKS["page"]
    row = book.sheets[0].rows[0]._replace(cells=(Cell(value, "label", formula),))
    return replace(book, sheets=(replace(book.sheets[0], rows=(row,)),))


@pytest.mark.parametrize(
    "value",
    [None, "", "=1+1", "KĐG", "\n", 0, 7, Decimal(0), Decimal("8.30"), Decimal("-0.05"), Decimal("123456789012.345"),
     Decimal("1E+3"), Decimal("0.000001")],
)  # fmt: skip
def test_a_value_comes_back_as_it_was(value: Decimal | int | str | None) -> None:
    book = only_cell(value)
    again = book_from_json(book_to_json(book))
    assert again == book
    kept = again.sheets[0].rows[0].cells[0]
    assert kept is not None
    assert (kept.value is None) is (value is None)
    assert isinstance(kept.value, float) is False


def test_a_blank_an_empty_text_and_zero_stay_apart() -> None:
    kept = [book_to_json(only_cell(value)) for value in (None, "", Decimal(0), "0")]
    assert len(set(kept)) == 4


def test_keeping_is_the_same_every_time() -> None:
    again = drawn(issue_of(round_=with_member("TV-01", groups=BOTH)))
    assert book_to_json(again) == book_to_json(BOOKS["blank"])


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"title": "x"}', '{"sheets": 3}'])
def test_a_foreign_text_raises_what_the_folder_expects(text: str) -> None:
    with pytest.raises((ValueError, KeyError, TypeError)):
        book_from_json(text)


def test_what_is_kept_is_lines_of_plain_json() -> None:
    head, *rows = map(json.loads, book_to_json(BOOKS["filled"]).split("\n"))
    assert [sheet["name"] for sheet in head["sheets"]] == [sheet.name for sheet in BOOKS["filled"].sheets]
    assert [row[0] for row in rows] == [row.key for sheet in BOOKS["filled"].sheets for row in sheet.rows]


def test_a_book_that_lost_a_row_is_none_of_ours() -> None:
    with pytest.raises(ValueError):
        book_from_json(book_to_json(BOOKS["filled"]).rpartition("\n")[0])


def test_rows_that_two_books_have_in_common_are_made_once() -> None:
    one, other = (book_from_json(book_to_json(drawn(issue_of(member)))) for member in ("TV-01", "TV-02"))
    rows = [[row for sheet in book.sheets for row in sheet.rows] for book in (one, other)]
    assert sum(mine is theirs for mine, theirs in zip(*rows, strict=True)) > len(rows[0]) // 2
