"""The tally's list for the meeting: where members differ by more than the round allows, and what was recorded."""

from __future__ import annotations

from decimal import Decimal

from workbook.disagreement import Apart, differences
from workbook.findings import fact_text
from workbook.model import Round, Tally
from workbook.points import MARK_TEXT, in_words
from workbook.rubric import Rubric
from workbook.sheets.grid import Column, Sheet
from workbook.sheets.tally_lines import Line, Part, draw_lines, titled_lines
from workbook.template import Template

_COLUMNS = (
    Column("no", 5),
    Column("discuss_unit", 26),
    Column("discuss_what", 32),
    Column("discuss_given", 42),
    Column("discuss_spread", 9),
    Column("discuss_limit", 9),
    Column("discuss_recorded", 34),
    Column("discuss_notes", 26),
)


def draw_discuss(rubric: Rubric, round_: Round, tally: Tally, words: Template, lang: str) -> Sheet | None:
    """The differences, settled ones too, unit by unit; None where there are none."""
    found = tuple(differences(rubric, round_, tally))
    if not found:
        return None
    say = words.words
    open_ = sum(not one.settled for one in found)
    under = words.say("discuss_under", limits=_limits(round_, words, lang), count=len(found), open=open_)
    if round_.disagreement.must and open_:
        under = f"{under} {say['discuss_must']}"
    head = Line("h:title", tuple(Part(say[column.key], "head") for column in _COLUMNS))
    lines = (
        *titled_lines(say["discuss_title"], under, len(_COLUMNS)),
        head,
        *(_line(number, one, words, lang) for number, one in enumerate(found, 1)),
    )
    return draw_lines(words, round_, say["discuss_sheet"], _COLUMNS, lines, head=2)


def _limits(round_: Round, words: Template, lang: str) -> str:
    asked = round_.disagreement
    parts = [
        words.say(f"discuss_limit_{key}", limit=in_words(limit, lang))
        for key, limit in (("cell", asked.cell), ("total", asked.total))
        if limit is not None
    ]
    return "; ".join(parts)


def _line(number: int, one: Apart, words: Template, lang: str) -> Line:
    leaf = one.leaf
    what = words.words["total"] if leaf is None else f"{leaf.code}. {leaf.name}" if leaf.code else leaf.name
    parts = (
        Part(number, "text_center"),
        Part(one.unit.name),
        Part(what, "discuss_total" if leaf is None else "text"),
        Part(given_words(one, lang)),
        Part(one.spread, "list_counted"),
        Part(one.limit, "list_figure"),
        Part(_recorded(one, words, lang), "text" if one.settled else "discuss_open"),
        Part(None, "list_open"),
    )
    return Line(f"r:{number}", parts, 30)


def given_words(one: Apart, lang: str) -> str:
    """Who gave what, the lowest figure first: "6 (TV-03) · 8 (TV-01, TV-02)"."""
    figures = sorted(set(one.figures.values()))
    return " · ".join(f"{in_words(figure, lang)} ({', '.join(one.who(figure))})" for figure in figures)


def _recorded(one: Apart, words: Template, lang: str) -> str:
    if one.concluded is not None:
        points = in_words(one.concluded, lang) if isinstance(one.concluded, Decimal) else MARK_TEXT
        return words.say("discuss_concluded", points=points)
    if one.discussed is None:
        return words.words["discuss_nothing"]
    own = one.discussed
    if own.spread is not None and one.outgrown:
        return words.say("discuss_outgrown", spread=in_words(own.spread, lang), when=fact_text(own.when, lang))
    return words.say("discuss_stands", reason=own.reason, by=own.by, when=fact_text(own.when, lang))
