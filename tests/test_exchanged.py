"""Who is who: printed names that are another's, and what changed between sending and ranking."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests import deep_books
from tests.deep_books import located
from tests.deep_sample import deep_issue
from tests.sample import (
    GUIDE,
    ROUND,
    RUBRIC,
    SO,
    as_read,
    codes,
    edited,
    filled_files,
    issue_of,
    number,
    only,
    returned,
    rubric,
    sheet_of,
    taken,
    text,
    with_sheet,
    with_unit,
)
from workbook.catalogue import form, kept, panel
from workbook.catalogue.cell import DATE
from workbook.findings import ERROR, Check, Words, say
from workbook.model import Round
from workbook.outdated import check_issue
from workbook.pipeline.collected import newest_ballots
from workbook.pipeline.judging import open_round
from workbook.pipeline.receiving import import_files
from workbook.rubric import Criterion, Rubric
from workbook.sheets.grid import ReadBook, from_a1


@pytest.mark.parametrize(
    ("sheet", "cell", "typed", "check"),
    [
        (SO, "C11", "Sở Xây dựng", form.UNIT_EXCHANGED),
        (SO, "C11", "Sở Y tế tỉnh", form.LABEL_CHANGED),
        (SO, "D9", "1.10. An toàn thông tin", form.CRITERION_EXCHANGED),
        (SO, "D9", "1.1. Mạng", form.LABEL_CHANGED),
        (SO, "H22", "Trần Thị Bình", form.MEMBER_EXCHANGED),
        (GUIDE, "C5", "Trần Thị Bình (TV-02)", form.MEMBER_EXCHANGED),
    ],
)
def test_a_printed_name(sheet: str, cell: str, typed: str, check: Check) -> None:
    got = taken(edited(returned(), sheet, {cell: text(typed)}))
    found = only(got.findings, check)
    assert (found.at.sheet, found.at.cell) == (sheet, cell)
    assert got.counted is (check is form.LABEL_CHANGED)
    assert typed in say(found, "vi") and typed in say(found, "en")


def test_a_printed_name_as_a_formula_is_a_changed_cell_and_nobody_elses_name() -> None:
    """Its text is still the one that was sent."""
    for sheet, cell in ((SO, "D9"), (SO, "C11"), (GUIDE, "C5")):
        was = sheet_of(returned(), sheet).cells[from_a1(cell)]
        got = taken(edited(returned(), sheet, {cell: was._replace(formula=f'"{was.text}"')}))
        assert [found.check for found in got.findings] == [form.LABEL_CHANGED] and got.counted


def exchanged(book: ReadBook, name: str, row: str, one: str, other: str) -> ReadBook:
    """The book with two cells of a row exchanged; one of them may be empty."""
    sheet = sheet_of(book, name)
    first, second = from_a1(f"{one}{row}"), from_a1(f"{other}{row}")
    moved = {at: sheet.cells[was] for at, was in ((first, second), (second, first)) if was in sheet.cells}
    others = {at: cell for at, cell in sheet.cells.items() if at not in (first, second)}
    return with_sheet(book, replace(sheet, cells=others | moved))


DEEP = as_read(deep_books.drawn(ballot=deep_books.full_ballot()))
HEAD = str(located(DEEP, "u:s-1").rows["h:title"] + 1)
EXCHANGES = [
    ("J", "K", ["J", "K"]),  # links, notes
    ("G", "K", ["G", "K"]),  # facts, notes
    ("G", "I", ["G"]),  # facts, points
    ("J", "N", ["J"]),  # links, a hidden column without a title
]


@pytest.mark.parametrize("row", ["1", HEAD])
@pytest.mark.parametrize(("one", "other", "at"), EXCHANGES)
def test_columns_of_a_unit_sheet_that_are_exchanged(row: str, one: str, other: str, at: list[str]) -> None:
    """Keys without the titles, or titles without the keys: facts, links and notes that nobody can tell apart."""
    got = deep_books.taken(exchanged(DEEP, located(DEEP, "u:s-1").sheet.name, row, one, other))
    told = [found for found in got.findings if found.check is form.COLUMN_EXCHANGED]
    where = at if row == HEAD else sorted({one: other, other: one}[each] for each in at)
    assert [found.at.cell for found in told] == [f"{column}{HEAD}" for column in where]
    assert all(found.at.unit == "s-1" and found.severity is ERROR for found in told) and not got.counted


INPUTS = {"i:truc-tuyen/a": "i:truc-tuyen/b", "i:truc-tuyen/b": "i:truc-tuyen/a"}


def test_two_inputs_of_a_unit_sheet_that_are_exchanged_are_nobodys_figures() -> None:
    """The rows were sorted, or their keys exchanged: what is printed beside the inputs tells it."""
    issue = deep_issue()
    read = as_read(deep_books.drawn(issue, deep_books.full_ballot(issue)))
    own = located(read, "u:s-1")
    names = {row: own.cell(row, "name") for row in INPUTS}
    edits = {("u:s-1", row, "name"): names[other] for row, other in INPUTS.items()}
    found = deep_books.taken(deep_books.edited(read, edits)).findings
    told = [one for one in found if one.check is form.CRITERION_EXCHANGED]
    assert [(one.at.criterion, one.at.cell) for one in told] == [("truc-tuyen", own.a1(row, "name")) for row in INPUTS]


def test_a_note_column_under_the_title_of_a_criterion() -> None:
    got = taken(exchanged(returned(), SO, "1", "D", "O"))
    assert [found.at.cell for found in got.findings if found.check is form.COLUMN_EXCHANGED] == ["D9", "O9"]
    assert not got.counted


def test_a_day_behind_a_number_format_proposes_the_score() -> None:
    """LibreOffice keeps 0.00 when "8/5" becomes a day; 46150 would only be called too high."""
    found = only(taken(edited(returned(), SO, {"D11": number("46150")})).findings, DATE)
    assert found.facts["proposal"] == Words("8,5 hoặc 5,8", "8.5 or 5.8")
    assert "8,5" in say(found, "vi")


def test_one_finding_a_cell_the_gravest() -> None:
    got = taken(edited(returned(), SO, {"D11": text("30,0")}))
    assert [found.code for found in got.findings if found.at.cell == "D11"] == ["SCORE-001"]


# ---------------------------------------------------------------- after sending
def changed_leaf(**changes: object) -> Rubric:
    def change(node: Criterion) -> Criterion:
        if node.id == "mang":
            return replace(node, **changes)  # type: ignore[arg-type]
        return replace(node, children=tuple(map(change, node.children)))

    return rubric(criteria=tuple(map(change, RUBRIC.criteria)))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (changed_leaf(step=RUBRIC.leaves()[0].step * 2), [panel.LIMITS_CHANGED.code]),
        (changed_leaf(max=RUBRIC.leaves()[0].max * 2), [panel.LIMITS_CHANGED.code]),
        (rubric(criteria=RUBRIC.criteria[:-1]), [panel.LIMITS_CHANGED.code]),
        (changed_leaf(name="Mạng nội bộ và Internet"), []),
        (rubric(title="Tên mới", version="2"), []),
    ],
)
def test_a_rubric_changed_after_sending(now: Rubric, expected: list[str]) -> None:
    assert codes(check_issue(now, ROUND, issue_of())) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (with_unit("dv-1", traits=frozenset({"khong-tthc"})), [panel.UNIT_CHANGED.code]),
        (with_unit("dv-1", group="Huyen"), [panel.UNIT_CHANGED.code]),
        (with_unit("dv-1", name="Sở Xây dựng"), [panel.UNIT_CHANGED.code]),
        (with_unit("dv-1", name="Sở Y tế tỉnh"), []),
        (with_unit("dv-1", left_out="giải thể"), []),
    ],
)
def test_a_unit_changed_after_sending(now: Round, expected: list[str]) -> None:
    assert codes(check_issue(RUBRIC, now, issue_of())) == expected


# ---------------------------------------------------------------- the folder
def test_originals_without_their_register_are_told(root: Path) -> None:
    import_files(root, filled_files(root))
    (root / "register.db").unlink()
    _, notes = newest_ballots(open_round(root))
    assert only(notes, kept.UNREGISTERED).facts["count"] == 3
