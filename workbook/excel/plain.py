"""Cells in the plain spelling that Excel and most programs use, taken by pattern: several times as fast as by tags.

The patterns accept a part of XML for which they mean exactly what the parser would say: the five entities
that need no declaration, no comments, no CDATA, one order of attributes. Whatever else stands there is
not theirs, and the parser reads the whole sheet. That both say the same of the same bytes is tested.
"""

from __future__ import annotations

import re

from workbook.catalogue import file as checks
from workbook.excel.cells import COLUMNS, FORMULA_LIMIT, Grid, PlainCell, look_of, read_cell
from workbook.findings import Refused
from workbook.sheets.grid import ReadCell

# Possessive all through: no pattern ever goes back, so that a hostile text costs no more than its length.
_ATTRIBUTES = '(?: [A-Za-z0-9:]++="[^"<&\\s]*+")*+'
_ATTRIBUTE = re.compile(r'([A-Za-z0-9:]++)="([^"]*+)"')
_ROW = re.compile(f'<row r="([0-9]{{1,7}}+)"({_ATTRIBUTES})(?:(/>|></row>)|>)')
_CELL = re.compile(
    '<c r="([A-Z]{1,3}+)([0-9]{1,7}+)"(?: s="([0-9]{1,6}+)")?+(?: t="(str|s|n|b|e)")?+'
    f"(?:/>|>(?:<f({_ATTRIBUTES})(?:/>|>([^<]*+)</f>))?+(?:<v(>[^<]*+|(?=/))(?:</v>|/>))?+</c>)"
)
_PARTS = _CELL.groups + 1
"""A text split at its cells: what stands before a cell, the cell's seven parts, and so on."""
_OPEN, _SHUT, _END = b"<sheetData>", b"</sheetData>", "</row>"
_PIECE = 1 << 15
"""Bytes that are taken at a time, up to the end of a row: memory does not grow with the sheet."""
_CONTROLS = bytes({*range(0x20)} - {*b"\t\n"})
_UNKNOWN = re.compile("&(?!(?:amp|lt|gt|quot|apos);)")


def _is_plain(data: bytes, text: str) -> bool:
    """Whether the text between tags can mean only what it says; looked at once for all cells of a piece."""
    # What XML forbids, and line ends that a parser changes. A search for one letter is the quickest, so it goes first.
    return not (
        len(data.translate(None, _CONTROLS)) < len(data)
        or "\ufffe" in text
        or "\uffff" in text
        or ("]" in text and "]]>" in text)
        or _UNKNOWN.search(text)
    )


def _unescaped(text: str) -> str:
    """The text behind the five entities; the ampersand comes last, for it may begin the name of another one."""
    text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&apos;", "'")
    return text.replace("&amp;", "&")


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
            end = data.find(_END.encode(), start + _PIECE, last)
            end = last if end < 0 else end + len(_END)
            piece = data[start:end]
            text = piece.decode()
            if not (_is_plain(piece, text) and _read_rows(text, grid)):
                return False
            start = end
    except (ValueError, LookupError):  # the parser's way tells what is wrong
        return False
    except Refused as refused:  # as it does of these; what is too much is not read again
        if any(found.check not in (checks.OFF_THE_SHEET, checks.DAMAGED) for found in refused.findings):
            raise
        return False
    grid.close()
    return True


def _read_rows(text: str, grid: Grid) -> bool:
    """Whole rows. Splitting at the cells shows in one go what they hold, and that nothing else stands between them."""
    parts = _CELL.split(text)
    cells, known, new, row, row_text = grid.cells, grid.shared.plain, tuple.__new__, grid.row, ""
    for between, letters, digits, style, type_, marks, formula, raw in zip(
        *(parts[part:-1:_PARTS] for part in range(6)), _formulas(parts), parts[7::_PARTS], strict=True
    ):
        if between:
            row_text = _enter(between, bool(row_text), grid)
            row = grid.row
        if digits != row_text:
            return False
        try:
            column = COLUMNS[letters]
        except KeyError:
            column = grid.address(letters + digits, row, -1)[1]
        same = (style or grid.column_styles.get(column) or grid.style, type_, raw)
        read = known.get(same) or _first(same, grid)
        position = (row, column)
        if marks is not None:
            if len(formula) > FORMULA_LIMIT:
                grid.endless(formula, position)
            if marks:
                formula = grid.expand(formula, _attributes(marks), position)
            read = new(ReadCell, (read[0], read[1], formula, read[3], read[4]))
        elif not read[1]:  # an empty text that no formula made is a blank cell, and a blank shut one is not kept
            if read[3]:
                grid.blanks.append(position)
                continue
            read = read if read[0] == "none" else read._replace(kind="none")
        if cells.setdefault(position, read) is not read:  # the very same content twice does no harm
            return False
    return not _enter(parts[-1], bool(row_text), grid)


def _formulas(parts: list[str | None]) -> list[str]:
    """The formulas of all cells, "" where there is none."""
    found = [formula or "" for formula in parts[6::_PARTS]]
    joined = "\x01".join(found)  # no text holds this character
    return _unescaped(joined).split("\x01") if "&" in joined else found


def _enter(between: str, is_open: bool, grid: Grid) -> str:
    """Leave the row that is open, go through those without cells; the number of the row that is open then, or ""."""
    place, number = len(_END) if is_open else 0, ""
    if between.startswith(_END) != is_open:
        raise ValueError(between)
    while place < len(between):
        tag = _ROW.match(between, place)
        if tag is None or number:
            raise ValueError(between)
        place, looks = tag.end(), grid.shared.rows
        look = looks.get(tag[2])
        if look is None:
            look = looks[tag[2]] = look_of(_attributes(f' r="{tag[1]}"{tag[2]}'))
        grid.begin(int(tag[1]) - 1, look)
        number = "" if tag[3] else tag[1]
    return number


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a tag, each of which may stand there once."""
    marks = _ATTRIBUTE.findall(text)
    attributes = dict(marks)
    if len(attributes) < len(marks):
        raise ValueError(text)
    return attributes


def _first(same: PlainCell, grid: Grid) -> ReadCell:
    """The first cell with this style, type and content."""
    style, type_, raw = same
    value = raw[1:] if raw is not None else None  # without the end of its tag
    if value is not None and "&" in value:
        value = _unescaped(value)
    grid.shared.plain[same] = read = read_cell(style, type_, value, grid.shared)
    return read
