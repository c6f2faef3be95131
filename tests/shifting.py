"""Rows and columns moved, inserted or deleted as Excel does it: keys, cells and references go along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbook.sheets.grid import ReadCell, ReadSheet, a1, from_a1

_REF = re.compile(r"(?<![A-Za-z_!'])(\$?)([A-Z]{1,2})(\$?)(\d+)(?::(\$?)([A-Z]{1,2})(\$?)(\d+))?(?![\w(])")
_FIXED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)""")
"""Texts, and references to other sheets."""
Order = Sequence[int | None]
"""The old places in their new order; None is an inserted one, a missing number a deleted one."""


def shifted(sheet: ReadSheet, rows: Order | None = None, columns: Order | None = None) -> ReadSheet:
    """The sheet after its rows and columns were put in this order."""
    down, right = _moves(rows, sheet.cells, 0), _moves(columns, sheet.cells, 1)
    cells: dict[tuple[int, int], ReadCell] = {}
    for (row, column), cell in sheet.cells.items():
        if row in down and column in right:
            written = None if cell.formula is None else _rewritten(cell.formula, down, right)
            cells[down[row], right[column]] = cell._replace(formula=written)
    return replace(sheet, cells=cells)


def _moves(order: Order | None, cells: Iterable[tuple[int, int]], axis: int) -> dict[int, int]:
    last = max(place[axis] for place in cells)
    if order is None:
        return {place: place for place in range(last + 1)}
    return {old: new for new, old in enumerate(order) if old is not None and old <= last}


def _rewritten(formula: str, down: Mapping[int, int], right: Mapping[int, int]) -> str:
    def reference(match: re.Match[str]) -> str:
        ends = [from_a1(end) for end in match[0].split(":")]
        (top, left), (bottom, last) = ends[0], ends[-1]
        rows = [down[row] for row in range(top, bottom + 1) if row in down]
        columns = [right[column] for column in range(left, last + 1) if column in right]
        if not rows or not columns:
            return "#REF!"
        first = a1(min(rows), min(columns), fix_row=bool(match[3]), fix_column=bool(match[1]))
        if len(ends) == 1:
            return first
        return f"{first}:{a1(max(rows), max(columns), fix_row=bool(match[7]), fix_column=bool(match[5]))}"

    parts = _FIXED.split(formula)
    return "".join(part if part.startswith(('"', "'")) else _REF.sub(reference, part) for part in parts)
