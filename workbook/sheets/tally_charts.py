"""The tally's sheets of charts, one a group: standings, section profile, change of rank, spread of members.

Every chart follows the tally's formulas: the figures stand in columns beside the charts, outside what
is printed (`tally_chart_tables`). Many units are parted into several charts of like axes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import cycle, zip_longest
from math import ceil
from typing import Final

from workbook.scoring import full_max
from workbook.sheets.ballot_rules import tier_style
from workbook.sheets.grid import Area, Axis, Bars, Cell, Chart, Column, Hatch, Page, Row, Sheet, Span
from workbook.sheets.paper import column_points, line_count, printable, row_height, text_width
from workbook.sheets.tally_chart_tables import (
    LETTERS,
    Table,
    fitting,
    has_places,
    has_spread,
    numbers,
    profiled,
    sections_table,
    units_table,
)
from workbook.sheets.tally_group import MARGINS, page_words
from workbook.sheets.tally_plan import TITLES, Plan
from workbook.template import Template

MOST_UNITS: Final = 36
"""The most units that one chart shows; it fills a page then."""
_WIDTH: Final = 706
"""Pixels of a chart, a little less than A4 is wide inside the margins."""
_CHARTS_WIDTH: Final = 101.0
"""The same in characters, as wide as a column of them."""
_ROW: Final = 20
"""Pixels of a row: 15 points."""
_BAR, _LOW_BAR, _SECTION_BAR = 21, 18, 26
"""Pixels that a unit's bar takes, where two charts may share a page, and a section's."""
_HALF: Final = 17
"""The most units whose chart takes half a page."""
_AROUND, _AXIS_TITLE = 106, 20
"""Pixels of a chart above and below its bars, and for an axis title beside a legend."""
_LEAST: Final = 230
_TITLE_ROOM, _TITLE_LETTERS = 470.0, 13.0
"""Points that a chart's title may take on its one line, and the size of its letters."""
_ROW_POINTS: Final = 15.0
_HEAD_ROWS: Final = 4
"""The rows above the charts: title, round, group, note. All others are of one height."""
_TOP, _LEFT = _HEAD_ROWS + 1, 2
"""Where the figures begin, below the titles of their columns."""
_HATCHES: Final[tuple[Hatch | None, ...]] = (None, "pale", None, "dots", None)
"""Neighbouring tiers differ in grey print too."""


def draw_charts(plan: Plan, ballot: Template) -> Sheet | None:
    """The group's sheet of charts, with the ballot's colours of tiers; None for a group without figures."""
    if not any(plan.rank_figure(standing) is not None for standing in plan.standings):
        return None
    name = plan.words.say("chart_sheet", number=plan.number)
    units = units_table(plan, name, _TOP, _LEFT)
    tables = [units]
    drawn = list(_standings(plan, units, ballot))
    if profiled(plan):
        tables.append(sections_table(plan, name, _TOP + len(units.rows) + 2, _LEFT))
        drawn.append(_profile(plan, tables[1]))
    if has_places(plan):
        drawn += _places(plan, units)
    if has_spread(plan):
        drawn += _spread(plan, units)
    charts, breaks, last = _placed(drawn, sum(points for _, points in _head(plan)))
    header, footer = page_words(plan.words.say, plan.round.id, name)
    return Sheet(
        name,
        _columns(tables),
        _rows(plan, tables, last),
        freeze=(_TOP - 1, 0),
        page=Page(
            margins=MARGINS,
            header=header,
            footer=footer,
            area=Area(0, 0, last, 0),
            row_breaks=breaks,
            centered=False,
        ),
        cursor=(0, 0),
        charts=charts,
    )


# ---------------------------------------------------------------- cells
def _columns(tables: Sequence[Table]) -> tuple[Column, ...]:
    widths = zip_longest(*((field.width for field in table.fields) for table in tables), fillvalue=0.0)
    return (
        Column("charts", _CHARTS_WIDTH),
        Column("space", 3),
        *(Column(f"chart:{number}", max(both)) for number, both in enumerate(widths)),
    )


def _head(plan: Plan) -> tuple[tuple[Cell, float], ...]:
    """The cells above the charts, each with its height in points."""
    group = plan.words.say("agree_group", group=plan.made.group.name)
    note = plan.words.say("chart_note", sheet=plan.name)
    room = column_points(_CHARTS_WIDTH) * 0.94
    wrapped = (Cell(plan.round.title, "fact"), Cell(group, "fact"), Cell(note, "quiet"))
    return (
        (Cell(plan.words.words["chart_title"], "title"), 26.0),
        *((cell, row_height(line_count(str(cell.value), room, 11), 11)) for cell in wrapped),
    )


def _rows(plan: Plan, tables: Sequence[Table], last: int) -> tuple[Row, ...]:
    head = _head(plan)
    cells: dict[int, list[Cell | None]] = {number: [cell] for number, (cell, _) in enumerate(head)}
    cells[0] += [None, Cell(plan.words.words["chart_data"], "fact")]
    for table in tables:
        lines = [tuple(Cell(field.title, "chart_head") for field in table.fields), *table.rows]
        cells |= {table.top - 1 + number: [None] * _LEFT + list(line) for number, line in enumerate(lines)}
    return tuple(
        Row(f"chart:{row}", tuple(cells.get(row, ())), head[row][1] if row < _HEAD_ROWS else _ROW_POINTS)
        for row in range(1 + max(last, *cells))
    )


def _placed(charts: Sequence[Chart], head: float) -> tuple[tuple[Chart, ...], tuple[int, ...], int]:
    """The charts below one another, none across two pages; the rows where pages begin; the last row.

    `head` is the height of the rows above the first one. Pages have as many charts as each other where that fits.
    """
    full = _filled(charts, head, len(charts))
    even = _filled(charts, head, ceil(len(charts) / (len(full[1]) + 1)))
    return even if len(even[1]) == len(full[1]) else full


def _filled(charts: Sequence[Chart], head: float, most: int) -> tuple[tuple[Chart, ...], tuple[int, ...], int]:
    """The same with at most so many charts a page."""
    page = printable(False, MARGINS)[1] * 0.98
    made: list[Chart] = []
    breaks: list[int] = []
    row, used, count = _HEAD_ROWS, head, 0
    for chart in charts:
        rows = ceil(chart.size[1] / _ROW) + 1
        if (used + (rows - 1) * _ROW_POINTS > page or count == most) and made:
            breaks.append(row)
            used, count = 0.0, 0
        made.append(replace(chart, place=(row, 0)))
        row, used, count = row + rows, used + rows * _ROW_POINTS, count + 1
    return tuple(made), tuple(breaks), row - 1


# ---------------------------------------------------------------- the four kinds
def _standings(plan: Plan, table: Table, ballot: Template) -> Iterator[Chart]:
    """What units are ranked by, in the colours of their tiers."""
    tiers, by, words = plan.made.group.tiers, plan.rubric.rank_by, plan.words
    scale = {"total": full_max(plan.rubric, plan.made.group), "index": Decimal(1), "converted": plan.made.group.max}
    figures = [figure for one in plan.standings if (figure := plan.rank_figure(one)) is not None]
    places = plan.rubric.rounding.index if by == "index" else plan.rubric.rounding.total
    shown = "0." + "0" * places if places else "0"
    labels = f"{shown};-{shown};;"
    axis = nice_axis(min(Decimal(0), *figures), max(scale[by], *figures))
    name = plan.made.group.titles.get(by) or words.words[by]
    title = words.say("chart_standings", figure=name) if tiers else name
    keys = [field.key for field in table.fields if field.key.startswith("tier:")]
    for part, first, last in _parts(plan, title):
        bars: list[Bars] = []
        for key in keys:
            number = int(key.partition(":")[2]) - 1
            fill = ballot.styles[tier_style(number + 1, len(tiers))].fill if number >= 0 else "#FFFFFF"
            hatch = _HATCHES[min(number, len(_HATCHES) - 1)] if number >= 0 else None
            bars.append(Bars(table.title(key), table.span(key, first, last), fill, hatch, labels))
        if not tiers:
            bars.append(_untiered(plan, by, first, last, labels))
        yield _by_unit(plan, part, table, "unit", bars, axis, (first, last), legend=bool(tiers))


def _untiered(plan: Plan, by: str, first: int, last: int, labels: str) -> Bars:
    """The ranked figure itself, read from the group's sheet."""
    column, top = plan.at[by], plan.row_of[plan.standings[0].unit.id]
    name = Span(plan.name, Area(TITLES, column, TITLES, column))
    values = Span(plan.name, Area(top + first, column, top + last, column))
    return Bars(name, values, _colour(plan, "figure"), labels=labels)


def _profile(plan: Plan, table: Table) -> Chart:
    """What the group reaches of each section's maximum: the mean of its units, and from the lowest to the highest."""
    last = len(table.rows) - 1
    ends = numbers(table.values("low") + table.values("high"))
    low, high = min(Decimal(0), *ends), max(Decimal(1), *ends)
    axis = nice_axis(low, high)._replace(number_format="0%", title=plan.words.words["chart_sections_axis"])
    bars = Bars(
        table.title("share"),
        table.span("share", 0, last),
        _colour(plan, "share"),
        labels="0%",
        below=table.span("under_mean", 0, last),
        above=table.span("over_mean", 0, last),
    )
    longest = max(text_width(str(text), LETTERS) for text in table.values("section"))
    return Chart(
        _titled(plan, plan.words.words["chart_sections"]),
        table.span("section", 0, last),
        (bars,),
        axis,
        (0, 0),
        (_WIDTH, max(_LEAST, _AROUND + _SECTION_BAR * (last + 1))),
        label_room=_room(longest),
        legend=False,
        letters=LETTERS,
        ink=_colour(plan, "ink"),
    )


def _places(plan: Plan, table: Table) -> Iterator[Chart]:
    """By how many places units went up or down; 1 stands on top."""
    words = plan.words.words
    moved = numbers(table.values("up") + table.values("down"))
    low, high = min([Decimal(0), *moved]), max([Decimal(1), *moved])
    spare = max(Decimal(1), (high - low) // 12)
    axis = nice_axis(low - spare if low else low, high + spare, whole=True)
    axis = axis._replace(number_format="+0;-0;0", title=words["chart_places_axis"])
    for part, first, last in _parts(plan, words["chart_places"]):
        bars = [
            Bars(table.title(key), table.span(key, first, last), _colour(plan, key), hatch, "+0;-0;;")
            for key, hatch in _WAYS
        ]
        yield _by_unit(plan, part, table, "prior_unit", bars, axis, (first, last))


_WAYS: Final[tuple[tuple[str, Hatch | None], ...]] = (("up", None), ("down", "dark"))


def _spread(plan: Plan, table: Table) -> Iterator[Chart]:
    """From the lowest to the highest total that a member gave; a short mark is at the mean, where the colours meet."""
    totals = numbers(table.values("low") + table.values("high"))
    axis = nice_axis(min(totals), max(totals))._replace(title=plan.words.words["chart_spread_axis"])
    for part, first, last in _parts(plan, plan.words.words["chart_spread"]):
        bars = [
            Bars(table.title(key), table.span(key, first, last), fill)
            for key, fill in (("low", None), ("below", _colour(plan, "below")), ("above", _colour(plan, "above")))
        ]
        # Where all agree there is no bar; the mark at its end stays.
        mark = table.span("mark", first, last)
        bars[1] = replace(bars[1], below=mark, above=mark)
        yield _by_unit(plan, part, table, "unit", bars, axis, (first, last), legend=False, stacked=True)


# ---------------------------------------------------------------- what they share
def _parts(plan: Plan, title: str) -> Iterator[tuple[str, int, int]]:
    """(title, first row, last row) of each chart over the units: as many as stay readable, evenly parted."""
    count = len(plan.standings)
    parts = ceil(count / MOST_UNITS)
    for part in range(parts):
        first, after = part * count // parts, (part + 1) * count // parts
        own = plan.words.say("chart_part", title=title, part=part + 1, parts=parts) if parts > 1 else title
        yield _titled(plan, own), first, after - 1


def _titled(plan: Plan, title: str) -> str:
    return fitting(plan.words.say("chart_group", title=title, group=plan.made.group.name), _TITLE_ROOM, _TITLE_LETTERS)


def _by_unit(
    plan: Plan,
    title: str,
    table: Table,
    words: str,
    bars: Sequence[Bars],
    axis: Axis,
    rows: tuple[int, int],
    *,
    legend: bool = True,
    stacked: bool = False,
) -> Chart:
    first, last = rows
    count, around = last - first + 1, _AROUND + (_AXIS_TITLE if legend and axis.title else 0)
    longest = max(text_width(str(text), LETTERS) for text in table.values(words))
    return Chart(
        title,
        table.span(words, first, last),
        tuple(bars),
        axis,
        (0, 0),
        (_WIDTH, max(_LEAST, around + count * (_LOW_BAR if count <= _HALF else _BAR))),
        stacked=stacked,
        label_room=_room(longest),
        legend=legend,
        letters=LETTERS,
        ink=_colour(plan, "ink"),
    )


def _room(longest: float) -> float:
    """The share of the width that words of so many points need."""
    return round((longest * 96 / 72 * 1.08 + 14) / _WIDTH, 3)


def _colour(plan: Plan, key: str) -> str:
    return str(plan.words.data["charts"][key])


def nice_axis(low: Decimal, high: Decimal, *, whole: bool = False) -> Axis:
    """An axis that holds both ends, in at most twelve steps of 1, 2 or 5 times a power of ten."""
    high = high if high > low else low + 1
    wide = high - low
    step = Decimal(1) if whole else Decimal(1).scaleb(wide.adjusted() - 2)
    sizes = cycle((Decimal(2), Decimal("2.5"), Decimal(2)))
    while wide / step > 10:
        step *= next(sizes)
    first, last = (low / step).to_integral_value("ROUND_FLOOR"), (high / step).to_integral_value("ROUND_CEILING")
    return Axis(first * step, last * step, step)
