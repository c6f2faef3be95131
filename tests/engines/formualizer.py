"""formualizer: a formula engine in Rust, written independently of the others."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import formualizer

from tests.engines import Value, Values, Wanted
from workbook.sheets.grid import from_a1

_ERRORS = {
    "Div": "#DIV/0!",
    "Na": "#N/A",
    "Name": "#NAME?",
    "Null": "#NULL!",
    "Num": "#NUM!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
}


def compute(xlsx: bytes, wanted: Wanted) -> Values:
    """The wanted cells of the workbook, all formulas computed again."""
    book = formualizer.load_workbook_bytes(xlsx)
    book.evaluate_all()
    values: Values = {}
    for name, cells in wanted.items():
        if name not in book.sheet_names:
            raise KeyError(name)
        for cell in cells:
            row, column = from_a1(cell)
            values[name, cell] = _value(book.get_value(name, row + 1, column + 1))
    return values


def _value(raw: Any) -> Value:
    if isinstance(raw, dict):
        return _ERRORS.get(raw.get("kind", ""), f"#{raw.get('kind', 'ERROR').upper()}!")
    if isinstance(raw, date):
        # A date is a number under a date format, here as everywhere else.
        moment = raw if isinstance(raw, datetime) else datetime.combine(raw, time())
        return (moment - datetime(1899, 12, 30)).total_seconds() / 86400
    if isinstance(raw, int) and not isinstance(raw, bool):
        return float(raw)
    if raw is None or isinstance(raw, str | float | bool):
        return raw
    raise TypeError(f"formualizer gave {raw!r}")
