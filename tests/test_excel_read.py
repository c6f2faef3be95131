"""What is read: our own files, other programs' files, and XML as it comes in the wild."""

from __future__ import annotations

import io
import random
import re
import string
from dataclasses import replace
from decimal import Decimal
from types import ModuleType
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from openpyxl.styles import Protection
from openpyxl.worksheet.datavalidation import DataValidation

from tests.excel_books import MAIN, RULE, ballot, by_hand, one_cell, parts, read_back, unzipped, zipped
from tests.sample import areas_in
from workbook.excel.read import read_book
from workbook.excel.shift import cut, moved
from workbook.excel.styles import dated
from workbook.excel.write import write_book
from workbook.findings import Refused
from workbook.limits import USUAL, Limits
from workbook.points import from_number
from workbook.sheets.grid import (
    Area,
    Cell,
    Column,
    ReadCell,
    ReadSheet,
    Style,
    a1,
    from_a1,
    key_row,
    keyed_row,
)


def read_rows(rows: str, **around: str) -> ReadSheet:
    return read_book(by_hand(rows, **around), "f.xlsx").sheets[0]


def shown(sheet: ReadSheet) -> dict[str, tuple[str, str, str | None]]:
    """Cell, kind, text and formula."""
    return {a1(*at): (cell.kind, cell.text, cell.formula) for at, cell in sheet.cells.items()}


def refusal(data: bytes, limits: Limits = USUAL) -> tuple[str, str | None, str | None]:
    with pytest.raises(Refused) as refused:
        read_book(data, "f.xlsx", limits)
    [found] = refused.value.findings
    assert found.at.file == "f.xlsx"
    return found.code, found.at.sheet, found.at.cell


# ---------------------------------------------------------------- our own files
def test_round_trip() -> None:
    book = ballot(units=12, leaves=30)
    read = read_book(write_book(book), "phieu.xlsx")
    [sheet] = read.sheets
    assert dict(sheet.cells) == read_back(book)
    assert (sheet.name, sheet.state, sheet.protected) == ("Phiếu chấm", "visible", True)
    assert sheet.hidden_rows == {0} and sheet.hidden_columns == {0}
    [drawn] = book.sheets[0].validations
    [rule] = sheet.validations
    assert (rule.areas, rule.kind, rule.formula) == ((drawn.area,), "custom", RULE)
    assert sheet.highlights == ((areas_in("C2:AF13"), 'C2=""'),)
    assert read.application == "Microsoft Excel"


NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False, allow_infinity=False)
# What the file writes in a way of its own: escapes, also overlapping, and what looks like markup.
ESCAPES = ("_x0041_", "_x005F_", "_x000d_", "_x", "x0042_", "_x0041", "0041_", "_", "\r", "\n", "\x01", "\ufffe", " ")
MARKUP = ("<r>", "</r>", "<t>", "&amp;", "&#65;", "]]>", "#N/A", "#REF!", "TRUE", "1", "=1", "đ", "😀")
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
    st.lists(st.sampled_from(ESCAPES + MARKUP), max_size=6).map("".join),
)


@given(value=st.one_of(NUMBERS, TEXTS, st.integers(-(10**12), 10**12), st.none()), open_=st.booleans())
def test_any_value_comes_back(value: str | Decimal | int | None, open_: bool) -> None:
    book = one_cell(Cell(value, "s"), Style(locked=not open_))
    cells = read_book(write_book(book), "f.xlsx").sheets[0].cells
    assert dict(cells) == read_back(book)
    if isinstance(value, Decimal | int):
        assert from_number(cells[0, 0].text) == value


@given(value=TEXTS)
def test_any_result_of_a_formula_comes_back(value: str) -> None:
    cells = read_book(write_book(one_cell(Cell(value, "s", "B1"))), "f.xlsx").sheets[0].cells
    assert cells[0, 0] == ReadCell("text", value, "B1", True, "General")


ODD_TEXTS = [
    "a_x000D_b _x0041_",
    "_x005F_x0041_",
    "_x0041_x0042_",
    "_x0041\x01",
    "\x01x0041_",
    "<r>a</r>",
    "#N/A",
    "\r\n",
]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("formula", [None, "B1"])
def test_a_text_that_looks_like_an_escape_or_like_markup_comes_back(text: str, formula: str | None) -> None:
    data = write_book(one_cell(Cell(text, "s", formula)))
    assert read_book(data, "f.xlsx").sheets[0].cells[0, 0] == ReadCell("text", text, formula)
    if formula is None:
        assert shared_string(data) == text


def shared_string(data: bytes) -> str:
    """The one shared string as the format's own rules have it: a piece of XML, then each escape once."""
    root = ElementTree.fromstring(unzipped(data)["xl/sharedStrings.xml"])
    raw = root.findtext(f"{{{MAIN}}}si/{{{MAIN}}}t")
    assert raw is not None
    return re.sub("_x([0-9A-F]{4})_", lambda match: chr(int(match[1], 16)), raw)


@pytest.mark.parametrize("text", ODD_TEXTS[:3])
def test_such_texts_in_a_keyed_sheets_head_and_names(text: str) -> None:
    columns = (Column("", 4, True), Column(text, 9))
    rows = (key_row(columns, "xephang|x"), keyed_row(text, [Cell(text, "label")]))
    sheet = replace(ballot().sheets[0], name=text, columns=columns, rows=rows, validations=(), highlights=())
    [read] = read_book(write_book(replace(ballot(), sheets=(sheet,))), "f.xlsx").sheets
    assert read.name == text
    assert {a1(*at): cell.text for at, cell in read.cells.items()} == {
        "A1": "xephang|x",
        "B1": text,
        "A2": text,
        "B2": text,
    }


# ---------------------------------------------------------------- other programs' files
def test_saved_by_openpyxl() -> None:
    original = ballot(units=4, leaves=3)
    workbook = openpyxl.load_workbook(io.BytesIO(write_book(original)))
    saved = io.BytesIO()
    workbook.save(saved)
    sheet = read_book(saved.getvalue(), "f.xlsx").sheets[0]
    # It drops the results of formulas, and nothing else that counts.
    want = {
        at: cell if cell.formula is None else cell._replace(kind="none", text="")
        for at, cell in read_back(original).items()
    }
    assert dict(sheet.cells) == want
    assert sheet.protected and sheet.hidden_rows == {0} and sheet.hidden_columns == {0}
    assert [rule.formula for rule in sheet.validations] == [RULE]


def test_made_by_openpyxl() -> None:
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet["B2"], sheet["B3"], sheet["B4"], sheet["B5"] = "=SUM(B3:B4)", 8.25, "a_x0041_", True
    sheet["C3"].protection = Protection(locked=False)
    sheet["C4"].number_format = "dd/mm/yyyy"
    sheet["C4"] = 45000
    rule = DataValidation("list", formula1='"a,b"', sqref="D1:D3 F2")
    sheet.add_data_validation(rule)
    workbook.create_sheet("ẩn").sheet_state = "veryHidden"
    saved = io.BytesIO()
    workbook.save(saved)
    first, second = read_book(saved.getvalue(), "f.xlsx").sheets
    assert (second.name, second.state) == ("ẩn", "veryHidden") and not first.protected
    assert shown(first) == {
        "B2": ("none", "", "SUM(B3:B4)"),
        "B3": ("number", "8.25", None),
        "B4": ("text", "aA", None),  # openpyxl does not escape what looks like an escape
        "B5": ("boolean", "1", None),
        "C3": ("none", "", None),
        "C4": ("date", "45000", None),
    }
    assert not first.cells[2, 2].locked and first.cells[3, 2].number_format == "dd/mm/yyyy"
    assert first.validations[0].areas == (Area(0, 3, 2, 3), Area(1, 5, 1, 5))


@pytest.mark.libreoffice
def test_saved_by_libreoffice(libreoffice: ModuleType) -> None:
    original = ballot(units=6, leaves=4)
    [saved] = libreoffice.resave([write_book(original)], "vi-VN")
    read = read_book(saved, "f.xlsx")
    sheet = read.sheets[0]
    assert dict(sheet.cells) == read_back(original)
    assert "LibreOffice" in read.application
    assert sheet.protected and sheet.hidden_rows == {0} and sheet.hidden_columns >= {0}
    assert [(rule.areas, rule.kind, rule.formula) for rule in sheet.validations] == [
        (original.sheets[0].validations[0].area and (original.sheets[0].validations[0].area,), "custom", RULE)
    ]
    assert [formula for _, formula in sheet.highlights] == ['C2=""']


# ---------------------------------------------------------------- cells as they come
CELLS = [
    ('<c r="A1" t="s"><v>0</v></c>', ("text", "một", None)),
    ('<c r="A1" t="s"><v>1</v></c>', ("text", "hai ba", None)),
    ('<c r="A1" t="s"><v>2</v></c>', ("text", "東京", None)),
    ('<c r="A1" t="s"><v>3</v></c>', ("text", "a\r\n_x0041_\ufffd😀", None)),
    ('<c r="A1" t="str"><v>x</v></c>', ("text", "x", None)),
    ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', ("text", "a", None)),
    (
        '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">a </t></r><r><t>b</t></r>'
        '<rPh sb="0" eb="1"><t>no</t></rPh></is></c>',
        ("text", "a b", None),
    ),
    ('<c r="A1" t="b"><v>true</v></c>', ("boolean", "1", None)),
    ('<c r="A1" t="b"><v>0</v></c>', ("boolean", "0", None)),
    ('<c r="A1" t="e"><v>#DIV/0!</v></c>', ("error", "#DIV/0!", None)),
    ('<c r="A1" t="d"><v>2025-05-08</v></c>', ("date", "45785", None)),
    ('<c r="A1" t="d"><v> 2025-05-08T12:00:00.000Z </v></c>', ("date", "45785.5", None)),
    ('<c r="A1" t="d"><v>2025-05-08T08:00:00</v></c>', ("date", "45785.33333333", None)),
    ('<c r="A1" t="d"><v>1900-02-28</v></c>', ("date", "59", None)),
    ('<c r="A1" t="d"><v>1900-03-01</v></c>', ("date", "61", None)),
    ('<c r="A1" t="d"><v>9999-12-31</v></c>', ("date", "2958465", None)),
    ('<c r="A1" t="d"><v>08:30:00</v></c>', ("date", "0.35416667", None)),
    ('<c r="A1" t="d"><v>1899-12-30</v></c>', ("date", "1899-12-30", None)),
    ('<c r="A1" t="d"><v>8 May</v></c>', ("date", "8 May", None)),
    ('<c r="A1" s="1" t="d"><v></v></c>', ("none", "", None)),
    ('<c r="A1" t="d"><f>TODAY()</f><v>2025-05-08</v></c>', ("date", "45785", "TODAY()")),
    ('<c r="A1"><v>8.5</v></c>', ("number", "8.5", None)),
    ('<c r="A1" t="n"><v>1E-07</v></c>', ("number", "1E-07", None)),
    ('<c r="A1" s="2"><v>45785</v></c>', ("date", "45785", None)),
    ('<c r="A1" s="1"/>', ("none", "", None)),
    ('<c r="A1" s="1" t="s"><v>4</v></c>', ("none", "", None)),
    ('<c r="A1"><f>B1</f></c>', ("none", "", "B1")),
    ('<c r="A1"><f>B1</f><v></v></c>', ("none", "", "B1")),
    ('<c r="A1"><f>B1</f><v/></c>', ("none", "", "B1")),
    ('<c r="A1" t="str"><f>B1</f><v></v></c>', ("text", "", "B1")),
    ('<c r="A1" t="s"><f aca="false">B1</f><v>0</v></c>', ("text", "một", "B1")),
    ('<c r="A1"><f>IF(B1&lt;1,"&amp;",2)</f><v>2</v></c>', ("number", "2", 'IF(B1<1,"&",2)')),
    ('<c r="A1"><f t="array" ref="A1">SUM(B1:B2*1)</f><v>2</v></c>', ("number", "2", "SUM(B1:B2*1)")),
    ('<c r="A1"><f t="dataTable" ref="A1" r1="B1"/><v>2</v></c>', ("number", "2", "")),
    ('<c r="A1"><f t="shared" si="7"/><v>2</v></c>', ("number", "2", "")),
    ('<c r="a1"><v>1</v></c>', ("number", "1", None)),
    ("<c><v>1</v></c>", ("number", "1", None)),
    ('\n <c r="A1" t="str">\n <f>B1</f>\n <v> v </v>\n </c>\n', ("text", " v ", "B1")),
]
STRINGS = (
    "<si><t>một</t></si>"
    "<si><r><rPr><b/></rPr><t>hai </t></r><r><t>ba</t></r></si>"
    '<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></si>'
    "<si><t>a_x000D_\n_x005F_x0041__xD83D__xD83D__xDE00_</t></si>"
    "<si><t></t></si>"
)
STYLE_PARTS = (
    '<numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>'
    "<cellStyleXfs><xf/></cellStyleXfs>"
    '<cellXfs><xf/><xf numFmtId="2"><protection locked="0"/></xf><xf numFmtId="164"/></cellXfs>'
    '<dxfs><dxf><numFmt numFmtId="164" formatCode="0"/><protection locked="false"/></dxf></dxfs>'
)


@pytest.mark.parametrize(("cell", "want"), CELLS)
def test_cells(cell: str, want: tuple[str, str, str | None]) -> None:
    sheet = read_rows(f'<row r="1">{cell}</row>', strings=STRINGS, styles=STYLE_PARTS)
    assert shown(sheet) == {"A1": want}


@pytest.mark.parametrize("main", [MAIN, "http://purl.oclc.org/ooxml/spreadsheetml/main"])
def test_both_namespaces_and_a_prefix(main: str) -> None:
    assert shown(read_rows('<row r="2"><c r="B2"><v>1</v></c></row>', main=main)) == {"B2": ("number", "1", None)}
    prefixed = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="2"><x:c r="B2"><x:f>C2</x:f><x:v>1</x:v></x:c></x:row>'
        '</x:sheetData><x:sheetProtection sheet="true"/></x:worksheet>'
    )
    sheet = read_book(zipped(parts(prefixed)), "f.xlsx").sheets[0]
    assert shown(sheet) == {"B2": ("number", "1", "C2")} and sheet.protected


def test_rows_and_cells_without_address_are_counted_on() -> None:
    rows = '<row><c><v>1</v></c><c><v>2</v></c></row><row r="5"><c r="C5"><v>3</v></c><c><v>4</v></c></row><row><c><v>5</v></c></row>'  # noqa: E501
    assert {name: cell[1] for name, cell in shown(read_rows(rows)).items()} == {
        "A1": "1",
        "B1": "2",
        "C5": "3",
        "D5": "4",
        "A6": "5",
    }


def test_cells_in_any_order_and_far_away() -> None:
    rows = (
        '<row r="9"><c r="XFD9"><v>1</v></c><c r="A9"><v>2</v></c></row><row r="2"><c r="B1048576"><v>3</v></c></row>'
    )
    assert {at for at in shown(read_rows(rows))} == {"XFD9", "A9", "B1048576"}


def test_the_dimension_is_not_believed() -> None:
    sheet = read_rows('<row r="3"><c r="C3"><v>1</v></c></row>', before='<dimension ref="A1"/>')
    assert set(sheet.cells) == {(2, 2)}


def test_a_shut_empty_cell_is_left_out() -> None:
    rows = '<row r="1"><c r="A1" s="0"/><c r="B1" s="1"/><c r="C1" t="s"><v>4</v></c></row>'
    sheet = read_rows(rows, styles=STYLE_PARTS, strings=STRINGS)
    assert dict(sheet.cells) == {(0, 1): ReadCell("none", "", None, False, "0.00")}


def test_a_missing_style_is_the_columns_then_the_rows() -> None:
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>1</v></c><c r="B2" s="0"><v>1</v></c></row>'
        '<row r="3" s="2" customFormat="1"><c r="A3"><v>1</v></c><c r="B3"><v>1</v></c></row>'
    )
    cells = read_rows(rows, styles=STYLE_PARTS, before='<cols><col min="2" max="3" style="1"/></cols>').cells
    assert {a1(*at): (cell.locked, cell.kind) for at, cell in cells.items()} == {
        "A1": (True, "number"),
        "B1": (False, "number"),
        "B2": (True, "number"),
        "A3": (True, "date"),
        "B3": (False, "number"),
    }


def test_hidden_rows_and_columns() -> None:
    rows = (
        '<row r="1" hidden="1"/><row r="2" hidden="true"/><row r="3" ht="0" customHeight="1"/><row r="4" hidden="0"/>'
    )
    cols = (
        '<cols><col min="1" max="2" hidden="1"/><col min="4" max="4" width="0"/><col min="5" max="9" width="3"/></cols>'
    )
    sheet = read_rows(rows, before=cols)
    assert sheet.hidden_rows == {0, 1, 2} and sheet.hidden_columns == {0, 1, 3}


def test_rules_of_both_kinds() -> None:
    after = (
        '<conditionalFormatting sqref="A1:A3 C1"><cfRule type="expression"><formula>A1="" </formula></cfRule>'
        '<cfRule type="cellIs" operator="between"><formula>1</formula><formula>2</formula></cfRule>'
        '<cfRule type="colorScale"><colorScale/></cfRule></conditionalFormatting>'
        '<dataValidations count="2"><dataValidation type="custom" sqref="B2:B3 D4"><formula1> A1&gt;0</formula1>'
        '<formula2>0</formula2></dataValidation><dataValidation sqref="A:A 2:3 $C$1 ? 12345678"/></dataValidations>'
        '<extLst><ext xmlns:x14="e" xmlns:xm="f"><x14:conditionalFormattings><x14:conditionalFormatting>'
        '<x14:cfRule type="expression"><xm:f>T!A1=1</xm:f></x14:cfRule><xm:sqref>E1</xm:sqref>'
        "</x14:conditionalFormatting></x14:conditionalFormattings><x14:dataValidations>"
        '<x14:dataValidation type="list"><x14:formula1>\n<xm:f>T!$A$1:$A$3</xm:f>\n</x14:formula1>'
        "<xm:sqref>D2:G3 H1</xm:sqref></x14:dataValidation></x14:dataValidations></ext></extLst>"
    )
    sheet = read_rows("", after=after)
    assert sheet.highlights == (
        (areas_in("A1:A3 C1"), 'A1=""'),
        (areas_in("A1:A3 C1"), "1;2"),
        (areas_in("A1:A3 C1"), ""),
        (areas_in("E1"), "T!A1=1"),
    )
    assert [(rule.kind, rule.formula, [area.a1 for area in rule.areas]) for rule in sheet.validations] == [
        ("custom", "A1>0", ["B2:B3", "D4"]),
        ("none", "", ["A1:A1048576", "A2:XFD3", "C1"]),
        ("list", "T!$A$1:$A$3", ["D2:G3", "H1"]),
    ]


@pytest.mark.parametrize(
    ("attributes", "stops"),
    [
        ('showErrorMessage="1"', True),
        ('showErrorMessage="true" errorStyle="stop"', True),
        ('showErrorMessage="1" errorStyle="warning"', False),
        ('showErrorMessage="1" errorStyle="information"', False),
        ('showErrorMessage="0"', False),
        ("", False),
    ],
)
def test_a_validation_stops_or_it_does_not(attributes: str, stops: bool) -> None:
    rule = f'<dataValidation type="custom" {attributes} sqref="A1"><formula1>1</formula1></dataValidation>'
    (found,) = read_rows("", after=f"<dataValidations>{rule}</dataValidations>").validations
    assert found.stops is stops


def test_tabs_in_the_workbooks_order_chart_sheets_left_out() -> None:
    files = parts(f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>')
    other = f'<worksheet xmlns="{MAIN}"><sheetData><row><c><v>2</v></c></row></sheetData></worksheet>'
    tabs = "".join(
        f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="{link}"/>'
        for number, (name, state, link) in enumerate(
            [("Hai", "hidden", "h"), ("Biểu đồ", "visible", "k"), ("Một", "visible", "m")]
        )
    )
    head, _, tail = files["xl/workbook.xml"].partition("<sheets>")
    files["xl/workbook.xml"] = head + "<sheets>" + tabs + tail[tail.index("</sheets>") :]
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace(
        "</Relationships>",
        f'<Relationship Id="h" Type="{office}/worksheet" Target="../xl/Worksheets/TAB2.xml"/>'
        f'<Relationship Id="k" Type="{office}/chartsheet" Target="chartsheets/sheet1.xml"/>'
        f'<Relationship Id="m" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    )
    files["xl/worksheets/tab2.xml"] = other
    files["docProps/app.xml"] = (
        '<Properties xmlns="http://schemas.openxmlformats.org/x"><Application>WPS</Application></Properties>'
    )
    read = read_book(zipped(files), "f.xlsx")
    assert [(sheet.name, sheet.state, len(sheet.cells)) for sheet in read.sheets] == [
        ("Hai", "hidden", 1),
        ("Một", "visible", 0),
    ]
    assert read.application == "WPS"


# ---------------------------------------------------------------- what cannot be read
SHEET_HEAD = f'<worksheet xmlns="{MAIN}">'


@pytest.mark.parametrize(
    ("rows", "want"),
    [
        ('<row r="1"><c r="B1"><v>1</v></c><c r="B1"><v>2</v></c></row>', ("FILE-034", "S", "B1")),
        ('<row r="1"><c r="B1"/><c r="B1"><v>2</v></c></row>', ("FILE-034", "S", "B1")),
        ('<row r="1"><c r="B1"><v>1</v></c></row><row r="1"><c r="B1"/></row>', ("FILE-034", "S", "B1")),
        ('<row r="1048577"/>', ("FILE-033", "S", None)),
        ('<row r="0"/>', ("FILE-033", "S", None)),
        ('<row r="1"><c r="A1048577"/></row>', ("FILE-033", "S", None)),
        ('<row r="1"><c r="XFE1"/></row>', ("FILE-033", "S", None)),
        ('<row r="1"><c r="XFD1"/><c/></row>', ("FILE-033", "S", None)),
        ('<row r="1"><c r="A0"/></row>', ("FILE-033", "S", None)),
        ('<row r="x"/>', ("FILE-030", "S", None)),
        ('<row r="1"><c r="1A"/></row>', ("FILE-030", "S", None)),
        ('<row r="1"><c r="A1" t="s"><v>9</v></c></row>', ("FILE-030", "S", None)),
        ('<row r="1"><c r="A1" t="s"><v>-1</v></c></row>', ("FILE-030", "S", None)),
        ('<row r="1"><c r="A1" t="x"><v>9</v></c></row>', ("FILE-030", "S", None)),
        ('<row r="1">', ("FILE-030", "S", None)),
        ('<row r="1"><c r="A1" xmlns="elsewhere"><v>9</v></c></row>', ("FILE-031", "S", None)),
    ],
)
def test_refused_cells(rows: str, want: tuple[str, str | None, str | None]) -> None:
    assert refusal(by_hand(rows)) == want


@pytest.mark.parametrize(
    ("part", "text", "code"),
    [
        ("xl/worksheets/sheet1.xml", f'<!DOCTYPE x [<!ENTITY a "b">]>{SHEET_HEAD}<sheetData/></worksheet>', "FILE-031"),
        ("xl/s.xml", f'<!DOCTYPE sst><sst xmlns="{MAIN}"/>', "FILE-031"),
        ("xl/worksheets/sheet1.xml", '<worksheet xmlns="elsewhere"><sheetData/></worksheet>', "FILE-030"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>", "FILE-030"),
        ("xl/worksheets/sheet1.xml", '<?xml version="1.0" encoding="nothing"?><a/>', "FILE-037"),
        ("xl/worksheets/sheet1.xml", "", "FILE-030"),
        ("xl/st.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs><xf numFmtId="a"/></cellXfs></styleSheet>', "FILE-030"),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"/>', "FILE-035"),
        ("xl/workbook.xml", f'<workbook xmlns="{MAIN}"><sheets><sheet name="S"/></sheets></workbook>', "FILE-030"),
        ("_rels/.rels", "<a/>", "FILE-030"),
    ],
)
def test_refused_parts(part: str, text: str, code: str) -> None:
    files = parts(f"{SHEET_HEAD}<sheetData/></worksheet>")
    assert part in files
    assert refusal(zipped({**files, part: text}))[0] == code


@pytest.mark.parametrize(
    "part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "_rels/.rels"]
)
def test_a_part_that_is_not_there(part: str) -> None:
    files = parts(f"{SHEET_HEAD}<sheetData/></worksheet>")
    del files[part]
    assert refusal(zipped(files))[0] == "FILE-030"


def test_strings_and_styles_may_be_missing() -> None:
    files = parts(f'{SHEET_HEAD}<sheetData><row><c s="3"><v>1</v></c></row></sheetData></worksheet>')
    del files["xl/s.xml"], files["xl/st.xml"]
    assert dict(read_book(zipped(files), "f.xlsx").sheets[0].cells) == {(0, 0): ReadCell("number", "1")}


def test_a_shared_formula_does_not_fill_the_memory() -> None:
    text = "+".join(["A1"] * 2500)
    slaves = "".join(f'<row r="{n}"><c r="B{n}"><f t="shared" si="0"/></c></row>' for n in range(2, 6000))
    rows = f'<row r="1"><c r="B1"><f t="shared" si="0" ref="B1:B6000">{text}</f></c></row>{slaves}'
    assert refusal(by_hand(rows))[0] == "FILE-032"


def test_shared_formulas_cut_into_many_pieces_do_not_fill_the_memory() -> None:
    text = "+".join(["A1"] * 2500)
    rows = "".join(
        f'<row r="{n}"><c r="B{n}"><f t="shared" si="{n}" ref="B{n}">{text}</f></c></row>' for n in range(1, 30)
    )
    assert refusal(by_hand(rows), Limits(cells=50_000))[0] == "FILE-032"


@pytest.mark.parametrize("marks", ["", ' t="shared" si="0" ref="B1:B2"'])
@pytest.mark.parametrize(("terms", "good"), [(8_000, True), (40_000, False)])
def test_a_formula_longer_than_any_program_keeps(marks: str, terms: int, good: bool) -> None:
    rows = f'<row r="1"><c r="B1"><f{marks}>{"+".join(["1"] * terms)}</f><v>1</v></c></row>'
    if good:
        assert read_rows(rows).cells[0, 1].formula == "+".join(["1"] * terms)
    else:
        assert refusal(by_hand(rows)) == ("FILE-030", "S", "B1")


# ---------------------------------------------------------------- shared formulas and dates
def test_shared_formulas_are_spelt_out() -> None:
    rows = (
        '<row r="2"><c r="C2"><f t="shared" ref="C2:D3" si="0">SUM($A2:B2)*B$1</f><v>1</v></c>'
        '<c r="D2"><f t="shared" si="0"/><v>2</v></c></row>'
        '<row r="3"><c r="C3"><f t="shared" si="0"/><v>3</v></c><c r="D3"><f>A1</f><v>4</v></c></row>'
    )
    assert {name: formula for name, (_, _, formula) in shown(read_rows(rows)).items()} == {
        "C2": "SUM($A2:B2)*B$1",
        "D2": "SUM($A2:C2)*C$1",
        "C3": "SUM($A3:B3)*B$1",
        "D3": "A1",
    }


MOVED = [
    "A1+$A1+A$1+$A$1",
    "SUM(A1:B2,C:D,$C:D,1:3,$1:3)",
    '\'Phiếu A1\'!B2&"A1 ""B2"""',
    "LOG10(C5)+TAX2024_A1+A1.B",
    'IF(AND(B2>=0,B2<=10),B2,"KĐG")',
    "T!B2+T!B2:C3",
    'COUNTIF(C$3:C$20,">"&C4)+1E3',
    "Bảng1[Điểm A1]+A12",
    "-b3",
]


@pytest.mark.parametrize("formula", MOVED)
@pytest.mark.parametrize("target", ["C9", "AB30", "ZZ900000"])
def test_moving_agrees_with_openpyxl(formula: str, target: str) -> None:
    ours = moved(cut(formula, *from_a1("B2")), *from_a1(target))
    assert ours.upper() == Translator("=" + formula, "B2").translate_formula(target)[1:].upper()


def test_moving_random_references_agrees_with_openpyxl() -> None:
    dice = random.Random(20)
    for _ in range(300):
        marks = ("", "$")
        cells = [
            f"{dice.choice(marks)}{dice.choice(string.ascii_uppercase)}{dice.choice(marks)}{dice.randint(5, 99)}"
            for _ in range(4)
        ]
        formula = f'IF({cells[0]}>{cells[1]}:{cells[2]},"A1",SUM({cells[3]}))'
        target = a1(dice.randint(0, 60), dice.randint(0, 60))
        ours = moved(cut(formula, 4, 0), *from_a1(target))
        assert ours == Translator("=" + formula, "A5").translate_formula(target)[1:]


def test_a_reference_pushed_off_the_sheet() -> None:
    assert moved(cut("A1+$A$1+C3", 1, 1), 0, 0) == "#REF!+$A$1+B2"
    assert moved(cut("XFC1+XYZ12", 0, 0), 0, 2) == "#REF!+XYZ12", "there is no column XYZ: it is a name"


@pytest.mark.parametrize(
    ("number_format", "want"),
    [
        ("General", False),
        ("0.00", False),
        ('0.00" đ"', False),
        ('0 "ngày"', False),
        ("0.00\\d", False),
        ("#,##0.00_d", False),
        ("[Red]0.00;[Blue]-0", False),
        ("[$-42A]0", False),
        ("0.00E+00", False),
        ("@", False),
        ("dd/mm/yyyy", True),
        ("[$-F800]dddd, mmmm dd, yyyy", True),
        ("[h]:mm", True),
        ("[SS]", True),
        ("d-mmm", True),
        ('"ngày" dd', True),
        ("hh:mm AM/PM", True),
    ],
)
def test_date_formats(number_format: str, want: bool) -> None:
    assert dated(number_format) is want
