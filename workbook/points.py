"""Numbers as people write them: parse, judge the step, round half up, print.

Everything here is exact: `Decimal` for figures, `Fraction` only inside a mean that does not
terminate. No other room parses or prints a number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation, localcontext
from enum import Enum
from fractions import Fraction
from typing import Final

MARK_TEXT: Final = "KĐG"
"""Not applicable ("không đánh giá") as it stands in a sheet; never blank and never 0."""


class Mark(Enum):
    """A score that is not a number: the criterion does not apply to the unit."""

    NOT_APPLICABLE = MARK_TEXT


NOT_APPLICABLE: Final = Mark.NOT_APPLICABLE
Score = Decimal | Mark | None
"""What one scorer gave for one cell; None is a blank cell."""


class Reading(Enum):
    """How a typed text was understood."""

    BLANK = "blank"
    NUMBER = "number"
    MARK = "mark"
    AMBIGUOUS = "ambiguous"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Typed:
    """The meaning of a text typed into a score cell.

    `value` is set for NUMBER; for AMBIGUOUS it is the likeliest proposal. `plain` tells that the
    text is already spelt the way the sheet wants it (only ever true of the exact mark).
    """

    reading: Reading
    value: Decimal | None = None
    plain: bool = False


_UNIT_WORDS = re.compile(r"(điểm|diem|đ|points?|pts?)\.?$", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)*")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")
_LOOKALIKES = {"\u00d0": "Đ", "\u2212": "-", "\uff0c": ",", "\uff0e": ".", "\uff0d": "-", "\u200b": "", "\ufeff": ""}
_MARKS = frozenset({"KĐG", "KDG", "K.Đ.G", "KHÔNG ĐÁNH GIÁ"})


def read_text(text: str) -> Typed:
    """Understand a text in a score cell: kindly, but never by guessing.

    "8,5", " 8.5 ", "8,5đ" and full-width digits are NUMBER; "1.250" may be 1250 or 1,25 and is
    AMBIGUOUS; "7-8", "50%" and words are WORD.
    """
    tidy = " ".join("".join(map(_narrow, unicodedata.normalize("NFC", text))).split())
    if not tidy:
        return Typed(Reading.BLANK)
    if tidy.upper() in _MARKS:
        return Typed(Reading.MARK, plain=text == MARK_TEXT)
    bare = _UNIT_WORDS.sub("", tidy).strip()
    if len(bare) > 40 or not _NUMBER.fullmatch(bare):
        return Typed(Reading.WORD)
    return _read_number(bare)


def _narrow(char: str) -> str:
    """One character as a Vietnamese keyboard gives it. Not NFKC: that turns "8²" into "82"."""
    if unicodedata.category(char) == "Nd":
        return str(unicodedata.decimal(char))
    return _LOOKALIKES.get(char, char)


def _read_number(bare: str) -> Typed:
    separators = [char for char in bare if char in ".,"]
    if not separators:
        return Typed(Reading.NUMBER, Decimal(bare))
    if len(separators) == 1:
        value = Decimal(bare.replace(",", "."))
        whole = bare.lstrip("+-").split(separators[0])[0]
        if _THOUSANDS.fullmatch(bare) and whole.strip("0"):
            return Typed(Reading.AMBIGUOUS, value)
        return Typed(Reading.NUMBER, value)
    # Several separators are clear only as thousands groups before one other decimal mark.
    thousands, decimal = separators[0], separators[-1]
    if thousands != decimal and separators.count(decimal) == 1:
        whole, _, fraction = bare.rpartition(decimal)
        if re.fullmatch(r"[+-]?\d{1,3}(" + re.escape(thousands) + r"\d{3})+", whole):
            return Typed(Reading.NUMBER, Decimal(whole.replace(thousands, "") + "." + fraction))
    return Typed(Reading.WORD)


def from_number(text: str) -> Decimal | None:
    """The decimal that a numeric cell shows, from the text of its XML `<v>`.

    Programs write 15, 16, 17 or 21 digits for the same double. Excel shows and compares 15: with
    them a figure pasted from a sum (7.4999999999999991) is the 7.5 that the person sees. None
    where the text is no finite number.
    """
    try:
        number = float(text)
    except ValueError:
        return None
    if number != number or number in (float("inf"), float("-inf")):
        return None
    return Decimal(f"{number:.15g}") if number else Decimal(0)


def tidy(value: Decimal) -> Decimal:
    """The same number without trailing zeros and never in exponent form (8.50 -> 8.5); exact for any length."""
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def on_step(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a whole multiple of `step` (exact, no tolerance)."""
    try:
        return value % step == 0
    except InvalidOperation:
        # The quotient has more digits than the context; such values are beyond every maximum.
        return (Fraction(value) / Fraction(step)).denominator == 1


def round_half_up(value: Decimal | Fraction, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero, as Excel's ROUND does.

    Exact for any input: a mean is passed as a Fraction, so 1/6 + 1/3 is the half that it is.
    """
    scaled = abs(Fraction(value)) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    with localcontext() as context:
        context.prec = max(28, len(str(whole)) + abs(places) + 2)
        rounded = Decimal(whole).scaleb(-places)
        return -rounded if value < 0 and whole else rounded


def in_words(value: Decimal, lang: str, places: int | None = None) -> str:
    """A figure for people: "1.000,5" in Vietnamese, "1,000.5" in English; no locale involved.

    With `places` the figure is shown with that many decimals, half up.
    """
    figure = tidy(value) if places is None else round_half_up(value, places)
    text = f"{figure:,f}"
    return text.translate(str.maketrans(",.", ".,")) if lang == "vi" else text


def decimals(value: Decimal) -> int:
    """How many decimals the figure needs to be shown whole."""
    exponent = tidy(value).as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)
