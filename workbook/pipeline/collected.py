"""What has come so far: of each scorer the ballot that counts, judged again from its original; and the status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import kept as said_of_kept
from workbook.catalogue import panel as said_of_panel
from workbook.findings import Finding, Place, Refused, finding
from workbook.model import Member
from workbook.pipeline.arrival import name_of, undecided
from workbook.pipeline.counting import counting_now
from workbook.pipeline.folder import Folder, Received, unit_of
from workbook.pipeline.judging import Checked, File, RoundContext, judged, limits_of, open_file
from workbook.pipeline.recorded import codes_in


def counting_ballots(context: RoundContext, scorers: Sequence[str]) -> Mapping[str, Checked]:
    """Of each of these scorers who sent something, the ballot that counts, judged again."""
    by_scorer = lines_of(context, scorers)
    made: dict[str, Checked] = {}
    chosen: list[Received] = []
    for scorer, lines in by_scorer.items():
        now = counting_now(context.round, lines)
        if now.line is None:
            unit = unit_of(scorer)
            at = Place(member=scorer if unit is None else None, unit=unit)
            made[scorer] = Checked(lines[-1].name, (undecided(context.round, at, lines, now),), member=scorer)
        else:
            chosen.append(now.line)
    for line, checked in zip(chosen, _judged_originals(context, chosen), strict=True):
        made[line.member] = replace(checked, member=line.member)
    return {scorer: made[scorer] for scorer in by_scorer}


def lines_of(context: RoundContext, scorers: Sequence[str]) -> Mapping[str, list[Received]]:
    """What each of these scorers sent, in order of arrival; nobody who sent nothing."""
    lines = context.folder.received()
    return {scorer: own for scorer in scorers if (own := [line for line in lines if line.member == scorer])}


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
    ids = [member.id for member in context.round.members]
    notes = [
        finding(said_of_panel.NO_LONGER_MEMBER, Place(file=line.name, member=line.member), member=line.member)
        for line in context.folder.received()
        if line.member not in ids and unit_of(line.member) is None
    ]
    notes += strays_in(context.folder)
    for scorer, lines in lines_of(context, ids).items():
        now, member = counting_now(context.round, lines).line, name_of(context.round, scorer)
        notes += [
            finding(said_of_ballot.SUPERSEDED, Place(file=line.name, member=scorer), member=member)
            for line in lines
            if now is not None and line != now
        ]
    return tuple(counting_ballots(context, ids).values()), tuple(notes)


def strays_in(folder: Folder) -> list[Finding]:
    """Originals that the register does not know: an import was stopped, or the register is gone."""
    strays = folder.unregistered()
    return [finding(said_of_kept.UNREGISTERED, Place(), count=len(strays), name=strays[0])] if strays else []


# ---------------------------------------------------------------- status
@dataclass(frozen=True, slots=True)
class MemberStatus:
    """One scorer's line in the status: what was sent and what came back.

    A unit that scores itself stands as a member of its id and name.
    """

    member: Member
    issued: tuple[int, ...]
    returned: int
    checked: Checked | None

    @property
    def kind(self) -> str:
        """absent, not_sent, waiting, counted, not_counted, or undecided (no rule says which of his files counts)."""
        if self.member.absent is not None:
            return "absent"
        if self.checked is None:
            return "waiting" if self.issued else "not_sent"
        if self.checked.counted:
            return "counted"
        return "not_counted" if self.checked.taken else "undecided"


def status_of(
    context: RoundContext, scorers: Mapping[str, Member], checked: Mapping[str, Checked]
) -> tuple[MemberStatus, ...]:
    """The line of each scorer, by his name in the register."""
    issued = {scorer.casefold(): tuple(numbers) for scorer, numbers in context.folder.issued().items()}
    returned = Counter(line.member for line in context.folder.received())
    return tuple(
        MemberStatus(member, issued.get(scorer.casefold(), ()), returned[scorer], checked.get(scorer))
        for scorer, member in scorers.items()
    )


def status(context: RoundContext) -> tuple[MemberStatus, ...]:
    """Who has returned what, by member."""
    checked, _ = newest_ballots(context)
    members = {member.id: member for member in context.round.members}
    return status_of(context, members, {item.member: item for item in checked})


class RefusedFile(NamedTuple):
    """A file that is nobody's ballot; `hash` is "" where its bytes could not be had."""

    name: str
    hash: str
    at: str
    codes: tuple[str, ...]


def refused_files(folder: Folder) -> tuple[RefusedFile, ...]:
    """What came and is still nobody's ballot: a file may be taken later, with its password or after a repair.

    One without a hash is known by its name: it is told until a file of that name comes in.
    """
    made: dict[tuple[str, str], RefusedFile] = {}
    for entry in folder.logged("received", "refused"):
        by_hash, by_name = (entry.file, ""), ("", entry.name)
        made.pop(by_hash, None)
        made.pop(by_name, None)
        if entry.kind == "refused":
            one = RefusedFile(entry.name, entry.file, entry.at, tuple(codes_in(entry.data)))
            made[by_hash if entry.file else by_name] = one
    return tuple(made.values())
