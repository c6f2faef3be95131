"""Numbers as people write them: parse, judge the step, round half up, print.

Everything here is exact: `Decimal` for figures, `Fraction` only inside a mean that does not
terminate. No other room parses or prints a number.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation
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
_FULL_STOP = re.compile(r"(?<=[.,]\d)\.$|(?<=[.,]\d\d)\.$")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}([.,])\d{3}")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d", "-")
_LOOKALIKES = {
    "\u00d0": "Đ", "\u00f0": "đ", "\u0189": "Đ", "\u0256": "đ",
    "\uff0b": "+", "\uff0c": ",", "\uff0e": ".", "\u2019": "'", **_DASHES,
}  # fmt: skip
_MARKS = frozenset({"KĐG", "KDG", "KHÔNGĐÁNHGIÁ", "KHONGDANHGIA", "KHÔNGÁPDỤNG", "KHONGAPDUNG", "N/A"})
"""Spellings of the mark, without what people put around and between: spaces, dots, hyphens, brackets."""
_AROUND_MARKS = re.compile(r"[\s.()\[\]_-]+")
_LONGEST = 400
"""Characters beyond which a text is neither a number nor the mark."""


def read_text(text: str) -> Typed:
    """Understand a text in a score cell: kindly, but never by guessing.

    "8,5", " 8.5 ", "8,5đ", "'8,5" and full-width digits are NUMBER; "1.250" may be 1250 or 1,25 and is
    AMBIGUOUS; "7-8", "50%" and words are WORD.
    """
    tidy = tidy_entry(text)
    if not tidy:
        return Typed(Reading.BLANK)
    if len(tidy) > _LONGEST:
        return Typed(Reading.WORD)
    if _AROUND_MARKS.sub("", tidy).upper() in _MARKS:
        return Typed(Reading.MARK, plain=text == MARK_TEXT)
    bare = _FULL_STOP.sub("", _UNIT_WORDS.sub("", tidy).strip())
    if len(bare) > 40 or not _NUMBER.fullmatch(bare):
        return Typed(Reading.WORD)
    return _read_number(bare)


def tidy_entry(text: str) -> str:
    """A typed text with single spaces, without invisible characters and Excel's sign of a text, digits narrow."""
    words = " ".join("".join(map(_narrow, text)).split())
    return composed(words).removeprefix("'").lstrip()


def composed(text: str) -> str:
    """The text in Unicode's composed form, in which every program is to see it (NFC).

    The standard library takes seconds for a cell full of accents on one letter; no person types more than
    a few, so such a text is left as it is.
    """
    if text.isascii() or (len(text) > _LONGEST and _has_heaps(text)):
        return text
    return unicodedata.normalize("NFC", text)


def _has_heaps(text: str) -> bool:
    heap = 0
    for char in text:
        heap = heap + 1 if unicodedata.combining(char) else 0
        if heap > _HEAP:
            return True
    return False


_HEAP = 30


def _narrow(char: str) -> str:
    """One character as a Vietnamese keyboard gives it. Not NFKC: that turns "8²" into "82"."""
    if char < "\x7f":
        return char
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    # Cf: zero-width spaces and joiners, soft hyphens, signs of direction; nobody sees them.
    return "" if category == "Cf" else _LOOKALIKES.get(char, char)


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
    text = str(value)
    if "E" not in text and ("." not in text or text[-1] != "0"):
        return value  # most figures are tidy
    text = f"{value:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def on_step(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a whole multiple of `step` (exact, no tolerance)."""
    try:
        return value % step == 0
    except InvalidOperation:
        # The quotient has more digits than the context; such values are beyond every maximum.
        return (Fraction(value) / Fraction(step)).denominator == 1


EXACT: Final = Context(prec=2000, rounding=ROUND_HALF_UP)
"""Room for sums and products of whatever a cell can hold (at most 330 digits on either side of the point)."""


def round_half_up(value: Decimal | Fraction, places: int) -> Decimal:
    """Round to `places` decimals, halves away from zero, as Excel's ROUND does.

    Exact for any input: a mean is passed as a Fraction, so 1/6 + 1/3 is the half that it is.
    """
    if isinstance(value, Decimal):
        try:  # most figures are decimals, and these are rounded without a fraction
            rounded = value.quantize(Decimal((0, (1,), -places)), context=EXACT)
        except InvalidOperation:
            return round_ratio(*value.as_integer_ratio(), places)
        return rounded or rounded.copy_abs()
    return round_ratio(value.numerator, value.denominator, places)


def round_ratio(top: int, bottom: int, places: int) -> Decimal:
    """`top` / `bottom`, which is above 0, rounded in the same way."""
    scale = 10 ** abs(places)
    over, under = (abs(top) * scale, bottom) if places >= 0 else (abs(top), bottom * scale)
    whole = (2 * over + under) // (2 * under)
    return Decimal(f"{'-' if top < 0 < whole else ''}{whole}E{-places}")


def roundings(value: Decimal | Fraction, places: int) -> tuple[Decimal, ...]:
    """What programs make of a figure: half up, and of an exact half also its other neighbour.

    Some keep binary sums that fall just short of the half, or round halves to the even digit.
    """
    rounded = round_half_up(value, places)
    if (Fraction(value) * Fraction(10) ** places * 2).denominator != 1 or value == rounded:
        return (rounded,)
    other = EXACT.subtract(rounded, Decimal((int(rounded < 0), (1,), -places)))
    return rounded, other or other.copy_abs()


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
