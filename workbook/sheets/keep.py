"""A drawn book as JSON text and back, to be kept with its issue. Numbers come back as Decimal."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from workbook.sheets.grid import Area, Book, Cell, Column, Comment, Highlight, Page, Row, Sheet, Style, Validation


def book_to_json(book: Book) -> str:
    """Deterministic and compact; `book_from_json` gives an equal book."""
    data = {
        "title": book.title,
        "subject": book.subject,
        "created": book.created.isoformat(),
        "styles": {name: asdict(style) for name, style in sorted(book.styles.items())},
        "sheets": [_sheet_to_data(sheet) for sheet in book.sheets],
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), default=_number)


def _number(value: object) -> float | int:
    # Every figure of ours has at most 15 digits, so the float's shortest text is the figure.
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    raise TypeError(f"cannot keep {value!r}")


def _sheet_to_data(sheet: Sheet) -> dict[str, Any]:
    data = {field.name: getattr(sheet, field.name) for field in fields(Sheet)}
    data["page"] = asdict(sheet.page)
    data["validations"] = [asdict(item) for item in sheet.validations]
    data["highlights"] = [asdict(item) for item in sheet.highlights]
    return data


def book_from_json(text: str) -> Book:
    """The book kept by `book_to_json`; ValueError or KeyError where the text is none of ours."""
    data = json.loads(text, parse_float=Decimal)
    return Book(
        tuple(_sheet_from_data(sheet) for sheet in data["sheets"]),
        {name: Style(**_floats(style)) for name, style in data["styles"].items()},
        data["title"],
        datetime.fromisoformat(data["created"]),
        data["subject"],
    )


def _floats(style: Mapping[str, Any]) -> dict[str, Any]:
    return {key: float(value) if isinstance(value, Decimal) else value for key, value in style.items()}


def _sheet_from_data(data: dict[str, Any]) -> Sheet:
    page = _floats(data["page"])
    for key in ("margins", "repeat_rows", "repeat_columns", "row_breaks"):
        page[key] = None if page[key] is None else tuple(page[key])
    page["margins"] = tuple(map(float, page["margins"]))
    page["area"] = None if page["area"] is None else Area(*page["area"])
    return Sheet(
        **data
        | {
            "columns": tuple(Column(key, float(width), hidden) for key, width, hidden in data["columns"]),
            "rows": tuple(_row(*row) for row in data["rows"]),
            "merges": tuple(Area(*area) for area in data["merges"]),
            "filter": Area(*data["filter"]) if data.get("filter") else None,
            "validations": tuple(_validation(item) for item in data["validations"]),
            "highlights": tuple(Highlight(**item | {"area": Area(*item["area"])}) for item in data["highlights"]),
            "page": Page(**page),
            "comments": tuple(Comment(*item) for item in data.get("comments", ())),
            "freeze": None if data["freeze"] is None else tuple(data["freeze"]),
            "cursor": None if data["cursor"] is None else tuple(data["cursor"]),
        }
    )


def _row(key: str, cells: list[list[Any] | None], height: Decimal | None, hidden: bool, level: int = 0) -> Row:
    """Without `level`: books kept before rows had one."""
    made = tuple(None if cell is None else Cell(*cell) for cell in cells)
    return Row(key, made, None if height is None else float(height), hidden, level)


def _validation(item: dict[str, Any]) -> Validation:
    """Without `items` and `more`: books kept before validations had them."""
    more = tuple(Area(*area) for area in item.get("more", ()))
    return Validation(**item | {"area": Area(*item["area"]), "items": tuple(item.get("items", ())), "more": more})
