"""Rules over the members together: who is missing, who scores what, who contradicts whom; conclusions.
Plain generators; no cells, no files.

Findings are placed by unit, criterion and member.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import islice

from workbook.catalogue import panel as said
from workbook.facts import best_of, cells_of, fact_words
from workbook.findings import Fact, Finding, Place, Words, finding
from workbook.model import Ballot, CellId, Conclusion, Member, Round, SelfScore, Unit
from workbook.points import NOT_APPLICABLE, Score
from workbook.rubric import Criterion, Group, Rubric, parents_of
from workbook.scoring import shut_leaves


# ---------------------------------------------------------------- the panel
def check_panel(rubric: Rubric, round_: Round, ballots: Sequence[Ballot]) -> Iterator[Finding]:
    """Who is missing, criteria with too few scorers, marks beside scores, facts that differ, conclusions.

    Who scores what follows the members' groups, what they are recused from, and the assignments.
    """
    returned = {ballot.member: ballot for ballot in ballots}
    present = tuple(member for member in round_.members if member.absent is None and member.id in returned)
    # Where nobody has sent anything, there is nobody to go on with.
    waits = round_.combine.missing == "refuse" or not present
    for member in round_.members:
        yield from _check_attendance(member, member.id in returned, waits)
    yield from _check_quorum(round_, present, waits)
    yield from check_conclusions(rubric, round_)
    if not waits or len(present) == sum(member.absent is None for member in round_.members):
        # Before all ballots are in, thin cells are a consequence and already said.
        panel = _Panel(rubric, round_, present, returned, parents_of(rubric), _settled(round_))
        for group in rubric.groups:
            orphans = tuple(_orphans(panel, group))
            for leaf in orphans:
                at = Place(criterion=leaf.id)
                yield finding(said.NOBODY_SCORES, at, criterion=leaf.name, group=group.name)
            lost = {leaf.id for leaf in orphans}
            for unit in round_.scored(group.id):
                yield from _check_unit(panel, unit, lost)
            yield from _far_best(panel, group)


@dataclass(frozen=True, slots=True)
class _Panel:
    rubric: Rubric
    round: Round
    present: tuple[Member, ...]
    returned: Mapping[str, Ballot]
    above: Mapping[str, tuple[str, ...]]
    settled: frozenset[tuple[str, str]]
    """(unit, leaf) that the council concluded: whatever members gave there is no longer a question."""
    known: dict[tuple[str, str], list[Member]] = field(default_factory=dict)
    """The members present who score a leaf in a group: asked for at every unit."""

    def scorers(self, unit: Unit, leaf: Criterion) -> list[Member]:
        """The members present who score the leaf for the unit, in the round's order."""
        key = unit.group, leaf.id
        if key not in self.known:
            above = self.above[leaf.id]
            self.known[key] = [one for one in self.present if self.round.assigned(one, unit.group, leaf.id, above)]
        return [member for member in self.known[key] if unit.id not in member.recused]


def _settled(round_: Round) -> frozenset[tuple[str, str]]:
    return frozenset((one.unit, one.criterion) for one in round_.conclusions if one.points is not None)


def _check_attendance(member: Member, returned: bool, waits: bool) -> Iterator[Finding]:
    at, name = Place(member=member.id), f"{member.name} ({member.id})"
    if member.absent is not None:
        yield finding(said.ABSENT, at, member=name, reason=member.absent)
        if returned:
            yield finding(said.ABSENT_BUT_RETURNED, at, member=name)
    elif not returned:
        yield finding(said.BALLOT_MISSING if waits else said.BALLOT_NOT_AWAITED, at, member=name)


_NO_BALLOT = Words("chưa gửi phiếu", "no ballot yet")


def _check_quorum(round_: Round, present: Sequence[Member], waits: bool) -> Iterator[Finding]:
    """Whether enough members are there, and the chair. A ballot that is still awaited makes nobody absent."""
    how, members = round_.combine, round_.members
    away = [member for member in members if member.absent is not None or not (waits or member in present)]
    needed = math.ceil(Fraction(how.quorum) * len(members) / 100) if how.quorum is not None else 0
    there = len(members) - len(away)
    if how.quorum is not None and there < needed:
        names = ", ".join(f"{member.name} ({member.id})" for member in away)
        facts: dict[str, Fact] = {"present": there, "count": len(members), "needed": needed, "absent": names}
        yield finding(said.QUORUM, Place(), quorum=how.quorum, **facts)
    for member in away:
        if member.id == how.chair:
            reason: Fact = _NO_BALLOT if member.absent is None else member.absent
            yield finding(
                said.CHAIR_AWAY, Place(member=member.id), member=f"{member.name} ({member.id})", reason=reason
            )


def _orphans(panel: _Panel, group: Group) -> Iterator[Criterion]:
    """The leaves of a group that no member present scores for any unit, and that some unit needs scored."""
    units = panel.round.scored(group.id)
    shut = {unit.id: shut_leaves(panel.rubric, unit) for unit in units}
    for leaf in panel.rubric.leaves_in(group.id):
        due = [unit for unit in units if leaf.id not in shut[unit.id] and (unit.id, leaf.id) not in panel.settled]
        if due and not leaf.is_listed(group.id) and not any(panel.scorers(unit, leaf) for unit in units):
            yield leaf


def _check_unit(panel: _Panel, unit: Unit, lost: Iterable[str]) -> Iterator[Finding]:
    shut = shut_leaves(panel.rubric, unit).union(lost)
    leaves = [
        leaf for leaf in panel.rubric.leaves_in(unit.group) if leaf.id not in shut and not leaf.is_listed(unit.group)
    ]
    scorers = {leaf.id: panel.scorers(unit, leaf) for leaf in leaves}
    scoring = {leaf.id: {member.id for member in scorers[leaf.id]} for leaf in leaves}
    without = []
    for member in panel.present:
        own = [leaf for leaf in leaves if member.id in scoring[leaf.id]]
        if own and not any(_has(panel.returned[member.id], unit, leaf) for leaf in own):
            without.append(member.id)
            at = Place(unit=unit.id, member=member.id)
            yield finding(said.UNIT_NOT_ON_BALLOT, at, unit=unit.name, member=f"{member.name} ({member.id})")
    for leaf in leaves:
        if (unit.id, leaf.id) not in panel.settled:
            yield from _check_leaf(panel, unit, leaf, scorers[leaf.id], without)


FEWEST_ALIKE = 20
"""From how many cells on two ballots that are the same are worth a question: below it may well be chance."""


def check_copied(
    round_: Round, ballots: Sequence[Ballot], self_scores: Mapping[str, SelfScore] | None = None
) -> Iterator[Finding]:
    """Two members' ballots that are the same, cell for cell, in everything that both scored.

    What a unit declared itself and both took over is no sign of copying and does not count.
    """
    declared = {
        (unit, name): score for unit, given in (self_scores or {}).items() for name, score in given.facts.items()
    }
    names = {member.id: f"{member.name} ({member.id})" for member in round_.members}
    for at, one in enumerate(ballots):
        own = {cell: score for cell, score in one.scores.items() if isinstance(score, Decimal)}
        for other in ballots[at + 1 :]:
            both = _alike(own, other.scores, declared)
            # Members who all give the maximum to everybody agree; they need not have copied.
            if len(both) >= FEWEST_ALIKE and len(set(both)) > 1:
                facts: dict[str, Fact] = {"member": names.get(one.member, one.member), "count": len(both)}
                facts["other"] = names.get(other.member, other.member)
                yield finding(said.COPIED, Place(member=other.member), **facts)


def _alike(
    own: Mapping[CellId, Decimal], other: Mapping[CellId, Score], declared: Mapping[CellId, Score]
) -> list[Decimal]:
    """The figures of the cells that both scored, where they are all the same; none as soon as two differ."""
    both = []
    for cell, score in own.items():
        theirs = other.get(cell)
        if theirs is not None and declared.get(cell) != score:
            if theirs != score:
                return []
            both.append(score)
    return both


FAR = 10
"""How many times the next highest figure of a group a best one may be before it looks like a slip."""


def _far_best(panel: _Panel, group: Group) -> Iterator[Finding]:
    """The best figure of a relative criterion that is far above all others: one digit too many lowers every unit."""
    ballots = [panel.returned[member.id].scores for member in panel.present]
    for leaf in panel.rubric.leaves_in(group.id):
        if not leaf.rule.relative:
            continue
        own = ((unit, best_of(_only(panel.rubric, leaf), group, [unit], ballots, panel.settled))
               for unit in panel.round.scored(group.id))  # fmt: skip
        figures = sorted(((max(best.values()), unit) for unit, best in own if best), key=lambda one: -one[0])
        if len(figures) > 1 and figures[0][0] >= FAR * figures[1][0] > 0:
            (best, first), (following, second) = figures[:2]
            facts: dict[str, Fact] = {"unit": first.name, "criterion": leaf.name, "second": second.name}
            yield finding(said.BEST_FAR, Place(unit=first.id, criterion=leaf.id), best=best, next=following, **facts)


def _only(rubric: Rubric, leaf: Criterion) -> Rubric:
    return replace(rubric, criteria=(leaf,))


def _has(ballot: Ballot, unit: Unit, leaf: Criterion) -> bool:
    """Whether the leaf was on the ballot, filled or not."""
    return any(cell in ballot.scores for cell, asked in cells_of(unit, leaf) if not asked.listed)


def _check_leaf(
    panel: _Panel, unit: Unit, leaf: Criterion, scorers: Sequence[Member], without: Iterable[str]
) -> Iterator[Finding]:
    marked, scored = [], []
    asked = [cell for cell, _ in cells_of(unit, leaf)]
    for member in scorers:
        scores = panel.returned[member.id].scores
        given = [scores.get(cell) for cell in asked]
        if NOT_APPLICABLE in given:
            marked.append(member.id)
        elif any(isinstance(score, Decimal) for score in given):
            scored.append(member.id)
    # Who left it blank, or has not the unit at all, was told so: only cells that stay thin are left.
    able = (one for one in scorers if one.id in without or _has(panel.returned[one.id], unit, leaf))
    at = Place(unit=unit.id, criterion=leaf.id)
    facts: dict[str, Fact] = {"unit": unit.name, "criterion": leaf.name}
    if marked and scored:
        yield finding(said.MARK_BESIDE_SCORE, at, markers=", ".join(marked), scorers=", ".join(scored), **facts)
        return
    if len(list(islice(able, panel.round.minimum_scorers))) < panel.round.minimum_scorers:
        count = len(marked) + len(scored)
        yield finding(said.TOO_FEW_SCORERS, at, count=count, minimum=panel.round.minimum_scorers, **facts)
    typed = _differing(panel, unit, leaf, scored)
    if typed is not None:
        gate = not leaf.rule.counts and leaf.rule.highest(leaf.scale_in(unit.group)) > 0
        yield finding(said.MANDATORY_DIFFERS if gate else said.FACTS_DIFFER, at, typed=typed, **facts)


def _differing(panel: _Panel, unit: Unit, leaf: Criterion, scored: Sequence[str]) -> Words | None:
    """Who typed what, for the facts of a leaf on which members differ. Points may differ: they are opinions."""
    told = []
    for cell, asked in cells_of(unit, leaf):
        if asked.kind == "points" or asked.listed:
            continue
        typed: dict[Score, list[str]] = {}
        for member in scored:
            typed.setdefault(panel.returned[member].scores.get(cell), []).append(member)
        values = [(fact_words(asked, fact), names) for fact, names in typed.items() if isinstance(fact, Decimal)]
        if len(values) > 1:
            vi = ", ".join(f"{words.vi} ({', '.join(names)})" for words, names in values)
            en = ", ".join(f"{words.en} ({', '.join(names)})" for words, names in values)
            told.append(Words(f"“{asked.label.vi}”: {vi}", f"“{asked.label.en}”: {en}"))
    return Words("; ".join(one.vi for one in told), "; ".join(one.en for one in told)) if told else None


# ---------------------------------------------------------------- conclusions
def check_conclusions(rubric: Rubric, round_: Round) -> Iterator[Finding]:
    """Conclusions on what is not scored, beyond a criterion's points, or twice on one criterion.

    Rows without points are explanations only. Nobody need have scored what is concluded.
    """
    units = {unit.id: unit for unit in round_.units}
    names = {node.id: node.name for node in rubric.nodes()}
    seen: dict[tuple[str, str], Conclusion] = {}
    for one in round_.conclusions:
        if one.points is None:
            continue
        unit, at = units.get(one.unit), Place(unit=one.unit, criterion=one.criterion)
        facts: dict[str, Fact] = {
            "unit": unit.name if unit else one.unit,
            "criterion": names.get(one.criterion, one.criterion),
        }
        first = seen.setdefault((one.unit, one.criterion), one)
        why = _astray(rubric, unit, one.criterion)
        if why is not None:
            yield finding(said.CONCLUSION_ASTRAY, at, why=why, **facts)
        elif first is not one:
            words = _points_words(first.points), _points_words(one.points)
            yield finding(said.CONCLUSION_TWICE, at, first=words[0], second=words[1], **facts)
        elif unit is not None:
            yield from _check_concluded(rubric.leaf(one.criterion), unit, one.points, at, facts)


def _astray(rubric: Rubric, unit: Unit | None, leaf_id: str) -> Words | None:
    """Why nothing can be concluded on the leaf of the unit."""
    if unit is None:
        return Words("không có đơn vị này trong đợt", "the round has no such unit")
    if unit.left_out is not None:
        return Words("năm nay không chấm đơn vị này", "this unit is not scored this year")
    if leaf_id not in {leaf.id for leaf in rubric.leaves()}:
        return Words("chỉ kết luận được cho tiêu chí thành phần có chấm điểm", "only a scored leaf can be concluded")
    if leaf_id not in {leaf.id for leaf in rubric.leaves_in(unit.group)}:
        return Words("khối của đơn vị không chấm tiêu chí này", "the unit's group is not scored on it")
    if leaf_id in shut_leaves(rubric, unit):
        return Words("tiêu chí không áp dụng cho đơn vị này (KĐG)", "it does not apply to this unit (KĐG)")
    return None


def _check_concluded(
    leaf: Criterion, unit: Unit, points: Score, at: Place, facts: Mapping[str, Fact]
) -> Iterator[Finding]:
    scale = leaf.scale_in(unit.group)
    low, high = leaf.rule.lowest(scale), leaf.rule.highest(scale)
    if points is NOT_APPLICABLE:
        if not leaf.markable:
            yield finding(said.CONCLUSION_MARK, at, low=low, high=high, **facts)
    elif isinstance(points, Decimal) and not low <= points <= high:
        yield finding(said.CONCLUSION_OUTSIDE, at, points=points, low=low, high=high, **facts)


def _points_words(points: Score) -> Fact:
    return points if isinstance(points, Decimal) else "KĐG"
