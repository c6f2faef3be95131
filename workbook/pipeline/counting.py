"""Which of the ballots that one scorer sent counts: by the round's policy, or by what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from workbook.model import Choice, SecondBallot
from workbook.pipeline.folder import Received


class Counting(NamedTuple):
    """The line that counts. None where the policy asks for a decision, or the decision names no file of his."""

    line: Received | None
    choice: Choice | None = None
    """The decision that it follows, or should have."""


def counting(lines: Sequence[Received], policy: SecondBallot, choice: Choice | None = None) -> Counting:
    """Of one scorer's lines in order of arrival (at least one), the one that counts.

    "newest": of the latest issue, the last to arrive that was not saved before the one that counted until then.
    "first": the first that was without errors. "ask": as soon as two are, somebody must decide.
    """
    if choice is not None:
        return Counting(next((line for line in lines if line.hash.startswith(choice.file)), None), choice)
    sound = [line for line in lines if line.counted]
    if policy == "first" and sound:
        return Counting(sound[0])
    if policy == "ask" and len(sound) > 1:
        return Counting(None)
    return Counting(newest(lines))


def newest(lines: Sequence[Received]) -> Received:
    """The newest line: a ballot of an earlier issue, or saved earlier, never takes the place of a later one."""
    best = lines[0]
    for line in lines[1:]:
        if not is_older(line, best):
            best = line
    return best


def is_older(line: Received, other: Received) -> bool:
    """Whether a file that arrived later is older all the same. The time of saving is the file's own word."""
    if line.issue != other.issue:
        return line.issue < other.issue
    return bool(line.saved and other.saved) and line.saved < other.saved
