"""What a ballot sheet shows for given scores: states, totals, ranks, tiers, control totals.

The drawer caches these figures in the formulas, the taker compares them with what came back.
They follow the sheet's own logic: a row has a total only when none of its cells is empty or
invalid, and only such rows are ranked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from workbook.model import Ballot, CellId, Issue, Unit
from workbook.points import NOT_APPLICABLE, Score, decimals, round_half_up
from workbook.rubric import Criterion, Group
from workbook.scoring import Outcome, in_range, outcome, shut_leaves, sum_points, tier_base, tier_of

OK, MISSING, INVALID = 0, 1, 2


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One unit's line. `outcome` is None while the row is not complete."""

    states: tuple[int, ...]
    """By leaf, in the rubric's order: OK, MISSING or INVALID."""
    outcome: Outcome | None
    rank: int | None

    @property
    def missing(self) -> int:
        return self.states.count(MISSING)

    @property
    def invalid(self) -> int:
        return self.states.count(INVALID)


def own_groups(issue: Issue) -> tuple[Group, ...]:
    """The groups that the issue's member scores and that have units this year, in the rubric's order."""
    member = issue.round.member(issue.member)
    groups = (group for group in issue.rubric.groups if group.id in member.groups)
    return tuple(group for group in groups if issue.round.scored(group.id))


def open_cells(issue: Issue, group: Group) -> Iterator[tuple[Unit, Criterion, bool]]:
    """(unit, leaf, open) of the member's cells in a group; shut ones hold the mark. No recused units."""
    leaves = issue.rubric.leaves_in(group.id)
    for unit in scored_units(issue, group):
        shut = shut_leaves(issue.rubric, unit)
        for leaf in leaves:
            yield unit, leaf, leaf.id not in shut


def scored_units(issue: Issue, group: Group) -> list[Unit]:
    """The units of a group that the issue's member scores."""
    recused = issue.round.member(issue.member).recused
    return [unit for unit in issue.round.scored(group.id) if unit.id not in recused]


def blank_ballot(issue: Issue) -> Ballot:
    """The ballot as it is sent: marks where nothing applies, None everywhere else."""
    scores: dict[CellId, Score] = {
        (unit.id, leaf.id): None if is_open else NOT_APPLICABLE
        for group in own_groups(issue)
        for unit, leaf, is_open in open_cells(issue, group)
    }
    return Ballot(issue.member, issue.number, scores)


def state_of(leaf: Criterion, group_id: str, score: Score, is_open: bool) -> int:
    """OK, MISSING or INVALID, as the sheet's own helper formula says."""
    if score is None:
        return MISSING if is_open else INVALID
    if score is NOT_APPLICABLE:
        return OK if leaf.markable or not is_open else INVALID
    assert isinstance(score, Decimal)
    return OK if is_open and in_range(leaf, group_id, score) else INVALID


def show_group(
    issue: Issue, group: Group, scores: Mapping[CellId, Score], unreadable: Collection[CellId] = frozenset()
) -> dict[str, ShownRow]:
    """The group's lines by unit id, recused units left out. `unreadable` cells hold other content."""
    states: dict[str, list[int]] = {}
    outcomes: dict[str, Outcome | None] = {}
    # The same few scores stand in a column many times: the state of each is found once.
    leaves = [(leaf.id, leaf, dict[Score, int]()) for leaf in issue.rubric.leaves_in(group.id)]
    for unit in scored_units(issue, group):
        shut = shut_leaves(issue.rubric, unit)
        row: list[int] = []
        values: dict[str, Score] = {}
        for leaf_id, leaf, known in leaves:
            score = values[leaf_id] = scores.get((unit.id, leaf_id))
            state = known.get(score)
            if state is None or leaf_id in shut:
                state = state_of(leaf, group.id, score, leaf_id not in shut)
                if leaf_id not in shut:
                    known[score] = state
            row.append(state)
        if unreadable:
            lost = [(unit.id, leaf_id) in unreadable for leaf_id, _, _ in leaves]
            row = [INVALID if gone else state for gone, state in zip(lost, row, strict=True)]
        states[unit.id] = row
        outcomes[unit.id] = None if any(row) else outcome(issue.rubric, group, values)
    ranks = ranks_by(issue, outcomes)
    return {unit_id: ShownRow(tuple(row), outcomes[unit_id], ranks[unit_id]) for unit_id, row in states.items()}


def ranks_by(issue: Issue, outcomes: Mapping[str, Outcome | None]) -> dict[str, int | None]:
    """The rank of each unit by the rubric's figure; None while it has no total."""
    keys = {unit_id: _rank_key(issue, made) for unit_id, made in outcomes.items()}
    ranks = ranks_of([key for key in keys.values() if key is not None], issue.rubric.ties == "dense")
    return {unit_id: None if key is None else ranks[key] for unit_id, key in keys.items()}


def ranks_of(keys: Collection[Decimal], dense: bool) -> dict[Decimal, int]:
    """The rank of each key: one plus how many (distinct, if dense) keys are greater."""
    ordered = sorted(set(keys) if dense else keys, reverse=True)
    ranks: dict[Decimal, int] = {}
    for place, key in enumerate(ordered, 1):
        ranks.setdefault(key, place)
    return ranks


def _rank_key(issue: Issue, made: Outcome | None) -> Decimal | None:
    if made is None:
        return None
    return made.index if issue.rubric.rank_by == "index" else made.total


def control_places(issue: Issue) -> int:
    """Decimals of the control total: enough for every step."""
    return max([issue.rubric.rounding.total, *(decimals(leaf.step) for leaf in issue.rubric.leaves())])


def control_total(issue: Issue, group: Group, scores: Mapping[CellId, Score]) -> Decimal:
    """The sum of all numbers typed for a group; stands beside the signature, on paper and in file."""
    leaves = [leaf.id for leaf in issue.rubric.leaves_in(group.id)]
    typed = [scores.get((unit.id, leaf)) for unit in scored_units(issue, group) for leaf in leaves]
    return control_of(issue, typed)


def control_of(issue: Issue, typed: Iterable[Score]) -> Decimal:
    """The same for the scores of all its cells."""
    return round_half_up(sum_points(typed), control_places(issue))


def following(issue: Issue, group: Group, made: Outcome, total: Decimal, index: Decimal | None = None) -> Outcome:
    """The outcome of a sheet that shows this total, and this index, instead of its own."""
    places, limit = issue.rubric.rounding, made.applicable_max
    if index is None and limit:
        index = round_half_up(Fraction(total) / Fraction(limit), places.index)
    base = tier_base(issue.rubric, group, total, limit, index)
    tier = tier_of(group.tiers, base)
    return replace(made, total=total, index=index, base=base, tier=tier.label if tier else None)
