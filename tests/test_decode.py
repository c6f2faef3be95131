"""One open cell: what is typed, by what kind of cell, and what it counts as."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.sample import assert_sayable, day, formula, number, score, text
from workbook.catalogue import cell as said
from workbook.findings import ERROR, NOTE, Check, Place, Words, fact_text, finding, say
from workbook.points import MARK_TEXT
from workbook.rules.entry import hint
from workbook.rules.rule import Input
from workbook.sheets.decode import LONGEST_TEXT, Answers, decode, decode_input, decode_text, is_percent
from workbook.sheets.grid import ReadCell

MAX = Decimal(10)
BLANK_OPEN = ReadCell("none", "", locked=False)
BOOLEAN = ReadCell("boolean", "1", locked=False)
BROKEN = ReadCell("error", "#DIV/0!", locked=False)

# What stands in the cell, what counts ("-" nothing), whether the sheet's own formulas see the
# same, the check that speaks.
TABLE: list[tuple[ReadCell | None, str, bool, Check | None]] = [
    # blank, zero and not applicable are three things
    (None, "-", True, None),
    (BLANK_OPEN, "-", True, None),
    (text(""), "-", True, None),
    (text("  "), "-", False, None),
    (number("0"), "0", True, None),
    (text(MARK_TEXT), "KĐG", True, None),
    # numbers
    (number("8.5"), "8.5", True, None),
    (number("8.3000000000000007"), "8.3", True, None),
    (number("-1"), "-1", True, None),
    (number("11", "0.00"), "11", True, None),
    (number("8", "#,##0.0"), "8", True, None),
    (number("5", '0"%"'), "5", True, None),
    # understood, with a note
    (text("8,0"), "8.0", False, said.UNDERSTOOD),
    (text("8.5 đ"), "8.5", False, said.UNDERSTOOD),
    (text("0"), "0", False, said.UNDERSTOOD),
    (text("không đánh giá"), "KĐG", False, said.MARK_UNDERSTOOD),
    (text(" KDG"), "KĐG", False, said.MARK_UNDERSTOOD),
    # not read
    (text("tám"), "-", False, said.WORD),
    (text("7-8"), "-", False, said.WORD),
    (text("1.250"), "-", False, said.AMBIGUOUS),
    (text("KĐG 8"), "-", False, said.MARK_AND_SCORE),
    (text("8 (kđg)"), "-", False, said.MARK_AND_SCORE),
    (text("8,5 / 20"), "-", False, said.MEANT),
    (text("-"), "-", False, said.MARK_MEANT),
    (text("850%"), "-", False, said.PERCENT),
    (text("85%"), "-", False, said.PERCENT_MEANT),
    (number("8.5", "0%"), "-", False, said.PERCENT),
    (number("0.85", "0%"), "-", False, said.PERCENT_MEANT),
    (number("0.855", "0.0%"), "-", False, said.PERCENT_MEANT),
    (day("46150"), "-", False, said.DATE),
    (BROKEN, "-", False, said.ERROR_VALUE),
    (number("1e999"), "-", False, said.NO_FIGURE),
    (number("0x1F"), "-", False, said.NO_FIGURE),
    (number("1E99999999"), "-", False, said.NO_FIGURE),
    (BOOLEAN, "-", False, said.TRUTH),
    (formula("4+4", "8"), "-", False, said.FORMULA),
    (formula("[1]Sheet1!A1"), "-", False, said.FORMULA),
]


@pytest.mark.parametrize(("cell", "counts", "plain", "check"), TABLE)
def test_what_a_cell_counts_as(cell: ReadCell | None, counts: str, plain: bool, check: Check | None) -> None:
    read = decode(cell, MAX)
    assert (read.score, read.plain, read.check) == (score(counts), plain, check)
    if check is not None:
        assert_sayable(finding(check, Place(), **read.facts))


def test_every_check_of_the_family_stands_in_a_table() -> None:
    told = {check for _, _, _, check in TABLE} | {check for *_, check in FACTS} | {check for *_, check in TEXTS}
    assert told - {None} | {said.SHOWN_OTHERWISE} == set(said.CHECKS), "number formats: test_formats"


def test_an_error_never_counts_and_a_note_always_does() -> None:
    for cell, _, _, check in TABLE:
        read = decode(cell, MAX)
        if check is not None:
            assert check.severity is (NOTE if read.score is not None else ERROR)


@pytest.mark.parametrize(
    ("number_format", "want"),
    [
        ("0%", True),
        ("0.00%;[Red]-0.00%", True),
        ("0 %", True),
        ('0%" của tối đa"', True),
        ('"điểm "0%', True),
        ("[$-42A]0%", True),
        ("\\ 0%", True),
        ("General", False),
        ("0.00", False),
        ('0"%"', False),
        ('0" % "', False),
        ("0\\%", False),
        ("0_%", False),
        ("0*%", False),
        ("[$%]0", False),
        ('0"%', False),
        ("0\\", False),
    ],
)
def test_only_a_percent_sign_that_counts_makes_a_percentage(number_format: str, want: bool) -> None:
    assert is_percent(number_format) is want


def said_of(cell: ReadCell) -> tuple[str, str]:
    read = decode(cell, MAX)
    assert read.check is not None
    found = finding(read.check, Place(), **read.facts)
    return say(found, "vi"), say(found, "en")


@pytest.mark.parametrize(
    ("serial", "date_", "proposal"),
    [
        ("46150", "08/05/2026", "8,5 hoặc 5,8"),
        ("46154", "12/05/2026", "5,12"),
        ("46150.4", "08/05/2026", "8,5 hoặc 5,8"),
        # "8,5" typed again into a cell that has kept the date's format: Excel shows 8-Jan of 1900.
        ("8.5", "08/01/1900", "8,5"),
        ("9", "09/01/1900", "9"),
        ("0.5", "31/12/1899", "0,5"),
        ("0", "31/12/1899", "0"),
        ("61", "01/03/1900", "61"),
    ],
)
def test_a_date_proposes_what_was_typed(serial: str, date_: str, proposal: str) -> None:
    vi, _ = said_of(day(serial))
    assert date_ in vi
    assert f"là {proposal};" in vi


@pytest.mark.parametrize(("serial", "shown"), [("0.3541666666666667", "8:30"), ("0", "0:00"), ("0.75", "18:00")])
def test_a_time_is_no_date(serial: str, shown: str) -> None:
    read = decode(day(serial)._replace(number_format="h:mm"), MAX)
    assert (read.score, read.check, read.facts["found"]) == (None, said.MEANT if shown == "8:30" else said.WORD, shown)


@pytest.mark.parametrize("serial", ["-5", "99999999", "x"])
def test_a_date_beyond_the_calendar_is_no_traceback(serial: str) -> None:
    read = decode(day(serial), MAX)
    assert (read.score, read.check) == (None, said.WORD)


def test_the_words_name_what_is_there_and_what_to_do() -> None:
    assert "“1.250”" in said_of(text("1.250"))[0] and "là 1,25," in said_of(text("1.250"))[0]
    assert "85%" in said_of(number("0.85", "0%"))[0] and "từ 0 đến 10" in said_of(number("0.85", "0%"))[0]
    assert "85.5%" in said_of(number("0.855", "0.0%"))[1]
    assert "“=4+4”" in said_of(formula("4+4", "8"))[0] and "8)" in said_of(formula("4+4", "8"))[0]
    assert "(trống)" in said_of(formula("[1]Sheet1!A1"))[0]
    assert "#DIV/0!" in said_of(BROKEN)[1]
    assert "TRUE" in said_of(BOOLEAN)[1] and "FALSE" in said_of(BOOLEAN._replace(text="0"))[1]


def test_a_cell_full_of_text_is_cut_in_words() -> None:
    vi, _ = said_of(text("a" * 10_000))
    assert len(vi) < 500


def test_the_date_is_the_calendars_own() -> None:
    assert decode(day("46150"), MAX).facts["date"] == date(2026, 5, 8)


# ---------------------------------------------------------------- what a rule asks for
def asked(kind: str, high: str, **more: Any) -> Input:
    return Input("a", kind, Words("Số hồ sơ", "Files"), Decimal(high), **more)  # type: ignore[arg-type]


POINTS = asked("points", "10", step=Decimal("0.25"))
COUNT = asked("count", "10000000", unit="hồ sơ")
NUMBER = asked("number", "100", low=Decimal(-100), step=Decimal("0.01"), unit="%")
YES_NO = asked("yes_no", "1")
LEVEL = asked("level", "3", low=Decimal(1), options=("Chưa có", "Có kế hoạch", "Có kết quả"))
ANSWERS = Answers("Có", "Không")

FACTS: list[tuple[Input, ReadCell | None, str, bool, Check | None]] = [
    # points: as ever
    (POINTS, number("8.5"), "8.5", True, None),
    (POINTS, text("8,5"), "8.5", False, said.UNDERSTOOD),
    (POINTS, text("tám"), "-", False, said.WORD),
    # blank and the mark are the same for every kind
    *((each, None, "-", True, None) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, BLANK_OPEN, "-", True, None) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, text("  "), "-", False, None) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, text(MARK_TEXT), "KĐG", True, None) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, text("kdg"), "KĐG", False, said.MARK_UNDERSTOOD) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, text("5 KĐG"), "-", False, said.MARK_AND_SCORE) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, formula("B2"), "-", False, said.FORMULA) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, BROKEN, "-", False, said.FACT_UNREAD) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    *((each, text("nhiều"), "-", False, said.FACT_UNREAD) for each in (COUNT, NUMBER, YES_NO, LEVEL)),
    # counts and figures; limits and steps are judged elsewhere
    (COUNT, number("0"), "0", True, None),
    (COUNT, number("1250"), "1250", True, None),
    (COUNT, number("12.5"), "12.5", True, None),
    (COUNT, number("46150"), "46150", True, None),
    (COUNT, number("-1"), "-1", True, None),
    (COUNT, text("25"), "25", False, said.UNDERSTOOD),
    (COUNT, text("25 hồ sơ"), "25", False, said.UNDERSTOOD),
    (COUNT, text("25 Hồ Sơ "), "25", False, said.UNDERSTOOD),
    (COUNT, text("1.250"), "1250", False, said.UNDERSTOOD),
    (COUNT, text("1,250 hồ sơ"), "1250", False, said.UNDERSTOOD),
    (COUNT, text("1 250"), "1250", False, said.UNDERSTOOD),
    (COUNT, text("1.250.000"), "1250000", False, said.UNDERSTOOD),
    (COUNT, text("1.250,5"), "1250.5", False, said.UNDERSTOOD),
    (COUNT, text("1.000"), "-", False, said.AMBIGUOUS),
    (COUNT, text("1.250.00"), "-", False, said.FACT_UNREAD),
    (COUNT, text("25%"), "-", False, said.FACT_UNREAD),
    (COUNT, text("25/30"), "-", False, said.FACT_UNREAD),
    (COUNT, number("0.25", "0%"), "-", False, said.FACT_UNREAD),
    (COUNT, BOOLEAN, "-", False, said.FACT_UNREAD),
    (COUNT, day("46150"), "-", False, said.FACT_UNREAD),
    (NUMBER, number("-12.25"), "-12.25", True, None),
    (NUMBER, text("85,5"), "85.5", False, said.UNDERSTOOD),
    (NUMBER, text("85,5 %"), "85.5", False, said.UNDERSTOOD),
    (NUMBER, text("1.250"), "-", False, said.AMBIGUOUS),
    (NUMBER, number("0.85", "0%"), "-", False, said.FACT_MEANT),
    (NUMBER, number("8.5", "0%"), "-", False, said.FACT_UNREAD),
    (NUMBER, day("46150"), "-", False, said.FACT_DATE),
    (NUMBER, number("46150"), "-", False, said.FACT_DATE),
    # yes and no
    (YES_NO, text("Có"), "1", True, None),
    (YES_NO, text("Không"), "0", True, None),
    *((YES_NO, text(word), "1", False, said.ANSWER_UNDERSTOOD)
      for word in ("có", "CÓ ", "C\u006f\u0301", "co", "x", "X", "1", "Yes", "true", "✓", "đúng")),
    *((YES_NO, text(word), "0", False, said.ANSWER_UNDERSTOOD)
      for word in ("không", "KHÔNG", "Khong", "ko", "0", "no", "FALSE", "không  có", "chưa")),
    (YES_NO, number("1"), "1", False, said.ANSWER_UNDERSTOOD),
    (YES_NO, number("0"), "0", False, said.ANSWER_UNDERSTOOD),
    (YES_NO, BOOLEAN, "1", False, said.ANSWER_UNDERSTOOD),
    (YES_NO, ReadCell("boolean", "0", locked=False), "0", False, said.ANSWER_UNDERSTOOD),
    (YES_NO, number("2"), "-", False, said.FACT_UNREAD),
    (YES_NO, text("có thể"), "-", False, said.FACT_UNREAD),
    (YES_NO, text("50"), "-", False, said.FACT_UNREAD),
    (YES_NO, day("46150"), "-", False, said.FACT_UNREAD),
    # levels
    (LEVEL, number("3"), "3", True, None),
    (LEVEL, number("4"), "4", True, None),
    (LEVEL, text("2"), "2", False, said.UNDERSTOOD),
    (LEVEL, text("có  kế hoạch"), "2", False, said.ANSWER_UNDERSTOOD),
    (LEVEL, text("II"), "-", False, said.FACT_UNREAD),
    (LEVEL, BOOLEAN, "-", False, said.FACT_UNREAD),
]  # fmt: skip


@pytest.mark.parametrize(("asked_for", "cell", "counts", "plain", "check"), FACTS)
def test_what_an_input_counts_as(
    asked_for: Input, cell: ReadCell | None, counts: str, plain: bool, check: Check | None
) -> None:
    read = decode_input(cell, asked_for, ANSWERS)
    assert (read.score, read.plain, read.check) == (score(counts), plain, check)
    if check is not None:
        assert check.severity is (NOTE if read.score is not None else ERROR)
        assert_sayable(finding(check, Place(), **read.facts))


def test_a_fact_that_cannot_be_read_is_named_with_what_may_be_typed() -> None:
    read = decode_input(text("25/30"), COUNT, ANSWERS)
    assert read.check is not None
    words = say(finding(read.check, Place(), **read.facts), "vi")
    assert "“Số hồ sơ”" in words and "“25/30”" in words and fact_text(hint(COUNT), "vi") in words


def test_an_answer_is_said_in_the_sheets_own_word() -> None:
    read = decode_input(number("1"), YES_NO, ANSWERS)
    assert read.facts["value"] == "Có"
    read = decode_input(text("No"), YES_NO, Answers("Yes", "No"))
    assert (read.score, read.plain, read.check) == (score("0"), True, None)


# ---------------------------------------------------------------- notes and links
LONG = "chữ " * 500 + "thừa"
TEXTS: list[tuple[ReadCell | None, str, Check | None]] = [
    (None, "", None),
    (BLANK_OPEN, "", None),
    (text("  \r\n "), "", None),
    (text(" thiếu\r\nminh chứng "), "thiếu\nminh chứng", None),
    (text("https://vi.du/a?b=1"), "https://vi.du/a?b=1", None),
    (text("=1+1"), "=1+1", None),
    (number("5"), "5", None),
    (text("x" * LONGEST_TEXT), "x" * LONGEST_TEXT, None),
    (text(LONG), LONG[:LONGEST_TEXT].strip(), said.TEXT_TOO_LONG),
    (formula('HYPERLINK("https://vi.du")', "1"), "1", said.TEXT_FORMULA),
    (formula("A1"), "", said.TEXT_FORMULA),
]


@pytest.mark.parametrize(("cell", "kept", "check"), TEXTS)
def test_a_note_or_a_link_is_a_text(cell: ReadCell | None, kept: str, check: Check | None) -> None:
    read = decode_text(cell)
    assert (read.text, read.check) == (kept, check)
    if check is not None:
        assert_sayable(finding(check, Place(), **read.facts))
