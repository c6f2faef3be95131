"""Merged cells: hiding a member's own figures is an error, printed ones a note, nothing no word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests import deep_books, sample
from tests.deep_books import located
from tests.excel_books import by_hand, unzipped, zipped
from tests.sample import SO, areas_in, ballot_of, codes, drawn, edited, issue_of, returned, sheet_of, with_sheet
from tests.shifting import shifted_in
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import ERROR, NOTE, WARNING, Check, Finding, Refused
from workbook.sheets.grid import Area, ReadBook, ReadCell
from workbook.verdict import Verdict, verdict_of

FULL = returned()
XLSX = write_book(drawn(issue_of(), ballot_of(issue_of())))


def merged(areas: str, book: ReadBook = FULL, name: str = SO) -> ReadBook:
    sheet = sheet_of(book, name)
    return with_sheet(book, replace(sheet, merges=(*sheet.merges, *areas_in(areas))))


def told(book: ReadBook) -> list[tuple[Check, str | None, dict[str, Any]]]:
    findings = sample.taken(book).findings
    codes(findings)
    return [(found.check, found.at.cell, dict(found.facts)) for found in findings]


# The scores stand in D11:G13, the notes in O11:O13; F13 holds the mark.
HIDDEN: list[tuple[str, Check, str | None, str, int]] = [
    ("D11:F12", said.INPUTS_MERGED, "E11", "D11:F12", 5),
    ("D11:E11 F12:G12", said.INPUTS_MERGED, "E11", "D11:E11", 2),
    ("D11:D13", said.INPUTS_MERGED, "D12", "D11:D13", 2),
    ("C11:D11", said.INPUTS_MERGED, "D11", "C11:D11", 1),
    ("C10:H14", said.INPUTS_MERGED, "D11", "C10:H14", 11),
    ("A1:XFD1048576", said.INPUTS_MERGED, "D11", "A1:XFD1048576", 11),
    ("D11:G13 D11:G13", said.INPUTS_MERGED, "E11", "D11:G13", 10),
    ("C11:C12", said.PRINT_MERGED, None, "C11:C12", 1),
    ("H11:I13 C4:C5", said.PRINT_MERGED, None, "H11:I13", 1),
]


@pytest.mark.parametrize(("areas", "check", "cell", "area", "count"), HIDDEN, ids=[areas for areas, *_ in HIDDEN])
def test_what_merged_cells_hide_is_told(areas: str, check: Check, cell: str | None, area: str, count: int) -> None:
    found = [one for one in told(merged(areas)) if one[0] in (said.INPUTS_MERGED, said.PRINT_MERGED)]
    assert found == [(check, cell, {"area": area, "count": count})]


@pytest.mark.parametrize("areas", ["D11", "X30:AB40", "A400:XFD1048576", "C11", "P1:Q9"])
def test_areas_that_hide_nothing_are_only_looks(areas: str) -> None:
    assert told(merged(areas)) == []


def test_what_is_hidden_does_not_count_before_somebody_saw_it() -> None:
    got = sample.taken(merged("D11:F12"))
    assert verdict_of(got.findings) is Verdict.REFUSED
    assert [found.severity for found in got.findings] == [ERROR]
    assert got.ballot == ballot_of(issue_of()), "for the correction workbook, where every figure shows again"


BLANK: Mapping[str, ReadCell | None] = dict.fromkeys(("E11", "F11", "D12", "E12", "F12"))


def over_inputs(book: ReadBook) -> dict[Check, tuple[str | None, Any]]:
    wanted = (said.INPUTS_MERGED, said.BLANKS_MERGED)
    return {check: (cell, facts["count"]) for check, cell, facts in told(book) if check in wanted}


def test_merged_by_hand_the_cells_beneath_are_blank() -> None:
    """Excel keeps the first figure only; those beneath are read as not filled in, and the warning says why."""
    book = merged("D11:F12", edited(FULL, SO, BLANK))
    assert over_inputs(book) == {said.BLANKS_MERGED: ("E11", 5)}
    assert said.BLANKS_MERGED.severity is WARNING


def test_both_are_told_beside_each_other() -> None:
    book = merged("D11:F12", edited(FULL, SO, {"E11": None}))
    assert over_inputs(book) == {said.INPUTS_MERGED: ("F11", 4), said.BLANKS_MERGED: ("E11", 1)}


def test_notes_and_facts_of_unit_sheets_are_inputs_too() -> None:
    full = sample.as_read(deep_books.drawn(ballot=deep_books.full_ballot()))
    place = located(full, "u:s-1")
    row, column = place.rows["c:hop"], place.columns["note"]
    sheet = replace(place.sheet, merges=(*place.sheet.merges, Area(row, 1, row, column)))
    (found,) = deep_books.taken(with_sheet(full, sheet)).findings
    assert (found.check, found.at.unit) == (said.INPUTS_MERGED, "s-1")
    assert (row, column) == (place.rows["c:hop"], place.columns["note"]) and found.facts["count"] == 3


def test_merged_and_moved() -> None:
    """Two rows were put in above: what was merged is found where it stands now, what was sent merged goes along."""
    full = sample.as_read(deep_books.drawn(ballot=deep_books.full_ballot()))
    place = located(full, "u:s-1")
    row, column = place.rows["c:hop"], place.columns["fact"]
    book = with_sheet(full, replace(place.sheet, merges=(*place.sheet.merges, Area(row - 1, column, row, column))))
    moved = shifted_in(book, place.sheet.name, [0, 1, None, None, *range(2, 80)])
    found = {one.check: one for one in deep_books.taken(moved).findings}
    assert found.keys() == {said.MOVED, said.INPUTS_MERGED}
    at = located(moved, "u:s-1")
    assert found[said.INPUTS_MERGED].at.cell == at.a1("c:hop", "fact")
    assert {
        one.check for one in deep_books.taken(shifted_in(full, place.sheet.name, [0, 1, None, *range(2, 80)])).findings
    } == {said.MOVED}


def test_areas_over_each_other_hide_everything() -> None:
    """No program makes them; however many there are, the work stays bounded."""
    sheet = replace(sheet_of(FULL), merges=tuple(Area(10, 3, 12, 6 + number) for number in range(100_000)))
    (found,) = [one for one in told(with_sheet(FULL, sheet)) if one[0] is said.INPUTS_MERGED]
    assert found[2]["count"] == 11


# ---------------------------------------------------------------- from the file
def through(part: str, number: int = 2) -> tuple[Finding, ...]:
    parts = unzipped(XLSX)
    name = f"xl/worksheets/sheet{number}.xml"
    assert b"<mergeCells" not in parts[name]
    parts[name] = parts[name].replace(b"</sheetData>", b"</sheetData>" + part.encode())
    return sample.taken(read_book(zipped(parts), "phieu.xlsx")).findings


@pytest.mark.parametrize("ref", ["D11:F12", "F12:D11", "$D$11:$F$12", "d11:f12", "D12:F11"])
def test_however_the_area_is_spelt(ref: str) -> None:
    (found,) = [one for one in through(f'<mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>')
                if one.check is said.INPUTS_MERGED]  # fmt: skip
    assert (found.at.cell, found.facts["area"], found.facts["count"]) == ("E11", "D11:F12", 5)


@pytest.mark.parametrize("ref", ["", "?", "D11:F12 G1:G2", "Sheet1!A1:B2", "A" * 99])
def test_an_area_that_nobody_understands(ref: str) -> None:
    with pytest.raises(Refused) as refused:
        through(f'<mergeCells count="1"><mergeCell ref="{ref}"/></mergeCells>')
    assert [found.check for found in refused.value.findings] == [said_of_file.DAMAGED]


def test_the_reader_gives_them_all_in_order() -> None:
    after = '<mergeCells count="2"><mergeCell ref="B2:C3"/><mergeCell ref="A9:A10"/></mergeCells>'
    (sheet,) = read_book(by_hand(after=after), "f.xlsx").sheets
    assert sheet.merges == areas_in("B2:C3 A9:A10")


def test_ours_come_back_as_they_were_sent() -> None:
    book = deep_books.drawn(ballot=deep_books.full_ballot())
    read = read_book(write_book(book), "f.xlsx")
    assert any(sheet.merges for sheet in book.sheets)
    assert [sheet.merges for sheet in read.sheets] == [sheet.merges for sheet in book.sheets]
    assert NOTE not in {found.severity for found in deep_books.taken(read).findings}
