"""openpyxl: what scripts of an office write with; loads, sets values, saves, computes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import openpyxl

from tests.programs import Job


def fill(jobs: Sequence[Job]) -> list[bytes]:
    """A score is set as a float, as every script does."""
    saved = []
    for xlsx, entries in jobs:
        book = openpyxl.load_workbook(BytesIO(xlsx))
        for sheet, cell, value in entries:
            book[sheet][cell].value = value if isinstance(value, str) else float(value)
        out = BytesIO()
        book.save(out)
        saved.append(out.getvalue())
    return saved
