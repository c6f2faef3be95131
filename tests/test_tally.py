"""The internal tally workbook: its formulas give the Decimal computation's figures, and it tells all.

What is drawn is read from the Book; what the formulas give is computed by engines that are not ours.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests import engines
from tests.engines import formualizer, ironcalc
from workbook.catalogue import panel, score
from workbook.checks import check_ballot, waive
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.findings import Finding, Place, finding
from workbook.model import Ballot, Issue, Member, Ranking, Round, Tally, TieDecision, Unit, Waiver
from workbook.panel import check_panel
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Base, Basis, Criterion, Group, Order, Rounding, Rubric, TiePolicy, Tier, Trait
from workbook.sheets.grid import Book, Cell, Sheet, a1
from workbook.sheets.tally import draw_tally

D = Decimal
ENGINES = (ironcalc, formualizer)
KDG = NOT_APPLICABLE


# ---------------------------------------------------------------- a small round
def rubric_of(
    order: Order = "leaf", ties: TiePolicy = "shared", by: Basis = "total", base: Base = "points", step: str = "0.25"
) -> Rubric:
    """Two sections: a (10) and b (20, may be marked); c (30) is not for units of trait "t"."""
    bounds = {"points": ("40", "20"), "percent": ("70", "40"), "index": ("0.7", "0.4")}[base]
    tiers = (Tier("Tốt", D(bounds[0])), Tier("Khá", D(bounds[1]), strict=True), Tier("Yếu", None))
    grain = D(step)
    first = Criterion(
        "s1",
        "I",
        "Hạ tầng",
        D(30),
        grain,
        (
            Criterion("a", "1.1", "Máy chủ", D(10), grain),
            Criterion("b", "1.10", "Đường truyền", D(20), grain, markable=True),
        ),
    )
    second = Criterion("c", "II", "Dịch vụ công", D(30), grain, not_applicable=frozenset({"t"}))
    return Rubric(
        "mau",
        "Bộ tiêu chí mẫu",
        "1",
        "",
        (),
        (first, second),
        (Group("g", "Các sở, ban, ngành", D(60), tiers, base),),
        (Trait("t", "không có TTHC"),),
        Rounding(order=order),
        ties,
        by,
        by == "index",
    )


NAMES = ("Sở Y tế", "Sở Nội vụ", "=Sở Tư pháp", "Ban Dân tộc", "Sở Tài chính", "Sở Công Thương")
UNITS = tuple(
    Unit(f"u{number}", name, "g", traits=frozenset({"t"}) if number == 4 else frozenset())
    for number, name in enumerate(NAMES, 1)
)
MEMBERS = (
    Member("TV-01", "Nguyễn Văn An", "Chủ tịch", ("g",)),
    Member("TV-02", "Trần Thị Bình", "Thư ký", ("g",), recused=frozenset({"u2"})),
    Member("TV-03", "Lê Chi", "Ủy viên", ("g",), absent="đi công tác"),
    Member("TV-04", "Phạm Dung", "Ủy viên", ("g",)),
)


def round_of(units: Sequence[Unit] = UNITS, members: Sequence[Member] = MEMBERS) -> Round:
    day = date(2025, 12, 1)
    return Round("dot-1", "Đợt 1 năm 2025", "mau", 2025, day, day, "Sở KH&CN", tuple(units), tuple(members))


Marks = Mapping[tuple[str, str, str], Score]
"""(member, unit, leaf)"""
LEAVES = ("a", "b", "c")
PRESENT = ("TV-01", "TV-02", "TV-04")


def ballots_of(round_: Round, given_: Marks, usual: str = "5") -> list[Ballot]:
    """Every present member gives `usual` everywhere, but for what is named."""
    present = [member for member in round_.members if member.absent is None]
    return [
        Ballot(
            member.id,
            1,
            {
                (unit.id, leaf): given_.get((member.id, unit.id, leaf), D(usual))
                for unit, leaf in product(round_.units, LEAVES)
                if unit.id not in member.recused
            },
        )
        for member in present
    ]


def drawn(
    rubric: Rubric, round_: Round, ballots: Iterable[Ballot], **more: object
) -> tuple[Book, Tally, Ranking, tuple[Finding, ...]]:
    """The book as `xephang rank` would draw it, with all that it is drawn from."""
    ballots = tuple(ballots)
    tally = consolidate(rubric, round_, ballots)
    ranking, found = rank(rubric, round_, tally)
    issues = (check_ballot(Issue(rubric, round_, ballot.member, 1), ballot) for ballot in ballots)
    singly = [one for issue in issues for one in issue]
    findings = (*waive([*singly, *check_panel(rubric, round_, ballots)], round_.waivers), *found)
    return draw_tally(rubric, round_, tally, ranking, findings, **more), tally, ranking, findings  # type: ignore[arg-type]


# ---------------------------------------------------------------- reading what was drawn
def group_sheet(book: Book) -> Sheet:
    return book.sheets[0]


def column(sheet: Sheet, key: str) -> int:
    return next(number for number, column in enumerate(sheet.columns) if column.key == key)


def row(sheet: Sheet, key: str) -> int:
    return next(number for number, row in enumerate(sheet.rows) if row.key == key)


def at(sheet: Sheet, row_key: str, column_key: str) -> Cell:
    cell = sheet.rows[row(sheet, row_key)].cells[column(sheet, column_key)]
    assert cell is not None
    return cell


def down(sheet: Sheet, key: str) -> list[object]:
    """A column's values over the units, in printed order."""
    number = column(sheet, key)
    return [line.cells[number].value for line in sheet.rows if line.key.startswith("u:")]  # type: ignore[union-attr]


def texts(sheet: Sheet) -> str:
    return "\n".join(str(cell.value) for _, _, cell in sheet.filled())


# ---------------------------------------------------------------- formulas against engines
def assert_computes(book: Book) -> None:
    """Every formula's cached result is what each engine computes."""
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    assert any(wanted.values())
    for engine in ENGINES:
        assert differing(xlsx, engine.compute(xlsx, wanted)) == [], engine.__name__


Difference = tuple[tuple[str, str], engines.Value, engines.Value]


def differing(xlsx: bytes, computed: engines.Values) -> list[Difference]:
    """(cell, cached, computed) of every formula cell where the two are not the same."""
    wanted = engines.formulas(xlsx)
    shown = engines.cached(xlsx, wanted)
    return [
        (cell, shown[cell], computed[cell])
        for cell in shown
        if not same(shown[cell], computed[cell], exact="ROUND" in wanted[cell[0]][cell[1]])
    ]


def same(shown: engines.Value, computed: engines.Value, *, exact: bool) -> bool:
    """Equal; where the formula does not round, to 12 digits: binary sums carry dust."""
    if isinstance(shown, int | float) and isinstance(computed, int | float):
        return shown == computed or (not exact and abs(shown - computed) < 1e-12 * max(1, abs(shown)))
    return shown == computed or {shown, computed} == {None, ""}


SPREAD: Marks = {
    ("TV-01", "u1", "a"): D("7.25"),
    ("TV-02", "u1", "a"): D("8.5"),
    ("TV-04", "u1", "c"): D("29.75"),
    ("TV-01", "u2", "b"): D("12.25"),
    ("TV-04", "u2", "b"): D("12.5"),
    ("TV-02", "u3", "c"): D("0"),
    ("TV-01", "u4", "b"): KDG,
    ("TV-02", "u4", "b"): KDG,
    ("TV-04", "u4", "b"): KDG,
    ("TV-01", "u5", "b"): KDG,
    ("TV-04", "u5", "c"): D("30"),
}
HOLES: Marks = {
    ("TV-01", "u6", "a"): None,
    ("TV-02", "u6", "a"): None,
    ("TV-04", "u6", "a"): None,
    ("TV-01", "u3", "b"): None,
}
ORDERS: tuple[Order, ...] = ("leaf", "total", "member")


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("given_", [SPREAD, {**SPREAD, **HOLES}], ids=["whole", "with holes"])
@pytest.mark.parametrize(
    ("ties", "by", "base"),
    [("shared", "total", "points"), ("dense", "index", "index"), ("dense", "total", "percent")],
)
def test_formulas_give_the_cached_figures(order: Order, given_: Marks, ties: TiePolicy, by: Basis, base: Base) -> None:
    round_ = round_of()
    book, *_ = drawn(rubric_of(order, ties, by, base), round_, ballots_of(round_, given_))
    assert_computes(book)


@pytest.mark.libreoffice
def test_formulas_in_libreoffice(libreoffice: ModuleType) -> None:
    round_ = round_of()
    books = [drawn(rubric_of(order), round_, ballots_of(round_, {**SPREAD, **HOLES}))[0] for order in ORDERS]
    xlsx = [write_book(book) for book in books]
    wanted = [engines.formulas(one) for one in xlsx]
    computed = libreoffice.compute_many(list(zip(xlsx, wanted, strict=True)))
    assert [differing(one, values) for one, values in zip(xlsx, computed, strict=True)] == [[], [], []]


scores = st.one_of(
    st.none(), st.just(KDG), st.integers(0, 40).map(lambda n: D(n) / 4), st.integers(0, 1000).map(lambda n: D(n) / 100)
)


@settings(max_examples=25)
@given(
    order=st.sampled_from(ORDERS),
    ties=st.sampled_from(["shared", "dense"]),
    by=st.sampled_from(["total", "index"]),
    base=st.sampled_from(["points", "percent", "index"]),
    given_=st.dictionaries(st.sampled_from(list(product(PRESENT, (unit.id for unit in UNITS), LEAVES))), scores),
    split=st.booleans(),
)
def test_formulas_give_the_cached_figures_whatever_is_given(
    order: Order, ties: TiePolicy, by: Basis, base: Base, given_: Marks, split: bool
) -> None:
    decision = TieDecision(("u3", "u6", "u1"), "split" if split else "shared", "tỷ lệ hồ sơ trực tuyến", "Hội đồng")
    round_ = replace(round_of(), ties=(decision,))
    book, _, ranking, _ = drawn(rubric_of(order, ties, by, base), round_, ballots_of(round_, given_))
    sheet = group_sheet(book)
    standings = ranking.groups[0].standings
    assert down(sheet, "rank") == ["" if s.rank is None else s.rank for s in standings]
    assert down(sheet, "total") == ["" if s.total is None else s.total for s in standings]
    assert_computes(book)


# ---------------------------------------------------------------- by hand
def test_a_mean_of_those_who_score_rounded_half_up() -> None:
    """(7.25 + 8.5 + 5) / 3 = 6.9166...; the recused and the absent member are outside."""
    round_ = round_of()
    sheet = group_sheet(drawn(rubric_of(), round_, ballots_of(round_, SPREAD))[0])
    cell = at(sheet, "u:u1", "c:a")
    refs = ",".join(a1(row(sheet, "u:u1"), column(sheet, f"m:{name}:a")) for name in PRESENT)
    mean = f"ROUND(ROUND(SUM({refs})/COUNT({refs}),9),2)"
    assert (cell.value, cell.formula) == (D("6.92"), f'IF(COUNT({refs})>0,{mean},"")')
    assert at(sheet, "u:u2", "c:b").value == D("12.38")  # (12.25 + 12.5) / 2 = 12.375
    assert [at(sheet, "u:u2", f"m:TV-02:{leaf}").value for leaf in LEAVES] == ["-", "-", "-"]
    assert not any("TV-03" in column.key for column in sheet.columns)


@pytest.mark.parametrize(
    ("order", "total"),
    [
        ("leaf", "16.12"),  # 5.04 + 5.04 + 6.04: each mean 5.0366... and 6.0366... rounded first
        ("total", "16.11"),  # 48.33 / 3
        ("member", "16.11"),
    ],
)
def test_the_order_of_rounding_decides_a_total(order: Order, total: str) -> None:
    rubric = rubric_of(order, step="0.01")
    round_ = round_of(UNITS[:1], MEMBERS)
    odd = {("TV-01", "u1", "a"): D("5.11"), ("TV-02", "u1", "b"): D("5.11"), ("TV-04", "u1", "c"): D("8.11")}
    book, *_ = drawn(rubric, round_, ballots_of(round_, odd))
    sheet = group_sheet(book)
    assert at(sheet, "u:u1", "total").value == D(total)
    assert_computes(book)


@pytest.mark.parametrize(
    ("holes", "total"),
    [
        ([], "15.17"),  # (15 + 15.25 + 15.25) / 3 = 15.1666...
        (["TV-01"], "15.25"),
        (["TV-01", "TV-02", "TV-04"], ""),
    ],
)
def test_a_member_with_a_blank_is_outside_the_mean_of_totals(holes: list[str], total: str) -> None:
    round_ = round_of(UNITS[:1])
    higher: Marks = {("TV-02", "u1", "c"): D("5.25"), ("TV-04", "u1", "c"): D("5.25")}
    blank: Marks = {(name, "u1", leaf): None for name, leaf in zip(holes, LEAVES, strict=False)}
    book, *_ = drawn(rubric_of("member"), round_, ballots_of(round_, {**higher, **blank}))
    assert at(group_sheet(book), "u:u1", "total").value == (D(total) if total else "")
    assert_computes(book)


def test_zero_blank_and_mark_are_three_things() -> None:
    round_ = round_of()
    given_ = {**SPREAD, **HOLES, ("TV-01", "u1", "b"): D(0)}
    sheet = group_sheet(drawn(rubric_of(), round_, ballots_of(round_, given_))[0])
    assert (at(sheet, "u:u1", "m:TV-01:b").value, at(sheet, "u:u1", "m:TV-01:b").style) == (D(0), "score")
    assert (at(sheet, "u:u6", "m:TV-01:a").value, at(sheet, "u:u6", "m:TV-01:a").style) == (None, "score_blank")
    assert (at(sheet, "u:u4", "m:TV-01:b").value, at(sheet, "u:u4", "m:TV-01:b").style) == ("KĐG", "not_applicable")
    assert (at(sheet, "u:u4", "m:TV-01:c").value, at(sheet, "u:u4", "m:TV-01:c").style) == ("KĐG", "score_shut")
    assert (at(sheet, "u:u4", "c:b").value, at(sheet, "u:u4", "c:c").value) == ("KĐG", "KĐG")
    assert (at(sheet, "u:u6", "total").value, at(sheet, "u:u6", "rank").value) == ("", "")
    assert at(sheet, "u:u6", "mt:TV-01").value == ""


def test_units_stand_in_printed_order_and_no_formula_begins_with_a_name() -> None:
    round_ = round_of()
    book, _, ranking, _ = drawn(rubric_of(), round_, ballots_of(round_, SPREAD))
    sheet = group_sheet(book)
    assert down(sheet, "unit") == [standing.unit.name for standing in ranking.groups[0].standings]
    assert at(sheet, "u:u3", "unit") == Cell("=Sở Tư pháp", "unit")


def test_the_spread_is_the_widest_difference_of_complete_totals() -> None:
    round_ = round_of()
    sheet = group_sheet(drawn(rubric_of(), round_, ballots_of(round_, {**SPREAD, **HOLES}))[0])
    # u1: 7.25+5+5, 8.5+5+5, 5+5+29.75; u3: the first ballot has a hole; u6: none is complete.
    assert [at(sheet, f"u:{unit}", "spread").value for unit in ("u1", "u3", "u6")] == [D("22.50"), D("5.00"), ""]
    assert [at(sheet, f"u:{unit}", "scorers").value for unit in ("u1", "u2", "u3", "u6")] == [3, 2, 2, 0]


# ---------------------------------------------------------------- ties
EQUAL = {("TV-01", "u5", "c"): D(2)}
"""Everybody is equal at 15, u4 (c is not for it) has 10, u5 14.00."""


@pytest.mark.parametrize(
    ("ties", "kind", "ranks", "offsets"),
    [
        ("shared", "split", {"u3": 1, "u1": 2, "u6": 3, "u2": 4, "u5": 5, "u4": 6}, [0, 1, 2, 3, 0, 0]),
        ("dense", "split", {"u3": 1, "u1": 2, "u6": 3, "u2": 4, "u5": 5, "u4": 6}, [0, 1, 2, 3, 0, 0]),
        ("shared", "shared", {"u3": 1, "u1": 1, "u6": 1, "u2": 1, "u5": 5, "u4": 6}, None),
        ("dense", "shared", {"u3": 1, "u1": 1, "u6": 1, "u2": 1, "u5": 2, "u4": 3}, None),
    ],
)
def test_a_decision_on_ties_is_seen(
    ties: TiePolicy, kind: str, ranks: dict[str, int], offsets: list[int] | None
) -> None:
    decision = TieDecision(("u3", "u1", "u6", "u2"), kind, "tỷ lệ hồ sơ", "Hội đồng", assumed=True)  # type: ignore[arg-type]
    round_ = replace(round_of(), ties=(decision,))
    book, *_ = drawn(rubric_of(ties=ties), round_, ballots_of(round_, EQUAL))
    sheet = group_sheet(book)
    assert {unit: at(sheet, f"u:{unit}", "rank").value for unit in ranks} == ranks
    if offsets is None:
        assert not any(column.key == "offset" for column in sheet.columns)
    else:
        assert down(sheet, "offset") == offsets
    told = texts(book.sheet("Đồng hạng"))
    assert "=Sở Tư pháp\nSở Y tế\nSở Công Thương\nSở Nội vụ" in told
    assert ("tách hạng" if kind == "split" else "cùng hạng") in told and "tỷ lệ hồ sơ" in told
    assert "Hội đồng (giả định)" in told
    assert_computes(book)


def test_ties_without_a_decision_are_shown_and_none_make_no_sheet() -> None:
    round_ = round_of()
    tied, *_ = drawn(rubric_of(), round_, ballots_of(round_, {}))
    assert "Chưa có quyết định" in texts(tied.sheet("Đồng hạng"))
    apart = {("TV-01", unit.id, "a"): D(number) for number, unit in enumerate(UNITS)}
    single, *_ = drawn(rubric_of(), round_, ballots_of(round_, apart))
    named = [sheet.name for sheet in single.sheets]
    assert named == ["1. Các sở, ban, ngành", "Biểu đồ 1", "Mức đồng thuận", "Phát hiện"]


# ---------------------------------------------------------------- the check line
def tampered(book: Book, unit: str, key: str, value: Decimal | str | None) -> Book:
    """The book with one cell overwritten, as somebody who took off the protection would."""
    sheet = group_sheet(book)
    line, number = row(sheet, f"u:{unit}"), column(sheet, key)
    cells = list(sheet.rows[line].cells)
    cells[number] = Cell(value, "score")
    rows = (*sheet.rows[:line], sheet.rows[line]._replace(cells=tuple(cells)), *sheet.rows[line + 1 :])
    return replace(book, sheets=(replace(sheet, rows=rows), *book.sheets[1:]))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *((key, D("0.01")) for key in ("total", "limit", "index", "percent", "rank", "scorers", "spread", "mt:TV-01")),
        ("tier", "Tốt"), ("tier", ""), ("index", ""), ("percent", "Tốt"),
    ],
)  # fmt: skip
def test_the_check_line_sees_every_figure_of_the_result(key: str, value: Decimal | str) -> None:
    """Each typed over in turn, in the last unit, so that nothing else follows from it."""
    round_ = round_of()
    book, *_ = drawn(rubric_of(by="index", base="percent"), round_, ballots_of(round_, SPREAD))
    sheet = group_sheet(book)
    cell = a1(row(sheet, "t:check"), 0)
    last = next(line.key.partition(":")[2] for line in reversed(sheet.rows) if line.key.startswith("u:"))
    assert at(sheet, f"u:{last}", key).value != value
    xlsx = write_book(tampered(book, last, key, value))
    assert "SAI" in str(ironcalc.compute(xlsx, {sheet.name: [cell]})[sheet.name, cell])


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(
    ("unit", "key", "value", "says"),
    [
        ("u1", "m:TV-01:a", D("7.25"), "ĐÚNG"),
        ("u1", "m:TV-01:a", D("7.5"), "SAI ở số đơn vị là 1"),
        ("u1", "m:TV-01:a", "KĐG", "SAI"),
        ("u2", "m:TV-02:a", D(9), "SAI"),
        ("u5", "total", D("59"), "SAI"),
        ("u1", "total", "", "SAI"),
        ("u3", "rank", D(1), "SAI ở số đơn vị là 1"),
    ],
)
def test_the_check_line_tells_the_truth(order: Order, unit: str, key: str, value: Decimal | str, says: str) -> None:
    round_ = round_of()
    book, *_ = drawn(rubric_of(order), round_, ballots_of(round_, SPREAD))
    sheet = group_sheet(book)
    cell = a1(row(sheet, "t:check"), 0)
    assert str(at(sheet, "t:check", "no").value).endswith("ĐÚNG")
    xlsx = write_book(tampered(book, unit, key, value))
    for engine in ENGINES:
        assert says in str(engine.compute(xlsx, {sheet.name: [cell]})[sheet.name, cell])


# ---------------------------------------------------------------- what it tells
def test_the_top_names_rounding_combination_and_ballots() -> None:
    round_ = round_of()
    ballots = ballots_of(round_, SPREAD)[:1]
    for order, word in zip(ORDERS, ("tổng các điểm đã làm tròn", "chưa làm tròn", "từng thành viên"), strict=True):
        sheet = group_sheet(drawn(rubric_of(order), round_, ballots)[0])
        method = str(at(sheet, "t:method", "no").value)
        assert "trung bình cộng" in method and word in method and "tổng điểm" in method
        assert at(sheet, "t:counted", "no").value == (
            "Phiếu được tính: 1/3 (TV-01); chưa có phiếu: Trần Thị Bình (TV-02), Phạm Dung (TV-04); "
            "vắng mặt: Lê Chi (TV-03): đi công tác."
        )


def test_a_waived_figure_is_marked_and_a_wrong_one_too() -> None:
    waivers = (
        Waiver("SCORE-001", "u5", "a", None, "không có trong phiếu nào", "Hội đồng", date(2025, 12, 2)),
        Waiver("SCORE-001", "u1", "b", "TV-02", "theo biên bản", "Chủ tịch Hội đồng", date(2025, 12, 3), assumed=True),
    )
    round_ = replace(round_of(), waivers=waivers)
    given_ = {**SPREAD, ("TV-02", "u1", "b"): D(21), ("TV-01", "u3", "a"): D(11), ("TV-04", "u3", "a"): D("5.1")}
    book, _, _, findings = drawn(rubric_of(), round_, ballots_of(round_, given_))
    sheet = group_sheet(book)
    assert {found.check for found in findings} >= {score.ABOVE_MAX, score.OFF_STEP}
    waived, combined = at(sheet, "u:u1", "m:TV-02:b"), at(sheet, "u:u1", "c:b")
    assert (waived.value, waived.style, combined.style) == (D(21), "score_waived|⁽¹⁾", "value|⁽¹⁾")
    assert book.styles["value|⁽¹⁾"].number_format == '0.00" ⁽¹⁾"'
    assert [at(sheet, "u:u3", f"m:{name}:a").style for name in PRESENT] == [
        "score_wrong",
        "score",
        "score_wrong",
    ]
    told = texts(sheet)
    assert (
        "⁽¹⁾ SCORE-001: Sở Y tế, tiêu chí “Đường truyền”, Trần Thị Bình (TV-02). "
        "Lý do: theo biên bản (Chủ tịch Hội đồng, 03/12/2025). Giả định." in told
    )
    assert "không có trong phiếu nào" not in told  # used nowhere: the findings say so


def test_recusals_and_units_left_out_are_told() -> None:
    units = (*UNITS, Unit("u9", "Sở cũ", "g", left_out="đã sáp nhập"))
    round_ = round_of(units)
    told = texts(group_sheet(drawn(rubric_of(), round_, ballots_of(round_, {}))[0]))
    assert "Trần Thị Bình (TV-02): Sở Nội vụ" in told
    assert "Sở cũ (đã sáp nhập)" in told


def test_findings_stand_with_the_gravest_first() -> None:
    round_ = round_of()
    rubric = rubric_of()
    tally = consolidate(rubric, round_, ballots_of(round_, {}))
    ranking, _ = rank(rubric, round_, tally)
    place = Place("phieu.xlsx", "1. Các sở", "D12", "u1", "b", "TV-01")
    findings = [
        finding(panel.ABSENT, Place(member="TV-03"), member="Lê Chi (TV-03)", reason="đi công tác"),
        finding(score.ABOVE_MAX, place, value=D(21), max=D(20), criterion="Đường truyền", unit="Sở Y tế"),
        finding(panel.RUBRIC_CHANGED, Place(member="TV-99"), member="TV-99", sent="1", now="2"),
    ]
    sheet = draw_tally(rubric, round_, tally, ranking, findings).sheet("Phát hiện")
    assert [at(sheet, f"r:{n}", "severity").value for n in (1, 2, 3)] == ["Lỗi", "Cảnh báo", "Ghi chú"]
    line = [at(sheet, "r:1", key).value for key in ("code", "file", "sheet", "cell", "unit", "criterion", "member")]
    assert line[:4] == ["SCORE-001", "phieu.xlsx", "1. Các sở", "D12"]
    assert line[4:] == ["Sở Y tế", "1.10. Đường truyền", "Nguyễn Văn An (TV-01)"]
    assert "21 vượt điểm tối đa 20" in str(at(sheet, "r:1", "message").value)
    assert at(sheet, "r:2", "member").value == "TV-99"
    assert (sheet.rows[row(sheet, "r:1")].height or 0) > 30  # the message takes lines


def test_no_findings_are_told_and_changes_have_a_sheet() -> None:
    round_ = round_of()
    rubric = rubric_of()
    tally = consolidate(rubric, round_, ballots_of(round_, SPREAD))
    ranking, _ = rank(rubric, round_, tally)
    book = draw_tally(rubric, round_, tally, ranking, (), ["Sở Y tế: hạng 2 thành 1"])
    assert "Không có phát hiện nào." in texts(book.sheet("Phát hiện"))
    assert at(book.sheet("Thay đổi"), "r:1", "change").value == "Sở Y tế: hạng 2 thành 1"
    assert "Thay đổi" not in [sheet.name for sheet in draw_tally(rubric, round_, tally, ranking, ()).sheets]


def test_provisional_and_internal_are_said() -> None:
    round_ = round_of()
    ballots = ballots_of(round_, {})
    final, *_ = drawn(rubric_of(), round_, ballots)
    early, *_ = drawn(rubric_of(), round_, ballots, provisional=True)
    assert "TẠM THỜI" in texts(group_sheet(early)) and "TẠM THỜI" in early.title
    assert "TẠM THỜI" not in texts(group_sheet(final))
    assert all("NỘI BỘ" in sheet.page.header and sheet.protected for sheet in final.sheets)


def test_english() -> None:
    round_ = round_of()
    book, *_ = drawn(rubric_of(), round_, ballots_of(round_, {}), lang="en", changes=["x"])
    names = [sheet.name for sheet in book.sheets]
    assert names == ["1. Các sở, ban, ngành", "Charts 1", "Ties", "Agreement", "Changes", "Findings"]
    assert "INTERNAL" in book.sheets[0].page.header
    assert_computes(book)


def test_the_result_block_is_printed_whole_and_its_head_repeated() -> None:
    round_ = round_of()
    sheet = group_sheet(drawn(rubric_of("total", "dense", "index", "percent"), round_, ballots_of(round_, SPREAD))[0])
    page = sheet.page
    assert (page.pages_wide, page.repeat_columns, page.landscape) == (1, None, True)
    assert page.area is not None and sheet.columns[page.area.right].key == "spread"
    assert page.repeat_rows == (row(sheet, "h:band"), row(sheet, "h:max"))


def test_members_notes_have_a_sheet_of_their_own() -> None:
    round_ = round_of()
    first, *rest = ballots_of(round_, {})
    assert "Ghi chú" not in [sheet.name for sheet in drawn(rubric_of(), round_, [first, *rest])[0].sheets]
    book, *_ = drawn(rubric_of(), round_, [replace(first, notes={"u1": "=1+1 cần xem lại"}), *rest])
    shown = [cell for _, _, cell in book.sheet("Ghi chú").filled()]
    assert "=1+1 cần xem lại" in [cell.value for cell in shown]
    assert all(cell.formula is None for cell in shown)


def test_files_are_the_same_on_every_run() -> None:
    round_ = round_of()
    books = [drawn(rubric_of(), round_, ballots_of(round_, SPREAD))[0] for _ in range(2)]
    assert write_book(books[0]) == write_book(books[1])


# ---------------------------------------------------------------- edges
@pytest.mark.parametrize("order", ORDERS)
def test_nothing_returned_and_nothing_to_score(order: Order) -> None:
    round_ = round_of()
    for book in (
        drawn(rubric_of(order, "dense"), round_, ())[0],
        drawn(rubric_of(order, "dense"), round_of(()), ballots_of(round_of(()), {}))[0],
        drawn(rubric_of(order), round_of(UNITS[:1]), ballots_of(round_of(UNITS[:1]), {}))[0],
    ):
        assert str(at(group_sheet(book), "t:check", "no").value).endswith("ĐÚNG")
        assert_computes(book)


def test_a_large_council_stays_within_excels_limits() -> None:
    members = tuple(Member(f"TV-{number:02}", f"Thành viên {number}", "", ("g",)) for number in range(30))
    leaves = tuple(Criterion(f"k{n}", str(n), f"Tiêu chí {n}", D(10), D("0.5"), markable=True) for n in range(100))
    rubric = replace(rubric_of("member"), criteria=leaves)
    round_ = round_of(UNITS[:2], members)
    ballots = [
        Ballot(member.id, 1, {(unit.id, leaf.id): D(n % 19) / 2 for unit in round_.units for leaf in leaves})
        for n, member in enumerate(members)
    ]
    book, *_ = drawn(rubric, round_, ballots)
    formulas = [cell.formula for sheet in book.sheets for _, _, cell in sheet.filled() if cell.formula]
    assert max(map(len, formulas)) < 8192
    assert len(group_sheet(book).columns) < 16384
    assert_computes(book)


def test_formulas_are_of_the_portable_kind() -> None:
    round_ = round_of()
    book, *_ = drawn(rubric_of("total", "dense", "index", "percent"), round_, ballots_of(round_, SPREAD))
    for sheet in book.sheets:
        for _, _, cell in sheet.filled():
            bare = "".join("".join((cell.formula or "").split('"')[::2]).split("'")[::2])  # no texts, no sheets' names
            assert " " not in bare and "--" not in bare and "TRUE" not in bare and ";" not in bare
