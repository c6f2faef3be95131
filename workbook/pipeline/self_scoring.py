"""What units gave themselves, from what they returned: shown to members, never counted.

Only a self-score without errors, sent under the rules of today, is used; what is not is told as one
warning a unit, for nothing depends on it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from workbook.catalogue import self_scores as said
from workbook.consolidation import score_units
from workbook.facts import Facts, with_listed
from workbook.findings import Fact, Finding, Place, Words, errors, finding
from workbook.loading.share import LONGEST
from workbook.model import Ballot, Member, SelfScore, Unit
from workbook.outdated import check_issue
from workbook.pipeline.collected import MemberStatus, counting_ballots, status_of
from workbook.pipeline.folder import UNIT, unit_of
from workbook.pipeline.judging import Checked, RoundContext
from workbook.points import Score
from workbook.rubric import input_id


@dataclass(frozen=True, slots=True)
class SelfScored:
    """By unit id: what is used, and how the newest file of each unit was judged."""

    scores: Mapping[str, SelfScore] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    checked: Mapping[str, Checked] = field(default_factory=dict)


def self_scored(context: RoundContext) -> SelfScored:
    """The newest self-score of every unit that is scored this year, as far as it can be used."""
    units = {unit.id: unit for unit in context.round.units if unit.left_out is None}
    lines = [(name, line) for line in context.folder.received() if (name := unit_of(line.member)) is not None]
    found: dict[str, Finding] = {}
    for id_, line in lines:
        if id_ not in units:
            found.setdefault(id_, finding(said.SELF_NO_LONGER_UNIT, Place(file=line.name), unit=id_))
    came = counting_ballots(context, [UNIT + unit.id for unit in units.values()])
    checked = {unit_of(scorer) or "": judged for scorer, judged in came.items()}
    ballots: dict[str, Ballot] = {}
    for id_, judged in checked.items():
        fault = _fault(context, judged, units[id_])
        if fault is not None:
            found[id_] = fault
        elif judged.ballot is not None:
            ballots[id_] = judged.ballot
    return SelfScored(_scores(context, ballots), tuple(found.values()), checked)


def unit_status(context: RoundContext, made: SelfScored) -> tuple[MemberStatus, ...]:
    """Which units have returned their self-score; nothing where none was asked to."""
    units = [unit for unit in context.round.units if unit.left_out is None]
    lines = status_of(
        context,
        {UNIT + unit.id: Member(unit.id, unit.name) for unit in units},
        {UNIT + id_: checked for id_, checked in made.checked.items()},
    )
    return lines if any(line.issued for line in lines) else ()


def _fault(context: RoundContext, checked: Checked, unit: Unit) -> Finding | None:
    """Why a unit's self-score is not used; None where it is."""
    at = Place(file=checked.file, unit=unit.id)
    if not checked.counted or checked.issue is None:
        return finding(said.SELF_NOT_USED, at, unit=unit.name, count=len(errors(checked.findings)))
    changes = [found.facts["changes"] for found in check_issue(context.rubric, context.round, checked.issue)]
    if changes:
        words = Words(*("; ".join(_in(change, at_) for change in changes) for at_ in (0, 1)))
        return finding(said.SELF_OUTDATED, at, unit=unit.name, changes=words)
    return None


def _in(change: Fact, language: int) -> str:
    return change[language] if isinstance(change, Words) else str(change)


def _scores(context: RoundContext, ballots: Mapping[str, Ballot]) -> dict[str, SelfScore]:
    """What each ballot makes, by the round's rubric and lists of today."""
    rubric, round_ = context.rubric, context.round
    facts: dict[str, Facts] = {unit: with_listed(rubric, round_, ballot) for unit, ballot in ballots.items()}
    points = {}
    for group in rubric.groups:
        points.update(score_units(rubric, round_, group, facts))
    return {unit: _score(context, round_.unit(unit), ballot, points[unit]) for unit, ballot in ballots.items()}


def _score(context: RoundContext, unit: Unit, ballot: Ballot, points: Mapping[str, Score]) -> SelfScore:
    leaves = context.rubric.leaves_in(unit.group)
    asked = [input_id(leaf.id, one.id) for leaf in leaves for one in leaf.inputs_in(unit.group) if not one.listed]
    given = {name: ballot.scores.get((unit.id, name)) for name in asked}
    words = [
        {leaf.id: texts[unit.id, leaf.id] for leaf in leaves if (unit.id, leaf.id) in texts}
        for texts in (ballot.links, ballot.remarks)
    ]
    links, remarks = ({name: text[:LONGEST] for name, text in own.items()} for own in words)
    return SelfScore(
        {name: fact for name, fact in given.items() if fact is not None},
        {name: score for name, score in points.items() if score is not None},
        links,
        remarks,
    )
