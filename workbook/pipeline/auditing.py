"""Audit: a published table, in a file, against its rubric."""

from __future__ import annotations

from pathlib import Path

from workbook.audit.audit import audit_book, audit_csv
from workbook.excel.gate import read_file
from workbook.excel.read import read_book
from workbook.findings import Finding
from workbook.rubric import Rubric
from workbook.sheets.layout import STANDARD, load_layout, printed_titles


def audit_file(path: Path, rubric: Rubric) -> tuple[Finding, ...]:
    """Every defect that can be proved in a published .csv or .xlsx table; Refused if it cannot be read."""
    data = read_file(path)
    titles = printed_titles(load_layout(rubric.layout or STANDARD, "vi"))
    # The first bytes decide, not the name: a table saved under a wrong ending is read all the same.
    if data[:2] == b"PK" or path.suffix.lower() == ".xlsx":
        return audit_book(read_book(data, path.name), path.name, rubric, titles)
    return audit_csv(data, path.name, rubric, titles)
