"""Rows and columns moved, inserted or deleted as Excel does it: keys, cells and references go along."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from workbook.excel.shift import cut, moved
from workbook.sheets.grid import Area, ReadBook, ReadCell, ReadSheet, a1, from_a1

_REF = re.compile(r"(?<![A-Za-z_!'])(\$?)([A-Z]{1,2})(\$?)(\d+)(?::(\$?)([A-Z]{1,2})(\$?)(\d+))?(?![\w(])")
_FIXED = re.compile(r"""("(?:[^"]|"")*"|'(?:[^']|'')*'!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)""")
"""Texts, and references to other sheets."""
Order = Sequence[int | None]
"""The old places in their new order; None is an inserted one, a missing number a deleted one."""


def shifted_in(book: ReadBook, name: str, rows: Order | None = None, columns: Order | None = None) -> ReadBook:
    """The book after one sheet's rows and columns were put in this order; the other sheets' references follow."""
    sheet = next(each for each in book.sheets if each.name == name)
    down, right = _moves(rows, sheet.cells, 0), _moves(columns, sheet.cells, 1)
    pattern = re.compile(rf"(?<!#)('{re.escape(name)}'!)(\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?)")

    def follows(cell: ReadCell) -> ReadCell:
        told = pattern.sub(lambda match: match[1] + _rewritten(match[2], down, right), cell.formula or "")
        return cell._replace(formula=told or None)

    def each(other: ReadSheet) -> ReadSheet:
        if other.name == name:
            return shifted(sheet, rows, columns)
        return replace(other, cells={at: follows(cell) for at, cell in other.cells.items()})

    return replace(book, sheets=tuple(map(each, book.sheets)))


def renamed(book: ReadBook, names: Mapping[str, str]) -> ReadBook:
    """The book with its sheets under other names; references follow, texts do not."""
    pattern = re.compile("|".join(rf"(?<!#)'{re.escape(name)}'!" for name in names))

    def follows(cell: ReadCell) -> ReadCell:
        told = pattern.sub(lambda match: f"'{names[match[0][1:-2]]}'!", cell.formula or "")
        return cell._replace(formula=told or None)

    def each(sheet: ReadSheet) -> ReadSheet:
        cells = {at: follows(cell) for at, cell in sheet.cells.items()}
        return replace(sheet, name=names.get(sheet.name, sheet.name), cells=cells)

    return replace(book, sheets=tuple(map(each, book.sheets)))


def shifted(sheet: ReadSheet, rows: Order | None = None, columns: Order | None = None) -> ReadSheet:
    """The sheet after its rows and columns were put in this order."""
    down, right = _moves(rows, sheet.cells, 0), _moves(columns, sheet.cells, 1)
    cells: dict[tuple[int, int], ReadCell] = {}
    for (row, column), cell in sheet.cells.items():
        if row in down and column in right:
            written = None if cell.formula is None else _rewritten(cell.formula, down, right)
            cells[down[row], right[column]] = cell._replace(formula=written)
    rules = [
        replace(rule, areas=areas, formula=_rule(rule.formula, rule.areas, down, right))
        for rule in sheet.validations
        if (areas := tuple(area for each in rule.areas if (area := _area(each, down, right))))
    ]
    highlights = [
        ((area,), _rule(formula, [was], down, right))
        for (was, *_), formula in sheet.highlights
        if (area := _area(was, down, right))
    ]
    return replace(
        sheet,
        cells=cells,
        validations=tuple(rules),
        highlights=tuple(highlights),
        merges=tuple(area for each in sheet.merges if (area := _area(each, down, right))),
        hidden_rows=frozenset(down[row] for row in sheet.hidden_rows if row in down),
        hidden_columns=frozenset(right[column] for column in sheet.hidden_columns if column in right),
    )


def _area(area: Area, down: Mapping[int, int], right: Mapping[int, int]) -> Area | None:
    """Where an area stands now: it grows with what is put into it, and sorting leaves it where it is."""
    rows = [down[row] for row in range(area.top, area.bottom + 1) if row in down]
    columns = [right[column] for column in range(area.left, area.right + 1) if column in right]
    if not rows or not columns:
        return None
    top = rows[0] if rows == sorted(rows) else area.top
    left = columns[0] if columns == sorted(columns) else area.left
    return Area(top, left, max(rows), max(columns))


def _rule(formula: str, areas: Sequence[Area], down: Mapping[int, int], right: Mapping[int, int]) -> str:
    """A rule's formula, relative to the first cell of its areas that is still there; sorting leaves it as it is."""
    was, now = next((area, there) for area in areas if (there := _area(area, down, right)))
    row = next(row for row in range(was.top, was.bottom + 1) if row in down)
    column = next(column for column in range(was.left, was.right + 1) if column in right)
    formula = moved(cut(formula, areas[0].top, areas[0].left), row, column)
    rows = down if down[row] == now.top else {row: row for row in down}
    columns = right if right[column] == now.left else {column: column for column in right}
    return _rewritten(formula, rows, columns)


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
