"""The ranked tables of an annex row by row: header, rows across the table, one row a unit.

What a cell holds is `annex_cells`', on which page and sheet the rows come to stand is `annex`'s.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from workbook import formulas
from workbook.loading.layout import AcrossRows
from workbook.model import GroupRanking, Standing
from workbook.points import NOT_APPLICABLE, Score, decimals, in_words, round_half_up, tidy
from workbook.rubric import Group
from workbook.sheets import paper
from workbook.sheets.annex_cells import (
    CONVERTED,
    INDEX,
    PERCENT,
    Field,
    Line,
    Scene,
    Spot,
    bare,
    full_maximum,
    is_read_off,
    number_format,
    percent_of,
    printed,
    shown_maximum,
    tier_key,
    unit_cell,
    weight_of,
    whole_format,
)
from workbook.sheets.grid import Area, Cell, Highlight, a1

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI")


class Body(NamedTuple):
    """The rows of one group and the colours of their tiers."""

    lines: list[Line]
    highlights: list[Highlight]
    units: int


# ---------------------------------------------------------------- header
def titles_of(scene: Scene, group: Group | None) -> list[str]:
    """The title of every visible column; `group` where the table is one group's own."""
    return [title_of(scene, field, group) for field in scene.visible]


def title_of(scene: Scene, field: Field, group: Group | None) -> str:
    spec = field.spec
    if field.title:
        return scene.words(f"{field.where}.title", field.title)
    if field.node is not None and field.node.id in spec.titles:
        text = spec.titles[field.node.id]
    elif group is not None and group.id in spec.titles:
        text = spec.titles[group.id]
    elif group is not None and field.key in group.titles:
        return group.titles[field.key]
    elif spec.title or field.node is None:
        text = spec.title
    else:
        weight = weight_of(scene.rubric, field.node)
        if weight == 1:
            return field.node.name
        shown = in_words(weight, str(scene.facts["lang"]))
        return scene.words(f"{field.where}.title", "{weighted}", name=field.node.name, weight=shown)
    return scene.words(f"{field.where}.title", text, group=group.name if group else "")


def header(scene: Scene, group: Group | None, maxima_of: Group | None) -> list[Line]:
    """One row of titles, or two where columns share an upper title; then the row of maxima."""
    titles = titles_of(scene, group)
    overs = [f.over or scene.words(f"{f.where}.over", f.spec.over) for f in scene.visible]
    size = scene.head_size
    needed = [
        paper.line_count(title, field.points, size, bold=True)
        for title, field in zip(titles, scene.visible, strict=True)
    ]
    if not any(overs):
        cells = tuple(Cell(title or None, "table_head") for title in titles)
        lines = [Line(cells, paper.row_height(max(needed), size, 8), keep=True)]
    else:
        lines = _two_levels(scene, titles, overs, needed)
    if maxima_of is not None:
        lines.append(_maxima(scene, maxima_of))
    return lines


def _two_levels(scene: Scene, titles: list[str], overs: list[str], needed: list[int]) -> list[Line]:
    upper: list[Cell | None] = []
    lower: list[Cell | None] = []
    merges: list[tuple[int, int, int]] = []
    tall = 1
    size = scene.head_size
    for first, last, over in paper.runs(overs):
        for column in range(first, last + 1):
            upper.append(Cell((over if column == first else None) if over else titles[column], "table_head"))
            lower.append(Cell(titles[column] if over else None, "table_head"))
            if not over:
                merges.append((column, column, 1))
        if over:
            tall = max(tall, paper.line_count(over, scene.width(first, last), size, bold=True))
            if last > first:
                merges.append((first, last, 0))
    under = max((count for count, over in zip(needed, overs, strict=True) if over), default=1)
    beside = max((count for count, over in zip(needed, overs, strict=True) if not over), default=1)
    low = max(under, beside - tall)
    return [
        Line(tuple(upper), paper.row_height(tall, size, 8), tuple(merges), keep=True),
        Line(tuple(lower), paper.row_height(low, size, 8), keep=True),
    ]


def _maxima(scene: Scene, group: Group) -> Line:
    cells: list[Cell | None] = []
    for field in scene.visible:
        value: str | Decimal | None = None
        if field.node is not None:
            value = shown_maximum(field.node, group.id)
        elif field.key == "total":
            value = group.max
        elif field.key == "unit":
            value = scene.look.words["maxima"]
        style = "table_maxima"
        if isinstance(value, Decimal) and value >= 1000:
            own = decimals(value)
            style += f"|{whole_format(value)}" + ("." + "0" * own if own else "")
        cells.append(Cell(value, style))
    return Line(tuple(cells), paper.row_height(1, scene.look.layout.size), keep=True)


def maxima_say_it(scene: Scene, group: Group) -> bool:
    """Whether the maxima of the shown columns explain the total's maximum."""
    shown = [field.node for field in scene.visible if field.node is not None]
    whole = full_maximum(scene.rubric, group.id)
    parts = (weight_of(scene.rubric, node) * shown_maximum(node, group.id) for node in shown)
    return sum(parts, Decimal(0)) == whole == group.max


# ---------------------------------------------------------------- rows of a group
def body(scene: Scene, group: GroupRanking, top: int, first_number: int, maxima: int | None) -> Body:
    """The group's rows, the first of which will stand in row `top`."""
    plan: list[Standing | tuple[str | None]] = []
    with_tiers = scene.look.layout.tier_rows is not None and bool(group.group.tiers)
    for standing in group.standings:
        before = next((entry.tier for entry in reversed(plan) if isinstance(entry, Standing)), "")
        if with_tiers and (not plan or standing.tier != before):
            plan.append((standing.tier,))
        plan.append(standing)
    rows = [top + number for number, entry in enumerate(plan) if isinstance(entry, Standing)]
    if not rows:
        return Body([], [], 0)
    span = (rows[0], rows[-1])
    lines: list[Line] = []
    tiers, units = 0, 0
    for number, entry in enumerate(plan):
        if isinstance(entry, Standing):
            spot = Spot(group, entry, first_number + units, top + number, span, maxima)
            lines.append(_unit_line(scene, spot))
            units += 1
        else:
            tiers += 1
            lines.append(_tier_row(scene, group, entry[0], tiers))
    if scene.look.layout.average_row:
        lines[-1] = lines[-1]._replace(keep=True)
        lines.append(_average(scene, group, span))
    return Body(lines, _highlights(scene, group, span), units)


def _average(scene: Scene, group: GroupRanking, span: tuple[int, int]) -> Line:
    cells: list[Cell | None] = []
    for field in scene.visible:
        text = scene.look.words["average"] if field.key == "unit" else None
        cells.append(Cell(text, "table_average_name") if text else _average_cell(scene, field, group, span))
    return Line(tuple(cells), paper.row_height(1, scene.look.layout.size, 7))


def _unit_line(scene: Scene, spot: Spot) -> Line:
    size = scene.look.layout.size
    cells = tuple(unit_cell(scene, field, spot) for field in scene.fields)
    lines = max(
        paper.line_count(cell.value, field.points, size, indent=scene.look.styles[bare(cell.style)].indent)
        for cell, field in zip(cells, scene.fields, strict=True)
        if isinstance(cell.value, str) and not field.hidden
    )
    return Line(cells, paper.row_height(lines, size, 4), tints=_tints(scene, spot))


def _average_cell(scene: Scene, field: Field, group: GroupRanking, span: tuple[int, int]) -> Cell:
    """The mean of a column's printed figures; what does not apply and what is missing are no figures."""
    figures = [_averaged(scene, field, standing) for standing in group.standings]
    numbers = [figure for figure in figures if isinstance(figure, Decimal)]
    if not numbers:
        return Cell(None, "table_average")
    rounding = scene.rubric.rounding
    places = rounding.leaf if field.node is not None else rounding.index if field.key == INDEX else rounding.total
    mean = round_half_up(sum(map(Fraction, numbers), Fraction(0)) / len(numbers), places)
    formula = None
    column = scene.column(field.key)
    assert column is not None
    if NOT_APPLICABLE not in figures or scene.look.layout.not_applicable != "0":
        area = f"{a1(span[0], column)}:{a1(span[1], column)}"
        formula = formulas.rounded_points(f"SUM({area})/COUNT({area})", places, max(map(abs, numbers)))
    return Cell(tidy(mean), f"table_average|{number_format(scene, field, mean, '', places)}", formula)


def _averaged(scene: Scene, field: Field, standing: Standing) -> Score:
    if field.node is not None:
        return printed(scene, standing, field.node)
    figures = {"total": standing.total, CONVERTED: standing.converted, INDEX: standing.index}
    return percent_of(scene, standing) if field.key == PERCENT else figures.get(field.key)


def group_row(scene: Scene, group: GroupRanking, order: int) -> Line | None:
    """The row before a group's first unit, in a table of all groups."""
    rows = scene.look.layout.group_rows
    if rows is None:
        return None
    numeral, text = _across_words(scene, rows, "group_rows", (group.group.id,), order, group=group.group.name)
    return _across(scene, numeral, text, "table_group")


def _tier_row(scene: Scene, group: GroupRanking, label: str | None, order: int) -> Line:
    rows = scene.look.layout.tier_rows
    assert rows is not None
    if label is None:
        return _across(scene, "", scene.look.words["no_tier"], "table_tier_row")
    tiers = group.group.tiers
    place = next((number for number, tier in enumerate(tiers) if tier.label == label), 0)
    above = tiers[place - 1].lower if place else group.group.max
    lower, upper = tiers[place].printed_from or tiers[place].lower or Decimal(0), tiers[place].printed_to or above
    lang = str(scene.facts["lang"])
    bounds = {"from": in_words(lower, lang), "to": "" if upper is None else in_words(upper, lang)}
    names = (f"{group.group.id}/{label}", label)
    numeral, text = _across_words(
        scene, rows, "tier_rows", names, order, **{"tier": label, "group": group.group.name, **bounds}
    )
    return _across(scene, numeral, text, "table_tier_row", _tint(group, label))


def _across_words(
    scene: Scene, rows: AcrossRows, where: str, names: tuple[str, ...], order: int, **facts: object
) -> tuple[str, str]:
    """(numeral, text) of a row across the table; `names` from the most particular on."""
    text = next((rows.texts[name] for name in names if name in rows.texts), rows.text)
    numeral = next((rows.numerals[name] for name in names if name in rows.numerals), None)
    if numeral is None:
        numeral = ROMAN[order - 1] if rows.numeral == "roman" and order <= len(ROMAN) else ""
    return numeral, scene.words(where, text, number=numeral, **facts)


def _across(scene: Scene, numeral: str, text: str, style: str, tint: str = "") -> Line:
    """A numeral in the first column and a text over all the others, or the text over all."""
    last = len(scene.visible) - 1
    start = 1 if numeral and last and scene.visible[0].spec.kind == "no" else 0
    shown = text if start or not numeral else f"{numeral}. {text}"
    size = scene.look.layout.size
    lines = paper.line_count(shown, scene.width(start, last), size, bold=True)
    cells = [Cell(None, style + tint)] * (last + 1)
    cells[start] = Cell(shown, style + tint)
    if start:
        cells[0] = Cell(numeral, f"{style}_no{tint}")
    merges = ((start, last, 0),) if last > start else ()
    return Line(tuple(cells), paper.row_height(lines, size, 7), merges, keep=True)


# ---------------------------------------------------------------- tier colours
PALETTE = ("#418AB9", "#6DAAD2", "#9DC6E3", "#CAE0F0", "#FDF6E3")
"""Fills for five tiers, best first; fewer tiers take the lightest, so that a published page stays
quiet. Each is 9 L* from the next: they stay apart in grey print and for colour-blind eyes."""


def _tint(group: GroupRanking, label: str) -> str:
    """The end of a style's name that gives it the tier's fill; empty for an unknown tier."""
    labels = [tier.label for tier in group.group.tiers]
    if label not in labels:
        return ""
    palette = PALETTE[-min(max(len(labels), 2), len(PALETTE)) :]
    return f"@{palette[min(labels.index(label), len(palette) - 1)]}"


def _tinted(scene: Scene, group: GroupRanking) -> tuple[int, int] | None:
    """The column that shows the tier's colour and the one that the tier is read from."""
    tint = scene.look.layout.tint
    column, base = scene.column(tint), scene.column(tier_key(group))
    if tint == "none" or column is None or base is None or (tint != "tier" and not is_read_off(scene, group)):
        return None
    return column, base


def _tints(scene: Scene, spot: Spot) -> tuple[tuple[int, str], ...]:
    """What the rules of `_highlights` make of one unit's row."""
    columns = _tinted(scene, spot.group)
    fill = _tint(spot.group, spot.standing.tier or "").removeprefix("@")
    return ((columns[0], fill),) if columns is not None and fill else ()


def _highlights(scene: Scene, group: GroupRanking, span: tuple[int, int]) -> list[Highlight]:
    """One rule a tier over the group's cells of the tinted column; only one is ever true."""
    tint, columns = scene.look.layout.tint, _tinted(scene, group)
    if columns is None:
        return []
    column, base = columns
    area = Area(span[0], column, span[1], column)
    own, ref = (a1(span[0], number, fix_column=True) for number in (column, base))
    found = []
    for place, tier in enumerate(group.group.tiers):
        formula = f"{own}={formulas.text_literal(tier.label)}" if tint == "tier" else _within(group.group, place, ref)
        found.append(Highlight(area, formula, f"tint{_tint(group, tier.label)}"))
    return found


def _within(group: Group, place: int, ref: str) -> str:
    """A formula that is true for the figures of one tier only."""
    tier = group.tiers[place]
    bounds = [f"ISNUMBER({ref})"]
    if tier.lower is not None:
        bounds.append(f"ROUND({ref},4){'>' if tier.strict else '>='}{formulas.number_literal(tier.lower)}")
    if place and (above := group.tiers[place - 1]).lower is not None:
        bounds.append(f"ROUND({ref},4){'<=' if above.strict else '<'}{formulas.number_literal(above.lower)}")
    return f"AND({','.join(bounds)})"
