"""A drawn book as lines of JSON and back, to be kept with its issue. Numbers come back as Decimal.

The first line is the book without its rows, each further one a row. The workbooks of a council have most rows in
common, and the sheets of one workbook too: a row of the same text is made once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from workbook.sheets.grid import Area, Book, Cell, Column, Comment, Highlight, Page, Row, Sheet, Style, Validation

_ROWS: Final = 16_384
"""So many rows are remembered: those of four workbooks of 20 units with 70 indicators each."""


def book_to_json(book: Book) -> str:
    """Deterministic and compact; `book_from_json` gives an equal book."""
    data = {
        "title": book.title,
        "subject": book.subject,
        "created": book.created.isoformat(),
        "styles": {name: asdict(style) for name, style in sorted(book.styles.items())},
        "sheets": [_sheet_to_data(sheet) for sheet in book.sheets],
    }
    rows = (row for sheet in book.sheets for row in sheet.rows)
    return "\n".join(map(_to_json, (data, *rows)))


def _to_json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_number)


def _number(value: object) -> float | int:
    # Every figure of ours has at most 15 digits, so the float's shortest text is the figure.
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"cannot keep {value!r}")


def _sheet_to_data(sheet: Sheet) -> dict[str, Any]:
    if sheet.charts or sheet.buttons or sheet.hidden:
        # No workbook that is sent has any, and what is kept of those sent before stays as it is.
        raise TypeError(f"cannot keep the charts, buttons or hidden state of {sheet.name}")
    left_out = ("charts", "buttons", "hidden")
    data = {field.name: getattr(sheet, field.name) for field in fields(Sheet) if field.name not in left_out}
    data["rows"] = len(sheet.rows)
    data["page"] = asdict(sheet.page)
    data["validations"] = [asdict(item) for item in sheet.validations]
    data["highlights"] = [asdict(item) for item in sheet.highlights]
    return data


def book_from_json(text: str) -> Book:
    """The book kept by `book_to_json`; ValueError or KeyError where the text is none of ours."""
    head, *lines = text.split("\n")
    data = json.loads(head, parse_float=Decimal)
    if len(lines) != sum(sheet["rows"] for sheet in data["sheets"]):
        raise ValueError("rows")
    rows = map(_row, lines)
    return Book(
        tuple(_sheet_from_data(sheet, tuple(islice(rows, sheet["rows"]))) for sheet in data["sheets"]),
        {name: Style(**_floats(style)) for name, style in data["styles"].items()},
        data["title"],
        datetime.fromisoformat(data["created"]),
        data["subject"],
    )


def _floats(style: Mapping[str, Any]) -> dict[str, Any]:
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in style.items()}


def _sheet_from_data(data: dict[str, Any], rows: tuple[Row, ...]) -> Sheet:
    page = _floats(data["page"])
    for key in ("margins", "repeat_rows", "repeat_columns", "row_breaks"):
        page[key] = None if page[key] is None else tuple(page[key])
    page["margins"] = tuple(map(float, page["margins"]))
    page["area"] = None if page["area"] is None else Area(*page["area"])
    return Sheet(
        **data
        | {
            "columns": tuple(Column(key, float(width), hidden) for key, width, hidden in data["columns"]),
            "rows": rows,
            "merges": tuple(Area(*area) for area in data["merges"]),
            "filter": Area(*data["filter"]) if data["filter"] else None,
            "validations": tuple(_validation(item) for item in data["validations"]),
            "highlights": tuple(Highlight(**item | {"area": Area(*item["area"])}) for item in data["highlights"]),
            "page": Page(**page),
            "comments": tuple(Comment(*item) for item in data["comments"]),
            "freeze": None if data["freeze"] is None else tuple(data["freeze"]),
            "cursor": None if data["cursor"] is None else tuple(data["cursor"]),
        }
    )


@lru_cache(_ROWS)
def _row(text: str) -> Row:
    key, cells, height, hidden, level = json.loads(text, parse_float=Decimal)
    made = tuple(None if cell is None else Cell(*cell) for cell in cells)
    return Row(key, made, None if height is None else float(height), hidden, level)


def _validation(item: dict[str, Any]) -> Validation:
    more = tuple(Area(*area) for area in item["more"])
    return Validation(**item | {"area": Area(*item["area"]), "items": tuple(item["items"]), "more": more})
