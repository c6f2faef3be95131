"""References from sheet to sheet: compared by the keys that they point at, whatever programs make of names and rows."""

from __future__ import annotations

import pytest

from workbook.sheets.meaning import Elsewhere, Moves, same_formula

ROWS = tuple((key, at, at) for at, key in enumerate(("h", "a", "b", "c", "d")))
COLUMNS = tuple((key, at, at) for at, key in enumerate(("", "name", "points")))
SENT = [("1. Sở Y tế", "u:1"), ("Phụ lục", "u:2"), ("Tổng hợp", "g")]


def book(
    found: list[tuple[str, str]] = SENT, rows: tuple[tuple[str, int, int], ...] | None = None, lost: str = ""
) -> Elsewhere:
    """A book in which only the first sheet may have moved, and one may be lost."""
    moves = {key: None if key != "u:1" or rows is None else Moves(rows, COLUMNS) for _, key in SENT if key != lost}
    return Elsewhere(SENT, [(name, key) for name, key in found if key != lost], moves)


INSERTED = (("h", 0, 0), ("a", 1, 2), ("b", 2, 3), ("c", 3, 4), ("d", 4, 5))
WITHOUT_B = (("h", 0, 0), ("a", 1, 1), ("c", 3, 2), ("d", 4, 3))
RENAMED = [("Sheet1", "u:1"), ("Phụ lục", "u:2"), ("Tổng hợp", "g")]
EXCHANGED = [("Phụ lục", "u:1"), ("1. Sở Y tế", "u:2"), ("Tổng hợp", "g")]

SAME = [
    ("equal", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$C$2", book()),
    ("needless quotes dropped", "'Phụ lục'!C2+'Tổng hợp'!C2", "'PHỤ LỤC'!C2+'tổng hợp'!$C$2", book()),
    ("quotes added", "Tong!C2", "'Tong'!C2", Elsewhere([("Tong", "g")], [("Tong", "g")], {"g": None})),
    ("a quote in a name", "'a''b'!C2", "'a''b'!C2", Elsewhere([("a'b", "g")], [("a'b", "g")], {"g": None})),
    ("other letters without quotes", "'Đợt'!C2", "Đợt!C2", Elsewhere([("Đợt", "g")], [("Đợt", "g")], {"g": None})),
    ("a range of one cell", "SUM('Phụ lục'!C2:C2)", "SUM('Phụ lục'!C2)", book()),
    ("renamed", "'1. Sở Y tế'!$C$2", "Sheet1!$C$2", book(RENAMED)),
    ("names exchanged", "'1. Sở Y tế'!$C$2", "'Phụ lục'!$C$2", book(EXCHANGED)),
    ("a row inserted there", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$C$3", book(rows=INSERTED)),
    ("a row inserted in a range", "SUM('1. Sở Y tế'!C$2:C$4)", "SUM('1. Sở Y tế'!C$3:C$5)", book(rows=INSERTED)),
    ("a row of a range deleted", "SUM('1. Sở Y tế'!C$2:C$4)", "SUM('1. Sở Y tế'!C$2:C$3)", book(rows=WITHOUT_B)),
    ("the row deleted", "'1. Sở Y tế'!C$3+1", "'1. Sở Y tế'!#REF!+1", book(rows=WITHOUT_B)),
    ("the row deleted, name and all", "'1. Sở Y tế'!C$3+1", "#REF!+1", book(rows=WITHOUT_B)),
    ("the sheet deleted", "'1. Sở Y tế'!C$3+1", "#REF!$C$3+1", book(lost="u:1")),
    ("the sheet deleted, nothing adapted", "'1. Sở Y tế'!C$3+1", "'1. Sở Y tế'!C$3+1", book(lost="u:1")),
]  # fmt: skip
OTHER = [
    ("the next row", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$C$3", book()),
    ("another column", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$B$2", book()),
    ("a shorter range", "SUM('Phụ lục'!C2:C4)", "SUM('Phụ lục'!C2:C3)", book()),
    ("another sheet", "'1. Sở Y tế'!$C$2", "'Phụ lục'!$C$2", book()),
    ("a sheet that is none of ours", "'1. Sở Y tế'!$C$2", "Sheet9!$C$2", book()),
    ("another workbook", "'Phụ lục'!$C$2", "'[1]Phụ lục'!$C$2", book()),
    ("this sheet", "'1. Sở Y tế'!$C$2", "$C$2", book()),
    ("another sheet instead of this", "$C$2", "'Phụ lục'!$C$2", book()),
    ("renamed, nothing adapted", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$C$2", book(RENAMED)),
    ("names exchanged, nothing adapted", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$C$2", book(EXCHANGED)),
    ("a row inserted there, nothing adapted", "'1. Sở Y tế'!$C$2", "'1. Sở Y tế'!$C$2", book(rows=INSERTED)),
    ("the row deleted, the next one meant", "'1. Sở Y tế'!C$3", "'1. Sở Y tế'!C$3", book(rows=WITHOUT_B)),
    ("the sheet deleted, another one meant", "'1. Sở Y tế'!C$3", "'Phụ lục'!C$3", book(lost="u:1")),
    ("broken where nothing is lost", "'1. Sở Y tế'!C$3", "#REF!", book()),
    ("too long to be looked at", "'1. Sở Y tế'!C$3", "'1. Sở Y tế'!C$3" + "+0" * 5_000, book()),
]  # fmt: skip


def same(sent: str, found: str, elsewhere: Elsewhere, *, here_moved: bool) -> bool:
    return same_formula(sent, found, Moves(ROWS, COLUMNS) if here_moved else None, elsewhere)


@pytest.mark.parametrize("here_moved", [False, True])
@pytest.mark.parametrize(("sent", "found", "elsewhere"), [case[1:] for case in SAME], ids=[case[0] for case in SAME])
def test_the_same_cell_of_another_sheet(sent: str, found: str, elsewhere: Elsewhere, here_moved: bool) -> None:
    assert same(sent, found, elsewhere, here_moved=here_moved)


@pytest.mark.parametrize("here_moved", [False, True])
@pytest.mark.parametrize(("sent", "found", "elsewhere"), [case[1:] for case in OTHER], ids=[case[0] for case in OTHER])
def test_another_cell_of_another_sheet(sent: str, found: str, elsewhere: Elsewhere, here_moved: bool) -> None:
    assert not same(sent, found, elsewhere, here_moved=here_moved)


def test_equal_texts_are_enough_only_where_nothing_was_renamed_lost_or_moved() -> None:
    assert book().is_same and book(SENT[::-1]).is_same
    for other in (book(RENAMED), book(EXCHANGED), book(rows=INSERTED), book(lost="g")):
        assert not other.is_same
