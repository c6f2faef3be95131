"""Unit sheets: what is typed into a blank workbook gives our figures; validations and formulas stay within Excel.

Cached figures of random rounds are held against three engines in test_deep_rounds.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from types import ModuleType
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings

from tests.deep_rounds import deep_round
from tests.deep_strategies import deep_filled
from tests.engines import Values, Wanted, formulas
from tests.test_ballot_formulas import ENGINES, cached, disagreements, ours, rules_book, typed_bytes, wanted
from workbook.excel.write import write_book
from workbook.model import Ballot, Issue
from workbook.points import NOT_APPLICABLE, Score, tidy
from workbook.rubric import input_id
from workbook.rules.rule import Input
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book, a1
from workbook.sheets.unit_plan import TreeRow, UnitPlan, unit_plans
from workbook.sheets.unit_shown import fact_text

Compute = Callable[[bytes, Wanted], Values]
Filled = tuple[Issue, Ballot]
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
PORTABLE = {
    "IF", "AND", "OR", "ROUND", "SUM", "SUMIF", "COUNT", "COUNTIF", "ISNUMBER", "MATCH", "HYPERLINK", "MAX", "MIN",
    "CHOOSE", "ROW",
}  # fmt: skip
"""All that unit sheets use: in every program since Excel 2003, and in none does it need a prefix."""


def book_of(issue: Issue, ballot: Ballot | None = None) -> Book:
    return draw_ballot_book(issue, ("",), ballot)


def typed(issue: Issue, ballot: Ballot) -> dict[tuple[str, str], Decimal | str | None]:
    """Where each fact, remark and link of a ballot is typed: open cells only."""
    entries: dict[tuple[str, str], Decimal | str | None] = {}
    for plan in unit_plans(issue):
        yes, no = plan.words.words["yes"], plan.words.words["no_answer"]
        for sheet in plan.sheets:
            for at in plan.tree:
                if at.asked is not None and (sheet.unit.id, at.input_id) in ballot.scores:
                    fact = ballot.scores[sheet.unit.id, at.input_id]
                    entries[sheet.name, plan.cell(at.key, "fact")] = fact_text(at.asked, fact, yes, no)
                if at.kind == "leaf":
                    cell = (sheet.unit.id, at.node.id)
                    entries[sheet.name, plan.cell(at.key, "link")] = ballot.links.get(cell)
                    entries[sheet.name, plan.cell(at.key, "note")] = ballot.remarks.get(cell)
    opened = {
        (sheet.name, a1(row, column))
        for sheet in book_of(issue).sheets
        for row, line in enumerate(sheet.rows)
        for column, cell in enumerate(line.cells)
        if cell is not None and cell.style in ("input", "note")
    }
    return {place: value for place, value in entries.items() if place in opened}


# ---------------------------------------------------------------- typed into a blank workbook
@ENGINES
@settings(max_examples=25, suppress_health_check=SLOW)
@given(filled=deep_filled(leaves=6, units=2))
def test_what_is_typed_into_a_blank_workbook_gives_our_figures(compute: Compute, filled: Filled) -> None:
    issue, ballot = filled
    blank, full = book_of(issue), book_of(issue, ballot)
    assert ours(blank).keys() == ours(full).keys()
    saved = typed_bytes(blank, typed(issue, ballot))
    assert disagreements(full, compute(saved, wanted(full))) == []


@pytest.mark.libreoffice
@pytest.mark.parametrize("locale", ["en-US", "vi-VN"])
def test_libreoffice_gives_our_figures_for_what_is_typed(libreoffice: ModuleType, locale: str) -> None:
    rounds = [deep_round(seed) for seed in range(2000, 2020)]
    books = [book_of(*filled) for filled in rounds]
    files = [typed_bytes(book_of(filled[0]), typed(*filled)) for filled in rounds]
    values = libreoffice.compute_many([(file, wanted(book)) for file, book in zip(files, books, strict=True)], locale)
    assert [disagreements(*pair) for pair in zip(books, values, strict=True)] == [[]] * len(books)


@settings(max_examples=20, suppress_health_check=SLOW)
@given(filled=deep_filled())
def test_the_file_holds_every_formula_and_caches_our_figure(filled: Filled) -> None:
    book = book_of(*filled)
    xlsx = write_book(book)
    assert {name: sorted(cells) for name, cells in formulas(xlsx).items() if cells} == {
        name: sorted(cells) for name, cells in wanted(book).items()
    }
    assert disagreements(book, cached(xlsx)) == []


@settings(max_examples=60, suppress_health_check=SLOW)
@given(filled=deep_filled(leaves=12))
def test_formulas_stay_within_what_excel_reads(filled: Filled) -> None:
    for sheet in book_of(*filled).sheets:
        rules = [*(rule.formula for rule in sheet.validations), *(rule.formula for rule in sheet.highlights)]
        assert all("!" not in re.sub(r'"(?:[^"]|"")*"', "", rule) for rule in rules)
        for formula in (*rules, *(cell.formula for *_, cell in sheet.filled() if cell.formula is not None)):
            assert len(formula.encode("utf-16-le")) <= 2 * 8192
            texts = re.findall(r'"((?:[^"]|"")*)"', formula)
            assert all(len(text.encode("utf-16-le")) <= 2 * 255 for text in texts)
            bare = re.sub(r"'[^']*'!", "", re.sub(r'"(?:[^"]|"")*"', "", formula))
            assert set(re.findall(r"([A-Z][A-Z0-9.]*)\(", bare)) <= PORTABLE
        assert len(sheet.name.encode("utf-16-le")) <= 2 * 31
        for rule in sheet.validations:
            assert len(rule.formula) <= 255
            assert max(len(rule.title), len(rule.prompt_title)) <= 32
            assert max(len(text.encode("utf-16-le")) // 2 for text in (rule.message, rule.prompt)) <= 255
            assert len(",".join(rule.items).encode("utf-16-le")) <= 2 * 255


# ---------------------------------------------------------------- validations
class Rule(NamedTuple):
    """One validation of a unit sheet, the input that it guards, and the facts to try there."""

    formula: str
    at: tuple[int, int]
    asked: Input
    markable: bool
    scores: list[Score]


def rules_of(plan: UnitPlan, book: Book) -> list[Rule]:
    rows: dict[int, TreeRow] = {at.row: at for at in plan.tree}
    made = []
    for sheet in plan.sheets[:1]:
        for rule in book.sheet(sheet.name).validations:
            at = rows[rule.area.top]
            assert at.asked is not None
            if at.asked.kind != "yes_no":  # answers are texts: tried in test_unit_sheet.py
                made.append(Rule(rule.formula, rule.area[:2], at.asked, at.node.markable, facts_around(at.asked)))
    return made


def facts_around(asked: Input) -> list[Score]:
    """Figures on the step, beside it by much and by a hair, at and beyond both limits; the mark."""
    high, low, step = asked.high, asked.low, asked.step
    most = int((high - low) / step)
    on = [low + step * times for times in {-2, -1, 0, 1, 2, 3, most // 3, most // 2, most - 1, most, most + 1}]
    parts = [Decimal(part) for part in ("0.5", "0.25", "0.1", "0.01", "0.001")]
    off = [figure + sign * step * part for figure in on for part in parts for sign in (1, -1)]
    tried = [*on, *off, high + Decimal("0.01"), low - Decimal("0.01"), Decimal(10) ** 13]
    # A cell holds fifteen digits: what needs more is another figure there.
    return [NOT_APPLICABLE, *(figure for figure in tried if len(tidy(figure).as_tuple().digits) <= 15)]


@ENGINES
@settings(max_examples=20, suppress_health_check=SLOW)
@given(filled=deep_filled(units=1))
def test_a_validation_accepts_what_the_input_accepts(compute: Compute, filled: Filled) -> None:
    issue, _ = filled
    book = book_of(issue)
    rules = [rule for plan in unit_plans(issue) for rule in rules_of(plan, book)]
    if not rules:
        return
    data, places = rules_book([(rule.formula, rule.at, rule.scores) for rule in rules])
    values = compute(data, {"S": [cell for column in places for cell in column]})
    for rule, column in zip(rules, places, strict=True):
        said = [values["S", cell] for cell in column]
        right = [rule.markable if one is NOT_APPLICABLE else rule.asked.accepts(one) for one in rule.scores]  # type: ignore[arg-type]
        wrong = [pair for pair in zip(rule.scores, said, right, strict=True) if pair[1] is not pair[2]]
        assert wrong == [], (rule.formula, rule.asked)


@settings(max_examples=40, suppress_health_check=SLOW)
@given(filled=deep_filled())
def test_every_open_cell_has_one_validation_and_no_other_cell_has_any(filled: Filled) -> None:
    book = book_of(*filled)
    checked = [
        (sheet.name, row, column)
        for sheet in book.sheets
        for rule in sheet.validations
        for area in rule.areas
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
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


@settings(max_examples=40, suppress_health_check=SLOW)
@given(filled=deep_filled())
def test_open_cells_are_those_that_the_ballot_is_made_of(filled: Filled) -> None:
    issue, ballot = filled
    book = book_of(issue, ballot)
    for plan in unit_plans(issue):
        for sheet in plan.sheets:
            drawn = book.sheet(sheet.name)
            opened = {
                at.input_id
                for at in plan.tree
                if (cell := drawn.rows[at.row].cells[plan.at["fact"]]) is not None and cell.style == "input"
            }
            kept = {name for unit, name in ballot.scores if unit == sheet.unit.id}
            shut = {
                input_id(at.node.id, at.asked.id)
                for at in plan.tree
                if at.asked is not None and drawn.rows[at.row].cells[plan.at["fact"]].style == "mark"  # type: ignore[union-attr]
            }
            assert opened == kept - shut
