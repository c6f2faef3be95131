"""Cells by pattern and cells by the parser: both say the same of the same bytes, or the pattern keeps out of it."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep_books import drawn, full_ballot
from tests.sample import ballot_bytes, ballot_of, issue_of
from workbook.excel import worksheet
from workbook.excel.cells import CellStyle, Shared
from workbook.excel.parse import Budget, Source
from workbook.excel.plain import find_cells
from workbook.excel.write import write_book
from workbook.findings import Place, Refused
from workbook.limits import USUAL, Limits
from workbook.sheets.grid import ReadSheet

HEAD = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
COLUMNS = b'<cols><col min="2" max="2" width="9" style="1"/></cols>'
TAIL = b'<sheetProtection sheet="1"/></worksheet>'
"""A sheet whose column B is unlocked by its own style."""


def sheet(rows: str, head: bytes = HEAD + COLUMNS, tail: bytes = TAIL) -> bytes:
    return head + b"<sheetData>" + rows.encode() + b"</sheetData>" + tail


Read = ReadSheet | tuple[str, ...]


def source_of(data: bytes) -> tuple[Source, Shared]:
    at = Place(file="x.xlsx")
    strings = {str(number): text for number, text in enumerate(("", "Sở Y tế", "KĐG", " hai dòng\n"))}
    styles = {"0": CellStyle(True, "General", False), "1": CellStyle(False, "0.00", False),
              "2": CellStyle(False, "d-mmm", True)}  # fmt: skip
    return Source(data, "xl/worksheets/sheet1.xml", at), Shared(strings, styles, Budget(at, Limits()))


def whole(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Read:
    """What the parser makes of every tag."""
    with monkeypatch.context() as patch:
        patch.setattr(worksheet, "_read_plainly", lambda *_: None)
        return read(data)


def read(data: bytes) -> Read:
    """The sheet, or the codes of why it is refused."""
    try:
        return worksheet.read_sheet(*source_of(data)[:1], "Trang", "visible", source_of(data)[1])
    except Refused as refused:
        return tuple(found.code for found in refused.findings)


def is_plain(data: bytes) -> bool:
    try:
        return worksheet._read_plainly(*source_of(data)) is not None
    except Refused:
        return True


PLAIN = {
    "nothing": "",
    "rows without cells": '<row r="1"/><row r="3" hidden="1"></row>',
    "numbers, texts, marks": '<row r="2"><c r="A2"><v>8.5</v></c><c r="B2" s="1" t="s"><v>2</v></c>'
    '<c r="C2" s="2"><v>46150</v></c></row>',
    "blank open and shut cells": '<row r="2"><c r="A2"/><c r="B2"/><c r="C2" s="1"/><c r="D2" s="0"></c></row>',
    "formulas": '<row r="2"><c r="A2"><f>SUM(B2:C2)</f><v>3</v></c>'
    '<c r="B2" t="str"><f>IF(A2&lt;3,"x&amp;lt;","")</f><v></v></c></row>',
    "a formula without result": '<row r="2"><c r="A2"><f>B2</f></c><c r="B2"><f>C2</f><v/></c></row>',
    "shared formulas": '<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2*2</f><v>1</v></c></row>'
    '<row r="3"><c r="A3"><f t="shared" si="0"/><v>2</v></c></row>',
    "errors, booleans": '<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2" t="b"><v>1</v></c></row>',
    "row attributes": '<row r="7" spans="1:7" s="1" customFormat="1" ht="21" customHeight="1">'
    '<c r="A7"><v>1</v></c></row>',
    "escapes": '<row r="1"><c r="A1" t="str"><f>A2</f><v>a_x000D_b &quot;&apos;&gt;</v></c></row>',
    "characters beyond ASCII": '<row r="1"><c r="A1" t="str"><v>Đạt \x7f\x85\u2028\ufdd0\U0001f600</v></c></row>',
    "brackets": '<row r="1"><c r="A1" t="str"><f>"a]"&amp;"]b]]"</f><v>a]]]b]]</v></c></row>',
    "rows opened and left without cells": '<row r="1"></row><row r="2"><c r="A2"><v>1</v></c></row><row r="3"/>'
    '<row r="4" hidden="1"></row><row r="5"><c r="A5"><v>1</v></c></row><row r="6"/>',
    "rows of one look": '<row r="1" ht="0"><c r="A1"><v>1</v></c></row><row r="2" ht="0"/><row r="3" ht="9"/>',
    "formulas beside plain values": '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1&amp;"&amp;lt;"</f></c>'
    '<c r="C1" s="1"/><c r="D1" t="str"><f></f><v>&lt;</v></c><c r="E1"><f>A1&lt;2</f><v>1</v></c></row>',
    "the same content twice": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>',
}
ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'
NOT_PLAIN = {
    "a comment": '<row r="1"><!-- --><c r="A1"><v>1</v></c></row>',
    "CDATA": '<row r="1"><c r="A1" t="str"><v><![CDATA[<]]></v></c></row>',
    "a character reference": '<row r="1"><c r="A1" t="str"><v>&#48;</v></c></row>',
    "an entity that nobody declared": '<row r="1"><c r="A1" t="str"><v>&nbsp;</v></c></row>',
    "inline strings": '<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>',
    "no addresses": "<row><c><v>1</v></c><c><v>2</v></c></row>",
    "another order": '<row r="1"><c s="1" r="A1"><v>1</v></c></row>',
    "other quotation marks": "<row r='1'><c r='A1'><v>1</v></c></row>",
    "an attribute twice": '<row r="1" r="2"><c r="A1"><v>1</v></c></row>',
    "spaces between": '<row r="1">\n  <c r="A1">\n <v>1</v></c></row>',
    "text between": '<row r="1">x<c r="A1"><v>1</v></c></row>',
    "another row's cell": '<row r="1"><c r="A2"><v>1</v></c></row>',
    "a carriage return": '<row r="1"><c r="A1" t="str"><v>a\r\nb</v></c></row>',
    "a character that XML forbids": '<row r="1"><c r="A1" t="str"><v>a\x01b</v></c></row>',
    "characters that XML has not": '<row r="1"><c r="A1" t="str"><v>a\uffffb</v></c></row>',
    "the end of a CDATA without one": '<row r="1"><c r="A1" t="str"><v>a]]>b</v></c></row>',
    "an ampersand alone": '<row r="1"><c r="A1" t="str"><f>A2&B2</f><v>a</v></c></row>',
    "an ampersand at the end": '<row r="1"><c r="A1" t="str"><f>A2&</f><v>amp;</v></c></row>',
    "an entity in an attribute": '<row r="1"><c r="A1"><f t="&amp;">A2</f><v>1</v></c></row>',
    "a value's tag that is not closed": '<row r="1"><c r="A1"><f>A2</f><v</v></c></row>',
    "a formula's tag that is not closed": '<row r="1"><c r="A1"><f t="array"<v>1</v></c></row>',
    "a formula behind its value": '<row r="1"><c r="A1"><v>1</v><f>A2</f></c></row>',
    "a row in a row": '<row r="1"><row r="2"><c r="A2"><v>1</v></c></row></row>',
    "a row left twice": '<row r="1"><c r="A1"><v>1</v></c></row></row>',
    "a cell behind its row": '<row r="1"/><c r="A1"><v>1</v></c>',
    "a cell before its row": '<c r="A1"><v>1</v></c><row r="1"/>',
    "text behind the rows": ROW + "x",
    "a mark of a row twice": '<row r="1" ht="9" ht="9"><c r="A1"><v>1</v></c></row>',
    "a tag left open": '<row r="1"><c r="A1"><v>1</v></c>',
    "a string that is not there": '<row r="1"><c r="A1" t="s"><v>99</v></c></row>',
    "an unknown type": '<row r="1"><c r="A1" t="q"><v>1</v></c></row>',
    "two contents": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "off the sheet": '<row r="1"><c r="XFE1"><v>1</v></c></row>',
    "a row too far": '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
    "an attribute of a formula twice": '<row r="1"><c r="A1"><f ca="1" ca="1">A2</f><v>1</v></c></row>',
}


@pytest.mark.parametrize("case", PLAIN)
def test_plain_cells_are_read_as_the_parser_reads_them(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet(PLAIN[case])
    assert is_plain(data)
    assert read(data) == whole(data, monkeypatch)


@pytest.mark.parametrize("case", NOT_PLAIN)
def test_whatever_else_is_left_to_the_parser(case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet(NOT_PLAIN[case])
    assert not is_plain(data)
    assert read(data) == whole(data, monkeypatch)


def test_a_sheet_that_is_left_to_the_parser_is_paid_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    data = sheet(PLAIN["shared formulas"] + '<row r="4"><!-- --></row>')
    left = []
    for way in (lambda *_: None, worksheet._read_plainly):
        monkeypatch.setattr(worksheet, "_read_plainly", way)
        source, shared = source_of(data)
        worksheet.read_sheet(source, "Trang", "visible", shared)
        left.append((shared.budget.cells, shared.budget.letters))
    assert left[0] == left[1] and left[0][0] < USUAL.cells


OTHER = b"<sheetData>" + ROW.replace("<v>1", "<v>2").encode() + b"</sheetData>"


@pytest.mark.parametrize(
    "data",
    [
        sheet(ROW, HEAD + b"<!-- " + OTHER + b" -->", TAIL),
        sheet(ROW, HEAD, b"<!-- " + OTHER + b" -->" + TAIL),
        HEAD + b"<!-- " + OTHER + b" --><sheetData >" + ROW.encode() + b"</sheetData >" + TAIL,
        HEAD + b"<x><![CDATA[" + OTHER + b"]]></x>" + TAIL,
        HEAD + OTHER + OTHER + TAIL,
        HEAD + b"<sheetData/>" + TAIL,
        HEAD + TAIL,
        sheet(ROW, HEAD.replace(b"worksheet xmlns", b"x:worksheet xmlns:x"), b"</x:worksheet>"),
        b"<!DOCTYPE x>" + sheet(ROW),
        sheet(ROW) + b"<more/>",
        sheet(ROW, b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8"?>' + HEAD),
        sheet(ROW).replace(b"<v>1", b"<v>\xff"),
    ],
    ids=range(12),
)  # fmt: skip
def test_cells_count_only_where_the_parser_finds_them(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(data) == whole(data, monkeypatch)


# ---------------------------------------------------------------- real sheets, whole and broken
def sheets_of(data: bytes) -> Iterator[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"xl/worksheets/\w+\.xml", name):
                yield archive.read(name)


REAL = [
    part
    for data in (ballot_bytes(issue_of(), ballot_of(issue_of())), write_book(drawn(ballot=full_ballot())))
    for part in sheets_of(data)
]


def test_our_own_sheets_are_plain() -> None:
    assert len(REAL) > 4 and all(find_cells(part) for part in REAL)


PIECES = (b"<", b">", b"&", b'"', b"/", b"A", b"1", b" ", b"</c>", b"<v>", b"\x00", b"", b"<!--", b"\r")


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 2**32))
def test_broken_sheets_are_read_alike(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(dice.choice(REAL))
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(data))
        piece = dice.choice(PIECES)
        data[at : at + dice.randint(0, 4)] = piece
    with pytest.MonkeyPatch.context() as patch:
        assert read(bytes(data)) == whole(bytes(data), patch)


# ---------------------------------------------------------------- what programs read differently
NESTED = {
    "a value in an extension of the cell": '<row r="1"><c r="A1"><v>8</v><extLst><ext><v>9</v></ext></extLst>'
    "</c></row>",
    "two values": '<row r="1"><c r="A1"><v>8</v><v>9</v></c></row>',
    "a value in a foreign element": '<row r="1"><c r="A1"><v>8</v><f:x><v>9</v></f:x></c></row>',
    "a value of another namespace": '<row r="1"><c r="A1"><v>8</v><f:v>9</f:v></c></row>',
    "a cell that is one choice": '<row r="1"><mc:Choice Requires="f"><c r="A1"><v>9</v></c></mc:Choice></row>',
    "a row that is one choice": '<mc:Choice Requires="f"><row r="1"><c r="A1"><v>9</v></c></row></mc:Choice>',
    "an element in a value": '<row r="1"><c r="A1"><v>8<i>9</i></v></c></row>',
    "digits of another script": '<row r="1"><c r="A1"><v>٩</v></c></row>',
    "an underscore in a number": '<row r="1"><c r="A1"><v>0_9</v></c></row>',
    "a row's number in another script": '<row r="١"><c r="A1"><v>9</v></c></row>',
}


@pytest.mark.parametrize("case", NESTED)
def test_what_programs_would_read_differently_is_refused_or_left_out(case: str) -> None:
    made = read(sheet(NESTED[case]))
    if case == "a value in an extension of the cell":
        assert isinstance(made, ReadSheet) and made.cells[0, 0].text == "8"
    else:
        assert made == ("FILE-030",)


def test_cells_inside_another_element_are_refused() -> None:
    inside = HEAD + b"<extLst><ext><sheetData>" + ROW.encode() + b"</sheetData></ext></extLst>" + TAIL
    assert read(inside) == ("FILE-030",)
