"""What a returned workbook holds beyond what was sent: names, comments, and keys of what is not his."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests import deep_books, sample
from tests.deep_books import located, name_of
from tests.sample import FILE, SO, codes, drawn, edited, issue_of, only, returned, sheet_of, text, with_sheet
from tests.test_guards import DEEP, FULL, taken
from workbook.catalogue import form as said
from workbook.findings import NOTE, WARNING
from workbook.sheets.grid import Comment, ReadCell
from workbook.sheets.take import identify, take
from workbook.verdict import Verdict, verdict_of


# ---------------------------------------------------------------- names and comments
def test_foreign_names_are_a_note() -> None:
    (found,) = sample.taken(replace(FULL, names=("tinh", "Print_Titles", "x"))).findings
    assert (found.check, found.severity, dict(found.facts)) == (said.NAMES_ADDED, NOTE, {"count": 2, "name": "tinh"})
    assert sample.taken(replace(FULL, names=("Print_Titles",))).findings == ()


def test_a_comment_is_told_with_its_text_at_its_cell() -> None:
    findings = taken(comments=(Comment(10, 3, "Xin xem lại\nminh chứng"), Comment(3, 1, "  ")))
    (found,) = findings
    assert (found.check, found.at.cell, found.at.unit) == (said.COMMENT, "D11", "dv-1")
    assert found.facts["text"] == "Xin xem lại\nminh chứng" and verdict_of(findings) is Verdict.HARMLESS


def test_a_comment_stands_beside_what_is_wrong_with_its_cell() -> None:
    book = edited(FULL, SO, {"D11": text("tám")})
    commented = replace(sheet_of(book), comments=(Comment(10, 3, "chưa rõ"),))
    assert codes(sample.taken(with_sheet(book, commented)).findings) == ["CELL-001", "FORM-042"]


def test_a_comment_that_was_sent_is_not_told() -> None:
    sent = drawn(issue_of())
    sheets = tuple(replace(each, comments=(Comment(10, 3, "Ô này sai"),)) for each in sent.sheets)
    read = with_sheet(FULL, replace(sheet_of(FULL), comments=(Comment(11, 3, " Ô này sai"), Comment(12, 3, "Đã sửa"))))
    got = take(identify(read, FILE), issue_of(), replace(sent, sheets=sheets), read, FILE)
    assert [(found.code, found.at.cell) for found in got.findings] == [("FORM-042", "D13")]


# ---------------------------------------------------------------- not his
KEYS: list[tuple[str, str, str, str, str]] = [
    # cell, key, finding, where, whose
    ("A30", "u:h-1", "FORM-043", "C30", "thuộc nhóm “UBND cấp huyện”"),
    ("A30", "u:la", "FORM-043", "C30", "không có trong phần được giao"),
    ("A30", "x:la", "FORM-021", "C30", ""),
    ("Z1", "c:la", "FORM-044", "Z9", "không có trong phần được giao"),
    ("Z1", "c:ha-tang", "FORM-044", "Z9", "không chấm ở trang này"),
    ("Z1", "la", "FORM-046", "Z9", ""),
]


@pytest.mark.parametrize(("cell", "key", "code", "where", "whose"), KEYS)
def test_a_key_that_is_not_his(cell: str, key: str, code: str, where: str, whose: str) -> None:
    findings = taken(edited(FULL, SO, {cell: text(key)}))
    (found,) = findings
    words: Any = found.facts.get("whose")
    assert (found.code, found.severity, found.at.cell) == (code, WARNING, where)
    assert (words.vi if words else "") == whose and verdict_of(findings) is Verdict.REPAIRABLE


def test_a_row_of_a_unit_sheet_that_is_not_his() -> None:
    last = max(row for row, _ in located(DEEP, "u:s-1").sheet.cells) + 2
    typed = {f"A{last}": text("c:la"), f"A{last + 1}": text("i:truc-tuyen/z"), f"A{last + 2}": text("u:s-2")}
    found = deep_books.taken(edited(DEEP, name_of("u:s-1"), typed)).findings
    assert [one.check for one in found] == [said.CRITERION_NOT_HIS, said.CRITERION_NOT_HIS, said.ROW_UNKNOWN]
    assert [one.at.cell for one in found] == [f"C{last + number}" for number in range(3)]


def test_many_rows_that_are_not_his_are_told_shortly() -> None:
    findings = taken(edited(FULL, SO, {f"A{row}": text(f"u:x{row}") for row in range(100, 300)}))
    assert len([found for found in findings if found.check is said.UNIT_NOT_HIS]) == 20
    assert only(findings, said.ROW_UNKNOWN).facts["count"] == 180


@pytest.mark.parametrize(
    ("key", "words"), [("g:Huyen", "nhóm “UBND cấp huyện”"), ("u:x-9", "đơn vị “x-9”"), ("lạ", "“lạ”")]
)
def test_a_sheet_with_our_passport_that_was_not_sent(key: str, words: str) -> None:
    issue = issue_of("TV-03")
    book = returned(issue)
    sheet = sheet_of(book)
    corner = ReadCell("text", sheet.cells[0, 0].text.replace("g%3ASo", key))
    more = replace(sheet, name="Thêm", cells={**sheet.cells, (0, 0): corner})
    (found,) = sample.taken(replace(book, sheets=(*book.sheets, more)), issue).findings
    of: Any = found.facts["of"]
    assert (found.check, found.severity, found.at.sheet, of.vi) == (said.SHEET_NOT_HIS, WARNING, "Thêm", words)
