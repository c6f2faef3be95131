"""No disagreement: every formula of a ballot workbook gives what the Decimal computation gives.

Random rubrics and ballots are drawn; the figures in the drawn book are ours, exact. Two engines
that are not ours compute the written file again, LibreOffice too. Equal means equal: the same
text, or the number whose shortest decimal is our figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from types import ModuleType

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.engines import Value, Values, Wanted, cached, formualizer, formulas, ironcalc
from tests.strategies import STEPS, book_of, filled_issues
from workbook.checks import check_ballot
from workbook.excel.fill import fill
from workbook.excel.shift import cut, moved
from workbook.excel.write import write_book
from workbook.model import Ballot, Criterion, Group, Issue, Rubric, Tier, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score
from workbook.sheets import grid
from workbook.sheets.grid import Book, a1
from workbook.sheets.shown import own_groups

Compute = Callable[[bytes, Wanted], Values]
ENGINES = pytest.mark.parametrize("compute", [ironcalc.compute, formualizer.compute], ids=["ironcalc", "formualizer"])
Filled = tuple[Issue, Ballot]


# ---------------------------------------------------------------- what is compared with what
def ours(book: Book) -> dict[tuple[str, str], grid.Value]:
    """The Decimal computation's figure of every formula of a drawn book."""
    return {
        (sheet.name, a1(row, column)): cell.value
        for sheet in book.sheets
        for row, column, cell in sheet.filled()
        if cell.formula is not None
    }


def wanted(book: Book) -> dict[str, list[str]]:
    cells: dict[str, list[str]] = {}
    for sheet, cell in ours(book):
        cells.setdefault(sheet, []).append(cell)
    return cells


def same(right: grid.Value, computed: Value) -> bool:
    """Exactly equal; no figure is the empty text."""
    if right is None or isinstance(right, str):
        return (computed or "") == (right or "") and not isinstance(computed, bool | float | int)
    if isinstance(computed, bool) or not isinstance(computed, int | float):
        return False
    return Decimal(repr(float(computed))) == right


def disagreements(book: Book, values: Values) -> list[str]:
    """Formulas whose computed value is not ours."""
    texts = {
        (sheet.name, a1(row, column)): cell.formula for sheet in book.sheets for row, column, cell in sheet.filled()
    }
    return [
        f"{place}: ours {right!r}, computed {values[place]!r} by ={texts[place]}"
        for place, right in ours(book).items()
        if not same(right, values[place])
    ]


def typed(issue: Issue, book: Book, ballot: Ballot) -> dict[tuple[str, str], Decimal | str | None]:
    """Where each figure of the ballot is typed: cells found by the keys of the drawn book."""
    entries: dict[tuple[str, str], Decimal | str | None] = {}
    for sheet in book.sheets:
        rows = {row.key.removeprefix("u:"): number for number, row in enumerate(sheet.rows) if row.key[:2] == "u:"}
        columns = {column.key: number for number, column in enumerate(sheet.columns)}
        for (unit, leaf), score in ballot.scores.items():
            if unit in rows and f"c:{leaf}" in columns:
                place = (sheet.name, a1(rows[unit], columns[f"c:{leaf}"]))
                entries[place] = MARK_TEXT if score is NOT_APPLICABLE else score
    assert len(entries) == len(ballot.scores)
    return entries


# ---------------------------------------------------------------- two engines
@ENGINES
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues())
def test_every_cached_figure_is_what_its_formula_gives(compute: Compute, filled: Filled) -> None:
    book = book_of(*filled)
    assert disagreements(book, compute(write_book(book), wanted(book))) == []


@ENGINES
@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues(notes=False))
def test_what_is_typed_into_a_blank_workbook_gives_our_figures(compute: Compute, filled: Filled) -> None:
    issue, ballot = filled
    blank, full = book_of(issue), book_of(issue, ballot)
    assert ours(blank).keys() == ours(full).keys()
    saved = fill(write_book(blank), typed(issue, blank, ballot))
    assert disagreements(full, compute(saved, wanted(full))) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues())
def test_the_file_holds_every_formula_and_caches_our_figure(filled: Filled) -> None:
    book = book_of(*filled)
    xlsx = write_book(book)
    assert {name: sorted(cells) for name, cells in formulas(xlsx).items() if cells} == {
        name: sorted(cells) for name, cells in wanted(book).items()
    }
    assert disagreements(book, cached(xlsx, wanted(book))) == []


def test_a_wrong_figure_would_be_seen() -> None:
    (issue, ballot) = examples()[0]
    book = book_of(issue, ballot)
    values = ironcalc.compute(write_book(book), wanted(book))
    assert disagreements(book, values) == []
    number = next(place for place, value in values.items() if isinstance(value, float))
    almost = values | {number: float(str(values[number])) + 1e-12}
    assert len(disagreements(book, almost)) == 1
    assert len(disagreements(book, values | {number: None})) == 1


# ---------------------------------------------------------------- LibreOffice, one start
@cache
def examples() -> tuple[Filled, ...]:
    """The same random issues on every run, those with formulas to compute."""
    made: list[Filled] = []

    @settings(
        max_examples=24,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(filled_issues(notes=False))
    def gather(filled: Filled) -> None:
        if filled[1].scores:
            made.append(filled)

    gather()
    assert len(made) >= 12
    return tuple(made)


@pytest.mark.libreoffice
def test_libreoffice_agrees(libreoffice: ModuleType) -> None:
    books = [book_of(*filled) for filled in examples()]
    files = [write_book(book) for book in books]
    for issue, ballot in examples():
        blank = book_of(issue)
        books.append(book_of(issue, ballot))
        files.append(fill(write_book(blank), typed(issue, blank, ballot)))
    values = libreoffice.compute_many([(file, wanted(book)) for file, book in zip(files, books, strict=True)])
    assert [disagreements(*pair) for pair in zip(books, values, strict=True)] == [[]] * len(books)


# ---------------------------------------------------------------- validations
def verdicts(issue: Issue, unit: Unit, leaf: Criterion, scores: list[Score]) -> list[bool]:
    """Whether our own check accepts each score in one cell."""
    others = {(unit.id, each.id) for each in issue.rubric.leaves() if each is not leaf}
    ballots = [Ballot(issue.member, issue.number, {(unit.id, leaf.id): score}) for score in scores]
    return [not any(check_ballot(issue, ballot, others)) for ballot in ballots]


def grid_of(leaf: Criterion, group: str) -> list[Score]:
    """Figures on the step, beside it by much and by a hair, at and beyond both limits, and the mark."""
    high, step = leaf.max_in(group), leaf.step
    most = int(high / step)
    on = [step * times for times in {-2, -1, 0, 1, 2, 3, most // 3, most // 2, most - 1, most, most + 1, most + 7}]
    parts = [Decimal(part) for part in "0.5 0.25 0.1 0.01 0.001 0.0001 0.00001 0.000001 0.0000001".split()]
    off = [figure + sign * step * part for figure in on for part in parts for sign in (1, -1)]
    hairs = [figure + sign * Decimal("0.00000001") for figure in on for sign in (1, -1)]
    return [NOT_APPLICABLE, *on, *off, *hairs, high, high + Decimal("0.01"), Decimal(1000000)]


def rule_book(rule: str, at: tuple[int, int], scores: list[Score]) -> tuple[bytes, list[str]]:
    """A sheet with every score in column A and the validation's formula, moved to it, in column B."""
    made = openpyxl.Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "S"
    shared = cut(rule, at[0], at[1])
    for row, score in enumerate(scores):
        sheet.cell(row + 1, 1, MARK_TEXT if score is NOT_APPLICABLE else None if score is None else float(score))
        sheet.cell(row + 1, 2, "=" + moved(shared, row, 0).replace("$A", "A"))
    return _saved(made), [f"B{row + 1}" for row in range(len(scores))]


def _saved(book: openpyxl.Workbook) -> bytes:
    from io import BytesIO

    out = BytesIO()
    book.save(out)
    return out.getvalue()
