"""Which of the ballots that one scorer sent counts: by the round's policy, or by what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from workbook.model import Choice, Round, SecondBallot
from workbook.pipeline.folder import Received


class Counting(NamedTuple):
    """The line that counts. None where the policy asks for a decision, or the decision names no file of his."""

    line: Received | None
    choice: Choice | None = None
    """The decision that it follows, or should have."""


def counting_now(round_: Round, lines: Sequence[Received]) -> Counting:
    """Of one scorer's lines in order of arrival (at least one), the one that counts in the round as it stands."""
    decided = (choice for choice in round_.choices if choice.member == lines[0].member)
    return counting(lines, round_.second_ballot, next(decided, None))


def counting(lines: Sequence[Received], policy: SecondBallot, choice: Choice | None = None) -> Counting:
    """The line that counts by a policy, or by what was decided.

    "newest": of the latest issue, the last to arrive that was not saved before another one of it.
    "first": the first that was without errors. "ask": the newest, where it alone was without errors (a correction);
    else somebody must decide. Where none was, the newest is the one to be corrected, by every policy.

    Without errors means: when it came. A waiver of today lets a ballot count, but never moves the choice to another.
    """
    if choice is not None:
        return Counting(next((line for line in lines if line.hash.startswith(choice.file)), None), choice)
    sound = [line for line in lines if line.sound]
    if policy == "first" and sound:
        return Counting(sound[0])
    last = newest(lines)
    if policy == "ask" and sound and len(lines) > 1 and sound != [last]:
        return Counting(None)
    return Counting(last)


def newest(lines: Sequence[Received]) -> Received:
    """The newest line: a ballot of an earlier issue, or saved earlier, never takes the place of a later one."""
    best = lines[0]
    for number, line in enumerate(lines):
        if line.issue >= best.issue and not line.saved < saved_before(line, lines[:number]):
            best = line
    return best


def saved_before(line: Received, earlier: Iterable[Received]) -> str:
    """The latest time of saving that earlier files of its issue tell; "" where none does, or the file itself does not.

    It is the files' own word.
    """
    return max((one.saved for one in earlier if one.issue == line.issue), default="") if line.saved else ""
