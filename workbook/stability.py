"""Each member beside the panel: how severe, how spread, and what would change without his ballot. Exact; no Excel.

Without a ballot the cells are combined anew from what the others gave, as `consolidation` does it from ballots, and
ranked by `ranking`: the same figures as if he had never scored. Where points simply add up, `stability_sums` is faster.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from workbook.consolidation import consolidate, leading, made_of
from workbook.disagreement import Totals, panel_totals
from workbook.model import Ballot, CellId, Combined, Ranking, Round, Standing, Tally
from workbook.points import EXACT, NOT_APPLICABLE, Score, round_half_up
from workbook.ranking import rank
from workbook.rubric import Criterion, Rubric
from workbook.stability_sums import Place, places_without


# ---------------------------------------------------------------- severity and spread
class Severity(NamedTuple):
    """A member's totals beside those of the panel, over the units that he gave a total."""

    units: int
    mean: Fraction
    severity: Fraction
    """The mean of his total less the panel's mean of the same unit: above 0 he is generous, below 0 strict."""
    spread: Decimal | None
    """The standard deviation of his totals (n - 1); None of one unit."""
    low: Decimal
    high: Decimal


def severities(totals: Totals) -> dict[str, Severity]:
    """By member id, in the order of the figures. Over all members of a unit the deviations sum to zero."""
    means = {unit: _mean(list(own.values())) for unit, own in totals.items() if own}
    given: dict[str, list[tuple[str, Decimal]]] = {}
    for unit, own in totals.items():
        for member, total in own.items():
            given.setdefault(member, []).append((unit, total))
    made = {}
    for member, pairs in given.items():
        figures = [total for _, total in pairs]
        away = [Fraction(total) - means[unit] for unit, total in pairs]
        severity = sum(away, Fraction(0)) / len(away)
        made[member] = Severity(len(pairs), _mean(figures), severity, deviation(figures), min(figures), max(figures))
    return made


def _mean(figures: Sequence[Decimal]) -> Fraction:
    return sum(map(Fraction, figures), Fraction(0)) / len(figures)


def deviation(figures: Sequence[Decimal | Fraction]) -> Decimal | None:
    """The standard deviation of a sample; None of fewer than two figures."""
    if len(figures) < 2:
        return None
    exact = [Fraction(figure) for figure in figures]
    mean = sum(exact, Fraction(0)) / len(exact)
    variance = sum(((one - mean) ** 2 for one in exact), Fraction(0)) / (len(exact) - 1)
    return (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()


# ---------------------------------------------------------------- without one member
class Moved(NamedTuple):
    """A unit whose rank or tier would be another."""

    unit: str
    ranks: tuple[int | None, int | None]
    """As it is, and without the member."""
    tiers: tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Without:
    """What one member's ballot decides."""

    member: str
    moved: tuple[Moved, ...]
    lost: tuple[str, ...]
    """Units that would have no total, for something was scored by him alone: nothing can be said of their ranks."""


def leave_one_out(rubric: Rubric, round_: Round, tally: Tally, ranking: Ranking) -> dict[str, Without]:
    """By member id, for every member whose ballot counts; by group the ranking's own order of units."""
    before = [standing for made in ranking.groups for standing in made.standings]
    quick = places_without(rubric, round_, tally)
    after = quick | dict(
        _ranked_anew(rubric, round_, tally, [one.member for one in tally.ballots if one.member not in quick])
    )
    made = {}
    for ballot in tally.ballots:
        now = after[ballot.member]
        lost = tuple(one.unit.id for one in before if one.rank is not None and now[one.unit.id][0] is None)
        made[ballot.member] = Without(ballot.member, tuple(_moved(before, now)), lost)
    return made


def _moved(before: Sequence[Standing], now: Mapping[str, Place]) -> Iterator[Moved]:
    for was in before:
        rank_, tier = now[was.unit.id]
        if was.rank is not None and rank_ is not None and (was.rank, was.tier) != (rank_, tier):
            yield Moved(was.unit.id, (was.rank, rank_), (was.tier, tier))


def _ranked_anew(
    rubric: Rubric, round_: Round, tally: Tally, members: Sequence[str]
) -> Iterator[tuple[str, dict[str, Place]]]:
    """Each of the members with the ranks and tiers of the units, combined and ranked without him."""
    # Where points are measured against the best unit, the ballot that has it changes everybody's: made anew then.
    relative = _only_relative(rubric)
    leads = frozenset[str]() if relative is None else leading(relative, round_, tally)
    own = () if relative is None or not leads else _only_asked(relative, tally.ballots)
    # The others' own totals stay what they are, but for such points.
    totals = _totals(rubric, round_, tally) if rubric.rounding.order == "member" and not leads else None
    changed = _changed_cells(rubric, tally, members, whole=rubric.rounding.order == "member" and totals is None)
    for member in members:
        ballots = tuple(ballot for ballot in tally.ballots if ballot.member != member)
        cells = {**tally.cells, **changed[member]}
        if relative is not None and member in leads:
            cells |= consolidate(relative, round_, [ballot for ballot in own if ballot.member != member]).cells
        others = totals and {
            unit: {name: total for name, total in all_.items() if name != member} for unit, all_ in totals.items()
        }
        made, _ = rank(rubric, round_, replace(tally, ballots=ballots, cells=cells), others)
        yield member, {one.unit.id: (one.rank, one.tier) for group in made.groups for one in group.standings}


def _totals(rubric: Rubric, round_: Round, tally: Tally) -> Totals:
    made: dict[str, Mapping[str, Decimal]] = {}
    for group in rubric.groups:
        made |= panel_totals(rubric, group, tally, round_.scored(group.id))
    return made


def _changed_cells(
    rubric: Rubric, tally: Tally, members: Sequence[str], *, whole: bool
) -> dict[str, dict[CellId, Combined]]:
    """By member, the cells that are others without him; a cell is made once for all who gave the same.

    `whole` where who gave what is asked for again: the members' own totals are made of that.
    """
    leaves = {leaf.id: leaf for leaf in rubric.leaves()}
    made: dict[str, dict[CellId, Combined]] = {member: {} for member in members}
    for id_, cell in tally.cells.items():
        if cell.concluded and not whole:
            continue
        rest, known = _Rest(rubric, tally, leaves[id_[1]], cell), dict[tuple[Score, Decimal | None], Combined]()
        for at, (member, score) in enumerate(cell.given):
            if member not in made:
                continue
            key = (score, tally.weights.get(member))
            if whole or key not in known:
                known[key] = rest.without(at)
            made[member][id_] = known[key]
    return made


class _Rest:
    """One cell, and what is left of it."""

    def __init__(self, rubric: Rubric, tally: Tally, leaf: Criterion, cell: Combined) -> None:
        self.tally, self.leaf, self.cell, self.places = tally, leaf, cell, rubric.rounding.leaf
        given = [(member, score) for member, score in cell.given if isinstance(score, Decimal)]
        self.count, weights = len(given), tally.weights
        numbers = [EXACT.multiply(score, weights[member]) if weights else score for member, score in given]
        self.sum = reduce(EXACT.add, numbers, Decimal(0))
        self.weight = reduce(EXACT.add, [weights[member] for member, _ in given], Decimal(0)) if weights else Decimal(0)
        self.is_mean = tally.combine.method in ("mean", "weighted") and leaf.rule.counts

    def without(self, at: int) -> Combined:
        """The cell as all but one of those who gave something make it."""
        given, (member, score) = self.cell.given[:at] + self.cell.given[at + 1 :], self.cell.given[at]
        if self.cell.concluded:
            return replace(self.cell, given=given)
        exact = self._exact(given, member, score)
        if exact is None:
            marked = any(one is NOT_APPLICABLE for _, one in given)
            return Combined(given, None, NOT_APPLICABLE if marked else None)
        return Combined(given, exact, round_half_up(exact, self.places))

    def _exact(self, given: tuple[tuple[str, Score], ...], member: str, score: Score) -> Fraction | None:
        if self.is_mean and isinstance(score, Decimal) and self.count > 1:
            # The same as of all the others, by one subtraction.
            if self.tally.weights:
                own = self.tally.weights[member]
                left = EXACT.subtract(self.sum, EXACT.multiply(score, own))
                return Fraction(left) / Fraction(EXACT.subtract(self.weight, own))
            top, bottom = EXACT.subtract(self.sum, score).as_integer_ratio()
            return Fraction(top, bottom * (self.count - 1))
        return made_of(self.leaf, given, self.tally.combine, self.tally.weights)


def _only_asked(rubric: Rubric, ballots: Sequence[Ballot]) -> list[Ballot]:
    """The ballots with the facts alone that the rubric asks for."""
    asked = {
        id_ for group in rubric.groups for leaf in rubric.leaves_in(group.id) for id_, _ in leaf.asked_in(group.id)
    }
    return [
        replace(one, scores={cell: fact for cell, fact in one.scores.items() if cell[1] in asked}) for one in ballots
    ]


def _only_relative(rubric: Rubric) -> Rubric | None:
    """The rubric with the leaves alone that are measured against the best unit; None where there is none."""
    kept = tuple(node for top in rubric.criteria if (node := _pruned(top)) is not None)
    return replace(rubric, criteria=kept) if kept else None


def _pruned(node: Criterion) -> Criterion | None:
    if not node.children:
        return node if node.rule.relative else None
    below = tuple(child for one in node.children if (child := _pruned(one)) is not None)
    return replace(node, children=below) if below else None
