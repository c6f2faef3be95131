"""Book -> .xlsx bytes, by XlsxWriter and nothing else; and files saved whole or not at all.

XlsxWriter's warnings and negative return codes become exceptions here, once: a Book that cannot
be printed is a programming error (ValueError). What the book says is not known here.
"""

from __future__ import annotations

import errno
import os
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any, Final

from xlsxwriter import Workbook
from xlsxwriter.exceptions import XlsxWriterException
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings
from xlsxwriter.worksheet import Worksheet

from workbook.catalogue import file as checks
from workbook.excel.charts import PLACED, chart_of
from workbook.excel.gate import refuse
from workbook.excel.rows import BLOCK, Looks, ends_of, row_xml, texts_of
from workbook.findings import Place
from workbook.sheets.grid import KEY_STYLE, Area, Book, Cell, Page, Row, Sheet, Style, escape

Format = Any
Formats = dict[str, Format]

_A4: Final = 9
_MM_PER_INCH: Final = 25.4
_RULE_LIMIT: Final = 255
_BORDERS: Final = {"thin": 1, "medium": 2, "hair": 7}
_SIDES: Final = {"l": "left", "t": "top", "r": "right", "b": "bottom"}
_ALLOWED: Final = {"format_columns": True, "format_rows": True}
"""What a protected sheet lets members do besides selecting: widen a column, heighten a row."""


# ---------------------------------------------------------------- books
def write_book(book: Book, macros: bytes = b"") -> bytes:
    """The book as .xlsx, the same bytes for the same book; a book out of limits is a ValueError.

    With `macros`, a VBA project whose document modules are ThisWorkbook, Sheet1, Sheet2 and so on, it is an .xlsm.
    """
    stream = BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            workbook = _Workbook(stream, {"in_memory": True})
            workbook.set_properties(
                {"title": book.title, "subject": book.subject, "created": book.created.replace(tzinfo=None)}
            )
            formats = {name: workbook.add_format(_looks(style)) for name, style in book.styles.items()}
            if KEY_STYLE not in formats:
                formats[KEY_STYLE] = workbook.add_format({"locked": True})
            tints = {
                name: workbook.add_format(_tint(book.styles[name]))
                for name in dict.fromkeys(rule.style for sheet in book.sheets for rule in sheet.highlights)
            }
            for sheet in book.sheets:
                worksheet = workbook.add_worksheet(sheet.name, _Worksheet)
                _print_sheet(worksheet, sheet, formats, tints)
                for chart in sheet.charts:
                    _done(worksheet.insert_chart(*chart.place, chart_of(workbook, book, chart), PLACED))
            _add_macros(workbook, book, macros)
            workbook.close()
        except (UserWarning, LookupError, TypeError, XlsxWriterException) as error:
            raise ValueError(f"this book cannot be written: {error!r}") from error
    return stream.getvalue()


def _add_macros(workbook: Workbook, book: Book, macros: bytes) -> None:
    """The VBA project with the names by which its modules know workbook and sheets; a button needs it."""
    if any(sheet.buttons for sheet in book.sheets) and not macros:
        raise ValueError("a button without macros")
    for number, (worksheet, sheet) in enumerate(zip(workbook.worksheets(), book.sheets, strict=True), 1):
        if sheet.hidden:
            worksheet.hide()
        if macros:
            _done(worksheet.set_vba_name(f"Sheet{number}"))
        for row, column, (width, height), text, macro in sheet.buttons:
            looks = {"macro": macro, "caption": text, "width": width, "height": height, "x_offset": 4, "y_offset": 2}
            _done(worksheet.insert_button(row, column, looks))
    if macros:
        _done(workbook.add_vba_project(BytesIO(macros), True))
        workbook.set_vba_name("ThisWorkbook")


class _Strings(SharedStrings):  # type: ignore[misc]
    """The texts of the cells; the original takes one that looks like markup for markup."""

    _escape_control_characters = staticmethod(escape)

    def _xml_rich_si_element(self, string: str) -> None:
        self._xml_si_element(string)


class _Part(StringIO):
    """A part that is kept as it is saved; the original takes up to four bytes a letter, and twice."""

    def __init__(self) -> None:
        super().__init__()
        self.saved = bytearray()

    def write(self, text: str) -> int:
        self.saved += text.encode()
        return len(text)

    def getvalue(self) -> Any:
        return self

    def encode(self, encoding: str) -> bytearray:
        """What is asked of the text."""
        return self.saved


class _Packager(Packager):  # type: ignore[misc]
    """XlsxWriter's packager with our texts, and parts in as few bytes as they have."""

    def _filename(self, xml_filename: str) -> Any:
        if not self.in_memory:
            return super()._filename(xml_filename)
        part = _Part()
        self.filenames.append((part, xml_filename, False))
        return part

    def _write_shared_strings_file(self) -> None:
        if self.workbook.str_table.count:
            strings = _Strings()
            strings.string_table = self.workbook.str_table
            strings._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            strings._assemble_xml_file()


class _Workbook(Workbook):  # type: ignore[misc]
    """XlsxWriter's workbook with our packager; a sheet's name is escaped as any text."""

    def _get_packager(self) -> Packager:
        return _Packager()

    def _write_sheet(self, name: str, sheet_id: int, hidden: int) -> None:
        super()._write_sheet(escape(name), sheet_id, hidden)


class _Worksheet(Worksheet):  # type: ignore[misc]
    """XlsxWriter's worksheet without its table of cells, and with what it lacks.

    The table would hold every cell once more, and each is looked up in it several times. The parts are the
    same, byte for byte, as those of the plain class (a test holds that), but for texts as formula results
    (empty, escaped, like errors) and for the first page's header. Formulas are not searched for functions newer
    than 2010 nor for arrays: ours have none, and a name inside a quoted text would be rewritten. Charts must
    bring the figures that they show. Private methods: pinned version.
    """

    first_page_bare = False
    drawn: Sequence[Row] = ()

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        """A rule's formula without its "=". Looking for 160 names in each was a third of all writing."""
        return formula.removeprefix("=")

    def print_rows(self, rows: Sequence[Row], formats: Formats) -> None:
        """Take the rows; now only their heights, ends and shared texts are asked for."""
        self.drawn, self.formats = rows, formats
        self.ends: dict[int, tuple[int, ...]] = {}
        self.texts: dict[str, int] = {}
        self.table.clear()  # merges put blank cells there
        for number, row in enumerate(rows):
            _set_row(self, number, row)
            ends = ends_of(row.cells)
            if ends:
                self.ends[number] = ends
            for column in ends:
                _done(self._check_dimensions(number, column))
            for text in texts_of(row.cells):
                self.texts[text] = self.str_table._get_shared_string_index(text)

    def _write_rows(self) -> None:
        self._calculate_spans()
        looks = Looks(lambda style: self.formats[style]._get_xf_index())
        for number in sorted({*self.ends, *self.row_info, *self.comments}):
            there = number in self.ends
            self._write_row(number, self.row_spans.get(number // BLOCK), self.row_info.get(number), not there)
            if there:
                self.fh.write(f"{row_xml(number, self.drawn[number].cells, looks, self.texts)}</row>")

    def _calculate_spans(self) -> None:
        blocks: dict[int, list[int]] = {}
        for columns in (self.ends, self.comments):
            for number, own in columns.items():
                blocks.setdefault(number // BLOCK, []).extend(own)
        self.row_spans = {block: f"{min(own) + 1}:{max(own) + 1}" for block, own in blocks.items()}

    def _write_header_footer(self) -> None:
        if not self.first_page_bare:
            super()._write_header_footer()
            return
        self._xml_start_tag("headerFooter", [("differentFirst", 1)])
        if self.header:
            self._write_odd_header()
        if self.footer:
            self._write_odd_footer()
        self._xml_empty_tag("firstHeader")
        self._xml_empty_tag("firstFooter")
        self._xml_end_tag("headerFooter")


# ---------------------------------------------------------------- styles
def _looks(style: Style) -> dict[str, Any]:
    """A cell style in XlsxWriter's words. `locked` is always said: nothing relies on defaults."""
    looks: dict[str, Any] = {
        "font_name": style.font,
        "font_size": style.size,
        "font_color": style.color,
        "bold": style.bold,
        "italic": style.italic,
        "valign": style.valign,
        "text_wrap": style.wrap,
        "num_format": style.number_format,
        "locked": style.locked,
        "indent": style.indent,
        "rotation": style.rotation,
    }
    if style.fill is not None:
        looks["bg_color"] = style.fill
    if style.align is not None:
        looks["align"] = style.align
    if style.border is not None:
        for side in style.sides:
            looks[_SIDES[side]] = _BORDERS[style.border]
            looks[f"{_SIDES[side]}_color"] = style.border_color
    return looks


def _tint(style: Style) -> dict[str, Any]:
    """A conditional format may change colours and weight only."""
    tint: dict[str, Any] = {"font_color": style.color, "bold": style.bold, "italic": style.italic}
    if style.fill is not None:
        tint["bg_color"] = style.fill
    return tint


# ---------------------------------------------------------------- sheets
def _print_sheet(worksheet: Worksheet, sheet: Sheet, formats: Formats, tints: Formats) -> None:
    for number, column in enumerate(sheet.columns):
        _done(worksheet.set_column(number, number, column.width, None, {"hidden": column.hidden}))
    for area in sheet.merges:
        _merge(worksheet, sheet, area, formats)
    worksheet.print_rows(_filled(sheet), formats)
    _rules(worksheet, sheet, tints)
    _notes(worksheet, sheet)
    _view(worksheet, sheet)
    _page(worksheet, sheet.page)
    if sheet.protected:
        # A chart that is locked cannot even be selected, and so not copied into a report.
        more = {"autofilter": sheet.filter is not None, "objects": bool(sheet.charts)}
        worksheet.protect("", {**_ALLOWED, **{name: True for name, given in more.items() if given}})


def _set_row(worksheet: Worksheet, number: int, row: Row) -> None:
    if row.height is not None or row.hidden or row.level:
        _done(worksheet.set_row(number, row.height, None, {"hidden": row.hidden, "level": row.level}))


def _filled(sheet: Sheet) -> Sequence[Row]:
    """The rows; where a merge has no cell drawn, a blank one of its first cell's style."""
    rows = list(sheet.rows)
    for top, left, bottom, right in sheet.merges:
        first = rows[top].cells[left]
        for number in range(top, bottom + 1):
            cells = rows[number].cells
            if first is not None and (len(cells) <= right or None in cells[left : right + 1]):
                cells = (*cells, *[None] * (right + 1 - len(cells)))
                own = (cell or Cell(None, first.style) for cell in cells[left : right + 1])
                rows[number] = rows[number]._replace(cells=(*cells[:left], *own, *cells[right + 1 :]))
    return rows


def _merge(worksheet: Worksheet, sheet: Sheet, area: Area, formats: Formats) -> None:
    """Register the merge; its cells are printed with their rows."""
    cells = [cell for row in sheet.rows[area.top : area.bottom + 1] for cell in row.cells[area.left : area.right + 1]]
    first = cells[0]
    if first is None or any(cell is not None and (cell.value not in (None, "") or cell.formula) for cell in cells[1:]):
        raise ValueError(f"{sheet.name}: the merge {area.a1} must show its first cell and hide none")
    _done(worksheet.merge_range(*area, "", formats[first.style]))


def _rules(worksheet: Worksheet, sheet: Sheet, tints: Formats) -> None:
    for rule in sheet.validations:
        if not 0 < len(rule.formula) <= _RULE_LIMIT:  # written silently, and Excel calls the file damaged
            raise ValueError(f"{sheet.name}!{rule.area.a1}: a validation of {len(rule.formula)} characters")
        options: dict[str, Any] = {"validate": "custom", "value": "=" + rule.formula, "error_type": "stop"}
        if rule.items or rule.source:
            options |= {"validate": "list", "source": "=" + rule.source if rule.source else _listed(rule.items)}
            del options["value"]
        words = {
            "error_title": rule.title,
            "error_message": rule.message,
            "input_title": rule.prompt_title,
            "input_message": rule.prompt,
        }
        options |= {key: text for key, text in words.items() if text}
        if rule.more:
            options["other_cells"] = [list(area) for area in rule.more]
        _done(worksheet.data_validation(*rule.area, options))
    for highlight in sheet.highlights:
        options = {"type": "formula", "criteria": "=" + highlight.formula, "format": tints[highlight.style]}
        _done(worksheet.conditional_format(*highlight.area, options))


def _notes(worksheet: Worksheet, sheet: Sheet) -> None:
    """Notes at cells: nobody's name, large enough to be read whole, shown when the cell is pointed at."""
    for comment in sheet.comments:
        width, height = comment.size
        looks = {"width": width, "height": height, "font_name": "Calibri", "font_size": 10}
        _done(worksheet.write_comment(*comment, looks))


def _listed(items: tuple[str, ...]) -> list[str]:
    """A literal list; a comma would split an item without a word."""
    if any("," in item for item in items):
        raise ValueError(f"an item of {items} holds a comma")
    return list(items)


def _view(worksheet: Worksheet, sheet: Sheet) -> None:
    if sheet.freeze is not None:
        worksheet.freeze_panes(*sheet.freeze)
    if sheet.filter is not None:
        _done(worksheet.autofilter(*sheet.filter))
    if sheet.cursor is not None:
        worksheet.set_selection(*sheet.cursor, *sheet.cursor)
    worksheet.set_zoom(sheet.zoom)
    if any(row.level for row in sheet.rows):
        worksheet.outline_settings(symbols_below=False)
    if not sheet.gridlines:
        worksheet.hide_gridlines(2)


def _page(worksheet: Worksheet, page: Page) -> None:
    worksheet.set_paper(_A4)
    if page.landscape:
        worksheet.set_landscape()
    worksheet.set_margins(*(mm / _MM_PER_INCH for mm in page.margins))
    if page.header:
        worksheet.set_header(page.header)
    if page.footer:
        worksheet.set_footer(page.footer)
    worksheet.first_page_bare = page.first_page_bare and bool(page.header or page.footer)
    if page.repeat_rows is not None:
        worksheet.repeat_rows(*_ordered(page.repeat_rows))
    if page.repeat_columns is not None:
        worksheet.repeat_columns(*_ordered(page.repeat_columns))
    if page.area is not None:
        _done(worksheet.print_area(*page.area))
    if page.first_number:
        worksheet.set_start_page(page.first_number)
    if page.row_breaks:
        worksheet.set_h_pagebreaks(page.row_breaks)
    if page.centered:
        worksheet.center_horizontally()
    worksheet.fit_to_pages(page.pages_wide, 0)


def _ordered(span: tuple[int, int]) -> tuple[int, int]:
    if span[0] > span[1]:  # XlsxWriter writes "$6:$5" without a word
        raise ValueError(f"{span} runs backwards")
    return span


def _done(code: int | None) -> None:
    """Most of XlsxWriter's refusals are negative numbers that nobody reads."""
    if code is not None and code < 0:
        raise ValueError(f"XlsxWriter refused with {code}")


# ---------------------------------------------------------------- files
def _umask() -> int:
    """The process's file mode mask; it can be read only by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


_UMASK = _umask()


def save_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path` in one step: written beside it first, then put in its place."""
    with _told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(prefix="~", suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            if os.name != "nt":
                # mkstemp shuts the file to everybody else; the secretariat shares its folder.
                os.chmod(beside, 0o666 & ~_UMASK)
            os.replace(beside, path)
        except BaseException:
            with suppress(OSError):
                os.unlink(beside)
            raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """An error of the disk as a finding."""
    at = Place(file=path.name)
    try:
        yield
    except OSError as error:
        facts = {"path": str(path)}
        if path.is_dir():
            refuse(checks.FOLDER, at, **facts)
        if isinstance(error, PermissionError):  # so Windows says of a file that is open in Excel
            refuse(checks.IN_USE, at, **facts)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            refuse(checks.DISK_FULL, at, **facts)
        refuse(checks.UNWRITABLE, at, **facts, reason=error.strerror or type(error).__name__)
