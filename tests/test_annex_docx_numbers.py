"""A value under a number format as text, in the notation of a language and not of the machine."""

from __future__ import annotations

from decimal import Decimal

import pytest

from workbook.documents.numbers import Shown, shown

# What is shown by Vietnamese and by English Excel; the last is the room left free at the right.
FORMATS = [
    ("0.00", "8.5", "8,50", "8.50", ""),
    ("0.00", "8.505", "8,51", "8.51", ""),
    ("0.00", "-8.505", "-8,51", "-8.51", ""),
    ("0.00", "-0.001", "0,00", "0.00", ""),
    ("0", "2.5", "3", "3", ""),
    ("0", "0", "0", "0", ""),
    ("#", "0", "", "", ""),
    ("#.##", "0.5", ",5", ".5", ""),
    ("0.##", "8.5", "8,5", "8.5", ""),
    ("0.0#", "8", "8,0", "8.0", ""),
    ("000", "7", "007", "007", ""),
    ("#,##0", "999", "999", "999", ""),
    ("#,##0", "1000", "1.000", "1,000", ""),
    ("#,##0.00", "1234567.8", "1.234.567,80", "1,234,567.80", ""),
    ("0.0%", "0.8545", "85,5%", "85.5%", ""),
    ("General", "1234.50", "1234,5", "1234.5", ""),
    ("General", "-3", "-3", "-3", ""),
    ("0.0_._0_0", "8.5", "8,5", "8.5", ".00"),
    ('0_._0"⁽¹⁾"_0', "55", "55⁽¹⁾", "55⁽¹⁾", ".00"),
    ('"hạng "0', "3", "hạng 3", "hạng 3", ""),
    ('0" ; "0.0;0', "3", None, None, ""),
    ("0.0;(0.0)", "-3", "(3,0)", "(3.0)", ""),
    ('0.0;-0.0;"-"', "0", "-", "-", ""),
    (r"0\đ", "3", "3đ", "3đ", ""),
    ("[Red]0.0", "3", "3,0", "3.0", ""),
]


@pytest.mark.parametrize(("number_format", "value", "vi", "en", "room"), FORMATS)
def test_a_figure_under_its_format(number_format: str, value: str, vi: str | None, en: str | None, room: str) -> None:
    if vi is None or en is None:
        with pytest.raises(ValueError, match="number format"):
            shown(Decimal(value), number_format, "vi")
        return
    assert shown(Decimal(value), number_format, "vi") == Shown(vi, room)
    assert shown(Decimal(value), number_format, "en") == Shown(en, room)


@pytest.mark.parametrize("number_format", ["yyyy", "d/m", "0.0E+0", "[<1]0", "[h]:mm", "0 / 0", "0,", "# ?/?"])
def test_a_format_that_is_no_figure_of_an_annex_is_refused(number_format: str) -> None:
    with pytest.raises(ValueError, match="number format"):
        shown(Decimal(3), number_format, "vi")


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (None, "0.00", ""),
        ("KĐG", "0.00", "KĐG"),
        ("Tốt", "General", "Tốt"),
        ("Tốt", '@"⁽²⁾"', "Tốt⁽²⁾"),
        ("@", '@"⁽²⁾"', "@⁽²⁾"),
        ("1.5", "0", "1.5"),
        (17, "General", "17"),
        (1000, "General", "1000"),
        (3, '0"⁽¹⁾"', "3⁽¹⁾"),
    ],
)
def test_texts_counts_and_nothing(value: str | int | None, number_format: str, text: str) -> None:
    assert shown(value, number_format, "vi").text == text
