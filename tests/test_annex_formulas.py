"""The annex's live formulas, computed again by programs that are not ours."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import ModuleType

import pytest

from tests.annexes import PUBLISHED, published
from tests.engines import Values, Wanted, cached, formualizer, formulas, ironcalc
from tests.test_annex import EQUAL, PLAIN, POINTS, case_of, long_case
from workbook.excel.write import write_book
from workbook.model import TieDecision
from workbook.rubric import Group, Rubric, Tier
from workbook.sheets.annex import draw_annex
from workbook.shelf import shelf

Compute = Callable[[bytes, Wanted], Values]

NOT_ASSIGNED = {"a": ["20", "18.5", "-", "20", "19"], "b": ["10", "12", "13.5", "15", "16"]}
STRICT = (
    Tier("Dẫn dắt", Decimal(75), strict=True),
    Tier("Nâng cao", Decimal(50), strict=True),
    Tier("Hình thành", None),
)
ON_THE_BOUND = {"a": ["15"] * 5, "b": ["15", "15", "15", "15", "15.5"], "c": ["10"] * 5}


def own_layout(key: str, value: str) -> str:
    """The layout with ranks by section and averages, with one key changed."""
    text = (shelf("templates") / "annex" / "by-section.toml").read_text(encoding="utf-8")
    path = Path(mkdtemp(prefix="xephang-layout-")) / "own.toml"
    atexit.register(rmtree, path.parent, ignore_errors=True)
    path.write_text(f"{key} = {value}\n{text}", encoding="utf-8")
    return str(path)


def _rubrics() -> dict[str, Rubric]:
    """Every kind of base, tie policy and ranking."""

    def group(base: str, tiers: tuple[Tier, ...]) -> tuple[Group, ...]:
        return (replace(PLAIN.groups[0], base=base, tiers=tiers),)  # type: ignore[arg-type]

    half = (Tier("Đạt", Decimal("0.8")), Tier("Chưa đạt", None))
    percent = (Tier("Đạt", Decimal(80)), Tier("Gần đạt", Decimal(60)))
    return {
        "plain": PLAIN,
        "strict": replace(PLAIN, groups=group("points", STRICT)),
        "dense": replace(PLAIN, ties="dense"),
        "index": replace(PLAIN, rank_by="index", shows_index=True, groups=group("index", half)),
        "percent": replace(PLAIN, rank_by="index", groups=group("percent", percent)),
        "no tiers": replace(PLAIN, groups=group("points", ())),
    }


@cache
def books() -> dict[str, bytes]:
    made = {}
    for name in PUBLISHED:
        case = published(name)
        made[name] = write_book(draw_annex(case.ranking, case.rubric, case.round))
    points = {"points": POINTS, "equal": EQUAL, "not assigned": NOT_ASSIGNED, "on the bound": ON_THE_BOUND}
    blank = {"blank": POINTS | {"d": ["1", "2", "", "4", "5"]}, "one": {"a": POINTS["a"]}}
    for rubric_name, rubric in _rubrics().items():
        for points_name, rows in (points | blank).items():
            case = case_of(rubric, rows)
            made[f"{rubric_name}, {points_name}"] = write_book(draw_annex(case.ranking, rubric, case.round))
        split = TieDecision(("b", "a"), "split", "", "")
        case = case_of(rubric, EQUAL, ties=(split,))
        made[f"{rubric_name}, split"] = write_book(draw_annex(case.ranking, rubric, case.round))
    shown_as_zero = own_layout("not_applicable", '"0"')
    for points_name, rows in (points | blank).items():
        for layout in ("by-section", shown_as_zero):
            case = case_of(PLAIN, rows, layout=layout)
            made[f"{Path(layout).stem}, {points_name}"] = write_book(draw_annex(case.ranking, PLAIN, case.round))
    case = long_case(60, groups=2)
    made["long"] = write_book(draw_annex(case.ranking, case.rubric, case.round))
    return made


def differences(xlsx: bytes, values: Values) -> Iterator[str]:
    """Computed values that are not exactly the file's own."""
    shown = cached(xlsx, formulas(xlsx))
    for place, value in shown.items():
        computed = values[place]
        if (value or "") != (computed or ""):
            yield f"{place}: shown {value!r}, computed {computed!r}"


@pytest.mark.parametrize("compute", [ironcalc.compute, formualizer.compute], ids=["ironcalc", "formualizer"])
@pytest.mark.parametrize("name", [*PUBLISHED, "others"])
def test_every_shown_figure_is_what_its_formula_gives(name: str, compute: Compute) -> None:
    chosen = [name] if name in PUBLISHED else [other for other in books() if other not in PUBLISHED]
    for one in chosen:
        wanted = formulas(books()[one])
        assert sum(map(len, wanted.values())) > 0 or one.startswith("no tiers")
        assert list(differences(books()[one], compute(books()[one], wanted))) == [], one


@pytest.mark.libreoffice
def test_libreoffice_agrees(libreoffice: ModuleType) -> None:
    made = list(books().values())
    computed = libreoffice.compute_many([(xlsx, formulas(xlsx)) for xlsx in made])
    assert [list(differences(xlsx, values)) for xlsx, values in zip(made, computed, strict=True)] == [[]] * len(made)


LIVE = {
    "thanh-hoa-2020": {"rank"},
    "thanh-hoa-2023": {"rank"},
    "thai-binh-2020": {"total", "index", "tier"},
    "lao-cai-2020": {"rank", "tier"},
    "quang-nam-2019": {"total", "tier"},
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_all_figures_that_can_be_derived_are_live(name: str) -> None:
    case = published(name)
    names = {unit.name for unit in case.round.units}
    (sheet,) = draw_annex(case.ranking, case.rubric, case.round).sheets
    keys = [column.key for column in sheet.columns]
    live = [
        {key for key, cell in zip(keys, row.cells, strict=True) if cell and cell.formula}
        for row in sheet.rows
        if len(row.cells) == len(keys) and (cell := row.cells[keys.index("unit")]) and cell.value in names
    ]
    assert live == [LIVE[name]] * len(names)
