"""Excel formulas that several sheets share. Only functions that Excel 2010, WPS and LibreOffice
compute alike; figures are rounded before they are compared, and no spaces stand between tokens."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from workbook.points import MARK_TEXT


def text_literal(text: str) -> str:
    """A text as it stands in a formula; a long one in pieces, because Excel reads at most 255 characters."""
    pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)] or [""]
    return "&".join('"' + piece.replace('"', '""') + '"' for piece in pieces)


_PIECE = 125
"""A quotation mark takes two characters, and so does a sign beyond the basic plane."""


def number_literal(value: Decimal) -> str:
    """A number as it stands in a formula: decimal point, no exponent, no trailing zeros."""
    plain = f"{value:f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rank_formula(ref: str, area: str) -> str:
    """Shared rank with a gap (17, 17, 19) of the rounded figure in `ref` among `area`.

    `area` must be written as a range even when it is one cell: some engines refuse COUNTIF(x).
    """
    return f'IF(ISNUMBER({ref}),1+COUNTIF({area},">"&{ref}),"")'


def first_flag_formula(ref: str, area_so_far: str) -> str:
    """1 at the first of equal figures, else 0; `dense_rank_formula` adds these flags."""
    return f"IF(ISNUMBER({ref}),IF(COUNTIF({area_so_far},{ref})=1,1,0),0)"


def tie_share_formula(ref: str, area: str) -> str:
    """What one of equal figures counts for, to six decimals: 0.333333 where three are equal.

    Does for `dense_rank_formula` what the flags do, whatever order the rows are sorted into.
    """
    return f"IF(ISNUMBER({ref}),ROUND(1/COUNTIF({area},{ref}),6),0)"


def dense_rank_formula(ref: str, area: str, counts: str, better: str = ">") -> str:
    """Shared rank without gap (17, 17, 18); `counts` are flags or shares that make 1 for equal figures."""
    return f'IF(ISNUMBER({ref}),1+ROUND(SUMIF({area},"{better}"&{ref},{counts}),0),"")'


def tie_round_formula(rank: str, ranks: str, steps: Sequence[tuple[str, str]]) -> str:
    """The rank after units of equal `rank` were parted once more; `steps` are (own cell, all units' cells).

    The first step in which all of the equal units have a number, and not all the same one, puts as
    many above as have more there. `ranks` and the areas must be written as ranges.
    """
    made = rank
    for ref, area in reversed(steps):
        numbers = f'SUMPRODUCT(({ranks}={rank})*({area}<""))=COUNTIF({ranks},{rank})'
        differ = f"COUNTIFS({ranks},{rank},{area},{ref})<COUNTIF({ranks},{rank})"
        above = f'{rank}+COUNTIFS({ranks},{rank},{area},">"&{ref})'
        made = f"IF(AND({numbers},{differ}),{above},{made})"
    return f'IF(ISNUMBER({rank}),{made},"")'


def applicable_max_formula(maxima: str, scores: str) -> str:
    """The sum of the maxima whose score is not the mark."""
    return rounded_sum(f"SUM({maxima})-SUMIF({scores},{text_literal(MARK_TEXT)},{maxima})")


def rounded_sum(formula: str) -> str:
    """A sum of a rubric's own figures without what binary addition leaves: 39.63, not 39.629999999999995.

    No figure of a rubric has more than six decimals. Without this a unit to which nothing applies
    can be left with a maximum of 1E-14 instead of 0.
    """
    return f"ROUND({formula},6)"


def rounded(sum_: str, places: int) -> str:
    """A sum rounded half up, exactly as on paper.

    Fifty scores that make 957.465 add up to 957.4649999999999 in binary, and programs do not agree
    on rounding that: what addition leaves is taken away first.
    """
    return f"ROUND(ROUND({sum_},9),{places})"


def rounded_ratio(part: str, whole: str, places: int, *, percent: bool = False) -> str:
    """A share of at most 1, or of at most 100 percent, rounded half up, exactly as on paper.

    113/200*100 is 56.49999999999999 in binary; LibreOffice makes 56 of it, the others 57.
    """
    return f"ROUND(ROUND({part}/{whole}{'*100' if percent else ''},12),{places})"


def on_grid(ref: str, low: str, high: str, step: str, places: int) -> str:
    """TRUE for a number from low to high on the step; `places` are the step's decimals.

    Never by MOD: MOD(8.3,0.1) is not 0 in binary arithmetic. The nearest multiple of the step is
    rounded to the step's decimals, which gives the very number that a person types; programs
    compare 15 digits, so that a pasted 0.1+0.2 is still 0.3, and 8.3000001 is refused.
    """
    return f"AND({ref}>={low},{ref}<={high},ROUND(ROUND({ref}/{step},0)*{step},{places})={ref})"


def differs_formula(ref: str, truth: str) -> str:
    """1 where `ref` is not the number in `truth`, or only one of the two cells holds a number."""
    apart = f"IF(ABS({ref}-{truth})*1000000<1,0,1)"
    return f"IF(ISNUMBER({truth}),IF(ISNUMBER({ref}),{apart},1),IF(ISNUMBER({ref}),1,0))"


def rounded_points(formula: str, places: int, largest: Decimal) -> str:
    """Points that a rule computes, rounded half up, exactly as on paper.

    What binary arithmetic leaves behind is taken away first: at twelve decimals for small figures and
    fewer for large ones, because a double holds fifteen digits. `largest` is the highest that can come out.
    """
    digits = len(str(int(abs(largest))))
    return f"ROUND(ROUND({formula},{max(9, min(12, 14 - digits))}),{places})"
