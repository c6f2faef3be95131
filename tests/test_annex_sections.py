"""Ranks by section and the row of averages, worked out by hand; the sheet's formulas are tested with all others."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.annexes import published
from tests.docx_text import lines
from tests.test_annex import PLAIN, case_of
from workbook.catalogue import audit as said
from workbook.documents.annex import annex_document
from workbook.documents.word import write_document
from workbook.excel.write import write_book
from workbook.loading.layout import read_layout
from workbook.pipeline.auditing import audit_file
from workbook.sheets.annex import draw_annex
from workbook.sheets.annex_parts import make_annex

# Unit by unit the points of five sections; a figure that is missing and one that does not apply are none.
POINTS = {
    "a": ["20", "18.5", "-", "20", "19"],
    "b": ["10", "18.5", "13.5", "15", "16"],
    "c": ["10", "5", "13.5", "5", "5"],
    "d": ["1", "2", "", "4", "5"],
}
# Section 1: 20 > 10 = 10 > 1, so 1, 2, 2, 4; mean 41/4 = 10.25.
# Section 2: 18.5 = 18.5 > 5 > 2, so 1, 1, 3, 4; mean 44/4 = 11.
# Section 3: only b and c have figures, equal ones: 1, 1; mean 27/2 = 13.5.
# Section 4: 20, 15, 5, 4; mean 44/4 = 11. Section 5: 19 > 16 > 5 = 5, so 1, 2, 3, 3; mean 45/4 = 11.25.
# Totals: a 77.5, b 73, c 38.5, d none; mean 189/3 = 63.
ROWS = {
    "Đơn vị A": "20 1 18,5 1 KĐG - 20 1 19 1 77,50",
    "Đơn vị B": "10 2 18,5 1 13,5 1 15 2 16 2 73,00",
    "Đơn vị C": "10 2 5,0 3 13,5 1 5 3 5 3 38,50",
    "Đơn vị D": "1 4 2,0 4 - - 4 4 5 3 -",
    "Điểm trung bình": "10,25 - 11,00 - 13,50 - 11,00 - 11,25 - 63,00",
}


@pytest.mark.parametrize(("name", "wanted"), ROWS.items())
def test_ranks_by_section_and_averages(name: str, wanted: str) -> None:
    case = case_of(PLAIN, POINTS, layout="by-section")
    told = lines(write_document(annex_document(make_annex(case.ranking, case.rubric, case.round))))
    (row,) = [line for line in told if len(line) > 1 and line[1] == name]
    assert " ".join(text or "-" for text in row[2:13]) == wanted


def test_the_section_stands_over_both_its_columns() -> None:
    case = case_of(PLAIN, POINTS, layout="by-section")
    told = lines(write_document(annex_document(make_annex(case.ranking, case.rubric, case.round))))
    upper, lower = [line for line in told if len(line) > 1][:2]
    assert upper[2:6] == ("Nhóm tiêu chí số 1", "", "Nhóm tiêu chí số 2", "")
    assert lower[2:6] == ("Điểm", "Vị trí", "Điểm", "Vị trí")


COLUMNS = 'title = ["Kết quả"]\n[[columns]]\nkind = "unit"\n[[columns]]\nkind = "total"\n'


def test_a_criterion_may_be_ranked_too(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(COLUMNS + '[[columns]]\nkind = "criterion"\ncriterion = "s5"\nranks = true\n', encoding="utf-8")
    case = case_of(PLAIN, POINTS, layout=str(path))
    told = lines(write_document(annex_document(make_annex(case.ranking, case.rubric, case.round))))
    assert [line[2:] for line in told if line[0].startswith("Đơn vị")] == [
        ("19", "1"), ("16", "2"), ("5", "3"), ("5", "3"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("added", "problem"),
    [
        ('[[columns]]\nkind = "rank"\nranks = true\n', '"ranks" goes with kind'),
        ("average_row = 3\n", "own.toml: "),
    ],
)
def test_a_layout_that_makes_no_sense_is_told(added: str, problem: str, tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    text = COLUMNS + added if added.startswith("[[") else added + COLUMNS
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=problem):
        read_layout(path)


def test_the_audit_takes_no_rank_by_section_for_the_rank(tmp_path: Path) -> None:
    case = published("thai-binh-2020")
    path = tmp_path / "phụ lục.xlsx"
    path.write_bytes(write_book(draw_annex(case.ranking, case.rubric, replace(case.round, layout="by-section"))))
    found = audit_file(path, replace(case.rubric, layout="by-section"))
    assert said.REPEATED_COLUMN not in [one.check for one in found]
    assert [one.check for one in found].count(said.UNKNOWN_COLUMN) == 6
