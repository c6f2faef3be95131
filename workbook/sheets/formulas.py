"""Excel formulas that several sheets share. Only functions that Excel 2010, WPS and LibreOffice
compute alike; figures are rounded before they are compared, and no spaces stand between tokens."""

from __future__ import annotations

from decimal import Decimal

from workbook.model import Group
from workbook.points import MARK_TEXT


def text_literal(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def number_literal(value: Decimal) -> str:
    """A number as it stands in a formula: decimal point, no exponent, no trailing zeros."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def tier_formula(group: Group, ref: str) -> str:
    """The tier's label for the rounded figure in `ref`, empty where there is none."""
    result = '""'
    for tier in reversed(group.tiers):
        label = text_literal(tier.label)
        if tier.lower is None:
            result = label
        else:
            result = f"IF({ref}{'>' if tier.strict else '>='}{number_literal(tier.lower)},{label},{result})"
    return f'IF(ISNUMBER({ref}),{result},"")'


def rank_formula(ref: str, area: str) -> str:
    """Shared rank with a gap (17, 17, 19) of the rounded figure in `ref` among `area`.

    `area` must be written as a range even when it is one cell: some engines refuse COUNTIF(x).
    """
    return f'IF(ISNUMBER({ref}),1+COUNTIF({area},">"&{ref}),"")'


def first_flag_formula(ref: str, area_so_far: str) -> str:
    """1 at the first of equal figures, else 0; `dense_rank_formula` adds these flags."""
    return f"IF(ISNUMBER({ref}),IF(COUNTIF({area_so_far},{ref})=1,1,0),0)"


def dense_rank_formula(ref: str, area: str, flags: str) -> str:
    """Shared rank without gap (17, 17, 18)."""
    return f'IF(ISNUMBER({ref}),1+SUMIF({area},">"&{ref},{flags}),"")'


def applicable_max_formula(maxima: str, scores: str) -> str:
    """The sum of the maxima whose score is not the mark."""
    return f"SUM({maxima})-SUMIF({scores},{text_literal(MARK_TEXT)},{maxima})"


def on_grid(ref: str, low: str, high: str, step: str) -> str:
    """TRUE for a number from low to high on the step.

    By tolerance, never by MOD: MOD(8.3,0.1) is not 0 in binary arithmetic.
    """
    return f"AND({ref}>={low},{ref}<={high},ABS({ref}/{step}-ROUND({ref}/{step},0))*1000000<1)"


def differs_formula(ref: str, truth: str) -> str:
    """1 where `ref` is not the number in `truth`, or only one of the two cells holds a number."""
    apart = f"IF(ABS({ref}-{truth})*1000000<1,0,1)"
    return f"IF(ISNUMBER({truth}),IF(ISNUMBER({ref}),{apart},1),IF(ISNUMBER({ref}),1,0))"
