"""How one unit's total, tier and rank came about, and why one unit stands above another: as data, exact.

`summands` has the parts of a total, `headroom` what would change a rank or a tier. Nothing is said in words
here but what rules and tie steps say of themselves; no Excel.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from workbook.facts import Best, best_of, listed_inputs, merge_listed
from workbook.findings import Words
from workbook.headroom import Case, Change, Room, TierStep, rank_changes, rooms, tier_changes, tier_figure, tier_steps
from workbook.model import Combined, Conclusion, Member, Ranking, Round, Standing, Tally, Unit, Waiver
from workbook.points import NOT_APPLICABLE, Score
from workbook.ranking import rank_key
from workbook.rubric import Criterion, Group, Rubric, parents_of
from workbook.rules.direct import Direct
from workbook.rules.rule import Input, same
from workbook.scoring import shut_leaves, worth_of
from workbook.summands import Row, Summands, counts_in, shares_of, summands

Facts = tuple[tuple[Input, Score], ...]
"""What was typed, or listed, input by input."""


# ---------------------------------------------------------------- one criterion
@dataclass(frozen=True, slots=True)
class Gave:
    """What one member gave on one criterion. None points: left blank, or with an error that nobody waived."""

    member: str
    points: Score
    share: Fraction
    """How much it counts in what the members' figures make; 0 where it is left out."""
    facts: Facts = ()
    """What the points follow from; empty where points are typed."""
    remark: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Shut:
    """Why a criterion does not apply to the unit."""

    kind: Literal["trait", "exempt", "dropped"]
    reason: str
    """The traits' names, or the recorded reason."""
    node: str
    """The criterion that says so: the leaf itself, or one above it."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a leaf's points come from."""

    how: Words
    gave: tuple[Gave, ...]
    awaited: tuple[str, ...]
    """Members who should have scored it and whose ballot is not there."""
    recused: tuple[str, ...]
    listed: Facts
    """Its figures from the round's lists."""
    best: tuple[tuple[Input, Decimal], ...]
    """The highest figures of the group, where the points depend on them."""
    exact: Fraction | None
    """Before it was rounded."""
    conclusion: Conclusion | None
    waivers: tuple[Waiver, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of the tree: what the unit has in it, and what it adds to the total."""

    node: Criterion
    depth: int
    max: Decimal
    """The most that the unit can have there, before the weight."""
    value: Score
    """Points before the weight; the mark where it does not apply, None where something lacks."""
    factor: Fraction
    """What one of its points counts for in the total: its weight, times those above it."""
    adds: Fraction | None
    """What it adds to the total, everything below it included; None where that is not known, or it is in no sum."""
    capped: Fraction
    """What its own cap takes off the total."""
    counts: bool
    """Whether it is added up at all."""
    shut: Shut | None
    origin: Origin | None
    """None for a parent."""


# ---------------------------------------------------------------- one unit
@dataclass(frozen=True, slots=True)
class Neighbour:
    """The next unit above or below, and how far away it stands in the figure that is ranked."""

    standing: Standing
    distance: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything about one unit's result."""

    rubric: Rubric
    group: Group
    standing: Standing
    lines: tuple[Line, ...]
    """In the rubric's order, parents before children."""
    summands: Summands | None
    """None while the unit has no total."""
    totals: tuple[Row, ...]
    """Where members' totals are combined: each member's row, with its share."""
    absent: tuple[Member, ...]
    missing: tuple[str, ...]
    """The criteria that still have no points."""
    index: Fraction | None
    """The index and the converted total before they were rounded."""
    converted: Fraction | None
    figure: Decimal | Fraction | None
    """What the bounds of tiers are compared with."""
    tiers: tuple[TierStep, ...]
    ranked: int
    """How many units of the group have a rank."""
    above: Neighbour | None
    below: Neighbour | None
    equals: tuple[Standing, ...]
    """Others with the same figure, whatever parts them."""
    rooms: tuple[Room, ...]
    changes: tuple[Change, ...]

    @property
    def unit(self) -> Unit:
        return self.standing.unit

    @property
    def relative(self) -> bool:
        """Whether points here depend on other units' figures, so that a change moves others too."""
        return any(line.origin is not None and line.counts and line.node.rule.relative for line in self.lines)


def explain(rubric: Rubric, round_: Round, tally: Tally, ranking: Ranking, unit: Unit) -> Explanation:
    """One unit's result, from the members' figures to its rank."""
    made = next(one for one in ranking.groups if one.group.id == unit.group)
    standing = next(one for one in made.standings if one.unit.id == unit.id)
    case = Case(rubric, made, tally, standing)
    group = made.group
    parts = summands(rubric, group, tally, unit)
    lines = tuple(_Lines(rubric, round_, tally, case, parts).all())
    room = rooms(case)
    figure = tier_figure(case, parts.exact if parts else None)
    steps = tier_steps(case, figure)
    changes = [*rank_changes(case, room), *(tier_changes(case, room, parts.exact, steps) if parts else ())]
    leaves = (line for line in lines if line.origin is not None and line.shut is None)
    limit = Fraction(standing.applicable_max)
    share = Fraction(standing.total) / limit if standing.total is not None and limit else None
    return Explanation(
        rubric, group, standing, lines, parts,
        totals=parts.rows if parts and rubric.rounding.order == "member" and parts.rows[0].member else (),
        absent=tuple(one for one in round_.members if one.absent is not None and group.id in one.groups),
        missing=tuple(line.node.id for line in leaves if line.value is None),
        index=share,
        converted=None if share is None else share * Fraction(group.max),
        figure=figure, tiers=steps,
        ranked=sum(one.rank is not None for one in made.standings),
        above=_neighbour(case, above=True), below=_neighbour(case, above=False),
        equals=_equals(case), rooms=room, changes=tuple(changes),
    )  # fmt: skip


def _neighbour(case: Case, *, above: bool) -> Neighbour | None:
    """The nearest unit of another rank."""
    own = case.standing
    if own.rank is None:
        return None
    others = [one for one in case.made.standings if one.rank is not None and one.rank != own.rank]
    near = [one for one in others if ((one.rank or 0) < own.rank) == above]
    if not near:
        return None
    one = near[-1] if above else near[0]
    return Neighbour(one, abs((rank_key(case.rubric, own) or Decimal(0)) - (rank_key(case.rubric, one) or Decimal(0))))


def _equals(case: Case) -> tuple[Standing, ...]:
    own = case.standing
    key = rank_key(case.rubric, own)
    if key is None:
        return ()
    same_ = (one for one in case.made.standings if rank_key(case.rubric, one) == key)
    return tuple(one for one in same_ if one.unit.id != own.unit.id)


# ---------------------------------------------------------------- the lines of the tree
class _Lines:
    """The tree of one unit, line by line."""

    def __init__(self, rubric: Rubric, round_: Round, tally: Tally, case: Case, parts: Summands | None) -> None:
        self.rubric, self.round, self.tally, self.case, self.parts = rubric, round_, tally, case, parts
        self.unit, self.group = case.unit, case.group
        self.above = parents_of(rubric)
        self.shut = shut_leaves(rubric, self.unit)
        self.best = _best(rubric, round_, tally, self.group)
        self.nodes = {node.id: node for node in rubric.nodes()}
        values = case.standing.values
        marked = frozenset(name for name, value in values.items() if value is NOT_APPLICABLE)
        self.left_out = self.shut | {leaf.id for leaf in rubric.leaves_in(self.group.id) if leaf.id in marked}

    def all(self) -> Iterator[Line]:
        for top in self.rubric.criteria:
            yield from self.below(top, 0, Fraction(1))

    def below(self, node: Criterion, depth: int, factor: Fraction) -> Iterator[Line]:
        if node.dropped and (not node.groups or self.group.id in node.groups):
            yield self.dropped(node, depth)
        if not node.is_for(self.group.id):
            return
        own = factor * Fraction(node.weight)
        yield self.line(node, depth, own)
        for child in node.children:
            yield from self.below(child, depth + 1, own)

    def dropped(self, node: Criterion, depth: int) -> Line:
        shut = Shut("dropped", node.dropped, node.id)
        zero = Fraction(0)
        return Line(node, depth, Decimal(0), NOT_APPLICABLE, zero, None, zero, False, shut, None)

    def line(self, node: Criterion, depth: int, factor: Fraction) -> Line:
        counts = counts_in(node, self.group.id)
        value = self.case.standing.values.get(node.id)
        is_leaf = not node.children
        inside = frozenset(one.id for one in _all(node))
        adds = None
        if counts and self.parts is not None:
            adds = self.parts.below(inside)
        elif counts and is_leaf and self.rubric.rounding.order == "leaf" and isinstance(value, Decimal):
            adds = Fraction(value) * factor
        cut = Fraction(0)
        if self.parts is not None:
            cut = sum((p.points for p in self.parts.parts if (p.kind, p.node) == ("cap", node.id)), cut)
        limit = worth_of(node, self.group.id, self.left_out)
        if is_leaf and counts and node.rule.beyond and node.id not in self.left_out:
            limit = node.rule.highest(node.scale_in(self.group.id))
        shut = self.why(node) if inside & self.shut and _leaf_ids(node, self.group.id) <= self.shut else None
        origin = self.origin(node) if is_leaf else None
        return Line(node, depth, limit, value, factor, adds, cut, counts, shut, origin)

    def why(self, node: Criterion) -> Shut | None:
        """Why a criterion does not apply; None where only each of its own parts does not."""
        for name in (*self.above[node.id], node.id):
            one = self.nodes[name]
            traits = one.not_applicable & self.unit.traits
            if traits:
                names = [trait.name for trait in self.rubric.traits if trait.id in traits] or sorted(traits)
                return Shut("trait", ", ".join(names), name)
            if name in self.unit.exempt:
                return Shut("exempt", self.unit.exempt[name], name)
        return None

    def origin(self, leaf: Criterion) -> Origin:
        cell = self.tally.cells[self.unit.id, leaf.id]
        at = (self.unit.id, leaf.id)
        scorers = () if leaf.id in self.shut or leaf.is_listed(self.group.id) else self.scorers(leaf)
        came = {ballot.member for ballot in self.tally.ballots}
        conclusion = next((one for one in self.round.conclusions if (one.unit, one.criterion) == at), None)
        return Origin(
            same(leaf.how) if leaf.how else leaf.rule.how(leaf.scale_in(self.group.id)),
            tuple(self.gave(leaf, cell)),
            tuple(m.id for m in scorers if m.id not in came and m.absent is None and self.unit.id not in m.recused),
            tuple(m.id for m in scorers if self.unit.id in m.recused),
            self.facts(leaf, self.round.listed, listed=True),
            self.highest(leaf),
            cell.exact,
            conclusion if cell.concluded else None,
            tuple(one for one in self.round.waivers if (one.unit, one.criterion) == at),
        )

    def scorers(self, leaf: Criterion) -> list[Member]:
        above = self.above[leaf.id]
        return [one for one in self.round.members if self.round.assigned(one, self.group.id, leaf.id, above)]

    def gave(self, leaf: Criterion, cell: Combined) -> Iterator[Gave]:
        shares = _shares(self.tally, leaf, cell)
        ballots = {ballot.member: ballot for ballot in self.tally.ballots}
        at = (self.unit.id, leaf.id)
        for member, points in cell.given:
            ballot = ballots[member]
            facts = () if isinstance(leaf.rule, Direct) else self.facts(leaf, ballot.scores, listed=False)
            share = shares.get(member, Fraction(0))
            yield Gave(member, points, share, facts, ballot.remarks.get(at, ""), ballot.links.get(at, ""))

    def facts(self, leaf: Criterion, given: Mapping[tuple[str, str], Score], *, listed: bool) -> Facts:
        asked = (one for one in leaf.asked_in(self.group.id) if one[1].listed == listed)
        return tuple((input_, given.get((self.unit.id, name))) for name, input_ in asked)

    def highest(self, leaf: Criterion) -> tuple[tuple[Input, Decimal], ...]:
        if not leaf.rule.relative:
            return ()
        asked = leaf.asked_in(self.group.id)
        return tuple((input_, self.best[name]) for name, input_ in asked if name in self.best)


def _all(node: Criterion) -> Iterator[Criterion]:
    yield node
    for child in node.children:
        yield from _all(child)


def _leaf_ids(node: Criterion, group_id: str) -> set[str]:
    return {leaf.id for leaf in node.leaves() if leaf.is_for(group_id)}


def _shares(tally: Tally, leaf: Criterion, cell: Combined) -> dict[str, Fraction]:
    """How much each member's figure counts in the cell. What is only met or not is no figure to average."""
    numbers = {member: score for member, score in cell.given if isinstance(score, Decimal)}
    if cell.concluded or not leaf.rule.counts or not numbers:
        return {}
    weights = [tally.weights[member] for member in numbers] if tally.weights else ()
    return dict(zip(numbers, shares_of(tally.combine, list(numbers.values()), weights), strict=True))


def _best(rubric: Rubric, round_: Round, tally: Tally, group: Group) -> Best:
    """The highest figures of the group, over what the members who may score gave."""
    if not any(leaf.rule.relative for leaf in rubric.leaves_in(group.id)):
        return {}
    above, listed = parents_of(rubric), listed_inputs(rubric)
    members = {member.id: member for member in round_.members}
    units, leaves = round_.scored(group.id), rubric.leaves_in(group.id)
    made = []
    for ballot in tally.ballots:
        own = {
            (unit.id, name): ballot.scores.get((unit.id, name))
            for unit in units
            for leaf in leaves
            if round_.scores(members[ballot.member], unit, leaf.id, above[leaf.id])
            for name, _ in leaf.asked_in(group.id)
        }
        made.append(merge_listed(listed, round_, own))
    concluded = frozenset((one.unit, one.criterion) for one in round_.conclusions if one.points is not None)
    return best_of(rubric, group, units, made, concluded)
