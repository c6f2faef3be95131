"""What is written: the right XML, the same bytes, nothing half done."""

from __future__ import annotations

import errno
import io
import os
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pytest
from xlsxwriter.worksheet import Worksheet

from tests.excel_books import CREATED, ballot, one_cell, unzipped
from workbook.excel import write
from workbook.excel.read import read_book
from workbook.excel.write import save_bytes, write_book
from workbook.findings import Refused, say
from workbook.sheets.grid import Area, Book, Cell, Column, Comment, Highlight, Page, Row, Sheet, Style, Validation

SHEET = "xl/worksheets/sheet1.xml"


def sheet_xml(book: Book) -> str:
    return unzipped(write_book(book))[SHEET].decode()


# ---------------------------------------------------------------- bytes
def test_the_same_book_gives_the_same_bytes() -> None:
    assert write_book(ballot()) == write_book(ballot())


def test_notes_bear_no_name_and_are_large_enough_to_be_read() -> None:
    text = "Điền cột 1.1 (0 đến 10)\n<&> _x0041_" + " dài" * 60
    book = ballot()
    book = replace(book, sheets=(replace(book.sheets[0], comments=(Comment(5, 2, text),)), *book.sheets[1:]))
    made = write_book(book)
    drawn = unzipped(made)["xl/drawings/vmlDrawing1.vml"].decode()
    height = re.search(r"width:247\.5pt;height:([\d.]+)pt", drawn)
    assert height and float(height[1]) > 7 * 14
    assert b"<authors><author></author></authors>" in unzipped(made)["xl/comments1.xml"]
    assert read_book(made, "phieu.xlsx").sheets[0].comments == (Comment(5, 2, text),)
    assert made == write_book(book)


FORMULAS = (
    'SUM($G$6:$G$9)-SUMIF(C6:E6,"KĐG",C$3:E$3)',
    'IF(ISNUMBER(C6),AND(C6>=0,C6<=10,ABS(C6*4-ROUND(C6*4,0))*1000000<1),C6="KĐG")',
    'SUMPRODUCT((C6:E6>C$3:E$3)*(C6:E6<""))',
    'IF(ISNUMBER(G6),1+COUNTIF(G$6:G$9,">"&G6),"")',
    'IF(H6>0,"",LOOKUP(ROUND(G6,2),J$2:J$5,K$2:K$5))',
    "TRIMMEAN(C6:C9,(2*1+0.5)/COUNT(C6:C9))",
    "INDEX(K$2:K$5,1+SUMPRODUCT((J$2:J$5<G6)*1))",
    "COUNTIF('Phiếu số 2'!C6:E6,\"<0\")",
    'HYPERLINK("#\'Phiếu số 2\'!A1","Sang phiếu 2 & 3")',
)


class Bare(Worksheet):  # type: ignore[misc]
    """The plain class, which is given every cell by its own methods."""

    def print_rows(self, rows: Sequence[Row], formats: Mapping[str, Any]) -> None:
        for number, row in enumerate(rows):
            if row.height is not None or row.hidden or row.level:
                self.set_row(number, row.height, None, {"hidden": row.hidden, "level": row.level})
            for column, cell in enumerate(row.cells):
                if cell is not None:
                    self.print_cell(number, column, cell, formats[cell.style])

    def print_cell(self, row: int, column: int, cell: Cell, looks: Any) -> None:
        value = float(cell.value) if isinstance(cell.value, Decimal) else cell.value
        if cell.formula is not None:
            if isinstance(value, float) and value.is_integer():
                value = int(value)
            self.write_formula(row, column, cell.formula, looks, value)
        elif value is None or value == "":
            self.write_blank(row, column, None, looks)
        elif isinstance(value, str):
            self.write_string(row, column, value, looks)
        else:
            self.write_number(row, column, value, looks)


def all_sorts() -> Book:
    """Figures of every size, formulas, texts that repeat, gaps, merges, rows of many blocks, notes where no cell is."""
    figures = [Cell(Decimal(text), "score") for text in ("0.1", "-0", "1e-7", "12345678901234567", "1E+20", "0.30")]
    rows = [
        *(Row("", (Cell(Decimal("1.5"), "total", formula), Cell("=1 < 2", "label"))) for formula in FORMULAS),
        Row("", (None, *figures, None, Cell(7, "total"), Cell(-3, "score", "-3"))),
        Row("", (), 30.5),
        Row("", (), None, hidden=True),
        Row("", (None, None), None, level=1),
        Row("", (Cell("tiêu đề", "alert"), None, Cell(None, "label"))),
        *(Row("", (Cell(text, "label"),)) for text in ("tiêu đề", "", "")),
        *(Row("", (*[None] * (number % 5), Cell(f"hàng {number % 3}", "label"))) for number in range(40)),
    ]
    top = len(FORMULAS) + 4
    merges = (Area(top, 0, top, 4), Area(top + 1, 0, top + 3, 0))
    notes = (Comment(top, 9, "ở xa"), Comment(len(rows) + 20, 3, "dưới cùng"))
    wide = Sheet("Đủ loại", (Column("", 9), Column("", 20)), tuple(rows), merges=merges, comments=notes)
    return replace(ballot(), sheets=(*ballot().sheets, wide, replace(ballot(9).sheets[0], name="Sau cùng")))


def test_the_parts_are_those_of_bare_xlsxwriter(monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells are written many times faster, and no byte differs: the pin of the version."""
    ours = unzipped(write_book(all_sorts()))
    monkeypatch.setattr(write, "_Worksheet", Bare)
    assert ours == unzipped(write_book(all_sorts()))


def test_a_function_named_in_a_text_is_left_alone() -> None:
    assert '<f>"x SORT(y"</f>' in sheet_xml(one_cell(Cell("x SORT(y", "s", '"x SORT(y"')))
    rule = Validation(Area(3, 4, 6, 4), 'E4="x SORT(y"', "t", "m", "p", "q")
    xml = sheet_xml(replace(ballot(), sheets=(replace(ballot().sheets[0], validations=(rule,)),)))
    assert '<formula1>E4="x SORT(y"</formula1>' in xml


# ---------------------------------------------------------------- cells
@pytest.mark.parametrize(
    ("cell", "xml"),
    [
        (Cell(Decimal("8.50"), "s"), '<c r="A1" s="1"><v>8.5</v></c>'),
        (Cell(0, "s"), '<c r="A1" s="1"><v>0</v></c>'),
        (Cell(None, "s"), '<c r="A1" s="1"/>'),
        (Cell("", "s"), '<c r="A1" s="1"/>'),
        (Cell("=1+1", "s"), '<c r="A1" s="1" t="s"><v>0</v></c>'),
        (Cell(Decimal("0.3"), "s", "0.1+0.2"), '<c r="A1" s="1"><f>0.1+0.2</f><v>0.3</v></c>'),
        (Cell("Khá", "s", "B1"), '<c r="A1" s="1" t="str"><f>B1</f><v>Khá</v></c>'),
        (Cell("", "s", "B1"), '<c r="A1" s="1" t="str"><f>B1</f><v></v></c>'),
        (Cell(None, "s", "B1"), '<c r="A1" s="1" t="str"><f>B1</f><v></v></c>'),
        (Cell("a\x01<b>", "s", "B1"), '<c r="A1" s="1" t="str"><f>B1</f><v>a_x0001_&lt;b&gt;</v></c>'),
    ],
)
def test_cells(cell: Cell, xml: str) -> None:
    assert xml in sheet_xml(one_cell(cell, Style(italic=True)))


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("x")', "+1", "-1", "@SUM(A1)", "{=1}", "https://a.vn", "08", "TRUE"]
)
def test_a_text_stays_a_text(text: str) -> None:
    parts = unzipped(write_book(one_cell(Cell(text, "s"))))
    assert '<c r="A1" s="1" t="s"><v>0</v></c>' in parts[SHEET].decode()
    assert f"<t>{escape(text)}</t>" in parts["xl/sharedStrings.xml"].decode()
    assert b"hyperlink" not in parts[SHEET]


def test_open_cells_are_open_and_shut_cells_shut() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_book(ballot()))).worksheets[0]
    assert sheet.protection.sheet and not sheet.protection.password
    assert [sheet[name].protection.locked for name in ("A1", "B2", "C2", "E2")] == [True, True, False, True]
    assert not sheet.protection.formatColumns and not sheet.protection.selectLockedCells
    assert sheet.protection.insertRows and sheet.protection.sort


def test_the_sheet_around_the_cells() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(write_book(ballot()))).worksheets[0]
    assert sheet.row_dimensions[1].hidden and sheet.column_dimensions["A"].hidden
    assert sheet.freeze_panes == "C2" and sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert round(sheet.page_margins.left * 25.4, 6) == 30 and round(sheet.page_margins.right * 25.4, 6) == 15
    assert sheet.print_options.horizontalCentered and not sheet.sheet_view.showGridLines
    [rule] = sheet.data_validations.dataValidation
    assert (rule.type, rule.errorStyle, str(rule.sqref), rule.promptTitle) == ("custom", None, "C2:D4", "Nhập")


def test_row_breaks_area_and_merges() -> None:
    rows = tuple(Row("", (Cell(f"r{number}", "s"), Cell(None, "s"))) for number in range(4))
    page = Page(area=Area(0, 0, 3, 1), row_breaks=(2,), repeat_columns=(0, 0), pages_wide=2, footer="&Rx")
    sheet = Sheet("S", (Column("", 9), Column("", 9)), rows, merges=(Area(0, 0, 0, 1),), page=page)
    xml = sheet_xml(Book((sheet,), {"s": Style()}, "t", CREATED))
    assert '<rowBreaks count="1" manualBreakCount="1"><brk id="2"' in xml, "row 3 begins the new page"
    assert '<mergeCell ref="A1:B1"/>' in xml and '<c r="A1" s="1" t="s"><v>0</v></c><c r="B1" s="1"/>' in xml
    assert 'fitToWidth="2" fitToHeight="0"' in xml and "<oddFooter>&amp;Rx</oddFooter>" in xml


def test_the_first_page_is_bare() -> None:
    first = "<oddHeader>&amp;C&amp;P</oddHeader><firstHeader/><firstFooter/>"
    assert f'<headerFooter differentFirst="1">{first}</headerFooter>' in sheet_xml(
        ballot(page=Page(header="&C&P", first_page_bare=True))
    )
    assert "<headerFooter><oddHeader>&amp;C&amp;P</oddHeader></headerFooter>" in sheet_xml(
        ballot(page=Page(header="&C&P"))
    )
    assert "headerFooter" not in sheet_xml(ballot(page=Page(first_page_bare=True)))


def test_a_validation_over_several_areas_with_a_list_of_its_own() -> None:
    areas = (Area(3, 4, 6, 4), Area(9, 4, 9, 4))
    rule = Validation(areas[0], 'E4="Có"', "t", "m", "p", "q", ("Có", "Không"), areas[1:])
    xml = sheet_xml(replace(ballot(), sheets=(replace(ballot().sheets[0], validations=(rule,)),)))
    assert 'type="list"' in xml and 'sqref="E4:E7 E10"' in xml
    quoted = xml.replace('"Có', "&quot;Có").replace('Không"', "Không&quot;")
    assert "<formula1>&quot;Có,Không&quot;</formula1>" in quoted


# ---------------------------------------------------------------- our own errors
def with_sheet(**changes: object) -> Callable[[], Book]:
    return lambda: replace(ballot(), sheets=(replace(ballot().sheets[0], **changes),))  # type: ignore[arg-type]


WRONG: dict[str, Callable[[], Book]] = {
    "an unknown style": lambda: one_cell(Cell("x", "nowhere")),
    "an endless text": lambda: one_cell(Cell("x" * 32768, "s")),
    "no number": lambda: one_cell(Cell(Decimal("NaN"), "s")),
    "infinity": lambda: one_cell(Cell(Decimal("Infinity"), "s", "1/0")),
    "an endless formula": lambda: one_cell(Cell(1, "s", "1+" * 4096 + "1")),
    "an empty formula": lambda: one_cell(Cell(1, "s", "")),
    "a long validation": with_sheet(validations=(Validation(Area(1, 2, 1, 2), "1=" + "1" * 254, "t", "m"),)),
    "a long title": with_sheet(validations=(Validation(Area(1, 2, 1, 2), "1=1", "t" * 33, "m"),)),
    "a long message": with_sheet(validations=(Validation(Area(1, 2, 1, 2), "1=1", "t", "m" * 256),)),
    "a validation off the sheet": with_sheet(validations=(Validation(Area(1, 2, 2_000_000, 2), "1=1", "t", "m"),)),
    "a list with a comma": with_sheet(validations=(Validation(Area(1, 2, 1, 2), "1=1", "t", "m", items=("a,b",)),)),
    "a long list": with_sheet(validations=(Validation(Area(1, 2, 1, 2), "1=1", "t", "m", items=("a" * 256,)),)),
    "a highlight without style": with_sheet(highlights=(Highlight(Area(1, 2, 1, 2), "1=1", "nowhere"),)),
    "a merge of nothing": with_sheet(merges=(Area(1, 30, 1, 31),)),
    "a merge that hides a value": with_sheet(merges=(Area(1, 1, 1, 2),)),
    "backward titles": with_sheet(page=Page(repeat_rows=(5, 4))),
    "a bad sheet name": with_sheet(name="a/b"),
    "a long header": with_sheet(page=Page(header="x" * 256)),
    "a sheet twice": lambda: replace(ballot(), sheets=ballot().sheets * 2),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_book_that_cannot_be_printed_is_our_own_error(name: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        write_book(WRONG[name]())


# ---------------------------------------------------------------- files
def test_saved_whole_with_vietnamese_names(tmp_path: Path) -> None:
    path = tmp_path / "Phiếu chấm của tôi" / "phiếu 1.xlsx"
    path.parent.mkdir()
    path.write_bytes(b"old")
    save_bytes(path, write_book(ballot()))
    assert path.read_bytes() == write_book(ballot())
    assert [found.name for found in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (PermissionError(errno.EACCES, "in use"), "FILE-040"),
        (OSError(errno.ENOSPC, "no space"), "FILE-041"),
        (OSError(errno.EIO, "input/output"), "FILE-042"),
    ],
)
def test_what_stands_in_the_way_is_said_and_the_old_file_stays(
    error: OSError, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "bang.xlsx"
    path.write_bytes(b"old")

    def blocked(*_: object) -> None:
        raise error

    monkeypatch.setattr(os, "replace", blocked)
    with pytest.raises(Refused) as refused:
        save_bytes(path, b"new")
    [found] = refused.value.findings
    assert found.code == code and str(path) in say(found, "vi") and say(found, "en")
    assert path.read_bytes() == b"old" and [one.name for one in tmp_path.iterdir()] == ["bang.xlsx"]


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    folder = tmp_path / "bang.xlsx"
    folder.mkdir()
    with pytest.raises(Refused) as refused:
        save_bytes(folder, b"new")
    assert refused.value.findings[0].code == "FILE-002"
    assert [one.name for one in tmp_path.iterdir()] == ["bang.xlsx"]


def test_a_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(Refused) as refused:
        save_bytes(tmp_path / "a" / "b.xlsx", b"new")
    assert refused.value.findings[0].code == "FILE-042"
