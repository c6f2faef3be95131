"""Type values into the cells of an existing workbook, as a program of an office would (openpyxl).

Used by the demo and by tests to play the members. The bytes depend on the input alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from decimal import Decimal

from openpyxl import load_workbook

_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")


def fill(data: bytes, entries: Mapping[tuple[str, str], Decimal | str | None]) -> bytes:
    """The workbook with `entries` typed in, by (sheet name, "D12"); everything else as openpyxl keeps it."""
    book = load_workbook(io.BytesIO(data))
    for (sheet, cell), value in entries.items():
        book[sheet][cell].value = float(value) if isinstance(value, Decimal) else value
    saved = io.BytesIO()
    book.save(saved)
    return timeless(saved.getvalue())


def timeless(data: bytes) -> bytes:
    """The same parts without the clock: openpyxl writes the moment of saving into two places."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>2000-01-01T00:00:00Z\g<2>", part)
            new.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return made.getvalue()
