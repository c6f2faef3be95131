"""The figures that returned unit sheets and their summary show, against recomputed ones: one cause, one finding.

Nothing is told that follows from a cell with an error of its own, or from a figure that was told already:
a stale leaf, but not its section; a stale section, but not the total; a total, but neither rank nor tier.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workbook.catalogue import form as said
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import CellId
from workbook.points import Score
from workbook.rules.rule import join
from workbook.sheets.compare import Located, figure_of
from workbook.sheets.decode import FIGURES
from workbook.sheets.take_parts import Returned
from workbook.sheets.unit_head import figure, foot_value
from workbook.sheets.unit_plan import CONTROL_ROW, UnitPlan, has_points
from workbook.sheets.unit_shown import Shower, ShownUnit, unit_control, unit_ranks

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
    whole: set[str] = set()
    for sheet in figures.plan.sheets:
        found = figures.found.get(sheet.unit.id)
        if found is not None:
            unit = _Unit(figures, sheet.unit.id, found)
            faults = list(unit.compare())
            yield from faults
            if not faults and not unit.doubtful:
                whole.add(sheet.unit.id)
    if figures.summary is not None:
        yield from _compare_summary(figures, figures.summary, whole)


# ---------------------------------------------------------------- one unit
class _Unit:
    """One unit's sheet: goes from the leaves up, and leaves out what stands above a doubtful leaf."""

    def __init__(self, figures: Figures, unit_id: str, found: Located) -> None:
        self.figures, self.unit_id, self.found = figures, unit_id, found
        self.shown = figures.shown[unit_id]
        self.doubtful = figures.spoiled_of.get(unit_id, set()) | figures.unsure
        """Leaves with an error, those that the sheet itself calls incomplete, and those of figures told already."""

    def compare(self) -> Iterator[Finding]:
        yield from self._leaves()
        control = [] if self.doubtful else list(self._differs(CONTROL_ROW, self.shown.control, FIGURES["control"]))
        yield from self._sections()
        right = self.figures.right(self.unit_id)
        for name in self.figures.plan.aggregates:
            if self.doubtful.isdisjoint(self.figures.shower.below[name]):
                yield from self._differs(f"a:{name}", right[f"a:{name}"], _aggregate_words(self.figures.plan, name))
        if not self.doubtful:
            yield from self._feet(right)
        yield from control

    def _leaves(self) -> Iterator[Finding]:
        plan = self.figures.plan
        for leaf in plan.leaves:
            if leaf.id in self.doubtful:
                continue
            keys = {f"c:{leaf.id}", *(row.key for row in plan.input_rows(leaf))}
            states = {figure_of(self.found.cell(key, "state")) for key in keys}
            if not states <= {None, Decimal(0)}:
                # The sheet itself says that something is missing here: its points are a leftover.
                self.doubtful.add(leaf.id)
            elif has_points(plan, leaf):
                what = join(FIGURES["points"], f" “{leaf.name}”")
                faults = list(self._differs(f"c:{leaf.id}", figure(self.shown.points[leaf.id]), what, leaf.id))
                self.doubtful.update([leaf.id] if faults else [])
                yield from faults

    def _sections(self) -> Iterator[Finding]:
        """Sub-totals, the innermost first."""
        for row in reversed(self.figures.plan.tree):
            below = self.figures.shower.below.get(row.node.id)
            if row.kind == "parent" and below and self.doubtful.isdisjoint(below):
                what = join(FIGURES["section"], f" “{row.node.name}”")
                faults = list(self._differs(row.key, figure(self.shown.values[row.node.id]), what, row.node.id))
                self.doubtful.update(below if faults else [])
                yield from faults

    def _feet(self, right: Mapping[str, Shown]) -> Iterator[Finding]:
        """The total; where it is right, what follows from it."""
        for key in ("f:total", "f:index", "f:percent", "f:converted", "f:tier"):
            faults = list(self._differs(key, right[key], FIGURES[key[2:]])) if key in right else []
            yield from faults
            if faults and key == "f:total":
                return

    def _differs(self, key: str, right: Shown, what: Words, criterion: str | None = None) -> Iterator[Finding]:
        issue = self.figures.plan.issue
        member = None if issue.scorer == "unit" else issue.member
        cell = self.found.a1(key, "points")
        at = Place(self.figures.returned.file, self.found.sheet.name, cell, self.unit_id, criterion, member)
        yield from _differs(self.found, key, "points", right, what, at)


# ---------------------------------------------------------------- the summary
def _compare_summary(figures: Figures, summary: Located, whole: Collection[str]) -> Iterator[Finding]:
    """The lines of units whose own sheets are right; ranks and the control total only where all are."""
    plan = figures.plan
    all_whole = len(whole) == len(plan.sheets)
    ranks = unit_ranks(plan, figures.shown)
    stale = False
    for sheet in plan.sheets:
        unit_id = sheet.unit.id
        if unit_id not in whole:
            continue
        right = {key.removeprefix("f:"): right for key, right in figures.right(unit_id).items()}
        for key in (column.key for column in plan.summary_columns if column.key in right):
            what = FIGURES.get(key) or _aggregate_words(plan, key.removeprefix("a:"))
            faults = list(_on_summary(figures, summary, f"u:{unit_id}", key, right[key], what))
            yield from faults
            if faults and key == "total":
                stale = True
                break
    for sheet in plan.sheets if all_whole and not stale else ():
        rank = ranks[sheet.unit.id]
        right_rank = "" if rank is None else Decimal(rank)
        yield from _on_summary(figures, summary, f"u:{sheet.unit.id}", "rank", right_rank, FIGURES["rank"])
    if all_whole:
        yield from _on_summary(figures, summary, CONTROL_ROW, "control", shown_control(figures), FIGURES["control"])


def _on_summary(
    figures: Figures, summary: Located, row: str, column: str, right: Shown, what: Words
) -> Iterator[Finding]:
    unit = row[2:] if row.startswith("u:") else None
    cell = summary.a1(row, column)
    at = Place(figures.returned.file, summary.sheet.name, cell, unit, member=figures.plan.issue.member)
    yield from _differs(summary, row, column, right, what, at)


# ---------------------------------------------------------------- one figure
def _differs(found: Located, row: str, column: str, right: Shown, what: Words, at: Place) -> Iterator[Finding]:
    read = figure_of(found.cell(row, column))
    if read is not None and read != right:
        facts: dict[str, Fact] = {"what": what, "found": None if read == "" else read}
        yield finding(said.SHOWN_DIFFERS, at, right=None if right == "" else right, **facts)


def _aggregate_words(plan: UnitPlan, name: str) -> Words:
    text = next(made.name for made in plan.issue.rubric.aggregates if made.id == name)
    return join(FIGURES["section"], f" “{text}”")
