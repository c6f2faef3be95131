"""No disagreement: every formula of a ballot workbook gives what the Decimal computation gives.

Random rubrics and ballots are drawn; the figures in the drawn book are ours, exact. Two engines
that are not ours compute the written file again, LibreOffice too. Equal means equal: the same
text, or the number whose shortest decimal is our figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from io import BytesIO
from random import Random
from types import ModuleType
from typing import NamedTuple

import pytest
import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings

from tests.engines import Value, Values, Wanted, formualizer, formulas, ironcalc
from tests.resaved import with_blanks
from tests.strategies import book_of, filled_issues, issues
from workbook import formulas as fx
from workbook.checks import check_ballot
from workbook.excel.fill import fill
from workbook.excel.read import read_book
from workbook.excel.shift import cut, moved
from workbook.excel.write import write_book
from workbook.model import Ballot, Issue, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, decimals, round_half_up
from workbook.rubric import Criterion
from workbook.sheets import grid
from workbook.sheets.grid import Book, a1, letters

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


def typed(book: Book, ballot: Ballot) -> dict[tuple[str, str], Decimal | str | None]:
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


def type_into(book: Book, ballot: Ballot) -> bytes:
    """The ballot typed into a blank workbook."""
    return typed_bytes(book, typed(book, ballot))


def typed_bytes(book: Book, entries: Mapping[tuple[str, str], Decimal | str | None]) -> bytes:
    """A workbook with entries typed in, by (sheet, cell)."""
    return with_blanks(fill(write_book(book), entries))


def cached(xlsx: bytes) -> Values:
    """What the file itself shows, by our own reader."""
    return {
        (sheet.name, a1(*place)): float(cell.text) if cell.kind == "number" else cell.text
        for sheet in read_book(xlsx, "phieu.xlsx").sheets
        for place, cell in sheet.cells.items()
        if cell.formula is not None
    }


# ---------------------------------------------------------------- two engines
@ENGINES
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues())
def test_every_cached_figure_is_what_its_formula_gives(compute: Compute, filled: Filled) -> None:
    book = book_of(*filled)
    assert disagreements(book, compute(write_book(book), wanted(book))) == []


@ENGINES
@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues(notes=False))
def test_what_is_typed_into_a_blank_workbook_gives_our_figures(compute: Compute, filled: Filled) -> None:
    issue, ballot = filled
    blank, full = book_of(issue), book_of(issue, ballot)
    assert ours(blank).keys() == ours(full).keys()
    saved = type_into(blank, ballot)
    assert disagreements(full, compute(saved, wanted(full))) == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues())
def test_the_file_holds_every_formula_and_caches_our_figure(filled: Filled) -> None:
    book = book_of(*filled)
    xlsx = write_book(book)
    assert {name: sorted(cells) for name, cells in formulas(xlsx).items() if cells} == {
        name: sorted(cells) for name, cells in wanted(book).items()
    }
    assert disagreements(book, cached(xlsx)) == []


@settings(max_examples=50, suppress_health_check=[HealthCheck.too_slow])
@given(filled=filled_issues())
def test_formulas_stay_within_what_excel_reads(filled: Filled) -> None:
    for sheet in book_of(*filled).sheets:
        rules = [*(rule.formula for rule in sheet.validations), *(rule.formula for rule in sheet.highlights)]
        for formula in (*rules, *(cell.formula for *_, cell in sheet.filled() if cell.formula is not None)):
            assert len(formula.encode("utf-16-le")) <= 2 * 8192
            texts = re.findall(r'"((?:[^"]|"")*)"', formula)
            assert all(len(text.encode("utf-16-le")) <= 2 * 255 for text in texts)
            bare = re.sub(r"'[^']*'!", "", re.sub(r'"(?:[^"]|"")*"', "", formula))
            assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= PORTABLE
        assert all(len(rule.formula) <= 255 for rule in sheet.validations)
        assert len(sheet.name.encode("utf-16-le")) <= 2 * 31


PORTABLE = set(["IF", "AND", "ROUND", "SUM", "SUMIF", "COUNTIF", "ISNUMBER", "ISTEXT", "INDEX", "MATCH", "HYPERLINK"])
"""All that a ballot uses: in every program since Excel 2003, and in none does it need a prefix."""


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
        max_examples=48,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(filled_issues(notes=False))
    def gather(filled: Filled) -> None:
        if filled[1].scores and len(made) < 24:
            made.append(filled)

    gather()
    assert len(made) >= 12
    return tuple(made)


@pytest.mark.libreoffice
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_libreoffice_agrees(libreoffice: ModuleType, locale: str) -> None:
    books = [book_of(*filled) for filled in examples()]
    files = [write_book(book) for book in books]
    for issue, ballot in examples():
        blank = book_of(issue)
        books.append(book_of(issue, ballot))
        files.append(type_into(blank, ballot))
    values = libreoffice.compute_many([(file, wanted(book)) for file, book in zip(files, books, strict=True)], locale)
    assert [disagreements(*pair) for pair in zip(books, values, strict=True)] == [[]] * len(books)


# ---------------------------------------------------------------- validations
@ENGINES
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(issue=issues(leaves=4, groups=2))
def test_a_validation_accepts_what_our_check_accepts(compute: Compute, issue: Issue) -> None:
    rules = rules_of(issue)
    data, places = rules_book([(rule.formula, rule.at, rule.scores) for rule in rules])
    values = compute(data, {"S": [cell for column in places for cell in column]})
    for rule, column in zip(rules, places, strict=True):
        said = [values["S", cell] for cell in column]
        right = verdicts(issue, rule)
        wrong = [pair for pair in zip(rule.scores, said, right, strict=True) if pair[1] is not pair[2]]
        assert wrong == [], (rule.formula, rule.leaf)


def test_every_open_cell_has_one_validation_and_no_other_cell_has_any() -> None:
    for issue, _ in examples():
        book = book_of(issue)
        checked = [
            (sheet.name, row, column)
            for sheet in book.sheets
            for rule in sheet.validations
            for row in range(rule.area.top, rule.area.bottom + 1)
            for column in range(rule.area.left, rule.area.right + 1)
        ]
        can_be_typed = {
            (sheet.name, row, column)
            for sheet in book.sheets
            for row, line in enumerate(sheet.rows)
            for column, cell in enumerate(line.cells)
            if cell is not None and cell.style == "input"
        }
        assert len(checked) == len(set(checked))
        assert set(checked) == can_be_typed


class Rule(NamedTuple):
    """One validation of a ballot sheet, whose cells it guards, and the scores to try there."""

    formula: str
    at: tuple[int, int]
    unit: Unit
    leaf: Criterion
    scores: list[Score]


def rules_of(issue: Issue) -> list[Rule]:
    leaves = {f"c:{leaf.id}": leaf for leaf in issue.rubric.leaves()}
    made = []
    for sheet in book_of(issue).sheets:
        for rule in sheet.validations:
            unit = issue.round.unit(sheet.rows[rule.area.top].key.removeprefix("u:"))
            leaf = leaves[sheet.columns[rule.area.left].key]
            made.append(Rule(rule.formula, rule.area[:2], unit, leaf, scores_around(leaf, unit.group)))
    return made


def scores_around(leaf: Criterion, group: str) -> list[Score]:
    """Figures on the step, beside it by much and by a hair, at and beyond both limits; the mark."""
    high, step = leaf.max_in(group), leaf.step
    most = int(high / step)
    on = [step * times for times in {-2, -1, 0, 1, 2, 3, most // 3, most // 2, most - 1, most, most + 1, most + 7}]
    parts = [
        Decimal(part) for part in ["0.5", "0.25", "0.1", "0.01", "0.001", "0.0001", "0.00001", "0.000001", "0.0000001"]
    ]
    off = [figure + sign * step * part for figure in on for part in parts for sign in (1, -1)]
    hairs = [figure + sign * Decimal("0.00000001") for figure in on for sign in (1, -1)]
    return [NOT_APPLICABLE, *on, *off, *hairs, high, high + Decimal("0.01"), Decimal(1000000)]


def verdicts(issue: Issue, rule: Rule) -> list[bool]:
    """Whether our own check accepts each score."""
    others = {(unit.id, leaf.id) for unit in issue.round.units for leaf in issue.rubric.leaves()}
    cell = (rule.unit.id, rule.leaf.id)
    ballots = (Ballot(issue.member, issue.number, {cell: score}) for score in rule.scores)
    return [not any(check_ballot(issue, ballot, others - {cell})) for ballot in ballots]


def rules_book(rules: Sequence[tuple[str, tuple[int, int], list[Score]]]) -> tuple[bytes, list[list[str]]]:
    """A sheet "S" for rules (formula, where it stands, scores): each one's scores in a column, beside them its
    formula, moved to them; and where these formulas stand."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("S")
        for at, (formula, place, scores) in enumerate(rules):
            shared = cut(formula, *place)
            for row, score in enumerate(scores):
                if isinstance(score, Decimal):
                    sheet.write_number(row, 2 * at, float(score))
                else:
                    sheet.write_string(row, 2 * at, MARK_TEXT)
                sheet.write_formula(row, 2 * at + 1, "=" + moved(shared, row, 2 * at), None, "?")
    places = [[f"{letters(2 * at + 1)}{row}" for row in range(1, len(rule[2]) + 1)] for at, rule in enumerate(rules)]
    return out.getvalue(), places


# ---------------------------------------------------------------- exact halves
def halves() -> list[tuple[str, Decimal, list[Decimal]]]:
    """(formula over a row of figures, right result, figures) where the exact result stands on a half."""
    dice = Random(2026)
    made = []
    for _ in range(1500):
        places, whole = (
            dice.randint(0, 4),
            Decimal(dice.choice(["8", "40", "70", "125", "200", "498", "39.63", "99.9", "1000"])),
        )
        part = whole * (2 * dice.randrange(10**places) + 1) / (2 * 10**places)
        percent = dice.random() < 0.5
        ratio = fx.rounded_ratio("{0}", "{1}", max(0, places - 2) if percent else places, percent=percent)
        right = round_half_up(part / whole * (100 if percent else 1), max(0, places - 2) if percent else places)
        made.append((ratio, right, [part, whole]))
    while len(made) < 3000:
        step = Decimal(dice.choice(["0.05", "0.01", "0.025", "0.125", "0.005", "0.001", "0.25"]))
        figures = [step * dice.randrange(int(50 / step)) for _ in range(dice.randint(2, 60))]
        places = dice.randint(0, max(0, decimals(step) - 1))
        if (doubled := sum(figures) * 2 * 10**places) % 2 == 1:
            assert doubled == int(doubled)
            made.append((fx.rounded("SUM({0}:{9})", places), round_half_up(sum(figures, Decimal(0)), places), figures))
    return made


def halves_book() -> tuple[bytes, dict[tuple[str, str], Decimal]]:
    out, right = BytesIO(), {}
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        sheet = made.add_worksheet("S")
        for row, (formula, result, figures) in enumerate(halves()):
            for column, figure in enumerate(figures, 1):
                sheet.write_number(row, column, float(figure))
            ends = {"{0}": a1(row, 1), "{1}": a1(row, 2), "{9}": a1(row, len(figures))}
            for name, cell in ends.items():
                formula = formula.replace(name, cell)
            sheet.write_formula(row, 0, "=" + formula, None, "?")
            right["S", a1(row, 0)] = result
    return out.getvalue(), right


def wrong_halves(compute: Compute) -> list[object]:
    data, right = halves_book()
    values = compute(data, {"S": [cell for _, cell in right]})
    return [(place, result, values[place]) for place, result in right.items() if not same(result, values[place])]


@ENGINES
def test_exact_halves_are_rounded_up_everywhere(compute: Compute) -> None:
    assert wrong_halves(compute) == []


@pytest.mark.libreoffice
def test_exact_halves_are_rounded_up_in_libreoffice(libreoffice: ModuleType) -> None:
    assert wrong_halves(libreoffice.compute) == []
