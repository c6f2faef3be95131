"""Rules over one ballot and over the panel: plain generators, listed in tuples. No cells, no files.

Findings are placed by unit, criterion and member; whoever knows the sheet adds file and cell.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from workbook.catalogue import ballot as said_of_ballot
from workbook.catalogue import panel as said_of_panel
from workbook.catalogue import rank as said_of_rank
from workbook.catalogue import score as said_of_score
from workbook.findings import WARNING, Fact, Finding, Place, Words, finding
from workbook.model import Ballot, CellId, Criterion, Issue, Member, Round, Rubric, Unit, Waiver
from workbook.points import NOT_APPLICABLE, Score, on_step, round_half_up
from workbook.scoring import in_range, shut_leaves


# ---------------------------------------------------------------- one ballot
def check_ballot(issue: Issue, ballot: Ballot, unread: Collection[CellId] = frozenset()) -> Iterator[Finding]:
    """Blank, above, below, off the step, marks where none may stand; at most one finding a cell.

    `unread` cells already have a finding of their own and are left out.
    """
    member = issue.round.member(issue.member)
    for unit in _own_units(issue.round, member):
        shut = shut_leaves(issue.rubric, unit)
        for leaf in issue.rubric.leaves():
            cell = (unit.id, leaf.id)
            if leaf.id not in shut and cell not in unread:
                yield from _check_score(ballot.scores.get(cell), leaf, unit, member)


def _own_units(round_: Round, member: Member) -> Iterator[Unit]:
    for group_id in member.groups:
        yield from (unit for unit in round_.scored(group_id) if unit.id not in member.recused)


def _check_score(score: Score, leaf: Criterion, unit: Unit, member: Member) -> Iterator[Finding]:
    if isinstance(score, Decimal) and in_range(leaf, unit.group, score):
        return
    at = Place(unit=unit.id, criterion=leaf.id, member=member.id)
    high = leaf.max_in(unit.group)
    if score is None:
        yield finding(said_of_ballot.MISSING, at, criterion=leaf.name, unit=unit.name, max=high)
    elif score is NOT_APPLICABLE:
        if not leaf.markable:
            yield finding(said_of_ballot.MARK_NOT_ALLOWED, at, criterion=leaf.name, unit=unit.name, max=high)
    elif isinstance(score, Decimal):
        facts: dict[str, Fact] = {"value": score, "criterion": leaf.name, "unit": unit.name}
        if score > high:
            yield finding(said_of_score.ABOVE_MAX, at, max=high, **facts)
        elif score < 0:
            yield finding(said_of_score.BELOW_ZERO, at, max=high, **facts)
        elif not on_step(score, leaf.step):
            near = min(round_half_up(score / leaf.step, 0) * leaf.step, high)
            yield finding(said_of_score.OFF_STEP, at, step=leaf.step, near=near, **facts)


def waive(findings: Iterable[Finding], waivers: Sequence[Waiver]) -> tuple[Finding, ...]:
    """Findings that a waiver covers become warnings that carry it; the figure stays as typed."""
    return tuple(_waived(found, waivers) for found in findings)


def covers(waiver: Waiver, found: Finding) -> bool:
    """Whether the waiver is for this finding."""
    at = found.at
    same = (waiver.check, waiver.unit, waiver.criterion) == (found.code, at.unit, at.criterion)
    return same and waiver.member in (None, at.member)


def _waived(found: Finding, waivers: Sequence[Waiver]) -> Finding:
    waiver = next((waiver for waiver in waivers if covers(waiver, found)), None)
    if waiver is None:
        return found
    words = f"{waiver.reason} ({waiver.by}, {waiver.when:%d/%m/%Y})"
    return replace(found, lowered=WARNING, facts={**found.facts, "waiver": words})


def check_waivers(round_: Round, rubric: Rubric, findings: Iterable[Finding]) -> Iterator[Finding]:
    """Waivers that cover nothing."""
    known = tuple(findings)
    names = {leaf.id: leaf.name for leaf in rubric.leaves()}
    for waiver in round_.waivers:
        if not any(covers(waiver, found) for found in known):
            yield finding(
                said_of_rank.WAIVER_UNUSED,
                Place(unit=waiver.unit, criterion=waiver.criterion),
                check=waiver.check,
                unit=round_.unit(waiver.unit).name,
                criterion=names[waiver.criterion],
            )


# ---------------------------------------------------------------- the panel
def check_panel(rubric: Rubric, round_: Round, ballots: Sequence[Ballot]) -> Iterator[Finding]:
    """Who is missing, cells with too few scorers, marks beside scores."""
    returned = {ballot.member: ballot for ballot in ballots}
    for member in round_.members:
        yield from _check_attendance(member, member.id in returned)
    present = [member for member in round_.members if member.absent is None and member.id in returned]
    if len(present) == sum(member.absent is None for member in round_.members):
        # Before all ballots are in, thin cells are a consequence and already said.
        for group in rubric.groups:
            for unit in round_.scored(group.id):
                yield from _check_unit(rubric, round_, unit, present, returned)


def check_issue(rubric: Rubric, round_: Round, issue: Issue) -> Iterator[Finding]:
    """What changed since the ballot was sent, so that its scores no longer mean what they said.

    Names may be corrected, tiers and titles too; limits, what applies, and who is who may not.
    """
    if changes := tuple(_changed_limits(rubric, issue)):
        words = Words("; ".join(change.vi for change in changes), "; ".join(change.en for change in changes))
        yield finding(said_of_panel.LIMITS_CHANGED, Place(), changes=words)
    sent = {unit.id: unit for unit in issue.round.units}
    by_name = {unit.name: unit.id for unit in issue.round.units}
    for unit in round_.units:
        if unit.id in sent and unit.left_out is None and sent[unit.id].left_out is None:
            change = _changed_unit(rubric, unit, sent[unit.id], by_name)
            if change is not None:
                yield finding(
                    said_of_panel.UNIT_CHANGED, Place(unit=unit.id), unit=unit.name, id=unit.id, changes=change
                )


def _changed_limits(rubric: Rubric, issue: Issue) -> Iterator[Words]:
    now = {leaf.id: leaf for leaf in rubric.leaves()}
    sent = {leaf.id: leaf for leaf in issue.rubric.leaves()}
    for leaf in (*now.values(), *(leaf for leaf in sent.values() if leaf.id not in now)):
        if leaf.id not in now:
            yield Words(f"bỏ tiêu chí “{leaf.name}”", f"“{leaf.name}” was removed")
        elif leaf.id not in sent:
            yield Words(f"thêm tiêu chí “{leaf.name}”", f"“{leaf.name}” was added")
        elif leaf.step != sent[leaf.id].step:
            yield Words(f"bước điểm của “{leaf.name}”", f"the step of “{leaf.name}”")
        elif any(leaf.max_in(group.id) != sent[leaf.id].max_in(group.id) for group in rubric.groups):
            yield Words(f"điểm tối đa của “{leaf.name}”", f"the maximum of “{leaf.name}”")


def _changed_unit(rubric: Rubric, now: Unit, sent: Unit, by_name: Mapping[str, str]) -> Words | None:
    if now.group != sent.group:
        return Words(f"chuyển từ khối {sent.group} sang khối {now.group}", f"from group {sent.group} to {now.group}")
    if shut_leaves(rubric, now) != shut_leaves(rubric, sent):
        return Words("đặc điểm quyết định tiêu chí nào áp dụng", "the traits that decide which criteria apply")
    if by_name.get(now.name, now.id) != now.id:
        return Words(
            f"mã này khi phát là của “{sent.name}”", f"when the ballots were sent this id was that of “{sent.name}”"
        )
    return None


def _check_attendance(member: Member, returned: bool) -> Iterator[Finding]:
    at, name = Place(member=member.id), f"{member.name} ({member.id})"
    if member.absent is not None:
        yield finding(said_of_panel.ABSENT, at, member=name, reason=member.absent)
        if returned:
            yield finding(said_of_panel.ABSENT_BUT_RETURNED, at, member=name)
    elif not returned:
        yield finding(said_of_panel.BALLOT_MISSING, at, member=name)


def _check_unit(
    rubric: Rubric, round_: Round, unit: Unit, present: Sequence[Member], returned: Mapping[str, Ballot]
) -> Iterator[Finding]:
    scorers = [member for member in present if unit.group in member.groups and unit.id not in member.recused]
    shut = shut_leaves(rubric, unit)
    leaves = [leaf for leaf in rubric.leaves() if leaf.id not in shut]
    without = [
        member
        for member in scorers
        if leaves and all((unit.id, leaf.id) not in returned[member.id].scores for leaf in leaves)
    ]
    for member in without:
        at = Place(unit=unit.id, member=member.id)
        yield finding(said_of_panel.UNIT_NOT_ON_BALLOT, at, unit=unit.name, member=f"{member.name} ({member.id})")
    for leaf in leaves:
        cell = (unit.id, leaf.id)
        given = {member.id: returned[member.id].scores.get(cell) for member in scorers}
        marked = [name for name, score in given.items() if score is NOT_APPLICABLE]
        scored = [name for name, score in given.items() if isinstance(score, Decimal)]
        # Who left it blank, or has not the unit at all, was told so: only cells that stay thin are left.
        able = [member for member in scorers if member in without or cell in returned[member.id].scores]
        at = Place(unit=unit.id, criterion=leaf.id)
        facts: dict[str, Fact] = {"unit": unit.name, "criterion": leaf.name}
        if marked and scored:
            yield finding(
                said_of_panel.MARK_BESIDE_SCORE, at, markers=", ".join(marked), scorers=", ".join(scored), **facts
            )
        elif len(able) < round_.minimum_scorers:
            count = len(marked) + len(scored)
            yield finding(said_of_panel.TOO_FEW_SCORERS, at, count=count, minimum=round_.minimum_scorers, **facts)
