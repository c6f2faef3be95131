"""A returned workbook without a file: cells typed, sheets tampered with; ballot and findings out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

import pytest

from tests.sample import (
    FILE,
    GUIDE,
    HUYEN,
    RUBRIC,
    SO,
    Edits,
    as_read,
    ballot_of,
    codes,
    day,
    drawn,
    edited,
    formula,
    issue_of,
    number,
    only,
    returned,
    round_with,
    rubric,
    score,
    sheet_of,
    taken,
    text,
    with_member,
    with_sheet,
)
from tests.shifting import renamed, shifted_in
from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import cell as said_of_cell
from workbook.catalogue import form as said
from workbook.catalogue import score as said_of_score
from workbook.findings import ERROR, NOTE, WARNING, Check, Finding, Refused, say
from workbook.loading.frozen import freeze
from workbook.points import MARK_TEXT, Score
from workbook.sheets.decode import LONGEST_TEXT
from workbook.sheets.grid import ReadBook, ReadCell, ReadSheet
from workbook.sheets.stamp import FORM, Passport, unpack, write_passport
from workbook.sheets.take import Taken, check_form, check_identity, identify

FULL = returned()
BLANK = as_read(drawn(issue_of()))
MARKED = ReadCell("text", MARK_TEXT)
LAST = len(drawn(issue_of()).sheet(SO).rows)


def after(edits: Edits, sheet: str = SO, book: ReadBook = FULL) -> Taken:
    """What is taken when cells of the filled workbook hold something else; no formula was computed again."""
    return taken(edited(not_computed(book), sheet, edits))


def not_computed(book: ReadBook) -> ReadBook:
    """As a library or a phone saves it: formulas without results."""
    for sheet in book.sheets:
        cells = {
            place: cell if cell.formula is None else cell._replace(kind="none", text="")
            for place, cell in sheet.cells.items()
        }
        book = with_sheet(book, replace(sheet, cells=cells))
    return book


def refused(book: ReadBook) -> Finding:
    with pytest.raises(Refused) as raised:
        identify(book, FILE)
    (found,) = raised.value.findings
    codes([found])
    return found


# ---------------------------------------------------------------- clean ways
@pytest.mark.parametrize("member", ["TV-01", "TV-02", "TV-03"])
def test_what_was_drawn_is_taken(member: str) -> None:
    issue = issue_of(member)
    got = taken(returned(issue), issue)
    assert got.ballot == ballot_of(issue)
    assert got.findings == () and got.counted


def test_the_control_totals_are_the_sums_of_what_was_typed() -> None:
    assert taken(FULL).controls == {"So": Decimal("86.75"), "Huyen": Decimal("54.50")}


def test_a_blank_workbook_misses_every_open_cell() -> None:
    got = taken(BLANK)
    assert codes(got.findings) == ["BALLOT-001"] * 19
    assert not got.counted
    assert set(got.ballot.scores.values()) == {None, score("KĐG")}


def test_formulas_without_results_are_no_finding() -> None:
    got = taken(not_computed(FULL))
    assert got.findings == () and got.ballot == ballot_of(issue_of())


def test_notes_are_kept() -> None:
    got = after({"O11": text(" thiếu minh chứng \n"), "O12": text("  "), "O13": number("5")})
    assert got.ballot.notes == {"dv-1": "thiếu minh chứng", "dv-3": "5"}
    assert got.findings == ()


@pytest.mark.parametrize(
    ("cell", "check", "note"),
    [
        (ReadCell("text", "xem", 'HYPERLINK("http://vi.du","xem")', locked=False), said_of_cell.TEXT_FORMULA, "xem"),
        (ReadCell("none", "", "1+1", locked=False), said_of_cell.TEXT_FORMULA, None),
        (text("dài " * 900), said_of_cell.TEXT_TOO_LONG, ("dài " * 900)[:LONGEST_TEXT].strip()),
    ],
)
def test_a_note_that_is_no_short_text(cell: ReadCell, check: Check, note: str | None) -> None:
    got = after({"O11": cell})
    found = only(got.findings, check)
    assert (found.severity, found.at.cell, found.at.unit) == (WARNING, "O11", "dv-1") and len(got.findings) == 1
    assert got.ballot.notes.get("dv-1") == note and got.counted


# ---------------------------------------------------------------- one cell: what is typed, what counts, what is said
TYPED: list[tuple[str, ReadCell | None, str, Check | None]] = [
    ("D11", number("0"), "0", None),
    ("D11", None, "-", said_of_ballot.MISSING),
    ("D11", text("   "), "-", said_of_ballot.MISSING),
    ("D11", text(MARK_TEXT), "KĐG", said_of_ballot.MARK_NOT_ALLOWED),
    ("G11", text(MARK_TEXT), "KĐG", None),
    ("G11", text("kdg"), "KĐG", said_of_cell.MARK_UNDERSTOOD),
    ("D11", number("8.3000000000000007"), "8.3", said_of_score.OFF_STEP),
    ("D11", number("7.75"), "7.75", None),
    # a figure pasted from a member's own sheet, where 7.1 + 0.4 is not quite 7.5
    ("E11", number("7.4999999999999991"), "7.5", None),
    ("D11", number("10.25"), "10.25", said_of_score.ABOVE_MAX),
    ("D11", number("-1"), "-1", said_of_score.BELOW_ZERO),
    ("D11", number("1E+40"), "1E+40", said_of_score.ABOVE_MAX),
    ("D11", number("1E-300"), "1E-300", said_of_score.OFF_STEP),
    ("D11", text("8,0"), "8", said_of_cell.UNDERSTOOD),
    ("D11", text("1.250"), "-", said_of_cell.AMBIGUOUS),
    ("D11", text("tám"), "-", said_of_cell.WORD),
    ("D11", text("8/KĐG"), "-", said_of_cell.MARK_AND_SCORE),
    ("D11", day("46150"), "-", said_of_cell.DATE),
    ("D11", number("0.85", "0%"), "-", said_of_cell.PERCENT_MEANT),
    ("D11", ReadCell("error", "#N/A", locked=False), "-", said_of_cell.ERROR_VALUE),
    ("D11", ReadCell("boolean", "0", locked=False), "-", said_of_cell.TRUTH),
    ("D11", formula("E11", "7.5"), "-", said_of_cell.FORMULA),
]


@pytest.mark.parametrize(("cell", "typed", "counts", "check"), TYPED)
def test_what_is_typed_into_a_score_cell(cell: str, typed: ReadCell | None, counts: str, check: Check | None) -> None:
    got = after({cell: typed})
    leaf = {"D": "mang", "E": "an-toan", "G": "sang-kien"}[cell[0]]
    assert got.ballot.scores["dv-1", leaf] == score(counts)
    assert [found.check for found in got.findings] == ([check] if check else [])
    for found in got.findings:
        at = found.at
        assert (at.file, at.sheet, at.cell, at.unit, at.criterion) == (FILE, SO, cell, "dv-1", leaf)
        assert at.member == "TV-01"
        codes([found])
    assert got.counted is not any(found.severity is ERROR for found in got.findings)


def test_nine_mistakes_are_nine_findings_in_their_cells() -> None:
    wrong: dict[str, ReadCell | None] = {
        "D11": text("x"), "E11": None, "F11": number("99"), "D12": number("8.1"), "E12": text("8,5"),
        "F12": day("46150"), "G12": number("-1"), "D13": ReadCell("error", "#REF!"), "E13": text("KĐG"),
    }  # fmt: skip
    got = after(wrong)
    assert sorted(found.at.cell or "" for found in got.findings) == sorted(wrong)
    assert len(got.findings) == 9


@pytest.mark.parametrize("typed", [number("8"), text("8"), text("x"), formula("1+1", "2"), day("46150")])
def test_a_score_where_the_mark_is_prefilled(typed: ReadCell) -> None:
    got = after({"F13": typed})
    found = only(got.findings, said_of_ballot.SCORE_WHERE_MARKED)
    assert (found.at.cell, found.at.unit, found.at.criterion) == ("F13", "dv-3", "dich-vu")
    assert len(got.findings) == 1 and not got.counted
    assert got.ballot.scores["dv-3", "dich-vu"] is score("KĐG")
    assert (f"“={typed.formula}”" if typed.formula else f"“{typed.text}”") in say(found, "vi")


def test_the_prefilled_mark_taken_out_is_a_changed_label_only() -> None:
    got = after({"F13": None})
    found = only(got.findings, said.LABEL_CHANGED)
    assert (found.at.cell, found.severity) == ("F13", WARNING)
    assert len(got.findings) == 1 and got.ballot.scores["dv-3", "dich-vu"] is score("KĐG")


def test_the_prefilled_mark_typed_again_is_fine() -> None:
    assert after({"F13": text("kđg")}).findings == ()


@pytest.mark.parametrize("typed", [number("0"), text("8,5"), text("KĐG"), formula("D11", "8")])
def test_a_recused_unit_that_was_scored(typed: ReadCell) -> None:
    issue = issue_of("TV-02")
    got = taken(edited(not_computed(returned(issue)), SO, {"D12": typed}), issue)
    found = only(got.findings, said_of_ballot.SCORE_WHERE_RECUSED)
    assert (found.at.cell, found.at.unit, found.at.member) == ("D12", "dv-2", "TV-02")
    assert len(got.findings) == 1 and not got.counted
    assert ("dv-2", "mang") not in got.ballot.scores
    assert "Trần Thị Bình không chấm Sở Xây dựng" in say(found, "vi")


# ---------------------------------------------------------------- what the sheet shows
def shown(cell: str, value: str, kind: str = "number", sheet: str = SO) -> Edits:
    old = sheet_of(FULL, sheet).cells[_place(cell)]
    assert old.formula is not None and kind in ("number", "text", "error")
    return {cell: ReadCell("number" if kind == "number" else "text" if kind == "text" else "error", value, old.formula)}


def _place(cell: str) -> tuple[int, int]:
    return int(cell[1:]) - 1, ord(cell[0]) - 65


@pytest.mark.parametrize(
    ("edits", "words"),
    [
        (shown("H11", "99"), "Tổng điểm trên phiếu là 99, tính lại từ các ô điểm là 33,75"),
        (shown("H11", "0"), "Tổng điểm trên phiếu là 0, tính lại từ các ô điểm là 33,75"),
        (shown("H11", "", "text"), "Tổng điểm trên phiếu là (trống), tính lại từ các ô điểm là 33,75"),
        (shown("H11", "#VALUE!", "error"), "Tổng điểm trên phiếu là #VALUE!, tính lại"),
        (shown("I11", "0.9"), "Chỉ số trên phiếu là 0,9, tính lại từ các ô điểm là 0,75"),
        (shown("J11", "1"), "Hạng trên phiếu là 1, tính lại từ các ô điểm là 2"),
        (shown("K11", "Tốt", "text"), "Xếp loại trên phiếu là Tốt, tính lại từ các ô điểm là Khá"),
        (shown("H15", "1"), "Tổng kiểm tra trên phiếu là 1, tính lại từ các ô điểm là 86,75"),
    ],
)
def test_a_stale_figure_is_told_with_the_right_one(edits: Edits, words: str) -> None:
    got = taken(edited(FULL, SO, edits))
    found = only(got.findings, said.SHOWN_DIFFERS)
    assert len(got.findings) == 1 and got.counted and found.severity is WARNING
    assert found.at.cell == next(iter(edits))
    assert words in say(found, "vi")


def test_a_right_total_of_zero_is_zero_in_words() -> None:
    zeros = returned(table="""
        dv-1  0  0  0  0
        dv-2  9  8  16.5  4
        dv-3  7  6.5  KĐG  2
        h-1   9.5  9  14  KĐG
        h-2   6  5  10  1
    """)  # fmt: skip
    got = taken(edited(zeros, SO, shown("H11", "5")))
    assert "là 5, tính lại từ các ô điểm là 0." in say(only(got.findings, said.SHOWN_DIFFERS), "vi")


def test_a_score_changed_without_computing_again() -> None:
    # The total and the control total are stale; the ranks that follow from the total are not listed.
    got = taken(edited(FULL, SO, {"D11": number("10")}))
    assert [found.at.cell for found in got.findings] == ["H11", "H15"]
    assert codes(got.findings) == ["FORM-009", "FORM-009"]
    assert got.ballot.scores["dv-1", "mang"] == 10 and got.counted


def test_the_total_of_an_incomplete_row_is_not_compared() -> None:
    # The sheet itself says that a cell of the row is missing (L11), and shows no total: so a program left it.
    book = edited(FULL, SO, {**shown("L11", "1"), **shown("H11", "", "text"), **shown("K11", "", "text")})
    book = edited(book, SO, {**shown("I11", "", "text"), **shown("J11", "", "text")})
    got = taken(edited(book, SO, {"D11": None, "H15": None, "J12": None, "J13": None}))
    assert "FORM-009" not in codes(got.findings)
    assert "BALLOT-001" in codes(got.findings)
    # The last entry was typed by a program that computes nothing: it is in no sum either, until somebody forges one.
    later = edited(book, SO, {**shown("P11", "1"), **shown("H15", "78.5")})
    assert taken(later).findings == ()
    assert [found.at.cell for found in taken(edited(later, SO, shown("H15", "99"))).findings] == ["H15"]


@pytest.mark.parametrize(
    ("edits", "told"),
    [
        ({"L11": "1", "H11": "99"}, ["H11", "L11"]),
        ({"M11": "2", "H11": "99"}, ["H11", "M11"]),
        ({"L11": "1", "J11": "3"}, ["J11", "L11"]),
        ({"L11": "1"}, ["L11"]),
    ],
)
def test_a_row_that_is_falsely_called_incomplete(edits: dict[str, str], told: list[str]) -> None:
    """No program shows figures beside what is missing, so whoever wrote the one wrote the other."""
    got = taken(edited(FULL, SO, {cell: one for at, value in edits.items() for cell, one in shown(at, value).items()}))
    assert [found.at.cell for found in got.findings] == told
    assert codes(got.findings) == ["FORM-009"] * len(told)


def test_a_false_total_in_a_row_that_is_incomplete() -> None:
    got = taken(edited(FULL, SO, {"D11": None, **shown("L11", "1"), **shown("H11", "99"), "H15": None}))
    assert "H11" in [found.at.cell for found in got.findings if found.check is said.SHOWN_DIFFERS]


def test_a_row_that_the_sheet_calls_whole_is_compared() -> None:
    got = taken(edited(FULL, SO, {"D11": None}))
    assert [found.at.cell for found in got.findings if found.check is said.SHOWN_DIFFERS] == ["H11", "H15"]


def test_a_text_that_counts_is_not_in_the_sheets_own_total() -> None:
    # "8,0" is a text: the sheet calls the row invalid and ranks without it. No false alarm.
    book = edited(FULL, SO, {
        "D11": text("8,0"), **shown("H11", "", "text"), **shown("I11", "", "text"), **shown("J11", "", "text"),
        **shown("K11", "", "text"), **shown("M11", "1"), **shown("J13", "2"), **shown("H15", "78.5"),
    })  # fmt: skip
    got = taken(book)
    assert codes(got.findings) == ["CELL-006"] and got.counted
    assert got.ballot.scores["dv-1", "mang"] == 8


@pytest.mark.parametrize("typed", ["kđg", "Kđg"])
def test_the_mark_in_small_letters_counts_in_the_sheets_own_total(typed: str) -> None:
    # Excel and LibreOffice compare texts without regard to case: the row is whole, and so is its total.
    marked = returned(table="""
        dv-1  8.25  7.5  15  KĐG
        dv-2  9  8  16.5  4
        dv-3  7  6.5  KĐG  2
        h-1   9.5  9  14  KĐG
        h-2   6  5  10  1
    """)  # fmt: skip
    got = taken(edited(marked, SO, {"G11": text(typed)}))
    assert codes(got.findings) == ["CELL-008"]


COMPUTED_AGAIN: dict[str, tuple[dict[str, ReadCell | str], Check]] = {
    "a date": ({"D11": day("46150"), "P11": "2", "M11": "1", "H11": "", "I11": "", "J11": "", "K11": "", "J13": "2",
                "H15": "46228.5"}, said_of_cell.DATE),
    "an error value": ({"D11": ReadCell("error", "#N/A", locked=False), "P11": "#N/A", "H11": "#N/A", "I11": "",
                        "J11": "", "K11": "", "J13": "2", "H15": "#N/A"}, said_of_cell.ERROR_VALUE),
    "a percentage": ({"D11": number("0.75", "0%"), "H11": "26.25", "I11": "0.583", "H15": "79.25"},
                     said_of_cell.PERCENT_MEANT),
    "a formula": ({"D11": formula("E11-0.5", "7"), "H11": "32.5", "I11": "0.722", "H15": "85.5"},
                  said_of_cell.FORMULA),
    "a number where the mark was": ({"F13": number("8"), "H13": "23.5", "I13": "0.522", "K13": "Khá", "T13": "45",
                                     "H15": "94.75"}, said_of_ballot.SCORE_WHERE_MARKED),
}  # fmt: skip
"""What Excel makes of a cell that cannot be read: figures that follow from it are no second finding."""


def computed(edits: Mapping[str, ReadCell | str], book: ReadBook) -> ReadBook:
    """The book with cells typed (ReadCell) and results computed (text) by the member's program."""
    cells: dict[str, ReadCell] = {}
    for place, value in edits.items():
        if isinstance(value, str):
            kind = "error" if value.startswith("#") else "number" if value[:1].isdigit() else "text"
            value = ReadCell(kind, value, sheet_of(book).cells[_place(place)].formula)  # type: ignore[arg-type]
        cells[place] = value
    return edited(book, SO, cells)


@pytest.mark.parametrize("case", COMPUTED_AGAIN)
def test_figures_that_follow_from_an_error_are_no_second_finding(case: str) -> None:
    edits, check = COMPUTED_AGAIN[case]
    got = taken(computed(edits, FULL))
    assert [found.check for found in got.findings] == [check]


def test_a_score_of_a_recused_unit_is_in_the_sheets_control_total() -> None:
    issue = issue_of("TV-02")
    got = taken(computed({"D12": number("9"), "H15": "58.25"}, returned(issue)), issue)
    assert codes(got.findings) == ["BALLOT-004"]


def test_a_stale_total_of_another_row_is_still_told() -> None:
    edits, check = COMPUTED_AGAIN["a date"]
    got = taken(computed({**edits, "H12": "40"}, FULL))
    assert [(found.check, found.at.cell) for found in got.findings] == [(check, "D11"), (said.SHOWN_DIFFERS, "H12")]


# ---------------------------------------------------------------- shut cells
TAMPERED: list[tuple[str, Edits, Check, str]] = [
    (SO, {"C11": text("Sở Y Tế mới")}, said.LABEL_CHANGED, "đang là “Sở Y Tế mới”, phiếu đã phát ghi “Sở Y tế”"),
    (SO, {"C11": None}, said.LABEL_CHANGED, "đang là “(trống)”"),
    (SO, {"D10": number("100")}, said.LABEL_CHANGED, "đang là “100”, phiếu đã phát ghi “10”"),
    (SO, {"D2": number("0.01")}, said.LABEL_CHANGED, "đang là “0.01”, phiếu đã phát ghi “0.25”"),
    (SO, {"E9": text("An toàn")}, said.LABEL_CHANGED, "“1.10. An toàn thông tin”"),
    (GUIDE, {"C9": text("31/12/2099")}, said.LABEL_CHANGED, "“20/11/2026”"),
    (SO, {"H11": ReadCell("number", "33.75", "SUM(D11:G11)")}, said.FORMULA_CHANGED, "đang là “=SUM(D11:G11)”"),
    (SO, {"H11": number("33.75")}, said.FORMULA_CHANGED, "đang là “33.75”"),
    (SO, {"H11": None}, said.FORMULA_CHANGED, "đang là “(trống)”"),
    (SO, {"P11": number("0")}, said.FORMULA_CHANGED, "đang là “0”"),
    (GUIDE, {"E14": number("0")}, said.FORMULA_CHANGED, "đang là “0”"),
]


@pytest.mark.parametrize(("sheet", "edits", "check", "words"), TAMPERED)
def test_a_shut_cell_that_was_changed(sheet: str, edits: Edits, check: Check, words: str) -> None:
    got = taken(edited(FULL, sheet, edits))
    (found,) = got.findings
    assert found.check is check and found.severity is WARNING
    assert (found.at.file, found.at.sheet, found.at.cell) == (FILE, sheet, next(iter(edits)))
    assert words in say(found, "vi")
    assert got.counted and got.ballot == ballot_of(issue_of())


def test_the_place_of_a_changed_cell_names_unit_and_criterion() -> None:
    found = only(taken(edited(FULL, SO, {"P11": number("0")})).findings, said.FORMULA_CHANGED)
    assert (found.at.unit, found.at.criterion) == ("dv-1", "mang")


def test_a_raised_maximum_does_not_let_a_score_through() -> None:
    got = after({"D10": number("100"), "D11": number("50")})
    assert codes(got.findings) == ["FORM-007", "SCORE-001"]


def test_protection_and_validation_gone_from_one_sheet_are_warnings() -> None:
    bare = with_sheet(FULL, replace(sheet_of(FULL), protected=False, validations=()))
    got = taken(bare)
    assert codes(got.findings) == ["FORM-010", "FORM-011"] and got.counted
    for check in (said.PROTECTION_GONE, said.VALIDATION_GONE):
        found = only(got.findings, check)
        assert found.severity is WARNING and found.at.sheet == SO


# ---------------------------------------------------------------- rows, columns and sheets moved, copied, deleted
def moved(rows: list[int | None] | None = None, columns: list[int | None] | None = None) -> ReadBook:
    return shifted_in(FULL, SO, rows, columns)


@pytest.mark.parametrize(
    ("rows", "columns"),
    [
        ([None, *range(LAST)], None),
        ([*range(11), None, None, *range(11, LAST)], None),
        ([*range(10), 12, 11, 10, *range(13, LAST)], None),
        (None, [0, None, *range(1, 20)]),
        (None, [*range(3), 6, 5, 4, 3, *range(7, 20)]),
        ([*range(10), 11, None, 12, 10, *range(13, LAST)], [*range(5), None, *range(5, 20)]),
    ],
)
def test_moved_rows_and_columns_are_read_by_key(
    rows: list[int | None] | None, columns: list[int | None] | None
) -> None:
    got = taken(moved(rows, columns))
    assert codes(got.findings) == ["FORM-017"]
    found = only(got.findings, said.MOVED)
    assert found.severity is NOTE and found.at.sheet == SO
    assert got.ballot == ballot_of(issue_of())


def test_findings_after_moving_stand_where_the_cell_is_now() -> None:
    book = shifted_in(not_computed(FULL), SO, [None, *range(LAST)])
    found = only(taken(edited(book, SO, {"D12": number("11")})).findings, said_of_score.ABOVE_MAX)
    assert (found.at.cell, found.at.unit) == ("D12", "dv-1")


def test_a_deleted_unit_row_is_one_error() -> None:
    got = taken(not_computed(moved([n for n in range(LAST) if n != 11])))
    assert codes(got.findings) == ["FORM-004", "FORM-017"]
    found = only(got.findings, said.ROW_MISSING)
    assert (found.severity, found.at.sheet, found.at.unit) == (ERROR, SO, "dv-2")
    assert got.ballot.scores["dv-2", "mang"] is None and got.ballot.scores["dv-3", "mang"] == 7


def test_a_deleted_criterion_column_is_one_error() -> None:
    got = taken(not_computed(moved(columns=[n for n in range(20) if n != 4])))
    assert codes(got.findings) == ["FORM-005", "FORM-017"]
    found = only(got.findings, said.COLUMN_MISSING)
    assert (found.severity, found.at.criterion) == (ERROR, "an-toan")


def test_other_deleted_rows_and_columns_are_warnings() -> None:
    got = taken(moved([n for n in range(LAST) if n != 15], [n for n in range(20) if n != 9]))
    assert codes(got.findings) == ["FORM-017", "FORM-022", "FORM-023"]
    assert only(got.findings, said.ROW_GONE).severity is WARNING
    assert only(got.findings, said.COLUMN_GONE).severity is WARNING
    assert got.counted and got.ballot == ballot_of(issue_of())


def test_a_deleted_column_is_named_as_its_title_says() -> None:
    got = taken(moved(columns=[n for n in range(20) if n != 9]))
    assert "“Hạng”" in say(only(got.findings, said.COLUMN_GONE), "vi")


def test_a_copied_row_is_an_error() -> None:
    got = taken(edited(not_computed(FULL), SO, {"A30": text("u:dv-1"), "D30": number("1")}))
    found = only(got.findings, said.KEY_TWICE)
    assert (found.severity, found.at.sheet, found.facts["key"]) == (ERROR, SO, "dv-1")
    assert not got.counted


def test_a_copied_column_is_an_error() -> None:
    got = taken(edited(not_computed(FULL), SO, {"Z1": text("c:mang")}))
    assert only(got.findings, said.KEY_TWICE).facts["key"] == "mang"


def test_a_row_of_somebody_elses_is_not_read() -> None:
    got = taken(edited(FULL, SO, {"A30": text("u:sở-lạ"), "D30": number("10")}))
    found = only(got.findings, said.UNIT_NOT_HIS)
    assert found.severity is WARNING and found.facts["unit"] == "sở-lạ"
    assert got.ballot == ballot_of(issue_of())


def without(book: ReadBook, *names: str) -> ReadBook:
    return replace(book, sheets=tuple(sheet for sheet in book.sheets if sheet.name not in names))


def with_more(book: ReadBook, *sheets: ReadSheet) -> ReadBook:
    return replace(book, sheets=(*book.sheets, *sheets))


def test_a_missing_sheet_is_one_error() -> None:
    got = taken(without(FULL, HUYEN))
    assert codes(got.findings) == ["FORM-002"]
    found = only(got.findings, said.SHEET_MISSING)
    assert (found.severity, found.at.file, found.at.sheet) == (ERROR, FILE, HUYEN)
    assert got.ballot.scores["h-1", "mang"] is None and got.ballot.scores["dv-1", "mang"] == Decimal("8.25")


def test_a_copied_sheet_is_one_error() -> None:
    got = taken(with_more(FULL, replace(sheet_of(FULL), name="1. Các sở, ban, ngành (2)")))
    assert codes(got.findings) == ["FORM-003"]
    found = only(got.findings, said.SHEET_TWICE)
    assert f"({SO}, {SO} (2))" in say(found, "vi")
    assert got.ballot.scores["dv-1", "mang"] is None


def test_a_renamed_sheet_is_still_read() -> None:
    book = renamed(FULL, {each.name: f"Tờ {n}" for n, each in enumerate(FULL.sheets)})
    got = taken(edited(not_computed(book), "Tờ 1", {"D11": number("11")}))
    assert codes(got.findings) == ["SCORE-001"]
    assert got.findings[0].at.sheet == "Tờ 1"


def test_sheets_in_another_order_are_the_same() -> None:
    assert taken(replace(FULL, sheets=FULL.sheets[::-1])).findings == ()


def test_a_foreign_sheet_is_a_note() -> None:
    got = taken(with_more(FULL, ReadSheet("Nháp", "visible", {(0, 0): text("8,5")})))
    assert codes(got.findings) == ["FORM-016"]
    found = only(got.findings, said.FOREIGN_SHEET)
    assert (found.severity, found.at.sheet) == (NOTE, "Nháp")


# ---------------------------------------------------------------- whose it is
def test_a_file_that_is_not_ours() -> None:
    book = ReadBook((ReadSheet("Sheet1", "visible", {(0, 0): text("Điểm"), (1, 0): number("8")}),))
    found = refused(book)
    assert found.check is said.NOT_OURS and found.at.file == FILE
    assert refused(ReadBook(())).check is said.NOT_OURS


def test_a_sheet_of_another_member_in_the_file() -> None:
    # He pasted his colleague's sheet over: two members' passports in one file.
    other = sheet_of(returned(issue_of("TV-02")), HUYEN)
    found = refused(with_sheet(FULL, other))
    assert found.check is said.PASSPORTS_DISAGREE
    assert "TV-01, vi-du-2026, 1; TV-02, vi-du-2026, 1" in say(found, "vi")


def test_sheets_of_two_issues_in_the_file() -> None:
    found = refused(with_sheet(FULL, sheet_of(returned(issue_of(number=2)), HUYEN)))
    assert found.check is said.PASSPORTS_DISAGREE


def test_identity_is_inside_the_workbook() -> None:
    identity = identify(FULL, "tệp đã đổi tên.xlsx")
    assert (identity.passport.member, identity.passport.issue, identity.passport.round) == ("TV-01", 1, "vi-du-2026")
    assert identity.frozen == freeze(issue_of())
    assert set(identity.sheets) == {"guide", "g:So", "g:Huyen"}


@pytest.mark.parametrize("edits", [{"B2": text("AAAA")}, {"B2": None}])
def test_damaged_inner_data_is_none(edits: Edits) -> None:
    assert identify(edited(FULL, GUIDE, edits), FILE).frozen is None


def test_inner_data_survives_a_deleted_hidden_row_only_with_the_round() -> None:
    chunk = sheet_of(FULL, GUIDE).cells[1, 1].text
    assert unpack([chunk]) == freeze(issue_of())


PASSPORT = Passport(FORM, "vi-du-2026", "vi-du", "2026-01-05", "TV-01", 1, "guide")


@pytest.mark.parametrize(
    ("passport", "check"),
    [
        (PASSPORT, None),
        (PASSPORT._replace(round="vi-du-2025"), said.OTHER_ROUND),
        (PASSPORT._replace(member="TV-99"), said.MEMBER_UNKNOWN),
        (PASSPORT._replace(round="vi-du-2025", member="TV-99"), said.OTHER_ROUND),
    ],
)
def test_whose_file_it_is(passport: Passport, check: Check | None) -> None:
    found = list(check_identity(passport, FILE, "vi-du-2026", ["TV-01", "TV-02"]))
    assert [one.check for one in found] == ([check] if check else [])
    codes(found)


def test_a_newer_form_is_told() -> None:
    assert list(check_form(PASSPORT, FILE)) == []
    (found,) = check_form(PASSPORT._replace(form="9"), FILE)
    assert found.check is said.FORM_NEWER and "9" in say(found, "vi")


def test_a_passport_that_was_tampered_with_is_no_passport() -> None:
    cell = text(write_passport(PASSPORT)[:-8])
    assert identify(edited(FULL, GUIDE, {"A1": cell}), FILE).passport.sheet == "g:So"


# ---------------------------------------------------------------- other rubrics
@pytest.mark.parametrize("changes", [{"ties": "dense"}, {"rank_by": "index"}, {"shows_index": True}])
def test_every_kind_of_sheet_comes_back_clean(changes: dict[str, str]) -> None:
    issue = issue_of(by=rubric(**changes))
    got = taken(returned(issue), issue)
    assert got.findings == () and got.ballot == ballot_of(issue)


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_both_languages_come_back_clean(lang: Literal["vi", "en"]) -> None:
    issue = replace(issue_of(), round=replace(issue_of().round, lang=lang))
    assert taken(returned(issue), issue).findings == ()


def test_a_percent_base_comes_back_clean() -> None:
    groups = tuple(replace(group, base="percent") for group in RUBRIC.groups)
    issue = issue_of(by=rubric(groups=groups))
    assert taken(returned(issue), issue).findings == ()


def test_a_group_without_units_to_score() -> None:
    units = tuple(replace(unit, left_out="giải thể") if unit.group == "Huyen" else unit for unit in round_with().units)
    issue = issue_of(round_=round_with(units=units))
    got = taken(returned(issue), issue)
    assert got.findings == () and got.counted


def test_a_member_recused_from_everything_in_a_group() -> None:
    issue = issue_of(round_=with_member("TV-01", recused=frozenset({"h-1", "h-2"})))
    got = taken(returned(issue), issue)
    assert got.findings == () and got.counted
    assert {unit for unit, _ in got.ballot.scores} == {"dv-1", "dv-2", "dv-3"}


def test_scores_are_three_things() -> None:
    kinds: set[Score] = set(taken(FULL).ballot.scores.values())
    assert score("KĐG") in kinds and None not in kinds
