"""Validations, locks, conditional formats, what is hidden and what is not his: a change in, a finding out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from openpyxl.comments import Comment as Note
from openpyxl.styles import Protection
from openpyxl.worksheet.cell_range import MultiCellRange
from openpyxl.worksheet.datavalidation import DataValidation

from tests import deep_books, sample
from tests.deep_books import located, name_of
from tests.excel_books import unzipped, zipped
from tests.programs import gnumeric
from tests.resaved import resaved
from tests.sample import (
    GUIDE,
    HUYEN,
    SO,
    areas_in,
    ballot_of,
    codes,
    drawn,
    issue_of,
    only,
    returned,
    sheet_of,
    with_sheet,
)
from tests.shifting import shifted_in
from workbook.catalogue import form as said
from workbook.excel.read import read_book
from workbook.excel.write import write_book
from workbook.findings import NOTE, WARNING, Finding
from workbook.sheets import guards
from workbook.sheets.compare import locate
from workbook.sheets.grid import Area, ReadBook, ReadCell, ReadSheet, ReadValidation, a1, from_a1
from workbook.sheets.guards import Pair, cover
from workbook.verdict import Verdict, verdict_of

FULL = returned()
DEEP = sample.as_read(deep_books.drawn(ballot=deep_books.full_ballot()))
XLSX = write_book(drawn(issue_of(), ballot_of(issue_of())))
DEEP_XLSX = write_book(deep_books.drawn(ballot=deep_books.full_ballot()))
UNIT = name_of("u:s-1")
MANG = sheet_of(FULL).validations[0]
"""The validation of D11:D13."""


def taken(book: ReadBook = FULL, **changes: Any) -> tuple[Finding, ...]:
    """What is found when the sheet of the group "So" came back with these changes."""
    got = sample.taken(with_sheet(book, replace(sheet_of(book), **changes)) if changes else book)
    assert got.ballot == ballot_of(issue_of())
    codes(got.findings)
    return got.findings


def found_at(findings: tuple[Finding, ...]) -> list[tuple[str, str | None]]:
    return [(found.code, found.at.cell) for found in findings]


def rule(areas: str, formula: str, kind: str = "custom") -> ReadValidation:
    return ReadValidation(areas_in(areas), kind, formula)


# ---------------------------------------------------------------- validations: what is found, and what is not
def d(cell: str, step: str = "0.25") -> str:
    """The condition of column D as it stands for a cell."""
    return f"IF(ISNUMBER({cell}),AND({cell}>=0,{cell}<=10,ROUND(ROUND({cell}/{step},0)*{step},2)={cell}),1=0)"


SAME: list[tuple[str, list[ReadValidation]]] = [
    ("as sent", [rule("D11:D13", d("D11"))]),
    ("split", [rule("D11", d("D11")), rule("D12:D13", d("D12"))]),
    ("areas in another order, relative to the top left", [rule("D13 D11:D12", d("D11"))]),
    ("areas in another order, relative to the first", [rule("D13 D11:D12", d("D13"))]),
    ("a part of it, with the text that it had", [rule("D11", d("D11")), rule("D12:D13", d("D11"))]),
    ("other spelling", [rule("D11:D13", d("D11", "0.250000000000000000005").replace(",", ", ").lower())]),
    ("the sheet named", [rule("D11:D13", d(f"'{SO}'!D11"))]),
    ("a whole column", [ReadValidation((Area(0, 3, 1_048_575, 3),), "custom", d("D1"))]),
]
OTHER: list[tuple[str, list[ReadValidation], int, str]] = [
    ("none", [], 3, "D11"),
    ("one cell without", [rule("D11 D13", d("D11"))], 1, "D12"),
    ("another maximum", [rule("D11:D13", d("D11").replace("<=10", "<=100"))], 3, "D11"),
    ("another step", [rule("D11:D13", d("D11", "0.5"))], 3, "D11"),
    ("one cell pasted over from the next column", [rule("D11:D12", d("D11")), rule("D13", d("E13"))], 1, "D13"),
    ("a check of another cell", [rule("D11:D13", d("D12"))], 3, "D11"),
    ("another kind", [rule("D11:D13", d("D11"), "decimal")], 3, "D11"),
    ("a second one over it", [rule("D11:D13", d("D11")), rule("D12", "TRUE")], 1, "D12"),
    ("another sheet meant", [rule("D11:D13", d(f"'{HUYEN}'!D11"))], 3, "D11"),
    ("an endless one", [rule("D11:D13", d("D11") + "+1" * 9_000)], 3, "D11"),
]
REST = sheet_of(FULL).validations[1:]


@pytest.mark.parametrize("rules", [case[1] for case in SAME], ids=[case[0] for case in SAME])
def test_a_validation_that_says_the_same_is_no_finding(rules: list[ReadValidation]) -> None:
    assert taken(validations=(*rules, *REST)) == ()
    assert taken(validations=(*REST, *rules)) == ()


@pytest.mark.parametrize(("rules", "count", "cell"), [case[1:] for case in OTHER], ids=[case[0] for case in OTHER])
def test_a_validation_that_says_something_else(rules: list[ReadValidation], count: int, cell: str) -> None:
    findings = taken(validations=(*rules, *REST))
    found = only(findings, said.VALIDATION_CHANGED)
    assert (found.severity, found.at.sheet, found.at.cell, found.facts["count"]) == (WARNING, SO, cell, count)
    assert len(findings) == 1 and verdict_of(findings) is Verdict.REPAIRABLE


def test_a_validation_that_only_warns_or_says_nothing() -> None:
    findings = taken(validations=(replace(MANG, stops=False), *REST))
    found = only(findings, said.VALIDATION_CHANGED)
    assert (found.at.cell, found.facts["count"]) == ("D11", 3) and len(findings) == 1
    assert taken(validations=(replace(MANG, stops=False), MANG, *REST)) != ()  # which of the two speaks is not known


LISTS = [rule for rule in located(DEEP, "u:s-1").sheet.validations if rule.kind == "list"]


@pytest.mark.parametrize(
    ("formula", "codes_"),
    [('"Có,Không"', []), ('"Có, Không"', []), ('"Có,Không,KĐG"', ["FORM-036"]), ("$Z$5:$Z$6", ["FORM-036"])],
)
def test_a_drop_down_list(formula: str, codes_: list[str]) -> None:
    sheet = located(DEEP, "u:s-1").sheet
    rules = tuple(replace(each, formula=formula) if each == LISTS[0] else each for each in sheet.validations)
    assert LISTS[0].formula == '"Có,Không"'
    assert codes(deep_books.taken(with_sheet(DEEP, replace(sheet, validations=rules))).findings) == codes_


# ---------------------------------------------------------------- moved
@pytest.mark.parametrize("left", ["D12", "D14", "C9"])
def test_where_rows_moved_a_stale_reference_is_no_finding(left: str) -> None:
    """LibreOffice moves the areas and leaves the formulas."""
    rows = [*range(11), None, *range(11, 24)]
    book = shifted_in(FULL, SO, rows)
    sheet = sheet_of(book)
    rules = (replace(sheet.validations[0], formula=d(left)), *sheet.validations[1:])
    assert [found.check for found in sample.taken(with_sheet(book, replace(sheet, validations=rules))).findings] == [
        said.MOVED
    ]


@pytest.mark.parametrize(
    ("rules", "count", "cell"),
    [([], 3, "D11"), ([rule("D11 D14", d("D11"))], 1, "D13"), ([rule("D11:D14", d("D11", "0.5"))], 3, "D11")],
)
def test_where_rows_moved_a_lost_validation_is_found(rules: list[ReadValidation], count: int, cell: str) -> None:
    book = shifted_in(FULL, SO, [*range(11), None, *range(11, 24)])
    sheet = sheet_of(book)
    moved = replace(sheet, validations=(*rules, *sheet.validations[1:]))
    found = only(sample.taken(with_sheet(book, moved)).findings, said.VALIDATION_CHANGED)
    assert (found.at.cell, found.facts["count"]) == (cell, count)


def test_sorting_leaves_validations_behind() -> None:
    """dv-3 has a cell that does not apply: after sorting, an open cell stands where no validation is."""
    sheet = sheet_of(shifted_in(FULL, SO, [*range(10), 12, 11, 10, *range(13, 24)]))
    stayed = replace(sheet, validations=sheet_of(FULL).validations, highlights=sheet_of(FULL).highlights)
    assert codes(sample.taken(with_sheet(FULL, stayed)).findings) == ["FORM-017"]
    fewer = replace(stayed, validations=(rule("D11:D12", d("D11")), *REST))
    found = only(sample.taken(with_sheet(FULL, fewer)).findings, said.VALIDATION_CHANGED)
    assert (found.at.cell, found.facts["count"]) == ("D13", 1)


# ---------------------------------------------------------------- locks
def with_locks(locks: Mapping[str, bool], sheet: ReadSheet) -> ReadSheet:
    """Cells locked or open; a blank one that is locked is not in the file."""
    cells = dict(sheet.cells)
    for place, locked in locks.items():
        cell = cells.pop(from_a1(place), ReadCell("none", ""))._replace(locked=locked)
        if not locked or cell.kind != "none":
            cells[from_a1(place)] = cell
    return replace(sheet, cells=cells)


LOCKS: list[tuple[dict[str, bool], int, str]] = [
    ({"D11": True}, 1, "D11"),
    ({"O12": True}, 1, "O12"),  # an empty note
    ({"H11": False}, 1, "H11"),
    ({"C11": False, "D12": True}, 2, "C11"),
]


@pytest.mark.parametrize(("locks", "count", "cell"), LOCKS)
def test_locks_that_were_changed(locks: dict[str, bool], count: int, cell: str) -> None:
    findings = taken(cells=with_locks(locks, sheet_of(FULL)).cells)
    found = only(findings, said.LOCKS_CHANGED)
    assert (found.severity, found.at.cell, found.facts["count"]) == (WARNING, cell, count) and len(findings) == 1
    assert taken(cells=with_locks({"Z40": False, "D40": False}, sheet_of(FULL)).cells) == ()  # not ours


def test_where_no_protection_is_left_locks_are_not_told() -> None:
    findings = taken(cells=with_locks({"D11": True, "C11": False}, sheet_of(FULL)).cells, protected=False)
    assert codes(findings) == ["FORM-010"]


def test_locks_go_with_their_rows() -> None:
    book = shifted_in(FULL, SO, [*range(11), None, *range(11, 24)])
    (found,) = (
        each
        for each in sample.taken(with_sheet(book, with_locks({"D13": True}, sheet_of(book)))).findings
        if each.check is not said.MOVED
    )
    assert (found.check, found.at.cell) == (said.LOCKS_CHANGED, "D13")


# ---------------------------------------------------------------- all gone
def bare(book: ReadBook, **changes: Any) -> ReadBook:
    return replace(book, sheets=tuple(replace(sheet, **changes) for sheet in book.sheets))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"validations": ()}, "kiểm tra khi nhập"),
        ({"protected": False}, "khóa trang tính"),
        ({"protected": False, "validations": ()}, "khóa trang tính và kiểm tra khi nhập"),
        (
            {"protected": False, "validations": (), "highlights": ()},
            "khóa trang tính, kiểm tra khi nhập và màu báo ô trống, ô sai",
        ),
    ],
)
def test_what_a_program_drops_is_one_warning_a_file(changes: dict[str, Any], words: str) -> None:
    for findings in (sample.taken(bare(FULL, **changes)).findings, deep_books.taken(bare(DEEP, **changes)).findings):
        found = only(findings, said.GUARDS_GONE)
        what: Any = found.facts["what"]
        assert (found.severity, found.at.sheet, found.at.cell, what.vi) == (WARNING, None, None, words)
        assert len(findings) == 1 and verdict_of(findings) is Verdict.REPAIRABLE


def test_gone_from_one_sheet_is_told_for_that_sheet() -> None:
    findings = taken(protected=False, validations=())
    assert [(found.check, found.at.sheet) for found in findings] == [
        (said.PROTECTION_GONE, SO),
        (said.VALIDATION_GONE, SO),
    ]


# ---------------------------------------------------------------- conditional formats
PAINTED = sheet_of(FULL).highlights
Painted = tuple[tuple[Area, ...], str]


def painted(areas: str, formula: str) -> Painted:
    return areas_in(areas), formula


@pytest.mark.parametrize(
    ("highlights", "is_found"),
    [
        (PAINTED, False),
        (tuple(reversed(PAINTED)), False),
        ((painted("D11:E13", "P11=2"), painted("F11:G13", "R11=2"), *PAINTED[1:]), False),
        ((painted("F11:G13 D11:E13", "P11 = 2"), *PAINTED[1:]), False),
        ((), True),
        (PAINTED[1:], True),
        ((painted("D11:G12", "P11=2"), *PAINTED[1:]), True),
        ((painted("D11:G13", "P11=9"), *PAINTED[1:]), True),
        ((*PAINTED, painted("D11:D13", "D11>5")), True),
        (PAINTED * 5_000, True),
    ],
)
def test_conditional_formats(highlights: tuple[Painted, ...], is_found: bool) -> None:
    findings = taken(highlights=highlights)
    assert [(found.check, found.severity) for found in findings] == [(said.HIGHLIGHTS_CHANGED, NOTE)] * is_found


# ---------------------------------------------------------------- hidden
@pytest.mark.parametrize(
    ("changes", "count", "cell"),
    [
        ({"hidden_rows": frozenset({0, 11})}, 1, "D12"),
        ({"hidden_columns": frozenset({0, 4, 5})}, 2, "E11"),
        ({"hidden_rows": frozenset({12}), "hidden_columns": frozenset({3})}, 2, "D11"),
    ],
)
def test_hidden_rows_and_columns_with_open_cells(changes: dict[str, Any], count: int, cell: str) -> None:
    (found,) = taken(**changes)
    assert (found.check, found.severity, found.at.cell) == (said.INPUTS_HIDDEN, NOTE, cell)
    assert found.facts["count"] == count


def test_hidden_rows_without_open_cells_are_nothing() -> None:
    assert taken(hidden_rows=frozenset({3, 6, 9}), hidden_columns=frozenset({1, 9})) == ()


def test_a_hidden_ballot_sheet_is_read() -> None:
    (found,) = taken(state="hidden")
    assert (found.check, found.severity, found.at.sheet) == (said.SHEET_HIDDEN, NOTE, SO)


# ---------------------------------------------------------------- bounded work
def test_what_a_hostile_file_holds_beyond_all_measure_does_not_count_as_kept() -> None:
    everywhere = ReadValidation((Area(0, 0, 1_048_575, 16_383),) * 100_000, "custom", "1=1")
    found = only(taken(validations=(everywhere, *sheet_of(FULL).validations)), said.VALIDATION_CHANGED)
    assert found.facts["count"] == 11


@pytest.mark.parametrize("area", [Area(0, 0, 99, 99), Area(0, 0, 0, 999), Area(200, 0, 200, 0), Area(0, 500, 9, 500)])
def test_the_work_on_areas_is_bounded_by_the_cells_that_matter(area: Area) -> None:
    looked = 0

    class Areas(list[Area]):
        def __iter__(self) -> Any:
            nonlocal looked
            for each in super().__iter__():
                looked += 1
                yield each

    cells = {(row, column) for row in range(100) for column in range(100)}
    cover([Areas([area] * 1_000_000)], cells)
    assert looked <= 9 * len(cells)


def test_equal_rules_are_equal_without_a_look_at_their_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "cover", lambda *_: pytest.fail("looked at cells"))
    assert taken() == ()
    sent = drawn(issue_of()).sheet(SO)
    found = locate(sheet_of(FULL))
    assert found is not None
    open_styles = frozenset(name for name, style in drawn(issue_of()).styles.items() if not style.locked)
    pair = Pair(sent, found, open_styles)
    assert not pair.is_moved and a1(*min(pair.open_cells)) == "D11"


# ---------------------------------------------------------------- through real files
def by_hand(change: Callable[[Any], object], data: bytes = XLSX) -> bytes:
    return resaved(data, change)


def lose_one(book: Any) -> None:
    for each in book[SO].data_validations.dataValidation:
        if "D11" in str(each.sqref):
            each.sqref = MultiCellRange("D12:D13")


def loosen(book: Any) -> None:
    rules = book[SO].data_validations.dataValidation
    rules[:] = [each for each in rules if "D11" not in str(each.sqref)]
    book[SO].add_data_validation(DataValidation("decimal", formula1="0", formula2="100", sqref="D11:D13"))


def relock(cell: str, locked: bool) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        protection = copy(book[SO][cell].protection)
        book[SO][cell].protection = Protection(locked=locked, hidden=protection.hidden)

    return change


def unpaint(book: Any) -> None:
    book[SO].conditional_formatting = type(book[SO].conditional_formatting)()


def hide(book: Any) -> None:
    book[SO].row_dimensions[12].hidden = True
    book[SO].column_dimensions["E"].hidden = True


def strip(book: Any) -> None:
    for sheet in book:
        sheet.protection.sheet = False
        sheet.data_validations.dataValidation.clear()


def weaken(**style: object) -> Callable[[Any], None]:
    def change(book: Any) -> None:
        for each in book[SO].data_validations.dataValidation:
            if "D11" in str(each.sqref):
                for name, value in style.items():
                    setattr(each, name, value)

    return change


FILES: list[tuple[str, Callable[[Any], object], list[tuple[str, str | None, str | None]]]] = [
    ("a validation that warns", weaken(errorStyle="warning"), [("FORM-036", SO, "D11")]),
    ("a validation that informs", weaken(errorStyle="information"), [("FORM-036", SO, "D11")]),
    ("a validation that says nothing", weaken(showErrorMessage=False), [("FORM-036", SO, "D11")]),
    ("a validation without its prompt", weaken(showInputMessage=False, errorTitle=None), []),
    ("saved only", lambda book: None, []),
    ("zoom, widths, colours", lambda book: setattr(book[SO].sheet_view, "zoomScale", 70), []),
    ("one validation lost", lose_one, [("FORM-036", SO, "D11")]),
    ("another validation", loosen, [("FORM-036", SO, "D11")]),
    ("an open cell locked", relock("E12", True), [("FORM-037", SO, "E12")]),
    ("a printed cell opened", relock("C12", False), [("FORM-037", SO, "C12")]),
    ("no conditional formats", unpaint, [("FORM-038", SO, None)]),
    ("hidden", hide, [("FORM-039", SO, "E11")]),
    ("a sheet hidden", lambda book: setattr(book[HUYEN], "sheet_state", "hidden"), [("FORM-040", HUYEN, None)]),
    ("another unit's row", lambda book: book[SO].cell(40, 1, "u:h-1"), [("FORM-043", SO, "C40")]),
    ("another criterion's column", lambda book: book[SO].cell(1, 30, "c:la"), [("FORM-044", SO, "AD9")]),
    ("all guards dropped", strip, [("FORM-035", None, None)]),
]


@pytest.mark.parametrize(("change", "right"), [case[1:] for case in FILES], ids=[case[0] for case in FILES])
def test_through_a_real_file(change: Callable[[Any], object], right: list[tuple[str, str | None, str | None]]) -> None:
    got = sample.taken(read_book(by_hand(change), "x.xlsx"))
    assert [(found.code, found.at.sheet, found.at.cell) for found in got.findings] == right
    assert got.ballot == ballot_of(issue_of())


def as_excel_keeps_some(data: bytes, most: str = "10") -> bytes:
    """A validation in the extension list, where Excel puts those that point to other sheets."""
    parts = unzipped(data)
    name = "xl/worksheets/sheet2.xml"
    sheet = parts[name].decode()
    first = re.search(r"<dataValidation [^>]*sqref=\"D11:D13\".*?</dataValidation>", sheet)
    assert first is not None
    formula = re.search(r"<formula1>(.*?)</formula1>", first[0])
    assert formula is not None
    written = formula[1].replace("&lt;=10,", f"&lt;={most},")
    inside = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations count="1" '
        'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"><x14:dataValidation type="custom" '
        'showErrorMessage="1">'
        f"<x14:formula1><xm:f>{written}</xm:f></x14:formula1><xm:sqref>D11:D13</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst></worksheet>"
    )
    parts[name] = sheet.replace(first[0], "").replace("</worksheet>", inside).encode()
    return zipped(parts)


def test_a_validation_in_the_extension_list_is_the_same_one() -> None:
    assert sample.taken(read_book(as_excel_keeps_some(XLSX), "x.xlsx")).findings == ()
    worse = as_excel_keeps_some(XLSX, "99")
    found = only(sample.taken(read_book(worse, "x.xlsx")).findings, said.VALIDATION_CHANGED)
    assert found.at.cell == "D11"


def test_a_note_of_the_members_own_through_a_real_file() -> None:
    def comment(book: Any) -> None:
        book[SO]["D12"].comment = Note("Đề nghị xem lại", "TV-01")

    (found,) = sample.taken(read_book(by_hand(comment), "x.xlsx")).findings
    assert (found.check, found.at.cell) == (said.COMMENT, "D12")
    assert "Đề nghị xem lại" in str(found.facts["text"])


# ---------------------------------------------------------------- what programs do by themselves
def assert_nothing_found(matrix: bytes, deep: bytes) -> None:
    for got in (sample.taken(read_book(matrix, "x.xlsx")), deep_books.taken(read_book(deep, "x.xlsx"))):
        assert got.findings == ()


def test_saved_by_openpyxl() -> None:
    assert_nothing_found(by_hand(lambda _: None), by_hand(lambda _: None, DEEP_XLSX))


@pytest.mark.libreoffice
def test_saved_by_libreoffice(libreoffice: ModuleType) -> None:
    assert_nothing_found(*libreoffice.resave([XLSX, DEEP_XLSX]))


def test_saved_by_gnumeric() -> None:
    assert_nothing_found(*gnumeric.resaved([(XLSX, ()), (DEEP_XLSX, ())]))


def test_the_guide_is_guarded_too() -> None:
    guide = sheet_of(FULL, GUIDE)
    (found,) = sample.taken(with_sheet(FULL, replace(guide, protected=False))).findings
    assert (found.check, found.at.sheet) == (said.PROTECTION_GONE, GUIDE)
