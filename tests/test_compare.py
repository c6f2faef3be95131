"""A returned sheet against the sent one: keys located anywhere, differences told once, formulas by meaning."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.sample import SO, Edits, as_read, drawn, edited, issue_of, number, sheet_of, text
from tests.shifting import shifted
from workbook.sheets.compare import Difference, differences, figure_of, locate, unmoved
from workbook.sheets.grid import ReadCell, ReadSheet
from workbook.sheets.meaning import tokens

BOOK = drawn(issue_of())
SENT = BOOK.sheet(SO)
READ = as_read(BOOK)
SUMMED = f"={sheet_of(READ).cells[9, 7].formula}"
"""The formula in H10."""
OPEN = frozenset(name for name, style in BOOK.styles.items() if not style.locked)


def found_in(sheet: ReadSheet) -> list[Difference]:
    located = locate(sheet)
    assert located is not None
    return list(differences(SENT, located, OPEN))


def after(edits: Edits) -> list[Difference]:
    return found_in(sheet_of(edited(READ, SO, edits)))


# ---------------------------------------------------------------- locating
def test_keys_stand_where_they_were_sent() -> None:
    located = locate(sheet_of(READ))
    assert located is not None
    assert (located.rows["u:dv-1"], located.columns["c:mang"]) == (10, 3)
    assert located.a1("u:dv-1", "c:mang") == "D11"
    assert located.repeated == () and unmoved(SENT, located)


def test_keys_are_found_where_they_stand_now() -> None:
    sheet = shifted(sheet_of(READ), rows=[None, None, *range(len(SENT.rows))], columns=[0, 1, None, 2, *range(3, 40)])
    located = locate(sheet)
    assert located is not None
    assert located.a1("u:dv-1", "c:mang") == "E13"
    assert not unmoved(SENT, located)
    assert found_in(sheet) == []


def test_a_missing_key_has_no_address() -> None:
    located = locate(sheet_of(READ))
    assert located is not None
    assert located.a1("u:none", "c:mang") is None and located.cell("u:dv-1", "c:none") is None


def test_a_sheet_without_passport_is_not_ours() -> None:
    assert locate(sheet_of(edited(READ, SO, {"A1": None}))) is None
    assert locate(ReadSheet("Sheet1", "visible", {(0, 0): text("a"), (4, 2): number("1")})) is None


def test_copied_keys_are_remembered() -> None:
    located = locate(sheet_of(edited(READ, SO, {"A12": text("u:dv-1"), "E1": text("c:mang")})))
    assert located is not None
    assert sorted(located.repeated) == ["c:mang", "u:dv-1"]
    assert (located.rows["u:dv-1"], located.columns["c:mang"]) == (10, 3)


# ---------------------------------------------------------------- differences
def test_an_untouched_sheet_has_none() -> None:
    assert found_in(sheet_of(READ)) == []


@pytest.mark.parametrize(
    "edits",
    [
        {"D11": number("8.25"), "O11": text("ghi chú")},  # open cells are the member's
        {"C11": text(" Sở Y tế ")},
        {"C11": text("Sở Y te\u0302\u0301")},  # decomposed
        {"C12": ReadCell("text", "Sở Xây dựng\r\n")},
        {"D10": number("10.0")},
        {"D2": number("0.25000000000000000")},
        {"C18": text("viết thêm chỗ trống")},
    ],
)
def test_the_same_thing_in_other_spellings_is_none(edits: Edits) -> None:
    assert after(edits) == []


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ({"C11": text("Sở Tế")}, ("label", "u:dv-1", "unit", "Sở Y tế", "Sở Tế")),
        ({"C11": None}, ("label", "u:dv-1", "unit", "Sở Y tế", "")),
        ({"D10": number("100")}, ("label", "h:max", "c:mang", "10", "100")),
        ({"D10": text("10")}, ("label", "h:max", "c:mang", "10", "10")),
        ({"D10": ReadCell("number", "10", "5+5")}, ("label", "h:max", "c:mang", "10", "10")),
        ({"B11": number("2")}, ("label", "u:dv-1", "no", "1", "2")),
        ({"H10": ReadCell("number", "45", "SUM(D10:F10)")}, ("formula", "h:max", "total", SUMMED, "=SUM(D10:F10)")),
        ({"H10": number("45")}, ("formula", "h:max", "total", SUMMED, "45")),
        ({"H10": None}, ("formula", "h:max", "total", SUMMED, "")),
    ],
)
def test_one_change_is_one_difference(edits: Edits, expected: tuple[str, ...]) -> None:
    assert after(edits) == [expected]


@pytest.mark.parametrize(
    ("row", "key", "words"), [(10, "u:dv-1", "Sở Y tế"), (12, "u:dv-3", "Ban Dân tộc"), (16, "f:tiers", "")]
)
def test_a_deleted_row_is_one_difference(row: int, key: str, words: str) -> None:
    # Excel shortens the ranges of the other rows' formulas: a consequence, not a second fault.
    sheet = shifted(sheet_of(READ), rows=[n for n in range(len(SENT.rows)) if n != row])
    ((kind, row_key, column_key, sent, found),) = found_in(sheet)
    assert (kind, row_key, column_key, found) == ("row", key, "", "")
    assert words in sent


@pytest.mark.parametrize(
    ("column", "key", "title"),
    [
        (4, "c:an-toan", "1.10. An toàn thông tin"),
        (9, "rank", "Hạng"),
        (18, "s:sang-kien", "s:sang-kien"),
        (19, "limit", "limit"),
    ],
)
def test_a_deleted_column_is_one_difference(column: int, key: str, title: str) -> None:
    # Excel leaves #REF! behind in what referred to it: a consequence too.
    sheet = shifted(sheet_of(READ), columns=[n for n in range(len(SENT.columns)) if n != column])
    assert found_in(sheet) == [("column", "", key, title, "")]


def test_a_real_change_beside_a_deleted_row_is_still_seen() -> None:
    sheet = sheet_of(edited(READ, SO, {"H11": ReadCell("number", "45", "SUM(D11:G11)+8")}))
    sheet = shifted(sheet, rows=[n for n in range(len(SENT.rows)) if n != 11])
    assert [(one.kind, one.row_key) for one in found_in(sheet)] == [("formula", "u:dv-1"), ("row", "u:dv-2")]


def test_sorted_rows_are_no_difference() -> None:
    order = [*range(10), 12, 10, 11, *range(13, len(SENT.rows))]
    located = locate(shifted(sheet_of(READ), rows=order))
    assert located is not None and located.a1("u:dv-3", "c:mang") == "D11"
    assert list(differences(SENT, located, OPEN)) == []


# ---------------------------------------------------------------- formulas by meaning
@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SUM(D11:G11)", "sum( d11:g11 )"),
        ("IF(A1=0.50,1,0)", "IF(A1=.5,1,0)"),
        ("IF(A1=100,1,0)", "IF(A1=1E2,1,0)"),
        ("RANK(A1,A1:A9)", "_xlfn.RANK.EQ(A1,A1:A9)"),
        ("IF(A1,TRUE,FALSE)", "IF(A1,TRUE(),FALSE())"),
        ('IF(A1="a b","x","")', 'IF(A1 = "a b", "x", "")'),
    ],
)
def test_the_same_formula_in_other_spellings(ours: str, theirs: str) -> None:
    assert tokens(ours) == tokens(theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("SUM(D11:G11)", "SUM(D11:F11)"),
        ("SUM(D11:G11)", "SUM(D$11:G11)"),
        ("IF(A1>=85,1,0)", "IF(A1>85,1,0)"),
        ("IF(A1=85,1,0)", "IF(A1=58,1,0)"),
        ('IF(A1="Tốt",1,0)', 'IF(A1="tốt",1,0)'),
        ('IF(A1="a b",1,0)', 'IF(A1="ab",1,0)'),
        ("SUM(A1)", "SUM(A1)+0"),
        ("RANK(A1,A1:A9)", "RANK.AVG(A1,A1:A9)"),
    ],
)
def test_another_formula_is_another(ours: str, theirs: str) -> None:
    assert tokens(ours) != tokens(theirs)


def test_a_strange_formula_is_no_traceback() -> None:
    for strange in ("", '"', "A1:", "((((", "'", "=\x00", "A" * 5000, "1" * 400, "A1:XFD1048576"):
        assert isinstance(tokens(strange), tuple)
        moved = shifted(sheet_of(READ), rows=[None, *range(len(SENT.rows))])
        cells = dict(moved.cells) | {(10, 7): ReadCell("number", "1", strange)}
        assert found_in(replace(moved, cells=cells))


@pytest.mark.parametrize(
    ("cell", "figure"),
    [
        (None, None),
        (ReadCell("none", "", "SUM(A1)"), None),
        (ReadCell("text", " Tốt "), "Tốt"),
        (ReadCell("text", ""), ""),
        (ReadCell("error", "#REF!"), "#REF!"),
    ],
)
def test_figures_shown(cell: ReadCell | None, figure: str | None) -> None:
    assert figure_of(cell) == figure


def test_a_number_shown_is_exact() -> None:
    assert str(figure_of(ReadCell("number", "33.75"))) == "33.75"
