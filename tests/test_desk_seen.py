"""An open workbook of which only cell values are seen: judged as its file is, but for what only a file can tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from shutil import copytree

import pytest

from tests.mutations.catalogue import KINDS
from tests.mutations.subjects import FILE, Subject, subjects
from tests.shown import Shown
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import file as said_of_file
from workbook.catalogue import form as said
from workbook.catalogue import kept as said_of_kept
from workbook.desk.seen import book_of, cell_of
from workbook.excel.read import read_book
from workbook.findings import Check, Finding, Refused
from workbook.limits import Limits
from workbook.loading.frozen import freeze
from workbook.pipeline.demo import DEMO_RUBRICS
from workbook.pipeline.judging import Checked, RoundContext, check_files, judge, judge_seen, open_round
from workbook.sheets.ballot import draw_ballot_book
from workbook.sheets.grid import Book, ReadBook, ReadCell
from workbook.sheets.stamp import pack
from workbook.verdict import Verdict

ONLY_A_FILE_TELLS = frozenset({
    said_of_cell.FORMULA, said_of_cell.TEXT_FORMULA, said_of_cell.PERCENT, said_of_cell.PERCENT_MEANT,
    said_of_cell.SHOWN_OTHERWISE, said.FORMULA_CHANGED, said.FORMULAS_GONE, said.FORMULAS_NOT_MOVED,
    said.PROTECTION_GONE, said.VALIDATION_GONE, said.GUARDS_GONE, said.VALIDATION_CHANGED, said.LOCKS_CHANGED,
    said.HIGHLIGHTS_CHANGED, said.INPUTS_HIDDEN, said.SHEET_HIDDEN, said.NAMES_ADDED, said.COMMENT,
    said.INPUTS_MERGED, said.BLANKS_MERGED, said.PRINT_MERGED,
})  # fmt: skip
"""Besides, FILE findings, which are about the file itself."""
Raw = list[tuple[str, list[list[object]]]]
_DAY_0 = datetime(1899, 12, 30)


# ---------------------------------------------------------------- what xlwings gives
def value_of(cell: ReadCell) -> object:
    if cell.kind == "number":
        return float(cell.text)
    if cell.kind == "date":
        return _DAY_0 + timedelta(days=float(cell.text))
    return cell.text == "1" if cell.kind == "boolean" else cell.text or None


def rows_of(cells: dict[tuple[int, int], object]) -> list[list[object]]:
    """A used range from A1 on, with empty rows and columns that somebody once formatted."""
    height, width = max(row for row, _ in cells) + 3, max(column for _, column in cells) + 2
    return [[cells.get((row, column)) for column in range(width)] for row in range(height)]


def values_in(book: ReadBook) -> Raw:
    sheets = ((each.name, {at: value_of(cell) for at, cell in each.cells.items()}) for each in book.sheets)
    return [(name, rows_of(cells)) for name, cells in sheets]


def shown_by(book: Book) -> Raw:
    """A drawn book as Excel shows it once it is computed."""

    def value(shown: object) -> object:
        return float(shown) if isinstance(shown, int | Decimal) else shown or None

    sheets = ((each.name, {(row, at): value(cell.value) for row, at, cell in each.filled()}) for each in book.sheets)
    return [(name, rows_of(cells)) for name, cells in sheets]


def seen(values: Raw, context: RoundContext | None, label: str = FILE) -> Checked:
    return judge_seen(book_of(values, label), context, label)


def told(findings: Iterable[Finding], without: Iterable[Check] = ()) -> Counter[tuple[object, ...]]:
    """The findings as they are read, those of some checks left out."""
    left_out = {check.code for check in (said.VALUES_ONLY, *without)}
    kept = (found for found in findings if found.code not in left_out)
    return Counter(
        (found.code, found.at, *sorted((key, str(fact)) for key, fact in found.facts.items())) for found in kept
    )


def notes(checked: Checked) -> int:
    return [found.check for found in checked.findings].count(said.VALUES_ONLY)


# ---------------------------------------------------------------- the five decisions
@pytest.mark.parametrize("decision", DEMO_RUBRICS)
def test_the_ballots_of_the_demo_are_judged_as_by_the_command_line(shown: Shown, decision: str) -> None:
    root = shown.root / decision
    paths = sorted((root / "filled").glob("*.xlsx"))
    assert len(paths) == 3
    context = open_round(root)
    for path, by_file in zip(paths, check_files(paths, root), strict=True):
        live = seen(values_in(read_book(path.read_bytes(), by_file.file)), context, by_file.file)
        assert told(live.findings) == told(by_file.findings) and notes(live) == 1
        assert live.ballot == by_file.ballot is not None and live.counted == by_file.counted
        assert live.taken and by_file.taken and live.taken.controls == by_file.taken.controls

        # What somebody filled in by a program without figures is computed as soon as Excel opens it.
        assert live.issue is not None
        computed = shown_by(draw_ballot_book(live.issue, pack(freeze(live.issue)), live.ballot))
        again = seen(computed, context, by_file.file)
        assert told(again.findings) == told(by_file.findings) and again.ballot == by_file.ballot


# ---------------------------------------------------------------- planted mistakes
VALUES = (
    "a figure cleared", "a figure replaced by spaces", "a figure where the mark is printed",
    "a word instead of a number", "a row inserted", "a column inserted", "a text with a decimal comma",
    "thousands that may be decimals", "the mark beside a number", "a logical value", "an error value",
    "a number that became a time", "a figure above the maximum", "a figure off the step", "a printed text changed",
    "the names of two units exchanged", "a maximum changed", "a total that is not the sum", "another rank",
    "a total shown as a text", "a row deleted", "a row duplicated with its key", "a sheet deleted", "a sheet copied",
    "a foreign sheet added", "another seal", "an answer that is none", "the frozen issue damaged",
    "a file of another round", "a sealed issue of which nothing is kept", "no passports at all",
)  # fmt: skip
"""Mistakes that stand in values: the same is told."""
BEYOND = {
    "a formula typed in": said_of_cell.FORMULA, "a percentage": said_of_cell.PERCENT_MEANT,
    "another operator": said.FORMULA_CHANGED, "all formulas of a sheet pasted as values": said.FORMULAS_GONE,
    "one validation removed": said.VALIDATION_CHANGED, "all validations of a sheet removed": said.VALIDATION_GONE,
    "every lock and validation dropped by a program": said.GUARDS_GONE, "a sheet unprotected": said.PROTECTION_GONE,
    "an input locked": said.LOCKS_CHANGED, "conditional formats removed": said.HIGHLIGHTS_CHANGED,
    "a row hidden": said.INPUTS_HIDDEN, "a sheet hidden": said.SHEET_HIDDEN, "a comment at a cell": said.COMMENT,
    "a defined name added": said.NAMES_ADDED, "printed cells merged": said.PRINT_MERGED,
}  # fmt: skip
"""What values do not show, and what the file says of it."""


def _both(name: str, subject: Subject) -> tuple[Checked, Checked]:
    """The file with the mistake, and its values: judged."""
    mutant = next(made for n in range(6) if (made := KINDS[name].make(Random(f"{name}.{n}"), subject)) is not None)
    values = values_in(read_book(mutant.data, FILE))
    return judge(subject.context, mutant.data, FILE), seen(values, subject.context)


def _subjects(name: str) -> list[Subject]:
    return [each for each in subjects()[::2] if each.layout in KINDS[name].layouts]


@pytest.mark.parametrize("name", VALUES)
def test_a_mistake_in_values_is_told_as_of_the_file(name: str) -> None:
    assert _subjects(name)
    for subject in _subjects(name):
        by_file, live = _both(name, subject)
        assert by_file.findings and told(live.findings) == told(by_file.findings, ONLY_A_FILE_TELLS), name
        assert live.ballot == by_file.ballot and notes(live) == (live.taken is not None)


@pytest.mark.parametrize("name", BEYOND)
def test_what_only_a_file_tells_is_never_called_missing_or_changed(name: str) -> None:
    by_file, live = zip(*(_both(name, subject) for subject in _subjects(name)), strict=True)
    assert BEYOND[name] in {found.check for one in by_file for found in one.findings} & ONLY_A_FILE_TELLS
    assert not {found.check for one in live for found in one.findings} & ONLY_A_FILE_TELLS
    assert all(notes(one) == 1 for one in live)


def test_that_a_formula_is_gone_shows_where_its_figure_is_gone_or_another() -> None:
    for subject in subjects()[::2]:
        values = values_in(read_book(subject.data, FILE))
        assert not told(seen(values, subject.context).findings)
        name, row, column = _control(subject)
        rows = dict(values)[name]
        for instead in (None, 1.0, "#REF!"):
            rows[row][column] = instead
            (only,) = (found for found in seen(values, subject.context).findings if found.check is not said.VALUES_ONLY)
            assert only.check is said.SHOWN_DIFFERS and only.at.sheet == name


def _control(subject: Subject) -> tuple[str, int, int]:
    """The figure beside the signature: a formula with a result."""
    name = next(name for key, name in subject.names.items() if key.startswith("g:"))
    sheet = subject.book.sheet(name)
    return next(
        (name, row, column)
        for row, column, cell in sheet.filled()
        if sheet.rows[row].key == "f:control" and sheet.columns[column].key in ("total", "control")
    )


def test_a_sheet_that_was_never_computed_is_no_fault() -> None:
    subject = subjects()[0]
    values = dict(values_in(read_book(subject.data, FILE)))
    for sheet in subject.book.sheets:
        for row, column, cell in sheet.filled():
            if cell.formula is not None:
                values[sheet.name][row][column] = None
    assert not told(seen(list(values.items()), subject.context).findings)


def test_the_same_values_of_a_whole_file_would_lack_their_guards() -> None:
    subject = subjects()[0]
    book = book_of(values_in(read_book(subject.data, FILE)), FILE)
    whole = {found.check for found in judge_seen(replace(book, whole=True), subject.context, FILE).findings}
    assert {said.GUARDS_GONE, said.FORMULAS_GONE} <= whole and said.VALUES_ONLY not in whole
    assert not book.whole and read_book(subject.data, FILE).whole


# ---------------------------------------------------------------- beside the round
def test_what_is_kept_otherwise_than_it_was_sent_is_told_as_by_the_command_line(
    sent_once: Path, tmp_path: Path
) -> None:
    root = copytree(sent_once, tmp_path / "đợt")
    kept = root / "sent" / "kept"
    one, other = (kept / f"TV-0{number}-1.json.gz" for number in (1, 2))
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    path = root / "sent" / "phieu-TV-01.xlsx"
    (by_file,) = check_files([path], root)
    live = seen(values_in(read_book(path.read_bytes(), by_file.file)), open_round(root), by_file.file)
    assert [found.check for found in live.findings] == [said_of_kept.ISSUE_EXCHANGED]
    assert told(live.findings) == told(by_file.findings) and live.taken is by_file.taken is None


@pytest.mark.parametrize("name", ["a figure cleared", "the frozen issue damaged", "the frozen issue removed"])
def test_without_a_round_the_issue_that_travels_inside_is_enough(name: str) -> None:
    for subject in subjects()[::2]:
        mutant = KINDS[name].make(Random("1"), subject)
        assert mutant is not None
        live, by_file = seen(values_in(read_book(mutant.data, FILE)), None), judge(None, mutant.data, FILE)
        assert by_file.findings and told(live.findings) == told(by_file.findings) and live.ballot == by_file.ballot


@pytest.mark.parametrize("values", [[], [("Sheet1", [])], [("Sheet1", [[]])], [("Sheet1", [["Điểm", 8.0], [None]])]])
def test_a_workbook_of_somebody_else_is_told_so(values: Raw) -> None:
    checked = seen(values, None)
    assert [found.check for found in checked.findings] == [said.NOT_OURS] and checked.verdict is not Verdict.CLEAN


# ---------------------------------------------------------------- one value
@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (8.0, "number", "8"), (8.5, "number", "8.5"), (0.0, "number", "0"), (-0.0, "number", "0"), (7, "number", "7"),
        (0.1 + 0.2, "number", "0.30000000000000004"), (Decimal("8.5000"), "number", "8.5"), (1e300, "number", "1e+300"),
        (float("nan"), "number", "nan"), (float("inf"), "number", "inf"), (10**400, "number", "nan"),
        (Decimal("sNaN"), "number", "nan"),
        (True, "boolean", "1"), (False, "boolean", "0"),
        ("KĐG", "text", "KĐG"), (" 8,5 ", "text", " 8,5 "), ("a\ud800b", "text", "a\ufffdb"),
        ("\U0001f600", "text", "\U0001f600"),
        ("#N/A", "error", "#N/A"), ("#DIV/0!", "error", "#DIV/0!"), ("#N/A?", "text", "#N/A?"),
        (-2146826246, "error", "#N/A"), (-2146826281, "error", "#DIV/0!"), (-2146826243, "error", "#SPILL!"),
        (-2146826246.0, "number", "-2146826246"),
        (datetime(2026, 5, 8), "date", "46150"), (date(2026, 5, 8), "date", "46150"),
        (datetime(2026, 5, 8, 12), "date", "46150.5"), (datetime(1899, 12, 30, 8, 30), "date", "0.35416667"),
        (datetime(1900, 1, 7, 12), "date", "8.5"), (datetime(1900, 3, 1), "date", "61"),
        ({"type": "Entity"}, "text", "{'type': 'Entity'}"),
    ],
)  # fmt: skip
def test_a_value_is_the_cell_that_a_file_would_hold(value: object, kind: str, text: str) -> None:
    cell = cell_of(value)
    assert (cell.kind, cell.text, cell.formula) == (kind, text, None)


@pytest.mark.parametrize(
    ("typed", "number_format", "check"),
    [
        ("46150", "dd/mm/yyyy", said_of_cell.DATE),
        ("46150", "d-mmm", said_of_cell.DATE),
        ("8.5", "dd/mm/yyyy", said_of_cell.DATE),
        ("0", "dd/mm/yyyy", said_of_cell.DATE),
        ("0.34375", "h:mm", said_of_cell.MEANT),
    ],
)
def test_a_date_in_a_score_cell_is_told_with_the_same_proposal(typed: str, number_format: str, check: Check) -> None:
    subject = subjects()[0]
    book = read_book(subject.data, FILE)
    entry = next(each for each in subject.entries if each.is_open and each.high == 10)
    sheet = next(each for each in book.sheets if each.name == entry.sheet)
    cells = {**sheet.cells, (entry.row, entry.column): ReadCell("date", typed, None, False, number_format)}
    dated = replace(book, sheets=tuple(replace(each, cells=cells) if each is sheet else each for each in book.sheets))
    by_file, live = judge_seen(dated, subject.context, FILE), seen(values_in(dated), subject.context)
    assert told(live.findings) == told(by_file.findings)
    assert [found.check for found in live.findings if found.at.cell == entry.a1] == [check]


# ---------------------------------------------------------------- limits
@pytest.mark.parametrize(
    ("rows", "check"),
    [
        ([[1.0] * 30, [1.0] * 30], said_of_file.TOO_MUCH_INSIDE),
        ([["x" * 70_000]], said_of_file.DAMAGED),
        ([[None] * 16_384 + ["x"]], said_of_file.OFF_THE_SHEET),
    ],
)
def test_values_beyond_what_a_file_may_hold_are_refused(rows: list[list[object]], check: Check) -> None:
    with pytest.raises(Refused) as caught:
        book_of([("Sheet1", rows)], FILE, Limits(cells=50))
    (found,) = caught.value.findings
    assert (found.check, found.at.file) == (check, FILE)
