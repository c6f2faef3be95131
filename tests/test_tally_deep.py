"""The tally of deep rubrics: trees, tiers with conditions and quotas, conclusions, lists, the sheets beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import product
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import engines
from tests.deep_sample import DEEP, DEEP_ROUND, concluded, deep_panel, deep_round
from tests.engines import formualizer, ironcalc
from tests.test_tree_formulas import cases
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.loading.list_titles import BESIDE, TITLES
from workbook.loading.names import fold
from workbook.model import (
    Assignment,
    Ballot,
    CellId,
    Conclusion,
    Member,
    Ranking,
    Round,
    SelfScore,
    Tally,
    TieDecision,
    Unit,
)
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Base, Criterion, Group, Rounding, Rubric, Tier
from workbook.sheets.grid import Book, Cell, Sheet
from workbook.sheets.tally import draw_tally

D = Decimal
ENGINES = (ironcalc, formualizer)


def drawn(
    rubric: Rubric, round_: Round, ballots: Sequence[Ballot], own: Mapping[str, SelfScore] | None = None
) -> tuple[Book, Tally, Ranking]:
    tally = consolidate(rubric, round_, ballots, own)
    ranking, findings = rank(rubric, round_, tally)
    return draw_tally(rubric, round_, tally, ranking, findings), tally, ranking


# ---------------------------------------------------------------- reading what was drawn
def at(sheet: Sheet, row: str, column: str) -> Cell:
    down = next(number for number, one in enumerate(sheet.rows) if one.key == row)
    cell = sheet.rows[down].cells[place(sheet, column)]
    assert cell is not None
    return cell


def place(sheet: Sheet, column: str) -> int:
    return next(number for number, one in enumerate(sheet.columns) if one.key == column)


def texts(sheet: Sheet) -> str:
    return "\n".join(str(cell.value) for _, _, cell in sheet.filled())


# ---------------------------------------------------------------- formulas against engines
Difference = tuple[tuple[str, str], engines.Value, engines.Value, str]


def differing(xlsx: bytes, computed: engines.Values) -> list[Difference]:
    """(cell, cached, computed, formula) of every formula cell where the two are not the same."""
    wanted = engines.formulas(xlsx)
    shown = engines.cached(xlsx, wanted)
    return [
        (cell, shown[cell], computed[cell], wanted[cell[0]][cell[1]])
        for cell in shown
        if not same(shown[cell], computed[cell], exact="ROUND" in wanted[cell[0]][cell[1]])
    ]


def same(shown: engines.Value, computed: engines.Value, *, exact: bool) -> bool:
    """Equal; where the formula does not round, to 12 digits: binary sums carry dust."""
    if isinstance(shown, int | float) and isinstance(computed, int | float):
        return shown == computed or (not exact and abs(shown - computed) < 1e-12 * max(1, abs(shown)))
    return shown == computed or {shown, computed} == {None, ""}


def assert_computes(book: Book) -> None:
    xlsx = write_book(book)
    wanted = engines.formulas(xlsx)
    assert any(wanted.values())
    for engine in ENGINES:
        assert differing(xlsx, engine.compute(xlsx, wanted)) == [], engine.__name__


CONCLUSIONS = (
    concluded("s-2", "su-co", "5.5", explanation="Đã bổ sung hồ sơ", reason="thống nhất", by="Hội đồng"),
    concluded("s-1", "chi-so", "4.25"),
    concluded("s-3", "truc-tuyen", "7"),
    concluded("x-1", "tap-huan", "KĐG"),
    concluded("x-2", "cam-ket", "0"),
)
SPLIT = {"TV-2": {"s-1 dao-tao": "13", "s-3 su-co": "5", "s-3 cam-ket": "0", "x-1 hop": "2"}}


def variants() -> dict[str, Rubric]:
    so, xa = DEEP.groups
    converted = (Tier("Tốt", D(70)), Tier("Khá", D(50)), Tier("Yếu", None))
    return {
        "as it is": DEEP,
        "total": replace(DEEP, rounding=Rounding(order="total")),
        "member": replace(DEEP, rounding=Rounding(order="member", total=1)),
        "exact": replace(DEEP, rounding=Rounding(total=0, index=1, tier="exact")),
        "exact mean": replace(DEEP, rounding=Rounding(order="member", total=0, index=1, tier="exact")),
        "capped": replace(DEEP, bonus="capped"),
        "converted": replace(
            DEEP,
            rank_by="converted",
            ties="dense",
            groups=(replace(so, base="converted", tiers=converted), replace(xa, base="percent", tiers=converted)),
        ),
        "exact share": replace(
            DEEP,
            rank_by="index",
            rounding=Rounding(order="total", total=0, tier="exact"),
            groups=(replace(so, base="converted", tiers=converted), replace(xa, base="percent", tiers=converted)),
        ),
    }


def round_for(rubric: Rubric, **changes: Any) -> Round:
    return deep_round(rubric=rubric.id, **changes)


@pytest.mark.parametrize("conclusions", [(), CONCLUSIONS], ids=["", "concluded"])
@pytest.mark.parametrize("name", variants())
def test_formulas_give_the_cached_figures(name: str, conclusions: tuple[Conclusion, ...]) -> None:
    rubric = variants()[name]
    round_ = round_for(rubric, conclusions=conclusions)
    book, _, ranking = drawn(rubric, round_, deep_panel(SPLIT, round_, rubric))
    assert_computes(book)
    for sheet, made in zip(book.sheets, ranking.groups, strict=False):
        assert str(at(sheet, "t:check", "no").value).endswith("ĐÚNG")
        for standing in made.standings:
            row = f"u:{standing.unit.id}"
            assert (at(sheet, row, "total").value, at(sheet, row, "tier").value) == (standing.total, standing.tier)


@pytest.mark.libreoffice
def test_formulas_in_libreoffice(libreoffice: ModuleType) -> None:
    books = []
    for rubric in variants().values():
        round_ = round_for(rubric, conclusions=CONCLUSIONS)
        books.append(write_book(drawn(rubric, round_, deep_panel(SPLIT, round_, rubric))[0]))
    computed = libreoffice.compute_many([(xlsx, engines.formulas(xlsx)) for xlsx in books])
    assert [differing(xlsx, values) for xlsx, values in zip(books, computed, strict=True)] == [[]] * len(books)


# ---------------------------------------------------------------- random rounds
@st.composite
def panels(draw: st.DrawFn) -> tuple[Rubric, Round, tuple[Ballot, ...]]:
    """A random tree with random tiers, three members, and whatever they and the council may give."""
    rubric = draw(cases()).rubric
    nodes = [node.id for node in rubric.nodes()] + [one.id for one in rubric.aggregates]
    gates = [leaf.id for leaf in rubric.leaves() if leaf.rule.kind == "mandatory"]
    base: Base = draw(st.sampled_from(["points", "percent", "index", "converted"]))
    scale = D("0.01") if base == "index" else D(1)
    tiers = tuple(
        Tier(
            f"Mức {number}",
            lower * scale if lower is not None else None,
            strict=draw(st.booleans()),
            at_least=draw(st.dictionaries(st.sampled_from(nodes), st.integers(0, 15).map(D), max_size=2)),
            requires=tuple(draw(st.lists(st.sampled_from(gates), max_size=1)) if gates else ()),
            quota_count=draw(st.sampled_from([None, None, 0, 1, 2])),
            quota_percent=draw(st.sampled_from([None, None, D("33.3"), D(50)])),
        )
        for number, lower in enumerate(
            [*sorted(draw(st.lists(st.integers(5, 80).map(D), max_size=3)), reverse=True), None]
        )
    )
    rounding = Rounding(
        total=draw(st.integers(0, 3)),
        leaf=draw(st.integers(1, 2)),
        order=draw(st.sampled_from(["leaf", "total", "member"])),
        tier=draw(st.sampled_from(["rounded", "exact"])),
    )
    made = replace(
        rubric,
        groups=(Group("g", "Khối", D(80), tiers, base),),
        rounding=rounding,
        rank_by=draw(st.sampled_from(["total", "index", "converted"])),
        ties=draw(st.sampled_from(["shared", "dense"])),
    )
    return made, *draw(_rounds(made))


UNITS = tuple(Unit(f"u{number}", f"Sở {number}", "g") for number in range(5))


@st.composite
def _rounds(draw: st.DrawFn, rubric: Rubric) -> tuple[Round, tuple[Ballot, ...]]:
    leaves = rubric.leaves_in("g")
    units = tuple(replace(unit, exempt=draw(_exempt(leaves))) for unit in UNITS)
    members = tuple(Member(f"m{number}", f"Thành viên {number}", groups=("g",)) for number in range(3))
    members = (replace(members[0], recused=frozenset({"u1"})), *members[1:])
    places = st.tuples(st.sampled_from([unit.id for unit in units]), st.sampled_from([leaf.id for leaf in leaves]))
    points: st.SearchStrategy[Score] = st.sampled_from([D(1), D("0.5"), NOT_APPLICABLE])
    settled = draw(st.dictionaries(places, points, max_size=3))
    few = draw(st.booleans())
    assigned = (Assignment("m2", tuple(leaf.id for leaf in leaves[: len(leaves) // 2])),) if few else ()
    day = date(2026, 1, 5)
    round_ = Round(
        "thu", "Thử", rubric.id, 2026, day, day, "", units, members,
        assignments=assigned,
        conclusions=tuple(Conclusion(*cell, settled[cell]) for cell in sorted(settled)),
        ties=draw(st.sampled_from([(), (TieDecision(("u3", "u0", "u4"), "split", "", ""),)])),
    )  # fmt: skip
    facts = {leaf.id: _facts(leaf, draw(st.integers(0, 30)) == 0) for leaf in leaves}
    ballots = []
    for member in members:
        scores: dict[CellId, Score] = {
            (unit.id, leaf.id): draw(facts[leaf.id]) for unit, leaf in product(units, leaves)
        }
        ballots.append(Ballot(member.id, 1, scores))
    return round_, tuple(ballots)


def _exempt(leaves: Sequence[Criterion]) -> st.SearchStrategy[dict[str, str]]:
    return st.dictionaries(st.sampled_from([leaf.id for leaf in leaves]), st.just("không được giao"), max_size=1)


def _facts(leaf: Criterion, odd: bool) -> st.SearchStrategy[Score]:
    asked = leaf.inputs_in("g")[0]
    coarse = st.integers(int(asked.low), min(3, int(asked.high))).map(D)
    fine = coarse if asked.kind == "yes_no" else st.decimals(asked.low, min(asked.high, D(40)), places=2)
    return st.one_of(coarse, fine, fine, st.just(NOT_APPLICABLE), st.none() if odd else coarse)


SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example]


@settings(max_examples=25, suppress_health_check=SLOW)
@given(panel=panels())
def test_formulas_give_the_cached_figures_whatever_the_tree(panel: tuple[Rubric, Round, tuple[Ballot, ...]]) -> None:
    book, _, ranking = drawn(*panel)
    sheet = book.sheets[0]
    for standing in ranking.groups[0].standings:
        row = f"u:{standing.unit.id}"
        assert at(sheet, row, "rank").value == (standing.rank or "")
        assert at(sheet, row, "tier").value == (standing.tier or "")
        assert at(sheet, row, "differs").value == 0
    assert_computes(book)


# ---------------------------------------------------------------- how figures look
def test_lists_conclusions_and_who_was_not_asked_look_different() -> None:
    round_ = deep_round(conclusions=CONCLUSIONS, assignments=(Assignment("TV-3", ("so-hoa",)),))
    so, xa, *_ = drawn(DEEP, round_, deep_panel({"TV-2": {"s-1 cam-ket": "0"}}, round_))[0].sheets
    looks = {
        ("u:s-1", "c:chi-so"): (D("4.25"), "value_concluded"),
        ("u:s-3", "c:chi-so"): (D("4.50"), "value_listed"),
        ("u:s-3", "m:TV-1:chi-so"): (D("4.50"), "score_listed"),
        ("u:s-1", "m:TV-1:chi-so"): ("-", "score_recused"),
        ("u:s-2", "c:su-co"): (D("5.5"), "value_concluded"),
        ("u:s-2", "m:TV-1:su-co"): (D("6"), "score"),
        ("u:s-1", "c:cam-ket"): (D("0.00"), "value_met"),
        ("u:s-1", "m:TV-3:dao-tao"): ("-", "score_recused"),
        ("u:s-1", "mt:TV-3"): ("-", "score_recused"),
        ("u:s-2", "mt:TV-2"): ("-", "score_recused"),
    }
    assert {where: at(so, *where)[:2] for where in looks} == looks
    assert (at(so, "u:s-1", "c:chi-so").formula, at(xa, "u:x-2", "c:cam-ket").formula) == (None, None)
    assert at(xa, "u:x-1", "c:tap-huan")[:2] == ("KĐG", "value_concluded")
    maxima = {name: at(so, "h:max", f"c:{name}").value for name in ("sang-kien", "cam-ket", "hop")}
    assert maxima == {"sang-kien": D(5), "cam-ket": "ĐK", "hop": D(10)}
    said = texts(so)
    for word in ("hội đồng kết luận", "danh sách số liệu", "không phân công", "ĐK là tiêu chí điều kiện"):
        assert word in said
    plain = texts(drawn(DEEP, DEEP_ROUND, deep_panel())[0].sheets[0])
    assert "hội đồng kết luận" not in plain and "không phân công" not in plain


def test_the_top_says_what_makes_the_total_and_the_tiers() -> None:
    said = texts(drawn(DEEP, DEEP_ROUND, deep_panel())[0].sheets[0])
    assert "Mục tính không quá điểm tối đa của mục: II." in said
    assert "Mục nhân trọng số: III x 2." in said
    assert "Tốt từ 70 trở lên, I từ 25, Chính quyền số từ 40, đạt điều kiện 4; Khá từ 50 trở lên; Yếu: còn lại." in said
    assert "So với số đã làm tròn." in said
    capped = replace(DEEP, bonus="capped", rounding=Rounding(tier="exact"))
    said = texts(drawn(capped, DEEP_ROUND, deep_panel(by=capped))[0].sheets[0])
    assert "không vượt điểm tối đa áp dụng" in said and "So với số chưa làm tròn." in said


def test_a_conclusion_counts_in_every_members_total() -> None:
    round_ = deep_round(conclusions=(concluded("s-1", "dao-tao", "2"),))
    before, after = (drawn(DEEP, one, deep_panel({}, one))[0].sheets[0] for one in (DEEP_ROUND, round_))
    # 12 + 10 + 4 are cut at 20; 2 + 10 + 4 are 16.
    assert [at(sheet, "u:s-1", "mt:TV-1").value for sheet in (before, after)] == [D("86.00"), D("82.00")]


# ---------------------------------------------------------------- quotas
def quota(*tiers: Tier) -> Rubric:
    so, xa = DEEP.groups
    return replace(DEEP, groups=(replace(so, tiers=tiers), xa))


@pytest.mark.parametrize(
    ("tiers", "classed"),
    [
        ((Tier("Tốt", D(60), quota_count=1), Tier("Khá", D(50)), Tier("Yếu", None)), ["Tốt", "Khá", "Yếu"]),
        ((Tier("Tốt", D(60), quota_count=0), Tier("Khá", D(40), quota_count=1)), ["Khá", "", ""]),
        ((Tier("Tốt", D(60)), Tier("Khá", D(40), quota_percent=D("66.7")), Tier("Yếu", None)), ["Tốt", "Tốt", "Yếu"]),
        ((Tier("Tốt", D(80)), Tier("Khá", D(40), quota_percent=D(34)), Tier("Yếu", None)), ["Tốt", "Yếu", "Yếu"]),
    ],
)
def test_quotas_are_kept_by_formula(tiers: tuple[Tier, ...], classed: list[str]) -> None:
    rubric = quota(*tiers)
    book, *_ = drawn(rubric, DEEP_ROUND, deep_panel(by=rubric))
    sheet = book.sheets[0]
    assert [at(sheet, f"u:{unit}", "tier").value for unit in ("s-1", "s-3", "s-2")] == classed
    assert "kể cả các loại cao hơn" in texts(sheet)
    assert_computes(book)


# ---------------------------------------------------------------- the check line
def test_the_check_line_sees_a_changed_tier_and_a_changed_conclusion() -> None:
    round_ = deep_round(conclusions=CONCLUSIONS)
    book, *_ = drawn(DEEP, round_, deep_panel(SPLIT, round_))
    for row, key, value in (("u:s-3", "tier", "Tốt"), ("u:s-2", "c:su-co", D(6)), ("u:s-1", "v:tru-cot-1", D(1))):
        sheet = book.sheets[0]
        down = next(number for number, one in enumerate(sheet.rows) if one.key == row)
        cells = list(sheet.rows[down].cells)
        cells[place(sheet, key)] = Cell(value, "score")
        rows = (*sheet.rows[:down], sheet.rows[down]._replace(cells=tuple(cells)), *sheet.rows[down + 1 :])
        xlsx = write_book(replace(book, sheets=(replace(sheet, rows=rows), *book.sheets[1:])))
        for engine in ENGINES:
            assert str(engine.compute(xlsx, {sheet.name: ["A5"]})[sheet.name, "A5"]).endswith("SAI ở số đơn vị là 1")


# ---------------------------------------------------------------- three columns
OWN = {
    "s-1": SelfScore(
        points={"dao-tao": D("14.5"), "su-co": D(6), "truc-tuyen": NOT_APPLICABLE, "sang-kien": None},
        remarks={"dao-tao": "=Đã cử 12 lượt cán bộ"},
    ),
    "s-2": SelfScore(points={"su-co": D(6)}, remarks={"su-co": "tự đánh giá đủ"}),
}
COLUMNS = ("list_self", "list_appraised", "list_points", "list_counted", "list_gap", "list_explanation", "list_by")


def test_three_columns_stand_side_by_side() -> None:
    round_ = deep_round(conclusions=CONCLUSIONS[:3])
    book, *_ = drawn(DEEP, round_, deep_panel(SPLIT, round_), OWN)
    sheet = book.sheet("Ba cột điểm")
    rows = {
        row.key: [at(sheet, row.key, key).value for key in COLUMNS] for row in sheet.rows if row.key.startswith("r:")
    }
    gap = D("-2.17")
    assert rows == {
        "r:s-1:truc-tuyen": ["KĐG", D("12.00"), None, D("12.00"), "", None, None],
        "r:s-1:sang-kien": [None, D("2.00"), None, D("2.00"), "", None, None],
        "r:s-1:dao-tao": [D("14.5"), D("12.33"), None, D("12.33"), gap, "=Đã cử 12 lượt cán bộ", None],
        "r:s-1:su-co": [D(6), D("5.25"), None, D("5.25"), D("-0.75"), None, None],
        "r:s-1:chi-so": [None, None, D("4.25"), D("4.25"), "", None, None],
        "r:s-2:su-co": [D(6), D("6.00"), D("5.5"), D("5.5"), D("-0.50"), "Đã bổ sung hồ sơ", "Hội đồng"],
        "r:s-3:truc-tuyen": [None, "KĐG", D(7), D(7), "", None, None],
    }
    styles = book.styles
    opened = {c.key for c in sheet.columns if not styles[at(sheet, "r:s-1:su-co", c.key).style].locked}
    assert opened == {"list_points", "list_explanation", "list_reason", "list_by"}
    assert sheet.filter is not None and sheet.freeze is not None and sheet.protected
    assert_computes(book)


def test_there_are_no_three_columns_without_self_scores_and_conclusions() -> None:
    names = [sheet.name for sheet in drawn(DEEP, DEEP_ROUND, deep_panel())[0].sheets]
    groups, charts = ["1. Các sở, ban, ngành", "2. UBND cấp xã"], ["Biểu đồ 1", "Biểu đồ 2"]
    assert names == [*groups, *charts, "Trụ cột", "Mức đồng thuận", "Phát hiện"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_sheet_of_three_columns_is_a_list_of_conclusions(lang: str) -> None:
    """Read by the titles of such lists: the same conclusions, every other row skipped."""
    round_ = deep_round(conclusions=CONCLUSIONS[:3])
    tally = consolidate(DEEP, round_, deep_panel(SPLIT, round_), OWN)
    ranking, _ = rank(DEEP, round_, tally)
    book = draw_tally(DEEP, round_, tally, ranking, (), lang=lang)
    sheet = next(one for one in book.sheets if any(column.key == "list_points" for column in one.columns))
    keys = {"unit": "unit", "criterion": "criterion", "list_points": "points", "list_explanation": "explanation"}
    keys |= {"list_unit": "unit", "list_criterion": "criterion", "list_reason": "reason", "list_by": "by"}
    for column in sheet.columns:
        title = str(at(sheet, "h:title", column.key).value)
        meant = next((key for key, titles in TITLES["conclusions"].items() if fold(title) in titles), None)
        assert meant == keys.get(column.key), title
        assert meant or fold(title) in BESIDE["conclusions"]
    read = [
        tuple(
            at(sheet, row.key, key).value for key in ("list_unit", "list_criterion", "list_points", "list_explanation")
        )
        for row in sheet.rows
        if row.key.startswith("r:") and at(sheet, row.key, "list_points").value is not None
    ]
    wanted = [(one.unit, one.criterion, one.points, one.explanation or None) for one in CONCLUSIONS[:3]]
    assert sorted(read, key=str) == sorted(wanted, key=str)


# ---------------------------------------------------------------- pillars
def test_every_units_pillars_and_its_ranks_in_them() -> None:
    sheet = drawn(DEEP, DEEP_ROUND, deep_panel())[0].sheet("Trụ cột")
    keys = ("value:tru-cot-1", "rank:tru-cot-1", "value:tru-cot-2", "rank:tru-cot-2")
    assert [at(sheet, "max:Xa", key).value for key in keys] == [D(55), None, D(35), None]
    assert {row.key: [at(sheet, row.key, key).value for key in keys] for row in sheet.rows if row.key[:2] == "u:"} == {
        "u:s-1": [D("57.00"), 1, D("30.50"), 2],
        "u:s-3": [D("35.00"), 2, D("35.00"), 1],
        "u:s-2": [D("35.00"), 2, D("18.00"), 3],
        "u:x-1": [D("46.25"), 1, D("24.00"), 1],
        "u:x-2": [D("14.00"), 2, D("10.50"), 2],
    }


# ---------------------------------------------------------------- many leaves
def test_many_leaves_stand_behind_the_result_which_is_printed_section_by_section() -> None:
    def section(name: str) -> Criterion:
        leaves = tuple(Criterion(f"{name}-{n}", f"{n}", "Tiêu chí " * 20, D(10), D(1)) for n in range(25))
        return Criterion(name, name, f"Mục {name}", D(250), D(1), leaves)

    rubric = replace(DEEP, criteria=tuple(map(section, "ABCD")), aggregates=(), groups=(Group("So", "Khối", D(1000)),))
    units = tuple(Unit(f"u{n}", f"Sở {n}", "So") for n in range(3))
    round_ = deep_round(units=units, members=tuple(replace(m, groups=("So",)) for m in DEEP_ROUND.members), listed={})
    ballots = [
        Ballot(
            member.id, 1, {(unit.id, leaf.id): D(n % 10) for unit in units for n, leaf in enumerate(rubric.leaves())}
        )
        for member in round_.members
    ]
    book, *_ = drawn(rubric, round_, ballots)
    sheet = book.sheets[0]
    assert place(sheet, "v:D") < place(sheet, "total") < place(sheet, "spread") < place(sheet, "c:A-0")
    assert sheet.page.area is not None and sheet.page.area.right == place(sheet, "spread")
    assert [at(sheet, "u:u0", f"v:{name}").value for name in "AB"] == [D(100), D(125)]
    assert max(row.height or 0 for row in sheet.rows) < 250
    assert max(len(cell.formula or "") for one in book.sheets for _, _, cell in one.filled()) < 8192
    assert_computes(book)
