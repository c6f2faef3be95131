"""One returned score cell -> what the member gave, or a finding that says why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from workbook.catalogue import cell as said
from workbook.findings import Check, Fact, Words
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Reading, Score, from_number, read_text, tidy
from workbook.sheets.grid import ReadCell


class Decoded(NamedTuple):
    """`plain`: the cell is just what the sheet's own formulas understand (a number, the mark, blank).

    `check` with its facts says what was wrong or understood; an error leaves `score` None.
    """

    score: Score
    plain: bool = True
    check: Check | None = None
    facts: Mapping[str, Fact] = MappingProxyType({})


_BLANK = Decoded(None)


def decode(cell: ReadCell | None, high: Decimal) -> Decoded:
    """Read one open cell; `high` is the criterion's maximum, for the words only."""
    if cell is None:
        return _BLANK
    if cell.formula is not None:
        facts: dict[str, Fact] = {"found": f"={cell.formula}", "shown": cell.text or None}
        return Decoded(None, False, said.FORMULA, facts)
    if cell.kind == "number":
        return _number(cell, high)
    if cell.kind == "date":
        return _date(cell, high)
    if cell.kind == "error":
        return Decoded(None, False, said.ERROR_VALUE, {"found": cell.text, "max": high})
    if cell.kind == "boolean":
        return Decoded(None, False, said.TRUTH, {"found": "TRUE" if cell.text == "1" else "FALSE", "max": high})
    return _text(cell.text, high) if cell.kind == "text" else _BLANK


def _number(cell: ReadCell, high: Decimal) -> Decoded:
    value = from_number(cell.text)
    if value is None:
        return Decoded(None, False, said.ERROR_VALUE, {"found": cell.text, "max": high})
    if is_percent(cell.number_format):
        shown = f"{(value * 100).normalize():f}%"
        return Decoded(None, False, said.PERCENT, {"found": shown, "max": high})
    if high < _FIRST_SERIAL <= value <= _LAST_SERIAL and value == int(value):
        # "8/5" typed into a cell that shows 0.00: LibreOffice keeps the number format, the day is hidden.
        return _date(cell, high)
    return Decoded(value)


_LITERAL = re.compile(r'"[^"]*"?|\[[^\]]*\]?|[\\_*].')


def is_percent(number_format: str) -> bool:
    """Whether the format shows a number times 100; a quoted or escaped percent sign is only a sign."""
    return "%" in _LITERAL.sub("", number_format)


_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050
"""1 January 2000 to the end of 2099, as Excel counts days."""


def _date(cell: ReadCell, high: Decimal) -> Decoded:
    """A number under a date format: Excel read "8.5" as 8 May. Propose day,month; never take it.

    A cell keeps that format when the score is typed again: a day of 1900 is the number itself.
    """
    serial = from_number(cell.text)
    if serial is None or not 0 <= serial < _LAST_DAY:
        return Decoded(None, False, said.WORD, {"found": cell.text, "max": high})
    if serial < 1 and "h" in cell.number_format.lower():
        return Decoded(None, False, said.WORD, {"found": _clock(serial), "max": high})
    day = _day(int(serial))
    proposal = tidy(serial) if serial < _YEAR_1900 else Decimal(f"{day.day}.{day.month}")
    return Decoded(None, False, said.DATE, {"date": day, "proposal": proposal})


_LAST_DAY, _YEAR_1900 = 2_900_000, 367


def _day(serial: int) -> date:
    # Excel counts from 31 December 1899, and its 29 February 1900 (day 60) never was.
    return date(1899, 12, 31) + timedelta(days=serial if serial < 60 else serial - 1)


def _clock(serial: Decimal) -> str:
    hours, minutes = divmod(int(serial * 1440 + Decimal("0.01")), 60)
    return f"{hours}:{minutes:02}"


def _text(text: str, high: Decimal) -> Decoded:
    typed = read_text(text)
    if typed.reading is Reading.BLANK:
        return Decoded(None, plain=text == "")
    if typed.reading is Reading.MARK:
        if typed.plain:
            return Decoded(NOT_APPLICABLE)
        return Decoded(NOT_APPLICABLE, False, said.MARK_UNDERSTOOD, {"found": text})
    if typed.reading is Reading.NUMBER:
        return Decoded(typed.value, False, said.UNDERSTOOD, {"found": text, "value": typed.value})
    if typed.reading is Reading.AMBIGUOUS:
        return Decoded(None, False, said.AMBIGUOUS, {"found": text, "proposal": typed.value})
    if MARK_TEXT in text.upper() and any(char.isdigit() for char in text):
        return Decoded(None, False, said.MARK_AND_SCORE, {"found": text})
    if "%" in text:
        return Decoded(None, False, said.PERCENT, {"found": text, "max": high})
    return Decoded(None, False, said.WORD, {"found": text, "max": high})


FIGURES = {
    "total": Words("Tổng điểm", "The total"),
    "index": Words("Chỉ số", "The index"),
    "rank": Words("Hạng", "The rank"),
    "tier": Words("Xếp loại", "The tier"),
    "control": Words("Tổng kiểm tra", "The control total"),
}
"""How findings name the figures that a ballot sheet shows."""
