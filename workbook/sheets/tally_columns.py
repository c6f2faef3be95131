"""The tally's sheet of three columns: what units gave themselves, what was appraised, what was concluded.

One row a unit and leaf. The conclusions stand in open cells under titles that the list of a round's
conclusions has too: filled in and saved, the sheet is that list.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from workbook.consolidation import made_of
from workbook.model import Combined, Conclusion, Round, SelfScore, Tally, Unit
from workbook.points import MARK_TEXT, NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Criterion, Rubric
from workbook.sheets.grid import Area, Cell, Column, Page, Row, Sheet, Value, a1
from workbook.sheets.measure import height, lines
from workbook.sheets.tally_group import MARGINS, page_words
from workbook.template import Template

_HEAD = 2
"""The row of titles."""
_COLUMNS = (
    Column("list_unit", 9),
    Column("list_name", 25),
    Column("list_criterion", 11),
    Column("list_text", 36),
    Column("list_max", 8),
    Column("list_self", 9),
    Column("list_appraised", 9),
    Column("list_points", 9),
    Column("list_counted", 9),
    Column("list_gap", 9),
    Column("list_explanation", 30),
    Column("list_reason", 22),
    Column("list_by", 17),
)
_AT = {column.key: number for number, column in enumerate(_COLUMNS)}
_TALLEST = 400.0
_LONGEST = 46


class _Line(NamedTuple):
    """What one row is made of."""

    unit: Unit
    leaf: Criterion
    cell: Combined
    own: SelfScore | None
    conclusion: Conclusion | None


def draw_columns(rubric: Rubric, round_: Round, tally: Tally, words: Template, lang: str) -> Sheet | None:
    """The sheet of three columns; None where no unit scored itself and nothing was concluded."""
    made = list(_lines(rubric, round_, tally))
    if not made:
        return None
    under = words.words["three_under"]
    room = sum(column.width for column in _COLUMNS) * 0.97
    rows = [
        Row("t:title", (Cell(words.words["three_title"], "title"),), 26),
        Row("t:under", (Cell(under, "fact"),), round(lines(under, room) * 15 + 4, 1)),
        Row("h:title", _titles(words), _height([words.words[column.key] for column in _COLUMNS])),
    ]
    rows += [_row(rubric, tally, line, _HEAD + number, lang) for number, line in enumerate(made, 1)]
    name = words.words["three_sheet"]
    header, footer = page_words(words.say, round_.id, name)
    last = len(_COLUMNS) - 1
    return Sheet(
        name,
        _COLUMNS,
        tuple(rows),
        merges=(Area(1, 0, 1, last),),
        freeze=(_HEAD + 1, _AT["list_max"]),
        filter=Area(_HEAD, 0, len(rows) - 1, last),
        page=Page(
            landscape=True,
            margins=MARGINS,
            header=header,
            footer=footer,
            repeat_rows=(_HEAD, _HEAD),
            area=Area(0, 0, len(rows) - 1, last),
            centered=False,
        ),
        cursor=(_HEAD + 1, _AT["list_points"]),
    )


def _lines(rubric: Rubric, round_: Round, tally: Tally) -> Iterator[_Line]:
    """Every (unit, leaf) that its unit scored or the council concluded, group by group."""
    concluded = {(one.unit, one.criterion): one for one in round_.conclusions}
    for group in rubric.groups:
        for unit in round_.scored(group.id):
            own = tally.self_scores.get(unit.id)
            for leaf in rubric.leaves_in(group.id):
                conclusion = concluded.get((unit.id, leaf.id))
                shown = leaf.rule.counts or leaf.rule.kind == "mandatory"
                if conclusion is not None or (shown and own is not None and leaf.id in own.points):
                    yield _Line(unit, leaf, tally.cells[unit.id, leaf.id], own, conclusion)


def _titles(words: Template) -> tuple[Cell, ...]:
    return tuple(Cell(words.words[column.key], "head") for column in _COLUMNS)


def _height(texts: list[str]) -> float:
    pairs = ((text, column.width * 0.93) for text, column in zip(texts, _COLUMNS, strict=True))
    return min(_TALLEST, max(19.0, height(pairs)))


def _row(rubric: Rubric, tally: Tally, line: _Line, row: int, lang: str) -> Row:
    cells = _cells(rubric, tally, line, row)
    texts = [cell.value if isinstance(cell.value, str) else "" for cell in cells]
    return Row(f"r:{line.unit.id}:{line.leaf.id}", cells, _height(texts))


def _cells(rubric: Rubric, tally: Tally, line: _Line, row: int) -> tuple[Cell, ...]:
    unit, leaf, cell, own, conclusion = line
    places = rubric.rounding.leaf
    # A conclusion on what does not apply to the unit changes nothing.
    points = conclusion.points if conclusion and cell.concluded else None
    appraised, counted = _appraised(rubric, tally, line), cell.value
    scored = own.points.get(leaf.id) if own else None
    explained = (conclusion.explanation if conclusion else "") or (own.remarks.get(leaf.id, "") if own else "")
    gap = counted - scored if isinstance(counted, Decimal) and isinstance(scored, Decimal) else None
    at = {key: a1(row, number) for key, number in _AT.items()}
    said = f'IF({at["list_appraised"]}="","",{at["list_appraised"]})'
    counts = f'IF({at["list_points"]}="",{said},{at["list_points"]})'
    differs = f"ROUND({at['list_counted']}-{at['list_self']},{places})"
    apart = f'IF(ISNUMBER({at["list_counted"]}),IF(ISNUMBER({at["list_self"]}),{differs},""),"")'
    return (
        Cell(unit.id, "text"),
        Cell(_short(unit.name), "text"),
        Cell(leaf.id, "text"),
        Cell(f"{leaf.code}. {leaf.name}" if leaf.code else leaf.name, "text"),
        Cell(leaf.rule.highest(leaf.scale_in(unit.group)), "list_figure"),
        Cell(_shown(scored), "list_figure"),
        Cell(_shown(appraised), "list_figure"),
        Cell(_shown(points), "list_open_figure"),
        Cell("" if counted is None else _shown(counted), "list_counted", counts),
        Cell("" if gap is None else round_half_up(gap, places), "list_gap", apart),
        Cell(explained or None, "list_open"),
        Cell((conclusion.reason if conclusion else "") or None, "list_open"),
        Cell((conclusion.by if conclusion else "") or None, "list_open"),
    )


def _short(name: str) -> str:
    """A name of at most two lines: it stands in every row, and the id is what counts."""
    return name if len(name) <= _LONGEST else name[:_LONGEST].rsplit(" ", 1)[0].rstrip(" ,") + "…"


def _appraised(rubric: Rubric, tally: Tally, line: _Line) -> Score:
    """What the members made of it, whatever was concluded."""
    cell = line.cell
    if not cell.concluded:
        return cell.value if cell.exact is None else round_half_up(cell.exact, rubric.rounding.leaf)
    exact = made_of(line.leaf, cell.given, tally.combine, tally.weights)
    if exact is not None:
        return round_half_up(exact, rubric.rounding.leaf)
    return NOT_APPLICABLE if any(score is NOT_APPLICABLE for _, score in cell.given) else None


def _shown(score: Score) -> Value:
    return MARK_TEXT if score is NOT_APPLICABLE else score if isinstance(score, Decimal) else None
