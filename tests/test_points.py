"""Numbers as people write them: read kindly, never guessed; rounded half up, exactly."""

from __future__ import annotations

from decimal import Decimal, getcontext
from fractions import Fraction

import pytest

from workbook.points import (
    MARK_TEXT,
    NOT_APPLICABLE,
    Reading,
    decimals,
    from_number,
    in_words,
    on_step,
    read_text,
    round_half_up,
    tidy,
)


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("8", "8"),
        ("8,5", "8.5"),
        ("8.5", "8.5"),
        ("8,0", "8.0"),
        (" 8.5 ", "8.5"),
        ("8,5\u00a0", "8.5"),
        ("\ufeff8,5", "8.5"),
        ("8,5đ", "8.5"),
        ("8,5 Điểm", "8.5"),
        ("8,5 đ.", "8.5"),
        ("8.5 points", "8.5"),
        ("８，５", "8.5"),
        ("٨", "8"),
        ("+8", "8"),
        ("-1", "-1"),
        ("\u22121,5", "-1.5"),
        ("08", "8"),
        ("0,250", "0.250"),
        ("1.2500", "1.2500"),
        ("1.250,5", "1250.5"),
        ("1,250.5", "1250.5"),
        ("1.000.000,25", "1000000.25"),
    ],
)
def test_clear_numbers_are_understood(typed: str, value: str) -> None:
    read = read_text(typed)
    assert (read.reading, read.value, read.plain) == (Reading.NUMBER, Decimal(value), False)


@pytest.mark.parametrize(("typed", "proposal"), [("1.250", "1.250"), ("1,250", "1.250"), ("-12.500", "-12.500")])
def test_thousand_or_decimal_is_asked(typed: str, proposal: str) -> None:
    read = read_text(typed)
    assert (read.reading, read.value) == (Reading.AMBIGUOUS, Decimal(proposal))


@pytest.mark.parametrize(
    "typed",
    ["7-8", "50%", "tám", "8²", "½", "8 5", "1 250", "8,5,5", "8.5.2024", "1.25.000,5", "8,", ",5", "1e3", "đ", "--8",
     "=8", "8/10", "8:30", "nan", "inf", "9" * 41, "Ⅷ", "TRUE"],
)  # fmt: skip
def test_what_is_no_clear_number_stays_a_word(typed: str) -> None:
    read = read_text(typed)
    assert (read.reading, read.value) == (Reading.WORD, None)


@pytest.mark.parametrize("typed", ["", " ", "\u00a0", "\u200b", "\n"])
def test_blank_is_blank(typed: str) -> None:
    assert read_text(typed).reading is Reading.BLANK


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        (MARK_TEXT, True),
        ("kđg", False),
        (" KĐG", False),
        ("KDG", False),
        ("K\u00d0G", False),
        ("Không đánh giá", False),
    ],
)
def test_the_mark_in_its_spellings(typed: str, plain: bool) -> None:
    read = read_text(typed)
    assert (read.reading, read.plain) == (Reading.MARK, plain)


def test_blank_zero_and_not_applicable_are_three_things() -> None:
    kinds = [read_text(typed) for typed in ("", "0", MARK_TEXT)]
    assert [kind.reading for kind in kinds] == [Reading.BLANK, Reading.NUMBER, Reading.MARK]
    assert kinds[1].value == 0 and NOT_APPLICABLE is not None


# ---------------------------------------------------------------- numeric cells
@pytest.mark.parametrize(
    ("stored", "value"),
    [
        ("8.5", "8.5"),
        ("8.30000000000001", "8.30000000000001"),
        ("8.3000000000000007", "8.3"),
        ("0.10000000000000001", "0.1"),
        ("1E-07", "0.0000001"),
        ("85", "85.0"),
        ("-0.5", "-0.5"),
    ],
)
def test_a_stored_double_is_the_shortest_decimal_that_gives_it(stored: str, value: str) -> None:
    assert from_number(stored) == Decimal(value)


@pytest.mark.parametrize("stored", ["", "x", "nan", "inf", "-inf", "1e999"])
def test_no_finite_number(stored: str) -> None:
    assert from_number(stored) is None


# ---------------------------------------------------------------- step and rounding
@pytest.mark.parametrize(
    ("value", "step", "fits"),
    [
        ("8.3", "0.1", True),
        ("8.25", "0.25", True),
        ("8.3", "0.25", False),
        ("0", "0.5", True),
        ("-0.5", "0.5", True),
        ("3", "2", False),
        ("0.30000000000000004", "0.1", False),
    ],
)
def test_the_step_is_exact(value: str, step: str, fits: bool) -> None:
    assert on_step(Decimal(value), Decimal(step)) is fits


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("0.125", 2, "0.13"),
        ("0.124999", 2, "0.12"),
        ("-0.125", 2, "-0.13"),
        ("2.5", 0, "3"),
        ("3.5", 0, "4"),
        ("8", 2, "8.00"),
        ("-0.001", 2, "0.00"),
        ("123456789012345678901234567890.5", 0, "123456789012345678901234567891"),
    ],
)
def test_halves_go_up_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == rounded


def test_a_mean_that_does_not_terminate_is_rounded_once() -> None:
    third = Fraction(25, 3)
    assert round_half_up(third, 2) == Decimal("8.33")
    assert round_half_up(Fraction(1, 6) + Fraction(1, 3), 0) == 1  # exactly one half


def test_rounding_ignores_the_surrounding_precision() -> None:
    before = getcontext().prec
    getcontext().prec = 3
    try:
        assert round_half_up(Decimal("12345.675"), 2) == Decimal("12345.68")
    finally:
        getcontext().prec = before


# ---------------------------------------------------------------- for people
@pytest.mark.parametrize(
    ("value", "places", "vi", "en"),
    [
        ("8.50", None, "8,5", "8.5"),
        ("1000", None, "1.000", "1,000"),
        ("1E+3", None, "1.000", "1,000"),
        ("970", 2, "970,00", "970.00"),
        ("8.125", 2, "8,13", "8.13"),
        ("0", None, "0", "0"),
        ("-1234.5", None, "-1.234,5", "-1,234.5"),
    ],
)
def test_figures_in_words(value: str, places: int | None, vi: str, en: str) -> None:
    assert in_words(Decimal(value), "vi", places) == vi
    assert in_words(Decimal(value), "en", places) == en


@pytest.mark.parametrize(
    ("value", "plain", "count"),
    [
        ("8.50", "8.5", 1),
        ("1E+2", "100", 0),
        ("0.00", "0", 0),
        ("1E-7", "0.0000001", 7),
        ("1E+40", "1" + "0" * 40, 0),
        ("1000000000000000000000000000000.10", "1000000000000000000000000000000.1", 1),
    ],
)
def test_tidy_figures(value: str, plain: str, count: int) -> None:
    assert f"{tidy(Decimal(value)):f}" == plain
    assert decimals(Decimal(value)) == count
