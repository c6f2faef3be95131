"""One returned score cell -> what the member gave, or a finding that says why it cannot be read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from workbook.catalogue import cell as said
from workbook.findings import Check, Fact, Words
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Reading, Score, from_number, read_text
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
    if "%" in cell.number_format:
        shown = f"{(value * 100).normalize():f}%"
        return Decoded(None, False, said.PERCENT, {"found": shown, "max": high})
    return Decoded(value)


def _date(cell: ReadCell, high: Decimal) -> Decoded:
    """A number under a date format: Excel read "8.5" as 8 May. Propose day,month; never take it."""
    serial = from_number(cell.text)
    day = _day(serial) if serial is not None else None
    if day is None:
        return Decoded(None, False, said.WORD, {"found": cell.text, "max": high})
    return Decoded(None, False, said.DATE, {"date": day, "proposal": Decimal(f"{day.day}.{day.month}")})


def _day(serial: Decimal) -> date | None:
    # Excel counts days from 30 December 1899 (its 29 February 1900 never was).
    if not 0 <= serial < 2_900_000:
        return None
    return (datetime(1899, 12, 30) + timedelta(days=int(serial))).date()


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
