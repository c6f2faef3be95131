"""Writing: a council's workbooks by the product, and the same cells by bare XlsxWriter.

Printed: milliseconds of processor time, medians of alternating runs, and the ratio to bare. The
bare way knows all values, formulas and formats beforehand: it only prints.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from decimal import Decimal
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from benchmarks.books import Way, council, draw, matrix, race
from workbook.excel.write import save_bytes, write_book
from workbook.loading.frozen import freeze
from workbook.model import Issue
from workbook.pipeline.folder import Folder, Kept
from workbook.sheets.grid import Book, Cell, Sheet, Style

_BORDER = {"thin": 1, "medium": 2, "hair": 7}
_SIDE = {"l": "left", "t": "top", "r": "right", "b": "bottom"}


# ---------------------------------------------------------------- bare
def bare(book: Book) -> bytes:
    """The book as a plain script would print it: XlsxWriter's own classes and methods."""
    stream = io.BytesIO()
    workbook = xlsxwriter.Workbook(stream, {"in_memory": True})
    workbook.set_properties({"title": book.title, "subject": book.subject, "created": book.created})
    formats = {name: workbook.add_format(_format(style)) for name, style in book.styles.items()}
    if "key" not in formats:
        formats["key"] = workbook.add_format()
    tints = {
        name: workbook.add_format(_tint(book.styles[name]))
        for name in dict.fromkeys(rule.style for sheet in book.sheets for rule in sheet.highlights)
    }
    for sheet in book.sheets:
        worksheet = workbook.add_worksheet(sheet.name)
        _bare_cells(worksheet, sheet, formats)
        _bare_around(worksheet, sheet, tints)
    workbook.close()
    return stream.getvalue()


def _format(style: Style) -> dict[str, object]:
    looks: dict[str, object] = {
        "font_name": style.font, "font_size": style.size, "font_color": style.color, "bold": style.bold,
        "italic": style.italic, "valign": style.valign, "text_wrap": style.wrap, "num_format": style.number_format,
        "locked": style.locked, "indent": style.indent, "rotation": style.rotation,
    }  # fmt: skip
    if style.fill:
        looks["bg_color"] = style.fill
    if style.align:
        looks["align"] = style.align
    for side in style.sides if style.border else "":
        looks |= {_SIDE[side]: _BORDER[style.border or "thin"], f"{_SIDE[side]}_color": style.border_color}
    return looks


def _tint(style: Style) -> dict[str, object]:
    fill = {"bg_color": style.fill} if style.fill else {}
    return {"font_color": style.color, "bold": style.bold, "italic": style.italic, **fill}


def _bare_cells(worksheet: Worksheet, sheet: Sheet, formats: dict[str, Format]) -> None:
    for number, column in enumerate(sheet.columns):
        worksheet.set_column(number, number, column.width, None, {"hidden": column.hidden})
    for area in sheet.merges:
        first = sheet.rows[area.top].cells[area.left]
        assert first is not None
        worksheet.merge_range(*area, "", formats[first.style])
    for number, row in enumerate(sheet.rows):
        if row.height is not None or row.hidden:
            worksheet.set_row(number, row.height, None, {"hidden": row.hidden})
        for column_number, cell in enumerate(row.cells):
            if cell is not None:
                _bare_cell(worksheet, number, column_number, cell, formats[cell.style])


def _bare_cell(worksheet: Worksheet, row: int, column: int, cell: Cell, look: Format) -> None:
    value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
    if cell.formula is not None:
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        worksheet.write_formula(row, column, "=" + cell.formula, look, "" if value is None else value)
    elif value is None or value == "":
        worksheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        worksheet.write_string(row, column, value, look)
    else:
        worksheet.write_number(row, column, value, look)


def _bare_around(worksheet: Worksheet, sheet: Sheet, tints: dict[str, Format]) -> None:
    for rule in sheet.validations:
        options = {"validate": "custom", "value": "=" + rule.formula}
        options |= {"error_title": rule.title, "error_message": rule.message}
        options |= {"input_title": rule.prompt_title, "input_message": rule.prompt}
        worksheet.data_validation(*rule.area, {key: text for key, text in options.items() if text})
    for mark in sheet.highlights:
        options = {"type": "formula", "criteria": "=" + mark.formula, "format": tints[mark.style]}
        worksheet.conditional_format(*mark.area, options)
    if sheet.freeze:
        worksheet.freeze_panes(*sheet.freeze)
    if sheet.cursor:
        worksheet.set_selection(*sheet.cursor, *sheet.cursor)
    worksheet.set_zoom(sheet.zoom)
    if not sheet.gridlines:
        worksheet.hide_gridlines(2)
    page = sheet.page
    worksheet.set_paper(9)
    if page.landscape:
        worksheet.set_landscape()
    worksheet.set_margins(*(mm / 25.4 for mm in page.margins))
    worksheet.set_header(page.header)
    worksheet.set_footer(page.footer)
    if page.repeat_rows:
        worksheet.repeat_rows(*page.repeat_rows)
    if page.repeat_columns:
        worksheet.repeat_columns(*page.repeat_columns)
    if page.area:
        worksheet.print_area(*page.area)
    if page.row_breaks:
        worksheet.set_h_pagebreaks(page.row_breaks)
    if page.centered:
        worksheet.center_horizontally()
    worksheet.fit_to_pages(page.pages_wide, 0)
    if sheet.protected:
        worksheet.protect("", {"format_columns": True, "format_rows": True})


# ---------------------------------------------------------------- the race
def same_cells(ours: bytes, theirs: bytes) -> bool:
    """Whether both ways wrote the same parts, but for what bare XlsxWriter cannot say."""
    return _plain(ours) == _plain(theirs)


def _plain(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for old, new in ((b' t="str"', b""), (b' differentFirst="1"', b""), (b"<firstHeader/><firstFooter/>", b"")):
        parts = {name: part.replace(old, new) for name, part in parts.items()}
    return parts


def compare(title: str, issues: list[Issue]) -> None:
    books = [draw(issue) for issue in issues]
    assert all(same_cells(write_book(book), bare(book)) for book in books), "both ways must write the same cells"
    race(
        f"{title}: {len(books)} workbook(s), {sum(1 for book in books for s in book.sheets for _ in s.filled())} cells",
        [
            Way("bare XlsxWriter, cells known beforehand", lambda: [bare(book) for book in books]),
            Way("xephang, drawn once: write_book", lambda: [write_book(book) for book in books]),
            Way("xephang, from the round: freeze, draw, write_book", lambda: [write_book(draw(i)) for i in issues]),
            Way("xephang, all of generate: also kept and saved on disk", lambda: _generate(issues)),
        ],
    )


def _generate(issues: list[Issue]) -> None:
    """What `xephang generate` does for each member, after the round is read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Folder(Path(name))
        for issue in issues:
            kept = Kept(freeze(issue), draw(issue))
            folder.keep(issue.member, issue.number, kept)
            save_bytes(folder.sent_file(issue.member, issue.number), write_book(kept.book))


def main() -> None:
    compare("Matrix 60 x 100", matrix())
    compare("Council of 7, Quảng Nam 2019", council())


if __name__ == "__main__":
    main()
