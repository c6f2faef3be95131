"""A program that deletes or inserts rows and leaves every formula as it is: one cause, told once a sheet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.deep_books import drawn as deep_drawn
from tests.deep_books import full_ballot
from tests.deep_books import taken as deep_taken
from tests.deep_sample import deep_issue
from tests.resaved import resaved
from tests.sample import FILE, GUIDE, SO, ballot_bytes, codes, edited, issue_of, only, returned, taken
from workbook.catalogue import form as said
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import ERROR, Check, Finding
from workbook.limits import Limits
from workbook.sheets.grid import ReadBook, ReadCell
from workbook.sheets.take_parts import sent_by_key


def after(change: Callable[[Any], None], sheet: str, data: bytes) -> ReadBook:
    """The workbook in which a library without formulas of its own changed one sheet."""
    return read_book(resaved(data, lambda book: change(book[sheet])), FILE, Limits())


def moved(findings: tuple[Finding, ...]) -> dict[str, tuple[str | None, object]]:
    told = [one for one in findings if one.check is said.FORMULAS_NOT_MOVED]
    return {one.at.sheet or "": (one.at.cell, one.facts["count"]) for one in told}


CHANGES: dict[str, tuple[Callable[[Any], None], Check | None]] = {
    "the row of a unit deleted": (lambda sheet: sheet.delete_rows(12), said.ROW_MISSING),
    "a row inserted": (lambda sheet: sheet.insert_rows(11), None),
    "the column of a criterion deleted": (lambda sheet: sheet.delete_cols(5), said.COLUMN_MISSING),
}


@pytest.mark.parametrize("case", CHANGES)
def test_it_is_told_once_a_sheet_beside_what_is_gone(case: str) -> None:
    change, gone = CHANGES[case]
    findings = taken(after(change, SO, ballot_bytes(issue_of()))).findings
    assert said.FORMULA_CHANGED.code not in codes(findings)
    assert moved(findings).keys() == {SO, GUIDE}
    assert all(cell and isinstance(count, int) and count for cell, count in moved(findings).values())
    if gone is not None:
        assert only(findings, gone).severity is ERROR


def test_on_a_units_sheet() -> None:
    book = deep_drawn(deep_issue(), full_ballot(deep_issue()))
    name = sent_by_key(book)["u:s-1"].name
    findings = deep_taken(after(lambda sheet: sheet.insert_rows(3), name, write_book(book))).findings
    assert said.FORMULA_CHANGED.code not in codes(findings)
    assert name in moved(findings)


def test_a_formula_that_was_changed_as_well_is_told_on_its_own() -> None:
    def change(sheet: Any) -> None:
        sheet.delete_rows(12)
        sheet["H11"].value = "=1+1"

    findings = taken(after(change, SO, ballot_bytes(issue_of()))).findings
    assert only(findings, said.FORMULA_CHANGED).at.cell == "H11"
    assert SO in moved(findings)


def test_where_nothing_moved_another_formula_is_a_changed_one() -> None:
    findings = taken(edited(returned(), SO, {"H11": ReadCell("number", "33.75", "SUM(D11:G11)")})).findings
    assert only(findings, said.FORMULA_CHANGED).at.cell == "H11" and moved(findings) == {}
