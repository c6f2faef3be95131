"""What each cell of an annex's tables holds: figures, number formats, live formulas.

How the annex looks is the layout's, in which rows the cells stand is `annex_table`'s. A formula
is written only where it gives exactly the ranking's own figure; where the printed figures do not
make the total (rounded in another order), the figure itself is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from workbook import formulas
from workbook.loading.layout import ColumnSpec
from workbook.model import GroupRanking, Ranking, Round, Standing
from workbook.points import NOT_APPLICABLE, Score, decimals, round_half_up, tidy
from workbook.ranking import rank_key
from workbook.rubric import Criterion, Rubric
from workbook.scoring import full_max, tier_of, worth_of
from workbook.sheets import paper
from workbook.sheets.grid import Area, Cell, Value, a1, letters
from workbook.sheets.layout import Look, fill
from workbook.sheets.tier_formulas import tier_formula

FIRST, INDEX, PERCENT, CONVERTED = "first", "index", "percent", "converted"
_LOOKS = {"unit": "table_unit", "tier": "table_tier", "note": "table_note"}


class Field(NamedTuple):
    """One column of the annex as it stands in the sheet."""

    key: str
    """The criterion's id or the kind."""
    spec: ColumnSpec
    where: str
    """Its key path in the layout."""
    points: float = 0
    """Width."""
    node: Criterion | None = None
    hidden: bool = False
    places: int = 0
    """Most decimals that a figure in it has."""
    digits: int = 1
    """Most digits before the decimal mark."""
    title: str = ""
    """What the layout's words call it, where it shares its section's name with a neighbour."""
    over: str = ""
    """The section's name that the two share."""
    ranks: str = ""
    """The key of the column whose figures it ranks."""


class Line(NamedTuple):
    """One row of the annex before its place on a page is known."""

    cells: tuple[Cell | None, ...]
    height: float
    merges: tuple[tuple[int, int, int], ...] = ()
    """(first column, last column, rows downwards besides this one)."""
    keep: bool = False
    """No page ends after this row."""
    tints: tuple[tuple[int, str], ...] = ()
    """(column, fill) of the cells that now show their tier's colour; in a sheet a rule gives it."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything that drawing the annex needs to know."""

    look: Look
    rubric: Rubric
    round: Round
    ranking: Ranking
    facts: Mapping[str, object]
    fields: tuple[Field, ...]
    marks: Mapping[tuple[str, str], str]

    @property
    def visible(self) -> tuple[Field, ...]:
        return tuple(field for field in self.fields if not field.hidden)

    @property
    def head_size(self) -> float:
        return self.look.layout.head_size or self.look.layout.size

    def column(self, key: str) -> int | None:
        return next((number for number, field in enumerate(self.fields) if field.key == key), None)

    def words(self, where: str, text: str, **more: object) -> str:
        return fill(self.look, where, text, {**self.facts, **more})

    def width(self, first: int, last: int) -> float:
        return sum(field.points for field in self.fields[first : last + 1])


class Spot(NamedTuple):
    """One unit's row: where it stands and among which rows it is ranked."""

    group: GroupRanking
    standing: Standing
    number: int
    row: int
    span: tuple[int, int]
    maxima: int | None
    """The row of maxima above, where there is one."""


def bare(style: str) -> str:
    """The style's own name in "name@fill|number format"."""
    return style.partition("|")[0].partition("@")[0]


# ---------------------------------------------------------------- figures
def printed(scene: Scene, standing: Standing, node: Criterion) -> Score:
    """A criterion's figure as the annex holds it."""
    value = standing.values.get(node.id)
    places = scene.rubric.rounding.leaf
    # Weighted sums have more decimals than anybody prints.
    if isinstance(value, Decimal) and (scene.rubric.rounding.order != "leaf" or decimals(value) > places):
        return round_half_up(value, places)
    return value


def shown_maximum(node: Criterion, group_id: str) -> Decimal:
    """The maximum that stands over a section's column, before its weight."""
    return worth_of(node, group_id)


def full_maximum(rubric: Rubric, group_id: str) -> Decimal:
    return full_max(rubric, rubric.group(group_id))


def weight_of(rubric: Rubric, node: Criterion) -> Decimal:
    """What a node's points count for in the total: its own weight and those of its parents."""
    return _weights(rubric.criteria, Decimal(1))[node.id]


def _weights(nodes: Iterable[Criterion], above: Decimal) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for node in nodes:
        found[node.id] = above * node.weight
        found |= _weights(node.children, found[node.id])
    return found


def percent_of(scene: Scene, standing: Standing) -> Decimal | None:
    if standing.total is None or not standing.applicable_max:
        return None
    share = Fraction(standing.total) / Fraction(standing.applicable_max)
    return round_half_up(share * 100, scene.rubric.rounding.total)


def note_of(scene: Scene, standing: Standing) -> str:
    """What the note column says of a unit: its traits' notes, or that its points are incomplete."""
    notes = [trait.note for trait in scene.rubric.traits if trait.id in standing.unit.traits and trait.note]
    if standing.total is None:
        notes.append(scene.look.words["incomplete"])
    return "; ".join(notes)


def _ranked_by(scene: Scene) -> str:
    return {"total": "total", "index": INDEX, "converted": CONVERTED}[scene.rubric.rank_by]


def _ranked(scene: Scene, standing: Standing) -> Decimal | None:
    return rank_key(scene.rubric, standing)


def tier_key(group: GroupRanking) -> str:
    """The column that the group's tiers are read from."""
    return {"points": "total", "index": INDEX, "percent": PERCENT, "converted": CONVERTED}[group.group.base]


def is_read_off(scene: Scene, group: GroupRanking) -> bool:
    """Whether a tier follows from the one printed figure alone."""
    tiers = group.group.tiers
    more = any(one.at_least or one.requires or one.quota_count or one.quota_percent for one in tiers)
    return not more and scene.rubric.rounding.tier == "rounded"


def _based(scene: Scene, group: GroupRanking, standing: Standing) -> Decimal | None:
    if standing.total is None:
        return None
    figures = {INDEX: standing.index, PERCENT: percent_of(scene, standing), CONVERTED: standing.converted}
    return {"total": standing.total, **figures}[tier_key(group)]


# ---------------------------------------------------------------- one cell
def unit_cell(scene: Scene, field: Field, spot: Spot) -> Cell:
    """What one unit's row holds in one column."""
    standing, kind = spot.standing, field.spec.kind
    if field.key == FIRST:
        return _first_flag(scene, spot)
    if field.node is not None:
        return _points_cell(scene, field, spot, printed(scene, standing, field.node))
    if field.ranks:
        return _part_rank_cell(scene, field, spot)
    plain: dict[str, Value] = {
        "no": spot.number,
        "unit": standing.unit.name,
        "prior_rank": standing.unit.prior_rank,
        "note": note_of(scene, standing),
    }
    if kind in plain:
        return _plain_cell(scene, field, spot, plain[kind])
    if kind == "rank":
        return _rank_cell(scene, field, spot)
    if kind == "tier":
        return _tier_cell(scene, field, spot)
    if kind == "total":
        return _points_cell(scene, field, spot, standing.total, _total_formula(scene, field, spot))
    if kind in ("full", "excluded", "max"):
        return _maximum_cell(scene, field, spot)
    if kind == CONVERTED:
        return _points_cell(scene, field, spot, standing.converted, _converted_formula(scene, spot))
    figure = standing.index if kind == INDEX else percent_of(scene, standing)
    return _points_cell(scene, field, spot, figure, _share_formula(scene, field, spot, figure))


def _plain_cell(scene: Scene, field: Field, spot: Spot, value: Value, formula: str | None = None) -> Cell:
    style = _LOOKS.get(field.spec.kind, "table_count")
    mark = scene.marks.get((spot.standing.unit.id, field.key), "")
    if mark and formula is None and value in (None, ""):
        return Cell(mark, style)  # a format shows nothing where there is nothing
    if mark:
        style += f'|{"0" if isinstance(value, int) else "@"}"{mark}"'
    return Cell(value if value != "" or formula else None, style, formula)


def _maximum_cell(scene: Scene, field: Field, spot: Spot) -> Cell:
    """The whole maximum, what does not apply of it, or what does."""
    full, applies = full_maximum(scene.rubric, spot.group.group.id), spot.standing.applicable_max
    if spot.standing.total is None:
        applies = full
    return _points_cell(scene, field, spot, {"full": full, "excluded": full - applies, "max": applies}[field.spec.kind])


def _points_cell(scene: Scene, field: Field, spot: Spot, value: Score, formula: str | None = None) -> Cell:
    mark = scene.marks.get((spot.standing.unit.id, field.key), "")
    if value is NOT_APPLICABLE:
        text = scene.look.layout.not_applicable
        if text != "0":
            return Cell(text, f'table_tier|@"{mark}"' if mark else "table_tier")
        value = Decimal(0)
    if not isinstance(value, Decimal):
        return Cell(mark or None, "table_points")
    return Cell(tidy(value), f"table_points|{number_format(scene, field, value, mark)}", formula)


def number_format(scene: Scene, field: Field, value: Decimal, mark: str, places: int | None = None) -> str:
    """Right aligned under its title with the decimal marks of a column in one line.

    "_x" leaves the room of the character x: first for decimals that are not shown, then for half
    of the column's spare width. A footnote mark takes two digits of that room, and so do decimals
    beyond those of the column (`places`, of a mean).
    """
    own = (field.places if field.spec.pad else decimals(value)) if places is None else places
    shown = whole_format(value) + ("." + "0" * own if own else "")
    hidden = ("_." if field.places and not own else "") + "_0" * (field.places - own)
    digit = scene.look.layout.size * paper.DIGIT
    taken = (field.digits + field.places + (0.5 if field.places else 0)) * digit
    room = max(0, int((field.points - paper.CELL_PADDING - taken) / digit / 2 + 0.4) - max(0, own - field.places))
    if not mark:
        return shown + hidden + "_0" * room
    for_mark = round(paper.text_width(mark, scene.look.layout.size) / digit)
    return f'{shown}{hidden}"{mark}"' + "_0" * max(0, room - for_mark)


def whole_format(value: Decimal) -> str:
    """How a figure's whole part is printed."""
    return "#,##0" if value >= 1000 else "0"


def _part_rank_cell(scene: Scene, field: Field, spot: Spot) -> Cell:
    """The unit's rank by one section's figures: one more than the units that have more; equal ones share it."""
    column = scene.column(field.ranks)
    node = scene.fields[column].node if column is not None else None
    assert column is not None and node is not None
    figures = [printed(scene, standing, node) for standing in spot.group.standings]
    own = printed(scene, spot.standing, node)
    if not isinstance(own, Decimal):
        return _plain_cell(scene, field, spot, None)
    rank = 1 + sum(1 for figure in figures if isinstance(figure, Decimal) and figure > own)
    ref = a1(spot.row, column)
    formula = f'IF(ISNUMBER({ref}),1+COUNTIF({_span(column, spot)},">"&{ref}),"")'
    # A 0 that stands for "not applicable" is no figure, but a formula would count it.
    counted = own >= 0 or NOT_APPLICABLE not in figures or scene.look.layout.not_applicable != "0"
    return _plain_cell(scene, field, spot, rank, formula if counted else None)


def _total_formula(scene: Scene, field: Field, spot: Spot) -> str | None:
    """The sum of the printed sections, where it is the total."""
    parts = [number for number, other in enumerate(scene.fields) if other.node is not None]
    if not parts or spot.standing.total is None or scene.rubric.rounding.order != "leaf":
        return None
    by_weight: dict[Decimal, list[int]] = {}
    whole = Fraction(0)
    for number in parts:
        node = scene.fields[number].node
        assert node is not None
        value, weight = printed(scene, spot.standing, node), weight_of(scene.rubric, node)
        if value is None and node.is_for(spot.group.group.id):
            return None
        whole += Fraction(value) * Fraction(weight) if isinstance(value, Decimal) else 0
        by_weight.setdefault(weight.normalize(), []).append(number)
    places = scene.rubric.rounding.total
    if round_half_up(whole, places) != spot.standing.total:
        return None
    sums = []
    for weight, columns in by_weight.items():
        areas = (Area(spot.row, first, spot.row, last) for first, last in _neighbours(columns))
        sum_ = f"SUM({','.join(_range(area) for area in areas)})"
        sums.append(sum_ if weight == 1 else f"{sum_}*{formulas.number_literal(weight)}")
    return formulas.rounded("+".join(sums), places)


def _share_formula(scene: Scene, field: Field, spot: Spot, figure: Decimal | None) -> str | None:
    """Index or percent: the total over the maximum that applies to the unit."""
    total = scene.column("total")
    standing = spot.standing
    if total is None or standing.total is None or figure is None or not standing.applicable_max:
        return None
    ref, limit = a1(spot.row, total), _limit(scene, spot)
    if field.key == PERCENT:
        return formulas.rounded_ratio(ref, limit, scene.rubric.rounding.total, percent=True)
    return formulas.rounded_ratio(ref, limit, scene.rubric.rounding.index)


def _converted_formula(scene: Scene, spot: Spot) -> str | None:
    """The total brought back to the group's scale."""
    total, standing = scene.column("total"), spot.standing
    if total is None or standing.total is None or standing.converted is None:
        return None
    scale, places = spot.group.group.max, scene.rubric.rounding.total
    made = f"{a1(spot.row, total)}*{formulas.number_literal(scale)}/{_limit(scene, spot)}"
    return formulas.rounded_points(made, places, scale * 10)


def _limit(scene: Scene, spot: Spot) -> str:
    """The applicable maximum: a cell, or the whole maximum less what does not apply."""
    standing, group_id = spot.standing, spot.group.group.id
    if (column := scene.column("max")) is not None:
        return a1(spot.row, column)
    whole = full_maximum(scene.rubric, group_id)
    without = whole - standing.applicable_max
    above = a1(spot.maxima, scene.column("total") or 0, fix_row=True) if spot.maxima is not None else None
    full = above if above and spot.group.group.max == whole else formulas.number_literal(whole)
    if not without:
        return full
    shut = [
        (number, field.node)
        for number, field in enumerate(scene.fields)
        if field.node is not None and standing.values.get(field.node.id) is NOT_APPLICABLE
    ]
    cells_make_it = sum((shown_maximum(node, group_id) for _, node in shut), Decimal(0)) == without and all(
        weight_of(scene.rubric, node) == 1 for _, node in shut
    )
    if spot.maxima is not None and cells_make_it:
        return f"({full}{''.join('-' + a1(spot.maxima, number, fix_row=True) for number, _ in shut)})"
    return f"({full}-{formulas.number_literal(without)})"


def _rank_cell(scene: Scene, field: Field, spot: Spot) -> Cell:
    column = scene.column(_ranked_by(scene))
    own = _ranked(scene, spot.standing)
    rank = spot.standing.rank
    if column is None or (own is None) != (rank is None):
        return _plain_cell(scene, field, spot, rank)
    ref = a1(spot.row, column)
    area = _span(column, spot)
    flags = scene.column(FIRST)
    better = [_ranked(scene, other) for other in spot.group.standings]
    above = [value for value in better if value is not None and own is not None and value > own]
    if flags is not None:
        formula, natural = f'1+SUMIF({area},">"&{ref},{_span(flags, spot)})', 1 + len(set(above))
    else:
        formula, natural = f'1+COUNTIF({area},">"&{ref})', 1 + len(above)
    if rank is not None and rank != natural:
        # The tie chain, or the council, gave equal figures distinct ranks: that is a constant in the formula.
        split = (s.decision is not None and s.decision.kind == "split" for s in spot.group.standings)
        if not any(split) and not any(s.settled for s in spot.group.standings):
            return _plain_cell(scene, field, spot, rank)
        formula += f"{rank - natural:+d}"
    return _plain_cell(scene, field, spot, "" if rank is None else rank, f'IF(ISNUMBER({ref}),{formula},"")')


def _first_flag(scene: Scene, spot: Spot) -> Cell:
    """1 at the first of equal figures: dense ranks add these flags."""
    column = scene.column(_ranked_by(scene))
    assert column is not None
    own = _ranked(scene, spot.standing)
    earlier = [_ranked(scene, s) for s in spot.group.standings[: spot.group.standings.index(spot.standing)]]
    area = f"{a1(spot.span[0], column, fix_row=True)}:{a1(spot.row, column)}"
    value = int(own is not None and own not in earlier)
    return Cell(value, "table_count", formulas.first_flag_formula(a1(spot.row, column), area))


def _tier_cell(scene: Scene, field: Field, spot: Spot) -> Cell:
    group = spot.group.group
    column = scene.column(tier_key(spot.group))
    based = _based(scene, spot.group, spot.standing)
    tier = tier_of(group.tiers, based)
    read_off = is_read_off(scene, spot.group)
    if not group.tiers or column is None or not read_off or (tier.label if tier else None) != spot.standing.tier:
        return _plain_cell(scene, field, spot, spot.standing.tier)
    formula = tier_formula(group, a1(spot.row, column))
    return _plain_cell(scene, field, spot, spot.standing.tier or "", formula)


def _span(column: int, spot: Spot) -> str:
    """The group's rows of one column, always written as a range."""
    return f"{letters(column)}${spot.span[0] + 1}:{letters(column)}${spot.span[1] + 1}"


def _range(area: Area) -> str:
    return f"{a1(area.top, area.left)}:{a1(area.bottom, area.right)}"


def _neighbours(columns: Iterable[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for column in columns:
        if found and column == found[-1][1] + 1:
            found[-1] = (found[-1][0], column)
        else:
            found.append((column, column))
    return found
