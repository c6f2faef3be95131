"""Number formats that show another figure than the cell holds: what stands on paper is what was signed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.sample import SO, codes, edited, number, only, returned, taken
from workbook.catalogue import cell as said
from workbook.findings import WARNING
from workbook.sheets.formats import is_shown


@pytest.mark.parametrize(
    ("number_format", "value", "shown"),
    [
        ("General", "8.25", True),
        ("0.00", "8.25", True),
        ("0.00", "8", True),
        ("#,##0.##", "1250.5", True),
        ("#,##0.00;[Red]-#,##0.00", "-8.25", True),
        ("[$-42A]0.00", "8.25", True),
        ('0.00" điểm"', "8.25", True),
        ("0.00_ ;-0.00_ ", "8.25", True),
        ("0", "8", True),
        ("@", "8.25", True),
        ("# ?/?", "8.25", True),
        ("0.00E+00", "8.25", True),
        ("0", "8.25", False),  # one click on "decrease decimal"
        ("0.0", "8.25", False),
        ('"9.5"', "8.25", False),
        ('0"0"', "8", False),
        (r"0\5", "8", False),
        ('[=8.25]"9.25";0.00', "8.25", False),
        ("[>5]0.00;0.00", "8.25", False),
        ("0.0,", "8.25", False),
        ("0,", "8000", False),
        (";;;", "8.25", False),
        ("0.00;0.00;", "0", False),
        ('"Đạt"', "8.25", False),
        ("90.00", "8.25", False),
    ],
)
def test_what_a_format_shows(number_format: str, value: str, shown: bool) -> None:
    assert is_shown(Decimal(value), number_format) is shown


def test_the_figure_counts_and_the_format_is_told() -> None:
    made = taken(edited(returned(), SO, {"D11": number("8.25", "0")}))
    found = only(made.findings, said.SHOWN_OTHERWISE)
    assert found.severity is WARNING and (found.at.cell, found.at.unit) == ("D11", "dv-1")
    assert made.counted and made.ballot.scores["dv-1", "mang"] == Decimal("8.25")


def test_our_own_formats_say_nothing() -> None:
    assert codes(taken(returned()).findings) == []
