"""Members who differ: cells and totals that the council must discuss, and what was recorded of them.

Pure: a tally in, differences and findings out. What the council concluded counts with its conclusion
in every member's total, so a difference that only came from there is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from workbook.catalogue import panel as said
from workbook.consolidation import totals_of
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import Discussed, Round, Tally, Unit
from workbook.points import Score
from workbook.rubric import Criterion, Group, Rubric

Totals = Mapping[str, Mapping[str, Decimal]]
"""By unit id, by member id: the total that a member who left nothing blank gives the unit."""
_NAMED = 5
"""How many members a finding names at either end; the tally names all."""


def panel_totals(rubric: Rubric, group: Group, tally: Tally, units: Sequence[Unit]) -> Totals:
    """The members' own totals of the units; a unit that nobody scored whole holds none."""
    if not _kept or _kept[0][0] is not tally or _kept[0][1] is not rubric:
        _kept[:] = [(tally, rubric, {})]
    known = _kept[0][2]
    leaves = rubric.leaves_in(group.id)
    for unit in units:
        if unit.id not in known:
            known[unit.id] = totals_of(rubric, group, {leaf.id: tally.cells[unit.id, leaf.id] for leaf in leaves})
    return {unit.id: known[unit.id] for unit in units}


_kept: list[tuple[Tally, Rubric, dict[str, dict[str, Decimal]]]] = []
"""The totals of the last tally: findings and several sheets ask for them, and they take a while."""


# ---------------------------------------------------------------- differences
@dataclass(frozen=True, slots=True)
class Apart:
    """Figures of one unit, on a leaf or in total, that differ by more than the round's limit."""

    unit: Unit
    leaf: Criterion | None
    """None for the total."""
    figures: Mapping[str, Decimal]
    """By member, in the round's order."""
    limit: Decimal
    discussed: Discussed | None = None
    concluded: Score = None
    """What the council concluded there; None where it did not."""

    @property
    def low(self) -> Decimal:
        return min(self.figures.values())

    @property
    def high(self) -> Decimal:
        return max(self.figures.values())

    @property
    def spread(self) -> Decimal:
        return self.high - self.low

    @property
    def outgrown(self) -> bool:
        """Whether the figures are farther apart than they were when they were discussed."""
        known = None if self.discussed is None else self.discussed.spread
        return known is not None and self.spread > known

    @property
    def settled(self) -> bool:
        return self.concluded is not None or (self.discussed is not None and not self.outgrown)

    def who(self, figure: Decimal) -> list[str]:
        return [member for member, own in self.figures.items() if own == figure]


def differences(rubric: Rubric, round_: Round, tally: Tally) -> Iterator[Apart]:
    """All of them, settled ones too: group by group and unit by unit, the total before the criteria."""
    asked = round_.disagreement
    if asked.cell is None and asked.total is None:
        return
    told = {(one.unit, one.criterion): one for one in round_.discussed}
    for group in rubric.groups:
        units = round_.scored(group.id)
        totals = panel_totals(rubric, group, tally, units) if asked.total is not None else {}
        leaves = [leaf for leaf in rubric.leaves_in(group.id) if leaf.rule.counts] if asked.cell is not None else []
        for unit in units:
            if asked.total is not None and _differ(totals[unit.id].values(), asked.total):
                yield Apart(unit, None, totals[unit.id], asked.total, told.get((unit.id, None)))
            for leaf in leaves:
                cell = tally.cells[unit.id, leaf.id]
                figures = [score for _, score in cell.given if isinstance(score, Decimal)]
                if asked.cell is not None and _differ(figures, asked.cell):
                    given = {member: score for member, score in cell.given if isinstance(score, Decimal)}
                    concluded = cell.value if cell.concluded else None
                    yield Apart(unit, leaf, given, asked.cell, told.get((unit.id, leaf.id)), concluded)


def _differ(figures: Iterable[Decimal], limit: Decimal) -> bool:
    known = tuple(figures)
    return len(known) > 1 and max(known) - min(known) > limit


# ---------------------------------------------------------------- findings
def check_disagreement(rubric: Rubric, round_: Round, tally: Tally) -> Iterator[Finding]:
    """What must still be discussed, what was, and records that fit nothing; one a difference, the widest first."""
    found = sorted(differences(rubric, round_, tally), key=lambda one: -one.spread)
    yield from (_told(round_, one) for one in found if one.concluded is None)
    fitting = {one.discussed for one in found if one.concluded is None}
    names = {unit.id: unit.name for unit in round_.units}
    leaves = {leaf.id: leaf for leaf in rubric.leaves()}
    for record in round_.discussed:
        if record not in fitting:
            leaf = leaves.get(record.criterion) if record.criterion is not None else None
            at = Place(unit=record.unit, criterion=record.criterion)
            unit = names.get(record.unit, record.unit)
            yield finding(said.DISCUSSED_IDLE, at, unit=unit, what=what_of(leaf))
    if round_.disagreement.total is not None:
        yield from _not_compared(rubric, round_, tally)


def _told(round_: Round, one: Apart) -> Finding:
    at = Place(unit=one.unit.id, criterion=one.leaf.id if one.leaf else None)
    facts: dict[str, Fact] = {"unit": one.unit.name, "spread": one.spread}
    if one.discussed is not None:
        own = one.discussed
        facts |= {"what": what_of(one.leaf), "when": own.when}
        if own.spread is not None and one.outgrown:
            check = said.DISCUSSED_OUTGROWN if round_.disagreement.must else said.DISCUSSED_OUTGROWN_OPEN
            return finding(check, at, was=own.spread, **facts)
        check = said.DISCUSSED if own.spread is not None else said.DISCUSSED_UNBOUND
        return finding(check, at, reason=own.reason, by=own.by, **facts)
    facts |= {"limit": one.limit, "low": one.low, "high": one.high}
    facts |= {"lowest": _few(one.who(one.low)), "highest": _few(one.who(one.high))}
    if one.leaf is None:
        return finding(said.TOTAL_APART if round_.disagreement.must else said.TOTAL_APART_OPEN, at, **facts)
    check = said.CELL_APART if round_.disagreement.must else said.CELL_APART_OPEN
    return finding(check, at, criterion=one.leaf.name, **facts)


def _not_compared(rubric: Rubric, round_: Round, tally: Tally) -> Iterator[Finding]:
    """Groups that several members scored, but no unit of which has two totals to compare."""
    for group in rubric.groups:
        units = round_.scored(group.id)
        leaves = rubric.leaves_in(group.id)
        given = (tally.cells[unit.id, leaf.id].given for unit in units for leaf in leaves)
        if len({member for cell in given for member, _ in cell}) > 1:
            totals = panel_totals(rubric, group, tally, units)
            if all(len(own) < 2 for own in totals.values()):
                yield finding(said.TOTALS_NOT_COMPARED, Place(), group=group.name)


def what_of(leaf: Criterion | None) -> Words:
    """What was compared, in words."""
    return Words("tổng điểm", "the total") if leaf is None else Words(f"tiêu chí “{leaf.name}”", f"“{leaf.name}”")


def _few(members: Sequence[str]) -> str:
    return ", ".join(members[:_NAMED]) + (f", ... ({len(members)})" if len(members) > _NAMED else "")
