"""Books and bare .xlsx files for the tests of `workbook.excel`."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from decimal import Decimal

from workbook.sheets.grid import (
    Area,
    Book,
    Cell,
    Column,
    Highlight,
    Page,
    ReadCell,
    Row,
    Sheet,
    Style,
    Validation,
    a1,
    key_row,
    keyed_row,
)

CREATED = datetime(2025, 1, 2, 3, 4, 5)
STYLES = {
    "label": Style(wrap=True, border="thin"),
    "score": Style(locked=False, number_format="0.00", border="hair", border_color="#808080", fill="#FFFDE7"),
    "total": Style(bold=True, align="right", number_format="0.00", border="thin", sides="tb"),
    "alert": Style(color="#FFFFFF", bold=True, fill="#B3261E"),
}
RULE = 'IF(ISNUMBER(C2),AND(C2>=0,C2<=10,ABS(C2*4-ROUND(C2*4,0))*1000000<1),C2="KĐG")'


def ballot(units: int = 3, leaves: int = 2, page: Page | None = None) -> Book:
    """A small ballot: units down, leaves across, a total, a rank and what is missing."""
    columns = (
        Column("", 4, True),
        Column("name", 30),
        *(Column(f"c{n}", 9) for n in range(leaves)),
        Column("total", 10),
    )
    columns += (Column("missing", 9), Column("tier", 12))
    last = 1 + leaves
    rows = [key_row(columns, "xephang|ballot|1")]
    for number in range(units):
        scores = [Decimal(number + leaf) / 4 for leaf in range(leaves)]
        span = Area(number + 1, 2, number + 1, last).a1
        total = a1(number + 1, last + 1)
        cells = [Cell(f"Sở số {number}", "label"), *(Cell(score, "score") for score in scores)]
        cells.append(Cell(sum(scores, Decimal()), "total", f"ROUND(SUM({span}),2)"))
        cells.append(Cell(0, "total", f'COLUMNS({span})-COUNT({span})-COUNTIF({span},"KĐG")'))
        cells.append(Cell("Yếu", "label", f'IF({total}<85,"Yếu","Tốt")'))
        rows.append(keyed_row(f"u{number}", cells, 20))
    area = Area(1, 2, units, last)
    sheet = Sheet(
        "Phiếu chấm",
        columns,
        tuple(rows),
        validations=(Validation(area, RULE, "Điểm", "Điểm từ 0 đến 10, bước 0,25, hoặc KĐG.", "Nhập", "0 đến 10"),),
        highlights=(Highlight(area, 'C2=""', "alert"),),
        freeze=(1, 2),
        page=Page(True, header="&C&P", repeat_rows=(0, 0)) if page is None else page,
        cursor=(1, 2),
    )
    return Book((sheet,), STYLES, "Phiếu chấm điểm", CREATED)


def one_cell(cell: Cell, style: Style | None = None) -> Book:
    """A book of one cell in A1, its style called "s"."""
    sheet = Sheet("S", (Column("", 10),), (Row("", (cell,)),))
    return Book((sheet,), {"s": style or Style()}, "t", CREATED)


def read_back(book: Book, sheet: int = 0) -> dict[tuple[int, int], ReadCell]:
    """What reading the written sheet must give: every cell with content and every open one."""
    cells = {}
    for row, drawn in enumerate(book.sheets[sheet].rows):
        for column, cell in enumerate(drawn.cells):
            if cell is None:
                continue
            style = book.styles.get(cell.style, Style())
            read = _read_back(cell, style)
            if read.kind != "none" or read.formula is not None or not style.locked:
                cells[row, column] = read
    return cells


def _read_back(cell: Cell, style: Style) -> ReadCell:
    marks = cell.formula, style.locked, style.number_format
    if cell.formula is None and cell.value in (None, ""):
        return ReadCell("none", "", *marks)
    if isinstance(cell.value, str) or cell.value is None:
        return ReadCell("text", cell.value or "", *marks)
    return ReadCell("number", f"{float(cell.value):.16G}", *marks)


# ---------------------------------------------------------------- files by hand
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'


def by_hand(
    rows: str = "", *, before: str = "", after: str = "", strings: str = "", styles: str = "", main: str = MAIN
) -> bytes:
    """A minimal .xlsx of one sheet "S": what stands in <sheetData>, before and after it."""
    sheet = f'<worksheet xmlns="{main}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'
    return zipped(parts(sheet, strings, styles))


def parts(sheet: str, strings: str = "", styles: str = "") -> dict[str, str]:
    """The parts of a workbook whose one sheet has this XML."""
    sheets = '<sheets><sheet name="S" sheetId="1" r:id="a"/></sheets>'
    links = {
        "a": ("worksheet", "worksheets/sheet1.xml"),
        "b": ("sharedStrings", "s.xml"),
        "c": ("styles", "/xl/st.xml"),
    }
    return {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": rels({"x": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheets}</workbook>',
        "xl/_rels/workbook.xml.rels": rels(links),
        "xl/worksheets/sheet1.xml": sheet,
        "xl/s.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/st.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }


def rels(links: dict[str, tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{OFFICE}/{kind}" Target="{target}"/>'
        for name, (kind, target) in links.items()
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def zipped(files: dict[str, str] | dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
