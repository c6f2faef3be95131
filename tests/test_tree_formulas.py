"""The tree as formulas: computed by engines that are not ours, equal to `scoring` on random trees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import engines
from tests.engines import formualizer, ironcalc
from workbook.excel.write import write_book
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Aggregate, Criterion, Group, Rubric
from workbook.rules.bonus import Bonus
from workbook.rules.direct import Direct
from workbook.rules.informational import Informational
from workbook.rules.mandatory import Mandatory
from workbook.rules.penalty import Penalty
from workbook.rules.rule import Rule
from workbook.scoring import applicable_max, exact_total, full_max, roll_up
from workbook.sheets.grid import Book, Cell, Column, Row, Sheet, Style, a1
from workbook.sheets.tree_formulas import (
    Line,
    complete_formula,
    counted,
    full_formula,
    limit_formula,
    nodes_of,
    total_formula,
    value_formula,
)

D = Decimal
G = Group("g", "Khối", D(100))
EMPTY = '""'


class Case(NamedTuple):
    """A rubric and one row of its leaves' points."""

    rubric: Rubric
    values: Mapping[str, Score]


# ---------------------------------------------------------------- a row on a sheet
def line_of(rubric: Rubric) -> Line:
    """Leaves from column B on, in row 2 of the sheet; their maxima in row 1."""
    return Line(1, {leaf.id: place for place, leaf in enumerate(rubric.leaves_in("g"), 1)}, 0)


def formulas_of(rubric: Rubric) -> dict[str, str]:
    """Every formula of the room, by what it is for."""
    line = line_of(rubric)
    limit = limit_formula(rubric, "g", line)
    leaves = counted(rubric.criteria, "g")
    total = f"ROUND({total_formula(rubric, 'g', line, f'({limit})')},9)"
    made = {"limit": limit, "full": f"ROUND({full_formula(rubric, 'g', line)},9)"}
    made["total"] = f"IF({complete_formula(leaves, line)},{total},{EMPTY})" if leaves else total
    for name in value_names(rubric):
        made[f"value {name}"] = value_formula(rubric, "g", name, line)
    return made


def value_names(rubric: Rubric) -> list[str]:
    parents = [node.id for node in rubric.nodes() if node.children and nodes_of(rubric, "g", node.id)]
    return [*parents, *(one.id for one in rubric.aggregates if nodes_of(rubric, "g", one.id))]


def expected(case: Case) -> dict[str, Decimal | str]:
    """What `scoring` makes of the row, by what it is for; "" where a figure lacks."""
    rubric, values = case
    exact = exact_total(rubric, G, {k: Fraction(v) if isinstance(v, Decimal) else v for k, v in values.items()})
    made: dict[str, Decimal | str] = {
        "limit": applicable_max(rubric, G, values),
        "full": full_max(rubric, G),
        "total": "" if exact is None else round_half_up(exact, 9),
    }
    rolled = roll_up(rubric, "g", values)
    for name in value_names(rubric):
        value = rolled[name]
        made[f"value {name}"] = value if isinstance(value, Decimal) else MARK_TEXT if value else ""
    return made


def sheet_of(case: Case, name: str) -> Sheet:
    rubric, values = case
    leaves = rubric.leaves_in("g")
    texts = {NOT_APPLICABLE: MARK_TEXT}
    shown = [v if isinstance(v := values[leaf.id], Decimal) else texts[v] if v else None for leaf in leaves]
    asked, right = formulas_of(rubric), expected(case)
    return Sheet(
        name,
        tuple(Column(str(number), 9) for number in range(len(leaves) + 1)),
        (
            Row("max", (None, *(Cell(leaf.max_in("g"), "x") for leaf in leaves))),
            Row("row", (None, *(Cell(value, "x") for value in shown))),
            *(Row(key, (Cell(right[key], "x", formula),)) for key, formula in asked.items()),
        ),
    )


def book_of(cases: Iterable[Case]) -> Book:
    sheets = tuple(sheet_of(case, f"s{number}") for number, case in enumerate(cases))
    return Book(sheets, {"x": Style()}, "thử", datetime(2026, 1, 1))


def wrong(book: Book, computed: engines.Values) -> Iterator[str]:
    """Formulas whose computed result is not exactly the cached one, which `scoring` made."""
    for sheet in book.sheets:
        for number, row in enumerate(sheet.rows[2:], 2):
            cell = row.cells[0]
            assert cell is not None
            got = computed[sheet.name, a1(number, 0)]
            same = got == float(cell.value) if isinstance(cell.value, Decimal) else (got or "") == cell.value
            if not same:
                yield f"{sheet.name} {row.key}: {got!r}, not {cell.value!r}: {cell.formula}"


def assert_alike(cases: Iterable[Case]) -> None:
    book = book_of(cases)
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    for engine in (ironcalc, formualizer):
        assert list(wrong(book, engine.compute(xlsx, wanted))) == [], engine.__name__


# ---------------------------------------------------------------- random trees
RULES: tuple[Rule, ...] = (Direct(), Direct(), Direct(), Bonus(), Penalty(), Mandatory(), Informational())
WEIGHTS = st.sampled_from([D(1), D(1), D(1), D(2), D("0.5"), D("1.25"), D("0.3333")])
FIGURES = st.integers(0, 2000).map(lambda n: D(n) / 100)


@st.composite
def nodes(draw: st.DrawFn, name: str, depth: int) -> Criterion:
    more: dict[str, Any] = {
        "weight": draw(WEIGHTS),
        "groups": draw(st.sampled_from([frozenset(), frozenset(), frozenset({"g"}), frozenset({"h"})])),
        "dropped": draw(st.sampled_from(["", "", "", "", "không khảo sát"])),
    }
    count = draw(st.integers(1, 4)) if depth and draw(st.booleans()) else 0
    if count:
        children = tuple(draw(nodes(f"{name}-{number}", depth - 1)) for number in range(count))
        top = draw(st.integers(1, 40).map(D))
        return Criterion(name, name, name, top, D("0.01"), children, cap=draw(st.booleans()), **more)
    rule = draw(st.sampled_from(RULES))
    high = draw(FIGURES.map(lambda n: n + 1)) if rule.counts else D(0)
    return Criterion(name, name, name, high, D("0.01"), rule=rule, **more)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    tops = tuple(draw(nodes(f"k{number}", 3)) for number in range(draw(st.integers(1, 4))))
    plain = replace(tops[0], id="sure", children=(), groups=frozenset(), dropped="", rule=Direct(), max=D(10))
    rubric = Rubric("thu", "Thử", "1", "", (), (*tops, plain), (G,))
    ids = st.sampled_from([node.id for node in rubric.nodes()])
    chosen = st.lists(ids, min_size=1, max_size=4).map(tuple)
    pillars = tuple(Aggregate(f"p{n}", "Trụ cột", draw(chosen)) for n in range(draw(st.integers(0, 2))))
    rubric = replace(rubric, bonus=draw(st.sampled_from(["open", "capped"])), aggregates=pillars)
    odd = draw(st.booleans())
    scores = {leaf.id: draw(_points(leaf, odd)) for leaf in rubric.leaves_in("g")}
    return Case(rubric, scores)


def _points(leaf: Criterion, odd: bool) -> st.SearchStrategy[Score]:
    scale = leaf.scale_in("g")
    low, high = leaf.rule.lowest(scale), leaf.rule.highest(scale)
    numbers = st.decimals(low, high, places=2)
    return st.one_of(numbers, numbers, st.just(NOT_APPLICABLE), st.none() if odd else numbers)


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=60, suppress_health_check=SLOW)
@given(many=st.lists(cases(), min_size=1, max_size=8))
def test_formulas_equal_scoring_on_random_trees(many: list[Case]) -> None:
    assert_alike(many)


@pytest.mark.libreoffice
@settings(max_examples=2, suppress_health_check=SLOW, deadline=None)
@given(many=st.lists(cases(), min_size=20, max_size=20))
def test_libreoffice_agrees_on_random_trees(libreoffice: ModuleType, many: list[Case]) -> None:
    book = book_of(many)
    xlsx = write_book(book)
    (computed,) = libreoffice.compute_many([(xlsx, engines.formulas(xlsx))])
    assert list(wrong(book, computed)) == []


# ---------------------------------------------------------------- by hand
def leaf(id_: str, most: str, rule: Rule | None = None, **more: object) -> Criterion:
    return Criterion(id_, id_, id_, D(most), D("0.01"), rule=rule or Direct(), **more)  # type: ignore[arg-type]


def parent(id_: str, most: str, *children: Criterion, **more: object) -> Criterion:
    return Criterion(id_, id_, id_, D(most), D("0.01"), children, **more)  # type: ignore[arg-type]


def rubric_of(*criteria: Criterion, **more: object) -> Rubric:
    return Rubric("thu", "Thử", "1", "", (), criteria, (G,), **more)  # type: ignore[arg-type]


TWO = parent("s", "10", leaf("a", "8"), leaf("b", "8"), cap=True)


@pytest.mark.parametrize(
    ("rubric", "total", "limit"),
    [
        pytest.param(
            rubric_of(leaf("a", "5"), leaf("b", "5")), "SUM(B2:C2)",
            'ROUND(SUM(B$1:C$1)-SUMIF(B2:C2,"KĐG",B$1:C$1),6)', id="plain",
        ),
        pytest.param(
            rubric_of(parent("s", "10", leaf("a", "5"), leaf("b", "5")), leaf("c", "5")), "SUM(B2:D2)",
            'ROUND(SUM(B$1:D$1)-SUMIF(B2:D2,"KĐG",B$1:D$1),6)', id="a section is no bracket",
        ),
        pytest.param(
            rubric_of(TWO, leaf("c", "5")), "SUM(D2,MIN(SUM(B2:C2),10))",
            'ROUND(SUM(D$1:D$1)+MIN(SUM(B$1:C$1)-SUMIF(B2:C2,"KĐG",B$1:C$1),10)-SUMIF(D2:D2,"KĐG",D$1:D$1),6)',
            id="cap",
        ),
        pytest.param(
            rubric_of(leaf("a", "5"), leaf("b", "5", weight=D("1.50"))), "ROUND(SUM(B2)+SUM(C2)*1.5,9)",
            'ROUND(SUM(B$1:B$1)-SUMIF(B2:B2,"KĐG",B$1:B$1)+(SUM(C$1:C$1)-SUMIF(C2:C2,"KĐG",C$1:C$1))*1.5,9)',
            id="weight",
        ),
        pytest.param(
            rubric_of(leaf("a", "5"), leaf("m", "0", Mandatory()), leaf("b", "5"), leaf("t", "2", Penalty())),
            "MAX(SUM(B2,D2:E2),0)",
            'ROUND(SUM(B$1:B$1,D$1:D$1)-SUMIF(B2:B2,"KĐG",B$1:B$1)-SUMIF(D2:D2,"KĐG",D$1:D$1),6)',
            id="mandatory and penalty",
        ),
        pytest.param(
            rubric_of(leaf("a", "5"), leaf("t", "2", Bonus()), bonus="capped"), "MIN(SUM(B2:C2),Z2)",
            'ROUND(SUM(B$1:B$1)-SUMIF(B2:B2,"KĐG",B$1:B$1),6)', id="capped bonus",
        ),
    ],
)  # fmt: skip
def test_what_the_formulas_say(rubric: Rubric, total: str, limit: str) -> None:
    line = line_of(rubric)
    assert total_formula(rubric, "g", line, "Z2") == total
    assert limit_formula(rubric, "g", line) == limit


@pytest.mark.parametrize(
    ("points", "total", "limit"),
    [
        ("7 7 4", "14", "15"),
        ("7 KĐG 4", "11", "13"),
        ("KĐG KĐG 4", "4", "5"),
        ("KĐG KĐG KĐG", "0", "0"),
        ("0 0 0", "0", "15"),
    ],
)
def test_a_cap_holds_for_points_and_for_what_applies(points: str, total: str, limit: str) -> None:
    values: dict[str, Score] = {
        name: NOT_APPLICABLE if text == MARK_TEXT else D(text) for name, text in zip("abc", points.split(), strict=True)
    }
    case = Case(rubric_of(TWO, leaf("c", "5")), values)
    made = expected(case)
    assert (made["total"], made["limit"]) == (D(total), D(limit))
    assert_alike([case])


def test_a_hundred_leaves_stay_far_below_excels_limit() -> None:
    """The worst order: no two counted leaves beside each other, all of different weight in the second half."""
    leaves = [leaf(f"k{n}", "9.75", Mandatory() if n % 2 else None) for n in range(100)]
    weighted = [replace(one, weight=D(1) + D(n) / 100) for n, one in enumerate(leaves)]
    for some in (leaves, weighted):
        sections = [parent(f"s{n}", "30", *some[n * 10 : n * 10 + 10], cap=True) for n in range(10)]
        rubric = rubric_of(*sections, bonus="capped")
        line = Line(1000, {one.id: 900 + n for n, one in enumerate(some)}, 8)
        longest = (
            total_formula(rubric, "g", line, limit_formula(rubric, "g", line)),
            complete_formula(counted(rubric.criteria, "g"), line),
            value_formula(
                replace(rubric, aggregates=(Aggregate("p", "p", tuple(s.id for s in sections)),)), "g", "p", line
            ),
        )
        assert max(map(len, longest)) < 8192
        values: dict[str, Score] = {one.id: D(n % 7) for n, one in enumerate(some)}
        assert_alike([Case(rubric, values)])
