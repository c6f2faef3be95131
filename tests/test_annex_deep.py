"""The annex of deep rubrics: weighted and capped sections, converted scales, quotas, very many leaves."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.deep_sample import DEEP, DEEP_ROUND, deep_panel, deep_round
from tests.engines import formualizer, formulas, ironcalc
from tests.test_annex_formulas import differences
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.model import Round
from workbook.points import NOT_APPLICABLE
from workbook.ranking import rank
from workbook.rubric import Criterion, Group, Rounding, Rubric, Tier
from workbook.sheets.annex import draw_annex
from workbook.sheets.grid import Book, Cell, Sheet

D = Decimal
SIMPLE = (Tier("Tốt", D(70)), Tier("Khá", D(50)), Tier("Yếu", None))


def drawn(rubric: Rubric, round_: Round = DEEP_ROUND) -> Book:
    ranking, _ = rank(rubric, round_, consolidate(rubric, round_, deep_panel({}, round_, rubric)))
    return draw_annex(ranking, rubric, round_)


def with_groups(**changes: Any) -> Rubric:
    """The sample with the same changes to both groups."""
    return replace(DEEP, groups=tuple(replace(group, **changes) for group in DEEP.groups))


CONVERTED = replace(with_groups(base="converted", tiers=SIMPLE), rank_by="converted", ties="dense")
HELD = with_groups(base="points", tiers=(Tier("Tốt", D(60), quota_count=1), *SIMPLE[1:]))
RUBRICS = {
    "as it is": DEEP,
    "converted": CONVERTED,
    "percent": with_groups(base="percent", tiers=SIMPLE),
    "quota": HELD,
    "exact": replace(with_groups(base="points", tiers=SIMPLE), rounding=Rounding(total=0, tier="exact")),
    "capped bonus": replace(DEEP, bonus="capped"),
    "total": replace(DEEP, rounding=Rounding(order="total")),
}


# ---------------------------------------------------------------- reading what was drawn
def line_of(sheet: Sheet, unit: str) -> dict[str, Cell]:
    """A unit's cells by column key."""
    names = [column.key for column in sheet.columns]
    row = next(row for row in sheet.rows if any(cell is not None and cell.value == unit for cell in row.cells))
    return {key: cell for key, cell in zip(names, row.cells, strict=False) if cell is not None}


def texts(book: Book) -> str:
    return "\n".join(str(cell.value) for sheet in book.sheets for _, _, cell in sheet.filled())


# ---------------------------------------------------------------- figures and formulas
@pytest.mark.parametrize("name", RUBRICS)
def test_every_shown_figure_is_what_its_formula_gives(name: str) -> None:
    xlsx = write_book(drawn(RUBRICS[name]))
    wanted = formulas(xlsx)
    assert sum(map(len, wanted.values())) > 0
    for engine in (ironcalc, formualizer):
        assert list(differences(xlsx, engine.compute(xlsx, wanted))) == []


@pytest.mark.libreoffice
def test_libreoffice_agrees(libreoffice: ModuleType) -> None:
    made = [write_book(drawn(rubric)) for rubric in RUBRICS.values()]
    computed = libreoffice.compute_many([(xlsx, formulas(xlsx)) for xlsx in made])
    assert [list(differences(xlsx, values)) for xlsx, values in zip(made, computed, strict=True)] == [[]] * len(made)


def test_sections_show_their_own_points_and_the_total_weighs_them() -> None:
    (sheet,) = drawn(DEEP).sheets
    line = line_of(sheet, "Sở Y tế")
    shown = {key: line[key].value for key in ("so-hoa", "nhan-luc", "an-toan", "ket-qua", "total")}
    assert shown == {"so-hoa": D("38.5"), "nhan-luc": D(20), "an-toan": D("9.25"), "ket-qua": D(9), "total": D(86)}
    assert line["total"].formula == "ROUND(ROUND(SUM(C9:D9,F9:F9)+SUM(E9:E9)*2,9),2)"
    said = texts(drawn(DEEP))
    assert "An toàn thông tin (hệ số 2)" in said
    # Dropped this year: no column.
    assert "y-kien" not in [column.key for column in sheet.columns] and "Ý kiến người dân" not in said


def test_the_maxima_are_capped_and_for_the_group() -> None:
    (sheet,) = drawn(DEEP).sheets
    rows = [row.cells for row in sheet.rows if any(cell and cell.value == "Điểm tối đa" for cell in row.cells)]
    shown = [[cell.value for cell in cells if cell and isinstance(cell.value, Decimal)] for cells in rows]
    assert shown == [[D(40), D(20), D(10), D(10), D(90)], [D(35), D(20), D(10), D(10), D(85)]]


@pytest.mark.parametrize(("name", "live"), [("as it is", False), ("percent", True), ("quota", False), ("exact", False)])
def test_a_tier_is_live_only_where_it_follows_from_one_printed_figure(name: str, live: bool) -> None:
    (sheet,) = drawn(RUBRICS[name]).sheets
    cells = [line_of(sheet, unit.name)["tier"] for unit in DEEP_ROUND.units]
    assert {cell.formula is not None for cell in cells} == {live} and all(cell.value for cell in cells)


def test_bonus_cut_at_the_maximum_leaves_no_sum_that_would_not_be_the_total() -> None:
    """96 of 90: the printed sections add to more than the total, which is then no formula."""
    high = {
        "s-1 sang-kien": "5", "s-1 truc-tuyen/a": "100", "s-1 chuyen-de": "5", "s-1 dao-tao": "15", "s-1 su-co": "6"
    }  # fmt: skip
    rubric = replace(DEEP, bonus="capped")
    ranking, _ = rank(
        rubric, DEEP_ROUND, consolidate(rubric, DEEP_ROUND, deep_panel(dict.fromkeys(("TV-1", "TV-2", "TV-3"), high)))
    )
    line = line_of(draw_annex(ranking, rubric, DEEP_ROUND).sheets[0], "Sở Y tế")
    assert (line["total"].value, line["total"].formula) == (D(90), None)


# ---------------------------------------------------------------- the converted scale
LAYOUT = """
title = ["Kết quả"]
orientation = "landscape"
[[columns]]
kind = "unit"
title = "{col_unit}"
[[columns]]
kind = "full"
title = "{col_full}"
[[columns]]
kind = "excluded"
title = "{col_excluded}"
[[columns]]
kind = "max"
title = "{col_max}"
[[columns]]
kind = "total"
title = "{col_total}"
[[columns]]
kind = "percent"
title = "{col_percent}"
[[columns]]
kind = "converted"
title = "{col_converted}"
"""


def test_a_layout_can_show_the_conversion_step_by_step(tmp_path: Path) -> None:
    path = tmp_path / "quy-doi.toml"
    path.write_text(LAYOUT, encoding="utf-8")
    book = drawn(CONVERTED, deep_round(layout=str(path)))
    line = line_of(book.sheets[0], "Ban Dân tộc")
    keys = ("full", "excluded", "max", "total", "percent", "converted")
    assert [line[key].value for key in keys] == [D(90), D(25), D(65), D(62), D("95.38"), D("85.85")]
    assert line["converted"].formula == "ROUND(ROUND(E5*90/D5,11),2)"
    assert "Điểm không áp dụng" in texts(book) and "Điểm quy đổi" in texts(book)
    xlsx = write_book(book)
    for engine in (ironcalc, formualizer):
        assert list(differences(xlsx, engine.compute(xlsx, formulas(xlsx)))) == []


# ---------------------------------------------------------------- quotas
def test_units_that_a_quota_held_back_have_a_footnote() -> None:
    book = drawn(HELD)
    line = line_of(book.sheets[0], "Ban Dân tộc")
    assert (line["tier"].value, line["tier"].style) == ("Khá", 'table_tier|@"⁽¹⁾"')
    note = "⁽¹⁾ Ban Dân tộc: đạt mức Tốt nhưng xếp loại Khá do giới hạn số đơn vị được xếp loại Tốt."
    assert note in texts(book)
    assert "do giới hạn" not in texts(drawn(DEEP))


# ---------------------------------------------------------------- many leaves
@pytest.mark.parametrize(("sections", "columns"), [(4, 4), (12, 0)])
def test_the_standard_layout_shows_sections_never_a_hundred_leaves(sections: int, columns: int) -> None:
    each = 96 // sections
    criteria = tuple(
        Criterion(
            f"s{n}", f"{n}", f"Mục {n}", D(each), D(1),
            tuple(Criterion(f"k{n}-{i}", f"{n}.{i}", "Tiêu chí", D(1), D(1)) for i in range(each)),
        )
        for n in range(sections)
    )  # fmt: skip
    rubric = replace(DEEP, criteria=criteria, aggregates=(), groups=(Group("So", "Khối", D(96)),))
    units = tuple(unit for unit in DEEP_ROUND.units if unit.group == "So")
    round_ = deep_round(units=units, listed={})
    tally = consolidate(rubric, round_, ())
    cells = {key: replace(cell, value=D(1)) for key, cell in tally.cells.items()}
    cells |= {("s-1", f"k0-{n}"): replace(cells["s-1", "k0-0"], value=NOT_APPLICABLE) for n in range(each)}
    ranking, _ = rank(rubric, round_, replace(tally, cells=cells))
    (sheet,) = draw_annex(ranking, rubric, round_).sheets
    keys = [column.key for column in sheet.columns if not column.hidden]
    assert len([key for key in keys if key.startswith("s") and key[1:].isdigit()]) == columns
    assert not any(key.startswith("k") for key in keys)
    assert line_of(sheet, "Sở Y tế")["total"].value == D(96 - each)
