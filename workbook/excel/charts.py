"""Charts in XlsxWriter's words: bars that lie, with references to cells and the figures that stand in them."""

from __future__ import annotations

from typing import Any, Final

from workbook.sheets.grid import Bars, Book, Chart, Hatch, Span, escape

PLACED: Final = {"object_position": 2, "x_offset": 2, "y_offset": 4}
"""A chart moves with its cells and is never stretched by them; its border is on no other page."""

_WHITE: Final = "#FFFFFF"
_HATCHES: Final[dict[Hatch, str]] = {
    "pale": "wide_upward_diagonal",
    "dark": "light_downward_diagonal",
    "dots": "percent_10",
}
_TITLE, _LEGEND, _AXIS, _AXIS_TITLE, _RIGHT, _EDGE = 42, 34, 26, 20, 64, 10
"""Pixels kept for what stands around the bars, and before the title."""
_GRID: Final = "#C4CDD6"
_TITLE_LETTERS: Final = 13


def chart_of(workbook: Any, book: Book, chart: Chart) -> Any:
    """The chart, not placed yet. Every range must lie on a sheet of the book."""
    made = workbook.add_chart({"type": "bar", "subtype": "stacked"} if chart.stacked else {"type": "bar"})
    for number, bars in enumerate(chart.bars):
        looks = _bars(book, chart, bars)
        if number == 0:
            looks |= {"gap": 45, "overlap": 100}
        made.add_series(looks)
    words = {"name": chart.font, "size": chart.letters, "color": chart.ink, "bold": False}
    line = {"color": chart.ink, "width": 0.75}
    made.set_title(
        {
            "name": _plain(chart.title),
            "name_font": {**words, "size": _TITLE_LETTERS, "bold": True},
            "overlay": False,
            "layout": {"x": _EDGE / chart.size[0], "y": _EDGE / chart.size[1]},
        }
    )
    # The first category on top, and the figures at the bottom all the same.
    order = {"reverse": True, "crossing": "max", "label_position": "low", "interval_unit": 1}
    made.set_y_axis({**order, "num_font": words, "line": line, "major_tick_mark": "none"})
    axis = chart.axis
    made.set_x_axis(
        {
            "min": float(axis.low),
            "max": float(axis.high),
            "major_unit": float(axis.step),
            "num_format": axis.number_format,
            "num_font": words,
            "line": {"none": True},
            "major_gridlines": {"visible": True, "line": {"color": _GRID, "width": 0.5}},
            **({"name": axis.title, "name_font": words} if axis.title else {}),
        }
    )
    made.set_legend({"position": "bottom", "font": words} if chart.legend else {"none": True})
    made.set_size({"width": chart.size[0], "height": chart.size[1]})
    made.set_plotarea({"layout": _layout(chart)})
    made.set_chartarea({"border": {"color": _GRID, "width": 0.75}, "fill": {"color": _WHITE}})
    made.show_blanks_as("gap")
    made.show_hidden_data()
    return made


def _plain(title: str) -> str:
    """The title as text: XlsxWriter takes "No!A1" for a reference, and XML has no control characters."""
    return "".join(char for char in title.replace("!", "! ") if char.isprintable())


def _layout(chart: Chart) -> dict[str, float]:
    """Where the bars stand, as shares of the chart: programs guess differently."""
    wide, high = chart.size
    under = _AXIS + (_LEGEND if chart.legend else 10) + (_AXIS_TITLE if chart.axis.title else 0)
    return {
        "x": chart.label_room,
        "y": _TITLE / high,
        "width": 1 - chart.label_room - _RIGHT / wide,
        "height": 1 - (_TITLE + under) / high,
    }


def _bars(book: Book, chart: Chart, bars: Bars) -> dict[str, Any]:
    looks: dict[str, Any] = {
        "name": "=" + bars.name.a1,
        "name_data": _shown(book, bars.name),
        "categories": "=" + chart.categories.a1,
        "categories_data": _shown(book, chart.categories),
        "values": "=" + bars.values.a1,
        "values_data": _shown(book, bars.values),
    }
    if bars.fill is None:
        return looks | {"fill": {"none": True}, "border": {"none": True}}
    looks["border"] = {"color": chart.ink, "width": 0.5}
    if bars.hatch is None:
        looks["fill"] = {"color": bars.fill}
    else:
        lines = _WHITE if bars.hatch == "pale" else chart.ink
        looks["pattern"] = {"pattern": _HATCHES[bars.hatch], "fg_color": lines, "bg_color": bars.fill}
    if bars.labels:
        font = {"name": chart.font, "size": chart.letters, "color": chart.ink}
        position = "inside_base" if bars.above else "outside_end"
        looks["data_labels"] = {"value": True, "num_format": bars.labels, "font": font, "position": position}
    if bars.above and bars.below:
        looks["y_error_bars"] = {
            "type": "custom",
            "plus_values": "=" + bars.above.a1,
            "plus_data": _shown(book, bars.above),
            "minus_values": "=" + bars.below.a1,
            "minus_data": _shown(book, bars.below),
            "line": {"color": chart.ink, "width": 1.5},
        }
    return looks


def _shown(book: Book, span: Span) -> list[str | float | None]:
    """What stands in the cells, for programs that do not compute: a chart without it is empty there."""
    top, left, bottom, right = span.area
    rows = next((sheet.rows for sheet in book.sheets if sheet.name == span.sheet), ())
    if not top <= bottom < len(rows) or left > right:
        raise ValueError(f"a chart refers to {span.a1}, where nothing is drawn")
    made: list[str | float | None] = []
    for row in rows[top : bottom + 1]:
        for cell in row.cells[left : right + 1]:
            value = None if cell is None or cell.value == "" else cell.value
            made.append(escape(value) if isinstance(value, str) else None if value is None else float(value))
    return made
