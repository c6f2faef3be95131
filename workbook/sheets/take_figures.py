"""The figures that returned unit sheets and their summary show, against recomputed ones: one cause, one finding.

Nothing is told that follows from a cell with an error of its own, or from a figure that was told already:
a stale leaf, but not its section; a stale section, but not the total; a total, but neither rank nor tier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from workbook.catalogue import form as said
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import CellId
from workbook.points import Score, round_half_up, roundings
from workbook.rubric import Criterion
from workbook.rules.rule import join
from workbook.scoring import sum_points
from workbook.sheets.compare import Located, figure_of
from workbook.sheets.decode import FIGURES
from workbook.sheets.grid import ReadCell
from workbook.sheets.shown import OK
from workbook.sheets.take_parts import Returned
from workbook.sheets.unit_head import figure, foot_value
from workbook.sheets.unit_plan import CONTROL_ROW, UnitPlan, has_points
from workbook.sheets.unit_shown import Shower, ShownUnit, unit_control, unit_control_places, unit_ranks

Shown = Decimal | str
"""A recomputed figure as its cell shows it; "" where the sheet shows none."""
_HIDDEN = ("f:exact", "f:limit", "f:base")
"""Figures that nobody reads: they follow from the others, or lead to them."""


@dataclass(frozen=True)
class Figures:
    """What was typed into the sheets of one group, as far as the sheets' own formulas understand it."""

    returned: Returned
    plan: UnitPlan
    found: Mapping[str, Located]
    """By unit id, the sheets that are there once."""
    facts: Mapping[CellId, Score]
    remarks: Mapping[CellId, str]
    strange: Collection[CellId]
    spoiled: Collection[CellId]
    """(unit, leaf) with an error of its own."""

    @cached_property
    def shower(self) -> Shower:
        return Shower(self.plan, self.facts, self.remarks, self.strange)

    @cached_property
    def shown(self) -> dict[str, ShownUnit]:
        return self.shower.units()

    @cached_property
    def leaf_rows(self) -> tuple[tuple[Criterion, tuple[str, ...]], ...]:
        """Each leaf with the keys of the rows that have a state of it."""
        rows = self.plan.input_rows
        leaves = self.plan.leaves
        return tuple((leaf, tuple({f"c:{leaf.id}", *(row.key for row in rows(leaf))})) for leaf in leaves)

    @cached_property
    def spoiled_of(self) -> dict[str, set[str]]:
        """The leaves with an error of their own, by unit id."""
        made: dict[str, set[str]] = {}
        for unit_id, leaf_id in self.spoiled:
            made.setdefault(unit_id, set()).add(leaf_id)
        return made

    @cached_property
    def summary(self) -> Located | None:
        found = self.returned.sheets(f"g:{self.plan.group.id}")
        return found[0] if len(found) == 1 else None

    @cached_property
    def unsure(self) -> frozenset[str]:
        """Relative leaves of which the highest figure may not be what the sheets had."""
        leaves = {leaf.id for leaf in self.plan.leaves if leaf.rule.relative and not self.plan.is_own}
        if self.summary is None or len(self.found) < len(self.plan.sheets):
            return frozenset(leaves)
        return frozenset(leaf for _, leaf in self.spoiled if leaf in leaves)

    def right(self, unit_id: str) -> dict[str, Shown]:
        """The figures below the tree of a unit, by row key; most stand on the summary too."""
        return {key: foot_value(self.plan, self.shown[unit_id], key) for key in self.plan.feet if key not in _HIDDEN}


def shown_control(figures: Figures) -> Decimal:
    """The figure that the summary, or a unit's own sheet, shows beside the signature: texts are not in its sum."""
    return unit_control(figures.plan, figures.shown.values())


def compare_figures(figures: Figures) -> Iterator[Finding]:
    """The findings of all unit sheets of a group and of its summary."""
    right: dict[str, _Unit] = {}
    for sheet in figures.plan.sheets:
        found = figures.found.get(sheet.unit.id)
        if found is not None:
            unit = _Unit(figures, sheet.unit.id, found)
            faults = list(unit.compare())
            yield from faults
            if not faults and not unit.doubtful:
                right[sheet.unit.id] = unit
    if figures.summary is not None:
        yield from _compare_summary(figures, figures.summary, right)


# ---------------------------------------------------------------- one unit
class _Unit:
    """One unit's sheet: goes from the leaves up, and leaves out what stands above a doubtful leaf."""

    def __init__(self, figures: Figures, unit_id: str, found: Located) -> None:
        self.figures, self.unit_id, self.found = figures, unit_id, found
        self.shown = figures.shown[unit_id]
        self.doubtful = figures.spoiled_of.get(unit_id, set()) | figures.unsure
        """Leaves with an error, and those of figures told already."""
        self.waiting: set[str] = set()
        """Leaves that the sheet itself calls incomplete: it shows no figure of them, nor above them."""

    def compare(self) -> Iterator[Finding]:
        yield from self._leaves()
        control = [] if self.doubtful else list(self._differs(CONTROL_ROW, self.control))
        yield from self._sections()
        right = self.figures.right(self.unit_id)
        for name in self.figures.plan.aggregates:
            if self.doubtful.isdisjoint(below := self.figures.shower.below[name]):
                yield from self._differs(f"a:{name}", right[f"a:{name}"], waits=self._waits(below))
        if not self.doubtful:
            yield from self._feet(right)
        yield from control

    def _leaves(self) -> Iterator[Finding]:
        plan = self.figures.plan
        for leaf, keys in self.figures.leaf_rows:
            if leaf.id in self.doubtful:
                continue
            wrong = [key for key in keys if not _is_right(self.found.cell(key, "state"))]
            shows = has_points(plan, leaf)
            if wrong and shows and figure_of(self.found.cell(f"c:{leaf.id}", "points")) not in (None, ""):
                # No program computes points beside what is missing: one of the two was written by hand.
                for key in wrong:
                    yield from self._state(key, leaf)
            elif wrong:
                self.waiting.add(leaf.id)
            if shows:
                right = figure(self.shown.points[leaf.id])
                faults = list(self._differs(f"c:{leaf.id}", right, leaf, waits=leaf.id in self.waiting))
                self.doubtful.update([leaf.id] if faults else [])
                yield from faults

    def _state(self, key: str, leaf: Criterion) -> Iterator[Finding]:
        read, right = figure_of(self.found.cell(key, "state")), Decimal(self.shown.states.get(key, OK))
        if read is not None and read != right:
            yield _told(self._at(key, "state", leaf), join(FIGURES["state"], f" “{leaf.name}”"), read, right)

    def _waits(self, below: Collection[str]) -> bool:
        return not self.waiting.isdisjoint(below)

    @property
    def control(self) -> Decimal:
        """The control total as the sheet sums it up: without what it calls incomplete."""
        if not self.waiting:
            return self.shown.control
        summed = self.figures.shower.adds - self.waiting
        points = sum_points(self.shown.points[leaf] for leaf in summed)
        return round_half_up(points, unit_control_places(self.figures.plan.issue))

    def _sections(self) -> Iterator[Finding]:
        """Sub-totals, the innermost first."""
        for row in reversed(self.figures.plan.tree):
            below = self.figures.shower.below.get(row.node.id)
            if row.kind == "parent" and below and self.doubtful.isdisjoint(below):
                right = figure(self.shown.values[row.node.id])
                faults = list(self._differs(row.key, right, row.node, waits=self._waits(below)))
                self.doubtful.update(below if faults else [])
                yield from faults

    def _feet(self, right: Mapping[str, Shown]) -> Iterator[Finding]:
        """The total; where it is right, what follows from it."""
        follows = False
        for key in ("f:total", "f:index", "f:percent", "f:converted", "f:tier"):
            if key not in right or (key == "f:tier" and follows):
                continue
            faults = list(self._differs(key, right[key], waits=bool(self.waiting)))
            yield from faults
            if faults and key == "f:total":
                return
            # A half that was rounded down is told once, and not again where the tier is read from it.
            halved = any(fault.check is said.SHOWN_HALF for fault in faults)
            follows = follows or (halved and key == f"f:{self.figures.plan.group.base}")

    def _differs(
        self, key: str, right: Shown, node: Criterion | None = None, *, waits: bool = False
    ) -> Iterator[Finding]:
        """`waits`: the sheet says that something is missing for this figure, and may show none."""
        read = figure_of(self.found.cell(key, "points"))
        if read is None or read == right or (waits and read == ""):
            return
        at = self._at(key, "points", node)
        yield _told(at, _words(self.figures.plan, key, node), read, right, read in self._halves(key, node))

    def _at(self, row_key: str, column_key: str, node: Criterion | None) -> Place:
        issue = self.figures.plan.issue
        member = None if issue.scorer == "unit" else issue.member
        file, criterion = self.figures.returned.file, node.id if node else None
        cell = self.found.a1(row_key, column_key)
        return Place(file, self.found.sheet.name, cell, self.unit_id, criterion, member)

    def _halves(self, key: str, node: Criterion | None) -> tuple[Decimal, ...]:
        """What a program may make of a figure if it lies at an exact half."""
        places, made = self.figures.plan.issue.rubric.rounding, self.shown.outcome
        if key.startswith("c:") and node is not None:
            exact = self.figures.shower.exact_points(self.unit_id, node)
            return () if exact is None else roundings(exact, places.leaf)[1:]
        if key == "f:total" and self.shown.exact is not None:
            return roundings(self.shown.exact, places.total)[1:]
        wholes = {"f:index": Decimal(1), "f:percent": Decimal(100), "f:converted": self.figures.plan.group.max}
        if key not in wholes or made is None or not made.applicable_max:
            return ()
        share = Fraction(made.total) / Fraction(made.applicable_max) * Fraction(wholes[key])
        return roundings(share, places.index if key == "f:index" else places.total)[1:]


# ---------------------------------------------------------------- the summary
def _compare_summary(figures: Figures, summary: Located, units: Mapping[str, _Unit]) -> Iterator[Finding]:
    """The lines of units whose own sheets are right; the control total where all are, ranks where all are whole."""
    plan = figures.plan
    all_right = len(units) == len(plan.sheets)
    all_whole = all_right and not any(unit.waiting for unit in units.values())
    ranks = unit_ranks(plan, figures.shown)
    stale = False
    for sheet in plan.sheets:
        unit_id = sheet.unit.id
        if unit_id not in units:
            continue
        right = {key.removeprefix("f:"): right for key, right in figures.right(unit_id).items()}
        right |= {"control": units[unit_id].control} if "control" in right else {}
        waits = bool(units[unit_id].waiting)
        for key in (column.key for column in plan.summary_columns if column.key in right):
            faults = list(_on_summary(figures, summary, f"u:{unit_id}", key, right[key], waits=waits))
            yield from faults
            if faults and key == "total":
                stale = True
                break
    for sheet in plan.sheets if all_whole and not stale else ():
        rank = ranks[sheet.unit.id]
        right_rank = "" if rank is None else Decimal(rank)
        yield from _on_summary(figures, summary, f"u:{sheet.unit.id}", "rank", right_rank)
    if all_right:
        control = sum((unit.control for unit in units.values()), Decimal(0))
        right_control = round_half_up(control, unit_control_places(plan.issue))
        yield from _on_summary(figures, summary, CONTROL_ROW, "control", right_control)


def _on_summary(
    figures: Figures, summary: Located, row: str, column: str, right: Shown, *, waits: bool = False
) -> Iterator[Finding]:
    read = figure_of(summary.cell(row, column))
    if read is not None and read != right and not (waits and read == ""):
        unit = row[2:] if row.startswith("u:") else None
        cell = summary.a1(row, column)
        at = Place(figures.returned.file, summary.sheet.name, cell, unit, member=figures.plan.issue.member)
        yield _told(at, _words(figures.plan, column), read, right)


# ---------------------------------------------------------------- one figure
def _told(at: Place, what: Words, read: Shown, right: Shown, is_half: bool = False) -> Finding:
    check = said.SHOWN_HALF if is_half else said.SHOWN_DIFFERS
    facts: dict[str, Fact] = {"found": None if read == "" else read, "right": None if right == "" else right}
    return finding(check, at, what=what, **facts)


def _words(plan: UnitPlan, key: str, node: Criterion | None = None) -> Words:
    """How a figure is called: of a criterion, an aggregate, or the whole."""
    if node is not None:
        return join(FIGURES["section" if node.children else "points"], f" “{node.name}”")
    if key.startswith("a:"):
        name = next(made.name for made in plan.issue.rubric.aggregates if made.id == key[2:])
        return join(FIGURES["section"], f" “{name}”")
    return FIGURES[key.removeprefix("f:")]


def _is_right(cell: ReadCell | None) -> bool:
    """Whether a state cell says that nothing is missing; one without a cached result says nothing."""
    # Nearly all hold a plain 0, which needs no reading.
    return cell is None or (cell.kind == "number" and cell.text == "0") or figure_of(cell) in (None, Decimal(0))
