"""Many ballots -> one tally: who gave what, and what it makes. Exact; no Excel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workbook.facts import Best, Facts, best_of, is_sound, leaf_points, listed_inputs, merge_listed
from workbook.model import Ballot, CellId, Combined, Conclusion, Member, Round, SelfScore, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.rubric import Criterion, Group, Rubric, leaf_of, parents_of
from workbook.scoring import Exact, exact_total, shut_leaves


def consolidate(
    rubric: Rubric, round_: Round, ballots: Iterable[Ballot], self_scores: Mapping[str, SelfScore] | None = None
) -> Tally:
    """Combine the ballots of the members present: each one's points leaf by leaf, then their mean.

    A conclusion of the council stands over the mean. The members are taken in the round's order, so
    that the order of arrival changes nothing. `self_scores` are kept beside it and never counted.
    """
    by_member = {ballot.member: ballot for ballot in ballots}
    panel = _panel(rubric, round_, by_member)
    concluded = frozenset((one.unit, one.criterion) for one in round_.conclusions if one.points is not None)
    cells: dict[CellId, Combined] = {}
    for group in rubric.groups:
        # What is best is judged over all members: one who may not score the best unit must not raise the others.
        best = best_of(rubric, group, round_.scored(group.id), panel.facts.values(), concluded)
        for unit in round_.scored(group.id):
            shut = shut_leaves(rubric, unit)
            for leaf in rubric.leaves_in(group.id):
                made = Combined((), None, NOT_APPLICABLE) if leaf.id in shut else _cell(panel, unit, leaf, best)
                cells[unit.id, leaf.id] = made
    return Tally(tuple(by_member[member.id] for member in panel.members), cells, dict(self_scores or {}))


@dataclass(frozen=True, slots=True)
class _Panel:
    """The members present, in the round's order, and what each of them gave where he may score."""

    rubric: Rubric
    round: Round
    members: tuple[Member, ...]
    facts: Mapping[str, Facts]
    """By member id, with the figures of the round's lists; what he typed elsewhere counts nowhere."""
    above: Mapping[str, tuple[str, ...]]
    """The parents of each leaf."""
    concluded: Mapping[CellId, Conclusion]
    waived: frozenset[CellId]


def _panel(rubric: Rubric, round_: Round, ballots: Mapping[str, Ballot]) -> _Panel:
    present = tuple(member for member in round_.members if member.id in ballots and member.absent is None)
    above = parents_of(rubric)
    units = {unit.id: unit for unit in round_.units}
    listed = listed_inputs(rubric)
    facts: dict[str, Facts] = {}
    for member in present:
        own = {
            (unit_id, asked): fact
            for (unit_id, asked), fact in ballots[member.id].scores.items()
            if unit_id in units and round_.scores(member, units[unit_id], leaf_of(asked), above.get(leaf_of(asked), ()))
        }
        facts[member.id] = merge_listed(listed, round_, own)
    concluded = {(one.unit, one.criterion): one for one in round_.conclusions}
    waived = frozenset((waiver.unit, waiver.criterion) for waiver in round_.waivers)
    return _Panel(rubric, round_, present, facts, above, concluded, waived)


def _cell(panel: _Panel, unit: Unit, leaf: Criterion, best: Best) -> Combined:
    """One cell of a leaf that applies to the unit."""
    cell = (unit.id, leaf.id)
    if not leaf.is_listed(unit.group):
        given = tuple(
            (member.id, leaf_points(panel.rubric, leaf, unit, panel.facts[member.id], best))
            for member in panel.members
            if panel.round.scores(member, unit, leaf.id, panel.above[leaf.id])
        )
        return _combine(panel.rubric, leaf, given, None, panel.concluded.get(cell))
    # Listed figures that are missing or wrong count nowhere until they are mended, as on a ballot.
    right = cell in panel.waived or is_sound(leaf, unit, panel.round.listed)
    points = leaf_points(panel.rubric, leaf, unit, panel.round.listed, best) if right else None
    return _combine(panel.rubric, leaf, (), points, panel.concluded.get(cell))


def _combine(
    rubric: Rubric, leaf: Criterion, given: tuple[tuple[str, Score], ...], listed: Score, conclusion: Conclusion | None
) -> Combined:
    if conclusion is not None and conclusion.points is not None:
        return Combined(given, _fraction(conclusion.points), conclusion.points, concluded=True)
    if not given:
        return Combined((), _fraction(listed), listed)
    numbers = [Fraction(score) for _, score in given if isinstance(score, Decimal)]
    if not numbers:
        marked = any(score is NOT_APPLICABLE for _, score in given)
        return Combined(given, None, NOT_APPLICABLE if marked else None)
    # What is only met or not is no figure to average: it is met where everybody says so.
    mean = sum(numbers, Fraction(0)) / len(numbers) if leaf.rule.counts else min(numbers)
    return Combined(given, mean, round_half_up(mean, rubric.rounding.leaf))


def _fraction(score: Score) -> Fraction | None:
    return Fraction(score) if isinstance(score, Decimal) else None


def score_units(rubric: Rubric, round_: Round, group: Group, facts: Mapping[str, Facts]) -> dict[str, dict[str, Score]]:
    """Points by unit and leaf of units that scored themselves; `facts` by unit id. Shut leaves hold the mark.

    The best unit of a relative rule is the best of those that scored themselves; the figures of the
    round's lists are added here.
    """
    units = [unit for unit in round_.scored(group.id) if unit.id in facts]
    listed = listed_inputs(rubric)
    own = {unit.id: merge_listed(listed, round_, _only(facts[unit.id], unit)) for unit in units}
    best = best_of(rubric, group, units, own.values())
    made: dict[str, dict[str, Score]] = {}
    for unit in units:
        shut = shut_leaves(rubric, unit)
        made[unit.id] = {
            leaf.id: NOT_APPLICABLE if leaf.id in shut else leaf_points(rubric, leaf, unit, own[unit.id], best)
            for leaf in rubric.leaves_in(group.id)
        }
    return made


def _only(facts: Facts, unit: Unit) -> Facts:
    """What a unit says of itself."""
    return {cell: fact for cell, fact in facts.items() if cell[0] == unit.id}


# ---------------------------------------------------------------- totals
def unit_exact(rubric: Rubric, group: Group, tally: Tally, unit: Unit) -> Fraction | None:
    """The unit's total before its last rounding, in the rubric's order; None while a leaf has no score."""
    cells = {leaf.id: tally.cells[unit.id, leaf.id] for leaf in rubric.leaves_in(group.id)}
    if any(cell.value is None for cell in cells.values()):
        return None
    if rubric.rounding.order == "leaf":
        return exact_total(rubric, group, {leaf: _exact(cell.value) for leaf, cell in cells.items()})
    if rubric.rounding.order == "total":
        exact: dict[str, Exact] = {
            leaf: cell.value if cell.value is NOT_APPLICABLE else cell.exact for leaf, cell in cells.items()
        }
        return exact_total(rubric, group, exact)
    totals = member_totals(rubric, group, cells)
    if not totals:
        # Nobody has a whole row: None, unless nothing applies to the unit at all.
        return Fraction(0) if all(cell.value is NOT_APPLICABLE for cell in cells.values()) else None
    return sum(map(Fraction, totals), Fraction(0)) / len(totals)


def member_totals(rubric: Rubric, group: Group, cells: Mapping[str, Combined]) -> list[Decimal]:
    """The rounded total of each scorer who left no leaf blank, in the members' order.

    A leaf that the council concluded counts with its conclusion in every member's total, and so does
    one that nobody scores.
    """
    scorers = list(dict.fromkeys(member for cell in cells.values() for member, _ in cell.given))
    totals = []
    for member in scorers:
        # What nobody gave, for it is shut or listed, counts in every member's total alike.
        own = {
            leaf: cell.value if cell.concluded or not cell.given else dict(cell.given).get(member)
            for leaf, cell in cells.items()
        }
        total = exact_total(rubric, group, {leaf: _exact(score) for leaf, score in own.items()})
        if total is not None and None not in own.values():
            totals.append(round_half_up(total, rubric.rounding.total))
    return totals


def _exact(score: Score) -> Exact:
    return Fraction(score) if isinstance(score, Decimal) else score
