"""Many ballots -> one tally: who gave what, and what it makes. Exact; no Excel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction

from workbook.model import Ballot, CellId, Combined, Criterion, Member, Round, Rubric, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up
from workbook.scoring import shut_leaves, sum_points


def consolidate(rubric: Rubric, round_: Round, ballots: Iterable[Ballot]) -> Tally:
    """Combine the ballots of the members present by the mean of the numbers given.

    The members are taken in the round's order, so that the order of arrival changes nothing.
    """
    by_member = {ballot.member: ballot for ballot in ballots}
    present = [member for member in round_.members if member.id in by_member and member.absent is None]
    cells: dict[CellId, Combined] = {}
    for group in rubric.groups:
        for unit in round_.scored(group.id):
            shut = shut_leaves(rubric, unit)
            scorers = scorers_of(present, unit)
            for leaf in rubric.leaves():
                cells[unit.id, leaf.id] = (
                    Combined((), None, NOT_APPLICABLE)
                    if leaf.id in shut
                    else _combine(rubric, leaf, unit, scorers, by_member)
                )
    return Tally(tuple(by_member[member.id] for member in present), cells)


def scorers_of(members: Iterable[Member], unit: Unit) -> tuple[Member, ...]:
    """The members who score the unit: its group is theirs and they are not recused."""
    return tuple(member for member in members if unit.group in member.groups and unit.id not in member.recused)


def _combine(
    rubric: Rubric, leaf: Criterion, unit: Unit, scorers: Sequence[Member], by_member: dict[str, Ballot]
) -> Combined:
    given = tuple((member.id, by_member[member.id].scores.get((unit.id, leaf.id))) for member in scorers)
    numbers = [Fraction(score) for _, score in given if isinstance(score, Decimal)]
    if not numbers:
        marked = any(score is NOT_APPLICABLE for _, score in given)
        return Combined(given, None, NOT_APPLICABLE if marked else None)
    exact = sum(numbers, Fraction(0)) / len(numbers)
    return Combined(given, exact, round_half_up(exact, rubric.rounding.leaf))


def unit_total(rubric: Rubric, tally: Tally, unit: Unit) -> Decimal | None:
    """The unit's total in the rubric's order of rounding; None while a leaf has no score."""
    cells = [tally.cells[unit.id, leaf.id] for leaf in rubric.leaves()]
    if any(cell.value is None for cell in cells):
        return None
    places = rubric.rounding.total
    if rubric.rounding.order == "leaf":
        return round_half_up(sum_points(cell.value for cell in cells), places)
    if rubric.rounding.order == "total":
        return round_half_up(sum((cell.exact for cell in cells if cell.exact is not None), Fraction(0)), places)
    totals = [round_half_up(total, places) for total in member_totals(cells)]
    if not totals:
        # Nobody has a whole row: None, unless nothing applies to the unit at all.
        return Decimal(0) if all(cell.value is NOT_APPLICABLE for cell in cells) else None
    return round_half_up(sum(map(Fraction, totals), Fraction(0)) / len(totals), places)


def member_totals(cells: Sequence[Combined]) -> list[Decimal]:
    """The sum over a unit's cells of each scorer who left none blank, in the members' order."""
    sums: dict[str, Decimal] = {}
    incomplete: set[str] = set()
    for cell in cells:
        for member, score in cell.given:
            sums[member] = sums.get(member, Decimal(0)) + _number(score)
            if score is None:
                incomplete.add(member)
    return [total for member, total in sums.items() if member not in incomplete]


def _number(score: Score) -> Decimal:
    return score if isinstance(score, Decimal) else Decimal(0)
