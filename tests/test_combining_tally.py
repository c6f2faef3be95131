"""Every way of combining on the tally sheet: live formulas, and the same figures in engines that are not ours."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import engines
from tests.engines import ironcalc
from tests.test_tally import (
    LEAVES,
    UNITS,
    assert_computes,
    at,
    differing,
    down,
    drawn,
    group_sheet,
    round_of,
    rubric_of,
)
from tests.test_tally import column as column_at
from tests.test_tally import row as row_at
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.model import Ballot, Combine, Member, Method, Round
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Order, Rounding
from workbook.sheets.grid import Book, Cell, Sheet, a1
from workbook.sheets.tally import draw_tally

D = Decimal
ORDERS: tuple[Order, ...] = ("leaf", "total", "member")
ROLES = ("Chủ tịch", "Phó Chủ tịch", "Ủy viên", "Ủy viên", "Ủy viên", "Thư ký", "Ủy viên")
WEIGHTS = {"Chủ tịch": D(3), "Phó Chủ tịch": D("1.5"), "Thư ký": D("0.25")}
HOW = {
    "median": Combine("median"),
    "weighted": Combine("weighted", weights=WEIGHTS),
    "trimmed 1": Combine("trimmed", drop=1),
    "trimmed 2": Combine("trimmed", drop=2),
    "trimmed 3": Combine("trimmed", drop=3),
}


def council(how: Combine, count: int, recused: Sequence[str] = ("u2",)) -> Round:
    """So many members; the second is recused from u2."""
    members = tuple(
        Member(f"TV-{n}", f"Thành viên {n}", role, ("g",), frozenset(recused if n == 2 else ()))
        for n, role in enumerate(ROLES[:count], 1)
    )
    return replace(round_of(UNITS, members), combine=how)


def uneven(round_: Round) -> list[Ballot]:
    """Figures that differ everywhere, by a rule: no two members give a unit the same row."""
    made = []
    for m, member in enumerate(round_.members):
        scores: dict[tuple[str, str], Score] = {
            (unit.id, leaf): D((7 * m * m + 5 * u + 11 * n * (m + 1)) % 41) / 4
            for u, unit in enumerate(round_.units)
            for n, leaf in enumerate(LEAVES)
            if unit.id not in member.recused
        }
        made.append(Ballot(member.id, 1, scores))
    return made


def with_holes(ballots: Sequence[Ballot]) -> list[Ballot]:
    """u1 loses its figures for a one by one, u3 is marked by some, u6 has only one whole row."""
    gone: dict[str, dict[tuple[str, str], Score]] = {}
    for number, ballot in enumerate(ballots):
        own = gone.setdefault(ballot.member, {})
        if number > 1:
            own["u1", "a"] = None
        if number % 2:
            own["u3", "b"] = NOT_APPLICABLE
        if number:
            own["u6", LEAVES[number % 3]] = None
    return [replace(ballot, scores={**ballot.scores, **gone[ballot.member]}) for ballot in ballots]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("name", HOW)
@pytest.mark.parametrize("count", [1, 4, 5, 7])
def test_formulas_give_the_cached_figures(name: str, order: Order, count: int) -> None:
    round_ = council(HOW[name], count)
    book, *_ = drawn(rubric_of(order, step="0.01"), round_, with_holes(uneven(round_)))
    assert_computes(book)
    assert str(at(group_sheet(book), "t:check", "no").value).endswith("ĐÚNG")


@pytest.mark.libreoffice
def test_formulas_in_libreoffice(libreoffice: ModuleType) -> None:
    rounds = [council(how, 7) for how in HOW.values()]
    books = [
        drawn(rubric_of(order, step="0.01"), round_, with_holes(uneven(round_)))[0]
        for round_ in rounds
        for order in ORDERS
    ]
    xlsx = [write_book(book) for book in books]
    wanted = [engines.formulas(one) for one in xlsx]
    computed = libreoffice.compute_many(list(zip(xlsx, wanted, strict=True)))
    assert [differing(one, values) for one, values in zip(xlsx, computed, strict=True)] == [[]] * len(xlsx)


# ---------------------------------------------------------------- random councils
scores = st.one_of(
    st.none(),
    st.just(NOT_APPLICABLE),
    st.integers(0, 40).map(lambda n: D(n) / 4),
    st.integers(0, 1000).map(lambda n: D(n) / 100),
)
hows = st.one_of(
    st.just(Combine("median")),
    st.integers(1, 3).map(lambda drop: Combine("trimmed", drop=drop)),
    st.dictionaries(
        st.sampled_from(ROLES), st.integers(1, 400).map(lambda n: D(n) / 100), min_size=1
    ).map(lambda weights: Combine("weighted", weights=weights)),
)  # fmt: skip


def column_of(book: Book, keys: Sequence[str]) -> list[list[object]]:
    sheet = group_sheet(book)
    return [down(sheet, key) for key in keys]


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    how=hows,
    order=st.sampled_from(ORDERS),
    places=st.integers(0, 4),
    count=st.integers(1, 7),
    data=st.data(),
)
def test_random_councils_in_two_engines(
    how: Combine, order: Order, places: int, count: int, data: st.DataObject
) -> None:
    round_ = council(how, count)
    cells = [(unit.id, leaf) for unit in round_.units for leaf in LEAVES]
    ballots = [
        replace(ballot, scores={**ballot.scores, **data.draw(st.dictionaries(st.sampled_from(cells), scores))})
        for ballot in uneven(round_)
    ]
    by = replace(rubric_of(order, step="0.01"), rounding=Rounding(leaf=places, total=min(places, 3), order=order))
    tally = consolidate(by, round_, ballots)
    ranking = rank(by, round_, tally)[0]
    book = draw_tally(by, round_, tally, ranking, ())
    standings = ranking.groups[0].standings
    right = [
        [getattr(s, key) if getattr(s, key) is not None else "" for s in standings] for key in ("total", "rank", "tier")
    ]
    assert column_of(book, ("total", "rank", "tier")) == right
    assert_computes(book)


# ---------------------------------------------------------------- what stands on the sheet
def formula(sheet: Sheet, row: str, key: str) -> str:
    return at(sheet, row, key).formula or ""


@pytest.mark.parametrize("name", ["median", "weighted", "trimmed 1"])
def test_the_usual_methods_need_no_hidden_figures(name: str) -> None:
    round_ = council(HOW[name], 7)
    sheet = group_sheet(drawn(rubric_of(), round_, uneven(round_))[0])
    assert not [column.key for column in sheet.columns if column.key.startswith("b:")]


def test_more_than_one_dropped_leads_over_hidden_columns() -> None:
    round_ = council(HOW["trimmed 2"], 5)
    sheet = group_sheet(drawn(rubric_of("member"), round_, uneven(round_))[0])
    keys = [column.key for column in sheet.columns if column.key.startswith("b:")]
    assert len(keys) == 5 * 4 and all(column.hidden for column in sheet.columns if column.key in keys)
    assert "LARGE(" in formula(sheet, "u:u1", "c:a") and "SMALL(" in formula(sheet, "u:u1", "total")
    small = group_sheet(drawn(rubric_of("member"), council(HOW["trimmed 2"], 4), uneven(council(Combine(), 4)))[0])
    assert not [column.key for column in small.columns if column.key.startswith("b:")]


def test_by_hand_on_the_sheet() -> None:
    """u1, criterion a by five members: 1 4 6 7 9.5; weights 3, 1.5, 1, 1, 1."""
    figures = ("9.5", "1", "6", "4", "7")
    right = {
        "median": "6",
        "trimmed 1": "5.67",  # (4 + 6 + 7) / 3
        "trimmed 2": "6",
        "trimmed 3": "5.5",  # too few: 27.5 / 5
        "weighted": "6.27",  # (28.5 + 1.5 + 6 + 4 + 7) / 7.5 = 47 / 7.5 = 6.2666...
    }
    for name, value in right.items():
        round_ = council(HOW[name], 5)
        ballots = [
            replace(ballot, scores={**ballot.scores, ("u1", "a"): D(figure)})
            for ballot, figure in zip(uneven(round_), figures, strict=True)
        ]
        assert at(group_sheet(drawn(rubric_of(), round_, ballots)[0]), "u:u1", "c:a").value == D(value), name


@pytest.mark.parametrize(
    ("how", "order", "words"),
    [
        (Combine(), "leaf", "trung bình cộng các điểm mà thành viên đã chấm, làm tròn đến 2"),
        (Combine("trimmed", drop=2), "leaf", "sau khi bỏ 2 số cao nhất và 2 số thấp nhất (chỉ có 4 số trở xuống"),
        (Combine("median"), "total", "trung vị của các điểm mà thành viên đã chấm"),
        (Combine("median"), "member", "tổng điểm của đơn vị là trung vị của các tổng đó"),
        (HOW["weighted"], "leaf", "Chủ tịch 3, Phó Chủ tịch 1,5, Thư ký 0,25; còn lại: 1"),
    ],
)
def test_the_sheet_says_how_members_are_combined(how: Combine, order: Order, words: str) -> None:
    round_ = council(how, 7)
    sheet = group_sheet(drawn(rubric_of(order), round_, uneven(round_))[0])
    method = str(at(sheet, "t:method", "no").value)
    assert words in method and "Xếp hạng theo tổng điểm đã làm tròn" in method


def test_the_sheet_says_who_must_be_there() -> None:
    round_ = council(Combine(quorum=D("66.5"), chair="TV-1"), 4)
    counted = str(at(group_sheet(drawn(rubric_of(), round_, uneven(round_))[0]), "t:counted", "no").value)
    assert "ít nhất 66,5 % số thành viên" in counted and "bắt buộc có mặt: Thành viên 1 (TV-1)" in counted


@pytest.mark.parametrize("name", HOW)
def test_figures_that_somebody_changes_are_told_by_the_check_line(name: str) -> None:
    """The combined figures follow the members' cells, and what they make is no longer the program's own."""
    round_ = council(HOW[name], 7)
    book, *_ = drawn(rubric_of(), round_, uneven(round_))
    keys = {f"m:{member.id}:a" for member in round_.members}
    xlsx = write_book(_with_value(book, "u:u3", keys, D("99.5")))
    computed = ironcalc.compute(xlsx, engines.formulas(xlsx))
    sheet = group_sheet(book)
    assert computed[sheet.name, a1(row_at(sheet, "u:u3"), column_at(sheet, "c:a"))] == 99.5
    assert "SAI ở số đơn vị là" in str(computed[sheet.name, a1(row_at(sheet, "t:check"), 0)])


def _with_value(book: Book, row_key: str, keys: Collection[str], value: Decimal) -> Book:
    """The book with a value typed over some cells of a row."""
    sheet = group_sheet(book)
    number = row_at(sheet, row_key)
    cells = tuple(
        Cell(value, cell.style) if column.key in keys and cell is not None else cell
        for column, cell in zip(sheet.columns, sheet.rows[number].cells, strict=True)
    )
    rows = (*sheet.rows[:number], sheet.rows[number]._replace(cells=cells), *sheet.rows[number + 1 :])
    return replace(book, sheets=(replace(sheet, rows=rows), *book.sheets[1:]))


METHODS: tuple[Method, ...] = ("mean", "trimmed", "median", "weighted")


@pytest.mark.parametrize("method", METHODS)
def test_formulas_are_of_the_portable_kind_and_short(method: Method) -> None:
    how = Combine(method, drop=10 if method == "trimmed" else 1, weights=WEIGHTS if method == "weighted" else {})
    members = tuple(Member(f"TV-{n}", f"Thành viên {n}", ROLES[n % 7], ("g",)) for n in range(30))
    round_ = replace(round_of(UNITS[:2], members), combine=how)
    book, *_ = drawn(rubric_of("member"), round_, uneven(round_))
    formulas = [cell.formula for sheet in book.sheets for _, _, cell in sheet.filled() if cell.formula]
    assert max(map(len, formulas)) < 8192
    for one in formulas:
        bare = "".join("".join(one.split('"')[::2]).split("'")[::2])  # no texts, no sheets' names
        assert " " not in bare and "--" not in bare and "{" not in bare and ";" not in bare
    assert_computes(book)
