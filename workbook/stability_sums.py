"""Ranks without one member where points simply add up: by whole numbers, many times faster than combining anew.

What it cannot tell for certain it leaves out, and `stability` then combines and ranks anew: other methods than the
mean, other orders of rounding, trees that do more than add, tiers with conditions, equal figures that a tie chain or
a decision may part, marks beside scores, and what one member scored alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from workbook.model import Combined, Round, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Group, Rubric
from workbook.scoring import Outcome, outcome

Place = tuple[int | None, str | None]
"""A unit's rank and tier."""
_FINEST = 9
"""The decimals that whole numbers hold; finer points are left to the slow way."""


class _Unsure(Exception):
    """Something that sums alone do not tell."""


def places_without(rubric: Rubric, round_: Round, tally: Tally) -> dict[str, dict[str, Place]]:
    """By member, by unit; only of those members for whom it is certain."""
    if not _simple(rubric, tally):
        return {}
    made: dict[str, dict[str, Place]] = {ballot.member: {} for ballot in tally.ballots}
    unsure: set[str] = set()
    whole = _Wholes()
    try:
        for group in rubric.groups:
            rows = [_row(rubric, group, tally, unit, unsure, whole) for unit in round_.scored(group.id)]
            for member in made:
                found = _places(rubric, round_, group, rows, member)
                if found is None:
                    unsure.add(member)
                else:
                    made[member] |= found
    except _Unsure:
        return {}
    return {member: places for member, places in made.items() if member not in unsure}


def _simple(rubric: Rubric, tally: Tally) -> bool:
    rounding = rubric.rounding
    adds = all(node.weight == 1 and not node.cap for node in rubric.nodes())
    counts = all(leaf.rule.counts and not leaf.rule.beyond and not leaf.rule.relative for leaf in rubric.leaves())
    tiers = [tier for group in rubric.groups for tier in group.tiers]
    quotas = any(one.quota_count is not None or one.quota_percent is not None for one in tiers)
    bound = quotas or any(one.at_least or one.requires for one in tiers)
    usual = rounding.order == "leaf" and rounding.tier == "rounded" and rubric.bonus == "open"
    return usual and adds and counts and not bound and tally.combine.method == "mean"


# ---------------------------------------------------------------- one unit
@dataclass(frozen=True, slots=True)
class _Row:
    """A unit's figures: its total, and what each member's leaving adds to it in units of the last place of a leaf."""

    rubric: Rubric
    group: Group
    unit: Unit
    values: Mapping[str, Score]
    total: Decimal | None
    """None where a leaf has no score."""
    shifts: Mapping[str, int]
    outcomes: dict[int, Outcome]

    def without(self, member: str) -> Outcome | None:
        if self.total is None:
            return None
        shift = self.shifts.get(member, 0)
        if shift not in self.outcomes:
            total = Fraction(self.total) + Fraction(shift, 10**self.rubric.rounding.leaf)
            self.outcomes[shift] = outcome(self.rubric, self.group, self.values, max(total, Fraction(0)))
        return self.outcomes[shift]


class _Wholes(dict[Decimal, int]):
    """Scores in units of the finest place, each worked out once: few of a council's many differ."""

    def __missing__(self, score: Decimal) -> int:
        made = self[score] = _whole(score, _FINEST)
        return made


def _row(rubric: Rubric, group: Group, tally: Tally, unit: Unit, unsure: set[str], whole: _Wholes) -> _Row:
    """The unit's row; whoever scored something alone goes to `unsure`."""
    cells = {leaf.id: tally.cells[unit.id, leaf.id] for leaf in rubric.leaves_in(group.id)}
    values = {leaf: cell.value for leaf, cell in cells.items()}
    shifts: dict[str, int] = {}
    for cell in cells.values():
        if cell.given and not cell.concluded:
            _shift(cell, rubric.rounding.leaf, shifts, unsure, whole)
    numbers = [value for value in values.values() if isinstance(value, Decimal)]
    total = None if any(value is None for value in values.values()) else sum(numbers, Decimal(0))
    return _Row(rubric, group, unit, values, total, shifts, {})


def _shift(cell: Combined, places: int, shifts: dict[str, int], unsure: set[str], whole: _Wholes) -> None:
    """Add what the cell's value changes by, for each who gave a number in it."""
    given = [(member, score) for member, score in cell.given if isinstance(score, Decimal)]
    marks = [member for member, score in cell.given if score is NOT_APPLICABLE]
    if marks and given:
        raise _Unsure
    if len(given or marks) < 2:
        unsure.update(member for member, _ in cell.given)
        return
    if marks or not isinstance(cell.value, Decimal):
        return
    own = [(member, whole[score]) for member, score in given]
    added, was = sum([one for _, one in own]), _whole(cell.value, places)
    below = (len(given) - 1) * 10 ** (_FINEST - places)
    known: dict[int, int] = {}
    for member, one in own:
        if one not in known:
            known[one] = _half_up(added - one, below) - was
        shifts[member] = shifts.get(member, 0) + known[one]


def _whole(figure: Decimal, places: int) -> int:
    """The figure in units of its last place; it must have no finer ones."""
    number = figure.scaleb(places)
    made = int(number)
    if made != number:
        raise _Unsure
    return made


def _half_up(top: int, below: int) -> int:
    whole = (2 * abs(top) + below) // (2 * below)
    return whole if top >= 0 else -whole


# ---------------------------------------------------------------- ranks
def _places(rubric: Rubric, round_: Round, group: Group, rows: Sequence[_Row], member: str) -> dict[str, Place] | None:
    """Ranks and tiers of a group; None where equal figures could be parted."""
    made = {row.unit.id: row.without(member) for row in rows}
    figures = {unit: figure for unit, one in made.items() if (figure := _figure(rubric, one)) is not None}
    alike = len(set(figures.values())) < len(figures)
    if alike and (rubric.tie_chain or round_.ties):
        return None
    ranks = _ranks(figures.values(), dense=rubric.ties == "dense")
    return {unit: (ranks[figures[unit]] if unit in figures else None, one.tier if one else None)
            for unit, one in made.items()}  # fmt: skip


def _figure(rubric: Rubric, made: Outcome | None) -> Decimal | None:
    if made is None:
        return None
    return {"total": made.total, "index": made.index, "converted": made.converted}[rubric.rank_by]


def _ranks(figures: Iterable[Decimal], *, dense: bool) -> dict[Decimal, int]:
    """The rank of each figure, the highest first."""
    ranks: dict[Decimal, int] = {}
    place = 1
    for figure, equal in groupby(sorted(figures, reverse=True)):
        ranks[figure] = place
        place += 1 if dense else len(list(equal))
    return ranks
