"""Cells in the plain spelling that Excel and most programs use, taken by pattern: several times as fast as by tags.

The patterns accept a part of XML for which they mean exactly what the parser would say: the five entities
that need no declaration, no comments, no CDATA, one order of attributes. Whatever else stands there is
not theirs, and the parser reads the whole sheet. That both say the same of the same bytes is tested.
"""

from __future__ import annotations

import re
from dataclasses import replace

from workbook.catalogue import file as checks
from workbook.excel.cells import COLUMNS, FORMULA_LIMIT, Grid, PlainCell, read_cell
from workbook.excel.gate import refuse
from workbook.sheets.grid import ReadCell, a1

# Possessive all through: no pattern ever goes back, so that a hostile text costs no more than its length.
_LETTER = "[^<&\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]"
_TEXT = f"{_LETTER}*+(?:&(?:amp|lt|gt|quot|apos);{_LETTER}*+)*+"
_ATTRIBUTES = '(?: [A-Za-z0-9:]++="[^"<&\\s]*+")*+'


def _unescaped(text: str) -> str:
    """The text behind the five entities; the ampersand comes last, for it may begin the name of another one."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


def _cell(get: str) -> str:
    """One cell's pattern; `get` is how a group begins: caught or not."""
    return (
        f'<c r="{get}[A-Z]{{1,3}}+){get}[0-9]{{1,7}}+)"(?: s="{get}[0-9]{{1,6}}+)")?+(?: t="{get}str|s|n|b|e)")?+'
        f"(?:/>|>(?:{get}<f){get}{_ATTRIBUTES})(?:/>|>{get}{_TEXT})</f>))?+"
        f"(?:{get}<v)(?:/>|>{get}{_TEXT})</v>))?+</c>)"
    )


_CELL = re.compile(_cell("("))
_ROW = re.compile(f'<row({_ATTRIBUTES})(?:/>|>((?:{_cell("(?:")})*+)</row>)')
_ATTRIBUTE = re.compile(r'([A-Za-z0-9:]++)="([^"]*+)"')
_OPEN, _SHUT = b"<sheetData>", b"</sheetData>"
_PIECE = 1 << 16
"""Bytes that are taken at a time, up to the end of a row: memory does not grow with the sheet."""


def find_cells(data: bytes) -> tuple[int, int] | None:
    """From the tag <sheetData> to behind its end, where both are there just once."""
    first, last = data.find(_OPEN), data.rfind(_SHUT)
    if first < 0 or last < first or data.find(_OPEN, first + 1) >= 0 or data.find(_SHUT) != last:
        return None
    return first, last + len(_SHUT)


def read_plain(data: bytes, span: tuple[int, int], grid: Grid) -> bool:
    """Read the cells of the span into the grid; False, whatever was read, where they are not plain or make no sense."""
    start, last = span[0] + len(_OPEN), span[1] - len(_SHUT)
    try:
        while start < last:
            end = data.find(b"</row>", start + _PIECE, last)
            end = last if end < 0 else end + len(b"</row>")
            if not _read_rows(data[start:end].decode(), grid):
                return False
            start = end
    except (ValueError, LookupError):  # the parser's way tells what is wrong
        return False
    grid.close()
    return True


def _read_rows(text: str, grid: Grid) -> bool:
    place = 0
    for row in _ROW.finditer(text):
        marks = _ATTRIBUTE.findall(row[1])
        attributes = dict(marks)
        if row.start() != place or len(attributes) != len(marks) or not attributes.get("r", "").isdigit():
            return False
        place = row.end()
        grid.enter(attributes)
        if row[2] and not _read_cells(row[2], attributes["r"], grid):
            return False
    return place == len(text)


def _read_cells(text: str, row_text: str, grid: Grid) -> bool:
    """The cells of one row."""
    cells, row, known, new = grid.cells, grid.row, grid.shared.plain, tuple.__new__
    found = _CELL.findall(text)
    formulas = [cell[6] for cell in found]
    if "&" in text:  # all at once; no text holds this character
        formulas = _unescaped("\x01".join(formulas)).split("\x01")
    for (letters, digits, style, type_, has_formula, marks, _, has_value, raw), formula in zip(
        found, formulas, strict=True
    ):
        if digits != row_text:
            return False
        try:
            column = COLUMNS[letters]
        except KeyError:
            column = grid.address(letters + digits, row, -1)[1]
        same = (style or grid.column_styles.get(column) or grid.style, type_, has_value, raw)
        read = known.get(same) or _first(same, grid)
        position = (row, column)
        if has_formula:
            if len(formula) > FORMULA_LIMIT:
                grid.endless(formula, position)
            if marks:
                formula = grid.expand(formula, dict(_ATTRIBUTE.findall(marks)), position)
            read = new(ReadCell, (read[0], read[1], formula, read[3], read[4]))
        elif not read[1]:  # an empty text that no formula made is a blank cell, and a blank shut one is not kept
            if read[3]:
                grid.blanks.append(position)
                continue
            read = read if read[0] == "none" else read._replace(kind="none")
        if cells.setdefault(position, read) is not read:  # the very same content twice does no harm
            refuse(checks.TWICE, replace(grid.at, cell=a1(*position)))
    return True


def _first(same: PlainCell, grid: Grid) -> ReadCell:
    """The first cell with this style, type and content."""
    style, type_, has_value, raw = same
    value = (_unescaped(raw) if "&" in raw else raw) if has_value else None
    grid.shared.plain[same] = read = read_cell(style, type_ or None, value, grid.shared)
    return read
