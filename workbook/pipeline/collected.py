"""What has come so far: of each scorer the ballot that counts, judged again from its original; and the status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import panel as said_of_panel
from workbook.findings import Finding, Place, Refused, finding
from workbook.model import Member
from workbook.pipeline.arrival import choice_of, name_of, undecided
from workbook.pipeline.counting import counting
from workbook.pipeline.folder import Folder, Received, unit_of
from workbook.pipeline.judging import Checked, File, RoundContext, judged, limits_of, open_file, open_round


def counting_ballots(context: RoundContext, scorers: Sequence[str]) -> Mapping[str, Checked]:
    """Of each of these scorers who sent something, the ballot that counts, judged again."""
    lines = context.folder.received()
    by_scorer = {scorer: own for scorer in scorers if (own := [line for line in lines if line.member == scorer])}
    made: dict[str, Checked] = {}
    chosen: list[Received] = []
    for scorer, own in by_scorer.items():
        now = counting(own, context.round.second_ballot, choice_of(context.round, scorer))
        if now.line is None:
            unit = unit_of(scorer)
            at = Place(member=scorer if unit is None else None, unit=unit)
            made[scorer] = Checked(own[-1].name, (undecided(context.round, at, own, now),), member=scorer)
        else:
            chosen.append(now.line)
    for line, checked in zip(chosen, _judged_originals(context, chosen), strict=True):
        made[line.member] = replace(checked, member=line.member)
    return {scorer: made[scorer] for scorer in by_scorer}


def _judged_originals(context: RoundContext, lines: Sequence[Received]) -> Iterator[Checked]:
    files = (_original(context, line) for line in lines)
    return (checked for _, checked in judged(context, files))


def _original(context: RoundContext, line: Received) -> File:
    try:
        return open_file(context.folder.original(line), limits_of(context), line.name)
    except Refused as refused:
        return File(line.name, refused=refused.findings)


def newest_ballots(context: RoundContext) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """The ballot of each member that counts, in the round's order, and notes on those that do not."""
    lines = context.folder.received()
    known = {member.id for member in context.round.members}
    notes = [
        finding(said_of_panel.NO_LONGER_MEMBER, Place(file=line.name, member=line.member), member=line.member)
        for line in lines
        if line.member not in known and unit_of(line.member) is None
    ]
    notes += strays_in(context.folder)
    checked = counting_ballots(context, [member.id for member in context.round.members])
    for scorer in checked:
        own = [line for line in lines if line.member == scorer]
        now = counting(own, context.round.second_ballot, choice_of(context.round, scorer)).line
        member = name_of(context.round, scorer)
        notes += [
            finding(said_of_ballot.SUPERSEDED, Place(file=line.name, member=scorer), member=member)
            for line in own
            if now is not None and line != now
        ]
    return tuple(checked.values()), tuple(notes)


def strays_in(folder: Folder) -> list[Finding]:
    """Originals that the register does not know: an import was stopped, or the register is gone."""
    strays = folder.unregistered()
    return [finding(said_of_kept.UNREGISTERED, Place(), count=len(strays), name=strays[0])] if strays else []


# ---------------------------------------------------------------- status
@dataclass(frozen=True, slots=True)
class MemberStatus:
    """One member's line in the status: what was sent and what came back."""

    member: Member
    issued: tuple[int, ...]
    returned: int
    checked: Checked | None


def status_of(context: RoundContext, member: Member, scorer: str, checked: Checked | None) -> MemberStatus:
    """The line of one scorer; a unit that scores itself stands as a member of its id and name."""
    returned = sum(line.member == scorer for line in context.folder.received())
    return MemberStatus(member, tuple(context.folder.issues_of(scorer)), returned, checked)


def status(root: Path) -> tuple[MemberStatus, ...]:
    """Who has returned what, by member."""
    context = open_round(root)
    checked, _ = newest_ballots(context)
    by_member = {item.member: item for item in checked}
    return tuple(status_of(context, member, member.id, by_member.get(member.id)) for member in context.round.members)
