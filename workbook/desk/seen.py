"""The cell values of an open workbook -> ReadBook: no formulas, formats, locks or comments, and none of them missing.

A value is what xlwings gives with `options(ndim=2, err_to_str=True)` on any of its engines; what one of them gives
otherwise (error values as numbers, currencies as Decimal) is known here as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from workbook.catalogue import file as checks
from workbook.excel.cells import TEXT_LIMIT
from workbook.excel.gate import refuse
from workbook.excel.parse import Budget
from workbook.excel.shift import COLUMN_LIMIT, ROW_LIMIT
from workbook.findings import Place
from workbook.limits import USUAL, Limits
from workbook.points import tidy
from workbook.sheets.grid import ReadBook, ReadCell, ReadSheet, a1

Rows = Sequence[Sequence[object]]


def book_of(sheets: Sequence[tuple[str, Rows]], name: str = "", limits: Limits = USUAL) -> ReadBook:
    """The sheets' values, row by row from A1 on; findings call the workbook `name`. Refused beyond the limits."""
    budget = Budget(Place(file=name), limits)
    made = (ReadSheet(_clean(title), "visible", dict(_cells(rows, title, budget))) for title, rows in sheets)
    return ReadBook(tuple(made), whole=False)


def _cells(rows: Rows, sheet: str, budget: Budget) -> Iterator[tuple[tuple[int, int], ReadCell]]:
    at = Place(file=budget.at.file, sheet=sheet)
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is None or value == "":
                continue
            if row >= ROW_LIMIT or column >= COLUMN_LIMIT:
                refuse(checks.OFF_THE_SHEET, at, ref=f"R{row + 1}C{column + 1}")
            cell = cell_of(value)
            if len(cell.text) > TEXT_LIMIT:
                reason = f"{a1(row, column)}: {len(cell.text)} > {TEXT_LIMIT}"
                refuse(checks.DAMAGED, at, part="text", reason=reason)
            budget.spend(cells=1)
            yield (row, column), cell


# ---------------------------------------------------------------- one value
def cell_of(value: object) -> ReadCell:
    """One value as the cell of a file would be read. The number format is not seen: a day stands under a usual one."""
    if isinstance(value, bool):
        return ReadCell("boolean", str(int(value)))
    if isinstance(value, int | float | Decimal):
        error = _ERRORS.get(value - _FIRST_ERROR) if isinstance(value, int) else None
        return ReadCell("error", error) if error else ReadCell("number", _number(value))
    if isinstance(value, date):
        serial = _serial(value if isinstance(value, datetime) else datetime(value.year, value.month, value.day))
        # A time alone is a part of a day; a plain 0 is likelier a score in a cell that shows days.
        return ReadCell("date", f"{serial:f}", number_format=_TIME if 0 < serial < 1 else _DAY)
    text = _clean(str(value))
    return ReadCell("error" if text in ERROR_TEXTS else "text", text)


_DAY, _TIME = "dd/mm/yyyy", "h:mm"
_FIRST_ERROR = -2_146_828_288
"""What COM adds to the number of an error value, and gives as an integer; any figure of a cell is a float there."""
_ERRORS = {
    2000: "#NULL!", 2007: "#DIV/0!", 2015: "#VALUE!", 2023: "#REF!", 2029: "#NAME?", 2036: "#NUM!", 2042: "#N/A",
    2043: "#GETTING_DATA", 2045: "#SPILL!", 2046: "#CONNECT!", 2047: "#BLOCKED!", 2048: "#UNKNOWN!", 2049: "#FIELD!",
    2050: "#CALC!",
}  # fmt: skip
ERROR_TEXTS = frozenset(_ERRORS.values())
"""What a cell shows instead of a value."""


def _number(value: float | Decimal) -> str:
    """The shortest decimal that gives the same double, as it was typed: "8.5", "8"."""
    try:
        number = float(value)
    except (OverflowError, ValueError):  # an integer beyond all doubles; a Decimal that signals
        return "nan"
    return repr(number + 0.0).removesuffix(".0")  # -0.0 is 0


_DAY_0 = datetime(1899, 12, 30)
"""What day 0 of Excel's count is to COM and to Office.js, which know no 29 February 1900: they only add up days."""


def _serial(moment: datetime) -> Decimal:
    gone = moment.replace(tzinfo=None) - _DAY_0
    part = (Decimal(gone.seconds) + Decimal(gone.microseconds) / 10**6) / 86_400
    return tidy(round(gone.days + part, 8))


def _clean(text: str) -> str:
    """The text without half a surrogate pair, which no file could hold: it becomes U+FFFD, as `unescape` makes it."""
    if any("\ud800" <= char <= "\udfff" for char in text):
        return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text
