"""The charts of the tally: what they refer to says what the ranking says, live, and the written file holds it too."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from tests import engines
from tests.engines import formualizer, ironcalc
from workbook.consolidation import consolidate
from workbook.excel.write import write_book
from workbook.model import Ballot, Member, Ranking, Round, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank
from workbook.rubric import Criterion, Group, Rubric, Tier
from workbook.rules.bonus import Bonus
from workbook.sheets.ballot_rules import tier_style
from workbook.sheets.grid import Area, Axis, Bars, Book, Cell, Chart, Sheet, Span, Value
from workbook.sheets.keep import book_to_json
from workbook.sheets.paper import printable, text_width
from workbook.sheets.tally import draw_tally
from workbook.sheets.tally_chart_tables import LETTERS, fitting
from workbook.sheets.tally_charts import MOST_UNITS, nice_axis
from workbook.template import load_template

D = Decimal
SHEET = "Biểu đồ 1"
STANDINGS, PROFILE, PLACES, SPREAD = range(4)
TIERS = (Tier("Tốt", D(16)), Tier("Khá", D(10)), Tier("Yếu", None))
TWO = Rubric(
    "mau", "Mẫu", "1", "", (),
    (
        Criterion("a", "1", "Hạ tầng", D(10), D(1), markable=True),
        Criterion("b", "2", "Nhân lực", D(10), D(1)),
    ),
    (Group("g", "Các sở", D(20), TIERS),),
)  # fmt: skip
# Four units: points on "a" by each of three members; "b" is 5 from everybody. A gap is a cell left blank.
TABLE = "9 10 8\n3 4 5\n9 9 9\n7 - 7"
UNITS = tuple(
    Unit(f"u{number}", name, "g", prior_rank=prior)
    for number, (name, prior) in enumerate((("Sở Y tế", 3), ("Sở Nội vụ", 1), ("=Sở Xây dựng!A1", None), ("Ban", 2)), 1)
)
MEMBERS = tuple(Member(f"TV-{number}", f"Thành viên {number}", "", ("g",)) for number in (1, 2, 3))


def round_of(units: Sequence[Unit] = UNITS, members: Sequence[Member] = MEMBERS) -> Round:
    day = date(2026, 11, 1)
    return Round("dot-1", "Đợt 1", "mau", 2026, day, day, "Tổ thư ký", tuple(units), tuple(members))


def score(text: str) -> Score:
    """A point, "-" for a blank, "k" for not applicable."""
    if text == "-":
        return None
    return NOT_APPLICABLE if text == "k" else D(text)


def made(table: str = TABLE, rubric: Rubric = TWO, round_: Round | None = None, **more: Any) -> tuple[Book, Ranking]:
    round_ = round_ or round_of()
    rows = [line.split() for line in table.splitlines()]
    others = {leaf.id: D(5) for leaf in rubric.leaves() if leaf.id != "a"}
    given = [
        Ballot(
            member.id,
            1,
            {
                (unit.id, leaf): one
                for unit, row in zip(round_.units, rows, strict=True)
                for leaf, one in {"a": score(row[at]), **others}.items()
            },
        )
        for at, member in enumerate(round_.members)
    ]
    tally = consolidate(rubric, round_, given)
    ranking = rank(rubric, round_, tally)[0]
    return draw_tally(rubric, round_, tally, ranking, (), **more), ranking


def shown(book: Book, span: Span) -> list[Value]:
    """What stands in a chart's cells."""
    top, left, bottom, right = span.area
    assert left == right
    cells = (row.cells[left] for row in book.sheet(span.sheet).rows[top : bottom + 1])
    return [None if cell is None else cell.value for cell in cells]


def series(book: Book, chart: Chart) -> Mapping[str, list[Value]]:
    return {str(shown(book, bars.name)[0]): shown(book, bars.values) for bars in chart.bars}


def ends(axis: Axis) -> list[float]:
    """From where to where, and by what steps."""
    return [float(axis.low), float(axis.high), float(axis.step)]


def charts(book: Book) -> tuple[Chart, ...]:
    return book.sheet(SHEET).charts


# ---------------------------------------------------------------- the four kinds
def test_standings_are_the_ranking_in_the_colours_of_the_tiers() -> None:
    book, ranking = made()
    chart = charts(book)[STANDINGS]
    assert shown(book, chart.categories) == ["1. Sở Y tế", "1. =Sở Xây dựng!A1", "3. Ban", "4. Sở Nội vụ"]
    standings = ranking.groups[0].standings
    assert [standing.total for standing in standings] == [14, 14, 12, 9]
    assert series(book, chart) == {
        tier.label: [one.total if one.tier == tier.label else "" for one in standings] for tier in TIERS
    }
    styles = load_template("ballot", "vi").styles
    assert [bars.fill for bars in chart.bars] == [styles[tier_style(number, 3)].fill for number in (1, 2, 3)]
    assert len({(bars.fill, bars.hatch) for bars in chart.bars}) == 3
    assert chart.title == "Tổng điểm và xếp loại · Các sở"
    assert ends(chart.axis) == [0, 20, 2]
    assert chart.legend


def test_the_profile_is_a_share_of_each_maximum() -> None:
    book, _ = made("10 10 10\n2 2 2\nk k k\n6 6 6")
    chart = charts(book)[PROFILE]
    assert shown(book, chart.categories) == ["1. Hạ tầng", "2. Nhân lực"]
    (bars,) = chart.bars
    assert bars.below is not None and bars.above is not None
    # "a" is marked not applicable for one unit: the mean of 1, 0.2 and 0.6; everybody has half of "b".
    assert shown(book, bars.values) == [D("0.6"), D("0.5")]
    assert shown(book, bars.below) == [D("0.4"), 0]
    assert shown(book, bars.above) == [D("0.4"), 0]
    assert ends(chart.axis) == [0, 1, 0.1]


def test_places_are_told_where_both_ranks_are_known() -> None:
    book, _ = made()
    chart = charts(book)[PLACES]
    assert shown(book, chart.categories) == [
        "1. Sở Y tế (năm trước 3)",
        "1. =Sở Xây dựng!A1 (năm trước: chưa có)",
        "3. Ban (năm trước 2)",
        "4. Sở Nội vụ (năm trước 1)",
    ]
    assert series(book, chart) == {"Lên hạng": [2, "", 0, 0], "Xuống hạng": [0, "", -1, -3]}
    assert chart.axis.low <= -4 and chart.axis.high >= 3, "room for the figures at the bars"


def test_the_spread_goes_from_the_lowest_over_the_mean_to_the_highest() -> None:
    book, _ = made("9 10 8\n3 3 4\n9 9 9\n7 - 7")
    chart = charts(book)[SPREAD]
    assert chart.stacked
    assert chart.bars[0].fill is None, "the bar below the lowest is not seen"
    low, below, above = (shown(book, bars.values) for bars in chart.bars)
    assert low == [13, 14, 12, 8]
    assert below == [1, 0, 0, D(1) / 3]
    assert above == [1, 0, 0, D(2) / 3]
    assert chart.axis.low <= 8 and chart.axis.high >= 15


def test_the_mean_is_marked_also_where_all_members_agree() -> None:
    book, _ = made("9 9 9\n3 3 3\n7 7 7\n- - -", provisional=True)
    _, below, above = (bars for bars in charts(book)[SPREAD].bars)
    assert shown(book, below.values) == shown(book, above.values) == [0, 0, 0, ""], "no bar is seen"
    assert below.below == below.above and below.above is not None
    marks = shown(book, below.above)
    assert marks == [D("0.03")] * 3 + [""], "a small share of the spread from 8 to 14"


@pytest.mark.parametrize(
    ("changes", "kinds"),
    [
        ({}, ("Tổng điểm và xếp loại", "Mức đạt", "Thay đổi hạng", "Tổng điểm của các thành viên")),
        ({"prior": False}, ("Tổng điểm và xếp loại", "Mức đạt", "Tổng điểm của các thành viên")),
        ({"members": 1}, ("Tổng điểm và xếp loại", "Mức đạt", "Thay đổi hạng")),
        ({"tiers": False}, ("Tổng điểm · Các sở", "Mức đạt", "Thay đổi hạng", "Tổng điểm của các thành viên")),
    ],
)
def test_only_what_there_is_is_drawn(changes: Mapping[str, Any], kinds: Sequence[str]) -> None:
    units = UNITS if changes.get("prior", True) else [replace(unit, prior_rank=None) for unit in UNITS]
    rubric = TWO if changes.get("tiers", True) else replace(TWO, groups=(replace(TWO.groups[0], tiers=()),))
    book, _ = made(rubric=rubric, round_=round_of(units, MEMBERS[: changes.get("members", 3)]))
    titles = [chart.title for chart in charts(book)]
    assert len(titles) == len(kinds)
    assert all(title.startswith(kind) for title, kind in zip(titles, kinds, strict=True))


def test_without_tiers_the_bars_are_the_sheets_own_totals() -> None:
    rubric = replace(TWO, groups=(replace(TWO.groups[0], tiers=()),))
    book, _ = made(rubric=rubric)
    (bars,) = charts(book)[STANDINGS].bars
    assert bars.values.sheet == "1. Các sở"
    assert series(book, charts(book)[STANDINGS]) == {"Tổng điểm": [14, 14, 12, 9]}
    assert not charts(book)[STANDINGS].legend


def test_a_group_without_any_total_has_no_charts_and_one_without_some_has_gaps() -> None:
    none, _ = made("- - -\n- - -\n- - -\n- - -", provisional=True)
    assert SHEET not in [sheet.name for sheet in none.sheets]
    some, _ = made("9 9 9\n- - -\n8 8 8\n7 7 7", provisional=True)
    chart = charts(some)[STANDINGS]
    assert shown(some, chart.categories)[-1] == "Sở Nội vụ", "no rank before the name"
    assert [values[-1] for values in series(some, chart).values()] == [""] * 3
    assert [values[-1] for values in series(some, charts(some)[PLACES]).values()] == [""] * 2
    assert shown(some, charts(some)[SPREAD].bars[0].values)[-1] == ""


def test_a_total_above_the_maximum_stays_on_the_axis() -> None:
    bonus = Criterion("c", "3", "Điểm cộng", D(10), D(1), rule=Bonus())
    rubric = replace(TWO, criteria=(*TWO.criteria, bonus), bonus="open")
    book, ranking = made("10 10 10\n10 10 10\n10 10 10\n10 10 10", replace(rubric, groups=(Group("g", "G", D(12)),)))
    top = ranking.groups[0].standings[0].total
    assert top is not None and charts(book)[STANDINGS].axis.high >= top > 12
    assert len(shown(book, charts(book)[PROFILE].categories)) == 2, "what has no maximum has no share of it"


# ---------------------------------------------------------------- many units, long names
def test_many_units_are_parted_evenly_and_keep_one_axis() -> None:
    units = [Unit(f"u{n:03}", f"Xã số {n}", "g", prior_rank=n) for n in range(1, 169)]
    book, ranking = made("\n".join(f"{n % 11} {n % 10} 5" for n in range(168)), round_=round_of(units))
    sheet = book.sheet(SHEET)
    for kind in ("Tổng điểm và", "Thay đổi", "Tổng điểm của"):
        parts = [chart for chart in sheet.charts if chart.title.startswith(kind)]
        sizes = [len(shown(book, chart.categories)) for chart in parts]
        assert sum(sizes) == 168
        assert max(sizes) <= MOST_UNITS and max(sizes) - min(sizes) <= 1
        assert len({chart.axis for chart in parts}) == 1
        words = [str(text) for chart in parts for text in shown(book, chart.categories)]
        names = [f"{one.rank}. {one.unit.name}" for one in ranking.groups[0].standings]
        assert all(word.startswith(name) for word, name in zip(words, names, strict=True))
    assert_on_pages(sheet)


def assert_on_pages(sheet: Sheet) -> None:
    """Charts lie below one another, inside the page's width, each on one page."""
    assert sheet.page.area is not None and sheet.page.area[1::2] == (0, 0), "figures are not printed"
    wide, high = printable(sheet.page.landscape, sheet.page.margins)
    ends = [0, *sheet.page.row_breaks, sheet.page.area.bottom + 1]
    tops = [sum(row.height or 15 for row in sheet.rows[:number]) for number in range(len(sheet.rows) + 1)]
    before = 0.0
    for chart in sheet.charts:
        first = chart.place[0]
        top, bottom = tops[first], tops[first] + chart.size[1] * 0.75
        assert top >= before
        start = max(end for end in ends if end <= first)
        after = min(end for end in ends if end > first)
        assert bottom <= tops[after], chart.title
        assert bottom - tops[start] <= high, chart.title
        assert chart.size[0] * 0.75 <= wide
        before = bottom


def test_charts_of_a_few_units_share_pages() -> None:
    sheet = made()[0].sheet(SHEET)
    assert_on_pages(sheet)
    (page,) = sheet.page.row_breaks
    assert [chart.place[0] >= page for chart in sheet.charts] == [False, False, True, True], "two a page"


@pytest.mark.parametrize(
    ("text", "room", "fits"),
    [
        ("Sở Y tế", 200, "Sở Y tế"),
        ("Ban Quản lý Khu kinh tế và các khu công nghiệp tỉnh", 120, "Ban Quản lý Khu kinh tế và…"),
        ("Văn phòng, Đoàn", 55, "Văn phòng…"),
        ("Aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 40, "Aaaaaaa…"),
        ("Sở\x01 Y\ntế", 200, "Sở Y tế"),
    ],
)
def test_words_fit_beside_the_bars(text: str, room: float, fits: str) -> None:
    assert fitting(text, room) == fits
    assert text_width(fits, LETTERS) <= room


@pytest.mark.parametrize(
    ("low", "high", "axis"),
    [
        ("0", "100", "0 100 10"),
        ("0", "103.5", "0 120 20"),
        ("-7", "12", "-8 12 2"),
        ("71.2", "96.34", "70 100 5"),
        ("0", "1", "0 1 0.1"),
        ("-0.35", "1", "-0.4 1 0.2"),
        ("50", "50", "50 51 0.1"),
        ("0", "0", "0 1 0.1"),
        ("0", "1000", "0 1000 100"),
    ],
)
def test_an_axis_holds_both_ends_in_plain_steps(low: str, high: str, axis: str) -> None:
    found = nice_axis(D(low), D(high))
    assert ends(found) == [float(one) for one in axis.split()]
    assert found.low <= D(low) and found.high >= D(high)
    assert (found.high - found.low) / found.step <= 12


def test_an_axis_of_places_has_whole_steps() -> None:
    assert ends(nice_axis(D(-1), D(2), whole=True)) == [-1, 2, 1]
    assert ends(nice_axis(D(-60), D(101), whole=True)) == [-60, 120, 20]


# ---------------------------------------------------------------- as formulas
@pytest.fixture(scope="module")
def book() -> Book:
    return made()[0]


def retyped(book: Book, key: str, value: Value) -> Book:
    """The book with the last unit's cell of the group's sheet overwritten."""
    sheet = book.sheets[0]
    line = max(number for number, row in enumerate(sheet.rows) if row.key.startswith("u:"))
    column = next(number for number, one in enumerate(sheet.columns) if one.key == key)
    cells = list(sheet.rows[line].cells)
    cells[column] = Cell(value, "score")
    rows = (*sheet.rows[:line], sheet.rows[line]._replace(cells=tuple(cells)), *sheet.rows[line + 1 :])
    return replace(book, sheets=(replace(sheet, rows=rows), *book.sheets[1:]))


@pytest.mark.parametrize("engine", [ironcalc, formualizer])
def test_the_figures_follow_the_tally_in_other_engines(engine: Any, book: Book) -> None:
    """As drawn, every cached figure is what the engine computes; a retyped score moves the bar to its tier."""
    xlsx = write_book(book)
    wanted = {SHEET: engines.formulas(xlsx)[SHEET]}
    cached, computed = engines.cached(xlsx, wanted), engine.compute(xlsx, wanted)
    assert len(cached) > 50
    for cell, value in cached.items():
        if isinstance(value, int | float):
            assert computed[cell] == pytest.approx(value, abs=1e-12), cell
        else:
            assert (computed[cell] or "") == (value or ""), cell
    better = write_book(retyped(retyped(book, "m:TV-1:a", 10), "m:TV-2:a", 10))
    cells = [bars.values.area._replace(top=bars.values.area.bottom).a1 for bars in charts(book)[STANDINGS].bars]
    now = engine.compute(better, {SHEET: cells})
    assert [now[SHEET, cell] or "" for cell in cells] == ["", pytest.approx(13.33), ""]
    assert [str(cached[SHEET, cell] or "") for cell in cells] == ["", "", "9"]


# ---------------------------------------------------------------- as written
def charts_in(sheet: Any) -> list[Any]:
    """The charts that openpyxl reads."""
    return list(sheet._charts)


def all_spans(chart: Chart) -> list[tuple[str, Span]]:
    spans = [("cat", chart.categories)]
    for bars in chart.bars:
        spans += [("name", bars.name), ("values", bars.values)]
        spans += [("error", span) for span in (bars.above, bars.below) if span]
    return spans


def test_the_file_has_the_charts_with_their_references_and_figures(book: Book) -> None:
    written = openpyxl.load_workbook(io.BytesIO(write_book(book)))
    there = {sheet.title: drawn for sheet in written.worksheets if (drawn := charts_in(sheet))}
    assert list(there) == [SHEET]
    assert len(there[SHEET]) == len(charts(book)) == 4
    locks = [(sheet.protection.sheet, sheet.protection.objects) for sheet in written.worksheets]
    assert locks == [(True, sheet.title != SHEET) for sheet in written.worksheets], (
        "charts can be copied, cells not typed in"
    )
    for chart, found in zip(charts(book), there[SHEET], strict=True):
        assert (found.anchor._from.row, found.anchor._from.col) == chart.place
        assert found.grouping == ("stacked" if chart.stacked else "clustered")
        assert found.x_axis.scaling.orientation == "maxMin", "1 on top"
        assert [found.y_axis.scaling.min, found.y_axis.scaling.max] == ends(chart.axis)[:2]
        runs = [run for line in found.title.tx.rich.p for run in line.r]
        assert "".join(run.t for run in runs) == chart.title
        assert {run.rPr.latin.typeface for run in runs} == {"Times New Roman"}
        for bars, own in zip(chart.bars, found.ser, strict=True):
            assert_series(book, chart, bars, own)


def assert_series(book: Book, chart: Chart, bars: Bars, own: Any) -> None:
    assert own.tx.strRef.f == bars.name.a1
    assert [point.v for point in own.tx.strRef.strCache.pt] == shown(book, bars.name)
    assert own.cat.strRef.f == chart.categories.a1
    assert [point.v for point in own.cat.strRef.strCache.pt] == shown(book, chart.categories)
    assert own.val.numRef.f == bars.values.a1
    figures = {n: float(v) for n, v in enumerate(shown(book, bars.values)) if v not in ("", None)}
    kept = {point.idx: float(point.v) for point in own.val.numRef.numCache.pt}
    assert kept == pytest.approx(figures), "an empty cell is a gap"
    if bars.above and bars.below:
        assert (own.errBars.plus.numRef.f, own.errBars.minus.numRef.f) == (bars.above.a1, bars.below.a1)
        assert len(own.errBars.plus.numRef.numCache.pt) == len(shown(book, bars.above))
    looks = own.graphicalProperties
    if bars.fill is None:
        assert looks.noFill
    elif bars.hatch is None:
        assert looks.solidFill.srgbClr == bars.fill.lstrip("#")
    else:
        assert looks.pattFill.bgClr.srgbClr == bars.fill.lstrip("#")


def test_every_reference_holds_cells_that_are_drawn(book: Book) -> None:
    for chart in charts(book):
        count = len(shown(book, chart.categories))
        for kind, span in all_spans(chart):
            values = shown(book, span)
            assert len(values) == (1 if kind == "name" else count)
            assert kind in ("values", "error") or all(values)
    assert Span("Sở 'Y'", Area(0, 27, 4, 27)).a1 == "'Sở ''Y'''!$AB$1:$AB$5"
    assert Span("Sở Y", Area(2, 0, 2, 0)).a1 == "'Sở Y'!$A$3"


def test_the_same_book_gives_the_same_bytes(book: Book) -> None:
    assert write_book(book) == write_book(made()[0])


def test_hostile_names_stay_words() -> None:
    """A title that looks like a reference, markup, control characters."""
    group = Group("g", "Khối!A1 <b>&\x02", D(20), (Tier("<Tốt>&", D(10)), Tier("=1+1", None)))
    units = [replace(unit, name=f"<x>&\x01 {unit.name}") for unit in UNITS]
    book, _ = made(rubric=replace(TWO, groups=(group,)), round_=round_of(units))
    chart = charts_in(openpyxl.load_workbook(io.BytesIO(write_book(book)))[SHEET])[0]
    assert chart.title.tx.strRef is None
    assert "".join(run.t for run in chart.title.tx.rich.p[0].r) == "Tổng điểm và xếp loại · Khối! A1 <b>&"
    assert [one.tx.strRef.strCache.pt[0].v for one in chart.ser] == ["<Tốt>&", "=1+1"]
    assert chart.ser[0].cat.strRef.strCache.pt[0].v == "1. <x>& Sở Y tế"


def test_a_chart_of_cells_that_are_nowhere_cannot_be_written(book: Book) -> None:
    chart = replace(charts(book)[0], categories=Span("Không có", Area(0, 0, 3, 0)))
    sheets = [replace(sheet, charts=(chart,)) if sheet.charts else sheet for sheet in book.sheets]
    with pytest.raises(ValueError, match="where nothing is drawn"):
        write_book(replace(book, sheets=tuple(sheets)))


def test_a_book_with_charts_is_not_kept_without_them(book: Book) -> None:
    with pytest.raises(TypeError, match="cannot keep the charts"):
        book_to_json(book)


def test_english() -> None:
    book, _ = made(lang="en")
    titles = [chart.title for chart in book.sheet("Charts 1").charts]
    assert titles[STANDINGS] == "Total and tier · Các sở"
    assert titles[PLACES].startswith("Change of rank against last year")
