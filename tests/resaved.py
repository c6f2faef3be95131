"""Workbooks opened, changed and saved by another program: openpyxl, which keeps validations and computes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
from openpyxl.workbook.workbook import Workbook

from tests.excel_books import unzipped, zipped
from workbook.sheets.stamp import Passport, read_passport, write_passport


def resaved(data: bytes, change: Callable[[Workbook], object]) -> bytes:
    """The workbook opened, changed and saved."""
    book = openpyxl.load_workbook(BytesIO(data))
    change(book)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def with_blanks(data: bytes) -> bytes:
    """The program calls a blank cell a number without a value, which one engine takes for 0: put right."""
    parts = unzipped(data)
    sheets = {name: re.sub(rb' t="n"( ?/>|></c>)', rb"\1", parts[name]) for name in parts if "worksheets" in name}
    return zipped({**parts, **sheets})


def with_passports(data: bytes, **changes: object) -> bytes:
    """The workbook with other passports in every sheet's corner."""

    def change(book: Workbook) -> None:
        for sheet in book.worksheets:
            old = read_passport(str(sheet["A1"].value))
            assert old is not None
            sheet["A1"].value = write_passport(Passport(**old._asdict() | changes))

    return resaved(data, change)
