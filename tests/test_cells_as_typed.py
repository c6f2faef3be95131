"""Cells as people type them: what is clear counts and is noted, what is not is refused with a proposal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.excel_books import MAIN, parts, zipped
from tests.sample import assert_sayable, formula, number, text
from workbook.catalogue import cell as said
from workbook.excel.read import read_book
from workbook.findings import ERROR, Check, Place, Words, fact_text, finding
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Reading, composed, read_text
from workbook.rules.rule import Input
from workbook.sheets.compare import is_blank, tidy_text
from workbook.sheets.decode import Answers, Decoded, decode, decode_input
from workbook.sheets.grid import ReadCell
from workbook.sheets.proposals import may_be_mark

MAX = Decimal(10)
LONG = 32_767
"""Characters that a cell of Excel holds."""
NOTED, REFUSED, MARK = said.UNDERSTOOD, said.MEANT, said.MARK_UNDERSTOOD


def proposal(read: Decoded) -> str:
    """The proposal in Vietnamese; nothing without one."""
    assert read.check is not None
    assert_sayable(finding(read.check, Place(), **read.facts))
    return fact_text(read.facts["proposal"], "vi") if "proposal" in read.facts else ""


# ---------------------------------------------------------------- clear: counts, with a note
CLEAR: list[tuple[str, str]] = [
    # decimal comma and point
    ("8", "8"), ("8,5", "8.5"), ("8.5", "8.5"), ("08,5", "8.5"), ("8,50", "8.50"), ("0,0", "0.0"),
    # spaces of all kinds around it
    (" 8,5 ", "8.5"), ("8,5\u00a0", "8.5"), ("\u2009\u202f8,5\u3000", "8.5"), ("\t8,5\n", "8.5"), ("8,5\r\n", "8.5"),
    # what nobody sees: zero-width spaces and joiners, soft hyphens, signs of direction, a byte order mark
    ("\u200b8\u200c,\u200d5\u2060\ufeff", "8.5"), ("\u00ad8,5", "8.5"), ("\u200e\u202a8,5\u202c\u2069", "8.5"),
    # digits of other scripts
    ("８，５", "8.5"), ("８．５", "8.5"), ("＋８", "8"), ("٨", "8"), ("८", "8"),
    # signs: a plus; a minus counts here and is below zero for the rubric
    ("+8", "8"), ("-1", "-1"), ("\u22121", "-1"), ("\u20131,5", "-1.5"), ("－１", "-1"),
    # the unit behind it, a full stop, Excel's sign of a text
    ("8,5đ", "8.5"), ("8,5 Đ", "8.5"), ("8,5 Ð", "8.5"), ("8,5 điểm", "8.5"), ("8,5 điê\u0309m", "8.5"),
    ("8,5 diem", "8.5"), ("8.5 points", "8.5"), ("8.5 pts.", "8.5"), ("8,5 đ.", "8.5"), ("8.5.", "8.5"),
    ("8,25.", "8.25"),
    ("'8,5", "8.5"), ("\u20198,5", "8.5"),
    # beside its own maximum
    ("8,5/10", "8.5"), ("8,5 / 10", "8.5"), ("8,5 điểm/10 điểm", "8.5"), ("0/10", "0"), ("10/10", "10"),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "value"), CLEAR)
def test_what_is_clear_counts_and_is_noted(typed: str, value: str) -> None:
    read = decode(text(typed), MAX)
    assert (read.score, read.plain, read.check) == (Decimal(value), False, NOTED)
    assert read.facts["found"] == typed
    assert_sayable(finding(NOTED, Place(), **read.facts))


FRACTIONS: list[tuple[str, str, str, str]] = [
    # what is typed, the maximum, what counts, what is proposed
    ("1/2", "2", "", "1 hoặc 0,5"), ("1 / 2 đ", "2", "", "1 hoặc 0,5"), ("1/4", "4", "", "1 hoặc 0,25"),
    ("3/4", "4", "", "3 hoặc 0,75"), ("2/4", "4", "", "2 hoặc 0,5"), ("1/3", "3", "", "1"),
    ("1/2", "20", "", "1 hoặc 0,5"),
    ("1,5/2", "2", "1.5", ""), ("0/2", "2", "0", ""), ("2/2", "2", "2", ""), ("4/4", "4", "4", ""),
    ("1/5", "5", "1", ""), ("5/10", "10", "5", ""), ("1/100", "100", "1", ""),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "high", "value", "meant"), FRACTIONS)
def test_a_fraction_of_every_day_is_no_share_of_the_maximum(typed: str, high: str, value: str, meant: str) -> None:
    """ "1/2" under a maximum of 2 may be 1 or a half: said.MEANT, and nothing counts."""
    read = decode(text(typed), Decimal(high))
    assert (read.score, read.check) == ((Decimal(value), NOTED) if value else (None, REFUSED))
    assert proposal(read) == meant


MARKS = (
    "kðg", "Kɖg",
    "kđg", "KÐG", " KĐG ", "KĐG.", "K.Đ.G", "k.đ.g.", "K Đ G", "K-Đ-G", "(KĐG)", "[kđg]", "KDG", "k.d.g", "'KĐG",
    "KĐG\u200b", "KĐG\u00a0", "không đánh giá", "Không đánh giá.", "(không đánh giá)",
    "KHÔNG ĐÁNH GIÁ", "kho\u0302ng đa\u0301nh gia\u0301", "khong danh gia", "không  áp dụng", "khong ap dung", "N/A",
    "n/a", "(N/A)",
)  # fmt: skip


@pytest.mark.parametrize("typed", MARKS)
def test_the_mark_in_its_spellings(typed: str) -> None:
    read = decode(text(typed), MAX)
    assert (read.score, read.plain, read.check) == (NOT_APPLICABLE, False, MARK)
    assert_sayable(finding(MARK, Place(), **read.facts))


def test_only_the_mark_as_printed_needs_no_note() -> None:
    assert decode(text(MARK_TEXT), MAX) == Decoded(NOT_APPLICABLE)


@pytest.mark.parametrize("typed", ["", " ", "\u00a0", "\u3000", "\u200b\u200e", "\n", "'", "\u00ad"])
def test_what_nobody_sees_is_blank_and_neither_zero_nor_the_mark(typed: str) -> None:
    read = decode(text(typed), MAX)
    assert (read.score, read.check) == (None, None)


# ---------------------------------------------------------------- unclear: refused, with a proposal
UNCLEAR: list[tuple[str, Check, str]] = [
    # half a figure, or a mark too many
    (",5", REFUSED, "0,5"), (".5", REFUSED, "0,5"), ("8,", REFUSED, "8"), ("8.", REFUSED, "8"),
    ("8..5", REFUSED, "8,5"),
    ("8, 5", REFUSED, "8,5"), ("8 ,5", REFUSED, "8,5"), ("8;5", REFUSED, "8,5"), ("8·5", REFUSED, "8,5"),
    ("8'5", REFUSED, "8,5"),
    ("8,5,", REFUSED, "8,5"), ("8,5,5", REFUSED, ""),
    # thousands or decimals
    ("1.250", said.AMBIGUOUS, "1,25"), ("1,250", said.AMBIGUOUS, "1,25"), ("9.999", said.AMBIGUOUS, "9,999"),
    # halves
    ("½", REFUSED, "0,5"), ("8½", REFUSED, "8,5"), ("8 1/2", REFUSED, "8,5"), ("8 ¾", REFUSED, "8,75"),
    ("8 rưỡi", REFUSED, "8,5"), ("8 điểm rưỡi", REFUSED, "8,5"), ("1/2", REFUSED, "1 hoặc 0,5"),
    # of another maximum, dates and times as texts
    ("8/20", REFUSED, "8"), ("8/5", REFUSED, "8,5"), ("8:30", REFUSED, "8,3"), ("8.5.2026", REFUSED, "8,5 hoặc 5,8"),
    ("08/05/26", REFUSED, "8,5 hoặc 5,8"),
    # powers, letters for digits, other units
    ("1e1", REFUSED, "10"), ("85e-1", REFUSED, "8,5"), ("1O", REFUSED, "10"), ("O", REFUSED, "0"), ("l", REFUSED, "1"),
    ("8,O", REFUSED, "8"), ("lO đ", REFUSED, "10"), ("8,5 d", REFUSED, "8,5"), ("8 lần", REFUSED, "8"),
    # a figure among words, and after a sign
    ("khoảng 8", REFUSED, "8"), ("Điểm: 8,5", REFUSED, "8,5"), ("8,5 (tạm)", REFUSED, "8,5"),
    ("8,5\nđạt", REFUSED, "8,5"),
    ("~8", REFUSED, "8"), ("- 8", REFUSED, "8"), ("=8", REFUSED, "8"), ("“8,5”", REFUSED, "8,5"),
    # more digits than a number of Excel has
    ("8.3500000000000001", REFUSED, "8,35"), ("7,4999999999999991", REFUSED, "7,5"),
    # percent
    ("85%", said.PERCENT_MEANT, "8,5"), ("85 %", said.PERCENT_MEANT, "8,5"),
    ("8,5%", said.PERCENT_MEANT, "8,5 hoặc 0,85"),
    ("85٪", REFUSED, ""), ("850%", said.PERCENT, ""), ("tám %", said.PERCENT, ""),
    # the mark, zero, or nothing given
    *((word, said.MARK_MEANT, "") for word in ("-", "–", "---", "/", "...", "?", "x", "X", "không", "Không có", "NA",
                                               "không phát sinh", "miễn", "#N/A", "bỏ qua.", "KPS")),
    ("KĐG 8", said.MARK_AND_SCORE, ""), ("0 (không áp dụng)", said.MARK_AND_SCORE, ""),
    ("n/a 0", said.MARK_AND_SCORE, ""),
    # two figures, words, nonsense
    ("7-8", said.WORD, ""), ("8 5", said.WORD, ""), ("7 hoặc 8", said.WORD, ""), ("tám", said.WORD, ""),
    ("8²", said.WORD, ""),
    ("Ⅷ", said.WORD, ""), ("đ", said.WORD, ""), ("TRUE", said.WORD, ""), ("nan", said.WORD, ""),
    ("1e999", said.WORD, ""),
    ("khoảng 80", said.WORD, ""), ("12 nghìn", said.WORD, ""), ("9" * 41, said.WORD, ""),
]  # fmt: skip


@pytest.mark.parametrize(("typed", "check", "meant"), UNCLEAR)
def test_what_is_not_clear_is_refused_with_a_proposal(typed: str, check: Check, meant: str) -> None:
    read = decode(text(typed), MAX)
    check = said.WORD if check is REFUSED and not meant else check
    assert (read.score, read.plain, read.check) == (None, False, check)
    assert read.check is not None and read.check.severity is ERROR
    assert proposal(read) == meant


def test_a_proposal_fits_the_cell() -> None:
    assert proposal(decode(text("khoảng 80"), Decimal(100))) == "80"
    assert proposal(decode(text("85%"), Decimal(100))) == "85"
    assert proposal(decode(text("1.250"), Decimal(2000))) == "1,25 hoặc 1.250"
    assert proposal(decode(text("17/20"), Decimal(40))) == "17"


# ---------------------------------------------------------------- dates and times that were scores
def moment(serial: str, number_format: str) -> ReadCell:
    return ReadCell("date", serial, locked=False, number_format=number_format)


DATES: list[tuple[str, str, str, str]] = [
    # 8 May: "8.5" in a Vietnamese Excel, "5/8" in an English one
    ("46150", "d-mmm", "10", "8,5 hoặc 5,8"),
    ("46150", "dd/mm/yyyy", "6", "5,8"),
    ("46150", "m/d/yyyy", "8.5", "8,5 hoặc 5,8"),
    ("46148", "d-mmm", "10", "6,5 hoặc 5,6"),
    ("46147", "d-mmm", "10", "5,5"),
    ("46154", "d-mmm", "20", "12,5 hoặc 5,12"),
    ("46167", "d-mmm", "20", "5,25"),
    # no such day: the second figure became a year ("8.25" is August 2025, "8.50" August 1950)
    ("45870", "mmm-yy", "10", "8,25"),
    ("18476", "mmm\\-yy", "10", "8,5"),
    # beyond the maximum both ways: day and month, as Vietnamese type it
    ("46150", "d-mmm", "2", "8,5"),
    # typed again into a cell that has kept the format
    ("8.5", "d-mmm", "10", "8,5"),
    ("8.3499999999999996", "d-mmm", "10", "8,35"),
]


@pytest.mark.parametrize(("serial", "number_format", "high", "meant"), DATES)
def test_a_date_proposes_the_score(serial: str, number_format: str, high: str, meant: str) -> None:
    read = decode(moment(serial, number_format), Decimal(high))
    assert (read.score, read.check, proposal(read)) == (None, said.DATE, meant)


TIMES = [("0.3541666666666667", "h:mm", "8:30", "8,3"), ("0.3368055555555556", "h:mm", "8:05", "8,5"),
         ("1.0625", "[h]:mm:ss", "25:30", ""), ("0", "h:mm", "0:00", "")]  # fmt: skip


@pytest.mark.parametrize(("serial", "number_format", "shown", "meant"), TIMES)
def test_a_time_proposes_the_score(serial: str, number_format: str, shown: str, meant: str) -> None:
    read = decode(moment(serial, number_format), MAX)
    assert (read.score, read.check, read.facts["found"]) == (None, said.MEANT if meant else said.WORD, shown)
    assert proposal(read) == meant


# ---------------------------------------------------------------- other kinds of cell
@pytest.mark.parametrize(
    ("cell", "score", "check", "meant"),
    [
        # a number under a percent format: the figure before the sign, or so much of the maximum
        (number("0.85", "0%"), None, said.PERCENT_MEANT, "8,5"),
        (number("0.08", "0%"), None, said.PERCENT_MEANT, "8 hoặc 0,8"),
        (number("8", "0%"), None, said.PERCENT, ""),
        # binary noise of pasted results, and the digits of several programs
        (number("8.350000000000001"), "8.35", None, ""),
        (number("8.3499999999999996447"), "8.35", None, ""),
        (number("7.4999999999999991"), "7.5", None, ""),
        (number("1E-7"), "0.0000001", None, ""),
        (number("8.35E0"), "8.35", None, ""),
        # a day that a number format hides
        (number("46150", "0.00"), None, said.DATE, "8,5 hoặc 5,8"),
        (ReadCell("error", "#N/A", locked=False), None, said.ERROR_VALUE, ""),
        (ReadCell("error", '#"lỗi"', locked=False), None, said.ERROR_VALUE, ""),
        (ReadCell("boolean", "0", locked=False), None, said.TRUTH, ""),
    ],
)
def test_other_kinds_of_cell(cell: ReadCell, score: str | None, check: Check | None, meant: str) -> None:
    read = decode(cell, MAX)
    assert (read.score, read.check) == (None if score is None else Decimal(score), check)
    assert check is None or proposal(read) == meant


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (formula("5+3", "8"), "8"),
        (formula("7.5-0.0000000000000009", "7.4999999999999991"), "7,5"),
        (formula("8.5"), "8,5"),
        (formula("B2"), "(trống)"),
        (formula("B2")._replace(kind="text", text="tám"), "tám"),
        (formula("1/0")._replace(kind="error", text="#DIV/0!"), "#DIV/0!"),
    ],
)
def test_a_formula_is_refused_with_what_it_shows(cell: ReadCell, shown: str) -> None:
    read = decode(cell, MAX)
    assert (read.score, read.check) == (None, said.FORMULA)
    assert fact_text(read.facts["shown"], "vi") == shown
    proposal(read)


# ---------------------------------------------------------------- facts of unit sheets
def asked(kind: str, high: str, **more: Any) -> Input:
    return Input("a", kind, Words("Số hồ sơ", "Files"), Decimal(high), **more)  # type: ignore[arg-type]


ANSWERS = Answers("Có", "Không")
COUNT = asked("count", "10000000", unit="hồ sơ")
SHARE = asked("number", "100", step=Decimal("0.01"), unit="%")
LEVEL = asked("level", "3", low=Decimal(1), options=("Chưa có", "Có kế hoạch", "Có kết quả"))
YES_NO = asked("yes_no", "1")
FACTS: list[tuple[Input, ReadCell, str | None, Check, str]] = [
    (COUNT, text("25 hồ sơ"), "25", NOTED, ""),
    (COUNT, text("25 ho so"), "25", NOTED, ""),
    (COUNT, text("２５hồ sơ"), "25", NOTED, ""),
    (COUNT, text("1.250 HỒ SƠ"), "1250", NOTED, ""),
    (COUNT, text("25 lần"), None, said.FACT_MEANT, "25"),
    (COUNT, text("khoảng 25 hồ sơ"), None, said.FACT_MEANT, "25"),
    (COUNT, text("12 nghìn"), None, said.FACT_MEANT, "12.000"),
    (COUNT, text("1,2 triệu hồ sơ"), None, said.FACT_MEANT, "1.200.000"),
    (COUNT, text("1O"), None, said.FACT_MEANT, "10"),
    (COUNT, text("8 rưỡi"), None, said.FACT_UNREAD, ""),
    (COUNT, text("-"), None, said.MARK_MEANT, ""),
    (COUNT, text("không có"), None, said.MARK_MEANT, ""),
    (COUNT, text("25/30"), None, said.FACT_UNREAD, ""),
    (COUNT, text("25 %"), None, said.FACT_UNREAD, ""),
    (COUNT, moment("46150", "d-mmm"), None, said.FACT_UNREAD, ""),
    (SHARE, text("85 %"), "85", NOTED, ""),
    (SHARE, text("85,5%"), "85.5", NOTED, ""),
    (SHARE, number("0.855", "0.0%"), None, said.FACT_MEANT, "85,5"),
    (SHARE, text("85 phần trăm"), None, said.FACT_MEANT, "85"),
    (SHARE, moment("46150", "d-mmm"), None, said.FACT_DATE, "8,5 hoặc 5,8"),
    (SHARE, moment("0.3541666666666667", "h:mm"), None, said.FACT_MEANT, "8,3"),
    (SHARE, formula("85.5"), None, said.FORMULA, ""),
    (LEVEL, text("Mức 2"), None, said.FACT_MEANT, "2"),
    (LEVEL, text("có  kế hoạch"), "2", said.ANSWER_UNDERSTOOD, ""),
    (LEVEL, text("Mức 4"), None, said.FACT_UNREAD, ""),
    (YES_NO, text("x"), "1", said.ANSWER_UNDERSTOOD, ""),
    (YES_NO, text("không"), "0", said.ANSWER_UNDERSTOOD, ""),
    (YES_NO, text("-"), None, said.FACT_UNREAD, ""),
    (YES_NO, text("N/A"), "KĐG", MARK, ""),
]


@pytest.mark.parametrize(("asked_for", "cell", "value", "check", "meant"), FACTS)
def test_facts_as_people_type_them(
    asked_for: Input, cell: ReadCell, value: str | None, check: Check, meant: str
) -> None:
    read = decode_input(cell, asked_for, ANSWERS)
    right = NOT_APPLICABLE if value == "KĐG" else None if value is None else Decimal(value)
    assert (read.score, read.plain, read.check) == (right, False, check)
    assert proposal(read) == meant


# ---------------------------------------------------------------- very long texts
HEAPS = ("a" + "\u0301\u0316" * (LONG // 2), "a" + "\u0301" * (LONG // 2) + "\u0316" * (LONG // 2))
"""Accents heaped on one letter: to sort them takes the standard library seconds a cell."""
ENDLESS = ("8" * LONG, "8," * (LONG // 2), "8 " * (LONG // 2), "\u200b" * LONG, "đ" * LONG, "-" * LONG, "O" * LONG,
           "%" * LONG, "/8" * (LONG // 2), "KĐG 8 " * (LONG // 6), "_x0041_" * (LONG // 7), *HEAPS)  # fmt: skip


@pytest.mark.parametrize("typed", ENDLESS, ids=range(len(ENDLESS)))
def test_a_very_long_text_is_no_score(typed: str) -> None:
    """Read in linear time: a few milliseconds each, where a quadratic reading takes seconds."""
    for read in (decode(text(typed), MAX), *(decode_input(text(typed), each, ANSWERS) for each in (COUNT, LEVEL))):
        assert read.score is None
        assert read.check is None or proposal(read) == ""
    assert not may_be_mark(typed) and (is_blank(typed) is (read_text(typed).reading is Reading.BLANK))
    assert len(tidy_text(typed)) <= len(typed)


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("kho\u0302ng", "không"),
        ("Ủy ban " * 100 + "nha\u0302n da\u0302n", "Ủy ban " * 100 + "nhân dân"),
        (HEAPS[0], HEAPS[0]),
        ("x" * 500, "x" * 500),
    ],
)
def test_a_text_is_composed_unless_nobody_can_have_typed_it(typed: str, wanted: str) -> None:
    assert composed(typed) == wanted


# ---------------------------------------------------------------- days counted from 1904
@pytest.mark.parametrize(
    ("marked", "stored", "meant"),
    [
        ("", "46150", "8,5 hoặc 5,8"),
        ('<workbookPr date1904="0"/>', "46150", "8,5 hoặc 5,8"),
        # 8 May 2026 again, in a workbook that was once made on a Mac
        ('<workbookPr date1904="1"/>', "44688", "8,5 hoặc 5,8"),
        ('<workbookPr date1904="true"/>', "44688", "8,5 hoặc 5,8"),
        # a score typed again under the date's format is no day
        ('<workbookPr date1904="1"/>', "8.5", "8,5"),
    ],
)
def test_a_workbook_that_counts_days_from_1904(marked: str, stored: str, meant: str) -> None:
    formats = '<cellXfs><xf numFmtId="0"/><xf numFmtId="16"/></cellXfs>'
    rows = f'<row r="1"><c r="A1" s="1"><v>{stored}</v></c><c r="B1"><v>{stored}</v></c></row>'
    made = parts(f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>', styles=formats)
    made["xl/workbook.xml"] = made["xl/workbook.xml"].replace("<sheets>", f"{marked}<sheets>")
    cells = read_book(zipped(made), "phieu.xlsx").sheets[0].cells
    read = decode(cells[0, 0], MAX)
    assert (read.check, proposal(read)) == (said.DATE, meant)
    assert cells[0, 1].text == stored
