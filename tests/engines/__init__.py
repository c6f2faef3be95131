"""Formula engines that are not ours: each computes a workbook again from its inputs.

One module an engine, all with the same function: `compute(xlsx, wanted)` gives the values of the
wanted cells by (sheet, cell). Nothing here knows the product; a cached value in the file must never
come back as a computed one (test_engines.py proves it). Values: number as float, text, boolean,
None for an empty cell; an error comes back as its text, "#VALUE!".
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping

import openpyxl
from openpyxl.cell.cell import Cell

Value = str | float | bool | None
Wanted = Mapping[str, Iterable[str]]
"""Cells in A1 form by sheet name."""
Values = dict[tuple[str, str], Value]
"""Values by (sheet name, cell)."""


def formulas(xlsx: bytes) -> dict[str, dict[str, str]]:
    """Every formula of a workbook by sheet and cell: what to pass as `wanted` for all of them."""
    return {
        sheet.title: {
            cell.coordinate: str(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if isinstance(cell, Cell) and cell.data_type == "f"
        }
        for sheet in openpyxl.load_workbook(io.BytesIO(xlsx)).worksheets
    }


def cached(xlsx: bytes, wanted: Wanted) -> Values:
    """What the file itself shows for the wanted cells, without any computing."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx), data_only=True)
    return {(name, cell): book[name][cell].value for name, cells in wanted.items() for cell in cells}
