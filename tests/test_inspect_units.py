"""What inspect tells of a workbook with a sheet a unit: enough for a stranger's program to fill it."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.commands import document, run
from tests.deep_books import ISSUE, drawn, full_ballot
from tests.deep_sample import DEEP, DEEP_ROUND, deep_ballot
from tests.sample import save
from workbook.excel.write import write_book
from workbook.loading.share import unit_issue
from workbook.pipeline.inspecting import Input, inspect_file
from workbook.sheets.unit_shown import unit_cells


@pytest.fixture
def blank(tmp_path: Path) -> Path:
    return save(tmp_path / "phieu.xlsx", write_book(drawn()))


def by_input(path: Path) -> dict[tuple[str, str], Input]:
    return {(one.unit, one.input): one for one in inspect_file(path).inputs if one.input is not None}


def test_every_open_cell_is_told_once_with_a_link_and_a_note_a_criterion(blank: Path) -> None:
    inputs = inspect_file(blank).inputs
    cells = [cell for group in ISSUE.rubric.groups for cell in unit_cells(ISSUE, group)]
    kinds = Counter(one.kind for one in inputs)
    assert sum(kinds[kind] for kind in ("points", "number", "count", "yes_no", "level")) == sum(c[3] for c in cells)
    assert kinds["link"] == kinds["note"] > 0
    assert len({(one.sheet, one.cell) for one in inputs}) == len(inputs)
    assert {one.value for one in inputs} == {None}


@pytest.mark.parametrize(
    ("input_", "kind", "limits", "na", "label", "choices", "measure"),
    [
        ("truc-tuyen/b", "count", ("0", "10000000", "1"), True, "Tổng số hồ sơ", (), "hồ sơ"),
        ("hop", "count", ("0", "366", "1"), False, "Số cuộc họp trong năm", (), "cuộc"),
        ("su-co", "points", ("0", "6", "0.25"), False, "Điểm", (), None),
        ("can-bo", "yes_no", ("0", "1", "1"), False, "Có thực hiện", ("Có", "Không"), None),
    ],
)
def test_an_input_tells_what_may_be_typed(
    blank: Path,
    input_: str,
    kind: str,
    limits: tuple[str, ...],
    na: bool,
    label: str,
    choices: tuple[str, ...],
    measure: str | None,
) -> None:
    one = by_input(blank)["s-1", input_]
    assert (one.kind, one.label, one.choices, one.measure, one.na) == (kind, label, choices, measure, na)
    assert (one.min, one.max, one.step) == tuple(map(Decimal, limits))
    assert one.criterion == input_.split("/")[0] and one.hint


def test_what_does_not_apply_or_is_listed_is_no_input(blank: Path) -> None:
    known = by_input(blank)
    assert ("s-1", "chi-so") not in known and ("s-1", "y-kien") not in known
    assert ("s-1", "dung-han/a") in known and ("s-3", "dung-han/a") not in known


def test_values_are_what_the_cells_hold(tmp_path: Path) -> None:
    made = by_input(save(tmp_path / "phieu.xlsx", write_book(drawn(ballot=full_ballot()))))
    assert (made["s-1", "hop"].value, made["s-1", "can-bo"].value) == (Decimal(4), "Có")
    assert made["s-3", "truc-tuyen/a"].value == "KĐG"


def test_formulas_tell_what_they_mean(blank: Path) -> None:
    formulas = inspect_file(blank).formulas
    means = {(one.unit, one.means, one.criterion) for one in formulas}
    assert {("s-1", "points", "hop"), ("s-1", "section", "ho-so"), ("s-1", "aggregate", "tru-cot-1")} <= means
    assert {("s-1", "total", None), ("s-1", "rank", None), ("x-1", "index", None), (None, "control", None)} <= means
    assert all(one.formula.startswith("=") for one in formulas)
    assert len({(one.sheet, one.cell) for one in formulas}) == len(formulas)


def test_a_units_own_workbook_is_told_too(tmp_path: Path) -> None:
    issue = unit_issue(DEEP, DEEP_ROUND, "s-1", 1)
    made = inspect_file(save(tmp_path / "tu-cham.xlsx", write_book(drawn(issue))))
    assert made.passport.member == "unit:s-1"
    assert {one.unit for one in made.inputs} == {"s-1"}
    assert ("s-1", "control") in {(one.unit, one.means) for one in made.formulas}


def test_a_strangers_program_can_fill_it(blank: Path, tmp_path: Path) -> None:
    """With the document alone: every fact of the sample typed by openpyxl, and the ballot counts."""
    _, made = document("inspect", blank)
    ballot = deep_ballot(ISSUE)
    book = load_workbook(blank)
    for item in made["inputs"]:
        cell = book[item["sheet"]][item["cell"]]
        if item["input"] is not None:
            fact = ballot.scores[item["unit"], item["input"]]
            figure = float(fact) if isinstance(fact, Decimal) else "KĐG" if fact is not None else None
            cell.value = item["choices"][1 - int(figure)] if item["choices"] and isinstance(figure, float) else figure
        elif item["kind"] == "note":
            cell.value = ballot.remarks.get((item["unit"], item["criterion"]))
    path = tmp_path / "day.xlsx"
    book.save(path)
    code, checked = document("check", path)
    assert (code, checked["findings"]) == (0, [])
    assert checked["ballots"] == [{"file": str(path), "member": "TV-1", "counted": True, "verdict": "clean"}]


def test_the_console_shows_what_may_be_typed(blank: Path) -> None:
    ran = run("inspect", blank)
    assert ran.code == 0
    assert "Có / Không" in ran.out and "truc-tuyen/a" in ran.out and "liên kết minh chứng" in ran.out
