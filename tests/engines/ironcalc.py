"""IronCalc: a spreadsheet engine in Rust."""

from __future__ import annotations

import tempfile
from pathlib import Path

import ironcalc

from tests.engines import Values, Wanted
from workbook.sheets.grid import from_a1


def compute(xlsx: bytes, wanted: Wanted) -> Values:
    """The wanted cells of the workbook, all formulas computed again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "book.xlsx"
        path.write_bytes(xlsx)
        model = ironcalc.load_from_xlsx(str(path))
    model.evaluate()
    number = {sheet["name"]: place for place, sheet in enumerate(model.get_worksheets_properties())}
    values: Values = {}
    for name, cells in wanted.items():
        for cell in cells:
            row, column = from_a1(cell)
            values[name, cell] = model.get_cell_value(number[name], row + 1, column + 1)
    return values
