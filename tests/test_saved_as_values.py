"""A ballot saved or pasted as values: every formula is gone from every sheet, and that is one finding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from tests import deep_books, sample
from tests.sample import HUYEN, SO, codes, returned, with_sheet
from workbook.catalogue import form as said
from workbook.findings import Finding
from workbook.sheets.grid import ReadBook, ReadSheet, a1
from workbook.sheets.take import Taken
from workbook.sheets.take_parts import formulas_gone_once
from workbook.verdict import Verdict, verdict_of

MATRIX = returned()
DEEP = sample.as_read(deep_books.drawn(ballot=deep_books.full_ballot()))
LAYOUTS: Mapping[str, tuple[ReadBook, Callable[[ReadBook], Taken]]] = {
    "matrix": (MATRIX, sample.taken),
    "by unit": (DEEP, deep_books.taken),
}


def as_values(sheet: ReadSheet, most: int = 10_000) -> ReadSheet:
    """The sheet with its first formulas, or all of them, replaced by what they show."""
    gone = set(sorted(formulas(sheet))[:most])
    return replace(
        sheet, cells={at: cell._replace(formula=None) if at in gone else cell for at, cell in sheet.cells.items()}
    )


def formulas(sheet: ReadSheet) -> list[tuple[int, int]]:
    return [at for at, cell in sheet.cells.items() if cell.formula is not None]


def told(findings: tuple[Finding, ...]) -> list[tuple[str, str | None, str | None, object]]:
    codes(findings)
    return [(found.code, found.at.sheet, found.at.cell, found.facts.get("count")) for found in findings]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_all_formulas_of_a_file_are_one_finding(layout: str) -> None:
    book, take = LAYOUTS[layout]
    got = take(replace(book, sheets=tuple(map(as_values, book.sheets))))
    first = next(sheet for sheet in book.sheets if formulas(sheet))
    (found,) = got.findings
    assert (found.check, found.at.sheet, found.at.cell) == (said.FORMULAS_GONE, first.name, a1(*min(formulas(first))))
    assert found.facts["count"] == sum(len(formulas(sheet)) for sheet in book.sheets)
    assert (found.at.unit, got.counted, verdict_of(got.findings)) == (None, True, Verdict.REPAIRABLE)
    assert got.ballot == take(book).ballot


@pytest.mark.parametrize(
    ("gone", "wanted"),
    [
        # formulas gone from the sheets of the two groups; what is told
        ((11, 0), [(said.FORMULAS_GONE.code, SO, 11)]),
        ((10, 0), [(said.FORMULA_CHANGED.code, SO, None)] * 10),
        ((5, 5), [(said.FORMULA_CHANGED.code, SO, None)] * 5 + [(said.FORMULA_CHANGED.code, HUYEN, None)] * 5),
        ((5, 6), [(said.FORMULAS_GONE.code, SO, 11)]),
        ((11, 1), [(said.FORMULAS_GONE.code, SO, 12)]),
        ((1, 11), [(said.FORMULAS_GONE.code, SO, 12)]),
    ],
)
def test_a_few_are_told_one_by_one(gone: tuple[int, int], wanted: list[tuple[str, str, int | None]]) -> None:
    book = MATRIX
    for name, most in zip((SO, HUYEN), gone, strict=True):
        book = with_sheet(book, as_values(sample.sheet_of(book, name), most))
    assert [(code, sheet, count) for code, sheet, _, count in told(sample.taken(book).findings)] == wanted


def test_what_the_values_show_is_still_compared() -> None:
    """A total that was typed over stands out from all that were only pasted."""
    sheets = {sheet.name: as_values(sheet) for sheet in MATRIX.sheets}
    cells = dict(sheets[SO].cells)
    cells[11, 7] = cells[11, 7]._replace(text="39")
    sheets[SO] = replace(sheets[SO], cells=cells)
    checks = {
        found.check: found.at.cell for found in sample.taken(replace(MATRIX, sheets=tuple(sheets.values()))).findings
    }
    assert checks[said.SHOWN_DIFFERS] == "H12" and checks.keys() >= {said.FORMULAS_GONE}


def test_a_formula_that_was_only_changed_stays_where_it_is() -> None:
    book = replace(MATRIX, sheets=tuple(map(as_values, MATRIX.sheets)))
    sheet = sample.sheet_of(book)
    changed = sheet.cells[10, 7]._replace(formula="SUM(D11:G11)")
    findings = sample.taken(with_sheet(book, replace(sheet, cells={**sheet.cells, (10, 7): changed}))).findings
    assert {(found.check, found.at.cell) for found in findings} >= {(said.FORMULA_CHANGED, "H11")}
    assert said.FORMULAS_GONE in {found.check for found in findings}


def test_nothing_gone_is_left_alone() -> None:
    findings = list(sample.taken(MATRIX).findings)
    assert formulas_gone_once(findings) == findings
