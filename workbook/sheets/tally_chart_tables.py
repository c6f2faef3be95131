"""The figures of a group's charts: columns of formulas over its tally sheet, each with its right cached result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from workbook import formulas as fx
from workbook.model import Standing
from workbook.rubric import Criterion
from workbook.scoring import worth_of
from workbook.sheets.grid import Area, Cell, Span, Value, a1
from workbook.sheets.paper import text_width
from workbook.sheets.tally_plan import MAX, NARROW_LEAVES, Plan

LETTERS: Final = 9.0
"""Letter size of the charts in points."""
UNIT_ROOM: Final = 215.0
"""Points that a unit's words may take beside its bar."""
SECTION_ROOM: Final = 240.0
"""Points that a criterion's words may take: LibreOffice does not wrap them."""
_MARK: Final = Decimal("0.005")
"""Half the width of the mark of a mean, as a share of the members' whole spread."""
LONGEST_FORMULA: Final = 8000
"""Excel takes 8192 characters."""


class Field(NamedTuple):
    """One column of figures."""

    key: str
    title: str
    width: float = 23


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of charts as they stand on a sheet: titles in the row above `top`, one row a category."""

    sheet: str
    top: int
    left: int
    fields: tuple[Field, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def has(self, key: str) -> bool:
        return any(field.key == key for field in self.fields)

    def title(self, key: str) -> Span:
        return Span(self.sheet, Area(self.top - 1, self._column(key), self.top - 1, self._column(key)))

    def span(self, key: str, first: int, last: int) -> Span:
        """The cells of a column from one row of the table to another, both included."""
        return Span(self.sheet, Area(self.top + first, self._column(key), self.top + last, self._column(key)))

    def values(self, key: str) -> list[Value]:
        """What the column shows."""
        number = self._column(key) - self.left
        return [row[number].value for row in self.rows]

    def _column(self, key: str) -> int:
        return self.left + next(number for number, field in enumerate(self.fields) if field.key == key)


class _Scene(NamedTuple):
    """Where a table's cells stand, and the sheet that they speak of."""

    plan: Plan
    at: dict[str, str]
    """The letters of each column."""
    top: int
    mark: Decimal = Decimal(0)
    """Half the width of the mark of a mean."""

    def own(self, key: str, number: int) -> str:
        """A cell of the table."""
        return f"{self.at[key]}{self.top + number + 1}"

    def there(self, standing: Standing, key: str) -> str:
        """A unit's cell on the group's sheet."""
        return _on(self.plan, self.plan.cell(self.plan.row_of[standing.unit.id], key))


def _on(plan: Plan, cells: str) -> str:
    """Cells of the group's sheet; its name holds no quote."""
    return f"'{plan.name}'!{cells}"


def _scene(plan: Plan, fields: Sequence[Field], top: int, left: int) -> _Scene:
    return _Scene(plan, {field.key: a1(0, left + n)[:-1] for n, field in enumerate(fields)}, top)


# ---------------------------------------------------------------- units
def units_table(plan: Plan, sheet: str, top: int, left: int) -> Table:
    """One row a unit in printed order: its words, its figure under its tier, its places moved, its members' totals."""
    fields = tuple(_unit_fields(plan))
    totals = [total for one in plan.standings for total in plan.member_totals(one.unit)]
    wide = max([Decimal(1), *([max(totals) - min(totals)] if totals else [])])
    scene = _scene(plan, fields, top, left)._replace(mark=wide * _MARK)
    rows = tuple(
        tuple(_unit_cell(scene, standing, number, field.key) for field in fields)
        for number, standing in enumerate(plan.standings)
    )
    return Table(sheet, top, left, fields, rows)


def _unit_fields(plan: Plan) -> Iterator[Field]:
    words = plan.words.words
    yield Field("unit", words["chart_unit"], 40)
    yield from (Field(f"tier:{number}", tier.label, 15) for number, tier in enumerate(plan.made.group.tiers, 1))
    if plan.made.group.tiers and any(one.rank is not None and not one.tier for one in plan.standings):
        yield Field("tier:0", words["chart_no_tier"], 15)
    if has_places(plan):
        yield Field("prior_unit", words["chart_prior_unit"], 50)
        yield from (Field(key, words[f"chart_{key}"]) for key in ("prior_rank", "up", "down"))
    if has_spread(plan):
        yield from (Field(key, words[f"chart_{key}"]) for key in ("low", "mean", "high", "below", "above", "mark"))


def has_places(plan: Plan) -> bool:
    """Whether last year's rank of any unit is known."""
    return any(standing.unit.prior_rank is not None for standing in plan.standings)


def has_spread(plan: Plan) -> bool:
    """Whether any unit has totals of several members, and few enough for a formula."""
    totals = ",".join(_on(plan, plan.cell(MAX, f"mt:{member.id}")) for member in plan.members)
    return len(totals) < LONGEST_FORMULA and any(len(plan.member_totals(one.unit)) > 1 for one in plan.standings)


def _unit_cell(scene: _Scene, standing: Standing, number: int, key: str) -> Cell:
    kind, _, rest = key.partition(":")
    if kind == "tier":
        return _figure(scene, standing, int(rest))
    return _UNIT_CELLS[key](scene, standing, number)


def _unit_words(scene: _Scene, standing: Standing, number: int) -> Cell:
    return _ranked_words(scene, standing, "")


def _prior_words(scene: _Scene, standing: Standing, number: int) -> Cell:
    words, prior = scene.plan.words, standing.unit.prior_rank
    said = words.words["chart_no_prior"] if prior is None else words.say("chart_prior", rank=prior)
    return _ranked_words(scene, standing, f" ({said})")


def _ranked_words(scene: _Scene, standing: Standing, more: str) -> Cell:
    rank = scene.there(standing, "rank")
    text = fitting(standing.unit.name, UNIT_ROOM - text_width(f"000. {more}", LETTERS)) + more
    place = "" if standing.rank is None else f"{standing.rank}. "
    return Cell(place + text, "chart_word", f'IF(ISNUMBER({rank}),{rank}&". ","")&{fx.text_literal(text)}')


def _figure(scene: _Scene, standing: Standing, number: int) -> Cell:
    """The ranked figure in the column of the unit's tier, which is the bar's colour; 0 is for none."""
    plan = scene.plan
    figure, tier = (scene.there(standing, key) for key in (plan.rubric.rank_by, "tier"))
    label = plan.made.group.tiers[number - 1].label if number else ""
    shown = plan.rank_figure(standing) if (standing.tier or "") == label else None
    return Cell("" if shown is None else shown, "chart_figure", f'IF({tier}={fx.text_literal(label)},{figure},"")')


def _prior_rank(scene: _Scene, standing: Standing, number: int) -> Cell:
    return Cell(standing.unit.prior_rank, "chart_rank")


def _up(scene: _Scene, standing: Standing, number: int) -> Cell:
    return _places(scene, standing, number, up=True)


def _down(scene: _Scene, standing: Standing, number: int) -> Cell:
    return _places(scene, standing, number, up=False)


def _places(scene: _Scene, standing: Standing, number: int, *, up: bool) -> Cell:
    """By how many places the unit went up (or down, below 0); "" where a rank is not known."""
    prior, rank = scene.own("prior_rank", number), scene.there(standing, "rank")
    moved = f"{prior}-{rank}"
    one_way = f"MAX({moved},0)" if up else f"MIN({moved},0)"
    shown: Value = ""
    if standing.rank is not None and standing.unit.prior_rank is not None:
        by = standing.unit.prior_rank - standing.rank
        shown = max(by, 0) if up else min(by, 0)
    return Cell(shown, "chart_places", f'IF(AND(ISNUMBER({prior}),ISNUMBER({rank})),{one_way},"")')


def _members(key: str) -> _UnitCell:
    """The cell that an Excel function makes of the members' totals."""
    name, made = _ENDS[key]

    def cell(scene: _Scene, standing: Standing, number: int) -> Cell:
        totals = ",".join(scene.there(standing, f"mt:{member.id}") for member in scene.plan.members)
        own = scene.plan.member_totals(standing.unit)
        formula = f'IF({scene.there(standing, "scorers")}>0,{name}({totals}),"")'
        return Cell(_decimal(made(own)) if own else "", "chart_figure", formula)

    return cell


def _gap(less: str, more: str) -> _UnitCell:
    """How far one column of the row lies below another."""

    def cell(scene: _Scene, standing: Standing, number: int) -> Cell:
        low, high = scene.own(less, number), scene.own(more, number)
        own = scene.plan.member_totals(standing.unit)
        shown = _decimal(_ENDS[more][1](own) - _ENDS[less][1](own)) if own else ""
        return Cell(shown, "chart_figure", f'IF(ISNUMBER({low}),{high}-{low},"")')

    return cell


def _mark(scene: _Scene, standing: Standing, number: int) -> Cell:
    """How far the mark of the mean reaches to either side: seen even where all members gave the same."""
    shown: Value = scene.mark if scene.plan.member_totals(standing.unit) else ""
    return Cell(shown, "chart_figure", f'IF(ISNUMBER({scene.own("mean", number)}),{scene.mark:f},"")')


def _lowest(figures: Sequence[Decimal]) -> Fraction:
    return Fraction(min(figures))


def _mean(figures: Sequence[Decimal]) -> Fraction:
    return sum(map(Fraction, figures), Fraction(0)) / len(figures)


def _highest(figures: Sequence[Decimal]) -> Fraction:
    return Fraction(max(figures))


_ENDS: Final = {"low": ("MIN", _lowest), "mean": ("AVERAGE", _mean), "high": ("MAX", _highest)}
_UnitCell = Callable[[_Scene, Standing, int], Cell]
_UNIT_CELLS: Final[dict[str, _UnitCell]] = {
    "unit": _unit_words,
    "prior_unit": _prior_words,
    "prior_rank": _prior_rank,
    "up": _up,
    "down": _down,
    "low": _members("low"),
    "mean": _members("mean"),
    "high": _members("high"),
    "below": _gap("low", "mean"),
    "above": _gap("mean", "high"),
    "mark": _mark,
}


# ---------------------------------------------------------------- sections
def profiled(plan: Plan) -> tuple[tuple[str, Criterion], ...]:
    """(column, criterion) of what the group's profile is made of: its sections, or its leaves where they are few.

    What has no maximum has no share of it. A rubric of many leaves and no or too many sections has no profile.
    """
    group_id = plan.made.group.id
    nodes = [(f"v:{node.id}", node) for node in plan.sections]
    if not nodes and len(plan.leaves) <= NARROW_LEAVES:
        nodes = [(f"c:{leaf.id}", leaf) for leaf in plan.leaves]
    kept = tuple((key, node) for key, node in nodes if worth_of(node, group_id) > 0)
    return kept if len(kept) > 1 else ()


def sections_table(plan: Plan, sheet: str, top: int, left: int) -> Table:
    """One row a section: the mean, lowest and highest of the group's units as shares of the maximum."""
    words = plan.words.words
    keys = ("share", "low", "high", "under_mean", "over_mean")
    fields = (Field("section", words["chart_section"], 40), *(Field(key, words[f"chart_{key}"]) for key in keys))
    scene = _scene(plan, fields, top, left)
    rows = (_section_row(scene, key, node, number) for number, (key, node) in enumerate(profiled(plan)))
    return Table(sheet, top, left, fields, tuple(rows))


def _section_row(scene: _Scene, key: str, node: Criterion, number: int) -> tuple[Cell, ...]:
    plan = scene.plan
    worth, shares = Fraction(worth_of(node, plan.made.group.id)), list[Fraction]()
    for standing in plan.standings:
        figure = _section_figure(plan, standing, key, node)
        if isinstance(figure, Decimal):
            shares.append(Fraction(figure) / worth)
    area, limit = _on(plan, plan.down(key)), _on(plan, a1(MAX, plan.at[key]))
    mean = sum(shares, Fraction(0)) / len(shares) if shares else None
    ends = (mean, min(shares), max(shares)) if mean is not None else (None,) * 3
    cells = [
        Cell(_shown(end), "chart_share", f'IF(COUNT({area})>0,{name}({area})/{limit},"")')
        for name, end in zip(("AVERAGE", "MIN", "MAX"), ends, strict=True)
    ]
    own, low, high = (scene.own(name, number) for name in ("share", "low", "high"))
    gaps = (None, None) if mean is None else (mean - min(shares), max(shares) - mean)
    for gap, made in zip(gaps, (f"{own}-{low}", f"{high}-{own}"), strict=True):
        cells.append(Cell(_shown(gap), "chart_share", f'IF(ISNUMBER({own}),{made},"")'))
    return (Cell(_section_words(node), "chart_word"), *cells)


def _section_figure(plan: Plan, standing: Standing, key: str, node: Criterion) -> object:
    """What the unit's cell on the group's sheet shows."""
    return plan.figure(standing.unit, node) if key.startswith("c:") else standing.values.get(node.id)


def _section_words(node: Criterion) -> str:
    return fitting(f"{node.code}. {node.name}" if node.code else node.name, SECTION_ROOM)


# ---------------------------------------------------------------- words and figures
def fitting(text: str, room: float, size: float = LETTERS) -> str:
    """The text, or as many whole words of it as fit into `room` points, with an ellipsis."""
    text = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if text_width(text, size) <= room:
        return text
    words = text.split(" ")
    while len(words) > 1 and text_width(" ".join(words) + "…", size) > room:
        words.pop()
    kept = " ".join(words)
    while kept and text_width(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:-–(“") + "…"


def _shown(figure: Fraction | None) -> Value:
    return "" if figure is None else _decimal(figure)


def _decimal(figure: Fraction) -> Decimal:
    return Decimal(figure.numerator) / Decimal(figure.denominator)


def numbers(values: Iterable[Value]) -> list[Decimal]:
    """Those of the values that are figures."""
    return [Decimal(value) for value in values if isinstance(value, Decimal | int)]
