"""Notes put into somebody's own workbook, and a sheet of ours added to it, by openpyxl; nothing else is changed.

What openpyxl itself does not keep is lost all the same: validations and conditional formats that Excel
writes into extension lists, threaded comments, drawings other than pictures and charts, custom parts, and
every cached result (programs compute them again on opening). So the file that is sent to be filled in is
the correction workbook, and this one is for reading beside it. The original is never written to.
"""

from __future__ import annotations

import io
from collections.abc import Collection, Mapping
from copy import copy
from datetime import date
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from workbook.excel.fill import timeless
from workbook.sheets.grid import Comment as Drawn
from workbook.sheets.grid import Sheet, Style, from_a1, letters

_MARKED = "FFFFC7CE"


class Unmarked(Exception):
    """The workbook cannot be opened or saved by openpyxl."""


def annotate(
    data: bytes,
    notes: Mapping[tuple[str, str], str],
    sheet: Sheet,
    styles: Mapping[str, Style],
    old: Collection[str] = (),
) -> bytes:
    """The workbook with `notes` at cells, by (sheet name, "D12"), and `sheet` in front; `old` are sheets to be dropped.

    The same bytes for the same workbook. Raises Unmarked. openpyxl takes what memory and time a hostile file asks
    for (an area of a million rows): only in a process under limits.
    """
    try:
        book = load_workbook(io.BytesIO(data))
        for name in old:
            if name in book.sheetnames:
                del book[name]
        for (name, address), text in notes.items():
            if name in book.sheetnames:
                _note(book[name], address, text)
        _add(book.create_sheet(_free(sheet.name, book.sheetnames), 0), sheet, styles)
        book.active = 0
        for other in book.worksheets[1:]:
            other.sheet_view.tabSelected = False
        out = io.BytesIO()
        book.save(out)
        return timeless(out.getvalue())
    except MemoryError:
        raise  # over the limit: whoever watches tells
    except Exception as error:  # openpyxl raises whatever a strange part makes it raise
        raise Unmarked(f"{type(error).__name__}: {error}") from error


def _free(name: str, taken: Collection[str]) -> str:
    known = {one.casefold() for one in taken}
    return next(one for one in (name, *(f"{name} {n}" for n in range(2, 10_000))) if one.casefold() not in known)


def _note(sheet: Any, address: str, text: str) -> None:
    if not isinstance(sheet, Worksheet):
        return
    row, column = from_a1(address)
    cell = sheet.cell(row + 1, column + 1)
    if isinstance(cell, MergedCell):
        return
    before = cell.comment.text.strip() if cell.comment else ""
    # His own note stays, above ours.
    said = text if before in ("", text) else f"{before}\n\n{text}"
    note = Comment(_plain(said), "")
    note.width, note.height = Drawn(row, column, said).size
    cell.comment = note
    if isinstance(cell.value, date):
        # A score that became a day: the format of a whole date is wider than such a column, and shows "###".
        cell.number_format = "d/m"
    cell.fill = PatternFill("solid", start_color=_MARKED)


def _plain(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub(" ", text))


# ---------------------------------------------------------------- the sheet of ours
def _add(to: Worksheet, sheet: Sheet, styles: Mapping[str, Style]) -> None:
    for number, column in enumerate(sheet.columns):
        width = to.column_dimensions[letters(number)]
        width.width, width.hidden = column.width, column.hidden
    for number, row in enumerate(sheet.rows, 1):
        if row.height is not None:
            to.row_dimensions[number].height = row.height
        to.row_dimensions[number].hidden = row.hidden
        for column_number, cell in enumerate(row.cells, 1):
            if cell is not None:
                _put(to.cell(number, column_number), cell.value, cell.formula, styles.get(cell.style, Style()))
    for area in sheet.merges:
        to.merge_cells(area.a1)
    _page(to, sheet)


def _put(cell: Any, value: Any, formula: str | None, style: Style) -> None:
    assert isinstance(cell, Cell)
    if formula is not None:
        cell.value = f"={formula}"
    elif isinstance(value, str):
        cell.value = _plain(value)
        cell.data_type = "s"  # a text that begins with "=" is a text
    elif value is not None:
        cell.value = value
    _dress(cell, style)


def _dress(cell: Cell, style: Style) -> None:
    cell.font = Font(style.font, style.size, style.bold, style.italic, color=_argb(style.color))
    if style.fill is not None:
        cell.fill = PatternFill("solid", start_color=_argb(style.fill))
    horizontal = "centerContinuous" if style.align == "center_across" else style.align
    vertical = {"top": "top", "vcenter": "center", "bottom": "bottom"}[style.valign]
    cell.alignment = Alignment(horizontal, vertical, wrap_text=style.wrap, indent=style.indent)
    if style.border is not None:
        side = Side(style.border, _argb(style.border_color))
        left, right, top, bottom = (side if one in style.sides else Side() for one in "lrtb")
        cell.border = Border(left, right, top, bottom)
    cell.protection = Protection(locked=style.locked)


def _argb(color: str) -> str:
    return "FF" + color.removeprefix("#")


def _page(to: Worksheet, sheet: Sheet) -> None:
    to.sheet_view.showGridLines = sheet.gridlines
    to.sheet_view.tabSelected = True
    if sheet.freeze is not None:
        to.freeze_panes = f"{letters(sheet.freeze[1])}{sheet.freeze[0] + 1}"
    to.protection = copy(to.protection)
    to.protection.sheet = sheet.protected
    to.page_setup.orientation = "landscape" if sheet.page.landscape else "portrait"
    to.page_setup.paperSize = 9
    to.page_setup.fitToWidth, to.page_setup.fitToHeight = sheet.page.pages_wide, 0
    to.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    left, right, top, bottom = (mm / 25.4 for mm in sheet.page.margins)
    to.page_margins = PageMargins(left, right, top, bottom)
    if sheet.page.repeat_rows is not None:
        to.print_title_rows = f"{sheet.page.repeat_rows[0] + 1}:{sheet.page.repeat_rows[1] + 1}"
