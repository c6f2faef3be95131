"""Many ballots -> one tally: who gave what, and what it makes. Exact; no Excel."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from workbook.catalogue import panel as said
from workbook.combining import combined, weights_of
from workbook.facts import Best, Facts, best_of, is_sound, leaf_points, listed_inputs, merge_listed
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import Ballot, CellId, Combine, Combined, Conclusion, Member, Round, SelfScore, Tally, Unit
from workbook.points import NOT_APPLICABLE, Score, round_half_up, tidy
from workbook.rubric import Criterion, Group, Rubric, parents_of
from workbook.rules.direct import Direct
from workbook.scoring import Exact, exact_total, shut_leaves


def consolidate(
    rubric: Rubric, round_: Round, ballots: Iterable[Ballot], self_scores: Mapping[str, SelfScore] | None = None
) -> Tally:
    """Combine the ballots of the members present: each one's points leaf by leaf, then as the round says.

    A conclusion of the council stands over what they make. The members are taken in the round's order, so
    that the order of arrival changes nothing. `self_scores` are kept beside it and never counted.
    """
    by_member = {ballot.member: ballot for ballot in ballots}
    panel = _panel(rubric, round_, by_member)
    concluded = _concluded(round_)
    cells: dict[CellId, Combined] = {}
    for group in rubric.groups:
        # What is best is judged over all members: one who may not score the best unit must not raise the others.
        units, leaves = round_.scored(group.id), rubric.leaves_in(group.id)
        best = best_of(rubric, group, units, panel.facts.values(), concluded)
        scorers = {leaf.id: panel.scorers(group.id, leaf) for leaf in leaves}
        for unit in units:
            shut = shut_leaves(rubric, unit)
            for leaf in leaves:
                if leaf.id in shut:
                    made = Combined((), None, NOT_APPLICABLE)
                else:
                    made = _cell(panel, unit, leaf, best, scorers[leaf.id])
                cells[unit.id, leaf.id] = made
    ballots = tuple(by_member[member.id] for member in panel.members)
    return Tally(ballots, cells, dict(self_scores or {}), round_.combine, panel.weights)


def _concluded(round_: Round) -> frozenset[CellId]:
    return frozenset((one.unit, one.criterion) for one in round_.conclusions if one.points is not None)


def leading(rubric: Rubric, round_: Round, tally: Tally) -> frozenset[str]:
    """Members without whose ballot a group's best figure would be another: points measured against it change then."""
    panel = _panel(rubric, round_, {ballot.member: ballot for ballot in tally.ballots})
    concluded = _concluded(round_)
    leads: set[str] = set()
    for group in rubric.groups:
        units = round_.scored(group.id)
        own = {member: best_of(rubric, group, units, (facts,), concluded) for member, facts in panel.facts.items()}
        for input_ in dict.fromkeys(name for best in own.values() for name in best):
            figures = {member: best[input_] for member, best in own.items() if input_ in best}
            first = [member for member, figure in figures.items() if figure == max(figures.values())]
            leads.update(first if len(first) == 1 else ())
    return frozenset(leads)


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
    weights: Mapping[str, Decimal]
    known: dict[tuple[object, ...], Score]
    """The points of facts, by leaf, group and the facts themselves."""
    pairs: dict[tuple[str, Score], tuple[str, Score]]
    """Who gave what, once for all cells: typed points are many, and few of a member's differ."""

    def pair(self, member: str, typed: Score) -> tuple[str, Score]:
        """Points that a member typed, beside his id; the same as `leaf_points` makes of them."""
        made = self.pairs.get((member, typed))
        if made is None:
            made = member, tidy(typed) if isinstance(typed, Decimal) else typed
            if typed or typed is None:  # -0 equals 0, and is another text
                self.pairs[member, typed] = made
        return made

    def earned(self, leaf: Criterion, unit: Unit, facts: Facts, best: Best) -> Score:
        """What a rule makes of a member's facts: the same facts come again from member to member."""
        key = leaf.id, unit.group, *[facts.get((unit.id, id_)) for id_, _ in leaf.asked_in(unit.group)]
        if key not in self.known:
            self.known[key] = leaf_points(self.rubric, leaf, unit, facts, best)
        return self.known[key]

    def scorers(self, group_id: str, leaf: Criterion) -> tuple[Member, ...]:
        """The members present who score the leaf in the group, in the round's order."""
        above = self.above[leaf.id]
        return tuple(member for member in self.members if self.round.assigned(member, group_id, leaf.id, above))


def _panel(rubric: Rubric, round_: Round, ballots: Mapping[str, Ballot]) -> _Panel:
    present = tuple(member for member in round_.members if member.id in ballots and member.absent is None)
    above = parents_of(rubric)
    listed = listed_inputs(rubric)
    facts: dict[str, Facts] = {}
    for member in present:
        allowed = _allowed(rubric, round_, member, above)
        own = {
            cell: fact for cell, fact in ballots[member.id].scores.items() if cell[1] in allowed.get(cell[0], _NOTHING)
        }
        facts[member.id] = merge_listed(listed, round_, own) if listed else own
    concluded = {(one.unit, one.criterion): one for one in round_.conclusions}
    waived = frozenset((waiver.unit, waiver.criterion) for waiver in round_.waivers)
    weights = weights_of(round_.combine, present)
    return _Panel(rubric, round_, present, facts, above, concluded, waived, weights, {}, {})


_NOTHING: frozenset[str] = frozenset()


def _allowed(
    rubric: Rubric, round_: Round, member: Member, above: Mapping[str, tuple[str, ...]]
) -> dict[str, frozenset[str]]:
    """The inputs that a member may fill, by unit."""
    made: dict[str, frozenset[str]] = {}
    for group in rubric.groups:
        asked = frozenset(
            name
            for leaf in rubric.leaves_in(group.id)
            if round_.assigned(member, group.id, leaf.id, above[leaf.id])
            for name, _ in leaf.asked_in(group.id)
        )
        made |= {unit.id: asked for unit in round_.scored(group.id) if unit.id not in member.recused}
    return made


def _cell(panel: _Panel, unit: Unit, leaf: Criterion, best: Best, scorers: Sequence[Member]) -> Combined:
    """One cell of a leaf that applies to the unit; `scorers` are those of the leaf in the unit's group."""
    cell = (unit.id, leaf.id)
    if not leaf.is_listed(unit.group):
        facts, own = panel.facts, unit.id
        there = [one.id for one in scorers if own not in one.recused]
        if isinstance(leaf.rule, Direct):
            given = tuple([panel.pair(member, facts[member].get(cell)) for member in there])
        else:
            given = tuple([(one, panel.earned(leaf, unit, facts[one], best)) for one in there])
        return _combine(panel, leaf, given, None, panel.concluded.get(cell))
    # Listed figures that are missing or wrong count nowhere until they are mended, as on a ballot.
    right = cell in panel.waived or is_sound(leaf, unit, panel.round.listed)
    points = leaf_points(panel.rubric, leaf, unit, panel.round.listed, best) if right else None
    return _combine(panel, leaf, (), points, panel.concluded.get(cell))


Given = tuple[tuple[str, Score], ...]
"""Who gave what for one cell, in the members' order."""


def _combine(panel: _Panel, leaf: Criterion, given: Given, listed: Score, conclusion: Conclusion | None) -> Combined:
    if conclusion is not None and conclusion.points is not None:
        return Combined(given, _fraction(conclusion.points), conclusion.points, concluded=True)
    if not given:
        return Combined((), _fraction(listed), listed)
    exact = made_of(leaf, given, panel.round.combine, panel.weights)
    if exact is None:
        marked = any(score is NOT_APPLICABLE for _, score in given)
        return Combined(given, None, NOT_APPLICABLE if marked else None)
    return Combined(given, exact, round_half_up(exact, panel.rubric.rounding.leaf))


def made_of(leaf: Criterion, given: Given, how: Combine, weights: Mapping[str, Decimal]) -> Fraction | None:
    """What the numbers given for one cell make, not rounded; None where nobody gave one."""
    numbers = [score for _, score in given if isinstance(score, Decimal)]
    if not numbers:
        return None
    if not leaf.rule.counts:
        # What is only met or not is no figure to average: it is met where everybody says so.
        return Fraction(min(numbers))
    own = [weights[member] for member, score in given if isinstance(score, Decimal)] if weights else ()
    return combined(how, numbers, own)


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
def unit_exact(
    rubric: Rubric, group: Group, tally: Tally, unit: Unit, known: Mapping[str, Decimal] | None = None
) -> Fraction | None:
    """The unit's total before its last rounding, in the rubric's order; None while a leaf has no score.

    `known` are the members' own totals of the unit, where somebody has them already.
    """
    cells = {leaf.id: tally.cells[unit.id, leaf.id] for leaf in rubric.leaves_in(group.id)}
    if any(cell.value is None for cell in cells.values()):
        return None
    if rubric.rounding.order == "leaf":
        return exact_total(rubric, group, {leaf: cell.value for leaf, cell in cells.items()})
    if rubric.rounding.order == "total":
        exact: dict[str, Exact] = {
            leaf: cell.value if cell.value is NOT_APPLICABLE else cell.exact for leaf, cell in cells.items()
        }
        return exact_total(rubric, group, exact)
    totals = totals_of(rubric, group, cells) if known is None else known
    if not totals:
        # Nobody has a whole row: None, unless nothing applies to the unit at all.
        return Fraction(0) if all(cell.value is NOT_APPLICABLE for cell in cells.values()) else None
    own = [tally.weights[member] for member in totals] if tally.weights else ()
    return combined(tally.combine, list(totals.values()), own)


def member_totals(rubric: Rubric, group: Group, cells: Mapping[str, Combined]) -> list[Decimal]:
    """The same as `totals_of`, without whose they are."""
    return list(totals_of(rubric, group, cells).values())


def totals_of(rubric: Rubric, group: Group, cells: Mapping[str, Combined]) -> dict[str, Decimal]:
    """The rounded total of each scorer who left no leaf blank, by member id, in the members' order.

    A leaf that the council concluded counts with its conclusion in every member's total, and so does
    one that nobody scores.
    """
    totals = {}
    for member, scores in _whole_rows(cells).items():
        total = exact_total(rubric, group, scores)
        if total is not None:
            totals[member] = round_half_up(total, rubric.rounding.total)
    return totals


def _whole_rows(cells: Mapping[str, Combined]) -> dict[str, dict[str, Score]]:
    """What counts in each scorer's total, by leaf, of those who left no leaf blank."""
    # What nobody gave, for it is shut or listed, counts in every member's total alike.
    common = {leaf: cell.value for leaf, cell in cells.items() if cell.concluded or not cell.given}
    given: dict[str, dict[str, Score]] = {}
    for leaf, cell in cells.items():
        for member, score in cell.given:
            given.setdefault(member, {})[leaf] = score
    rows = {
        member: {leaf: common[leaf] if leaf in common else scores.get(leaf) for leaf in cells}
        for member, scores in given.items()
    }
    return {member: own for member, own in rows.items() if not any(score is None for score in own.values())}


# ---------------------------------------------------------------- what could not be combined as the round says
_NAMED = 5
"""How many criteria or units a finding names."""


def check_trimmed(rubric: Rubric, round_: Round, tally: Tally) -> Iterator[Finding]:
    """Figures too few to leave any out, of which the plain mean counts: one finding a group."""
    if tally.combine.method != "trimmed":
        return
    most = 2 * tally.combine.drop
    of_totals = rubric.rounding.order == "member"
    what = Words("Tổng điểm của", "the totals of") if of_totals else Words("Tiêu chí", "the criteria")
    for group in rubric.groups:
        units = round_.scored(group.id)
        find = _thin_totals if of_totals else _thin_leaves
        thin = list(dict.fromkeys(find(rubric, group, units, tally, most)))
        if thin:
            facts: dict[str, Fact] = {"group": group.name, "what": what, "count": len(thin), "most": most}
            facts["names"] = ", ".join(thin[:_NAMED]) + (", ..." if len(thin) > _NAMED else "")
            yield finding(said.TOO_FEW_TO_TRIM, Place(), drop=tally.combine.drop, **facts)


def _thin_leaves(rubric: Rubric, group: Group, units: Iterable[Unit], tally: Tally, most: int) -> Iterator[str]:
    """The names of the criteria of which some unit has figures, but at most so many."""
    known = tuple(units)
    for leaf in rubric.leaves_in(group.id):
        cells = [tally.cells[unit.id, leaf.id] for unit in known] if leaf.rule.counts else []
        counts = [sum(isinstance(score, Decimal) for _, score in cell.given) for cell in cells if not cell.concluded]
        if any(0 < count <= most for count in counts):
            yield f"“{leaf.name}”"


def _thin_totals(rubric: Rubric, group: Group, units: Iterable[Unit], tally: Tally, most: int) -> Iterator[str]:
    """The names of the units that have members' totals, but at most so many."""
    for unit in units:
        cells = {leaf.id: tally.cells[unit.id, leaf.id] for leaf in rubric.leaves_in(group.id)}
        if 0 < len(_whole_rows(cells)) <= most:
            yield unit.name
